import pytest

from practicelearn import errors
from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.readers import Hints
from practicelearn.transcripts.readers.tei import read
from practicelearn.transcripts.tiles import check_tiles

from .mutants import survive, talk
from .read_back import rows


def test_utterances_with_their_sounds_and_times(files):
    turns, corpus = rows(files / "spoken.xml")
    assert turns == [
        ("P1", "How is [pause] the rota [laughs] & the des desk?", 0, 1.5),
        ("Mateo_Salvini", "It [inaudible] changes.", 1.5, 4),
        ("P1", "Does n't it?", 4, None),
        (None, "Mm.", None, None),
    ]
    kinds = [[m.kind for m in marks] for marks in corpus.turns["marks"]]
    assert kinds == [["pause", "laughter"], ["inaudible"], [], []]


def test_what_is_no_speech_is_listed(files):
    _, corpus = rows(files / "spoken.xml")
    told = dict(zip(corpus.issues["message"], corpus.issues["text"], strict=True))
    assert told["this is no speech and no turn"].split("\n") == [
        "North", "One", "Session one", "door opens", "points",
    ]  # fmt: skip
    assert any("P1: moderator" in message for message in told)
    near = [m for m in told if '"Mateo_Salvini" speaks but is not' in m]
    assert near[0].endswith('Did you mean "Mateo_Salvi"?')


def test_a_root_of_another_name_and_who_with_or_without_a_hash(files):
    turns, corpus = rows(files / "no-root.xml")
    assert [t[:2] for t in turns] == [("P1", "One. Two."), ("P2", "Three.")]
    assert corpus.sessions["format"].tolist() == ["tei"]


@pytest.mark.parametrize("name", ["spoken.xml", "no-root.xml"])
def test_every_character_has_an_owner(files, name):
    reading = read((files / name).read_bytes(), Hints())
    check_tiles(reading.text, reading.tiles)
    assert not [t for t in reading.tiles if t.kind == "issue"]


BOMB = '<?xml version="1.0"?>\n<!DOCTYPE u [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB + '<TEI><u who="A">&b;</u></TEI>', "declares XML entities"),
        ((BOMB + "<TEI><u>&b;</u></TEI>").encode("utf-16"), "declares XML entities"),
        (
            '<!DOCTYPE TEI SYSTEM "file:///etc/hostname"><TEI><u>&x;</u></TEI>',
            "uses the XML entity &x;",
        ),
        ('<TEI>\n<u who="A">One\n</TEI>', "line 3: its XML is damaged or cut off"),
        ("<TEI><text><p>One</p></text></TEI>", "expected <u> elements"),
        ("<TEI>" + "<seg>" * 400 + "</seg>" * 400 + "</TEI>", "damaged or cut off"),
    ],
)
def test_what_is_unsafe_or_damaged_is_refused(write, text, says):
    with pytest.raises(errors.TranscriptError, match=says):
        read_transcript(write("a.xml", text))


def test_xml_that_is_absurdly_long_is_refused(write, monkeypatch):
    monkeypatch.setattr("practicelearn.transcripts.readers.xml_text.LARGEST", 2**20)
    with pytest.raises(errors.TranscriptError, match="at most 1 are read"):
        read_transcript(write("a.xml", "<TEI><u>" + "a " * 2**19 + "</u></TEI>"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_declared_encoding_holds(write, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<TEI><u who="A">café</u></TEI>'
    assert rows(write("a.xml", text.encode(encoding)))[0][0][:2] == ("A", "café")


def blocks():
    return [
        f'<u who="#{name}" start="{3 * n}.0" end="{3 * n + 2}.5">{words}</u>\n'
        for n, (name, words) in enumerate(talk(12))
    ]


def build(parts):
    return f"<TEI><body>\n{''.join(parts)}</body></TEI>\n"


def test_damaged_files_lose_nothing_silently(tmp_path):
    assert survive(tmp_path / "a.xml", build, blocks()).total() == 50
