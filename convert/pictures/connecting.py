"""Connections for httpcore2 that go to the address that was checked and to no other, and that end when a request's time is over.

The names in requests stay: TLS asks for a certificate of the name (SNI), and Host holds it; only the connection is made by number.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2

from .addresses import Policy

_thread = threading.local()


@contextmanager
def until(moment: float) -> Iterator[None]:
    """What this thread does on connections ends at `moment`, in seconds of time.monotonic: a server that sends a byte now and then
    passes every timeout between two bytes, also within the head of an answer, which httpcore2 reads by itself."""
    _thread.moment = moment
    try:
        yield
    finally:
        del _thread.moment


def _within(timeout: float | None, late: type[Exception]) -> float | None:
    """The timeout of one step, cut to what is left. Raises `late` where nothing is."""
    moment: float | None = getattr(_thread, "moment", None)
    if moment is None:
        return timeout
    left = moment - time.monotonic()
    if left <= 0:
        raise late("the time for this picture is over")
    return left if timeout is None else min(timeout, left)


class Stream(httpcore2.NetworkStream):
    """A connection whose every step knows the deadline."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """At most `max_bytes`; raises ReadTimeout."""
        return self._inner.read(max_bytes, _within(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of it; raises WriteTimeout."""
        self._inner.write(buffer, _within(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        """Close the socket."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """The connection under TLS; raises ConnectError or ConnectTimeout."""
        return Stream(self._inner.start_tls(ssl_context, server_hostname, _within(timeout, httpcore2.ConnectTimeout)))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore2's signature
        """What httpcore2 asks its streams."""
        return self._inner.get_extra_info(info)


class Checked(httpcore2.NetworkBackend):
    """Resolves a name, checks the addresses by the policy, connects to one of them."""

    def __init__(self, policy: Policy | None) -> None:
        """`policy` None is for the way to a proxy that the user named: it connects wherever it is told to."""
        self._policy = policy
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers. Raises Refused, ConnectError or ConnectTimeout."""
        failed: Exception = httpcore2.ConnectError(f"{host} has no address")
        for ip in self._addresses(host, port):
            try:
                within = _within(timeout, httpcore2.ConnectTimeout)
                return Stream(self._inner.connect_tcp(ip, port, within, local_address, socket_options))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed

    def _addresses(self, host: str, port: int) -> list[str]:
        if self._policy is None:
            return [host]
        try:
            return self._policy.resolve(host, port)
        except OSError as error:
            raise httpcore2.ConnectError(f"{host}: {error.strerror}") from None

    def sleep(self, seconds: float) -> None:
        """Not asked for: retries are counted in fetch.py."""
        self._inner.sleep(seconds)
