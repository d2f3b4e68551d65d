"""What a program calls that wants articles converted: `render` to bytes, `convert_file` to a file.

A new entry is a function here and its name in `convert/__init__.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import pipeline
from .errors import ArticleError, Diagnostic, SetupError, UsageError
from .jobs import Job, Target
from .places import format_of, known_format

_CHILDREN = {kind.exit_status: kind for kind in (ArticleError, UsageError, SetupError)}


def _ignore(_what: Diagnostic) -> None:
    """Where nobody asked to be told."""


def render(reading: pipeline.Reading, format_name: str) -> bytes:
    """The article in a format of `convert.write.names()`, as the bytes of its file.

    Raises UsageError for a name that is none, SetupError where the set-up lacks what the format needs, ArticleError with --strict.
    """
    return pipeline.print_all(reading, [known_format(format_name)], _ignore)[format_name].data


def convert_file(
    source: Path | str,
    output: Path | str,
    format_name: str = "",
    options: Mapping[str, Any] | None = None,  # Any: values of settings, whose types config.Config declares
) -> tuple[Diagnostic, ...]:
    """Convert one article to one file, and return what was said about it on the way.

    The format is that of `output`'s suffix where none is named. Raises HuoziError (the child that the fault is); then nothing was written.
    """
    format_name = known_format(format_name) if format_name else format_of(Path(output))
    outcome = pipeline.run(Job(str(source), (Target(format_name, str(output)),), dict(options or {})))
    if outcome.failed:
        raise _CHILDREN[outcome.status](outcome.diagnostics[-1])
    return outcome.diagnostics
