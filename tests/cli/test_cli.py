"""The command line: what it prints, where, in which language, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import docx
import pytest
from rich.cells import cell_len

import extractor
from extractor.cli import build_cli, main
from extractor.cli.base import build_translator, detect_language
from tests.paths import ROOT, SAMPLES


def run_cli(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "extractor", *map(str, words)],
        env={**os.environ, "EXTRACTOR_LANG": "en", "COLUMNS": "80", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def call_cli(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the program in this process, its output as bytes to a file."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("EXTRACTOR_LANG", "en")
        patch.setenv("COLUMNS", "80")
        code = main(list(map(str, words)))
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(words, code, *texts)


@pytest.fixture
def english_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")


def test_a_run_prints_a_summary_and_json_prints_nothing_but_json(samples: list[Path], tmp_path: Path) -> None:
    done = run_cli("run", *samples[:2], "-o", tmp_path / "out")
    progress = [line for line in done.stderr.splitlines() if " files, " in line]  # on a slow machine
    assert (done.returncode, done.stderr.splitlines()) == (0, progress)
    assert done.stdout.startswith("files ok 2\nrows disclosures 2,")
    assert f"Written to {tmp_path / 'out'} (csv, parquet)" in done.stdout
    done = run_cli("run", *samples[:2], "-o", tmp_path / "out", "--json", "-j1")
    told = json.loads(done.stdout)
    assert (told["statuses"], told["total"], told["reused"], told["failures"]) == ({"ok": 2}, 2, 2, [])
    assert told["rows"]["disclosures"] == 2


def test_a_summary_in_chinese_says_what_codes_mean_and_parts_no_name_from_its_number(
    samples: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["run", str(samples[0]), "-o", str(tmp_path / "o"), "-j1", "--lang", "zh"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "文件 已读 ok 1"
    assert any(line.startswith("核验 完全相符 pass ") for line in lines)
    counts = [line for line in lines[1:] if line.endswith(",")]
    assert counts and all(re.search(r" [\d,]+,$", line) for line in counts)


def write_wrong_sum(path: Path, sample: Path) -> None:
    wrong = docx.Document(str(sample))
    for run in (run for paragraph in wrong.paragraphs for run in paragraph.runs):
        run.text = run.text.replace("三公”经费合计为10.00", "三公”经费合计为910.00")
    wrong.save(str(path))


def test_failed_checks_are_told_under_their_file_and_the_run_says_where_to_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], english_terminal: None
) -> None:
    write_wrong_sum(tmp_path / "wrong.docx", SAMPLES / "桃城区财政局2020年部门预算公开.docx")
    assert main(["run", str(tmp_path / "wrong.docx"), "-o", str(tmp_path / "o"), "-j1"]) == 0
    assert f"extractor check {tmp_path / 'o'}" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "o")]) == 1
    head, first, *_ = capsys.readouterr().out.splitlines()
    assert head.startswith("wrong.docx  ") and first.startswith("  TP_SUM ")


def test_a_run_without_what_the_dataset_was_made_with_says_so(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], english_terminal: None
) -> None:
    (tmp_path / "s.csv").write_text(f"path\n{sample.name}\n", encoding="utf-8")
    words = ["run", str(sample), "-o", str(tmp_path / "o"), "-j1"]
    assert main([*words, "--sources", str(tmp_path / "s.csv"), "--one-file-one-disclosure"]) == 0
    assert "Note:" not in capsys.readouterr().err
    assert main(words) == 0
    told = capsys.readouterr().err
    assert "none with --sources" in told and "--one-file-one-disclosure" in told
    assert main(words) == 0
    assert "Note:" not in capsys.readouterr().err


def test_a_broken_file_among_good_ones_is_exit_1_and_the_good_ones_are_written(
    samples: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], english_terminal: None
) -> None:
    (tmp_path / "bad.docx").write_bytes(b"")
    words = [
        "run",
        str(samples[0]),
        str(tmp_path / "bad.docx"),
        str(tmp_path / "none.docx"),
        "-o",
        str(tmp_path / "o"),
        "-j1",
    ]
    assert main(words) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "bad.docx corrupt EMPTY_FILE: The file is empty (0 bytes); download it again." in said
    assert "none.docx io_error NOT_FOUND: No such path" in said
    data = extractor.open_dataset(tmp_path / "o")
    assert sorted(data.manifest.status) == ["corrupt", "io_error", "ok"]
    assert len(data.disclosures) == 1


@pytest.mark.parametrize("name", ["missing.docx", "empty.docx", "picture.docx", "letter.docx"])
def test_nothing_read_is_exit_3_with_one_sentence_in_either_language(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import docx

    letter = docx.Document()
    letter.add_paragraph("尊敬的各位同事：感谢来信。")
    letter.save(str(tmp_path / "letter.docx"))
    (tmp_path / "empty.docx").touch()
    (tmp_path / "picture.docx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    codes = {
        "missing.docx": "NOT_FOUND",
        "empty.docx": "EMPTY_FILE",
        "picture.docx": "PICTURE",
        "letter.docx": "NOT_A_DISCLOSURE",
    }
    for lang in ("zh", "en"):
        assert main(["show", str(tmp_path / name), "--lang", lang]) == 3
        error = capsys.readouterr().err
        assert error.startswith(codes[name] + ": ")
        assert ("。" in error) == (lang == "zh")
        assert main(["run", str(tmp_path / name), "-o", str(tmp_path / "out"), "-j1", "--lang", lang]) == 3
        if name == "missing.docx":
            assert capsys.readouterr().err.startswith("NO_INPUT: ")
            assert not (tmp_path / "out").exists()
        else:
            assert codes[name] in capsys.readouterr().out
            assert list(extractor.open_dataset(tmp_path / "out").manifest.path) == [name]


def test_paths_that_lead_to_no_file_are_an_error_and_nothing_is_written(
    samples: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    nothing = [tmp_path / "none.docx", tmp_path / "none" / "*.docx", tmp_path / "empty"]
    for paths in [*([path] for path in nothing), nothing]:
        with pytest.raises(extractor.ExtractorError) as raised:
            extractor.convert((str(path) for path in paths), tmp_path / "out")
        assert raised.value.code == "NO_INPUT"
        assert all(str(path) in str(raised.value) for path in paths)
    assert not (tmp_path / "out").exists()
    extractor.convert([samples[0], *nothing], tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").glob("*.csv")}
    for lang, words in (("zh", "未作改动"), ("en", "is left as it is")):
        assert main(["run", *map(str, nothing), "-o", str(tmp_path / "out"), "--lang", lang]) == 3
        assert words in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (tmp_path / "out").glob("*.csv")} == before


def test_show_keeps_chinese_aligned_in_80_columns(sample: Path) -> None:
    done = call_cli("show", sample, "--lang", "zh")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert max(cell_len(line) for line in lines) <= 80
    assert lines[0] == sample.name
    for title in ("章节", "金额", "增减变化", "绩效指标", "政府采购", "固定资产", "核验"):
        assert any(line.startswith(title) for line in lines), title
    assert "\x1b" not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pty")
def test_in_a_terminal_show_has_colours_unless_they_are_not_wanted(sample: Path) -> None:
    import pty

    def seen(**environment: str) -> str:
        parent, child = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "extractor", "show", str(sample)],
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **environment},
            stdout=child,
            stderr=child,
        )
        os.close(child)
        found = b""
        while True:
            try:
                piece = os.read(parent, 1 << 16)
            except OSError:  # Linux: the other end is closed
                break
            if not piece:
                break
            found += piece
        os.close(parent)
        assert process.wait() == 0
        return found.decode()

    environment = {k: v for k, v in os.environ.items() if k == "NO_COLOR"}
    assert environment or "\x1b[36m" in seen()
    assert "\x1b[36m" not in seen(NO_COLOR="1")


def test_show_json_is_the_rows_of_the_dataset(sample: Path) -> None:
    rows = json.loads(call_cli("show", sample, "--json").stdout)
    doc = extractor.read(sample, lang="en")
    assert [row["raw"] for row in rows["amounts"]] == list(doc.amounts.raw)
    assert rows["disclosures"][0]["disclosure_id"] == doc.rows["disclosures"][0]["disclosure_id"]


def test_explain_marks_the_quote(sample: Path) -> None:
    place = extractor.read(sample).amounts.place[0]
    done = call_cli("explain", sample, place)
    assert done.returncode == 0
    told = json.loads(call_cli("explain", sample, place, "--json").stdout)
    assert f"【{told['quote']}】" in done.stdout.replace("\n", "")
    assert told["read"][0]["unit_quote"] in told["quote"]
    assert call_cli("explain", sample, "b999").returncode == 2


def test_a_pipe_that_closes_early_is_no_error(sample: Path) -> None:
    command = f'"{sys.executable}" -m extractor show "{sample}" | head -1'
    if not shutil.which("bash"):
        pytest.skip("no bash")
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run"], "USAGE: Missing argument 'PATH...'."),
        (["run", "x", "--nothing"], "USAGE: There is no option --nothing."),
        (["run", "x", "-j", "0"], "USAGE: '-j' / '--jobs' cannot be 0; it takes x>=1."),
        (["nothing"], "USAGE: There is no command nothing. See extractor --help."),
        (["run", "x", "-j", "many"], "USAGE: '-j' / '--jobs' takes a number, not many."),
        (["show", "x", "--templates", "nowhere"], "USAGE: '--templates': nowhere is not there"),
        (["completion", "tcsh"], "USAGE: '{bash|zsh|fish}' has no value tcsh; choose from bash, zsh, fish."),
        (["explain", "x"], "USAGE: Missing argument 'PLACE|ID'."),
    ],
)
def test_wrong_usage_is_exit_2_and_says_where_to_look(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], english_terminal: None
) -> None:
    assert main(words) == 2
    error = capsys.readouterr().err
    assert error.startswith(said) and "--help" in error


def test_an_unknown_format_is_exit_2(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], english_terminal: None
) -> None:
    assert main(["run", str(sample), "-o", str(tmp_path), "-f", "csv,dbf", "-j1"]) == 2
    assert capsys.readouterr().err.startswith("NO_SUCH_FORMAT")


def test_an_output_in_use_is_exit_4(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], english_terminal: None
) -> None:
    from extractor.batch.staging import ResultStore

    store = ResultStore.open(tmp_path, "another")
    try:
        assert main(["run", str(sample), "-o", str(tmp_path), "-j1"]) == 4
    finally:
        store.close()
    assert capsys.readouterr().err.startswith("LOCKED: The output folder")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_and_option_has_help_in_both_languages(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    group, say = build_cli(lang), build_translator(lang)
    commands = [((name,), command) for name, command in group.commands.items()]
    for words, command in commands:
        commands += [((*words, name), below) for name, below in getattr(command, "commands", {}).items()]
        assert main([*words, "--help", "--lang", lang]) == 0
        text = capsys.readouterr().out
        assert text.startswith("用法：" if lang == "zh" else "Usage:")
        for param in command.params:
            assert param.param_type_name == "argument" or "".join(param.help.split()) in "".join(text.split()), (words, param.name)
            assert "HELP_" not in text and "META_" not in text
        if not hasattr(command, "commands"):
            assert f"\n{say('HELP_EXAMPLES')}\n  extractor {' '.join(words)}" in text
            assert "EXAMPLES_" not in text
        assert all(line == line.rstrip() for line in text.splitlines())
        assert max(cell_len(line) for line in text.splitlines()) <= 100


def test_the_language_is_the_option_then_the_variable_then_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXTRACTOR_LANG", raising=False)
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert detect_language(["show", "x"]) == "zh"
    monkeypatch.setenv("EXTRACTOR_LANG", "en")
    assert detect_language(["show", "x"]) == "en"
    assert detect_language(["show", "x", "--lang", "zh"]) == detect_language(["--lang=zh"]) == "zh"


def test_templates_and_doctor_tell_of_the_program(capsys: pytest.CaptureFixture[str], english_terminal: None) -> None:
    assert main(["templates", "list", "--json"]) == 0
    assert "base" in [row["name"] for row in json.loads(capsys.readouterr().out)]
    assert main(["doctor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["extractor"].startswith(extractor.__version__)
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"extractor {extractor.__version__}\n"


def test_the_log_has_a_json_line_a_file(samples: list[Path], tmp_path: Path) -> None:
    call_cli("run", *samples[:3], "-o", tmp_path / "out", "--log-jsonl", tmp_path / "log.jsonl", "-j1")
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["path"] for line in lines] == sorted(path.name for path in samples[:3])
    assert all(line["seconds"] > 0 and line["peak_mb"] > 0 for line in lines)


def test_gold_may_be_a_folder_or_a_pattern_that_the_shell_left_alone(samples: list[Path], tmp_path: Path) -> None:
    expected = samples[0].parent / "expected"
    assert main(["run", *map(str, samples), "-o", str(tmp_path / "out"), "-f", "csv", "-j1"]) == 0
    for gold in (expected, expected / "*.json"):
        done = call_cli("evaluate", tmp_path / "out", gold, "--json")
        assert (done.returncode, json.loads(done.stdout)["perfect"]) == (0, True)
    assert call_cli("evaluate", tmp_path / "out", expected / "none*.json").stderr.startswith("NOT_FOUND: ")


def test_doctor_knows_what_each_part_needs_and_is_for(capsys: pytest.CaptureFixture[str], english_terminal: None) -> None:
    import re
    import tomllib

    from extractor.cli.doctor import DEVELOPER_EXTRAS, list_requirements
    from extractor.i18n import load_catalogue

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert sorted(list_requirements()[""]) == sorted(re.split(r"[<>=\[; ]", line)[0] for line in project["dependencies"])
    extras = set(project["optional-dependencies"]) - DEVELOPER_EXTRAS
    assert set(list_requirements()) - {""} <= extras
    assert all(f"DOCTOR_FOR_{extra}" in load_catalogue() for extra in extras)
    assert main(["doctor"]) == 0
    assert "runs on a cluster" in capsys.readouterr().out


def test_a_shell_completes_commands_and_options(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, english_terminal: None
) -> None:
    assert main(["completion", "bash"]) == 0
    assert "_EXTRACTOR_COMPLETE=bash_complete" in capsys.readouterr().out
    monkeypatch.setenv("_EXTRACTOR_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "extractor run --fo")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert main([]) == 0
    assert capsys.readouterr().out.split() == ["plain,--format"]


def test_an_interrupt_that_python_only_prints_ends_the_run_all_the_same(
    samples: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import signal

    from extractor.batch import run

    class Taken:
        def __del__(self) -> None:  # what is raised here goes on to nobody
            signal.raise_signal(signal.SIGINT)

    whole = run.build_task

    def task(*given: object) -> object:
        work = whole(*given)

        def once(data: bytes, name: str) -> object:
            Taken()
            return work(data, name)

        return once

    monkeypatch.setattr(run, "build_task", task)
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    before = signal.getsignal(signal.SIGTERM)
    assert main(["run", *map(str, samples), "-o", str(tmp_path / "out"), "-j1"]) == 130
    assert not (tmp_path / "out" / "datapackage.json").exists()
    assert signal.getsignal(signal.SIGTERM) == before


def test_an_interrupt_while_the_program_loads_says_so_without_a_traceback(tmp_path: Path) -> None:
    code = "import builtins, extractor.__main__ as m\nload = builtins.__import__\n" + (
        "def stop(name, *rest):\n    if name.startswith('extractor.cli'): raise KeyboardInterrupt\n    return load(name, *rest)\n"
        "builtins.__import__ = stop\nraise SystemExit(m.run_command_line())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (130, "INTERRUPTED\n")


def test_progress_is_plain_lines_where_there_is_no_terminal(
    samples: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english_terminal: None, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("extractor.cli.run_command.PROGRESS_DELAY", -1.0)
    monkeypatch.setattr("extractor.cli.run_command.PLAIN_PROGRESS_INTERVAL", -1.0)
    words = ["run", *map(str, samples[:2]), str(tmp_path / "none.docx"), "-o", str(tmp_path / "out"), "-j1"]
    assert main(words) == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if "/3 files, " in line]
    assert [line.partition(" ")[0] for line in lines] == ["1/3", "2/3", "3/3", "3/3"]  # the last when files are joined and written
    assert lines[-1].endswith("1 failed") and "\x1b" not in "".join(lines)
    assert main([*words, "--json"]) == 1
    assert capsys.readouterr().err == ""
