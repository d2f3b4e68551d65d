"""Who does the work of a batch: this process, or workers on this machine.

An engine is `(work, jobs, n) -> outcomes`: it takes jobs one by one, at most a few more than `n` at a time, and yields their outcomes as
they come. `over` makes one of any `concurrent.futures.Executor`, which is what another machine would bring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from ..jobs import Job, Outcome, Work

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

def convert(job: Job) -> Outcome:
    """The work of a batch. The stages are loaded where it is done: the parent of workers needs none, and has no time to lose."""
    from ..pipeline import run

    return run(job)


Engine: TypeAlias = Callable[[Work, Iterable[Job], int], Iterator[Outcome]]


def serial(work: Work, jobs: Iterable[Job], _n: int) -> Iterator[Outcome]:
    """One after the other in this process: what crashes it ends the batch."""
    yield from map(work, jobs)


def over(executor: Executor) -> Engine:
    """An engine over an executor; twice `n` jobs are in flight, so that no worker waits for the next."""
    from concurrent.futures import FIRST_COMPLETED, wait

    def engine(work: Work, jobs: Iterable[Job], n: int) -> Iterator[Outcome]:
        pending: set[Future[Outcome]] = set()
        for job in jobs:
            pending.add(executor.submit(work, job))
            while len(pending) >= 2 * n:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        yield from (future.result() for future in wait(pending).done)

    return engine


def local(*, timeout: float | None = None, memory: int | None = None, warm: Iterable[str] = ()) -> Engine:
    """Worker processes on this machine, which may crash or hang without harm to the others.

    `timeout` is in seconds an article, `memory` in bytes a worker; each worker loads the writers in `warm` before its first job.
    """

    def engine(work: Work, jobs: Iterable[Job], n: int) -> Iterator[Outcome]:
        from .workers import Crew  # multiprocessing costs start-up

        with Crew(work, timeout, memory, tuple(warm)) as crew:
            yield from crew.run(jobs, n)

    return engine
