"""Emphasis survives: the same runs are strong, emphasised and struck out in every parser as in the Document (T4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert.meta import Meta
from convert.model import Document, Inline, Paragraph, Styled, Text
from convert.tidy import tidy

from .characters import CHINESE_PUNCTUATION, COMPATIBILITY, EMOJI, HAN, PAIRS, PRIVATE, RARE_HAN, SELECTED
from .markdown_image import written
from .markdown_parsers import NODE_PARSERS, PARSERS, marked_html, marked_model, node_render

CHARACTERS = st.one_of(
    st.sampled_from(HAN + CHINESE_PUNCTUATION),
    st.sampled_from(CHINESE_PUNCTUATION),
    st.sampled_from([*PAIRS, *EMOJI, *SELECTED, *RARE_HAN, *COMPATIBILITY, *PRIVATE]),
    st.sampled_from("aZ09 \u3000\u00a0*_~`-+#.!?()[]<>&\\'\"|"),
)
TEXT = st.lists(CHARACTERS, min_size=1, max_size=5).map(lambda parts: Text("".join(parts)))


def styled(inner: st.SearchStrategy[tuple[Inline, ...]]) -> st.SearchStrategy[Inline]:
    return st.builds(Styled, st.sampled_from(("strong", "emph", "strike")), inner)


LINE = st.recursive(
    st.lists(TEXT, min_size=1, max_size=2).map(tuple),
    lambda inner: st.lists(st.one_of(TEXT, styled(inner)), min_size=1, max_size=5).map(tuple),
    max_leaves=12,
)
LINES = LINE.map(lambda inlines: tidy(Document(Meta(), (Paragraph(inlines),))))


@given(LINES)
@pytest.mark.parametrize("parser", PARSERS)
def test_the_same_runs_are_marked(parser: str, document: Document) -> None:
    markdown = written(document)
    assert marked_html(PARSERS[parser](markdown)) == marked_model(document), markdown


# TYPOGRAPHY 3.1: what fails as asterisks in CommonMark parsers is written as a tag, what does not stays Markdown.
CASES = [
    ("", "《通知》", "指出", "<strong>《通知》</strong>指出"),
    ("他说", "“好”", "。", "他说<strong>“好”</strong>。"),
    ("", "注意：", "请看", "<strong>注意：</strong>请看"),
    ("", "好。", "然后", "<strong>好。</strong>然后"),
    ("", "中文（English）", "继续", "<strong>中文（English）</strong>继续"),
    ("他", "很好", "吧", "他**很好**吧"),
    ("（", "重点", "）", "（**重点**）"),
    ("", "《通知》", "", "**《通知》**"),
    ("", "《通知》", "，", "**《通知》**，"),
    ("甲\u3000", "《乙》", "\u3000丙", "甲\u3000**《乙》**\u3000丙"),
    ("甲", "+", "乙", "甲<strong>+</strong>乙"),
    ("甲", "\ue000", "乙", "甲<strong>\ue000</strong>乙"),
]


@pytest.mark.parametrize(("before", "strong", "after", "expected"), CASES)
def test_strong_beside_chinese_punctuation(before: str, strong: str, after: str, expected: str) -> None:
    inlines = tuple(node for node in (Text(before), Styled("strong", (Text(strong),)), Text(after)) if node != Text(""))
    assert _after_another(inlines) == expected


def _after_another(inlines: tuple[Inline, ...]) -> str:
    """The Markdown of a paragraph behind another: a body that begins with a tag would be told apart from HTML."""
    return written(Document(Meta(), (Paragraph((Text("前"),)), Paragraph(inlines)))).removeprefix("前\n\n").removesuffix("\n")


NESTED = [
    ((Styled("strong", (Text("甲"), Styled("emph", (Text("乙"),)))), Text("丙")), "**甲*乙***丙"),
    ((Styled("emph", (Styled("strong", (Text("甲"),)),)),), "***甲***"),
    ((Styled("strong", (Styled("emph", (Text("甲"),)),)),), "**<em>甲</em>**"),
    ((Styled("strong", (Text("甲"),)), Styled("emph", (Text("乙"),))), "**甲***乙*"),
    # marked loses the outer mark where the inner one has white space on one side only, or stands free in one that could also close
    ((Styled("emph", (Text("甲"), Styled("strong", (Text("乙"),)), Text("\u3000丙"))),), "*甲<strong>乙</strong>\u3000丙*"),
    ((Text("("), Styled("strong", (Text("，　"), Styled("emph", (Text("乙"),)), Text("　丙")))), "(**，　<em>乙</em>　丙**"),
    ((Styled("emph", (Text("甲\u3000"), Styled("strong", (Text("乙"),)), Text("\u3000丙"))),), "*甲\u3000**乙**\u3000丙*"),
    # and what opens where emphasis ends that holds emphasis
    (
        (Styled("emph", (Text("甲"), Styled("strong", (Text("乙"),)), Text("丙"))), Styled("strong", (Text("丁"),))),
        "*甲**乙**丙*<strong>丁</strong>",
    ),
    ((Styled("emph", (Text("甲丙"),)), Styled("strong", (Text("丁"),))), "*甲丙***丁**"),
    ((Text("前_"), Styled("strike", (Text("《删》"),))), "前_<del>《删》</del>"),
    ((Styled("strike", (Text("删"),)), Text("后")), "~~删~~后"),
    ((Styled("strike", (Text("《删》"),)), Text("后")), "<del>《删》</del>后"),
]


@pytest.mark.parametrize(("inlines", "expected"), NESTED)
def test_marks_within_and_beside_marks(inlines: tuple[Inline, ...], expected: str) -> None:
    assert _after_another(inlines) == expected


@pytest.mark.slow
@pytest.mark.parametrize("parser", NODE_PARSERS)
def test_the_same_runs_are_marked_by_parsers_of_npm(parser: str, node_modules: Path) -> None:
    documents: list[Document] = []

    @settings(max_examples=2000, database=None)
    @given(LINES)
    def collect(document: Document) -> None:
        documents.append(document)

    collect()
    flavour = "commonmark" if parser == "commonmark" else "gfm"
    texts = [written(document, md_flavor=flavour) for document in documents]
    for document, markdown, html in zip(documents, texts, node_render(node_modules, parser, texts), strict=True):
        assert marked_html(html) == marked_model(document), markdown
