"""Tables that fit their page: what a column needs at least, and how small a table is set that needs more than the page has.

An estimate, made before anything is laid out: WeasyPrint lets a table run over the edge of the paper, where a printer cuts it.
"""

from __future__ import annotations

from ...model import Cell, Image, NoteRef, Row, Table, text_of, walk
from ...regex import regex
from ...typography import columns
from .._cells import LATIN, width

_SMALLEST = 0.7
"""Share of its size down to which a table is set smaller before words are divided in it."""

_PADDING, _TIGHT_PADDING = 1.2, 0.4
"""Blank of a cell, both sides and its rules, in em: as the style sheet has it, and that of a table too wide for its page."""

_PICTURE = 4.0
"""Width to which a picture in a table may be pressed, in em."""

_SHORT = (8.0, 5.0, 3.0)
"""Widths in em up to which cells are set on one line, the widest that the page has room for: 工序 is no column of one character."""

_ROOM = 1.25
"""What a column of longer cells keeps for itself where it has so much to say, as a multiple of that width."""

_FEW, _BRIEF = 7, 60
"""Rows of a table that no page divides, its head counted, and the columns that its cells may then have to say, two for a Han character."""

_WORD = regex(r"[!-~\u00a1-\u052f]+")


def fitting(table: Table, measure: float) -> tuple[float, bool]:
    """The share of its size at which a table fits into a measure in em of that size, and whether its words are divided for it."""
    needed = [_needed(column) for column in _columns(table)]
    whole = sum(needed) + _PADDING * len(needed)
    if whole <= measure:
        return 1.0, False
    if measure / whole >= _SMALLEST:
        return measure / whole, False
    return min(_SMALLEST, measure / ((1 + _TIGHT_PADDING) * len(needed))), True


def stays_whole(table: Table) -> bool:
    """Whether a table is so short that it goes to the next page rather than be divided; one with pictures or notes may be tall."""
    rows = (*table.head, *table.rows)
    says = max((columns(text_of(cell)) for row in rows for cell in row.cells), default=0)
    return len(rows) <= _FEW and says <= _BRIEF and not any(isinstance(node, (Image, NoteRef, Table)) for row in rows for node in walk(row))


def unbroken(table: Table, measure: float) -> float:
    """The width in em up to which the cells of a table stay on one line, 0 where no cell can."""
    asked = [(_needed(cells), [width(cell) for cell in cells if cell.colspan <= 1]) for cells in _columns(table)]
    for limit in _SHORT:
        room = (max(needed, *(one if one <= limit else min(one, limit * _ROOM) for one in widths or (0.0,))) for needed, widths in asked)
        if sum(room) + _PADDING * len(asked) <= measure:
            return limit
    return 0.0


def _columns(table: Table) -> list[list[Cell]]:
    """The cells by the column they begin in; those that span several are in the first, where they say too much rather than too little."""
    found: list[list[Cell]] = []
    for row in (*table.head, *table.rows):
        for place, cell in enumerate(_spread(row)):
            if place == len(found):
                found.append([])
            if cell is not None:
                found[place].append(cell)
    return found


def _spread(row: Row) -> list[Cell | None]:
    return [one for cell in row.cells for one in (cell if cell.colspan <= 1 else None, *[None] * (min(cell.colspan, 100) - 1))]


def _needed(cells: list[Cell]) -> float:
    """The widest thing in a column that is not divided, in em."""
    words = (columns(word) * LATIN for cell in cells for word in _WORD.findall(text_of(cell)))
    pictures = (_PICTURE for cell in cells if any(isinstance(node, Image) for node in walk(cell)))
    return max((1.0, *words, *pictures))
