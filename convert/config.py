"""Every setting, one row each, and the layers that decide it.

A new setting is one annotated field of `Config`: the command line, `huozi.toml`, the `huozi:` map of an article, the validation and
the reference in docs/ all come from that row.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec

from .errors import Severity, UsageError, diagnostic

FILE_NAME = "huozi.toml"


def setting(text: str, *, group: str, article: bool = True, metavar: str = "") -> msgspec.Meta:
    """The row of a setting: its help text, the group it is listed under, and whether an article may set it for itself.

    `article` is False for what reaches beyond the article (folders, the network, rules): its text is a stranger's (promise P6).
    """
    return msgspec.Meta(description=text, extra={"group": group, "article": article, "metavar": metavar})


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """What holds for one article, all layers applied."""

    # reading
    encoding: Annotated[str, setting("Read sources in this encoding instead of detecting it.", group="reading", article=False)] = ""
    zone: Annotated[str, setting("Zone of dates without one, and of the dates written.", group="reading")] = "Asia/Shanghai"
    lang: Annotated[str, setting("Language of the article instead of what its characters say.", group="reading")] = ""
    breaks: Annotated[
        Literal["soft", "hard"], setting("What a line end in a Markdown paragraph is: hard makes each a break, as Hexo does.", group="reading")
    ] = "soft"
    strict: Annotated[bool, setting("Let warnings fail the article.", group="reading", article=False)] = False

    # cleaning
    clean: Annotated[bool, setting("Remove site furniture by the rules.", group="cleaning")] = True
    keep: Annotated[tuple[str, ...], setting("Turn this cleaning rule off (repeatable).", group="cleaning", metavar="RULE")] = ()
    rules_dir: Annotated[str, setting("Folder of further cleaning rules (TOML).", group="cleaning", article=False, metavar="FOLDER")] = ""

    # text formats
    indent: Annotated[
        Literal["auto", "keep", "none", "all"],
        setting("First-line indent: auto is keep for Markdown and text, all for EPUB and PDF.", group="text"),
    ] = "auto"


class Settings(msgspec.Struct, frozen=True):
    """A Config, where each of its values comes from ("default", a path, "article", "command line"), and the rules of huozi.toml."""

    config: Config
    origins: dict[str, str]
    rules: tuple[dict[str, Any], ...] = ()  # Any: tables of a foreign TOML file, validated by clean/


def rows() -> dict[str, tuple[Any, msgspec.Meta, object]]:
    """Per setting, by its name on the command line: its type, its row and its default."""
    hints = get_type_hints(Config, include_extras=True)
    fields = {field.name: field for field in msgspec.structs.fields(Config)}
    return {
        fields[name].encode_name: (hint.__args__[0], hint.__metadata__[0], fields[name].default)
        for name, hint in hints.items()
        if name in fields
    }


def find_file(source: Path) -> Path | None:
    """The nearest huozi.toml, from the folder of `source` (or `source` itself, a folder) upward."""
    start = source if source.is_dir() else source.parent
    for folder in (start.absolute(), *start.absolute().parents):
        if (candidate := folder / FILE_NAME).is_file():
            return candidate
    return None


def read_file(path: Path) -> dict[str, Any]:
    """The tables of a huozi.toml.

    Raises UsageError (settings-file) with the line where it is no TOML.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(diagnostic(Severity.ERROR, "settings-file", f"cannot read it: {error}", file=str(path))) from None


def resolve(
    file: Path | None = None, article: Mapping[str, Any] | None = None, options: Mapping[str, Any] | None = None, *, name: str = ""
) -> Settings:
    """The layers put on one another: defaults, huozi.toml, the article's `huozi:` map, the command line.

    Keys are those of `rows()`. Raises UsageError for an unknown key (unknown-setting, with the nearest known one) and for a value of
    the wrong kind (bad-setting); `name` is the article's, for those lines.
    """
    tables = read_file(file) if file else {}
    rules = tuple(tables.pop("rules", ()))
    values: dict[str, Any] = {}
    origins = dict.fromkeys(rows(), "default")
    for layer, origin, place in ((tables, str(file), str(file)), (article or {}, "article", name), (options or {}, "command line", "")):
        _check_keys(layer, place, from_article=origin == "article")
        values |= layer
        _convert(values, place)
        origins |= dict.fromkeys(layer, origin)
    return Settings(_convert(values, ""), origins, rules)


def _convert(values: dict[str, Any], place: str) -> Config:
    try:
        return msgspec.convert(values, Config)
    except msgspec.ValidationError as error:
        raise UsageError(diagnostic(Severity.ERROR, "bad-setting", str(error), file=place)) from None


def _check_keys(layer: Mapping[str, Any], place: str, *, from_article: bool) -> None:
    known = {key: row for key, (_, row, _) in rows().items()}
    for key in layer:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1, 0.0)
            raise UsageError(
                diagnostic(Severity.ERROR, "unknown-setting", f"no setting is called {key!r}", file=place, hint=f"the nearest one is {near[0]!r}")
            )
        if from_article and not (known[key].extra or {})["article"]:
            raise UsageError(
                diagnostic(Severity.ERROR, "unknown-setting", f"an article cannot set {key!r} for itself", file=place, hint="set it in huozi.toml")
            )
