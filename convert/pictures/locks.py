"""Locks that all processes of a machine share, by number: one byte each of one file, which the system lets go when a process dies."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

_SPACE = 1 << 30
"""Numbers stay below this: Windows seeks no further than 2**31."""

_PAUSE = 0.02
"""Seconds between two looks at a lock that another process holds: no system can wait for the first of several."""


def number_of(name: str, width: int = 1) -> int:
    """The first of `width` numbers for a name; two names that meet on one wait for each other, which harms nothing."""
    spread = int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
    return spread % (_SPACE // width - 1) * width


class Locks:
    """The locks of one file; made by `of`, since POSIX drops all of a process's locks on a file when it closes any handle of it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
        self._held: set[int] = set()
        self._threads = threading.Lock()

    @contextmanager
    def hold(self, numbers: Sequence[int], until: float | None = None) -> Iterator[bool]:
        """Hold the first of the numbers that is free, waiting for one; False where none was by `until` (seconds of time.monotonic)."""
        number = self._first(numbers, until)
        try:
            yield number is not None
        finally:
            if number is not None:
                self._release(number)

    def _first(self, numbers: Sequence[int], until: float | None) -> int | None:
        while True:
            for number in numbers:
                if self._take(number):
                    return number
            if until is not None and time.monotonic() >= until:
                return None
            time.sleep(_PAUSE)

    def _take(self, number: int) -> bool:
        with self._threads:  # the system's locks are a process's: its threads would all pass
            if number in self._held or not _lock(self._file, number):
                return False
            self._held.add(number)
            return True

    def _release(self, number: int) -> None:
        with self._threads:
            self._held.discard(number)
            _unlock(self._file, number)


@cache
def of(path: Path) -> Locks:
    """The locks of a file in this process."""
    return Locks(path)


try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    def _lock(file: int, number: int) -> bool:
        os.lseek(file, number, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # not on this system
        except OSError:
            return False
        return True

    def _unlock(file: int, number: int) -> None:
        os.lseek(file, number, os.SEEK_SET)
        with suppress(OSError):
            msvcrt.locking(file, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]  # not on this system
else:

    def _lock(file: int, number: int) -> bool:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except BlockingIOError:
            return False
        except PermissionError:  # POSIX allows EACCES for the same
            return False
        return True

    def _unlock(file: int, number: int) -> None:
        with suppress(OSError):
            fcntl.lockf(file, fcntl.LOCK_UN, 1, number)
