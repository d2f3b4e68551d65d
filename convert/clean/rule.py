"""One cleaning rule, and how rules are loaded and checked.

A rule is a table `[[rule]]` in rules/*.toml (or `[[rules]]` in huozi.toml). A new kind of condition is one field of `Rule` and the
place that reads it: furniture.py for elements, edges.py for lines of text, credits.py for who did what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import soupsieve

from ..config import Settings
from ..errors import Severity, UsageError, diagnostic, nearest
from . import compiled
from .literals import may_match

PEOPLE = frozenset(("author", "editor", "reporter", "translator", "narrator"))
"""Metadata keys whose values are names of persons."""

OWN = "clean/rules/"
"""Begin of the `origin` of a rule that comes with the program."""

Where = Literal["start", "end", "edge", "anywhere"]
Action = Literal["remove", "unwrap", "metadata"]
Test = Literal[
    "title-repeat", "known-values", "date-line", "stamped", "link-list", "links-beside", "labels-beside",
    "back-issues", "markup", "outside", "outside-paragraphs", "tiny-picture", "hidden",
]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a piece of furniture looks like, where it stands, and what becomes of it.

    At least one condition: `selector` (CSS) or `words` (parts of class and id names, `*` at the end for any ending) choose elements;
    `text` (regular expressions of which one must match the whole line; of an element, where a selector or words are given too) and `roles`
    (words before a name: 编辑, 来源) choose lines of text, and so do `terms`, of which several must be in one; `test` names a condition in
    code. Lines count only at an edge of the article: before its first real paragraph or after its last.
    """

    name: str
    why: str
    where: Where = "anywhere"
    do: Action = "remove"
    selector: str = ""
    words: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    """A line must have several of `terms` and `helpers`, one of `terms` among them: three, or two where it speaks to the reader. Of a
    test: words in names of elements that bear it out."""
    test: Test | None = None
    to: str = ""
    """Metadata key of a value: the group `value` of `text`, or what stands behind a role. Other named groups are keys themselves."""
    spaced: bool = False
    """A space is enough between role and name (记者 X), where the name looks like one."""
    prefixed: bool = False
    """An employer may stand before the role (某报记者)."""
    together: bool = False
    """The credit counts only beside another on its line: alone it may be a caption."""
    longest: Annotated[int, msgspec.Meta(ge=1)] = 60
    """Characters of a line that `text` may match."""
    promotion: bool = False
    """It advertises: its pictures go too, and are no cover."""
    linked: bool = False
    """Of lines of text, only one that is a link or has one."""
    between: bool = False
    """It holds between two paragraphs too, for a line that stands apart there: a link, or an element with a name of its own."""
    box: bool = False
    """What is around goes too: of an element the small one that holds it and a word of `helpers`, of a heading the box that it begins."""
    heads: bool = False
    """It is the heading of what goes with it: links and pictures behind it."""
    match: tuple[str, ...] = ()
    """HTML that the rule must remove when it stands where the rule looks."""
    miss: tuple[str, ...] = ()
    """HTML that it must leave, in the same place."""
    origin: str = ""
    """The file the rule stands in; set when it is loaded."""

    def says(self, text: str, likely: Iterable[str] | None = None) -> re.Match[str] | None:
        """The match of the whole text, with its value where the rule takes one; None for a text too long or of another kind.

        `likely`: those of its expressions that may match the text, where they are known already.
        """
        if len(text) > self.longest:
            return None
        patterns = map(_compiled, (one for one in self.text if may_match(one, text)) if likely is None else likely)
        return next((found for pattern in patterns if (found := pattern.fullmatch(text))), None)


_compiled = cache(re.compile)
"""At first use, and never again: re keeps 512, and forgets."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    rule: list[dict[str, Any]] = []  # Any: checked rule by rule, so that the message can name the one that is wrong


@lru_cache(maxsize=1)
def own_rules() -> tuple[Rule, ...]:
    """The rules that come with the program, general ones first, then those of sites, each file's in its order."""
    folder = Path(__file__).parent / "rules"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return tuple(rule for entry in found for rule in _checked(compiled.rules_of(entry), OWN + entry.name))


def all_rules(settings: Settings) -> tuple[Rule, ...]:
    """Every rule that these settings know, those turned off by `keep` included: the user's first.

    Raises UsageError (bad-rule) for a user's rule that is wrong, and for two that share a name.
    """
    config = settings.config
    mine = list(_checked(settings.rules, settings.origins.get("rules", "huozi.toml")))
    if config.rules_dir:
        mine += _folder(Path(config.rules_dir))
    names: set[str] = set()
    for rule in (*mine, *own_rules()):
        if rule.name in names:
            raise _wrong(rule.origin, rule.name, "another rule has this name")
        names.add(rule.name)
    return (*mine, *own_rules())


def active_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules that apply: all but those of `keep`, none without `clean`. The same tuple again for the same settings.

    Raises UsageError (unknown-rule) for a name in `keep` that no rule has.
    """
    config = settings.config
    key = (config.clean, config.keep, config.rules_dir, repr(settings.rules), settings.origins.get("rules", ""))
    if _last.get("key") != key:
        _last.update(key=key, rules=_active(settings))
    rules: tuple[Rule, ...] = _last["rules"]
    return rules


_last: dict[str, Any] = {}  # Any: one key and one value; the rules of the article before, which in a batch are those of this one too


def _active(settings: Settings) -> tuple[Rule, ...]:
    rules = all_rules(settings)
    names = [rule.name for rule in rules]
    for name in settings.config.keep:
        if name not in names:
            hint = f"the nearest one is {nearest(name, names)!r}; `huozi rules` lists them"
            raise UsageError(diagnostic(Severity.ERROR, "unknown-rule", f"no cleaning rule is called {name!r}", hint=hint))
    if not settings.config.clean:
        return ()
    return tuple(rule for rule in rules if rule.name not in settings.config.keep)


def _folder(folder: Path) -> list[Rule]:
    if not folder.is_dir():
        raise UsageError(diagnostic(Severity.ERROR, "bad-rule", "rules-dir is no folder", file=str(folder)))
    found: list[Rule] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found += _read(path.read_text("utf-8-sig"), str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(diagnostic(Severity.ERROR, "bad-rule", f"cannot read it: {error}", file=str(path))) from None
    return found


def _read(text: str, origin: str) -> tuple[Rule, ...]:
    import tomllib  # for those who have rules of their own

    try:
        tables = msgspec.convert(tomllib.loads(text), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(diagnostic(Severity.ERROR, "bad-rule", f"cannot read it: {error}", file=origin)) from None
    return tuple(_checked(tables.rule, origin))


def _checked(tables: Iterable[Mapping[str, Any]], origin: str) -> Iterable[Rule]:
    for number, table in enumerate(tables, 1):
        name = str(table.get("name") or f"number {number}")
        try:
            rule = msgspec.convert({**table, "origin": origin}, Rule)
            fault = "" if origin.startswith(OWN) else _fault(rule)  # a test checks ours; compiling all doubles the start-up
        except (msgspec.ValidationError, re.error, soupsieve.SelectorSyntaxError) as error:
            fault = " ".join(str(error).split("\n")[0].split(" "))
        if fault:
            raise _wrong(origin, name, fault)
        yield rule


def _fault(rule: Rule) -> str:
    """What is wrong with a rule, empty where nothing is. Raises what the compilers of its expressions raise."""
    soupsieve.compile(rule.selector or "*")
    groups = [re.compile(text).groupindex for text in rule.text]
    if not (rule.selector or rule.words or rule.text or rule.roles or rule.terms or rule.test):
        return "it has no condition: selector, words, text, terms or roles"
    if (rule.do == "metadata") != bool(rule.to):
        return "`to` and do = \"metadata\" need each other"
    if rule.to and rule.text and not all("value" in group for group in groups):
        return "`text` needs a group (?P<value>…) for the metadata"
    if rule.do == "unwrap" and not (rule.selector or rule.words):
        return "only elements, chosen by selector or words, can be unwrapped"
    return ""


def _wrong(origin: str, name: str, fault: str) -> UsageError:
    return UsageError(diagnostic(Severity.ERROR, "bad-rule", f"rule {name}: {fault}", file=origin))
