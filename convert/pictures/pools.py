"""Connection pools of httpcore2: one straight to the hosts, and one a proxy where the environment names one and it is asked for."""

from __future__ import annotations

import ssl
import threading
from functools import cached_property
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore2

from .addresses import PORTS, Address, Policy, Refused
from .connecting import Checked

KEPT = 8
"""Idle connections that stay open, for IDLE seconds: the next article often asks the same hosts."""

IDLE = 15.0


class Pools:
    """For all threads of a process; `most` connections a pool."""

    def __init__(self, policy: Policy, most: int, *, use_proxy: bool) -> None:
        self._policy = policy
        self._most = most
        self._use_proxy = use_proxy
        self._made: dict[tuple[str, str], httpcore2.ConnectionPool] = {}
        self._one = threading.Lock()

    def of(self, address: Address) -> httpcore2.ConnectionPool:
        """The pool for an address. A proxy resolves names itself, so that only addresses by number are checked where one is used.

        Raises Refused where the environment names a proxy that cannot be used.
        """
        proxy = _proxy_for(address) if self._use_proxy else ""
        key = proxy, address.scheme
        with self._one:
            if key not in self._made:
                tls = self._tls if address.scheme == "https" or proxy.startswith("https:") else None
                self._made[key] = self._pool(proxy, tls)
            return self._made[key]

    def close(self) -> None:
        """Close all connections."""
        with self._one:
            for pool in self._made.values():
                pool.close()
            self._made.clear()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """The system's certificates; reading them takes a tenth of a second."""
        return httpcore2.default_ssl_context()

    def _pool(self, proxy: str, tls: ssl.SSLContext | None) -> httpcore2.ConnectionPool:
        return httpcore2.ConnectionPool(
            ssl_context=tls,
            proxy=_proxy(proxy) if proxy else None,
            max_connections=self._most,
            max_keepalive_connections=KEPT,
            keepalive_expiry=IDLE,
            http2=True,
            network_backend=Checked(None if proxy else self._policy),
        )


def _proxy(text: str) -> httpcore2.Proxy:
    """Raises Refused for what is no proxy of http: SOCKS wants a further library."""
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        if parts.scheme not in PORTS or not parts.hostname:
            raise Refused(f"a proxy of the kind {parts.scheme} is not spoken to")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise Refused("the environment names no proxy that can be read") from None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    auth = (unquote(parts.username).encode(), unquote(parts.password or "").encode()) if parts.username else None
    return httpcore2.Proxy(f"{parts.scheme}://{host}{port}", auth)


def _proxy_for(address: Address) -> str:
    """As the environment says (http_proxy, https_proxy, all_proxy, no_proxy), or the system; empty for none."""
    if proxy_bypass(address.site):
        return ""
    found = getproxies()
    return found.get(address.scheme) or found.get("all") or ""
