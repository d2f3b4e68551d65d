"""The first stage: a path or bytes to a Source, which is the text of the body, the front matter, and where each stood.

files.py opens, encoding.py decodes, front_matter.py splits and parses (yaml.py and repair.py for it), kind.py tells HTML from Markdown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from ..config import Config
from ..errors import ArticleError, Report, Severity, diagnostic
from ..meta.scalars import core
from .encoding import decode
from .files import check, load
from .front_matter import Front, read_front
from .kind import TEXT_SUFFIXES, Kind, as_paragraphs, kind_of
from .unwritable import clean_text, clean_value

__all__ = ["Source", "read"]


class Source(msgspec.Struct, frozen=True):
    """An article file, read and taken apart; nothing in it is interpreted yet.

    `body` is never stripped, its lines end in \\n, and its first line is line `body_line` (1-based) of the file. Strings of `front`
    are as they stood; `scalars.core` reads those that stood without quotes. `encoding` is a Python codec name.
    """

    name: str
    """As the user named it, "-" for standard input."""
    folder: Path | None
    """Only files below it may be read because the article names them; None for standard input: no file at all."""
    data: bytes
    encoding: str
    front: dict[str, Any]  # Any: JSON-like values of foreign front matter
    front_lines: dict[str, int]
    """1-based line of each key."""
    front_raw: str
    settings: dict[str, Any]
    """The `huozi:` map, taken out of `front`."""
    kind: Kind
    body: str
    body_line: int


class _Ours(msgspec.Struct):
    """What our own JSON has at least; msgspec skips the rest without building it."""

    version: int
    blocks: list[msgspec.Raw]


def read(path: Path | None, config: Config, report: Report, *, data: bytes | None = None) -> Source:
    """The Source of a file, or of `data` (with `path` None: standard input).

    Raises only HuoziError: what files.load, files.check, encoding.decode and front_matter.read_front say, not-ours for JSON of another
    kind, bad-setting for a `huozi:` that is no map. Reports control-characters and empty-body.
    """
    name = "-" if path is None else str(path)
    if data is None:
        data = b"" if path is None else load(path)
    check(data, name)
    decoded = decode(data, forced=config.encoding, name=name, report=report)
    text = clean_text(decoded.text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff"), name, report)
    suffix = path.suffix.lower() if path else ""
    ours = _must_be_ours(text, suffix, name)
    front = Front() if ours else read_front(text, name, report)
    kind, body = _body(text[front.offset :], suffix, ours=ours)
    if not body.strip(" \t\n\u3000\u00a0\ufeff"):
        report(diagnostic(Severity.WARNING, "empty-body", "it has no body", file=name, line=front.body_line))
    return Source(
        name=name,
        folder=path.absolute().parent if path else None,
        data=data,
        encoding=decoded.encoding,
        front=_values(front, name, report),
        front_lines=front.lines,
        front_raw=front.raw,
        settings=_settings(front, name),
        kind=kind,
        body=body,
        body_line=front.body_line,
    )


def _must_be_ours(text: str, suffix: str, name: str) -> bool:
    """Whether it is an article in our own JSON; a file called .json that is none is an error."""
    if suffix != ".json" and not text.lstrip(" \t\n").startswith("{"):
        return False
    ours = is_ours(text)
    if suffix == ".json" and not ours:
        raise ArticleError(diagnostic(Severity.ERROR, "not-ours", "it is JSON, but no article that huozi wrote", file=name))
    return ours


def is_ours(text: str | bytes) -> bool:
    """Whether it is JSON with the shape of our articles, by its outermost keys; bytes are UTF-8."""
    try:
        msgspec.json.decode(text, type=_Ours)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return False
    return True


def _body(text: str, suffix: str, *, ours: bool) -> tuple[Kind, str]:
    if ours:
        return "json", text
    kind = kind_of(text, suffix)
    if kind == "markdown" and suffix in TEXT_SUFFIXES:
        return "html", as_paragraphs(text)
    return kind, text


def _values(front: Front, name: str, report: Report) -> dict[str, Any]:
    rest = ((key, value) for key, value in front.values.items() if key != "huozi")
    return {clean_value(key, name, None, report): clean_value(value, name, front.lines.get(key), report) for key, value in rest}


def _settings(front: Front, name: str) -> dict[str, Any]:
    settings = front.values.get("huozi")
    if settings is None:
        return {}
    if not isinstance(settings, dict):
        line = front.lines.get("huozi")
        raise ArticleError(diagnostic(Severity.ERROR, "bad-setting", "huozi: is a map of settings", file=name, line=line))
    return {str(key): core(value) for key, value in settings.items()}
