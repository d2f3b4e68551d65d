"""Large pictures in the lines of a paragraph: in a book such a picture stands by itself in the middle, and divides the paragraph.

What follows goes on without an indent. No character changes its place: a picture has none, so that a mark that must not begin a line may go
before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from ...model import Break, Image, Inline, Link, NoteRef, Text
from ...pictures.decoding import decode, opened, tried
from ...regex import regex
from ...typography import NO_LINE_START
from .. import NoPicture, Picture
from ._page import Page

_POINTS = 0.75
"""Points of a pixel (CSS Values 3, 6.2)."""

_TALL, _WIDE = 3.0, 0.5
"""Lines above which a picture is large, and the share of the measure above which one of half as many lines is."""

_NUMBER = rb"\s*=\s*[\"']\s*([\d.]+)(?:px)?\s*[\"']"
_DRAWING = regex(rb"<svg\b[^>]*>")
_VIEW = regex(rb"\bviewBox\s*=\s*[\"'][-\d.eE+]+[\s,]+[-\d.eE+]+[\s,]+([\d.]+)[\s,]+([\d.]+)")


def is_large(picture: Picture, area: Page) -> bool:
    """Whether a picture is too large for a line of text."""
    width, height = (length * _POINTS for length in _pixels(picture))
    height *= min(1.0, area.measure / width) if width else 1.0
    lines = height / area.line
    return lines > _TALL or (width > _WIDE * area.measure and lines > _TALL / 2)


def whole(picture: Picture) -> Picture | NoPicture:
    """The picture, or why it is none: WeasyPrint prints half a picture as half, and words in place of a broken one."""
    if picture.media_type == "image/svg+xml":
        return picture

    def decoded() -> Picture:
        with opened(picture.data, picture.media_type) as image:
            decode(image)
        return picture

    return tried(decoded)


def _pixels(picture: Picture) -> tuple[float, float]:
    """Width and height of a whole picture."""
    if picture.media_type == "image/svg+xml":
        return _drawn(picture.data)
    with opened(picture.data, picture.media_type) as image:
        return image.size


def _drawn(data: bytes) -> tuple[float, float]:
    head = _DRAWING.search(data)
    said = [re.search(rb"\s" + name + _NUMBER, head[0]) for name in (b"width", b"height")] if head else []
    view = _VIEW.search(head[0]) if head else None
    width, height = ((float(found[1]) if found else 0.0) for found in said) if head else (0.0, 0.0)
    if width and height:
        return width, height
    return (float(view[1]), float(view[2])) if view else (0.0, 0.0)


class Piece(NamedTuple):
    """A part of a paragraph: large pictures alone where `is_plate`, else what is set in lines."""

    is_plate: bool
    inlines: list[Inline]


def divided(inlines: tuple[Inline, ...], large: Callable[[Image], bool]) -> list[Piece]:
    """The pieces of a paragraph, in order; one where it holds no large picture beside text."""
    pieces: list[Piece] = []
    for each in inlines:
        plate = _is_plate(each, large)
        node: Inline | None = _behind(each, pieces) if pieces and pieces[-1].is_plate and not plate else each
        if node is None:
            continue
        if plate:
            _end(pieces)
        if not pieces or pieces[-1].is_plate != plate:
            pieces.append(Piece(plate, []))
        pieces[-1].inlines.append(node)
    return pieces


def _is_plate(node: Inline, large: Callable[[Image], bool]) -> bool:
    match node:
        case Image():
            return large(node)
        case Link(inlines=inner):
            return bool(inner) and all(isinstance(image, Image) and large(image) for image in inner)
        case _:
            return False


def _end(pieces: list[Piece]) -> None:
    """A text that a picture follows ends without its line break; one of line breaks alone is none."""
    while pieces and pieces[-1].inlines and isinstance(pieces[-1].inlines[-1], Break):
        pieces[-1].inlines.pop()
        if not pieces[-1].inlines:
            pieces.pop()


def _behind(node: Inline, pieces: list[Piece]) -> Inline | None:
    """What of the first node behind a picture begins the next text; what must not begin a line goes before the picture."""
    before = pieces[-2].inlines if len(pieces) > 1 else None
    match node:
        case Break():
            return None
        case NoteRef() if before is not None:
            before.append(node)
            return None
        case Text(text=text):
            rest = text.lstrip(" ")
            marks = rest[: len(rest) - len(rest.lstrip("".join(NO_LINE_START)))] if before is not None else ""
            if marks and before is not None:
                before.append(Text(marks))
            return Text(rest[len(marks) :]) if rest != marks else None
        case _:
            return node
