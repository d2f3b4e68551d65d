"""Dates as front matter and pages write them, to ISO 8601 with an offset.

A further shape is one row in `SHAPES`: a pattern whose groups are called as the parts of a date.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from ..errors import Severity, UsageError, diagnostic
from ..regex import regex

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# RFC 822 section 5.1, less CST: in a Chinese source that is China Standard Time as often as Central, so it says nothing.
_NAMED_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt"), 0),
    **{"est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "jst": 9, "hkt": 8},
}

_ZONE = r"(?P<zone>Z|UTC?|GMT|[ECMP][SD]T|JST|HKT)?[ ]?(?P<offset>[+-]\d{1,2}:?(?:\d{2})?)?(?:[ ]?\([^)]*\))?"
_TIME = rf"(?P<hour>\d{{1,2}})[:：](?P<minute>\d{{1,2}})(?:[:：](?P<second>\d{{1,2}})(?:[.,]\d+)?)?[ ]?(?P<half>[AP]\.?M\.?)?[ ]?{_ZONE}"
_HALF = r"(?P<half>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?"
_CHINESE_TIME = _HALF + r"[ ]?(?P<hour>\d{1,2})[:：时時点點](?:(?P<minute>\d{1,2})[:：分]?)?(?:(?P<second>\d{1,2})秒?)?"
_WEEKDAY = r"(?:(?:星期|周|週|礼拜)[一二三四五六日天]|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?)"
_CHINESE_DAY = r"年[ ]?(?P<month>\d{1,2})[ ]?月[ ]?(?P<day>\d{1,2})[ ]?[日号號]?"
_MONTH = (
    r"(?P<name>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)

SHAPES = (
    # 2021-12-13, 2021/12/13 08:31, 2021.12.13T08:31:17.000+08:00
    rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:[ ]?{_WEEKDAY})?(?:(?:[ ]*T|[ ]+)[ ]*{_TIME})?",
    # 2021-12-13 下午4:31, 2021/12/13 16时31分17秒
    rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:[ ]?{_WEEKDAY})?[ ]*{_CHINESE_TIME}",
    # 2021-Dec-13 16:31
    rf"(?P<year>\d{{4}})-{_MONTH}-(?P<day>\d{{1,2}})(?:[ ]+{_TIME})?",
    # 民國110年12月13日 下午4:31
    rf"(?:中[華华])?民[國国][ ]?(?P<republic>\d{{1,3}})[ ]?{_CHINESE_DAY}(?:[ ]*{_CHINESE_TIME})?",
    # Mon, 13 Dec 2021 08:31:17 GMT (RFC 822, RFC 5322)
    rf"(?:{_WEEKDAY},?[ ]+)?(?P<day>\d{{1,2}})[ -]{_MONTH}[ -](?P<year>\d{{4}}|\d{{2}})(?:[ ]+{_TIME})?",
    # Mon Dec 13 2021 16:31:17 GMT+0800 (ECMAScript); December 13, 2021 4:31 PM
    rf"(?:{_WEEKDAY},?[ ]+)?{_MONTH}[ ]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[ ]+(?P<year>\d{{4}})(?:,?[ ]+(?:at[ ]+)?{_TIME})?",
    # Mon Dec 13 16:31:17 CST 2021 (C's ctime, Java's Date)
    rf"(?:{_WEEKDAY}[ ]+)?{_MONTH}[ ]+(?P<day>\d{{1,2}})[ ]+{_TIME}(?:[A-Z]{{3,4}})?[ ]+(?P<year>\d{{4}})",
    # 2009年6月22日, 2009年6月22日 星期一 下午4时31分
    rf"(?P<year>\d{{4}})[ ]?{_CHINESE_DAY}"
    rf"(?:[ ]*[（(]?{_WEEKDAY}[)）]?)?(?:[ ]*{_CHINESE_TIME})?",
    # 20211213, 20211213T083117Z
    rf"(?P<year>(?:19|20)\d{{2}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:T?(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?{_ZONE})?",
)


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    """At its first use: most dates are of the first shape, and start-up is measured."""
    return re.compile(shape, re.I)


_EPOCH = regex(r"(\d{9,10})(\d{3})?")
"""Seconds since 1970, of 1973 to 2286, or milliseconds."""

_FIRST_OF_THE_REPUBLIC = 1912
_ONES = "[一二三四五六七八九]"
_IN_WORDS = regex(rf"([〇零○Ｏ一二三四五六七八九]{{4}})年(十[一二]?|{_ONES})月([二三]?十{_ONES}?|{_ONES})日")
_WORDS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_SPACES = regex(r"[ \t\u00a0\u3000]+")
_DIGITS = str.maketrans("０１２３４５６７８９／－", "0123456789/-")


def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name (Asia/Shanghai) or of an offset (+08:00).

    Raises UsageError (bad-setting) for another.
    """
    if match := re.fullmatch(r"([+-])(\d{2}):?(\d{2})", name):
        minutes = int(match[2]) * 60 + int(match[3])
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # ZoneInfo opens a file by this name: a folder, or `..`, raise what files raise
        hint = "for example Asia/Shanghai, Asia/Taipei, +08:00"
        raise UsageError(diagnostic(Severity.ERROR, "bad-setting", f"no time zone is called {name!r}", hint=hint)) from None


def iso(text: str, zone: tzinfo) -> str | None:
    """The date as ISO 8601 with seconds and offset, None where it is none.

    A date with a zone of its own keeps its instant and is written in `zone`; another is taken as being in `zone`. Two-digit years are
    those of RFC 5322 4.3: 00 to 49 are 20xx, the others 19xx.
    """
    plain = _SPACES.sub(" ", text.translate(_DIGITS)).strip(" \r\n\f'\"")
    plain = _IN_WORDS.sub(_in_digits, plain) if "年" in plain else plain
    try:
        if match := _EPOCH.fullmatch(plain):
            return _written(datetime.fromtimestamp(int(match[1]), UTC), zone)
        for shape in SHAPES:
            if match := _compiled(shape).fullmatch(plain):
                return _written(_date(match.groupdict()), zone)
    except (ValueError, OverflowError, OSError):  # the 30th of February, 25 o'clock, the year 9999 in another zone
        return None
    return None


def _in_digits(words: re.Match[str]) -> str:
    """二〇二二年三月二十一日 in digits."""
    year, *others = (word.translate(_WORDS) for word in words.groups())
    month, day = (sum(int(part or empty) * value for part, empty, value in _tens(other)) for other in others)
    return f"{year}年{month}月{day}日"


def _tens(word: str) -> tuple[tuple[str, int, int], ...]:
    """The tens and ones of a number below a hundred in which 十 is left: what stands there, what nothing stands for, and its value."""
    tens, ten, ones = word.rpartition("十")
    return (tens, 1 if ten else 0, 10), (ones, 0, 1)


def _date(parts: dict[str, str | None]) -> datetime:
    month = parts.get("month")
    number = int(month) if month else MONTHS.index((parts["name"] or "")[:3].lower()) + 1
    year = int(parts.get("year") or 0)
    if republic := parts.get("republic"):
        year = int(republic) + _FIRST_OF_THE_REPUBLIC - 1
    if len(parts.get("year") or "") == 2:
        year += 2000 if year < 50 else 1900
    hour = _hour(int(parts.get("hour") or 0), parts.get("half") or "")
    day = datetime(year, number, int(parts["day"] or 0), hour % 24, int(parts.get("minute") or 0), int(parts.get("second") or 0))
    if hour == 24 and (day.minute or day.second):
        raise ValueError("past midnight")
    # ISO 8601-1:2019 4.3.8: 24:00 is the end of the day
    return (day + timedelta(days=hour // 24)).replace(tzinfo=_offset(parts))


def _hour(hour: int, half: str) -> int:
    """The hour of the day, 0 to 24."""
    if hour > 24:
        raise ValueError("no such hour")
    if half.lower().startswith("p") or half in ("下午", "傍晚", "晚上", "晚", "中午"):
        return hour + 12 if hour < 12 and not (half == "中午" and hour > 3) else hour
    return 0 if hour == 12 and (half.lower().startswith("a") or half == "凌晨") else hour


def _offset(parts: dict[str, str | None]) -> tzinfo | None:
    offset, name = parts.get("offset"), (parts.get("zone") or "").lower()
    if offset:
        digits = offset[1:].replace(":", "")
        hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
        delta = timedelta(hours=hours, minutes=minutes)
        return timezone(-delta if offset[0] == "-" else delta)
    return timezone(timedelta(hours=_NAMED_ZONES[name])) if name in _NAMED_ZONES else None


def _written(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    offset = local.utcoffset() or timedelta()
    # Before standard time an offset had seconds (Shanghai +08:05:43 until 1901); ISO 8601 and RFC 3339 know minutes only.
    whole = timedelta(minutes=round(offset.total_seconds() / 60))
    return local.replace(tzinfo=timezone(whole)).isoformat(timespec="seconds")
