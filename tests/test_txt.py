"""Laws and cases of the text writer: nothing lost, runs unbroken, lines as Chinese typesetting has them."""

from __future__ import annotations

from itertools import count, pairwise, product
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from convert.config import Config
from convert.errors import Diagnostic
from convert.meta import Meta
from convert.model import (
    Block,
    Break,
    Caption,
    Cell,
    Code,
    CodeBlock,
    Definition,
    Definitions,
    Document,
    Embed,
    Figure,
    Heading,
    Image,
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
    Rule,
    Styled,
    Table,
    Term,
    Text,
)
from convert.typography import NO_LINE_END, NO_LINE_START, columns
from convert.write import Context, NoPicture
from convert.write.txt import WRITER
from convert.write.txt._columns import WIDEST, place
from convert.write.txt._wrap import pieces, wrap

from .strategies import documents, texts


def write(document: Document, reports: list[Diagnostic] | None = None, **settings: Any) -> bytes:
    context = Context(Config(**settings), reports.append if reports is not None else _unexpected, lambda _: NoPicture("", ""))
    return WRITER.write(document, context)


def _unexpected(found: Diagnostic) -> None:
    raise AssertionError(found)


def printed(*blocks: Block, notes: tuple[Note, ...] = (), meta: Meta | None = None, **settings: Any) -> str:
    return write(Document(meta or Meta(), blocks, notes), **settings).decode()


def paragraph(text: str, **fields: Any) -> Paragraph:
    return Paragraph((Text(text),), **fields)


def cell(text: str, **fields: Any) -> Cell:
    return Cell((paragraph(text),), **fields)


# ---- laws (those of every writer stand in test_laws.py) ----------------------------------------------------------------


@given(documents(), st.sampled_from((0, 8, 40)), st.sampled_from(("keep", "none", "all")), st.booleans())
def test_every_document_is_written(document: Document, width: int, indent: str, links: bool) -> None:
    write(document, width=width, indent=indent, links=links)


@given(documents())
def test_gb18030_holds_every_character(document: Document) -> None:
    assert write(document, txt_encoding="gb18030").decode("gb18030") == write(document).decode()


@given(documents())
def test_what_big5_lacks_is_spelled_and_reported(document: Document) -> None:
    reports: list[Diagnostic] = []
    text = write(document, reports, txt_encoding="big5").decode("big5")
    assert "?" not in text or "?" in write(document).decode()
    assert {report.code for report in reports} == ({"txt-encoding"} if "〔U+" in text else set())


@given(documents())
def test_windows_line_ends_change_nothing_else(document: Document) -> None:
    assert write(document, newline="crlf") == write(document).replace(b"\n", b"\r\n")


@given(texts(0, 30), st.integers(2, 40))
def test_wrapping_keeps_all_but_spaces_at_line_ends(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert columns(line.rstrip(" ")) <= width or len(list(pieces(line.rstrip(" ")))) == 1


@given(texts(0, 30), st.integers(2, 40))
@example("》《 天", 2)
def test_no_line_begins_or_ends_against_kinsoku(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert not any(line[:1] in NO_LINE_START for line in lines[1:] if line)
    assert not any(line[-1:] in NO_LINE_END for line in lines[:-1] if line)
    assert not any(before[-1:] == after[:1] and after[:1] in "—…" and after for before, after in pairwise(lines))


@given(st.lists(st.lists(texts(0, 4), min_size=2, max_size=2), min_size=2, max_size=4))
def test_columns_begin_at_one_place(rows: list[list[str]]) -> None:
    words = [[f"甲{text}乙" for text in row] for row in rows]
    assume(all(columns(row[0]) <= WIDEST for row in words))
    table = Table((), tuple(Row(tuple(cell(text) for text in row)) for row in words))
    lines = printed(table).split("\n")[:-1]
    assert len({columns(line.removesuffix(row[1])) for line, row in zip(lines, words, strict=True)}) == 1


SPANS = st.tuples(st.sampled_from((1, 1, 2, 3)), st.sampled_from((1, 1, 2, 4)))


@given(st.lists(st.lists(SPANS, max_size=4), max_size=6))
def test_no_cell_begins_where_one_above_reaches_down(spans: list[list[tuple[int, int]]]) -> None:
    rows = tuple(Row(tuple(cell("甲", colspan=columns, rowspan=rows) for columns, rows in row)) for row in spans)
    taken: set[tuple[int, int]] = set()
    for number, (row, line) in enumerate(zip(spans, place(rows, [["甲"] * len(row) for row in spans]), strict=True)):
        free = 0
        for (wide, high), placed in zip(row, line, strict=True):
            free = next(column for column in count(free) if (number, column) not in taken)
            assert (placed.column, placed.span) == (free, wide)
            taken.update(product(range(number + 1, number + high), range(free, free + wide)))
            free += wide


def test_a_long_cell_does_not_widen_its_column() -> None:
    rows = Row((cell("山" * 50), cell("甲"))), Row((cell("水"), cell("乙")))
    assert printed(Table((), rows)) == "山" * 50 + "  甲\n水" + " " * (WIDEST - 2) + "  乙\n"


# ---- cases -----------------------------------------------------------------------------------------------------------


def test_head_paragraphs_and_headings() -> None:
    meta = Meta(title="桥边的信", author=("林晓", "周远"), published="2024-05-06T07:08:09+08:00")
    text = printed(paragraph("雨停了。", indent=2), Heading(2, (Text("一、渡口"),)), paragraph("船来了。"), meta=meta)
    assert text == "桥边的信\n林晓、周远　2024-05-06 07:08\n\n　　雨停了。\n\n一、渡口\n\n船来了。\n"


def test_a_day_alone_has_no_time() -> None:
    assert printed(meta=Meta(author=("林晓",), published="2024-05-06T00:00:00+08:00")) == "林晓　2024-05-06\n"


@pytest.mark.parametrize(("indent", "begin"), [("auto", "　　"), ("keep", "　　"), ("none", ""), ("all", "　　")])
def test_indent(indent: str, begin: str) -> None:
    assert printed(paragraph("雨停了。", indent=2), indent=indent) == f"{begin}雨停了。\n"


def test_indent_of_all_is_for_body_paragraphs_alone() -> None:
    verse = Paragraph((Text("水远"), Break(), Text("山长")))
    text = printed(
        paragraph("甲"),
        verse,
        paragraph("乙", align="center"),
        List((ListItem((paragraph("丙"),)),)),
        Quote((paragraph("丁"),)),
        indent="all",
    )
    assert text == f"　　甲\n\n水远\n山长\n\n{'　' * 19}乙\n\n• 丙\n\n> 　　丁\n"


def test_lists_with_their_numbers_nested() -> None:
    inner = List((ListItem((paragraph("甲"),)), ListItem((paragraph("乙"),), checked=True)))
    outer = List((ListItem((paragraph("一"), inner)), ListItem(()), ListItem((paragraph("二"),))), ordered=True, start=9)
    assert printed(outer) == "9. 一\n   • 甲\n   • [x] 乙\n10.\n11. 二\n"


def test_a_list_of_several_blocks_is_loose() -> None:
    items = ListItem((paragraph("一"), paragraph("续"))), ListItem((paragraph("二"),))
    assert printed(List(items)) == "• 一\n\n  续\n\n• 二\n"


def test_a_quote_is_marked_once_a_block() -> None:
    verse = Paragraph((Text("水远"), Break(), Text("山长")))
    assert printed(Quote((verse, Quote((paragraph("深"),))))) == "> 水远\n  山长\n\n> > 深\n"


def test_code_keeps_its_spaces() -> None:
    code = CodeBlock("def 甲():\n\treturn  1\n\n    # 　末 ")
    assert printed(code) == "def 甲():\n\treturn  1\n\n    # 　末 \n"


def test_a_table_is_aligned_by_east_asian_width() -> None:
    head = Row((cell("书名", header=True), cell("册", header=True, align="end")))
    rows = Row((cell("《论语》"), cell("1", align="end"))), Row((cell("abc"), cell("123", align="end")))
    assert printed(Table((head,), rows, Caption((Text("表一"),)))) == "表一\n书名       册\n-------------\n《论语》    1\nabc       123\n"


def test_spans_keep_their_columns() -> None:
    rows = Row((cell("甲", rowspan=2), cell("乙"), cell("丙"))), Row((cell("丁"), cell("戊"))), Row((cell("己庚辛", colspan=2), cell("壬")))
    assert printed(Table((), rows)) == "甲  乙  丙\n    丁  戊\n己庚辛  壬\n"


def test_a_table_of_blocks_is_a_list_of_rows() -> None:
    rows = Row((cell("甲"), Cell((List((ListItem((paragraph("乙"),)),)),)))), Row((cell("丙"), Cell(())))
    assert printed(Table((), rows)) == "• 甲\n\n  • 乙\n\n• 丙\n"


def test_a_break_in_a_cell_does_not_divide_the_row() -> None:
    assert printed(Table((), (Row((Cell((Paragraph((Text("甲"), Break(), Text("乙"))),)), cell("丙"))),))) == "甲　乙  丙\n"


def test_a_line_end_of_a_formula_in_a_cell_is_a_space() -> None:
    formula = Cell((Paragraph((Math("$$\na\n$$", display=True),)),))
    assert printed(Table((), (Row((formula, cell("丙"))),))) == "$$ a $$  丙\n"


def test_notes_stand_at_the_end() -> None:
    notes = Note("x", (paragraph("见上卷。"), paragraph("又见下卷。"))), Note("y", ())
    text = printed(Paragraph((Text("古书"), NoteRef("x"), Text("云"))), notes=notes)
    assert text == "古书[1]云\n\n注释\n\n[1] 见上卷。\n\n    又见下卷。\n\n[2]\n"


def test_pictures_embeds_rubies_and_rules_are_said_in_words() -> None:
    figure = Figure((Image("a.png", "一座桥"), Image("b.png")), Caption((Text("桥"),)))
    line = Paragraph((Ruby((RubyPair("漢", "hàn"), RubyPair("字", ""))), Image("c.png", "印")))
    text = printed(figure, line, Embed("video", "https://a.example/v", "潮水"), Embed("audio", "https://a.example/a"), Rule())
    assert text == "〔图：一座桥〕\n〔图〕\n桥\n\n漢（hàn）字〔图：印〕\n\n〔视频：潮水〕\n\n〔音频：https://a.example/a〕\n\n* * *\n"


def test_traditional_articles_get_traditional_words() -> None:
    assert printed(Figure((Image("a.png", "橋"),)), meta=Meta(language="zh-Hant-TW")) == "〔圖：橋〕\n"


def test_definitions() -> None:
    item = Definition((Term((Text("活字"),)), Term((Text("活版"),))), (paragraph("可移动的字。"),))
    assert printed(Definitions((item,))) == "活字\n活版\n    可移动的字。\n"


def test_links_stand_by_their_text_and_on_request_at_the_end() -> None:
    line = Paragraph(
        (Text("看"), Link("https://a.example/x", (Styled("strong", (Text("这里"),)),)), Text("，再看"), Link("#b", (Text("那里"),)))
    )
    assert printed(line) == "看这里，再看那里\n"
    assert printed(line, line, links=True) == "看这里，再看那里\n\n看这里，再看那里\n\n链接\n\n这里 https://a.example/x\n"
    address = Paragraph((Link("https://a.example/", (Text("https://a.example/"),)),))
    assert printed(address, links=True) == "https://a.example/\n\n链接\n\nhttps://a.example/\n"


def test_centred_and_right_set_lines() -> None:
    assert printed(paragraph("甲乙", align="center"), paragraph("丙", align="end"), width=20) == "　　　　甲乙\n\n　　　　　　　　　丙\n"


def test_wrapping_in_a_list_stays_inside_its_margin() -> None:
    text = printed(List((ListItem((paragraph("春天来了，他说：“好。”后来呢"),)),)), width=12)
    assert text == "• 春天来了，\n  他说：\n  “好。”后\n  来呢\n"


def test_words_numbers_and_code_stay_whole() -> None:
    line = Paragraph((Text("版本 3.14 的 "), Code("alpha-beta"), Text("……——好")))
    assert printed(line, width=10) == "版本 3.14\n的\nalpha-beta……\n——好\n"


def test_a_bom_on_request() -> None:
    assert write(Document(Meta(title="题"), ()), txt_encoding="utf-8-sig") == b"\xef\xbb\xbf" + "题\n".encode()


def test_an_empty_document_is_an_empty_file() -> None:
    assert write(Document(Meta(), ())) == b""
