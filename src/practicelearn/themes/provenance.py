"""Why two rounds cannot be compared because of who coded them, or of what was read."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from practicelearn._of_session import sessions_of
from practicelearn._once import once_for_each
from practicelearn.coding.counted import PERSONAL, accepted, imported, is_nobody
from practicelearn.coding.provenance import sessions_said
from practicelearn.errors import counted
from practicelearn.themes.raised import round_of
from practicelearn.themes.themes import Themes

__all__ = [
    "ACCEPTED_APART",
    "DIFFERENTLY",
    "coded_differently",
    "not_known",
    "not_on_record",
    "without_sessions",
]

ACCEPTED_APART = 0.20
"""A convention: rounds whose shares of accepted offers lie so far apart are coded unlike."""

_SESSIONS = re.compile(r" \(sessions: [^)]*\)")
DIFFERENTLY = "coded differently: no verdict"
HERE = "in practicelearn"


def not_on_record(themes: Themes, before: str, after: str, theme: str) -> str:
    """Return in which sessions nobody has said what was read, or an empty string.

    Nor is there a comparison where some sessions hold only a machine's coding. Otherwise it is
    asked of imported coding and accepted offers only, which say what was found and not what was
    read. A session that is being coded here is simply not finished, and missing.
    """
    coded = _coded(themes, before, after)
    if coded is None or themes.table.loc[theme, "origin"] == "topic":
        return ""
    year = round_of(themes.corpus.sessions["year"])
    machine = [s for s in themes.machine_only if year.get(s) in (before, after)]
    if machine:
        hold = "holds" if len(machine) == 1 else "hold"
        return (
            f"no verdict: {_named(machine)} {hold} only a machine's coding, and a comparison holds "
            "one kind"
        )
    # of a round that was imported, sessions without a coding are as unknown
    rounds = set(coded.loc[coded["imported"], "year"])
    taken = set(coded.loc[coded["accepted"], "session"])
    if not (rounds or taken):
        return ""
    scores = themes.scores[themes.scores["theme_id"] == theme]
    unread = scores[_unread(scores)]
    groups = set(zip(round_of(unread["year"]), unread["group"], strict=True))
    sessions = themes.corpus.sessions
    place = dict(
        zip(sessions.index, zip(round_of(sessions["year"]), sessions["group"], strict=True),
            strict=True)
    )  # fmt: skip
    missing = [
        str(s)
        for s in sessions.index
        if place[s] in groups and (place[s][0] in rounds or s in taken)
    ]
    if not missing:
        return ""
    return (
        f"no verdict: what was read is not on record in {_named(missing)}, so what is not coded "
        "there may not have been read. Say what was read (In and out of other programs)"
    )


def coded_differently(themes: Themes, before: str, after: str, theme: str) -> str:
    """Return how the coding of two rounds differs in kind, or an empty string.

    Notes
    -----
    Offers that were accepted make a coder find more; another program's coding was done by other
    rules. Where the share of either differs by ``ACCEPTED_APART`` or more, over all codings or over
    those of the theme, a change may be one of coding. Blind coding again of at least four sessions
    (``drift``) can tell.
    """
    coded = _coded(themes, before, after)
    if coded is None or themes.table.loc[theme, "origin"] == "topic":
        return ""
    counts = _accepted(themes, before, after)
    codes = set(themes.table.loc[theme, "codes"])
    for own in (counts, {place: n for place, n in counts.items() if place[0] in codes}):
        share = _shares(own)
        if {before, after} <= set(share):
            apart = abs(share[after] - share[before])
            if apart >= ACCEPTED_APART - 1e-9:
                return (
                    f"{DIFFERENTLY}. {share[before]:.0%} of the codings in {before} and "
                    f"{share[after]:.0%} in {after} were offered by a program and accepted"
                )
    return _sources(_places(themes, before, after))


@once_for_each  # every theme of a pair of rounds asks for it
def _accepted(themes: Themes, before: str, after: str) -> dict[tuple[str, str], tuple[int, int]]:
    """How many codings of each code and round were offers that were accepted, and of how many."""
    coded = _coded_in(themes, before, after)
    found = coded.groupby(["code", "year"])["accepted"].agg(["sum", "size"])
    return dict(zip(found.index, zip(found["sum"], found["size"], strict=True), strict=True))


def _shares(counts: Mapping[tuple[str, str], tuple[int, int]]) -> dict[str, float]:
    """Of each round's codings, the share that was accepted."""
    total: dict[str, tuple[int, int]] = {}
    for (_, year), (accepted_, n) in counts.items():
        before = total.get(year, (0, 0))
        total[year] = before[0] + accepted_, before[1] + n
    return {year: accepted_ / n for year, (accepted_, n) in total.items()}


def not_known(themes: Themes, before: str, after: str) -> list[str]:
    """Return what is not known of imported coding that counts, each a caution."""
    coded = _coded(themes, before, after)
    if coded is None or not coded["imported"].any():
        return []
    came = coded[coded["imported"]]
    said = []
    if any(map(is_nobody, came["coder"].unique())):
        said.append("coded by somebody whom the imported file does not name")
    record = themes.codings.record if themes.codings is not None else None
    imports = record[record["kind"] == "import"] if record is not None else pd.DataFrame()
    known = set(imports.loc[imports["auto_coding"] != "not known", "coder"]) if len(imports) else {}
    if not set(came["coder"]) <= set(known):
        said.append("imported, and it is not known whether a program did some of the coding")
    return said


def without_sessions(words: str) -> str:
    """Return a reason without the names of sessions, which readers are not told.

    Examples
    --------
    >>> without_sessions("not on record in 2 sessions (sessions: 2025-north, 2025-duty), so")
    'not on record in 2 sessions, so'
    """
    return _SESSIONS.sub("", words)


def _sources(kind: pd.DataFrame) -> str:
    """Several places of coding in the two rounds, with the sessions of each; or nothing."""
    if kind["where"].nunique() < 2:
        return ""
    parts = []
    for where, own in kind.groupby("where", sort=True):
        by_round = " and ".join(
            f"{_named(list(s['session']))} of {year}" for year, s in own.groupby("year")
        )
        parts.append(f"{by_round} coded {where}")
    return f"{DIFFERENTLY}. {'; '.join(parts)}"


@once_for_each  # of a pair of rounds, whatever the theme
def _places(themes: Themes, before: str, after: str) -> pd.DataFrame:
    """Where most of each session's codings were made: year, session, where."""
    coded = _coded_in(themes, before, after)
    program = coded["program"].astype(object)  # of numbers where no import is on record
    rows = coded.assign(where=program.where(coded["imported"], HERE).fillna("in another program"))
    # what most of a session's codings are: a quote that was added from a table makes no other kind
    kind = rows.groupby(["year", "session"])["where"].agg(lambda w: w.value_counts().index[0])
    return kind.reset_index()


def _coded(themes: Themes, before: str, after: str) -> pd.DataFrame | None:
    """One row a coding of the two rounds; None where no persons' coding is counted."""
    if themes.codings is None or themes.origin not in PERSONAL:
        return None
    return _coded_in(themes, before, after)


@once_for_each  # every theme of a pair of rounds asks for it, more than once
def _coded_in(themes: Themes, before: str, after: str) -> pd.DataFrame:
    codings = themes.codings
    assert codings is not None
    spans = codings.spans.drop_duplicates("coding_id")
    session = sessions_of(spans["turn_id"])
    year = session.map(round_of(themes.corpus.sessions["year"]))
    record = codings.record
    came = record[record["kind"] == "import"].drop_duplicates("coder", keep="last")
    program = spans["coder"].map("in " + came.set_index("coder")["program"].astype(object))
    rows = pd.DataFrame(
        {
            "session": session, "coder": spans["coder"], "year": year,
            "code": spans["code"], "program": program, "accepted": accepted(spans),
            "imported": imported(spans),
        }
    )  # fmt: skip
    return rows[rows["year"].isin([before, after])]


def _named(sessions: list[str]) -> str:
    return f"{counted(len(sessions), 'session')} (sessions: {sessions_said(sessions)})"


def _unread(scores: pd.DataFrame) -> pd.Series:
    """Whether a group was not read for the theme; notes and missing labels are no such reason."""
    return scores["score"].isna() & scores["raised"].isna()
