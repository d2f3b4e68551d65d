"""The index chooses by keys what CSS would choose by matching each selector against each tag."""

from __future__ import annotations

import re

import pytest
import soupsieve
from bs4.element import Tag
from hypothesis import given
from hypothesis import strategies as st

from convert.clean.index import Index
from convert.clean.rule import Rule, own_rules
from convert.clean.soup import make_soup

_SELECTORS = (
    *("p", "TABLE", "*", "#甲", ".乙", "[rel]", "[REL=tag]", "[class]", "[style*='none']", "aside[class*=side]", "a[href='x.y#z']"),
    *(".乙.丁", "p#甲.乙", "div > .乙 a", 'a[title="a, b"] + p', "p:first-child, .丁", ":root", "p:not(.乙, #甲)"),
    *("div.push", "div.push:has(> .tag)", ":is(.乙, #丙) > p"),
)

_names = st.sampled_from(("div", "p", "a", "table", "aside", "span"))
_attributes = st.fixed_dictionaries(
    {},
    optional={
        "class": st.sampled_from(("乙", "丁 乙", "push", "tag", "leftside", "")),
        "id": st.sampled_from(("甲", "丙")),
        "rel": st.sampled_from(("tag", "nofollow")),
        "href": st.sampled_from(("x.y#z", "/")),
        "title": st.just("a, b"),
        "style": st.just("display:none"),
    },
)


def _start(name: str, attributes: dict[str, str]) -> str:
    return "".join((f"<{name}", *(f' {key}="{value}"' for key, value in attributes.items()), ">字"))


_starts = st.builds(_start, _names, _attributes)
_pages = st.lists(st.one_of(_starts, _names.map("</{}>".format)), max_size=12).map("".join)


def _chosen(selector: str, page: str) -> None:
    soup = make_soup(page)
    index = Index((Rule("it", "", selector=selector),))
    css = {id(tag) for tag in soupsieve.select(selector, soup)}
    for tag in soup.find_all(True):
        assert isinstance(tag, Tag)
        assert bool(index.of(tag)) == (id(tag) in css), (selector, str(tag))


@given(st.sampled_from(_SELECTORS), _pages)
def test_the_index_chooses_what_css_chooses(selector: str, page: str) -> None:
    _chosen(selector, page)


@pytest.mark.parametrize("rule", [rule for rule in own_rules() if rule.selector], ids=lambda rule: str(rule.name))
def test_it_does_for_our_own_rules(rule: Rule) -> None:
    for page in (*rule.match, *rule.miss, *(f"<{name}>字</{name}>" for name in re.findall(r"[a-z]+", rule.selector))):
        _chosen(rule.selector, page)
