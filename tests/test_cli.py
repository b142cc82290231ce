"""The command line: short answers, exit codes, no tracebacks, no speech unless asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from practicelearn import cli
from practicelearn.errors import PracticelearnError

TALK = """Kim: Shall we begin with how the year has been for everybody here?
Lee: It has been a long one, and I say that as somebody who likes the work.
Kim: Say more about the long bit, if you would.
Lee: The cases come faster than they close, so you carry last year along.
"""


@pytest.fixture
def run() -> CliRunner:
    return CliRunner(env={"NO_COLOR": "1"})


def test_help_names_the_three_commands_without_importing_pandas() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from practicelearn.cli import app;"
        "out = CliRunner().invoke(app, ['--help']).stdout;"
        "assert all(c in out for c in ('report', 'check', 'demo')), out;"
        "heavy = {'pandas', 'spacy', 'sklearn', 'matplotlib', 'docx', 'rich.markdown'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_without_a_command_the_home_opens(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(
        "practicelearn.app.home.routes.open_home", lambda announce: opened.append(announce)
    )
    assert run.invoke(cli.app, []).exit_code == 0
    assert len(opened) == 1
    assert run.invoke(cli.app, ["names", "nothing"]).exit_code != 0
    assert len(opened) == 1


def test_version_is_said(run: CliRunner) -> None:
    answer = run.invoke(cli.app, ["--version"])
    assert answer.exit_code == 0
    assert answer.stdout.startswith("practicelearn 0")


def test_check_says_what_was_seen_and_keeps_speech_to_itself(
    run: CliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("Notes of the morning\n" + TALK, encoding="utf-8")
    masked = run.invoke(cli.app, ["check", str(file)])
    shown = run.invoke(cli.app, ["check", str(file), "--show-text"])
    assert masked.exit_code == 0
    assert "2 speakers · 4 turns" in masked.stdout
    assert "Notes of the morning" not in masked.stdout
    assert "Notes of the morning" in shown.stdout


def test_check_says_how_far_the_times_go_also_where_turns_have_no_end(
    run: CliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("Kim  0:04\nHello.\n\nLee  1:05\nHi.\n\nKim  1:09\nBye.\n\nLee  1:12\nBye.\n")
    assert "· 0:01:12" in run.invoke(cli.app, ["check", str(file)]).stdout


def test_check_goes_on_after_a_file_it_cannot_read_and_ends_with_1(
    run: CliRunner, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text(TALK, encoding="utf-8")
    answer = run.invoke(cli.app, ["check", str(tmp_path)])
    assert answer.exit_code == cli.UNREADABLE
    assert "cannot be read" in answer.stdout
    assert "4 turns" in answer.stdout


CONVOKIT = """\
{"id": "1", "conversation_id": "a", "speaker": "F", "text": "Hello all.", "timestamp": 1}
{"id": "2", "conversation_id": "a", "speaker": "K", "text": "Hello.", "timestamp": 2}
{"id": "3", "conversation_id": "b", "speaker": "F", "text": "Good morning.", "timestamp": 3}
"""


@pytest.mark.parametrize("named", ["the folder", "its files"])
def test_check_sees_a_convokit_folder_as_one_thing(
    run: CliRunner, tmp_path: Path, named: str
) -> None:
    for name in ("speakers", "conversations", "corpus", "index"):
        (tmp_path / f"{name}.json").write_text('{"F": {"meta": {}}}', encoding="utf-8")
    (tmp_path / "utterances.jsonl").write_text(CONVOKIT, encoding="utf-8")
    files = [tmp_path] if named == "the folder" else sorted(tmp_path.iterdir())
    answer = run.invoke(cli.app, ["check", *map(str, files)])
    assert answer.exit_code == 0, answer.stdout
    assert "2 sessions · 3 speakers · 3 turns" in answer.stdout
    assert "cannot be read" not in answer.stdout
    assert answer.stdout.count("belongs to the ConvoKit corpus") == 4 * (named == "its files")


def test_check_reads_what_lies_beside_a_convokit_corpus_and_is_no_part_of_it(
    run: CliRunner, tmp_path: Path
) -> None:
    (tmp_path / "corpus.json").write_text("{}", encoding="utf-8")
    (tmp_path / "utterances.jsonl").write_text(CONVOKIT, encoding="utf-8")
    (tmp_path / "north.json").write_text(
        '[{"speaker": "A", "text": "Hi."}, {"speaker": "B", "text": "Yes."}]', encoding="utf-8"
    )
    assert "north.json" in run.invoke(cli.app, ["check", str(tmp_path)]).stdout


def test_check_takes_no_sheet_for_a_transcript(run: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "sessions.csv").write_text("session_id,date\ntalk,3 June 2025\n", encoding="utf-8")
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    answer = run.invoke(cli.app, ["check", *map(str, sorted(tmp_path.iterdir()))])
    assert answer.exit_code == 0
    assert "it is the sheet of sessions" in answer.stdout
    assert "2 speakers · 4 turns" in answer.stdout


def test_an_error_is_one_message_and_exit_code_2(run: CliRunner, tmp_path: Path) -> None:
    answer = run.invoke(cli.app, ["report", str(tmp_path / "nowhere"), "-o", str(tmp_path)])
    assert answer.exit_code == cli.REFUSED
    assert "there is no such folder" in answer.stderr
    assert "Traceback" not in answer.output


def test_the_paths_written_are_printed_and_a_missing_report_is_explained(
    run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from practicelearn.jobs import reports

    def evidence_only(source: Path, out: Path, **_: object) -> list[Path]:
        return [out / "evidence.html"]

    monkeypatch.setattr(reports, "make_reports", evidence_only)
    answer = run.invoke(cli.app, ["report", str(tmp_path), "-o", str(tmp_path / "out")])
    assert answer.exit_code == 0
    assert answer.stdout.strip() == str(tmp_path / "out" / "evidence.html")
    assert reports.NO_REPORT in answer.stderr


def test_reports_of_an_earlier_run_are_named_when_a_new_one_is_refused(
    run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from practicelearn.jobs import reports

    def refuse(source: Path, out: Path, **_: object) -> list[Path]:
        raise PracticelearnError("words look like names")

    monkeypatch.setattr(reports, "make_reports", refuse)
    for name in ("report.docx", "summary.pptx", "poster.html"):
        (tmp_path / name).write_bytes(b"old")
    answer = run.invoke(cli.app, ["report", str(tmp_path), "-o", str(tmp_path)])
    said = " ".join(answer.stderr.split())
    assert "words look like names" in said
    assert "Of an earlier run, and not of this one: report.docx, summary.pptx, poster.html" in said
    assert (tmp_path / "report.docx").read_bytes() == b"old"


def test_words_in_brackets_are_printed_as_they_are(
    run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from practicelearn.jobs import reports

    def refuse(source: Path, out: Path, **_: object) -> list[Path]:
        raise PracticelearnError("the mark [bold] stays")

    monkeypatch.setattr(reports, "make_reports", refuse)
    answer = run.invoke(cli.app, ["report", str(tmp_path)])
    assert "[bold]" in answer.stderr


@pytest.mark.slow  # the lines of the README run it too
def test_the_sample_is_copied_out_and_nothing_is_written_over(
    run: CliRunner, tmp_path: Path
) -> None:
    place = tmp_path / "new" / "sample"
    answer = run.invoke(cli.app, ["sample", str(place)])
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.strip() == str(place)
    assert "invented" in answer.stderr
    own = Path(__file__).parents[1] / "data" / "sample"
    names = sorted(f.relative_to(own) for f in own.rglob("*") if f.is_file())
    copied = sorted(f.relative_to(place) for f in place.rglob("*") if f.is_file())
    assert [n for n in copied if n.parts[0] != ".cache"] == [
        n for n in names if n.parts[0] != ".cache"
    ]
    heard = run.invoke(cli.app, ["check", str(place / "originals" / "2025-north.docx")])
    assert heard.exit_code == 0, heard.output
    assert "2025-north" in heard.stdout
    again = run.invoke(cli.app, ["sample", str(place)])
    assert again.exit_code == cli.REFUSED
    assert "is there already, and nothing in it is written over" in again.stderr.replace("\n", " ")
    assert sorted(f.name for f in place.parent.iterdir()) == ["sample"]


def test_the_demo_writes_files_and_says_where(run: CliRunner, tmp_path: Path) -> None:
    answer = run.invoke(cli.app, ["demo", "--out", str(tmp_path / "demo")])
    assert answer.exit_code == 0, answer.output
    documents = ("evidence.html", "report.html", "report.docx", "summary.docx", "summary.pptx",
                 "poster.html", "poster.docx")  # fmt: skip
    for name in documents:
        least = 5_000 if name == "poster.html" else 20_000
        assert (tmp_path / "demo" / name).stat().st_size > least
        assert name in answer.stdout
