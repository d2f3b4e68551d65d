"""Who did what: reads a line that holds nothing but credits, dates and names already known.

The words are data (rules with `roles`); what makes a value a name, an outlet or a date is here. A line counts only when all of it is
understood: a sentence that begins with 编辑 is a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from .rule import Rule

DATE = r"(?:\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?日)?|\d{1,2}月\d{1,2}日)"
_CLOCK = r"(?:[上下]午\s*)?\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}秒?)?(?:\.\d+)?(?:Z|\s?[+-]\d\d:?\d\d)?"
TIME = rf"(?:[T\s　]*(?:(?:星期|周|週)[一二三四五六日天])?\s*{_CLOCK})"
_MOMENT = re.compile(f"{DATE}(?P<time>{TIME})?")
_BETWEEN = re.compile(r"[\s|｜丨/／·•,，;；、\-—–►▶>▲◆■●○△※*【】\[\]()（）〔〕「」]*")
_CLOSERS = " \t|｜丨/／·•,，;；、-—–】])）〕」[【(（〔「*"
_SEPARATOR = r"(?:\s*[:：|｜丨/／]\s*)"

_HAN = r"[\u3400-\u9fff\uf900-\ufaff〇\U00020000-\U000323af]"
_NAME = re.compile(f"(?:{_HAN}{{2,4}}|{_HAN}(?:[·•・]?{_HAN}){{1,9}}[·•・]{_HAN}+|[A-Za-z][A-Za-z.'’-]*(?: [A-Z][A-Za-z.'’-]*){{0,3}})")
_PEN_NAME = re.compile(r"[^\s。！？；，,!?;:：“”\"<>《》]{1,16}")
_STAFF_CODE = re.compile(r"\s*[_＿ (（]?[A-Z]{1,4}\d{2,}[A-Z]?[)）]?$|_[A-Za-z]{2,}\d*$")
_CODE_AND_MORE = re.compile(f"[A-Z]{{1,4}}\\d{{2,}}[A-Z]?{_HAN}")
"""Such a code with other text run on behind it, which is nobody's name."""
_ROLE_INSIDE = re.compile(r"^.*(?:作者|专栏作家|專欄作家|记者|記者|撰稿人|通讯员|通訊員|评论员|評論員)[\s:：]*(?=.)")
_REMARK = re.compile(r"[(（][^()（）]{1,12}[)）]$")
_NOISE = re.compile(r"(?:原创|首发|独家|转载|置顶|原創|首發)(?=[\s|｜丨/／·]|$|\d)")
"""Marks that a platform puts beside the credits."""
_ISSUE = re.compile(r"(?<=[)）])\d{7}$")
"""What Taiwan's Central News Agency puts behind the editor: the date in years of the Republic."""
_NAMES = re.compile(r"[、，,;；/／|｜&]|\s+")
_SENTENCE = re.compile("[。！？；!?;]")

NOWHERE = frozenset(("网络", "網絡", "網路", "互联网", "網上", "网上", "综合", "整理"))
"""Sources that name nobody."""


class Credit(msgspec.Struct, frozen=True):
    """One thing a line says: by which rule, and the clean values for its metadata key."""

    rule: Rule
    values: tuple[str, ...]


class CreditReader:
    """Reads credits with the roles of a set of rules."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._by_role = {role: rule for rule in rules for role in rule.roles}
        self._date = next((rule for rule in rules if rule.test == "date-line"), None)
        self._known_rule = next((rule for rule in rules if rule.test == "known-values"), None)
        self._role = _role_pattern(self._by_role)
        self._signed = _signed_pattern(self._by_role)

    def read(self, text: str, known: tuple[str, ...] = ()) -> tuple[Credit, ...]:
        """The credits of a line that is nothing else, names that are `known` already aside; empty for any other line."""
        found: list[Credit] = []
        text = _ISSUE.sub("", text)
        place = _end(_BETWEEN, text, 0)
        while place < len(text):
            if noise := _NOISE.match(text, place):
                place = _end(_BETWEEN, text, noise.end())
                continue
            step = self._moment(text, place) or self._name_known(text, place, known) or self._credit(text, place)
            if step is None:
                return ()
            credit, place = step
            found.append(credit)
            place = _end(_BETWEEN, text, place)
        alone = all(credit.rule.together for credit in found)
        only_days = all(credit.rule is self._date for credit in found) and not _with_time(text)
        return () if alone or only_days else tuple(found)

    def _moment(self, text: str, place: int) -> tuple[Credit, int] | None:
        found = _MOMENT.match(text, place) if self._date else None
        return (Credit(self._date, (found[0],)), found.end()) if found and self._date else None

    def _name_known(self, text: str, place: int, known: tuple[str, ...]) -> tuple[Credit, int] | None:
        if self._known_rule is None:
            return None
        for name in known:
            end = place + len(name)
            if text.startswith(name, place) and (end == len(text) or text[end] in _CLOSERS):
                return Credit(self._known_rule, ()), end
        return None

    def _credit(self, text: str, place: int) -> tuple[Credit, int] | None:
        found = self._role.match(text, place) if self._role else None
        if not found:
            return None
        rule = self._by_role[found["role"]]
        if found["before"] and not rule.prefixed:
            return None
        end = self._value_end(text, found.end())
        value = text[found.end() : end].strip(_CLOSERS)
        strong = found["sign"].strip(" ") != ""
        values = _values(rule, value, strong=strong)
        return (Credit(rule, values), end) if values or (strong and not value and not found["before"]) else None

    def _value_end(self, text: str, start: int) -> int:
        """Where the next credit or date begins: after a gap, and not at once."""
        at_once = self._signed.search(text, start) if self._signed else None
        limit = at_once.start() if at_once else len(text)
        place = start
        while gap := re.compile(r"[\s|｜丨/／)）】\]]+").search(text, place):
            place = gap.end()
            if gap.start() >= limit:
                break
            if gap.start() > start and self._role and ((self._role.match(text, place)) or (self._date and _MOMENT.match(text, place))):
                return gap.start()
        return limit


def _role_pattern(roles: Iterable[str]) -> re.Pattern[str] | None:
    words = "|".join(re.escape(word) for word in sorted(roles, key=len, reverse=True))
    before = r"(?P<before>[^\s:：|｜丨，。,;；、！？“”()（）【】\[\]/／]{0,14}?)"
    return re.compile(f"{before}(?P<role>{words})(?P<sign>{_SEPARATOR}|\\s+)") if words else None


def _signed_pattern(roles: Iterable[str]) -> re.Pattern[str] | None:
    """A role with its colon: where the spans of a line have no space between them, only it shows where the next credit begins."""
    words = "|".join(re.escape(word) for word in sorted(roles, key=len, reverse=True) if len(word) > 1)
    return re.compile(f"(?<=[^\\s])(?:{words})\\s?[:：]") if words else None


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _with_time(text: str) -> bool:
    return any(found["time"] for found in _MOMENT.finditer(text))


def _values(rule: Rule, value: str, *, strong: bool) -> tuple[str, ...]:
    """The values that stand behind a role, empty where what stands there is none."""
    if _SENTENCE.search(value) or len(value) > rule.longest:
        return ()
    if rule.to == "published":
        found = _MOMENT.match(value)
        return (found[0],) if found and found.end() == len(value) else ()
    if rule.to in ("editor", "author", "reporter", ""):
        return names(value, strong=strong)
    return (value,) if strong and value else ()


def names(value: str, *, strong: bool = True) -> tuple[str, ...]:
    """The names in a value, without staff codes and remarks; empty where a part is no name (a pen name is one only after a sign).

    A name spaced out to the width of others (two single characters) is one name.
    """
    bare = _REMARK.sub("", _STAFF_CODE.sub("", value.strip(" \u3000"))).strip(_CLOSERS)
    bare = _ROLE_INSIDE.sub("", bare)
    parts = [_STAFF_CODE.sub("", part) for part in ([bare] if _NAME.fullmatch(bare) else _NAMES.split(bare)) if part]
    if parts and all(len(part) == 1 for part in parts) and len(parts) <= 3:
        parts = ["".join(parts)]
    good = all(_NAME.fullmatch(part) or (strong and _PEN_NAME.fullmatch(part) and not _CODE_AND_MORE.match(part)) for part in parts)
    return tuple(parts) if good else ()
