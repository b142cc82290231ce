"""``report --keywords``: cue words in the place of coding, said plainly and never mixed in."""

import html
import re
import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn import cli
from practicelearn.coding.codings import REFERRED_ON
from practicelearn.errors import PracticelearnError
from practicelearn.jobs import reports
from practicelearn.jobs.reports import make_reports, report_of
from practicelearn.jobs.word_counts import count_words_instead
from practicelearn.output.report import Report
from practicelearn.study.folder import open_study
from practicelearn.themes.finding import find_themes

KEPT = {"2024-north", "2024-south", "2025-north", "2025-south"}


def small_study(folder: Path, *, coded: bool) -> Path:
    leave = shutil.ignore_patterns("originals", ".cache", *([] if coded else ["coding"]))
    shutil.copytree(prac.sample_path(), folder, ignore=leave)
    for path in [*folder.glob("sessions/*"), *folder.glob("coding/**/*.jsonl")]:
        if path.stem not in KEPT:
            path.unlink()
    return folder


@pytest.fixture(scope="module")
def uncoded(tmp_path_factory) -> Path:
    return small_study(tmp_path_factory.mktemp("uncoded") / "study", coded=False)


@pytest.fixture(scope="module")
def coded(tmp_path_factory) -> Path:
    return small_study(tmp_path_factory.mktemp("coded") / "study", coded=True)


def told(report: Report) -> str:
    page = re.sub(r"<style.*?</style>|<[^>]+>", " ", report.html(), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(page))


def test_the_report_of_word_counts_says_so_and_quotes_nobody(uncoded):
    page = told(report_of(uncoded, keywords=True))
    assert "What people told us (word counts, not coding)" in page
    assert "Word counts, not coding: nobody’s coding is counted here" in page
    assert "Nobody has checked the cue words against a person’s reading." in page
    assert "one of its cue words stands in what they said" in page
    assert "In 2025-26: some of 2 groups" in page, "nobody is counted in so few groups"
    assert "side by side" not in page, "there are no words to set there"
    assert not re.search(r"\bQ1\b", page)


@pytest.mark.parametrize("asked", [True, False])
def test_the_command_counts_words_only_when_asked(uncoded, tmp_path, monkeypatch, asked):
    given = {}

    def keep(_source, _out, **options):
        given.update(options)
        return [tmp_path / "report.html"]

    monkeypatch.setattr(reports, "make_reports", keep)
    more = ["--keywords"] if asked else []
    answer = CliRunner().invoke(cli.app, ["report", str(uncoded), "-o", str(tmp_path), *more])
    assert answer.exit_code == 0, answer.output
    assert given["keywords"] is asked


def test_a_study_nobody_has_coded_still_gives_its_documents_and_says_what_is_missing(uncoded):
    report = report_of(uncoded)
    assert report.themes.origin == "topic"
    assert "word counts" not in told(report)
    assert any("report --keywords counts" in note for note in report.themes.notes)


def test_hand_coding_is_not_counted_and_only_checks_the_cues(coded):
    study = open_study(coded)
    counted, checked = count_words_instead(study, study.corpus(), study.codings())
    assert set(counted.spans["origin"]) == {"keyword"}
    assert checked is not None
    assert checked["sensitivity"].between(0, 1).any()
    themes = find_themes(counted, study.corpus(), origin="keyword")
    assert set(themes.evidence["coder"]) == {"keyword"}


def test_a_mark_on_a_coded_passage_prints_no_quote_among_word_counts(coded):
    report = report_of(coded, keywords=True)
    assert len(report.material.flagged), "the sample marks passages of people's coding"
    page = told(report)
    assert not re.search(r"\bQ1\b", page)
    assert "sensitivity is the share of turns coded by hand" in page


def test_a_code_without_cues_is_missing_and_not_nought(coded, tmp_path):
    study = open_study(_without_cues(coded, tmp_path / "study", "training"))
    counted, _ = count_words_instead(study, study.corpus(), study.codings())
    themes = find_themes(counted, study.corpus(), origin="keyword")
    extent = themes.extent
    assert extent[extent["theme_id"] == "training"].empty
    assert not extent[extent["theme_id"] == "tools"].empty


def test_a_headline_theme_without_cues_is_refused_by_name(coded, tmp_path):
    study = open_study(_without_cues(coded, tmp_path / "study", "tools"))
    with pytest.raises(PracticelearnError, match='headline theme "tools" has no cues'):
        count_words_instead(study, study.corpus(), study.codings())


def test_a_hit_in_a_turn_to_be_referred_on_shows_no_words(coded):
    study = open_study(coded)
    hand = study.codings()
    counted, _ = count_words_instead(study, study.corpus(), hand)
    turn = counted.spans["turn_id"].iloc[0]
    hand.spans.loc[hand.spans.index[0], ["turn_id", "refer_on"]] = [turn, True]
    hidden, _ = count_words_instead(study, study.corpus(), hand)
    themes = find_themes(hidden, study.corpus(), origin="keyword")
    own = themes.evidence[themes.evidence["turn_id"] == turn]
    assert len(own)
    assert set(own["quote"]) == {REFERRED_ON}


def test_a_folder_of_transcripts_has_no_cues_to_count(tmp_path):
    (tmp_path / "talk.txt").write_text("Kim: Shall we?\nLee: The rota is wrong again.\n")
    with pytest.raises(PracticelearnError, match="Make a study of it first"):
        make_reports(tmp_path, tmp_path / "out", keywords=True)


def _without_cues(study: Path, folder: Path, code: str) -> Path:
    shutil.copytree(study, folder)
    path = next(folder.glob("frame/*.yaml"))
    frame = yaml.safe_load(path.read_text(encoding="utf-8"))
    own = next(c for c in frame["codes"] if c["id"] == code)
    del own["cues"]
    path.write_text(yaml.safe_dump(frame, sort_keys=False), encoding="utf-8")
    return folder
