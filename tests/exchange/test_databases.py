"""Projects of Taguette and QualCoder come in, bytes turned into characters, every loss named."""

import json
import sqlite3
import uuid

import pytest

from practicelearn.exchange.frame_files import read_frame
from practicelearn.exchange.project import ExchangeError
from practicelearn.exchange.qualcoder import read_qualcoder
from practicelearn.exchange.quote_table import read_quotes
from practicelearn.exchange.refi_read import read_refi
from practicelearn.exchange.refi_write import write_refi
from practicelearn.exchange.taguette import read_taguette

from .conftest import rows

PAGE = (
    "\n<h1> Nörth</h1><p>F1: How is it? \U0001f642</p>\n<p>P1: There &amp; then no <b>désk</b> "
    "by noon.</p><p>P2: Café hours… gone.</p>"
)
WORDS = (  # what counts: the text of the page
    " NörthF1: How is it? \U0001f642\nP1: There & then no désk by noon.P2: Café hours… gone."
)


def taguette(path, *, second=False):
    base = sqlite3.connect(path)
    base.executescript(
        """
        CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, description TEXT, created TEXT);
        CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT, filename TEXT,
            created TEXT, project_id INTEGER, text_direction TEXT, contents TEXT);
        CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER,
            end_offset INTEGER, snippet TEXT);
        CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, description TEXT);
        CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
        CREATE TABLE commands (id INTEGER PRIMARY KEY, date TEXT, user_login TEXT,
            project_id INTEGER, document_id INTEGER, payload TEXT);
        """
    )
    base.execute("INSERT INTO projects VALUES (1, 'Invented', '', '')")
    if second:
        base.execute("INSERT INTO projects VALUES (2, 'Other', '', '')")
    base.execute(
        "INSERT INTO documents VALUES (1, 'Nörth 2025', 'A good day.', 'n', '', 1, 'LTR', ?)",
        (PAGE,),
    )
    base.executemany(
        "INSERT INTO tags VALUES (?, 1, ?, ?)",
        [(1, "tools", "What people work with."), (2, "tools.desks", ""), (3, "time", "")],
    )
    marked = [("no <b>désk</b> by noon.", "no désk by noon."), ("Café hours…", "Café hours…")]
    for n, (snippet, words) in enumerate(marked, start=1):
        start = len(WORDS[: WORDS.index(words)].encode())
        base.execute(
            "INSERT INTO highlights VALUES (?, 1, ?, ?, ?)",
            (n, start, start + len(words.encode()), snippet),
        )
        key = "highlight_id" if n == 1 else "id"  # as it was called until 2019
        said = json.dumps({"type": "highlight_add", key: n})
        base.execute(
            "INSERT INTO commands VALUES (?, '2025-03-01 10:00:00', ?, 1, 1, ?)",
            (n, "kim" if n == 1 else "sam", said),
        )
    base.execute("INSERT INTO highlights VALUES (3, 1, 3, 9, 'other words')")
    base.execute("INSERT INTO highlights VALUES (4, 1, 3, 9, 'How is it?')")
    base.execute("INSERT INTO highlights VALUES (5, 1, 3, 9, 'no')")  # stands more than once
    base.executemany(
        "INSERT INTO highlight_tags VALUES (?, ?)",
        [(1, 2), (1, 3), (2, 3), (3, 3), (4, 3), (5, 3)],
    )
    base.commit()
    base.close()
    return path


def test_taguette_bytes_become_characters(tmp_path):
    path = taguette(tmp_path / "t.sqlite3")
    before = path.read_bytes()
    project = read_taguette(path)
    turns = project.corpus.turns
    assert list(turns["speaker"].dropna()) == ["F1", "P1", "P2"]
    p1, p2 = turns.index[turns["speaker"] == "P1"][0], turns.index[turns["speaker"] == "P2"][0]
    f1 = turns.index[turns["speaker"] == "F1"][0]
    assert rows(project) == [
        (f1, "How is it?", "time", "unknown"),
        (p1, "no désk by noon.", "tools-desks", "kim"),
        (p1, "no désk by noon.", "time", "kim"),
        (p2, "Café hours…", "time", "sam"),
    ]
    assert project.frame["tools-desks"].parent == "tools"
    assert project.frame["tools-desks"].name == "desks"
    assert project.frame["tools"].definition == "What people work with."
    assert set(project.codings.spans["at"].dropna()) == {"2025-03-01T10:00:00"}
    lost = project.losses.groupby("severity")["text"].agg(list)
    assert lost["error"] == ["other words", "no"]
    assert lost["warning"] == ["How is it?"]
    assert list(project.notes["text"]) == ["A good day."]
    assert list(project.notes["about"]) == [["session:north-2025"]]
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["t.sqlite3"]


def test_one_of_several_taguette_projects_is_named(tmp_path):
    path = taguette(tmp_path / "t.sqlite3", second=True)
    with pytest.raises(ExchangeError, match="name one project of Invented, Other"):
        read_taguette(path)
    assert len(read_taguette(path, project="Invented").codings) == 4
    assert len(read_taguette(path, project="Other").corpus.turns) == 0


@pytest.mark.parametrize(
    ("page", "words", "start", "end"),
    [
        ("<p> One two.</p>", "two.", 5, 9),  # white space within an element counts
        (" \n<p>One two.</p>", "two.", 4, 8),  # before the first it does not
        (" \n<p>One two.</p>", "two.", 6, 10),  # unless the highlights say so
        ("<pre>\nOne two.</pre>", "two.", 4, 8),  # a line end that opens a <pre> does not
        ("<p>One\r\ntwo.</p>", "two.", 4, 8),  # a line end is one character
        ("<p>&Eacute;&#233;n two.</p>", "two.", 6, 10),
        ("<p>One\U0001f642two.</p>", "two.", 5, 11),  # within a character: behind it
        ("<table>\n<tr><td>One</td><td>two.</td></tr></table>", "two.", 4, 8),
    ],
)
def test_taguette_pages_are_counted_as_a_browser_counts_them(tmp_path, page, words, start, end):
    path = taguette(tmp_path / "t.sqlite3")
    base = sqlite3.connect(path)
    base.execute("DELETE FROM highlights WHERE id > 1")
    base.execute("UPDATE documents SET contents = ?", (page,))
    base.execute(
        "UPDATE highlights SET start_offset=?, end_offset=?, snippet=?", (start, end, words)
    )
    base.commit()
    base.close()
    project = read_taguette(path)
    assert {(r[1], r[2]) for r in rows(project)} == {("two.", "tools-desks"), ("two.", "time")}
    of_reading = project.losses["what"] == "transcript"  # a page of two words names no speaker
    assert set(project.losses.loc[~of_reading, "severity"]) <= {"note"}


@pytest.mark.parametrize("kind", ["csv", "qdc", "highlights"])
def test_exports_of_taguette_are_read_too(tmp_path, kind):
    project = read_taguette(taguette(tmp_path / "t.sqlite3"))
    path = tmp_path / f"codebook.{kind}"
    if kind == "csv":
        path.write_text(
            "tag,description,number of highlights,number of documents\r\n"
            "tools,What people work with.,0,0\r\ntools.desks,,1,1\r\ntime,,3,1\r\n"
        )
        frame = read_frame(path)
        assert frame["tools"].definition == "What people work with."
    elif kind == "qdc":
        path.write_text(
            '<?xml version="1.0" encoding="utf-8"?>\n<CodeBook xmlns="urn:QDA-XML:codebook:1.0" '
            'origin="Taguette 1.4.1"><Codes>'
            + "".join(
                f'<Code guid="{uuid.uuid4()}" name="{name}" isCodable="true"/>'
                for name in ("tools", "tools.desks", "time")
            )
            + "</Codes><Sets/></CodeBook>"
        )
        frame = read_frame(path)
    else:
        path = tmp_path / "all_tags.csv"
        path.write_text(
            "id,document,tag,content\r\n1,Nörth 2025,tools.desks,no désk by noon.\r\n"
            "1,Nörth 2025,time,no désk by noon.\r\n"
        )
        found = read_quotes(path, project.corpus, project.frame)
        turn = project.corpus.turns.index[project.corpus.turns["speaker"] == "P1"][0]
        assert [r[:3] for r in rows(found)] == [
            (turn, "no désk by noon.", "tools-desks"), (turn, "no désk by noon.", "time"),
        ]  # fmt: skip
        return
    assert [(c.id, c.name, c.parent) for c in frame.codes] == [
        ("tools", "tools", None), ("tools-desks", "desks", "tools"), ("time", "time", None),
    ]  # fmt: skip


def qualcoder(folder, *, version=17):
    """A project as QualCoder 4.0 (version 17 of its tables) or 2.0 (version 1) makes it."""
    folder.mkdir()
    base = sqlite3.connect(folder / "data.qda")
    late = version >= 16
    base.executescript(
        f"""
        CREATE TABLE project (databaseversion text, date text, memo text, about text);
        CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text,
            memo text, owner text, date text{", av_text_id integer" * late}, unique(name));
        CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer,
            owner text, date text, color text{", supercid integer" * late}, unique(name));
        CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text,
            memo text, supercatid integer, unique(name));
        CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text,
            pos0 integer, pos1 integer, owner text, date text, memo text
            {", avid integer, important integer" * late});
        CREATE TABLE code_av (avid integer primary key, id integer, pos0 integer, pos1 integer,
            cid integer, memo text, date text, owner text);
        CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer,
            memo text, owner text, date text);
        CREATE TABLE attribute_type (name text primary key, date text, owner text, memo text,
            caseOrFile text, valuetype text);
        CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text,
            id integer, date text, owner text);
        CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer,
            pos1 integer, owner text, date text, memo text);
        CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text,
            date text);
        CREATE TABLE journal (jid integer primary key, name text, jentry text, date text,
            owner text);
        """
    )

    def put(table, **values):
        marks = ", ".join("?" * len(values))
        query = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"
        base.execute(query, tuple(values.values()))

    text = "F1: How is it? \U0001f642\nP1: There is no desk.\nP2: I hold thirty. I hold thirty."
    put("project", databaseversion=f"v{version}", memo="Our first round.")
    put("source", id=1, name="north.txt", fulltext=text, memo="A wet day.", owner="kim")
    put("source", id=2, name="photo.png", mediapath="/p", owner="kim")
    put("code_cat", catid=1, name="Work", owner="kim", memo="all of it")
    put("code_name", cid=1, name="Desks", memo="Seats.", catid=1, owner="kim", color="#aa0000")
    put("code_name", cid=2, name="Hot desks", owner="kim", color="#aa0000",
        **({"supercid": 1} if late else {"catid": 1}))  # fmt: skip
    at, far = text.index("no desk"), text.rindex("I hold thirty.")
    put("code_text", cid=1, fid=1, seltext="no desk", pos0=at, pos1=at + 7, owner="sam",
        date="2025-03-01 10:00", memo="hm", **({"important": 1} if late else {}))  # fmt: skip
    put("code_text", cid=2, fid=1, seltext="I hold thirty.", pos0=far, pos1=far + 14, owner="kim")
    put("code_text", cid=1, fid=1, seltext="There is", pos0=3, pos1=11, owner="kim")
    put("code_text", cid=1, fid=1, seltext="I hold", pos0=3, pos1=10, owner="kim")
    put("code_av", id=2, cid=1, pos0=0, pos1=900, memo="loud")
    put("annotation", fid=1, pos0=at, pos1=at + 7, memo="ask again", owner="sam")
    put("attribute_type", name="Site", caseOrFile="file", valuetype="character")
    put("attribute_type", name="Staff", caseOrFile="case", valuetype="numeric", memo="heads")
    put("attribute", name="Site", attr_type="file", value="North", id=1)
    put("attribute", name="Staff", attr_type="case", value="12", id=1)
    put("attribute", name="Site", attr_type="file", value="", id=2)
    put("attribute", name="Site", attr_type="file", value="Attic", id=2)
    put("cases", caseid=1, name="Ward 3", memo="busy", owner="kim")
    put("case_text", caseid=1, fid=1, pos0=0, pos1=len(text))
    put("journal", name="Idea", jentry="Ask for figures.", owner="kim", date="2025-03-02 09:00")
    base.commit()
    base.close()
    return folder


@pytest.mark.parametrize("version", [1, 17])
def test_qualcoder_codings_codes_and_memos_are_read(tmp_path, version):
    project = read_qualcoder(qualcoder(tmp_path / "health.qda", version=version))
    assert rows(project) == [
        ("north:00002", "There is", "desks", "kim"),
        ("north:00002", "no desk", "desks", "sam"),
        ("north:00003", "I hold thirty.", "hot-desks", "kim"),
    ]
    assert int(project.codings.spans["start"].iloc[2]) == 15
    assert list(project.codings.spans["memo"].dropna()) == ["hm"]
    desks = project.frame["desks"]
    assert (desks.parent, desks.definition, desks.colour) == ("work", "Seats.", "#aa0000")
    assert project.frame["hot-desks"].parent == ("desks" if version == 17 else "work")
    assert (project.name, project.frame["work"].definition) == ("health", "all of it")
    lost = project.losses.groupby("severity")["message"].agg(" / ".join)
    assert "a passage (desks) does not hold the words" in lost["error"]
    assert "found by its words" in lost["warning"]
    assert "no text" in lost["warning"]
    assert "a part of a recording (desks)" in lost["warning"]
    assert "Site belongs to nothing" in lost["warning"]
    assert list(project.codings.spans["matters"]) == [False, version == 17, False]


def test_qualcoder_cases_attributes_annotations_and_journal_are_kept(tmp_path):
    project = read_qualcoder(qualcoder(tmp_path / "health.qda"))
    case = project.cases.iloc[0]
    assert (case["name"], case["description"], case["sessions"]) == ("Ward 3", "busy", ["north"])
    session = project.corpus.sessions.loc["north"]
    assert (session["site"], session["staff"]) == ("North", "12")
    assert list(project.variables["type"]) == ["Text", "Float"]
    about = zip(project.notes["text"], project.notes["about"], strict=True)
    assert {text: where[0] for text, where in about} == {
        "Ask for figures.": "project:",
        "Our first round.": "project:",
        "A wet day.": "session:north",
    }
    comment = project.selections.iloc[0]
    assert (comment["words"], comment["description"], comment["coder"], comment["status"]) == (
        "no desk", "ask again", "sam", "comment",
    )  # fmt: skip
    path = write_refi(project.codings, project.corpus, tmp_path / "x.qdpx", project=project)
    back = read_refi(path)
    assert set(back.notes["text"]) == set(project.notes["text"])
    assert set(back.selections["description"].dropna()) == {"ask again"}
    assert list(back.cases["name"]) == ["Ward 3"]


@pytest.mark.parametrize("read", [read_taguette, read_qualcoder])
def test_other_files_are_refused(tmp_path, read):
    path = tmp_path / "x.sqlite3"
    for raw, match in ((b"words", "no SQLite file"), (b"SQLite format 3\x00junk", "damaged")):
        path.write_bytes(raw)
        with pytest.raises(ExchangeError, match=match):
            read(path)
    path.unlink()
    sqlite3.connect(path).execute("CREATE TABLE x (y)").connection.close()
    with pytest.raises(ExchangeError, match="no project of"):
        read(path)


def test_a_database_with_names_that_are_no_text_is_refused_in_words(tmp_path):
    path = tmp_path / "p.sqlite3"
    taguette(path)
    raw = path.read_bytes().replace(
        b"CREATE TABLE highlight_tags", b"CREATE TABLE highlight\xd5tags"
    )
    path.write_bytes(raw.replace(b"highlight_tags", b"highlight\xd5tags"))
    with pytest.raises(ExchangeError, match="damaged or of another version"):
        read_taguette.__wrapped__(path)
