"""The report built, in a process of its own, and its files to take away."""

from __future__ import annotations

from pathlib import Path

from practicelearn.app.home.pieces import button, form, link, words
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.shell import page
from practicelearn.app.home.told import year_of
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.jobs.reports import FOR_READERS, make_reports

__all__ = ["ADDRESS", "fetched", "show", "take"]

ADDRESS = "/study/{key}/answer/report"
FOR_THE_TEAM = ("evidence.html", "tables.xlsx")
_BLIND = (
    "The team's own files, evidence.html and tables.xlsx, show who coded what. They are offered "
    "here once everybody has coded and settled."
)


def show(visit: Visit) -> str:
    """Return the files there are, and the way to make them anew."""
    study = visit.study
    job = visit.house.work.last("report", study.key)
    notes = job.notes if job is not None and job.over.is_set() else []
    told = "".join(f"<li>{words(note)}</li>" for note in notes)
    notes_shown = f'<ul class="points">{told}</ul>' if told else ""
    there = [name for name in _offered(visit) if (_folder(visit) / name).is_file()]
    rows = "".join(_row(visit, name) for name in there)
    files = f'<h2>What there is</h2><ul class="list">{rows}</ul>' if rows else ""
    blind = f"<p>{_BLIND}</p>" if _is_blind(visit) else ""
    files = f'<h2>What there is</h2><ul class="list">{rows}</ul>' if rows else ""
    body = (
        "<p>The evidence is for the team: every quote with its place. The report is for readers: "
        "it names no group and no person, and is a draft until a person has read every quote in it "
        "and released it.</p>"
        f"{notes_shown}"
        + form(study.at("answer", "report"), f'<div class="ends">'
               f'{button("Build the report", main=True)}</div>')
        + files + blind
    )  # fmt: skip
    return page("The report", body, stage="answer", study=study, problem=visit.problem)


def take(visit: Visit, _: Form) -> Goto | str:
    """Start to build it."""
    here = visit.study.at("answer", "report")
    job = visit.house.work.start(
        "report", visit.study.key, "Building the report", here, here,
        make_reports, visit.study.folder, _folder(visit),
    )  # fmt: skip
    return address_of_job(visit, job)


def fetched(visit: Visit) -> Path:
    """Return a file that is to be taken away: one of those that are listed, and no other."""
    name = visit.args["name"]
    path = _folder(visit) / name
    if name not in _offered(visit) or not path.is_file():
        raise NoPageError(name)
    return path


def _row(visit: Visit, name: str) -> str:
    whose = "for readers, a draft until released"
    if name in FOR_THE_TEAM:
        whose = "for the team only"
    take_it = link("Take it", _of(visit, name), aria_label=f"Take {name}")
    return (
        f'<li><span>{words(name)}</span><span class="soft">{whose}</span>'
        f'<span class="end">{take_it}</span></li>'
    )


def _offered(visit: Visit) -> tuple[str, ...]:
    """Files for readers; the team's too, once nobody has to code blind any more."""
    return FOR_READERS if _is_blind(visit) else (*FOR_READERS, *FOR_THE_TEAM)


def _is_blind(visit: Visit) -> bool:
    return any(s.key == "code" and s.state != "done" for s in year_of(visit).steps)


def _folder(visit: Visit) -> Path:
    return visit.study.folder / "outputs"


def _of(visit: Visit, name: str) -> str:
    return visit.study.at("answer", "report", name)
