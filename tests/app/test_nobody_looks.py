"""The gate of blind coding: asked once a day at a computer, and again when others have to code."""

import datetime as dt

import pytest
from app_helpers import Hand
from home_helpers import Window, typed_in

from practicelearn.app.desk import Desk
from practicelearn.app.home import blind


@pytest.fixture
def started(study, tmp_path):
    """Kim has read a session; Lee has begun the other one, and has Kim's still to code."""
    kim, lee = Hand(Desk(study, "kim")), Hand(Desk(study, "lee"), "south")
    kim.code("heard", 3, "cancelled supervision", "k1")
    kim.read()
    lee.code("heard", 3, "cancelled supervision", "l1")
    window = Window(tmp_path / "own")
    at = f"/study/{window.house.open(study.path)}"
    yield window, f"{at}/understand/themes"
    window.house.close()


def waits(window, here):
    return "Who is looking?" in window.page(here)


def test_it_says_who_and_leads_back_to_where_one_came_from(started):
    window, here = started
    page = window.page(here)
    assert "Still to code what others have coded: kim (1 session) and lee (1 session)." in page
    assert "If one of them sits here, go back. If not, go on" in page
    answer = window.page(here.replace("understand/themes", "answer/give-back"))
    for stage, shown in (("Understand", page), ("Answer", answer)):
        assert f">Back to {stage}</a>" in shown


def test_it_is_asked_once_a_day_also_when_the_program_is_started_again(started, monkeypatch):
    window, here = started
    assert waits(window, here)
    assert "You are asked once a day" in window.page(here)
    window.goes(here, typed_in(window.page(here), here))
    assert not waits(window, here)
    again = Window(window.own)
    assert not waits(again, here)
    again.house.close()

    class Tomorrow(dt.date):
        @classmethod
        def today(cls):
            return super().today() + dt.timedelta(days=1)

    monkeypatch.setattr(blind.dt, "date", Tomorrow)
    assert waits(window, here)


def test_it_is_asked_again_when_others_have_still_to_code(started, study):
    window, here = started
    window.goes(here, typed_in(window.page(here), here))
    assert not waits(window, here)
    ana = Hand(Desk(study, "ana"), "south")
    ana.code("heard", 3, "cancelled supervision", "a1")  # and has Kim's session to code
    assert waits(window, here)
    assert "ana" in window.page(here)
