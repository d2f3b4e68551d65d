"""The spaces of a Chinese line: what each boundary between two characters keeps, gives and takes.

Pure arithmetic over `Cell`s, all lengths in one unit (CSS pixels here). The marks and their rules are rows in typography.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from ...typography import CLOSING, OPENING, SHRINKABLE, SQUEEZED, STOPS, UNBROKEN_PAIRS, is_full_width

# pdftotext and pdfminer take a gap of a tenth of an em for a space (measured; TYPOGRAPHY 2.4 of the design).
WIDEST_GAP = 0.098
"""The widest gap between two characters, in em, that is copied as no space."""

_WIDEST_STEP = 0.02
"""The same between characters of two sizes, and beside one with a reading: pdftotext begins a new word there."""

_QUOTES = frozenset("“”‘’")

SPACE_STRETCH = 0.35
SPACE_SHRINK = 0.08
"""How much a space between words may grow and shrink, in em."""

SPACE_RESERVE = 0.75
LETTER_RESERVE = 0.03
"""How much more a space, and how much the letters of a word, may grow in a line that would fall short of its measure otherwise, in em."""


OBJECT, BREAK = "\ufffc", "\n"
"""The text of a cell that is a picture, and of one that is a line end set by the author."""


class Cell(NamedTuple):
    """One cluster of a paragraph, or an object.

    `width` is natural; `before` and `after` are the blanks that squeezing may take at its left and right; `lead` and `tail` belong to the
    edges of inline elements around it; `pad` is the room after a list's marker; `loose` is what its width grows by where nothing follows
    it, kerning being part of a width. `box` is the number of its text box, -1 for an object,
    `offset` counts bytes there. No line ends before a `bound` cell; over a `read` one stands a reading; a `plain` one is a Han character
    and nothing else, as most are.
    """

    text: str
    width: float
    em: float
    box: int = -1
    offset: int = 0
    before: float = 0.0
    after: float = 0.0
    lead: float = 0.0
    tail: float = 0.0
    pad: float = 0.0
    loose: float = 0.0
    bound: bool = False
    read: bool = False
    plain: bool = False


class Track(NamedTuple):
    """Sums over a paragraph: item i says what lies left of cell i. A line from s to e is a difference of two of them."""

    width: list[float]
    stretch: list[float]
    shrink: list[float]
    reserve: list[float]
    joints: list[Joint]


class Joint(NamedTuple):
    """The boundary after a cell: `fixed` changes its width always, `stretch` and `shrink` are the most that a line may add and take.

    `reserve` is what a line may add beyond that before it is left short of its measure.
    """

    fixed: float = 0.0
    stretch: float = 0.0
    shrink: float = 0.0
    reserve: float = 0.0


def joint(left: Cell, right: Cell, gap: float, *, squeeze: bool, half_em_dots: frozenset[str] = frozenset()) -> Joint:
    """What stands between two cells of one line; `gap` is that of Han and Latin in em."""
    a, b = left.text[-1], right.text[0]
    if a == " " or b == " ":
        return _space(left.em) if a == " " and not left.pad else Joint()
    if left.text + right.text in UNBROKEN_PAIRS or OBJECT in (a, b):
        return Joint()
    wide = _is_wide(left, a), _is_wide(right, b)
    em = min(left.em, right.em)
    if not any(wide):
        return Joint(reserve=LETTER_RESERVE * em)
    if a in half_em_dots or b in half_em_dots:
        return _dotted(left if a in half_em_dots else right, em)
    edges = left.tail + right.lead
    if not all(wide) and a not in SQUEEZED and b not in SQUEEZED:
        return _mixed(a, b, em, max(0.0, gap - edges / em))
    taken = _squeezed(left, right) if squeeze else 0.0
    give = 0.0 if taken else SHRINKABLE.get(a, 0) * left.after + SHRINKABLE.get(b, 0) * right.before
    widest = WIDEST_GAP if left.em == right.em and not (left.read or right.read) else _WIDEST_STEP
    return Joint(-taken, max(0.0, widest * em - edges), give if squeeze else 0.0)


def _space(em: float) -> Joint:
    return Joint(0.0, SPACE_STRETCH * em, SPACE_SHRINK * em, SPACE_RESERVE * em)


def _is_wide(cell: Cell, char: str) -> bool:
    """Whether a cell is set full width: Latin quotation marks share their code points with Chinese ones and are not."""
    return is_full_width(char) and not (char in _QUOTES and cell.width < 0.6 * cell.em)


def _dotted(dot: Cell, em: float) -> Joint:
    """An interpunct in the middle of half an em (CLREQ 3.1.1), whatever the font gives it."""
    pad = max(0.0, em / 2 - dot.width) / 2
    return Joint(pad, max(0.0, WIDEST_GAP * em - pad))


def _mixed(a: str, b: str, em: float, gap: float) -> Joint:
    """Han beside a Latin letter or a digit (CLREQ 3.2.1); other signs keep close."""
    latin = b if is_full_width(a) else a
    if not latin.isalnum():
        return Joint(0.0, WIDEST_GAP * em, 0.0)
    return Joint(gap * em, max(0.0, WIDEST_GAP - gap) * em, gap * em)


def _squeezed(left: Cell, right: Cell) -> float:
    """Half an em of two adjacent marks (CLREQ 3.1.6): of a closing one before any mark, of an opening one after an opening one."""
    a, b = left.text[-1], right.text[0]
    if a in CLOSING | STOPS and b in SQUEEZED:
        return left.after
    return right.before if a in OPENING and b in OPENING else 0.0


def track(cells: Sequence[Cell], gap: float, *, squeeze: bool, half_em_dots: frozenset[str] = frozenset()) -> Track:
    """The running sums of a paragraph."""
    plain = {em: Joint(0.0, WIDEST_GAP * em) for em in {cell.em for cell in cells}}
    joints = [
        plain[left.em]  # two Han characters of one size: most boundaries by far
        if left.plain and right.plain and left.em == right.em
        else joint(left, right, gap, squeeze=squeeze, half_em_dots=half_em_dots)
        for left, right in pairwise(cells)
    ]
    joints.append(Joint())
    pairs = list(zip(cells, joints, strict=False))
    return Track(
        list(accumulate((cell.lead + cell.width + cell.pad + cell.tail + here.fixed for cell, here in pairs), initial=0.0)),
        list(accumulate((here.stretch for _, here in pairs), initial=0.0)),
        list(accumulate((here.shrink for _, here in pairs), initial=0.0)),
        list(accumulate((here.reserve for _, here in pairs), initial=0.0)),
        joints,
    )
