"""Faces in the book: per role a font with the glyphs that this article uses and no more, where its licence bits allow.

A role of the article is one row in `_CSS`; which characters it sets is decided in `_texts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec

from ...errors import Severity, diagnostic
from ...fonts import Role
from ...model import Document, Face, Node, Quote, Styled, text_of, walk
from .. import Context
from ._faces import FaceFile, face_file

# Selector of each role in epub.css: the embedded font goes before the reader's own, song sets the text.
_CSS: dict[Role, str] = {
    "song": "body, .song",
    "kai": ".kai, em, blockquote",
    "fangsong": ".fangsong",
    "hei": ".hei",
}

# What Chinese text needs of a font's layout: vertical forms, half-width marks, the joined dash.
_FEATURES = ("ccmp", "liga", "calt", "kern", "vert", "vrt2", "halt", "vhal")

# OpenType, OS/2.fsType: restricted licence, no subsetting, bitmaps only; the other values allow a font in a document.
_FORBIDDEN = 0x0002 | 0x0100 | 0x0200

APPLE_OPTIONS = (
    "META-INF/com.apple.ibooks.display-options.xml",
    b'<?xml version="1.0" encoding="utf-8"?>\n<display_options>\n<platform name="*">\n<option name="specified-fonts">true</option>\n'
    b"</platform>\n</display_options>\n",
)
"""Apple Books shows embedded fonts only where a book has this file."""


class EmbeddedFont(msgspec.Struct, frozen=True):
    """A font in the book: its role, its file name there, its media type."""

    role: Role
    file: str
    media_type: str
    data: bytes


def embedded(documents: Sequence[Document], pages: Iterable[bytes], language: str, context: Context) -> list[EmbeddedFont]:
    """The fonts of the roles that these documents use; `pages` are their XHTML, all of whose characters Song may have to set.

    Reports each with its size (font-embedded), or why it is left out (font-not-embedded).
    """
    texts = _texts(documents)
    texts["song"] = {char for page in pages for char in page.decode()}
    return [font for role in _CSS if texts[role] and (font := _font(role, texts[role], language, context))]


def style_of(fonts: Sequence[EmbeddedFont]) -> str:
    """The rules that name the fonts."""
    faces = "".join(f'@font-face {{ font-family: "huozi {font.role}"; src: url("{font.file}"); }}\n' for font in fonts)
    rules = "".join(f'{_CSS[font.role]} {{ font-family: "huozi {font.role}", serif; }}\n' for font in fonts)
    return f"\n/* embedded fonts */\n{faces}{rules}"


def _texts(documents: Sequence[Document]) -> dict[Role, set[str]]:
    """The characters that each role sets."""
    texts: dict[Role, set[str]] = {role: set() for role in _CSS}
    for document in documents:
        for node in walk(document):
            for role in _roles(node):
                texts[role].update(text_of(node))
    return texts


def _roles(node: object) -> Iterator[Role]:
    match node:
        case Face(face=face):
            yield face
        case Styled(style="emph") | Quote():
            yield "kai"
        case Node():
            pass


def _font(role: Role, characters: set[str], language: str, context: Context) -> EmbeddedFont | None:
    face = face_file(role, language)
    made = subset(face, characters) if face else "no font for it is installed"
    if isinstance(made, str):
        context.report(diagnostic(Severity.WARNING, "font-not-embedded", f"the face {role} is not embedded: {made}", file=context.name))
        return None
    data, media_type = made
    context.report(diagnostic(Severity.NOTE, "font-embedded", f"the face {role} is embedded, {len(data) // 1000} kB", file=context.name))
    return EmbeddedFont(role, f"fonts/{role}{'.otf' if media_type == 'font/otf' else '.ttf'}", media_type, data)


def subset(face: FaceFile, characters: set[str]) -> tuple[bytes, str] | str:
    """The font with these characters and its media type, or the reason why it may not be in a book."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        # The file's own date is kept, or its bytes would be others each time.
        with Path(face.file).open("rb") as file, TTFont(file, fontNumber=face.index, lazy=True, recalcTimestamp=False) as font:
            if "OS/2" not in font or font["OS/2"].fsType & _FORBIDDEN:
                return "its licence bits do not allow it"
            return _cut(font, characters), "font/otf" if font.sfntVersion == "OTTO" else "font/ttf"
    except (OSError, TTLibError) as error:
        return f"its font cannot be read: {str(error)[:100]}"


def _cut(font: Any, characters: set[str]) -> bytes:  # noqa: ANN401 - fontTools has no types
    from fontTools import subset as fonttools

    # Subroutines out and hints kept: four times faster with CFF fonts of 65535 glyphs, at a twentieth more bytes.
    options = fonttools.Options(layout_features=list(_FEATURES), desubroutinize=True, notdef_outline=True, name_IDs=[0, 1, 2, 4, 6, 13, 14])
    options.drop_tables += ["FFTM", "STAT", "meta", "prop", "Feat", "Glat", "Gloc", "Silf", "Sill"]
    subsetter = fonttools.Subsetter(options)
    subsetter.populate(unicodes=[ord(char) for char in characters])
    subsetter.subset(font)
    out = BytesIO()
    font.save(out)
    return out.getvalue()
