"""Codes merged in the page: sentences, headlines, the chart go where the codings go."""

import json
import re

import pytest
from app_helpers import FRAME, SAID, Hand, corpus_of

from practicelearn.app.desk import Desk
from practicelearn.app.releasing import RELEASE
from practicelearn.study.deciding import study_themes
from practicelearn.study.folder import create_study, open_study
from practicelearn.study.summaries import chart, keep_summaries, summaries
from practicelearn.themes.decided import apply_decisions

CELL = json.dumps(["2025-26", "north", "cancelled"])
INTO = json.dumps(["2025-26", "north", "supervision"])


@pytest.fixture
def pat(tmp_path):
    """Pat reads; Kim has coded two codes, of which one is about to be merged into the other."""
    study = create_study(
        tmp_path / "study", corpus_of(north=SAID, south=SAID), FRAME, title="Invented study"
    )
    kim = Hand(Desk(study, "kim"))
    kim.code("cancelled", 3, "cancelled supervision again", "a")
    kim.code("supervision", 3, "My supervisor", "b")
    kim.read()
    return Desk(study, "pat")


def say(desk, theme, statement):
    answer = desk.ask("say", {"theme": theme, "statement": statement})
    assert answer["ok"], answer


def write(desk, cell, text):
    after = desk.ask("chart", {"cell": cell})["cell"]["after"]
    answer = desk.ask("write", {"cell": cell, "summary": text, "after": after})
    assert answer["ok"], answer


def merge(desk):
    """As the page does it: the edit, then the release."""
    for asked in (
        {"act": "edit", "edit": "merge", "code": "cancelled", "into": "supervision"},
        {"act": "release", "version": "2999-1"},
    ):
        answer = desk.ask("edit", asked)
        assert answer["ok"], answer


def headline(desk, *themes):
    path = desk.study.path / "study.toml"
    text = re.sub(r"(?m)^headline = .*$", f"headline = {json.dumps(themes)}", path.read_text())
    path.write_text(text)
    return open_study(desk.study.path)


def read(desk, theme="supervision"):
    answer = desk.ask("read", {"theme": theme})
    assert answer["ok"], answer
    return answer


def test_a_sentence_goes_with_the_codings_and_says_where_it_was_written(pat):
    say(pat, "cancelled", "Supervision goes first when duty is short.")
    merge(pat)
    assert read(pat)["head"]["statement"] == "Supervision goes first when duty is short."
    themes = study_themes(pat.study)
    assert themes.table.loc["supervision", "statement"].startswith("Supervision goes first")
    [said] = themes.remarks
    assert said.startswith('the sentence of pat on "cancelled" stands on "supervision"')


def test_a_sentence_of_its_own_stands_whichever_was_written_later(pat):
    say(pat, "supervision", "It is kept where a manager guards it.")
    say(pat, "cancelled", "Supervision goes first when duty is short.")
    merge(pat)
    assert read(pat)["head"]["statement"].startswith("It is kept")
    themes = study_themes(pat.study)
    assert themes.table.loc["supervision", "statement"].startswith("It is kept")
    [said] = themes.remarks
    assert "stands no more" in said
    assert "kept on record" in said


def test_a_headline_of_a_merged_code_is_looked_at_where_it_went(pat):
    study = headline(pat, "cancelled", "supervision")
    merge(pat)
    study = open_study(study.path)
    themes = apply_decisions(
        study_themes(study), study.decisions(), study.settings.headline, study.settings.balance
    )
    assert themes.declared == ("supervision",)
    [said] = [r for r in themes.remarks if "headline" in r]
    assert said.startswith('the headline theme "cancelled" was merged into the code "supervision"')
    answer = pat.ask("read", {"theme": RELEASE})
    assert answer["ok"], answer["what"]


def test_what_was_said_of_the_gone_theme_alone_is_not_said_of_the_other(pat):
    pat.study.record("pat", "drop", payload={"theme_id": "cancelled", "reason": "too few"})
    merge(pat)
    themes = study_themes(pat.study)
    assert themes.table.loc["supervision", "status"] != "dropped"
    [said] = themes.remarks
    assert 'the code "cancelled" was merged into "supervision"' in said
    assert "no theme" not in said


def test_summaries_of_both_codes_stand_together_until_the_cell_is_written_anew(
    pat, recwarn, tmp_path
):
    write(pat, CELL, "Three times in a row.")
    write(pat, INTO, "Kept by one manager.")
    merge(pat)
    cell = pat.ask("chart", {"cell": INTO})["cell"]
    assert cell["mine"] == "Three times in a row.\n\nKept by one manager."
    assert not recwarn.list, "nothing is told to be left out"
    matrix = chart(pat.study)
    assert "Three times in a row." in str(matrix.cells["summary"].tolist())
    assert not [w for w in recwarn.list if "no longer there" in str(w.message)]
    path = matrix.to_xlsx(tmp_path / "chart.xlsx")
    assert keep_summaries(pat.study, path, by="pat").empty, "nothing was written anew"
    write(pat, INTO, "Kept by one manager, and cancelled by the rest.")
    cell = pat.ask("chart", {"cell": INTO})["cell"]
    assert cell["mine"] == "Kept by one manager, and cancelled by the rest."
    assert any("Three times in a row." in line for line in cell["earlier"])
    assert summaries(pat.study)["summary"].tolist() == [cell["mine"]]
