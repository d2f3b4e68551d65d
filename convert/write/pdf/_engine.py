"""WeasyPrint, kept from net, disk and clock: an element tree and a style sheet in, the bytes of a PDF out.

What it logs becomes diagnostics. Fonts and style sheets are kept from one article to the next.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ...errors import Diagnostic, Severity, diagnostic
from ...fonts import Foreign, faces, library, region
from .. import Context
from .._markup import escape
from . import _justify, _plan, _subset


class Sheet(NamedTuple):
    """What is printed: an HTML tree, its style sheet, and the pictures by the private addresses that the tree names."""

    root: Element
    css: str
    pictures: dict[str, tuple[bytes, str]]
    language: str


def print_pages(sheet: Sheet, context: Context) -> bytes:
    """The PDF's bytes.

    Raises SetupError (pdf-library-missing). Reports pdf-layout for what WeasyPrint logs.
    """
    library()
    with _reporting(context):
        fonts().setting = _setting(sheet.language, context.config.gap) if sets_lines() else None
        if fonts().setting is None:
            context.report(_plainly_set(context.name))
        rendered = _html(sheet.root, _fetcher(sheet.pictures)).render(font_config=fonts(), stylesheets=[_css(sheet.css)])
        variant = context.config.pdf_variant
        with _subset.small_fonts() as touch, warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint 70 leaves its colour profile open
            _tell_language(rendered.metadata, sheet.language)
            sources = _attachments(variant, context)
            data: bytes = rendered.write_pdf(pdf_variant=variant, pdf_tags=True, attachments=sources, finisher=partial(_finish, touch))
    return data


def sets_lines() -> bool:
    """Whether lines are set by `_justify.py`, and readings stand over their bases."""
    return _justify.install(fonts())


def _plainly_set(name: str) -> Diagnostic:
    message = "lines are set plainly, not as a Chinese book's"
    return diagnostic(Severity.NOTE, "justify-unavailable", message, file=name, hint="install weasyprint 70")


def _setting(language: str, gap: float) -> _plan.Setting:
    """How lines of a language are set. Kai and Fangsong take their quotation marks from Song, their own being Latin ones in many fonts."""
    found, column = faces(language), region(language)
    narrow = {name.lower() for name in (found.kai[0], found.fangsong[0])} - {found.song[0].lower()}
    other = faces("zh-Hant-TW" if column == "hans" else "zh-Hans-CN").song[0]
    return _plan.Setting(gap, column != "tw", column == "hans", column != "hans", found.song[0], frozenset(narrow), other)


def _finish(touch: Callable[[Foreign], None], _: Foreign, pdf: Foreign) -> None:
    """The last touch before WeasyPrint writes the file."""
    touch(pdf)
    if files := pdf.catalog.get("AF"):  # WeasyPrint 70 names each attachment twice
        files[:] = dict.fromkeys(files)


def _tell_language(metadata: Foreign, language: str) -> None:
    """Puts the language into the XMP metadata too, as dc:language (ISO 16684-1, 8.3)."""
    original = metadata.generate_rdf_metadata
    bag = f"<rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag>"
    said = f"<rdf:Description rdf:about=''><dc:language>{bag}</dc:language></rdf:Description>"

    def generate_rdf_metadata(*arguments: Foreign) -> bytes:
        made: bytes = original(*arguments)
        space = b"" if b"xmlns:dc=" in made else b" xmlns:dc='http://purl.org/dc/elements/1.1/'"
        return made.replace(b"<rdf:RDF", b"<rdf:RDF" + space, 1).replace(b"</rdf:RDF>", said.encode() + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = generate_rdf_metadata


@cache
def fonts() -> Foreign:
    """The font configuration of this process: reading what is installed takes longer than a short article."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=16)
def _css(text: str) -> Foreign:
    from weasyprint import CSS

    return CSS(string=text, font_config=fonts(), url_fetcher=_fetcher({}))


def _html(root: Element, fetcher: Foreign) -> Foreign:
    """A weasyprint.HTML around a tree: its own constructor would parse the text again, in Python and as tag soup."""
    from cssselect2 import ElementWrapper
    from weasyprint import HTML

    html = HTML.__new__(HTML)
    html.base_url = None
    html.url_fetcher = fetcher
    html.media_type = "print"
    html.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
    html.etree_element = html.wrapper_element.etree_element
    return html


def _fetcher(pictures: dict[str, tuple[bytes, str]]) -> Foreign:
    """A fetcher that knows the article's pictures and data: addresses of our style sheet, and opens nothing (promise P6)."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        """See `_fetcher`."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False)

        def fetch(self, url: str, headers: object = None) -> Foreign:  # noqa: ARG002 - WeasyPrint's signature
            if url not in pictures:
                raise ValueError("nothing but the article's own pictures is read")
            data, media_type = pictures[url]
            return URLFetcherResponse(url, data, {"Content-Type": media_type})

    return Fetcher()


def _attachments(variant: str, context: Context) -> list[Foreign] | None:
    if variant != "pdf/a-3u" or not context.source:
        return None
    from weasyprint import Attachment

    # PDF/A-3 wants a date; the file's own would change with every copy of it.
    when = datetime.fromtimestamp(context.epoch or 0, UTC)
    return [Attachment(string=context.source, name="source.md", description="source", created=when, modified=when, relationship="Source")]


# pdf.py reports these characters before they are set, with their line (character-missing).
_TOLD_BEFORE = (".notdef glyph rendered", "Too many glyphs missing")


@contextmanager
def _reporting(context: Context) -> Iterator[None]:
    """Turns what WeasyPrint and fontTools log into diagnostics."""
    seen: set[str] = set()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if message not in seen and not message.startswith(_TOLD_BEFORE):
                seen.add(message)
                severity = Severity.WARNING if record.levelno >= logging.ERROR else Severity.NOTE
                context.report(diagnostic(severity, "pdf-layout", message[:300], file=context.name))

    listener = Listener(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
