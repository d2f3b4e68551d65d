"""Whatever ends a batch, the next one completes it: the same bytes as an undisturbed run, and no temporary file."""

from __future__ import annotations

import ctypes
import errno
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from convert import output
from convert.batch import engines
from convert.jobs import Job, Outcome, Work

from .batches import article, outputs, run, write
from .generate import generate
from .works import harm, swell

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "convert", "batch", "-t", "txt,json")


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty generated articles."""
    folder = tmp_path_factory.mktemp("many") / "posts"
    generate(folder, 60)
    return folder


@pytest.fixture(scope="module")
def undisturbed(posts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a batch makes of them in peace."""
    dest = tmp_path_factory.mktemp("peace")
    assert run(posts, dest).summary.status == 0
    return outputs(dest)


@contextmanager
def start(posts: Path, dest: Path, *more: str, prepare: Callable[[], object] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a process group of its own, as a terminal would start it; a test that fails leaves none behind.

    `prepare` runs in the process before the command does.
    """
    command: list[str | Path] = [*COMMAND, *more, posts, dest]
    nothing, pipe = subprocess.DEVNULL, subprocess.PIPE
    # prepare is no trouble: the tests have no threads
    with subprocess.Popen(command, cwd=ROOT, stdin=nothing, stderr=pipe, start_new_session=True, preexec_fn=prepare) as process:  # noqa: PLW1509
        try:
            yield process
        finally:
            process.kill()


def line_with(process: subprocess.Popen[bytes], words: bytes) -> bytes:
    """The next line of standard error that has these words."""
    assert process.stderr is not None
    found = next((line for line in process.stderr if words in line), b"")
    assert found
    return found


def wait_for(dest: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    """Until so many outputs stand, or the process ends."""
    while process.poll() is None and sum(1 for _ in dest.rglob("*.json")) < count:
        time.sleep(0.005)


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """Its worker processes."""
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in found if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def second_run_completes(posts: Path, dest: Path, undisturbed: dict[str, bytes]) -> None:
    """A plain second run, in this process: what it finds is on the disk alone."""
    assert run(posts, dest).summary.status == 0
    assert outputs(dest) == undisturbed


def whole(dest: Path) -> dict[str, bytes]:
    """The outputs without temporary files: what stands under an output's name is all of it, whatever ended the batch."""
    return {name: data for name, data in outputs(dest).items() if not name.endswith(".tmp")}


def in_peace(folder: Path, tmp_path: Path) -> dict[str, bytes]:
    """What an undisturbed batch makes of a folder."""
    run(folder, tmp_path / "peace")
    return outputs(tmp_path / "peace")


MOMENTS = random.Random(7).sample(range(1, 55), 12)


@pytest.mark.parametrize("count", [*MOMENTS[:2], *(pytest.param(count, marks=pytest.mark.slow) for count in MOMENTS[2:])])
def test_the_parent_is_killed(posts: Path, tmp_path: Path, undisturbed: dict[str, bytes], count: int) -> None:
    with start(posts, tmp_path, "-j", "2") as process:
        wait_for(tmp_path, count, process)
        workers = children(process)
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert whole(tmp_path).items() <= undisturbed.items()
    second_run_completes(posts, tmp_path, undisturbed)
    for pid in workers:  # they ended by themselves; one that is not reaped yet has no command line
        assert b"spawn_main" not in (Path(f"/proc/{pid}/cmdline").read_bytes() if Path(f"/proc/{pid}").exists() else b"")


AT_WORK_FOR_LONG = """
import sys
from pathlib import Path
from convert.batch import engines
from convert.jobs import Job, Target
from tests.works import late

source, place = sys.argv[1:]
for outcome in engines.local()(late, [Job(source, (Target("txt", place),))], 1):
    pass
"""


def test_a_worker_ends_with_its_parent_in_the_middle_of_an_article(tmp_path: Path) -> None:
    """One that went on would write among the outputs of the next batch."""
    write(tmp_path, "hang.md")
    command: list[str | Path] = [sys.executable, "-c", AT_WORK_FOR_LONG, tmp_path / "hang.md", tmp_path / "hang.txt"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not list(tmp_path.glob("*.tmp")):
            time.sleep(0.005)
        process.kill()
        assert process.stderr is not None
        process.stderr.read()  # to its end: whoever has it open has ended
    assert not (tmp_path / "hang.txt").exists()


def test_a_worker_is_killed(posts: Path, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    with start(posts, tmp_path, "-j", "2") as process:
        for count in (5, 20):
            wait_for(tmp_path, count, process)
            os.kill(children(process)[0], signal.SIGKILL)
        assert process.wait() == 0
    assert outputs(tmp_path) == undisturbed
    second_run_completes(posts, tmp_path, undisturbed)


def killed_after_writing(work: Work, jobs: Any, _n: int) -> Iterator[Outcome]:
    """An engine that ends the batch when the second article's outputs stand, and before it can say so."""
    yield work(next(jobs))
    work(next(jobs))
    raise KeyboardInterrupt


def test_what_a_killed_batch_wrote_is_its_own_though_the_article_changes_before_the_next(tmp_path: Path) -> None:
    """The output stands, and the record of it was never written: it is no file of a person's, which would be left as it is."""
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    write(folder, "a.md", "b.md", "c.md")
    with pytest.raises(KeyboardInterrupt):
        run(folder, dest, engine=killed_after_writing)
    assert set(outputs(dest)) == {"a.txt", "a.json", "b.txt", "b.json"}
    for name in ("a.md", "b.md"):
        (folder / name).write_text(article("改", "雾散以后，山很近。"), encoding="utf-8")
    second_run_completes(folder, dest, in_peace(folder, tmp_path))


def test_settings_that_a_killed_batch_tried_leave_no_output_behind(tmp_path: Path) -> None:
    """What the record says of the second article is older than its outputs."""
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    write(folder, "a.md", "b.md", "c.md")
    run(folder, dest)
    with pytest.raises(KeyboardInterrupt):
        run(folder, dest, engine=killed_after_writing, options={"indent": "none"})
    second_run_completes(folder, dest, in_peace(folder, tmp_path))


@pytest.mark.parametrize("times", [1, 2])
def test_one_interrupt_ends_what_is_in_flight_and_two_stop_at_once(tmp_path: Path, times: int) -> None:
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    write(folder, "a.md", "b.md", "c.md")

    def engine(work: Work, jobs: Any, _n: int) -> Iterator[Outcome]:
        for job in jobs:
            for _ in range(times):
                os.kill(os.getpid(), signal.SIGINT)
            yield work(job)

    if times == 1:
        assert run(folder, dest, engine=engine).summary.status == 130
    else:
        with pytest.raises(KeyboardInterrupt):
            run(folder, dest, engine=engine)
    assert set(outputs(dest)) == ({"a.txt", "a.json"} if times == 1 else set())
    second_run_completes(folder, dest, in_peace(folder, tmp_path))


@pytest.mark.parametrize("times", [1, 2])
def test_interrupted(posts: Path, tmp_path: Path, undisturbed: dict[str, bytes], times: int) -> None:
    report = tmp_path / "report.jsonl"
    dest = tmp_path / "dest"
    with start(posts, dest, "-j", "2", "--report", str(report)) as process:
        wait_for(dest, 8, process)
        for _ in range(times):
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.02)
        assert process.wait() == 130
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    made = outputs(dest)
    assert 0 < len(made) < len(undisturbed)
    assert whole(dest).items() <= undisturbed.items()
    if times == 1:
        assert not [name for name in made if name.endswith(".tmp")]
        assert report.read_bytes().count(b"\n") == len([name for name in made if name.endswith(".json")])
    second_run_completes(posts, dest, undisturbed)


def test_terminated(posts: Path, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    with start(posts, tmp_path, "-j", "2") as process:
        wait_for(tmp_path, 8, process)
        process.terminate()
        assert process.wait() == 130
    second_run_completes(posts, tmp_path, undisturbed)


def test_the_disk_is_full(posts: Path, tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    room = [60_000]
    stage = output._stage

    def stage_while_there_is_room(file: output.File, moves: list[tuple[Path, Path]]) -> None:
        room[0] -= len(file.data)
        if room[0] < 0:
            stage(output.File(file.path, file.data[:9]), moves)
            raise OSError(errno.ENOSPC, "No space left on device", str(file.path))
        stage(file, moves)

    with monkeypatch.context() as patch:
        patch.setattr(output, "_stage", stage_while_there_is_room)
        done = run(posts, tmp_path)
    assert done.summary.status == 1
    assert "cannot-write" in {code for codes in done.codes.values() for code in codes}
    made = outputs(tmp_path)
    assert made
    assert made.items() <= undisturbed.items()
    second_run_completes(posts, tmp_path, undisturbed)


@pytest.mark.parametrize("limit", [0, 6_000, 100_000])
def test_no_file_may_grow_over_a_limit(posts: Path, tmp_path: Path, undisturbed: dict[str, bytes], limit: int) -> None:
    """The manifest cannot grow either: a stand-in for a disk that is full for everybody."""
    with start(posts, tmp_path, "-j", "2", prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) as process:
        assert process.wait() == 1
        assert process.stderr is not None
        said = process.stderr.read()
    assert b"cannot" in said
    assert b"Traceback" not in said
    assert whole(tmp_path).items() <= undisturbed.items()
    second_run_completes(posts, tmp_path, undisturbed)


PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


def modes_hold() -> None:
    """Also for root, who else may write where the mode says no: the command that is started has lost that right (capabilities(7))."""
    if os.geteuid() == 0:
        assert ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) == 0


def test_dest_is_read_only(posts: Path, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    tmp_path.chmod(0o555)
    with start(posts, tmp_path / "dest", prepare=modes_hold) as process:
        assert process.wait() == 1
        assert process.stderr is not None
        said = process.stderr.read().decode()
    tmp_path.chmod(0o755)
    assert said == f"{tmp_path / 'dest'}: cannot keep a record there: Permission denied\n"
    assert outputs(tmp_path) == {}
    second_run_completes(posts, tmp_path / "dest", undisturbed)


@pytest.mark.parametrize(("locked", "status"), [(".", 0), ("000", 1), (".huozi", 1)])
def test_a_folder_of_dest_becomes_read_only(posts: Path, tmp_path: Path, undisturbed: dict[str, bytes], locked: str, status: int) -> None:
    run(posts, tmp_path, include=["*0.md"])
    (tmp_path / locked).chmod(0o555)
    with start(posts, tmp_path, "-j", "2", prepare=modes_hold) as process:
        assert process.stderr is not None
        said = process.stderr.read().decode()
        assert process.wait() == status
    (tmp_path / locked).chmod(0o755)
    assert ("cannot" in said) == bool(status)
    assert ".tmp" not in said  # the output is named, not the file on the way to it
    assert "Traceback" not in said
    assert outputs(tmp_path).items() <= undisturbed.items()
    second_run_completes(posts, tmp_path, undisturbed)


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_bytes(b"\0\1"), lambda path: path.write_bytes(b"1")])
def test_a_source_changes_or_vanishes_while_it_runs(tmp_path: Path, change: Callable[[Path], object]) -> None:
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    write(folder, "a.md", "b.md", "c.md")
    good = (folder / "b.md").read_bytes()

    def engine(work: Work, jobs: Any, _n: int) -> Iterator[Outcome]:
        for job in jobs:
            if job.source.endswith("b.md"):
                change(Path(job.source))
            yield work(job)

    done = run(folder, dest, engine=engine)
    assert done.statuses["a.md"] == done.statuses["c.md"] == "done"
    (folder / "b.md").write_bytes(good)
    second_run_completes(folder, dest, in_peace(folder, tmp_path))


def crew_on(folder: Path, dest: Path, work: Work, **limits: Any) -> Any:
    """A batch by local workers whose work is another than usual."""

    def engine(_work: Work, jobs: Any, n: int) -> Iterator[Outcome]:
        return engines.local(**limits)(work, jobs, n)

    return run(folder, dest, engine=engine, n=2)


@pytest.mark.parametrize("how", ["exit", "segfault"])
def test_an_article_that_crashes_its_worker_is_tried_once_more_and_reported(tmp_path: Path, how: str) -> None:
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    write(folder, *(f"{number:02d}.md" for number in range(8)), f"{how}.md", f"once-{how}.md")
    done = crew_on(folder, dest, harm)
    assert {name for name, status in done.statuses.items() if status == "failed"} == {f"{how}.md"}
    assert done.codes[f"{how}.md"] == ["worker-crashed"]
    assert not [name for name in outputs(dest) if name.endswith(".tmp")]
    second_run_completes(folder, dest, in_peace(folder, tmp_path))


def test_an_article_that_hangs_is_ended(tmp_path: Path) -> None:
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    write(folder, *(f"{number:02d}.md" for number in range(8)), "hang.md")
    done = crew_on(folder, dest, harm, timeout=3)
    assert {name for name, status in done.statuses.items() if status == "failed"} == {"hang.md"}
    assert done.codes["hang.md"] == ["timed-out"]
    assert not [name for name in outputs(dest) if name.endswith(".tmp")]
    second_run_completes(folder, dest, in_peace(folder, tmp_path))


def test_an_article_that_needs_too_much_memory_fails_alone(tmp_path: Path) -> None:
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    write(folder, "a.md", "swell.md", "z.md")
    done = crew_on(folder, dest, swell, memory=2_000_000_000)
    assert done.statuses == {"a.md": "done", "swell.md": "failed", "z.md": "done"}
    assert done.codes["swell.md"] == ["out-of-memory"]
    second_run_completes(folder, dest, in_peace(folder, tmp_path))


def test_workers_that_cannot_start_are_said_so(tmp_path: Path) -> None:
    write(tmp_path / "posts", "a.md")
    done = subprocess.run(
        [sys.executable, "-m", "convert", "batch", tmp_path / "posts", tmp_path / "dest", "-j", "1", "--max-memory", "64"],
        cwd=ROOT, capture_output=True,
    )  # fmt: skip
    assert done.returncode in (1, 3)
    assert b"--max-memory" in done.stderr
    assert b"Traceback" not in done.stderr
    assert outputs(tmp_path / "dest") == {}


def test_a_pipe_among_the_articles_does_not_hang(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    write(folder, "a.md")
    os.mkfifo(folder / "b.md")
    assert run(folder, tmp_path / "dest").codes["b.md"] == ["not-an-article"]
    assert set(outputs(tmp_path / "dest")) == {"a.txt", "a.json"}
    second_run_completes(folder, tmp_path / "dest", in_peace(folder, tmp_path))


def test_a_pipe_that_takes_the_place_of_an_article_does_not_hang(tmp_path: Path) -> None:
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    write(folder, "a.md", "b.md")

    def engine(work: Work, jobs: Any, _n: int) -> Iterator[Outcome]:
        for job in jobs:
            if job.source.endswith("a.md"):
                Path(job.source).unlink()
                os.mkfifo(job.source)
            yield work(job)

    assert run(folder, dest, engine=engine).codes == {"a.md": ["not-a-file"], "b.md": []}
    (folder / "a.md").unlink()
    write(folder, "a.md")
    second_run_completes(folder, dest, in_peace(folder, tmp_path))


BOMB = "".join(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9) if level else '山'}]\n" for level in range(12))


def test_a_yaml_bomb_stops_nothing(tmp_path: Path) -> None:
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    write(folder, "a.md", "z.md")
    (folder / "bomb.md").write_text(f"---\ntitle: 山\n{BOMB}---\n\n<p>文</p>\n", encoding="utf-8")
    done = run(folder, dest, engine=engines.local(memory=4_000_000_000, timeout=120), n=2)
    assert done.statuses["a.md"] == done.statuses["z.md"] == "done"
    run(folder, dest, engine=engines.local(memory=4_000_000_000, timeout=120), n=2)
    assert outputs(dest) == in_peace(folder, tmp_path)


@pytest.mark.slow
def test_a_file_of_fifty_megabytes(tmp_path: Path) -> None:
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    write(folder, "a.md", "z.md")
    line = "<p>" + "水面上起了一层薄雾，渡船还没有来。" * 300 + "</p>\n"
    (folder / "big.html").write_text(line * (50_000_000 // len(line.encode())), encoding="utf-8")
    done = run(folder, dest, engine=engines.local(memory=500_000_000), n=2)
    assert done.statuses["a.md"] == done.statuses["z.md"] == "done"
    assert done.statuses["big.html"] == "failed"
    assert set(outputs(dest)) == {"a.txt", "a.json", "z.txt", "z.json"}
    second = run(folder, dest, engine=engines.local(), n=2)
    assert second.summary.status == 0
    assert (dest / "big.txt").stat().st_size > 40_000_000
    assert outputs(dest) == in_peace(folder, tmp_path)


def test_names_of_255_bytes_and_names_that_are_not_utf_8(tmp_path: Path) -> None:
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    folder.mkdir()
    names = [os.fsdecode(b"\xb0\xcb\xff.md"), "山" * 84 + ".md", "山" * 83 + "水" + ".md", " .md", "$a.md", "-t.md", "a\nb.md"]
    for name in names:
        (folder / name).write_text(article("名"), encoding="utf-8")
    done = run(folder, dest, engine=engines.local(), n=2)
    assert done.summary.status == 0
    assert len(outputs(dest)) == 2 * len(names)
    assert all(b"\n" not in line[:-1] for line in done.lines)
    assert set(run(folder, dest).statuses.values()) == {"skipped"}
    assert outputs(dest) == in_peace(folder, tmp_path)


def test_a_job_is_never_lost_by_a_worker_that_dies_idle(tmp_path: Path) -> None:
    """Where a pool shares a pipe among its workers, one that dies while it waits takes the lock along."""
    from convert.batch.workers import Crew

    write(tmp_path, "a.md", "b.md")
    jobs = [Job(str(tmp_path / name), (), number=number) for number, name in enumerate(("a.md", "b.md", "a.md", "b.md"))]
    with Crew(harm, None, None, ()) as crew:
        assert len(list(crew.run(jobs[:2], 2))) == 2
        for worker in crew.workers:
            worker.process.kill()
            worker.process.join()
        assert sorted(outcome.number for outcome in crew.run(jobs, 2)) == [0, 1, 2, 3]


def test_watch_converts_what_changes_until_it_is_interrupted(tmp_path: Path) -> None:
    folder, dest = tmp_path / "posts", tmp_path / "dest"
    write(folder, "a.md")
    with start(folder, dest, "--watch", "-j", "0") as process:
        wait_for(dest, 1, process)
        line_with(process, b"watching")
        (folder / "huozi.toml").write_text("pgae = 1", encoding="utf-8")
        line_with(process, b"pgae")
        (folder / "huozi.toml").unlink()
        write(folder, "b.md")
        wait_for(dest, 2, process)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait() == 130
    assert set(outputs(dest)) == {"a.txt", "a.json", "b.txt", "b.json"}


def test_an_interrupt_while_a_watched_batch_runs_ends_the_watch(posts: Path, tmp_path: Path) -> None:
    with start(posts, tmp_path, "--watch", "-j", "0") as process:
        wait_for(tmp_path, 2, process)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait() == 130
    assert not list(tmp_path.rglob("*.tmp"))
