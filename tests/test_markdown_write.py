"""Blocks as Markdown, by cases: what has a form in Markdown takes it, what has none is HTML that reads back."""

from __future__ import annotations

import pytest

from convert.errors import ArticleError
from convert.meta import Meta
from convert.model import (
    Block,
    Caption,
    Cell,
    CodeBlock,
    Definition,
    Definitions,
    Document,
    Embed,
    Face,
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
from convert.write import markdown as writer

from .markdown_image import read, written


def paragraph(text: str, indent: int = 0) -> Paragraph:
    return Paragraph((Text(text),), indent)


def body(*blocks: Block, **settings: object) -> str:
    return written(Document(Meta(title="题"), blocks), front_matter=False, **settings).removeprefix("# 题\n\n").removesuffix("\n")


SAME = [
    (Quote((paragraph("甲"), Quote((paragraph("乙"),)))), "> 甲\n>\n> > 乙"),
    (CodeBlock("a ``` b\n\n  c", "py"), "````py\na ``` b\n\n  c\n````"),
    (CodeBlock("x\n", ""), "```\nx\n\n```"),
    (CodeBlock("\nx"), "```\n\nx\n```"),
    (Rule(), "***"),
    (paragraph("甲", 2), "　　甲"),
    (Paragraph((Text("甲"),), align="center"), '<p align="center">甲</p>'),
    (Paragraph((Ruby((RubyPair("漢", "hàn"), RubyPair("字", "zì"))),)), "<ruby>漢<rt>hàn</rt>字<rt>zì</rt></ruby>"),
    (Paragraph((Text("王"), Styled("underline", (Text("明"),)))), "王<u>明</u>"),
    (Paragraph((Text("读"), Styled("wavy", (Text("书"),)))), '读<u class="wavy">书</u>'),
    (Paragraph((Text("着"), Styled("dots", (Text("重"),)))), '着<em class="dots">重</em>'),
    (Paragraph((Text("按"), Styled("kbd", (Text("甲"),)), Styled("mark", (Text("乙"),)))), "按<kbd>甲</kbd><mark>乙</mark>"),
    (Paragraph((Math("$$\na\n- b\n$$", display=True),)), "$$\na\n- b\n$$"),
    (Paragraph((Link("u", (Math("$![$"),)),)), '[<span data-math="inline">\\$\\!\\[$</span>](u)'),
    (Paragraph((Math("$&amp;$"),)), '<span data-math="inline">\\$\\&amp;$</span>'),
    (Figure((Image("图 (1).png", "替[代]", "题"),)), '![替\\[代\\]](<图 (1).png> "题")'),
    (
        Figure((Image("a.png", "甲"), Image("b.png")), Caption((Text("图一"),))),
        "<figure>\n\n![甲](a.png)\n![](b.png)\n\n<figcaption>图一</figcaption>\n</figure>",
    ),
    (
        Definitions((Definition((Term((Text("词"),)),), (paragraph("义"),)),)),
        "<dl>\n<dt>词</dt>\n<dd><p>义</p></dd>\n</dl>",
    ),
]


@pytest.mark.parametrize(("block", "expected"), SAME)
def test_blocks_are_written_in_their_form_and_read_back(block: Block, expected: str) -> None:
    assert body(paragraph("前"), block) == f"前\n\n{expected}"
    again = read(f"前\n\n{expected}").blocks[1:]
    assert again == ((CodeBlock("x"),) if block == CodeBlock("x\n", "") else (block,))


def test_tables_with_spans_captions_or_blocks_are_html_in_one_piece() -> None:
    code = Cell((CodeBlock("a\n\nb"),))
    table = Table((), (Row((Cell((paragraph("甲"),), colspan=2),)), Row((code, Cell((paragraph("乙"),))))), Caption((Text("表一"),)))
    markdown = body(paragraph("前"), table, paragraph("后"))
    assert "\n<table>\n<caption>表一</caption>\n<tbody>\n<tr><td colspan=\"2\">甲</td></tr>\n" in markdown
    assert "\n\n" not in markdown[markdown.index("<table>") : markdown.index("</table>")]
    assert read(markdown).blocks == (paragraph("前"), table, paragraph("后"))


def test_faces_are_their_text_and_embeds_links() -> None:
    assert body(Paragraph((Text("甲"), Face("kai", (Text("乙"),)), Text("*丙"))), Embed("video", "http://a.example/片.mp4", "片")) == (
        "甲乙*丙\n\n[片](http://a.example/片.mp4)"
    )


def test_links_that_would_run_something_are_their_text() -> None:
    assert body(Paragraph((Link(" JavaScript:alert(1)", (Text("甲"),)), Text("乙")))) == "甲乙"


def test_items_begin_with_any_block() -> None:
    items = (ListItem((CodeBlock("x"),)), ListItem((Rule(),)), ListItem((paragraph("甲"), Quote((paragraph("乙"),)))), ListItem(()))
    assert body(List(items)) == "- ```\n  x\n  ```\n\n- ***\n\n- 甲\n\n  > 乙\n\n-"


def items(*blocks: Block, start: int = 0) -> List:
    return List(tuple(ListItem((block,)) for block in blocks), ordered=start > 0, start=start or 1)


def test_lists_side_by_side_and_at_the_beginning_of_items_have_marks_of_their_own() -> None:
    assert body(items(paragraph("甲")), items(paragraph("乙")), items(items(paragraph("丙")))) == "- 甲\n\n+ 乙\n\n- + 丙"
    assert body(items(paragraph("甲"), start=1), items(paragraph("乙"), start=5)) == "1. 甲\n\n5) 乙"


def test_a_list_that_would_go_on_the_line_above_it_stands_apart() -> None:
    assert body(List((ListItem((paragraph("甲"), items(paragraph("乙"), start=1))),))) == "- 甲\n  1. 乙"
    assert body(List((ListItem((paragraph("甲"), items(paragraph("乙"), start=3))),))) == "- 甲\n\n  3. 乙"
    empty = List((ListItem(()), ListItem((paragraph("乙"),))), ordered=True)
    assert body(List((ListItem((paragraph("甲"), empty)),))) == "- 甲\n\n  1.\n  2. 乙"


def test_notes_hold_blocks() -> None:
    notes = (Note("甲 一", (paragraph("注"), CodeBlock("x"))), Note("b", (List((ListItem((paragraph("丙"),)),)),)))
    document = Document(Meta(), (Paragraph((Text("文"), NoteRef("甲 一"), NoteRef("b"))),), notes)
    assert written(document) == "文[^note-1][^b]\n\n[^note-1]: 注\n\n    ```\n    x\n    ```\n\n[^b]:\n    - 丙\n"


INDENTS = [("keep", "　甲\n\n> 乙\n\n- 　丙"), ("none", "甲\n\n> 乙\n\n- 丙"), ("all", "　　甲\n\n> 　　乙\n\n- 丙")]


@pytest.mark.parametrize(("indent", "expected"), INDENTS)
def test_indents_as_set(indent: str, expected: str) -> None:
    blocks = (paragraph("甲", 1), Quote((paragraph("乙"),)), List((ListItem((paragraph("丙", 1),)),)))
    assert body(*blocks, indent=indent) == expected


def test_the_title_stands_once() -> None:
    document = Document(Meta(title="题"), (Heading(2, (Text("节"),)),))
    assert written(document) == "---\ntitle: 题\n---\n\n## 节\n"
    assert written(document, front_matter=False) == "# 题\n\n## 节\n"
    assert written(Document(Meta(), ())) == ""


def test_a_body_of_html_is_told_apart_from_an_html_file() -> None:
    figure = Figure((Image("a.png"),), Caption((Text("*说*"),)))
    markdown = written(Document(Meta(), (figure, Paragraph((Text("甲"),), align="end"))))
    assert markdown.startswith("[//]: # (Markdown)\n\n<figure>\n")
    assert read(markdown).blocks == (figure, Paragraph((Text("甲"),), align="end"))


def test_a_difference_is_written_as_html_and_then_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(0, "甲", "乙"), None]
    monkeypatch.setattr(writer, "difference", lambda *_: found.pop(0))
    assert body(Paragraph((Styled("strong", (Text("甲"),)),)), paragraph("乙")).startswith("<h1>题</h1>")
    found = [(1, "甲", "乙"), (1, "甲", "乙")]
    with pytest.raises(ArticleError) as error:
        body(paragraph("甲"))
    assert error.value.diagnostic.code == "markdown-unfaithful"
    assert body(paragraph("甲"), check=False) == "甲"
