"""Front matter: found, cut off, parsed; what YAML would mistake is the text it was; what is broken is mended or kept."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from convert.config import Config
from convert.errors import ArticleError, Diagnostic, HuoziError
from convert.meta.scalars import Plain, core
from convert.read import Source, read
from convert.read import yaml as yaml_reading


def reading(text: str, **settings: Any) -> tuple[Source, list[Diagnostic]]:
    told: list[Diagnostic] = []
    return read(None, Config(**settings), told.append, data=text.encode()), told


def front_of(lines: str) -> tuple[dict[str, Any], list[tuple[str, int | None]]]:
    source, told = reading(f"---\n{lines}\n---\n正文。\n")
    assert source.body == "正文。\n"
    return source.front, [(note.code, note.line) for note in told]


# ---- laws ---------------------------------------------------------------------------------------------------------

TITLE = st.text("甲乙丙 ，。：《》「」“”a1-:#@%&*!|>?[]{},`~'\"\\　 =+_/", max_size=12)


@given(TITLE)
@example("- ")
@example("?")
@example("[甲]乙")
@example("\\")
def test_an_unquoted_title_loses_no_character_but_a_comment_and_its_quotes(text: str) -> None:
    source, _ = reading(f"---\ntitle: {text}\ndate: 2020-02-02\n---\n正文。\n")
    title = source.front["title"] or ""
    plain = text.strip(" ")
    assert source.front["date"] == "2020-02-02"
    assert source.front_lines["date"] == 3
    if title == "" and re.fullmatch(r"""~|''|""|[|>][-+1-9]*""", plain):  # what YAML writes for nothing, and for a block that is empty
        return
    if not set("'\"#") & set(plain):
        assert title == plain
    elif "#" not in plain:
        assert [char for char in title if char not in "'\"\\"] == [char for char in plain if char not in "'\"\\"]


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), TITLE, max_size=5), st.text("甲 　\n-", max_size=9))
def test_quoted_values_and_the_body_come_back_as_they_were(values: dict[str, str], body: str) -> None:
    lines = "".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in values.items() if key != "huozi")
    source, _ = reading(f"---\n{lines}---\n　{body}体")
    assert source.front == values
    assert source.body == f"　{body}体"
    assert source.body_line == len(values) + 3


@given(st.text("ab甲: -#\n\t[]{}&*'\"|>!@%~\\", max_size=60))
def test_whatever_stands_between_fences_is_read_or_kept_or_refused(lines: str) -> None:
    try:
        source, told = reading(f"---\ntitle: 题\n{lines}\n---\n正文。\n")
    except HuoziError:
        return
    assert source.front.get("title") is not None or "front_matter" in source.front or "title" in lines
    count = lines.count("\n") + 5
    assert all(note.line is not None and 1 <= note.line <= count for note in told)


# ---- YAML's surprises ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2021", "010", "0x1F", "12:30", "no", "on", "1_000", "1e3", ".5", "2009-06-22", "=", "<<", "true"])
def test_a_scalar_is_the_text_it_was(text: str) -> None:
    assert front_of(f"title: {text}") == ({"title": text}, [])


@pytest.mark.parametrize("text", ["", "~", "null", "'' # 空"])
def test_nothing_stays_nothing(text: str) -> None:
    front, told = front_of(f"title: {text}")
    assert not front["title"]
    assert not told


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("False", False), ("2021", 2021), ("010", "010"), ("-3", -3), ("0.5", 0.5), ("1.10", "1.10"), ("yes", "yes")],
)
def test_the_core_schema_reads_what_stood_without_quotes(text: str, value: object) -> None:
    assert core(Plain(text)) == value
    assert core(text) == text


def test_lines_that_yaml_folds_get_no_space_between_chinese_characters() -> None:
    front, told = front_of("title: 山高\n  水长，\n  and so\n  on\ndescription: >-\n  一日\n  三秋\nquote: '甲 乙\n  丙'")
    assert front == {"title": "山高水长， and so on", "description": "一日三秋", "quote": "甲 乙丙"}
    assert not told
    assert front_of("poem: |\n  甲\n  乙\n  丙甲 乙") == ({"poem": "甲\n乙\n丙甲 乙\n"}, [])


def test_characters_that_yaml_takes_for_line_ends_stay_in_their_text() -> None:
    assert front_of("title: 上\u2028下\u0085左\u2029右\x7f") == ({"title": "上\u2028下\u0085左\u2029右\x7f"}, [])


# ---- mended -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: @某人 你好", "@某人 你好"),
        ("title: %20 是什么", "%20 是什么"),
        ("title: `ls` 的用法", "`ls` 的用法"),
        ("title: 读书: 一年小结", "读书: 一年小结"),
        ('title: "旧雨" 与新知', '"旧雨" 与新知'),
        ('title: "甲"和"乙"', '"甲"和"乙"'),
        ("title: 'it's'", "it's"),
        ("title: \"\"\"\"\"'秋天的事'\"\"\"\"\"", "秋天的事"),
        ("title: [转] 旧文一篇", "[转] 旧文一篇"),
        ("title: *重要* 通知", "*重要* 通知"),
        ("title: &lt; 号", "&lt; 号"),
        ("title: &c 语言", "&c 语言"),
        ("title: !注意", "!注意"),
        ("title: - 一", "- 一"),
        ('title: "D:\\书"', "D:\\书"),
        ('title: "没有关上', '"没有关上'),
        ("title:没有空格", "没有空格"),
        ("title：全角冒号", "全角冒号"),
        ("title: 周末 #摄影 记", "周末 #摄影 记"),
        ("title: #摄影#周末", "#摄影#周末"),
    ],
)
def test_a_broken_title_is_mended_with_a_warning_of_its_line(line: str, title: str) -> None:
    front, told = front_of(f"layout: post\n{line}\ndate: 2020-02-02")
    assert front == {"layout": "post", "title": title, "date": "2020-02-02"}
    assert told == [("front-matter-repaired", 3)]


def test_a_title_in_brackets_is_a_text_and_no_list() -> None:
    assert front_of("title: [转载]\ntags: [甲, 乙]") == ({"title": "[转载]", "tags": ["甲", "乙"]}, [])


def test_a_comment_stays_one() -> None:
    assert front_of("title: 周末 # 待定\n# 全行") == ({"title": "周末"}, [])


def test_tabs_indent_like_spaces() -> None:
    assert front_of("tags:\n\t- 甲\n\t- 乙\nx: y") == ({"tags": ["甲", "乙"], "x": "y"}, [("front-matter-repaired", 3)])


names = st.text("abcxyz", min_size=1, max_size=4)
nested: st.SearchStrategy[object] = st.recursive(
    st.sampled_from(["甲", "乙丙", "二 三"]),
    lambda inner: st.one_of(st.lists(inner, min_size=1, max_size=3), st.dictionaries(names, inner, min_size=1, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(names, nested, min_size=1, max_size=3), st.booleans())
def test_tabs_are_any_level_s_indent(values: dict[str, object], both: bool) -> None:
    """Also where a list's dashes are tabbed from their values, and where some lines are set in by the spaces one tab is for."""
    rows = yaml.dump(values, Dumper=_Indented, allow_unicode=True, sort_keys=False, indent=4).rstrip("\n").split("\n")
    tabbed = [row if both and row.startswith("    ") and row[4] != " " and number % 2 else _tabbed(row) for number, row in enumerate(rows)]
    front, told = front_of("\n".join(tabbed))
    assert front == values
    assert {code for code, _ in told} <= {"front-matter-repaired"}
    assert len(told) == sum(any("\t" in row for row in entry) for entry in _entries(tabbed))


class _Indented(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def _tabbed(row: str) -> str:
    return row[: len(row) - len(row.lstrip(" -"))].replace("-   ", "-\t").replace("    ", "\t") + row.lstrip(" -")


def _entries(rows: list[str]) -> list[list[str]]:
    starts = [number for number, row in enumerate(rows) if row[0] not in "\t -"]
    return [rows[start:end] for start, end in pairwise([*starts, len(rows)])]


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        ("tags:\n\t- 甲\nextra:\n\tkey: v", {"tags": ["甲"], "extra": {"key": "v"}}),
        ("extra:\n  key: v\n\tother: w", {"extra": {"key": "v", "other": "w"}}),
        ("extra:\n    key: v\n\tother: w", {"extra": {"key": "v", "other": "w"}}),
        ("tags:\n\t- 甲\n\t-\t乙", {"tags": ["甲", "乙"]}),
        ("tags: 甲\n\tkey: v", {"tags": "甲", "key": "v"}),
        ("tags: 甲\n\tkey: v\n\tdeep:\n\t\tkey: w", {"tags": "甲", "key": "v", "deep": {"key": "w"}}),
        ("tags:\n\t- 甲\n\tkey: v", {"tags": ["甲"], "key": "v"}),
    ],
)
def test_tabs_and_a_key_where_none_can_nest(lines: str, values: dict[str, object]) -> None:
    front, told = front_of(f"title: 题\n{lines}")
    assert front == {"title": "题", **values}
    assert told
    assert {code for code, _ in told} == {"front-matter-repaired"}


def test_prose_that_goes_on_is_no_key() -> None:
    front, _ = front_of("description: 一书\n  Note: 二书")
    assert "Note" not in front


def test_a_title_that_goes_on_in_the_next_line() -> None:
    assert front_of("title: 春眠\n不觉晓\nx: y") == ({"title": "春眠不觉晓", "x": "y"}, [("front-matter-repaired", 3)])


def test_a_known_key_set_in_by_mistake() -> None:
    assert front_of("title: 春眠\n date: 2020") == ({"title": "春眠", "date": "2020"}, [("front-matter-repaired", 3)])


def test_a_list_item_with_two_colons() -> None:
    assert front_of("tags:\n- 甲\n- 乙: 丙: 丁") == ({"tags": ["甲", "乙: 丙: 丁"]}, [("front-matter-repaired", 4)])


def test_a_key_that_stands_twice_counts_once() -> None:
    assert front_of("title: 一\ntitle: 二") == ({"title": "二"}, [("front-matter-repaired", 3)])


def test_what_cannot_be_mended_is_kept_as_it_stands_and_costs_no_other_key() -> None:
    raw = "title: 甲\nfoo: [一,\n  二\nbar: 三"
    front, told = front_of(raw)
    assert front == {"title": "甲", "bar": "三", "front_matter": raw + "\n"}
    assert told == [("front-matter-unreadable", 4)]


# ---- hostile ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        "a: " + "[" * 200_000,
        "a: " + "{a: " * 50_000,
        "a:\n  " + "- " * 50_000,
        "a: &a [x, x]\n" + "\n".join(f"b{n}: &b{n} [{', '.join(['*a' if n == 0 else f'*b{n - 1}'] * 9)}]" for n in range(9)),
        "a: &a [*a]",
        "a: !!python/object/apply:os.system [echo]",
        "a: " + "*x " * 100_000,
        "a: '" + "甲" * 300_000,
        "\n".join(f"k{n}: [" for n in range(3_000)),
    ],
    ids=["brackets", "braces", "dashes", "nine-lives", "itself", "python", "aliases", "unclosed", "many"],
)
def test_hostile_yaml_is_read_or_kept(lines: str) -> None:
    source, _ = reading(f"---\ntitle: 题\n{lines}\n---\n正文。\n")
    assert source.front["title"] == "题"
    assert source.body == "正文。\n"


# ---- where it begins and ends -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "front", "body", "line"),
    [
        ("\n \n---\ntitle: 题\n---\n　　文", {"title": "题"}, "　　文", 6),
        ("---  \ntitle: 题\n--- \t\n\n文", {"title": "题"}, "\n文", 4),
        ("---\ntitle: 题\nlink: https://a.example/b---c\n---\n文", {"title": "题", "link": "https://a.example/b---c"}, "文", 5),
        ("---\n---\n文", {}, "文", 3),
        ("---\n# 空\n\n---\n文", {}, "文", 5),
        ("---\ntitle: 题\n...\n文\n---\n尾", {"title": "题"}, "文\n---\n尾", 4),
        ("-----\ntitle: 题\n-----\n文", {"title": "题"}, "文", 4),
        ("title: 题\ndate: 2012-01-01\ntags:\n- 甲\n---\n文", {"title": "题", "date": "2012-01-01", "tags": ["甲"]}, "文", 6),
        ("文\n---\n尾", {}, "文\n---\n尾", 1),
        ("---\n\n文。\n\n---\n尾", {}, "---\n\n文。\n\n---\n尾", 1),
        ("---\n文", {}, "---\n文", 1),
        ("title: 题\n---\n文", {}, "title: 题\n---\n文", 1),
        ('+++\ntitle = "题"\nx = 1.10\nday = 2020-02-02\n+++\n文', {"title": "题", "x": "1.10", "day": "2020-02-02"}, "文", 6),
        ('{\n "title": "题",\n "n": 1.10\n}\n\n文', {"title": "题", "n": "1.10"}, "\n文", 5),
        (';;;\n"title": "题"\n;;;\n文', {"title": "题"}, "文", 4),
        ("{% raw %}文", {}, "{% raw %}文", 1),
        ("{}文", {}, "{}文", 1),
    ],
)
def test_front_matter_is_cut_off_where_it_ends(text: str, front: dict[str, Any], body: str, line: int) -> None:
    source, told = reading(text)
    assert (source.front, source.body, source.body_line) == (front, body, line)
    assert not told


@pytest.mark.parametrize(
    "text", ["---\ntitle: 题\n\n文", "\n---\nlayout: post\n", "+++\ntitle = 1\n", "---\ntitle: 题: 二\n\n文在这里\n\n---\n尾"]
)
def test_front_matter_that_never_closes_is_an_error(text: str) -> None:
    with pytest.raises(ArticleError) as caught:
        reading(text)
    assert caught.value.diagnostic.code == "front-matter-open"
    assert caught.value.diagnostic.line == text.count("\n", 0, text.index(text.lstrip("\n")[:3])) + 1


@pytest.mark.parametrize("text", ["+++\ntitle = 题\n+++\n文", ';;;\n"title": 题\n;;;\n文', "+++\na = " + "[" * 9_000 + "\n+++\n文"])
def test_toml_and_json_that_do_not_parse_are_kept(text: str) -> None:
    source, told = reading(text)
    assert source.front == {"front_matter": text[4:].partition(text[:3])[0]}
    assert [note.code for note in told] == ["front-matter-unreadable"]
    assert source.body == "文"


def test_keys_know_their_lines() -> None:
    assert reading("\n---\na: 1\n# 注\n\nb:\n  c: 2\nd: 3\n---\n文")[0].front_lines == {"a": 3, "b": 6, "d": 8}
    assert reading('+++\na = 1\n\n[b]\nc = 2\n+++\n文')[0].front_lines == {"a": 2, "b": 4}
    assert reading('{"a": 1,\n"b": 2}\n文')[0].front_lines == {"a": 1, "b": 2}


def test_settings_are_taken_out_with_their_types() -> None:
    source, _ = reading("---\nhuozi:\n  indent: none\n  clean: false\n  columns: 40\n---\n文")
    assert source.settings == {"indent": "none", "clean": False, "columns": 40}
    assert source.front == {}


def test_settings_that_are_no_map_are_an_error() -> None:
    with pytest.raises(ArticleError, match="-:3: huozi"):
        reading("---\ntitle: 题\nhuozi: none\n---\n文")


def test_control_characters_written_as_escapes_are_left_out() -> None:
    source, told = reading('---\ntitle: "一\\0二"\n---\n文')
    assert source.front["title"] == "一二"
    assert [(note.code, note.line) for note in told] == [("control-characters", 2)]


YAML_PIECES = [
    *("a", "b:", " ", "  ", "-", "- ", "\n", "[", "{", "}", "&x", "*x", "!t", "? ", ": ", "'", '"', "|\n", "#", "---", "\t", "k: v"),
    *("\n  ", "\n- "),
]


@given(st.lists(st.sampled_from(YAML_PIECES), max_size=14).map("".join).filter(lambda text: not yaml_reading.MAY_NEST.search(text)))
def test_what_is_spared_the_check_of_events_would_have_passed_it(text: str) -> None:
    with suppress(yaml.scanner.ScannerError, yaml.parser.ParserError, yaml.reader.ReaderError):
        yaml_reading.check_events(text)


HEADED = [
    ("Title: 渡口\nAuthors: 田小禾\nTags: 水, 船\n\n正文。", {"title": "渡口", "authors": "田小禾", "tags": "水, 船"}, 4),
    ("Title: 渡口\n    的事\nSummary:\n\n正文。", {"title": "渡口 的事", "summary": ""}, 4),
    ("% 渡口\n% 田小禾; 何叶\n% 2020-03-02\n\n正文。", {"title": "渡口", "author": ["田小禾", "何叶"], "date": "2020-03-02"}, 4),
    ("% 渡口\n  的事\n%\n% 2020-03-02\n\n正文。", {"title": "渡口 的事", "date": "2020-03-02"}, 5),
    ("Title: 渡口\n\n正文。", {}, 1),
    ("Title: 渡口\nAuthor: 田小禾\n正文。", {}, 1),
    ("Author: 田小禾\nDate: 2020-03-02\n\n正文。", {}, 1),
    ("时间：三月\n地点：渡口\n\n正文。", {}, 1),
    ("%渡口\n\n正文。", {}, 1),
    ("% 渡口\n正文。", {}, 1),
]


@pytest.mark.parametrize(("text", "front", "line"), HEADED)
def test_headers_without_fences(text: str, front: dict[str, Any], line: int) -> None:
    source, told = reading(text)
    assert (source.front, source.body_line, told) == (front, line, [])
    assert source.body.lstrip("\n") == (text if not front else "正文。")
    assert all(text.split("\n")[at - 1].lower().startswith((key, "%")) for key, at in source.front_lines.items())


def test_tags_that_begin_with_a_hash_are_no_comment() -> None:
    front, told = front_of("title: 题\ntags: #河 #水\nauthor: 甲 # 笔名")
    assert front == {"title": "题", "tags": "#河 #水", "author": "甲"}
    assert told == [("front-matter-repaired", 3)]
