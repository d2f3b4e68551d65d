"""The tags that are marks and nothing else: a new one is one row; and links, whose mark has an address."""

from __future__ import annotations

from collections.abc import Callable

from bs4.element import Tag

from ...model import Link, Styled
from ...tidy import SPACES, Mark, collapsed
from ._pictures import address

_STYLES = {
    "emph": ("em", "i", "cite", "dfn", "var"),
    "strong": ("strong", "b"),
    "strike": ("del", "s", "strike"),
    "underline": ("u", "ins"),
    "mark": ("mark",),
    "sup": ("sup",),
    "sub": ("sub",),
    "kbd": ("kbd",),
}

TAG_MARKS: dict[str, Mark] = {tag: Styled(style, ()) for style, tags in _STYLES.items() for tag in tags}  # type: ignore[arg-type]  # the keys are Styles

_RUNS = frozenset(("javascript", "vbscript", "data"))
"""Schemes of addresses that run something or lead nowhere: their text is no link."""


def link_of(tag: Tag, printable: Callable[[str], str]) -> Link | None:
    """The mark of an `a`, None where it leads nowhere; `printable` takes out what no format can hold: nothing hides in an address."""
    url = str(tag.get("href") or "").strip(SPACES)
    if url in ("", "#") or url.partition(":")[0].lower() in _RUNS:
        return None
    return Link(printable(address(url)), (), collapsed(printable(str(tag.get("title") or ""))).strip(SPACES))
