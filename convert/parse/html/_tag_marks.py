"""The tags that are marks and nothing else. A new one is one row."""

from __future__ import annotations

from ...model import Styled
from ...tidy import Mark

_STYLES = {
    "emph": ("em", "i", "cite", "dfn", "var"),
    "strong": ("strong", "b"),
    "strike": ("del", "s", "strike"),
    "underline": ("u", "ins"),
    "mark": ("mark",),
    "sup": ("sup",),
    "sub": ("sub",),
    "kbd": ("kbd",),
}

TAG_MARKS: dict[str, Mark] = {tag: Styled(style, ()) for style, tags in _STYLES.items() for tag in tags}  # type: ignore[arg-type]  # the keys are Styles
