"""Metadata: rows, credits, dates, covers, languages."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.config import Config
from convert.errors import Diagnostic, UsageError
from convert.meta import FIELDS, Meta, build
from convert.meta.covers import not_own, true_address
from convert.meta.dates import iso, zone_of
from convert.meta.language import HONG_KONG, SIMPLIFIED, TAIWAN, language, normal, one_script
from convert.meta.scalars import Plain
from convert.read import read

SHANGHAI = zone_of("Asia/Shanghai")


def meta_of(front: dict[str, Any], *, promoted: tuple[str, ...] = (), text: str = "", config: Config | None = None, **found: Any) -> Meta:
    return told_of(front, promoted=promoted, text=text, config=config, **found)[0]


def told_of(
    front: dict[str, Any], *, promoted: tuple[str, ...] = (), text: str = "", config: Config | None = None, **found: Any
) -> tuple[Meta, list[Diagnostic]]:
    told: list[Diagnostic] = []
    lines = {key: number + 2 for number, key in enumerate(front)}
    meta = build(
        front, found, config=config or Config(), report=told.append, name="文.md", lines=lines, text=text, promoted=promoted
    )
    return meta, told


# ---- rows ---------------------------------------------------------------------------------------------------------


def test_every_field_has_its_row_and_every_key_one_row() -> None:
    assert {field.name for field in FIELDS} | {"extra"} == set(Meta.__struct_fields__)
    keys = [key for field in FIELDS for key in field.keys]
    assert len(keys) == len(set(keys))
    assert all(key == key.lower() for key in keys)
    assert len({field.markdown for field in FIELDS}) == len(FIELDS)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.text(max_size=6) | st.text(max_size=6).map(Plain),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([key for field in FIELDS for key in field.keys] + ["slug", "Title", "TAGS"])


FOUND = st.dictionaries(st.sampled_from(["title", "author", "source", "published", "url"]), st.lists(st.text(max_size=5), max_size=2))


@given(st.dictionaries(KEYS | st.text(max_size=4), JSON, max_size=6), FOUND)
def test_any_front_matter_gives_a_meta_that_json_holds(front: dict[str, Any], found: dict[str, Any]) -> None:
    meta, _ = told_of(front, **found)
    again = msgspec.json.decode(msgspec.json.encode(meta), type=Meta)
    assert again == meta
    texts = (meta.title, meta.source, meta.description, meta.cover, *meta.author, *meta.tags, *meta.categories)
    assert not any("\n" in text for text in texts)


@given(st.dictionaries(st.from_regex(r"x[a-z]{1,5}", fullmatch=True), JSON, max_size=5))
def test_keys_that_no_row_knows_are_kept_in_their_order(front: dict[str, Any]) -> None:
    assert list(meta_of(front).extra) == list(front)


def test_the_keys_of_the_family() -> None:
    front = {
        "title": "夏夜",
        "categories": ["散文", "小刊 - 首页"],
        "headimg": "https://img.example/a.png",
        "author": "小刊 - 首页",
        "comments": Plain("false"),
        "date": Plain("Mon, 13 Dec 2021 08:31:17 GMT"),
        "thumbnail": "https://img.example/a.png",
    }
    assert meta_of(front, text="夏夜里没有风，我们坐在门前说话。") == Meta(
        title="夏夜",
        author=("小刊 - 首页",),
        published="2021-12-13T16:31:17+08:00",
        language=SIMPLIFIED,
        categories=("散文", "小刊 - 首页"),
        cover="https://img.example/a.png",
        extra={"comments": False, "date": "Mon, 13 Dec 2021 08:31:17 GMT", "thumbnail": "https://img.example/a.png"},
    )


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ({"Title": Plain("2021")}, "title", "2021"),
        ({"title": Plain("no")}, "title", "no"),
        ({"title": 7}, "title", "7"),
        ({"title": "春眠\n不觉晓\n"}, "title", "春眠不觉晓"),
        ({"title": "one\ntwo"}, "title", "one two"),
        ({"title": "　首行　"}, "title", "　首行　"),
        ({"author": ["甲", "乙"]}, "author", ("甲", "乙")),
        ({"author": "甲、乙"}, "author", ("甲", "乙")),
        ({"author": {"name": "甲", "email": "a@b.example"}}, "author", ("甲",)),
        ({"authors": [{"name": "甲"}, "乙"]}, "author", ("甲", "乙")),
        ({"categories": [["一", "二"], ["一", "三"]]}, "categories", ("一", "二", "三")),
        ({"category": "随笔, 其一"}, "categories", ("随笔, 其一",)),
        ({"tags": "甲, 乙，丙"}, "tags", ("甲", "乙", "丙")),
        ({"tags": "甲、乙；丙 ; C#"}, "tags", ("甲", "乙", "丙", "C#")),
        ({"tags": "#甲 #乙 丙"}, "tags", ("甲", "乙 丙")),
        ({"tags": ["甲、乙"]}, "tags", ("甲、乙",)),
        ({"tags": ["甲，乙", {"丙": "丁"}]}, "tags", ("甲", "乙", "丙: 丁")),
        ({"source": "https://a.example/1"}, "url", "https://a.example/1"),
        ({"permalink": "a/b/", "link": "https://a.example/2"}, "url", "https://a.example/2"),
        ({"permalink": "a/b/"}, "url", ""),
        ({"summary": "一句话"}, "description", "一句话"),
        ({"作者": "甲"}, "author", ("甲",)),
    ],
)
def test_a_row_reads_its_keys(front: dict[str, Any], field: str, value: object) -> None:
    assert getattr(meta_of(front), field) == value


def test_a_text_of_several_lines_is_one_however_they_end() -> None:
    for end in ("\n", "\r\n", "\r", " \n\n"):
        assert meta_of({"title": f"上{end}下", "tags": [f"a{end}b"]}) == Meta(title="上下", tags=("a b",), language=SIMPLIFIED)


def test_a_key_without_a_name_is_no_key_of_a_row() -> None:
    assert meta_of({"": "空", "title": "题"}) == Meta(title="题", language=SIMPLIFIED, extra={"": "空"})


def test_the_first_key_of_a_row_is_taken_wherever_it_stands() -> None:
    meta = meta_of({"permalink": "https://b.example/", "url": "https://a.example/"})
    assert (meta.url, meta.extra) == ("https://a.example/", {"permalink": "https://b.example/"})


def test_a_relative_permalink_stays_in_extra() -> None:
    assert meta_of({"permalink": "a/b/", "description": ""}).extra == {"permalink": "a/b/"}


# ---- credits ------------------------------------------------------------------------------------------------------


def test_an_author_of_the_body_outdoes_a_site_which_becomes_the_source() -> None:
    meta = meta_of({"author": "晚风网"}, author=["林一"])
    assert (meta.author, meta.source, meta.extra) == (("林一",), "晚风网", {})


def test_a_category_tells_that_the_author_is_a_site() -> None:
    assert meta_of({"author": "晚风", "categories": ["文", "晚风"]}, author=["林一"]).source == "晚风"


def test_a_person_who_is_outdone_is_kept_beside() -> None:
    meta = meta_of({"author": "林二"}, author=["林一"])
    assert (meta.author, meta.source, meta.extra) == (("林一",), "", {"author_of_file": "林二"})


def test_a_site_is_no_source_where_there_is_one() -> None:
    meta = meta_of({"author": "晚风网", "source": "朝报"}, author=["林一"])
    assert (meta.source, meta.extra) == ("朝报", {"author_of_file": "晚风网"})


def test_a_reporter_replaces_nobody() -> None:
    meta = meta_of({"author": "晚风网"}, reporter=["林一", "林二"], editor=["林三"])
    assert (meta.author, meta.editor, meta.source, meta.extra) == (("晚风网",), ("林三",), "", {"reporter": ["林一", "林二"]})


def test_the_front_matter_is_believed_before_the_body() -> None:
    front = {"title": "甲", "source": "甲报", "editor": "甲", "date": "2020-01-01", "link": "https://a.example/"}
    meta = meta_of(front, title=["乙"], source=["乙报"], editor=["乙"], published=["2021-01-01"], url=["https://b.example/"])
    assert (meta.title, meta.source, meta.editor, meta.url) == ("甲", "甲报", ("甲",), "https://a.example/")
    assert meta.published == "2020-01-01T00:00:00+08:00"


def test_the_body_fills_what_the_front_matter_leaves_open() -> None:
    front = {"title": None, "date": "Invalid Date"}
    meta, told = told_of(front, title=["乙"], published=["无", "2021年1月1日 9:05"], reposted_from=["乙报"], original_title=["丙"])
    assert (meta.title, meta.published, meta.source) == ("乙", "2021-01-01T09:05:00+08:00", "乙报")
    assert meta.extra == {"date": "Invalid Date", "original_title": "丙", "reposted_from": "乙报"}
    assert [note.code for note in told] == ["date-invalid"]


# ---- dates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mon, 13 Dec 2021 08:31:17 GMT", "2021-12-13T16:31:17+08:00"),
        ("13 Dec 21 08:31 EST", "2021-12-13T21:31:00+08:00"),
        ("1 Jan 70 00:00:00 UT", "1970-01-01T08:00:00+08:00"),
        ("2021-12-13 08:31:17", "2021-12-13T08:31:17+08:00"),
        ("2019-9-7 8:05", "2019-09-07T08:05:00+08:00"),
        ("2021-12-13T08:31:17Z", "2021-12-13T16:31:17+08:00"),
        ("2021-12-13T08:31:17.123Z", "2021-12-13T16:31:17+08:00"),
        ("2021-12-13T08:31:17+05:30", "2021-12-13T11:01:17+08:00"),
        ("2021-12-13 08:31:17 -0800", "2021-12-14T00:31:17+08:00"),
        ("2021-12-13", "2021-12-13T00:00:00+08:00"),
        ("2021/12/13 08:31", "2021-12-13T08:31:00+08:00"),
        ("2021.12.13", "2021-12-13T00:00:00+08:00"),
        ("20211213", "2021-12-13T00:00:00+08:00"),
        ("2009年6月22日", "2009-06-22T00:00:00+08:00"),
        ("2009年6月22日 16:31", "2009-06-22T16:31:00+08:00"),
        ("2009年06月22日　星期一　下午4时31分", "2009-06-22T16:31:00+08:00"),
        ("2009年6月22日 中午12:05", "2009-06-22T12:05:00+08:00"),
        ("2009年6月22日 中午11:05", "2009-06-22T11:05:00+08:00"),
        ("2009年6月22日 中午1:05", "2009-06-22T13:05:00+08:00"),
        ("2009-Jun-22 16:31", "2009-06-22T16:31:00+08:00"),
        ("2009-6-22 下午4:31", "2009-06-22T16:31:00+08:00"),
        ("2009/06/22 16时31分17秒", "2009-06-22T16:31:17+08:00"),
        ("二〇〇九年六月二十二日", "2009-06-22T00:00:00+08:00"),
        ("二○○九年十二月三十日", "2009-12-30T00:00:00+08:00"),
        ("二零零九年十月十一日", "2009-10-11T00:00:00+08:00"),
        ("中華民國98年6月22日 上午9:05", "2009-06-22T09:05:00+08:00"),
        ("2009年6月22日 凌晨12:05", "2009-06-22T00:05:00+08:00"),
        ("２００９年６月２２日", "2009-06-22T00:00:00+08:00"),
        ("December 13, 2021 4:31 PM", "2021-12-13T16:31:00+08:00"),
        ("Dec 13, 2021 12:01 AM", "2021-12-13T00:01:00+08:00"),
        ("Mon Dec 13 2021 16:31:17 GMT+0800 (China Standard Time)", "2021-12-13T16:31:17+08:00"),
        ("Mon Dec 13 16:31:17 CST 2021", "2021-12-13T16:31:17+08:00"),
        ("1639384277", "2021-12-13T16:31:17+08:00"),
        ("1639384277000", "2021-12-13T16:31:17+08:00"),
        ("2021-12-13 24:00", "2021-12-14T00:00:00+08:00"),
        ("1988-07-01 12:00", "1988-07-01T12:00:00+09:00"),  # China had summer time from 1986 to 1991
        ("1890-01-01", "1890-01-01T00:00:00+08:06"),  # local mean time, +08:05:43
    ],
)
def test_a_date_is_read(written: str, read: str) -> None:
    assert iso(written, SHANGHAI) == read


@pytest.mark.parametrize(
    "written",
    [
        *("Invalid Date", "", "昨天", "12:30", "2021", "2021-13-01", "2021-02-30", "2021-12-13 25:00", "2021-12-13 08:61", "2009年6月"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-11:00", "9999-12-31 24:00", "0000-01-01"),
        *("99999999999", "31 Feb 2020 00:00:00 GMT"),
        *("2021-12-13 24:01", "13 Foo 2021", "2021-12-13T08:31:17+99:00", "1" * 5000, "20" * 9),
    ],
)
def test_no_date_is_invented(written: str) -> None:
    assert iso(written, SHANGHAI) is None


ZONES = st.sampled_from(["Asia/Shanghai", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Europe/London", "+08:00", "-03:30"])


@given(st.text("0123456789-/.: TZ+年月日GMTJan,", max_size=30), ZONES)
def test_any_text_is_a_date_or_none(text: str, zone: str) -> None:
    read = iso(text, zone_of(zone))
    assert read is None or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", read)


@given(st.datetimes(datetime(1000, 1, 1), datetime(2999, 1, 1)), ZONES)
def test_a_date_with_a_zone_keeps_its_instant(moment: datetime, zone: str) -> None:
    moment = moment.replace(microsecond=0, tzinfo=ZoneInfo("UTC"))
    for written in (moment.isoformat(), moment.strftime("%a, %d %b ") + f"{moment.year:04d}" + moment.strftime(" %H:%M:%S GMT")):
        read = iso(written, zone_of(zone))
        assert read is not None
        assert datetime.fromisoformat(read) == moment or moment.year < 1973  # offsets with seconds are rounded: test_a_date_is_read


@given(st.datetimes(datetime(1000, 1, 1), datetime(2999, 1, 1)), ZONES)
def test_a_date_without_a_zone_keeps_its_digits_and_what_we_wrote_reads_back(moment: datetime, zone: str) -> None:
    read = iso(moment.strftime(f"{moment.year:04d}-%m-%d %H:%M:%S"), zone_of(zone))
    assert read is not None
    assert read[:19] == moment.isoformat(timespec="seconds")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Asia", "../../etc/passwd", "/etc/passwd", "+25:00", "a\0b", "甲" * 300])
def test_a_zone_that_is_none_is_a_usage_error(zone: str) -> None:
    with pytest.raises(UsageError) as caught:
        meta_of({"date": "2020-01-01"}, config=Config(zone=zone))
    assert caught.value.diagnostic.code == "bad-setting"


def test_an_invalid_date_stays_text_with_a_warning_of_its_line() -> None:
    meta, told = told_of({"title": "题", "date": "Invalid Date"})
    assert (meta.published, meta.extra) == (None, {"date": "Invalid Date"})
    assert [(note.code, note.line) for note in told] == [("date-invalid", 3)]


def test_a_date_in_a_list_is_a_date() -> None:
    assert told_of({"date": ["2020-01-02"]})[0].published == "2020-01-02T00:00:00+08:00"


def test_a_date_far_off_is_kept_with_a_warning() -> None:
    meta, told = told_of({"date": "Wed, 08 Apr 2189 00:00:00 GMT"})
    assert meta.published == "2189-04-08T08:00:00+08:00"
    assert [note.code for note in told] == ["date-implausible"]


def test_the_zone_is_a_setting() -> None:
    assert meta_of({"date": "2021-12-13T08:31:17Z"}, config=Config(zone="Asia/Tokyo")).published == "2021-12-13T17:31:17+09:00"


# ---- covers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "true"),
    [
        ("https://cors.zfour.workers.dev/?http://img.example/a.png?b=1&c=2", "http://img.example/a.png?b=1&c=2"),
        ("https://images.weserv.nl/?url=https%3A%2F%2Fimg.example%2Fa.png&w=300", "https://img.example/a.png"),
        ("https://images.weserv.nl/?url=img.example/a.png", "https://img.example/a.png"),
        ("https://i0.wp.com/img.example/a.png?resize=300", "https://img.example/a.png"),
        ("https://i2.wp.com/cors.zfour.workers.dev/a.png", "https://cors.zfour.workers.dev/a.png"),
        ("https://www.site.example/media/https://img.example/a.png", "https://img.example/a.png"),
        ("https://web.archive.org/web/2020/https://img.example/a.png", "https://web.archive.org/web/2020/https://img.example/a.png"),
        ("https://site.example/go?to=https://img.example/a.png", "https://site.example/go?to=https://img.example/a.png"),
        ("//img.example/a.png", "https://img.example/a.png"),
        ("images/夏.png", "images/夏.png"),
        ("/images/a.png", "/images/a.png"),
        ("data:image/png;base64,AAAA", "data:image/png;base64,AAAA"),
        ("http://[", "http://["),
        ("https://images.weserv.nl/", "https://images.weserv.nl/"),
    ],
)
def test_an_address_is_followed_through_proxies(written: str, true: str) -> None:
    assert true_address(written) == true


@given(st.text("htps:/.?&=[]%@a甲\\", max_size=40) | st.text(max_size=20))
def test_any_address_has_a_true_one(written: str) -> None:
    true = true_address(written)
    assert true_address(true) == true or len(written) > 30
    assert isinstance(not_own(true), str)


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://picsum.photos/400/300?random=7", False),
        ("http://a.placeholder.com/300", False),
        ("https://static.site.example/templates/x/a.gif", False),
        ("https://img.site.example/css13/img/end.png", False),
        ("https://img.example/2020/qrcode.jpg", False),
        ("https://img.example/no-image.png", False),
        ("https://img.example/2020/08/summer.jpg", True),
        ("https://img.example/logotype-history.jpg", True),
        ("images/logo.png", True),
    ],
)
def test_a_placeholder_is_no_cover(address: str, own: bool) -> None:
    meta, told = told_of({"title": "题", "headimg": address, "thumbnail": address})
    assert meta.cover == (address if own else "")
    assert [(note.code, note.line) for note in told] == ([] if own else [("cover-dropped", 3)])
    assert "thumbnail" in meta.extra


@pytest.mark.parametrize(
    ("front", "cover", "extra"),
    [
        ({"index_img": "/img/a.png", "banner_img": "/img/b.png"}, "/img/a.png", {"banner_img": "/img/b.png"}),
        ({"header-img": "img/a.jpg"}, "img/a.jpg", {}),
        ({"featuredImage": "", "cover": False, "image": {"path": "a.png"}}, "a.png", {}),
        ({"cover": {"image": "a.png", "caption": "渡口"}}, "a.png", {"cover": {"image": "a.png", "caption": "渡口"}}),
        ({"cover": ["a.png", "b.png"]}, "a.png", {"cover": ["a.png", "b.png"]}),
        ({"cover": {"caption": "渡口"}}, "", {"cover": {"caption": "渡口"}}),
    ],
)
def test_themes_name_their_covers(front: dict[str, Any], cover: str, extra: dict[str, Any]) -> None:
    meta, _ = told_of({"title": "题", **front})
    assert (meta.cover, meta.extra) == (cover, extra)


@pytest.mark.parametrize("key", ["pubDatetime", "创建时间", "发布时间"])
def test_engines_name_the_date(key: str) -> None:
    assert told_of({"title": "题", key: "2025-10-20T17:15:49+08:00"})[0].published == "2025-10-20T17:15:49+08:00"


def test_what_a_map_says_beside_a_name_is_kept() -> None:
    written = {"name": "老周", "link": "https://a.example"}
    meta, _ = told_of({"author": written, "editor": {"name": None, "link": ""}})
    assert (meta.author, meta.extra) == (("老周",), {"author": written})


def test_what_was_removed_as_promotion_is_no_cover() -> None:
    front = {"headimg": "https://img.example/q.png", "thumbnail": "https://img.example/b.png"}
    meta, told = told_of(front, promoted=("//img.example/q.png",))
    assert (meta.cover, meta.extra) == ("https://img.example/b.png", {"headimg": "https://img.example/q.png"})
    assert [note.code for note in told] == ["cover-dropped"]


def test_a_proxied_cover_keeps_what_the_file_said() -> None:
    written = "https://cors.zfour.workers.dev/?http://img.example/a.png"
    meta, told = told_of({"headimg": written})
    assert (meta.cover, meta.extra) == ("http://img.example/a.png", {"headimg": written})
    assert [note.code for note in told] == ["cover-unwrapped"]


# ---- language -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("春天的风吹过山坡，我们来看花。", SIMPLIFIED),
        ("春天的風吹過山坡，我們來看花。", TAIWAN),
        ("佢哋喺度食嘢，點解唔嚟？", HONG_KONG),
        ("山水之中", SIMPLIFIED),
        ("山水之中，國。", TAIWAN),
        ("春天的风吹过，一个「國」字。", SIMPLIFIED),
        ("用 Python 写一个 parser，再用 pytest 测试 it", SIMPLIFIED),
        ("A short note about nothing much.", "en"),
        ("これは日本語の文章です。", "ja"),
        ("오늘은 날씨가 좋다.", "ko"),
        ("Сегодня хорошая погода.", "ru"),
        ("123 …", ""),
        ("", ""),
    ],
)
def test_the_characters_tell_the_language(text: str, tag: str) -> None:
    assert language(text) == tag


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        *(("zh-CN", SIMPLIFIED), ("zh_TW", TAIWAN), ("zh-Hant-HK", HONG_KONG), ("ZH-hans", SIMPLIFIED), ("zh_CN.UTF-8", SIMPLIFIED)),
        *(("en", "en"), ("EN-us", "en-US"), ("zh-hant-mo", "zh-Hant-MO"), ("ja_JP", "ja-JP")),
        *(("zh", ""), ("中文", ""), ("no such tag", ""), ("", "")),
    ],
)
def test_a_declared_language_is_written_as_a_tag(declared: str, tag: str) -> None:
    assert normal(declared) == tag


def test_a_word_of_cantonese_makes_no_text_one() -> None:
    assert language("這國說來時會為們" * 10 + "嘅") == TAIWAN
    assert language("這國說來時會為們" * 10 + "嘅咗") == HONG_KONG


def test_a_declared_language_goes_before_the_characters_and_zh_leaves_the_script_to_them() -> None:
    assert language("春天的風", "zh-CN") == SIMPLIFIED
    assert language("春天的風", "zh") == TAIWAN
    assert meta_of({"lang": "zh-HK"}, text="春天的风").language == HONG_KONG
    assert meta_of({"lang": "zh-HK"}, text="春天", config=Config(lang="zh-TW")).language == TAIWAN


def test_the_body_decides_and_no_category_does() -> None:
    assert meta_of({"title": "花開", "categories": ["國內"]}, text="我们来看花。").language == SIMPLIFIED
    assert meta_of({"title": "花開", "categories": ["国内"]}).language == TAIWAN


@pytest.mark.parametrize("text", ["", "\u3000\n", "2024", "——"])
def test_of_a_body_without_letters_the_title_tells(text: str) -> None:
    assert meta_of({"title": "花開"}, text=text).language == TAIWAN


def test_a_site_of_hong_kong_tells_the_region() -> None:
    assert meta_of({"author": "香港小報"}, text="春天的風").language == HONG_KONG


def test_the_table_holds_only_what_one_script_uses() -> None:
    table = one_script()
    assert len(table["Hans"]) > 1800
    assert len(table["Hant"]) > 3000
    assert not any(char.encode("big5", "ignore") for char in table["Hans"])
    assert not any(char.encode("gb2312", "ignore") for char in table["Hant"])
    assert set("这过风时说") < table["Hans"]
    assert set("這過風時說") < table["Hant"]
    assert not set("后里干只台山") & (table["Hans"] | table["Hant"])


def test_the_languages_of_the_corpus(corpus: Path) -> None:
    expected = {
        "family/rss-000-seed.md": SIMPLIFIED,
        "family/rss-013.md": HONG_KONG,
        "family/rss-028.md": TAIWAN,
        "news/gne-000-stcn.md": SIMPLIFIED,
    }
    found = {}
    for name in expected:
        source = read(corpus / name, Config(), lambda _: None)
        found[name] = meta_of(source.front, text="".join(re.findall("[\u4e00-\u9fff]", source.body))).language
    assert found == expected


def test_every_date_of_the_corpus_is_read_or_told(corpus: Path) -> None:
    undated = []
    for path in sorted(corpus.glob("*/*.md")):
        source = read(path, Config(), lambda _: None)
        meta, told = told_of(source.front)
        assert (meta.published is None) == ("date" not in source.front or any(note.code == "date-invalid" for note in told)), path
        if meta.published is None and "date" in source.front:
            undated.append(path.name)
    assert undated == ["rss-024.md"]
