"""Hold the groups: what is printed for them, and how many there are to be."""

from __future__ import annotations

from pathlib import Path

from practicelearn.app.home.pieces import button, form, link, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.told import year_of
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.jobs.beginning import PLANNING, plan_round, templates_of
from practicelearn.study.kept import state_of

__all__ = ["ADDRESS", "about", "fetched", "show", "take"]

ADDRESS = "/study/{key}/before/groups"

_TOLD = {
    "topic-guide": ("Topic guide", "What is asked, in which order."),
    "information-and-consent": ("Information and consent", "For everybody who comes, to sign."),
    "attendance": ("Attendance", "Who was there, in which role, and who agreed to be quoted."),
    "note-taker": ("Note-taker's sheet", "Where people sat, and what a recording does not hear."),
    "facilitator-debrief": ("Facilitator's debrief", "Filled in straight after the group."),
}
_LEAD = (
    "Print these for each group, or change them first: they are Word files. Whoever does not sign "
    "is not quoted."
)
_BEFORE = (
    "No group has met yet, so there is nothing to code and nothing to compare. What the groups "
    "leave is brought in afterwards."
)
_NONE = "They are not in the study's folder yet."


def about(visit: Visit) -> str:
    """Return the state of the templates."""
    return state_of(visit.study.folder, *(f"{PLANNING}/{name}.docx" for name in _TOLD))


def show(visit: Visit) -> str:
    """Return what there is to print, and how the groups stand."""
    study = visit.study
    found = year_of(visit)
    step = next(s for s in found.steps if s.key == "groups")
    held = any(s.key == "names" and s.state == "done" for s in found.steps)
    there = {p.stem: p for p in templates_of(study.folder) if p.stem in _TOLD}
    rows = "".join(_row(visit, name) for name in _TOLD if name in there)
    lacking = [name for name in _TOLD if name not in there]
    listed = f'<ul class="list">{rows}</ul>' if rows else ""
    write = ""
    if lacking:
        told = "" if rows else f"<p>{_NONE}</p>"
        make = f'<div class="ends">{button("Write what is missing")}</div>'
        write = told + form(study.at("before", "groups"), make, about=about(visit))
    before = "" if held else f"<p>{_BEFORE}</p>"
    ends = (
        link("Bring in files", study.at("hear", "files"), class_="press main")
        + link("How many groups?", study.at("before", "how-many"), class_="press")
        + link("The plan", study.at("before", "plan"), class_="press")
    )
    body = (
        f'<p class="lead">{words(step.why)}</p>{before}<h2>To print</h2><p>{_LEAD}</p>'
        f"{listed}{write}<p>{link('The questions of the guide', study.at('hear', 'guide'))}</p>"
        f'<div class="ends">{ends}</div>'
    )
    return page("Hold the groups", body, stage="before", study=study, problem=visit.problem)


def take(visit: Visit, _: Form) -> Goto | str:
    """Write the templates that are not there; those that are stay as people made them."""
    plan_round(visit.study.folder / PLANNING)
    return Goto(visit.study.at("before", "groups"))


def fetched(visit: Visit) -> Path:
    """Return a template that is to be taken away: one of those that are listed, and no other."""
    name = visit.args["name"]
    path = next((p for p in templates_of(visit.study.folder) if p.name == name), None)
    if path is None or path.stem not in _TOLD:
        raise NoPageError(name)
    return path


def _row(visit: Visit, name: str) -> str:
    head, what = _TOLD[name]
    take_it = link("Take it", visit.study.at("before", "groups", f"{name}.docx"),
                   aria_label=f"Take {head}")  # fmt: skip
    return (
        f"<li><span><b>{words(head)}</b><br>{words(what)}</span>"
        f'<span class="end">{take_it}</span></li>'
    )
