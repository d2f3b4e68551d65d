"""What a batch wrote into DEST and from what, in SQLite under DEST/.huozi: so that the next run can tell what is still good.

A new thing to compare is a column in `_SCHEMA`, with VERSION raised: an older manifest is then made anew.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

import msgspec

from .. import places
from ..errors import ArticleError
from ..jobs import Stamp, Written
from . import saved

VERSION = 2

# Paths are BLOBs: names of files are bytes, and need be no UTF-8. `path` is below DEST, `source` is seen from DEST.
_SCHEMA = """
CREATE TABLE output (
    path BLOB PRIMARY KEY, source BLOB NOT NULL, format TEXT NOT NULL, version TEXT NOT NULL, done INTEGER NOT NULL,
    inputs TEXT, source_size INTEGER, source_mtime INTEGER, source_sha256 TEXT, seen INTEGER, size INTEGER, mtime INTEGER, sha256 TEXT
) WITHOUT ROWID;
CREATE INDEX output_source ON output (source);
CREATE TABLE failed (source BLOB PRIMARY KEY, status INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE picture (output BLOB, path BLOB, size INTEGER, mtime INTEGER, PRIMARY KEY (output, path)) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
""" + saved.SCHEMA

_COLUMNS = "path, source, format, done, inputs, source_size, source_mtime, source_sha256, seen, size, mtime, sha256"


class Row(msgspec.Struct, frozen=True):
    """An output as it was last written, and from what; None in all fields after `done` for one that never was.

    `done` is False while it is being made: whatever then stands there is ours. `inputs` is the digest of all that shapes it beside the
    source (settings, rules, program, fonts), empty where it is to be made anew; `seen` is when the source was read, in ns.
    """

    path: bytes
    source: bytes
    format: str
    done: bool
    inputs: str | None
    was: Stamp | None
    seen: int | None
    stands: Stamp | None


class Manifest:
    """One batch's hold on DEST; a second one is refused while it lasts (dest-busy).

    `ours_until` is a time in ns: outputs that no row knows and that are not newer were written by an earlier batch whose manifest
    is gone (it was damaged or of another version). `was_interrupted` tells that the last batch did not reach its end.
    """

    _has_pictures: bool | None = None
    """Whether any output was made with a local picture; None before it was asked. Most folders have none."""

    def __init__(self, dest: Path, version: str) -> None:
        self.dest = dest
        self.version = version
        folder = (dest / places.MANIFEST).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock: sqlite3.Connection | None = _hold(folder, dest)
            self._base, self.ours_until = _open(folder / "manifest.sqlite")
            self.saved = saved.Saved(self._base, dest)
            self.was_interrupted = self._state("running", 1) != 0
            self._set_state("running", 1)
        except (OSError, sqlite3.OperationalError) as error:
            raise unwritable(dest, error) from None

    @classmethod
    def peek(cls, dest: Path, version: str) -> Manifest:
        """The record as it is, for a dry run: nothing is held, written or made."""
        self = cls.__new__(cls)
        self.dest, self.version, self._lock = dest, version, None
        self.was_interrupted, self.ours_until = False, 0
        self._base = _copy(dest / places.MANIFEST)
        self.saved = saved.Saved(self._base, dest)
        return self

    def close(self, *, finished: bool) -> None:
        """Let go of DEST; `finished` is False where temporary files may have been left."""
        if self._lock is not None:
            if finished:
                with suppress(sqlite3.OperationalError):  # a full disk: the next batch then only sweeps once more
                    self._set_state("running", 0)
            self._lock.close()
        self._base.close()

    def rows(self, source: bytes) -> dict[bytes, Row]:
        """The outputs of a source, by their path."""
        return {row.path: row for row in self._rows("WHERE source = ?", source)}

    def row(self, path: bytes) -> Row | None:
        """Who wrote an output."""
        return next(self._rows("WHERE path = ?", path), None)

    def _rows(self, where: str, *values: bytes) -> Iterator[Row]:
        for found in self._base.execute(f"SELECT {_COLUMNS} FROM output {where}", values):  # noqa: S608 - own words
            path, source, form, done, inputs, size, mtime, sha256, seen, *stands = found
            yield Row(path, source, form, bool(done), inputs, _stamp(size, mtime, sha256), seen, _stamp(*stands))

    def pictures(self, output: bytes) -> Iterator[tuple[str, Stamp | None]]:
        """The local pictures that an output was made with, None for one that was not there."""
        if self._has_pictures is None:
            self._has_pictures = self._base.execute("SELECT 1 FROM picture LIMIT 1").fetchone() is not None
        if not self._has_pictures:
            return
        for path, size, mtime in self._base.execute("SELECT path, size, mtime FROM picture WHERE output = ?", (output,)):
            yield os.fsdecode(path), None if size is None else Stamp(size, mtime)

    def begin(self, source: bytes, outputs: Mapping[bytes, str]) -> None:
        """Say, before work starts, which outputs (path to format) are about to be written: if all is killed, they are ours."""
        with self._base:
            self._base.executemany(
                "INSERT INTO output (path, source, format, version, done) VALUES (?1, ?2, ?3, ?4, 0) "
                "ON CONFLICT (path) DO UPDATE SET source = ?2, format = ?3, version = ?4, done = 0",
                [(path, source, form, self.version) for path, form in outputs.items()],
            )

    def abandon(self, source: bytes, status: int, outputs: Iterable[bytes] = (), *, untouched: bool = True) -> None:
        """The article failed. Where its outputs are surely `untouched`, they stand as they did before, to be made anew."""
        with self._base:
            self._base.execute("REPLACE INTO failed VALUES (?, ?)", (source, status))
            if untouched:
                paths = [(path,) for path in outputs]
                self._base.executemany("DELETE FROM output WHERE path = ? AND sha256 IS NULL", paths)
                self._base.executemany("UPDATE output SET done = 1, inputs = '' WHERE path = ?", paths)

    def record(self, source: bytes, was: Stamp | None, outputs: Mapping[bytes, tuple[Written, str]], seen: int) -> None:
        """The article, read as it `was` at `seen` (ns), succeeded: per path its output as it stands, and the digest of its inputs."""
        with self._base:
            self._base.execute("DELETE FROM failed WHERE source = ?", (source,))
            for path, (written, inputs) in outputs.items():
                row = (path, source, written.format, 1, inputs, *_parts(was), seen, *_parts(written.stamp), self.version)
                self._base.execute(f"REPLACE INTO output ({_COLUMNS}, version) VALUES (?{', ?' * 12})", row)  # noqa: S608 - own words
                self._base.execute("DELETE FROM picture WHERE output = ?", (path,))
                pictures = [(path, os.fsencode(name), *_parts(at)[:2]) for name, at in written.pictures]
                self._base.executemany("INSERT INTO picture VALUES (?, ?, ?, ?)", pictures)
                if pictures:
                    self._has_pictures = True
                self.saved.record(path, written)

    def failed(self) -> set[bytes]:
        """The sources that failed at their last run."""
        return {source for (source,) in self._base.execute("SELECT source FROM failed")}

    def has_failed(self, source: bytes) -> bool:
        """Whether a source failed at its last run."""
        return self._base.execute("SELECT 1 FROM failed WHERE source = ?", (source,)).fetchone() is not None

    def sources(self) -> Iterator[bytes]:
        """Every source that has an output or failed, for the search of those that have gone."""
        yield from (source for (source,) in self._base.execute("SELECT source FROM output UNION SELECT source FROM failed"))

    def forget(self, source: bytes, paths: Iterable[bytes]) -> None:
        """Drop outputs that have been removed, and that the source failed."""
        with self._base:
            self._base.execute("DELETE FROM failed WHERE source = ?", (source,))
            for path in paths:
                self._base.execute("DELETE FROM output WHERE path = ?", (path,))
                self._base.execute("DELETE FROM picture WHERE output = ?", (path,))
                self.saved.forget(path)

    def drop_loose(self, path: bytes) -> None:
        """A picture that no output names has been removed."""
        with self._base:
            self.saved.drop(path)

    def _state(self, name: str, default: int) -> int:
        found = self._base.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return int(found[0]) if found else default

    def _set_state(self, name: str, value: int) -> None:
        with self._base:
            self._base.execute("REPLACE INTO state VALUES (?, ?)", (name, value))


def owner(place: Path, dest: Path) -> Path | None:
    """The source whose output a batch put at this place in its DEST, None where its record has none or that source has gone."""
    with closing(_copy(dest / places.MANIFEST)) as base:
        path = os.fsencode(place.absolute().relative_to(dest))
        found = base.execute("SELECT source FROM output WHERE path = ?", (path,)).fetchone()
    source = dest / os.fsdecode(found[0]) if found else None
    return source if source is not None and source.exists() else None


def unwritable(dest: Path, error: OSError | sqlite3.Error) -> ArticleError:
    """What to raise where the record cannot be kept: a full disk, no permission."""
    words = error.strerror if isinstance(error, OSError) else str(error)
    return ArticleError.of("cannot-write", f"cannot keep a record there: {words}", file=str(dest))


def _stamp(size: int | None, mtime: int | None, sha256: str | None) -> Stamp | None:
    return None if size is None or mtime is None else Stamp(size, mtime, sha256 or "")


def _parts(stamp: Stamp | None) -> tuple[int | None, int | None, str | None]:
    return (stamp.size, stamp.mtime, stamp.sha256) if stamp else (None, None, None)


def _copy(path: Path) -> sqlite3.Connection:
    """The manifest in memory, empty where there is none to read."""
    memory = sqlite3.connect(":memory:")
    if path.is_file():
        with closing(sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode=ro", uri=True)) as there, suppress(sqlite3.DatabaseError):
            there.backup(memory)
    if memory.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        memory = sqlite3.connect(":memory:")
        memory.executescript(_SCHEMA)
    return memory


def _hold(folder: Path, dest: Path) -> sqlite3.Connection:
    """The lock on DEST, as an open transaction: SQLite has one on every system, and the system drops it when the process dies."""
    path, holder = folder / "lock.sqlite", folder / "holder"
    try:
        lock = _locked(path)
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        who = holder.read_text(encoding="utf-8", errors="replace") if holder.is_file() else "another process"
        raise ArticleError.of("dest-busy", f"another batch is writing there: {who}", file=str(dest), hint="wait until it ends") from None
    holder.write_text(f"process {os.getpid()} on {socket.gethostname()}", encoding="utf-8")
    return lock


def _locked(path: Path) -> sqlite3.Connection:
    """An open transaction on a database without tables; a file that is none is damaged, nobody holds it, and it is emptied."""
    lock = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        lock.close()
        raise
    except sqlite3.DatabaseError:
        lock.close()
        path.write_bytes(b"")
        return _locked(path)
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
