"""Reads a Markdown body: rendered to HTML by markdown-it-py, so that clean/ and parse/html.py see one kind of input.

CommonMark with tables, strikethrough, footnotes, task lists and mathematics. A further syntax is a rule in
`_rules.py`; what the library gets wrong is mended in `_repairs.py`. The HTML carries what HTML has no words
for as attributes: data-line, data-note, data-note-ref, data-math, data-checked, data-removed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from ...config import Config
from ...errors import Report, Severity, diagnostic
from ...model import MAX_DEPTH
from . import _containers as containers
from . import _dialects as dialects
from . import _flanking as flanking
from . import _repairs as repairs
from . import _rules as rules
from . import _shortcuts as shortcuts
from . import _templates as templates
from ._html import Renderer

if TYPE_CHECKING:
    from ...read import Source


class Parser(MarkdownIt):
    """markdown-it with addresses kept as they are written: it would percent-encode Chinese and refuse what a browser should not run."""

    def normalizeLink(self, url: str) -> str:
        """The address, verbatim."""
        return url

    def normalizeLinkText(self, link: str) -> str:
        """The text of an autolink, verbatim."""
        return link

    def validateLink(self, url: str) -> bool:  # noqa: ARG002 - the library's name and signature
        """Any address may be read: what an output may hold is the writers' business."""
        return True


COMMENT_LABEL = "//"
"""[//]: # (…) is how authors write a comment: a definition that nothing uses."""


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser of this project's Markdown: that of the reader, and of the writer's check of what it wrote."""
    # maxNesting holds for links within links too, at three frames of Python's stack each: twice the model's depth and a little more.
    md = Parser("commonmark", {"html": True, "maxNesting": repairs.MAX_LEVEL + 12, "tasklists": True, "store_labels": True})
    md.enable(["table", "strikethrough"])
    footnote_plugin(md, inline=False, move_to_end=False)
    templates.install(md)
    dialects.install(md)
    containers.install(md)
    rules.install(md)
    repairs.install(md)
    flanking.install(md)
    shortcuts.install(md)
    return md


def to_html(source: Source, config: Config, report: Report) -> str:
    """The body as HTML for clean/, lines counted in the file.

    Reports: template-removed (note) for tags of Hexo, Jekyll, Hugo and kramdown; note-repeated where two notes have one name;
    nesting-flattened where lists or quotations are deeper than the model's depth; definition-unused (note) for [1]: 甲
    without a link to it.
    """
    env: dict[str, Any] = {}  # Any: markdown-it's own
    tokens = parser().parse(source.body.replace("\0", ""), env)
    renderer = Renderer(source.body_line, breaks=config.breaks == "hard")
    html = renderer.render(tokens)
    _report(renderer, env, source, report)
    return html


def _report(renderer: Renderer, env: dict[str, Any], source: Source, report: Report) -> None:
    for rule, (line, text) in renderer.removed.first.items():
        count = renderer.removed.count[rule]
        message = f"{count} of the kind {rule} taken out of the text, the first is {text[:60]}"
        report(diagnostic(Severity.NOTE, "template-removed", message, file=source.name, line=line))
    for line, label in renderer.repeated:
        message = f"a second note is called {label}: it is kept without a mark"
        report(diagnostic(Severity.WARNING, "note-repeated", message, file=source.name, line=line))
    for label, reference in env.get("references", {}).items():
        if label not in renderer.used and label != COMMENT_LABEL:
            message = f"[{label}]: {reference['href']} names an address that no link uses: it is not in the text"
            line = source.body_line + reference["map"][0]
            report(diagnostic(Severity.NOTE, "definition-unused", message, file=source.name, line=line))
    if isinstance(capped := env.get("capped"), int):
        message = f"nested more than {MAX_DEPTH} levels deep: what is deeper stands on the last of them"
        report(diagnostic(Severity.WARNING, "nesting-flattened", message, file=source.name, line=source.body_line + capped))
