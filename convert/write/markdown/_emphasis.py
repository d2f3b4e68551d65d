"""Whether emphasis marks open and close where they are meant to: CommonMark's delimiter algorithm (0.31.2, section 6.2 and its appendix).

The algorithm is run as parsers run it, over the runs of * and ~ that the writer plans. A character that parsers class
differently (a symbol: punctuation since 0.31, none before; a private-use or unassigned one) is tried both ways, and only
a plan that holds both ways is kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product

import msgspec

ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@lru_cache(maxsize=4096)
def kind(char: str) -> str:
    """How a character beside a run counts: "space", "mark" (punctuation), "word", or where parsers differ "unsure" or "surrogates"."""
    if not char or char in " \t\n\f\r":
        return "space"
    category = unicodedata.category(char)
    if char in ASCII_PUNCTUATION or category[0] == "P":
        return "mark"
    if category == "Zs":
        return "space"
    unsure = "unsure" if char < "\U00010000" else "surrogates"  # JavaScript may see half of a character only
    return unsure if category[0] == "S" or category in ("Mn", "Me", "Mc", "Cn", "Co", "Cf", "Cc", "Zl", "Zp") else "word"


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
    ends_nested: bool = False
    """Whether it closes emphasis that holds emphasis of its own character."""

    def flanks(self, reading: Mapping[str, str]) -> tuple[bool, bool]:
        """(can open, can close) where characters that parsers differ on count as `reading` has it."""
        before, after = reading.get("<" + self.before, self.before), reading.get(">" + self.after, self.after)
        if "never" in (before, after):
            return False, False
        opens = after != "space" and (after != "mark" or before in ("space", "mark"))
        closes = before != "space" and (before != "mark" or after in ("space", "mark"))
        return opens, closes


class _Plan(msgspec.Struct):
    """Where one node's delimiters stand: (number of the run, offset in it) of the opening and the closing one, and how long they are."""

    opening: tuple[int, int]
    closing: tuple[int, int] = (-1, -1)
    length: int = 1
    outer: tuple[int, ...] = ()
    """The runs that open the nodes of delimiters around it."""

    def stands(self, runs: Sequence[_Run], flanks: Sequence[tuple[bool, bool]]) -> bool:
        """Whether both its runs can do what it wants of them.

        Within other emphasis mistune and marked have to be spared punctuation; and marked counts a run that could both open
        and close another way than one that could not: *a b**c** d*. Nor does it find what opens in the run that closes emphasis
        with emphasis in it: *a**b**c***d**.
        """
        first, last = self.opening[0], self.closing[0]
        if runs[first].ends_nested and self.opening[1]:
            return False
        if not (flanks[first][0] and flanks[last][1]) or not self.outer:
            return flanks[first][0] and flanks[last][1]
        clear = {"space", "word"}.issuperset((runs[first].before, runs[first].after, runs[last].before, runs[last].after))
        alike = flanks[first][1] == flanks[last][0]
        return clear and alike and (flanks[first][1] or not any(flanks[run][1] for run in self.outer))


MANY = 16


def failing(pieces: Sequence[Piece]) -> set[int]:
    """The nodes whose delimiters would not make just the emphasis that they stand for; empty where all do.

    Not all that fail at once are named: those that cannot stand by themselves, else the innermost; the others may hold without it.
    """
    runs, plans = _runs(pieces)
    doubts = {side for run in runs for side in ("<" + run.before, ">" + run.after) if side[1:] in ("unsure", "surrogates")}
    for choice in product(("mark", "word"), repeat=len(doubts)):
        reading = dict(zip(sorted(doubts), choice, strict=True))
        flanks = [run.flanks(reading) for run in runs]
        if alone := {mark for mark, plan in plans.items() if not plan.stands(runs, flanks)}:
            return alone
        met = _pairs(runs, flanks)
        if wrong := [mark for mark, plan in plans.items() if (plan.opening, plan.closing, plan.length) not in met]:
            return set(wrong if len(wrong) > MANY else wrong[-1:])
    return set()


def _runs(pieces: Sequence[Piece]) -> tuple[list[_Run], dict[int, _Plan]]:
    runs: list[_Run] = []
    plans: dict[int, _Plan] = {}
    open_run = False
    around: list[int] = []
    nests: list[bool] = []  # per node around: whether it holds one of the same character
    for number, piece in enumerate(pieces):
        if piece.mark < 0:
            open_run = open_run and not piece.text
            continue
        if not (open_run and runs[-1].char == piece.text[0]):
            runs.append(_Run(piece.text[0], 0, _beside(pieces, number, -1), "", 0))
        open_run = True
        place = (len(runs) - 1, runs[-1].length)
        if piece.opens:
            plans[piece.mark] = _Plan(place, length=len(piece.text), outer=tuple(around))
            if around and runs[around[-1]].char == runs[-1].char:
                nests[-1] = True
            around.append(place[0])
            nests.append(False)
        else:
            plans[piece.mark].closing = place
            around.pop()
            runs[-1].ends_nested |= nests.pop()
        runs[-1].length += len(piece.text)
        runs[-1].left = runs[-1].length
        runs[-1].after = _beside(pieces, number, 1)
    return runs, plans


def _beside(pieces: Sequence[Piece], number: int, step: int) -> str:
    """How the character beside a delimiter counts, on its left (-1) or right (1).

    A tilde is punctuation to some parsers, to marked it is none, and cmark-gfm looks through it at what lies behind: "never".
    Through an underscore on its left marked looks at what lies behind that.
    """
    at = number + step
    while 0 <= at < len(pieces) and not pieces[at].text:
        at += step
    char = pieces[at].text[0 if step > 0 else -1] if 0 <= at < len(pieces) else ""
    if {char, pieces[number].text[0]} == {"*", "~"}:
        return "never"
    return "unsure" if char == "_" and step < 0 else kind(char)


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
