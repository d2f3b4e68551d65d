"""What a format cannot carry, as folds: characters that it drops or makes alike are compared without, or as the same.

Measured on WeasyPrint's output (TYPOGRAPHY 2.8 of the design): two characters that share a glyph both read back as the one that came first.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from ._strip import Fold

_SAME_GLYPH = {"⸺": "—", "⋯": "…", "\u2011": "-"}
_BLANKS = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u2028\u2029\x85\v")


@lru_cache(maxsize=8192)
def in_pdf(char: str) -> str:
    """A character as the text of a PDF can hold it: radicals as the ideographs whose glyph they share, nothing of what has no glyph."""
    if char in _BLANKS or _is_invisible(char):
        return ""
    if "\u2e80" <= char <= "\u2fdf":
        return unicodedata.normalize("NFKC", char)
    if char in _SAME_GLYPH:
        return _SAME_GLYPH[char]
    # HarfBuzz composes a letter and its mark where the font has the two as one glyph, and takes them apart where it has not.
    return unicodedata.normalize("NFD", char) if char < "\u0370" or "\u1e00" <= char <= "\u1eff" else char


def _is_invisible(char: str) -> bool:
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or "\u180b" <= char <= "\u180f"
    return selector or unicodedata.category(char) in ("Cf", "Cc") or char == "\u034f"


def name_of(char: str) -> str:
    """The kind of a folded character, for people."""
    if char in _BLANKS:
        return "blanks other than U+0020"
    if _is_invisible(char):
        return "characters without a glyph (selectors, joiners)"
    return "radicals" if "\u2e80" <= char <= "\u2fdf" else "dashes and dots that share a glyph"


FOLDS: dict[str, Fold] = {"pdf": in_pdf}
