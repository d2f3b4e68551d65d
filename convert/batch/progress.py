"""Shows how far a batch is: a bar on a terminal, a line every few seconds elsewhere, nothing with -q."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .report import Result

EVERY = 5.0
"""Seconds between two lines where there is no terminal."""


class Silent:
    """Says nothing; the others say more."""

    def begin(self, total: int) -> None:
        """The plan holds `total` articles."""

    def step(self, result: Result) -> None:
        """An article is at its end."""

    def end(self) -> None:
        """The batch is over, by whatever way."""


class Lines(Silent):
    """A line every few seconds, for logs."""

    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.say = say
        self.clock = clock
        self.counts = {"done": 0, "failed": 0, "skipped": 0}
        self.pictures = 0

    def begin(self, total: int) -> None:
        """Start the clock."""
        self.total = total
        self.began = self.said = self.clock()

    def step(self, result: Result) -> None:
        """Count it; say so when it is time."""
        self.count(result)
        now = self.clock()
        if now - self.said >= EVERY:
            self.said = now
            self.say(self.line(now - self.began))

    def count(self, result: Result) -> None:
        """An article, and the pictures of the web that are in it."""
        self.counts[result.status] += 1
        self.pictures += sum(picture.status != "missing" for picture in result.outcome.web)

    def shown(self, words: list[str]) -> str:
        """The counts as a list of words, with the pictures where there are any."""
        return ", ".join([*words, *([f"{self.pictures} pictures"] if self.pictures else [])])

    def line(self, seconds: float) -> str:
        """Done, failed, skipped, rate and time left."""
        through = sum(self.counts.values())
        rate = through / seconds if seconds else 0.0
        left = f", {(self.total - through) / rate:.0f} s left" if rate else ""
        words = self.shown([f"{count} {word}" for word, count in self.counts.items() if count or word == "done"])
        return f"{through}/{self.total}: {words}, {rate:.1f} a second{left}"


class Bar(Lines):
    """The same on one line of a terminal, by rich."""

    def begin(self, total: int) -> None:
        """Draw the empty bar."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        super().begin(total)
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self.task = self.bar.add_task("", total=total)
        self.bar.start()

    def step(self, result: Result) -> None:
        """Move it."""
        self.count(result)
        seconds = self.clock() - self.began
        words = self.shown([f"{count} {word}" for word, count in self.counts.items() if count])
        rate = sum(self.counts.values()) / seconds if seconds else 0.0
        self.bar.update(self.task, advance=1, description=f"{words}, {rate:.1f} a second")

    def end(self) -> None:
        """Take it away: the summary follows."""
        self.bar.stop()


def chosen(say: Callable[[str], None], *, quiet: bool) -> Silent:
    """What fits where standard error goes."""
    if quiet:
        return Silent()
    return Bar(say) if sys.stderr is not None and sys.stderr.isatty() else Lines(say)
