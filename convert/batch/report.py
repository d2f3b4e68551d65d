"""What a batch says of each article as a line of JSON, in the order of the plan, and of all of them at its end.

A new key of the line is one in `line`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec

from ..errors import Diagnostic, Severity
from ..jobs import Outcome, pictures_line


class Result(msgspec.Struct, frozen=True):
    """An article of a batch at its end: `kept` are the formats that stood already and were left."""

    outcome: Outcome
    kept: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """The word of the report: failed, done or skipped (all outputs stood already)."""
        if self.outcome.failed:
            return "failed"
        return "done" if self.outcome.written else "skipped"


def line(result: Result) -> bytes:
    """{source, status, formats, kept, seconds, bytes, pictures, diagnostics}; `pictures` are those of the web.

    What a file name holds that is no UTF-8 stands as \\udcXX.
    """
    done = result.outcome
    value: dict[str, Any] = {  # Any: JSON
        "source": done.source,
        "status": result.status,
        "formats": [written.format for written in done.written],
        "kept": list(result.kept),
        "seconds": round(done.seconds, 4),
        "bytes": sum(written.stamp.size for written in done.written),
        "pictures": [msgspec.to_builtins(picture) for picture in done.web],
        "diagnostics": [msgspec.to_builtins(what) for what in done.diagnostics],
    }
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


class InOrder:
    """Hands lines on in the order of their numbers, whatever order they come in; what is early waits."""

    def __init__(self, emit: Callable[[bytes], object]) -> None:
        self.emit = emit
        self._next = 0
        self._early: dict[int, bytes] = {}

    def add(self, number: int, text: bytes) -> None:
        """A line; `number` counts from 0 without gaps."""
        self._early[number] = text
        while (found := self._early.pop(self._next, None)) is not None:
            self.emit(found)
            self._next += 1

    def close(self) -> None:
        """Hand on what is left: an interrupted batch has gaps."""
        for number in sorted(self._early):
            self.emit(self._early.pop(number))


class Tally:
    """Counts for the end of a batch."""

    def __init__(self) -> None:
        self.articles: Counter[str] = Counter()
        self.formats: Counter[str] = Counter()
        self._told: Counter[tuple[Severity, str]] = Counter()
        self._in: Counter[tuple[Severity, str]] = Counter()
        self.bytes = 0
        self.pictures: Counter[str] = Counter()
        self.fetched = 0

    def add(self, result: Result) -> None:
        """Count an article."""
        self.articles[result.status] += 1
        self.formats.update(written.format for written in result.outcome.written)
        self.bytes += sum(written.stamp.size for written in result.outcome.written)
        self.pictures.update(picture.status for picture in result.outcome.web)
        self.fetched += sum(picture.bytes for picture in result.outcome.web if picture.status == "fetched")
        self.tell(*result.outcome.diagnostics)

    def tell(self, *told: Diagnostic) -> None:
        """Count diagnostics of one article, or of none."""
        keys = [(what.severity, what.code) for what in told]
        self._told.update(keys)
        self._in.update(set(keys))

    def lines(self) -> list[str]:
        """The summary: errors first, then by how many."""
        rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
        told = sorted(self._told.items(), key=lambda item: (rank[item[0][0]], -item[1], item[0][1]))
        counts = ", ".join(f"{self.articles[word]} {word}" for word in ("done", "skipped", "failed"))
        made = ", ".join(f"{count} {name}" for name, count in self.formats.items())
        head = f"{counts}{f': {made}, {self.bytes / 1e6:.1f} MB' if made else ''}"
        lines = [head, *pictures_line(self.pictures, self.fetched)]
        return [*lines, *(f"  {severity} {code}: {count} in {self._in[severity, code]}" for (severity, code), count in told)]
