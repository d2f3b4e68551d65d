"""Faces and features for a few characters inside a text, without an element around them: Pango attributes on WeasyPrint's layouts.

Chinese quotation marks and dashes come from the Song face also within Kai, whose own are Latin ones; so do commas and stops in Taiwan and
Hong Kong, where they stand in the middle; Latin quotation marks are narrow; a dash fills its two em (CLREQ 3.1.1). A character that shares
its glyph with a commoner one is set from a font of its own: in a PDF a glyph has one meaning, and 一 would be copied as the radical ⼀. A
new case is one more line in `_attributes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate
from typing import Literal, NamedTuple, TypeAlias

from ...fonts import Foreign
from ...regex import regex
from ...typography import STOPS, TWINS, shared_marks

_NARROW, _WIDE = b"pwid 1,palt 1", b"fwid 1"


Kind: TypeAlias = Literal["latin", "chinese", "dash", "stop", "twin"]


class Run(NamedTuple):
    """Bytes `start` to `stop` of a text: marks that both scripts use, in one of them; a two-em dash; characters that share their glyph."""

    start: int
    stop: int
    kind: Kind


_STOPS = regex(f"[{''.join(sorted(STOPS))}]+")


def runs(text: str, *, centred: bool) -> list[Run]:
    """The runs of a text that is one paragraph; `centred` is whether its commas and stops stand in the middle."""
    if text.isascii():
        return []
    found: list[tuple[int, int, Kind]] = [(twin.start(), twin.end(), "twin") for twin in TWINS.finditer(text)]
    if centred:
        found += [(stops.start(), stops.end(), "stop") for stops in _STOPS.finditer(text)]
    for start, stop, latin in shared_marks(text):
        dash = text[start] == "—" and stop - start > 1
        found.append((start, stop, "latin" if latin else "dash" if dash else "chinese"))
    if not found:
        return []
    offsets = list(accumulate((len(char.encode()) for char in text), initial=0))
    return [Run(offsets[start], offsets[stop], kind) for start, stop, kind in found]


def part(found: list[Run], start: int, stop: int) -> list[Run]:
    """Those runs that lie in a part of the text, counted from its beginning."""
    return [
        Run(max(run.start, start) - start, min(run.stop, stop) - start, run.kind)
        for run in found
        if run.start < stop and run.stop > start
    ]


def set_text(original: Callable[..., None]) -> Callable[..., None]:
    """`Layout.set_text` with our attributes: those that a plan left, or else what the text by itself says."""

    def wrapped(self: Foreign, text: str, justify: bool = False) -> None:
        original(self, text, justify)
        setting = getattr(self.style.font_config, "setting", None)
        if setting is not None:
            found = self.__dict__.get("runs")
            _apply(self, runs(self.text, centred=setting.centred) if found is None else found, setting)

    return wrapped


def _apply(layout: Foreign, found: list[Run], setting: Foreign) -> None:
    if not found:
        return
    from weasyprint.text.ffi import ffi, pango

    _declare()
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    narrow_face = layout.style["font_family"][0].lower() in setting.narrow
    for run in found:
        for attribute in _attributes(run.kind, setting.marks if narrow_face else "", setting.twins):
            attribute.start_index, attribute.end_index = run.start, run.stop
            pango.pango_attr_list_insert(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)


def _attributes(kind: Kind, marks: str, twins: str) -> Iterator[Foreign]:
    from weasyprint.text.ffi import pango

    if kind == "latin":
        yield pango.pango_attr_font_features_new(_NARROW)
    elif family := twins if kind == "twin" else marks:
        yield pango.pango_attr_family_new(family.encode())
    if kind == "dash":
        yield pango.pango_attr_font_features_new(_WIDE)


@cache
def _declare() -> None:
    # WeasyPrint declares only the Pango functions that it calls itself.
    from weasyprint.text.ffi import ffi

    ffi.cdef("PangoAttribute * pango_attr_family_new (const char *family);")
