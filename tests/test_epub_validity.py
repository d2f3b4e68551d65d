"""epubcheck finds no error and no warning: on a dozen books quickly, on every article of the corpus slowly."""

from __future__ import annotations

import itertools
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from convert.config import Config
from convert.errors import Diagnostic, HuoziError
from convert.model import Document
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
    assert len(books) >= 12
    assert problems(books) == []


def test_epubcheck_is_asked_and_answers(tmp_path: Path) -> None:
    """A check that finds nothing anywhere would pass the others."""
    good = bound(read_article(sorted(EXAMPLES.glob("*.md"))[0]).document, EXAMPLES, {"cover": "none"}, tmp_path / "good.epub")
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(tmp_path / "bad.epub", "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry, data.replace(b"</body>", b'<a href="nowhere.xhtml">x</a></body>'))
    found = problems([good, tmp_path / "bad.epub"])
    assert found
    assert all("bad.epub" in line and "RSC-007" in line for line in found)


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
