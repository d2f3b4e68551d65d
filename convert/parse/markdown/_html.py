"""Draws markdown-it's tokens as the HTML that clean/ and parse/html.py read: lines, notes, tasks, mathematics and removals as attributes.

A token type of a new rule is one method of `Renderer` in its table `BLOCKS` or `INLINES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from markdown_it.common.utils import MD_TRIM_RE, unescapeAll
from markdown_it.token import Token

from ...regex import regex
from ._repairs import ASCII_SPACE
from ._tag_titles import code_title, title
from ._template_tags import shown, without_tags
from ._templates import rule_of, tags_between

MAX_MARKS = 64
"""Emphasis within emphasis that is drawn: deeper marks go, their text stays."""

_BRACED = regex(r"\{[ \t]*\.?([A-Za-z][\w+#-]*)(?=[ \t,}])")
"""The language of ```{.python .numberLines} (pandoc) and ```{r setup} (R Markdown)."""
_VERBATIM = regex(r"<(?:pre|script|style|textarea|code|svg|template)\b", re.IGNORECASE)
_INDENTS = ("\u3000", "\u2003\u2003", "\u00a0\u00a0")

BLOCK_TAG = regex(
    r"<(address|article|aside|blockquote|center|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|iframe|img|li|main|ol|p|pre"
    r"|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio)(?=[\s/>])",
    re.IGNORECASE,
)


class Removed:
    """What was taken out of the text: the count and first line of each rule."""

    def __init__(self) -> None:
        self.first: dict[str, tuple[int, str]] = {}
        self.count: dict[str, int] = {}

    def add(self, rule: str, line: int, text: str) -> None:
        """Note one removal; `line` is 1-based in the file."""
        self.first.setdefault(rule, (line, text))
        self.count[rule] = self.count.get(rule, 0) + 1


class Renderer:
    """One rendering: `offset` is the line in the file of the body's first line."""

    def __init__(self, offset: int, *, breaks: bool) -> None:
        self.offset = offset
        self.soft = "<br>\n" if breaks else "\n"
        self.removed = Removed()
        self.repeated: list[tuple[int, str]] = []
        self.labels: set[str] = set()
        self.used: set[str] = set()
        self.line = offset
        self.marks = 0

    def render(self, tokens: Sequence[Token]) -> str:
        """The HTML of a whole body."""
        return "".join(self._blocks(tokens))

    # ---- blocks ----

    def _blocks(self, tokens: Sequence[Token]) -> Iterator[str]:
        for token in tokens:
            if token.map:
                self.line = self.offset + token.map[0]
            if token.type == "inline":
                yield self._inline_block(token)
            elif method := BLOCKS.get(token.type):
                yield method(self, token)
            elif not token.hidden:
                yield self._tag(token)

    def _tag(self, token: Token) -> str:
        if token.nesting == -1:
            return f"</{token.tag}>\n"
        attributes = "".join(f' {key}="{escape(str(value))}"' for key, value in token.attrs.items())
        return f'<{token.tag}{attributes} data-line="{self.line}">'

    def _inline_block(self, token: Token) -> str:
        soft = self.soft
        self.soft = "<br>\n" if token.meta.get("verse") else soft
        text = self.inline(token.children or [])
        self.soft = soft
        seen = (child.type != "template" or shown(child.content) for child in token.children or [])
        bare_text = bool(token.meta.get("bare")) and any(seen)
        return f'<p data-line="{self.line}">{text}</p>\n' if bare_text else text

    def _heading(self, token: Token) -> str:
        removed = token.meta.get("removed", "")
        return (self._template(removed, self.line) if removed else "") + self._tag(token)

    def _item(self, token: Token) -> str:
        checked = token.meta.get("checked")
        task = "" if checked is None else f' data-checked="{str(checked).lower()}"'
        return f'<li{task} data-line="{self.line}">'

    def _code(self, token: Token) -> str:
        said = unescapeAll(token.info).strip(ASCII_SPACE) if token.info else ""
        braced = _BRACED.match(said)
        info = braced[1] if braced else MD_TRIM_RE.split(said, maxsplit=1)[0]
        language = f' class="language-{escape(info)}"' if info else ""
        title = token.meta.get("title") or code_title(said)
        head = f'<p data-line="{self.line}">{escape(title, quote=False)}</p>\n' if title else ""
        return f'{head}<pre data-line="{self.line}"><code{language}>{escape(token.content, quote=False)}</code></pre>\n'

    def _html_block(self, token: Token) -> str:
        """Raw HTML, each block in it told its line."""
        at, line, parts, content = 0, self.line, [], self._tags_drawn(without_tags(token.content))
        for match in BLOCK_TAG.finditer(content):
            line += content.count("\n", at, match.start())
            parts.append(f'{content[at : match.end()]} data-line="{line}"')
            at = match.end()
        return "".join(parts) + content[at:]

    def _tags_drawn(self, content: str) -> str:
        """Template tags between the tags of HTML, as an engine fills them in; not where HTML itself keeps text as it is."""
        if "{" not in content or _VERBATIM.search(content):
            return content
        line, parts = self.line, []
        for piece, is_tag in tags_between(content):
            drawn = self._template(piece, line) + shown(piece) + escape(title(piece), quote=False) if is_tag else piece
            parts.append(drawn)
            line += piece.count("\n")
        return "".join(parts)

    def _removed_block(self, token: Token) -> str:
        return self._template(token.content, self.line)

    def _note(self, token: Token) -> str:
        label = name = token.meta["label"]
        number = 1
        while name in self.labels:
            number += 1
            name = f"{label}-{number}"
        if name != label:
            self.repeated.append((self.line, label))
        self.labels.add(name)
        return f'<section data-note="{escape(name)}" data-line="{self.line}">'

    def _note_end(self, _token: Token) -> str:
        return "</section>\n"

    # ---- inline ----

    def inline(self, tokens: Sequence[Token]) -> str:
        """The HTML of a run of inline tokens."""
        parts = []
        for number, token in enumerate(tokens):
            if token.type == "softbreak" and _is_set_in(tokens[number + 1 : number + 2]):
                parts.append("<br>\n")
            elif method := INLINES.get(token.type):
                parts.append(method(self, token))
            else:
                parts.append(self._mark(token))
        return "".join(parts)

    def _mark(self, token: Token) -> str:
        if token.type == "link_open":
            self.used.add(token.meta.get("label", ""))
        self.marks += token.nesting
        too_deep = self.marks >= MAX_MARKS + (token.nesting == 1) and token.type != "link_open"
        if too_deep and token.type != "link_close":
            return ""
        attributes = "".join(f' {key}="{escape(str(value))}"' for key, value in token.attrs.items())
        return f"<{'/' if token.nesting < 0 else ''}{token.tag}{attributes}>"

    def _text(self, token: Token) -> str:
        return escape(token.content, quote=False)

    def _raw(self, token: Token) -> str:
        return without_tags(token.content)

    def _code_inline(self, token: Token) -> str:
        return f"<code>{escape(token.content, quote=False)}</code>"

    def _hard_break(self, _token: Token) -> str:
        return "<br>\n"

    def _soft_break(self, _token: Token) -> str:
        return self.soft

    def _image(self, token: Token) -> str:
        self.used.add(token.meta.get("label", ""))
        title = f' title="{escape(str(token.attrs["title"]))}"' if "title" in token.attrs else ""
        return f'<img src="{escape(str(token.attrs["src"]))}" alt="{escape(plain_text(token.children or []))}"{title}>'

    def _math(self, token: Token) -> str:
        kind = "display" if token.content.startswith("$$") else "inline"
        return f'<span data-math="{kind}">{escape(token.content, quote=False)}</span>'

    def _note_mark(self, token: Token) -> str:
        return f'<sup data-note-ref="{escape(token.meta["label"])}"></sup>'

    def _template_tag(self, token: Token) -> str:
        return self._template(token.content, self.line + token.meta["line"]) + shown(token.content)

    def _template(self, text: str, line: int) -> str:
        rule = rule_of(text)
        self.removed.add(rule, line, text)
        return f'<template data-removed="{rule}" data-line="{line}">{escape(text, quote=False)}</template>'


def _is_set_in(tokens: Sequence[Token]) -> bool:
    """Whether a line begins with an indent in wide blanks: its author began it there, and no line end is soft before it."""
    return any(token.type == "text" and token.content.startswith(_INDENTS) for token in tokens)


def plain_text(tokens: Sequence[Token]) -> str:
    """The text of inline tokens without their marks: a picture's alternative text."""
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(plain_text(token.children or []))
        elif token.type != "template":
            parts.append(token.content)
    return "".join(parts)


Method = Callable[[Renderer, Token], str]
BLOCKS: dict[str, Method] = {
    "heading_open": Renderer._heading,
    "list_item_open": Renderer._item,
    "fence": Renderer._code,
    "code_block": Renderer._code,
    "html_block": Renderer._html_block,
    "template_block": Renderer._removed_block,
    "footnote_reference_open": Renderer._note,
    "footnote_reference_close": Renderer._note_end,
}
INLINES: dict[str, Method] = {
    "text": Renderer._text,
    "html_inline": Renderer._raw,
    "code_inline": Renderer._code_inline,
    "hardbreak": Renderer._hard_break,
    "softbreak": Renderer._soft_break,
    "image": Renderer._image,
    "math": Renderer._math,
    "footnote_ref": Renderer._note_mark,
    "template": Renderer._template_tag,
}
