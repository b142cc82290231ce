"""The gate for the newest pair of rounds: what became of themes since, in words for readers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from practicelearn.output.gate.raised import change_said, verdicts_said
from practicelearn.output.gate.wording import is_missing, joined, text
from practicelearn.themes.cycle.in_short import plainly
from practicelearn.themes.plan import NO_PLAN
from practicelearn.themes.provenance import without_sessions
from practicelearn.themes.verdicts import CANNOT_TELL, NO_VERDICT, NOT_TESTED, ruled_out

__all__ = [
    "UNPLANNED",
    "cannot_tell_said",
    "moved_since",
    "not_compared_since",
    "since_said",
    "unplanned",
]

UNPLANNED = f"{NO_PLAN}."


def moved_since(rows: pd.DataFrame, before: str) -> str:
    """Return every verdict that tells of a move, naming its themes; empty without any."""
    own = rows[~rows["verdict"].isin([CANNOT_TELL, NO_VERDICT, NOT_TESTED])]
    said = [plainly(f"{told[:1].lower()}{told[1:-1]}") for told in verdicts_said(own)]
    return f"Since {before}, {'; '.join(said)}." if said else ""


def cannot_tell_said(rows: pd.DataFrame, before: str) -> str:
    """Return one sentence for every theme of which nobody can tell; empty without any.

    What is ruled out is that of the widest of their intervals, so that it holds for each.
    """
    own = rows[rows["verdict"] == CANNOT_TELL]
    if own.empty:
        return ""
    names = joined([str(row.name) for row in own.itertuples()])
    said = f"We cannot tell whether more or fewer people raised {names} than in {before}."
    shown = own.dropna(subset=["low", "high"])
    if len(shown) < len(own):
        return said
    out = ruled_out(shown["low"].min(), shown["high"].max())
    if out.startswith("no"):
        return f"{said} No change is ruled out."
    return f"{said} Only {out.replace('points', 'percentage points')}."


def not_compared_since(rows: pd.DataFrame, before: str) -> list[str]:
    """Return one sentence a reason why themes were not compared, naming them.

    That nothing was planned is no matter of single themes, so it names none.
    """
    own = rows[rows["verdict"] == NO_VERDICT]
    free = own["why"].map(unplanned).astype(bool)
    said = [f"{UNPLANNED} No verdict is given on what changed since {before}."] if any(free) else []
    reasons: dict[str, list[str]] = {}
    for row in own[~free].itertuples():
        why = "" if is_missing(row.why) else without_sessions(text(row.why, ""))
        why = why.removeprefix(f"{NO_VERDICT}: ").rstrip(".")
        reasons.setdefault("" if any(c.isdigit() for c in why) else why, []).append(str(row.name))
    return said + [
        f"Not compared with {before}: {joined(names)}{f' ({why})' if why else ''}."
        for why, names in reasons.items()
    ]


def since_said(row: Any) -> str:
    """Return one comparison as a sentence that begins with the round before.

    That nothing was planned is said once, above: here the shares are left, or nothing is.
    """
    said = change_said(row, figures=False)
    if unplanned(row.why):
        shares, _, _ = said.partition(NO_PLAN)
        said = f"{shares.rstrip(' ;:')}." if ";" in shares else ""
    return _since(str(row.year_before), said) if said else ""


def unplanned(why: Any) -> bool:
    """Whether the reason for no verdict is that no plan was made before."""
    return not is_missing(why) and str(why).removeprefix(f"{NO_VERDICT}: ").startswith(NO_PLAN)


def _since(before: str, said: str) -> str:
    return f"Since {before}, {said[:1].lower()}{said[1:]}"
