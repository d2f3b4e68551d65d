"""What authors write in Markdown beyond CommonMark, each read as its own tool reads it: and what only looks like it, as text."""

from __future__ import annotations

from typing import Any

import pytest

from convert.config import Config
from convert.model import (
    Block,
    CodeBlock,
    Definitions,
    Document,
    Embed,
    Heading,
    Image,
    Math,
    NoteRef,
    Paragraph,
    Styled,
    Text,
    text_of,
    walk,
)
from convert.pipeline import Reading, read_article
from convert.write.markdown import to_markdown


def reading(body: str, **options: Any) -> Reading:
    return read_article("-", None, options, data=f"---\ntitle: 题\n---\n{body}".encode())


def blocks(body: str) -> tuple[Block, ...]:
    return reading(body).document.blocks


def styled(document: Document) -> list[tuple[str, str]]:
    return [(node.style, text_of(node)) for block in document.blocks for node in walk(block) if isinstance(node, Styled)]


EMPHASIS = [
    ("**“引号”**紧跟", [("strong", "“引号”")]),
    ("他说**“好。”**然后走了。**重点：**后面", [("strong", "“好。”"), ("strong", "重点：")]),
    ("看**《甲》**和**《乙》**，再看**《丙》**。", [("strong", "《甲》"), ("strong", "《乙》"), ("strong", "《丙》")]),
    ('价**50%**的**$5**元，他**"说"**了', [("strong", "50%"), ("strong", "$5"), ("strong", '"说"')]),
    ("看**[甲](u)**吧，看**`x`**吧", [("strong", "甲"), ("strong", "x")]),
    ("甲~~《删》~~乙", [("strike", "《删》")]),
    ("张三*，李四*。加星*（必填）与加星*（选填）", []),
    ("甲**，乙**。", []),
    ("显著**（0.05）与显著**（0.01）", []),
    ("看**《书》**（注）吧", [("strong", "《书》")]),
    ("\\**《甲》**乙", []),
    ("a**(b)**c", []),
    ("**注意：**Go 会报错。**“引号”**2 处", [("strong", "注意："), ("strong", "“引号”")]),
    ("甲\n**渡口：**boat、**船（旧）：**3 只", [("strong", "渡口："), ("strong", "船（旧）：")]),
    ("Go**《指南》**里，**Go**，**C**，v2**（新）**", [("strong", "《指南》"), ("strong", "Go"), ("strong", "C"), ("strong", "（新）")]),
    ("x**，y**。a**: b**c", []),
]


@pytest.mark.parametrize(("body", "marks"), EMPHASIS)
def test_emphasis_holds_beside_chinese(body: str, marks: list[tuple[str, str]]) -> None:
    document = reading(body).document
    assert styled(document) == marks
    again = reading(to_markdown(document, Config())).document
    assert again.blocks == document.blocks


@pytest.mark.parametrize(
    ("body", "maths"),
    [
        ("正文$x$价$5和$6，公式$$y$$。", ["$x$", "$$y$$"]),
        ("$n\\text{个，}$和$速度=路程$", ["$n\\text{个，}$", "$速度=路程$"]),
        ("卖$5，买$6；", []),
    ],
)
def test_a_clause_between_two_prices_is_no_mathematics(body: str, maths: list[str]) -> None:
    assert [node.text for block in blocks(body) for node in walk(block) if isinstance(node, Math)] == maths


def test_a_line_that_begins_with_an_indent_is_a_line() -> None:
    found = blocks("　　春水满四泽，\n　　夏云多奇峰。\n平常\n&nbsp;&nbsp;&nbsp;&nbsp;一行")
    assert [(text_of(block), block.indent) for block in found if isinstance(block, Paragraph)] == [
        ("春水满四泽，", 2), ("夏云多奇峰。平常", 2), ("一行", 2),
    ]  # fmt: skip


PICTURES = [
    ("![[渡口.png]]", [Image("渡口.png")]),
    ("![[图/渡口.png|300]]和![[渡口.jpg|船头|300x200]]", [Image("图/渡口.png"), Image("渡口.jpg", "船头")]),
    ("![图](图 片.png)", [Image("图 片.png", "图")]),
    ('![图](图 片 (1).png "题")和![乙](b.png)', [Image("图 片 (1).png", "图", "题"), Image("b.png", "乙")]),
    ("![船](a.png){width=50%}和![岸](b.png){:height 300, :width 400}", [Image("a.png", "船"), Image("b.png", "岸")]),
    ("![图](甲 乙)", []),
    ("`![[渡口.png]]`和\\![[渡口]]", []),
]


@pytest.mark.parametrize(("body", "images"), PICTURES)
def test_pictures_as_other_tools_write_them(body: str, images: list[Image]) -> None:
    document = reading(body).document
    assert [node for block in document.blocks for node in walk(block) if isinstance(node, Image)] == images
    assert reading(to_markdown(document, Config())).document.blocks == document.blocks


TEXTS = [
    ("见[[渡口]]、[[渡口#历史|渡口的历史]]和[[石门/老周|老周]]，还有![[另一篇]]", "见渡口、渡口的历史和老周，还有另一篇"),
    ("见[[#一、渡]]和[[#^块-2|那块]]。", "见一、渡和那块。"),
    ("见[[1]]、[[1,2],[3,4]]、a[[i]]、[[ -f x ]]和\\[[渡口]]", "见[[1]]、[[1,2],[3,4]]、a[[i]]、[[ -f x ]]和[[渡口]]"),
    ("[甲](u){:target=\"_blank\"}和`row()`{.python}，乙{.x}", "甲和row()，乙{.x}"),
    ("正则^[0-9a-z]+和^[^x]*和^[]", "正则^[0-9a-z]+和^[^x]*和^[]"),
    ("正则^[a b]+和^[^\\s ]*和^[甲乙]?和^[x y]{2}", "正则^[a b]+和^[^\\s ]*和^[甲乙]?和^[x y]{2}"),
    ("^_^ (^o^) 啊^o^，A~甲~，1~3~5，a==b且c==d，== 甲 ==", "^_^ (^o^) 啊^o^，A~甲~，1~3~5，a==b且c==d，== 甲 =="),
]


@pytest.mark.parametrize(("body", "text"), TEXTS)
def test_words_as_other_tools_write_them(body: str, text: str) -> None:
    document = reading(body).document
    assert "".join(map(text_of, document.blocks)) == text
    assert styled(document) == []
    assert reading(to_markdown(document, Config())).document == document


def test_marks_of_other_tools() -> None:
    document = reading("有==高亮==和==**粗**亮==，x^2^、10^-3^、Na^+^、H~2~O").document
    raised = [("sup", "2"), ("sup", "-3"), ("sup", "+"), ("sub", "2")]
    assert styled(document) == [("mark", "高亮"), ("mark", "粗亮"), ("strong", "粗"), *raised]
    assert reading(to_markdown(document, Config())).document.blocks == document.blocks


def test_a_recording_is_no_picture() -> None:
    assert blocks("甲\n\n![[录音.mp3]]")[1:] == (Embed("audio", "录音.mp3"),)


def test_notes_within_a_line() -> None:
    found = reading("甲^[县志[卷三](u)。]乙\n\n丙^[见 {{ x }} 书]，丁[^1]\n\n[^1]: 戊")
    assert [text_of(note) for note in found.document.notes] == ["县志卷三。", "见 书", "戊"]
    first = found.document.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.inlines == (Text("甲"), NoteRef("inline-1"), Text("乙"))
    assert [removal.line for removal in found.removals] == [6]


def test_languages_of_pandoc_and_r() -> None:
    body = "```{.python .numberLines}\na\n```\n\n```{r setup, include=FALSE}\nb\n```\n\n```js{1,3}\nc\n```"
    assert [block.language for block in blocks(body) if isinstance(block, CodeBlock)] == ["python", "r", "js"]


def test_a_note_with_a_space_in_its_name_is_no_address() -> None:
    found = reading("甲[^乙 丙]。\n\n[^乙 丙]: 丁。")
    assert "".join(map(text_of, found.document.blocks)) == "甲[^乙 丙]。[^乙 丙]: 丁。"


BOXES = [
    ('!!! note "小心"\n    甲。\n\n    乙。\n\n丙', ["小心", "甲。", "乙。", "丙"], 1),
    ('??? tip\n    - 甲\n\n=== "乙"\n\n    丙', ["甲", "乙", "丙"], 2),
    ("!!! note 甲\n乙", ["!!! note 甲乙"], 0),
    ("{% note info 小心 %}\n甲\n{% endnote %}", ["小心", "甲"], 2),
    ('{{< admonition type=tip title="提示" >}}\n甲\n{{< /admonition >}}', ["提示", "甲"], 2),
    ("{% label primary@甲 %}和{% span red, 乙 %}和{% button https://e.example, 丙, home %}", ["甲和乙和丙"], 3),
    ("甲{% comment %}乙{% endcomment %}丙\n\n{% comment %}\n丁\n{% endcomment %}", ["甲丙"], 2),
]


@pytest.mark.parametrize(("body", "texts", "count"), BOXES)
def test_boxes_keep_their_titles_and_texts(body: str, texts: list[str], count: int) -> None:
    found = reading(body)
    assert [text_of(block) for block in found.document.blocks] == texts
    assert len(found.removals) == count


def test_a_figure_keeps_its_caption() -> None:
    for tag in ('{{< figure src="a.png" title="船头" caption="老周" >}}', '{% include figure.html src="a.png" caption="船头老周" %}'):
        assert [text_of(block) for block in blocks(tag)] == ["船头老周"]


def test_drawings_are_code_and_films_are_films() -> None:
    body = "{% mermaid %}\ngraph TD\nA-->B\n{% endmermaid %}\n\n{{< youtube abc123 >}}"
    assert blocks(body) == (CodeBlock("graph TD\nA-->B", "mermaid"), Embed("iframe", "https://www.youtube.com/watch?v=abc123"))


def test_definitions_of_kramdown() -> None:
    (found, *rest) = blocks("渡口\n: 过河的地方。\n: 也指**停**船之处。\n\n桨\n: 木\n\n丙\n:丁")
    assert isinstance(found, Definitions)
    assert [(text_of(item.terms[0]), [text_of(block) for block in item.blocks]) for item in found.items] == [
        ("渡口", ["过河的地方。", "也指停船之处。"]), ("桨", ["木"]),
    ]  # fmt: skip
    assert [text_of(block) for block in rest] == ["丙 :丁"]
    assert [text_of(block) for block in blocks("甲\n\n: 乙\n\n丙\n~ 丁")] == ["甲", ": 乙", "丙 ~ 丁"]


TEX = [
    ("设\\(a_1+b\\)与\\(x\\)得", ["$a_1+b$", "$x$"]),
    ("\\[\n\\frac{1}{2}\n= b \\\\\n- c\n\\]", ["$$\n\\frac{1}{2}\n= b \\\\\n- c\n$$"]),
    ("甲：\n$$\n\\newcommand{\\a}{\\b}\n\n\\a_1 \\\\\n\n \nx\n$$\n乙", ["$$\n\\newcommand{\\a}{\\b}\n\\a_1 \\\\\nx\n$$"]),
    ("$$\n甲。\n\nx_1\n$$\n\n$$\n甲", []),
    ("\\begin{align*}\na &= b\n\\end{align*}", ["$$\\begin{align*}\na &= b\n\\end{align*}$$"]),
    ("\\(甲\\)，\\(不是，x=1\\)，\\[引\\]，\\\\(a^2\\\\)\n\n\\[1\\]\n\n\\begin{align}\n甲", []),
]


@pytest.mark.parametrize(("body", "maths"), TEX)
def test_mathematics_in_the_marks_of_tex(body: str, maths: list[str]) -> None:
    document = reading(body).document
    assert [node.text for block in document.blocks for node in walk(block) if isinstance(node, Math)] == maths
    assert reading(to_markdown(document, Config())).document.blocks == document.blocks


HEADINGS = [("# 甲 {-}", "甲"), ("## 甲 {.unnumbered}", "甲"), ("# 甲 {乙}", "甲 {乙}"), ("# 甲 \\{-}", "甲 {-}")]


@pytest.mark.parametrize(("line", "text"), HEADINGS)
def test_what_is_said_of_a_heading_is_not_in_it(line: str, text: str) -> None:
    document = reading(line).document
    assert text_of(document) == text
    assert reading(to_markdown(document, Config())).document.blocks == document.blocks


TIGHT = [
    ("##渡口##\n甲\n\n###1.《船》 #", [("h2", "渡口"), ("h3", "1.《船》")]),
    ("#渡口\n\n甲\n##船", [("h1", "渡口"), ("h2", "船")]),
    ("#渡口\n\n#渡口#\n\n##\\_\\_x\n\n```\n##船\n```", []),
    ("#渡口 #船\n\n#渡口#\n\n##船", [("h2", "船")]),
]


@pytest.mark.parametrize(("body", "headings"), TIGHT)
def test_headings_without_a_space(body: str, headings: list[tuple[str, str]]) -> None:
    document = reading(body).document
    found = [(f"h{block.level}", text_of(block)) for block in document.blocks if isinstance(block, Heading)]
    assert found == headings
    assert reading(to_markdown(document, Config())).document.blocks == document.blocks


PROSE = "春天的水漫过了渡口，老周把**船**拴在柳树下面。"
TABBED = [
    (f"\t{PROSE}\n\n\t\t{PROSE}\n\t{PROSE}\n乙", ["Paragraph", "Paragraph", "Paragraph", "Paragraph"]),
    (f"    {PROSE}", ["CodeBlock"]),
    (f"\t// {PROSE}", ["CodeBlock"]),
    (f"\t{PROSE}\n\tx = 1", ["CodeBlock"]),
    ("\t短句，好。", ["CodeBlock"]),
    (f"- 甲\n\n\t{PROSE}", ["List"]),
]


@pytest.mark.parametrize(("body", "kinds"), TABBED)
def test_sentences_set_in_by_tabs_are_no_code(body: str, kinds: list[str]) -> None:
    document = reading(f"甲\n\n{body}").document
    assert [type(block).__name__ for block in document.blocks[1:]] == kinds
    assert styled(document) == [("strong", "船")] * (kinds.count("Paragraph") - 1 if len(kinds) > 1 else kinds.count("List"))
    assert reading(to_markdown(document, Config())).document.blocks == document.blocks
