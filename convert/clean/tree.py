"""The tree itself: bs4's objects, made straight from libxml2's events, each with its line in the file.

BeautifulSoup's own making of them costs six times what libxml2 does, for parsers and settings that have no part here: so the objects are
its own, all links set, and the making is ours. What libxml2 tells is tidied nowhere; soup.py decides what it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any, cast

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import (
    AttributeValueList,
    NavigableString,
    PageElement,
    RubyParenthesisString,
    RubyTextString,
    Script,
    Stylesheet,
    Tag,
    TemplateString,
)
from lxml import etree

from ..regex import regex

MAX_DEPTH = 300
"""Levels of tags kept; deeper tags are left out and their text stays. Well above model.MAX_DEPTH, so that parse still sees and tells it."""

END = "huozi-end"
"""Name of a tag put after the text: what comes back instead of it was swallowed by something unclosed."""

CODE = frozenset(("script", "style", "link", "meta", "head", "title", "template"))
"""Elements that hold no text of the body."""
_LABELS = frozenset(("a", "span"))
"""What our Markdown shows the number of a note in, to readers that know no notes."""
RAW_TEXT = frozenset(("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"))
_IMPLIED = frozenset(("html", "head", "body"))
_VERBATIM = {"pre", "textarea"}
_LOOK_BACK = 40  # lines that a tag may take before its own line is lost
_WHITE = " \n\t\f\r"
_KINDS: dict[str, type[NavigableString]] = {
    "rt": RubyTextString, "rp": RubyParenthesisString, "style": Stylesheet, "script": Script, "template": TemplateString,
}  # fmt: skip
"""What bs4 calls the strings in these."""
_SPECIAL = _VERBATIM | _KINDS.keys() | CODE | RAW_TEXT
_OF_HEAD = CODE | {"base", "basefont", "bgsound", "isindex", "noscript", "object"}
_MARKS = frozenset(("b", "i", "u", "s", "strike", "big", "small", "tt", "font"))
"""Marks that libxml2 ends where a paragraph begins, though HTML does not."""
_BLOCKS_IN_MARKS = frozenset(("p", "center"))
_CELLS = frozenset(("td", "th"))
_MOST_TORN = 8
_MAY_TEAR = regex(r"<(?:b|i|u|s|strike|big|small|tt|font)[\s>]", re.IGNORECASE)
_TEARS = regex(r"(?=<(?:p|center)[\s>])|(</(?:b|i|u|s|strike|big|small|tt|font)\s*>)", re.IGNORECASE)
_TEARING = regex(r"<(?:p|center)[\s>]", re.IGNORECASE)
_MARK_END = regex(r"</(\w+)\s*>")
_MARKUP = regex("<[^>]*>")
_NO_NAMESPACES: dict[str, str] = {}
_NO_CLASSES: dict[type[PageElement], type[PageElement]] = {}
_new_string = str.__new__


class Element(Tag):
    """A Tag of a tree made here; what is the same for all of them stands once, on the class."""

    namespace = prefix = sourcepos = cdata_list_attributes = None
    next_element = next_sibling = previous_sibling = parent = None
    _namespaces = _NO_NAMESPACES
    parser_class = BeautifulSoup
    attribute_value_list_class = AttributeValueList
    can_be_empty_element = hidden = False
    known_xml: bool | None = False
    preserve_whitespace_tags = _VERBATIM
    interesting_string_types = Tag.MAIN_CONTENT_STRING_TYPES

    def __init__(self, name: str, attributes: dict[str, Any], line: int) -> None:  # Any: as bs4 has them, a list for class
        self.name = name
        self.attrs = attributes
        self.sourceline = line
        self.contents = []


class Soup(Element, BeautifulSoup):
    """The root, which bs4 and soupsieve know as a BeautifulSoup; `code` are the tags in it that are CODE."""

    builder = LXMLTreeBuilder(multi_valued_attributes=None)
    hidden = True
    is_xml = False
    element_classes = _NO_CLASSES
    previous_element = None

    def __init__(self) -> None:
        super().__init__(self.ROOT_TAG_NAME, {}, 1)
        self.sourceline = None
        self.code: list[Tag] = []
        self.string_container_stack = []


class Planter:
    """Takes the events of one text's parse and builds its Soup; `soup` is whole after `grow`.

    `ended` says whether the text's end was reached outside of all markup.
    """

    def __init__(self, first_line: int, *, marked: bool) -> None:
        self.soup = Soup()
        self.marked = marked
        self.ended = False
        self._restored: dict[int, str] = {}
        self._line = 1  # of the text being fed, 1-based
        self._position = 1  # line where the last event ended
        self._shift = first_line - 1  # from there to the file
        self._lines: list[str] = []
        self._open: list[Tag] = [self.soup]
        self._depth = 0
        self._raw = False
        self._verbatim = 0  # tags open that keep their white space
        self._kinds: list[type[NavigableString]] = []
        self._data: list[str] = []
        self._text_line = 1
        self._last: PageElement = self.soup
        self._tearing = False
        self._ended = ""  # what the part at hand ended first
        self._torn: list[Tag] = []  # the outermost first
        self._copies: set[int] = set()
        self._last_ends: dict[str, int] = {}

    def grow(self, html: str, restored: Mapping[int, str]) -> None:
        """Parse a text; `restored` are code points in it that stand for others."""
        self._restored = dict(restored)
        parser = etree.HTMLParser(target=cast(Any, self), recover=True, huge_tree=True)  # Any: the stubs know bytes that never come
        self._lines = html.split("\n")
        *lines, last = self._lines
        feed = parser.feed
        watch = False
        for line in lines:
            found = _MAY_TEAR.search(line)
            if watch or found:
                self._feed_in_parts(feed, line + "\n")
                watch = bool(found or self._torn) or any(tag.name in _MARKS for tag in self._open)
            else:
                feed(line + "\n")
            self._line += 1
        self._feed_in_parts(feed, last)
        self.ended = self._raw
        if not self._raw:
            feed(f"<{END}>")
        parser.close()
        if self._data:
            self._string()

    # ---- marks around paragraphs --------------------------------------------------------------------------------------

    def _feed_in_parts(self, feed: Callable[[str], None], text: str) -> None:
        """Parse a text cut where libxml2 may end a mark that the page does not: it takes a <p> for the end of the <b> around it.

        HTML goes on with such a mark in the paragraph (13.2.4.3, the list of active formatting elements), and so does each next one
        until the mark's own end tag, which libxml2 passes over.
        """
        for part in filter(None, _TEARS.split(text)):
            found = _TEARING.match(part)
            self._tearing = found is not None
            self._ended = ""
            feed(part)
            if self._torn and (closer := _MARK_END.match(part)) and self._ended != (name := closer[1].lower()):
                self._end_torn(name)
        self._tearing = False

    def _tear(self, tag: Tag) -> None:
        """A paragraph ends this mark too early: it goes on in it, unless nothing ends it any more."""
        if tag.name not in self._last_ends:
            ending = f"</{tag.name}"
            self._last_ends[tag.name] = max((number for number, row in enumerate(self._lines, 1) if ending in row.lower()), default=0)
        known = any(one.name == tag.name and one.attrs == tag.attrs for one in self._torn)
        if self._last_ends[tag.name] >= self._line and not known and len(self._torn) < _MOST_TORN:
            self._torn.insert(0, tag)

    def _end_torn(self, name: str) -> None:
        """The end tag of a mark that goes on in paragraphs."""
        torn = next((tag for tag in reversed(self._torn) if tag.name == name), None)
        if torn is None:
            return
        self._torn.remove(torn)
        if self._data:
            self._string()
        copy = next((tag for tag in reversed(self._open) if id(tag) in self._copies and tag.name == name), None)
        while copy is not None and self._open[-1] is not copy:
            self._close()
        if copy is not None:
            self._close()

    def _go_on(self) -> None:
        """Begin the torn marks anew in the paragraph that has just begun."""
        for tag in self._torn:
            copy = Element(tag.name, dict(tag.attrs), self._line + self._shift)
            self._copies.add(id(copy))
            self._hang(copy)
            self._open.append(copy)

    # ---- events -------------------------------------------------------------------------------------------------------

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A start tag ended on this line; it began where the event before it ended, or after white space libxml2 drops."""
        if name == END:
            self.ended = True
            return
        begin = self._line if self._position == self._line else self._begin(name)
        self._raw = False
        if self.marked and attributes.get("data-line", "").isdecimal():
            self._shift = int(attributes["data-line"]) - begin
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._raw = name in RAW_TEXT
            return
        if self._data:
            self._string()
        if self._open[-1].name == "head" and name not in _OF_HEAD:  # libxml2 leaves a stray <tr> and its text in it
            self._close()
        tag = Element(name, dict(attributes) if attributes else {}, begin + self._shift)
        self._hang(tag)
        self._open.append(tag)
        if attributes and "data-note-label" in attributes and name in _LABELS:
            self.soup.code.append(tag)
        if attributes and "class" in attributes:
            tag.attrs["class"] = AttributeValueList(attributes["class"].split())
        if name in _SPECIAL:
            self._begin_special(tag)
        if name in _BLOCKS_IN_MARKS:
            self._tearing = False
            if self._torn:
                self._go_on()

    def end(self, name: str) -> None:
        """An end tag, or the end of what it closes."""
        if name == END:
            return
        if self._depth <= MAX_DEPTH:
            if self._data:
                self._string()
            if self._tearing and name in _MARKS and self._open[-1].name == name:
                self._tear(self._open[-1])
            self._ended = self._ended or name
            if name in _CELLS:
                self._torn.clear()
            if self._open[-1].name == name:
                self._close()
            elif any(tag.name == name for tag in self._open):
                while self._open[-1].name != name:
                    self._close()
                self._close()
        self._depth -= 1
        self._raw = False
        if self._position != self._line and self._place(f"</{name}"):
            self._position = self._line

    def data(self, text: str) -> None:
        """Text; it began where the event before it ended."""
        if not self._data:
            self._text_line = self._shift + (self._line if self._position == self._line else self._text_begin(text))
        self._data.append(text)
        self._position = self._line

    def comment(self, text: str) -> None:  # noqa: ARG002
        """A comment, or what HTML calls a bogus one: no text, so it stays out; the strings around it stay two."""
        if self._data:
            self._string()
        self._position = self._line

    def pi(self, target: str, data: str) -> None:
        """A processing instruction, which is none in HTML."""
        self.comment(target + data)

    def close(self) -> None:
        """The text is at its end."""

    # ---- the tree -----------------------------------------------------------------------------------------------------

    def _string(self) -> None:
        """The text so far becomes a string; white space alone is one character, as bs4 has it."""
        text = self._data[0] if len(self._data) == 1 else "".join(self._data)
        self._data.clear()
        if self._restored:
            text = text.translate(self._restored)
        if self._open[-1].name == "iframe":  # what is for readers without frames, which libxml2 hands over with its markup unread
            text = unescape(_MARKUP.sub("", text))
        if not self._verbatim and not text.strip(_WHITE):
            text = "\n" if "\n" in text else " "
        string = _new_string(self._kinds[-1] if self._kinds else NavigableString, text)
        string.next_element = string.next_sibling = None
        string.line = self._text_line  # type: ignore[attr-defined]  # bs4 keeps no line on strings
        self._hang(string)

    def _hang(self, piece: PageElement) -> None:
        """Put a piece behind all that there is, into the innermost open tag."""
        parent = self._open[-1]
        contents = parent.contents
        piece.parent = parent
        piece.previous_element = self._last
        self._last.next_element = piece
        if contents:
            before = contents[-1]
            piece.previous_sibling = before
            before.next_sibling = piece
        else:
            piece.previous_sibling = None
        contents.append(piece)
        self._last = piece

    def _begin_special(self, tag: Element) -> None:
        """A tag in which text is no common text."""
        name = tag.name
        self._raw = name in RAW_TEXT
        self._verbatim += name in _VERBATIM
        if kind := _KINDS.get(name):
            self._kinds.append(kind)
            tag.interesting_string_types = {kind}
        if name in CODE:
            self.soup.code.append(tag)

    def _close(self) -> None:
        name = self._open.pop().name
        if name in _SPECIAL:
            self._verbatim -= name in _VERBATIM
            if name in _KINDS:
                self._kinds.pop()

    # ---- lines --------------------------------------------------------------------------------------------------------

    def _text_begin(self, text: str) -> int:
        """The line where a text begins: where the last event ended, or later where libxml2 left out an end tag of several lines."""
        if text.isspace():
            return self._position
        head = text.lstrip(" \t\n").partition("\n")[0]
        blank = text[: len(text) - len(text.lstrip(" \t\n"))].count("\n")
        for line in range(self._position, self._line + 1):
            if any(head in there for there in self._lines[line + blank - 1 : line + blank]):
                return line
        return self._position

    def _begin(self, tag: str) -> int:
        """The line of the tag's `<`: not this one where its attributes took several."""
        place = self._place(f"<{tag}") or (0 if tag in _IMPLIED else self._line)
        if place:
            self._position = self._line
        return place or self._position

    def _place(self, opening: str) -> int:
        """The line where the tag begins that ends on this line, 0 where none begins so (libxml2 added it, or left something out)."""
        if self._lines[self._line - 1].lstrip()[: len(opening)].lower() == opening:
            return self._line
        for line in range(self._line - 1, max(self._position, self._line - _LOOK_BACK) - 1, -1):
            text = self._lines[line - 1]
            start = text.rfind("<")
            if start >= 0 and text[start : start + len(opening)].lower() == opening:
                return line
        return 0
