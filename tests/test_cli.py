"""The command as a user types it: formats, places, exit statuses, error lines, streams."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from convert import cli
from convert.config import rows

ROOT = Path(__file__).parents[1]
HUOZI = (sys.executable, "-m", "convert")
FORMATS = ("md", "txt", "json", "epub", "pdf")
TEXT_FORMATS = ("md", "txt", "json")

POST = """---
title: 渡口的灯
date: 2021-03-04 05:06:07
---

<p>　　夜里有雾，船都靠了岸。</p>
<p>他说：“灯还亮着。”</p>
"""

Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """An article in a folder of its own, which is the current one."""
    path = tmp_path / "post.md"
    path.write_text(POST, encoding="utf-8")
    return path


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the command in this process: exit status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, bytes, str]:
        status = cli.main([str(argument) for argument in arguments])
        sys.stdout.flush()
        sys.stderr.flush()
        out, err = capfdbinary.readouterr()
        return status, out, err.decode()

    return call


# ---- formats and places ---------------------------------------------------------------------------------------------


def test_markdown_goes_to_standard_output_where_nothing_else_is_said(run: Run, post: Path) -> None:
    status, out, _ = run("convert", post)
    assert status == 0
    assert "渡口的灯" in out.decode()
    assert sorted(path.name for path in post.parent.iterdir()) == ["post.md"]


@pytest.mark.parametrize("name", FORMATS)
def test_the_suffix_of_the_output_says_the_format(run: Run, post: Path, name: str) -> None:
    status, out, err = run("convert", post, "-o", f"neu/x.{name}")
    assert (status, out) == (0, b"")
    assert err.splitlines()[-1] == f"neu/x.{name}"
    assert (post.parent / f"neu/x.{name}").stat().st_size > 100


def test_one_text_format_without_a_place_is_printed(run: Run, post: Path) -> None:
    status, out, _ = run("convert", post, "-t", "json")
    assert status == 0
    assert json.loads(out)["meta"]["title"] == "渡口的灯"


def test_formats_that_are_no_text_and_several_formats_go_into_the_current_folder(run: Run, post: Path) -> None:
    assert run("convert", post, "-t", "epub")[0] == 0
    assert run("convert", post, "-t", "txt,json")[0] == 0
    assert sorted(path.name for path in post.parent.iterdir()) == ["post.epub", "post.json", "post.md", "post.txt"]


def test_a_folder_takes_all_formats_and_commas_are_repetitions(run: Run, post: Path) -> None:
    assert run("convert", post, "-t", "md, TXT", "-t", ".json", "-o", "out/")[0] == 0
    assert run("convert", post, "-t", "md", "-t", "txt", "-t", "json", "-o", "again/")[0] == 0
    for name in TEXT_FORMATS:
        assert (post.parent / f"out/post.{name}").read_bytes() == (post.parent / f"again/post.{name}").read_bytes()


def test_an_existing_folder_needs_no_slash(run: Run, post: Path) -> None:
    (post.parent / "there").mkdir()
    assert run("convert", post, "-t", "txt", "-o", "there")[0] == 0
    assert (post.parent / "there/post.txt").is_file()


def test_printing_and_writing_give_the_same_bytes(run: Run, post: Path) -> None:
    _, printed, _ = run("convert", post, "-t", "txt", "-o", "-")
    run("convert", post, "-o", "x.txt")
    assert (post.parent / "x.txt").read_bytes() == printed


def test_a_second_run_replaces_what_the_first_wrote(run: Run, post: Path) -> None:
    run("convert", post, "-o", "x.txt")
    post.write_text(POST.replace("灯还亮着", "雾散了"), encoding="utf-8")
    assert run("convert", post, "-o", "x.txt")[0] == 0
    assert "雾散了" in (post.parent / "x.txt").read_text(encoding="utf-8")


def test_a_template_of_what_an_article_lacks_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bare.md").write_text("---\ntitle: 甲\n---\n乙。\n", encoding="utf-8")
    status, _, err = run("convert", tmp_path / "bare.md", "-t", "txt", "--name", "{date:%Y}-{author}-{title}", "-o", f"{tmp_path}/")
    assert status == 0
    assert "note: it has no date, author" in err
    assert (tmp_path / "--甲.txt").exists()
    (tmp_path / "in").mkdir()
    (tmp_path / "bare.md").rename(tmp_path / "in/bare.md")
    status, _, err = run("batch", tmp_path / "in", tmp_path / "out", "-t", "txt", "--name", "{date:%Y}-{title}")
    assert (status, "name-part-empty: 1 in 1" in err) == (0, True)


def test_a_template_names_the_output(run: Run, post: Path) -> None:
    assert run("convert", post, "-t", "txt", "--name", "{date:%Y}/{date:%m%d}-{title}")[0] == 0
    assert (post.parent / "2021/0304-渡口的灯.txt").is_file()


def test_standard_input_is_an_article_too() -> None:
    done = subprocess.run([*HUOZI, "convert", "-", "-t", "txt"], input=POST.encode("gb18030"), capture_output=True, check=True, cwd=ROOT)
    assert "他说：“灯还亮着。”" in done.stdout.decode("utf-8")


# ---- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says", "hints"),
    [
        (("convert",), "no article", "ARTICLE"),
        (("convert", "post.md", "-t", "epbu"), "no format is called 'epbu'", "did you mean epub?"),
        (("convert", "post.md", "-o", "x.docx"), "no format is called 'docx'", "did you mean"),
        (("convert", "post.md", "-t", "md,txt", "-o", "x.md"), "2 formats cannot go into x.md", "FOLDER/"),
        (("convert", "post.md", "-t", "md,txt", "-o", "-"), "2 formats cannot go into standard output", "FOLDER/"),
        (("convert", "post.md", "--page", "A9"), "A9", "huozi convert -h"),
        (("convert", "post.md", "--name", "{titel}", "-t", "txt"), "titel", "{title}"),
        (("convert", "post.md", "--name", "{title.__class__}", "-t", "txt"), "__class__", "{title}"),
        (("convert", "post.md", "--zone", "Mars/Olympus", "--line-height", "9"), "line-height", ""),
        (("convret", "post.md"), "convret", "huozi -h"),
        (("post.md", "-t", "txt"), "post.md is no command", "huozi convert post.md"),
        ((".",), ". is no command", "huozi batch ."),
        (("convert", "post.md", "more.md"), "2 articles", "huozi batch"),
        (("batch",), "no folder", "FOLDER"),
        (("batch", ".", "out", "--keep", "no-such-rule"), "no-such-rule", "huozi rules"),
        (("rules", "--keep", "no-such-rule"), "no-such-rule", "huozi rules"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_a_hint(run: Run, post: Path, arguments: tuple[str, ...], says: str, hints: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, b"")
    line, *rest = err.splitlines()
    assert says in line
    assert hints in "".join(rest)
    assert all(text.startswith("hint: ") for text in rest)
    assert sorted(path.name for path in post.parent.iterdir() if path.name != "out") == ["post.md"]


NO_ARTICLES = {"empty.md": b"", "binary.md": b"%PDF-1.7\n%\xe2\xe3", "open.md": b"---\ntitle: x\n"}


def test_bad_input_is_one_line_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    bad = [tmp_path / "missing.md", tmp_path]
    for name, data in NO_ARTICLES.items():
        (tmp_path / name).write_bytes(data)
        bad.append(tmp_path / name)
    before = sorted(tmp_path.iterdir())
    for path in bad:
        status, out, err = run("convert", path, "-t", "md,txt,json,epub", "-o", "out/")
        assert (status, out) == (1, b""), path
        assert err.startswith(f"{path}:")
        assert "Traceback" not in err
    assert sorted(tmp_path.iterdir()) == before


def test_the_article_itself_is_never_the_output(run: Run, post: Path) -> None:
    (post.parent / "link.md").symlink_to(post)
    (post.parent / "hard.md").hardlink_to(post)
    for name in ("post.md", "./post.md", "link.md", "hard.md", post):
        status, _, err = run("convert", post, "-t", "md", "-o", name)
        assert status == 1
        assert "is the article itself" in err
    assert post.read_text(encoding="utf-8") == POST


def test_strict_fails_on_a_warning_and_writes_nothing(run: Run, post: Path) -> None:
    post.write_text(POST.replace("2021-03-04 05:06:07", "不详"), encoding="utf-8")
    assert run("convert", post, "-o", "x.txt")[0] == 0
    (post.parent / "x.txt").unlink()
    status, _, err = run("convert", post, "-o", "x.txt", "--strict")
    assert status == 1
    assert f"{post}:3: " in err
    assert not (post.parent / "x.txt").exists()


def test_a_fault_of_the_program_is_one_line_and_a_traceback_only_for_debug(run: Run, post: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("spoon")

    monkeypatch.setattr("convert.write.write", fail)
    status, _, err = run("convert", post, "-o", "x.txt")
    assert status == 1
    assert "spoon" in err
    assert "Traceback" not in err
    assert "Traceback" in run("convert", post, "-o", "x.txt", "--debug")[2]


# ---- streams --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GBK", "C.UTF-8"])
def test_a_pipe_gets_utf_8_whatever_the_locale(post: Path, locale: str) -> None:
    env = {**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*HUOZI, "convert", post, "-t", "txt"], capture_output=True, env=env, cwd=ROOT, check=True)
    assert "渡口的灯" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_a_closed_pipe_is_no_error(post: Path) -> None:
    post.write_text(POST + f"<p>{'山' * 100}。</p>\n" * 1000, encoding="utf-8")
    with subprocess.Popen([*HUOZI, "convert", post, "-t", "txt"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_full_device_is_an_error(post: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*HUOZI, "convert", post, "-t", "txt"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT)
    assert done.returncode == 1
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_gets_no_epub(post: Path) -> None:
    terminal, side = pty.openpty()
    try:
        done = subprocess.run([*HUOZI, "convert", post, "-t", "epub", "-o", "-"], stdout=side, stderr=subprocess.PIPE, cwd=ROOT)
    finally:
        os.close(side)
        os.close(terminal)
    assert done.returncode == 2
    assert b"does not go to a terminal" in done.stderr


def test_an_epub_goes_into_a_pipe(post: Path) -> None:
    done = subprocess.run([*HUOZI, "convert", post, "-t", "epub", "-o", "-"], capture_output=True, cwd=ROOT, check=True)
    assert done.stdout.startswith(b"PK")


NAMES = (b"-t.md", b"a b.md", b"$HOME.md", "圖畫 第十二.md".encode(), b"\xff\xfe.md", b"--help.md")


def test_any_file_name(tmp_path: Path) -> None:
    env = {**os.environ, "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    for name in NAMES:
        path = os.fsencode(tmp_path) + b"/" + name
        Path(os.fsdecode(path)).write_text(POST.replace("date: 2021-03-04 05:06:07", "date: 不详"), encoding="utf-8")
        done = subprocess.run([*HUOZI, "convert", "-t", "txt,json", "--", name], cwd=tmp_path, env=env, capture_output=True)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
    wanted = {name[:-3] + suffix for name in NAMES for suffix in (b".md", b".txt", b".json")}
    assert {os.fsencode(made.name) for made in tmp_path.iterdir()} == wanted
    done = subprocess.run([*HUOZI, "inspect", "--json", "."], cwd=tmp_path, env=env, capture_output=True)
    sources = {json.loads(line)["source"] for line in done.stdout.decode().splitlines()}
    assert set(map(os.fsdecode, NAMES)) <= sources


def test_a_device_takes_the_output_and_stays_one(post: Path) -> None:
    done = subprocess.run([*HUOZI, "convert", post, "-t", "txt", "-o", "/dev/stdout"], capture_output=True, cwd=ROOT, check=True)
    assert "渡口的灯" in done.stdout.decode()
    assert Path("/dev/stdout").is_symlink()


# ---- settings -------------------------------------------------------------------------------------------------------


def test_every_setting_is_an_option_and_is_shown(run: Run) -> None:
    status, out, _ = run("convert", "--show-config")
    assert status == 0
    assert [line.split(" = ")[0] for line in out.decode().splitlines()] == list(rows())
    helped = run("convert", "-h")[1].decode()
    assert all(f"--{name}" in helped for name in rows())


def test_show_config_names_the_origin_of_each_value(run: Run, post: Path) -> None:
    (post.parent / "huozi.toml").write_text('page = "B5"\nindent = "none"\nruby = "brackets"\n', encoding="utf-8")
    post.write_text(POST.replace("title:", "huozi: {page: A4, indent: all}\ntitle:"), encoding="utf-8")
    _, out, _ = run("convert", "--show-config", post, "--indent", "keep")
    lines = {line.split(" = ")[0]: line for line in out.decode().splitlines()}
    assert lines["page"].endswith("# article")
    assert '"A4"' in lines["page"]
    assert lines["indent"].endswith("# command line")
    assert lines["ruby"].endswith(f"# {post.parent / 'huozi.toml'}")
    assert lines["zone"].endswith("# default")


# ---- what it loads, what it says of itself --------------------------------------------------------------------------


def test_help_and_the_text_formats_load_nothing_that_costs(post: Path) -> None:
    """One command after the other: what one loads would be there for the next."""
    program = """
import sys
from convert.cli import main
for command in sys.argv[1:]:
    status = main(command.split("|"))
    heavy = {"weasyprint", "ebooklib", "rich", "PIL", "fontTools", "multiprocessing", "sqlite3", "lxml.html"} & set(sys.modules)
    assert status == 0 and not heavy, (command, status, heavy)
"""
    commands = ["--help", "convert|-h", *(f"convert|{post}|-t|{name}|-o|{post.parent / 'x'}.{name}" for name in TEXT_FORMATS)]
    subprocess.run([sys.executable, "-c", program, *commands], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def test_the_process_of_a_batch_loads_no_stage(post: Path, tmp_path: Path) -> None:
    """Its workers do: what it loads itself is time before they start."""
    program = """
import sys
from convert.cli import main
status = main(["batch", "-q", "-j", "1", "-t", "md,txt,json", *sys.argv[1:]])
stages = {"bs4", "yaml", "markdown_it", "convert.pipeline", "convert.read", "convert.clean"} & set(sys.modules)
assert status == 0 and not stages, (status, stages)
"""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / post.name).write_bytes(post.read_bytes())
    subprocess.run([sys.executable, "-c", program, tmp_path / "posts", tmp_path / "out"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("command", ["convert", "batch", "inspect", "verify", "formats", "rules", "schema", "doctor"])
def test_every_command_has_an_example_in_its_help(run: Run, command: str) -> None:
    for flag in ("-h", "--help"):
        status, out, _ = run(command, flag)
        assert status == 0
        assert f"huozi {command}" in out.decode().split("\n", 1)[1]


def test_completion_knows_the_formats() -> None:
    env = {**os.environ, "_HUOZI_COMPLETE": "bash_complete", "COMP_WORDS": "huozi convert -t md,", "COMP_CWORD": "3"}
    done = subprocess.run(HUOZI, env=env, capture_output=True, text=True, cwd=ROOT)
    assert "plain,md,txt" in done.stdout


# ---- verify ---------------------------------------------------------------------------------------------------------


def test_verify_finds_what_an_output_lost(run: Run, post: Path) -> None:
    run("convert", post, "-t", "md,txt,json,epub", "-o", "out/")
    status, out, _ = run("verify", post, *(f"out/post.{name}" for name in ("md", "txt", "json", "epub")))
    assert status == 0
    assert out.decode().count("nothing lost") == 4
    text = post.parent / "out/post.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("灯还亮着", "灯亮着"), encoding="utf-8")
    status, out, _ = run("verify", post, text, "--json")
    assert status == 1
    assert [finding["text"] for finding in json.loads(out)["results"][0]["findings"]] == ["还"]


# ---- inspect --------------------------------------------------------------------------------------------------------


def test_inspect_gives_one_object_a_line(run: Run, post: Path) -> None:
    (post.parent / "sub").mkdir()
    (post.parent / "sub/note.html").write_text("<h2 id=a>第二节</h2><p>文</p>", encoding="utf-8")
    (post.parent / "bad.md").write_bytes(b"")
    status, out, err = run("inspect", ".", "--json")
    records = [json.loads(line) for line in out.decode().splitlines()]
    assert status == 1
    assert "bad.md: " in err
    assert [record["source"] for record in records] == ["bad.md", "post.md", "sub/note.html"]
    keys = {"source", "body", "encoding", "meta", "outline", "removals", "diagnostics"}
    assert all(set(record) == keys for record in records)
    assert records[0]["meta"] is None
    assert records[1]["meta"]["title"] == "渡口的灯"
    assert records[2]["outline"] == [{"level": 2, "text": "第二节", "id": "a"}]


def test_inspect_for_a_person_names_what_was_removed(run: Run, post: Path) -> None:
    post.write_text(POST + "<script>x()</script><p>责任编辑：高山</p>", encoding="utf-8")
    _, out, _ = run("inspect", post)
    assert "高山" in out.decode()
    assert "渡口的灯" in out.decode()
