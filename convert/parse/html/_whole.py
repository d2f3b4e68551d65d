"""What can only be decided over the whole article: heading levels, notes, links to places in it, faces.

A new decision is a function here, called from `finished`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast
from urllib.parse import unquote

import msgspec

from ...model import Block, Document, Figure, Heading, Link, NoteRef, Paragraph, Tree, rewrite, walk
from ._builder import Builder
from ._faces import meant

_FEW = 1
"""Centred lines beside the captions that do not yet make a centred article."""


def finished(document: Document, builder: Builder) -> Document:
    """The document with levels of headings in steps of one, notes in order, inner links at what they mean, faces that mean something."""
    if builder.guessed and builder.aligned["center"] > max(_FEW, builder.aligned["start"]):
        document = _without_captions(document, {id(figure) for figure in builder.guessed})
    if builder.levels != list(_levels(builder.levels)):
        document = renumbered(document)
    if document.notes:
        document = _with_notes(document)
    if builder.links_inside:
        document = _linked(document, builder.aliases)
    if builder.faces:
        document = meant(document)
    return document


def _without_captions(document: Document, guessed: set[int]) -> Document:
    """The document with lines that were taken for captions as paragraphs again: where all is centred, that says nothing."""

    def part(node: Tree) -> Tree:
        blocks: tuple[Block, ...] = getattr(node, "blocks", ())
        if not any(id(block) in guessed for block in blocks):
            return node
        return msgspec.structs.replace(node, blocks=tuple(piece for block in blocks for piece in _parted(block, guessed)))

    return cast(Document, rewrite(document, part))


def _parted(block: Block, guessed: set[int]) -> tuple[Block, ...]:
    if id(block) in guessed and isinstance(block, Figure) and block.caption:
        return Figure(block.images), Paragraph(block.caption.inlines, align="center")
    return (block,)


# ---- headings -----------------------------------------------------------------------------------------------------


def renumbered(document: Document) -> Document:
    """The document with headings that go down one level at a time; what skips none stays as it is, the first included."""
    levels = iter(list(_levels([node.level for node in walk(document) if isinstance(node, Heading)])))

    def renumber(node: Tree) -> Tree:
        if not isinstance(node, Heading):
            return node
        level = next(levels)
        return node if level == node.level else msgspec.structs.replace(node, level=level)

    return cast(Document, rewrite(document, renumber))


def _levels(source: list[int]) -> Iterator[int]:
    above: list[tuple[int, int]] = []  # (level in the source, level given) of the headings that this one stands under
    for level in source:
        while above and above[-1][0] >= level:
            above.pop()
        given = min(level, above[-1][1] + 1) if above else level
        above.append((level, given))
        yield given


# ---- notes --------------------------------------------------------------------------------------------------------


def _with_notes(document: Document) -> Document:
    """The notes in the order of their first mark, then those without one."""
    notes = {note.id: note for note in document.notes}
    marks = [node.id for node in walk(document) if isinstance(node, NoteRef)]
    return msgspec.structs.replace(document, notes=tuple(notes[identifier] for identifier in dict.fromkeys([*marks, *notes])))


# ---- links --------------------------------------------------------------------------------------------------------


def _linked(document: Document, aliases: dict[str, str]) -> Document:
    """Links to places in the article name the id that their heading has, percent-encoded or not."""
    there = {node.id for node in walk(document) if isinstance(node, Heading) and node.id}

    def aim(node: Tree) -> Tree:
        if not isinstance(node, Link) or not node.url.startswith("#") or node.url[1:] in there:
            return node
        for place in (node.url[1:], unquote(node.url[1:])):
            place = aliases.get(place, place)  # noqa: PLW2901  # two names of one place
            if place in there:
                return msgspec.structs.replace(node, url=f"#{place}")
        return node

    return cast(Document, rewrite(document, aim))


