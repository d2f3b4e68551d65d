"""What the command prints: results to standard output, words for a person to standard error.

Pipes get UTF-8 whatever the locale says; a terminal gets what it can show, the rest escaped.
"""

from __future__ import annotations

import io
import os
import sys
from collections import Counter
from collections.abc import Iterable

from ..errors import EXIT_OK, ArticleError, Diagnostic, Severity
from ..jobs import Outcome, pictures_line
from ..regex import regex


def set_streams() -> None:
    """Make both streams total: no file name and no character of an article can make printing fail."""
    for stream, fallback in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors=fallback, newline="\n")


def emit(data: bytes) -> None:
    """Bytes to standard output, all of them. Raises OSError; BrokenPipeError where the reader has had enough."""
    if sys.stdout is None:
        raise ArticleError.of("cannot-write", "standard output is closed")
    if sys.stdout.isatty():
        sys.stdout.write(data.decode("utf-8", "replace"))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    sys.stdout.flush()


def lines(texts: Iterable[str]) -> None:
    """Lines to standard output."""
    emit("".join(f"{text}\n" for text in texts).encode("utf-8", "surrogateescape"))


def close_quietly() -> None:
    """After a closed pipe: Python flushes once more as it ends, and must not complain."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a file descriptor is wanted
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


_UNSHOWN = regex("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What in the name of a file would end the line, command the terminal or turn its letters about (bidirectional controls of UAX #9)."""


def shown(text: str) -> str:
    """A name as part of a line: each character that is no letter on a terminal as its escape."""
    return _UNSHOWN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def note(text: str) -> None:
    """A line for a person, and no more than one."""
    trace(shown(text))


def trace(text: str) -> None:
    """Lines for a person as they are."""
    if sys.stderr is not None:
        print(text, file=sys.stderr)


def tell(what: Diagnostic) -> None:
    """A diagnostic as its line, and the hint on the next one."""
    note(str(what))
    if what.hint:
        note(f"hint: {what.hint}")


def outcome(done: Outcome, *, quiet: bool, debug: bool) -> int:
    """Say what became of one article, and return its exit status."""
    for what in done.diagnostics:
        if what.severity is Severity.ERROR or not quiet:
            tell(what)
    if done.trace and debug:
        trace(done.trace)
    if done.status == EXIT_OK and not quiet:
        fetched = sum(picture.bytes for picture in done.web if picture.status == "fetched")
        for text in (*pictures_line(Counter(picture.status for picture in done.web), fetched), *(written.path for written in done.written)):
            note(text)
    return done.status
