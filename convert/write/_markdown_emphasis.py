"""Whether emphasis marks open and close where they are meant to: CommonMark's delimiter algorithm (0.31.2, section 6.2 and its appendix).

The algorithm is run as parsers run it, over the runs of * and ~ that the writer plans. A character that parsers class
differently (a symbol: punctuation since 0.31, none before; a private-use or unassigned one) is tried both ways, and only
a plan that holds both ways is kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@lru_cache(maxsize=4096)
def kind(char: str) -> str:
    """How a character beside a run counts: "space", "mark" (punctuation), "word", or "unsure" where parsers differ; "" is a line's edge."""
    if not char or char in " \t\n\f\r":
        return "space"
    category = unicodedata.category(char)
    if char in ASCII_PUNCTUATION or category[0] == "P":
        return "mark"
    if category == "Zs":
        return "space"
    return "unsure" if category[0] == "S" or category in ("Cn", "Co", "Cf", "Cc", "Zl", "Zp") else "word"


class Piece(msgspec.Struct):
    """A stretch of output: `text` as written; `mark` is the number of the node whose delimiter it is, -1 for all else."""

    text: str
    mark: int = -1
    opens: bool = False


class _Run(msgspec.Struct):
    """A delimiter run: `left` counts its delimiters not yet used, `used` those used as closers."""

    char: str
    length: int
    before: str
    after: str
    left: int
    used: int = 0

    def flanks(self, unsure: str) -> tuple[bool, bool]:
        """(can open, can close) where characters that parsers differ on count as `unsure`."""
        before, after = (unsure if side == "unsure" else side for side in (self.before, self.after))
        opens = after != "space" and (after != "mark" or before in ("space", "mark"))
        closes = before != "space" and (before != "mark" or after in ("space", "mark"))
        return opens, closes


class _Plan(msgspec.Struct):
    """Where one node's delimiters stand: (number of the run, offset in it) of the opening and the closing one, and how long they are."""

    opening: tuple[int, int]
    closing: tuple[int, int] = (-1, -1)
    length: int = 1


def failing(pieces: Sequence[Piece]) -> set[int]:
    """The nodes whose delimiters would not make just the emphasis that they stand for; empty where all do.

    Not all that fail at once are named: those that cannot open or close by themselves, else the innermost; the others may hold without it.
    """
    runs, plans = _runs(pieces)
    readings = ("mark", "word") if any("unsure" in (run.before, run.after) for run in runs) else ("mark",)
    for unsure in readings:
        flanks = [run.flanks(unsure) for run in runs]
        if alone := {mark for mark, plan in plans.items() if not (flanks[plan.opening[0]][0] and flanks[plan.closing[0]][1])}:
            return alone
        met = _pairs(runs, flanks)
        if wrong := [mark for mark, plan in plans.items() if (plan.opening, plan.closing, plan.length) not in met]:
            return {wrong[-1]}
    return set()


def _runs(pieces: Sequence[Piece]) -> tuple[list[_Run], dict[int, _Plan]]:
    runs: list[_Run] = []
    plans: dict[int, _Plan] = {}
    open_run = False
    for number, piece in enumerate(pieces):
        if piece.mark < 0:
            open_run = open_run and not piece.text
            continue
        if not (open_run and runs[-1].char == piece.text[0]):
            runs.append(_Run(piece.text[0], 0, _beside(piece.text[0], (other.text[::-1] for other in reversed(pieces[:number]))), "", 0))
        open_run = True
        place = (len(runs) - 1, runs[-1].length)
        if piece.opens:
            plans[piece.mark] = _Plan(place, length=len(piece.text))
        else:
            plans[piece.mark].closing = place
        runs[-1].length += len(piece.text)
        runs[-1].left = runs[-1].length
        runs[-1].after = _beside(piece.text[0], (other.text for other in pieces[number + 1 :]))
    return runs, plans


def _beside(mark: str, texts: Iterable[str]) -> str:
    """How the character beside a run counts; `texts` are what stands there, nearest first.

    cmark-gfm looks through tildes, others take them for punctuation: beside a run of stars they are as unsure as what lies behind them.
    """
    chars = (char for text in texts for char in text)
    first = next(chars, "")
    if first != "~" or mark == "~":
        return kind(first)
    return "mark" if kind(next((char for char in chars if char != "~"), "")) == "mark" else "unsure"


Place = tuple[int, int]


def _pairs(runs: list[_Run], flanks: list[tuple[bool, bool]]) -> set[tuple[Place, Place, int]]:
    """The pairs of delimiters that a parser makes: "process emphasis" of the specification."""
    for run in runs:
        run.left, run.used = run.length, 0
    met: set[tuple[Place, Place, int]] = set()
    openers: list[int] = []
    for number, closer in enumerate(runs):
        can_open, can_close = flanks[number]
        while can_close and closer.left and (at := _opener(runs, flanks, openers, number)) is not None:
            del openers[at + 1 :]
            opener = runs[openers[at]]
            length = 2 if opener.left >= 2 and closer.left >= 2 else 1
            opener.left -= length
            met.add(((openers[at], opener.used + opener.left), (number, closer.used), length))
            closer.left -= length
            closer.used += length
            if not opener.left:
                del openers[at]
        if can_open and closer.left:
            openers.append(number)
    return met


def _opener(runs: list[_Run], flanks: list[tuple[bool, bool]], openers: list[int], closer: int) -> int | None:
    """The nearest run that `closer` can close, by its place among the openers."""
    one = runs[closer]
    for at in range(len(openers) - 1, -1, -1):
        other = runs[openers[at]]
        if other.char != one.char:
            continue
        if one.char == "~":
            if other.length == one.length == 2:
                return at
            continue
        both = flanks[openers[at]][1] or flanks[closer][0]
        odd = (other.length + one.length) % 3 == 0 and (other.length % 3 or one.length % 3)
        if not (both and odd):
            return at
    return None
