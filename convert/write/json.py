"""Prints the model itself as JSON, and publishes its JSON Schema; a node or field added to the model is in both by itself.

The shape is contract (DESIGN section 6): version, meta, blocks, notes; each node an object whose `type` is its class name in snake_case.
"""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

from ..model import VERSION, Document
from . import Context
from ._beside import with_saved

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def to_json(document: Document) -> bytes:
    """The document as indented UTF-8 with a final line end; no character is written as an escape that JSON allows to stand."""
    return msgspec.json.format(_encode(document), indent=2) + b"\n"


def json_line(document: Document) -> bytes:
    """The document on one line of UTF-8, for files of one article a line; the line end is there."""
    return _encode(document) + b"\n"


def schema() -> dict[str, Any]:  # Any: a JSON Schema is JSON
    """The JSON Schema (2020-12) of what `to_json` writes; what a schema cannot say, parse/json.py checks."""
    found = msgspec.json.schema(Document)
    definitions: dict[str, Any] = found["$defs"]
    for definition in definitions.values():
        if "description" in definition:
            definition["description"] = inspect.cleandoc(definition["description"])
    definitions["Document"]["required"] = ["version", "meta", "blocks", "notes"]
    definitions["Document"]["properties"]["version"] |= {"maximum": VERSION}
    head = {"$schema": SCHEMA_DIALECT, "$id": f"urn:huozi:document:{VERSION}", "title": "huozi document"}
    return {**head, **found}


def _encode(document: Document) -> bytes:
    # The version first: a reader of a stream meets it before what it decides.
    return msgspec.json.encode(
        {"version": document.version, "meta": document.meta, "blocks": document.blocks, "notes": document.notes}
    )


class JsonWriter:
    """The Document as it is, for programs and for huozi itself."""

    name = "json"
    suffix = ".json"
    media_type = "application/json"
    title = "JSON: the document model, for programs; huozi reads it back"
    is_text = True
    model_version = VERSION

    def write(self, document: Document, context: Context) -> bytes:
        """The same as `to_json`, pictures that are saved beside it by their paths."""
        return to_json(with_saved(document, context))


WRITER = JsonWriter()
