"""The text of a PDF page by page, through PDFium."""

from __future__ import annotations

import re

from ._strip import Strip

_HYPHEN = re.compile("[\ufffe\x02](?:\r\n)?")
"""What PDFium gives for a hyphen at the end of a line."""


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
            strip.cut()
            strip.add(_HYPHEN.sub("-", page.get_textpage().get_text_range()))
            strip.end_page()
    finally:
        book.close()
