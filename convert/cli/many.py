"""A folder as the command line asks for it: the engine, the report, the words, and again on each change with --watch."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import msgspec

from .. import batch, output, write
from ..batch import engines, plan, progress
from ..batch.ledger import Wish
from ..batch.lines import FORMAT, Gathered
from ..batch.report import Result
from ..errors import EXIT_ARTICLE, EXIT_INTERRUPTED, EXIT_OK, ArticleError, HuoziError, Severity, UsageError
from . import console
from .options import Asked

EACH = 3
"""Warnings of one code that are printed; the summary counts all."""
PASSED_OVER = frozenset(("not-an-article", "link-outside"))
"""Notes that are told like warnings: which file of the folder has no output."""


WAKE = 500
"""Milliseconds after which the watch wakes without a change: the first time, it says so that it is up."""


class Choices(msgspec.Struct, frozen=True):
    """How a batch runs and what it says. `n` workers, 0 for none: all in this process. `timeout` in seconds, `memory` in megabytes."""

    n: int
    timeout: float | None = None
    memory: int | None = None
    report: str = ""
    quiet: bool = False
    debug: bool = False


def command(folder: Path, dest: Path, asked: Asked, rest: Mapping[str, Any]) -> int:  # Any: values of click
    """`huozi batch`: `rest` are the values of its own options, by the names in options.py."""
    lines = _lines(rest["json_lines"], folder, dest)
    if rest["report"] not in ("", "-"):
        _refuse_taken("--report", rest["report"], folder, dest)
    wish = Wish(_formats(rest["formats"], lines), asked.options, asked.settings_file, rest["force"])
    selection = plan.Selection(rest["include"], rest["exclude"])
    n = cores() if rest["n"] is None else rest["n"]
    flags = {name: rest[name] for name in ("only_failed", "fail_fast", "prune")}
    request = batch.Request(folder, dest, wish, selection, rest["template"], n=max(1, n), lines=lines, **flags)
    if rest["dry_run"]:
        return dry_run(request)
    choices = Choices(n, rest["timeout"], rest["memory"], rest["report"], asked.quiet, asked.debug)
    return watch(request, choices) if rest["watch"] else convert(request, choices)


def _formats(asked: tuple[str, ...], lines: Path | None) -> tuple[str, ...]:
    """The formats of -t; a file of lines is made of the JSON outputs, and of them alone where nothing else is asked for."""
    if lines is None:
        return asked or ("md",)
    return asked if FORMAT in asked else (*asked, FORMAT)


def _lines(name: str, folder: Path, dest: Path) -> Path | None:
    """The file of --json-lines. Raises UsageError (bad-option) for a folder, and for what could be an article or an output."""
    if not name:
        return None
    if name == "-" or Path(name).is_dir():
        raise UsageError.of("bad-option", f"--json-lines {name} names no file", hint="--json-lines articles.jsonl")
    _refuse_taken("--json-lines", name, folder, dest)
    return Path(name)


def _refuse_taken(option: str, name: str, folder: Path, dest: Path) -> None:
    """Raises UsageError (bad-option) for a file that could be an article of the folder or an output in DEST, and would take its place."""
    real = Path(os.path.realpath(name))
    taken = {*plan.SUFFIXES, *(write.suffix_of(each) for each in write.names())}
    if real.suffix.lower() in taken and any(output.same(above, root) for above in real.parents for root in (folder, dest)):
        hint = f"call it {Path(name).stem}.jsonl, or put it elsewhere"
        raise UsageError.of("bad-option", f"{option} {name} could be an article or an output there", hint=hint)


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def convert(request: batch.Request, choices: Choices) -> int:
    """Run the batch, say what there is to say, return the exit status."""
    with ExitStack() as stack:
        report = _Report(choices.report, stack) if choices.report not in ("", "-") else None
        emit = report.add if report else console.emit if choices.report else None
        run = batch.Batch(request, _teller(choices), emit, progress.chosen(console.note, quiet=choices.quiet))
        summary = run.run(_engine(request, choices))
    if not choices.quiet:
        _sum_up(summary)
        if request.lines is not None:
            console.note(_of_lines(request.lines, summary.gathered))
    return summary.status or (EXIT_ARTICLE if report and report.is_broken else EXIT_OK)


def _engine(request: batch.Request, choices: Choices) -> engines.Engine:
    if choices.n == 0:
        return engines.serial
    memory = choices.memory * 1_000_000 if choices.memory else None
    return engines.local(timeout=choices.timeout, memory=memory, warm=request.wish.formats)


def _teller(choices: Choices) -> Callable[[Result], None]:
    """Prints what is said of an article: errors always, without -q the first few warnings of each code and what is passed over."""

    told: Counter[str] = Counter()

    def tell(result: Result) -> None:
        for what in result.outcome.diagnostics:
            said = what.severity is Severity.WARNING or what.code in PASSED_OVER
            if what.severity is Severity.ERROR or (said and not choices.quiet and told[what.code] < EACH):
                told[what.code] += 1
                console.tell(what)
        if choices.debug and result.outcome.trace:
            console.trace(result.outcome.trace)

    return tell


class _Report:
    """The file of --report. A disk that fills up is said once and ends the report, not the batch."""

    def __init__(self, name: str, stack: ExitStack) -> None:
        """Raises ArticleError (cannot-write); `stack` closes the file."""
        self.name = name
        self.is_broken = False
        try:
            self._stream = stack.enter_context(Path(name).open("wb", buffering=0))  # noqa: SIM115 - the stack is the manager
        except OSError as error:
            raise self._refusal(error) from None

    def add(self, line: bytes) -> None:
        """A line; it is there at once for who looks."""
        if self.is_broken:
            return
        try:
            while line := line[self._stream.write(line) :]:
                pass
        except OSError as error:
            self.is_broken = True
            console.tell(self._refusal(error).diagnostic)

    def _refusal(self, error: OSError) -> ArticleError:
        return ArticleError.of("cannot-write", f"cannot write it: {error.strerror}", file=self.name)


def _of_lines(path: Path, gathered: Gathered | None) -> str:
    if gathered is None:
        return f"{path}: not written, for the batch did not reach its end"
    left_out = f", {gathered.left_out} without JSON left out" if gathered.left_out else ""
    return f"{path}: {gathered.articles} articles{left_out}"


def _sum_up(summary: batch.Summary) -> None:
    for text in summary.tally.lines():
        console.note(text)
    if summary.status == EXIT_INTERRUPTED:
        console.note("interrupted: the next run goes on from here")
    pruned = set(summary.pruned)
    for path in summary.gone:
        console.note(f"{'removed' if path in pruned else 'no article makes it any more'}: {path}")
    if summary.gone and not pruned:
        console.note("hint: --prune removes these")


def dry_run(request: batch.Request) -> int:
    """Print what would be done, one line an output."""
    for found in batch.foresee(request):
        console.lines(f"{verb}\t{console.shown(found.source)}\t{console.shown(path)}" for path, verb in found.outputs)
        for what in found.diagnostics:
            console.tell(what)
    return EXIT_OK


def watch(request: batch.Request, choices: Choices) -> int:
    """Run the batch, and again whenever an article below the folder changes, until Ctrl-C."""
    from watchfiles import watch as watching

    dest = os.path.realpath(request.dest)

    def counts(_change: object, path: str) -> bool:
        return not os.path.realpath(path).startswith(dest + os.sep)

    if convert(request, choices) == EXIT_INTERRUPTED:
        return EXIT_INTERRUPTED
    is_up = False
    with suppress(KeyboardInterrupt):
        for changes in watching(request.folder, watch_filter=counts, yield_on_timeout=True, rust_timeout=WAKE):
            # what changed before the watch was up is found by one more run; a Ctrl-C during a run is the batch's, and ends the watch too
            if (changes or not is_up) and _again(request, choices) == EXIT_INTERRUPTED:
                break
            if not is_up:
                console.note(f"watching {request.folder}: Ctrl-C ends it")
                is_up = True
    return EXIT_INTERRUPTED


def _again(request: batch.Request, choices: Choices) -> int:
    """The batch once more, and its exit status; a huozi.toml half-way through being edited ends nothing."""
    try:
        return convert(request, choices)
    except HuoziError as error:
        console.tell(error.diagnostic)
        return error.exit_status
