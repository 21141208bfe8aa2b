"""The list of sources: what it may say, which files it is about, what its dates tell."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from random import Random

import pytest

import extractor
from benchmarks.grouping import Disclosure, _render_word, invent_disclosure
from extractor.batch.publications import (
    DisclosureYear,
    PublishedFile,
    judge_timeliness,
    load_publications,
)
from extractor.cli import main
from extractor.dataset.dataset import Dataset
from extractor.model.issues import ExtractorError

HEADER = "path,sha256,landing_page,file_url,publisher,publication_date,approval_date,retrieval_date"
PAGE = "https://www.example.gov.cn/ysgk/1.html"


def render(one: Disclosure) -> bytes:
    return _render_word([*one.intro, *one.text], one.tables, one.office)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two budgets of an office and one of another."""
    home = tmp_path / "下载"
    home.mkdir()
    for office, year in (("青山县司法局", 2022), ("青山县司法局", 2023), ("白河县审计局", 2023)):
        one = invent_disclosure(Random(year), office, year)
        (home / f"{office}{year}.docx").write_bytes(render(one))
    return home


def write_list(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder.parent / "sources.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8-sig")
    return path


def run(folder: Path, sources: Path, **options: object) -> Dataset:
    out = folder.parent / "out"
    return extractor.convert(folder, out, formats=["csv"], sources=sources, **options)  # type: ignore[arg-type]


def hash_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_line_names_its_file_by_path_by_hash_or_by_a_path_on_the_disk(folder: Path) -> None:
    digest = hash_file(folder / "青山县司法局2023.docx").upper()
    data = run(
        folder,
        write_list(
            folder,
            f"./青山县司法局2022.docx,,{PAGE},,青山县司法局,2022-02-10,2022-01-25,2026-01-02",
            f",{digest},{PAGE},,青山县司法局,2023/2/10,,",
            f"下载\\白河县审计局2023.docx,,{PAGE},,白河县审计局,20230210,,2026年1月2日",
            "没有的.docx,,,,,,,",
        ),
    )
    rows = list(data.iter_rows("sources"))
    assert [row["status"] for row in rows] == ["matched", "matched", "matched", "missing"]
    assert [row["path"] for row in rows] == ["青山县司法局2022.docx", "青山县司法局2023.docx", "白河县审计局2023.docx", "没有的.docx"]
    ids = {row["path"]: row["disclosure_id"] for row in data.iter_rows("disclosures")}
    assert [row["disclosure_id"] for row in rows] == [*(ids[row["path"]] for row in rows[:3]), None]
    assert rows[0]["timeliness"] == "in_time" and rows[0]["days_to_publication"] == 16
    assert rows[1]["timeliness"] == "not_checkable" and rows[1]["publication_date"] == date(2023, 2, 10)
    assert rows[2]["retrieval_date"] == date(2026, 1, 2)


def test_a_file_that_the_list_lacks_is_told_of(folder: Path) -> None:
    data = run(folder, write_list(folder, "青山县司法局2022.docx,,,,,,,"))
    told = [row["file"] for row in data.iter_rows("issues") if row["code"] == "SOURCE_UNLISTED"]
    assert sorted(told) == ["白河县审计局2023.docx", "青山县司法局2023.docx"]
    counted = {row["path"]: row["n_issues"] for row in data.iter_rows("disclosures")}
    assert counted == {path: sum(row["file"] == path for row in data.iter_rows("issues")) for path in counted}


def test_another_file_at_the_same_address_is_an_issue_of_both(folder: Path) -> None:
    address = "https://www.example.gov.cn/a.docx"
    sources = write_list(folder, *(f"青山县司法局{year}.docx,,,{address},,,," for year in (2022, 2023)))
    data = run(folder, sources)
    assert [(row["status"], row["other_line"]) for row in data.iter_rows("sources")] == [("changed", 3), ("changed", 2)]
    told = [row for row in data.iter_rows("issues") if row["code"] == "SOURCE_REPLACED"]
    assert [row["file"] for row in told] == ["青山县司法局2022.docx", "青山县司法局2023.docx"]
    assert "青山县司法局2023.docx" in told[0]["message"]


def test_bytes_that_are_not_those_of_the_list_are_an_issue(folder: Path) -> None:
    data = run(folder, write_list(folder, f"青山县司法局2022.docx,{'a' * 64},,,,,,"))
    (row,) = data.iter_rows("sources")
    assert row["status"] == "changed" and row["sha256"] == hash_file(folder / "青山县司法局2022.docx")
    assert [one["code"] for one in data.iter_rows("issues") if one["code"].startswith("SOURCE_C")] == ["SOURCE_CHANGED"]


def test_a_file_that_was_renamed_is_found_by_its_hash(folder: Path) -> None:
    digest = hash_file(folder / "青山县司法局2022.docx")
    data = run(folder, write_list(folder, f"青山县司法局2023.docx,{digest},,,,,,"))
    (row,) = data.iter_rows("sources")
    assert (row["status"], row["path"]) == ("matched", "青山县司法局2022.docx")


def test_one_file_at_two_addresses_has_two_rows(folder: Path) -> None:
    name = "青山县司法局2022.docx"
    data = run(folder, write_list(folder, f"{name},,,https://a.gov.cn/1.docx,,,,", f"{name},,,https://b.gov.cn/2.docx,,,,"))
    assert [(row["status"], row["other_line"]) for row in data.iter_rows("sources")] == [("matched", None), ("duplicate", 2)]


def test_the_parts_of_a_disclosure_have_rows_of_their_own(tmp_path: Path) -> None:
    one = invent_disclosure(Random(5), "临溪市民政局", 2023)
    home = tmp_path / "in"
    home.mkdir()
    (home / f"{one.title}公开说明.docx").write_bytes(_render_word([*one.intro, *one.text], (), one.office))
    (home / f"{one.title}公开表.docx").write_bytes(_render_word([f"{one.title}公开表"], one.tables, one.office))
    data = run(home, write_list(home, f"{one.title}公开表.docx,,,,,2024-03-01,,"))
    (disclosure,) = data.iter_rows("disclosures")
    (row,) = data.iter_rows("sources")
    assert (row["disclosure_id"], row["timeliness"]) == (disclosure["disclosure_id"], "late")
    told = {row["code"]: row["file"] for row in data.iter_rows("issues") if row["code"] in ("SOURCE_UNLISTED", "PUBLISHED_LATE")}
    assert told == {"SOURCE_UNLISTED": f"{one.title}公开说明.docx", "PUBLISHED_LATE": f"{one.title}公开表.docx"}


def test_without_a_list_nothing_is_said(folder: Path) -> None:
    data = extractor.convert(folder, folder.parent / "out", formats=["csv"])
    assert list(data.iter_rows("sources")) == []
    assert not [row for row in data.iter_rows("issues") if row["code"].startswith("SOURCE")]


def test_the_list_is_part_of_what_a_dataset_is_made_from_and_no_file_is_read_again(folder: Path) -> None:
    name = "青山县司法局2022.docx"
    first = run(folder, write_list(folder, f"{name},,,,甲,,,")).version
    assert run(folder, write_list(folder, f"{name},,,,乙,,,")).version != first
    assert run(folder, write_list(folder, f"{name},,,,甲,,,")).version == first


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("apart", [False, True])
def test_the_rows_are_the_same_for_any_number_of_workers(folder: Path, jobs: int, apart: bool) -> None:
    sources = write_list(folder, "青山县司法局2022.docx,,,https://a.gov.cn/1.docx,,2022-02-10,,", "白河县审计局2023.docx,,,,,2025-01-01,,")
    data = run(folder, sources, jobs=jobs, one_file_one_disclosure=apart)
    assert [(row["status"], row["timeliness"]) for row in data.iter_rows("sources")] == [("matched", "not_checkable"), ("matched", "late")]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("path,web\na.docx,x", "SOURCES_COLUMN", "web"),
        ("path,path\na.docx,x", "SOURCES_COLUMN", "path"),
        ("publisher\n甲", "SOURCES_COLUMN", "sha256"),
        ("", "SOURCES_COLUMN", "sha256"),
        ("path,publisher\n,甲", "SOURCES_NO_FILE", "2"),
        ("path,sha256\na.docx,12ab", "SOURCES_LINE", "12ab"),
        ("path,publication_date\na.docx,2026-02-30", "SOURCES_LINE", "2026-02-30"),
        ("path,publication_date\n\na.docx,昨天", "SOURCES_LINE", "3"),
        ("path,file_url\na.docx,www.example.gov.cn/a.docx", "SOURCES_LINE", "www.example.gov.cn/a.docx"),
        ("path,file_url\na.docx,javascript:alert(1)", "SOURCES_LINE", "javascript"),
        ("path,publisher\na.docx,甲,乙", "SOURCES_LINE", "乙"),
        ("path,publisher\na.docx,甲\nb.docx,甲\na.docx,乙", "SOURCES_TWICE", "4"),
    ],
)
def test_a_wrong_line_stops_the_run_before_any_file_is_read(tmp_path: Path, text: str, code: str, said: str) -> None:
    path = tmp_path / "sources.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExtractorError) as caught:
        load_publications(path)
    assert caught.value.code == code and said in str(caught.value)


def test_a_list_in_another_encoding_or_nowhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    path.write_bytes("path\n青山.docx".encode("gb18030"))
    with pytest.raises(ExtractorError, match="SOURCES_ENCODING"):
        load_publications(path)
    with pytest.raises(ExtractorError, match="NOT_FOUND"):
        load_publications(tmp_path / "none.csv")


def test_the_header_may_have_the_chinese_labels(tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    path.write_text("文件路径,公布日期,公布机构\na.docx,2026/2/9 0:00:00,甲\n", encoding="utf-8")
    (one,) = load_publications(path)
    assert (one.path, one.publication_date, one.publisher) == ("a.docx", date(2026, 2, 9), "甲")


@pytest.mark.parametrize(
    ("published", "approved", "year", "doc_type", "expected"),
    [
        ("2026-02-10", "2026-01-21", 2026, "department_budget", ("in_time", 20)),
        ("2026-02-11", "2026-01-21", 2026, "unit_budget", ("late", 21)),
        ("2026-01-20", "2026-01-21", 2026, "department_budget", ("early", -1)),
        ("2026-02-10", "", 2026, "department_budget", ("not_checkable", None)),
        ("2027-01-20", "", 2026, "department_budget", ("not_checkable", None)),
        ("2027-01-21", "", 2026, "department_budget", ("late", None)),
        ("2026-12-31", "", 2026, "department_final", ("early", None)),
        ("2028-12-31", "", 2026, "department_final", ("not_checkable", None)),
        ("2014-12-31", "2014-01-01", 2014, "department_budget", ("not_checkable", None)),
        ("", "2026-01-21", 2026, "department_budget", ("not_checkable", None)),
        ("2027-06-01", "", None, "department_budget", ("not_checkable", None)),
        ("2027-06-01", "", 2026, None, ("not_checkable", None)),
    ],
)
def test_twenty_days_from_the_approval(published: str, approved: str, year: int | None, doc_type: str | None, expected: tuple[str, int | None]) -> None:
    dates = {name: date.fromisoformat(text) for name, text in (("publication_date", published), ("approval_date", approved)) if text}
    assert judge_timeliness(PublishedFile(2, "a.docx", **dates), DisclosureYear(year, doc_type)) == expected  # type: ignore[arg-type]


def test_the_command_takes_the_list_and_the_project_file_names_it(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    sources = write_list(folder, "青山县司法局2022.docx,,,,,,,", "没有的.docx,,,,,,,")
    monkeypatch.chdir(folder.parent)
    assert main(["run", str(folder), "-o", "a", "-f", "csv", "--sources", str(sources), "--lang", "en", "-j1"]) == 0
    printed = capsys.readouterr().out
    assert "sources matched 1, missing 1, unlisted 2" in printed
    Path("extractor.toml").write_text('inputs = ["下载"]\nout = "b"\nformats = ["csv"]\nsources = "sources.csv"\n', encoding="utf-8")
    assert main(["run", "-j1"]) == 0
    assert Path("a/sources.csv").read_bytes() == Path("b/sources.csv").read_bytes()


def test_a_wrong_list_is_told_by_the_command_and_leaves_no_dataset(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = write_list(folder, "青山县司法局2022.docx,12,,,,,,")
    out = folder.parent / "out"
    assert main(["run", str(folder), "-o", str(out), "--sources", str(sources)]) == 2
    assert "SOURCES_LINE" in capsys.readouterr().err
    assert not out.exists()
