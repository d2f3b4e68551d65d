"""What the cells of a table ask of a page, estimated in em before anything is laid out."""

from __future__ import annotations

import math

from ..model import Break, Cell, Image, Paragraph, text_of, walk
from ..typography import columns

LATIN = 0.6
"""Widest likely mean width of letters and digits in em."""


def width(cell: Cell) -> float:
    """The width of a cell's text on one line, in em of its own size; infinite where it cannot be on one."""
    alone = len(cell.blocks) == 1 and isinstance(cell.blocks[0], Paragraph)
    if cell.blocks and (not alone or any(isinstance(node, (Break, Image)) for node in walk(cell))):
        return math.inf
    return sum((0.0, LATIN, 1.0)[columns(char)] for char in text_of(cell))
