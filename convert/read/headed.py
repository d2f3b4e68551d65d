"""Front matter without fences: lines of keys as MultiMarkdown, Pelican and Nikola have them, the % lines of pandoc.

A key is read only where all lines up to the first blank one are such, and the title is among them: other lines with colons are prose.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from ..regex import regex

_KEYS = (
    "title|subtitle|date|modified|updated|tags?|keywords|categor(?:y|ies)|slug|authors?|summary|description|lang|language|status|template|"
    "copyright|cover|image|url|source|link|affiliation|email"
)
_LINE = rf"(?:{_KEYS})[ \t]*:[^\n]*"
_SET_IN = r"(?:\n[ \t]+[^ \t\n][^\n]*)*+"
_HEADER = regex(rf"(?:{_LINE}{_SET_IN}(?:\n|\Z)){{2,}}+(?=[ \t]*(?:\n|\Z))", re.IGNORECASE)
_PERCENT = regex(rf"%[ \t]+[^ \t\n][^\n]*{_SET_IN}(?:\n%[^\n]*{_SET_IN}){{0,2}}+(?:\n|\Z)(?=[ \t]*(?:\n|\Z))")
_FIELDS = ("title", "author", "date")
"""What the % lines say, in their order."""


class Headed(msgspec.Struct, frozen=True):
    """What was read: the values, the 0-based line of each key, and how many characters it took."""

    values: dict[str, Any]
    lines: dict[str, int]
    length: int


def read_headed(text: str) -> Headed | None:
    """The header that a text begins with; None where it begins with none."""
    if match := _HEADER.match(text):
        values, lines = _keyed(match[0])
        return Headed(values, lines, match.end()) if "title" in values else None
    if match := _PERCENT.match(text):
        values, lines = _percent(match[0])
        return Headed(values, lines, match.end())
    return None


def _keyed(header: str) -> tuple[dict[str, Any], dict[str, int]]:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(header.rstrip("\n").split("\n")):
        if line[0] in " \t":
            last = next(reversed(values))
            values[last] = f"{values[last]} {line.strip()}".strip()
            continue
        key, _, value = line.partition(":")
        lines.setdefault(key := key.strip().lower(), number)
        values[key] = value.strip()
    return values, lines


def _percent(header: str) -> tuple[dict[str, Any], dict[str, int]]:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    parts = re.split(r"^%", header, flags=re.M)[1:]
    number = 0
    for field, part in zip(_FIELDS, parts, strict=False):
        said = [line.strip() for line in part.strip().split("\n")]
        people = [name.strip() for line in said for name in line.split(";") if name.strip()]
        if value := people if field == "author" else " ".join(said):
            values[field], lines[field] = value, number
        number += part.count("\n")
    return values, lines
