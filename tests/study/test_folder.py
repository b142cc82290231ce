import pandas as pd
import pytest

from practicelearn import errors
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.merging import merge_codings
from practicelearn.study.folder import create_study, open_study
from practicelearn.transcripts.loader import read_transcripts

TALK = "F: How is the rota?\n\nP1: It's =fine, [laughter] mostly.\n\nP2: No.\n\nP1: Well.\n"


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "talk"
    folder.mkdir()
    (folder / "north.txt").write_text(TALK)
    (folder / "south.txt").write_text(TALK.replace("rota", "phone"))
    (folder / "sessions.csv").write_text("file,round,team\nnorth,2024-25,=N\nsouth,2025-26,S\n")
    (folder / "attendance.csv").write_text(
        "file,person_id,speaker,role\nnorth,p1,P1,\nnorth,p2,P2,\nnorth,p3,,\nnorth,p4,F,facilitator\n"
    )
    corpus = read_transcripts(folder)
    frame = CodingFrame("f", "2025-1", (Code("rota", "Rota"), Code("other", "Other")))
    return create_study(tmp_path / "study", corpus, frame, title='A "study"', headline=["rota"])


def code(study, who="kim", start=6, quote="fine", **fields):
    payload = {
        "code": "rota",
        "parts": [
            {"turn_id": "north:00002", "start": start, "end": start + len(quote), "quote": quote}
        ],
    }
    return study.record(
        who,
        "code",
        session_id="north",
        coding_id="c1",
        frame_version="2025-1",
        payload=payload,
        **fields,
    )


def test_a_corpus_survives_the_folder(study, tmp_path):
    again = open_study(study.path)
    assert again.settings == study.settings
    corpus = again.corpus()
    assert corpus.turns["text"].tolist()[1] == "It's =fine, [laughter] mostly."
    assert corpus.turns["marks"].iloc[1][0].kind == "laughter"
    assert corpus.turns["person_id"].tolist()[:4] == ["p4", "p1", "p2", "p1"]
    assert corpus.sessions["team"].tolist() == ["=N", "S"]
    assert corpus.years == ["2024-25", "2025-26"]
    assert len(corpus.attendance) == 4


def test_changed_text_is_noticed(study):
    file = study.path / "sessions" / "north.csv"
    file.write_text(file.read_text().replace("mostly", "wholly"))
    with pytest.raises(errors.StudyError, match="changed since it was frozen"):
        open_study(study.path).corpus()


def test_codings_are_what_the_events_say(study):
    code(study)
    study.record(
        "kim", "read", session_id="north", frame_version="2025-1", payload={"from": 1, "to": 4}
    )
    codings = study.codings()
    assert codings.coders == ["kim"]
    assert codings.spans["quote"].tolist() == ["fine"]
    assert len(codings.read) == 4
    assert codings.held == {"2025-1": frozenset({"rota", "other"})}


def test_undo_and_redo(study):
    event = code(study)
    undo = study.record("kim", "undo", session_id="north", payload={"target": event.id})
    assert len(study.codings()) == 0
    study.record("kim", "undo", session_id="north", payload={"target": undo.id})
    assert len(study.codings()) == 1


def test_a_coding_whose_words_moved_is_found_and_one_whose_words_are_gone_is_listed(study):
    code(study, start=0)
    assert study.codings().spans["start"].tolist() == [6]
    assert study.codings().issues["severity"].tolist() == ["warning"]
    code(study, quote="gone")
    assert len(study.codings()) == 0
    assert study.codings().issues["severity"].tolist() == ["error"]


def test_one_reading_a_session_never_a_union(study):
    code(study)
    code(study, who="lee")
    study.record("lee", "read", session_id="north", payload={"from": 1, "to": 4})
    study.record("kim", "read", session_id="north", payload={"from": 1, "to": 2})
    merged = merge_codings(study.codings())
    assert set(merged.spans["coder"]) == {"lee"}
    assert set(merge_codings(study.codings(), prefer="kim").spans["coder"]) == {"kim"}


def test_decisions_are_kept(study):
    study.record("sam", "statement", payload={"theme_id": "rota", "statement": "It never works."})
    decisions = study.decisions()
    assert decisions[["kind", "who", "theme_id", "statement"]].values.tolist() == [
        ["statement", "sam", "rota", "It never works."]
    ]


def test_of_two_people_the_one_who_decided_last_has_the_last_word(study):
    # each person's file counts from 1, so kim's second decision has the higher number
    for minute, (who, quotable) in enumerate((("kim", True), ("kim", True), ("sam", False))):
        study.record(
            who,
            "quotable",
            at=f"2026-02-01T10:0{minute}:00.000+00:00",
            payload={"coding_id": "c1", "quotable": quotable},
        )
    assert study.decisions()["quotable"].tolist() == [True, True, False]


def test_a_folder_that_is_no_study_says_what_to_do(tmp_path):
    with pytest.raises(errors.StudyError, match=r"no study.toml"):
        open_study(tmp_path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("format = 99", "Install a newer practicelearn"),
        ("titel = 'x'", 'unknown setting "titel".*"title"'),
        ("title = [", "study.toml"),
        ("rounds = []", '"title" is missing; expected words in quotes'),
        ("title = 'x'\nrounds = '2024-25'", 'rounds" is .2024-25.; expected a list of rounds'),
        ("title = 'x'\nsmallest_worthwhile = '15 %'", "expected a share of people between 0 and 1"),
        ("title = 'x'\nsmallest_worthwhile = 15", "expected a share of people between 0 and 1"),
        ("title = 'x'\npseudonymised = 'yes'", "expected true or false"),
        (f"title = 'x'\nheadline = {[str(n) for n in range(11)]}", "at most 10"),
        ("format = 'new'\ntitle = 'x'", "Install a newer practicelearn"),
    ],
)
def test_settings_that_cannot_be_read_are_refused(study, line, says):
    (study.path / "study.toml").write_text(line)
    with pytest.raises(errors.StudyError, match=says):
        open_study(study.path)


def test_a_title_with_quotes_and_lines_comes_back_as_it_was(study, tmp_path):
    title = 'The "health check"\n\\ 2025 – Ångström'
    made = create_study(tmp_path / "new", study.corpus(), title=title, headline=["a", 'b"'])
    again = open_study(made.path).settings
    assert (again.title, again.headline) == (title, ("a", 'b"'))


def test_a_study_is_never_written_over(study):
    with pytest.raises(errors.StudyError, match="not empty"):
        create_study(study.path, study.corpus(), title="x")


def test_unknown_names_are_answered_with_the_near_match(study):
    code(study)
    with pytest.raises(errors.StudyError, match='Did you mean "north"'):
        study.corpus(["nort"])
    with pytest.raises(errors.StudyError, match='no coder "kym"'):
        study.codings("kym")
    with pytest.raises(errors.StudyError, match='no version "2"'):
        study.frame("2")


def test_sheets_hold_text_and_no_formulas(study):
    import openpyxl

    sheet = openpyxl.load_workbook(study.path / "sessions.xlsx").active
    header = [c.value for c in sheet[1]]
    assert sheet.cell(2, header.index("team") + 1).value == "'=N"
    assert sheet.cell(2, header.index("year") + 1).data_type == "s"


def test_a_study_without_codings_has_none(study):
    codings = study.codings()
    assert codings.coders == []
    assert isinstance(codings.spans, pd.DataFrame)


def test_a_guide_as_excel_saves_it_is_read_and_columns_left_out_are_empty(study):
    (study.path / "guide.csv").write_bytes(b"Question_ID;Wording\nq1;What\x92s hard?\n")
    guide = study.guide()
    assert guide[["question_id", "wording"]].to_numpy().tolist() == [["q1", "What’s hard?"]]
    assert guide[["version", "codes"]].isna().all(axis=None)
    (study.path / "guide.csv").write_text("question_id,words\nq1,x\n")
    with pytest.raises(errors.TableError, match='"wording" is missing; found question_id, words'):
        study.guide()


@pytest.mark.parametrize(
    ("kind", "payload", "says"),
    [
        ("read", {"from": "north:00001", "to": "north:00004"}, "a whole number"),
        ("code", {"code": "rota", "parts": [{"turn_id": "north:00002", "start": 6}]}, "quote"),
        ("code", {"code": "rota"}, "parts"),
        ("undo", {}, "target"),
        ("new_code", {"id": "x"}, "name"),
    ],
)
def test_an_event_that_could_not_be_played_back_is_never_written(study, kind, payload, says):
    with pytest.raises(errors.StudyError, match=says):
        study.record("kim", kind, session_id="north", coding_id="c9", payload=payload)
    assert not (study.path / "coding").exists()


def test_an_event_of_a_session_that_is_not_there_is_not_written(study):
    with pytest.raises(errors.StudyError, match=r'no session "nort".*"north"'):
        study.record("kim", "read", session_id="nort", payload={"from": 1, "to": 2})


def test_an_event_in_a_log_that_cannot_be_played_back_is_listed_and_the_rest_is_kept(study):
    code(study)
    log = study.path / "coding" / "kim" / "north.jsonl"
    broken = '{"v": 1, "id": "b", "seq": 9, "who": "kim", "kind": "read", "session_id": "north", '
    log.write_text(log.read_text() + broken + '"payload": {"from": "north:00001"}}\n')
    codings = study.codings()
    assert len(codings) == 1
    [issue] = codings.issues.itertuples()
    assert issue.source_loc == "north.jsonl, line 2"


@pytest.mark.parametrize(
    ("setting", "says"),
    [("smallest_worthwhile = 15", "such as 0.15"), ('headline = "rota"', "list of theme ids")],
)
def test_a_setting_of_the_wrong_kind_is_named(study, setting, says):
    name = setting.split(" ")[0]
    file = study.path / "study.toml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith(name)]
    file.write_text("\n".join([*lines, setting]))
    with pytest.raises(errors.StudyError, match=says):
        open_study(study.path)


def test_what_could_not_be_understood_of_a_transcript_stays_known_in_the_study(tmp_path):
    talk = tmp_path / "talk"
    talk.mkdir()
    said = "P1: It is busy.\n\nP2: Very.\n\n## Part two\n\nP1: So it is.\n\nP2: Mm.\n"
    (talk / "north.md").write_text(said, "utf-8")
    (talk / "attendance.csv").write_text(
        "session_id,person_id,speaker\nnorth,p1,P1\nnorth,p3,P3\n", encoding="utf-8"
    )
    corpus = read_transcripts(talk)
    made = create_study(tmp_path / "study", corpus, title="Invented")
    issues = open_study(made.path).corpus().issues
    heading = issues[issues["message"].str.contains("a heading")].iloc[0]
    assert heading[["session_id", "severity", "source_loc", "text"]].tolist() == [
        "north", "note", "line 5", "## Part two",
    ]  # fmt: skip
    assert issues["message"].is_unique, "what the sheets leave open is found anew, not kept"
    assert issues["message"].str.contains('"P2" is not in the attendance list').any()
    sheet = made.path / "attendance.xlsx"
    sheet.unlink()
    (made.path / "attendance.csv").unlink(missing_ok=True)
    again = open_study(made.path).corpus().issues
    assert not again["message"].str.contains("is not in the attendance list").any()
    assert again["message"].str.contains("a heading").sum() == 1
