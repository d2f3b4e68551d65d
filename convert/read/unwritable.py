"""Characters that no output can hold, left out: XML 1.0 (2.2) has no C0 control but tab and line ends, no surrogate, U+FFFE, U+FFFF."""

from __future__ import annotations

from ..errors import Report, Severity, diagnostic
from ..meta.scalars import Plain, Value
from ..regex import regex

UNWRITABLE = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str, name: str, report: Report) -> str:
    """The text without them; reports control-characters with their number and the first one's line. Lines keep their numbers."""
    found = UNWRITABLE.search(text)
    if found is None:
        return text
    cleaned, number = UNWRITABLE.subn("", text)
    words = f"{number} control character{'s' if number > 1 else ''} left out, U+{ord(found[0]):04X} first"
    _tell(words, name, text.count("\n", 0, found.start()) + 1, report)
    return cleaned


def clean_value(value: Value, name: str, line: int | None, report: Report) -> Value:
    """A value of the front matter without those that an escape (`"\\0"`) put there."""
    cleaned = _without(value)
    if cleaned != value:
        _tell("control characters, written as escapes, left out", name, line, report)
        return cleaned
    return value


def _without(value: Value) -> Value:
    if isinstance(value, dict):
        return {UNWRITABLE.sub("", key): _without(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item) for item in value]
    return UNWRITABLE.sub("", value) if isinstance(value, str) and not isinstance(value, Plain) else value


def _tell(words: str, name: str, line: int | None, report: Report) -> None:
    report(diagnostic(Severity.WARNING, "control-characters", words, file=name, line=line))
