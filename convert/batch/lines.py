"""Gathers the JSON outputs of a batch into one file, an article a line, in the order of the plan.

What a line holds is what `-t json` wrote, without its indents: no stage runs again, and one article at a time is in memory.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from .. import output
from ..errors import ArticleError
from ..jobs import Stamp

FORMAT = "json"


class Gathered(msgspec.Struct, frozen=True):
    """A file of lines as it was written: how many `articles` are in it, how many were `left_out` since they failed."""

    path: Path
    articles: int
    left_out: int


def line_of(place: Path, recorded: Stamp) -> bytes:
    """A JSON output on one line; one that a person changed since it was `recorded` is read as an article first.

    Raises ArticleError (unreadable, json-invalid, json-version).
    """
    try:
        data, stands = place.read_bytes(), output.stamp(place)
    except OSError as error:
        raise ArticleError.of("unreadable", f"cannot be read: {error.strerror}", file=str(place)) from None
    if stands is not None and (stands.size, stands.mtime) == (recorded.size, recorded.mtime):
        return msgspec.json.format(data, indent=-1) + b"\n"
    from ..parse.json import from_json  # only for what a person changed: the parent of workers needs no stage
    from ..write.json import json_line

    return json_line(from_json(data.removeprefix(b"\xef\xbb\xbf"), str(place)))
