"""Pictures of the web in the five formats, on the command line and in a batch, from a real server on loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from PIL import Image

from convert import jobs, pipeline
from convert.cli import main
from convert.config import Config, resolve
from convert.model import Image as Picture
from convert.model import walk
from convert.parse.json import from_json
from convert.pictures import web

from ..batches import Ran, outputs, run
from ..epub_book import problems
from .server import Answer, Page, Server, animated, gives, leads, picture, serving

FORMATS = ("md", "txt", "json", "epub", "pdf")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script><path d="M0 0h9v9z"/></svg>'
ROOT = Path(__file__).parents[2]


@pytest.fixture
def pages() -> Iterator[dict[str, Answer]]:
    yield {"/a.png": gives(picture()), "/b.jpg": gives(picture("JPEG", (60, 40)))}
    web.close()


@pytest.fixture
def server(pages: dict[str, Answer]) -> Iterator[Server]:
    with serving(pages) as server:
        yield server


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    return {"images": "fetch", "cache": str(tmp_path / "cache"), "allow-host": ["127.0.0.1"]}


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    folder = tmp_path / "posts"
    folder.mkdir()
    return folder


def article(folder: Path, body: str, name: str = "post.md", **front: str) -> Path:
    head = yaml.safe_dump({"title": "湖", "date": "2020-05-06", **front}, allow_unicode=True)
    path = folder / name
    path.write_text(f"---\n{head}---\n\n雾散了。\n\n{body}\n", encoding="utf-8")
    return path


Convert = Callable[..., tuple[jobs.Outcome, Path]]


@pytest.fixture
def convert(tmp_path: Path, options: dict[str, Any]) -> Convert:
    def converted(source: Path, formats: tuple[str, ...] = FORMATS, **more: Any) -> tuple[jobs.Outcome, Path]:
        out = tmp_path / "out"
        targets = tuple(jobs.Target(name, str(out / f"post.{name}")) for name in formats)
        return pipeline.run(jobs.Job(str(source), targets, options | more)), out

    return converted


def codes(outcome: jobs.Outcome) -> list[str]:
    return [what.code for what in outcome.diagnostics]


def test_five_formats_have_the_pictures(server: Server, posts: Path, convert: Convert) -> None:
    source = article(posts, f"湖上。\n\n![船]({server.url}/a.png)\n\n文中 ![桨]({server.url}/b.jpg) 有图。")
    outcome, out = convert(source)
    assert codes(outcome) == []
    assert server.asked == {"/a.png": 1, "/b.jpg": 1}
    saved = {path.name: path.read_bytes() for path in (out / "images").iterdir()}
    assert sorted(saved.values()) == sorted([picture(), picture("JPEG", (60, 40))])
    markdown = (out / "post.md").read_text(encoding="utf-8")
    assert all(f"](images/{name})" in markdown for name in saved)
    document = from_json((out / "post.json").read_bytes())
    assert {f"images/{name}" for name in saved} == {node.src for node in walk(document) if isinstance(node, Picture)}
    with zipfile.ZipFile(out / "post.epub") as book:
        assert sum(name.startswith("EPUB/images/") for name in book.namelist()) >= 2
        assert "picture-note" not in "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))
    with pikepdf.open(out / "post.pdf") as pdf:
        assert sum(len(page.get_images()) for page in pdf.pages) == 2
    assert "127.0.0.1" not in markdown + (out / "post.json").read_text(encoding="utf-8")


def test_what_was_saved_reads_back(server: Server, posts: Path, convert: Convert, tmp_path: Path) -> None:
    """Markdown and JSON are articles again, offline and with their pictures."""
    _, out = convert(article(posts, f"![船]({server.url}/a.png)"), ("md", "json"))
    for name in ("md", "json"):
        target = jobs.Target("epub", str(tmp_path / f"again-{name}.epub"))
        again = pipeline.run(jobs.Job(str(out / f"post.{name}"), (target,)))
        assert codes(again) == []
    assert server.asked == {"/a.png": 1}


KINDS = {".jpg": (picture("WEBP"), picture("AVIF"), picture("JPEG", mode="CMYK")), ".gif": (animated(),), ".svg": (SVG,)}


@pytest.mark.xdist_group("epubcheck")
def test_kinds_of_pictures_in_books(
    pages: dict[str, Answer], server: Server, posts: Path, convert: Convert, tmp_path: Path
) -> None:
    """As Markdown they stay what they are, a drawing without its script; in books they are what readers of books know."""
    books: list[Path] = []
    for suffix, data in [(suffix, data) for suffix, kinds in KINDS.items() for data in kinds]:
        name = f"/{len(books)}"
        pages[name] = gives(data, Content_Type="image/jpeg")
        outcome, out = convert(article(posts, f"![图]({server.url}{name})"), ("md", "epub", "pdf"), cover="none")
        assert set(codes(outcome)) <= {"svg-cleaned"}
        books.append((out / "post.epub").rename(tmp_path / f"{len(books)}.epub"))
        with zipfile.ZipFile(books[-1]) as book:
            assert {Path(name).suffix for name in book.namelist() if "/images/" in name} == {suffix}
            assert b"<script" not in b"".join(book.read(name) for name in book.namelist())
        [saved] = (out / "images").iterdir()
        assert saved.read_bytes() == data or (data == SVG and b"script" not in saved.read_bytes())
        saved.unlink()
    assert problems(books) == []


def test_a_missing_picture_is_a_note_and_a_diagnostic(server: Server, posts: Path, convert: Convert) -> None:
    source = article(posts, f"文。\n\n![船]({server.url}/none.png)")
    outcome, out = convert(source)
    assert codes(outcome) == ["picture-unreachable"] * 4  # all formats but txt, which shows none
    assert not outcome.failed
    assert not (out / "images").exists()
    assert f"![船]({server.url}/none.png)" in (out / "post.md").read_text(encoding="utf-8")
    with zipfile.ZipFile(out / "post.epub") as book:
        assert "〔图：船，" in "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))
    assert [(one.status, one.bytes, one.site) for one in outcome.web] == [("missing", 0, server.url.removeprefix("http://"))]
    for name in FORMATS[:1] + FORMATS[2:]:
        strict, _ = convert(source, (name,), strict=True)
        assert codes(strict)[-1] == "strict"


def test_link_and_none_ask_nobody(server: Server, posts: Path, convert: Convert) -> None:
    (posts / "local.png").write_bytes(picture())
    source = article(posts, f"文 ![桨](local.png) 字。\n\n![船]({server.url}/a.png)", cover=f"{server.url}/b.jpg")
    outcome, out = convert(source, images="link")
    assert set(codes(outcome)) == {"picture-remote"}
    assert f"![船]({server.url}/a.png)" in (out / "post.md").read_text(encoding="utf-8")
    outcome, out = convert(source, images="none")
    assert codes(outcome) == []
    assert "文 〔图：桨〕 字。" in (out / "post.md").read_text(encoding="utf-8")
    assert '"image"' not in (out / "post.json").read_text(encoding="utf-8")
    assert "〔图：船〕" in (out / "post.txt").read_text(encoding="utf-8")
    with zipfile.ZipFile(out / "post.epub") as book:
        assert "〔图：桨〕" in "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))
    assert not server.asked
    assert not (out / "images").exists()


def test_text_alone_asks_nobody(server: Server, posts: Path, convert: Convert) -> None:
    outcome, _ = convert(article(posts, f"![船]({server.url}/a.png)"), ("txt",))
    assert codes(outcome) == []
    assert not server.asked


def test_the_cover_is_fetched(pages: dict[str, Answer], server: Server, posts: Path, convert: Convert) -> None:
    pages["/cover.jpg"] = gives(picture("JPEG", (600, 800)))
    outcome, out = convert(article(posts, "文。", cover=f"{server.url}/cover.jpg"), ("md", "epub"))
    assert codes(outcome) == []
    with zipfile.ZipFile(out / "post.epub") as book:
        assert [Image.open(BytesIO(book.read(name))).size for name in book.namelist() if "/images/" in name] == [(600, 800)]
    front = (out / "post.md").read_text(encoding="utf-8").split("---")[1]
    assert yaml.safe_load(front)["cover"].startswith("images/")
    assert server.asked == {"/cover.jpg": 1}


def test_relative_addresses_lie_beside_the_article(server: Server, posts: Path, convert: Convert, pages: dict[str, Answer]) -> None:
    """A file beside the article comes first; what is none there lies where the article stood on the web."""
    other = picture(colour="blue")
    pages |= {"/2020/a.png": gives(other), "/2020/local.png": gives(other), "/up.png": gives(picture(colour="green"))}
    (posts / "local.png").write_bytes(picture())
    (posts / "link.png").symlink_to(posts.parent / "x.png")
    (posts.parent / "x.png").write_bytes(picture())
    body = "![一](a.png)\n\n![二](local.png)\n\n![三](../up.png)\n\n![四](/up.png)\n\n![五](link.png)\n\n![六](file:///etc/passwd)"
    outcome, out = convert(article(posts, body, url=f"{server.url}/2020/post.html"), ("md", "epub"))
    assert server.asked == {"/2020/a.png": 1, "/up.png": 1}
    assert codes(outcome) == ["picture-refused"] * 2
    markdown = (out / "post.md").read_text(encoding="utf-8")
    assert [line.partition("](")[2].partition("/")[0] for line in markdown.split("---\n")[2].split("\n") if line.startswith("!")] == [
        "images", "local.png)", "images", "images", "link.png)", "file:",
    ]  # fmt: skip
    assert len(list((out / "images").iterdir())) == 2


def test_an_article_cannot_ask_for_it_itself(server: Server, posts: Path, tmp_path: Path) -> None:
    for line in ("images: fetch", "allow-host: [127.0.0.1]", "cache: /tmp", "use-proxy: true", "offline: false"):
        source = posts / "post.md"
        source.write_text(f"---\ntitle: 湖\nhuozi:\n  {line}\n---\n\n![船]({server.url}/a.png)\n", encoding="utf-8")
        outcome = pipeline.run(jobs.Job(str(source), (jobs.Target("epub", str(tmp_path / "x.epub")),)))
        assert codes(outcome) == ["unknown-setting"]
    assert not server.asked


def test_offline_takes_the_same_from_the_cache(server: Server, posts: Path, convert: Convert, pages: dict[str, Answer]) -> None:
    source = article(posts, f"![船]({server.url}/a.png) ![无]({server.url}/none.png) ![页]({server.url}/page.png)")
    pages["/page.png"] = gives(b"<html>")
    _, out = convert(source)
    first, asked = outputs(out), dict(server.asked)
    web.close()
    outcome, out = convert(source, offline=True)
    assert outputs(out) == first
    assert server.asked == asked
    assert {one.status for one in outcome.web} == {"cached", "missing"}
    outcome, _ = convert(article(posts, f"![新]({server.url}/b.jpg)"), ("epub",), offline=True)
    assert codes(outcome) == ["picture-offline"]
    assert server.asked == asked


def test_standard_output_has_no_place_beside(
    server: Server, posts: Path, options: dict[str, Any], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    source = article(posts, f"![船]({server.url}/a.png)")
    words = ["--images", "fetch", "--cache", options["cache"], "--allow-host", "127.0.0.1"]
    assert main(["convert", str(source), *words]) == 0
    said = capfdbinary.readouterr()
    assert f"![船]({server.url}/a.png)".encode() in said.out
    assert b"beside standard output" in said.err
    assert not server.asked
    assert main(["convert", str(source), "-o", str(posts.parent / "x.epub"), *words]) == 0
    assert b"pictures: 1 fetched" in capfdbinary.readouterr().err


def test_an_interrupt_waits_for_no_host(pages: dict[str, Answer], server: Server, posts: Path, options: dict[str, Any]) -> None:
    """The host says nothing, and would be waited for an hour."""
    asked = threading.Event()

    def silent(page: Page) -> None:
        asked.set()
        page.server.ended.wait()

    pages["/silent.png"] = silent
    source = article(posts, f"![船]({server.url}/silent.png)")
    words = ["--images", "fetch", "--cache", options["cache"], "--allow-host", "127.0.0.1", "--fetch-timeout", "3600"]
    with subprocess.Popen([sys.executable, "-m", "convert", "convert", source, "-o", posts / "x.epub", *words], cwd=ROOT) as process:
        asked.wait()
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
    assert server.asked == {"/silent.png": 1}


def test_only_those_who_fetch_load_the_library(posts: Path) -> None:
    program = """
import sys
from convert.cli import main
status = main(sys.argv[1:])
print(status, sorted({"httpcore2", "h2", "ssl", "platformdirs", "idna", "sqlite3"} & set(sys.modules)), file=sys.stderr)
"""
    source = article(posts, "![船](http://127.0.0.1:9/a.png)")
    done = subprocess.run([sys.executable, "-c", program, "convert", source, "-t", "md"], capture_output=True, text=True, cwd=ROOT)
    assert done.stderr == "0 []\n"


def test_hosts_that_are_none_are_errors_of_the_command_line(posts: Path, convert: Convert) -> None:
    source = article(posts, "![船](http://127.0.0.1:9/a.png)")
    outcome, _ = convert(source, ("epub",), **{"allow-host": ["http://a.example/"]})
    assert (codes(outcome), outcome.status) == (["bad-setting"], 2)


def test_a_cache_that_cannot_be_is_the_set_ups_fault(posts: Path, convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    outcome, _ = convert(article(posts, "![船](http://127.0.0.1:9/a.png)"), ("epub",), cache=str(tmp_path / "file"))
    assert (codes(outcome), outcome.status) == (["cache-unusable"], 3)


def test_settings_say_it_in_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "huozi.toml").write_text('images = "fetch"\ncache = "pictures"\nallow-host = ["nas.example"]\n')
    found = resolve(tmp_path / "huozi.toml").config
    assert (found.images, found.cache, found.allow_host) == ("fetch", str(tmp_path / "pictures"), ("nas.example",))
    assert Config().images == "link"


# ---- batch -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    return tmp_path / "dest"


Batch = Callable[..., Ran]


@pytest.fixture
def batch(posts: Path, dest: Path, options: dict[str, Any]) -> Batch:
    def ran(**more: Any) -> Ran:
        return run(posts, dest, formats=("md", "json"), options=options | more.pop("options", {}), **more)

    return ran


def test_a_batch_knows_the_pictures(server: Server, posts: Path, dest: Path, batch: Batch) -> None:
    article(posts, f"![船]({server.url}/a.png)", "one.md")
    article(posts, f"![船]({server.url}/a.png) ![桨]({server.url}/b.jpg)", "two.md")
    first = batch()
    assert set(first.statuses.values()) == {"done"}
    assert [picture["status"] for text in first.lines for picture in json.loads(text)["pictures"]] == ["fetched", "cached", "fetched"]
    names = {f"images/{picture['sha256'][:20]}" for text in first.lines for picture in json.loads(text)["pictures"]}
    assert names == {name.rpartition(".")[0] for name in outputs(dest) if name.startswith("images/")}
    assert first.summary.tally.lines()[1].startswith("pictures: 2 fetched, 1 cached (")
    before = outputs(dest)
    assert len([name for name in before if name.startswith("images/")]) == 2
    assert set(batch().statuses.values()) == {"skipped"}
    next(iter(dest.glob("images/*.jpg"))).unlink()  # only two.md names it
    assert batch().statuses == {"one.md": "skipped", "two.md": "done"}
    assert outputs(dest) == before
    assert server.asked == {"/a.png": 1, "/b.jpg": 1}
    assert set(batch(options={"offline": True, "use-proxy": True}).statuses.values()) == {"skipped"}


def test_pictures_that_nothing_names_are_pruned(server: Server, posts: Path, dest: Path, batch: Batch) -> None:
    article(posts, f"![船]({server.url}/a.png)", "one.md")
    article(posts, f"![船]({server.url}/a.png) ![桨]({server.url}/b.jpg)", "two.md")
    batch()
    (posts / "two.md").unlink()
    assert {path.suffix for path in batch().summary.gone} == {".md", ".json"}
    assert {path.suffix for path in batch(prune=True).summary.pruned} == {".md", ".json", ".jpg"}
    assert {Path(name).suffix for name in outputs(dest)} == {".md", ".json", ".png"}
    article(posts, "没有图了。", "one.md")
    assert {path.suffix for path in batch().summary.gone} == {".png"}
    assert {path.suffix for path in batch(prune=True).summary.pruned} == {".png"}
    assert not (dest / "images").exists()


def test_a_picture_that_a_person_changed_is_left(server: Server, posts: Path, dest: Path, batch: Batch) -> None:
    article(posts, f"![船]({server.url}/a.png)", "one.md")
    batch()
    [place] = (dest / "images").iterdir()
    place.write_bytes(picture(colour="blue"))
    assert batch().statuses == {"one.md": "skipped"}
    article(posts, f"改了。\n\n![船]({server.url}/a.png)", "one.md")
    assert batch().codes == {"one.md": ["output-edited"]}
    assert place.read_bytes() == picture(colour="blue")
    (posts / "one.md").unlink()
    assert place not in batch(prune=True).summary.pruned
    article(posts, f"![船]({server.url}/a.png)", "one.md")
    assert batch(force=True).codes == {"one.md": []}
    assert place.read_bytes() == picture()


def test_what_could_not_be_had_is_asked_for_again(
    pages: dict[str, Answer], server: Server, posts: Path, dest: Path, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    article(posts, f"![船]({server.url}/late.png)", "one.md")
    article(posts, f"![船]({server.url}/a.png)", "two.md")
    batch()
    assert batch().statuses == {"one.md": "skipped", "two.md": "skipped"}
    pages["/late.png"] = gives(picture(colour="blue"))
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 2 * 86_400)
    assert batch().statuses == {"one.md": "done", "two.md": "skipped"}
    assert len(list((dest / "images").iterdir())) == 2
    assert batch().statuses == {"one.md": "skipped", "two.md": "skipped"}


def test_pictures_are_asked_whether_they_changed(
    pages: dict[str, Answer], server: Server, posts: Path, convert: Convert, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(page: Any) -> None:
        if page.headers.get("If-None-Match") == '"1"' and page.headers.get("If-Modified-Since") == "Thu, 01 Jan 2020 00:00:00 GMT":
            page.answer(b"", 304)
        else:
            page.answer(picture(), ETag='"1"', Last_Modified="Thu, 01 Jan 2020 00:00:00 GMT")

    pages["/a.png"] = answer
    source = article(posts, f"![船]({server.url}/a.png)")
    found = [convert(source, ("epub",))[0].web[0].status]
    now = time.time()
    for days in (1, 8, 9):
        monkeypatch.setattr("time.time", lambda days=days: now + days * 86_400)
        found.append(convert(source, ("epub",))[0].web[0].status)
    assert found == ["fetched", "cached", "unchanged", "cached"]
    assert server.asked == {"/a.png": 2}
    pages["/a.png"] = gives(b"", 500)
    monkeypatch.setattr("convert.pictures.fetch.PAUSE", 0.0)
    monkeypatch.setattr("time.time", lambda: now + 30 * 86_400)
    assert convert(source, ("epub",))[0].web[0].status == "unchanged"  # what came earlier is better than nothing


def test_redirected_and_shared_pictures_are_one_file(pages: dict[str, Answer], server: Server, posts: Path, convert: Convert) -> None:
    pages["/moved.png"] = leads("/a.png")
    _, out = convert(article(posts, f"![一]({server.url}/a.png) ![二]({server.url}/moved.png)"), ("md",))
    assert len(list((out / "images").iterdir())) == 1
