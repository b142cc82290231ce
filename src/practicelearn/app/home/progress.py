"""How far a job is: it goes on whether or not anybody looks."""

from __future__ import annotations

from practicelearn.app.home.pieces import attributes, button, form, hidden, link, words
from practicelearn.app.home.running import Job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.errors import PracticelearnError

__all__ = ["address_of_job", "refuse_second", "show", "take"]

_AT_ANY_TIME = ("verify", "withdraw", "redact", "look-into", "take-in", "take-out")
_STAGES = {
    "how-many": "before", "give-back": "answer", "report": "answer", "cards": "answer",
    "purge": "act",
    **dict.fromkeys(_AT_ANY_TIME, ""),
}  # fmt: skip
"""What belongs to another stage than Hear, or to none."""


def address_of_job(visit: Visit, job: Job) -> Goto:
    """Return the page of a job that was started."""
    return Goto(visit.study.at("job", job.id))


def refuse_second(visit: Visit, kind: str) -> None:
    """Refuse to start what must not be taken for another one of its kind that is going on.

    Raises
    ------
    PracticelearnError
        One is going on.
    """
    if any(job.kind == kind for job in visit.house.work.going_on(visit.study.key)):
        raise PracticelearnError(
            "Another one is under way in this study, started in another window. Nothing was "
            "changed. Wait until it is over, then do this again."
        )


def show(visit: Visit) -> str | Goto:
    """Return how far the job is; once it is done, what it made."""
    job = _job(visit)
    if job is None:
        return _gone(visit)
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
    if job is not None:
        visit.house.work.stop(job.id)
        job.over.wait(5)
    return Goto(visit.study.at("job", visit.args["id"]))


def _job(visit: Visit) -> Job | None:
    """The job, where it belongs to this start of the program."""
    job = visit.house.work.find(visit.args["id"])
    if job is not None and job.study != visit.study.key:
        raise NoPageError(visit.args["id"])
    return job


def _gone(visit: Visit) -> str:
    """What stands where a job was that belonged to an earlier start of the program."""
    body = (
        "<p>The program was started again since. What was under way is not any more: either it had "
        "begun to write, and was finished, or nothing of it was written. The study's start page "
        "says how it stands.</p>"
        f'<div class="ends">{link("Where the study stands", visit.study.at(), class_="press main")}'
        f"{link('Bring in', visit.study.at('hear'), class_='press')}</div>"
    )
    return page("This is not under way any more", body, study=visit.study)


def _over(visit: Visit, job: Job) -> str | Goto:
    if job.state == "done":
        return Goto(job.leads_to)
    what = "<p>It was stopped before anything was written.</p>" if job.state == "stopped" else ""
    body = f'{what}<div class="ends">{link("Back", job.back, class_="press main")}</div>'
    title = "Stopped" if job.state == "stopped" else "This was not done"
    return page(title, body, study=visit.study, stage=_stage(job), problem=job.problem)


def _stage(job: Job) -> str:
    return _STAGES.get(job.kind, "hear")
