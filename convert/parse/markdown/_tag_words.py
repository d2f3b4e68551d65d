"""The words of a template tag: {% name 甲 key=值 "一 二" %}, {{< name key="值" >}}, and the ways themes of Hexo divide them."""

from __future__ import annotations

import re

import msgspec

from ...regex import regex
from ...typography import has_han

NAME = regex(r"\{(?:%|\{[<%])-?\s*([\w-]+)\s*")
"""Not of {{ name }}, which is a value of the engine."""
_STELLAR = (
    "active|align|alt|author|avatar|bg|checked|child|color|date|desc|download|el|fancybox|fit|footer|height|icon|open|ratio|size|symbol"
    "|title|type|width"
)
_KEY = rf"(?:(?P<key>[\w-]+(?==)|(?:{_STELLAR})(?=:(?!:|//)))[=:])?"
_WORD = regex(_KEY + r"""(?:"(?P<double>[^"\\]*|(?:[^"\\]|\\.){0,300}+)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))""")
"""Stellar's keys end in a colon (color:red); any word may hold one, 注意:小心."""
_ENDS = "}>%- "
_IS_ADDRESS = regex(r"https?://\S+|//\S+|/\S*|\.{1,2}/\S*|#\S*|mailto:\S+|\S+\.(?:html?|md|pdf|zip)", re.IGNORECASE)
_IS_PICTURE = regex(r"\.(?:png|jpe?g|gif|webp|svg|bmp|avif)(?:[?#].*)?$", re.IGNORECASE)


class Words(msgspec.Struct, frozen=True):
    """What a tag is told: its values by key, those without one in order, and all as it is written."""

    named: dict[str, str]
    bare: tuple[str, ...]
    written: str = ""

    @property
    def text(self) -> str:
        """The values without a key as one text."""
        return " ".join(self.bare)

    def first(self, *keys: str) -> str:
        """The value of the first of these keys that has one."""
        return next((self.named[key] for key in keys if self.named.get(key)), "")

    @property
    def mark(self) -> str:
        """What divides the fields: commas, or :: as Volantis has it; empty where nothing does."""
        return next((mark for mark in ("::", ",") if mark in self.written), "")

    def fields(self) -> list[str]:
        """What stands between the marks, where there are any, else the values without a key."""
        return [field.strip(" '\"") for field in self.written.split(self.mark)] if self.mark else list(self.bare)


def name_and_words(tag: str) -> tuple[str, Words]:
    """The name of a tag, empty where it has none, and its words."""
    name = NAME.match(tag)
    return (name[1], words(tag[name.end() :])) if name else ("", Words({}, ()))


def words(written: str) -> Words:
    """The words of a tag behind its name."""
    named: dict[str, str] = {}
    bare: list[str] = []
    written = written.rstrip(_ENDS)
    for match in _WORD.finditer(written):
        value = (match["double"] or "").replace('\\"', '"') or match["single"] or match["bare"] or ""
        if match["key"]:
            named[match["key"]] = value
        else:
            bare.append(value)
    return Words(named, tuple(bare), written)


def is_address(word: str) -> bool:
    """Whether a word is an address of the web, of the site or of a file."""
    return _IS_ADDRESS.fullmatch(word) is not None


def is_picture(word: str) -> bool:
    """Whether a word ends as the name of a picture does."""
    return _IS_PICTURE.search(word) is not None


def is_said(word: str) -> bool:
    """Whether a word is for readers: the names of colours, icons and kinds are in small Latin letters."""
    return has_han(word) or word[:1].isdecimal() or word[:1].isupper() or (" " in word.strip() and not word.startswith("fa"))
