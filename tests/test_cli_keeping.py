"""The commands that begin, look into and empty a study."""

import os
import re
import shutil
from pathlib import Path

import docx
import pandas as pd
import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app

TALK = """F: How is it here?
Sarah Whitlock: The rota is never right, ask Tomasz.
F: Go on.
Sarah Whitlock: Tomasz Marek does the rota and nobody checks.
"""


@pytest.fixture
def run():
    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"})
    return lambda *args: runner.invoke(app, [str(a) for a in args])


@pytest.fixture
def study(tmp_path) -> Path:
    folder = tmp_path / "study"
    shutil.copytree(
        prac.sample_path(), folder, ignore=shutil.ignore_patterns("originals", ".cache")
    )
    for path in [*folder.glob("sessions/*"), *folder.glob("coding/**/*.jsonl")]:
        if path.stem not in {"2023-south", "2025-north"}:
            path.unlink()
    return folder


def test_init_without_transcripts_writes_what_is_needed_for_planning(run, tmp_path):
    answer = run("init", tmp_path / "plan")
    assert answer.exit_code == 0, answer.output
    names = {p.stem for p in (tmp_path / "plan").glob("*.docx")}
    assert names == {
        "topic-guide", "information-and-consent", "attendance", "note-taker", "facilitator-debrief",
        "report-template",
    }  # fmt: skip
    sheet = docx.Document(str(tmp_path / "plan" / "attendance.docx"))
    assert len(sheet.tables[0].rows) == 13
    assert "quoted" in " ".join(
        p.text
        for p in docx.Document(str(tmp_path / "plan" / "information-and-consent.docx")).paragraphs
    )
    (tmp_path / "plan" / "topic-guide.docx").write_bytes(b"ours")
    assert run("init", tmp_path / "plan").exit_code == 0
    assert (tmp_path / "plan" / "topic-guide.docx").read_bytes() == b"ours"


def test_init_makes_a_study_and_replaces_names(run, tmp_path):
    talk = tmp_path / "talk"
    talk.mkdir()
    (talk / "2025-north.txt").write_text(TALK, encoding="utf-8")
    key = tmp_path / "private" / "2025.key.csv"
    key.parent.mkdir()
    refused = run("init", tmp_path / "study", talk)
    assert refused.exit_code == 2
    assert "--key FILE" in refused.output
    answer = run("init", tmp_path / "study", talk, "--key", key, "--frame", "psw-voice-2011")
    assert answer.exit_code == 0, answer.output
    study = prac.open_study(tmp_path / "study")
    assert study.settings.pseudonymised
    words = " ".join(study.corpus().turns["text"])
    assert "Tomasz" not in words
    assert "Whitlock" not in " ".join(study.corpus().turns["speaker"].dropna())
    assert "Tomasz" in key.read_text(encoding="utf-8")
    assert study.frame().ids[0] == "voice"


def test_frame_shows_codes_and_what_changed(run, study):
    answer = run("frame", study)
    assert answer.exit_code == 0, answer.output
    frame = prac.open_study(study).frame()
    assert all(code.name in answer.output for code in frame.values())
    versions = [f.version for f in prac.open_study(study).frames()]
    assert run("frame", study, "--since", versions[0]).exit_code == 0
    assert "no version" in run("frame", study, "--since", "1066").output


def test_agree_shows_each_code_both_coders_used(run, study, tmp_path):
    answer = run("agree", study)
    assert answer.exit_code == 0, answer.output
    assert "workload" in answer.output
    out = tmp_path / "agreement.csv"
    assert run("agree", study, "--out", out).exit_code == 0
    assert out.read_text(encoding="utf-8-sig").startswith("code")


def test_history_masks_words_unless_asked(run, study):
    quote = prac.open_study(study).codings().spans["quote"].iloc[-1]
    assert quote[:12] not in run("history", study).output
    assert "kim" in run("history", study, "--coder", "kim", "--last", "5").output


def test_a_person_is_shown_and_withdraws(run, study):
    turns = prac.open_study(study).corpus().turns
    talker = turns.loc[turns["role"] == "participant", "person_id"].iloc[0]
    words = turns.loc[turns["person_id"] == talker, "text"].iloc[0]
    shown = run("person", study, talker)
    assert shown.exit_code == 0, shown.output
    assert words[:20] not in shown.output
    assert run("withdraw", study, talker, "--by", "sam").exit_code == 1, "it asks first"
    done = run("withdraw", study, talker, "--by", "sam", "--yes")
    assert done.exit_code == 0, done.output
    after = prac.open_study(study).corpus().turns
    assert words not in set(after["text"])
    assert "nobody is known" in run("person", study, talker).output


def test_a_passage_is_redacted_by_its_words(run, study):
    turns = prac.open_study(study).corpus().turns
    turn_id = turns.index[turns["text"].str.len() > 80][0]
    words = turns.loc[turn_id, "text"][10:40]
    how = ("--kind", "place", "--reason", "small", "--by", "sam", "--yes")
    assert run("redact", study, turn_id, words, *how).exit_code == 0
    assert "[redacted: place]" in prac.open_study(study).corpus().turns.loc[turn_id, "text"]
    again = run("redact", study, turn_id, words, *how)
    assert again.exit_code == 2
    assert "stands there 0 times" in again.output


def test_a_round_is_purged_and_another_closed(run, study, tmp_path):
    assert "1 session deleted" in run("purge", study, "2023-24", "--by", "sam", "--yes").output
    key = tmp_path / "2025.key.csv"
    key.write_text("round,original\n")
    closed = run("close-round", study, "2025-26", "--key", key, "--by", "sam", "--yes")
    assert closed.exit_code == 0, closed.output
    assert not key.exists()


def test_agree_writes_the_passages_to_talk_about(run, study, tmp_path):
    out = tmp_path / "talk.xlsx"
    assert run("agree", study, "--disagreements", out).exit_code == 0
    table = pd.read_excel(out)
    assert table["weight"].is_monotonic_decreasing
    assert set(table["kind"]) <= {"other code", "one only", "other stance", "extent"}
    assert len(table) > 5


GUIDE = "question_id;wording;codes\nq1;How is it here?;tools – desks\n"


def test_a_guide_beside_the_transcripts_goes_into_the_study_and_is_no_transcript(run, tmp_path):
    talk = tmp_path / "talk"
    talk.mkdir()
    (talk / "north.txt").write_text(TALK)
    (talk / "guide.csv").write_bytes(GUIDE.encode("cp1252"))
    answer = run("init", tmp_path / "study", talk, "--no-names")
    assert answer.exit_code == 0, answer.output
    study = prac.open_study(tmp_path / "study")
    assert study.session_ids == ["north"]
    assert study.guide()["codes"].tolist() == ["tools – desks"]
    (study.path / "guide.csv").write_text("ours", encoding="utf-8")
    shutil.copy(talk / "north.txt", talk / "2026.txt")
    (talk / "north.txt").unlink()
    answer = run("round", study.path, "2026-27", talk, "--by", "sam", "--no-names")
    assert "was not taken over" in answer.output, answer.output
    assert (study.path / "guide.csv").read_text(encoding="utf-8") == "ours"


def test_the_guide_is_its_owner_s_and_comes_by_a_change_of_the_study(run, tmp_path):
    talk = tmp_path / "talk"
    talk.mkdir()
    (talk / "north.txt").write_text(TALK)
    (talk / "guide.csv").write_bytes(GUIDE.encode("cp1252"))
    before = os.umask(0o022)
    try:
        answer = run("init", tmp_path / "study", talk, "--no-names")
    finally:
        os.umask(before)
    assert answer.exit_code == 0, answer.output
    guide = tmp_path / "study" / "guide.csv"
    assert guide.read_bytes().startswith(b"\xef\xbb\xbf"), "by which Excel knows the encoding"
    assert (tmp_path / "study" / ".generation").exists()
    if os.name != "nt":
        assert guide.stat().st_mode & 0o077 == 0


def test_init_says_what_there_is_to_look_at_and_what_comes_next(run, tmp_path):
    talk = tmp_path / "talk"
    talk.mkdir()
    (talk / "north.txt").write_text("It was long.\n\nAnd nobody said why.\n\nWe asked twice.\n")
    answer = run("init", tmp_path / "study", talk, "--no-names")
    assert "no speaker labels were found" in answer.output
    assert "practicelearn code" in answer.output
    assert "names_left(" not in answer.output


def test_check_of_a_study_says_how_many_words_look_like_names_and_how_to_see_them(run, study):
    answer = run("check", study)
    assert answer.exit_code == 0, answer.output
    assert "study.toml:" not in answer.output
    n_likely = int(prac.open_study(study).names_left()["likely"].sum())
    assert n_likely
    assert f"{n_likely} words still look like names" in answer.output
    assert "python -m practicelearn names" in answer.output


def test_before_anything_is_coded_theme_names_the_command_to_code_with(run, tmp_path):
    talk = tmp_path / "talk"
    talk.mkdir()
    (talk / "north.txt").write_text(TALK)
    run("init", tmp_path / "study", talk, "--no-names")
    answer = run("theme", tmp_path / "study")
    assert answer.exit_code == 2
    assert "practicelearn code" in answer.output


def test_a_narrow_window_shows_codes_and_figures_of_agreement_whole(study):
    narrow = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "80"})
    shown = narrow.invoke(app, ["agree", str(study)]).output
    table = prac.agreement(prac.open_study(study).codings(), prac.open_study(study).corpus())
    for code, percent in table["percent"].items():
        assert re.search(rf"^{code} +{percent:.2f} ", shown, re.MULTILINE)
    assert "denominator: turns read by both coders" in shown


def test_how_a_later_round_is_to_be_read_is_said_as_for_the_first(run, tmp_path):
    first, later = tmp_path / "first", tmp_path / "later"
    for folder, name in ((first, "north"), (later, "south")):
        folder.mkdir()
        talk = "~Kay~ The desks went.\n\n~Ash~ Mine too.\n\n~Kay~ Well: no.\n"
        (folder / f"{name}.txt").write_text(talk if folder == later else TALK, encoding="utf-8")
    begun = run("init", tmp_path / "study", first, "--no-names")
    assert begun.exit_code == 0, begun.output
    added = run(
        "round", tmp_path / "study", "2026-27", later, "--by", "sam", "--no-names",
        "--labels", "~Kay~",
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    corpus = prac.open_study(tmp_path / "study").corpus()
    speakers = corpus.turns[corpus.turns["session_id"] == "south"]["speaker"]
    assert speakers.tolist() == ["Kay", "Ash", "Kay"]
    assert corpus.sessions["labels_look_like"].to_dict()["south"] == "~Kay~"
