"""Edits of a frame, what they change, and what may still be compared."""

import pytest

from practicelearn.coding.crosswalk import changes_to, crosswalk
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import read_yaml_frame, starter_frame, write_yaml_frame
from practicelearn.errors import FrameError

ONE = CodingFrame(
    "Invented",
    "1",
    (
        Code("work", "Work", definition="All that is work."),
        Code("load", "Workload", parent="work", definition="How much there is."),
        Code("tools", "Tools", parent="work", definition="Laptops and systems."),
        Code("desks", "Desks", parent="work", definition="Somewhere to sit."),
    ),
)


def changes(after):
    return set(changes_to(ONE, after)[["code", "change"]].itertuples(index=False, name=None))


def relations(after):
    return crosswalk(ONE, after)["relation"].to_dict()


def test_no_change_is_no_row_and_everything_comparable():
    assert changes_to(ONE, ONE).empty
    assert set(relations(ONE).values()) == {"comparable"}


def test_a_new_name_or_place_changes_no_meaning():
    after = ONE.change("load", name="Caseload").change("desks", parent=None)
    assert changes(after) == {("load", "renamed"), ("desks", "moved")}
    assert set(relations(after).values()) == {"comparable"}
    assert ONE["load"].name == "Workload", "an edit returns a new frame"


def test_an_added_and_a_removed_code():
    after = ONE.without("desks").with_code(Code("pay", "Pay"))
    assert changes(after) == {("desks", "removed"), ("pay", "added")}
    assert relations(after)["pay"] == "new"
    assert relations(after)["desks"] == "gone"


def test_removing_a_parent_moves_its_children_up():
    assert ONE.without("work")["load"].parent is None


def test_a_new_definition_is_not_comparable_until_somebody_says_so():
    after = ONE.change("tools", definition="Laptops, systems and phones.")
    assert changes(after) == {("tools", "redefined")}
    assert relations(after)["tools"] == "redefined"
    assert relations(after.change("tools", scope="wider"))["tools"] == "widened"
    assert relations(after.change("tools", scope="same"))["tools"] == "comparable"


def test_a_merged_code_is_wider():
    after = ONE.merge(["tools", "desks"], Code("places", "Tools and desks"))
    assert ("places", "merged") in changes(after)
    assert relations(after)["places"] == "widened"
    assert relations(after)["tools"] == "gone"
    assert after.ids == ["work", "load", "places"]


def test_a_split_code_is_narrower_and_may_keep_its_id():
    after = ONE.split("tools", [Code("tools", "Laptops"), Code("systems", "Systems")])
    assert ("tools", "split") in changes(after)
    assert relations(after)["tools"] == "narrowed"
    assert relations(after)["systems"] == "narrowed"
    assert after["systems"].parent == "work"


def test_a_scope_of_an_earlier_step_is_not_taken_for_this_one():
    two = ONE.change("tools", definition="Laptops, systems, phones.", scope="wider")
    three = two.change("load", name="Caseload")
    assert crosswalk(two, three)["relation"].to_dict()["tools"] == "comparable"


def test_standard_four_of_2014_and_2020_is_not_the_same_standard():
    found = crosswalk(
        starter_frame("lga-employer-standards-2014"), starter_frame("lga-employer-standards-2020")
    )
    assert found.loc["supervision", "relation"] == "comparable"
    assert found.loc["wellbeing", "relation"] != "comparable"


def test_was_and_scope_outlive_a_file(tmp_path):
    after = ONE.merge(["tools", "desks"], Code("places", "Tools and desks", definition="Both."))
    assert read_yaml_frame(write_yaml_frame(after, tmp_path / "2.yaml")) == after


def test_mistakes_are_named():
    with pytest.raises(FrameError, match='no field "nam" to change'):
        ONE.change("tools", nam="x")
    with pytest.raises(FrameError, match='scope "larger" is not one of'):
        ONE.change("tools", scope="larger")
    with pytest.raises(FrameError, match='has no code "tool"'):
        ONE.without("tool")


def test_a_code_without_a_definition_is_listed():
    assert ONE.with_code(Code("pay", "Pay")).issues["code"].tolist() == ["pay"]
    assert ONE.issues.empty
