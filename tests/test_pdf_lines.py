"""The arithmetic of lines: what is chosen covers the paragraph, fills the measure, and spends only what the marks have."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from convert.typography import CLOSING, OPENING, STOPS, forbids_break
from convert.write.pdf._lines import Line, Paragraph, lines, natural, widths
from convert.write.pdf._spacing import WIDEST_GAP, Cell, joint, track

EM = 10.0
HAN = "天地玄黄宇宙洪荒日月盈昃辰宿列张"
TEXTS = st.lists(st.sampled_from([*HAN, *HAN, "，", "。", "“", "”", "（", "）", "abc", "7", " "]), min_size=1, max_size=120).map("".join)
MEASURES = st.integers(12, 40).map(lambda em: em * EM)


def cell(char: str) -> Cell:
    before = EM / 2 if char in OPENING else 0.0
    after = EM / 2 if char in CLOSING | STOPS else 0.0
    return Cell(char, EM if not char.isascii() else EM / 2, EM, 0, 0, before, after)


def paragraph(text: str, measure: float, *, indent: float = 0.0, justify: bool = True) -> Paragraph:
    cells = [cell(char) for char in text]
    allowed = {
        here: 0.0
        for here, (a, b) in enumerate(pairwise(text), 1)
        if not forbids_break(a, b) and b != " " and not (a.isascii() and b.isascii() and a != " ")
    }
    return Paragraph(cells, track(cells, 0.08, squeeze=True), allowed, (measure - indent, measure), justify)


def width_of(made: Paragraph, line: Line) -> float:
    return sum(width for width, _ in widths(made, line))


@given(TEXTS, MEASURES)
def test_lines_cover_the_paragraph_in_order(text: str, measure: float) -> None:
    made = paragraph(text, measure)
    found = lines(made)
    assert [found[0].start, *(line.resume for line in found)] == [*(line.start for line in found), len(text)]
    assert all(text[line.stop : line.resume].strip(" ") == "" for line in found)


@given(TEXTS, MEASURES)
def test_lines_end_only_where_a_break_is_allowed(text: str, measure: float) -> None:
    made = paragraph(text, measure)
    assert {line.resume for line in lines(made)} <= {*made.breaks, len(text)}


@given(TEXTS, MEASURES, st.sampled_from([0.0, 2 * EM]))
def test_a_line_is_as_wide_as_its_measure_or_says_why_not(text: str, measure: float, indent: float) -> None:
    """Stretched to its limit and short, the last one, or too long by what no break divides."""
    made = paragraph(text, measure, indent=indent)
    for line in lines(made):
        width, target = width_of(made, line), made.measures[line.start > 0]
        if line.resume < len(text) and -1 < line.ratio < 1:
            assert abs(width - target) < 0.01
        elif line.ratio >= 0:
            assert width <= target + 0.01 or line.ratio == 0


@given(TEXTS, MEASURES)
def test_no_character_is_pressed_into_its_ink_or_pushed_as_far_as_a_space(text: str, measure: float) -> None:
    made = paragraph(text, measure)
    for line in lines(made):
        for here, (width, left) in zip(made.cells[line.start : line.stop], widths(made, line), strict=True):
            assert width >= here.width - here.before - here.after - 0.81  # a space gives 0.08 em
            assert left <= here.before + 1e-9
            if here.text != " ":
                assert width <= here.width + WIDEST_GAP * EM + 1e-6


@given(TEXTS, MEASURES)
def test_without_justification_no_line_is_stretched(text: str, measure: float) -> None:
    made = paragraph(text, measure, justify=False)
    assert all(line.ratio <= 0 for line in lines(made))


@given(TEXTS, MEASURES)
def test_the_natural_width_is_that_of_ratio_nought(text: str, measure: float) -> None:
    made = paragraph(text, measure)
    for line in lines(made):
        assert abs(width_of(made, line._replace(ratio=0.0)) - natural(made, line.start, line.stop)) < 1e-6


@given(st.integers(14, 40), st.integers(1, 4))
def test_no_character_stands_alone_on_the_last_line_where_it_can_be_helped(columns: int, full: int) -> None:
    """From 14 em on a line can be a character shorter and still be spread to its measure."""
    found = lines(paragraph("字" * (columns * full + 1), columns * EM))
    assert found[-1].stop - found[-1].start == 2
    assert all(0 <= line.ratio < 1 for line in found)


def test_adjacent_marks_share_an_em_and_a_half() -> None:
    """CLREQ 3.1.6: of 》、 and of （《 half an em goes; beside a character nothing goes always."""
    assert joint(cell("》"), cell("，"), 0.08, squeeze=True).fixed == -EM / 2
    assert joint(cell("（"), cell("“"), 0.08, squeeze=True).fixed == -EM / 2
    assert joint(cell("字"), cell("，"), 0.08, squeeze=True).fixed == 0
    assert joint(cell("》"), cell("，"), 0.08, squeeze=False).fixed == 0


def test_han_and_latin_stand_apart_but_not_beside_marks_and_spaces() -> None:
    assert joint(cell("字"), cell("a"), 0.08, squeeze=True).fixed == 0.08 * EM
    assert joint(cell("，"), cell("a"), 0.08, squeeze=True).fixed == 0
    assert joint(cell("字"), cell(" "), 0.08, squeeze=True).fixed == 0


def test_a_dash_and_an_ellipsis_stay_whole() -> None:
    assert joint(cell("—"), cell("—"), 0.08, squeeze=True).stretch == 0


def test_an_interpunct_takes_half_an_em_in_the_mainland() -> None:
    dot = cell("·")._replace(width=3.2)
    made = joint(cell("卡"), dot, 0.08, squeeze=True, half_em_dots=frozenset("·")).fixed
    assert dot.width + 2 * made == EM / 2


def test_a_mark_at_the_end_of_a_line_loses_its_blank_half() -> None:
    """GB/T 15834 5.1.10: 12 characters, one of them a comma at the end, stand in a measure of eleven and a half em."""
    made = paragraph("天地玄黄宇宙洪荒日月盈，昃辰宿列张天地玄黄宇宙", 11.5 * EM)
    first = lines(made)[0]
    assert (first.stop, first.ratio) == (12, 0)
