"""What the attributes of a tag say about its look: marks, face, alignment, indent.

Everything else that a style says is dropped. A new property is one function and one row in `_PROPERTIES`; a class name that means a mark
is one row in `_CLASS_MARKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import msgspec

from ...model import Align, Face, Style, Styled
from ...regex import regex
from ...tidy import Mark
from ._faces import face_of

STRONG = Styled("strong", ())
EMPH = Styled("emph", ())
DOTS = Styled("dots", ())
WAVY = Styled("wavy", ())


class Look(msgspec.Struct, frozen=True):
    """What a tag changes for its content: marks that begin and end there, and what None leaves as it was (indent in em)."""

    begin: tuple[Mark, ...] = ()
    end: tuple[Style, ...] = ()
    align: Align | None = None
    indent: float | None = None
    block: bool = False
    caption: bool = False
    lines: bool = False
    """Whether line ends in the source are line ends."""


PLAIN = Look()

_ALIGNS: dict[str, Align] = {
    "center": "center", "-webkit-center": "center", "middle": "center", "right": "end", "end": "end", "-webkit-right": "end",
    "left": "start", "start": "start", "justify": "start",
}  # fmt: skip

# Class names of editors and frameworks. Those that also name furniture (dot: a bullet, pn: a page number) count on text tags alone.
_CLASS_MARKS: dict[str, Look] = {
    "emphasis-dot": Look((DOTS,)), "emphasis-dots": Look((DOTS,)), "em-dot": Look((DOTS,)), "em-dots": Look((DOTS,)),
    "text-emphasis": Look((DOTS,)), "zhuozhong": Look((DOTS,)), "zhuozhonghao": Look((DOTS,)), "kenten": Look((DOTS,)),
    "bouten": Look((DOTS,)), "sesame": Look((DOTS,)), "book-title": Look((WAVY,)), "shuminghao": Look((WAVY,)),
    "proper-noun": Look((Styled("underline", ()),)), "zhuanminghao": Look((Styled("underline", ()),)),
}  # fmt: skip
_TEXT_TAG_MARKS: dict[str, Look] = {
    "dot": Look((DOTS,)), "dots": Look((DOTS,)), "bn": Look((WAVY,)), "wavy": Look((WAVY,)), "pn": Look((Styled("underline", ()),)),
}  # fmt: skip
_TEXT_TAGS = frozenset(("em", "i", "b", "strong", "u", "s", "mark"))
_CENTRED = frozenset(
    ("f_center", "text-center", "text_center", "txt-center", "aligncenter", "has-text-align-center", "ql-align-center", "tac", "center")
)
_RIGHT = frozenset(("text-right", "txt-right", "has-text-align-right", "ql-align-right"))
_ALIGNED_TAGS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "figcaption"))
_CAPTION = regex(
    r"(?:^|[-_])(?:fig)?caption(?:[-_]|$)|(?:ima?ge?|pic|photo|picture|figure)[-_]?(?:descr?|description|note|info|txt|text|title)$"
)

_CMS_MARKS = {"strong-Bold": STRONG, "italic": EMPH, "underline": Styled("underline", ())}  # of Sina's editor; font-L and its kin are sizes
_LOOK_ATTRIBUTES = frozenset(("style", "class", "align", "cms-style", "face"))


def look_of(name: str, attributes: dict[str, Any]) -> Look:  # Any: bs4's attribute values are str or list of str
    """The look that a tag with this name and these attributes gives to its content."""
    if _LOOK_ATTRIBUTES.isdisjoint(attributes):
        return PLAIN
    style = _whole_style(attributes) if "style" in attributes else ""
    words = attributes.get("class") or ()
    classes = tuple(words.split()) if isinstance(words, str) else tuple(words)
    cms = str(attributes.get("cms-style") or "")
    face = str(attributes.get("face") or "") if name == "font" else ""
    return _look(name, style, classes, str(attributes.get("align") or ""), cms, face)


def _whole_style(attributes: dict[str, Any]) -> str:
    """The style with what a raw quote cut off: style="font-family: "宋体"; …" reads as more attributes without value."""
    style = str(attributes["style"] or "")
    names = list(attributes)
    rest = names[names.index("style") + 1 :]
    if not any('"' in name for name in rest):
        return style
    lost: list[str] = []
    for name in rest:
        lost.append(name)
        if name.endswith('"') and ";" not in name[-2:] and "," not in name[-2:]:
            break
    return f"{style} {' '.join(lost)}"


@lru_cache(maxsize=4096)
def _look(name: str, style: str, classes: tuple[str, ...], align: str, cms: str, face: str) -> Look:
    look = PLAIN
    for part in _parts(name, style, classes, align, cms, face):
        look = _merged(look, part)
    return look


def _parts(name: str, style: str, classes: tuple[str, ...], align: str, cms: str, face: str) -> Iterable[Look]:
    """One look for each thing that the attributes say, the weaker first."""
    if align.lower() in _ALIGNS and name not in ("img", "table", "iframe", "hr"):
        yield Look(align=_ALIGNS[align.lower()])
    if name in _ALIGNED_TAGS and not _CENTRED.isdisjoint(classes):
        yield Look(align="center")
    if name in _ALIGNED_TAGS and not _RIGHT.isdisjoint(classes):
        yield Look(align="end")
    yield from (_CLASS_MARKS[word] for word in classes if word in _CLASS_MARKS)
    if name in _TEXT_TAGS:
        yield from (_TEXT_TAG_MARKS[word] for word in classes if word in _TEXT_TAG_MARKS)
    if any(_CAPTION.search(word.lower()) for word in classes):
        yield Look(caption=True)
    yield from (Look((_CMS_MARKS[word],)) for word in cms.split() if word in _CMS_MARKS)
    if face and (family := face_of(face)):
        yield Look((Face(family, ()),))
    for declaration in style.split(";"):
        key, _, value = declaration.partition(":")
        if read := _PROPERTIES.get(key.strip(" \t\n\"'").lower()):
            yield read(value.lower().removesuffix("!important").strip(" \t\n\"'"))


def _merged(one: Look, other: Look) -> Look:
    return Look(
        one.begin + other.begin,
        one.end + other.end,
        other.align or one.align,
        one.indent if other.indent is None else other.indent,
        one.block or other.block,
        one.caption or other.caption,
        one.lines or other.lines,
    )


# ---- CSS properties -----------------------------------------------------------------------------------------------

_NUMBER = regex(r"(-?\d*\.?\d+)\s*(em|rem|px|pt|%|ch|ic)?")
_EM_OF = {"em": 1.0, "rem": 1.0, "ic": 1.0, "ch": 0.5, "px": 1 / 16, "pt": 1 / 12, "%": 0.4, None: 0.0}  # % of a measure of 40 em


def _font_family(value: str) -> Look:
    face = face_of(value)
    return Look((Face(face, ()),)) if face else PLAIN


_FONT = regex(r"(?P<before>.*?)\b[\d.]+(?:px|pt|em|rem|%)(?:\s*/\s*[\d.\w%]+)?\s+(?P<families>.+)")


def _font(value: str) -> Look:
    """The shorthand: weight and slope, size, families."""
    match = _FONT.match(value)
    if not match:
        return PLAIN
    words = match["before"].split()
    begin = (STRONG,) * any(word in ("bold", "bolder", "600", "700", "800", "900") for word in words)
    begin += (EMPH,) * any(word in ("italic", "oblique") for word in words)
    return Look(begin + _font_family(match["families"]).begin)


def _font_weight(value: str) -> Look:
    if value in ("bold", "bolder") or (value.isdecimal() and int(value[:5]) >= 600):
        return Look((STRONG,))
    return Look(end=("strong",)) if value in ("normal", "lighter") or value.isdecimal() else PLAIN


def _font_style(value: str) -> Look:
    if value.startswith(("italic", "oblique")):
        return Look((EMPH,))
    return Look(end=("emph",)) if value == "normal" else PLAIN


def _text_decoration(value: str) -> Look:
    words = set(value.split())
    if "wavy" in words and "underline" in words:
        return Look((WAVY,))
    lines: tuple[tuple[str, Style], ...] = (("underline", "underline"), ("line-through", "strike"))
    return Look(tuple(Styled(style, ()) for word, style in lines if word in words))


def _decoration_style(value: str) -> Look:
    return Look((WAVY,), ("underline",)) if value == "wavy" else PLAIN


def _emphasis(value: str) -> Look:
    return PLAIN if value.startswith("none") or not value else Look((DOTS,))


def _text_align(value: str) -> Look:
    return Look(align=_ALIGNS.get(value))


def _text_indent(value: str) -> Look:
    match = _NUMBER.match(value)
    return Look(indent=min(max(float(match[1]) * _EM_OF[match[2]], 0.0), 20.0)) if match else PLAIN


def _vertical_align(value: str) -> Look:
    styles: dict[str, Style] = {"super": "sup", "sub": "sub"}
    return Look((Styled(styles[value], ()),)) if value in styles else PLAIN


def _display(value: str) -> Look:
    return Look(block=value in ("block", "flex", "grid", "table", "list-item"))


def _white_space(value: str) -> Look:
    return Look(lines=value in ("pre", "pre-wrap", "pre-line", "break-spaces"))


_PROPERTIES: dict[str, Callable[[str], Look]] = {
    "font": _font,
    "font-family": _font_family,
    "font-weight": _font_weight,
    "font-style": _font_style,
    "text-decoration": _text_decoration,
    "text-decoration-line": _text_decoration,
    "text-decoration-style": _decoration_style,
    "text-emphasis": _emphasis,
    "text-emphasis-style": _emphasis,
    "-webkit-text-emphasis": _emphasis,
    "-webkit-text-emphasis-style": _emphasis,
    "-epub-text-emphasis-style": _emphasis,
    "text-align": _text_align,
    "text-indent": _text_indent,
    "vertical-align": _vertical_align,
    "display": _display,
    "white-space": _white_space,
}
