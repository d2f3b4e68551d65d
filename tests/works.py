"""Work that goes wrong on purpose, for the tests of worker processes: functions that pickle by their name."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from convert import pipeline
from convert.jobs import Job, Outcome


def harm(job: Job) -> Outcome:
    """Convert, but what the source's name says comes first: exit, segfault, hang, swell; `once-` only the first time."""
    stem = Path(job.source).stem
    scar = Path(job.source).with_suffix(".scar")
    if stem.startswith("once-"):
        if scar.exists():
            return pipeline.run(job)
        scar.touch()
    _half(job)
    match stem.removeprefix("once-"):
        case "exit":
            os._exit(7)
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "hang":
            time.sleep(3600)
        case "swell":
            sys.stdout.write("x" * 10**10)
    return pipeline.run(job)


def _half(job: Job) -> None:
    """A temporary file, as a worker leaves it that is killed while it writes."""
    place = Path(job.targets[0].path)
    if Path(job.source).stem.removeprefix("once-") in ("exit", "segfault", "hang"):
        place.parent.mkdir(parents=True, exist_ok=True)
        (place.parent / f".huozi-{os.getpid()}-00.tmp").write_bytes(b"half")


def swell(job: Job) -> Outcome:
    """What a worker under a limit of memory does with an article that needs more."""
    try:
        return harm(job)
    except MemoryError as error:
        return Outcome(job.source, (), (pipeline.fault(error, job.source),), 1, number=job.number)


def late(job: Job) -> Outcome:
    """Convert half a minute from now: what a worker does that its parent must not leave behind."""
    _half(job)
    time.sleep(30)
    return pipeline.run(job)
