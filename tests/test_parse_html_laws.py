"""Laws of HTML to model, over generated tag soup: nothing lost, nothing added, normal form, any depth, any size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings

from convert import tidy
from convert.model import MAX_DEPTH, Heading, NoteRef, Paragraph, RubyPair, Tree, children, text_of, walk

from .html_soup import SOUPS, characters, parse, read_independently, text_independently, visible


def every_visible_character_is_in_the_document(body: str) -> None:
    assert characters(parse(body)[0]) == read_independently(body)


MOVED = ("<table", "<td", "<tr", "<ruby", "<figcaption", "data-note")
"""Readings follow their bases, captions their pictures, notes the text, and what stands between cells goes before the table."""


def text_stands_in_the_order_of_the_source(body: str) -> None:
    if not any(tag in body for tag in MOVED):
        assert visible(text_of(parse(body)[0])) == text_independently(body)


def only_quotation_marks_are_added(body: str) -> None:
    quoted = f"<p>他说<q>{body}</q>"
    added = characters(parse(quoted)[0]) - read_independently(quoted)
    assert set(added) <= set("“”‘’「」『』")


def normal_form(body: str) -> None:
    document, _ = parse(body)
    assert tidy.tidy(document) == document


def no_paragraph_is_empty_and_no_level_is_skipped(body: str) -> None:
    document, _ = parse(body)
    assert all(node.inlines for node in walk(document) if isinstance(node, (Paragraph, Heading)))
    levels = [node.level for node in walk(document) if isinstance(node, Heading)]
    assert all(later <= max(levels[: number + 1]) + 1 for number, later in enumerate(levels[1:]))


def every_note_mark_has_its_note(body: str) -> None:
    document, _ = parse(body)
    notes = [note.id for note in document.notes]
    marks = list(dict.fromkeys(node.id for node in walk(document) if isinstance(node, NoteRef)))
    assert notes[: len(marks)] == marks


LAWS: tuple[Callable[[str], None], ...] = (
    every_visible_character_is_in_the_document,
    text_stands_in_the_order_of_the_source,
    only_quotation_marks_are_added,
    normal_form,
    no_paragraph_is_empty_and_no_level_is_skipped,
    every_note_mark_has_its_note,
)
"""Tried together: to make the soup takes longer than to read it."""


@settings(max_examples=100)
@given(SOUPS)
def test_the_laws_of_html(body: str) -> None:
    for law in LAWS:
        law(body)


@pytest.mark.slow
@settings(max_examples=4000)
@given(SOUPS)
def test_the_laws_of_much_html(body: str) -> None:
    for law in LAWS:
        law(body)


def depth(node: Tree) -> int:
    deepest, stack = 0, [(node, 0)]
    while stack:
        here, level = stack.pop()
        deepest = max(deepest, level)
        stack += [(child, level + 1) for child in children(here) if not isinstance(child, RubyPair)]
    return deepest


DEEP = {
    "lists": ("<ul><li>", "</li></ul>"),
    "lists in lists": ("<ul>", "</ul>"),
    "quotations": ("<blockquote>", "</blockquote>"),
    "divisions": ("<div>", "</div>"),
    "emphasis": ("<b><i>", "</i></b>"),
    "faces": ("<font face=楷体><a href=x>", "</a></font>"),
    "tables": ("<table><tr><td>", "</td></tr></table>"),
    "tables of data": ("<table><tr><th>甲<th>", "</table>"),
    "definitions": ("<dl><dd>", "</dd></dl>"),
    "terms": ("<dl><dt>", "</dt></dl>"),
    "quotes": ("<q>", "</q>"),
    "figures": ("<figure><figcaption>", "</figcaption></figure>"),
    "notes": ("<section data-note=1>", "</section>"),
    "ruby": ("<ruby>", "</ruby>"),
    "code": ("<code><a>", "</a></code>"),
    "preformatted": ("<pre><span>", "</span></pre>"),
    "headings": ("<h2><div>", "</div></h2>"),
    "unclosed": ("<ul><li><table><b>", ""),
    "unclosed paragraphs": ("<p>甲<li>", ""),
}


@pytest.mark.parametrize("shape", DEEP)
def test_any_depth_is_read_and_capped(shape: str) -> None:
    opening, closing = DEEP[shape]
    body = opening * 10_000 + "深处" + closing * 10_000
    document, _ = parse(body)
    assert text_of(document).count("深处") == 1
    assert depth(document) <= MAX_DEPTH


@pytest.mark.parametrize("shape", ["lists", "quotations", "tables of data"])
def test_what_is_flattened_is_told_once_with_its_line(shape: str) -> None:
    opening, closing = DEEP[shape]
    _, told = parse("\n" + opening * 100 + "深处" + closing * 100)
    assert [(what.code, what.line) for what in told if what.code == "nesting-flattened"] == [("nesting-flattened", 5)]


WIDE = {
    "paragraphs": "<p>一段。</p>",
    "line ends": "一行\n",
    "breaks": "一行<br>",
    "marks": "<b>甲</b> <i>乙</i>",
    "blanks": "　<b> </b>\u00a0",
    "pictures": "<img src=a.png><noscript><img src=a.png></noscript>",
    "items": "<li>项",
    "ruby": "<ruby>漢<rt>hàn</rt></ruby>",
    "anchors": "<a name=x></a>",
    "anchored headings": "<h2 id=x>题</h2>",
    "notes": "甲<sup data-note-ref=1></sup>",
}


@pytest.mark.parametrize("shape", WIDE)
def test_many_of_one_kind_lose_nothing(shape: str) -> None:
    body = WIDE[shape] * 3000
    assert characters(parse(body)[0]) == read_independently(body)


def test_a_ruby_of_many_pieces() -> None:
    bases, readings = "<rb>字</rb>" * 2000, "<rt>zì</rt>" * 2000
    document, _ = parse(f"<ruby>{bases}<rtc>{readings}</rtc><rtc>{readings}</rtc></ruby>")
    assert characters(document) == Counter({"字": 2000, "z": 4000, "ì": 4000})

