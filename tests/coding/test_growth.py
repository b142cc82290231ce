"""Ten times the sessions are at most eleven times the work, counted and not timed.

Counted are calls, and rows that are looked through: a mask over a whole table is one call, however
long the table. Inside a loop over sessions it makes the square of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn._tables import Mark
from practicelearn.coding.disagreements import _by_readers
from practicelearn.corpus import make_turn_id

CODES = ("rota", "pay")
SAID = (
    ("F1", "facilitator", "How is the rota?"),
    ("P1", "participant", "The rota is late [nods]"),
    ("P2", "participant", "Late and late again"),
    ("P1", "participant", "And the pay?"),
)


def invented(n_sessions: int) -> tuple[prac.Corpus, prac.Codings]:
    turns, coded, there = [], [], []
    ids = [f"s{k:04d}" for k in range(n_sessions)]
    for session in ids:
        for n, (speaker, role, text) in enumerate(SAID, start=1):
            turn = make_turn_id(session, n)
            at = text.find("[")
            marks = [Mark(at, at + 6, "gesture")] if at >= 0 else []
            who = f"{session}-{speaker}"
            turns.append({"turn_id": turn, "session_id": session, "n": n, "speaker": speaker,
                          "person_id": who, "role": role, "text": text, "marks": marks,
                          "verbatim": True})  # fmt: skip
            if role == "participant":
                coded += [(turn, code, coder) for code in CODES for coder in ("kim", "lee")
                          if (n + len(code) + len(coder)) % 2 or coder == "kim"]  # fmt: skip
        there += [{"session_id": session, "person_id": f"{session}-{who}", "speaker": who,
                   "role": role} for who, role in {s: r for s, r, _ in SAID}.items()]  # fmt: skip
    corpus = prac.Corpus(
        turns=pd.DataFrame(turns).set_index("turn_id"),
        sessions=pd.DataFrame(
            {"year": "2025-26", "group": ids}, index=pd.Index(ids, name="session_id")
        ),
        attendance=pd.DataFrame(there),
        people=pd.DataFrame(index=pd.Index([t["person_id"] for t in there], name="person_id")),
        rounds=("2025-26",),
    )
    table = pd.DataFrame(coded, columns=["turn_id", "code", "coder"]).assign(stance="for")
    codings = prac.Codings.from_table(table, corpus)
    return corpus, codings.mark_read("kim", corpus).mark_read("lee", corpus)


WORK: dict[str, Callable[[prac.Corpus, prac.Codings, prac.Codings, prac.Themes], object]] = {
    "talk_share": lambda corpus, *_: prac.talk_share(corpus),
    "talk_balance": lambda corpus, *_: prac.talk_balance(corpus),
    "facilitator_part": lambda corpus, *_: prac.facilitator_part(corpus),
    "merge_codings": lambda corpus, codings, *_: prac.merge_codings(codings),
    "disagreements": lambda corpus, codings, *_: prac.disagreements(codings, corpus),
    "agreement": lambda corpus, codings, *_: prac.agreement(codings, corpus),
    "code_accumulation": lambda corpus, _, one, __: prac.code_accumulation(one, corpus),
    "find_themes": lambda corpus, _, one, __: prac.find_themes(one, corpus),
    "group_agreement": lambda *given: given[-1].group_agreement(),
}


@pytest.fixture(scope="module")
def studies() -> list[tuple[Any, ...]]:
    made = []
    for n in (2, 20):
        corpus, codings = invented(n)
        one = prac.merge_codings(codings, prefer="kim")
        made.append((corpus, codings, one, prac.find_themes(one, corpus)))
    for given, work in product(made, WORK.values()):
        work(*given)  # what is loaded or made once is no work of the sessions
    return made


class Counter:
    """Calls and rows, counted while it is open."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = self.rows = 0
        for kind, name in ((pd.Series, "_cmp_method"), (pd.Series, "isin"),
                           (pd.Index, "_cmp_method")):  # fmt: skip
            monkeypatch.setattr(kind, name, self._noted(getattr(kind, name)))

    def _noted(self, done: Callable[..., Any]) -> Callable[..., Any]:
        def noted(table: Any, *args: Any, **kwargs: Any) -> Any:
            self.rows += len(table)
            return done(table, *args, **kwargs)

        return noted

    def of(self, work: Callable[[], object]) -> tuple[int, int]:
        self.calls = self.rows = 0

        def seen(_frame: Any, event: str, _arg: Any) -> None:
            self.calls += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(seen)
        try:
            work()
        finally:
            sys.setprofile(before)
        return self.calls, self.rows


@pytest.mark.parametrize("name", WORK)
def test_ten_times_the_sessions_are_at_most_eleven_times_the_work(
    name: str, studies: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = Counter(monkeypatch)
    few, many = (counter.of(lambda given=given: WORK[name](*given)) for given in studies)
    for before, after, what in zip(few, many, ("calls", "rows"), strict=True):
        assert after <= 11 * max(before, 1), f"{name}: {before} {what} of 2 sessions, {after} of 20"


class Read(dict[str, str | None]):
    """What a coder has read, counting how much of it is gone through."""

    n_seen = 0

    def __iter__(self) -> Iterator[str]:
        for turn in super().__iter__():
            self.n_seen += 1
            yield turn


@pytest.mark.parametrize("whole", [True, False])
def test_who_read_a_session_is_asked_of_its_own_turns(whole: bool) -> None:
    every = [make_turn_id(f"s{k}", n) for k in range(50) for n in (1, 2)]
    read = {name: Read(dict.fromkeys(every)) for name in ("kim", "lee")}
    assert _by_readers(every[:2], read, whole=whole) == {("kim", "lee"): set(every[:2])}
    assert read["kim"].n_seen + read["lee"].n_seen <= 4


def test_chances_of_all_orders_grow_with_the_groups_and_not_with_their_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counter = Counter(monkeypatch)

    def calls(n_groups: int) -> int:
        raised = {"rota": [1, 0], "pay": [1, 1], "desk": [0, 1]}
        table = pd.DataFrame({code: own * (n_groups // 2) for code, own in raised.items()})
        return counter.of(lambda: prac.code_accumulation(table))[0]

    calls(20)
    assert calls(200) <= 11 * calls(20)
