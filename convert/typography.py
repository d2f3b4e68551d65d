"""Character classes and rules of Chinese typesetting: each row cites CLREQ (W3C, Requirements for Chinese Text Layout) or GB/T 15834-2011.

A new rule is one row here; writers ask, they hold no tables of marks of their own.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

from .regex import regex

_HAN = (
    ("\u2e80", "\u2fd5"),  # radicals
    ("々", "々"), ("〇", "〇"), ("\u3021", "\u3029"), ("\u3038", "\u303b"),  # and the Hangzhou numerals
    ("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\uf900", "\ufad9"),  # extension A, URO, compatibility
    ("\U00020000", "\U0003fffd"),  # planes 2 and 3: extensions B and later
)  # fmt: skip
"""Unicode Script=Han: the first and the last of each range, in order. No expression: it takes 5 ms to compile at each start."""
_HAN_EDGES = tuple(code for first, last in _HAN for code in (ord(first), ord(last) + 1))

# CLREQ 3.1.4 (line start and line end prohibition), with GB/T 15834 5.1: the solidus; and the interpunct and ～, which Pango lets through.
NO_LINE_START = frozenset("、，。；：！？）》〉」』】〕｝〗”’·・～…／%％℃‰々ー，．")
NO_LINE_END = frozenset("（《〈「『【〔｛〖“‘￥＄")

# Marks that are ambiguous in East Asian Width and wide in Chinese: GB/T 15834 5.1 gives them a full or a double width.
_WIDE_IN_CHINESE = frozenset("“”‘’—…·⸺⋯")


@lru_cache(maxsize=8192)
def is_han(char: str) -> bool:
    """Whether one character is a Han character, extensions and 〇 included."""
    return bisect_right(_HAN_EDGES, ord(char)) % 2 == 1


def has_han(text: str) -> bool:
    """Whether there is a Han character in a text."""
    return any(map(is_han, text))


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


# ---- marks and their blanks -----------------------------------------------------------------------------------------

OPENING = frozenset("（《〈「『【〔｛〖［“‘")
"""Marks whose left half is blank (GB/T 15834 5.1.4: they stand at no line end)."""

CLOSING = frozenset("）》〉」』】〕｝〗］”’")
"""Marks whose right half is blank."""

STOPS = frozenset("、，。．：；！？")
"""点号: one em wide with the ink at the left below, or in the middle in Taiwan and Hong Kong (CLREQ 3.1.1)."""

SQUEEZED = OPENING | CLOSING | STOPS
"""Marks that lose half their width beside each other and at line edges: 标点挤压 (CLREQ 3.1.6, GB/T 15834 5.1.10)."""

# How much of the blank a line may take from a mark that stands alone: CLREQ 3.1.6 compresses pauses and brackets first, full stops last.
SHRINKABLE = dict.fromkeys("、，：；", 0.5) | dict.fromkeys(OPENING | CLOSING, 0.6) | dict.fromkeys("。．！？", 0.25)
"""Share of a mark's blank that justification may take."""

HALF_EM_DOTS = frozenset("·・")
"""Interpuncts: half an em in the mainland, one em in Taiwan (CLREQ 3.1.1.3)."""

UNBROKEN_PAIRS = frozenset(("——", "……", "⸺⸺", "－－", "～～", "⋯⋯", "->", "=>", "<-", "<=", ">="))
"""Marks of two characters that no line end divides (GB/T 15834 5.1.5, 5.1.6), and the arrows of typewriters."""

# Counting words and units that stay with their number where the line allows (CLREQ 3.1.4, "numbers").
UNITS = frozenset(
    "年月日时時分秒点點号號岁歲元角万亿萬億个個名人次届屆期位只隻家项項条條章节節页頁回度倍米里"
    "吨噸克斤成天周週级級例小公平厘毫千百余餘多"
)

_DIGIT = regex(r"[0-9０-９]")
_DATE = regex(r"\d{4}年\d{1,2}月(?:\d{1,2}[日号號])?|\d{1,2}月\d{1,2}[日号號]")
_FORBIDDEN_GLUE = frozenset("\u2060\u00a0\u202f\ufeff")
_ADDRESS = regex(r"[!-~]{12,}")
ADDRESS_JOINTS = frozenset("/\\?&=._-#%:@")
"""Where an address may be divided, after the sign."""

_NAME = regex(r"[A-Za-z][A-Za-z0-9_.]{12,}")
_NAME_JOINT = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z0-9][._])(?=[A-Za-z])")


def is_full_width(char: str) -> bool:
    """Whether a character has an em of its own in Chinese text, and so may be moved apart from its neighbour."""
    return is_wide(char) or char in _WIDE_IN_CHINESE


def forbids_break(before: str, after: str) -> bool:
    """Whether no line may end between two characters: 避头尾 (CLREQ 3.1.4, GB/T 15834 5.1)."""
    return (
        after in NO_LINE_START
        or before in NO_LINE_END
        or before + after in UNBROKEN_PAIRS
        or before in _FORBIDDEN_GLUE
        or after in _FORBIDDEN_GLUE
    )


def allows_break(before: str, after: str) -> bool:
    """Whether a line may end there although UAX #14 says no: its LB19 glues quotation marks to both neighbours, CLREQ does not."""
    if after in "“‘":
        return is_full_width(before)
    return before in "”’" and is_full_width(after)


def break_penalties(text: str) -> dict[int, float]:
    """Positions where a line end is allowed and yet worse than elsewhere, by how much (100: as bad as a line stretched to its limit).

    Within dates, between a number and its unit. They are line ends whatever Unicode says, as both neighbours are.
    """
    found: dict[int, float] = {}
    for date in _DATE.finditer(text):
        found |= {here: 40.0 for here in range(date.start() + 1, date.end()) if not text[here].isdigit() or not text[here - 1].isdigit()}
    for here, (before, after) in enumerate(itertools.pairwise(text), 1):
        if _DIGIT.match(before) and after in UNITS:
            found[here] = 90.0
    return found


def straight_quotes(text: str) -> set[int]:
    """Positions inside the straight quotation marks of a paragraph, where no line ends: they open and close in turn, as they look alike."""
    marks = [match.start() for match in re.finditer('"', text)]
    return {here if number % 2 else here + 1 for number, here in enumerate(marks)} if len(marks) % 2 == 0 else set()


def inside_brackets(text: str) -> set[int]:
    """Positions inside quotation marks and brackets: a title is better divided outside of them."""
    found: set[int] = set()
    depth = 0
    for here, char in enumerate(text):
        if depth:
            found.add(here)
        depth += (char in OPENING) - (char in CLOSING and depth > 0)
    return found


def inside_phrases(text: str) -> set[int]:
    """Positions that neither a mark nor a space precedes: where a title is not divided while it has others."""
    pairs = enumerate(itertools.pairwise(text), 1)
    return {here for here, (before, after) in pairs if " " not in (before, after) and before not in _PAUSES}


_PAUSES = CLOSING | STOPS | frozenset("—…～－-|｜_·/,;:!?")


def address_breaks(text: str) -> dict[int, float]:
    """Positions inside addresses, paths and numbers without end where a line may end, and how bad that is: best after a joint."""
    found: dict[int, float] = {}
    for run in _ADDRESS.finditer(text):
        if sum(char in ADDRESS_JOINTS or char.isdigit() for char in run[0]) >= 2:
            found |= {here: 50.0 if text[here - 1] in ADDRESS_JOINTS else 250.0 for here in range(run.start() + 2, run.end() - 1)}
    return found


def name_breaks(text: str) -> dict[int, float]:
    """Positions in long names of programs (writeFile, os.path, read_all) where a line may end, and how bad that is: between their words.

    Four letters stay on either side. No hyphen is set there: it would be copied as part of the name.
    """
    found: dict[int, float] = {}
    for name in _NAME.finditer(text):
        found |= {
            joint.start(): 200.0
            for joint in _NAME_JOINT.finditer(text, name.start(), name.end())
            if name.start() + 4 <= joint.start() <= name.end() - 4
        }
    return found


# ---- marks that Chinese and Latin share -----------------------------------------------------------------------------

TWINS = regex(r"[\u2e80-\u2ef3\u2f00-\u2fd5\u2e3a\u2e3b\u22ef]")
"""Characters that Chinese fonts draw with the glyph of another: radicals, the two-em dash, the ellipsis in the middle."""

_SHARED_MARK = regex(r"—{2,}|…{2,}|[“”‘’—…·]")


def shared_marks(text: str) -> list[tuple[int, int, bool]]:
    """Runs of the marks that both scripts write with one code point: start, stop, and whether they are Latin ones here.

    Chinese “ ” ‘ ’ are full width, Latin ones are narrow: CLREQ 3.1.1. An apostrophe between letters is Latin; quotation marks are where
    Latin stands on both sides of the opening one.
    """
    found: list[tuple[int, int, bool]] = []
    open_marks: list[bool] = []
    chinese = has_han(text)
    for match in _SHARED_MARK.finditer(text):
        start, stop = match.span()
        before, after = text[max(0, start - 9) : start].rstrip(" ")[-1:], text[stop : stop + 9].lstrip(" ")[:1]
        if match[0] in "“‘":
            latin = _is_latin(after) and (_is_latin(before) or not (before or chinese))
            open_marks.append(latin)
        elif match[0] == "’" and _is_latin(text[start - 1 : start]) and _is_latin(text[stop : stop + 1]):
            latin = True
        elif match[0] in "”’":
            latin = open_marks.pop() if open_marks else _is_latin(before) and not is_full_width(after or "a")
        else:
            latin = _is_latin(before) and _is_latin(after)
        found.append((start, stop, latin))
    return found


def _is_latin(char: str) -> bool:
    return bool(char) and not is_full_width(char) and (char.isalnum() or char in ",.;:!?)%")
