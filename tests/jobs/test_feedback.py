"""A page for participants, and their replies beside the theme: yes, not quite, missing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from practicelearn import cli
from practicelearn.errors import PracticelearnError, StudyError, TableError
from practicelearn.jobs.feedback import write_feedback
from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Bullets, Paragraph, Quote, Table
from practicelearn.study import Study, open_study
from practicelearn.study.asked_back import Asked
from practicelearn.study.purging import purge_year
from practicelearn.study.replies import begin_replies, read_replies
from practicelearn.study.reply_sheet import add_reply_rows
from practicelearn.themes.themes import Themes

REPLIES = [
    ("tools", "Yes", ""), *[("Supervision", "yes", "")] * 6,
    ("supervision", "Not quite.", "=It is the room we lack, not the hour"),
    ("", "missing", "Nights"),
]  # fmt: skip


@pytest.fixture
def study(sample: Path, tmp_path: Path) -> Study:
    shutil.copytree(sample, tmp_path / "study", ignore=shutil.ignore_patterns(".cache"))
    return open_study(tmp_path / "study")


def sheet_of(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    pd.DataFrame(rows, columns=["Theme", "Answer", "Words"]).to_csv(path, index=False)
    return path


def decided(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    columns = ["theme_id", "answer", "words"]
    said = pd.DataFrame(rows, columns=columns)
    return said.assign(kind="reply", who="sam", at="2025-03-01T09:00:00+00:00", year="2024-25")


def words_of(report: Report) -> str:
    said = [b.text for b in report.document.blocks if isinstance(b, Paragraph)]
    said += [i for b in report.document.blocks if isinstance(b, Bullets) for i in b.items]
    return "\n".join(said)


def test_replies_are_kept_once_with_theme_answer_and_words(study: Study, tmp_path: Path) -> None:
    path = sheet_of(tmp_path / "replies.csv", REPLIES)
    assert read_replies(study, path, "2025-26", by="sam") == 9
    assert read_replies(study, path, "2025-26", by="sam") == 0
    sheet_of(path, [*REPLIES, ("desks", "missing", "")])
    assert read_replies(study, path, "2025-26", by="kim") == 1
    kept = study.decisions().query("kind == 'reply'")
    assert sorted(kept["theme_id"]) == ["", "desks", *["supervision"] * 7, "tools"]
    odd = kept[kept["answer"] == "not quite"].iloc[0]
    assert odd["words"] == "=It is the room we lack, not the hour"
    assert odd["year"] == "2025-26"


def test_one_wrong_row_keeps_nothing_and_names_place_and_near_match(
    study: Study, tmp_path: Path
) -> None:
    path = sheet_of(tmp_path / "r.csv", [("tools", "yes", ""), ("supervison", "yes", "")])
    with pytest.raises(
        TableError, match=r'r\.csv, row 3.*"supervison".*Did you mean "supervision"'
    ):
        read_replies(study, path, "2025-26", by="sam")
    sheet_of(path, [("tools", "yes", ""), ("tools", "perhaps", "")])
    with pytest.raises(TableError, match='row 3: the answer "perhaps" is none of yes'):
        read_replies(study, path, "2025-26", by="sam")
    with pytest.raises(StudyError, match=r'no round "2025-2".*Did you mean "2025-26"'):
        read_replies(study, path, "2025-2", by="sam")
    assert "reply" not in set(study.decisions()["kind"])


def test_purging_a_round_takes_its_replies_with_it(study: Study, tmp_path: Path) -> None:
    path = sheet_of(tmp_path / "r.csv", [("tools", "missing", "Zanzibar nights")])
    read_replies(study, path, "2023-24", by="sam")
    read_replies(study, path, "2025-26", by="sam")
    purge_year(study, "2023-24", by="sam")
    kept = study.decisions().query("kind == 'reply'")
    assert kept["year"].tolist() == ["2025-26"]


def test_a_sheet_of_replies_is_never_written_over(tmp_path: Path) -> None:
    path = begin_replies(tmp_path / "replies.xlsx")
    with pytest.raises(StudyError, match="never written over"):
        begin_replies(path)


def test_a_draft_written_after_the_first_look_is_added_to_the_sheet(
    study: Study, tmp_path: Path
) -> None:
    sheet = begin_replies(tmp_path / "replies.xlsx", [Asked("tools", "", "Screens freeze")])
    book = openpyxl.load_workbook(sheet)
    book.active["C3"] = "6"
    book.save(sheet)
    asked = [Asked("tools", "", "Screens freeze."), Asked("", "new-phones", "Buy new phones")]
    assert add_reply_rows(asked, sheet) == 1
    assert add_reply_rows(asked, sheet) == 0
    rows = list(openpyxl.load_workbook(sheet).active.iter_rows(values_only=True))
    assert rows[2][1:3] == ("Screens freeze", "6")
    assert rows[-1][:2] == ("Promise", "Buy new phones")
    assert rows[-1][-1] == "promise:new-phones"
    form = tmp_path / "form.xlsx"
    pd.DataFrame({"Screens freeze": ["Yes"]}).to_excel(form, index=False)
    assert add_reply_rows(asked, form) == 0


def test_evidence_prints_the_words_and_the_report_only_counts(themes: Themes) -> None:
    said = [("supervision", "yes", "")] * 6 + [("supervision", "not quite", "The room is lacking")]
    replies = decided([*said, ("", "missing", "Nights are missing")])
    evidence = words_of(Report(themes=themes, kind="evidence", decisions=replies))
    report = words_of(Report(themes=themes, decisions=replies))
    assert "2024-25. Yes: 6; Not quite: 1; Missing: 0." in evidence
    assert "“The room is lacking” (not quite)" in evidence
    assert "“Nights are missing” (missing)" in evidence
    assert "Yes: 6; Not quite: fewer than 5; Missing: fewer than 5." in report
    assert "lacking" not in report
    assert "Nights" not in report


def test_a_reply_after_the_release_makes_the_report_a_draft_again(themes: Themes) -> None:
    read = Report(themes=themes).hash
    release = pd.DataFrame([{"kind": "release", "who": "sam", "hash": read}])
    assert not Report(themes=themes, decisions=release).document.notices
    later = pd.concat([release, decided([("tools", "yes", "")])], ignore_index=True)
    assert Report(themes=themes, decisions=later).document.notices


def test_the_page_says_what_was_heard_what_is_next_and_how_to_answer(
    sample: Path, tmp_path: Path
) -> None:
    run = CliRunner(env={"NO_COLOR": "1"})
    answer = run.invoke(cli.app, ["feedback", str(sample), "2025-26", "-o", str(tmp_path)])
    assert answer.exit_code == 0, answer.output
    assert "feedback-2025-26.docx" in answer.stdout
    assert "replies-2025-26.xlsx" in answer.stdout
    import docx

    word = docx.Document(str(tmp_path / "feedback-2025-26.docx"))
    heads = [p.text for p in word.paragraphs if p.style.name == "Heading 2"]
    assert heads == ["What we heard", "What happens next", "How to answer"]
    (table,) = word.tables
    assert [c.text for c in table.rows[0].cells] == ["What we heard", "Yes", "Not quite"]
    assert len(table.rows) == 6
    text = "\n".join(p.text for p in word.paragraphs)
    assert "Promised: Mend the lost drafts first" in text
    assert "(Head of digital, by 31 March 2026; under way)" in text
    assert "contract (no owner and no date yet; not started)" in text
    if shutil.which("soffice"):
        assert pages(tmp_path / "feedback-2025-26.docx") == 1
    again = write_feedback(sample, "2025-26", tmp_path)
    assert [p.name for p in again] == ["feedback-2025-26.docx"]


def pages(path: Path) -> int:
    """How many pages LibreOffice lays it out on."""
    from pypdf import PdfReader

    subprocess.run(
        ["soffice", f"-env:UserInstallation={(path.parent / 'office').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(path.parent), str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return len(PdfReader(path.with_suffix(".pdf")).pages)


def test_the_page_quotes_nobody_and_needs_a_stated_theme(themes: Themes) -> None:
    page = Report(themes=themes, kind="feedback", year="2023-24")
    assert not [b for b in page.document.blocks if isinstance(b, Quote)]
    (table,) = [b for b in page.document.blocks if isinstance(b, Table)]
    assert len(table.rows) == 2
    assert "Nothing has been agreed yet" in words_of(page)
    with pytest.raises(PracticelearnError, match="nothing to give back yet"):
        Report(themes=themes.drop("tools").drop("supervision"), kind="feedback")


def test_an_earlier_rounds_page_says_that_its_sentences_were_written_since(
    themes: Themes,
) -> None:
    """The round of 2024-25 was told of a case system that came after it, as what it had said."""
    since = "were written when the groups of 2024-25 had been heard too"
    assert since in words_of(Report(themes=themes, kind="feedback", year="2023-24"))
    assert since not in words_of(Report(themes=themes, kind="feedback"))
    for at, written_since in (("2023-12-01T09:00:00+00:00", False), ("2024-12-01", True)):
        stated = pd.DataFrame({
            "kind": "statement", "who": "kim", "at": at, "theme_id": ["tools", "supervision"],
            "statement": [themes.table.loc[t, "statement"] for t in ("tools", "supervision")],
        })  # fmt: skip
        page = Report(themes=themes, kind="feedback", year="2023-24", decisions=stated)
        assert (since in words_of(page)) == written_since, at


def test_who_keeps_replies_must_be_said(sample: Path, tmp_path: Path) -> None:
    path = sheet_of(tmp_path / "r.csv", REPLIES)
    run = CliRunner(env={"NO_COLOR": "1"})
    answer = run.invoke(cli.app, ["feedback", str(sample), "2025-26", "--replies", str(path)])
    assert answer.exit_code == cli.REFUSED
    assert "--by NAME" in answer.stderr
