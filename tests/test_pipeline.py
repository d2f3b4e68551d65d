"""One article through all stages: the same bytes everywhere, nothing of the machine in them, all or nothing on disk."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import convert
from convert import jobs, output, pipeline
from convert.errors import ArticleError, UsageError
from convert.jobs import Job, Target

from .batches import article

ROOT = Path(__file__).parents[1]
FORMATS = ("md", "txt", "json", "epub", "pdf")


PROGRAM = """
import sys
from convert.cli import main
sys.exit(max(main(["convert", source, "-t", sys.argv[1], "-o", f"{number}/"]) for number, source in enumerate(sys.argv[2:])))
"""


def made(folder: Path, *sources: Path, **environment: str) -> list[dict[str, bytes]]:
    """Each article in all formats, by a process of its own in a folder of its own."""
    folder.mkdir()
    command = [sys.executable, "-c", PROGRAM, ",".join(FORMATS), *map(str, sources)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)
    return [{path.suffix: path.read_bytes() for path in (folder / str(number)).iterdir()} for number in range(len(sources))]


def test_the_same_bytes_from_another_folder_zone_and_locale_whatever_the_file_is_called_and_dated(tmp_path: Path) -> None:
    for name, day in (("一.md", 0), ("two.md", 10**9)):
        (tmp_path / name).write_text(article("同一篇"), encoding="utf-8")
        os.utime(tmp_path / name, (day, day))
    examples = [ROOT / "examples" / name for name in ("feature.md", "essay.md")]
    one = made(tmp_path / "one", *examples, tmp_path / "一.md", TZ="Asia/Shanghai", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    there = {"TZ": "America/New_York", "LC_ALL": "POSIX", "PYTHONHASHSEED": "2"}
    other = made(tmp_path / "a folder with another name", *examples, tmp_path / "two.md", **there)
    assert [len(formats) for formats in one] == [len(FORMATS)] * 3
    assert one == other


def test_no_network_and_no_file_outside_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    folder = tmp_path / "posts"
    folder.mkdir()
    hidden = "山里的秘密不在文章里"
    (tmp_path / "x.svg").write_text(f"<svg xmlns='http://www.w3.org/2000/svg'><text>{hidden}</text></svg>", encoding="utf-8")
    (tmp_path / "x.css").write_text(f"p::after {{ content: '{hidden}' }}", encoding="utf-8")
    (folder / "link.svg").symlink_to(tmp_path / "x.svg")
    places = [
        "/etc/hostname", "../x.svg", "file:../x.svg", f"file://{tmp_path}/x.svg", str(tmp_path / "x.svg"), "link.svg", "..%2fx.svg",
        "http://127.0.0.1:9/x.png", "//127.0.0.1:9/x.png", "https://example.invalid/x.png", "ftp://example.invalid/x.png",
    ]  # fmt: skip
    body = "".join(
        f'<p><img src="{place}"><a href="{place}">去</a><object data="{place}"></object><iframe src="{place}"></iframe></p>'
        f'<div style="background: url({place})">文</div><svg><image href="{place}"/></svg><style>@import "{place}";</style>'
        for place in places
    )
    (folder / "a.md").write_text(article("外面") + body + '<link rel=stylesheet href="../x.css">', encoding="utf-8")
    targets = tuple(jobs.Target(name, str(tmp_path / f"out/a.{name}")) for name in FORMATS)
    done = pipeline.run(jobs.Job(str(folder / "a.md"), targets))
    assert not done.failed, done.diagnostics
    hostname = Path("/etc/hostname").read_bytes().strip(b"\n") if Path("/etc/hostname").exists() else b"\0"
    reading = pipeline.read_article(folder / "a.md")
    printed = pipeline.print_all(reading, FORMATS, lambda _what: None)
    for name in ("md", "txt", "json"):
        assert hidden not in printed[name].data.decode()
        assert hostname not in printed[name].data
    assert hidden not in _unpacked(printed["epub"].data)
    assert hidden not in _pdf_text(printed["pdf"].data)


def _unpacked(epub: bytes) -> str:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(epub)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def _pdf_text(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)


def test_the_epoch_of_reproducible_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert pipeline.epoch() is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert pipeline.epoch() == 1_700_000_000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "253402300799")
    assert pipeline.epoch() == 253_402_300_799
    for wrong in ("soon", "-1", "1.5", "²", "253402300800", "9" * 5000):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
            pipeline.epoch()


# ---- all or nothing -------------------------------------------------------------------------------------------------


def test_an_output_has_the_mode_that_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        output.put([output.File(tmp_path / "x/y.txt", b"1")], "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x/y.txt").stat().st_mode) == 0o640


def test_where_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    files = [output.File(tmp_path / "a.txt", b"1"), output.File(tmp_path / "file/b.txt", b"2")]
    with pytest.raises(ArticleError, match="cannot write"):
        output.put(files, "x.md")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, OSError(28, "No space left on device")])
def test_no_temporary_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(_self: Path, _target: Path) -> None:
        raise error

    (tmp_path / "a.txt").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises((KeyboardInterrupt, MemoryError, ArticleError)):
        output.put([output.File(tmp_path / "a.txt", b"new"), output.File(tmp_path / "b.txt", b"new")], "x.md")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"old"}


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/x.txt").write_bytes(b"old")
    (tmp_path / "x.txt").symlink_to("real/x.txt")
    output.put([output.File(tmp_path / "x.txt", b"new")], "x.md")
    assert (tmp_path / "x.txt").is_symlink()
    assert (tmp_path / "real/x.txt").read_bytes() == b"new"


# ---- the public API -------------------------------------------------------------------------------------------------


def test_every_public_name_is_there() -> None:
    assert all(getattr(convert, name) for name in convert.__all__)
    with pytest.raises(AttributeError):
        convert.no_such_name  # noqa: B018 - the access is the test


def test_an_article_is_read_and_printed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(article("借书"), encoding="utf-8")
    reading = convert.read_article(tmp_path / "a.md")
    assert reading.document.meta.title == "借书"
    assert "借书" in convert.render(reading, "txt").decode()
    assert convert.convert_file(tmp_path / "a.md", tmp_path / "a.txt") == ()
    assert (tmp_path / "a.txt").read_bytes() == convert.render(reading, "txt")
    with pytest.raises(convert.UsageError, match="mdd"):
        convert.render(reading, "mdd")
    with pytest.raises(convert.ArticleError, match="no such file"):
        convert.convert_file(tmp_path / "b.md", tmp_path / "b.txt")
    with pytest.raises(convert.UsageError, match="no encoding is called"):
        convert.convert_file(tmp_path / "a.md", tmp_path / "b.txt", options={"encoding": "klingon"})
    with pytest.raises(convert.UsageError, match="no format is called 'doc'"):
        convert.convert_file(tmp_path / "a.md", tmp_path / "b.doc")


def test_a_suffix_in_capitals_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(article("借书"), encoding="utf-8")
    convert.convert_file(tmp_path / "a.md", tmp_path / "A.TXT")
    convert.convert_file(tmp_path / "a.md", tmp_path / "b.doc", "txt")
    assert (tmp_path / "A.TXT").read_bytes() == (tmp_path / "b.doc").read_bytes()


ADDRESSED = {"a..b.png": "a..b.png", "<图:1.png>": "图:1.png", "a%20b%23c.png": "a b#c.png", "a%3Fb.png": "a?b.png", "夹/a.png": "夹/a.png"}


@pytest.mark.parametrize(("address", "name"), ADDRESSED.items())
def test_each_picture_that_is_read_has_its_stamp(tmp_path: Path, address: str, name: str) -> None:
    (tmp_path / "夹").mkdir()
    shutil.copy(Path(__file__).parent / "fixtures/bridge.png", tmp_path / name)
    (tmp_path / "a.md").write_text(article("桥") + f"\n![桥]({address})\n", encoding="utf-8")
    outcome = pipeline.run(Job(str(tmp_path / "a.md"), (Target("epub", str(tmp_path / "a.epub")),)))
    assert [path for path, stamp in outcome.written[0].pictures if stamp] == [str(tmp_path / name)]


def test_a_fault_in_the_articles_own_settings_is_the_articles(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: x\nhuozi:\n  pgae: A4\n---\n文\n", encoding="utf-8")
    with pytest.raises(ArticleError, match=r"a\.md:3: no setting is called 'pgae'"):
        pipeline.read_article(tmp_path / "a.md")


def test_an_article_cannot_reach_beyond_itself(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nhuozi: {rules-dir: /etc}\n---\n文\n", encoding="utf-8")
    with pytest.raises(ArticleError, match="cannot set 'rules-dir'"):
        pipeline.read_article(tmp_path / "a.md")
