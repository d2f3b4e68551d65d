"""Writes docs/reference.md from the code: commands, settings, formats, rules, diagnostics; a test compares it.

    python -m tests.reference

A new section is a function that yields lines, named in `text`.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import click

from convert import cli, config, errors, write
from convert.clean.rule import own_rules
from convert.cli.options import SettingOption

PATH = Path(__file__).parents[1] / "docs" / "reference.md"


def text() -> str:
    """The whole reference."""
    sections = (commands, settings, formats, rules, diagnostics, statuses)
    lines = ["# Reference", "", "Written from the code by `make docs`; change it there.", ""]
    for section in sections:
        lines += [*section(), ""]
    return "\n".join(lines)


def commands() -> Iterator[str]:
    """Each command: its usage, its help, its own options."""
    yield "## Commands"
    # click keeps the help option of the first context it sees: tests run in one process with others
    parent = click.Context(cli.huozi, info_name="huozi", help_option_names=["-h", "--help"])
    for name, command in sorted(cli.huozi.commands.items()):
        context = click.Context(command, info_name=name, parent=parent)
        yield from ("", f"### huozi {name}", "", "```", f"huozi {name} {' '.join(command.collect_usage_pieces(context))}", "```", "")
        yield from _help(command.help or "")
        own = [option for option in command.params if isinstance(option, click.Option)]
        yield from (f"- {_option(option, context)}" for option in own if not isinstance(option, SettingOption))
        if groups := sorted({option.group for option in own if isinstance(option, SettingOption)}):
            yield f"- the settings of {', '.join(groups)}"


def _help(words: str) -> Iterator[str]:
    """A help text as Markdown: what stands behind \\b is printed as it is."""
    for part in inspect.cleandoc(words).split("\n\n"):
        if part.startswith("\b"):
            yield from ("```", *part.split("\n")[1:], "```", "")
        else:
            yield from (" ".join(part.split("\n")), "")


def _option(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    names, words = record if record else ("", "")
    return f"`{names}` {words}".replace("  [", " [")


def settings() -> Iterator[str]:
    """A table a group."""
    yield from ("## Settings", "", "In `huozi.toml`, in an article's `huozi:` map where it may, on the command line as `--name`.")
    rows = config.rows()
    for group in sorted({_extra(row)["group"] for _, row, _ in rows.values()}):
        head = ("| setting | values | default | in an article | what it does |", "| --- | --- | --- | --- | --- |")
        yield from ("", f"### {group}", "", *head)
        for name, (hint, row, default) in rows.items():
            if _extra(row)["group"] == group:
                allowed = "yes" if _extra(row)["article"] else "no"
                yield f"| `{name}` | {_values(hint, row)} | {_default(default)} | {allowed} | {row.description} |"


def _extra(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = row.extra
    return found


def _values(hint: Any, row: Any) -> str:
    choices = [value for part in (hint, *get_args(hint)) if get_origin(part) is Literal for value in get_args(part)]
    if choices:
        return ", ".join(f"`{choice}`" for choice in choices)
    named = _extra(row)["metavar"].lower()
    kinds = {bool: "true, false", int: "a whole number", float: "a number", str: "text"}
    return str(named or kinds.get(hint, "a list of texts" if get_origin(hint) is tuple else "text"))


def _default(default: object) -> str:
    return f"`{str(default).lower() if isinstance(default, bool) else default}`" if default not in ("", (), None) else ""


def formats() -> Iterator[str]:
    """The built-in writers."""
    yield from ("## Formats", "", "| format | suffix | media type | what it is |", "| --- | --- | --- | --- |")
    for name in write.BUILT_IN:
        writer = write.get(name)
        yield f"| `{name}` | `{writer.suffix}` | {writer.media_type} | {writer.title} |"


def rules() -> Iterator[str]:
    """The cleaning rules that come with the program."""
    yield from ("## Cleaning rules", "", "`--keep RULE` turns one off; `huozi inspect` shows what each removed.", "")
    yield from ("| rule | file | why |", "| --- | --- | --- |")
    for rule in own_rules():
        yield f"| `{rule.name}` | {Path(rule.origin).name} | {rule.why} |"


def diagnostics() -> Iterator[str]:
    """The codes."""
    yield from ("## Diagnostics", "", "| code | what it means, and what to do |", "| --- | --- |")
    for code, meaning in sorted(errors.CODES.items()):
        yield f"| `{code}` | {meaning} |"


def statuses() -> Iterator[str]:
    """What the command returns."""
    yield from ("## Exit statuses", "")
    yield f"- {errors.EXIT_OK}: all well"
    yield f"- {errors.EXIT_ARTICLE}: an article failed, a missing or unreadable one included, or there were warnings under `--strict`"
    yield f"- {errors.EXIT_USAGE}: the command line or a settings file is wrong"
    yield f"- {errors.EXIT_SETUP}: the set-up lacks something that the asked format needs: a font, Pango"
    yield f"- {errors.EXIT_INTERRUPTED}: interrupted"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
    print(PATH)
