"""Who read each of two rounds: one person both, another the later, pairs who settled, or a mixture.

A change of coders is a change that no number of groups takes away, and one person who read both
rounds is another thing than a new one each round: the words differ.
"""

from __future__ import annotations

import pandas as pd

from practicelearn._of_session import sessions_of
from practicelearn._once import once_for_each
from practicelearn.coding.codings import JOINED, MACHINES, SETTLED
from practicelearn.coding.counted import PERSONAL, is_nobody
from practicelearn.themes.drift import NOT_CHECKED
from practicelearn.themes.raised import round_of
from practicelearn.themes.themes import Themes

__all__ = ["OF_CODERS", "who_read"]

SAME_ONE = (
    "one coder read both rounds, so a change is not one of coders; nobody has checked whether that "
    "coder still reads as before"
)
ANOTHER_ONE = (
    "one coder read the earlier round and another the later: a change may be the coder's, and "
    "nobody has checked whether the two read alike"
)
SAME_SEVERAL = (
    "the same coders read both rounds, each some of the sessions; nobody has checked whether they "
    "still read as before"
)
OTHER_PARTS = (
    "the same coders read both rounds, but not the same part of each: a change may be the coders', "
    "and nobody has checked whether they read alike"
)
OTHERS = (
    "the two rounds were not read by the same coders: a change may be the coders', and nobody has "
    "checked whether they read alike"
)
SAME_SETTLED = (
    "the same coders settled together what counts in both rounds; nobody has checked whether they "
    "still read as before"
)
OTHERS_SETTLED = (
    "coders settled together what counts in both rounds, but not the same ones: a change may be "
    "theirs, and nobody has checked whether they read alike"
)
OF_CODERS = (
    NOT_CHECKED, SAME_ONE, ANOTHER_ONE, SAME_SEVERAL, OTHER_PARTS, OTHERS, SAME_SETTLED,
    OTHERS_SETTLED,
)  # fmt: skip
"""All that may be said of the coders of two rounds where no drift was measured."""

_APART = 1 / 3  # of a round's sessions: a convention


def who_read(themes: Themes, before: str, after: str) -> str:
    """Return what is known of the coders of two rounds, as a caution.

    Only whose reading counts is looked at. Where somebody is not named, or it is no persons'
    coding that counts, nothing is known but that nobody has checked.
    """
    if themes.codings is None or themes.origin not in PERSONAL:
        return NOT_CHECKED
    table = _readers(themes)
    rounds = [table[table["year"] == year] for year in (before, after)]
    people = [set(own["coder"]) for own in rounds]
    if not all(people) or any(is_nobody(c) for c in people[0] | people[1]):
        return NOT_CHECKED
    settled = all(own["settled"].all() for own in rounds)
    if people[0] != people[1]:
        one_each = len(people[0]) == len(people[1]) == 1
        return OTHERS_SETTLED if settled else ANOTHER_ONE if one_each else OTHERS
    if settled:
        return SAME_SETTLED
    if len(people[0]) == 1:
        return SAME_ONE
    shares = [own.groupby("coder")["session"].nunique() / own["session"].nunique()
              for own in rounds]  # fmt: skip
    return OTHER_PARTS if ((shares[0] - shares[1]).abs() >= _APART).any() else SAME_SEVERAL


@once_for_each  # every theme of a pair of rounds asks for it
def _readers(themes: Themes) -> pd.DataFrame:
    """Whose reading counts in each session: year, session, coder, settled; a row a person."""
    codings = themes.codings
    assert codings is not None
    rows = pd.concat([codings.read[["turn_id", "coder"]], codings.spans[["turn_id", "coder"]]])
    rows = rows.astype(object).assign(session=sessions_of(rows["turn_id"]))
    rows = rows[["session", "coder"]].drop_duplicates()
    together = rows["coder"].isin({SETTLED} | JOINED)
    took_part = dict(zip(codings.used["session_id"], codings.used["people"], strict=True))
    people = [
        list(took_part.get(session, [])) if joint else [coder]
        for session, coder, joint in zip(rows["session"], rows["coder"], together, strict=True)
    ]
    rows = rows.assign(coder=people, settled=together).explode("coder").dropna(subset="coder")
    rows = rows[~rows["coder"].isin(MACHINES)]
    year = round_of(themes.corpus.sessions["year"])
    return rows.assign(year=rows["session"].map(year)).reset_index(drop=True)
