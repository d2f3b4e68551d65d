"""What tags of blogs' themes show within a line or as a picture: buttons, labels, cards, players of Hexo's and Hugo's themes.

A further tag is one row in `THEMES`: its name, and what draws its words as HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from ...regex import regex
from ._tag_words import Words, is_address, is_picture, is_said

_IS_ID = regex(r"[\w-]{3,20}")
_IS_RECORDED = regex(r"\.(?:mp3|m4a|wav|ogg|flac|aac|mp4|webm|mov|m3u8|flv)(?:[?#]\S*)?$", re.IGNORECASE)
_MARKUP = regex(r"</?[a-z]+(?:\s[^<>]*)?>")
_TITLE_AND_ALT = 2
_COLOURS = frozenset(
    ("default", "primary", "success", "info", "warning", "danger", "blue", "pink", "red", "purple", "orange", "green", "yellow", "cyan")
)


def link(to: str, text: str) -> str:
    """A link."""
    return f'<a href="{escape(to)}">{escape(text, quote=False)}</a>'


def picture(words: Words) -> str:
    """Hexo gives the title first and the alternative text behind it, Hugo names both, Volantis divides by commas."""
    if words.bare and words.bare[0].endswith(","):
        words = _from_fields(words)
    place = next((number for number, value in enumerate(words.bare) if is_picture(value)), None)
    linked = words.named.get("link", "")
    source = words.named.get("src") or (words.bare[place] if place is not None else linked if is_picture(linked) else "")
    if not source:
        return ""
    behind = words.bare[(place or 0) + (place is not None) :]
    texts = [value.strip("\"' ") for value in behind if not value.isdecimal()]
    texts = texts if len(texts) <= _TITLE_AND_ALT else [" ".join(texts)]
    title = words.named.get("title") or next(iter(texts), "")
    caption = words.named.get("caption", "")
    alt = words.named.get("alt") or next(iter(texts[1:]), "") or title or _MARKUP.sub("", caption)
    said = f' title="{escape(title)}"' if title and title != alt and not caption else ""
    drawn = f'<img src="{escape(source)}" alt="{escape(alt)}"{said}>'
    told = "<br>".join(text if _MARKUP.search(text) else escape(text, quote=False) for text in (title, caption) if text)
    return f"<figure>{drawn}<figcaption>{told}</figcaption></figure>" if caption else drawn


def _from_fields(words: Words) -> Words:
    """The words of {% image a.png, width=300px, alt=一 二 %}."""
    pairs = [(key, value) for key, mark, value in (field.partition("=") for field in words.fields()[1:]) if mark]
    return Words(dict(pairs), tuple(words.fields()[:1]))


def _plain_picture(words: Words) -> str:
    """As `picture`; of a tag that is no figure an address is a picture's, whatever its end."""
    addresses = [word.rstrip(",") for word in words.bare if word.startswith(("http://", "https://"))]
    return picture(words) or "".join(f'<img src="{escape(address)}" alt="">' for address in addresses[:1])


def _group(words: Words) -> str:
    """Butterfly's {% galleryGroup '题' '说' /相册/甲 https://…/a.jpg %}."""
    source = next(filter(is_picture, words.bare), "")
    said = "<br>".join(escape(word, quote=False) for word in words.bare if not is_address(word) and word != source)
    drawn = f'<img src="{escape(source)}" alt="{escape(words.bare[0])}">' if source else ""
    return f"<figure>{drawn}<figcaption>{said}</figcaption></figure>" if drawn else said


def _gallery(words: Words) -> str:
    """{{< gallery "a.png" "b.png" >}}; between two tags the pictures stand themselves."""
    return "".join(f'<img src="{escape(word)}" alt="">' for word in words.bare if is_picture(word))


def _reference(words: Words) -> str:
    """A card that an engine makes of an address: {{< douban "https://…" >}}, {{< ppt src="https://…" >}}."""
    to = words.first("src", "url", "link") or next(filter(is_address, words.bare), "")
    said = words.first("title", "name", "desc") or to
    return link(to, said) if to else escape(said, quote=False)


def _labelled(words: Words) -> str:
    """NexT's {% label primary@字 %}, Butterfly's {% label 字 blue %}."""
    options, mark, said = words.text.partition("@")
    if not mark or options not in _COLOURS | {""}:
        said = " ".join(words.bare[:-1] if words.bare[-1:] and words.bare[-1] in _COLOURS else words.bare)
    return escape(said, quote=False)


def _button(words: Words) -> str:
    """{% button https://…, 字, icon %}, Volantis' {% btn large::字::https://…::icon %}, Stellar's {% button 字 https://… %}."""
    fields = words.fields()
    place = next((number for number, field in enumerate(fields) if is_address(field)), None)
    if place is None:
        return escape(" ".join(field for field in fields if is_said(field)), quote=False)
    divided = fields[place - 1] if place else "".join(fields[1:2])
    text = divided if words.mark else " ".join(fields[:place] or fields[place + 1 :])
    return link(fields[place], text) if text else ""


def _text_link(words: Words) -> str:
    """{% link 题 https://… %}, {% link 题, 说, https://… %}, {{< link "https://…" "题" >}}; Jekyll's has one word, and is an address."""
    fields = [*filter(None, (words.first("content", "text", "title"), words.first("href", "url"))), *words.fields()]
    place = next((number for number, field in enumerate(fields) if field.startswith(("http://", "https://", "/"))), None)
    if place is None:
        return ""
    said = " ".join(fields[:place] or [field for field in fields[1:] if not is_address(field) and field not in ("true", "false")])
    return link(fields[place], said) if said else ""


def _card(words: Words) -> str:
    """{% site 题, url=https://…, description=说 %}, {{< card link="…" title="题" subtitle="说" >}}."""
    told = Words({**words.named, **_from_fields(words).named}, tuple(words.fields())) if "," in words.written else words
    to = told.first("url", "link", "href") or next(filter(is_address, told.bare), "")
    said = told.first("title", "name") or next((word for word in told.bare if not is_address(word)), "")
    beside = told.first("description", "subtitle", "bio", "desc", "word")
    drawn = link(to, said) if to and said else escape(said, quote=False)
    return " ".join(filter(None, (drawn, escape(beside, quote=False))))


def _behind_colour(words: Words) -> str:
    """{% span red, 字 %}, {% checkbox checked, 字 %}; Stellar's {% checkbox checked:true 字 %}."""
    _, mark, said = words.written.partition(",")
    return escape(said.strip(" '\"") if mark else " ".join(filter(is_said, words.bare)), quote=False)


def _hidden(words: Words) -> str:
    """Butterfly's {% hideInline 字,问,#fff %}: the words of its button stand before what it shows."""
    return escape(" ".join(filter(None, reversed(words.written.split(",")[:2]))), quote=False)


def _within(opening: str, closing: str) -> Callable[[Words], str]:
    """{% u 字 %}: words that only look otherwise."""
    return lambda words: f"{opening}{escape(words.text, quote=False)}{closing}" if words.bare else ""


def film(begin: str) -> Callable[[Words], str]:
    """A film by the name that its site has for it."""

    def draw(words: Words) -> str:
        name = words.named.get("id") or next(iter(words.bare), "")
        return f'<iframe src="{escape(begin + name)}"></iframe>' if _IS_ID.fullmatch(name) else ""

    return draw


def _player(kind: str) -> Callable[[Words], str]:
    """{% audio a.mp3 %}, {% aplayer "题" "人" "a.mp3" %}, {% dplayer "url=a.mp4" %}, {{< music url="a.mp3" name="题" artist="人" >}}."""

    def draw(words: Words) -> str:
        bare = [word.partition("url=")[2] or word for word in words.fields()]
        place = next((number for number, word in enumerate(bare) if _IS_RECORDED.search(word)), 0)
        source = words.first("src", "url", "mp4", "mp3", "file") or "".join(word for word in bare[place : place + 1] if is_recorded(word))
        told = [words.first("title", "name"), words.first("artist", "author"), *(bare[:place] if source in bare else ())]
        said = escape(" ".join(filter(None, told)))
        return f'<{kind} src="{escape(source)}" title="{said}"></{kind}>' if source else said

    return draw


def is_recorded(word: str) -> bool:
    """Whether a word is the name of a recording or a film, or an address on the web."""
    return _IS_RECORDED.search(word) is not None or word.startswith(("http://", "https://"))


def _document(words: Words) -> str:
    source = words.first("src", "url") or next(iter(words.bare), "")
    return f'<iframe src="{escape(source)}"></iframe>' if source else ""


THEMES: dict[str, Callable[[Words], str]] = {
    **dict.fromkeys(("asset_img", "figure"), picture),
    **dict.fromkeys(("img", "image", "inlineimage", "inlineimg"), _plain_picture),
    "galleryGroup": _group,
    "gallery": _gallery,
    **dict.fromkeys(("douban", "douban-card", "neodb", "ppt"), _reference),
    "label": _labelled,
    **dict.fromkeys(("button", "btn", "cell"), _button),
    "link": _text_link,
    **dict.fromkeys(("site", "card", "friend", "person"), _card),
    **dict.fromkeys(("span", "p", "checkbox", "radio", "color"), _behind_colour),
    **dict.fromkeys(("cb", "nota"), lambda words: escape(words.written.partition(",")[0].strip(), quote=False)),
    "progress": lambda words: escape(" ".join(words.bare[2:]), quote=False),
    "hideInline": _hidden,
    **{name: _within(f"<{name}>", f"</{name}>") for name in ("u", "del", "kbd", "mark", "sup", "sub")},
    "emp": _within('<em class="dots">', "</em>"),
    "wavy": _within('<u class="wavy">', "</u>"),
    **dict.fromkeys(("psw", "quot", "copy"), _within("", "")),
    **dict.fromkeys(("audio", "aplayer", "music", "mp3"), _player("audio")),
    **dict.fromkeys(("video", "dplayer"), _player("video")),
    "pdf": _document,
    "youtube": film("https://www.youtube.com/watch?v="),
    "vimeo": film("https://vimeo.com/"),
    "bilibili": film("https://www.bilibili.com/video/"),
}
