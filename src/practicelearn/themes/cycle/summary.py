"""The cycle as plain tables: what is open, what was said and done, and whether it helped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd

from practicelearn._arguments import DAY, check_arguments
from practicelearn.themes.claims import Sides, sides_said
from practicelearn.themes.cycle.checks import lacking
from practicelearn.themes.cycle.figures import FURTHER, MET, NEARER, UNCHANGED
from practicelearn.themes.cycle.readings import NOT_READ
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import refuse_reading
from practicelearn.themes.verdicts import CANNOT_TELL, NO_CHANGE, NO_VERDICT, NOT_TESTED

__all__ = [
    "CLOSED", "DRAFT", "MOVED", "delivered_by_moved", "moved", "open_actions", "outcome",
    "status_said", "you_said",
]  # fmt: skip

IMPROVED, WORSE, SAME, HEARD_ONLY = (
    "improved (tested)", "worse (tested)", "no worthwhile change (tested)",
    "heard more or less; whether better not known",
)  # fmt: skip
REACHED, NOT_REACHED, AWAY, STILL, NO_TARGET = (
    "target reached", "nearer to the target, not reached", "further from the target",
    "figure as before", "figure higher or lower, no target set",
)  # fmt: skip
MOVED = (
    IMPROVED, WORSE, SAME, HEARD_ONLY, REACHED, NOT_REACHED, AWAY, STILL, NO_TARGET, CANNOT_TELL,
)  # fmt: skip
"""What became of a measure: what was tested, then figures held against a target, which never are.

None of them says why, and nothing untested is called better or worse.
"""

DRAFT = "not known"
"""What stands for the status of what nobody has promised yet: see ``is_draft``."""
DELIVERED = ("yes", "not yet", "no", "not known")
CLOSED = ("done", "dropped")


def status_said(status: str) -> str:
    """Return how far an action is, as it is written for people.

    Examples
    --------
    >>> status_said("doing"), status_said("not started")
    ('under way', 'not started')
    """
    return "under way" if status == "doing" else status


def open_actions(cycle: LearningCycle, *, on: str | None = None) -> pd.DataFrame:
    """Return the actions that are neither done nor dropped; overdue ones first.

    Parameters
    ----------
    cycle : LearningCycle
    on : str, optional
        ISO date of today; by default today.

    Returns
    -------
    DataFrame
        Index action_id: year, you_said, we_will, owner, due, status ("not known" where none was
        written), days_over (days since it was due, 0 when it is not), lacks ("no owner, no
        measure", or empty).

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.actions().open_actions()[["owner", "due", "status"]].head(2)
                         owner         due   status
    action_id
    a-e3e6b6          Director  2025-03-31    doing
    a-ff57e1   Head of service  2025-06-30  stalled
    """
    check_arguments(open_actions, locals(), on=DAY)
    today = dt.date.fromisoformat(on) if on else dt.date.today()
    status = cycle.status
    rows = []
    for action in cycle.actions.itertuples():
        if status[action.Index] in CLOSED:
            continue
        late = (today - dt.date.fromisoformat(action.due)).days if action.due else 0
        rows.append(
            {
                "action_id": action.Index,
                "year": action.year,
                "you_said": cycle.recommendations.loc[action.recommendation_id, "text"],
                "we_will": action.text,
                "owner": action.owner,
                "due": action.due,
                "status": status[action.Index] or DRAFT,
                "days_over": max(0, late),
                "lacks": lacking(action),
            }
        )
    columns = ["action_id", "year", "you_said", "we_will", "owner", "due", "status", "days_over",
               "lacks"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).set_index("action_id")
    return table.sort_values("days_over", ascending=False, kind="stable")


def you_said(
    cycle: LearningCycle, rechecks: pd.DataFrame, *, rounds: Sequence[str] = ()
) -> pd.DataFrame:
    """Return "you said, we did, did it help, what we could not do and why": one row an answer.

    Parameters
    ----------
    cycle : LearningCycle
    rechecks : DataFrame
        As ``recheck`` returns it.
    rounds : sequence of str
        The study's rounds, the earliest first; without them the sheet's own order stands.

    Returns
    -------
    DataFrame
        action_id, year, you_said, response, we_did (what was promised), status, did_it_help (in
        words, one sentence a later round), not_done_and_why. Newest round first, in the sheet's
        order. A recommendation that was rejected has one row without an action.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> rechecks = study.actions().recheck(themes, prac.compare_years(themes))
    >>> said = study.actions().you_said(rechecks)
    >>> said[["you_said", "status"]].head(2)
                                                you_said       status
    0  Since it went live, Lattice loses work and tak...        doing
    1                Working alone at night is not safe.  not started
    """
    check_arguments(you_said, locals())
    status = cycle.status
    promised, heard = _by(cycle.actions, "recommendation_id"), _by(rechecks, "action_id")
    rows = []
    for said in cycle.recommendations.itertuples():
        base = {"year": said.year, "you_said": said.text, "response": said.response}
        actions = promised.get(said.Index, [])
        if not actions:
            rows.append(base | {"not_done_and_why": _refused(said)})
        for k, action in enumerate(actions):
            now = status[action.Index]
            why = [_refused(said)] if k == 0 else []
            if now in {"dropped", "stalled"}:
                why.append(f"{now.capitalize()}: {action.note or 'no reason was written'}")
            rows.append(
                base
                | {
                    "action_id": action.Index,
                    "we_did": action.text,
                    "status": now or DRAFT,
                    "did_it_help": " ".join(map(outcome, heard.get(action.Index, [])))
                    or "To be looked at in the next round.",
                    "not_done_and_why": " ".join(w for w in why if w),
                }
            )
    columns = ["action_id", "year", "you_said", "response", "we_did", "status", "did_it_help",
               "not_done_and_why"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).astype(object)
    table = table.where(table.notna(), None)
    known = list(rounds) or list(table["year"].dropna().unique())
    return table.sort_values(
        "year", key=lambda years: years.map(lambda y: -known.index(y) if y in known else 1),
        kind="stable", ignore_index=True,
    )  # fmt: skip


def _by(table: pd.DataFrame, column: str) -> dict[Any, list[Any]]:
    """The rows that name the same in a column, in their order."""
    found: dict[Any, list[Any]] = {}
    for row in table.itertuples():
        found.setdefault(getattr(row, column), []).append(row)
    return found


def outcome(row: Any) -> str:
    """Return one recheck as a sentence or two, without a share of people.

    Parameters
    ----------
    row : row of RECHECKS

    Raises
    ------
    ClaimError
        What it is said to have become does not go with its figures.
    """
    refuse_reading(row)
    name = row.name or "No measure"
    if row.kind in {"figure", "survey"} and not pd.isna(row.difference):
        unit = "" if not row.unit else row.unit if row.unit == "%" else f" {row.unit}"
        target = "" if pd.isna(row.target) else f" (target {row.target:g}{unit})"
        end = "" if row.reading in {NOT_READ, UNCHANGED} else f": {row.reading}"
        name = f"Survey, {name}" if row.kind == "survey" else name
        now = f"{row.after:g}{unit}"
        went = f"from {row.before:g}{unit} to {now}" if row.difference else f"{now} as before"
        return f"{name}: {went}{target}{end}."
    said = f"{name}: {row.verdict}"
    if row.verdict in {
        CANNOT_TELL,
        NO_VERDICT,
        "not re-asked",
        "not asked the same way",
        "frame changed",
    }:
        said += f" ({row.why.rstrip('.')})"
    if row.reading == NOT_TESTED:
        heard = str(row.verdict).startswith("heard")
        said += f"; whether that is better was not tested: {row.reading_why}" if heard else ""
        return f"{said}.{_side_by_side(row)}"
    if row.reading in {NOT_READ, None} or row.reading == row.verdict:
        return f"{said}."
    if row.reading == CANNOT_TELL:
        return f"{said}; whether that is better cannot be told."
    return f"{said}; {row.reading}: {row.reading_why}."


def _side_by_side(row: Any) -> str:
    """For and against in both rounds, where both are told: counts, and no verdict on them."""
    cells = row._asdict()
    where = (("action_id", str(row.action_id)),)
    rounds = []
    for year, when in ((row.year_after, "after"), (row.year_before, "before")):
        own = {c: cells[f"{c}_{when}"] for c in ("n_people", "n_for", "n_against", "n_mixed")}
        if any(pd.isna(n) for n in own.values()):
            return ""
        counts = {c: int(n) for c, n in own.items()}
        rounds.append(
            Sides(theme=str(row.measure), round=str(year), source=Row("rechecks", where, own),
                  **counts)
        )  # fmt: skip
    return f" {sides_said(str(row.name), *rounds)}"


def delivered_by_moved(rechecks: pd.DataFrame) -> pd.DataFrame:
    """Return how many actions were delivered or not, and what became of what they aimed at.

    Parameters
    ----------
    rechecks : DataFrame
        As ``recheck`` returns it; of an action with several, the newest counts.

    Returns
    -------
    DataFrame
        Index ``delivered`` (yes, not yet, no, not known), one column for each of ``MOVED``: counts
        of actions. Both margins may have many causes: read it as "delivered, and ...", never as
        "because".

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> rechecks = study.actions().recheck(themes, prac.compare_years(themes))
    >>> prac.delivered_by_moved(rechecks)["cannot tell"].to_dict()
    {'yes': 3, 'not yet': 2, 'no': 1, 'not known': 0}
    """
    check_arguments(delivered_by_moved, locals())
    newest = rechecks.drop_duplicates("action_id", keep="last")
    table = pd.crosstab(newest["delivered"], newest.apply(moved, axis=1)) if len(newest) else None
    out = pd.DataFrame(0, index=list(DELIVERED), columns=list(MOVED))
    if table is not None:
        out = table.reindex(index=list(DELIVERED), columns=list(MOVED), fill_value=0)
    return out.astype(int).rename_axis("delivered").rename_axis(None, axis=1)


def moved(row: Any) -> str:
    """Return which of ``MOVED`` a row of RECHECKS is."""
    reading, verdict = str(row["reading"]), str(row["verdict"])
    figure = _AGAINST_TARGET.get(reading) or _WITHOUT_TARGET.get(verdict)
    if figure:
        return figure
    if reading.startswith("improved"):
        return IMPROVED
    if reading.startswith("worse"):
        return WORSE
    silent = reading in {NOT_READ, NOT_TESTED}
    if reading == NO_CHANGE or (silent and verdict == NO_CHANGE):
        return SAME
    return HEARD_ONLY if silent and verdict.startswith("heard") else CANNOT_TELL


_AGAINST_TARGET = {MET: REACHED, NEARER: NOT_REACHED, FURTHER: AWAY, UNCHANGED: STILL}
_WITHOUT_TARGET = {UNCHANGED: STILL, "higher": NO_TARGET, "lower": NO_TARGET}


def _refused(said: Any) -> str:
    if said.response not in {"reject", "part"}:
        return ""
    what = "Not accepted" if said.response == "reject" else "Accepted in part"
    return f"{what}: {(said.reason or 'no reason was written').rstrip('.')}."
