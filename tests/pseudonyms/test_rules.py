from __future__ import annotations

import pandas as pd
import pytest

from practicelearn.errors import TableError
from practicelearn.language.names import Words
from practicelearn.pseudonyms.find import Finder
from practicelearn.pseudonyms.hits import hidden, settled
from practicelearn.pseudonyms.people import is_generic
from practicelearn.pseudonyms.roster import read_roster, split_name
from practicelearn.pseudonyms.signs import weak_signs
from practicelearn.pseudonyms.speech import Speech

PEOPLE = read_roster(
    pd.DataFrame(
        {
            "name": ["Kelly Tembo", "Grace Bannerman", "Will Forester", "Mary-Ann O'Rourke"],
            "other_names": ["Kell; Kel Tembo", None, None, None],
        }
    )
)


@pytest.fixture(scope="module")
def with_roster() -> Finder:
    return Finder(PEOPLE, use_model=False)


def names(finder: Finder, text: str) -> list[str]:
    return [text[h.start : h.end] for h in finder.find([text])[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I asked Kelly Tembo about it", ["Kelly Tembo"]),
        ("It was kelly's idea", ["kelly"]),
        ("It was Kelly’s idea", ["Kelly"]),
        ("Tembo, Kelly was on the list", ["Tembo, Kelly"]),
        ("Mrs Tembo and Ms. Bannerman", ["Mrs Tembo", "Ms. Bannerman"]),
        ("K. Tembo signed, KT for short", ["K. Tembo", "KT"]),
        ("and kell said no", ["kell"]),
        ("i spoke to mary-ann o’rourke", ["mary-ann o’rourke"]),
        ("GRACE BANNERMAN CHAIRED THE WHOLE MEETING", ["GRACE BANNERMAN"]),
        ("Will Forester and Grace were there", ["Will Forester", "Grace"]),
        ("i asked will to look at it", ["will"]),
        ("nobody has grace's patience", ["grace"]),
        ("my manager, grace, said so", ["grace"]),
        ("could will say a bit more", ["will"]),
        ("will and i did that one", ["will"]),
        ("it could be will, it could be me", ["will"]),
        ("well, will put it better than me", ["will"]),
        ("i'm talking over will, go on", ["will"]),
    ],
)
def test_roster_names_are_found_in_every_form(
    with_roster: Finder, text: str, expected: list[str]
) -> None:
    assert names(with_roster, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Will you be there? We will have to.",
        "i think we will, and they will too",
        "the grace period is over",
        "There is no grace in it.",
        "a new worker needs grace and time, that's all",
        "grace isn't a plan",
        "yes it will, it always will",
        "will anybody be there",
        "so [Kelly] said and [kelly tembo] too",
    ],
)
def test_a_word_that_is_also_a_roster_name_is_left(with_roster: Finder, text: str) -> None:
    assert names(with_roster, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He goes to St Aldhelm's Primary School now", ["St Aldhelm's Primary School"]),
        ("he goes to st aldhelm's primary school now", ["st aldhelm's primary school"]),
        ("It is on Whitmore Road, by the shop", ["Whitmore Road"]),
        ("it is on whitmore road, by the shop", ["whitmore road"]),
        ("at 14 Mill Lane", ["14 Mill Lane"]),
        ("it is off old brewery yard", ["old brewery yard"]),
        ("The Harbour Team met at Carrow House", ["Harbour Team", "Carrow House"]),
        ("the phoenix team are lovely", ["phoenix team"]),
        ("She moved from Milton Keynes to Hull", ["Milton Keynes", "Hull"]),
        ("little jt has moved again", ["jt"]),
        ("We had a child, M, who moved", ["M"]),
        ("so priya and agnieszka swapped", ["priya", "agnieszka"]),
        ("Dr Oyelaran rang", ["Dr Oyelaran"]),
        ("the Okonkwo family", ["Okonkwo"]),
        ("we went to see the banks boys", ["banks"]),
        ("I know the Frosts well", ["Frosts"]),
        ("they call him gaz, all of them", ["gaz"]),
        ("Known as Titch to everyone", ["Titch"]),
        ("my manager, ana costa-lima, said so", ["ana costa-lima"]),
        ("thanks May, that helps", ["May"]),
        ("his brother may is at college", ["may"]),
        ("i sat with heather and huw all night", ["heather", "huw"]),
        ("can robin tell the one about the bus", ["robin"]),
        ("She went to St Bede's with mine", ["St Bede's"]),
        ("she goes to heronbank high now", ["heronbank high"]),
        ("Nan is in Highgrove Nursing Home now", ["Highgrove Nursing Home"]),
        ("she is at the Dunelm Practice", ["Dunelm Practice"]),
        ("she trains with the Lions Boxing Club", ["Lions Boxing Club"]),
        ("she trains with thornaby wanderers", ["thornaby wanderers"]),
        ("They have a flat on The Avenue", ["The Avenue"]),
        ("drop it at 20 cross bank", ["20 cross bank"]),
        ("we met at marsh lane community centre", ["marsh lane community centre"]),
        ("out at Great Smeaton", ["Great Smeaton"]),
        ("they came from great smeaton", ["great smeaton"]),
        ("out at Robin Hood's Bay", ["Robin Hood's Bay"]),
        ("child KD was nine, RB was five", ["KD", "RB"]),
        ("Then KD turned fifteen", ["KD"]),
    ],
)
def test_unlisted_names_are_found_by_lists_and_cues(
    finder: Finder, text: str, expected: list[str]
) -> None:
    assert names(finder, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Duty Team and the Family Court never talk, and High School is no better.",
        "it is a really good primary school on the main road",
        "we went to the team meeting at the children's centre",
        "In May and on Monday it was English and Romanian, Ofsted and CAFCASS.",
        "i miss the old team, i will say",
        "The baby with the two fractures is the one I still think about.",
        "CareBook is down again, and so is SharePoint.",
        "a child is a child and a baby is a baby",
        "In May we will have a summer school, I hope, if there is the money.",
        "Mark my words, joy is not on the agenda.",
        "At dawn the phone goes and it is a robin on the sill.",
        "there is good practice and there is a food bank on the hill",
        "the young family and the old lot, we see the same people",
        "It went to the care home, the youth club and the village hall.",
        "The QA was done and the SW said nothing.",
    ],
)
def test_what_names_nobody_is_left(finder: Finder, text: str) -> None:
    assert names(finder, text) == []


@pytest.mark.parametrize("apostrophe", ["'", "’"])
@pytest.mark.parametrize("word", ["I'm", "I've", "I'd've", "You'll", "We're", "Isn't"])
def test_two_words_drawn_together_are_no_sign_of_a_name(
    finder: Finder, word: str, apostrophe: str
) -> None:
    said = word.replace("'", apostrophe)
    speech = Speech(f"Biscuits. The team is the reason {said} still here.", finder.words)
    assert [*weak_signs(speech)] == []


def test_a_name_drawn_together_is_one_still(finder: Finder) -> None:
    (sign,) = weak_signs(Speech("Biscuits. It is what Kestrin’d have said.", finder.words))
    assert (sign.start, sign.end) == (21, 30)


def test_what_stands_in_square_brackets_is_closed(finder: Finder) -> None:
    text = "so [Priya] and [Whitmore Road] stay"
    assert finder.find([text]) == [[]]
    assert len(hidden(text)) == len(text)


def test_overlapping_hits_become_one_whole(finder: Finder) -> None:
    (hit,) = finder.find(["Ring me at Sarah Hargreaves House today"])[0]
    assert (hit.kind, hit.start, hit.end) == ("building", 11, 33)
    assert settled([hit, hit]) == [hit]


@pytest.mark.parametrize(
    "label",
    ["P1", "Facilitator 2", "Speaker 3", "F", "FG2", "Unknown Speaker", "[Person 3]",
     "Team Manager", "19", "Note taker", "Interviewer", "P3b", "@1", "Social Worker 4"],
)  # fmt: skip
def test_a_role_or_a_number_is_no_name(label: str, words: Words) -> None:
    assert is_generic(label, words)


@pytest.mark.parametrize(
    "label",
    ["Kelly", "Marsh, Kelly", "SL", "pk910", "Sam (moderator)", "Grace", "Tomasz's iPad",
     "Facilitator - Kelly", "KELLY MARSH", "Nkemelu"],
)  # fmt: skip
def test_any_other_label_stands_for_a_person(label: str, words: Words) -> None:
    assert not is_generic(label, words)


def test_a_roster_without_names_says_what_is_missing() -> None:
    with pytest.raises(TableError, match='"name" or "first_name" is missing; found who'):
        read_roster(pd.DataFrame({"who": ["x"]}))
    with pytest.raises(TableError, match="row 1: there is no name"):
        read_roster(pd.DataFrame({"name": [" "]}))
    assert split_name("Marsh, Kelly (she/her)") == (("Kelly",), "Marsh")
