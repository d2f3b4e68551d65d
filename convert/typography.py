"""Character classes and rules of Chinese typesetting: each row cites CLREQ (W3C, Requirements for Chinese Text Layout) or GB/T 15834-2011.

A new rule is one row here; writers ask, they hold no tables of marks of their own.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

HAN_RANGES = (
    "\u3005\u3007\u3021-\u3029\u3038-\u303b"  # 々 〇 and the Hangzhou numerals: Script=Han outside the blocks
    "\u2e80-\u2fd5\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9"  # radicals, extension A, URO, compatibility
    "\U00020000-\U0003fffd"  # planes 2 and 3: extensions B and later
)
"""Unicode Script=Han as the inside of a regular expression's character class."""

HAN = re.compile(f"[{HAN_RANGES}]")

# CLREQ 3.1.4 (line start and line end prohibition), with GB/T 15834 5.1: the solidus; and the interpunct and ～, which Pango lets through.
NO_LINE_START = frozenset("、，。；：！？）》〉」』】〕｝〗”’·・～…／%％℃‰々ー，．")
NO_LINE_END = frozenset("（《〈「『【〔｛〖“‘￥＄")

# Marks that are ambiguous in East Asian Width and wide in Chinese: GB/T 15834 5.1 gives them a full or a double width.
_WIDE_IN_CHINESE = frozenset("“”‘’—…·⸺⋯")


def is_han(char: str) -> bool:
    """Whether one character is a Han character, extensions and 〇 included."""
    return HAN.match(char) is not None


@lru_cache(maxsize=4096)
def is_wide(char: str) -> bool:
    """Whether a character is wide by itself: East Asian Width W or F (UAX #11), Hangul aside as CSS Text 3 has it (4.1.3)."""
    return unicodedata.east_asian_width(char) in "WF" and not "\uac00" <= char <= "\ud7a3"


def joins_without_space(before: str, after: str) -> bool:
    """Whether a line end between two characters is no space: between wide ones (CSS Text 3, 4.1.3).

    Beyond CSS, the ambiguous Chinese marks count as wide beside a wide character: 他说 / “好” is one sentence.
    """
    wide = is_wide(before), is_wide(after)
    return all(wide) or (any(wide) and (before in _WIDE_IN_CHINESE or after in _WIDE_IN_CHINESE))


def columns(text: str) -> int:
    """Columns that a terminal or a monospaced page gives the text: 2 for East Asian wide, 0 for combining, else 1."""
    return sum(_columns(char) for char in text)


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" or char in _WIDE_IN_CHINESE else 1
