"""The container: files, manifest, spine, contents and metadata bound into one EPUB, the same bytes for the same content.

EbookLib writes the package document, the NCX and the container; our own archive gives all of it fixed dates and a fixed order.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Self

import msgspec

from ...errors import ArticleError, Severity, diagnostic
from .._markup import attribute, legal
from ._pages import Entry

if TYPE_CHECKING:
    from ebooklib.epub import EpubBook

MIMETYPE = "application/epub+zip"
FOLDER = "EPUB"
XHTML = "application/xhtml+xml"

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip entry can have


class File(msgspec.Struct, frozen=True):
    """A file of the book. `data` is None where the archive holds it already; `spine` tells whether it is a page."""

    name: str
    media_type: str
    data: bytes | None = None
    properties: str = ""
    spine: bool = False


class Row(msgspec.Struct, frozen=True):
    """A metadata element: `name` is a Dublin Core term, or "meta" for a property of EPUB 3."""

    name: str
    text: str
    attributes: dict[str, str] = {}


class Package(msgspec.Struct, frozen=True):
    """All of a book but the bytes in its archive. `files` stand in the order of the manifest; those of the spine in reading order."""

    title: str
    language: str
    identifier: str
    modified: datetime
    metadata: tuple[Row, ...]
    files: tuple[File, ...]
    contents: tuple[Entry, ...]
    landmarks: tuple[tuple[str, str, str], ...]
    right_to_left: bool
    folders: tuple[tuple[str, bytes], ...] = ()
    """Files outside the package, such as META-INF/…, by their full path."""


class Archive:
    """A zip file with `mimetype` first and stored (OCF 4.2), no clock in it. A context manager: `closed` before its end."""

    def __init__(self) -> None:
        self._out = BytesIO()
        self._zip = zipfile.ZipFile(self._out, "w")
        self.add("mimetype", MIMETYPE.encode(), compress=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, name: str, data: bytes, *, compress: bool = True) -> None:
        """Adds a file by its full path; pictures are compressed already."""
        entry = zipfile.ZipInfo(name, _DATE)
        entry.create_system = 3  # of Unix, on Windows too
        entry.external_attr = 0o644 << 16
        self._zip.writestr(entry, data, zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED, 6)

    def closed(self) -> bytes:
        """The whole file."""
        self._zip.close()
        return self._out.getvalue()


def bound(package: Package, archive: Archive) -> bytes:
    """The book. Raises ArticleError (epub-failed) where EbookLib does not write it."""
    from ebooklib import epub

    written = BytesIO()
    options = {"epub3_pages": False, "epub3_landmark": False, "mtime": package.modified, "compresslevel": 0, "raise_exceptions": True}
    if not epub.write_epub(written, _book(package), options):
        raise ArticleError(diagnostic(Severity.ERROR, "epub-failed", "EbookLib did not write the file"))
    known = {f"{FOLDER}/{file.name}" for file in package.files if file.data is None} | {"mimetype"}
    with zipfile.ZipFile(written) as draft:
        for name in draft.namelist():
            if name not in known:
                archive.add(name, _finished(name, draft.read(name), package))
    return archive.closed()


def _finished(name: str, data: bytes, package: Package) -> bytes:
    """With what EbookLib leaves out: the language of the package document's own text (EPUB 3.3, 5.3.5), the depth of the NCX."""
    match name.removeprefix(f"{FOLDER}/"):
        case "content.opf":
            return data.replace(b"<package ", f'<package xml:lang="{attribute(package.language)}" '.encode(), 1)
        case "toc.ncx":
            depth = 1 + any(isinstance(line, tuple) for line in _two_levels(package.contents))
            return data.replace(b'content="0" name="dtb:depth"', f'content="{depth}" name="dtb:depth"'.encode(), 1)
        case _:
            return data


def _book(package: Package) -> EpubBook:
    from ebooklib import epub

    book = epub.EpubBook()
    book.FOLDER_NAME = FOLDER
    book.set_identifier(package.identifier)
    book.set_title(legal(package.title))
    book.set_language(package.language)
    if package.right_to_left:
        book.set_direction("rtl")
    for row in package.metadata:
        book.add_metadata(None if row.name == "meta" else "DC", row.name, legal(row.text), row.attributes)
    _add_files(book, package)
    book.toc = _two_levels(package.contents)
    for kind, href, label in package.landmarks:
        book.guide.append({"type": "text" if kind == "bodymatter" else kind, "href": href, "title": label})
    return book


def _add_files(book: EpubBook, package: Package) -> None:
    from ebooklib import epub

    for number, file in enumerate(package.files, 1):
        item = epub.EpubItem(f"item-{number}", file.name, file.media_type, file.data or b"")
        item.properties = [file.properties] if file.properties else []
        book.add_item(item)
        if file.properties == "cover-image":
            book.add_metadata(None, "meta", "", {"name": "cover", "content": item.id})
        if file.spine:
            book.spine.append(item)
    book.add_item(epub.EpubNcx())
    for name, data in package.folders:
        book.add_item(epub.EpubItem(None, name, "", data, manifest=False))


def _two_levels(entries: Sequence[Entry]) -> list[Any]:  # Any: EbookLib's links and tuples of them
    """The contents for the NCX, whose readers (Kindle) show two levels: what lies deeper stands in the second."""
    from ebooklib import epub

    top = min((entry.level for entry in entries), default=1)
    groups: list[tuple[Any, list[Any]]] = []
    for number, entry in enumerate(entries, 1):
        link = epub.Link(entry.href, legal(entry.title), f"line-{number}")
        if entry.level == top or not groups:
            groups.append((link, []))
        else:
            groups[-1][1].append(link)
    return [group if group[1] else group[0] for group in groups]
