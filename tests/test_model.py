"""Laws of the document model: walking, rewriting, the visible text, and what an older writer is given."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given

from convert import model
from convert.meta import Meta
from convert.model import (
    Block,
    Document,
    Inline,
    Math,
    Node,
    Paragraph,
    Quote,
    Rule,
    Styled,
    Text,
    Tree,
    children,
    plain,
    rewrite,
    text_of,
    walk,
)
from convert.write.json import to_json

from .readback import json_text
from .strategies import documents


def walking_meets_each_node_once_parents_first(document: Document) -> None:
    met = list(walk(document))
    places = {id(node): at for at, node in enumerate(met)}
    assert met[0] is document
    assert sum(1 for node in met for _ in children(node)) == len(met) - 1
    assert all(places[id(node)] <= places[id(child)] for node in met for child in children(node))


def a_rewrite_that_changes_nothing_copies_nothing(document: Document) -> None:
    assert rewrite(document, lambda node: node) is document


def a_rewrite_reaches_every_text(document: Document) -> None:
    changed = rewrite(document, lambda node: Text(node.text + "甲") if isinstance(node, Text) else node)
    before = [node.text for node in walk(document) if isinstance(node, Text)]
    assert [node.text for node in walk(changed) if isinstance(node, Text)] == [text + "甲" for text in before]


def the_visible_text_is_what_readers_of_the_json_count(document: Document) -> None:
    from_model, from_json = text_of(document), json_text(to_json(document))
    assert sorted(from_model) == sorted(from_json)


def equal_documents_have_one_hash_but_for_their_metadata(document: Document) -> None:
    assert all(hash(node) == hash(rewrite(node, lambda here: here)) for node in walk(document) if isinstance(node, Node))


def nothing_is_lost_on_the_way_to_an_older_writer(document: Document) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "SINCE", dict.fromkeys(get_args(Inline) + get_args(Block), 2))
        simplified, _ = plain(document, 1)
        kept: set[type[Tree]] = {type(node) for node in walk(simplified)}
        assert text_of(simplified) == text_of(document)
        assert kept <= {Document, model.Note, Paragraph, Text}


LAWS: tuple[Callable[[Document], None], ...] = (
    walking_meets_each_node_once_parents_first,
    a_rewrite_that_changes_nothing_copies_nothing,
    a_rewrite_reaches_every_text,
    the_visible_text_is_what_readers_of_the_json_count,
    equal_documents_have_one_hash_but_for_their_metadata,
    nothing_is_lost_on_the_way_to_an_older_writer,
)
"""Tried together: to make a document takes longer than to look at it."""


@given(documents())
def test_the_laws_of_the_model(document: Document) -> None:
    for law in LAWS:
        law(document)


def test_a_type_is_its_class_name_in_snake_case() -> None:
    kinds = {kind.__struct_config__.tag for kind in get_args(Inline) + get_args(Block)}
    inlines = "text styled face code link image ruby math break note_ref"
    blocks = "paragraph heading quote list definitions code_block figure table rule embed"
    assert kinds == set(f"{inlines} {blocks}".split(" "))


def test_every_inline_type_is_listed() -> None:
    assert set(get_args(Inline)) == set(model.INLINE_TYPES)


NEWER = Document(Meta(), (Quote((Paragraph((Text("甲"), Styled("strong", (Text("乙"),)), Math("$x$"))),)), Rule()))


def test_an_older_writer_gets_newer_nodes_as_plain_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "SINCE", {Quote: 2, Styled: 3, Rule: 4})
    simplified, met = plain(NEWER, 2)
    assert simplified == Document(Meta(), (Quote((Paragraph((Text("甲"), Text("乙"), Math("$x$"))),)), Paragraph((Text(""),))))
    assert met == {"Styled", "Rule"}


def test_the_order_of_keys_is_that_of_the_contract() -> None:
    assert list(json.loads(to_json(NEWER))) == ["version", "meta", "blocks", "notes"]
