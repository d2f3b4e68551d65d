"""What a batch wrote into DEST and from what, in SQLite under DEST/.huozi: so that the next run can tell what is still good.

A new thing to compare is a column in `_SCHEMA`, with VERSION raised: an older manifest is then made anew.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from .errors import ArticleError
from .jobs import Outcome, Stamp, Written

FOLDER = ".huozi"
VERSION = 1

# Paths are BLOBs: names of files are bytes, and need be no UTF-8. `path` is below DEST, `source` is seen from DEST.
_SCHEMA = """
CREATE TABLE output (
    path BLOB PRIMARY KEY, source BLOB NOT NULL, format TEXT NOT NULL, inputs TEXT NOT NULL, done INTEGER NOT NULL,
    version TEXT NOT NULL, size INTEGER, mtime INTEGER, sha256 TEXT
) WITHOUT ROWID;
CREATE INDEX output_source ON output (source);
CREATE TABLE article (source BLOB PRIMARY KEY, status INTEGER NOT NULL, size INTEGER, mtime INTEGER, sha256 TEXT, seen INTEGER) WITHOUT ROWID;
CREATE TABLE picture (output BLOB, path BLOB, size INTEGER, mtime INTEGER, PRIMARY KEY (output, path)) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
"""


class Row(msgspec.Struct, frozen=True):
    """An output as it was written. `done` is False while it is being made: whatever then stands there is ours.

    `inputs` is the digest of all that shapes it beside the source (settings, rules, program, fonts); `size` in bytes, `mtime` in ns.
    """

    path: bytes
    source: bytes
    format: str
    inputs: str
    done: bool
    size: int | None
    mtime: int | None
    sha256: str | None


class Known(msgspec.Struct, frozen=True):
    """An article at its last run: exit status, its file's stamp (None where it could not be read), when that was seen in ns."""

    status: int
    stamp: Stamp | None
    seen: int


class Manifest:
    """One batch's hold on DEST; a second one is refused while it lasts (dest-busy).

    `ours_until` is a time in ns: outputs that no row knows and that are not newer were written by an earlier batch whose manifest
    is gone (it was damaged or of another version). `was_interrupted` tells that the last batch did not reach its end.
    """

    def __init__(self, dest: Path, version: str) -> None:
        self.dest = dest
        self.version = version
        folder = dest / FOLDER
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _hold(folder, dest)
            self._base, self.ours_until = _open(folder / "manifest.sqlite")
            self.was_interrupted = self._state("running", 1) != 0
            self._set_state("running", 1)
        except (OSError, sqlite3.OperationalError) as error:
            words = error.strerror if isinstance(error, OSError) else str(error)
            raise ArticleError.of("cannot-write", f"cannot keep a record there: {words}", file=str(dest)) from None

    def close(self, *, finished: bool) -> None:
        """Let go of DEST; `finished` is False where temporary files may have been left."""
        self._set_state("running", 0 if finished else 1)
        self._base.close()
        self._lock.close()

    def rows(self, source: bytes) -> dict[bytes, Row]:
        """The outputs of a source, by their path."""
        return {row.path: row for row in self._rows("WHERE source = ?", source)}

    def row(self, path: bytes) -> Row | None:
        """Who wrote an output."""
        return next(self._rows("WHERE path = ?", path), None)

    def _rows(self, where: str, *values: bytes) -> Iterator[Row]:
        query = f"SELECT path, source, format, inputs, done, size, mtime, sha256 FROM output {where}"  # noqa: S608 - own words
        for path, source, form, inputs, done, size, mtime, sha256 in self._base.execute(query, values):
            yield Row(path, source, form, inputs, bool(done), size, mtime, sha256)

    def known(self, source: bytes) -> Known | None:
        """The article at its last run."""
        found = self._base.execute("SELECT status, size, mtime, sha256, seen FROM article WHERE source = ?", (source,)).fetchone()
        if found is None:
            return None
        status, size, mtime, sha256, seen = found
        return Known(status, None if size is None else Stamp(size, mtime, sha256), seen)

    def pictures(self, output: bytes) -> Iterator[tuple[str, Stamp | None]]:
        """The local pictures that an output was made with, None for one that was not there."""
        for path, size, mtime in self._base.execute("SELECT path, size, mtime FROM picture WHERE output = ?", (output,)):
            yield os.fsdecode(path), None if size is None else Stamp(size, mtime)

    def begin(self, source: bytes, outputs: Iterable[tuple[bytes, str, str]]) -> None:
        """Say, before a worker starts, which outputs (path, format, inputs) it is about to write: if all is killed, they are ours."""
        with self._base:
            self._base.executemany(
                "INSERT INTO output (path, source, format, inputs, done, version) VALUES (?1, ?2, ?3, '', 0, ?4) "
                "ON CONFLICT (path) DO UPDATE SET source = ?2, format = ?3, inputs = '', done = 0, version = ?4",
                [(path, source, form, self.version) for path, form, _ in outputs],
            )

    def record(self, source: bytes, outcome: Outcome, outputs: Mapping[bytes, tuple[Written, str]], seen: int) -> None:
        """What became of an article: per path its output as it stands, and the digest of its inputs; `seen` is when it began, in ns."""
        stamp = outcome.stamp
        parts = (stamp.size, stamp.mtime, stamp.sha256) if stamp else (None, None, None)
        with self._base:
            self._base.execute("REPLACE INTO article VALUES (?, ?, ?, ?, ?, ?)", (source, outcome.status, *parts, seen))
            for path, (written, inputs) in outputs.items():
                self._record_output(path, source, written, inputs)

    def _record_output(self, path: bytes, source: bytes, written: Written, inputs: str) -> None:
        stood = written.stamp
        row = (path, source, written.format, inputs, self.version, stood.size, stood.mtime, stood.sha256)
        self._base.execute("REPLACE INTO output VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)", row)
        self._base.execute("DELETE FROM picture WHERE output = ?", (path,))
        pictures = [(path, os.fsencode(name), at.size if at else None, at.mtime if at else None) for name, at in written.pictures]
        self._base.executemany("INSERT INTO picture VALUES (?, ?, ?, ?)", pictures)

    def failed(self) -> set[bytes]:
        """The sources that failed at their last run."""
        return {source for (source,) in self._base.execute("SELECT source FROM article WHERE status != 0")}

    def sources(self) -> Iterator[bytes]:
        """Every source that has a row, for the search of those that have gone."""
        yield from (source for (source,) in self._base.execute("SELECT source FROM output UNION SELECT source FROM article"))

    def forget(self, source: bytes, paths: Iterable[bytes]) -> None:
        """Drop outputs that have been removed, and the source when it has none left."""
        with self._base:
            for path in paths:
                self._base.execute("DELETE FROM output WHERE path = ?", (path,))
                self._base.execute("DELETE FROM picture WHERE output = ?", (path,))
            if not self.rows(source):
                self._base.execute("DELETE FROM article WHERE source = ?", (source,))

    def _state(self, name: str, default: int) -> int:
        found = self._base.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return int(found[0]) if found else default

    def _set_state(self, name: str, value: int) -> None:
        with self._base:
            self._base.execute("REPLACE INTO state VALUES (?, ?)", (name, value))


def _hold(folder: Path, dest: Path) -> sqlite3.Connection:
    """The lock on DEST, as an open transaction: SQLite has one on every system, and the system drops it when the process dies."""
    lock = sqlite3.connect(folder / "lock.sqlite", timeout=0, isolation_level=None)
    holder = folder / "holder"
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if "locked" not in str(error):
            raise
        who = holder.read_text(encoding="utf-8") if holder.is_file() else "another process"
        raise ArticleError.of("dest-busy", f"another batch is writing there: {who}", file=str(dest), hint="wait until it ends") from None
    holder.write_text(f"process {os.getpid()} on {socket.gethostname()}", encoding="utf-8")
    return lock


def _open(path: Path) -> tuple[sqlite3.Connection, int]:
    """The manifest, made anew where it is damaged or of another version, and until when outputs without a row count as ours."""
    existed = path.exists()
    ours_until = path.stat().st_mtime_ns if existed else 0
    if existed and (base := _sound(path)) is not None:
        return base, 0
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    base = _connect(path)
    base.executescript(_SCHEMA)
    base.execute(f"PRAGMA user_version = {VERSION}")
    return base, ours_until


def _connect(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = NORMAL")  # safe against a killed process; a power cut costs at most the last rows
    return base


def _sound(path: Path) -> sqlite3.Connection | None:
    """The manifest opened, None where it is no sound one of this version."""
    if path.is_dir():
        shutil.rmtree(path)
        return None
    base = None
    try:
        base = _connect(path)
        version = base.execute("PRAGMA user_version").fetchone()[0]
        if version == VERSION and base.execute("PRAGMA quick_check").fetchone()[0] == "ok":
            return base
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # a full disk, no permission: that is no damage
            raise
    if base is not None:
        base.close()
    return None
