"""`--json-lines`: all articles of a batch in one file, a line each, in the order of the plan, whole or not at all."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from convert import cli, output
from convert.batch import engines
from convert.errors import ArticleError
from convert.jobs import Job, Outcome, Work
from convert.parse.json import from_json

from .batches import Ran, article, outputs, run, write

NAMES = ("a.md", "b.html", *(f"n{number:02d}.md" for number in range(9)), "sub/c.md")


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    """A dozen articles in two folders, each titled with its stem."""
    write(tmp_path / "posts", *NAMES)
    return tmp_path / "posts"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """The file; not there yet, nor its folder."""
    return tmp_path / "all" / "articles.jsonl"


def gather(posts: Path, lines: Path, **more: object) -> Ran:
    """A batch into a folder beside that of the articles."""
    return run(posts, posts.parent / "dest", lines=lines, **more)  # type: ignore[arg-type]  # each goes where it belongs


def titles(lines: Path) -> list[str]:
    """Of each line, read as an article by itself."""
    return [from_json(line).meta.title for line in lines.read_bytes().splitlines()]


STEMS = [Path(name).stem for name in NAMES]


def backwards(work: Work, jobs: Iterable[Job], _n: int) -> Iterable[Outcome]:
    """An engine that is as late as it can be."""
    return reversed([work(job) for job in jobs])


def test_the_lines_are_in_the_order_of_the_plan_whoever_is_first(posts: Path, lines: Path, tmp_path: Path) -> None:
    done = gather(posts, lines, formats=("json",), engine=backwards)
    assert titles(lines) == STEMS
    assert done.summary.gathered is not None
    assert (done.summary.gathered.articles, done.summary.gathered.left_out) == (len(NAMES), 0)
    other = tmp_path / "other.jsonl"
    run(posts, tmp_path / "again", formats=("json",), engine=engines.local(warm=("json",)), n=3, lines=other)
    assert other.read_bytes() == lines.read_bytes()


def test_a_line_is_the_json_output_on_one_line(posts: Path, lines: Path) -> None:
    (posts / "a.md").write_text(article("甲\u2028乙", "𠮷\U000e0100 “引\\u4e2d文” \u2028 &lt;"), encoding="utf-8")
    gather(posts, lines)
    first = lines.read_bytes().split(b"\n")[0]
    document = (posts.parent / "dest/a.json").read_bytes()
    assert from_json(first) == from_json(document)
    assert "".join(document.decode().split()) == "".join(first.decode().split())
    assert "𠮷\U000e0100" in first.decode()
    assert lines.read_bytes().count(b"\n") == len(NAMES)


def test_a_second_run_holds_what_it_skips_too(posts: Path, lines: Path) -> None:
    gather(posts, lines)
    stood = lines.read_bytes()
    lines.unlink()
    again = gather(posts, lines)
    assert set(again.statuses.values()) == {"skipped"}
    assert lines.read_bytes() == stood
    (posts / "n03.md").write_text(article("新的"), encoding="utf-8")
    (posts / "b.html").unlink()
    write(posts, "z.md")
    mixed = gather(posts, lines, engine=backwards)
    assert sorted(mixed.statuses.values()).count("done") == 2
    assert titles(lines) == [{"n03": "新的"}.get(stem, stem) for stem in [*STEMS[:1], *STEMS[2:-1], "z", "c"]]


def test_an_article_that_fails_is_left_out_though_its_old_output_stands(posts: Path, lines: Path) -> None:
    gather(posts, lines)
    (posts / "n03.md").write_bytes(b"")
    done = gather(posts, lines)
    assert done.summary.status == 1
    assert done.codes["n03.md"] == ["empty-file"]
    assert titles(lines) == [stem for stem in STEMS if stem != "n03"]
    assert done.summary.gathered is not None
    assert (done.summary.gathered.articles, done.summary.gathered.left_out) == (len(NAMES) - 1, 1)
    (posts / "n03.md").write_text(article("好了"), encoding="utf-8")
    gather(posts, lines, only_failed=True)
    assert titles(lines) == [{"n03": "好了"}.get(stem, stem) for stem in STEMS]


def interrupting(work: Callable[[Job], Outcome], jobs: Iterable[Job], n: int) -> Iterable[Outcome]:
    """An engine during whose third article somebody presses Ctrl-C."""
    for number, outcome in enumerate(engines.serial(work, iter(jobs), n)):
        if number == 2:
            os.kill(os.getpid(), signal.SIGINT)
        yield outcome


def test_a_batch_that_is_cut_short_leaves_the_file_as_it_was(posts: Path, lines: Path) -> None:
    done = gather(posts, lines, engine=interrupting)
    assert (done.summary.status, done.summary.gathered) == (130, None)
    assert not lines.parent.exists()
    gather(posts, lines)
    stood = lines.read_bytes()
    (posts / "a.md").write_bytes(b"")
    done = gather(posts, lines, fail_fast=True)
    assert (done.summary.status, done.summary.gathered) == (1, None)
    assert lines.read_bytes() == stood


def test_an_interrupt_while_lines_are_written_leaves_the_file_as_it_was(
    posts: Path, lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather(posts, lines)
    stood = lines.read_bytes()
    write(posts, "z.md")
    whole = output.put_parts

    def pressed(path: Path, parts: Iterable[bytes]) -> None:
        def each() -> Iterable[bytes]:
            for number, part in enumerate(parts):
                yield part
                if number == 4:
                    os.kill(os.getpid(), signal.SIGINT)

        whole(path, each())

    monkeypatch.setattr(output, "put_parts", pressed)
    done = gather(posts, lines)
    assert (done.summary.status, done.summary.gathered) == (130, None)
    assert [path.read_bytes() for path in lines.parent.iterdir()] == [stood]


def test_parts_are_a_file_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "x.jsonl"
    place.write_bytes(b"old")

    def parts() -> Iterable[bytes]:
        yield b"new"
        assert place.read_bytes() == b"old"
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        output.put_parts(place, parts())
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
    (tmp_path / "link").symlink_to(place)
    output.put_parts(tmp_path / "link", [b"a", b"b"])
    assert place.read_bytes() == b"ab"
    assert (tmp_path / "link").is_symlink()
    with pytest.raises(ArticleError, match="cannot write"):
        output.put_parts(place / "y", [b"a"])


def test_what_a_person_changed_stands_as_it_is_and_what_they_broke_is_left_out(posts: Path, lines: Path) -> None:
    gather(posts, lines)
    dest = posts.parent / "dest"
    edited = (dest / "a.json").read_text(encoding="utf-8").replace('"a"', '"\\u7532 \\n"').replace("\\n", "")
    (dest / "a.json").write_text(edited, encoding="utf-8")
    (dest / "b.json").write_text('{"version": 1', encoding="utf-8")
    done = gather(posts, lines)
    assert titles(lines) == ["甲 ", *STEMS[2:]]
    assert "甲".encode() in lines.read_bytes().split(b"\n")[0]
    assert done.summary.status == 1
    assert done.codes["b.json"] == ["json-invalid"]


# ---- as it is typed -------------------------------------------------------------------------------------------------


def test_the_option_implies_json(posts: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    dest, lines = tmp_path / "dest", tmp_path / "all.jsonl"
    assert cli.main(["batch", str(posts), str(dest), "--json-lines", str(lines), "-j", "0"]) == 0
    assert titles(lines) == STEMS
    out, err = capfd.readouterr()
    assert out == ""
    assert f"{lines}: {len(NAMES)} articles\n" in err
    assert {Path(name).suffix for name in outputs(dest)} == {".json"}
    assert cli.main(["batch", str(posts), str(dest), "-t", "txt", "--json-lines", str(lines), "-j", "0"]) == 0
    assert {Path(name).suffix for name in outputs(dest)} == {".json", ".txt"}


def test_what_is_left_out_is_said(posts: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (posts / "a.md").write_bytes(b"")
    lines = tmp_path / "all.jsonl"
    command = ["batch", str(posts), str(tmp_path / "dest"), "--json-lines", str(lines), "-j", "0"]
    assert cli.main(command) == 1
    err = capfd.readouterr().err
    assert f"{posts / 'a.md'}: " in err
    assert f"{lines}: {len(NAMES) - 1} articles, 1 without JSON left out\n" in err
    assert cli.main([*command, "--fail-fast"]) == 1
    assert f"{lines}: not written, for the batch did not reach its end\n" in capfd.readouterr().err


TAKEN = ("posts/all.json", "posts/sub/../a.md", "dest/all.TXT", "dest/x.epub")


@pytest.mark.usefixtures("posts")
@pytest.mark.parametrize(
    ("option", "name"),
    [(option, name) for option in ("--json-lines", "--report") for name in TAKEN] + [("--json-lines", "posts"), ("--json-lines", "-")],
)
def test_a_place_of_an_article_or_an_output_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], option: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dest").mkdir()
    stood = outputs(tmp_path)
    assert cli.main(["batch", "posts", "dest", option, name]) == 2
    assert option in capfd.readouterr().err
    assert outputs(tmp_path) == stood


def test_the_report_goes_to_standard_output(posts: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["batch", str(posts), str(tmp_path / "dest"), "-t", "txt", "--report", "-", "-j", "0", "-q"]) == 0
    assert capfd.readouterr().out.count('"status": "done"') == len(NAMES)
