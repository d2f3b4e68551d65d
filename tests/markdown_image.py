"""The image of a Document that Markdown and the reader hold as it is: what the writer says is lost is gone, odd shapes are filled.

`markdown_image` is where the law read(write(d)) == d begins; each thing that Markdown cannot hold is one case below. That
nothing of any other Document is lost either, text or mark, is another law (test_markdown_laws.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import cast

import msgspec

from convert.config import Config
from convert.model import (
    Block,
    Break,
    Caption,
    Cell,
    Code,
    CodeBlock,
    Definition,
    Definitions,
    Document,
    Embed,
    Face,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    List,
    ListItem,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Ruby,
    RubyPair,
    Styled,
    Table,
    Term,
    Text,
    walk,
)
from convert.parse.html import _whole as whole
from convert.pipeline import read_article
from convert.tidy import BLANKS, Mark, Run, flatten, nest, settle
from convert.write import Context, NoPicture
from convert.write.markdown import WRITER
from convert.write.markdown._inline import SCRIPT


def context(config: Config | None = None) -> Context:
    """A Context for a writer that needs no picture; a diagnostic fails the test."""

    def fail(told: object) -> None:
        raise AssertionError(told)

    return Context(config or Config(), fail, lambda src: NoPicture("picture-missing", src), "article.md")


def written(document: Document, **settings: object) -> str:
    """The document as Markdown."""
    return WRITER.write(document, context(msgspec.structs.replace(Config(), **settings))).decode()


def read(markdown: str, **options: object) -> Document:
    """The document of a Markdown file, uncleaned."""
    return read_article("-", None, {"clean": False, **options}, data=markdown.encode()).document


# ---- the image ----------------------------------------------------------------------------------------------------

FILLING = (Paragraph((Text("文"),)),)


def markdown_image(document: Document) -> Document:
    """The document less what Markdown cannot hold, with its notes in order."""
    labels: dict[str, str] = {}
    for note in document.notes:
        labels[note.id] = note.id if note.id.isalnum() else f"n-{len(labels)}"
    image = _Image(labels)
    blocks = image.blocks(document.blocks)
    notes = {labels[note.id]: Note(labels[note.id], image.blocks(note.blocks) or FILLING) for note in document.notes}
    inside = (node.id for root in (*blocks, *notes.values()) for node in walk(root) if isinstance(node, NoteRef))
    ordered = tuple(notes[name] for name in dict.fromkeys([*inside, *notes]))
    return whole.renumbered(msgspec.structs.replace(document, blocks=blocks, notes=ordered))


class _Image:
    """The image of blocks; `labels` are the names that the notes have there."""

    def __init__(self, labels: dict[str, str]) -> None:
        self.labels = labels
        self.ids: set[str] = set()

    def blocks(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """Pictures beside a centred line are left out: the reader may take the line for their caption."""
        kept = tuple(each for block in blocks for each in self.block(block))
        centred = any(isinstance(block, Paragraph) and block.align != "start" for block in kept)
        return tuple(block for block in kept if not (centred and isinstance(block, Figure)))

    def block(self, block: Block) -> Iterator[Block]:
        match block:
            case Paragraph(inlines=inlines, indent=indent, align=align):
                kept = self.inlines(inlines)
                if kept and not _is_picture(kept):
                    yield Paragraph(kept, indent if align == "start" else 0, align)
            case Heading(level=level, inlines=inlines, id=name):
                if (kept := self.inlines(inlines)) and not _is_picture(kept):
                    yield Heading(level, kept, self.fresh(name))
            case Embed(url=url, title=title):
                yield from self.block(Paragraph((Link(url, (Text(title or url),)),)))
            case Figure(images=images, caption=caption):
                kept = self.inlines(images)
                said = self.inlines(caption.inlines) if caption else ()
                if kept and (said or len(kept) == 1):
                    yield Figure(cast("tuple[Image, ...]", kept), Caption(said) if said else None)
            case Quote(blocks=inner):
                yield Quote(self.blocks(inner) or FILLING)
            case List(items=items) if items:
                kept_items = tuple(ListItem(self.blocks(item.blocks) or FILLING, item.checked) for item in items)
                yield List(kept_items, block.ordered, block.start)
            case Definitions(items=items) if items:
                yield Definitions(tuple(map(self.definition, items)))
            case CodeBlock(text=text, language=language):
                yield CodeBlock(text.strip("\n") if text.strip() else "x", "" if set(language) & set('`"') else language)
            case Table():
                yield from self.table(block)
            case List() | Definitions():
                pass
            case _:
                yield block

    def fresh(self, name: str) -> str:
        """An id once: a second heading of that name would be another place."""
        if name in self.ids:
            return ""
        self.ids.add(name)
        return name

    def definition(self, item: Definition) -> Definition:
        terms = tuple(Term(self.inlines(term.inlines) or (Text("词"),)) for term in item.terms)
        return Definition(terms or (Term((Text("词"),)),), self.blocks(item.blocks) or FILLING)

    def table(self, table: Table) -> Iterator[Block]:
        """Tables whose rows are of one width, without spans: those of others are filled up by the reader as a browser does."""
        rows = [row for row in (*table.head, *table.rows) if row.cells]
        if not table.head or len(rows) < 2 or len({len(row.cells) for row in rows}) != 1:
            return
        head, *others = (Row(tuple(self.cell(cell, header=number == 0) for cell in row.cells)) for number, row in enumerate(rows))
        caption = self.inlines(table.caption.inlines) if table.caption else ()
        yield Table((head,), tuple(others), Caption(caption) if caption else None)

    def cell(self, cell: Cell, *, header: bool) -> Cell:
        """A cell without indents, which the reader takes for the layout of the table; the alignment of its one paragraph is its own.

        Pictures in a cell are no figure to the reader.
        """
        blocks = self.blocks(cell.blocks) or FILLING
        bare = (Paragraph(block.images) if isinstance(block, Figure) and not block.caption else block for block in blocks)
        flush = tuple(msgspec.structs.replace(block, indent=0) if isinstance(block, Paragraph) else block for block in bare)
        if len(flush) == 1 and isinstance(flush[0], Paragraph):
            align = cell.align if flush[0].align == "start" else flush[0].align
            return Cell((Paragraph(flush[0].inlines),), header=header, align=align)
        return Cell(flush, header=header, align=cell.align)

    def inlines(self, inlines: Iterable[Inline]) -> tuple[Inline, ...]:
        runs = settle(_joined([run for one in flatten(inlines) for run in self.run(one)]))[1]
        # Two line ends in a row divide a paragraph, for the reader of pages written so.
        single = [run for before, run in zip([None, *runs], runs, strict=False) if not (_is_break(before) and _is_break(run))]
        return nest(settle(single)[1])

    def run(self, run: Run) -> Iterator[Run]:
        marks = tuple(_trimmed(mark) for mark in run.marks if not (isinstance(mark, Face) or _is_lost(mark)))
        match run.leaf:
            case NoteRef(id=name):
                if name in self.labels:  # a mark is set above the line by itself
                    yield Run(NoteRef(self.labels[name]), tuple(mark for mark in marks if mark != Styled("sup", ())))
            case Ruby(pairs=pairs):
                if kept := tuple(RubyPair(pair.base, pair.reading) for pair in pairs if _is_reading(pair)):
                    yield Run(Ruby(kept), marks)
            case Image(src=src, alt=alt, title=title):
                yield Run(Image(src or "a.png", _settled(alt), _settled(title)), marks)
            case Code(text=text):
                yield Run(Code(text.strip(BLANKS) or "x"), marks)
            case leaf:
                yield Run(leaf, marks)


def _is_break(run: Run | None) -> bool:
    return run is not None and (isinstance(run.leaf, Break) or (isinstance(run.leaf, str) and not run.leaf.strip()))


def _is_picture(inlines: tuple[Inline, ...]) -> bool:
    return any(isinstance(node, Image) for root in inlines for node in walk(root))


def _settled(text: str) -> str:
    """A text that nobody sees, as the reader takes it from its attribute."""
    return re.sub(" +", " ", text.strip(BLANKS))


def _trimmed(mark: Mark) -> Mark:
    return Link(mark.url, (), _settled(mark.title)) if isinstance(mark, Link) else mark


def _is_lost(mark: Mark) -> bool:
    """A link whose address the writer leaves out, or the reader writes in full."""
    return isinstance(mark, Link) and (not mark.url or mark.url.startswith("//") or SCRIPT.match(mark.url) is not None)


def _is_reading(pair: RubyPair) -> bool:
    return all(part.strip() == part != "" and "  " not in part for part in (pair.base, pair.reading))


def _joined(runs: list[Run]) -> list[Run]:
    """Rubies side by side are one."""
    joined: list[Run] = []
    for run in runs:
        if joined and isinstance(run.leaf, Ruby) and isinstance(joined[-1].leaf, Ruby) and run.marks == joined[-1].marks:
            joined[-1] = Run(Ruby(joined[-1].leaf.pairs + run.leaf.pairs), run.marks)
        else:
            joined.append(run)
    return joined
