"""Small fonts, quickly: WeasyPrint 70 keeps a place for each of a font's 65 535 glyphs, in the file and in its time.

A font keyed by character identifiers (every OpenType CJK font with CFF outlines) needs no such places: its charset still says which
glyph belongs to which identifier after the others are gone (Adobe Technical Note 5176, chapter 13; ISO 32000-1, 9.7.4.2). The reference
article takes 110 kB so, 390 kB otherwise. Other fonts are cut by WeasyPrint.
"""

from __future__ import annotations

import io
import itertools
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ...fonts import Foreign

# What a PDF viewer never reads: layout is done, and the text comes from the ToUnicode map.
_NEEDLESS = (*tuple(b"BASE DSIG EBDT EBLC EBSC GDEF GPOS GSUB JSTF LTSH PCLT VORG vhea vmtx".split()), b"SVG ")


# Tables of colour, bitmaps and variations, which WeasyPrint takes out by itself.
_OUTLINES_ALONE = frozenset(("CBDT", "COLR", "EBDT", "SVG ", "sbix", "fvar"))


@contextmanager
def small_fonts() -> Iterator[Callable[[Foreign], None]]:
    """Lets WeasyPrint's `Font` cut with this module while a file is written; what it yields is called with the file's objects at last."""
    from weasyprint.pdf import fonts

    font = fonts.Font
    lacking: list[Foreign] = []
    read, cut, stand_in = fonts.get_hb_object_data, font._harfbuzz_subset, font.get_unused_glyph_id
    fonts.get_hb_object_data = _unread(read)
    font._harfbuzz_subset = _cut_or(cut, read)
    font.get_unused_glyph_id = _stand_in_or(stand_in, lacking)
    try:
        yield lambda pdf: _finish(pdf, lacking)
    finally:
        fonts.get_hb_object_data, font._harfbuzz_subset, font.get_unused_glyph_id = read, cut, stand_in


def _unread(read: Callable[..., Foreign]) -> Callable[..., Foreign]:
    """Nothing for a whole face: a copy of 26 MB for each font that is opened, and only its subset is ever used."""

    def get_hb_object_data(hb_object: Foreign, ot_color: str | None = None, glyph: int | None = None) -> Foreign:
        return b"" if ot_color is None else read(hb_object, ot_color, glyph)

    return get_hb_object_data


def _cut_or(cut: Callable[..., None], read: Callable[..., Foreign]) -> Callable[..., None]:
    def harfbuzz_subset(self: Foreign, to_unicode: dict[int, str], hinting: bool) -> None:
        stand_ins = set(self.__dict__.get("stand_ins", {}).values())
        if "CFF " in self.tables:
            data = subset(self.hb_face, sorted({0, *to_unicode}), renumber=True)
            if data is not None and is_keyed(table(data, b"CFF ")):
                self.file_content = data
                return
        elif _OUTLINES_ALONE.isdisjoint(self.tables):
            data = subset(self.hb_face, sorted({0, *to_unicode} - stand_ins), renumber=False)
            if data is not None:
                self.file_content = data
                return
        from weasyprint.pdf import fonts

        without_reading, fonts.get_hb_object_data = fonts.get_hb_object_data, read
        self.file_content = read(self.hb_face)
        cut(self, {glyph: text for glyph, text in to_unicode.items() if glyph not in stand_ins}, hinting)
        fonts.get_hb_object_data = without_reading

    return harfbuzz_subset


def _stand_in_or(stand_in: Callable[..., int], lacking: list[Foreign]) -> Callable[..., int]:
    def get_unused_glyph_id(self: Foreign, codepoint: int) -> int:
        """The number that stands for a character which the font lacks: the last one that it does not use.

        WeasyPrint takes one beyond the font's glyphs, of which a full font has none, and a character map of its own, which costs pypdf and
        pdfminer the whole text in that font. `_finish` sees to it that the font's box is drawn.
        """
        if self.bitmap:
            return stand_in(self, codepoint)
        if "stand_ins" not in self.__dict__:
            lacking.append(self)
        known: dict[int, int] = self.__dict__.setdefault("stand_ins", {})
        if codepoint not in known:
            free = (glyph for glyph in range(min(self.glyph_count, 65535) - 1, 0, -1) if glyph not in self.to_unicode)
            known[codepoint] = next(glyph for glyph in free if glyph not in known.values())
        return known[codepoint]

    return get_unused_glyph_id


def subset(face: Foreign, glyphs: list[int], *, renumber: bool) -> bytes | None:
    """An OpenType font with these glyphs alone; None where HarfBuzz cannot."""
    from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset
    from weasyprint.text.fonts import get_hb_object_data

    wish = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    kept = harfbuzz_subset.hb_subset_input_glyph_set(wish)
    harfbuzz.hb_set_add_sorted_array(kept, ffi.new(f"hb_codepoint_t[{len(glyphs)}]", glyphs), len(glyphs))
    flags = harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE | harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING  # both make it smaller
    if not renumber:
        flags |= harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS
    harfbuzz_subset.hb_subset_input_set_flags(wish, flags | harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE)
    dropped = harfbuzz_subset.hb_subset_input_set(wish, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG)
    tags = sorted(harfbuzz.hb_tag_from_string(name, -1) for name in _NEEDLESS)
    harfbuzz.hb_set_add_sorted_array(dropped, ffi.new(f"hb_codepoint_t[{len(tags)}]", tags), len(tags))
    small = harfbuzz_subset.hb_subset_or_fail(face, wish)
    if small == ffi.NULL:
        return None
    return get_hb_object_data(ffi.gc(small, harfbuzz.hb_face_destroy))  # type: ignore[no-any-return]  # WeasyPrint ships no types


def table(font: bytes, tag: bytes) -> bytes:
    """A table of an OpenType font, empty where it has none (OpenType 1.9, "Table Directory")."""
    for number in range(struct.unpack(">H", font[4:6])[0] if len(font) > 12 else 0):
        name, _, offset, length = struct.unpack(">4sLLL", font[12 + 16 * number : 28 + 16 * number])
        if name == tag:
            return font[offset : offset + length]
    return b""


def is_keyed(cff: bytes) -> bool:
    """Whether a CFF font is keyed by character identifiers: its Top DICT then begins with ROS (Technical Note 5176, chapter 18)."""
    if not cff:
        return False
    _, names = _index(cff, cff[2])
    tops, _ = _index(cff, names)
    return any(b"\x0c\x1e" in top for top in tops)


def _index(cff: bytes, start: int) -> tuple[list[bytes], int]:
    """The objects of an INDEX and where it ends (Technical Note 5176, chapter 5)."""
    count = struct.unpack(">H", cff[start : start + 2])[0]
    if not count:
        return [], start + 2
    size = cff[start + 2]
    offsets = [int.from_bytes(cff[start + 3 + size * number : start + 3 + size * (number + 1)], "big") for number in range(count + 1)]
    data = start + 2 + size * (count + 1)
    return [cff[data + first : data + last] for first, last in itertools.pairwise(offsets)], data + offsets[-1]


def _finish(pdf: Foreign, lacking: list[Foreign]) -> None:
    boxed = {font.name: set(font.stand_ins.values()) for font in lacking}
    for thing in pdf.objects:
        if getattr(thing, "extra", {}).get("Subtype") == "/OpenType":
            names = [found["FontName"] for found in _dictionaries(pdf, "/FontDescriptor") if found.get("FontFile3") == thing.reference]
            _bare_font(thing, boxed.get(names[0], set()))
    for font in lacking:
        if "CFF " not in font.tables:
            _map_stand_ins(pdf, font)


def _dictionaries(pdf: Foreign, kind: str) -> Iterator[Foreign]:
    """The dictionaries of a PDF that say they are of this kind, as Type or Subtype."""
    import pydyf

    for thing in pdf.objects:
        if isinstance(thing, pydyf.Dictionary) and kind in (thing.get("Type"), thing.get("Subtype")):
            yield thing


def _map_stand_ins(pdf: Foreign, font: Foreign) -> None:
    """Sends the numbers of missing characters to the font's box, and each other one to its glyph (ISO 32000-1, table 117)."""
    import pydyf

    glyphs = set(font.to_unicode) - set(font.stand_ins.values())
    table = b"".join((number if number in glyphs else 0).to_bytes(2, "big") for number in range(max(font.to_unicode) + 1))
    stream = pydyf.Stream([table], compress=True)
    pdf.add_object(stream)
    for found in _dictionaries(pdf, "/CIDFontType2"):
        if found["BaseFont"] == font.name:
            found["CIDToGIDMap"] = stream.reference


def _bare_font(file: Foreign, stand_ins: set[int]) -> None:
    """Replaces an embedded OpenType font that is keyed by its CFF table alone: all that a viewer reads (ISO 32000-1, table 126)."""
    cff = table(file.stream[0], b"CFF ")
    if is_keyed(cff):
        file.stream[:] = [_with_boxes(cff, stand_ins) if stand_ins else cff]
        file.extra["Subtype"] = "/CIDFontType0C"


def _with_boxes(cff: bytes, stand_ins: set[int]) -> bytes:
    """A CFF font whose glyphs for what it lacks are its box, .notdef: viewers draw nothing for one that is not there."""
    from fontTools.cffLib import CFFFontSet
    from fontTools.ttLib import TTFont

    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(cff), None)
    glyphs = fonts[0].CharStrings
    for number in stand_ins:
        glyphs[f"cid{number:05d}"].setBytecode(glyphs[".notdef"].bytecode)
    out = io.BytesIO()
    fonts.compile(out, TTFont(recalcBBoxes=False))
    return out.getvalue()
