"""Commands that pass a dataset on: export, diff, release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from extractor.cli.base import (
    ExitCode,
    Translator,
    add_shared_options,
    build_command,
    build_console,
    print_issue,
    write_json,
)

if TYPE_CHECKING:
    from extractor.dataset.diff import ValueDifference

__all__ = [
    "build_diff_command",
    "build_export_command",
    "build_release_command",
]

_SHOWN_DIFFERENCES = 20
"""Differences printed; ``--out`` writes all."""


def build_export_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=translate("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.option(
        "-o",
        "--out",
        required=True,
        type=click.Path(path_type=Path, file_okay=False),
        metavar=translate("META_FOLDER"),
        help=translate("HELP_OPT_EXPORT_OUT"),
    )
    @click.option(
        "-f",
        "--format",
        "formats",
        required=True,
        metavar="FORMAT,...",
        help=translate("HELP_OPT_EXPORT_FORMAT"),
    )
    @click.option(
        "--header",
        type=click.Choice(["key", "zh", "en"]),
        default="key",
        help=translate("HELP_OPT_EXPORT_HEADER"),
    )
    @add_shared_options(translate, "json", "lang")
    def export(
        dataset: Path,
        out: Path,
        formats: str,
        header: str,
        as_json: bool,
        lang: str | None,
    ) -> int:
        from extractor.dataset.dataset import open_dataset
        from extractor.dataset.export import export_dataset

        names = [name.strip() for name in formats.split(",") if name.strip()]
        data = open_dataset(dataset)
        written = export_dataset(
            data, out, names, lang=lang or data.lang, header=header
        )
        if as_json:
            write_json({"files": [path.as_posix() for path in written]})
            return ExitCode.OK
        build_console().print(
            translate("EXPORT_DONE", path=out, files=len(written)), soft_wrap=True
        )
        return ExitCode.OK

    return build_command("export", translate, export)


def build_diff_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "old", metavar=translate("META_OLD"), type=click.Path(path_type=Path)
    )
    @click.argument(
        "new", metavar=translate("META_NEW"), type=click.Path(path_type=Path)
    )
    @click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar=translate("META_FILE"),
        help=translate("HELP_OPT_DIFF_OUT"),
    )
    @click.option(
        "--table",
        "tables",
        multiple=True,
        metavar="TABLE",
        help=translate("HELP_OPT_DIFF_TABLE"),
    )
    @add_shared_options(translate, "json", "lang")
    def diff(
        old: Path,
        new: Path,
        out: Path | None,
        tables: tuple[str, ...],
        as_json: bool,
        lang: str | None,
    ) -> int:
        from extractor.dataset.dataset import open_dataset
        from extractor.dataset.diff import (
            COMPARED_TABLES,
            encode_differences_csv,
            find_differences,
        )

        found = list(
            find_differences(
                open_dataset(old), open_dataset(new), tables or COMPARED_TABLES
            )
        )
        if out is not None:
            out.write_bytes(encode_differences_csv(found))
        if as_json:
            write_json([asdict(difference) for difference in found])
        else:
            _print_differences(found, out, translate)
        return ExitCode.SOME_FAILED if found else ExitCode.OK

    return build_command("diff", translate, diff)


def _print_differences(
    found: Sequence[ValueDifference], out: Path | None, translate: Translator
) -> None:
    console = build_console()
    for difference in found[:_SHOWN_DIFFERENCES]:
        head = f"{difference.table}.{difference.column}".rstrip(".")
        row = f"  {difference.path}  {difference.row}  {difference.kind}"
        values = ""
        if difference.kind == "changed":
            values = f"  {difference.old} → {difference.new}"
        console.print(Text.assemble((head, "bold"), row, values), soft_wrap=True)
    if len(found) > _SHOWN_DIFFERENCES:
        console.print(translate("DIFF_MORE", count=len(found) - _SHOWN_DIFFERENCES))
    counts = Counter(difference.kind for difference in found)
    console.print(
        translate(
            "DIFF_DONE",
            changed=counts["changed"],
            added=counts["added"],
            removed=counts["removed"],
        )
    )
    if out is not None:
        console.print(translate("WRITTEN_TO", path=out), soft_wrap=True)


def build_release_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=translate("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.option(
        "--release",
        "plan_path",
        required=True,
        type=click.Path(path_type=Path),
        metavar="release.toml",
        help=translate("HELP_OPT_RELEASE_PLAN"),
    )
    @click.option(
        "-o",
        "--out",
        required=True,
        type=click.Path(path_type=Path, file_okay=False),
        metavar=translate("META_FOLDER"),
        help=translate("HELP_OPT_RELEASE_OUT"),
    )
    @add_shared_options(translate, "json", "lang")
    def release(
        dataset: Path, plan_path: Path, out: Path, as_json: bool, lang: str | None
    ) -> int:
        from extractor.dataset.dataset import open_dataset
        from extractor.dataset.release import (
            check_release,
            load_release_plan,
            render_accepted_entries,
            write_release,
        )

        plan = load_release_plan(plan_path)
        data = open_dataset(dataset)
        problems = check_release(data, plan)
        if problems:
            for problem in problems:
                print_issue(problem, translate)
            text = translate("RELEASE_REFUSED", count=len(problems), path=plan_path)
            build_console(stderr=True).print(text, soft_wrap=True)
            if not as_json:  # stdout holds what can be added to the plan as it is
                entries = render_accepted_entries(problems)
                build_console().print(Text(entries), soft_wrap=True, end="")
            return ExitCode.SOME_FAILED
        written = write_release(data, plan, out)
        if as_json:
            write_json(
                {
                    "folder": written.folder.as_posix(),
                    "files": list(written.files),
                    "changes": written.n_changes,
                }
            )
            return ExitCode.OK
        console = build_console()
        console.print(
            translate("RELEASE_DONE", path=out, files=len(written.files)),
            soft_wrap=True,
        )
        if written.n_changes is not None:
            console.print(translate("RELEASE_CHANGED", count=written.n_changes))
        return ExitCode.OK

    return build_command("release", translate, release)
