"""What a template tag of a blog shows: the picture of {% asset_img a.png 题 %}, the words of {% post_link b 题 %}, an address.

A tag that shows something else is one more function in `_SHOWN`; all others show nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import msgspec

from ...regex import regex

QUOTATIONS = frozenset(("blockquote", "quote"))
"""Hexo's tags around a quotation; what they are told is who said it and where."""

_NAME = regex(r"\{[{%][<%]?-?\s*([\w-]+)\s*")
_WORD = regex(r"""(?:(?P<key>[\w-]+)=)?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))""")
_ENDS = "}>%- "
_IS_PICTURE = regex(r"\.(?:png|jpe?g|gif|webp|svg|bmp|avif)(?:[?#].*)?$", re.IGNORECASE)
_IS_SOUND_OR_FILM = regex(r"\.(?:(?P<sound>mp3|m4a|wav|ogg|flac|3gp)|mp4|webm|mov|mkv|ogv)$", re.IGNORECASE)
_IS_ID = regex(r"[\w-]{3,20}")
_HAN = regex("[\u3400-\u9fff]")
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


class _Words(msgspec.Struct, frozen=True):
    """What a tag is told: its values by key, and those without one in order."""

    named: dict[str, str]
    bare: tuple[str, ...]


def shown(tag: str) -> str:
    """The HTML that a tag stands for, empty where it stands for none."""
    if tag[0] != "{":
        return _wiki(tag) if tag.endswith("]]") else ""
    name = _NAME.match(tag)
    draw = _SHOWN.get(name[1]) if name else None
    return draw(_words(tag[name.end() :])) if name and draw else ""


def attribution(tag: str) -> str:
    """Who and what a tag of QUOTATIONS names, as it stands there."""
    name = _NAME.match(tag)
    return tag[name.end() :].rstrip(_ENDS) if name else ""


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
    name = _NAME.match(tag[0])
    if not name or name[1] not in _POINTS:
        return ""
    words = _words(tag[0][name.end() :])
    return next(iter((*words.bare, *words.named.values())), "")


def _words(rest: str) -> _Words:
    named: dict[str, str] = {}
    bare: list[str] = []
    for match in _WORD.finditer(rest.rstrip(_ENDS)):
        value = match["double"] or match["single"] or match["bare"] or ""
        if match["key"]:
            named[match["key"]] = value
        else:
            bare.append(value)
    return _Words(named, tuple(bare))


def _picture(words: _Words) -> str:
    """Hexo gives the title first and the alternative text behind it, Hugo names both."""
    place = next((number for number, value in enumerate(words.bare) if _IS_PICTURE.search(value)), None)
    source = words.named.get("src") or (words.bare[place] if place is not None else "")
    if not source:
        return ""
    behind = words.bare[(place or 0) + (place is not None) :]
    texts = [value.strip("\"' ") for value in behind if not value.isdecimal()]
    title = words.named.get("title") or next(iter(texts), "")
    caption = words.named.get("caption", "")
    alt = words.named.get("alt") or next(iter(texts[1:]), "") or title or caption
    said = f' title="{escape(title)}"' if title and title != alt and not caption else ""
    picture = f'<img src="{escape(source)}" alt="{escape(alt)}"{said}>'
    told = "<br>".join(escape(text, quote=False) for text in (title, caption) if text)
    return f"<figure>{picture}<figcaption>{told}</figcaption></figure>" if caption else picture


def _included(words: _Words) -> str:
    """{% include figure.html src="a.png" caption="题" %} of Jekyll's themes: of a picture alone it is known what it shows."""
    source = words.named.get("src") or words.named.get("url") or words.named.get("image_path") or ""
    return _picture(_Words({**words.named, "src": source}, ())) if _IS_PICTURE.search(source) else ""


def _titled(words: _Words) -> str:
    """The title of a box: Hugo's themes name it, Hexo's set it behind the kind of the box, in Chinese or in quotes."""
    named = next((words.named[key] for key in ("title", "summary") if words.named.get(key)), "")
    bare = [word.strip(", ") for word in words.bare if _HAN.search(word)]
    return escape(named or " ".join(bare), quote=False)


def _labelled(words: _Words) -> str:
    """NexT's {% label primary@字 %}."""
    return escape(" ".join(words.bare).partition("@")[2], quote=False)


def _button(words: _Words) -> str:
    """{% button https://…, 字, icon %}."""
    to, *said = _fields(words)
    return _link(to, said[0]) if said and said[0] else ""


def _second(words: _Words) -> str:
    """{% span red, 字 %}, {% checkbox checked, 字 %}."""
    return escape("".join(_fields(words)[1:2]), quote=False)


def _fields(words: _Words) -> list[str]:
    return [field.strip(" '\"") for field in " ".join(words.bare).split(",")]


def _film(words: _Words, begin: str) -> str:
    name = words.named.get("id") or next(iter(words.bare), "")
    return f'<iframe src="{escape(begin + name)}"></iframe>' if _IS_ID.fullmatch(name) else ""


def _wiki(tag: str) -> str:
    """Obsidian's ![[图.png|题|300]] is the picture, [[页#节|名]] the name."""
    page, *said = (part.strip() for part in tag.strip("![]").split("|"))
    if tag[0] == "!" and _IS_PICTURE.search(page):
        alt = next((part for part in said if not _IS_SIZE.fullmatch(part)), "")
        return f'<img src="{escape(page)}" alt="{escape(alt)}">'
    if tag[0] == "!" and (kind := _IS_SOUND_OR_FILM.search(page)):
        name = "audio" if kind["sound"] else "video"
        return f'<{name} src="{escape(page)}"></{name}>'
    return escape(said[0] if said else page, quote=False)


def _post(words: _Words) -> str:
    """{% post_link slug 题 %}: its words, for where the post lies only the site knows."""
    said = [word for word in words.bare if word not in ("true", "false")]
    return escape(" ".join(said[1:]) or "".join(said[:1]), quote=False)


def _asset(words: _Words) -> str:
    """{% asset_link a.pdf 题 %}."""
    said = [word for word in words.bare if word not in ("true", "false")]
    return _link(said[0], " ".join(said[1:]) or said[0]) if said else ""


def _text_link(words: _Words) -> str:
    """Hexo's {% link 题 https://… %}; Jekyll's has one word, and is an address."""
    place = next((number for number, word in enumerate(words.bare) if word.startswith(("http://", "https://", "/"))), 0)
    return _link(words.bare[place], " ".join(words.bare[:place])) if place else ""


def _link(to: str, text: str) -> str:
    return f'<a href="{escape(to)}">{escape(text, quote=False)}</a>'


_BOXES = (
    *("note", "folding", "hideToggle", "hideBlock"),  # themes of Hexo
    *("details", "admonition", "notice", "callout", "alert", "spoiler", "fold", "expand", "collapse"),  # themes of Hugo
)
_SHOWN: dict[str, Callable[[_Words], str]] = {
    **dict.fromkeys(("asset_img", "img", "image", "figure"), _picture),  # Hexo, Hexo, Jekyll's plug-ins, Hugo
    **dict.fromkeys(_BOXES, _titled),
    "include": _included,
    "label": _labelled,
    **dict.fromkeys(("button", "btn"), _button),
    **dict.fromkeys(("span", "checkbox", "radio"), _second),
    "youtube": lambda words: _film(words, "https://www.youtube.com/watch?v="),
    "vimeo": lambda words: _film(words, "https://vimeo.com/"),
    "bilibili": lambda words: _film(words, "https://www.bilibili.com/video/"),
    "post_link": _post,
    "asset_link": _asset,
    "link": _text_link,
}
