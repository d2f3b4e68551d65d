"""Pages of a book as headless Chromium shows them: pictures to look at, and where its lines begin.

`python -m tests.screens` draws those of the README anew.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from convert.config import Config
from convert.pictures import pictures_of
from convert.pipeline import read_article
from convert.write import Context
from convert.write.epub import WRITER

from .epub_book import Book

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    ("feature", "horizontal", (640, 1000), "docs/epub-horizontal.png"),
    ("essay", "vertical", (1000, 640), "docs/epub-vertical.png"),
)
"""Example, writing mode, width and height in pixels, picture."""

# The lines of each indented paragraph: where the first two begin, and its size, in pixels.
_MEASURE = """
const lines = p => { const r = document.createRange(); r.selectNodeContents(p); return [...r.getClientRects()]; };
const found = [...document.querySelectorAll('p:not(.no-indent)')].map(p => {
  const vertical = getComputedStyle(p).writingMode.startsWith('vertical'), box = p.getBoundingClientRect();
  const start = vertical ? box.top : box.left, along = r => (vertical ? r.top : r.left) - start;
  const rects = lines(p), across = r => vertical ? -r.right : r.bottom;
  const second = rects.filter(r => across(r) > across(rects[0]) + 4).map(along);
  const em = parseFloat(getComputedStyle(p).fontSize);
  return {vertical, em, first: along(rects[0]), second: second.length ? Math.min(...second) : null};
});
const faces = Object.fromEntries(['.kai', 'em.dots', 'ruby', 'figure', 'u.proper-noun'].map(s => {
  const e = document.querySelector(s), c = e && getComputedStyle(e);
  return [s, c && {family: c.fontFamily, dots: c.textEmphasisStyle, display: c.display, line: c.textDecorationLine}];
}));
document.body.setAttribute('data-measured', JSON.stringify({paragraphs: found, faces}));
"""


def chromium() -> str | None:
    """The browser's command, None where there is none."""
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


def example(name: str, mode: str, cover: str = "none") -> bytes:
    """An article of examples/ as a book."""
    path = ROOT / "examples" / f"{name}.md"
    config = Config(writing_mode=mode, cover=cover)  # type: ignore[arg-type]  # one of PAGES
    return WRITER.write(read_article(path).document, Context(config, lambda _: None, pictures_of(path.parent, config, print)))


def _shown(book: bytes, folder: Path, size: tuple[int, int], *options: str) -> str:
    """What Chromium says of the first chapter."""
    browser = chromium()
    assert browser, "no Chromium"
    found = Book(book)
    for name, data in found.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    page = folder / "chapter-1.xhtml"
    script = f"<script>//<![CDATA[\n{_MEASURE}\n//]]></script></body>"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", script), encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile"]
    command += [f"--window-size={size[0]},{size[1]}", *options, page.as_uri()]
    return subprocess.run(command, capture_output=True, check=True, timeout=300).stdout.decode("utf-8")


def drawn(book: bytes, size: tuple[int, int], out: Path) -> None:
    """The top of the first chapter as PNG in few colours."""
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        _shown(book, Path(folder), size, f"--screenshot={folder}/page.png")
        with Image.open(f"{folder}/page.png") as image:
            image.convert("RGB").quantize(48).save(out, optimize=True)


def measured(book: bytes, size: tuple[int, int]) -> dict[str, Any]:
    """`paragraphs`, each with vertical, em, first and second (where lines begin, in pixels from the paragraph's edge), and `faces`."""
    with tempfile.TemporaryDirectory() as folder:
        document = _shown(book, Path(folder), size, "--dump-dom")
    found = re.search(r'data-measured="([^"]*)"', document)
    assert found, "the page did not run its script"
    measures: dict[str, Any] = json.loads(html.unescape(found[1]))
    return measures


def main() -> None:
    """Draws the pictures of the README."""
    for name, mode, size, out in PAGES:
        drawn(example(name, mode), size, ROOT / out)
        sys.stdout.write(f"{out}: {(ROOT / out).stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
