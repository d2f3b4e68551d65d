"""Notes that stay at the foot of the page of their mark, and are laid out once.

WeasyPrint 70 rather moves the notes of a page to the next one than a paragraph whose first lines alone have room beside them
(`block._linebox_layout`); a book moves the paragraph. And for each note that comes to a page or leaves it, it lays out all others again
(`LayoutContext._update_footnote_area`): where a line has many marks, that takes most of a document's time.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from ...fonts import Foreign


class _Keeping:
    """A layout context in which no line may push out the notes that stand already: WeasyPrint asks for that whether it sets columns."""

    in_column = True

    def __init__(self, context: Foreign) -> None:
        self.__dict__["kept"] = context

    def __getattr__(self, name: str) -> Foreign:
        return getattr(self.__dict__["kept"], name)

    def __setattr__(self, name: str, value: Foreign) -> None:
        setattr(self.__dict__["kept"], name, value)


def linebox_layout(original: Callable[..., Foreign]) -> Callable[..., Foreign]:
    """`block._linebox_layout`, for pages that have notes already."""

    def wrapped(context: Foreign, *rest: Foreign) -> Foreign:
        keeps = context.current_page_footnotes and getattr(context.font_config, "setting", None) is not None
        return original(_Keeping(context) if keeps else context, *rest)

    return wrapped


def update_footnote_area(original: Callable[..., bool]) -> Callable[..., bool]:
    """`LayoutContext._update_footnote_area`, which says how much of the page the notes take: as much as each by itself."""

    def wrapped(self: Foreign) -> bool:
        if getattr(self.font_config, "setting", None) is None or self.in_column or not self.current_page_footnotes:
            return original(self)
        area = self.current_footnote_area
        if area.height != "auto":
            self.page_bottom += area.margin_height()
        area.children = self.current_page_footnotes
        area.height = sum(_height(self, footnote) for footnote in area.children)
        self.page_bottom -= area.margin_height()
        return False

    return wrapped


def _height(context: Foreign, footnote: Foreign) -> float:
    """The height in pixels of a note alone at the foot of a page, kept on the note: all pages of a document are of one width."""
    from weasyprint.formatting_structure import build
    from weasyprint.layout.block import block_level_layout

    if "height_alone" not in footnote.__dict__:
        area = context.current_footnote_area
        alone = build.create_anonymous_boxes(area.copy_with_children([footnote.deepcopy()]))
        footnote.height_alone = block_level_layout(context, alone, -inf, None, area.page)[0].height
    return float(footnote.height_alone)
