"""A person sees in ten seconds who was heard, what was not read, and what puts it right."""

import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn import cli

TALK = "INT: How is the rota?\n\nM1: Late, each week.\n\nF1: One of us is off.\n\nINT: Thank you.\n"


@pytest.fixture
def check(tmp_path):
    def run(*options, **files):
        for name, text in files.items():
            (tmp_path / name.replace("_", ".")).write_text(text, encoding="utf-8")
        answer = CliRunner().invoke(cli.app, ["check", str(tmp_path), *options])
        return answer.stdout

    return run


def test_each_speaker_has_a_line_with_role_and_why(check):
    out = check(talk_txt=TALK)
    line = next(line for line in out.splitlines() if line.strip().startswith("M1"))
    assert "1 turn " in line
    assert "3 words" in line
    assert "participant (a guess: check it)" in line
    assert "Late" not in out
    assert "····, ···· ····." in line
    assert "Late, each week." in check("--show-text")


def test_the_sheets_beside_a_file_are_read(check):
    attendance = "file,person_id,speaker,role\ntalk.txt,a,INT,facilitator\ntalk.txt,b,M1,observer\n"
    out = check(
        talk_txt=TALK, attendance_csv=attendance, sessions_csv="file,year\nother.txt,2024\n"
    )
    assert "observer (the sheet says so)" in out
    assert "was not among the transcripts" not in out


def test_a_file_is_not_told_of_the_rows_that_are_another_files(check):
    rows = "talk.txt,a,INT,facilitator\nother.txt,c,INT,facilitator\nother.txt,d,M1,participant\n"
    out = check(
        talk_txt=TALK, other_txt=TALK, attendance_csv=f"file,person_id,speaker,role\n{rows}",
        sessions_csv="file,year\ntalk.txt,2024\nother.txt,2024\n",
    )  # fmt: skip
    assert "was not read" not in out


def test_equal_warnings_are_one_with_a_count(check):
    text = TALK + "".join(f"\n\nINT: And?\n\nNo label here {n}." for n in range(12))
    out = check(talk_txt=text)
    assert "×12, the first at line 12" in out
    assert out.count("it is a turn of an unknown speaker") == 1


def test_what_was_not_read_is_named_with_its_size(check):
    out = check(a_csv="speaker,text,code\nKay,Well it is late.,one two\nSam,It is not.,three\n")
    assert '"code" is no column of speech' in out
    assert "words)" in out


def test_it_ends_with_the_next_step_and_no_python(check):
    text = "~Kay~ I said so.\n\n~Sam~ I did not.\n\n~Kay~ Well.\n"
    out = check(talk_txt=text)
    assert '--labels "[T001] Moderator:"' in out
    assert out.strip().splitlines()[-1].startswith("next: python -m practicelearn sheet")
    assert "=True" not in out
    assert "={" not in out
    put_right = check("--labels", "~Kay~")
    assert "2 speakers" in put_right
    assert "--labels" not in put_right


def test_the_sheets_keep_what_was_said_on_the_command_line(check, tmp_path):
    check(talk_txt="~Kay~ I said so.\n\n~Sam~ I did not.\n\n~Kay~ Well.\n")
    run = CliRunner().invoke
    answer = run(cli.app, ["sheet", str(tmp_path), "--out", str(tmp_path), "--labels", "~Kay~"])
    assert answer.exit_code == 0, answer.output
    assert "2 speakers" in check()
    study = tmp_path.parent / "study"
    answer = run(cli.app, ["init", str(study), str(tmp_path), "--no-names"])
    assert answer.exit_code == 0, answer.output
    kept = prac.open_study(study).corpus().sessions
    assert kept["labels_look_like"].tolist() == ["~Kay~"]


def test_heard_is_a_table(tmp_path):
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    table = prac.who_spoke(prac.read_transcript(tmp_path / "talk.txt"), show_text=True)
    assert table["speaker"].tolist() == ["INT", "M1", "F1"]
    assert table["role"].tolist() == ["facilitator", "participant", "participant"]
    assert table["n_words"].tolist() == [6, 3, 5]
    assert table["first_words"].iloc[1] == "Late, each week."
