"""What 4 to 30 groups find and rule out, and what shared facilitators do (validity_power)."""

import pytest

from validity_power import EXPECTED, Figure, power, print_shared, shared


def test_eight_groups_find_and_rule_out_what_the_rules_were_chosen_by():
    found = power(8, 1, 150)
    assert found["X"].value == pytest.approx(EXPECTED["X", 8, 1], abs=0.03)
    assert found["no change"].value == pytest.approx(EXPECTED["no change", 8, 1], abs=0.03)
    assert found["large found"].value == pytest.approx(0.88, abs=0.1)
    assert found["same found"].value < 0.1


def test_groups_of_shared_facilitators_err_and_facilitators_as_units_do_not():
    groups = shared((2, 2, 2, 2), 400, of_leader=1.0)
    leaders = shared((2, 2, 2, 2), 400, of_leader=1.0, by_leader=True)
    assert isinstance(groups, Figure)
    assert groups.value > 0.06
    assert leaders.value < 0.06


def test_with_fewer_than_four_facilitators_there_is_no_test_of_them(capsys):
    print_shared(20)
    rows = {r.split("|")[1].strip(): r for r in capsys.readouterr().out.splitlines() if "+" in r}
    assert rows["4+4"].endswith("| no test |")
    assert not rows["2+2+2+2"].endswith("| no test |")
