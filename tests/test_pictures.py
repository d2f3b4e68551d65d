"""Pictures: data: URIs and files inside the article's folder, nothing else whatever the address says."""

from __future__ import annotations

import base64
import os
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convert.config import Config
from convert.errors import Diagnostic
from convert.pictures import Fetch, media_type, pictures_of
from convert.pictures.svg import cleaned
from convert.write import NoPicture, Picture


def encoded(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (3, 2), "red").save(out, kind)
    return out.getvalue()


PNG = encoded("PNG")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h2v2z"/></svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An article's folder with pictures in it and something to steal beside it."""
    inside = tmp_path / "article"
    (inside / "图").mkdir(parents=True)
    (inside / "a.png").write_bytes(PNG)
    (inside / "图" / "一 二.png").write_bytes(PNG)
    (inside / "a%20b.png").write_bytes(PNG)
    (inside / "text.png").write_text("不是图")
    (tmp_path / "x.png").write_bytes(PNG)
    (tmp_path / "article2").mkdir()
    (tmp_path / "article2" / "x.png").write_bytes(PNG)
    return inside


def find(folder: Path | None, src: str, fetch: Fetch | None = None, megabytes: int = 20) -> Picture | NoPicture:
    return pictures_of(folder, Config(max_picture_mb=megabytes), print, fetch)(src)


def code(folder: Path | None, src: str, megabytes: int = 20) -> str:
    found = find(folder, src, megabytes=megabytes)
    return found.code if isinstance(found, NoPicture) else found.media_type


@pytest.mark.parametrize(
    "src",
    [
        "a.png",
        "./a.png",
        " a.png\n",
        "图/一 二.png",
        "图/./一 二.png",
        "%E5%9B%BE/%E4%B8%80%20%E4%BA%8C.png",
        "a%20b.png",
        "a.png?x=1",
        "a.png#x",
    ],
)
def test_pictures_beside_the_article(folder: Path, src: str) -> None:
    assert find(folder, src) == Picture(PNG, "image/png")


@pytest.mark.parametrize(
    "src",
    [
        "/etc/hostname",
        "../x.png",
        "%2e%2e/x.png",
        "图/../../x.png",
        "%2E%2E%2Fx.png",
        "..\\x.png",
        "%5c..%5cx.png",
        "\\\\host\\x.png",
        "C:\\x.png",
        "c:/x.png",
        "%2fetc/hostname",
        "file:///etc/hostname",
        "FILE:///etc/hostname",
        "file:x.png",
        "ftp://a.example/x.png",
        "javascript:alert(1)",
        "../article2/x.png",
    ],
)
def test_what_leads_out_is_refused(folder: Path, src: str) -> None:
    assert code(folder, src) == "picture-refused"


def test_symbolic_links(folder: Path) -> None:
    (folder / "out.png").symlink_to(folder.parent / "x.png")
    (folder / "way").symlink_to(folder.parent / "article2")
    (folder / "in.png").symlink_to(folder / "a.png")
    (folder / "loop.png").symlink_to(folder / "loop.png")
    assert code(folder, "out.png") == "picture-refused"
    assert code(folder, "way/x.png") == "picture-refused"
    assert code(folder, "in.png") == "image/png"
    assert code(folder, "loop.png") == "picture-missing"


def test_the_folder_itself_may_be_a_link(folder: Path) -> None:
    (folder.parent / "link").symlink_to(folder)
    assert code(folder.parent / "link", "a.png") == "image/png"


def test_no_regular_file(folder: Path) -> None:
    os.mkfifo(folder / "pipe.png")
    assert code(folder, "pipe.png") == "picture-missing"
    assert code(folder, "图") == "picture-missing"
    assert code(folder, "text.png") == "picture-no-picture"


@pytest.mark.parametrize("src", ["没有.png", "", " ", "a.png\0", "x" * 5000, "图/" * 3000 + "x.png"])
def test_missing(folder: Path, src: str) -> None:
    assert code(folder, src) == "picture-missing"


def test_unreadable_and_large(folder: Path) -> None:
    (folder / "large.png").write_bytes(PNG + bytes(1_000_000))
    assert code(folder, "large.png", megabytes=1) == "picture-large"
    assert code(folder, "large.png", megabytes=2) == "image/png"
    assert code(folder, "data:image/png;base64," + "A" * 3_100_000, megabytes=1) == "picture-large"


def test_an_article_from_standard_input_reads_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert code(None, "a.png") == "picture-refused"


@pytest.mark.parametrize("src", ["https://a.example/a.png", "HTTP://a.example/a.png", "//a.example/a.png"])
def test_the_web_is_asked_only_where_a_fetch_is_given(folder: Path, src: str) -> None:
    assert code(folder, src) == "picture-remote"
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return PNG

    assert find(folder, src, fetch) == Picture(PNG, "image/png")
    assert asked[0].lower().endswith("://a.example/a.png")


def test_data_addresses() -> None:
    digits = base64.b64encode(PNG).decode()
    for src in (
        f"data:image/png;base64,{digits}",
        f"DATA:;base64,{digits.rstrip('=')}",
        f"data:image/jpeg;charset=x;base64,{digits[:9]}\n {digits[9:]}",
        "data:image/png;base64," + digits.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"),
        "data:image/png," + "".join(f"%{byte:02x}" for byte in PNG),
    ):
        assert find(None, src) == Picture(PNG, "image/png"), src
    assert code(None, "data:image/png;base64,中文") == "picture-broken"
    assert code(None, "data:image/png;base64,A") == "picture-broken"
    assert code(None, "data:,x") == "picture-no-picture"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "ICO"])
def test_media_type_by_bytes(kind: str) -> None:
    expected = {"ICO": "image/x-icon"}.get(kind, f"image/{kind.lower()}")
    assert media_type(encoded(kind)) == expected


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf", b'<?xml version="1.0"?>\n<!-- a > b -->\n<!DOCTYPE svg PUBLIC "x" "y">'])
def test_drawings_are_known(head: bytes) -> None:
    assert media_type(head + SVG) == "image/svg+xml"
    assert media_type(b"<html><svg/></html>") is None


@given(st.one_of(st.text(), st.text(alphabet="./\\%:data,;base64#?\0a~"), st.binary().map(lambda data: data.decode("latin-1"))))
def test_law_no_address_raises_or_finds_anything_in_an_empty_place(src: str) -> None:
    assert isinstance(find(Path("/nonexistent"), src), NoPicture)


# ---- drawings ---------------------------------------------------------------------------------------------------------


def drawing(inside: str, attributes: str = "") -> tuple[str, tuple[str, ...]]:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>'
    found = cleaned(f"{head}{inside}</svg>".encode())
    assert found is not None
    return found.data.decode(), found.dropped


@pytest.mark.parametrize(
    ("inside", "dropped"),
    [
        ("<script>alert(1)</script>", "script"),
        ('<g onload="x()"/>', "onload"),
        ('<a href="https://a.example/"><path d="M0 0"/></a>', "a"),
        ('<image xlink:href="https://a.example/x.png"/>', "href"),
        ('<image href="file:///etc/hostname"/>', "href"),
        ('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', "href"),
        ('<use href="other.svg#x"/>', "href"),
        ('<rect fill="url(https://a.example/#x)"/>', "fill"),
        ('<rect style="fill:u\\72l(x)"/>', "style"),
        ('<rect style="background:url(\'https://a.example/\')"/>', "style"),
        ("<style>@import 'https://a.example/x.css';</style>", "style"),
        ("<style>rect{fill:url( x.png )}</style>", "style"),
        ('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>', "foreignObject"),
        ('<animate attributeName="href" to="javascript:x"/>', "animate"),
        ('<set attributeName="onload" to="x"/>', "set"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg">1</x:script>', "script"),
        ('<iframe xmlns="http://www.w3.org/1999/xhtml" src="x"/>', "iframe"),
    ],
)
def test_what_runs_or_loads_goes_and_is_told(inside: str, dropped: str) -> None:
    data, told = drawing(inside)
    assert dropped in told
    for word in ("alert", "example/", "etc", "script", "onload", "url", "import", "iframe", "other.svg", "set", "animate"):
        assert word not in data


def test_what_draws_stays() -> None:
    inside = (
        '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs><style>.a{fill:url(#g)}</style>'
        '<rect class="a" width="2" height="2" fill="url(#g)" style="stroke:url(\'#g\')"/><use xlink:href="#g"/>'
        '<text x="1">字 <tspan>体</tspan></text>'
        '<image href="data:image/png;base64,AAAA"/>'
    )
    data, told = drawing(inside, 'viewBox="0 0 2 2"')
    assert told == ()
    assert inside in data
    assert 'viewBox="0 0 2 2"' in data


def test_text_after_what_goes_stays() -> None:
    assert "<text>前中后</text>" in drawing("<text>前<a>x</a>中<script/>后</text>")[0]


@pytest.mark.parametrize(
    "data",
    [
        b"<svg",
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>",
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>',
        b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>',
        '<!DOCTYPE svg [<!ENTITY x "a">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'.encode("utf-16"),
        b'<html xmlns="http://www.w3.org/1999/xhtml"/>',
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>",
    ],
)
def test_drawings_that_are_refused(data: bytes) -> None:
    assert cleaned(data) is None


def test_a_cleaned_drawing_is_a_picture_and_is_reported() -> None:
    said: list[Diagnostic] = []
    src = "data:image/svg+xml," + SVG.decode().replace("<path", "<script>x</script><path")
    found = pictures_of(None, Config(), said.append)(src)
    assert isinstance(found, Picture)
    assert found.media_type == "image/svg+xml"
    assert b"script" not in found.data
    assert [item.code for item in said] == ["svg-cleaned"]


def test_a_drawing_without_its_namespace_gets_it() -> None:
    found = cleaned(b"<svg><path d='M0 0'/></svg>")
    assert found is not None
    assert found.data.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<svg xmlns=\"http://www.w3.org/2000/svg\">")
