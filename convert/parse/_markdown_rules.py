"""Rules that blogs add to CommonMark: template tags, attribute lists, mathematics; and repairs of what markdown-it drops.

A new syntax is one function here, put in its place by `install`; what it makes is drawn by `_markdown_html.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS, mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ..model import MAX_DEPTH

MAX_LEVEL = 2 * MAX_DEPTH
"""markdown-it's levels: a quotation is one, a list two."""
MAX_IMAGE_DEPTH = 8
"""Pictures within the alternative text of pictures: each is parsed anew, so that their cost doubles."""

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
MARKERS = re.compile(r"(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)]|\[\^[^\s\]]+\]:)(?=[ \t])))+[ \t]*")
WIDE_EDGE = re.compile("[" + re.escape("".join(char for char in MD_TRIM_CHARS if char > "\x7f")) + "]")
ASCII_SPACE = " \t\n\v\f\r"


def install(md: MarkdownIt) -> None:
    """Put all rules into a parser."""
    md.block.ruler.before("fence", "template", _template_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.before("fence", "math", _math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("escape", "math", _math)
    md.inline.ruler.before("escape", "template", _template)
    md.core.ruler.before("inline", "edges", _edges)
    md.core.ruler.before("inline", "heading_ids", _heading_ids)
    for name in ("list", "blockquote", "footnote_def"):
        _cap(md, name)
    _cap_links(md)
    _keep_cells(md)


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
        token.meta = {"line": state.src.count("\n", 0, pos)}
    state.pos = match.end()
    return True


def _tag_at(state: StateInline, pos: int) -> re.Match[str] | None:
    """Looks for the end of a tag only where one can be: a megabyte of {{ would take its square otherwise."""
    close = {"{": "}}", "%": "%}"}.get(state.src[pos + 1 : pos + 2], "}")
    return TAG.match(state.src, pos, state.posMax) if pos < _last(state, close) else None


def _template_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line of nothing but tags: no paragraph; the inline rule sees them in their order."""
    if state.is_code_block(start):
        return False
    line = _line(state, start).rstrip(ASCII_SPACE)
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
        _push_tag(state, _line(state, last).rstrip(ASCII_SPACE), last)
        state.line = last + 1
    else:
        _push_tag(state, line, start)
        state.line = start + 1
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _push_tag(state: StateBlock, line: str, number: int) -> None:
    token = state.push("inline", "", 0)
    token.content, token.children, token.map, token.meta = line, [], [number, number + 1], {"bare": True}


def _code_end(state: StateBlock, tag: str, start: int, end: int) -> int:
    """The line of the tag that ends the code that `tag` begins, 0 where it begins none or never ends."""
    name = TAG_NAME.match(tag)
    if not name or name[1] or name[2] not in CODE_TAGS:
        return 0
    closing = re.compile(r"\{\{?[<%]-?\s*(?:end|/\s*)" + re.escape(name[2]) + r"\b")
    lines = (line for line in range(start + 1, end) if closing.match(_line(state, line)))
    return next(lines, 0)


def _language(tag: str) -> str:
    """{% highlight js linenos %}, {{< highlight go >}} give it as first word, Hexo's codeblock as lang:js."""
    words = tag.strip("{}<>% \t-").split(" ")[1:]
    named = [word[5:] for word in words if word.startswith("lang:")]
    return (named or [word for word in words if re.fullmatch(r"[\w+#.-]+", word)] or [""])[0]


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
        for text in _cells(_line(state, state.env["row"]))[state.env["cells"] :]:
            inline = Token("inline", "", 0, content=text, children=[], map=[state.env["row"], state.env["row"] + 1])
            yield from (Token("td_open", "td", 1), inline, Token("td_close", "td", -1))
    yield token


def _cells(row: str) -> list[str]:
    cells = [mdTrim(cell) for cell in escapedSplit(mdTrim(row))]
    cells = cells[1:] if cells[:1] == [""] else cells
    return cells[:-1] if cells[-1:] == [""] else cells


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
    if state.is_code_block(start) or not _line(state, start).startswith("$$"):
        return False
    for line in range(start, end):
        text = _line(state, line).rstrip(ASCII_SPACE)
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
        _push_paragraph(state, content, start, line + 1)
        state.line = line + 1
    return True


def _push_paragraph(state: StateBlock, content: str, start: int, end: int) -> None:
    state.push("paragraph_open", "p", 1).map = [start, end]
    token = state.push("inline", "", 0)
    token.content, token.children, token.map = content, [], [start, end]
    state.push("paragraph_close", "p", -1)


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
        if state.src[state.pos] not in "![" or not ("references" in state.env or state.pos < _last(state, "](")):
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


def _last(state: StateInline, mark: str) -> int:
    """Where a mark stands for the last time, looked for once in a text."""
    source, last = state.env.get(mark, ("", -1))
    if source is not state.src:
        last = state.src.rfind(mark)
        state.env[mark] = (state.src, last)
    return int(last)
