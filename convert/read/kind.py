"""What a body is written in: HTML, Markdown, or no markup at all."""

from __future__ import annotations

import html
import re
from typing import Literal

from ..regex import regex

Kind = Literal["html", "markdown", "json"]

HTML_SUFFIXES = frozenset((".html", ".htm", ".xhtml", ".xht"))
TEXT_SUFFIXES = frozenset((".txt", ".text"))

_SPACE_AND_COMMENTS = regex(r"(?:[ \t\n\f\ufeff]+|<!--.*?(?:-->|\Z)|<[!?][^>]*>)*+", re.S)
_TAG = regex(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[ \t\n\f/>])(?:[^>\"']|\"[^\"]*\"|'[^']*'|[\"'])*+(/?)>?")
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_BLANK_LINE = regex(r"\n[ \t]*\n")


def kind_of(body: str, suffix: str) -> Kind:
    """By the file's suffix, else by the body: HTML where it begins with a tag and no paragraph stands outside of tags."""
    if suffix in HTML_SUFFIXES:
        return "html"
    return "html" if _is_html(body) else "markdown"


def _is_html(body: str) -> bool:
    place = _skip(body, 0)
    if not _TAG.match(body, place):
        return False
    while place < len(body):
        match = _TAG.match(body, place)
        if match is None:
            return not _own_paragraph(body, place)
        place = _skip(body, _element_end(body, match))
    return True


def _skip(body: str, place: int) -> int:
    match = _SPACE_AND_COMMENTS.match(body, place)
    return match.end() if match else place


def _element_end(body: str, start: re.Match[str]) -> int:
    """Where the element ends that begins here; the end of the body where nothing closes it."""
    name = start[2].lower()
    if start[1] or start[3] or name in _VOID:
        return start.end()
    depth = 1
    for match in re.compile(rf"<(/?){name}(?=[ \t\n\f/>])", re.I).finditer(body, start.end()):
        depth += -1 if match[1] else 1
        if depth == 0:
            close = body.find(">", match.end())
            return close + 1 if close >= 0 else len(body)
    return len(body)


def _own_paragraph(body: str, place: int) -> bool:
    """Whether the text here, outside of all tags, is set off by a blank line: so a Markdown writer goes on behind raw HTML."""
    before = len(body[:place].rstrip(" \t\n"))
    return _BLANK_LINE.search(body, before, place) is not None


def as_paragraphs(body: str) -> str:
    """Plain text as HTML, each line a paragraph, each in the line that it had: a text file knows no other paragraph."""
    return "\n".join(f"<p>{html.escape(line, quote=False)}</p>" if line.strip(" \t\f") else line for line in body.split("\n"))
