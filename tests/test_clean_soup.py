"""The tree with lines: nothing visible is lost, each line is true, and time grows with the size."""

from __future__ import annotations

import time
from collections import Counter
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from bs4.element import PreformattedString, Tag
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convert.clean import line_of, make_soup
from convert.clean.flow import strings_of
from convert.clean.tree import MAX_DEPTH
from convert.errors import Diagnostic

NAMES = ["p", "div", "b", "ul", "li", "table", "tr", "td", "h2", "ruby", "rt", "pre", "section", "select", "option", "form", "a", "font"]
TAGS = [f"<{name}>" for name in NAMES] + [f"</{name}>" for name in NAMES] + ["<br>", "<br/>", "<hr>", "</p\n>"]
ATTRIBUTES = ['<img\nsrc="x">', '<img alt="甲\n乙"\n>', '<p title="a>b">', '<p style="font: "A", B;">', "<a href='x'\n\n>"]
CODE = ["<!-- 注\n -->", "<style>p{}</style>", "<script>\nvar a;</script>", "<?php ?>", "<!DOCTYPE html>", "</body>", "</html>", "<body>"]
FRAMES = ["<iframe src=x>", "</iframe>"]
TEXT = ["文", "字\n", "\n", " ", "　", "&amp;", "&lt;b&gt;", "a & b", "1 < 2", ">", '"', "&#128512;", "é", "𠮷", "\u00a0"]
UNCLOSED = ["<!-- 开", "<p title=", '<p title="', "<b", "</", "<", "<![CDATA[甲"]

pieces = st.lists(st.sampled_from(TAGS + ATTRIBUTES + CODE + FRAMES + TEXT + TEXT), max_size=30)


class Starts(HTMLParser):
    """The start tags of a text with their lines, by a parser that is not ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[tuple[str, int]] = Counter()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.found[(tag, self.getpos()[0])] += 1


def visible(html: str) -> Counter[str]:
    """The characters of a text as html.parser sees them, white space aside."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup(["script", "style", "head", "template"]):
        tag.decompose()
    strings = soup.find_all(string=lambda text: not isinstance(text, PreformattedString))
    return Counter("".join("".join(str(string).split()) for string in strings))


def ours(soup: BeautifulSoup) -> Counter[str]:
    for tag in soup(["script", "style", "head", "template"]):
        tag.extract()
    return Counter("".join("".join(string.split()) for string in strings_of(soup)))


@given(pieces)
@example(["</body>", "</html>", "文"])
@example(["<table>", "文", "<tr>", "字\n"])
@example(["<p>", "文", "<p>", "字\n", "<li>"])
@example(["<style>p{}</style>", "<tr>", "文"])
def test_no_visible_character_is_lost_or_added(parts: list[str]) -> None:
    html = "".join(parts)
    assert ours(make_soup(html)) == visible(html)


@given(pieces, st.sampled_from(UNCLOSED), st.lists(st.sampled_from([*TAGS, "文", "字\n", ">"]), max_size=6))
def test_what_is_never_closed_takes_no_text_with_it(parts: list[str], unclosed: str, after: list[str]) -> None:
    html = "".join([*parts, unclosed, *(part.replace('"', "") for part in after)])
    assert visible(html) - ours(make_soup(html)) == Counter()


@given(pieces)
@example(["<img\nsrc=\"x\">"])
@example(["\n", "</p\n>", "<b>"])
def test_lines_of_tags_are_those_of_the_text(parts: list[str]) -> None:
    html = "".join(parts)
    starts = Starts()
    starts.feed(html)
    starts.close()
    soup = make_soup(html)
    mine = Counter((tag.name, line_of(tag)) for tag in soup.find_all(True) if tag.name not in ("html", "head", "body"))
    assert mine - starts.found == Counter()


PLACES = ["<p>", "</p>", "<b>", "</b>", "\n", "<br>", "<!--\n-->", "<i\n>", "　", "<div>\n", "</div\n>"]


@given(st.lists(st.sampled_from(PLACES), max_size=30))
def test_lines_of_strings_are_those_of_the_text(parts: list[str]) -> None:
    """Each text is its own number: where it stands in the file is plain to see."""
    html = "".join(f"{part}字{number}。" for number, part in enumerate(parts))
    for string in strings_of(make_soup(html, 8)):
        bare = string.lstrip()
        number = bare.split("。")[0]
        assert line_of(string) + string[: len(string) - len(bare)].count("\n") == 8 + html[: html.index(f"{number}。")].count("\n")


def test_lines_begin_where_the_body_begins() -> None:
    soup = make_soup("<p>甲</p>\n<p>乙</p>", 13)
    assert [line_of(tag) for tag in soup("p")] == [13, 14]


def test_marked_lines_are_those_of_the_markdown() -> None:
    soup = make_soup('<p data-line="7">甲<br>\n<em>乙</em></p>\n<p data-line="20">丙<b>丁</b></p>', 5, marked=True)
    assert [(tag.name, line_of(tag)) for tag in soup(["p", "em", "b"])] == [("p", 7), ("em", 8), ("p", 20), ("b", 20)]


def test_tag_made_later_has_the_line_around_it() -> None:
    soup = make_soup("<p>\n甲</p>", 3)
    paragraph = soup.p
    assert isinstance(paragraph, Tag)
    paragraph.append(soup.new_tag("b"))
    assert line_of(paragraph.contents[-1]) == 3


def test_more_lines_than_libxml2_counts() -> None:
    soup = make_soup("\n" * 70_000 + "<p>甲</p>")
    assert line_of(soup("p")[0]) == 70_001


ENDLESS = ["<iframe src=x>", "<IFRAME\nsrc='x'>", "<iframe src=x />", "<iframe src=x></iframe>", "<iframe src=x>乙<iframe src=y>"]


@pytest.mark.parametrize("frame", ENDLESS)
def test_a_frame_that_nothing_ends_holds_nothing(frame: str) -> None:
    soup = make_soup(f"<p>甲</p>{frame}<h2>丙</h2><p>丁</p>")
    assert [tag.get_text() for tag in soup.find_all(["p", "h2"])] == ["甲", "丙", "丁"]


def test_unclosed_comment_is_told_with_its_line() -> None:
    told: list[Diagnostic] = []
    make_soup("<p>甲</p>\n<!-- 乙\n<p>丙</p>", 4, report=told.append, name="a.md")
    assert [(one.code, one.line) for one in told] == [("unclosed-markup", 5)]


DEEP = ["<div>", "<ul><li>", "<b>", "<blockquote>", "<table><tr><td>"]


@pytest.mark.parametrize("tag", DEEP)
def test_deep_nesting_keeps_its_text(tag: str) -> None:
    soup = make_soup(f"{tag}甲\n" * 3_000)
    assert ours(soup)["甲"] == 3_000
    assert max(sum(1 for _ in found.parents) for found in soup.find_all(True)) <= MAX_DEPTH


LONG = {
    "nested tags": "<b>",
    "nested lists": "<ul><li>",
    "unclosed comment": "<!-- 甲\n",
    "unclosed tags": "<a ",
    "open quotes": '<p title="甲>',
    "paragraph": "字\n",
    "ends": "</p\n>",
    "breaks": "<br\n>",
    "signs": "<&",
    "declarations": "<![CDATA[",
}


@pytest.mark.slow
@pytest.mark.parametrize("unit", LONG.values(), ids=LONG)
def test_time_grows_with_the_size_and_no_faster(unit: str) -> None:
    """Eight times the text in at most some thirty times the time: what is quadratic takes 64 times."""

    def seconds(size: int) -> float:
        html = "<p>文</p>" + unit * (size // len(unit))
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            make_soup(html)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(160_000) < 30 * max(seconds(20_000), 0.002)


@settings(max_examples=30)
@given(st.text(max_size=200))
def test_any_text_makes_a_tree(text: str) -> None:
    make_soup(text)
