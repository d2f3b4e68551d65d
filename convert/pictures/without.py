"""A document without pictures, as `--images none` wants it: a note stands where each stood, in every format."""

from __future__ import annotations

from typing import cast

from ..model import Break, Document, Figure, Image, Inline, Paragraph, Text, Tree, rewrite
from ..tidy import tidy
from ..write._markup import word


def without(document: Document) -> Document:
    """The document with 〔图：alt〕 for each picture; a caption stays under it. What the metadata names as cover is data, and stays."""
    kind = word("picture", document.meta.language)

    def change(node: Tree) -> Tree:
        match node:
            case Image():
                return _note(node, kind)
            case Figure():
                return _lines(node, kind)
        return node

    return tidy(cast(Document, rewrite(document, change)))


def _note(image: Image, kind: str) -> Text:
    words = " ".join(image.alt.split())
    return Text(f"〔{kind}：{words}〕" if words else f"〔{kind}〕")


def _lines(figure: Figure, kind: str) -> Paragraph:
    # children come first: what were its images are notes already
    lines: list[tuple[Inline, ...]] = [(note if isinstance(note, Text) else _note(note, kind),) for note in figure.images]
    if figure.caption:
        lines.append(figure.caption.inlines)
    inlines = [node for number, line in enumerate(lines) for node in (*((Break(),) if number else ()), *line)]
    return Paragraph(tuple(inlines), align="center")
