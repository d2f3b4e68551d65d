"""The writers: what one is, which there are, how one is called.

A new format is a module here with a `WRITER` and one line in `BUILT_IN`, or a package of its own whose entry point in the group
`huozi.writers` loads such a writer.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

import msgspec

from ..config import Config
from ..errors import Report, SetupError, Severity, diagnostic
from ..model import VERSION, Document, plain

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

BUILT_IN = {
    "md": "convert.write.markdown",
    "txt": "convert.write.txt",
    "json": "convert.write.json",
    "epub": "convert.write.epub",
    "pdf": "convert.write.pdf",
}
"""Format name to module: imported when asked for, since WeasyPrint alone takes most of a second. Each one's suffix is its name."""

GROUP = "huozi.writers"


class Picture(msgspec.Struct, frozen=True):
    """The bytes of a picture that an article names, and the media type those bytes show (image/png …)."""

    data: bytes
    media_type: str


class NoPicture(msgspec.Struct, frozen=True):
    """Why there is none: `code` is the diagnostic's, `reason` words for the note that stands in its place."""

    code: str
    reason: str


Pictures = Callable[[str], Picture | NoPicture]
"""Image.src to its bytes: the only way a writer reaches the disk (promise P6). It never raises and never reaches the net by itself."""


Save = Callable[[str], str]
"""Image.src to what an output writes that can only name its pictures: the path of the picture saved beside it, else the same again."""


class Context(msgspec.Struct, frozen=True):
    """All that a writer knows beside the Document: it has no clock, disk or network of its own."""

    config: Config
    report: Report
    pictures: Pictures
    name: str = ""
    """The source as the user named it: for diagnostics, never for an output."""
    epoch: int | None = None
    """SOURCE_DATE_EPOCH in seconds, None where it is not set."""
    source: bytes = b""
    """The article file as it was read, for formats that can carry it."""
    save: Save | None = None
    """None where pictures keep their addresses."""


class Writer(Protocol):
    """Prints a Document as one file."""

    name: str
    """The format's name on the command line: md."""
    suffix: str
    """Of the output file: .md."""
    media_type: str
    title: str
    """One line for `huozi formats`."""
    is_text: bool
    """Whether it may be printed on a terminal."""
    model_version: int
    """The version of the model that it was written for: newer nodes reach it as plain paragraphs."""

    def write(self, document: Document, context: Context) -> bytes:
        """The output's bytes: the same for the same document, config and fonts. Raises only HuoziError."""
        ...


def names() -> tuple[str, ...]:
    """All format names, the built-in ones first, then those of installed packages by name."""
    return (*BUILT_IN, *sorted(set(_plugins()) - set(BUILT_IN)))


def get(name: str) -> Writer:
    """The writer of a format.

    Raises KeyError for a name that `names()` has not, SetupError (writer-broken) where its package cannot be imported.
    """
    if name in BUILT_IN:
        writer: Writer = import_module(BUILT_IN[name]).WRITER
        return writer
    try:
        loaded: Writer = _plugins()[name].load()
    except KeyError:
        raise
    except Exception as error:  # a foreign package may raise anything while it is imported
        raise SetupError(diagnostic(Severity.ERROR, "writer-broken", f"the writer {name} cannot be loaded: {error}")) from error
    return loaded


def suffix_of(name: str) -> str:
    """The suffix of a format's files (.md). A built-in writer is not loaded for it; raises as `get` for others."""
    return f".{name}" if name in BUILT_IN else get(name).suffix


def write(document: Document, writer: Writer, context: Context) -> bytes:
    """The document printed by a writer, simplified first where the writer is older than the model."""
    if writer.model_version < VERSION:
        document, unknown = plain(document, writer.model_version)
        for node in sorted(unknown):
            message = f"the {writer.name} writer does not know {node}: written as plain text"
            context.report(diagnostic(Severity.WARNING, "node-simplified", message, file=context.name))
    return writer.write(document, context)


def _plugins() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points  # a fifth of the start-up, for those who ask for all names

    return {point.name: point for point in entry_points(group=GROUP)}
