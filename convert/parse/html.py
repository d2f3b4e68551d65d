"""The cleaned soup to the Document: one walk without recursion, then what can only be decided over the whole.

What a tag does is a row in `_tags.py`; what is decided at the end is a function in `_whole.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

import msgspec
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from .. import meta
from ..config import Config
from ..errors import Report
from ..language import language
from ..model import Document, Note
from . import _whole as whole
from ._builder import Builder, Context
from ._style import DOTS, PLAIN, STRONG, WAVY, Look, look_of
from ._tag_marks import TAG_MARKS
from ._tags import BLOCK, BOUNDARIES, INLINE, NEED_CONTAINER, TAGS, Going, imply

if TYPE_CHECKING:
    from ..clean import Cleaned
    from ..read import Source

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def parse(cleaned: Cleaned, source: Source, config: Config, report: Report) -> Document:
    """The Document of a cleaned body.

    Reports nesting-flattened, control-characters, picture-without-address, embed-without-address, note-missing, and what meta.build does.
    """
    builder = Builder(source.name, report, _language(cleaned, source, config), _note_ids(cleaned))
    walk(cleaned.soup, builder)
    blocks = tuple(builder.root.blocks)
    notes = tuple(Note(identifier, tuple(content)) for identifier, content in builder.notes.items())
    about = meta.build(
        source.front,
        cleaned.found,
        config=config,
        report=report,
        name=source.name,
        lines=source.front_lines,
        text="".join(builder.said),
        promoted=cleaned.promoted,
    )
    return whole.finished(Document(about, blocks, notes), builder)


def walk(root: Tag, builder: Builder) -> None:
    """Hand the soup to the builder in reading order, without recursion: a soup may be any depth."""
    children: Iterator[PageElement] = iter(root.contents)
    open_tags: list[tuple[Iterator[PageElement], Context, int, Going]] = []
    while True:
        for node in children:
            if isinstance(node, Tag):
                entered = _enter(builder, node)
                if entered[2].walk:
                    open_tags.append((children, *entered))
                    children = iter(node.contents)
                    break
                _leave(builder, *entered)
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                builder.text(str(node))
        else:
            if not open_tags:
                builder.flush()
                while len(builder.frames) > 1:
                    builder.close()
                return
            children, context, depth, going = open_tags.pop()
            _leave(builder, context, depth, going)


def _enter(builder: Builder, tag: Tag) -> tuple[Context, int, Going]:
    """Begin a tag; what to go back to at its end: the context, the number of frames, how it goes on."""
    name, context = tag.name, builder.context
    builder.at = tag
    if builder.runs and name in BOUNDARIES:
        builder.flush()
    if name in NEED_CONTAINER:
        imply(builder, name)
    depth = len(builder.frames)
    handler = TAGS.get(name)
    is_block = _dress(builder, name, tag)
    going = handler(builder, tag) if handler else INLINE
    if is_block and going is INLINE:
        builder.flush()
        going = BLOCK
    return context, depth, going


def _dress(builder: Builder, name: str, tag: Tag) -> bool:
    """Put the marks and the look of a tag on its content; True where its style makes a block of it."""
    attributes = tag.attrs
    look = look_of(name, attributes) if attributes else PLAIN
    if name in TAG_MARKS and not _overruled(name, look):
        builder.wear((TAG_MARKS[name],))
    if not attributes:
        return False
    if look is not PLAIN:
        builder.dress(_without_weight(look) if name in _HEADINGS else look)
    if anchor := attributes.get("id") or (attributes.get("name") if name == "a" else None):
        # A heading's own id comes first: others that stand at it are names of the same place.
        builder.anchors.insert(0 if name in _HEADINGS else len(builder.anchors), str(anchor))
    if language := attributes.get("lang") or attributes.get("xml:lang"):
        builder.context = msgspec.structs.replace(builder.context, language=str(language))
    return look.block


def _overruled(name: str, look: Look) -> bool:
    """Whether the tag only carries its look: <em class="dots"> is no emphasis, <u class="wavy"> no straight line."""
    return (DOTS in look.begin and name in ("em", "i")) or (WAVY in look.begin and name in ("u", "ins"))


def _without_weight(look: Look) -> Look:
    """The look of a heading's own tag, where weight says nothing: a heading is bold by itself."""
    return msgspec.structs.replace(look, begin=tuple(mark for mark in look.begin if mark != STRONG))


def _leave(builder: Builder, context: Context, depth: int, going: Going) -> None:
    """End a tag."""
    if going.leave:
        going.leave(builder)
    if going.block or len(builder.frames) > depth:
        if builder.runs:
            builder.flush()
        while len(builder.frames) > depth:
            builder.close()
    builder.context = context


def _language(cleaned: Cleaned, source: Source, config: Config) -> Callable[[], str]:
    """The article's language as far as a <q> needs it, found out when one asks."""

    @cache
    def tag() -> str:
        declared = config.lang or str(source.front.get("lang") or source.front.get("language") or "")
        return language("".join(cleaned.soup.find_all(string=True)), declared)

    return tag


def _note_ids(cleaned: Cleaned) -> Callable[[], frozenset[str]]:
    """The ids of all notes, found out when a mark asks for them."""

    @cache
    def identifiers() -> frozenset[str]:
        return frozenset(str(tag["data-note"]) for tag in cleaned.soup.find_all("section", attrs={"data-note": True}))

    return identifiers
