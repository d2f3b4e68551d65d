"""A path to its bytes, or one clear line why not."""

from __future__ import annotations

import stat
from pathlib import Path

from ..errors import ArticleError, Severity, diagnostic

# What a file that is no text begins with, and how it is called: the line then says more than "it is no text".
FORMATS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (EPUB and Word files are such)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x7fELF", "a program"),
)


def load(path: Path) -> bytes:
    """The bytes of a regular file.

    Raises ArticleError: no-file, is-folder, not-a-file for a device or a pipe, which may never end, unreadable.
    """
    name = str(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _error("is-folder", "it is a folder, not an article", name, hint="huozi batch converts a folder")
        if not stat.S_ISREG(mode):
            raise _error("not-a-file", "it is no regular file", name, hint="- reads an article from standard input")
        return path.read_bytes()
    except FileNotFoundError:
        raise _error("no-file", "there is no such file", name) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise _error("unreadable", f"cannot be read: {getattr(error, 'strerror', None) or error}", name) from None


def check(data: bytes, name: str) -> None:
    """Raises ArticleError for a file that holds nothing (empty-file) or is known by its first bytes as no text (binary-file)."""
    if not data.strip(b"\0 \t\r\n\f\xef\xbb\xbf\xfe\xff"):
        raise _error("empty-file", "it is empty", name)
    for start, kind in FORMATS:
        if data.startswith(start):
            raise _error("binary-file", f"it is {kind}, not an article", name)


def _error(code: str, message: str, name: str, hint: str = "") -> ArticleError:
    return ArticleError(diagnostic(Severity.ERROR, code, message, file=name, hint=hint))
