"""The structure of the PDF against PDF/UA-1 (ISO 14289-1), clause by clause, by pikepdf: what veraPDF would ask of the tree."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from convert import pipeline
from convert.model import Heading, Text
from convert.write import Picture

from .pdf_pages import article, printed

KITCHEN_SINK = Path(__file__).parent / "fixtures" / "kitchen-sink.md"
BRIDGE = KITCHEN_SINK.with_name("bridge.png")
PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh", "EI"}


@cache
def data() -> bytes:
    document = pipeline.read_article(KITCHEN_SINK).document
    return printed(document, lambda _: Picture(BRIDGE.read_bytes(), "image/png"))[0]


@pytest.fixture
def book() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(data())) as opened:
        yield opened


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Structure elements, parents first."""
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from elements(kid)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from elements(node.get("/K", pikepdf.Array()))


def tagged(book: pikepdf.Pdf, name: str) -> list[pikepdf.Object]:
    return [element for element in elements(book.Root.StructTreeRoot.K) if name == element.S]


def marks(page: pikepdf.Page) -> Iterator[tuple[str, list[object]]]:
    """Each painting operator of a page with what it stands in: MCIDs and "Artifact", outermost first."""
    stack: list[object] = []
    for step in pikepdf.parse_content_stream(page):
        operands, name = step.operands, str(step.operator)
        if name in ("BDC", "BMC"):
            inside = operands[1].get("/MCID") if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) else None
            stack.append("Artifact" if str(operands[0]) == "/Artifact" else int(inside) if inside is not None else None)
        elif name == "EMC":
            stack.pop()
        elif name in PAINTING:
            yield name, [*stack]


def test_the_file_says_that_it_is_tagged_and_in_which_language(book: pikepdf.Pdf) -> None:
    """5, 7.1 and 7.2."""
    assert book.Root.MarkInfo.Marked
    assert str(book.Root.Lang) == "zh-Hans-CN"
    assert book.Root.ViewerPreferences.DisplayDocTitle
    with book.open_metadata() as xmp:
        assert xmp["pdfuaid:part"] == "1"
        assert xmp["dc:title"]


def test_all_that_is_painted_is_tagged_or_an_artifact(book: pikepdf.Pdf) -> None:
    """7.1: content is one or the other, and never one inside the other."""
    for page in book.pages:
        for name, around in marks(page):
            assert around, name
            assert not ("Artifact" in around and any(isinstance(mark, int) for mark in around)), name
            assert any(mark is not None for mark in around), name


def test_each_marked_part_stands_in_the_tree_once(book: pikepdf.Pdf) -> None:
    """7.1: reading order is that of the tree, and holds everything."""
    numbers = book.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[here]): numbers[here + 1] for here in range(0, len(numbers), 2)}
    for page in book.pages:
        used = Counter(mark for _, around in marks(page) for mark in set(around) if isinstance(mark, int))
        assert set(used) <= set(range(len(parents[int(page.StructParents)])))
        assert all("/S" in parents[int(page.StructParents)][mark] for mark in used)


def test_tab_order_is_that_of_the_structure(book: pikepdf.Pdf) -> None:
    """7.18.3."""
    assert {str(page.Tabs) for page in book.pages} == {"/S"}


def test_pictures_have_a_text_in_their_place(book: pikepdf.Pdf) -> None:
    """7.3."""
    figures = tagged(book, "/Figure")
    assert len(figures) == 3
    assert all(str(figure.Alt) for figure in figures)


def test_headings_leave_out_no_level(book: pikepdf.Pdf) -> None:
    """7.4.2."""
    names = [str(element.S) for element in elements(book.Root.StructTreeRoot.K)]
    levels = [int(name[2:]) for name in names if name in {f"/H{level}" for level in range(1, 7)}]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_say_which_cells_are_heads(book: pikepdf.Pdf) -> None:
    """7.5."""
    assert len(tagged(book, "/Table")) == 2
    assert all("/ID" in cell or "/Scope" in cell.get("/A", {}) for cell in tagged(book, "/TH"))


def test_lists_hold_items(book: pikepdf.Pdf) -> None:
    """7.6."""
    for found in tagged(book, "/L"):
        assert {str(kid.S) for kid in found.K} <= {"/LI", "/L", "/Caption"}


def test_links_are_in_the_tree_and_say_where_they_lead(book: pikepdf.Pdf) -> None:
    """7.18.5."""
    notes = [note for page in book.pages for note in page.get("/Annots", [])]
    assert len(notes) == len(tagged(book, "/Link")) > 3
    assert all("/StructParent" in note and str(note.get("/Contents", "")) for note in notes)


def test_fonts_are_inside_and_say_what_their_glyphs_mean() -> None:
    """7.21.4 and 7.21.7: embedded, with a character for each glyph that is printed, and each such glyph in the font."""
    from fontTools.cffLib import CFFFontSet

    with pikepdf.open(io.BytesIO(printed(article(Heading(2, (Text("小题"),)), "正文里的字，Latin 也有。"))[0])) as book:
        fonts = [font for _, font in book.pages[0].Resources.Font.items()]
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert descriptor.FontFile3.Subtype == "/CIDFontType0C"
            cff = CFFFontSet()
            cff.decompile(io.BytesIO(descriptor.FontFile3.read_bytes()), None)
            held = {int(name.removeprefix("cid")) for name in cff[0].charset if name != ".notdef"}
            lines = font.ToUnicode.read_bytes().split(b"\n")
            said = {int(line[1:5], 16) for line in lines if line[:1] == b"<" and b"> <" in line and b"<ffff>" not in line}
            assert said
            assert said <= held
    assert len(fonts) == 2
