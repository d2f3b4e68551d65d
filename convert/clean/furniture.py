"""Elements that rules choose by selector or by the parts of their class and id names.

A name alone is a poor witness (the whole article may stand in class="share-content"), so a rule that came with the program never takes
the element that holds most of the article's paragraphs, nor a large part of them. A rule of the user is obeyed.
"""

from __future__ import annotations

import re

from bs4.element import Tag

from .flow import Flow
from .rule import Rule

_LARGEST = 0.3
"""Share of the article's real paragraphs that an element may hold and still be furniture."""
_LARGEST_TEXT = 0.5
"""The same of all its characters, for an article without real paragraphs."""


def is_furniture(tag: Tag, rule: Rule, flow: Flow) -> bool:
    """Whether a rule that names this element applies to it here."""
    if rule.text and not _says(tag, rule):
        return False
    return _stands(tag, rule, flow) and (rule.do == "unwrap" or _by_user(rule) or not _holds_article(tag, flow))


def _says(tag: Tag, rule: Rule) -> bool:
    text = " ".join(tag.get_text(" ").split())
    return len(text) <= rule.longest and re.fullmatch(rule.text, text) is not None


def _stands(tag: Tag, rule: Rule, flow: Flow) -> bool:
    if rule.where == "anywhere":
        return True
    core_start, core_end = flow.spans[id(flow.core)]
    paragraphs = [line.number for line in flow.lines[core_start:core_end] if line.real]
    start, end = flow.spans[id(tag)]
    before = not paragraphs or end <= paragraphs[0]
    after = not paragraphs or start > paragraphs[-1]
    return (before and rule.where != "end") or (after and rule.where != "start")


def _by_user(rule: Rule) -> bool:
    return "/" in rule.origin or "\\" in rule.origin or not rule.origin.endswith(".toml") or rule.origin == "huozi.toml"


def _holds_article(tag: Tag, flow: Flow) -> bool:
    if tag is flow.core or tag in flow.core.parents:
        return flow.size(tag) > 0
    whole = flow.weight(flow.core)
    if whole:
        return flow.weight(tag) > whole * _LARGEST
    return flow.size(tag) > flow.size(flow.core) * _LARGEST_TEXT
