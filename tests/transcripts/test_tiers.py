import pytest

from practicelearn.transcripts.readers import Hints, tiers
from practicelearn.transcripts.tiles import check_tiles

from .mutants import survive, talk
from .read_back import rows


def told(corpus):
    return dict(zip(corpus.issues["message"], corpus.issues["text"], strict=True))


def test_elan_participants_else_tiers_speak_in_the_order_of_time(files):
    turns, corpus = rows(files / "people.eaf")
    assert turns == [
        ("Kay", "How is the rota & the desk?", 0, 1.5),
        ("P", "It changes [laughs]", 1.2, None),
        ("Kay", "So.", 4, 5),
    ]
    assert corpus.turns["overlap"].fillna(False).tolist() == [False, True, False]
    assert corpus.sessions["duration_s"].tolist() == [5]


def test_elan_tiers_below_are_named_and_no_turns(files):
    said = told(rows(files / "people.eaf")[1])
    assert (
        said['the tier "A_Words@P1" (2 annotations) says again what was said and is no turn']
        is None
    )
    trans = 'the tier "A_Trans@P1" (1 annotation) describes what was said and is no turn'
    assert said[trans] == "Comment va le planning ?"
    beside = 'the tier "comments" (1 annotation) describes what was said and is no turn'
    assert said[beside] == "door opens"


def test_elan_utterances_below_a_tier_of_ids_take_its_times(files):
    turns, corpus = rows(files / "id-tier.eaf")
    assert turns == [("Kay", "How is it? It changes.", 0, 4)]
    assert any('"gloss"' in message for message in told(corpus))


def test_exmaralda_events_that_follow_are_one_utterance(files):
    turns, corpus = rows(files / "north.exb")
    assert turns == [
        ("Kay", "How is the rota [2s] now?", 0, None),
        ("Sam", "It changes.", 1.5, 4),
        ("Kay", "So. [laughs]", 4, 6),
    ]
    kinds = [[m.kind for m in marks] for marks in corpus.turns["marks"]]
    assert kinds == [["pause"], [], ["laughter"]]
    assert "Ca change." in told(corpus).values()


@pytest.mark.parametrize("name", ["people.eaf", "id-tier.eaf", "north.exb"])
def test_every_character_has_an_owner(files, name):
    read = tiers.read_eaf if name.endswith("eaf") else tiers.read_exb
    reading = read((files / name).read_bytes(), Hints())
    check_tiles(reading.text, reading.tiles)
    assert not [t for t in reading.tiles if t.kind == "issue"]


def test_a_time_slot_that_is_missing_or_bad_is_said(write, files):
    text = (files / "people.eaf").read_text()
    turns, corpus = rows(write("a.eaf", text.replace('VALUE="1200"', 'VALUE="12x0"')))
    assert ("P", "It changes [laughs]", None, None) in turns
    assert corpus.issues["text"].tolist().count("12x0") == 1
    turns, corpus = rows(write("b.eaf", text.replace('REF1="ts5"', 'REF1="ts50"')))
    assert ("Kay", "So.", None, 5) in turns
    assert any('"ts50" is not in the file' in message for message in told(corpus))


def eaf(parts):
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{1500 * n}"/>\n' for n in range(24)
    )
    out = []
    for name in ("kay", "sam", "pat"):
        own = [p for p in parts if name in p]
        out.append(f'<TIER TIER_ID="{name}">\n{"".join(own)}</TIER>\n')
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT><TIME_ORDER>\n'
        f"{slots}</TIME_ORDER>\n{''.join(out)}</ANNOTATION_DOCUMENT>\n"
    )


def exb(parts):
    points = "".join(f'<tli id="T{n}" time="{1.5 * n}"/>\n' for n in range(24))
    out = []
    for name in ("kay", "sam", "pat"):
        own = [p for p in parts if name in p]
        out.append(f'<tier speaker="{name}" type="t">\n{"".join(own)}</tier>\n')
    body = f"<common-timeline>\n{points}</common-timeline>\n{''.join(out)}"
    return f"<basic-transcription><basic-body>{body}</basic-body></basic-transcription>\n"


SHAPES = {
    "a.eaf": (
        eaf,
        lambda n, words: (
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="ts{2 * n}" '
            f'TIME_SLOT_REF2="ts{2 * n + 1}"><ANNOTATION_VALUE>{words}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>\n"
        ),
    ),
    "a.exb": (
        exb,
        lambda n, words: f'<event start="T{2 * n}" end="T{2 * n + 1}">{words}</event>\n',
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_damaged_files_lose_nothing_silently(tmp_path, name):
    build, make = SHAPES[name]
    blocks = [make(n, words) for n, (_, words) in enumerate(talk(12))]
    assert survive(tmp_path / name, build, blocks).total() == 50
