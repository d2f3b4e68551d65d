"""The pools of characters that generated Chinese text is made of: what writers and parsers get wrong, by kind.

Own choice, not cut from anybody's text. A new kind is one constant here and a line in `strategies.py`.
"""

from __future__ import annotations

HAN = "天地玄黄宇宙洪荒山水江河春夏秋冬国國书書体體龙龍一二三甲乙丙丁"
RARE_HAN = "𠮷𡈽𢫦𪚥𫠝𬺰𰻞㐀㑇䶮〇々"
"""Extensions A to G, and Script=Han outside the blocks."""
COMPATIBILITY = "\uf900\uf91d\ufa0e\ufa11\ufa30\U0002f800"
"""豈 and others: NFC would change most of them."""
RADICALS = "\u2f00\u2f08\u2f2f\u2e81\u2ec4"
"""Kangxi radicals and the supplement: NFKC would make unified ideographs of them."""
SELECTED = ("葛\U000e0100", "辻\U000e0101", "﨑\ufe00", "⺀\ufe0e")
"""Characters with a variation selector behind them."""
PRIVATE = "\ue000\uf8ff\U000f0000\U0010fffd"
EMOJI = ("😀", "👨\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "👍🏽", "🇨🇳", "1\ufe0f\u20e3")
CHINESE_PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕［］｛｝—…·～－／｜＿﹏﹁﹂※￥％‰℃①⑴Ⅳ"
PAIRS = ("——", "……", "，”", "。）", "》《", "“《", "：“")
LATIN = "abcXYZé ﬁＡＢ"
PINYIN = ("hàn", "zì", "lǜ", "ㄏㄢˋ", "ê̄")
DIGITS = ("0", "7", "42", "１２", "2021", "3.14", "1,000", "50%")
MARKDOWN_MARKS = (
    *"*_~`[]()<>#+-=|\\!&:$^{}\"'.@/",
    "**",
    "***",
    "~~",
    "__",
    "```",
    "---",
    "1. ",
    "2) ",
    "- ",
    "+ ",
    "# ",
    "> ",
    "[^1]",
    "[^1]: ",
    "![",
    "](",
    "[1]: ",
    "&amp;",
    "&copy;",
    "&#65;",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<br>",
    "http://a.example/中，后",
    "www.a.example",
    "a@b.example",
    "| --- |",
    "{#x}",
    "$x$",
    "$$",
    "\\(",
    "{% x %}",
    ": ",
    "[ ] ",
    "\\n",
)
WIDE_SPACES = "\u3000\u00a0\u2003\u2009"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u0085\u2028\u200e\u202e"
