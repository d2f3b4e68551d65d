"""Sets the rows of a table in columns of one width, by East Asian width, spans respected."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate
from typing import NamedTuple

import msgspec

from ...model import Align, Row
from ...typography import columns

GAP = "  "
WIDEST = 40
"""Columns: a cell wider than this pushes what follows it, and does not widen its column: else one long cell pads all rows."""


class Placed(msgspec.Struct, frozen=True):
    """A cell's text at the column (0-based) where it begins; it covers `span` columns."""

    column: int
    span: int
    text: str
    align: Align


class _Reach(NamedTuple):
    """A cell that reaches down: the columns that it covers, the first behind them, and the number of the first row below it."""

    start: int
    stop: int
    until: int


def place(rows: tuple[Row, ...], texts: list[list[str]]) -> list[list[Placed]]:
    """Each cell at its column, those of rows above that reach down skipped (HTML's table model, "forming a table")."""
    above: list[_Reach] = []
    below: list[_Reach] = []
    placed = []
    for number, (row, words) in enumerate(zip(rows, texts, strict=True)):
        line, column, passed = [], 0, 0
        above = sorted(reach for reach in above + below if reach.until > number)
        below = []
        for cell, text in zip(row.cells, words, strict=True):
            while passed < len(above) and above[passed].start <= column:
                column = max(column, above[passed].stop)
                passed += 1
            line.append(Placed(column, cell.colspan, text, cell.align))
            if cell.rowspan > 1:
                below.append(_Reach(column, column + cell.colspan, number + cell.rowspan))
            column += cell.colspan
        placed.append(line)
    return placed


def begins(placed: list[list[Placed]]) -> Callable[[int], int]:
    """Where each column begins: each is as wide as the widest cell that covers it alone, WIDEST at most."""
    widths: dict[int, int] = {}
    for cell in (cell for line in placed for cell in line if cell.span == 1):
        widths[cell.column] = max(widths.get(cell.column, 0), min(columns(cell.text), WIDEST))
    known = sorted(widths)
    offsets = [0, *accumulate(widths[column] + len(GAP) for column in known)]
    return lambda column: offsets[bisect_left(known, column)]


def line_of(cells: list[Placed], begin: Callable[[int], int]) -> str:
    """One row as a line, without spaces at its end."""
    parts, used = [], 0
    for cell in cells:
        start = begin(cell.column)
        room = begin(cell.column + cell.span) - start - len(GAP)
        parts.append(" " * (max(0, start - used) + _before(cell, room)) + cell.text + GAP)
        used += columns(parts[-1])
    return "".join(parts).rstrip(" ")


def _before(cell: Placed, room: int) -> int:
    slack = max(0, room - columns(cell.text))
    return {"start": 0, "center": slack // 2, "end": slack}[cell.align]
