"""Worker processes on this machine: each has a pipe of its own, so that one that dies harms no other.

Neither pool at hand fits: concurrent.futures cannot say which job broke it, nor end one that hangs; pebble 5.2 shares one pipe and one
lock among its workers, and one idle worker killed breaks the whole pool (tried).
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import ModuleType, TracebackType

from .. import output
from ..errors import EXIT_ARTICLE, SetupError, Severity, diagnostic
from ..jobs import COLLECT, Job, Outcome, Work

AHEAD = 2
"""Jobs in a worker's pipe, the one it works on included: the next one is there when it has done."""

STILLBORN = 3
"""Workers in a row that may die before they are up."""

_SPAWN = multiprocessing.get_context("spawn")


class Worker:
    """One process, its pipe, and its jobs; it works on the first since `began`: monotonic seconds, infinite before it is up."""

    def __init__(self, work: Work, memory: int | None, warm: tuple[str, ...]) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve, args=(theirs, work, memory, warm), daemon=True)
        self.jobs: deque[Job] = deque()
        self.is_up = False
        self.began = math.inf
        with _interrupts_ignored(), _main_unseen():
            self.process.start()
        theirs.close()

    def give(self, job: Job) -> None:
        """Put a job into the pipe; one that the worker no longer reads is found when its end is."""
        if not self.jobs and self.is_up:
            self.began = time.monotonic()
        self.jobs.append(job)
        with suppress(OSError):
            self.pipe.send(job)

    def take(self) -> Outcome | None:
        """The next outcome, None for the word that it is up. Raises EOFError or OSError where it has ended instead."""
        outcome: Outcome | None = self.pipe.recv()
        self.began = time.monotonic()
        if outcome is None:
            self.is_up = True
        else:
            self.jobs.popleft()
        return outcome

    def end(self) -> None:
        """End it at once, and take away the temporary files that it may have left."""
        self.process.kill()
        self.process.join()
        self.pipe.close()
        if self.jobs:
            folders = {Path(target.path).parent for job in self.jobs for target in job.targets}
            output.sweep(folders | {folder / output.BESIDE for folder in folders}, self.process.pid)


class Crew:
    """The workers of one batch; as a context manager it ends them all."""

    def __init__(self, work: Work, timeout: float | None, memory: int | None, warm: tuple[str, ...]) -> None:
        self.work = work
        self.timeout = timeout
        self.memory = memory
        self.warm = warm
        self.workers: list[Worker] = []
        self._again: deque[Job] = deque()
        self._suspects: deque[Job] = deque()
        self._stillborn = 0

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self.workers:
            worker.end()

    def run(self, jobs: Iterable[Job], n: int) -> Iterator[Outcome]:
        """The outcomes as they come; a job whose worker died is tried once more at the end, alone."""
        yield from self._run(iter(jobs), n)
        suspects, self._suspects = self._suspects, deque()
        for job in suspects:
            yield from self._run(iter((job,)), 1)
            if self._suspects:
                self._suspects.clear()
                hint = "raise --max-memory" if self.memory is not None else ""
                yield _failure(job, "worker-crashed", "the process that converted it ended without a word, twice", hint=hint)

    def _run(self, jobs: Iterator[Job], n: int) -> Iterator[Outcome]:
        self._feed(jobs, n)
        while any(worker.jobs for worker in self.workers):
            ready = wait([worker.pipe for worker in self.workers], self._patience())
            for worker in [worker for worker in self.workers if worker.pipe in ready]:
                try:
                    outcome = worker.take()
                except (EOFError, OSError):
                    self._bury(worker)
                    continue
                self._feed(jobs, n)
                if outcome is not None:
                    yield outcome
            yield from self._end_the_late()
            self._feed(jobs, n)

    def _feed(self, jobs: Iterator[Job], n: int) -> None:
        """Give each worker its next jobs, those of a dead one first; workers start when there is a job for them."""
        for depth in range(1, AHEAD + 1):
            for place in range(n):
                if place < len(self.workers) and len(self.workers[place].jobs) >= depth:
                    continue
                job = self._again.popleft() if self._again else next(jobs, None)
                if job is None:
                    return
                if place >= len(self.workers):
                    self.workers.append(Worker(self.work, self.memory, self.warm))
                self.workers[place].give(job)

    def _bury(self, worker: Worker) -> None:
        """A worker died: the job it was at is suspect, those behind it are not; one that never was up had no time for any.

        Raises SetupError (no-worker) where none comes up.
        """
        self.workers.remove(worker)
        worker.end()
        self._stillborn = 0 if worker.is_up else self._stillborn + 1
        if self._stillborn > STILLBORN:
            raise SetupError.of("no-worker", "no worker process can be started", hint="raise --max-memory, or -j 0 works without any")
        if worker.jobs and worker.is_up:
            self._suspects.append(worker.jobs.popleft())
        self._again.extend(worker.jobs)

    def _patience(self) -> float | None:
        """Seconds until the next worker is late; None where there is no limit."""
        if self.timeout is None:
            return None
        oldest = min(worker.began for worker in self.workers if worker.jobs)
        return None if oldest == math.inf else max(0.0, oldest + self.timeout - time.monotonic())

    def _end_the_late(self) -> Iterator[Outcome]:
        if self.timeout is None:
            return
        for worker in [worker for worker in self.workers if worker.jobs and time.monotonic() - worker.began > self.timeout]:
            if worker.pipe.poll():  # it has just done
                continue
            self.workers.remove(worker)
            worker.end()
            yield _failure(worker.jobs.popleft(), "timed-out", f"ended after {self.timeout:g} seconds", self.timeout)
            self._again.extend(worker.jobs)


def _failure(job: Job, code: str, message: str, seconds: float = 0.0, *, hint: str = "") -> Outcome:
    told = diagnostic(Severity.ERROR, code, message, file=job.source, hint=hint)
    return Outcome(job.source, (), (told,), EXIT_ARTICLE, seconds, job.number)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """While a worker starts: it inherits that it ignores Ctrl-C, which is for the parent to act on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _main_unseen() -> Iterator[None]:
    """While a worker starts: else it would run the script that started this process again, command line and all, for nothing."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


# ---- in the worker ------------------------------------------------------------------------------------------------


def _serve(pipe: Connection, work: Work, memory: int | None, warm: tuple[str, ...]) -> None:
    """Convert what comes through the pipe until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    if memory is not None:
        _limit(memory)
    try:
        _load(warm)
    except (MemoryError, ImportError, OSError):  # the latter two where a library finds no room
        if memory is None:
            raise
        os._exit(1)  # the parent says it in one line
    gc.freeze()
    gc.set_threshold(*COLLECT)
    pipe.send(None)
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        pipe.send(work(job))


def _load(warm: tuple[str, ...]) -> None:
    """All stages, and the writers that will be asked."""
    import_module("convert.pipeline")
    write = import_module("convert.write")
    for name in warm:
        write.get(name)


def _die_with_parent() -> None:
    """A parent that is killed leaves no orphan that goes on writing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit(memory: int) -> None:
    """Where the system knows no such limit (Windows), none holds."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
