"""An article may be about codes, apps, rights and newspapers: its first and its last sentence stay, whatever words are in them."""

from __future__ import annotations

import pytest

from convert import read_article
from convert.model import text_of

RUN = "<p>县城的旧书市在河堤上摆了三十多年，每到周末，卖书的人天不亮就来占位置。</p><p>老秦的摊子在最里头，一本书能讲上半个钟头的来历。</p>"

SENTENCES = """
如今扫码付款成了常事，老秦的零钱盒却一直留着。
扫码点餐之后，服务员的工作反而更多了。
扫码关注公众号才能点单，这样的餐馆越来越多。
老人举着手机扫一扫，屏幕上什么也没有出现。
警方提醒，不要扫描二维码领取不明礼品。
近日，市场监管部门发布消费提示：扫描二维码前请确认来源，不要点击陌生链接。
识别二维码的机器坏了，队伍排到了街上。
每天早晨准时送达的牛奶，是她对那座城市最深的记忆。
记者点击页面上的订阅按钮，发现需要先付费。
许多人点个赞就走了，没有人真正读完。
三连冠之后，球队解散了。
关注我们，是因为他们没有别的新闻可写。
他立即下载了那个APP，可是已经来不及了。
打开微信，他看见了那条消息。
下载日报的电子版，成了他每天的功课。
欢迎关注的人很多，真正留下来的很少。
请关注孩子的心理健康，这是老师最后说的话。
未经许可，任何人不得进入保护区。
未经授权的转载，让他丢了那份工作。
版权所有者的权利，常常被忘记。
轉載請註明出處，這句話他寫了一千遍。
原创作品越来越少，抄袭的越来越多。
投资有风险，他是亏了全部积蓄才明白的。
他的观点只代表他自己，村里没有人附和。
声明发出的当天，股价跌了一半。
特别提示，是写在药瓶背面的。
投稿邮箱里，躺着两千封没有读的信。
搜索公众号的时候，他打错了一个字。
评论这件事，要看站在谁的立场上。
下一篇写什么，他还没有想好。
相关新闻登在第二天的报纸上。
广告上的字，已经被雨水冲掉了。
本报记者赶到时，火已经扑灭。
责任编辑是个女的，姓林，话不多。
来源于民间的歌谣，终究回到民间去。
记者：那您后悔吗？
你怎么看这件事？
写于2020年春
（作者单位：县档案馆）
附：渡口时刻表
译者：何叶
翻译：何叶
口述：何叶
讲述人：何叶
口述者 何叶
摄影：何叶
题图来源：河边图库
更多的精彩，在没有人看见的地方。
更多内容，他留给了后来的人去写。
更多的消息，下载下来也没有用处。
网友评论说，渡口才是这座县城的门。
以上内容是他临终前三天口述的。
以上信息，足以让一个普通家庭作出选择。
本文的主人公，今年已经八十一岁。
本文是否虚构，作者从来没有回答过。
县里的声明：渡口不撤。
银行提示：这张存单已经挂失。
医生提醒：每天走路不要超过一万步。
气象台提醒：今夜有雨，船不要离岸。
村里提示：水位已经超过警戒线，仅供撤离的路只有一条。
回复那封信，用去了他整整一个冬天。
推荐他去县里的人，后来再也没有联系过。
关闭渡口的命令，是在雨夜送来的。
打印出来的名单，贴在祠堂的门上。
返回村子的路，被水冲断了两处。
投诉电话打了三天，一直没有人接。
点击量很高，买票的人却很少。
打开客户端，他先看的是水位，而不是新闻。
打开抽屉，查看更多的信件，已经是半夜了。
进入新年，参与更多的劳动，是他的心愿。
登录上海，发现更多的朋友已经离开。
这里投稿的人，多半是退休的教师。
想爆料的人排成了队，敢署名的只有一个。
县城的微信二维码，贴满了每一根电线杆。
热词换了一茬又一茬，渡口还是渡口。
图片上的人，都已经不在了。
首页登着他的照片，正文只有两行。
从渡口到县城，再到省城 → 他走了四十年
记者周小满 在渡口等了一天
每天有三百人为本文点赞，没有一个人来过渡口。
编译这本书，用了十二个译者。
完稿于渡口，时年七十
河水流过三个县
给过河的人
打开抽屉，查看更多的人来了。
讀者的迴響，比他想的要少。
标签可以撕掉，名字不能。
更新的船票，下载的人不多。
扫码点餐、扫码停车、扫码看病，老秦的手机里装了四十个APP。
她把二维码贴在摊位上，又在旁边写了自己的名字。
请把二维码贴在门上，老秦对儿子说。
你把小程序删掉，把客户端也删掉，就清静了。
我们的公众号停更了，后台的留言还在。
读者群里没有人说话，最后一条消息是除夕的祝福。
请各村于月底前登录客户端，上报渡口线索。
你点赞，我转发，朋友圈就是这样热闹起来的。
欢迎来稿的牌子挂了二十年，信箱是空的。
打开小程序，点击报名，就能约到第二天的船。
朋友圈转发这张照片的人，没有一个去过渡口。
用户打开APP，先看到的是广告，而不是船期。
他加了十几个微信群，群里都在转发同一条消息
平台要求商家下单后不得删除订单，会员可以申诉
小编是一种新的职业，公众号是一种新的报纸
公众号、视频号、小程序，县里的船票有了三个卖处
投稿的人都收到了同一封回信：不予采用
有人在文末写“如有侵权，请联系删除”，这句话没有用。
告示上写着“未经许可，不得转载”。
联系人：王建，联系电话：0731-5550123
""".strip().split("\n")


EDGES = ["<p>{one}</p>" + RUN, RUN + "<p>{one}</p>"]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_at_an_edge_stays(sentence: str) -> None:
    assert [body for body in EDGES if not _stays(sentence, body.format(one=sentence))] == []


def _stays(sentence: str, html: str) -> bool:
    reading = read_article("-", data=f"---\ntitle: 旧书市\n---\n<div>{html}</div>\n".encode())
    return reading.removals == () and sentence in text_of(reading.document)


FORMS = [
    '<p class="own">{one}</p>',
    '<div class="own"><p>{one}</p></div>',
    "<p>（{one}）</p>",
    "<p>►{one}</p>",
    '<p><a href="/1">{one}</a></p>',
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_between_paragraphs_stays_however_it_is_set(sentence: str) -> None:
    first, second = RUN.split("</p><p>")
    assert [form for form in FORMS if not _stays(sentence, f"{first}</p>{form.format(one=sentence)}<p>{second}")] == []


ENTRIES = (
    "[第二版发布](https://a.example/2) 2024-05-06 10:00",
    "2024-05-06 10:00 [渡口的灯](https://a.example/1)",
    "[柳青青](https://a.example) 2024-05-06 10:00",
)


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("before", ["- ", ""])
def test_a_dated_link_of_markdown_is_an_entry(entry: str, before: str) -> None:
    lines = "这里记下每次更新的内容，按日期排列，最新的在最上面。\n\n以后还会再写，读的人不多，写的人也不急。"
    for body in (f"{before}{entry}\n\n{lines}", f"{lines}\n\n{before}{entry}"):
        reading = read_article("-", data=f"---\ntitle: 更新记录\n---\n\n{body}\n".encode())
        assert "2024-05-06" in "".join(map(text_of, reading.document.blocks))
