"""Comments in Word are codings, and codings are comments in Word."""

import zipfile

import docx
import pandas as pd
import pytest

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.errors import CodingError
from practicelearn.exchange.project import ExchangeError
from practicelearn.exchange.word_comments import read_word_comments, write_word_comments
from practicelearn.study.folder import open_study

from .conftest import rows

FRAME = CodingFrame("Invented", "1", (Code("desks", "Hot desks"), Code("load", "Caseload")))


def commented(path, *comments):
    document = docx.Document()
    runs = [
        document.add_paragraph().add_run(text)
        for text in ("F1: How is it?", "P1: There is no desk.", "P2: I hold thirty.")
    ]
    for first, last, text, author in comments:
        document.add_comment([runs[first], runs[last]], text=text, author=author)
    document.save(str(path))
    return path


def test_codes_authors_and_passages_are_read(tmp_path):
    path = commented(
        tmp_path / "North 2025.docx",
        (1, 1, "desks; Caseload", "Kim"),
        (1, 2, "LOAD\nask about this one, please", "Sam"),
        (2, 2, "desk, load", "Kim"),
        (0, 0, "", "Kim"),
    )
    project = read_word_comments(path, FRAME)
    assert rows(project) == [
        ("north-2025:00002", "There is no desk.", "desks", "Kim"),
        ("north-2025:00002", "There is no desk.", "load", "Kim"),
        ("north-2025:00002", "There is no desk.", "load", "Sam"),
        ("north-2025:00003", "I hold thirty.", "load", "Sam"),
        ("north-2025:00003", "I hold thirty.", "load", "Kim"),
    ]
    assert len(project.codings) == 4
    memos = project.codings.spans.set_index(["coder", "code"])["memo"].sort_index()
    assert memos["Sam", "load"].iloc[0] == "ask about this one, please"
    assert project.codings.spans["at"].notna().all()
    said = list(project.losses["message"])
    assert any('no code "desk". Did you mean "desks"?' in m for m in said)
    assert any("names no code" in m for m in said)
    assert project.codings.coders == ["Kim", "Sam"]


def test_without_a_frame_short_comments_make_one(tmp_path):
    long = "I wonder whether this is really about desks or something else"
    path = commented(tmp_path / "x.docx", (1, 1, "No desk; Time", "Kim"), (2, 2, long, "Kim"))
    project = read_word_comments(path)
    assert project.frame.ids == ["no-desk", "time"]
    assert long in set(project.losses["text"])


def test_a_session_goes_out_and_back_with_its_codings(tmp_path, sample):
    study = open_study(sample)
    session = study.session_ids[0]
    corpus, codings = study.corpus([session]), study.codings()
    own = codings.spans[codings.spans["turn_id"].isin(corpus.turns.index)]
    path = write_word_comments(codings, corpus, tmp_path / "s.docx")
    back = read_word_comments(path, study.frame(), session_id=session)
    columns = ["quote", "code", "coder", "at", "memo"]
    a, b = (
        t[columns].astype(object).where(t[columns].notna(), "").value_counts().to_dict()
        for t in (own, back.codings.spans)
    )
    assert len(own) > 5
    assert a == b


def test_passages_over_turns_overlaps_and_line_ends(tmp_path, talk):
    turns = talk.turns.copy()
    turns.loc["n:00003", "text"] = "My supervision\nmoved again."
    corpus = talk.with_turns(turns)
    spans = [("a", 1, "n:00002", 2, 20, "desks"), ("a", 2, "n:00003", 0, 14, "desks"),
             ("b", 1, "n:00002", 6, 60, "load"), ("c", 1, "n:00002", 2, 13, "load")]  # fmt: skip
    table = pd.DataFrame(
        [{"coding_id": c, "part": p, "turn_id": t, "start": s,
          "end": min(e, len(turns.loc[t, "text"])), "quote": turns.loc[t, "text"][s:e],
          "code": code, "coder": "kim", "origin": "human"} for c, p, t, s, e, code in spans]
    )  # fmt: skip
    codings = Codings(table, frame=FRAME)
    with pytest.raises(CodingError, match="name one session of n, s, z"):
        write_word_comments(codings, corpus, tmp_path / "x.docx")
    path = write_word_comments(codings, corpus, tmp_path / "x.docx", session_id="n")
    back = read_word_comments(path, FRAME, session_id="n").codings.spans
    assert set(zip(back["quote"], back["code"], strict=True)) >= {
        ("Hot-desking, well,", "desks"), ("Hot-desking", "load"), ("My supervision", "desks"),
    }  # fmt: skip


def threaded(path, answers, resolved):
    """Make the second and further comments answers to the first, as Word keeps them."""
    w14 = "http://schemas.microsoft.com/office/word/2010/wordml"
    w15 = "http://schemas.microsoft.com/office/word/2012/wordml"
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    xml = parts["word/comments.xml"].decode()
    for n in range(answers + 1):
        xml = xml.replace("<w:p>", f'<w:p xmlns:w14="{w14}" w14:paraId="0000000{n}">', 1)
    parts["word/comments.xml"] = xml.encode()
    rows = f'<w15:commentEx w15:paraId="00000000" w15:done="{int(resolved)}"/>' + "".join(
        f'<w15:commentEx w15:paraId="0000000{n}" w15:paraIdParent="00000000" w15:done="0"/>'
        for n in range(1, answers + 1)
    )
    parts["word/commentsExtended.xml"] = (
        f'<w15:commentsEx xmlns:w15="{w15}">{rows}</w15:commentsEx>'.encode()
    )
    with zipfile.ZipFile(path, "w") as packed:
        for name, raw in parts.items():
            packed.writestr(name, raw)


@pytest.mark.parametrize("frame", [FRAME, None])
def test_answers_join_the_memo_unless_they_name_codes(tmp_path, frame):
    path = commented(
        tmp_path / "x.docx", (1, 1, "desks", "Kim"), (1, 1, "I agree", "Sam"),
        (1, 1, "load", "Sam"),
    )  # fmt: skip
    threaded(path, 2, resolved=True)
    project = read_word_comments(path, frame)
    spans = project.codings.spans
    by = sorted(zip(spans["coder"], spans["code"], spans["memo"].fillna(""), strict=True))
    own = ("Kim", "desks", "Sam: I agree" if frame else "Sam: I agree\nSam: load")
    assert by == ([own, ("Sam", "load", "")] if frame else [own])
    assert any("marked as resolved" in m for m in project.losses["message"])


def test_comments_in_tables_stand_on_their_own_cell(tmp_path):
    document = docx.Document()
    table = document.add_table(4, 2)
    cells = [("Speaker", "Text"), ("P1", "Yes."), ("P2", "No."), ("P3", "Yes.")]
    for row, (speaker, text) in enumerate(cells):
        table.cell(row, 0).text, table.cell(row, 1).text = speaker, text
    runs = [table.cell(n, 1).paragraphs[0].runs[0] for n in range(4)]
    document.add_comment([runs[3]], text="desks", author="Kim")
    document.add_comment([runs[1], runs[2]], text="load", author="Sam")
    document.save(str(tmp_path / "x.docx"))
    assert rows(read_word_comments(tmp_path / "x.docx", FRAME)) == [
        ("x:00003", "Yes.", "desks", "Kim"), ("x:00001", "Yes.", "load", "Sam"),
        ("x:00002", "No.", "load", "Sam"),
    ]  # fmt: skip


def test_tracked_insertions_are_words_and_deleted_ones_are_not(tmp_path):
    path = commented(tmp_path / "x.docx", (1, 1, "desks", "Kim"), (2, 2, "load", "Kim"))
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    xml = parts["word/document.xml"].decode()
    run = "<w:r><w:t>P1: There is no desk.</w:t></w:r>"
    by = 'w:id="90" w:author="Zoe" w:date="2025-03-01T09:00:00Z"'
    assert run in xml
    xml = xml.replace(run, f"<w:r><w:t>P1: There is </w:t></w:r><w:ins {by}><w:r><w:t>no desk."
                      "</w:t></w:r></w:ins>")  # fmt: skip
    gone = "<w:r><w:t>P2: I hold thirty.</w:t></w:r>"
    deleted = gone.replace("w:t>", "w:delText>")
    xml = xml.replace(gone, f"<w:del {by}>{deleted}</w:del>")
    parts["word/document.xml"] = xml.encode()
    with zipfile.ZipFile(path, "w") as packed:
        for name, raw in parts.items():
            packed.writestr(name, raw)
    project = read_word_comments(path, FRAME)
    assert ("x:00002", "There is no desk.", "desks", "Kim") in rows(project)
    assert not any("thirty" in quote for _, quote, _, _ in rows(project))
    assert set(project.losses["severity"]) & {"error", "warning"}


def test_what_is_no_word_file_is_refused(tmp_path):
    path = tmp_path / "x.docx"
    path.write_bytes(b"PK\x03\x04 no")
    with pytest.raises(ExchangeError, match=r"x\.docx.*damaged"):
        read_word_comments(path)
