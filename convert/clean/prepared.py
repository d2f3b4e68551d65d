"""A set of rules made ready for use: what is read and indexed once serves every article of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from .credits import CreditReader
from .index import Index
from .literals import Lookup, needed
from .rule import Rule


class Prepared:
    """The rules by where they are used: on elements, on lines of text, on credits, by name of their test."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self.names = frozenset(rule.name for rule in rules)
        self.index = Index(rules)
        texts = (rule for rule in rules if rule.text and not (rule.selector or rule.words))
        self._expressions = tuple((rule, expression) for rule in texts for expression in rule.text)
        self._lookup = Lookup(needed(expression) for _, expression in self._expressions)
        self.for_line = lru_cache(maxsize=1024)(self._for_line)
        """The rules on lines that may match a text, in their order, each with its expressions that may: mostly none."""
        self.tests: Mapping[str, Rule] = {rule.test: rule for rule in rules if rule.test}
        self.calls = tuple(rule for rule in rules if rule.terms)
        self.credits = CreditReader(rules)

    def _for_line(self, text: str) -> tuple[tuple[Rule, tuple[str, ...]], ...]:
        found: dict[str, tuple[Rule, list[str]]] = {}
        for rule, expression in map(self._expressions.__getitem__, self._lookup.of(text)):
            found.setdefault(rule.name, (rule, []))[1].append(expression)
        return tuple((rule, tuple(expressions)) for rule, expressions in found.values())


_last: list[Prepared] = []


def prepare(rules: tuple[Rule, ...]) -> Prepared:
    """The rules made ready; the same again for the very same rules, which rule.active_rules gives to article after article."""
    if not _last or _last[0].rules is not rules:
        _last[:] = [Prepared(rules)]
    return _last[0]
