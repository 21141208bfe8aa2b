"""A Dask cluster does the work of the local workers: the same bytes, whatever happens to its workers or its scheduler."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.batch import ManifestEntry, RunReport, TaskLimits, run_batch
from extractor.batch.cluster import Cluster
from extractor.batch.worker_pool import TaskFailure
from extractor.cli import main
from extractor.model.issues import ExtractorError
from tests.batch.test_run import hash_dataset
from tests.batch.test_worker_pool import build_worker

distributed = pytest.importorskip("distributed")
dask = pytest.importorskip("dask")

WAITS = dict.fromkeys(("distributed.comm.timeouts.connect", "distributed.comm.timeouts.tcp", "distributed.scheduler.worker-ttl"), "3600s")
"""A busy machine starts and answers late."""


@pytest.fixture(autouse=True, scope="module")
def long_waits() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, dask.config.set(WAITS):
        patch.setattr("extractor.batch.cluster.CONNECT_TIMEOUT", 3600.0)
        yield


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, processes of their own, under a scheduler in this one."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, samples: list[Path]) -> Path:
    """Disclosures, a copy, and what is none; nobody changes it."""
    home = tmp_path_factory.mktemp("cluster") / "in"
    home.mkdir()
    for path in samples[:6]:
        shutil.copy(path, home)
    shutil.copy(samples[0], home / "copy.docx")
    (home / "empty.docx").touch()
    (home / "picture.docx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    return home


@pytest.fixture(scope="module")
def local_hashes(folder: Path) -> dict[str, str]:
    """Hashes of all files of the dataset as this machine makes it by itself."""
    out = folder.with_name("local")
    run_batch([folder], out, formats=("csv", "parquet", "jsonl"))
    return hash_dataset(out)


def test_a_cluster_gives_the_bytes_of_a_local_run_also_where_a_worker_is_killed(
    cluster: Any, folder: Path, local_hashes: dict[str, str], tmp_path: Path
) -> None:
    formats = ("csv", "parquet", "jsonl")
    run_batch([folder], tmp_path / "out", formats=formats, dask=cluster.scheduler_address)
    assert hash_dataset(tmp_path / "out") == local_hashes

    killed: list[int] = []

    def kill_one(report: RunReport, entry: ManifestEntry | None) -> None:
        if report.done == 2 and not killed:
            pid = find_nanny_pid(cluster)
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
            killed.append(pid)

    report = run_batch([folder], tmp_path / "killed", formats=formats, dask=cluster.scheduler_address, on_progress=kill_one)
    assert hash_dataset(tmp_path / "killed") == local_hashes
    assert (len(killed), report.statuses.get("crash")) == (1, None)


def find_nanny_pid(cluster: Any) -> int:
    """Process of one worker of a local cluster."""
    return int(next(iter(cluster.workers.values())).pid)


def test_limits_hold_on_a_cluster(cluster: Any) -> None:
    made: Cluster[str] = Cluster(cluster.scheduler_address, build_worker, (), TaskLimits(seconds=40.0, memory=200 << 20))
    tasks = [b"a", b"hang", b"bb", b"die", b"ccc", b"eat", b"dddd"]
    found: dict[int, str | TaskFailure] = {}
    try:
        for number, data in enumerate(tasks):
            made.submit(number, data, "n")
        end = time.monotonic() + 3600
        while len(found) < len(tasks) and time.monotonic() < end:
            found.update(made.collect_results(1.0))
    finally:
        made.close(kill=True)
    said = {number: result.cause if isinstance(result, TaskFailure) else result for number, result in found.items()}
    assert said == {0: "n:1", 1: "timeout", 2: "n:2", 3: "crash", 4: "n:3", 5: "memory", 6: "n:4"}


def test_a_result_that_goes_with_its_worker_is_made_again(cluster: Any) -> None:
    made: Cluster[str] = Cluster(cluster.scheduler_address, build_worker)
    found: dict[int, str | TaskFailure] = {}
    try:
        for number in range(4):
            made.submit(number, b"a", "n")
        wait_for(lambda: {future.status for future in made._futures.values()} == {"finished"})
        for one in cluster.workers.values():  # all of them, so that nobody can do it again before we have looked
            os.kill(one.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        wait_for(lambda: all(future.status != "finished" for future in made._futures.values()))
        end = time.monotonic() + 3600
        while len(found) < 4 and time.monotonic() < end:
            found.update(made.collect_results(1.0))
    finally:
        made.close(kill=True)
    assert sorted(found) == [0, 1, 2, 3]
    assert all(isinstance(result, str) and result.startswith("n:") for result in found.values()), found


def wait_for(condition: Callable[[], bool], seconds: float = 3600.0) -> None:
    """Return when it is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "never so"
        time.sleep(0.01)


def test_templates_of_the_user_travel_to_the_workers(cluster: Any, folder: Path, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.mkdir()
    (words / "mine.toml").write_text('extends = "base"\n[applies]\nprovince = ["河北省"]\n', encoding="utf-8")
    run_batch([folder], tmp_path / "local", templates=words)
    run_batch([folder], tmp_path / "out", templates=words, dask=cluster.scheduler_address)
    assert hash_dataset(tmp_path / "out") == hash_dataset(tmp_path / "local")


def test_workers_with_another_program_are_refused(
    cluster: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractor.batch.cluster.compute_code_digest", lambda: "another")
    with pytest.raises(ExtractorError, match="WORKER_DIFFERS"):
        run_batch([folder], tmp_path / "out", dask=cluster.scheduler_address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "nowhere/scheduler.json", "no address at all"])
def test_no_scheduler_is_exit_4(
    address: str,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("extractor.batch.cluster.CONNECT_TIMEOUT", 1.0)
    monkeypatch.setattr("extractor.batch.cluster.SCHEDULER_FILE_TIMEOUT", 0.5)
    words = ["run", str(folder), "-o", str(tmp_path / "out"), "--dask", address.format(port=find_free_port())]
    assert main(words) == 4
    assert capsys.readouterr().err.startswith("NO_SCHEDULER: ")


def find_free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def is_listening(port: int) -> bool:
    """Whether somebody takes calls at a port of this machine."""
    with socket.socket() as called:
        return called.connect_ex(("127.0.0.1", port)) == 0


def start_module(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_scheduler_that_goes_away_ends_the_run_with_a_code_and_the_next_goes_on(
    folder: Path, local_hashes: dict[str, str], tmp_path: Path
) -> None:
    address, out = f"tcp://127.0.0.1:{find_free_port()}", tmp_path / "out"
    formats = ("csv", "parquet", "jsonl")
    port = address.rpartition(":")[2]
    scheduler = start_module("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    helper = start_module("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")

    def kill_it(report: RunReport, entry: ManifestEntry | None) -> None:
        if report.done == 3:
            scheduler.kill()

    def ended(watch: Callable[[RunReport, ManifestEntry | None], None] | None) -> RunReport | ExtractorError:
        try:
            return run_batch([folder], out, formats=formats, dask=address, on_progress=watch)
        except ExtractorError as error:
            return error

    try:
        wait_for(lambda: is_listening(int(port)))  # a busy machine starts it late
        met = ended(kill_it)
        assert isinstance(met, ExtractorError) and met.code == "SCHEDULER_GONE", met
        assert not (out / "datapackage.json").exists()
    finally:
        for process in (scheduler, helper):
            process.kill()
            process.wait()
    report = run_batch([folder], out, formats=formats)
    assert report.reused >= 3
    assert hash_dataset(out) == local_hashes
