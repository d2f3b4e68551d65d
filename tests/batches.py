"""What the tests of batch share: a small folder of articles, a batch in this process, the outputs as bytes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from convert import batch
from convert.batch import engines
from convert.batch.ledger import Wish
from convert.batch.plan import Selection
from convert.batch.progress import Silent
from convert.batch.report import Result
from convert.jobs import Job, Outcome

FORMATS = ("txt", "json")


def article(title: str, text: str = "水面上起了一层薄雾。") -> str:
    """An article in few words."""
    return f"---\ntitle: {title}\ndate: 2020-05-06 07:08:09\n---\n\n<p>　　{text}</p>\n"


def write(folder: Path, *names: str) -> None:
    """Articles below a folder, each titled with its stem."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(path.stem), encoding="utf-8")


def outputs(dest: Path) -> dict[str, bytes]:
    """Every file below DEST but the manifest, by its path there."""
    found = {}
    for folder, below, names in os.walk(dest):
        if ".huozi" in below:
            below.remove(".huozi")
        for name in names:
            path = Path(folder, name)
            found[str(path.relative_to(dest))] = path.read_bytes()
    return found


class Ran:
    """A batch that has run: its summary, its results in the order they came, its lines."""

    def __init__(self, summary: batch.Summary, results: list[Result], lines: list[bytes]) -> None:
        self.summary = summary
        self.results = results
        self.lines = lines

    @property
    def statuses(self) -> dict[str, str]:
        """done, skipped or failed by the name of the source."""
        return {Path(result.outcome.source).name: result.status for result in self.results}

    @property
    def codes(self) -> dict[str, list[str]]:
        """The diagnostic codes by the name of the source."""
        return {Path(result.outcome.source).name: [what.code for what in result.outcome.diagnostics] for result in self.results}


def run(folder: Path, dest: Path, *, formats: tuple[str, ...] = FORMATS, engine: engines.Engine = engines.serial, **more: Any) -> Ran:
    """A batch in this process; `options`, `force`, `settings_file`, `include` and `exclude` go where they belong."""
    wish = Wish(formats, more.pop("options", {}), more.pop("settings_file", None), more.pop("force", False))
    selection = Selection(tuple(more.pop("include", ())), tuple(more.pop("exclude", ())))
    results: list[Result] = []
    lines: list[bytes] = []
    request = batch.Request(folder, dest, wish, selection, **more)
    summary = batch.Batch(request, results.append, lines.append, Silent()).run(engine)
    return Ran(summary, results, lines)


def counting(counted: list[str]) -> engines.Engine:
    """The serial engine, which notes what it was given."""

    def engine(work: Callable[[Job], Outcome], jobs: Any, n: int) -> Any:
        def noted(job: Job) -> Outcome:
            counted.append(Path(job.source).name)
            return work(job)

        return engines.serial(noted, jobs, n)

    return engine
