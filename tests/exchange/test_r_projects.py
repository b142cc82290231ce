"""Projects of RQDA and requal, made by their own tables; the words beside each coding are held."""

import sqlite3
from contextlib import closing

import pytest

from practicelearn.exchange.project import ExchangeError
from practicelearn.exchange.r_projects import read_requal, read_rqda
from practicelearn.jobs.exchange import read_import

TEXT = "F1: How is it \U0001f642 here?\nP1: There is no d\u00e9sk by noon.\nP2: Yes. It is so."
RQDA = """
CREATE TABLE source (name text, id integer, file text, memo text, owner text, date text,
    dateM text, status integer);
CREATE TABLE freecode (name text, memo text, owner text, date text, dateM text, id integer,
    status integer, color text);
CREATE TABLE treecode (cid integer, catid integer, date text, dateM text, memo text,
    status integer, owner text);
CREATE TABLE codecat (name text, cid integer, catid integer, owner text, date text, dateM text,
    memo text, status integer);
CREATE TABLE coding (cid integer, fid integer, seltext text, selfirst real, selend real,
    status integer, owner text, date text, memo text);
CREATE TABLE cases (name text, memo text, owner text, date text, dateM text, id integer,
    status integer);
CREATE TABLE caselinkage (caseid integer, fid integer, selfirst real, selend real,
    status integer, owner text, date text, memo text);
CREATE TABLE caseAttr (variable text, value text, caseID integer, date text, dateM text,
    owner text, status integer);
CREATE TABLE fileAttr (variable text, value text, fileID integer, date text, dateM text,
    owner text, status integer);
CREATE TABLE journal (name text, journal text, date text, dateM text, owner text, status integer);
INSERT INTO freecode VALUES ('Desks', 'Places.', 'kim', '', '', 1, 1, '#aa0000'),
    ('Gone', '', 'kim', '', '', 2, 0, NULL), ('Time', '', 'kim', '', '', 3, 1, 'red');
INSERT INTO codecat VALUES ('Work', NULL, 1, 'kim', '', '', 'All of it.', 1);
INSERT INTO treecode VALUES (1, 1, '', '', '', 1, 'kim');
INSERT INTO cases VALUES ('North', '', 'kim', '', '', 1, 1);
INSERT INTO caselinkage VALUES (1, 1, 0, 20, 1, 'kim', '', '');
INSERT INTO caseAttr VALUES ('beds', '7', 1, '', '', '', 1);
INSERT INTO fileAttr VALUES ('year', '2025', 1, '', '', '', 1);
INSERT INTO journal VALUES ('Day 1', 'We began.', '', '', 'kim', 1);
"""


def test_an_rqda_project_comes_in_with_what_stands_beside(tmp_path):
    path = tmp_path / "x.rqda"
    a = TEXT.index("no d\u00e9sk")
    b = TEXT.index("Yes")
    with closing(sqlite3.connect(path)) as base:
        base.executescript(RQDA)
        base.execute(
            "INSERT INTO source VALUES ('north.txt', 1, ?, 'a memo', 'kim', '', '', 1)", (TEXT,)
        )
        when = "Fri Nov 28 10:33:00 2025"
        coding = "INSERT INTO coding VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)"
        base.execute(coding, (1, "no d\u00e9sk by noon", a, a + 15, 1, "kim", when, "why?"))
        base.execute(coding, (3, "Yes", b, b + 3, 1, "sam", when, None))
        base.execute(coding, (3, "Yes", b, b + 3, 0, "kim", when, None))
        base.commit()
    project = read_rqda(path)
    spans = project.codings.spans
    assert list(zip(spans["quote"], spans["code"], spans["coder"], spans["memo"], strict=True)) == [
        ("no d\u00e9sk by noon", "desks", "kim", "why?"), ("Yes", "time", "sam", None),
    ]  # fmt: skip
    assert set(spans["at"]) == {"2025-11-28T10:33:00"}
    assert [(c.id, c.parent, c.definition, c.colour) for c in project.frame.codes] == [
        ("work", None, "All of it.", None), ("desks", "work", "Places.", "#aa0000"),
        ("time", None, "", None),
    ]  # fmt: skip
    assert list(project.cases["sessions"]) == [["north"]]
    assert set(project.values["value"]) == {"7", "2025"}
    assert set(project.notes["text"]) == {"a memo", "We began."}
    assert "2 things that were deleted there" in " ".join(project.losses["message"])
    assert not (project.losses["severity"] == "error").any()
    assert len(read_import(path, tmp_path / "study").project.codings) == 2


REQUAL = """
CREATE TABLE projects (project_id INTEGER PRIMARY KEY, project_name TEXT,
    project_description TEXT, created_at TEXT);
CREATE TABLE documents (doc_id INTEGER PRIMARY KEY, project_id INTEGER, user_id INTEGER,
    doc_name TEXT, doc_description TEXT, doc_text TEXT, created_at TEXT);
CREATE TABLE codes (project_id INTEGER, code_id INTEGER PRIMARY KEY, user_id INTEGER,
    code_name TEXT, code_description TEXT, code_color TEXT);
CREATE TABLE categories (project_id INTEGER, category_id INTEGER PRIMARY KEY, user_id INTEGER,
    category_name TEXT, category_description TEXT);
CREATE TABLE categories_codes_map (project_id INTEGER, category_id INTEGER, code_id INTEGER);
CREATE TABLE segments (project_id INTEGER, user_id INTEGER, doc_id INTEGER, code_id INTEGER,
    segment_id INTEGER PRIMARY KEY, segment_start INTEGER, segment_end INTEGER, segment_text TEXT);
CREATE TABLE users (user_id INTEGER PRIMARY KEY, user_login TEXT, user_name TEXT, user_mail TEXT,
    created_at TEXT);
CREATE TABLE memos (project_id INTEGER, memo_id INTEGER PRIMARY KEY, user_id INTEGER, text TEXT);
CREATE TABLE memos_segments_map (memo_id INTEGER, segment_id INTEGER);
INSERT INTO projects VALUES (1, 'Invented', '', '');
INSERT INTO codes VALUES (1, 1, 1, 'Desks', 'Places.', '#00aa00'), (1, 2, 1, 'Time', NULL, NULL);
INSERT INTO categories VALUES (1, 1, 1, 'Work', '');
INSERT INTO categories_codes_map VALUES (1, 1, 1);
INSERT INTO users VALUES (1, 'kim', 'Kim', '', ''), (2, 'sam', NULL, '', '');
INSERT INTO memos VALUES (1, 1, 1, 'why?'), (1, 2, 1, 'of the project');
INSERT INTO memos_segments_map VALUES (1, 1);
"""


def test_a_requal_project_comes_in_counted_from_one(tmp_path):
    path = tmp_path / "x.requal"
    a = TEXT.index("no d\u00e9sk") + 1
    b = TEXT.index("It is so") + 1
    with closing(sqlite3.connect(path)) as base:
        base.executescript(REQUAL)
        base.execute("INSERT INTO documents VALUES (1, 1, 1, 'north.txt', '', ?, '')", (TEXT,))
        segment = "INSERT INTO segments VALUES (1, ?, 1, ?, ?, ?, ?, ?)"
        base.execute(segment, (1, 1, 1, a, a + 14, "no d\u00e9sk by noon"))
        base.execute(segment, (2, 2, 2, b, b + 7, "It is so"))
        base.commit()
    project = read_requal(path)
    spans = project.codings.spans
    assert list(zip(spans["quote"], spans["code"], spans["coder"], spans["memo"], strict=True)) == [
        ("no d\u00e9sk by noon", "desks", "Kim", "why?"), ("It is so", "time", "sam", None),
    ]  # fmt: skip
    assert [(c.id, c.parent) for c in project.frame.codes] == [
        ("work", None), ("desks", "work"), ("time", None),
    ]  # fmt: skip
    assert list(project.notes["text"]) == ["of the project"]
    assert not project.losses["severity"].isin(["error", "warning"]).any()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.nvpx", "Share, Export project, REFI-QDA project"),
        ("a.nvp", "a project of NVivo"),
        ("a.mx24", "In MAXQDA open it and choose Export, Project, REFI-QDA"),
        ("a.atlproj", "Project, Export, QDPX project bundle"),
        ("a.pdf", "expected a name that ends in"),
    ],
)
def test_what_only_its_program_opens_is_told_with_the_step_to_a_file(tmp_path, name, said):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(Exception, match=said) as caught:
        read_import(tmp_path / name, tmp_path / "study")
    assert name in str(caught.value)


def test_a_zipped_project_is_told_apart(tmp_path, maker):
    import zipfile

    inner = maker().text("n", "P1: Yes.").write(tmp_path / "a.qdpx")
    (tmp_path / "b.zip").write_bytes(inner.read_bytes())
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as packed:
        packed.write(inner, "folder/a.qdpx")
    with pytest.raises(Exception, match=r"Rename it so that it ends in \.qdpx"):
        read_import(tmp_path / "b.zip", tmp_path / "study")
    with pytest.raises(Exception, match=r'"folder/a\.qdpx" is packed in it\. Unpack it'):
        read_import(tmp_path / "c.zip", tmp_path / "study")


def test_a_file_that_is_none_of_theirs_is_refused(tmp_path):
    path = tmp_path / "x.rqda"
    sqlite3.connect(path).execute("CREATE TABLE other (a)").connection.close()
    with pytest.raises(ExchangeError, match="no project of RQDA"):
        read_rqda(path)
