"""Faces in the book: the glyphs that are used and no more, and only of fonts that allow it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from convert.config import Config
from convert.errors import Diagnostic
from convert.meta import Meta
from convert.model import Document, Face, Paragraph, Quote, Styled, Text
from convert.write import Context, NoPicture
from convert.write.epub import WRITER, _embedded_fonts
from convert.write.epub._embedded_fonts import embedded, subset
from convert.write.epub._faces import FaceFile, face_file

from .epub_book import Book

DOCUMENT = Document(
    Meta(title="样", language="zh-Hans-CN"),
    (
        Paragraph((Text("正文"), Face("kai", (Text("楷书"),)), Styled("emph", (Text("着力"),)))),
        Quote((Paragraph((Text("引用"),)),)),
    ),
)


def tiny_font(path: Path, licence_bits: int) -> FaceFile:
    """A font of one square for each of three characters."""
    pen = TTGlyphPen(None)
    for step, point in enumerate([(0, 0), (0, 900), (900, 900), (900, 0)]):
        pen.lineTo(point) if step else pen.moveTo(point)
    pen.closePath()
    square = pen.glyph()
    names = [".notdef", "one", "two", "three"]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): name for char, name in zip("一二三", names[1:], strict=True)})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Tiny", "styleName": "Regular"})
    builder.setupOS2(fsType=licence_bits)
    builder.setupPost()
    builder.save(path)
    return FaceFile(str(path), 0)


def characters(data: bytes) -> set[str]:
    return {chr(code) for code in TTFont(BytesIO(data)).getBestCmap()}


@pytest.mark.parametrize(("bits", "allowed"), [(0, True), (8, True), (4, True), (2, False), (0x100, False), (0x200, False), (0x108, False)])
def test_licence_bits(tmp_path: Path, bits: int, allowed: bool) -> None:
    made = subset(tiny_font(tmp_path / "tiny.ttf", bits), set("一三字"))
    if allowed:
        assert not isinstance(made, str)
        assert made[1] == "font/ttf"
        assert characters(made[0]) == {"一", "三"}
    else:
        assert made == "its licence bits do not allow it"


def test_a_file_that_is_no_font(tmp_path: Path) -> None:
    (tmp_path / "x.ttf").write_bytes(b"no font at all")
    assert isinstance(subset(FaceFile(str(tmp_path / "x.ttf"), 0), set("一")), str)


def test_roles_and_their_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, set[str]] = {}

    def spy(face: FaceFile, wanted: set[str]) -> tuple[bytes, str]:
        seen[face.file] = wanted
        return b"", "font/otf"

    monkeypatch.setattr(_embedded_fonts, "face_file", lambda role, _: None if role == "hei" else FaceFile(role, 0))
    monkeypatch.setattr(_embedded_fonts, "subset", spy)
    said: list[Diagnostic] = []
    context = Context(Config(), said.append, lambda _: NoPicture("picture-missing", ""))
    other = Document(Meta(), (Paragraph((Face("hei", (Text("黑"),)),)),))
    fonts = embedded([DOCUMENT, other], ["正文楷书着力引用黑".encode()], "zh-Hans-CN", context)
    assert [font.file for font in fonts] == ["fonts/song.otf", "fonts/kai.otf"]
    assert seen == {"song": set("正文楷书着力引用黑"), "kai": set("楷书着力引用")}
    assert [item.code for item in said] == ["font-embedded", "font-embedded", "font-not-embedded"]


def test_a_book_with_its_faces() -> None:
    said: list[Diagnostic] = []
    config = Config(embed_fonts=True, cover="none")
    data = WRITER.write(DOCUMENT, Context(config, said.append, lambda _: NoPicture("picture-missing", ""), "文.md"))
    found = Book(data)
    fonts = {item["href"] for item in found.items.values() if item["media-type"].startswith("font/")}
    assert {name.partition(".")[0] for name in fonts} == {"fonts/song", "fonts/kai"}
    style = found.files["style.css"].decode()
    for name in fonts:
        role = name.removeprefix("fonts/").partition(".")[0]
        assert f'font-family: "huozi {role}"; src: url("{name}")' in style
        assert set("楷书着力引用") <= characters(found.files[name])
        assert len(found.files[name]) < 100_000
    assert b"specified-fonts" in found.all["META-INF/com.apple.ibooks.display-options.xml"]
    assert {item.code for item in said} == {"font-embedded"}


def test_faces_are_found_by_role_and_script() -> None:
    song = face_file("song", "zh-Hans-CN")
    assert song is not None
    assert Path(song.file).is_file()
    bold = face_file("song", "zh-Hans-CN", "Bold")
    assert bold is not None
    assert face_file("song", "zh-Hant-TW") is not None
