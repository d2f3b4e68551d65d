"""The normal form of inline content, and the flat form it is computed in.

Inline content is flattened to runs (a leaf and the marks it stands under), settled (white space collapsed, soft breaks resolved, blanks
hoisted out of marks) and nested again. A new inline node is a leaf and needs nothing here; a new kind of mark joins `Mark`, `bare` and
`_filled`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple, TypeAlias, cast

import msgspec

from .model import (
    Break,
    Caption,
    Code,
    Document,
    Face,
    Heading,
    Image,
    Inline,
    Link,
    Math,
    NoteRef,
    Paragraph,
    Ruby,
    Styled,
    Term,
    Text,
    Tree,
    rewrite,
)
from .regex import regex
from .typography import joins_without_space

Mark: TypeAlias = Styled | Face | Link
"""A mark is the node itself without content, so that equal marks are equal values."""
Leaf: TypeAlias = str | Code | Image | Ruby | Math | Break | NoteRef
Marks: TypeAlias = tuple[Mark, ...]


class Run(NamedTuple):
    """A leaf and the marks it stands under, outermost first; the text of a Text is a plain str here."""

    leaf: Leaf
    marks: Marks = ()


SPACES = " \t\r\n\f"
"""The white space that HTML collapses. U+3000, U+00A0 and their kin are characters (never str.strip() on them)."""

# em of each blank; U+00A0 is half an em in the Song faces that it was typed for. U+200B and U+FEFF have no width and no place at an edge.
BLANK_WIDTH = dict.fromkeys(SPACES, 0.0) | {
    "\u3000": 1.0, "\u2003": 1.0, "\u2001": 1.0, "\u2002": 0.5, "\u2000": 0.5, "\u00a0": 0.5, "\u2004": 1 / 3, "\u2005": 0.25,
    "\u2006": 1 / 6, "\u2007": 0.5, "\u2008": 0.25, "\u2009": 0.2, "\u200a": 0.1, "\u202f": 0.2, "\u205f": 0.22, "\u1680": 0.25,
    "\u200b": 0.0, "\ufeff": 0.0,
}  # fmt: skip
BLANKS = "".join(BLANK_WIDTH)
_SPACES = regex(f"[{SPACES}]+")
_SHOWN_SPACE = regex("(?<=\u00a0)[ \t\r\f]+")


# ---- the laws of the normal form, applied to a document -----------------------------------------------------------


def tidy(document: Document) -> Document:
    """The document with all its inline content in normal form; blanks that lead a paragraph become its indent."""
    return cast(Document, rewrite(document, _tidy_node))


def inline(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Inline content in normal form, as a whole paragraph's: blanks and breaks at its edges are gone.

    No empty Text, no two Texts side by side, no mark inside itself, equal neighbouring marks merged, no blank and no Break at the edge
    of a mark, white space collapsed and soft line ends resolved (typography.joins_without_space). Idempotent; linear in time.
    """
    return nest(settle(flatten(inlines))[1])


def _tidy_node(node: Tree) -> Tree:
    match node:
        case Paragraph(inlines=inlines, indent=indent):
            em, runs = settle(flatten(inlines))
            changes = {"inlines": nest(runs), "indent": max(indent, round(em))}
        case Heading(inlines=inlines) | Term(inlines=inlines) | Caption(inlines=inlines):
            changes = {"inlines": inline(inlines)}
        case _:
            return node
    return cast(Tree, msgspec.structs.replace(node, **changes))


# ---- nodes to runs and back ---------------------------------------------------------------------------------------


def bare(mark: Mark) -> Mark:
    """The mark alone, without its content."""
    match mark:
        case Styled(style=style):
            return Styled(style, ())
        case Face(face=face):
            return Face(face, ())
        case Link(url=url, title=title):
            return Link(url, (), title)


def under(marks: Marks, mark: Mark) -> Marks:
    """These marks and one more inside: a style counts once, the innermost face and the innermost link hold."""
    if mark in marks:
        return marks
    if isinstance(mark, Styled):
        return (*marks, mark)
    return (*(other for other in marks if type(other) is not type(mark)), mark)


def flatten(inlines: Iterable[Inline]) -> list[Run]:
    """The runs of inline content in reading order; without recursion, for a reader may hand in any depth."""
    runs: list[Run] = []
    stack: list[tuple[Iterator[Inline], Marks]] = [(iter(inlines), ())]
    while stack:
        rest, marks = stack[-1]
        for node in rest:
            if isinstance(node, (Styled, Face, Link)):
                stack.append((iter(node.inlines), under(marks, bare(node))))
                break
            runs.append(Run(node.text if isinstance(node, Text) else node, marks))
        else:
            stack.pop()
    return runs


def nest(runs: Iterable[Run]) -> tuple[Inline, ...]:
    """Runs as nodes: neighbours that share their outer marks share the nodes of them."""
    if isinstance(runs, list) and len(runs) == 1 and not runs[0].marks:
        return (_node(runs[0].leaf),)
    opened: list[Mark] = []
    content: list[list[Leaf | Mark]] = [[]]
    for leaf, marks in runs:
        if marks or opened:
            common = _shared(opened, marks)
            _close(opened, content, common)
            for mark in marks[common:]:
                opened.append(mark)
                content.append([])
        content[-1].append(leaf)
    _close(opened, content, 0)
    return _joined(content[0])


def _close(opened: list[Mark], content: list[list[Leaf | Mark]], depth: int) -> None:
    while len(opened) > depth:
        content[-2].append(_filled(opened.pop(), _joined(content.pop())))


def _filled(mark: Mark, inlines: tuple[Inline, ...]) -> Mark:
    match mark:
        case Styled(style=style):
            return Styled(style, inlines)
        case Face(face=face):
            return Face(face, inlines)
        case Link(url=url, title=title):
            return Link(url, inlines, title)


def _joined(items: list[Leaf | Mark]) -> tuple[Inline, ...]:
    if len(items) == 1:
        return (_node(items[0]),)
    nodes: list[Inline] = []
    for is_text, group in groupby(items, key=lambda item: isinstance(item, str)):
        if is_text:
            nodes.append(Text("".join(cast(Iterator[str], group))))
        else:
            nodes.extend(cast(Iterator[Inline], group))
    return tuple(nodes)


def _node(item: Leaf | Mark) -> Inline:
    return Text(item) if isinstance(item, str) else item


def _shared(left: list[Mark] | Marks, right: Marks) -> int:
    """How many outer marks two places have in common."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one is not other and one != other:
            break
        count += 1
    return count


# ---- white space --------------------------------------------------------------------------------------------------


def settle(runs: Iterable[Run]) -> tuple[float, list[Run]]:
    """The runs of one paragraph with white space as it is read: (em of blank before the first visible character, runs).

    Breaks and blanks at both ends are gone. Between two visible leaves a sequence of blanks stands under the marks that both share.
    """
    source = _merged(runs)
    if len(source) == 1 and isinstance(source[0].leaf, str):
        return _settle_one(source[0].leaf, source[0].marks)
    settled: list[Run] = []
    gap: list[Run] = []
    em = 0.0
    for number, run in enumerate(source):
        lead, core, tail = _split(run, source, number)
        if lead is not None:
            gap.append(lead)
        if core is None:
            continue
        if settled:
            settled += _bridge(settled[-1], gap, core)
        else:
            em = _leading(gap)
        settled.append(core)
        gap = [tail] if tail is not None else []
    return em, settled


def _settle_one(text: str, marks: Marks) -> tuple[float, list[Run]]:
    """The common case: a paragraph of one run of text."""
    core = text.lstrip(BLANKS)
    if not core:
        is_line = _is_form_line(Run(text, marks), [])
        return 0.0, [Run(collapsed(text.strip(SPACES)), marks)] if is_line else []
    em = _indent(text[: -len(core)]) if len(core) < len(text) else 0.0
    return em, [Run(collapsed(core.rstrip(BLANKS)), marks)]


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Neighbouring texts under equal marks as one, empty leaves dropped."""
    merged: list[Run] = []
    parts: list[str] = []
    marks: Marks = ()
    if isinstance(runs, list) and len(runs) == 1 and runs[0].leaf and isinstance(runs[0].leaf, str):
        return runs
    for run in runs:
        if isinstance(run.leaf, str):
            if not run.leaf:
                continue
            if parts and run.marks != marks:
                merged.append(Run("".join(parts), marks))
                parts = []
            parts.append(run.leaf)
            marks = run.marks
            continue
        if parts:
            merged.append(Run("".join(parts), marks))
            parts = []
        if not _is_empty(run.leaf):
            merged.append(run)
    if parts:
        merged.append(Run("".join(parts), marks))
    return merged


def _is_empty(leaf: Leaf) -> bool:
    match leaf:
        case Code(text=text) | Math(text=text):
            return not text
        case Ruby(pairs=pairs):
            return not pairs
        case _:
            return False


def _split(run: Run, source: list[Run], number: int) -> tuple[Run | None, Run | None, Run | None]:
    """A run as (blank before, visible core, blank after); a Break is a blank."""
    leaf, marks = run
    if not isinstance(leaf, str):
        return (run, None, None) if isinstance(leaf, Break) else (None, run, None)
    tail_start = len(leaf.rstrip(BLANKS))
    if tail_start == 0:
        if _is_form_line(run, source[max(0, number - 1) : number] + source[number + 1 : number + 2]):
            return None, Run(collapsed(leaf.strip(SPACES)), marks), None
        return run, None, None
    core = leaf[:tail_start].lstrip(BLANKS)
    lead_end = tail_start - len(core)
    lead = Run(leaf[:lead_end], marks) if lead_end else None
    tail = Run(leaf[tail_start:], marks) if tail_start < len(leaf) else None
    return lead, Run(collapsed(core), marks), tail


def _is_form_line(run: Run, neighbours: list[Run]) -> bool:
    """Whether an underlined blank is a line to be filled in (答：＿＿): the one blank that shows, so it stays where it is."""
    line = Styled("underline", ())
    text = cast(str, run.leaf)
    return (
        line in run.marks
        and width(text) >= 1
        and len(text.strip(SPACES)) > 1
        and not any(line in neighbour.marks for neighbour in neighbours)
    )


def width(blanks: str) -> float:
    """The em that a sequence of blanks takes; white space that HTML collapses takes none."""
    return sum(BLANK_WIDTH[char] for char in blanks)


def _leading(gap: list[Run]) -> float:
    """The em of the blanks before a paragraph's first character, on its own line."""
    line: list[str] = []
    for leaf, _ in gap:
        line = [*line, leaf] if isinstance(leaf, str) else []
    return _indent("".join(line))


def _indent(blanks: str) -> float:
    # Editors alternate U+00A0 and spaces to indent: there a sequence of spaces shows as one U+00A0.
    return width(blanks) + 0.5 * len(_SHOWN_SPACE.findall(blanks))


def collapsed(text: str) -> str:
    """Inner white space as one space, or as nothing where it is a line end between wide characters."""
    return _SPACES.sub(_space, text) if _SPACES.search(text) else text


def _space(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    if "\n" in match[0] and start > 0 and end < len(text) and joins_without_space(text[start - 1], text[end]):
        return ""
    return " "


def _bridge(before: Run, gap: list[Run], after: Run) -> list[Run]:
    """What stands between two visible runs: breaks, wide blanks, at most one space for each sequence of white space.

    All of it stands under the marks that nothing in between interrupts, so that no mark begins or ends with it.
    """
    marks = before.marks[: _shared(before.marks, after.marks)]
    lines: list[list[str]] = [[]]
    for leaf, worn in gap:
        marks = marks[: _shared(marks, worn)]
        if isinstance(leaf, str):
            lines[-1].append(leaf)
        else:
            lines.append([])
    if len(lines) > 1:
        indent = collapsed("".join(lines[-1]).strip(SPACES))
        return [Run(Break(), marks) for _ in lines[1:]] + ([Run(indent, marks)] if indent else [])
    blanks = collapsed(f"{_edge(before.leaf, -1)}{''.join(lines[0])}{_edge(after.leaf, 0)}")[1:-1]
    return [Run(blanks, marks)] if blanks else []


def _edge(leaf: Leaf, side: int) -> str:
    """The character that a leaf shows at one side (0 or -1).

    A note mark counts as wide, for it belongs to the Chinese before it; what shows no character does not.
    """
    match leaf:
        case NoteRef():
            return "\u3007"
        case Ruby(pairs=pairs):
            shown = pairs[side].base
        case Code(text=text) | Math(text=text):
            shown = text
        case str():
            shown = leaf
        case _:
            shown = ""
    return shown[side] if shown and shown[side] not in SPACES else "\ufffc"
