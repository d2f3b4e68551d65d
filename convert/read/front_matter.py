"""The front matter of an article: found, cut off, parsed.

A further kind is one row in `_FENCES` and one in `_PARSERS`. python-frontmatter's handlers parse; its own splitting is not used, since it
strips U+3000 from the body, loses all keys behind a byte order mark, and takes the `---` of a URL for a fence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import msgspec
import yaml
from frontmatter.default_handlers import BaseHandler, JSONHandler

from ..errors import ArticleError, Report, Severity, diagnostic
from ..meta.scalars import Value
from ..regex import regex
from . import repair
from .headed import read_headed
from .yaml import MAX_DEPTH, load

RAW = "front_matter"
"""The key under which front matter that could not be read is kept as it stood."""

_OPENING = regex(r"(?:[ \t]*+\n)*+(-{3,}|\+{3}|;{3})[ \t]*(?:\n|\Z)")
_FENCES = {"-": "yaml", "+": "toml", ";": "json"}
_LOOKS = regex(
    r"(?:[ \t]*(?:#[^\n]*)?\n)*+[ \t]*"
    rf"""(?:[\w$.-]+[ \t]*:(?:[ \t\n]|\Z)|(?:{repair.KNOWN})[ \t]*[:：]|"[^"\n]+"[ \t]*:|'[^'\n]+'[ \t]*:|\{{)"""
)
# Hexo 2 made its posts without the first fence: two or more lines of keys from the first line on, then the fence.
_UNOPENED = regex(
    rf"(?:{repair.KNOWN})[ \t]*:[^\n]*\n(?:(?:[\w-]+:|[ \t]*-[ \t]|[ \t]+[^ \t\n])[^\n]*\n)++(?=(---)[ \t]*(?:\n|\Z))"
)
_PROSE = regex(r"\n[ \t]*\n(?=[^ \t\n:#\-\"'{}\[\]][^:：\n]*\n)")


class Front(msgspec.Struct, frozen=True):
    """The front matter and where the body begins.

    `raw` is verbatim, `line` the 1-based line of its first character; `offset` is the body's place in the text, `body_line` its 1-based
    line. `lines` are 1-based in the file.
    """

    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    raw: str = ""
    line: int = 1
    offset: int = 0
    body_line: int = 1


def read_front(text: str, name: str, report: Report) -> Front:
    """The front matter of a text with \\n as its line ends.

    Reports front-matter-repaired and front-matter-unreadable with the line; what cannot be read is kept under RAW. Raises ArticleError
    (front-matter-open).
    """
    place = _fence(text)
    if place is None:
        return _headed(text) or _json_object(text)
    fence, start = place
    kind, line = _FENCES[fence[0]], text.count("\n", 0, start) + 1
    closing = re.compile(rf"^(?:{re.escape(fence)}{r'|[.]{3}' if kind == 'yaml' else ''})[ \t]*$", re.M).search(text, start)
    if not closing:
        if kind == "yaml" and not _LOOKS.match(text, start):
            return Front()  # a thematic break
        raise _open(name, line - 1, f"the front matter that {fence} opens never closes")
    raw = text[start : closing.start()]
    if kind == "yaml" and not _LOOKS.match(raw) and not _only_comments(raw):
        return Front()  # prose between two thematic breaks
    offset = min(closing.end() + 1, len(text))
    front = Front(raw=raw, line=line, offset=offset, body_line=text.count("\n", 0, offset) + 1)
    return _parsed(front, kind, name, report)


def _fence(text: str) -> tuple[str, int] | None:
    """The fence that the text begins with, and where its front matter starts."""
    if opening := _OPENING.match(text):
        return opening[1], opening.end()
    if unopened := _UNOPENED.match(text):
        return unopened[1], 0
    return None


def _only_comments(raw: str) -> bool:
    return all(not line.strip(" \t") or line.lstrip(" \t").startswith("#") for line in raw.split("\n"))


def _open(name: str, line: int, message: str) -> ArticleError:
    hint = "it ends with its fence on a line of its own"
    return ArticleError(diagnostic(Severity.ERROR, "front-matter-open", message, file=name, line=line, hint=hint))


def _parsed(front: Front, kind: str, name: str, report: Report) -> Front:
    def tell(line: int, words: str) -> None:
        report(diagnostic(Severity.WARNING, "front-matter-repaired", words, file=name, line=front.line + line))

    def give_up(line: int, words: str) -> None:
        report(
            diagnostic(
                Severity.WARNING, "front-matter-unreadable", f"the front matter cannot be read: {words}", file=name, line=front.line + line,
                hint=f"it is kept as it stands under {RAW}",
            )
        )

    values, lines = _PARSERS[kind](front.raw, name, front.line, tell, give_up)
    return msgspec.structs.replace(front, values=values, lines={key: front.line + line for key, line in lines.items()})


Told = Callable[[int, str], None]


def _yaml(raw: str, name: str, first: int, tell: Told, give_up: Told) -> tuple[dict[str, Any], dict[str, int]]:
    text = repair.hashtags(raw, tell)
    warned: list[tuple[int, str]] = []
    try:
        values, lines = load(text, lambda line, words: warned.append((line, words)))
    except yaml.YAMLError:
        if prose := _PROSE.search(raw):
            line = first + raw.count("\n", 0, prose.end())
            raise _open(name, first - 1, f"the front matter does not close before the text that begins in line {line}") from None
        mended = repair.mend(text, tell)
        for line, words in mended.unreadable:
            give_up(line, words)
        return (mended.values | {RAW: raw} if mended.unreadable else mended.values), mended.lines
    for line, words in warned:
        tell(line, words)
    return values, lines


class TOMLHandler(BaseHandler):
    """python-frontmatter's seam with the standard library behind it: its own TOML handler needs `toml`, which knows only TOML 0.5."""

    FM_BOUNDARY = regex(r"^\+{3,}[ \t]*$", re.M)
    START_DELIMITER = END_DELIMITER = "+++"

    def load(self, fm: str) -> dict[str, Any]:
        """The table, numbers with a point as the text they were."""
        import tomllib  # for those who keep TOML

        return tomllib.loads(fm, parse_float=str)


def _toml(raw: str, _name: str, _first: int, _tell: Told, give_up: Told) -> tuple[dict[str, Any], dict[str, int]]:
    try:
        values = _json_values(TOMLHandler().load(raw))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError
        place = re.search(r"\(at line (\d+)", str(error))
        give_up(int(place[1]) - 1 if place else 0, str(error) or "it is nested too deep")
        return {RAW: raw}, {}
    return values, _key_lines(raw, values, "=")


def _json_values(value: Value, depth: int = 0) -> Value:
    """Values of JSON or TOML as those of JSON: TOML knows dates too. Raises RecursionError where no person nests so deep."""
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        return {key: _json_values(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_json_values(item, depth + 1) for item in value]
    return value.isoformat() if isinstance(value, (date, datetime, time)) else value


def _json(raw: str, _name: str, _first: int, _tell: Told, give_up: Told) -> tuple[dict[str, Any], dict[str, int]]:
    # Hexo writes the keys between ;;; without the braces around them.
    text = raw if raw.lstrip(" \t\n").startswith("{") else "{" + raw + "}"
    try:
        values = _json_values(JSONHandler().load(text, parse_float=str, parse_constant=str))
    except (ValueError, RecursionError) as error:
        give_up(getattr(error, "lineno", 1) - 1, getattr(error, "msg", "it is nested too deep"))
        return {RAW: raw}, {}
    return values, _key_lines(raw, values, ":")


def _headed(text: str) -> Front | None:
    """A header of keys without fences."""
    if (found := read_headed(text)) is None:
        return None
    raw = text[: found.length]
    lines = {key: line + 1 for key, line in found.lines.items()}
    return Front(found.values, lines, raw, 1, found.length, raw.count("\n") + 1)


def _json_object(text: str) -> Front:
    """The JSON object that a text begins with, as Hugo writes it; nothing where it begins otherwise."""
    start = len(text) - len(text.lstrip(" \t\n"))
    if not text.startswith("{", start):
        return Front()
    try:
        values, end = json.JSONDecoder(parse_float=str, parse_constant=str).raw_decode(text, start)
        values = _json_values(values)
    except (ValueError, RecursionError):
        return Front()
    rest = re.compile(r"[ \t]*(?:\n|\Z)").match(text, end)
    if rest is None:
        return Front()
    line = text.count("\n", 0, start) + 1
    raw = text[start:end]
    lines = {key: line + at for key, at in _key_lines(raw, values, ":").items()}
    return Front(values, lines, raw, line, rest.end(), text.count("\n", 0, rest.end()) + 1)


def _key_lines(raw: str, values: dict[str, Any], mark: str) -> dict[str, int]:
    """The 0-based line of each key that stands first in its line, for parsers that tell none."""
    lines: dict[str, int] = {}
    for number, line in enumerate(raw.split("\n")):
        lines.setdefault(line.partition(mark)[0].strip(" \t{[,]\"'"), number)
    return {key: lines[key] for key in values if key in lines}


_PARSERS = {"yaml": _yaml, "toml": _toml, "json": _json}
