"""Ten thousand articles: the first run, the second that skips them all, the one that makes anew what was touched; the parent's memory.

usage: python -m tests.bench.bench_folder [--count 10000]

Memory is the most that the parent of the workers held, beside that of a tenth of the articles.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.bench.bench_batch import FORMATS, environment
from tests.generate import generate

ROUNDS = 3

_RUN = """
import resource, sys, time
from convert.cli import huozi
began = time.perf_counter()
huozi.main(sys.argv[1:], standalone_mode=False)
used = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


class Run(NamedTuple):
    """One batch: wall-clock seconds, the parent's seconds of CPU, its peak of memory in MB, what it said at its end."""

    seconds: float
    cpu: float
    memory: float
    said: str


def batch(posts: Path, dest: Path) -> Run:
    """`huozi batch -j 2` to the three text formats."""
    command = [sys.executable, "-c", _RUN, "batch", "-j", "2", "-t", ",".join(FORMATS), str(posts), str(dest)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment())
    seconds, cpu, memory = map(float, done.stdout.split())
    return Run(seconds, cpu, memory / 1024, next(filter(re.compile(r"\d+ done, \d+ skipped").match, done.stderr.splitlines())))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args().count
    print("| run | articles | seconds | CPU of the parent | its peak of memory, MB | |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for number in (count // 10, count):
            posts, dest = Path(folder, f"posts-{number}"), Path(folder, f"dest-{number}")
            generate(posts, number)
            _row("first", number, batch(posts, dest))
            _row("second (wanted: 3 s for 10 000)", number, min(batch(posts, dest) for _ in range(ROUNDS)))
            os.utime(next(posts.rglob("*.md")))
            _row("one touched", number, batch(posts, dest))


def _row(name: str, number: int, run: Run) -> None:
    print(f"| {name} | {number} | {run.seconds:.1f} | {run.cpu:.1f} | {run.memory:.0f} | {run.said} |", flush=True)


if __name__ == "__main__":
    main()
