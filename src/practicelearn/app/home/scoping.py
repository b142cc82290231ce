"""What was read, said later than it was done: who read which sessions, and what that changes."""

from __future__ import annotations

from typing import Any

from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody, still_coding
from practicelearn.app.home.pieces import button, choice, field, form, hidden, link, table, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.reading import declare, effect_of, what_counts
from practicelearn.study.folder import open_study
from practicelearn.study.listing import coder_folders

__all__ = ["ADDRESS", "show", "take"]

ADDRESS = "/study/{key}/exchange/read"
TITLE = "What was read"

_SESSIONS = [
    ("coded", "Those in which they coded something"),
    ("all", "Every session of the study"),
    ("some", "The sessions or rounds named below"),
]
_TOLD = (
    "Of coding that came from another program no file says what was read from beginning to end. "
    "Until somebody says so, what is not coded there is missing, not zero, and no share and no "
    "comparison is made of it. Say only what you know: it goes on record with your name."
)
_MOST = 100


def show(visit: Visit) -> str:
    """Return the questions, and what counts now."""
    left = coders_left(visit)
    here = visit.study.at("exchange", "read")
    if left:
        body = still_coding(visit, here, left)
        return page(TITLE, body, study=visit.study, problem=visit.problem)
    counts = what_counts(visit.study.folder)
    notes = "".join(f"<li>{words(n)}</li>" for n in (*counts.provenance, *counts.notes))
    now = f'<h2>What counts now</h2><ul class="points">{notes}</ul>' if notes else ""
    said = "It is on record." if visit.args.get("said") and not visit.problem else ""
    body = f"<p>{_TOLD}</p>{_asks(visit)}{now}"
    return page(TITLE, body, study=visit.study, problem=visit.problem, said=said)


def take(visit: Visit, form: Form) -> Goto | str:
    """Show what it would change; then put it on record."""
    here = visit.study.at("exchange", "read")
    if form["do"] == NOBODY:
        say_nobody(visit)
        return Goto(here)
    if coders_left(visit):
        raise PracticelearnError("Somebody has still to code. Nothing was written.")
    asked = _asked(form)
    by = taken_by(visit, form)
    if form["do"] == "declare":
        declare(visit.study.folder, by=by, **asked)
        return Goto(f"{here}?said=read")
    found = effect_of(visit.study.folder, **asked)
    scopes = "".join(f"<li>{words(scope)}</li>" for scope in found.scopes)
    rows = [
        [words(r.theme), words(r.round), words(r.now), words(r.then)]
        for r in found.table.head(_MOST).itertuples()
    ]
    changes = (
        table("What it would change", ["Theme", "Round", "Now", "Then"], rows)
        if rows
        else "<p>That changes no figure.</p>"
    )
    body = f'<ul class="points">{scopes}</ul><h2>What it would change</h2>{changes}' + _confirm(
        here, form
    )
    return page("Before it goes on record", body, study=visit.study)


def _confirm(here: str, sent: Form) -> str:
    """The form that puts on record what was looked at."""
    kept = {name: sent[name] for name in ("coder", "sessions", "named", "codes", "by")}
    return form(
        here,
        hidden(do="declare", **kept),
        f'<div class="ends">{button("Put it on record", main=True)}'
        f"{link('Leave it as it is', here, class_='press')}</div>",
    )


def _asks(visit: Visit) -> str:
    study, typed = visit.study, visit.form
    people = [(c, c) for c in coder_folders(study.folder) if c[0] not in "._"]
    if not people:
        return "<p>Nobody has coded yet.</p>"
    some = ", ".join(open_study(study.folder).session_ids[:3])
    return form(
        study.at("exchange", "read"),
        hidden(do="look"),
        _choice("Whose reading was it?", "coder", people, typed["coder"]),
        _choice("What did they read from beginning to end?", "sessions", _SESSIONS,
                typed["sessions"] or "coded"),
        field("Sessions or rounds", "named", typed["named"],
              hint=f"Only where they are named one by one, a blank between, such as {some}."),
        field("Which codes did they look for?", "codes", typed["codes"],
              hint="Empty: all. Else their ids, a blank between; others stay missing."),
        by_field(visit, "Who says so?"),
        f'<div class="ends">{button("Show what it would change", main=True)}</div>',
    )  # fmt: skip


def _choice(label: str, name: str, options: list[tuple[str, str]], value: str) -> str:
    lists = choice(name, options, value, id=f"f-{name}")
    return f'<p class="field"><label for="f-{name}">{words(label)}</label>{lists}</p>'


def _asked(sent: Form) -> dict[str, Any]:
    """What is asked of the job.

    Raises
    ------
    PracticelearnError
        Sessions are to be named, and none is.
    """
    sessions: str | list[str] = sent["sessions"]
    if sessions == "some":
        sessions = sent["named"].replace(",", " ").split()
        if not sessions:
            raise PracticelearnError("Name the sessions or rounds that were read.")
    codes = sent["codes"].replace(",", " ").split()
    return {"sessions": sessions or "coded", "codes": codes or "all", "coder": sent["coder"]}
