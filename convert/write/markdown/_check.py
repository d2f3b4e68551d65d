"""Compares what was written with what was meant: both as HTML, cut into what a reader sees of it.

The Markdown is read by markdown-it-py, the Document is drawn by `_html.py`; texts, marks and blocks have to agree.
What makes no difference (line ends between blocks, the paragraph of a simple item) is left out in `events`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import TypeAlias

from ...model import Block, Note, Paragraph, Text
from ...parse.markdown import parser
from ...parse.markdown._html import Renderer
from ...regex import regex

_UNSEEN = r"<template[^>]*>.*?</template>|<!--.*?-->|<(?:a|span) data-note-label[^>]*>[^<]*</(?:a|span)>"
_TAG = regex(rf"{_UNSEEN}|<(/?)([a-z][a-z0-9]*)([^>]*)>", re.S)
_ATTRIBUTE = regex(r"([\w-]+)=\"([^\"]*)\"")
_INLINE = frozenset(("strong", "em", "s", "del", "u", "mark", "sup", "sub", "kbd", "code", "a", "span", "ruby", "rt", "br", "img"))
_VERBATIM = frozenset(("pre", "code", "span"))
_CLASSED = frozenset(("u", "em", "code"))
"""Tags whose class says what they mean."""
_SAME = {"s": "del"}


# No inline rule begins with any of its characters, and no block does with its first one, on whose line nothing else stands.
_PLAIN = regex(r"\u3000*(?:[A-Za-z]|[^\x00-\x7f\s])(?:[^\x00-\x20\x7f\s\\`*_~\[\]<>&!${}^|@]| (?! ))*(?<![\s\ufeff])")

Written: TypeAlias = tuple[int, str]
"""A block's number and the Markdown of it."""


def plain_after_plain(written: Sequence[Written], blocks: Sequence[Block | Note]) -> set[int]:
    """The blocks that need not be read again: plain paragraphs that follow a plain one.

    A plain paragraph is one line in which nothing can mean anything, set off by blank lines. Where the first of several in a row is read
    as the paragraph that it is, nothing before it is open any more, and the next stands just as it did; so the one after them does.
    """
    found: set[int] = set()
    was_plain = False
    for number, text in written:
        plain = _is_plain(blocks[number], text)
        if plain and was_plain:
            found.add(number)
        was_plain = plain
    return found


def _is_plain(block: Block | Note, text: str) -> bool:
    match block:
        case Paragraph(inlines=(Text(text=said),), indent=indent, align="start"):
            return text == "\u3000" * indent + said and _PLAIN.fullmatch(text) is not None
    return False


def rendered(markdown: str) -> str:
    """The body as markdown-it-py reads it."""
    return Renderer(1, breaks=False).render(parser().parse(markdown, {}))


def events(html: str, found: list[str]) -> None:
    """Add the tags and texts of HTML of our own making to `found`, in order, without what shows nothing."""
    at, verbatim = 0, 0
    for match in _TAG.finditer(html):
        if match.start() > at:
            _add(found, html[at : match.start()], verbatim)
        at = match.end()
        closing, name, attributes = match.groups()
        if name:
            if name in _VERBATIM:
                verbatim += -1 if closing else 1
            _tag(found, closing, _SAME.get(name, name), attributes)
    if at < len(html):
        _add(found, html[at:], verbatim)


def _add(found: list[str], raw: str, verbatim: int) -> None:
    """Text joins the text before it; line ends count only in code and mathematics."""
    text = unescape(raw if verbatim else raw.replace("\n", ""))
    if text and found and found[-1][0] == "=":
        found[-1] += text
    elif text:
        found.append("=" + text)


def _tag(found: list[str], closing: str, name: str, attributes: str) -> None:
    said = _said(name, attributes) if attributes else ""
    if name == "p" and not said:
        if found and (found[-1][0] == "=" or _is_inline(found[-1])):
            found.append("|")
        return
    if name not in _INLINE and found and found[-1] == "|":
        found.pop()
    found.append(f"<{closing}{name}{said}>")


def _said(name: str, attributes: str) -> str:
    said = [(key, value) for key, value in _ATTRIBUTE.findall(attributes) if key != "data-line" and (key != "class" or name in _CLASSED)]
    return "".join(f" {key}={unescape(value)}" for key, value in sorted(said))


def _is_inline(event: str) -> bool:
    return event[0] == "<" and event.strip("</>").partition(" ")[0] in _INLINE


def difference(markdown: str, meant: Sequence[str]) -> tuple[int, str, str] | None:
    """The first block that reads otherwise than it was meant: (its number, what was meant, what is read), None where all is well.

    `meant` is the HTML of each block, notes last.
    """
    found: list[str] = []
    events(rendered(markdown), found)
    wanted: list[str] = []
    ends: list[int] = []
    for html in meant:
        events(html, wanted)
        ends.append(len(wanted))
    if found == wanted:
        return None
    at = next((n for n, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), min(len(found), len(wanted)))
    block = next((n for n, end in enumerate(ends) if at < end), len(meant) - 1)
    return block, " ".join(wanted[at : at + 3]), " ".join(found[at : at + 3])
