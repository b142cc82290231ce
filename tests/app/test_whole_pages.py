"""A passage taken out, the history, every file looked at, and the newest format, in the home."""

import re

import pytest
from home_helpers import Window, flat, problem, typed_in
from part_of_sample import part_of_sample

import practicelearn as prac


@pytest.fixture(scope="module")
def at(tmp_path_factory):
    """One group, three rounds, read by kim, the newest by lee too."""
    place = tmp_path_factory.mktemp("whole")
    folder = place / "study"
    part_of_sample(folder)
    window = Window(place / "own")
    yield window, f"/study/{window.house.open(folder)}/people", folder
    window.house.close()


def refused(window, address, values):
    answer = window.send(address, values)
    assert answer.status in {409, 422}
    return problem(answer.body.decode())


def test_a_passage_is_shown_then_taken_out_and_its_words_are_in_no_address(at):
    window, here, folder = at
    address = f"{here}/redact"
    turns = prac.open_study(folder).corpus().turns
    turn = str(turns.index[4])
    passage = turns["text"].iloc[4][:40].strip()
    why = {"kind": "place", "reason": "It says where it was."}
    asked = {"do": "preview", "passage": passage, **why}
    assert "in no turn" in refused(window, address, {**asked, "passage": "Nobody says this."})
    answer = window.send(address, asked)
    assert answer.status == 200, problem(answer.body.decode())
    page = answer.body.decode()
    assert f"characters go from {turn}." in flat(page)
    values = {**typed_in(page, address), "by": "sam"}
    assert values["passage"] == passage
    assert f"type {turn}" in refused(window, address, {**values, "sure": "yes"})
    assert passage in prac.open_study(folder).corpus().turns["text"][turn]
    done = window.page(window.follow(window.goes(address, {**values, "sure": turn})))
    assert "It is taken out" in flat(done)
    assert passage not in done
    now = prac.open_study(folder).corpus().turns["text"][turn]
    assert now.startswith("[redacted: place]")


def test_words_that_stand_in_several_turns_want_the_turn(at):
    window, here, _ = at
    asked = {"do": "preview", "passage": "the", "kind": "word", "reason": "No matter."}
    said = refused(window, f"{here}/redact", asked)
    assert re.search(r"The words stand in .*, and \d+ more\. Say in which they go\.", said)


def test_the_history_tells_who_did_what_and_nothing_of_coding_to_the_blind(at):
    window, here, _ = at
    said = flat(window.page(f"{here}/history"))
    assert "sam" in said
    assert "planned a round" in said
    assert "left out while somebody still has to code them" in said
    assert "north" not in said.split("When (UTC)")[1]
    assert "coded" not in said.split("When (UTC)")[1]


def test_everything_is_looked_at_in_a_job_and_what_is_wrong_is_named(at):
    window, here, folder = at
    address = f"{here}/verify"
    assert "What was found" not in flat(window.page(address))
    log = next((folder / "decisions").glob("*.jsonl"))
    kept = log.read_bytes()
    log.write_bytes(kept + b'{"torn')
    assert window.follow(window.goes(address, {"do": "look"})) == address
    said = flat(window.page(address))
    assert f"decisions/{log.name}" in said
    assert "Mend what loses nothing" in said
    assert "It goes on record who does it" in refused(window, address, {"do": "mend"})
    log.write_bytes(kept)


def test_an_upgrade_is_shown_first_and_wants_to_be_typed(at, monkeypatch):
    window, here, folder = at
    address = f"{here}/upgrade"
    said = flat(window.page(address))
    assert "is the newest that this version knows" in said
    monkeypatch.setattr("practicelearn.study.upgrading.newest_format", lambda: 2)
    page = window.page(address)
    assert "would go from format 1 to format 2" in flat(page)
    assert "type format 2" in refused(window, address, {"sure": "yes", "by": "sam"})
    assert "format = 1" in (folder / "study.toml").read_text(encoding="utf-8")
