"""Articles in the shapes of news sites and blogs, written for these tests: what must stay, what must go, what is metadata.

A further shape is one `Shape` here. The markup is what such sites send; the words are ours.
"""

# ruff: noqa: E501  # a line of a site's markup is a line here

from __future__ import annotations

import msgspec

A = "三月里，村口那架老水车又转了起来，水声一直传到坡上的学校，孩子们趴在窗台上听。"
B = "管水的人姓何，今年七十有二，他说这架车的木料换过四回，轴却还是从前那根，谁也舍不得换。"
C = "“水往哪里流，人就往哪里走。”他一边说，一边往水斗上抹桐油，手上的裂口比木头上的还多。"
D = "天黑以后水声更响，孩子们数着一圈一圈的水斗，谁也没有数到头。（完）"
BODY = (A, B, C, D)


class Shape(msgspec.Struct, frozen=True):
    """One article: its body, the metadata found, and beside the four paragraphs what must stay and what must go."""

    name: str
    html: str
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    found: dict[str, list[str]] = {}
    author: str = "水乡小报"


SHAPES = (
    Shape(
        "party paper",
        f"""<div class="layout rm_txt cf"><div class="col col-1"><h1>春耕时节的水车</h1>
        <div class="author cf">田小禾 何叶</div>
        <div class="channel cf"><div class="col-1-1">2020年03月02日08:15 | 来源：<a href="/">水乡网－水乡日报</a></div></div>
        <div class="rm_txt_con cf"><p class="paper_num">《 水乡日报 》（ 2020年03月02日 06 版）</p>
        <p>　　{A}</p><p>　　{B}</p><p>　　{C}</p><p>　　{D}</p>
        <div class="box_pic"></div><div class="zdfy clearfix"></div>
        <div class="edit cf">(责编：田小禾、何叶)</div></div>
        <div class="share cf"><p>分享让更多人看到</p><a>微博</a></div>
        <div class="rm_relevant cf"><h3>相关新闻</h3><ul><li><a href="/1">山里的渠修通了</a></li><li><a href="/2">一口井的来历</a></li></ul></div>
        </div></div>""",
        drop=("责编", "分享让更多人看到", "山里的渠修通了", "06 版", "来源"),
        found={"editor": ["田小禾", "何叶"]},
    ),
    Shape(
        "news agency",
        f"""<div id="p-detail"><p>　　水乡社三月二日电（记者田小禾、何叶）{A}</p><p>　　{B}</p><p>　　{C}</p><p>　　{D}</p>
        <div class="p-jc"><div class="jc-left"><span class="tiyi1"><a href="javascript:void(0);">【纠错】</a></span></div>
        <div class="editor">【责任编辑:何叶 】</div></div>
        <div class="zan-wap"><p>阅读下一篇：</p></div></div>""",
        keep=("水乡社三月二日电（记者田小禾、何叶）",),
        drop=("纠错", "责任编辑", "阅读下一篇"),
        found={"editor": ["何叶"]},
    ),
    Shape(
        "overseas news",
        f"""<div class="left_zw"><p>　　{A}</p><p>　　{B}</p><p>　　{C}</p><p>　　{D}</p>
        <table><tr><td><div class="left_name right">【编辑:何叶】</div></td></tr></table>
        <div class="div624">分享到： <a>微博</a></div></div>""",
        drop=("编辑", "分享到"),
        found={"editor": ["何叶"]},
    ),
    Shape(
        "long reads",
        f"""<div class="news_txt"><div class="news_about"><p>水乡新闻记者 田小禾</p><p>2020-03-02 08:15&nbsp;<span>来源：水乡新闻</span></p></div>
        {A}<br><br>{B}<br><br><div class="contheight"></div><img src="//img.example.com/a.jpg" width="600"><br>何师傅在水车上。田小禾 图<br><br>{C}<br><br>{D}<br>
        <div class="news_editor"><p>责任编辑：何叶</p><p>校对：田大山</p></div>
        <p>水乡新闻报料：020-000000 </p><p>水乡新闻，未经授权不得转载</p>
        <div class="go_recommend">+1</div><div class="news_keyword">关键词 >> <span>水车</span></div><p>收藏</p><p>我要举报</p></div>""",
        keep=("何师傅在水车上。田小禾 图",),
        drop=("责任编辑", "校对", "报料", "未经授权", "关键词", "我要举报"),
        found={"editor": ["何叶"], "reporter": ["田小禾"], "source": ["水乡新闻"]},
    ),
    Shape(
        "business feed",
        f"""<div><blockquote><p>本文来自微信公众号<a>“水乡夜话”（ID：shuixiangyehua）</a>，作者：田小禾，水乡网经授权发布。</p></blockquote>
        <p>{A}</p><p>{B}</p><h3>水从哪里来</h3><p>{C}</p><p>{D}</p>
        <p>本内容为作者独立观点，不代表水乡网立场。未经允许不得转载，授权事宜请联系 a@example.com</p></div>""",
        keep=("水从哪里来",),
        drop=("经授权发布", "不代表水乡网立场"),
        found={"author": ["田小禾"], "reposted_from": ["水乡夜话"]},
    ),
    Shape(
        "public account",
        f"""<div class="rich_media_content" id="js_content" style="visibility: hidden;"><section><p>点击上方<span>蓝字</span>关注我们</p></section>
        <section><p>文 | 田小禾　编辑 | 何叶</p></section>
        <section><section><p><span>{A}</span></p><p><span>{B}</span></p><p><br></p></section></section>
        <p style="text-align:center"><img data-src="https://mp.example.com/p.jpg" src="data:image/gif;base64,R0lGOD"></p>
        <p><span>{C}</span></p><p><span>{D}</span></p>
        <section><p>— END —</p><p>长按识别二维码，关注水乡夜话</p><p><img data-src="https://mp.example.com/qrcode.jpg" width="258" height="258"></p>
        <p>往期推荐</p><p><a href="https://mp.example.com/1">山里的渠修通了，水却没有来</a></p><p><a href="https://mp.example.com/2">一口井的来历</a></p>
        <p>喜欢就点个在看吧</p></section></div>""",
        keep=("mp.example.com/p.jpg",),
        drop=("蓝字", "长按识别", "qrcode.jpg", "往期推荐", "山里的渠", "一口井", "点个在看"),
        found={"author": ["田小禾"], "editor": ["何叶"]},
    ),
    Shape(
        "question site",
        f"""<div class="RichText ztext"><p>{A}</p><p>{B}</p><blockquote>{C}</blockquote><p>{D}</p></div>
        <div class="ContentItem-time">发布于 2020-03-02 08:15</div>
        <div class="ContentItem-actions"><button>赞同 120</button><button>12 条评论</button><button>分享</button><button>收藏</button></div>
        <p>著作权归作者所有。商业转载请联系作者获得授权，非商业转载请注明出处。</p>""",
        drop=("发布于", "赞同", "条评论", "著作权归作者所有"),
        found={"published": ["2020-03-02 08:15"]},
    ),
    Shape(
        "programmers' site",
        f"""<div id="article_content"><div class="article-copyright"><span class="creativecommons">版权声明：本文为博主原创文章，遵循 CC 4.0 BY-SA 版权协议，转载请附上原文出处链接和本声明。</span>
        <div>本文链接：<a href="https://blog.example.com/1">https://blog.example.com/1</a></div></div>
        <div id="content_views"><p>{A}</p><p>{B}</p><pre><code>while water:
    turn()
<button class="hljs-button">复制</button></code></pre><p>{C}</p><p>{D}</p></div>
        <div class="hide-article-box"><a>展开阅读全文</a></div><div class="tool-box"><ul><li>点赞 3</li><li>评论</li><li>打赏</li></ul></div></div>""",
        keep=("while water:",),
        drop=("版权声明", "本文链接", "复制", "展开阅读全文", "打赏"),
    ),
    Shape(
        "bloggers' garden",
        f"""<div id="topics"><div class="post"><h1 class="postTitle"><a href="/1">春耕时节的水车</a></h1><div class="postBody"><div id="cnblogs_post_body">
        <p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p></div><div id="MySignature">欢迎转载，但请保留出处。</div>
        <div id="blog_post_info_block"><div id="BlogPostCategory">分类: <a>水利</a></div><div id="EntryTag">标签: <a>水车</a></div>
        <div id="green_channel"><a>好文要顶</a> <a>关注我</a> <a>收藏该文</a></div>
        <div class="post_next_prev"><a>« </a> 上一篇： <a href="/0">一口井的来历</a><br><a>» </a> 下一篇： <a href="/2">山里的渠</a></div></div></div>
        <div class="postDesc">posted @ 2020-03-02 08:15 田小禾 阅读(120) 评论(3) 编辑 收藏 举报</div></div></div>""",
        drop=("保留出处", "分类:", "标签:", "好文要顶", "上一篇", "一口井", "posted @"),
    ),
    Shape(
        "Taiwan daily",
        f"""<section class="article-body"><div class="article-body__info"><span>2020-03-02 08:15</span><span>聯合水鄉 / 記者田小禾／水鄉即時報導</span></div>
        <p>{A}</p><p>{B}</p><figure><img src="https://p.example.tw/1.jpg"><figcaption>老水車又轉了起來。記者田小禾／攝影</figcaption></figure><p>{C}</p><p>{D}</p>
        <p>※ 提醒您：請勿模仿，珍惜生命，請勿攀爬水車。</p><p>延伸閱讀</p><p><a href="/1">山裡的渠修通了，水卻沒有來</a></p><p><a href="/2">一口井的來歷</a></p>
        <div class="article-content__tags"><a rel="tag" href="/t">水車</a></div><p>本文版權所有，非經授權，不得轉載。</p></section>""",
        keep=("老水車又轉了起來。記者田小禾／攝影",),
        drop=("延伸閱讀", "山裡的渠", "非經授權"),
    ),
    Shape(
        "central agency",
        f"""<div class="paragraph"><p>（水鄉社記者田小禾水鄉2日電）{A}</p><p>{B}</p><p>{C}</p><p>{D}（編輯：何葉）1090302</p><p>（編輯：何葉）1090302</p>
        <div class="paragraph moreArticle"><div class="moreArticle-link"><h4>延伸閱讀</h4><a href="/1">山裡的渠修通了</a></div></div></div>""",
        keep=("（水鄉社記者田小禾水鄉2日電）",),
        drop=("山裡的渠",),
        found={"editor": ["何葉"]},
    ),
    Shape(
        "Hong Kong portal",
        f"""<article><div class="breadcrumb"><a>首頁</a> / <a>社會</a></div><h1>春耕時節的水車</h1><p>撰文：田小禾</p><p>出版：2020-03-02 08:15</p>
        <div><p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p></div><div data-related><h3>相關文章</h3><a href="/1">山裡的渠修通了，水卻沒有來</a></div>
        <p>下載「水鄉」App ，即睇最新消息：</p></article>""",
        drop=("首頁", "撰文", "相關文章", "山裡的渠", "下載「水鄉」App"),
        found={"author": ["田小禾"]},
    ),
    Shape(
        "public body",
        f"""<div class="content"><h2 align="center">春耕时节的水车</h2>
        <div class="info">发布时间：2020-03-02　来源：水利站　作者：田小禾　浏览次数：[<span>120</span>]　字号：[ 大 中 小 ]</div>
        <div id="vsb_content"><p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p><p style="text-align:right">水乡水利站</p><p style="text-align:right">2020年3月2日</p></div>
        <p>附件：<a href="/a.doc">水车维修办法.doc</a></p><p>上一条：<a href="/0">一口井的来历</a></p><p>下一条：<a href="/2">山里的渠</a></p><p>【打印】【关闭】</p></div>""",
        keep=("水乡水利站", "2020年3月2日", "水车维修办法.doc"),
        drop=("浏览次数", "一口井", "山里的渠", "【关闭】"),
        found={"author": ["田小禾"], "source": ["水利站"], "published": ["2020-03-02"]},
    ),
    Shape(
        "portal account",
        f"""<article class="article" id="mp-editor"><p data-role="original-title">原标题：水车又转了</p><p>{A}</p><p>{B}</p><p>{C}</p><p>{D}
        <a href="//www.example.com/" target="_blank" id="backsohucom"><span class="backword">返回搜狐，查看更多</span></a></p>
        <p data-role="editor-name">责任编辑：<span>何叶</span></p></article>
        <div class="statement">平台声明：该文观点仅代表作者本人，平台仅提供信息存储空间服务。</div><span>阅读 (120)</span>""",
        drop=("原标题", "责任编辑", "平台声明", "阅读 (120)"),
        found={"original_title": ["水车又转了"], "editor": ["何叶"]},
    ),
    Shape(
        "static blog",
        f"""<div class="post-body"><p>{A}</p><p>{B}</p><h2 id="comment">评论里的水车</h2><p>{C}</p><p>{D}</p><h2>参考</h2><ul><li><a href="https://a.example.org">《水利旧志》全文扫描</a></li>
        <li><a href="https://b.example.org">一份水车的工程图纸</a></li><li><a href="https://c.example.org">何师傅的口述记录整理</a></li></ul></div>
        <div class="post-copyright"><p>本文作者：田小禾</p><p>本文链接：https://blog.example.com/shuiche</p><p>版权声明：本博客所有文章除特别声明外，均采用 BY-NC-SA 许可协议。转载请注明出处！</p></div>
        <div class="reward-container"><div>坚持原创，您的支持是我前进的动力</div><button>打赏</button></div>
        <div class="post-nav"><a href="/0">一口井的来历</a><a href="/2">山里的渠</a></div>""",
        keep=("评论里的水车", "参考", "《水利旧志》全文扫描", "一份水车的工程图纸", "何师傅的口述记录整理"),
        drop=("本文链接", "版权声明", "打赏", "一口井", "山里的渠"),
    ),
    Shape(
        "gadget news",
        f"""<div class="post_content"><p>水乡之家 3 月 2 日消息 {A}</p><p>{B}</p><p>{C}</p><p>{D}</p><p>相关阅读：</p><ul><li><p>《<a href="/1">山里的渠修通了，水却没有来</a>》</p></li></ul>
        <p class="ad-tips">广告声明：文内含有的对外跳转链接用于传递更多信息，结果仅供参考，本站所有文章均包含本声明。</p></div>""",
        keep=("水乡之家 3 月 2 日消息",),
        drop=("相关阅读", "山里的渠", "广告声明"),
    ),
    Shape(
        "account page",
        f"""<div id="img-content"><h2 id="activity-name">春耕时节的水车</h2><div id="meta_content" class="rich_media_meta_list"><span id="copyright_logo">原创</span>
        <span class="rich_media_meta rich_media_meta_text" id="js_author_name">田小禾</span> <a id="js_name">水乡夜话</a>
        <div id="js_profile_qrcode" style="display:none;"><strong>水乡夜话</strong><p>功能介绍</p></div><em id="publish_time">3月2日</em></div>
        <div id="js_content"><p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p></div><div class="rich_media_tool"><p>预览时标签不可点</p></div></div>""",
        drop=("原创", "功能介绍", "预览时", "3月2日"),
        found={"author": ["田小禾"], "source": ["水乡夜话"]},
    ),
    Shape(
        "school",
        f"""<div class="article"><h1 class="arti_title">春耕时节的水车</h1><p class="arti_metas"><span>发布者：田小禾</span><span>发布时间：2020-03-02</span><span>浏览次数：<i>120</i></span></p>
        <div class="wp_articlecontent"><p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p><p>（撰稿：田小禾 摄影：何叶 审核：田大山）</p></div></div>""",
        drop=("发布者", "浏览次数", "撰稿"),
        found={"published": ["2020-03-02"], "author": ["田小禾"]},
    ),
    Shape(
        "finance portal",
        f"""<div class="art_contextBox"><p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p></div><div class="showAll"><a>看全文</a></div>
        <p>（责任编辑：何叶 HF075）</p><div class="ans_box"><p>写评论</p><p>已有<span>12</span>条评论</p><p>跟帖用户自律公约</p><p>提 交</p><p>还可输入500字</p></div>
        <div><h3>相关推荐</h3><ul><li><a href="/1">山里的渠修通了，水却没有来</a></li></ul></div><p>【免责声明】本文仅代表作者本人观点，与水乡网无关。</p>""",
        drop=("看全文", "责任编辑", "写评论", "条评论", "自律公约", "还可输入", "相关推荐", "山里的渠", "免责声明"),
        found={"editor": ["何叶"]},
    ),
    Shape(
        "hardware news",
        f"""<div class="news_info"><p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p><p>【本文结束】如需转载请务必注明出处：水乡科技</p><p>责任编辑：何叶</p><p>文章内容举报</p>
        <div class="page">上一页 1 2 <a>3</a> 下一页</div><p>更多相关资讯请关注：水车专区</p></div>""",
        drop=("本文结束", "责任编辑", "内容举报", "下一页", "专区"),
        found={"editor": ["何叶"]},
    ),
    Shape(
        "old blog",
        f"""<div class="entry-content"><p>{A}</p><p>{B}</p><ul><li>木料</li><li>桐油</li><li>铁钉</li></ul><p>{C}</p><p>{D}</p>
        <h3>分享此文：</h3><ul><li><a>Twitter</a></li><li><a>Facebook</a></li></ul><h3>赞过：</h3><p>喜欢 正在加载……</p><h3>相关</h3></div>
        <div class="entry-meta">本文由 <a>田小禾</a> 发表在 <a>水利</a></div>""",
        keep=("木料", "桐油", "铁钉"),
        drop=("分享此文", "Twitter", "赞过", "正在加载"),
    ),
    Shape(
        "letters and documents",
        f"""<div><p>田小禾同志：</p><p>{A}</p><p>一、木料</p><p>二、桐油</p><p>{B}</p><p>{C}</p><p>此致</p><p>敬礼！</p><p>何叶</p><p>2020年3月2日</p>
        <p>附件：1. 水车图纸</p><p>2. 木料清单</p></div>""",
        keep=("田小禾同志：", "一、木料", "此致", "敬礼！", "何叶", "2020年3月2日", "附件：1. 水车图纸", "2. 木料清单"),
    ),
    Shape(
        "interview",
        f"""<div><p>记者：水车转了多少年？</p><p>何师傅：三百年。</p><p>记者：还要转下去吗？</p><p>何师傅：{C}</p><p>编辑：何叶</p></div>""",
        keep=("记者：水车转了多少年？", "何师傅：三百年。", "记者：还要转下去吗？"),
        drop=("编辑：何叶",),
        found={"editor": ["何叶"]},
    ),
    Shape(
        "columns",
        f"""<div><div class="left"><p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p></div><div class="right"><div><h3>水乡观察</h3>
        <ul><li>1、<a href="/1">山里的渠修通了，水却没有来</a></li><li>2、<a href="/2">一口井的来历和它的三个主人</a></li><li>3、<a href="/3">桥上的人都去了哪里</a></li></ul></div></div></div>""",
        drop=("水乡观察", "山里的渠", "一口井", "桥上的人"),
    ),
    Shape(
        "links of the author",
        f"""<div><p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p><h3>书单</h3>
        <ul><li><a href="/1">《水经注》校证本的第三卷</a></li><li><a href="/2">《天工开物》里的筒车</a></li><li><a href="/3">《农政全书》水利卷</a></li></ul></div>""",
        keep=("书单", "《水经注》校证本的第三卷", "《天工开物》里的筒车", "《农政全书》水利卷"),
    ),
    Shape(
        "words mislead",
        f"""<div><p>广告</p><p>{A}村里人都说那块广告牌挡了水路，责任编辑来拍过照片，声明也登了报。</p><p>扫码支付的牌子挂在水车上，二维码已经褪色。</p><p>{B}</p>
        <p>推荐阅读</p><p>《水经注》是他推荐阅读的第一本书，关注它的人不多。</p><p>作者：水</p><p>{C}</p><p>2020年3月2日 08:15</p><p>{D}</p></div>""",
        keep=("挡了水路", "褪色", "推荐阅读", "《水经注》", "作者：水", "2020年3月2日 08:15"),
    ),
    Shape(
        "poem",
        "<div><p>水车转</p><p>人不转</p><p>一圈一圈</p><p>都是春天</p><p>作者：田小禾</p></div>",
        keep=("水车转", "人不转", "一圈一圈", "都是春天"),
        drop=("作者",),
        found={"author": ["田小禾"]},
    ),
)
"""Those in which the four paragraphs stand, and some without."""
