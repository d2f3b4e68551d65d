"""What cleaning hands on: the tree that is left, and a record of all that went."""

from __future__ import annotations

from collections import Counter

import msgspec
from bs4 import BeautifulSoup

from ..regex import regex

_INVISIBLE = regex("[\\x00-\\x1f\\x7f\\s\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]+")


class Removal(msgspec.Struct, frozen=True):
    """A piece of text taken out of the article, or of pictures without text.

    `line`: 1-based in the file, where the text begins; `text`: all visible characters of the piece; `to`: the metadata key that
    its value went to, empty where it just went; `pictures`: the addresses of those in the piece, of data: only the kind.
    """

    rule: str
    line: int
    text: str
    to: str = ""
    pictures: tuple[str, ...] = ()


class Cleaned(msgspec.Struct, frozen=True):
    """The article's own tree and what was found on the way.

    `found`: metadata of the body by key (title, author, reporter, translator, narrator, editor, source, published, url, description,
    language, original_title, reposted_from, site), each with its values in the order of the text. `promoted`: src of the pictures that
    went with a promotion, which no cover may be.
    """

    soup: BeautifulSoup
    removals: tuple[Removal, ...] = ()
    found: dict[str, list[str]] = {}
    promoted: frozenset[str] = frozenset()
    text: str = ""
    """All visible characters before cleaning, what the Markdown reader took out aside: for `unaccounted`."""


def unaccounted(cleaned: Cleaned, document_text: str) -> Counter[str]:
    """The visible characters of the source that are neither in the Document nor in a removal, white space aside (DESIGN P1)."""
    kept = Counter(_squeeze(document_text))
    gone = Counter(_squeeze("".join(removal.text for removal in cleaned.removals)))
    return Counter(_squeeze(cleaned.text)) - kept - gone


def _squeeze(text: str) -> str:
    return _INVISIBLE.sub("", text)
