"""What a template tag of a blog shows: the picture of {% asset_img a.png 题 %}, {% img … %} and {{< figure src="a.png" >}}.

A tag that shows something else is one more function; all others show nothing.
"""

from __future__ import annotations

import re
from html import escape

PICTURES = frozenset(("asset_img", "img", "image", "figure"))
"""Names of tags that are pictures in Hexo (asset_img, img), Jekyll's plug-ins (image) and Hugo (figure)."""

_NAME = re.compile(r"\{[{%][<%]?-?\s*([\w-]+)\s*")
_WORD = re.compile(r"""(?:(?P<key>[\w-]+)=)?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))""")
_IS_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp|avif)(?:[?#].*)?$", re.IGNORECASE)


def picture(tag: str) -> str:
    """The <img> that a tag stands for, empty where it stands for none."""
    name = _NAME.match(tag)
    if not name or name[1] not in PICTURES:
        return ""
    named: dict[str, str] = {}
    texts: list[str] = []
    for match in _WORD.finditer(tag.rstrip("}>%- "), name.end()):
        value = match["double"] or match["single"] or match["bare"] or ""
        if match["key"]:
            named[match["key"]] = value
        elif "src" not in named and _IS_PICTURE.search(value):
            named["src"] = value
        elif "src" in named and not value.isdecimal():
            texts.append(value.strip("\"' "))
    return _image(named, texts) if named.get("src") else ""


def _image(named: dict[str, str], texts: list[str]) -> str:
    """Hexo gives the title first and the alternative text behind it, Hugo names both."""
    title = named.get("title") or named.get("caption") or next(iter(texts), "")
    alt = named.get("alt") or next(iter(texts[1:]), "") or title
    said = f' title="{escape(title)}"' if title and title != alt else ""
    return f'<img src="{escape(named["src"])}" alt="{escape(alt)}"{said}>'
