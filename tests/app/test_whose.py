"""Who does it: asked in a form, remembered at this computer, never in the study."""

import pytest
from home_helpers import Window

from practicelearn.app.home.house import House
from practicelearn.app.home.routes import shown_of
from practicelearn.app.home.visit import Form, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError, StudyError


@pytest.fixture
def visit(tmp_path, study):
    window = Window(tmp_path / "own")
    key = window.house.open(study.path)
    yield Visit(window.house, {}, shown_of(window.house, key))
    window.house.close()


def files(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_last_name_is_offered_again_also_when_the_program_is_started_again(visit):
    before = files(visit.study.folder)
    assert 'name="by" value=""' in by_field(visit)
    assert taken_by(visit, Form({"by": [" sam "]})) == "sam"
    assert 'name="by" value="sam"' in by_field(visit)
    again = House(visit.house.own)
    assert again.who(visit.study.key) == "sam"
    again.close()
    assert files(visit.study.folder) == before


def test_nobody_and_a_name_no_file_can_bear_are_refused_and_not_offered(visit):
    with pytest.raises(PracticelearnError, match="It goes on record who does it"):
        taken_by(visit, Form({"by": ["  "]}))
    with pytest.raises(StudyError, match="cannot name a person here"):
        taken_by(visit, Form({"by": ["a/b"]}))
    assert visit.house.who(visit.study.key) == ""
