"""The typographic cover of an article without a picture: title, author, medium and date on paper, as PNG.

Kindle and Apple Books show no SVG on the shelf. All measures are pixels of a page of 1200 by 1600; the colours are rows below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import msgspec

from ...fonts import Role
from ...meta import Meta
from ...regex import regex
from ...typography import NO_LINE_END, NO_LINE_START
from .._markup import day, legal
from ._faces import FaceFile, face_file

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 1600

# One byte a pixel: how much ink there is, from none to all; the last value is the seal's red.
_PAPER, _PALE, _INK, _SEAL = 0, 160, 250, 255
_COLOURS = ((244, 239, 228), (38, 36, 34), (156, 62, 46))
_LEFT, _RIGHT, _TOP, _BOTTOM = 170, 110, 300, 150
_BAND = 56
_MEASURE = WIDTH - _LEFT - _RIGHT
_SIZES = (136, 120, 104, 92, 80, 68, 58)
_LARGEST_TITLE = 640  # how far down a title may reach before a smaller size is tried

# What no line end may part: a Latin word or number with its marks; any other character is a piece of its own.
_PIECE = regex(r"[0-9A-Za-z\u00c0-\u024f.,'%+\-/&@#]+|\s|.", re.S)


class Cover(msgspec.Struct, frozen=True):
    """The picture, and the characters of the title and names that no installed face has, which it lacks."""

    data: bytes
    lacking: str


def drawn(meta: Meta, title: str) -> Cover | None:
    """The cover, the same bytes for the same texts and fonts; None where no Chinese font is installed."""
    from PIL import Image, ImageDraw

    faces = _faces(meta.language)
    if not faces:
        return None
    image = Image.new("L", (WIDTH, HEIGHT), _PAPER)
    brush = ImageDraw.Draw(image)
    brush.rectangle((0, 0, _BAND, HEIGHT), fill=_SEAL)
    press = _Press(brush, faces)
    foot = press.title(legal(title))
    brush.rectangle((_LEFT, foot + 50, _LEFT + 150, foot + 57), fill=_SEAL)
    press.lines("、".join(meta.author), foot + 110, 54, _INK, "kai")
    imprint = "　".join(part for part in (meta.source, day(meta.published or "")) if part)
    press.lines(imprint, HEIGHT - _BOTTOM - 44, 44, _PALE, "kai", most=1)
    out = BytesIO()
    image.putpalette(_palette())
    image.save(out, "PNG", compress_level=3)
    return Cover(out.getvalue(), "".join(sorted(press.lacking)))


def _palette() -> bytes:
    """Red, green and blue of each value."""
    paper, ink, seal = _COLOURS
    steps = [[round(a + (b - a) * min(level, _INK) / _INK) for a, b in zip(paper, ink, strict=True)] for level in range(_SEAL)]
    return bytes(part for colour in (*steps, seal) for part in colour)


def _faces(language: str) -> dict[Role, FaceFile]:
    """Song for the title in bold, Kai for the names, Hei for what these lack; empty without any."""
    wanted: tuple[tuple[Role, str], ...] = (("song", "Bold"), ("kai", "Regular"), ("hei", "Regular"), ("rare", "Regular"))
    return {role: file for role, style in wanted if (file := face_file(role, language, style))}


@cache
def _font(face: FaceFile, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    # Pillow's own layout: the same on each machine, whether or not libraqm is there.
    return ImageFont.truetype(face.file, size, face.index, layout_engine=ImageFont.Layout.BASIC)


@cache
def _has(face: FaceFile, char: str) -> bool:
    """Whether the face draws a character otherwise than one that no face has."""
    font = _font(face, 32)
    return char.isspace() or bytes(font.getmask(char)) != bytes(font.getmask("\U000ffffe"))


class _Press:
    """Prints lines of text on the page, each character in the first face that has it."""

    def __init__(self, brush: ImageDraw, faces: dict[Role, FaceFile]) -> None:
        self._brush = brush
        self._faces = faces
        self.lacking: set[str] = set()

    def title(self, text: str) -> int:
        """The title in the largest size that fits, its lines of even length; where it ends, from the top."""
        for size in _SIZES:
            pieces = list(self._measured(text, size, "song", whole=size != _SIZES[-1]))
            lines = _broken(pieces, _MEASURE)
            if len(lines) * size * 1.35 <= _LARGEST_TITLE and all(width <= _MEASURE for _, width in pieces):
                break
        return self._print(lines, _TOP, size, _INK, "song", most=int(900 / size / 1.35))

    def lines(self, text: str, top: int, size: int, ink: int, role: Role, most: int = 3) -> int:
        """Text in a given size, at most so many lines; where it ends, from the top."""
        return self._print(_broken(list(self._measured(legal(text), size, role)), _MEASURE), top, size, ink, role, most)

    def _face(self, char: str, role: Role) -> FaceFile | None:
        order = dict.fromkeys((role, "song", *self._faces))
        face = next((self._faces[each] for each in order if each in self._faces and _has(self._faces[each], char)), None)
        if face is None:
            self.lacking.add(char)
        return face

    def _measured(self, text: str, size: int, role: Role, *, whole: bool = False) -> Iterator[tuple[str, float]]:
        """The pieces that line ends may part, each with its width; one wider than the page is parted unless it shall be `whole`."""
        for piece in _joined(_PIECE.findall(text)):
            faces = [(char, self._face(char, role)) for char in piece]
            known = [(char, _font(face, size).getlength(char)) for char, face in faces if face]
            width = sum(width for _, width in known)
            yield from known if width > _MEASURE and not whole else [("".join(char for char, _ in known), width)]

    def _print(self, lines: Sequence[str], top: int, size: int, ink: int, role: Role, most: int) -> int:
        shown = list(lines[:most])
        if len(lines) > most:
            shown[-1] = shown[-1][:-1] + "…"
        for line in shown:
            self._line(line, top, size, ink, role)
            top += round(size * 1.35)
        return top

    def _line(self, line: str, top: int, size: int, ink: int, role: Role) -> None:
        # An opening mark draws on its right half: the line begins where its ink does (CLREQ 3.1.6).
        at = _LEFT - (size / 2 if line[:1] in NO_LINE_END else 0.0)
        for char in line:
            if face := self._face(char, role):
                font = _font(face, size)
                self._brush.text((at, top + size), char, fill=ink, font=font, anchor="ls")
                at += font.getlength(char)


def _joined(pieces: Sequence[str]) -> list[str]:
    """Pieces with the marks that may not stand at a line's start or end (CLREQ 3.1.4) joined to their neighbours."""
    joined: list[str] = []
    for piece in pieces:
        if joined and (piece[0] in NO_LINE_START or joined[-1][-1] in NO_LINE_END):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _broken(pieces: Sequence[tuple[str, float]], measure: float) -> list[str]:
    """Lines no longer than the measure, where the pieces allow; of even length for as many lines as they need."""
    lines = _filled(pieces, measure)
    if len(lines) == 1:
        return lines
    low, high = sum(width for _, width in pieces) / max(1, len(lines)), measure
    while high - low > 4:  # pixels
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(pieces, middle)) <= len(lines) else (middle, high)
    return _filled(pieces, high)


def _filled(pieces: Sequence[tuple[str, float]], measure: float) -> list[str]:
    lines, line, used = [], "", 0.0
    for piece, width in pieces:
        if line and used + width > measure:
            lines.append(line)
            line, used = "", 0.0
        if line or not piece.isspace():
            line += piece
            used += width
    return [*lines, line] if line else lines
