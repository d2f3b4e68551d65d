"""Ten thousand articles: all are converted, none is converted twice, and the parent's memory does not grow with them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.bench.bench_folder import batch
from tests.generate import generate

FEW, MANY = 1_000, 10_000


@pytest.mark.slow
def test_ten_thousand_articles(tmp_path: Path) -> None:
    generate(tmp_path / "few", FEW)
    generate(tmp_path / "many", MANY)
    small = batch(tmp_path / "few", tmp_path / "few-out")
    large = batch(tmp_path / "many", tmp_path / "many-out")
    assert large.said.startswith(f"{MANY} done, 0 skipped, 0 failed")
    assert large.memory < small.memory * 1.15
    again = batch(tmp_path / "many", tmp_path / "many-out")
    assert again.said == f"0 done, {MANY} skipped, 0 failed"
    assert again.memory < small.memory * 1.15
    os.utime(next((tmp_path / "many").rglob("*.md")))
    assert batch(tmp_path / "many", tmp_path / "many-out").said.startswith(f"1 done, {MANY - 1} skipped, 0 failed")
