"""The faces of the PDF: which installed font plays which role, what lacks, and the command that brings it.

A new face is one name in data/fonts.toml. fontconfig is asked through WeasyPrint's own binding, so that both see the same fonts.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Literal, TypeAlias, get_args

import msgspec

from . import tables
from .errors import SetupError, Severity, diagnostic
from .typography import is_han

Role = Literal["song", "hei", "kai", "fangsong", "mono", "rare"]
ROLES: tuple[Role, ...] = get_args(Role)

Foreign: TypeAlias = Any
"""A value of WeasyPrint or a C pointer behind it: WeasyPrint ships no types."""

SYSTEM_LIBRARIES = {"linux": "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0", "darwin": "brew install pango"}
"""The command for what WeasyPrint loads at run time, by sys.platform."""

ELSEWHERE = "see https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"


class FontFile(msgspec.Struct, frozen=True):
    """One face of an installed family; `style` is fontconfig's English one (Regular, Bold …)."""

    family: str
    file: str
    style: str


class Faces(msgspec.Struct, frozen=True):
    """Per role the families that CSS names, best first: the role's own, what stands in for it, the fonts of rare characters."""

    song: tuple[str, ...]
    hei: tuple[str, ...]
    kai: tuple[str, ...]
    fangsong: tuple[str, ...]
    mono: tuple[str, ...]
    song_has_bold: bool
    missing: tuple[Role, ...]
    """Roles whose place another role takes."""


class Fact(msgspec.Struct, frozen=True):
    """A line of `huozi doctor`: `value` is empty where the thing lacks, `hint` is then the command that brings it."""

    name: str
    value: str
    hint: str = ""


def region(language: str) -> Literal["hans", "tw", "hk"]:
    """The column of the table for a BCP 47 tag: Hong Kong and Macao print their own forms of the traditional script."""
    parts = language.lower().replace("_", "-").split("-")
    if "hk" in parts or "mo" in parts:
        return "hk"
    return "tw" if "hant" in parts or "tw" in parts else "hans"


@cache
def faces(language: str) -> Faces:
    """The families for a language.

    Raises SetupError: pdf-library-missing without Pango, font-missing without any Song or Hei.
    """
    column = region(language)
    own = {role: _first(role, column) for role in ROLES}
    if not own["song"] and not own["hei"]:
        raise SetupError(diagnostic(Severity.ERROR, "font-missing", "no Chinese font is installed", hint=f"install one: {install('song')}"))
    found: dict[str, tuple[str, ...]] = {
        role: tuple(dict.fromkeys(name for name in (_chosen(role, own), own["song"], own["hei"], own["rare"]) if name)) for role in ROLES
    }
    return Faces(
        **{role: found[role] for role in ROLES if role != "rare"},
        song_has_bold=any("Bold" in font.style for font in installed().get(found["song"][0].lower(), ())),
        missing=tuple(role for role in ("song", "hei", "kai", "fangsong") if not own[role]),
    )


def _first(role: Role, column: str) -> str:
    return next((name for name in _table()[role][column] if name.lower() in installed()), "")


def _chosen(role: Role, own: dict[Role, str]) -> str:
    """The role's own family, or that of the role which stands in for it, at most three steps away."""
    name: str = role
    for _ in range(3):
        if not name or own[name]:  # type: ignore[index]  # the table's `otherwise` names roles
            break
        name = _table()[name]["otherwise"]
    return own.get(name, "")  # type: ignore[call-overload,no-any-return]


@cache
def _table() -> dict[str, dict[str, Any]]:  # Any: lists and strings of our own TOML file
    return tables.load(tables.DATA / "fonts.toml")


def install(role: Role | Literal["emoji", "others"]) -> str:
    """The command that brings the first font of a role on this system, or one for characters of no role."""
    row = _table()[role]
    if sys.platform == "darwin":
        return f"brew install --cask {row['brew']}"
    return f"apt-get install {row['debian']} (Fedora: dnf install {row['fedora']})"


def install_for(char: str) -> str:
    """The command that brings a font for a character that no installed one has."""
    if is_han(char):
        return install("rare")
    return install("emoji" if unicodedata.category(char) in ("So", "Sk") and ord(char) > 0x2000 else "others")


# ---- what is installed ----------------------------------------------------------------------------------------------


def library() -> Foreign:
    """WeasyPrint's binding of Pango, HarfBuzz and fontconfig.

    Raises SetupError (pdf-library-missing) where the system lacks one of the libraries.
    """
    try:
        from weasyprint.text import ffi
    except OSError as error:
        hint = SYSTEM_LIBRARIES.get(sys.platform, ELSEWHERE)
        message = f"Pango cannot be loaded: {str(error)[:150]}"
        raise SetupError(diagnostic(Severity.ERROR, "pdf-library-missing", message, hint=hint)) from None
    return ffi


@cache
def installed() -> dict[str, tuple[FontFile, ...]]:
    """Every installed font by each of its family names in lower case, once per process."""
    found: dict[str, list[FontFile]] = {}
    for pattern in _patterns():
        for family in _strings(pattern, b"family"):
            font = FontFile(family, next(_strings(pattern, b"file"), ""), next(_strings(pattern, b"style"), ""))
            found.setdefault(family.lower(), []).append(font)
    return {family: tuple(sorted(fonts, key=lambda font: (font.style != "Regular", font.file))) for family, fonts in found.items()}


@cache
def _config() -> Foreign:
    return library().fontconfig.FcInitLoadConfigAndFonts()


def _patterns() -> Iterator[Foreign]:
    binding = library()
    fonts = binding.fontconfig.FcConfigGetFonts(_config(), binding.fontconfig.FcSetSystem)
    yield from (fonts.fonts[number] for number in range(fonts.nfont))


def _strings(pattern: Foreign, key: bytes) -> Iterator[str]:
    binding = library()
    value = binding.ffi.new("FcChar8 **")
    number = 0
    while binding.fontconfig.FcPatternGetString(pattern, key, number, value) == binding.fontconfig.FcResultMatch:
        yield binding.ffi.string(value[0]).decode("utf-8", "replace")
        number += 1


def uncovered(characters: Iterable[str]) -> list[str]:
    """Those characters that no installed font has, sorted; white space and what has no ink (joiners, variation selectors) left out."""
    binding = library()
    _declare_charsets()
    left = {char for char in characters if not char.isspace() and not _is_inkless(char)}
    for pattern in _patterns():
        charset = binding.ffi.new("FcCharSet **")
        if binding.fontconfig.FcPatternGetCharSet(pattern, b"charset", 0, charset) == binding.fontconfig.FcResultMatch:
            left = {char for char in left if not binding.fontconfig.FcCharSetHasChar(charset[0], ord(char))}
        if not left:
            break
    return sorted(left)


def _is_inkless(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf") or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


@cache
def _declare_charsets() -> None:
    # WeasyPrint declares only the fontconfig functions that it calls itself.
    library().ffi.cdef(
        "typedef struct _FcCharSet FcCharSet;"
        "FcResult FcPatternGetCharSet (const FcPattern *p, const char *object, int n, FcCharSet **c);"
        "FcBool FcCharSetHasChar (const FcCharSet *fcs, unsigned int ucs4);"
    )


# ---- doctor ---------------------------------------------------------------------------------------------------------


def doctor(language: str = "zh-Hans-CN") -> tuple[Fact, ...]:
    """What `huozi doctor` prints: the libraries with their versions, then each role's font and file. Raises nothing."""
    try:
        library()
    except SetupError as error:
        return (Fact("Pango", "", error.diagnostic.hint),)
    roles = (_role_fact(role, language) for role in ROLES)
    return (Fact("Pango", _pango_version()), Fact("HarfBuzz", _harfbuzz_version()), _subset_fact(), *roles)


def _subset_fact() -> Fact:
    """Without HarfBuzz's subset library fontTools cuts the fonts: thirty times slower for Noto CJK."""
    binding = library()
    if binding.harfbuzz_subset is not None and binding.harfbuzz.hb_version_atleast(4, 1, 0):
        return Fact("font subsetting", "HarfBuzz, fast")
    return Fact("font subsetting", "", SYSTEM_LIBRARIES.get(sys.platform, ELSEWHERE))


def _role_fact(role: Role, language: str) -> Fact:
    name = _first(role, region(language))
    if not name:
        return Fact(role, "", install(role))
    font = installed()[name.lower()][0]
    return Fact(role, f"{font.family} ({font.style}): {font.file}")


def _pango_version() -> str:
    number = int(library().pango.pango_version())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


@cache
def _harfbuzz_version() -> str:
    binding = library()
    binding.ffi.cdef("const char * hb_version_string (void);")
    return str(binding.ffi.string(binding.harfbuzz.hb_version_string()).decode())
