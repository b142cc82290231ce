"""The main job on an invented study: files in, documents out."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest

from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.reports import begin_words, make_reports, report_of
from practicelearn.jobs.steps import Steps
from practicelearn.study import Study, create_study, open_study
from practicelearn.topics import model

from ..output.conftest import YEARS, hand_made_topics, invented_corpus, invented_frame


class QuickTopics:
    """Stands for the topic model, so that this test is about the job alone."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings

    def fit(self, corpus: Corpus, *, cache: Path | None = None) -> Any:
        return hand_made_topics(corpus)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "TopicModel", QuickTopics)


def invented_study(folder: Path, *, pseudonymised: bool = True, coded: bool = True) -> Study:
    """Study A of the documents, made once and copied: each test has its own."""
    made = _made_once(invented_corpus, pseudonymised, coded)
    shutil.copytree(made, folder)
    return open_study(folder)


@cache
def _made_once(corpus_of: Any, pseudonymised: bool, coded: bool) -> Path:
    folder = Path(tempfile.mkdtemp(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))) / "study"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    _make(folder, *corpus_of(), pseudonymised=pseudonymised, coded=coded)
    return folder


def _make(
    folder: Path, corpus: Corpus, spans: list[dict[str, Any]], *, pseudonymised: bool, coded: bool
) -> None:
    corpus = replace(corpus, pseudonymised=pseudonymised)
    frame = invented_frame()
    study = create_study(
        folder, corpus, frame, title="Health check, an invented council",
        headline=["supervision", "tools"],
    )  # fmt: skip
    if not coded:
        return
    for sid, part in corpus.turns.groupby("session_id"):
        study.record(
            "kim", "read", session_id=str(sid), frame_version=frame.version,
            text_hash=corpus.sessions.loc[sid, "text_hash"],
            payload={"from": 1, "to": len(part)},
        )  # fmt: skip
    for span in spans:
        study.record(
            "kim", "code", session_id=span["turn_id"].split(":")[0], coding_id=span["coding_id"],
            frame_version=frame.version,
            payload={
                "code": span["code"],
                "parts": [{k: span[k] for k in ("turn_id", "start", "end", "quote")}],
            },
        )  # fmt: skip
    study.record(
        "kim", "statement",
        payload={"theme_id": "supervision", "statement": "Supervision goes first."},
    )  # fmt: skip
    newest = next(s for s in spans if s["turn_id"].startswith(YEARS[-1][:4]))
    study.record("kim", "quotable", payload={"coding_id": newest["coding_id"], "quotable": True})


def test_a_study_gives_its_files_and_each_step_is_told(tmp_path: Path) -> None:
    invented_study(tmp_path / "study")
    told: list[tuple[int, int, str]] = []
    written = make_reports(
        tmp_path / "study", tmp_path / "out", steps=Steps(show=lambda *step: told.append(step))
    )
    documents = [p.name for p in written if p.suffix != ".png"]
    assert documents == [
        *("evidence.html", "tables.xlsx", "report.html", "report.docx", "summary.docx"),
        *("summary.pptx", "poster.html", "poster.docx", "checklists.docx"),
    ]
    assert len(written) - len(documents) == 4  # extent, two comparisons, themes by round
    assert all(p.stat().st_size > 3_000 for p in written)
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1][:2] == (6, 6)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Supervision goes first." in page
    assert "No plan was made before; everything here is exploratory" in page
    assert "heard more by" not in page, "without a plan there is no verdict"
    assert "Q1" in page
    assert (tmp_path / "study" / "report-words.docx").is_file(), "a place for words of their own"


def test_the_file_for_the_teams_own_words_is_made_once_and_never_written_over(
    tmp_path: Path,
) -> None:
    study = invented_study(tmp_path / "study")
    path = begin_words(study)
    assert path is not None
    word = docx.Document(str(path))
    at = next(p for p in word.paragraphs if p.text == "Foreword")
    at._p.addnext(word.add_paragraph("Written by us.")._p)
    word.save(str(path))
    kept = path.read_bytes()
    assert begin_words(study) is None
    assert path.read_bytes() == kept
    page = report_of(tmp_path / "study").html()
    assert "Written by us." in page.split('id="foreword"')[1].split("<h2")[0]


def test_a_study_with_names_gives_the_evidence_file_only(tmp_path: Path) -> None:
    invented_study(tmp_path / "study", pseudonymised=False)
    written = make_reports(tmp_path / "study", tmp_path / "out")
    kept = {p.name for p in written if p.suffix in {".html", ".docx"}}
    assert kept == {"evidence.html"}
    assert "NOT FOR SHARING" in written[0].read_text(encoding="utf-8")


def test_without_coding_by_people_candidates_come_from_topics(tmp_path: Path) -> None:
    study = invented_study(tmp_path / "study", coded=False)
    text = (study.path / "study.toml").read_text(encoding="utf-8")
    (study.path / "study.toml").write_text(
        text.replace('headline = ["supervision", "tools"]', "headline = []"), encoding="utf-8"
    )
    page = make_reports(study.path, tmp_path / "out")[0].read_text(encoding="utf-8")
    assert "Nobody has coded these transcripts" in page
    assert "parking, bus, market" in page


def test_a_folder_of_transcripts_is_enough(tmp_path: Path) -> None:
    lines = [f"{who}: {words}" for who, words in (
        ("Kim", "Shall we begin with how the year has been for everybody here today?"),
        ("Lee", "The parking on market day is the thing, I have given up on the parking."),
    ) * 6]  # fmt: skip
    (tmp_path / "north.txt").write_text("\n".join(lines), encoding="utf-8")
    written = make_reports(tmp_path, tmp_path / "out")
    kept = {p.name for p in written if p.suffix in {".html", ".docx"}}
    assert kept == {"evidence.html"}
    page = written[0].read_text(encoding="utf-8")
    assert f"Transcripts in {tmp_path.name}" in page
    assert "north:00002" in page


def test_a_misspelt_headline_is_refused_with_the_near_match(tmp_path: Path) -> None:
    study = invented_study(tmp_path / "study")
    text = (study.path / "study.toml").read_text(encoding="utf-8")
    (study.path / "study.toml").write_text(text.replace('"tools"', '"tool"'), encoding="utf-8")
    with pytest.raises(PracticelearnError, match='Did you mean "tools"'):
        make_reports(study.path, tmp_path / "out")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(PracticelearnError, match="there is no such folder"):
        make_reports(tmp_path / "nowhere", tmp_path / "out")
