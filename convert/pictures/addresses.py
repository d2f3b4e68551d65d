"""Which addresses of the web may be asked: http and https to public hosts, in whatever form an article writes them (promise P6).

A further net that nobody is asked in is one row in `_CLOSED`.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

LONGEST = 8000
"""Characters of an address: servers take no more (RFC 9110, 4.1)."""

PORTS = {"http": 80, "https": 443}

# Beside what ipaddress knows to be private, reserved, loopback, link-local or multicast, which differs between versions of Python.
_CLOSED = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "2001::/23",  # IETF protocols, Teredo among them, which holds an IPv4 address
        "2001:db8::/32", "3fff::/20",  # documentation
    )
)  # fmt: skip
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # RFC 4291, 2.4: all else is local, mapped, multicast or not assigned
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address

# What stands in a path or a query as it is (RFC 3986, 3.3 and 3.4), escapes included.
_PLAIN = "/%:@!$&'()*+,;=~-._|[]"


class Refused(Exception):
    """The address may not be asked: its argument says why, for a person."""


class Address(NamedTuple):
    """An address taken apart and made canonical: `host` is a name in ASCII or an IP address, `target` path and query, quoted."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def site(self) -> str:
        """The host, with its port where that is not the scheme's; an IPv6 address in brackets (RFC 3986, 3.2.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and site."""
        return f"{self.scheme}://{self.site}"

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def parse(text: str, base: str = "") -> Address:
    """An address, or one relative to `base`; user names, passwords and the fragment are dropped. Raises Refused."""
    try:
        parts = urlsplit(urljoin(base, _tidied(text)) if base else _tidied(text))
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        raise Refused("an address that cannot be read") from None
    if scheme not in PORTS:
        raise Refused("neither http nor https")
    target = quote(parts.path or "/", safe=_PLAIN) + (f"?{quote(parts.query, safe=_PLAIN + '?')}" if parts.query else "")
    if len(target) > LONGEST:
        raise Refused("an address of too many characters")
    return Address(scheme, host_of(host), PORTS[scheme] if port is None else port, target)


def _tidied(text: str) -> str:
    """As the URL standard reads it (WHATWG URL, 4.4): no blanks around, no line ends within, a backslash is a slash before the query."""
    text = re.sub("[\t\r\n]", "", text.strip("".join(map(chr, range(33)))))
    path, mark, rest = text.partition("?")
    return path.replace("\\", "/") + mark + rest


def host_of(text: str) -> str:
    """A host as it is asked for: lower case, IDNA, IPv4 in its dotted form whatever the form in the text, IPv6 shortened.

    Raises Refused for what is no host.
    """
    if ":" in text:
        return _ipv6(text)
    name = unquote(text).lower()
    if not name.isascii():
        name = _in_ascii(name)
    name = name.removesuffix(".")
    if not re.fullmatch(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", name) or len(name) > 253:
        raise Refused("no host is named")
    return _ipv4(name) or name


def _ipv6(text: str) -> str:
    try:
        return ipaddress.IPv6Address(text if "%" not in text else "").compressed  # a zone (fe80::1%eth0) is always a local one
    except ValueError:
        raise Refused("no host is named") from None


def _in_ascii(name: str) -> str:
    import idna

    try:
        return idna.encode(name, uts46=True, transitional=False).decode()
    except idna.IDNAError:
        try:  # digits of full width are mapped before a number is looked for (UTS 46, 4)
            return idna.uts46_remap(name, False)
        except idna.IDNAError:
            raise Refused("no host is named") from None


def _ipv4(name: str) -> str:
    """The dotted form of an IPv4 address in decimal, octal or hexadecimal parts (WHATWG URL, 3.5); empty where the host is a name."""
    parts = name.split(".")
    if not re.fullmatch(r"[0-9]+|0x[0-9a-f]*", parts[-1]):
        return ""
    try:
        numbers = [int(part[2:] or "0", 16) if part.startswith("0x") else int(part, 8 if part[0] == "0" else 10) for part in parts]
    except ValueError:
        raise Refused("no host is named") from None
    *first, last = numbers
    if len(numbers) > 4 or any(number > 255 for number in first) or last >= 256 ** (5 - len(numbers)):
        raise Refused("no host is named")
    value = last + sum(number << 8 * (3 - place) for place, number in enumerate(first))
    return str(ipaddress.IPv4Address(value))


def why_closed(ip: str) -> str:
    """Why no picture is asked for at this IP address, empty where one may be."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return why_closed(str(inner))
        if "%" in ip or address not in _GLOBAL_UNICAST:
            return f"{ip} is no public address"
    if not address.is_global or address.is_multicast or any(address in net for net in _CLOSED if net.version == address.version):
        return f"{ip} is no public address"
    return ""


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4 or NAT64."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


class Policy:
    """Which hosts are asked: public ones, and those allowed by their name as addresses give it, whatever they resolve to."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self.allowed = frozenset(host_of(name.strip("[] ")) for name in allowed)

    def check(self, address: Address) -> None:
        """Raises Refused for a host that is a closed IP address, and for ports of other services."""
        if address.host in self.allowed:
            return
        if address.port not in (80, 443) and address.port < 1024:
            raise Refused(f"port {address.port} is not for pictures")
        if _is_ip(address.host) and (reason := why_closed(address.host)):
            raise Refused(reason)

    def resolve(self, host: str, port: int) -> list[str]:
        """The IP addresses to connect to, each checked; the name is resolved here and nowhere else.

        Raises Refused where none of them may be asked, OSError where the name resolves to nothing. How long that may take is up to
        the system's resolver.
        """
        found = dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        if host in self.allowed:
            return list(found)
        reasons = {ip: why_closed(ip) for ip in found}
        if all(reasons.values()):
            raise Refused(next(iter(reasons.values()), "no address"))
        return [ip for ip, reason in reasons.items() if not reason]


def _is_ip(host: str) -> bool:
    return ":" in host or re.fullmatch(r"[0-9.]+", host) is not None
