"""Markdown bodies as read: what markdown-it drops is kept, what blogs add to CommonMark is neither text nor lost without a word."""

from __future__ import annotations

from typing import Any

import pytest

from convert.errors import Diagnostic
from convert.model import (
    MAX_DEPTH,
    Block,
    Break,
    CodeBlock,
    Document,
    Figure,
    Heading,
    Image,
    Link,
    List,
    Math,
    NoteRef,
    Paragraph,
    Quote,
    Styled,
    Table,
    Text,
    Tree,
    children,
    text_of,
    walk,
)
from convert.pipeline import Reading, read_article


def reading(body: str, **options: Any) -> Reading:
    return read_article("-", None, options, data=f"---\ntitle: 题\n---\n{body}".encode())


def blocks(body: str, **options: Any) -> tuple[Block, ...]:
    return reading(body, **options).document.blocks


def paragraph(text: str, indent: int = 0) -> Paragraph:
    return Paragraph((Text(text),), indent)


# ---- what the library strips or drops -----------------------------------------------------------------------------


def test_indents_are_taken_from_the_source_lines() -> None:
    body = "　　甲。\n\n\u00a0\u00a0\u00a0\u00a0乙。\n\n> 　　丙。"
    assert blocks(body) == (paragraph("甲。", 2), paragraph("乙。", 2), Quote((paragraph("丙。", 2),)))


def test_wide_blanks_at_the_ends_of_cells_and_headings_move_nothing() -> None:
    table, heading = blocks("| 　甲　 | 乙 |\n|---|---|\n| 丙\\|　 | 　丁 |\n\n# 　戊　")
    assert isinstance(table, Table)
    assert [text_of(cell) for row in table.head + table.rows for cell in row.cells] == ["甲", "乙", "丙|", "丁"]
    assert heading == Heading(1, (Text("戊"),))


def depth(document: Document) -> int:
    level: list[Tree] = [document]
    number = 0
    while level := [child for node in level for child in children(node)]:
        number += 1
    return number


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - ", "[^1]: "])
def test_any_depth_is_read_with_its_text(mark: str) -> None:
    found = reading(mark * 10_000 + "底")
    assert text_of(found.document).endswith("底")
    assert depth(found.document) <= 2 * MAX_DEPTH + 2
    assert {told.code for told in found.diagnostics} >= {"nesting-flattened"}


def test_pictures_within_pictures_end_at_the_eighth() -> None:
    """Each is parsed anew for the one around it, so that their cost doubles with every level."""
    (figure,) = blocks("![甲" * 9 + "乙" + "](b)" * 9)
    assert figure == Figure((Image("b", "甲" * 8 + "!甲乙"),))


@pytest.mark.parametrize("text", ["*" * 100_000 + "甲", "*a " * 30_000, "[" * 20_000, "{{" * 50_000, "$" * 99_999, "甲" + "`" * 99_999])
def test_floods_of_marks_are_text(text: str) -> None:
    assert text_of(reading(text).document) == text.strip(" ")


@pytest.mark.parametrize("text", ["![" * 5_000 + "](u)" * 5_000, "[" * 5_000 + "甲" + "](u)" * 5_000, "**" * 5_000 + "甲" + "**" * 5_000])
def test_floods_of_pairs_are_read(text: str) -> None:
    assert set(text_of(reading(text).document)) <= set(text)


def test_notes_without_a_mark_and_second_notes_are_kept() -> None:
    found = reading("甲[^1]。\n\n[^1]: 注一\n\n    又一段\n\n[^2]: 无人问\n\n[^1]: 同名")
    assert [(note.id, text_of(note)) for note in found.document.notes] == [("1", "注一又一段"), ("2", "无人问"), ("1-2", "同名")]
    assert found.document.blocks == (Paragraph((Text("甲"), NoteRef("1"), Text("。"))),)
    assert [told.line for told in found.diagnostics if told.code == "note-repeated"] == [12]


def test_a_mark_without_a_note_is_text() -> None:
    assert blocks("甲[^x]乙") == (paragraph("甲[^x]乙"),)


# ---- mathematics --------------------------------------------------------------------------------------------------

MATHS = [
    ("设$a_1*b*$得", (Text("设"), Math("$a_1*b*$"), Text("得"))),
    ("从 $5 到 $6 元", (Text("从 $5 到 $6 元"),)),
    ("$ a $", (Text("$ a $"),)),
    ("\\$a$b", (Text("$a$b"),)),
    ("甲$$x^2$$乙", (Text("甲"), Math("$$x^2$$", display=True), Text("乙"))),
    ("`$a$`", None),
]


@pytest.mark.parametrize(("body", "inlines"), MATHS)
def test_mathematics_is_verbatim(body: str, inlines: tuple[Any, ...] | None) -> None:
    (block,) = blocks(body)
    assert isinstance(block, Paragraph)
    if inlines is None:
        assert not any(isinstance(node, Math) for node in walk(block))
    else:
        assert block.inlines == inlines


def test_displayed_mathematics_may_look_like_any_block() -> None:
    assert blocks("甲\n$$\na\n- b\n=\n$$\n乙") == (paragraph("甲"), Paragraph((Math("$$\na\n- b\n=\n$$", display=True),)), paragraph("乙"))


# ---- tags of Hexo, Jekyll, Hugo, kramdown -------------------------------------------------------------------------

TAGS = [
    ("甲{% note %}乙{% endnote %}", "甲乙", 2),
    ("{% blockquote 某人, 《某书》 %}\n甲\n{% endblockquote %}", "甲某人, 《某书》", 2),
    ("{% quote %}\n- 甲\n\n乙\n{% endquote %}", "甲乙", 2),
    ("{% blockquote 某人 %}\n甲", "甲", 1),
    ("见{% post_link wo-de-shu 我的书 %}。", "见我的书。", 1),
    ("见{% post_link wo-de-shu %}。", "见wo-de-shu。", 1),
    ("{% post_link a 甲 %}\n{% post_link b 乙 %}", "甲乙", 2),
    ("{% link 甲 https://a.example/b %}{% asset_link b.pdf 乙 %}{% link _posts/c.md %}", "甲乙", 3),
    ("{% raw %}[甲]({{ 乙 }}){% endraw %}", "[甲]({{ 乙 }})", 2),
    ('{{< figure src="a.png" >}}\n\n甲', "甲", 1),
    ("{{% notice %}}\n甲\n{{% /notice %}}", "甲", 2),
    ("甲{{ site.name }}乙", "甲乙", 1),
    ("甲\n{: .center}", "甲", 1),
    ("> 甲\n{.is-info}\n\n乙", "甲乙", 1),
    ("- 甲\n{.links-list #yi}\n", "甲", 1),
    ("{.is-info}\n\n甲{.乙}", "{.is-info}甲{.乙}", 0),
    ("[TOC]\n\n甲", "甲", 1),
    ("甲\n@[toc](目录)", "甲", 1),
    ("* 目录\n{:toc}\n\n甲", "甲", 1),
    ("甲[TOC]乙", "甲[TOC]乙", 0),
    (":::tip 小心\n甲\n:::\n乙", "小心甲乙", 2),
    ("::: {.warning}\n甲\n\n::::note[题]\n乙\n::::\n:::", "甲题乙", 4),
    ("::: tip\n甲", "::: tip 甲", 0),
    ("> :::tip\n> 甲\n\n:::", "甲", 2),
    (":::\n甲", "::: 甲", 0),
    ("    :::tip\n    甲\n    :::", ":::tip\n甲\n:::", 0),
    ("## 甲 {#yi}", "甲", 1),
    ("{% raw %}甲{{ 乙 }}{% endraw %}", "甲{{ 乙 }}", 2),
    ("`{% raw %}`甲", "{% raw %}甲", 0),
    ("甲 { % 乙 %}", "甲 { % 乙 %}", 0),
    ("\\{% 甲 %}", "{% 甲 %}", 0),
]


@pytest.mark.parametrize(("body", "text", "count"), TAGS)
def test_tags_are_taken_out_and_told(body: str, text: str, count: int) -> None:
    found = reading(body)
    assert text_of(found.document) == text
    assert len(found.removals) == count
    assert all(removal.rule in ("template-tag", "shortcode", "attribute-list") for removal in found.removals)
    assert bool(count) == any(told.code == "template-removed" for told in found.diagnostics)


ALERTS = [
    ("> [!NOTE]\n> 甲", ["[!NOTE]", "甲"]),
    ("> [!tip]- 题\n> 甲\n> 乙", ["[!tip]- 题", "甲乙"]),
    ("> [!NOTE] 甲", ["[!NOTE] 甲"]),
    ("> 甲\n> [!NOTE]\n> 乙", ["甲 [!NOTE] 乙"]),
]


@pytest.mark.parametrize(("body", "lines"), ALERTS)
def test_the_first_line_of_an_alert_is_a_paragraph(body: str, lines: list[str]) -> None:
    (quote,) = blocks(body)
    assert isinstance(quote, Quote)
    assert [text_of(block) for block in quote.blocks] == lines


TAGGED_LINKS = [
    ("[甲]({{ site.url }}/a.html)", Link("/a.html", (Text("甲"),))),
    ("[甲]({{ site.baseurl }}{% post_url 2016-01-01-a %} '题')", Link("2016-01-01-a", (Text("甲"),), "题")),
    ('[**甲**]({{< ref "/posts/b.md" >}})', Link("/posts/b.md", (Styled("strong", (Text("甲"),)),))),
    ("[甲]({{ '/a' | relative_url }}#乙)", Link("/a#乙", (Text("甲"),))),
    ("![甲]({{ site.url }}/a.png)", Image("/a.png", "甲")),
    ('![甲]({{ "/a.png" | absolute_url }} "题")', Image("/a.png", "甲", "题")),
    ("![甲](a.png#pic_center =500x300)", Image("a.png#pic_center", "甲")),
    ("![甲](a.png =50%x)", Image("a.png", "甲")),
    ('<img src="{{ site.baseurl }}/b.png" alt="乙">', Image("/b.png", "乙")),
]


@pytest.mark.parametrize(("body", "node"), TAGGED_LINKS)
def test_an_address_may_hold_tags(body: str, node: Any) -> None:
    (found,) = [each for block in blocks(f"丙{body}") for each in walk(block) if isinstance(each, (Link, Image))]
    assert found == node


@pytest.mark.parametrize(
    "body", ["[甲](b =5x3)", "[甲]({{ site.url }}/a b)", "[甲]({{ site.url }", "`[甲]({{ a }})`", "\\[甲]({{ a }}", "[甲] ({{ a }})"]
)
def test_other_brackets_before_tags_are_text(body: str) -> None:
    assert not [each for block in blocks(body) for each in walk(block) if isinstance(each, Link)]


def test_the_syntax_around_a_tagged_address_is_recorded() -> None:
    found = reading("甲[乙]({{ site.url }}/b)丙\n![丁]({{ site.url }}/d.png)")
    assert [(removal.text, removal.line) for removal in found.removals] == [
        ("[", 4), ("]({{ site.url }}/b)", 4), ("![丁]({{ site.url }}/d.png)", 5),
    ]  # fmt: skip


def test_removed_tags_name_their_line() -> None:
    found = reading("甲\n\n乙 {{ x }}\n丙 {{ y }}\n\n{% z %}\n")
    assert [(removal.line, removal.text) for removal in found.removals] == [(6, "{{ x }}"), (7, "{{ y }}"), (9, "{% z %}")]


PICTURES = [
    ("{% asset_img a.png %}", Image("a.png")),
    ("{% asset_img left a.png 500 400 '\"题\" \"替\"' %}", Image("a.png", '题" "替', "")),
    ("{% img /图/a.png 题 替 %}", Image("/图/a.png", "替", "题")),
    ('{{< figure src="a b.png" title="题" alt="替" >}}', Image("a b.png", "替", "题")),
]


@pytest.mark.parametrize(("body", "image"), PICTURES)
def test_tags_that_are_pictures_show_them(body: str, image: Image) -> None:
    assert [node for block in blocks(f"甲\n\n{body}") for node in walk(block) if isinstance(node, Image)] == [image]


def test_code_between_tags_is_code() -> None:
    body = "{% highlight js linenos %}\na *b*\n\n  c\n{% endhighlight %}\n\n{% codeblock lang:python %}\nx\n{% endcodeblock %}"
    assert blocks(body) == (CodeBlock("a *b*\n\n  c", "js"), CodeBlock("x", "python"))


# ---- the rest -----------------------------------------------------------------------------------------------------


def test_line_ends_are_breaks_where_the_setting_says_so() -> None:
    assert blocks("甲\n乙") == (paragraph("甲乙"),)
    assert blocks("甲\n乙", breaks="hard") == (Paragraph((Text("甲"), Break(), Text("乙"))),)


def test_tasks_and_numbers_of_lists() -> None:
    (todo, numbers) = blocks("- [x] 甲\n- [ ] 乙\n- 丙\n\n3. 丁")
    assert isinstance(todo, List)
    assert isinstance(numbers, List)
    assert [item.checked for item in todo.items] == [True, False, None]
    assert (numbers.ordered, numbers.start) == (True, 3)


def test_addresses_stay_as_they_are_written() -> None:
    (block,) = blocks("[甲](<路 径/乙.html>) ![](data:image/svg+xml,x) <http://例子.example/丙>")
    assert [node.url for node in walk(block) if isinstance(node, Link)] == ["路 径/乙.html", "http://例子.example/丙"]
    assert [node.src for node in walk(block) if isinstance(node, Image)] == ["data:image/svg+xml,x"]


def test_lines_of_raw_html_are_counted_in_the_file() -> None:
    told: list[Diagnostic] = []
    read_article("-", None, {}, report=told.append, data="---\ntitle: 题\n---\n甲\n\n<div>\n<p>乙<img alt='丙'></p>\n</div>\n".encode())
    assert [each.line for each in told if each.code == "picture-without-address"] == [7]


def test_cells_beyond_the_head_are_kept() -> None:
    (table,) = blocks("| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 | 戊\\|己 | 庚 |\n| 辛 |")
    assert isinstance(table, Table)
    assert text_of(table) == "甲乙丙丁戊|己庚辛"


def test_definitions_that_nothing_uses_are_told() -> None:
    found = reading("看[甲]。\n\n[甲]: http://a.example\n[1]: 某书\n[//]: # (说明)")
    assert text_of(found.document) == "看甲。"
    assert [told.line for told in found.diagnostics if told.code == "definition-unused"] == [7]
