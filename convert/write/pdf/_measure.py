"""What Pango says of a text: the width of each cluster, the blanks in its marks, where Unicode lets a line end.

WeasyPrint's own layout objects are asked, so that what is measured is what is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...fonts import Foreign
from ...typography import SQUEEZED, allows_break, forbids_break
from ._spacing import Cell

_UNITS = 1024
"""Pango units in a CSS pixel."""


def cells(layout: Foreign, text: str, style: Foreign, box: int) -> list[Cell]:
    """The clusters of a text that is set on one line by `layout`."""
    em = style["font_size"]
    data = text.encode()
    found = list(_clusters(layout))
    ends = [offset for offset, *_ in found[1:]] + [len(data)]
    key = _key(style)
    out: list[Cell] = []
    for (offset, width, font, glyph), end in zip(found, ends, strict=True):
        said = data[offset:end].decode()
        if "一" <= said <= "龥":
            out.append(Cell(said, width, em, box, offset, plain=True))
            continue
        full = said in SQUEEZED and width > 0.9 * em  # a narrow mark, as in the Latin part of a font, has no blank to give
        before, after = _blanks(key, said, font, glyph) if full else (0.0, 0.0)
        out.append(Cell(said, width, em, box, offset, before * em, after * em))
    return out


def _clusters(layout: Foreign) -> Iterator[tuple[int, float, Foreign, int]]:
    """Byte offset, width in pixels, font and first glyph of each cluster, left to right."""
    from weasyprint.text.ffi import ffi

    line, _ = layout.get_first_line()
    run = line.runs[0] if line.runs != ffi.NULL else ffi.NULL
    while run != ffi.NULL:
        item = run.data
        glyphs, clusters, start = item.glyphs.glyphs, item.glyphs.log_clusters, item.item.offset
        previous, width, first = -1, 0, 0
        for number in range(item.glyphs.num_glyphs):
            if clusters[number] != previous:
                if previous >= 0:
                    yield start + previous, width / _UNITS, item.item.analysis.font, first
                previous, width, first = clusters[number], 0, glyphs[number].glyph
            width += glyphs[number].geometry.width
        if previous >= 0:
            yield start + previous, width / _UNITS, item.item.analysis.font, first
        run = run.next


_alone: dict[tuple[object, ...], float] = {}


def alone(text: str, style: Foreign) -> float:
    """The width in pixels of a cluster of ASCII before which and after which nothing stands."""
    from weasyprint.text.line_break import Layout

    key = text, style["font_size"], str(style["font_style"]), str(style["letter_spacing"]), *_key(style)
    known = _alone.get(key)
    if known is None:
        layout = Layout(style)
        layout.runs = []
        layout.set_text(text)
        known = _alone[key] = sum(width for _, width, *_ in _clusters(layout))
    return known


def _key(style: Foreign) -> tuple[object, ...]:
    return str(style["font_family"]), style["font_weight"], style["lang"], str(style["font_feature_settings"])


_known: dict[tuple[object, ...], tuple[float, float]] = {}


def _blanks(key: tuple[object, ...], char: str, font: Foreign, glyph: int) -> tuple[float, float]:
    """The blank at the left and the right of a mark that squeezing may take, in em: the font's ink says on which side it lies.

    Half an em at one side, or a quarter at both where the mark stands in the middle, as in Taiwan and Hong Kong.
    """
    known = _known.get((*key, char))
    if known is None:
        known = _known[(*key, char)] = _blanks_of(*_ink(font, glyph))
    return known


def _ink(font: Foreign, glyph: int) -> tuple[float, float]:
    """Left and right blank of a glyph as shares of its width."""
    from weasyprint.text.ffi import ffi, pango

    ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
    pango.pango_font_get_glyph_extents(font, glyph, ink, logical)
    width = logical.width or 1
    return ink.x / width, 1 - (ink.x + ink.width) / width


def _blanks_of(left: float, right: float) -> tuple[float, float]:
    if right >= 0.42:
        return 0.0, 0.5
    if left >= 0.42:
        return 0.5, 0.0
    return (0.25, 0.25) if min(left, right) >= 0.22 else (0.0, 0.0)


def breaks(text: str, lang: str | None, latin: set[int]) -> set[int]:
    """Positions in the text where a line may end: Unicode's rules, with those of Chinese put on top but at the `latin` positions."""
    from weasyprint.text.line_break import get_log_attrs

    if len(text) < 2:
        return set()
    attributes = get_log_attrs(text, lang)
    found: set[int] = set()
    for here in range(1, len(text)):
        before, after = text[here - 1], text[here]
        said = attributes[here].is_line_break or (
            here not in latin and attributes[here].is_cursor_position and allows_break(before, after)
        )
        if said and (here in latin or not forbids_break(before, after)):
            found.add(here)
    return found

