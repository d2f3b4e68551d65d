"""What Obsidian, Typora and pandoc write beyond CommonMark within a line: ![[图.png]], [[页|名]], ==重点==, x^2^, H~2~O, ^[注], {.class};
and ##题, a heading of older engines.

A further form is one function here, put in its place by `install`. A form is read only where it can be nothing else: [[ in code of a shell,
^_^ and a == b are text.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ...regex import regex
from ...typography import has_han, is_han
from ._repairs import ASCII_SPACE, last_of, line_of, push_paragraph
from ._templates import pairs, push_removed, push_tag

WIKI = regex(r"!?\[\[(?![\s^\d,.-]+\]\])(?P<page>#?\^?[^\s\[\]|#^][^\[\]|\n]{0,300})(?:\|[^\[\]\n]{1,300})?\]\](?!\()")
"""[[页]], [[页#节|名]], [[#节]], ![[图.png|300]]; [[#^块|名]]; not [[1]], which cites nor [[^a]]."""
_NAMES = "scode|collapse|tabs?|caption|button|tag|column|block|hide|login|photos"
_SAID = r"""(?:[ ]{1,9}[\w-]{1,40}=(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'|[^\s"'\[\]]{1,100})){1,20}+[ ]{0,9}"""
_SQUARE = regex(rf"\[(?:(?:{_NAMES}){_SAID}|/(?:{_NAMES}))\](?!\()")
"""Short codes of Typecho's themes and of WordPress: [scode type="red"]甲[/scode], [collapse title="题"]."""
_MARKED_SO = regex(r"<!--[ \t]*(?:markdown|more)[ \t]*-->(?=[ \t]*[^ \t])")
"""Typecho's first word in a body, and the end of an excerpt: what stands behind it on the line is Markdown."""
_SENTENCE = regex("[，。；！？]")
_LEAST_HAN = 12
_TIGHT = regex(r"(?P<marks>#{1,6})(?P<text>[^#\s][^\n]*?)[ \t]*#*[ \t]*")
MARKED = regex(r"==(?![\s=，。；：！？、])(?P<text>[^=\n]{1,500}?)(?<!\s)==(?!=)")
RAISED = regex(r"\^(?:[-+\u2212]?\d{1,4}[-+\u2212]?|[-+\u2212n]|th|st|nd|rd)\^")
"""Powers, charges and ordinals: ^_^ and ^o^ are faces."""
LOWERED = regex(r"~\d{1,3}~(?!\d)")
ATTRIBUTES = regex(r"""\{:?[ \t]*(?:(?:[.#][\w:-]+|[\w-]+=(?:"[^"\n]*"|[^\s{}"]+)|:\w+ \d+,?)[ \t]*)+\}""")
"""pandoc's {.class #id width=50%}, and Logseq's {:height 300, :width 400}."""
_BEHIND = frozenset(("image", "link_close", "code_inline"))
_LONGEST_NOTE = 2000
_OF_A_PATTERN = frozenset("+*?{")
"""Behind the brackets of a regular expression, ^[^\\s]*, stands a sign."""


def install(md: MarkdownIt) -> None:
    """Put the rules into a parser that reads notes and links."""
    md.block.ruler.before("table", "marked_so", _marked_so)
    md.block.ruler.before("code", "tabbed_prose", _tabbed_prose)
    md.block.ruler.before("fence", "square_line", _square_line, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("link", "square", _square)
    md.block.ruler.before("heading", "tight_heading", _tight_heading, {"alt": ["paragraph", "reference", "blockquote"]})
    md.inline.ruler.after("image", "wiki", _wiki)
    md.inline.ruler.before("emphasis", "marked", _marked)
    md.inline.ruler.before("strikethrough", "lowered", _raised)
    md.inline.ruler.before("link", "inline_note", _inline_note)
    md.inline.ruler.before("template", "attributes", _attributes)
    md.core.ruler.after("inline", "inline_notes", _inline_notes)


def _marked_so(state: StateBlock, start: int, _end: int, _silent: bool) -> bool:
    """Step over the mark; the line itself is for the other rules."""
    match = _MARKED_SO.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    if match and not state.is_code_block(start):
        state.bMarks[start], state.tShift[start] = match.end(), 0
    return False


def _tabbed_prose(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Sentences of Chinese set in by tabs are paragraphs, as their authors meant them, and no code: each line one."""
    if silent or state.level or state.blkIndent or not state.is_code_block(start) or state.src[state.bMarks[start]] != "\t":
        return False
    last = start
    while last < end and not state.isEmpty(last) and state.is_code_block(last):
        last += 1
    rows = [line_of(state, row).rstrip(ASCII_SPACE) for row in range(start, last)]
    if not all(map(_is_prose, rows)):
        return False
    for number, row in enumerate(rows, start):
        push_paragraph(state, row, number, number + 1)
    state.line = last
    return True


def _is_prose(row: str) -> bool:
    """Whether a line is of sentences: mostly Han, with a mark that ends or divides one, and begun by no sign of code."""
    han = sum(map(is_han, row))
    begins = row[0].isalnum() or not row[0].isascii()
    return begins and han >= _LEAST_HAN and han * 2 > len(row) and _SENTENCE.search(row) is not None


def _square_line(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """A short code on a line of its own ends what stands before it."""
    line = line_of(state, start).rstrip(ASCII_SPACE)
    if not line.startswith("[") or state.is_code_block(start) or not _SQUARE.fullmatch(line):
        return False
    if not silent:
        push_tag(state, line, start)
        state.line = start + 1
    return True


def _square(state: StateInline, silent: bool) -> bool:
    match = _SQUARE.match(state.src, state.pos, state.posMax)
    return match is not None and _taken_out(state, match, silent)


def _tight_heading(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """##题 without a space, as older engines read it; #题 alone only in a body that has such, for it is a tag elsewhere."""
    line = line_of(state, start)
    if not line.startswith("#") or state.is_code_block(start) or not (heading := _TIGHT.fullmatch(line)) or not has_han(line):
        return False
    level = len(heading["marks"])
    if level == 1 and ("#" in line[1:] or not _has_tight_headings(state)):
        return False
    if not silent:
        state.push("heading_open", f"h{level}", 1).map = [start, start + 1]
        inline = state.push("inline", "", 0)
        inline.content, inline.children, inline.map = heading["text"], [], [start, start + 1]
        state.push("heading_close", f"h{level}", -1)
        state.line = start + 1
    return True


def _has_tight_headings(state: StateBlock) -> bool:
    """Whether a line outside of code begins with two or more # and no space: looked for once."""
    if "tight_headings" not in state.env:
        in_code, found = False, False
        for row in state.src.split("\n"):
            in_code ^= row.lstrip(" ").startswith(("```", "~~~"))
            found = found or (not in_code and row.startswith("##") and _TIGHT.fullmatch(row) is not None and has_han(row))
        state.env["tight_headings"] = found
    return bool(state.env["tight_headings"])


def _wiki(state: StateInline, silent: bool) -> bool:
    """A page's name or the words for it; a picture, which `_template_tags.py` draws."""
    pos = state.pos
    if not state.src.startswith(("[[", "![["), pos) or _is_word(state.src[pos - 1 : pos]):
        return False
    match = WIKI.match(state.src, pos, state.posMax)
    if not match or match["page"].upper() in state.env.get("references", {}):
        return False
    return _taken_out(state, match, silent)


def _marked(state: StateInline, silent: bool) -> bool:
    pos = state.pos
    if not state.src.startswith("==", pos) or pos >= last_of(state, "==") or _is_word(state.src[pos - 1 : pos]):
        return False
    match = MARKED.match(state.src, pos, state.posMax)
    if not match or _is_word(state.src[match.end() : match.end() + 1]):
        return False
    if not silent:
        _push_around(state, "mark", match.start("text"), match.end("text"))
    state.pos = match.end()
    return True


def _raised(state: StateInline, silent: bool) -> bool:
    pos = state.pos
    if state.src[pos] not in "^~" or not (_is_word(state.src[pos - 1 : pos]) or state.src[pos - 1 : pos] == ")"):
        return False
    is_raised = state.src[pos] == "^"
    match = (RAISED if is_raised else LOWERED).match(state.src, pos, state.posMax)
    if not match or (not is_raised and not state.src[pos - 1].isalpha()):
        return False
    if not silent:
        _push_around(state, "sup" if is_raised else "sub", pos + 1, match.end() - 1)
    state.pos = match.end()
    return True


def _push_around(state: StateInline, tag: str, start: int, end: int) -> None:
    maximum = state.posMax
    state.push(f"{tag}_open", tag, 1)
    state.pos, state.posMax = start, end
    state.md.inline.tokenize(state)
    state.posMax = maximum
    state.push(f"{tag}_close", tag, -1)


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _attributes(state: StateInline, silent: bool) -> bool:
    """What is said of the picture, link or code right before it."""
    pos = state.pos
    if state.src[pos] != "{" or state.pending or not state.tokens or state.tokens[-1].type not in _BEHIND:
        return False
    match = ATTRIBUTES.match(state.src, pos, state.posMax)
    return match is not None and _taken_out(state, match, silent)


def _taken_out(state: StateInline, match: re.Match[str], silent: bool) -> bool:
    if not silent:
        push_removed(state, match[0], state.pos)
    state.pos = match.end()
    return True


def _inline_note(state: StateInline, silent: bool) -> bool:
    """^[甲。]: a note where its mark stands. A class of a regular expression has neither Chinese nor a space in it."""
    if not state.src.startswith("^[", state.pos) or "within_note" in state.env:
        return False
    end = pairs(state).get(state.pos + 1, 0)
    if not state.pos < end < min(state.posMax, state.pos + _LONGEST_NOTE) or state.src[end + 1 : end + 2] in _OF_A_PATTERN:
        return False
    said = state.src[state.pos + 2 : end]
    if not (has_han(said) or " " in said.strip(" ")):
        return False
    if not silent:
        notes = state.env.setdefault("inline_notes", {})
        label = f"inline-{len(notes) + 1}"
        state.push("footnote_ref", "", 0).meta = {"label": label}
        notes[label] = said
    state.pos = end + 1
    return True


def _inline_notes(state: StateCore) -> None:
    """The notes themselves, at the end, on the lines of what they stand in; none is within another."""
    notes = state.env.get("inline_notes", {})
    if not notes:
        return
    state.env["within_note"] = True
    inlines = [token for token in state.tokens if token.type == "inline"]
    for place in inlines:
        labels = [child.meta["label"] for child in place.children or [] if child.type == "footnote_ref"]
        for label in labels:
            if label in notes:
                state.tokens += _note(state, label, notes[label], place.map)


def _note(state: StateCore, label: str, said: str, place: list[int] | None) -> list[Token]:
    children: list[Token] = []
    state.md.inline.parse(said, state.md, state.env, children)
    inline = Token("inline", "", 0, content=said, children=children, map=place)
    return [
        Token("footnote_reference_open", "", 1, meta={"label": label}, map=place),
        Token("paragraph_open", "p", 1, map=place),
        inline,
        Token("paragraph_close", "p", -1),
        Token("footnote_reference_close", "", -1),
    ]
