"""Tables as other people make them: any heading, any sheet, any place of the words."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.errors import PracticelearnError, TranscriptError
from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.one_file import sessions_of
from practicelearn.transcripts.readers import READERS, Hints

from .conftest import paragraph, word_file
from .conftest import table as make_table

TALK = [
    ("Fac", "How has your caseload been since the spring?", "open"),
    ("Mo", "Heavier, and nobody covers when one of us is off.", "load"),
    ("Bea", "About the same here, if I am honest.", "load"),
    ("Fac", "And who would you tell?", "open"),
    ("Mo", "My manager, on a good day.", "support"),
    ("Bea", "Each other.", "support"),
]
SPEECH = [
    "Dialogue", "response", "statement", "Transcription", "answer", "verbatim", "Utterance",
    "quote", "Spoken text", "What they told us", "Comment", "Transcript", "Gesagt", "said",
]  # fmt: skip
PEOPLE = [
    "Participant ID", "respondent", "student", "worker", "Speaker", "participant_id",
    "Interviewee", "SpeakerName", "Wer", "Person", "name", "Practitioner",
]  # fmt: skip


def table(header, rows):
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


def book(**sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def said(corpus):
    return list(zip(corpus.turns["speaker"], corpus.turns["text"], strict=True))


@pytest.mark.parametrize("speech", SPEECH)
def test_speech_is_known_by_any_of_its_names(write, speech):
    corpus = read_transcript(write("a.csv", table(["Speaker", speech, "Code"], TALK)))
    assert said(corpus) == [(who, words) for who, words, _ in TALK]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("speech", ["text", "Antwort"])
def test_speakers_are_known_by_any_of_their_names(write, who, speech):
    corpus = read_transcript(write("a.csv", table([who, speech, "Code"], TALK)))
    assert said(corpus) == [(who, words) for who, words, _ in TALK]


def test_codes_before_the_speakers_are_no_speakers(write):
    rows = [(code, who, words) for who, words, code in TALK]
    corpus = read_transcript(write("a.csv", table(["Code", "Respondent", "Verbatim"], rows)))
    assert set(corpus.turns["speaker"]) == {"Fac", "Mo", "Bea"}


def test_a_column_taken_for_speech_by_its_words_is_said_to_be_so(write):
    corpus = read_transcript(write("a.csv", table(["Wer", "Antwort", "Kode"], TALK)))
    warned = corpus.issues[corpus.issues["severity"] == "warning"]["message"]
    assert warned.str.contains('"Antwort" was taken for it').any()


def test_ratings_are_no_speech(write):
    rows = [("Fac", 4, "The rota changed again and nobody was told."), ("Mo", 5, "It is better.")]
    corpus = read_transcript(write("a.csv", table(["speaker", "response", "remark"], rows)))
    assert [words for _, words in said(corpus)] == [row[2] for row in rows]


def test_a_study_in_one_table_is_a_session_for_each_of_its_groups(write):
    rows = [(group, who, words) for group in ("North", "South") for who, words, _ in TALK]
    corpus = read_transcript(write("study.csv", table(["Focus group", "speaker", "text"], rows)))
    assert corpus.sessions.index.tolist() == ["study-north", "study-south"]
    assert corpus.turns.groupby("session_id").size().tolist() == [6, 6]
    assert corpus.issues["message"].str.contains("names 2 sessions").any()


def test_a_group_that_comes_and_goes_is_not_a_session(write):
    rows = [("A" if n % 2 else "B", who, words) for n, (who, words, _) in enumerate(TALK)]
    corpus = read_transcript(write("a.csv", table(["group", "speaker", "text"], rows)))
    assert len(corpus.sessions) == 1


def test_every_sheet_with_speech_is_a_session_and_strict_says_so(write):
    rows = [["Speaker", "Text"], *[list(row[:2]) for row in TALK]]
    codes = [["Code", "Meaning"], ["load", "How much work there is"]]
    path = write("study.xlsx", book(FG_1=rows, FG_2=rows, Codebook=codes))
    corpus = read_transcript(path)
    assert corpus.sessions.index.tolist() == ["study-fg-1", "study-fg-2"]
    left = corpus.issues[corpus.issues["message"].str.contains('sheet "Codebook"')].iloc[0]
    assert left["severity"] == "warning"
    assert "2 rows, 8 words" in left["message"]
    assert "How much work there is" in left["text"]
    with pytest.raises(TranscriptError, match="2 sheets"):
        read_transcript(path, strict=True)


def test_a_title_above_the_header_is_kept_and_no_turn(write):
    rows = [["Focus group 1, 3 June"], [], ["Speaker", "Transcript", "Code"], *map(list, TALK)]
    corpus = read_transcript(write("a.xlsx", book(Sheet=rows)))
    assert said(corpus) == [(who, words) for who, words, _ in TALK]
    above = corpus.issues[corpus.issues["message"].str.contains("above the table")]
    assert above["text"].tolist() == ["Focus group 1, 3 June"]
    assert corpus.turns["source_loc"].iloc[0] == "row 4"
    text = "Focus group 1\n\nSpeaker;Transcript\nMo;Well, yes.\nBea;No, not here.\n"
    assert said(read_transcript(write("b.csv", text))) == [
        ("Mo", "Well, yes."), ("Bea", "No, not here."),
    ]  # fmt: skip


TITLED = [["Duty west 3 June"], [], ["Colleague", "What they told us"],
          ["Mo", "It is late on every day of the week, and nobody here minds it."],
          ["Bea", "Not with us it is not, we go home at five o'clock."],
          ["Mo", "Then come and see us on a Friday when it is dark."],
          ["Bea", "I may do that, and I shall bring the others with me."]]  # fmt: skip
TOLD = [(row[0], row[1]) for row in TITLED[3:]]
NAMED = {"text": "What they told us", "speaker": "Colleague"}


def test_heads_by_no_known_name_are_found_below_a_title(write):
    corpus = read_transcript(write("a.xlsx", book(West=TITLED)))
    assert said(corpus) == TOLD
    text = "\n".join(";".join(row) for row in TITLED)
    assert said(read_transcript(write("b.csv", text))) == TOLD


def test_columns_that_are_named_bring_back_every_sheet_that_has_them(write):
    known = [["Speaker", "Text"], *[list(row[:2]) for row in TALK]]
    codes = [["Code", "Meaning"], ["load", "How much work there is"]]
    path = write("study.xlsx", book(North=known, West=TITLED, East=TITLED, Codebook=codes))
    assert len(read_transcript(path).sessions) == 1
    corpus = read_transcript(path, columns=NAMED)
    assert corpus.sessions.index.tolist() == ["study-north", "study-west", "study-east"]
    west = corpus.turns[corpus.turns["session_id"] == "study-west"]
    assert list(zip(west["speaker"], west["text"], strict=True)) == TOLD
    with pytest.raises(TranscriptError, match='no column "What they said"'):
        read_transcript(path, columns={"text": "What they said"})


def test_a_column_a_person_is_each_persons_speech(write):
    rows = [("Who covers for you?", "", ""), ("", "Nobody does, most weeks.", "My team does it."),
            ("", "And the rota is late.", "")]  # fmt: skip
    corpus = read_transcript(write("a.csv", table(["Facilitator", "P1", "P2"], rows)))
    assert said(corpus) == [
        ("Facilitator", "Who covers for you?"),
        ("P1", "Nobody does, most weeks."),
        ("P2", "My team does it."),
        ("P1", "And the rota is late."),
    ]


def test_a_column_a_question_keeps_every_answer_and_its_question(write):
    rows = [("R1", "Nobody does, most weeks.", "The cars, first of all."),
            ("R2", "My team does it, mostly.", "A desk that is mine.")]  # fmt: skip
    header = ["Respondent", "Who covers for you?", "What would you change?"]
    corpus = read_transcript(write("a.csv", table(header, rows)))
    assert said(corpus) == [(r[0], words) for r in rows for words in r[1:]]
    assert corpus.turns["source_loc"].iloc[1] == "row 2 (under: What would you change?)"


def test_rows_may_stay_rows(write):
    path = write("a.csv", "speaker,text\nMo,One.\nMo,Two.\nBea,Three.\n")
    corpus = read_transcript(path, rows="keep")
    assert [words for _, words in said(corpus)] == ["One.", "Two.", "Three."]
    assert corpus.turns["source_loc"].tolist() == ["row 2", "row 3", "row 4"]


def test_a_line_break_without_quotes_tears_nothing_out(write):
    rows = "00:01,F,Hello.\n00:05,P1,She said it was\nnever, ever safe\n00:09,P2,No.\n"
    corpus = read_transcript(write("a.csv", "time,speaker,text\n" + rows))
    assert said(corpus)[1] == ("P1", "She said it was never, ever safe")
    assert corpus.issues["message"].str.contains("without quotation marks").any()


def test_a_comma_without_quotes_cuts_nothing_off(write):
    corpus = read_transcript(write("a.csv", "speaker,text\nMo,Well, yes, and no.\nBea,Right.\n"))
    assert said(corpus)[0] == ("Mo", "Well, yes, and no.")


def test_a_colon_after_a_speaker_makes_no_second_one(write):
    corpus = read_transcript(write("a.csv", "speaker,text\nMo,One.\nMo:,Two.\nBea,Three.\n"))
    assert said(corpus) == [("Mo", "One. Two."), ("Bea", "Three.")]


@pytest.mark.parametrize(("factor", "first"), [(1000, 3.0), (1, 3.0)])
def test_milliseconds_are_told_from_seconds(write, factor, first):
    rows = [(n * 6 * factor + 3 * factor, n * 6 * factor + 8 * factor, who, words)
            for n, (who, words, _) in enumerate(TALK * 40)]  # fmt: skip
    header = ["Start", "End", "Speaker", "Text"]
    corpus = read_transcript(write("a.csv", table(header, rows)))
    assert corpus.turns["start_s"].iloc[0] == first


def test_no_column_of_speech_says_which_columns_there_are(write):
    with pytest.raises(TranscriptError, match='the columns are "id", "score"'):
        read_transcript(write("a.csv", "id,score\n1,2\n2,3\n"))


def test_id_in_a_people_sheet_is_the_person(tmp_path):
    from practicelearn.transcripts.loader import read_transcripts

    (tmp_path / "a.txt").write_text("P1: Yes.\nP2: No.\nP1: Well.\n")
    (tmp_path / "people.csv").write_text("id,pseudonym\nx1,Ash\n")
    assert read_transcripts(tmp_path).people.index.tolist() == ["x1"]


_WORDS = st.sampled_from(["", "heron", "Heron, and wren", "wren\nheron", '"wren"', "1", "0:05"])


def written(header, rows, *, quoted):
    if not quoted:
        return "\n".join(",".join(row) for row in [header, *rows])
    return table(header, rows)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(_WORDS, _WORDS, _WORDS, _WORDS), min_size=1, max_size=5),
    st.permutations(["time", "speaker", "text", "code"]),
    st.booleans(),
)
def test_the_words_of_every_cell_come_out_somewhere(rows, header, quoted):
    """In a turn, as a label or as an issue: in any cell, with or without its quotation marks."""
    raw = written(header, rows, quoted=quoted).encode()
    try:
        found = sessions_of(Path("a.csv"), raw, READERS["csv"], Hints())
    except PracticelearnError as error:
        assert "no column of speech" in str(error)
        return
    turns = [t for s in found for t in s.turns]
    problems = [p for s in found for p in s.problems]
    heard = " ".join([f"{t.speaker} {t.text}" for t in turns] + [p.text for p in problems]).lower()
    for word in ("heron", "wren"):
        there = any(word in cell.lower() for row in rows for cell in row)
        assert not there or word in heard
    if quoted:
        place = header.index("text")
        spoken = sum(row[place].lower().count("heron") for row in rows)
        assert sum(t.text.lower().count("heron") for t in turns) >= spoken


def test_a_table_that_a_page_break_cut_goes_on(write):
    first = [["Speaker", "Text"], ["Mo", "One of us is always off."]]
    body = make_table(first) + paragraph("page 2") + make_table([["Bea", "Same here, mostly."]])
    corpus = read_transcript(write("a.docx", word_file(body)))
    assert said(corpus) == [("Mo", "One of us is always off."), ("Bea", "Same here, mostly.")]
