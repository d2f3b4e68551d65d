"""Backslashes before what Markdown would read as its own, and before nothing else: Chinese text full of 1、（1）* ~ < stays readable.

A character that has to be escaped somewhere is one row in `_RULES`; what matters only where a line begins is in `line_start`. The readers
meant are CommonMark, GFM with its single tilde, pandoc, and our own with its mathematics, notes and template tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from ...parse.markdown._dialects import RAISED
from ...parse.markdown._rules import INLINE_MATH
from ...regex import regex
from ._emphasis import ASCII_PUNCTUATION, kind

_LINE_SEPARATORS = "\u2028\u2029"
"""Editors and other readers end a line at these; CommonMark does not."""
_SPECIAL = regex(r"\*+|_+|~+|`+|={2,}|:(?=//)|(?<=\])\(|[\\\[\]<&!${^" + _LINE_SEPARATORS + "]")
_SPECIAL_IN_PANDOC = regex(r"\*+|_+|~+|`+|={2,}|(?<=\])\(|[\\\[\]<&!${^@'\".\-" + _LINE_SEPARATORS + "]")
_MAY_BE_SPECIAL = regex(r"[*_~`=:\\\[\]<&!${^" + _LINE_SEPARATORS + "]")
_MAY_BE_SPECIAL_IN_PANDOC = regex(r"[*_~`=\\\[\]<&!${^@'\".\-" + _LINE_SEPARATORS + "]")
"""The same by their first character: a set is searched for much faster than a choice."""
ENTITY = regex(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[a-zA-Z][a-zA-Z0-9]*);")
_NOTE = regex(r"\[\^[^\]\s]{1,999}\]")
_DEFINITION = regex(r"\[(?:[^\[\]\\]|\\.)+\]:")
_TASK = regex(r"\[[ xX]\](?:[ \t]|$)")
_LINE_START = regex(
    r"(?P<label>[0-9]{1,9})[.)](?=[ \t]|$)|#{1,6}(?=\s|$)|##|>|[-+*](?=[ \t]|$)|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$|(?:\*[ \t]*){3,}$"
    r"|`{3,}|~{3,}|\+{3}$|:(?=[ \t]|$)"
)
_PANDOC_START = regex(r"(?P<label>[A-Za-z]|[ivxlcdmIVXLCDM]+|#)[.)](?=[ \t]|$)|\((?=[^()]*\)[ \t])|[|%~](?=[ \t]|$)")
"""Its lists with letters and Roman numbers, line blocks, title lines and definitions."""
_CONTINUED = regex(r"=+[ \t]*$|[-|:][-|: \t]*$")
"""A second line that would make the first a heading or the head of a table."""


class Around(msgspec.Struct, frozen=True):
    """What decides about a character outside of its own text: which marks the whole paragraph has, and where the text stands."""

    stars: bool = True
    underscores: bool = True
    tildes: bool = True
    ticks: bool = True
    dollars: bool = True
    carets: bool = True
    equals: bool = True
    in_link: bool = False
    linked: bool = False
    """Whether it is the text of a real link or picture: of [[甲\\](乙)](丙) marked takes the first half, though its bracket is escaped."""
    pandoc: bool = False
    after: str = ""
    """What is written right behind this text, as far as its first character."""


def around(plain: str, *, strong: bool, strike: bool, code: bool, math: bool, pandoc: bool) -> Around:
    """What a paragraph as a whole calls for: `plain` is its text with Breaks as they are written, the others what else it holds.

    A mark that stands alone cannot pair, and stays as it is.
    """
    return Around(
        stars=strong or (pandoc and strike) or may_pair(plain, "*", pandoc=pandoc),
        underscores=(pandoc and (strong or strike)) or may_pair(plain, "_", pandoc=pandoc),
        tildes=strike or plain.count("~") > 1,
        ticks=code or plain.count("`") > 1,
        dollars=math or ("$" in plain and INLINE_MATH.search(plain) is not None),
        carets=pandoc and plain.count("^") > 1,
        equals=plain.count("==") > 1,
        pandoc=pandoc,
    )


# Of a character beyond U+FFFF marked sees the half that lies nearer, which is of no word: 𠮷_甲_.
_WORD = r"[^\W_\U00010000-\U0010ffff]"
_OPENING = {"*": regex(r"\*(?![*\s]|$)"), "_": regex(rf"(?<!{_WORD})(?<!_)_+(?![_\s]|$)")}
_CLOSING = {"*": re.compile(r"(?<![*\s])(?<!^)\*"), "_": re.compile(rf"(?<![_\s])(?<!^)_+(?!{_WORD})")}
_WITHIN_A_WORD = regex(rf"(?<={_WORD})_+(?={_WORD})")


def may_pair(plain: str, mark: str, *, pandoc: bool) -> bool:
    """Whether a * or _ that can open emphasis stands before one that can close it (CommonMark 6.2); within a word _ does neither."""
    if pandoc or plain.count(mark) < 2:
        return plain.count(mark) > 1  # it takes U+3000 for no white space, and an underscore in a word for one that can close
    opening = _OPENING[mark].search(plain)
    return opening is not None and any(opening.end() <= closing.start() for closing in _CLOSING[mark].finditer(plain))


def has_special(text: str, *, pandoc: bool) -> bool:
    """Whether a text holds any character that may have to be escaped outside of the start of a line."""
    return (_MAY_BE_SPECIAL_IN_PANDOC if pandoc else _MAY_BE_SPECIAL).search(text) is not None


def escape(text: str, place: Around) -> str:
    """A Text as Markdown, for anywhere but the start of a line."""

    def decide(match: re.Match[str]) -> str:
        if match[0] in _LINE_SEPARATORS:
            return f"&#x{ord(match[0]):X};"
        needed = _RULES[match[0][0]](_Spot(text, match.start(), match.end(), place))
        return "".join("\\" + char for char in match[0]) if needed else match[0]

    return (_SPECIAL_IN_PANDOC if place.pandoc else _SPECIAL).sub(decide, text)


_REFERENCES = {"&": "&amp;", "[": "&#91;", "]": "&#93;"}
_PAIR = regex(r"\\(.)", re.DOTALL)


def alternative(text: str, *, linked: bool, pandoc: bool) -> str:
    """A picture's alternative text. marked takes a backslash before & for one, and in a picture that is linked counts escaped brackets."""
    escaped = escape(text, Around(in_link=True, linked=not linked, pandoc=pandoc))
    wanted = "&[]" if linked else "&"
    return _PAIR.sub(lambda match: _REFERENCES[match[1]] if match[1] in wanted else match[0], escaped)


def line_start(line: str, *, continued: bool, pandoc: bool = False) -> str:
    """A line that begins with a text (already escaped), so that it begins no other block; `continued`: lines stand before it."""
    if match := _LINE_START.match(line) or (pandoc and _PANDOC_START.match(line)):
        at = match.end("label") if match["label"] else 0
        return f"{line[:at]}\\{line[at:]}"
    if continued and _CONTINUED.match(line):
        return "\\" + line
    if line.startswith("[") and (_DEFINITION.match(line) or _TASK.match(line)):
        return "\\" + line
    return line


# ---- one row a character: whether it has to be escaped where it stands --------------------------------------------


class _Spot(NamedTuple):
    """One character of a text, or a run of * _ ~ `, and what the paragraph calls for."""

    text: str
    at: int
    end: int
    place: Around

    @property
    def following(self) -> str:
        return self.text[self.end] if self.end < len(self.text) else self.place.after

    @property
    def beside(self) -> tuple[str, str]:
        """How the characters beside a run count; what lies beyond the text counts as a mark."""
        before = kind(self.text[self.at - 1]) if self.at else "mark"
        return before, kind(self.text[self.end]) if self.end < len(self.text) else "mark"


_BLANKS = ("space", "space")


def _backslash(spot: _Spot) -> bool:
    following = spot.text[spot.end : spot.end + 1]
    return not following or following in ASCII_PUNCTUATION or spot.place.pandoc  # \甲 is a command of TeX there, and shows nothing


def _bracket(spot: _Spot) -> bool:
    if spot.text.startswith("[", spot.end):  # [[页]] of Obsidian
        return True
    return spot.place.in_link or _NOTE.match(spot.text, spot.at) is not None or (spot.place.pandoc and spot.following == "@")


def _less(spot: _Spot) -> bool:
    return spot.following in ("/", "!", "?") or spot.following.isalpha()


def _citation(spot: _Spot) -> bool:
    """pandoc's @key, and its @* for all keys."""
    named = spot.following.isalnum() or spot.following in ("*", "_", "{", "\\")
    return spot.place.pandoc and not spot.text[spot.at - 1 : spot.at].isalnum() and named


_SWALLOWED = regex(r"[^\s<\x80-\U0010ffff]+[^\s<\x00-\x7f]")


def _address(spot: _Spot) -> bool:
    """GFM links a bare address and all that follows it up to a space: where that is Chinese, half a sentence (GFM 6.9)."""
    return spot.text[: spot.at].lower().endswith(("http", "https")) and _SWALLOWED.match(spot.text, spot.end) is not None


def _caret(spot: _Spot) -> bool:
    """pandoc's superscripts and its notes within a line, ^[注]; at the start of a link's text it would make a note's mark of it."""
    if spot.following == "[" or RAISED.match(spot.text, spot.at):
        return True
    return (spot.place.pandoc and spot.place.carets) or (spot.place.in_link and not spot.at)


_RULES: dict[str, Callable[[_Spot], bool]] = {
    "\\": _backslash,
    "*": lambda spot: spot.place.stars and spot.beside != _BLANKS,
    "_": lambda spot: spot.place.underscores and spot.beside != _BLANKS and not _WITHIN_A_WORD.match(spot.text, spot.at),
    "~": lambda spot: spot.place.tildes and spot.beside != _BLANKS,
    "`": lambda spot: spot.place.ticks or spot.place.in_link,
    "[": _bracket,
    "]": lambda spot: spot.place.in_link or spot.following in ("(", "[", "{"),
    "<": _less,
    "&": lambda spot: ENTITY.match(spot.text, spot.at) is not None,
    "(": lambda spot: spot.place.linked,
    "!": lambda spot: spot.following == "[",
    "$": lambda spot: spot.place.dollars and kind(spot.following) != "space",
    "{": lambda spot: spot.following in ("%", "{", ":", "#", ".") or spot.text.startswith("-}", spot.end),
    "=": lambda spot: spot.place.equals and spot.beside != _BLANKS,
    "^": _caret,
    ":": _address,
    "@": _citation,
    # pandoc makes them curly, and a dash or an ellipsis of several: its extension smart.
    "'": lambda spot: spot.place.pandoc,
    '"': lambda spot: spot.place.pandoc,
    "-": lambda spot: spot.place.pandoc and spot.following == "-",
    ".": lambda spot: spot.place.pandoc and spot.following == ".",
}
