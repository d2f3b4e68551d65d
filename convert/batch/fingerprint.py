"""What shapes an output beside its source, as one digest: where it changes, a batch prints anew.

A new influence is one line in `inputs`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from .. import __version__, config, output, write
from ..config import Settings

_PACKAGE = Path(__file__).parents[1]
_LIBRARIES = {
    "md": ("beautifulsoup4", "lxml", "markdown-it-py"),
    "txt": ("beautifulsoup4", "lxml", "markdown-it-py"),
    "json": ("beautifulsoup4", "lxml", "markdown-it-py"),
    "epub": ("beautifulsoup4", "lxml", "markdown-it-py", "EbookLib", "Pillow", "fonttools"),
    "pdf": ("beautifulsoup4", "lxml", "markdown-it-py", "weasyprint", "pydyf", "Pillow", "fonttools"),
}
"""The distributions whose version can show in a format's bytes."""


def inputs(format_name: str, settings_file: Path | None, options: Mapping[str, Any]) -> str:
    """The digest for one format under one huozi.toml and the options of the command line.

    Settings of the groups epub and pdf do not touch the other formats. Raises UsageError where settings or rules are wrong.
    """
    settings = config.resolve(settings_file, None, options)
    _check_rules(settings)
    parts: list[object] = [format_name, _program(), os.environ.get("SOURCE_DATE_EPOCH", ""), _values(format_name, settings), settings.rules]
    parts += [_files(path) for path in _paths(settings)]
    parts += [_version(name) for name in _LIBRARIES.get(format_name, ())]
    if format_name not in write.BUILT_IN:
        parts.append(_plugin(format_name))
    if format_name == "pdf" or (format_name == "epub" and settings.config.embed_fonts):
        parts.append(_fonts())
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()


def _check_rules(settings: Settings) -> None:
    """Finds before a batch begins what is wrong in rules that a person wrote or named. Ours are tested, and need not be loaded here."""
    if settings.rules or settings.config.rules_dir or settings.config.keep:
        from ..clean.rule import active_rules

        active_rules(settings)


def _values(format_name: str, settings: Settings) -> dict[str, Any]:
    shaping = {name for name, (_, row, _) in config.rows().items() if (row.extra or {})["shapes"]}
    values = {name: value for name, value in msgspec.to_builtins(settings.config).items() if name in shaping}
    if format_name not in ("md", "txt", "json"):
        return values
    return {name: value for name, value in values.items() if (config.rows()[name][1].extra or {})["group"] not in ("epub", "pdf")}


def _paths(settings: Settings) -> Iterator[Path]:
    """The files and folders that settings name."""
    values = msgspec.to_builtins(settings.config)
    shaping = {name for name, (_, row, _) in config.rows().items() if (row.extra or {})["shapes"]}
    yield from (Path(values[name]) for name in values if name in shaping and config.names_path(name) and values[name])


def _files(path: Path) -> str:
    """The digest of a file, or of all files below a folder."""
    found = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(below for below in path.rglob("*") if below.is_file()):
        found.update(os.fsencode(file.relative_to(path) if file != path else file.name) + b"\0")
        found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


@cache
def _program() -> str:
    """This package's code, rules and style sheets as they are, not only its version: a checkout is changed without raising it."""
    found = hashlib.sha256(__version__.encode())
    for file in sorted(path for path in _PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        found.update(os.fsencode(file.relative_to(_PACKAGE)) + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # an eighth of the start-up

    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name


def _plugin(format_name: str) -> str:
    """The version of the package that a writer comes from."""
    from importlib.metadata import entry_points

    found: Iterable[Any] = entry_points(group=write.GROUP, name=format_name)  # Any: EntryPoint.dist is not in its type
    return " ".join(str(point.dist and f"{point.dist.name} {point.dist.version}") for point in found)


@cache
def _fonts() -> str:
    """The fonts of this machine, by their files' names, sizes and times; asking for them loads WeasyPrint."""
    from .. import fonts

    files = {font.file for family in fonts.installed().values() for font in family}
    return str(sorted((file, str(output.stamp(Path(file)))) for file in files))
