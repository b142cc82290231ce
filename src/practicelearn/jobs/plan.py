"""What ``plan`` does: a sheet to plan a round in, the plan on record, and what it is worth."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from practicelearn._called import COMMAND
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.too_few_groups import too_few
from practicelearn.output.gate.wording import count, joined, long_date
from practicelearn.study import open_study
from practicelearn.study.plan_rows import read_plan
from practicelearn.study.plan_sheet import begin_plan, next_round
from practicelearn.study.plans import plan_faults, record_plan, study_plan
from practicelearn.themes.plan import NO_PLAN, Plan

__all__ = [
    "keep_plan", "plan_lines", "plan_of", "reason_for", "what_it_is", "write_plan_sheet",
]  # fmt: skip


def write_plan_sheet(folder: str | Path, year: str | None = None) -> Path:
    """Write the sheet in which a round is planned, and return its path; one that is there stays.

    Parameters
    ----------
    folder : str or Path
        A study.
    year : str, optional
        By default the next round.
    """
    study = open_study(folder)
    return begin_plan(study, year or next_round(study))


def keep_plan(folder: str | Path, year: str | None = None, *, by: str, why: str = "") -> Plan:
    """Put on record what the sheet of a round says, and return the plan.

    Parameters
    ----------
    folder : str or Path
        A study.
    year : str, optional
        By default the next round.
    by : str
        Who plans: a person.
    why : str
        Why it differs, where a plan of the round is on record and the round was coded or compared.

    Raises
    ------
    PracticelearnError
        Nobody is named; the sheet does not fit; or it amends a plan and does not say why.
    """
    _named(by)
    study = open_study(folder)
    wanted = year or next_round(study)
    read = read_plan(study, wanted)
    standing = study_plan(study, wanted)
    if standing is not None and (standing.first_coded or standing.first_compared) and not why:
        raise PracticelearnError(
            f"a plan of {wanted} is on record, and the round has been coded or compared since: "
            'this is an amendment. Say why: --why "..."'
        )
    return record_plan(study, replace(read, why=why), by=by)


def reason_for(folder: str | Path, year: str | None, about: str, *, by: str, why: str) -> Plan:
    """Put on record why something was done otherwise than planned; the plan stays as it is.

    Parameters
    ----------
    folder : str or Path
        A study.
    year : str, optional
        By default the newest round that has groups.
    about : str
        What it is about: groups, headlines, codes, frame, guide, coders, unit ...
    by, why : str

    Raises
    ------
    PracticelearnError
        Nobody is named, or there is no plan of that round.
    """
    _named(by)
    study = open_study(folder)
    plan = study_plan(study, year)
    if plan is None:
        raise PracticelearnError(f"{study.path}: no plan is on record to give a reason for.")
    last = plan.amendments[-1] if plan.amendments else plan
    return record_plan(study, replace(last, why=why, about=about), by=by)


def plan_of(folder: str | Path, year: str) -> Plan | None:
    """Return the plan of this very round that is on record, or None.

    An event that was edited since is a decision of its own (``decisions_due``), and no warning.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        plan = study_plan(open_study(folder), year)
    return plan if plan is not None and plan.round == year else None


def what_it_is(plan: Plan) -> str:
    """Return whether a plan that was put on record was made before, in a sentence."""
    if plan.made_before:
        first = long_date(plan.first_coded[:10]) if plan.first_coded else ""
        coded = f"the first coding of {plan.round} ({first})" if first else "anything was coded"
        tested = count(len(plan.headlines), "headline theme") if plan.headlines else "No theme"
        return (
            f"Planned on {long_date(plan.at[:10])} by {plan.by}, before {coded}. "
            f"{tested} will be tested.{too_few(plan)}{_to_come(plan)}"
        )
    return (
        f"On record as an amendment of {long_date(plan.at[:10])} by {plan.by}: "
        f"{plan.why_late}. What it changes bears no verdict; every document prints the difference."
    )


def _to_come(plan: Plan) -> str:
    """What to do where a clock ran ahead: what is coded in the meantime comes before the plan."""
    if plan.made_at <= datetime.now(UTC) + timedelta(hours=1):
        return ""
    return (
        f" By the record it was made on {long_date(plan.made_at.date().isoformat())}, which is "
        "still to come: the clock of this computer is, or was, ahead. What is coded until then "
        "comes before the plan, and the plan would not count as made before. Put the clock right "
        "and let somebody plan whose record has no date to come."
    )


def plan_lines(folder: str | Path, year: str | None = None) -> Iterator[tuple[str, str]]:
    """Return what ``plan --show`` prints: (kind, words), kind being title, line or error."""
    study = open_study(folder)
    for fault in plan_faults(study):
        yield "error", str(fault)
    plan = study_plan(study, year)
    if plan is None:
        yield "line", f"{NO_PLAN}. Plan the next round: {COMMAND} plan STUDY"
        return
    yield "title", f"The plan of {plan.round}"
    yield "line", what_it_is(plan)
    for headline in plan.headlines:
        way = f", good news: {headline.direction}" if headline.direction else ""
        side = ", for and against too" if headline.balance else ""
        yield "line", f"{headline.theme_id} ({joined(list(headline.codes))}){way}{side}"
    groups = "not said" if plan.groups is None else str(plan.groups)
    yield "line", f"Groups: {groups}; invited: {plan.n_invited or 'not said'}"
    for draft in plan.drafts:
        themes = joined(list(draft.themes)) if draft.themes else "no headline theme"
        day = long_date(draft.at[:10])
        yield "line", f"Replaced by it: the plan of {day} by {draft.by}: {themes}"
    for later in plan.amendments:
        why = f": {later.why}" if later.why else ""
        yield "line", f"Amended on {long_date(later.at[:10])} by {later.by}{why}"
    for what, says in plan.set_otherwise:
        yield "line", f"study.toml says otherwise, and the plan stands: {what}: {says}"


def _named(by: str) -> None:
    if not by.strip():
        raise PracticelearnError("say who plans: --by NAME. It goes on record.")
