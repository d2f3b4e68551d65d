"""Hostile articles convert or fail cleanly in all five formats: nothing is read, asked, run or written that must not be."""

from __future__ import annotations

import os
import socket
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from convert import jobs, pipeline
from convert.cli import main
from convert.pictures import web

from ..epub_book import problems
from ..readback import READERS
from .articles import NET
from .breaking import ARTICLES, TITLES
from .leaks import FAULTS

FORMATS = tuple(FAULTS)
TEXT_FORMATS = tuple(form for form in FORMATS if form != "pdf")
HEAD = "开头还在。"
WORD = "墙外的秘密话"
WEB = "http://web.example.invalid"
QUICK = (
    "characters XML lacks", "package in the metadata", "headings of the contents", "ids", "footnotes", "drawing with script",
    "links into the package", "alternative text", "XML in the text", "mutation by math", "language of code", "remote pictures",
    "YAML in other keys",
)  # fmt: skip

IN_PAGES = (
    *QUICK, "script addresses", "script addresses in Markdown", "drawing that loads", "drawing that reads a file", "file address",
    "link out", "style sheet", "style attribute", "running styles", "page that loads", "picture of many pixels", "style in a setting",
)  # fmt: skip

_opened: list[str] = []
_watching: list[Path] = []


def _on_audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if Path(path).parent == _watching[-1]:
            _opened.append(path)


sys.addaudithook(_on_audit)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder `in` for the article, secrets beside it, links to them inside it; no socket opens, and who opens a secret is noted."""

    def refuse(*what: object, **_more: object) -> None:
        pytest.fail(f"the net was asked for: {what!r:.80}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    folder = tmp_path.resolve() / "in"
    folder.mkdir()
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    (tmp_path / "secret.png").write_bytes(out.getvalue() + WORD.encode())
    (tmp_path / "secret.txt").write_text(WORD, encoding="utf-8")
    (tmp_path / "secret.css").write_text(f"p::after {{ content: '{WORD}' }}", encoding="utf-8")
    (tmp_path / "secret.svg").write_text(f"<svg xmlns='http://www.w3.org/2000/svg'><text id='a'>{WORD}</text></svg>", encoding="utf-8")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "linked").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.png")
    _opened.clear()
    _watching.append(tmp_path.resolve())
    yield tmp_path
    _watching.clear()


def bytes_of(name: str, world: Path) -> bytes:
    article = ARTICLES[name]
    front = f"---\n{article.front}\n---\n" if article.front else ""
    head = "" if article.suffix == ".json" else f"<p>{HEAD}</p>\n\n"
    text = f"{front}{head}{article.body}\n"
    filled = text.replace("@SECRET@", str(world.resolve() / "secret.png")).replace("@CANARY@", str(world / "canary")).replace("@WEB@", WEB)
    return filled.encode("utf-8", "surrogatepass")


def everything(folder: Path) -> dict[str, bytes]:
    """All regular files below a folder that the articles do not own, by path."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def converted(name: str, world: Path, formats: tuple[str, ...] = FORMATS, **options: Any) -> tuple[jobs.Outcome, dict[str, bytes]]:
    source = world / "in" / f"article{ARTICLES[name].suffix}"
    source.write_bytes(bytes_of(name, world))
    before = everything(world)
    _opened.clear()
    targets = tuple(jobs.Target(form, str(world / "out" / f"book.{form}")) for form in formats)
    outcome = pipeline.run(jobs.Job(str(source), targets, options))
    assert _opened == [], "a file outside the folder was opened"
    after = everything(world)
    outputs = {} if outcome.failed else {f"out/book.{form}" for form in formats}
    assert after.keys() - before.keys() == set(outputs)
    assert {path: after[path] for path in before} == before
    return outcome, {form: after[f"out/book.{form}"] for form in formats} if outputs else {}


@pytest.mark.parametrize("name", ARTICLES)
def test_hostile_article(world: Path, name: str) -> None:
    """Pages, which take as long as all other formats together, are laid out of two dozen; the next test does it of all."""
    check(name, world, FORMATS if name in IN_PAGES else TEXT_FORMATS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ARTICLES)
def test_hostile_article_in_all_formats(world: Path, name: str) -> None:
    check(name, world, FORMATS)


def check(name: str, world: Path, formats: tuple[str, ...]) -> None:
    """Converts it and looks at each output, and at what was said."""
    outcome, outputs = converted(name, world, formats)
    errors = [what for what in outcome.diagnostics if what.severity == "error"]
    assert [what.code for what in errors] == ([ARTICLES[name].code] if ARTICLES[name].code else []), f"{errors}\n{outcome.trace}"
    for form, data in outputs.items():
        assert list(FAULTS[form](data)) == [], form
        text = READERS[form](data)
        assert HEAD in text, form
        assert WORD not in text, form
        assert WORD.encode() not in data, form


@pytest.mark.parametrize("name", NET)
def test_hostile_article_that_may_fetch(
    world: Path, name: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every name leads to a private place, as an attacker's would: nobody is connected to, by name or number."""
    resolved: list[str] = []

    def private(host: str, port: int, *_: object, **_more: object) -> list[tuple[object, ...]]:
        resolved.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("10.0.0.1", "169.254.169.254", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", private)
    outcome, outputs = converted(name, world, images="fetch", cache=str(tmp_path_factory.mktemp("cache")))
    web.close()
    errors = [what.code for what in outcome.diagnostics if what.severity == "error"]
    assert errors == ([ARTICLES[name].code] if ARTICLES[name].code else []), outcome.trace
    assert {one.status for one in outcome.web} <= {"missing"}
    assert all(one.reason.startswith("picture-refused: ") for one in outcome.web), outcome.web
    assert not [host for host in resolved if not host.endswith((".invalid", "web", "localhost", ".example"))]
    for form, data in outputs.items():
        assert list(FAULTS[form](data)) == [], form
        assert WORD.encode() not in data, form


def books_of(names: tuple[str, ...], world: Path) -> list[Path]:
    books = []
    for number, name in enumerate(names):
        _, outputs = converted(name, world, ("epub",))
        if outputs:
            books.append((world / "out" / "book.epub").rename(world / f"{number}.epub"))
    return books


@pytest.mark.xdist_group("epubcheck")
def test_a_dozen_hostile_books_are_valid(world: Path) -> None:
    books = books_of(QUICK, world)
    assert len(books) >= 12
    assert problems(books) == []


@pytest.mark.slow
def test_all_hostile_books_are_valid(world: Path) -> None:
    assert problems(books_of(tuple(ARTICLES), world)) == []


def test_titles_choose_no_place(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A batch with --name '{title}': each output lies in DEST, none takes the manifest's place, and there is one for each article."""
    for number, title in enumerate(TITLES):
        head = yaml.safe_dump({"title": title}, allow_unicode=True)
        (world / "in" / f"{number}.md").write_text(f"---\n{head}---\n\n{HEAD}{number}\n", encoding="utf-8")
    before = everything(world)
    status = main(["batch", str(world / "in"), str(world / "out"), "-t", "txt", "--name", "{title}", "-j", "0"])
    said = capsys.readouterr().err
    assert status == 0, said
    after = everything(world)
    assert {path: after[path] for path in before} == before
    new = after.keys() - before.keys()
    outputs = {path for path in new if not path.startswith("out/.huozi/")}
    assert all(path.startswith("out/") and path.endswith(".txt") for path in outputs), outputs
    assert {int(after[path].decode().rpartition(HEAD)[2]) for path in outputs} == set(range(len(TITLES)))
    assert main(["batch", str(world / "in"), str(world / "out"), "-t", "txt", "--name", "{title}", "-j", "0"]) == 0
    assert f"{len(TITLES)} skipped" in capsys.readouterr().err


NAMES = ('"><script>alert(1)<', "-o", "$(touch x)", "换\n行", "a b'c", "図\u202egnp", "%2e%2e%2f", "{title}", "&amp;")


def test_names_of_sources_are_only_names(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in NAMES:
        (world / "in" / f"{name}.md").write_text(f"{HEAD}\n\n![图](缺.png)\n", encoding="utf-8")
    before = everything(world)
    assert main(["batch", str(world / "in"), str(world / "out"), "-t", "md,epub", "-j", "0", "--report", str(world / "report.jsonl")]) == 0
    after = everything(world)
    assert {path: after[path] for path in before} == before
    assert {path.removeprefix("out/") for path in after if path.endswith(".epub")} == {f"{name}.epub" for name in NAMES}
    assert len((world / "report.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")) == len(NAMES)
    for path, data in after.items():
        if path.endswith(".epub"):
            assert list(FAULTS["epub"](data)) == []
    capsys.readouterr()


def test_the_checks_find_what_they_look_for(world: Path) -> None:
    """Checks that find nothing anywhere would pass the others."""
    assert list(FAULTS["md"](b"---\ntitle: x\n---\n<script>x</script>"))
    assert list(FAULTS["md"](b"---\ntitle: x\n---\n[x](<http://x> '') <a href='java&#9;script:x'>"))
    assert list(FAULTS["txt"](b"\x1b[2J"))
    assert list(FAULTS["json"](b"{}"))
    book = BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("../x.xhtml", '<html onload="x"><img src="http://x"/><script/></html>')
    assert len(list(FAULTS["epub"](book.getvalue()))) == 4
    (world / "secret.txt").read_text(encoding="utf-8")
    assert _opened
