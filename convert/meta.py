"""Every metadata field, one row each: the keys it is read from, and where each format puts it.

A new field is one attribute of `Meta` and one row in `FIELDS`.
"""

from __future__ import annotations

from typing import Any

import msgspec


class Meta(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an article says of itself. Texts are verbatim; `published` is ISO 8601 with offset, None where unknown.

    `language` is a BCP 47 tag (zh-Hans-CN, zh-Hant-TW, zh-Hant-HK, …). `cover` is an address or a path like an Image's src.
    `extra` keeps every other key of the front matter, JSON values only, in the order of the source.
    """

    title: str = ""
    author: tuple[str, ...] = ()
    editor: tuple[str, ...] = ()
    source: str = ""
    published: str | None = None
    language: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    cover: str = ""
    url: str = ""
    description: str = ""
    extra: dict[str, Any] = {}  # Any: JSON values of foreign front matter; msgspec knows no recursive alias
