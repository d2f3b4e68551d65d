"""Which rules may want an element: an index by the parts of its class and id names, its tag and its attributes.

A page has thousands of elements and there are hundreds of rules: a CSS match of each against each would take longer than parsing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeAlias

import soupsieve
from bs4.element import Tag

from ..regex import regex
from .rule import Rule

_PARTS = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\x00-\x7f]+")
_HIDDEN = regex(r"display\s*:\s*none|(?:^|[\s;])(?:left|top|text-indent)\s*:\s*-\d{4,}|font-size\s*:\s*0(?:px|pt|r?em)?\s*(?:[;!]|$)")
"""Not seen: no box, one far outside the page, letters of no size. What is faint, folded or not yet there (opacity, max-height) is seen."""
_QUOTED = regex(r""""[^"]*"|'[^']*'""")
_ARGUMENT = regex(r"\([^()]*\)")
_COMBINATOR = regex(r"\s*[>+~\s]\s*")
_KEY = regex(r"#(?P<id>[\w-]+)|\.(?P<class>[\w-]+)|\[\s*(?P<attribute>[\w-]+)|^(?P<name>[a-zA-Z][\w-]*)")
_PSEUDO = regex(r":[\w-]+")
_COMMON = frozenset(("class", "id", "style", "href", "src"))
"""Attributes that more tags have than have any one name."""

_OWN_IDS = frozenset(("section", "h1", "h2", "h3", "h4", "h5", "h6", "a", "li", "dt", "figure", "table", "body", "html"))
"""Elements whose ids are the author's own, for links: a chapter called "comments" is one."""

_PICTURES = frozenset(("img", "picture", "source", "video", "audio"))

_REMEMBERED = 4_000
"""Tags by their names whose rules are kept from article to article."""
_NAMES = 40
"""Names of a tag from which it is like no other."""
_SMALL = 3
"""Pixels: a picture of this width or height is there to count readers or to push things apart."""
_SPACER = regex(r"(?:spacer|blank|transparent|1x1|1px|pixel|spaceball)\.(?:gif|png)(?:$|\?)", re.IGNORECASE)
_LAZY = ("data-src", "data-original", "data-actualsrc", "data-lazy-src", "data-srcset", "srcset", "data-lazy", "data-url")


_Selected: TypeAlias = tuple[Rule, bool]
"""A rule, and whether its key alone says that its selector chooses the tag."""


class Index:
    """The conditions on elements of a set of rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._words: dict[str, list[Rule]] = {}
        self._starts: dict[str, list[Rule]] = {}
        self._selectors: dict[str, list[_Selected]] = {}
        self._hidden: Rule | None = None
        self._tiny: Rule | None = None
        self._known: dict[tuple[str, ...], tuple[tuple[_Selected, ...], tuple[Rule, ...]]] = {}
        for rule in rules:
            self._add(rule)
        self._sizes = sorted({len(start) for start in self._starts})

    def of(self, tag: Tag) -> tuple[Rule, ...]:
        """The rules whose condition on elements the tag meets, the first to come first."""
        attributes = tag.attrs
        if not attributes and tag.name not in self._selectors and "*" not in self._selectors:
            return ()
        candidates, named = self._candidates(tag.name, attributes)
        selected = tuple(rule for rule, sure in candidates if sure or _compiled(rule.selector).match(tag)) if candidates else ()
        if attributes.get("hidden", "until-found") != "until-found" or ("style" in attributes and _HIDDEN.search(str(attributes["style"]))):
            named = (*named, self._hidden) if self._hidden else named
        if tag.name == "img" and self._tiny is not None and _is_tiny(tag):
            named = (*named, self._tiny)
        return selected + named

    def _add(self, rule: Rule) -> None:
        for word in rule.words:
            if word.endswith("*"):
                self._starts.setdefault(word[:-1], []).append(rule)
            else:
                self._words.setdefault(word, []).append(rule)
        if rule.selector:
            for key, whole in _keys(rule.selector).items():
                self._selectors.setdefault(key, []).append((rule, whole))
        if rule.test == "hidden":
            self._hidden = rule
        if rule.test == "tiny-picture":
            self._tiny = rule

    def _candidates(self, name: str, attributes: Mapping[str, object]) -> tuple[tuple[_Selected, ...], tuple[Rule, ...]]:
        """The rules whose selectors may choose such a tag, and those whose words are in its names; most tags of a site are like others."""
        classes = attributes.get("class", "")
        names = classes if isinstance(classes, list) else str(classes).split(" ")
        identity = str(attributes["id"]) if "id" in attributes else ""
        key = (name, identity, str(len(attributes)), *attributes, *names)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            own = [identity] if "id" in attributes and name not in _OWN_IDS else []
            named = self._look_up([*names, *own])
            if name in _PICTURES:  # rich_pages is how WeChat calls each picture of an article: a name of its own makes none furniture
                named = (rule for rule in named if rule.promotion)
            found = (self._by_keys(name, identity, attributes, names), tuple(named))
            if len(key) <= _NAMES:
                self._known[key] = found
        return found

    def _by_keys(self, name: str, identity: str, attributes: Iterable[str], classes: Iterable[str]) -> tuple[_Selected, ...]:
        keys = ("*", name, *(f"[{one}" for one in attributes), *(f".{one}" for one in classes), f"#{identity}")
        found: dict[str, _Selected] = {}
        for rule, sure in (one for key in keys for one in self._selectors.get(key, ())):
            found[rule.name] = (rule, sure or (rule.name in found and found[rule.name][1]))
        return tuple(found.values())

    def _look_up(self, names: list[str]) -> Iterable[Rule]:
        parts = {part for name in names if name for part in (name.lower(), *_parts(name))}
        found = {rule.name: rule for part in sorted(parts) for rule in self._words.get(part, ())}
        for part in sorted(parts):
            found |= {rule.name: rule for size in self._sizes for rule in self._starts.get(part[:size], ())}
        return found.values()


@cache
def _compiled(selector: str) -> soupsieve.SoupSieve:
    """At its first use: compiling all takes longer than a short article."""
    return soupsieve.compile(selector)


def _parts(name: str) -> Iterable[str]:
    """The words that a name is made of, and each two that follow one another: postTagList is post, tag, list, post-tag and tag-list."""
    words = [part.lower() for part in _PARTS.findall(name)]
    return (*words, *("-".join(pair) for pair in itertools.pairwise(words)))


def parts_of(tag: Tag) -> set[str]:
    """The words that the class and id names of a tag are made of, in small letters."""
    names = f"{' '.join(tag.get_attribute_list('class') or ())} {tag.get('id', '')}" if "class" in tag.attrs or "id" in tag.attrs else ""
    return {part.lower() for part in _PARTS.findall(names)}


def _keys(selector: str) -> dict[str, bool]:
    """What a tag must have to be chosen by a part of a selector list: an id, a class, an attribute, a name, or "*" (nothing known).

    True for a key that is the whole of its part: a tag that has it is chosen.
    """
    bare = _QUOTED.sub("", selector)
    while (shorter := _ARGUMENT.sub("", bare)) != bare:
        bare = shorter
    keys: dict[str, bool] = {}
    for part in bare.split(","):
        key = _key(_COMBINATOR.split(part.strip(" \n\t"))[-1])
        keys[key] = keys.get(key, False) or (key == part.strip(" \n\t") and key != "*")
    return keys


def _key(part: str) -> str:
    """Of what one tag must have that which fewest tags of a page share."""
    found = {str(key.lastgroup): key[key.lastgroup or 0] for key in _KEY.finditer(_PSEUDO.sub("", part))}
    attribute, name = found.get("attribute", "").lower(), found.get("name", "").lower()
    if "id" in found or "class" in found:
        return f"#{found['id']}" if "id" in found else f".{found['class']}"
    if attribute and not (name and attribute in _COMMON):
        return f"[{attribute}"
    return name or "*"


def _is_tiny(tag: Tag) -> bool:
    """Whether a picture is a tracking pixel or a spacer and not a lazy picture's placeholder."""
    if any(tag.get(name) for name in _LAZY):
        return False
    sizes = [str(tag.get(name, "")).removesuffix("px") for name in ("width", "height")]
    return any(size.isdecimal() and int(size) <= _SMALL for size in sizes) or _SPACER.search(str(tag.get("src", ""))) is not None
