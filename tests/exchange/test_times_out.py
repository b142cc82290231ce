"""Times of turns leave as SyncPoints of a transcript, and come back; no document is doubled."""

import warnings
import zipfile

import pytest
from lxml import etree

from practicelearn.exchange.account import refuse_unexplained
from practicelearn.exchange.refi_read import read_refi
from practicelearn.exchange.refi_there import things_in
from practicelearn.exchange.refi_write import PROFILES, write_refi
from practicelearn.jobs.balance_out import account_of_export
from practicelearn.study.folder import open_study
from practicelearn.study.leaving import project_of

NS = "{urn:QDA-XML:project:1.0}"


@pytest.fixture(scope="module")
def study(sample):
    return open_study(sample)


@pytest.fixture(scope="module")
def timed(study):
    """A session with times, cut to thousandths and finer."""
    corpus = study.corpus(["2025-west", "2025-north"])
    turns = corpus.turns.copy()
    turns.loc["2025-west:00002", "start_s"] = 7.12345
    return corpus.with_turns(turns)


def root_of(path):
    with zipfile.ZipFile(path) as packed:
        return etree.fromstring(packed.read("project.qde")), {
            name: packed.read(name) for name in packed.namelist()
        }


def test_each_time_stands_where_its_turn_begins(timed, schemas, tmp_path):
    path = write_refi(None, timed, tmp_path / "x.qdpx")
    root, files = root_of(path)
    schemas["project"].assertValid(root)
    scripts = list(root.iter(f"{NS}Transcript"))
    assert [s.getparent().tag for s in scripts] == [f"{NS}AudioSource"]
    assert scripts[0].getparent().get("path") == "relative:///2025-west.mp3"
    assert root.get("basePath") == "."  # QualCoder 4 stops at a relative path without it
    assert all(s.get("creationDateTime") and s.get("name") for s in scripts)  # and without these
    file = scripts[0].get("plainTextPath").removeprefix("internal://")
    text = files[f"sources/{file}"].decode()
    own = timed.turns[timed.turns["session_id"] == "2025-west"]
    own = own[own["start_s"].notna()]
    points = [(int(p.get("position")), int(p.get("timeStamp"))) for p in scripts[0]]
    assert len(points) == len(own) > 50
    for (at, ms), turn in zip(points, own.itertuples(), strict=True):
        assert text[at:].startswith(f"{turn.speaker}: {turn.text}" if turn.speaker else turn.text)
        assert ms == round(turn.start_s * 1000)


@pytest.mark.parametrize("profile", list(PROFILES))
def test_they_come_back_to_the_last_digit_and_nothing_is_doubled(timed, tmp_path, profile):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = write_refi(None, timed, tmp_path / "x.qdpx", profile=profile)
    read = read_refi(path)
    assert list(read.corpus.sessions.index) == list(timed.sessions.index)
    assert read.corpus.turns["start_s"].equals(timed.turns["start_s"])
    lost = read.losses[read.losses["account"] == "times"]["n"].sum()
    assert read.there["times"] == len(read.times) + lost
    lost = read.losses[read.losses["account"] == "documents"]["n"].sum()
    assert read.there["documents"] == 2 + lost


def test_a_turn_without_words_keeps_its_time_for_itself(timed, tmp_path):
    turns = timed.turns.loc[["2025-west:00001", "2025-west:00002", "2025-west:00003"]].copy()
    turns["text"], turns["marks"] = ["", "Yes.", ""], [[], [], []]
    turns["start_s"] = [1.5, float("nan"), 9.0]
    small = timed.with_turns(turns)
    read = read_refi(write_refi(None, small, tmp_path / "x.qdpx"))
    assert read.corpus.turns["start_s"].equals(small.turns["start_s"])
    assert read.losses[read.losses["account"] == "times"].empty
    assert read.there["times"] == len(read.times) == 2


def test_a_text_changed_elsewhere_takes_its_times_from_the_points(timed, tmp_path):
    path = write_refi(None, timed, tmp_path / "x.qdpx")
    root, files = root_of(path)
    script = next(root.iter(f"{NS}Transcript"))
    name = f"sources/{script.get('plainTextPath').removeprefix('internal://')}"
    files[name] = files[name] + b"\nP9: One word more."
    with zipfile.ZipFile(path, "w") as packed:
        for member, raw in files.items():
            packed.writestr(member, raw)
    turns = read_refi(path).corpus.turns
    own = turns[turns["session_id"] == "2025-west"]["start_s"]
    assert own.iloc[1] == 7.123
    assert own.notna().sum() > 50


def test_the_account_of_an_export_counts_them(study, tmp_path):
    corpus, codings = study.corpus(), study.codings()
    leaving = project_of(study, corpus, codings)
    for profile in ("strict", "qualcoder"):
        path = write_refi(codings, corpus, tmp_path / "x.qdpx", project=leaving, profile=profile)
        account = account_of_export(path, leaving, codings, sessions=len(corpus.sessions))
        refuse_unexplained(account)
        times = account.set_index("what").loc["times"]
        n = int(corpus.turns["start_s"].notna().sum())
        assert (times["there"], times["here"]) == (n, n if profile == "strict" else 0)
    assert things_in(root_of(path)[0])["documents"] == len(corpus.sessions)
