"""Which rules may want an element: an index by the parts of its class and id names, its tag and its attributes.

A page has thousands of elements and there are hundreds of rules: a CSS match of each against each would take longer than parsing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

import soupsieve
from bs4.element import Tag

from .rule import Rule

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\x00-\x7f]+")
_HIDDEN = re.compile(r"display\s*:\s*none")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_ARGUMENT = re.compile(r"\([^()]*\)")
_COMBINATOR = re.compile(r"\s*[>+~\s]\s*")
_KEY = re.compile(r"#([\w-]+)|\.([\w-]+)|\[\s*([\w-]+)|^([a-zA-Z][\w-]*)")

_OWN_IDS = frozenset(("section", "h1", "h2", "h3", "h4", "h5", "h6", "a", "li", "dt", "figure", "table", "body", "html"))
"""Elements whose ids are the author's own, for links: a chapter called "comments" is one."""

_REMEMBERED = 4_000
"""Class names whose rules are kept from article to article."""
_SMALL = 3
"""Pixels: a picture of this width or height is there to count readers or to push things apart."""
_SPACER = re.compile(r"(?:spacer|blank|transparent|1x1|1px|pixel|spaceball)\.(?:gif|png)(?:$|\?)", re.IGNORECASE)
_LAZY = ("data-src", "data-original", "data-actualsrc", "data-lazy-src", "data-srcset", "srcset", "data-lazy", "data-url")


class Index:
    """The conditions on elements of a set of rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._words: dict[str, list[Rule]] = {}
        self._starts: dict[str, list[Rule]] = {}
        self._selectors: dict[str, list[Rule]] = {}
        self._hidden: Rule | None = None
        self._tiny: Rule | None = None
        self._named: dict[str, tuple[Rule, ...]] = {}
        for rule in rules:
            self._add(rule)
        self._sizes = sorted({len(start) for start in self._starts})

    def of(self, tag: Tag) -> tuple[Rule, ...]:
        """The rules whose condition on elements the tag meets, the first to come first."""
        attributes = tag.attrs
        if not attributes and tag.name not in self._selectors and "*" not in self._selectors:
            return ()
        found = list(self._by_name(tag.name, attributes)) if "class" in attributes or "id" in attributes else []
        if self._hidden is not None and ("hidden" in attributes or _HIDDEN.search(str(attributes.get("style", "")))):
            found.append(self._hidden)
        if self._tiny is not None and tag.name == "img" and _is_tiny(tag):
            found.append(self._tiny)
        return (*self._selected(tag), *found)

    def _add(self, rule: Rule) -> None:
        for word in rule.words:
            if word.endswith("*"):
                self._starts.setdefault(word[:-1], []).append(rule)
            else:
                self._words.setdefault(word, []).append(rule)
        if rule.selector:
            for key in _keys(rule.selector):
                self._selectors.setdefault(key, []).append(rule)
        if rule.test == "hidden":
            self._hidden = rule
        if rule.test == "tiny-picture":
            self._tiny = rule

    def _by_name(self, name: str, attributes: Mapping[str, object]) -> tuple[Rule, ...]:
        classes = attributes.get("class", ())
        names = list(classes) if isinstance(classes, list) else str(classes).split(" ")
        if "id" in attributes and name not in _OWN_IDS:
            names.append(str(attributes["id"]))
        key = " ".join(names)
        if key not in self._named:
            if len(self._named) > _REMEMBERED:
                self._named.clear()
            self._named[key] = tuple(self._look_up(names))
        return self._named[key]

    def _look_up(self, names: list[str]) -> Iterable[Rule]:
        parts = {part.lower() for name in names for part in _PARTS.findall(name)} | {name.lower() for name in names if name}
        found = {rule.name: rule for part in sorted(parts) for rule in self._words.get(part, ())}
        for part in sorted(parts):
            found |= {rule.name: rule for size in self._sizes for rule in self._starts.get(part[:size], ())}
        return found.values()

    def _selected(self, tag: Tag) -> list[Rule]:
        rules = [*self._selectors.get("*", ()), *self._selectors.get(tag.name, ())]
        for name in tag.attrs:
            rules += self._selectors.get(f"[{name}", ())
        classes = tag.attrs.get("class", ())
        for name in classes if isinstance(classes, list) else ():
            rules += self._selectors.get(f".{name}", ())
        if "id" in tag.attrs:
            rules += self._selectors.get(f"#{tag.attrs['id']}", ())
        return [rule for rule in {id(rule): rule for rule in rules}.values() if _compiled(rule.selector).match(tag)]


@cache
def _compiled(selector: str) -> soupsieve.SoupSieve:
    """At its first use: compiling all takes longer than a short article."""
    return soupsieve.compile(selector)


def _keys(selector: str) -> set[str]:
    """What a tag must have to be chosen by each part of a selector list: an id, a class, an attribute, a name, or "*" (nothing known)."""
    bare = _QUOTED.sub("", selector)
    while (shorter := _ARGUMENT.sub("", bare)) != bare:
        bare = shorter
    keys = set()
    for part in bare.split(","):
        last = _COMBINATOR.split(part.strip(" \n\t"))[-1]
        found = _KEY.search(re.sub(r":[\w-]+", "", last))
        if not found:
            keys.add("*")
            continue
        identity, name, attribute, tag = found.groups()
        keys.add(f"#{identity}" if identity else f".{name}" if name else f"[{attribute}" if attribute else tag.lower())
    return keys


def _is_tiny(tag: Tag) -> bool:
    """Whether a picture is a tracking pixel or a spacer and not a lazy picture's placeholder."""
    if any(tag.get(name) for name in _LAZY):
        return False
    sizes = [str(tag.get(name, "")).removesuffix("px") for name in ("width", "height")]
    return any(size.isdecimal() and int(size) <= _SMALL for size in sizes) or _SPACER.search(str(tag.get("src", ""))) is not None
