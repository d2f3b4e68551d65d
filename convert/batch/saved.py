"""What the manifest knows of pictures of the web: which files lie beside which outputs, and when missing ones are worth another try.

Several outputs may name one file; it is loose once none does.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

from ..jobs import Written

SCHEMA = """
CREATE TABLE saved (output BLOB, path BLOB, sha256 TEXT NOT NULL, PRIMARY KEY (output, path)) WITHOUT ROWID;
CREATE INDEX saved_path ON saved (path);
CREATE TABLE later (output BLOB PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
"""
"""`saved.output` is empty for a file that an output named once; `later.until` is in seconds since 1970."""

_LOOSE = b""


class Saved:
    """A part of the manifest; its owner opens the transactions."""

    def __init__(self, base: sqlite3.Connection, dest: Path) -> None:
        self._base = base
        self._dest = dest
        self._is_used: bool | None = None

    def record(self, output: bytes, written: Written) -> None:
        """An output as it stands now."""
        self.forget(output)
        for name, stamp in written.saved:
            path = os.fsencode(Path(name).relative_to(self._dest))
            self._base.execute("DELETE FROM saved WHERE output = ? AND path = ?", (_LOOSE, path))
            self._base.execute("REPLACE INTO saved VALUES (?, ?, ?)", (output, path, stamp.sha256))
        if written.until:
            self._base.execute("REPLACE INTO later VALUES (?, ?)", (output, written.until))
        if written.saved or written.until:
            self._is_used = True

    def forget(self, output: bytes) -> None:
        """An output is gone, or printed anew: its pictures are loose until an output names them."""
        if self._used():
            self._base.execute("UPDATE OR REPLACE saved SET output = ? WHERE output = ?", (_LOOSE, output))
            self._base.execute("DELETE FROM later WHERE output = ?", (output,))

    def stand(self, output: bytes) -> bool:
        """Whether its pictures are there, whatever a person made of them, and there is none to try again for."""
        if not self._used():
            return True
        if self._base.execute("SELECT 1 FROM later WHERE output = ? AND until <= ?", (output, time.time())).fetchone():
            return False
        paths = self._base.execute("SELECT path FROM saved WHERE output = ?", (output,))
        return all(os.path.lexists(self._dest / os.fsdecode(path)) for (path,) in paths)

    def loose(self) -> dict[bytes, str]:
        """The files that no output names any more, with the SHA-256 of what we put there."""
        if not self._used():
            return {}
        named = "SELECT 1 FROM saved WHERE path = one.path AND output > ?"
        words = f"SELECT path, sha256 FROM saved AS one WHERE output = ? AND NOT EXISTS ({named})"  # noqa: S608 - own words
        return dict(self._base.execute(words, (_LOOSE, _LOOSE)))

    def drop(self, path: bytes) -> None:
        """A loose file has been removed."""
        self._base.execute("DELETE FROM saved WHERE output = ? AND path = ?", (_LOOSE, path))

    def _used(self) -> bool:
        """Whether anything was ever recorded: most folders have no such picture, and each output asks."""
        if self._is_used is None:
            words = "SELECT EXISTS (SELECT 1 FROM saved) OR EXISTS (SELECT 1 FROM later)"
            self._is_used = bool(self._base.execute(words).fetchone()[0])
        return self._is_used
