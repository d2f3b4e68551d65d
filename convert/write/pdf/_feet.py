"""What notes take of the foot of a page, estimated before anything is laid out, and which find no room there.

WeasyPrint 70 divides no note, and of those whose marks stand in one line it loses what its page cannot hold. A book sets such notes at
the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import ceil

from ...model import (
    Break,
    Caption,
    Code,
    CodeBlock,
    Definitions,
    Heading,
    Image,
    Inline,
    Link,
    List,
    Math,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    RubyPair,
    Term,
    Text,
    Tree,
    children,
    text_of,
    walk,
)
from ...typography import columns
from ._page import Page

_ROOM = 0.5
"""Share of a page that the notes of one line may take."""

_INSET = 2.0
"""How far lists, quotations and definitions are set in, in em."""

_AROUND = 0.4
"""Blank around what holds blocks, in lines."""

_MARK = 0.5
"""Least width of a note's mark, in em."""


def homeless(inlines: tuple[Inline, ...], notes: Mapping[str, Note], area: Page) -> set[str]:
    """The ids of those notes of a paragraph that its pages have no room for: long ones, or all where marks are crowded."""
    marks = [(place, id) for place, id in _marks(inlines) if id in notes]
    heights = {id: height(notes[id], area) for id in dict.fromkeys(id for _, id in marks)}
    room = _ROOM * area.lines * area.line
    long = {id for id, needed in heights.items() if needed > room}
    line: deque[tuple[float, float]] = deque()  # the marks of at most one line: their places, the heights of their notes
    for place, id in marks:
        line.append((place, 0.0 if id in long else heights[id]))
        while place - line[0][0] > area.columns:
            line.popleft()
        if sum(needed for _, needed in line) > room:
            return set(heights)
    return long


def _marks(inlines: tuple[Inline, ...]) -> Iterator[tuple[float, str]]:
    """The ids of the notes that a paragraph names, each where its first mark stands: in em from the beginning, as if all were one line."""
    place, seen = 0.0, set()
    for node in chain.from_iterable(map(_leaves, inlines)):
        match node:
            case NoteRef(id=id) if id not in seen:
                seen.add(id)
                place += _MARK
                yield place, id
            case Text(text=text) | Code(text=text) | Math(text=text) | RubyPair(base=text):
                place += columns(text) / 2
            case _:
                pass


def _leaves(inline: Inline) -> Sequence[Tree]:
    """What is in an inline node, in the order in which it is printed: the marks of a link behind it."""
    found = list(walk(inline))
    return sorted(found, key=_is_mark) if any(isinstance(node, Link) for node in found) else found


def _is_mark(node: Tree) -> bool:
    return isinstance(node, NoteRef)


def height(note: Note, area: Page) -> float:
    """The height of a note in points, about; a picture may take all of a page."""
    if any(isinstance(node, Image) for node in walk(note)):
        return area.lines * area.line
    return sum(_lines(block, area.measure / area.small) for block in note.blocks) * 1.5 * area.small


def _lines(node: Tree, measure: float) -> float:
    """The lines of a block within so many em, with the blanks around it."""
    match node:
        case Paragraph() | Heading() | Caption() | Term():
            breaks = sum(isinstance(inner, Break) for inner in walk(node))
            return max(1, ceil(columns(text_of(node)) / 2 / measure)) + breaks
        case CodeBlock(text=text):
            return 1 + sum(max(1, ceil(columns(line) / 2 / measure)) for line in text.split("\n"))
        case Row(cells=cells):
            width = max(1.0, measure / max(1, len(cells)) - 1)
            return max((_lines(cell, width) for cell in cells), default=0)
        case _:
            inner = measure - _INSET if isinstance(node, (List, Quote, Definitions)) else measure
            return _AROUND + sum(_lines(child, max(inner, 1.0)) for child in children(node))
