"""SVG drawings without anything that runs or loads: an allow list of elements and attributes, read by a parser without entities.

What a drawing may hold is one word in data/svg.toml; everything else goes and is told.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from .. import tables
from ..regex import regex

if TYPE_CHECKING:
    from lxml import etree

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"

@cache
def _allowed_names() -> tuple[frozenset[str], frozenset[str]]:
    """Elements and attributes."""
    table = tables.load(tables.DATA / "svg.toml")
    return frozenset(table["elements"]), frozenset(table["attributes"])

# A reference that stays inside the drawing, and a picture inside it: a raster one, for an SVG could hold a script again.
_INNER = regex(r"\s*#[^\s]*\s*")
_RASTER = regex(r"\s*data:image/(?:png|jpe?g|gif);base64,[A-Za-z0-9+/=\s]*", re.I)

# CSS that could load something: any url() but url(#id), @import, @font-face, and escapes, which could spell any of them.
_LOADING_CSS = regex(r"\\|@|expression\s*\(|image(?:-set)?\s*\(|url\s*\((?!\s*['\"]?#)", re.I)


MOST_DRAWN = 200_000
"""Elements that a drawing may come to once each <use> and url() stands for what it names: ten that use ten that use ten … never end."""

_NAMED = regex(r"#([^\s'\")]+)")


class Drawing(NamedTuple):
    """A cleaned SVG file, and the names of the elements and attributes that went, each once."""

    data: bytes
    dropped: tuple[str, ...]


def cleaned(data: bytes) -> Drawing | None:
    """The drawing as UTF-8 with what the lists allow; None where it is no well-formed SVG, brings entities of its own, or uses its
    parts without end."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    document_type = root.getroottree().docinfo.internalDTD
    entities = list(document_type.iterentities()) if document_type is not None else []  # type: ignore[union-attr]  # the stubs lack it
    if entities or root.tag not in (f"{{{_SVG}}}svg", "svg"):
        return None
    dropped: dict[str, None] = {}
    if root.tag == "svg":  # as it stands in HTML, without its namespace
        root = _with_namespace(root)
    _clean_tree(root, dropped)
    if _drawn(root) > MOST_DRAWN:
        return None
    etree.cleanup_namespaces(root)
    return Drawing(etree.tostring(root, encoding="utf-8", xml_declaration=True), tuple(dropped))


def _drawn(root: etree._Element) -> int:
    """How many elements are drawn, those that others name counted each time; the count stops soon after the limit."""
    named = {str(node.get("id")): node for node in root.iter() if node.get("id")}
    known: dict[etree._Element, int] = {}
    # Not by recursion: a chain of names may be as long as the file. An element that is being counted is 0 so far: a circle adds nothing.
    stack: list[tuple[etree._Element, bool]] = [(root, False)]
    while stack:
        node, is_ready = stack.pop()
        parts = [*node, *(named[name] for name in _names(node) if name in named)]
        if is_ready:
            known[node] = min(MOST_DRAWN + 1, 1 + sum(known[part] for part in parts))
        elif node not in known:
            known[node] = 0
            stack.append((node, True))
            stack.extend((part, False) for part in parts if part not in known)
    return known[root]


def _names(node: etree._Element) -> list[str]:
    """The ids that an element's attributes name, by # or url(#)."""
    return [name for value in node.attrib.values() for name in _NAMED.findall(str(value))]


def _with_namespace(root: etree._Element) -> etree._Element:
    from lxml import etree

    new = etree.fromstring(f'<svg xmlns="{_SVG}"/>')
    for key, value in root.attrib.items():
        new.set(key, value)
    new.text = root.text
    new.extend(list(root))
    for node in new.iter():
        if isinstance(node.tag, str) and not node.tag.startswith("{"):
            node.tag = f"{{{_SVG}}}{node.tag}"
    return new


def _clean_tree(root: etree._Element, dropped: dict[str, None]) -> None:
    for node in list(root.iter()):
        name = _element_name(node)
        if name is None or (name == "style" and _LOADING_CSS.search("".join(str(part) for part in node.itertext()))):
            _remove(node, dropped)
        else:
            _clean_attributes(node, name, dropped)


def _remove(node: etree._Element, dropped: dict[str, None]) -> None:
    """Takes an element out with all that is in it; what follows it stays."""
    from lxml import etree

    parent = node.getparent()
    dropped[etree.QName(node).localname if isinstance(node.tag, str) else "entity"] = None
    if parent is None:
        return
    before = node.getprevious()
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def _element_name(node: etree._Element) -> str | None:
    """The element's name where the list has it, None for others, for foreign namespaces and for entity references."""
    if not isinstance(node.tag, str):
        return None
    space, _, name = node.tag.rpartition("}")
    return name if space == f"{{{_SVG}" and name in _allowed_names()[0] else None


def _clean_attributes(node: etree._Element, element: str, dropped: dict[str, None]) -> None:
    for key, value in list(node.attrib.items()):
        name, text = str(key), str(value)
        if not _allowed(name, text, element):
            del node.attrib[key]
            # Editors' own namespaces (Inkscape …) are no loss worth telling.
            if not name.startswith("{") or name.startswith(f"{{{_XLINK}}}"):
                dropped[name.rpartition("}")[2]] = None


def _allowed(name: str, value: str, element: str) -> bool:
    if name in (f"{{{_XML}}}space", f"{{{_XML}}}lang"):
        return True
    if name in ("href", f"{{{_XLINK}}}href"):
        return _INNER.fullmatch(value) is not None or (element == "image" and _RASTER.fullmatch(value) is not None)
    return name in _allowed_names()[1] and not _LOADING_CSS.search(value)
