"""Pictures of the web on disk, for all formats, runs and processes: files named by their content, and an index of who answered what.

A new thing to remember is a column in `_SCHEMA`, with VERSION raised: an older index is then made anew, and the pictures are asked for
again.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import SetupError
from . import locks

VERSION = 1

_SCHEMA = """
CREATE TABLE answer (
    address TEXT PRIMARY KEY, site TEXT NOT NULL, sha256 TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, etag TEXT NOT NULL,
    modified TEXT NOT NULL, until REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX answer_sha256 ON answer (sha256, site);
CREATE TABLE picture (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, used REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX picture_used ON picture (used, size);
CREATE TABLE site (name TEXT PRIMARY KEY, referer TEXT NOT NULL) WITHOUT ROWID;
"""

_TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of huozi: `huozi cache clear` empties it.\n"
"""What backup programs know a cache by (Cache Directory Tagging Specification)."""

_SLACK = 0.9
"""Of the limit: so much is left once something had to go."""

_TOUCH = 3600.0
"""Seconds after which a use is noted again: each note is a write."""


class Kept(NamedTuple):
    """What an address answered: a picture by its SHA-256, or (empty) the code and reason why there is none.

    `until` is when to ask again, in seconds since 1970; `etag` and `modified` are the answer's headers, for asking whether it changed.
    """

    sha256: str
    code: str
    reason: str
    etag: str
    modified: str
    until: float


class Info(NamedTuple):
    """The content of a cache: pictures, their bytes, addresses that have one, addresses that have none."""

    pictures: int
    bytes: int
    answers: int
    missing: int


def default_folder() -> Path:
    """Where the system keeps what programs can make anew."""
    from platformdirs import user_cache_path

    return user_cache_path("huozi") / "pictures"


class Cache:
    """The cache in one folder, for all threads of a process; other processes may use it at the same time.

    What fails on disk is raised as SetupError (cache-unusable). `most` is in bytes.
    """

    def __init__(self, folder: Path, most: int) -> None:
        self.folder = folder
        self._most = most
        self._one = threading.RLock()
        with self._told():
            folder.mkdir(parents=True, exist_ok=True)
            self.locks = locks.of(folder.resolve() / "locks")
            with self.locks.hold([locks.number_of("index")]):  # who makes the index is alone with it
                if not (folder / "CACHEDIR.TAG").exists():
                    (folder / "CACHEDIR.TAG").write_bytes(_TAG)
                self._base = _open(folder / "index.sqlite")

    def close(self) -> None:
        """Let go of the index."""
        with self._one:
            self._base.close()

    def look(self, address: str) -> Kept | None:
        """What the address answered last, None where it never did."""
        row = self._ask("SELECT sha256, code, reason, etag, modified, until FROM answer WHERE address = ?", address)
        return Kept(*row) if row else None

    def size(self, sha256: str) -> int | None:
        """Of a picture in bytes; None where it has gone."""
        row = self._ask("SELECT size FROM picture WHERE sha256 = ?", sha256)
        return int(row[0]) if row and self._place(sha256).is_file() else None

    def read(self, sha256: str, now: float) -> bytes | None:
        """A picture, noted as used at `now`; None where it has gone or is damaged."""
        try:
            data = self._place(sha256).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(data).hexdigest() != sha256:
            return None
        if self._ask("SELECT 1 FROM picture WHERE sha256 = ? AND used < ?", sha256, now - _TOUCH):
            self._do("UPDATE picture SET used = ? WHERE sha256 = ?", now, sha256)
        return data

    def keep(self, address: str, site: str, data: bytes, etag: str, modified: str, *, now: float, until: float) -> Kept:
        """A picture that came, and the address it came from."""
        sha256 = hashlib.sha256(data).hexdigest()
        place = self._place(sha256)
        with self._told():
            place.parent.mkdir(parents=True, exist_ok=True)
            if not (place.is_file() and place.read_bytes() == data):
                _put(place, data)
        self._do("REPLACE INTO picture VALUES (?, ?, ?)", sha256, len(data), now)
        self._do("REPLACE INTO answer VALUES (?, ?, ?, '', '', ?, ?, ?)", address, site, sha256, etag, modified, until)
        self._make_room()
        return Kept(sha256, "", "", etag, modified, until)

    def deny(self, address: str, site: str, code: str, reason: str, until: float) -> None:
        """There is no picture, and none is asked for before `until`; one that came earlier stays."""
        words = "INSERT INTO answer VALUES (?, ?, '', ?, ?, '', '', ?) ON CONFLICT (address) DO UPDATE SET until = excluded.until, "
        self._do(words + "code = iif(sha256 = '', excluded.code, ''), reason = excluded.reason", address, site, code, reason, until)

    def renew(self, address: str, until: float) -> None:
        """The picture is still what the address answers."""
        self._do("UPDATE answer SET until = ? WHERE address = ?", until, address)

    def is_shared(self, sha256: str, site: str, address: str) -> bool:
        """Whether another address of the site answered with the very same bytes; one that differs in its query alone is no other."""
        path = address.partition("?")[0]
        words = "SELECT 1 FROM answer WHERE sha256 = ? AND site = ? AND address <> ? AND substr(address, 1, ?) <> ? LIMIT 1"
        return self._ask(words, sha256, site, path, len(path) + 1, f"{path}?") is not None

    def suspect(self, sha256: str, site: str) -> None:
        """The bytes stand in for others on this site: the addresses that answered with them are asked anew."""
        self._do("UPDATE answer SET until = 0, etag = '', modified = '' WHERE sha256 = ? AND site = ?", sha256, site)

    def referer(self, site: str) -> str:
        """The kind of Referer that the site let pass, empty where none was needed or nothing is known."""
        row = self._ask("SELECT referer FROM site WHERE name = ?", site)
        return str(row[0]) if row else ""

    def remember_referer(self, site: str, kind: str) -> None:
        """The site answers with a picture to this kind of Referer."""
        self._do("REPLACE INTO site VALUES (?, ?)", site, kind)

    def info(self) -> Info:
        """Its content, counted."""
        pictures, size = self._ask("SELECT count(*), coalesce(sum(size), 0) FROM picture") or (0, 0)
        answers, missing = self._ask("SELECT coalesce(sum(sha256 <> ''), 0), coalesce(sum(sha256 = ''), 0) FROM answer") or (0, 0)
        return Info(int(pictures), int(size), int(answers), int(missing))

    def clear(self) -> None:
        """Empty it: only files that the cache itself made, whatever else lies in the folder."""
        for table in ("answer", "picture", "site"):
            self._do(f"DELETE FROM {table}")  # noqa: S608 - own words
        self._do("VACUUM")
        for file in (self.folder / "files").glob("[0-9a-f][0-9a-f]/*"):
            if re.fullmatch(r"[0-9a-f]{64}|\.[0-9a-f]{16}\.tmp", file.name):
                file.unlink(missing_ok=True)
        for below in (*(self.folder / "files").glob("[0-9a-f][0-9a-f]"), self.folder / "files"):
            with suppress(OSError):  # not empty, or gone
                below.rmdir()

    def _place(self, sha256: str) -> Path:
        return self.folder / "files" / sha256[:2] / sha256

    def _make_room(self) -> None:
        """Drop what was not used for longest."""
        row = self._ask("SELECT coalesce(sum(size), 0) FROM picture")
        over = (int(row[0]) if row else 0) - self._most
        if over <= 0:
            return
        over += round(self._most * (1 - _SLACK))
        with self._one, self._told():
            oldest = self._base.execute("SELECT sha256, size FROM picture ORDER BY used").fetchall()
        for sha256, size in oldest[:-1]:  # the newest stays, whatever its size: it is about to be read
            if over <= 0:
                return
            self._do("DELETE FROM answer WHERE sha256 = ?", sha256)
            self._do("DELETE FROM picture WHERE sha256 = ?", sha256)
            self._place(sha256).unlink(missing_ok=True)
            over -= size

    def _ask(self, words: str, *values: object) -> tuple[Any, ...] | None:  # Any: a row of SQL
        with self._one, self._told():
            row: tuple[Any, ...] | None = self._base.execute(words, values).fetchone()
            return row

    def _do(self, words: str, *values: object) -> None:
        with self._one, self._told():
            self._base.execute(words, values)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            words = error.strerror if isinstance(error, OSError) else str(error)
            raise SetupError.of("cache-unusable", f"the cache {self.folder} cannot be used: {words}", hint="--cache FOLDER") from error


def _put(place: Path, data: bytes) -> None:
    """A file that is there whole or not at all, whoever else puts the same."""
    temporary = place.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    """The index, made anew where it is damaged or of another version."""
    if path.exists() and (base := _sound(path)) is not None:
        return base
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.unlink(f"{path}{suffix}")  # noqa: PTH108 - a suffix to the whole name
    base = _connect(path)
    base.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
    return base


def _sound(path: Path) -> sqlite3.Connection | None:
    """The index opened, None where it is no sound one of this version."""
    base = None
    try:
        base = _connect(path)
        if base.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            return base
    except sqlite3.OperationalError:  # a full disk, no permission: that is no damage
        raise
    except sqlite3.DatabaseError:
        pass
    if base is not None:
        base.close()
    return None


def _connect(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = NORMAL")  # a power cut costs the last answers, no more
    return base
