"""A set of rules made ready for use: what is compiled and indexed once serves every article of a batch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .credits import CreditReader
from .index import Index
from .rule import Rule


class Prepared:
    """The rules by where they are used: on elements, on lines of text, on credits, by name of their test."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self.index = Index(rules)
        self.texts = tuple(rule for rule in rules if rule.text and not (rule.selector or rule.words))
        self.any_text = _union(self.texts)
        self.headings = tuple(rule for rule in self.texts if rule.heads)
        self.any_heading = _union(self.headings)
        self.tests: Mapping[str, Rule] = {rule.test: rule for rule in rules if rule.test}
        self.credits = CreditReader(rules)


def _union(rules: Iterable[Rule]) -> re.Pattern[str]:
    """One expression for the texts of all rules: most lines match none, and are asked once instead of a hundred times.

    A text with groups by number, references back or flags of its own has no place in it, so then it matches anything. That is read from
    the texts: to compile each for it takes longer than to convert an article.
    """
    texts = [text for rule in rules for text in rule.text]
    if any(_OWN_SYNTAX.search(_LITERAL.sub("", text)) for text in texts):
        texts = [".*"]
    return re.compile("|".join(f"(?:{_NAMED.sub('(?:', text)})" for text in texts) or "(?!)", re.DOTALL)


_LITERAL = re.compile(r"\\[^1-9]|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
"""An escape that is no reference back, and a set: nothing in them is syntax."""
_OWN_SYNTAX = re.compile(r"\((?!\?)|\(\?(?:P=|[aiLmsux-]|\()|\\[1-9]")
_NAMED = re.compile(r"\(\?P<\w+>")
_last: list[Prepared] = []


def prepare(rules: tuple[Rule, ...]) -> Prepared:
    """The rules made ready; the same again for the very same rules, which rule.active_rules gives to article after article."""
    if not _last or _last[0].rules is not rules:
        _last[:] = [Prepared(rules)]
    return _last[0]
