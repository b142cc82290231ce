import io
import json
import zipfile

import pytest

from practicelearn import errors
from practicelearn.transcripts.loader import read_transcript, read_transcripts
from practicelearn.transcripts.readers import READERS, Hints
from practicelearn.transcripts.readers.checks import ReadError
from practicelearn.transcripts.readers.packages import Package
from practicelearn.transcripts.tiles import check_tiles

from .mutants import mutants, outcome, survive, talk


def rows(corpus, session_id):
    turns = corpus.turns[corpus.turns["session_id"] == session_id]
    turns = turns[["speaker", "text", "start_s", "end_s"]].astype(object)
    found = turns.where(turns.notna(), None).itertuples(index=False)
    return [tuple(row) for row in found]


def test_each_conversation_of_a_convokit_folder_is_a_session(files):
    corpus = read_transcripts(files / "convokit")
    assert sorted(corpus.sessions.index) == ["north", "south"]
    assert rows(corpus, "north") == [
        ("F", "How is the café?", 0, None),
        ("P1", 'It "closed". Sadly.', 4.5, None),
    ]
    assert rows(corpus, "south") == [("F", "And you?", 0, None)]
    assert corpus.turns["person_id"].isna().all()
    told = corpus.issues["message"]
    assert told.str.contains("this utterance has no words").sum() == 1
    assert told.str.contains("fields meta, stage|fields stage").any()
    assert not (corpus.issues["severity"] == "error").any()


def test_a_damaged_line_is_kept_as_an_issue(write, files):
    lines = (files / "convokit" / "utterances.jsonl").read_text().split("\n")
    lines[2] = lines[2].replace('"text":', '"text"')
    corpus = read_transcripts([write("utterances.jsonl", "\n".join(lines))])
    issue = corpus.issues[corpus.issues["message"].str.contains("this line is not read")].iloc[0]
    assert issue["source_loc"] == "line 3"
    assert "closed" in issue["text"]
    assert rows(corpus, "north")[1][:2] == ("P1", "Sadly.")


def test_a_line_without_its_text_is_kept_as_an_issue(write, files):
    text = (files / "convokit" / "utterances.jsonl").read_text().replace('"text"', '"te\x00xt"', 1)
    corpus = read_transcripts([write("utterances.jsonl", text)])
    issue = corpus.issues[corpus.issues["message"].str.contains("no text of its own")].iloc[0]
    assert "How is the café?" in issue["text"]


def test_each_text_of_a_project_is_a_session(files):
    corpus = read_transcripts([files / "project.qdpx"])
    assert sorted(corpus.sessions.index) == ["east", "north", "south"]
    assert corpus.sessions.loc["north", "file"] == "North.docx"
    assert rows(corpus, "north") == [
        ("F", "How is the café?", None, None),
        ("P1", "It changes.\nOften.", None, None),
    ]
    assert rows(corpus, "south") == [
        ("F", "And you?", None, None),
        ("P1", "Well.\nSo.", None, None),
    ]
    assert rows(corpus, "east") == [("F", "And now?", 0, 2.5), ("P1", "Slow.", 2.5, 4)]
    told = " ".join(corpus.issues["message"])
    assert 'text of "Gone" is not in the file' in told
    assert 'text of "Away" lies outside of the file (relative)' in told
    assert '"wall.jpg" is no text' in told


def test_a_sheet_names_the_texts_of_a_project(write, files):
    write("talk/project.qdpx", (files / "project.qdpx").read_bytes())
    sheet = write(
        "talk/sessions.csv", "file,session_id,round\nNorth.docx,n-1,2024\nEast,e-1,2025\n"
    )
    corpus = read_transcripts(sheet.parent)
    assert sorted(corpus.sessions.index) == ["e-1", "n-1", "south"]
    assert corpus.sessions.loc["n-1", "year"] == "2024"


@pytest.mark.parametrize("name", ["project.qdpx", "convokit/utterances.jsonl"])
def test_every_character_has_an_owner(files, name):
    reader = READERS["qdpx" if name.endswith("qdpx") else "convokit"]
    for part in reader.parts((files / name).read_bytes(), Hints()):
        check_tiles(part.reading.text, part.reading.tiles)
        assert not [t for t in part.reading.tiles if t.kind == "issue"]


def packed(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def project(sources):
    return f'<Project xmlns="urn:QDA-XML:project:1.0"><Sources>{sources}</Sources></Project>'


TEXT = '<TextSource name="North" plainTextPath="internal://A.txt"/>'


def test_a_part_that_unpacks_to_more_than_the_limit_is_refused(write, monkeypatch):
    monkeypatch.setattr("practicelearn.transcripts.readers.packages.LARGEST_PART", 2**20)
    bomb = packed(project_dot_qde=project(TEXT), Sources__A_dot_txt=b"F: " * 2**20)
    assert len(bomb) < 10_000
    with pytest.raises(errors.TranscriptError, match="unpacks to more than 1 MB; refused"):
        read_transcript(write("a.qdpx", bomb))


def test_a_part_whose_size_is_a_lie_is_refused_or_damaged(write, monkeypatch):
    monkeypatch.setattr("practicelearn.transcripts.readers.packages.LARGEST_PART", 2**20)
    bomb = packed(project_dot_qde=project(TEXT), Sources__A_dot_txt=b"F: " * 2**20)
    lie = bomb.replace((3 * 2**20).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert lie != bomb
    with pytest.raises(errors.TranscriptError, match=r"refused|damaged"):
        read_transcript(write("a.qdpx", lie))


@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/a.txt", "x/../../a.txt", "C:a.txt", "..\\a.txt"]
)
def test_a_path_that_leads_out_is_refused(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, "x")
    with pytest.raises(ReadError, match="leads out of the file"):
        Package(out.getvalue(), "export it again")


def test_an_excel_file_that_is_a_bomb_is_refused(write, monkeypatch):
    monkeypatch.setattr("practicelearn.transcripts.readers.packages.LARGEST_PART", 2**20)
    bomb = packed(xl__worksheets__sheet1_dot_xml=b" " * 2**21)
    with pytest.raises(errors.TranscriptError, match="unpacks to more than 1 MB; refused"):
        read_transcript(write("a.xlsx", bomb))


def test_too_many_parts_are_refused(monkeypatch):
    monkeypatch.setattr("practicelearn.transcripts.readers.packages.MOST_PARTS", 3)
    with pytest.raises(ReadError, match="holds 4 parts; at most 3"):
        Package(packed(a="", b="", c="", d=""), "export it again")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (packed(other="x"), "holds no project.qde"),
        (packed(project_dot_qde=project(TEXT)), r'text of "North" is not in the file'),
        (packed(project_dot_qde="<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "declares XML entities"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_a_project_without_text_is_refused_with_the_reason(write, raw, says):
    with pytest.raises(errors.TranscriptError, match=says):
        read_transcript(write("a.qdpx", raw))


def test_real_projects_without_their_sources_say_so(test_data):
    with pytest.raises(errors.TranscriptError, match="is not in the file"):
        read_transcript(test_data / "qda" / "atlas8-reference-project.qdpx")


def utterances(parts):
    return "".join(parts)


def test_damaged_conversations_lose_nothing_silently(tmp_path):
    blocks = [
        json.dumps({"conversation_id": "a", "speaker": name, "timestamp": 3 * n, "text": words})
        + "\n"
        for n, (name, words) in enumerate(talk(12))
    ]
    assert survive(tmp_path / "utterances.jsonl", utterances, blocks).total() == 50


def test_damaged_projects_lose_nothing_silently(tmp_path):
    blocks = [f"{name}: {words}\n" for name, words in talk(12)]
    whole = packed(project_dot_qde=project(TEXT), Sources__A_dot_txt=utterances(blocks))
    path = tmp_path / "a.qdpx"
    path.write_bytes(whole)
    told = set(read_transcripts([path]).issues["message"])
    assert outcome(path, whole, told, utterances(blocks)) == "exact"
    for kind, raw in mutants(utterances, [f"#{n}:00# {b}" for n, b in enumerate(blocks)], 48):
        if kind == "cut":
            at = len(whole) * len(raw) // 2000 + 1
            assert outcome(path, whole[:at], told, "") == "refused"
        elif kind != "time":
            inside = packed(project_dot_qde=project(TEXT), Sources__A_dot_txt=raw)
            outcome(path, inside, told, raw.decode())
