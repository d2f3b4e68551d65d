"""HTML text to a BeautifulSoup tree whose tags and strings know their line in the file.

BeautifulSoup over lxml knows no lines, because libxml2 gets the text in one piece. Here it gets it line by line, so that each
event can be dated by the line that set it off: one parse, in C, at lxml's own price. What libxml2 would swallow at the end of a
text (a comment or a tag that nothing closes) is turned into text first: no visible character may go.
"""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Iterator, Mapping

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import AttributeValueList, NavigableString, PageElement, Tag
from lxml import etree

from ..errors import Report, Severity, diagnostic

MAX_DEPTH = 300
"""Levels of tags kept; deeper tags are left out and their text stays. Well above model.MAX_DEPTH, so that parse still sees and tells it."""

END = "huozi-end"
"""Name of a tag put after the text: what comes back instead of it was swallowed by something unclosed."""

_OPENS = re.compile(r"<(?=[A-Za-z/!?])")
_MAX_REPAIRS = 3
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_DECLARATION = re.compile(r"<[!?/][^>]*>")
_TAG = re.compile(r"""<(?P<name>[A-Za-z][^\s/>]*)(?:[^>=]|=\s*"[^"]*"|=\s*'[^']*'|=(?!\s*["']))*>""")
_IMPLIED = frozenset(("html", "head", "body"))
_LOOK_BACK = 40  # lines that a tag may take before its own line is lost
_RAW_TEXT = frozenset(("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"))
_SURROGATE = re.compile("[\ud800-\udfff]")


def make_soup(html: str, first_line: int = 1, *, marked: bool = False, report: Report | None = None, name: str = "") -> Soup:
    """The tree of a body whose first line is the 1-based line `first_line` of its file.

    `marked`: the HTML was made from Markdown, and data-line attributes tell the lines. Reports unclosed-markup where a comment or
    tag had no end and became text; `name` is the article's, for that.
    """
    html = _SURROGATE.sub("\ufffd", html)
    signs = _Signs(html)
    builder = _LineBuilder(first_line, marked, signs)
    text = _close(html, signs)
    soup = _parse(text, builder)
    for _ in range(_MAX_REPAIRS):
        place = None if builder.ended else _open_quote(text)
        if place is None:
            break
        stop = text.find(">", place) % (len(text) + 1)
        text = text[:place] + signs.put(text[place:stop]) + text[stop:]
        soup = _parse(text, builder)
    if report is not None and (used := signs.first(text)) is not None:
        line = first_line + text.count("\n", 0, used)
        report(diagnostic(Severity.WARNING, "unclosed-markup", "a comment or tag here is never closed: kept as text", file=name, line=line))
    return soup


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
        free = (chr(code) for code in (*range(0xFDD0, 0xFDF0), *range(0x10F000, 0x10FFFE)) if chr(code) not in html)
        self.less, self.ampersand = itertools.islice(free, 2)

    def put(self, text: str) -> str:
        """The text with the signs."""
        return text.replace("<", self.less).replace("&", self.ampersand)

    def take(self, text: str) -> str:
        """The text with its own characters again."""
        return text.replace(self.less, "<").replace(self.ampersand, "&")

    def first(self, text: str) -> int | None:
        """The offset of the first `<` that was replaced."""
        place = text.find(self.less)
        return None if place < 0 else place


CODE = frozenset(("script", "style", "link", "meta", "head", "title", "template"))
"""Elements that hold no text of the body."""


class Soup(BeautifulSoup):
    """A soup that notes on each string where it began, and which of its tags are CODE."""

    text_line = 1

    def __init__(self, html: str, builder: LXMLTreeBuilder) -> None:
        self.code: list[Tag] = []
        super().__init__(html, builder=builder)

    def object_was_parsed(self, o: PageElement, parent: Tag | None = None, most_recent_element: PageElement | None = None) -> None:
        """As in BeautifulSoup, with the line."""
        if isinstance(o, NavigableString):
            o.line = self.text_line  # type: ignore[attr-defined]  # bs4 keeps no line on strings
        super().object_was_parsed(o, parent, most_recent_element)


class _LineBuilder(LXMLTreeBuilder):
    """The events of libxml2's push parser, each with the line of the text it came from."""

    def __init__(self, first_line: int, marked: bool, signs: _Signs) -> None:
        super().__init__(multi_valued_attributes=None)  # only class is split: bs4 looks at every attribute of every tag
        self.signs = signs
        self.first_line = first_line
        self.marked = marked
        self.reset()

    def reset(self) -> None:
        """Ready for a text from its start."""
        self.line = 1  # of the text being fed, 1-based
        self.position = 1  # line where the last event ended
        self.shift = self.first_line - 1  # from there to the file
        self.depth = 0
        self.ended = False
        self.raw = False
        self.lines: list[str] = []
        super().reset()

    def prepare_markup(self, markup: str | bytes, *_args: object, **_options: object) -> Iterator[tuple[str | bytes, None, None, bool]]:
        """The text as it is: reading has decoded it."""
        yield markup, None, None, False

    def feed(self, markup: str | bytes) -> None:
        """Parse a text, line by line."""
        self.parser = etree.HTMLParser(target=self, recover=True, huge_tree=True)
        self.lines = str(markup).split("\n")
        for line, text in enumerate(self.lines, 1):
            self.line = line
            self.parser.feed(f"{text}\n" if self.line < len(self.lines) else text)
        self.ended = self.raw
        if not self.raw:
            self.parser.feed(f"<{END}>")
        self.parser.close()

    def start(self, tag: str | bytes, attrib: Mapping[str | bytes, str | bytes], nsmap: Mapping[str, str] | None = None) -> None:  # noqa: ARG002
        """A start tag ended on this line; it began where the event before it ended, or after white space libxml2 drops."""
        if tag == END:
            self.ended = True
            return
        name = str(tag)
        begin = self._begin(name)
        self.raw = name in _RAW_TEXT
        if self.marked and str(attrib.get("data-line", "")).isdecimal():
            self.shift = int(attrib["data-line"]) - begin
        self.depth += 1
        if self.depth <= MAX_DEPTH:
            attributes = {str(key): str(value) for key, value in attrib.items()}
            made = self._soup().handle_starttag(name, None, None, attributes, sourceline=begin + self.shift)
            if made is not None and "class" in attributes:
                made["class"] = AttributeValueList(attributes["class"].split())
            if made is not None and name in CODE:
                self._soup().code.append(made)

    def end(self, name: str | bytes) -> None:
        """An end tag, or the end of what it closes."""
        if name == END:
            return
        if self.depth <= MAX_DEPTH:
            self._soup().handle_endtag(str(name))
        self.depth -= 1
        self.raw = False
        if self._place(f"</{name!s}"):
            self.position = self.line

    def data(self, data: str | bytes) -> None:
        """Text; it began where the event before it ended."""
        soup = self._soup()
        if not soup.current_data:
            soup.text_line = self._text_begin(str(data)) + self.shift
        soup.handle_data(self.signs.take(str(data)))
        self.position = self.line

    def comment(self, text: str | bytes) -> None:  # noqa: ARG002
        """A comment, or what HTML calls a bogus one: no text, so it stays out; the strings around it stay two."""
        self._soup().endData()
        self.position = self.line

    def pi(self, target: str, data: str) -> None:
        """A processing instruction, which is none in HTML."""
        self.comment(target + data)

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """The document's type says nothing that a reader sees."""

    def _soup(self) -> Soup:
        assert isinstance(self.soup, Soup)  # noqa: S101  # set by initialize_soup before any event
        return self.soup

    def _text_begin(self, text: str) -> int:
        """The line where a text begins: where the last event ended, or later where libxml2 left out an end tag of several lines."""
        if self.position == self.line or text.isspace():
            return self.position
        head = text.lstrip(" \t\n").partition("\n")[0]
        blank = text[: len(text) - len(text.lstrip(" \t\n"))].count("\n")
        for line in range(self.position, self.line + 1):
            if any(head in there for there in self.lines[line + blank - 1 : line + blank]):
                return line
        return self.position

    def _begin(self, tag: str) -> int:
        """The line of the tag's `<`: not this one where its attributes took several."""
        place = self._place(f"<{tag}") or (0 if tag in _IMPLIED else self.line)
        if place:
            self.position = self.line
        return place or self.position

    def _place(self, opening: str) -> int:
        """The line where the tag begins that ends on this line, 0 where none begins so (libxml2 added it, or left something out)."""
        if self.position == self.line or self.lines[self.line - 1].lstrip()[: len(opening)].lower() == opening:
            return self.line
        for line in range(self.line - 1, max(self.position, self.line - _LOOK_BACK) - 1, -1):
            text = self.lines[line - 1]
            start = text.rfind("<")
            if start >= 0 and text[start : start + len(opening)].lower() == opening:
                return line
        return 0


def _parse(html: str, builder: _LineBuilder) -> Soup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return Soup(html, builder=builder)


def _close(html: str, signs: _Signs) -> str:
    """The text with signs for the markup that nothing can end any more: comments, CDATA and tags."""
    for opening, ending in (("<!--", "-->"), ("<![CDATA[", "]]>")):
        last = html.find(opening, html.rfind(ending) + 1)
        if last >= 0:
            html = html[:last] + re.sub(re.escape(opening) + "[^>]*", lambda found: signs.put(found[0]), html[last:])
    last = html.rfind(">") + 1
    first = _OPENS.search(html, last)
    return html[: first.start()] + signs.put(html[first.start() :]) if first else html


def _open_quote(html: str) -> int | None:
    """The offset of the first tag that has no end because a quote in it has none."""
    place = 0
    while found := _OPENS.search(html, place):
        start = found.start()
        markup = _COMMENT.match(html, start) or _DECLARATION.match(html, start) or _TAG.match(html, start)
        if not markup:
            return start
        place = markup.end()
        if markup.lastgroup == "name" and markup["name"].lower() in _RAW_TEXT:
            ending = re.compile(f"</{markup['name']}", re.IGNORECASE).search(html, place)
            place = ending.start() if ending else len(html)
    return None
