"""What blogs' engines beyond CommonMark make boxes of: ::: containers, > [!NOTE] alerts, and the marks where a table of contents goes.

The text of a box is text; its fences and the marks go into the record as template tags do.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from ...regex import regex
from ._repairs import ASCII_SPACE, MAX_LEVEL, line_of, push_mark, push_paragraph

_TOC = regex(r"(?:\[\[?toc\]?\]|@\[toc\](?:\([^()\n]*\))?)", re.IGNORECASE)
"""[TOC] of Typora and Python-Markdown, [[toc]] of markdown-it, @[toc](目录) of CSDN."""
_TOC_LIST = regex(r"(?:[-+*]|\d{1,9}[.)])[ \t]+\S[^\n]{0,40}")
_TOC_MARK = regex(r"\{:[ \t]*toc[ \t]*\}|\{:toc\b[^{}\n]*\}")
"""kramdown puts the table of contents in place of the list above this."""
_SAID_OF_BOX = r"(?:\{[^{}\n]*\})?"
_FENCE = regex(
    r":{3,}[ \t]*(?P<name>\{[^{}\n]*\}|[A-Za-z][\w-]*)?(?:#[\w-]+)?(?:\[(?P<boxed>[^\[\]\n]*)\])?"
    rf"[ \t]*{_SAID_OF_BOX}[ \t]*(?P<title>[^:{{}}\n]*?)[ \t]*{_SAID_OF_BOX}[ \t]*:*"
)
"""VuePress and Docusaurus: :::tip 题, :::tip[题], :::tip{title="题"}, ::: tabs#甲; HackMD: :::spoiler {state="open"} 题;
pandoc: ::: {.warning}."""
_NAMED = regex(r"""\b(?:title|label)=(?:"([^"]*)"|'([^']*)')""")
_TABS = regex(r"^[ \t>]*:{3,}[ \t]*(?:code-)?tabs\b", re.M)
_TAB = regex(r"(?:@tab(?::active)?|={2,3}(?=[ \t]))(?:[ \t]+(?P<title>[^\n]*?))?(?:#[\w-]+)?")
"""The theme hope's @tab 题#id, vitepress-plugin-tabs' == 题."""
_END = regex(r"^[ \t>]*:{3,}[ \t]*$")
_ALERT = regex(r"\[![A-Za-z]+\][+-]?[^\n]*(?=\n)")
"""GitHub's [!NOTE] is a line of its own, Obsidian's may have a title behind it."""


_INDENTED = regex(r"""(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+(?P<kind>[A-Za-z][\w -]*?)?[ \t]*(?:"(?P<title>[^"\n]*)")?""")
"""MkDocs: !!! note "题", ??? tip for one that is folded, === "甲" for a tab; what is set in below is its text."""
_SET_IN = 4
"""Columns by which that is set in."""


def install(md: MarkdownIt) -> None:
    """Put the rules into a parser."""
    md.block.ruler.before("fence", "indented_box", _indented_box, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.before("fence", "container", _container, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.before("fence", "container_tab", _tab, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.before("list", "contents", _contents, {"alt": ["paragraph", "blockquote"]})
    md.core.ruler.before("inline", "alerts", _alerts)


def _container(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """The fence that begins a box that ends, or that ends one; its title is a paragraph."""
    line = line_of(state, start).rstrip(ASCII_SPACE)
    if not line.startswith(":::") or state.is_code_block(start) or not (fence := _FENCE.fullmatch(line)):
        return False
    opens = bool(fence["name"])
    if not (_ends(state, start) if opens else state.env.get("boxes")) or (not opens and fence["title"]):
        return False
    if silent:
        return True
    state.env["boxes"] = state.env.get("boxes", 0) + (1 if opens else -1)
    push_mark(state, line, start, start + 1)
    named = _NAMED.search(line)
    if said := (fence["boxed"] or fence["title"] or (named and (named[1] or named[2]))) if opens else "":
        push_paragraph(state, said, start, start + 1)
    return True


def _tab(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """The line that begins a tab in a box of them, its title a paragraph."""
    line = line_of(state, start).rstrip(ASCII_SPACE)
    if not line.startswith(("@tab", "==")) or state.is_code_block(start) or not (tab := _TAB.fullmatch(line)) or not _has_tabs(state):
        return False
    if not silent:
        push_mark(state, line, start, start + 1)
        if tab["title"]:
            push_paragraph(state, tab["title"], start, start + 1)
    return True


def _has_tabs(state: StateBlock) -> bool:
    """Whether the body has a box of tabs: looked for once."""
    if "has_tabs" not in state.env:
        state.env["has_tabs"] = _TABS.search(state.src) is not None
    return bool(state.env["has_tabs"])


def _ends(state: StateBlock, start: int) -> bool:
    """Whether a fence without a name follows; all of them are looked for once.

    Up to lineMax: a paragraph asks so where it ends (markdown-it's paragraph rule), even within a quotation that ends before.
    """
    if "box_ends" not in state.env:
        state.env["box_ends"] = [number for number, row in enumerate(state.src.split("\n")) if _END.match(row)]
    ends = state.env["box_ends"]
    return bisect_right(ends, start) < bisect_left(ends, state.lineMax)


def _indented_box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = line_of(state, start).rstrip(ASCII_SPACE)
    if not line.startswith(("!!!", "???", "===")) or state.is_code_block(start) or state.level >= MAX_LEVEL:
        return False
    head = _INDENTED.fullmatch(line)
    last = _last_set_in(state, start, end)
    if not head or last == start or not (head["kind"] if line[0] != "=" else head["title"]):
        return False
    if silent:
        return True
    push_mark(state, line, start, start + 1)
    if head["title"]:
        push_paragraph(state, head["title"], start, start + 1)
    indent, maximum = state.blkIndent, state.lineMax
    state.blkIndent, state.lineMax = state.sCount[start] + _SET_IN, last + 1
    state.level += 1
    state.md.block.tokenize(state, start + 1, last + 1)
    state.level -= 1
    state.blkIndent, state.lineMax, state.line = indent, maximum, last + 1
    return True


def _last_set_in(state: StateBlock, start: int, end: int) -> int:
    """The last line set in below a line, that one itself where there is none."""
    last = start
    for line in range(start + 1, end):
        if state.isEmpty(line):
            continue
        if state.sCount[line] < state.sCount[start] + _SET_IN:
            break
        last = line
    return last


def _contents(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that stands for the table of contents."""
    line = line_of(state, start).rstrip(ASCII_SPACE)
    if state.is_code_block(start):
        return False
    if _TOC_LIST.fullmatch(line) and start + 1 < end and _TOC_MARK.fullmatch(line_of(state, start + 1).rstrip(ASCII_SPACE)):
        if not silent:
            push_mark(state, f"{line}\n{line_of(state, start + 1).rstrip(ASCII_SPACE)}", start, start + 2)
        return True
    if not _TOC.fullmatch(line):
        return False
    if not silent:
        push_mark(state, line, start, start + 1)
    return True


def _alerts(state: StateCore) -> None:
    """The first line of an alert is no part of its first sentence."""
    tokens: list[Token] = []
    for token in state.tokens:
        quoted = token.type == "inline" and [each.type for each in tokens[-2:]] == ["blockquote_open", "paragraph_open"]
        if quoted and (head := _ALERT.match(token.content)):
            opening = tokens[-1]
            first = Token("inline", "", 0, content=head[0].rstrip(ASCII_SPACE), children=[], map=token.map, block=True)
            tokens += [first, Token("paragraph_close", "p", -1, block=True), opening.copy()]
            token.content = token.content[head.end() + 1 :]
        tokens.append(token)
    state.tokens = tokens
