"""Who follows whom, held against chance.

The chance model keeps how often everybody speaks and that nobody follows themselves, and shuffles
the rest. Arrangements are drawn by swapping two turns at a time; from the observed order the chain
is run to a common start, and every draw is run forward from there, which makes the p-values exact
for the number drawn (Besag and Clifford 1989).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from practicelearn._arguments import AT_LEAST_1, SEED, check_arguments
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.kinds import NOTE_KINDS

__all__ = ["turn_transitions"]

_COLUMNS = ["session_id", "from_who", "to_who", "n", "expected", "p_more", "p_less", "why"]
_SWEEPS = 10
_FEWEST_STEPS, _MOST_STEPS = 300, 20_000
_FEWEST_TURNS = 4


def turn_transitions(
    corpus: Corpus, *, n_permutations: int = 999, random_state: int = 0
) -> pd.DataFrame:
    """Return how often each person follows each other, and whether that is more than chance.

    Parameters
    ----------
    corpus : Corpus
    n_permutations : int
        Orders drawn by chance; with 999 the smallest p is 0.001.
    random_state : int
        Seed of the drawing.

    Returns
    -------
    DataFrame
        One row a session and ordered pair of people who spoke: session_id, from_who, to_who
        (person, else label), n, expected (mean over the drawn orders), p_more and p_less (share of
        orders, the observed one included, with at least, at most as many), why (the reason where p
        is missing).

    Raises
    ------
    PracticelearnError
        ``n_permutations`` is smaller than 1.

    Notes
    -----
    A turn without a label breaks the chain: nobody is known to follow it. The p-values describe one
    conversation and are not corrected for the number of pairs; they say nothing about another
    group.

    References
    ----------
    Besag, J. and Clifford, P. (1989). Generalized Monte Carlo significance tests. Biometrika 76,
    633-642.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> one = corpus.where(session_id="2025-north")
    >>> prac.turn_transitions(one, n_permutations=99)[["from_who", "to_who", "n"]].head(2)
           from_who         to_who  n
    0  2025-north-f  2025-north-p2  4
    1  2025-north-f  2025-north-p5  1
    """
    check_arguments(turn_transitions, locals(), n_permutations=AT_LEAST_1, random_state=SEED)
    if n_permutations < 1:
        raise PracticelearnError(f"n_permutations: expected at least 1, found {n_permutations}.")
    rng = np.random.default_rng(random_state)
    rows: list[dict[str, Any]] = []
    kinds = corpus.sessions["source_kind"]
    for session_id, turns in corpus.turns.groupby("session_id", sort=False):
        if kinds.get(session_id) in NOTE_KINDS:
            continue
        rows += _of_session(str(session_id), turns, n_permutations, rng)
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.astype(
        {"n": "int64", **dict.fromkeys(("expected", "p_more", "p_less"), "float64")}
    )


def _of_session(
    session_id: str, turns: pd.DataFrame, n_permutations: int, rng: np.random.Generator
) -> list[dict[str, Any]]:
    who = turns["person_id"].where(turns["person_id"].notna(), turns["speaker"])
    order, joined = _chain([w if isinstance(w, str) else None for w in who])
    people = list(dict.fromkeys(order))
    number = {name: n for n, name in enumerate(people)}
    observed = np.array([number[name] for name in order], dtype=np.int32)
    seen = _counts(observed[None, :], joined, len(people))[0]
    drawn = None
    if len(people) > 2 and len(observed) >= _FEWEST_TURNS:
        drawn = _counts(_drawn(observed, joined, n_permutations, rng), joined, len(people))
    why = None if drawn is not None else "fewer than three people, or four turns, leave no choice"
    rows = []
    for a, first in enumerate(people):
        for b, second in enumerate(people):
            if a == b:
                continue
            n = int(seen[a, b])
            row: dict[str, Any] = {
                "session_id": session_id, "from_who": first, "to_who": second, "n": n, "why": why,
            }  # fmt: skip
            if drawn is not None:
                by_chance = drawn[:, a, b]
                row["expected"] = float(by_chance.mean())
                row["p_more"] = float((1 + (by_chance >= n).sum()) / (n_permutations + 1))
                row["p_less"] = float((1 + (by_chance <= n).sum()) / (n_permutations + 1))
            rows.append(row)
    return rows


def _chain(who: list[str | None]) -> tuple[list[str], Any]:
    """The labelled turns, and whether each directly follows the one before it in the list.

    Neighbours of one person (two labels, or two turns of one file) are one turn.
    """
    order: list[str] = []
    joined: list[bool] = []
    broken = True
    for name in who:
        if name is None:
            broken = True
            continue
        if not broken and order[-1] == name:
            continue
        order.append(name)
        joined.append(not broken)
        broken = False
    return order, np.array(joined[1:], dtype=bool)


def _counts(orders: Any, joined: Any, n_people: int) -> Any:
    """Successions in each order, (n_orders, n_people, n_people)."""
    pairs = orders[:, :-1][:, joined] * n_people + orders[:, 1:][:, joined]
    offset = np.arange(len(orders))[:, None] * n_people**2
    flat = np.bincount((pairs + offset).ravel(), minlength=len(orders) * n_people**2)
    return flat.reshape(len(orders), n_people, n_people)


def _drawn(observed: Any, joined: Any, n: int, rng: np.random.Generator) -> Any:
    """Orders drawn by chance, (n, n_turns)."""
    steps = min(_MOST_STEPS, max(_FEWEST_STEPS, _SWEEPS * len(observed)))
    start = _swapped(observed[None, :].copy(), joined, steps, rng)
    return _swapped(np.repeat(start, n, axis=0), joined, steps, rng)


def _swapped(orders: Any, joined: Any, steps: int, rng: np.random.Generator) -> Any:
    """Swap two turns of each order, ``steps`` times, wherever nobody then follows themselves."""
    n_orders, length = orders.shape
    rows = np.arange(n_orders)
    # a border at both ends that equals nobody, and says that nothing joins there
    wide = np.full((n_orders, length + 2), -1, dtype=orders.dtype)
    wide[:, 1:-1] = orders
    link = np.concatenate([[False], joined, [False]])
    for _ in range(steps):
        i = rng.integers(1, length + 1, n_orders)
        j = rng.integers(1, length + 1, n_orders)
        a, b = wide[rows, i], wide[rows, j]
        wide[rows, i], wide[rows, j] = b, a
        clash = np.zeros(n_orders, dtype=bool)
        for at in (i, j):
            here = wide[rows, at]
            clash |= link[at - 1] & (wide[rows, at - 1] == here)
            clash |= link[at] & (wide[rows, at + 1] == here)
        back = rows[clash]
        wide[back, i[clash]], wide[back, j[clash]] = a[clash], b[clash]
    return wide[:, 1:-1]
