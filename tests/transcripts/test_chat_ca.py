from practicelearn.transcripts.readers import Hints
from practicelearn.transcripts.readers.chat_ca import read
from practicelearn.transcripts.tiles import check_tiles

from .mutants import survive, talk
from .read_back import rows


def test_codes_are_left_out_and_sounds_stay(files):
    turns, corpus = rows(files / "talkbank.cha")
    assert turns == [
        ("INV", "how is the [pause] rota?", 0, 1.5),
        (
            "P01",
            (
                "it chan it changes every week. and nobody says um so ... "
                "[laughs] [inaudible] wanna go [2.5s] home."
            ),
            1.5,
            6,
        ),
        ("PO1", "ne never –", 6, 7),
        ("INV", "yes really?", None, None),
    ]
    kinds = [[m.kind for m in marks] for marks in corpus.turns["marks"]]
    assert kinds == [["pause"], ["laughter", "inaudible", "pause"], [], []]


def test_what_describes_the_talk_is_listed(files):
    _, corpus = rows(files / "talkbank.cha")
    told = dict(zip(corpus.issues["message"], corpus.issues["text"], strict=True))
    assert told["these lines describe what was said and are no turns"] == "%com: points at the wall"
    assert told["the transcriber's glosses are no part of the turns"] == "[: want to]"
    assert any(
        "INV: Investigator, taken as facilitator, P01: Participant" in message for message in told
    )
    assert any('"PO1" speaks but is not' in m and '"P01"' in m for m in told)


def test_older_files_with_spaces_and_round_bullets(files):
    turns, corpus = rows(files / "cabnc.cha")
    assert turns == [
        ("KAY", "How is the rota? It changes.", 0, 2.6),
        ("UNK", "[cough] Mm.", None, None),
        ("KAY", "So.", 2.7, 3),
    ]
    bad = corpus.issues.query("severity == 'warning'")
    assert (bad["source_loc"].tolist(), bad["text"].tolist()) == (["line 6"], ["•2600_mute_NA•"])


def test_every_character_has_an_owner(files):
    for name in ("talkbank.cha", "cabnc.cha"):
        reading = read((files / name).read_bytes(), Hints())
        check_tiles(reading.text, reading.tiles)
        kinds = {t.kind for t in reading.tiles}
        assert kinds >= {"speech", "label", "time", "preamble", "syntax"}


def test_a_line_without_a_code_is_kept_and_said(write):
    text = "@Begin\n*KAY:\tone .\ntwo .\n*SAM\tthree .\n@End\n"
    turns, corpus = rows(write("a.cha", text))
    assert [t[:2] for t in turns] == [("KAY", "one. two."), ("SAM", "three.")]
    assert corpus.issues.query("severity == 'warning'")["source_loc"].tolist()[:2] == [
        "line 3",
        "line 4",
    ]


def blocks():
    return [
        f"*{name.upper()}:\t{words} . \x15{3000 * n}_{3000 * n + 2000}\x15\n"
        for n, (name, words) in enumerate(talk(12))
    ]


def build(parts):
    head = "@UTF8\n@Begin\n@Participants:\tKAY Kay Adult, SAM Sam Adult, PAT Pat Adult\n"
    return head + "".join(parts) + "@End\n"


def test_damaged_files_lose_nothing_silently(tmp_path):
    assert survive(tmp_path / "a.cha", build, blocks()).total() == 50
