"""An article as the lines a reader sees, and where its run of real paragraphs lies.

A line is inline content between two edges of blocks, or breaks. One walk over the tree finds the lines, the stretch of lines of each
element, and the elements that rules may want (index.py). What counts as a real paragraph is decided here, in `Line.real`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from itertools import accumulate

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Script, Stylesheet, Tag, TemplateString

from ..regex import regex
from .index import Index
from .rule import Rule
from .soup import line_of

_PAGE = {"article", "aside", "body", "footer", "header", "hgroup", "html", "main", "nav"}
_SECTIONS = _PAGE | {"address", "center", "details", "div", "form", "section"}
_TEXTS = {"blockquote", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "legend", "p", "pre", "summary"}
_LISTS = {"dd", "dialog", "dir", "dl", "dt", "fieldset", "li", "menu", "ol", "option", "search", "select", "ul"}
_TABLES = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_OTHERS = {"audio", "frameset", "iframe", "object", "video"}
BLOCKS = frozenset(_SECTIONS | _TEXTS | _LISTS | _TABLES | _OTHERS)
UNSEEN = (PreformattedString, Script, Stylesheet, TemplateString)
PICTURES = frozenset(("img", "svg", "video", "iframe", "embed", "object", "canvas", "audio"))
_CONTAINERS = _SECTIONS | {"table", "tbody", "tr", "td", "fieldset", "span", "font", "blockquote", "dl", "dd", "ul"}
_CAPTIONS = regex(
    r"caption|tushuo|tuzhu|zhutu|figure|"
    r"(?:img|image|pic|photo)[-_]?(?:desc|descr|title|info|text|intro)",
    re.IGNORECASE,
)
_MAYBE_CAPTIONS = regex("(?<![a-z])descr?(?![a-z])", re.IGNORECASE)

WHITE = regex("[\\s\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\u3000\ufeff]+")
_EDGES = " \t\r\f"
_OTHERS_THAN_LETTERS = regex(r"[\W_]+")
_STOP = regex("[。！？；，：…」”]|[.!?;,] ")

REAL_LENGTH = 22
"""Characters from which a line with a punctuation mark in it is a paragraph and no label: the shortest sentences of news text."""
PLAIN_LENGTH = 80
"""The same for a line without any mark."""


class Line:
    """One line: its strings in order, its text with single spaces, how much of it is links, which pictures stand in it.

    `gone`: a rule took it; `named`: it stands in an element that a rule will take.
    """

    __slots__ = ("after_picture", "block", "ending", "gone", "linked", "named", "number", "pictures", "real", "strings", "text")

    def __init__(self, block: Tag) -> None:
        self.block = block
        self.strings: list[NavigableString] = []
        self.pictures: list[Tag] = []
        self.linked = 0
        self.text = ""
        self.real = False
        self.number = 0
        self.ending: Tag | None = None
        self.gone = False
        self.named = False
        self.after_picture = False

    def _is_real(self) -> bool:
        """Whether it is a paragraph of the article by its shape: long enough, with punctuation, and not a link."""
        size = len(self.text)
        if self.block.name in ("pre", "code"):
            return size > 0
        return self.linked * 2 < size and (size >= PLAIN_LENGTH or (size >= REAL_LENGTH and _STOP.search(self.text) is not None))

    @property
    def caption(self) -> bool:
        """Whether it stands under or beside a picture, as its caption does."""
        if self.block.name in ("figcaption", "caption"):
            return True
        around = (self.block, self.strings[0].parent if self.strings else None)
        names = " ".join(str(tag.get("class", "")) for tag in around if tag is not None)
        return _CAPTIONS.search(names) is not None or (self.after_picture and _MAYBE_CAPTIONS.search(names) is not None)

    def close(self, number: int) -> None:
        """The line is whole: settle its text."""
        self.number = number
        self.text = WHITE.sub(" ", "".join(self.strings)).strip(" ")
        self.real = self._is_real()


class Flow:
    """All lines of a tree, the stretch of lines of each tag, and the tags that rules name, in the order of the text."""

    def __init__(self, soup: BeautifulSoup, index: Index) -> None:
        self.lines: list[Line] = []
        self.spans: dict[int, tuple[int, int]] = {}
        self.wanted: list[tuple[Tag, tuple[Rule, ...]]] = []
        self._index = index
        self._paragraphs: tuple[Tag, int, int] | None = None
        self._open = Line(soup)
        self._walk(soup, False, soup)
        self._flush(soup)
        self.spans[id(soup)] = (0, len(self.lines))
        self._weights = [0, *accumulate(len(line.text) - line.linked if line.real else 0 for line in self.lines)]
        self._sizes = [0, *accumulate(len(line.text) for line in self.lines)]
        self.core = self._core(soup)

    def weight(self, tag: Tag) -> int:
        """Characters of the real paragraphs in a tag, as they were before anything went."""
        return self._sum(self._weights, tag)

    def size(self, tag: Tag) -> int:
        """Characters in a tag, as they were before anything went."""
        return self._sum(self._sizes, tag)

    def is_around_core(self, tag: Tag) -> bool:
        """Whether the core is this tag or in it. (bs4's `in` and `==` compare all that is in two tags, which takes for ever.)"""
        return tag is self.core or any(parent is tag for parent in self.core.parents)

    def paragraphs(self) -> tuple[int, int]:
        """The numbers of the first and the last line of the core that is a paragraph by its shape; of none, so that no line is inside."""
        if self._paragraphs is None or self._paragraphs[0] is not self.core:
            start, end = self.spans[id(self.core)]
            numbers = [line.number for line in self.lines[start:end] if line.real and not line.named] or [len(self.lines), -1]
            self._paragraphs = (self.core, numbers[0], numbers[-1])
        return self._paragraphs[1:]

    def lines_of(self, tag: Tag) -> list[Line]:
        """The lines that have a part in a tag."""
        start, end = self.spans[id(tag)]
        return self.lines[start : end if end >= start else start + 1]

    def _sum(self, totals: list[int], tag: Tag) -> int:
        start, end = self.spans[id(tag)]
        if end < start:  # inline: within one line
            said = sum(len(string) for string in strings_of(tag))
            return said if said >= REAL_LENGTH else 0
        return totals[end] - totals[start]

    def _walk(self, tag: Tag, linked: bool, block: Tag) -> None:
        for child in tag.contents:
            if isinstance(child, Tag):
                self._element(child, linked, block)
            elif isinstance(child, NavigableString) and not isinstance(child, UNSEEN):
                self._open.strings.append(child)
                if linked:
                    self._open.linked += len(WHITE.sub("", child))

    def _element(self, tag: Tag, linked: bool, block: Tag) -> None:
        name = tag.name
        if rules := self._index.of(tag):
            self.wanted.append((tag, rules))
        if name == "br":
            self._flush(block, tag)
            return
        if name in PICTURES:
            self._open.pictures.append(tag)
        is_block = name in BLOCKS
        if is_block:
            self._flush(tag)
        start = len(self.lines)
        if tag.contents:
            self._walk(tag, linked or name == "a", tag if is_block else block)
        if is_block:
            self._flush(block)
        whole = is_block or len(self.lines) > start
        self.spans[id(tag)] = (start, len(self.lines) if whole else -1)

    def _flush(self, following: Tag, ending: Tag | None = None) -> None:
        """Close the open line, unless there is nothing in it, and open one in the block `following`."""
        line = self._open
        if not line.pictures and (not line.strings or (len(line.strings) == 1 and line.strings[0].isspace())):
            line.strings.clear()
            line.linked = 0
            line.block = following
            return
        line.close(len(self.lines))
        if line.text or line.pictures:
            line.ending = ending
            line.after_picture = bool(self.lines) and bool(self.lines[-1].pictures) and not self.lines[-1].text
            self.lines.append(line)
        self._open = Line(following)

    def _core(self, soup: BeautifulSoup) -> Tag:
        """The deepest container that holds most of the real paragraphs, those in what may be furniture aside."""
        weights = self._weights
        self._weights = self._without_furniture(soup)
        core: Tag = soup
        while True:
            inner = [child for child in core.contents if isinstance(child, Tag) and child.name in _CONTAINERS]
            best = max(inner, key=self.weight, default=None)
            if best is None or self.weight(best) == 0 or self.weight(best) * 10 < self.weight(core) * 6:
                self._weights = weights
                return core
            core = best

    def _without_furniture(self, soup: BeautifulSoup) -> list[int]:
        """The running totals of weight without the elements that rules name, unless those hold most of the article."""
        whole = self.weight(soup)
        weights = [after - before for before, after in itertools.pairwise(self._weights)]
        for tag, rules in self.wanted:
            start, end = self.spans[id(tag)]
            if end > start and any(rule.do == "remove" for rule in rules) and self.weight(tag) * 2 <= whole:
                weights[start:end] = [0] * (end - start)
        return [0, *accumulate(weights)]


def said(strings: list[NavigableString]) -> str:
    """The text of strings that follow one another, one line for each block they stand in, blank ones left out."""
    parts: list[str] = []
    block: Tag | None = None
    for string in strings:
        inside = next((parent for parent in string.parents if parent.name in BLOCKS), None)
        if inside is not block and parts:
            parts.append("\n")
        block = inside
        parts.append(string)
    rows = (row.strip(_EDGES) for row in "".join(parts).split("\n"))
    return "\n".join(row for row in rows if row)


def letters(text: str) -> str:
    """The letters and digits of a text, in small letters: what two titles are compared by."""
    return _OTHERS_THAN_LETTERS.sub("", text).lower()


def first_line(strings: list[NavigableString]) -> int:
    """The 1-based line of the file where the first visible character of these strings stands."""
    for string in strings:
        bare = string.lstrip(" \t\r\n\f\u00a0\u3000\u200b\ufeff")
        if bare:
            return line_of(string) + string.count("\n", 0, len(string) - len(bare))
    return line_of(strings[0]) if strings else 1


def strings_of(piece: PageElement) -> list[NavigableString]:
    """All visible strings of a piece of the tree, those of ruby included, which bs4's own .strings leaves out."""
    return [string for string in pieces_of(piece) if isinstance(string, NavigableString) and not isinstance(string, UNSEEN)]


def pieces_of(piece: PageElement) -> Iterator[PageElement]:
    """A piece of the tree and all in it, in order; bs4's own .descendants takes three times as long."""
    stack = [piece]
    while stack:
        here = stack.pop()
        yield here
        if isinstance(here, Tag):
            stack += here.contents[::-1]


def extract(pieces: Iterable[PageElement]) -> None:
    """Take pieces out of their tree, those of one parent in one pass over its contents."""
    parents: dict[int, tuple[Tag, set[int]]] = {}
    for piece in pieces:
        if piece.parent is not None:
            parents.setdefault(id(piece.parent), (piece.parent, set()))[1].add(id(piece))
    for parent, gone in parents.values():
        for place in reversed([place for place, child in enumerate(parent.contents) if id(child) in gone]):
            parent.contents[place].extract(_self_index=place)
