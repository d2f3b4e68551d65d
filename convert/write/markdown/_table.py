"""Writes plain tables with pipes, their columns aligned by the width that East Asian characters have."""

from __future__ import annotations

from ...model import Align, Cell, Code, Paragraph, Table, walk
from ...typography import columns
from ._inline import Flavour, markdown, runs_of

MAX_PADDING = 60
"""Columns up to which cells are padded: a wider cell would put its width into every row."""

_RULES: dict[Align, tuple[str, str]] = {"start": ("-", "-"), "center": (":", ":"), "end": ("-", ":")}


def is_plain(table: Table, flavour: Flavour) -> bool:
    """Whether pipes can hold it: one head row, cells of one plain paragraph, no spans, one alignment a column."""
    if len(table.head) != 1 or table.caption or not table.head[0].cells:
        return False
    if flavour.pandoc and any(isinstance(node, Code) and "|" in node.text for node in walk(table)):
        return False  # it shows the backslash before a pipe in code
    aligns = [cell.align for cell in table.head[0].cells]
    rows = [row.cells for row in table.head + table.rows]
    return all(
        len(cells) == len(aligns)
        and all(_is_simple(cell, align) and cell.header == (number == 0) for cell, align in zip(cells, aligns, strict=True))
        for number, cells in enumerate(rows)
    )


def _is_simple(cell: Cell, align: Align) -> bool:
    match cell:
        case Cell(blocks=() | (Paragraph(indent=0, align="start"),), colspan=1, rowspan=1):
            return cell.align == align
        case _:
            return False


def table(node: Table, flavour: Flavour) -> list[str]:
    """The lines of a plain table."""
    rows = [[_cell(cell, flavour) for cell in row.cells] for row in node.head + node.rows]
    widths = [max(3, *(columns(text) for text in column)) for column in zip(*rows, strict=True)]
    lines = [_line([_padded(text, width) for text, width in zip(row, widths, strict=True)]) for row in rows]
    rules = (_rule(cell.align, width) for cell, width in zip(node.head[0].cells, widths, strict=True))
    return [lines[0], _line(list(rules)), *lines[1:]]


def _cell(cell: Cell, flavour: Flavour) -> str:
    """A cell's text on one line; the pipe is escaped in code too, for the row is cut before anything else is read (GFM 4.10)."""
    runs = [run for block in cell.blocks if isinstance(block, Paragraph) for run in runs_of(block.inlines)[1]]
    return markdown(runs, flavour, breaks="<br>", lead=" ")[1:].replace("|", "\\|") if runs else ""


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text)) if width <= MAX_PADDING else text


def _rule(align: Align, width: int) -> str:
    first, last = _RULES[align]
    return first + "-" * (min(width, MAX_PADDING) - 2) + last
