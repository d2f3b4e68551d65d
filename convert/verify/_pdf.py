"""The text of a PDF page by page, through PDFium."""

from __future__ import annotations

import re

from ._strip import ANY, Strip

_HYPHEN = re.compile("[\ufffe\x02](?:\r\n)?")
"""What PDFium gives for a hyphen at the end of a line."""

_MARKER = re.compile(r"[ \u3000]*(?:\d{1,9}\.|[•◦▪‣●○])[ \u3000]*")
_FOLIO = re.compile(r"[ \u3000]*(?:第 ?\d+ ?[页頁]|\d+)[ \u3000]*")


def _read_page(text: str, strip: Strip) -> None:
    """Markers of lists are drawn after the text of a page, its number last of all."""
    lines = text.split("\r\n")
    for number, line in enumerate(lines, 1):
        is_loose = _MARKER.fullmatch(line) or (number == len(lines) and _FOLIO.fullmatch(line))
        (strip.add_loose if is_loose else strip.add)(line)
    strip.end_page()


def read_pages(data: bytes, strip: Strip) -> None:
    """Adds the pages in order, each followed by the mark of its end. Raises what PDFium raises for a file that is no PDF."""
    import pypdfium2

    from ._readback import Unreadable

    try:
        book = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"no PDF: {error}") from None
    try:
        for page in book:
            _read_page(_HYPHEN.sub("-", page.get_textpage().get_text_range()), strip)
        strip.gaps[:] = [ANY] * len(strip.gaps)  # gaps between glyphs, not characters: an extractor guesses them
    finally:
        book.close()
