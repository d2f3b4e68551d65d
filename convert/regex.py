"""Regular expressions that are compiled at their first use.

CPython keeps no compiled expression from one start to the next, and takes up to four milliseconds for one with sets of Chinese characters
(its `_optimize_charset` walks a table of 65 536): all that stand in this program's modules would be a sixth of the start-up, and an
article uses half of them.
"""

from __future__ import annotations

import re
from typing import AnyStr, cast

_USES = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "groupindex", "groups")


class _Regex:
    """Stands for the compiled expression; from its first use on its methods are those of the compiled one, so that a use costs no more."""

    def __init__(self, expression: str | bytes, flags: int) -> None:
        self.pattern = expression
        self.flags = flags

    def __getattr__(self, name: str) -> object:
        if name not in _USES:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        self.__dict__.update((use, getattr(compiled, use)) for use in _USES)
        return self.__dict__[name]


def regex(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """An expression of a module, in place of `re.compile`; a fault in it shows at the first use (a test compiles them all)."""
    return cast("re.Pattern[AnyStr]", _Regex(expression, flags))
