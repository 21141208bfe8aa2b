"""What all commands share: the language, exit codes, help that keeps Chinese aligned,
errors with their code first."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click
from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from extractor.cli.wrap import WrappedText
from extractor.i18n import (
    detect_terminal_language,
    find_chosen_language,
    format_message,
)
from extractor.model.issues import ExtractorError, Issue

__all__ = [
    "LocalizedCommand",
    "ExitCode",
    "LocalizedGroup",
    "Translator",
    "write_json",
    "print_error",
    "detect_language",
    "name_code",
    "print_issue",
    "build_command",
    "build_console",
    "add_shared_options",
    "build_translator",
]

Translator = Callable[..., str]


class ExitCode:
    """Exit codes. They are few; ``extractor --help`` and the README list them."""

    OK = 0
    SOME_FAILED = 1
    """run: some file could not be read; check, evaluate: something differs"""
    USAGE = 2
    NOTHING_READ = 3  # not one disclosure came out
    STOPPED = 4  # the output folder is in use, cannot be written, is no dataset
    INTERRUPTED = 130


def detect_language(argv: Sequence[str]) -> str:
    """zh or en: ``--lang`` at any position, then
    EXTRACTOR_LANG, then the locale."""
    for word, following in zip_longest(argv, argv[1:], fillvalue=""):
        value = word.removeprefix("--lang=")
        if word == "--lang":
            value = following
        if word.startswith("--lang") and value in ("zh", "en"):
            return value
    return find_chosen_language() or detect_terminal_language()


def build_translator(lang: str) -> Translator:
    """The message catalogue in one language: ``translate(code, name=value)``."""

    def translate(code: str, **details: object) -> str:
        texts = {name: str(value) for name, value in details.items()}
        return format_message(code, texts, lang)

    return translate


def name_code(table: str, column: str, code: str, translate: Translator) -> str:
    """A code as a summary shows it: in Chinese with what it means."""
    from extractor.schema.value_labels import get_value_label

    label = get_value_label(table, column, code, translate("LANG"))
    if translate("LANG") != "zh" or label == code:
        return code
    return f"{label} {code}"


_CONTROL_CHARACTERS = re.compile(
    "[\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]"
)


class _SafeConsole(Console):
    """A console on which no document, file name or error can move the cursor, change
    colours or reverse the writing direction."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        from extractor.text.normalize import escape_invisible

        for segment in super().render(renderable, options):
            if segment.control is None and not segment.text.isprintable():
                yield Segment(escape_invisible(segment.text), segment.style)
            else:
                yield segment


def build_console(stderr: bool = False) -> Console:
    """A console on stdout or stderr; colours as
    the terminal and NO_COLOR have it."""
    return _SafeConsole(stderr=stderr, highlight=False, emoji=False, markup=False)


def write_json(data: object) -> None:
    """Print one JSON value to stdout, as UTF-8 for any encoding of the terminal."""
    text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    # JSON leaves control characters as they are; terminals obey them
    text = _CONTROL_CHARACTERS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text + "\n")
    else:
        buffer.write(text.encode("utf-8", "replace") + b"\n")
        buffer.flush()


def print_error(code: str, text: str) -> None:
    """One error on stderr, its code first."""
    build_console(stderr=True).print(
        Text(f"{code}: ", style="bold red") + Text(text), soft_wrap=True
    )


def print_issue(
    issue: ExtractorError | Issue, translate: Translator, file: str = ""
) -> None:
    """An error of the catalogue on stderr, with the file it concerns."""
    details = dict(issue.details)
    if "near" in details and translate("LANG") == "zh":
        details["near"] = _add_item_labels(details["near"])
    text = translate(issue.code, **details)
    if file:
        text = f"{file}: {text}"
    print_error(issue.code, text)


def _add_item_labels(keys: str) -> str:
    """Keys of items, commas between them, each with its Chinese label."""
    from extractor.schema.concepts import load_concepts

    labels = {key: f"{item.label_zh} {key}" for key, item in load_concepts().items()}
    return ", ".join(labels.get(key, key) for key in keys.split(", "))


def add_shared_options(translate: Translator, *names: str) -> Callable[[Any], Any]:
    """Options that several commands have: lang, json, templates."""
    known: Mapping[str, Callable[[Any], Any]] = {
        "lang": click.option(
            "--lang", type=click.Choice(["zh", "en"]), help=translate("HELP_OPT_LANG")
        ),
        "json": click.option(
            "--json", "as_json", is_flag=True, help=translate("HELP_OPT_JSON")
        ),
        "templates": click.option(
            "--templates",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            metavar=translate("META_FOLDER"),
            help=translate("HELP_OPT_TEMPLATES"),
        ),
    }

    def add(function: Any) -> Any:
        for name in reversed(names):
            function = known[name](function)
        return function

    return add


_INDENT = (0, 0, 0, 2)


class _ExampleLine(Padding):
    """A line of the examples, printed without breaks."""


def _build_help_grid(rows: Sequence[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for left, right in rows:
        grid.add_row(Text(left), WrappedText(right))
    return grid


class _LocalizedHelp:
    """Help by rich: columns are measured in cells of the terminal, so that Chinese
    keeps its alignment."""

    translate: Translator
    examples = ""

    def get_help(self, ctx: click.Context) -> str:
        width = min(Console().width, 100)
        console = Console(
            file=io.StringIO(),
            width=width,
            highlight=False,
            markup=False,
            emoji=False,
        )
        for part in self._build_help(ctx):
            # an example is to be copied whole
            console.print(part, soft_wrap=isinstance(part, _ExampleLine))
        assert isinstance(console.file, io.StringIO)
        lines = console.file.getvalue().rstrip("\n").split("\n")
        return "\n".join(line.rstrip() for line in lines)

    def _build_help(self, ctx: click.Context) -> Iterator[RenderableType]:
        """Usage, description, sections of options
        and commands, examples, epilog."""
        command: Any = self
        usage = self.translate("HELP_USAGE") + " "
        yield Text.assemble(
            (usage, "bold"), ctx.command_path, " ", self._format_usage(ctx)
        )
        yield ""
        yield Padding(WrappedText(command.help or ""), _INDENT)
        for title, rows in self._list_help_sections(ctx):
            if rows:
                yield ""
                yield Text(title, style="bold")
                yield Padding(_build_help_grid(rows), _INDENT)
        if self.examples:
            yield ""
            yield Text(self.translate("HELP_EXAMPLES"), style="bold")
            for line in self.examples.splitlines():
                yield _ExampleLine(Text(line), _INDENT)
        if command.epilog:
            yield ""
            yield WrappedText(command.epilog)

    def _format_usage(self, ctx: click.Context) -> str:
        command: Any = self
        return " ".join(command.collect_usage_pieces(ctx))

    def _list_help_sections(
        self, ctx: click.Context
    ) -> list[tuple[str, list[tuple[str, str]]]]:
        command: Any = self
        options: list[tuple[str, str]] = []
        for param in command.get_params(ctx):
            record = param.get_help_record(ctx)
            if isinstance(param, click.Option) and record is not None:
                options.append((record[0], param.help or ""))
        commands: list[tuple[str, str]] = []
        if isinstance(command, click.Group):
            for name in command.list_commands(ctx):
                description = command.commands[name].help or ""
                commands.append((name, description.split("\n")[0]))
        return [
            (self.translate("HELP_COMMANDS"), commands),
            (self.translate("HELP_OPTIONS"), options),
        ]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = self.translate("HELP_OPT_HELP")
        return option


class LocalizedCommand(_LocalizedHelp, click.Command):
    """A command whose help is in the language of ``translate``."""

    def __init__(self, *args: Any, translate: Translator, **kwargs: Any) -> None:
        self.translate = translate
        kwargs["options_metavar"] = translate("META_OPTIONS")
        super().__init__(*args, **kwargs)
        self.examples = translate(f"EXAMPLES_{(self.name or '').upper()}")


class LocalizedGroup(_LocalizedHelp, click.Group):
    """A group of commands whose help is in the language of ``translate``; commands are
    listed in the order they were added."""

    def __init__(self, *args: Any, translate: Translator, **kwargs: Any) -> None:
        self.translate = translate
        kwargs.update(
            options_metavar=translate("META_OPTIONS"),
            subcommand_metavar=translate("META_COMMAND"),
        )
        lang = click.Option(
            ["--lang"],
            type=click.Choice(["zh", "en"]),
            expose_value=False,
            help=translate("HELP_OPT_LANG"),
        )
        super().__init__(*args, params=[lang], **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def build_command(
    name: str, translate: Translator, function: Callable[..., int]
) -> click.Command:
    """A command of a function, with the help that
    the catalogue has for its name."""
    decorate = click.command(
        name,
        cls=LocalizedCommand,
        translate=translate,
        help=translate(f"HELP_{name.upper()}"),
    )
    return decorate(function)
