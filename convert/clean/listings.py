"""Listings of code that a page's highlighter has taken to pieces: a line to a box becomes a line of a pre, numbers of the lines go.

SyntaxHighlighter (both its generations), CodeMirror and Yuque put each line into an element of its own; Hexo, Hugo and others set the
numbers into a pre beside the code, in a table whose classes a feed may have lost; cnblogs sets them before the lines, in their own colour.
"""

from __future__ import annotations

from collections.abc import Iterator

from bs4.element import NavigableString, Tag

from ..regex import regex
from .flow import WHITE, extract, strings_of
from .record import Removal
from .soup import line_of
from .tree import Soup

RULE = "line-numbers"

_MAY_HOLD = ("syntaxhighlighter", "dp-highlighter", "CodeMirror-line", "ne-codeblock")
_FRAME = regex(r"(?:^|\s)syntaxhighlighter\s+(?:(?:nogutter|notranslate|collapsed|printing)\s+)*(\w+)")
_OLD_NAMES = {"j": "java", "py": "python", "rb": "ruby", "vb": "vb", "sh": "bash"}
"""Languages as the first SyntaxHighlighter calls them in the class of its list (dp-j)."""
_CELLS = ("td", "th")
_NUMBER = regex("[0-9]{1,6}")
_COLOUR = regex("color: ?#008080")


def take_listings(soup: Soup, html: str) -> list[Removal]:
    """Set listings together again; the numbers of lines that stood in pre elements of their own."""
    if any(word in html for word in _MAY_HOLD):
        for tag in soup.find_all(True):
            _set_together(tag)
    beside = list(_gutters(soup)) if "<pre" in html and "<table" in html else []
    return beside + (list(_coloured(soup)) if "cnblogs_code" in html else [])


def _set_together(tag: Tag) -> None:
    lines, language = _lines_of(tag)
    said = sum(len(WHITE.sub("", "".join(strings_of(line)))) for line in lines)
    if lines and said == len(WHITE.sub("", "".join(strings_of(tag)))):
        text = "\n".join("".join(strings_of(line)).strip("\n\u200b").replace("\u00a0", " ") for line in lines)
        tag.name, tag.attrs = "pre", {"class": f"language-{language}"} if language else {}
        tag.clear()
        tag.append(NavigableString(text))


def _lines_of(tag: Tag) -> tuple[list[Tag], str]:
    """The elements of a listing that are a line each, and its language; none where the tag is no listing."""
    words = _words(tag)
    if tag.name == "ol" and (named := next((word for word in words if word.startswith("dp-")), "")):
        return tag.find_all("li", recursive=False), _OLD_NAMES.get(named[3:], named[3:])
    if "container" in words:
        around = next(filter(None, (_FRAME.search(" ".join(_words(parent))) for parent in tag.parents)), None)
        return ([line for line in tag.find_all("div", recursive=False) if "line" in _words(line)], around[1]) if around else ([], "")
    if "ne-codeblock" in words:
        return tag.find_all("div", recursive=False), next((word[9:] for word in words if word.startswith("language-")), "")
    if "CodeMirror-code" in words:
        return tag.find_all("pre"), ""
    return [], ""


def _words(tag: Tag) -> list[str]:
    found = tag.get("class") or ""
    return found.split() if isinstance(found, str) else list(found)


def _gutters(soup: Soup) -> Iterator[Removal]:
    """Take out each pre of nothing but numbers that stands in a table beside one of code."""
    for numbers in soup.find_all("pre"):
        cell = numbers.find_parent(_CELLS)
        alone = isinstance(cell, Tag) and len(cell.find_all("pre", limit=2)) == 1 and _counts(strings := strings_of(numbers))
        code = cell.find_next_sibling(_CELLS) if alone and cell else None
        if isinstance(code, Tag) and code.find("pre"):
            yield Removal(RULE, line_of(strings[0]), "\n".join(strings).strip())
            numbers.extract()


def _coloured(soup: Soup) -> Iterator[Removal]:
    for frame in soup.find_all(class_="cnblogs_code"):
        spans = [tag for tag in frame.find_all("span") if _COLOUR.search(str(tag.get("style", "")))]
        numbers = [tag for tag in spans if _NUMBER.fullmatch("".join(strings_of(tag)).strip())]
        for number in numbers:
            yield Removal(RULE, line_of(number), "".join(strings_of(number)).strip())
        extract(numbers)


def _counts(strings: list[NavigableString]) -> bool:
    """Whether they are numbers that follow each other."""
    words = " ".join(strings).split()
    first = int(words[0]) if words and _NUMBER.fullmatch(words[0]) else -1
    return first >= 0 and words == [str(first + number) for number in range(len(words))]
