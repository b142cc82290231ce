import pytest

from practicelearn import errors
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import (
    read_yaml_frame,
    starter_frame,
    starter_frames,
    write_yaml_frame,
)


def test_a_frame_survives_its_file(tmp_path):
    frame = CodingFrame(
        "ours",
        "2",
        (Code("a", "A", definition="dé", cues=("x y",)), Code("b", "B", parent="a")),
        "2025-01-01",
    )
    assert read_yaml_frame(write_yaml_frame(frame, tmp_path / "f.yaml")) == frame


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("codes: [", "line 1: not a YAML coding frame"),
        ("- a", "expected a mapping"),
        ("codes: [{name: x}]", 'code 1 has no "id"'),
        ("codes: [{id: a, defnition: x}]", 'unknown field "defnition".*"definition"'),
        ("codes: [{id: a, cues: x}]", '"cues" must be a list'),
        ("codes: [{id: a}, {id: a}]", "occurs more than once"),
        ("codes: [{id: a, parent: bb}, {id: b}]", 'no parent "bb"'),
        ("codes: [{id: a, parent: b}, {id: b, parent: a}]", "form a circle"),
    ],
)
def test_a_frame_that_contradicts_itself_is_refused(tmp_path, text, says):
    (tmp_path / "f.yaml").write_text(text)
    with pytest.raises(errors.FrameError, match=says):
        read_yaml_frame(tmp_path / "f.yaml")


def test_a_code_that_is_not_there_names_the_near_match():
    with pytest.raises(errors.FrameError, match='Did you mean "supervision"'):
        starter_frame("lga-employer-standards-2020")["supervison"]


@pytest.mark.parametrize("name", starter_frames())
def test_a_starter_frame_is_marked_unofficial_and_every_code_can_be_used(name):
    frame = starter_frame(name)
    assert "unofficial" in frame.source.lower()
    assert len(frame) == {"lga": 8, "basw": 9, "ofsted": 5, "psw": 4}.get(
        name.split("-")[0] if name != "lga-health-check-conditions" else "", 5
    )
    for code in frame.values():
        assert code.definition
        assert code.source
        assert code.cues


def test_seeds_are_cues():
    frame = CodingFrame("f", "1", (Code("a", "A", cues=("Rota", "duty desk")), Code("b", "B")))
    assert frame.seeds() == {"a": ["rota", "duty desk"]}


def test_an_unknown_starter_frame_names_those_there_are():
    with pytest.raises(errors.FrameError, match=r"there are: .*lga-employer-standards-2020"):
        starter_frame("lga")
