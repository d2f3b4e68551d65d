"""Compares what was written with what was meant: both as HTML, cut into what a reader sees of it.

The Markdown is read by markdown-it-py, the Document is drawn by `_markdown_html.py`; texts, marks and blocks have to agree.
What makes no difference (line ends between blocks, the paragraph of a simple item) is left out in `events`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from ..parse._markdown_html import Renderer
from ..parse.markdown import parser

_TAG = re.compile(r"<template[^>]*>.*?</template>|<!--.*?-->|<(/?)([a-z][a-z0-9]*)((?:\s+[\w-]+(?:=\"[^\"]*\")?)*)\s*/?>", re.S)
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")
_INLINE = frozenset(("strong", "em", "s", "del", "u", "mark", "sup", "sub", "kbd", "code", "a", "span", "ruby", "rt", "br", "img"))
_SKIPPED = frozenset(("data-line",))
_SAME = {"s": "del"}


def rendered(markdown: str) -> str:
    """The body as markdown-it-py reads it."""
    return Renderer(1, breaks=False).render(parser().parse(markdown, {}))


def events(html: str, found: list[str]) -> None:
    """Add the tags and texts of HTML of our own making to `found`, in order, without what shows nothing."""
    text: list[str] = []
    at, verbatim = 0, 0
    for match in _TAG.finditer(html):
        _add(text, html[at : match.start()], verbatim)
        at = match.end()
        closing, name = match[1], match[2]
        if not name:
            continue
        name = _SAME.get(name, name)
        _flush(found, text)
        if name == "pre" or (name in ("span", "code") and name in _INLINE):
            verbatim += -1 if closing else 1
        _tag(found, closing, name, match[3])
    _add(text, html[at:], verbatim)
    _flush(found, text)


def _add(text: list[str], raw: str, verbatim: int) -> None:
    text.append(unescape(raw if verbatim else raw.replace("\n", "")))


def _flush(found: list[str], text: list[str]) -> None:
    whole = "".join(text)
    text.clear()
    if whole:
        if found and found[-1].startswith("="):
            found[-1] += whole
        else:
            found.append("=" + whole)


def _tag(found: list[str], closing: str, name: str, attributes: str) -> None:
    said = sorted(f"{key}={unescape(value)}" for key, value in _ATTRIBUTE.findall(attributes) if _counts(key, name))
    if name == "p" and not said:
        if found and (found[-1].startswith("=") or _is_inline(found[-1])):
            found.append("|")
        return
    if name not in _INLINE and found and found[-1] == "|":
        found.pop()
    found.append(f"<{closing}{name} {' '.join(said)}>")


def _counts(key: str, name: str) -> bool:
    return key not in _SKIPPED and (key != "class" or name in ("u", "em", "code"))


def _is_inline(event: str) -> bool:
    return event.startswith("<") and event.strip("</>").partition(" ")[0] in _INLINE


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
