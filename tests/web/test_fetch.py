"""Pictures from a real server on loopback: what comes, what is refused, how often hosts are asked, and when it ends."""

from __future__ import annotations

import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from convert.config import Config
from convert.pictures import fetch as fetching
from convert.pictures import media_type, web
from convert.write import NoPicture

from ..hostile.articles import png_file
from .server import Answer, Page, Server, animated, gives, leads, packed, picture, serving

PNG = picture()
ARTICLE = "http://article.example/2020/one.html"


@pytest.fixture
def pages() -> Iterator[dict[str, Answer]]:
    yield {}
    web.close()


@pytest.fixture
def server(pages: dict[str, Answer]) -> Iterator[Server]:
    with serving(pages) as server:
        yield server


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause between tries."""
    monkeypatch.setattr(fetching, "PAUSE", 0.0)


Get = Callable[..., bytes | NoPicture]


@pytest.fixture
def get(tmp_path: Path, server: Server) -> Get:
    """Asks for a path of the server as an article does, with the settings given."""

    def ask(path: str, article: str = ARTICLE, **settings: object) -> bytes | NoPicture:
        given = {"images": "fetch", "cache": str(tmp_path / "cache"), "allow_host": ("127.0.0.1",)} | settings
        url = path if "://" in path else server.url + path
        return web.ArticlePictures(web.web_of(Config(**given)), [url], article)(url)  # type: ignore[arg-type]

    return ask


def code(found: bytes | NoPicture) -> str:
    return found.code if isinstance(found, NoPicture) else str(media_type(found))


# ---- what comes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("JPEG", mode="CMYK"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (picture("AVIF"), "image/avif"),
        (picture("GIF"), "image/gif"),
        (animated(), "image/gif"),
        (picture("BMP"), "image/bmp"),
        (picture("TIFF"), "image/tiff"),
        (picture(size=(3, 1)), "image/png"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1v1z"/></svg>', "image/svg+xml"),
    ],
)
def test_pictures_come_whatever_the_host_calls_them(pages: dict[str, Answer], get: Get, data: bytes, kind: str) -> None:
    pages["/a"] = gives(data, Content_Type="text/html")
    assert get("/a") == data
    assert code(get("/a")) == kind


def test_packed_ones_are_unpacked(pages: dict[str, Answer], get: Get) -> None:
    pages["/gzip"] = gives(packed(PNG), Content_Encoding="gzip")
    pages["/deflate"] = gives(zlib.compress(PNG), Content_Encoding="deflate")
    pages["/cut"] = gives(packed(PNG)[:-9], Content_Encoding="gzip")
    pages["/not"] = gives(PNG, Content_Encoding="gzip")
    pages["/br"] = gives(PNG, Content_Encoding="br")
    assert get("/gzip") == get("/deflate") == PNG
    assert [code(get(path)) for path in ("/cut", "/not", "/br")] == ["picture-broken"] * 3


def test_a_picture_is_fetched_once(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages["/a.png"] = gives(PNG)
    assert [get(path) for path in ("/a.png", "/a.png#x", " /a.png"[1:], "/./a.png"[2:])] == [PNG] * 4
    web.close()  # another process
    assert get("/a.png") == PNG
    assert server.asked == {"/a.png": 1}


def test_the_query_belongs_to_the_address(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages["/a.png"] = gives(PNG)
    get("/a.png?w=1")
    get("/a.png?w=2")
    assert server.asked == {"/a.png?w=1": 1, "/a.png?w=2": 1}


def test_names_in_other_scripts_are_quoted(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages["/%E5%9B%BE%20%E4%B8%80.png"] = gives(PNG)
    assert get("/图 一.png") == PNG
    assert get("/%E5%9B%BE 一.png") == PNG
    assert sum(server.asked.values()) == 1


def test_nothing_of_the_reader_is_told(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages["/a.png"] = gives(PNG, Set_Cookie="id=1")
    pages["/b.png"] = gives(PNG)
    get("/a.png")
    get(server.url.replace("//", "//user:secret@") + "/b.png")
    for _, headers in server.requests[:2]:
        assert headers.keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
        assert "secret" not in str(headers)


# ---- redirects -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(pages: dict[str, Answer], server: Server, get: Get, status: int) -> None:
    pages["/a"] = leads("b?x", status)
    pages["/b"] = leads(f"{server.url}/图.png", status)
    pages["/%E5%9B%BE.png"] = gives(PNG)
    assert get("/a") == PNG


def test_five_and_no_more(pages: dict[str, Answer], get: Get) -> None:
    pages |= {f"/{n}": leads(f"/{n + 1}") for n in range(1, 7)} | {"/7": gives(PNG)}
    assert get("/2") == PNG
    assert code(get("/1")) == "picture-unreachable"


def test_loops_end(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages["/a"] = leads("/a")
    assert code(get("/a", "")) == "picture-unreachable"
    assert server.asked["/a"] == 2 * (fetching.HOPS + 1)  # without a Referer, and with the host's own


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.2/x", "http://10.0.0.1/x", "http://169.254.169.254/latest/meta-data/", "http://[::1]/x", "http://[::ffff:10.0.0.1]/x",
        "http://0xa9fea9fe/x", "//192.168.1.1/x", "file:///etc/passwd", "ftp://a.example/x", "data:image/png,x", "gopher://127.0.0.1:25/x",
        "javascript:1", "http://127.0.0.1:22/x/"[:21].replace("127.0.0.1", "8.8.8.8"),
    ],
)  # fmt: skip
def test_redirects_to_private_places_are_refused(pages: dict[str, Answer], get: Get, to: str) -> None:
    pages["/a"] = leads(to)
    assert code(get("/a")) == "picture-refused"


# ---- who is asked ----------------------------------------------------------------------------------------------------------


def test_loopback_is_refused_unless_allowed(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages["/a.png"] = gives(PNG)
    port = server.server_address[1]
    for host in ("127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        assert code(get(f"http://{host}:{port}/a.png", allow_host=())) == "picture-refused"
    assert not server.asked
    assert get(f"http://0x7f.1:{port}/a.png") == PNG


def test_names_that_lead_to_private_places_are_refused(
    pages: dict[str, Answer], server: Server, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is resolved once, and the connection made to what was checked: a second answer would be another one."""
    resolved: list[str] = []

    def getaddrinfo(host: str, port: int, *_: object, **_more: object) -> list[tuple[object, ...]]:
        if host != "127.0.0.1":  # the checked address itself, on the way to the connection
            resolved.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("convert.pictures.addresses.socket.getaddrinfo", getaddrinfo)
    pages["/a.png"] = gives(PNG)
    url = f"http://inner.example:{server.server_address[1]}/a.png"
    assert code(get(url)) == "picture-refused"
    assert resolved == ["inner.example"]
    assert not server.asked
    assert get(url, allow_host=("Inner.Example",)) == PNG
    assert resolved == ["inner.example"] * 2
    assert server.requests[0][1]["Host"] == url.split("/")[2]


def test_the_name_of_this_machine(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages["/a.png"] = gives(PNG)
    url = f"http://localhost:{server.server_address[1]}/a.png"
    assert code(get(url)) == "picture-refused"
    assert get(url, allow_host=("localhost",)) == PNG


def test_ipv6(pages: dict[str, Answer], get: Get) -> None:
    pages["/a.png"] = gives(PNG)
    with serving(pages, "::1") as six:
        assert code(get(six.url + "/a.png")) == "picture-refused"
        assert not six.asked
        assert get(six.url + "/a.png", allow_host=("::1",)) == PNG
        assert six.requests[0][1]["Host"] == six.url.removeprefix("http://")


def test_proxies_only_when_asked_for(pages: dict[str, Answer], server: Server, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy sees the whole address, and resolves names itself; private addresses by number are refused all the same."""
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", "")
    pages["http://8.8.8.8/a.png"] = gives(PNG)
    assert get("http://8.8.8.8/a.png", use_proxy=True) == PNG
    assert code(get("http://10.0.0.1/a.png", use_proxy=True)) == "picture-refused"
    pages["/b.png"] = gives(PNG)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert get("/b.png") == PNG
    for proxy in ("socks5://127.0.0.1:1", "http://", "http://[::1", "http://a:x"):
        monkeypatch.setenv("http_proxy", proxy)
        assert code(get("http://8.8.8.8/c.png", use_proxy=True)) == "picture-refused"


def test_a_proxy_is_told_who_asks(server: Server, pages: dict[str, Answer], get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url.replace("//", "//me:p%40ss@"))
    monkeypatch.setenv("no_proxy", "")
    pages["http://8.8.8.8/a.png"] = gives(PNG)
    assert get("http://8.8.8.8/a.png", use_proxy=True) == PNG
    assert server.requests[0][1]["Proxy-Authorization"] == "Basic bWU6cEBzcw=="


# ---- Referer ---------------------------------------------------------------------------------------------------------------


def only_for(wanted: Callable[[str], bool], refusal: Answer) -> Answer:
    def answer(page: Page) -> None:
        if wanted(page.headers.get("Referer", "")):
            page.answer(picture(colour=zlib.crc32(page.path.encode()) % 2**24))
        else:
            refusal(page)

    return answer


FORBIDDEN = gives(b"no", 403)


def test_a_host_that_refuses_foreign_referers_gets_none(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages["/a.png"] = only_for(lambda referer: not referer, FORBIDDEN)
    assert code(get("/a.png")) == "image/png"
    assert server.asked["/a.png"] == 1


@pytest.mark.parametrize(
    "refusal", [FORBIDDEN, gives(b"<html><body>no</body></html>"), gives(picture(size=(1, 1))), gives(b"", 401), gives(b"")]
)
def test_a_host_that_refuses_none_gets_its_own(pages: dict[str, Answer], server: Server, get: Get, refusal: Answer) -> None:
    own = f"{server.url}/"
    pages |= {f"/{n}.png": only_for(lambda referer: referer == own, refusal) for n in range(3)}
    assert code(get("/0.png")) == "image/png"
    assert server.asked["/0.png"] == 2
    web.close()  # what the host wants is remembered over runs
    assert {code(get(f"/{n}.png")) for n in (1, 2)} == {"image/png"}
    assert server.asked == {"/0.png": 2, "/1.png": 1, "/2.png": 1}


def test_a_host_that_wants_the_article(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages["/a.png"] = only_for(lambda referer: referer == ARTICLE, FORBIDDEN)
    assert code(get("/a.png")) == "image/png"
    assert server.asked["/a.png"] == 3


def test_no_way_is_asked_twice(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages["/a.png"] = FORBIDDEN
    assert code(get("/a.png", "")) == "picture-unreachable"
    assert server.asked["/a.png"] == 2
    assert code(get("/a.png", "")) == "picture-unreachable"
    assert server.asked["/a.png"] == 2  # that it is not there is remembered


@pytest.mark.parametrize(
    ("article", "told"),
    [
        ("http://user:secret@article.example/一#secret", "http://article.example/%E4%B8%80"),
        ("http://article.example/\r\nX-Secret: secret", "http://article.example/X-Secret:%20secret"),
        ("file:///home/secret", None),
        ("secret", None),
    ],
)
def test_the_article_is_told_by_its_plain_address(
    pages: dict[str, Answer], server: Server, get: Get, article: str, told: str | None
) -> None:
    pages["/a.png"] = FORBIDDEN
    get("/a.png", article)
    assert [headers.get("Referer") for _, headers in server.requests] == [None, f"{server.url}/", told][: 3 if told else 2]
    assert "X-Secret" not in [name for _, headers in server.requests for name in headers]


def test_etags_of_any_bytes_are_asked_with(pages: dict[str, Answer], server: Server, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    pages["/a.png"] = gives(PNG, ETag='"\xe9\xff"')
    get("/a.png")
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 30 * 86_400)
    assert get("/a.png") == PNG
    assert server.requests[1][1]["If-None-Match"] == '"\xe9\xff"'


def test_an_article_of_https_is_not_told_over_http(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages["/a.png"] = FORBIDDEN
    get("/a.png", "https://secret.example/a?token")
    assert "secret" not in str(server.requests)


def test_a_picture_in_place_of_others_is_found_when_it_comes_again(pages: dict[str, Answer], server: Server, get: Get) -> None:
    """未经允许不可引用: the first cannot be told from a picture; at the second the host is asked in another way, and both come right."""
    own = f"{server.url}/"
    pages |= {f"/{n}.png": only_for(lambda referer: referer == own, gives(picture(size=(30, 20)))) for n in range(2)}
    first = get("/0.png")
    second = get("/1.png")
    assert first == picture(size=(30, 20))
    assert second == picture(colour=zlib.crc32(b"/1.png") % 2**24)
    assert get("/0.png") == picture(colour=zlib.crc32(b"/0.png") % 2**24)


def test_a_picture_under_two_addresses_is_what_it_is(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages |= {f"/{n}.png": gives(PNG) for n in range(2)}
    assert get("/0.png") == get("/1.png") == PNG
    assert get("/1.png") == PNG
    assert server.asked == {"/0.png": 1, "/1.png": 3}


# ---- hosts that are busy, slow, broken ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_busy_hosts_are_asked_again(pages: dict[str, Answer], server: Server, get: Get, status: int) -> None:
    pages["/a.png"] = lambda page: page.answer(PNG, status if page.times() < 3 else 200)
    pages["/b.png"] = gives(b"", status)
    assert get("/a.png") == PNG
    assert code(get("/b.png", "")) == "picture-unreachable"
    assert server.asked == {"/a.png": 3, "/b.png": 3}


def test_retry_after_is_honoured(pages: dict[str, Answer], get: Get) -> None:
    at: list[float] = []

    def busy(page: Page) -> None:
        at.append(time.monotonic())
        page.answer(PNG, 429 if page.times() < 2 else 200, Retry_After="1")

    pages["/a.png"] = busy
    assert get("/a.png") == PNG
    assert at[1] - at[0] >= 1


@pytest.mark.parametrize("after", ["3600", "99999999999999999999", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_long_retry_after_is_for_the_next_run(pages: dict[str, Answer], server: Server, get: Get, after: str) -> None:
    pages["/a.png"] = gives(b"", 503, Retry_After=after)
    assert code(get("/a.png")) == "picture-unreachable"
    assert code(get("/a.png")) == "picture-unreachable"
    assert server.asked["/a.png"] == 1


def test_a_host_that_wants_a_pause_gets_it_for_all_pictures(pages: dict[str, Answer], server: Server, get: Get) -> None:
    pages |= {"/a.png": gives(b"", 429, Retry_After="3600"), "/b.png": gives(PNG)}
    assert code(get("/a.png")) == "picture-unreachable"
    assert get("/b.png") == NoPicture("picture-unreachable", "the host asked for a pause")
    assert server.asked == {"/a.png": 1}
    web.close()  # another run
    assert get("/b.png", fetch_timeout=59.0) == NoPicture("picture-unreachable", "the host asked for a pause")  # so says the cache


@pytest.mark.parametrize(
    ("after", "seconds"), [("5", 5), (" 0 ", 0), ("", None), ("soon", None), ("-1", None), ("Fri, 31 Dec 1999 23:59:59 GMT", 0)]
)
def test_forms_of_retry_after(after: str, seconds: float | None) -> None:
    assert fetching._seconds(after) == seconds


def drip(page: Page) -> None:
    """A byte now and then, for as long as anybody listens."""
    page.send_response(200)
    page.send_header("Content-Length", "1000000")
    page.end_headers()
    page.wfile.write(PNG)
    while not page.server.ended.wait(0.02):
        page.wfile.write(b"x")


def drip_head(page: Page) -> None:
    page.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not page.server.ended.wait(0.02):
        page.wfile.write(b"x")


def silent(page: Page) -> None:
    page.server.ended.wait()


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("page", [drip, drip_head, silent])
def test_slow_hosts_are_left_when_the_time_is_over(pages: dict[str, Answer], server: Server, get: Get, page: Answer) -> None:
    """No byte is ever late by itself: only the time for all of it ends this."""
    pages["/a.png"] = page
    assert get("/a.png", fetch_timeout=0.5) == NoPicture("picture-unreachable", "the host takes too long")
    assert server.asked["/a.png"] <= 1  # none where not even the connection was there in time


@pytest.mark.usefixtures("fast")
def test_bodies_that_end_too_soon(pages: dict[str, Answer], server: Server, get: Get) -> None:
    def short(page: Page) -> None:
        page.answer(PNG, Content_Length=str(len(PNG) + 10))
        page.close_connection = True

    pages["/a.png"] = short
    assert code(get("/a.png")) == "picture-broken"
    assert server.asked["/a.png"] == fetching.TRIES


def test_bodies_that_say_less_than_they_are(pages: dict[str, Answer], get: Get) -> None:
    def long(page: Page) -> None:
        page.answer(PNG, Content_Length=str(len(PNG) - 30))
        page.close_connection = True

    pages["/a.png"] = long
    assert code(get("/a.png")) == "picture-broken"


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1",
        b"SSH-2.0-x\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        bytes(100),
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
    ],
)
def test_what_is_no_http(pages: dict[str, Answer], get: Get, said: bytes) -> None:
    def speak(page: Page) -> None:
        page.wfile.write(said)
        page.close_connection = True

    pages["/a.png"] = speak
    assert code(get("/a.png")) in ("picture-broken", "picture-unreachable")


@pytest.mark.usefixtures("fast")
def test_nobody_there(get: Get) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert code(get(f"http://127.0.0.1:{port}/a.png")) == "picture-unreachable"
    assert code(get(f"https://127.0.0.1:{port}/a.png")) == "picture-unreachable"


# ---- limits ----------------------------------------------------------------------------------------------------------------


def endless(page: Page) -> None:
    page.send_response(200)
    page.send_header("Connection", "close")
    page.end_headers()
    page.wfile.write(PNG)
    while not page.server.ended.is_set():
        page.wfile.write(bytes(65536))


def test_endless_bodies_are_read_to_the_limit(pages: dict[str, Answer], get: Get) -> None:
    pages["/a.png"] = endless
    assert code(get("/a.png", max_picture_mb=1)) == "picture-large"


def test_a_length_over_the_limit_is_not_read_at_all(pages: dict[str, Answer], get: Get) -> None:
    def large(page: Page) -> None:
        page.send_response(200)
        page.send_header("Content-Length", "1000001")
        page.end_headers()
        page.server.ended.wait()

    pages["/a.png"] = large
    assert code(get("/a.png", max_picture_mb=1)) == "picture-large"


def test_a_gzip_bomb_is_unpacked_to_the_limit(pages: dict[str, Answer], get: Get) -> None:
    pages["/a.png"] = gives(packed(PNG + bytes(200_000_000)), Content_Encoding="gzip")
    assert code(get("/a.png", max_picture_mb=1)) == "picture-large"


def test_many_pixels_are_not_decoded(pages: dict[str, Answer], get: Get) -> None:
    pages["/a.png"] = gives(png_file(20_000, 20_000))
    pages["/b.png"] = gives(picture(size=(1100, 1000)))
    assert code(get("/a.png")) == "picture-large"
    assert code(get("/b.png", max_megapixels=1)) == "picture-large"
    assert code(get("/b.png", max_megapixels=2)) == "image/png"


def test_the_article_has_a_limit_too(pages: dict[str, Answer], server: Server, tmp_path: Path) -> None:
    """In the order of the article, whatever comes first: those after the first that does not fit are not asked for."""
    big = picture("BMP", (400, 300))  # 360 kB
    pages |= {f"/{n}.bmp": gives(big[:-1] + bytes([n])) for n in range(20)}
    addresses = [f"{server.url}/{n}.bmp" for n in range(20)]
    config = Config(images="fetch", cache=str(tmp_path / "cache"), allow_host=("127.0.0.1",), max_article_mb=1)
    found = web.ArticlePictures(web.web_of(config), addresses, "")
    assert [code(found(address)) for address in addresses] == ["image/bmp"] * 2 + ["picture-large"] * 18
    assert sum(server.asked.values()) <= 2 + web.AT_ONCE
    web.close()
    again = web.ArticlePictures(web.web_of(config), addresses, "")
    assert [code(again(address)) for address in addresses] == ["image/bmp"] * 2 + ["picture-large"] * 18


def test_few_are_asked_for_at_once(pages: dict[str, Answer], server: Server, tmp_path: Path) -> None:
    gate = threading.Barrier(fetching.PER_SITE)

    def together(page: Page) -> None:
        """As many as may ask at once have come; where one asks twice, its line having broken, too few are left for the last to meet."""
        with suppress(threading.BrokenBarrierError):
            gate.wait(5)
        page.answer(picture(colour=zlib.crc32(page.path.encode()) % 2**24))

    pages |= {f"/{n}.png": together for n in range(3 * fetching.PER_SITE)}
    config = Config(images="fetch", cache=str(tmp_path / "cache"), allow_host=("127.0.0.1",))
    found = web.ArticlePictures(web.web_of(config), [server.url + path for path in pages], "")
    assert {code(found(server.url + path)) for path in pages} == {"image/png"}
    assert server.most_at_once == fetching.PER_SITE


# ---- what is no picture ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<!DOCTYPE html><html><body>404</body></html>", "a page in place of the picture"),
        (b"\n <html>", "a page in place of the picture"),
        (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "a page in place of the picture"),
        (b'{"code": 403}', "data in place of the picture"),
        (b"", "an empty answer"),
        (b"not here", "not a picture"),
        (picture(size=(1, 1)), "a stand-in of 1 x 1 pixels"),
        (picture("GIF", (2, 1)), "a stand-in of 2 x 1 pixels"),
        (PNG[:-30], "cut off or damaged"),
        (picture("JPEG", (200, 200))[:-200], "cut off or damaged"),
        (picture("WEBP")[:-10], "cut off or damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "cut off or damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><path", "a drawing that cannot be read"),
    ],
)
def test_what_is_no_picture(pages: dict[str, Answer], get: Get, data: bytes, reason: str) -> None:
    pages["/a.jpg"] = gives(data, Content_Type="image/jpeg")
    found = get("/a.jpg")
    assert isinstance(found, NoPicture)
    assert found.reason == reason
