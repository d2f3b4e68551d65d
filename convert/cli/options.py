"""The options of the commands: one per row of `config.Config`, listed in the help text under the row's group.

A new setting needs nothing here; a new kind of value is one case in `_kind`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import click
import msgspec

from .. import config, write
from ..errors import UsageError
from ..places import known_format

Command = TypeVar("Command", bound=Callable[..., Any])

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class SettingOption(click.Option):
    """An option made from a row of Config; its value reaches the command only where the user gave it."""

    group = ""


class Commands(click.Group):
    """The commands of huozi. Who names an article where a command stands is told which one takes it."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command and its arguments; raises UsageError (bad-option) for what is a file or a folder."""
        name = args[0]
        if self.get_command(ctx, name) is None and Path(name).exists():
            command = "batch" if Path(name).is_dir() else "convert"
            raise UsageError.of("bad-option", f"{name} is no command", hint=f"huozi {command} {name}")
        return super().resolve_command(ctx, args)


class GroupedCommand(click.Command):
    """A command whose help lists its own options first, then the settings by their group."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one section a group; click's own form is one list of all."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(ctx)) is not None:
                group = f"Settings, {parameter.group}" if isinstance(parameter, SettingOption) else "Options"
                groups.setdefault(group, []).append(record)
        for title in sorted(groups):
            with formatter.section(title):
                formatter.write_dl(groups[title])


def _kind(hint: Any) -> dict[str, Any]:  # noqa: ANN401 - type expressions have no common type
    """How click reads a value of the type: the keyword arguments of its option."""
    if hint is bool:
        return {"is_flag": True}
    choices = [value for part in (hint, *get_args(hint)) if get_origin(part) is Literal for value in get_args(part)]
    if choices:
        return {"type": click.Choice(choices)}
    if get_origin(hint) is tuple:
        return {"multiple": True}
    for number in (int, float):
        if hint is number or number in get_args(hint):
            return {"type": number}
    return {"type": str}


def _option(name: str, hint: Any, row: msgspec.Meta, default: object) -> SettingOption:  # noqa: ANN401 - a type expression
    flag = f"--{name}/--no-{name}" if hint is bool else f"--{name}"
    told = "" if default in ("", (), None) else f"  [default: {_shown(default)}]"
    metavar = (row.extra or {}).get("metavar") or None
    option = SettingOption(
        [flag], default=None, help=f"{row.description}{told}", expose_value=False, callback=_keep, metavar=metavar, **_kind(hint)
    )
    option.group = _group(row)
    return option


def _group(row: msgspec.Meta) -> str:
    return str((row.extra or {})["group"])


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    return ",".join(default) if isinstance(default, tuple) else str(default)


def _keep(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
    """Note a setting that the command line gives."""
    if value is not None and value != ():
        _chosen(ctx)[parameter.opts[0].removeprefix("--")] = list(value) if isinstance(value, tuple) else value


def _chosen(ctx: click.Context) -> dict[str, Any]:
    """The settings given on the command line, by their names in `config.rows()`."""
    found: dict[str, Any] = ctx.meta.setdefault("huozi.options", {})
    return found


class Asked(msgspec.Struct, frozen=True):
    """What every command that reads articles is told: the settings given, and how much to say."""

    options: dict[str, Any]
    settings_file: Path | None
    quiet: bool
    debug: bool


def common(*groups: str) -> Callable[[Command], Command]:
    """Give a command `asked`: the settings of these groups (of all, where none is named), --settings, -q and --debug."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def told(settings_file: Path | None, quiet: bool, debug: bool, **rest: object) -> object:
            asked = Asked(_chosen(click.get_current_context()), settings_file, quiet, debug)
            return command(asked=asked, **rest)

        # where click's own decorators leave an option for the command to come
        told.__click_params__ = [*reversed(_options(groups)), *getattr(command, "__click_params__", [])]  # type: ignore[attr-defined]
        return cast(Command, told)

    return decorate


def _options(groups: tuple[str, ...]) -> list[click.Option]:
    path = click.Path(path_type=Path)
    own = [
        click.Option(["--settings", "settings_file"], type=path, metavar="FILE", help="Use this huozi.toml, not the nearest."),
        click.Option(["-q", "--quiet"], is_flag=True, help="Say nothing but errors."),
        click.Option(["--debug"], is_flag=True, help="Show the traceback of a fault in the program."),
    ]
    return [*own, *(option for option in _settings() if not groups or option.group in groups)]


@functools.cache
def _settings() -> tuple[SettingOption, ...]:
    """An option for each row, the same for all commands: click's options hold nothing of a call."""
    return tuple(_option(name, hint, row, default) for name, (hint, row, default) in config.rows().items())


_BATCH: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (  # Any: keyword arguments of click.option
    (("-j", "--jobs", "n"), {"type": click.IntRange(0), "metavar": "N", "help": "Worker processes, 0 for none.  [default: the cores]"}),
    (("--include",), {"multiple": True, "metavar": "GLOB", "help": "Only articles whose name, or path with a /, fits."}),
    (("--exclude",), {"multiple": True, "metavar": "GLOB", "help": "No articles or folders whose name, or path with a /, fits."}),
    (("--dry-run",), {"is_flag": True, "help": "Print the plan and write nothing."}),
    (("--force",), {"is_flag": True, "help": "Overwrite outputs that a person changed."}),
    (("--prune",), {"is_flag": True, "help": "Remove outputs whose article has gone."}),
    (("--fail-fast",), {"is_flag": True, "help": "Stop at the first article that fails."}),
    (("--list-failed", "only_failed"), {"is_flag": True, "help": "Run only the articles that failed last time."}),
    (("--timeout",), {"type": click.FloatRange(0, min_open=True), "metavar": "SECONDS", "help": "End an article that takes longer."}),
    (("--max-memory", "memory"), {"type": click.IntRange(64), "metavar": "MB", "help": "Memory of a worker (not on Windows)."}),
    (("--report",), {"default": "", "metavar": "FILE", "help": "A line of JSON on what became of each article; - is standard output."}),
    (("--json-lines",), {"default": "", "metavar": "FILE", "help": "All articles in one file, a line of JSON each; implies -t json."}),
    (("--watch",), {"is_flag": True, "help": "Go on, and convert what changes."}),
)


def batch_options(command: Command) -> Command:
    """What only `huozi batch` takes."""
    for names, settings in reversed(_BATCH):
        command = click.option(*names, **settings)(command)
    return command


def formats(_ctx: click.Context, _parameter: click.Parameter, values: Iterable[str]) -> tuple[str, ...]:
    """The formats of -t: repeated, comma lists or both, each once, in the order given."""
    names = [name.strip(" .").lower() for value in values for name in value.split(",")]
    return tuple(dict.fromkeys(known_format(name) for name in names if name))


def complete_format(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """For the shell's completion: the formats that begin so, after the last comma."""
    done, comma, last = incomplete.rpartition(",")
    return [f"{done}{comma}{name}" for name in write.names() if name.startswith(last)]


def as_text(values: Mapping[str, Any], origins: Mapping[str, str]) -> list[str]:
    """The settings as lines of TOML, each with where it comes from."""
    lines = [(f"{name} = {_toml(value)}", origins[name]) for name, value in values.items()]
    width = max(len(line) for line, _ in lines)
    return [f"{line:<{width}}  # {origin}" for line, origin in lines]


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case list() | tuple():
            return f"[{', '.join(_toml(item) for item in value)}]"
        case _:
            return '"' + str(value if value is not None else "").replace("\\", "\\\\").replace('"', '\\"') + '"'
