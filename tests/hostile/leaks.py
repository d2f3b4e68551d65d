"""What an output of a hostile article must not hold, per format: what runs, loads, or comes from outside; each finding is a line."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree

import pikepdf
import yaml
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from convert.write.json import schema

ACTIVE = frozenset(
    ("script", "iframe", "object", "embed", "applet", "form", "input", "button", "base", "meta", "link", "style", "frame", "frameset",
     "portal", "foreignobject", "animate", "set")
)  # fmt: skip
LOADING = frozenset(("src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "code", "srcdoc", "manifest"))
SAFE_LINK = re.compile(r"(?:https?|mailto|tel|ftp):|(?![a-z][a-z0-9+.-]*:)", re.I)
"""A scheme that only a person's click follows, or none at all (RFC 3986, 3.1: a percent sign is in none)."""
LOADING_CSS = re.compile(r"@import|expression\s*\(|behavior\s*:|-moz-binding|url\(\s*['\"]?(?!#|data:|\.\./fonts/|fonts/)", re.I)


def of_tag(tag: str, attributes: list[tuple[str, str | None]], *, pictures: bool) -> Iterator[str]:
    """The faults of one start tag; `pictures` where an img may name an address outside (Markdown, which embeds none)."""
    if tag.lower() in ACTIVE:
        yield f"<{tag}>"
    for name, value in attributes:
        own = name.lower().rpartition("}")[2]
        text = re.sub("[\x00-\x20]", "", value or "")
        if own.startswith("on"):
            yield f"{tag} {own}"
        if own == "href" and not SAFE_LINK.match(text):
            yield f"{tag} href={text[:60]}"
        if own in LOADING and not (pictures and tag == "img") and not re.fullmatch(r"(?:\.\./)?images/[0-9a-f]+\.\w+", text):
            yield f"{tag} {own}={text[:60]}"
        if own == "style" and LOADING_CSS.search(text):
            yield f"{tag} style={text[:60]}"


class _Tags(HTMLParser):
    """Collects the faults of all start tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "video" and not attrs:
            return
        self.found.extend(of_tag(tag, attrs, pictures=True))


def of_markdown(data: bytes) -> Iterator[str]:
    """The front matter is a map of plain values that ends where it must; the body, rendered as HTML with raw HTML let through, is inert."""
    text = data.decode()
    head = re.match(r"---\n(.*?)\n---\n", text, re.S)
    if head is None:
        yield "no front matter"
        return
    meta = yaml.safe_load(head[1])
    if not isinstance(meta, dict) or not isinstance(meta.get("title", ""), str):
        yield f"front matter: {meta!r:.80}"
    parser = _Tags()
    parser.feed(MarkdownIt("commonmark", {"html": True, "maxNesting": 400}).enable(["table", "strikethrough"]).render(text[head.end() :]))
    yield from parser.found


def of_text(data: bytes) -> Iterator[str]:
    """No control character, which a terminal would obey."""
    yield from (f"control {found!r}" for found in set(re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f]", data.decode())))


def of_json(data: bytes) -> Iterator[str]:
    """It is what the schema says."""
    yield from (error.message[:80] for error in Draft202012Validator(schema()).iter_errors(json.loads(data)))


def of_epub(data: bytes) -> Iterator[str]:
    """Every XML file is well-formed without entities of its own; nothing in them runs or names anything outside the book."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for entry in book.infolist():
            if entry.filename.startswith("/") or ".." in entry.filename.split("/") or "\\" in entry.filename:
                yield f"name {entry.filename}"
            content = book.read(entry)
            if entry.filename.endswith(".css") and LOADING_CSS.search(content.decode()):
                yield f"{entry.filename} loads"
            if entry.filename.endswith((".xhtml", ".svg")):
                yield from (f"{entry.filename}: {found}" for found in _of_page(content, is_svg=entry.filename.endswith(".svg")))
            elif entry.filename.endswith((".opf", ".xml", ".ncx")):
                ElementTree.fromstring(content)


def _of_page(content: bytes, *, is_svg: bool) -> Iterator[str]:
    if b"<!ENTITY" in content:
        yield "an entity"
    for element in ElementTree.fromstring(content).iter():
        tag = element.tag.rpartition("}")[2]
        if tag in ("meta", "link", "style") and not is_svg:  # the writer's own
            if element.get("http-equiv") or (tag == "link" and not element.get("href", "").endswith(".css")):
                yield f"<{tag} {element.attrib}>"
            continue
        attributes: list[tuple[str, str | None]] = list(element.attrib.items())
        yield from of_tag(tag, attributes, pictures=False)


def of_pdf(data: bytes) -> Iterator[str]:
    """No object runs, opens a file or holds one; links lead to the web, to mail or inside."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary):
                yield from _of_object(item)


def _of_object(item: pikepdf.Dictionary) -> Iterator[str]:
    for key in ("/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/AA", "/XFA", "/RichMedia"):
        if key in item or item.get("/S") == key or item.get("/Type") == key:
            yield key
    if (link := item.get("/URI")) is not None and not SAFE_LINK.match(str(link)):
        yield f"/URI {link}"
    action = item.get("/A")
    if isinstance(action, pikepdf.Dictionary) and not action.is_indirect:
        yield from _of_object(action)


FAULTS: dict[str, Callable[[bytes], Iterator[str]]] = {"md": of_markdown, "txt": of_text, "json": of_json, "epub": of_epub, "pdf": of_pdf}
