"""Which address a picture has: lazy attributes, srcset, placeholders, and its twin in a noscript; and what it only draws.

A new lazy attribute is one name in `LAZY`; a service that draws formulas is one line in `_FORMULA`.
"""

from __future__ import annotations

import re
from typing import Any
from unicodedata import category
from urllib.parse import unquote_plus

from ...regex import regex

LAZY = (
    "data-src", "data-original", "data-actualsrc", "data-lazy-src", "data-original-src", "data-lazyload", "data-lazy", "data-url",
    "data-echo", "data-real-src", "data-ks-lazyload", "data-orig-file", "_src", "file", "zoomfile",
)  # fmt: skip
LAZY_SETS = ("data-srcset", "data-lazy-srcset")

_CANDIDATE = regex(r"[ \t\r\n\f,]*([^ \t\r\n\f]+)")
_NUMBER = regex(r"\d{1,9}(?:\.\d{1,9})?")
_PLACEHOLDER = regex(
    r"^$|^about:|^data:image/(?:gif|svg)|(?:^|[/_.-])(?:blank|spacer|placeholder|loading|lazy(?:load)?|transparent|pixel|grey|gray|1x1|empty)"
    r"[\w-]*\.(?:gif|png|svg|jpe?g|webp)(?:$|[?#])",
    re.IGNORECASE,
)
# An address, not the name of a script's slot: a scheme, a slash, or a file's suffix.
_ADDRESS = regex(r"^(?:[a-z][a-z0-9+.-]*:)?/|^data:image/|\.(?:jpe?g|png|gif|webp|svg|bmp|avif|heic|tiff?)(?:$|[?#!])", re.IGNORECASE)
_EDGES = " \t\r\n\f"

# The formula in the address of who draws it: Zhihu and Juejin, Jianshu, WordPress.com, Google's charts; CodeCogs has it bare, and words for
# what an address cannot hold.
_FORMULA = regex(
    r"/equation\?tex=(?P<zhihu>[^&#]+)|/math\?formula=(?P<jianshu>[^&#]+)|/latex\.php\?(?:\w+=[^&#]*&)*latex=(?P<wordpress>[^&#]+)"
    r"|/chart\?(?:\w+=[^&#]*&)*cht=tx&(?:\w+=[^&#]*&)*chl=(?P<google>[^&#]+)|codecogs\.com/(?:svg|gif|png|eq)\.(?:latex|image)\?(?P<bare>.+)"
)
_EMOJI = regex("emoji|smiley|smilies|emoticon", re.IGNORECASE)
_JOINERS = frozenset("\u200d\ufe0f0123456789#*")
_KEYCAP = "\u20e3"
_LONGEST_EMOJI = 16
"""Characters of a family of four with their skins and joiners, and some."""


def address(url: str) -> str:
    """A URL without the white space around it and with a scheme where only the host is named."""
    url = re.sub("[\t\r\n]", "", url.strip(_EDGES))
    return f"https:{url}" if url.startswith("//") else url


def is_placeholder(url: str) -> bool:
    """Whether the address is what lazy loaders show until the picture comes."""
    return _PLACEHOLDER.search(url) is not None


def largest(srcset: str) -> str:
    """The address of a srcset's largest candidate, empty where it holds none (HTML Living Standard 4.8.4.2)."""
    best, most, place = "", -1.0, 0
    while candidate := _CANDIDATE.match(srcset, place):
        place = candidate.end()
        url, size = candidate[1], 1.0
        if url.endswith(","):
            url = url.rstrip(",")
        else:
            stop = srcset.find(",", place) % (len(srcset) + 1)
            size, place = _size(srcset[place:stop]), stop
        if size > most:
            best, most = url, size
    return best


def _size(descriptor: str) -> float:
    match = _NUMBER.search(descriptor)
    return float(match[0]) if match else 1.0


def source_of(attributes: dict[str, Any], sources: list[str]) -> str:  # Any: bs4's attribute values
    """The address of an img with these attributes; `sources` are those of the source tags before it in a picture."""
    lazy = [str(attributes[name]) for name in LAZY if attributes.get(name)]
    lazy_sets = [largest(str(attributes[name])) for name in LAZY_SETS if attributes.get(name)]
    shown = [largest(str(attributes.get("srcset") or "")), str(attributes.get("src") or "")]
    candidates = [address(url) for url in (*lazy_sets, *(url for url in lazy if _ADDRESS.search(url.strip(_EDGES))), *shown, *sources)]
    real = [url for url in candidates if url and not is_placeholder(url)]
    return real[0] if real else next(filter(None, candidates[::-1]), "")


def formula(url: str) -> str:
    """The TeX that a picture with this address is drawn from, empty for another picture."""
    match = _FORMULA.search(url) if "?" in url else None
    if match is None:
        return ""
    written = match[match.lastgroup or 0]
    if match.lastgroup == "bare":
        written = written.replace("&space;", "%20").replace("&plus;", "%2B").replace("+", "%2B")
    tex = " ".join(unquote_plus(written).split()).rstrip("\\ ")  # two strokes at the end are Zhihu's mark for one on a line of its own
    return "" if "$" in tex or "\ufffd" in tex else tex


def emoji(attributes: dict[str, Any], url: str) -> str:  # Any: bs4's attribute values
    """The characters in whose place a script put a picture, as that of WordPress does; empty for another picture."""
    alt = str(attributes.get("alt") or "")
    if alt.isascii() or len(alt) > _LONGEST_EMOJI or not _EMOJI.search(f"{attributes.get('class') or ''} {url}"):
        return ""
    kinds = {char: category(char) in ("So", "Sk") or char == _KEYCAP for char in alt}
    return alt if any(kinds.values()) and all(kind or char in _JOINERS for char, kind in kinds.items()) else ""


def is_lazy(attributes: dict[str, Any]) -> bool:
    """Whether the tag is one that a script fills in, so that a noscript beside it may repeat it."""
    return is_placeholder(str(attributes.get("src") or "").strip(_EDGES)) or any(attributes.get(name) for name in (*LAZY, *LAZY_SETS))
