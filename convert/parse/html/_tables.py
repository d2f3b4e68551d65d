"""Tables: rows and cells as they come, then the decision whether they hold data or only laid a page out.

A new sign of a layout table is one line in `_is_layout`.
"""

from __future__ import annotations

from collections.abc import Callable

from ...model import Align, Block, Caption, Cell, Heading, List, Paragraph, Quote, Row, Table, text_of
from ._frames import Captioned, Frame, joined_caption

_PARAGRAPHS = 3
"""Blocks from which a cell may be an article."""

MAX_SPAN = 1000
"""The most columns that a cell spans (HTML Living Standard 4.9.11), and the most rows that the model has."""


_ORDER = {"thead": 0, "tfoot": 2}
"""Where the rows of a section stand; all others are 1."""


class Grid(Captioned):
    """table; `release` hands on what its cells hold, where it is no table of data."""

    levels = 3  # with row and cell

    def __init__(self, release: Callable[[Frame, Block], None], *, presentational: bool = False) -> None:
        super().__init__()
        self.release, self.presentational = release, presentational
        self.rows: list[tuple[list[Cell], str]] = []
        self.holds_tables = False

    def close(self, parent: Frame) -> None:
        """A Table, or the blocks of its cells where it held no data. What stood between the cells comes first, as browsers show it.

        So do they with a thead, and last comes a tfoot, which HTML 4 wants before the rows (CSS 2.2, 17.2).
        """
        self.rows.sort(key=lambda row: _ORDER.get(row[1], 1))
        for block in self.blocks:
            parent.add(block)
        if isinstance(parent, CellFrame):
            parent.holds_tables = True
        caption = joined_caption(self.legend)
        rows = [row for row, _ in self.rows if row]
        empty = not any(cell.blocks for row in rows for cell in row)
        if empty or self.presentational or self.holds_tables or _is_layout(rows, caption):
            if caption:
                parent.add(Paragraph(caption.inlines, align="center"))
            for row in rows:
                for cell in row:
                    for block in cell.blocks:
                        self.release(parent, _aligned(block, cell.align))
        else:
            parent.add(_table([(row, section == "thead") for row, section in self.rows], caption))


class RowFrame(Frame):
    """tr of a section, named by its tag; what stands in it outside of cells goes before the table."""

    levels = 0

    def __init__(self, section: str = "") -> None:
        super().__init__()
        self.cells: list[Cell] = []
        self.section = section
        self.holds_tables = False

    def keeps_open(self, inner: Frame | None) -> bool:
        """Stray cells make one row."""
        return isinstance(inner, CellFrame)

    def close(self, parent: Frame) -> None:
        """A row of the table around it."""
        super().close(parent)
        if isinstance(parent, Grid):
            parent.rows.append((self.cells, self.section))
            parent.holds_tables = parent.holds_tables or self.holds_tables


class CellFrame(Frame):
    """td and th."""

    levels = 0
    holds_figures = False

    def __init__(self, *, header: bool, colspan: int, rowspan: int, align: Align) -> None:
        super().__init__()
        self.header, self.colspan, self.rowspan, self.align = header, colspan, rowspan, align
        self.holds_tables = False

    def close(self, parent: Frame) -> None:
        """A cell of the row around it; the alignment of its one paragraph is its own. A table within a cell is set anew (HTML 15.3.10)."""
        if isinstance(parent, RowFrame):
            align = _alignment(self.blocks) or ("start" if self.holds_tables else self.align)
            parent.cells.append(Cell(_cell_blocks(self.blocks), self.header, self.colspan, self.rowspan, align))
            parent.holds_tables = parent.holds_tables or self.holds_tables
        else:
            super().close(parent)


def span(value: object, *, zero: int = 1) -> int:
    """A colspan or rowspan as written; 1 for anything that is no number, `zero` for 0: a rowspan to the end of its section."""
    digits = str(value or "").strip(" \t\r\n\f")
    return min(int(digits[:6]) or zero, MAX_SPAN) if digits.isascii() and digits.isdecimal() else 1


def _cell_blocks(blocks: list[Block]) -> tuple[Block, ...]:
    """A paragraph that is set as its cell is says so only once, in the cell."""
    return tuple(Paragraph(block.inlines) if isinstance(block, Paragraph) and len(blocks) == 1 else block for block in blocks)


def _alignment(blocks: list[Block]) -> Align | None:
    """That of a cell's one paragraph, where it has one of its own."""
    only = blocks[0] if len(blocks) == 1 else None
    return only.align if isinstance(only, Paragraph) and only.align != "start" else None


def _aligned(block: Block, align: Align) -> Block:
    if isinstance(block, Paragraph) and block.align == "start" and align != "start":
        return Paragraph(block.inlines, block.indent, align)
    return block


def _is_layout(rows: list[list[Cell]], caption: Caption | None) -> bool:
    """Whether the cells hold parts of a page and not data."""
    if caption or any(cell.header for row in rows for cell in row):
        return False
    if len(rows) < 2 or max((sum(cell.colspan for cell in row) for row in rows), default=0) < 2:
        return True
    if all(len(row) == 1 for row in rows):
        return True
    cells = [cell for row in rows for cell in row]
    return _holds_an_article(cells) or any(_is_page_part(block) for cell in cells for block in cell.blocks)


def _holds_an_article(cells: list[Cell]) -> bool:
    """Whether one cell has several paragraphs and nearly all that the table says."""
    most = max(cells, key=lambda cell: len(cell.blocks))
    size = len(text_of(most.blocks)) if len(most.blocks) >= _PARAGRAPHS else 0
    return size * 10 > sum(len(text_of(cell.blocks)) for cell in cells) * 9


def _is_page_part(block: Block) -> bool:
    return isinstance(block, (Heading, Quote)) or (isinstance(block, List) and len(block.items) > 8)


def _table(rows: list[tuple[list[Cell], bool]], caption: Caption | None) -> Table:
    """Rows of thead, or the first rows of th alone, are the head."""
    count = 0
    for row, is_head in rows:
        if not (is_head or (row and all(cell.header for cell in row))):
            break
        count += 1
    if count == len(rows):
        count = sum(is_head for _, is_head in rows) if not all(is_head for _, is_head in rows) else 1
    head, body = rows[:count], rows[count:]
    return Table(_section(head), _section(body), caption)


def _section(rows: list[tuple[list[Cell], bool]]) -> tuple[Row, ...]:
    """Rows of one section: no cell reaches beyond its end, rows without cells go unless a cell above reaches into them."""
    spanned = any(cell.rowspan > 1 for row, _ in rows for cell in row)
    kept = [row for row, _ in rows if row or spanned]
    return tuple(Row(tuple(_clipped(cell, len(kept) - number) for cell in row)) for number, row in enumerate(kept))


def _clipped(cell: Cell, rows_left: int) -> Cell:
    return cell if cell.rowspan <= rows_left else Cell(cell.blocks, cell.header, cell.colspan, max(rows_left, 1), cell.align)

