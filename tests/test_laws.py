"""The laws of TYPOGRAPHY section 6 across all writers: nothing lost, nothing folded, nothing slipped in, the same bytes each time.

A law is a function of a format and a Document in `LAWS`. Each is tried on every format of `write.names()`, so that a new format is held to
them by being registered; those that lay out pages take long and get fewer documents, of characters that the fonts have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from convert import pipeline, write
from convert.config import Config
from convert.meta import Meta
from convert.model import Document, Link, Note, NoteRef, Paragraph, Text, walk
from convert.tidy import tidy
from convert.write import Context, NoPicture

from . import accept
from .characters import COMPATIBILITY, HAN, PRIVATE, RADICALS, RARE_HAN
from .readback import READERS, runs, squeeze
from .strategies import PRINTABLE, documents, texts, tidy_documents

FORMATS = write.names()
PAGED = frozenset(("pdf",))
"""Formats that hold glyphs and not characters: what they change is in TYPOGRAPHY 2.8."""
QUICK = {"epub": 15, "pdf": 5}
SLOW = {"epub": 300, "pdf": 60}


def written(name: str, document: Document) -> bytes:
    context = Context(Config(), lambda _: None, lambda _: NoPicture("picture-missing", "not here"), "文.md", epoch=0)
    return write.write(document, write.get(name), context)


def text_of_output(name: str, document: Document) -> str:
    return READERS[name](written(name, document))


# ---- the laws --------------------------------------------------------------------------------------------------------


def bytes_repeat(name: str, document: Document) -> None:
    """T10, and every Document is written, odd ones too."""
    assert written(name, document) == written(name, document)


def runs_are_there(name: str, document: Document) -> None:
    """T1 and T2: each unbroken run as often as in the Document; a folded, swapped or doubled character breaks one."""
    text = squeeze(text_of_output(name, document))
    for run, times in Counter(map(squeeze, runs(document))).items():
        assert text.count(run) >= times, run


def white_space_stays(name: str, document: Document) -> None:
    """T3 and T6: no space slips in between two Han characters, U+3000 and U+00A0 stay."""
    text = text_of_output(name, document)
    for run in runs(document):
        assert run.strip(" \t") in text, run


def nothing_unseen_slips_in(name: str, document: Document) -> None:
    """T7: no replacement character and no character without width that the Document has not."""
    text, ours = text_of_output(name, document), _strings(document)
    for char in "\ufffd\u200b\u2060\ufeff":
        assert char not in text or char in ours, f"U+{ord(char):04X}"


def nothing_is_folded(name: str, document: Document) -> None:
    """T9: radicals, compatibility ideographs, private use, selectors; T1 on Han of all planes."""
    text = text_of_output(name, document)
    assert all(node.text in text for node in walk(document) if isinstance(node, Text))


def _strings(document: Document) -> str:
    """All characters of a Document, those of its metadata and attributes too."""
    return written("json", document).decode()


CHARACTERS = st.text(alphabet=HAN + RARE_HAN + COMPATIBILITY + RADICALS + PRIVATE + "\U000e0100\ufe00", min_size=1)
ONE_LINE = CHARACTERS.map(lambda text: Document(Meta(), (Paragraph((Text(f"甲{text}乙"),)),)))

Law = Callable[[str, Document], None]
LAWS: dict[Law, SearchStrategy[Document]] = {
    bytes_repeat: documents(),
    runs_are_there: documents(),
    white_space_stays: tidy_documents(),
    nothing_unseen_slips_in: documents(),
    nothing_is_folded: ONE_LINE,
}
OF_CHARACTERS = (white_space_stays, nothing_is_folded)
CASES = [(law, name) for law in LAWS for name in FORMATS if not (law in OF_CHARACTERS and name in PAGED)]
each_case = pytest.mark.parametrize(("law", "name"), CASES, ids=[f"{law.__name__}-{name}" for law, name in CASES])


def hold(law: Law, name: str, examples: int) -> None:
    strategy = documents(1, 3, PRINTABLE) if name in PAGED else LAWS[law]

    @settings(max_examples=examples)
    @given(strategy)
    def tried(document: Document) -> None:
        law(name, document)

    tried()


@each_case
def test_the_law_holds(law: Law, name: str) -> None:
    hold(law, name, QUICK.get(name, settings().max_examples))


@pytest.mark.slow
@each_case
def test_the_law_holds_on_many_documents(law: Law, name: str) -> None:
    hold(law, name, SLOW.get(name, 1000))


@pytest.mark.parametrize("name", FORMATS)
def test_a_mark_within_a_link_may_stand_behind_it(name: str) -> None:
    link = Link("https://a.example/", (NoteRef("1"), Text("天")))
    runs_are_there(name, Document(Meta(), (Paragraph((link, Text("地"))),), (Note("1", ()),)))


def test_each_format_can_be_read_back() -> None:
    assert set(FORMATS) <= set(READERS)


# ---- laws of the way in ------------------------------------------------------------------------------------------------


@given(texts(1, 6))
def test_entities_are_resolved_once(text: str) -> None:
    """T8: what looks like an entity is text in every format that escapes."""
    document = Document(Meta(), (Paragraph((Text(f"甲&amp;lt;{text}&copy=乙"),)),))
    for name in set(FORMATS) - PAGED:
        read = text_of_output(name, document)
        assert "甲&amp;lt;" in read
        assert "&copy=乙" in read


@given(tidy_documents(1, 3))
def test_encoding_byte_order_mark_and_line_ends_change_nothing(document: Document) -> None:
    """T12: the same article as GB18030, with a BOM, with Windows' line ends."""
    text = written("md", document).decode()
    plain = pipeline.read_article("-", data=text.encode(), report=lambda _: None).document
    for data, options in (
        (b"\xef\xbb\xbf" + text.encode(), {}),
        (text.replace("\n", "\r\n").encode(), {}),
        (text.encode("gb18030"), {"encoding": "gb18030"}),
        (text.encode("utf-16"), {}),
    ):
        assert pipeline.read_article("-", None, options, data=data, report=lambda _: None).document == plain


@given(tidy_documents())
def test_normal_form_is_reached_at_once(document: Document) -> None:
    """T5."""
    assert tidy(document) == document


def printed(reading: pipeline.Reading, name: str) -> bytes:
    return pipeline.print_all(reading, [name], lambda _: None)[name].data


def test_a_json_file_is_an_article_like_any_other(tmp_path: Path) -> None:
    reading = pipeline.read_article(accept.ARTICLE, report=lambda _: None)
    article = tmp_path / "kitchen-sink.json"
    article.write_bytes(written("json", reading.document))
    (tmp_path / "bridge.png").write_bytes(accept.ARTICLE.with_name("bridge.png").read_bytes())
    again = pipeline.read_article(article)
    assert again.document == reading.document
    assert again.diagnostics == ()
    for name in ("md", "txt", "json", "epub"):
        assert printed(again, name) == printed(reading, name)
