"""The recheck: what is heard now of what was promised, kept apart from whether it was done."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import RECHECKS, conform, empty_table
from practicelearn.themes.cycle.figures import recheck_figure
from practicelearn.themes.cycle.lookup import find_theme, gone, with_measures
from practicelearn.themes.cycle.readings import (
    NOT_READ,
    compare_voices,
    kept,
    read_action,
    shifts,
)
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.guide import asked_otherwise
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import CANNOT_TELL, NOT_TESTED, Verdict

__all__ = ["FRAME_CHANGED", "NOT_ALIKE", "NOT_READ", "NOT_REASKED", "recheck"]

NOT_REASKED = "not re-asked"
NOT_ALIKE = "not asked the same way"
FRAME_CHANGED = "frame changed"

_DELIVERED = {"done": "yes", "dropped": "no", None: "not known"}


def recheck(
    cycle: LearningCycle,
    themes: Themes,
    change: pd.DataFrame | None,
    *,
    guide: pd.DataFrame | None = None,
    survey: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what is heard now about each action of an earlier round: one row an action at least.

    Parameters
    ----------
    cycle : LearningCycle
        As ``read_actions`` returns it.
    themes : Themes
        Declared before the rounds were compared.
    change : DataFrame or None
        As ``compare_years`` returns it, for these themes.
    guide : DataFrame, optional
        As ``Study.guide`` returns it: a theme whose question was added, dropped or reworded is
        "not asked the same way".
    survey : DataFrame, optional
        As ``read_survey`` returns it, for actions measured by a survey's score.

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.RECHECKS``. ``verdict`` says what is heard (heard more,
        heard less, no worthwhile change, cannot tell, not re-asked, not asked the same way, frame
        changed); ``reading`` whether that is better, where the action declares a direction and
        stance is coded in both rounds; ``delivered`` whether it was done. None of the three says
        that one came of another.

    Notes
    -----
    Where the theme was chosen for its level, or nobody said why it was chosen, ``shrunk_before``
    is its earlier share drawn towards the mean of all themes (``themes.regression.shrunken``), and
    ``reading`` is judged from there. ``others_change`` is what the themes did that no action of
    that round is aimed at, with the smallest and the largest of their changes: a fall that they
    share is no sign of the action. It is the median: one theme that moved far would carry a mean.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> rechecks = study.actions().recheck(themes, prac.compare_years(themes))
    >>> rechecks[["name", "delivered", "before", "after"]].head(2).round(2)
                    name delivered  before  after
    0  Somewhere to work       yes    0.64   0.10
    1  Workload and time   not yet    0.51   0.49
    """
    check_arguments(recheck, locals())
    known = with_measures(cycle, themes.table)
    job = _Job(known, themes, change, guide, survey)
    rows = [row for action in known.actions.itertuples() for row in job.rows(action)]
    if not rows:
        return empty_table(RECHECKS)
    frame = pd.DataFrame(rows, dtype=object).reindex(columns=RECHECKS.names)
    frame["cautions"] = [c if isinstance(c, list) else [] for c in frame["cautions"]]
    for column in RECHECKS.columns:
        if column.kind == "float":
            frame[column.name] = pd.to_numeric(frame[column.name]).astype("float64")
        elif column.kind == "text":
            cells = frame[column.name].astype(object)
            frame[column.name] = cells.where(cells.notna(), None)
    return conform(frame, RECHECKS)


@dataclass
class _Job:
    cycle: LearningCycle
    themes: Themes
    change: pd.DataFrame | None
    guide: pd.DataFrame | None
    survey: pd.DataFrame | None
    years: list[str] = field(init=False)

    def __post_init__(self) -> None:
        named = self.themes.scores["year"].dropna().unique()
        self.years = self.themes.corpus.in_order(named)
        self.status = self.cycle.status
        self.voices = compare_voices(self.cycle, self.themes, self.change)
        compared: dict[tuple[str, str, str], Any] = {}
        for row in self.change.itertuples() if self.change is not None else ():
            compared.setdefault((row.theme_id, row.year_before, row.year_after), row)
        self.compared = compared

    def rows(self, action: Any) -> Iterator[dict[str, Any]]:
        """Rows of one action: one a later round it is compared with; none for the newest round."""
        row = {
            "action_id": action.Index, "kind": action.kind, "measure": action.measure,
            "name": action.measure, "year_before": action.year,
            "status": self.status[action.Index], "chosen_for": action.chosen_for,
            "direction": action.direction, "target": action.target, "unit": action.unit,
            "delivered": _DELIVERED.get(self.status[action.Index], "not yet"),
        }  # fmt: skip
        if action.year not in self.years:
            why = f'its round "{action.year}" has no sessions' if action.year else "it has no round"
            yield row | _cannot(why)
        elif action.year != self.years[-1]:
            for after in self._later(action.year):
                own = row | {"year_after": after} | self._delivered(action.Index, after)
                yield own | self._outcome(action, after)

    def _later(self, year: str) -> list[str]:
        if self.change is not None and len(self.change):
            own = self.change[self.change["year_before"] == year]
            if len(own):
                return list(own["year_after"].unique())
        return [self.years[self.years.index(year) + 1]]

    def _delivered(self, action: str, after: str) -> dict[str, Any]:
        """What was done only after the groups had met cannot be heard in them."""
        done = self.cycle.statuses[
            (self.cycle.statuses["action_id"] == action) & (self.cycle.statuses["status"] == "done")
        ]["date"].dropna()
        met = self.themes.corpus.sessions
        dates = met.loc[met["year"] == after, "date"].dropna() if "date" in met else pd.Series()
        if self.status[action] == "done" and len(done) and len(dates) and max(done) > min(dates):
            late = f"done on {max(done)}; the groups of {after} met from {min(dates)}"
            return {"delivered": "not yet", "cautions": [late]}
        return {"cautions": []}

    def _outcome(self, action: Any, after: str) -> dict[str, Any]:
        delivered = self._delivered(action.Index, after)["cautions"]
        if action.kind is None:
            said = _cannot("no measure was named: nobody said how they would know")
        elif action.kind != "theme":
            said = recheck_figure(action, after, self.survey)
        else:
            said = self._theme(action, after)
        return said | {"cautions": [*delivered, *said.get("cautions", [])]}

    def _theme(self, action: Any, after: str) -> dict[str, Any]:
        theme, table = action.measure, self.themes.table
        if theme not in table.index:
            return _cannot(gone(theme, table))
        row = {"name": table.loc[theme, "name"]}
        codes = table.loc[theme, "codes"]
        otherwise, unknown = asked_otherwise(
            self.guide, self.themes.corpus.sessions, codes, action.year, after
        )
        cautions = [unknown] if unknown else []
        own = self._compared(theme, action.year, after)
        if own is None:
            return row | _cannot(f"{action.year} and {after} were not compared")
        verdict = _heard(own, otherwise)
        row |= {
            "before": own.mean_before, "after": own.mean_after, "difference": own.difference,
            "low": own.low, "high": own.high, "verdict": verdict.verdict, "why": verdict.why,
        }  # fmt: skip
        row |= self._beside(action, own)
        if verdict.verdict in {NOT_REASKED, NOT_ALIKE, FRAME_CHANGED}:
            row |= {"reading": NOT_READ, "reading_why": f"{verdict.verdict}: {verdict.why}"}
        else:
            row |= read_action(action, after, self.themes, self.voices)
        if action.chosen_for is None:
            cautions.append(
                "nobody recorded why this was chosen; it is treated as chosen because many people "
                "raised it"
            )
        if verdict.verdict.startswith("heard less") and row.get("shrunk_high", math.nan) >= 0:
            cautions.append(
                "what many raise in one year falls by itself in the next; from the fair baseline "
                "the interval holds no change as well"
            )
        return row | {"cautions": [*cautions, *own.cautions]}

    def _compared(self, theme: str, before: str, after: str) -> Any:
        return self.compared.get((theme, before, after))

    def _beside(self, action: Any, own: Any) -> dict[str, Any]:
        """The fair baseline and what themes did that nobody acted on."""
        change = cast("pd.DataFrame", self.change)
        pair = change[
            (change["year_before"] == own.year_before) & (change["year_after"] == own.year_after)
        ]
        others = pair[
            ~pair["theme_id"].isin(self._aimed_at(action.year))
            & (pair["measure"] == own.measure)
            & pair["theme_id"].isin(kept(self.themes))
        ]["difference"].dropna()
        beside = {
            "others_change": others.median(), "others_low": others.min(),
            "others_high": others.max(), "n_others": len(others),
        }  # fmt: skip
        shift = shifts(self.themes, own.year_before, own.unit).get(own.theme_id, math.nan)
        if action.chosen_for == "other" or math.isnan(shift):
            return beside
        return beside | {
            "shrunk_before": own.mean_before - shift,
            "shrunk_low": max(-1.0, own.low + shift),
            "shrunk_high": min(1.0, own.high + shift),
        }

    def _aimed_at(self, year: str) -> set[str]:
        """Themes an action was aimed at: measured by, or what its recommendation rests on.

        Whoever measures by a caseload or a survey has acted on the theme all the same.
        """
        own = self.cycle.actions[self.cycle.actions["year"] == year]
        said = self.cycle.recommendations.loc[own["recommendation_id"].unique(), "themes"]
        named = {find_theme(str(word), self.themes.table) for words in said for word in words}
        return {*own.loc[own["kind"] == "theme", "measure"], *named} - {None}


def _heard(own: Any, otherwise: str) -> Verdict:
    """The first reading: what the comparison says, and whether it may be said of this theme."""
    if str(own.why).startswith(FRAME_CHANGED):
        return Verdict(FRAME_CHANGED, str(own.why).removeprefix(f"{FRAME_CHANGED}: "))
    if own.n_after == 0:
        return Verdict(NOT_REASKED, f"nothing of {own.year_after} was read for it")
    if otherwise:
        return Verdict(NOT_ALIKE, otherwise)
    if own.verdict == NOT_TESTED:
        return Verdict(CANNOT_TELL, "it was not declared as a headline theme, so it is not tested")
    return Verdict(str(own.verdict), str(own.why))


def _cannot(why: str) -> dict[str, Any]:
    return {"verdict": CANNOT_TELL, "why": why, "reading": NOT_READ, "reading_why": why}
