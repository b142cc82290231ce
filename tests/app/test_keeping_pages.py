"""How long a round is kept, in the home: its day, closing it, and deleting it."""

import shutil
import tomllib

import pytest
from home_helpers import Window, flat, problem, typed_in
from part_of_sample import part_of_sample

import practicelearn as prac
from practicelearn.errors import StudyError
from practicelearn.jobs.keeping import kept_rounds, set_days
from practicelearn.jobs.year import STAGES, Decision, Step, Year
from practicelearn.pseudonyms.key_file import KeyRow, write_key


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """One group, three rounds."""
    place = tmp_path_factory.mktemp("small") / "study"
    return part_of_sample(place)


@pytest.fixture
def study(small, tmp_path):
    return shutil.copytree(small, tmp_path / "study")


@pytest.fixture
def window(tmp_path):
    opened = Window(tmp_path / "own")
    yield opened
    opened.house.close()


@pytest.fixture
def act(window, study):
    return f"/study/{window.house.open(study)}/act"


def test_a_day_is_written_into_the_settings_and_what_is_due_is_told(window, act, study):
    before = (study / "study.toml").read_text(encoding="utf-8")
    here = f"{act}/keeping"
    values = typed_in(window.page(here), here)
    values["day:2023-24"], values["day:2025-26"] = "31/3/2026", "end of it"
    answer = window.send(here, values)
    assert '"end of it" is no date' in problem(answer.body.decode())
    assert (study / "study.toml").read_text(encoding="utf-8") == before
    page = window.page(window.goes(here, {**values, "day:2025-26": "31 March 2099"}))
    assert "2023-24 was to be deleted by 31 March 2026. Delete its recordings" in flat(page)
    text = (study / "study.toml").read_text(encoding="utf-8")
    kept = {"2023-24": "2026-03-31", "2025-26": "2099-03-31"}
    assert tomllib.loads(text) == {**tomllib.loads(before), "delete_by": kept}
    assert [line for line in text.splitlines() if not line.startswith("delete_by")] == (
        before.splitlines()
    ), "every other line stays as people wrote it"


@pytest.mark.parametrize(
    ("kind", "parts"), [("keep", "act/keeping"), ("refer-on", "code/refer"), ("late", "")]
)
def test_what_needs_a_decision_leads_to_its_own_page(window, act, monkeypatch, kind, parts):
    steps = tuple(Step(stage, stage, stage, "done") for stage in STAGES)
    found = Year("Study", "2025-26", ("2025-26",), steps, (Decision(kind, "Look.", "act"),))
    monkeypatch.setattr("practicelearn.app.home.told.year", lambda *_: found)
    start = act.removesuffix("/act")
    page = window.page(start)
    assert f'href="{start}/{parts or "act/promises"}"' in page


def test_days_that_somebody_wrote_as_a_table_are_changed_and_taken_away(study):
    file = study / "study.toml"
    text = file.read_text(encoding="utf-8")
    table = '\n[delete_by]\n"2023-24" = "2030-03-31"  # ethics\n"2024-25" = 2031-03-31\n'
    file.write_text(text + table, encoding="utf-8")
    set_days(study, {"2023-24": "1/4/2030"})
    days = prac.open_study(study).settings.delete_by
    assert days == {"2023-24": "2030-04-01", "2024-25": "2031-03-31"}
    set_days(study, {"2023-24": "", "2024-25": " "})
    assert prac.open_study(study).settings.delete_by == {}
    with pytest.raises(StudyError, match='no round "2022-23"'):
        set_days(study, {"2022-23": "1/4/2030"})


def test_deleting_a_round_says_what_goes_and_wants_its_name_typed(window, act, study):
    here = f"{act}/purge"
    page = window.page(f"{here}?round=2023-24")
    assert "The transcripts of 1 session" in flat(page)
    assert "It cannot be undone" in flat(page)
    values = {**typed_in(page, here), "by": "sam"}
    answer = window.send(here, {**values, "sure": "yes"})
    assert answer.status == 422
    assert "type 2023-24" in problem(answer.body.decode())
    assert [r.year for r in kept_rounds(study)] == ["2023-24", "2024-25", "2025-26"]
    done = flat(window.page(window.follow(window.goes(here, {**values, "sure": "2023-24"}))))
    assert "1 session deleted." in done
    assert "A recording, if one is kept" in done
    assert not list(study.glob("sessions/2023-*"))
    assert [r.year for r in kept_rounds(study)] == ["2024-25", "2025-26"]
    assert window.get(f"{here}?round=2023-24").status == 404


def test_closing_a_round_destroys_its_key_once_that_is_typed(window, act, study, tmp_path):
    key = tmp_path / "key.csv"
    row = KeyRow("2025-26", "turns.speaker", "", "", "person", "sam okafor", "Sam Okafor",
                 "[Person 2]", "roster", "")  # fmt: skip
    write_key(key, [row])
    here = f"{act}/close"
    page = window.page(f"{here}?round=2025-26")
    assert "Nobody can say again who was who" in flat(page)
    values = {**typed_in(page, here), "by": "sam", "key": str(key)}
    assert window.send(here, values).status == 422
    assert key.exists()
    done = window.send(here, {**values, "sure": "2025-26"})
    assert done.status == 200, problem(done.body.decode())
    assert not key.exists()
    assert "was overwritten and deleted" in flat(done.body.decode())
    assert [r.year for r in kept_rounds(study) if r.closed] == ["2025-26"]
    assert f'href="{here}?round=2025-26"' not in window.page(f"{act}/keeping")
