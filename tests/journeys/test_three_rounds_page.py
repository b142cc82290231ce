"""Study A: the page says what the documents and the command line say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from practicelearn.app.desk import Desk
from practicelearn.study.folder import open_study

from . import answers as key
from .waiting import rounds_in_order

pytestmark = rounds_in_order


@pytest.fixture(scope="module")
def desk(three: Path) -> Desk:
    """The page as Sam reads it, who does not code."""
    return Desk(open_study(three), "sam")


@pytest.mark.parametrize("theme", list(key.THEMES))
def test_the_page_says_how_far_a_theme_reaches(desk: Desk, theme: str) -> None:
    said = {r["year"]: r["said"] for r in desk.ask("read", {"theme": theme})["head"]["rounds"]}
    for year, wanted in key.THEMES[theme].items():
        if not wanted["known"]:
            assert not re.search(r"\b0 (groups|people)", said.get(year, "")), said
            continue
        n = [wanted["raised_in"], wanted["known"], wanted["raised"], wanted["passages"]]
        assert [int(x) for x in re.findall(r"\b\d+\b", said[year].partition(": ")[2])] == n, said


def test_people_of_rounds_that_are_not_linked_are_not_added_up(desk: Desk) -> None:
    said = {item["id"]: item["small"] for item in desk.ask("read", {})["list"]}
    for theme, rounds in key.THEMES.items():
        most = max(wanted["raised"] for wanted in rounds.values())
        counts = [int(n) for n in re.findall(r"(\d+) (?:people|person)", said[theme])]
        assert not [n for n in counts if n > most], said[theme]
