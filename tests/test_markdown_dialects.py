"""What authors write in Markdown beyond CommonMark, each read as its own tool reads it: and what only looks like it, as text."""

from __future__ import annotations

from typing import Any

import pytest

from convert.config import Config
from convert.model import Block, Document, Math, Paragraph, Styled, text_of, walk
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
    ("\\**《甲》**乙", []),
    ("a**(b)**c", []),
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
