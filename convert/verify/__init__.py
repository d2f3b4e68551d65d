"""Reads outputs back by independent means and says what they lost, added or changed: `huozi verify ARTICLE OUTPUT...`.

    report = verify(reading.document, [Path("a.md"), Path("a.epub")])      # or verify_file(path, document) for one
    print(table(report)); sys.exit(EXIT_ARTICLE if not report.ok else EXIT_OK); msgspec.json.encode(report) for --json

Markdown is read through markdown-it-py, EPUB through its spine with zipfile and html.parser, PDF through PDFium, text and JSON as they are.
A further format is one function and two rows in _readback.py. What a format cannot carry is named in `Result.not_carried` and is no
finding; nor is what a format prints by design: markers, numbers, notes in place of pictures, running heads, page numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from ..errors import ArticleError, Severity, UsageError, diagnostic
from ..model import Document
from ..typography import columns
from ._compare import Finding, Kind, compare
from ._expected import Expected
from ._folds import FOLDS, name_of
from ._readback import CARRIED, READERS, WITH_PICTURES
from ._strip import Strip, Unreadable, kind_of, whole

__all__ = ["Finding", "Kind", "Report", "Result", "table", "verify", "verify_bytes", "verify_file"]

SHOWN = 20
"""Findings of one output that the table shows; the JSON holds all."""


class Result(msgspec.Struct, frozen=True):
    """One output: how many `characters` of the Document were compared, what is wrong, and what its format cannot carry, counted by kind."""

    output: str
    format: str
    characters: int
    findings: tuple[Finding, ...]
    not_carried: dict[str, int]

    @property
    def ok(self) -> bool:
        """Whether nothing was lost, added or changed."""
        return not self.findings


class Report(msgspec.Struct, frozen=True):
    """All outputs of one article."""

    results: tuple[Result, ...]

    @property
    def ok(self) -> bool:
        """Whether all outputs are faithful."""
        return all(result.ok for result in self.results)


def verify(document: Document, outputs: Iterable[Path]) -> Report:
    """Compares each output with the document. Raises what `verify_file` raises."""
    return Report(tuple(verify_file(path, document) for path in outputs))


def verify_file(path: Path, document: Document) -> Result:
    """Compares one output, whose format its suffix says, with the document that it was written from.

    Raises UsageError (verify-format) for a suffix without a reader, ArticleError (output-unreadable) where the file cannot be read as that.
    """
    name = path.suffix.lower().removeprefix(".")
    if name not in READERS:
        hint = f"known are {' '.join(READERS)}"
        raise UsageError(diagnostic(Severity.ERROR, "verify-format", "no output that can be read back", file=str(path), hint=hint))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError(diagnostic(Severity.ERROR, "output-unreadable", error.strerror or str(error), file=str(path))) from None
    return verify_bytes(name, data, document, str(path))


def verify_bytes(name: str, data: bytes, document: Document, output: str = "") -> Result:
    """Compares the bytes of an output of the format `name`; `output` is what the result calls it.

    Raises ArticleError (output-unreadable).
    """
    fold = FOLDS.get(name, whole)
    expected, actual = Expected(document, fold), Strip(fold)
    try:
        READERS[name](data, actual)
    except (Unreadable, UnicodeDecodeError, RecursionError) as error:
        words = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        raise ArticleError(diagnostic(Severity.ERROR, "output-unreadable", words, file=output)) from None
    found = compare(expected, actual, CARRIED[name], pictures=name in WITH_PICTURES)
    return Result(output, name, len(expected.chars), found, _not_carried(expected, name))


def _not_carried(expected: Expected, name: str) -> dict[str, int]:
    """What the document has and the format has no place for: kinds of characters, and marks."""
    count = Counter(name_of(char) for char in expected.folded)
    for marks in expected.marks:
        count.update(f"mark: {kind_of(mark)}" for mark in marks if kind_of(mark) not in {*CARRIED[name], "reading", "link?"})
    return dict(sorted(count.items()))


# ---- for people -----------------------------------------------------------------------------------------------------


def table(report: Report) -> str:
    """A short table: a line for each output, under it its findings with what stands around them."""
    width = max((columns(result.output) for result in report.results), default=0)
    return "\n".join(line for result in report.results for line in _lines(result, width))


def _lines(result: Result, width: int) -> list[str]:
    counts = Counter(finding.kind for finding in result.findings)
    said = ", ".join(f"{kind} {count}" for kind, count in counts.items()) or "nothing lost"
    pad = " " * (width - columns(result.output))
    lines = [f"{result.output}{pad}  {result.characters} characters: {said}"]
    lines += [f"    {_line(finding)}" for finding in result.findings[:SHOWN]]
    if (more := len(result.findings) - SHOWN) > 0:
        lines.append(f"    and {more} more")
    if result.not_carried:
        kinds = ", ".join(f"{name} {count}" for name, count in result.not_carried.items())
        lines.append(f"    not carried by {result.format}: {kinds}")
    return lines


def _line(finding: Finding) -> str:
    what = f"{finding.text} → {finding.instead}" if finding.kind == "changed" else finding.text or finding.instead
    if finding.kind == "picture lost":
        return f"pictures lost: {finding.text}"
    if finding.kind.startswith("mark"):
        what = f"{finding.instead} on {finding.text}"
    around = f"…{finding.before}【{finding.text}】{finding.after}…"
    return f"{finding.place}: {finding.kind} {what} in {around}".replace("  ", " ")
