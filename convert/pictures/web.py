"""Pictures of the web for the articles of a process: out of the cache, or asked for once, whoever else asks at the same time.

The picture that a host sends in place of another (未经允许不可引用) cannot be told by its bytes. What can be told: that another address
of the host answered with the very same bytes. Then it is asked again in the other ways of the ladder; a different picture with more
pixels is taken for the real one, and the other addresses are asked anew at the next run. The same bytes again are what they are.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ..config import Config
from ..errors import UsageError
from ..jobs import WebPicture
from ..output import digest
from ..write import NoPicture
from . import check, fetch
from .addresses import Address, Policy, Refused, parse
from .cache import Cache, Kept, default_folder
from .fetch import Fetcher, Got, Limits, Missing, Question
from .locks import number_of
from .pools import Pools

AT_ONCE = 6
"""Pictures of one article that are under way together."""

FRESH = 7 * fetch.DAY
"""Seconds for which a picture is taken from the cache without a question whether it has changed."""

MEGABYTE = 1_000_000


class Found(NamedTuple):
    """A picture in the cache, by its SHA-256, and what became of the question: fetched, unchanged, cached."""

    sha256: str
    size: int
    how: str


Told = tuple[Found | NoPicture, float]
"""A picture or why there is none, and until when that holds, in seconds since 1970; 0 for ever."""


class Web:
    """The cache and the way to the hosts, for all articles of a process that have the same settings."""

    def __init__(self, config: Config) -> None:
        self._offline = config.offline
        self.limits = limits_of(config)
        self._policy = policy_of(config)
        self.cache = Cache(Path(config.cache) if config.cache else default_folder(), config.cache_mb * MEGABYTE)
        self._pools = Pools(self._policy, fetch.IN_ALL, use_proxy=config.use_proxy)
        self._fetcher = Fetcher(self._policy, self.limits, self._pools, self.cache.locks)

    def close(self) -> None:
        """Let go of connections and cache."""
        self._pools.close()
        self.cache.close()

    def find(self, text: str, article: str, most: int) -> Told:
        """The picture of an address, of at most `most` bytes, and until when (seconds since 1970) that holds; 0 for ever.

        Raises SetupError (cache-unusable).
        """
        try:
            address = parse(text)
            self._policy.check(address)
        except Refused as error:
            return NoPicture("picture-refused", str(error)), 0
        kept = self.cache.look(str(address))
        if self._offline:
            return self._told(kept, most) if kept else (NoPicture("picture-offline", "not in the cache"), 1)
        if kept and (told := self._fresh(kept, most)):
            return told
        with self.cache.locks.hold([number_of(str(address))]):
            kept = self.cache.look(str(address))
            if kept and (told := self._fresh(kept, most)):
                return told  # somebody asked while we waited
            return self._ask(address, article, most, kept)

    def _fresh(self, kept: Kept, most: int) -> Told | None:
        if kept.until <= time.time():
            return None
        told = self._told(kept, most)
        gone = isinstance(told[0], NoPicture) and told[0].code == "picture-offline"
        return None if gone else told

    def _told(self, kept: Kept, most: int) -> Told:
        """What the cache says."""
        if not kept.sha256:
            return NoPicture(kept.code, kept.reason), kept.until
        size = self.cache.size(kept.sha256)
        if size is None:
            return NoPicture("picture-offline", "not in the cache"), 1
        if size > most:
            return NoPicture("picture-large", f"over {most / MEGABYTE:.3g} MB"), 0
        return Found(kept.sha256, size, "cached"), 0

    def _ask(self, address: Address, article: str, most: int, kept: Kept | None) -> Told:
        had = kept if kept and kept.sha256 and self.cache.size(kept.sha256) is not None else None
        question = Question(address, article, most, had.etag if had else "", had.modified if had else "")
        found = self._fetcher.fetch(question, self._ladder(address))
        now = time.time()
        if isinstance(found, Missing) and not had:
            if found.life:
                self.cache.deny(str(address), address.site, found.why.code, found.why.reason, now + found.life)
            return found.why, now + found.life if found.life else 0
        if had and not isinstance(found, Got):  # unchanged, or not to be had now: what came earlier stays
            self.cache.renew(str(address), now + (found.life or FRESH if isinstance(found, Missing) else FRESH))
            told = self._told(had, most)
            return (told[0]._replace(how="unchanged"), 0) if isinstance(told[0], Found) else told
        if not isinstance(found, Got):
            return NoPicture("picture-unreachable", "an answer that was not asked for"), 1
        return self._keep(question, found, now), 0

    def _keep(self, question: Question, got: Got, now: float) -> Found:
        address = question.address
        got = self._real(question, got)
        if got.referer:
            self.cache.remember_referer(address.site, got.referer)
        kept = self.cache.keep(str(address), address.site, got.data, got.etag, got.modified, now=now, until=now + FRESH)
        return Found(kept.sha256, len(got.data), "fetched")

    def _real(self, question: Question, got: Got) -> Got:
        """The picture itself where what came stands in for it, as the module's docstring says."""
        sha256, site = digest(got.data), question.address.site
        if not self.cache.is_shared(sha256, site, str(question.address)):
            return got
        others = [kind for kind in fetch.LADDER if kind != got.referer]
        for kind in others:
            other = self._fetcher.fetch(question._replace(etag="", modified=""), (kind,))
            if isinstance(other, Got) and other.data != got.data and check.area(other.data) > check.area(got.data):
                self.cache.suspect(sha256, site)
                return other
        return got

    def _ladder(self, address: Address) -> tuple[str, ...]:
        """The kinds of Referer, the one that the host let pass before first."""
        known = self.cache.referer(address.site)
        return (known, *(kind for kind in fetch.LADDER if kind != known))


def policy_of(config: Config) -> Policy:
    """Who may be asked. Raises UsageError (bad-setting) for a host that is none."""
    try:
        return Policy(config.allow_host)
    except Refused as error:
        words = f"{error}: {', '.join(config.allow_host)}"
        raise UsageError.of("bad-setting", words, hint="allow-host is a name or an IP address, without scheme and port") from None


def limits_of(config: Config) -> Limits:
    """The limits that settings say, in bytes and pixels."""
    return Limits(
        config.max_picture_mb * MEGABYTE, config.max_article_mb * MEGABYTE, config.max_megapixels * MEGABYTE, config.fetch_timeout
    )


_open: dict[str, Web] = {}
"""At most one: that of the settings of the last article."""


def web_of(config: Config) -> Web:
    """The Web of this process for the settings; that of other settings is closed. Raises UsageError, SetupError (cache-unusable)."""
    key = repr((config.cache, config.cache_mb, config.offline, config.allow_host, config.use_proxy, limits_of(config)))
    if key not in _open:
        close()
        _open[key] = Web(config)
    return _open[key]


@atexit.register
def close() -> None:
    """Let go of what is open in this process."""
    while _open:
        _open.popitem()[1].close()


class ArticlePictures:
    """The pictures of one article: the first that is asked for brings all, a few at once; each is read from the cache when it is used.

    `seen` is what became of each address so far, in the order of the article; `until` when to ask again for what is missing (seconds
    since 1970, 0 for never).
    """

    def __init__(self, web: Web, addresses: Iterable[str], article: str) -> None:
        self._web = web
        self._addresses = tuple(dict.fromkeys(addresses))
        self._article = _canonical(article)
        self._room = web.limits.article
        self._known: dict[str, Found | NoPicture] = {}
        self._has_gathered = False
        self.until = 0.0

    def __call__(self, address: str) -> bytes | NoPicture:
        """The bytes of an http or https address, or why there are none. Raises SetupError (cache-unusable)."""
        if not self._has_gathered:
            self._has_gathered = True
            self._gather(self._addresses)
        if address not in self._known:
            self._gather((address,))
        found = self._known[address]
        if isinstance(found, NoPicture):
            return found
        data = self._web.cache.read(found.sha256, time.time())
        return NoPicture("picture-offline", "gone from the cache") if data is None else data

    @property
    def seen(self) -> tuple[WebPicture, ...]:
        """For the report."""
        return tuple(_seen(address, found) for address, found in self._known.items())

    def _gather(self, addresses: Iterable[str]) -> None:
        """Find them, in their order: which of them is the first over the article's limit hangs on no clock."""
        waiting: deque[tuple[str, Future[Told]]] = deque()
        left = iter(addresses)
        while True:
            waiting.extend(self._begin(left, AT_ONCE - len(waiting)))
            if not waiting:
                break
            address, future = waiting.popleft()
            found, until = future.result()
            self._known[address] = self._fitting(found)
            if until:
                self.until = min(self.until or until, until)
        for address in left:
            self._known[address] = self._over()

    def _begin(self, addresses: Iterator[str], count: int) -> Iterator[tuple[str, Future[Told]]]:
        most = min(self._web.limits.picture, self._room)
        for _ in range(count if most > 0 else 0):
            address = next(addresses, None)
            if address is None:
                return
            yield address, _begun(partial(self._web.find, address, self._article, most))

    def _fitting(self, found: Found | NoPicture) -> Found | NoPicture:
        """The picture where the article has room for it; after the first that does not fit there is none for any."""
        if isinstance(found, NoPicture):
            return found
        if found.size > self._room:
            self._room = 0
            return self._over()
        self._room -= found.size
        return found

    def _over(self) -> NoPicture:
        return NoPicture("picture-large", f"the article's pictures are over {self._web.limits.article / MEGABYTE:.3g} MB")


def _begun(work: Callable[[], Told]) -> Future[Told]:
    """The work in a thread that no end of the program waits for: the executors of the library are joined after a Ctrl-C."""
    future: Future[Told] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
            future.set_exception(error)

    threading.Thread(target=run, name="picture", daemon=True).start()
    return future


def _canonical(article: str) -> str:
    """The article's address as Referer may hold it: without user name, fragment and line ends; empty where it has none."""
    try:
        return str(parse(article))
    except Refused:
        return ""


def _seen(address: str, found: Found | NoPicture) -> WebPicture:
    try:
        site = parse(address).site
    except Refused:
        site = ""
    if isinstance(found, NoPicture):
        return WebPicture(address[:500], site, "missing", 0, f"{found.code}: {found.reason}")
    return WebPicture(address[:500], site, found.how, found.size, sha256=found.sha256)
