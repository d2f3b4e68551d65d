"""What cleaning leaves of articles in the shapes of many sites, and what it says of them."""

from __future__ import annotations

import pytest
from bs4.element import NavigableString

from convert.clean.flow import strings_of
from convert.model import text_of as document_text
from tests.clean_articles import BODY, SHAPES, Shape
from tests.test_clean_rules import OPENING, cleaned

__all__ = ["NavigableString", "document_text"]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_shape_keeps_its_text_and_loses_its_furniture(shape: Shape) -> None:
    result = cleaned(shape.html, author=shape.author)
    left = squeezed("".join(strings_of(result.soup))) + str(result.soup)
    for paragraph in BODY if squeezed(BODY[0]) in squeezed(shape.html) else ():
        assert squeezed(paragraph) in left
    assert [text for text in shape.keep if squeezed(text) not in left] == []
    assert [text for text in shape.drop if squeezed(text) in left] == []
    for key, values in shape.found.items():
        assert result.found.get(key) == values
    assert OPENING
