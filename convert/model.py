"""The document model: the one tree between the readers and the writers.

Nodes are frozen, sequences are tuples, `Block` and `Inline` are closed unions: a writer matches on them and ends in
`assert_never`, so that mypy names each writer that misses a new node. JSON in and out, validation and the JSON Schema all come
from these declarations. A new node goes into its union and, with the model version that brought it, into `SINCE`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Literal, TypeAlias, cast

import msgspec

from .meta import Meta

VERSION = 1
"""The model's version, written into every JSON: raised when a node or a field is added."""

MAX_DEPTH = 64
"""Levels of nesting that readers build; what is deeper they flatten and report (DESIGN section 5)."""

Style: TypeAlias = Literal[
    "emph", "strong", "strike", "underline", "wavy", "dots", "mark", "sup", "sub", "kbd"
]
"""underline is 专名号, wavy 书名号甲式, dots 着重号 (GB/T 15834-2011, 4.14 to 4.16 and B.3)."""

FaceName: TypeAlias = Literal["song", "kai", "fangsong", "hei"]
Align: TypeAlias = Literal["start", "center", "end"]
EmbedKind: TypeAlias = Literal["video", "audio", "iframe"]
Em: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]
HeadingLevel: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=6)]
Span: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=1000)]
"""As HTML bounds colspan (13.1.2 of its Living Standard, "the td element"); readers clamp."""

FirstNumber: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=999_999_999)]
"""What CommonMark's ordered lists can begin with (section 5.2); readers clamp."""


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


class Node(
    msgspec.Struct, frozen=True, tag_field="type", tag=_snake, forbid_unknown_fields=True, omit_defaults=False
):
    """What every node is: immutable, comparable, tagged in JSON with its class name in snake_case."""


# ---- inline -------------------------------------------------------------------------------------------------------


class Text(Node, frozen=True):
    """Characters, never normalised; no line ends in it."""

    text: str


class Styled(Node, frozen=True):
    """A run under one mark."""

    style: Style
    inlines: tuple[Inline, ...]


class Face(Node, frozen=True):
    """A run set in a face of another role than its surroundings."""

    face: FaceName
    inlines: tuple[Inline, ...]


class Code(Node, frozen=True):
    """Inline code, verbatim."""

    text: str


class Link(Node, frozen=True):
    """`url` as the source has it, `#id` for a place in the article."""

    url: str
    inlines: tuple[Inline, ...]
    title: str = ""


class Image(Node, frozen=True):
    """A picture: `src` is a URL, a path relative to the article's folder, or a data: URI."""

    src: str
    alt: str = ""
    title: str = ""


class RubyPair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A base and the reading above it; the reading is empty where the base has none."""

    base: str
    reading: str


class Ruby(Node, frozen=True):
    """Annotated characters: pinyin, zhuyin or a gloss, pair by pair."""

    pairs: tuple[RubyPair, ...]


class Math(Node, frozen=True):
    """TeX, verbatim, `text` with its delimiters ($…$, $$…$$, \\(…\\), \\[…\\])."""

    text: str
    display: bool = False


class Break(Node, frozen=True):
    """A line end that the author set."""


class NoteRef(Node, frozen=True):
    """The mark of a footnote; `id` names a Note of the Document."""

    id: str


# ---- blocks -------------------------------------------------------------------------------------------------------


class Paragraph(Node, frozen=True):
    """`indent` is that of the source in whole em (2 for the usual 　　), not a wish of a writer."""

    inlines: tuple[Inline, ...]
    indent: Em = 0
    align: Align = "start"


class Heading(Node, frozen=True):
    """`level` is 1 to 6; `id` is what links to `#id` mean, empty where there is none."""

    level: HeadingLevel
    inlines: tuple[Inline, ...]
    id: str = ""


class Quote(Node, frozen=True):
    """A block quotation."""

    blocks: tuple[Block, ...]


class ListItem(Node, frozen=True):
    """`checked` is None where the item is no task."""

    blocks: tuple[Block, ...]
    checked: bool | None = None


class List(Node, frozen=True):
    """`start` is the first number of an ordered list; 1 and without meaning in others."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: FirstNumber = 1


class Term(Node, frozen=True):
    """A term of a definition list."""

    inlines: tuple[Inline, ...]


class Definition(Node, frozen=True):
    """One or more terms and what they mean."""

    terms: tuple[Term, ...]
    blocks: tuple[Block, ...]


class Definitions(Node, frozen=True):
    """A definition list."""

    items: tuple[Definition, ...]


class CodeBlock(Node, frozen=True):
    """Preformatted text, verbatim, lines split by \\n, none at the end; `language` is its first info word or empty."""

    text: str
    language: str = ""


class Caption(Node, frozen=True):
    """What stands under a picture or over a table."""

    inlines: tuple[Inline, ...]


class Figure(Node, frozen=True):
    """One or more pictures with the caption that belongs to them."""

    images: tuple[Image, ...]
    caption: Caption | None = None


class Cell(Node, frozen=True):
    """A table cell: simple ones hold one Paragraph or none. Spans count columns and rows, 1 for none."""

    blocks: tuple[Block, ...]
    header: bool = False
    colspan: Span = 1
    rowspan: Span = 1
    align: Align = "start"


class Row(Node, frozen=True):
    """A table row."""

    cells: tuple[Cell, ...]


class Table(Node, frozen=True):
    """A data table; `head` are the rows repeated at the top of each page, `rows` the others."""

    head: tuple[Row, ...]
    rows: tuple[Row, ...]
    caption: Caption | None = None


class Rule(Node, frozen=True):
    """A thematic break."""


class Embed(Node, frozen=True):
    """Video, audio or a foreign page that an output can only point to."""

    kind: EmbedKind
    url: str
    title: str = ""


Inline: TypeAlias = Text | Styled | Face | Code | Link | Image | Ruby | Math | Break | NoteRef
Block: TypeAlias = Paragraph | Heading | Quote | List | Definitions | CodeBlock | Figure | Table | Rule | Embed


class Note(Node, frozen=True):
    """A footnote."""

    id: str
    blocks: tuple[Block, ...]


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An article: what it says of itself, its blocks, its footnotes in the order of their first mark."""

    meta: Meta
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    version: Annotated[int, msgspec.Meta(ge=1)] = VERSION


Tree: TypeAlias = Document | Node | RubyPair

SINCE: dict[type[Node], int] = {}
"""The model version that brought a node, for nodes newer than version 1."""


# ---- walking ------------------------------------------------------------------------------------------------------


class _Below(dict[type, tuple[str, ...]]):
    """The fields of a node that hold nodes, by its type: found once, since nothing is done more often than to walk a document."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        self[kind] = tuple(name for name, said in kind.__annotations__.items() if re.match(r"tuple\[|Caption\b", str(said)))
        return self[kind]


_BELOW = _Below()


def children(node: Tree) -> Sequence[Tree]:
    """The nodes directly under this one, in reading order of their fields."""
    found: tuple[Tree, ...] = ()
    for name in _BELOW[type(node)]:
        value = getattr(node, name)
        if isinstance(value, tuple):
            found = found + value if found else value
        elif value is not None:
            found = (*found, value)
    return found


def walk(node: Tree) -> Iterator[Tree]:
    """This node and all below it, parents first, without recursion (a tree may be deep)."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        stack += children(here)[::-1]


def rewrite(node: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """A copy with `change` applied to each node, children first; what does not change is shared, not copied."""
    fields: dict[str, Tree | tuple[Tree, ...]] = {}
    for name in _BELOW[type(node)]:
        value = getattr(node, name)
        if isinstance(value, tuple):
            new = tuple([rewrite(item, change) for item in value])
            if any(a is not b for a, b in zip(new, value, strict=True)):
                fields[name] = new
        elif value is not None and (child := rewrite(value, change)) is not value:
            fields[name] = child
    return change(msgspec.structs.replace(node, **fields) if fields else node)


def text_of(node: Tree | tuple[Tree, ...]) -> str:
    """The visible characters in reading order: what `text`, `base` and `reading` hold, as JSON's readers count it."""
    roots = node if isinstance(node, tuple) else (node,)
    parts: list[str] = []
    for root in roots:
        for here in walk(root):
            match here:
                case Text(text=text) | Code(text=text) | Math(text=text) | CodeBlock(text=text):
                    parts.append(text)
                case RubyPair(base=base, reading=reading):
                    parts += [base, reading]
                case _:
                    pass
    return "".join(parts)


# ---- for writers of an older model --------------------------------------------------------------------------------


def plain(document: Document, version: int) -> tuple[Document, set[str]]:
    """The document for a writer that knows the model up to `version`, and the names of the nodes it will not see.

    A newer inline becomes its text, a newer block a paragraph of its text.
    """
    newer = {kind for kind, since in SINCE.items() if since > version}
    met: set[str] = set()

    def simplify(node: Tree) -> Tree:
        if type(node) not in newer:
            return node
        met.add(type(node).__name__)
        text = Text(text_of(node))
        return text if type(node) in INLINE_TYPES else Paragraph((text,))

    return (cast(Document, rewrite(document, simplify)) if newer else document), met


INLINE_TYPES: tuple[type[Node], ...] = (Text, Styled, Face, Code, Link, Image, Ruby, Math, Break, NoteRef)
