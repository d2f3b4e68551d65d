"""From the address of a picture to its bytes: data: URIs and files inside the article's folder, and by a `Fetch` the web (promise P6).

A further source of pictures, such as the web, is a `Fetch` handed to `pictures_of`; a further kind of picture is one row in `_SIGNATURES`.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit

from ..config import Config
from ..errors import Report, Severity, diagnostic
from ..regex import regex
from ..write import NoPicture, Picture, Pictures

Fetch = Callable[[str], bytes | NoPicture]
"""An http or https address to the bytes that it answers with, or why there are none; raises only SetupError."""

MEGABYTE = 1_000_000

_SIGNATURES: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (regex(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (regex(rb"\xff\xd8\xff"), "image/jpeg"),
    (regex(rb"GIF8[79]a"), "image/gif"),
    (regex(rb"RIFF.{4}WEBP", re.S), "image/webp"),
    (regex(rb".{4}ftyp(?:avif|avis|.{8,40}?avif)", re.S), "image/avif"),
    (regex(rb".{4}ftyp(?:heic|heix|mif1|msf1)", re.S), "image/heic"),
    (regex(rb"BM.{4}\0\0\0\0", re.S), "image/bmp"),
    (regex(rb"II\*\0|MM\0\*"), "image/tiff"),
    (regex(rb"\x00\x00\x01\x00"), "image/x-icon"),
    (regex(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*>|\s)*<svg[\s>]", re.S | re.I), "image/svg+xml"),
)
"""What the first bytes of a picture are, and its media type."""

_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DATA = regex(r"data:([^,]*),(.*)", re.S | re.I)


def media_type(data: bytes) -> str | None:
    """The media type that the bytes show, whatever a name or a server says; None for no picture."""
    return next((kind for pattern, kind in _SIGNATURES if pattern.match(data[:4096])), None)


def pictures_of(folder: Path | None, config: Config, report: Report, fetch: Fetch | None = None, base: str = "") -> Pictures:
    """The way to the pictures of an article that lies in `folder` (None: it came by standard input, so no file is read).

    With `fetch`, `base` is where the article stood on the web: what its relative addresses mean that name no file.

    The codes of a NoPicture: picture-missing, picture-refused (outside the folder, or a scheme that is not allowed),
    picture-remote (without `fetch`), picture-large (max-picture-mb), picture-no-picture. A cleaned SVG is reported (svg-cleaned).
    """
    limit = config.max_picture_mb * MEGABYTE

    def find(src: str) -> Picture | NoPicture:
        found = _bytes_of(src, folder, limit, fetch, base)
        return found if isinstance(found, NoPicture) else _picture(found, src, limit, report)

    return find


def web_address(src: str, base: str = "") -> str | None:
    """The http or https address that an address says by itself, None for every other kind; `base` gives //host/path its scheme."""
    address = src.strip(" \t\r\n\f")
    if address.startswith("//"):
        return f"{'http' if urlsplit(base).scheme == 'http' else 'https'}:{address}"
    return address if re.match(r"https?:", address, re.I) else None


def asked_of_the_web(src: str, folder: Path | None, base: str) -> str | None:
    """The address that is fetched for a picture, None where a file or nothing is what it means."""
    if web := web_address(src, base):
        return web
    address = src.strip(" \t\r\n\f")
    if not address or not re.match(r"https?://", base, re.I) or _SCHEME.match(address) or "\\" in address:
        return None
    here = _from_folder(address, folder, 0) if folder is not None else None
    if isinstance(here, bytes) or (here is not None and here.code != "picture-missing" and not _leads_out(address)):
        return None
    try:
        return urljoin(base, address)
    except ValueError:
        return None


def _bytes_of(src: str, folder: Path | None, limit: int, fetch: Fetch | None, base: str) -> bytes | NoPicture:
    address = src.strip(" \t\r\n\f")
    if not address:
        return NoPicture("picture-missing", "no address")
    if data := _DATA.fullmatch(address):
        return _from_data(data[1], data[2], limit)
    if fetch is not None and (web := asked_of_the_web(src, folder, base)):
        return fetch(web)
    if web_address(src):
        return NoPicture("picture-remote", "on the web, not fetched")
    if _SCHEME.match(address):
        return NoPicture("picture-refused", "not a place that pictures are read from")
    if folder is None:
        return NoPicture("picture-refused", "an article from standard input has no folder")
    return _from_folder(address, folder, limit)


def _picture(data: bytes, src: str, limit: int, report: Report) -> Picture | NoPicture:
    if len(data) > limit:
        return NoPicture("picture-large", f"over {limit // MEGABYTE} MB")
    kind = media_type(data)
    if kind is None:
        return NoPicture("picture-no-picture", "not a picture")
    if kind != "image/svg+xml":
        return Picture(data, kind)
    return _drawing(data, src, report)


def _drawing(data: bytes, src: str, report: Report) -> Picture | NoPicture:
    from .svg import cleaned  # lxml, only where there is an SVG

    drawing = cleaned(data)
    if drawing is None:
        return NoPicture("picture-broken", "an SVG that cannot be read")
    if drawing.dropped:
        what = ", ".join(drawing.dropped)[:200]
        report(diagnostic(Severity.NOTE, "svg-cleaned", f"left out of the drawing {src[:100]}: {what}"))
    return Picture(drawing.data, "image/svg+xml")


# ---- data: URIs (RFC 2397) ------------------------------------------------------------------------------------------


def _from_data(head: str, body: str, limit: int) -> bytes | NoPicture:
    if len(body) > 3 * limit + 16:  # each byte takes at most three characters
        return NoPicture("picture-large", f"over {limit // MEGABYTE} MB")
    if not re.search(r";\s*base64\s*$", head, re.I):
        return unquote_to_bytes(body)
    digits = re.sub(r"[ \t\r\n\f]+", "", unquote(body)).rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
    except (binascii.Error, ValueError):
        return NoPicture("picture-broken", "base64 that cannot be read")


# ---- files beside the article ---------------------------------------------------------------------------------------


def names_below(address: str) -> tuple[str, ...]:
    """The paths below the article's folder that an address can mean: as it stands, or with its percent-encoding undone and its query cut
    off. None where one of them leads out."""
    if _leads_out(address):
        return ()
    names = dict.fromkeys((address, unquote(address), unquote(re.split(r"[?#]", address, maxsplit=1)[0])))
    return () if any(map(_leads_out, names)) else tuple(names)


def _from_folder(address: str, folder: Path, limit: int) -> bytes | NoPicture:
    """The file that an address names."""
    if not (names := names_below(address)):
        return NoPicture("picture-refused", "outside the article's folder")
    for name in names:
        try:
            found = _read_inside(folder, name, limit)
        except (OSError, ValueError, RuntimeError):  # no right to read; a NUL in the name; links in a circle (before Python 3.13)
            continue
        if found is not None:
            return found
    return NoPicture("picture-missing", "no such file")


def _leads_out(name: str) -> bool:
    """Whether a path is none below the folder by its spelling alone: absolute, upward, or Windows' kinds of both."""
    return not name or "\\" in name or name.startswith("/") or _SCHEME.match(name) is not None or ".." in name.split("/")


def _read_inside(folder: Path, name: str, limit: int) -> bytes | NoPicture | None:
    """The bytes of a regular file below `folder` once all symbolic links are followed; None where the name is no file.

    Raises OSError where it cannot be read. At most one byte over the limit is read.
    """
    root = folder.resolve()
    path = (root / name).resolve(strict=True)
    if not path.is_relative_to(root):
        return NoPicture("picture-refused", "a symbolic link out of the article's folder")
    if not stat.S_ISREG(path.stat().st_mode):  # opening a device may do things, opening a FIFO waits
        return None
    # The path is free of links now; O_NOFOLLOW and O_NONBLOCK keep it so where somebody swaps the file meanwhile.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        return file.read(limit + 1) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
