"""One picture of the web: asked for, followed, asked again in the ways that hosts want, and never more of it read than is allowed.

A further way to ask is one word in `LADDER` and one case in `_referer`. What was answered before is not known here: see `web.py`.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import httpcore2

from .. import __version__
from ..write import NoPicture
from . import check
from .addresses import Address, Policy, Refused, parse
from .connecting import until
from .locks import Locks, number_of
from .pools import Pools

LADDER = ("", "origin", "article")
"""Kinds of Referer: none, the picture's own origin, the article. Hosts of Sina refuse a foreign one and take none, others refuse none."""

HOPS = 5
"""Redirects that are followed."""

TRIES = 3
"""Requests of one kind, where the host is busy or the connection breaks."""

PAUSE = 0.5
"""Seconds before the second try, twice as many before the third."""

PATIENCE = 30.0
"""Seconds that a Retry-After is waited for at most; a longer one is kept in the cache instead."""

DAY, SOON = 86_400.0, 600.0
"""Seconds after which a picture that is not there, and one that could not be had for the moment, is asked for again."""

PER_SITE, IN_ALL = 4, 16
"""Requests under way at once, over all processes that use the cache."""

_BUSY = frozenset((429, 500, 502, 503, 504))
_MOVED = frozenset((301, 302, 303, 307, 308))
_HEADERS = (
    ("User-Agent", f"Mozilla/5.0 (compatible; huozi/{__version__})"),
    # Hosts that choose by it send WebP to those that know it, which many readers of books do not.
    ("Accept", "image/png, image/jpeg, image/gif, image/svg+xml, image/*;q=0.5"),
    ("Accept-Encoding", "identity"),
)


class Limits(NamedTuple):
    """`picture` and `article` in bytes, `pixels` of one picture, `seconds` for one picture in all: redirects, waits and tries included."""

    picture: int
    article: int
    pixels: int
    seconds: float
    connect: float = 10.0
    read: float = 20.0


class Got(NamedTuple):
    """A picture as it came, the headers to ask with whether it changed, and the kind of Referer it came for."""

    data: bytes
    etag: str
    modified: str
    referer: str


class Unchanged(NamedTuple):
    """What is in the cache still holds."""


class Missing(NamedTuple):
    """There is none, and `life` seconds nobody asks again; 0 where that hangs on settings. `climbs` where another Referer may help."""

    why: NoPicture
    life: float = DAY
    climbs: bool = False


class _Again(Exception):
    """Worth another try, after `seconds` where the host says so; `found` is what stands if there is none."""

    def __init__(self, found: Missing, seconds: float | None = None) -> None:
        super().__init__(found)
        self.found = found
        self.seconds = seconds


class Question(NamedTuple):
    """What is asked: the address, the article that shows it (for Referer), the bytes that may come, what the cache has of it already."""

    address: Address
    article: str
    most: int
    etag: str = ""
    modified: str = ""


class Fetcher:
    """Asks hosts for pictures; for all threads of a process."""

    def __init__(self, policy: Policy, limits: Limits, pools: Pools, locks: Locks) -> None:
        self._policy = policy
        self._limits = limits
        self._pools = pools
        self._locks = locks
        self._rest: dict[str, float] = {}
        """Sites that said 429, and the end of the time that they asked for, in seconds of time.monotonic."""

    def fetch(self, question: Question, ladder: Sequence[str] = LADDER) -> Got | Unchanged | Missing:
        """The picture, by the first kind of Referer in `ladder` that brings one; never raises for what a host does."""
        first: Missing | None = None
        over = time.monotonic() + self._limits.seconds
        with until(over):
            for kind in self._rungs(question, ladder):
                found = self._patiently(question, kind, over)
                if not isinstance(found, Missing):
                    return found
                first = first or found
                if not found.climbs:
                    break
        return first or Missing(NoPicture("picture-unreachable", "no way to ask"), SOON)

    def _rungs(self, question: Question, ladder: Sequence[str]) -> Iterator[str]:
        told: set[str] = set()
        for kind in ladder:
            header = _referer(kind, question)
            if header not in told and (header or not kind):
                told.add(header)
                yield kind

    def _patiently(self, question: Question, kind: str, over: float) -> Got | Unchanged | Missing:
        for attempt in range(TRIES):
            try:
                return self._follow(question, kind, over)
            except _Again as again:
                wait = PAUSE * 2**attempt if again.seconds is None else again.seconds
                if attempt == TRIES - 1 or wait > PATIENCE or time.monotonic() + wait >= over:
                    return again.found
                time.sleep(wait)
        raise AssertionError("the last try returns")

    def _follow(self, question: Question, kind: str, over: float) -> Got | Unchanged | Missing:
        """Over at most HOPS redirects, each address checked like the first."""
        address = question.address
        headers = [*_HEADERS, *_conditions(question)]
        if referer := _referer(kind, question):
            headers.append(("Referer", referer))
        for _ in range(HOPS + 1):
            try:
                self._policy.check(address)
                found = self._ask(address, headers, question.most, over)
                if isinstance(found, str):
                    address = parse(found, str(address))
                    continue
            except Refused as error:
                return Missing(NoPicture("picture-refused", str(error)), 0)
            return found._replace(referer=kind) if isinstance(found, Got) else found
        return Missing(NoPicture("picture-unreachable", f"more than {HOPS} redirects"), climbs=True)

    def _ask(self, address: Address, headers: list[tuple[str, str]], most: int, over: float) -> Got | Unchanged | Missing | str:
        """One request; a text is where the host sends us. Raises _Again and Refused."""
        timeout = {"connect": self._limits.connect, "read": self._limits.read, "write": self._limits.read, "pool": self._limits.seconds}
        site = number_of(address.site, PER_SITE)
        here, all_of_them = range(site, site + PER_SITE), range((1 << 30), (1 << 30) + IN_ALL)
        pool = self._pools.of(address)
        self._wait_for(address.site, over)
        with self._locks.hold(here, over) as free, self._locks.hold(all_of_them, over) as room:
            if not (free and room):
                return _late()
            try:
                # httpcore2 2.16 leaves out the brackets of an IPv6 address; an ETag may hold any byte
                told = [(name.encode(), value.encode("latin-1")) for name, value in (("Host", address.site), *headers)]
                with pool.stream("GET", str(address), headers=told, extensions={"timeout": timeout}) as response:
                    self._note_rest(address.site, response)
                    return self._read(response, most)
            except httpcore2.TimeoutException:
                if time.monotonic() >= over:
                    return _late()
                raise _Again(_late()) from None
            except httpcore2.RemoteProtocolError:
                raise _Again(Missing(NoPicture("picture-broken", "the connection ended within it"), SOON)) from None
            except (httpcore2.NetworkError, httpcore2.ProxyError) as error:
                raise _Again(Missing(NoPicture("picture-unreachable", _words(error)), SOON)) from None
            except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
                return Missing(NoPicture("picture-unreachable", _words(error)), SOON)

    def _note_rest(self, site: str, response: httpcore2.Response) -> None:
        """429 is said to the one who asks, not of the picture (RFC 6585, 4): no other is asked for meanwhile."""
        if response.status == 429 and (seconds := _seconds(_headers(response).get("retry-after", ""))):
            self._rest[site] = time.monotonic() + seconds

    def _wait_for(self, site: str, over: float) -> None:
        """Until the site may be asked again. Raises _Again where that is too long."""
        left = self._rest.get(site, 0.0) - time.monotonic()
        if left > min(PATIENCE, over - time.monotonic()):
            raise _Again(Missing(NoPicture("picture-unreachable", "the host asked for a pause"), min(max(left, SOON), DAY)), left)
        if left > 0:
            time.sleep(left)

    def _read(self, response: httpcore2.Response, most: int) -> Got | Unchanged | Missing | str:
        headers = _headers(response)
        status = response.status
        if status in _MOVED and headers.get("location"):
            return headers["location"].encode("latin-1").decode("utf-8", "replace")
        if status == 304:
            return Unchanged()
        if status in _BUSY:
            seconds = _seconds(headers.get("retry-after", ""))
            life = SOON if seconds is None else min(max(seconds, SOON), DAY)
            raise _Again(Missing(NoPicture("picture-unreachable", f"status {status}"), life), seconds)
        if status != 200:
            return Missing(NoPicture("picture-unreachable", f"status {status}"), climbs=status in (401, 403))
        body = _body(response, headers, most)
        if isinstance(body, Missing):
            return body
        why = check.why_no_picture(body, self._limits.pixels)
        if why is None:
            return Got(body, headers.get("etag", ""), headers.get("last-modified", ""), "")
        return Missing(why, 0 if why.code == "picture-large" else DAY, climbs=why.code == "picture-no-picture")


def _headers(response: httpcore2.Response) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}


def _late() -> Missing:
    return Missing(NoPicture("picture-unreachable", "the host takes too long"), SOON)


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _referer(kind: str, question: Question) -> str:
    """The header's value; the page of an https article is not told to a host over http (RFC 9110, 10.1.3)."""
    if kind == "origin":
        return f"{question.address.origin}/"
    if kind == "article" and not (question.article.startswith("https:") and question.address.scheme == "http"):
        return question.article
    return ""


def _conditions(question: Question) -> Iterator[tuple[str, str]]:
    if question.etag:
        yield "If-None-Match", question.etag
    if question.modified:
        yield "If-Modified-Since", question.modified


def _seconds(retry_after: str) -> float | None:
    """Seconds of a Retry-After (RFC 9110, 10.2.3), which holds them or a date; None for none."""
    if retry_after.strip().isdecimal():
        return float(retry_after.strip()[:9])
    try:
        when = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


# ---- a body, at most so many bytes of it, packed or not ----------------------------------------------------------------


def _body(response: httpcore2.Response, headers: dict[str, str], most: int) -> bytes | Missing:
    large = Missing(NoPicture("picture-large", f"over {most / 1e6:.3g} MB"), 0)
    length = headers.get("content-length", "").strip()
    if length.isdecimal() and (len(length) > 15 or int(length) > most):
        return large
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        return Missing(NoPicture("picture-broken", f"packed as {encoding[:20]}, which was not asked for"))
    packed = zlib.decompressobj(47) if encoding not in ("", "identity") else None  # 47: gzip or zlib, as the head says
    parts: list[bytes] = []
    read = unpacked = 0
    try:
        for chunk in response.iter_stream():
            read += len(chunk)
            # never asked for more than one byte over the limit: a kilobyte may unpack to a megabyte
            part = packed.decompress(chunk, most - unpacked + 1) if packed else chunk
            unpacked += len(part)
            if max(read, unpacked) > most:
                return large
            parts.append(part)
    except zlib.error:
        return Missing(NoPicture("picture-broken", "what it is packed in is damaged"))
    if packed is not None and not packed.eof:
        return Missing(NoPicture("picture-broken", "cut off"), SOON)
    return b"".join(parts)
