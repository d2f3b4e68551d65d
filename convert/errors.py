"""What can go wrong, and how it is said: diagnostics, the exceptions, the exit statuses.

A new kind of trouble is one row in `CODES`; the reference in docs/ is printed from it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec

# DESIGN section 3: what the command returns to its shell.
EXIT_OK = 0
EXIT_ARTICLE = 1
EXIT_USAGE = 2
EXIT_SETUP = 3
EXIT_INTERRUPTED = 130


class Severity(StrEnum):
    """How much a diagnostic weighs: `note` informs, `warning` fails under --strict, `error` fails the article."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Diagnostic(msgspec.Struct, frozen=True):
    """One thing a stage dropped, repaired, guessed or could not do.

    `code` is a key of CODES; `file` is the source as the user named it; `line` is 1-based in that file, None where
    the trouble has no line.
    """

    severity: Severity
    code: str
    message: str
    file: str = ""
    line: int | None = None
    hint: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part not in ("", None))
        word = "" if self.severity is Severity.ERROR else f"{self.severity}: "
        return f"{place}: {word}{self.message}" if place else f"{word}{self.message}"


Report = Callable[[Diagnostic], None]
"""Where a stage says what it did: it is handed one and calls it; it never prints."""


class HuoziError(Exception):
    """An article, a setting or the set-up fails with one line for a person.

    The Diagnostic is the exception's only argument, so that it pickles: an exception that does not unpickle kills a
    whole process pool.
    """

    exit_status = EXIT_ARTICLE

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic

    def __str__(self) -> str:
        return str(self.diagnostic)


class ArticleError(HuoziError):
    """This article cannot be read or written; others can."""


class UsageError(HuoziError):
    """The command line or a settings file is wrong."""

    exit_status = EXIT_USAGE


class SetupError(HuoziError):
    """The machine lacks something that the asked format needs: a font, Pango."""

    exit_status = EXIT_SETUP


# One row a code: what it means and what to do about it. Sorted; a test compares it with what the code raises and with docs/.
CODES: dict[str, str] = {
}


def diagnostic(
    severity: Severity, code: str, message: str, *, file: str = "", line: int | None = None, hint: str = ""
) -> Diagnostic:
    """A Diagnostic whose code is checked to have its row in CODES."""
    if code not in CODES:
        raise KeyError(f"diagnostic code {code!r} has no row in CODES")
    return Diagnostic(severity, code, message, file, line, hint)
