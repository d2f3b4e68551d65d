"""MathML as TeX: what its author wrote where it says so (an annotation, alttext), else TeX of the same meaning.

Presentation MathML 3 as far as pages have it; signs stay the characters that they are. A new element is one row in `_FORMS`.
"""

from __future__ import annotations

import re

from bs4.element import NavigableString, Tag

from ..regex import regex

_SOURCE = "application/x-tex"
_DEEPEST = 40
"""Levels read as formulas; what is deeper is read as text."""
_BLANK = regex("[ \t\r\n\f\u2061-\u2064]+")
"""White space, and operators that show nothing (MathML 3, 3.2.5.5)."""
_WRAPPED = regex(r"\{\\(?:display|text)style (?P<tex>.*)\}", re.DOTALL)
"""MediaWiki puts it around each formula."""
_FUNCTIONS = frozenset(
    ("sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "log", "ln", "lg", "exp", "lim", "max",
     "min", "sup", "inf", "det", "dim", "ker", "deg", "gcd", "arg", "Pr")
)  # fmt: skip
_ESCAPES = str.maketrans({char: f"\\{char}" for char in "{}%#&_$"} | {"\\": "\\backslash ", "^": "\\hat{}", "~": "\\sim "})
_SILENT = frozenset(("annotation", "annotation-xml", "mphantom", "none", "mprescripts", "mspace", "maligngroup", "malignmark"))
_FORMS = {
    "mfrac": "\\frac{{{0}}}{{{1}}}", "mroot": "\\sqrt[{1}]{{{0}}}", "mover": "\\overset{{{1}}}{{{0}}}", "msup": "{base}^{{{1}}}",
    "msub": "{base}_{{{1}}}", "munder": "{base}_{{{1}}}", "msubsup": "{base}_{{{1}}}^{{{2}}}", "munderover": "{base}_{{{1}}}^{{{2}}}",
}  # fmt: skip
"""How an element of so many parts is written; {base} is the first of them, in braces where it is more than a sign."""
_BARE = regex(r"[^\\]|\\[A-Za-z]+ ?|[0-9.]+")


def annotation(math: Tag) -> Tag | None:
    """The element that holds the TeX from which a math element was made."""
    found = math.find("annotation", encoding=_SOURCE)
    return found if isinstance(found, Tag) else None


def tex(math: Tag) -> str:
    """The TeX of a math element, without delimiters; empty where it says nothing."""
    source = annotation(math)
    said = _said(source) if source else _BLANK.sub(" ", str(math.get("alttext") or "")).strip(" ")
    match = _WRAPPED.fullmatch(said)
    return (match["tex"].strip(" ") if match else said) or "".join(_parts(math, 0)).strip(" ")


def _said(tag: Tag) -> str:
    return _BLANK.sub(" ", "".join(piece for piece in tag.descendants if isinstance(piece, NavigableString))).strip(" ")


def _parts(tag: Tag, level: int) -> list[str]:
    return [_element(child, level + 1) for child in tag.contents if isinstance(child, Tag)]


def _element(tag: Tag, level: int) -> str:
    if tag.name in _SILENT:
        return ""
    parts = _parts(tag, level) if level < _DEEPEST else []
    if not parts:
        return _token(tag)
    match tag.name:
        case "semantics":
            return parts[0]
        case "msqrt":
            return f"\\sqrt{{{''.join(parts)}}}"
        case "mfenced":
            return f"{tag.get('open', '(')}{','.join(parts)}{tag.get('close', ')')}"
        case "mtable":
            return "".join(("\\begin{matrix}", " \\\\ ".join(parts), "\\end{matrix}"))
        case "mtr":
            return " & ".join(parts)
    form = _FORMS.get(tag.name)
    if form is None:
        return "".join(parts)
    base = parts[0] if _BARE.fullmatch(parts[0]) else f"{{{parts[0]}}}"
    return form.format(*parts, "", "", base=base)


def _token(tag: Tag) -> str:
    """mi, mn, mo, mtext and the like: the characters of an element."""
    said = _said(tag)
    if tag.name == "mtext":
        return f"\\text{{{said.translate(_ESCAPES)}}}" if said else ""
    if tag.name == "mi" and len(said) > 1 and said.isascii() and said.isalpha():
        return f"\\{said} " if said in _FUNCTIONS else f"\\mathrm{{{said}}}"
    return said.translate(_ESCAPES)
