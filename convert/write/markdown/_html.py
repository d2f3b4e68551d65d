"""Writes nodes as HTML inside Markdown, for what Markdown has no form for: spans, blocks in cells, definitions, centred lines.

The HTML is what parse/html.py reads back as the same nodes, and it has no blank line in it, which would end it. A new node is one case in
`block` or `inline`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import assert_never

from ...model import (
    Block,
    Break,
    Cell,
    Code,
    CodeBlock,
    Definitions,
    Embed,
    Face,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    List,
    ListItem,
    Math,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Ruby,
    Rule,
    Styled,
    Table,
    Text,
)
from ...regex import regex
from ...tidy import nest
from ._inline import TAGS, Flavour, attribute, label, runs_of

INDENT = "\u3000"
_LABELLED = regex(r'</?a[ >]|<sup data-note-ref="([^"]*)">|<section data-note="([^"]*)">(?:\n<p(?: [^>]*)?>)?')
_TAG_BEGINS = regex(r"\{(?=[{%])")
_OF_MARKDOWN = regex(r"<[^>]*>|[\\*_`~^\[\]$@'\"]|(?<=-)-|(?<=\.)\.")


def text(string: str) -> str:
    """Characters as HTML text; line ends as references, for a blank line would end the block, and { where an engine would see its tag."""
    return _TAG_BEGINS.sub("&#123;", escape(string, quote=False).replace("\n", "&#10;"))


def inert(markup: str) -> str:
    """The markup with all in its texts that pandoc would read as Markdown written as references (its extension markdown_in_html_blocks)."""
    return _OF_MARKDOWN.sub(lambda match: match[0] if match[0][0] == "<" else f"&#{ord(match[0])};", markup)


def labelled(markup: str, flavour: Flavour) -> str:
    """The markup with the numbers of notes on their marks, and on the notes as what those lead to."""
    links = 0

    def label_behind(match: re.Match[str]) -> str:
        nonlocal links
        links += {"<a ": 1, "</a": -1}.get(match[0][:3], 0)
        if match[1]:
            return match[0] + label(match[1], flavour, linked=links > 0)
        if match[2] in flavour.numbers:
            return f'{match[0]}<a data-note-label id="fn-{match[2]}">{flavour.numbers[match[2]]}. </a>'
        return match[0]

    return _LABELLED.sub(label_behind, markup)


# ---- inline -------------------------------------------------------------------------------------------------------


def inlines(nodes: Sequence[Inline]) -> str:
    """Inline content, in the normal form that Markdown holds."""
    return _nodes(nest(runs_of(nodes)[1]))


def _nodes(nodes: Iterable[Inline]) -> str:
    return "".join(inline(node) for node in nodes)


def inline(node: Inline) -> str:
    """One inline node."""
    match node:
        case Text(text=string):
            return text(string)
        case Styled(style=style, inlines=inner):
            return _nodes(inner).join(TAGS[style])
        case Face(inlines=inner):
            return _nodes(inner)
        case Code(text=string):
            return f"<code>{text(string)}</code>"
        case Link(url=url, inlines=inner, title=title):
            return f'<a href="{attribute(url)}"{_title(title)}>{_nodes(inner)}</a>'
        case Image(src=src, alt=alt, title=title):
            return f'<img src="{attribute(src)}" alt="{attribute(alt)}"{_title(title)}>'
        case Ruby(pairs=pairs):
            return "<ruby>" + "".join(f"{text(pair.base)}<rt>{text(pair.reading)}</rt>" for pair in pairs) + "</ruby>"
        case Math(text=string, display=display):
            return f'<span data-math="{"display" if display else "inline"}">{text(string)}</span>'
        case Break():
            return "<br>"
        case NoteRef(id=name):
            return f'<sup data-note-ref="{attribute(name)}"></sup>'
        case _:
            assert_never(node)


def _title(title: str) -> str:
    return f' title="{attribute(title)}"' if title else ""


# ---- blocks -------------------------------------------------------------------------------------------------------


def blocks(nodes: Iterable[Block]) -> str:
    """Blocks, one a line where they are not within one another."""
    return "\n".join(line for node in nodes if (line := block(node)))


def block(node: Block) -> str:
    """One block; empty where it shows nothing."""
    match node:
        case Paragraph():
            return paragraph(node)
        case Heading(level=level, inlines=inner, id=name):
            identity = f' id="{attribute(name)}"' if name else ""
            return f"<h{level}{identity}>{inlines(inner)}</h{level}>"
        case Quote(blocks=inner):
            return _around("blockquote", blocks(inner))
        case List():
            return _list(node)
        case Definitions():
            return _definitions(node)
        case CodeBlock():
            return _code(node)
        case Figure():
            return _figure(node)
        case Table():
            return _table(node)
        case Rule():
            return "<hr>"
        case Embed():
            return paragraph(Paragraph(embed_link(node)))
        case _:
            assert_never(node)


def _around(tag: str, content: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}>\n{content}\n</{tag}>" if content else f"<{tag}{attributes}></{tag}>"


def embed_link(node: Embed) -> tuple[Inline, ...]:
    """What stands for a video or a foreign page: a link to it."""
    shown = node.title or node.url
    return (Link(node.url, (Text(shown),)),) if shown else ()


def paragraph(node: Paragraph) -> str:
    """A paragraph with its indent as U+3000 and its alignment; empty where it holds nothing."""
    em, runs = runs_of(node.inlines)
    if not runs:
        return ""
    align = {"start": "", "center": ' align="center"', "end": ' align="right"'}[node.align]
    return f"<p{align}>{INDENT * max(node.indent, round(em))}{_nodes(nest(runs))}</p>"


def _list(node: List) -> str:
    tag = "ol" if node.ordered else "ul"
    start = f' start="{node.start}"' if node.ordered and node.start != 1 else ""
    return _around(tag, "\n".join(_item(item) for item in node.items), start) if node.items else ""


def _item(item: ListItem) -> str:
    checked = "" if item.checked is None else f' data-checked="{str(item.checked).lower()}"'
    return f"<li{checked}>{blocks(item.blocks)}</li>"


def _definitions(node: Definitions) -> str:
    parts = []
    for item in node.items:
        parts += [f"<dt>{inlines(term.inlines)}</dt>" for term in item.terms]
        parts.append(f"<dd>{blocks(item.blocks)}</dd>")
    return _around("dl", "\n".join(parts)) if parts else ""


def _code(node: CodeBlock) -> str:
    language = language_of(node)
    kind = f' class="language-{attribute(language)}"' if language else ""
    return f"<pre><code{kind}>{text(node.text + chr(10) if node.text else '')}</code></pre>"


def language_of(node: CodeBlock) -> str:
    """The first word of a code block's language: more than that has no place in Markdown."""
    word = re.search(r"[^\s\x00-\x20\x7f]+", node.language)
    return word[0] if word else ""


def _figure(node: Figure) -> str:
    pictures = "\n".join(inline(image) for image in node.images)
    if not node.caption:
        return f"<p>{pictures}</p>" if pictures else ""
    return _around("figure", f"{pictures}\n<figcaption>{inlines(node.caption.inlines)}</figcaption>".lstrip("\n"))


def _table(node: Table) -> str:
    parts = [f"<caption>{inlines(node.caption.inlines)}</caption>"] if node.caption else []
    if node.head:
        parts.append(_around("thead", "\n".join(map(_row, node.head))))
    if node.rows:
        parts.append(_around("tbody", "\n".join(map(_row, node.rows))))
    return _around("table", "\n".join(parts)) if parts else ""


def _row(row: Row) -> str:
    return "<tr>" + "".join(map(_cell, row.cells)) + "</tr>"


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    spans = "".join(f' {name}="{count}"' for name, count in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if count != 1)
    align = {"start": "", "center": ' style="text-align:center"', "end": ' style="text-align:right"'}[cell.align]
    return f"<{tag}{spans}{align}>{_cell_content(cell.blocks)}</{tag}>"


def _cell_content(nodes: tuple[Block, ...]) -> str:
    """The one plain paragraph of a simple cell stands there bare."""
    match nodes:
        case (Paragraph(inlines=inner, indent=0, align="start"),):
            return inlines(inner)
        case _:
            return blocks(nodes)


def note(node: Note) -> str:
    """A footnote."""
    return _around("section", blocks(node.blocks), f' data-note="{attribute(node.id)}"')
