"""Writes a Document as PDF: a page as in a Chinese book, set by WeasyPrint.

The look is assets/pdf.css; sizes are in _page.py; how lines are set in _justify.py. WeasyPrint is imported when the first PDF is
written: it takes most of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree  # the text that it parses is our own

from ...errors import ArticleError, Severity, diagnostic
from ...fonts import faces, install, install_for, uncovered
from ...meta import FIELDS, values_of
from ...model import (
    VERSION,
    Align,
    Block,
    CodeBlock,
    Definitions,
    Document,
    Heading,
    Image,
    Inline,
    Link,
    List,
    ListItem,
    Note,
    Paragraph,
    Quote,
    Ruby,
    RubyPair,
    Style,
    Table,
    text_of,
    walk,
)
from ...regex import regex
from ...typography import columns, has_han
from .. import Context, NoPicture, Picture
from .._markup import classes, element, escape, legal, settle_ids, word, written
from .._xhtml import Compositor
from . import _engine, _feet, _marks, _plates
from ._page import Page, page, style_sheet
from ._tables import fitting, stays_whole, unbroken

_ENDLESS = 1000
"""Characters from which on a line of code is divided before it is laid out."""

_PARTS = regex(r"\n|[^\n]{1,400}")

_INSET = 2
"""How far lists, quotations and definitions are set in, in em, as the style sheet has it."""


class PdfWriter:
    """See `Writer`. Same document, settings, fonts and libraries: same bytes."""

    name = "pdf"
    suffix = ".pdf"
    media_type = "application/pdf"
    title = "PDF, set as a Chinese book"
    is_text = False
    model_version = VERSION

    def write(self, document: Document, context: Context) -> bytes:
        """The file's bytes.

        Raises SetupError (font-missing, pdf-library-missing), UsageError (bad-setting), ArticleError (vertical-pdf).
        """
        if getattr(context.config, "writing_mode", "horizontal") == "vertical":
            raise ArticleError(
                diagnostic(Severity.ERROR, "vertical-pdf", "PDF cannot be set vertically", file=context.name, hint="write EPUB: -t epub")
            )
        language = document.meta.language or "zh-Hans-CN"
        _report_faces(document, language, context)
        _report_characters(document, context)
        press = Press(document, language, context)
        area = press.area
        title = document.meta.title or press.first_heading() or word("untitled", language)
        head = _shortened(document.meta.title, _head_columns(area)) if context.config.running_head else ""
        css = style_sheet(context.config, language, head)
        return _engine.print_pages(_engine.Sheet(press.page(title), css, press.pictures, language), context)


class Press(Compositor):
    """Sets one article as XHTML for WeasyPrint: notes stand where their mark is, pictures under private addresses."""

    def __init__(self, document: Document, language: str, context: Context) -> None:
        settled, places = settle_ids(document)
        self.document = settled
        self.context = context
        self.notes = {note.id: (number, note) for number, note in enumerate(settled.notes, 1)}
        self.waiting = {note.id: note for note in settled.notes}
        self.at_the_end: set[str] = set()
        self.pictures: dict[str, tuple[bytes, str]] = {}
        self.known: dict[str, Picture | NoPicture] = {}
        levels = [node.level for node in walk(settled) if isinstance(node, Heading)]
        config = context.config
        self.area = page(config)
        self.inset = 0
        super().__init__(
            language=language,
            indent="all" if config.indent == "auto" else config.indent,
            places=places,
            report=context.report,
            name=context.name,
            lowered=2 - min(levels, default=2),  # the title is the only h1
        )

    def page(self, title: str) -> ElementTree.Element:
        """The whole article as an element tree."""
        body = element("body", f"{self.title_block()}{self.blocks(self.document.blocks)}{self.left_notes()}")
        source = element("html", element("head", f"{element('title', escape(title))}{self.head()}") + body, lang=self.language)
        root = ElementTree.fromstring(source)  # noqa: S314 - our own markup, without a document type
        _close_up(root)
        return root

    def first_heading(self) -> str:
        """The text of the first heading, which names an article without a title."""
        return next((text_of(node) for node in walk(self.document) if isinstance(node, Heading)), "")

    def head(self) -> str:
        """What the file says of itself; WeasyPrint splits keywords at commas, so that each stands alone."""
        meta = self.document.meta
        rows = [(field.html, text) for field in FIELDS if field.html not in ("", "title") for text in values_of(meta, field)]
        rows = [(name, text.replace(",", "，") if name == "keywords" else text) for name, text in rows]
        rows.append(("dcterms.modified", self.modified()))
        return "".join(f"<meta{written({'name': name, 'content': content})}/>" for name, content in rows if content)

    def modified(self) -> str:
        """SOURCE_DATE_EPOCH as ISO 8601, or nothing: the clock is not asked."""
        from datetime import UTC, datetime

        epoch = self.context.epoch
        return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if epoch is not None else ""

    def title_block(self) -> str:
        """Title and the line of author, date, source and editor."""
        meta = self.document.meta
        editors = f"{word('editor', self.language)}：{'、'.join(meta.editor)}" if meta.editor else ""
        parts = ("　".join(meta.author), day(meta.published), meta.source, editors)
        byline = "".join(element("span", escape(part)) for part in parts if part)
        return "".join(
            (
                element("h1", escape(meta.title), class_="title") if meta.title else "",
                element("p", byline, class_="byline") if byline else "",
            )
        )

    # ---- hooks ------------------------------------------------------------------------------------------------------

    def image(self, image: Image) -> str:
        """A picture under a private address, or the note that stands for it."""
        found = self.found(image.src)
        if isinstance(found, NoPicture):
            self.left_out(image, found.code, found.reason)
            return self.picture_note(image)
        address = f"picture:{len(self.pictures)}"
        self.pictures[address] = found.data, found.media_type
        said = image.alt or image.title or word("picture", self.language)  # PDF/UA wants words for each picture (ISO 14289-1, 7.3)
        return f"<img{written({'src': address, 'alt': said, 'title': image.title})}/>"

    def found(self, src: str) -> Picture | NoPicture:
        """What the article's picture of this name is, asked once."""
        if src not in self.known:
            found = self.context.pictures(src)
            self.known[src] = found if isinstance(found, NoPicture) else _plates.whole(found)
        return self.known[src]

    def pieces(self, inlines: tuple[Inline, ...]) -> list[_plates.Piece]:
        """A paragraph where large pictures divide it, otherwise in one piece."""
        if not any(isinstance(node, (Image, Link)) for node in inlines):
            return [_plates.Piece(is_plate=False, inlines=list(inlines))]

        def large(image: Image) -> bool:
            found = self.found(image.src)
            return not isinstance(found, NoPicture) and _plates.is_large(found, self.area)

        return _plates.divided(inlines, large)

    def paragraph(self, paragraph: Paragraph, *, indented: bool, lead: str = "") -> str:
        """A paragraph, its large pictures in the middle between its lines."""
        pieces = self.pieces(paragraph.inlines)
        if len(pieces) <= 1:
            return super().paragraph(paragraph, indented=indented, lead=lead)
        head = [self.plate(pieces[0])] if pieces[0].is_plate else []
        first, others = pieces[len(head)], pieces[len(head) + 1 :]
        text = Paragraph(tuple(first.inlines), paragraph.indent, paragraph.align)
        return "".join((*head, super().paragraph(text, indented=indented, lead=lead), *self.continued(others, paragraph.align)))

    def continued(self, pieces: Iterable[_plates.Piece], align: Align) -> Iterator[str]:
        """What follows the first piece of a paragraph."""
        for piece in pieces:
            text = Paragraph(tuple(piece.inlines), 0, align)
            yield self.plate(piece) if piece.is_plate else super().paragraph(text, indented=False)

    def plate(self, piece: _plates.Piece) -> str:
        """Large pictures that stand by themselves."""
        return element("p", self.inlines(tuple(piece.inlines)), class_="picture plate")

    def note_mark(self, id: str) -> str:
        """The note itself, which the style sheet floats to the foot; a second mark is only a number."""
        if id not in self.notes:
            return super().note_mark(id)
        number, note = self.notes[id]
        if id not in self.waiting or id in self.at_the_end:
            return element("sup", str(number), class_="note-mark")
        del self.waiting[id]
        return element("span", self.note_text(note), class_="footnote", data_number=str(number))

    def inlines(self, inlines: tuple[Inline, ...]) -> str:
        """The whole inline content of one paragraph, the notes that its pages have no room for left to the end."""
        if self.waiting:
            self.at_the_end |= _feet.homeless(inlines, self.waiting, self.area)
        return super().inlines(inlines)

    def note_text(self, note: Note, lead: str = "") -> str:
        """A note whose first paragraph stands beside its number."""
        return self.beside(note.blocks, lead)

    def beside(self, blocks: tuple[Block, ...], lead: str = "") -> str:
        """Blocks of which a first paragraph is no block of its own, so that it stands beside its number or marker."""
        match blocks:
            case (Paragraph(inlines=inlines, align=align), *rest):
                first, *others = self.pieces(inlines)
                after = "".join(self.continued(others, align))
                return lead + self.inlines(tuple(first.inlines)) + after + self.blocks(tuple(rest), indented=False)
            case _:
                return lead + self.blocks(blocks, indented=False)

    def left_notes(self) -> str:
        """Notes that no mark in the text stands for, and those that no foot has room for."""
        rest = [(number, note) for number, note in self.notes.values() if note.id in self.waiting]
        if self.at_the_end:
            message = f"notes set at the end of the article, since the pages of their marks have no room for them: {len(self.at_the_end)}"
            self.report(diagnostic(Severity.NOTE, "notes-at-end", message, file=self.name))
        return element("section", "".join(self.left_note(*pair) for pair in rest), class_="notes") if rest else ""

    def left_note(self, number: int, note: Note) -> str:
        """A note at the end of the article."""
        self.waiting.pop(note.id, None)
        return element("div", self.note_text(note, element("span", f"{number}　", class_="note-number")))

    def styled(self, style: Style, content: str) -> str:
        """A run under one mark; a key with Chinese on it has another box."""
        return element("kbd", content, class_="han") if style == "kbd" and has_han(content) else super().styled(style, content)

    def ruby(self, ruby: Ruby) -> str:
        """Readings over their bases, where each base is drawn; or 漢（hàn）, the reading in brackets after its base."""
        return "".join(map(self.reading, ruby.pairs))

    def reading(self, pair: RubyPair) -> str:
        """One base with its reading; a long one over a single character would be set too small to be read."""
        brackets = self.context.config.ruby == "brackets" or not _engine.sets_lines()
        if pair.reading and (brackets or (pair.base and _marks.is_too_long(pair.reading, pair.base))):
            return escape(f"{pair.base}（{pair.reading}）")
        if not (pair.base and pair.reading):
            return escape(pair.base or pair.reading)
        return element("span", escape(pair.base), class_="base", data_reading=legal(pair.reading))

    def list(self, node: List) -> str:
        """A list; WeasyPrint counts from where a style says, not from the attribute `start`."""
        style = f"counter-reset: list-item {node.start - 1}" if node.ordered and node.start != 1 else None
        return element("ol" if node.ordered else "ul", "\n".join(map(self.item, node.items)), style=style)

    def item(self, item: ListItem) -> str:
        """A list item; a task has its box in place of a marker."""
        if item.checked is None:
            return element("li", self.beside(item.blocks))
        check = element("span", "☑" if item.checked else "☐", class_="check")
        return element("li", self.beside(item.blocks, check), class_="task")

    def code_block(self, block: CodeBlock) -> str:
        """A code block, its endless lines in parts: WeasyPrint measures all that is left of a text again for each line it breaks off."""
        parts = (escape(part) for part in _PARTS.findall(block.text))
        return element("pre", element("code", "".join(element("span", part) if "\n" not in part else part for part in parts)))

    def block(self, block: Block, *, indented: bool = True) -> str:
        """One block; the page is narrower inside lists, quotations and definitions."""
        if isinstance(block, CodeBlock) and max(map(len, block.text.split("\n"))) > _ENDLESS:
            return self.code_block(block)
        inset = _INSET if isinstance(block, (List, Quote, Definitions)) else 0
        self.inset += inset
        try:
            return super().block(block, indented=indented)
        finally:
            self.inset -= inset

    def table(self, table: Table) -> str:
        """A table without the scrolling box around it that a reader's screen needs."""
        measure = (self.area.columns - self.inset) * self.area.size / self.area.small
        size, divided = fitting(table, measure)
        self.short = unbroken(table, measure)
        style = f"font-size: {self.area.small * size:.2f}pt" if size < 1 else None
        head = element("thead", "\n".join(map(self.row, table.head))) if table.head else ""
        inside = self.caption(table.caption, "caption") + head + element("tbody", "\n".join(map(self.row, table.rows)))
        names = classes(("divided" if divided else "", "whole" if stays_whole(table) else ""))
        return element("table", inside, class_=names, style=style)


def day(published: str | None) -> str:
    """2021年12月13日 of an ISO 8601 date; a text that is none stays as it is."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)", published or "")
    return f"{found[1]}年{int(found[2])}月{int(found[3])}日" if found else published or ""


def _head_columns(area: Page) -> int:
    """Columns of a running head, two for a Chinese character: no wider than the type area, and never a whole line of it."""
    return min(50, int(2 * area.measure / area.head_size) - 2)


def _shortened(title: str, width: int) -> str:
    """A title cut to so many columns, two for a Chinese character."""
    if columns(title) <= width:
        return title
    length = next(length for length in range(len(title), 0, -1) if columns(title[:length]) < width - 1)
    return f"{title[:length]}…"


def _report_faces(document: Document, language: str, context: Context) -> None:
    used = {getattr(node, "face", "") for node in walk(document)} - {""}
    for role in faces(language).missing:
        if role in used:
            message = f"no {role} font is installed: another face takes its place"
            context.report(diagnostic(Severity.NOTE, "face-missing", message, file=context.name, hint=install(role)))


def _report_characters(document: Document, context: Context) -> None:
    text = text_of(document) + document.meta.title
    for char in uncovered(set(text)):
        context.report(
            diagnostic(
                Severity.WARNING,
                "character-missing",
                f"no installed font has {char} (U+{ord(char):04X}), {text.count(char)} times",
                file=context.name,
                line=_line_of(char, context.source),
                hint=install_for(char),
            )
        )


def _line_of(char: str, source: bytes) -> int | None:
    """The 1-based line of the file where a character stands first, None where it is not written as itself."""
    for encoding in ("utf-8", "gb18030"):
        before, found, _ = source.partition(char.encode(encoding, "replace"))
        if found:
            return before.count(b"\n") + 1
    return None


WRITER = PdfWriter()


def _close_up(root: ElementTree.Element) -> None:
    """Take the line ends between the blocks of each note out: within inline content WeasyPrint 70 sets every one as an empty line."""
    for note in root.iter("span"):
        if note.get("class") == "footnote":
            for block in (inner for inner in note.iter() if inner.tail == "\n" and inner.tag != "span"):  # a span is a line of code
                block.tail = None
