"""What to look at in the frame, on the page: asked for, never waited for, and blind."""

from __future__ import annotations

import shutil

import pytest
from app_browser import Tab, served, violations_of, wait_until
from app_helpers import Hand, corpus_of
from frame_studies import MESSY, SAID, invent

from practicelearn.app.desk import Desk
from practicelearn.app.frame_looking import FrameLooking
from practicelearn.errors import PracticelearnError
from practicelearn.jobs import frame_check
from practicelearn.study.folder import create_study, open_study


def kept(folder, made):
    """The study on disk, coded and read by kim as in the page."""
    study = create_study(folder, made.corpus, made.codings.frame, title="Invented study")
    kim = Desk(study, "kim")
    spans = made.codings.spans.assign(sid=made.codings.spans["turn_id"].str.partition(":")[0])
    for sid, own in spans.groupby("sid"):
        events = [
            {"kind": "code", "coding_id": f"{sid}-{n}", "payload": {"code": row.code, "parts": [
                {"turn_id": row.turn_id, "start": row.start, "end": row.end, "quote": row.quote}
            ]}}
            for n, row in enumerate(own.itertuples())
        ]  # fmt: skip
        n_turns = int((made.corpus.turns["session_id"] == sid).sum())
        hand = Hand(kim, sid)
        assert hand.act(*events)["ok"]
        assert hand.read(1, n_turns)["ok"]
    return open_study(folder)


@pytest.fixture(autouse=True, scope="module")
def one_number():
    """Six topics only: to try others takes three times as long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frame_check, "TRIED", (6,))
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The messy study, and what is found in it, by the same job that the page begins."""
    folder = tmp_path_factory.mktemp("looking")
    study = kept(folder / "study", invent(folder / "talk", MESSY))
    return study, frame_check.check_frame(study.path)


@pytest.fixture
def study(whole, tmp_path):
    return open_study(shutil.copytree(whole[0].path, tmp_path / "study"))


@pytest.fixture
def found(whole, monkeypatch):
    """The job answers at once with what it found before; whose codings it was asked for is kept."""
    asked = []

    def check(folder, *, coders=None):
        asked.append(coders)
        return whole[1]

    monkeypatch.setattr(frame_check, "check_frame", check)
    return asked


def now(what):
    what()


def test_the_job_finds_in_the_study_what_is_there_to_be_found(whole):
    kinds = list(whole[1].table["kind"])
    assert kinds == ["may be one", "holds two subjects", "never used", "no code covers it"]


def test_nobody_waits_and_what_was_found_stands_there_afterwards(study, found):
    later = []
    look = FrameLooking(study, "sam", begin=later.append)
    assert look.answer({}) == {"state": "none"}
    assert look.answer({"act": "begin"}) == {"state": "working"}
    assert look.answer({"act": "begin"}) == {"state": "working"} and len(later) == 1
    later[0]()
    done = look.answer({})
    assert done["state"] == "done" and done["said"].startswith(f"{len(done['proposals'])} things")
    assert [p["kind"] for p in done["proposals"]][:2] == ["may be one", "holds two subjects"]
    turns = study.corpus().turns["text"]
    quotes = [q for p in done["proposals"] for s in p["sides"] for q in s["quotes"]]
    assert len(quotes) > 10
    for quote in quotes:
        assert turns[quote["turn"]][quote["start"] : quote["end"]] == quote["words"]
        n = int(quote["turn"].rpartition(":")[2])
        assert f"turn {n}" in quote["where"] and quote["session"] in quote["where"]


def test_who_codes_sees_what_is_made_of_their_own_and_settled_codings_only(study, found):
    (study.path / "coding" / "lee").mkdir()
    blind, open_ = FrameLooking(study, "lee", begin=now), FrameLooking(study, "sam", begin=now)
    blind.answer({"act": "begin"}), open_.answer({"act": "begin"})
    assert found == [{"lee", "_agreed"}, None]
    assert "Only your own" in blind.answer({})["blind"] and open_.answer({})["blind"] == ""


def test_a_blind_coder_who_has_read_nothing_is_told_nothing_of_others(study):
    (study.path / "coding" / "lee").mkdir()
    look = FrameLooking(study, "lee", begin=now)
    look.answer({"act": "begin"})
    answer = look.answer({})
    assert answer["proposals"] == [] and "kim" not in str(answer)
    assert "nobody's reading is on record" in answer["not_known"][0]["why"]


@pytest.mark.filterwarnings("ignore:TopicModel. short talk")
def test_in_a_session_two_are_coding_nothing_is_shown_that_a_program_chose(study):
    """lee has begun in the north group: kim is not shown what kim left uncoded there."""
    lee = Desk(study, "lee")
    assert Hand(lee, "2030-north").read(1, 3)["ok"]
    check = frame_check.check_frame(study.path, coders={"kim", "_agreed"})
    chosen = check.passages[check.passages["coding_id"].isna()]
    assert len(chosen) > 20 and "2030-north" not in set(chosen["session_id"])
    assert "2030-north" in set(check.passages["session_id"]), "kim's own passages"
    assert "coded by two people, each without help" in check.not_known["why"].str.cat()


def test_whoever_begins_to_code_no_longer_sees_what_was_made_of_everybodys(study, found):
    look = FrameLooking(study, "sam", begin=now)
    look.answer({"act": "begin"})
    assert look.answer({})["state"] == "done"
    (study.path / "coding" / "sam").mkdir()
    assert look.answer({}) == {"state": "none"}


def test_words_taken_out_afterwards_are_no_longer_shown(study, found):
    desk = Desk(study, "kim")
    desk.looking = FrameLooking(study, "kim", begin=now)
    assert desk.ask("looking", {"act": "begin"})["state"] == "done"
    turn = study.corpus().turns.query("role != 'facilitator'").iloc[0]
    part = {"turn_id": turn.name, "start": 0, "end": 5, "quote": turn["text"][:5]}
    sid = turn["session_id"]
    assert desk.ask("redact", {"session": sid, "parts": [part], "kind": "name", "reason": "asked"})
    assert desk.ask("looking") == {"ok": True, "state": "none"}


def test_a_look_that_fails_says_why_and_can_be_begun_again(study, monkeypatch):
    said = iter([PracticelearnError("The study has no frame."), RuntimeError("secret words")])

    def fails(folder, *, coders=None):
        raise next(said)

    monkeypatch.setattr(frame_check, "check_frame", fails)
    look = FrameLooking(study, "sam", begin=now)
    look.answer({"act": "begin"})
    assert look.answer({}) == {"state": "failed", "said": "The study has no frame."}
    look.answer({"act": "begin"})
    unforeseen = look.answer({})
    assert unforeseen["state"] == "failed" and "RuntimeError" in unforeseen["said"]
    assert "secret words" not in unforeseen["said"]


def test_too_little_talk_for_topics_is_said_and_codes_are_still_looked_at(tmp_path, whole):
    few = corpus_of(north=(("P1", "participant", "Yeah."), ("P2", "participant", "Right, yeah.")))
    study = create_study(tmp_path / "few", few, whole[0].frame(), title="Few")
    Hand(Desk(study, "kim")).read(1, 2)
    check = frame_check.check_frame(study.path)
    assert check.table.empty
    said = check.not_known.set_index("what")["why"]
    assert "There is too little talk for topics" in said.iloc[-1]
    assert "1 group of 1" not in said.iloc[-1] and said.str.startswith("too little read").any()


@pytest.fixture
def window(chrome, study, found):
    with served(study, "kim") as (port, _):
        context = chrome.new_context(viewport={"width": 1280, "height": 800})
        yield Tab(context.new_page(), study, "kim").open(port)
        context.close()


@pytest.mark.browser
def test_by_keys_alone_from_the_frame_to_the_words_of_a_proposal(window):
    page = window.page
    page.get_by_role("button", name="Frame", exact=True).click()
    page.get_by_role("button", name="Look through the codings").focus()
    page.keyboard.press("Enter")
    page.locator(".look [role=status]", has_text="things to look at").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Look again"
    first = page.locator(".look article").first
    assert "may be one" in first.inner_text() and "You could: Read the quotes" in first.inner_text()
    assert not first.locator("blockquote").first.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first proposal's quotes
    words = first.locator("blockquote").first
    words.wait_for()
    assert any(opening in words.inner_text() for o, _ in SAID.values() for opening in o)
    assert violations_of(page) == []
    said = words.inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # its place
    page.locator(".paper").wait_for()
    wait_until(lambda: len(page.evaluate("document.getSelection().toString()")) > 8)
    selected = page.evaluate("document.getSelection().toString()")
    assert " ".join(selected.split())[:40] == " ".join(said.split())[:40]
    assert window.errors == []
