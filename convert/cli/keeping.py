"""`huozi cache`: the pictures of the web that are kept on disk, counted or removed."""

from __future__ import annotations

from pathlib import Path

from ..errors import EXIT_OK
from . import console, single


def command(what: str, folder: str) -> int:
    """`what` is info or clear; `folder` empty is that of the settings which hold in the current folder."""
    from ..pictures.cache import Cache, default_folder

    config = single.settings_of(None, None, {"cache": folder} if folder else {}).config
    place = Path(config.cache) if config.cache else default_folder()
    if not (place / "index.sqlite").is_file():
        console.lines([f"{place}: no pictures"])
        return EXIT_OK
    cache = Cache(place, config.cache_mb * 1_000_000)
    try:
        found = cache.info()
        if what == "clear":
            cache.clear()
    finally:
        cache.close()
    verb = "removed" if what == "clear" else f"of at most {config.cache_mb} MB"
    console.lines([
        f"{place}: {found.pictures} pictures, {found.bytes / 1e6:.1f} MB {verb}",
        f"{found.answers} addresses have one, {found.missing} had none when they were asked",
    ])
    return EXIT_OK
