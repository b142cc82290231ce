import docx
import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.study.folder import create_study

SAID = ("Nobody listened to us.", "My supervision was cancelled again.")
KEY = {"year": "2025-26", "code": "heard"}


@pytest.fixture
def study(tmp_path):
    rows = [
        {"turn_id": make_turn_id(sid, n), "session_id": sid, "n": n, "speaker": f"P{n}",
         "role": "participant", "text": text, "marks": []}
        for sid in ("north", "south") for n, text in enumerate(SAID, start=1)
    ]  # fmt: skip
    turns = pd.DataFrame(rows).set_index("turn_id")
    table = pd.DataFrame(
        [{"session_id": s, "year": "2025-26", "group": s} for s in ("north", "south")]
    ).set_index("session_id")
    frame = CodingFrame(
        name="Invented", version="1", date="2026-01-05",
        codes=(Code("heard", "Being heard"), Code("supervision", "Supervision")),
    )  # fmt: skip
    corpus = Corpus(turns=turns, sessions=table).with_turns(turns)
    made = create_study(tmp_path / "study", corpus, frame, title="Invented")
    part = {"turn_id": "north:00001", "start": 0, "end": 15, "quote": "Nobody listened"}
    made.record("kim", "code", session_id="north", coding_id="k1", frame_version="1",
                payload={"code": "heard", "parts": [part]})  # fmt: skip
    made.record("kim", "read", session_id="north", frame_version="1", payload={"from": 1, "to": 2})
    return made


@pytest.fixture
def run():
    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"})
    return lambda *args: runner.invoke(app, [str(a) for a in args])


def write(study, who, text, group="north"):
    study.record(who, "summary", payload={**KEY, "group": group, "summary": text})


def cell(path, text=None, place="C4"):
    book = openpyxl.load_workbook(path)
    if text is not None:
        book["matrix"][place] = text
        book.save(path)
    return book["matrix"][place].value


def test_the_newest_of_each_person_stands_and_the_earlier_stay_on_record(study):
    write(study, "kim", "First thought.")
    write(study, "lee", "Lee's own.")
    write(study, "kim", "Second thought.")
    assert study.summaries()[["who", "summary"]].values.tolist() == [
        ["kim", "Second thought."],
        ["lee", "Lee's own."],
    ]
    earlier = study.summaries(earlier=True)
    assert earlier["summary"].tolist() == ["First thought.", "Second thought.", "Lee's own."]
    assert earlier["stands"].tolist() == [False, True, True]
    write(study, "kim", "")
    assert study.summaries()["who"].tolist() == ["lee"]


def test_the_chart_of_a_study_holds_everybodys_summaries_beside_the_quotes(study):
    write(study, "kim", "Nobody listens.")
    assert (
        study.framework_matrix().cell("2025-26", "north", "heard")["summary"] == "Nobody listens."
    )
    write(study, "lee", "They were not heard.")
    cells = study.framework_matrix()
    assert cells.cell("2025-26", "north", "heard")["summary"] == (
        "kim: Nobody listens.\n\nlee: They were not heard."
    )
    assert cells.quotes_of("2025-26", "north", "heard")["quote"].tolist() == ["Nobody listened"]
    assert pd.isna(cells.cell("2025-26", "south", "heard")["n_passages"]), "not read is no zero"


def test_a_summary_of_a_code_that_is_gone_is_kept_and_named(study):
    study.record("kim", "summary", payload={**KEY, "code": "gone", "group": "north",
                                            "summary": "Old."})  # fmt: skip
    with pytest.warns(UserWarning, match="no longer there, such as 2025-26 north, gone"):
        study.framework_matrix()
    assert len(study.summaries()) == 1


def test_summaries_written_in_excel_and_word_come_back_under_their_writers_name(
    study, run, tmp_path
):
    sheet, words = tmp_path / "chart.xlsx", tmp_path / "chart.docx"
    assert run("chart", study.path, "-o", sheet).exit_code == 0
    cell(sheet, "Nobody listens.")
    answer = run("chart", study.path, "--in", sheet, "--by", "kim", "-o", words)
    assert answer.exit_code == 0, answer.output
    assert "1 summary kept" in answer.output
    assert "0 summaries kept" in run("chart", study.path, "--in", sheet, "--by", "kim").output
    document = docx.Document(str(words))
    at = next(c for c in document.tables[0].rows[1].cells if c.text == "Nobody listens.")
    at.text = "Nobody listens, and they say so."
    document.save(str(words))
    assert "1 summary kept" in run("chart", study.path, "--in", words, "--by", "lee").output
    assert study.summaries()["who"].tolist() == ["kim", "lee"], "nobody overwrites another's"


def test_one_of_two_in_a_cell_is_changed_by_its_writer_only(study, run, tmp_path):
    write(study, "kim", "Kim's.")
    write(study, "lee", "Lee's,\nin two lines.")
    sheet = tmp_path / "chart.xlsx"
    run("chart", study.path, "-o", sheet)
    before = cell(sheet)
    cell(sheet, before.replace("two lines", "two fine lines"))
    answer = run("chart", study.path, "--in", sheet, "--by", "kim")
    assert "0 summaries kept" in answer.output
    assert "the text of another person was changed" in answer.output
    assert "1 summary kept" in run("chart", study.path, "--in", sheet, "--by", "lee").output
    assert study.summaries()["summary"].tolist() == ["Kim's.", "Lee's,\nin two fine lines."]


def test_an_old_copy_of_the_chart_puts_nothing_back_and_an_empty_cell_takes_nothing(
    study, run, tmp_path
):
    sheet = tmp_path / "chart.xlsx"
    write(study, "kim", "First.")
    run("chart", study.path, "-o", sheet)
    write(study, "kim", "Second.")
    answer = run("chart", study.path, "--in", sheet, "--by", "kim")
    assert "the newer one on record stands" in answer.output
    cell(sheet, "")
    assert "0 summaries kept" in run("chart", study.path, "--in", sheet, "--by", "kim").output
    assert study.summaries()["summary"].tolist() == ["Second."]


def test_a_chart_that_does_not_fit_is_refused_whole_and_a_name_is_asked_for(study, run, tmp_path):
    sheet = tmp_path / "chart.xlsx"
    run("chart", study.path, "-o", sheet)
    cell(sheet, "Kept?")
    assert "say who wrote" in run("chart", study.path, "--in", sheet).output
    cell(sheet, "nroth", "B5")
    refused = run("chart", study.path, "--in", sheet, "--by", "kim")
    assert refused.exit_code == 2
    assert 'no group "nroth"' in refused.output
    assert study.summaries().empty
    assert "say where to" in run("chart", study.path).output
    assert run("chart", study.path, "-o", "chart.csv").exit_code == 2
    assert 'no round "2029"' in run("chart", study.path, "-o", sheet, "--round", "2029").output


def test_withdrawn_words_leave_summaries_and_a_purged_round_takes_its_own(study):
    write(study, "kim", "They said: my supervision was cancelled again, twice.")
    study.redact("north:00002", 0, len(SAID[1]), kind="account", reason="asked", by="kim")
    assert study.summaries()["summary"].tolist() == ["They said: [redacted: account], twice."], (
        "the rest is the sentence of who charts"
    )
    study.purge_year("2025-26", by="kim")
    assert study.summaries().empty


def test_the_evidence_file_prints_summaries_above_their_passages(study):
    write(study, "kim", "Nobody listens in the north.")
    themes = prac.find_themes(study.codings(), study.corpus())
    report = prac.Report(themes=themes, kind="evidence", decisions=study.decisions())
    blocks = report.document.blocks
    at = [getattr(b, "text", "") for b in blocks].index(
        "Summary: Nobody listens in the north. (kim)"
    )
    assert blocks[at + 1].quotes[0].words == "Nobody listened"
