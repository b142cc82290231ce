"""Who led, took part or coded where it matters: flags for the team, with counts, never for readers.

A manager who led her own staff, managers among those who took part, one facilitator for several
groups, who led in one round and took part in another, a coder who was in the group. None of it
bars anything; each is to be known beside the theme it concerns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.codings import SETTLED
from practicelearn.coding.own_group import coders_there
from practicelearn.corpus import NOT_COUNTED
from practicelearn.errors import counted
from practicelearn.themes.raised import round_of
from practicelearn.themes.themes import Themes

__all__ = ["role_flags"]

_COLUMNS = ("theme_id", "year", "kind", "n", "of", "says")
LED, MANAGERS, SEVERAL, BOTH, CODER = (
    "led own staff", "managers took part", "led several groups",
    "led in one round, took part in another", "coder was in the group",
)  # fmt: skip
_LED_BY = "led by somebody who manages one of those present"


def role_flags(themes: Themes) -> pd.DataFrame:
    """Return what is to be known of who led, took part and coded. For the team.

    Parameters
    ----------
    themes : Themes
        Its attendance says who was there in which role, who manages somebody present
        (``line_manages_someone_present``) and under which name somebody codes (``coder``).

    Returns
    -------
    DataFrame
        One row a flag that applies: theme_id ("" for a round as a whole), year, kind (led own
        staff, managers took part, led several groups, "led in one round, took part in another",
        coder was in the group), n and of (groups; people for "managers took part" and those who led
        and took part, facilitators for "led several groups"; of a theme the groups that raised it,
        or its passages for the coder), says (the same in words).

    Notes
    -----
    Nobody is followed from one round to the next unless their id is the same in both, so "took part
    in another" is a least number. What was settled is taken as coded by all who read the session.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.find_themes(codings, study.corpus()).role_flags().columns.tolist()
    ['theme_id', 'year', 'kind', 'n', 'of', 'says']
    """
    check_arguments(role_flags, locals())
    there = _there(themes)
    every = [*_of_rounds(themes, there), *_of_themes(themes, there)]
    rows = [row for row in every if row["n"]]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype({"n": "int64", "of": "int64"})


def _there(themes: Themes) -> pd.DataFrame:
    """Attendance with round and group, and what matters of each person that day."""
    corpus = themes.corpus
    place = corpus.sessions[["year", "group"]].assign(year=round_of(corpus.sessions["year"]))
    there = corpus.attendance.drop(columns=["year", "group"], errors="ignore")
    there = there.join(place, on="session_id")
    manages = there["line_manages_someone_present"].fillna(value=False).astype(bool)
    return there.assign(
        leads=there["role"] == "facilitator",
        manages=manages,
        counts=~there["role"].isin(NOT_COUNTED),
    )


def _of_rounds(themes: Themes, there: pd.DataFrame) -> Iterator[dict[str, Any]]:
    led_in = {y: set(own["person_id"]) for y, own in there[there["leads"]].groupby("year")}
    sessions = themes.corpus.sessions
    for year in dict.fromkeys(there["year"]):
        own = there[there["year"] == year]
        n_groups = sessions.loc[round_of(sessions["year"]) == year, "group"].nunique()
        when = f"in {year} " if year else ""
        led = sorted(set(own.loc[own["leads"] & own["manages"], "group"]))
        yield _row("", year, LED, len(led), n_groups,
                   f"{when}{len(led)} of {counted(n_groups, 'group')} {_was(len(led))} {_LED_BY} "
                   f"({', '.join(led)})")  # fmt: skip
        people = own[own["counts"]].drop_duplicates("person_id")
        manage = own[own["counts"] & own["manages"]]
        n = manage["person_id"].nunique()
        yield _row("", year, MANAGERS, n, len(people),
                   f"{when}{n} of {counted(len(people), 'participant')} {_manage(n)} somebody "
                   f"present, in {counted(manage['group'].nunique(), 'group')}")  # fmt: skip
        groups = own[own["leads"]].groupby("person_id")["group"].nunique()
        n = int((groups > 1).sum())
        yield _row("", year, SEVERAL, n, len(groups),
                   f"{when}{n} of {counted(len(groups), 'facilitator')} led several groups: what "
                   'sets these apart from others may be theirs (unit="facilitator")')  # fmt: skip
        others = set().union(*(ids for y, ids in led_in.items() if y != year))
        n = int(people["person_id"].isin(others).sum())
        yield _row("", year, BOTH, n, len(people),
                   f"{when}at least {n} of {counted(len(people), 'participant')} led a group in "
                   "another round")  # fmt: skip
        coded = _coded_own(themes, own)
        yield _row("", year, CODER, len(coded), n_groups,
                   f"{when}{len(coded)} of {counted(n_groups, 'group')} {_was(len(coded))} read or "
                   f"coded by somebody who was in it ({', '.join(coded)})")  # fmt: skip


def _of_themes(themes: Themes, there: pd.DataFrame) -> Iterator[dict[str, Any]]:
    passages = themes.evidence.assign(year=round_of(themes.evidence["year"]))
    passages = passages[passages["coding_id"].notna()]
    led = _groups(there[there["leads"] & there["manages"]])
    managed = _groups(there[there["counts"] & there["manages"]])
    by_one_of_them = _by_one_of_them(themes, passages)
    for (theme, year), own in passages.groupby(["theme_id", "year"], sort=False):
        when = f"in {year} " if year else ""
        raised = {(year, group) for group in own["group"]}
        many = len(raised)
        which = "the one group" if many == 1 else "{} of the " + counted(many, "group")
        for kind, groups, what in (
            (LED, led, _LED_BY),
            (MANAGERS, managed, "one in which somebody took part who manages others present"),
        ):
            n = len(raised & groups)
            yield _row(theme, year, kind, n, many,
                       f"{when}{which.format(n)} that raised it {_was(n)} {what}")  # fmt: skip
        n = int(by_one_of_them[own.index].sum())
        yield _row(theme, year, CODER, n, len(own),
                   f"{when}{n} of {counted(len(own), 'passage')} {_was(n)} coded by somebody who "
                   "was in that group")  # fmt: skip


def _row(theme: str, year: str, kind: str, n: int, of: int, says: str) -> dict[str, Any]:
    return {"theme_id": theme, "year": year, "kind": kind, "n": n, "of": of, "says": says}


def _was(n: int) -> str:
    return "was" if n == 1 else "were"


def _manage(n: int) -> str:
    return "manages" if n == 1 else "manage"


def _groups(there: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(there["year"], there["group"], strict=True))


def _coders_there(themes: Themes) -> dict[str, set[str]]:
    """Session to the names under which those present code."""
    known = coders_there(themes.corpus)
    return {str(s): set(own["coder"]) for s, own in known.groupby("session_id")}


def _coded_own(themes: Themes, own: pd.DataFrame) -> list[str]:
    """Groups of a round that somebody read or coded who was in them."""
    present = _coders_there(themes)
    if themes.codings is None or not present:
        return []
    session = themes.corpus.turns["session_id"]
    worked = {
        (str(s), coder)
        for table in (themes.codings.read, themes.codings.spans)
        for s, coder in zip(table["turn_id"].map(session), table["coder"], strict=True)
    }
    people = _people_of(themes)
    group = own.drop_duplicates("session_id").set_index("session_id")["group"]
    found = {
        sid
        for sid, names in present.items()
        if sid in group.index
        and (
            any((sid, name) in worked for name in names)
            or ((sid, SETTLED) in worked and names & people.get(sid, set()))
        )
    }
    return sorted({str(group[sid]) for sid in found})


def _by_one_of_them(themes: Themes, passages: pd.DataFrame) -> pd.Series:
    """Which passages somebody coded who was in that group."""
    names, people = _coders_there(themes), _people_of(themes)
    told = [
        coder in names.get(sid, set())
        or (coder == SETTLED and bool(names.get(sid, set()) & people.get(sid, set())))
        for sid, coder in zip(passages["session_id"], passages["coder"], strict=True)
    ]
    return pd.Series(told, index=passages.index, dtype=bool)


def _people_of(themes: Themes) -> dict[str, set[str]]:
    """Session to everybody who read or coded it: what they settled is of them all."""
    return {str(r.session_id): set(r.people) for r in themes.reading.itertuples()}
