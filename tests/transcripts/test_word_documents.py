"""Word files as people hold them: colours, comments, Teams, Meet, Otter, Rev, NVivo."""

from __future__ import annotations

import io
import zipfile

import pytest

from practicelearn import errors
from practicelearn.transcripts.comments import read_comments
from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.readers.colours import colour_name

from .conftest import paragraph, table, word_file
from .read_back import said

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(words: str, colour: str | None = None) -> str:
    properties = f'<w:rPr><w:color w:val="{colour}"/></w:rPr>' if colour else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>'


def coloured(*runs: tuple[str, str | None]) -> str:
    return "<w:p>" + "".join(run(words, colour) for words, colour in runs) + "</w:p>"


def with_parts(body: str, **parts: str) -> bytes:
    packed = io.BytesIO(word_file(body))
    with zipfile.ZipFile(packed, "a") as out:
        for name, xml in parts.items():
            out.writestr(f"word/{name}.xml", xml)
    return packed.getvalue()


RED = "FF0000"
QUESTIONS_IN_BLACK = (
    coloured(("What helps you stay?", None))
    + coloured(("My team, mostly.", RED))
    + coloured(("And what does not?", "000000"))
    + coloured(("The car park", RED), (" and the ", "0070C0"), ("forms.", RED))
    + coloured(("Say more?", None))
    + coloured(("There are too many forms.", RED))
)


def test_the_colour_of_the_words_tells_the_speaker(write):
    turns, corpus = said(write("a.docx", word_file(QUESTIONS_IN_BLACK)))
    assert turns == [
        ("black text", "What helps you stay?"),
        ("red text", "My team, mostly."),
        ("black text", "And what does not?"),
        ("red text", "The car park and the forms."),
        ("black text", "Say more?"),
        ("red text", "There are too many forms."),
    ]
    first = corpus.issues.iloc[0]
    assert first["severity"] == "warning"
    assert '"black text" (3 paragraphs)' in first["message"]
    assert corpus.turns["source_loc"].iloc[3] == "paragraph 4"
    assert set(corpus.turns["role"]) == {"unknown"}


def test_the_colour_may_change_inside_a_paragraph(write):
    body = QUESTIONS_IN_BLACK + coloured(("Which ones? ", None), ("All of them.", RED))
    turns, _ = said(write("a.docx", word_file(body)))
    assert turns[-2:] == [("black text", "Which ones?"), ("red text", "All of them.")]


def test_the_colour_of_a_style_counts_and_headings_do_not(write):
    style = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="Answer"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:styleId="Base"><w:rPr><w:color w:val="C00000"/></w:rPr></w:style>'
        '<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style></w:styles>'
    )
    answer = '<w:p><w:pPr><w:pStyle w:val="Answer"/></w:pPr>{}</w:p>'
    title = f'<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr>{run("Second half", "0000FF")}</w:p>'
    body = "".join(
        paragraph(f"Question {n}?") + answer.format(run(f"Answer {n}.")) for n in range(1, 4)
    )
    turns, corpus = said(write("a.docx", with_parts(title + body, styles=style)))
    assert [speaker for speaker, _ in turns] == ["black text", "red text"] * 3
    assert "Second half" in set(corpus.issues["text"])


def test_styles_are_looked_at_where_a_paragraph_names_one(write):
    body = "".join(paragraph(f"P{n}: Said.") for n in (1, 2, 1))
    plain = write("a.docx", with_parts(body, styles="<w:styles cut off"))
    assert [speaker for speaker, _ in said(plain)[0]] == ["P1", "P2", "P1"]
    named = '<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>Title</w:t></w:r></w:p>'
    with pytest.raises(errors.TranscriptError, match="its XML is damaged"):
        said(write("b.docx", with_parts(named + body, styles="<w:styles cut off")))


def test_labels_win_over_colours_and_emphasis_is_no_speaker(write):
    body = "".join(
        coloured(("F: ", None), (f"Q{n}?", None)) + coloured((f"P1: a{n}", RED)) for n in (1, 2, 3)
    )
    assert [s for s, _ in said(write("a.docx", word_file(body)))[0]] == ["F", "P1"] * 3
    plain = "".join(coloured(("We said ", None), (f"no {n}", RED)) for n in (1, 2, 3))
    turns, corpus = said(write("b.docx", word_file(plain)))
    assert [s for s, _ in turns] == [None, None, None]
    assert corpus.issues["message"].str.contains("no speaker labels were found").any()


def test_a_document_without_any_marking_is_one_unknown_speaker_and_a_warning(write):
    turns, corpus = said(write("a.docx", word_file(paragraph("How?") + paragraph("Well."))))
    assert turns == [(None, "How?"), (None, "Well.")]
    assert corpus.turns["person_id"].isna().all()
    assert (corpus.issues["severity"] == "warning").any()


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("C00000", "red text"),
        ("0070C0", "blue text"),
        ("00B050", "green text"),
        ("111111", "black text"),
    ],
)
def test_colours_have_the_names_people_give_them(colour, name):
    assert colour_name(colour) == name


COMMENTS = (
    f'<w:comments xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
    '<w:comment w:id="0" w:author="Coder A" w:date="2025-03-04T10:00:00Z">'
    '<w:p w14:paraId="AA"><w:r><w:t>workload?</w:t></w:r></w:p></w:comment>'
    '<w:comment w:id="1" w:author="Coder B"><w:p w14:paraId="BB"><w:r><w:t>agreed</w:t></w:r></w:p>'
    "</w:comment></w:comments>"
)
ANSWERS = (
    '<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
    '<w15:commentEx w15:paraId="AA"/><w15:commentEx w15:paraId="BB" w15:paraIdParent="AA"/>'
    "</w15:commentsEx>"
)
COMMENTED = (
    paragraph("F: How is it?") + "<w:p><w:r><w:t>P1: It is </w:t></w:r>"
    '<w:commentRangeStart w:id="0"/><w:commentRangeStart w:id="1"/>'
    "<w:r><w:t>too much</w:t></w:r>"
    '<w:commentRangeEnd w:id="0"/><w:commentRangeEnd w:id="1"/><w:r><w:t> for me.</w:t></w:r></w:p>'
    + paragraph("F: Thanks.")
)


def test_comments_are_kept_as_data_and_are_no_speech(write):
    file = write("a.docx", with_parts(COMMENTED, comments=COMMENTS, commentsExtended=ANSWERS))
    turns, corpus = said(file)
    assert turns == [("F", "How is it?"), ("P1", "It is too much for me."), ("F", "Thanks.")]
    notes = corpus.issues[corpus.issues["message"].str.contains("Word comment")]
    assert notes["text"].tolist() == ["Coder A: workload?", "Coder B: agreed"]
    assert notes["source_loc"].tolist() == ["paragraph 2", "paragraph 2"]


def test_comments_name_their_turn_their_words_and_what_they_answer(write):
    file = write("a.docx", with_parts(COMMENTED, comments=COMMENTS, commentsExtended=ANSWERS))
    corpus = read_transcript(file)
    table = read_comments(file, corpus)
    first, second = table.to_dict("records")
    text = corpus.turns.loc[first["turn_id"], "text"]
    assert text[first["start"] : first["end"]] == first["quote"] == "too much"
    assert (first["author"], first["at"]) == ("Coder A", "2025-03-04T10:00:00Z")
    assert (second["parent_id"], second["text"]) == ("0", "agreed")
    assert read_comments(file)["turn_id"].isna().all()
    assert read_comments(write("b.docx", word_file(COMMENTED))).empty
    with pytest.raises(errors.TranscriptError, match="no Word file"):
        read_comments(write("c.txt", "P1: hello"))


def test_teams_cover_turns_and_trailer(write):
    turn = "<w:p><w:r><w:t>{}   {}</w:t><w:br/><w:t>{}</w:t></w:r></w:p>"
    body = paragraph("Health check north") + paragraph("3 May 2025, 10:00AM") + paragraph("47m 12s")
    body += paragraph("Kay Low started transcription")
    body += turn.format("Kay Low", "0:03", "One.") + turn.format("Speaker 1", "1:00:07", "Two.")
    body += turn.format("@2", "1:00:09", "Three.") + paragraph("Kay Low stopped transcription")
    turns, corpus = said(write("a.docx", word_file(body)))
    assert turns == [("Kay Low", "One."), ("Speaker 1", "Two."), ("@2", "Three.")]
    assert corpus.turns["start_s"].tolist() == [3.0, 3607.0, 3609.0]
    session = corpus.sessions.iloc[0]
    assert (session["date"], session["duration_s"]) == ("2025-05-03", 2832.0)


OLD_TEAMS = (
    "00:00:00.000 --> 00:00:05.500\nKay Low\nShall we begin?\n\n"
    "00:00:06.000 --> 00:00:09.000\nSam Hill\nYes.\nLet us.\n\n"
    "00:00:09.500 --> 00:00:12.000\nKay Low\nGood.\n"
)


def test_older_teams_export_in_text_and_word(write):
    body = "".join(paragraph(line) for line in OLD_TEAMS.split("\n"))
    for path in (write("a.txt", OLD_TEAMS), write("a.docx", word_file(body))):
        turns, corpus = said(path)
        assert [s for s, _ in turns] == ["Kay Low", "Sam Hill", "Kay Low"]
        assert turns[1][1].split() == ["Yes.", "Let", "us."]
        assert corpus.turns["start_s"].tolist() == [0.0, 6.0, 9.5]
        assert corpus.turns["end_s"].tolist() == [5.5, 9.0, 12.0]


MEET = (
    "Team talk\nAttendees\nKay Low, Sam Hill\nSummary\nKay: will write up the list.\nDetails\n"
    "Kay: asked about supervision.\nTeam talk - Transcript\n00:00:00\n"
    "Kay Low: How is supervision?\nSam Hill: It was cancelled.\nKay Low: Again?\n00:05:01\n"
    "Sam Hill: Again.\nKay Low: Oh dear.\nTranscription ended after 00:07:12\n"
)


def test_google_meet_drops_the_summary_and_keeps_it_as_preamble(write):
    body = "".join(paragraph(line) for line in MEET.strip().split("\n"))
    for path in (write("a.txt", MEET), write("a.docx", word_file(body))):
        turns, corpus = said(path)
        assert turns == [
            ("Kay Low", "How is supervision?"),
            ("Sam Hill", "It was cancelled."),
            ("Kay Low", "Again?"),
            ("Sam Hill", "Again."),
            ("Kay Low", "Oh dear."),
        ]
        assert corpus.turns["start_s"].iloc[[0, 3]].tolist() == [0.0, 301.0]
        assert corpus.turns["start_s"].iloc[[1, 2, 4]].isna().all()
        front = corpus.issues[corpus.issues["message"].str.contains("before the first")].iloc[0]
        assert "asked about supervision" in front["text"]


OTTER = (
    "Health check\nSUMMARY KEYWORDS\nsupervision, cars\nSPEAKERS\nKay, Unknown Speaker\n"
    "Kay  0:05\nOne.\nAnd more.\nUnknown Speaker  0:29\nTwo.\nKay  1:02:03\nThree.\n"
    "Transcribed by https://otter.ai\n"
)
REV = (
    "Kay (00:00:05):\nOne.\n(00:00:09):\nAnd more [crosstalk 00:00:10].\n"
    "Sam (00:00:12):\nTwo.\nKay (00:01:00):\nThree.\n"
)
TRINT = "[00:00:05] Kay: One.\n[00:00:09.12] Sam: Two.\n[00:01:00:14] Kay: Three.\n"
HAPPY_SCRIBE = "Kay [00:00:05]\nOne.\nSam [00:00:09]\nTwo.\nKay [00:01:00]\nThree.\n"
DESCRIPT = "Kay: One [00:00:05.02] and more.\nSam: Two.\nKay: Three.\nSam: Four.\n"


@pytest.mark.parametrize(
    ("text", "speakers", "words", "starts"),
    [
        (
            OTTER,
            ["Kay", "Unknown Speaker", "Kay"],
            ["One. And more.", "Two.", "Three."],
            [5, 29, 3723],
        ),
        (
            REV,
            ["Kay", "Sam", "Kay"],
            ["One. And more [crosstalk 00:00:10].", "Two.", "Three."],
            [5, 12, 60],
        ),
        (TRINT, ["Kay", "Sam", "Kay"], ["One.", "Two.", "Three."], [5, 9.12, 60]),
        (
            TRINT.replace(" ", "\u00a0"),
            ["Kay", "Sam", "Kay"],
            ["One.", "Two.", "Three."],
            [5, 9.12, 60],
        ),
        (HAPPY_SCRIBE, ["Kay", "Sam", "Kay"], ["One.", "Two.", "Three."], [5, 9, 60]),
        (
            DESCRIPT,
            ["Kay", "Sam", "Kay", "Sam"],
            ["One [00:00:05.02] and more.", "Two.", "Three.", "Four."],
            None,
        ),
    ],
    ids=["otter", "rev", "trint", "non-breaking spaces", "happy scribe", "descript"],
)
@pytest.mark.parametrize("suffix", ["txt", "md", "docx"])
def test_makers_shapes_in_text_markdown_and_word(write, text, speakers, words, starts, suffix):
    if suffix == "docx":
        body = "".join(paragraph(line) for line in text.strip().split("\n"))
        path = write("a.docx", word_file(body))
    else:
        path = write(f"a.{suffix}", text)
    turns, corpus = said(path)
    assert [s for s, _ in turns] == speakers
    assert [" ".join(t.split()) for _, t in turns] == words
    if starts is not None:
        assert corpus.turns["start_s"].tolist() == starts


def test_an_nvivo_table_has_both_ends_of_the_time(write):
    rows = [["Timespan", "Content", "Speaker"], ["0:00.0 - 0:05.2", "Hello", "Kay"]]
    rows += [["0:05.2 - 1:00:09.5", "Hi", "Sam"], ["1:00:10,0 - 1:00:11,0", "So", "Kay"]]
    _, corpus = said(write("a.docx", word_file(table(rows))))
    assert corpus.turns["start_s"].tolist() == [0.0, 5.2, 3610.0]
    assert corpus.turns["end_s"].tolist() == [5.2, 3609.5, 3611.0]


def test_a_table_inside_a_table_is_read_once(write):
    inner = table([["inner words"]])
    body = f"<w:tbl><w:tr><w:tc>{paragraph('P1: outer')}{inner}</w:tc></w:tr></w:tbl>"
    body += paragraph("P1: one") + paragraph("P2: two") + paragraph("P2: three")
    turns, _ = said(write("a.docx", word_file(body)))
    assert "\n".join(words for _, words in turns).count("inner words") == 1


def test_f4_times_end_their_paragraph(write):
    text = "F: How? #00:00:04-5#\nP1: Well. #00:01:02-3#\nF: Yes. #00:01:04-0#\n"
    turns, corpus = said(write("a.txt", text))
    assert turns == [("F", "How?"), ("P1", "Well."), ("F", "Yes.")]
    assert corpus.turns["end_s"].tolist() == [4.5, 62.3, 64.0]
    assert corpus.turns["start_s"].iloc[1:].tolist() == [4.5, 62.3]
