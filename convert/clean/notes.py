"""Footnotes written as HTML: a mark that links to its note, which links back, become what the Markdown reader makes of footnotes.

WordPress, Hugo, kramdown, Pandoc, markdown-it, MediaWiki, Zhihu and Word all write this pair of links, each with names of its own. The mark
and the sign that leads back are recorded as removed: the writers number notes themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from bs4.element import NavigableString, Tag

from ..regex import regex
from .flow import WHITE, extract, strings_of
from .record import Removal
from .soup import line_of
from .tree import Element, Soup

RULE = "note-mark"

_LABEL = regex(
    r"[\[(（【〔]?\s*(?:注|註|note|fn)?\s*(?:\d{1,3}|[a-z]|[①-⑳]|[*†‡§]{1,3}|[ivxlc]{1,5}|[一二三四五六七八九十]{1,3})\s*[\])）】〕]?",
    re.IGNORECASE,
)
_NOTES = frozenset(("li", "p", "dd", "aside", "div", "section"))
_INSIDE = frozenset(("a", "span", "sup", "cite", "b", "strong", "small"))
"""What may bear a note's id in its first line."""
_SAYS = regex(r"\b(?:doc-)?noteref\b|footnote-?ref|fn-?ref", re.IGNORECASE)
_HOLDS = regex(r"foot-?notes?|end-?notes?|references", re.IGNORECASE)


def take_notes(soup: Soup, html: str) -> list[Removal]:
    """Mark the footnotes of a tree with data-note-ref and data-note; what was taken out for it."""
    linked = _take_linked(soup) if "#" in html and _MAY_LINK.search(html) else []
    return linked + (_take_held(soup) if "data-numero" in html else [])


def set_apart(soup: Soup) -> list[Tag]:
    """Take the notes out of a tree, in their order; one within another stays in it."""
    notes = soup.find_all("section", attrs={"data-note": True})
    outermost = [note for note in notes if note.find_parent("section", attrs={"data-note": True}) is None]
    extract(outermost)
    return outermost


def _take_linked(soup: Soup) -> list[Removal]:
    places = {str(tag.get("id") or tag.get("name")): tag for tag in soup.find_all(_is_place)}
    links = [link for link in soup.find_all("a") if str(link.get("href", "")).startswith("#")]
    pairs = list(_pairs(links, places))
    removals: list[Removal] = []
    backs = {f"#{name}" for link, _ in pairs for name in _names(link)}
    taken = {id(link) for link, _ in pairs}
    notes = {id(note): note for _, note in pairs}
    names = {key: _identifier(note) for key, note in notes.items()}  # Google Docs has it on the link that leads back
    for note in notes.values():
        for link in [link for link in note.find_all("a") if unquote(str(link.get("href", ""))) in backs and id(link) not in taken]:
            removals += _emptied(link)
            link.extract()
    for link, note in pairs:
        removals += _emptied(mark := _mark(link))
        mark.name, mark.attrs = "sup", {"data-note-ref": names[id(note)]}
    for key, note in notes.items():
        note.attrs = {"data-note": names[key], "id": names[key]}
        note.name = "section"
    for container in {id(note.parent): note.parent for note in notes.values()}.values():
        _without_rule(container)
    return removals


def _take_held(soup: Soup) -> list[Removal]:
    """Zhihu's references, which a mark holds in its attributes: a script makes the list of them, which a feed has not."""
    removals: list[Removal] = []
    known: set[str] = set()
    for mark in soup.find_all("sup", attrs={"data-numero": True, "data-text": True}):
        name, text, url = (str(mark.get(key) or "") for key in ("data-numero", "data-text", "data-url"))
        if not (text or url):
            continue
        if name not in known:
            known.add(name)
            soup.append(_note(name, text, url, line_of(mark)))
        removals += _emptied(mark)
        mark.attrs = {"data-note-ref": name}
    return removals


def _note(name: str, text: str, url: str, line: int) -> Tag:
    note = Element("section", {"data-note": name, "id": name}, line)
    if url:
        link = Element("a", {"href": url}, line)
        link.append(NavigableString(text or url))
        note.append(link)
    else:
        note.append(NavigableString(text))
    return note


def _pairs(links: Iterable[Tag], places: dict[str, Tag]) -> Iterator[tuple[Tag, Tag]]:
    """Each mark with its note. Of two that lead to each other the first is the mark (Word writes both alike)."""
    notes: set[int] = set()
    for link in links:
        note = _note_of(link, places)
        if note is not None and notes.isdisjoint(map(id, link.parents)):
            notes.add(id(note))
            yield link, note


_MAY_LINK = regex(r"""href\s*=\s*["']?#""", re.IGNORECASE)


def _is_place(tag: Tag) -> bool:
    return "id" in tag.attrs or (tag.name == "a" and "name" in tag.attrs)


def _identifier(note: Tag) -> str:
    if "id" in note.attrs:
        return str(note["id"])
    inner = note.find(_is_place)
    return str(inner.get("id") or inner.get("name")) if isinstance(inner, Tag) else ""


def _note_of(link: Tag, places: dict[str, Tag]) -> Tag | None:
    """The note that a link is the mark of, None for any other link."""
    target = places.get(unquote(str(link["href"])[1:]))
    if target is None or not _LABEL.fullmatch(WHITE.sub(" ", link.get_text()).strip()):
        return None
    note: Tag | None = target
    while note is not None and note.name in _INSIDE:
        note = note.parent
    if note is None or note.name not in _NOTES or any(parent is note for parent in link.parents):
        return None
    back = {f"#{name}" for name in _names(link)}
    mutual = any(unquote(str(one.get("href", ""))) in back for one in note.find_all("a"))
    return note if mutual or (_SAYS.search(_said(link)) and any(_HOLDS.search(_said(one)) for one in _up(note, 4))) else None


def _names(link: Tag) -> Iterable[str]:
    """The ids of a mark: its own and those of what is around it in the line."""
    for tag in _up(link, 3):
        if tag is link or tag.name in _INSIDE:
            yield from (str(tag[name]) for name in ("id", "name") if name in tag.attrs)
    for inner in link.find_all(_is_place):
        yield str(inner.get("id") or inner.get("name"))
    before = link.previous_sibling
    if isinstance(before, Tag) and before.name == "a" and not before.get_text():
        yield from (str(before[name]) for name in ("id", "name") if name in before.attrs)


def _up(tag: Tag, levels: int) -> list[Tag]:
    return [tag, *list(tag.parents)[: levels - 1]]


def _said(tag: Tag) -> str:
    """What the names of a tag say it is."""
    return " ".join(str(tag.get(name, "")) for name in ("class", "role", "epub:type", "id"))


def _mark(link: Tag) -> Tag:
    """The link, or the raised text around it that holds nothing else."""
    around = link.parent
    alone = around is not None and around.name == "sup" and around.get_text().strip() == link.get_text().strip()
    return around if alone and around is not None else link


def _emptied(tag: Tag) -> list[Removal]:
    strings = strings_of(tag)
    text = "".join(strings).strip()
    removed = [Removal(RULE, line_of(next(one for one in strings if one.strip())), text)] if text else []
    tag.clear()
    return removed


def _without_rule(container: Tag | None) -> None:
    """The line that parts notes from the text goes with them."""
    around = container.parent if container is not None and container.name in ("ol", "ul", "dl") else container
    if around is not None and _HOLDS.search(_said(around)):
        for rule in around.find_all("hr", recursive=False):
            rule.extract()
