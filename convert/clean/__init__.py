"""Takes the site's furniture out of an article's HTML, and writes down each piece.

Rules are data, one table each in rules/*.toml: a new one is such a table, with an example that it must match and one that it must not.
furniture.py decides of elements, edges.py of lines of text, credits.py reads who did what; taking.py takes out and records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bs4 import BeautifulSoup
from bs4.element import NavigableString

from ..config import Settings
from ..errors import Report, Severity, diagnostic
from ..read import Source
from . import listings, mathematics, notes, page
from .edges import Article, Edges
from .flow import UNSEEN, WHITE, Flow, pieces_of, strings_of
from .furniture import is_frame
from .prepared import Prepared, prepare
from .record import Cleaned, Removal, unaccounted
from .rule import Rule, active_rules, all_rules
from .soup import line_of, make_soup
from .taking import Taking
from .tree import Soup

__all__ = ["Cleaned", "Removal", "Rule", "all_rules", "clean", "line_of", "make_soup", "unaccounted"]

_BLANK = " \t\r\n\f\u00a0\u3000\ufeff"


def clean(html: str, source: Source, settings: Settings, report: Report) -> Cleaned:
    """The tree of an article's body without furniture.

    Raises UsageError for rules that are wrong or unknown (see rule.py). Reports unclosed-markup, and no-text where nothing is left but
    links.
    """
    rules = active_rules(settings)
    soup = make_soup(html, source.body_line, marked=source.kind == "markdown", report=report, name=source.name)
    is_page = source.kind == "html" and not source.front and page.is_page(soup)
    head = page.read_head(soup) if is_page else {}
    taking = Taking(soup)
    taking.code(settings.config.keep, has_head="<head" in html.lower())
    text = "".join(strings_of(soup)) if settings.config.strict else ""
    if rules:
        prepared = prepare(rules)
        taking.removals += _set_right(soup, html, prepared.names, is_html=source.kind == "html")
        has_notes = "data-note=" in html or any(removal.rule == notes.RULE for removal in taking.removals)
        apart = notes.set_apart(soup) if has_notes else []  # no rule is for them, wherever they stand
        _apply(prepared, soup, taking, _article(source, head), is_page=is_page)
        soup.extend(apart)
    if source.body.strip(_BLANK) and not _says_anything(soup):
        report(diagnostic(Severity.WARNING, "no-text", "no text is left but links", file=source.name, line=source.body_line))
    removals = tuple(sorted(taking.removals, key=lambda removal: removal.line))
    found = {**head, **taking.found, **{key: head[key] for key in ("published",) if key in head}}  # a head has the time of day
    return Cleaned(soup, removals, found, frozenset(taking.promoted), text)


def _set_right(soup: Soup, html: str, names: Collection[str], *, is_html: bool) -> Iterator[Removal]:
    """What pages draw becomes what it was drawn from: formulas, notes, listings of code."""
    if mathematics.RULE in names:
        yield from mathematics.take_mathematics(soup, html, typed=is_html)
    if notes.RULE in names:
        yield from notes.take_notes(soup, html)
    if listings.RULE in names:
        yield from listings.take_listings(soup, html)


def _apply(rules: Prepared, soup: Soup, taking: Taking, article: Article, *, is_page: bool) -> None:
    """The rules on elements, then those on lines at the edges that are left, then what is outside a page's article."""
    flow = Flow(soup, rules.index)
    body = page.article_of(soup, flow) if is_page else None
    flow.core = body or flow.core
    taking.elements(flow)
    taking.lines(Edges(flow, rules, article))
    taking.blocks(flow, rules.credits)
    if body is not None and (outside := rules.tests.get("outside")):
        taking.outside(body, outside, flow)
    elif is_page and (outside := rules.tests.get("outside-paragraphs")):
        taking.outside(flow.core, outside, flow, only=is_frame)
    taking.finish()


def _says_anything(soup: BeautifulSoup) -> bool:
    """Whether there is text that is no link."""
    strings = (string for string in pieces_of(soup) if isinstance(string, NavigableString) and not isinstance(string, UNSEEN))
    return any(WHITE.sub("", string) and all(parent.name != "a" for parent in string.parents) for string in strings)


def _article(source: Source, head: Mapping[str, list[str]]) -> Article:
    title = source.front.get("title") or next(iter(head.get("title", ())), "")
    known = [value for key in ("author", "source", "from", "site") for value in _texts(source.front.get(key))]
    known += [value for key in ("author", "source") for value in head.get(key, ())]
    longest_first = sorted({name for name in known if len(name) > 1}, key=len, reverse=True)
    return Article(title if isinstance(title, str) else "", tuple(longest_first), source.kind == "html")


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value, *(part for part in value.split(" - ") if part != value)]
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []
