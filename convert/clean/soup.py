"""HTML text to a BeautifulSoup tree whose tags and strings know their line in the file.

BeautifulSoup over lxml knows no lines, because libxml2 gets the text in one piece. Here it gets it line by line, so that each
event can be dated by the line that set it off (tree.py): one parse, in C, at lxml's own price. What libxml2 would swallow at the end of a
text (a comment or a tag that nothing closes) is turned into text first: no visible character may go.
"""

from __future__ import annotations

import itertools
import re

from bs4.element import PageElement, Tag

from ..errors import Report, Severity, diagnostic
from ..regex import regex
from .tree import RAW_TEXT, Planter, Soup

_OPENS = regex(r"<(?=[A-Za-z/!?])")
_MAX_REPAIRS = 3
_COMMENT = regex(r"<!--.*?-->", re.DOTALL)
_DECLARATION = regex(r"<[!?/][^>]*>")
_TAG = regex(r"""<(?P<name>[A-Za-z][^\s/>]*)(?:[^>=]|=\s*"[^"]*"|=\s*'[^']*'|=(?!\s*["']))*>""")
_FRAME = regex(r"<(/?)iframe\b[^>]*(?<!/)>", re.IGNORECASE)
_SURROGATE = regex("[\ud800-\udfff]")


def make_soup(html: str, first_line: int = 1, *, marked: bool = False, report: Report | None = None, name: str = "") -> Soup:
    """The tree of a body whose first line is the 1-based line `first_line` of its file.

    `marked`: the HTML was made from Markdown, and data-line attributes tell the lines. Reports unclosed-markup where a comment or
    tag had no end and became text; `name` is the article's, for that.
    """
    html = _close_frames(_SURROGATE.sub("\ufffd", html))
    signs = _Signs(html)
    text = _close(html, signs)
    grown = _grow(text, first_line, signs, marked=marked)
    for _ in range(_MAX_REPAIRS):
        place = None if grown.ended else _open_quote(text)
        if place is None:
            break
        stop = text.find(">", place) % (len(text) + 1)
        text = text[:place] + signs.put(text[place:stop]) + text[stop:]
        grown = _grow(text, first_line, signs, marked=marked)
    if report is not None and (used := signs.first(text)) is not None:
        line = first_line + text.count("\n", 0, used)
        report(diagnostic(Severity.WARNING, "unclosed-markup", "a comment or tag here is never closed: kept as text", file=name, line=line))
    return grown.soup


def _grow(text: str, first_line: int, signs: _Signs, *, marked: bool) -> Planter:
    planter = Planter(first_line, marked=marked)
    planter.grow(text, signs.meaning())
    return planter


def line_of(element: PageElement) -> int:
    """The 1-based line in the file where a tag or a string of `make_soup` begins; that of the tag around it for one made later."""
    at: PageElement | None = element
    while at is not None:
        line = getattr(at, "sourceline", None) if isinstance(at, Tag) else getattr(at, "line", None)
        if isinstance(line, int):
            return line
        at = at.parent
    return 1


class _Signs:
    """Two noncharacters (Unicode 23.7) that the text has not, for a `<` and a `&` in it that are to stay characters."""

    def __init__(self, html: str) -> None:
        codes = itertools.chain(range(0xFDD0, 0xFDF0), range(0x10F000, 0x10FFFE))
        self.less, self.ampersand = itertools.islice((char for char in map(chr, codes) if char not in html), 2)
        self._used = False

    def put(self, text: str) -> str:
        """The text with the signs."""
        self._used = True
        return text.replace("<", self.less).replace("&", self.ampersand)

    def meaning(self) -> dict[int, str]:
        """What the signs stand for by code point; nothing where there are none."""
        return {ord(self.less): "<", ord(self.ampersand): "&"} if self._used else {}

    def first(self, text: str) -> int | None:
        """The offset of the first `<` that was replaced."""
        place = text.find(self.less)
        return None if place < 0 else place


def _close(html: str, signs: _Signs) -> str:
    """The text with signs for the markup that nothing can end any more: comments, CDATA and tags."""
    for opening, ending in (("<!--", "-->"), ("<![CDATA[", "]]>")):
        last = html.find(opening, html.rfind(ending) + 1)
        if last >= 0:
            html = html[:last] + re.sub(re.escape(opening) + "[^>]*", lambda found: signs.put(found[0]), html[last:])
    last = html.rfind(">") + 1
    first = _OPENS.search(html, last)
    return html[: first.start()] + signs.put(html[first.start() :]) if first else html


def _close_frames(html: str) -> str:
    """Ends an <iframe> that nothing ends before the next: a browser would take the rest of the article for text that it need not show."""
    frames = list(_FRAME.finditer(html))
    pairs = itertools.pairwise((*frames, None))
    open_ = [one.end() for one, after in pairs if one and not one[1] and not (after and after[1])]
    pieces = [html[start:end] for start, end in zip([0, *open_], [*open_, len(html)], strict=True)]
    return "</iframe>".join(pieces)


def _open_quote(html: str) -> int | None:
    """The offset of the first tag that has no end because a quote in it has none."""
    place = 0
    while found := _OPENS.search(html, place):
        start = found.start()
        markup = _COMMENT.match(html, start) or _DECLARATION.match(html, start) or _TAG.match(html, start)
        if not markup:
            return start
        place = markup.end()
        if markup.lastgroup == "name" and markup["name"].lower() in RAW_TEXT:
            ending = re.compile(f"</{markup['name']}", re.IGNORECASE).search(html, place)
            place = ending.start() if ending else len(html)
    return None
