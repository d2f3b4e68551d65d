"""Writes an article's metadata as YAML front matter that every YAML parser, 1.1 or 1.2, reads back as the same strings.

A field's key is in its row in `meta.FIELDS`. What looks like a number, a date, a bool or markup of YAML is quoted; nothing can leave its
quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ...meta import FIELDS, Meta
from ...regex import regex

_UNPRINTABLE = regex("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
# A plain scalar: a first character that begins nothing else in YAML, and no ": ", " #" or white space at the end.
_PLAIN = regex(r"[^\W\d_](?:[^:#\s]|[ \u3000](?![#\s]|\Z)|:(?!\s|\Z)|(?<!\s)#)*|[^\W\d_]")
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "none"))


def front_matter(meta: Meta) -> str:
    """The front matter with its fences and a final line end; empty where there is nothing to say."""
    fields = {field.markdown: value for field in FIELDS if (value := getattr(meta, field.name))}
    lines = [line for key, value in {**fields, **_others(meta, fields)}.items() for line in _entry(key, value)]
    return "\n".join(["---", *lines, "---", ""]) if lines else ""


def _others(meta: Meta, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of `extra`: under another name where theirs is taken, or where a reader would take again what ours has refused.

    A cover is refused for what stood in the article's body, and is no longer there when our output is read.
    """
    refused = next(field.keys for field in FIELDS if field.name == "cover") if not meta.cover else ()
    others: dict[str, Any] = {}
    for key, value in meta.extra.items():
        if key in fields and fields[key] == value:
            continue
        name = f"original_{key}" if key in fields or key.lower() in refused else key
        while name != key and name in meta.extra:
            name = f"original_{name}"
        others[name] = value
    return others


def _entry(key: str, value: Any) -> Iterable[str]:  # noqa: ANN401 - a JSON value of foreign front matter
    if isinstance(value, (tuple, list)) and value:
        return [f"{_key(key)}:", *(f"- {_flow(item)}" for item in value)]
    return [f"{_key(key)}: {_flow(value)}"]


def _key(name: str) -> str:
    """A key, in quotes where it is more than a word: readers tell front matter from prose by its first key."""
    if re.fullmatch(r"[^\W\d_][\w-]*", name) and name.lower() not in _WORDS:
        return name
    return "'" + name.replace("'", "''") + "'" if '"' in name and not _UNPRINTABLE.search(name) else _quoted(name)


def _flow(value: Any) -> str:  # noqa: ANN401 - a JSON value of foreign front matter
    """A value on one line: strings as short as they are safe at the top, JSON within lists and maps."""
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_json(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(str(key))}: {_json(item)}" for key, item in value.items()) + "}"
    return _number(value)


def _json(value: Any) -> str:  # noqa: ANN401 - a JSON value of foreign front matter
    return _quoted(value) if isinstance(value, str) else _flow(value)


def _number(value: Any) -> str:  # noqa: ANN401 - null, a bool or a number of JSON
    """YAML 1.1 takes 1e+22 for a string: a float has its point."""
    text = json.dumps(value)
    return re.sub(r"^(-?\d+)(e)", r"\1.0\2", text) if isinstance(value, float) else text


def scalar(text: str) -> str:
    """A string as YAML: plain where no parser can take it for anything else, else in quotes."""
    if _UNPRINTABLE.search(text):
        return _quoted(text)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return "'" + text.replace("'", "''") + "'"


def _quoted(text: str) -> str:
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04X}", body) + '"'
