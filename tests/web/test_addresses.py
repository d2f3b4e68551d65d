"""Addresses of pictures: one reading of them, whatever their form, and nobody private is asked."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.pictures.addresses import Address, Policy, Refused, host_of, parse, why_closed


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("http://a.example", "http://a.example/"),
        ("HTTPS://A.Example:443/x", "https://a.example/x"),
        ("http://a.example:8080/x#part", "http://a.example:8080/x"),
        ("http://user:p@ss@a.example/x", "http://a.example/x"),
        ("http://a.example@b.example/x", "http://b.example/x"),
        (" http://a.example/图 一.png?名=值\n", "http://a.example/%E5%9B%BE%20%E4%B8%80.png?%E5%90%8D=%E5%80%BC"),
        ("http://a.example/%E5%9B%BE.png", "http://a.example/%E5%9B%BE.png"),
        ("http:\\\\a.example\\x", "http://a.example/x"),
        ("ht\ntp://a.exa\tmple/x", "http://a.example/x"),
        ("http://例子.example/x", "http://xn--fsqu00a.example/x"),
        ("http://ａ。example/x", "http://a.example/x"),
        ("http://a.example./x", "http://a.example/x"),
        ("http://[2001:0DB8::0001]:81/x", "http://[2001:db8::1]:81/x"),
        ("http://8.8.8.8/x", "http://8.8.8.8/x"),
    ],
)
def test_addresses_are_read_in_one_way(text: str, read: str) -> None:
    assert str(parse(text)) == read
    assert parse(read) == parse(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a.png", "http://a.example/2020/a.png"),
        ("/a.png", "http://a.example/a.png"),
        ("../../../a.png", "http://a.example/a.png"),
        ("//b.example/a.png", "http://b.example/a.png"),
        ("?x", "http://a.example/2020/article.html?x"),
    ],
)
def test_relative_ones_lie_beside_the_article(text: str, read: str) -> None:
    assert str(parse(text, "http://a.example/2020/article.html")) == read


@pytest.mark.parametrize(
    "text",
    [
        "ftp://a.example/x", "file:///etc/passwd", "data:image/png,x", "javascript:alert(1)", "a.png", "//a.example/x", "http://", "http:///x",
        "http://a b/", "http://a..b/", "http://[::1", "http://[fe80::1%25eth0]/", "http://a.example:99999/", "http://a.example:x/",
        "http://1.2.3.4.5/", "http://256.1/", "http://0x100000000/", "http://08/", "http://a%00.example/", "http://a%2f.example/",
        "http://a.example/" + "x" * 9000, "http://" + "a" * 300 + ".example/", "http://a<b>.example/", "gopher://a.example:80/", "http://a.example\x00/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web(text: str) -> None:
    with pytest.raises(Refused):
        parse(text)


CLOSED = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.1.",
    "１２７.0.0.1", "%31%32%37.0.0.1", "0", "0.0.0.00",
    "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "0xa9fea9fe", "2852039166",
    "0251.0376.0251.0376", "100.64.0.1",
    "198.18.0.1", "192.0.0.8", "192.0.2.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "192.88.99.1", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]", "[64:ff9b:1::1]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]",
    "[ff02::1]", "[2001::7f00:1]",
    "[2001:db8::1]", "[3fff::1]", "[100::1]", "[5f00::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", CLOSED)
def test_nobody_private_is_asked_in_any_form(host: str) -> None:
    with pytest.raises(Refused, match="no public address"):
        Policy().check(parse(f"http://{host}/x"))


@pytest.mark.parametrize("ip", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"])
def test_public_ones_are(ip: str) -> None:
    assert why_closed(ip) == ""


@given(st.integers(0, 2**32 - 1), st.data())
def test_every_form_of_a_number_is_the_same_host(value: int, data: st.DataObject) -> None:
    """The forms of inet_aton: one to four parts, each decimal, octal or hexadecimal."""
    parts = data.draw(st.integers(1, 4))
    numbers = [value >> 8 * (3 - place) & 255 for place in range(parts - 1)] + [value & 256 ** (5 - parts) - 1]
    forms = st.sampled_from((str, lambda number: f"0{number:o}", lambda number: f"0x{number:x}", lambda number: f"0X{number:08X}"))
    host = ".".join(data.draw(forms)(number) for number in numbers)
    assert host_of(host) == str(ipaddress.IPv4Address(value))
    assert socket.inet_aton(host) == value.to_bytes(4, "big")


@given(st.integers(0, 2**32 - 1))
def test_ipv4_within_ipv6_is_as_closed(value: int) -> None:
    inner = ipaddress.IPv4Address(value)
    forms = (f"::ffff:{inner}", f"64:ff9b::{inner}", str(ipaddress.IPv6Address((0x2002 << 112) | (value << 80))))
    assert {bool(why_closed(form)) for form in forms} == {bool(why_closed(str(inner)))}


@given(st.text(max_size=40) | st.text("htps:/\\@[]%.#?0x127a:\t\n ", max_size=40).map("http://".__add__))
def test_what_is_read_is_stable_and_canonical(text: str) -> None:
    """Nothing that a host or a proxy could read in another way than it was checked."""
    try:
        found = parse(text)
    except Refused:
        return
    assert parse(str(found)) == found
    assert str(found).isascii()
    assert not set(str(found)) & set("\\ \t\n\"<>`{}^@#" + "\x00")  - ({"@"} if "@" in found.target else set())


def answering(*ips: str) -> object:
    def getaddrinfo(_host: str, port: int, **_more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    return getaddrinfo


def test_names_are_resolved_once_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering("10.0.0.1", "8.8.8.8", "8.8.8.8"))
    assert Policy().resolve("a.example", 80) == ["8.8.8.8"]
    monkeypatch.setattr(socket, "getaddrinfo", answering("10.0.0.1", "fe80::1%eth0"))
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        Policy().resolve("a.example", 80)
    assert Policy(["A.Example."]).resolve("a.example", 80) == ["10.0.0.1", "fe80::1%eth0"]


def test_allowed_hosts_are_meant_by_the_name_in_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger's name that leads to an allowed address is not allowed by that."""
    policy = Policy(["127.0.0.1", "[::1]"])
    policy.check(parse("http://127.1:5/x"))
    policy.check(parse("http://[0::1]/x"))
    monkeypatch.setattr(socket, "getaddrinfo", answering("127.0.0.1"))
    with pytest.raises(Refused):
        policy.resolve("evil.example", 80)


@pytest.mark.parametrize("port", [21, 22, 25, 79, 110, 445, 631])
def test_ports_of_other_services_are_not_asked(port: int) -> None:
    with pytest.raises(Refused, match="port"):
        Policy().check(Address("http", "a.example", port, "/"))
    Policy(["a.example"]).check(Address("http", "a.example", port, "/"))
