"""What can only be decided over the whole article: heading levels, notes, links to places in it, faces.

A new decision is a function here, called from `finished`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast
from urllib.parse import unquote

import msgspec

from ..model import Block, Document, Face, Heading, Link, NoteRef, Tree, rewrite, walk
from ._faces import meant

Tell = Callable[[str, str], None]


def finished(document: Document, aliases: dict[str, str], tell: Tell) -> Document:
    """The document with its notes in order, its inner links at the headings they mean, and only faces that mean something."""
    nodes = list(walk(document))
    if document.notes or any(isinstance(node, NoteRef) for node in nodes):
        document = _with_notes(document, tell)
    if any(isinstance(node, Link) and node.url.startswith("#") for node in nodes):
        document = _linked(document, aliases)
    if any(isinstance(node, Face) for node in nodes):
        document = meant(document)
    return document


# ---- headings -----------------------------------------------------------------------------------------------------


def renumbered(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with headings that go down one level at a time; what skips none stays as it is, the first included."""
    levels = iter(_levels([node.level for block in blocks for node in walk(block) if isinstance(node, Heading)]))

    def renumber(node: Tree) -> Tree:
        if not isinstance(node, Heading):
            return node
        level = next(levels)
        return node if level == node.level else msgspec.structs.replace(node, level=level)

    return tuple(cast(Block, rewrite(block, renumber)) for block in blocks)


def _levels(source: list[int]) -> Iterator[int]:
    above: list[tuple[int, int]] = []  # (level in the source, level given) of the headings that this one stands under
    for level in source:
        while above and above[-1][0] >= level:
            above.pop()
        given = min(level, above[-1][1] + 1) if above else level
        above.append((level, given))
        yield given


# ---- notes --------------------------------------------------------------------------------------------------------


def _with_notes(document: Document, tell: Tell) -> Document:
    """The notes in the order of their first mark, then those without one; marks without a note go."""
    notes = {note.id: note for note in document.notes}
    marks = [node.id for node in walk(document) if isinstance(node, NoteRef)]
    order = [identifier for identifier in dict.fromkeys([*marks, *notes]) if identifier in notes]
    ordered = Document(document.meta, document.blocks, tuple(notes[identifier] for identifier in order))
    missing = {identifier for identifier in marks if identifier not in notes}
    if not missing:
        return ordered
    tell("note-missing", f"the note {min(missing)!r} is not there: its mark is left out")
    return cast(Document, rewrite(ordered, lambda node: _without_marks(node, missing)))


def _without_marks(node: Tree, missing: set[str]) -> Tree:
    inlines = getattr(node, "inlines", ())
    if not any(isinstance(inline, NoteRef) and inline.id in missing for inline in inlines):
        return node
    kept = tuple(inline for inline in inlines if not (isinstance(inline, NoteRef) and inline.id in missing))
    return msgspec.structs.replace(node, inlines=kept)


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


