"""Chinese articles from files to Markdown, text, JSON, EPUB and PDF, with nothing lost: the public API.

    reading = convert.read_article("post.md")
    text = convert.render(reading, "txt")
    convert.convert_file("post.md", "post.pdf", options={"zone": "Asia/Taipei"})

Names load what they need when they are first used, so that a command which prints a help text loads no parser.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api import convert_file, render
    from .config import Config
    from .errors import ArticleError, Diagnostic, HuoziError, SetupError, Severity, UsageError
    from .meta import Meta
    from .model import Document
    from .pipeline import Reading, read_article

__version__ = "0.1.0"

__all__ = [
    "ArticleError",
    "Config",
    "Diagnostic",
    "Document",
    "HuoziError",
    "Meta",
    "Reading",
    "SetupError",
    "Severity",
    "UsageError",
    "convert_file",
    "read_article",
    "render",
]

_HOME = {
    "ArticleError": "errors", "Config": "config", "Diagnostic": "errors", "Document": "model", "HuoziError": "errors",
    "Meta": "meta", "Reading": "pipeline", "SetupError": "errors", "Severity": "errors", "UsageError": "errors",
    "convert_file": "api", "read_article": "pipeline", "render": "api",
}  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f".{_HOME[name]}", __name__), name)
    return found
