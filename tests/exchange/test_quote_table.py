"""Quotes in a spreadsheet find their words again, or are listed."""

import pandas as pd
import pytest

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.errors import TableError
from practicelearn.exchange.locate import Finder
from practicelearn.exchange.quote_table import read_quotes, write_quotes
from practicelearn.study.folder import open_study

from .conftest import rows

FRAME = CodingFrame("Invented", "1", (Code("desks", "Hot desks"), Code("load", "Caseload")))


def read(tmp_path, talk, text, frame=FRAME, **options):
    path = tmp_path / "quotes.csv"
    path.write_text(text, encoding="utf-8")
    return read_quotes(path, talk, frame, **options)


def test_a_tidied_quote_is_found_with_a_score_and_listed(tmp_path, talk):
    project = read(
        tmp_path, talk,
        "Document,Segment,Code,Author\n"
        'n,"hot desking, well there is no desk",Hot desks,kim\n'
        'S,"Caseloads. I hold thirty.",load;desks,sam\n',
    )  # fmt: skip
    assert rows(project) == [
        ("n:00002", "Hot-desking, well, [laughs] there is no desk", "desks", "kim"),
        ("s:00001", "Caseloads. I hold thirty.", "load", "sam"),
        ("s:00001", "Caseloads. I hold thirty.", "desks", "sam"),
    ]
    scores = list(project.codings.spans["score"])
    assert scores[0] == pytest.approx(14 / 15)
    assert scores[1:] == [1.0, 1.0]
    lost = project.losses[project.losses["severity"] == "warning"]
    assert len(lost) == 1
    assert "row 2" in lost["message"].iloc[0]
    assert "score 0.93" in lost["message"].iloc[0]


def test_what_cannot_be_placed_is_an_error_with_its_row(tmp_path, talk):
    project = read(
        tmp_path, talk,
        "session,quote,code\n"
        "n,We were promised new laptops by spring,desks\n"
        "s,no,load\n"
        "nn,Caseloads.,load\n"
        "s,Caseloads.,lod\n"
        "s,Caseloads.,\n",
    )  # fmt: skip
    assert rows(project) == []
    said = list(project.losses["message"])
    assert "row 2: the quote is nowhere" in said[0]
    assert "row 3: the quote stands in 4 places" in said[1]
    assert 'no session "nn"' in said[2]
    assert 'no code "lod". Did you mean "load"?' in said[3]
    assert "names no code" in said[4]


def test_a_turn_alone_and_words_left_out(tmp_path, talk):
    project = read(
        tmp_path, talk,
        "session;turn;quote;code\ns;2;;load\nn;;Hot-desking [...] no desk. No desk.;desks\n",
    )  # fmt: skip
    assert [r[1] for r in rows(project)] == [
        "no no no, not the caseload",
        "Hot-desking, well, [laughs] there is no desk. No desk.",
    ]


def test_a_table_without_frame_makes_one_of_several_levels(tmp_path, talk):
    project = read(
        tmp_path, talk, "turn,code\ns:00001,Work > Caseload\ns:00002,Work > Tools\n", None
    )
    assert [(c.id, c.parent) for c in project.frame.codes] == [
        ("work", None), ("caseload", "work"), ("tools", "work"),
    ]  # fmt: skip
    assert set(project.codings.spans["code"]) == {"caseload", "tools"}


def test_a_table_without_codes_is_refused(tmp_path, talk):
    with pytest.raises(TableError, match='"code"'):
        read(tmp_path, talk, "session,quote\nn,x\n")
    with pytest.raises(TableError, match='no column "Kode"'):
        read(tmp_path, talk, "session,quote\nn,x\n", columns={"code": "Kode"})


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_sample_goes_out_and_back(tmp_path, sample, suffix):
    study = open_study(sample)
    corpus, codings = study.corpus(), study.codings()
    path = write_quotes(codings, corpus, tmp_path / f"quotes.{suffix}")
    back = read_quotes(path, corpus, codings.frame)
    by = ["coding_id", "part"]
    columns = [*by, "turn_id", "start", "end", "quote", "code", "coder", "origin", "stance", "at"]
    a, b = (
        c.spans.sort_values(by)[columns].astype(object).reset_index(drop=True)
        for c in (codings, back.codings)
    )
    pd.testing.assert_frame_equal(a.where(a.notna(), None), b.where(b.notna(), None))
    assert not (back.losses["severity"] != "note").any()


def test_words_that_look_like_formulas_survive(tmp_path, talk):
    turns = talk.turns.copy()
    turns.loc["s:00001", "text"] = "=SUM of it, I hold thirty."
    corpus = talk.with_turns(turns)
    span = {"coding_id": "c", "part": 1, "turn_id": "s:00001", "start": 0, "end": 10,
            "quote": "=SUM of it", "code": "load", "coder": "kim", "origin": "human"}  # fmt: skip
    path = write_quotes(Codings(pd.DataFrame([span]), frame=FRAME), corpus, tmp_path / "q.csv")
    assert "'=SUM of it" in path.read_text(encoding="utf-8-sig")
    assert rows(read_quotes(path, corpus, FRAME)) == [("s:00001", "=SUM of it", "load", "kim")]


def test_every_tidied_quote_of_the_sample_is_found(sample):
    corpus = open_study(sample).corpus()
    finder, n, right = Finder(corpus), 0, 0
    long = corpus.turns.loc[corpus.turns["text"].str.split().str.len() >= 12, "text"]
    for turn_id, text in long.iloc[::5].items():
        words = text.split()
        tidied = " ".join(w for k, w in enumerate(words[2:-2]) if k != 4).replace(",", "").upper()
        found = finder.find(tidied)
        n += 1
        right += any(p[0] == turn_id for p in found.parts) and found.score > 0.85
    assert n > 20
    assert right / n > 0.97
