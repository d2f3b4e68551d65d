"""What an output of a Document must hold, in order, and what a format may print between it: markers, numbers, notes in place of pictures.

A new node is one case in `_block` or `_inline`; what formats print around it is a pattern given to `may` at its place.
"""

from __future__ import annotations

import re
from typing import assert_never

from ..meta import Meta
from ..model import (
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
    text_of,
    walk,
)
from ._strip import NO_MARKS, Fold, Marks, Strip, link_mark

BULLET = "(?:[•◦▪‣●○]|☑|☐)"
CHECK = r"(?:\[[xX]?\]|☑|☐)"
LABELS = ("作者", "来源", "來源", "编辑", "編輯", "无题", "無題")
KINDS = {"video": "视频|視頻|影片", "audio": "音频|音頻|音訊", "iframe": "网页|網頁"}


class Expected(Strip):
    """The strip of a Document. `places` names where each character stands; `before` maps an index to what may be printed there;
    `running_head` is what pages may end with, `signs` what stands for pictures and the like, in order, `byline` the words of the line under
    the title. `set_off` are the indices of what stands in the middle or at the right, whose lines a text file begins with blanks.

    `notes` are the indices of each note's characters, after all others; formats print notes at different places.
    """

    def __init__(self, document: Document, fold: Fold) -> None:
        super().__init__(fold)
        self.places: list[str] = []
        self.before: dict[int, list[str]] = {}
        title, begin = self.literal(document.meta.title), self.literal(document.meta.title[:6])
        self.running_head = rf"(?:{title}|{begin}.{{0,80}}…)?(?:第\d+[页頁]|\d+)?"
        self.signs: list[str] = []
        self.picture_signs: list[str] = []
        self.byline: list[str] = []
        self.set_off: set[int] = set()
        self._numbers = {note.id: number for number, note in enumerate(document.notes, 1)}
        self._quotes = 0
        self._title(document.meta)
        for number, block in enumerate(document.blocks, 1):
            self._block(block)
            self._stand_in(f"block {number}")
        self.notes: list[range] = []
        for number, note in enumerate(document.notes, 1):
            start = len(self.chars)
            self._note(number, note)
            self._stand_in(f"note {number}")
            self.notes.append(range(start, len(self.chars)))
        self._end(document)

    def _stand_in(self, place: str) -> None:
        self.places += [place] * (len(self.chars) - len(self.places))

    def boundary(self) -> None:
        """A run of characters ends here."""
        self.cut()
        self.before.setdefault(len(self.chars), [])

    def may(self, pattern: str) -> None:
        """Here a format may print what matches, once; patterns of one place may come one after the other."""
        self.boundary()
        self.before[len(self.chars)].append(pattern)

    def literal(self, text: str) -> str:
        """A pattern for a text as it is compared."""
        return re.escape(self.squeezed(text))

    # ---- the frame --------------------------------------------------------------------------------------------------

    def _title(self, meta: Meta) -> None:
        self.boundary()
        self.add(meta.title.strip(" \t\n\u3000\u00a0"))
        self._stand_in("title")
        self.title_end = len(self.chars)
        said = [*meta.author, *meta.editor, meta.source, *_dates(meta.published), *LABELS]
        self.byline = sorted(filter(None, map(self.squeezed, said)), key=len, reverse=True)
        self.may(f"(?:{'|'.join(map(re.escape, self.byline))}|[、：·|/,，])*")

    def _end(self, document: Document) -> None:
        """A text file may list the addresses of its links at its end."""
        self.boundary()
        self.may("链接|連結")
        for link in (node for node in _links(document) if node.url):
            words = text_of(link.inlines) if isinstance(link, Link) else link.title
            self.may(f"(?:{self.literal(words)}|.{{0,200}}?){self.literal(link.url)}")

    def _note(self, number: int, note: Note) -> None:
        self.boundary()
        if number == 1:
            self.may("注释|註釋|注|註")
        self.may(self._mark(number, note.id))
        self._blocks(note.blocks)
        self.may("↩\ufe0e?|↑")

    def _mark(self, number: int | None, name: str) -> str:
        known = rf"\[{number}\]|〔{number}〕|{number}\.?|" if number else ""
        return rf"{known}\[\^[\w.-]+\]|\[{self.literal(name)}\]|\[\?\]"  # Markdown has labels of its own for odd ones

    # ---- blocks -----------------------------------------------------------------------------------------------------

    def _blocks(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        self.boundary()
        for _ in range(self._quotes):
            self.may(">")
        match block:
            case Paragraph(inlines=inlines, align=align):
                start = len(self.chars)
                self._inlines(inlines, NO_MARKS)
                if align != "start":
                    self.set_off.update(range(start, len(self.chars)))
            case Heading(inlines=inlines, id=name):
                self._inlines(inlines, NO_MARKS)
                self.may(rf"\{{#{self.literal(name)}\}}")  # pandoc's Markdown
            case Quote(blocks=blocks):
                self._quotes += 1
                self._blocks(blocks)
                self._quotes -= 1
            case List():
                self._list(block)
            case Definitions():
                self._definitions(block)
            case CodeBlock(text=text):
                self.add(text, frozenset({"code"}))
            case Figure(images=images, caption=caption):
                for image in images:
                    self._picture(image)
                self._inlines(caption.inlines if caption else (), NO_MARKS)
            case Table():
                self._table(block)
            case Rule():
                self.may(r"\*\*\*|＊＊＊")
            case Embed():
                self._embed(block)
            case _:
                assert_never(block)
        self.boundary()

    def _list(self, block: List) -> None:
        for number, item in enumerate(block.items, block.start):
            self.may(rf"{number}\.?" if block.ordered else BULLET)
            self._item(item)

    def _item(self, item: ListItem) -> None:
        if item.checked is not None:
            self.may(CHECK)
        self._blocks(item.blocks)
        self.boundary()

    def _definitions(self, block: Definitions) -> None:
        for item in block.items:
            for term in item.terms:
                self.boundary()
                self._inlines(term.inlines, NO_MARKS)
            self._blocks(item.blocks)

    def _table(self, table: Table) -> None:
        self._inlines(table.caption.inlines if table.caption else (), NO_MARKS)
        head = "".join(self.literal(text_of(row)) for row in table.head)
        for row in table.head:
            self._row(row)
        self.may("-+")
        for row in table.rows:
            if head:
                self.may(head)  # a head comes back on each page
            self._row(row)

    def _row(self, row: Row) -> None:
        self.may(BULLET)
        for cell in row.cells:
            self.boundary()
            self._blocks(cell.blocks)
            self.boundary()

    def _picture(self, image: Image) -> None:
        self._sign("图|圖", image.alt, image.src, image.src.partition(",")[0])
        self.picture_signs.append(self.signs[-1])

    def _embed(self, embed: Embed) -> None:
        self._sign(KINDS[embed.kind], embed.title, embed.url)
        self.may(self.literal(embed.title) or self.literal(embed.url))

    def _sign(self, kind: str, words: str, *addresses: str) -> None:
        """〔图：words，address〕: formats say one of them or both."""
        said, places = self.literal(words), "|".join(map(self.literal, addresses))
        inside = f"：{said}(?:，(?:{places}))?" if said else f"(?:：，?(?:{places})?)?"
        pattern = f"〔(?:{kind}){inside}〕"
        self.may(pattern)
        self.signs.append(pattern)

    # ---- inline -----------------------------------------------------------------------------------------------------

    def _inlines(self, inlines: tuple[Inline, ...], marks: Marks) -> None:
        for node in inlines:
            self._inline(node, marks)

    def _inline(self, node: Inline, marks: Marks) -> None:
        match node:
            case Text(text=text):
                self.add(text, marks)
            case Styled(style=name, inlines=inlines) | Face(face=name, inlines=inlines):
                self._inlines(inlines, marks | {name})
            case Code(text=text):
                self.add(text, marks | {"code"})
            case Math(text=text):
                self._math(text, marks)
            case Link(url=url, inlines=inlines):
                self._inlines(inlines, marks | {link_mark(url)})
                self._after_link(url, inlines)
            case Image():
                self._picture(node)
            case Ruby():
                self._ruby(node, marks)
            case Break():
                self.boundary()
            case NoteRef(id=name):
                self.may(self._mark(self._numbers.get(name), name))
            case _:
                assert_never(node)

    def _after_link(self, url: str, inlines: tuple[Inline, ...]) -> None:
        """The address in brackets, where one is asked for; note marks that would be links within the link."""
        patterns = self.before.setdefault(len(self.chars), [])
        patterns.append(rf"（{self.literal(url)}）")
        inside = (node for inline in inlines for node in walk(inline))
        patterns += [self._mark(self._numbers.get(node.id), node.id) for node in inside if isinstance(node, NoteRef)]

    def _math(self, text: str, marks: Marks) -> None:
        if "\n" in text:
            self.boundary()
        self.add(text, marks)
        if "\n" in text:
            self.boundary()

    def _ruby(self, ruby: Ruby, marks: Marks) -> None:
        for pair in ruby.pairs:
            self.boundary()
            self.add(pair.base, marks)
            self.may("（")
            self.add(pair.reading, marks | {"reading"})
            self.may("）")


def _links(document: Document) -> list[Link | Embed]:
    return [node for node in walk(document) if isinstance(node, (Link, Embed))]


def _dates(published: str | None) -> list[str]:
    """The ways in which formats print the day."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?", published or "")
    if not found:
        return [published or ""]
    year, month, day, time = found.groups()
    return [published or "", f"{year}-{month}-{day}", f"{year}年{int(month)}月{int(day)}日", time or ""]
