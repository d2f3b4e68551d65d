"""Who did what: lines that are nothing but credits, and lines that only begin like one."""

from __future__ import annotations

import pytest

from convert.clean.credits import CreditReader, names
from convert.clean.rule import own_rules

READER = CreditReader(own_rules())

LINES = {
    "责任编辑：田小禾 WX021": {"editor": ["田小禾"]},
    "责任编辑：田小禾 WX021（完）": {"editor": ["田小禾"]},
    "责任编辑：田小禾_NN2587": {"editor": ["田小禾"]},
    "（责任编辑：田小禾 HF075）": {"editor": ["田小禾"]},
    "【责任编辑:田小禾】": {"editor": ["田小禾"]},
    "[责任编辑: 田小禾 ]": {"editor": ["田小禾"]},
    "(责编：田小禾、何叶)": {"editor": ["田小禾", "何叶"]},
    "编辑：田　禾": {"editor": ["田禾"]},
    "编辑 田小禾 校对 何叶": {"editor": ["田小禾"]},
    "編輯：田小禾/何葉": {"editor": ["田小禾", "何葉"]},
    "（編輯：田小禾）1090302": {"editor": ["田小禾"]},
    "来源：水乡晚报": {"source": ["水乡晚报"]},
    "本文来源：水乡晚报 责任编辑：田小禾_NB1": {"source": ["水乡晚报"], "editor": ["田小禾"]},
    "2020-03-02 08:15　来源：水乡晚报　作者：田小禾": {"published": ["2020-03-02 08:15"], "source": ["水乡晚报"], "author": ["田小禾"]},
    "发布时间：2020年03月02日 08:15:30": {"published": ["2020年03月02日 08:15:30"]},
    "文／田小禾": {"author": ["田小禾"]},
    "文｜田小禾　图｜何叶": {"author": ["田小禾"]},
    "【文/水乡网专栏作者 田小禾】": {"author": ["田小禾"]},
    "作者：阿依古丽·买买提": {"author": ["阿依古丽·买买提"]},
    "作者：John Smith": {"author": ["John Smith"]},
    "《夜话》作者 田小禾": {"author": ["田小禾"]},
    "水乡晚报记者 田小禾 何叶": {"reporter": ["田小禾", "何叶"]},
    "采写：水乡晚报见习记者 田小禾": {"reporter": ["田小禾"]},
    "（总台记者 田小禾）": {"reporter": ["田小禾"]},
    "来源：网络": {"source": ["网络"]},
    "本期编辑：田小禾　本期监制：何叶": {"editor": ["田小禾"]},
}

OTHERS = (
    "编辑部的灯亮到了天明",
    "编辑：这个字该怎么改，谁也说不准。",
    "来源很多",
    "图片来源：水乡晚报",
    "作者在书里写道，水车转了三百年",
    "作者：田小禾，水利站退休职工，著有《水》。",
    "记者在村口等了一夜。",
    "水乡社三月二日电",
    "新华社记者 田小禾 摄",
    "2020年3月2日",
    "1998年夏天",
    "文：水到渠成；武：刀枪入库。",
    "摄影：何叶",
    "老师校对：田小禾",
    "时间：下午三点，地点：村口。",
    "",
    "：",
    "编辑：",
)


@pytest.mark.parametrize(("line", "said"), LINES.items(), ids=LINES)
def test_line_of_credits(line: str, said: dict[str, list[str]]) -> None:
    found: dict[str, list[str]] = {}
    for credit in READER.read(line):
        if credit.rule.to:
            found.setdefault(credit.rule.to, []).extend(credit.values)
    assert found == said


@pytest.mark.parametrize("line", OTHERS)
def test_line_that_is_more_than_credits(line: str) -> None:
    assert [credit for credit in READER.read(line) if credit.values] == []


def test_known_names_count_beside_a_date() -> None:
    assert READER.read("水乡小报 2020-03-02 08:15", ("水乡小报",))
    assert READER.read("水乡小报 2020-03-02 08:15") == ()


def test_pen_name_needs_a_sign() -> None:
    assert names("老树画画不画画") == ("老树画画不画画",)
    assert names("老树画画不画画", strong=False) == ()
