"""Which picture an article's front matter really names: placeholders dropped, proxies and doubled addresses undone.

A further service is one row in `PLACEHOLDERS` or `PROXIES`.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from ..regex import regex

# Services that draw a picture of a given size, any picture: a feed-to-blog program asks them where an article has none.
PLACEHOLDERS = (
    "picsum.photos",
    "via.placeholder.com",
    "placehold.co",
    "placehold.it",
    "placeholder.com",
    "placekitten.com",
    "dummyimage.com",
    "fakeimg.pl",
    "loremflickr.com",
    "lorempixel.com",
    "source.unsplash.com",  # a random photograph
    "unsplash.it",
    "api.dujin.org",  # Bing's picture of the day
    "bing.ioliu.cn",
)

# Addresses that fetch another one: the host, and where that one stands: `query` the whole query, `path` the path, `?name` a parameter.
PROXIES = (
    ("cors.zfour.workers.dev", "query"),
    ("images.weserv.nl", "?url"),
    ("wsrv.nl", "?url"),
    ("image.baidu.com", "?url"),
    ("nimg.ws.126.net", "?url"),
    ("imageproxy.pimg.tw", "?url"),
    ("i0.wp.com", "path"),
    ("i1.wp.com", "path"),
    ("i2.wp.com", "path"),
    ("i3.wp.com", "path"),
)

# Folders of a site's design, and names of pictures that stand for none: a scraper takes them where an article has no picture.
_FURNITURE = regex(
    r"/(?:css\d*|templates?|skins?|themes?|favicons?)/"
    r"|[/_.-](?:qr[_-]?codes?|erweima|ewm|logo|favicon|blank|spacer|loading|no[_-]?(?:pic|img|image|thumb)|default[_-]?(?:pic|img|image|thumb))\d*[^/]{0,6}$",
    re.I,
)

_DOUBLED = regex(r"https?://[^?#]*?/(https?://.+)", re.I)
_ARCHIVES = ("web.archive.org", "archive.org")
"""Hosts whose addresses hold another one on purpose: the page as it was on a day."""

_DEPTH = 4
"""Proxies within proxies that are looked through."""


def not_own(url: str) -> str:
    """Why a picture on the web is none of this article, "" where it may be; a path beside the article is its author's choice."""
    host = _host(url)
    if any(host == name or host.endswith(f".{name}") for name in PLACEHOLDERS):
        return "a placeholder service draws it"
    return "its address is that of a site's own picture" if host and _FURNITURE.search(urlsplit(url).path) else ""


def true_address(url: str) -> str:
    """The picture's own address, where this one leads through a proxy, is written twice, or lacks its protocol; else the same."""
    for _ in range(_DEPTH):
        inner = _inner(url)
        if not inner:
            break
        url = inner
    return f"https:{url}" if re.match(r"//[^/]", url) else url


def _inner(url: str) -> str:
    host = _host(url)
    for name, where in PROXIES:
        if host == name:
            return _through(url, where)
    if host in _ARCHIVES:
        return ""
    match = _DOUBLED.match(url)
    return match[1] if match else ""


def _through(url: str, where: str) -> str:
    parts = urlsplit(url)
    if where == "path":
        inner = parts.path.lstrip("/")
        inner = inner if re.match(r"https?:/", inner) else f"https://{inner}"
        return inner if _host(inner) else ""
    # The proxied address may hold & and ? of its own, unescaped: a whole query is taken as it stands.
    text = parts.query if where == "query" else (parse_qs(parts.query).get(where[1:]) or [""])[0]
    inner = unquote(text) if re.match(r"https?%3a", text, re.I) else text
    inner = inner if inner.startswith(("http:", "https:", "//")) or "." not in inner.partition("/")[0] else f"https://{inner}"
    return inner if _host(inner) else ""


def _host(url: str) -> str:
    try:
        return (urlsplit(f"https:{url}" if url.startswith("//") else url).hostname or "").lower()
    except ValueError:  # a bracket that no IPv6 address closes
        return ""
