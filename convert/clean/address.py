"""Whom a line speaks to: a site calls on its readers, an author tells of somebody or something.

The words of calls are data (rules with `terms`): each is common in articles, several in a short line that asks for something are a site's.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..regex import regex
from .rule import Rule

_OF_SOMEBODY = regex("(?<![其利])[他她](?!人)")
_TOLD = regex(
    r"有人|[写说称道][着过]?[：:]?[“「『]|(?<!忘)了(?!解)|(?<![随跟味])着(?![作重])|的人(?!气)|的(?:时候|時候)|之[后後]|因[为為]|[这這][是样樣]|常常|越[来來]越|才能|警方|部[门門]|近日|日前|昨[天日]|，是.{2,16}的。"
)
"""Somebody or something is told of: a third person, what has come about, when and why."""
_TO_THE_READER = regex("[你您]|我们|我們|小编|本[报報网網站刊号號台公平微条]|[此本]条目|请在|在看|点赞|点个赞|蓝字|名片")
"""The site speaks to its reader, or of itself."""
_OF_THE_AUTHOR = ("（作者", "(作者", "作者系", "作者是", "作者为", "作者简介", "作者簡介", "关于作者", "關於作者")
"""What introduces the writer at the end, perhaps with an address to write to."""
_SENTENCE = 80
"""Characters of the longest sentence that may be told; notices are longer and begin in ways of their own."""
_ASKS = regex(
    "[你您]|[请請](?![各将將])|欢迎|歡迎|[快赶]来|快來|记得|記得|别忘|[！!～~]$|吧$"
    "|上方|蓝字|[:：]\\s?(?:关注|点击|扫|搜索|加)"
    "|^(?:戳|点赞|点个|分享|收藏|转发|稿费|关注|長按|长按|点击|點擊|扫|掃|加入|添加|回复|下载|下載|搜索|识别|識別|投稿|爆料|报料|订阅|訂閱|追蹤|[👇👆▲▼☟↓↑→☞👉📢])"
)
"""A call says who should do it, or begins with what to do."""
_BRIEF, _LONG = 60, 120
"""Characters to which a line may be a call, by two words or by three."""
_FEW, _MANY = 2, 3


def is_told(text: str) -> bool:
    """Whether a line is a sentence of the author's, whatever it is about: of codes, apps and rights one may write articles."""
    if is_of_the_author(text):
        return True
    return len(text) <= _SENTENCE and text.rstrip("）)】]").endswith(("。", "。”", "。」")) and _tells(text)


def tells(text: str) -> bool:
    """Whether a line between paragraphs tells of somebody or something, in brackets or not: then who wrote them wrote it."""
    return _tells(text, strictly=True)


def is_of_the_author(text: str) -> bool:
    """Whether a line introduces the writer: it stays, and furniture may stand before it."""
    return text.startswith(_OF_THE_AUTHOR)


def is_call(text: str, rule: Rule) -> bool:
    """Whether a line has so many of a rule's terms that it is a call on the readers."""
    size = len(text)
    if size > _LONG or _ASKS.search(text) is None:
        return False
    said = sum(map(text.__contains__, rule.terms))
    said += sum(map(text.__contains__, rule.helpers)) if said else 0
    return said >= (_FEW if size <= _BRIEF else _MANY) and not _tells(text, strictly=text.endswith("。")) and not is_of_the_author(text)


def leans(text: str, rules: Iterable[Rule]) -> bool:
    """Whether a line speaks to the readers at all: behind furniture that is enough."""
    if len(text) > _LONG or _ASKS.search(text) is None or _tells(text, strictly=True) or is_of_the_author(text):
        return False
    return any(term in text for rule in rules for term in (*rule.terms, *rule.helpers))


def _tells(text: str, *, strictly: bool = False) -> bool:
    """Whether somebody or something is told of; unless `strictly`, not where the line speaks to the reader besides."""
    return bool(_OF_SOMEBODY.search(text) or (_TOLD.search(text) and (strictly or not _TO_THE_READER.search(text))))
