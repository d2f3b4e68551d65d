"""Pictures over TLS and HTTP/2, from a server on loopback under a name: the connection goes to the checked address, the name stays."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from convert.config import Config
from convert.pictures import web
from convert.write import NoPicture

from .server import picture

NAME = "pictures.example"


class Host:
    """Answers every path with a picture over HTTP/2; `names` are those that TLS was asked for, `requests` what came."""

    def __init__(self, authority: trustme.CA) -> None:
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(NAME).configure_cert(self.tls)
        self.tls.set_alpn_protocols(["h2"])
        self.names: list[str | None] = []
        self.requests: list[dict[str, str]] = []
        self.connections = 0
        self.tls.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self.listen, daemon=True)]
        self.threads[0].start()

    def listen(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.threads.append(threading.Thread(target=self.serve, args=(connection,), daemon=True))
            self.threads[-1].start()

    def serve(self, connection: socket.socket) -> None:
        try:
            with connection, self.tls.wrap_socket(connection, server_side=True) as stream:
                self.connections += 1
                self.speak(stream)
        except OSError:
            return  # a client that trusts another name goes away

    def speak(self, stream: ssl.SSLSocket) -> None:
        h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        h2.initiate_connection()
        stream.sendall(h2.data_to_send())
        while data := stream.recv(65536):
            for event in h2.receive_data(data):
                if isinstance(event, RequestReceived):
                    headers = {str(name): str(value) for name, value in event.headers or ()}
                    self.requests.append(headers)
                    h2.send_headers(event.stream_id or 0, [(":status", "200"), ("content-type", "image/png")])
                    h2.send_data(event.stream_id or 0, picture(colour=len(headers[":path"])), end_stream=True)
            stream.sendall(h2.data_to_send())

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """A host that the client trusts, under a name that leads to this machine."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    real = socket.getaddrinfo

    def getaddrinfo(name: str, *rest: object, **more: object) -> object:
        return real("127.0.0.1" if name.endswith(".example") else name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    host = Host(authority)
    yield host
    web.close()
    host.close()


def ask(host: Host, cache: Path, *paths: str, name: str = NAME, allowed: tuple[str, ...] = (NAME,)) -> list[bytes | NoPicture]:
    urls = [f"https://{name}:{host.port}{path}" for path in paths]
    config = Config(images="fetch", cache=str(cache), allow_host=allowed)
    found = web.ArticlePictures(web.web_of(config), urls, "")
    return [found(url) for url in urls]


def test_http_2_under_the_name(host: Host, tmp_path: Path) -> None:
    assert ask(host, tmp_path / "cache", "/a", "/bb", "/ccc") == [picture(colour=n) for n in (2, 3, 4)]
    assert set(host.names) == {NAME}
    assert {request[":authority"] for request in host.requests} == {f"{NAME}:{host.port}"}
    assert sorted(request[":path"] for request in host.requests) == ["/a", "/bb", "/ccc"]
    assert all("host" not in request for request in host.requests)
    assert host.connections <= 3


@pytest.mark.usefixtures("host")
def test_a_private_place_behind_tls_is_refused(host: Host, tmp_path: Path) -> None:
    [found] = ask(host, tmp_path / "cache", "/a", allowed=())
    assert isinstance(found, NoPicture)
    assert found.code == "picture-refused"
    assert not host.names


def test_a_certificate_of_another_name_is_none(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convert.pictures.fetch.PAUSE", 0.0)
    [found] = ask(host, tmp_path / "cache", "/a", name="other.example", allowed=("other.example",))
    assert isinstance(found, NoPicture)
    assert found.code == "picture-unreachable"
    assert "certificate" in found.reason
    assert not host.requests
