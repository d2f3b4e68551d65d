"""EPUB: whole on every Document, the same bytes each time, and what the package says and holds."""

from __future__ import annotations

import importlib
import time
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace
from PIL import Image as Pillow

from convert.config import Config
from convert.errors import Diagnostic
from convert.meta import Meta
from convert.model import (
    Block,
    Caption,
    Document,
    Face,
    Figure,
    Heading,
    Image,
    Link,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Ruby,
    RubyPair,
    Styled,
    Text,
    rewrite,
    text_of,
)
from convert.pictures import pictures_of
from convert.write import Context
from convert.write.epub import WRITER, bind
from convert.write.epub._metadata import file_as, modified_of, moment
from convert.write.epub._parts import LONG

from . import strategies
from .epub_book import TYPE, XHTML, Book, own_text
from .test_xhtml import caption_first

META = Meta(title="样张", published="2024-03-05T08:00:00+08:00", language="zh-Hans-CN")


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def context(said: list[Diagnostic] | None = None, folder: Path | None = None, epoch: int | None = None, **options: Any) -> Context:
    config = Config(**{"cover": "none", **options})
    report = print if said is None else said.append
    return Context(config, report, pictures_of(folder, config, report), "文.md", epoch)


def book(*blocks: Block, meta: Meta = META, notes: tuple[Note, ...] = (), **options: Any) -> Book:
    return Book(WRITER.write(Document(meta, blocks, notes), context(**options)))


# ---- laws -------------------------------------------------------------------------------------------------------------


@given(strategies.documents())
def test_law_every_document_becomes_a_whole_book_with_all_its_text(document: Document) -> None:
    found = Book(WRITER.write(document, context([])))
    assert {item["href"] for item in found.items.values()} | {"content.opf"} == set(found.files)
    printed = "".join(own_text(page) for page in found.chapters()).replace("\n", "")
    expected = "".join(text_of(rewrite(part, caption_first)) for part in (*document.blocks, *document.notes))
    assert printed == expected.replace("\n", "")


@given(strategies.documents())
def test_law_every_link_leads_somewhere(document: Document) -> None:
    found = Book(WRITER.write(document, context([])))
    pages = {name: found.page(name) for name in found.files if name.endswith(".xhtml")}
    ids = {name: {element.get("id") for element in page.iter()} for name, page in pages.items()}
    for name, page in pages.items():
        own = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(own) == len(set(own))
        for link in page.iter(f"{XHTML}a"):
            file, _, place = link.attrib["href"].partition("#")
            if ":" not in file:
                assert not place or place in ids[file or name]
                assert not file or file in pages


@pytest.mark.parametrize("options", [{}, {"writing_mode": "vertical", "cover": "auto", "embed_fonts": True}])
def test_the_same_bytes_at_another_time_in_another_zone(monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]) -> None:
    document = Document(META, (Heading(2, (Text("一"),)), paragraph("夜雨。"), Paragraph((Image(strategies.PIXEL, "点"),))))
    first = WRITER.write(document, context([], **options))
    then = time.time() + 5e8
    for zone in ("Asia/Shanghai", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        monkeypatch.setattr(time, "time", lambda: then)
        assert WRITER.write(document, context([], **options)) == first
    monkeypatch.undo()
    time.tzset()


# ---- package ----------------------------------------------------------------------------------------------------------


def test_container_begins_with_the_stored_media_type_and_has_no_clock() -> None:
    first, *rest = book(paragraph("文")).entries
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", 0, b"")
    assert {entry.date_time for entry in (first, *rest)} == {(1980, 1, 1, 0, 0, 0)}


def test_metadata() -> None:
    meta = Meta(
        title="题 & <目>",
        author=("王维", "John Ronald Smith"),
        editor=("李编",),
        source="试排室",
        published="2024-03-05T08:00:00+08:00",
        language="zh-Hant-TW",
        categories=("排版", "字體"),
        tags=("字體",),
        url="https://a.example/1",
        description="一句話。",
    )
    found = book(paragraph("文"), meta=meta)
    assert found.dc("title") == ["题 & <目>"]
    assert found.dc("creator") == ["王维", "John Ronald Smith"]
    assert found.dc("contributor") == ["李编"]
    assert found.meta("role") == ["aut", "aut", "edt"]
    assert found.meta("file-as") == ["王维", "Smith, John Ronald", "李编"]
    assert found.dc("publisher") == ["试排室"]
    assert found.dc("source") == ["https://a.example/1"]
    assert found.dc("date") == ["2024-03-05T08:00:00+08:00"]
    assert found.meta("dcterms:modified") == ["2024-03-05T00:00:00Z"]
    assert found.dc("subject") == ["排版", "字體"]
    assert found.dc("description") == ["一句話。"]
    assert found.dc("language") == ["zh-Hant-TW"]
    for name in found.spine:
        html = found.page(name)
        assert html.get("lang") == html.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hant-TW"
    assert found.package.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hant-TW"


def test_identifier_is_that_of_the_address_else_of_the_content() -> None:
    metas = (META, replace(META, url="https://a.example/1"))
    here = [book(paragraph(text), meta=meta).dc("identifier")[0] for meta in metas for text in "甲乙"]
    assert all(each.startswith("urn:uuid:") for each in here)
    assert here[0] != here[1]
    assert here[2] == here[3]
    assert here[0] == book(paragraph("甲")).dc("identifier")[0]


@pytest.mark.parametrize(
    ("meta", "epoch", "expected"),
    [
        (META, 86400, "1970-01-02"),
        (replace(META, extra={"updated": "2025-01-02T03:04:05+08:00"}), None, "2025-01-01"),
        (replace(META, extra={"modified": 7, "lastmod": "不是日期"}), None, "2024-03-05"),
        (META, None, "2024-03-05"),
        (replace(META, published="昨天"), None, "1980-01-01"),
        (Meta(), None, "1980-01-01"),
    ],
)
def test_modified_never_asks_the_clock(meta: Meta, epoch: int | None, expected: str) -> None:
    assert modified_of(meta, epoch).date().isoformat() == expected


def test_dates() -> None:
    assert moment("2021-12-13T16:31:17+08:00") == datetime(2021, 12, 13, 8, 31, 17)
    assert moment("0001-01-01T00:00:00+08:00") is None
    assert book(paragraph("文"), meta=replace(META, published="昨天")).dc("date") == []


@pytest.mark.parametrize(
    ("name", "sorted_as"), [("王维", "王维"), ("Ada Lovelace", "Lovelace, Ada"), ("试排室 记者", "试排室 记者"), ("X", "X")]
)
def test_names_are_sorted_by_the_family_name(name: str, sorted_as: str) -> None:
    assert file_as(name) == sorted_as


def test_title_of_an_article_without_one() -> None:
    said: list[Diagnostic] = []
    found = book(Heading(3, (Text("首节"),)), paragraph("文"), meta=replace(META, title=" 　"), said=said)
    assert found.dc("title") == ["首节"]
    assert not list(found.chapters()[0].iter(f"{XHTML}h1"))
    assert book(meta=Meta(language="zh-Hant-TW"), said=said).dc("title") == ["無題"]
    assert [item.code for item in said] == ["title-missing"] * 2


def test_language_that_is_none_becomes_chinese() -> None:
    assert book(paragraph("文"), meta=replace(META, language="中文 x")).dc("language") == ["zh"]


def test_accessibility_says_what_is_there() -> None:
    bare = book(paragraph("文"))
    assert bare.meta("schema:accessMode") == ["textual"]
    assert bare.meta("schema:accessModeSufficient") == ["textual"]
    assert "alternativeText" not in bare.meta("schema:accessibilityFeature")
    assert "structuralNavigation" not in bare.meta("schema:accessibilityFeature")
    assert "无图片" in bare.meta("schema:accessibilitySummary")[0]
    told = Paragraph((Image(strategies.PIXEL, "一点"), Ruby((RubyPair("字", "zì"),))))
    with_text = book(Heading(2, (Text("节"),)), told)
    assert with_text.meta("schema:accessMode") == ["textual", "visual"]
    assert {"alternativeText", "rubyAnnotations", "structuralNavigation"} <= set(with_text.meta("schema:accessibilityFeature"))
    untold = book(told, Paragraph((Image(strategies.PIXEL),)))
    assert "alternativeText" not in untold.meta("schema:accessibilityFeature")
    assert untold.meta("schema:accessModeSufficient") == ["textual,visual"]
    assert "2 幅图片中有 1 幅" in untold.meta("schema:accessibilitySummary")[0]


# ---- content ----------------------------------------------------------------------------------------------------------


def test_notes_are_marked_numbered_and_lead_back() -> None:
    notes = (Note("甲", (paragraph("第一注"),)), Note('"', (Quote((paragraph("引"),)),)), Note("无", (paragraph("孤注"),)))
    text = Paragraph((Text("文"), NoteRef("甲"), NoteRef('"'), NoteRef("甲"), NoteRef("没有")))
    said: list[Diagnostic] = []
    page = book(text, notes=notes, said=said).chapters()[0]
    marks = [element for element in page.iter() if element.get(TYPE) == "noteref"]
    assert [(mark.get("id"), mark.get("href"), mark.get("role"), mark.text) for mark in marks] == [
        ("mark-1", "#note-1", "doc-noteref", "[1]"),
        ("mark-2", "#note-2", "doc-noteref", "[2]"),
        ("mark-1-2", "#note-1", "doc-noteref", "[1]"),
    ]
    printed = [element for element in page.iter() if element.get(TYPE) == "footnote"]
    assert [note.get("id") for note in printed] == ["note-1", "note-2", "note-3"]
    back = [[link.get("href") for link in note.iter(f"{XHTML}a")] for note in printed]
    assert back == [["#mark-1"], ["#mark-2"], []]
    assert [item.code for item in said] == ["note-missing"]


def long_document() -> Document:
    blocks: list[Block] = [paragraph("引言。")]
    for number in range(1, 4):
        blocks += [Heading(1, (Text(f"第{number}章"),), f"章{number}"), paragraph("活字" * (LONG // 4))]
        blocks += [Paragraph((Link("#章1", (Text("回首章"),)), NoteRef(str(number)))), Heading(2, (Text("小节"),))]
    notes = tuple(Note(str(number), (Paragraph((Link("#章3", (Text("见末章"),)),)),)) for number in range(1, 4))
    return Document(META, tuple(blocks), notes)


def test_long_articles_are_split_at_headings() -> None:
    said: list[Diagnostic] = []
    found = Book(WRITER.write(long_document(), context(said)))
    assert [name for name in found.spine if name.startswith("chapter")] == [
        "chapter-1.xhtml", "chapter-1-2.xhtml", "chapter-1-3.xhtml", "chapter-1-4.xhtml",
    ]
    second, fourth = found.page("chapter-1-2.xhtml"), found.page("chapter-1-4.xhtml")
    assert [link.get("href") for link in fourth.iter(f"{XHTML}a")] == ["chapter-1-2.xhtml#section-1", "#note-3", "#mark-3", "#section-5"]
    assert [element.get("id") for element in second.iter() if element.get(TYPE) == "footnote"] == ["note-1"]
    assert [heading.text for heading in second.iter(f"{XHTML}h2")] == ["第1章"]
    lines = [link.get("href", "") for link in found.page("contents.xhtml").iter(f"{XHTML}a")]
    assert lines[:3] == ["chapter-1.xhtml", "chapter-1-2.xhtml#section-1", "chapter-1-2.xhtml#section-2"]
    assert said == []


@pytest.mark.parametrize(("level", "count"), [(0, 1), (1, 1), (2, 4), (3, 7)])
def test_split_level(level: int, count: int) -> None:
    found = Book(WRITER.write(long_document(), context([], split_level=level)))
    assert len(found.chapters()) == count


def test_short_articles_stay_in_one_file() -> None:
    blocks = [part for number in range(6) for part in (Heading(1, (Text(f"节{number}"),)), paragraph("文"))]
    assert len(book(*blocks).chapters()) == 1


def test_contents_nest_by_level_and_the_ncx_has_two() -> None:
    levels = (3, 4, 6, 4, 3)
    found = book(*(Heading(level, (Text(f"节{number}"), NoteRef("x")),) for number, level in enumerate(levels)), said=[])
    nav = next(element for element in found.page("contents.xhtml").iter(f"{XHTML}nav") if element.get(TYPE) == "toc")

    def depths(item: Any, depth: int) -> list[tuple[int, str]]:
        link = item.find(f"{XHTML}a")
        return [(depth, link.text), *(pair for child in item.findall(f"{XHTML}ol/{XHTML}li") for pair in depths(child, depth + 1))]

    assert [pair for item in nav.findall(f"{XHTML}ol/{XHTML}li") for pair in depths(item, 1)] == [
        (1, "样张"), (2, "节0"), (3, "节1"), (4, "节2"), (3, "节3"), (2, "节4"),
    ]
    ncx = found.files["toc.ncx"].decode()
    assert ncx.count("<navPoint") == 6
    assert '<meta content="2" name="dtb:depth"/>' in ncx
    assert "目录" in found.files["contents.xhtml"].decode()


def test_several_chapters_make_one_book() -> None:
    chapter = Document(replace(META, title="甲篇"), (Heading(2, (Text("节"),), "a"), Paragraph((Link("#a", (Text("上"),)), NoteRef("1")))),
                       (Note("1", (paragraph("注"),)),))
    other = replace(chapter, meta=replace(META, title="乙篇", language=""))
    found = Book(bind(replace(META, title="合集"), (chapter, other), context()))
    assert found.dc("title") == ["合集"]
    assert [page.find(f".//{XHTML}h1").text for page in found.chapters()] == ["甲篇", "乙篇"]  # type: ignore[union-attr]
    assert found.chapters()[1].get("lang") == "zh-Hans-CN"


ADDRESS = "https://example.com/a/very/long/path?query=(12)&more=<34>"


@pytest.mark.parametrize("mode", ["horizontal", "vertical"])
def test_what_is_long_may_end_anywhere(mode: str) -> None:
    """A line before it would else be nearly empty, its few characters spread from edge to edge."""
    text = Paragraph((Text("见"), Link(ADDRESS, (Text(ADDRESS),)), Text("与Vierundzwanzigbuchstabiges、A4、shorter-word。")))
    page = book(text, writing_mode=mode).chapters()[0]
    assert [element.text for element in page.iter() if element.get("class") == "long"] == [ADDRESS, "Vierundzwanzigbuchstabiges"]
    assert f"见{ADDRESS}与Vierundzwanzigbuchstabiges、A4、shorter-word。" in "".join(page.itertext())


def test_vertical() -> None:
    split = (Styled("strong", (Text("7"),)), Text("8，38%，A4，第"), Face("kai", (Text("9"),)), Text("回"))
    text = Paragraph((Text("第5章12節共100條，3.5與"), *split))
    found = book(text, meta=replace(META, language="zh-Hant-TW"), writing_mode="vertical")
    page = found.chapters()[0]
    upright = [element.text for element in page.iter() if element.get("class") == "upright"]
    assert upright == ["3", "5", "5", "12", "9"]  # the first two from the date under the title
    spine = next(found.package.iter("{http://www.idpf.org/2007/opf}spine"))
    assert spine.get("page-progression-direction") == "rtl"
    assert page.get("class") == "vertical"
    assert b"vertical-rl" in found.files["style.css"]
    assert b"vertical-rl" not in book(text).files["style.css"]


# ---- pictures ---------------------------------------------------------------------------------------------------------


def picture(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    out = BytesIO()
    Pillow.new(mode, size, (200, 30, 30, 90)[: len(mode)]).save(out, kind)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in {
        "a.png": picture("PNG"),
        "same.png": picture("PNG"),
        "wrong-name.gif": picture("JPEG"),
        "b.webp": picture("WEBP"),
        "clear.webp": picture("WEBP", mode="RGBA"),
        "c.avif": picture("AVIF"),
        "d.bmp": picture("BMP"),
        "large.jpg": picture("JPEG", (3000, 1000)),
        "cut.png": picture("PNG", (300, 300))[:200],
        "cut.jpg": picture("JPEG", (900, 900))[:700],
        "portrait.png": picture("PNG", (600, 800)),
        "e.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    }.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def illustrated(folder: Path, *sources: str, said: list[Diagnostic] | None = None, **options: Any) -> Book:
    return book(*(Figure((Image(src, "说明"),), Caption((Text("图"),))) for src in sources), folder=folder, said=said, **options)


def test_each_picture_is_in_the_book_once(folder: Path) -> None:
    found = illustrated(folder, "a.png", "./a.png", "same.png", "a.png")
    assert list(found.pictures().values()) == ["image/png"]
    assert len({image.get("src") for image in found.chapters()[0].iter(f"{XHTML}img")}) == 1


@pytest.mark.parametrize(
    ("name", "kind", "options"),
    [
        ("a.png", "image/png", {}),
        ("wrong-name.gif", "image/jpeg", {}),
        ("b.webp", "image/jpeg", {}),
        ("clear.webp", "image/png", {}),
        ("b.webp", "image/webp", {"keep_webp": True}),
        ("c.avif", "image/jpeg", {"keep_webp": True}),
        ("d.bmp", "image/png", {}),
        ("e.svg", "image/svg+xml", {}),
    ],
)
def test_media_types_are_those_of_the_bytes(folder: Path, name: str, kind: str, options: dict[str, Any]) -> None:
    ((file, found),) = illustrated(folder, name, **options).pictures().items()
    assert found == kind
    assert file.endswith({"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/svg+xml": ".svg"}[kind])


def test_what_needs_no_change_keeps_its_bytes(folder: Path) -> None:
    found = illustrated(folder, "a.png")
    assert found.files[next(iter(found.pictures()))] == (folder / "a.png").read_bytes()


@pytest.mark.parametrize(("longest", "size"), [(2400, (2400, 800)), (300, (300, 100)), (0, (3000, 1000))])
def test_large_pictures_are_scaled(folder: Path, longest: int, size: tuple[int, int]) -> None:
    found = illustrated(folder, "large.jpg", max_image_px=longest)
    with Pillow.open(BytesIO(found.files[next(iter(found.pictures()))])) as image:
        assert image.size == size


@pytest.mark.parametrize(
    ("src", "code"),
    [
        ("cut.png", "picture-broken"),
        ("cut.jpg", "picture-broken"),
        ("没有.png", "picture-missing"),
        ("../x.png", "picture-refused"),
        ("/etc/hostname", "picture-refused"),
        ("file:///etc/hostname", "picture-refused"),
        ("https://a.example/x.png", "picture-remote"),
        ("data:,x", "picture-no-picture"),
    ],
)
def test_what_cannot_be_shown_is_a_visible_note(folder: Path, src: str, code: str) -> None:
    """Also after weasyprint is imported, which tells Pillow to take pictures that are cut off."""
    importlib.import_module("weasyprint")
    said: list[Diagnostic] = []
    found = illustrated(folder, src, said=said)
    assert found.pictures() == {}
    note = next(element for element in found.chapters()[0].iter() if element.get("class") == "picture-note")
    assert note.text == f"〔图：说明，{'data:' if src == 'data:,x' else src}〕"
    assert [item.code for item in said] == [code]
    assert said[0].file == "文.md"


# ---- cover ------------------------------------------------------------------------------------------------------------


def cover_of(found: Book) -> bytes | None:
    return next((found.files[item["href"]] for item in found.items.values() if item.get("properties") == "cover-image"), None)


def test_a_typographic_cover_is_made_and_is_the_first_page() -> None:
    found = book(paragraph("文"), cover="auto", said=[])
    data = cover_of(found)
    assert data is not None
    with Pillow.open(BytesIO(data)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 1600))
        assert len(image.convert("RGB").getcolors(1 << 20) or ()) > 10  # there is type on it, not paper alone
    assert found.spine[0] == "cover.xhtml"
    assert cover_of(book(paragraph("文"), cover="none")) is None


def test_the_articles_own_picture_is_the_cover_unless_it_is_small(folder: Path) -> None:
    own = book(paragraph("文"), meta=replace(META, cover="portrait.png"), folder=folder, cover="auto")
    assert cover_of(own) == (folder / "portrait.png").read_bytes()
    for src, code in (("a.png", "picture-small"), ("https://a.example/cover.jpg", "picture-remote"), ("没有.png", "picture-missing")):
        said: list[Diagnostic] = []
        found = book(paragraph("文"), meta=replace(META, cover=src), folder=folder, cover="auto", said=said)
        assert list(found.pictures().values()) == ["image/png"]
        assert (cover_of(found) or b"") != (folder / "a.png").read_bytes()
        assert [item.code for item in said] == [code]
