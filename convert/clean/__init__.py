"""Takes the site's furniture out of an article's HTML, and writes down each piece.

Rules are data, one table each in rules/*.toml: a new one is such a table, with an example that it must match and one that it must not.
"""

from __future__ import annotations

from bs4.element import Comment, Doctype, ProcessingInstruction

from ..config import Settings
from ..errors import Report
from ..read import Source
from .record import Cleaned, Removal
from .soup import line_of, make_soup

__all__ = ["Cleaned", "Removal", "clean", "line_of", "make_soup"]


def clean(html: str, source: Source, settings: Settings, report: Report) -> Cleaned:
    """The tree of an article's body without furniture."""
    soup = make_soup(html, source.body_line, marked=source.kind == "markdown", report=report, name=source.name)
    for string in soup.find_all(string=lambda text: isinstance(text, Comment | Doctype | ProcessingInstruction)):
        string.extract()
    for tag in soup(["script", "style", "head"]):
        tag.decompose()
    return Cleaned(soup)
