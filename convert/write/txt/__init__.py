"""Prints a Document as plain text for Chinese readers: one paragraph a line, a blank line between blocks.

A new node is one case in `_block` or `_inline`. What text cannot carry falls away: faces, styles, addresses (`--links` lists them at the
end). Every run of characters stays unbroken: what the writer adds (list markers, 〔图：…〕, note marks, the brackets of a reading) stands
only where a run ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import assert_never, cast

import msgspec

from ...config import Config
from ...errors import Report, Severity, diagnostic
from ...model import (
    VERSION,
    Block,
    Break,
    Code,
    CodeBlock,
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
    Math,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Ruby,
    Rule,
    Styled,
    Table,
    Text,
    Tree,
    rewrite,
    walk,
)
from ...typography import columns
from .. import Context
from .._markup import word
from ._columns import begins, line_of, place
from ._wrap import wrap

MEASURE = 80
"""Columns within which centred and right-set lines are placed where no width is set: the 40 characters of a common Chinese line."""

IDEOGRAPHIC_SPACE = "\u3000"
BODY_INDENT = 2  # em, GB/T 15834 aside the custom of all Chinese books (CLREQ 3.5.1)
LINE_OF_THE_BREAK = "\n"

class _Page(msgspec.Struct, frozen=True):
    """What holds while a Document is printed: settings, its language, the number of each note, and whether the place is the body."""

    config: Config
    language: str
    numbers: dict[str, int]
    width: int
    """Columns that are left for a line here, 0 for no limit."""
    body: bool = True

    def word(self, key: str) -> str:
        """A word that the writer adds, in the script of the article."""
        return word(key, self.language)

    def within(self, prefix: str) -> _Page:
        """The page inside a structure that begins its lines with `prefix`: narrower, and no body paragraph's indent."""
        width = max(2, self.width - columns(prefix)) if self.width else 0
        return msgspec.structs.replace(self, width=width, body=False)


class TxtWriter:
    """The article as a text file."""

    name = "txt"
    suffix = ".txt"
    media_type = "text/plain"
    title = "plain text: one paragraph a line, tables aligned, notes at the end"
    is_text = True
    model_version = VERSION

    def write(self, document: Document, context: Context) -> bytes:
        """Encoded as `txt-encoding` says; what that cannot hold is written 〔U+1F600〕 and reported (txt-encoding)."""
        lines = _document(document, context.config)
        line_end = {"lf": "\n", "crlf": "\r\n"}[context.config.newline]
        text = "\n".join(lines).replace("\n", line_end)
        return encode(text + line_end if text else "", context.config.txt_encoding, context.report, context.name)


WRITER = TxtWriter()


def encode(text: str, encoding: str, report: Report, name: str = "") -> bytes:
    """The text's bytes; a character that the encoding has not is spelled 〔U+XXXX〕, once reported with all its kind."""
    with suppress(UnicodeEncodeError):
        return text.encode(encoding)
    missing = "".join(char for char in dict.fromkeys(text) if not _holds(encoding, char))
    for char in missing:
        text = text.replace(char, f"〔U+{ord(char):04X}〕")
    said = f"{encoding} has no {' '.join(missing[:20])}{' …' if len(missing) > 20 else ''}: written by code point"
    report(diagnostic(Severity.WARNING, "txt-encoding", said, file=name, hint="--txt-encoding gb18030 and utf-8 hold every character"))
    return text.encode(encoding)


def _holds(encoding: str, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


# ---- the parts of the file ------------------------------------------------------------------------------------------


def _document(document: Document, config: Config) -> list[str]:
    numbers = {note.id: number for number, note in enumerate(document.notes, 1)}
    page = _Page(config, document.meta.language, numbers, config.width)
    parts = [_head(document, page), _stack(document.blocks, page), _notes(document.notes, page)]
    if config.links:
        parts.append(_links(document, page))
    return _join(part for part in parts if part)


def _head(document: Document, page: _Page) -> list[str]:
    meta = document.meta
    date = (meta.published or "")[:16].replace("T", " ").removesuffix(" 00:00")  # a day alone is read as its first minute
    line = IDEOGRAPHIC_SPACE.join(part for part in ("、".join(meta.author), date) if part)
    return [line for text in (meta.title, line) if text for line in _wrapped(text, page)]


def _notes(notes: tuple[Note, ...], page: _Page) -> list[str]:
    if not notes:
        return []
    marks = [f"[{page.numbers[note.id]}] " for note in notes]
    printed = [_hang(mark, _stack(note.blocks, page.within(mark))) for mark, note in zip(marks, notes, strict=True)]
    tight = all(len(note.blocks) <= 1 for note in notes)
    return [page.word("notes"), "", *_join(printed, () if tight else ("",))]


def _links(document: Document, page: _Page) -> list[str]:
    """The addresses in order, each behind the words that lead there, where these are others; places in the article are none."""
    found = [node for node in walk(document) if isinstance(node, (Link, Embed)) and node.url and not node.url.startswith("#")]
    lines = [node.url if (words := _words_of(node, page)) in ("", node.url) else f"{words} {node.url}" for node in found]
    return [page.word("links"), "", *dict.fromkeys(lines)] if lines else []


def _words_of(node: Link | Embed, page: _Page) -> str:
    words = node.title if isinstance(node, Embed) else inline(node.inlines, page)
    return words.replace("\n", " ")


def _join(parts: Iterable[list[str]], between: tuple[str, ...] = ("",)) -> list[str]:
    lines: list[str] = []
    for part in parts:
        lines += [*(between if lines else ()), *part]
    return lines


# ---- blocks: each gives its lines -----------------------------------------------------------------------------------


def _stack(blocks: tuple[Block, ...], page: _Page, *, tight: bool = False) -> list[str]:
    printed = (_block(block, page) for block in blocks)
    return _join((lines for lines in printed if lines), () if tight else ("",))


def _block(block: Block, page: _Page) -> list[str]:
    match block:
        case Paragraph():
            return _paragraph(block, page)
        case Heading(inlines=inlines):
            return _wrapped(inline(inlines, page), page)
        case Quote(blocks=blocks):
            return _quote(blocks, page)
        case List():
            return _list(block, page)
        case Definitions():
            return _definitions(block, page)
        case CodeBlock(text=text):
            return text.split("\n")
        case Figure():
            return _figure(block, page)
        case Table():
            return _table(block, page)
        case Rule():
            return ["* * *"]
        case Embed(kind=kind, url=url, title=title):
            return [_note_of(page.word(kind), title or url)]
        case _:
            assert_never(block)


def _paragraph(paragraph: Paragraph, page: _Page) -> list[str]:
    text = inline(paragraph.inlines, page)
    if not text:
        return []
    if paragraph.align != "start":
        return [_aligned(line, paragraph.align, page) for line in _wrapped(text, page)]
    return _wrapped(text, page, IDEOGRAPHIC_SPACE * _indent(paragraph, page))


def _indent(paragraph: Paragraph, page: _Page) -> int:
    """First-line indent in em: DESIGN section 5, `--indent`."""
    match page.config.indent:
        case "auto" | "keep":
            return paragraph.indent
        case "none":
            return 0
        case "all":
            verse = any(isinstance(node, Break) for node in walk(paragraph))
            return BODY_INDENT if page.body and not verse else 0


def _aligned(line: str, align: str, page: _Page) -> str:
    slack = max(0, (page.width or MEASURE) - columns(line)) // 2  # in full-width spaces, which keep their place in any Chinese font
    return IDEOGRAPHIC_SPACE * (slack // 2 if align == "center" else slack) + line


def _wrapped(text: str, page: _Page, first: str = "") -> list[str]:
    """The lines of an inline text, wrapped each by itself; `first` begins the first one."""
    lines = []
    for number, line in enumerate(text.split(LINE_OF_THE_BREAK)):
        lines += wrap(line, page.width, "" if number else first)
    return lines


def _quote(blocks: tuple[Block, ...], page: _Page) -> list[str]:
    """Each block marked once, at its first line: a mark at every line would stand inside a run of text."""
    inner = msgspec.structs.replace(page.within("> "), body=page.body)
    return _join(_hang("> ", lines) for lines in (_block(block, inner) for block in blocks) if lines)


def _hang(mark: str, lines: list[str]) -> list[str]:
    """The lines behind a mark, those after the first as far in as it is wide; empty ones stay empty."""
    first, *others = lines or [""]
    space = " " * columns(mark)
    return [(mark + first) if first else mark.rstrip(" "), *(space + line if line else line for line in others)]


def _list(block: List, page: _Page) -> list[str]:
    tight = all(_is_simple(item) for item in block.items)
    parts = []
    for number, item in enumerate(block.items, block.start):
        mark = f"{number}. " if block.ordered else "• "
        mark += {None: "", True: "[x] ", False: "[ ] "}[item.checked]
        parts.append(_hang(mark, _stack(item.blocks, page.within(mark), tight=tight)))
    return _join(parts, () if tight else ("",))


def _is_simple(item: ListItem) -> bool:
    first, *others = item.blocks or (Paragraph(()),)
    return isinstance(first, (Paragraph, List)) and all(isinstance(block, List) for block in others)


def _definitions(block: Definitions, page: _Page) -> list[str]:
    inner = page.within("    ")
    parts = []
    for item in block.items:
        terms = [line for term in item.terms for line in _wrapped(inline(term.inlines, page), page)]
        parts.append([*terms, *("    " + line if line else line for line in _stack(item.blocks, inner))])
    return _join(part for part in parts if part)


def _figure(figure: Figure, page: _Page) -> list[str]:
    lines = [_note_of(page.word("picture"), image.alt) for image in figure.images]
    return lines + (_wrapped(inline(figure.caption.inlines, page), page) if figure.caption else [])


def _note_of(kind: str, words: str) -> str:
    """What stands in place of something that is no text: 〔图：一座桥〕."""
    return f"〔{kind}：{words}〕".replace("\n", " ") if words else f"〔{kind}〕"


# ---- tables ---------------------------------------------------------------------------------------------------------


def _table(table: Table, page: _Page) -> list[str]:
    caption = _wrapped(inline(table.caption.inlines, page), page) if table.caption else []
    rows = table.head + table.rows
    if all(isinstance(block, Paragraph) for row in rows for cell in row.cells for block in cell.blocks):
        return caption + _grid(rows, len(table.head), page)
    return caption + _rows_as_list(rows, page)


def _grid(rows: tuple[Row, ...], heads: int, page: _Page) -> list[str]:
    """The rows in aligned columns, a line under the head.

    A Break in a cell becomes U+3000: a second line of one cell would stand among the words of its neighbours. TeX ends lines in spaces.
    """
    unbroken = msgspec.structs.replace(page, width=0, body=False)
    texts = [[_cell_text(cell.blocks, unbroken) for cell in row.cells] for row in rows]
    placed = place(rows, texts)
    begin = begins(placed)
    lines = [line_of(cells, begin) for cells in placed]
    if heads:
        lines.insert(heads, "-" * max((columns(line) for line in lines), default=0))
    return lines


def _cell_text(blocks: tuple[Block, ...], page: _Page) -> str:
    texts = [inline(cast(Paragraph, rewrite(block, _on_one_line)).inlines, page) for block in blocks if isinstance(block, Paragraph)]
    return IDEOGRAPHIC_SPACE.join(text for text in texts if text).replace("\n", IDEOGRAPHIC_SPACE)


def _on_one_line(node: Tree) -> Tree:
    return msgspec.structs.replace(node, text=node.text.replace("\n", " ")) if isinstance(node, Math) else node


def _rows_as_list(rows: tuple[Row, ...], page: _Page) -> list[str]:
    """A table whose cells hold lists, code or tables: a row is an item, its cells stand one under the other."""
    inner = page.within("• ")
    cells = ([_stack(cell.blocks, inner) for cell in row.cells] for row in rows)
    return _join(_hang("• ", _join(lines for lines in row if lines)) for row in cells)


# ---- inline ---------------------------------------------------------------------------------------------------------


def inline(inlines: tuple[Inline, ...], page: _Page) -> str:
    """The text of inline content, \\n for a Break."""
    return "".join(_inline(node, page) for node in inlines)


def _inline(node: Inline, page: _Page) -> str:
    match node:
        case Text(text=text) | Code(text=text) | Math(text=text):
            return text
        case Styled(inlines=inlines) | Face(inlines=inlines) | Link(inlines=inlines):
            return inline(inlines, page)
        case Image(alt=alt):
            return _note_of(page.word("picture"), alt)
        case Ruby(pairs=pairs):
            return "".join(pair.base + (f"（{pair.reading}）" if pair.reading else "") for pair in pairs)
        case Break():
            return LINE_OF_THE_BREAK
        case NoteRef(id=id):
            return f"[{page.numbers.get(id, '?')}]"
        case _:
            assert_never(node)
