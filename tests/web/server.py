"""A server on loopback that answers as hosts of pictures do, the bad ones too; each page is a function over the request.

Nothing outside this machine is ever asked: names are resolved by the tests themselves.
"""

from __future__ import annotations

import gzip
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), colour: int | str = "red", **more: Any) -> bytes:
    """A whole picture."""
    out = BytesIO()
    mode = more.pop("mode", "RGB")
    Image.new("RGB", size, colour).convert(mode).save(out, kind, **more)
    return out.getvalue()


def animated(frames: int = 3) -> bytes:
    """A GIF that moves."""
    pictures = [Image.new("RGB", (20, 20), (80 * n, 0, 0)) for n in range(frames)]
    out = BytesIO()
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=100)
    return out.getvalue()


class Page(BaseHTTPRequestHandler):
    """One request; `log` counts it before it is answered."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        host = self.server
        with host.lock:
            host.asked[self.path] += 1
            host.requests.append((self.path, dict(self.headers.items())))
            host.under_way += 1
            host.most_at_once = max(host.most_at_once, host.under_way)
        try:
            host.pages[self.path.partition("?")[0]](self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        except KeyError:
            self.answer(b"not here", 404)
        finally:
            with host.lock:
                host.under_way -= 1

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        """A whole answer; headers by their names with _ for -."""
        self.send_response(status)
        told = {"Content-Type": "image/png", "Content-Length": str(len(body))} | {k.replace("_", "-"): v for k, v in headers.items()}
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def times(self) -> int:
        """How often this path was asked for, this time included."""
        return self.server.asked[self.path]

    def log_message(self, *_: object) -> None:
        """Tests say what they want themselves."""


Answer = Callable[[Page], None]


class Server(ThreadingHTTPServer):
    """`pages` by path; `asked` counts requests, `most_at_once` how many were under way together."""

    daemon_threads = True

    def __init__(self, host: str, pages: dict[str, Answer]) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, 0), Page)
        self.pages = pages
        self.asked: Counter[str] = Counter()
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.under_way = self.most_at_once = 0
        self.lock = threading.Lock()
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        host = str(self.server_address[0])
        return f"http://{f'[{host}]' if ':' in host else host}:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """A client that goes away is what some tests are about."""


@contextmanager
def serving(pages: dict[str, Answer], host: str = "127.0.0.1") -> Iterator[Server]:
    server = Server(host, pages)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def gives(body: bytes, status: int = 200, **headers: str) -> Answer:
    """The same answer to all."""
    return lambda page: page.answer(body, status, **headers)


def leads(to: str, status: int = 302) -> Answer:
    return lambda page: page.answer(b"", status, Location=to.encode().decode("latin-1"))


def packed(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)
