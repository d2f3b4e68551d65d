"""Lines that stand beside the element that holds the article, or between furniture behind its last paragraph.

A page sets its text into one element, and its tools, lists and credits into others. Where the article's element has been found, what is
short and stands in another one with a name of its own is the page's, unless it looks like what an author sets under a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice

from bs4.element import Tag

from ..regex import regex
from .credits import MOMENT, is_stamped
from .flow import Flow, Line, letters
from .index import parts_of
from .lists import Verdict, announced, is_file, only_links
from .rule import Rule

_FRAMES = frozenset(("aside", "footer", "header", "nav"))
_BOXES = _FRAMES | {"div", "section", "ul", "ol", "dl", "main", "article", "form", "table", "center", "blockquote"}
_TEXTS = frozenset(("p", "blockquote", "li", "ul", "ol", "pre", "span", "font", "b", "strong"))
"""Elements that are no place of a page: paragraphs stand beside one another in what is around them."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PARAGRAPHS = 2
"""Real paragraphs from which the element around them is known for the article's."""
_LONGEST = 60
"""Characters of the longest line that stands beside the article."""
_SHORTEST_LABEL, _LONGEST_LABEL = 4, 16
"""Characters of a label that stands in no box: a shorter line may be somebody's name."""
_TAG_OF_PAGE = 6
"""Characters of a label before the article, which a title's second line is longer than."""
_OWN = regex(
    r"[（(《“「‘『].*[）)》”」’』]|[-—*•①-⑳].*|\d{1,3}[.、)）\]](?!\d).*|[一二三四五六七八九十]+、.*|附.*|[注註][：:释釋].*"
    r"|(?:参考|參考|引用|数据|數據)?(?:资料|資料|文献|文獻|书目|書目|来源|來源)\s?[：:].*|.*(?:附件|下载|下載|参考资料|參考資料|文献|文獻|注释|註釋)\s?[：:]?"
    r"|.*完|(?i:.*\bend)|.*[譯译].*|.*述|(?!.*(?:关注|關注|追踪|追蹤|登)|(?:文章|本文|关于)作者[：:]?$).*作者|.*\d{4}\s?年.*[日月]|.*[县縣市局會会院部站府厅廳委校社]",
)
"""What a note, a signature, a date and the mark of the end have as a whole, and a label of the site seldom."""
_SENTENCE = regex(".*[。；…]")
_FIELD = regex(r"[^\s，。：:]{2,8}\s?[：:][^，。！？；“”]{0,50}")
"""A label, and what it says of the article."""
_LONGEST_LINKED = 30
_BETWEEN = 3
"""Labels that may stand between two lines of furniture and be the page's."""
_COUNT = regex(r"\d[\d.,]*\s?[万萬wWkK+]?\s?[^\d\s，。]{1,14}\d*[^\d\s，。]{0,8}")
_WHEN = regex(r"\d{4}|\d:\d\d")
_COUNTED = regex(
    r"(?:浏览|阅读|点击|人气|瀏覽|閱讀|點閱|人氣)[数數量次]{0,2}\s?[：:]?\s?\d"
    r"|\d(?:浏览|阅读|次|评论|点赞|收藏|喜欢|人气|瀏覽|閱讀|留言| ?views?)",
)
_DAY = regex(
    rf"{MOMENT.pattern}|\d{{1,2}}\.[A-Z][a-z]{{2}}\.\d{{4}}|[A-Z][a-z]{{2,8}}\.? \d{{1,2}}, \d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}}"
    r"|\d{1,2}:\d\d(?!\d)",
)
_SAYS = regex(r"[。！？：:；(（《“「\[【]")
_CLAUSE = regex("[，。；？“”「」《》…]")
_PUNCTUATION = regex("[，。！？；、：,!?;:“”「」《》…—]")


def add_links_beside(flow: Flow, chosen: dict[int, Verdict], run: tuple[int, int], rule: Rule) -> None:
    """Choose the lines that are nothing but links and stand beside the element that holds the article: tags, channels, names.

    Not where something announces them as the author's, and not files to load down.
    """
    start, end = flow.spans[id(flow.core)]
    before: Line | None = None
    for line in flow.lines:
        if line.gone or not line.text:
            continue
        beside = line.number < min(start, run[0]) or line.number >= max(end, run[1] + 1)
        if beside and line.number not in chosen and line.linked and only_links(line) and not announced(before) and not is_file(line):
            chosen[line.number] = Verdict(rule)
            continue
        before = line


def add_labels_beside(flow: Flow, chosen: dict[int, Verdict], run: tuple[int, int], rule: Rule) -> None:
    """Choose the short lines of boxes beside the article's: behind it from the first box with furniture on, before it labels and dates."""
    whole = _whole(flow, run)
    if whole is None:
        return
    page = _Page(flow, whole, run, frozenset(rule.helpers))
    for _, group in groupby(flow.lines[: run[0]], lambda line: id(page.outermost(line))):
        chosen.update((line.number, Verdict(rule)) for line in page.above(list(group), chosen))
    known = False
    for _, group in groupby(flow.lines[run[1] + 1 :], lambda line: id(page.outermost(line))):
        lines = list(group)
        known = known or any(line.gone or line.named or line.number in chosen or page.hints(line) for line in lines)
        if known:
            chosen.update((line.number, Verdict(rule)) for line in page.furniture(lines, chosen))


def add_between(lines: Sequence[Line], chosen: dict[int, Verdict], last: int, rule: Rule) -> None:
    """Choose a few labels that stand between two lines of furniture, and a row of signs before one, behind the line `last`."""
    behind = [line for line in lines[last + 1 :] if not line.gone]
    labels: list[int] | None = None
    signs: list[int] = []
    for line in behind:
        if line.number in chosen:
            between = labels if labels is not None and len(labels) <= _BETWEEN else []
            chosen.update((number, Verdict(rule)) for number in (*between, *signs))
            labels, signs = [], []
        elif line.text and not letters(line.text) and not line.pictures:
            signs.append(line.number)
        else:
            signs.clear()
            label = labels is not None and _is_open(line) and len(line.text) <= _LONGEST_LINKED
            if labels is not None and label and not _is_own(line) and not _SENTENCE.fullmatch(line.text):
                labels.append(line.number)
            else:
                labels = None


def _whole(flow: Flow, run: tuple[int, int]) -> Tag | None:
    """The innermost element that holds all paragraphs of the article; None where there are too few to tell."""
    first, last = run
    if sum(line.real for line in flow.lines[first : last + 1]) < _PARAGRAPHS:
        return None
    around = {id(tag) for tag in _up(flow.lines[first].block)}
    whole = next((tag for tag in _up(flow.lines[last].block) if id(tag) in around), None)
    while whole is not None and whole.name in _TEXTS:
        whole = whole.parent
    return whole


def _up(tag: Tag) -> Iterator[Tag]:
    yield tag
    yield from tag.parents


class _Page:
    """A tree by the element that holds the article: what stands beside that, and beside the paragraphs in it."""

    def __init__(self, flow: Flow, whole: Tag, run: tuple[int, int], names: frozenset[str]) -> None:
        self._names = names
        self._outer = {id(whole), *map(id, whole.parents)}
        self._span = flow.spans[id(whole)]
        paragraphs = (line for line in flow.lines[run[0] : run[1] + 1] if line.real)
        self._alike = {_kind(tag) for line in paragraphs if (tag := self.outermost(line)) is not None}

    def outermost(self, line: Line) -> Tag | None:
        """The largest element around a line that does not hold the article; None for text that stands beside such elements."""
        found = None
        for tag in _up(line.block):
            if id(tag) in self._outer:
                break
            found = tag
        return found

    def outside(self, line: Line) -> bool:
        """Whether a line stands beside the element that holds all paragraphs, and not in it."""
        return not self._span[0] <= line.number < self._span[1]

    def boxed(self, line: Line) -> bool:
        """Whether a line stands in a part of the page that has a name, is no paragraph's, and was not made by an editor for its look."""
        around = []
        for tag in _up(line.block):
            if id(tag) in self._outer:
                break
            around.append(tag)
        if not around or (not self.outside(line) and _kind(around[-1]) in self._alike):
            return False
        return any(tag.name in _FRAMES or (tag.name in _BOXES and ("class" in tag.attrs or "id" in tag.attrs)) for tag in around)

    def hints(self, line: Line) -> bool:
        """Whether a line shows that its box is the page's: links or a time beside the article, or the box's own name."""
        if self.outside(line) and not is_file(line) and (line.linked or is_stamped(line.text)):
            return True
        return self._named(line)

    def _named(self, line: Line) -> bool:
        box = self.outermost(line)
        if box is not None and box.name in _FRAMES and self.outside(line):
            return True
        if box is None or box.name not in _BOXES or (box.name in _TEXTS and not self.outside(line)):
            return False
        return not self._names.isdisjoint(parts_of(box))

    def above(self, lines: list[Line], chosen: Mapping[int, Verdict]) -> Iterator[Line]:
        """The lines of a box before the first paragraph that are the page's: days, fields and links, and words or counts beside such."""
        known = False
        words: list[Line] = []
        for line in lines:
            taken = line.gone or line.named or line.number in chosen
            placed = self.boxed(line) or (self.outside(line) and "class" in line.block.attrs)
            day = _DAY.fullmatch(line.text) is not None and _WHEN.search(line.text) is not None
            if not taken and placed and _is_open(line, cells=True) and (day or line.block.name not in _HEADINGS):
                if _is_about(line) and (known or self.outside(line) or self._named(line)):
                    yield line
                    taken = True
                elif _is_word(line) or (self._named(line) and len(line.text) <= _LONGEST_LABEL and not _CLAUSE.search(line.text)):
                    words.append(line)
            known = known or taken or self.hints(line)
        yield from words if known else ()

    def furniture(self, lines: list[Line], chosen: Mapping[int, Verdict]) -> Iterator[Line]:
        """The lines of a box that are the page's, from the end up to one of the author's: what stands before that may be its heading.

        None of a box in which a paragraph stays: it is the article's, though the core is another.
        """
        if any(line.real and not (line.gone or line.named) and line.number not in chosen for line in lines):
            return
        linked = any(line.linked for line in lines)
        for line in reversed(lines):
            if line.gone or line.named or line.number in chosen or not (line.text or line.pictures):
                continue
            if not _is_open(line) or _is_own(line) or not (linked or _SENTENCE.fullmatch(line.text) is None):
                return
            if self.boxed(line) or (self.outside(line) and _is_label(line)):
                yield line
            elif len(line.text) > _SHORTEST_LABEL:
                return


def _kind(tag: Tag) -> tuple[str, str]:
    return tag.name, str(tag.get("class", ""))


def _is_open(line: Line, *, cells: bool = False) -> bool:
    """Whether a line is nobody's yet, and no picture, caption or cell of a table; with `cells` a cell of a table's only row may be."""
    plain = bool(line.text) and len(line.text) <= _LONGEST and not (line.gone or line.named or line.real or line.pictures)
    if line.block.name == "td" and not (cells and _is_only_row(line.block.parent)):
        return False
    return plain and not (line.caption or line.after_picture or line.block.name in ("pre", "code", "th"))


def _is_only_row(row: Tag | None) -> bool:
    return row is not None and row.parent is not None and sum(isinstance(one, Tag) for one in islice(row.parent.contents, 8)) == 1


def _is_label(line: Line) -> bool:
    """Whether a line that stands in no box is a few plain words, and nobody's name."""
    return _SHORTEST_LABEL < len(line.text) <= _LONGEST_LABEL and line.block.name != "li" and not _SAYS.search(line.text)


def _is_own(line: Line) -> bool:
    return is_file(line) or _OWN.fullmatch(line.text) is not None


def _is_about(line: Line) -> bool:
    """Whether a line is links with little else, or says little more than a day or how often it was read."""
    text = line.text
    if _DAY.search(text) and _WHEN.search(text):
        return not _PUNCTUATION.search(re.sub(r"[：:•-]|(?<=\d),(?=\d)", "", _DAY.sub("", text)))
    if _COUNTED.search(text) and not _PUNCTUATION.search(text):
        return True
    return line.linked > 0 and len(text) <= _LONGEST_LINKED and not _PUNCTUATION.search(text)


def _is_word(line: Line) -> bool:
    """Whether a line is a word or two, a count of something, or a field of a form."""
    if _FIELD.fullmatch(line.text):
        return True
    return (len(line.text) <= _TAG_OF_PAGE and not _PUNCTUATION.search(line.text)) or _COUNT.fullmatch(line.text) is not None
