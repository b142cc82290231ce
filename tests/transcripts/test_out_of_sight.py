"""What an Excel file does not show at once: comments, hidden sheets, rows and columns."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment

from practicelearn.errors import TranscriptError
from practicelearn.transcripts.loader import read_transcript

ROWS = [
    ("speaker", "text", "memo"),
    ("Facilitator", "How is duty for you here?", ""),
    ("Kay", "The desks went, and so did the tea.", "ask again"),
    ("Ash", "Mine went too, to be honest.", ""),
    ("Kay", "Nobody asked us about it.", "for the report"),
]


@pytest.fixture
def book(write):
    """Writes a workbook of one sheet after something was done to it."""

    def make(change, name="a.xlsx"):
        made = openpyxl.Workbook()
        for row in ROWS:
            made.active.append(row)
        change(made)
        packed = io.BytesIO()
        made.save(packed)
        return write(name, packed.getvalue())

    return make


def said(path):
    issues = read_transcript(path).issues
    return {i.message: (i.severity, i.source_loc, i.text) for i in issues.itertuples()}


def the_one(path, words):
    found = [(m, of) for m, of in said(path).items() if words in m]
    assert len(found) == 1, found
    return found[0]


def test_nothing_is_said_of_a_sheet_that_hides_nothing(book):
    assert not [m for m in said(book(lambda _: None)) if "hidden" in m or "comment" in m]


def test_a_comment_on_a_cell_is_kept_and_is_no_turn(book):
    def change(made):
        made.active["B3"].comment = Comment("Is this about the move?", "Kim")

    path = book(change)
    message, of = the_one(path, "comment on a cell")
    assert of == ("note", "row 3", "Kim: Is this about the move?")
    assert "no turn" in message
    assert len(read_transcript(path).turns) == 4


def test_hidden_rows_are_read_and_named_with_their_size(book):
    def change(made):
        made.active.row_dimensions[4].hidden = made.active.row_dimensions[5].hidden = True

    path = book(change)
    message, of = the_one(path, "hidden in Excel")
    assert message.startswith("2 rows (4, 5; 16 words) are hidden in Excel and are read")
    assert of[0] == "warning"
    assert "Nobody asked us about it." in set(read_transcript(path).turns["text"])
    with pytest.raises(TranscriptError, match="hidden in Excel"):
        read_transcript(path, strict=True)


def test_a_hidden_row_that_holds_nothing_is_not_worth_a_word(book):
    def change(made):
        made.active.row_dimensions[40].hidden = True

    assert not [m for m in said(book(change)) if "hidden" in m]


def test_one_hidden_column_is_named_by_its_letter(book):
    def change(made):
        made.active.column_dimensions["C"].hidden = True

    message, _ = the_one(book(change), "hidden in Excel")
    assert message.startswith("1 column (C; 6 words) is hidden in Excel and is looked at")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_named(book, state):
    def change(made):
        second = made.create_sheet("South")
        for row in ROWS:
            second.append(row)
        second.sheet_state = state

    path = book(change)
    assert len(read_transcript(path).sessions) == 2
    message, of = the_one(path, "hidden in Excel")
    assert message.startswith('the sheet "South" (5 rows, 37 words) is hidden in Excel and is read')
    assert of[0] == "warning"


def test_a_hidden_sheet_without_speech_is_named_as_hidden_too(book):
    def change(made):
        second = made.create_sheet("codes")
        second.append(("a code",))
        second.sheet_state = "hidden"

    message, of = the_one(book(change), "is not read")
    assert 'the hidden sheet "codes"' in message
    assert "1 row, 2 words" in message
    assert of[2] == "a code"


def test_a_thread_of_comments_is_kept_with_who_wrote_and_without_excels_copy(book, write):
    copy = "[Threaded comment]\n\nYour version of Excel allows you to read this"

    def change(made):
        made.active["B3"].comment = Comment(copy, "tc={1}")

    with zipfile.ZipFile(book(change)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    more = (
        f'<Relationship Id="t1" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/>'
    )
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{more}</Relationships>".encode())
    space = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"'
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments {space}><threadedComment ref="B3" personId="{{2}}" id="{{1}}">'
        "<text>Which move?</text></threadedComment></ThreadedComments>"
    ).encode()
    parts["xl/persons/person.xml"] = (
        f'<personList {space}><person displayName="Kim" id="{{2}}"/></personList>'
    ).encode()
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    _, of = the_one(write("b.xlsx", again.getvalue()), "comment on a cell")
    assert of == ("note", "row 3", "Kim: Which move?")
