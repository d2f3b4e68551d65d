"""The laws of TYPOGRAPHY section 6 across all writers: nothing lost, nothing folded, nothing slipped in, the same bytes each time.

Parametrised over `write.names()`, so that a new format is held to them by being registered. Writers that lay out pages take long, so they
are tried on fewer documents, and on characters that the fonts have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert import pipeline, write
from convert.config import Config
from convert.meta import Meta
from convert.model import Document, Paragraph, Text, walk
from convert.tidy import tidy
from convert.write import Context, NoPicture

from . import accept
from .characters import COMPATIBILITY, HAN, PRIVATE, RADICALS, RARE_HAN
from .readback import READERS, runs, squeeze
from .strategies import PRINTABLE, documents, texts, tidy_documents

PAGED = {"pdf"}
BINARY_OR_SLOW = {"epub": 15, "pdf": 5}
FORMATS = write.names()
TEXT_FORMATS = [name for name in FORMATS if name not in PAGED]
VISIBLE_ONLY = {"pdf"}


def written(name: str, document: Document) -> bytes:
    context = Context(Config(), lambda _: None, lambda _: NoPicture("picture-missing", "not here"), "文.md", epoch=0)
    return write.write(document, write.get(name), context)


def printed(reading: pipeline.Reading, name: str) -> bytes:
    return pipeline.print_all(reading, [name], lambda _: None)[name].data


def any_document(name: str) -> st.SearchStrategy[Document]:
    return documents(1, 3, PRINTABLE) if name in PAGED else documents()


def for_all(documents_of: Callable[[str], st.SearchStrategy[Document]], name: str, law: Callable[[Document], None]) -> None:
    """Tries a law on documents, fewer of them where the writer is slow."""
    default = settings.default
    assert default is not None
    examples = (
        min(default.max_examples, BINARY_OR_SLOW.get(name, default.max_examples)) if default.max_examples <= 100 else default.max_examples
    )
    settings(max_examples=examples)(given(documents_of(name))(law))()


def test_each_format_can_be_read_back() -> None:
    assert set(FORMATS) <= set(READERS)


@pytest.mark.parametrize("name", FORMATS)
def test_writers_are_total_and_repeat_their_bytes(name: str) -> None:
    """T10, and every Document is written, odd ones too."""

    def law(document: Document) -> None:
        assert written(name, document) == written(name, document)

    for_all(any_document, name, law)


@pytest.mark.parametrize("name", FORMATS)
def test_every_run_is_there_unbroken_as_often_as_in_the_document(name: str) -> None:
    """T1 and T2: by whole runs, which a folded, swapped or doubled character breaks."""

    def law(document: Document) -> None:
        text = squeeze(READERS[name](written(name, document)))
        for run, times in Counter(map(squeeze, runs(document))).items():
            assert text.count(run) >= times, run

    for_all(any_document, name, law)


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_white_space_inside_a_run_is_as_it_was(name: str) -> None:
    """T3 and T6: no space slips in between two Han characters, U+3000 and U+00A0 stay."""

    def law(document: Document) -> None:
        text = READERS[name](written(name, document))
        for run in runs(document):
            assert run.strip(" \t") in text, run

    for_all(lambda _: tidy_documents(), name, law)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_unseen_slips_in(name: str) -> None:
    """T7: no replacement character, no zero-width character that the document has not."""

    def law(document: Document) -> None:
        ours = str(document)
        text = READERS[name](written(name, document))
        for char in "\ufffd\u200b\u2060\ufeff":
            assert char not in text or repr(char)[1:-1] in repr(ours) or char in ours, f"U+{ord(char):04X}"

    for_all(any_document, name, law)


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_characters_that_normalisation_folds_stay(name: str) -> None:
    """T9: radicals, compatibility ideographs, private use, selectors; T1 on Han of all planes."""
    chars = st.text(alphabet=HAN + RARE_HAN + COMPATIBILITY + RADICALS + PRIVATE + "\U000e0100\ufe00", min_size=1).map(
        lambda text: f"甲{text}乙"
    )

    def law(document: Document) -> None:
        text = READERS[name](written(name, document))
        assert all(node.text in text for node in walk(document) if isinstance(node, Text))

    for_all(lambda _: chars.map(lambda text: Document(Meta(), (Paragraph((Text(text),)),))), name, law)


@given(texts(1, 6))
def test_entities_are_resolved_once(text: str) -> None:
    """T8: what looks like an entity is text in every format that escapes."""
    document = Document(Meta(), (Paragraph((Text(f"甲&amp;lt;{text}&copy=乙"),)),))
    for name in TEXT_FORMATS:
        assert "甲&amp;lt;" in READERS[name](written(name, document))
        assert "&copy=乙" in READERS[name](written(name, document))


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
