"""A passage to refer on, in the home: until somebody was told, and never before the blind."""

import pytest
from home_helpers import Window, flat, problem, typed_in
from part_of_sample import part_of_sample

import practicelearn as prac
from practicelearn.coding.log.events import Event
from practicelearn.study.referring import still_to_refer


@pytest.fixture
def marked(tmp_path):
    """A study in which kim has marked one passage that lee has still to read, and one that is
    read by both.
    """
    place = tmp_path / "study"
    part_of_sample(place)
    study = prac.open_study(place)
    spans = study.codings().spans
    said = {}
    for session in ("2024-north", "2025-north"):
        own = spans[(spans["coder"] == "kim") & spans["turn_id"].str.startswith(session)].iloc[0]
        mark = Event(kind="change", who="kim", session_id=session, coding_id=own["coding_id"],
                     payload={"refer_on": True})  # fmt: skip
        study.log("kim", session).append(mark)
        said[session] = (own["coding_id"], own["quote"], own["turn_id"])
    return place, said


def test_who_was_told_is_recorded_and_the_blind_see_no_place_and_no_words(tmp_path, marked):
    folder, said = marked
    window = Window(tmp_path / "own")
    here = f"/study/{window.house.open(folder)}/code/refer"
    page = flat(window.page(here))
    assert "2 passages marked “refer on”; nobody is recorded as told." in page
    _, blind, turn = said["2024-north"]
    assert blind not in page
    assert turn not in page
    assert "lee still to code" in page
    coding, words, turn = said["2025-north"]
    assert f"{words} {turn}" in page
    assert "Marked by kim." in page
    values = {"coding": coding, "told": "designated safeguarding lead", "by": "sam"}
    for wrong, says in (({"day": "soon"}, "is no date"), ({"day": "1/1/2199"}, "still to come"),
                        ({"day": "2/3/2026", "told": ""}, "say who was told")):  # fmt: skip
        answer = window.send(here, {**values, **wrong})
        assert says in problem(answer.body.decode())
    after = flat(window.page(window.goes(here, {**values, "day": "2 March 2026"})))
    assert "It is on record who was told." in after
    assert "1 passage marked" in after
    assert words not in after
    study = prac.open_study(folder)
    assert list(still_to_refer(study)) == [said["2024-north"][0]]
    (event,) = [e for e in study.standing() if e.kind == "referred"]
    assert (event.who, event.payload["day"]) == ("sam", "2026-03-02")
    assert event.payload["told"] == "designated safeguarding lead"
    nobody = typed_in(window.page(here), here)
    assert blind in flat(window.page(window.goes(here, nobody)))
    window.house.close()
