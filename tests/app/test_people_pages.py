"""People and rights in the home: a name is sent by a form, looked up once, and nowhere kept."""

import logging
import re
import shutil

import pytest
from home_helpers import Window, flat, problem, typed_in
from part_of_sample import part_of_sample

import practicelearn as prac
from practicelearn.errors import StudyError
from practicelearn.jobs.bringing import bring_in, hear
from practicelearn.jobs.opening import new_study
from practicelearn.jobs.people import people_named

VTT = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Ruth Adeyemi>What has got in the way of good practice?</v>

00:00:05.000 --> 00:00:11.000
<v Sam Okafor>Supervision goes first when duty is short. Ruth knows. Our manager Priya Nair too.</v>
"""


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """A study whose names were replaced, and its key."""
    place = tmp_path_factory.mktemp("named")
    (place / "files").mkdir()
    (place / "keys").mkdir()
    (place / "files" / "north.vtt").write_text(VTT, encoding="utf-8")
    study = new_study(place, "Health check").path
    hear(place / "files")
    bring_in(study, "2026-27", place / "files", by="sam", key=place / "keys" / "key.csv")
    return study, place / "keys" / "key.csv"


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """One group, three rounds, read by kim, the newest by lee too."""
    place = tmp_path_factory.mktemp("small") / "study"
    return part_of_sample(place)


@pytest.fixture
def window(tmp_path):
    opened = Window(tmp_path / "own")
    yield opened
    opened.house.close()


@pytest.fixture
def at(window, coded, tmp_path):
    """The page of people of a study, and its folder."""
    folder = shutil.copytree(coded, tmp_path / "study")
    return f"/study/{window.house.open(folder)}/people", folder


def sent(window, address, values):
    """The page that answers a form which leads nowhere else."""
    answer = window.send(address, values)
    assert answer.status == 200, (answer.status, problem(answer.body.decode()))
    assert answer.headers["cache-control"] == "no-store"
    return answer.body.decode()


@pytest.mark.parametrize("name", ["Sam Okafor", "okafor, SAM", " Okafor"])
def test_a_name_is_looked_up_in_the_key_and_leads_to_what_is_held(window, named, name):
    study, key = named
    here = f"/study/{window.house.open(study)}/people"
    assert f'href="{here}"' in window.page(f"/study/{window.house.open(study)}"), "from every page"
    page = sent(window, here, {"do": "find", "name": name, "key": f'"{key}"'})
    assert "Sam Okafor 2026-27 [Person 3] 1 session" in flat(page)
    values = typed_in(page, here)
    assert values == {"do": "held", "person": "north.person-3"}
    held = flat(sent(window, here, values))
    assert "What is held on north.person-3" in held
    assert "Supervision goes first when duty is short." in held
    assert "What has got in the way" not in held
    assert "Okafor" not in held


def test_somebody_only_talked_about_has_no_words_of_their_own(named):
    study, key = named
    (priya,) = people_named(study, key, "Priya Nair")
    assert (priya.person_id, priya.shown_as) == ("", "[Person 2]")


def test_nothing_of_a_name_is_kept_logged_or_in_an_address(window, named, tmp_path, caplog):
    study, key = named
    here = f"/study/{window.house.open(study)}/people"
    before = {p: p.read_bytes() for p in study.rglob("*") if p.is_file()}
    with caplog.at_level(logging.DEBUG):
        sent(window, here, {"do": "find", "name": "Sam Okafor", "key": str(key)})
        for wrong in ({"name": "Zebedee Quill", "key": str(key)}, {"name": "", "key": str(key)},
                      {"name": "Zebedee Quill", "key": str(study / "study.toml")},
                      {"name": "Zebedee Quill", "key": str(tmp_path / "none.csv")}):  # fmt: skip
            answer = window.send(here, {"do": "find", **wrong})
            assert answer.status == 422
            assert problem(answer.body.decode())
            assert b"Zebedee" not in answer.body
    assert not re.search("Okafor|Zebedee|key.csv", caplog.text)
    assert {p: p.read_bytes() for p in study.rglob("*") if p.is_file()} == before
    own = b"".join(p.read_bytes() for p in window.own.rglob("*") if p.is_file())
    assert not re.search(rb"Okafor|Zebedee|key\.csv", own)
    assert window.get(f"{here}?do=find&name=Sam").body.count(b"Sam") == 0, "asked by a form only"


def test_how_it_was_coded_is_not_shown_to_somebody_who_still_has_to_code(window, at):
    here, _ = at
    page = sent(window, here, {"do": "held", "person": "2024-north-p1"})
    assert "Not shown while somebody still has to code" in flat(page)
    preview = flat(sent(window, here, {"do": "preview", "person": "2024-north-p1"}))
    assert re.search(r"Words go from \d+ turns, and their rows", preview)
    assert "coding" not in preview.replace("still has to code", "")
    nobody = typed_in(page.split("How it was coded")[1], here)
    assert nobody == {"do": "nobody", "person": "2024-north-p1"}
    shown = flat(sent(window, here, nobody)).split("How it was coded")[-1]
    assert "kim" in shown


def test_a_withdrawal_is_shown_first_confirmed_and_then_says_what_is_left_elsewhere(window, at):
    here, folder = at
    person = "2025-north-p1"
    page = sent(window, here, {"do": "preview", "person": person})
    assert "18 turns" in flat(page)
    values = {"do": "withdraw", "person": person, "by": "sam"}
    values["state"] = re.search(r'name="state" value="([^"]+)"', page)[1]
    kept = prac.open_study(folder).corpus().turns["text"]
    answer = window.send(here, {**values, "sure": "yes"})
    assert answer.status == 422
    assert f"type {person}" in problem(answer.body.decode())
    older = window.send(here, {**values, "sure": person, "state": "old"})
    assert older.status == 409
    assert prac.open_study(folder).corpus().turns["text"].equals(kept)
    over = window.follow(window.goes(here, {**values, "sure": person}))
    done = flat(window.page(over))
    assert "Their words are gone from the study" in done
    assert "A recording, if one is kept" in done
    assert "the roster, and their rows of the key lie outside" in done
    texts = prac.open_study(folder).corpus().turns["text"]
    assert texts.eq("[withdrawn]").sum() == 18
    with pytest.raises(StudyError):
        prac.open_study(folder).person_record(person)


def test_quotes_only_keeps_the_words_and_never_quotes_them(window, at):
    here, folder = at
    person = "2025-north-p1"
    page = sent(window, here, {"do": "preview", "person": person})
    state = re.search(r'name="state" value="([^"]+)"', page)[1]
    sent(window, here, {"do": "quotes", "person": person, "by": "sam", "state": state})
    corpus = prac.open_study(folder).corpus()
    assert not corpus.turns["text"].eq("[withdrawn]").any()
    own = corpus.attendance[corpus.attendance["person_id"] == person]
    assert not own["consent_quote"].any()
