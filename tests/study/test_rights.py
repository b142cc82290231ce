"""What is withdrawn, redacted or purged is in no byte of the folder any more."""

import errno
import io
import shutil
import zipfile
from dataclasses import replace

import pytest

import practicelearn as prac
import practicelearn.jobs.charting
import practicelearn.jobs.rights
from practicelearn import jobs
from practicelearn.coding.log.events import Event, EventLog
from practicelearn.corpus import make_turn_id
from practicelearn.errors import StudyError
from practicelearn.pseudonyms.key_file import read_key
from practicelearn.study import closing
from practicelearn.study.closing import close_year
from practicelearn.study.files import read_frozen, session_files
from practicelearn.study.folder import open_study
from practicelearn.study.purging import purge_year
from practicelearn.study.rewrite import Replacement, moved
from practicelearn.study.rights import person_record, redact, withdraw
from practicelearn.themes.raised import group_units


def write_frozen(folder, sid, rows, meta):
    """A session anew, as a person with an editor might never do it."""
    for place, content in session_files(sid, rows, meta).items():
        (folder / place).write_bytes(content)


@pytest.fixture
def study(tmp_path):
    shutil.copytree(prac.sample_path(), tmp_path / "study")
    folder = tmp_path / "study"
    shutil.rmtree(folder / "originals", ignore_errors=True)
    twice = sorted(p.stem for p in (folder / "coding" / "lee").glob("*.jsonl"))
    kept = {
        year: next(sid for sid in twice if sid.startswith(year))
        for year in ("2023", "2024", "2025")
    }
    for path in [*folder.glob("sessions/*"), *folder.glob("coding/**/*.jsonl")]:
        if path.stem not in kept.values():  # three sessions are enough, and quick
            path.unlink()
    for sid in kept.values():  # what a reader could not place holds words too
        rows, meta = read_frozen(folder / "sessions", sid)
        long = [row for row in rows if len(row["text"].split()) > 7]
        told = [["warning", row["source_loc"], "no speaker", row["text"][:80]] for row in long]
        write_frozen(folder, sid, rows, {**meta, "issues": told})
    return open_study(folder)


@pytest.fixture
def talker(study):
    """Somebody both coders have coded."""
    corpus, spans = study.corpus(), study.codings().spans
    both = set(spans.loc[spans["coder"] == "lee", "turn_id"]) & set(
        spans.loc[spans["coder"] == "kim", "turn_id"]
    )
    return corpus.turns.loc[sorted(both)[0], "person_id"]


def everything(folder):
    """Every text in every file, with archives unpacked."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        raw = path.read_bytes()
        if zipfile.is_zipfile(io.BytesIO(raw)):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name).decode("utf-8", "replace")
        else:
            text = raw.decode("utf-8", "replace")
            yield path.name, text + text.replace('""', '"').replace('\\"', '"')


def holding(folder, *passages):
    return [
        n for n, text in everything(folder) for p in passages if p.casefold() in text.casefold()
    ]


def long_sentences(texts):
    return [t for t in texts if len(t.split()) >= 8]


def test_everything_held_on_a_person_is_shown(study, talker):
    held = person_record(study, talker)
    assert len(held.attendance) >= 1
    assert set(held.codings["coder"]) == {"kim", "lee"}
    assert held.turns["text"].str.len().sum() > 100
    with pytest.raises(StudyError, match="nobody is known as"):
        person_record(study, "nobody-at-all")


def test_withdrawn_words_are_in_no_byte_of_the_folder(study, talker):
    held = person_record(study, talker)
    words = long_sentences(held.turns["text"])
    session = held.turns["session_id"].iloc[0]
    memo = {"about": "session", "memo": f"I want to come back to: {words[0]}"}
    study.record("kim", "memo", session_id=session, payload=memo)
    (study.path / "outputs").mkdir()
    (study.path / "outputs" / "old.html").write_text(words[0], encoding="utf-8")
    torn = study.path / "coding" / "kim" / f"{session} (conflicted copy).jsonl"
    torn.write_text('{"v": 1, "id": "torn", "payload": {"quote": "' + words[0], encoding="utf-8")
    assert holding(study.path, *words)
    n_spans = len(study.codings().spans)

    withdraw(study, talker, by="sam")

    assert holding(study.path, *words) == []
    assert holding(study.path, talker) == []
    after = open_study(study.path)
    assert set(after.corpus().turns.loc[held.turns.index, "text"]) == {"[withdrawn]"}
    codings = after.codings()
    assert len(codings.spans) == n_spans, "that something was coded is on record, its words are not"
    own = codings.spans[codings.spans["turn_id"].isin(held.turns.index)]
    assert set(own["quote"]) == {"[withdrawn]"}
    assert not codings.issues["severity"].eq("error").any()
    last = after.decisions().iloc[-1]
    assert last["kind"] == "withdraw"
    assert last["n_turns"] == len(held.turns)


def test_who_has_withdrawn_does_not_count_as_silent(study, talker):
    before = group_units(study.corpus())["n_people"].sum()
    sessions = len(person_record(study, talker).attendance)
    withdraw(study, talker, by="sam")
    assert group_units(open_study(study.path).corpus())["n_people"].sum() == before - sessions


def test_two_who_withdraw_from_one_group_stay_two(study):
    corpus = study.corpus()
    sid = corpus.sessions.index[0]
    said = corpus.turns[
        (corpus.turns["session_id"] == sid) & (corpus.turns["role"] == "participant")
    ]
    for person_id in said["person_id"].unique()[:2]:
        withdraw(open_study(study.path), person_id, by="sam")
    turns = open_study(study.path).corpus([sid]).turns
    gone = turns[turns["speaker"].str.startswith("Withdrawn", na=False)]
    assert gone["speaker"].nunique() == gone["person_id"].nunique() == 2
    assert set(gone["role"]) == {"withdrawn"}


def test_kept_but_never_quoted(study, talker):
    words = person_record(study, talker).turns["text"]
    withdraw(study, talker, by="sam", scope="quotes")
    after = person_record(open_study(study.path), talker)
    assert after.turns["text"].tolist() == words.tolist()
    assert not after.attendance["consent_quote"].any()


def test_a_passage_is_redacted_in_the_turn_and_in_every_quote(study):
    spans = study.codings().spans
    span = spans[spans["quote"].str.split().str.len() > 12].iloc[0]
    turn_id, quote = span["turn_id"], span["quote"]
    secret = " ".join(quote.split()[3:9])
    text = study.corpus().turns.loc[turn_id, "text"]
    start = text.index(secret)
    left = redact(
        study, turn_id, start, start + len(secret), kind="place", reason="a small village", by="sam"
    )
    assert left == []
    assert holding(study.path, secret) == []
    after = open_study(study.path)
    new = after.corpus().turns.loc[turn_id]
    assert new["text"] == text.replace(secret, "[redacted: place]")
    assert [m.kind for m in new["marks"]][-1] == "redaction"
    moved_span = after.codings().spans.set_index("coding_id").loc[[span["coding_id"]]].iloc[0]
    assert moved_span["quote"] == quote.replace(secret, "[redacted: place]")
    assert new["text"][moved_span["start"] : moved_span["end"]] == moved_span["quote"]
    with pytest.raises(StudyError, match="no passage from 0 to 99999"):
        redact(after, turn_id, 0, 99999, kind="x", reason="", by="sam")


def test_a_purged_round_is_gone_and_the_others_are_whole(study):
    corpus = study.corpus()
    old = corpus.sessions.index[corpus.sessions["year"] == "2023-24"]
    words = long_sentences(corpus.turns.loc[corpus.turns["session_id"].isin(old), "text"])[:40]
    kept = study.codings().spans["coding_id"].nunique()
    own = study.codings().spans["turn_id"].str.rsplit(":", n=1).str[0].isin(old)
    gone = study.codings().spans[own]["coding_id"].nunique()
    for sid in (old[0], corpus.sessions.index[-1]):
        path = EventLog(study.path / "decisions" / "kim.jsonl")
        path.append(Event("question", "kim", sid, payload={"turn": 1, "question": "q1"}))
    assert purge_year(study, "2023-24", by="sam") == len(old)
    assert list(study.questions_set()) == [make_turn_id(corpus.sessions.index[-1], 1)]
    after = open_study(study.path)
    assert after.corpus().years == ["2024-25", "2025-26"]
    assert after.codings().spans["coding_id"].nunique() == kept - gone
    assert holding(study.path, *words) == []
    assert holding(study.path, *old) == ["sam.jsonl"], "the ids alone stay, to know a late copy by"
    [record] = after.decisions().query("kind == 'purge'").to_dict("records")
    assert (record["n_sessions"], record["sessions"]) == (len(old), list(old))
    with pytest.raises(StudyError, match='round "1999"'):
        purge_year(after, "1999", by="sam")


def test_purging_a_round_keeps_and_lists_damaged_decisions_that_show_nothing_of_it(study):
    corpus = study.corpus()
    old = corpus.sessions.index[corpus.sessions["year"] == "2023-24"]
    [said, *_] = long_sentences(corpus.turns.loc[corpus.turns["session_id"].isin(old), "text"])
    log = study.path / "decisions" / "sam.jsonl"
    later = (
        '{"v": 9, "id": "l", "seq": 9, "at": "2030-01-01", "who": "sam", "kind": "workshop", '
        '"payload": {"notes": "%s"}}\n'
    )
    lines = [
        '{"kind": "statement", "who": "sam", "payload": {"statement": "Of anot\n',
        f'{{"kind": "quotable", "session_id": "{old[0]}", "pay\n',
        f'{{"kind": "memo", "payload": {{"memo": "They said: {said}\n',
        later % "Of the whole team.",
        later % f"They said: {said}.",
    ]
    with log.open("a", encoding="utf-8") as file:
        file.writelines(lines)
    _, left = jobs.rights.purge_round(study.path, "2023-24", by="sam")
    now = log.read_text(encoding="utf-8")
    assert [line in now for line in lines] == [True, False, False, True, False]
    [place] = [p for p in left if "damaged" in p]
    number = int(place.split("line ")[1].split()[0])
    assert place.startswith("decisions/sam.jsonl, line ")
    assert f"{now.splitlines()[number - 1]}\n" == lines[0]


def test_closing_a_round_destroys_its_key(study, tmp_path):
    key = tmp_path / "2024.key.csv"
    key.write_text("name,pseudonym\nInvented Name,P1\n")
    close_year(study, "2024-25", key, by="sam")
    assert not key.exists()
    assert study.decisions().iloc[-1]["kind"] == "close-round"
    both = tmp_path / "both.key.csv"
    corpus = study.corpus(["2024-east"])
    talk = corpus.turns.assign(text="Ask Bethany Wolstenholme about the rota.")
    for year in ("2023-24", "2024-25"):
        sessions = corpus.sessions.assign(year=year)
        part = replace(corpus, turns=talk, sessions=sessions)
        prac.pseudonymise(part, key_file=both, use_model=False)
    close_year(study, "2024-25", both, by="sam")
    left = read_key(both)
    assert {row.round for row in left if "Bethany" in row.original} == {"2023-24"}
    inside = study.path / "x.key.csv"
    inside.write_text("x")
    with pytest.raises(StudyError, match="never lies inside"):
        close_year(study, "2024-25", inside, by="sam")
    with pytest.raises(StudyError, match="there is no key file"):
        close_year(study, "2024-25", key, by="sam")


def test_no_key_goes_without_a_record_of_it(study, tmp_path, monkeypatch):
    key = tmp_path / "2024.key.csv"
    key.write_text("name,pseudonym\nInvented Name,P1\n")
    seen = []

    def stopped(path):
        seen.append(open_study(study.path).decisions().iloc[-1]["kind"])
        raise OSError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as held:
        held.setattr(closing, "overwrite", stopped)
        with pytest.raises(StudyError, match=r"on record, and its key is not destroyed yet"):
            close_year(study, "2024-25", key, by="sam")
    assert seen == ["close-round"]
    assert "Invented Name" in key.read_text()
    close_year(study, "2024-25", key, by="sam")
    assert not key.exists()


def test_a_key_that_could_not_be_destroyed_is_not_said_to_be(study, tmp_path, monkeypatch):
    key = tmp_path / "2024.key.csv"
    key.write_text("name,pseudonym\nInvented Name,P1\n")
    there = len(study.decisions())

    def locked(self, mode="r", **_):
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    with monkeypatch.context() as held:
        held.setattr(type(key), "open", locked)
        with pytest.raises(StudyError, match=r"Permission denied\. Nothing was closed"):
            close_year(study, "2024-25", key, by="sam")
    assert len(study.decisions()) == there


@pytest.mark.parametrize(
    ("span", "place"),
    [((0, 3), (0, 3)), ((8, 9), (11, 12)), ((5, 6), (4, 11)), ((2, 5), (2, 11)), ((4, 8), (4, 11))],
)
def test_spans_move_with_the_text(span, place):
    assert moved(*span, [Replacement(4, 8, "[place]")]) == place


def test_a_purge_finds_a_synced_folders_copies_and_leaves_the_neighbours(study):
    sid = next(s for s in study.session_ids if s.startswith("2023"))
    log = study.path / "coding" / "kim" / f"{sid}.jsonl"
    copy = log.with_name(f"{sid}-OFFICE-PC.jsonl")
    copy.write_bytes(log.read_bytes())
    neighbour = log.with_name(f"{sid}-2.jsonl")
    neighbour.write_bytes(log.read_bytes().replace(sid.encode(), f"{sid}-2".encode()))
    purge_year(study, "2023-24", by="sam")
    assert (log.exists(), copy.exists(), neighbour.exists()) == (False, False, True)


def test_what_somebody_else_said_in_the_same_words_stays_coded(study, talker):
    held = person_record(study, talker)
    run = " ".join(long_sentences(held.turns["text"])[0].split()[:6])
    corpus = study.corpus()
    others = corpus.turns[(corpus.turns["person_id"] != talker) & (corpus.turns["text"] != "")]
    turn = others.index[0]
    rows, meta = read_frozen(study.path / "sessions", turn[:-6])
    row = next(r for r in rows if r["turn_id"] == turn)
    row["text"] = f"As she said, {run}, and so say I."
    write_frozen(study.path, turn[:-6], rows, meta)
    start = row["text"].index(run)
    part = {"turn_id": turn, "start": start, "end": start + len(run), "quote": run}
    end = run[len(run.rstrip(".,;:!?")) :]  # only the words go
    payload = {"code": "peers", "parts": [part], "memo": f"an echo of: {run}"}
    study.record("kim", "code", session_id=turn[:-6], coding_id="echo", payload=payload)
    left = withdraw(open_study(study.path), talker, by="sam")
    spans = open_study(study.path).codings("kim").spans.set_index("coding_id")
    assert spans.loc["echo", ["quote", "memo"]].tolist() == [run, f"an echo of: [withdrawn]{end}"]
    assert f"sessions/{turn[:-6]}.csv" in left, "a person is told to look"


def test_a_purge_names_what_it_may_not_change(study, tmp_path):
    words = study.corpus().turns.query("session_id.str.startswith('2023')")["text"]
    said = max(words, key=len)
    (study.path / "notes~").write_text(f"to think about: {said}", encoding="utf-8")
    import docx
    import pptx

    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "On the wall"
    deck.slides[0].notes_slide.notes_text_frame.text = said
    deck.save(study.path / "deck.pptx")
    paper = docx.Document()
    paper.add_paragraph(said)
    paper.save(study.path / "draft.docx")
    (study.path / ".git").mkdir()
    chart = jobs.charting.write_chart(study.path, tmp_path / "chart.xlsx")
    n_sessions, left = jobs.rights.purge_round(study.path, "2023-24", by="sam")
    assert n_sessions == 1
    assert [p for p in left if p != "actions.xlsx"] == [  # its "you said" repeats what was said
        ".git (keeps what was committed before)",
        "deck.pptx",
        "draft.docx",
        "notes~",
        f"{chart} (made of the study before)",
    ]


def test_one_far_cell_in_a_sheet_of_the_team_costs_nothing(study, talker):
    import openpyxl

    sheet = study.path / "attendance.xlsx"
    book = openpyxl.load_workbook(sheet)
    book.active["XFD1048576"] = "somebody leaned on the keyboard"
    book.save(sheet)
    withdraw(open_study(study.path), talker, by="sam")
    assert talker not in set(open_study(study.path).corpus().attendance["person_id"])
