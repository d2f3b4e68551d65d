"""Characters, identifiers and addresses made fit for XHTML, and the words that our markup adds to an article.

EPUB and PDF share it. A new word is one row in `WORDS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote, urlsplit

import msgspec

from ..model import Document, Heading, Tree, rewrite, text_of, walk
from ..regex import regex

# XML 1.0, production 2 (Char): all that may not stand in a document, escaped or not.
_ILLEGAL = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"

_SAFE_ID = regex(r"(?!(?:section|note|mark)-)[A-Za-z][A-Za-z0-9._-]*")

_SCHEMES = frozenset({"http", "https", "mailto", "tel", "ftp"})

# RFC 3986, 2.2 and 2.3: what may stand in an address; "%" too, as what is encoded already stays so.
_URI_CHARACTERS = "%:/?#[]@!$&'()*+,;=-._~"

# Simplified, Traditional.
WORDS: dict[str, tuple[str, str]] = {
    "audio": ("音频", "音訊"),
    "back": ("返回正文", "返回正文"),
    "contents": ("目录", "目錄"),
    "cover": ("封面", "封面"),
    "editor": ("编辑", "編輯"),
    "iframe": ("网页", "網頁"),
    "landmarks": ("导航", "導覽"),
    "links": ("链接", "連結"),
    "note": ("注", "註"),
    "notes": ("注释", "註釋"),
    "page": ("页", "頁"),
    "picture": ("图", "圖"),
    "table": ("表格", "表格"),
    "text": ("正文", "正文"),
    "untitled": ("无题", "無題"),
    "video": ("视频", "影片"),
}


def is_traditional(language: str) -> bool:
    """Whether a BCP 47 tag says Traditional Chinese: by its script or, without one, by its region."""
    parts = language.lower().replace("_", "-").split("-")
    return "hant" in parts or ("hans" not in parts and parts[0] in ("zh", "yue") and not {"tw", "hk", "mo"}.isdisjoint(parts))


def word(key: str, language: str) -> str:
    """A word of `WORDS` in the script of the article."""
    return WORDS[key][is_traditional(language)]


def day(date: str) -> str:
    """2021年12月13日 of an ISO 8601 date; what is none stays as it is."""
    found = re.match(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", date)
    return f"{found[1]}年{int(found[2])}月{int(found[3])}日" if found else date


def legal(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold at all; no reader lets them into a Document."""
    return re.sub(_ILLEGAL, "", text)


def escape(text: str) -> str:
    """Text as XML character data; a carriage return as a reference, since parsers turn it into a line feed (XML 1.0, 2.11)."""
    return legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def attribute(text: str) -> str:
    """Text as the inside of a double-quoted attribute; line ends as references, since parsers make spaces of them (XML 1.0, 3.3.3)."""
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def element(name: str, content: str, **attributes: str | None) -> str:
    """An element around markup. `class_` is class, `epub__type` is epub:type, `aria_label` is aria-label; None and "" leave one out."""
    return f"<{name}{written(attributes)}>{content}</{name}>"


def written(attributes: dict[str, str | None]) -> str:
    """Attributes as they stand in a start tag, each after a space, in the order given; None and "" leave one out (alt is kept)."""
    pairs = ((key, value) for key, value in attributes.items() if value or (key == "alt" and value is not None))
    return "".join(f' {_attribute_name(key)}="{attribute(value or "")}"' for key, value in pairs)


def _attribute_name(key: str) -> str:
    return key.rstrip("_").replace("__", ":").replace("_", "-")


def settle_ids(document: Document) -> tuple[Document, dict[str, str]]:
    """A copy whose headings all have an id that XML allows and no other heading has, and where each id of the source now stands.

    Of two headings with one id the first is what links mean (HTML, 7.4.6.4). Ids that are not plain ASCII become section-N. A heading
    without an id can be meant by its words, as renderers of Markdown make ids of them: contents written by hand rely on that.
    """
    places: dict[str, str] = {}
    by_words: dict[str, str] = {}
    taken = {node.id for node in walk(document) if isinstance(node, Heading) and _SAFE_ID.fullmatch(node.id)}
    free = (f"section-{number}" for number in range(1, 1 << 31))

    def settle(node: Tree) -> Tree:
        if not isinstance(node, Heading):
            return node
        keep = node.id in taken and node.id not in places
        settled = node.id if keep else next(free)
        if node.id:
            places.setdefault(node.id, settled)
        elif words := _words_id(text_of(node)):
            by_words.setdefault(words, settled)
        return node if keep else msgspec.structs.replace(node, id=settled)

    settled = rewrite(document, settle)
    assert isinstance(settled, Document)  # noqa: S101 - rewrite keeps the type of a node that `settle` returns as it is
    return settled, by_words | places


def _words_id(text: str) -> str:
    """The id that most renderers of Markdown give a heading: small letters, hyphens for spaces, no punctuation."""
    return re.sub(r"[^\w-]+", "", text.lower().replace(" ", "-"))


def place_of(url: str, places: dict[str, str]) -> str | None:
    """The settled id that an address like `#id` means, percent-encoded or not; None where the article has no such place."""
    fragment = url.removeprefix("#")
    plain = unquote(fragment)
    return places.get(fragment) or places.get(plain) or places.get(_words_id(plain))


def outside(url: str) -> str | None:
    """An address on the web as a valid URI (RFC 3986), None for anything else: a local file, a script, something broken."""
    address = legal(url).strip(" \t\r\n\f")
    if address.startswith("//"):
        address = f"https:{address}"
    try:
        parts = urlsplit(address)
        port_is_read = parts.port is None or parts.port >= 0  # the property raises ValueError for what is no port
    except ValueError:
        return None
    known = parts.scheme in _SCHEMES and port_is_read
    if not known or not (parts.path if parts.scheme in ("mailto", "tel") else parts.hostname):
        return None
    return _encoded(address, parts.hostname or "")


def _encoded(address: str, host: str) -> str | None:
    """The address with all that RFC 3986 does not allow percent-encoded, and its host as ASCII."""
    if host and not host.isascii():
        try:
            address = address.replace(host, host.encode("idna").decode("ascii"), 1)
        except UnicodeError:
            return None
    elif host and not re.fullmatch(r"[A-Za-z0-9._~-]+|[0-9A-Fa-f:.]+", host):
        return None
    scheme_and_host, mark, rest = address.partition("#")
    encoded = quote(scheme_and_host, safe=_URI_CHARACTERS) + mark + quote(rest, safe=_URI_CHARACTERS.replace("#", ""))
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", encoded)


def classes(names: Iterable[str]) -> str | None:
    """The value of a class attribute, None for no class."""
    return " ".join(name for name in names if name) or None
