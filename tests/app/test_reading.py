import pytest
from app_browser import Tab, served
from app_helpers import Hand

from practicelearn.app.desk import Desk


@pytest.fixture
def coded(study, kim):
    """Kim has read and coded the north; Lee reads it too."""
    k = Hand(kim)
    k.code("heard", 2, "Nobody listened to me", "k1")
    k.code("peers", 6, "The team", "k2", refer_on=True)
    k.read()
    return k


def test_a_person_who_does_not_code_reads_every_passage_in_its_context(study, coded):
    answer = Desk(study, "sam").ask("read", {"theme": "heard"})
    assert [(t["id"], t["n_passages"], t["n_people"]) for t in answer["themes"]] == [
        ("heard", 1, 1),
        ("peers", 1, 1),
    ]
    (passage,) = answer["passages"]
    assert [t["n"] for t in passage["turns"]] == [1, 2, 3, 4]
    assert passage["turns"][1]["marked"] == [0, 21]
    assert answer["left_out"] == 1


def test_a_coder_reads_only_their_own_until_it_is_settled(study, coded):
    lee = Hand(Desk(study, "lee"), session="south")
    lee.read(1, 2)
    answer = lee.desk.ask("read", {"theme": "heard"})
    assert (answer["themes"], answer["passages"]) == ([], [])
    assert coded.desk.ask("read", {"theme": "heard"})["passages"]


def test_filters_narrow_passages_and_counts(study, coded):
    sam = Desk(study, "sam")
    assert sam.ask("read", {"theme": "heard", "year": "2025-26"})["passages"]
    assert sam.ask("read", {"theme": "heard", "year": "2024-25"})["themes"] == []


def test_a_passage_referred_on_is_given_by_its_place_only(study, coded):
    (passage,) = Desk(study, "sam").ask("read", {"theme": "peers"})["passages"]
    assert passage["refer_on"]
    assert passage["turns"] == []
    assert passage["memo"] is None


def test_statement_and_quotable_are_decisions_of_the_reader(study, coded):
    sam = Desk(study, "sam")
    answer = sam.ask("say", {"theme": "heard", "statement": "Nobody listens."})
    assert answer["themes"][0]["statement"] == {"text": "Nobody listens.", "who": "sam"}
    answer = sam.ask("say", {"theme": "heard", "coding": "k1", "quotable": True})
    assert answer["passages"][0]["quotable"] is True
    rows = study.decisions()[["kind", "who"]].values.tolist()
    assert rows == [["statement", "sam"], ["quotable", "sam"]]


@pytest.mark.browser
def test_a_theme_is_read_stated_and_flagged_by_keys_and_back_works(chrome, study, coded):
    with served(study, "sam") as (port, _):
        page = chrome.new_page(viewport={"width": 1440, "height": 900})
        tab = Tab(page, study, "sam").open(port, "read/heard")
        assert page.inner_text("mark") == "Nobody listened to me"
        page.locator(".passage").first.focus()
        tab.press('"')
        tab.sees(".passage button", "may be quoted")
        tab.press("e")
        page.keyboard.type("People say that nobody listens.")
        tab.press("Control+Enter")
        tab.sees(".statement", "nobody listens")
        page.get_by_role("button", name="Peer support").click()
        tab.sees("h1", "Peer support")
        assert page.url.endswith("#read/peers")
        assert "not shown" in page.inner_text(".passage")
        page.get_by_label("Round").select_option("2025-26")
        tab.sees("h1", "Peer support")
        assert page.url.endswith("#read/peers?year=2025-26")
        page.go_back()
        page.go_back()
        tab.sees("h1", "Being heard")
        page.close()
        assert tab.errors == []
    assert study.decisions()["kind"].tolist() == ["quotable", "statement"]
