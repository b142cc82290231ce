"""What is on record, whether every file is whole, and the study in the newest format."""

from __future__ import annotations

import pandas as pd

from practicelearn.app.home.blind import coders_left
from practicelearn.app.home.pieces import button, choice, field, form, hidden, link, table, words
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.rights import history
from practicelearn.jobs.upgrading import preview_upgrade, upgrade_study
from practicelearn.jobs.verifying import is_wrong, mend, verify

__all__ = ["show_history", "show_upgrade", "show_verify", "take_upgrade", "take_verify"]

_MOST = 200
_DID = {
    "code": "coded", "change": "changed a coding", "remove": "took a coding away", "read": "read",
    "unread": "took back that they read", "read-for": "read for a code", "memo": "wrote a note",
    "new_code": "made a code", "comment": "commented", "undo": "took something back",
    "settle": "settled", "statement": "wrote a theme’s sentence", "name": "named a theme",
    "merge": "merged themes", "drop": "left a theme out",
    "keep": "took a theme in", "plan": "planned a round", "compared": "opened a comparison",
    "quotable": "decided on a quote", "referred": "recorded who was told",
    "seen": "read a quote for the report",
    "waive": "said why words may stay", "waive-export": "said why words may leave",
    "refuse": "refused an offer", "override": "settled for somebody", "move": "moved codings",
    "question": "said which question it answers", "declare": "declared headlines",
    "split": "split a theme", "cards": "made cards", "sorted": "took in sorted cards",
    "frame-edit": "changed the frame", "scope": "said what counts",
    "release": "released a report", "reply": "took a reply", "summary": "charted",
    "frame": "released the frame", "round": "added a round", "upgrade": "upgraded the study",
    "import": "took in another program’s coding", "correct": "corrected a turn",
    "withdraw": "carried out a withdrawal", "redact": "took a passage out",
    "purge": "deleted a round", "close-round": "closed a round", "mend": "mended a file",
}  # fmt: skip
_GRAVE = {"error": "Wrong", "warning": "Look", "note": "Note"}


def show_history(visit: Visit) -> str:
    """Return who did what when, the newest first; of coding only where it may be seen."""
    blind = bool(coders_left(visit))
    every = history(visit.study.folder)
    if blind:
        every = every[every["session_id"].isna()]
    who, session = visit.args.get("who", ""), visit.args.get("session", "")
    names = sorted(every["who"].dropna().unique())
    sessions = sorted(every["session_id"].dropna().unique())
    own = every
    if who:
        own = own[own["who"] == who]
    if session:
        own = own[own["session_id"] == session]
    newest = own.iloc[::-1].head(_MOST)
    rows = [
        [words(str(r.at)[:16].replace("T", " ")), words(r.who), words(_DID.get(r.kind, r.kind)),
         words(r.session_id if isinstance(r.session_id, str) else ""),
         "" if r.stands else "taken back"]
        for r in newest.itertuples()
    ]  # fmt: skip
    ask = (
        '<form method="get" class="ends">'
        + choice("who", [("", "everybody"), *((n, n) for n in names)], who, aria_label="Who")
        + choice("session", [("", "every session"), *((s, s) for s in sessions)], session,
                 aria_label="Session")
        + f"{button('Show')}</form>"
    )  # fmt: skip
    waits = (
        "<p>What was done in sessions is left out while somebody still has to code them.</p>"
        if blind
        else ""
    )
    many = f"The newest {_MOST} of {len(own)}." if len(own) > _MOST else f"{len(own)} in all."
    heads = ["When (UTC)", "Who", "Did", "Session", ""]
    body = f"{waits}{ask}<p>{many}</p>" + table("Who did what, and when", heads, rows)
    return page("Who did what, and when", body, study=visit.study)


def show_verify(visit: Visit) -> str:
    """Return what was found when everything was looked at last, and the way to look again."""
    study = visit.study
    job = visit.house.work.last("verify", study.key)
    found = job.result if job is not None and job.state == "done" else None
    here = study.at("people", "verify")
    look = form(here, hidden(do="look"), f'<div class="ends">'
                f'{button("Look at everything", main=True)}</div>')  # fmt: skip
    told = _told(visit, found) if isinstance(found, pd.DataFrame) else ""
    body = (
        "<p>Every file, line and reference of the study is held against every other. Nothing is "
        f"changed by looking.</p>{look}{told}"
    )
    said = visit.args.get("said", "") and "It was mended as far as that loses nothing. Look again."
    return page("Whether every file is whole", body, study=study, problem=visit.problem,
                said="" if visit.problem else said)  # fmt: skip


def take_verify(visit: Visit, form: Form) -> Goto | str:
    """Start to look, or mend what can be mended without loss."""
    study, here = visit.study, visit.study.at("people", "verify")
    if form["do"] == "mend":
        mend(study.folder, by=taken_by(visit, form))
        visit.house.work.forget("verify", study.key)
        return Goto(f"{here}?said=mended")
    title = "Looking at every file"
    job = visit.house.work.start("verify", study.key, title, here, here, verify, study.folder)
    return address_of_job(visit, job)


def show_upgrade(visit: Visit) -> str:
    """Return what an upgrade would change, or that there is none."""
    found = preview_upgrade(visit.study.folder)
    title = "The newest format"
    if not found:
        body = (
            f'<p class="lead">Format {found.before} is the newest that this version knows. There '
            f'is nothing to do.</p><div class="ends">'
            f"{link('Back', visit.study.at('people'), class_='press main')}</div>"
        )
        return page(title, body, study=visit.study, problem=visit.problem)
    body = (
        f'<p class="lead">The study would go from format {found.before} to format {found.after}.'
        f"</p><p>New from then on: {words(', '.join(found.kinds))}. Changed: "
        f"{words(', '.join(found.files))}. Nothing that was written before is changed.</p>"
        "<p>Everybody who works on this study needs a practicelearn as new as this: an older one "
        "refuses it. There is no way back.</p>"
        + form(
            visit.study.at("people", "upgrade"),
            field(f"Type format {found.after} to confirm", "sure", "", required=True,
                  autocomplete="off"),
            by_field(visit),
            f'<div class="ends">{button("Upgrade", grave=True)}'
            f"{link('Leave it as it is', visit.study.at('people'), class_='press')}</div>",
        )
    )  # fmt: skip
    return page(title, body, study=visit.study, problem=visit.problem)


def take_upgrade(visit: Visit, form: Form) -> Goto | str:
    """Give the study the newest format."""
    wanted = f"format {preview_upgrade(visit.study.folder).after}"
    if form["sure"] != wanted:
        raise PracticelearnError(
            f"Nothing was changed: type {wanted}, as it stands above the line, to confirm."
        )
    upgrade_study(visit.study.folder, by=taken_by(visit, form))
    return Goto(visit.study.at("people", "upgrade"))


def _told(visit: Visit, found: pd.DataFrame) -> str:
    """What was found, and the way to mend it."""
    if found.empty:
        return "<h2>What was found</h2><p>Nothing is wrong.</p>"
    rows = [
        [words(_GRAVE.get(r.severity, r.severity)), words(r.place), words(r.what), words(r.remedy)]
        for r in found.itertuples()
    ]
    heads = ["", "Where", "What", "What to do"]
    put_right = form(
        visit.study.at("people", "verify"),
        hidden(do="mend"),
        "<p>What can be mended without losing anything can be mended here; the rest a person puts "
        "right.</p>",
        by_field(visit),
        f'<div class="ends">{button("Mend what loses nothing")}</div>',
    )
    wrong = is_wrong(found)
    calm = "" if wrong else "<p>Nothing is wrong; these are notes.</p>"
    shown = table("What was found", heads, rows)
    return f"<h2>What was found</h2>{calm}{shown}{put_right if wrong else ''}"
