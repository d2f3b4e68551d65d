"""Other people's Markdown parsers as witnesses: which characters they set strong, emphasised or struck out.

A parser is one function from Markdown to HTML in `PARSERS`, or, run by Node, one program in `NODE_PARSERS`.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path

import cmarkgfm
import mistune
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

from convert.model import Document, Styled, Text
from convert.tidy import flatten

Marked = list[tuple[str, frozenset[str]]]
"""Each visible character with the marks it stands under."""

TAGS = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "del": "strike", "s": "strike", "strike": "strike"}
WHITE = re.compile(r"\s")


def _markdown_it(text: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"]).render(text))


def _cmark(text: str) -> str:
    return str(cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE))


def _mistune(text: str) -> str:
    return str(mistune.create_markdown(escape=False, plugins=["strikethrough", "table"])(text))


PARSERS: dict[str, Callable[[str], str]] = {"markdown-it-py": _markdown_it, "cmark-gfm": _cmark, "mistune": _mistune}

NODE_PARSERS = {
    "marked": "import {marked} from 'marked'; const read = (text) => marked.parse(text);",
    "commonmark": (
        "import {Parser, HtmlRenderer} from 'commonmark'; const parser = new Parser(), renderer = new HtmlRenderer();"
        "const read = (text) => renderer.render(parser.parse(text));"
    ),
}
"""Versions are those of NODE_PACKAGES; each defines `read`."""
NODE_PACKAGES = ("marked@18", "commonmark@0.31")
_LOOP = "import {readFileSync} from 'fs'; console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(read)));"


def node_render(folder: Path, name: str, texts: Sequence[str]) -> list[str]:
    """The HTML that a parser of npm makes of each text; its package is installed in `folder`."""
    program = folder / f"{name}.mjs"
    program.write_text(NODE_PARSERS[name] + _LOOP, encoding="utf-8")
    done = subprocess.run(["node", program.name], cwd=folder, input=json.dumps(list(texts)).encode(), capture_output=True, check=True)
    return [str(html) for html in json.loads(done.stdout)]


def marked_html(html: str) -> Marked:
    """The visible characters of HTML with their marks."""
    found: Marked = []
    open_tags: list[str] = []
    for tag, text in re.findall(r"<(/?[a-zA-Z][a-zA-Z0-9]*)[^>]*>|([^<]+)", html):
        name = TAGS.get(tag.lstrip("/").lower())
        if text:
            found += [(char, frozenset(open_tags)) for char in unescape(text) if not WHITE.match(char)]
        elif name and tag.startswith("/"):
            open_tags.remove(name)
        elif name:
            open_tags.append(name)
    return found


def marked_model(document: Document) -> Marked:
    """The visible characters of a document's paragraphs with their marks."""
    found: Marked = []
    for block in document.blocks:
        for run in flatten(getattr(block, "inlines", ())):
            text = run.leaf if isinstance(run.leaf, str) else getattr(run.leaf, "text", "")
            marks = frozenset(mark.style for mark in run.marks if isinstance(mark, Styled) and mark.style in TAGS.values())
            found += [(char, marks) for char in text if not WHITE.match(char)]
    return found


def paragraph_text(document: Document) -> str:
    """The text of a document, for messages."""
    return "".join(node.text for block in document.blocks for node in getattr(block, "inlines", ()) if isinstance(node, Text))
