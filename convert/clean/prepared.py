"""A set of rules made ready for use: what is read and indexed once serves every article of a batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .credits import CreditReader
from .index import Index
from .literals import Lookup
from .rule import Rule


class Prepared:
    """The rules by where they are used: on elements, on lines of text, on credits, by name of their test."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self.index = Index(rules)
        self._texts = tuple(rule for rule in rules if rule.text and not (rule.selector or rule.words))
        self._by_text = Lookup(rule.text for rule in self._texts)
        self.tests: Mapping[str, Rule] = {rule.test: rule for rule in rules if rule.test}
        self.credits = CreditReader(rules)

    def for_line(self, text: str) -> Iterator[Rule]:
        """The rules on lines that may match this one, in their order: most lines have none of the words that any rule needs."""
        return (self._texts[number] for number in self._by_text.of(text))


_last: list[Prepared] = []


def prepare(rules: tuple[Rule, ...]) -> Prepared:
    """The rules made ready; the same again for the very same rules, which rule.active_rules gives to article after article."""
    if not _last or _last[0].rules is not rules:
        _last[:] = [Prepared(rules)]
    return _last[0]
