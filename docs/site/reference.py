"""The reference, made from the program itself while the site is built: commands, tables, items, checks, codes.

A hook of MkDocs (see ``mkdocs.yml``). What these pages say stands once, in the catalogue and the schema, so that no page
can lag behind. A line ``{{ reference: NAME LANG }}`` in a page is where it goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import click

from extractor import schema
from extractor.cli import build_cli
from extractor.dataset import codebook
from extractor.i18n import load_catalogue
from extractor.schema.concepts import load_concepts

VALUE_NAMES = {
    "error": "错误",
    "warning": "警告",
    "info": "提示",
    "identity": "恒等式",
    "flag": "提示",
    "budget": "预算",
    "final": "决算",
    "budget+final": "预算、决算",
}
# The manual's names of what the items correspond to, for the Chinese page.
GFSM_NAMES = {
    "1 Revenue": "1 收入",
    "1 Revenue (budget appropriation, intra-government)": "1 收入（预算拨款，政府内部）",
    "13 Grants": "13 赠与",
    "14 Other revenue": "14 其他收入",
    "142 Sales of goods and services": "142 商品和服务的销售",
    "2 Expense": "2 费用",
    "2+31 Expenditure": "2+31 支出",
    "21 Compensation of employees + 27 Social benefits": "21 雇员报酬 + 27 社会福利",
    "22 Use of goods and services": "22 商品和服务的使用",
    "26 Grants": "26 赠与",
    "31 Net acquisition of nonfinancial assets": "31 非金融资产净获得",
    "6 Assets (stock)": "6 资产（存量）",
    "61 Nonfinancial assets (stock)": "61 非金融资产（存量）",
    "6111 Buildings and structures": "6111 房屋和构筑物",
    "6112 Machinery and equipment": "6112 机器和设备",
    "COFOG": "政府职能分类",
    "balance": "余额",
    "balance, not revenue": "余额，不是收入",
    "count": "数量",
    "memo": "备查",
}
# Entries of the catalogue that are words of the interface, not codes that a user meets.
INTERFACE_CODES = re.compile(
    r"^(LANG|HELP|META|COL|KIND|SHOW|CODEBOOK|EXPLAIN|RUN|DOCTOR|USAGE|UNIT_SOURCE|DOC_TYPE|EVALUATE|REVIEW|REPORT|GRADE|LABEL|EXAMPLES|DIFF"
    r"|EXPORT|RELEASE_(README|DONE|CHANGED|ET))(_|$)"
)
DIRECTIVE = re.compile(r"^\{\{ reference: (\w+) (zh|en) \}\}$", re.MULTILINE)
SIGNATURE = re.compile(r"^\{\{ signature: ([\w.]+)( \d)? \}\}$", re.MULTILINE)
# What a page says in its own words is not taken from the docstring.
SIGNATURE_OPTIONS = {
    "members": "false",
    "show_bases": "false",
    "show_docstring_attributes": "false",
    "show_docstring_description": "false",
    "show_docstring_examples": "false",
    "show_docstring_parameters": "false",
    "show_docstring_raises": "false",
    "show_docstring_returns": "false",
    "show_docstring_yields": "false",
}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill the pages in."""
    filled = DIRECTIVE.sub(
        lambda found: "\n".join(PAGE_RENDERERS[found[1]](found[2])), markdown
    )
    return SIGNATURE.sub(_render_signature, filled)


def _render_signature(found: re.Match[str]) -> str:
    options = SIGNATURE_OPTIONS | {"heading_level": (found[2] or "2").strip()}
    lines = [f"        {name}: {value}" for name, value in options.items()]
    return "\n".join([f"::: {found[1]}", "    options:", *lines])


def on_page_content(html: str, **_: Any) -> str:
    """Roles of docstrings (``:class:`Doc```) shown as plain code."""
    return re.sub(
        r":(?:class|func|meth|mod|data|attr):<code>(~?)([^<]*)</code>",
        _format_role,
        html,
    )


def _format_role(found: re.Match[str]) -> str:
    name = found[2].rpartition(".")[2] if found[1] else found[2]
    return f"<code>{name}</code>"


def _render_commands(lang: str) -> Iterator[str]:
    group = build_cli(lang)
    yield from _render_command(click.Context(group, info_name="extractor"), 2, lang)


def _render_command(context: click.Context, level: int, lang: str) -> Iterator[str]:
    command: Any = context.command
    yield from ["#" * level + f" {context.command_path}", ""]
    pieces = " ".join(command.collect_usage_pieces(context))
    yield from [
        "```",
        f"{context.command_path} {pieces}".rstrip(),
        "```",
        "",
        _format_text(command.help),
        "",
    ]
    options = [p for p in command.get_params(context) if isinstance(p, click.Option)]
    if options:
        yield from ["| 选项 | |" if lang == "zh" else "| Option | |", "|---|---|"]
        for option in options:
            record = option.get_help_record(context)
            if record is not None:
                yield f"| `{record[0]}` | {_escape_cell(record[1])} |"
        yield ""
    if command.epilog:
        yield from (
            ["```", command.epilog.strip(), "```", ""]
            if "extractor " in command.epilog
            else [_format_text(command.epilog), ""]
        )
    for name in (
        command.list_commands(context) if isinstance(command, click.Group) else ()
    ):
        yield from _render_command(
            click.Context(command.commands[name], info_name=name, parent=context),
            min(level + 1, 4),
            lang,
        )


def _render_tables(lang: str) -> Iterator[str]:
    for page in codebook.build_pages(None, lang):
        if page.name in ("items", "concepts", "rules"):
            continue
        yield from [f"## {page.title} {{ #{page.name} }}", "", page.note, ""]
        yield from _render_grid(page.header, page.rows)


def _render_concepts(lang: str) -> Iterator[str]:
    pages = codebook.build_pages(None, lang)
    page = next(page for page in pages if page.name == "concepts")
    yield from _render_grid(page.header, page.rows)


def _render_items(lang: str) -> Iterator[str]:
    names = GFSM_NAMES if lang == "zh" else {}
    heads = (
        ["项目", "上级", "名称", "GFSM 2014"]
        if lang == "zh"
        else ["Item", "Part of", "Name", "GFSM 2014"]
    )
    rows = [
        [
            f"`{item.id}`",
            f"`{item.parent}`" if item.parent else "",
            item.label_zh if lang == "zh" else item.label_en,
            names.get(item.gfsm2014, item.gfsm2014),
        ]
        for item in load_concepts().values()
    ]
    yield from _render_grid(heads, rows)


def _render_checks(lang: str) -> Iterator[str]:
    heads = (
        ["规则", "含义", "类别", "程度", "适用"]
        if lang == "zh"
        else ["Rule", "What must hold", "Kind", "Severity", "Of"]
    )
    rows = [
        [
            f"`{rule.id}`",
            rule.text_zh if lang == "zh" else rule.text_en,
            name_value(rule.kind, lang),
            name_value(rule.severity, lang),
            name_value(rule.doc_kind, lang),
        ]
        for rule in schema.load_rules().values()
    ]
    yield from _render_grid(heads, rows)


def name_value(value: str, lang: str) -> str:
    """A value of a closed list as a page shows it: in Chinese with its meaning before it."""
    meaning = VALUE_NAMES.get(value, "")
    return f"{meaning} `{value}`".strip() if lang == "zh" else value


def list_codes() -> dict[str, dict[str, str]]:
    """What of the catalogue a user may meet as a code."""
    return {
        code: entry
        for code, entry in load_catalogue().items()
        if code.isupper() and not INTERFACE_CODES.match(code)
    }


def _render_codes(lang: str) -> Iterator[str]:
    heads = (
        ["代码", "程度", "说明"] if lang == "zh" else ["Code", "Severity", "Sentence"]
    )
    yield from _render_grid(
        heads,
        [
            [f"`{code}`", name_value(entry["severity"], lang), entry[lang]]
            for code, entry in sorted(list_codes().items())
        ],
    )


PAGE_RENDERERS: dict[str, Callable[[str], Iterator[str]]] = {
    "commands": _render_commands,
    "tables": _render_tables,
    "items": _render_items,
    "concepts": _render_concepts,
    "checks": _render_checks,
    "codes": _render_codes,
}


def _render_grid(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(map(_escape_cell, row)) + " |"
    yield ""


def _escape_cell(text: str) -> str:
    return (
        text.replace("|", r"\|")
        .replace("\n", "<br>")
        .replace("<", "&lt;")
        .replace("&lt;br>", "<br>")
    )


def _format_text(text: str | None) -> str:
    return (text or "").replace("<", "&lt;")
