"""What an expression needs, told without compiling it: every text that it matches must have it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.clean.literals import Lookup, may_match, needed
from convert.clean.rule import own_rules

EXPRESSIONS = sorted({text for rule in own_rules() for text in rule.text})

CASES = {
    "扫一扫": ("扫一扫",),
    "扫一?扫": ("扫一扫", "扫扫"),
    "[扫掃]码": ("扫码", "掃码"),
    "(?:关注|订阅)(?:我们|本号)": ("关注我们", "关注本号", "订阅我们", "订阅本号"),
    "(?P<value>甲|乙)丙": ("甲丙", "乙丙"),
    "来源[:：].+": ("来源:", "来源："),
    "来源：(?:[^，]{2,9})的(?:网站|报纸)": ("来源：",),
    "(?:转载){2,}自": ("转载",),
    "(?:转载){0,2}自": ("自",),
    "(?:转载)*自": ("自",),
    "(?=.*版权).{2,9}": ("版权",),
    "(?!.*版权)转载": ("转载",),
    "(?<!不)转载": ("转载",),
    r"\u5173注": ("注",),
    r"\(完\)": ("(完)",),
    r"a+b": ("a",),
    r"(?>甲|乙)丙": ("甲丙", "乙丙"),
    r"[|\[\]]甲": ("|甲", "[甲", "]甲"),
    r"[\\|]": None,
    r"[甲\-丁]": None,
    "[甲-丁]": None,
    "[^甲]": None,
    "甲?": None,
    "甲|": None,
    ".{2,9}": None,
    "(?i)App": None,
    r"(甲)\1": None,
}  # fmt: skip


@pytest.mark.parametrize(("expression", "words"), CASES.items())
def test_words_are_read_from_an_expression(expression: str, words: tuple[str, ...] | None) -> None:
    assert needed(expression) == words


@given(st.data(), st.sampled_from(EXPRESSIONS))
def test_what_a_rule_matches_has_what_it_needs(data: st.DataObject, expression: str) -> None:
    text = data.draw(st.from_regex(re.compile(expression), fullmatch=True))
    assert may_match(expression, text)


PIECES = st.sampled_from(("甲", "乙丙", "[丁戊]", r"[\[|\]]", "[^己]", r"\s", ".", r"\d", "a", r"\.", "(?!庚)", "(?<!庚)"))
TIMES = st.sampled_from(("", "", "", "?", "*", "+", "{2}", "{0,2}", "{1,}", "??", "+?"))
EXPRESSION = st.recursive(
    PIECES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.tuples(st.lists(inner, min_size=1, max_size=3).map("|".join), TIMES).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        st.tuples(PIECES.filter(lambda piece: piece[0] != "("), TIMES).map("".join),
    ),
    max_leaves=8,
)


@given(st.data(), EXPRESSION)
def test_what_any_expression_matches_has_what_it_needs(data: st.DataObject, expression: str) -> None:
    text = data.draw(st.from_regex(re.compile(expression), fullmatch=True))
    assert may_match(expression, text)


def test_few_rules_are_asked_of_an_ordinary_line() -> None:
    """Else the index would be of no use: most expressions must need a word."""
    assert sum(needed(expression) is None for expression in EXPRESSIONS) * 20 < len(EXPRESSIONS)


def test_a_lookup_gives_in_order_what_may_match() -> None:
    lookup = Lookup([("关注",), None, ("转载", "关注我们")])
    assert lookup.of("请关注我们") == [0, 1, 2]
    assert lookup.of("请转载") == [1, 2]
    assert lookup.of("") == [1]
