"""Files that appear whole or not at all, and never in the place of a source (promises P5 and P6 of the design).

Everything the program writes for a person goes through `put`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from .errors import ArticleError
from .jobs import Stamp

MARK = ".huozi-"
"""Temporary files are MARK + process + random + TAIL, in the folder of the output: what an interrupted batch left is known by it."""

TAIL = ".tmp"

BESIDE = "images"
"""The folder beside an output for the pictures that it names. The names in it say the content: articles share a picture there, and none can
choose a name."""


class File(msgspec.Struct, frozen=True):
    """Bytes for a place. With `replace` off, a file there with other bytes stays and is an error (output-exists)."""

    path: Path
    data: bytes
    replace: bool = True


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    import hashlib  # OpenSSL, of no use to one article on standard output

    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path | str) -> str:
    """SHA-256 of a file, empty where it cannot be read."""
    import hashlib

    try:
        with open(path, "rb") as stream:  # noqa: PTH123
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def remove(path: Path, root: Path) -> None:
    """Remove an output, and the folders below `root` that it leaves empty."""
    path.unlink(missing_ok=True)
    with suppress(OSError):
        while (path := path.parent) != root:
            path.rmdir()


def stamp(path: Path | str) -> Stamp | None:
    """The file as it stands, without its digest; None where there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns)


def stamp_of(file: File) -> Stamp:
    """An output after `put`, with the digest of its bytes."""
    there = stamp(file.path)
    return Stamp(len(file.data), there.mtime if there else 0, digest(file.data))


def same(one: Path, other: Path) -> bool:
    """Whether both are one file, by whatever path, link or letter case; False where one is not there."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def refuse_source(source: Path, target: Path) -> None:
    """Raises ArticleError (output-is-source) where both are one file."""
    if same(target, source):
        raise ArticleError.of("output-is-source", f"the output {target} is the article itself", file=str(source), hint="choose another -o")


def put(files: Sequence[File], name: str) -> list[bool]:
    """Write all files beside their places, then move each into its place; per file, whether its bytes are new there.

    `name` is the article's, for the errors. Raises ArticleError (cannot-write, output-exists); then no place has changed, but for
    a move that fails after others succeeded. Nothing is synced to disk: after a power cut a file system may show the old file.
    """
    fresh = [not _stands(file) for file in files]
    for file, new in zip(files, fresh, strict=True):
        if new and not file.replace and os.path.lexists(file.path):
            raise _refusal("output-exists", f"{file.path} was not written by huozi, or was changed since", name, "--force overwrites it")
    moves: list[tuple[Path, Path]] = []
    place = Path()
    try:
        for file in (file for file, new in zip(files, fresh, strict=True) if new):
            place = file.path
            _stage(file, moves)
        while moves:
            temporary, place = moves[0]
            temporary.replace(place)
            moves.pop(0)
    except OSError as error:
        raise _refusal("cannot-write", f"cannot write {place}: {error.strerror}", name) from None
    finally:
        for temporary, _ in moves:
            temporary.unlink(missing_ok=True)
    return fresh


def _stands(file: File) -> bool:
    """Whether the place holds these bytes already."""
    try:
        status = file.path.lstat()
        return stat.S_ISREG(status.st_mode) and status.st_size == len(file.data) and file.path.read_bytes() == file.data
    except OSError:
        return False


def is_other(file: File) -> bool:
    """Whether a file with other bytes stands in the place."""
    return file.path.is_file() and not _stands(file)


def _stage(file: File, moves: list[tuple[Path, Path]]) -> None:
    """Write the bytes beside their place, and note the move to come; a device or a pipe (/dev/stdout) takes them at once."""
    if file.path.exists() and not file.path.is_file() and not file.path.is_dir():
        file.path.write_bytes(file.data)
        return
    moves.append(_beside(file.path))
    # not tempfile: its files are 0600 whatever the umask says
    with moves[-1][0].open("xb") as stream:
        stream.write(file.data)


def _beside(path: Path) -> tuple[Path, Path]:
    """A temporary file's name beside the place that the path means, through links, and that place; its folder is made."""
    place = Path(os.path.realpath(path)) if path.is_symlink() else path
    place.parent.mkdir(parents=True, exist_ok=True)
    return place.parent / f"{MARK}{os.getpid()}-{os.urandom(8).hex()}{TAIL}", place


def put_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file part by part, for what is too large to hold; whole or not at all, also where `parts` raises.

    Raises ArticleError (cannot-write) and what `parts` raises.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():  # a device or a pipe
            with path.open("wb") as stream:
                stream.writelines(parts)
            return
        temporary, place = _beside(path)
        try:
            with temporary.open("xb") as stream:
                stream.writelines(parts)
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _refusal("cannot-write", f"cannot write it: {error.strerror}", str(path)) from None


def _refusal(code: str, message: str, name: str, hint: str = "") -> ArticleError:
    return ArticleError.of(code, message, file=name, hint=hint)


def sweep(folders: Iterable[Path], process: int | None = None) -> None:
    """Remove the temporary files that a killed process left in these folders, not below them; None means any process."""
    pattern = f"{MARK}*{TAIL}" if process is None else f"{MARK}{process}-*{TAIL}"
    for folder in folders:
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)
