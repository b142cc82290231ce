"""How a command answers: one JSON document, only what was asked for, and how it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn import cli
from practicelearn._called import STOPPED, WHY_STOPPED
from practicelearn.cli import answer
from practicelearn.cli.console import no_json, say, warn, wrote
from practicelearn.errors import PracticelearnError

KEYS = ["practicelearn", "command", "exit_code", "error", "warnings", "tables", "files", "said"]


def run(*words: str | Path, typed_in: str | None = None) -> Result:
    return CliRunner(env={"NO_COLOR": "1"}).invoke(cli.app, [str(w) for w in words], input=typed_in)


def document(done: Result) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(done.stdout_bytes.decode("utf-8"))
    assert list(whole) == KEYS
    assert whole["exit_code"] == done.exit_code
    return whole


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample whose folder is called as folders are."""
    folder = tmp_path_factory.mktemp("json") / "Größe & 'Ruhe' [1] \"x\""
    shutil.copytree(prac.sample_path(), folder, ignore=shutil.ignore_patterns(".cache"))
    return folder


@pytest.mark.parametrize("where", ["before", "after"])
def test_json_is_one_document_with_the_numbers_of_the_library(study: Path, where: str) -> None:
    words = ["--json", "agree", study] if where == "before" else ["agree", study, "--json"]
    found = document(run(*words))
    assert (found["command"], found["error"], list(found["tables"])) == (
        "agree",
        None,
        ["agreement"],
    )
    sample = prac.open_study(study)
    whole = prac.agreement(sample.codings(), sample.corpus())
    rows = {row["code"]: row for row in found["tables"]["agreement"]}
    assert rows["tools"]["alpha"] == whole.loc["tools", "alpha"]
    assert rows["tools"]["n_units"] == int(whole.loc["tools", "n_units"])
    assert rows["lone-working"]["low"] is None
    assert rows["lone-working"]["why"].startswith("no interval")
    assert rows["tools"]["why"] is None


def test_json_withholds_what_is_withheld_in_print(study: Path) -> None:
    words = str(prac.open_study(study).corpus().turns.loc["2025-north:00012", "text"])
    for command in (["person", study, "2025-north-p2"], ["history", study, "--last", "2000"]):
        masked, shown = run(*command, "--json"), run(*command, "--json", "--show-text")
        assert words.split(".")[0] not in masked.stdout
        assert list(document(masked)["tables"]) == list(document(shown)["tables"])
    assert words in run("person", study, "2025-north-p2", "--json", "--show-text").stdout
    file = study / "originals" / "2025-north.docx"
    masked, shown = (
        document(run("check", file, "--json")),
        document(run("check", file, "--show-text", "--json")),
    )
    assert masked["tables"]["issues"][0]["text"] is None
    assert shown["tables"]["issues"][0]["text"].startswith("Family safeguarding North")
    assert "recording" not in masked["tables"]["speakers"][0]["first_words"]
    assert "recording" in shown["tables"]["speakers"][0]["first_words"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["theme", "nowhere"], 2, "there is no such folder"),
        (["theme"], 2, "Such as: practicelearn theme sample"),
        (["them", "sample"], 2, "Did you mean theme?"),
        (["theme", "sample", "--merg", "a"], 2, "Did you mean --merge?"),
        (["code", "sample"], 2, "opens a page"),
        ([], 2, "a page in the browser"),
    ],
)
def test_an_error_is_a_document_too_and_stands_on_stderr(
    words: list[str], code: int, says: str
) -> None:
    done = run(*words, "--json")
    assert done.exit_code == code
    assert says in document(done)["error"]
    assert says in done.stderr.replace("\n", " ") or says in done.stderr
    plain = run(*words) if words and words[0] != "code" else done
    assert plain.exit_code == code
    assert says in plain.stderr


def test_help_is_text_and_the_version_a_document(study: Path) -> None:
    assert run("theme", "--json", "--help").stdout.startswith("Usage: practicelearn theme STUDY")
    assert run("--version").stdout.splitlines()[0].startswith("practicelearn 0")
    row = document(run("--version", "--json"))["tables"]["version"][0]
    assert set(row) == {"version", "python", "system"}


def test_values_are_written_as_json_has_them() -> None:
    import numpy as np
    import pandas as pd

    table = pd.DataFrame(
        {"n": [np.int64(3), 4], "share": [0.25, np.nan], "on": [pd.Timestamp("2026-03-01"), pd.NaT],
         "sure": [True, False], "codes": [["a"], ()], "text": ["", "Größe “x”"], "far": [np.inf, 1]}
    )  # fmt: skip
    whole = answer.Answer()
    whole.keep("t", table)
    whole.files.append("\udcff.csv")
    text = whole.document(0)
    assert "Größe “x”".encode() in text
    assert json.loads(text)["tables"]["t"] == [
        {"n": 3, "share": 0.25, "on": "2026-03-01T00:00:00", "sure": True, "codes": ["a"],
         "text": None, "far": None},
        {"n": 4, "share": None, "on": None, "sure": False, "codes": [], "text": "Größe “x”",
         "far": 1.0},
    ]  # fmt: skip


def test_quiet_leaves_what_was_asked_for_and_what_must_be_looked_at(
    study: Path, tmp_path: Path
) -> None:
    loud, quiet = run("agree", study), run("agree", study, "-q")
    assert "every figure in full" in loud.stdout
    assert "every figure in full" not in quiet.stdout
    assert "tools" in quiet.stdout
    written = run("--quiet", "agree", study, "--out", tmp_path / "a.csv")
    assert (written.exit_code, written.output) == (0, "")
    assert (tmp_path / "a.csv").is_file()
    assert run("theme", "nowhere", "-q").exit_code == cli.REFUSED
    assert "no such folder" in run("theme", "nowhere", "-q").stderr
    assert run("verify", study, "-q").output == ""


@pytest.fixture
def begun() -> Iterator[answer.Answer]:
    yield answer.begin()
    answer.begin()


def test_every_answer_begins_anew(begun: answer.Answer, capsys: pytest.CaptureFixture[str]) -> None:
    begun.as_json = True
    say("a"), warn("[b]"), wrote(Path("c"))
    assert (begun.said, begun.warnings, begun.files) == (["a"], ["[b]"], ["c"])
    assert capsys.readouterr() == ("", "")
    with pytest.raises(PracticelearnError, match="--json: no"):
        no_json("no")
    assert not answer.begin().as_json


@pytest.mark.parametrize(
    ("raised", "code", "says"),
    [
        (KeyboardInterrupt(), STOPPED, "Stopped with Ctrl+C. A study stays whole"),
        (BrokenPipeError(32, "Broken pipe"), 1, ""),
    ],
)
def test_how_a_command_ends_that_is_stopped(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int, says: str
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("practicelearn.jobs.rights.history", stop)
    done = run("history", "sample")
    assert done.exit_code == code
    assert done.stderr.strip().startswith(says)
    assert (done.stderr.strip() == "") == (says == "")
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("typed_in", "says"), [("n\n", "you did not say yes"), ("", "nobody is there to answer")]
)
def test_without_a_yes_nothing_is_done(study: Path, typed_in: str, says: str) -> None:
    done = run("purge", study, "2023-24", "--by", "sam", typed_in=typed_in)
    assert done.exit_code == 1
    assert f"Nothing was done: {says}" in done.stderr
    asked = run("purge", study, "2023-24", "--by", "sam", "--json", typed_in=typed_in)
    assert says in document(asked)["error"]
    assert "Go on?" in asked.stderr
    assert len(list(study.glob("sessions/2023-*.csv"))) == 8


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nowhere", "there is no such folder"),
        ("Größe & 'Ruhe' [1] \"x\"/sessions", "It lies in one"),
    ],
)
def test_the_study_that_was_meant_is_named(study: Path, name: str, says: str) -> None:
    said = run("theme", study.parent / name).stderr
    assert "is not a study" in said
    assert says in said
    assert "Make one with" in said


def test_a_study_near_in_name_is_offered(study: Path) -> None:
    said = run("theme", study.parent / f"{study.name}y").stderr
    assert f'Did you mean "{study}"?' in said


def test_a_folder_in_the_place_of_a_command_is_told_what_to_type(tmp_path: Path) -> None:
    said = run(tmp_path).stderr
    assert f'there is no command "{tmp_path}".' in said
    assert f'practicelearn check "{tmp_path}"' in said


def test_a_fault_of_the_program_is_a_document_without_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def break_off(*_: object, **__: object) -> None:
        raise RuntimeError("words of a transcript")

    monkeypatch.setattr("practicelearn.jobs.rights.history", break_off)
    done = run("history", "sample", "--json")
    assert isinstance(done.exception, RuntimeError)
    assert document(done)["error"] == "a fault of practicelearn itself: RuntimeError"


def test_no_command_asks_or_prints_past_the_console() -> None:
    """One place knows of --json and --quiet; what asks at a terminal knows that it is one."""
    for path in Path(cli.__file__).parent.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name not in {"console.py", "typed.py"}:
            assert "typer.confirm" not in text, path
            assert "print(" not in text, path
        announces = path.name in {"coding.py", "home.py", "typed.py"}
        assert text.count("typer.echo") == announces, path


@pytest.mark.parametrize(
    "words", [("history", "--last", "0"), ("history", "--last", "-5"), ("code", "--port", "99999")]
)
def test_a_number_that_cannot_be_is_refused(study: Path, words: tuple[str, str, str]) -> None:
    command, option, number = words
    done = run(command, study, option, number)
    assert done.exit_code == cli.REFUSED
    assert option in done.stderr


def test_ctrl_c_while_the_commands_are_read_ends_in_the_same_sentence() -> None:
    code = (
        "import builtins, runpy\n"
        "known = builtins.__import__\n"
        "def stop(name, *rest, **more):\n"
        "    if name == 'typer':\n"
        "        raise KeyboardInterrupt\n"
        "    return known(name, *rest, **more)\n"
        "builtins.__import__ = stop\n"
        "runpy.run_module('practicelearn', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == STOPPED
    assert done.stderr.strip() == WHY_STOPPED
