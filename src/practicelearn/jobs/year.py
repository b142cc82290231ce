"""Where a study stands in its year: twelve steps, and what needs a person's decision.

The order is that of ``docs/annual-health-check.md``. Nothing here names a session, a theme's result
or a difference in somebody's coding: whoever still has to code blind may look at it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from practicelearn.jobs.year_decisions import decisions_due
from practicelearn.jobs.year_known import Decision, Known, Stage, Step
from practicelearn.jobs.year_steps import STEPS
from practicelearn.study.folder import open_study

__all__ = ["STAGES", "Decision", "Stage", "Step", "Year", "year"]

STAGES: Final[tuple[Stage, ...]] = ("before", "hear", "code", "understand", "answer", "act")
"""The six stages, in order."""


@dataclass(frozen=True)
class Year:
    """One round of a study, as of one day.

    Parameters
    ----------
    study : str
        Its title.
    round : str
        The round looked at.
    rounds : tuple of str
        Every round that has groups or a plan, the earliest first.
    steps : tuple of Step
        Twelve, in order.
    decisions : tuple of Decision
        What needs a person, most urgent first.
    first : str
        Key of the step that comes before all others, if one does: what was brought and is not
        frozen goes when the program ends.
    """

    study: str
    round: str
    rounds: tuple[str, ...]
    steps: tuple[Step, ...]
    decisions: tuple[Decision, ...]
    first: str = ""

    @property
    def next(self) -> Step | None:
        """The step that comes before all others, or the first that can be done now, or None."""
        can = [s for s in self.steps if s.state == "now"]
        return next((s for s in can if s.key == self.first), can[0] if can else None)

    def stage(self, stage: Stage) -> tuple[Step, ...]:
        """Return the steps of one stage."""
        return tuple(s for s in self.steps if s.stage == stage)

    def state_of(self, stage: Stage) -> Literal["done", "now", "later"]:
        """Return how a stage stands: done when all its steps are, now when one can be done."""
        states = {s.state for s in self.stage(stage)}
        if states == {"done"}:
            return "done"
        return "now" if "now" in states else "later"


# a round is called so everywhere here, whatever Python rounds with
def year(folder: str | Path, round: str | None = None, *, on: dt.date | None = None) -> Year:  # noqa: A002 - see above
    """Return where a round stands.

    Parameters
    ----------
    folder : str or Path
        A study.
    round : str, optional
        By default the newest that has groups, or the planned one after it.
    on : date, optional
        Today, by default.

    Raises
    ------
    StudyError
        The folder is no study.
    PracticelearnError
        There is no such round.
    """
    known = Known(open_study(folder), round, on or dt.date.today())
    steps: list[Step] = []
    for make in STEPS:
        steps.append(make(known, tuple(steps)))
    return Year(
        known.study.settings.title,
        known.round,
        known.rounds,
        tuple(steps),
        tuple(decisions_due(known)),
    )
