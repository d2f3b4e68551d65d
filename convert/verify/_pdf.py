"""The text of a PDF page by page, through PDFium."""

from __future__ import annotations

from collections import Counter

from ..regex import regex
from ._strip import ANY, Strip, Unreadable

_HYPHEN = regex("[\ufffe\x02](?:\r\n)?")
"""What PDFium gives for a hyphen at the end of a line."""

_MARKER = regex(r"[ \u3000]*(?:\d{1,9}\.|[•◦▪‣●○])[ \u3000]*")
_FOLIO = regex(r"[ \u3000]*(?:第 ?\d+ ?[页頁]|\d+)[ \u3000]*")


def _read_page(lines: list[str], head: str, strip: Strip) -> None:
    """Markers of lists are drawn after the text of a page, its running head and its number last of all."""
    for number, line in enumerate(lines, 1):
        if number == len(lines) - 1 and line == head:
            strip.add_head(line)
        elif _MARKER.fullmatch(line) or (number == len(lines) and _FOLIO.fullmatch(line)):
            strip.add_loose(line)
        else:
            strip.add(line)
    strip.end_page()


def _running_head(pages: list[list[str]]) -> str:
    """The line before the number that two thirds of the pages behind the first have, where at least two have it."""
    counted = Counter(lines[-2] for lines in pages[1:] if len(lines) > 1 and _FOLIO.fullmatch(lines[-1]))
    line, count = counted.most_common(1)[0] if counted else ("", 0)
    return line if count > 1 and count * 3 > len(pages) * 2 - 2 else ""


def read_pdf(data: bytes, strip: Strip) -> None:
    """Adds the pages in order, each followed by the mark of its end. Raises Unreadable."""
    import pypdfium2

    try:
        book = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"no PDF: {error}") from None
    try:
        pages = [_HYPHEN.sub("-", page.get_textpage().get_text_range()).split("\r\n") for page in book]
        head = _running_head(pages)
        for lines in pages:
            _read_page(lines, head, strip)
        strip.gaps[:] = [ANY] * len(strip.gaps)  # gaps between glyphs, not characters: an extractor guesses them
    finally:
        book.close()
