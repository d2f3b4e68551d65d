"""YAML that does not parse, mended where its author's intent is plain: one key at a time, so that one bad title costs no other key.

A further mending is one function in `MENDINGS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import yaml

from ..regex import regex
from .yaml import Tell, load

# Keys that are told from prose even where the space after the colon is missing or the colon is full-width.
KNOWN = (
    "title|author|date|categories|category|tags|tag|layout|description|cover|thumbnail|headimg|image|permalink|source|url|link|lang|slug|"
    "comments|draft"
)

_KEY = regex(
    rf"""(?:(?![-?][ \t]|[#'"\[\]{{}},&*!|>%@` \t\n])[^:\n]{{1,80}}?|"[^"\n]*"|'[^'\n]*')[ \t]*:(?=[ \t\n]|$)|(?:{KNOWN})[ \t]*[:：]"""
)
_VALUE = regex(r"^([ \t]*(?:(?:-[ \t]+)+|[^ \t\n:#'\"\[\]{}-][^:\n]*:[ \t]+))([^ \t\n].*)$")
_QUOTES = "\"'"

# `title: 我的 #摄影 日记`: YAML takes the rest for a comment. A real comment has a space behind its #.
_HASHTAG = regex(r"^((title|tags?)[ \t]*:[ \t]+)((?![\"'|>\[{&*!%@`#]).*?[ \t]#(?![ \t#]).*|#(?![ \t#]).*)$", re.M | re.I)

_INDENT = regex(r"^[ \t]+(?:-[ \t]+)*|^(?:-[ \t]+)+", re.M)
_SET_IN_BY = regex(r"^( +)(?![ \t\n])", re.M)
_PLAIN_KEY = f"(?:{KNOWN}|[a-z_][\\w-]*)"
"""What is a key and no text that goes on: `Note: …` may be either."""
_FULL = regex(r" |[^\n]*: *[^ \n]")
_KEY_SET_IN = regex(rf"^( +)(?={_PLAIN_KEY}:(?: |$))", re.M)
_LISTED = regex(r"[^\n]*: *\n( +)- ")


class Mended(msgspec.Struct, frozen=True):
    """What could be read: `lines` 0-based per key, `unreadable` the 0-based line and YAML's complaint per key that could not."""

    values: dict[str, Any]
    lines: dict[str, int]
    unreadable: tuple[tuple[int, str], ...]


def hashtags(text: str, tell: Tell) -> str:
    """The text with a title or tags quoted that YAML would read without complaint, but cut off at a hashtag."""

    def quote(match: re.Match[str]) -> str:
        tell(text.count("\n", 0, match.start()), f"{match[2].lower()} holds a #, which begins a comment in YAML: quoted")
        return match[1] + quoted(match[3].rstrip(" \t"))

    return _HASHTAG.sub(quote, text)


def mend(text: str, tell: Tell) -> Mended:
    """Each key read by itself, mended where it must be; `tell` hears of each mending."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    unreadable = []
    for start, entry in entries(text):
        try:
            got, places = _entry(entry, start, tell)
        except yaml.YAMLError as error:
            unreadable.append((start + min(line_of(error), entry.rstrip("\n").count("\n")), problem_of(error)))
            continue
        values |= got
        lines |= {key: start + line for key, line in places.items()}
    return Mended(values, lines, tuple(unreadable))


def entries(text: str) -> Iterator[tuple[int, str]]:
    """Each key at the start of a line, with all up to the next one, and its 0-based line."""
    start = 0
    held: list[str] = []
    for number, line in enumerate(text.split("\n")):
        if held and _KEY.match(line):
            yield start, "\n".join(held)
            held, start = [], number
        held.append(line)
    yield start, "\n".join(held)


def line_of(error: yaml.YAMLError) -> int:
    """The 0-based line that YAML complains of, 0 where it names none."""
    mark = getattr(error, "problem_mark", None)
    return mark.line if mark else 0


def problem_of(error: yaml.YAMLError) -> str:
    """YAML's complaint without its place."""
    return getattr(error, "problem", None) or str(error).partition("\n")[0]


def _entry(entry: str, start: int, tell: Tell) -> tuple[dict[str, Any], dict[str, int]]:
    """The entry as it is, else after as few mendings as it takes, in the order of MENDINGS."""

    def tell_here(line: int, words: str) -> None:
        tell(start + line, words)

    try:
        return load(entry, tell_here)
    except yaml.YAMLError as error:
        complaint = error
    mended, told = entry, []
    for mending, words in MENDINGS:
        before, mended = mended, mending(mended)
        if mended == before:
            continue
        told.append(words)
        try:
            read = load(mended, tell_here)
        except yaml.YAMLError:
            continue
        tell_here(_first_change(entry, mended), f"{', '.join(told)} (YAML: {problem_of(complaint)})")
        return read
    raise complaint


def _first_change(entry: str, mended: str) -> int:
    pairs = zip(entry.split("\n"), mended.split("\n"), strict=True)
    return next(number for number, (before, after) in enumerate(pairs) if before != after)


def _tabs(entry: str) -> str:
    """Tabs for the spaces they stand for: as many as the lines beside them are set in by, else two; behind a dash to the same column."""
    beside = min((len(spaces) for spaces in _SET_IN_BY.findall(entry)), default=2)
    return _INDENT.sub(lambda indent: indent[0].replace("-\t", "-".ljust(beside)).replace("\t", " " * beside), entry)


def _colon(entry: str) -> str:
    return re.sub(rf"^({KNOWN})[ \t]*(?:：[ \t]*|:(?=[^ \t\n]))", r"\1: ", entry)


def _dedent(entry: str) -> str:
    """Keys set in by mistake, under a key that has its value already or behind a list: nothing can nest there."""
    found = _LISTED.match(entry) or (_KEY_SET_IN.search(entry) if _FULL.match(entry) else None)
    return re.sub(rf"^{found[1]}(?={_PLAIN_KEY}:(?: |$))", "", entry, flags=re.M) if found else entry


def _continued(entry: str) -> str:
    """A text that goes on at the start of the next line."""
    return re.sub(r"\n(?=[^ \t\n#-])(?![^\n]*:(?: |\n|\Z))", "\n  ", entry)


def _quote(entry: str) -> str:
    """Each line's value quoted, where it is no YAML by itself."""
    return "\n".join(_quoted_line(line) for line in entry.split("\n"))


def _quoted_line(line: str) -> str:
    match = _VALUE.match(line)
    if not match or match[2].startswith("#"):
        return line
    try:
        load(f"x: {match[2]}", lambda *_: None)
    except yaml.YAMLError:
        return match[1] + quoted(_meant(match[2].rstrip(" \t")))
    return line


def _meant(value: str) -> str:
    """The text that a broken scalar stands for.

    Quotes around all of it are delimiters where they are stacked, the only two, or odd in number (`'it's'`); else they may be part of
    the text (`"甲"和"乙"`), and a quote too many is better than one lost.
    """
    bare = value.strip(_QUOTES)
    if len(value) - len(value.lstrip(_QUOTES)) > 1 and len(value) - len(value.rstrip(_QUOTES)) > 1 and not set(_QUOTES) & set(bare):
        return bare
    mark = value[0]
    if len(value) > 1 and mark in _QUOTES and value[-1] == mark and (value.count(mark) == 2 or value.count(mark) % 2):
        return value[1:-1]
    return value


def quoted(text: str) -> str:
    """A single-quoted scalar: the only style in which every character means itself."""
    return "'" + text.replace("'", "''") + "'"


MENDINGS: tuple[tuple[Callable[[str], str], str], ...] = (
    (_tabs, "tabs taken for spaces"),
    (_colon, "a space put behind the colon"),
    (_dedent, "spaces before the key left out"),
    (_continued, "the next line taken with it"),
    (_quote, "the value taken as text"),
)
