"""Where the lines of a paragraph end, and how wide each of its characters stands: the best set of lines, not the first that fits.

Knuth and Plass, "Breaking Paragraphs into Lines" (1981), with the room that Chinese marks give (CLREQ 3.1.6). Pure arithmetic.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from ...typography import SQUEEZED, is_full_width
from ._spacing import Cell, Joint, Track

# Demerits, on the scale where a line stretched to its limit costs 100.
SPARE = 400.0
SHORT = 1000.0
LONE = 4000.0
OVERFULL = 1e6
_SHORTEST = 3.5  # em that a line may lack of its measure and still be spread to it
_SHRINK_EASE = 0.7  # squeezing a mark shows less than spreading a line: compress first, then stretch (CLREQ 3.1.6)


class Line(NamedTuple):
    """A line: cells `start` to `stop` (spaces at its end left out), the next line begins at `resume`.

    `ratio` is the share of the stretch (positive) or shrink (negative) of its joints that it takes; what it has above 1 is the share of
    their reserve.
    """

    start: int
    stop: int
    resume: int
    ratio: float


class Paragraph(NamedTuple):
    """What the lines are chosen from: `breaks` maps the index of a cell to the penalty of a line end before it; the end is not in it.

    `measures` are the width of the first line and of the others; `justify` is False where lines are not spread, `balance` True where they
    are to be equally long, as in a title.
    """

    cells: Sequence[Cell]
    track: Track
    breaks: dict[int, float]
    measures: tuple[float, float]
    justify: bool = True
    trim: bool = True
    balance: bool = False


def natural(paragraph: Paragraph, start: int, stop: int) -> float:
    """The width of a line before it is stretched or shrunk: its edges trimmed, what lies between it and the next line left out."""
    width, joints = paragraph.track.width, paragraph.track.joints
    first, last = paragraph.cells[start], paragraph.cells[stop - 1]
    whole = width[stop] - width[start] - joints[stop - 1].fixed + last.loose
    return whole - (first.before + last.after if paragraph.trim else 0.0)


def lines(paragraph: Paragraph) -> list[Line]:
    """The lines of a paragraph; an empty one has none."""
    cells = paragraph.cells
    stops = [*sorted(paragraph.breaks), len(cells)] if cells else []
    best: dict[int, tuple[float, int, float]] = {0: (0.0, 0, 0.0)}  # by break: demerits, the break before it, the ratio of its line
    reached = [0]
    for place, end in enumerate(stops):
        starts = _starts(paragraph, stops, place, reached)
        if starts:
            best[end] = _best(paragraph, starts, end, best)
            reached.append(end)
    chain: list[Line] = []
    here = len(cells)
    while here > 0:
        _, before, ratio = best[here]
        chain.append(Line(before, solid(cells, before, here), here, ratio))
        here = before
    return chain[::-1]


def solid(cells: Sequence[Cell], start: int, stop: int) -> int:
    """The end of a line without the spaces at it."""
    while stop > start + 1 and cells[stop - 1].text == " ":
        stop -= 1
    return stop


def _starts(paragraph: Paragraph, stops: list[int], place: int, reached: list[int]) -> list[int]:
    """The breaks from which a line to this one may begin. None where each such line would be far too short.

    A line is allowed to be short only if it is the last, or if what follows is too long to be divided well.
    """
    width, shrink, end = paragraph.track.width, paragraph.track.shrink, stops[place]
    em, (first, others) = paragraph.cells[0].em, paragraph.measures
    give = shrink[end] - shrink[max(0, end - int(2.5 * others / em))]
    longest = max(first, others) + em + give
    low, high = bisect_left(width, width[end] - longest), end
    if paragraph.justify and end != stops[-1] and width[stops[place + 1]] - width[end] < 3 * em:
        high = min(end, bisect_right(width, width[end] - others + _SHORTEST * em))
    near = reached[bisect_left(reached, low) : bisect_left(reached, high)]
    if not near and low == 0 and width[end] > first - _SHORTEST * em:
        return [0]
    if near or width[end] - width[reached[-1]] < longest:
        return near
    return reached[-1:]


def _best(paragraph: Paragraph, starts: list[int], end: int, best: dict[int, tuple[float, int, float]]) -> tuple[float, int, float]:
    """The least demerits of all ways that end with a line from one of `starts` to `end`, its start and its ratio.

    This is the loop that a paragraph's time goes into: what does not depend on the start stands before it.
    """
    cells, measures, trim = paragraph.cells, paragraph.measures, paragraph.trim
    width, stretch, shrink, reserve, joints = paragraph.track
    stop = solid(cells, starts[-1], end)
    right = width[stop] - joints[stop - 1].fixed + cells[stop - 1].loose - (cells[stop - 1].after if trim else 0.0)
    grow, give, spare = stretch[stop - 1], shrink[stop - 1], reserve[stop - 1]
    last = end == len(cells)
    free = last or not paragraph.justify
    balance = not paragraph.justify and (paragraph.balance or not last)
    found: list[tuple[float, int, float]] = []
    for start in starts:
        measure = measures[0] if start == 0 else measures[1]
        slack = measure - right + width[start] + (cells[start].before if trim else 0.0)
        ratio, demerits = _fit(slack, grow - stretch[start], give - shrink[start], spare - reserve[start], free=free)
        if balance:
            demerits += 100 * max(0.0, slack / measure) ** 2
        if last and start and end - start < 6 and _is_lone(cells[start:stop]):
            demerits += LONE
        found.append((best[start][0] + demerits, start, ratio))
    least = min(found)
    return least[0] + paragraph.breaks.get(end, 0.0), least[1], least[2]


def _fit(slack: float, grow: float, give: float, spare: float, *, free: bool) -> tuple[float, float]:
    """The ratio of a line and what it costs; `free` lines are never stretched."""
    if slack < -1e-6:
        if -slack > give + 1e-6:
            return -1.0 if give else 0.0, OVERFULL - slack
        return slack / give, 100 * _SHRINK_EASE * (-slack / give) ** 3
    if free or slack <= 1e-6:
        return 0.0, 0.0
    if slack > grow + spare:
        return 1.0 if grow else 0.0, 100 + SHORT * (1 + slack - grow)
    if slack > grow:
        share = (slack - grow) / spare
        return 1.0 + share, 100 + SPARE * share
    return slack / grow, 100 * (slack / grow) ** 3


def _is_lone(cells: Sequence[Cell]) -> bool:
    """孤字: one character, with or without its mark, alone on the last line (CLREQ 6.2)."""
    said = [cell for cell in cells if cell.text not in SQUEEZED]
    return len(said) == 1 and is_full_width(said[0].text[0])


def widths(paragraph: Paragraph, line: Line) -> list[tuple[float, float]]:
    """For each cell of a line: its width as set (without lead and tail), and how far its glyph moves left into its blank."""
    cells, joints = paragraph.cells, paragraph.track.joints
    out: list[tuple[float, float]] = []
    shift = cells[line.start].before if paragraph.trim else 0.0
    for index in range(line.start, line.stop):
        cell, here = cells[index], joints[index]
        width = cell.width + cell.pad - shift
        left, shift = shift - cell.pad / 2, 0.0
        if index == line.stop - 1:
            width += cell.loose - (cell.after if paragraph.trim else 0.0)
        else:
            change = here.fixed + _taken(here, line.ratio)
            width, shift = width + _own(cell, change), _next(cell, cells[index + 1], change)
        out.append((width, left))
    return out


def _taken(here: Joint, ratio: float) -> float:
    """What a joint adds to its fixed width in a line of this ratio."""
    if ratio > 1:
        return here.stretch + here.reserve * (ratio - 1)
    return here.stretch * ratio if ratio > 0 else here.shrink * ratio


def _own(left: Cell, change: float) -> float:
    """How much of a joint's change the left cell bears: growth wholly, squeezing as far as its own blank reaches."""
    return change if left.text == " " else max(change, -left.after)


def _next(left: Cell, right: Cell, change: float) -> float:
    """What the right cell's blank gives of a joint's change."""
    return max(0.0, _own(left, change) - change) if right.before else 0.0
