"""Bytes to text, in a stated order: byte order mark, UTF-8, declared charset, the likelier of GB18030 and Big5.

A further charset that pages declare is one row in `LABELS`; a further mark is one in `MARKS`.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import lru_cache

import msgspec

from ..errors import ArticleError, Report, Severity, UsageError, diagnostic
from ..regex import regex

BIG5 = "big5hkscs"
"""Python's `big5` lacks the ETEN rows that Windows and iconv write (碁銹裏墻恒粧嫺) and Hong Kong's characters."""

# Nine marks that the WHATWG Encoding Standard (index-big5) and Windows read otherwise than Python's big5hkscs; each has one code only.
_BIG5_MARKS = str.maketrans("•､‾∼♁☉¥¢£", "‧﹑¯～⊕⊙￥￠￡")

# UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The WHATWG Encoding Standard reads all GB labels as GBK; GB18030 holds it whole.
# Python's gb2312 has 〇 and 镕 not, and maps · and — to others.
LABELS = {
    **dict.fromkeys(("gb2312", "gb_2312", "gb_2312-80", "csgb2312", "chinese"), "gb18030"),
    **dict.fromkeys(("gb18030", "gbk", "x-gbk", "cp936", "ms936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "big5hkscs", "cn-big5", "x-x-big5", "csbig5", "cp950", "ms950"), BIG5),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms932", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "cp949"), "cp949"),
    "euc-jp": "euc_jp",
    "hz-gb-2312": "hz",
}

_DECLARED = regex(
    rb"""(?:<meta[^>]{0,300}?charset\s*=\s*["']?|<\?xml[^>]{0,100}?encoding\s*=\s*["']|^charset:[ \t]*["']?)([\w.:-]{2,40})""", re.I | re.M
)
_HEAD = 8192
"""Bytes in which a declaration is looked for; the HTML standard asks for it in the first 1024, old pages are later."""

_FOREIGN = (("euc_kr", "\uac00", "\ud7a3", 0.95), ("euc_jp", "\u3040", "\u30ff", 0.25), ("cp932", "\u3040", "\u30ff", 0.25))
"""Encodings that are none of ours: between which characters their text mostly lies, and the share of wide ones that then does."""
_ENOUGH = 12
"""Different wide characters from which such a share says anything."""
_LIKELY = 0.4
"""Share of common characters from which a guess is taken."""


class Decoded(msgspec.Struct, frozen=True):
    """The text of a file without its mark, and the Python codec that gave it."""

    text: str
    encoding: str


def decode(data: bytes, *, forced: str, name: str, report: Report) -> Decoded:
    """The text of these bytes.

    `forced` is the user's encoding, "" to find it. Reports encoding-guessed where the bytes alone decided. Raises ArticleError
    (undecodable, binary-file), UsageError (bad-setting) for an encoding that Python does not know.
    """
    if forced:
        return _forced(data, forced, name)
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, name)
    if b"\0" in data:
        return _without_mark(data, name, report)
    if (text := _try(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    if (encoding := _declared(data)) and (text := _try(data, encoding)) is not None:
        return Decoded(text, encoding)
    return _guess(data, name, report)


def _forced(data: bytes, forced: str, name: str) -> Decoded:
    encoding = codec(forced)
    if not encoding:
        raise UsageError(
            diagnostic(Severity.ERROR, "bad-setting", f"no encoding is called {forced!r}", hint="for example utf-8, gb18030, big5, utf-16")
        )
    return _strict(data, encoding, name)


def codec(label: str) -> str:
    """The Python codec that a label means, "" where it means no text encoding."""
    plain = label.strip(" \t\r\n\f'\"").lower()
    if plain in LABELS:
        return LABELS[plain]
    try:
        found = codecs.lookup(plain).name
        "".encode(found)  # refuses what codecs holds beside text encodings: rot13, zlib
    except (LookupError, ValueError):
        return ""
    return LABELS.get(found, found)


def _strict(data: bytes, encoding: str, name: str) -> Decoded:
    try:
        return Decoded(_text(data, encoding).removeprefix("\ufeff"), encoding)
    except UnicodeError as error:
        place = getattr(error, "start", 0)
        line = data.count(b"\n", 0, place) + 1
        words = f"it is no {encoding}: byte {place + 1} does not fit"
        raise ArticleError(diagnostic(Severity.ERROR, "undecodable", words, file=name, line=line)) from None


def _text(data: bytes, encoding: str) -> str:
    text = data.decode(encoding)
    return text.translate(_BIG5_MARKS) if encoding == BIG5 else text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return _text(data, encoding)
    except UnicodeError:
        return None


def _declared(data: bytes) -> str:
    """The multi-byte charset that a page names for itself, "" for none; a single-byte one fits any bytes and so says nothing."""
    match = _DECLARED.search(data[:_HEAD])
    return LABELS.get(match[1].decode("ascii").lower(), "") if match else ""


def _without_mark(data: bytes, name: str, report: Report) -> Decoded:
    """UTF-16 whose mark was lost, where that is plain; a file with NULs in it is binary otherwise."""
    orders = ((encoding, _try(data, encoding)) for encoding in ("utf-16-le", "utf-16-be"))
    read = [(share(text, _ascii()), text, encoding) for encoding, text in orders if text is not None]
    likelihood, text, encoding = max(read, default=(0.0, "", ""))
    if likelihood > _LIKELY and not _controls(text):
        _tell(encoding, "it has no byte order mark", name, report)
        return Decoded(text, encoding)
    if (text8 := _try(data, "utf-8")) is not None and _controls(text8) * 10 < len(text8):
        return Decoded(text8, "utf-8")
    raise ArticleError(diagnostic(Severity.ERROR, "binary-file", "it is no text: it holds NUL bytes", file=name))


def _controls(text: str) -> int:
    return sum(text.count(chr(code)) for code in range(32) if code not in (9, 10, 12, 13))


def _guess(data: bytes, name: str, report: Report) -> Decoded:
    if foreign := _foreign(data):
        words = f"its bytes are no UTF-8, and look like {foreign}"
        raise ArticleError(diagnostic(Severity.ERROR, "undecodable", words, file=name, hint=f"--encoding {foreign} reads it so"))
    read = [
        (share(text, common), text, encoding)
        for encoding, common in (("gb18030", common_gb()), (BIG5, common_big5()))
        if (text := _try(data, encoding)) is not None
    ]
    likelihood, text, encoding = max(read, key=lambda row: row[0], default=(0.0, "", ""))
    if likelihood < _LIKELY:
        raise _nothing_fits(data, name)
    _tell(encoding, f"{likelihood:.0%} of its characters are common ones in it", name, report)
    return Decoded(text, encoding)


def _foreign(data: bytes) -> str:
    """The Korean or Japanese encoding that these bytes are in, "" for none: GB18030 and Big5 would make common Han of them.

    Chinese read as Korean has Hanja among its Hangul, and its comma is no character of EUC-JP.
    """
    for encoding, first, last, least in _FOREIGN:
        wide = [char for char in _try(data, encoding) or "" if char > "\u2fff"]
        if len(set(wide)) >= _ENOUGH and sum(first <= char <= last for char in wide) >= len(wide) * least:
            return encoding
    return ""


def _tell(encoding: str, why: str, name: str, report: Report) -> None:
    hint = "--encoding says it for certain"
    report(diagnostic(Severity.WARNING, "encoding-guessed", f"taken for {encoding}: {why}", file=name, hint=hint))


def _nothing_fits(data: bytes, name: str) -> ArticleError:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    whole = data.decode("utf-8", "ignore")
    line = next((row for row, (a, b) in enumerate(zip(text.split("\n"), whole.split("\n"), strict=True), 1) if a != b), 1)
    if broken * 100 < len(text):
        words, hint = f"it is UTF-8 but for {broken} place{'s' if broken > 1 else ''}, the first in this line", "mend it in an editor"
    else:
        words, hint = "its bytes are neither UTF-8 nor GB18030 nor Big5", "--encoding says what they are"
    return ArticleError(diagnostic(Severity.ERROR, "undecodable", words, file=name, line=line, hint=hint))


def share(text: str, common: frozenset[str]) -> float:
    """The share of the text's characters outside ASCII that are in `common`, 0 where it has none."""
    counts = Counter(text)
    outside = {char: number for char, number in counts.items() if char > "\x7f" or common is _ascii()}
    return sum(number for char, number in outside.items() if char in common) / (sum(outside.values()) or 1)


@lru_cache(1)
def _ascii() -> frozenset[str]:
    """What most of any UTF-16 article is made of: ASCII and the Han and marks that GB 2312 or Big5 call common."""
    return frozenset(map(chr, range(9, 127))) | common_gb() | common_big5()


@lru_cache(1)
def common_gb() -> frozenset[str]:
    """The 3755 Han of GB/T 2312-1980 level 1 (rows 16 to 55), and the marks, pinyin and bopomofo of rows 1 to 3 and 8."""
    return _cells("gb18030", ((0xA1, 0xA3), (0xA8, 0xA8), (0xB0, 0xD7)), (range(0xA1, 0xFF),))


@lru_cache(1)
def common_big5() -> frozenset[str]:
    """The 5401 Han of Big5 level 1 (A440 to C67E: the standard form of common national characters), and the marks before them."""
    whole = (range(0x40, 0x7F), range(0xA1, 0xFF))
    return _cells(BIG5, ((0xA1, 0xC5),), whole) | _cells(BIG5, ((0xC6, 0xC6),), whole[:1])


def _cells(encoding: str, leads: tuple[tuple[int, int], ...], trails: tuple[range, ...]) -> frozenset[str]:
    pairs = (bytes((lead, trail)) for first, last in leads for lead in range(first, last + 1) for part in trails for trail in part)
    text = "".join(pair.decode(encoding, "ignore") for pair in pairs).translate(_BIG5_MARKS if encoding == BIG5 else {})
    return frozenset(text) - frozenset(map(chr, range(0xE000, 0xF900)))  # cells that the standard left free
