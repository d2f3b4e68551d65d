"""The laws of the normal form, over any inline content and any Document; then its cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert import tidy
from convert.meta import Meta
from convert.model import Break, Code, Document, Face, Image, Inline, Link, NoteRef, Paragraph, Ruby, RubyPair, Styled, Text, text_of, walk

from . import strategies

GONE = re.compile("[ \t\r\n\f\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+")
EDGES = " \t\r\n\f\u00a0\u3000\u2003"


def visible(nodes: Iterable[Inline]) -> str:
    return GONE.sub("", text_of(tuple(nodes)))


MARKED = st.recursive(
    st.one_of(
        st.builds(Text, st.text(st.sampled_from("甲乙国a1，。“ \t\n\u3000\u00a0\u200b"), max_size=6)),
        st.just(Break()),
        st.builds(Code, st.sampled_from(("", "x", "a b"))),
        st.just(NoteRef("1")),
        st.just(Image("a.png")),
        st.builds(Ruby, st.sampled_from(((), (RubyPair("汉", "hàn"),)))),
    ),
    lambda inner: st.one_of(
        st.builds(Styled, st.sampled_from(("strong", "emph", "underline", "sup")), st.lists(inner, max_size=3).map(tuple)),
        st.builds(Face, st.sampled_from(("kai", "hei")), st.lists(inner, max_size=3).map(tuple)),
        st.builds(Link, st.sampled_from(("#a", "b")), st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=12,
)
CONTENT = st.one_of(st.lists(MARKED, max_size=5).map(tuple), strategies.inlines())


def normal_form_is_reached_in_one_step(content: tuple[Inline, ...]) -> None:
    once = tidy.inline(content)
    assert tidy.inline(once) == once


def visible_characters_stay_in_order(content: tuple[Inline, ...]) -> None:
    assert visible(tidy.inline(content)) == visible(content)


def leaves_stay(content: tuple[Inline, ...]) -> None:
    def leaves(nodes: Iterable[Inline]) -> list[object]:
        found = [node for top in nodes for node in walk(top)]
        return [
            node
            for node in found
            if isinstance(node, (Image, NoteRef)) or (isinstance(node, Code) and node.text) or (isinstance(node, Ruby) and node.pairs)
        ]

    assert leaves(tidy.inline(content)) == leaves(content)


def marks_are_whole_and_not_in_themselves(content: tuple[Inline, ...]) -> None:
    settled = tidy.inline(content)
    for siblings in (settled, *(node.inlines for top in settled for node in walk(top) if isinstance(node, (Styled, Face, Link)))):
        kinds = [tidy.bare(node) if isinstance(node, (Styled, Face, Link)) else type(node) for node in siblings]
        assert not any(one == other and (one is Text or not isinstance(one, type)) for one, other in pairwise(kinds))
        assert all(node.text for node in siblings if isinstance(node, Text))
    for top in settled:
        for node in walk(top):
            if isinstance(node, (Styled, Face, Link)):
                assert node.inlines
                inner_marks = [tidy.bare(inner) for inner in node.inlines if isinstance(inner, (Styled, Face, Link))]
                assert tidy.bare(node) not in inner_marks


def is_form_line(node: Styled | Face | Link) -> bool:
    return not visible(node.inlines) and any(isinstance(inner, Styled) and inner.style == "underline" for inner in walk(node))


def no_blank_and_no_break_at_the_edge_of_a_mark(content: tuple[Inline, ...]) -> None:
    settled = tidy.inline(content)
    marks = [node for top in settled for node in walk(top) if isinstance(node, (Styled, Face, Link))]
    for node in marks:
        if any(is_form_line(inner) for inner in walk(node) if isinstance(inner, Styled)):
            continue
        for edge in (node.inlines[0], node.inlines[-1]):
            assert not isinstance(edge, Break)
        first, last = node.inlines[0], node.inlines[-1]
        assert not (isinstance(first, Text) and first.text[0] in EDGES)
        assert not (isinstance(last, Text) and last.text[-1] in EDGES)


LAWS: tuple[Callable[[tuple[Inline, ...]], None], ...] = (
    normal_form_is_reached_in_one_step,
    visible_characters_stay_in_order,
    leaves_stay,
    marks_are_whole_and_not_in_themselves,
    no_blank_and_no_break_at_the_edge_of_a_mark,
)
"""Tried together: to make the content takes longer than to look at it."""


@settings(max_examples=100)
@given(CONTENT)
def test_the_laws_of_inline_content(content: tuple[Inline, ...]) -> None:
    for law in LAWS:
        law(content)


@pytest.mark.slow
@settings(max_examples=4000)
@given(CONTENT)
def test_the_laws_of_much_inline_content(content: tuple[Inline, ...]) -> None:
    for law in LAWS:
        law(content)


def documents_are_settled_in_one_step_and_lose_nothing(document: Document) -> None:
    once = tidy.tidy(document)
    assert tidy.tidy(once) == once
    for whole in ("blocks", "notes"):
        assert GONE.sub("", text_of(getattr(once, whole))) == GONE.sub("", text_of(getattr(document, whole)))


@given(strategies.documents())
def test_documents(document: Document) -> None:
    documents_are_settled_in_one_step_and_lose_nothing(document)


@pytest.mark.slow
@settings(max_examples=2000)
@given(strategies.documents())
def test_many_documents(document: Document) -> None:
    documents_are_settled_in_one_step_and_lose_nothing(document)


def b(*inlines: Inline) -> Styled:
    return Styled("strong", inlines)


def u(*inlines: Inline) -> Styled:
    return Styled("underline", inlines)


def i(*inlines: Inline) -> Styled:
    return Styled("emph", inlines)


T = Text
CASES: list[tuple[str, tuple[Inline, ...], tuple[Inline, ...]]] = [
    ("line end between Chinese", (T("春天\n来了"),), (T("春天来了"),)),
    ("line end beside Latin", (T("春天\nspring"),), (T("春天 spring"),)),
    ("line end at a mark's edge", (b(T("春天")), T("\n来了")), (b(T("春天")), T("来了"))),
    ("line end inside two marks", (b(T("春天\n")), i(T("\n来了"))), (b(T("春天")), i(T("来了")))),
    ("line end after a note mark", (T("春天"), NoteRef("1"), T("\n来了")), (T("春天"), NoteRef("1"), T("来了"))),
    ("line end beside a quotation mark", (T("他说\n“好”"),), (T("他说“好”"),)),
    ("spaces are one", (T("a \t  b"),), (T("a b"),)),
    ("blanks that one mark holds in part", (i(T("a ")), b(T("\u00a0")), i(T("b"))), (i(T("a")), T(" \u00a0"), i(T("b")))),
    ("wide blanks inside stay", (T("王　明\u00a0先生"),), (T("王　明\u00a0先生"),)),
    ("space hoisted", (b(T("a ")), T("b")), (b(T("a")), T(" b"))),
    ("wide blank hoisted", (T("甲"), b(T("　乙　")), T("丙")), (T("甲　"), b(T("乙")), T("　丙"))),
    ("space between equal marks stays outside", (b(T("甲")), T(" "), b(T("乙"))), (b(T("甲")), T(" "), b(T("乙")))),
    ("one space for several nodes", (b(T("a ")), T(" "), i(T(" b"))), (b(T("a")), T(" "), i(T("b")))),
    ("equal neighbours", (b(T("甲")), b(T("乙"))), (b(T("甲乙")),)),
    ("equal outer marks", (b(i(T("甲"))), b(T("乙"))), (b(i(T("甲")), T("乙")),)),
    ("a mark in itself", (b(i(b(T("甲")))),), (b(i(T("甲"))),)),
    ("the inner face holds", (Face("kai", (T("甲"), Face("hei", (T("乙"),)))),), (Face("kai", (T("甲"),)), Face("hei", (T("乙"),)))),
    ("nothing in it", (T("甲"), b(), Link("x", ()), T("")), (T("甲"),)),
    ("a link around a picture", (Link("x", (Image("p"),)),), (Link("x", (Image("p"),)),)),
    ("breaks at the edges", (Break(), T("甲"), Break()), (T("甲"),)),
    ("space around a break", (T("甲 "), Break(), T(" 乙")), (T("甲"), Break(), T("乙"))),
    ("break hoisted", (b(T("甲"), Break()), T("乙")), (b(T("甲")), Break(), T("乙"))),
    ("indent of a second line", (T("甲"), Break(), T("　乙")), (T("甲"), Break(), T("　乙"))),
    ("a line to be filled in", (T("答："), u(T("　　　")), T("。")), (T("答："), u(T("　　　")), T("。"))),
    ("underlined blanks beside underlined text", (u(T("甲　")), T("乙")), (u(T("甲")), T("　乙"))),
    ("byte order marks at the edges", (T("\ufeff甲\u200b"),), (T("甲"),)),
    ("zero width inside", (T("甲\u200b乙"), b(T("葛\U000e0100"))), (T("甲\u200b乙"), b(T("葛\U000e0100")))),
    ("no compatibility folding", (T("２１，豈ﬁ"),), (T("２１，豈ﬁ"),)),
]


@pytest.mark.parametrize(("source", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_case(source: tuple[Inline, ...], expected: tuple[Inline, ...]) -> None:
    assert tidy.inline(source) == expected


def test_leading_blanks_become_the_indent_of_a_paragraph() -> None:
    paragraphs = (
        Paragraph((T("　"), Face("kai", (T("　春天"),)))),
        Paragraph((T("\u00a0" * 4 + "夏天"),)),
        Paragraph((T(" 秋天"),), 2),
        Paragraph((T("\u00a0 \u00a0 冬天"),)),
    )
    document = Document(Meta(), paragraphs)
    assert [(block.indent, text_of(block)) for block in tidy.tidy(document).blocks if isinstance(block, Paragraph)] == [
        (2, "春天"),
        (2, "夏天"),
        (2, "秋天"),
        (2, "冬天"),
    ]


def test_any_depth_of_marks() -> None:
    content: Inline = T("深")
    for number in range(20000):
        content = (b, i, u)[number % 3](content)
    assert visible(tidy.inline((content,))) == "深"
