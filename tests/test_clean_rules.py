"""Each cleaning rule does what its own examples say, and a rule that is wrong is told so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from convert import config
from convert.clean import Cleaned, Rule, all_rules, clean
from convert.clean.rule import active_rules, own_rules
from convert.errors import Diagnostic, UsageError
from convert.read import Source

TITLE = "春耕时节的水车"
OPENING = "<p>三月里，村口那架老水车又转了起来，水声一直传到坡上的学校。</p>"
MIDDLE = "<p>管水的人姓何，今年七十有二，他说这架车的木料换过四回，轴却还是从前那根。</p>"
CLOSING = "<p>天黑以后，水声更响，孩子们数着一圈一圈的水斗，谁也没有数到头。</p>"


def source_of(body: str, **front: object) -> Source:
    return Source("a.md", None, body.encode(), "utf-8", {"title": TITLE, "author": "水乡小报", **front}, {}, "", {}, "html", body, 1)


def cleaned(body: str, settings: config.Settings | None = None, **front: object) -> Cleaned:
    told: list[Diagnostic] = []
    result = clean(body, source_of(body, **front), settings or config.resolve(), told.append)
    assert not [one for one in told if one.code != "no-text"]
    return result


def in_place(rule: Rule, example: str) -> str:
    """An article with the example where the rule looks for it."""
    if rule.where == "start":
        return f"<div>{example}{OPENING}{MIDDLE}{CLOSING}</div>"
    if rule.where == "anywhere":
        return f"<div>{OPENING}{MIDDLE}{example}{CLOSING}</div>"
    return f"<div>{OPENING}{MIDDLE}{CLOSING}{example}</div>"


def text_of(soup: object) -> str:
    return "".join("".join(str(soup).split()))


CASES = [(rule, example) for rule in own_rules() for example in rule.match]
MISSES = [(rule, example) for rule in own_rules() for example in rule.miss]


@pytest.mark.parametrize(("rule", "example"), CASES, ids=lambda value: value.name if isinstance(value, Rule) else None)
def test_example_matches(rule: Rule, example: str) -> None:
    result = cleaned(in_place(rule, example))
    if rule.together:  # the record names the credit that counts by itself
        assert text_of(BeautifulSoup(example, "html.parser").get_text()) in [text_of(removal.text) for removal in result.removals]
    else:
        assert rule.name in [removal.rule for removal in result.removals]
    for paragraph in (OPENING, MIDDLE, CLOSING):
        assert text_of(paragraph) in text_of(result.soup)


@pytest.mark.parametrize(("rule", "example"), MISSES, ids=lambda value: value.name if isinstance(value, Rule) else None)
def test_example_is_left(rule: Rule, example: str) -> None:
    result = cleaned(in_place(rule, example))
    assert [removal for removal in result.removals if removal.rule == rule.name] == []


PLAIN = re.compile(r"<p>([^<>►▶👉👇▼↓（(【\[][^<>]*[^<>▼↓👇）)】\]])</p>")
"""A paragraph that nothing but its words tells from others."""


@pytest.mark.parametrize("example", [one for rule, one in CASES if PLAIN.fullmatch(one) and rule.where != "anywhere"])
def test_words_alone_remove_nothing_between_paragraphs(example: str) -> None:
    result = cleaned(f"<div>{OPENING}{MIDDLE}{example}{CLOSING}</div>")
    assert result.removals == ()
    assert text_of(example) in text_of(result.soup)


@pytest.mark.parametrize("rule", own_rules(), ids=lambda rule: rule.name)
def test_rule_says_why_and_shows_it(rule: Rule) -> None:
    assert rule.why.endswith(".")
    if rule.test not in ("tiny-picture", "outside", "outside-paragraphs", "markup"):
        assert rule.match
        assert rule.miss


def test_keep_turns_a_rule_off() -> None:
    body = f"<h1>{TITLE}</h1>{OPENING}{MIDDLE}"
    assert [removal.rule for removal in cleaned(body).removals] == ["title-repeat"]
    kept = config.resolve(options={"keep": ["title-repeat"]})
    assert cleaned(body, kept).removals == ()


def test_no_clean_removes_nothing() -> None:
    body = f"{OPENING}{MIDDLE}<p>责任编辑：田小禾</p><style>p {{}}</style><!-- 注 -->"
    result = cleaned(body, config.resolve(options={"clean": False}))
    assert result.removals == ()
    assert "责任编辑" in str(result.soup)
    assert "style" not in str(result.soup)
    assert "注" not in str(result.soup)


def test_unknown_rule_in_keep_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        active_rules(config.resolve(options={"keep": ["title-repaet"]}))
    assert caught.value.diagnostic.code == "unknown-rule"
    assert "'title-repeat'" in caught.value.diagnostic.hint


def settings_with(*rules: dict[str, Any], folder: Path | None = None) -> config.Settings:
    options = {"rules-dir": str(folder)} if folder else {}
    settings = config.resolve(options=options)
    return config.Settings(settings.config, settings.origins, rules)


def test_rule_of_the_user_is_obeyed_even_inside() -> None:
    rule = {"name": "mine", "why": "我不要。", "selector": "p.mine"}
    result = cleaned(f'{OPENING}<p class="mine">水渠的尽头是一口井，井边坐着一个人。</p>{CLOSING}', settings_with(rule))
    assert [(removal.rule, removal.line) for removal in result.removals] == [("mine", 1)]


def test_rule_of_the_user_can_unwrap() -> None:
    rule = {"name": "mine", "why": "只要字。", "selector": "a.k", "do": "unwrap"}
    result = cleaned(f'<p>水渠的尽头是一口<a class="k" href="/">井</a>，井边坐着一个人。</p>{CLOSING}', settings_with(rule))
    assert "一口井，井边" in str(result.soup)
    assert result.removals == ()


def test_rules_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[[rule]]\nname = "mine"\nwhy = "w."\nwhere = "end"\ntext = ["水声.{1,9}"]\n', encoding="utf-8")
    result = cleaned(f"{OPENING}{MIDDLE}<p>水声到此</p>", settings_with(folder=tmp_path))
    assert [removal.rule for removal in result.removals] == ["mine"]


WRONG = [
    ({"name": "a", "why": "w.", "selector": "p["}, "a: "),
    ({"name": "b", "why": "w.", "text": ["("]}, "b: "),
    ({"name": "c", "why": "w.", "selector": "p", "wher": "end"}, "wher"),
    ({"name": "d", "why": "w."}, "no condition"),
    ({"name": "e", "why": "w.", "text": ["x"], "to": "editor", "do": "metadata"}, "value"),
    ({"name": "f", "why": "w.", "selector": "p", "to": "editor"}, "need each other"),
    ({"name": "g", "why": "w.", "selector": "p", "where": "middle"}, "where"),
    ({"name": "editor", "why": "w.", "selector": "p"}, "has this name"),
    ({"why": "w.", "selector": "p"}, "name"),
]


@pytest.mark.parametrize(("table", "said"), WRONG)
def test_wrong_rule_is_an_error_with_its_name(table: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        all_rules(settings_with(table))
    assert caught.value.diagnostic.code == "bad-rule"
    assert said in caught.value.diagnostic.message


def test_wrong_file_in_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("[[rule]\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        all_rules(settings_with(folder=tmp_path))
    assert caught.value.diagnostic.file.endswith("x.toml")
