"""Rules that blogs add to CommonMark: template tags, attribute lists, mathematics, ids of headings.

A new syntax is one function here, put in its place by `install`; what it makes is drawn by `_html.py`.
"""

from __future__ import annotations

import re
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from ._repairs import ASCII_SPACE, last_of, line_of

INLINE_MATH = re.compile(r"\$\$(?!\$)(?:\\.|[^\\$]|\$(?!\$))++\$\$|\$(?![\s$])(?:\\.|[^\\$])++(?<!\s)\$(?!\d)", re.S)
"""$…$ and $$…$$ as pandoc reads them: no white space inside a single pair, no digit behind it ($5 and $6 are prices)."""

ATTRIBUTE_LIST = re.compile(r"""\{:(?:[ \t]*(?:[.#][\w-]+|[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}]+)|toc|\w+(?=[ \t]*\})))*+[ \t]*\}""")
"""kramdown's {:.class #id key="value"}."""

TAG = re.compile(r"\{%(?:[^%]|%(?!\}))*+%\}|\{\{[<%].*?[>%]\}\}|\{\{(?:[^}]|\}(?!\}))*+\}\}|" + ATTRIBUTE_LIST.pattern, re.S)
TAG_LINE = re.compile(rf"(?:(?:{TAG.pattern})[ \t]*)+")
TAG_NAME = re.compile(r"\{\{?[<%]-?\s*(/?)\s*([\w-]+)")
CODE_TAGS = frozenset({"highlight", "codeblock", "code", "prism", "codetabs"})
"""Tags of Jekyll, Hexo and Hugo that set what stands between them and their end as code."""

HEADING_ID = re.compile(r"(?<!\\)[ \t]*\{#([^\s{}]+)[^{}]*\}$")
HEADING_ANCHOR = re.compile(r"""<a (?:id|name)=(["'])([^"'<>]+)\1>\s*</a>\s*""")


def install(md: MarkdownIt) -> None:
    """Put all rules into a parser."""
    md.block.ruler.before("fence", "template", _template_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.before("fence", "math", _math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("escape", "math", _math)
    md.inline.ruler.before("escape", "template", _template)
    md.core.ruler.before("inline", "heading_ids", _heading_ids)


# ---- template tags ------------------------------------------------------------------------------------------------


def rule_of(tag: str) -> str:
    """The name under which a removed tag is recorded."""
    if tag.startswith(("{:", "{#")):
        return "attribute-list"
    return "shortcode" if tag[:3] in ("{{<", "{{%") else "template-tag"


def _template(state: StateInline, silent: bool) -> bool:
    """A tag within a line. Between {% raw %} and {% endraw %} all others are text."""
    pos = state.pos
    if state.src[pos] != "{" or not (match := _tag_at(state, pos)):
        return False
    name = TAG_NAME.match(match[0])
    word = name[2] if name else ""
    if state.env.get("raw") and word != "endraw":
        return False
    if not silent:
        if word in ("raw", "endraw"):
            state.env["raw"] = word == "raw"
        token = state.push("template", "", 0)
        token.content = match[0]
        token.meta = {"line": _line_in(state, pos)}
    state.pos = match.end()
    return True


def _line_in(state: StateInline, pos: int) -> int:
    """The 0-based line of a place in the text, counted on from the place asked for last: a paragraph may hold thousands of tags."""
    text, last, before = state.env.get("counted", ("", 0, 0))
    if text is not state.src or last > pos:
        last = before = 0
    line = int(before) + state.src.count("\n", last, pos)
    state.env["counted"] = (state.src, pos, line)
    return line


def _tag_at(state: StateInline, pos: int) -> re.Match[str] | None:
    """Looks for the end of a tag only where one can be: a megabyte of {{ would take its square otherwise."""
    close = {"{": "}}", "%": "%}"}.get(state.src[pos + 1 : pos + 2], "}")
    return TAG.match(state.src, pos, state.posMax) if pos < last_of(state, close) else None


def _template_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line of nothing but tags: no paragraph; the inline rule sees them in their order."""
    if state.is_code_block(start):
        return False
    line = line_of(state, start).rstrip(ASCII_SPACE)
    if not line.startswith("{") or not TAG_LINE.fullmatch(line):
        return False
    if silent:
        return True
    if last := _code_end(state, line, start, end):
        _push_tag(state, line, start)
        token = state.push("fence", "code", 0)
        token.info = _language(line)
        token.content = state.getLines(start + 1, last, state.sCount[start], True)
        token.map = [start + 1, last]
        _push_tag(state, line_of(state, last).rstrip(ASCII_SPACE), last)
        state.line = last + 1
    else:
        _push_tag(state, line, start)
        state.line = start + 1
    return True


def _push_tag(state: StateBlock, line: str, number: int) -> None:
    token = state.push("inline", "", 0)
    token.content, token.children, token.map, token.meta = line, [], [number, number + 1], {"bare": True}


def _code_end(state: StateBlock, tag: str, start: int, end: int) -> int:
    """The line of the tag that ends the code that `tag` begins, 0 where it begins none or never ends."""
    name = TAG_NAME.match(tag)
    if not name or name[1] or name[2] not in CODE_TAGS:
        return 0
    closing = re.compile(r"\{\{?[<%]-?\s*(?:end|/\s*)" + re.escape(name[2]) + r"\b")
    lines = (line for line in range(start + 1, end) if closing.match(line_of(state, line)))
    return next(lines, 0)


def _language(tag: str) -> str:
    """{% highlight js linenos %}, {{< highlight go >}} give it as first word, Hexo's codeblock as lang:js."""
    words = tag.strip("{}<>% \t-").split(" ")[1:]
    named = [word[5:] for word in words if word.startswith("lang:")]
    return (named or [word for word in words if re.fullmatch(r"[\w+#.-]+", word)] or [""])[0]


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


def push_paragraph(state: StateBlock, content: str, start: int, end: int) -> None:
    """The tokens of a paragraph of the lines from `start` to before `end`."""
    state.push("paragraph_open", "p", 1).map = [start, end]
    token = state.push("inline", "", 0)
    token.content, token.children, token.map = content, [], [start, end]
    state.push("paragraph_close", "p", -1)
