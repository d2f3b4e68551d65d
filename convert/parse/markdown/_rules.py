"""Rules that blogs add to CommonMark: mathematics, ids of headings; template tags are in `_templates.py`.

A new syntax is one function here, put in its place by `install`; what it makes is drawn by `_html.py`.
"""

from __future__ import annotations

import re
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from ...regex import regex
from ._repairs import ASCII_SPACE, line_of, push_paragraph

INLINE_MATH = regex(
    r"\$\$(?!\$)(?:\\.|[^\\$]|\$(?!\$))++\$\$|\$(?![\s$])(?:\\.|\{[^{}$]*\}|[^\\$，。；！？“”])++(?<!\s)\$(?!\d)", re.S
)
"""$…$ and $$…$$ as pandoc reads them: no white space inside a single pair, no digit behind it ($5 and $6 are prices).

Nor a clause of Chinese, but within braces: 卖$5，买$6 is prose, $n\\text{个，}$ is not.
"""

HEADING_ID = regex(r"(?<!\\)[ \t]*\{#([^\s{}]+)[^{}]*\}$")
HEADING_ANCHOR = regex(r"""<a (?:id|name)=(["'])([^"'<>]+)\1>\s*</a>\s*""")


def install(md: MarkdownIt) -> None:
    """Put the rules into a parser."""
    md.block.ruler.before("fence", "math", _math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("escape", "math", _math)
    md.core.ruler.before("inline", "heading_ids", _heading_ids)


# ---- headings -----------------------------------------------------------------------------------------------------


def _heading_ids(state: StateCore) -> None:
    """{#id} at the end of a heading, or an empty anchor at its start, is the heading's id and not its text."""
    for heading, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type != "heading_open":
            continue
        if match := HEADING_ID.search(inline.content):
            heading.attrSet("id", match[1])
            heading.meta = {"removed": match[0].lstrip(" \t")}
            inline.content = inline.content[: match.start()]
        elif match := HEADING_ANCHOR.match(inline.content):
            heading.attrSet("id", unescape(match[2]))
            inline.content = inline.content[match.end() :]


# ---- mathematics --------------------------------------------------------------------------------------------------


def _math(state: StateInline, silent: bool) -> bool:
    pos = state.pos
    if state.src[pos] != "$" or (pos and state.src[pos - 1].isascii() and state.src[pos - 1].isalnum()):
        return False
    match = INLINE_MATH.match(state.src, pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("math", "", 0)
        token.content = match[0]
    state.pos = match.end()
    return True


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """$$ to $$ over lines that may look like anything else, up to a blank line."""
    if state.is_code_block(start) or not line_of(state, start).startswith("$$"):
        return False
    for line in range(start, end):
        text = line_of(state, line).rstrip(ASCII_SPACE)
        if not text or state.sCount[line] < state.blkIndent:
            return False
        if text.endswith("$$") and len(text) > (3 if line == start else 1):
            break
    else:
        return False
    content = state.getLines(start, line + 1, state.blkIndent, False).strip(ASCII_SPACE)
    if not INLINE_MATH.fullmatch(content):
        return False
    if not silent:
        push_paragraph(state, content, start, line + 1)
        state.line = line + 1
    return True
