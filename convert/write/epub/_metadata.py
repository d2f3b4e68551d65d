"""What a book says of itself: Dublin Core rows from the article's metadata, and what of it every reader can use.

A further field is a row in meta.py. The accessibility metadata (schema.org, EPUB Accessibility 1.1) are computed from the content.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from ...meta import FIELDS, Field, Meta, values_of
from ...model import Document, Image, Ruby, walk
from ...regex import regex
from ...typography import has_han
from .._markup import is_traditional
from ._package import Row
from ._pages import plain

_BOUND = ("title", "language")
"""Elements that EbookLib writes from the package itself."""
_MODIFIED_KEYS = ("modified", "updated", "lastmod", "last_modified", "date_modified")
_NEVER = datetime(1980, 1, 1)  # UTC without saying so: EbookLib prints a Z behind it
_LANGUAGE = regex(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-[A-Za-z0-9]{5,8})*")


def language_of(meta: Meta) -> str:
    """The article's language where it is a well-formed tag (BCP 47), zh where it is none: a book must name one."""
    return meta.language if _LANGUAGE.fullmatch(meta.language) else "zh"


def identifier_of(meta: Meta, chapters: Sequence[Document]) -> str:
    """A urn:uuid by the article's address, else by its content: the same article is the same book wherever it is made."""
    name = plain(meta.url) or "sha256:" + hashlib.sha256(msgspec.json.encode(list(chapters))).hexdigest()
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def modified_of(meta: Meta, epoch: int | None) -> datetime:
    """When the book was last changed, in UTC without a zone: SOURCE_DATE_EPOCH, else the article's own dates, else 1980."""
    if epoch is not None:
        return datetime(1970, 1, 1) + timedelta(seconds=epoch)
    said = [meta.extra.get(key) for key in _MODIFIED_KEYS]
    dates = (moment(text) for text in (*said, meta.published) if isinstance(text, str))
    return next((date for date in dates if date), _NEVER)


def moment(text: str) -> datetime | None:
    """An ISO 8601 date in UTC without its zone, whole seconds; None for what is no date, or one before the year 1000."""
    try:
        date = datetime.fromisoformat(text)
        utc = date.astimezone(UTC) if date.tzinfo else date
    except (ValueError, OverflowError):
        return None
    return utc.replace(tzinfo=None, microsecond=0) if utc.year >= 1000 else None  # W3CDTF has four digits


def rows(meta: Meta) -> Iterator[Row]:
    """Dublin Core as the rows of meta.py have it, with the roles of persons as MARC relators."""
    said = set()
    for field in FIELDS:
        if not field.dublin_core or field.dublin_core in _BOUND:
            continue
        for number, text in enumerate(filter(None, map(plain, values_of(meta, field))), 1):
            if (field.dublin_core, text) in said or (field.dublin_core == "date" and not moment(text)):
                continue
            said.add((field.dublin_core, text))
            yield from _person(field, number, text) if field.relator else (Row(field.dublin_core, text),)


def _person(field: Field, number: int, name: str) -> Iterator[Row]:
    id = f"{field.dublin_core}-{number}"
    yield Row(field.dublin_core, name, {"id": id})
    yield Row("meta", field.relator, {"refines": f"#{id}", "property": "role", "scheme": "marc:relators"})
    yield Row("meta", file_as(name), {"refines": f"#{id}", "property": "file-as"})


def file_as(name: str) -> str:
    """The name as it is sorted: a Chinese one has its family name first already, a Latin one gets it there."""
    words = name.split(" ")
    if len(words) == 1 or has_han(name) or "," in name:
        return name
    return f"{words[-1]}, {' '.join(words[:-1])}"


# ---- accessibility --------------------------------------------------------------------------------------------------


class Means(msgspec.Struct, frozen=True):
    """What a book asks of its readers and offers them."""

    pictures: int
    described: int
    """Pictures with an alternative text."""
    moving: bool
    """Whether a picture may flash: a GIF of several frames is not looked at."""
    headings: bool
    ruby: bool


def means_of(chapters: Sequence[Document], *, shown: set[str], moving: bool, headings: bool, cover: bool) -> Means:
    """Counted over all chapters; `shown` are the sources of pictures that are in the book, the cover has a text of ours."""
    nodes = [node for chapter in chapters for node in walk(chapter)]
    pictures = [node for node in nodes if isinstance(node, Image) and node.src in shown]
    described = sum(1 for picture in pictures if plain(picture.alt))
    return Means(len(pictures) + cover, described + cover, moving, headings, any(isinstance(node, Ruby) for node in nodes))


def accessibility(means: Means, language: str) -> Iterator[Row]:
    """The schema.org properties that EPUB Accessibility 1.1 (2.2) asks for, and a summary in the article's script."""
    yield _schema("accessMode", "textual")
    if means.pictures:
        yield _schema("accessMode", "visual")
        yield _schema("accessModeSufficient", "textual,visual")
    all_described = means.described == means.pictures
    if all_described:
        yield _schema("accessModeSufficient", "textual")
    features = {
        "tableOfContents": True,
        "readingOrder": True,
        "displayTransformability": True,
        "structuralNavigation": means.headings,
        "alternativeText": means.pictures > 0 and all_described,
        "rubyAnnotations": means.ruby,
    }
    yield from (_schema("accessibilityFeature", name) for name, there in features.items() if there)
    yield _schema("accessibilityHazard", "unknown" if means.moving else "none")
    yield _schema("accessibilitySummary", _summary(means, traditional=is_traditional(language)))


def _schema(name: str, value: str) -> Row:
    return Row("meta", value, {"property": f"schema:{name}"})


def _summary(means: Means, *, traditional: bool) -> str:
    if not means.pictures:
        pictures = ("全书为文字，无图片。", "全書為文字，無圖片。")
    elif means.described == means.pictures:
        pictures = ("图片均有替代文字。", "圖片均有替代文字。")
    else:
        count = means.pictures - means.described
        pictures = (f"{means.pictures} 幅图片中有 {count} 幅没有替代文字。", f"{means.pictures} 幅圖片中有 {count} 幅沒有替代文字。")
    start = ("本书有目录，文字可以放大、重排、朗读。", "本書有目錄，文字可以放大、重排、朗讀。")
    return start[traditional] + pictures[traditional]
