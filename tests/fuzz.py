"""A minute of hostile input against reading, cleaning and parsing: `make fuzz`, with FUZZ_SECONDS for another time.

First the cases that issue 3 names, at its sizes; then every other shape, smaller and four times as large; then generated input until the
time is over. Fails on any exception but HuoziError, on a case that takes longer than its size allows, and on one that does not end.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz_shapes import MORE, NAMED, SHAPES
from tests.test_fuzz import CASES, cost

SECONDS = float(os.environ.get("FUZZ_SECONDS", "60"))
_HANG = 15 * SECONDS
"""Seconds after which a case hangs: what takes a minute alone may take many on a machine that does ten other things."""
_NEAR_END = 0.85
"""Share of the time after which nothing new is begun: a machine that does other work makes the last case longer."""
_SMALL = 8_000
_LEAST = 0.02
"""Seconds below which a measured time says nothing about growth."""
_GROWTH = 9
"""Times that four times the input may take: 4 is linear, 16 quadratic."""
_BATCH = 40
"""Generated inputs between two looks at the clock."""


def main() -> int:
    """Run until the time is over; 0 where nothing was found."""
    faulthandler.dump_traceback_later(_HANG, exit=True)
    begin = time.monotonic()

    def left(share: float = _NEAR_END) -> float:
        return SECONDS * share - (time.monotonic() - begin)

    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "article.md"
        found = [*_named(article), *_shapes(article, lambda: left(0.6)), *_generated(article, left)]
    for line in found:
        print(f"fuzz: {line}", file=sys.stderr)
    print(f"fuzz: {time.monotonic() - begin:.0f} s, {len(found)} found")
    return 1 if found else 0


def _named(article: Path) -> Iterator[str]:
    for name, make in NAMED.items():
        print(f"  {name}: {cost(article, make()):.2f} s")
    yield from ()


def _shapes(article: Path, left: Callable[[], float]) -> Iterator[str]:
    """Each shape as Markdown and as HTML; FUZZ_SEED says which comes first, for there may not be time for all."""
    shapes = [(name, make, lead) for name, make in {**SHAPES, **MORE}.items() for lead in ("", "<p>始</p>")]
    first = int(os.environ.get("FUZZ_SEED", "0")) % len(shapes)
    done = 0
    for name, make, lead in shapes[first:] + shapes[:first]:
        if left() < 0:
            break
        done += 1
        ratio = _ratio(article, lambda size, make=make, lead=lead: lead + make(size))  # type: ignore[misc]  # bound at once
        if ratio > _GROWTH:
            yield f"{name}{' in HTML' if lead else ''}: four times the input took {ratio:.1f} times as long"
    print(f"  {done} of {len(shapes)} shapes timed")


def _ratio(article: Path, make: Callable[[int], str]) -> float:
    """The growth over four times the size, measured again where it looks bad: another program may have had the machine."""
    ratio = 0.0
    for _ in range(3):
        small = cost(article, make(_SMALL))
        ratio = cost(article, make(4 * _SMALL)) / max(small, _LEAST)
        if ratio <= _GROWTH:
            break
    return ratio


def _generated(article: Path, left: Callable[[], float]) -> Iterator[str]:
    number, rounds = int(os.environ.get("FUZZ_SEED", "0")), 0
    few = settings(max_examples=_BATCH, deadline=None, database=None, derandomize=False, phases=[Phase.generate, Phase.shrink],
                   suppress_health_check=list(HealthCheck))
    while left() > 0:
        check, inputs = CASES[rounds % len(CASES)]
        try:
            few(seed(number + rounds)(given(inputs)(_on(check, article))))()
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
            yield f"{check.__name__}: {error!r}, FUZZ_SEED={number + rounds}"
            break
        rounds += 1
    print(f"  {rounds * _BATCH} generated inputs")


def _on(check: Callable[[Path, object], None], article: Path) -> Callable[[object], None]:
    """The check of one input: given takes no function with defaults."""
    return lambda data: check(article, data)


if __name__ == "__main__":
    sys.exit(main())
