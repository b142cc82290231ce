"""Names as council talk has them, and its jargon, which names nobody; every name is invented."""

from __future__ import annotations

import pandas as pd
import pytest

from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.pseudonyms import names_left, pseudonymise
from practicelearn.pseudonyms.find import Finder
from practicelearn.transcripts.loader import read_transcripts


def found(finder: Finder, text: str) -> list[str]:
    return [text[h.start : h.end] for h in finder.find([text])[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # letters
        ("I had J and T in the same placement.", ["J", "T"]),
        ("With K we went back to court.", ["K"]),
        ("D's nan had her for the weekend.", ["D"]),
        ("KT's school rang us again.", ["KT"]),
        ("The youngest, R, was two.", ["R"]),
        ("we had k in one place and l in another", ["k", "l"]),
        ("The L family had nine workers.", ["L"]),
        # read out
        ("It's spelt Z E P H A N, with a Z.", ["Z E P H A N"]),
        ("That's K-A-Y-L-U-M on the form.", ["K-A-Y-L-U-M"]),
        ("spelled t e e g a n with two es", ["t e e g a n"]),
        (
            "ring oh seven seven double oh nine hundred two one four",
            ["oh seven seven double oh nine hundred two one four"],
        ),
        ("It's case four four one nine two.", ["four four one nine two"]),
        ("The postcode's bl four, nine tz now.", ["bl four, nine tz"]),
        (
            "born on the fourth of the second two thousand and ten",
            ["the fourth of the second two thousand and ten"],
        ),
        # where people live and go
        ("She's at flat 3, Bevan House.", ["3, Bevan House"]),
        ("it's number forty one bridge street", ["forty one bridge street"]),
        ("Back Lane is where it all goes on.", ["Back Lane"]),
        ("She was at Furness General for weeks.", ["Furness General"]),
        ("She goes to Holy Family, and loves it.", ["Holy Family"]),
        ("the head at rushey mead rings me", ["rushey mead"]),
        ("he's on roll at ysgol glan clwyd", ["ysgol glan clwyd"]),
        # families
        ("The Pepper family went to court.", ["Pepper"]),
        ("the gammon twins were in school", ["gammon"]),
        ("it went to judge kitchen again", ["judge kitchen"]),
        # names of the lists, in any case and with accents
        ("so teegan goes to me you cant", ["teegan"]),
        ("Siân rang.", ["Siân"]),
        ("i was on duty with carol and it was bad", ["carol"]),
    ],
)
def test_a_name_of_council_talk_is_found(finder: Finder, text: str, expected: list[str]) -> None:
    assert found(finder, text) == expected


JARGON = [
    "The AMHP rota, the UASC, the NRPF and the ILACS, and then the JTAI.",
    "PAMS and GDPR, a strat, my flexi, and it was nfa'd, and then nfad.",
    "I havent had a lunch, and they wouldnt, and theyve never.",
    "I'd walk through a wall for them, and we met in Costa.",
    "The B and B was full, so I did a Q and A and a Plan B, at grade H.",
    "We had A and E, then H and S, with no Z in it.",
    "The IDVA, the ISVA and the FGC were there.",
    "We went to Nando's, to Asda and to a Greggs.",
    "The Head of Service came, and Early Help, and Edge of Care.",
    "w- we could, c could have, b but it don t help",
    "one two three four five referrals by nine",
    "hope's all you've got, and grace is gone",
    "it was two thousand and nineteen, at half six",
    "an unlisted one, the qxnf, and the kvrp",
    "it was in the childs words, in McDonald's car park, after my AYSE panel",
    "Bob's your uncle, and it's three houses and a deep dive",
]


@pytest.mark.parametrize("text", JARGON)
def test_jargon_names_nobody(finder: Finder, text: str) -> None:
    assert found(finder, text) == []
    assert found(finder, text.lower()) == []


def corpus_of(*texts: str, speakers: list[str] | None = None, **columns: object) -> Corpus:
    rows = [
        {"turn_id": make_turn_id("a", n), "session_id": "a", "n": n, "text": text, "marks": [],
         "speaker": (speakers or ["P1"] * len(texts))[n - 1], **columns}
        for n, text in enumerate(texts, start=1)
    ]  # fmt: skip
    sessions = pd.DataFrame([{"session_id": "a", "year": "2025"}]).set_index("session_id")
    turns = pd.DataFrame(rows).set_index("turn_id")
    return Corpus(turns, sessions).with_turns(turns)


def test_themes_keep_the_jargon_of_a_transcript_in_lower_case(tmp_path) -> None:
    """ILACS vanished from the themes: a file, pseudonymised, still holds its words."""
    said = "we did the ilacs and then the jtai and i havent had supervision since the strat"
    (tmp_path / "2025-north.txt").write_text(f"P1: {said}\n\nP2: and teegan left\n", "utf-8")
    corpus = read_transcripts(tmp_path / "2025-north.txt")
    safe = pseudonymise(corpus, key_file=tmp_path / "key.csv")
    assert safe.turns["text"].tolist() == [said, "and [Person 1] left"]


@pytest.mark.parametrize(
    "texts",
    [
        ("Li rang.", "Li Wei was late.", "Then Li left."),
        ("[Li nods]", "Li Wei was late.", "Mrs Li left."),
        ("Teegan rang.", "It's spelt T E E G A N.", "so Teegan left."),
    ],
)
def test_one_person_has_one_number(tmp_path, texts) -> None:
    (tmp_path / "a.txt").write_text("\n\n".join(f"P1: {text}\n\nP2: Yes." for text in texts))
    corpus = read_transcripts(tmp_path / "a.txt")
    safe = pseudonymise(corpus, key_file=tmp_path / "k.csv", use_model=False)
    whole = " ".join(safe.turns["text"])
    assert "Person 1" in whole
    assert "Person 2" not in whole
    assert whole.count("Person 1") == 3


def test_the_roster_is_sought_in_brackets_and_in_places_of_a_file(tmp_path) -> None:
    roster = pd.DataFrame({"name": ["Dawn Eastwood", "Jo Hartley"]})
    corpus = corpus_of(
        "[Dawn arrives 14.20] Right.",
        "[redacted: Jo Hartley] said so.",
        "[Person 7] and [to] stay.",
        source_loc="Dawn Eastwood's group, line 3",
    )
    sessions = corpus.sessions.assign(file="2025-jo.docx", heading="[taken by Jo Hartley]")
    safe = pseudonymise(
        Corpus(corpus.turns, sessions),
        roster=roster, key_file=tmp_path / "k.csv", use_model=False,
    )  # fmt: skip
    assert safe.turns["text"].tolist() == [
        "[Person 1 arrives 14.20] Right.",
        "[redacted: Person 2] said so.",
        "[Person 7] and [to] stay.",
    ]
    assert set(safe.turns["source_loc"]) == {"[Person 1]'s group, line 3"}
    assert safe.sessions["file"].tolist() == ["2025-person-2.docx"]
    assert safe.sessions["heading"].tolist() == ["[taken by Person 2]"]
    again = pseudonymise(safe, roster=roster, key_file=tmp_path / "o.csv", use_model=False)
    assert again.turns["text"].tolist() == safe.turns["text"].tolist()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("then my colleague cheese had to go off sick", "cheese"),
        ("he moved to battle in the end", "battle"),
        ("it was r o w on the form", "r o w"),
        ("it was oh double four two on the door", "oh double four two"),
        ("her brother pepper came along", "pepper"),
    ],
)
def test_lower_case_has_a_net_of_weaker_signs(text: str, word: str) -> None:
    left = names_left(corpus_of(text))
    own = left[(left["place"] == "turns.text")]
    assert word in own["text"].tolist()
    assert not own["likely"].any()


def test_the_net_lists_little_of_jargon_and_plain_talk() -> None:
    texts = [text.lower() for text in JARGON[:6]]
    left = names_left(corpus_of(*texts))
    assert len(left[left["place"] == "turns.text"]) <= 1
