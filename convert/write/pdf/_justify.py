"""Lines set as Chinese wants them, inside WeasyPrint 70: its own layout breaks and spreads lines at spaces alone.

A paragraph is set as a whole before WeasyPrint asks for its first line (`_plan.py`; `_lines.py` chooses, `_spacing.py` counts,
`_measure.py` asks Pango). What WeasyPrint then splits off, and what it draws, follows that plan. Its functions (`_places`) are wrapped,
for our own font configuration alone; `install` says no where another WeasyPrint works otherwise.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import cache

from ...fonts import Foreign
from . import _grounds, _marks, _notes, _runs
from ._plan import Segment, Setting, plan

_ASCENT = 0.88
"""Share of the em above the base line: the ideographic em box, the same for all faces, so that lines stand level whatever is in them."""

# ---- WeasyPrint's functions, wrapped --------------------------------------------------------------------------------


def _next_linebox(original: Callable[..., Foreign]) -> Callable[..., Foreign]:
    def get_next_linebox(context: Foreign, linebox: Foreign, position_y: Foreign, bottom_space: Foreign, skip_stack: Foreign,
                         containing_block: Foreign, *rest: Foreign) -> Foreign:  # fmt: skip
        setting = getattr(context.font_config, "setting", None)
        if setting is not None and not context.excluded_shapes and skip_stack is None:
            plan(context, linebox, containing_block, setting)
        return original(context, linebox, position_y, bottom_space, skip_stack, containing_block, *rest)

    return get_next_linebox


def _split_text_box(original: Callable[..., Foreign]) -> Callable[..., Foreign]:
    def split_text_box(context: Foreign, box: Foreign, available_width: Foreign, skip: int, is_line_start: bool = True) -> Foreign:
        segment = _segment(box, skip, available_width)
        if segment is not None:
            return _printed(box, segment), segment.resume, False
        new, resume, preserved = original(context, box, available_width, skip, is_line_start=is_line_start)
        if new is not None and getattr(context.font_config, "setting", None) is not None:
            _level(new)
        return new, resume, preserved

    return split_text_box


def _level(box: Foreign) -> None:
    """Gives a text box the height of its em box, whatever its font says."""
    from weasyprint.layout.inline import strut

    box.height = box.style["font_size"]
    line_height, box.baseline = strut(box.style)
    box.margin_top = box.margin_bottom = (line_height - box.height) / 2


def _segment(box: Foreign, skip: int, available_width: float | None) -> Segment | None:
    segments = box.__dict__.get("segments")
    if not segments or available_width is None:
        return None
    place = bisect_left(segments, skip, key=lambda segment: segment.start)
    if place == len(segments):
        return None
    segment: Segment = segments[place]
    between = box.encoded[skip : segment.start]
    return segment if not between.strip(b" ") and segment.width <= available_width + 0.5 else None


def _printed(box: Foreign, segment: Segment) -> Foreign:
    """The text box of a segment, as WeasyPrint's `split_text_box` would return it."""
    from weasyprint.text.line_break import Layout

    text = box.encoded[segment.start : segment.stop].decode()
    new = box.copy_with_text(text)
    layout = Layout(box.style) if box.style["text_decoration_line"] != "none" else Layout.__new__(Layout)
    layout.justification_spacing, layout.max_width, layout.first_line_direction = 0, None, 0
    layout.text, layout.moves, layout.runs, layout.centers = text, segment.moves, segment.runs, segment.centers
    new.pango_layout = layout
    new.width = segment.width
    _level(new)
    return new


def _justify_line(original: Callable[..., None]) -> Callable[..., None]:
    def justify_line(context: Foreign, line: Foreign, extra_width: float) -> None:
        if not any("segments" in box.__dict__ for box in line.descendants()):
            original(context, line, extra_width)

    return justify_line


def _strut(original: Callable[..., Foreign]) -> Callable[..., Foreign]:
    def strut(style: Foreign) -> Foreign:
        line_height, base_line = original(style)
        if getattr(style.font_config, "setting", None) is None:
            return line_height, base_line
        size = style["font_size"]
        return line_height, (line_height - size) / 2 + _ASCENT * size

    return strut


def _first_line(original: Callable[..., Foreign]) -> Callable[..., Foreign]:
    def get_first_line(self: Foreign) -> Foreign:
        first_line, index = original(self)
        moves = self.__dict__.get("moves")
        if moves:
            _move(first_line, moves, self.style["font_size"])
        return first_line, index

    return get_first_line


def _move(first_line: Foreign, moves: dict[int, tuple[int, int]], size: float) -> None:
    """Changes the glyphs of a line in place.

    WeasyPrint cuts what it writes to whole thousandths, towards zero: a tenth is added so that none is lost.
    """
    from weasyprint.text.ffi import ffi

    run = first_line.runs[0]
    while run != ffi.NULL:
        item = run.data
        glyphs, clusters, start = item.glyphs.glyphs, item.glyphs.log_clusters, item.item.offset
        count = item.glyphs.num_glyphs
        for number in range(count):
            move = moves.get(start + clusters[number])
            if move is not None and (number + 1 == count or clusters[number + 1] != clusters[number]):
                change, left = move
                rest = change - left
                geometry = glyphs[number].geometry
                geometry.width += round((change + (0.1 if rest > 0 else -0.1 if rest < 0 else 0)) * size * 1.024)
                geometry.x_offset += round(left * size)
        run = run.next


@cache
def install(configuration: Foreign) -> bool:
    """Wraps WeasyPrint's functions, once per process; False where it is not the one they were written for, and nothing is wrapped then.

    `configuration` is the font configuration whose attribute `setting` turns the wraps on.
    """
    import weasyprint

    if not weasyprint.__version__.startswith("70."):
        return False
    places = _places()
    if not all(hasattr(place, name) for place, name, _ in places):
        return False
    for place, name, wrap in places:
        _replaced.append((place, name, getattr(place, name)))
        setattr(place, name, wrap(getattr(place, name)))
    if not _works(configuration):
        remove()
    return bool(_replaced)


_replaced: list[tuple[Foreign, str, Callable[..., Foreign]]] = []
"""What stood where a wrap stands now."""


def remove() -> None:
    """Puts WeasyPrint's own functions back; `install` may wrap them again."""
    for place, name, original in _replaced:
        setattr(place, name, original)
    _replaced.clear()
    install.cache_clear()


def _places() -> list[tuple[Foreign, str, Callable[[Callable[..., Foreign]], Callable[..., Foreign]]]]:
    """What is wrapped: the module or class, the name there, and by what."""
    from weasyprint import draw
    from weasyprint.layout import LayoutContext, block, inline
    from weasyprint.text.line_break import Layout

    return [
        (LayoutContext, "_update_footnote_area", _notes.update_footnote_area),
        (block, "_linebox_layout", _notes.linebox_layout),
        (block, "block_container_layout", _grounds.block_container_layout),
        (inline, "get_next_linebox", _next_linebox),
        (inline, "split_text_box", _split_text_box),
        (inline, "justify_line", _justify_line),
        (inline, "strut", _strut),
        (Layout, "get_first_line", _first_line),
        (Layout, "set_text", _runs.set_text),
        (draw, "draw_text", _marks.draw_text),
        (draw.text, "draw_text_decoration", _marks.draw_text_decoration),
    ]


_TRIAL = "他说：“活字排版，一字一格。”（见《活字谱》）·第12页，Movable type要紧。" * 3
_TRIAL_WIDTH = 205


def _works(configuration: Foreign) -> bool:
    """Whether a small paragraph comes out as planned: full lines as wide as asked, but for a mark's blank half, and no character lost."""
    from weasyprint import CSS, HTML
    from weasyprint.formatting_structure import boxes

    configuration.setting = Setting()
    style = f"@page{{size:{_TRIAL_WIDTH}px 900px;margin:0}}body{{margin:0;font:10px/2 serif;text-align:justify}}"
    try:
        page = HTML(string=f"<body>{_TRIAL}").render(font_config=configuration, stylesheets=[CSS(string=style)]).pages[0]
    except (AttributeError, AssertionError, IndexError, KeyError, TypeError, ValueError):
        return False
    finally:
        configuration.setting = None
    lines = [box for box in page._page_box.descendants() if isinstance(box, boxes.LineBox)]
    text = "".join(box.text for line in lines for box in line.descendants() if isinstance(box, boxes.TextBox))
    return text.replace(" ", "") == _TRIAL.replace(" ", "") and all(abs(line.width - _TRIAL_WIDTH) < 1 for line in lines[:-1])
