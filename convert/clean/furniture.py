"""Elements that rules choose by selector or by the parts of their class and id names.

A name alone is a poor witness (the whole article may stand in class="share-content"), so a rule that came with the program never takes
the element that holds most of the article's paragraphs, nor a large part of them. A rule of the user is obeyed.
"""

from __future__ import annotations

from itertools import islice

from bs4.element import Tag

from .flow import WHITE, Flow, strings_of
from .hidden import Hidden
from .lists import announces
from .rule import OWN, Rule

_LARGEST_INSIDE = 0.15
"""Share of the core's real paragraphs that an element in the core may hold and still be furniture."""
_LARGEST_BESIDE = 1.0
"""The same for an element beside the core: the core is the larger."""
_LINKS = 0.3
"""Share of links in the text of what frames a page."""
_LARGEST_TEXT = 0.5
"""The same of all its characters, for an article without real paragraphs."""
_NEAR = 8
"""Elements around a field that may be its box."""
_LARGEST_ADDRESS = 160
"""Characters of the largest box around a field for an address."""


def is_furniture(tag: Tag, rule: Rule, flow: Flow, hidden: Hidden) -> bool:
    """Whether a rule that names this element applies to it here."""
    if rule.text and not _says(tag, rule):
        return False
    if rule.test == "hidden":
        return hidden.is_never_seen(tag)
    return _stands(tag, rule, flow) and (rule.do == "unwrap" or not rule.origin.startswith(OWN) or not _holds_article(tag, flow))


def is_frame(tag: Tag, flow: Flow) -> bool:
    """Whether an element beside all paragraphs of a page is of the page: no paragraph of its own, and links for a good part."""
    lines = [line for line in flow.lines_of(tag) if not line.gone] if id(tag) in flow.spans else []
    if any(line.real for line in lines) or (lines and announces(lines[0])):
        return False
    return sum(line.linked for line in lines) >= sum(len(line.text) for line in lines) * _LINKS and any(line.linked for line in lines)


def _says(tag: Tag, rule: Rule) -> bool:
    return rule.says(WHITE.sub(" ", "".join(strings_of(tag))).strip(" ")) is not None


def _stands(tag: Tag, rule: Rule, flow: Flow) -> bool:
    if rule.where == "anywhere":
        return True
    first, last = flow.paragraphs()
    own = flow.lines_of(tag)
    before = not own or own[-1].number < first
    after = not own or own[0].number > last
    return (before and rule.where != "end") or (after and rule.where != "start")


def _holds_article(tag: Tag, flow: Flow) -> bool:
    if flow.is_around_core(tag):
        return flow.size(tag) > 0
    whole = flow.weight(flow.core)
    if not whole:
        return flow.size(tag) > flow.size(flow.core) * _LARGEST_TEXT
    inside = any(parent is flow.core for parent in tag.parents)
    return flow.weight(tag) > whole * (_LARGEST_INSIDE if inside else _LARGEST_BESIDE)


def box_around(tag: Tag, rule: Rule, flow: Flow) -> Tag:
    """The largest small element around one that has a word of the rule in it; the element itself where there is none."""
    found = tag
    for outer in islice(tag.parents, _NEAR):
        if flow.is_around_core(outer) or flow.size(outer) > _LARGEST_ADDRESS:
            break
        said = "".join(strings_of(outer))
        found = outer if any(word in said for word in rule.helpers) else found
    return found
