"""The golden files: what the kitchen-sink article becomes in each format. `make accept` rewrites them, and refuses under CI.

EPUB and PDF stand there as text: a book's files one after the other, a PDF's outline.
A new format gets a golden by being registered, a new binary one a dump in `DUMPS`.
"""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from convert import pipeline, write
from convert.errors import Diagnostic

from . import pdf_goldens

HERE = Path(__file__).parent
ARTICLE = HERE / "fixtures" / "kitchen-sink.md"
GOLDENS = HERE / "goldens"


def _epub(data: bytes) -> str:
    """Each text file of the book in the order of the archive, the others by name alone."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            is_text = name.endswith((".xhtml", ".opf", ".ncx", ".xml", ".css", "mimetype"))
            parts.append(f"==== {name}\n" + (book.read(name).decode() if is_text else ""))
    return "\n".join(parts) + "\n"


def _pdf(data: bytes) -> str:
    """What the file says of itself and its outline; its lines follow the fonts and stand in goldens of their own (pdf_goldens)."""
    import pypdfium2

    book = pypdfium2.PdfDocument(data)
    try:
        said = [f"{key}: {text}" for key, text in book.get_metadata_dict(skip_empty=True).items() if key != "Producer"]
        outline = [f"{'  ' * mark.level}{mark.get_title()}" for mark in book.get_toc()]
    finally:
        book.close()
    return "\n".join([*said, "==== outline", *outline]) + "\n"


DUMPS: dict[str, Callable[[bytes], str]] = {"epub": _epub, "pdf": _pdf}


def printed() -> tuple[dict[str, str], list[Diagnostic]]:
    """The article in each format as text, and what was said on the way."""
    told: list[Diagnostic] = []
    reading = pipeline.read_article(ARTICLE, report=told.append)
    data = pipeline.print_all(reading, write.BUILT_IN, told.append)
    return {name: DUMPS.get(name, bytes.decode)(content.data) for name, content in data.items()}, told


def golden(name: str) -> Path:
    return GOLDENS / f"kitchen-sink.{name}{'.txt' if name in DUMPS else ''}"


def main() -> int:
    """Rewrites the goldens; the change is then looked at in the version control's diff."""
    if os.environ.get("CI"):
        print("accept: refused under CI: golden files are accepted by a person", file=sys.stderr)
        return 2
    GOLDENS.mkdir(exist_ok=True)
    for name, text in printed()[0].items():
        golden(name).write_text(text, encoding="utf-8", newline="\n")
        print(f"written: {golden(name).relative_to(HERE.parent)}")
    for path in pdf_goldens.accept():
        print(f"written: {path.relative_to(HERE.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
