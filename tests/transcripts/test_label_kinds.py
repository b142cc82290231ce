"""Labels in the shapes people give them, and what stands round a talk."""

import pytest

from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.readers import Hints
from practicelearn.transcripts.readers.pdf import read_pages
from practicelearn.transcripts.roles import roles_of_labels

from .conftest import word_file

SAID = [("Fac", "How is it?"), ("Mo", "It is late."), ("Bea", "Not here."), ("Fac", "Why?"),
        ("Mo", "No cars."), ("Bea", "We have two.")]  # fmt: skip
SHAPES = {
    "[T001]": "[T{n:03}] {who}: {words}",
    "[1]": "[{n}] {who}: {words}",
    "(1)": "({n}) {who}: {words}",
    "#1": "#{n} {who}: {words}",
    "1.": "{n}. {who}: {words}",
    "tab": "{n}\t{who}\t{words}",
    "square": "[{who}] {words}",
    "angle": "<{who}> {words}",
    "dash": "{who} - {words}",
    "wide colon": "{who}\uff1a{words}",
    "bold": "**{who}:** {words}",
    "time before": "[00:00:{n:02}] {who}: {words}",
    "span before": "[00:00:{n:02}.000 --> 00:00:{n:02}.900] {who}: {words}",
    "hashes before": "#00:00:{n:02}# {who}: {words}",
    "time between": "{who}: [00:00:{n:02}] {words}",
    "time behind": "{who} - 00:{n:02}\n{words}",
}


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_label_is_known_in_every_shape(write, shape, gap):
    lines = [SHAPES[shape].format(n=n, who=who, words=words) for n, (who, words) in
             enumerate(SAID, 1)]  # fmt: skip
    turns = read_transcript(write("talk.txt", gap.join(lines) + "\n")).turns
    assert list(zip(turns["speaker"], turns["text"], strict=True)) == SAID
    if "before" in shape or "behind" in shape or "between" in shape:
        assert turns["start_s"].tolist() == [1, 2, 3, 4, 5, 6]


def test_indented_paragraphs_go_on_and_the_rule_is_said(write):
    text = "Int:\tHow is it?\n\nRes:\tLate.\n\n\tAnd cold.\n\n\t(Laughs) Still.\n\n"
    corpus = read_transcript(write("talk.txt", text * 3))
    assert corpus.turns["speaker"].tolist() == ["Int", "Res"] * 3
    assert corpus.issues["message"].str.contains("they are indented and labels are not").any()


def test_a_label_holds_until_the_next_where_every_label_changes(write):
    text = "F: Well?\n\nMo: It is late.\n\nAnd it is cold there.\n\nBea: Not here.\n\n"
    corpus = read_transcript(write("talk.txt", text * 4))
    assert corpus.turns["speaker"].tolist() == ["F", "Mo", "Bea"] * 4
    told = corpus.issues[corpus.issues["message"].str.contains("go on with the speaker above")]
    assert told["severity"].tolist() == ["warning"]


def test_a_list_inside_an_answer_is_its_speakers(write):
    text = "F: Well?\n\nMo: Three things:\n\n-\tcars,\n-\tdesks,\n\nF: And?\n\nMo: No.\n"
    corpus = read_transcript(write("talk.txt", text))
    assert corpus.turns["speaker"].tolist() == ["F", "Mo", "F", "Mo"]
    assert "cars" in corpus.turns["text"].iloc[1]


@pytest.mark.parametrize("end", ["[End of Transcript]", "END OF RECORDING", "(Recording ends)"])
def test_what_says_that_a_talk_ends_is_no_turn(write, end):
    corpus = read_transcript(write("talk.txt", f"F: Well?\n\nMo: Late.\n\nF: Oh.\n\n{end}\n"))
    assert corpus.turns["speaker"].tolist() == ["F", "Mo", "F"]


def test_references_under_a_ruled_line_are_kept_beside_the_talk(write):
    text = "F: Well?\nMo: Late.\nF: Oh.\n\n----------\nQuill, A. (2020) On desks: a study.\n"
    corpus = read_transcript(write("talk.txt", text))
    assert len(corpus.turns) == 3
    assert corpus.issues["text"].fillna("").str.contains("On desks: a study").any()


def test_a_mark_with_a_time_is_no_label(write):
    text = "Int: Well?\n\n(Inaudible: 00:11)\n\nRes: Late.\n\n(Inaudible: 00:12)\n\nInt: Oh.\n"
    assert set(read_transcript(write("a.txt", text)).turns["speaker"].dropna()) == {"Int", "Res"}


def test_a_code_that_stands_once_on_its_own_line_is_a_speaker(write):
    text = "Interviewer:\nTell me all of it.\n\nES1:\nIt was late.\nIt was cold.\n"
    assert read_transcript(write("a.txt", text)).turns["speaker"].tolist() == ["Interviewer", "ES1"]


WRAPPED = (
    "Fac: Tell me how the new rota is and who\nsaid so: I had thought that it would be late\n"
    "Mo: It is as late as it was and what\nsaid so: was the board of the hall and done.\n"
)


def test_a_wrapped_line_of_a_pdf_opens_no_turn():
    reading = read_pages([WRAPPED * 3], Hints())
    assert {u.speaker for u in reading.units} == {"Fac", "Mo"}


def test_tabs_for_spaces_in_a_pdf_are_spaces():
    page = "Dan:\t\n\tWhere\tis\tit\tnow\nthe\tdesk.\nMo:\t\n\tIt\tis\tnot\nin\tthe\troom.\n"
    reading = read_pages([page * 3], Hints())
    assert {u.speaker for u in reading.units} == {"Dan", "Mo"}
    assert "\t" not in reading.text


@pytest.mark.parametrize(
    ("labels", "roles"),
    [
        (["INT", "M1", "F1"], ["facilitator", "participant", "participant"]),
        (["M1", "F1", "M2"], ["unknown", "unknown", "unknown"]),
        (["F1", "F2", "P1"], ["facilitator", "facilitator", "participant"]),
        (["I", "R"], ["facilitator", "participant"]),
        (["Q", "A"], ["facilitator", "participant"]),
        (["IV", "IE"], ["facilitator", "participant"]),
        (["Res", "Resp"], ["facilitator", "participant"]),
        (["Peer lead", "P1"], ["facilitator", "participant"]),
        (["FAC", "FG1P1"], ["facilitator", "participant"]),
        (["Hwylusydd", "Mo"], ["facilitator", "unknown"]),
        (["F"], ["unknown"]),
        (["M", "F"], ["unknown", "unknown"]),
    ],
)
def test_roles_are_read_from_all_the_labels_of_a_session(labels, roles):
    found = roles_of_labels(labels)
    assert [found[label][0] for label in labels] == roles
    letters = [found[label][1] for label in labels if len(label) < 3 and found[label][0][0] == "f"]
    assert all(source in {"guess", "label"} for source in letters)
    assert not any(found[x] == ("facilitator", "label") for x in labels if len(x) == 1)


def styled(style, words):
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'


def bold(words, on=True):
    return f"<w:p><w:r><w:rPr>{'<w:b/>' * on}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


def test_speakers_of_a_word_file_are_told_by_style_or_bold_type(write):
    by_style = "".join(styled(s, f"It is {n}.") for n, s in enumerate(["Asks", "Answers"] * 4))
    corpus = read_transcript(write("a.docx", word_file(by_style)))
    assert corpus.turns["speaker"].tolist() == ["Asks", "Answers"] * 4
    by_bold = "".join(bold(f"It is {n}.", n % 2 == 0) for n in range(8))
    corpus = read_transcript(write("b.docx", word_file(by_bold)))
    assert corpus.turns["speaker"].tolist() == ["bold text", "plain text"] * 4


def test_the_main_part_of_a_word_file_may_have_any_name(write):
    import io
    import zipfile

    packed = io.BytesIO()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(packed, "w") as out:
        target = f'<Relationship Id="r1" Type="{kind}" Target="/word/document2.xml"/>'
        out.writestr("_rels/.rels", f"<Relationships>{target}</Relationships>")
        with zipfile.ZipFile(io.BytesIO(word_file(
            "".join(f"<w:p><w:r><w:t>{who}: {words}</w:t></w:r></w:p>" for who, words in SAID)
        ))) as made:  # fmt: skip
            out.writestr("word/document2.xml", made.read("word/document.xml"))
    assert len(read_transcript(write("a.docx", packed.getvalue())).turns) == 6
