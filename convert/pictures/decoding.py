"""Pillow as a stranger's bytes need it: one decoder, nothing forgiven, one picture at a time."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from ..write import NoPicture

if TYPE_CHECKING:
    from PIL import Image

Made = TypeVar("Made")

_one_at_a_time = threading.RLock()


@contextmanager
def opened(data: bytes, kind: str) -> Iterator[Image.Image]:
    """The picture of a media type, its pixels not decoded yet; to be decoded within the context.

    Raises what Pillow raises: anything, for bytes that are no whole picture; DecompressionBombError or DecompressionBombWarning for too
    many pixels. No other of its forty decoders is let near the bytes, and a picture that is cut off is refused: importing weasyprint
    tells Pillow otherwise, for the whole process, hence the lock.
    """
    from PIL import Image, ImageFile

    with _one_at_a_time, warnings.catch_warnings():
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(data), formats=[kind.removeprefix("image/").removeprefix("x-").upper()]) as image:
                yield image
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def decode(image: Image.Image) -> None:
    """Raises where the picture is cut off or damaged; a JPEG is decoded at an eighth of its size, which finds the same faults."""
    image.draft(None, (image.width // 8, image.height // 8))
    image.load()


def tried(make: Callable[[], Made]) -> Made | NoPicture:
    """What is made of a picture by decoding it, or why nothing is: picture-large, picture-broken."""
    from PIL import Image

    try:
        return make()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return NoPicture("picture-large", "too many pixels")
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - decoders raise anything on a stranger's bytes: SyntaxError (PNG), RuntimeError (AVIF), struct.error
        return NoPicture("picture-broken", "cannot be decoded")
