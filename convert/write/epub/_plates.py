"""Pictures as a book can hold them: looked at, made a kind that readers know, scaled, and named by their content.

A further kind of picture is one row in `KEPT` (embedded as it is) or in `RECODED` (made PNG or JPEG of).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

import msgspec

from ...config import Config
from ...pictures.decoding import decode, opened, tried
from .. import NoPicture, Picture, Pictures

if TYPE_CHECKING:
    from PIL import Image

# EPUB 3.3, 3.2: the core media types of pictures. AVIF is none, so a reading system need not show it.
KEPT = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/svg+xml": ".svg", "image/webp": ".webp"}
RECODED = frozenset({"image/webp", "image/avif", "image/bmp", "image/tiff", "image/x-icon", "image/heic"})

_ORIENTATION = 0x0112  # EXIF 2.32, 4.6.4: 1 is upright
_QUALITY = 88  # of JPEG: no ring is seen around characters in a scan


class Plate(msgspec.Struct, frozen=True):
    """A picture in the book: its file name below the package, its media type, its size in pixels (0 for a drawing)."""

    file: str
    media_type: str
    width: int
    height: int


class Plates:
    """The pictures of one book: each is asked for, recoded and stored once, whatever number of times it is named.

    `store` is handed the bytes of each new file at once, so that no two pictures are in memory together.
    """

    def __init__(self, pictures: Pictures, config: Config, store: Callable[[str, bytes], None]) -> None:
        self._pictures = pictures
        self._config = config
        self._store = store
        self._known: dict[str, Plate | NoPicture] = {}
        self._files: dict[str, Plate] = {}

    def place(self, src: str) -> Plate | NoPicture:
        """The picture that `src` names, or why there is none. Codes: those of `pictures_of`, picture-broken and picture-large."""
        if src not in self._known:
            made = self._made(src)
            self._known[src] = made if isinstance(made, NoPicture) else self.add(*made)
        return self._known[src]

    def place_large(self, src: str, smallest: int) -> Plate | NoPicture:
        """As `place`, but a drawing or a picture with a side below `smallest` pixels is refused (picture-small) and not stored."""
        made = self._made(src)
        if isinstance(made, NoPicture):
            return made
        return self.add(*made) if min(made[2:]) >= smallest else NoPicture("picture-small", f"a side is below {smallest} pixels")

    def found(self) -> dict[str, Plate | NoPicture]:
        """What each source that was asked for turned out to be."""
        return dict(self._known)

    def stored(self) -> list[Plate]:
        """What is in the book so far, in the order in which it came."""
        return list(self._files.values())

    def add(self, data: bytes, media_type: str, width: int, height: int) -> Plate:
        """Stores a picture as it is; one that is there already is not stored again."""
        file = f"images/{hashlib.sha256(data).hexdigest()[:20]}{KEPT[media_type]}"
        if file not in self._files:
            self._store(file, data)
            self._files[file] = Plate(file, media_type, width, height)
        return self._files[file]

    def _made(self, src: str) -> tuple[bytes, str, int, int] | NoPicture:
        """Bytes, media type, width and height as they go into the book."""
        picture = self._pictures(src)
        if isinstance(picture, NoPicture):
            return picture
        if picture.media_type == "image/svg+xml":
            return picture.data, picture.media_type, 0, 0
        made = tried(lambda: _fitted(picture, self._config))
        if isinstance(made, NoPicture):
            return made
        data, media_type, size = made
        return data, media_type, *size


def _fitted(picture: Picture, config: Config) -> tuple[bytes, str, tuple[int, int]]:
    """Bytes, media type and size of a picture that is whole, of a kind that readers know, and not over max-image-px.

    Raises what Pillow raises for one that is not whole.
    """
    with opened(picture.data, picture.media_type) as image:
        recode = _is_misread(image) or (picture.media_type in RECODED and not (config.keep_webp and picture.media_type == "image/webp"))
        large = 0 < config.max_image_px < max(image.size) and not getattr(image, "is_animated", False)
        if recode or large:
            return _recoded(image, picture.media_type, config.max_image_px if large else 0)
        size = image.size
        decode(image)
    return picture.data, picture.media_type, size


def _is_misread(image: Image.Image) -> bool:
    """Whether readers without colour management or EXIF show a JPEG in wrong colours or on its side: CMYK, and one to be turned."""
    return image.format == "JPEG" and (image.mode == "CMYK" or image.getexif().get(_ORIENTATION, 1) not in (0, 1))


def _recoded(image: Image.Image, media_type: str, longest: int) -> tuple[bytes, str, tuple[int, int]]:
    """The picture upright, no longer than `longest` pixels: as JPEG where it was a photograph, else or with transparency as PNG."""
    from PIL import Image as Pillow
    from PIL import ImageOps

    if longest and media_type == "image/jpeg":
        image.draft(None, (longest, longest))
    upright = ImageOps.exif_transpose(image)
    transparent = "A" in upright.getbands() or "transparency" in upright.info
    photograph = media_type in ("image/jpeg", "image/webp", "image/avif", "image/heic") and not transparent
    whole = upright.convert("RGB" if photograph else "RGBA" if transparent else "RGB")
    if longest:
        whole.thumbnail((longest, longest), Pillow.Resampling.LANCZOS)
    out = BytesIO()
    profile = upright.info.get("icc_profile") if upright.mode in ("RGB", "RGBA") else None
    if photograph:
        whole.save(out, "JPEG", quality=_QUALITY, icc_profile=profile)
        return out.getvalue(), "image/jpeg", whole.size
    whole.save(out, "PNG", icc_profile=profile)
    return out.getvalue(), "image/png", whole.size
