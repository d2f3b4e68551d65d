"""Articles in the family's shape, as many as asked for, from a seed: for batch tests and benchmarks.

    python -m tests.generate FOLDER [COUNT] [SEED]

The same seed gives the same files on every machine. Sizes follow the wild: most of one to six kilobytes, a few of a hundred.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

WHO = ("县图书馆", "气象站", "老城区居民", "渔政队员", "中学教师", "档案员", "护林员", "列车长", "修表匠", "编辑部", "值班医生")
DID = ("发布", "记录了", "修订了", "核对了", "抄写了", "讨论了", "公布了", "试行", "整理出", "保存着", "辨认出", "重新排印")
WHAT = (
    "《值班日志》", "“夜航计划”", "一份旧地图", "三十二封来信", "《水位简报（第4期）》", "新的开放时间", "一批铅字", "‘空白页’制度",
    "当月的账目", "一张1958年的船票", "全部手稿", "两卷胶片",
)
WHEN = ("6月1日", "上午9时", "入汛以来", "过去的48小时里", "停电之后", "第三次会议上", "雨停以前", "2019年冬天", "每逢周末", "天亮前")
TAIL = (
    "同比增长12.4%", "误差不超过0.5毫米", "有人反对，有人沉默", "没有一个字被改动", "比去年提前了11天", "——这是头一回",
    "结果还要再等等……", "供公众查阅", "共计1,024页", "气温降到−3℃",
)
PLACES = ("文化", "社会", "工艺", "自然", "地方", "读书")


def sentence(dice: random.Random) -> str:
    """One sentence; now and then with Latin letters or a mark."""
    parts = [dice.choice(WHEN), "，", dice.choice(WHO), dice.choice(DID), dice.choice(WHAT)]
    if dice.random() < 0.5:
        parts += ["，", dice.choice(TAIL)]
    if dice.random() < 0.08:
        parts += ["（编号 ", f"HZ-{dice.randrange(1000):03d}", "）"]
    return "".join(parts) + dice.choice("。。。。；！")


def paragraph(dice: random.Random, number: int) -> str:
    """A paragraph of the body, in one of the ways in which feeds mark them up."""
    text = "".join(sentence(dice) for _ in range(dice.randint(1, 6)))
    match dice.randrange(12):
        case 0:
            return f"<p>　　<strong>{text}</strong></p>"
        case 1:
            return f'<p>　<span style="font-family: KaiTi_GB2312, KaiTi;">　{text}</span></p>'
        case 2:
            return f'<p style="text-indent: 2em">{text}<br>{sentence(dice)}</p>'
        case 3 if number:
            return f"<h3>{dice.choice(WHO)}与{dice.choice(WHAT)}</h3>"
        case 4:
            return "<ul>" + "".join(f"<li>{sentence(dice)}</li>" for _ in range(3)) + "</ul>"
        case 5:
            picture = f"https://img.example.com/{dice.randrange(10**6)}.jpg"
            return f'<p style="text-align:center"><img data-src="{picture}" alt="{dice.choice(WHO)}"></p>'
        case _:
            return f'<p cms-style="font-L">　　{text}</p>'


def article(dice: random.Random) -> str:
    """One front-matter file."""
    place = dice.choice(PLACES)
    title = f"{dice.choice(WHO)}{dice.choice(DID)}{dice.choice(WHAT)}"
    length = min(int(dice.lognormvariate(2.2, 0.8)) + 1, 120)
    body = "\n".join(paragraph(dice, number) for number in range(length))
    day = f"{dice.randint(2008, 2024)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    date = f"{day} {dice.randint(0, 23):02d}:{dice.randint(0, 59):02d}:00"
    return f"""
---
title: '{title}'
categories:\x20
 - {place}
 - 示例新闻网
author: 示例新闻网
comments: false
date: {date}
thumbnail: ''
---

<div>  \x20
{body}<!-- 正文结束 -->

<style>
.code_wrap&#123;float:left;&#125;
</style>
<div class="code_wrap appendQr_wrap"><div>扫码下载示例新闻网APP</div></div>
<p class="article-editor">责任编辑：{dice.choice("赵钱孙李周吴郑王")}{dice.choice("一二三思行远安")} SL{dice.randrange(100):02d}</p>
</div>
"""


def generate(folder: Path, count: int, seed: int = 1) -> None:
    """Write `count` articles below `folder`, 500 to a subfolder."""
    dice = random.Random(seed)
    for number in range(count):
        path = folder / f"{number // 500:03d}" / f"article-{number:06d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(dice), encoding="utf-8")


if __name__ == "__main__":
    generate(Path(sys.argv[1]), *map(int, sys.argv[2:4]))
