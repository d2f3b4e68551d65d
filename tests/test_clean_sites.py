"""What is left of the articles and pages of more than a hundred sites: all of the text, none of the furniture, the metadata right."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert.model import text_of
from convert.pipeline import read_article
from tests.clean_sites import Site, sites, squeezed

SITES = sites()


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_site_keeps_its_text_and_loses_its_furniture(site: Site, tmp_path: Path) -> None:
    path = tmp_path / ("a.html" if site.is_page else "a.md")
    front = "" if site.is_page else f"---\ntitle: {site.title}\nauthor: 河边小报\ndate: 2022-04-05 10:00:00\n---\n\n"
    path.write_text(front + site.html, encoding="utf-8")
    document = read_article(path).document
    left, all_that_stays = squeezed(text_of(document)), "".join(site.stays)
    assert [line for line in site.stays if line not in left] == []
    assert [line for line in site.goes if left.count(line) > all_that_stays.count(line)] == []
    for key, value in site.meta.items():
        found = getattr(document.meta, key)
        assert value in found if isinstance(found, tuple) else str(found).startswith(value)
