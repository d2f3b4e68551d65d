"""A whole folder, to the end: the plan, an engine over it, the manifest, the report.

What decides about one article is in ledger.py; who works is in engines.py. A new thing to say at the end belongs in report.py.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import msgspec

from .. import __version__, output, places
from ..errors import EXIT_ARTICLE, EXIT_INTERRUPTED, EXIT_OK, EXIT_SETUP, ArticleError, Diagnostic, Severity
from ..jobs import Job, Outcome
from . import plan
from .engines import Engine, convert
from .ledger import Ledger, Verdict, Wish
from .lines import FORMAT, Gathered, line_of
from .manifest import Manifest, unwritable
from .progress import Silent
from .report import InOrder, Result, Tally, line


class Request(msgspec.Struct, frozen=True):
    """A batch as asked for. `selection` is what of `folder` is wanted, `template` the --name of outputs (empty: the tree mirrored).

    `lines` is the file that gathers the JSON outputs, which have to be among the formats wished for.
    """

    folder: Path
    dest: Path
    wish: Wish
    selection: plan.Selection = plan.Selection()
    template: str = ""
    only_failed: bool = False
    fail_fast: bool = False
    prune: bool = False
    n: int = 1
    lines: Path | None = None


class Summary(msgspec.Struct, frozen=True):
    """A batch at its end; `gone` are outputs that nothing makes any more, `pruned` those of them that were removed.

    `gathered` is None where no file of lines was asked for, or the batch did not reach its end.
    """

    status: int
    tally: Tally
    gone: tuple[Path, ...] = ()
    pruned: tuple[Path, ...] = ()
    gathered: Gathered | None = None


class Batch:
    """One run over a folder. `tell` is called with what is said about each article, `emit` with its line of the report."""

    def __init__(self, request: Request, tell: Callable[[Result], None], emit: Callable[[bytes], object] | None, show: Silent) -> None:
        self.request = request
        self.tell = tell
        self.lines = InOrder(emit) if emit else None
        self.show = show
        self.tally = Tally()
        self.interrupts = 0
        self._stop = False
        self._setup_lacks = False
        self._open: dict[int, Verdict] = {}
        self._stems: dict[str, str] = {}

    def run(self, engine: Engine) -> Summary:
        """Convert what needs it.

        Raises HuoziError where nothing can begin: ArticleError for the folder or DEST (no-file, dest-busy, cannot-write), UsageError
        for settings, SetupError for a writer. KeyboardInterrupt only by a second Ctrl-C.
        """
        _check_folder(self.request.folder)
        manifest = Manifest(self.request.dest, __version__)
        finished = False
        try:
            ledger = Ledger(manifest, self.request.folder, self.request.wish)
            if manifest.was_interrupted:
                self._sweep()
            with _interrupts(self._interrupted):
                self._run(engine, ledger)
                gathered = self._gather(ledger)
            if manifest.was_interrupted:
                self._sweep()  # a worker of the killed batch may have lived for a moment more than its parent
            gone = ledger.gone()
            dead = [self.request.dest / os.fsdecode(path) for path in gone]
            removed, left = ledger.prune(gone) if self.request.prune else ([], [])
            loose = ledger.loose()
            finished = True
            dead = list(dict.fromkeys((*dead, *removed, *left, *loose)))
            return Summary(self._status(), self.tally, tuple(dead), tuple(removed), gathered)
        except sqlite3.OperationalError as error:
            raise unwritable(self.request.dest, error) from None
        finally:
            if self.lines is not None:
                self.lines.close()
            manifest.close(finished=finished)

    def _sweep(self) -> None:
        output.sweep(Path(found) for found, _, _ in os.walk(self.request.dest))

    def _run(self, engine: Engine, ledger: Ledger) -> None:
        total = self._foresee(ledger)
        self.show.begin(total)
        try:
            for outcome in engine(convert, self._jobs(ledger), self.request.n):
                self._finish(ledger, self._open.pop(outcome.number), outcome)
        finally:
            self.show.end()

    def _foresee(self, ledger: Ledger) -> int:
        """Walk the plan once before anything runs: how many articles, what is passed over, whether settings and names are right."""
        total = 0
        for article in self._articles(ledger, self._passed_over):
            ledger.inputs(article.source)
            total += 1
        return total

    def _passed_over(self, what: Diagnostic) -> None:
        status = EXIT_ARTICLE if what.severity is Severity.ERROR else EXIT_OK
        result = Result(Outcome(what.file, (), (what,), status))
        self.tell(result)
        if status != EXIT_OK:
            self.tally.add(result)
        else:
            self.tally.tell(what)

    def _articles(self, ledger: Ledger, report: Callable[[Diagnostic], None]) -> Iterator[plan.Article]:
        failed = ledger.manifest.failed() if self.request.only_failed else None
        for article in self._plan(ledger, report):
            if failed is None or ledger.key(article.relative) in failed:
                yield article

    def _plan(self, ledger: Ledger, report: Callable[[Diagnostic], None]) -> Iterator[plan.Article]:
        selection = msgspec.structs.replace(self.request.selection, skip=self.request.dest, is_output=ledger.is_output)
        return plan.articles(self.request.folder, selection, report, self._stem if self.request.template else None)

    def _stem(self, relative: str) -> str:
        """The template filled for an article; one that cannot be read keeps its own name, and fails when its turn comes."""
        if relative not in self._stems:
            own, wish = places.stem_of(Path(relative).name), self.request.wish
            from ..pipeline import read_article  # for templates alone: the parent of workers needs no stage

            try:
                source = self.request.folder / relative
                meta = read_article(source, wish.settings_file, wish.options).document.meta
                self._stems[relative] = places.from_template(self.request.template, meta, own, str(source), self._passed_over)
            except ArticleError:
                self._stems[relative] = str(Path(relative).parent / own)
        return self._stems[relative]

    def _jobs(self, ledger: Ledger) -> Iterator[Job]:
        """The jobs of the plan, each judged when its turn comes; articles that need nothing are finished at once."""
        for number, article in enumerate(self._articles(ledger, _ignore)):
            if self._stop or self.interrupts:
                return
            verdict = ledger.judge(article, number, time.time_ns())
            if verdict.job is None:
                self._finish(ledger, verdict, Outcome(verdict.source, number=number))
                continue
            self._open[number] = verdict
            ledger.begin(verdict)
            yield verdict.job

    def _finish(self, ledger: Ledger, verdict: Verdict, outcome: Outcome) -> None:
        ledger.end(verdict, outcome)
        status = outcome.status
        if status == EXIT_OK and any(what.severity is Severity.ERROR for what in verdict.diagnostics):
            status = EXIT_ARTICLE
        outcome = msgspec.structs.replace(outcome, diagnostics=verdict.diagnostics + outcome.diagnostics, status=status)
        result = Result(outcome, verdict.kept)
        self.tally.add(result)
        self.tell(result)
        if self.lines is not None:
            self.lines.add(outcome.number, line(result))
        self.show.step(result)
        self._setup_lacks |= status == EXIT_SETUP
        # what the set-up lacks, every article lacks
        self._stop |= status == EXIT_SETUP or (self.request.fail_fast and outcome.failed)

    def _gather(self, ledger: Ledger) -> Gathered | None:
        """Write the file of lines, with every article of the plan whose JSON stands; nothing where the batch was cut short."""
        if self.request.lines is None or self._stop or self.interrupts:
            return None
        found: Counter[bool] = Counter()
        try:
            output.put_parts(self.request.lines, self._gathered(ledger, found))
        except _CutShort:
            return None
        return Gathered(self.request.lines, found[True], found[False])

    def _gathered(self, ledger: Ledger, found: Counter[bool]) -> Iterator[bytes]:
        """The lines; `found` counts the articles that have one, and those that have none."""
        for article in self._plan(ledger, _ignore):
            if self.interrupts:
                raise _CutShort
            path = article.stem + ledger.formats[FORMAT]
            recorded = ledger.good(article, path)
            try:
                line = line_of(self.request.dest / path, recorded) if recorded else b""
            except ArticleError as error:
                line = b""
                self._passed_over(error.diagnostic)
            found[bool(line)] += 1
            yield line

    def _interrupted(self) -> None:
        """Ctrl-C: once finishes what is in flight, twice stops at once."""
        self.interrupts += 1
        if self.interrupts > 1:
            raise KeyboardInterrupt

    def _status(self) -> int:
        if self.interrupts:
            return EXIT_INTERRUPTED
        if self._setup_lacks:
            return EXIT_SETUP
        return EXIT_ARTICLE if self.tally.articles["failed"] else EXIT_OK


def _check_folder(path: Path) -> None:
    if path.is_dir():
        return
    if path.exists():
        raise ArticleError.of("no-file", "it is a file, not a folder", file=str(path), hint="huozi convert converts one article")
    raise ArticleError.of("no-file", "there is no such folder", file=str(path))


class _CutShort(Exception):
    """Ctrl-C while the lines were gathered: what was there before stays."""


def _ignore(_what: Diagnostic) -> None:
    """The first walk of the plan has said it."""


class _interrupts(ExitStack):
    """While it lasts, Ctrl-C and a plain `kill` call the function, in the main thread; elsewhere it does nothing."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__()

        def on_signal(_number: int, _frame: FrameType | None) -> None:
            act()

        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                self.callback(signal.signal, number, signal.signal(number, on_signal))
            except ValueError:  # not the main thread
                return


class DryRun(msgspec.Struct, frozen=True):
    """An article of the plan: its source, per output whether it would be printed, what is to say; without outputs what is passed over."""

    source: str
    outputs: tuple[tuple[str, str], ...]
    diagnostics: tuple[Diagnostic, ...]


def foresee(request: Request) -> Iterator[DryRun]:
    """What a batch would do, with nothing written. Raises as `Batch.run`."""
    _check_folder(request.folder)
    manifest = Manifest.peek(request.dest, __version__)
    try:
        ledger = Ledger(manifest, request.folder, request.wish)
        batch = Batch(request, lambda _result: None, None, Silent())
        passed_over: list[Diagnostic] = []
        for number, article in enumerate(batch._articles(ledger, passed_over.append)):
            yield from _drained(passed_over)
            verdict = ledger.judge(article, number, time.time_ns())
            targets = verdict.job.targets if verdict.job else ()
            kept = (str(request.dest / (article.stem + ledger.formats[name])) for name in verdict.kept)
            outputs = (*((target.path, "write") for target in targets), *((path, "keep") for path in kept))
            yield DryRun(verdict.source, outputs, verdict.diagnostics)
        yield from _drained(passed_over)
    finally:
        manifest.close(finished=True)


def _drained(passed_over: list[Diagnostic]) -> Iterator[DryRun]:
    while passed_over:
        what = passed_over.pop(0)
        yield DryRun(what.file, (), (what,))
