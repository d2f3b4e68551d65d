"""epubcheck finds no error and no warning: on a dozen books quickly, on every article of the corpus slowly."""

from __future__ import annotations

import base64
import itertools
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from PIL import Image

from convert.config import Config
from convert.errors import Diagnostic, HuoziError
from convert.meta import Meta
from convert.model import Document, Figure
from convert.model import Image as Picture
from convert.pictures import pictures_of
from convert.pipeline import read_article
from convert.write import Context
from convert.write.epub import WRITER

from . import strategies
from .epub_book import problems

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
WAYS = tuple(
    {"writing_mode": mode, "embed_fonts": fonts, "cover": cover}
    for (mode, cover), fonts in itertools.product((("horizontal", "auto"), ("vertical", "none")), (False, True))
)


def bound(document: Document, folder: Path | None, way: dict[str, object], out: Path) -> Path:
    config = Config(**way)  # type: ignore[arg-type]  # one row of WAYS
    said: list[Diagnostic] = []
    out.write_bytes(WRITER.write(document, Context(config, said.append, pictures_of(folder, config, said.append), "文.md")))
    return out


def illustrated() -> Document:
    """A picture of each kind that a book may hold, and a drawing out of which things were taken."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 20 20" onload="x()">'
        '<script>x()</script><style>.a{fill:url(#g)}</style>'
        '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>'
        '<g id="b"><rect class="a" width="9" height="9"/><text x="1" y="9">字</text></g><use xlink:href="#b" x="5"/></svg>'
    )
    sources = ["data:image/svg+xml," + quote(drawing)]
    for kind in ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF"):
        out = BytesIO()
        Image.new("RGB", (40, 30), "red").save(out, kind)
        sources.append(f"data:;base64,{base64.b64encode(out.getvalue()).decode()}")
    return Document(Meta(title="图", language="zh-Hans-CN"), tuple(Figure((Picture(source, "说明"),)) for source in sources))


def damaged(book: Path, out: Path) -> Path:
    """The book with a link to nowhere: a check that finds nothing anywhere would pass all others."""
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            target.writestr(entry, source.read(entry).replace(b"</body>", b'<a href="nowhere.xhtml">x</a></body>'))
    return out


@pytest.mark.xdist_group("epubcheck")
def test_examples_and_odd_documents_are_valid(tmp_path: Path) -> None:
    articles = sorted(EXAMPLES.glob("*.md"))
    books = [
        bound(read_article(path).document, path.parent, way, tmp_path / f"{path.stem}-{number}.epub")
        for path, (number, way) in itertools.product(articles, enumerate(WAYS[:3:2]))
    ]
    odd: list[Document] = []

    @settings(max_examples=12, database=None)
    @given(strategies.documents())
    def collect(document: Document) -> None:
        odd.append(document)

    collect()
    books += [bound(document, None, WAYS[number % 2 * 2], tmp_path / f"odd-{number}.epub") for number, document in enumerate(odd)]
    for keep in (False, True):
        books.append(bound(illustrated(), None, {"keep_webp": keep, "cover": "none"}, tmp_path / f"pictures-{keep}.epub"))
    assert len(books) >= 12
    found = problems([*books, damaged(books[0], tmp_path / "damaged.epub")])
    assert found
    assert [line for line in found if "damaged.epub" not in line or "RSC-007" not in line] == []


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way['writing_mode']}-{'fonts' if way['embed_fonts'] else 'plain'}")
def test_every_article_of_the_corpus_is_valid(corpus: Path, tmp_path: Path, way: dict[str, object]) -> None:
    books = []
    for number, path in enumerate(sorted(path for name in ("family", "news", "markdown", "pages") for path in (corpus / name).iterdir())):
        try:
            document = read_article(path).document
        except HuoziError:
            continue  # what cannot be read is a matter of the reader's tests
        books.append(bound(document, path.parent, way, tmp_path / f"{number}-{path.stem[:20]}.epub"))
    assert len(books) > 150
    assert problems(books) == []
