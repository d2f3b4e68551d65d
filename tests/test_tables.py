"""The tables kept compiled are those of the files as they stand."""

from __future__ import annotations

import os
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from convert import tables
from convert.clean import compiled, literals

_OLD = 1_000_000_000


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of one rule, older than the program, in a Python that keeps what it compiles."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    path = tmp_path / "水乡.toml"
    path.write_text('[[rule]]\nname = "甲"\ntext = ["水乡(?:早报|晚报)"]\n', encoding="utf-8")
    os.utime(path, (_OLD, _OLD))
    return path


def test_it_is_kept_and_read_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tables.load(file)
    assert Path(cache_from_source(str(file))).is_file()
    monkeypatch.setattr(tables.Loader, "table", lambda _loader, _text: pytest.fail("read anew"))
    assert tables.load(file) == first == {"rule": [{"name": "甲", "text": ["水乡(?:早报|晚报)"]}]}


def test_a_changed_file_is_read_anew(file: Path) -> None:
    tables.load(file)
    file.write_text('[[rule]]\nname = "乙"\n', encoding="utf-8")
    assert tables.load(file) == {"rule": [{"name": "乙"}]}


def test_a_changed_program_reads_it_anew(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables.load(file)
    program = tmp_path / "program.py"
    program.write_text("", encoding="utf-8")
    os.utime(program, (_OLD + 10_000_000_000 // 4, _OLD + 10_000_000_000 // 4))
    monkeypatch.setattr(tables.Loader, "made_by", (str(program),))
    monkeypatch.setattr(tables.Loader, "table", lambda _loader, _text: {"anew": True})
    assert tables.load(file) == {"anew": True}


@pytest.mark.parametrize("damage", [b"", b"not compiled", bytes(64)])
def test_a_damaged_one_is_made_anew(file: Path, damage: bytes) -> None:
    first = tables.load(file)
    Path(cache_from_source(str(file))).write_bytes(damage)
    assert tables.load(file) == first


def test_nothing_is_written_where_python_shall_not(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert tables.load(file)["rule"]
    assert not (file.parent / "__pycache__").exists()


def test_a_folder_that_cannot_be_written_is_no_fault(file: Path) -> None:
    (file.parent / "__pycache__").write_bytes(b"")  # no folder can be made there
    assert tables.load(file)["rule"]


def test_the_words_of_expressions_come_with_the_rules(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.rules_of(file)
    monkeypatch.setattr(literals, "known", {})
    compiled.rules_of(file)
    assert literals.known == {"水乡(?:早报|晚报)": ("水乡早报", "水乡晚报")}
