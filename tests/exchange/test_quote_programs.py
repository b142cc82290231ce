"""Tables of quotes as programs and people write them: known by their heads, or asked about."""

import openpyxl
import pandas as pd
import pytest

from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import TableError
from practicelearn.exchange.quote_table import read_quotes

A, B = "There is no desk by noon.", "I hold thirty cases and a half."
FRAME = CodingFrame(
    "f", "1",
    (Code("desks", "Hot desks"), Code("load", "Caseload"), Code("safe", "Alone, and safe"),
     Code("pay", "Pay"), Code("p-other", "Other", "pay"), Code("t-other", "Other", "load")),
)  # fmt: skip


@pytest.fixture(scope="module")
def corpus():
    said = {"2025-north": (("F1", "How is it?"), ("P1", A), ("P2", B), ("P1", "Yes, it is."),
                           ("P2", "Yes, it is.")),
            "2025-south": (("P1", "Nothing to add."),)}  # fmt: skip
    rows = [
        {"turn_id": make_turn_id(s, n), "session_id": s, "n": n, "speaker": who, "text": text,
         "marks": []}
        for s, own in said.items() for n, (who, text) in enumerate(own, start=1)
    ]  # fmt: skip
    turns = pd.DataFrame(rows).set_index("turn_id")
    made = Corpus(turns, pd.DataFrame(index=pd.Index(list(said), name="session_id")))
    return made.with_turns(made.turns)


def book(tmp_path, **sheets):
    path = tmp_path / "quotes.xlsx"
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title.replace("__", " "))
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def written(tmp_path, text):
    path = tmp_path / "quotes.csv"
    path.write_text(text, encoding="utf-8")
    return path


def coded(project, *more):
    columns = ["quote", "code", *more]
    spans = project.codings.spans
    return list(zip(*(spans[c] for c in columns), strict=True))


def said(project, severity="warning"):
    rank = {"note": 0, "warning": 1, "error": 2}
    worse = project.losses["severity"].map(rank) >= rank[severity]
    return list(project.losses.loc[worse, "message"])


PROGRAMS = {
    "MAXQDA, titles above": [
        ["Project: Health check"], ["Report of 05/11/2025"], [],
        ["Color", "Comment", "Document group", "Document name", "Code", "Beginning", "End",
         "Weight score", "Segment", "Author", "Creation date", "Area", "Coverage %"],
        ["*", "so", "2025", "2025-north", "Hot desks", "2", "2", "0", A, "kim",
         "05/11/2025 10:33:00", "25", "0.3"],
    ],
    "MAXQDA in German": [
        ["Farbe", "Kommentar", "Dokumentgruppe", "Dokumentname", "Code", "Anfang", "Ende",
         "Gewicht", "Segment", "Autor", "Erstellungsdatum", "Fläche", "Abdeckungsgrad %"],
        ["*", "so", "2025", "2025-north", "Hot desks", "2", "2", "0", A, "kim",
         "05.11.2025 10:33:00", "25", "0,3"],
    ],
    "NVivo": [
        ["Code", "Aggregate", "Classification", "Coverage", "Number Of Coding References",
         "Reference Number", "Coded By Initials", "Modified On", "Name", "Text", "Memo"],
        ["Codes\\\\Hot desks", "No", None, "0.01", "1", "1", "kim", "05/11/2025 10:33",
         "Files\\\\2025-north", A, "so"],
    ],
    "ATLAS.ti": [
        ["ID", "Document", "Quotation Content", "Codes", "Comment", "Created by", "Created"],
        ["1:1", "2025-north.docx", A, "Hot desks", "so", "kim", "05/11/2025 10:33"],
    ],
    "Dedoose": [
        ["Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Date", "Excerpt Copy", "Memo",
         "Codes Applied Combined", "Code: Hot desks Applied", "Code: Hot desks Range",
         "Code: Alone, and safe Applied"],
        ["2025-north.docx", "0-25", "kim", "11/5/2025 10:33", A, "so", "Hot desks", "True", None,
         "False"],
    ],
    "QualCoder": [
        ["File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category", "Date"],
        ["2025-north.docx", "kim", A, "1", "Hot desks", "so", "Places", "2025-11-05 10:33:00"],
    ],
}  # fmt: skip


@pytest.mark.parametrize("program", list(PROGRAMS))
def test_a_table_of_a_program_is_known_by_its_heads(tmp_path, corpus, program):
    project = read_quotes(book(tmp_path, Sheet1=PROGRAMS[program]), corpus, FRAME)
    assert coded(project, "coder", "memo") == [(A, "desks", "kim", "so")]
    assert project.codings.spans["at"].iloc[0].replace(" ", "T") == "2025-11-05T10:33:00"
    assert said(project) == []


def test_delve_and_taguette_write_csv(tmp_path, corpus):
    delve = written(tmp_path, f"Code,Snippet,Transcript\nHot desks,{A},2025-north\n")
    assert coded(read_quotes(delve, corpus, FRAME)) == [(A, "desks")]
    taguette = written(tmp_path, f"id,document,tag,content\n1,2025-north,Hot desks,{A}\n")
    assert coded(read_quotes(taguette, corpus, FRAME)) == [(A, "desks")]


WIDE = {
    "a column a code": (
        "session,quote,Hot desks,Caseload,Pay",
        f"2025-north,{A},1,0,",
        f"2025-north,{B},1,1,0",
    ),
    "numbered columns": (
        "session,quote,Code 1,Code 2,Code 8",
        f"2025-north,{A},Hot desks,,",
        f"2025-north,{B},Hot desks,Caseload,",
    ),
    "several in a cell": (
        "session,quote,codes",
        f"2025-north,{A},Hot desks",
        f'2025-north,{B},"Hot desks, Caseload"',
    ),
    "with a slash": (
        "session,quote,theme",
        f"2025-north,{A},Hot desks",
        f"2025-north,{B},Hot desks / Caseload",
    ),
}


@pytest.mark.parametrize("framed", [True, False])
@pytest.mark.parametrize("kind", list(WIDE))
def test_codes_in_several_columns_or_in_one_cell(tmp_path, corpus, kind, framed):
    frame = FRAME if framed else None
    project = read_quotes(written(tmp_path, "\n".join(WIDE[kind])), corpus, frame)
    load, desks = ("load", "desks") if framed else ("caseload", "hot-desks")
    assert coded(project) == [(A, desks), (B, desks), (B, load)]
    assert said(project) == []
    if not framed and kind in {"several in a cell", "with a slash"}:
        assert any("is read as 2 codes" in message for message in said(project, "note"))


def test_a_column_a_coder(tmp_path, corpus):
    text = f"session,quote,coder1,coder2\n2025-north,{A},Hot desks,Caseload\n2025-north,{B},,Pay\n"
    project = read_quotes(written(tmp_path, text), corpus, FRAME)
    assert coded(project, "coder") == [
        (A, "desks", "coder1"), (A, "load", "coder2"), (B, "pay", "coder2"),
    ]  # fmt: skip
    text = f"session,quote,Code (Kim),Code (Sam)\n2025-north,{A},Hot desks,Caseload\n"
    project = read_quotes(written(tmp_path, text), corpus, FRAME)
    assert coded(project, "coder") == [(A, "desks", "Kim"), (A, "load", "Sam")]


MARKS = f"""session,quote,code,{{}}
2025-north,{A},Hot desks,1,0
2025-north,{A},Pay,1,1
2025-north,{B},Caseload,0,x
2025-north,{B},Pay,0,0
"""


@pytest.mark.parametrize(
    ("heads", "who"),
    [("coder1,coder2", ("coder1", "coder2")), ("Coder A,Coder B", ("Coder A", "Coder B")),
     ("Coder: Kim,Coder: Sam", ("Kim", "Sam")), ("Kim (coder),Sam (coder)", ("Kim", "Sam")),
     ("rater_1,rater_2", ("rater_1", "rater_2"))],
)  # fmt: skip
@pytest.mark.parametrize("framed", [True, False])
def test_a_code_in_a_column_and_a_mark_in_each_coders(tmp_path, corpus, heads, who, framed):
    project = read_quotes(written(tmp_path, MARKS.format(heads)), corpus, FRAME if framed else None)
    load, desks = ("load", "desks") if framed else ("caseload", "hot-desks")
    one, other = who
    assert coded(project, "coder") == [
        (A, desks, one), (A, "pay", one), (A, "pay", other), (B, load, other),
    ]  # fmt: skip
    assert said(project) == []
    assert "row 5: nobody marked it: no coding" in said(project, "note")
    assert project.there["codings"] == 4


def test_columns_of_marks_that_may_be_coders_are_asked_about(tmp_path, corpus):
    path = written(tmp_path, MARKS.format("Kim,Sam"))
    with pytest.raises(TableError, match=r"are the columns Kim, Sam, .* coders.*coder=Kim"):
        read_quotes(path, corpus, FRAME)
    project = read_quotes(path, corpus, FRAME, columns={"coder": ["Kim", "Sam"]})
    assert set(coded(project, "coder")) >= {(A, "desks", "Kim"), (B, "load", "Sam")}
    assert len(project.codings) == 4
    path = written(tmp_path, MARKS.format("Kim,Sam").replace(",x", ",0").replace("1,1", "1,0"))
    with pytest.raises(TableError, match="are the columns Kim, Sam"):  # Sam gave nothing
        read_quotes(path, corpus, FRAME)
    path = written(tmp_path, MARKS.format("Kim,Sam"))
    left = read_quotes(path, corpus, FRAME, columns={"unused": ["Kim", "Sam"]})
    assert len(left.codings) == 4
    assert set(left.codings.spans["coder"]) == {"unknown"}


def test_a_hidden_sheet_is_named(tmp_path, corpus):
    heads = ["Document", "Quote", "Code"]
    path = book(tmp_path, Codes=[heads, ["2025-north", A, "Pay"]],
                Old=[heads, ["2025-north", B, "Pay"]])  # fmt: skip
    made = openpyxl.load_workbook(path)
    made["Old"].sheet_state = "hidden"
    made.save(path)
    project = read_quotes(path, corpus, FRAME)
    assert coded(project) == [(A, "pay")]
    assert said(project) == ['the sheet "Old" is hidden, and is not read']


def test_a_theme_and_what_is_below_it_in_columns_of_their_own(tmp_path, corpus):
    text = (
        f"session,Theme,Sub-theme,quote\n2025-north,Pay,Other,{A}\n2025-north,Caseload,Other,{B}\n"
        f"2025-north,Pay,,{B}\n"
    )
    project = read_quotes(written(tmp_path, text), corpus, FRAME)
    assert coded(project) == [(A, "p-other"), (B, "t-other"), (B, "pay")]
    assert said(project) == []
    made = read_quotes(written(tmp_path, text), corpus)
    assert [(c.name, c.parent) for c in made.frame.codes] == [
        ("Pay", None), ("Other", "pay"), ("Caseload", None), ("Other", "caseload"),
    ]  # fmt: skip


def test_codes_and_documents_as_atlas_dresses_them(tmp_path, corpus):
    text = (
        "Document,Quotation Content,Codes\n"
        f'1: 2025-north.docx,{A},"\u25cf Hot desks\n\u25cb Pay {{3-0}}"\n'
        f"D 2: 2025-north,{B},Caseload\n"
    )
    project = read_quotes(written(tmp_path, text), corpus, FRAME)
    assert coded(project) == [(A, "desks"), (A, "pay"), (B, "load")]
    assert said(project) == []


def test_a_count_in_a_column_of_a_code_is_a_mark(tmp_path, corpus):
    text = f"session,quote,Hot desks,Pay,Age\n2025-north,{A},2,0,41\n2025-north,{B},0,1,39\n"
    project = read_quotes(written(tmp_path, text), corpus, FRAME)
    assert coded(project) == [(A, "desks"), (B, "pay")]
    assert 'columns that are not used: "Age"' in said(project, "note")


def test_a_sheet_a_code(tmp_path, corpus):
    heads = ["Document", "Quote"]
    path = book(
        tmp_path,
        Hot__desks=[heads, ["2025-north", A]],
        Caseload=[heads, ["2025-north", B], ["2025-north", "We were promised laptops"]],
        Notes=[["What to do"], ["ask"]],
    )
    project = read_quotes(path, corpus, FRAME)
    assert coded(project) == [(A, "desks"), (B, "load")]
    assert any('the sheet "Notes" is not read' in m for m in said(project))
    assert any('sheet "Caseload", row 3: the quote is nowhere' in m for m in said(project))


def test_survey_answers_with_codes_say_who_answered(tmp_path, corpus):
    text = 'Respondent,Answer,Code\nP2,"Yes, it is.",Pay\nP1,"Yes, it is.",Caseload\n'
    project = read_quotes(written(tmp_path, text), corpus, FRAME)
    assert coded(project, "turn_id") == [
        ("Yes, it is.", "pay", "2025-north:00005"), ("Yes, it is.", "load", "2025-north:00004"),
    ]  # fmt: skip
    assert said(project) == []
    alone = read_quotes(written(tmp_path, 'Answer,Code\n"Yes, it is.",Pay\n'), corpus, FRAME)
    assert "row 2: the quote stands in 2 places" in said(alone)[0]


def test_a_speakers_label_before_a_quote_is_no_difference(tmp_path, corpus):
    text = f'quote,code\nP1: {A},Hot desks\n"P1: {A}\nP2: {B}",Pay\n'
    project = read_quotes(written(tmp_path, text), corpus, FRAME)
    assert coded(project) == [(A, "desks"), (A, "pay"), (B, "pay")]
    assert said(project) == []


def test_a_name_with_a_comma_is_one_code_where_the_frame_holds_it(tmp_path, corpus):
    text = f'quote,code\n{A},"Alone, and safe"\n{B},"Pay, Alone, and safe, Hot desks"\n'
    project = read_quotes(written(tmp_path, text), corpus, FRAME)
    assert coded(project) == [(A, "safe"), (B, "pay"), (B, "safe"), (B, "desks")]
    project = read_quotes(
        written(tmp_path, f'quote,code\n{A},"Pay, Lunch"\n{B},"Lunch, Tea"\n'), corpus, FRAME
    )
    assert coded(project) == [(A, "pay")]
    assert [m.split(".")[0] for m in said(project)] == [
        'row 2: no code "Lunch"', 'row 3: no code "Lunch, Tea"',
    ]  # fmt: skip


def test_a_name_that_stands_twice_in_the_frame_is_asked_about(tmp_path, corpus):
    text = f"quote,code\n{A},Other\n{A},Pay > Other\n{A},t-other\n"
    project = read_quotes(written(tmp_path, text), corpus, FRAME)
    assert coded(project) == [(A, "p-other"), (A, "t-other")]
    assert said(project) == [
        (
            'row 2: no code "Other". 2 codes have this name; which is it? Write its id: '
            '"p-other" (Pay > Other), "t-other" (Caseload > Other).'
        )
    ]


def test_a_row_that_says_it_again_is_one_coding(tmp_path, corpus):
    text = f"quote,code,coder,memo\n{A},Pay,kim,so\n{A},Pay,sam,\n{A},Pay,kim,and so\n"
    project = read_quotes(written(tmp_path, text), corpus, FRAME)
    assert coded(project, "coder") == [(A, "pay", "kim"), (A, "pay", "sam")]
    assert project.codings.spans["memo"].iloc[0] == "so\n\nand so"
    assert any("row 4: says again what row 2 says" in m for m in said(project, "note"))


def test_dates_are_read_day_first_unless_the_column_cannot_be(tmp_path, corpus):
    rows = f"quote,code,coder,date\n{A},Pay,kim,03/04/2025\n{A},Pay,sam,{{}}\n"
    for other, wanted in (("31/12/2025", "2025-04-03"), ("12/31/2025", "2025-03-04")):
        project = read_quotes(written(tmp_path, rows.format(other)), corpus, FRAME)
        assert list(project.codings.spans["at"]) == [wanted, "2025-12-31"]


def test_columns_that_are_not_known_are_asked_for_with_what_was_found(tmp_path, corpus):
    path = written(tmp_path, f"Bit,My theme,Shelf\n{A},Hot desks,9\n")
    with pytest.raises(TableError) as caught:
        read_quotes(path, corpus, FRAME)
    asked = str(caught.value)
    assert 'quotes.csv: no column is known to be "code"' in asked
    assert '"My theme" (such as "Hot desks")' in asked
    assert "--columns" in asked
    project = read_quotes(path, corpus, FRAME, columns={"quote": "Bit", "code": "my theme"})
    assert coded(project) == [(A, "desks")]
    assert 'columns that are not used: "Shelf"' in said(project, "note")
    with pytest.raises(TableError, match=r'"qote" is no column of ours.*Did you mean "quote"'):
        read_quotes(path, corpus, FRAME, columns={"qote": "Bit"})


def test_a_column_is_found_by_the_name_it_has(tmp_path, corpus):
    path = written(tmp_path, f"Transcript,quote,code\n2025-north,{A},Pay\n")
    project = read_quotes(path, corpus, FRAME, columns={"session_id": "Transcript"})
    assert coded(project) == [(A, "pay")]
