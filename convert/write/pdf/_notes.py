"""Notes that stay at the foot of the page of their mark.

WeasyPrint 70 rather moves the notes of a page to the next one than a paragraph whose first lines alone have room beside them
(`block._linebox_layout`); a book moves the paragraph.
"""

from __future__ import annotations

from collections.abc import Callable

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
