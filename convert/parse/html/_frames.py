"""Block containers under construction: a stack of frames, each of which becomes a node of the model when it closes.

A new container is one subclass of `Frame` with its `close`; what it is opened by stands in `_tags.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, groupby

from ...model import (
    Block,
    Break,
    Caption,
    Definition,
    Definitions,
    Figure,
    Heading,
    Image,
    Inline,
    List,
    ListItem,
    Paragraph,
    Quote,
    Table,
    Term,
    text_of,
)
from ...regex import regex
from ...tidy import Run, flatten, nest

LONGEST_CAPTION = 60
"""Characters of a paragraph that may still be the caption of the picture above it."""


class Frame:
    """What is open: its finished blocks, and how many levels of the model it makes (Quote 1, List 1, ListItem 1 …)."""

    levels = 1
    holds_figures = True


    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.depth = 0
        self.implied = False

    def keeps_open(self, inner: Frame | None) -> bool:  # noqa: ARG002  # for those that can be implied
        """Whether it goes on with this container, or with text (None), though no tag of its own opened it (a stray li)."""
        return False

    def add(self, block: Block) -> None:
        """Take the next block. A short centred line under a picture without caption is its caption."""
        self.blocks.append(block)

    def caption(self, paragraph: Paragraph, *, named: bool) -> bool:
        """Take the paragraph as the caption of the figure before it, where it can be one; `named`: its class says so."""
        last = self.blocks[-1] if self.blocks else None
        if not isinstance(last, Figure) or last.caption or not _may_be_caption(paragraph, named=named):
            return False
        self.blocks[-1] = Figure(last.images, Caption(paragraph.inlines))
        return True

    def close(self, parent: Frame) -> None:
        """Hand what it became to the frame around it."""
        for block in self.blocks:
            parent.add(block)


# 一、 01 * * * （完）: what parts a text or ends it stands centred too, also under pictures.
_NO_CAPTION = regex(r"[\W\d_〇一二三四五六七八九十]*(?:完|终|終|the end|end)?[\W_]*", re.IGNORECASE)


def _may_be_caption(paragraph: Paragraph, *, named: bool) -> bool:
    if any(isinstance(node, (Image, Break)) for node in paragraph.inlines):
        return False
    text = text_of(paragraph)
    if named or paragraph.align != "center":
        return named and len(text) <= LONGEST_CAPTION
    # A centred bold line is a heading of sorts.
    bold = len(paragraph.inlines) == 1 and getattr(paragraph.inlines[0], "style", "") == "strong"
    return not bold and len(text) <= LONGEST_CAPTION and not _NO_CAPTION.fullmatch(text)


class Quotation(Frame):
    """blockquote."""

    def close(self, parent: Frame) -> None:
        """A Quote, if it holds anything."""
        if self.blocks:
            parent.add(Quote(tuple(self.blocks)))


class Listing(Frame):
    """ul, ol, menu, dir; blocks between items belong to the item before. `start` is the first number where the source says it."""

    levels = 2  # with the item that holds its blocks

    def __init__(self, *, ordered: bool = False, start: int | None = None, falling: bool = False) -> None:
        super().__init__()
        self.ordered, self.start, self.falling = ordered, start, falling
        self.items: list[Item] = []

    def keeps_open(self, inner: Frame | None) -> bool:
        """Stray items make one list."""
        return isinstance(inner, Item)

    def add(self, block: Block) -> None:
        """A block without item: a list directly in a list continues the item before it."""
        if not self.items:
            self.items.append(Item())
        self.items[-1].blocks.append(block)

    def close(self, parent: Frame) -> None:
        """A List, if any item holds anything; an empty item stays where it counts. Each number that follows none begins a List."""
        items = [item for item in self.items if item.blocks or self.ordered]
        for _, group in groupby(zip(self._numbers(items), items, count()), key=lambda row: row[0] - row[2]):
            part = list(group)
            if any(item.blocks for _, item, _ in part):
                nodes = tuple(ListItem(tuple(item.blocks), item.checked) for _, item, _ in part)
                parent.add(List(nodes, self.ordered, part[0][0]))

    def _numbers(self, items: list[Item]) -> Iterator[int]:
        """The number of each item (HTML Living Standard 4.4.5, "ordinal value"), of those that a List can begin with."""
        number = self.start if self.start is not None else len(items) if self.falling else 1
        for item in items:
            number = number if item.value is None else item.value
            yield max(0, number)
            number += -1 if self.falling else 1


class Item(Frame):
    """li; `value` is the number that it gives itself."""

    levels = 0

    def __init__(self, value: int | None = None, *, checked: bool | None = None) -> None:
        super().__init__()
        self.value, self.checked = value, checked

    def close(self, parent: Frame) -> None:
        """A ListItem of the list around it."""
        if isinstance(parent, Listing):
            parent.items.append(self)
        else:
            super().close(parent)


class Glossary(Frame):
    """dl."""

    levels = 2

    def __init__(self) -> None:
        super().__init__()
        self.items: list[tuple[list[Term], list[Block]]] = []

    def keeps_open(self, inner: Frame | None) -> bool:
        """Stray terms and meanings make one list."""
        return isinstance(inner, (TermFrame, Meaning))

    def add(self, block: Block) -> None:
        """A block without dd is part of the definition before it."""
        if not self.items:
            self.items.append(([], []))
        self.items[-1][1].append(block)

    def term(self, term: Term) -> None:
        """A term: it opens a definition unless another term just did."""
        if not self.items or self.items[-1][1]:
            self.items.append(([], []))
        self.items[-1][0].append(term)

    def close(self, parent: Frame) -> None:
        """Definitions, if there are any."""
        if self.items:
            parent.add(Definitions(tuple(Definition(tuple(terms), tuple(blocks)) for terms, blocks in self.items)))


class TermFrame(Frame):
    """dt: its paragraphs are terms, other blocks in it part of the definition."""

    levels = 0
    holds_figures = False

    def close(self, parent: Frame) -> None:
        """Terms of the Definitions around it."""
        for block in self.blocks:
            if isinstance(block, (Paragraph, Heading)) and isinstance(parent, Glossary):
                parent.term(Term(block.inlines))
            else:
                parent.add(block)


class Meaning(Frame):
    """dd: its blocks are the definition's."""

    levels = 0


class Captioned(Frame):
    """What takes the captions in it for itself: figure and table."""

    def __init__(self) -> None:
        super().__init__()
        self.legend: list[tuple[Inline, ...]] = []


class Legend(Frame):
    """figcaption and caption: gathers one Caption, and what cannot stand in one."""

    levels = 0
    holds_figures = False

    def close(self, parent: Frame) -> None:
        """The caption for the figure or table around it; without one, its blocks."""
        if not isinstance(parent, Captioned) or not any(isinstance(block, (Paragraph, Heading)) for block in self.blocks):
            super().close(parent)
            return
        lines = [block.inlines for block in self.blocks if isinstance(block, (Paragraph, Heading))]
        parent.legend += lines
        for block in self.blocks:
            if not isinstance(block, (Paragraph, Heading)):
                parent.add(block)


class Picture(Captioned):
    """figure: pictures with their caption become a Figure, all else stays as it is, the caption under its last picture or as a line."""

    levels = 0

    def close(self, parent: Frame) -> None:
        """A Figure of all pictures in it, or its blocks and a centred line."""
        caption = joined_caption(self.legend)
        bare = [block for block in self.blocks if isinstance(block, Figure) and not block.caption]
        last = self.blocks[-1] if self.blocks else None
        if caption and bare and len(bare) == len(self.blocks):
            self.blocks = [Figure(tuple(image for block in bare for image in block.images), caption)]
        elif caption and isinstance(last, Figure) and not last.caption:
            self.blocks[-1] = Figure(last.images, caption)
        elif caption and len(self.blocks) == 1 and isinstance(last, Table) and not last.caption:
            self.blocks = [Table(last.head, last.rows, caption)]
        elif caption:
            self.blocks.append(_caption_line(caption))
        super().close(parent)


def joined_caption(lines: list[tuple[Inline, ...]]) -> Caption | None:
    """The lines as one Caption with a Break between them, None where there is no text."""
    runs: list[Run] = []
    for line in lines:
        runs += [Run(Break()), *flatten(line)] if runs else flatten(line)
    return Caption(nest(runs)) if runs else None


def _caption_line(caption: Caption) -> Block:
    images = tuple(node for node in caption.inlines if isinstance(node, Image))
    if images and len(images) == len(caption.inlines):
        return Figure(images)
    return Paragraph(caption.inlines, align="center")


class NoteFrame(Frame):
    """section data-note: its blocks belong to the document's notes."""

    levels = 0

    def __init__(self, notes: dict[str, list[Block]], identifier: str) -> None:
        super().__init__()
        self.notes, self.identifier = notes, identifier

    def close(self, parent: Frame) -> None:  # noqa: ARG002  # a note stands nowhere in the text
        """A note of the document; a second one of the same name continues the first."""
        self.notes.setdefault(self.identifier, []).extend(self.blocks)
