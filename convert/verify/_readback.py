"""Reads an output back by means that share no code with the writers; a format is one function in `READERS` and a row in `CARRIED`."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree

from ..regex import regex
from ._html import read_html
from ._pdf import read_pdf
from ._strip import NO_MARKS, Marks, Strip, Unreadable, link_mark

ALL_MARKS = frozenset(
    ("strong", "emph", "strike", "underline", "wavy", "dots", "mark", "sup", "sub", "kbd", "code", "link", "link?", "reading")
)
FACES = frozenset(("song", "kai", "fangsong", "hei"))

CARRIED: dict[str, Marks] = {"md": ALL_MARKS, "txt": NO_MARKS, "json": ALL_MARKS | FACES, "epub": ALL_MARKS | FACES, "pdf": NO_MARKS}
"""The marks that a format holds and that can be read back from it."""

WITH_PICTURES = frozenset(("md", "txt", "json", "epub"))
"""Formats whose pictures, or the signs that stand for them, can be counted."""


_COMMON = frozenset("的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之，。")


_SPELLED = regex("〔U\\+([0-9A-F]{4,5}|10[0-9A-F]{4})〕")
"""A character that Big5 lacks, by its code point."""


def read_txt(data: bytes, strip: Strip) -> None:
    """A line end inside a paragraph may be one of --width: white space beside it says nothing."""
    text = _decoded(data)
    if text.startswith("\ufeff"):
        strip.add_loose("\ufeff")
    for line in text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"):
        strip.begin_line()
        strip.add(line)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8", "big5", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "big5":
            return text
        if not _is_rather_gb(data, text):
            return _SPELLED.sub(lambda found: chr(int(found[1], 16)), text)
    raise Unreadable("neither UTF-8 nor GB18030 nor Big5")


def _is_rather_gb(data: bytes, as_big5: str) -> bool:
    """Whether bytes that are Big5 are more likely GB18030: then that reading has more of the commonest characters."""
    try:
        as_gb = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return sum(char in _COMMON for char in as_gb) > sum(char in _COMMON for char in as_big5)


def read_md(data: bytes, strip: Strip) -> None:
    """As markdown-it-py renders it, which knows neither notes nor front matter: the title is read from the one, notes come last."""
    from ._markdown import html_of

    title, html = html_of(data.decode("utf-8-sig"))
    strip.add(title)
    read_html(html, strip)


def read_json(data: bytes, strip: Strip) -> None:
    """Visible text stands in `text`, `base` and `reading`, and in no other field (DESIGN section 6)."""
    try:
        document = json.loads(data)
        strip.add(document["meta"]["title"])
        _read_node([document["blocks"], document["notes"]], NO_MARKS, strip)
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"no huozi document: {error}") from None


def _read_node(node: object, marks: Marks, strip: Strip) -> None:
    if isinstance(node, list):
        for item in node:
            _read_node(item, marks, strip)
    elif isinstance(node, dict):
        kind = node.get("type", "")
        if kind not in ("text", "styled", "face", "link", "code", "math", "image", "note_ref"):
            strip.cut()
        strip.pictures += kind == "image"
        marks = marks | _json_marks(node, kind)
        for key in sorted(node, key=lambda key: kind == "table" and key != "caption"):  # a table's caption stands over it
            value = node[key]
            if key in ("text", "base", "reading"):
                strip.add(value, marks | {"reading"} if key == "reading" else marks)
            else:
                _read_node(value, marks, strip)
        if kind not in ("text", "styled", "face", "link", "code", "math"):
            strip.cut()


def _json_marks(node: dict[str, Any], kind: str) -> Marks:
    match kind:
        case "styled":
            return frozenset({node["style"]})
        case "face":
            return frozenset({node["face"]})
        case "link":
            return frozenset({link_mark(node["url"])})
        case "code" | "code_block":
            return frozenset({"code"})
        case _:
            return NO_MARKS


_NO_EPUB = (
    *(zipfile.BadZipFile, zlib.error, EOFError),  # cut off or damaged
    *(NotImplementedError, RuntimeError),  # packed in a way that zipfile does not know; encrypted
    *(KeyError, StopIteration, ElementTree.ParseError, UnicodeDecodeError),
)


def read_epub(data: bytes, strip: Strip) -> None:
    """The pages of the spine in reading order, without the table of contents."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            for name in _spine(book):
                read_html(book.read(name).decode("utf-8"), strip)
    except _NO_EPUB as error:
        raise Unreadable(f"no EPUB: {error}") from None


def _spine(book: zipfile.ZipFile) -> list[str]:
    container = ElementTree.fromstring(book.read("META-INF/container.xml"))  # noqa: S314 - expat expands no external entity
    package = next(element.attrib["full-path"] for element in container.iter() if element.tag.endswith("}rootfile"))
    tree = ElementTree.fromstring(book.read(package))  # noqa: S314
    items = {item.attrib["id"]: item.attrib for item in tree.iter() if item.tag.endswith("}item")}
    order = [items[item.attrib["idref"]] for item in tree.iter() if item.tag.endswith("}itemref")]
    return [str(PurePosixPath(package).parent / item["href"]) for item in order if "nav" not in item.get("properties", "")]


READERS: dict[str, Callable[[bytes, Strip], None]] = {
    "md": read_md, "txt": read_txt, "json": read_json, "epub": read_epub, "pdf": read_pdf,
}  # fmt: skip
