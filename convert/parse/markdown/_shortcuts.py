"""Most of Chinese prose is paragraphs of one line without a mark: those are read at once, instead of asking every rule about each line.

A shortcut reads as the rules would have; it gives up where it cannot know that. A law compares the two.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from ...regex import regex
from ._repairs import push_paragraph

_BEGINS_A_RULE = regex(r"[\n\\`~*_\[!<&${^=]")
"""What some inline rule begins with: CommonMark's, strikethrough, notes, mathematics, template tags and those of other dialects."""


def install(md: MarkdownIt) -> None:
    """Put the shortcuts into a parser that has all its rules."""
    md.block.ruler.before("table", "plain", _plain)
    md.core.ruler.at("inline", _inline)


def _plain(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """A paragraph of one line: it begins with a letter or outside of ASCII, as no other block does, and the next line cannot be its."""
    if silent or state.is_code_block(start):
        return False
    at = state.bMarks[start] + state.tShift[start]
    first = state.src[at]
    if not (first > "\x7f" or first.isalpha()) or not (start + 1 >= state.lineMax or state.isEmpty(start + 1)):
        return False
    state.line = start + 1
    push_paragraph(state, mdTrim(state.src[at : state.eMarks[start]]), start, start + 1)
    return True


def _inline(state: StateCore) -> None:
    """Inline content: of a text in which no rule can begin, one token."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = token.children or []
        if token.content and not _BEGINS_A_RULE.search(token.content):
            token.children.append(Token("text", "", 0, content=token.content))
        else:
            state.md.inline.parse(token.content, state.md, state.env, token.children)
