"""What cleaning hands on: the tree that is left, and a record of all that went."""

from __future__ import annotations

import msgspec
from bs4 import BeautifulSoup


class Removal(msgspec.Struct, frozen=True):
    """A piece of text taken out of the article.

    `line`: 1-based in the file, where the text begins; `text`: all visible characters of the piece; `to`: the metadata key that
    its value went to, empty where it just went.
    """

    rule: str
    line: int
    text: str
    to: str = ""


class Cleaned(msgspec.Struct, frozen=True):
    """The article's own tree and what was found on the way.

    `found`: metadata of the body by key (title, author, reporter, editor, source, published, url, description, language,
    original_title, reposted_from, site), each with its values in the order of the text. `promoted`: src of the pictures that went with a
    promotion, which no cover may be.
    """

    soup: BeautifulSoup
    removals: tuple[Removal, ...] = ()
    found: dict[str, list[str]] = {}
    promoted: frozenset[str] = frozenset()
