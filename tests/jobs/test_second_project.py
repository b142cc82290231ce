"""A further project comes into a study: documents by their words, codes by name, nothing twice."""

import zipfile

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.exchange.account import refuse_unexplained
from practicelearn.jobs.exchange import keep_import, read_import
from practicelearn.study.purging import purge_year
from practicelearn.study.rights import redact, withdraw
from practicelearn.study.sheets import write_sheet

from .projects import Made, g, lines, taken_in

NORTH = "F1: How is it?\nP1: No desk by noon.\nP2: I hold thirty cases and more.\nP1: Second time."
KIM = ("North 2025", "No desk", "desk", "kim")
OLD = "Group North (old)"
EAST = "F1: And here?\nP3: The rota is never right.\nP4: It is on the wall.\nP3: Which wall?"


def project(path, texts, codings, codes=("desk", "time"), users=("kim",)):
    made = Made()
    made.codes, made.users = codes, users
    made.texts = texts
    for text, words, code, user in codings:
        at = texts[text].index(words)
        made.code(text, at, at + len(words), code, user=user)
    return made.write(path)


@pytest.fixture
def first(tmp_path):
    """A study of one session with one coding by kim."""
    file = project(
        tmp_path / "1.qdpx", {"North 2025": NORTH}, [("North 2025", "No desk", "desk", "kim")]
    )
    taken_in(file, tmp_path / "study")
    return file, tmp_path / "study"


def told(folder):
    spans = prac.open_study(folder).codings().spans
    columns = ["coder", "code", "turn_id", "start", "end", "quote"]
    return sorted(map(tuple, spans[columns].astype(str).to_numpy()))


def logs(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*.jsonl")}


def test_importing_twice_leaves_everything_as_it_is(first):
    file, folder = first
    before, bytes_before = told(folder), logs(folder)
    again = taken_in(file, folder)
    refuse_unexplained(again.account)
    assert told(folder) == before
    assert logs(folder) == bytes_before
    assert list(again.documents["how"]) == ["the same words"]
    assert set(again.codes["how"]) == {"name and place"}
    assert len(again.study.frames()) == 1


def test_next_years_project_brings_what_is_new_and_knows_the_rest(first, tmp_path):
    _, folder = first
    file = project(
        tmp_path / "2.qdpx",
        {OLD: NORTH, "East 2026": EAST},
        [(OLD, "I hold thirty", "Time", "kim"), ("East 2026", "The rota", "rota", "kim"),
         (OLD, "No desk", "desk", "kim")],
        codes=("desk", "Time", "rota"),
    )  # fmt: skip
    came = taken_in(file, folder)
    refuse_unexplained(came.account)
    assert came.documents.set_index("document")["how"].to_dict() == {
        "group-north-old": "the same words", "east-2026": "new",
    }  # fmt: skip
    assert came.codes.set_index("code")["how"].to_dict() == {
        "desk": "name and place", "time": "name and place", "rota": "new",
    }  # fmt: skip
    study = prac.open_study(folder)
    assert study.session_ids == ["east-2026", "north-2025"]
    assert set(study.frame().ids) == {"desk", "time", "rota"}
    assert [(c, code, q) for c, code, _, _, _, q in told(folder)] == [
        ("kim", "desk", "No desk"), ("kim", "rota", "The rota"), ("kim", "time", "I hold thirty"),
    ]  # fmt: skip
    assert study.codings().issues.empty
    before = logs(folder)
    refuse_unexplained(taken_in(file, folder).account)
    assert logs(folder) == before
    assert prac.open_study(folder).session_ids == ["east-2026", "north-2025"]


def test_a_colleagues_copy_adds_the_colleague(first, tmp_path):
    _, folder = first
    file = project(
        tmp_path / "2.qdpx",
        {"North 2025": NORTH},
        [("North 2025", "No desk", "desk", "kim"), ("North 2025", "No desk by", "desk", "Sam Low")],
        users=("kim", "Sam Low"),
    )
    came = taken_in(file, folder)
    refuse_unexplained(came.account)
    assert [(c, q) for c, _, _, _, _, q in told(folder)] == [
        ("kim", "No desk"), ("sam-low", "No desk by"),
    ]  # fmt: skip
    event = [e for e in came.study.decided()[0] if e.kind == "import"][-1]
    assert event.payload["names"] == ["sam-low=Sam Low"]
    assert event.payload["n_codings"] == 1


def test_what_was_taken_back_here_does_not_come_back(first):
    file, folder = first
    study = prac.open_study(folder)
    log = study.log("kim", "north-2025")
    coding = study.codings().spans["coding_id"].iloc[0]
    log.append(prac_event("remove", coding))
    refuse_unexplained(taken_in(file, folder).account)
    assert told(folder) == []


def prac_event(kind, coding):
    from practicelearn.coding.log.events import Event

    return Event(kind, "kim", "north-2025", coding_id=coding)


def test_words_that_were_taken_out_do_not_come_back(first, tmp_path):
    file, folder = first
    study = prac.open_study(folder)
    redact(study, "north-2025:00002", 0, len("No desk"), kind="place", reason="asked", by="kim")
    came = taken_in(file, folder)
    refuse_unexplained(came.account)
    assert list(came.documents["how"]) == ["nearly the same words"]
    assert lines(came).loc["codings", "explained"] == 1
    for path in folder.rglob("*"):
        assert not path.is_file() or b"No desk" not in path.read_bytes(), path
    assert prac.open_study(folder).session_ids == ["north-2025"]


def test_codes_of_one_name_in_two_places_are_two(first, tmp_path):
    _, folder = first
    made = Made()
    made.texts = {"North 2025": NORTH}
    made.codes = ("desk",)
    file = made.write(tmp_path / "2.qdpx")
    with zipfile.ZipFile(file) as packed:
        parts = {n: packed.read(n) for n in packed.namelist()}
    other = f'<Code guid="{g("o")}" name="Work" isCodable="true"><Code guid="{g("p")}" name="desk" '
    parts["project.qde"] = parts["project.qde"].replace(
        b"</Codes>", f'{other}isCodable="true"/></Code></Codes>'.encode()
    )
    with zipfile.ZipFile(file, "w") as packed:
        for name, raw in parts.items():
            packed.writestr(name, raw)
    came = taken_in(file, folder)
    refuse_unexplained(came.account)
    assert came.codes.set_index("code")["as_code"].to_dict() == {
        "desk": "desk", "work": "work", "desk-2": "desk-2",
    }  # fmt: skip
    assert came.study.frame()["desk-2"].parent == "work"


def test_a_table_into_a_study_without_a_frame_brings_one_and_nothing_twice(tmp_path):
    (tmp_path / "north.txt").write_text(NORTH)
    corpus = prac.read_transcripts(tmp_path / "north.txt")
    folder = tmp_path / "study"
    prac.create_study(folder, corpus, title="S")
    (tmp_path / "q.csv").write_text(
        "session,quote,code,coder\nnorth,No desk by noon,Work > Desk,Kim\n"
    )
    for _ in range(2):
        came = keep_import(read_import(tmp_path / "q.csv", folder), folder)
        refuse_unexplained(came.account)
        study = prac.open_study(folder)
        assert [(c, code) for c, code, *_ in told(folder)] == [("kim", "desk")]
        assert study.frame()["desk"].parent == "work"


def test_who_default_user_is_is_said_once(tmp_path):
    nobody = "Default user"
    coding = ("North", "No desk", "desk", nobody)
    file = project(tmp_path / "1.qdpx", {"North": NORTH}, [coding], users=(nobody,))
    source = read_import(file, tmp_path / "study")
    with pytest.raises(prac.errors.PracticelearnError, match="nobody coded as"):
        keep_import(source, tmp_path / "study", no_names=True, coded_by=["Admin=kim"])
    came = taken_in(file, tmp_path / "study", coded_by=["kim"])
    refuse_unexplained(came.account)
    assert [c for c, *_ in told(tmp_path / "study")] == ["kim"]


def test_a_purged_session_does_not_come_back(tmp_path):
    texts = {"North 2025": NORTH, "East 2026": EAST}
    made = [KIM, ("East 2026", "The rota", "time", "kim")]
    file = project(tmp_path / "1.qdpx", texts, made)
    folder = tmp_path / "study"
    source = read_import(file, folder, year="document name")
    keep_import(source, folder, no_names=True)
    purge_year(prac.open_study(folder), "2025", by="kim")
    came = keep_import(read_import(file, folder, year="document name"), folder, no_names=True)
    refuse_unexplained(came.account)
    assert prac.open_study(folder).session_ids == ["east-2026"]
    assert came.documents.set_index("document").loc["north-2025", "how"] == "purged"
    for path in folder.rglob("*"):
        assert not path.is_file() or b"No desk" not in path.read_bytes(), path


def test_a_withdrawn_persons_words_do_not_come_back(first):
    file, folder = first
    people = pd.DataFrame({"person_id": ["pat"], "pseudonym": ["Pat"]})
    present = pd.DataFrame(
        {"session_id": ["north-2025"], "person_id": ["pat"], "speaker": ["P1"], "role": [None]}
    )
    write_sheet(people, folder / "people.xlsx")
    write_sheet(present, folder / "attendance.xlsx")
    withdraw(prac.open_study(folder), "pat", by="kim")
    came = taken_in(file, folder)
    refuse_unexplained(came.account)
    assert prac.open_study(folder).session_ids == ["north-2025"]
    for path in folder.rglob("*"):
        raw = path.read_bytes() if path.is_file() else b""
        assert b"No desk" not in raw, path
        assert b"Second time" not in raw, path
