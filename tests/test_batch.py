"""A folder: what is found, what is printed anew, what is left alone, what is reported."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import random
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from convert import cli, output
from convert.batch import Request, engines, foresee, manifest
from convert.batch.ledger import Wish
from convert.batch.progress import Lines
from convert.batch.report import InOrder, Result
from convert.errors import ArticleError, UsageError
from convert.jobs import Job, Outcome, Work

from .batches import article, counting, outputs, run, write


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    """Three articles in two folders."""
    write(tmp_path / "posts", "a.md", "b.html", "sub/c.md")
    return tmp_path / "posts"


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    """Where outputs go; not there yet."""
    return tmp_path / "dest"


ALL = {"a.json", "a.txt", "b.json", "b.txt", "sub/c.json", "sub/c.txt"}


def age(path: Path) -> None:
    """Make a file look as if it was written an hour ago, as most sources are."""
    then = time.time() - 3600
    os.utime(path, (then, then))


# ---- the plan -------------------------------------------------------------------------------------------------------


def test_the_tree_is_mirrored(posts: Path, dest: Path) -> None:
    done = run(posts, dest)
    assert done.summary.status == 0
    assert set(outputs(dest)) == ALL


def test_what_is_an_article(posts: Path, dest: Path, tmp_path: Path) -> None:
    write(posts, "d.markdown", "e.HTM", "front.txt", ".hidden.md", ".git/f.md", "notes.rst")
    (posts / "plain.txt").write_text("只是一张便条。", encoding="utf-8")
    (posts / "package.json").write_text('{"name": "x"}', encoding="utf-8")
    os.mkfifo(posts / "pipe.md")
    write(tmp_path / "away", "g.md")
    (posts / "out-link.md").symlink_to(tmp_path / "away/g.md")
    (posts / "away").symlink_to(tmp_path / "away")
    (posts / "sub/round").symlink_to(posts)
    (posts / "in-link.md").symlink_to(posts / "a.md")
    run(posts, tmp_path / "ours", formats=("json",), include=["a.md"])
    (posts / "ours.json").write_bytes((tmp_path / "ours/a.json").read_bytes())
    done = run(posts, dest, formats=("md",))
    assert set(outputs(dest)) == {f"{stem}.md" for stem in ("a", "b", "d", "e", "front", "in-link", "ours", "sub/c")}
    passed = {name: codes[0] for name, codes in done.codes.items() if codes}
    assert passed == dict.fromkeys(("package.json", "pipe.md"), "not-an-article") | dict.fromkeys(("out-link.md", "away"), "link-outside")


def test_a_link_that_leads_to_itself_is_an_article_that_fails(posts: Path, dest: Path) -> None:
    (posts / "loop.md").symlink_to("loop.md")
    (posts / "nowhere.md").symlink_to("gone.md")
    (posts / "sub/round").symlink_to(posts)
    done = run(posts, dest)
    assert {name: codes for name, codes in done.codes.items() if codes} == {"loop.md": ["unreadable"], "nowhere.md": ["no-file"]}
    assert set(outputs(dest)) == ALL


def test_include_and_exclude(posts: Path, dest: Path) -> None:
    write(posts, "drafts/x.md", "sub/y.md")
    run(posts, dest, formats=("txt",), exclude=["drafts", "sub/c*"], include=["*.md"])
    assert set(outputs(dest)) == {"a.txt", "sub/y.txt"}


def test_a_dest_inside_the_folder_is_no_source(posts: Path) -> None:
    for _ in range(2):
        done = run(posts, posts / "out", formats=("md",))
        assert set(outputs(posts / "out")) == {"a.md", "b.md", "sub/c.md"}
    assert set(done.statuses.values()) == {"skipped"}


def test_two_sources_with_one_name_get_two(posts: Path, dest: Path) -> None:
    write(posts, "a.html", "A.md")
    done = run(posts, dest, formats=("txt",))
    made = outputs(dest)
    assert len(made) == 5
    assert len({name.casefold() for name in made}) == 5
    assert sorted(name for name, codes in done.codes.items() if codes == ["name-taken"]) == ["a.html", "a.md"]
    assert outputs(dest) == made
    assert set(run(posts, dest, formats=("txt",)).statuses.values()) == {"skipped"}


def test_a_template_names_outputs_and_titles_may_repeat(posts: Path, dest: Path) -> None:
    for name in ("a.md", "sub/c.md"):
        (posts / name).write_text(article("同题"), encoding="utf-8")
    done = run(posts, dest, formats=("txt",), template="{date:%Y}/{title}")
    names = sorted(outputs(dest))
    assert names[0] == "2020/b.txt"
    assert sum(name.startswith("2020/同题") for name in names) == 2
    assert [codes for codes in done.codes.values() if codes] == [["name-taken"]]


def test_names_too_long_for_a_suffix_are_cut(posts: Path, dest: Path) -> None:
    (posts / f"{'山' * 84}.md").write_text(article("长"), encoding="utf-8")
    assert run(posts, dest).summary.status == 0
    longest = max(outputs(dest), key=len)
    assert len(os.fsencode(longest)) <= 205


def test_settings_are_checked_before_anything_is_written(posts: Path, dest: Path) -> None:
    (posts / "sub/huozi.toml").write_text('pgae = "A4"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="pgae"):
        run(posts, dest)
    assert outputs(dest) == {}


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_file_in_place_of_a_folder_is_said_to_be_one(
    posts: Path, dest: Path, capfd: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    assert cli.main(["batch", str(posts / "a.md"), str(dest), *more]) == 1
    assert capfd.readouterr().err == f"{posts}/a.md: it is a file, not a folder\nhint: huozi convert converts one article\n"
    assert cli.main(["batch", str(posts / "x"), str(dest), *more]) == 1
    assert capfd.readouterr().err == f"{posts}/x: there is no such folder\n"


def test_a_dry_run_says_what_is_passed_over(posts: Path, dest: Path) -> None:
    (posts / "a.json").write_bytes(b"{}")
    (posts / "sub/link.md").symlink_to("/dev/zero")
    found = [what for what in foresee(Request(posts, dest, Wish(("txt",)))) if not what.outputs]
    assert {Path(what.source).name: what.diagnostics[0].code for what in found} == {"a.json": "not-an-article", "link.md": "link-outside"}


@pytest.mark.parametrize("folders", [["", "dest"], ["posts", ""], [""], []])
@pytest.mark.usefixtures("posts")
def test_an_empty_name_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folders: list[str]) -> None:
    """`huozi batch "$POSTS" "$OUT"` with a variable that was never set: not the current folder."""
    monkeypatch.chdir(tmp_path)
    stood = outputs(tmp_path)
    assert cli.main(["batch", *folders, "-j", "0"]) == 2
    assert outputs(tmp_path) == stood


def test_a_dry_run_writes_nothing_and_says_what_would_be(posts: Path, dest: Path) -> None:
    request = Request(posts, dest, Wish(("txt",)))
    plan = list(foresee(request))
    assert not dest.exists()
    assert [found.outputs[0][1] for found in plan] == ["write"] * 3
    run(posts, dest, formats=("txt",))
    (dest / "a.txt").unlink()
    assert [found.outputs for found in foresee(request)] == [
        ((str(dest / "a.txt"), "write"),), ((str(dest / "b.txt"), "keep"),), ((str(dest / "sub/c.txt"), "keep"),)
    ]  # fmt: skip


# ---- what is printed anew -------------------------------------------------------------------------------------------


def test_a_second_run_does_nothing_and_a_touched_source_is_one(posts: Path, dest: Path) -> None:
    run(posts, dest)
    for name in ("a.md", "b.html", "sub/c.md"):
        age(posts / name)
    run(posts, dest)
    given: list[str] = []
    assert set(run(posts, dest, engine=counting(given)).statuses.values()) == {"skipped"}
    (posts / "a.md").touch()
    run(posts, dest, engine=counting(given))
    assert given == ["a.md"]


def test_a_change_within_one_tick_of_the_clock_is_seen(posts: Path, dest: Path) -> None:
    run(posts, dest)
    path = posts / "a.md"
    before = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("薄雾", "细雨"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    given: list[str] = []
    run(posts, dest, engine=counting(given))
    assert given == ["a.md"]
    assert "细雨" in (dest / "a.txt").read_text(encoding="utf-8")


def test_only_the_missing_output_is_printed(posts: Path, dest: Path) -> None:
    run(posts, dest)
    before = outputs(dest)
    stood = (dest / "a.json").stat().st_mtime_ns
    (dest / "a.txt").unlink()
    done = run(posts, dest)
    assert done.results[0].kept == ("json",)
    assert (dest / "a.json").stat().st_mtime_ns == stood
    assert outputs(dest) == before


def test_another_format_later_does_not_hide_a_change(posts: Path, dest: Path) -> None:
    """The JSON is made from the newer source: that must not make the older text look fresh."""
    run(posts, dest, formats=("txt",))
    (posts / "a.md").write_text(article("a", "雾散以后，山很近。"), encoding="utf-8")
    run(posts, dest, formats=("json",))
    run(posts, dest, formats=("txt",))
    assert "雾散以后" in (dest / "a.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "rebuilt"),
    [({"indent": "none"}, {"txt", "json", "epub"}), ({"split-level": 3}, {"epub"}), ({"page": "A4"}, {"epub"}), ({}, set())],
)
def test_changed_settings_rebuild_what_they_can_touch(
    posts: Path, dest: Path, options: dict[str, str], rebuilt: set[str]
) -> None:
    formats = ("txt", "json", "epub")
    run(posts, dest, formats=formats, include=["a.md"])
    done = run(posts, dest, formats=formats, include=["a.md"], options=options)
    assert {written.format for written in done.results[0].outcome.written} == rebuilt


def test_changed_rules_rebuild(posts: Path, dest: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    run(posts, dest, options={"rules-dir": str(rules)})
    table = '[[rule]]\nname = "fog"\nwhy = "test"\nselector = ".fog"\nmatch = ["<p class=fog>雾</p>"]\nmiss = ["<p>雾</p>"]\n'
    (rules / "own.toml").write_text(table, encoding="utf-8")
    assert set(run(posts, dest, options={"rules-dir": str(rules)}).statuses.values()) == {"done"}


def test_a_picture_that_changes_comes_or_goes_rebuilds_what_shows_it(posts: Path, dest: Path) -> None:
    (posts / "a.md").write_text(article("a") + '<p><img src="p%20q.svg" alt="图"></p>', encoding="utf-8")
    picture = posts / "p q.svg"
    statuses = []
    drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='{}'/>"
    for change in (drawing.format(8), drawing.format(9), None):
        statuses.append(run(posts, dest, formats=("epub", "txt"), include=["a.md"]).results[0])
        statuses.append(run(posts, dest, formats=("epub", "txt"), include=["a.md"]).results[0])
        picture.unlink() if change is None else picture.write_text(change, encoding="utf-8")
    statuses.append(run(posts, dest, formats=("epub", "txt"), include=["a.md"]).results[0])
    assert [result.status for result in statuses] == ["done", "skipped"] * 3 + ["done"]
    assert all(result.kept == ("txt",) for result in statuses[2::2])


# ---- what is not overwritten ----------------------------------------------------------------------------------------


def test_an_output_that_a_person_edited_stays(posts: Path, dest: Path) -> None:
    run(posts, dest)
    (dest / "a.txt").write_text("我改过的。", encoding="utf-8")
    assert run(posts, dest).codes["a.md"] == ["output-edited"]
    (posts / "a.md").write_text(article("a", "新的一段。"), encoding="utf-8")
    done = run(posts, dest)
    assert done.codes["a.md"] == ["output-edited"]
    assert (dest / "a.txt").read_text(encoding="utf-8") == "我改过的。"
    assert "新的一段" in (dest / "a.json").read_text(encoding="utf-8")
    run(posts, dest, force=True)
    assert "新的一段" in (dest / "a.txt").read_text(encoding="utf-8")


def test_an_output_that_was_only_touched_is_no_edit(posts: Path, dest: Path) -> None:
    run(posts, dest)
    (dest / "a.txt").touch()
    assert run(posts, dest).codes["a.md"] == []


def test_a_file_that_was_there_before_stays(posts: Path, dest: Path) -> None:
    dest.mkdir()
    (dest / "a.txt").write_text("别人的文件。", encoding="utf-8")
    done = run(posts, dest)
    assert done.summary.status == 1
    assert done.codes["a.md"] == ["output-exists"]
    assert (dest / "a.txt").read_text(encoding="utf-8") == "别人的文件。"
    assert {"b.txt", "sub/c.json"} <= set(outputs(dest))
    assert run(posts, dest, force=True).summary.status == 0
    assert (dest / "a.txt").read_text(encoding="utf-8") != "别人的文件。"


def test_the_same_bytes_are_adopted(posts: Path, dest: Path, tmp_path: Path) -> None:
    """As after a batch whose manifest was thrown away."""
    run(posts, tmp_path / "other")
    dest.mkdir()
    (dest / "a.txt").write_bytes((tmp_path / "other/a.txt").read_bytes())
    stood = (dest / "a.txt").stat().st_mtime_ns
    assert run(posts, dest).summary.status == 0
    assert (dest / "a.txt").stat().st_mtime_ns == stood


def test_sources_are_never_outputs(posts: Path) -> None:
    before = outputs(posts)
    done = run(posts, posts, formats=("md",), include=["*.md"])
    assert done.summary.status == 1
    assert done.codes == {"a.md": ["output-is-source"], "c.md": ["output-is-source"]}
    assert outputs(posts) == before


@pytest.mark.parametrize("force", [False, True])
def test_an_article_is_never_the_output_of_another(posts: Path, force: bool) -> None:
    (posts / "a.txt").write_text(article("另一篇"), encoding="utf-8")
    before = (posts / "a.txt").read_bytes()
    run(posts, posts, formats=("txt",), force=force)
    assert (posts / "a.txt").read_bytes() == before


def test_outputs_in_the_folder_itself_are_no_sources_later(posts: Path) -> None:
    run(posts, posts, formats=("json",))
    done = run(posts, posts, formats=("json",))
    assert set(done.statuses.values()) == {"skipped"}
    assert len(outputs(posts)) == 6


def test_an_output_of_another_folder_stays(posts: Path, dest: Path, tmp_path: Path) -> None:
    run(posts, dest, formats=("txt",))
    write(tmp_path / "more", "a.md", "z.md")
    (tmp_path / "more/a.md").write_text(article("另一个 a"), encoding="utf-8")
    before = (dest / "a.txt").read_bytes()
    done = run(tmp_path / "more", dest, formats=("txt",))
    assert done.codes == {"a.md": ["output-taken"], "z.md": []}
    assert (dest / "a.txt").read_bytes() == before
    (posts / "a.md").unlink()
    assert run(tmp_path / "more", dest, formats=("txt",)).codes["a.md"] == []


def test_convert_does_not_overwrite_what_a_batch_made_of_another(posts: Path, dest: Path, tmp_path: Path) -> None:
    run(posts, dest, formats=("txt",))
    write(tmp_path / "more", "a.md")
    (tmp_path / "more/a.md").write_text(article("另一个 a"), encoding="utf-8")
    before = outputs(dest)
    assert cli.main(["convert", str(tmp_path / "more/a.md"), "-t", "txt", "-o", f"{dest}/"]) == 1
    assert outputs(dest) == before
    assert cli.main(["convert", str(posts / "a.md"), "-t", "txt", "-o", f"{dest}/"]) == 0
    (posts / "a.md").unlink()
    assert cli.main(["convert", str(tmp_path / "more/a.md"), "-t", "txt", "-o", f"{dest}/"]) == 0


def test_files_that_make_cannot_name(tmp_path: Path) -> None:
    names = ["圖畫 第十二.md", "a$b.md", "--help.md"]
    write(tmp_path / "posts", *names)
    command = [sys.executable, "-m", "convert", "batch", "-t", "txt,json", "--", "posts", "out"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    said = []
    for _ in range(3):
        done = subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True, text=True)
        said.append(next(line for line in done.stderr.split("\n") if line.endswith(" failed") or " failed: " in line).split(":")[0])
        if len(said) == 2:
            (tmp_path / "posts/--help.md").touch()
    assert said == ["3 done, 0 skipped, 0 failed", "0 done, 3 skipped, 0 failed", "1 done, 2 skipped, 0 failed"]
    assert set(outputs(tmp_path / "out")) == {f"{Path(name).stem}.{suffix}" for name in names for suffix in ("txt", "json")}


# ---- the manifest ---------------------------------------------------------------------------------------------------


def spoil(path: Path, how: str) -> None:
    """Damage a manifest."""
    match how:
        case "gone":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "noise":
            path.write_bytes(random.Random(4).randbytes(20000))
        case "cut":
            path.write_bytes(path.read_bytes()[:5000])
        case "older":
            with sqlite3.connect(path) as base:
                base.execute("PRAGMA user_version = 0")
        case "folder":
            path.unlink()
            path.mkdir()


@pytest.mark.parametrize("how", ["gone", "empty", "noise", "cut", "older", "folder"])
def test_a_damaged_manifest_is_made_anew(posts: Path, dest: Path, how: str) -> None:
    run(posts, dest)
    before = outputs(dest)
    spoil(dest / ".huozi/manifest.sqlite", how)
    assert run(posts, dest).summary.status == 0
    assert outputs(dest) == before
    assert set(run(posts, dest).statuses.values()) == {"skipped"}


@pytest.mark.parametrize("how", ["gone", "empty", "noise", "cut"])
def test_a_damaged_lock_holds_nobody_off(posts: Path, dest: Path, how: str) -> None:
    run(posts, dest)
    (dest / ".huozi/holder").write_bytes(b"\xff\x00")
    spoil(dest / ".huozi/lock.sqlite", how)
    held = manifest.Manifest(dest, "1")
    with pytest.raises(ArticleError, match=f"process {os.getpid()}"):
        run(posts, dest)
    held.close(finished=True)
    assert set(run(posts, dest).statuses.values()) == {"skipped"}


@pytest.mark.parametrize("how", ["noise", "older"])
def test_after_damage_what_is_older_than_the_manifest_counts_as_ours(posts: Path, dest: Path, how: str) -> None:
    run(posts, dest, formats=("txt",))
    spoil(dest / ".huozi/manifest.sqlite", how)
    later = time.time() + 60
    os.utime(dest / "b.txt", (later, later))
    for name in ("a.md", "b.html"):
        (posts / name).write_text(article("x", "写完又改。"), encoding="utf-8")
    done = run(posts, dest, formats=("txt",))
    assert done.codes == {"a.md": [], "b.html": ["output-exists"], "c.md": []}


def test_a_second_batch_on_one_dest_is_told_who_holds_it(posts: Path, dest: Path) -> None:
    held = manifest.Manifest(dest, "1")
    with pytest.raises(ArticleError, match=f"process {os.getpid()}"):
        run(posts, dest)
    held.close(finished=True)
    assert run(posts, dest).summary.status == 0


def test_outputs_whose_source_has_gone_are_listed_and_pruned(posts: Path, dest: Path) -> None:
    run(posts, dest)
    (posts / "sub/c.md").unlink()
    (posts / "b.html").unlink()
    (dest / "b.txt").write_text("我改过的。", encoding="utf-8")
    done = run(posts, dest)
    assert {path.name for path in done.summary.gone} == {"b.json", "b.txt", "c.json", "c.txt"}
    assert set(outputs(dest)) == ALL
    done = run(posts, dest, prune=True)
    assert {path.name for path in done.summary.pruned} == {"b.json", "c.json", "c.txt"}
    assert set(outputs(dest)) == {"a.json", "a.txt", "b.txt"}
    assert not (dest / "sub").exists()


def test_an_output_that_got_another_name_is_listed(posts: Path, dest: Path) -> None:
    run(posts, dest, formats=("txt",))
    done = run(posts, dest, formats=("txt",), template="neu-{stem}", prune=True)
    assert len(done.summary.pruned) == 3
    assert all(Path(name).name.startswith("neu-") for name in outputs(dest))


def test_only_what_failed_is_run_again(posts: Path, dest: Path) -> None:
    (posts / "b.html").write_bytes(b"%PDF-1.4")
    assert run(posts, dest).statuses["b.html"] == "failed"
    given: list[str] = []
    run(posts, dest, engine=counting(given), only_failed=True)
    assert given == ["b.html"]
    write(posts, "b.html")
    assert run(posts, dest, engine=counting(given), only_failed=True).summary.status == 0
    assert run(posts, dest, only_failed=True).results == []


def test_a_failure_leaves_the_older_output_and_is_tried_again(posts: Path, dest: Path) -> None:
    run(posts, dest)
    before = outputs(dest)
    good = (posts / "a.md").read_bytes()
    (posts / "a.md").write_bytes(b"%PDF-1.4")
    for _ in range(2):
        assert run(posts, dest).statuses["a.md"] == "failed"
    assert outputs(dest) == before
    (dest / "a.txt").write_text("我改过的。", encoding="utf-8")
    (posts / "a.md").write_bytes(good)
    assert run(posts, dest).codes["a.md"] == ["output-edited"]


def test_fail_fast_stops(posts: Path, dest: Path) -> None:
    (posts / "a.md").write_bytes(b"")
    done = run(posts, dest, fail_fast=True)
    assert done.summary.status == 1
    assert outputs(dest) == {}


def test_left_over_temporary_files_are_swept(posts: Path, dest: Path) -> None:
    run(posts, dest)
    (dest / "sub/.huozi-12-ab.tmp").write_bytes(b"half")
    manifest.Manifest(dest, "1").close(finished=False)
    run(posts, dest)
    assert set(outputs(dest)) == ALL


def test_what_a_worker_left_that_outlived_its_killed_batch_is_swept_too(posts: Path, dest: Path) -> None:
    """Under load it may die a moment after its parent, when the next batch has begun (seen)."""
    run(posts, dest)
    (posts / "a.md").write_text(article("a", "雾散以后，山很近。"), encoding="utf-8")
    manifest.Manifest(dest, "1").close(finished=False)

    def engine(work: Work, jobs: object, n: int) -> object:
        (dest / "sub/.huozi-12-ab.tmp").write_bytes(b"half")
        return engines.serial(work, jobs, n)  # type: ignore[arg-type] # what a batch hands an engine

    run(posts, dest, engine=engine)  # type: ignore[arg-type] # as above
    assert set(outputs(dest)) == ALL


# ---- the report and the engines -------------------------------------------------------------------------------------


def test_the_report_is_in_the_order_of_the_plan(posts: Path, dest: Path) -> None:
    write(posts, *(f"n{number:02d}.md" for number in range(30)))
    (posts / "n07.md").write_bytes(b"")

    def backwards(work: Work, jobs: object, _n: int) -> object:
        assert not isinstance(jobs, list)
        return reversed([work(job) for job in jobs])  # type: ignore[attr-defined]

    done = run(posts, dest, formats=("txt",), engine=backwards)  # type: ignore[arg-type] # an engine that is as late as it can be
    lines = [json.loads(line) for line in done.lines]
    assert [Path(line["source"]).name for line in lines] == ["a.md", "b.html", *(f"n{number:02d}.md" for number in range(30)), "c.md"]
    failed = next(line for line in lines if line["status"] == "failed")
    assert failed["diagnostics"][0]["code"] == "empty-file"
    assert set(lines[0]) == {"source", "status", "formats", "kept", "seconds", "bytes", "pictures", "diagnostics"}


def test_a_report_that_cannot_be_written_ends_the_report_not_the_batch(
    posts: Path, dest: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["batch", str(posts), str(dest), "-t", "txt,json", "-j", "0", "--report", "/dev/full"]) == 1
    said = capfd.readouterr().err.splitlines()
    assert said[0] == "/dev/full: cannot write it: No space left on device"
    assert said[1].startswith("3 done")
    assert set(outputs(dest)) == ALL


def test_lines_wait_for_those_before_them() -> None:
    out: list[bytes] = []
    order = InOrder(out.append)
    for number in (2, 0, 4, 1):
        order.add(number, b"%d" % number)
    assert out == [b"0", b"1", b"2"]
    order.close()
    assert out == [b"0", b"1", b"2", b"4"]


def comparable(outcome: Outcome) -> tuple[object, ...]:
    """An outcome without its seconds and times."""
    written = tuple((one.format, Path(one.path).name, one.stamp.sha256) for one in outcome.written)
    return outcome.number, outcome.status, written, outcome.diagnostics


def test_all_engines_give_the_same_outcomes(posts: Path, tmp_path: Path) -> None:
    write(posts, *(f"n{number:02d}.md" for number in range(12)))
    (posts / "n05.md").write_bytes(b"")
    seen = []
    with ThreadPoolExecutor(3) as executor:
        for name, engine in {"serial": engines.serial, "local": engines.local(warm=("txt",)), "threads": engines.over(executor)}.items():
            done = run(posts, tmp_path / name, formats=("txt",), engine=engine, n=3)
            seen.append((sorted(comparable(result.outcome) for result in done.results), outputs(tmp_path / name)))
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0][0]) == 15


def test_an_engine_over_an_executor_is_bounded_in_flight() -> None:
    taken = threading.Semaphore(0)
    given: list[int] = []

    def jobs() -> object:
        for number in range(100):
            given.append(number)
            yield Job(str(number), ())

    def work(job: Job) -> Outcome:
        assert taken.acquire(timeout=60)
        return Outcome(job.source, number=job.number)

    with ThreadPoolExecutor(2) as executor:
        outcomes = engines.over(executor)(work, jobs(), 2)  # type: ignore[arg-type] # a generator is iterable
        taken.release(1)
        next(outcomes)
        assert len(given) <= 5
        taken.release(100)
        assert len(list(outcomes)) == 99


def test_a_worker_sweeps_only_its_own_files(tmp_path: Path) -> None:
    for name in (".huozi-12-ab.tmp", ".huozi-123-ab.tmp", "x.txt"):
        (tmp_path / name).write_bytes(b"")
    output.sweep([tmp_path], 12)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".huozi-123-ab.tmp", "x.txt"]


# ---- what it shows --------------------------------------------------------------------------------------------------


def test_a_line_every_few_seconds_where_there_is_no_terminal() -> None:
    now = [0.0]
    said: list[str] = []
    lines = Lines(said.append, lambda: now[0])
    lines.begin(10)
    for number in range(4):
        now[0] += 2
        lines.step(Result(Outcome("x", status=int(number == 3))))
    lines.end()
    assert said == ["3/10: 0 done, 3 skipped, 0.5 a second, 14 s left"]


def test_the_summary_counts_by_code(posts: Path, dest: Path) -> None:
    (posts / "a.md").write_bytes(b"")
    (posts / "b.html").write_text(article("b").replace("2020-05-06", "从前"), encoding="utf-8")
    head, *rest = run(posts, dest, formats=("txt",)).summary.tally.lines()
    assert head == "2 done, 0 skipped, 1 failed: 2 txt, 0.0 MB"
    assert rest == ["  error empty-file: 1 in 1", "  warning date-invalid: 1 in 1"]


def test_a_terminal_gets_a_bar(posts: Path, dest: Path) -> None:
    terminal, side = pty.openpty()
    command = [sys.executable, "-m", "convert", "batch", "-t", "txt", "-j", "0", str(posts), str(dest)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[1], stderr=side, stdout=subprocess.DEVNULL) as process:
        os.close(side)
        shown = b""
        with contextlib.suppress(OSError):  # Linux says so at the end of a terminal
            while part := os.read(terminal, 4096):
                shown += part
    os.close(terminal)
    assert process.returncode == 0
    assert b"\x1b[" in shown
    assert b"3 done" in shown


ODD = "a\nb\x1b[31m\u202e\u2028.md"
"""A name with a line end, a command for a terminal, a control that turns letters about, a separator of lines."""


def test_what_is_said_of_an_oddly_named_article_is_one_line(posts: Path, dest: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shown = f"{posts}/a\\nb\\x1b[31m\\u202e\\u2028.md"
    (posts / ODD).write_bytes(b"")
    assert cli.main(["batch", str(posts), str(dest), "-j", "0"]) == 1
    assert capfd.readouterr().err.split("\n")[0] == f"{shown}: it is empty"
    assert cli.main(["batch", str(posts), str(dest), "--dry-run"]) == 0
    assert capfd.readouterr().out.split("\n")[0].split("\t")[:2] == ["write", shown]
