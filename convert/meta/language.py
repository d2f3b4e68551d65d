"""The language of a text as a BCP 47 tag, by counting characters that only one script uses.

The table is data/one_script.txt (Unihan; the file says how it is made). A further language is a row in `_OTHERS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ..regex import regex
from ..typography import is_han

SIMPLIFIED, TAIWAN, HONG_KONG = "zh-Hans-CN", "zh-Hant-TW", "zh-Hant-HK"

# What front matter and <html lang> write, lower case: CLDR's likely script and region for each (supplemental/likelySubtags).
_DECLARED = {
    **dict.fromkeys(("zh-cn", "zh-hans", "zh-hans-cn", "zh-chs", "zh-simplified"), SIMPLIFIED),
    **dict.fromkeys(("zh-tw", "zh-hant", "zh-hant-tw", "zh-cht", "zh-traditional"), TAIWAN),
    **dict.fromkeys(("zh-hk", "zh-hant-hk", "yue", "yue-hk", "zh-yue"), HONG_KONG),
    "zh-sg": "zh-Hans-SG",
    "zh-hans-sg": "zh-Hans-SG",
    "zh-mo": "zh-Hant-MO",
    "zh-hant-mo": "zh-Hant-MO",
}
_CHINESE = frozenset(("zh", "cn", "chinese", "zho", "chi", "中文", "cmn"))
"""Chinese without a script: the text decides it."""

_TAG = regex(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", re.I)

# Written Cantonese (Hong Kong Supplementary Character Set; none is usual in Mandarin): 嘅咗喺 and their kin.
CANTONESE = frozenset("嘅咗喺嚟冇啲嗰哋佢嘢唔咁咩嗌攞瞓")

# Tag, what to count, and how many of it for one Han: kana stand between all Han of a Japanese text; a Chinese one about programs has
# more Latin words than most expect.
_OTHERS = (
    ("ja", regex(r"[\u3041-\u3096\u30a1-\u30fa]"), 0.5),
    ("ko", regex(r"[\uac00-\ud7a3]+"), 2),
    ("ru", regex(r"[\u0400-\u04ff]+"), 8),
    ("en", regex(r"[A-Za-z]+"), 8),
)


@lru_cache(1)
def one_script() -> dict[str, frozenset[str]]:
    """The characters that only Hans, and those that only Hant, uses."""
    lines = (Path(__file__).parents[1] / "data" / "one_script.txt").read_text(encoding="utf-8").split("\n")
    rows = (line.split(" ") for line in lines if line and not line.startswith("#"))
    return {script: frozenset(chars) for script, chars in rows}


def language(text: str, declared: str = "") -> str:
    """The BCP 47 tag of a text: what is `declared` for it, its script filled in where that was left open; else what its characters say.

    "" where the text has neither Han nor letters. A Chinese text in which no character tells (or as many on both sides) is Simplified.
    """
    named = normal(declared)
    return named or _counted(text, chinese=declared.strip(" \t").lower() in _CHINESE)


def normal(declared: str) -> str:
    """A declared language as a tag, with script and region where it is Chinese; "" for what is no tag or leaves the script open."""
    plain = declared.strip(" \t\r\n").replace("_", "-").partition(".")[0]
    if plain.lower() in _DECLARED:
        return _DECLARED[plain.lower()]
    if plain.lower() in _CHINESE or not _TAG.fullmatch(plain):
        return ""
    first, *rest = plain.split("-")
    return "-".join((first.lower(), *(_subtag(part) for part in rest)))


def _subtag(part: str) -> str:
    """BCP 47 (RFC 5646) 2.1.1: a script in title case, a region in capitals, all else in small letters."""
    return part.title() if len(part) == 4 and part.isalpha() else part.upper() if len(part) == 2 else part.lower()


def _counted(text: str, *, chinese: bool) -> str:
    """By the characters that occur at all; how often they do is counted only where it can decide."""
    kinds = "".join(set(text))
    han = list(filter(is_han, kinds))
    if not chinese:
        for tag, pattern, ratio in _OTHERS:
            # Its characters first: they bound its words, as the kinds of Han bound the Han.
            its = "".join(pattern.findall(kinds))
            if _count(text, its) > len(han) * ratio and len(pattern.findall(text)) > _count(text, han) * ratio:
                return tag
    return _script(text, frozenset(kinds)) if han or chinese else ""


def _count(text: str, among: Iterable[str]) -> int:
    """How many characters of a text are among these."""
    return sum(map(text.count, among))


def _script(text: str, kinds: frozenset[str]) -> str:
    table = one_script()
    traditional = _count(text, kinds & table["Hant"])
    if not traditional or traditional <= _count(text, kinds & table["Hans"]):
        return SIMPLIFIED
    return HONG_KONG if _count(text, kinds & CANTONESE) * 50 > traditional else TAIWAN
