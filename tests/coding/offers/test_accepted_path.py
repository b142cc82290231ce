"""From an offer to a theme: what a program suggests counts once a person has taken it, as theirs.

The whole way is walked: the coding page's desk, the coder's log on disk, the study read anew, and
themes. What is offered comes from a suggester that learned from the log, or is refused there.
"""

import json

import pytest
from app_helpers import Hand, corpus_of

import practicelearn as prac
from practicelearn.app.desk import Desk
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.log.events import Event
from practicelearn.coding.offers.allowed import kept_out
from practicelearn.errors import PracticelearnError
from practicelearn.study.folder import create_study, open_study

LOAD = "We carry too many cases and the caseload grows."
REST = ("It rained on the day of the fair.", "We sang a little on the way.", "The cake was good.")
SAID = tuple(
    (f"P{n % 3}", "participant", LOAD if n in (2, 5, 9) else REST[n % 3]) for n in range(12)
)
NAMES = tuple("abcdefgh")


@pytest.fixture
def study(tmp_path):
    """Kim has coded five sessions; two are drawn to be kept out; the last one is open."""
    frame = CodingFrame("Invented", "1", (Code("load", "Workload"),))
    made = create_study(
        tmp_path / "s", corpus_of(**dict.fromkeys(NAMES, SAID)), frame, title="Invented study"
    )
    for name in [n for n in NAMES if n != open_session()]:
        hand = Hand(Desk(made, "kim"), name)
        for n, (_, _, said) in enumerate(SAID, start=1):
            if said == LOAD:
                hand.code("load", n, said, f"{name}{n}")
        hand.read(1, 12)
    return open_study(made.path)


def open_session():
    (kept,) = kept_out(corpus_of(**dict.fromkeys(NAMES, SAID)), 2, 0).values()
    return next(n for n in NAMES if n not in kept)


def groups_of(study, origin="person"):
    themes = prac.find_themes(study.codings(), study.corpus(), origin=origin)
    return {turn.rsplit(":", 1)[0] for turn in themes.evidence["turn_id"]}


def test_an_offer_counts_from_the_moment_a_person_takes_it_and_as_that_persons(study):
    name = open_session()
    hand = Hand(Desk(study, "kim"), name)
    offers = hand.desk.ask("offers", {"session": name, "kind": "suggested"})["offers"]
    assert [o["quote"] for o in offers] == [LOAD] * 3

    # shown, and nothing more: neither codings nor themes know of it
    assert name not in groups_of(open_study(study.path))
    assert set(open_study(study.path).codings().spans["origin"]) == {"human"}

    first, second, _ = [{k: o[k] for k in ("turn_id", "start", "end", "quote")} for o in offers]
    no = {"code": "load", "parts": [second], "origin": "suggested"}
    assert hand.act({"kind": "refuse", "payload": no})["ok"]
    assert name not in groups_of(open_study(study.path))

    yes = {"code": "load", "parts": [first], "origin": "suggested", "accepted_by": "kim"}
    assert hand.act({"kind": "code", "coding_id": "t1", "payload": yes})["ok"]
    (written,) = [
        event for line in (study.path / "coding" / "kim" / f"{name}.jsonl").read_text().splitlines()
        if (event := json.loads(line)).get("coding_id") == "t1"
    ]  # fmt: skip
    assert written["who"] == "kim"
    assert {k: written["payload"][k] for k in ("origin", "accepted_by")} == {
        "origin": "suggested", "accepted_by": "kim",
    }  # fmt: skip

    anew = open_study(study.path)
    row = anew.codings().spans.set_index("coding_id").loc["t1"]
    assert row[["coder", "origin", "accepted_by"]].tolist() == ["kim", "suggested", "kim"]
    assert groups_of(anew, "suggested") == {name}
    assert name in groups_of(anew)


@pytest.mark.parametrize(
    "more", [{}, {"accepted_by": "lee"}, {"accepted_by": None}], ids=["nobody", "another", "none"]
)
def test_what_nobody_of_the_page_has_accepted_does_not_get_into_the_log(study, more):
    name = open_session()
    hand = Hand(Desk(study, "kim"), name)
    (offer, *_) = hand.desk.ask("offers", {"session": name, "kind": "suggested"})["offers"]
    part = {k: offer[k] for k in ("turn_id", "start", "end", "quote")}
    payload = {"code": "load", "parts": [part], "origin": "suggested", **more}
    assert not hand.act({"kind": "code", "coding_id": "t1", "payload": payload})["ok"]
    assert name not in groups_of(open_study(study.path))


def test_a_log_that_names_nobody_who_accepted_counts_nowhere(study):
    # as a program of somebody else's might write it, past the page
    name = open_session()
    part = {"turn_id": f"{name}:00003", "start": 0, "end": len(LOAD), "quote": LOAD}
    event = Event(
        "code", "kim", name, coding_id="x1",
        payload={"code": "load", "parts": [part], "origin": "suggested"},
    )  # fmt: skip
    study.log("kim", name).append(event)
    anew = open_study(study.path)
    assert name not in groups_of(anew)
    with pytest.raises(PracticelearnError, match="nobody has accepted any of these suggestions"):
        prac.find_themes(anew.codings(), anew.corpus(), origin="suggested")


def test_what_was_taken_over_is_not_learned_from_so_the_program_does_not_teach_itself(study):
    name = open_session()
    hand = Hand(Desk(study, "kim"), name)
    for k, offer in enumerate(
        hand.desk.ask("offers", {"session": name, "kind": "suggested"})["offers"]
    ):
        part = {k: offer[k] for k in ("turn_id", "start", "end", "quote")}
        yes = {"code": "load", "parts": [part], "origin": "suggested", "accepted_by": "kim"}
        hand.act({"kind": "code", "coding_id": f"t{k}", "payload": yes})
    hand.read(1, 12)
    anew = open_study(study.path)
    fitted = prac.CodeSuggester().fit(anew.corpus(), anew.codings())
    assert fitted.precision_.loc["load", "n_positive"] == 3 * (len(NAMES) - 1)
