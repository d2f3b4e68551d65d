"""A folder of articles full of pictures, from a server on loopback into books: each is fetched once, and never again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ..batches import outputs
from .server import Page, picture, serving

ROOT = Path(__file__).parents[2]

# Peak memory of the command and of its largest worker, in kilobytes (bytes on macOS).
PROGRAM = """
import resource, sys
from convert.cli import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""
SHARED = "/shared.jpg"


def answer(page: Page) -> None:
    """A picture of its own for every address, a photograph or a screenshot."""
    number = int("".join(filter(str.isdigit, page.path)) or 0)
    kind = "JPEG" if page.path.endswith(".jpg") else "PNG"
    page.answer(picture(kind, (320, 200 + number % 100), (number * 7919) % 2**24), Content_Type="image/jpeg")


def write(folder: Path, url: str, articles: int, each: int) -> list[str]:
    """The articles; the addresses of all their pictures. Every article shows one that all show."""
    folder.mkdir()
    paths = [SHARED]
    for number in range(articles):
        own = [f"/{number * each + n}.{'jpg' if n % 2 else 'png'}" for n in range(each - 1)]
        paths += own
        body = "\n\n".join(f"第{n}段。\n\n![图]({url}{path})" for n, path in enumerate((*own, SHARED)))
        (folder / f"{number:04}.md").write_text(f"---\ntitle: 第{number}篇\ndate: 2020-01-01\n---\n\n{body}\n", encoding="utf-8")
    return paths


def batch(folder: Path, dest: Path, *more: str) -> str:
    """The command as a user types it; what it says of its memory."""
    words = ["batch", folder, dest, "-t", "epub", "-j", "2", "--cover", "none", "--images", "fetch", "--allow-host", "127.0.0.1"]
    done = subprocess.run([sys.executable, "-c", PROGRAM, *map(str, words), *more], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    own, workers = map(int, done.stdout.split()[-2:])
    return f"{own // 1024} MB and at most {workers // 1024} MB a worker; {' '.join(done.stderr.split())[:200]}"


def fetched_once(tmp_path: Path, articles: int, each: int) -> None:
    with serving({}) as server:
        server.pages = dict.fromkeys([SHARED, *(f"/{n}.{kind}" for n in range(articles * each) for kind in ("jpg", "png"))], answer)
        paths = write(tmp_path / "posts", server.url, articles, each)
        cache, report = ("--cache", str(tmp_path / "cache")), tmp_path / "report.jsonl"
        said = batch(tmp_path / "posts", tmp_path / "one", *cache, "--report", str(report))
        print(f"{articles} articles, {len(paths)} pictures: {said}")
        assert server.asked == dict.fromkeys(paths, 1)
        pictures = [one for line in report.read_text(encoding="utf-8").splitlines() for one in json.loads(line)["pictures"]]
        assert len(pictures) == articles * each
        assert sum(one["status"] == "fetched" for one in pictures) == len(paths)
        assert {one["status"] for one in pictures} == {"fetched", "cached"}
        said = batch(tmp_path / "posts", tmp_path / "two", *cache, "--offline")
        print(f"offline: {said}")
        assert sum(server.asked.values()) == len(paths)
        books = outputs(tmp_path / "one")
        assert len(books) == articles
        assert outputs(tmp_path / "two") == books


def test_each_picture_is_fetched_once(tmp_path: Path) -> None:
    fetched_once(tmp_path, articles=12, each=6)


@pytest.mark.slow
def test_three_thousand_pictures_are_fetched_once(tmp_path: Path) -> None:
    fetched_once(tmp_path, articles=500, each=7)
