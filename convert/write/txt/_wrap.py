"""Wraps lines by East Asian width with kinsoku, for formats of fixed columns; a rule of where no line may end is one row in `_GLUE`.

Which marks may not begin or end a line stands in typography.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from ...typography import NO_LINE_END, NO_LINE_START, columns, is_wide

_PAIRED = frozenset("—…⸺⋯")
"""GB/T 15834 5.1.6 and 5.1.7: the dash and the ellipsis stand on one line."""

_JOINERS = "\u200d\u2060\u00a0\u202f\ufeff"
"""UAX #14, classes WJ, GL and ZWJ: no break on either side."""

# Each row: whether no line may end between two characters that stand side by side.
_GLUE: tuple[Callable[[str, str], bool], ...] = (
    lambda before, after: after in NO_LINE_START or before in NO_LINE_END,
    lambda before, after: before == after and after in _PAIRED,
    lambda before, after: before in _JOINERS or after in _JOINERS,
    lambda before, after: before not in " \t" and not is_wide(before) and not is_wide(after) and before not in _PAIRED,
)


def wrap(text: str, width: int, first: str = "") -> list[str]:
    """The lines of `text`, each at most `width` columns wide unless one unbreakable piece is wider; `first` begins the first of them.

    With a width of 0 it is one line. ASCII spaces at a line's end fall away, no other character does.
    """
    if not width:
        return [first + text]
    lines, line, used = [], first, columns(first)
    for piece in pieces(text):
        needed = columns(piece.rstrip(" "))
        if line != first and used + needed > width:
            lines.append(line.rstrip(" "))
            line, used, first = "", 0, ""
        line += piece
        used += columns(piece)
    return [*lines, line]


def pieces(text: str) -> Iterator[str]:
    """The text in parts that no line end may divide: words, numbers, pairs, marks with what they belong to."""
    begin, visible = 0, ""
    for at in range(1, len(text)):
        visible = visible if text[at - 1] == " " else text[at - 1]
        if visible in NO_LINE_END or _belongs(text[at]):  # UAX #14, LB14: no break behind an opening mark, even after spaces
            continue
        if not any(glued(text[at - 1], text[at]) for glued in _GLUE):
            yield text[begin:at]
            begin = at
    if text:
        yield text[begin:]


def _belongs(char: str) -> bool:
    """Whether a character stays with the one before it: combining marks, variation selectors, skin tones, and spaces, which hang."""
    return char == " " or unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf") or "\U0001f3fb" <= char <= "\U0001f3ff"
