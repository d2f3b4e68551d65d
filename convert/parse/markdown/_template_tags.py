"""What a template tag of a blog shows: the picture of {% asset_img a.png 题 %}, the words of {% post_link b 题 %}, an address.

A tag that shows something else is one more function in `_SHOWN`; all others show nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from ...regex import regex
from ._tag_words import Words, is_picture, name_and_words, words
from ._theme_tags import THEMES, link, picture

QUOTATIONS = frozenset(("blockquote", "quote", "pullquote", "centerquote", "cq"))
"""Tags around a quotation; what the first two are told is who said it and where."""
_SAID = frozenset(("blockquote", "quote"))

_IS_SOUND_OR_FILM = regex(r"\.(?:(?P<sound>mp3|m4a|wav|ogg|flac|3gp)|mp4|webm|mov|mkv|ogv)$", re.IGNORECASE)
_EMBEDDED = regex(r"(?:^|/)(youtube|bilibili|vimeo|video|audio)\.html$")
_IS_SIZE = regex(r"\d{1,5}(?:x\d{1,5})?")
_TAG = regex(r"\{%(?:[^%\n]|%(?!\})){0,300}%\}|\{\{[<%][^\n]{0,300}?[>%]\}\}|\{\{(?:[^}\n]|\}(?!\})){0,300}\}\}")
"""A tag of a few words, as one in an address is."""
_TITLE = r"""(?:"(?P<title>[^"\n]*)"|'(?P<other>[^'\n]*)')"""
ADDRESS = regex(rf"\([ \t]*(?P<to>{_TAG.pattern}(?:{_TAG.pattern}|[^\s()<>])*+)(?:[ \t]+{_TITLE})?[ \t]*\)")
"""An address of a link that begins with a tag: ({{ site.url }}/a.png "题")."""
_POINTS = frozenset(("post_url", "link", "ref", "relref", "post_path", "asset_path"))
"""Tags of Jekyll, Hugo and Hexo that are the address of what they name."""
_IN_QUOTES = regex(r"""\{\{[<%]?\s*(?:"([^"]*)"|'([^']*)')""")
_OPEN_TAG = regex(r"<[a-zA-Z][^<>]*\{[{%][^<>]*>")
_ADDRESSES = regex(r"""\s(?:src|href|poster|data-src)=(?:"[^"<>]*"|'[^'<>]*')""", re.IGNORECASE)


def shown(tag: str) -> str:
    """The HTML that a tag stands for, empty where it stands for none."""
    if tag[0] != "{":
        return _wiki(tag) if tag.endswith("]]") else _titled(tag)
    name, told = name_and_words(tag)
    draw = _SHOWN.get(name)
    return draw(told) if draw else ""


def attribution(tag: str) -> str:
    """Who and what a tag of QUOTATIONS names, as it stands there."""
    name, told = name_and_words(tag)
    if name not in _SAID:
        return ""
    return " ".join(told.named.values()) if tag.startswith("{{") and not told.bare else told.written


def address(text: str) -> str:
    """An address with its tags: the site is its own root, a tag that names a page is that page, any other is nothing."""
    return _TAG.sub(_named_by, text)


def without_tags(html: str) -> str:
    """Raw HTML whose addresses (src="{{ site.url }}/a.png") say where they point."""
    if "{" not in html:
        return html
    return _OPEN_TAG.sub(lambda tag: _ADDRESSES.sub(lambda one: address(one[0]), tag[0]), html)


def _named_by(tag: re.Match[str]) -> str:
    if quoted := _IN_QUOTES.match(tag[0]):
        return quoted[1] or quoted[2] or ""
    name, told = name_and_words(tag[0])
    return next(iter((*told.bare, *told.named.values())), "") if name in _POINTS else ""


def _included(told: Words) -> str:
    """{% include figure.html src="a.png" caption="题" %} and {% include embed/youtube.html id="…" %} of Jekyll's themes."""
    source = told.first("src", "url", "image_path") or ""
    kind = _EMBEDDED.search(told.bare[0]) if told.bare else None
    if kind and kind[1] in THEMES:
        return THEMES[kind[1]](Words(told.named, ()))
    return picture(Words({**told.named, "src": source}, ())) if is_picture(source) else ""


def _wiki(tag: str) -> str:
    """Obsidian's ![[图.png|题|300]] is the picture, [[页#节|名]] the name, [[#节]] the heading."""
    page, *said = (part.strip() for part in tag.strip("![]").split("|"))
    if tag[0] == "!" and is_picture(page):
        alt = next((part for part in said if not _IS_SIZE.fullmatch(part)), "")
        return f'<img src="{escape(page)}" alt="{escape(alt)}">'
    if tag[0] == "!" and (kind := _IS_SOUND_OR_FILM.search(page)):
        name = "audio" if kind["sound"] else "video"
        return f'<{name} src="{escape(page)}"></{name}>'
    return escape(said[0] if said else page.removeprefix("#"), quote=False)


def _titled(tag: str) -> str:
    """The title in a short code of Typecho's themes, [collapse title="题"] or [tab name="题"]."""
    told = words(tag[1:-1].partition(" ")[2]) if tag[0] == "[" else Words({}, ())
    return escape(told.first("title", "name"), quote=False)


def _post(told: Words) -> str:
    """{% post_link slug 题 %}: its words, for where the post lies only the site knows."""
    said = [word for word in told.bare if word not in ("true", "false")]
    return escape(" ".join(said[1:]) or "".join(said[:1]), quote=False)


def _asset(told: Words) -> str:
    """{% asset_link a.pdf 题 %}."""
    said = [word for word in told.bare if word not in ("true", "false")]
    return link(said[0], " ".join(said[1:]) or said[0]) if said else ""


_SHOWN: dict[str, Callable[[Words], str]] = {**THEMES, "include": _included, "post_link": _post, "asset_link": _asset}
