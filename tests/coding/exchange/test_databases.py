"""Projects of Taguette and QualCoder come in, bytes turned into characters, every loss named."""

import json
import sqlite3

import pytest

from practicelearn.coding.exchange.databases import read_qualcoder, read_taguette
from practicelearn.coding.exchange.project import ExchangeError

PAGE = (
    "\n<h1>Nörth</h1><p>F1: How is it? \U0001f642</p>\n<p>P1: There &amp; then no <b>désk</b> "
    "by noon.</p><p>P2: Café hours… gone.</p>"
)
WORDS = (  # what counts: the text of the page
    "NörthF1: How is it? \U0001f642\nP1: There & then no désk by noon.P2: Café hours… gone."
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
        "INSERT INTO documents VALUES (1, 'Nörth 2025', '', 'n', '', 1, 'LTR', ?)", (PAGE,)
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
        said = json.dumps({"type": "highlight_add", "highlight_id": n})
        base.execute(
            "INSERT INTO commands VALUES (?, '2025-03-01 10:00:00', ?, 1, 1, ?)",
            (n, "kim" if n == 1 else "sam", said),
        )
    base.execute("INSERT INTO highlights VALUES (3, 1, 3, 9, 'other words')")
    base.executemany("INSERT INTO highlight_tags VALUES (?, ?)", [(1, 2), (1, 3), (2, 3), (3, 3)])
    base.commit()
    base.close()
    return path


def rows(project):
    spans = project.codings.spans
    return list(zip(spans["turn_id"], spans["quote"], spans["code"], spans["coder"], strict=True))


def test_taguette_bytes_become_characters(tmp_path):
    path = taguette(tmp_path / "t.sqlite3")
    before = path.read_bytes()
    project = read_taguette(path)
    turns = project.corpus.turns
    assert list(turns["speaker"].dropna()) == ["F1", "P1", "P2"]
    p1, p2 = turns.index[turns["speaker"] == "P1"][0], turns.index[turns["speaker"] == "P2"][0]
    assert rows(project) == [
        (p1, "no désk by noon.", "tools-desks", "kim"),
        (p1, "no désk by noon.", "time", "kim"),
        (p2, "Café hours…", "time", "sam"),
    ]
    assert project.frame["tools-desks"].parent == "tools"
    assert project.frame["tools-desks"].name == "desks"
    assert project.frame["tools"].definition == "What people work with."
    assert set(project.codings.spans["at"]) == {"2025-03-01T10:00:00"}
    lost = project.losses[project.losses["severity"] == "error"]
    assert list(lost["text"]) == ["other words"]
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["t.sqlite3"]


def test_one_of_several_taguette_projects_is_named(tmp_path):
    path = taguette(tmp_path / "t.sqlite3", second=True)
    with pytest.raises(ExchangeError, match="name one project of Invented, Other"):
        read_taguette(path)
    assert len(read_taguette(path, project="Invented").codings) == 3
    assert len(read_taguette(path, project="Other").corpus.turns) == 0


def qualcoder(folder):
    folder.mkdir()
    base = sqlite3.connect(folder / "data.qda")
    base.executescript(
        """
        CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT, fulltext TEXT, mediapath TEXT,
            memo TEXT, owner TEXT, date TEXT);
        CREATE TABLE code_name (cid INTEGER PRIMARY KEY, name TEXT, memo TEXT, catid INTEGER,
            owner TEXT, date TEXT, color TEXT);
        CREATE TABLE code_cat (catid INTEGER PRIMARY KEY, name TEXT, owner TEXT, date TEXT,
            memo TEXT, supercatid INTEGER);
        CREATE TABLE code_text (ctid INTEGER PRIMARY KEY, cid INTEGER, fid INTEGER, seltext TEXT,
            pos0 INTEGER, pos1 INTEGER, owner TEXT, date TEXT, memo TEXT);
        CREATE TABLE attribute (attrid INTEGER PRIMARY KEY, name TEXT, value TEXT);
        """
    )
    text = "F1: How is it? \U0001f642\nP1: There is no desk.\nP2: I hold thirty."
    base.execute("INSERT INTO source VALUES (1, 'north.txt', ?, NULL, '', 'kim', '')", (text,))
    base.execute("INSERT INTO source VALUES (2, 'photo.png', NULL, '/p', '', 'kim', '')")
    base.execute("INSERT INTO code_cat VALUES (1, 'Work', 'kim', '', 'all of it', NULL)")
    base.execute("INSERT INTO code_name VALUES (1, 'Desks', 'Seats.', 1, 'kim', '', '#aa0000')")
    base.execute("INSERT INTO attribute VALUES (1, 'Site', 'North')")
    at = text.index("no desk")
    base.execute(
        "INSERT INTO code_text VALUES (1, 1, 1, 'no desk', ?, ?, 'sam', '2025-03-01 10:00', 'hm')",
        (at, at + 7),
    )
    base.execute("INSERT INTO code_text VALUES (2, 1, 1, 'no desk', 3, 10, 'kim', '', '')")
    base.commit()
    base.close()
    return folder


def test_qualcoder_codings_codes_and_memos_are_read(tmp_path):
    project = read_qualcoder(qualcoder(tmp_path / "health.qda"))
    assert rows(project) == [("north:00002", "no desk", "desks", "sam")]
    assert list(project.codings.spans["memo"]) == ["hm"]
    desks = project.frame["desks"]
    assert (desks.parent, desks.definition, desks.colour) == ("work", "Seats.", "#aa0000")
    assert (project.name, project.frame["work"].definition) == ("health", "all of it")
    said = " ".join(project.losses["message"])
    assert "does not hold the words" in said
    assert "no text" in said
    assert "1 attributes are not read" in said


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
