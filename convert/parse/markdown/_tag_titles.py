"""The titles that tags of blogs' themes give to boxes, tabs and steps: {% note info 题 %}, {{< tab "题" >}}, <!-- tab 题 -->.

A theme's tag that has a title is a name in one of the sets of `_READ`. Titles are read as Markdown.
"""

from __future__ import annotations

from collections.abc import Callable

from ...regex import regex
from ...typography import has_han
from ._tag_words import Words, is_address, is_said, name_and_words

_HEAD = regex(r"<!--\s*(?:tab|timeline|node|folder)(?:\s+(?P<title>[^\n]*?))?\s*-->")
"""What NexT, Butterfly and Stellar begin a tab or a step with."""
_ICON = regex(r"\s*@[a-z][a-z0-9 :-]*$")
_IS_OPTION = regex(r"(?:fa[a-z]?|open|close|true|false|flat|simple|modern|disabled|no-icon|(?:fa|icon)-[\w-]+|#[0-9a-fA-F]{3,8})")
_OPTIONS = regex(r"[a-z\s-]*")
_CODE_TITLE = regex(r"""(?:title|filename|file)\s*=\s*(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)')|\[(?P<boxed>[^\[\]{}]+)\]$""")
_IS_FILE = regex(r"[\w./~-]*\.[A-Za-z][\w]{0,9}|[\w.~-]+(?:/[\w.~-]+)+")
HOLDERS = regex(r"\{%-?\s*(?:tabs|timeline|folders)\b")
"""Tags within which such a comment is a title."""


def title(tag: str) -> str:
    """The title that a tag gives, as Markdown; empty where it gives none."""
    if tag[0] != "{":
        return ""
    name, words = name_and_words(tag)
    read = _READ.get(name)
    if not read:
        return ""
    named = words.first("title", "summary", "header", "label", "name", "text") if read is not _of_verse else ""
    beside = [words.named[key] for key in ("badge", "subheader") if words.named.get(key)] if named else []
    return (" ".join([named, *beside]) if named else read(words)).strip()


def headed(line: str) -> str | None:
    """The title in a comment that begins a tab or a step, empty where it has none; None where the line is no such comment."""
    head = _HEAD.fullmatch(line)
    return _ICON.sub("", head["title"] or "") if head else None


def code_title(info: str) -> str:
    """The title that the head of a block of code gives: js title="甲.js" (Docusaurus), sh [npm] (VitePress), js 甲.js https://… (Hexo)."""
    if match := _CODE_TITLE.search(info):
        return str(next(filter(None, match.groups())))
    _, _, behind = info.partition(" ")
    first, _, rest = behind.partition(" ")
    if not (_IS_FILE.fullmatch(first) or has_han(first)) or any(mark in behind for mark in "{}=\"'"):
        return ""
    return f"{first} {' '.join(word for word in rest.split() if not is_address(word))}".strip()


def _boxed(words: Words) -> str:
    """Behind the kind, the colour and the icon of a box, which a comma, a :: or an @ may end."""
    for mark in ("::", "@", ","):
        options, found, said = words.written.partition(mark)
        if found and _OPTIONS.fullmatch(options):
            return said.strip(" '\"")
    first = next((number for number, word in enumerate(words.bare) if is_said(word)), len(words.bare))
    return _without_options(words.bare[first:])


def _whole(words: Words) -> str:
    return _without_options(words.bare)


def _before_colours(words: Words) -> str:
    """{% hideToggle 题,#fff,#000 %}, {% timeline 题,blue %}; Stellar's timeline is told its source (api:https://…)."""
    said = words.written.partition(",")[0].strip(" '\"")
    return "" if "://" in said else said


def _of_verse(words: Words) -> str:
    """{% poem 题,人 %}, {% poetry 题 author:人 footer:… %}."""
    said = words.written.split(",") if not words.named else [*words.bare, *words.named.values()]
    return " ".join(part.strip(" '\"") for part in said)


def _written(words: Words) -> str:
    return words.written


def _without_options(bare: tuple[str, ...]) -> str:
    return " ".join(word for word in bare if not _IS_OPTION.fullmatch(word))


_READ: dict[str, Callable[[Words], str]] = {
    **dict.fromkeys(("note", "notel", "noteblock", "folding", "fold", "box", "ablock"), _boxed),  # themes of Hexo
    **dict.fromkeys(("admonition", "notice", "callout", "alert", "hint"), _boxed),  # themes of Hugo
    **dict.fromkeys(("details", "spoiler", "expand", "collapse", "tab", "timelineItem", "reel", "paper"), _whole),
    **dict.fromkeys(("poem", "poetry"), _of_verse),
    **dict.fromkeys(("hideToggle", "hideBlock", "timeline"), _before_colours),
    "timenode": _written,
}
