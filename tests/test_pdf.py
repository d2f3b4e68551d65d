"""The PDF as a reader of it finds it: text that copies exactly, lines as CLREQ has them, nothing from outside, the same bytes."""

from __future__ import annotations

import io
import re
import socket
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert import fonts, pipeline
from convert.errors import ArticleError, UsageError
from convert.meta import Meta
from convert.model import (
    Block,
    Caption,
    Cell,
    Code,
    CodeBlock,
    Definition,
    Definitions,
    Document,
    Face,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    List,
    ListItem,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Ruby,
    RubyPair,
    Style,
    Styled,
    Table,
    Term,
    Text,
    text_of,
)
from convert.typography import CLOSING, NO_LINE_END, NO_LINE_START, STOPS
from convert.write import Picture
from convert.write.pdf import _engine, _justify
from convert.write.pdf._page import PAPERS, SIZES, page, points
from convert.write.pdf._tables import unbroken

from .pdf_pages import EXTRACTORS, Line, article, by_pdfium, lines_of, outside, printed
from .readback import runs, squeeze

PLAIN: dict[str, Any] = {"running_head": False, "page_number": "none"}  # Any: settings of several types
HAN = "[々〇\u3400-\u9fff\U00020000-\U0003ffff]"
LONG = "活字排版讲究匀称，一行之内字字相随；行首不立逗号，行末不留括号（这是老规矩）。“慢一点，再慢一点，”师傅说，“字是给人看的。”"
KITCHEN_SINK = Path(__file__).parent / "fixtures" / "kitchen-sink.md"

# ---- text -----------------------------------------------------------------------------------------------------------


def test_the_reference_article_is_copied_exactly(corpus: Path) -> None:
    document = pipeline.read_article(corpus / "family" / "rss-000-seed.md").document
    data, told = printed(document, **PLAIN)
    assert told == []
    for extract in EXTRACTORS.values():
        text = squeeze(extract(data))
        assert text.endswith(squeeze(text_of(document.blocks)))
        assert text.startswith(squeeze(document.meta.title))


def test_the_kitchen_sink_is_copied_run_by_run() -> None:
    """Variation selectors and joiners have no glyph and are gone: `squeeze` takes the joiners, the selectors are taken here."""
    document = pipeline.read_article(KITCHEN_SINK).document
    data = printed(document, **PLAIN)[0]
    for name, extract in EXTRACTORS.items():
        text = squeeze(extract(data))
        for run, times in Counter(squeeze(run).replace("\U000e0100", "") for run in runs(document)).items():
            assert text.count(run) >= times, (name, run)


@pytest.mark.parametrize("name", EXTRACTORS)
@pytest.mark.parametrize("text", ["⼀是部首，一是汉字。", "一是汉字，⼀是部首。", "破折号——与⸺，省略号……与⋯。"])
def test_characters_that_share_a_glyph_are_copied_as_themselves(name: str, text: str) -> None:
    assert squeeze(text) in squeeze(EXTRACTORS[name](printed(article(text))[0]))


@pytest.mark.parametrize("name", EXTRACTORS)
def test_a_missing_character_spoils_no_other_and_is_reported_with_its_line(name: str) -> None:
    text = "前面的字\U0010fffd后面的字\U000f0000还有字"
    data, told = printed(article(text), source=f"---\n---\n第三行\n{text}".encode())
    assert [(what.code, what.line) for what in told] == [("character-missing", 4)] * 2
    assert "U+F0000" in told[0].message
    assert squeeze(text) in squeeze(EXTRACTORS[name](data))


@pytest.mark.parametrize("name", EXTRACTORS)
def test_a_missing_character_in_a_truetype_face_spoils_no_other(name: str) -> None:
    """Kai, unlike Song, is a TrueType font: its own numbers for what it lacks are others."""
    text = "楷体的字\U0010fffd后面的字\U000f0000还有字"
    data, _ = printed(article(Quote((Paragraph((Text(text),)),))), **PLAIN)
    assert squeeze(text) in squeeze(EXTRACTORS[name](data))


def test_a_missing_character_is_drawn_as_the_font_s_box() -> None:
    """Not as a stranger's glyph, and not as nothing: as much ink as each other box, in both kinds of fonts."""
    for block in (Paragraph((Text("\U0010fffd"),)), Quote((Paragraph((Text("\U0010fffd"),)),))):
        one, two = (ink(printed(article(block, *more), **PLAIN)[0]) for more in ((), (block,)))
        assert 0 < one * 1.9 < two < one * 2.1


def ink(data: bytes) -> float:
    """How dark the first page is."""
    import pypdfium2

    book = pypdfium2.PdfDocument(data)
    shades = book[0].render(scale=3).to_pil().convert("L")
    book.close()
    return float(sum((255 - shade) * times for shade, times in enumerate(shades.histogram())) / 255)


# ---- lines ----------------------------------------------------------------------------------------------------------

PIECES = [*"天地玄黄宇宙洪荒日月盈昃", *"，。；：！？、“”（）《》·～／", "——", "……", "2021年", "48小时", "type", "GB/T"]
PROSE = st.lists(st.sampled_from(PIECES), min_size=80, max_size=160).map("".join)


@settings(max_examples=12)
@given(PROSE)
def test_no_line_begins_or_ends_with_a_mark_that_must_not(text: str) -> None:
    """T11, and the pairs —— and …… whole."""
    lines = [line.text for line in lines_of(printed(article(f"字{text}"), **PLAIN)[0])]
    assert squeeze("".join(lines)).endswith(squeeze(text))
    assert all(line[0] not in NO_LINE_START for line in lines[1:])
    assert all(line[-1] not in NO_LINE_END for line in lines[:-1])
    assert not any(a[-1] + b[0] in ("——", "……") for a, b in pairwise(lines))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("size", ["小五", "五号", "12pt"])
def test_both_edges_are_flush_on_every_page(paper: str, size: str) -> None:
    """To a quarter of a point; a mark's right half, which is blank, may stand out of the edge."""
    data, _ = printed(article(LONG * 8), page=paper, font_size=size, **PLAIN)
    lines = lines_of(data)
    em = points(size)
    right = lines[0].right if lines[0].text[-1] not in STOPS | CLOSING else lines[0].right - em / 2
    assert len(lines) > 8
    for line in lines[:-1]:
        hang = em / 2 if line.text[-1] in STOPS | CLOSING else 0
        assert abs(line.right - hang - right) < 0.25, line


def test_the_measure_is_a_whole_number_of_em() -> None:
    data, _ = printed(article("字" * 100), **PLAIN)
    first, second, *_ = lines_of(data)
    measure = (second.right - second.left) / 10.5
    assert abs(measure - round(measure)) < 0.01
    assert round((first.left - second.left) / 10.5, 2) == 2


def test_taiwan_keeps_its_marks_an_em_wide() -> None:
    """CLREQ 3.1.6: squeezing is a rule of the mainland and Hong Kong."""
    text = "字」，字」，字」，"
    widths = {}
    for language in ("zh-Hans-CN", "zh-Hant-TW"):
        line = lines_of(printed(article(Paragraph((Text(text + "字"),)), language=language), **PLAIN)[0])[0]
        widths[language] = (line.right - line.left) / 10.5
    assert round(widths["zh-Hant-TW"], 1) == 10
    assert round(widths["zh-Hans-CN"], 1) == 8.5  # of each 」， half an em is gone


def test_no_space_slips_in_between_two_characters() -> None:
    """T3: what is stretched stays under what extractors take for a space."""
    for extract in EXTRACTORS.values():
        text = extract(printed(article(LONG * 6), **PLAIN)[0])
        assert not re.search(f"{HAN} +{HAN}", text)


STYLES: tuple[Style, ...] = ("underline", "wavy", "dots", "mark", "strong", "emph", "strike", "kbd", "sup")


@pytest.mark.parametrize("style", [*STYLES, "code", "face", "link", "ruby"])
def test_no_space_slips_in_beside_what_is_marked(style: str) -> None:
    """T3, also where pdftotext sorts the page by places."""
    made: list[Inline] = []
    words, plains = ["石桥", "江", "天地玄黄", "河", "湖"] * 10, ["日月", "盈，", "x", "昃：", "辰宿列张", "也", "之"] * 8
    for word, plain in zip(words, plains, strict=False):
        made += [marked(style, word), *([marked(style, "峰")] if plain == "也" else []), Text(plain)]
    data = printed(article(Paragraph(tuple(made), 2)), **PLAIN)[0]
    for name, extract in {**EXTRACTORS, "by places": by_places}.items():
        assert not re.search(f"{HAN}[ \t]+{HAN}", extract(data)), name


def marked(style: str, text: str) -> Inline:
    """A run under a mark of any kind."""
    inside = (Text(text),)
    match style:
        case "code":
            return Code(text)
        case "face":
            return Face("kai", inside)
        case "link":
            return Link("https://a.example/", inside)
        case "ruby":
            return Ruby(tuple(RubyPair(char, reading) for char, reading in zip(text, ["zhuāng", "è", "liáng", "ㄓㄨㄤ"], strict=False)))
        case _:
            return Styled(style, inside)  # type: ignore[arg-type]  # one of STYLES


def by_places(data: bytes) -> str:
    """pdftotext by itself: words as they stand on the page, not as they run in the file."""
    return subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


def test_a_line_before_a_long_name_is_full() -> None:
    """Spaces grow, names of programs are divided between their words, letters are spread by hundredths of an em."""
    names = ("ApplicationContextAware", "Console.WriteLine", "read_everything", "Fundamentals", "Notebooks", "C:\\Program\\PowerShell")
    text = "".join(f"如果你想要在这里面使用 {name} 的话，就要先看一看说明。" * 3 for name in names)
    lines = lines_of(printed(article(text), **PLAIN)[0])
    right = lines[0].right
    assert [line for line in lines[:-1] if abs(right - line.right) > 1 and line.text[-1] not in STOPS | CLOSING] == []  # \\W is kerned
    assert squeeze(by_pdfium(printed(article(text), **PLAIN)[0])) == squeeze(text)


def test_a_line_of_english_is_full() -> None:
    """Its spaces grow as far as those of an English book would."""
    text = "The measurements were reproducible throughout extraordinarily heterogeneous configurations of experimental equipment. " * 6
    lines = lines_of(printed(article(text), **PLAIN)[0])
    assert max(line.right for line in lines[:-1]) - min(line.right for line in lines[:-1]) < 0.6


def test_a_line_that_ends_between_kerned_letters_is_no_wider() -> None:
    """At its end a letter stands without the kerning with what follows, which is on the next line."""
    texts = [f"{'字' * shift}见 www.kerning.example/Tofu/WAVE/ 一处。" * 9 for shift in range(1, 30)]
    lines = lines_of(printed(article(*texts), **PLAIN)[0])
    full = [line.right for line in lines if line.text[-1] in "./"]
    assert len(full) > 20
    assert max(full) <= max(line.right for line in lines if line.text[-1] == "字") + 0.05


def test_long_addresses_are_divided_and_lines_stay_full() -> None:
    address = "https://a.example/" + "folder/" * 20 + "index.html?" + "key=value&" * 10
    lines = lines_of(printed(article(f"看{address}，然后再说别的。"), **PLAIN)[0])
    right = max(line.right for line in lines)
    assert len(lines) > 4
    assert all(right - line.right < 3 * 10.5 for line in lines[:-1])


# ---- page -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "millimetres"), PAPERS.items())
def test_paper_by_name(name: str, millimetres: tuple[int, int]) -> None:
    with pikepdf.open(io.BytesIO(printed(article("字"), page=name)[0])) as book:
        box = book.pages[0].MediaBox
        assert [round(float(length) * 25.4 / 72) for length in box[2:]] == list(millimetres)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("石桥镇中学的操场要翻修吗？听一听住在附近的人怎么说", ["石桥镇中学的操场要翻修吗？", "听一听住在附近的人怎么说"]),
        ("老石匠守着一座桥过了半生，只为看它不倒", ["老石匠守着一座桥过了半生，", "只为看它不倒"]),
        ("关于印发《石桥镇公共阅读服务管理暂行办法》的通知", ["关于印发《石桥镇公共阅读", "服务管理暂行办法》的通知"]),
        ("没有标点的标题长了也只好在中间分开两行", ["没有标点的标题长了", "也只好在中间分开两行"]),
        ("用 Python 给石桥镇的每一盏路灯 编一个号码", ["用Python给石桥镇的每一盏路灯", "编一个号码"]),
    ],
)
def test_a_title_is_divided_where_one_would_pause(title: str, lines: list[str]) -> None:
    assert [line.text for line in lines_of(printed(article(title=title), **PLAIN)[0])] == lines


def test_font_sizes_by_name_and_in_points() -> None:
    assert (points("五号"), points("10.5pt"), points("五號"), points("12")) == (10.5, 10.5, 10.5, 12)
    assert all(points(name) == size for name, size in SIZES.items())


@pytest.mark.parametrize("size", ["", "大", "0", "nan", "1000pt"])
def test_what_is_no_size_is_said(size: str) -> None:
    with pytest.raises(UsageError, match="font-size"):
        printed(article("字"), font_size=size)


def test_the_first_page_has_neither_head_nor_number() -> None:
    first, second = pages(printed(article(LONG * 20, title="题目"))[0])[:2]
    assert ("第2页" in second, "题目" in second) == (True, True)
    assert ("第1页" in first, first.count("题目")) == (False, 1)


def pages(data: bytes) -> list[str]:
    import pypdfium2

    book = pypdfium2.PdfDocument(data)
    found = [squeeze(page.get_textpage().get_text_range()) for page in book]
    book.close()
    return found


def test_a_note_stands_at_the_foot_of_the_page_of_its_mark() -> None:
    marked = Paragraph((Text(LONG), NoteRef("甲"), Text(LONG)), 2)
    document = article(*[LONG] * 12, marked, *[LONG] * 12, notes=(Note("甲", (Paragraph((Text("注文在此"),)),)),))
    lines = lines_of(printed(document, **PLAIN)[0])
    note = next(line for line in lines if "注文在此" in line.text)
    mark = next(line for line in lines if line.page == note.page and "1" in line.text and line is not note)
    assert note.bottom < min(line.bottom for line in lines if line.page == note.page and line is not note)
    assert mark.bottom > note.bottom


@pytest.mark.parametrize("lines", range(14, 22))
def test_a_note_is_not_pushed_off_its_page_by_what_follows(lines: int) -> None:
    """Whatever stands at the foot: a paragraph whose first lines have room beside the note, a code block, a heading."""
    marked = Paragraph((Text("标记在此"), NoteRef("甲")), 2)
    tail = (Heading(2, (Text("小标题"),)), CodeBlock("一行代码\n" * 9), LONG)
    document = article(marked, *["一行。"] * lines, *tail, notes=(Note("甲", (Paragraph((Text("注文在此"),)),)),))
    found = lines_of(printed(document, **PLAIN)[0])
    assert {line.page for line in found if "注文在此" in line.text} == {1}


def test_a_mark_goes_to_the_next_page_with_its_note() -> None:
    """A page never ends with a mark whose note stands on the next one, but where the note is longer than a page."""
    long_note = Note("甲", (Paragraph((Text("注文" * 200),)),))
    document = article(*["一行。"] * 20, Paragraph((Text("标记在此"), NoteRef("甲")), 2), LONG, notes=(long_note,))
    found = lines_of(printed(document, **PLAIN)[0])
    assert [line.page for line in found if "标记在此" in line.text] == [line.page for line in found if line.text.startswith("1注文")]


def test_a_note_without_a_mark_and_a_mark_without_a_note_stay() -> None:
    document = article(Paragraph((Text("字"), NoteRef("无"))), notes=(Note("孤", (Paragraph((Text("孤注"),)),)),))
    text = by_pdfium(printed(document)[0])
    assert "[无]" in text
    assert "孤注" in text


def test_the_head_of_a_long_table_comes_again_on_each_page() -> None:
    row = Row((Cell((Paragraph((Text("格中字"),)),)),))
    table = Table((Row((Cell((Paragraph((Text("表头"),)),), header=True),)),), (row,) * 80)
    found = pages(printed(article(table))[0])
    assert len(found) > 1
    assert all("表头" in page for page in found)


def cell_of(text: str) -> Cell:
    return Cell((Paragraph((Text(text),)),))


WIDE = {
    "sixty columns": Table((), tuple(Row(tuple(cell_of(f"第{number}格") for number in range(60))) for _ in range(3))),
    "long words": Table((), (Row(tuple(cell_of(f"configuration.of_{number}.supercalifragilistic") for number in range(8))),)),
    "numbers": Table((), (Row(tuple(cell_of(f"{number}2,345,678.90") for number in range(7))),)),
    "spans": Table((), (Row((Cell((Paragraph((Text("甲"),)),), colspan=30), cell_of("乙"))), Row(tuple(cell_of("丙") for _ in range(31))))),
    "in lists": Table((), (Row(tuple(cell_of("WideWideWide") for _ in range(4))),)),
}


@pytest.mark.parametrize("kind", WIDE)
@pytest.mark.parametrize("settings", [{}, pytest.param({"page": "32K", "font_size": "四号"}, marks=pytest.mark.slow)], ids=["A5", "32K"])
def test_a_table_never_leaves_its_page(kind: str, settings: dict[str, Any]) -> None:
    """It is set smaller, and then its words are divided."""
    table: Block = WIDE[kind]
    for _ in range(3 if kind == "in lists" else 0):
        table = List((ListItem((Paragraph((Text("项"),)), table)),))
    data = printed(article(table), **settings, **PLAIN)[0]
    assert Counter(squeeze(text_of(table))) <= Counter(squeeze(by_pdfium(data)))
    assert outside(data) == []


def _page_of(found: list[Line], text: str) -> int:
    return next(line.page for line in found if text in line.text)


@pytest.mark.parametrize("filled", range(20, 24))
def test_a_nest_of_lists_goes_over_the_page_line_by_line(filled: int) -> None:
    """WeasyPrint keeps each list with what stands before it: a nest of them took the paragraph above all along."""
    nest: Block = List((ListItem((Paragraph((Text("六"),)),)),))
    for name in "五四三二一":
        nest = List((ListItem((Paragraph((Text(name),)), nest)),))
    found = lines_of(printed(article(*["填"] * filled, "上面的一段。", nest), **PLAIN)[0])
    assert _page_of(found, "上面") == 1
    assert _page_of(found, "六") == 2


@pytest.mark.parametrize("filled", range(18, 30, 2))
def test_a_term_stands_on_the_page_of_its_definition(filled: int) -> None:
    entries = Definitions((Definition((Term((Text("墩木"),)),), (Paragraph((Text("垫船用的木头。"),)),)),))
    found = lines_of(printed(article(*["填"] * filled, entries), **PLAIN)[0])
    assert _page_of(found, "墩木") == _page_of(found, "垫船")


def test_a_short_cell_stays_on_one_line_beside_a_long_one() -> None:
    long = "最费工的一道，两个人做，缝深的地方要分三次捻，每次间隔半天，等前一层干透了才能上下一层，急不得。"
    rows = (("工序", "工时（小时）", "备注"), ("捻缝", "16", long), ("上油", "3", "上三遍"))
    table = Table((), tuple(Row(tuple(map(cell_of, row))) for row in rows))
    found = [line.text for line in lines_of(printed(article(table), **PLAIN)[0])]
    assert any(line.startswith("工序") for line in found), found
    assert any("工时（小时）" in line for line in found), found


@pytest.mark.parametrize(
    ("widths", "limit"),
    [((2, 2, 60), 8.0), ((8, 8, 8), 8.0), ((8, 8, 8, 8), 5.0), ((2, *(6,) * 5), 3.0), ((3,) * 12, 0.0), ((40, 40), 8.0)],
)
def test_cells_stay_on_one_line_as_far_as_the_page_has_room(widths: tuple[int, ...], limit: float) -> None:
    """Longer ones keep room for a quarter more, or for as many as they have."""
    table = Table((), (Row(tuple(cell_of("字" * width) for width in widths)),))
    assert unbroken(table, 33.0) == limit


def test_pictures_side_by_side_in_a_table_share_its_width() -> None:
    from PIL import Image as Painting

    held = io.BytesIO()
    Painting.new("RGB", (1500, 900), "gray").save(held, "PNG")
    pictures = Row((Cell((Paragraph((Image("a", "左"),)),)), Cell((Paragraph((Image("b", "右"),)),))))
    table = Table((), (pictures, Row((cell_of("左"), cell_of("右")))))
    data, _ = printed(article(table), lambda _: Picture(held.getvalue(), "image/png"), **PLAIN)
    import pypdfium2

    book = pypdfium2.PdfDocument(data)
    boxes = [thing.get_bounds() for thing in book[0].get_objects(filter=[3])]
    width = book[0].get_width()
    book.close()
    assert len(boxes) == 2
    assert all(0 < left < right < width for left, _, right, _ in boxes)


@pytest.mark.parametrize("size", ["小四", "二号", "初号"])
@pytest.mark.parametrize("paper", ["A5", "32K"])
def test_large_type_stays_on_its_page(paper: str, size: str) -> None:
    """Head, page number, title, code and quotation too."""
    blocks = (Heading(2, (Text("很长很长的小标题"),)), CodeBlock("def f(x):\n    return x"), Quote((Paragraph((Text(LONG),)),)), LONG)
    assert outside(printed(article(*blocks, title="一个很长的题目一个很长的题目"), page=paper, font_size=size)[0]) == []


def test_lists_in_lists_without_end_stay_on_the_page() -> None:
    block: Block = Paragraph((Text("最里面"),))
    for _ in range(30):
        block = List((ListItem((block,)),))
    assert outside(printed(article(block), **PLAIN)[0]) == []


def test_an_endless_line_of_code_is_broken_at_the_edge_and_copied_exactly() -> None:
    """As exported data and compressed scripts have it."""
    code = "短的一行\n\n" + "{'key':'value'}," * 400 + "\n  尾"
    data = printed(article(CodeBlock(code)), **PLAIN)[0]
    assert outside(data) == []
    assert squeeze(by_pdfium(data)) == squeeze(code)
    assert max(len(line.text) for line in lines_of(data)) > 50


def test_a_note_longer_than_its_page_stands_at_the_end_whole() -> None:
    long_note = Note("甲", (Paragraph((Text("注文" * 3000),)),))
    data = printed(article(Paragraph((Text("字"), NoteRef("甲"))), LONG, notes=(long_note,)), **PLAIN)[0]
    assert outside(data) == []
    assert squeeze(by_pdfium(data)).count("注文") == 3000


def test_a_heading_stands_at_no_foot() -> None:
    blocks = [block for _ in range(12) for block in (Heading(2, (Text("小标题"),)), LONG)]
    for text in pages(printed(article(*blocks), **PLAIN)[0])[:-1]:
        assert not text.endswith("小标题")


def test_lists_count_from_their_start_and_tasks_have_boxes() -> None:
    items = (ListItem((Paragraph((Text("甲"),)),)), ListItem((Paragraph((Text("乙"),)),)))
    tasks = (ListItem((Paragraph((Text("做"),)),), True), ListItem((Paragraph((Text("等"),)),), False))
    text = squeeze(by_pdfium(printed(article(List(items, ordered=True, start=7), List(tasks)), **PLAIN)[0]))
    assert text == "7.甲8.乙☑做☐等"


def test_a_lost_picture_is_a_note_and_one_too_large_is_made_to_fit() -> None:
    from PIL import Image as Painting

    held = io.BytesIO()
    Painting.new("RGB", (3000, 6000), "gray").save(held, "PNG")
    figure = Figure((Image("large.png", "大图"),), Caption((Text("图说"),)))
    data, told = printed(article(figure), lambda _: Picture(held.getvalue(), "image/png"))
    assert told == []
    assert [text for text in pages(data) if text] == ["图说"]
    assert "〔图：大图，large.png〕" in squeeze(by_pdfium(printed(article(figure))[0]))


def test_the_blocks_of_a_note_stand_line_by_line() -> None:
    items = tuple(ListItem((Paragraph((Text(text),)),)) for text in ("甲", "乙", "丙"))
    blocks = (Paragraph((Text("注文"),)), List(ordered=False, items=items), Paragraph((Text("末段"),)))
    noted = article(Paragraph((Text("正文"), NoteRef("1"))), notes=(Note("1", blocks),))
    lines = {line.text.strip("• ·1　"): line.bottom for line in lines_of(printed(noted, **PLAIN)[0])}
    steps = [lines[above] - lines[below] for above, below in pairwise(("注文", "甲", "乙", "丙", "末段"))]
    assert max(steps) < 1.5 * min(steps), steps


@pytest.mark.parametrize("before", range(14, 26))
def test_a_short_table_is_not_divided(before: int) -> None:
    rows = tuple(Row((cell_of(f"第{number}行"), cell_of("格"))) for number in range(5))
    data = printed(article(*["一行。"] * before, Table(rows[:1], rows[1:]), "末行。"), **PLAIN)[0]
    assert [page.count("格") for page in pages(data) if "格" in page] == [5]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_is_cut_off_is_a_visible_note(kind: str) -> None:
    """WeasyPrint alone prints what there is of it, or only its words, and names it by an address of ours."""
    from PIL import Image as Painting

    held = io.BytesIO()
    Painting.effect_noise((300, 300), 50).save(held, kind)
    figure = article(Figure((Image("cut.png", "说明"),), None))
    for size in (200, len(held.getvalue()) // 2):
        half = Picture(held.getvalue()[:size], f"image/{kind.lower()}")
        data, told = printed(figure, {"cut.png": half}.__getitem__, **PLAIN)
        assert squeeze(by_pdfium(data)) == "〔图：说明，cut.png〕"
        assert [what.code for what in told] == ["picture-broken"]


def test_readings_stand_over_their_bases_and_after_them_in_the_text() -> None:
    ruby = article(Paragraph((Text("这是"), Ruby((RubyPair("重", "chóng"), RubyPair("庆", "qìng"))), Text("的话"))))
    data = printed(ruby, **PLAIN)[0]
    assert squeeze(by_pdfium(data)) == "这是重chóng庆qìng的话"
    places = {line.text: line.bottom for line in lines_of(data)}
    assert places["chóng"] > places["这是重"] + 8
    assert squeeze(by_pdfium(printed(ruby, ruby="brackets", **PLAIN)[0])) == "这是重（chóng）庆（qìng）的话"


def test_a_reading_too_long_to_be_read_over_its_base_stands_after_it_in_brackets() -> None:
    """It would be set smaller until it is as wide as its base: a line of dust over one character."""
    pairs = (RubyPair("我", "the one who speaks"), RubyPair("们", "zhuāng"))
    data = printed(article(Paragraph((Text("这是"), Ruby(pairs), Text("的话")))), **PLAIN)[0]
    assert squeeze(by_pdfium(data)) == "这是我（theonewhospeaks）们zhuāng的话"


def test_dots_stand_under_characters_and_not_under_marks() -> None:
    """GB/T 15834 4.14: as many round strokes as characters."""
    data = printed(article(Paragraph((Styled("dots", (Text("着重，号。"),)),))), **PLAIN)[0]
    with pikepdf.open(io.BytesIO(data)) as book:
        caps = [step for step in pikepdf.parse_content_stream(book.pages[0]) if str(step.operator) == "l"]
    assert len(caps) == 3


# ---- faces ----------------------------------------------------------------------------------------------------------


def faces_of(data: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(data)) as book:
        found = book.pages[0].Resources.Font
        return {str(font.BaseFont).split("+")[1].replace("-", " ") for _, font in found.items()}


@pytest.mark.parametrize(("language", "ending"), [("zh-Hans-CN", "SC"), ("zh-Hant-TW", "TC"), ("zh-Hant-HK", "HK")])
def test_the_face_follows_the_language(language: str, ending: str) -> None:
    song = fonts.faces(language).song[0]
    assert faces_of(printed(article("字"), **PLAIN)[0] if not language else printed(article("字", language=language), **PLAIN)[0]) == {song}
    assert song.endswith(ending) or "CJK" not in song


def test_quotation_marks_in_kai_are_those_of_song() -> None:
    found = fonts.faces("zh-Hans-CN")
    quote = Quote((Paragraph((Text("他说“好”"),)),))
    assert faces_of(printed(article(quote), **PLAIN)[0]) == {found.kai[0], found.song[0]}


@pytest.mark.parametrize(("language", "other"), [("zh-Hans-CN", False), ("zh-Hant-TW", True), ("zh-Hant-HK", True)])
def test_stops_in_kai_stand_in_the_middle_where_those_of_song_do(language: str, other: bool) -> None:
    """CLREQ 3.1.1: Kai fonts have those of the mainland."""
    found = fonts.faces(language)
    quote = Quote((Paragraph((Text("先看，後看。"),)),))
    assert faces_of(printed(article(quote, language=language), **PLAIN)[0]) == {found.kai[0], *([found.song[0]] if other else [])}


def test_bold_in_kai_is_hei() -> None:
    found = fonts.faces("zh-Hans-CN")
    quote = Quote((Paragraph((Styled("strong", (Text("粗"),)),)),))
    assert {name.removesuffix(" Bold") for name in faces_of(printed(article(quote), **PLAIN)[0])} == {found.hei[0]}


def test_an_embedded_font_holds_no_more_than_its_glyphs() -> None:
    """The whole font has 65 535; a glyph of Noto Serif takes some 200 bytes."""
    few, many = (len(printed(article("".join(chr(0x4E00 + number) for number in range(count))))[0]) for count in (10, 510))
    assert (many - few) / 500 < 300
    assert few < 20_000


# ---- promises -------------------------------------------------------------------------------------------------------


def test_the_same_bytes_whatever_was_printed_before() -> None:
    one, other = article(LONG, title="甲"), article("别的字与別的字", Heading(2, (Text("题"),)), language="zh-Hant-TW")
    first = printed(one)[0]
    printed(other, page="A4", gap=0.2)
    assert printed(one)[0] == first


def test_nothing_is_read_but_the_pictures_of_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    """P6: neither the net nor the disk, whatever an article names."""
    printed(article("先热身"))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    asked: list[str] = []
    names = ("file:///etc/hostname", "../x.png", "https://a.example/x.png", "data:image/png;base64,AAAA", "picture:0")
    printed(article(Paragraph(tuple(Image(name) for name in names))), lambda src: asked.append(src) or Picture(b"no picture", "image/png"))  # type: ignore[func-returns-value]
    assert asked == list(names)
    for address in names:
        with pytest.raises(ValueError, match="nothing but"):
            _engine._fetcher({})(address)


def test_a_drawing_that_names_other_files_gets_none_of_them() -> None:
    inside = b'<image href="file:///etc/hostname" width="9" height="9"/>'
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">' + inside + b"</svg>"
    data, _ = printed(article(Figure((Image("a.svg", "图"),))), lambda _: Picture(drawing, "image/svg+xml"))
    with pikepdf.open(io.BytesIO(data)) as book:
        assert not [thing for thing in book.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"]


def test_what_weasyprint_logs_is_a_diagnostic_and_nothing_else(capfd: pytest.CaptureFixture[str]) -> None:
    _, told = printed(article(Figure((Image("broken.svg", "破图"),))), lambda _: Picture(b"no picture at all", "image/svg+xml"))
    assert [what.code for what in told] == ["pdf-layout"]
    assert capfd.readouterr() == ("", "")


def test_vertical_text_is_refused_with_the_way_out() -> None:
    from convert.config import Config

    if "writing_mode" not in Config.__struct_fields__:
        pytest.fail("the setting writing-mode is gone: this test and pdf.py name it")
    with pytest.raises(ArticleError) as raised:
        printed(article("字"), writing_mode="vertical")
    assert "epub" in raised.value.diagnostic.hint.lower()


@pytest.mark.parametrize("fault", ["version", "trial"])
def test_another_weasyprint_sets_plainly_and_says_so(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint
    from weasyprint.layout import inline

    _justify.remove()
    before = inline.split_text_box
    if fault == "version":
        monkeypatch.setattr(weasyprint, "__version__", "71.0")
    else:
        monkeypatch.setattr(_justify, "_works", lambda _: False)
    try:
        data, told = printed(article(LONG, Paragraph((Ruby((RubyPair("字", "zì"),)),))), **PLAIN)
    finally:
        _justify.remove()
    assert [what.code for what in told] == ["justify-unavailable"]
    assert inline.split_text_box is before
    assert squeeze(by_pdfium(data)) == squeeze(LONG) + "字（zì）"


def test_the_file_says_what_the_article_says_of_itself() -> None:
    meta = Meta(
        title="题<目>&",
        author=("林晓", "周远"),
        published="2024-05-06T07:08:09+08:00",
        language="zh-Hans-CN",
        tags=("甲,乙", "丙"),
        description="说明",
    )
    with pikepdf.open(io.BytesIO(printed(Document(meta, ()))[0])) as book:
        info = {key: str(value) for key, value in book.docinfo.items()}
        assert (info["/Title"], info["/Author"], info["/Subject"]) == ("题<目>&", "林晓, 周远", "说明")
        assert info["/CreationDate"] == "D:20240506070809+08'00"
        assert info["/Keywords"] == "甲，乙, 丙"
        with book.open_metadata() as xmp:
            assert xmp["dc:title"] == "题<目>&"
            assert set(xmp["dc:language"]) == {"zh-Hans-CN"}
            assert list(xmp["dc:creator"]) == ["林晓", "周远"]


def test_headings_are_the_outline_and_places_can_be_linked_to() -> None:
    blocks = (Heading(2, (Text("一"),), "yi"), Heading(3, (Text("一之一"),)), Paragraph((Link("#yi", (Text("回到一"),)),)))
    data, told = printed(article(*blocks, title="题"))
    assert told == []
    with pikepdf.open(io.BytesIO(data)) as book, book.open_outline() as outline:
        top = outline.root[0]
        assert (top.title, [child.title for child in top.children]) == ("题", ["一"])
        assert [child.title for child in top.children[0].children] == ["一之一"]
        assert len(book.pages[0].Annots) == 1


def test_a_source_travels_with_pdf_a_3u_alone() -> None:
    for variant, files in (("pdf/a-3u", 1), ("pdf/a-2u", 0), ("pdf/ua-1", 0)):
        with pikepdf.open(io.BytesIO(printed(article("字"), source="原文".encode(), pdf_variant=variant)[0])) as book:
            held = [entry.get_file().read_bytes() for entry in book.attachments.values()]
            assert held == ["原文".encode()] * files


def test_the_type_area_lies_on_its_paper() -> None:
    from convert.config import Config

    for paper in PAPERS:
        for size in ("八号", "五号", "初号"):
            made = page(Config(page=paper, font_size=size))  # type: ignore[arg-type]
            assert 0 < made.side < made.width / 4 or made.columns == 8
            assert 0 < made.top < made.bottom
