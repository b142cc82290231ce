"""What a search shows, as a file: headed, in text cells, fetched once."""

import base64
import io

import docx
import pytest
from app_helpers import Hand, call
from openpyxl import load_workbook

from practicelearn.app.desk import Desk
from practicelearn.app.server import make_app
from practicelearn.study.folder import open_study

HOST = "127.0.0.1:8000"

pytestmark = pytest.mark.usefixtures("unhurried")


@pytest.fixture
def coded(study):
    toml = study.path / "study.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("pseudonymised = false", "pseudonymised = true"), encoding="utf-8")
    desk = Desk(open_study(study.path), "kim")
    hand = Hand(desk)
    hand.code("heard", 2, "Nobody listened to me", "k1")
    hand.code("heard", 6, "The team and", "k2", refer_on=True)
    hand.code("peers", 6, "the biscuits, honestly", "k3", memo="=1+1 a memo")
    return desk


def content(desk, kind, **asked):
    answer = desk.ask("export", {"to": kind, "inline": True, **asked})
    assert answer["ok"], answer
    return answer["name"], base64.b64decode(answer["content"])


def test_a_workbook_is_headed_and_every_cell_is_text(coded):
    name, raw = content(coded, "xlsx", code="heard", beside="peers")
    assert name.startswith("invented-study-being-heard-peer-support-20")
    assert name.endswith(".xlsx")
    sheet = load_workbook(io.BytesIO(raw)).active
    assert sheet["A1"].value.startswith("NOT FOR SHARING")
    values = [[c.value for c in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(values) if row[0] == "code")
    rows = [dict(zip(values[head], row, strict=True)) for row in values[head + 1 :]]
    assert [r["words"] for r in rows] == [
        "Nobody listened to me", "[referred on]", "the biscuits, honestly",
    ]  # fmt: skip
    assert rows[0]["round"] == "2025-26"
    assert rows[2]["before"].rstrip().endswith("[referred on]"), (
        "its neighbour's words are not there either"
    )
    assert not any("The team and" in str(v) or "memo" in str(v) for row in values for v in row)
    cells = [c for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} == {"s"}


def test_a_word_file_is_headed_and_marks_the_words(coded):
    name, raw = content(coded, "docx", code="heard")
    document = docx.Document(io.BytesIO(raw))
    said = [p.text for p in document.paragraphs]
    assert said[1].startswith("NOT FOR SHARING")
    assert "Being heard" in said and "north, 2025-26" in said
    bold = [r.text for p in document.paragraphs for r in p.runs if r.bold]
    assert bold[1:] == ["Nobody listened to me", "[referred on]"]
    assert name.endswith(".docx")


def test_a_study_with_names_writes_no_file(study, hand):
    hand.code("heard", 2, "Nobody listened to me", "k1")
    answer = hand.desk.ask("export", {"to": "xlsx", "code": "heard"})
    assert not answer["ok"] and "names have not been replaced" in answer["what"]


def test_nothing_found_is_no_file(coded):
    assert "Nothing is found" in coded.ask("export", {"to": "xlsx", "text": "helicopter"})["what"]
    assert "Excel or a Word" in coded.ask("export", {"to": "exe", "text": "team"})["what"]


def test_a_file_is_fetched_once_by_whoever_holds_the_cookie(coded):
    ticket = coded.ask("export", {"to": "xlsx", "code": "heard"})["ticket"]
    app = make_app(coded, token="secret", port=8000)
    mine = {"host": HOST, "cookie": "practicelearn_8000=secret"}
    assert call(app, "GET", f"/file/{ticket}", headers={"host": HOST}).status == 403
    got = call(app, "GET", f"/file/{ticket}", headers=mine)
    assert got.status == 200
    assert got.headers["content-disposition"].startswith('attachment; filename="invented-study-')
    assert got.headers["cache-control"] == "no-store"
    assert load_workbook(io.BytesIO(got.body)).active["A1"].value.startswith("NOT FOR SHARING")
    assert call(app, "GET", f"/file/{ticket}", headers=mine).status == 404
