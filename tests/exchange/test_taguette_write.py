"""A project for Taguette: our own reader gives it back, and it holds what Taguette checks."""

import sqlite3
from contextlib import closing
from html import unescape

import pandas as pd
import pytest

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.exchange.project import ExchangeError
from practicelearn.exchange.taguette import read_taguette
from practicelearn.exchange.taguette_write import tag_paths, write_taguette
from practicelearn.study.folder import open_study

SAID = (
    ("F1", "\U0001f642 How is it here, now that <all> & sundry move?"),
    ("P1", "There is no d\u00e9sk by noon \U0001f642, honestly."),
    ("P2", "Yes. And\nthe laptop\u00a0is slow."),
    (None, "(a pause) R&D"),
)
LONG = "Kim \u00d6zil-Marsh of the North Team"
FRAME = CodingFrame(
    "f", "1",
    (Code("a", "A"), Code("o", "Other", "a", definition="Any.", cues=("desk",)), Code("b", "B"),
     Code("other", "Other", "b"), Code("last", "B")),
)  # fmt: skip


@pytest.fixture(scope="module")
def talk():
    rows = [
        {"turn_id": make_turn_id("n", k), "session_id": "n", "n": k, "speaker": s, "text": t,
         "marks": []}
        for k, (s, t) in enumerate(SAID, start=1)
    ]  # fmt: skip
    turns = pd.DataFrame(rows).set_index("turn_id")
    sessions = pd.DataFrame({"year": ["2025"]}, index=pd.Index(["n"], name="session_id"))
    made = Corpus(turns, sessions)
    return made.with_turns(made.turns)


def span(talk, cid, part, n, start, end, code, coder, **more):
    turn_id = make_turn_id("n", n)
    words = talk.turns["text"][turn_id]
    end = len(words) if end is None else end
    row = {"coding_id": cid, "part": part, "turn_id": turn_id, "start": start, "end": end}
    return row | {"quote": words[start:end], "code": code, "coder": coder, "origin": "human"} | more


@pytest.fixture(scope="module")
def codings(talk):
    at = {"at": "2025-05-01T09:00:00Z"}
    rows = [
        span(talk, "x", 1, 2, 12, None, "o", "kim", **at),
        span(talk, "x", 2, 3, 0, 4, "o", "kim", **at),
        span(talk, "y", 1, 2, 12, 16, "other", "kim"),
        span(talk, "z", 1, 2, 12, 16, "b", "sam", memo="?"),
        span(talk, "w", 1, 2, 12, 16, "a", "sam"),
        span(talk, "v", 1, 3, 5, None, "b", "sam"),
        span(talk, "u", 1, 4, 10, None, "last", LONG),
    ]
    return Codings(pd.DataFrame(rows), frame=FRAME)


def test_a_project_for_taguette_comes_back(tmp_path, talk, codings):
    with pytest.warns(UserWarning, match=r'"kim-zil-marsh-of-the".*1 memos'):
        path = write_taguette(codings, talk, tmp_path / "x.sqlite3")
    back = read_taguette(path)
    assert not (back.losses["severity"] == "error").any()
    assert list(back.corpus.turns["text"])[:3] == [" ".join(t.split("\n")) for _, t in SAID[:3]]
    wanted = codings.spans.replace({"coder": {LONG: "kim-zil-marsh-of-the"}})
    assert rows_of(back.codings.spans) == rows_of(wanted)
    assert [(c.id, c.parent, c.definition, c.cues) for c in back.frame.codes] == [
        (c.id, c.parent, c.definition, c.cues) for c in FRAME.codes
    ]
    dated = back.codings.spans[back.codings.spans["code"] == "o"]
    assert dated["at"].str.startswith("2025-05-01T09:00:00").all()


def rows_of(spans):
    quotes = spans["quote"].str.replace("\n", " ")
    return sorted(zip(spans["code"], spans["coder"], quotes, strict=True))


def test_tags_are_unique_and_say_where_they_stand():
    assert tag_paths(FRAME) == {
        "a": "A", "o": "A.Other", "b": "B", "other": "B.Other", "last": "B-2",
    }  # fmt: skip


def test_the_file_holds_what_taguette_checks_on_import(tmp_path, talk, codings):
    """Version of the tables, users, short names, bytes, and words that are where it says."""
    with pytest.warns(UserWarning, match="Taguette has no place for"):
        path = write_taguette(codings, talk, tmp_path / "x.sqlite3", name="n" * 80)
    with closing(sqlite3.connect(path)) as base:
        one = dict(base.execute("SELECT 'version', version_num FROM alembic_version"))
        assert one == {"version": "db5e31a0233d"}
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        assert base.execute("PRAGMA application_id").fetchone() == (0x54677474,)
        logins = [row[0] for row in base.execute("SELECT login FROM users")]
        assert logins[0] == "admin"
        assert all(len(login) <= 20 and login == login.lower() for login in logins)
        assert all(len(n) <= 50 for (n,) in base.execute("SELECT name FROM projects"))
        pages = dict(base.execute("SELECT id, contents FROM documents"))
        for doc, start, end, snippet in base.execute(
            "SELECT document_id, start_offset, end_offset, snippet FROM highlights"
        ):
            text = unescape(pages[doc].replace("<p>", "").replace("</p>", "")).encode()
            said = unescape(snippet.replace("<p>", "").replace("</p>", ""))
            assert text[start:end].decode() == said
        kinds = [row[0] for row in base.execute("SELECT payload FROM commands")]
        assert sum('"highlight_add"' in k for k in kinds) == 5  # x, y, z with w, v, u


def test_the_sample_goes_to_taguette_and_back(tmp_path, sample):
    study = open_study(sample)
    corpus, codings = study.corpus(["2025-north"]), study.codings()
    own = Codings(
        codings.spans[codings.spans["turn_id"].isin(corpus.turns.index)], frame=study.frame()
    )
    with pytest.warns(UserWarning, match="no place for"):
        path = write_taguette(own, corpus, tmp_path / "x.sqlite3")
    back = read_taguette(path)
    assert list(back.corpus.turns["text"]) == list(corpus.turns["text"])
    by = ["turn_id", "start", "end", "code", "coder"]
    wanted = own.spans[by].drop_duplicates()
    assert sorted(map(tuple, back.codings.spans[by].to_numpy())) == sorted(
        map(tuple, wanted.to_numpy())
    )


def test_another_suffix_is_refused(tmp_path, talk):
    with pytest.raises(ExchangeError, match=r"\.sqlite3"):
        write_taguette(None, talk, tmp_path / "x.db")
