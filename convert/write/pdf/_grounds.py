"""The ground of a code block that goes on over the page: it ends with the last line on each.

WeasyPrint 70 draws it down to the foot of the page, as CSS Fragmentation 3 has it (5.3), also where the next lines have no room there.
"""

from __future__ import annotations

from collections.abc import Callable

from ...fonts import Foreign


def block_container_layout(original: Callable[..., Foreign]) -> Callable[..., Foreign]:
    """`block.block_container_layout`, which makes a part of a block as high as what is left of its page."""

    def wrapped(context: Foreign, box: Foreign, *rest: Foreign, **named: Foreign) -> Foreign:
        laid = original(context, box, *rest, **named)
        part, resume_at = laid[:2]
        if part is not None and resume_at is not None and box.element_tag == "pre" and part.children:
            last = part.children[-1]
            part.height = min(part.height, last.position_y + last.height - part.content_box_y())
        return laid

    return wrapped
