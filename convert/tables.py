"""The tables that come with the program (rules, faces, fonts), kept as Python keeps compiled modules: TOML is read once, not at each start.

A TOML file is the source of a module here, and the file in `__pycache__` is importlib's own affair: it finds, checks, writes and leaves it
(PYTHONDONTWRITEBYTECODE, PYTHONPYCACHEPREFIX, folders that may not be written).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, cast

DATA = Path(__file__).parent / "data"

Table = dict[str, Any]  # Any: what TOML holds, which whoever asks for it checks


class Loader(SourceFileLoader):
    """What makes a TOML file into a module with one name, `table`; `made_by` are the modules that shape it."""

    made_by: tuple[str, ...] = (__file__,)

    def table(self, text: str) -> Table:
        """The table to be kept."""
        import tomllib  # its own expressions cost more than all of our tables kept

        return tomllib.loads(text)

    def path_stats(self, path: str) -> Mapping[str, Any]:
        """The file's size, and the time of the newest: of the file, and of what shapes the table."""
        own = super().path_stats(path)
        return {**own, "mtime": max(super(Loader, self).path_stats(one)["mtime"] for one in (path, *self.made_by))}

    def source_to_code(self, data: bytes, path: str, *, _optimization: int = -1) -> CodeType:  # type: ignore[override]
        """The module."""
        return compile(f"table = {self.table(data.decode('utf-8'))!r}", path, "exec", dont_inherit=True)


def load(path: Path, loader: type[Loader] = Loader) -> Table:
    """The table of a file that came with the program."""
    name = f"{__package__}.tables.{path.stem}"
    found: Table = {}
    exec(cast("CodeType", loader(name, str(path)).get_code(name)), found)  # noqa: S102 - one literal, made above; a source gives code
    return cast("Table", found["table"])
