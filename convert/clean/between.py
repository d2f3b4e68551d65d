"""Lines between two paragraphs that are no author's: another article named with its link, a call on the readers, the label of a gap.

Inside the run of paragraphs words are not enough. What a rule names there goes only where the line also stands apart from the text: it
is a link, points at something, or has an element whose name no paragraph has. Rules with `between` say that they hold there too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice

from bs4.element import Tag

from ..regex import regex
from .address import tells
from .flow import Flow, Line, letters
from .index import parts_of
from .lists import Verdict

_SIGN = regex(r"[（(【\[◆■●▶►▼◎·※☆★*▲>》\s]*(?:相[关關]|延伸|推[荐薦]|更多|此前|早前|同場加映|往期)")
_LONGEST_SIGN = 10
"""Characters of what may stand before the link: 相關新聞："""
_POINTS, _POINTS_ON = frozenset("►▶▼▲↓☞☛➤👉👇👆☝📢"), frozenset("▼↓👇👆")
"""Signs at the beginning and at the end of a line that points at a picture, a button or a link: it is made up for the page."""
_BRACKETED = regex(r"[（(【\[][^（()）【】\[\]]*[）)】\]]")
"""So is a line in brackets as a whole."""
_QUOTES = regex("例如|比如|譬如|如下|例子|[写寫][着著道]|原文|原话|[说說：:]$|[“「『][^”」』]*$")
"""How a line ends or what is in it where the next one is what somebody wrote."""
_QUOTED = regex("[“「『‘].*[”」』’][。！!]?")
_SHOWN = frozenset(("blockquote", "q", "li", "dd", "dt", "td", "th", "pre", "code", "figcaption", "caption", "summary", "details"))
"""Elements in which an author shows what others write."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LOOKS = frozenset((
    "align", "aligncenter", "aligned", "bold", "border", "box", "caption", "card", "center", "centered", "chat", "chorus", "color",
    "date", "dialog", "dialogue", "em", "epigraph", "example", "fade", "font", "highlight", "hint", "indent", "info", "justify", "kai",
    "large", "lead", "left", "letter", "light", "line", "lyric", "lyrics", "mark", "message", "msg", "mso", "msonormal", "note",
    "notice", "p", "para", "paragraph", "poem", "pull", "pullquote", "ql", "quote", "refrain", "right", "sample", "scene", "section",
    "sign", "size", "slogan", "small", "song", "stage", "step", "strong", "style", "text", "tip", "title", "verse", "warning", "wp",
))
"""Words in names of elements that say how an author's line looks, and not whose it is."""
_LARGEST = 40
"""Characters of the largest box of a few labels."""
_LONGEST = 150
"""Characters of the longest line that may be one."""
_NEAR = 6
"""Elements around a line in which a name of its own is looked for."""
_BEFORE = 3
"""Lines above in which the one before a line is looked for."""


def add_set_between(flow: Flow, chosen: dict[int, Verdict], run: tuple[int, int], judge: Callable[[Line], Verdict | None]) -> None:
    """Choose the lines between the first paragraph and the last that a rule names and that stand apart from the text."""
    first, last = run
    apart = _Apart(flow, run)
    for line in flow.lines[first + 1 : last]:
        if line.gone or line.number in chosen or not 0 < len(line.text) <= _LONGEST:
            continue
        named = line.linked > 0 and (_is_boxed(line) or _is_signpost(line))
        box = apart.box_of(line)
        if not (named or box is not None or _points(line)) or (verdict := judge(line)) is None:
            continue
        if box is not None and not (named or _points(line)) and not apart.is_alone(box, judge):
            continue
        if (named and verdict.rule.linked) or (verdict.rule.between and not apart.is_shown(line) and not tells(line.text)):
            chosen.update((one.number, verdict) for one in (line, *(flow.lines_of(box) if box is not None else ())) if not one.gone)


def _is_boxed(line: Line) -> bool:
    box = line.block.parent if line.block.name == "li" else line.block
    return box is not None and box.name in ("div", "aside", "ul") and "class" in box.attrs


def _is_signpost(line: Line) -> bool:
    """Whether a paragraph is such a word and a link, and nothing else."""
    label = len(line.text) - line.linked
    return label <= _LONGEST_SIGN and _SIGN.match(line.text) is not None


def _points(line: Line) -> bool:
    """Whether a line is a link for the larger part, a heading with one, points with a sign, or stands in brackets."""
    text = line.text
    if line.linked and (line.linked * 2 > len(text) or line.block.name in _HEADINGS):
        return True
    return text[0] in _POINTS or text[-1] in _POINTS_ON or (text[0] in "（(【[" and _BRACKETED.fullmatch(text) is not None)


class _Apart:
    """The names of the elements that hold the article's paragraphs, against which that of another line is its own."""

    def __init__(self, flow: Flow, run: tuple[int, int]) -> None:
        self._flow, self._run = flow, run
        self._outer = {id(flow.core), *map(id, flow.core.parents)}
        self._unnamed: dict[tuple[str, str], list[int]] = {}

    def box_of(self, line: Line) -> Tag | None:
        """The element that holds this line and a label at most, and has a name that no paragraph's has."""
        for tag in islice(self.around(line), _NEAR):
            if self._flow.size(tag) > max(len(line.text), _LARGEST) or (self._flow.weight(tag) and not line.real):
                return None
            if ("class" in tag.attrs or "id" in tag.attrs) and _kind(tag) not in self._kinds and _LOOKS.isdisjoint(parts_of(tag)):
                return tag
        return None

    def is_alone(self, box: Tag, judge: Callable[[Line], Verdict | None]) -> bool:
        """Whether all lines in elements of this one's name are furniture: in a dialogue each speaker has a name of element."""
        kind, (start, end) = _kind(box), self._flow.spans[id(box)]
        if kind not in self._unnamed:
            lines = (self._flow.lines[number] for number in self._alike[kind])
            self._unnamed[kind] = [line.number for line in lines if not line.gone and judge(line) is None]
        unnamed = self._unnamed[kind]
        return not unnamed or (start <= unnamed[0] and unnamed[-1] < end)

    def is_shown(self, line: Line) -> bool:
        """Whether an author shows what others write: in an element for that, in quotes, or behind a line that says so."""
        if any(tag.name in _SHOWN for tag in islice(self.around(line), _NEAR)) or _QUOTED.fullmatch(line.text):
            return True
        above = self._flow.lines[max(line.number - _BEFORE, 0) : line.number]
        before = next((one for one in reversed(above) if letters(one.text) and not one.gone), None)
        return before is not None and _QUOTES.search(before.text) is not None

    def around(self, line: Line) -> Iterator[Tag]:
        """The elements around a line, up to the one that holds the article."""
        tag: Tag | None = line.block
        while tag is not None and id(tag) not in self._outer:
            yield tag
            tag = tag.parent

    @cached_property
    def _alike(self) -> dict[tuple[str, str], list[int]]:
        """The numbers of the lines in elements of each name."""
        first, last = self._run
        found: dict[tuple[str, str], list[int]] = {}
        for line in self._flow.lines[first : last + 1]:
            for kind in {_kind(tag) for tag in islice(self.around(line), _NEAR)}:
                found.setdefault(kind, []).append(line.number)
        return found

    @cached_property
    def _kinds(self) -> set[tuple[str, str]]:
        first, last = self._run
        blocks = {id(line.block): line for line in self._flow.lines[first : last + 1] if line.real}
        return {_kind(tag) for line in blocks.values() for tag in islice(self.around(line), _NEAR)}


def _kind(tag: Tag) -> tuple[str, str]:
    return tag.name, str(tag.get("class", ""))
