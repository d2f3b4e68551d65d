"""Lists of links to other articles: under a heading, in a box that begins with one, or bare after the last paragraph.

Also the picture of a code beside the words that ask to scan it. What counts as a heading of such a list is data (rules with `heads`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

import msgspec
from bs4.element import Tag

from ..regex import regex
from .flow import Flow, Line
from .prepared import Prepared
from .rule import Rule

_INTRODUCES = regex(
    "[：:]$|参考|參考|资料|資料|来源|來源|文献|文獻|链接|鏈接|連結|注释|注釋|附|下载|目录|refer|links?|source", re.IGNORECASE
)
"""What announces links that are the author's own."""
_DATE = regex(r"[(（\[]?\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: \d{1,2}:\d{2}(?::\d{2})?)?[)）\]]?")
"""The day of another article, beside its link."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FILE = regex(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv|epub|mp[34]|apk|exe|dmg)(?:$|[?#])", re.IGNORECASE)
_HEADLINE = 9
"""Characters of a link that reads like another article's title rather than a word of navigation."""
_LIST = 3
"""Links from which a stretch of them is a list."""
_POINTED = 2
"""The same where a sign points at each."""
_POINTS = regex("[►▶]")
_LONGEST_TITLE = 40
_ISSUES = 40
"""Lines behind a heading among which an account's earlier articles are looked for."""
_NO_TITLE = regex("[。；…]$|[：:]|^[（(【\\[—\\-]")
"""What a title of another article has not: the end of a sentence, a label, the brackets of a note."""
_LONGEST_HEADING = 24
_LONGEST_BOLD = 12
_BOX = 0.35
"""Share of the core's paragraphs that a box in it may hold and be of other articles: their summaries read like paragraphs."""
_BARS = regex(r"[\s|｜丨·/]")
"""What sets links of one line apart."""
_ORDER = regex(r"^(?:\d{1,2}[.、．:)）]|[►▶👉●•·▪])\s*")
"""What stands before a link in a list."""

_NUMBERED = regex(r"\d{1,2}[.、．:)）]")

_STARS = regex("^[★☆▼▽◆●■►▶\\s]+|[★☆▼▽◆●■►▶\\s]+$")
_CODE = regex(r"qr[-_]?code|qrcode|erweima|ewm|weixin|wechat|gzh|二维码|二維碼|公众号|公眾號|(?:^|[/_ -])qr[._/-]", re.IGNORECASE)
_CODE_SIZE = 430
"""Pixels of the widest code: WeChat's own."""


class Verdict(msgspec.Struct, frozen=True):
    """What a line is: furniture under a rule, with the credits it holds."""

    rule: Rule
    credits: tuple[tuple[str, tuple[str, ...]], ...] = ()


def boxes(flow: Flow, rules: Prepared) -> dict[int, Rule]:
    """The lines of each box beside or in the article that begins with the heading of a list and has links, or need have none."""
    found: dict[int, Rule] = {}
    for line in flow.lines:
        if line.gone or not 0 < len(line.text) <= _LONGEST_HEADING:
            continue
        text = _STARS.sub("", line.text) or line.text
        rule = next((rule for rule, said in rules.for_line(text) if rule.heads and rule.says(text, said)), None)
        box = _box(flow, line) if rule else None
        inside = flow.lines_of(box) if box else []
        if rule and box and len(inside) > 1 and ((rule.box and _is_of_the_page(box, flow)) or any(one.linked for one in inside)):
            found.update((one.number, rule) for one in inside)
    return found


def _is_of_the_page(box: Tag, flow: Flow) -> bool:
    """Whether a box stands beside the article or has a name: chapters of an author's have neither."""
    return "class" in box.attrs or "id" in box.attrs or not _is_inside(box, flow)


def _is_inside(box: Tag, flow: Flow) -> bool:
    """Whether an element is a part of the one that holds the article."""
    (start, end), (first, last) = flow.spans[id(box)], flow.spans[id(flow.core)]
    return first <= start and end <= last


def add_boxes(flow: Flow, chosen: dict[int, Verdict], boxed: dict[int, Rule], run: tuple[int, int]) -> None:
    """Choose the boxes inside the run that hold a heading and links, nothing else: a paper sets them between two paragraphs."""
    first, last = run
    for number, rule in boxed.items():
        line = flow.lines[number]
        if not (first < number < last and rule.says(line.text)) or line.gone:
            continue
        box = _box(flow, line)
        inside = [one for one in flow.lines_of(box) if not one.gone] if box else []
        if len(inside) > 1 and all((one.linked and only_links(one)) or line.text in one.text for one in inside[1:]):
            chosen.update((one.number, Verdict(rule)) for one in inside)


def add_lists(flow: Flow, chosen: dict[int, Verdict], last: int, bare: Rule | None) -> None:
    """Choose the links under a chosen heading, and with `bare` the lists of links that nothing announces, after the line `last`."""
    heading: Rule | None = None
    for stretch in _stretches(flow.lines[last + 1 :], chosen):
        if head := chosen.get(stretch[0].number):
            heading = head.rule if head.rule.heads else heading  # a word on what to do with the links may stand between
            continue
        titled = _title_beside(flow, stretch) if bare and not heading else []
        if rule := heading or (bare if titled or _is_list(flow.lines, stretch) else None):
            chosen.update((line.number, Verdict(rule)) for line in (*titled, *stretch))
        heading = None


def drop_headings(lines: Sequence[Line], chosen: dict[int, Verdict]) -> None:
    """Spare a heading whose list stays: what follows it is text of the article."""
    for number in sorted(chosen, reverse=True):
        following = next((line for line in map(lines.__getitem__, range(number + 1, len(lines))) if not line.gone), None)
        heads = chosen[number].rule.heads and chosen[number].rule.says(lines[number].text)
        if heads and following is not None and following.number not in chosen:
            del chosen[number]


def add_issues(lines: Sequence[Line], chosen: dict[int, Verdict]) -> None:
    """Choose the titles without links under the heading of an account's earlier articles."""
    for number, verdict in list(chosen.items()):
        following = lines[number + 1 : number + 1 + _ISSUES] if verdict.rule.test == "back-issues" else ()
        for line in itertools.takewhile(_is_title, (one for one in following if not one.gone and one.number not in chosen)):
            chosen[line.number] = verdict


def _is_title(line: Line) -> bool:
    text = line.text
    whole = text.startswith("《") and text.endswith("》")
    return whole or (_HEADLINE <= len(text) <= _LONGEST_TITLE and not line.pictures and not _NO_TITLE.search(text))


def add_codes(lines: Sequence[Line], chosen: dict[int, Verdict], last: int) -> None:
    """Choose the picture of a code beside a chosen line of promotion, after the line `last`."""
    for number, verdict in list(chosen.items()):
        for beside in (number - 1, number + 1) if verdict.rule.promotion else ():
            line = lines[beside] if last < beside < len(lines) else None
            if line and not line.gone and not line.text and any(map(_is_code, line.pictures)):
                chosen.setdefault(beside, Verdict(verdict.rule))


def _box(flow: Flow, line: Line) -> Tag | None:
    """The largest element that begins with this line and holds little of the article; None where even its own block does not."""
    box: Tag | None = None
    outer: Tag | None = line.block
    while outer is not None and flow.spans[id(outer)][0] == line.number and not flow.is_around_core(outer):
        if flow.weight(outer) > flow.weight(flow.core) * (_BOX if _is_inside(outer, flow) else 1):
            break
        box, outer = outer, outer.parent
    return box


def _title_beside(flow: Flow, stretch: list[Line]) -> list[Line]:
    """The short line over a list of links, where the two fill an element of their own beside the article's."""
    before = next((line for line in reversed(flow.lines[: stretch[0].number]) if line.text), None)
    if before is None or before.gone or before.real or len(before.text) > _LONGEST_HEADING or _INTRODUCES.search(before.text):
        return []
    box = _box(flow, before)
    if box is None or any(parent is flow.core for parent in box.parents) or len(_headlines(stretch)) < _LIST:
        return []
    inside = {line.number for line in flow.lines_of(box) if not line.gone and (line.text or line.pictures)}
    return [before] if inside <= {before.number, *(line.number for line in stretch)} and len(inside) > _LIST else []


def _headlines(stretch: list[Line]) -> list[Line]:
    return [line for line in stretch if len(line.text) >= _HEADLINE]


def _is_list(lines: Sequence[Line], stretch: list[Line]) -> bool:
    if announced(next((line for line in reversed(lines[: stretch[0].number]) if line.text), None)):
        return False
    long = _headlines(stretch)
    if any(_NUMBERED.match(line.text) for line in long):  # a list that somebody counted is an author's, without a heading that tells
        return False
    least = _POINTED if all(_POINTS.match(line.text) for line in long) else _LIST
    return len(long) >= least and len(long) * 2 > len(stretch)


def announces(line: Line) -> bool:
    """Whether a line says that the links behind it are the author's own."""
    return not only_links(line) and _INTRODUCES.search(line.text[-20:]) is not None


def announced(before: Line | None) -> bool:
    """The same of the line before some links, of which a heading says it too."""
    return before is not None and (before.block.name in _HEADINGS or announces(before) or _is_bold(before))


def _is_bold(line: Line) -> bool:
    """Whether a short line is in bold letters as a whole: an author's heading over what follows."""
    return len(line.text) <= _LONGEST_BOLD and all(
        any(tag.name in ("b", "strong") for tag in string.parents) for string in line.strings if string.strip()
    )


def is_file(line: Line) -> bool:
    """Whether a line of links leads to a file: what an office attaches."""
    links = (parent for string in line.strings for parent in string.parents if parent.name == "a")
    return any(_FILE.search(str(link.get("href", ""))) or _FILE.search(link.get_text().strip()) for link in links)


def _stretches(lines: Sequence[Line], chosen: dict[int, Verdict]) -> Iterator[list[Line]]:
    """Lines that a rule has chosen, one by one, and between them the longest stretches of nothing but links and pictures."""
    stretch: list[Line] = []
    for line in lines:
        if line.gone or (line.number not in chosen and only_links(line)):
            stretch += [] if line.gone else [line]
            continue
        if stretch:
            yield stretch
        stretch = []
        if line.number in chosen:
            yield [line]
    if stretch:
        yield stretch


def only_links(line: Line) -> bool:
    """Whether a line is nothing but links, with days beside them, or linked pictures."""
    size = len(_BARS.sub("", _DATE.sub("", _ORDER.sub("", line.text))))
    return (line.linked * 10 >= size * 8 and line.linked > 0) or (not line.text and bool(line.pictures) and _in_link(line))


def _in_link(line: Line) -> bool:
    return any(parent.name == "a" for picture in line.pictures for parent in picture.parents)


def _is_code(picture: Tag) -> bool:
    """Whether a picture is a QR code, by its names or its size."""
    said = " ".join(str(picture.get(name, "")) for name in ("src", "data-src", "alt", "title", "class", "id"))
    width, height = (str(picture.get(name, "")).removesuffix("px") for name in ("width", "height"))
    square = width == height and width.isdecimal() and int(width) <= _CODE_SIZE
    return square or _CODE.search(said) is not None
