"""A writer in a package of its own, installed, works like the built-in ones with no change under convert/."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from convert import write

ROOT = Path(__file__).parents[1]
ARTICLE = "---\ntitle: 修船的人\n---\n\n## 木头\n\n文。\n\n### 桐油\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plug-in as pip installs it, in a folder of its own."""
    folder = tmp_path_factory.mktemp("plugin")
    shutil.copytree(ROOT / "tests/plugin", folder / "source")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run([*pip, "--target", folder / "site", folder / "source"], check=True, stdin=subprocess.DEVNULL)
    return folder / "site"


def huozi(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, with the plug-in installed."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(site), str(ROOT)))}
    command = [sys.executable, "-m", "convert", *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8")


def test_it_is_listed(site: Path, tmp_path: Path) -> None:
    lines = huozi(site, tmp_path, "formats").stdout.splitlines()
    assert lines[-1].startswith("outline")
    assert lines[-1].endswith("outline: the headings, one a line")


def test_it_converts(site: Path, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(ARTICLE, encoding="utf-8")
    printed = huozi(site, tmp_path, "convert", "x.md", "-t", "outline")
    assert printed.stdout == "修船的人\n    木头\n      桐油\n", printed.stderr
    assert huozi(site, tmp_path, "convert", "x.md", "-o", "y.outline").returncode == 0
    assert (tmp_path / "y.outline").read_text(encoding="utf-8") == printed.stdout


def test_it_works_in_a_batch(site: Path, tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/x.md").write_text(ARTICLE, encoding="utf-8")
    done = huozi(site, tmp_path, "batch", "posts", "out", "-t", "outline,txt", "-j", "1")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")) == ["x.outline", "x.txt"]
    assert "1 skipped" in huozi(site, tmp_path, "batch", "posts", "out", "-t", "outline,txt", "-j", "1").stderr


def test_one_that_is_broken_is_one_line(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    (tmp_path / "site/huozi_outline.py").write_text("raise RuntimeError('spoon')\n", encoding="utf-8")
    (tmp_path / "x.md").write_text(ARTICLE, encoding="utf-8")
    done = huozi(tmp_path / "site", tmp_path, "convert", "x.md", "-t", "outline")
    assert done.returncode == 3
    assert done.stderr.splitlines()[0] == "the writer outline cannot be loaded: spoon"
    assert huozi(tmp_path / "site", tmp_path, "convert", "x.md", "-t", "txt").returncode == 0


@pytest.mark.parametrize("name", write.BUILT_IN)
def test_a_built_in_suffix_is_that_of_its_writer(name: str) -> None:
    assert write.suffix_of(name) == write.get(name).suffix
