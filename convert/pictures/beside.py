"""Pictures of the web as files beside an output that can only name its pictures: Markdown and JSON."""

from __future__ import annotations

from pathlib import Path

from ..errors import Report, Severity, diagnostic
from ..output import BESIDE, digest
from ..write import NoPicture, Pictures
from . import asked_of_the_web, web_address

SUFFIXES = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp", "image/avif": ".avif", "image/heic": ".heic",
    "image/bmp": ".bmp", "image/tiff": ".tif", "image/x-icon": ".ico", "image/svg+xml": ".svg",
}  # fmt: skip


class Nowhere:
    """In the place of `Beside` where an output goes to standard output: every address stays, and is told (picture-not-saved)."""

    def __init__(self, report: Report, name: str) -> None:
        self._report = report
        self._name = name
        self._is_told = False

    def __call__(self, src: str) -> str:
        """`src`."""
        if not self._is_told and web_address(src):
            self._is_told = True
            message = "pictures of the web keep their addresses: beside standard output nothing can be saved"
            self._report(diagnostic(Severity.NOTE, "picture-not-saved", message, file=self._name, hint="-o FILE"))
        return src


class Beside:
    """Saves pictures for one output: called with Image.src, it gives the path to write, and puts the bytes into `files` under that path.

    What is no picture of the web, and what cannot be had (reported by its code), keeps its address.
    """

    def __init__(self, pictures: Pictures, report: Report, name: str, folder: Path | None, base: str, files: dict[str, bytes]) -> None:
        self._files = files
        self._pictures = pictures
        self._report = report
        self._name = name
        self._folder = folder
        self._base = base
        self._known: dict[str, str] = {}

    def __call__(self, src: str) -> str:
        """The path of the saved picture as seen from the output, with / and in ASCII, or `src`."""
        if src not in self._known:
            self._known[src] = self._saved(src) if asked_of_the_web(src, self._folder, self._base) else src
        return self._known[src]

    def _saved(self, src: str) -> str:
        found = self._pictures(src)
        if isinstance(found, NoPicture):
            message = f"a picture keeps its address: {found.reason}: {src[:200]}"
            self._report(diagnostic(Severity.WARNING, found.code, message, file=self._name))
            return src
        path = f"{BESIDE}/{digest(found.data)[:20]}{SUFFIXES[found.media_type]}"
        self._files[path] = found.data
        return path
