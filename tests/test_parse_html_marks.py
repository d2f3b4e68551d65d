"""Marks set around whole paragraphs, which libxml2 ends where the first paragraph begins."""

from __future__ import annotations

import pytest

from convert.model import Paragraph, Styled, Text

from .html_soup import parse

MARKS_AROUND = {
    "<b><p>甲</p><p>乙</p></b><p>丙</p>": ["strong", "strong", ""],
    "<b>\n<p>甲</p>\n<p>乙</p>\n</b>\n<p>丙</p>": ["strong", "strong", ""],
    "<i><p>甲</p></i><p>乙</p>": ["emph", ""],
    "<u class='x'><p>甲</p></u>\n<p>乙</p>": ["underline", ""],
    "<b>甲</b><p>乙</p>": ["strong", ""],
    "<p><b>甲</b></p><p>乙</p>": ["strong", ""],
    "<p><b>甲<p>乙</b></p><p>丙</p>": ["strong", "strong", ""],
    "<b><p>甲</p><p>乙</p>": ["", ""],
    "<table><tr><td><b><p>甲</p></td></tr></table><p>乙</p></b>": ["strong", ""],
}


@pytest.mark.parametrize("body", MARKS_AROUND)
def test_a_mark_around_paragraphs_holds_in_each(body: str) -> None:
    """As in browsers (HTML 13.2.4.3), but that a mark which nothing ends does not spread over all that follows."""
    blocks = [block for block in parse(body)[0].blocks if isinstance(block, Paragraph)]
    assert [getattr(block.inlines[0], "style", "") for block in blocks] == MARKS_AROUND[body]


def test_a_mark_ends_within_its_paragraph() -> None:
    first, second = parse("<b><p>甲</b>乙</p>丙")[0].blocks
    assert first == Paragraph((Styled("strong", (Text("甲"),)), Text("乙")))
    assert second == Paragraph((Text("丙"),))
