"""The kitchen-sink article holds every node, and each format prints it as the golden file says."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from typing import get_args

import pytest

from convert import pipeline, write
from convert.errors import Diagnostic, Severity
from convert.model import Block, Document, Embed, Face, FaceName, Inline, Paragraph, Style, Styled, walk

from . import accept

EXPECTED_DIAGNOSTICS = {"picture-missing"}


@cache
def printed() -> tuple[dict[str, str], list[Diagnostic]]:
    return accept.printed()


@cache
def document() -> Document:
    return pipeline.read_article(accept.ARTICLE).document


def test_the_article_holds_every_node() -> None:
    met = {type(node) for node in walk(document())}
    assert set(get_args(Inline)) | set(get_args(Block)) <= met


def test_the_article_holds_every_style_face_align_and_embed() -> None:
    nodes = list(walk(document()))
    assert {node.style for node in nodes if isinstance(node, Styled)} == set(get_args(Style))
    assert {node.face for node in nodes if isinstance(node, Face)} == set(get_args(FaceName)) - {"song"}  # that of the body: no Face
    assert {node.align for node in nodes if isinstance(node, Paragraph)} == {"start", "center", "end"}
    assert {node.kind for node in nodes if isinstance(node, Embed)} == {"video", "audio", "iframe"}


@pytest.mark.parametrize("name", write.BUILT_IN)
def test_the_output_is_the_accepted_one(name: str) -> None:
    """After a wanted change: make accept, and look at the diff."""
    assert printed()[0][name] == accept.golden(name).read_text(encoding="utf-8")


def test_nothing_unexpected_is_reported() -> None:
    """Which fonts there are is only a note."""
    assert {told.code for told in printed()[1] if told.severity is not Severity.NOTE} == EXPECTED_DIAGNOSTICS


def test_accepting_is_refused_under_ci() -> None:
    run = subprocess.run([sys.executable, "-m", "tests.accept"], env=os.environ | {"CI": "true"}, capture_output=True, text=True)
    assert run.returncode == 2
    assert "refused" in run.stderr
