"""Template tags of Hexo, Jekyll and Hugo, and kramdown's attribute lists: no text, but for what some of them show (`_template_tags.py`)
and the titles they give (`_tag_titles.py`).

A tag that changes how the text around it is read is a row in `_template_block`.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ...regex import regex
from ._repairs import ASCII_SPACE, MAX_LEVEL, InlineRule, last_of, line_of, push_mark, push_paragraph
from ._tag_titles import HOLDERS, headed, title
from ._tag_words import is_address
from ._template_tags import ADDRESS, QUOTATIONS, address, attribution

ATTRIBUTE_LIST = regex(r"""\{:(?:[ \t]*(?:[.#][\w-]+|[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}]+)|toc|\w+(?=[ \t]*\})))*+[ \t]*\}""")
"""kramdown's {:.class #id key="value"}."""

_COMMENT = r"\{%-?\s*comment\s*-?%\}[^\n]{0,1000}?\{%-?\s*endcomment\s*-?%\}"
_OF_BLOCK = regex(r"""\{(?:[ \t]*(?:[.#][A-Za-z][\w-]*|[\w-]+=(?:"[^"\n]*"|[^\s"'{}]+)))++[ \t]*\}""")
"""{.class #id} below a block, as Hugo and Wiki.js have it."""
TAG = regex(_COMMENT + r"|\{%(?:[^%]|%(?!\}))*+%\}|\{\{[<%].*?[>%]\}\}|\{\{(?:[^}]|\}(?!\}))*+\}\}|" + ATTRIBUTE_LIST.pattern, re.S)
BRACKET = regex(r"\\.|[\[\]]", re.S)
SIZED = regex(r"\((?P<to>[^\s()<>]{1,2000})[ \t]+=(?:\d{1,5}%?)?x(?:\d{1,5}%?)?[ \t]*\)")
"""![图](a.png =500x300), as markdown-it-imsize has it and CSDN's editor writes it."""
SPACED = regex(
    r"""\((?=[^\n)]{0,300}[ ])(?P<to>[^\s<>"](?:[^\n<>"()]|\([^\n<>"()]{0,50}\)){0,300}?\.(?:png|jpe?g|gif|webp|svg|bmp|avif))"""
    r"""(?:[ \t]+"(?P<title>[^"\n]*)")?[ \t]*\)""",
    re.IGNORECASE,
)
"""![图](图 1.png): its name has a space, as files of a phone or a screen shot have."""
TAG_LINE = regex(rf"(?:(?:{TAG.pattern})[ \t]*)+")
_MARKUP = regex(r"<[a-zA-Z/!][^<>]*>|\{[%{]")
_IS_LANGUAGE = regex(r"[\w+#-]+")
_OPTION = regex(r"(?:lang|line_number|line_threshold|highlight|first_line|mark|wrap|language_attr):")
TAG_NAME = regex(r"\{\{?[<%]-?\s*(/?)\s*([\w-]+)")
CODE_TAGS = frozenset({"highlight", "codeblock", "code", "prism", "codetabs", "mermaid", "echarts", "plantuml"})
"""Tags of Jekyll, Hexo and Hugo that set what stands between them and their end as code."""


_DRAWINGS = frozenset({"mermaid", "echarts", "plantuml"})
VERSES = frozenset({"poem", "poetry"})
"""Tags whose lines are lines of a poem."""
COMMENTS = frozenset({"comment"})
"""Tags of Liquid and Hexo whose text is for authors."""


def install(md: MarkdownIt) -> None:
    """Put the rules into a parser."""
    md.block.ruler.before("fence", "template", _template_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.before("html_block", "tab", _tab, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("escape", "template", _template)
    for name in ("link", "image"):
        md.inline.ruler.at(name, _with_tags(next(each for each in md.inline.ruler.__rules__ if each.name == name).fn))


def rule_of(tag: str) -> str:
    """The name under which a removed tag is recorded."""
    if tag.endswith("]]") and tag.startswith(("[[", "![[")):
        return "wiki-link"
    if tag.startswith("{") and tag[1:2] not in ("%", "{"):
        return "attribute-list"
    is_square = tag.startswith("[") and tag.endswith("]") and ("=" in tag or tag.startswith("[/"))
    return "shortcode" if is_square or tag.startswith(("{{<", "{{%")) else "template-tag"


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
        push_removed(state, match[0], pos)
        if said := title(match[0]):
            children: list[Token] = []
            state.md.inline.parse(said, state.md, state.env, children)
            state.tokens += children
    state.pos = match.end()
    return True


def push_removed(state: StateInline, text: str, pos: int) -> None:
    """A piece of the text at `pos` that shows nothing, or what `_template_tags.py` draws for it."""
    token = state.push("template", "", 0)
    token.content = text
    token.meta = {"line": _line_in(state, pos)}


def _with_tags(inner: InlineRule) -> InlineRule:
    """A link or picture whose address begins with a tag, [甲]({{ site.url }}/a): a blog's engine fills it in before Markdown is read."""

    def rule(state: StateInline, silent: bool) -> bool:
        is_picture = state.src[state.pos] == "!"
        end = _label_end(state) if state.pos < last_of(state, "](" if is_picture else "]({") else 0
        match = _unusual(state.src, end + 1, state.posMax) if end else None
        if not match or (match.re.pattern != ADDRESS.pattern and not is_picture):
            return inner(state, silent)
        if not silent:
            _push_link(state, end, match)
        state.pos = match.end()
        return True

    return rule


def _unusual(text: str, pos: int, end: int) -> re.Match[str] | None:
    """An address that CommonMark would not read as one."""
    return ADDRESS.match(text, pos, end) or SIZED.match(text, pos, end) or SPACED.match(text, pos, end)


def _label_end(state: StateInline) -> int:
    """Where the ] stands before an address that CommonMark would not read, 0 where there is none."""
    is_picture = state.src[state.pos] == "!"
    end = pairs(state).get(state.pos + is_picture, 0)
    if not end or state.env.get("raw") or not (state.src.startswith("({", end + 1) or _unusual(state.src, end + 1, len(state.src))):
        return 0
    return end if state.md.helpers.parseLinkLabel(state, state.pos + is_picture, not is_picture) == end else 0


def pairs(state: StateInline) -> dict[int, int]:
    """For each [ of a text the place of its ], by their count alone: found once."""
    source, found = state.env.get("pairs", ("", {}))
    if source is not state.src:
        found, open_ = {}, []
        for match in BRACKET.finditer(state.src):
            if match[0] == "[":
                open_.append(match.start())
            elif match[0] == "]" and open_:
                found[open_.pop()] = match.start()
        state.env["pairs"] = (state.src, found)
    ends: dict[int, int] = found
    return ends


def _push_link(state: StateInline, end: int, match: re.Match[str]) -> None:
    """The link, its syntax recorded as removed: to CommonMark it is text."""
    pos, maximum, is_picture = state.pos, state.posMax, state.src[state.pos] == "!"
    to, said = address(match["to"]), match.groupdict()
    title = said.get("title") or said.get("other") or ""
    start = pos + 1 + is_picture
    if is_picture:
        push_removed(state, state.src[pos : match.end()], pos)
        token = state.push("image", "img", 0)
        token.content, token.children = state.src[start:end], []
        state.md.inline.parse(token.content, state.md, state.env, token.children)
        token.attrs = {"src": to, "alt": ""}
        if title:
            token.attrSet("title", title)
        return
    push_removed(state, "[", pos)
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": to, **({"title": title} if title else {})}
    state.pos, state.posMax = start, end
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.posMax = maximum
    push_removed(state, state.src[end : match.end()], end)


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


def tags_between(html: str) -> Iterator[tuple[str, bool]]:
    """The pieces of raw HTML, and whether each is a template tag that stands between its tags; none is between {% raw %} and its end."""
    at, raw, last = 0, False, {"{%": html.rfind("%}"), "{{": html.rfind("}}")}
    for opening in _MARKUP.finditer(html):
        pos = opening.start()
        if pos < at or pos > last.get(opening[0], -1) or not (tag := TAG.match(html, pos)):
            continue
        name = TAG_NAME.match(tag[0])
        word = name[2] if name else ""
        if raw and word != "endraw":
            continue
        raw = word == "raw"
        yield html[at:pos], False
        yield tag[0], True
        at = tag.end()
    yield html[at:], False


def _template_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line of nothing but tags: no paragraph; the inline rule sees them in their order."""
    if state.is_code_block(start):
        return False
    line = line_of(state, start).rstrip(ASCII_SPACE)
    of_block = line.startswith(("{.", "{#")) and start and not state.isEmpty(start - 1) and _OF_BLOCK.fullmatch(line)
    if not line.startswith("{") or not (of_block or TAG_LINE.fullmatch(line)):
        return False
    if silent:
        return True
    if of_block:
        push_mark(state, line, start, start + 1)
        return True
    if last := _end_of(state, line, start, end, QUOTATIONS) if state.level < MAX_LEVEL else 0:
        _quote(state, line, start, last)
    elif last := _end_of(state, line, start, end, VERSES) if state.level < MAX_LEVEL else 0:
        _verse(state, line, start, last)
    elif last := _end_of(state, line, start, end, COMMENTS):
        push_mark(state, state.getLines(start, last + 1, state.blkIndent, False), start, last + 1)
    elif last := _end_of(state, line, start, end, CODE_TAGS):
        push_tag(state, line, start)
        token = state.push("fence", "code", 0)
        token.info, token.meta["title"] = _language(line)
        token.content = state.getLines(start + 1, last, state.sCount[start], True)
        token.map = [start + 1, last]
        push_tag(state, line_of(state, last).rstrip(ASCII_SPACE), last)
        state.line = last + 1
    else:
        push_tag(state, line, start)
        state.line = start + 1
    return True


def _tab(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """The comment that begins a tab or a step between a theme's tags: its title is a paragraph."""
    line = line_of(state, start).rstrip(ASCII_SPACE)
    said = headed(line) if line.startswith("<!--") and not state.is_code_block(start) else None
    if said is None or not _has_holder(state):
        return False
    if not silent:
        push_mark(state, line, start, start + 1)
        if said:
            push_paragraph(state, said, start, start + 1)
    return True


def _has_holder(state: StateBlock) -> bool:
    """Whether the body has tags that such comments belong to: looked for once."""
    if "holder" not in state.env:
        state.env["holder"] = HOLDERS.search(state.src) is not None
    return bool(state.env["holder"])


def push_tag(state: StateBlock, line: str, number: int) -> None:
    """A line of nothing but tags: a paragraph where they show something."""
    token = state.push("inline", "", 0)
    token.content, token.children, token.map, token.meta = line, [], [number, number + 1], {"bare": True}


def _verse(state: StateBlock, tag: str, start: int, last: int) -> None:
    """The poem between two tags: its lines are its own."""
    push_tag(state, tag, start)
    first = len(state.tokens)
    state.level += 1
    _between(state, start, last)
    state.level -= 1
    for token in state.tokens[first:]:
        token.meta = {**token.meta, "verse": True}
    push_tag(state, line_of(state, last).rstrip(ASCII_SPACE), last)
    state.line = last + 1


def _between(state: StateBlock, start: int, last: int) -> None:
    """Read the lines between two."""
    end, parent = state.lineMax, state.parentType
    state.lineMax, state.parentType = last, "blockquote"
    state.md.block.tokenize(state, start + 1, last)
    state.lineMax, state.parentType = end, parent


def _quote(state: StateBlock, tag: str, start: int, last: int) -> None:
    """The quotation between two tags, and who said it."""
    push_tag(state, tag, start)
    state.push("blockquote_open", "blockquote", 1).map = [start, last]
    _between(state, start, last)
    if said := attribution(tag):
        push_paragraph(state, said, start, start + 1)
    state.push("blockquote_close", "blockquote", -1)
    push_tag(state, line_of(state, last).rstrip(ASCII_SPACE), last)
    state.line = last + 1


def _end_of(state: StateBlock, tag: str, start: int, end: int, names: frozenset[str]) -> int:
    """The line of the tag that ends what `tag`, one of these names, begins; 0 where it begins none or never ends."""
    name = TAG_NAME.match(tag)
    if not name or name[1] or name[2] not in names:
        return 0
    closing = re.compile(r"\{\{?[<%]-?\s*(?:end|/\s*)" + re.escape(name[2]) + r"\b")
    places = _places(state, closing)
    here = itertools.islice(places, bisect_right(places, start), bisect_left(places, end))
    return next((line for line in here if closing.match(line_of(state, line))), 0)


def _places(state: StateBlock, closing: re.Pattern[str]) -> list[int]:
    """The lines that may hold such a tag, in order: looked for once, for each of ten thousand open tags may ask."""
    found: dict[str, list[int]] = state.env.setdefault("closings", {})
    if closing.pattern not in found:
        rows = enumerate(state.src.split("\n"))
        found[closing.pattern] = [number for number, row in rows if closing.search(row)]
    return found[closing.pattern]


def _language(tag: str) -> tuple[str, str]:
    """The language and the title of code between tags: {% highlight js linenos %} begins with the language, Hexo's codeblock names it.

    The other words of a codeblock are its title: {% codeblock 甲.js lang:js https://… %}; {% codeblock js %} means a language.
    """
    name, *words = tag.strip("{}<>% \t-").split(" ")
    if name in _DRAWINGS:
        return ("json" if name == "echarts" else name), ""
    named = next((word[5:] for word in words if word.startswith("lang:")), "")
    bare = [word.strip("\"'") for word in words if word and not _OPTION.match(word)]
    if name == "codeblock" and (named or any(not _IS_LANGUAGE.fullmatch(word) for word in bare)):
        return named, " ".join(word for word in bare if not is_address(word))
    return next((word for word in [named, *bare] if re.fullmatch(r"[\w+#.-]+", word)), ""), ""
