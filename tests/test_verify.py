"""verify finds every change of an output, in all five formats, and finds none where there is none."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convert import pipeline, write
from convert.config import Config
from convert.errors import ArticleError, UsageError
from convert.meta import Meta
from convert.model import (
    Break,
    Cell,
    Document,
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
    Row,
    Ruby,
    RubyPair,
    Styled,
    Table,
    Text,
    Tree,
    rewrite,
    walk,
)
from convert.verify import Report, Result, table, verify, verify_bytes, verify_file
from convert.verify._align import align
from convert.write import Context, NoPicture

from .accept import ARTICLE
from .strategies import PIXEL, PRINTABLE, tidy_documents

FORMATS = ("md", "txt", "json", "epub", "pdf")
TEXT_FORMATS = FORMATS[:4]


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),), indent=2)


SAMPLE = Document(
    Meta(title="渡口的钟", author=("林晓",), published="2024-05-06T07:08:09+08:00", language="zh-Hans-CN"),
    (
        Paragraph((Text("渡口有一口"), Styled("strong", (Text("“铜钟”"),)), Text("，撞钟的人姓何，名字没有人记得。"))),
        Heading(2, (Text("一、钟声"),)),
        Paragraph((Text("他说"), NoteRef("a"), Text("：“过河的人，先听钟。”版本 3.14 不必读。"))),
        List((ListItem((paragraph("头一件事是等船。"),)), ListItem((paragraph("第二件是付钱。"),))), ordered=True),
        Paragraph((Ruby((RubyPair("魑", "chī"),)), Text("字难写，见"), Link("https://a.example/zi", (Text("字谱"),)), Text("第七卷。"))),
        Table((Row((Cell((paragraph("船名"),), header=True), Cell((paragraph("座数"),), header=True))),),
              (Row((Cell((paragraph("白鹭号"),)), Cell((paragraph("十二"),)))),)),
        paragraph("天黑以后，河上只剩下水声与灯影，没有别的了。"),
    ),
    (Note("a", (paragraph("这话是他徒弟转述的。"),)),),
)  # fmt: skip


def written(name: str, document: Document, **settings: object) -> bytes:
    config = msgspec.structs.replace(Config(), **settings)
    context = Context(config, lambda _: None, lambda _: NoPicture("picture-missing", "not here"), "文.md", epoch=0)
    return write.write(document, write.get(name), context)


@cache
def sample(name: str) -> bytes:
    return written(name, SAMPLE)


# ---- nothing where there is nothing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_a_faithful_output_has_no_finding(name: str) -> None:
    result = verify_bytes(name, sample(name), SAMPLE)
    assert result.findings == ()
    assert result.characters > 100


@pytest.mark.parametrize("name", FORMATS)
def test_the_article_that_holds_every_node_has_no_finding(name: str) -> None:
    reading = pipeline.read_article(ARTICLE)
    data = pipeline.print_all(reading, [name], lambda _: None)[name].data
    assert verify_bytes(name, data, reading.document).findings == ()


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_no_generated_document_has_a_finding(name: str) -> None:
    @given(tidy_documents(1, 3, PRINTABLE))
    def law(document: Document) -> None:
        assume(not bracketed_ruby(document))
        assert verify_bytes(name, written(name, document), document).findings == ()

    law()


@given(tidy_documents(1, 3, PRINTABLE))
def test_no_generated_document_has_a_finding_as_plain_commonmark(document: Document) -> None:
    """Whose notes are HTML, with numbers that are no text."""
    assume(not bracketed_ruby(document))
    assert verify_bytes("md", written("md", document, md_flavor="commonmark"), document).findings == ()


def bracketed_ruby(document: Document) -> bool:
    """Whether a ruby stands over nothing or over brackets: between those that a text file prints around readings none can be told."""
    pairs = [node for node in walk(document) if isinstance(node, RubyPair)]
    return any(not pair.base or set(pair.base + pair.reading) & set("（）()") for pair in pairs)


def set_off(text: str, align: str) -> Paragraph:
    return Paragraph((Math(f"$$\n{text}\n$$", display=True), Text("河上只剩下水声与灯影"), Break(), Text("没有别的")), align=align)  # type: ignore[arg-type]


@pytest.mark.parametrize("align", ["center", "end"])
@pytest.mark.parametrize("width", [0, 16])
def test_each_line_of_a_text_file_may_be_set_off_by_blanks(align: str, width: int) -> None:
    """Lines of mathematics, of the author's and of --width; not where nothing is set off."""
    document = Document(Meta(title="题"), (set_off("天", align),), (Note("1", (set_off("地", align),)),))
    data = written("txt", document, width=width)
    assert b"\n\xe3\x80\x80" in data
    assert verify_bytes("txt", data, document).findings == ()
    flush = Document(Meta(title="题"), (set_off("天", "start"),), (Note("1", (set_off("地", "start"),)),))
    assert not verify_bytes("txt", data, flush).ok


BYLINES = {
    "author": Meta(author=("天",)),
    "source and day": Meta(author=("天",), source="天地", published="2021-12-13T16:31:17+08:00"),
    "title": Meta(title="天", author=("天", "地"), editor=("天",)),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", BYLINES)
def test_a_text_that_says_the_name_printed_over_it(case: str, name: str) -> None:
    document = Document(BYLINES[case], (Paragraph((Text("天"),)),), (Note("1", ()),))
    assert verify_bytes(name, written(name, document), document).findings == ()
    longer = msgspec.structs.replace(document, blocks=(Paragraph((Text("天玄"),)),))
    assert not verify_bytes(name, written(name, document), longer).ok


def test_text_wrapped_indented_and_with_addresses_has_no_finding() -> None:
    config = Config(width=20, indent="all", links=True, newline="crlf", txt_encoding="gb18030")
    context = Context(config, lambda _: None, lambda _: NoPicture("", ""))
    assert verify_bytes("txt", write.write(SAMPLE, write.get("txt"), context), SAMPLE).findings == ()


# ---- every change is found ---------------------------------------------------------------------------------------------

Change = Callable[[str, int], str]


def drop(text: str, at: int) -> str:
    return text[:at] + text[at + 1 :]


def double(text: str, at: int) -> str:
    return text[: at + 1] + text[at:]


def swap(text: str, at: int) -> str:
    """With the next character that is another one."""
    other = next((there for there in range(at + 1, len(text)) if text[there] != text[at]), at)
    return text[:at] + text[other] + text[at + 1 : other] + text[at] + text[other + 1 :]


def fold(text: str, at: int) -> str:
    return text[:at] + {"，": ",", "：": ":", "“": '"', "。": "."}.get(text[at], "伪") + text[at + 1 :]


CHANGES: tuple[Change, ...] = (drop, double, swap, fold)


def changed(document: Document, number: int, change: Change, at: int) -> Document:
    """The document with one character changed: what a writer with a fault would have written."""
    texts = [node for node in walk(document) if isinstance(node, Text)]
    target = texts[number % len(texts)]
    visible = [place for place, char in enumerate(target.text) if char != " "]

    def replace(node: Tree) -> Tree:
        return Text(change(target.text, visible[at % len(visible)])) if node is target else node

    found = rewrite(document, replace)
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", FORMATS)
def test_each_character_changed_in_an_output_is_found(name: str, change: Change) -> None:
    each_is_found(name, change, 3 if name == "pdf" else 10)


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", FORMATS)
def test_many_characters_changed_in_an_output_are_found(name: str, change: Change) -> None:
    each_is_found(name, change, 40 if name == "pdf" else 400)


def each_is_found(name: str, change: Change, examples: int) -> None:
    @settings(max_examples=examples)
    @given(st.integers(0, 30), st.integers(0, 30))
    def law(number: int, at: int) -> None:
        other = changed(SAMPLE, number, change, at)
        result = verify_bytes(name, written(name, other), SAMPLE)
        assert result.findings or other == SAMPLE

    law()


def _lines(data: bytes, change: Callable[[str], str]) -> bytes:
    return change(data.decode()).encode()


def _book(data: bytes, change: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w") as copy:
        for name in book.namelist():
            text = book.read(name)
            copy.writestr(
                name,
                change(text.decode()).encode() if name.endswith("chapter-1.xhtml") or "灯影" in text.decode("utf-8", "replace") else text,
            )
    return out.getvalue()


EDITS: dict[str, tuple[str, str, str, str]] = {
    "lost": ("灯影", "灯", "lost", "影"),
    "added": ("灯影", "灯影影", "added", ""),
    "changed": ("水声", "水音", "changed", "声"),
    "space added": ("天黑以后", "天黑 以后", "space added", ""),
    "space lost": ("3.14 ", "3.14", "space lost", ""),
    "a blank added": ("天黑以后", "天\u3000黑以后", "added", ""),
    "space in a note": ("转述", "转 述", "space added", ""),
}


@pytest.mark.parametrize("case", EDITS)
@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_an_edit_of_the_file_is_told_as_what_it_is(name: str, case: str) -> None:
    before, after, kind, text = EDITS[case]
    edit = _book if name == "epub" else _lines
    data = edit(sample(name), lambda content: content.replace(before, after))
    (finding,) = verify_bytes(name, data, SAMPLE).findings
    assert (finding.kind, finding.text) == (kind, text)
    assert finding.place == {"space in a note": "note 1", "space lost": "block 3"}.get(case, "block 7")


@pytest.mark.parametrize(("name", "before", "after"), [("md", "**", ""), ("epub", "strong>", "em>"), ("json", '"strong"', '"emph"')])
def test_a_lost_mark_is_found_with_its_text(name: str, before: str, after: str) -> None:
    assert (before if name != "md" else "铜钟").encode() in sample(name) or name == "epub"
    edit = _book if name == "epub" else _lines
    data = edit(sample(name), lambda text: text.replace("<strong>", "").replace("</strong>", "").replace(before, after))
    lost = [finding for finding in verify_bytes(name, data, SAMPLE).findings if finding.kind == "mark lost"]
    assert [(finding.instead, finding.text) for finding in lost] == [("strong", "“铜钟”")]


@pytest.mark.parametrize("name", ["md", "json", "epub"])
def test_another_address_of_a_link_is_found(name: str) -> None:
    edit = _book if name == "epub" else _lines
    findings = verify_bytes(name, edit(sample(name), lambda text: text.replace("a.example/zi", "a.example/ci")), SAMPLE).findings
    assert [(finding.kind, finding.text, finding.instead) for finding in findings] == [
        ("mark lost", "字谱", "link to https://a.example/zi"),
        ("mark added", "字谱", "link to https://a.example/ci"),
    ]


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_a_lost_picture_is_found(name: str) -> None:
    pictures = Paragraph((Image(PIXEL, "印"), Text("图后有字，"), Image("图二.png", "桥"))), Figure((Image("图三.png"),))
    document = Document(Meta(title="题"), pictures)
    assert verify_bytes(name, written(name, document), document).ok
    without = rewrite(document, lambda node: Text("") if node == Image("图二.png", "桥") else node)
    assert isinstance(without, Document)
    assert [finding.kind for finding in verify_bytes(name, written(name, without), document).findings] == ["picture lost"]


def test_a_paragraph_gone_from_an_output_is_one_finding() -> None:
    shorter = msgspec.structs.replace(SAMPLE, blocks=SAMPLE.blocks[:-1])
    (finding,) = verify_bytes("txt", written("txt", shorter), SAMPLE).findings
    assert finding.kind == "lost"
    assert finding.text == "天黑以后，河上只剩下水声与灯影，没有别的了。"


def test_the_output_of_another_article_is_no_match() -> None:
    other = Document(Meta(title="别的"), (paragraph("与渡口无关的一段话。"),))
    assert not verify_bytes("txt", written("txt", other), SAMPLE).ok


# ---- what a format cannot carry -----------------------------------------------------------------------------------------


def test_what_a_pdf_cannot_carry_is_named_and_is_no_loss() -> None:
    document = Document(Meta(title="题"), (paragraph("葛\U000e0100城\u00a0的⼀与一"),))
    result = verify_bytes("pdf", written("pdf", document), document)
    assert result.ok
    assert {
        "radicals": 1,
        "blanks other than U+0020": 1,
        "characters without a glyph (selectors, joiners)": 1,
    }.items() <= result.not_carried.items()


@pytest.mark.parametrize("url", ["https://甲**乙.example/a", "http://文（字）/", "https://a_b.example/甲", "https://书.example/b"])
@pytest.mark.parametrize("name", FORMATS)
def test_a_link_to_no_host_may_be_its_text_alone(name: str, url: str) -> None:
    document = Document(Meta(title="题"), (Paragraph((Text("见"), Link(url, (Text("此页"),)), Text("。"))),))
    assert verify_bytes(name, written(name, document), document).ok


@pytest.mark.parametrize("last", ["查询笔记", "查询笔记 - 修改", "修改"])
def test_a_page_may_end_with_words_of_its_running_head(last: str) -> None:
    text = tuple(paragraph(f"第{number}段，写到这一页的末尾为止，好让一篇文章占上三页多一些的纸。" * 3) for number in range(60))
    document = Document(Meta(title="查询笔记 - 修改"), (*text, paragraph(f"看{last}"), paragraph(last)))
    assert verify_bytes("pdf", written("pdf", document), document).ok
    lost = msgspec.structs.replace(document, blocks=document.blocks[:-1])
    assert not verify_bytes("pdf", written("pdf", lost), document).ok


def test_a_letter_and_its_mark_may_be_one_glyph_in_a_pdf() -> None:
    document = Document(Meta(title="题"), (paragraph("念lu\u0304e与lüe，不念lue。"),))
    assert verify_bytes("pdf", written("pdf", document), document).ok


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_other_formats_must_carry_them(name: str) -> None:
    document = Document(Meta(title="题"), (paragraph("葛\U000e0100城\u00a0的⼀与一"),))
    other = Document(Meta(title="题"), (paragraph("葛城 的一与一"),))
    assert verify_bytes(name, written(name, document), document).ok
    found = "".join(finding.text for finding in verify_bytes(name, written(name, other), document).findings)
    assert {"\U000e0100", "\u00a0", "⼀"} <= set(found)


def test_marks_that_text_has_no_place_for_are_named() -> None:
    assert verify_bytes("txt", sample("txt"), SAMPLE).not_carried == {"mark: link": 2, "mark: strong": 4}


# ---- the report ---------------------------------------------------------------------------------------------------------


def test_the_report_of_files_as_a_table_and_as_json(tmp_path: Path) -> None:
    good, bad = tmp_path / "甲.txt", tmp_path / "甲.md"
    good.write_bytes(sample("txt"))
    bad.write_bytes(sample("md").replace("灯影".encode(), "灯".encode()))
    report = verify(SAMPLE, [good, bad])
    assert not report.ok
    assert [result.ok for result in report.results] == [True, False]
    lines = table(report).split("\n")
    assert lines[0].endswith("characters: nothing lost")
    assert "    block 7: lost 影 in …上只剩下水声与灯【影】，没有别的了。…" in lines
    read = json.loads(msgspec.json.encode(report))
    assert read["results"][1]["findings"][0]["kind"] == "lost"


def test_a_table_shows_some_findings_and_counts_the_others() -> None:
    other = written("txt", rewritten_without("。，、"))
    result = verify_bytes("txt", other, SAMPLE, "甲.txt")
    many = Result("甲.txt", "txt", 9, result.findings * 10, {})
    assert f"and {len(many.findings) - 20} more" in table(Report((many,)))


def rewritten_without(chars: str) -> Document:
    found = rewrite(SAMPLE, lambda node: Text("".join(char for char in node.text if char not in chars)) if isinstance(node, Text) else node)
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize("name", ["pdf", "epub", "json"])
def test_a_file_that_is_none_of_its_format_is_one_clear_line(name: str) -> None:
    with pytest.raises(ArticleError) as caught:
        verify_bytes(name, b"\xff\x00 nothing", SAMPLE, f"x.{name}")
    assert caught.value.diagnostic.code == "output-unreadable"


DAMAGED: dict[str, tuple[str, bytes]] = {
    "front matter": ("md", b"---\ntitle: [\n---\n"),
    "front matter nested deep": ("md", b"---\nx: " + b"[" * 5000 + b"\n---\n"),
    "JSON nested deep": ("json", b"[" * 100_000),
    "JSON of another shape": ("json", b'{"meta": {"title": "a"}, "blocks": [{"type": "styled", "style": [1]}], "notes": []}'),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_file_is_one_clear_line(case: str) -> None:
    name, data = DAMAGED[case]
    with pytest.raises(ArticleError) as caught:
        verify_bytes(name, data, SAMPLE, f"x.{name}")
    assert caught.value.diagnostic.code == "output-unreadable"
    assert "\n" not in caught.value.diagnostic.message


def test_a_damaged_page_of_a_book_is_one_clear_line() -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", "<container>" * 100)
    data = bytearray(book.getvalue())
    data[60:70] = b"\xff" * 10
    with pytest.raises(ArticleError, match="no EPUB"):
        verify_bytes("epub", bytes(data), SAMPLE, "x.epub")


@pytest.mark.parametrize("text", ["甲〔U+FFFFFF〕乙", "甲〔U+4E00〕乙", "〔U+110000〕"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_looks_like_a_spelled_character_is_text_where_every_character_can_be_written(text: str, encoding: str) -> None:
    document = Document(Meta(title="记一个写法"), (paragraph(f"这里写着{text}，不是别的。"),))
    assert verify_bytes("txt", written("txt", document, txt_encoding=encoding), document).ok


def test_a_missing_file_and_an_unknown_kind_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"x\.txt"):
        verify_file(tmp_path / "x.txt", SAMPLE)
    with pytest.raises(UsageError, match=r"x\.docx"):
        verify_file(tmp_path / "x.docx", SAMPLE)


# ---- the alignment ------------------------------------------------------------------------------------------------------


@given(st.text("甲乙丙", max_size=12), st.text("甲乙丙", max_size=12))
def test_the_alignment_is_as_long_as_can_be(a: str, b: str) -> None:
    found = [index for index in align(a, b) if index >= 0]
    assert found == sorted(set(found))
    assert all(index < 0 or a[index] == b[here] for here, index in enumerate(align(a, b)))
    assert len(found) == _longest_common(a, b)


def _longest_common(a: str, b: str) -> int:
    row = [0] * (len(b) + 1)
    for here in a:
        before = row[:]
        for at, there in enumerate(b):
            row[at + 1] = before[at] + 1 if here == there else max(before[at + 1], row[at])
    return row[-1]


@given(st.text("天地玄黄宇宙洪荒日月盈昃", min_size=900, max_size=1200), st.lists(st.integers(0, 900), max_size=9))
def test_a_long_text_is_found_whole_within_another(text: str, places: list[int]) -> None:
    longer = text
    for place in places:
        longer = longer[:place] + "[1]" + longer[place:]
    assert sum(index >= 0 for index in align(text, longer)) == len(text)
