"""The plan of a paragraph: the content of one of WeasyPrint's line boxes in lines, each text box with its segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...fonts import Foreign
from ...typography import (
    HALF_EM_DOTS,
    SQUEEZED,
    address_breaks,
    break_penalties,
    inside_brackets,
    inside_phrases,
    name_breaks,
    shared_marks,
    straight_quotes,
)
from . import _lines, _measure, _runs
from ._gather import Gathered, Unplannable, gather, stretches
from ._spacing import BREAK, Cell, track

_IN_BRACKETS, _IN_PHRASE = 30.0, 40.0
"""Penalties of a line end inside the brackets of a centred line, and of one after no mark: a line lacking half its measure costs 25."""

_LONG = 1000
"""Characters from which on a text is worth encoding once."""

_EMERGENCY = 300.0
"""Penalty of a line end inside what no rule divides."""


class Setting(NamedTuple):
    """How lines are set: `gap` of Han and Latin in em; `squeeze` is False where marks keep their em, as in Taiwan; `centred` is True where
    they stand in the middle.

    `marks` is the family whose quotation marks and dashes stand in for those of the `narrow` families (in lower case), `twins` the one for
    characters that share their glyph with a commoner one.
    """

    gap: float = 0.08
    squeeze: bool = True
    half_em_dots: bool = True
    centred: bool = False
    marks: str = ""
    narrow: frozenset[str] = frozenset()
    twins: str = ""


class Segment(NamedTuple):
    """The part of a text box that stands on one line. Offsets are bytes in the box's text.

    `resume` is where the next line begins, None where this one goes on after the box. `moves` has, by byte offset in the segment, what is
    added to a cluster's width and to its position, in thousandths of an em; `centers` are the middles of its characters but not of its
    marks, in pixels from its left.
    """

    start: int
    stop: int
    resume: int | None
    width: float
    moves: dict[int, tuple[int, int]]
    runs: list[_runs.Run]
    centers: list[float]


def plan(context: Foreign, linebox: Foreign, block: Foreign, setting: Setting) -> None:
    """Sets the whole content of a line box in lines as wide as `block`, and leaves each text box its segments."""
    wanted = (block.width, linebox.text_indent, setting)
    if linebox.__dict__.get("planned") == wanted:
        return  # WeasyPrint lays out cells and pages with notes several times
    for box in linebox.__dict__.pop("planned_texts", ()):
        box.__dict__.pop("segments", None)
    try:
        gathered = gather(context, linebox, block)
    except Unplannable:
        return
    linebox.planned, linebox.planned_texts = wanted, gathered.texts
    found: list[list[Segment]] = [[] for _ in gathered.texts]
    align = linebox.style["text_align_all"]
    for number, cells in enumerate(stretches(gathered.cells)):
        measures = (block.width - (linebox.text_indent if number == 0 else 0), block.width)
        paragraph = _paragraph(cells, measures, setting, linebox.style["lang"], align, [box.style for box in gathered.texts])
        for line in _lines.lines(paragraph):
            _add_segments(paragraph, line, gathered, found)
    for box, segments in zip(gathered.texts, found, strict=True):
        box.segments, box.encoded = segments, box.text.encode()
        if len(box.text) > _LONG:
            box.text = _LongText(box.text)
            box.text.encoded = _LongBytes(box.encoded)


class _LongText(str):
    """A text that is encoded once: WeasyPrint 70 does it four times a line, which takes the square of the length of a paragraph."""

    __slots__ = ("encoded",)
    encoded: bytes

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:  # noqa: ARG002 - the signature of str
        """In UTF-8, as WeasyPrint asks."""
        return self.encoded


class _LongBytes(bytes):
    """What lies before a line, `[:stop]`, is its last character alone: WeasyPrint decodes the whole and looks at no other."""

    def __getitem__(self, key: Foreign) -> Foreign:
        if not isinstance(key, slice) or key.start is not None or not key.stop:
            return super().__getitem__(key)
        start = key.stop - 1
        while start and super().__getitem__(start) & 0xC0 == 0x80:  # the later bytes of a character in UTF-8 (RFC 3629, 3)
            start -= 1
        return super().__getitem__(slice(start, key.stop))


def _paragraph(cells: list[Cell], measures: tuple[float, float], setting: Setting, lang: str | None, align: str,
               styles: list[Foreign]) -> _lines.Paragraph:  # fmt: skip
    dots = HALF_EM_DOTS if setting.half_em_dots else frozenset()
    sums = track(cells, setting.gap, squeeze=setting.squeeze, half_em_dots=dots)
    breaks = _breaks(cells, lang, measures[1], title=align == "center")
    cells = _loosened(cells, breaks, styles)
    return _lines.Paragraph(cells, sums, breaks, measures, align == "justify", setting.squeeze, align == "center")


def _loosened(cells: list[Cell], breaks: dict[int, float], styles: list[Foreign]) -> list[Cell]:
    """The cells, those that may end a line told of the kerning that they lose there."""
    found = list(cells)
    for place in breaks:
        last = _lines.solid(cells, 0, place) - 1
        cell = cells[last]
        if not cell.plain and cell.box >= 0 and cell.text.isascii() and cell.text not in (" ", BREAK):
            found[last] = cell._replace(loose=_measure.alone(cell.text, styles[cell.box]) - cell.width)
    return found


def _breaks(cells: list[Cell], lang: str | None, measure: float, *, title: bool) -> dict[int, float]:
    """By index of a cell the penalty of a line end before it."""
    text = "".join(cell.text for cell in cells)
    positions: dict[int, int] = {}
    here = 0
    for number, cell in enumerate(cells):
        positions[here] = number
        here += len(cell.text)
    latin = {place for start, stop, is_latin in shared_marks(text) if is_latin for place in range(start, stop + 1)}
    penalties = dict.fromkeys(_measure.breaks(text, lang, latin), 0.0) | break_penalties(text) | name_breaks(text) | address_breaks(text)
    for place in straight_quotes(text):
        penalties.pop(place, None)
    if title:
        within, phrases = inside_brackets(text), inside_phrases(text)
        penalties = {
            place: penalty + _IN_BRACKETS * (place in within) + _IN_PHRASE * (place in phrases) for place, penalty in penalties.items()
        }
    breaks = {positions[place]: penalty for place, penalty in penalties.items() if place in positions and not cells[positions[place]].bound}
    return _emergency(cells, breaks, measure) | breaks


def _emergency(cells: list[Cell], breaks: dict[int, float], measure: float) -> dict[int, float]:
    """Line ends within what no rule divides and no line holds."""
    found: dict[int, float] = {}
    start = 0
    for end in [*sorted(breaks), len(cells)]:
        if sum(cell.width for cell in cells[start:end]) > measure * 0.6:
            found |= {place: _EMERGENCY for place in range(start + 1, end) if cells[place].text != " " and not cells[place].bound}
        start = end
    return found


def _add_segments(paragraph: _lines.Paragraph, line: _lines.Line, gathered: Gathered, found: list[list[Segment]]) -> None:
    """Cuts a line at the edges of its text boxes."""
    cells = paragraph.cells
    widths = _lines.widths(paragraph, line)
    here = line.start
    while here < line.stop:
        box = cells[here].box
        end = next((number for number in range(here, line.stop) if cells[number].box != box), line.stop)
        if box >= 0:
            resume = None
            if end == line.stop and line.resume < len(cells):
                after = cells[line.resume]
                resume = after.offset if after.box == box else len(gathered.texts[box].text.encode())
            found[box].append(_segment(cells[here:end], widths[here - line.start : end - line.start], resume, gathered.runs[box]))
        here = end


def _segment(cells: Sequence[Cell], widths: list[tuple[float, float]], resume: int | None, runs: list[_runs.Run]) -> Segment:
    start, stop = cells[0].offset, cells[-1].offset + len(cells[-1].text.encode())
    centers: list[float] = []
    x = 0.0
    for cell, (width, left) in zip(cells, widths, strict=True):
        if cell.text not in SQUEEZED and cell.text != " ":
            centers.append(x - left + cell.width / 2)
        x += width
    return Segment(start, stop, resume, x, _moves(cells, widths), _runs.part(runs, start, stop), centers)


def _moves(cells: Sequence[Cell], widths: list[tuple[float, float]]) -> dict[int, tuple[int, int]]:
    """What is added to each cluster's width and position, rounded so that a line's rounding never adds up."""
    drawn = [*(cell.width for cell in cells[:-1]), cells[-1].width + cells[-1].loose]
    moves: dict[int, tuple[int, int]] = {}
    owed, paid = 0.0, 0
    for cell, natural, (width, left) in zip(cells, drawn, widths, strict=True):
        owed += (width - natural) / cell.em * 1000
        change = round(owed) - paid
        paid += change
        if change or left:
            moves[cell.offset - cells[0].offset] = change, -round(left / cell.em * 1000)
    return moves
