"""Emphasis as authors of Chinese mean it: 看**《书》**吧 and **注意：**Go are bold,
though CommonMark's flanking rules leave their marks as text.

Those rules want white space around punctuation at the edge of a word; Chinese has none. As commonmark-spec issue 650 asks, a wide character
counts as such here, for ** and ~~ alone: a single * beside Chinese marks a footnote as often as emphasis.
"""

from __future__ import annotations

import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from ...typography import is_full_width, is_wide
from ._repairs import InlineRule

_SHORTEST = 2
"""Marks of a run that may be read so."""
_LONGEST_RUN = 8
_OPENING = frozenset(("Ps", "Pi"))
_ENDS_A_CLAUSE = frozenset("，。：；！？、…,.;:!?")


def install(md: MarkdownIt) -> None:
    """Put the rules around those of the library."""
    for name in ("emphasis", "strikethrough"):
        md.inline.ruler.at(name, _beside_chinese(next(each for each in md.inline.ruler.__rules__ if each.name == name).fn))


def _beside_chinese(inner: InlineRule) -> InlineRule:
    def rule(state: StateInline, silent: bool) -> bool:
        start, first = state.pos, len(state.delimiters)
        if not inner(state, silent):
            return False
        added = state.delimiters[first:]
        if added and state.pos - start >= _SHORTEST and state.src[start] != "_":
            before, after = state.src[start - 1 : start], state.src[state.pos : state.pos + 1]
            opens, closes = _opens(before, after) and not _stands_again(state), _may_end(before) and _joins(after, before)
            for delimiter in added if opens or closes else ():
                delimiter.open, delimiter.close = delimiter.open or opens, delimiter.close or closes
        return True

    return rule


def _opens(before: str, after: str) -> bool:
    return _joins(before, after) and _may_begin(after)


def _stands_again(state: StateInline) -> bool:
    """Whether the next run of the mark stands as this one does: of 显著**（甲）与显著**（乙） neither is emphasis."""
    mark = state.src[state.pos - 1]
    start = state.src.find(mark * _SHORTEST, state.pos, state.posMax)
    if start < 0:
        return False
    rest = state.src[start : start + _LONGEST_RUN].lstrip(mark)
    return _opens(state.src[start - 1], rest[:1])


def _joins(letter: str, mark: str) -> bool:
    """Whether the letter outside and the mark inside stand side by side without white space, as they do in Chinese: one of them is wide."""
    return bool(letter) and unicodedata.category(letter)[0] in "LN" and (is_wide(letter) or (_is_mark(mark) and is_full_width(mark)))


def _may_begin(char: str) -> bool:
    """Whether it is a mark or sign that text may begin with."""
    return _is_mark(char) and char not in _ENDS_A_CLAUSE and unicodedata.category(char) not in ("Pe", "Pf")


def _may_end(char: str) -> bool:
    return _is_mark(char) and unicodedata.category(char) not in _OPENING


def _is_mark(char: str) -> bool:
    return bool(char) and unicodedata.category(char)[0] in "PS"
