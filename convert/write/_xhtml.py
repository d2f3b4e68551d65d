"""Blocks of a Document as XHTML: the one place where nodes become elements, for EPUB and PDF.

A format sets its own type by a subclass of `Compositor` that says what a picture, a note mark, a link and a run of text are there.
A new node is one more case in `block` or `inline`: mypy names both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias, assert_never

from ..errors import Report, Severity, diagnostic
from ..model import (
    Block,
    Break,
    Caption,
    Cell,
    Code,
    CodeBlock,
    Definition,
    Definitions,
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
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Ruby,
    RubyPair,
    Rule,
    Style,
    Styled,
    Table,
    Text,
    text_of,
    walk,
)
from ..tidy import BLANKS
from ..typography import is_wide
from ._cells import width
from ._markup import classes, element, escape, outside, place_of, word

RunKind: TypeAlias = Literal["text", "code", "ruby", "math", "break", "object"]

STYLES: dict[Style, tuple[str, str]] = {
    "emph": ("em", ""),
    "strong": ("strong", ""),
    "strike": ("del", ""),
    "underline": ("u", "proper-noun"),
    "wavy": ("u", "book-title"),
    "dots": ("em", "dots"),
    "mark": ("mark", ""),
    "sup": ("sup", ""),
    "sub": ("sub", ""),
    "kbd": ("kbd", ""),
}
"""Element and class of each style."""

_SHORT = 5.0

_DEEP, _DEEPEST = 6, 12
"""em from which an indent is no paragraph's but a place on the line, that of a name below a letter; and as far as small pages allow it."""

# HTML, 4.9.11: the largest spans a table cell may ask for.
_MAX_COLSPAN, _MAX_ROWSPAN = 1000, 65534


class Run(NamedTuple):
    """One leaf of an inline sequence, as `Compositor.typeset` sees it.

    `text` is "" for a break and an object (picture, note mark), all bases for a ruby; `marks` are the styles and faces around it,
    outermost first, and "link".
    """

    kind: RunKind
    text: str
    marks: tuple[str, ...]


class Compositor:
    """Sets the blocks of one article as XHTML, well-formed whatever they hold.

    `places` maps the ids that links may mean to ids of this article's headings (`_markup.settle_ids`). Headings are printed
    `lowered` levels below their own, never below 6. Nothing is ever put between two inline neighbours.
    """

    def __init__(
        self, *, language: str, indent: Literal["keep", "none", "all"], places: dict[str, str], report: Report, name: str, lowered: int = 0
    ) -> None:
        self.language = language
        self.indent = indent
        self.places = places
        self.report = report
        self.name = name
        self.lowered = lowered
        self.short = _SHORT
        """Width in em up to which a table's cell stays on one line."""

    # ---- what a format decides --------------------------------------------------------------------------------------

    def typeset(self, runs: Sequence[Run]) -> Sequence[str]:
        """Markup for each run of one paragraph, in order: runs that are no text keep their place but are printed by their own method."""
        return [escape(run.text) if run.kind == "text" else "" for run in runs]

    def image(self, image: Image) -> str:
        """A picture, or the visible note that stands for it."""
        return self.picture_note(image)

    def note_mark(self, id: str) -> str:
        """The mark of the note `id`, which the document may lack."""
        return element("sup", escape(f"[{id}]"), class_="note-mark")

    def href(self, url: str) -> str | None:
        """Where a link leads, None where it leads nowhere in this output: its text stays, and `dropped` reports it."""
        if url.startswith("#"):
            place = place_of(url, self.places)
            return f"#{place}" if place else None
        return outside(url)

    def ruby(self, ruby: Ruby) -> str:
        """Bases with their readings; rp for readers that know no ruby (HTML, 4.5.12)."""
        return element("ruby", "".join(map(_pair, ruby.pairs))) if ruby.pairs else ""

    def styled(self, style: Style, content: str) -> str:
        """A run under one mark; emphasis on nothing but Latin has a class, for style sheets that slant it as Chinese is not."""
        name, class_ = STYLES[style]
        if style == "emph" and not any(map(is_wide, content)):
            class_ = "latin"
        return element(name, content, class_=class_)

    def math(self, math: Math) -> str:
        """TeX, as the source has it."""
        return element("span", escape(math.text), class_="math display" if math.display else "math")

    # ---- inline -----------------------------------------------------------------------------------------------------

    def inlines(self, inlines: tuple[Inline, ...]) -> str:
        """The whole inline content of one paragraph, heading, caption or term."""
        return self._inlines(inlines, iter(self.typeset(list(runs_of(inlines)))), None)

    def _inlines(self, inlines: tuple[Inline, ...], markup: Iterator[str], held: list[str] | None) -> str:
        return "".join([self.inline(node, markup, held) for node in inlines])

    def inline(self, node: Inline, markup: Iterator[str], held: list[str] | None) -> str:
        """One node, its text taken from `markup`; inside a link `held` collects the note marks, as HTML has no link in a link."""
        match node:
            case Styled(style=style, inlines=inner):
                return self.styled(style, self._inlines(inner, markup, held))
            case Face(face=face, inlines=inner):
                return element("span", self._inlines(inner, markup, held), class_=face)
            case Link():
                return self._link(node, markup, held)
            case Text():
                return next(markup)
            case _:
                next(markup)
                return self._leaf(node, held)

    def _leaf(self, node: Code | Image | Ruby | Math | Break | NoteRef, held: list[str] | None) -> str:
        match node:
            case Code(text=text):
                return element("code", escape(text))
            case Image():
                return self.image(node)
            case Ruby():
                return self.ruby(node)
            case Math():
                return self.math(node)
            case Break():
                return "<br/>"
            case NoteRef(id=id):
                mark = self.note_mark(id)
                if held is None:
                    return mark
                held.append(mark)
                return ""
            case _:
                assert_never(node)

    def _link(self, link: Link, markup: Iterator[str], held: list[str] | None) -> str:
        if held is not None:
            self.dropped(link.url)
            return self._inlines(link.inlines, markup, held)
        marks: list[str] = []
        content = self._inlines(link.inlines, markup, marks)
        href = self.href(link.url)
        if href is None:
            self.dropped(link.url)
            return content + "".join(marks)
        return element("a", content, href=href, title=link.title) + "".join(marks)

    def dropped(self, url: str) -> None:
        """Reports a link that is printed as text (code link-dropped)."""
        message = f"a link leads nowhere in this output, its text stays: {url[:200]}"
        hint = "only links to a heading's id and to the web can work there"
        self.report(diagnostic(Severity.WARNING, "link-dropped", message, file=self.name, hint=hint))

    def left_out(self, image: Image, code: str, reason: str) -> None:
        """Report a picture that is not there."""
        address = image.src[:200] if not image.src.startswith("data:") else "data:"
        self.report(diagnostic(Severity.WARNING, code, f"a picture is left out: {reason}: {address}", file=self.name))

    def picture_note(self, image: Image) -> str:
        """〔图：alt，address〕: what stands where a picture cannot; of a data: URI only its beginning."""
        address = image.src if not image.src.lower().startswith("data:") else image.src.partition(",")[0]
        said = "，".join(part for part in (image.alt, address) if part)
        return element("span", escape(f"〔{word('picture', self.language)}：{said}〕"), class_="picture-note", title=image.title)

    # ---- blocks -----------------------------------------------------------------------------------------------------

    def blocks(self, blocks: tuple[Block, ...], *, indented: bool = True) -> str:
        """Blocks one after the other; `indented` is False where paragraphs are no body text (lists, tables, notes)."""
        return "\n".join([self.block(block, indented=indented) for block in blocks])

    def block(self, block: Block, *, indented: bool = True) -> str:
        """One block as one element."""
        match block:
            case Paragraph():
                return self.paragraph(block, indented=indented)
            case Heading():
                return self.heading(block)
            case Quote(blocks=blocks):
                return element("blockquote", self.blocks(blocks, indented=indented))
            case List():
                return self.list(block)
            case Definitions(items=items):
                return element("dl", "".join(map(self.definition, items)))
            case CodeBlock(text=text, language=language):
                code = element("code", escape(text), class_=f"language-{language}" if language else None)
                return element("pre", code)
            case Figure():
                return self.figure(block)
            case Table():
                return self.table(block)
            case Rule():
                return "<hr/>"
            case Embed():
                return self.embed(block)
            case _:
                assert_never(block)

    def paragraph(self, paragraph: Paragraph, *, indented: bool, lead: str = "") -> str:
        """A paragraph after the markup `lead`. Without a class it is indented by two em: the style sheets give `p` that."""
        inlines = paragraph.inlines
        names: list[str] = [paragraph.align if paragraph.align != "start" else ""]
        if inlines and all(isinstance(node, Image) for node in inlines):
            names.append("picture")
        elif any(isinstance(node, Break) for node in inlines):
            names.append("verse")
        em = self._indent(paragraph, body=indented and not any(names))
        names.append("" if em else "no-indent")
        if "picture" not in names and any(isinstance(node, Image) for node in walk(paragraph)):
            names.append("illustrated")
        style = f"text-indent:{em}em" if em not in (0, 2) else None
        return element("p", lead + self.inlines(inlines), class_=classes(names), style=style)

    def _indent(self, paragraph: Paragraph, *, body: bool) -> int:
        """First-line indent in em under the policy: `all` indents body text alone, as a Chinese book does (CLREQ 4.1.2).

        What the author set in to a place of its own stays there.
        """
        match self.indent:
            case "none":
                return 0
            case "keep":
                return max(0, min(paragraph.indent, 40))
            case "all":
                placed = paragraph.indent >= _DEEP if body else _is_stepped(paragraph)
                return min(paragraph.indent, _DEEPEST) if placed else 2 * body

    def heading(self, heading: Heading) -> str:
        """A heading, `lowered` under the article's title."""
        level = max(1, min(6, heading.level + self.lowered))
        return element(f"h{level}", self.inlines(heading.inlines), id=heading.id)

    def list(self, node: List) -> str:
        """A list; a list of tasks where its items are checked or not."""
        tasks = any(item.checked is not None for item in node.items)
        start = str(node.start) if node.ordered and node.start != 1 else None
        items = "\n".join(map(self.item, node.items))
        return element("ol" if node.ordered else "ul", items, class_="tasks" if tasks else None, start=start)

    def item(self, item: ListItem) -> str:
        """A list item: `checked` is printed as ☑ or ☐."""
        check = "" if item.checked is None else element("span", "☑" if item.checked else "☐", class_="check")
        return element("li", self.contents(item.blocks, lead=check))

    def contents(self, blocks: tuple[Block, ...], *, lead: str = "") -> str:
        """The inside of an item, a cell or a definition: a single paragraph, or one before lists, without an element of its own."""
        match blocks:
            case (Paragraph(align="start", inlines=inlines), *rest) if all(isinstance(block, List) for block in rest):
                first = lead + self.inlines(inlines)
            case (Paragraph() as paragraph, *rest):
                first = self.paragraph(paragraph, indented=False, lead=lead)
            case _:
                return lead + self.blocks(blocks, indented=False)
        return "\n".join([first, *(self.block(block, indented=False) for block in rest)])

    def definition(self, definition: Definition) -> str:
        """Terms and their meaning; HTML wants at least one of each (4.4.9)."""
        terms = "".join(element("dt", self.inlines(term.inlines)) for term in definition.terms) or "<dt></dt>"
        return f"{terms}{element('dd', self.contents(definition.blocks))}\n"

    def figure(self, figure: Figure) -> str:
        """Pictures and their caption, which stay together on a page by the style sheets."""
        images = "".join(element("div", self.image(image), class_="picture") for image in figure.images)
        return element("figure", images + self.caption(figure.caption, "figcaption"))

    def caption(self, caption: Caption | None, name: str) -> str:
        """What stands under pictures (figcaption) or over a table (caption)."""
        return element(name, self.inlines(caption.inlines)) if caption else ""

    def table(self, table: Table) -> str:
        """A table in a box that scrolls; it takes the keyboard's focus, or those without a pointer could not scroll it (WCAG 2.1.1)."""
        head = element("thead", "\n".join(map(self.row, table.head))) if table.head else ""
        body = element("tbody", "\n".join(map(self.row, table.rows)))
        inside = element("table", self.caption(table.caption, "caption") + head + body)
        label = text_of(table.caption) if table.caption else ""
        return element("div", inside, class_="table", role="group", tabindex="0", aria_label=label or word("table", self.language))

    def row(self, row: Row) -> str:
        """A table row."""
        return element("tr", "".join(map(self.cell, row.cells)))

    def cell(self, cell: Cell) -> str:
        """A table cell, its spans held within what HTML allows; no heading may stand in a th (4.9.10)."""
        header = cell.header and not any(isinstance(node, Heading) for node in walk(cell))
        return element(
            "th" if header else "td",
            self.contents(cell.blocks),
            class_=classes((cell.align if cell.align != "start" else "", "short" if 1 < width(cell) <= self.short else "")),
            colspan=_span(cell.colspan, _MAX_COLSPAN),
            rowspan=_span(cell.rowspan, _MAX_ROWSPAN),
        )

    def embed(self, embed: Embed) -> str:
        """〔视频：title，address〕 with a link, where the address is one on the web."""
        said = "，".join(part for part in (embed.title, embed.url) if part)
        href = self.href(embed.url)
        content = element("a", escape(said), href=href) if href else escape(said)
        return element("p", f"〔{word(embed.kind, self.language)}：{content}〕", class_="embed no-indent")


def runs_of(inlines: tuple[Inline, ...], marks: tuple[str, ...] = ()) -> Iterator[Run]:
    """The leaves of an inline sequence in the order in which `Compositor.inline` meets them."""
    for node in inlines:
        match node:
            case Text(text=text):
                yield Run("text", text, marks)
            case Code(text=text):
                yield Run("code", text, marks)
            case Math(text=text):
                yield Run("math", text, marks)
            case Ruby(pairs=pairs):
                yield Run("ruby", "".join(pair.base for pair in pairs), marks)
            case Break():
                yield Run("break", "", marks)
            case Image() | NoteRef():
                yield Run("object", "", marks)
            case Styled(style=name, inlines=inner) | Face(face=name, inlines=inner):
                yield from runs_of(inner, (*marks, name))
            case Link(inlines=inner):
                yield from runs_of(inner, (*marks, "link"))
            case _:
                assert_never(node)


def _is_stepped(paragraph: Paragraph) -> bool:
    """Whether a line of verse behind the first is set in: the first stands in relation to it."""
    return any(
        isinstance(before, Break) and isinstance(after, Text) and after.text.lstrip(BLANKS) != after.text
        for before, after in pairwise(paragraph.inlines)
    )


def _pair(pair: RubyPair) -> str:
    reading = f"<rp>（</rp><rt>{escape(pair.reading)}</rt><rp>）</rp>" if pair.reading else "<rt></rt>"
    return escape(pair.base) + reading


def _span(count: int, largest: int) -> str | None:
    return str(min(count, largest)) if count > 1 else None
