"""Chapters laid out into the files of a book: where a long article is split, where each heading and each note then stands.

One chapter is one Document; a chapter with several files is split before headings only, so that a file is a section.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ...model import Block, Document, Heading, Note, NoteRef, text_of, walk
from .._markup import settle_ids

LONG = 12_000
"""Characters from which an article is split: about twenty printed pages; shorter ones turn pages faster in one file."""


class Part(msgspec.Struct, frozen=True):
    """One file: its blocks, and the notes first marked in it, each with its number in the chapter, 1-based."""

    file: str
    blocks: tuple[Block, ...]
    notes: tuple[tuple[int, Note], ...]


class Chapter(msgspec.Struct, frozen=True):
    """A Document laid out. `places` maps the ids of the source to those of its headings, `files` these to file names."""

    document: Document
    parts: tuple[Part, ...]
    places: dict[str, str]
    files: dict[str, str]
    notes: dict[str, tuple[int, str]]
    """Per note id its number and its file."""
    lowered: int
    """Levels by which headings are printed lower than in the source: the topmost become h2, under the title."""


def lay_out(document: Document, name: str, split_level: int) -> Chapter:
    """The chapter in files `name`.xhtml, `name`-2.xhtml …; `split_level` counts printed levels, the title is 1, 0 splits nothing."""
    settled, places = settle_ids(document)
    headings = [node for node in walk(settled) if isinstance(node, Heading)]
    lowered = 2 - min((heading.level for heading in headings), default=2)
    long = split_level > 0 and len(text_of(settled)) > LONG
    pieces = list(_pieces(settled.blocks, split_level - lowered)) if long else [settled.blocks]
    names = [f"{name}.xhtml", *(f"{name}-{number}.xhtml" for number in range(2, len(pieces) + 1))]
    homes = _homes(pieces, settled.notes)
    notes: dict[str, tuple[int, str]] = {}
    for number, note in enumerate(settled.notes, 1):
        notes.setdefault(note.id, (number, names[homes[number - 1]]))
    parts = tuple(
        Part(file, blocks, tuple((number, note) for number, note in enumerate(settled.notes, 1) if homes[number - 1] == piece))
        for piece, (file, blocks) in enumerate(zip(names, pieces, strict=True))
    )
    files = {node.id: part.file for part in parts for node in _inside(part) if isinstance(node, Heading)}
    return Chapter(settled, parts, places, files, notes, lowered)


def _pieces(blocks: tuple[Block, ...], level: int) -> Iterator[tuple[Block, ...]]:
    """Blocks cut before each heading of `level` or above; a heading stays with the first section under it."""
    piece: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level <= level and not all(_stands_over(here, block) for here in piece):
            yield tuple(piece)
            piece = []
        piece.append(block)
    yield tuple(piece)


def _stands_over(block: Block, heading: Heading) -> bool:
    return isinstance(block, Heading) and block.level < heading.level


def _homes(pieces: list[tuple[Block, ...]], notes: tuple[Note, ...]) -> list[int]:
    """Per note the piece with its first mark; with the note that marks it where no piece does, else the last piece."""
    marked: dict[str, int] = {}
    for number, blocks in enumerate(pieces):
        for block in blocks:
            for id in _marks(block):
                marked.setdefault(id, number)
    waiting = list(notes)
    while found := [note for note in waiting if note.id in marked]:
        waiting = [note for note in waiting if note.id not in marked]
        for note in found:
            for id in _marks(note):
                marked.setdefault(id, marked[note.id])
    return [marked.get(note.id, len(pieces) - 1) for note in notes]


def _marks(node: Block | Note) -> Iterator[str]:
    return (here.id for here in walk(node) if isinstance(here, NoteRef))


def _inside(part: Part) -> Iterator[object]:
    for root in (*part.blocks, *(note for _, note in part.notes)):
        yield from walk(root)
