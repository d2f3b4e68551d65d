"""Reading: any bytes give a Source or one clear error; the encoding is found; the body is what the file holds."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convert.config import Config
from convert.errors import CODES, ArticleError, Diagnostic, HuoziError, UsageError
from convert.pipeline import read_article
from convert.read import Source, read
from convert.read.encoding import BIG5, codec, common_big5, common_gb, share

SIMPLIFIED = "春天的风吹过山坡，他说：“我们明天再来看花。”大家都笑了。\n"
TRADITIONAL = "春天的風吹過山坡，他說：「我們明天再來看花。」大家都笑了。\n"


def reading(data: bytes, path: Path | None = None, **settings: Any) -> tuple[Source, list[Diagnostic]]:
    told: list[Diagnostic] = []
    return read(path, Config(**settings), told.append, data=data), told


def attempt(data: bytes, path: Path | None = None) -> tuple[Source | None, list[Diagnostic]]:
    """The Source and what was told of it, or None and the error's diagnostic."""
    try:
        return reading(data, path)
    except HuoziError as error:
        return None, [error.diagnostic]


def codes(told: list[Diagnostic]) -> list[str]:
    return [note.code for note in told]


def same(a: Source, b: Source) -> bool:
    return (a.front, a.front_lines, a.body, a.body_line, a.kind) == (b.front, b.front_lines, b.body, b.body_line, b.kind)


# ---- laws ---------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(b"---\n", b"+++\n", b";;;\n"),
        *(b"title: ", b"huozi:", b"{", b"}", b"\n", b"\r", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"<p>", b"<!--", b"[", b"'"),
    ]
)
BYTES = st.one_of(st.binary(max_size=80), st.lists(st.one_of(PIECES, st.binary(max_size=4)), max_size=20).map(b"".join))


@given(BYTES, st.sampled_from(["", ".md", ".html", ".txt", ".json"]))
@example(b'{"version": 1, "blocks": []}', ".json")
@example(b"\xff\xfe\x00\xd8", ".md")
@example(b"+++\na=2020-01-01T00:00:00\n+++\n", ".md")
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes, suffix: str) -> None:
    source, told = attempt(data, Path(f"a{suffix}") if suffix else None)
    assert all("\n" not in str(note) and note.code in CODES for note in told)
    assert source is None or "\r" not in source.body
    assert all(note.line is None or 1 <= note.line <= max(data.count(b"\n") + data.count(b"\r"), 0) + 1 for note in told)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], include_characters="\n\t"), max_size=40)


@given(TEXT, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_a_marked_copy_reads_like_the_plain_one(text: str, encoding: str) -> None:
    article = f"---\ntitle: 题\n---\n{text}体"
    plain, _ = reading(article.encode())
    marked, told = reading(article.encode(encoding))
    assert same(plain, marked)
    assert not told
    assert article.encode(encoding).decode(marked.encoding).endswith(marked.body)


@given(TEXT, st.sampled_from(["\r\n", "\r"]))
def test_a_copy_with_other_line_ends_reads_alike(text: str, end: str) -> None:
    article = f"---\ntitle: 题\n---\n{text}体"
    assert same(reading(article.encode())[0], reading(article.replace("\n", end).encode())[0])


@given(TEXT)
def test_the_body_is_never_stripped(text: str) -> None:
    body = f" \u3000\u00a0\n{text}\u3000\u2028\u0085 \n\n"
    assert reading(f"---\ntitle: 题\n---\n{body}".encode())[0].body == body


# ---- the corpus in other encodings --------------------------------------------------------------------------------


def articles(corpus: Path) -> list[tuple[Path, str]]:
    files = sorted(path for path in corpus.glob("*/*") if path.is_file())
    return [(path, path.read_bytes().decode("utf-8")) for path in files]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be", "utf-8-sig", "big5"])
def test_copies_of_the_corpus_read_like_the_files(corpus: Path, encoding: str) -> None:
    tried = 0
    for path, text in articles(corpus):
        mark = "\ufeff" if encoding.startswith("utf-16") else ""
        try:
            data = (mark + text).encode(encoding)
        except UnicodeEncodeError:
            continue
        tried += 1
        plain = reading(text.encode(), path)[0]
        copy, told = reading(data, path)
        assert same(plain, copy), path
        assert copy.encoding == {"big5": BIG5, "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding) or data.isascii()
        assert "undecodable" not in codes(told)
    assert tried >= (36 if encoding == "big5" else 165)


def test_copies_of_the_corpus_with_other_line_ends_read_like_the_files(corpus: Path) -> None:
    for path, text in articles(corpus):
        assert same(reading(text.encode(), path)[0], reading(text.replace("\n", "\r\n").encode(), path)[0]), path


# ---- encodings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "encoding", "guessed"),
    [
        (SIMPLIFIED.encode(), "utf-8", False),
        (SIMPLIFIED.encode("utf-8-sig"), "utf-8-sig", False),
        (SIMPLIFIED.encode("utf-16"), "utf-16", False),
        (SIMPLIFIED.encode("utf-16-le"), "utf-16-le", True),
        (SIMPLIFIED.encode("utf-16-be"), "utf-16-be", True),
        (SIMPLIFIED.encode("gb18030"), "gb18030", True),
        (TRADITIONAL.encode("gb18030"), "gb18030", True),
        (TRADITIONAL.encode("big5"), BIG5, True),
        (TRADITIONAL.encode("cp950"), BIG5, True),
        (b'<meta charset="gb2312">' + SIMPLIFIED.encode("gb18030"), "gb18030", False),
        (b"<meta http-equiv=Content-Type content='text/html; charset=GBK'>" + SIMPLIFIED.encode("gb18030"), "gb18030", False),
        (b'<?xml version="1.0" encoding="big5"?>' + TRADITIONAL.encode("big5"), BIG5, False),
        (b"<meta charset=gb2312>" + SIMPLIFIED.encode(), "utf-8", False),
        (b"<meta charset=utf-8>" + SIMPLIFIED.encode("gb18030"), "gb18030", True),
        (b"<meta charset=iso-8859-1>" + SIMPLIFIED.encode("gb18030"), "gb18030", True),
        (b"<meta charset=nonsense>" + SIMPLIFIED.encode("gb18030"), "gb18030", True),
        (b"---\ncharset: gbk\n---\n" + SIMPLIFIED.encode("gbk"), "gb18030", False),
    ],
)
def test_the_encoding_is_found_in_the_stated_order(data: bytes, encoding: str, guessed: bool) -> None:
    source, told = reading(data)
    assert source.encoding == encoding
    assert codes(told) == (["encoding-guessed"] if guessed else [])
    assert "春天" in source.body


def test_characters_of_hong_kong_and_of_windows_are_read_from_big5() -> None:
    text = "我哋喺度食嘢，裏面有碁石～一粒"
    data = text.replace("～", "∼").encode("big5hkscs")
    assert reading((TRADITIONAL * 3).encode("big5") + data)[0].body.endswith(text)


def test_what_calls_itself_gb2312_keeps_its_marks() -> None:
    text = "朱镕基·〇八年——喆\n"
    source, _ = reading(b"<meta charset=gb2312>" + text.encode("gb18030"))
    assert source.body.endswith(text)


@pytest.mark.parametrize(
    "data",
    [
        SIMPLIFIED.encode()[:-2],
        SIMPLIFIED.encode() + b"\xff" + SIMPLIFIED.encode(),
        "Le café est agréable à la fenêtre.".encode("cp1252"),
        "これは日本語の文章です。東京の天気は晴れです。".encode("cp932"),
    ],
)
def test_what_fits_nowhere_is_an_error_and_no_mojibake(data: bytes) -> None:
    with pytest.raises(ArticleError) as caught:
        reading(data)
    assert caught.value.diagnostic.code == "undecodable"
    assert caught.value.diagnostic.hint


def test_the_error_names_the_line_that_is_no_utf8() -> None:
    with pytest.raises(ArticleError, match=r"^-:3: it is UTF-8 but for 1 place"):
        reading("一\n二\n".encode() + b"\xff\n" + SIMPLIFIED.encode() * 9)
    with pytest.raises(ArticleError, match=r"^-:2: its bytes are neither UTF-8 nor"):
        reading(b"a\n" + bytes(range(200, 256)))


def test_the_user_can_say_the_encoding() -> None:
    assert reading("これは日本語".encode("cp932"), encoding="shift_jis")[0].body == "これは日本語"
    assert reading(SIMPLIFIED.encode("gb18030"), encoding="gb2312")[1] == []
    with pytest.raises(ArticleError, match="no big5hkscs"):
        reading(SIMPLIFIED.encode(), encoding="big5")


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "zip", "undefined", " ", "a\0b"])
def test_an_encoding_that_is_none_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        reading(b"x", encoding=name)
    assert caught.value.diagnostic.code == "bad-setting"


def test_the_tables_hold_the_first_levels_of_their_standards() -> None:
    # GB/T 2312-1980 level 1 has 3755 Han, Big5 level 1 has 5401.
    assert sum("\u4e00" <= char <= "\u9fff" for char in common_gb()) == 3755
    assert sum("\u4e00" <= char <= "\u9fff" for char in common_big5()) >= 5401
    assert {"的", "。", "“", "ǎ"} < common_gb()
    assert {"的", "。", "「", "ㄅ"} < common_big5()
    assert share("的abc", common_gb()) == 1.0


@pytest.mark.parametrize(("label", "name"), [("GB2312", "gb18030"), (" big5 ", BIG5), ("UTF8", "utf-8"), ("x-sjis", "cp932"), ("hex", "")])
def test_labels_are_those_of_the_web(label: str, name: str) -> None:
    assert codec(label) == name


# ---- bad input ----------------------------------------------------------------------------------------------------


def failure(path: Path | None, data: bytes | None = None) -> str:
    with pytest.raises(ArticleError) as caught:
        read(path, Config(), lambda _: None, data=data)
    assert "\n" not in str(caught.value)
    return caught.value.diagnostic.code


def test_what_is_no_article_file_is_one_clear_error(tmp_path: Path) -> None:
    pipe, loop = tmp_path / "pipe", tmp_path / "loop"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    assert failure(tmp_path / "none.md") == "no-file"
    assert failure(tmp_path) == "is-folder"
    assert failure(pipe) == "not-a-file"
    assert failure(Path("/dev/null")) == "not-a-file"
    assert failure(loop) == "unreadable"
    assert failure(tmp_path / ("甲" * 200)) == "unreadable"
    assert failure(Path("a\0b")) == "unreadable"


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf\n", b"\xff\xfe", b"\0\0"])
def test_an_empty_file_is_an_error(data: bytes) -> None:
    assert failure(None, data) == "empty-file"


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\nabc", b"PK\x03\x04abc", b"\x89PNG\r\n\x1a\n", bytes(range(256)) * 4, b"\x01\x02\0\x03\x04\x05"]
)
def test_a_binary_file_is_an_error(data: bytes) -> None:
    assert failure(None, data) == "binary-file"


@pytest.mark.parametrize("text", ["[1, 2]", '{"title": "题"}', '{"version": 1}', '{"version": 1, "blocks": 3}', "{", "题"])
def test_json_of_another_kind_is_not_ours(text: str) -> None:
    assert failure(Path("a.json"), text.encode()) == "not-ours"


def test_json_of_our_shape_is_ours_by_any_name() -> None:
    text = '{"version": 1, "meta": {}, "blocks": [], "notes": []}'
    for path in (Path("a.json"), Path("a.md"), None):
        source, told = reading(text.encode(), path)
        assert (source.kind, source.body, told) == ("json", text, [])


@pytest.mark.parametrize("body", ["", "\n\n　\n"])
def test_an_empty_body_converts_with_a_warning(body: str) -> None:
    got = read_article("-", data=f"---\ntitle: 题\n---\n{body}".encode())
    assert got.document.meta.title == "题"
    assert [(note.code, note.line) for note in got.diagnostics] == [("empty-body", 4)]


def test_control_characters_are_left_out_and_told_with_their_line() -> None:
    source, told = reading(f"一\n二\x0b三\x00\x1f四\ufffe\n五\x85六{SIMPLIFIED}".encode())
    assert source.body == f"一\n二三四\n五\x85六{SIMPLIFIED}"
    assert [(note.code, note.line) for note in told] == [("control-characters", 2)]
    assert "4 control characters" in told[0].message


# ---- what a body is -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<div>\n一段\n</div>\n", "html"),
        ("\n\n　<div>一</div>", "markdown"),
        ("<!-- 注 -->\n<p>一</p>\n\n<p>二</p>", "html"),
        ("<!DOCTYPE html><html><body>一</body></html>", "html"),
        ("<p>一\n\n<p>二", "html"),
        ("<P CLASS=a>一</P>", "html"),
        ('<div style="a: "b" c">一</div>', "html"),
        ("<img src=a.png><br>一段<br>二段", "html"),
        ("<b>题</b>一段<br>二段", "html"),
        ("<div align=center>标</div>\n\n# 题\n\n文", "markdown"),
        ("<img src=a.png>\n\n文字在这里。", "markdown"),
        ("<https://a.example>", "markdown"),
        ("<甲>乙", "markdown"),
        ("一 < 二", "markdown"),
        ("# 题\n\n<p>一</p>", "markdown"),
        ("<div><div>一</div>\n\n二</div>\n", "html"),
        ("<style>p{}</style>\n<p>一</p>", "html"),
        ("<!-- 没有关上 一段", "markdown"),
    ],
)
def test_html_is_told_from_markdown(body: str, kind: str) -> None:
    assert reading(f"---\ntitle: 题\n---\n{body}".encode(), Path("a.md"))[0].kind == kind


def test_an_html_file_is_html_whatever_it_begins_with() -> None:
    assert reading("# 一".encode(), Path("a.HTML"))[0].kind == "html"


def test_a_line_of_a_text_file_is_a_paragraph_in_the_same_line() -> None:
    source, _ = reading("---\ntitle: 题\n---\n　　一 < 二 & *三*\n\n# 四\n".encode(), Path("a.txt"))
    assert source.kind == "html"
    assert source.body == "<p>　　一 &lt; 二 &amp; *三*</p>\n\n<p># 四</p>\n"


def test_a_source_knows_its_name_and_folder(tmp_path: Path) -> None:
    path = tmp_path / "文.md"
    path.write_text("一", encoding="utf-8")
    source = read(path, Config(), lambda _: None)
    assert (source.name, source.folder, source.data) == (str(path), tmp_path, "一".encode())
    piped = reading(b"x")[0]
    assert (piped.name, piped.folder) == ("-", None)


# ---- size: linear, so these finish at once; were one of them quadratic they would not finish at all ------------------


LARGE: dict[str, Callable[[int], bytes]] = {
    "line": lambda n: "甲".encode() * (3 * n),
    "open": lambda n: b"<div>" * n,
    "siblings": lambda n: b"<p>a</p>" * (n // 2),
    "comments": lambda n: b"<!--" * n,
    "marked": lambda n: b"<!" * (2 * n),
    "quotes": lambda n: b"\"'<" * n,
    "spaces": lambda n: b"---\n" + b" " * (5 * n) + b"x",
    "fences": lambda n: b"---\n" * n,
    "blank": lambda n: b"\n" * (5 * n) + b"x",
    "title": lambda n: b"---\ntitle: " + b"a " * n + b"\n---\nx",
    "unopened": lambda n: b"title: x\n" + b"a: b\n" * (n // 2),
    "braces": lambda n: b"{" * n,
    "json": lambda n: b'{"a":' * (n // 2),
    "guess": lambda n: ("甲" * (3 * n)).encode("gb18030"),
}


@pytest.mark.parametrize("size", [200_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("shape", LARGE)
def test_large_input_is_read(shape: str, size: int) -> None:
    source, told = attempt(LARGE[shape](size))
    assert source.body if source else codes(told) == ["front-matter-open"]


KOREAN = "강물은 마을 앞을 흐르고 사람들은 그 이름을 모른다. 오늘 아침에도 배는 강을 건넜다."
JAPANESE = "川は村の前を流れている。人々はその名を知らない。今朝も舟は川を渡った。"


@pytest.mark.parametrize(("text", "encoding"), [(KOREAN, "euc_kr"), (JAPANESE, "euc_jp"), (JAPANESE, "cp932")])
def test_undeclared_korean_and_japanese_are_an_error_and_no_mojibake(text: str, encoding: str) -> None:
    data = f"---\ntitle: a\n---\n\n{text}\n".encode(encoding)
    with pytest.raises(ArticleError) as caught:
        read(None, Config(), lambda _: None, data=data)
    assert caught.value.diagnostic.code == "undecodable"
    assert encoding in caught.value.diagnostic.hint
    assert text in read(None, Config(encoding=encoding), lambda _: None, data=data).body
