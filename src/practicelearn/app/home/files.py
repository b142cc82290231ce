"""Bring in: files are dropped or chosen, and lie apart until they are frozen or thrown away."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from practicelearn.app.home.pieces import button, drop_field, form, hidden, words
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.shell import page
from practicelearn.app.home.uploads import LIMIT
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.bringing import hear, leave_out
from practicelearn.jobs.names_kept import forget_decisions, kept_decisions
from practicelearn.output.gate.wording import count, long_date

__all__ = ["ADDRESS", "brought", "choose", "hear_anew", "show", "take", "taken_aside",
           "throw_away"]  # fmt: skip

ADDRESS = "/study/{key}/hear/files"

_WHAT = (
    "Word, text, captions from Teams or Zoom (.vtt), notes, a flip chart typed up, or what another "
    "program exports. Bring the sheets sessions, people and attendance too where you have filled "
    "them in."
)


def show(visit: Visit) -> str | Goto:
    """Return the page on which files are chosen; where some were, what was heard in them."""
    if brought(visit) and not visit.problem:
        return Goto(visit.study.at("hear", "heard"))
    body = (
        f"{_before(visit)}<p>{_WHAT}</p>{choose(visit, main=True)}"
        '<p class="soft">The files hold real names. They are copied into a folder of your own, '
        "outside the study and outside any synced folder, and removed once names are replaced, "
        "when you throw them away, and whenever the program ends. What you decide on names is kept "
        "then, without a name, and holds again once you bring the same files.</p>"
    )
    return page("Bring in what the groups left", body, stage="hear", study=visit.study,
                problem=visit.problem)  # fmt: skip


def choose(visit: Visit, *, main: bool = False) -> str:
    """Return the form that files are dropped on."""
    address = visit.study.at("hear", "files")
    return form(
        address,
        drop_field("Drop files here, or choose them", multiple=True, required=True),
        f"<p><small>Up to {LIMIT // 2**20} MB at once. "
        "A recording is not needed.</small></p>"
        f'<div class="ends">{button("Bring them in", main=main)}</div>',
        enctype="multipart/form-data",
        class_="drop",
        data_limit=LIMIT,
    )


def take(visit: Visit, form: Form) -> Goto | str:
    """Hear what was brought, leave a file out, or throw everything away."""
    if form["do"] == "forget":
        forget_decisions(visit.house.uploads.decided(visit.study.key))
        return Goto(visit.study.at("hear", "files"))
    _refuse_while_freezing(visit, form)
    if form["do"] == "throw-away":
        for kind in ("names", "hear", "questions"):
            visit.house.work.forget(kind, visit.study.key)
        visit.house.uploads.drop(visit.study.key)
        return Goto(visit.study.at("hear"))
    if form["leave-out"]:
        named = next((p for p in brought(visit) if p.name == form["leave-out"]), None)
        if named is not None:
            leave_out(named.parent, named.name)
        if not brought(visit):
            return Goto(visit.study.at("hear", "files"))
    elif not form.files:
        raise PracticelearnError("No file was chosen. Drop some on the field, or choose them.")
    return hear_anew(visit)


def hear_anew(visit: Visit, then: str = "heard") -> Goto:
    """Start to hear what was brought, and go to how far that is, and ``then`` further."""
    study = visit.study
    visit.house.work.forget("hear", study.key)
    job = visit.house.work.start(
        "hear", study.key, "Hearing what was brought", study.at("hear", then),
        study.at("hear", "heard"), hear, visit.house.uploads.folder(study.key),
    )  # fmt: skip
    job.over.wait(0.5)  # a few files are heard at once, and need no page of their own
    return address_of_job(visit, job)


def _before(visit: Visit) -> str:
    """What was decided before the program ended, and was not frozen."""
    n, day = kept_decisions(visit.house.uploads.decided(visit.study.key))
    if not n:
        return ""
    told = (
        f"The program ended before what was brought here was frozen, and the files were removed. "
        f"{count(n, 'decision')} on names, the last of {long_date(day)}, "
        f"{'is' if n == 1 else 'are'} kept without the names. Bring the same files again, and "
        "corrected sheets if you took them away: each holds where the same sentences are found."
    )
    away = form(visit.study.at("hear", "files"), hidden(do="forget"),
                f'<p class="ends">{button("Remove these decisions")}</p>')  # fmt: skip
    return f'<p class="said">{words(told)}</p>{away}'


def _refuse_while_freezing(visit: Visit, form: Form) -> None:
    """Nothing comes or goes while it is frozen: it would be removed with what was.

    Raises
    ------
    PracticelearnError
        It is being frozen.
    """
    if any(job.kind == "freeze" for job in visit.house.work.going_on(visit.study.key)):
        for path in form.files:
            path.unlink(missing_ok=True)
        raise PracticelearnError(
            "What was brought is being frozen, started in another window. Nothing was changed. "
            "Wait until it is over, then do this again."
        )


@contextmanager
def taken_aside(form: Form) -> Iterator[list[Path]]:
    """Move what a form brought out of the folder in which transcripts are heard, and forget it."""
    with tempfile.TemporaryDirectory() as folder:
        yield [Path(shutil.move(path, folder)) for path in form.files]


def brought(visit: Visit) -> list[Path]:
    """Return the files that were brought for the study, by name."""
    folder = visit.house.uploads.folder(visit.study.key)
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] not in ".~")


def throw_away(visit: Visit) -> str:
    """Return the form that removes everything that was brought."""
    return form(
        visit.study.at("hear", "files"),
        hidden(do="throw-away"),
        button("Throw everything away", grave=True),
    )
