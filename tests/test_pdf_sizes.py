"""PDFs of much of one thing: nothing lost, nothing beyond the paper, in time linear in the size."""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Callable

import pytest
from PIL import Image as Painting

from convert.model import (
    Block,
    Break,
    Caption,
    Cell,
    CodeBlock,
    Definition,
    Definitions,
    Document,
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
    RubyPair,
    Styled,
    Table,
    Term,
    Text,
    text_of,
)
from convert.write import Picture

from .pdf_pages import article, by_pdfium, outside, printed
from .readback import squeeze

WORDS = "水面上起了一层薄雾，"


def text(*inlines: Inline) -> Paragraph:
    return Paragraph(inlines)


def cell(*inlines: Inline) -> Cell:
    return Cell((text(*inlines),))


def marks(count: int, between: str = WORDS) -> tuple[Inline, ...]:
    return tuple(node for number in range(count) for node in (Text(between), NoteRef(str(number))))


def noted(block: Block, count: int, words: str = "注文") -> Document:
    notes = tuple(Note(str(number), (text(Text(f"始{number}{words}终{number}")),)) for number in range(count))
    return article(block, "后面还有一段。", notes=notes)


def runs(count: int) -> Document:
    return article(text(*(Styled("strong" if number % 2 else "emph", (Text("字体"),)) for number in range(count))))


Shape = Callable[[int], Document]
NOTES: dict[str, Shape] = {
    "in a paragraph": lambda n: noted(text(*marks(n)), n),
    "close together": lambda n: noted(text(*marks(n, "甲")), n),
    "mark beside mark": lambda n: noted(text(*(NoteRef(str(number)) for number in range(n))), n),
    "long ones": lambda n: noted(text(*marks(n)), n, WORDS * 15),
    "of several paragraphs each": lambda n: article(
        text(*marks(n)), notes=tuple(Note(str(number), (text(Text("一")), text(Text("二")), CodeBlock("x\ny"))) for number in range(n))
    ),
    "in a heading": lambda n: noted(Heading(2, marks(n)), n),
    "in a link": lambda n: noted(text(Link("https://a.example/", marks(n))), n),
    "in a cell": lambda n: noted(Table((), (Row((cell(*marks(n)), cell(Text("格")))),)), n),
    "in cells": lambda n: noted(Table((), tuple(Row((cell(Text("格"), NoteRef(str(number))),)) for number in range(n))), n),
    "in a caption": lambda n: noted(Figure((Image("图.png"),), Caption(marks(n))), n),
    "in items": lambda n: noted(List(tuple(ListItem((text(Text("项"), NoteRef(str(number))),)) for number in range(n))), n),
}
SHAPES: dict[str, Shape] = {
    **{f"notes {name}": shape for name, shape in NOTES.items()},
    "runs": lambda n: runs(10 * n),
    "breaks": lambda n: article(text(*(node for _ in range(3 * n) for node in (Text("一行诗"), Break())))),
    "items": lambda n: article(List(tuple(ListItem((text(Text(f"第{number}项")),)) for number in range(n)))),
    "readings": lambda n: article(text(*(Ruby((RubyPair("汉", "hàn"), RubyPair("字", "zì"))) for _ in range(3 * n)))),
    "a caption": lambda n: article(Figure((Image("图.png"),), Caption((Text(WORDS * n),)))),
    "a table's caption": lambda n: article(Table((), (Row((cell(Text("格")),)),), Caption((Text(WORDS * n),)))),
    "a heading": lambda n: article(Heading(2, (Text(WORDS * n),))),
    "rows": lambda n: article(Table((), tuple(Row((cell(Text(f"甲{number}")), cell(Text("乙")))) for number in range(n)))),
    "links": lambda n: article(text(*(Link(f"https://a.example/{number}", (Text("链接"),)) for number in range(3 * n)))),
    "formulas": lambda n: article(text(*(Math("$$x^2$$", display=True) for _ in range(n)))),
    "quotations": lambda n: article(Quote(tuple(text(Text(WORDS)) for _ in range(n)))),
    "definitions": lambda n: article(Definitions(tuple(Definition((Term((Text("词"),)),), (text(Text("义")),)) for _ in range(n)))),
    "lines of code": lambda n: article(CodeBlock("x = 1\n" * (3 * n) + "尾")),
    "pictures in a line": lambda n: article(text(*(node for _ in range(n) for node in (Image("图.png"), Text("图"))))),
    "figures": lambda n: article(*(Figure((Image("图.png"),), Caption((Text(f"图{number}"),))) for number in range(n))),
}


def painted(width: int, height: int) -> Picture:
    held = io.BytesIO()
    Painting.new("L", (width, height), "gray").save(held, "PNG")
    return Picture(held.getvalue(), "image/png")


PICTURE = painted(40, 30)


def nothing_is_lost(document: Document, picture: Picture = PICTURE) -> None:
    data = printed(document, lambda _: picture)[0]
    assert Counter(squeeze(text_of(document))) - Counter(squeeze(by_pdfium(data))) == Counter()
    assert outside(data) == []


DOZEN = (
    "notes close together", "notes in a heading", "notes in a link", "notes in a cell", "runs", "breaks", "items", "readings", "a caption",
    "a heading", "rows", "pictures in a line",
)  # fmt: skip


@pytest.mark.parametrize("shape", DOZEN)
def test_much_of_one_thing_is_there_whole(shape: str) -> None:
    nothing_is_lost(SHAPES[shape](20))


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_very_much_of_one_thing_is_there_whole(shape: str) -> None:
    nothing_is_lost(SHAPES[shape](1000))


def cost(document: Document) -> float:
    """Seconds of processor time."""
    begin = time.process_time()
    printed(document, lambda _: PICTURE)
    return time.process_time() - begin


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_time_is_linear(shape: str) -> None:
    cost(SHAPES[shape](20))
    small = min(cost(SHAPES[shape](100)) for _ in range(2))
    ratio = cost(SHAPES[shape](400)) / max(small, 0.05)
    assert ratio < 9, f"four times as many took {ratio:.1f} times as long"


def test_crowded_notes_are_told() -> None:
    crowded = SHAPES["notes mark beside mark"](60)
    nothing_is_lost(crowded)
    assert [what.code for what in printed(crowded)[1]] == ["notes-at-end"]
    assert printed(SHAPES["notes in a paragraph"](30))[1] == []


@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 1)])
def test_pictures_of_an_odd_shape_stay_on_their_page(size: tuple[int, int]) -> None:
    import pypdfium2

    image = Image("图.png", "图")
    table = Table((), (Row((cell(image), cell(Text("格")))),))
    document = article(Figure((image,), Caption((Text("图说"),))), text(Text("前"), image, Text("后")), table)
    nothing_is_lost(document, painted(*size))
    book = pypdfium2.PdfDocument(printed(document, lambda _: painted(*size))[0])
    try:
        placed = [(*thing.get_bounds(), *page.get_size()) for page in book for thing in page.get_objects(filter=[3])]
    finally:
        book.close()
    assert len(placed) == 3
    assert all(min(left, bottom) > -1 and right < width + 1 and top < height + 1 for left, bottom, right, top, width, height in placed)
