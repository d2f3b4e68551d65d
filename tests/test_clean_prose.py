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
""".strip().split("\n")


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("body", ["{one}" + RUN, RUN + "{one}"], ids=["first", "last"])
def test_a_sentence_at_an_edge_stays(sentence: str, body: str) -> None:
    html = body.format(one=f"<p>{sentence}</p>")
    reading = read_article("-", data=f"---\ntitle: 旧书市\n---\n<div>{html}</div>\n".encode())
    assert reading.removals == ()
    assert sentence in text_of(reading.document)
