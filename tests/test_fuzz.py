"""Hostile and broken input: reading, cleaning and parsing end in a Document or in a HuoziError, in time linear in the size."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert import render
from convert.errors import HuoziError
from convert.model import Document
from convert.parse.json import from_json
from convert.pipeline import read_article
from tests.fuzz_shapes import MORE, SHAPES

FRONT = "---\ntitle: 试\n---\n\n"

TAGS = st.sampled_from([
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i", "<ul><li>", "</ul>", "<table>", "<td>", "<tr>", "</table>", "<br>",
    "<!--", "-->",
    "<ruby>字<rt>zì", "</ruby>", "<style>", "</style>", "<script>", "</script>", "<template>", "<svg>", "<math>", "<![CDATA[", "]]>",
    "<?php ", "<img src=x", " alt='", '"', "'", ">", "&amp;lt;", "&#0;", "&#x110000;", "&", "<q>", "<pre>\n", "<textarea>", "<title>",
    "</html>", "<select><option>", "<iframe>", "<noscript>", "</noscript>", "<frameset>", "<plaintext>", "<a href='#x'>", "</a>",
])
MARKS = st.sampled_from([
    "**", "*", "~~", "`", "```\n", "[^1]", "[^1]: ", "[", "](", ")", "![", "> ", "- ", "1. ", "    ", "\t", "# ", "---\n", "+++\n",
    "|", "|-|\n", "$", "$$\n", "{% raw %}", "{% endraw %}", "{{", "}}", "{{< x >}}", "<!-- more -->", "\\", "\n", "\n\n", ": ", "- [ ] ",
])
CHINESE = st.sampled_from("活字排版，。“”（）《》——……　\u00a0\u200b\ufeff😀𠮷葛")
WORDS = st.text(st.one_of(CHINESE, st.characters(exclude_categories=["Cs", "Cc"])), max_size=12)


def read(path: Path, data: bytes) -> Document | None:
    """The Document of these bytes, None where they are refused: any other exception is the failure looked for."""
    path.write_bytes(data)
    try:
        return read_article(path).document
    except HuoziError:
        return None


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "article.md"


FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check_bytes(article: Path, data: bytes) -> None:
    read(article, data)


def check_markup(article: Path, parts: list[str]) -> None:
    assert read(article, (FRONT + "".join(parts)).encode("utf-8", "replace")) is not None


def check_front(article: Path, parts: list[str]) -> None:
    read(article, ("---\n" + "".join(parts) + "\n---\n正文\n").encode("utf-8", "replace"))


YAML = st.sampled_from([
    "title: ", "tags:\n", "  - ", "- ", "[", "]", "{", "}", "'", '"', "&a ", "*a", "!!python/object ", "|\n", ">\n", "@", "%", "\t", ": ",
    "#", "\n", "<<: ",
])
CASES: list[tuple[Callable[[Path, object], None], st.SearchStrategy[object]]] = [
    (check_bytes, st.binary(max_size=400)),  # type: ignore[list-item]  # each check takes what its own strategy gives
    (check_markup, st.lists(st.one_of(TAGS, WORDS), max_size=40)),  # type: ignore[list-item]
    (check_markup, st.lists(st.one_of(MARKS, TAGS, WORDS), max_size=40)),  # type: ignore[list-item]
    (check_front, st.lists(st.one_of(YAML, WORDS), max_size=25)),  # type: ignore[list-item]
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_no_input_breaks_the_reader(article: Path, case: int) -> None:
    check, inputs = CASES[case]
    FEW(given(inputs)(lambda data: check(article, data)))()


@pytest.mark.slow
@pytest.mark.parametrize("case", range(len(CASES)))
def test_no_input_breaks_the_reader_in_bulk(article: Path, case: int) -> None:
    check, inputs = CASES[case]
    MANY(given(inputs)(lambda data: check(article, data)))()


def cost(article: Path, text: str) -> float:
    """Seconds of processor time for one reading, without the collector's."""
    data = (FRONT + text).encode()
    gc.collect()
    begin = time.process_time()
    assert read(article, data) is not None
    return time.process_time() - begin


def growth(article: Path, make: Callable[[int], str], size: int) -> float:
    """How many times longer four times the input takes: 4 is linear, 16 quadratic."""
    small = min(cost(article, make(size)) for _ in range(2))
    return cost(article, make(4 * size)) / max(small, 0.02)


DOZEN = (
    "nested inline tags", "nested lists", "nested quotes", "asterisks", "open brackets", "backticks", "unclosed comment", "one paragraph",
    "spaces", "breaks", "notes", "table cells",
)  # fmt: skip
"""A kind each; the next test has all."""


@pytest.mark.parametrize("shape", DOZEN)
def test_time_is_linear(article: Path, shape: str) -> None:
    ratio = growth(article, SHAPES[shape], 10_000)
    assert ratio < 9, f"four times the input took {ratio:.1f} times as long"


@pytest.mark.slow
@pytest.mark.parametrize("shape", [*SHAPES, *MORE])
def test_time_is_linear_to_a_megabyte(article: Path, shape: str) -> None:
    ratio = growth(article, {**SHAPES, **MORE}[shape], 250_000)
    assert ratio < 9, f"four times the input took {ratio:.1f} times as long"


WRITTEN: dict[str, Callable[[int], str]] = {
    "notes without a label": lambda n: "".join(f"甲[^fn:{i}]\n\n[^fn:{i}]: 乙\n\n" for i in range(n // 30)),
    "a wide table": lambda n: "".join("|" + "甲|" * 80 + "\n" + ("|-" * 80 + "|\n") * (i == 0) for i in range(n // 160)),
}


@pytest.mark.parametrize("shape", WRITTEN)
def test_the_time_of_writing_is_linear(article: Path, shape: str) -> None:
    ratio = _printing(article, WRITTEN[shape](20_000)) / max(_printing(article, WRITTEN[shape](5_000)), 0.02)
    assert ratio < 9, f"four times the input took {ratio:.1f} times as long"


def _printing(article: Path, text: str) -> float:
    """Seconds of processor time for printing as Markdown, text and JSON, and for reading that JSON."""
    article.write_text(FRONT + text, encoding="utf-8")
    reading = read_article(article)
    gc.collect()
    begin = time.process_time()
    printed = {name: render(reading, name) for name in ("md", "txt", "json")}
    from_json(printed["json"])
    return time.process_time() - begin


@pytest.mark.slow
def test_ten_megabytes_in_one_paragraph(article: Path) -> None:
    document = read(article, (FRONT + "<p>" + "排字，" * 1_100_000 + "</p>").encode())
    assert document is not None
    assert len(document.blocks) == 1


@pytest.mark.slow
def test_ten_thousand_lists_in_one_another(article: Path) -> None:
    assert read(article, (FRONT + "<ul><li>层" * 10_000).encode()) is not None
