"""What was done otherwise than planned: each difference, when, by whom, why, and what was known."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Final

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._of_session import sessions_of
from practicelearn.themes.plan import Plan, moment
from practicelearn.themes.planned import counted_otherwise
from practicelearn.themes.raised import round_of
from practicelearn.themes.themes import Themes

__all__ = ["BEFORE", "NOT_KNOWN", "PILOTED", "SEEN", "UNSEEN", "deviations"]

BEFORE: Final = "before the first coding"
UNSEEN: Final = "after the first coding, before a comparison was seen"
SEEN: Final = "after a comparison was seen"
NOT_KNOWN: Final = "not known"
PILOTED: Final = (
    "One session was piloted, then the frame was released, and the rest was coded with it."
)
_COLUMNS = ["round", "about", "what", "planned", "done", "at", "by", "why", "when", "deviates"]
_NONE = "none"


def deviations(themes: Themes, change: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return each difference between the plan and what was done.

    Parameters
    ----------
    themes : Themes
        Declared with a plan.
    change : DataFrame, optional
        As :func:`practicelearn.compare_years` returns it: how the comparison was made.

    Returns
    -------
    DataFrame
        round; about (headlines, groups, unit ...); what, planned and done in words; at and by (of
        the amendment, empty where nobody put one on record), why; when: before the first coding;
        after it, before a comparison was seen; after a comparison was seen; or not known;
        deviates: False for fewer groups than planned with the reason on record, and for a frame
        that was released after its pilot, before the rest of the round was coded.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus).declare(plan=study.plan())
    >>> len(themes.deviations())
    0
    """
    check_arguments(deviations, locals())
    if themes.plan is None:
        return pd.DataFrame(columns=_COLUMNS)
    rows: list[dict[str, Any]] = []
    for plan in (*themes.plan.earlier, themes.plan):
        rows += _on_record(themes, plan)
        rows += _as_done(themes, plan, change)
    rows += [
        _row(themes.plan, what, what, _planned_of(themes, themes.plan, what), f"study.toml: {says}")
        for what, says in themes.plan.set_otherwise
        if not _amended_so(themes.plan, what, says)  # it has its row, with time and reason
    ]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"deviates": bool})


def _on_record(themes: Themes, plan: Plan) -> Iterator[dict[str, Any]]:
    """What drafts and amendments changed, one row an entry, as they were put on record."""
    before = plan.drafts[0] if plan.drafts else plan
    for later in (*plan.drafts[1:], *([plan] if plan.drafts else []), *plan.amendments):
        for about, what, said in _ENTRIES:
            was, now = said(themes, before), said(themes, later)
            if was != now:
                yield {
                    **_row(plan, about, what, was, now, later.why),
                    "at": later.at,
                    "by": later.by,
                    "when": _when(plan, later),
                    "deviates": not (about == "groups" and later.why),
                }
        before = later


def _as_done(themes: Themes, plan: Plan, change: pd.DataFrame | None) -> Iterator[dict[str, Any]]:
    """What the material itself shows to be otherwise than planned."""
    held = _n_held(themes, plan.round)
    reason = _reason(plan, "groups")
    last = plan.amendments[-1].groups if plan.amendments else plan.groups
    if plan.groups is not None and 0 < held != plan.groups:
        told = last == held and last != plan.groups  # an amendment says it, with its time
        if not told:
            fewer = held < plan.groups
            row = _row(plan, "groups", "groups", f"{plan.groups} groups", f"{held} held", reason)
            yield {**row, "deviates": not (fewer and reason)}
    for theme, said in counted_otherwise(themes, plan).items():
        codes = next(h.codes for h in plan.headlines if h.theme_id == theme)
        name = _name(themes, theme)
        yield _row(
            plan, "codes", f"codes of {name}", ", ".join(codes), said, _reason(plan, "codes")
        )
    if plan is themes.plan:
        on_record = {t for p in plan.amendments for t in p.themes}
        added = [t for t in themes.declared if t not in plan.themes and t not in on_record]
        added = [t for t in added if all(t not in p.themes for p in plan.earlier)]
        if added:
            names = ", ".join(_name(themes, t) for t in added)
            yield _row(plan, "headlines", "headline themes", _NONE, f"added: {names}")
    yield from _who_read(themes, plan)
    yield from _compared(plan, change)


def _who_read(themes: Themes, plan: Plan) -> Iterator[dict[str, Any]]:
    """Who read the round, and with which versions of frame and guide."""
    codings = themes.codings
    rounds = round_of(themes.corpus.sessions["year"]).to_dict()
    read = themes.reading[themes.reading["session_id"].map(rounds) == plan.round]
    people = sorted({who for own in read["people"] for who in own})
    if plan.coders and people and people != sorted(plan.coders):
        yield _row(plan, "coders", "coders", ", ".join(plan.coders), ", ".join(people),
                   _reason(plan, "coders"))  # fmt: skip
    if codings is None or codings.read.empty:
        return
    year_of = round_of(themes.corpus.sessions["year"]).to_dict()
    session = sessions_of(codings.read["turn_id"])
    own = codings.read[session.map(year_of) == plan.round]
    versions = sorted({str(v) for v in own["frame_version"].dropna().unique()} - {""})
    if plan.frame_version and versions and versions != [plan.frame_version]:
        done = f"read with {', '.join(versions)}"
        piloted = _piloted(plan, own.assign(session=session[own.index]))
        why = _reason(plan, "frame") or (PILOTED if piloted else "")
        row = _row(plan, "frame", "version of the frame", plan.frame_version, done, why)
        yield {**row, "deviates": not piloted}
    known = themes.corpus.sessions
    guides = known.loc[round_of(known["year"]) == plan.round, "guide_version"].dropna().unique()
    used = sorted(map(str, guides))
    if plan.guide_version and used and used != [plan.guide_version]:
        yield _row(plan, "guide", "version of the guide", plan.guide_version, ", ".join(used),
                   _reason(plan, "guide"))  # fmt: skip


def _piloted(plan: Plan, read: pd.DataFrame) -> bool:
    """Whether the frame was released after one session of the round, and before any other.

    That is the order in which a year is done: two pilot a session, settle, and release the frame.
    """
    planned = read["frame_version"] == plan.frame_version
    pilot = set(read.loc[planned, "session"])
    at = pd.to_datetime(read["at"], utc=True, errors="coerce")
    later = set(read.loc[~planned, "frame_version"])
    if len(pilot) != 1 or len(later) != 1 or at.isna().any():
        return False
    rest = at[~read["session"].isin(pilot)]
    seen = pd.Timestamp(moment(plan.first_compared)) if plan.first_compared else None
    return (rest.empty or at[planned].max() <= rest.min()) and (
        seen is None or at[~planned].min() < seen
    )


def _compared(plan: Plan, change: pd.DataFrame | None) -> Iterator[dict[str, Any]]:
    """How a comparison with this round was made, where it is not as planned."""
    if change is None or change.empty:
        return
    own = change[change["year_after"] == plan.round]
    if own.empty:
        return
    row = own.iloc[0]
    if plan.unit and row["unit"] != plan.unit:
        yield _row(plan, "unit", "sampling unit", plan.unit, str(row["unit"]))
    asked = own["smallest_worthwhile"].dropna()
    planned = plan.smallest_worthwhile
    if len(asked) and not math.isnan(planned) and abs(asked.iloc[0] - planned) > 1e-9:
        yield _row(plan, "smallest", "smallest worthwhile change", f"{planned:g}",
                   f"{asked.iloc[0]:g}")  # fmt: skip


def _amended_so(plan: Plan, what: str, says: str) -> bool:
    """Whether the newest amendment says of headlines or smallest change what study.toml says."""
    if not plan.amendments:
        return False
    last = plan.amendments[-1]
    said = {
        "headline themes": last.themes,
        "for and against": last.balance,
        "smallest worthwhile change": (f"{last.smallest_worthwhile:g}",),
    }
    return what in said and {*said[what]} == {*says.split(", ")} - {_NONE}


def _row(
    plan: Plan, about: str, what: str, planned: str, done: str, why: str = ""
) -> dict[str, Any]:
    return {
        "round": plan.round, "about": about, "what": what, "planned": planned, "done": done,
        "at": "", "by": "", "why": why, "when": NOT_KNOWN, "deviates": True,
    }  # fmt: skip


def _reason(plan: Plan, about: str) -> str:
    """Why something was done otherwise, as somebody put it on record last."""
    own = [p.why for p in (*plan.drafts, *plan.amendments) if p.about == about and p.why]
    return own[-1] if own else ""


def _when(plan: Plan, later: Plan) -> str:
    made = later.made_at
    if plan.first_compared and made >= moment(plan.first_compared):
        return SEEN
    if plan.first_coded and made >= moment(plan.first_coded):
        return UNSEEN
    return BEFORE


def _n_held(themes: Themes, year: str) -> int:
    sessions = themes.corpus.sessions
    return int(sessions.loc[round_of(sessions["year"]) == year, "group"].nunique())


def _name(themes: Themes, theme: str) -> str:
    return str(themes.table.loc[theme, "name"]) if theme in themes.table.index else theme


def _planned_of(themes: Themes, plan: Plan, what: str) -> str:
    return next((said(themes, plan) for _, w, said in _ENTRIES if w == what), "")


def _names(themes: Themes, ids: tuple[str, ...]) -> str:
    return ", ".join(_name(themes, t) for t in ids) or _NONE


def _invited(_: Themes, plan: Plan) -> str:
    return f"{plan.n_invited} in all" if plan.invited else _NONE


_ENTRIES: tuple[tuple[str, str, Callable[[Themes, Plan], str]], ...] = (
    ("headlines", "headline themes", lambda t, p: _names(t, p.themes)),
    ("headlines", "for and against", lambda t, p: _names(t, p.balance)),
    (
        "smallest",
        "smallest worthwhile change",
        lambda _, p: _NONE if math.isnan(p.smallest_worthwhile) else f"{p.smallest_worthwhile:g}",
    ),
    ("unit", "sampling unit", lambda _, p: p.unit or _NONE),
    ("strata", "strata", lambda _, p: p.strata or _NONE),
    ("kinds", "kinds of group compared", lambda _, p: p.kinds or _NONE),
    ("groups", "groups", lambda _, p: _NONE if p.groups is None else f"{p.groups} groups"),
    ("invited", "invited", _invited),
    ("coders", "coders", lambda _, p: ", ".join(p.coders) or _NONE),
    ("double coding", "double coding", lambda _, p: p.double_coding or _NONE),
    ("stop rule", "stop rule", lambda _, p: p.stop_rule or _NONE),
    ("frame", "version of the frame", lambda _, p: p.frame_version or _NONE),
    ("guide", "version of the guide", lambda _, p: p.guide_version or _NONE),
)
"""What an amendment may change: what it is about, how it is called, how it is said."""
