"""Mathematics in pages: TeX between its marks, for a script to draw, and drawings (KaTeX, MathJax, MediaWiki, Zhihu, MathML).

Both become what the Markdown reader makes of $…$. A drawing says again in pieces what it was drawn from, and is recorded as removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeGuard

from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from ..regex import regex
from . import mathml
from .flow import WHITE, extract, pieces_of, strings_of
from .record import Removal
from .soup import line_of
from .tree import Element, Soup

RULE = "drawn-mathematics"

_MAY_HOLD = ("<math", "math/tex", "data-tex", "ql-formula", "math inline", "math display")
"""Words without which a page has no drawing; an expression would take as long as a tenth of cleaning."""
_DRAWN = regex(
    r"(?:^|\s)(?:katex(?:-display|-block|-mathml|--inline|--display)?|MathJax(?:_(?:Display|Preview|SVG|SVG_Display|CHTML|MathML))?"
    r"|(?:MJX|mjx|mwe-math)[\w-]*)(?:$|\s)"
)
"""Classes of what KaTeX, MathJax and MediaWiki draw, and of the boxes that hold one drawing each."""
_DISPLAYED = regex("display|block", re.IGNORECASE)
_FORMULAS = frozenset(("ql-formula", "math inline", "math display"))
"""Classes that an element has alone: Quill's, pandoc's and Hugo's."""
_SOURCES = (("data-tex", "ztext-math"), ("data-value", "ql-formula"))
"""Attributes that hold TeX, each with the class of the elements that have it: Zhihu's, and those of Quill."""
_TYPED = regex(
    r"\\\((?P<inline>(?:[^\\$]|\\[^()])++)\\\)|\\\[(?P<display>(?:[^\\$]|\\[^\[\]])++)\\\]|\$\$(?!\$)(?P<dollars>(?:\\.|[^\\$])++)\$\$"
    r"|\$(?![\s$])(?P<dollar>(?:\\.|[^\\$\n，。；！？“”])++)(?<!\s)\$(?!\d)",
    re.DOTALL,
)
"""TeX as MathJax and KaTeX find it in a page."""
_SAYS = regex(r"^(?!.*[，。；！？“”]).*(?:\\[A-Za-z]|[\^_=+<>]|^\s*[A-Za-z]\s*$)", re.DOTALL)
_SAYS_CLEARLY = regex(r"\\[A-Za-z]{2}|(?<![\w/.-])[A-Za-z)}\]]'?[\^_][A-Za-z0-9{\\]|^[A-Za-z]$")
"""What dollars alone need: $5 and $HOME/a_b$ are none."""
_VERBATIM = frozenset(("code", "pre", "kbd", "samp", "tt", "textarea", "template"))


class _Formula(NamedTuple):
    """TeX with its delimiters; `said` is the text of the tree that it is, where it stands there."""

    text: str
    display: bool
    said: str = ""


def take_mathematics(soup: Soup, html: str, *, typed: bool) -> list[Removal]:
    """Turn the formulas of a tree into spans with data-math; what went: drawings, and marks other than dollars.

    `typed`: TeX in the text is a formula too, as it is in a page; a Markdown reader has found those of its text.
    """
    removals = _take_drawn(soup) if any(word in html for word in _MAY_HOLD) else []
    return removals + (_take_typed(soup) if typed and ("$" in html or "\\(" in html or "\\[" in html) else [])


def _take_drawn(soup: Soup) -> list[Removal]:
    removals: list[Removal] = []
    done: set[int] = set()
    gone: list[Tag] = []
    # MathJax puts the script with the source behind the drawing, in which there may be a second source.
    for tag in sorted(soup.find_all(_may_be_formula), key=lambda tag: tag.name != "script"):
        if done.isdisjoint(map(id, (tag, *tag.parents))) and (formula := _formula(tag)):
            drawn = _drawn_before(tag) if tag.name == "script" else []
            place = tag if tag.name == "script" else _whole(tag)
            removals += _removed([*drawn, place], formula)
            done.update(id(inner) for piece in (*drawn, place) for inner in pieces_of(piece))
            gone += drawn
            place.clear()
            _fill(place, formula)
    extract(gone)
    return removals


def is_source(tag: Tag) -> bool:
    """Whether a script is MathJax' source of a formula."""
    return tag.name == "script" and str(tag.get("type") or "").lower().startswith("math/tex")


def _may_be_formula(tag: Tag) -> bool:
    return tag.name == "math" or is_source(tag) or "data-tex" in tag.attrs or _classes(tag) in _FORMULAS


def _classes(tag: Tag) -> str:
    found = tag.get("class") or ""
    return found if isinstance(found, str) else " ".join(found)


def _formula(tag: Tag) -> _Formula | None:
    classes = _classes(tag)
    if tag.name == "script":
        return _delimited(str(tag.string or ""), display="mode=display" in str(tag["type"]).lower())
    if tag.name == "math":
        tex, source = mathml.tex(tag), mathml.annotation(tag)
        display = tag.get("display") == "block" or _DISPLAYED.search(_classes(_whole(tag))) is not None
        return _delimited(tex, display=display, said=tex if source else "")
    if classes.startswith("math "):
        match = _TYPED.fullmatch("".join(strings_of(tag)).strip(" \t\r\n\f"))
        return _typed(match) if match else None
    tex = next((str(tag[name]) for name, word in _SOURCES if word in classes.split() and name in tag.attrs), "")
    return _delimited(tex, display=False)


def _delimited(tex: str, *, display: bool, said: str = "") -> _Formula | None:
    tex = tex.strip(" \t\r\n\f")
    dollars = "$$" if display else "$"
    opening, closing = (dollars, dollars) if "$" not in tex else ("\\[", "\\]") if display else ("\\(", "\\)")
    return _Formula(f"{opening}{tex}{closing}", display, said) if tex else None


def _typed(match: re.Match[str]) -> _Formula | None:
    tex = match[match.lastgroup or 0]
    return _delimited(tex, display=match.lastgroup in ("display", "dollars"), said=tex)


def _whole(tag: Tag) -> Tag:
    """The largest element around a formula that holds its drawing and nothing else."""
    while tag.parent is not None and (tag.parent.name.startswith("mjx-") or _DRAWN.search(_classes(tag.parent))):
        tag = tag.parent
    return tag


def _drawn_before(script: Tag) -> list[Tag]:
    """The drawings that stand before the script of their source, blanks between them."""
    found: list[Tag] = []
    for piece in script.previous_siblings:
        if isinstance(piece, Tag) and (piece.name.startswith("mjx-") or _DRAWN.search(_classes(piece))):
            found.append(piece)
        elif isinstance(piece, Tag) or WHITE.sub("", str(piece)):
            break
    return found


def _removed(pieces: list[Tag], formula: _Formula) -> Iterator[Removal]:
    for piece in pieces:
        strings = strings_of(piece)
        text = "".join(strings).replace(formula.said, "", 1).strip()
        pictures = tuple(str(image.get("src") or "") for image in piece.find_all("img"))
        if WHITE.sub("", text) not in ("", formula.text.strip("$")) or pictures:
            yield Removal(RULE, line_of(next((one for one in strings if one.strip()), piece)), text, pictures=pictures)


def _fill(tag: Tag, formula: _Formula) -> Tag:
    tag.name, tag.attrs = "span", {"data-math": "display" if formula.display else "inline"}
    tag.append(NavigableString(formula.text))
    return tag


def _take_typed(soup: Soup) -> list[Removal]:
    removals: list[Removal] = []
    for parent in [piece for piece in pieces_of(soup) if isinstance(piece, Tag)]:
        # Backwards and by place: bs4 would look for each string in all that its parent holds.
        for place in range(len(parent.contents) - 1, -1, -1):
            string = parent.contents[place]
            if _may_be_typed(string) and (pieces := _parted(string, removals)):
                string.extract(_self_index=place)
                parent.insert(place, *pieces)
    return removals


def _may_be_typed(piece: PageElement) -> TypeGuard[NavigableString]:
    return (
        isinstance(piece, NavigableString)
        and ("$" in piece or "\\" in piece)
        and not isinstance(piece, PreformattedString)
        and not any(map(_is_verbatim, piece.parents))
    )


def _parted(string: NavigableString, removals: list[Removal]) -> list[PageElement]:
    """The string with elements in place of its formulas, each piece with its line; nothing where it holds none."""
    pieces: list[PageElement] = []
    line, at = line_of(string), 0
    for match in _TYPED.finditer(string):
        if _is_tex(match) and (formula := _typed(match)):
            pieces.append(_string(string[at : match.start()], line))
            line += string.count("\n", at, match.start())
            pieces.append(_fill(Element("span", {}, line), formula))
            if not match[0].startswith("$"):
                removals.append(Removal(RULE, line, match[0][:2] + match[0][-2:]))
            line += match[0].count("\n")
            at = match.end()
    return [*pieces, _string(string[at:], line)] if pieces else []


def _string(text: str, line: int) -> NavigableString:
    string = NavigableString(text)
    string.line = line  # type: ignore[attr-defined]  # bs4 keeps no line on strings
    return string


def _is_verbatim(tag: Tag) -> bool:
    return tag.name in _VERBATIM or "data-math" in tag.attrs


def _is_tex(match: re.Match[str]) -> bool:
    return (_SAYS_CLEARLY if match.lastgroup == "dollar" else _SAYS).search(match[match.lastgroup or 0]) is not None
