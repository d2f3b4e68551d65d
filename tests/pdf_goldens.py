"""Golden dumps of PDF pages: each line with its page, its place to half a point and its text. `make accept` rewrites them.

Lines follow Pango and the fonts, so that each version of these has its own folder.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from convert import fonts, pipeline

from .pdf_pages import lines_of, printed

HERE = Path(__file__).parent
ROOT = HERE / "goldens" / "pdf"
ARTICLES = (*sorted((HERE.parent / "examples").glob("*.md")), HERE / "fixtures" / "kitchen-sink.md")
PAPERS = ("A5", "A4")


@cache
def folder() -> Path:
    """Where the dumps of this Pango and these fonts lie: `pango-1.50.12-fonts-…`."""
    from fontTools.ttLib import TTFont

    revisions = []
    for language in ("zh-Hans-CN", "zh-Hant-TW"):
        found = fonts.faces(language)
        for family in (found.song[0], found.hei[0], found.kai[0], found.fangsong[0], found.mono[0]):
            with TTFont(fonts.installed()[family.lower()][0].file, fontNumber=0, lazy=True) as font:
                revisions.append(f"{family} {font['head'].fontRevision:.4f}")
    pango = next(fact.value for fact in fonts.doctor() if fact.name == "Pango")
    return ROOT / f"pango-{pango}-fonts-{hashlib.sha256(chr(10).join(revisions).encode()).hexdigest()[:8]}"


def dump(article: Path, paper: str) -> str:
    """The lines of an article: page, left edge, base and right edge in points, text."""
    data, _ = printed(pipeline.read_article(article).document, page=paper)
    return "".join(
        f"{line.page}\t{half(line.left)}\t{half(line.bottom)}\t{half(line.right)}\t{line.text}\n" for line in lines_of(data)
    )


def half(points: float) -> str:
    return f"{round(points * 2) / 2:.1f}"


def path(article: Path, paper: str) -> Path:
    return folder() / f"{article.stem}-{paper}.txt"


def accept() -> list[Path]:
    """Writes all dumps of this Pango and these fonts."""
    folder().mkdir(parents=True, exist_ok=True)
    written = [path(article, paper) for article in ARTICLES for paper in PAPERS]
    for article in ARTICLES:
        for paper in PAPERS:
            path(article, paper).write_text(dump(article, paper), encoding="utf-8", newline="\n")
    return written
