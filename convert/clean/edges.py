"""Lines of text at the edges of an article: credits, promotion, notices, repeats of the title, lists of links.

The article is the run from its first real paragraph to its last, and nothing in between is touched. A line that a rule names is no
real paragraph, so the rules decide where the edges begin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

import msgspec
from bs4.element import Tag

from ..regex import regex
from .address import is_call, is_of_the_author, is_told, leans
from .beside import add_between, add_labels_beside, add_links_beside
from .between import add_set_between
from .credits import Credit, is_dated, is_stamped, names
from .flow import REAL_LENGTH, Flow, Line, letters
from .lists import Verdict, add_boxes, add_codes, add_issues, add_lists, boxes, drop_headings
from .prepared import Prepared
from .rule import PEOPLE, Rule

_SITE_PART = regex(r"\s*[|_｜丨–—]+\s*|\s+-\s+")
_MARKS = r"\s\"“”'‘’*＊#★☆●○◆◇■□▶►▷◀▲△▼▽↑↓→←➤➡☟☝☞☛>＞»›<＜«‹※•·|｜丨~～_+=\-–—…\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff"
_BARRED = regex(r"[^\s|｜丨，。：:]{1,6}\s?[|｜丨]\s?[^|｜丨，。：:]{1,30}")
"""A label and its value as credits have them."""
_NOTICE = regex(r"^(?:[【\[（(](?:声明|聲明|申明|说明|提示)[】\]）)]|[一二三四五六七八九十]{1,2}、|\d{1,2}[、.．](?!\d)|[①-⑩])\s*")
"""What may stand before a notice: its name in brackets, its number."""
_SHORTEST_NOTICE = 8
"""Characters of a notice behind its number: 二、阅读 is a heading."""
_BRACKETED = regex(r"^[【\[]([^【】\[\]]{2,12})[】\]]$")
_LABELLED = regex(r"^[\[【][^!\[\]【】]{1,6}[\]】]")
"""What a forum sets before a title: [原创]."""
_DECORATION = regex(f"^[{_MARKS}]+|[{_MARKS}]+$")
"""Signs and pictograms around a line that say nothing."""
_LONGEST = 400
"""Characters of the longest line that a rule may name."""
_CREDITS = 120
"""Characters of the longest line of credits."""
_SHORT = 40
"""Characters of the longest line inside the run in which a credit is looked for."""
_BEFORE = 3
"""Lines before a paragraph among which the one before it is looked for, pictures and rows of signs aside."""
_EVENT = regex("(?:地[点點]|主[讲講]|主持人?|嘉[宾賓]|受[访訪]者?|[采採][访訪]者|参加者|參加者|[与與][会會]者?|人物)\\s?[:：]")
"""What stands beside the time of something that took place: of a page's own date nothing such is said."""
_SUBHEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_STAMPS = 2
"""Lines with little more than a day and a time that a page has about itself."""
_NEAR_START = 12
"""Lines of the run in which a writer's credit is heard, though it stays in the text: some papers print a summary above it."""


class Article(msgspec.Struct, frozen=True):
    """What is known of an article beside its text: its title and the names in its front matter; whether its source is HTML."""

    title: str
    known: tuple[str, ...]
    is_html: bool


class Edges:
    """The edges of one article under a set of rules."""

    def __init__(self, flow: Flow, rules: Prepared, article: Article) -> None:
        self._lines = flow.lines
        self._flow = flow
        self._article = article
        self._rules, self._tests, self._credits = rules, rules.tests, rules.credits
        self._titles = _titles(article.title)
        self._verdicts: dict[int, Verdict | None] = {}
        self._boxed = boxes(flow, rules)
        self._run = self._find_run()

    def found(self) -> list[tuple[Line, Verdict]]:
        """The lines to take out, in the order of the text."""
        first, last = self._run
        chosen: dict[int, Verdict] = {}
        for line in (*self._lines[:first], *self._lines[last + 1 :]):
            verdict = None if line.gone else self._verdict(line)
            boxed = self._boxed.get(line.number)
            if not line.gone and boxed is not None and (line.number > last or boxed.where == "edge"):
                verdict = Verdict(boxed)
            side = "start" if line.number < first else "end"
            if verdict and verdict.rule.where in (side, "edge", "anywhere"):
                chosen[line.number] = verdict
        add_lists(self._flow, chosen, last, self._tests.get("link-list") if self._article.is_html else None)
        if self._article.is_html:
            add_boxes(self._flow, chosen, self._boxed, self._run)
            add_set_between(self._flow, chosen, self._run, self._verdict)
        if self._article.is_html and (beside := self._tests.get("links-beside")):
            add_links_beside(self._flow, chosen, self._run, beside)
        if self._article.is_html and (labels := self._tests.get("labels-beside")):
            add_labels_beside(self._flow, chosen, self._run, labels)
            if any(line.real for line in self._lines[first : first + 1]):  # where a poem ends nothing tells
                add_between(self._lines, chosen, last, labels)
        self._add_beside(chosen)
        self._drop_stamps(chosen)
        self._drop_events(chosen)
        add_issues(self._lines, chosen)
        drop_headings(self._lines, chosen)
        add_codes(self._lines, chosen, last)
        self._spare(chosen)
        return [(self._lines[number], chosen[number]) for number in sorted(chosen)]

    def heard(self) -> tuple[str, ...]:
        """The writers that a line inside the run names, near its beginning; the line stays."""
        first, last = self._run
        for line in self._lines[first : min(first + _NEAR_START, last + 1)]:
            verdict = None if line.gone or len(line.text) > _SHORT else self._verdict(line)
            for key, values in verdict.credits if verdict else ():
                if key == "author":
                    return values
        return ()

    def _add_beside(self, chosen: dict[int, Verdict]) -> None:
        """Choose the credits that count only beside others, where the line before or behind is one of credits."""
        for step in (1, -1):
            for number in sorted(chosen)[::step]:
                beside = number + step
                while self._is_credit(chosen.get(beside - step)) and (verdict := self._together(beside, chosen)):
                    chosen[beside] = verdict
                    beside += step

    def _together(self, number: int, chosen: Mapping[int, Verdict]) -> Verdict | None:
        first, last = self._run
        if number in chosen or first <= number <= last or not 0 <= number < len(self._lines):
            return None
        line = self._lines[number]
        if line.gone or line.pictures or len(line.text) > _SHORT:
            return None
        if number < first and _BARRED.fullmatch(line.text):
            beside = chosen.get(number - 1) or chosen.get(number + 1)
            return Verdict(beside.rule) if beside else None
        credits = self._credits.read(line.text, beside=True)
        return _verdict_of(credits) if credits else None

    @staticmethod
    def _drop_stamps(chosen: dict[int, Verdict]) -> None:
        """Spare lines with a day and a time where there are many: they are a chronicle."""
        stamped = [number for number, verdict in chosen.items() if verdict.rule.test == "stamped"]
        for number in stamped if len(stamped) > _STAMPS else ():
            del chosen[number]

    def _drop_events(self, chosen: dict[int, Verdict]) -> None:
        """Spare the time of an event: its place, or who spoke, stands on the line before or behind."""
        dates = [number for number, verdict in chosen.items() if any(key == "published" for key, _ in verdict.credits)]
        for number in dates:
            beside = self._lines[max(number - 1, 0) : number + 2]
            if any(_EVENT.match(line.text) for line in beside if not line.gone):
                del chosen[number]

    @staticmethod
    def _is_credit(verdict: Verdict | None) -> bool:
        return verdict is not None and bool(verdict.rule.roles)

    def _spare(self, chosen: dict[int, Verdict]) -> None:
        """Give lines back where nothing else would be left: what no line tells for certain, else the repeats of the title (issue 3)."""
        left = [line for line in self._lines if line.text and not line.gone and line.number not in chosen]
        if any(line.linked * 2 < len(line.text) for line in left):
            return
        words = [number for number, verdict in chosen.items() if not _is_telling(self._lines[number], verdict)]
        titles = [number for number, verdict in chosen.items() if verdict.rule.test == "title-repeat"]
        for number in words or (() if left else titles):
            del chosen[number]

    def _find_run(self) -> tuple[int, int]:
        """The numbers of the first and the last real paragraph; where there is none, of the longest line that no rule names."""
        start, end = self._flow.spans[id(self._flow.core)]
        for inside in (self._lines[start:end], self._lines):  # the box of a notice longer than the article was taken for the core
            first = next((line.number for line in inside if self._is_real(line)), None)
            if first is not None:
                return first, self._last_of(inside)
        rest = [line for line in self._lines if not line.gone and line.text and self._verdict(line) is None]
        longest = max(rest, key=lambda line: len(line.text) - line.linked, default=None)
        return (longest.number, longest.number) if longest else (len(self._lines), len(self._lines))

    def _last_of(self, inside: list[Line]) -> int:
        """The number of the last real paragraph; what speaks to the readers right behind furniture is furniture like that."""
        rules = self._rules.calls if self._article.is_html else ()
        for place in range(len(inside) - 1, -1, -1):
            line = inside[place]
            if not self._is_real(line):
                continue
            before = next((one for one in reversed(inside[max(place - _BEFORE, 0) : place]) if letters(one.text)), None)
            verdict = self._verdict(before) if before is not None and leans(line.text, rules) else None
            if verdict is None or verdict.rule.where not in ("end", "edge"):
                return line.number
            self._verdicts[line.number] = Verdict(rules[0])
        raise AssertionError("there is a first real paragraph")

    def _is_real(self, line: Line) -> bool:
        if line.gone or line.named or line.number in self._boxed or not line.real or is_of_the_author(line.text) or is_dated(line.text):
            return False
        return self._verdict(line) is None

    def _verdict(self, line: Line) -> Verdict | None:
        if line.number not in self._verdicts:
            self._verdicts[line.number] = self._judge(line)
        return self._verdicts[line.number]

    def _judge(self, line: Line) -> Verdict | None:
        text = line.text
        if not text or len(text) > _LONGEST or line.block.name in ("pre", "code", "th") or line.caption or _is_data(line.block):
            return None
        if (rule := self._tests.get("title-repeat")) and letters(_LABELLED.sub("", text)) in self._titles:
            return Verdict(rule)
        if line.block.name in _SUBHEADINGS and is_dated(text) and self._has_dated_headings():
            return None
        if line.pictures and not all(_is_icon(picture.attrs) for picture in line.pictures):
            return None
        bare = _DECORATION.sub("", text)
        notice = _NOTICE.sub("", text)
        notice = notice if len(notice) >= _SHORTEST_NOTICE else text
        is_entry = line.linked and not self._article.is_html and is_dated(text)  # of a list of links that its author keeps
        for words in () if is_entry else dict.fromkeys((text, bare or text, notice, _BRACKETED.sub(r"\1", text))):
            if verdict := self._by_text(words, line):
                return verdict
        credits = self._credits.read(text, self._article.known) if len(text) <= _CREDITS else ()
        if credits:
            return None if self._is_of_picture(line, credits) else _verdict_of(credits)
        return None if is_entry else self._stamped(text) or self._call(text)

    def _has_dated_headings(self) -> bool:
        """Whether several headings are days: those of a diary, or of a record of changes."""
        dated = (line for line in self._lines if line.block.name in _SUBHEADINGS and is_dated(line.text))
        return len(list(islice(dated, 2))) > 1

    def _stamped(self, text: str) -> Verdict | None:
        """A line that has little more than a day and a time: the site's, whatever names stand beside them."""
        rule = self._tests.get("stamped")
        if rule is None or not is_stamped(text):
            return None
        return Verdict(rule, tuple((credit.rule.to, credit.values) for credit in self._credits.glean(text) if credit.rule.to))

    def _call(self, text: str) -> Verdict | None:
        rules = self._rules.calls if self._article.is_html else ()
        bare = _DECORATION.sub("", text) or text
        return next((Verdict(rule) for rule in rules for words in {text, bare} if is_call(words, rule)), None)

    def _by_text(self, text: str, line: Line) -> Verdict | None:
        size = len(text)
        likely = self._rules.for_line(text)
        told = bool(likely) and is_told(text)
        for rule, expressions in likely:
            if size > rule.longest or (rule.linked and not line.linked) or (told and not rule.to):
                continue
            if found := rule.says(text, expressions):
                return Verdict(rule, tuple(_said(rule, found.groupdict())))
        return None

    def _is_of_picture(self, line: Line, credits: tuple[Credit, ...]) -> bool:
        """Whether credits right under a picture may be the picture's: not above the first paragraph, and an editor makes none."""
        inside = line.after_picture and line.number >= self._flow.paragraphs()[0]
        return inside and not any(credit.rule.to == "editor" for credit in credits)


def _is_telling(line: Line, verdict: Verdict) -> bool:
    """Whether a line is furniture by itself: a credit, a whole sentence, a link. A word alone needs an article beside it."""
    return bool(verdict.rule.roles or verdict.rule.test or verdict.credits or line.linked) or len(line.text) >= REAL_LENGTH


def _said(rule: Rule, groups: Mapping[str, str | None]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The values of a rule's named groups by metadata key."""
    for group, value in groups.items():
        key = rule.to if group == "value" else group
        if value:
            yield key, names(value) if key in PEOPLE else (value.strip(" "),)


def _verdict_of(credits: tuple[Credit, ...]) -> Verdict:
    leading = next((credit for credit in credits if credit.rule.to), credits[0])
    return Verdict(leading.rule, tuple((credit.rule.to, credit.values) for credit in credits if credit.rule.to))


def _titles(title: str) -> frozenset[str]:
    """The title as it may stand in the text again: with and without the site's name behind it, punctuation aside."""
    parts = [title, *(part for part in _SITE_PART.split(title) if len(part) * 2 > len(title))]
    return frozenset(bare for part in parts if (bare := letters(part)))


def _is_data(block: Tag) -> bool:
    """Whether a block is one cell of several in its row: layout has one."""
    row = block.parent if block.name == "td" else None
    cells = (cell for cell in (row.contents if row is not None else ()) if isinstance(cell, Tag) and cell.name in ("td", "th"))
    return len(list(islice(cells, 2))) > 1


def _is_icon(attributes: Mapping[str, object]) -> bool:
    """Whether a picture is a sign of a few pixels beside a text."""
    sizes = [str(attributes.get(name, "")).removesuffix("px") for name in ("width", "height")]
    return any(size.isdecimal() and int(size) <= 40 for size in sizes)
