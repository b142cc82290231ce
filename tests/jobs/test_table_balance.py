"""The account of a table of quotes: what its rows name, what the study holds, and why not all."""

import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app
from practicelearn.errors import PracticelearnError
from practicelearn.exchange import quote_table
from practicelearn.exchange.account import balance, refuse_unexplained
from practicelearn.exchange.quote_table import read_quotes
from practicelearn.jobs.exchange import keep_import, read_import

from .projects import Made, taken_in

SAID = "F1: How?\nP1: No desk by noon, none.\nP2: I hold thirty cases.\nP1: A desk would do."
ROWS = (
    "session,quote,code,coder,memo\n"
    "north,No desk by noon,desk; time,kim,so\n"
    "north,No desk by noon,desk,kim,and more\n"  # again: one coding, its memo is added
    "north,I hold thirty cases,time / desk,sam,\n"
    "north,Nobody said a word of this here,desk,lee,left\n"
    "north,A desk would do,unheard of,kim,\n"
    "south,A desk would do,desk,kim,\n"
    "north,A desk would do,desk; desk,kim,\n"
    "north,A desk would do,,kim,why?\n"
)


@pytest.fixture
def study(tmp_path):
    made = Made()
    made.texts["north"] = SAID
    return taken_in(made.write(tmp_path / "x.qdpx"), tmp_path / "study").path


def taken(tmp_path, study, text=ROWS, name="q.csv", **options):
    (tmp_path / name).write_text(text)
    return keep_import(read_import(tmp_path / name, study, **options), study)


def account(made):
    columns = ["there", "here", "explained"]
    table = made.account.set_index("what")[columns]
    return {what: tuple(map(int, row)) for what, row in table.iterrows()}


def test_every_name_in_a_row_is_there_and_what_is_not_here_is_explained(tmp_path, study):
    made = taken(tmp_path, study)
    refuse_unexplained(made.account)
    assert account(made) == {
        "codings": (10, 5, 5), "coders": (3, 2, 1), "codes": (3, 2, 1), "memos": (4, 2, 2),
    }  # fmt: skip
    memo = made.study.codings().spans.set_index(["coder", "code"])["memo"].sort_index()
    assert memo["kim", "desk"].iloc[0] == "so\n\nand more"
    listed = pd.read_csv(study / "outputs" / "import-losses.csv")
    assert {"left", "why?"} <= set(listed.loc[listed["account"] == "memos", "text"])


def test_importing_a_table_twice_balances_and_changes_nothing(tmp_path, study):
    taken(tmp_path, study)
    before = {p: p.read_bytes() for p in (study / "coding").rglob("*.jsonl")}
    again = taken(tmp_path, study)
    refuse_unexplained(again.account)
    assert {p: p.read_bytes() for p in (study / "coding").rglob("*.jsonl")} == before


def test_a_memo_on_what_is_coded_already_is_listed_and_the_studys_own_stays(tmp_path, study):
    text = "session,quote,code,coder,memo\nnorth,No desk by noon,desk,kim,{}\n"
    taken(tmp_path, study, text.format("first"))
    again = taken(tmp_path, study, text.format("another"))
    refuse_unexplained(again.account)
    assert account(again)["memos"] == (1, 0, 1)
    lost = again.project.losses
    assert "another" in set(lost.loc[lost["account"] == "memos", "text"])
    assert set(again.study.codings().spans["memo"]) == {"first"}


def test_a_row_that_the_reader_loses_is_found_out(tmp_path, study, monkeypatch):
    read = quote_table.QuoteRows.row

    def poorer(self, number, *args, **options):
        if number != 4:
            read(self, number, *args, **options)

    monkeypatch.setattr(quote_table.QuoteRows, "row", poorer)
    made = taken(tmp_path, study)
    with pytest.raises(PracticelearnError, match=r"codings: 10 there, 3 here, 5 explained"):
        refuse_unexplained(made.account)


def test_a_table_makes_the_frame_of_a_study_without_one_and_balances(tmp_path):
    made = Made()
    made.texts["north"], made.codes = SAID, ()
    study = taken_in(made.write(tmp_path / "x.qdpx"), tmp_path / "study").path
    table = "session,quote,code\nnorth,No desk by noon,Work > Desk\nnorth,A desk would do,Desk\n"
    came = taken(tmp_path, study, table)
    refuse_unexplained(came.account)
    assert account(came)["codes"] == (2, 3, -1)


def test_codes_of_another_frame_are_said_to_stand_in_none_of_the_study(tmp_path, study):
    (tmp_path / "own.csv").write_text("id,name\npay,Pay\n")
    text = "session,quote,code\nnorth,A desk would do,Pay\n"
    came = taken(tmp_path, study, text, frame=str(tmp_path / "own.csv"))
    refuse_unexplained(came.account)
    assert account(came)["codes"] == (1, 0, 1)


def test_what_write_quotes_wrote_balances_with_codings_of_several_turns(tmp_path, study):
    rows = pd.DataFrame(
        [["c1", 1, "north:00002", "No desk by noon, none.", "desk"],
         ["c1", 2, "north:00003", "I hold", "desk"],
         ["c2", 1, "north:00003", "Nothing like it was ever said", "desk"],
         ["c2", 2, "north:00004", "nor was this said by anybody", "desk"]],
        columns=["coding_id", "part", "turn_id", "quote", "code"],
    )  # fmt: skip
    came = taken(tmp_path, study, rows.to_csv(index=False))
    refuse_unexplained(came.account)
    assert account(came)["codings"] == (2, 1, 1)


CASES = {
    "dedoose.xlsx": 116,
    "maxqda-title-rows.xlsx": 120,
    "nvivo.xlsx": 120,
    "delve.csv": 120,
    "qualcoder.csv": 120,
}  # rows, each with one code


@pytest.fixture(scope="module")
def of_sample(sample):
    study = prac.open_study(sample)
    return study.corpus(), study.frame()


@pytest.mark.parametrize("name", list(CASES))
def test_every_row_of_the_cases_is_placed_or_explained(test_data, of_sample, name):
    file = test_data.parent / "cases" / "exchange" / name
    if not file.exists():
        pytest.skip(f"{file} is not there")
    project = read_quotes(file, *of_sample)
    spans = project.codings.spans
    here = {
        "codings": spans["coding_id"].nunique(), "coders": spans["coder"].nunique(),
        "codes": len(project.codes),
    }  # fmt: skip
    table = balance(project.there, here, project.losses)
    refuse_unexplained(table)
    assert table.set_index("what").loc["codings", "there"] == CASES[name]
    assert here["codings"] >= 114
    words = "\n".join(of_sample[0].turns["text"])
    lost = project.losses[project.losses["message"].str.contains("nowhere")]
    assert not any(quote in words for quote in lost["text"])  # it is true that they are nowhere


@pytest.mark.slow
def test_every_case_balances_through_the_command_line(test_data, tmp_path, sample):
    """Files in, the account out: no line in red."""
    folder = test_data.parent / "cases" / "exchange"
    if not folder.exists():
        pytest.skip(f"{folder} is not there")
    run = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"})
    for file in sorted([*folder.iterdir(), *(test_data / "qda").iterdir()]):
        study = tmp_path / f"study-{file.name}"
        options = ["--no-names", "--without-missing"]
        if file.suffix in {".csv", ".xlsx"}:
            shutil.copytree(sample, study)
            options = []
        done = run.invoke(app, ["import", str(file), str(study), *options])
        assert done.exit_code == 0, (file.name, done.output)
        assert "does not balance" not in done.output, (file.name, done.output)
        assert (study / "outputs" / "import-account.csv").exists()
