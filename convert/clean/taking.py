"""Takes pieces out of one article's tree and writes each down; the tree itself is changed once, at the end.

bs4 looks for a piece among all its siblings when it is taken out, so taking ten thousand one by one would take a hundred million steps.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable

from bs4.element import NavigableString, PageElement, Tag

from ..regex import regex
from .credits import NOWHERE, CreditReader, names
from .edges import Edges
from .flow import PICTURES, UNSEEN, WHITE, Flow, Line, extract, first_line, pieces_of, said, strings_of
from .furniture import box_around, is_furniture
from .hidden import Hidden
from .lists import Verdict
from .mathematics import is_source
from .notes import RULE as NOTE_MARK
from .record import Removal
from .rule import PEOPLE, Rule
from .soup import line_of
from .tree import Soup

_SOURCES = ("src", "data-src", "data-original")
_LONGEST = 200
"""Characters of a line in which credits are looked for."""
_NUMBER = regex(r"\d+(?:\. )?")
"""What our Markdown shows of a note; with other text in it the element is a stranger's."""
_FEW = 2
"""Lines of an element that may be a credit, whatever its name says it is."""
_KEPT_EMPTY = ("html", "body", "td", "th")
"""Elements that mean something with nothing in them."""


class Taking:
    """What is taken from one tree, and what was found on the way."""

    def __init__(self, soup: Soup) -> None:
        self.removals: list[Removal] = []
        self.found: dict[str, list[str]] = {}
        self.promoted: set[str] = set()
        self._soup = soup
        self._pieces: list[PageElement] = []
        self._taken: set[int] = set()
        self._tags: set[int] = set()
        self._blocks: list[tuple[Tag, Rule]] = []
        self._touched: dict[int, Line] = {}
        self._small: list[str] = []

    def code(self, keep: Collection[str], *, has_head: bool) -> None:
        """Take out what is no visible text, without a record; what the Markdown reader found to be a tag of its site, and the numbers
        that our own Markdown shows of notes, with one.

        A <title> that stands in no <head> (libxml2 makes one) goes with one too: for other readers it is text of the body. Both are
        rules by name, and stay as text where `keep` names them.
        """
        gone: list[PageElement] = []
        for tag in self._soup.code:
            if (tag.name == "title" and (has_head or tag.find_parent("svg") is not None)) or is_source(tag):
                continue
            if "data-note-label" in tag.attrs and not _NUMBER.fullmatch("".join(strings_of(tag))):
                continue
            if tag.name == "title":
                self._markup(tag, "page-title", keep, "title")
            elif tag.name == "template" and (name := tag.get("data-removed")):
                self._markup(tag, str(name), keep)
            elif "data-note-label" in tag.attrs:
                self._markup(tag, NOTE_MARK, keep)
            gone.append(tag)
        extract(gone)

    def elements(self, flow: Flow) -> None:
        """Take what the rules on elements name, outermost first; those that ask for a place wait for `blocks`."""
        hidden = Hidden(flow)
        for named, rules in flow.wanted:
            rule = next((rule for rule in sorted(rules, key=_alone) if is_furniture(named, rule, flow, hidden)), None)
            tag = box_around(named, rule, flow) if rule is not None and rule.box else named
            if rule is not None and rule.do == "metadata":
                self._hear(tag, rule)
            if rule is None or any(id(parent) in self._tags for parent in tag.parents):
                continue
            if rule.do == "unwrap":
                tag.unwrap()
                continue
            self._tags.add(id(tag))
            if rule.where == "anywhere":
                start, end = flow.spans[id(tag)]
                self._small += [line.text for line in flow.lines[start:end]] if 0 < end - start <= _FEW else []
                self._element(tag, rule, flow)
                continue
            self._blocks.append((tag, rule))
            for line in flow.lines_of(tag):
                line.named = True

        self._settle()

    def _settle(self) -> None:
        """The lines without what was taken from them; all at once, for one line may have lost thousands of pieces."""
        for line in self._touched.values():
            line.strings = [string for string in line.strings if id(string) not in self._taken]
            line.pictures = [picture for picture in line.pictures if id(picture) not in self._taken]
            line.close(line.number)
            line.gone = not line.text and not line.pictures
        self._touched.clear()

    def lines(self, edges: Edges) -> None:
        """Take what the rules on lines name; hear of the author also inside the text where none stands at an edge."""
        for line, verdict in edges.found():
            self._line(line, verdict)
        if "author" not in self.found and (heard := edges.heard()):
            self.found["author"] = list(heard)

    def blocks(self, flow: Flow, reader: CreditReader) -> None:
        """Take the elements at the edges, after the credits in them were read line by line, and those of lines that say more besides."""
        gleaned: dict[str, list[str]] = {}
        said = [line.text for tag, _ in self._blocks for line in flow.lines_of(tag) if not line.gone]
        for text in (*said, *self._small):
            for credit in reader.glean(text[:_LONGEST]):
                gleaned.setdefault(credit.rule.to, []).extend(value for value in credit.values if value not in NOWHERE)
        for tag, rule in self._blocks:
            self._element(tag, rule, flow)
        for key, values in gleaned.items():
            self.found.setdefault(key, list(dict.fromkeys(values)))

    def outside(self, body: Tag, rule: Rule, flow: Flow, only: Callable[[Tag, Flow], bool] | None = None) -> None:
        """Take what stands before and behind the element that is the page's article; of that, `only` what this is true of."""
        inner = body
        while (outer := inner.parent) is not None:
            for beside in outer.contents:
                if beside is not inner and (only is None or (isinstance(beside, Tag) and only(beside, flow))):
                    self._piece(beside, rule)
            inner = outer

    def finish(self) -> None:
        """Change the tree: take the pieces out, and then the elements in which nothing is left."""
        parents = {id(piece.parent): piece.parent for piece in self._pieces if piece.parent is not None}
        extract(self._pieces)
        for parent in parents.values():
            _prune(parent)
        for backwards in (False, True) if self.removals else ():
            self._drop_strokes(backwards=backwards)

    def _drop_strokes(self, *, backwards: bool) -> None:
        """Take out each <hr> that is the first or the last of what is left: it set off what went on that side of it."""
        while (stroke := _outermost(self._soup, backwards=backwards)) is not None and stroke.name == "hr":
            line, parent = line_of(stroke), stroke.parent
            if not any(removal.line >= line if backwards else removal.line <= line for removal in self.removals):
                return
            stroke.extract()
            _prune(parent)

    def _markup(self, tag: Tag, name: str, keep: Collection[str], to: str = "") -> None:
        text = "".join(string for string in pieces_of(tag) if isinstance(string, NavigableString))
        if name in keep:
            tag.insert_before(NavigableString(text))
        else:
            self.removals.append(Removal(name, line_of(tag), text, to))

    def _element(self, tag: Tag, rule: Rule, flow: Flow) -> None:
        if rule.promotion:
            self._promote(tag.find_all("img"))
        self._touched.update((line.number, line) for line in flow.lines_of(tag))
        self._piece(tag, rule)

    def _hear(self, tag: Tag, rule: Rule) -> None:
        """The metadata that an element is: all its text, or what the group of the rule's text says."""
        text = WHITE.sub(" ", "".join(strings_of(tag))).strip(" ")
        found = rule.says(text) if rule.text else None
        value = found["value"] if found else text
        values = names(value) if rule.to in PEOPLE else (value,)
        self.found.setdefault(rule.to, []).extend(one for one in values if one and one not in NOWHERE)

    def _line(self, line: Line, verdict: Verdict) -> None:
        for key, values in verdict.credits:
            self.found.setdefault(key, []).extend(value for value in values if value not in NOWHERE)
        self._record(verdict.rule, line.strings, line.pictures, ",".join(dict.fromkeys(key for key, _ in verdict.credits)))
        if verdict.rule.promotion:
            self._promote(line.pictures)
        self._pieces += [*line.strings, *line.pictures, *([line.ending] if line.ending else [])]
        line.gone = True

    def _piece(self, piece: PageElement, rule: Rule) -> None:
        pictures = [inner for inner in pieces_of(piece) if isinstance(inner, Tag) and inner.name in PICTURES]
        self._record(rule, strings_of(piece), pictures, rule.to)
        self._pieces.append(piece)

    def _record(self, rule: Rule, strings: list[NavigableString], pictures: list[Tag], to: str) -> None:
        new = [string for string in strings if id(string) not in self._taken]
        shown = [picture for picture in pictures if id(picture) not in self._taken]
        self._taken.update(map(id, (*new, *shown)))
        addresses = tuple(filter(None, map(_address, shown)))
        if WHITE.sub("", "".join(new)):
            self.removals.append(Removal(rule.name, first_line(new), said(new), to, addresses))
        elif addresses:
            self.removals.append(Removal(rule.name, line_of(shown[0]), "", to, addresses))

    def _promote(self, pictures: Iterable[Tag]) -> None:
        for picture in pictures:
            self.promoted.update(str(picture[name]) for name in _SOURCES if picture.get(name))


def _alone(rule: Rule) -> bool:
    """What a rule with `box` takes is more than the element that others name."""
    return not rule.box


def _address(picture: Tag) -> str:
    """Where a picture, a film or a frame lies, as its tag says it; "" where it does not."""
    said = next((str(picture[name]) for name in (*reversed(_SOURCES), "data") if picture.get(name)), "")
    return said.partition(";")[0] if said.startswith("data:") else said


def _outermost(soup: Tag, *, backwards: bool) -> Tag | None:
    """The first or the last of all that shows, where it is a tag and no text."""
    stack: list[PageElement] = [soup]
    while stack:
        here = stack.pop()
        if isinstance(here, Tag) and here.contents and here.name not in PICTURES:
            stack += here.contents if backwards else here.contents[::-1]
        elif isinstance(here, Tag) and (here.name in PICTURES or here.name == "hr"):
            return here
        elif isinstance(here, NavigableString) and not isinstance(here, UNSEEN) and WHITE.sub("", here):
            return None
    return None


def _prune(tag: Tag | None) -> None:
    """Take out an element in which nothing is left, and those around it."""
    while tag is not None and tag.parent is not None and tag.name not in _KEPT_EMPTY and not _holds(tag):
        parent = tag.parent
        tag.extract()
        tag = parent


def _holds(tag: Tag) -> bool:
    for piece in itertools.islice(pieces_of(tag), 1, None):
        if isinstance(piece, Tag) and (piece.name in PICTURES or piece.name in ("hr", "br")):
            return True
        if isinstance(piece, NavigableString) and not isinstance(piece, UNSEEN) and WHITE.sub("", piece):
            return True
    return False
