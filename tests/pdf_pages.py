"""Prints a Document as PDF and reads the pages back with PDFium: lines with their places, text by three extractors."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from typing import NamedTuple

import msgspec
import pypdf
import pypdfium2

from convert.config import Config
from convert.errors import Diagnostic
from convert.meta import Meta
from convert.model import Block, Document, Note, Paragraph, Text
from convert.write import Context, NoPicture, Picture
from convert.write.pdf import WRITER

from .readback import squeeze


def article(*blocks: Block | str, notes: tuple[Note, ...] = (), **meta: object) -> Document:
    """A document; a string stands for a paragraph."""
    made = tuple(Paragraph((Text(block),), 2) if isinstance(block, str) else block for block in blocks)
    return Document(Meta(**{"language": "zh-Hans-CN", **meta}), made, notes)  # type: ignore[arg-type]


def no_picture(src: str) -> Picture | NoPicture:
    return NoPicture("picture-missing", f"no {src}")


def printed(
    document: Document, pictures: Callable[[str], Picture | NoPicture] = no_picture, source: bytes = b"", **settings: object
) -> tuple[bytes, list[Diagnostic]]:
    """The file and what was reported; settings by their names in Config."""
    told: list[Diagnostic] = []
    config = msgspec.structs.replace(Config(), **settings)
    return WRITER.write(document, Context(config, told.append, pictures, "文.md", source=source)), told


class Line(NamedTuple):
    """A printed line: its text, the places of its edges and of its base, in points; pages count from 1."""

    page: int
    text: str
    left: float
    right: float
    bottom: float


def lines_of(data: bytes) -> list[Line]:
    """The lines of all pages in reading order: a character belongs to one while it does not jump back or down (—— is one glyph)."""
    out: list[Line] = []
    book = pypdfium2.PdfDocument(data)
    for number, page in enumerate(book, 1):
        text = page.get_textpage()
        before = 0.0
        for index in range(text.count_chars()):
            char = text.get_text_range(index, 1)
            if not squeeze(char):
                continue
            left, bottom, right, _ = text.get_charbox(index, loose=True)
            last = out[-1] if out else None
            if last is None or last.page != number or left < before - 1 or abs(bottom - last.bottom) > 8:
                out.append(Line(number, char, left, right, bottom))
            else:
                out[-1] = Line(number, last.text + char, last.left, right, last.bottom)
            before = left
    book.close()
    return out


def outside(data: bytes) -> list[str]:
    """Characters of which a part lies outside their page's margins."""
    book = pypdfium2.PdfDocument(data)
    found = []
    for sheet in book:
        width, height = sheet.get_size()
        edge = 5.0  # points
        text = sheet.get_textpage()
        for number in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(number)
            inside = edge <= left and right <= width - edge and edge / 2 <= bottom and top <= height - edge / 2
            if not inside and text.get_text_range(number, 1).strip():
                found.append(text.get_text_range(number, 1))
    book.close()
    return found


def by_pdfium(data: bytes) -> str:
    book = pypdfium2.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_range() for page in book)
    finally:
        book.close()


def by_pypdf(data: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def by_pdftotext(data: bytes) -> str:
    program = shutil.which("pdftotext")
    assert program, "pdftotext is missing: install poppler-utils"
    return subprocess.run([program, "-raw", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


EXTRACTORS: dict[str, Callable[[bytes], str]] = {"pypdfium2": by_pdfium, "pypdf": by_pypdf, "pdftotext": by_pdftotext}
