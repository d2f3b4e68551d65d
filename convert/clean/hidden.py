"""Elements that a page does not show: what no reader ever sees goes, what a reader unfolds stays.

A style may hide a copy, a template, words for search engines, a trap for those who copy; it may as well hide the rest of an article
behind a button, the second of two tabs, the answer to a riddle. What tells them apart: the names of the elements, the button behind,
and whether the article goes on in plain sight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from bs4.element import Tag

from ..regex import regex
from .flow import REAL_LENGTH, Flow, pieces_of
from .index import parts_of

_SMALL = 0.15
"""Share of the core's real paragraphs that hidden elements may hold and be furniture, as others may."""
_TRAPS = 0.5
"""The same of single paragraphs among shown ones: no fold, for the reader would unfold the end with them."""
_LARGEST_TEXT = 0.5
"""The same of all characters, for an article without real paragraphs."""
_MANY = 3
"""Hidden paragraphs of one name that are no accident."""
_FOLDED = frozenset((
    "accordion", "answer", "collapse", "collapsed", "collapsible", "expand", "expandable", "faq", "fold", "folded", "pane", "panes",
    "panel", "reveal", "solution", "spoiler", "tab", "tabcontent", "tabpane", "tabpanel", "tabs", "toggle",
))
"""Words in names of elements that a reader opens."""
_CONTROLS = ("aria-controls", "data-target", "data-bs-target", "onclick")
"""Attributes in which an element names another that it opens."""
_WORD = regex(r"[\w-]+")
_NEAR = 8
"""Elements around a hidden one whose names are read."""
_UNFOLDS = regex(
    "展[开開]|余下全文|剩余|(?:[阅閱][读讀]|查看|[显顯]示)(?:全文|更多|完整|全部)|[继繼][续續][阅閱][读讀]|Read more|Show (?:more|all)"
)
"""What the button says that opens the rest of an article."""


class Hidden:
    """The hidden elements of one article."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    def is_never_seen(self, tag: Tag) -> bool:
        """Whether a reader of the page sees a hidden element at no time."""
        flow = self._flow
        if flow.size(tag) == 0 or flow.is_around_core(tag):
            return flow.size(tag) == 0
        if _is_sized_inside(tag) or self._is_unfolded(tag) or any(map(self._is_opened, islice(self._around(tag), _NEAR))):
            return False
        if tag.get("class") and self._kinds[_kind(tag)] >= _MANY:
            return False
        whole = flow.weight(flow.core)
        if not whole:
            return flow.size(tag) <= flow.size(flow.core) * _LARGEST_TEXT
        among, behind = self._weights
        if flow.spans[id(tag)][0] > self._last_shown:
            return behind <= whole * _SMALL
        return among <= whole * _SMALL or (among <= whole * _TRAPS and len(flow.lines_of(tag)) == 1)

    def _is_opened(self, tag: Tag) -> bool:
        """Whether an element's names say that a reader opens it, or another one that it is what it opens."""
        if not _FOLDED.isdisjoint(parts_of(tag)):
            return True
        identity = str(tag.get("id", ""))
        return bool(identity) and identity in self._controls

    @cached_property
    def _controls(self) -> frozenset[str]:
        """The words in what buttons and links of the article say that they open."""
        around = next(parent for parent in (*self._flow.core.parents, self._flow.core) if parent.parent is None)
        tags = (piece for piece in pieces_of(around) if isinstance(piece, Tag) and piece.attrs)
        said = (str(tag.attrs[name]) for tag in tags for name in _CONTROLS if name in tag.attrs)
        return frozenset(word for one in said for word in _WORD.findall(one))

    @cached_property
    def _tags(self) -> list[Tag]:
        return [tag for tag, rules in self._flow.wanted if any(rule.test == "hidden" for rule in rules)]

    @cached_property
    def _kinds(self) -> Counter[tuple[str, str]]:
        """How many hidden elements with paragraphs have a name: many of one are a second language, or notes that a reader calls up."""
        return Counter(_kind(tag) for tag in self._tags if self._flow.size(tag) >= REAL_LENGTH)

    @cached_property
    def _last_shown(self) -> int:
        """The number of the last real paragraph of the core that is not hidden."""
        start, end = self._flow.spans[id(self._flow.core)]
        unseen = {number for tag in self._tags for number in range(*self._flow.spans[id(tag)])}
        return max((line.number for line in self._flow.lines[start:end] if line.real and line.number not in unseen), default=-1)

    @cached_property
    def _weights(self) -> tuple[int, int]:
        """The weights of all that is hidden up to the last shown paragraph, and of all behind it."""
        flow = self._flow
        among = sum(flow.weight(tag) for tag in self._tags if flow.spans[id(tag)][0] <= self._last_shown)
        return among, sum(map(flow.weight, self._tags)) - among

    def _around(self, tag: Tag) -> Iterator[Tag]:
        """An element and those around it, up to the one that holds the article."""
        outer: Tag | None = tag
        while outer is not None and not self._flow.is_around_core(outer):
            yield outer
            outer = outer.parent

    def _is_unfolded(self, tag: Tag) -> bool:
        """Whether the line behind an element offers to show the rest."""
        end = self._flow.spans[id(tag)][1]
        following = self._flow.lines[end : end + 1] if end >= 0 else []
        return any(len(line.text) < REAL_LENGTH and _UNFOLDS.search(line.text) for line in following)


def _kind(tag: Tag) -> tuple[str, str]:
    return tag.name, str(tag.get("class", ""))


def _is_sized_inside(tag: Tag) -> bool:
    """Whether an element of letters without size has an element in it that gives them one."""
    style = str(tag.get("style", ""))
    if "display" in style or "font-size" not in style:
        return False
    return any("font-size" in str(inner.get("style", "")) for inner in tag.find_all(style=True))
