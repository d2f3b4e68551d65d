"""`huozi inspect`: what is in an article, what cleaning takes out of it and why, what was said about it.

A new thing to show is a key in `record` and a line in `_lines`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from .. import jobs, model, pipeline
from ..batch import plan
from ..errors import EXIT_ARTICLE, EXIT_OK, Diagnostic, HuoziError, Severity, UsageError
from . import console, single
from .options import Asked


def show(path: str, asked: Asked, *, as_json: bool) -> int:
    """Print the record of the article, or of each article below a folder, and return the exit status: 1 if one failed."""
    status = EXIT_OK
    for source in _sources(path):
        told: list[Diagnostic] = []
        reading = _read(source, asked, told)
        if reading is None:
            status = EXIT_ARTICLE
        if as_json:
            console.emit(json_line(record(source, reading, told)))
        elif reading is not None:
            console.lines([source, *(f"  {line}" for line in _lines(reading)), ""])
        _tell(told, asked)
    return status


def _sources(path: str) -> Iterator[str]:
    if path != jobs.STDIN and Path(path).is_dir():
        yield from (article.source for article in plan.articles(Path(path), plan.Selection(), console.tell))
    else:
        yield path


def _read(source: str, asked: Asked, told: list[Diagnostic]) -> pipeline.Reading | None:
    """The article, None where it failed; `told` then ends with why."""
    try:
        return single.read(source, asked, told.append)
    except UsageError:
        raise
    except HuoziError as error:
        told.append(error.diagnostic)
    except Exception as error:  # the others of a folder are shown all the same
        if asked.debug:
            raise
        told.append(pipeline.fault(error, source))
    return None


def _tell(told: list[Diagnostic], asked: Asked) -> None:
    for what in told:
        if what.severity is Severity.ERROR or not asked.quiet:
            console.tell(what)


def record(source: str, reading: pipeline.Reading | None, told: list[Diagnostic]) -> dict[str, Any]:
    """The JSON object of one article: {source, body, encoding, meta, outline, removals, diagnostics}; null for what was not reached."""
    found: dict[str, Any] = {"source": source, "body": None, "encoding": None, "meta": None, "outline": [], "removals": []}
    if reading is not None:
        found |= {
            "body": reading.source.kind,
            "encoding": reading.source.encoding,
            "meta": msgspec.to_builtins(reading.document.meta),
            "outline": outline(reading.document),
            "removals": [msgspec.to_builtins(removal) for removal in reading.removals],
        }
    return found | {"diagnostics": [msgspec.to_builtins(what) for what in told]}


def json_line(value: dict[str, Any]) -> bytes:
    """The object as one line of UTF-8; what a file name holds that is none stands as \\udcXX, and is read back as it was."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def outline(document: model.Document) -> list[dict[str, Any]]:
    """The headings in reading order: level 1 to 6, text, id (empty where it has none)."""
    headings = (node for node in model.walk(document) if isinstance(node, model.Heading))
    return [{"level": heading.level, "text": model.text_of(heading), "id": heading.id} for heading in headings]


def _lines(reading: pipeline.Reading) -> Iterator[str]:
    yield f"{reading.source.kind}, {reading.source.encoding}, {len(model.text_of(reading.document))} characters"
    for name, value in msgspec.to_builtins(reading.document.meta).items():
        if name != "extra" and value not in (None, "", (), []):
            yield f"{name:<12}{'、'.join(value) if isinstance(value, (list, tuple)) else value}"
    for heading in outline(reading.document):
        yield f"{'#' * heading['level']} {heading['text']}"
    for removal in reading.removals:
        text = removal.text.replace("\n", " ") or f"[{' '.join(removal.pictures)}]"
        to = f" -> {removal.to}" if removal.to else ""
        yield f"line {removal.line:<5} {removal.rule}{to}: {text[:60]}{'…' if len(text) > 60 else ''}"
