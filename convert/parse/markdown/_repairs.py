"""Repairs of markdown-it: what it strips, drops or takes the square of the time for is kept and linear.

A repair is one function here, put in its place by `install`; each says which defect it mends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS, mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ...model import MAX_DEPTH
from ...regex import regex

MAX_LEVEL = 2 * MAX_DEPTH
"""markdown-it's levels: a quotation is one, a list two."""
MAX_IMAGE_DEPTH = 8
"""Pictures within the alternative text of pictures: each is parsed anew, so that their cost doubles."""

MARKERS = regex(r"(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)]|\[\^[^\s\]]+\]:)(?=[ \t])))+[ \t]*")
WIDE_EDGE = regex("[" + re.escape("".join(char for char in MD_TRIM_CHARS if char > "\x7f")) + "]")
ASCII_SPACE = " \t\n\v\f\r"


def install(md: MarkdownIt) -> None:
    """Put all repairs into a parser that has its rules."""
    md.core.ruler.before("inline", "edges", _edges)
    for name in ("list", "blockquote", "footnote_def"):
        _cap(md, name)
    _cap_links(md)
    _keep_cells(md)
    _keep_notes(md)


def line_of(state: StateBlock, line: int) -> str:
    """A line of the source from where its container lets it begin."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


# ---- tables -------------------------------------------------------------------------------------------------------


def _keep_cells(md: MarkdownIt) -> None:
    """Cells beyond the head's, which GFM drops with their text, are cells too."""
    rule = next(each for each in md.block.ruler.__rules__ if each.name == "table")
    inner = rule.fn

    def whole(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        first = len(state.tokens)
        if not inner(state, start, end, silent):
            return False
        if not silent:
            state.tokens[first:] = [each for token in state.tokens[first:] for each in _row_end(state, token)]
        return True

    md.block.ruler.at("table", whole, {"alt": list(rule.alt)})


def _row_end(state: StateBlock, token: Token) -> Iterator[Token]:
    """A token, and before the end of a row the cells that were left out of it."""
    if token.type == "tr_open" and token.map:
        state.env["row"] = token.map[0]
        state.env["cells"] = 0
    elif token.type in ("td_open", "th_open"):
        state.env["cells"] += 1
    elif token.type == "tr_close":
        for text in _cells(line_of(state, state.env["row"]))[state.env["cells"] :]:
            inline = Token("inline", "", 0, content=text, children=[], map=[state.env["row"], state.env["row"] + 1])
            yield from (Token("td_open", "td", 1), inline, Token("td_close", "td", -1))
    yield token


def _cells(row: str) -> list[str]:
    cells = [mdTrim(cell) for cell in escapedSplit(mdTrim(row))]
    cells = cells[1:] if cells[:1] == [""] else cells
    return cells[:-1] if cells[-1:] == [""] else cells


def _keep_notes(md: MarkdownIt) -> None:
    """[^甲 乙]: 丙 is a note of some dialects, and no address that nothing shows."""
    rule = next(each for each in md.block.ruler.__rules__ if each.name == "reference")
    inner = rule.fn

    def without_notes(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return not state.src.startswith("[^", state.bMarks[start] + state.tShift[start]) and inner(state, start, end, silent)

    md.block.ruler.at("reference", without_notes, {"alt": list(rule.alt)})


# ---- what the library drops ---------------------------------------------------------------------------------------


def _edges(state: StateCore) -> None:
    """Give paragraphs, headings and cells back the U+3000 and U+00A0 at their ends, which markdown-it strips as white space."""
    if not WIDE_EDGE.search(state.src):
        return
    lines = state.src.split("\n")
    row, cursor = -1, 0
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type != "inline" or not token.map:
            continue
        if not token.content:
            token.content = "".join(WIDE_EDGE.findall(lines[token.map[0]])) if before.type in ("heading_open", "paragraph_open") else ""
            continue
        first, last = token.map[0], token.map[1] - 1
        if first != row:
            row, cursor = first, 0
        if before.type in ("th_open", "td_open"):
            cursor = _restore_cell(token, lines[first], cursor)
        else:
            _restore(token, lines[first], lines[max(first, min(last, first + token.content.count("\n")))])


def _restore(token: Token, first: str, last: str) -> None:
    head, _, tail = token.content.partition("\n")[0], "", token.content.rpartition("\n")[2]
    if (at := first.rfind(head)) > 0:
        token.content = _before(first, at) + token.content
    if (at := last.rfind(tail)) >= 0:
        token.content += _after(last, at + len(tail))


def _restore_cell(token: Token, line: str, cursor: int) -> int:
    """Find a cell's text behind `cursor`; returns where it ends."""
    at = line.find(token.content.replace("|", "\\|"), cursor)
    if at < 0:
        return cursor
    end = at + len(token.content) + token.content.count("|")
    token.content = _before(line, at) + token.content + _after(line, end)
    return end


def _before(line: str, at: int) -> str:
    head = line[:at]
    return head[len(head.rstrip(MD_TRIM_CHARS)) :].lstrip(ASCII_SPACE)


def _after(line: str, at: int) -> str:
    tail = line[at:]
    return tail[: len(tail) - len(tail.lstrip(MD_TRIM_CHARS))].rstrip(ASCII_SPACE)


InlineRule = Callable[[StateInline, bool], bool]


def _cap(md: MarkdownIt, name: str) -> None:
    """Let a container open no deeper than MAX_LEVEL, where markdown-it would drop the text: its markers are skipped there."""
    rule = next(each for each in md.block.ruler.__rules__ if each.name == name)
    inner, alt = rule.fn, list(rule.alt)

    def capped(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if state.level < MAX_LEVEL or silent:
            return inner(state, start, end, silent)
        line = state.bMarks[start] + state.tShift[start]
        if match := MARKERS.match(state.src, line, state.eMarks[start]):
            state.env["capped"] = state.env.get("capped", start)
            state.bMarks[start] = match.end()
            state.tShift[start] = 0
        return False

    md.block.ruler.at(name, capped, {"alt": alt})


def _cap_links(md: MarkdownIt) -> None:
    """Look for a label's end only where an address can follow it: a megabyte of [ is read through at each of them, once a level."""
    for name in ("link", "image"):
        md.inline.ruler.at(name, _sought(next(each for each in md.inline.ruler.__rules__ if each.name == name).fn))


def _sought(inner: InlineRule) -> InlineRule:
    def rule(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] not in "![" or not ("references" in state.env or state.pos < last_of(state, "](")):
            return False
        return _within(inner, state, silent) if state.src[state.pos] == "!" else inner(state, silent)

    return rule


def _within(inner: InlineRule, state: StateInline, silent: bool) -> bool:
    """A picture, MAX_IMAGE_DEPTH within others at most."""
    depth = state.env.get("images", 0)
    if depth >= MAX_IMAGE_DEPTH:
        return False
    state.env["images"] = depth + 1
    try:
        return inner(state, silent)
    finally:
        state.env["images"] = depth


def last_of(state: StateInline, mark: str) -> int:
    """Where a mark stands for the last time, looked for once in a text."""
    source, last = state.env.get(mark, ("", -1))
    if source is not state.src:
        last = state.src.rfind(mark)
        state.env[mark] = (state.src, last)
    return int(last)


def push_paragraph(state: StateBlock, content: str, start: int, end: int) -> None:
    """The tokens of a paragraph of the lines from `start` to before `end`."""
    state.push("paragraph_open", "p", 1).map = [start, end]
    token = state.push("inline", "", 0)
    token.content, token.children, token.map = content, [], [start, end]
    state.push("paragraph_close", "p", -1)


def push_mark(state: StateBlock, text: str, start: int, end: int) -> None:
    """The lines from `start` to before `end`, which are no text: they go into the record."""
    token = state.push("template_block", "", 0)
    token.content, token.map = text, [start, end]
    state.line = end
