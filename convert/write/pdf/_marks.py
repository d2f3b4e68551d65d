"""What stands under and over the characters of a line: 着重号, 书名号甲式, readings. Drawn where each character stands.

WeasyPrint knows none of them. The style sheet asks for dots and waves as `text-decoration: underline dotted | wavy`, which is what another
WeasyPrint prints, and for readings by the attribute data-reading.
"""

from __future__ import annotations

from collections.abc import Callable

from ...fonts import Foreign
from ...typography import columns

# In em below the base line and across: GB/T 15834 4.14 to 4.16 set the marks under the characters, clear of them.
_DOT_DEPTH, _DOT_SIZE = 0.3, 0.15
_WAVE_DEPTH, _WAVE_HEIGHT, _WAVE_LENGTH, _WAVE_WIDTH, _WAVE_MARGIN = 0.25, 0.07, 0.16, 0.045, 0.08

READING_SIZE = 0.46
"""Size of a reading to that of its base; CLREQ 3.3.2 sets it at about half."""

_APART = 0.04
"""Blank between the readings of neighbours, in em of the base. A reading wider than its base is set smaller: bases cannot make room, for
pdftotext takes a gap beside a reading for a space from 0.03 em on (measured)."""

_LEGIBLE = 0.2
"""Size of the smallest reading to that of its base: two points over text of ten."""

_READING_HEIGHT = 1.0
"""Base line of a reading over that of its base, in em of the base."""


def reading_of(box: Foreign) -> str:
    """The reading over a text box, empty where it has none."""
    return (box.element.get("data-reading") or "") if box.element is not None and not box.element_tag.endswith(("before", "after")) else ""


def is_too_long(reading: str, base: str) -> bool:
    """Whether a reading set as wide as its base would be too small to be read. A Latin letter is taken for half an em."""
    return columns(reading) / 2 * _LEGIBLE > len(base)


def reading_layout(box: Foreign) -> Foreign:
    """The reading of a text box as a laid-out text box of its own, not yet placed."""
    from weasyprint.text.line_break import create_layout, line_size

    small = box.copy_with_text(reading_of(box))
    small.__dict__.pop("segments", None)
    room = (len(box.text) - _APART) * box.style["font_size"]
    for size in (READING_SIZE, 0.0):
        small.style = box.style.copy()
        small.style["font_size"] = box.style["font_size"] * (size or READING_SIZE * room / small.width)
        small.style["text_decoration_line"] = "none"
        small.pango_layout = create_layout(small.text, small.style, None, None, 0)
        line, _ = small.pango_layout.get_first_line()
        small.width, small.height = line_size(line, small.style)
        if small.width <= room:
            break
    return small


def draw_text(original: Callable[..., None]) -> Callable[..., None]:
    """`draw.draw_text`, with the reading after its base: in the file the text runs as it is read."""

    def wrapped(stream: Foreign, textbox: Foreign, offset_x: float, text_overflow: str, block_ellipsis: str = "none") -> None:
        original(stream, textbox, offset_x, text_overflow, block_ellipsis)
        if reading_of(textbox):
            small = reading_layout(textbox)
            small.pango_layout.deactivate()
            base_line = textbox.position_y + textbox.baseline
            small.baseline = 0
            small.position_x = textbox.position_x + (textbox.width - small.width) / 2
            small.position_y = base_line - _READING_HEIGHT * textbox.style["font_size"]
            original(stream, small, offset_x, text_overflow, "none")

    return wrapped


def draw_text_decoration(original: Callable[..., None]) -> Callable[..., None]:
    """`draw.text.draw_text_decoration`, with a dot under each character and a wave that can be seen."""

    def wrapped(stream: Foreign, textbox: Foreign, offset_x: float, offset_y: float, thickness: float, color: Foreign) -> None:
        style = textbox.style["text_decoration_style"]
        if getattr(textbox.style.font_config, "setting", None) is None or style not in ("dotted", "wavy"):
            original(stream, textbox, offset_x, offset_y, thickness, color)
            return
        with stream.stacked():
            stream.set_color(color, stroke=True)
            (_dots if style == "dotted" else _wave)(stream, textbox)

    return wrapped


def _dots(stream: Foreign, textbox: Foreign) -> None:
    em = textbox.style["font_size"]
    y = textbox.position_y + textbox.baseline + _DOT_DEPTH * em
    stream.set_line_cap(1)
    stream.set_line_width(_DOT_SIZE * em)
    for center in getattr(textbox.pango_layout, "centers", ()):
        stream.move_to(textbox.position_x + center, y)
        stream.line_to(textbox.position_x + center, y)
    stream.stroke()


def _wave(stream: Foreign, textbox: Foreign) -> None:
    em = textbox.style["font_size"]
    y = textbox.position_y + textbox.baseline + _WAVE_DEPTH * em
    start = textbox.position_x + _WAVE_MARGIN * em
    count = max(1, round((textbox.width - 2 * _WAVE_MARGIN * em) / (_WAVE_LENGTH * em)))
    step = (textbox.width - 2 * _WAVE_MARGIN * em) / count
    stream.set_line_width(_WAVE_WIDTH * em)
    stream.move_to(start, y)
    for number in range(count):
        x, peak = start + number * step, y + (-1 if number % 2 else 1) * _WAVE_HEIGHT * em
        stream.curve_to(x + step * 0.35, peak, x + step * 0.65, peak, x + step, y)
    stream.stroke()
