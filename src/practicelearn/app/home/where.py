"""The start page of a study: what is next, what needs a decision, the six stages."""

from __future__ import annotations

from practicelearn.app.home.shell import STAGES, page
from practicelearn.app.home.visit import NoPageError, Visit

__all__ = ["show", "show_stage"]


def show(visit: Visit) -> str:
    """Return the start page of a study."""
    return page(visit.study.title, "", study=visit.study, problem=visit.problem)


def show_stage(visit: Visit) -> str:
    """Return the page of a stage: its steps."""
    stage = visit.args["stage"]
    if stage not in dict(STAGES):
        raise NoPageError(stage)
    return page(dict(STAGES)[stage], "", study=visit.study, stage=stage, problem=visit.problem)
