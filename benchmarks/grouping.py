"""Whether the files of one disclosure are found: disclosures split, renamed, and mixed with others.

    python benchmarks/grouping.py [COUNT] [SEED] [FOLDER]

Each disclosure is invented: an office of an invented county, a year, prose in sections, up to nine tables. It is
published in one to four files (prose, prose in two parts, tables in one workbook or several, tables in Word or HTML),
under names as offices give them, in folders of their own, in one folder, or in an archive. Beside them lie what must
not be joined: the year before, final accounts, units under the office, revisions, copies in another format, news, and
tables of a whole county. Printed are precision and recall over pairs of files.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.command_line import read_arguments
from benchmarks.synthetic import INVENTED_PLACES  # noqa: E402
from tests.formats.docx_builder import build_docx, p, tbl, tr  # noqa: E402
from tests.workbook_builder import build_workbook  # noqa: E402

_BODIES = (
    "水务局",
    "教育局",
    "财政局",
    "卫生健康局",
    "司法局",
    "审计局",
    "民政局",
    "档案馆",
    "信访局",
    "农业农村局",
    "林业和草原局",
    "统计局",
)
_UNITS = ("服务中心", "执法大队", "信息中心", "培训中心")


class Block(NamedTuple):
    """A table: its title, its rows."""

    title: str
    rows: list[list[str]]


@dataclass
class PublishedFile:
    """One file with the disclosure it is of; ``owner`` is '' where it is of none."""

    path: str
    data: bytes
    owner: str


@dataclass
class Disclosure:
    """An invented disclosure: lines of prose in two parts, and tables."""

    office: str
    year: int
    kind: str
    level: str
    intro: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    tables: list[Block] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Its title."""
        return f"{self.office}{self.year}年{self.level}{self.kind}"

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return self.title


def invent_disclosure(
    dice: random.Random, office: str, year: int, kind: str = "预算", level: str = "部门"
) -> Disclosure:
    """Invent the figures and sentences of one disclosure."""
    basic, project = dice.randrange(20_000, 900_000), dice.randrange(5_000, 500_000)
    total, cars, guests = (
        basic + project,
        dice.randrange(100, 3_000),
        dice.randrange(50),
    )
    yuan = [f"{cents / 100:.2f}" for cents in (total, basic, project, cars, guests)]
    all_money, basic_money, project_money, car_money, guest_money = yuan
    one = Disclosure(office, year, kind, level)
    done = "决算" if kind == "决算" else "预算"
    one.intro = [
        f"{one.title}公开说明",
        "第一部分 部门概况",
        "一、主要职能",
        f"{office}贯彻执行有关法律法规，拟订全县有关规划并组织实施。",
        "二、机构设置",
        f"{office}内设{dice.randrange(2, 9)}个股室，编制{dice.randrange(10, 60)}名。",
    ]
    one.text = [
        f"第二部分 {year}年{level}{kind}情况说明",
        "一、收支总体情况",
        f"{year}年我局收入{done}{all_money}万元，其中：一般公共预算拨款收入{all_money}万元。"
        f"支出{done}{all_money}万元，其中：基本支出{basic_money}万元，项目支出{project_money}万元。",
        "二、“三公”经费情况",
        f"{year}年“三公”经费{done}{(cars + guests) / 100:.2f}万元，其中：公务用车运行维护费{car_money}万元，"
        f"公务接待费{guest_money}万元，因公出国（境）费0万元。",
        "三、政府采购情况",
        f"{year}年政府采购{done}{dice.randrange(100, 9_000) / 100:.2f}万元。",
        "第三部分 名词解释",
        "一、基本支出：为保障机构正常运转、完成日常工作任务而发生的支出。",
    ]
    head = f"{done}数"
    one.tables = [
        Block(
            f"{level}收支总表",
            [
                ["收入", head, "支出", head],
                ["一般公共预算拨款收入", all_money, "农林水支出", all_money],
                ["收入总计", all_money, "支出总计", all_money],
            ],
        ),
        Block(
            f"{level}支出总表",
            [
                ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
                ["213", "农林水支出", all_money, basic_money, project_money],
                ["", "合计", all_money, basic_money, project_money],
            ],
        ),
        Block(
            "一般公共预算支出表",
            [
                ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
                ["213", "农林水支出", all_money, basic_money, project_money],
                ["", "合计", all_money, basic_money, project_money],
            ],
        ),
        Block(
            "财政拨款“三公”经费支出表",
            [
                ["合计", "因公出国（境）费", "公务用车运行维护费", "公务接待费"],
                [f"{(cars + guests) / 100:.2f}", "0.00", car_money, guest_money],
            ],
        ),
    ]
    return one


# Formats


def _render_word(lines: Iterable[str], tables: Iterable[Block], office: str) -> bytes:
    body = "".join(map(p, lines))
    for block in tables:
        body += p(block.title) + p(f"编制单位：{office}　　单位：万元")
        body += tbl(*(tr(*row) for row in block.rows))
    return build_docx(body or p(""))


def _render_html(lines: Iterable[str], tables: Iterable[Block], office: str) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    for block in tables:
        rows = "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
            for row in block.rows
        )
        body += f"<p>{block.title}</p><p>编制单位：{office}　单位：万元</p>"
        body += f"<table>{rows}</table>"
    page = f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'
    return page.encode()


def _render_text(lines: Iterable[str]) -> bytes:
    return "\n".join(lines).encode("gb18030")


def _render_workbook(
    tables: Sequence[Block], dice: random.Random, title: str, office: str
) -> bytes:
    sheets: dict[str, list[list[str]]] = {}
    if title and dice.random() < 0.5:
        sheets["封面"] = [[], ["", title + "公开表"]]
    for number, block in enumerate(tables, 1):
        width = len(block.rows[0])
        name = dice.choice((f"Sheet{number}", f"{number}{block.title}"[:30]))
        caption = [f"编制单位：{office}", *[""] * (width - 2), "单位：万元"]
        if not office:
            caption = ["单位：万元"]
        sheets[name] = [[f"{block.title}>{width}"], caption, *block.rows]
    return build_workbook(sheets)


# Splits and names


def _split(one: Disclosure, dice: random.Random) -> Iterator[tuple[str, str, bytes]]:
    """Role, ending and bytes of each file of a disclosure."""
    shape = dice.choice(("whole", "two", "two", "two", "parts", "prose", "four"))
    if shape == "whole":
        yield (
            "说明",
            "docx",
            _render_word([*one.intro, *one.text], one.tables, one.office),
        )
        return
    prose = [*one.intro, *one.text]
    if shape in ("prose", "four"):
        yield "概况", "docx", _render_word(one.intro, (), one.office)
        head = f"{one.title}情况说明"
        yield "情况说明", "docx", _render_word([head, *one.text], (), one.office)
    elif dice.random() < 0.2:
        yield "说明", "txt", _render_text(prose)
    elif dice.random() < 0.3:
        yield "说明", "html", _render_html(prose, (), one.office)
    else:
        yield "说明", "docx", _render_word(prose, (), one.office)
    groups = [one.tables]
    if shape in ("parts", "four"):
        groups = [one.tables[:2], one.tables[2:]]
    for number, tables in enumerate(groups, 1):
        role = "公开表"
        if len(groups) > 1:
            role = f"公开表{number}"
        title = one.title
        if dice.random() < 0.3:
            title = ""
        if dice.random() < 0.7:
            yield role, "xlsx", _render_workbook(tables, dice, title, one.office)
        elif dice.random() < 0.5:
            lines = [f"{one.title}公开表"]
            yield role, "docx", _render_word(lines, tables, one.office)
        else:
            lines = [f"{one.title}公开表"]
            yield role, "html", _render_html(lines, tables, one.office)


def _name_files(
    one: Disclosure, files: Sequence[tuple[str, str, bytes]], dice: random.Random
) -> Iterator[PublishedFile]:
    """The files under the names that an office gives them."""
    place = dice.choice(("flat", "flat", "own", "archive", "attachments"))
    style = dice.choice(("title", "title", "numbered", "short"))
    folder = {"flat": "", "own": f"{one.title}/", "attachments": f"{one.title}/"}
    inside = folder.get(place, f"{one.title}.zip!/")
    for number, (role, ending, data) in enumerate(files, 1):
        name = f"{one.title}{role}"
        if style == "numbered":
            name = f"附件{number}：{one.title}{role}"
        elif style == "short" and place != "flat":
            name = role
        elif style == "short":
            name = f"{one.office}{one.year}{one.kind}{role}"
        below = inside
        if place == "attachments" and number > 1:
            below = f"{inside}附件/"
        yield PublishedFile(f"{below}{name}.{ending}", data, one.key)


def _invent_distractors(
    one: Disclosure, dice: random.Random
) -> Iterator[PublishedFile]:
    """Files beside a disclosure that belong to none of its files."""
    choice = dice.choice(
        (
            "prior",
            "final",
            "unit",
            "news",
            "county",
            "revision",
            "none",
            "none",
        )
    )
    if choice == "revision":
        other = invent_disclosure(dice, one.office, one.year, one.kind)
        lines = [*other.intro, *other.text]
        data = _render_word(lines, other.tables, one.office)
        yield PublishedFile(
            f"{one.title}公开说明（更正）.docx", data, f"{one.key} 更正"
        )
    elif choice == "prior":
        other = invent_disclosure(dice, one.office, one.year - 1, one.kind)
        data = _render_workbook(other.tables, dice, other.title, other.office)
        yield PublishedFile(f"{other.title}公开表.xlsx", data, f"{other.key} beside")
    elif choice == "final":
        other = invent_disclosure(dice, one.office, one.year, "决算")
        data = _render_workbook(other.tables, dice, other.title, other.office)
        yield PublishedFile(f"{other.title}公开表.xlsx", data, f"{other.key} beside")
    elif choice == "unit":
        office = one.office + dice.choice(_UNITS)
        other = invent_disclosure(dice, office, one.year, one.kind, "单位")
        data = _render_workbook(other.tables, dice, other.title, other.office)
        yield PublishedFile(f"{other.title}公开表.xlsx", data, f"{other.key} beside")
    elif choice == "news":
        lines = [f"{one.office}召开预算工作会议", "会议强调，要严格执行预算。"]
        data = _render_word(lines, (), one.office)
        yield PublishedFile(f"{one.office}{one.year}年预算工作会议.docx", data, "")
    elif choice == "county":
        rows = [["地区", "合计"], ["全县", "123456.00"], ["城区", "23456.00"]]
        data = _render_workbook([Block("全县一般公共预算收入表", rows)], dice, "", "")
        yield PublishedFile(
            f"{one.year}年全县预算收入表{dice.random():.6f}.xlsx", data, ""
        )


def invent_files(count: int, seed: int) -> list[PublishedFile]:
    """Invent the files of some disclosures, with others between them."""
    dice = random.Random(seed)
    offices = [place + body for place in INVENTED_PLACES for body in _BODIES]
    cases = [(office, year) for office in offices for year in (2019, 2021, 2023)]
    dice.shuffle(cases)
    files: dict[str, PublishedFile] = {}
    for office, year in cases[:count]:
        kind = dice.choice(("预算", "预算", "决算"))
        one = invent_disclosure(dice, office, year, kind)
        found = [*_name_files(one, list(_split(one, dice)), dice)]
        for file in (*found, *_invent_distractors(one, dice)):
            files.setdefault(file.path, file)
    return list(files.values())


def write_files(files: Iterable[PublishedFile], folder: Path) -> None:
    """Write files into a folder, those of archives into archives."""
    archives: dict[str, dict[str, bytes]] = defaultdict(dict)
    for file in files:
        archive, mark, member = file.path.partition("!/")
        if mark:
            archives[archive][member] = file.data
            continue
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    for name, members in archives.items():
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive_file:
            for member, data in members.items():
                archive_file.writestr(member, data)
        (folder / name).write_bytes(out.getvalue())


class GroupingScore(NamedTuple):
    """Precision and recall over pairs of files, with the pairs that are wrong."""

    precision: float
    recall: float
    joined_wrongly: list[tuple[str, str]]
    missed: list[tuple[str, str]]


def _list_pairs(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def measure_grouping(
    files: Sequence[PublishedFile], manifest: Iterable[dict[str, str]]
) -> GroupingScore:
    """Compare what was joined with what belongs together."""
    true_groups: dict[str, list[str]] = defaultdict(list)
    for file in files:
        if file.owner:
            true_groups[file.owner].append(file.path)
    found_groups: dict[str, list[str]] = defaultdict(list)
    for row in manifest:
        found_groups[row["joined_to"] or row["path"]].append(row["path"])
    wanted = _list_pairs(true_groups.values())
    found = _list_pairs(found_groups.values())
    hits = wanted & found
    return GroupingScore(
        len(hits) / max(len(found), 1),
        len(hits) / max(len(wanted), 1),
        sorted(found - wanted),
        sorted(wanted - found),
    )


def main(count: int = 200, seed: int = 1, folder: str = "") -> None:
    """Generate, run, print."""
    import csv

    from extractor.batch import run_batch

    with tempfile.TemporaryDirectory() as temporary:
        home = Path(folder or temporary)
        files = invent_files(count, seed)
        write_files(files, home / "in")
        run_batch([home / "in"], home / "out", formats=("csv",), jobs=2)
        with (home / "out" / "manifest.csv").open(encoding="utf-8-sig") as handle:
            score = measure_grouping(files, csv.DictReader(handle))
    print(f"files {len(files)}")
    print(f"precision {score.precision:.4f}, recall {score.recall:.4f}")
    for name, pairs in (("wrong", score.joined_wrongly), ("missed", score.missed)):
        for pair in pairs[:20]:
            print(name, *pair, sep="\t")


if __name__ == "__main__":
    arguments = read_arguments(__doc__)
    main(*(int(one) for one in arguments[:2]), *arguments[2:3])
