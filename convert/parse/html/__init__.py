"""The cleaned soup to the Document: one walk without recursion, then what can only be decided over the whole.

What a tag does is a row in `_tags.py`; what is decided at the end is a function in `_whole.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from ... import meta
from ...config import Config
from ...errors import Report
from ...meta.language import language
from ...model import Document, Note
from . import _whole as whole
from ._builder import Builder, Context, may_hold_controls
from ._style import DOTS, PLAIN, STRONG, WAVY, Look, look_of
from ._tags import BLOCK, INLINE, STEPS, UNKNOWN, Going, Step, imply

if TYPE_CHECKING:
    from ...clean import Cleaned
    from ...read import Source


def parse(cleaned: Cleaned, source: Source, config: Config, report: Report) -> Document:
    """The Document of a cleaned body.

    Reports nesting-flattened, control-characters, picture-without-address, embed-without-address, note-missing, and what meta.build does.
    """
    builder = Builder(source.name, report, _language(cleaned, source, config), _note_ids(cleaned))
    builder.checked = not may_hold_controls(source.body)
    walk(cleaned.soup, builder)
    blocks = tuple(builder.root.blocks)
    notes = tuple(Note(identifier, tuple(content)) for identifier, content in builder.notes.items())
    about = meta.build(
        source.front,
        {key: tuple(map(builder.printable, values)) for key, values in cleaned.found.items()},
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
            if isinstance(node, NavigableString):
                if not isinstance(node, PreformattedString):
                    builder.text(node)
            elif isinstance(node, Tag):
                context, depth, going = entered = _enter(builder, node)
                if going.walk:
                    open_tags.append((children, *entered))
                    children = iter(node.contents)
                    break
                _leave(builder, context, depth, going)
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
    step = STEPS.get(name, UNKNOWN)
    builder.at = tag
    if step.ends_paragraph and builder.runs:
        builder.flush()
    if step.needs_container:
        imply(builder, name)
    depth = len(builder.frames)
    is_block = False
    if tag.attrs:
        is_block = _dress(builder, name, step, tag.attrs)
    elif step.mark:
        builder.wear((step.mark,))
    going = step.enter(builder, tag) if step.enter else step.going
    if is_block and going is INLINE:
        builder.flush()
        going = BLOCK
    return context, depth, going


def _dress(builder: Builder, name: str, step: Step, attributes: dict[str, Any]) -> bool:  # Any: bs4's attribute values
    """Put the marks and the look of a tag on its content; True where its style makes a block of it."""
    look = look_of(name, attributes)
    if step.mark and not _overruled(name, look):
        builder.wear((step.mark,))
    if look is not PLAIN:
        builder.dress(_without_weight(look) if step.heading else look)
    if anchor := attributes.get("id") or (attributes.get("name") if name == "a" else None):
        # A heading's own id comes first: others that stand at it are names of the same place.
        builder.anchors.insert(0 if step.heading else len(builder.anchors), builder.line(anchor))
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
