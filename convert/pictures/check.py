"""Whether bytes that came from the web are a picture, whole, and no stand-in for one; whatever name and type they came under.

A further kind of stand-in is one question in `_stand_in`. What cannot be decided from the bytes alone, such as the picture that says
未经允许不可引用 in place of another, is told by what else a host answered: see `web.py`.
"""

from __future__ import annotations

import re

from ..regex import regex
from ..write import NoPicture
from . import media_type
from .decoding import decode, opened

_MARKUP = regex(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|\?xml|Error|script|meta|title|!--|[a-z]+[\s>])", re.I)
_JSON = regex(rb"(?:\xef\xbb\xbf)?\s*[{\[]")

TINY = 2
"""A picture whose sides are both at most so many pixels counts readers or stands for another: it shows nothing."""


def why_no_picture(data: bytes, most_pixels: int) -> NoPicture | None:
    """What is wrong with the bytes, None for a whole picture of a kind that is known and of at most `most_pixels`.

    Codes: picture-no-picture, picture-large, picture-broken.
    """
    if not data:
        return NoPicture("picture-no-picture", "an empty answer")
    kind = media_type(data)
    if kind is None:
        return NoPicture("picture-no-picture", _what_else(data))
    if kind == "image/svg+xml":
        from .svg import cleaned

        return None if cleaned(data) else NoPicture("picture-broken", "a drawing that cannot be read")
    return _why_not_shown(data, kind, most_pixels)


def _what_else(data: bytes) -> str:
    if _MARKUP.match(data[:4096]):
        return "a page in place of the picture"
    return "data in place of the picture" if _JSON.match(data[:64]) else "not a picture"


def _why_not_shown(data: bytes, kind: str, most_pixels: int) -> NoPicture | None:
    from PIL import Image

    try:
        with opened(data, kind) as image:
            if image.width * image.height > most_pixels:
                return NoPicture("picture-large", f"{image.width} x {image.height} pixels")
            if max(image.size) <= TINY:
                return NoPicture("picture-no-picture", f"a stand-in of {image.width} x {image.height} pixels")
            decode(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return NoPicture("picture-large", "too many pixels")
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - decoders raise anything on a stranger's bytes
        return NoPicture("picture-broken", "cut off or damaged")
    return None


def area(data: bytes) -> int:
    """Pixels of a picture that was found whole; 0 for a drawing."""
    kind = media_type(data)
    if kind is None or kind == "image/svg+xml":
        return 0
    with opened(data, kind) as image:
        return image.width * image.height
