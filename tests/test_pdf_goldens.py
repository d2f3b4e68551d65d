"""Five articles at two papers are set line by line as accepted; with other fonts or another Pango they keep the laws of lines."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from convert.typography import NO_LINE_START

from . import pdf_goldens


@pytest.mark.parametrize("paper", pdf_goldens.PAPERS)
@pytest.mark.parametrize("article", pdf_goldens.ARTICLES, ids=lambda path: path.stem)
def test_the_lines_are_the_accepted_ones(article: Path, paper: str) -> None:
    """After a wanted change: make accept, look at the pages, look at the diff."""
    lines = pdf_goldens.dump(article, paper)
    if pdf_goldens.folder().is_dir():
        assert lines == pdf_goldens.path(article, paper).read_text(encoding="utf-8")
        return
    print(f"no accepted lines for {pdf_goldens.folder().name}: only the laws of lines are checked")
    rows = [line.split("\t") for line in lines.splitlines()]
    edge, times = Counter(row[1] for row in rows).most_common(1)[0]
    starts = [row[4][0] for row in rows if row[1] == edge]  # what begins elsewhere is a cell, a reading, a piece after a note mark
    assert times > 3
    assert not NO_LINE_START & set(starts)


def test_five_articles_are_held() -> None:
    assert len(pdf_goldens.ARTICLES) >= 5
