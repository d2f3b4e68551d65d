"""The reference says what the code says, and every code of a diagnostic has its row."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from convert import cli, config, errors
from convert.clean.rule import own_rules

from . import reference

PACKAGE = Path(__file__).parents[1] / "convert"


def test_the_reference_is_current() -> None:
    assert reference.PATH.read_text(encoding="utf-8") == reference.text(), "run make docs"


def test_everything_is_documented() -> None:
    text = reference.PATH.read_text(encoding="utf-8")
    names = [*config.rows(), *errors.CODES, *(rule.name for rule in own_rules())]
    assert [name for name in names if f"| `{name}` |" not in text] == []
    parameters = [parameter for command in cli.huozi.commands.values() for parameter in command.params]
    options = {option for parameter in parameters for option in parameter.opts if option.startswith("--")}
    assert [option for option in options if option not in text and option.removeprefix("--") not in config.rows()] == []
    assert [name for name in cli.huozi.commands if f"### huozi {name}\n" not in text] == []


def codes_in(tree: ast.AST) -> Iterator[str]:
    """The texts that look like a code where a diagnostic is made, whichever function makes it."""
    makers = {"diagnostic", "of", "Diagnostic", "NoPicture"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in makers:
                texts = [argument.value for argument in node.args[:2] if isinstance(argument, ast.Constant)]
                yield from [text for text in texts if isinstance(text, str)][:1]


def test_each_code_that_is_made_has_a_row() -> None:
    made = {code for path in PACKAGE.rglob("*.py") for code in codes_in(ast.parse(path.read_text(encoding="utf-8")))}
    assert len(made) > 30
    assert {code for code in made if code not in errors.CODES} == set()


def test_each_row_is_made_somewhere() -> None:
    """A code may reach its maker by a variable: it must at least stand somewhere beside the table."""
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.name != "errors.py")
    assert [name for name in errors.CODES if f'"{name}"' not in code] == []


def test_the_rows_are_sorted_and_say_something() -> None:
    assert list(errors.CODES) == sorted(errors.CODES)
    assert [code for code, meaning in errors.CODES.items() if not meaning.endswith(".")] == []
