"""Who was in a group at which release: stayed, left, came."""

from __future__ import annotations

import pandas as pd
import pytest

from practicelearn.output.disclosure.counted import Counted
from practicelearn.output.disclosure.facts import (
    THIS,
    Count,
    Fact,
    Groups,
    as_rows,
    from_rows,
)
from practicelearn.output.disclosure.history import earlier_facts, populations

FIRST, SECOND = "2025-03-04T10:00:00", "2026-03-04T10:00:00"


def counted(sizes: dict[str, int]) -> Counted:
    raised = {"tools": dict.fromkeys(sizes, 1)}
    return Counted(sizes, sizes, raised, {}, {"tools": frozenset(sizes)}, {})


def releases(*sizes: tuple[str, dict[str, int]]) -> pd.DataFrame:
    rows = [{"kind": "release", "at": at, "printed": {"2025": {"sizes": own}}}
            for at, own in sizes]  # fmt: skip
    return pd.DataFrame(rows)


def told(*when: str) -> list[Fact]:
    return [Count(theme="tools", round="2025", release=r, n=3) for r in when]


def test_who_left_is_in_the_earlier_release_only() -> None:
    kept = releases((FIRST, {"a": 5, "b": 5}))
    people = populations(told(FIRST, THIS), {"2025": counted({"a": 5, "b": 4})}, kept)["2025"]
    found = {(a.group, a.n, a.releases) for a in people.atoms}
    both = frozenset({FIRST, THIS})
    assert found == {("a", 5, both), ("b", 4, both), ("b", 1, frozenset({FIRST}))}
    assert people.truth["tools"][[a.n for a in people.atoms].index(1)] is None


def test_who_came_between_two_releases_is_in_the_later_ones() -> None:
    kept = releases((FIRST, {"a": 4}), (SECOND, {"a": 6}))
    people = populations(told(FIRST, SECOND, THIS), {"2025": counted({"a": 6})}, kept)["2025"]
    found = {(a.n, a.releases) for a in people.atoms}
    assert found == {(4, frozenset({FIRST, SECOND, THIS})), (2, frozenset({SECOND, THIS}))}


def test_a_round_that_only_earlier_releases_told_of_and_is_changed_since_has_no_truth_left() -> (
    None
):
    now = counted({"a": 4})
    kept = releases((FIRST, {"a": 5}))
    kept["printed"] = [{"2025": {"sizes": {"a": 5}, "digests": {"tools": "another"}}}]
    people = populations(told(FIRST), {"2025": now}, kept)["2025"]
    assert [(a.n, a.releases) for a in people.atoms] == [(5, frozenset({FIRST}))]
    assert people.truth == {}


def test_facts_are_kept_without_words_and_come_back_under_their_release() -> None:
    facts: list[Fact] = [
        Groups(theme="tools", round="2025", n=4, groups=frozenset({"a", "b"}), said="Ann’s words"),
        Count(theme="tools", round="2024", n=9, release=FIRST, said="Ann’s words"),
    ]
    rows = as_rows(facts)
    assert "Ann" not in str(rows)
    back = from_rows(rows, release=SECOND)
    assert [(f.release, f.groups) for f in back] == [
        (SECOND, frozenset({"a", "b"})), (FIRST, None),
    ]  # fmt: skip
    assert from_rows([{"kind": "of a newer program"}], release=FIRST) == []


@pytest.mark.parametrize("groups", [5])
def test_a_release_of_the_first_version_tells_what_it_counted(groups: int) -> None:
    old = pd.DataFrame([{"kind": "release", "at": FIRST,
                         "counts": [["tools", "2025", 20, 25, groups]]}])  # fmt: skip
    found = earlier_facts(old)
    assert [(type(f), getattr(f, "n", 0), f.release) for f in found] == [
        (Count, 20, FIRST), (Groups, groups, FIRST),
    ]  # fmt: skip
