"""Commands that work on a finished dataset: check, codebook, panel, review,
evaluate."""

from __future__ import annotations

import glob
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from extractor.cli.base import (
    ExitCode,
    Translator,
    add_shared_options,
    build_command,
    build_console,
    name_code,
    write_json,
)
from extractor.dataset.review_links import MAX_SINGLE_PAGE_DOCUMENTS, name_review

if TYPE_CHECKING:
    from extractor.dataset.dataset import UnreadSummary

__all__ = [
    "build_check_command",
    "build_codebook_command",
    "build_panel_command",
    "build_review_command",
    "build_evaluate_command",
]

_RESULT_ORDER = ("pass", "rounding", "fail", "not_checkable", "revision")
"""As in the summary of a run."""


def build_check_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=translate("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.option(
        "--unmatched-numbers",
        is_flag=True,
        help=translate("HELP_OPT_UNMATCHED_NUMBERS"),
    )
    @add_shared_options(translate, "json", "lang")
    def check(
        dataset: Path, unmatched_numbers: bool, as_json: bool, lang: str | None
    ) -> int:
        from extractor.dataset.dataset import open_dataset

        data = open_dataset(dataset)
        if unmatched_numbers:
            _print_unmatched(data.summarize_unread(), as_json, translate)
            return ExitCode.OK
        # messages in the language of the terminal; the dataset may have the other
        results = data.check(translate("LANG"))
        results += data.check_across_documents(translate("LANG"))
        failed = [row for row in results if row["result"] == "fail"]
        counts = Counter(row["result"] for row in results)
        if as_json:
            write_json({"counts": counts, "failed": failed})
        else:
            paths = {
                row["disclosure_id"]: row["path"]
                for row in data.iter_rows("disclosures")
            }
            _print_results(failed, counts, paths, translate)
        return ExitCode.SOME_FAILED if failed else ExitCode.OK

    return build_command("check", translate, check)


def _print_results(
    failed: Iterable[Mapping[str, Any]],
    counts: Mapping[str, int],
    paths: Mapping[str, str],
    translate: Translator,
) -> None:
    """Print the failed checks under the file that each is of, then the counts."""
    console = build_console()
    last_id = None
    for row in failed:
        if row["disclosure_id"] != last_id:
            last_id = row["disclosure_id"]
            head = f"{paths.get(last_id, '')}  {last_id}"
            console.print(Text(head, style="bold"), soft_wrap=True)
        rest = f" {row['message']}  {row['places']}"
        told = Text.assemble("  ", (row["rule"], "bold red"), rest)
        console.print(told, soft_wrap=True)
    listed = [
        f"{name_code('checks', 'result', name, translate)} {counts[name]:,}"
        for name in _RESULT_ORDER
        if name in counts
    ]
    console.print(translate("CHECK_DONE", counts=", ".join(listed)))


def _print_unmatched(
    unmatched: Sequence[UnreadSummary], as_json: bool, translate: Translator
) -> None:
    """Print unmatched numbers and cells by kind, with the first places of each."""
    if as_json:
        write_json([kind._asdict() for kind in unmatched])
        return
    console = build_console()
    for kind in unmatched:
        head = translate(
            "UNMATCHED_NUMBERS_KIND",
            what=kind.what,
            reason=kind.reason,
            count=kind.times,
            documents=kind.documents,
        )
        console.print(Text(head, style="bold"))
        for document, place, words in kind.examples:
            console.print(
                Text(f"  {document}  {place}  {' '.join(words.split())[:60]}"),
                soft_wrap=True,
            )
    if not unmatched:
        console.print(translate("UNMATCHED_NUMBERS_NONE"))


def build_codebook_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset",
        metavar=f"[{translate('META_DATASET')}]",
        required=False,
        type=click.Path(path_type=Path),
    )
    @click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path),
        metavar=translate("META_FILE"),
        help=translate("HELP_OPT_CODEBOOK"),
    )
    @add_shared_options(translate, "json", "lang")
    def codebook(
        dataset: Path | None, out: Path | None, as_json: bool, lang: str | None
    ) -> int:
        from extractor.dataset.codebook import render_codebook, write_codebook

        if out is not None:
            write_codebook(out, dataset, lang or "zh")
        if as_json:
            write_json(_describe_schema())
        elif out is not None:
            build_console().print(translate("WRITTEN_TO", path=out), soft_wrap=True)
        else:  # read on the spot: in the language of the terminal
            text = render_codebook(dataset, translate("LANG"))
            sys.stdout.buffer.write(text.encode())
            sys.stdout.buffer.flush()
        return ExitCode.OK

    return build_command("codebook", translate, codebook)


def _describe_schema() -> dict[str, Any]:
    """Tables with their columns, canonical items and rules, for JSON."""
    from extractor import schema
    from extractor.schema.concepts import load_concepts

    tables = [
        table._asdict() | {"columns": [column._asdict() for column in table.columns]}
        for table in schema.load_tables()
    ]
    fields = ("id", "parent", "label_zh", "label_en", "gfsm2014")
    items = [
        {name: getattr(concept, name) for name in fields}
        for concept in load_concepts().values()
    ]
    return {
        "tables": tables,
        "items": items,
        "rules": [rule._asdict() for rule in schema.load_rules().values()],
    }


def build_panel_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=translate("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path),
        metavar=translate("META_FILE"),
        help=translate("HELP_OPT_PANEL"),
    )
    @click.option(
        "--item",
        "items",
        multiple=True,
        metavar="ITEM",
        help=translate("HELP_OPT_ITEM"),
    )
    @click.option("--sources", is_flag=True, help=translate("HELP_OPT_SOURCES"))
    @click.option("--uncertain", is_flag=True, help=translate("HELP_OPT_UNCERTAIN"))
    @click.option(
        "--header",
        type=click.Choice(["key", "zh", "en"]),
        default="key",
        help=translate("HELP_OPT_HEADER"),
    )
    @click.option(
        "--unit",
        type=click.Choice(["yuan", "wan"]),
        default="yuan",
        help=translate("HELP_OPT_UNIT"),
    )
    @click.option(
        "--per-office-year", is_flag=True, help=translate("HELP_OPT_OFFICE_YEAR")
    )
    @click.option("--copies", is_flag=True, help=translate("HELP_OPT_COPIES"))
    @add_shared_options(translate, "json", "lang")
    def panel(
        dataset: Path,
        out: Path | None,
        items: tuple[str, ...],
        sources: bool,
        uncertain: bool,
        header: str,
        unit: str,
        per_office_year: bool,
        copies: bool,
        as_json: bool,
        lang: str | None,
    ) -> int:
        from extractor.dataset.dataset import open_dataset
        from extractor.dataset.frames import label_codes, labels
        from extractor.dataset.panel import encode_panel_csv, write_panel

        frame = open_dataset(dataset).panel(
            items or None,
            sources=sources,
            uncertain=uncertain,
            unit=unit,
            per_office_year=per_office_year,
            copies=copies,
        )
        if header != "key":
            frame = labels(label_codes(frame, header), header)
        if out is not None:
            write_panel(frame, out)
        if as_json and out is not None:
            write_json({"path": out.as_posix(), "rows": len(frame)})
        elif as_json:
            write_json(json.loads(frame.to_json(orient="records", double_precision=4)))
        elif out is not None:
            build_console().print(translate("WRITTEN_TO", path=out), soft_wrap=True)
        else:
            sys.stdout.buffer.write(encode_panel_csv(frame))
            sys.stdout.buffer.flush()
        return ExitCode.OK

    return build_command("panel", translate, panel)


def build_review_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=translate("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path),
        metavar="page.html",
        help=translate("HELP_OPT_REVIEW", most=MAX_SINGLE_PAGE_DOCUMENTS),
    )
    @click.option(
        "--figures",
        type=click.Path(path_type=Path),
        metavar=translate("META_FOLDER"),
        help=translate("HELP_OPT_FIGURES"),
    )
    @add_shared_options(translate, "json", "lang")
    def review(
        dataset: Path,
        out: Path | None,
        figures: Path | None,
        as_json: bool,
        lang: str | None,
    ) -> int:
        from extractor.dataset.dataset import open_dataset
        from extractor.review import write_review

        data = open_dataset(dataset)
        n_documents = data.read_arrow("disclosures").num_rows
        target = out or Path(name_review(n_documents))
        written = write_review(data, target, lang=lang, figures_folder=figures)
        if as_json:
            write_json(
                {
                    "page": written.page.as_posix(),
                    "files": [path.as_posix() for path in written.files],
                    "documents": written.document_count,
                }
            )
            return ExitCode.OK
        build_console().print(
            translate(
                "REVIEW_DONE", path=written.page, documents=written.document_count
            ),
            soft_wrap=True,
        )
        return ExitCode.OK

    return build_command("review", translate, review)


def build_evaluate_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=translate("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.argument(
        "gold",
        metavar=translate("META_GOLD"),
        nargs=-1,
        required=True,
        type=click.Path(path_type=Path),
    )
    @add_shared_options(translate, "json", "lang")
    def evaluate(
        dataset: Path, gold: tuple[Path, ...], as_json: bool, lang: str | None
    ) -> int:
        from extractor.evaluation import evaluate as compare

        result = compare(dataset, _expand_paths(gold), lang or translate("LANG"))
        if as_json:
            write_json(result.as_dict())
        else:
            build_console().print(result)
        return ExitCode.OK if result.is_perfect else ExitCode.SOME_FAILED

    return build_command("evaluate", translate, evaluate)


def _expand_paths(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that the words of a command mean: those of a folder, the matches of a
    pattern that a shell left alone."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.json"))
        elif glob.has_magic(str(path)) and not path.exists():
            yield from map(Path, sorted(glob.glob(str(path))) or [str(path)])  # noqa: PTH207 - it may be absolute
        else:
            yield path
