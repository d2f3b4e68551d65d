"""Ruby: bases and readings in any of the ways HTML has them, as pairs.

Interleaved (漢<rt>hàn</rt>字<rt>zì</rt>), tabular (rb rb rt rt), and several levels of readings in rtc with rbspan, as Han.css writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from bs4.element import NavigableString, PreformattedString, Tag

from ...model import Image, Ruby, RubyPair
from ...tidy import SPACES, Leaf, Marks, Run, collapsed, under
from ._style import look_of
from ._tag_marks import TAG_MARKS, link_of

LEVEL_GAP = "\u3000"
"""Between two readings of one base, pinyin and zhuyin say: a pair holds one string."""


class _Part:
    """One piece of a ruby in reading order: kind is base, rb, rt or leaf; `level` counts the rtc, `span` the bases an rt covers."""

    def __init__(self, kind: str, marks: Marks, *, level: int = 0, span: int = 1, leaf: Leaf = "") -> None:
        self.kind, self.marks, self.level, self.span, self.leaf = kind, marks, level, span, leaf
        self.strings: list[str] = []

    @property
    def text(self) -> str:
        """Its characters without the white space around them."""
        return collapsed("".join(self.strings).strip(SPACES))


def runs_of(tag: Tag, marks: Marks, printable: Callable[[str], str]) -> list[Run]:
    """The runs of a ruby tag: a Ruby for bases with readings, plain text for what has none; `printable` cleans each string."""
    parts = [part for part in _Pieces(tag, marks, printable).parts if part.text or part.kind in ("rt", "leaf")]
    runs: list[Run] = []
    for segment in _segments(parts):
        runs += _paired(segment)
    return _grouped(runs)


class _Pieces:
    """The pieces of a ruby tag in reading order, read without recursion."""

    def __init__(self, tag: Tag, marks: Marks, printable: Callable[[str], str]) -> None:
        self.printable = printable
        self.parts: list[_Part] = []
        self.level = 0
        self.free: _Part | None = None  # what gathers text outside of rb and rt, until one of them begins
        stack: list[tuple[Iterator[object], Marks, _Part | None]] = [(iter(tag.contents), marks, None)]
        while stack:
            children, worn, owner = stack[-1]
            node = next(children, None)
            if node is None:
                stack.pop()
                self.free = self.free if owner is None else None
            elif isinstance(node, Tag):
                if node.name not in ("script", "style", "template"):
                    stack.append((iter(node.contents), self._worn(node, worn), self._owner(node, worn) or owner))
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                self._text(str(node), worn, owner)

    def _owner(self, tag: Tag, worn: Marks) -> _Part | None:
        """The new piece that a tag begins."""
        if tag.name == "rtc":
            self.level += 1
        if tag.name == "rp":
            return _Part("rp", worn)  # its own text goes; an rt in it, where nobody closed the rp, is a piece of its own
        if tag.name not in ("rb", "rt", "img"):
            return None
        self.free = None
        source, alt = (collapsed(self.printable(str(tag.get(name) or ""))) for name in ("src", "alt"))
        leaf = Image(source, alt) if tag.name == "img" else ""
        part = _Part("leaf" if leaf else tag.name, worn, level=self.level, span=_span(tag), leaf=leaf)
        self.parts.append(part)
        return None if leaf else part

    def _worn(self, tag: Tag, marks: Marks) -> Marks:
        """The marks of what stands in a tag."""
        own = link_of(tag, self.printable) if tag.name == "a" else TAG_MARKS.get(tag.name)
        for mark in (*((own,) if own else ()), *look_of(tag.name, tag.attrs).begin):
            marks = under(marks, mark)
        return marks

    def _text(self, text: str, worn: Marks, owner: _Part | None) -> None:
        if owner is None:
            if self.free is None:
                self.free = _Part("base", worn)
                self.parts.append(self.free)
            owner = self.free
        owner.strings.append(self.printable(text))
        if owner.kind == "rb":
            owner.marks = worn  # Han.css puts <u> inside rb as well as around it


def _span(tag: Tag) -> int:
    value = str(tag.get("rbspan") or "1")
    return min(int(value[:4]), 1000) if value.isascii() and value.isdecimal() and int(value[:4]) else 1


def _segments(parts: list[_Part]) -> Iterator[list[_Part]]:
    """Bases and the readings that follow them: a base after a reading begins the next segment."""
    segment: list[_Part] = []
    for part in parts:
        if part.kind != "rt" and segment and segment[-1].kind == "rt":
            yield segment
            segment = []
        segment.append(part)
    if segment:
        yield segment


def _paired(segment: list[_Part]) -> list[Run]:
    """One segment as runs, in order; with rb, readings belong to those alone."""
    readings = [part for part in segment if part.kind == "rt"]
    bases = [part for part in segment if part.kind != "rt"]
    annotated = [part for part in bases if part.kind == "rb"] or [part for part in bases if part.kind == "base"][-1:]
    if not readings:
        return [_plain(part) for part in bases]
    if len(annotated) == 1 and len(readings) == len(annotated[0].text) > 1 and not any(reading.level for reading in readings):
        return [_plain(part) for part in bases if part is not annotated[0]] + _by_character(annotated[0], readings)
    return _laid_out(bases, annotated, readings)


def _plain(part: _Part) -> Run:
    return Run(part.leaf or part.text, part.marks)


def _by_character(base: _Part, readings: list[_Part]) -> list[Run]:
    """漢字<rt>hàn</rt><rt>zì</rt>: as many readings as characters."""
    return [Run(Ruby((RubyPair(char, reading.text),)), base.marks) for char, reading in zip(base.text, readings, strict=True)]


def _laid_out(bases: list[_Part], annotated: list[_Part], readings: list[_Part]) -> list[Run]:
    """Bases joined where one reading covers several, each with its readings of all levels."""
    if not annotated:
        return [*map(_plain, bases), *(Run(Ruby((RubyPair("", part.text),)), part.marks) for part in readings)]
    said, is_open = _over_bases(readings, len(annotated))
    numbers = {id(part): number for number, part in enumerate(annotated)}
    runs: list[Run] = []
    texts: list[str] = []
    over: list[tuple[int, str]] = []
    for part in bases:
        number = numbers.get(id(part))
        if number is not None:
            texts.append(part.text)
            over += said[number]
            if not is_open[number]:
                runs.append(Run(Ruby((RubyPair("".join(texts), _joined_reading(over)),)), part.marks))
                texts, over = [], []
        elif texts and part.kind == "base":
            texts.append(part.text)
        else:
            runs.append(_plain(part))
    return runs


def _over_bases(readings: list[_Part], count: int) -> tuple[list[list[tuple[int, str]]], list[bool]]:
    """For each base the readings that begin over it, as (level, text), and whether some reading covers it and the next.

    What is too many of a level stands over the last base.
    """
    said: list[list[tuple[int, str]]] = [[] for _ in range(count)]
    is_open = [False] * count
    ends: dict[int, int] = {}
    for part in readings:
        begin = min(ends.get(part.level, 0), count - 1)
        end = ends[part.level] = min(begin + part.span, count)
        said[begin].append((part.level, part.text))
        is_open[begin : end - 1] = [True] * max(end - 1 - begin, 0)
    return said, is_open


def _joined_reading(over: list[tuple[int, str]]) -> str:
    """The readings of one base: those of a level by spaces, the levels apart."""
    levels: dict[int, list[str]] = {}
    for level, text in over:
        if text:
            levels.setdefault(level, []).append(text)
    return LEVEL_GAP.join(" ".join(texts) for texts in levels.values())


def _grouped(runs: list[Run]) -> list[Run]:
    """Neighbouring pairs under the same marks as one Ruby; a base without reading is text."""
    grouped: list[Run] = []
    for (is_ruby, marks), group in groupby(runs, key=_kind):
        if is_ruby:
            grouped.append(Run(Ruby(tuple(pair for leaf, _ in group if isinstance(leaf, Ruby) for pair in leaf.pairs)), marks))
        else:
            grouped += [Run(leaf.pairs[0].base if isinstance(leaf, Ruby) else leaf, marks) for leaf, _ in group]
    return [run for run in grouped if run.leaf]


def _kind(run: Run) -> tuple[bool, Marks]:
    return isinstance(run.leaf, Ruby) and bool(run.leaf.pairs[0].reading), run.marks
