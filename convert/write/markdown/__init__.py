"""Prints a Document as Markdown that reads back as the same Document; a block is one case in `_Printer.block`.

CommonMark with tables and strikethrough, notes and task lists, and HTML for what Markdown has no form for
(`_html.py`). What it wrote is read again and compared (`_check.py`); a block that would read otherwise
is written as HTML.

What Markdown cannot hold, and a reader of our output will not find: faces (their text stands without them); that an Embed
was one (it becomes a link); the address of a link that would run a script; a paragraph, mark or caption that shows nothing;
whether a picture alone was a Figure or a paragraph; white space that is not in normal form.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import count
from typing import NamedTuple, assert_never, cast

import msgspec

from ...config import Config
from ...errors import ArticleError, Severity, diagnostic
from ...model import (
    VERSION,
    Block,
    Break,
    CodeBlock,
    Definitions,
    Document,
    Embed,
    Figure,
    Heading,
    List,
    ListItem,
    Math,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    Tree,
    rewrite,
    walk,
)
from ...read.kind import kind_of
from ...regex import regex
from ...tidy import Run
from .. import Context
from .._beside import with_saved
from . import _html as html
from ._check import Written, difference, plain_after_plain
from ._front_matter import front_matter
from ._inline import Flavour, attribute, markdown, runs_of, stands_alone
from ._table import is_plain, table

MAX_NUMBER = 999_999_999
"""The longest number that CommonMark takes for a list's (section 5.2)."""
INDENT = "\u3000"
_LABEL = regex(r"[\w.-]+")
_CLOSING_HASHES = regex(r"(?:^|(?<=[ \t]))#+$")
_HASHES_AT_END = regex(r"(?<![#\\])#+$")
"""pandoc wants no space before them: C# is C there."""


class MarkdownWriter:
    """The article as a Markdown file with YAML front matter."""

    name = "md"
    suffix = ".md"
    media_type = "text/markdown"
    title = "Markdown: CommonMark with front matter; every mark survives"
    is_text = True
    model_version = VERSION

    def write(self, document: Document, context: Context) -> bytes:
        """UTF-8 with one line end at the end. Raises ArticleError (markdown-unfaithful) where a block reads otherwise than it was meant."""
        document = with_saved(document, context)
        body = to_markdown(document, context.config, context.name)
        head = front_matter(document.meta) if context.config.front_matter else ""
        return (f"{head}\n{body}" if head and body else head or body).encode("utf-8", "replace")


WRITER = MarkdownWriter()


def to_markdown(document: Document, config: Config, name: str = "") -> str:
    """The body of the article, without front matter; `name` is the source's, for the error.

    Raises ArticleError (markdown-unfaithful).
    """
    document = prepared(document, config)
    blocks: tuple[Block | Note, ...] = (*document.blocks, *document.notes)
    flavour = _flavour(document, config)
    as_html: set[int] = set()
    while True:
        written = _Printer(_without(flavour, blocks, as_html)).document(blocks, as_html)
        if not config.check or not (found := _misread(written, blocks)):
            return _told_apart(_body(written))
        if found[0] in as_html:
            raise _unfaithful(found, name)
        as_html.add(found[0])


def _misread(written: Sequence[Written], blocks: Sequence[Block | Note]) -> tuple[int, str, str] | None:
    """The first block that is read otherwise than it was meant: (its number, what was meant, what is read)."""
    without = plain_after_plain(written, blocks)
    numbers = [number for number in range(len(blocks)) if number not in without]
    meant = [html.note(each) if isinstance(each := blocks[number], Note) else html.block(each) for number in numbers]
    found = difference(_body([part for part in written if part[0] not in without]), meant)
    return (numbers[found[0]], *found[1:]) if found else None


def _body(written: Sequence[Written]) -> str:
    return "\n\n".join(text for _, text in written) + "\n" if written else ""


def _without(flavour: Flavour, blocks: Sequence[Block | Note], as_html: Collection[int]) -> Flavour:
    """The flavour with marks for the notes alone that are written as notes."""
    gone = {note.id for number in as_html if isinstance(note := blocks[number], Note)}
    return msgspec.structs.replace(flavour, notes=flavour.notes - gone) if gone else flavour


def _told_apart(body: str) -> str:
    """A body in raw HTML behind a definition of nothing, so that no reader takes it for an HTML file and its Markdown for text."""
    return f"[//]: # (Markdown)\n\n{body}" if body.startswith("<") and kind_of(body, "") == "html" else body


def _unfaithful(found: tuple[int, str, str], name: str) -> ArticleError:
    number, meant, read = found
    message = f"block {number + 1} of the Markdown reads otherwise than it was meant: {meant[:80]!r} became {read[:80]!r}"
    hint = "a fault of huozi, please report it; --no-check writes it nevertheless"
    return ArticleError(diagnostic(Severity.ERROR, "markdown-unfaithful", message, file=name, hint=hint))


# ---- what is printed of a document --------------------------------------------------------------------------------


def prepared(document: Document, config: Config) -> Document:
    """The document as it is printed: its title as a heading where there is no front matter, indents as set, labels that a note can have."""
    blocks = _indented(document.blocks, config.indent)
    if document.meta.title and not config.front_matter:
        blocks = (Heading(1, (Text(document.meta.title),)), *blocks)
    document = msgspec.structs.replace(document, blocks=blocks)
    names = _labels([note.id for note in document.notes])
    return _relabelled(document, names) if any(old != new for old, new in names.items()) else document


def _indented(blocks: tuple[Block, ...], indent: str) -> tuple[Block, ...]:
    """`all` gives body paragraphs two em, `none` takes every indent away (DESIGN section 5)."""
    if indent in ("auto", "keep"):
        return blocks
    return tuple(_indent(block, 2 if indent == "all" else 0) for block in blocks)


def _indent(block: Block, em: int) -> Block:
    match block:
        case Quote(blocks=inner):
            return Quote(tuple(_indent(each, em) for each in inner))
        case Paragraph(align="start") if not any(isinstance(node, Break) for node in walk(block)):
            return msgspec.structs.replace(block, indent=em)
        case _:
            return cast(Block, rewrite(block, _flush_left))


def _flush_left(node: Tree) -> Tree:
    return msgspec.structs.replace(node, indent=0) if isinstance(node, Paragraph) and node.indent else node


def _labels(ids: Sequence[str]) -> dict[str, str]:
    """A label for each note: its id where a label can be so, else note-1 and so on."""
    taken = {name for name in ids if _LABEL.fullmatch(name)}
    free = (label for number in count(1) if (label := f"note-{number}") not in taken)
    return {name: name if name in taken else next(free) for name in ids}


def _relabelled(document: Document, names: dict[str, str]) -> Document:
    def change(node: Tree) -> Tree:
        if isinstance(node, (Note, NoteRef)) and node.id in names:
            return msgspec.structs.replace(node, id=names[node.id])
        return node

    return cast(Document, rewrite(document, change))


def _flavour(document: Document, config: Config) -> Flavour:
    notes = frozenset(note.id for note in document.notes)
    return Flavour(
        strike=config.md_flavor != "commonmark",
        tables=config.md_flavor != "commonmark",
        notes=notes if config.md_flavor != "commonmark" else frozenset(),
        numbers={note.id: number for number, note in enumerate(document.notes, 1)},
        pandoc=config.md_flavor == "pandoc",
    )


# ---- blocks: each gives its lines, none for what shows nothing ----------------------------------------------------


class _Printer:
    """One printing in one flavour."""

    def __init__(self, flavour: Flavour) -> None:
        self.flavour = flavour

    def document(self, blocks: Sequence[Block | Note], as_html: Collection[int]) -> list[Written]:
        """What is written for each block that shows something; those whose numbers are in `as_html` are written as HTML."""
        written: list[Written] = []
        mark = ""
        for number, block in enumerate(blocks):
            part = _Part(self._note(block)) if isinstance(block, Note) else self._part(block, mark, number in as_html)
            if part.lines and part.lines != [""]:
                written.append((number, "\n".join(part.lines)))
                mark = part.mark
        return written

    def _parts(self, blocks: Sequence[Block], parent: str = "") -> list[_Part]:
        """Each block that shows something; `parent` is the mark of the item that they begin."""
        parts: list[_Part] = []
        for block in blocks:
            part = self._part(block, parts[-1].mark if parts else parent, False)
            if part.lines and part.lines != [""]:
                parts.append(part)
        return parts

    def _part(self, block: Block, mark: str, as_html: bool) -> _Part:
        if as_html:
            return _Part(self._html(html.block(block)))
        if isinstance(block, List):
            used = _mark(block, mark)
            return _Part(self._list(block, used), mark=used, tight=_interrupts(block))
        return _Part(self._block(block), plain=isinstance(block, Paragraph) and block.align == "start")

    def _block(self, block: Block) -> list[str]:
        match block:
            case Paragraph():
                return self._paragraph(block)
            case Heading():
                return [self._heading(block)]
            case Quote(blocks=inner):
                return ["> " + line if line else ">" for line in _joined(self._parts(inner)) or [""]]
            case List():
                return self._list(block, _mark(block, ""))
            case CodeBlock():
                return _fence(block)
            case Figure():
                return self._figure(block)
            case Table():
                piped = self.flavour.tables and is_plain(block, self.flavour)
                return table(block, self.flavour) if piped else self._html(html.block(block))
            case Rule():
                return ["***"]
            case Embed():
                return self._paragraph(Paragraph(html.embed_link(block)))
            case Definitions():
                return self._html(html.block(block))
            case _:
                assert_never(block)

    def _html(self, markup: str) -> list[str]:
        """The lines of a block of HTML, in which pandoc reads Markdown."""
        markup = html.labelled(markup, self.flavour) if self.flavour.numbers else markup
        return (html.inert(markup) if self.flavour.pandoc else markup).split("\n")

    def _paragraph(self, block: Paragraph) -> list[str]:
        if block.align != "start":
            return self._html(html.paragraph(block))
        em, runs = runs_of(block.inlines)
        if not runs:
            return []
        match runs:
            case [Run(leaf=Math(text=text, display=True))] if "\n" in text and stands_alone(text):
                return text.split("\n")
        return markdown(runs, self.flavour, lead=INDENT * max(block.indent, round(em))).split("\n")

    def _heading(self, block: Heading) -> str:
        _, runs = runs_of(block.inlines)
        text = markdown(runs, self.flavour, breaks="<br>", lead="# ")[2:]
        text = (_HASHES_AT_END if self.flavour.pandoc else _CLOSING_HASHES).sub(lambda match: "\\" + match[0], text)
        if block.id and self.flavour.pandoc and _LABEL.fullmatch(block.id):
            text = f"{text} {{#{block.id}}}"
        elif block.id:
            text = f'<a id="{attribute(block.id)}"></a>{text}'
        return f"{'#' * block.level} {text}".rstrip(" ")

    def _figure(self, block: Figure) -> list[str]:
        """Pictures as Markdown, so that tools find them; with a caption within <figure>."""
        pictures = [markdown([Run(image)], self.flavour) for image in block.images]
        if not block.caption:
            return pictures
        (caption,) = self._html(f"<figcaption>{html.inlines(block.caption.inlines)}</figcaption>")
        return ["<figure>", "", *pictures, *([""] if pictures else []), caption, "</figure>"]

    # ---- lists and notes ----

    def _list(self, block: List, marker: str) -> list[str]:
        if block.ordered and not 0 <= block.start <= MAX_NUMBER - len(block.items):
            return self._html(html.block(block))
        numbers = (f"{block.start + count}{marker}" if block.ordered else marker for count in range(len(block.items)))
        items = [self._item(item, number) for item, number in zip(block.items, numbers, strict=True)]
        if any("" in item for item in items):
            return _joined([_Part(item) for item in items])
        return [line for item in items for line in item]

    def _item(self, item: ListItem, mark: str) -> list[str]:
        parts = self._parts(item.blocks, mark[-1])
        if item.checked is not None:
            parts = _as_task(parts, item.checked)
        first, *others = _joined(parts) or [""]
        return [f"{mark} {first}" if first else mark, *_behind(" " * (len(mark) + 1), others)]

    def _note(self, note: Note) -> list[str]:
        if note.id not in self.flavour.notes:
            return self._html(html.note(note))
        parts = self._parts(note.blocks)
        first, *others = _joined(parts) or [""]
        if not parts or parts[0].plain:
            return [f"[^{note.id}]: {first}" if first else f"[^{note.id}]:", *_behind("    ", others)]
        return [f"[^{note.id}]:", *_behind("    ", [first, *others])]


class _Part(NamedTuple):
    """One block's lines: `plain` where they begin with a paragraph's own text, `mark` is a list's, `tight` where it may follow a line."""

    lines: list[str]
    plain: bool = False
    mark: str = ""
    tight: bool = False


def _joined(parts: Sequence[_Part]) -> list[str]:
    """The lines with blank ones between the blocks, but none in an item that is a line and a list under it."""
    if len(parts) == 2 and parts[0].plain and parts[1].tight:
        return parts[0].lines + parts[1].lines
    lines: list[str] = []
    for part in parts:
        lines += [*([""] if lines else []), *part.lines]
    return lines


def _behind(margin: str, lines: Iterable[str]) -> list[str]:
    return [margin + line if line else line for line in lines]


def _mark(block: List, taken: str) -> str:
    """A bullet or number mark other than that of the list before it, which it would join, and of the item it begins: - - - is a rule."""
    first, second = (".", ")") if block.ordered else ("-", "+")
    return second if taken == first else first


def _interrupts(block: List) -> bool:
    """An empty first item, or a first number other than 1, would go on the paragraph (CommonMark 5.3)."""
    first = block.items[0].blocks[:1] if block.items else ()
    return (not block.ordered or block.start == 1) and bool(first) and isinstance(first[0], Paragraph) and bool(first[0].inlines)


def _as_task(parts: list[_Part], checked: bool) -> list[_Part]:
    """The item behind [x] or [ ], which wants text after it: an empty comment where there is none."""
    box = "[x] " if checked else "[ ] "
    if not (parts and parts[0].plain):
        return [_Part([box + "<!-- -->"]), *parts]
    first, *others = parts
    return [first._replace(lines=[box + first.lines[0], *first.lines[1:]]), *others]


def _fence(block: CodeBlock) -> list[str]:
    """Longer than any run of its mark in the code; tildes where the language has a backtick."""
    language = html.language_of(block)
    mark = "~" if "`" in language else "`"
    longest = max((len(run) for run in re.findall(f"{mark}+", block.text)), default=0)
    fence = mark * max(3, longest + 1)
    info = re.sub(r"[\\&*_\[\]<>]", lambda match: "&amp;" if match[0] == "&" else "\\" + match[0], language)
    return [fence + info, *(block.text.split("\n") if block.text else []), fence]
