"""The content of one of WeasyPrint's line boxes as cells: its text measured, its pictures and edges counted.

A kind of inline box that is not set yet raises `Unplannable`: one more case in `_leaves`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...fonts import Foreign
from . import _marks, _measure, _runs
from ._spacing import BREAK, OBJECT, Cell

_MARKER = 2.0
"""Room of a list's marker in em: the style sheet hangs the first line of an item out by as much."""


class Unplannable(Exception):
    """A line holds what this module does not set: preserved white space, floats, text from right to left."""


class Gathered(NamedTuple):
    """Cells in order; the text boxes that they name by number; the runs of shared marks in each of these."""

    cells: list[Cell]
    texts: list[Foreign]
    runs: list[list[_runs.Run]]


class _Leaf(NamedTuple):
    box: Foreign
    lead: float
    tail: float


def gather(context: Foreign, linebox: Foreign, block: Foreign) -> Gathered:
    """The content of a line box of `block`.

    Raises Unplannable.
    """
    from weasyprint.formatting_structure import boxes

    if linebox.style["direction"] != "ltr":
        raise Unplannable
    leaves = _leaves(linebox)
    texts = [leaf.box for leaf in leaves if isinstance(leaf.box, boxes.TextBox)]
    runs = _shared_runs([box.text for box in texts], centred=context.font_config.setting.centred)
    cells: list[Cell] = []
    number = 0
    for leaf in leaves:
        if isinstance(leaf.box, boxes.TextBox):
            found = _text_cells(leaf.box, number, runs[number])
            number += 1
        else:
            found = [_object(context, leaf.box, block)]
        after_marker = bool(cells) and cells[-1].pad > 0 and cells[-1].text == " "
        if leaf.lead or after_marker:
            found[0] = found[0]._replace(lead=leaf.lead, bound=after_marker, plain=False)
        if leaf.tail:
            found[-1] = found[-1]._replace(tail=leaf.tail, plain=False)
        cells += found
    return Gathered(cells, texts, runs)


def _leaves(linebox: Foreign) -> list[_Leaf]:
    """Text boxes and objects in order, each with the edges of inline elements that begin before it or end after it."""
    from weasyprint.formatting_structure import boxes

    out: list[_Leaf] = []
    lead = 0.0

    def visit(box: Foreign) -> None:
        nonlocal lead
        for child in box.children:
            if not child.is_in_normal_flow():
                if child.is_floated():
                    raise Unplannable
            elif isinstance(child, boxes.InlineBox):
                lead += _edge(child.style, "left")
                visit(child)
                if out:
                    out[-1] = out[-1]._replace(tail=out[-1].tail + _edge(child.style, "right"))
            elif not isinstance(child, boxes.TextBox) or child.text:
                out.append(_Leaf(child, lead, 0.0))
                lead = 0.0

    visit(linebox)
    return out


def _edge(style: Foreign, side: str) -> float:
    """Margin, border and padding of an inline element at one side, in pixels."""
    lengths = (style[f"margin_{side}"], style[f"padding_{side}"])
    return float(style[f"border_{side}_width"]) + sum(getattr(length, "value", 0) or 0 for length in lengths if length != "auto")


def _shared_runs(texts: list[str], *, centred: bool) -> list[list[_runs.Run]]:
    """The runs of shared marks in each text, read in the whole paragraph: a quotation may begin in one element and end in another."""
    whole = _runs.runs("".join(texts), centred=centred)
    out: list[list[_runs.Run]] = []
    start = 0
    for text in texts:
        stop = start + len(text.encode())
        out.append(_runs.part(whole, start, stop) if whole else [])
        start = stop
    return out


def _text_cells(box: Foreign, number: int, runs: list[_runs.Run]) -> list[Cell]:
    from weasyprint.text.line_break import Layout

    text, style = box.text, box.style
    if style["white_space"] == "pre-line" and text == "\n":
        return [Cell(BREAK, 0.0, style["font_size"])]
    is_marker = (box.element_tag or "").endswith("::marker")  # its white space is kept, being one space at its end
    if (style["white_space"] not in ("normal", "nowrap") and not is_marker) or not style["font_size"] or _is_beyond(text):
        raise Unplannable
    layout = Layout(style)
    layout.runs = runs
    layout.set_text(text)
    cells = _measure.cells(layout, text, style, number)
    if style["white_space"] != "normal":
        cells[1:] = [cell._replace(bound=True) for cell in cells[1:]]
    if is_marker:
        missing = _MARKER * style["font_size"] - sum(cell.width for cell in cells)
        cells[-1] = cells[-1]._replace(pad=max(missing, 0.01))
    return [cell._replace(read=True, plain=False) for cell in cells] if _marks.reading_of(box) else cells


def _is_beyond(text: str) -> bool:
    """Whether a text has right-to-left or preserved control characters, whose clusters do not stand in the order of the text."""
    return any("\u0590" <= char <= "\u08ff" or "\u202a" <= char <= "\u202e" or char in "\n\t\u2028\u2029\u0085\xad" for char in text)


def _object(context: Foreign, box: Foreign, block: Foreign) -> Cell:
    """A picture or an inline block, as wide as it will be set."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline
    from weasyprint.layout.percent import resolve_percentages

    if not isinstance(box, boxes.InlineReplacedBox):
        raise Unplannable
    copy = box.copy()
    resolve_percentages(copy, block)
    return Cell(OBJECT, inline.atomic_box(context, copy, 0, None, block, [], []).margin_width(), box.style["font_size"])


def stretches(cells: list[Cell]) -> Iterator[list[Cell]]:
    """The cells between the breaks that the author set."""
    start = 0
    for number, cell in enumerate(cells):
        if cell.text == BREAK:
            yield cells[start:number]
            start = number + 1
    yield cells[start:]
