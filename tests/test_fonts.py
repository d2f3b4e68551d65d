"""Roles become installed families, and what lacks is told with the command that brings it."""

from __future__ import annotations

import sys

import pytest

from convert import fonts
from convert.errors import EXIT_SETUP, SetupError


@pytest.mark.parametrize("role", fonts.ROLES)
def test_the_table_names_families_for_each_region_and_a_package(role: fonts.Role) -> None:
    row = fonts._table()[role]
    assert all(row[column] and len(set(row[column])) == len(row[column]) for column in ("hans", "tw", "hk"))
    assert all(row[system] for system in ("debian", "fedora", "brew"))
    assert row["otherwise"] in (*fonts.ROLES, "")


@pytest.mark.parametrize(
    ("language", "column"),
    [("zh-Hans-CN", "hans"), ("zh-Hant-TW", "tw"), ("zh-Hant-HK", "hk"), ("zh-Hant-MO", "hk"), ("zh-TW", "tw"), ("zh", "hans")],
)
def test_the_region_of_a_language(language: str, column: str) -> None:
    assert fonts.region(language) == column


def test_each_role_begins_with_an_installed_chinese_family() -> None:
    found = fonts.faces("zh-Hans-CN")
    for role in ("song", "hei", "kai", "fangsong", "mono"):
        assert getattr(found, role)[0].lower() in fonts.installed()


def test_a_role_without_a_font_is_taken_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    known = fonts.installed()
    monkeypatch.setattr(fonts, "installed", lambda: {name: known[name] for name in known if "cjk" in name})
    fonts.faces.cache_clear()
    found = fonts.faces("zh-Hans-CN")
    assert {"kai", "fangsong"} <= set(found.missing)
    assert found.kai[0] == found.fangsong[0] == found.song[0]


def test_without_any_chinese_font_the_set_up_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "installed", dict)
    fonts.faces.cache_clear()
    with pytest.raises(SetupError) as raised:
        fonts.faces("zh-Hans-CN")
    assert raised.value.diagnostic.code == "font-missing"
    assert "noto" in raised.value.diagnostic.hint
    assert raised.value.exit_status == EXIT_SETUP


def test_without_pango_the_set_up_is_wrong_and_the_command_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        """A module whose import fails as WeasyPrint's does without its libraries."""

        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint.text.ffi":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "weasyprint.text.ffi", raising=False)
    import weasyprint.text

    monkeypatch.delattr(weasyprint.text, "ffi", raising=False)
    with pytest.raises(SetupError) as raised:
        fonts.library()
    assert raised.value.diagnostic.code == "pdf-library-missing"
    assert "pango" in raised.value.diagnostic.hint.lower()
    assert fonts.doctor()[0].value == ""


def test_doctor_says_every_role_and_the_libraries() -> None:
    facts = {fact.name: fact for fact in fonts.doctor()}
    assert {"Pango", "HarfBuzz", "font subsetting", *fonts.ROLES} == set(facts)
    assert facts["Pango"].value.count(".") == 2
    assert all(fact.value or fact.hint for fact in facts.values())


def test_characters_that_no_font_has() -> None:
    assert fonts.uncovered("汉字，abc \u3000\u200d\ufe0f") == []
    assert fonts.uncovered("汉\U0010fffd") == ["\U0010fffd"]


@pytest.fixture(autouse=True)
def _fresh_faces() -> None:
    fonts.faces.cache_clear()


@pytest.mark.parametrize(
    ("char", "package"),
    [("𡃁", "fonts-babelstone-han"), ("👨", "fonts-noto-color-emoji"), ("☃", "fonts-noto-color-emoji"), ("\u0e01", "fonts-noto")],
)
def test_what_lacks_is_told_with_what_brings_it(char: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert f"apt-get install {package} (" in fonts.install_for(char)
