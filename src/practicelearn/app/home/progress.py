"""How far a job is: it goes on whether or not anybody looks."""

from __future__ import annotations

from practicelearn.app.home.pieces import attributes, button, form, hidden, link, words
from practicelearn.app.home.running import Job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit

__all__ = ["address_of_job", "show", "take"]


def address_of_job(visit: Visit, job: Job) -> Goto:
    """Return the page of a job that was started."""
    return Goto(visit.study.at("job", job.id))


def show(visit: Visit) -> str | Goto:
    """Return how far the job is; once it is done, what it made."""
    job = _job(visit)
    if job.over.is_set():
        return _over(visit, job)
    here = visit.study.at("job", job.id)
    given = attributes({"data-job": visit.study.at("job", job.id, "state"), "data-next": here})
    bar = attributes({"value": job.done if job.of else None, "max": job.of or None})
    stop = (
        form(here, hidden(do="stop"), button("Stop it"), class_="cancel")
        if job.can_stop
        else "<p>It is being written and cannot be stopped now.</p>"
    )
    body = (
        f'<div{given}><p><progress{bar} aria-label="How far it is"></progress></p>'
        f'<p class="what" role="status">{words(job.what)}</p>'
        '<p class="soft">You can close this window: it goes on, and the study\'s start page leads '
        f'back here.</p><div class="ends">{stop}</div></div>'
    )
    return page(job.title, body, study=visit.study, stage=_stage(job), refresh_s=2)


def take(visit: Visit, _: Form) -> Goto | str:
    """Stop the job, unless it is writing already."""
    job = _job(visit)
    visit.house.work.stop(job.id)
    job.over.wait(5)
    return Goto(visit.study.at("job", job.id))


def _job(visit: Visit) -> Job:
    job = visit.house.work.find(visit.args["id"])
    if job is None or job.study != visit.study.key:
        raise NoPageError(visit.args["id"])
    return job


def _over(visit: Visit, job: Job) -> str | Goto:
    if job.state == "done":
        return Goto(job.leads_to)
    what = "<p>It was stopped before anything was written.</p>" if job.state == "stopped" else ""
    body = f'{what}<div class="ends">{link("Back", job.back, class_="press main")}</div>'
    title = "Stopped" if job.state == "stopped" else "This was not done"
    return page(title, body, study=visit.study, stage=_stage(job), problem=job.problem)


def _stage(job: Job) -> str:
    return "answer" if job.kind in {"report", "give-back", "cards"} else "hear"
