import io
from pathlib import Path

import openpyxl
import pytest

from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.readers import READERS, Hints
from practicelearn.transcripts.tiles import check_tiles

from .mutants import survive, talk

CHATS = ("teams-chat.txt", "zoom-chat.txt", "zoom-sidecar.txt", "whatsapp.txt")


def rows(path):
    corpus = read_transcript(path)
    turns = corpus.turns[["speaker", "text", "start_s"]].astype(object)
    found = turns.where(turns.notna(), None).itertuples(index=False)
    return [tuple(row) for row in found], corpus


def test_teams_chat_as_it_is_copied(files):
    turns, corpus = rows(files / "teams-chat.txt")
    assert turns == [
        ("Other, Sam", "Right, shall we start?\n\nWe have an hour.", 0),
        ("Kay May (Guest)", "Go on then.", 60),
        ("Other, Sam", "The rota: first.", 300),
    ]
    assert corpus.sessions["source_kind"].tolist() == ["chat"]
    assert "Health check North" in set(corpus.issues["text"])


def test_zoom_chat_says_what_was_private(files):
    turns, corpus = rows(files / "zoom-chat.txt")
    assert turns == [
        ("Kay May", "Where is the rota?", 0),
        ("Sam", "Ask later.\nIn the office.", 23),
    ]
    assert corpus.issues["message"].str.contains("1 message to one person").any()
    turns, _ = rows(files / "zoom-sidecar.txt")
    midnight = 24 * 3600 + 60 - (14 * 3600 + 5 * 60 + 7)
    assert turns == [
        ("Kay May", "Where is the rota?", 0),
        ("Sam", "In the office.\nGood night.", 23),
    ]
    reading = READERS["chat-log"].read((files / "zoom-sidecar.txt").read_bytes(), Hints())
    assert reading.units[-1].start_s == midnight


def test_whatsapp(files):
    turns, _ = rows(files / "whatsapp.txt")
    assert turns == [
        ("Kay", "Where is the rota?", 0),
        ("Sam", "In the office.\nOn the wall.", 60),
    ]


def test_a_transcript_with_times_is_no_chat(write):
    text = "[00:00:10] Kay\nOne.\n\n[00:00:20] Sam\nTwo.\n\n[00:00:30] Kay\nThree.\n"
    assert rows(write("a.txt", text))[1].sessions["format"].tolist() == ["text"]


@pytest.mark.parametrize("bad", ["14:x6]", "1x:06]", "1406]"])
def test_a_head_that_cannot_be_read_is_said(write, files, bad):
    text = (files / "teams-chat.txt").read_text().replace("14:06]", bad)
    turns, corpus = rows(write("a.txt", text))
    assert len(turns) == 1
    warned = corpus.issues[corpus.issues["message"].str.contains("head of a message")]
    assert warned["source_loc"].tolist() == ["line 8"]


POSTS = [
    ("Kay", 'Rota\nChanges every week,\n"again".', None),
    (None, "Duty desk", None),
    (None, "Cars\nToo few", None),
]


def test_padlet_posts_of_nobody_are_not_one_persons(files):
    turns, corpus = rows(files / "padlet.csv")
    assert [(s, t.replace("\r\n", "\n"), at) for s, t, at in turns] == POSTS
    assert corpus.sessions[["format", "source_kind"]].iloc[0].tolist() == ["padlet", "chat"]
    assert corpus.turns["source_loc"].tolist() == ["row 2", "row 3", "row 4"]
    assert corpus.issues["message"].str.contains("2 of 3 posts name no author").any()
    told = corpus.issues[corpus.issues["message"].str.contains("cells of the posts")]["text"]
    assert "row 4, Section: What is hard" in told.iloc[0]


def test_padlet_in_excel(write):
    book = openpyxl.Workbook()
    book.active.append(["Section", "Subject", "Body", "Author"])
    book.active.append(["Hard", "Rota", 'Changes every week,\n"again".', "Kay"])
    book.active.append(["Hard", None, "Duty desk", "anonymous"])
    book.active.append(["Hard", "Cars", "Too few", None])
    out = io.BytesIO()
    book.save(out)
    turns, corpus = rows(write("wall.xlsx", out.getvalue()))
    assert turns == POSTS
    assert corpus.sessions["format"].tolist() == ["padlet"]


@pytest.mark.parametrize("name", [*CHATS, "padlet.csv"])
def test_every_character_has_an_owner(files, name):
    reader = READERS["padlet" if name.endswith("csv") else "chat-log"]
    assert reader.sniff((files / name).read_bytes(), name) > 0.5
    reading = reader.read((files / name).read_bytes(), Hints())
    check_tiles(reading.text, reading.tiles)
    assert not [t for t in reading.tiles if t.kind == "issue"]


SHAPES = {
    "teams": lambda n, name, words: f"[Monday 14:{n:02}] {name.title()}\n{words}\n\n",
    "zoom": lambda n, name, words: f"14:{n:02}:07 From {name} to Everyone: {words}\n",
    "padlet": lambda n, name, words: f"{name},s{n},{words},Hard,14:{n:02}\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_damaged_files_lose_nothing_silently(tmp_path, shape):
    blocks = [SHAPES[shape](n, *turn) for n, turn in enumerate(talk(12))]
    head = "Author,Subject,Body,Section,Created at\n" if shape == "padlet" else ""
    path = tmp_path / ("a.csv" if head else "a.txt")
    assert survive(path, lambda parts: head + "".join(parts), blocks, 20).total() == 20


def test_a_chat_is_its_writers_own_words_and_no_notes(files: Path):
    for name in ("teams-chat.txt", "zoom-sidecar.txt", "padlet.csv"):
        corpus = read_transcript(files / name)
        assert corpus.sessions["source_kind"].tolist() == ["chat"]
        assert corpus.turns["verbatim"].all()
        assert not corpus.issues["message"].str.contains("somebody's notes").any()


@pytest.mark.parametrize(
    "text",
    [
        "Kay Lane\n03/06/2025 14:05\nAre the cars back?\n\nSam\n03/06/2025 14:07\nNot yet.\nSoon.",
        "[03/06/2025 14:05] Kay Lane\nAre the cars back?\n[03/06/2025 14:07] Sam\nNot yet.\nSoon.",
        "June 3, 2:05 PM - Kay Lane: Are the cars back?\nJune 3, 2:07 PM - Sam: Not yet.\nSoon.",
    ],
)
def test_the_day_may_stand_first_or_on_the_line_below(write, text):
    turns = read_transcript(write("chat.txt", text)).turns
    assert turns["speaker"].tolist() == ["Kay Lane", "Sam"]
    assert turns["text"].tolist() == ["Are the cars back?", "Not yet.\nSoon."]
    assert turns["start_s"].tolist() == [0, 120]
