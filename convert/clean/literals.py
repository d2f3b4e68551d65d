"""What a text must hold for an expression to match it, read from the expression without compiling it.

There are hundreds of expressions, and most lines match none. To compile one takes a millisecond, half of it in the sets of Chinese
characters (CPython's `_optimize_charset` walks them in a table of 65 536): all of them take longer than an article. So each is read once
for words of which every match holds one, as RE2's FilteredRE2 does, and compiled when a line has such a word. What is not understood
counts as no word, and then the expression is always asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from ..regex import regex

Words = tuple[str, ...]

_MOST = 16
"""Words that an expression may be multiplied out to."""
_WORD = r"[^\\\[\](){}.^$*+?|]+"
_TIMES = r"(?:[*+?]|\{\d*,?\d*\})[?+]?"
_TOKEN = regex(
    rf"(?P<words>{_WORD})"
    rf"|(?P<gap>(?:\\[dswDSW]|\.)(?:{_TIMES})?)"
    rf"|\((?:\?:|\?P<\w+>)?(?P<choice>{_WORD}(?:\|{_WORD})*)\)"
    rf"|\[(?P<set>\^?\]?(?:\\.|[^\]\\])*)\]"
    rf"|(?P<open>\((?:\?(?:P<\w+>|:|>|<?[=!]))?)|(?P<close>\))|(?P<bar>\|)"
    rf"|(?P<times>{_TIMES})"
    rf"|\\(?P<escape>u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|x[0-9a-fA-F]{{2}}|N\{{[^}}]*\}}|.)"
    rf"|(?P<other>.)",
    re.DOTALL,
)
_OWN_SYNTAX = regex(r"(?<!\\)\(\?(?!P<|:|>|<?[=!])|\\[1-9]")
"""Flags, conditions and references back: an expression with one is not read."""
_ESCAPED_MARK = regex(r"\\([^\w\s\\])")
_NOT_PLAIN = regex(r"\\|(?<=.)-(?=.)")
_EDGES = frozenset("bBAZ")


class _Piece(msgspec.Struct):
    """A part of an expression: all words it stands for, where they are few, or else words of which a match holds one."""

    whole: Words | None = ("",)
    holds: Words | None = None

    @property
    def needed(self) -> Words | None:
        words = self.whole if self.whole is not None else self.holds
        return None if words is None or "" in words else words


_UNKNOWN = _Piece(None, None)


class _Sequence:
    """Pieces one behind the other, read from left to right."""

    def __init__(self) -> None:
        self._run: Words = ("",)
        self._whole = True
        self._best: Words | None = None

    def add(self, piece: _Piece) -> None:
        if piece.whole is not None and len(piece.whole) * len(self._run) <= _MOST:
            self._run = tuple(before + word for before in self._run for word in piece.whole)
            return
        self._end_run()
        if piece.whole is not None:
            self._run = piece.whole
        else:
            self._best = _better(self._best, piece.holds)

    def ended(self) -> _Piece:
        if self._whole:
            return _Piece(self._run)
        self._end_run()
        return _Piece(None, self._best)

    def _end_run(self) -> None:
        self._best = _better(self._best, None if "" in self._run else self._run)
        self._run, self._whole = ("",), False


known: dict[str, Words | None] = {}
"""What `needed` has answered, and what compiled.py brings of it from earlier starts."""


def needed(expression: str) -> Words | None:
    """Words of which every text that the whole expression matches holds one; None where there are none to be told."""
    if expression not in known:
        known[expression] = None if _OWN_SYNTAX.search(expression) else _Reader(expression).alternatives().needed
    return known[expression]


def may_match(expression: str, text: str) -> bool:
    """Whether the text holds what the expression needs."""
    words = needed(expression)
    return words is None or any(word in text for word in words)


class Lookup:
    """Which of many lists of words have one that is in a text; None in place of a list is there in any case.

    A word is looked for where its first character is in the text: of a thousand words a line asks for a few dozen.
    """

    def __init__(self, lists: Iterable[Words | None]) -> None:
        self._always: set[int] = set()
        self._by_first: dict[str, list[tuple[str, int]]] = {}
        for number, words in enumerate(lists):
            if words is None:
                self._always.add(number)
            for word in words or ():
                self._by_first.setdefault(word[0], []).append((word, number))
        self._firsts = frozenset(self._by_first)

    def of(self, text: str) -> list[int]:
        """Their 0-based numbers, in order."""
        found = set(self._always)
        for first in self._firsts.intersection(text):
            for word, number in self._by_first[first]:
                if word in text:
                    found.add(number)
        return sorted(found)


class _Reader:
    """An expression token by token: alternatives of sequences of pieces, each with how often it stands."""

    def __init__(self, expression: str) -> None:
        self._tokens = [(str(token.lastgroup), token[token.lastgroup or 0]) for token in _TOKEN.finditer(expression)]
        self._place = 0

    def alternatives(self) -> _Piece:
        """Up to the end of the group or of the expression, which is passed."""
        branches = [self._sequence()]
        while self._next() == "bar":
            branches.append(self._sequence())
        return _one_of(branches)

    def _next(self) -> str:
        """The kind of the token passed; "end" behind the last."""
        self._place += 1
        return self._tokens[self._place - 1][0] if self._place <= len(self._tokens) else "end"

    def _sequence(self) -> _Piece:
        pieces = _Sequence()
        while self._place < len(self._tokens) and self._tokens[self._place][0] not in ("bar", "close"):
            kind, said = self._tokens[self._place]
            self._place += 1
            piece = self._piece(kind, said)
            if self._place < len(self._tokens) and self._tokens[self._place][0] == "times":
                if kind == "words":
                    pieces.add(_Piece((said[:-1],)))
                    piece = _Piece((said[-1],))
                piece = _times(piece, self._tokens[self._place][1])
                self._place += 1
            pieces.add(piece)
        return pieces.ended()

    def _piece(self, kind: str, said: str) -> _Piece:
        if kind == "open":
            inside = self.alternatives()
            return _Piece() if said[-1] == "!" else _Piece(None, inside.needed) if said[-1] == "=" else inside
        if kind == "words":
            return _Piece((said,))
        if kind == "choice":
            return _choice(said)
        if kind == "gap":
            return _UNKNOWN
        if kind == "set":
            return _set(said)
        if kind == "escape":
            return _escape(said)
        return _Piece() if said in "^$" else _Piece((said,)) if said in "{}]" else _UNKNOWN


def _one_of(branches: list[_Piece]) -> _Piece:
    if len(branches) == 1:
        return branches[0]
    words = [word for branch in branches for word in branch.whole or ()]
    if all(branch.whole is not None for branch in branches) and len(words) <= _MOST:
        return _Piece(tuple(dict.fromkeys(words)))
    found = [branch.needed for branch in branches]
    return _Piece(None, None if None in found else tuple(dict.fromkeys(word for some in found for word in some or ())))


def _choice(said: str) -> _Piece:
    words = tuple(said.split("|"))
    return _Piece(words) if len(words) <= _MOST else _Piece(None, words)


def _times(piece: _Piece, said: str) -> _Piece:
    """The piece as often as a quantifier says: perhaps, at least once, or any number."""
    if said[0] == "?" and piece.whole is not None:
        return _Piece((*piece.whole, ""))
    often = said[0] == "+" or (said[0] == "{" and said[1:2] not in ("", "0", ",", "}"))
    return _Piece(None, piece.needed) if often else _UNKNOWN


def _set(inside: str) -> _Piece:
    """A set of a few characters, each as it stands; others may be anything."""
    inside = _ESCAPED_MARK.sub(r"\1", inside)
    plain = len(inside) <= _MOST and not inside.startswith("^") and not _NOT_PLAIN.search(inside)
    return _Piece(tuple(inside)) if plain else _UNKNOWN


def _escape(said: str) -> _Piece:
    if said in _EDGES:
        return _Piece()
    return _UNKNOWN if said[0].isalnum() else _Piece((said,))


def _better(one: Words | None, other: Words | None) -> Words | None:
    """Of two lists the one with the longer shortest word, then the shorter list."""
    if one is None or other is None:
        return one if other is None else other
    return min(one, other, key=lambda words: (-min(map(len, words)), len(words)))
