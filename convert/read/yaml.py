"""The YAML of a front matter: scalars stay the text they were, hostile nesting and aliases are refused.

What one key's text may be mistaken for by YAML is told in repair.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias, cast

import yaml
from frontmatter.default_handlers import SafeLoader, YAMLHandler

from ..meta.scalars import NULLS, Plain, Value
from ..regex import regex
from ..typography import joins_without_space

MAX_DEPTH = 32
MAX_ALIASES = 100
"""Aliases in one front matter: nine lines of nine aliases each hold more values than a machine has memory."""

# Text that people begin with a bracket: `title: [转载]` is one, not a list of one.
TEXT_KEYS = frozenset(("title", "subtitle", "description", "summary", "excerpt"))

_Placed: TypeAlias = yaml.Event | yaml.Node

Tell = Callable[[int, str], None]
"""Told of trouble that stops nothing: a 0-based line, and words."""


# YAML 1.1 ends lines at U+0085, U+2028 and U+2029 and refuses DEL and the C1 controls; in a title they are characters like others.
_HIDDEN = {code: 0x10FE00 + index for index, code in enumerate((*range(0x7F, 0xA0), 0x2028, 0x2029))}
_SHOWN = {hidden: code for code, hidden in _HIDDEN.items()}


# A collection in brackets, an alias, an anchor or a tag begins at a line's start or behind white space; lists nest within a line as `- -`,
# and all else by its indent. Where none of these is, no check is needed.
MAY_NEST = regex(r"(?:^|[ \t])[\[{&*!?]|-[ \t]+-|^ {8}", re.M)


class Refused(yaml.MarkedYAMLError):
    """Valid YAML that is no front matter of ours."""


def load(text: str, tell: Tell) -> tuple[dict[str, Any], dict[str, int]]:
    """The mapping that the YAML text is, and the 0-based line of each of its keys.

    Raises yaml.YAMLError: with `problem` and `problem_mark` wherever a place is known.
    """
    text = _hide(text)
    if MAY_NEST.search(text):
        check_events(text)
    lines: dict[str, int] = {}
    values = YAMLHandler().load(text, Loader=lambda stream: _Loader(stream, lines, tell))
    return values, lines


def _hide(text: str) -> str:
    """The text with what YAML mishandles told in private characters of plane 16; `_show` takes it back."""
    return text if any(chr(code) in text for code in _SHOWN) else text.translate(_HIDDEN)


def _show(text: str) -> str:
    return text.translate(_SHOWN)


def check_events(text: str) -> None:
    """Depth, aliases, tags, before anything recurses over them: libyaml ends the process on 200 000 brackets."""
    depth = aliases = 0
    anchor = None
    for event in yaml.parse(text, Loader=SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        anchor = event if isinstance(event, yaml.ScalarEvent) and event.anchor else anchor
        if (getattr(event, "tag", None) or "").startswith("!"):  # `title: !要闻` would lose its first word
            raise _refused("! begins no tag here", event)
        if depth > MAX_DEPTH:
            raise _refused(f"it is nested deeper than {MAX_DEPTH} levels", event)
        if aliases > MAX_ALIASES:
            raise _refused(f"it has more than {MAX_ALIASES} aliases", event)
    if anchor and not aliases:  # `title: &c 语言` would silently lose its first word
        raise _refused(f"&{anchor.anchor} is an anchor that nothing asks for", anchor)


def _refused(problem: str, place: _Placed) -> Refused:
    return Refused(problem=problem, problem_mark=cast(yaml.Mark | None, place.start_mark))


class _Loader(SafeLoader):  # type: ignore[misc, valid-type]  # chosen at run time by python-frontmatter: C where there is one
    """Builds values by the shape of the nodes alone: no implicit type, no tag."""

    def __init__(self, text: str, lines: dict[str, int], tell: Tell) -> None:
        super().__init__(text)
        self.rows, self.lines, self.tell, self.size = text.split("\n"), lines, tell, 0

    def construct_document(self, node: yaml.Node) -> dict[str, Any]:
        if isinstance(node, yaml.ScalarNode) and node.value == "":
            return {}
        if not isinstance(node, yaml.MappingNode):
            raise _refused("it is no list of keys with values", node)
        return self._mapping(node, 0)

    def get_single_data(self) -> dict[str, Any]:
        node = self.get_single_node()
        return self.construct_document(node) if node is not None else {}

    def _value(self, node: yaml.Node, depth: int) -> Value:
        self.size += 1
        if depth > MAX_DEPTH or self.size > 100_000:
            raise _refused("its aliases make it too large", node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, depth + 1) for item in node.value]
        return _scalar(cast(yaml.ScalarNode, node), self.rows)

    def _mapping(self, node: yaml.Node, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _refused("a key is no text", key_node)
            key = _show(key_node.value)
            if key in values:
                self.tell(key_node.start_mark.line, f"the key {key} stands twice: the last one counts")
                del values[key]
            values[key] = self._bracketed(value_node) if depth == 0 and key.lower() in TEXT_KEYS else self._value(value_node, depth + 1)
            if depth == 0:
                self.lines[key] = key_node.start_mark.line
        return values

    def _bracketed(self, node: yaml.Node) -> Value:
        """A text that begins with a bracket, as it stood."""
        if isinstance(node, yaml.CollectionNode) and node.flow_style and node.start_mark.line == node.end_mark.line:
            line = self.rows[node.start_mark.line]
            return _show(line[node.start_mark.column : node.end_mark.column])
        return self._value(node, 1)


def _scalar(node: yaml.ScalarNode, rows: list[str]) -> Value:
    text = _show(_unfolded(node, rows))
    if node.style:
        return text
    return None if text in NULLS else Plain(text)


def _unfolded(node: yaml.ScalarNode, rows: list[str]) -> str:
    """The text without the spaces that YAML puts for line ends between two wide characters: Chinese has none there (CSS Text 3, 4.1.3)."""
    text: str = node.value
    if node.style == "|" or node.start_mark.line == node.end_mark.line:
        return text
    first = rows[node.start_mark.line][node.start_mark.column :].removeprefix(node.style or "")
    pieces = [row.strip(" \t") for row in (first, *rows[node.start_mark.line + 1 : node.end_mark.line + 1])]
    place = 0
    for before, after in pairwise(pieces):
        if before and after and joins_without_space(before[-1], after[0]):
            seam = f"{before[-12:]} {after[:1]}"
            found = text.find(seam, place)
            if found >= 0:
                place = found + len(seam) - 2
                text = text[:place] + text[place + 1 :]
    return text
