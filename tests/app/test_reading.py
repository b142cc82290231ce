import re
import shutil

import pytest
from app_browser import Tab, served, violations_of
from app_helpers import SAID, Hand, corpus_of

import practicelearn as prac
from practicelearn.app.desk import Desk
from practicelearn.app.releasing import RELEASE
from practicelearn.study.folder import create_study, open_study


@pytest.fixture
def coded(study, kim):
    """Kim has read and coded the north; Lee reads it too."""
    k = Hand(kim)
    k.code("heard", 2, "Nobody listened to me", "k1")
    k.code("peers", 6, "The team", "k2", refer_on=True)
    k.read()
    return k


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample's newest round and two groups of its first; Sam reads it, who does not code."""
    folder = tmp_path_factory.mktemp("sample") / "study"
    leave = shutil.ignore_patterns("originals", ".cache")
    shutil.copytree(prac.sample_path(), folder, ignore=leave)
    for path in [*folder.glob("sessions/*"), *folder.glob("coding/**/*.jsonl")]:
        if not path.stem.startswith(("2025-", "2023-north", "2023-south")):
            path.unlink()
    return Desk(open_study(folder), "sam")


def lines(answer):
    return " ".join(answer["head"]["lines"])


def test_a_person_who_does_not_code_reads_every_passage_in_its_context(study, coded):
    answer = Desk(study, "sam").ask("read", {"theme": "heard"})
    assert [(t["id"], t["n_passages"], t["n_people"]) for t in answer["themes"]] == [
        ("heard", 1, 1),
        ("peers", 1, 1),
    ]
    (passage,) = answer["passages"]
    assert [t["n"] for t in passage["turns"]] == [1, 2, 3, 4]
    before, marked, after = passage["turns"][1]["said"]
    assert (before, marked) == ("", "Nobody listened to me")
    assert after.startswith(". 👩🏽‍⚕️ We said it twice")
    assert answer["left_out"].startswith("1 session left out")


def test_without_a_theme_the_one_raised_most_widely_is_shown(study, coded):
    answer = Desk(study, "sam").ask("read", {})
    assert answer["theme"] == "heard"
    assert answer["passages"]
    assert Desk(study, "sam").ask("read", {"theme": "gone"})["passages"] == []


def test_a_coder_reads_only_their_own_until_it_is_settled(study, coded):
    lee = Hand(Desk(study, "lee"), session="south")
    lee.read(1, 2)
    answer = lee.desk.ask("read", {"theme": "heard"})
    assert (answer["themes"], answer["passages"]) == ([], [])
    assert coded.desk.ask("read", {"theme": "heard"})["passages"]


def test_what_people_made_of_codes_is_what_is_read(study, coded):
    coded.code("cancelled", 3, "My supervisor cancelled", "k3")
    study.record("pat", "merge", payload={"themes": ["cancelled"], "into": "heard"})
    study.record("pat", "name", payload={"theme_id": "heard", "name": "Listened to, met"})
    study.record("pat", "drop", payload={"theme_id": "peers", "reason": "said once"})
    sam = Desk(study, "sam")
    answer = sam.ask("read", {"theme": "cancelled"})  # an address kept from before leads on
    assert (answer["theme"], answer["head"]["title"]) == ("heard", "Listened to, met")
    assert answer["head"]["hint"] == "Made of “Being heard”, “Cancelled”."
    assert [p["coding"] for p in answer["passages"]] == ["k1", "k3"]
    assert [(i["id"], i.get("head")) for i in answer["list"]][1:] == [
        ("heard", "Codes and themes"), ("peers", "Left out of the report"),
    ]  # fmt: skip
    study.record("pat", "keep", payload={"theme_id": "peers"})
    study.record("pat", "split", payload={"theme_id": "heard", "codes": ["cancelled"],
                                          "into": "cancelled", "name": "Not met"})  # fmt: skip
    assert [(t["id"], t["name"]) for t in sam.ask("read")["themes"]] == [
        ("heard", "Listened to, met"), ("cancelled", "Not met"), ("peers", "Peer support"),
    ]  # fmt: skip


def test_filters_narrow_passages_and_counts(study, coded):
    sam = Desk(study, "sam")
    assert sam.ask("read", {"theme": "heard", "year": "2025-26"})["passages"]
    assert sam.ask("read", {"theme": "heard", "year": "2024-25"})["themes"] == []


def test_passages_are_narrowed_to_what_answers_a_question_set_by_hand(study, coded):
    (study.path / "guide.csv").write_text("question_id,wording\nq1,How is it?\n", encoding="utf-8")
    sam = Desk(study, "sam")
    assert "Answering" not in [f["label"] for f in sam.ask("read")["filters"]]
    coded.act({"kind": "question", "payload": {"turn": 1, "question": "q1"}})
    answer = sam.ask("read", {"theme": "heard", "question_id": "q1"})
    assert len(answer["passages"]) == 1
    (found,) = [f for f in answer["filters"] if f["label"] == "Answering"]
    assert found["choices"] == [["", "all"], ["q1", "How is it?"]]
    coded.act({"kind": "question", "payload": {"turn": 1, "question": None}})
    assert sam.ask("read", {"theme": "heard", "question_id": "q1"})["passages"] == []


def test_each_round_gives_a_number_with_what_was_read_beside_it(sample):
    rounds = sample.ask("read", {"theme": "lone-working"})["head"]["rounds"]
    assert [r["year"] for r in rounds] == ["2023-24", "2025-26"]
    assert rounds[0]["said"] == "2023-24: 0 groups of 2 read, 0 people, 0 passages"
    narrowed = sample.ask("read", {"theme": "lone-working", "year": "2025-26"})
    n = rounds[1]["said"].split(", ")[-1]
    assert n == f"{len(narrowed['passages'])} passages"


def test_a_passage_referred_on_is_given_by_its_place_only(study, coded):
    (passage,) = Desk(study, "sam").ask("read", {"theme": "peers"})["passages"]
    assert passage["refer_on"]
    assert (passage["turns"], passage["acts"], passage["memo"]) == ([], [], None)
    assert "not shown" in passage["where"]


def test_statement_and_quotable_are_decisions_of_the_reader(study, coded):
    sam = Desk(study, "sam")
    answer = sam.ask("say", {"theme": "heard", "statement": "Nobody listens."})
    assert answer["themes"][0]["statement"] == {"text": "Nobody listens.", "who": "sam"}
    say = {"theme": "heard", "coding": "k1", "quotable": True, "id": "0123456789abcdef"}
    assert sam.ask("say", say)["said"] == "May be quoted."
    assert sam.ask("say", say)["passages"][0]["quotable"] is True, "sent twice, written once"
    rows = study.decisions()[["kind", "who"]].values.tolist()
    assert rows == [["statement", "sam"], ["quotable", "sam"]]
    assert sam.ask("say", {"theme": "heard"})["error"] == "refused"


def test_the_release_list_is_every_quote_of_the_report_until_each_was_read(sample):
    answer = sample.ask("read", {"theme": RELEASE})
    printed = [p["where"].split(" · ")[0] for p in answer["passages"]]
    n = len(printed)
    assert n > 9
    assert printed == [f"Q{i}" for i in range(1, n + 1)]
    rounds = {p["where"].split(" · ")[-1] for p in answer["passages"]}
    assert rounds == {"2023-24", "2025-26"}, (
        "the earlier round's stand beside this one's in the report"
    )
    every = f"{n} of {n} quotes have not been read by a person"
    assert every in lines(answer)
    first = answer["passages"][0]
    quote = "".join(t["said"][1] for t in first["turns"] if len(t["said"]) > 1)
    assert first["acts"][0]["say"]["words"] == quote
    said = sample.ask("say", {"theme": RELEASE, **first["acts"][0]["say"]})
    assert said["passages"][0]["acts"][0]["label"] == "read by sam"
    assert f"{n - 1} of {n} quotes" in lines(said)
    other_words = {**first["acts"][0]["say"], "words": "what stood there before"}
    sample.reading.say(other_words)
    took_back = sample.ask("say", {"theme": RELEASE, **said["passages"][0]["acts"][0]["say"]})
    assert every in lines(took_back), "whoever read other words has not read these"
    for p in took_back["passages"]:
        sample.reading.say(p["acts"][0]["say"])
    last = sample.ask("read", {"theme": RELEASE})
    assert "Nothing is missing: the report can be released." in lines(last)
    sample.study.record("pat", "release", payload={"hash": "x", "quotes": []})
    flag = {"coding_id": first["coding"], "quotable": False}
    sample.study.record("pat", "quotable", payload=flag)
    dropped = sample.ask("read", {"theme": RELEASE})
    assert first["coding"] not in [p["coding"] for p in dropped["passages"]]
    assert "Last released by pat on 20" in lines(dropped)


def test_words_that_look_like_names_are_seen_and_stay_only_with_a_reason(sample):
    study = sample.study
    statement = "Dr Sarah Whitlock says that nobody listens."
    sample.ask("say", {"theme": "workload", "statement": statement})
    answer = sample.ask("read", {"theme": RELEASE})
    assert "These words still look like names:" in lines(answer)
    (waive,) = answer["head"]["acts"]
    assert any("Whitlock" in word for word in waive["say"]["names"])
    answer = sample.ask("say", {"theme": RELEASE, **waive["say"], "waive": "She is invented."})
    assert "still look like names" not in lines(answer)
    assert re.search(r"left as they are \([^)]*Whitlock[^)]*\): She is invented", lines(answer))
    row = study.decisions().iloc[-1]
    assert (row["kind"], row["who"], row["reason"]) == ("waive", "sam", "She is invented.")


def test_whoever_codes_sees_no_quote_of_another_coder_on_the_release_list(sample):
    answer = Desk(sample.study, "lee").ask("read", {"theme": RELEASE})
    assert answer["passages"] == []
    assert "coded by somebody else and are not yet settled" in lines(answer)


def test_a_study_with_names_in_it_has_no_release_list(study, coded):
    answer = Desk(study, "sam").ask("read", {"theme": RELEASE})
    assert "Names have not been replaced" in answer["head"]["hint"]
    assert answer["passages"] == []


@pytest.mark.browser
def test_a_theme_is_read_stated_and_flagged_by_keys_and_back_works(chrome, study, coded):
    with served(study, "sam") as (port, _):
        page = chrome.new_page(viewport={"width": 1440, "height": 900})
        tab = Tab(page, study, "sam").open(port, "read/heard")
        tab.sees("mark", "^Nobody listened to me$")
        page.locator(".passage").first.focus()
        tab.press('"')
        tab.sees(".passage button", "may be quoted")
        tab.press("m")
        tab.page.wait_for_selector("dialog textarea")
        page.keyboard.type("People say that nobody listens.")
        tab.press("Control+Enter")
        tab.sees(".statement", "nobody listens")
        page.get_by_role("button", name="Peer support").click()
        tab.sees("h1", "Peer support")
        assert page.url.endswith("#read/peers")
        tab.sees(".passage", "not shown")
        page.get_by_label("Round").select_option("2025-26")
        page.wait_for_url(re.compile(r"#read/peers\?year=2025-26$"))
        tab.sees("h1", "Peer support")
        page.go_back()
        page.go_back()
        tab.sees("h1", "Being heard")
        page.close()
        assert tab.errors == []
    assert study.decisions()["kind"].tolist() == ["quotable", "statement"]


@pytest.mark.browser
def test_a_filter_with_any_letter_in_it_survives_the_address(chrome, tmp_path):
    corpus = corpus_of(north=SAID)
    corpus.sessions["group_type"] = "managers & 100% + leads/heads"
    study = create_study(tmp_path / "study", corpus, title="Letters")
    hand = Hand(Desk(study, "kim"))
    hand.act({"kind": "new_code", "payload": {"id": "heard", "name": "Heard"}})
    hand.code("heard", 2, "Nobody listened to me", "k1")
    hand.read()
    with served(study, "sam") as (port, _):
        page = chrome.new_page()
        tab = Tab(page, study, "sam").open(port, "read/heard")
        tab.sees("mark", "Nobody")
        page.get_by_label("Kind of group").select_option("managers & 100% + leads/heads")
        page.wait_for_url(re.compile("group_type="))
        tab.sees("mark", "Nobody")
        page.reload()
        tab.sees("mark", "Nobody")
        from playwright.sync_api import expect

        expect(page.get_by_label("Kind of group")).to_have_value(
            "managers & 100% + leads/heads", timeout=15000
        )
        page.close()
        assert tab.errors == []


@pytest.mark.browser
def test_the_release_list_is_worked_through_by_keys_and_a_number_opens_its_quotes(chrome, sample):
    from playwright.sync_api import expect

    with served(sample.study, "pat") as (port, _):
        # axe is put in by the test: the page's own policy would rightly not let it run
        page = chrome.new_page(viewport={"width": 1280, "height": 720}, bypass_csp=True)
        tab = Tab(page, sample.study, "pat")
        page.goto(f"http://127.0.0.1:{port}/?token=a-token-for-tests#read/{RELEASE}")
        page.wait_for_selector(".passage", timeout=60000)
        tab.press("j")
        button = page.locator(".passage").first.locator("[data-key=Enter]")
        before = button.get_attribute("aria-pressed")
        tab.press("Enter")
        now = "false" if before == "true" else "true"
        expect(button).to_have_attribute("aria-pressed", now, timeout=15000)
        expect(page.locator(".passage").first).to_be_focused(timeout=15000)
        found = violations_of(page)
        assert not [v["id"] for v in found if v["impact"] in {"serious", "critical"}]
        page.get_by_role("button", name="Supervision").click()
        page.get_by_role("button", name=re.compile(r"^2023-24: \d groups of 2 read")).click()
        page.wait_for_url(re.compile(r"#read/supervision\?year=2023-24$"))
        tab.sees(".passage .hint", "2023-24")
        page.close()
        assert tab.errors == []
    last = sample.study.decisions().iloc[-1]
    assert (last["kind"], last["who"]) == ("seen", "pat")
