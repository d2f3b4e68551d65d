"""Front matter of ours says the same to every YAML parser and to our reader, and no value can leave its place."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from convert.config import Config
from convert.meta import FIELDS, Meta
from convert.read import read
from convert.write.markdown._front_matter import front_matter, scalar

from .strategies import metas, texts

PLAIN = ["新闻", "国务院印发《通知》", "http://例子.example/甲", "a b", "C#入门", "甲、乙", "AT&T"]
QUOTED = ["2021", "010", "12:30", "no", "Yes", "NULL", "~", "1e3", "0x1F", "2021-12-13", "1_000", ".5", "=", "<<", "１２"]
QUOTED += ["- 甲", "@新华社", "甲: 乙", "甲 #乙", " 甲", "甲 ", "", "'甲'", "甲:", "\u3000甲"]
QUOTED += ['"', "[甲]", "{甲}", "*甲", "&甲", "!甲", "|", ">", "%甲", "`甲`", "---", "...", "?", ":"]
HOSTILE = ["甲\n---\n正文", "甲\r乙", "\x07", "\u2028", "\ufeff甲", "\x85", "甲\\n", '"\\x41"', "\ufffe", "😀", "𠮷", "\t"]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_where_nothing_can_be_mistaken(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize("text", PLAIN + QUOTED + HOSTILE)
def test_a_string_is_the_same_string_to_yaml(text: str) -> None:
    assert yaml.safe_load(f"- {scalar(text)}") == [text]
    assert yaml.safe_load(front_matter(Meta(extra={text: "值"})).strip("-\n")) == {text: "值"}
    assert "\n" not in scalar(text)


@given(texts(0, 6))
def test_any_string_is_the_same_string_to_yaml(text: str) -> None:
    assert yaml.safe_load(f"键: {scalar(text)}") == {"键": text}


@given(metas())
def test_all_metadata_is_the_same_to_yaml(meta: Meta) -> None:
    written = front_matter(meta)
    found = yaml.safe_load(written.strip("-\n")) or {}
    for field in FIELDS:
        value = getattr(meta, field.name)
        assert not value or found[field.markdown] == (list(value) if isinstance(value, tuple) else value)
    assert [line for line in written.split("\n") if line.startswith("---")] == (["---", "---"] if written else [])


@given(st.dictionaries(texts(1, 2).filter(lambda key: key.isalpha()), texts(0, 4).filter(lambda text: "\x85" not in text), max_size=3))
def test_other_keys_are_read_back_by_ours(extra: dict[str, str]) -> None:
    source = read(None, Config(), lambda _: None, data=(front_matter(Meta(title="题", extra=extra)) + "\n文").encode())
    assert source.front == {"title": "题", **extra}


def test_a_key_that_is_taken_is_kept_under_another_name() -> None:
    meta = Meta(published="2021-12-13T16:31:17+08:00", extra={"date": "Mon, 13 Dec 2021 08:31:17 GMT", "headimg": "q.png"})
    assert yaml.safe_load(front_matter(meta).strip("-\n")) == {
        "date": "2021-12-13T16:31:17+08:00",
        "original_date": "Mon, 13 Dec 2021 08:31:17 GMT",
        "original_headimg": "q.png",
    }


def test_other_names_take_no_keys_place() -> None:
    extra = {"date": "上周一", "original_date": "甲", "original_original_cover": "乙", "original_cover": "丙", "cover": "丁", "n": None}
    assert yaml.safe_load(front_matter(Meta(published="2021-12-13T16:31:17+08:00", extra=extra)).strip("-\n")) == {
        "date": "2021-12-13T16:31:17+08:00",
        "original_original_date": "上周一",
        "original_date": "甲",
        "original_original_cover": "乙",
        "original_cover": "丙",
        "original_original_original_cover": "丁",
        "n": None,
    }


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts(0, 3)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts(1, 2), inner))
TAKEN = st.sampled_from([f"{before}{field.markdown}" for field in FIELDS for before in ("", "original_", "original_original_")])


@given(metas(), st.dictionaries(TAKEN | texts(1, 2), JSON, max_size=5))
@example(Meta(), {"x": 1e22, "y": [-1e300, 1.5e-7]})
def test_no_value_of_an_unknown_key_is_lost(meta: Meta, extra: dict[str, Any]) -> None:
    found = yaml.safe_load(front_matter(msgspec.structs.replace(meta, extra=extra)).strip("-\n")) or {}
    assert all(value in found.values() for value in extra.values())
