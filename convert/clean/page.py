"""A plain web page: what its head says of the article, and which element of its body the article is.

Metadata come from JSON-LD (schema.org), Open Graph, the names that Chinese sites use in <meta>, and <title>, in that order. A further
name is one entry in `_META`, a further place of the article one in `_ARTICLES`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag

from ..regex import regex
from .credits import names
from .flow import WHITE, Flow, letters

_META = {
    "title": ("og:title", "twitter:title", "articletitle", "title"),
    "author": ("author", "article:author", "og:article:author", "byl", "dc.creator"),
    "published": ("article:published_time", "og:release_date", "pubdate", "publishdate", "datepublished", "publish_date", "date"),
    "source": ("og:site_name", "source", "mediaid", "application-name"),
    "description": ("description", "og:description", "twitter:description"),
    "url": ("og:url",),
}
"""Per metadata key the names of <meta>, best first, in small letters."""

_ITEMS = {"published": "datePublished", "author": "author", "title": "headline"}
"""Per metadata key its itemprop (schema.org microdata)."""

_LINKED = {
    "title": "headline",
    "published": "datePublished",
    "author": "author",
    "source": "publisher",
    "description": "description",
    "url": "url",
}
"""Per metadata key its name in schema.org's Article."""
_TYPES = regex("Article|Posting|Report|WebPage")
_ARTICLES = ("[itemprop=articleBody]", "article", "main", "[role=main]")
"""Where a page says its article is, the narrowest first."""
_MOST = 0.6
"""Share of the page's paragraphs that an element must hold to be taken for the article."""
_SUFFIX = regex(r"\s*(?:[|_｜丨–—»]|\s[-·•]\s|-(?=[^-]*$))\s*")
_MAX_DEPTH = 8
_AUTHOR_CLASSES = frozenset(("author", "author-name", "authorname", "post-author", "entry-author", "byline-author", "follow-nickname"))
_TITLE_NAME = regex("(?:^|[-_])(?:title|headline|subject)(?:$|[-_])", re.IGNORECASE)
_TITLE_CLASSES = frozenset(("title", "MsoTitle"))
"""What Google Docs and Word call the paragraph of a document's title."""
_LONGEST_TITLE = 100
_LONGEST_NAME = 16


def is_page(soup: BeautifulSoup) -> bool:
    """Whether the tree is of a whole page and not of a body alone."""
    return any(soup.find(name) is not None for name in ("title", "meta", "main", "article"))


def read_head(soup: BeautifulSoup) -> dict[str, list[str]]:
    """The metadata of a page by key, see record.Cleaned; each value stripped and on one line."""
    linked = _linked_data(soup)
    names = _meta_names(soup)
    found: dict[str, list[str]] = {}
    for key, meta in _META.items():
        values = linked.get(key) or [names[name] for name in meta if name in names][:1] or _item(soup, key)
        found[key] = [value for value in map(_one_line, values) if value and not (key == "author" and value.startswith("http"))]
    found["author"] = found["author"] or _signed(soup)
    found["title"] = _title(soup, found)
    canonical = soup.find("link", rel="canonical")
    if isinstance(canonical, Tag) and canonical.get("href"):
        found["url"] = [str(canonical["href"])]
    if isinstance(soup.html, Tag) and soup.html.get("lang"):
        found["language"] = [str(soup.html["lang"])]
    return {key: values for key, values in found.items() if values}


def article_of(soup: BeautifulSoup, flow: Flow) -> Tag | None:
    """The element that a page marks as its article, where it holds most of the page's paragraphs; None where none does."""
    for selector in _ARTICLES:
        best = max(soup.select(selector), key=flow.weight, default=None)
        if best is not None and flow.weight(best) > 0 and flow.weight(best) >= flow.weight(soup) * _MOST:
            return best
    return None


def _meta_names(soup: BeautifulSoup) -> dict[str, str]:
    names: dict[str, str] = {}
    for tag in soup("meta"):
        name = str(tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        if name and tag.get("content"):
            names.setdefault(name, str(tag["content"]))
    return names


def _item(soup: BeautifulSoup, key: str) -> list[str]:
    found = soup.find(None, {"itemprop": _ITEMS[key]}) if key in _ITEMS else None
    named = found.find(None, {"itemprop": "name"}) if isinstance(found, Tag) else None
    tag = named if isinstance(named, Tag) else found
    if not isinstance(tag, Tag):
        return []
    return [str(tag.get("datetime") or tag.get("content") or tag.get_text())]


def _signed(soup: BeautifulSoup) -> list[str]:
    """Who an element of the page names as its author, where the head says nothing."""
    for tag in soup.find_all(_is_author):
        value = _one_line(tag.get_text())
        if (found := names(value)) and len(value) <= _LONGEST_NAME:
            return list(found)
    return []


def _is_author(tag: Tag) -> bool:
    return tag.get("rel") == "author" or not _AUTHOR_CLASSES.isdisjoint(map(str.lower, tag.get("class") or ()))


def _title(soup: BeautifulSoup, found: dict[str, list[str]]) -> list[str]:
    """The title without the names of the site and its parts, where a heading of the page shows what is the title in it."""
    tag = soup.find("title")
    title = next(iter(found["title"]), "") or (_one_line(tag.get_text()) if isinstance(tag, Tag) else "")
    if not title:
        return _set_as_title(soup)
    cuts = list(_SUFFIX.finditer(title))
    if not cuts:
        return [title]
    parts = [*(title[: cut.start()] for cut in cuts), *(title[cut.end() :] for cut in cuts)]
    headings = {letters(heading.get_text()) for heading in soup.find_all(_is_heading)}
    sites = {letters(name) for name in found["source"]}
    shown = next((part for part in parts if letters(part) in headings), "")
    named = next((title[: cut.start()] for cut in cuts if letters(title[cut.end() :]) in sites), "")
    return [shown or named or title]


def _is_heading(tag: Tag) -> bool:
    if tag.name in ("h1", "h2", "h3", "h4"):
        return True
    names = " ".join((*(tag.get("class") or ()), str(tag.get("id", ""))))
    return bool(names.strip()) and tag.name not in ("html", "body") and any(_TITLE_NAME.search(name) for name in names.split(" "))


def _set_as_title(soup: BeautifulSoup) -> list[str]:
    """What a page without a title sets as one: its only first heading, or the paragraph that an editor's program calls so."""
    for tags in (soup.find_all("h1"), soup.find_all(lambda tag: not _TITLE_CLASSES.isdisjoint(tag.get("class") or ()))):
        title = _one_line(tags[0].get_text()) if len(tags) == 1 else ""
        if title and len(title) <= _LONGEST_TITLE:
            return [title]
    return []


def _linked_data(soup: BeautifulSoup) -> dict[str, list[str]]:
    """What the first article in the page's JSON-LD says; broken JSON says nothing."""
    for script in soup("script", type="application/ld+json"):
        try:
            data = json.loads(script.get_text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data, 0):
            if "headline" in thing or "datePublished" in thing:
                return _of_thing(thing)
    return {}


def _things(data: object, depth: int) -> Iterator[dict[str, Any]]:  # Any: foreign JSON
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data:
            yield from _things(item, depth + 1)
    elif isinstance(data, dict):
        if _TYPES.search(str(data.get("@type", ""))):
            yield data
        yield from _things(data.get("@graph", []), depth + 1)


def _of_thing(thing: dict[str, Any]) -> dict[str, list[str]]:  # Any: foreign JSON
    return {key: values for key, name in _LINKED.items() if (values := list(_names(thing.get(name), 0)))}


def _names(value: object, depth: int) -> Iterator[str]:
    """The texts of a value: itself, the name of a thing, or of each thing of a list."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and depth < _MAX_DEPTH:
        yield from _names(value.get("name"), depth + 1)
    elif isinstance(value, list) and depth < _MAX_DEPTH:
        for item in value:
            yield from _names(item, depth + 1)


def _one_line(text: str) -> str:
    return WHITE.sub(" ", text).strip(" ")
