"""Reads our own JSON back into a Document, refusing what is not one: a further check is one function in `CHECKS`.

What the schema says, msgspec checks while it decodes; here stands what no schema can say. Every refusal is one line with the path to the
fault ($.blocks[3].level), code json-invalid; a file of a newer model is refused with json-version.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import ArticleError, Severity, diagnostic
from ..model import (
    INLINE_TYPES,
    MAX_DEPTH,
    VERSION,
    Code,
    CodeBlock,
    Definitions,
    Document,
    Face,
    Link,
    List,
    Node,
    NoteRef,
    Quote,
    RubyPair,
    Styled,
    Table,
    Text,
    Tree,
)
from ..read.unwritable import UNWRITABLE
from ..regex import regex

if TYPE_CHECKING:
    from ..read import Source

_CARRIAGE_RETURN = regex("\r")
"""Every reader makes a line end of it, those of Markdown too."""

_NESTING_BLOCKS = (Quote, List, Definitions, Table)
_NESTING_INLINES = (Styled, Face, Link)


class _Head(msgspec.Struct):
    version: int


class _Place(msgspec.Struct, frozen=True):
    """A node with the way to it: `path` as in JSONPath, `above` its ancestors from the Document down, `notes` the ids of all notes."""

    notes: frozenset[str]
    path: str
    node: Tree
    above: tuple[Tree, ...]


def parse(source: Source) -> Document:
    """The Document that a JSON file holds. Raises ArticleError (json-invalid, json-version)."""
    return from_json(source.body, source.name)


def from_json(data: str | bytes, name: str = "") -> Document:
    """The Document that `to_json` wrote; `name` is the file's, for the error line.

    Raises ArticleError (json-invalid, json-version).
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    try:
        head = msgspec.json.decode(raw, type=_Head)
        if head.version > VERSION:
            raise _too_new(head.version, name)
        document = msgspec.json.decode(raw, type=Document)
    except msgspec.ValidationError as error:
        raise _invalid(str(error), name) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _invalid(str(error), name, _line(raw, str(error))) from None
    except RecursionError:
        raise _invalid(f"nested deeper than {MAX_DEPTH} levels", name) from None
    check(document, name)
    return document


def check(document: Document, name: str = "") -> None:
    """Refuses a Document that no reader makes. Raises ArticleError (json-invalid) with the path of the first fault."""
    for place in _places(document):
        for fault_of in CHECKS:
            if fault := fault_of(place):
                raise _invalid(f"{fault} - at `{place.path}`", name)


def _places(document: Document) -> Iterator[_Place]:
    stack = [_Place(frozenset(note.id for note in document.notes), "$", document, ())]
    while stack:
        here = stack.pop()
        yield here
        if len(here.above) < 4 * MAX_DEPTH:  # deeper than any check lets pass: a fault is told before
            stack.extend(reversed(tuple(_below(here))))


def _below(here: _Place) -> Iterator[_Place]:
    above = (*here.above, here.node)
    for field in here.node.__struct_fields__:
        value = getattr(here.node, field)
        if isinstance(value, Node):
            yield _Place(here.notes, f"{here.path}.{field}", value, above)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, (Node, RubyPair)):
                    yield _Place(here.notes, f"{here.path}.{field}[{index}]", item, above)


# ---- the checks: each returns what is wrong with a place, or nothing ------------------------------------------------


def _characters(place: _Place) -> str:
    for field in place.node.__struct_fields__:
        value = getattr(place.node, field)
        if isinstance(value, str):
            if found := UNWRITABLE.search(value) or _CARRIAGE_RETURN.search(value):
                return f"the character U+{ord(found[0]):04X} cannot be in an article (field `{field}`)"
            if "\n" in value and isinstance(place.node, (Text, Code, RubyPair)):
                return f"a line end in the field `{field}`: a line end in text is a node of its own, break"
    return ""


def _meta_characters(place: _Place) -> str:
    if not isinstance(place.node, Document):
        return ""
    found = next(filter(None, map(UNWRITABLE.search, _strings(msgspec.to_builtins(place.node.meta)))), None)
    return f"the character U+{ord(found[0]):04X} cannot be in an article (field `meta`)" if found else ""


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON values of foreign front matter
    """All texts in a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from chain(value, *map(_strings, value.values()))
    elif isinstance(value, (list, tuple)):
        yield from chain(*map(_strings, value))


def _code_end(place: _Place) -> str:
    return "code that ends in a line end" if isinstance(place.node, CodeBlock) and place.node.text.endswith("\n") else ""


def _note_mark(place: _Place) -> str:
    if not isinstance(place.node, NoteRef) or place.node.id in place.notes:
        return ""
    return f"no note has the id {place.node.id!r}"


def _notes(place: _Place) -> str:
    if not isinstance(place.node, Document):
        return ""
    times = Counter(note.id for note in place.node.notes)
    return next((f"two notes have the id {each!r}" for each, count in times.items() if count > 1), "")


def _published(place: _Place) -> str:
    if not isinstance(place.node, Document) or (written := place.node.meta.published) is None:
        return ""
    try:
        zoned = datetime.fromisoformat(written).tzinfo is not None
    except ValueError:
        zoned = False
    return "" if zoned else f"meta.published {written!r} is no date of ISO 8601 with an offset"


def _nested_link(place: _Place) -> str:
    inside = isinstance(place.node, Link) and any(isinstance(node, Link) for node in place.above)
    return "a link inside a link" if inside else ""


def _depth(place: _Place) -> str:
    kinds = _NESTING_INLINES if isinstance(place.node, INLINE_TYPES) else _NESTING_BLOCKS
    levels = sum(isinstance(node, kinds) for node in (*place.above, place.node))
    return f"nested deeper than {MAX_DEPTH} levels" if levels > MAX_DEPTH else ""


CHECKS: tuple[Callable[[_Place], str], ...] = (
    _depth, _characters, _meta_characters, _code_end, _notes, _note_mark, _published, _nested_link,
)  # fmt: skip


# ---- the lines for a person ----------------------------------------------------------------------------------------


def _invalid(fault: str, name: str, line: int | None = None) -> ArticleError:
    hint = "`huozi schema` prints what such a file looks like"
    return ArticleError(diagnostic(Severity.ERROR, "json-invalid", f"no huozi document: {fault}", file=name, line=line, hint=hint))


def _too_new(version: int, name: str) -> ArticleError:
    fault = f"written by a newer huozi: its model has version {version}, this one knows up to {VERSION}"
    return ArticleError(diagnostic(Severity.ERROR, "json-version", fault, file=name, hint="update huozi"))


def _line(raw: bytes, fault: str) -> int:
    """msgspec tells the byte, 0-based, "… (byte 35)", and none where the file ends too early."""
    place = re.search(r"\(byte (\d+)\)", fault)
    return raw.count(b"\n", 0, int(place[1]) if place else len(raw)) + 1
