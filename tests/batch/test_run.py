"""A run: the same dataset for any number of jobs, after any interruption, and a row of the manifest for every file."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from extractor import read_document
from extractor.batch import ManifestEntry, RunReport, TaskLimits, archives, run_batch
from extractor.batch.task import build_task
from extractor.batch.worker_pool import Pool
from extractor.model.issues import ExtractorError


def read_manifest(out: Path) -> list[dict[str, str]]:
    with (out / "manifest.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def hash_dataset(out: Path) -> dict[str, str]:
    """Hashes of the dataset: every file but what is declared volatile and the workshop of the next run."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.relative_to(out).parts[0] not in ("volatile", ".extractor")
    }


def write_letter(path: Path) -> Path:
    import docx

    document = docx.Document()
    document.add_paragraph("尊敬的各位同事：感谢来信，祝工作顺利。")
    document.save(str(path))
    return path


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory, samples: list[Path]) -> Path:
    """A folder as downloads leave it: disclosures, a copy, a letter, what is broken, what is no document."""
    home = tmp_path_factory.mktemp("downloads") / "in"
    (home / "子").mkdir(parents=True)
    shutil.copy(samples[0], home / "a.docx")
    shutil.copy(samples[0], home / "子" / "copy of a.docx")
    shutil.copy(samples[1], home / "b.docx")
    write_letter(home / "letter.docx")
    (home / "empty.docx").touch()
    (home / "cut.docx").write_bytes(samples[2].read_bytes()[:5000])
    (home / "picture.docx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (home / "~$a.docx").write_bytes(b"x" * 162)
    with zipfile.ZipFile(home / "archive.zip", "w") as archive:
        archive.write(samples[3], "c.docx")
        archive.write(samples[1], "copy of b.docx")
    return home


@pytest.fixture
def folder(downloads: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(downloads, tmp_path / "in")


@pytest.fixture(scope="module")
def finished_run(downloads: Path) -> Path:
    """The dataset of an undisturbed run in one process; nobody changes it."""
    out = downloads.with_name("out")
    run_batch([downloads], out)
    return out


@pytest.fixture
def undisturbed_dataset(finished_run: Path, tmp_path: Path) -> Path:
    """A copy of that dataset."""
    return shutil.copytree(finished_run, tmp_path / "undisturbed")


def test_every_file_is_one_row_with_its_outcome(undisturbed_dataset: Path) -> None:
    rows = {row["path"]: (row["status"], row["error"].split(":")[0]) for row in read_manifest(undisturbed_dataset)}
    assert rows == {
        "a.docx": ("ok", ""),
        "archive.zip!/c.docx": ("ok", ""),
        "archive.zip!/copy of b.docx": ("ok", ""),
        "b.docx": ("duplicate", ""),
        "cut.docx": ("corrupt", "ZIP_BROKEN"),
        "empty.docx": ("corrupt", "EMPTY_FILE"),
        "letter.docx": ("not_a_disclosure", "NOT_A_DISCLOSURE"),
        "picture.docx": ("unsupported", "PICTURE"),
        "~$a.docx": ("skipped", "SKIP_LOCK_FILE"),
        "子/copy of a.docx": ("duplicate", ""),
    }


def test_an_error_page_saved_under_the_name_of_a_file_is_told_apart(tmp_path: Path) -> None:
    home = tmp_path / "in"
    home.mkdir()
    nginx = "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1><hr>nginx</body></html>"
    (home / "a.doc").write_bytes(nginx.encode())
    (home / "b.docx").write_bytes("<html><body><p>对不起，您访问的页面不存在！</p></body></html>".encode("gb18030"))
    (home / "c.doc").write_bytes(b'{"code":404,"msg":"file not found"}')
    (home / "d.doc").write_bytes("<html><body><p>尊敬的各位同事：感谢来信。</p></body></html>".encode())
    run_batch([home], tmp_path / "out", jobs=1)
    rows = {row["path"]: (row["status"], row["error"].split(":")[0]) for row in read_manifest(tmp_path / "out")}
    error = ("not_a_disclosure", "WEB_ERROR_PAGE")
    assert rows == {"a.doc": error, "b.docx": error, "c.doc": error, "d.doc": ("not_a_disclosure", "NOT_A_DISCLOSURE")}


def test_archives_that_nobody_opens_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_PROGRAMS", {})
    archives.find_archive_program.cache_clear()
    home = tmp_path / "in"
    home.mkdir()
    (home / "a.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(50))
    run_batch([home], tmp_path / "out")
    rows = [(row["path"], row["format"], row["status"], row["error"].split(":")[0]) for row in read_manifest(tmp_path / "out")]
    assert rows == [("a.rar", "rar", "unsupported", "PACKED")]
    archives.find_archive_program.cache_clear()


def test_archives_in_archives_are_read_to_a_depth(tmp_path: Path, samples: list[Path]) -> None:
    home = tmp_path / "in"
    home.mkdir()
    data = samples[0].read_bytes()
    name = "b.docx"
    for depth in range(5):
        with zipfile.ZipFile(tmp_path / f"{depth}.zip", "w") as packed:
            packed.writestr(name, data)
        data, name = (tmp_path / f"{depth}.zip").read_bytes(), f"{depth}.zip"
        (home / f"d{depth}.zip").write_bytes(data)
    run_batch([home], tmp_path / "out", formats=("csv",))
    rows = {row["path"]: row["status"] for row in read_manifest(tmp_path / "out")}
    assert rows == {
        "d0.zip!/b.docx": "ok",
        "d1.zip!/0.zip!/b.docx": "duplicate",
        "d2.zip!/1.zip!/0.zip!/b.docx": "duplicate",
        "d3.zip!/2.zip!/1.zip!/0.zip!/b.docx": "duplicate",
        "d4.zip!/3.zip!/2.zip!/1.zip!/0.zip": "unsupported",
    }


def test_a_rar_is_read_where_a_program_unpacks_it(tmp_path: Path, samples: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "in"
    home.mkdir()
    with zipfile.ZipFile(tmp_path / "plain.zip", "w") as packed:
        packed.write(samples[0], "子/b.docx")
    # A zip behind the first bytes of a .rar: what stands in for a program reads it.
    (home / "a.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + (tmp_path / "plain.zip").read_bytes())
    (home / "cut.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(50))
    monkeypatch.setattr(archives, "_PROGRAMS", {sys.executable: lambda archive, folder: ["-m", "zipfile", "-e", archive, folder]})
    archives.find_archive_program.cache_clear()
    run_batch([home], tmp_path / "out", formats=("csv",))
    rows = [(row["path"], row["status"]) for row in read_manifest(tmp_path / "out")]
    assert rows == [("a.rar!/子/b.docx", "ok"), ("cut.rar", "corrupt")]
    archives.find_archive_program.cache_clear()


def test_a_duplicate_names_the_document_of_the_first_copy_and_has_no_rows_of_its_own(undisturbed_dataset: Path) -> None:
    ids = {row["path"]: row["disclosure_ids"] for row in read_manifest(undisturbed_dataset)}
    assert ids["子/copy of a.docx"] == ids["a.docx"] != ""
    with (undisturbed_dataset / "disclosures.csv").open(encoding="utf-8-sig", newline="") as handle:
        assert [row["path"] for row in csv.DictReader(handle)] == [
            "a.docx",
            "archive.zip!/c.docx",
            "archive.zip!/copy of b.docx",
        ]


def test_two_jobs_give_the_bytes_of_one(folder: Path, undisturbed_dataset: Path, tmp_path: Path) -> None:
    run_batch([folder], tmp_path / "two", jobs=2)
    assert hash_dataset(tmp_path / "two") == hash_dataset(undisturbed_dataset)


@pytest.mark.parametrize(
    ("seed", "jobs", "locale", "zone"),
    [("12345", 1, "C", "Asia/Shanghai"), ("1", 3, "zh_CN.UTF-8", "America/New_York")],
)
def test_locale_time_zone_hash_seed_folder_and_order_of_files_do_not_matter(
    seed: str, jobs: int, locale: str, zone: str, folder: Path, undisturbed_dataset: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere" / "在"
    dice = random.Random(seed)
    there = sorted(path for path in folder.rglob("*") if path.is_file())
    dice.shuffle(there)  # a folder lists its files in whatever order they came into it
    for path in there:
        (elsewhere / path.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, elsewhere / path.relative_to(folder))
    given = [str(elsewhere), *(str(path) for path in elsewhere.glob("*.docx"))]  # some twice, in any order
    dice.shuffle(given)
    environment = {**os.environ, "LC_ALL": locale, "TZ": zone, "PYTHONHASHSEED": seed, "EXTRACTOR_LANG": "en"}
    out = tmp_path / "other"
    command = [sys.executable, "-m", "extractor", "run", *given, "-o", str(out), "--jobs", str(jobs)]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()
    assert hash_dataset(out) == hash_dataset(undisturbed_dataset)


def test_a_second_run_does_nothing_again_and_changes_nothing(folder: Path, undisturbed_dataset: Path) -> None:
    before = hash_dataset(undisturbed_dataset)
    report = run_batch([folder], undisturbed_dataset)
    assert hash_dataset(undisturbed_dataset) == before
    assert (report.reused, report.total) == (9, 10)  # all but the lock file, which nobody reads


def test_a_changed_a_new_and_a_removed_file_are_handled(
    folder: Path, undisturbed_dataset: Path, tmp_path: Path, samples: list[Path]
) -> None:
    shutil.copy(samples[4], folder / "a.docx")
    shutil.copy(samples[5], folder / "new.docx")
    (folder / "letter.docx").unlink()
    report = run_batch([folder], undisturbed_dataset)
    run_batch([folder], tmp_path / "afresh")
    assert hash_dataset(undisturbed_dataset) == hash_dataset(tmp_path / "afresh")
    # the changed, the new, the copy of the changed (now known by its own name), the lock file
    assert report.total - report.reused == 4


def test_a_renamed_file_is_read_again_for_its_name_is_a_witness(sample: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.docx").write_bytes(sample.read_bytes())
    run_batch([folder], out, formats=("csv",))
    (folder / "a.docx").rename(folder / "丙县丁局2011年部门预算.docx")
    report = run_batch([folder], out, formats=("csv",))
    fresh = tmp_path / "fresh"
    run_batch([folder], fresh, formats=("csv",))
    assert report.reused == 0
    assert hash_dataset(out) == hash_dataset(fresh)


def test_fresh_and_another_language_do_all_work_again(folder: Path, undisturbed_dataset: Path) -> None:
    assert run_batch([folder], undisturbed_dataset, fresh=True).reused == 0
    assert run_batch([folder], undisturbed_dataset, lang="en").reused == 0
    assert run_batch([folder], undisturbed_dataset, lang="en").reused == 9


def test_two_runs_on_one_output_are_refused_and_the_holder_is_named(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    seen: list[str] = []

    def while_running(report: RunReport, entry: ManifestEntry | None) -> None:
        if not seen:
            with pytest.raises(ExtractorError) as refused:
                run_batch([folder], out)
            seen.append(str(refused.value))

    run_batch([folder], out, on_progress=while_running)
    assert seen[0].startswith("LOCKED") and f"pid {os.getpid()}" in seen[0]
    assert run_batch([folder], out).total == 10


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_at_any_moment_the_same_command_gives_the_bytes_of_an_undisturbed_run(
    folder: Path, undisturbed_dataset: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    dice = random.Random(20)
    command = [sys.executable, "-m", "extractor", "run", str(folder), "-o", str(out), "--jobs", "2"]
    for _ in range(4):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.1, 1.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()
    assert hash_dataset(out) == hash_dataset(undisturbed_dataset)
    assert list(out.rglob("*.tmp")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT")
def test_an_interrupt_ends_within_seconds_and_leaves_what_is_finished(
    folder: Path, undisturbed_dataset: Path, tmp_path: Path, samples: list[Path]
) -> None:
    out = tmp_path / "out"
    endless = folder / "endless.txt"  # so that the run is not over, however late it is interrupted
    endless.write_text((read_document(samples[0]).text + "\n") * 600, encoding="utf-8")
    command = [sys.executable, "-m", "extractor", "run", str(folder), "-o", str(out), "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while not (out / ".extractor" / "holder.json").exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    said = "".join(line for line in process.stderr.read().decode().splitlines(keepends=True) if not re.match(r"\d+/\d+ ", line))  # progress of a slow machine
    assert process.wait(timeout=3600) == 130, said
    assert said.startswith("INTERRUPTED") and "Traceback" not in said
    endless.unlink()
    subprocess.run(command, capture_output=True, check=False)
    assert hash_dataset(out) == hash_dataset(undisturbed_dataset)


def test_a_file_that_cannot_be_opened_or_is_too_large_is_a_row_and_stops_nobody(folder: Path, tmp_path: Path) -> None:
    (folder / "gone.docx").symlink_to(folder / "nothing.docx")
    run_batch([folder], tmp_path / "out", max_file_bytes=50_000)
    rows = {
        row["path"]: (row["status"], row["error"].split(":")[0], bool(row["sha256"]))
        for row in read_manifest(tmp_path / "out")
    }
    assert rows["gone.docx"] == ("io_error", "CANNOT_OPEN", False)
    assert rows["letter.docx"][0] == "not_a_disclosure"
    (folder / "large.docx").write_bytes(bytes(60_000))
    run_batch([folder], tmp_path / "out", max_file_bytes=50_000)
    rows = {
        row["path"]: (row["status"], row["error"].split(":")[0], bool(row["sha256"]))
        for row in read_manifest(tmp_path / "out")
    }
    assert rows["large.docx"] == ("refused_limit", "FILE_TOO_LARGE", True)


def build_task_that_may_hang(*given: Any) -> Any:
    """The work on a file, which does not end where the file names another that is there; ``hangs`` beside that says so."""
    work = build_task(*given)

    def work_or_hang(data: bytes, name: str) -> Any:
        if name.endswith("endless.txt") and Path(data.decode()).exists():
            Path(data.decode()).with_name("hangs").touch()
            time.sleep(3600)
        return work(data, name)

    return work_or_hang


def test_a_file_over_its_time_is_a_row_and_is_tried_again_by_the_next_run(
    folder: Path, undisturbed_dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, marker = tmp_path / "out", tmp_path / "endless"
    (folder / "子" / "endless.txt").write_text(str(marker), encoding="utf-8")  # the last of all
    marker.touch()
    enforce_limits = Pool._enforce_limits

    def pass_an_hour(pool: Pool[Any]) -> Any:
        busy = [worker for worker in pool._workers if worker.task_id is not None]
        if len(busy) == 1 and (tmp_path / "hangs").exists():  # all others are done, on however slow a machine
            busy[0].task_started_at -= 3600
        return enforce_limits(pool)

    monkeypatch.setattr("extractor.batch.run.build_task", build_task_that_may_hang)
    monkeypatch.setattr(Pool, "_enforce_limits", pass_an_hour)
    report = run_batch([folder], out, jobs=2, limits=TaskLimits(seconds=3000.0))
    late = [entry for entry in report.failures if entry.status == "timeout"]
    assert [(entry.path, entry.code) for entry in late] == [("子/endless.txt", "OUT_OF_TIME")]
    assert report.reused == 0
    assert [row for row in read_manifest(out) if row["path"] != "子/endless.txt"] == read_manifest(undisturbed_dataset)
    marker.unlink()
    (tmp_path / "hangs").unlink()
    report = run_batch([folder], out, jobs=2)
    assert report.reused == 9  # of ten files: all but it, and the lock file
    assert {row["path"]: row["status"] for row in read_manifest(out)}["子/endless.txt"] == "not_a_disclosure"


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit on Windows")
@pytest.mark.parametrize(("jobs", "most"), [(1, 120_000), (2, 40_000)])
def test_a_full_disk_stops_cleanly_and_the_next_run_goes_on(jobs: int, most: int, folder: Path, undisturbed_dataset: Path, tmp_path: Path) -> None:
    """No file may grow beyond some size, which ends a write as a full disk does: sooner in the journal, later in a table."""
    out = tmp_path / "out"
    words = ["run", str(folder), "-o", str(out), "-j", str(jobs), "--json"]
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2); " + (
        "from extractor.cli import main; sys.exit(main(sys.argv[2:]))"
    )
    full = subprocess.run([sys.executable, "-c", code, str(most), *words], capture_output=True, encoding="utf-8", check=False)
    assert full.returncode == 4, (most, full.stdout, full.stderr)
    assert full.stderr.startswith("CANNOT_WRITE: ") and str(out) in full.stderr, full.stderr
    assert [path.name for path in out.glob("*") if path.is_file()] == []
    done = subprocess.run([sys.executable, "-m", "extractor", *words], capture_output=True, check=False)
    assert json.loads(done.stdout)["reused"] > 0 or most == 40_000  # a journal may be full before it keeps anything
    assert hash_dataset(out) == hash_dataset(undisturbed_dataset)


def test_a_damaged_journal_costs_work_and_nothing_else(folder: Path, undisturbed_dataset: Path) -> None:
    before = hash_dataset(undisturbed_dataset)
    (undisturbed_dataset / ".extractor" / "finished.sqlite").write_bytes(b"garbage" * 1000)
    assert run_batch([folder], undisturbed_dataset).reused == 0
    assert hash_dataset(undisturbed_dataset) == before


def test_an_output_that_is_a_file_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(ExtractorError, match="OUT_IS_A_FILE"):
        run_batch([folder], tmp_path / "out")


def test_many_failures_of_one_kind_do_not_hide_those_of_another(sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.docx").write_bytes(sample.read_bytes())
    for number in range(30):
        (folder / f"cut{number:02}.docx").write_bytes(sample.read_bytes()[: 2000 + number])
    (folder / "empty.docx").write_bytes(b"")
    report = run_batch([folder], tmp_path / "out", formats=("csv",), jobs=1)
    assert report.failed == 31
    assert [entry.code for entry in report.failures].count("ZIP_BROKEN") == 5
    assert "EMPTY_FILE" in {entry.code for entry in report.failures}
