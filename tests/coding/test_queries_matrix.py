"""The framework matrix: laid out by the program, written by people, out and back without loss."""

import zipfile
from dataclasses import replace

import docx
import openpyxl
import pandas as pd
import pytest
from docx.oxml import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicelearn._cells import (
    LONGEST_CELL,
    escape_cell,
    escape_table,
    unescape_cell,
    write_table,
)
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.queries import framework_matrix, read_summaries
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import PracticelearnError, TableError

FRAME = CodingFrame(
    "Invented", "1",
    (Code("desks", "Desks", definition="Places to sit."), Code("=time", "Time", parent="desks")),
)  # fmt: skip


def invented(*, pseudonymised=True):
    words = {"n1": ["What of desks?", "=No desk by noon.", "+ and no time.", "Mm."],
             "s1": ["Desks are fine."], "e1": ["Not read."]}  # fmt: skip
    turns, read, spans = [], [], []
    for sid, lines in words.items():
        for n, text in enumerate(lines, start=1):
            turn_id = make_turn_id(sid, n)
            asks = text.startswith("What")
            turns.append({"turn_id": turn_id, "session_id": sid, "n": n,
                          "speaker": "F" if asks else f"P{n}",
                          "role": "facilitator" if asks else "participant", "text": text,
                          "marks": [], "verbatim": sid != "s1"})  # fmt: skip
            if sid != "e1":
                read.append({"coder": "kim", "turn_id": turn_id, "frame_version": "1"})
            code = "desks" if "esk" in text else "=time" if "time" in text else None
            if code:
                spans.append({"coding_id": f"c{len(spans)}", "part": 1, "turn_id": turn_id,
                              "start": 0, "end": len(text), "quote": text, "code": code,
                              "coder": "kim", "origin": "human"})  # fmt: skip
    sessions = pd.DataFrame(
        {"session_id": list(words), "date": ["2025-01-01", "2025-01-02", "2025-01-03"],
         "year": "2025", "group": ["-north", "south", "east"]}
    ).set_index("session_id")  # fmt: skip
    corpus = Corpus(pd.DataFrame(turns).set_index("turn_id"), sessions, pseudonymised=pseudonymised)
    return corpus, Codings(pd.DataFrame(spans), pd.DataFrame(read), frame=FRAME)


CORPUS, CODINGS = invented()
MATRIX = framework_matrix(CODINGS, CORPUS)


def summaries(*rows):
    return pd.DataFrame(rows, columns=["year", "group", "code", "summary"])


def test_every_group_and_code_has_a_cell_and_unread_is_missing():
    assert MATRIX.groups == [("2025", "-north"), ("2025", "south"), ("2025", "east")]
    assert len(MATRIX.cells) == 6
    counts = MATRIX.table("n_passages")
    assert counts.loc[("2025", "-north")].tolist() == [
        2,
        1,
    ]  # "=time" stands below "desks"; what the facilitator asks is not in
    assert counts.loc[("2025", "south")].tolist() == [1, 0]
    assert counts.loc[("2025", "east")].isna().all()
    assert MATRIX.cell("2025", "east", "desks")["why"] == "1 turn was not read for this code"
    assert MATRIX.cell("2025", "south", "desks")["n_people"] == 0  # a paraphrase credits nobody
    assert list(MATRIX.codes["path"]) == ["Desks", "Desks > Time"]


def test_a_matrix_of_nothing_can_be_written(tmp_path):
    empty = framework_matrix(CODINGS, CORPUS.where(session_id=[]))
    assert (empty.groups, len(empty.quotes)) == ([], 0)
    assert read_summaries(empty.to_xlsx(tmp_path / "m.xlsx")).empty
    assert read_summaries(empty.to_docx(tmp_path / "m.docx")).empty
    assert "0 groups" in repr(empty)
    assert empty._repr_html_()


def test_a_cell_leads_to_its_quotes():
    assert MATRIX.quotes_of("2025", "-north", "=time")["quote"].tolist() == ["+ and no time."]
    assert MATRIX.quotes_of("2025", "south", "=time").empty
    with pytest.raises(TableError, match="-north"):
        MATRIX.cell("2025", "north", "desks")


def test_summaries_change_their_cells_only():
    once = MATRIX.with_summaries(summaries(("2025", "south", "desks", "Fine.\r\nSo far.")))
    assert once.cell("2025", "south", "desks")["summary"] == "Fine.\nSo far."
    assert once.cells["summary"].notna().sum() == 1
    assert MATRIX.cells["summary"].isna().all()
    again = once.with_summaries(summaries(("2025", "-north", "desks", "None by noon.")))
    assert again.cells["summary"].notna().sum() == 2
    emptied = again.with_summaries(summaries(("2025", "south", "desks", " ")))
    assert pd.isna(emptied.cell("2025", "south", "desks")["summary"])
    assert "1 of 6 summaries" in repr(emptied)
    assert "None by noon." in emptied._repr_html_()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("2025", "south", "desk", "x")], 'no code "desk".*desks'),
        ([("2024", "south", "desks", "x")], 'no group "south" in round "2024"'),
        ([("2025", "south", "desks", "x"), ("2025", "south", "desks", "y")], "comes twice"),
    ],
)
def test_summaries_that_fit_no_cell_are_refused(rows, message):
    with pytest.raises(TableError, match=message):
        MATRIX.with_summaries(summaries(*rows))
    with pytest.raises(TableError, match='column "summary" is missing'):
        MATRIX.with_summaries(summaries().drop(columns="summary"))


def same(a, b):
    pd.testing.assert_frame_equal(a.table(), b.table())


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_out_and_back(tmp_path, suffix):
    whole = MATRIX.with_summaries(
        summaries(
            ("2025", "-north", "desks", "=SUM of it: none by noon"),
            ("2025", "-north", "=time", "'=' they said\n\n  \"+1\"\tagain "),
            ("2025", "south", "desks", "@home"),
            ("2025", "east", "desks", "'tis unread"),
        )
    )
    path = getattr(whole, f"to_{suffix}")(tmp_path / f"matrix.{suffix}")
    back = MATRIX.with_summaries(path)
    same(back, whole)
    assert len(read_summaries(path)) == 6
    emptied = whole.with_summaries(getattr(MATRIX, f"to_{suffix}")(path))
    assert emptied.cells["summary"].isna().all()


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(["", "=", "'", "''=", "-", "@"]), texts), max_size=3))
def test_any_summary_survives_out_and_back(tmp_path, suffix, lines):
    text = "\n".join(first + rest for first, rest in lines)
    whole = MATRIX.with_summaries(summaries(("2025", "south", "desks", text)))
    path = getattr(whole, f"to_{suffix}")(tmp_path / f"matrix.{suffix}")
    same(MATRIX.with_summaries(path), whole)


def test_no_cell_of_the_workbook_can_run_and_links_lead_to_quotes(tmp_path):
    whole = MATRIX.with_summaries(summaries(("2025", "-north", "desks", "=1+1")))
    book = openpyxl.load_workbook(whole.to_xlsx(tmp_path / "m.xlsx"))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "-", "@"))
    sheet, quotes = book["matrix"], book["quotes"]
    assert [sheet.cell(4, c).value for c in (1, 2, 3)] == ["2025", "'-north", "'=1+1"]
    link = sheet.cell(4, 4).hyperlink.location
    assert quotes[link.split("!")[1]].value == "Q1"
    row = [cell.value for cell in quotes[link.split("!")[1].removeprefix("A")]]
    assert "'=No desk by noon." in row
    assert sheet.cell(5, 6).value == 0
    assert sheet.cell(6, 4).value == "not read"
    assert sheet.row_dimensions[2].hidden


def test_rows_and_columns_may_be_moved_in_the_sheet(tmp_path):
    path = MATRIX.to_xlsx(tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["matrix"]
    sheet.delete_rows(6)
    sheet["C5"] = "Fine here."
    sheet["E4"] = 7
    sheet.insert_cols(1)
    sheet.insert_rows(1)
    book.save(path)
    back = MATRIX.with_summaries(path)
    assert back.cell("2025", "south", "desks")["summary"] == "Fine here."
    assert back.cell("2025", "-north", "=time")["summary"] == "7"


def test_a_formula_somebody_typed_is_their_words(tmp_path):
    path = MATRIX.to_xlsx(tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(path)
    book["matrix"]["C5"] = "=better than last year"
    book.save(path)
    assert MATRIX.with_summaries(path).cell("2025", "south", "desks")["summary"] == (
        "=better than last year"
    )


def test_a_renamed_group_is_named_with_its_cell(tmp_path):
    path = MATRIX.to_xlsx(tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(path)
    book["matrix"]["B5"] = "South team"
    book.save(path)
    with pytest.raises(TableError, match=r'm\.xlsx, matrix!C5: .* no group "South team"'):
        MATRIX.with_summaries(path)


def test_what_is_no_matrix_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["something", "else"])
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(TableError, match="no framework matrix"):
        read_summaries(tmp_path / "other.xlsx")
    docx.Document().save(str(tmp_path / "other.docx"))
    with pytest.raises(TableError, match="no framework matrix"):
        read_summaries(tmp_path / "other.docx")
    (tmp_path / "bad.xlsx").write_bytes(b"PK no")
    with pytest.raises(PracticelearnError, match="damaged"):
        read_summaries(tmp_path / "bad.xlsx")
    with zipfile.ZipFile(tmp_path / "empty.docx", "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(PracticelearnError, match="damaged"):
        read_summaries(tmp_path / "empty.docx")
    with pytest.raises(PracticelearnError, match="no such file"):
        read_summaries(tmp_path / "none.xlsx")
    with pytest.raises(TableError, match="expected a name"):
        read_summaries(tmp_path / "m.ods")


def test_a_file_far_larger_inside_is_not_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(4):
            archive.writestr(f"{n}", b"\0" * 80_000_000)
    with pytest.raises(PracticelearnError, match="refused"):
        read_summaries(tmp_path / "bomb.xlsx")


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_words_written_with_tracked_changes_are_read(tmp_path):
    path = MATRIX.to_docx(tmp_path / "m.docx")
    document = docx.Document(str(path))
    cell = document.tables[0].rows[2].cells[2]
    paragraph = cell.paragraphs[0]._p
    paragraph.append(parse_xml(f'<w:ins {W} w:id="1"><w:r><w:t>Fine</w:t></w:r></w:ins>'))
    paragraph.append(
        parse_xml(f'<w:del {W} w:id="2"><w:r><w:delText>Bad</w:delText></w:r></w:del>')
    )
    paragraph.append(parse_xml(f'<w:moveFrom {W} w:id="3"><w:r><w:t>gone</w:t></w:r></w:moveFrom>'))
    paragraph.append(
        parse_xml(f"<w:sdt {W}><w:sdtContent><w:r><w:t>, here</w:t></w:r></w:sdtContent></w:sdt>")
    )
    document.save(str(path))
    assert MATRIX.with_summaries(path).cell("2025", "south", "desks")["summary"] == "Fine, here"


def test_merged_cells_in_word_are_named(tmp_path):
    path = MATRIX.to_docx(tmp_path / "m.docx")
    document = docx.Document(str(path))
    cells = document.tables[1].rows[2].cells
    cells[1].merge(cells[2])
    document.save(str(path))
    with pytest.raises(TableError, match="table 2, row 3: 3 cells where the head has 4"):
        read_summaries(path)


def test_the_word_document_marks_paraphrases_and_links_its_quotes(tmp_path):
    document = docx.Document(str(MATRIX.to_docx(tmp_path / "m.docx")))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "“=No desk by noon.”" in text
    assert "Desks are fine. (a paraphrase)" in text
    assert "Places to sit." in text
    xml = document.element.xml
    assert 'w:anchor="Q1"' in xml
    assert 'w:name="Q1"' in xml
    assert [c.text for c in document.tables[0].rows[3].cells] == ["2025", "east", "", "not read"]


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_a_matrix_with_real_names_says_so(tmp_path, suffix):
    corpus, codings = invented(pseudonymised=False)
    path = getattr(framework_matrix(codings, corpus), f"to_{suffix}")(tmp_path / f"m.{suffix}")
    if suffix == "docx":
        shown = docx.Document(str(path)).paragraphs[1].text
    else:
        shown = openpyxl.load_workbook(path)["matrix"]["A1"].value
    assert shown.startswith("NOT FOR SHARING")
    assert "NOT FOR SHARING" not in str(MATRIX.pseudonymised)


def test_a_summary_longer_than_a_cell_is_refused_and_a_long_quote_is_cut_in_the_open(tmp_path):
    long = MATRIX.with_summaries(summaries(("2025", "south", "desks", "x" * (LONGEST_CELL + 1))))
    with pytest.raises(TableError, match=r"summary of 2025 south, desks: 32,768 characters"):
        long.to_xlsx(tmp_path / "m.xlsx")
    same(MATRIX.with_summaries(long.to_docx(tmp_path / "m.docx")), long)
    wide = replace(MATRIX, quotes=MATRIX.quotes.assign(quote="y" * 40_000))
    sheet = openpyxl.load_workbook(wide.to_xlsx(tmp_path / "m.xlsx"))["quotes"]
    assert sheet["E3"].value.endswith("[... cut: 40,000 characters in all]")


@settings(deadline=None)
@given(st.text(st.sampled_from("'=+-@\t\r\n ax\uff1d"), max_size=6))
def test_escaping_is_undone_exactly_and_leaves_nothing_that_runs(text):
    escaped = escape_cell(text)
    assert unescape_cell(escaped) == text
    assert not escaped.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))


def test_a_table_is_written_with_every_cell_escaped(tmp_path):
    table = pd.DataFrame(
        {"=quote": ["-so", "fine", None], "n": [-1, 2, 3], "codes": [["=a", "b"], [], ["c"]]},
        index=pd.Index(["@x", "y", "z"], name="who"),
    )
    escaped = escape_table(table)
    assert list(escaped.index) == ["'@x", "y", "z"]
    assert escaped["'=quote"].tolist()[:2] == ["'-so", "fine"]
    for suffix in ("csv", "xlsx"):
        path = write_table(table, tmp_path / f"t.{suffix}")
        read = pd.read_csv(path) if suffix == "csv" else pd.read_excel(path)
        assert read.columns.tolist() == ["who", "'=quote", "n", "codes"]
        assert read["n"].tolist() == [-1, 2, 3]
        assert read["who"].tolist() == ["'@x", "y", "z"]
        assert read["codes"].iloc[0] == "'=a; b"
        assert read["'=quote"].isna().tolist() == [False, False, True]
    with pytest.raises(TableError, match="expected a name"):
        write_table(table, tmp_path / "t.txt")
    with pytest.raises(TableError, match='column "q", row 2: 40,000 characters'):
        write_table(pd.DataFrame({"q": ["a" * 40_000]}), tmp_path / "t.xlsx")


def test_a_table_of_two_indexes_keeps_both(tmp_path):
    counts = MATRIX.table("n_passages")
    read = pd.read_csv(write_table(counts, tmp_path / "t.csv"))
    assert read.columns.tolist() == ["year", "group", "desks", "'=time"]
    assert read["group"].tolist() == ["'-north", "south", "east"]
    assert read["desks"].isna().tolist() == [False, False, True]
