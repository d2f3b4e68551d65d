"""EPUB 3.3: a book of chapters, each a Document; an article is a book of one.

The parts: _parts.py lays chapters out in files, _epub_pages.py sets these, _plates.py takes the pictures in, _metadata.py describes the
book, _cover.py draws its cover, _embedded_fonts.py subsets its faces, _package.py binds all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import msgspec

from ...errors import Severity, diagnostic
from ...meta import Meta
from ...model import VERSION, Document
from .. import Context
from .._markup import word
from . import _pages as pages
from ._cover import HEIGHT, WIDTH, drawn
from ._embedded_fonts import APPLE_OPTIONS, EmbeddedFont, embedded, style_of
from ._metadata import Means, accessibility, identifier_of, language_of, means_of, modified_of, rows
from ._package import FOLDER, MIMETYPE, XHTML, Archive, File, Package, bound
from ._parts import Chapter, lay_out
from ._plates import Plate, Plates

STYLE, CONTENTS, COVER = "style.css", "contents.xhtml", "cover.xhtml"

# A page of contents is worth a turn where it has this many lines; readers show the contents in their own menu anyway.
_LINES_FOR_A_PAGE = 5

# A picture smaller than this is a placeholder or a logo, no cover.
_SMALLEST_COVER = 300


class EpubWriter:
    """The writer of the format epub."""

    name = "epub"
    suffix = ".epub"
    media_type = MIMETYPE
    title = "EPUB 3.3 e-book, horizontal or vertical"
    is_text = False
    model_version = VERSION

    def write(self, document: Document, context: Context) -> bytes:
        """A book of one chapter. Reports link-dropped, note-missing, title-missing, cover-font, font-not-embedded and picture codes."""
        return bind(document.meta, (document,), context)


WRITER = EpubWriter()


def bind(meta: Meta, documents: Sequence[Document], context: Context) -> bytes:
    """The book of these chapters, in this order; `meta` is the book's own."""
    meta = msgspec.structs.replace(meta, language=language_of(meta))
    level = context.config.split_level
    chapters = [lay_out(_in_language(document, meta), f"chapter-{number}", level) for number, document in enumerate(documents, 1)]
    with Archive() as archive:

        def store(name: str, data: bytes) -> None:
            archive.add(f"{FOLDER}/{name}", data, compress=name.endswith(".svg"))

        package = _package(meta, chapters, context, Plates(context.pictures, context.config, store))
        return bound(package, archive)


def _in_language(document: Document, meta: Meta) -> Document:
    """A chapter without a usable language of its own has the book's."""
    own = document.meta.language
    language = own if own and language_of(document.meta) == own else meta.language
    return msgspec.structs.replace(document, meta=msgspec.structs.replace(document.meta, language=language))


def _title_of(chapter: Chapter, context: Context) -> str:
    """The chapter's title, else its first heading, else 无题: a book must have one (code title-missing)."""
    meta = chapter.document.meta
    if said := pages.plain(meta.title):
        return said
    context.report(diagnostic(Severity.NOTE, "title-missing", "the article has no title", file=context.name))
    untitled = word("untitled", meta.language)
    first = pages.entries(chapter, untitled)[0]
    return first.title


def _cover(meta: Meta, title: str, context: Context, plates: Plates) -> Plate | None:
    """The article's own picture where it is one in the folder and large enough, else a typographic one, else none."""
    if context.config.cover == "none":
        return None
    if meta.cover and context.config.images != "none":
        own = plates.place_large(meta.cover, _SMALLEST_COVER)
        if isinstance(own, Plate):
            return own
        message = f"the article's picture is no cover: {own.reason}: {meta.cover[:200]}"
        context.report(diagnostic(Severity.NOTE, own.code, message, file=context.name))
    drawing = drawn(meta, title)
    if drawing is None:
        context.report(diagnostic(Severity.WARNING, "cover-font", "there is no cover: no Chinese font is installed", file=context.name))
        return None
    if drawing.lacking:
        message = f"the cover lacks characters that no installed font has: {drawing.lacking[:40]}"
        context.report(diagnostic(Severity.NOTE, "cover-font", message, file=context.name))
    return plates.add(drawing.data, "image/png", WIDTH, HEIGHT)


def _package(meta: Meta, chapters: Sequence[Chapter], context: Context, plates: Plates) -> Package:
    vertical = context.config.writing_mode == "vertical"
    titled = [(chapter, _title_of(chapter, context)) for chapter in chapters]
    title = pages.plain(meta.title) or titled[0][1]
    cover = _cover(meta, title, context, plates)
    text = [
        File(part.file, XHTML, pages.part_page(chapter, at, said, context, plates), spine=True)
        for chapter, said in titled
        for at, part in enumerate(chapter.parts)
    ]
    contents = [line for chapter, said in titled for line in pages.entries(chapter, said)]
    landmarks, front = _front(meta.language, title, contents, text[0].name, cover, vertical=vertical)
    documents = [chapter.document for chapter in chapters]
    fonts = _fonts(documents, [*front, *text], meta.language, context)
    style = File(STYLE, "text/css", _style(fonts, vertical=vertical))
    return Package(
        title=title,
        language=meta.language,
        identifier=identifier_of(meta, documents),
        modified=modified_of(meta, context.epoch),
        metadata=(*rows(meta), *accessibility(_means(documents, plates, cover, headings=len(contents) > 1), meta.language)),
        files=(*front, *text, style, *_picture_files(plates, cover), *_font_files(fonts)),
        contents=tuple(contents),
        landmarks=landmarks,
        right_to_left=vertical,
        folders=(APPLE_OPTIONS,) if fonts else (),
    )


def _front(
    language: str, title: str, contents: Sequence[pages.Entry], text: str, cover: Plate | None, *, vertical: bool
) -> tuple[tuple[tuple[str, str, str], ...], list[File]]:
    """The landmarks, and the pages before the text: the cover, and the contents, which are a page to read where they are long."""
    as_page = len(contents) >= _LINES_FOR_A_PAGE
    landmarks = _landmarks(language, text, cover=cover is not None, contents=as_page)
    front = [File(CONTENTS, XHTML, pages.contents_page(contents, landmarks, language, vertical=vertical), "nav", as_page)]
    if cover:
        front.insert(0, File(COVER, XHTML, pages.cover_page(cover.file, title, language, vertical=vertical), spine=True))
    return landmarks, front


def _picture_files(plates: Plates, cover: Plate | None) -> list[File]:
    return [File(plate.file, plate.media_type, None, "cover-image" if plate == cover else "") for plate in plates.stored()]


def _means(documents: Sequence[Document], plates: Plates, cover: Plate | None, *, headings: bool) -> Means:
    shown = {src for src, plate in plates.found().items() if isinstance(plate, Plate)}
    moving = any(plate.media_type == "image/gif" for plate in plates.stored())
    return means_of(documents, shown=shown, moving=moving, headings=headings, cover=cover is not None)


def _fonts(documents: Sequence[Document], pages: Sequence[File], language: str, context: Context) -> list[EmbeddedFont]:
    if not context.config.embed_fonts:
        return []
    return embedded(documents, [page.data or b"" for page in pages], language, context)


def _font_files(fonts: Sequence[EmbeddedFont]) -> list[File]:
    return [File(font.file, font.media_type, font.data) for font in fonts]


def _landmarks(language: str, text: str, *, cover: bool, contents: bool) -> tuple[tuple[str, str, str], ...]:
    """Cover, contents where they are a page, and the text: (epub:type, href, label)."""
    marks = [("bodymatter", text, word("text", language))]
    if contents:
        marks.insert(0, ("toc", CONTENTS, word("contents", language)))
    if cover:
        marks.insert(0, ("cover", COVER, word("cover", language)))
    return tuple(marks)


def _style(fonts: Sequence[EmbeddedFont], *, vertical: bool) -> bytes:
    names = ("epub.css", "epub-vertical.css") if vertical else ("epub.css",)
    sheets = [files("convert.write").joinpath("assets", name).read_bytes() for name in names]
    return b"\n".join([*sheets, style_of(fonts).encode()] if fonts else sheets)
