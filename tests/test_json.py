"""Laws and cases of the JSON writer, its schema and its reader."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.errors import ArticleError
from convert.meta import Meta
from convert.model import MAX_DEPTH, VERSION, Document, Paragraph, Quote, Styled, Text
from convert.parse.json import from_json
from convert.write.json import json_line, schema, to_json

from .strategies import documents

VALIDATOR = jsonschema.Draft202012Validator(schema())


@given(documents())
def test_a_document_comes_back_as_it_was(document: Document) -> None:
    assert from_json(to_json(document)) == document
    assert from_json(json_line(document)) == document


@given(documents())
def test_every_output_validates_against_the_published_schema(document: Document) -> None:
    VALIDATOR.validate(json.loads(to_json(document)))


@given(documents())
def test_a_json_line_is_one_line(document: Document) -> None:
    assert json_line(document).count(b"\n") == 1


@given(documents())
def test_characters_stand_unescaped(document: Document) -> None:
    read = json.loads(to_json(document))
    assert to_json(document).decode("utf-8") == json.dumps(read, ensure_ascii=False, indent=2) + "\n" or _holds_numbers(read)


def _holds_numbers(node: object) -> bool:
    """Floats have more than one spelling (1e22, 1E+22): there the bytes may differ."""
    values: list[Any] = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    return isinstance(node, float) or any(_holds_numbers(value) for value in values)


def test_the_shape_is_the_contract() -> None:
    read = json.loads(to_json(Document(Meta(title="题"), (Paragraph((Styled("strong", (Text("好"),)),), indent=2),))))
    assert list(read) == ["version", "meta", "blocks", "notes"]
    assert read["blocks"] == [
        {
            "type": "paragraph",
            "inlines": [{"type": "styled", "style": "strong", "inlines": [{"type": "text", "text": "好"}]}],
            "indent": 2,
            "align": "start",
        }
    ]


def test_the_schema_is_one_of_its_own_kind() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$schema"].endswith("2020-12/schema")
    assert schema()["$id"].endswith(f":{VERSION}")


def _file(blocks: str = "[]", notes: str = "[]", meta: str = "{}", version: object = VERSION) -> str:
    return f'{{"version": {version}, "meta": {meta}, "blocks": {blocks}, "notes": {notes}}}'


def _paragraph(inline: str) -> str:
    return f'[{{"type": "paragraph", "inlines": [{inline}]}}]'


FAULTS = {
    "unknown field": (_file('[{"type": "rule", "colour": "red"}]'), "unknown field `colour` - at `$.blocks[0]`"),
    "unknown node": (_file('[{"type": "marquee"}]'), "'marquee' - at `$.blocks[0].type`"),
    "heading level": (_file('[{"type": "rule"}, {"type": "heading", "level": 7, "inlines": []}]'), "<= 6 - at `$.blocks[1].level`"),
    "span": (
        _file('[{"type": "table", "head": [], "rows": [{"type": "row", "cells": [{"type": "cell", "blocks": [], "colspan": 0}]}]}]'),
        ">= 1 - at `$.blocks[0].rows[0].cells[0].colspan`",
    ),
    "missing note": (_file(_paragraph('{"type": "note_ref", "id": "7"}')), "no note has the id '7' - at `$.blocks[0].inlines[0]`"),
    "two notes": (
        _file(notes='[{"type": "note", "id": "1", "blocks": []}, {"type": "note", "id": "1", "blocks": []}]'),
        "two notes have the id '1'",
    ),
    "control": (
        _file(_paragraph('{"type": "text", "text": "\\u0007"}')),
        "U+0007 cannot be in an article (field `text`) - at `$.blocks[0].inlines[0]`",
    ),
    "carriage return": (
        _file('[{"type": "code_block", "text": "甲\\r乙"}]'),
        "U+000D cannot be in an article (field `text`) - at `$.blocks[0]`",
    ),
    "control in the metadata": (_file(meta='{"tags": ["甲", "\\u0007"]}'), "U+0007 cannot be in an article (field `meta`) - at `$`"),
    "control in a foreign key": (_file(meta='{"extra": {"a": [{"\\u0000": 1}]}}'), "U+0000 cannot be in an article"),
    "line end": (_file(_paragraph('{"type": "text", "text": "甲\\n乙"}')), "a line end in the field `text`"),
    "code end": (_file('[{"type": "code_block", "text": "x\\n"}]'), "ends in a line end - at `$.blocks[0]`"),
    "nested link": (
        _file(_paragraph('{"type": "link", "url": "a", "inlines": [{"type": "link", "url": "b", "inlines": []}]}')),
        "a link inside a link",
    ),
    "date": (_file(meta='{"published": "上周一"}'), "meta.published '上周一' is no date"),
    "date without zone": (_file(meta='{"published": "2024-01-02T03:04:05"}'), "with an offset"),
    "surrogate": (_file(meta='{"title": "\\ud800\\u4e00"}'), "surrogate"),
    "no object": ("[]", "Expected `object`, got `array`"),
    "no version": ('{"meta": {}, "blocks": []}', "missing required field `version`"),
    "no blocks": ('{"version": 1, "meta": {}}', "missing required field `blocks`"),
    "version zero": (_file(version=0), ">= 1 - at `$.version`"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_no_document_is_refused_with_the_path(case: str) -> None:
    text, said = FAULTS[case]
    with pytest.raises(ArticleError) as caught:
        from_json(text, "文.json")
    assert caught.value.diagnostic.code == "json-invalid"
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_cut_file_is_refused_with_its_line() -> None:
    text = to_json(Document(Meta(title="题"), (Paragraph((Text("甲乙"),)),))).decode()
    cut = text[: text.index("甲乙")]
    with pytest.raises(ArticleError) as caught:
        from_json(cut, "文.json")
    assert caught.value.diagnostic.line == cut.count("\n") + 1


def test_a_newer_version_is_refused_whatever_else_is_in_it() -> None:
    with pytest.raises(ArticleError) as caught:
        from_json(f'{{"version": {VERSION + 1}, "pages": [], "meta": 3}}')
    assert caught.value.diagnostic.code == "json-version"


@given(st.integers(MAX_DEPTH + 1, 3000))
def test_deep_nesting_is_refused_and_never_a_crash(depth: int) -> None:
    blocks = '[{"type": "quote", "blocks": ' * depth + "[]" + "}]" * depth
    with pytest.raises(ArticleError, match="nested deeper than"):
        from_json(_file(blocks))


def test_the_deepest_nesting_that_readers_build_comes_back() -> None:
    inline: Any = Text("深")
    for level in range(MAX_DEPTH):
        inline = Styled("emph" if level % 2 else "strong", (inline,))
    block: Any = Paragraph((inline,))
    for _ in range(MAX_DEPTH):
        block = Quote((block,))
    document = Document(Meta(title="题"), (block,))
    assert from_json(to_json(document)) == document


@given(st.binary(max_size=40) | st.text(max_size=40))
def test_any_other_bytes_are_refused_with_a_line_for_a_person(data: bytes | str) -> None:
    with pytest.raises(ArticleError):
        from_json(data)
