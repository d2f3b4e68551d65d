"""Every metadata field, one row each: the keys it is read from, and where each format puts it.

A new field is one attribute of `Meta` and one row in `FIELDS`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any

import msgspec

from ..config import Config
from ..errors import Report, Severity, diagnostic
from ..regex import regex
from ..typography import joins_without_space
from .covers import not_own, true_address
from .dates import iso, zone_of
from .language import HONG_KONG, TAIWAN, language, normal
from .scalars import Value, core

__all__ = ["FIELDS", "Field", "Meta", "build", "language", "values_of"]


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


class Field(msgspec.Struct, frozen=True):
    """One row: the attribute `name` of Meta, and its name in each format ("" where the format has no place for it)."""

    name: str
    keys: tuple[str, ...]
    """Of front matter, in small letters; the first that holds something is taken."""
    markdown: str
    """Key of the front matter that we write."""
    dublin_core: str
    """Element of DCMES 1.1 (EPUB's dc:…), or a property of DCMI terms with its prefix."""
    html: str
    """<meta name>, from which WeasyPrint makes the PDF's document information."""
    relator: str = ""
    """What a person of this field is, as a MARC relator code."""


FIELDS: tuple[Field, ...] = (
    Field("title", ("title", "标题", "標題"), "title", "title", "title"),
    Field("author", ("author", "authors", "creator", "byline", "作者"), "author", "creator", "author", "aut"),
    Field(
        "published",  # not "time": themes keep the minutes of reading there
        (
            *("date", "published", "pubdate", "pubdatetime", "publishdate", "publish_date", "published_at", "datetime"),
            *("created", "created_at", "日期", "发布时间", "創建時間", "创建时间"),
        ),
        *("date", "date", "dcterms.created"),
    ),
    Field("categories", ("categories", "category", "分类", "分類"), "categories", "subject", "keywords"),
    Field("tags", ("tags", "tag", "keywords", "标签", "標籤"), "tags", "subject", "keywords"),
    Field("editor", ("editor", "editors", "责任编辑", "编辑"), "editor", "contributor", "", "edt"),
    Field("source", ("source", "from", "来源", "來源", "site"), "source", "publisher", ""),
    Field(
        "cover",
        (
            *("cover", "headimg", "thumbnail", "image", "banner", "cover_image", "cover-image", "feature_image", "og_image"),
            *("featured_image", "featuredimage", "index_img", "heroimage", "header-img", "banner_img"),  # LoveIt, Fluid, Astro, Hux
        ),
        *("cover", "", ""),
    ),
    Field("url", ("url", "link", "canonical", "canonical_url", "original_url", "permalink", "原文链接"), "url", "source", ""),
    Field("description", ("description", "summary", "excerpt", "abstract", "digest", "摘要"), "description", "description", "description"),
    Field("language", ("lang", "language", "locale"), "lang", "language", ""),
)


def values_of(meta: Meta, field: Field) -> tuple[str, ...]:
    """What the field says, each value a text; none where it says nothing."""
    value = getattr(meta, field.name)
    return value if isinstance(value, tuple) else (value,) if value else ()


# What the name of a site or paper ends with, or a feed's name has inside, and a person's does not.
_SITE = regex(
    r"(?:网|網|报|報|社|台|臺|新闻|新聞|频道|頻道|在线|財經|财经|周刊|杂志|雜誌|客户端|公众号|Online|News|\.(?:com|cn|net|org|tw|hk))$| - ",
    re.I,
)

_ABSOLUTE = regex(r"https?://[^\s/]", re.I)
_EDGES = " \t\r\n\f"
_PLAUSIBLE = range(1000, 2101)

Found = Mapping[str, Collection[str]]
"""What cleaning found in the body: title author reporter translator narrator editor source published url description
original_title reposted_from."""


def build(
    front: Mapping[str, Any],
    found: Found,
    *,
    config: Config,
    report: Report,
    name: str,
    lines: Mapping[str, int],
    text: str = "",
    promoted: Collection[str] = (),
) -> Meta:
    """The metadata of an article.

    `front` and `lines` are the Source's, `found` what cleaning took out of the body, `text` the article's visible text (its characters
    decide the language), `promoted` the addresses of pictures removed as promotion: none of them is a cover. Reports date-invalid,
    date-implausible, cover-dropped, cover-unwrapped. Raises UsageError (bad-setting) for a zone that is none.
    """
    builder = _Build(front, found, config, report, name, lines)
    fields = builder.fields(promoted)
    fields["language"] = _language(fields, builder.declared(), text, config.lang)
    return Meta(**fields, extra=builder.extra())


class _Build:
    """The keys of one front matter, each used once: what no row took is left for `extra`."""

    def __init__(
        self, front: Mapping[str, Any], found: Found, config: Config, report: Report, name: str, lines: Mapping[str, int]
    ) -> None:
        self.front, self.found, self.config = dict(front), found, config
        self.report, self.name, self.lines = report, name, lines
        self.spelled = {key.lower(): key for key in reversed(self.front)}
        self.used: set[str] = set()
        self.more: dict[str, Any] = {}

    def fields(self, promoted: Collection[str]) -> dict[str, Any]:
        url = self.address("url") or self.first("url")
        author, source = self.credits()
        if _ABSOLUTE.match(source) and not url:
            url, source = source, ""
        return {
            "title": self.text("title") or self.first("title"),
            "author": author,
            "editor": self.names("editor") or self.all("editor"),
            "source": source,
            "published": self.published(),
            "categories": self.values("categories"),
            "tags": self.values("tags"),
            "cover": self.cover(promoted),
            "url": url,
            "description": self.text("description") or self.first("description"),
        }

    # ---- the body's own words -------------------------------------------------------------------------------------

    def all(self, key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line for value in self.found.get(key, ()) if (line := _one_line(value))))

    def first(self, key: str) -> str:
        return next(iter(self.all(key)), "")

    def credits(self) -> tuple[tuple[str, ...], str]:
        """Author and source: a 作者 in the body outdoes the front matter's, which then, if it names a site, is the source."""
        named, source = self.names("author"), self.text("source") or self.first("source") or self.first("reposted_from")
        credited = self.all("author")
        for key in ("reporter", "translator", "narrator", "original_title", "reposted_from"):
            if self.all(key):
                self.more[key] = self.first(key) if len(self.all(key)) == 1 else list(self.all(key))
        if not credited or credited == named:
            return named or credited, source
        sites = [value for value in named if self.is_site(value)]
        if rest := [value for value in named if value not in credited and (value not in sites or source)]:
            self.more["author_of_file"] = rest[0] if len(rest) == 1 else rest
        return credited, source or "、".join(sites)

    def is_site(self, value: str) -> bool:
        """Whether the front matter's author is where the article comes from: a name like a site's, or one of its own categories."""
        return bool(_SITE.search(value)) or value in _flat(self.front.get("categories"))

    # ---- the front matter's --------------------------------------------------------------------------------------

    def keys(self, field: str) -> list[str]:
        """The keys of a row that the front matter has, as it spells them."""
        return [self.spelled[key] for key in ROWS[field].keys if key in self.spelled]

    def key(self, field: str) -> str:
        """The first key of a row that holds something; "" where none does."""
        return next((key for key in self.keys(field) if _flat(self.front[key])), "")

    def take(self, field: str) -> Value:
        """A row's value; its key stays in `extra` too where only a part of what it holds is taken (`author: {name: 甲, link: …}`)."""
        if not (key := self.key(field)):
            return None
        value = self.front[key]
        if len(_leaves(value)) == len(_flat(value)):
            self.used.add(key)
        return value

    def text(self, field: str) -> str:
        return "、".join(_flat(self.take(field)))

    def values(self, field: str) -> tuple[str, ...]:
        """A list, or one text: cut at commas and before #, where it is of tags, since Jekyll, Hexo and Obsidian users write them so."""
        value = self.take(field)
        comma = "，" if isinstance(value, list) else r"[,，、；;]|[ \t\u3000]+(?=#)"
        parts = (part for text in _flat(value) for part in (re.split(comma, text) if field == "tags" else (text,)))
        if field == "tags" and isinstance(value, str):
            parts = (part.strip(_EDGES).lstrip("#") for part in parts)
        return tuple(dict.fromkeys(part.strip(_EDGES) for part in parts if part.strip(_EDGES)))

    def names(self, field: str) -> tuple[str, ...]:
        value = self.take(field)
        return tuple(dict.fromkeys(name.strip(_EDGES) for part in _flat(value) for name in part.split("、") if name.strip(_EDGES)))

    def address(self, field: str) -> str:
        """An absolute address; a key that holds another (Jekyll's permalink) is left for `extra`."""
        for key in self.keys(field):
            value = self.front[key]
            if isinstance(value, str) and _ABSOLUTE.match(value):
                self.used.add(key)
                return value.strip(_EDGES)
        return ""

    def published(self) -> str | None:
        """The date; its key stays in `extra` too, for only that is as the source wrote it."""
        key, zone = self.key("published"), zone_of(self.config.zone)
        written = _flat(self.front[key])[0] if key else ""
        date = iso(written, zone) if written else None
        if written and date is None:
            self.tell(Severity.WARNING, "date-invalid", f"{written!r} is no date that can be read", key)
        if date is not None and int(date[:4]) not in _PLAUSIBLE:
            self.tell(Severity.WARNING, "date-implausible", f"the article is dated {date[:10]}", key)
        return date or next((read for value in self.all("published") if (read := iso(value, zone))), None)

    def cover(self, promoted: Collection[str]) -> str:
        """The first picture that is the article's own; keys stay in `extra` where what they hold is not what is taken."""
        bad = {true_address(address): "it was removed from the text as promotion" for address in promoted}
        told: set[str] = set()
        for key in self.pictures():
            written = _picture(self.front[key])
            address = true_address(written)
            if why := bad.get(address, not_own(address)):
                if address not in told:  # headimg and thumbnail are mostly the same
                    self.tell(Severity.NOTE, "cover-dropped", f"{written} is no picture of this article: {why}", key)
                told.add(address)
                continue
            if address == written:
                self.used.update([key] if len(_leaves(self.front[key])) == 1 else ())
            elif not written.startswith("//"):
                self.tell(Severity.NOTE, "cover-unwrapped", f"the cover is taken from {address}", key)
            return address
        return ""

    def pictures(self) -> list[str]:
        return [key for key in self.keys("cover") if _picture(self.front[key])]

    def declared(self) -> str:
        return self.text("language")

    def extra(self) -> dict[str, Any]:
        rest = {key: core(value) for key, value in self.front.items() if key not in self.used and not self.is_empty_row(key)}
        return rest | {key: value for key, value in self.more.items() if key not in rest}

    def is_empty_row(self, key: str) -> bool:
        """A key that a row knows and that says nothing (`thumbnail:`) is nothing to keep."""
        return not _leaves(self.front[key]) and any(key.lower() in field.keys for field in FIELDS)

    def tell(self, severity: Severity, code: str, message: str, key: str) -> None:
        self.report(diagnostic(severity, code, message, file=self.name, line=self.lines.get(key)))


ROWS = {field.name: field for field in FIELDS}


def _language(fields: Mapping[str, Any], declared: str, text: str, forced: str) -> str:
    tag = normal(forced) or language(text if any(map(str.isalpha, text)) else fields["title"], declared)
    if tag == TAIWAN and normal(declared) == "" and any("香港" in value for value in (*fields["author"], fields["source"])):
        return HONG_KONG
    return tag


def _flat(value: Value) -> list[str]:
    """The texts in a value, however deep in lists (Hexo nests categories), each on one line.

    Of a map it is the `name`; a map of one key is a text with a colon, which YAML took for one (`- 甲: 乙`).
    """
    if isinstance(value, list):
        return [text for item in value for text in _flat(item)]
    if isinstance(value, dict):
        if "name" in value or len(value) != 1:
            return _flat(value.get("name"))
        return [f"{key}: {text}" for key, item in value.items() for text in _flat(item)]
    text = "" if value is None or isinstance(value, bool) else _one_line(str(value))
    return [text] if text else []


def _leaves(value: Value) -> list[str]:
    """All texts in a value, those too that a row leaves; none in a map whose keys are all left empty, as themes write `author:`."""
    if isinstance(value, (list, dict)):
        return [text for item in (value.values() if isinstance(value, dict) else value) for text in _leaves(item)]
    return _flat(value)


def _picture(value: Value) -> str:
    """The address of a cover: of a list the first, of a map (PaperMod, Chirpy, Astro) what stands under its key for one."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("image", "src", "url", "path", "name") if value.get(key)), None)
    return next(iter(_flat(value)), "")


def _one_line(text: str) -> str:
    """A text of several lines on one, as a paragraph's would be (CSS Text 3, 4.1.3)."""
    if "\n" not in text and "\r" not in text:
        return text.strip(_EDGES)
    lines = [line for row in re.split("[\r\n]", text) if (line := row.strip(_EDGES))]
    joined = "".join(line if joins_without_space(line[-1], after[0]) else f"{line} " for line, after in pairwise(lines))
    return joined + "".join(lines[-1:])
