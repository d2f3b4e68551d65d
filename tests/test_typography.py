"""The rows of typography.py: each law is one of CLREQ or GB/T 15834, each case a line as a reader would see it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.typography import (
    ADDRESS_JOINTS,
    CLOSING,
    NO_LINE_END,
    NO_LINE_START,
    OPENING,
    SHRINKABLE,
    SQUEEZED,
    STOPS,
    UNBROKEN_PAIRS,
    address_breaks,
    allows_break,
    break_penalties,
    columns,
    forbids_break,
    inside_brackets,
    is_full_width,
    is_han,
    joins_without_space,
    shared_marks,
    straight_quotes,
)

MIXED = st.text(alphabet="天地人，。、“”‘’（）《》——……·～a7 ", max_size=30)


@given(MIXED)
def test_no_line_may_begin_or_end_with_a_forbidden_mark(text: str) -> None:
    for before, after in pairwise(text):
        if after in NO_LINE_START or before in NO_LINE_END:
            assert forbids_break(before, after)


def test_closing_marks_and_stops_begin_no_line_and_opening_ones_end_none() -> None:
    assert CLOSING - {"］"} <= NO_LINE_START
    assert OPENING - {"［"} <= NO_LINE_END
    assert STOPS <= NO_LINE_START


def test_pairs_are_never_divided() -> None:
    assert all(forbids_break(pair[0], pair[1]) for pair in UNBROKEN_PAIRS)


@pytest.mark.parametrize("text", ["说“好”吧", "“甲”“乙”", "他说‘是’了"])
def test_quotation_marks_do_not_glue_their_neighbours(text: str) -> None:
    """UAX #14 LB19 glues them; a line may end before the opening one and after the closing one."""
    for before, after in pairwise(text):
        if (after in "“‘" and before not in "“‘") or (before in "”’" and after not in "”’"):
            assert allows_break(before, after)
            assert not forbids_break(before, after)


def test_only_marks_give_width() -> None:
    assert set(SHRINKABLE) <= SQUEEZED
    assert all(0 < share <= 1 for share in SHRINKABLE.values())


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("他说“好”。", [False, False]),
        ("It’s fine.", [True]),
        ("“Hello,” he said.", [True, True]),
        ("他说“hello world”，", [False, False]),
        ("word “quoted” word", [True, True]),
        ("那——这……", [False, False]),
        ("卡尔·马克思", [False]),
        ("“你说‘好’吗”", [False, False, False, False]),
        ("Rock’n’roll很吵", [True, True]),
        ("1. “江南”是诗", [False, False]),
    ],
)
def test_shared_marks_are_read_in_their_context(text: str, latin: list[bool]) -> None:
    assert [is_latin for _, _, is_latin in shared_marks(text)] == latin


@given(MIXED)
def test_shared_marks_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    found = shared_marks(text)
    assert all(0 <= start < stop <= len(text) for start, stop, _ in found)
    assert all(stop <= start for (_, stop, _), (start, _, _) in pairwise(found))


def test_a_number_keeps_its_unit_and_a_date_its_parts() -> None:
    text = "他在2021年12月13日走了48小时"
    worse = break_penalties(text)
    assert {text.index("年"), text.index("月"), text.index("12"), text.index("小时")} <= set(worse)
    assert text.index("走") not in worse
    assert text.index("021年") not in worse  # inside a number no line ends at all


@given(st.text(alphabet="ab/.?=&1", max_size=40))
def test_addresses_are_divided_best_after_a_joint(text: str) -> None:
    for here, penalty in address_breaks(text).items():
        assert 0 < here < len(text)
        assert (penalty < 100) == (text[here - 1] in ADDRESS_JOINTS)


def test_words_are_no_addresses() -> None:
    assert address_breaks("internationalisation of typography") == {}


def test_straight_quotation_marks_open_and_close_in_turn() -> None:
    text = '他说"好"，又说"不"。'
    inside = straight_quotes(text)
    assert {text[here - 1 : here + 1] for here in inside} == {'"好', '好"', '"不', '不"'}
    assert straight_quotes('5"宽') == set()


@pytest.mark.parametrize(("char", "wide"), [("字", True), ("，", True), ("“", True), ("a", False), ("…", True), ("한", False)])
def test_full_width(char: str, wide: bool) -> None:
    assert is_full_width(char) == wide


def test_han_of_all_planes() -> None:
    assert all(map(is_han, "〇々𠮷㐀豈"))
    assert not any(map(is_han, "，aー1"))


@pytest.mark.parametrize(
    ("before", "after", "joined"), [("甲", "乙", True), ("甲", "a", False), ("说", "“", True), ("”", "a", False), ("a", "b", False)]
)
def test_line_ends_between_wide_characters_are_no_space(before: str, after: str, joined: bool) -> None:
    assert joins_without_space(before, after) == joined


def test_columns_of_a_terminal() -> None:
    assert (columns("甲a，"), columns("e\u0301"), columns("“甲”")) == (5, 1, 6)


def test_a_title_is_divided_outside_its_quotation() -> None:
    text = "试行“夜读”：灯亮"
    inside = inside_brackets(text)
    assert {text[here - 1 : here + 1] for here in inside} == {"“夜", "夜读", "读”"}
