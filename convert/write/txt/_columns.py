"""Sets the rows of a table in columns of one width, by East Asian width, spans respected."""

from __future__ import annotations

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


def place(rows: tuple[Row, ...], texts: list[list[str]]) -> list[list[Placed]]:
    """Each cell at its column, those of rows above that reach down skipped (HTML's table model, "forming a table")."""
    taken: dict[int, int] = {}  # column -> rows below that it still reaches into
    placed = []
    for row, words in zip(rows, texts, strict=True):
        line, column, below = [], 0, {at: rest - 1 for at, rest in taken.items() if rest > 1}
        for cell, text in zip(row.cells, words, strict=True):
            while taken.get(column, 0) > 0:
                column += 1
            line.append(Placed(column, cell.colspan, text, cell.align))
            if cell.rowspan > 1:
                below |= dict.fromkeys(range(column, column + cell.colspan), cell.rowspan - 1)
            column += cell.colspan
        placed.append(line)
        taken = below
    return placed


def widths(placed: list[list[Placed]]) -> dict[int, int]:
    """Column to its width: of the widest cell that covers it alone, WIDEST at most."""
    found: dict[int, int] = {}
    for cell in (cell for line in placed for cell in line if cell.span == 1):
        found[cell.column] = max(found.get(cell.column, 0), min(columns(cell.text), WIDEST))
    return found


def line_of(cells: list[Placed], width_of: dict[int, int]) -> str:
    """One row as a line, without spaces at its end."""
    line = ""
    for cell in cells:
        line = _pad(line, _begin(cell.column, width_of))
        room = _begin(cell.column + cell.span, width_of) - _begin(cell.column, width_of) - len(GAP)
        line += " " * _before(cell, room) + cell.text
        line += GAP
    return line.rstrip(" ")


def _begin(column: int, width_of: dict[int, int]) -> int:
    return sum(width + len(GAP) for at, width in width_of.items() if at < column)


def _pad(line: str, to: int) -> str:
    return line + " " * (to - columns(line))


def _before(cell: Placed, room: int) -> int:
    slack = max(0, room - columns(cell.text))
    return {"start": 0, "center": slack // 2, "end": slack}[cell.align]
