"""The command `huozi`: options to Jobs, Outcomes to lines for a person. Nothing else imports it.

A new command is one function here; a new setting is one row in config.py and appears by itself.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from .. import __version__, write
from ..errors import EXIT_ARTICLE, EXIT_INTERRUPTED, EXIT_OK, EXIT_SETUP, EXIT_USAGE, HuoziError, UsageError
from ..jobs import COLLECT
from . import console, options

Command = TypeVar("Command", bound=Callable[..., Any])


VITAL = frozenset(("Pango", "song"))
"""Without these facts of `doctor` there is no PDF; another face that lacks has a stand-in."""


def formats_option(command: Command) -> Command:
    """-t, repeated or a comma list."""
    return click.option(
        "-t", "--to", "formats", multiple=True, callback=options.formats, shell_complete=options.complete_format, metavar="FORMAT",
        help="Format to write: md, txt, json, epub, pdf or that of a plug-in; repeat it, or give a list with commas.",
    )(command)  # fmt: skip


def template_option(command: Command) -> Command:
    """--name."""
    words = "Name of the output: '{date:%Y-%m-%d}-{title}'; the source's stem by default."
    return click.option("--name", "template", default="", metavar="TEMPLATE", help=words)(command)


def show_config_option(command: Command) -> Command:
    """--show-config."""
    words = "Print the settings that hold and where each comes from, and stop."
    return click.option("--show-config", is_flag=True, help=words)(command)


@click.group(cls=options.Commands, context_settings=options.CONTEXT)
@click.version_option(__version__, "-V", "--version", prog_name="huozi")
def huozi() -> None:
    """Chinese articles to Markdown, text, JSON, EPUB and PDF, with nothing lost.

    \b
    huozi convert post.md -t epub          one article
    huozi batch posts out -t md,txt,json   a folder tree
    huozi inspect post.md                  what is in it, what would be removed

    Completion: put  eval "$(_HUOZI_COMPLETE=bash_source huozi)"  into ~/.bashrc (zsh_source, fish_source likewise).
    """


@huozi.command(cls=options.GroupedCommand)
@click.argument("named", nargs=-1, metavar="[ARTICLE]")
@formats_option
@click.option("-o", "--output", default="", metavar="PATH", help="FILE, FOLDER/ or - for standard output.")
@template_option
@show_config_option
@options.common()
def convert(named: tuple[str, ...], formats: tuple[str, ...], output: str, template: str, show_config: bool, asked: options.Asked) -> int:
    """Convert one ARTICLE (a file, or - for standard input).

    \b
    huozi convert post.md                     Markdown to standard output
    huozi convert post.md -o post.epub        the format from the suffix
    huozi convert post.html -t md,pdf -o out/ two files in out/
    """
    if len(named) > 1:
        raise UsageError.of("bad-option", f"{len(named)} articles are named", hint="huozi batch FOLDER converts all of a folder")
    article = next(iter(named), None)
    if show_config:
        return _show_config(article, asked)
    if article is None:
        raise UsageError.of("bad-option", "no article is named", hint="huozi convert ARTICLE; - is standard input")
    from . import single

    request = single.Request(article, formats, output, template, asked.options, asked.settings_file)
    return console.outcome(single.convert(request), quiet=asked.quiet, debug=asked.debug)


def _show_config(article: str | None, asked: options.Asked) -> int:
    from msgspec import to_builtins

    from . import single

    found = single.settings_of(article, asked.settings_file, asked.options)
    console.lines(options.as_text(to_builtins(found.config), found.origins))
    return EXIT_OK


@huozi.command(cls=options.GroupedCommand)
@click.argument("folder", required=False, type=click.Path())
@click.argument("dest", default="out", type=click.Path())
@formats_option
@template_option
@options.batch_options
@show_config_option
@options.common()
def batch(folder: str | None, dest: str, asked: options.Asked, **rest: Any) -> int:  # noqa: ANN401 - the values of click's options
    """Convert all articles below FOLDER to a tree like it under DEST (out).

    What is unchanged since the last run is skipped, what a person edited in DEST is left as it is; one bad article stops nothing.

    \b
    huozi batch posts out -t epub -t pdf -j 4
    huozi batch posts out -t md --name '{date:%Y}/{date:%m%d}-{title}'
    huozi batch posts out --dry-run
    """
    if rest.pop("show_config"):
        return _show_config(folder or None, asked)
    if not folder or not dest:  # an empty one is a variable of a shell that was never set, and Path("") the current folder
        raise UsageError.of("bad-option", "no folder is named", hint="huozi batch FOLDER DEST")
    from . import many

    return many.command(Path(folder), Path(dest), asked, rest)


@huozi.command(cls=options.GroupedCommand)
@click.argument("path", metavar="ARTICLE|FOLDER")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@options.common("reading", "cleaning")
def inspect(path: str, as_json: bool, asked: options.Asked) -> int:
    """Show what is in an article: metadata, outline, what was removed by which rule, diagnostics.

    \b
    huozi inspect post.md
    huozi inspect posts --json | jq .removals
    """
    from . import inspection

    return inspection.show(path, asked, as_json=as_json)


@huozi.command(cls=options.GroupedCommand)
@click.argument("article")
@click.argument("outputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@options.common()
def verify(article: str, outputs: tuple[Path, ...], as_json: bool, asked: options.Asked) -> int:
    """Read OUTPUTS back and compare their characters with ARTICLE. Exit status 1 if anything was lost, added or changed.

    Give the settings that the outputs were made with.

    \b
    huozi verify post.md out/post.epub out/post.pdf
    huozi verify post.md out/post.md --json
    """
    from msgspec.json import encode

    from .. import verify
    from . import single

    report = verify.verify(single.read(article, asked).document, outputs)
    console.lines([encode(report).decode() if as_json else verify.table(report)])
    return EXIT_OK if report.ok else EXIT_ARTICLE


@huozi.command("formats")
def formats_command() -> None:
    """List the formats, those of installed packages too.

    \b
    huozi formats
    """
    for name in write.names():
        writer = write.get(name)
        console.lines([f"{name:<6} {writer.suffix:<7} {writer.title}"])


@huozi.command(cls=options.GroupedCommand)
@click.argument("article", default="", type=click.Path())
@options.common("cleaning")
def rules(article: str, asked: options.Asked) -> int:
    """List the cleaning rules that hold here (or for ARTICLE), those of huozi.toml too.

    \b
    huozi rules
    huozi rules posts/ --rules-dir my-rules
    """
    from ..clean.rule import active_rules, all_rules
    from . import single

    settings = single.settings_of(article or None, asked.settings_file, asked.options)
    active_rules(settings)  # a name in --keep that no rule has is wrong here too
    off = set(settings.config.keep)
    known = all_rules(settings)
    width = max(len(rule.name) for rule in known)
    console.lines(f"{rule.name:<{width}}  {'(off) ' if rule.name in off else ''}{rule.why}  [{rule.origin}]" for rule in known)
    return EXIT_OK


@huozi.command()
@click.option("--lang", default="zh-Hans-CN", metavar="TAG", help="The language whose fonts to look for.  [default: zh-Hans-CN]")
def doctor(lang: str) -> int:
    """Show the libraries and fonts that PDF needs, and how to get what lacks. Exit status 3 if something does.

    \b
    huozi doctor
    huozi doctor --lang zh-Hant-TW
    """
    from .. import fonts

    facts = fonts.doctor(lang)
    console.lines(f"{fact.name:<10} {fact.value or 'missing'}{f'  ({fact.hint})' if fact.hint else ''}" for fact in facts)
    lacking = {fact.name for fact in facts if not fact.value}
    return EXIT_SETUP if lacking & VITAL else EXIT_OK


@huozi.command()
@click.argument("what", type=click.Choice(("info", "clear")))
@click.option("--cache", "folder", default="", metavar="FOLDER", help="The cache to look at, instead of that of the settings.")
def cache(what: str, folder: str) -> int:
    """Show what is kept of pictures of the web (info), or remove it (clear).

    \b
    huozi cache info
    huozi cache clear --cache /data/pictures
    """
    from . import keeping

    return keeping.command(what, folder)


@huozi.command()
def schema() -> None:
    """Print the JSON Schema of `-t json`.

    \b
    huozi schema > article.schema.json
    """
    from json import dumps

    from ..write import json

    text = dumps(json.schema(), ensure_ascii=False, indent=2)
    console.lines([text])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status (DESIGN section 3)."""
    console.set_streams()
    gc.set_threshold(*COLLECT)
    try:
        status = huozi.main(None if arguments is None else list(arguments), prog_name="huozi", standalone_mode=False)
    except click.ClickException as error:
        return _command_line_error(error)
    except HuoziError as error:
        console.tell(error.diagnostic)
        return error.exit_status
    except (click.Abort, KeyboardInterrupt):
        console.note("interrupted")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        console.close_quietly()
        return EXIT_OK
    except OSError as error:
        console.note(f"{error.filename or 'standard output'}: {error.strerror}")
        return EXIT_ARTICLE
    except Exception as error:
        if "--debug" in (sys.argv if arguments is None else arguments):
            raise
        console.note(f"{type(error).__name__}: {error}")
        console.note("hint: a fault of huozi: --debug shows where; please report it")
        return EXIT_ARTICLE
    return status if isinstance(status, int) else EXIT_OK


def _command_line_error(error: click.ClickException) -> int:
    """What click found wrong, in our form: one line, then the hint."""
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "huozi"
    console.tell(UsageError.of("bad-option", error.format_message(), hint=f"{command} -h").diagnostic)
    return EXIT_USAGE


