"""Who did what: reads a line that holds nothing but credits, dates and names already known.

The words are data (rules with `roles`); what makes a value a name, an outlet or a date is here. A line counts only when all of it is
understood: a sentence that begins with 编辑 is a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

import msgspec

from ..regex import regex
from .literals import Lookup
from .rule import PEOPLE, Rule

DATE = r"(?:\d{4}-[A-Z][a-z]{2}-\d{1,2}|\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?日)?|\d{1,2}月\d{1,2}日)"
_CLOCK = r"(?:[上下]午\s*)?\d{1,2}(?: ?[:：] ?|时)\d{1,2}(?:[:：分]\d{1,2}秒?)?(?:\.\d+)?(?:Z|\s?[+-]\d\d:?\d\d)?"
TIME = rf"(?:[T\s　]*(?:(?:星期|周|週)[一二三四五六日天])?\s*{_CLOCK})"
MOMENT = regex(f"(?:(?P<clock>{_CLOCK})\\s+)?(?P<date>{DATE})(?P<time>{TIME})?")
_STAMP = regex(rf"\d{{4}}\s?[-/.年]\s?\d{{1,2}}\s?[-/.月]\s?\d{{1,2}}\s?日?{TIME}?")
"""A day with its year, which runs on behind an outlet's or a person's name where the page has them in spans."""
_BETWEEN = regex(r"[\s|｜丨/／·•,，;；、\-—–►▶>▲◆■●○△※*【】\[\]()（）〔〕「」]*")
_CLOSERS = " \t|｜丨/／·•,，;；、-—–】])）〕」[【(（〔「*"
_SEPARATOR = r"(?:\s*[:：|｜丨/／]\s*)"

_HAN = r"[^\W\d_A-Za-z]"
"""A letter of no Latin script: the set of Han characters itself takes 3 ms to compile."""
_NAME = regex(rf"(?!\w{{5,}}$)(?:{_HAN}|(?<=\w)[·•・](?=\w)){{2,24}}|[A-Za-z][A-Za-z.'’-]*(?: [A-Z][A-Za-z.'’-]*){{0,3}}")
"""Two to four characters, more where a dot stands between the parts of a foreign name; or a Latin one."""
_PEN_NAME = regex(r"[^\s。！？；，,!?;:：“”\"<>《》]{1,16}")
_STAFF_CODE = regex(r"\s*[_＿ (（]?[A-Z]{1,4}\d{2,}[A-Z]?[)）]?$|_[A-Za-z]{2,}\d*$")
_CODE_AND_MORE = regex(r"[A-Z]{1,4}\d{2,}[A-Z]?(?![\x00-\x7f]).")
"""Such a code with other text run on behind it, which is nobody's name."""
_ROLE_INSIDE = regex(r"^.*(?:作者|专栏作家|專欄作家|记者|記者|撰稿人|通讯员|通訊員|评论员|評論員)[\s:：]*(?=.)")
_ACCOUNT = regex(r"\s*[(（]\s?(?:微信)?(?:ID|id|公众号|公眾號|微信号|微信)\s?[:：]?.*$")
_REMARK = regex(r"[(（][^()（）]{1,12}[)）]?$")  # its end may have gone with the closers of the line
_NOISE = regex(
    r"(?:原创|首发|独家|转载|置顶|原創|首發|我要纠错|纠错|打印|收藏|分享|评论|关注|\+关注|订阅|举报|听新闻|小字号|大字号|字号|大|中|小)(?=[\s|｜丨/／·】\])）]|$|\d)"
    r"|(?:阅读|浏览|点击|评论|收藏|点赞|分享|閱讀|瀏覽|點閱|人气|赞)(?:数|量|次数)?\s?[(（:：]?\s?\d[\d,.]*\s?[万wWkK+]*\s?[次人]?[)）]?"
)
"""Marks and counters that a platform puts beside the credits."""
_ISSUE = regex(r"(?<=[)）])\d{7}$")
"""What Taiwan's Central News Agency puts behind the editor: the date in years of the Republic."""
_GAP = regex(r"[\s|｜丨)）】\]]+")
_GAP_OR_STROKE = regex(r"[\s|｜丨/／)）】\]]+")
_DIGIT = regex(r"\d")
_NAMES = regex(r"[、，,;；/／|｜&]|\s+")
_SENTENCE = regex("[。！？；!?;]")
_CLAUSE = regex("[。！？；，、“”「」《》…!?;,]")
_NUMBERS = regex(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*")
_DIARY = regex("星期|[周週][一二三四五六日]|[晴阴陰雨雪]")
"""What stands beside a day in a diary."""
_SHORT_STAMP = regex(r"(?<!\d)\d\d-\d\d-\d\d \d\d:\d\d")
_LONGEST_STAMPED = 60

NOWHERE = frozenset(("网络", "網絡", "網路", "互联网", "網上", "网上", "综合", "整理"))
"""Sources that name nobody."""


class Credit(msgspec.Struct, frozen=True):
    """One thing a line says: by which rule, and the clean values for its metadata key."""

    rule: Rule
    values: tuple[str, ...]


class _Roles:
    """The words for roles that are in a line, and the expressions that find them.

    Of these alone: there are 150 words, an expression of all takes longer to compile than most lines to read, and longer to match.
    """

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = sorted(words, key=len, reverse=True)

    @cached_property
    def here(self) -> re.Pattern[str]:
        """A role with its sign or a space, perhaps with an employer before it."""
        before = r"(?P<before>[^\s:：|｜丨，。,;；、！？“”()（）【】\[\]/／]{0,14}?)"
        return re.compile(f"{before}(?P<role>{self._any(1)})(?P<sign>{_SEPARATOR}|\\s+)")

    @cached_property
    def signed(self) -> re.Pattern[str]:
        """A role with its colon: where the spans of a line have no space between them, only it shows where the next credit begins."""
        return re.compile(f"(?<=[^\\s])(?:{self._any(2)})\\s?[:：]")

    @cached_property
    def anywhere(self) -> re.Pattern[str]:
        """A role with its sign wherever it stands, but for the end of a longer word (图片来源)."""
        return re.compile(f"(?<![^\\W\\d_])(?P<role>{self._any(1)}){_SEPARATOR}")

    @cached_property
    def boxed(self) -> re.Pattern[str]:
        """A role in brackets: 【编辑】."""
        return re.compile(f"[【\\[]\\s?[^\\s【】\\[\\]]{{0,6}}?({self._any(1)})\\s?[】\\]]")

    def _any(self, least: int) -> str:
        """The words of at least so many characters as alternatives; what never matches where there are none."""
        return "|".join(re.escape(word) for word in self._words if len(word) >= least) or "(?!)"


_OF_THIS_ISSUE = frozenset(("本期", "今日", "本文", "本版", "本条", "本刊"))
"""What may stand before a role that bears no employer: 本期校对."""

_roles = lru_cache(maxsize=512)(_Roles)


class CreditReader:
    """Reads credits with the roles of a set of rules."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._by_role = {role: rule for rule in rules for role in rule.roles}
        self._words = tuple(self._by_role)
        self._lookup = Lookup((word,) for word in self._words)
        self._date = next((rule for rule in rules if rule.test == "date-line"), None)
        self._known_rule = next((rule for rule in rules if rule.test == "known-values"), None)

    def read(self, text: str, known: tuple[str, ...] = (), *, beside: bool = False) -> tuple[Credit, ...]:
        """The credits of a line that is nothing else, names that are `known` already aside; empty for any other line.

        `beside`: it stands beside another such line, so that it need not hold two.
        """
        roles = self._roles_in(text)
        if roles is None and not _DIGIT.search(text) and not any(name in text for name in known):
            return ()
        found: list[Credit] = []
        text = _ISSUE.sub("", text)
        if roles and ("【" in text or "[" in text):
            text = roles.boxed.sub(r"\1：", text)
        place = _end(_BETWEEN, text, 0)
        while place < len(text):
            if noise := _NOISE.match(text, place):
                place = _end(_BETWEEN, text, noise.end())
                continue
            step = self._moment(text, place) or self._name_known(text, place, known) or self._credit(text, place, roles)
            if step is None:
                return ()
            credit, place = step
            found.append(credit)
            place = _end(_BETWEEN, text, place)
        alone = not beside and all(credit.rule.together for credit in found)
        only_days = all(credit.rule is self._date for credit in found) and not _with_time(text)
        return () if alone or only_days else tuple(found)

    def _moment(self, text: str, place: int) -> tuple[Credit, int] | None:
        found = MOMENT.match(text, place) if self._date else None
        return (Credit(self._date, (_in_order(found),)), found.end()) if found and self._date else None

    def _name_known(self, text: str, place: int, known: tuple[str, ...]) -> tuple[Credit, int] | None:
        if self._known_rule is None:
            return None
        for name in known:
            end = place + len(name)
            if text.startswith(name, place) and (end == len(text) or text[end] in _CLOSERS):
                return Credit(self._known_rule, ()), end
        return None

    def _credit(self, text: str, place: int, roles: _Roles | None) -> tuple[Credit, int] | None:
        found = roles.here.match(text, place) if roles else None
        if not (roles and found):
            return None
        rule = self._by_role[found["role"]]
        if found["before"] and not rule.prefixed and found["before"] not in _OF_THIS_ISSUE:
            return None
        end = self._value_end(text, found.end(), roles)
        if rule.to != "published" and self._date and _STAMP.match(text, found.end()):
            end = found.end()
        stamp = _STAMP.search(text, found.end() + 1, end) if rule.to != "published" else None
        end = stamp.start() if stamp else end
        value = text[found.end() : end].strip(_CLOSERS)
        strong = found["sign"].strip(" ") != ""
        values = _values(rule, value, strong=strong)
        return (Credit(rule, values), end) if values or (strong and not value and not found["before"]) else None

    def glean(self, text: str) -> Iterator[Credit]:
        """What can be made out in a line that is not understood as a whole: for one that goes in any case, block and all."""
        roles = self._roles_in(text)
        for found in roles.anywhere.finditer(text) if roles else ():
            rule = self._by_role[found["role"]]
            if values := self._gleaned(rule, text[found.end() :]):
                yield Credit(rule, values)
        if self._date and (stamp := _STAMP.search(text)):
            yield Credit(self._date, (stamp[0],))

    @staticmethod
    def _gleaned(rule: Rule, rest: str) -> tuple[str, ...]:
        if rule.to == "published":
            moment = MOMENT.match(rest)
            return (_in_order(moment),) if moment else ()
        stamp = _STAMP.search(rest)
        value = _GAP.split(rest[: stamp.start()] if stamp else rest, maxsplit=1)[0]
        return _values(rule, value, strong=rule.to == "source") if rule.to else ()

    def _roles_in(self, text: str) -> _Roles | None:
        words = tuple(self._words[number] for number in self._lookup.of(text))
        return _roles(words) if words else None

    def _begins_another(self, text: str, place: int, roles: _Roles) -> bool:
        pattern = (roles.here, MOMENT if self._date else None, _NOISE)
        return any(one.match(text, place) for one in pattern if one)

    def _value_end(self, text: str, start: int, roles: _Roles) -> int:
        """Where the next credit or date begins: after a gap, and not at once."""
        at_once = roles.signed.search(text, start)
        limit = at_once.start() if at_once else len(text)
        place = start
        while gap := _GAP_OR_STROKE.search(text, place):
            place = gap.end()
            if gap.start() >= limit:
                break
            if gap.start() > start and self._begins_another(text, place, roles):
                return gap.start()
        return limit


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def is_stamped(text: str) -> bool:
    """Whether a line has a day with its year and a time, and no sentence."""
    if len(text) > _LONGEST_STAMPED or _CLAUSE.search(text):
        return False
    stamp = _STAMP.search(text)
    if stamp and _NUMBERS.fullmatch(stamp[0]) and not _DIARY.search(text):
        return len([part for part in text.replace(stamp[0], " ").split() if len(part) > 1]) > 1 or re.search(_CLOCK, stamp[0]) is not None
    return _SHORT_STAMP.search(text) is not None or (stamp is not None and re.search(_CLOCK, stamp[0]) is not None)


def is_dated(text: str) -> bool:
    """Whether a line has a day with its year, and no sentence: a page's, an entry of a list or a table, but no paragraph."""
    return len(text) <= _LONGEST_STAMPED and not _CLAUSE.search(text) and _STAMP.search(text) is not None


def _with_time(text: str) -> bool:
    return any(found["time"] or found["clock"] for found in MOMENT.finditer(text))


def _in_order(moment: re.Match[str]) -> str:
    """The day and then the time, also where a page has them the other way round."""
    return f"{moment['date']} {moment['clock']}" if moment["clock"] else moment[0]


def _values(rule: Rule, value: str, *, strong: bool) -> tuple[str, ...]:
    """The values that stand behind a role, empty where what stands there is none."""
    people = not rule.to or rule.to in PEOPLE
    if _SENTENCE.search(re.sub("[；;]", "", value) if people else value) or len(value) > rule.longest:
        return ()
    if rule.to == "published":
        found = MOMENT.match(value)
        return (_in_order(found),) if found and found.end() == len(value) else ()
    if people:
        return names(value, strong=strong)
    value = _ACCOUNT.sub("", value)
    return (value,) if strong and value else ()


def names(value: str, *, strong: bool = True) -> tuple[str, ...]:
    """The names in a value, without staff codes and remarks; empty where a part is no name (a pen name is one only after a sign).

    A name spaced out to the width of others (two single characters) is one name.
    """
    bare = _STAFF_CODE.sub("", _REMARK.sub("", _STAFF_CODE.sub("", value.strip(" \u3000")))).strip(_CLOSERS)
    bare = _ROLE_INSIDE.sub("", bare)
    parts = [_STAFF_CODE.sub("", part) for part in ([bare] if _NAME.fullmatch(bare) else _NAMES.split(bare)) if part]
    if parts and all(len(part) == 1 for part in parts) and len(parts) <= 3:
        parts = ["".join(parts)]
    if not strong and any("a" <= part[0] <= "z" for part in parts):
        return ()  # Text to speech
    good = all(_NAME.fullmatch(part) or (strong and _PEN_NAME.fullmatch(part) and not _CODE_AND_MORE.match(part)) for part in parts)
    return tuple(parts) if good else ()
