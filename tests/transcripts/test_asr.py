import json

import pytest

from practicelearn import errors
from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.readers import Hints
from practicelearn.transcripts.readers.asr import read
from practicelearn.transcripts.readers.checks import ReadError
from practicelearn.transcripts.readers.json_text import parse
from practicelearn.transcripts.tiles import check_tiles

from .mutants import survive, talk

HOW = ("How is it?", "It closed.")
TWO = [("Speaker 0", "How is it?", 0.1, 0.4), ("Speaker 1", "It closed.", 0.5, 0.9)]
AWS = [
    ("spk_0", "It closed, yes.", 0.5, 1.2),
    ("spk_1", "Did [PII]?", 2.0, 2.6),
    ("spk_0", "Yes.", 3.0, 3.2),
]
EXPECTED = {
    "whisper.json": [
        (None, "The rota changes.", 0, 2.5),
        (None, "It changes every week.", 2.5, 4),
        (None, "It changes every week.", 4, 6),
    ],
    "whisperx.json": [
        ("SPEAKER_00", "How is the café?", 0.1, 2),
        ("SPEAKER_01", "It closed. Did it? Yes, in 2024.", 2, 6),
        (None, "Mm.", 6, 7),
    ],
    "aws.json": AWS,
    "aws-new.json": AWS,
    "aws-channels.json": [(s.replace("spk", "ch"), *rest) for s, *rest in AWS],
    "aws-analytics.json": [("AGENT", HOW[0], 0.5, 1.2), ("CUSTOMER", HOW[1], 1.3, 2)],
    "assemblyai.json": [("A", HOW[0], 0.1, 0.4), ("B", HOW[1], 0.5, 0.9)],
    "assemblyai-plain.json": [(None, " ".join(HOW), 0.1, 0.9)],
    "deepgram.json": [TWO[0], ("Speaker 1", "It closed. Really?", 0.5, 1)],
    "deepgram-utterances.json": TWO,
    "google.json": [("Speaker 1", HOW[0], 0.1, 0.4), ("Speaker 2", HOW[1], 0.5, 1.2)],
}


def rows(path, **how):
    corpus = read_transcript(path, **how)
    turns = corpus.turns[["speaker", "text", "start_s", "end_s"]]
    return [tuple(row) for row in turns.itertuples(index=False)], corpus


@pytest.mark.parametrize("name", EXPECTED)
def test_each_twin_gives_speakers_turns_and_times(files, name):
    turns, corpus = rows(files / name)
    assert turns == EXPECTED[name]
    assert corpus.sessions["duration_s"].iloc[0] == EXPECTED[name][-1][3]
    assert not (corpus.issues["message"].str.contains("second copy")).any()


@pytest.mark.parametrize("name", EXPECTED)
def test_every_character_has_an_owner_and_speech_is_in_units(files, name):
    reading = read((files / name).read_bytes(), Hints())
    check_tiles(reading.text, reading.tiles)
    assert not [t for t in reading.tiles if t.kind == "issue"]
    spoken = [(t.start, t.end) for t in reading.tiles if t.kind == "speech"]
    assert spoken == sorted((p.start, p.end) for u in reading.units for p in u.pieces)


def test_results_without_words_have_only_an_end(files):
    turns, _ = rows(files / "google-plain.json")
    assert [(s, t, end) for s, t, _, end in turns] == [(None, HOW[0], 0.4), (None, HOW[1], 1.2)]


def test_a_segment_can_be_parted_where_its_words_change_speaker(files):
    _, corpus = rows(files / "whisperx.json")
    assert corpus.issues.query("source_loc == 'segment 2'")["message"].str.contains("split").all()
    parted, corpus = rows(files / "whisperx.json", split_words=True)
    assert parted == [
        ("SPEAKER_00", "How is the café?", 0.1, 2),
        ("SPEAKER_01", "It closed.", 2, 3),
        ("SPEAKER_00", "Did it?", 3.1, 5),
        ("SPEAKER_01", "Yes, in 2024.", 5, 6),
        (None, "Mm.", 6, 7),
    ]
    parted, _ = rows(files / "deepgram.json", split_words=True)
    assert [t[:2] for t in parted] == [TWO[0][:2], TWO[1][:2], ("Speaker 0", "Really?")]


def test_a_segment_said_twice_is_doubted(files):
    _, corpus = rows(files / "whisper.json")
    assert corpus.issues["message"].str.contains("word for word").sum() == 1


def test_words_without_a_segment_are_said(write, files):
    damaged = json.loads((files / "whisperx.json").read_text())
    damaged["segments"][1]["text"] = " It"
    _, corpus = rows(write("a.json", json.dumps(damaged)))
    lost = corpus.issues[corpus.issues["message"].str.contains("second copy")]
    assert lost["text"].tolist() == ["closed did"]


def test_words_outside_of_every_speakers_segment_are_kept(write, files):
    damaged = json.loads((files / "aws.json").read_text())
    del damaged["results"]["speaker_labels"]["segments"][1]
    turns, corpus = rows(write("a.json", json.dumps(damaged)))
    assert turns[1][:2] == (None, "Did [PII]?")
    assert corpus.issues["message"].str.contains("no speaker's segment").any()


def test_json_is_told_by_its_content(write, files):
    raw = (files / "whisperx.json").read_bytes()
    assert rows(write("a.json.xz", raw))[0] == EXPECTED["whisperx.json"]
    assert rows(write("a.txt", b"\xef\xbb\xbf" + raw))[0] == EXPECTED["whisperx.json"]


def test_a_file_that_breaks_off_keeps_what_was_read(write, files):
    raw = (files / "assemblyai.json").read_text()
    cut = raw[: raw.index("It closed.", raw.index("utterances")) + 4]
    turns, corpus = rows(write("a.json", cut))
    assert turns[0][:2] == ("A", "How is it?")
    assert corpus.issues["message"].str.contains("breaks off").any()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"segments": [{"text": "a"},]}', "line 1: its JSON is damaged at character 29"),
        ('{"segments":\n [{"text": x}]}', "line 2: its JSON is damaged at character 12"),
        ('{"a": 1}', "this looks like JSON, but like none that is known: Whisper"),
        ("[" * 61 + '{"a": 1}' + "]" * 61, "nested more than 60 deep"),
    ],
)
def test_json_that_is_none_is_refused_with_its_place(write, text, says):
    with pytest.raises(errors.TranscriptError) as raised:
        read_transcript(write("a.json", text))
    assert says in str(raised.value)


def test_json_that_is_absurdly_long_is_refused(monkeypatch):
    monkeypatch.setattr("practicelearn.transcripts.readers.json_text.LARGEST", 2**20)
    with pytest.raises(ReadError, match="at most 1 are read"):
        parse("[" + " " * 2**20 + "]")


def test_half_a_character_is_no_crash(write):
    text = r'[{"speaker": "A", "text": "one \ud83d two \u00e9"}, {"speaker": 2, "text": "b"}]'
    turns, _ = rows(write("a.json", text))
    assert [t[:2] for t in turns] == [("A", "one \ufffd two é"), ("Speaker 2", "b")]


SHAPES = {
    "whisperx": (
        lambda n, name, words: json.dumps(
            {
                "start": 3.0 * n,
                "end": 3.0 * n + 2,
                "text": " " + words,
                "words": [{"word": w, "start": 3.0 * n, "end": 3.0 * n + 1} for w in words.split()],
                "speaker": name,
            }
        ),
        '{"segments": [\n%s\n]}',
    ),
    "aws": (
        lambda n, name, words: ",\n".join(
            json.dumps(
                {
                    "start_time": f"{3 * n}.{k}",
                    "end_time": f"{3 * n}.{k + 1}",
                    "alternatives": [{"content": word}],
                    "speaker_label": name,
                }
            )
            for k, word in enumerate(words.split())
        ),
        '{"results": {"items": [\n%s\n]}}',
    ),
    "deepgram": (
        lambda n, name, words: json.dumps(
            {"start": 3.0 * n, "end": 3.0 * n + 1, "transcript": words, "speaker": name}
        ),
        '{"results": {"utterances": [\n%s\n]}}',
    ),
    "assemblyai": (
        lambda n, name, words: json.dumps(
            {"start": 3000 * n, "end": 3000 * n + 90, "text": words, "speaker": name}
        ),
        '{"utterances": [\n%s\n]}',
    ),
    "google": (
        lambda n, name, words: ",\n".join(
            json.dumps({"startTime": f"{3 * n}.{k}s", "word": word, "speakerLabel": name})
            for k, word in enumerate(words.split())
        ),
        '{"results": [{"alternatives": [{"words": [\n%s\n]}]}]}',
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_damaged_files_lose_nothing_silently(tmp_path, shape):
    make, around = SHAPES[shape]
    blocks = [make(n, *turn) for n, turn in enumerate(talk(12))]
    found = survive(tmp_path / "a.json", lambda parts: around % ",\n".join(parts), blocks, 12)
    assert found.total() == 12


def test_whispers_table_counts_milliseconds(files, write):
    turns, corpus = rows(files / "whisper.tsv")
    assert turns == EXPECTED["whisper.json"][:2]
    text = (files / "whisper.tsv").read_text().replace("2500\t4000\t", "25x0\t4000\t")
    turns, corpus = rows(write("a.tsv", text))
    assert corpus.turns["text"].tolist()[1] == "25x0\t4000\tIt changes every week."
    assert corpus.issues.query("severity == 'warning'")["source_loc"].tolist()[0] == "line 3"
