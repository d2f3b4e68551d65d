"""What the YAML 1.2 core schema makes of a scalar without quotes; YAML 1.1 would make more of it than its author wrote.

Front matter keeps each scalar as the text it was; a title `010`, `12:30`, `no` is that title. Who wants a switch or a number asks `core`.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from ..regex import regex

Value: TypeAlias = Any
"""What front matter holds: text, numbers, switches, None, lists and maps of them. The type checkers know no recursive alias."""

_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
NULLS = frozenset(("", "~", "null", "Null", "NULL"))

# Only the canonical spelling: 010 and 1.10 are as often a code or a version as a number, and their digits would be lost.
_INTEGER = regex(r"-?[1-9][0-9]{0,17}|0")
_DECIMAL = regex(r"-?(?:[1-9][0-9]{0,9}|0)\.(?:[0-9]{0,5}[1-9]|0)")


class Plain(str):
    """A scalar that stood without quotes."""

    __slots__ = ()


def core(value: Value) -> Value:
    """The value with each Plain in it read by the core schema: bool, int, float or str; all else as it is, as JSON values."""
    if isinstance(value, dict):
        return {str(key): core(item) for key, item in value.items()}
    if isinstance(value, list):
        return [core(item) for item in value]
    if isinstance(value, int) and value.bit_length() > 63:
        return str(value)  # JSON readers, msgspec among them, hold 64 bits
    return _scalar(value) if isinstance(value, Plain) else value


def _scalar(text: str) -> bool | int | float | str:
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else str(text)
