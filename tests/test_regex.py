"""Expressions of modules: none is compiled before its first use, and each compiles."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys

import pytest

import convert
from convert.regex import _Regex, regex

_MODULES = [found.name for found in pkgutil.walk_packages(convert.__path__, "convert.") if not found.name.endswith("__main__")]
_COUNT = """
import re, sys
found = []
compiled = re._compiler.compile
re._compiler.compile = lambda expression, flags=0: found.append(expression) or compiled(expression, flags)
import click, bs4, lxml, yaml, msgspec, frontmatter.default_handlers, urllib.parse, html.parser, platform
before = len(found)
import convert.pipeline, convert.cli.single, convert.write.txt
print(len(found) - before, *map(ascii, found[before:]), sep="\\n")
"""


def test_each_expression_of_a_module_compiles() -> None:
    values = [value for name in _MODULES for value in vars(importlib.import_module(name)).values()]
    found = [value for value in values if isinstance(value, _Regex)]
    assert len(found) > 100
    for value in found:
        re.compile(value.pattern, value.flags)


def test_none_is_compiled_by_an_import() -> None:
    told = subprocess.run([sys.executable, "-c", _COUNT], check=True, capture_output=True, text=True).stdout.splitlines()
    assert int(told[0]) <= 2, told  # what model.py asks of its classes


def test_it_is_used_like_a_compiled_one() -> None:
    pair = regex("(?P<first>字)(号)?", re.IGNORECASE)
    assert pair.pattern == "(?P<first>字)(号)?"
    assert [found["first"] for found in pair.finditer("字号、字")] == ["字", "字"]
    assert pair.sub("文", "大字号") == "大文"
    assert (pair.groups, dict(pair.groupindex)) == (2, {"first": 1})
    assert regex(rb"\d+").findall(b"1a22") == [b"1", b"22"]


def test_a_wrong_one_says_so_at_its_first_use() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.match("字")
