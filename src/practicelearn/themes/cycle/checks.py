"""What is wrong with an action sheet: no evidence, no owner, a theme that is gone, odd dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd

from practicelearn._arguments import DAY, check_arguments
from practicelearn._tables import ISSUES, conform, near_match
from practicelearn.themes.cycle.lookup import find_theme, gone, with_measures
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.positions import heard_once
from practicelearn.themes.themes import Themes

__all__ = ["check_actions"]

Problem = tuple[str, str]  # severity, message


def check_actions(
    cycle: LearningCycle, themes: Themes | None = None, *, on: str | None = None
) -> pd.DataFrame:
    """Return everything a person should look at in an action sheet.

    Parameters
    ----------
    cycle : LearningCycle
        As ``read_actions`` returns it.
    themes : Themes, optional
        Without them, evidence, rounds and names are not checked.
    on : str, optional
        ISO date of today; by default today.

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.ISSUES``; ``text`` holds the words of the sheet.
        Errors: a recommendation without evidence, a theme or round that is not there. Warnings: one
        group only and not marked as heard once; accepted without owner, date or measure; rejected
        without a reason; dates in the wrong order; words that must not reach readers.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.actions().check_actions().columns.tolist()
    ['session_id', 'severity', 'source_loc', 'message', 'text']
    """
    check_arguments(check_actions, locals(), on=DAY)
    today = on or dt.date.today().isoformat()
    known = cycle if themes is None else with_measures(cycle, themes.table)
    give_away = None if themes is None else GiveAways.of(themes.corpus)
    rows: list[dict[str, Any]] = []
    for said in known.recommendations.itertuples():
        found = [*_response(said), *(_evidence(said, themes) if themes is not None else ())]
        rows += _issues(found, said, [said.text, said.reason], give_away)
    response = known.recommendations["response"]
    for action in known.actions.itertuples():
        accepted = response[action.recommendation_id] in {"accept", "part"}
        found = [
            *(_lacking(action) if accepted else ()),
            *(_measure(action, known, themes) if themes is not None else ()),
            *_dates(action, known, themes, today),
        ]
        rows += _issues(found, action, [action.text, action.note, action.known_by], give_away)
        why = give_away.why(action.owner, is_role=True) if give_away is not None else ""
        if why:
            rows += _issues([("warning", f"Who is not printed: {why}")], action, [], None)
    order = [*cycle.issues.to_dict("records"), *rows]
    return conform(pd.DataFrame(order, columns=ISSUES.names, dtype=object), ISSUES)


def _issues(
    problems: list[Problem], row: Any, cells: list[Any], give_away: GiveAways | None
) -> list[dict[str, Any]]:
    hidden = {give_away.why(cell) for cell in cells} - {""} if give_away is not None else set()
    problems = [*problems, *(("warning", f"words are not printed: {w}") for w in sorted(hidden))]
    return [
        {"session_id": None, "severity": severity, "source_loc": row.source_loc,
         "message": message, "text": row.text}
        for severity, message in problems
    ]  # fmt: skip


def _response(said: Any) -> Iterator[Problem]:
    if said.response is None:
        yield "note", "no response yet: accept, part or reject"
    if said.response == "reject" and not said.reason:
        yield "warning", "it was rejected without a reason; write one in the column Reason"
    if said.response == "part" and not said.reason:
        yield "warning", "it was accepted in part; write in the column Reason what was not, and why"


def _evidence(said: Any, themes: Themes) -> Iterator[Problem]:
    years = list(themes.scores["year"].dropna().unique())
    if said.year and said.year not in years:
        yield (
            "error",
            f'no session belongs to the round "{said.year}".{near_match(said.year, years)}',
        )
        return
    if not said.themes:
        yield "warning", "no theme is named, so nothing shows that it was said"
        return
    ids = []
    for word in said.themes:
        theme = find_theme(word, themes.table)
        if theme is None:
            yield "error", gone(word, themes.table)
        else:
            ids.append(theme)
            if themes.table.loc[theme, "status"] == "dropped":
                yield "warning", f'theme "{theme}" was dropped'
    evidence = themes.evidence
    own = evidence[evidence["theme_id"].isin(ids) & (evidence["year"] == said.year)]
    n_groups = own["group"].nunique()
    if ids and n_groups == 0:
        yield "error", f"without evidence: nobody raised {', '.join(ids)} in {said.year}"
    elif n_groups == 1 and not _matters(said, ids, themes):
        yield (
            "warning",
            (
                f"raised in one group only in {said.year}; where it matters all the same, mark the "
                'passage on the coding page, or write yes in the column "Heard once"'
            ),
        )


def _matters(said: Any, ids: list[str], themes: Themes) -> bool:
    """Whether a person said that a lone account matters: in the sheet, or while coding."""
    if not pd.isna(said.heard_once) and said.heard_once:
        return True
    marked = heard_once(themes)
    return bool((marked["theme_id"].isin(ids) & (marked["year"] == said.year)).any())


def _lacking(action: Any) -> Iterator[Problem]:
    lacks = lacking(action)
    if lacks:
        yield "warning", f"{lacks}: nobody can say later what became of it"


def lacking(action: Any) -> str:
    """Return what an accepted action lacks, in words; empty when it has all three."""
    have = {
        "no owner": action.owner, "no due date": action.due, "no measure": action.kind,
    }  # fmt: skip
    return ", ".join(name for name, value in have.items() if not value)


def _measure(action: Any, cycle: LearningCycle, themes: Themes | None) -> Iterator[Problem]:
    if themes is None or action.kind is None:
        return
    if action.kind == "theme":
        if action.measure not in themes.table.index:
            yield "error", f"its measure: {gone(action.measure, themes.table)}"
        same = cycle.actions[
            (cycle.actions["measure"] == action.measure) & (cycle.actions["year"] == action.year)
        ]
        if len(set(same["direction"].dropna())) > 1:
            yield "warning", f'two actions want opposite things of "{action.measure}"'
        if action.chosen_for is None:
            yield (
                "note",
                (
                    "nobody said why it was chosen; until somebody does, it counts as chosen "
                    "because many raised it "
                    '(column "Chosen because")'
                ),
            )
    if action.kind == "figure" and pd.isna(action.baseline):
        yield "warning", f'"{action.measure}" has no baseline, so nothing can be held against it'
    if action.kind in {"figure", "survey"} and pd.isna(action.target):
        yield "warning", f'"{action.measure}" has no target, so nothing says what would be better'


def _dates(
    action: Any, cycle: LearningCycle, themes: Themes | None, today: str
) -> Iterator[Problem]:
    own = cycle.statuses[cycle.statuses["action_id"] == action.Index]
    dated = own.dropna(subset=["date"])
    began = _round_date(action, cycle, themes)
    if began and action.due and action.due < began:
        yield "warning", f"it is due on {action.due}, before people said it ({began})"
    dates = list(dated["date"])
    if dates != sorted(dates):
        yield "warning", f"its status dates are not in order: {', '.join(dates)}"
    if began and dates and min(dates) < began:
        yield "warning", f"its first status ({min(dates)}) is before people said it ({began})"
    if dates and max(dates) > today:
        yield "warning", f"a status is dated {max(dates)}, which is still to come"
    newest = own["status"].iloc[-1] if len(own) else None
    if newest in {"dropped", "stalled"} and not action.note:
        yield "warning", f"it is {newest} without a note that says why"


def _round_date(action: Any, cycle: LearningCycle, themes: Themes | None) -> str | None:
    """When people said it: the date of the round's first session, or else that of the response."""
    if themes is not None:
        sessions = themes.corpus.sessions
        dates = sessions.loc[sessions["year"] == action.year, "date"].dropna()
        if len(dates):
            return str(min(dates))
    date = cycle.recommendations.loc[action.recommendation_id, "date"]
    return None if pd.isna(date) else str(date)
