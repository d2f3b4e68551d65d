"""What has to be escaped is, and nothing else: Chinese text stays readable (TYPOGRAPHY 3.2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert.meta import Meta
from convert.model import (
    Block,
    Break,
    Cell,
    Code,
    CodeBlock,
    Document,
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
    Row,
    Ruby,
    RubyPair,
    Styled,
    Table,
    Text,
    text_of,
)
from convert.pipeline import read_article
from convert.verify import verify_bytes
from convert.write.markdown._check import events
from convert.write.markdown._html import block

from .markdown_image import read, written
from .markdown_parsers import NODE_PARSERS, node_render


def line(*inlines: Inline | str, **settings: object) -> str:
    """The Markdown of one paragraph."""
    nodes = tuple(Text(node) if isinstance(node, str) else node for node in inlines)
    return written(Document(Meta(), (Paragraph(nodes),)), **settings).removesuffix("\n")


READABLE = [
    "1、甲；（1）乙；①丙；１．丁",
    "＃＊＊｜　-　项",
    "甲 * 乙",
    "注*",
    "3 < 5 且 a <3",
    "约~3 天",
    "C# 与 F#",
    "a_b 和 snake_case_name",
    "价格 $5 和 $6",
    "[甲] 与【乙】",
    "甲|乙",
    "AT&T、R&D",
    "见http://a.example/b?c=d&e 后文",
    "*注：甲乙",
    "甲_乙_。",
    "a & b; c&d",
    "路径 C:\\文件",
    "——他说……",
    "100% {甲}",
    "1.甲 2.5 倍",
    "-甲 +乙 #丙",
]


@pytest.mark.parametrize("text", READABLE)
def test_what_reads_as_itself_is_not_escaped(text: str) -> None:
    assert line(text) == text


ESCAPED = [
    ("2021. 年", "2021\\. 年"),
    ("1) 甲", "1\\) 甲"),
    ("- 甲", "\\- 甲"),
    ("+ 甲", "\\+ 甲"),
    ("* 甲", "\\* 甲"),
    ("# 甲", "\\# 甲"),
    ("> 甲", "\\> 甲"),
    ("---", "\\---"),
    ("***", "\\***"),
    ("```", "\\`\\`\\`"),
    ("~~~", "\\~\\~\\~"),
    ("#\u3000甲", "\\#\u3000甲"),
    ("𠮷_甲_", "𠮷\\_甲\\_"),
    ("见http://例子.example/中文，后文", "见http\\://例子.example/中文，后文"),
    ("[1]: 甲", "\\[1]: 甲"),
    ("[^1]: 甲", "\\[^1]: 甲"),
    ("甲[^1]乙", "甲\\[^1]乙"),
    ("1~3~5", "1\\~3\\~5"),
    ("a*甲*b", "a\\*甲\\*b"),
    ("_甲_", "\\_甲\\_"),
    ("<通知>", "\\<通知>"),
    ("&copy;", "\\&copy;"),
    ("&#123;", "\\&#123;"),
    ("[甲](乙)", "[甲\\](乙)"),
    ("![甲](乙)", "\\![甲\\](乙)"),
    ("`甲`", "\\`甲\\`"),
    ("\\*", "\\\\*"),
    ("$a+b$", "\\$a+b$"),
    ("{% raw %}", "\\{% raw %}"),
    ("{{ 甲 }}", "\\{{ 甲 }}"),
    ("{:.class}", "\\{:.class}"),
    ("甲\u2028乙", "甲&#x2028;乙"),
]


@pytest.mark.parametrize(("text", "expected"), ESCAPED)
def test_what_markdown_would_take_is_escaped(text: str, expected: str) -> None:
    assert line(text) == expected
    assert read(line(text)).blocks == (Paragraph((Text(text),)),)


def test_lines_after_a_break_begin_no_block() -> None:
    assert line("甲", Break(), "---", Break(), "=", Break(), "- 乙") == "甲\\\n\\---\\\n\\=\\\n\\- 乙"
    assert line("甲|乙", Break(), "-|-") == "甲|乙\\\n\\-|-"


def test_links_before_chinese_punctuation() -> None:
    url = "http://例子.example/中文"
    assert line(Link(url, (Text(url),)), "，后文") == f"<{url}>，后文"
    assert line(Link("a b（一）.html", (Text("甲]"),), '题"名')) == '[甲\\]](<a b（一）.html> "题\\"名")'
    assert line("看!", Link("u", (Text("甲"),))) == "看\\![甲](u)"


IN_LINKS: list[tuple[Inline, str]] = [
    (Link("u", (Text("甲![乙](丙)"),)), "[甲\\!\\[乙\\]\\(丙)](u)"),
    (Link("u", (Text("^1 和 ^2"),)), "[\\^1 和 ^2](u)"),
    (Link("u", (Text("甲](乙"),)), "[甲\\]\\(乙](u)"),
    (Link("u", (Text("甲(乙)[丙]"),)), "[甲(乙)\\[丙\\]](u)"),
    (Link("u", (Ruby((RubyPair("甲![乙](丙)", "读"),)),)), "[<ruby>甲\\!\\[乙\\]\\(丙)<rt>读</rt></ruby>](u)"),
    (Link("u", (Styled("strong", (Text("[甲](乙)丙"),)),)), "[**\\[甲\\]\\(乙)丙**](u)"),
    (Ruby((RubyPair("甲](乙)", "读"),)), "<ruby>甲\\](乙)<rt>读</rt></ruby>"),
    (Link("u", (Image("p.png", "图[一](上)"),)), "[![图&#91;一&#93;(上)](p.png)](u)"),
    (Link("u", (Image("p.png", "图（上）&amp;"),)), "[![图（上）&amp;amp;](p.png)](u)"),
    (Image("p.png", "图[一](上)"), "![图\\[一\\]\\(上)](p.png)"),
    (Image("p.png", "甲&amp;乙 & \\&lt; [丙]"), "![甲&amp;amp;乙 & \\\\&amp;lt; \\[丙\\]](p.png)"),
]
"""What marked takes for a link or a picture of its own though it is escaped, and what it takes a backslash before & for."""


@pytest.mark.parametrize(("node", "expected"), IN_LINKS)
def test_brackets_within_links_and_pictures(node: Inline, expected: str) -> None:
    assert line("前", node, "后") == f"前{expected}后"
    assert read(line("前", node, "后")).blocks == (Paragraph((Text("前"), node, Text("后"))),)


@pytest.mark.slow
@pytest.mark.parametrize("parser", NODE_PARSERS)
def test_parsers_of_npm_read_links_and_pictures_as_they_are(parser: str, node_modules: Path) -> None:
    texts = [line("前", node, "后") for node, _ in IN_LINKS]
    for (node, _), html in zip(IN_LINKS, node_render(node_modules, parser, texts), strict=True):
        found: list[str] = []
        events(html.strip().replace(" />", ">"), found)
        meant: list[str] = []
        events(block(Paragraph((Text("前"), node, Text("后")))), meant)
        assert found == meant


PLAIN_ADDRESSES = [
    "https://a.example/x_y_z?a=1&b_c=2#_d",
    "https://a.example/甲_(乙)",
    "../图/第_1_张（大）.png",
]


@pytest.mark.parametrize("url", PLAIN_ADDRESSES)
def test_addresses_stand_as_they_are(url: str) -> None:
    assert line(Link(url, (Text("甲"),)), "(乙)") == f"[甲]({url})(乙)"
    assert line(Image(url, "图_1_[大] & b")) == f"![图_1\\_\\[大\\] & b]({url})"


@pytest.mark.parametrize(("url", "expected"), [("a?b&copy;", "<a?b&amp;copy;>"), ("a(b", "<a(b>"), ("a*b", "<a\\*b>")])
def test_addresses_that_markdown_would_take_are_escaped(url: str, expected: str) -> None:
    assert line(Link(url, (Text("甲"),))) == f"[甲]({expected})"
    assert read(line(Link(url, (Text("甲"),)))).blocks == (Paragraph((Link(url, (Text("甲"),)),)),)


def test_what_stands_behind_a_note_mark_is_no_address() -> None:
    document = Document(Meta(), (Paragraph((Text("甲"), NoteRef("1"), Text("(乙)"))),), (Note("1", (Paragraph((Text("注"),)),)),))
    assert written(document) == "甲[^1]\\(乙)\n\n[^1]: 注\n"


def test_code_and_mathematics_are_verbatim() -> None:
    assert line(Code("a`b"), "、", Code("`"), Code("c")) == "``a`b``、`` ` ``<code>c</code>"
    assert line(Math("$a_1*b*$"), "与", Math("\\(x\\)")) == '$a_1*b*$与<span data-math="inline">\\\\(x\\\\)</span>'
    assert line("价$5乘", Math("$x$")) == "价\\$5乘$x$"


def test_headings_keep_their_hashes_and_ids() -> None:
    heading = Heading(2, (Text("甲 #"),), "一 二")
    assert written(Document(Meta(), (heading,))) == '## <a id="一 二"></a>甲 \\#\n'
    assert written(Document(Meta(), (Heading(2, (Text("甲"),), "yi"),)), md_flavor="pandoc") == "## 甲 {#yi}\n"


def cell(*inlines: Inline, header: bool = False, align: str = "start") -> Cell:
    return Cell((Paragraph(inlines),), header=header, align=align)  # type: ignore[arg-type]  # the tests name aligns that there are


def test_tables_are_aligned_by_the_width_of_their_characters() -> None:
    head = Row((cell(Text("名"), header=True), cell(Text("数|量"), header=True, align="end")))
    body = Row((cell(Text("甲"), Break(), Text("乙")), cell(Code("a|b"), align="end")))
    assert written(Document(Meta(), (Table((head,), (body,)),))).split("\n")[:3] == [
        "| 名       | 数\\|量 |",
        "| -------- | -----: |",
        "| 甲<br>乙 | `a\\|b` |",
    ]


def item(*blocks: Block, checked: bool | None = None) -> ListItem:
    return ListItem(blocks, checked)


def test_lists_keep_numbers_depth_and_their_neighbours_apart() -> None:
    text = Paragraph((Text("甲"),))
    nested = List((item(text, List((item(text),))), item()), ordered=True, start=3)
    assert written(Document(Meta(), (nested, nested))) == "3. 甲\n   - 甲\n4.\n\n3) 甲\n   - 甲\n4)\n"
    assert written(Document(Meta(), (List((item(text, checked=True), item(checked=False))),))) == "- [x] 甲\n- [ ] <!-- -->\n"
    deep = List((item(List((item(List((item(),))),))),))
    assert written(Document(Meta(), (deep,))) == "- + -\n"


PANDOC = [
    ("(1) 甲", "\\(1) 甲"),
    ("a. 甲", "a\\. 甲"),
    ("iv) 甲", "iv\\) 甲"),
    ("#. 甲", "#\\. 甲"),
    ("| 甲", "\\| 甲"),
    ("C:\\文件", "C:\\\\文件"),
    ("他说'好'", "他说\\'好\\'"),
    ("等等...--", "等等\\.\\..\\--"),
    ("见 @某人2020", "见 \\@某人2020"),
    ("x^ab^", "x\\^ab\\^"),
]


@pytest.mark.parametrize(("text", "expected"), PANDOC)
def test_what_only_pandoc_would_take_is_escaped_for_pandoc(text: str, expected: str) -> None:
    assert line(text, md_flavor="pandoc") == expected
    assert line(text) == text


def test_commonmark_alone_has_its_tables_notes_and_strokes_in_html() -> None:
    table = Table((Row((cell(Text("甲"), header=True),)),), (Row((cell(Text("乙")),)),))
    struck = Paragraph((Text("丙"), NoteRef("1"), Styled("strike", (Text("丁"),))))
    document = Document(Meta(), (struck, table), (Note("1", (Paragraph((Text("注"),)),)),))
    markdown = written(document, md_flavor="commonmark")
    mark = '<sup data-note-ref="1"><a data-note-label href="#fn-1">1</a></sup>'
    assert markdown.startswith(f"丙{mark}<del>丁</del>\n\n<table>\n")
    assert markdown.endswith('<section data-note="1">\n<p><a data-note-label id="fn-1">1. </a>注</p>\n</section>\n')
    for clean in (False, True):
        assert read(markdown, clean=clean).notes == document.notes
        assert read(markdown, clean=clean).blocks[0] == document.blocks[0]


LABELS = [("commonmark", '<a data-note-label href="#fn-7">1</a>'), ("gfm", "<span data-note-label>1</span>")]


@pytest.mark.parametrize(("flavour", "label"), LABELS)
def test_a_mark_that_is_html_shows_the_number_of_its_note(flavour: str, label: str) -> None:
    """As in a centred line. Within a link it is no link, and where there is no note it is nothing."""
    mark = Paragraph((Text("甲"), NoteRef("7"), Link("http://a.example/", (Text("乙"), NoteRef("7"))), NoteRef("8")), align="center")
    document = Document(Meta(), (mark,), (Note("7", (CodeBlock("注"),)),))
    markdown = written(document, md_flavor=flavour)
    assert f'甲<sup data-note-ref="7">{label}</sup><a ' in markdown
    assert '乙<sup data-note-ref="7"><span data-note-label>1</span></sup></a><sup data-note-ref="8"></sup></p>' in markdown
    assert read(markdown).notes == document.notes
    assert verify_bytes("md", markdown.encode(), document).ok


@pytest.mark.parametrize(
    ("text", "expected"),
    [("@* 甲", "\\@* 甲"), ("a\u3000*甲\u3000*", "a\u3000\\*甲\u3000\\*"), ("~ 甲", "\\~ 甲"), ("http://例子.example/中文，后", "http://例子.example/中文，后")],
)
def test_what_pandoc_would_take_is_escaped_for_it(text: str, expected: str) -> None:
    assert line(text, md_flavor="pandoc") == expected


def test_pandoc_takes_hashes_behind_a_word() -> None:
    heading = Document(Meta(), (Heading(2, (Text("C#"),)),))
    assert written(heading, md_flavor="pandoc") == "## C\\#\n"
    assert written(heading) == "## C#\n"


def test_pandoc_has_no_pipe_in_the_code_of_a_cell_and_reads_markdown_in_html() -> None:
    head = Row((Cell((Paragraph((Text("*甲*"),)),), header=True),))
    table = Document(Meta(), (Paragraph((Text("前"),)), Table((head,), (Row((Cell((Paragraph((Code("a|b"),)),)),)),))))
    assert "`a\\|b`" in written(table)
    assert "<th>&#42;甲&#42;</th>" in written(table, md_flavor="pandoc")
    assert "<code>a|b</code>" in written(table, md_flavor="pandoc")


def test_only_a_number_is_no_text_of_a_note_and_it_is_recorded() -> None:
    body = '<p>甲<sup data-note-ref="1"><a data-note-label href="#fn-1">1</a></sup></p><section data-note="1"><p>注</p></section>'
    strange = "<p data-note-label>乙</p><p>丙<span data-note-label>丁</span><a data-note-label>二</a></p>"
    found = read_article("-", data=f"---\ntitle: 题\n---\n<div>{body}{strange}</div>".encode())
    assert text_of(found.document) == "甲乙丙丁二注"
    assert [(removal.rule, removal.text) for removal in found.removals] == [("note-mark", "1")]
