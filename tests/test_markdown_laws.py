"""What is written as Markdown is read back as it was: the laws of the writer, in all its flavours, on made and on real documents."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings

from convert.meta import Meta
from convert.model import Document
from convert.pipeline import read_article
from convert.write.markdown import WRITER

from .markdown_image import context, markdown_image, read, written
from .strategies import documents, tidy_documents

FLAVOURS = ("commonmark", "gfm", "pandoc")


@pytest.mark.parametrize("flavour", FLAVOURS)
@given(documents())
def test_text_and_marks_are_read_back_in_any_document(flavour: str, document: Document) -> None:
    """The writer compares by itself, and raises markdown-unfaithful."""
    written(document, md_flavor=flavour)


def _reads_back(document: Document, flavour: str = "gfm") -> None:
    """Under a title: a file that holds nothing is refused."""
    image = markdown_image(msgspec.structs.replace(document, meta=Meta(title="题")))
    again = read(written(image, md_flavor=flavour))
    assert again.blocks == image.blocks
    assert again.notes == image.notes


@pytest.mark.parametrize("flavour", FLAVOURS)
@given(tidy_documents())
def test_a_document_is_read_back_as_it_was(flavour: str, document: Document) -> None:
    _reads_back(document, flavour)


@pytest.mark.slow
@settings(max_examples=2000)
@given(tidy_documents())
def test_two_thousand_documents_are_read_back_as_they_were(document: Document) -> None:
    _reads_back(document)


@given(tidy_documents())
def test_markdown_of_ours_is_a_fixed_point(document: Document) -> None:
    """T5: what is read from our Markdown is written as the same bytes, metadata included."""
    titled = msgspec.structs.replace(document, meta=msgspec.structs.replace(document.meta, title=document.meta.title or "题"))
    once = written(read(written(markdown_image(titled))))
    assert written(read(once)) == once


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["family", "news", "markdown", "pages"])
def test_real_articles_are_a_fixed_point(corpus: Path, folder: str) -> None:
    for path in sorted((corpus / folder).iterdir()):
        reading = read_article(path)
        once = WRITER.write(reading.document, context(reading.settings.config))
        again = read_article("-", None, {"clean": False}, data=once).document
        assert WRITER.write(again, context(reading.settings.config)) == once, path.name
