"""Finds what an output lost, added or changed: both strips are aligned, and what stands between is judged by what may stand there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby, islice
from typing import Literal, NamedTuple

import msgspec

from ..regex import regex
from ._align import align
from ._expected import Expected
from ._strip import ANY, Marks, Strip, kind_of

Kind = Literal["lost", "added", "changed", "mark lost", "mark added", "space lost", "space added", "picture lost"]
CONTEXT = 8
"""Characters shown on either side of a finding."""

_BLANKS = regex("[\u3000\u00a0\u2000-\u200a\u202f\u205f\u1680\u200b\ufeff]+")
_FARTHEST = 200

_BETWEEN = "、：·|/,，\u3000"
"""What stands between the words of the line under a title."""


class Finding(msgspec.Struct, frozen=True):
    """One difference: `text` is the Document's ("" where something was added), `instead` the output's, or the mark that is meant.

    `place` is title, block N or note N, 1-based, or pictures, which are only counted (`text` says how many). `before` and `after` are the
    Document's characters around it.
    """

    kind: Kind
    place: str
    text: str
    instead: str
    before: str
    after: str


class _Stretch(NamedTuple):
    """Characters `start` to `stop` of the output that are none of the Document's."""

    start: int
    stop: int


def compare(expected: Expected, actual: Strip, carried: Marks, *, pictures: bool) -> tuple[Finding, ...]:
    """All differences in the order of the Document; of marks those that are `carried`, `pictures` where they can be counted.

    Notes may stand at the end or anywhere, and the line under the title may say what the text says too: what explains an output best holds.
    """

    def compared(*, notes_apart: bool, byline: range) -> Comparison:
        return Comparison(expected, actual, carried, pictures=pictures, notes_apart=notes_apart, byline=byline)

    first = compared(notes_apart=False, byline=range(0))
    best = first.findings()
    bylines = (byline for byline in _bylines(expected, actual) if first.takes(byline))
    for byline in chain((range(0),), bylines):
        for notes_apart in (False, True) if expected.notes else (False,):
            if best and (notes_apart or byline):
                best = min(best, compared(notes_apart=notes_apart, byline=byline).findings(), key=len)
    return best


def _bylines(expected: Expected, actual: Strip) -> Iterator[range]:
    """What may be the line under the title, each word in it once: the longest first."""
    text, words = actual.text, list(expected.byline)
    start = here = expected.title_end if text.startswith(expected.text[: expected.title_end]) else 0
    ends: list[int] = []
    while word := next((word for word in words if text.startswith(word, here)), ""):
        words.remove(word)
        ends.append(here + len(word))
        after = text[ends[-1] : ends[-1] + 9]
        here = ends[-1] + len(after) - len(after.lstrip(_BETWEEN))
    yield from (range(start, end) for end in reversed(ends))


class Comparison:
    """One output's strip against the Document's; `notes_apart` where the notes stand elsewhere than at the end.

    `byline` are the characters of the output that are the line under the title, where the alignment shall not choose.
    """

    def __init__(
        self, expected: Expected, actual: Strip, carried: Marks, *, pictures: bool, notes_apart: bool, byline: range = range(0)
    ) -> None:
        self.expected = expected
        self.actual = actual
        self.carried = carried
        self.pictures = pictures
        self.accepted: set[int] = set()
        self.match = [-1] * len(actual.chars)
        self.byline = byline
        self.apart = actual.loose | actual.heads | self._signs() | set(byline)
        text = expected.text
        if notes_apart:
            self._align(range(expected.notes[0].start), open_end=True)
            self._accept()
            self._match_notes(text)
        else:
            self._align(range(len(text)))
        self._accept()
        self.at = {index: here for here, index in enumerate(self.match) if index >= 0}

    def takes(self, byline: range) -> bool:
        """Whether characters of what may be the line under the title count as some of the text."""
        return any(self.match[here] >= self.expected.title_end for here in byline)

    def findings(self) -> tuple[Finding, ...]:
        """All differences in the order of the Document."""
        found = [*self._lost_and_added(), *self._spaces(), *self._marks(), *(self._pictures() if self.pictures else ())]
        return tuple(finding for _, finding in sorted(found, key=lambda pair: pair[0]))

    # ---- alignment --------------------------------------------------------------------------------------------------

    def _signs(self) -> set[int]:
        """What stands for pictures, set apart first: a sign often holds the very words of the caption under it."""
        text = self.actual.text
        found: set[int] = set()
        for pattern, times in Counter(self.expected.signs).items():
            for sign in islice(re.finditer(pattern, text), times):
                found.update(range(*sign.span()))
        return found - self.actual.loose

    def _align(self, indices: Sequence[int], *, open_end: bool = False) -> None:
        """Matches characters of the Document, in order, with what is left of the output."""
        signs = self.apart - self.actual.loose
        left = [here for here, index in enumerate(self.match) if index < 0 and here not in self.accepted and here not in signs]
        meant = "".join(self.expected.chars[index] for index in indices)
        for here, place in zip(left, align(meant, "".join(self.actual.chars[here] for here in left), open_end=open_end), strict=True):
            if place >= 0:
                self.match[here] = indices[place]

    def _match_notes(self, text: str) -> None:
        """The notes are looked for in what is left, whole ones first: they stand at the foot of pages, or after a part."""
        torn = []
        for note in sorted(self.expected.notes, key=len, reverse=True):
            left = [here for here, index in enumerate(self.match) if index < 0 and here not in self.accepted and here not in self.byline]
            at = "".join(self.actual.chars[here] for here in left).find(text[note.start : note.stop])
            if at < 0:
                torn.append(note)
            for index, here in zip(note, left[at : at + len(note)] if at >= 0 else (), strict=False):
                self.match[here] = index
        self._align([index for note in sorted(torn, key=lambda note: note.start) for index in note])

    def _accept(self) -> None:
        """Marks as accepted what a format may print where it stands. An edit script is not the only one: stretches are slid to fit."""
        self.accepted = set()
        for stretch in list(self._stretches()):
            if all(self.match[here] < 0 for here in range(*stretch)) and not self._fits(stretch):
                self._slide(stretch)
        for stretch in self._stretches():
            if self._fits(stretch):
                self.accepted.update(range(*stretch))

    def _stretches(self) -> Iterator[_Stretch]:
        start = None
        for here, index in enumerate([*self.match, 0]):
            if index < 0 and start is None:
                start = here
            elif index >= 0 and start is not None:
                yield _Stretch(start, here)
                start = None

    def _neighbours(self, stretch: _Stretch) -> tuple[int, int]:
        """The Document's characters right before and after: indices, -1 and the number of all for none."""
        left = self.match[stretch.start - 1] if stretch.start else -1
        right = self.match[stretch.stop] if stretch.stop < len(self.match) else len(self.expected.chars)
        return left, right

    def _fits(self, stretch: _Stretch) -> bool:
        left, right = self._neighbours(stretch)
        before = self.expected.before
        places = [place for place in dict.fromkeys((left + 1, right)) if place in before]
        said = self._said(stretch)
        known = tuple(_BLANKS.sub("", part) for place in places for part in before[place])
        words = _BLANKS.sub("", said)
        if not words and stretch.start in self.actual.line_starts and {left, right} <= self.expected.set_off:
            return True
        return not said or (bool(places) and _pattern(known).fullmatch(words) is not None)

    def _said(self, stretch: _Stretch) -> str:
        """The stretch without what pages print by themselves, and without signs."""
        actual = self.actual
        ends = set(actual.page_ends[bisect_left(actual.page_ends, stretch.start) : bisect_right(actual.page_ends, stretch.stop)])
        parts = [
            ("\f" if here in ends else "") + ("" if here == stretch.stop or here in self.apart else actual.chars[here])
            for here in range(stretch.start, stretch.stop + 1)
        ]
        return re.sub(rf"{self.expected.running_head}\f", "", "".join(parts)) if ends else "".join(parts)

    def _slide(self, stretch: _Stretch) -> None:
        """Moves a stretch over equal characters to where it fits; it stays where it was if it fits nowhere."""
        for step in (-1, 1):
            moved, undo = stretch, []
            for _ in range(_FARTHEST):
                change = self._step(moved, step)
                if change is None:
                    break
                undo.append(change)
                moved = self._grown(_Stretch(moved.start + step, moved.stop + step))
                if self._fits(moved):
                    return
            for here, before, there, after in reversed(undo):
                self.match[here], self.match[there] = before, after

    def _step(self, stretch: _Stretch, step: int) -> tuple[int, int, int, int] | None:
        """Slides by one character; (place, what was there) twice, to take it back."""
        gives = stretch.start - 1 if step < 0 else stretch.stop
        takes = stretch.stop - 1 if step < 0 else stretch.start
        if not 0 <= gives < len(self.match) or self.match[gives] < 0 or self.actual.chars[gives] != self.actual.chars[takes]:
            return None
        change = (gives, self.match[gives], takes, self.match[takes])
        self.match[takes], self.match[gives] = self.match[gives], -1
        return change

    def _grown(self, stretch: _Stretch) -> _Stretch:
        start, stop = stretch
        while start and self.match[start - 1] < 0:
            start -= 1
        while stop < len(self.match) and self.match[stop] < 0:
            stop += 1
        return _Stretch(start, stop)

    # ---- findings: each with the index it is sorted by ----------------------------------------------------------------

    def _lost_and_added(self) -> Iterator[tuple[int, Finding]]:
        added = {}
        for stretch in self._stretches():
            if not self.accepted.issuperset(range(*stretch)):
                left, _ = self._neighbours(stretch)
                added[left + 1] = "".join(self.actual.chars[stretch.start : stretch.stop])
        for start, stop in self._lost():
            instead = added.pop(start, "")
            yield start, self._finding("changed" if instead else "lost", start, stop, instead)
        for start, text in added.items():
            yield start, self._finding("added", start, start, text)

    def _lost(self) -> Iterator[tuple[int, int]]:
        gone = (index for index in range(len(self.expected.chars)) if index not in self.at)
        for _, group in groupby(enumerate(gone), key=lambda pair: (pair[1] - pair[0], self._place(pair[1]))):
            indices = [index for _, index in group]
            yield indices[0], indices[-1] + 1

    def _place(self, index: int) -> str:
        places = self.expected.places
        return places[min(index, len(places) - 1)] if places else "title"

    def _finding(self, kind: Kind, start: int, stop: int, instead: str) -> Finding:
        place, chars = self._place(start), self.expected.chars
        before = [chars[index] for index in range(max(0, start - CONTEXT), start) if self._place(index) == place]
        after = [chars[index] for index in range(stop, min(len(chars), stop + CONTEXT)) if self._place(index) == place]
        return Finding(kind, place, "".join(chars[start:stop]), instead, "".join(before), "".join(after))

    def _spaces(self) -> Iterator[tuple[int, Finding]]:
        """White space between two characters that are neighbours on both sides."""
        for here in range(1, len(self.match)):
            index = self.match[here]
            if index < 1 or self.match[here - 1] != index - 1:
                continue
            meant, found = self.expected.gaps[index], self.actual.gaps[here]
            if ANY not in (meant, found) and meant != found:
                yield index, self._finding("space added" if found else "space lost", index, index, "")

    def _marks(self) -> Iterator[tuple[int, Finding]]:
        for here, group in groupby(range(len(self.match)), key=self._wrong_marks):
            indices = [self.match[place] for place in group]
            lost, extra = here
            kinds: tuple[tuple[Kind, Marks], ...] = (("mark lost", lost), ("mark added", extra))
            for kind, marks in kinds:
                for mark in sorted(marks):
                    yield indices[0], self._finding(kind, indices[0], indices[-1] + 1, mark)

    def _wrong_marks(self, here: int) -> tuple[Marks, Marks]:
        """(marks that are missing, marks that are too many) on a character of the output."""
        index = self.match[here]
        if index < 0:
            return frozenset(), frozenset()
        meant, found = self._compared(self.expected.marks[index]), self._compared(self.actual.marks[here])
        if "link?" in meant:
            return meant - found - {"link?"}, frozenset(mark for mark in found - meant if not mark.startswith("link"))
        return meant - found, found - meant

    def _compared(self, marks: Marks) -> Marks:
        return frozenset(mark for mark in marks if kind_of(mark) in self.carried)

    # ---- pictures ---------------------------------------------------------------------------------------------------

    def _pictures(self) -> Iterator[tuple[int, Finding]]:
        """Pictures, or the signs for them, that are not there: a picture has no character."""
        text, shown = self.actual.text, self.actual.pictures
        for pattern, times in Counter(self.expected.picture_signs).items():
            shown += sum(1 for _ in islice(re.finditer(pattern, text), times))
        if (missing := len(self.expected.picture_signs) - shown) > 0:
            yield len(self.expected.chars), Finding("picture lost", "pictures", str(missing), "", "", "")


@lru_cache(maxsize=4096)
def _pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("".join(f"(?:{part})?" for part in parts), re.DOTALL)
