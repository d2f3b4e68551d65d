"""A file of our own rules, with the words that its expressions need: to take them apart costs as much as to read the TOML."""

from __future__ import annotations

from pathlib import Path

from .. import tables
from . import literals


class _Rules(tables.Loader):
    made_by = (*tables.Loader.made_by, str(literals.__file__))

    def table(self, text: str) -> tables.Table:
        found = super().table(text)
        return {**found, "words": {expression: literals.needed(expression) for one in found["rule"] for expression in one.get("text", ())}}


def rules_of(path: Path) -> list[tables.Table]:
    """The tables of the rules in a file that came with the program; `literals` knows the words of their expressions from then on."""
    found = tables.load(path, _Rules)
    literals.known.update(found["words"])
    rules: list[tables.Table] = found["rule"]
    return rules
