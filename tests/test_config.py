"""Settings: the layers, their order, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert import config
from convert.errors import UsageError


def written(folder: Path, text: str) -> Path:
    """A huozi.toml."""
    path = folder / "huozi.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_layers_go_from_defaults_to_the_command_line(tmp_path: Path) -> None:
    file = written(tmp_path, 'zone = "Asia/Taipei"\nindent = "none"\nbreaks = "hard"\n')
    found = config.resolve(file, {"indent": "all", "breaks": "soft"}, {"breaks": "hard"})
    assert (found.config.zone, found.config.indent, found.config.breaks) == ("Asia/Taipei", "all", "hard")
    origins = [found.origins[name] for name in ("lang", "zone", "indent", "breaks")]
    assert origins == ["default", str(file), "article", "command line"]


def test_the_nearest_file_upward_holds(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    outer, inner = written(tmp_path, ""), written(tmp_path / "a", "")
    assert config.find_file(tmp_path / "a/b/x.md") == inner
    assert config.find_file(tmp_path / "a") == inner
    assert config.find_file(tmp_path / "x.md") == outer


def test_paths_in_a_file_lie_beside_it(tmp_path: Path) -> None:
    file = written(tmp_path, 'rules-dir = "own"\n')
    assert config.resolve(file).config.rules_dir == str(tmp_path / "own")
    assert config.resolve(None, None, {"rules-dir": "own"}).config.rules_dir == "own"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("zoen = 'x'", "the nearest one is 'zone'"),
        ("strict = 'yes'", "strict"),
        ("indent = 'some'", "indent"),
        ("line-height = 99", "line-height"),
        ("rules = 'all'", "rules is a list of tables"),
        ("zone = 'x'\nzone = 'y'", "huozi.toml:2: it is no TOML"),
        ("zone = ", "huozi.toml:1: it is no TOML"),
    ],
)
def test_a_wrong_file_says_what_and_where(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        config.resolve(written(tmp_path, text))
    assert says in f"{caught.value} {caught.value.diagnostic.hint}"
    assert caught.value.diagnostic.file.endswith("huozi.toml")


def test_a_file_that_is_no_text_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "huozi.toml").write_bytes(b"zone = '\xff'")
    with pytest.raises(UsageError, match="no TOML"):
        config.resolve(tmp_path / "huozi.toml")
    with pytest.raises(UsageError, match="No such file"):
        config.resolve(tmp_path / "other.toml")


def test_each_row_says_what_it_is() -> None:
    for name, (_, row, _) in config.rows().items():
        assert row.description, name
        assert row.description.endswith("."), name
        assert (row.extra or {})["group"] in {"reading", "cleaning", "text", "epub", "pdf", "pictures"}, name


def test_what_reaches_beyond_the_article_is_not_the_articles_to_set() -> None:
    for name, (_, row, _) in config.rows().items():
        if config.names_path(name):
            assert not (row.extra or {})["article"], name
