"""Markdown as HTML for verify, by markdown-it-py alone: none of our reader's rules is used here."""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from ..regex import regex
from ._strip import Unreadable

_NOTE = regex(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*")
_MARK = regex(r"\[\^([^\]\s]+)\]")
_MATH = regex(r"\$\$[^$]+\$\$|\$(?! )[^$\n]*[^$\n \\]\$(?!\d)")
"""TeX between dollars is no Markdown."""
_FRONT = regex(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


def html_of(text: str) -> tuple[str, str]:
    """(the title that the front matter gives, the HTML of the body and after it of each note in order)."""
    front = _FRONT.match(text)
    body, notes = _notes_apart(text[front.end() :] if front else text)
    parser = _parser(frozenset(notes))
    html = [parser.render(source) for source in (body, *notes.values())]
    return _title(front[1]) if front else "", "\n".join(html)


def _title(front: str) -> str:
    import yaml

    try:
        meta = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but strings
    except yaml.YAMLError as error:
        raise Unreadable(f"front matter that is no YAML: {error}".partition("\n")[0]) from None
    return str(meta.get("title", "")) if isinstance(meta, dict) else ""


def _parser(names: frozenset[str]) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 400}).enable(["table", "strikethrough"])
    parser.validateLink = lambda _: True  # type: ignore[assignment, method-assign]  # a link to a file is a link, whether or not one follows it
    parser.normalizeLink = parser.normalizeLinkText = lambda url: url  # type: ignore[assignment, method-assign]
    rules: Any = parser.inline.ruler  # the library's own type leaves the rule's state open
    rules.before("link", "note_mark", lambda state, silent: _as_written(_MARK, state, silent, names))
    rules.after("escape", "math", lambda state, silent: _as_written(_MATH, state, silent))
    return parser


def _as_written(pattern: re.Pattern[str], state: StateInline, silent: bool, names: frozenset[str] | None = None) -> bool:
    """A rule of markdown-it-py: what matches here is shown as it is written; of note marks those that a note has."""
    found = pattern.match(state.src, state.pos)
    if not found or (names is not None and found[1] not in names):
        return False
    if not silent:
        state.push("text", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _notes_apart(text: str) -> tuple[str, dict[str, str]]:
    """The body without its notes, and the Markdown of each note by its name."""
    body: list[str] = []
    notes: dict[str, list[str]] = {}
    into, verbatim = body, _verbatim(text)
    for number, line in enumerate(text.split("\n")):
        note = None if number in verbatim else _NOTE.match(line)
        if note:
            into = notes.setdefault(note[1], [])
        elif into is not body and line and not line.startswith("    "):
            into = body
        into.append(line[note.end() :] if note else line if into is body else line.removeprefix("    "))
    return "\n".join(body), {name: "\n".join(lines) for name, lines in notes.items()}


def _verbatim(text: str) -> set[int]:
    """The lines, from 0, of code and raw HTML: what looks like a note there is none."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    blocks = (token.map for token in parser.parse(text) if token.type in ("fence", "html_block") and token.map)
    return {number for start, stop in blocks for number in range(start, stop)}
