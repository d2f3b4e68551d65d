"""Characters one by one, each with the marks it stands under and the white space before it: what two texts are compared as.

White space is no character here. What a format cannot carry is left out or made alike by a `Fold`, on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from ..regex import regex


class Unreadable(Exception):
    """The output is not a file of its format: no strip can be had of it."""


Marks = frozenset[str]
NO_MARKS: Marks = frozenset()

SPACES = frozenset(" \t\r\n\f")
NONE, SPACE, ANY = "", " ", "?"
"""White space before a character: none, some, or a place (a block, a line end) where it says nothing."""

LIVE_LINK = regex("(?:https?://|mailto:)[^\x00-\x20]", re.IGNORECASE)
"""Links that every format with links keeps; of others a format may print the text alone."""

_HOST = regex(r"[A-Za-z0-9._~-]+|[0-9A-Fa-f:.]+")
"""A host that an address may have (RFC 3986, 3.2.2): where it has another, EPUB can hold the text alone."""

Fold = Callable[[str], str]
"""One character to what is compared of it: "" leaves it out, a letter with a mark may become the two."""


def whole(char: str) -> str:
    """The fold of a format that carries every character."""
    return char


class Strip:
    """`chars`, `marks` and `gaps` run in parallel, one item a character; `folded` holds what the fold left out or changed.

    `page_ends` are the indices that follow a page's last character; `loose` are those of characters that a page prints anywhere, `heads`
    those of running heads;
    `line_starts` are those that begin a line, where a format sets lines off by blanks; `pictures` counts those shown.
    """

    def __init__(self, fold: Fold = whole) -> None:
        self.chars: list[str] = []
        self.marks: list[Marks] = []
        self.gaps: list[str] = []
        self.folded: list[str] = []
        self.page_ends: list[int] = []
        self.loose: set[int] = set()
        self.heads: set[int] = set()
        self.line_starts: set[int] = set()
        self.pictures = 0
        self._fold = fold
        self._gap = ANY

    def add(self, text: str, marks: Marks = NO_MARKS) -> None:
        """Characters under one set of marks."""
        for char in text:
            if char in SPACES:
                self._gap = self._gap or SPACE
            else:
                self._put(char, marks)

    def _put(self, char: str, marks: Marks) -> None:
        kept = self._fold(char)
        if kept not in (char, normalize("NFD", char)):
            self.folded.append(char)
        for part in kept:
            self.chars.append(part)
            self.marks.append(marks)
            self.gaps.append(self._gap)
            self._gap = NONE

    def cut(self) -> None:
        """Here a block or a line ends: white space before the next character says nothing."""
        self._gap = ANY

    def begin_line(self) -> None:
        """Here a line begins that may be set off by blanks."""
        self.cut()
        self.line_starts.add(len(self.chars))

    def add_loose(self, text: str) -> None:
        """A line of list markers or a page number: where it stands says nothing."""
        start = len(self.chars)
        self.add(text)
        self.loose.update(range(start, len(self.chars)))

    def add_head(self, text: str) -> None:
        """A running head that other pages have too: no part of the text, even where it begins like it."""
        start = len(self.chars)
        self.add(text)
        self.heads.update(range(start, len(self.chars)))

    def end_page(self) -> None:
        """Here a page ends: a running head may stand within a run."""
        self.cut()
        self.page_ends.append(len(self.chars))

    def squeezed(self, text: str) -> str:
        """A text as this strip would hold it."""
        return "".join(self._fold(char) for char in text if char not in SPACES)

    @property
    def text(self) -> str:
        """All characters."""
        return "".join(self.chars)


def link_mark(url: str) -> str:
    """The mark of a link: with its address, however that is encoded, or "link?" where a format may print the text alone.

    Of an address that is none (its host cannot be one) every format may.
    """
    if not LIVE_LINK.match(url):
        return "link?"
    try:
        host = urlsplit(url).hostname or ""
        plain = host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return "link?"
    if host and not _HOST.fullmatch(plain):
        return "link?"
    return f"link to {unquote(url.replace(host, plain, 1) if host else url)}"


def kind_of(mark: str) -> str:
    """The mark without its address."""
    return mark.partition(" to ")[0]
