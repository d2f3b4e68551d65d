"""Makes convert/data/one_script.txt from Unihan_Variants.txt of the Unicode Character Database (Debian package unicode-data has it).

usage: python tests/tables/one_script.py Unihan_Variants.txt[.bz2] > convert/data/one_script.txt

A character is Simplified only where Unihan gives it another, Traditional form (kTraditionalVariant), it is in GB 2312, and Big5 lacks it;
Traditional only the other way round. What both standards hold (后 里 干) tells nothing.
"""

from __future__ import annotations

import bz2
import sys
from pathlib import Path


def variants(text: str, field: str) -> dict[str, set[str]]:
    rows = (line.split("\t") for line in text.split("\n") if line.startswith("U+"))
    return {_char(code): {_char(value.split("<")[0]) for value in values.split(" ")} for code, name, values in rows if name == field}


def _char(code: str) -> str:
    return chr(int(code.removeprefix("U+"), 16))


def holds(encoding: str, char: str) -> bool:
    return char.encode(encoding, "ignore") != b""


def only(forms: dict[str, set[str]], standard: str, other_standard: str) -> str:
    return "".join(
        char for char, others in sorted(forms.items()) if others - {char} and holds(standard, char) and not holds(other_standard, char)
    )


def main() -> None:
    data = Path(sys.argv[1]).read_bytes()
    text = (bz2.decompress(data) if data.startswith(b"BZh") else data).decode("utf-8")
    version = next(line.partition(": ")[2] for line in text.split("\n") if line.startswith("# Unicode version"))
    print(f"# Derived from Unihan_Variants.txt, Unicode {version}, by tests/tables/one_script.py, which says how.")
    print("# Copyright © 1991-2022 Unicode, Inc.; https://www.unicode.org/license.txt (Unicode License V3). Modified: a selection.")
    print("Hans", only(variants(text, "kTraditionalVariant"), "gb2312", "big5"))
    print("Hant", only(variants(text, "kSimplifiedVariant"), "big5", "gb2312"))


if __name__ == "__main__":
    main()
