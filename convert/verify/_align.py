"""Which character of one text is which of another: unique stretches first, then the shortest edit script between them.

The second part is Myers, "An O(ND) Difference Algorithm and Its Variations" (1986): where one text holds the other with things added,
every character of it is found.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

SHORT = 1500
"""Characters on both sides together that are compared at once, without looking for unique stretches first."""

LONGEST_SCRIPT = 2500
"""Edits after which two stretches count as having nothing in common."""

STRETCHES = (24, 8)
"""Lengths of what is looked for as unique."""


class _Window(NamedTuple):
    a_from: int
    a_to: int
    b_from: int
    b_to: int


def align(a: str, b: str, *, open_end: bool = False) -> list[int]:
    """For each character of `b` the index of the one in `a` that it is, -1 where it is none; rising.

    `open_end` says that other text may follow in `b`: what `a` ends with is then not looked for at the end of `b`.
    """
    match = [-1] * len(b)
    todo = [_Window(0, len(a), 0, len(b))]
    while todo:
        window = _trimmed(a, b, todo.pop(), match, open_end=open_end)
        if window.a_from == window.a_to or window.b_from == window.b_to:
            continue
        parts = _split(a, b, window)
        if parts is None:
            _script(a, b, window, match)
        else:
            todo += parts
    return match


def _trimmed(a: str, b: str, window: _Window, match: list[int], *, open_end: bool) -> _Window:
    """The window without what is the same at both its ends, which is matched."""
    a_from, a_to, b_from, b_to = window
    while a_from < a_to and b_from < b_to and a[a_from] == b[b_from]:
        match[b_from] = a_from
        a_from, b_from = a_from + 1, b_from + 1
    if open_end and b_to == len(b):
        return _Window(a_from, a_to, b_from, b_to)
    while a_from < a_to and b_from < b_to and a[a_to - 1] == b[b_to - 1]:
        a_to, b_to = a_to - 1, b_to - 1
        match[b_to] = a_to
    return _Window(a_from, a_to, b_from, b_to)


def _split(a: str, b: str, window: _Window) -> list[_Window] | None:
    """The windows between the places where a unique stretch begins, None where none is unique or the window is short."""
    a_from, a_to, b_from, b_to = window
    if a_to - a_from + b_to - b_from <= SHORT:
        return None
    for length in STRETCHES:
        there = _unique(b[b_from:b_to], length)
        pairs = [(at, there[gram]) for gram, at in _unique(a[a_from:a_to], length).items() if gram in there]
        if chain := _rising(sorted(pairs)):
            places = [(a_from + i, b_from + j) for i, j in chain]
            begins, ends = [(a_from, b_from), *places], [*places, (a_to, b_to)]
            return [_Window(i, k, j, m) for (i, j), (k, m) in zip(begins, ends, strict=True)]
    return None


def _unique(text: str, length: int) -> dict[str, int]:
    """The stretches of a length that occur once, and where."""
    first: dict[str, int] = {}
    again: set[str] = set()
    for at in range(len(text) - length + 1):
        gram = text[at : at + length]
        if gram in first:
            again.add(gram)
        else:
            first[gram] = at
    return {gram: at for gram, at in first.items() if gram not in again}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs whose second numbers rise (patience sorting); the first ones rise already."""
    tops: list[int] = []
    piles: list[int] = []  # index into pairs of each pile's top
    back: list[int] = []
    for number, (_, second) in enumerate(pairs):
        pile = bisect_left(tops, second)
        back.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(second)
            piles.append(number)
        else:
            tops[pile], piles[pile] = second, number
    chain = []
    at = piles[-1] if piles else -1
    while at >= 0:
        chain.append(pairs[at])
        at = back[at]
    return chain[::-1]


def _script(a: str, b: str, window: _Window, match: list[int]) -> None:
    """Matches along the shortest edit script; nothing where it would be too long."""
    a_from, a_to, b_from, b_to = window
    x_end, y_end = a_to - a_from, b_to - b_from
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(x_end + y_end, LONGEST_SCRIPT) + 1):
        trace.append(dict(reach) if edits < 2 else {k: reach[k] for k in range(-edits - 1, edits + 2) if k in reach})
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            y = x - k
            while x < x_end and y < y_end and a[a_from + x] == b[b_from + y]:
                x, y = x + 1, y + 1
            reach[k] = x
            if x >= x_end and y >= y_end:
                _retrace(trace, window, match)
                return


def _retrace(trace: list[dict[int, int]], window: _Window, match: list[int]) -> None:
    x, y = window.a_to - window.a_from, window.b_to - window.b_from
    for edits in range(len(trace) - 1, -1, -1):
        reach, k = trace[edits], x - y
        down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
        before = k + 1 if down else k - 1
        x_before = reach[before]
        y_before = x_before - before
        while x > x_before and y > y_before:
            x, y = x - 1, y - 1
            match[window.b_from + y] = window.a_from + x
        x, y = x_before, y_before
