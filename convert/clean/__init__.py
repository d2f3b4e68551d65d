"""Takes the site's furniture out of an article's HTML, and writes down each piece.

Rules are data, one table each in rules/*.toml: a new one is such a table, with an example that it must match and one that it must not.
furniture.py applies those on elements, edges.py those on lines of text, credits.py those on who did what.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from ..config import Settings
from ..errors import Report, Severity, diagnostic
from ..read import Source
from . import page
from .credits import NOWHERE
from .edges import Article, Edges
from .flow import PICTURES, UNSEEN, WHITE, Flow, Line, first_line, strings_of
from .furniture import is_furniture
from .lists import Verdict
from .prepared import prepare
from .record import Cleaned, Removal, unaccounted
from .rule import Rule, active_rules, all_rules
from .soup import Soup, line_of, make_soup

__all__ = ["Cleaned", "Removal", "Rule", "all_rules", "clean", "line_of", "make_soup", "unaccounted"]

_BLANK = " \t\r\n\f\u00a0\u3000\ufeff"


def clean(html: str, source: Source, settings: Settings, report: Report) -> Cleaned:
    """The tree of an article's body without furniture.

    Raises UsageError for rules that are wrong or unknown (see rule.py).
    """
    rules = active_rules(settings)
    soup = make_soup(html, source.body_line, marked=source.kind == "markdown", report=report, name=source.name)
    is_page = source.kind == "html" and not source.front and page.is_page(soup)
    found = page.read_head(soup) if is_page else {}
    work = _Cleaning(soup)
    work.drop_code(settings.config.keep, has_head="<head" in html.lower())
    text = "".join(strings_of(soup)) if settings.config.strict else ""
    if rules:
        prepared = prepare(rules)
        flow = Flow(soup, prepared.index)
        body = page.article_of(soup, flow) if is_page else None
        flow.core = body or flow.core
        work.elements(flow)
        work.edges(Edges(flow, prepared, _article(source, found)))
        work.blocks(flow)
        if body is not None and (outside := prepared.tests.get("outside")):
            work.outside(body, outside)
    if source.body.strip(_BLANK) and not _says_anything(soup):
        report(diagnostic(Severity.WARNING, "no-text", "no text is left but links", file=source.name, line=source.body_line))
    return work.result(text, found)


class _Cleaning:
    """One article's tree while pieces go from it, and the record of them."""

    def __init__(self, soup: Soup) -> None:
        self._soup = soup
        self._removals: list[Removal] = []
        self._found: dict[str, list[str]] = {}
        self._promoted: set[str] = set()
        self._gone: set[int] = set()
        self._blocks: list[tuple[Tag, Rule]] = []

    def result(self, text: str, head: Mapping[str, list[str]]) -> Cleaned:
        """What is left and what went, in the order of the file; what the page's `head` says counts where the body says nothing."""
        removals = sorted(self._removals, key=lambda removal: removal.line)
        return Cleaned(self._soup, tuple(removals), {**head, **self._found}, frozenset(self._promoted), text)

    def drop_code(self, keep: Collection[str], *, has_head: bool) -> None:
        """What is no visible text goes without a record; what the Markdown reader took out as a tag of its site goes with one.

        A <title> that stands in no <head> (libxml2 makes one) goes with one too: for other readers it is text of the body. Both are
        rules by name, and stay as text where `keep` names them.
        """
        for tag in self._soup.code:
            if tag.name == "template" and (name := tag.get("data-removed")):
                self._drop_markup(tag, str(name), keep)
            elif tag.name == "title":
                if has_head or tag.find_parent("svg") is not None:
                    continue
                self._drop_markup(tag, "page-title", keep, "title")
            tag.extract()

    def _drop_markup(self, tag: Tag, name: str, keep: Collection[str], to: str = "") -> None:
        text = "".join(string for string in tag.descendants if isinstance(string, NavigableString))
        if name in keep:
            tag.insert_before(NavigableString(text))
        else:
            self._removals.append(Removal(name, line_of(tag), text, to))

    def elements(self, flow: Flow) -> None:
        """Apply the rules on elements, outermost first; those that ask for a place wait for `blocks`."""
        for tag, rules in flow.wanted:
            rule = next((rule for rule in rules if is_furniture(tag, rule, flow)), None)
            if rule is None or any(id(parent) in self._gone for parent in tag.parents):
                continue
            if rule.do == "unwrap":
                tag.unwrap()
                continue
            self._gone.add(id(tag))
            if rule.where == "anywhere":
                self._take(tag, rule, flow)
                continue
            self._blocks.append((tag, rule))
            for line in flow.lines_of(tag):
                line.named = True

    def blocks(self, flow: Flow) -> None:
        """Take out the elements at the edges, after the credits in them were read line by line."""
        for tag, rule in self._blocks:
            self._take(tag, rule, flow)

    def outside(self, body: Tag, rule: Rule) -> None:
        """Take out what stands before and behind the element that the page marks as its article."""
        inner = body
        while (outer := inner.parent) is not None:
            for beside in [child for child in outer.contents if child is not inner]:
                self._record(rule, strings_of(beside))
                beside.extract()
            inner = outer

    def edges(self, edges: Edges) -> None:
        """Apply the rules on lines of text; hear of the author also inside the text where none stands at an edge."""
        for line, verdict in edges.found():
            self._take_line(line, verdict)
        if "author" not in self._found and (heard := edges.heard()):
            self._found["author"] = list(heard)

    def _take(self, tag: Tag, rule: Rule, flow: Flow) -> None:
        strings = strings_of(tag)
        self._record(rule, strings)
        if rule.promotion:
            self._promote(tag.find_all("img"))
        taken = {id(string) for string in strings}
        for line in flow.lines_of(tag):
            line.strings = [string for string in line.strings if id(string) not in taken]
            line.pictures = [picture for picture in line.pictures if picture is not tag and tag not in picture.parents]
            line.close(line.number)
            line.gone = not line.text and not line.pictures
        parent = tag.parent
        tag.extract()
        _prune(parent)

    def _take_line(self, line: Line, verdict: Verdict) -> None:
        for key, values in verdict.credits:
            self._found.setdefault(key, []).extend(value for value in values if value not in NOWHERE)
        to = ",".join(dict.fromkeys(key for key, _ in verdict.credits))
        self._record(verdict.rule, line.strings, to)
        if verdict.rule.promotion:
            self._promote(line.pictures)
        parents = [piece.parent for piece in (*line.strings, *line.pictures)]
        for piece in (*line.strings, *line.pictures, *([line.ending] if line.ending else [])):
            piece.extract()
        for parent in parents:
            _prune(parent)
        line.gone = True

    def _record(self, rule: Rule, strings: list[NavigableString], to: str = "") -> None:
        text = "".join(strings).strip(" \t\r\n\f")
        if text.strip("\u00a0\u3000\u200b\ufeff \t\r\n\f"):
            self._removals.append(Removal(rule.name, first_line(strings), text, to))

    def _promote(self, pictures: Iterable[Tag]) -> None:
        for picture in pictures:
            self._promoted.update(str(picture[name]) for name in ("src", "data-src", "data-original") if picture.get(name))


def _prune(tag: Tag | None) -> None:
    """Take out an element in which nothing is left, and those around it."""
    while tag is not None and tag.parent is not None and tag.name not in ("html", "body", "td", "th") and not _holds(tag):
        parent = tag.parent
        tag.extract()
        tag = parent


def _holds(tag: Tag) -> bool:
    for piece in tag.descendants:
        if isinstance(piece, Tag) and (piece.name in PICTURES or piece.name in ("hr", "br")):
            return True
        if isinstance(piece, NavigableString) and not isinstance(piece, UNSEEN) and WHITE.sub("", piece):
            return True
    return False


def _says_anything(soup: BeautifulSoup) -> bool:
    """Whether there is text that is no link."""
    strings = (string for string in soup.descendants if isinstance(string, NavigableString) and not isinstance(string, UNSEEN))
    return any(WHITE.sub("", string) and string.find_parent("a") is None for string in strings)


def _article(source: Source, head: Mapping[str, list[str]]) -> Article:
    title = source.front.get("title") or next(iter(head.get("title", ())), "")
    known = [value for key in ("author", "source", "from", "site") for value in _texts(source.front.get(key))]
    longest_first = sorted({name for name in known if len(name) > 1}, key=len, reverse=True)
    return Article(title if isinstance(title, str) else "", tuple(longest_first), source.kind == "html")


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value, *(part for part in value.split(" - ") if part != value)]
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []
