"""Large pictures in a paragraph's lines stand by themselves; the ground of code that goes over a page ends with the lines on each."""

from __future__ import annotations

import io
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Painting

from convert.config import Config
from convert.model import Break, CodeBlock, Image, Inline, Link, List, ListItem, Note, NoteRef, Paragraph, Text, text_of
from convert.write import Picture
from convert.write.pdf._page import page
from convert.write.pdf._plates import divided, is_large

from .pdf_pages import article, by_pdfium, lines_of, printed
from .readback import squeeze
from .strategies import PRINTABLE, inlines

LARGE, SMALL = Image("大.png"), Image("小.png")
LINKED = Link("https://a.example/", (LARGE,))
T = Text
CASES: list[tuple[str, tuple[Inline, ...], list[tuple[Inline, ...]]]] = [
    ("no picture", (T("甲"),), [(T("甲"),)]),
    ("a small one", (T("甲"), SMALL, T("乙")), [(T("甲"), SMALL, T("乙"))]),
    ("between texts", (T("甲"), LARGE, T("乙")), [(T("甲"),), (LARGE,), (T("乙"),)]),
    ("first", (LARGE, T("乙")), [(LARGE,), (T("乙"),)]),
    ("last", (T("甲"), LARGE), [(T("甲"),), (LARGE,)]),
    ("alone", (LARGE, LARGE), [(LARGE, LARGE)]),
    ("side by side", (T("甲"), LARGE, T(" "), LINKED, T("乙")), [(T("甲"),), (LARGE, LINKED), (T("乙"),)]),
    ("between line breaks", (T("甲"), Break(), LARGE, Break(), T("乙")), [(T("甲"),), (LARGE,), (T("乙"),)]),
    ("after a line break alone", (Break(), LARGE, T("乙")), [(LARGE,), (T("乙"),)]),
    ("before a comma", (T("甲"), LARGE, T("，乙")), [(T("甲"), T("，")), (LARGE,), (T("乙"),)]),
    ("before a full stop", (T("甲"), LARGE, T("。")), [(T("甲"), T("。")), (LARGE,)]),
    ("before a note's mark", (T("甲"), LARGE, NoteRef("1"), T("乙")), [(T("甲"), NoteRef("1")), (LARGE,), (T("乙"),)]),
    ("first and before a comma", (LARGE, T("，乙")), [(LARGE,), (T("，乙"),)]),
]


@pytest.mark.parametrize(("content", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_where_a_paragraph_is_divided(content: tuple[Inline, ...], expected: list[tuple[Inline, ...]]) -> None:
    found = divided(content, lambda image: image == LARGE)
    assert [tuple(piece.inlines) for piece in found] == expected
    assert [piece.is_plate for piece in found] == [all(node in (LARGE, LINKED) for node in piece) for piece in expected]


@given(inlines(1, fragments=PRINTABLE), st.randoms())
def test_law_characters_keep_their_order(content: tuple[Inline, ...], dice: st.DataObject) -> None:
    pieces = divided(content, lambda _: dice.random() < 0.7)  # type: ignore[attr-defined]
    assert squeeze("".join(text_of(tuple(piece.inlines)) for piece in pieces)) == squeeze(text_of(content))
    assert all(one.is_plate != other.is_plate for one, other in pairwise(pieces))
    assert all(piece.inlines for piece in pieces)


def painted(width: int, height: int) -> Picture:
    held = io.BytesIO()
    Painting.new("L", (width, height), "gray").save(held, "PNG")
    return Picture(held.getvalue(), "image/png")


def drawn(head: str) -> Picture:
    return Picture(f'<svg xmlns="http://www.w3.org/2000/svg" {head}><path d="M0 0h9v9z"/></svg>'.encode(), "image/svg+xml")


@pytest.mark.parametrize(
    ("picture", "large"),
    [
        (painted(900, 600), True),
        (painted(100, 90), True),
        (painted(300, 40), True),
        (painted(60, 40), False),
        (painted(16, 16), False),
        (painted(2000, 40), False),  # a rule
        (drawn('width="200" height="120px"'), True),
        (drawn('viewBox="0 0 200 120"'), True),
        (drawn('viewBox="0 0 9 9"'), False),
        (drawn("width='100%'"), False),
    ],
)
def test_what_is_too_large_for_a_line(picture: Picture, large: bool) -> None:
    assert is_large(picture, page(Config())) is large


WORDS = "水面上起了一层薄雾，渡船还没有来，等船的人站在石阶上说着昨天的雨。"


def boxes(data: bytes) -> list[tuple[int, float, float, float, float]]:
    """Page, left, bottom, right and top of each picture."""
    book = pypdfium2.PdfDocument(data)
    try:
        return [(number, *thing.get_bounds()) for number, sheet in enumerate(book, 1) for thing in sheet.get_objects(filter=[3])]
    finally:
        book.close()


@pytest.mark.parametrize("in_list", [False, True])
def test_no_text_stands_beside_a_large_picture(in_list: bool) -> None:
    text = Paragraph((T(WORDS), LARGE, NoteRef("1"), T(f"，{WORDS}"), LINKED, T(WORDS)), 2)
    blocks = (List((ListItem((text,)),)),) if in_list else (text,)
    document = article(*blocks, notes=(Note("1", (Paragraph((T("注文"),)),)),))
    data, told = printed(document, lambda _: painted(500, 200), running_head=False, page_number="none")
    assert told == []
    lines, pictures = lines_of(data), boxes(data)
    assert len(pictures) == 2
    for number, left, bottom, right, top in pictures:
        assert not [line.text for line in lines if line.page == number and bottom - 2 < line.bottom < top]
        assert abs(left + right - (min(line.left for line in lines) + max(line.right for line in lines))) < (24 if in_list else 3)
    assert squeeze(by_pdfium(data)).replace("•", "").startswith(squeeze(f"{WORDS}1，{WORDS}{WORDS}"))
    assert not any(line.text[0] == "，" for line in lines)


def test_what_follows_a_picture_goes_on_without_an_indent() -> None:
    data = printed(article(Paragraph((T(WORDS), LARGE, T(WORDS)), 2), Paragraph((LARGE, T(WORDS)), 2)), lambda _: painted(500, 90))[0]
    edge = min(line.left for line in lines_of(data))
    assert [round((line.left - edge) / 10.5) for line in lines_of(data) if line.text.startswith("水面")] == [2, 0, 2]


@pytest.mark.parametrize("before", [6, 9, 11])
def test_the_ground_of_code_ends_with_its_last_line_on_each_page(before: int) -> None:
    code = CodeBlock("\n".join(f"行 {number}" for number in range(70)))
    data = printed(article(WORDS * before, code, WORDS), running_head=False, page_number="none")[0]
    lines = lines_of(data)
    book = pypdfium2.PdfDocument(data)
    grounds = [(number, thing.get_bounds()) for number, sheet in enumerate(book, 1) for thing in sheet.get_objects(filter=[2])]
    book.close()
    assert len(grounds) >= 3
    for number, (_, bottom, _, top) in grounds:
        inside = [line.bottom for line in lines if line.page == number and line.text.startswith("行")]
        assert 0 < min(inside) - bottom < 10
        assert 10 < top - max(inside) < 20


@settings(max_examples=3)
@given(st.lists(st.sampled_from((T(WORDS), LARGE, SMALL, LINKED, Break(), NoteRef("1"))), min_size=2, max_size=9))
def test_law_a_paragraph_with_pictures_is_there_whole(content: list[Inline]) -> None:
    document = article(Paragraph(tuple(content), 2), notes=(Note("1", (Paragraph((T("注文"),)),)),))
    data = printed(document, lambda src: painted(500, 200) if src == LARGE.src else painted(16, 16))[0]
    assert squeeze(by_pdfium(data)).count(squeeze(WORDS)[:9]) == content.count(T(WORDS))
    assert len(boxes(data)) == sum(isinstance(node, (Image, Link)) for node in content)


def test_a_picture_without_words_is_no_warning() -> None:
    """Most pictures of articles have none; the tag of a picture has to."""
    data, told = printed(article(Paragraph((Image("图.png"),))), lambda _: painted(500, 200))
    assert told == []
    assert "图" in alternatives(data)


def alternatives(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as book:
        return [str(thing.Alt) for thing in book.objects if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing]
