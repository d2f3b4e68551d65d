"""What crosses to a worker process and back: a Job there, its Outcome back; paths and plain values, never a tree.

A new thing that a worker must know is a field of `Job`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from .errors import EXIT_OK, Diagnostic

STDIN = "-"
"""How standard input is named on the command line and in diagnostics."""


COLLECT = (100_000, 20, 20)
"""Thresholds of the garbage collector: a tree is a million objects that live and die together, and looking through them costs a fifth."""


class Target(msgspec.Struct, frozen=True):
    """An output asked for. With `replace` off, a file that stands there with other bytes is left and reported (output-exists)."""

    format: str
    path: str
    replace: bool = True


class Job(msgspec.Struct, frozen=True):
    """One article to convert: paths and plain values only, so that it crosses to a worker process.

    `options` are the settings of the command line; `settings_file` is the huozi.toml that holds, None for the nearest one.
    """

    source: str
    targets: tuple[Target, ...]
    options: dict[str, Any] = {}  # Any: values of settings, whose types config.Config declares
    settings_file: str | None = None
    number: int = 0
    keep_edited: bool = False
    """Whether a picture saved beside an output stays where a person changed it."""


class Stamp(msgspec.Struct, frozen=True):
    """A file as it stood: size in bytes, time of change in ns, SHA-256 in hexadecimal (empty where nobody needs it)."""

    size: int
    mtime: int
    sha256: str = ""


class WebPicture(msgspec.Struct, frozen=True):
    """A picture of the web that an output asked for: `site` is its host, `bytes` and `sha256` are of the file as it came.

    `status` is fetched, unchanged (the host said so), cached (nobody was asked) or missing, for the `reason`.
    """

    address: str
    site: str
    status: str
    bytes: int
    reason: str = ""
    sha256: str = ""


class Written(msgspec.Struct, frozen=True):
    """An output that stands complete at `path`; `changed` is False where it stood there already, byte for byte.

    `pictures` are the local files that its writer asked for, with their stamps, None for one that is not there; `saved` are the pictures
    saved beside it, by their path; from `until` on (seconds since 1970) it is worth asking again for pictures that could not be had, 0 for
    never.
    """

    format: str
    path: str
    stamp: Stamp
    changed: bool
    pictures: tuple[tuple[str, Stamp | None], ...] = ()
    saved: tuple[tuple[str, Stamp], ...] = ()
    until: float = 0.0


class Outcome(msgspec.Struct, frozen=True):
    """What became of a Job. `status` is its exit status (0 all well, 1 failed, 2 wrong settings, 3 the set-up lacks something).

    `seconds` is wall-clock time; `stamp` is the source as it was read, None where nothing was written; `trace` is the traceback of a fault
    in the program.
    """

    source: str
    written: tuple[Written, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    status: int = EXIT_OK
    seconds: float = 0.0
    number: int = 0
    stamp: Stamp | None = None
    trace: str = ""
    web: tuple[WebPicture, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether nothing was written for it."""
        return self.status != EXIT_OK


Work: TypeAlias = Callable[[Job], Outcome]
"""Converts one article and never raises; for engines of other processes it is a function that pickles by its name."""


def pictures_line(counts: Mapping[str, int], fetched: int) -> list[str]:
    """What became of pictures of the web, none where there were none; `fetched` is in bytes."""
    words = ", ".join(f"{counts[word]} {word}" for word in ("fetched", "unchanged", "cached", "missing") if counts.get(word))
    size = f" ({fetched / 1e6:.1f} MB)" if fetched else ""
    return [f"pictures: {words}{size}"] if words else []
