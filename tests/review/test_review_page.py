"""The review page in a real browser: open, filter, value to row, row to place, correct, export, apply, see it marked."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

import extractor
from extractor.cli import main
from extractor.i18n import format_message
from extractor.review import write_review
from extractor.review.disclosure_data import (
    build_disclosure_data,
    build_list_entry,
    rank_entry,
)
from tests.browser import (
    BROWSER_REQUIRED,
    MonitoredPage,
    explain_missing_browser,
    open_browser,
)
from tests.formats.pdf_builder import PdfPageBuilder, build_pdf
from tests.paths import SAMPLES

NAMES = ("桃城区财政局2019年部门预算公开", "桃城区财政局2020年部门预算公开", "赞皇县档案馆2020年部门预算公开")
HOSTILE = (
    "<script>document.title='ran'</script>",
    "<img src=x onerror=\"alert('ran')\">",
    "</script><script>alert(1)</script>",
    "]]><svg onload=alert(2)>",
    "&lt;b&gt; &amp; <!-- \u2028\u202e \U00020000",
)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three samples, one with a sum that is wrong, and one that is full of markup."""
    folder = tmp_path_factory.mktemp("inputs")
    for name in NAMES:
        (folder / f"{name}.docx").write_bytes((SAMPLES / f"{name}.docx").read_bytes())
    wrong = docx.Document(str(SAMPLES / f"{NAMES[1]}.docx"))
    for run in (run for paragraph in wrong.paragraphs for run in paragraph.runs):
        run.text = run.text.replace("三公”经费合计为10.00", "三公”经费合计为910.00")
    wrong.save(str(folder / "wrong.docx"))
    hostile = docx.Document(str(SAMPLES / f"{NAMES[2]}.docx"))
    for at, text in enumerate(HOSTILE):
        hostile.paragraphs[14 + at].add_run(text)
        hostile.tables[0].rows[1].cells[0].paragraphs[0].add_run(text)
    hostile.paragraphs[0].add_run(HOSTILE[1])
    hostile.save(str(folder / "hostile.docx"))
    return folder


@pytest.fixture(scope="module")
def dataset(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> extractor.Dataset:
    return extractor.convert(inputs, tmp_path_factory.mktemp("outputs") / "ds")


@pytest.fixture(scope="module")
def page(dataset: extractor.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = write_review(dataset, tmp_path_factory.mktemp("review") / "page.html")
    assert (written.document_count, written.files) == (5, (written.page,))
    return written.page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    why = explain_missing_browser()
    if why and not BROWSER_REQUIRED:
        pytest.skip(why)
    assert not why, why
    with open_browser() as opened:
        yield opened


def open_document(page: Any, text: str) -> None:
    page.locator(".documents tbody tr", has_text=text).locator("a").first.click()
    page.wait_for_selector("#page [data-a]")


def wait_for_count(page: Any, selector: str, count: int) -> None:
    """Return when the page holds so many elements; it renders what it unpacks some moments after a key."""
    page.wait_for_function("([selector, count]) => document.querySelectorAll(selector).length === count", arg=[selector, count])


def wait_for_texts(page: Any, selector: str, texts: tuple[str, ...]) -> None:
    """Return when each text stands, as text, in one of the elements."""
    script = "([selector, texts]) => { const all = [...document.querySelectorAll(selector)].map(n => n.textContent); return texts.every(t => all.some(s => s.includes(t))); }"
    page.wait_for_function(script, arg=[selector, list(texts)])


def list_document_names(page: Any) -> list[str]:
    return [text.rpartition("· ")[2] for text in page.locator(".documents .who small").all_inner_texts()]


# --- without a browser ------------------------------------------------------------------------------------------------


def test_the_page_is_one_file_that_lets_in_no_script_but_its_own_and_asks_for_nothing(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    allowed = dict(part.strip().split(" ", 1) for part in policy[1].split(";"))
    assert allowed["default-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[\w+/=]+'", allowed["script-src"])
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text)
    assert len(re.findall(r"<script>", text)) == 1  # what else is a script element is data


def test_the_same_dataset_gives_the_same_bytes(page: Path, dataset: extractor.Dataset, tmp_path: Path) -> None:
    again = write_review(dataset, tmp_path / "again.html", figures_folder=tmp_path / "figures")
    assert again.page.read_bytes() == page.read_bytes()
    names = ("counties", "items", "offices", "outcomes", "rules", "years")
    assert {p.name for p in again.files[1:]} == {f"{name}.{lang}.svg" for name in names for lang in ("en", "zh")}


def test_figures_keep_text_as_text_and_carry_no_style(dataset: extractor.Dataset, tmp_path: Path) -> None:
    written = write_review(dataset, tmp_path / "page.html", figures_folder=tmp_path / "figures")
    for path in written.files[1:]:
        svg = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|<metadata|http://(?!www\.w3\.org)", svg), path.name
    assert "各年度的文档数</text>" in (tmp_path / "figures" / "years.zh.svg").read_text(encoding="utf-8")
    assert "Noto Sans CJK SC" in (tmp_path / "figures" / "years.zh.svg").read_text(encoding="utf-8")


def test_figures_need_no_plotting_library(dataset: extractor.Dataset, tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from extractor.cli import main\n"
        f"sys.exit(main(['review', {str(dataset.folder)!r}, '-o', {str(tmp_path / 'p.html')!r}, '--figures', {str(tmp_path / 'f')!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "f").glob("*.svg"))) == 12


def test_failed_checks_stand_first_then_the_worst_grade(dataset: extractor.Dataset) -> None:
    entries = [build_list_entry(rows) for rows in dataset.iter_disclosure_rows()]
    assert sorted(entries, key=rank_entry)[0]["path"] == "wrong.docx"
    graded = [{**one, "failed": {}, "grade": grade} for one, grade in zip(entries, "ABCDA", strict=True)]
    assert [one["grade"] for one in sorted(graded, key=rank_entry)] == ["D", "C", "B", "A", "A"]
    graded.append({**graded[0], "failed": {"TP_SUM": 1}, "path": "failed.docx"})
    assert sorted(graded, key=rank_entry)[0]["path"] == "failed.docx"


def test_a_dataset_without_its_page_is_refused_in_words(dataset: extractor.Dataset, tmp_path: Path) -> None:
    resources = {name: found for name, found in dataset._resources.items() if name != "blocks"}
    old = extractor.Dataset(dataset.folder, dataset.package, resources)
    with pytest.raises(extractor.ExtractorError) as problem:
        write_review(old, tmp_path / "page.html")
    assert problem.value.code == "DATASET_WITHOUT_PAGE"
    (tmp_path / "file").write_text("x")
    with pytest.raises(extractor.ExtractorError) as problem:
        write_review(dataset, tmp_path / "file")
    assert problem.value.code == "OUT_IS_NO_REVIEW"


# --- in the browser ---------------------------------------------------------------------------------------------------


def test_documents_are_listed_worst_first_and_filtered_by_year_rule_office_and_words(chromium: Any, page: Path) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        assert list_document_names(shown)[0] == "wrong.docx"
        assert len(list_document_names(shown)) == 5
        shown.select_option("#filter-year", "2019")
        assert list_document_names(shown) == [f"{NAMES[0]}.docx"]
        shown.select_option("#filter-year", "2020")
        shown.select_option("#filter-rule", "TP_SUM")
        assert list_document_names(shown) == ["wrong.docx"]
        shown.get_by_role("button", name="清除").click()
        shown.select_option("#filter-office", "archives")
        assert sorted(list_document_names(shown)) == ["hostile.docx", f"{NAMES[2]}.docx"]
        shown.get_by_role("button", name="清除").click()
        shown.fill("#search", "桃城 2020")
        assert sorted(list_document_names(shown)) == sorted(["wrong.docx", f"{NAMES[1]}.docx"])
        assert "2 / 5" in shown.inner_text("#matched")


def test_a_value_leads_to_its_row_and_a_row_to_its_place(chromium: Any, page: Path) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        open_document(shown, NAMES[1])
        shown.locator('#page [data-a="b26"] .m-money', has_text="897.42万元").click()
        card = shown.locator("#inside .card").first
        assert card.locator(".big").inner_text() == "897.42万元"
        told = card.inner_text()
        assert "收入总计" in told and "8,974,200 元" in told and "单位 万元，来自数字本身" in told
        checks = shown.locator("#inside .check")
        assert "REV_SUM" in checks.first.inner_text() and "897.42 = 885.42 + 0.00 + 0.00 + 12.00" in checks.first.inner_text()

        shown.keyboard.press("3")
        shown.select_option("#rows-table", "procurement")
        shown.locator("#inside .rows button").nth(1).click()
        row = shown.locator("#page tr.lit")
        place = shown.locator("#inside .rows button").nth(1).get_attribute("title")
        assert row.get_attribute("data-a") == place
        assert row.evaluate("n => { const r = n.getBoundingClientRect(); return r.top > 0 && r.bottom < innerHeight; }")


PRINTED = ("2021年收入预算1,234.56万元，其中：一般公共预算拨款收入1,200.00万元。", "2021年支出预算1,234.56万元。")


@pytest.fixture
def printed(tmp_path: Path) -> extractor.Dataset:
    """A disclosure that was printed as PDF."""
    pytest.importorskip("pypdfium2", reason='pip install -e ".[pdf]"')
    page = PdfPageBuilder().title("青山县审计局2021年部门预算").paragraph("一、部门预算安排的总体情况")
    for text in PRINTED:
        page.paragraph(text)
    (tmp_path / "a.pdf").write_bytes(build_pdf([page]))
    return extractor.convert(tmp_path / "a.pdf", tmp_path / "out")


def test_the_data_of_a_printed_document_hold_the_boxes_of_its_values(printed: extractor.Dataset) -> None:
    (rows,) = printed.iter_disclosure_rows()
    data = build_disclosure_data(rows)
    boxed = {data["evidence"][index][3]: box for index, box in data["boxes"].items()}
    assert boxed and all(len(box.partition(";")[0].split()) == 5 for box in boxed.values())
    assert {box.split()[0] for box in boxed.values()} == {"1"}


def test_a_value_of_a_printed_page_is_shown_where_the_page_prints_it(chromium: Any, printed: extractor.Dataset, tmp_path: Path) -> None:
    written = write_review(printed, tmp_path / "page.html")
    with MonitoredPage(chromium, written.page) as watched:
        shown = watched.page
        open_document(shown, "a.pdf")
        shown.locator("#page .m-money", has_text="1,200.00万元").click()
        paper = shown.locator("#inside .printed")
        assert "1" in paper.locator("h3").inner_text()
        assert paper.locator(".own title").all_text_contents() == ["1,200.00万元"]
        own = paper.locator(".own rect")
        first = paper.locator(".box rect").first
        assert float(own.get_attribute("width")) > 0 and own.get_attribute("y") != first.get_attribute("y")
        paper.locator(".box", has_text="1,234.56万元").first.click()
        shown.wait_for_selector("#page .lit, #page .picked")


def test_a_document_without_pages_shows_no_page(chromium: Any, page: Path) -> None:
    with MonitoredPage(chromium, page) as watched:
        open_document(watched.page, NAMES[1])
        watched.page.locator("#page .m-money").first.click()
        watched.page.wait_for_selector("#inside .card")
        assert watched.page.locator("#inside .printed").count() == 0


def test_a_failed_check_shows_its_arithmetic_and_leads_to_the_numbers(chromium: Any, page: Path) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        open_document(shown, "wrong.docx")
        shown.keyboard.press("2")
        check = shown.locator("#inside .check.r-fail", has_text="TP_SUM").first
        assert check.locator("dl dd").all_inner_texts()[2:] == ["9,000,000", "150"]
        check.locator(".go").first.click()
        assert shown.locator("#page .m.lit").first.inner_text().startswith("910.00")
        wait_for_count(shown, "#page .m.bad.lit", 1)


def test_a_correction_is_typed_exported_applied_by_a_run_and_marked(
    chromium: Any, page: Path, inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        open_document(shown, "wrong.docx")
        shown.keyboard.press("f")
        printed = shown.locator("#inside .card .big").first.inner_text()
        shown.keyboard.press("c")
        shown.fill("#inside input[name=new]", printed.removeprefix("9"))
        shown.fill("#inside input[name=reason]", "印刷错误, \"9\" 多余")
        shown.fill("#inside input[name=who]", "核对人")
        shown.keyboard.press("Enter")
        shown.locator("#page .fix", has_text=printed.removeprefix("9")).wait_for()
        assert shown.locator("#page .fix").inner_text() == printed.removeprefix("9")
        shown.keyboard.press("e")
        with shown.expect_download() as waiting:
            shown.click("#export")
        file = tmp_path / "corrections.csv"
        waiting.value.save_as(file)
    (row,) = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    assert (row["table"], row["column"], row["old"], row["new"], row["reason"], row["who"]) == (
        "amounts", "value", printed, printed.removeprefix("9"), "印刷错误, \"9\" 多余", "核对人",
    )  # fmt: skip

    assert main(["run", str(inputs), "-o", str(tmp_path / "ds"), "--corrections", str(file), "-j1"]) == 0
    corrected = extractor.open_dataset(tmp_path / "ds")
    assert list(corrected.corrections.result) == ["applied"]
    assert "TP_SUM" not in set(corrected.checks[corrected.checks.result == "fail"].rule)
    assert main(["review", str(tmp_path / "ds"), "-o", str(tmp_path / "again.html")]) == 0
    capsys.readouterr()
    with MonitoredPage(chromium, tmp_path / "again.html") as watched:
        shown = watched.page
        open_document(shown, "wrong.docx")
        assert shown.locator("#page .fix.applied").inner_text() == printed.removeprefix("9")
        shown.keyboard.press("e")
        with shown.expect_download() as waiting:  # what the dataset was made with goes on in the next file
            shown.click("#export")
        assert Path(waiting.value.path()).read_text(encoding="utf-8-sig") == file.read_text(encoding="utf-8-sig")


def test_markup_in_a_document_shows_as_text_and_nothing_of_it_runs(chromium: Any, page: Path) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        open_document(shown, "hostile.docx")
        wait_for_texts(shown, "#page .p", HOSTILE)
        wait_for_texts(shown, "#page td", HOSTILE)
        for key in "12345":
            shown.keyboard.press(key)
        shown.keyboard.press("3")
        for table in shown.locator("#rows-table option").all():
            shown.select_option("#rows-table", table.get_attribute("value"))
        assert shown.locator("main img, main svg, main script").count() == 0
        assert "ran" not in shown.title()
        shown.keyboard.press("g")
        shown.keyboard.press("r")
        wait_for_count(shown, ".report figure svg", 6)


def test_places_count_characters_also_behind_those_beyond_the_first_plane(chromium: Any, tmp_path: Path) -> None:
    rare = docx.Document(str(SAMPLES / f"{NAMES[1]}.docx"))
    for paragraph in rare.paragraphs:
        if "收入合计为" in paragraph.text:
            paragraph.runs[0].text = paragraph.text.replace("收入合计", "\U00020000\U00020001收入合计", 1)
            for run in paragraph.runs[1:]:
                run.text = ""
    rare.save(str(tmp_path / "rare.docx"))
    written = write_review(extractor.convert(tmp_path / "rare.docx", tmp_path / "ds"), tmp_path / "page.html")
    with MonitoredPage(chromium, written.page) as watched:
        open_document(watched.page, "rare.docx")
        assert "897.42万元" in watched.page.locator('#page [data-a="b26"] .m-money').all_inner_texts()


def test_keys_language_and_theme(chromium: Any, page: Path) -> None:
    with MonitoredPage(chromium, page, color_scheme="dark") as watched:
        shown = watched.page
        shown.keyboard.press("?")
        wait_for_count(shown, "#keys kbd", 15)
        shown.keyboard.press("Escape")
        shown.keyboard.press("l")
        assert shown.locator("#bar nav a").all_inner_texts() == ["Documents", "Report", "Corrections"]
        assert shown.locator("html").get_attribute("lang") == "en"
        dark = shown.evaluate("getComputedStyle(document.body.parentNode).backgroundColor")
        shown.keyboard.press("d")
        assert shown.locator("html").get_attribute("data-theme") == "light"
        assert shown.evaluate("getComputedStyle(document.body.parentNode).backgroundColor") != dark
        open_document(shown, NAMES[1])
        shown.keyboard.press("j")
        first = shown.locator("#page .m.picked").first.inner_text()
        shown.keyboard.press("j")
        shown.keyboard.press("k")
        assert shown.locator("#page .m.picked").first.inner_text() == first
        before = shown.locator(".about .dim").first.inner_text()
        shown.keyboard.press("n")
        shown.wait_for_function("text => document.querySelector('.about .dim').innerText !== text", arg=before)
        shown.keyboard.press("Escape")
        shown.wait_for_selector(".documents")


def test_a_folder_of_pages_has_an_index_that_leads_into_them_and_back(
    chromium: Any, dataset: extractor.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractor.review.pages.DOCUMENTS_PER_PAGE", 2)
    written = write_review(dataset, tmp_path / "review")
    assert [path.name for path in written.files if path.suffix == ".html"] == [
        "index.html", "part-0001.html", "part-0002.html", "part-0003.html",
    ]  # fmt: skip
    assert len(list((tmp_path / "review" / "figures").glob("*.svg"))) == 12
    with MonitoredPage(chromium, written.page) as watched:
        shown = watched.page
        assert len(list_document_names(shown)) == 5
        open_document(shown, "hostile.docx")
        assert "part-" in shown.url
        shown.locator("#bar nav a").first.click()
        shown.wait_for_selector(".documents")
        assert shown.url.endswith("index.html")
        assert len(list_document_names(shown)) == 5


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_hangs_over_the_edge_of_the_screen(chromium: Any, page: Path, width: int) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        shown.set_viewport_size({"width": width, "height": 780})
        for go in ("g", "r", "e"):
            shown.keyboard.press(go)
            shown.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
        shown.keyboard.press("g")
        open_document(shown, NAMES[1])
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")


# --- corrections of meaning, addresses, search, access ---------------------------------------------------------------


def test_the_address_follows_the_selected_value_and_selects_what_it_names(chromium: Any, page: Path) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        open_document(shown, NAMES[1])
        shown.locator('#page [data-a="b26"] .m-money', has_text="897.42万元").click()
        address = shown.url
        assert "&p=b26%5B" in address
        shown.keyboard.press("Escape")
        assert "&p=" not in shown.url
        shown.goto("about:blank")
        shown.goto(address)
        shown.wait_for_selector("#page .m.picked")
        assert shown.locator("#page .m.picked").first.inner_text() == "897.42万元"
        assert shown.locator("#inside .card .big").first.inner_text() == "897.42万元"


def test_a_document_with_failed_checks_opens_on_them(chromium: Any, page: Path) -> None:
    with MonitoredPage(chromium, page) as watched:
        open_document(watched.page, "wrong.docx")
        assert "TP_SUM" in watched.page.locator("#inside .card.r-fail").first.inner_text()


def fill_form(page: Any, **values: str) -> None:
    for name, value in values.items():
        field = page.locator(f"#inside form [name={name}]")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def test_meaning_is_corrected_in_the_page_and_the_run_takes_it(
    chromium: Any, page: Path, inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        open_document(shown, "wrong.docx")
        money = shown.locator('#page [data-a="b26"] .m-money')
        for at, values in enumerate(({"what": "fund", "new": "general_public_budget"}, {"what": "row"}, {"what": "item", "new": "收入总计"})):
            money.nth(at).click()
            shown.locator("#inside .meaning").first.click()
            fill_form(shown, **values, who="核对人")
            shown.keyboard.press("Enter") if "new" in values else shown.locator("#inside form button.main").click()
        shown.keyboard.press("e")
        told = shown.locator(".corrections .data tbody").inner_text()
        assert "没有这个值" in told and "一般公共预算" in told
        with shown.expect_download() as waiting:
            shown.click("#export")
        file = tmp_path / "corrections.csv"
        waiting.value.save_as(file)
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert {row["column"] for row in rows} == {"fund", "row", "item"} or {row["column"] for row in rows} == {"fund", "row"}
    data = extractor.convert(inputs / "wrong.docx", tmp_path / "ds", corrections=file)
    assert set(data.corrections.result) == {"applied"}
    removed = next(row for row in rows if row["column"] == "row")
    assert removed["place"] not in set(data.amounts.place)
    capsys.readouterr()


def test_a_value_that_was_missed_is_noted_from_the_selected_text(
    chromium: Any, page: Path, inputs: Path, tmp_path: Path
) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        open_document(shown, NAMES[1])
        shown.evaluate(
            """() => {
              const mark = [...document.querySelectorAll('#page [data-a="b26"] .m')].find(n => n.textContent.startsWith('2020'));
              const range = document.createRange();
              range.selectNodeContents(mark);
              getSelection().removeAllRanges();
              getSelection().addRange(range);
              mark.click();
            }"""
        )
        assert shown.locator("#inside .card .big").first.inner_text() == "2020"
        shown.locator("#inside .missed").click()
        fill_form(shown, item="assets.fixed.total", unit="万元")
        shown.locator("#inside form button.main").click()
        shown.keyboard.press("e")
        with shown.expect_download() as waiting:
            shown.click("#export")
        file = tmp_path / "corrections.csv"
        waiting.value.save_as(file)
    (row,) = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    assert (row["table"], row["column"], row["old"]) == ("amounts", "row", "2020")
    assert row["new"].startswith("item=assets.fixed.total; fund=") or row["new"].startswith("item=assets.fixed.total; phase=")
    data = extractor.convert(inputs / f"{NAMES[1]}.docx", tmp_path / "ds", corrections=file)
    added = data.amounts[data.amounts["place"] == row["place"]]
    assert list(added["value_yuan"]) == [20_200_000]


def test_office_year_and_kind_are_corrected_in_the_page(chromium: Any, page: Path, inputs: Path, tmp_path: Path) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        open_document(shown, NAMES[1])
        for name, value in (("doc_type", "department_final"), ("department_name", "桃城区税务局")):
            at = shown.evaluate("name => HEAD.words.profile.indexOf(name)", name)
            buttons = shown.locator("#inside .profile")
            order = [shown.evaluate("n => n.closest('dd').previousSibling.textContent", b.element_handle()) for b in buttons.all()]
            wanted = shown.evaluate("name => columnName('disclosures', name)", name)
            assert at >= 0
            buttons.nth(order.index(wanted)).click()
            fill_form(shown, new=value)
            shown.locator("#inside form button.main").click()
        shown.keyboard.press("e")
        with shown.expect_download() as waiting:
            shown.click("#export")
        waiting.value.save_as(tmp_path / "c.csv")
    data = extractor.convert(inputs / f"{NAMES[1]}.docx", tmp_path / "ds", corrections=tmp_path / "c.csv")
    assert list(data.disclosures["doc_type"]) == ["department_final"]
    assert list(data.disclosures["department_name"]) == ["桃城区税务局"]


def test_a_rule_for_a_label_of_a_county_is_exported_as_words_that_a_run_takes(
    chromium: Any, page: Path, inputs: Path, tmp_path: Path
) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        open_document(shown, NAMES[1])
        shown.evaluate("addRule(state.doc, { label: '公车钱', place: 'b1' }, 'three_public.vehicles.running')")
        shown.keyboard.press("e")
        with shown.expect_download() as waiting:
            shown.locator(".export-rules").click()
        (tmp_path / "words").mkdir()
        waiting.value.save_as(tmp_path / "words" / "mine.toml")
    text = (tmp_path / "words" / "mine.toml").read_text(encoding="utf-8")
    assert "[applies]" in text and '"公车钱" = ' in text
    doc = extractor.read(inputs / f"{NAMES[1]}.docx", templates=tmp_path / "words")
    assert set(doc.disclosures["template"]) != {"base"}


def test_the_list_is_searched_by_year_office_and_value_and_the_texts_too(chromium: Any, page: Path) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        shown.fill("#search", "部门预算 2019 财政")
        assert list_document_names(shown) == [f"{NAMES[0]}.docx"]
        for words in ("897.42", "8,974,200", "897.42万元"):
            shown.fill("#search", words)
            assert f"{NAMES[1]}.docx" in list_document_names(shown), words
        shown.fill("#search", "公务接待费")
        assert list_document_names(shown) == []
        shown.check("#search-texts")
        wait_for_count(shown, "#texts li", 5)
        shown.locator("#texts a").first.click()
        shown.wait_for_selector("#page .picked, #page .lit")


def test_values_are_reached_and_opened_by_the_keyboard_with_a_name(chromium: Any, page: Path) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        open_document(shown, NAMES[1])
        mark = shown.locator('#page [data-a="b26"] .m-money').first
        name = mark.get_attribute("aria-label")
        assert name.startswith(mark.inner_text()) and "收入总计" in name
        mark.focus()
        shown.keyboard.press("Enter")
        assert shown.locator("#inside .card .big").first.inner_text() == mark.inner_text()
        shown.keyboard.press("Tab")
        assert shown.evaluate("document.activeElement.matches('#page .m')")


def test_the_report_maps_offices_by_year(chromium: Any, page: Path) -> None:
    with MonitoredPage(chromium, page) as watched:
        shown = watched.page
        shown.keyboard.press("r")
        heads = shown.locator(".map thead th").all_inner_texts()
        assert heads[2:] == ["2019", "2020"]
        assert shown.locator(".map .field a").count() >= 4
        shown.locator(".map .field a").first.click()
        shown.wait_for_selector("#page [data-a]")


# Both widths and both languages are looked at: a rule asks about what stands on a page, not about a language at a width.
# Colours follow from the scheme alone: each view is looked at in both, where the page is wide enough to show all of it.
@pytest.mark.parametrize(("width", "lang", "schemes"), [(1280, "zh", ("light", "dark")), (390, "en", ())])
def test_axe_finds_nothing_serious_on_any_view(chromium: Any, page: Path, width: int, lang: str, schemes: tuple[str, ...]) -> None:
    package = pytest.importorskip("axe_playwright_python", reason='pip install -e ".[test]"')
    script = Path(package.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    found: list[tuple[str, str]] = []
    with MonitoredPage(chromium, page, reduced_motion="reduce") as watched:
        shown = watched.page
        shown.set_viewport_size({"width": width, "height": 860})
        shown.evaluate(script)  # once: the page is never left
        if lang == "en":
            shown.keyboard.press("l")

        def look(view: str, changed: str = "html") -> None:
            """All rules on the whole page, but colours, which take longest, only in the part that is new."""
            told = shown.evaluate("axe.run(document, { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } } })")["violations"]
            for scheme in schemes:
                shown.emulate_media(color_scheme=scheme)
                told += shown.evaluate("part => axe.run(part, { resultTypes: ['violations'], runOnly: ['color-contrast'] })", changed)["violations"]
            for one in told:
                if one["impact"] in ("serious", "critical"):
                    found.append((view, f"{one['id']}: {one['nodes'][0]['html'][:200]}"))

        for key in "gre":
            shown.keyboard.press(key)
            look(key)
        shown.keyboard.press("g")
        open_document(shown, "wrong.docx")
        look("checks")
        shown.keyboard.press("f")
        shown.locator("#inside .meaning").first.click()
        look("value")
        shown.evaluate("document.activeElement.blur()")
        for key in "345":
            shown.keyboard.press(key)
            look(key, "#inside")
        shown.keyboard.press("?")
        look("keys", "#keys")
        assert shown.locator("#bar nav a").first.inner_text() == format_message("REVIEW_DOCUMENTS", lang=lang)
    assert found == []
