"""Reads the text of each output format back by means that share no code with the writers; a new format is one function in `READERS`.

`runs` says what must be found: each stretch of characters that nothing may interrupt.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import PurePosixPath
from xml.etree import ElementTree

from markdown_it import MarkdownIt

from convert.model import Break, Code, CodeBlock, Document, Image, Link, Math, NoteRef, RubyPair, Text, Tree, children, walk

UNSEEN = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\xa0\xad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+")
"""White space and characters without a glyph: layout may change them."""


def squeeze(text: str) -> str:
    return UNSEEN.sub("", text)


# ---- what must be there -----------------------------------------------------------------------------------------------


def runs(document: Document) -> list[str]:
    """All stretches of visible text: they end at a block, a line end, a picture, a note mark and each part of a ruby.

    Marks within a link may stand behind it: there it ends a stretch too.
    """
    return [run for run in "".join(_marked((*document.blocks, *document.notes))).split("\n") if squeeze(run)]


def _marked(nodes: tuple[Tree, ...]) -> Iterator[str]:
    for node in nodes:
        match node:
            case Text(text=text) | Code(text=text):
                yield text
            case CodeBlock(text=text) | Math(text=text):
                yield text if isinstance(node, Math) and not node.display else f"\n{text}\n"
            case RubyPair(base=base, reading=reading):
                yield f"\n{base}\n{reading}\n"
            case Break() | Image() | NoteRef():
                yield "\n"
            case _:
                inside = hasattr(node, "style") or hasattr(node, "face") or hasattr(node, "url")
                whole = inside and not (isinstance(node, Link) and any(isinstance(one, NoteRef) for one in walk(node)))
                yield from ("" if inside else "\n", *_marked(tuple(children(node))), "" if whole else "\n")


# ---- what is there ----------------------------------------------------------------------------------------------------


class _Words(HTMLParser):
    """Text of HTML without head, scripts and the brackets of rubies."""

    SILENT = frozenset(("head", "style", "script", "rp", "template"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in self.SILENT

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing begins: `<script/>` of XHTML is closed at once."""

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def html_text(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)


def markdown_text(data: bytes) -> str:
    """The body as markdown-it-py renders it; notes become paragraphs, for the parser knows none."""
    body = re.sub(r"\A---\n.*?\n---\n", "", data.decode(), flags=re.DOTALL)
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 400}).enable(["table", "strikethrough"])
    return html_text(parser.render("\n".join(_notes_as_paragraphs(body.split("\n")))))


def _notes_as_paragraphs(lines: list[str]) -> Iterator[str]:
    """The definition's label and the indent of what it holds taken off; a note ends at the first line that is not indented."""
    inside = False
    for line in lines:
        if note := re.match(r"\[\^[^\]\s]+\]: ?", line):
            inside = True
            yield f"\n{line[note.end() :]}"
        else:
            inside = inside and (not line or line.startswith("    "))
            yield line.removeprefix("    ") if inside else line


def epub_text(data: bytes) -> str:
    """The text of the spine in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        package = next(name for name in book.namelist() if name.endswith(".opf"))
        tree = ElementTree.fromstring(book.read(package))
        space = "{http://www.idpf.org/2007/opf}"
        files = {item.attrib["id"]: item.attrib["href"] for item in tree.iter(f"{space}item")}
        folder = PurePosixPath(package).parent
        spine = [folder / files[item.attrib["idref"]] for item in tree.iter(f"{space}itemref")]
        return "".join(html_text(book.read(str(name)).decode()) for name in spine)


def pdf_text(data: bytes) -> str:
    import pypdfium2

    book = pypdfium2.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_range() for page in book)
    finally:
        book.close()


def json_text(data: bytes) -> str:
    """What stands in the fields that hold visible text, and in no other."""

    def said(node: object) -> Iterator[str]:
        if isinstance(node, list):
            for item in node:
                yield from said(item)
        elif isinstance(node, dict):
            for key, value in node.items():
                if key in ("text", "base", "reading") and isinstance(value, str):
                    yield value
                elif isinstance(value, (list, dict)):
                    yield from said(value)

    read = json.loads(data)
    return "".join(said([read["blocks"], read["notes"]]))


READERS: dict[str, Callable[[bytes], str]] = {
    "md": markdown_text,
    "txt": bytes.decode,
    "json": json_text,
    "epub": epub_text,
    "pdf": pdf_text,
}
