"""What programs write, in their default form: who speaks, when it begins, and what is said."""

from pathlib import Path

import pytest

from practicelearn.transcripts.loader import read_transcript

FILES = Path(__file__).parents[1] / "files" / "makers"

FAC, MO = "How is the new rota?", "Better and earlier."
EXPECTED = {
    "noscribe.html": [("S00", 2, FAC), ("S01", 6, "Better & earlier."), ("S02", 10, "Not for us."),
                      ("S00", 13, "Why is that?")],
    "atrain_timestamps.txt": [("SPEAKER_00", 2, f"{FAC} Anybody?"), ("SPEAKER_01", 6, MO),
                              ("SPEAKER_00", 13, "Why is that?")],
    "atrain.txt": [("SPEAKER_00", None, f"{FAC} Anybody?"), ("SPEAKER_01", None, MO),
                   ("SPEAKER_00", None, "Why is that?")],
    "macwhisper.csv": [("Fac", 2, FAC), ("Mo", 6, "Better and earlier than it was."),
                       ("Bea", 10, "Not for us, not at all.")],
    "whispercpp.txt": [(None, 2, FAC), (None, 6, MO), (None, 10, "Not for us.")],
    "whispercpp.json": [(None, 2, FAC), (None, 6, MO)],
    "whisperx.txt": [("SPEAKER_00", None, FAC), ("SPEAKER_01", None, MO),
                     ("SPEAKER_00", None, "Why is that?"), ("SPEAKER_01", None, "It just is.")],
    "fireflies.json": [("Fac", 2, FAC), ("Mo", 6, MO)],
    "readai.json": [("Fac", 2, FAC), ("Mo", 6, "Better and earlier than it was.")],
    "fathom.txt": [("Fac", 2, FAC), ("Mo (Riverbank Council)", 6, MO), ("Fac", 13, "Why is that?")],
    "tldv.txt": [("Fac", 2, FAC), ("Mo", 6, MO), ("Fac", 13, "Why is that?")],
    "grain.md": [("Fac", 2, FAC), ("Mo", 6, MO), ("Fac", 13, "Why is that?")],
    "otranscribe.otr": [("Fac", 2, FAC), ("Mo", 6, "Better & earlier."),
                        ("Fac", 13, "Why is that?")],
    "youtube.sbv": [("Fac", 2, FAC), ("Mo", 6, MO), ("Fac", 13, "Why is that?")],
    "transcriber.trs": [("Fac", 2, FAC), ("Mo", 6, MO), ("Fac", 6, "Why is that?")],
    "word-web-page.doc": [("Fac", None, FAC), ("Mo", None, "Better & earlier."),
                          ("Fac", None, "Why is that?")],
    "stream.json": [("Fac", 2, FAC), ("Mo", 6, MO)],
    "teams-unpadded.vtt": [("Fac Lane", 2.04, FAC), ("Mo Reed", 6, MO),
                           ("Fac Lane", 13.4, "Why is that?")],
    "onedrive.vtt": [(None, 2, FAC), (None, 6, MO)],
    **{
        f"teams-pane-{shape}.txt": [
            ("Fac Lane", 2, FAC),
            ("Mo Reed (External)" if shape == "twice" else "Mo Reed", 6, "Better: and earlier."),
            ("Fac Lane", 3725, "Why is that?"),
        ]
        for shape in ("twice", "lines", "one-line", "clock")
    },
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_a_program_is_understood_in_its_default_form(name):
    turns = read_transcript(FILES / name).turns
    found = [
        (s if isinstance(s, str) else None, None if t != t else t, words)
        for s, t, words in zip(turns["speaker"], turns["start_s"], turns["text"], strict=True)
    ]
    assert found == EXPECTED[name]


def test_what_noscribe_writes_into_anothers_cue_is_its_own_speakers():
    turns = read_transcript(FILES / "noscribe.vtt").turns
    assert list(zip(turns["speaker"], turns["text"], strict=True)) == [
        ("S00", "How is the new rota?"),
        ("S01", "Better --> and earlier."),
        ("S02", "Mm. Not for us."),
    ]


@pytest.mark.parametrize("form", ["html", "txt"])
def test_so_it_is_in_noscribes_other_forms(form, tmp_path):
    said = [
        "S00: How is it?",
        "S01: Better. //S02: Mm. // It is.",
        "S02: //S00: Yes?// Not for us.",
        "S01: No.",
        "S00: Why?",
    ]
    page = "".join(f"<p>{words}</p>" for words in ["noScribe vers. 0.7", *said])
    file = tmp_path / f"north.{form}"
    file.write_text(
        f"<!DOCTYPE html><html><body>{page}</body></html>" if form == "html" else "\n\n".join(said)
    )
    turns = read_transcript(file).turns
    assert list(zip(turns["speaker"], turns["text"], strict=True)) == [
        ("S00", "How is it?"),
        ("S01", "Better."),
        ("S02", "Mm."),
        ("S01", "It is."),
        ("S00", "Yes?"),
        ("S02", "Not for us."),
        ("S01", "No."),
        ("S00", "Why?"),
    ]


def test_names_and_times_that_noscribes_editor_puts_into_cues_are_no_speech():
    corpus = read_transcript(FILES / "noscribe-editor.vtt")
    turns = corpus.turns
    assert list(zip(turns["speaker"], turns["start_s"], turns["text"], strict=True)) == [
        ("Fac", 2, "How is the new rota?"),
        ("Mo Reed", 6, "Better: and earlier."),
        ("Fac", 6, "Is it?"),
        ("Mo Reed", 6, "Yes. So: Nobody waits."),
    ]
    assert not any(turns["marks"])
    assert set(corpus.issues["severity"]) == {"note"}


def test_slashes_between_which_nobody_known_speaks_stay_words(tmp_path):
    file = tmp_path / "a.vtt"
    words = "See https://north.example: it //Well: no// is there."
    file.write_text(f"WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n<v S00>{words}\n")
    assert read_transcript(file).turns["text"].tolist() == [words]


def test_what_a_machine_adds_is_no_speech():
    corpus = read_transcript(FILES / "fathom.txt")
    assert not corpus.turns["text"].str.contains("ACTION").any()
    assert corpus.issues["text"].str.contains("Keep the rota").any()
