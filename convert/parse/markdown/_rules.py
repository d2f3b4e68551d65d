"""Rules that blogs add to CommonMark: mathematics, ids of headings, definitions; template tags are in `_templates.py`.

A new syntax is one function here, put in its place by `install`; what it makes is drawn by `_html.py`.
"""

from __future__ import annotations

import re
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.deflist import deflist_plugin

from ...regex import regex
from ._repairs import ASCII_SPACE, MAX_LEVEL, last_of, line_of, push_paragraph

INLINE_MATH = regex(
    r"\$\$(?!\$)(?:\\.|[^\\$]|\$(?!\$))++\$\$|\$(?![\s$])(?:\\.|\{[^{}$]*\}|[^\\$，。；！？“”])++(?<!\s)\$(?!\d)", re.S
)
"""$…$ and $$…$$ as pandoc reads them: no white space inside a single pair, no digit behind it ($5 and $6 are prices).

Nor a clause of Chinese, but within braces: 卖$5，买$6 is prose, $n\\text{个，}$ is not.
"""

_TEX = regex(r"\\\((?P<text>(?:[^\\\n$]|\\[^()\n]){1,1000}?)\\\)")
_IS_TEX = regex(r"^(?!.*[，。；！？“”]).*(?:\\[A-Za-z]|[\^_=+<>]|^\s*[A-Za-z]\s*$)", re.S)
_DISPLAYED = regex(r"\$\$|\\\[|\\begin\{(?P<name>(?:equation|align|gather|multline|eqnarray|cases|split|[a-zA-Z]*matrix)\*?)\}")
_CLOSING = {"$$": "$$", "\\[": "\\]", "\\b": "\\end{{{name}}}"}

_BLANK_LINES = regex(r"\n[ \t]*(?=\n)")
_MOST_LINES = 60

HEADING_ID = regex(r"(?<!\\)[ \t]*\{(?:#([^\s{}]+)[^{}]*|-|\.[A-Za-z][\w-]*(?:[ \t][^{}]*)?)\}$")
"""{#id}, and pandoc's {-} and {.unnumbered}."""
HEADING_ANCHOR = regex(r"""<a (?:id|name)=(["'])([^"'<>]+)\1>\s*</a>\s*""")


def install(md: MarkdownIt) -> None:
    """Put the rules into a parser."""
    md.block.ruler.before("fence", "math", _math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("escape", "math", _math)
    md.inline.ruler.before("escape", "tex", _tex)
    md.core.ruler.before("inline", "heading_ids", _heading_ids)
    deflist_plugin(md)
    _only_colons(md)


# ---- definitions --------------------------------------------------------------------------------------------------


def _only_colons(md: MarkdownIt) -> None:
    """A line and below it ": 甲" is a term and its meaning, as kramdown and Hugo read it; not "~ 甲", nor over a blank line."""
    inner = next(each for each in md.block.ruler.__rules__ if each.name == "deflist").fn

    def definitions(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if silent:
            return state.src.startswith(":", state.bMarks[start] + state.tShift[start]) and inner(state, start, end, silent)
        below = start + 1
        begins = below < end and not state.isEmpty(below) and line_of(state, below).startswith((": ", ":\t"))
        return begins and state.level < MAX_LEVEL and inner(state, start, end, silent)

    md.block.ruler.at("deflist", definitions, {"alt": ["paragraph", "reference", "blockquote"]})


# ---- headings -----------------------------------------------------------------------------------------------------


def _heading_ids(state: StateCore) -> None:
    """{#id} or {.class} at the end of a heading, or an empty anchor at its start, is the heading's id and not its text."""
    for heading, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type != "heading_open":
            continue
        if match := HEADING_ID.search(inline.content):
            if match[1]:
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


def _tex(state: StateInline, silent: bool) -> bool:
    """\\(x^2\\), where it is mathematics: CommonMark takes it for brackets that were escaped."""
    if not state.src.startswith("\\(", state.pos) or state.linkLevel or state.pos > last_of(state, "\\)"):
        return False
    match = _TEX.match(state.src, state.pos, state.posMax)
    content = f"${match['text'].strip(ASCII_SPACE)}$" if match and _IS_TEX.search(match["text"]) else ""
    if not match or not INLINE_MATH.fullmatch(content):
        return False
    if not silent:
        state.push("math", "", 0).content = content
    state.pos = match.end()
    return True


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """$$ to $$, \\[ to \\] or \\begin{align} to its end, over lines that may look like anything else.

    A blank line ends them, but for mathematics between two lines of $$ alone: it is no mathematics itself, and goes.
    """
    begins = _DISPLAYED.match(line_of(state, start))
    if state.is_code_block(start) or not begins:
        return False
    last = _closed_at(state, start, end, _CLOSING[begins[0][:2]].format(name=begins["name"]))
    if last < 0 and (last := _closed_alone(state, start, end)) < 0:
        return False
    content = _BLANK_LINES.sub("", state.getLines(start, last + 1, state.blkIndent, False).strip(ASCII_SPACE))
    if begins[0] != "$$":
        content = f"$${content[2:-2] if begins[0][1] == '[' else content}$$" if _IS_TEX.search(content[2:-2]) else ""
    if not INLINE_MATH.fullmatch(content):
        return False
    if not silent:
        push_paragraph(state, content, start, last + 1)
        state.line = last + 1
    return True


def _closed_alone(state: StateBlock, start: int, end: int) -> int:
    """The line of $$ that ends the mathematics which one begins, with blank lines between; -1 where none does."""
    if line_of(state, start).rstrip(ASCII_SPACE) != "$$":
        return -1
    for line in range(start + 1, min(end, start + _MOST_LINES)):
        if line_of(state, line).rstrip(ASCII_SPACE) == "$$":
            return line if _IS_TEX.search(state.getLines(start + 1, line, state.blkIndent, False)) else -1
    return -1


def _closed_at(state: StateBlock, start: int, end: int, closing: str) -> int:
    """The line that ends so, before a blank one; -1 where none does, which is found once for all lines up to there."""
    unclosed: dict[str, int] = state.env.setdefault("unclosed", {})
    if start < unclosed.get(closing, 0):
        return -1
    for line in range(start, end):
        text = line_of(state, line).rstrip(ASCII_SPACE)
        if not text or state.sCount[line] < state.blkIndent:
            break
        if text.endswith(closing) and len(text) > (len(closing) + 1 if line == start else 1):
            return line
    else:
        line = end
    unclosed[closing] = line
    return -1
