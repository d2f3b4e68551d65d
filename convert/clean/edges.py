"""Lines of text at the edges of an article: credits, promotion, notices, repeats of the title, lists of links.

The article is the run from its first real paragraph to its last, and nothing in between is touched. A line that a rule names is no
real paragraph, so the rules decide where the edges begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec
from bs4.element import Tag

from .credits import Credit, CreditReader, names
from .flow import Flow, Line
from .rule import Rule

_LETTERS = re.compile(r"[\W_]+")
_SITE_PART = re.compile(r"\s*[|_｜丨–—]+\s*|\s+-\s+")
_REFERENCES = re.compile(
    "参考|參考|资料|資料|来源|來源|文献|文獻|链接|鏈接|連結|注释|注釋|註|附|出处|延伸|下载|目录|refer|links?|source", re.IGNORECASE
)
_LONGEST = 400
"""Characters of the longest line that a rule may name."""
_CREDITS = 120
"""Characters of the longest line of credits."""
_CODE = re.compile(r"qr[-_]?code|qrcode|erweima|ewm|weixin|wechat|gzh|二维码|二維碼|公众号|公眾號|[/_-]qr[._/-]", re.IGNORECASE)
_CODE_SIZE = 430
"""Pixels of the widest code: WeChat's own."""
_HEADLINE = 9
"""Characters of a link that reads like another article's title rather than a word of navigation."""
_LIST = 3
"""Links from which a stretch of them is a list."""


class Verdict(msgspec.Struct, frozen=True):
    """What a line is: furniture under a rule, with the credits it holds."""

    rule: Rule
    credits: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Article(msgspec.Struct, frozen=True):
    """What is known of an article beside its text: its title and the names in its front matter; whether its source is HTML."""

    title: str
    known: tuple[str, ...]
    is_html: bool


class Edges:
    """The edges of one article under a set of rules."""

    def __init__(self, flow: Flow, rules: tuple[Rule, ...], article: Article) -> None:
        self._lines = flow.lines
        self._flow = flow
        self._article = article
        self._texts = [rule for rule in rules if rule.text and not (rule.selector or rule.words)]
        self._tests = {rule.test: rule for rule in rules if rule.test}
        self._credits = CreditReader(rules, article.known)
        self._titles = _titles(article.title)
        self._verdicts: dict[int, Verdict | None] = {}
        self._run = self._find_run()

    def found(self) -> list[tuple[Line, Verdict]]:
        """The lines to take out, in the order of the text."""
        first, last = self._run
        chosen: dict[int, Verdict] = {}
        for line in (*self._lines[:first], *self._lines[last + 1 :]):
            verdict = None if line.gone else self._verdict(line)
            side = "start" if line.number < first else "end"
            if verdict and verdict.rule.where in (side, "edge", "anywhere"):
                chosen[line.number] = verdict
        if self._article.is_html:
            self._add_lists(chosen, last)
        self._add_pictures(chosen, last)
        self._spare_title(chosen)
        return [(self._lines[number], chosen[number]) for number in sorted(chosen)]

    def _spare_title(self, chosen: dict[int, Verdict]) -> None:
        """Keep the repeat of the title where nothing else would be left (issue 3)."""
        if any(line.text and not line.gone and line.number not in chosen for line in self._lines):
            return
        for number in [number for number, verdict in chosen.items() if verdict.rule.test == "title-repeat"]:
            del chosen[number]

    def _find_run(self) -> tuple[int, int]:
        """The numbers of the first and the last real paragraph; where there is none, of the longest line that no rule names."""
        start, end = self._flow.spans[id(self._flow.core)]
        inside = self._lines[start:end]
        first = next((line.number for line in inside if self._is_real(line)), None)
        if first is not None:
            return first, next(line.number for line in reversed(inside) if self._is_real(line))
        rest = [line for line in self._lines if not line.gone and line.text and self._verdict(line) is None]
        longest = max(rest, key=lambda line: len(line.text) - line.linked, default=None)
        return (longest.number, longest.number) if longest else (len(self._lines), len(self._lines))

    def _is_real(self, line: Line) -> bool:
        return not line.gone and line.real and self._verdict(line) is None

    def _verdict(self, line: Line) -> Verdict | None:
        if line.number not in self._verdicts:
            self._verdicts[line.number] = self._judge(line)
        return self._verdicts[line.number]

    def _judge(self, line: Line) -> Verdict | None:
        text = line.text
        if not text or len(text) > _LONGEST or line.block.name in ("pre", "code", "th", "td") or line.caption:
            return None
        if (rule := self._tests.get("title-repeat")) and _letters(text) in self._titles:
            return Verdict(rule)
        if line.pictures and not all(_is_icon(picture.attrs) for picture in line.pictures):
            return None
        for rule in self._texts:
            if found := rule.says(text):
                return Verdict(rule, ((rule.to, _values(rule.to, found["value"])),) if rule.to else ())
        credits = self._credits.read(text) if len(text) <= _CREDITS and not line.after_picture else ()
        return _verdict_of(credits) if credits else None

    def _add_lists(self, chosen: dict[int, Verdict], last: int) -> None:
        """The links under a heading that goes with its list, and lists of links to other articles, after the last paragraph."""
        heading: Rule | None = None
        for stretch in _stretches(self._lines[last + 1 :], chosen):
            if head := chosen.get(stretch[0].number):
                heading = head.rule if head.rule.heads else None
                continue
            lists = self._tests.get("link-list") if self._is_list(stretch, last) else None
            if rule := heading or lists:
                chosen.update((line.number, Verdict(rule)) for line in stretch)
            heading = None

    def _add_pictures(self, chosen: dict[int, Verdict], last: int) -> None:
        """The code beside a line that asks to scan it."""
        for number, verdict in list(chosen.items()):
            for beside in (number - 1, number + 1) if verdict.rule.promotion else ():
                line = self._lines[beside] if last < beside < len(self._lines) else None
                if line and not line.gone and not line.text and any(map(_is_code, line.pictures)):
                    chosen.setdefault(beside, Verdict(verdict.rule))

    def _is_list(self, stretch: list[Line], last: int) -> bool:
        before = next((line.text for line in reversed(self._lines[last : stretch[0].number]) if line.text), "")
        long = [line for line in stretch if len(line.text) >= _HEADLINE]
        return len(long) >= _LIST and len(long) * 2 > len(stretch) and not _REFERENCES.search(before[-20:])




def _values(key: str, value: str) -> tuple[str, ...]:
    return names(value) if key in ("author", "editor", "reporter") else (value,)


def _verdict_of(credits: tuple[Credit, ...]) -> Verdict:
    leading = next((credit for credit in credits if credit.rule.to), credits[0])
    return Verdict(leading.rule, tuple((credit.rule.to, credit.values) for credit in credits if credit.rule.to))


def _stretches(lines: list[Line], chosen: dict[int, Verdict]) -> Iterator[list[Line]]:
    """Lines that a rule has chosen, one by one, and between them the longest stretches of nothing but links and pictures."""
    stretch: list[Line] = []
    for line in lines:
        if line.gone or (line.number not in chosen and _only_links(line)):
            stretch += [] if line.gone else [line]
            continue
        if stretch:
            yield stretch
        stretch = []
        if line.number in chosen:
            yield [line]
    if stretch:
        yield stretch


def _only_links(line: Line) -> bool:
    size = len(line.text.replace(" ", ""))
    return (line.linked * 10 >= size * 8 and line.linked > 0) or (not line.text and bool(line.pictures) and _in_link(line))


def _in_link(line: Line) -> bool:
    return any(parent.name == "a" for picture in line.pictures for parent in picture.parents)


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).lower()


def _titles(title: str) -> frozenset[str]:
    """The title as it may stand in the text again: with and without the site's name behind it, punctuation aside."""
    parts = [title, *(part for part in _SITE_PART.split(title) if len(part) * 2 > len(title))]
    return frozenset(letters for part in parts if (letters := _letters(part)))


def _is_icon(attributes: Mapping[str, object]) -> bool:
    """Whether a picture is a sign of a few pixels beside a text."""
    sizes = [str(attributes.get(name, "")).removesuffix("px") for name in ("width", "height")]
    return any(size.isdecimal() and int(size) <= 40 for size in sizes)


def _is_code(picture: Tag) -> bool:
    """Whether a picture is a QR code, by its names or its size."""
    said = " ".join(str(picture.get(name, "")) for name in ("src", "data-src", "alt", "title", "class", "id"))
    width, height = (str(picture.get(name, "")).removesuffix("px") for name in ("width", "height"))
    square = width == height and width.isdecimal() and int(width) <= _CODE_SIZE
    return square or _CODE.search(said) is not None
