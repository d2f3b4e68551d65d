"""Which formats are asked for and which files an article becomes: the names of outputs.

A new field of a `--name` template is one row in `fields`.
"""

from __future__ import annotations

import os
import string
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from . import write
from .errors import Report, Severity, UsageError, diagnostic, nearest
from .meta import Meta

MANIFEST = ".huozi/manifest.sqlite"
"""Where a batch keeps its record below DEST."""

MAX_BYTES = 200
"""Of an output's name in UTF-8, suffix aside: file systems take 255 of all, and the suffix and a person's additions need room."""

# What Windows (and, for / and :, macOS) refuses in a name, and the full-width twin that says the same to a reader.
_TWINS = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")
_DEVICES = frozenset(("CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))))


def dest_of(place: Path) -> Path | None:
    """The nearest folder above that is the DEST of a batch."""
    return next((above for above in place.absolute().parents if (above / MANIFEST).is_file()), None)


def known_format(name: str) -> str:
    """The name itself; raises UsageError (unknown-format) with the nearest one."""
    if name in write.BUILT_IN or name in (names := write.names()):
        return name
    hint = f"did you mean {nearest(name, names)}? there are {', '.join(names)}"
    raise UsageError.of("unknown-format", f"no format is called {name!r}", hint=hint)


def format_of(path: Path) -> str:
    """The format whose files have this suffix; raises UsageError (unknown-format)."""
    name = path.suffix.lower().removeprefix(".")
    if name in write.BUILT_IN:
        return name
    others = (other for other in write.names() if other not in write.BUILT_IN)
    return next((other for other in others if write.suffix_of(other) == f".{name}"), None) or known_format(name)


def cut(stem: str) -> str:
    """A name of at most MAX_BYTES bytes: a longer one ends in a short hash of the whole, and no character is cut in two."""
    raw = os.fsencode(stem)
    if len(raw) <= MAX_BYTES:
        return stem
    import hashlib  # OpenSSL: for the rare name that must be cut

    mark = "-" + hashlib.sha256(raw).hexdigest()[:8]
    room, kept = MAX_BYTES - len(mark), 0
    for char in stem:
        if (size := len(os.fsencode(char))) > room:
            break
        room, kept = room - size, kept + 1
    while kept and kept < len(stem) and unicodedata.combining(stem[kept]):
        kept -= 1
    return stem[:kept] + mark


def safe(text: str) -> str:
    """Text from an article as one part of a file name that every system takes; empty where nothing is left."""
    plain = "".join(char for char in text.translate(_TWINS) if unicodedata.category(char) not in ("Cc", "Cs"))
    plain = plain.strip(" ").replace("\u2028", " ").replace("\u2029", " ")
    if plain.endswith("."):
        plain = plain[:-1] + "．"  # Windows drops a full stop at the end
    if plain.startswith("."):
        plain = "．" + plain[1:]  # would hide the file, or name the folder above
    return plain + "_" if plain.split(".")[0].upper() in _DEVICES else plain


class _Fields(string.Formatter):
    """Fills a template by whole fields only: no attribute and no index of a value can be reached."""

    def __init__(self) -> None:
        self.empty: list[str] = []
        self._field = ""

    def get_field(self, field_name: str, _args: Sequence[object], kwargs: Mapping[str, object]) -> tuple[object, str]:
        if field_name not in kwargs:
            raise KeyError(field_name)
        self._field = field_name
        return kwargs[field_name], field_name

    def format_field(self, value: object, format_spec: str) -> str:
        text = "" if value is None else format(value, format_spec)
        if not text:
            self.empty.append(self._field)
        return safe(text.replace("/", "-") if isinstance(value, datetime) else text)


def fields(meta: Meta, stem: str) -> dict[str, Any]:
    """What a template can name: `date` takes a strftime form, {date:%Y-%m-%d}, and is empty where the article has none."""
    return {
        "stem": stem,
        "title": meta.title,
        "author": "、".join(meta.author),
        "source": meta.source,
        "lang": meta.language,
        "category": meta.categories[0] if meta.categories else "",
        "date": _date(meta.published),
    }


def _date(published: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(published) if published else None
    except ValueError:
        return None


def from_template(template: str, meta: Meta, stem: str, source: str, report: Report) -> str:
    """The output's name without suffix, as a relative path with / (a template may name folders).

    Raises UsageError (bad-name) for a template that does not fit or names an unknown field. Each part is cut to MAX_BYTES. Reports
    name-part-empty (note) for fields that the article `source` does not have.
    """
    known, form = fields(meta, stem), _Fields()
    try:
        parts = [form.vformat(part, (), known) for part in template.split("/")]
    except (KeyError, ValueError, IndexError) as error:
        hint = f"fields are {', '.join('{' + name + '}' for name in known)}; a date takes a form, {{date:%Y-%m-%d}}"
        raise UsageError.of("bad-name", f"--name {template!r} cannot be filled: {error}", hint=hint) from None
    if form.empty:
        message = f"it has no {', '.join(dict.fromkeys(form.empty))}: that part of the name of its outputs (--name) is empty"
        report(diagnostic(Severity.NOTE, "name-part-empty", message, file=source))
    return "/".join(cut(part) for part in parts if part not in ("", ".", "..")) or cut(stem)


def stem_of(name: str) -> str:
    """The default name of an output: that of the source's file, without its suffix, as it is, but for its length."""
    return cut(name[: len(name) - len(suffix_of(name))])


def suffix_of(name: str) -> str:
    """The suffix of a file's name in small letters, as pathlib has it: none where nothing stands before or behind its dot."""
    stem, dot, suffix = name.rpartition(".")
    return dot + suffix.lower() if stem and suffix else ""
