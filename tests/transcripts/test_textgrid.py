import pytest

from practicelearn import errors
from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.readers import Hints
from practicelearn.transcripts.readers.textgrid import read
from practicelearn.transcripts.tiles import check_tiles

from .mutants import survive, talk

TWINS = ("long.TextGrid", "short.TextGrid", "big-endian.TextGrid")


@pytest.mark.parametrize("name", TWINS)
def test_long_short_and_wide_files_are_alike(files, name):
    corpus = read_transcript(files / name)
    turns = corpus.turns[["speaker", "text", "start_s", "end_s", "overlap"]]
    assert [tuple(t)[:4] for t in turns.itertuples(index=False)] == [
        ("Kay (ENQ)", "How is the café?", 0, 2),
        ("Sam", "It changes, every week.", 1.5, 9.5),
        ("Kay (ENQ)", 'She said "no". 3 times = often', 6, 9.5),
    ]
    assert turns["overlap"].tolist()[1:] == [True, True]
    assert corpus.turns["role"].tolist() == ["facilitator", "unknown", "facilitator"]
    assert corpus.issues.query("severity == 'warning'").empty
    told = dict(zip(corpus.issues["message"], corpus.issues["text"], strict=True))
    assert told['the tier "notes" describes what was said and is no turn'] == "door opens"
    assert any('"Sam - words" divides' in message for message in told)


@pytest.mark.parametrize("name", TWINS)
def test_every_character_has_an_owner(files, name):
    reading = read((files / name).read_bytes(), Hints())
    check_tiles(reading.text, reading.tiles)
    assert not [t for t in reading.tiles if t.kind == "issue"]


def test_words_that_only_a_word_tier_has_are_said(write, files):
    text = (files / "long.TextGrid").read_text().replace('"changes"', '"alters"')
    corpus = read_transcript(write("a.TextGrid", text))
    lost = corpus.issues[corpus.issues["message"].str.contains("no speaker's tier")]
    assert lost["text"].tolist() == ["alters"]


def test_a_file_of_words_only_is_read_by_word(write):
    def tier(name, *entries):
        rows = "".join(f'{a}\n{b}\n"{t}"\n' for a, b, t in entries)
        return f'"IntervalTier"\n"{name}"\n0\n3\n{len(entries)}\n{rows}'

    text = 'File type = "ooTextFile"\n"TextGrid"\n\n0\n3\n<exists>\n4\n'
    text += tier("Kay - words", (0, 1, "how"), (1, 2, "so"), (2, 3, ""))
    text += tier("Kay - phones", (0, 1, "h"), (1, 3, "s"))
    text += tier("Sam - words", (0, 2.5, ""), (2.5, 3, "yes"))
    text += tier("Sam - phones", (2.5, 3, "j"))
    turns = read_transcript(write("a.TextGrid", text)).turns
    assert list(zip(turns["speaker"], turns["text"], strict=True)) == [
        ("Kay", "how so"),
        ("Sam", "yes"),
    ]


def test_a_cut_file_says_how_much_is_missing(write, files):
    text = (files / "long.TextGrid").read_text()
    corpus = read_transcript(write("a.TextGrid", text[: text.index("every week") + 5]))
    assert corpus.turns["text"].str.contains("changes, every").any()
    assert corpus.issues["message"].str.contains("ends inside a text").any()
    shorter = text[: text.index("        intervals [3]:", text.index('"Sam"'))]
    corpus = read_transcript(write("b.TextGrid", shorter))
    assert corpus.issues["message"].str.contains("says it has 3 entries, 2 can be read").any()


def test_a_file_without_tiers_is_refused(write):
    with pytest.raises(errors.TranscriptError, match="without tiers"):
        read_transcript(write("a.TextGrid", 'File type = "ooTextFile"\n"TextGrid"\n\n0\n3\n'))


def build(entries):
    tiers = []
    for name in ("kay", "sam", "pat"):
        own = [e for e in entries if name in e]
        rows = "".join(f"        intervals [{n}]:\n{e}" for n, e in enumerate(own, 1))
        tiers.append(
            f'    item [1]:\n        class = "IntervalTier"\n        name = "{name}"\n'
            f"        xmin = 0\n        xmax = 60\n        intervals: size = {len(own)}\n{rows}"
        )
    head = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 60\n'
    return head + "tiers? <exists>\nsize = 3\nitem []:\n" + "".join(tiers)


def blocks():
    return [
        f'{" " * 12}xmin = {3 * n}\n{" " * 12}xmax = {3 * n + 2}\n{" " * 12}text = "{words}"\n'
        for n, (_, words) in enumerate(talk(12))
    ]


def test_damaged_files_lose_nothing_silently(tmp_path):
    assert survive(tmp_path / "a.TextGrid", build, blocks()).total() == 50


def test_words_of_a_tier_whose_head_is_damaged_are_kept_and_reported(files):
    raw = (files / "long.TextGrid").read_bytes()
    reading = read(raw.replace(b'"IntervalTier"', b'"IntervalTxer"', 1), Hints())
    check_tiles(reading.text, reading.tiles)
    told = " ".join(p.text for p in reading.problems if p.severity == "warning")
    assert "How is the caf" in told
