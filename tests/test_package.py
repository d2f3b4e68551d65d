"""The built wheel holds all that the program reads at run time, and works away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORMATS = ("md", "txt", "json", "epub", "pdf")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what git would ship, so that build/ of an earlier run cannot help it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run([*pip, "-w", folder, ROOT], check=True, stdin=subprocess.DEVNULL)
    return next(folder.glob("huozi-*.whl"))


def run_example(python: Path, folder: Path) -> None:
    """Convert an example to all formats with that interpreter, from a folder of its own."""
    options = [word for name in FORMATS for word in ("-t", name)]
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    subprocess.run(
        [python, "-m", "convert", "convert", ROOT / "examples" / "feature.md", *options, "-o", f"{folder}/"],
        cwd=folder, env=env, check=True, stdin=subprocess.DEVNULL,
    )
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"feature.{name}" for name in FORMATS)
    assert all(path.stat().st_size > 500 for path in folder.iterdir())


def test_every_data_file_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    data = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "convert").rglob("*")
        if path.is_file() and path.suffix not in {".pyc"}
    }
    assert data <= inside
    assert any(name.endswith(".toml") for name in data)
    assert any(name.endswith(".css") for name in data)


def test_the_wheel_alone_converts_an_example(wheel: Path, tmp_path: Path) -> None:
    """Dependencies come from this environment by a .pth line, which does not bring its editable huozi along."""
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    site = next((tmp_path / "env").glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (tmp_path / "away").mkdir()
    run_example(tmp_path / "env/bin/python", tmp_path / "away")


@pytest.mark.slow
def test_the_wheel_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True, symlinks=True)
    python = tmp_path / "env/bin/python"
    subprocess.run([python, "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel], check=True, stdin=subprocess.DEVNULL)
    (tmp_path / "away").mkdir()
    run_example(python, tmp_path / "away")


@pytest.mark.slow
@pytest.mark.parametrize("python", ["3.11.2", "3.12.3"])
def test_the_pinned_packages_install_where_the_readme_says(wheel: Path, tmp_path: Path, python: str) -> None:
    """The Pythons of Debian 12 and Ubuntu 24.04: a pin may ask for a later patch release than they have."""
    for_python: list[str | Path] = ["--python-version", python, "--only-binary=:all:", "--target", tmp_path / "site"]
    wanted: list[str | Path] = [f"{wheel}[test]", "-c", ROOT / "constraints.txt"]
    pip = [sys.executable, "-m", "pip", "install", "-q", "--dry-run", "--ignore-installed", *for_python, *wanted]
    done = subprocess.run(pip, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
