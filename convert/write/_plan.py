"""The plan of a paragraph: the boxes of one of WeasyPrint's line boxes, set in lines, each text box with its segments.

A kind of inline box that is not set yet raises `Unplannable`: one more case in `_cells`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..fonts import Foreign
from ..typography import break_penalties
from . import _lines, _measure
from ._spacing import Cell, track


class Setting(NamedTuple):
    """How lines are set: `gap` of Han and Latin in em; `squeeze` is False where marks keep their em, as in Taiwan."""

    gap: float = 0.08
    squeeze: bool = True


class Segment(NamedTuple):
    """The part of a text box that stands on one line. Offsets are bytes in the text.

    `resume` is None where the line goes on after it.

    `moves` has, by byte offset in the segment, what is added to a cluster's width and to its position, in thousandths of an em.
    """

    start: int
    stop: int
    resume: int | None
    width: float
    moves: dict[int, tuple[int, int]]


class Unplannable(Exception):
    """A line holds what this module does not set: preserved white space, floats, text from right to left."""


def plan(context: Foreign, linebox: Foreign, width: float, indent: float, setting: Setting) -> None:
    """Sets the whole content of a line box in lines of `width` (CSS pixels) and leaves each text box its segments."""
    from weasyprint.formatting_structure import boxes

    texts: list[Foreign] = [box for box in linebox.descendants() if isinstance(box, boxes.TextBox)]
    for box in texts:
        box.__dict__.pop("segments", None)
    try:
        cells = _cells(context, linebox, {id(box): number for number, box in enumerate(texts)})
    except Unplannable:
        return
    found: list[list[Segment]] = [[] for _ in texts]
    justify = linebox.style["text_align_all"] == "justify"
    for number, stretch in enumerate(_stretches(cells)):
        measures = (width - (indent if number == 0 else 0), width)
        _set(stretch, measures, setting, linebox.style["lang"], justify=justify, texts=texts, found=found)
    for box, segments in zip(texts, found, strict=True):
        box.segments = segments


def _cells(context: Foreign, linebox: Foreign, numbers: dict[int, int]) -> list[Cell]:
    """The clusters and objects of a line box in order; "\\n" where its author broke the line."""
    from weasyprint.formatting_structure import boxes

    if linebox.style["direction"] != "ltr":
        raise Unplannable
    out: list[Cell] = []
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
                tail = _edge(child.style, "right")
                if tail and out:
                    out[-1] = out[-1]._replace(tail=out[-1].tail + tail)
            else:
                found = _text_cells(child, numbers) if isinstance(child, boxes.TextBox) else [_object(context, child, linebox)]
                if lead and found:
                    found[0], lead = found[0]._replace(lead=lead), 0.0
                out.extend(found)

    visit(linebox)
    return out


def _text_cells(box: Foreign, numbers: dict[int, int]) -> list[Cell]:
    from weasyprint.text.line_break import create_layout

    text, style = box.text, box.style
    if style["white_space"] == "pre-line" and text == "\n":
        return [Cell("\n", 0.0, style["font_size"])]
    if style["white_space"] != "normal" or not style["font_size"] or _goes_left(text):
        raise Unplannable
    layout = create_layout(text, style, None, None, 0)
    return _measure.cells(layout, text, style, numbers[id(box)])


def _goes_left(text: str) -> bool:
    """Whether a text has right-to-left or preserved control characters, whose clusters do not stand in the order of the text."""
    return any("\u0590" <= char <= "\u08ff" or "\u202a" <= char <= "\u202e" or char in "\n\t\u2028\u2029\u0085\xad" for char in text)


def _object(context: Foreign, box: Foreign, linebox: Foreign) -> Cell:
    """A picture or an inline block, as wide as it will be set."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline

    if not isinstance(box, boxes.ReplacedBox) or box.style["width"] == "auto":
        raise Unplannable
    block = linebox
    copy = inline.atomic_box(context, box.copy(), 0, None, block, [], [])
    return Cell("\ufffc", copy.margin_width(), box.style["font_size"])


def _edge(style: Foreign, side: str) -> float:
    """Margin, border and padding of an inline element at one side, in pixels."""
    lengths = (style[f"margin_{side}"], style[f"padding_{side}"])
    return float(style[f"border_{side}_width"]) + sum(getattr(length, "value", 0) or 0 for length in lengths if length != "auto")


def _stretches(cells: list[Cell]) -> Iterator[list[Cell]]:
    """The cells between the breaks that the author set."""
    start = 0
    for number, cell in enumerate(cells):
        if cell.text == "\n":
            yield cells[start:number]
            start = number + 1
    yield cells[start:]


def _set(
    cells: list[Cell],
    measures: tuple[float, float],
    setting: Setting,
    lang: str | None,
    *,
    justify: bool,
    texts: list[Foreign],
    found: list[list[Segment]],
) -> None:
    """Chooses the lines of a stretch of cells and adds their segments to those of each text box."""
    paragraph = _lines.Paragraph(
        cells, track(cells, setting.gap, squeeze=setting.squeeze), _breaks(cells, lang, measures[1]), measures, justify, setting.squeeze
    )
    for line in _lines.lines(paragraph):
        _add_segments(paragraph, line, texts, found)


def _breaks(cells: list[Cell], lang: str | None, measure: float) -> dict[int, float]:
    """By index of a cell the penalty of a line end before it."""
    text = "".join(cell.text for cell in cells)
    penalties = break_penalties(text)
    positions: dict[int, int] = {}
    here = 0
    for number, cell in enumerate(cells):
        positions[here] = number
        here += len(cell.text)
    breaks = {positions[place]: penalties.get(place, 0.0) for place in _measure.breaks(text, lang) if place in positions}
    return breaks | _emergency(cells, breaks, measure)


def _emergency(cells: list[Cell], breaks: dict[int, float], measure: float) -> dict[int, float]:
    """Line ends within what no rule divides and no line holds: an address, a number without end."""
    found: dict[int, float] = {}
    start = 0
    for end in [*sorted(breaks), len(cells)]:
        if sum(cell.width for cell in cells[start:end]) > measure * 0.6:
            found |= {place: 400.0 for place in range(start + 1, end) if cells[place].text != " "}
        start = end
    return found


def _add_segments(paragraph: _lines.Paragraph, line: _lines.Line, texts: list[Foreign], found: list[list[Segment]]) -> None:
    cells = paragraph.cells
    widths = _lines.widths(paragraph, line)
    goes_on = line.resume < len(cells)
    here = line.start
    while here < line.stop:
        box = cells[here].box
        end = next((number for number in range(here, line.stop) if cells[number].box != box), line.stop)
        if box >= 0:
            length = len(texts[box].text.encode())
            stop = cells[end - 1].offset + len(cells[end - 1].text.encode())
            resume = None
            if end == line.stop and goes_on:
                after = cells[line.resume]
                resume = after.offset if after.box == box else length
            set_widths = widths[here - line.start : end - line.start]
            moves = _moves(cells[here:end], set_widths)
            found[box].append(Segment(cells[here].offset, stop, resume, sum(width for width, _ in set_widths), moves))
        here = end


def _moves(cells: Sequence[Cell], widths: list[tuple[float, float]]) -> dict[int, tuple[int, int]]:
    """What is added to each cluster's width and position, rounded so that a line's rounding never adds up."""
    moves: dict[int, tuple[int, int]] = {}
    owed, paid = 0.0, 0
    for cell, (width, left) in zip(cells, widths, strict=True):
        owed += (width - cell.width) / cell.em * 1000
        change = round(owed) - paid
        paid += change
        if change or left:
            moves[cell.offset - cells[0].offset] = change, -round(left / cell.em * 1000)
    return moves
