"""Passages marked "refer on": who was told of each, and when, goes on record."""

from __future__ import annotations

import datetime as dt

from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody, sessions_left
from practicelearn.app.home.pieces import button, field, form, hidden, link, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, OlderError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.jobs.referring import Marked, passages_to_refer, record_told
from practicelearn.output.gate.wording import count, joined, long_date
from practicelearn.study.folder import open_study

__all__ = ["ADDRESS", "show", "take"]

ADDRESS = "/study/{key}/code/refer"
TITLE = "To refer on"
_BY_SOMEBODY = (
    "Of this passage it is on record by now who was told, or it is marked no more. Nothing was "
    "written. Below stands what is left."
)


def show(visit: Visit) -> str:
    """Return each passage of which nobody is told on record, in its place where one may see it."""
    left = passages_to_refer(visit.study.folder)
    told = "It is on record who was told." if visit.args.get("said") and not visit.problem else ""
    if not left:
        go = link("Go on", visit.study.at(), class_="press main")
        body = (
            '<p class="lead">Of every passage that is marked “refer on” it is on record who was '
            f'told.</p><div class="ends">{go}</div>'
        )
        return page(TITLE, body, stage="code", study=visit.study, problem=visit.problem, said=told)
    hidden_ = _hidden(visit)
    whose = joined(sorted({c for c, sessions in hidden_.items() if _any(left, sessions)}))
    waits = (
        f"<p>{words(whose)} still to code where some of them are: their words and places are not "
        "shown, or that coding would no longer be blind. Whoever marked one knows it.</p>"
        + form(_here(visit), hidden(do=NOBODY), button("Nobody who is looking has still to code"))
        if whose
        else ""
    )
    shut = set().union(*hidden_.values()) if hidden_ else set()
    many = count(len(left), "passage")
    body = (
        f'<p class="lead">{many} marked “refer on”; nobody is recorded as told.</p><p>Tell '
        "whoever must know, as your council’s procedure says, outside this program. Then record "
        f"it here. The words go nowhere.</p>{waits}"
        + "".join(_one(visit, n, m, shut=m.session_id in shut) for n, m in enumerate(left, 1))
    )
    return page(TITLE, body, stage="code", study=visit.study, problem=visit.problem, said=told)


def take(visit: Visit, form: Form) -> Goto | str:
    """Put on record who was told, or say that nobody who looks has still to code."""
    if form["do"] == NOBODY:
        say_nobody(visit)
        return Goto(_here(visit))
    by = taken_by(visit, form)
    if form["coding"] not in {m.coding_id for m in passages_to_refer(visit.study.folder)}:
        raise OlderError(_BY_SOMEBODY)
    record_told(visit.study.folder, form["coding"], told=form["told"], day=form["day"], by=by)
    return Goto(f"{_here(visit)}?said=told")


def _here(visit: Visit) -> str:
    return visit.study.at("code", "refer")


def _hidden(visit: Visit) -> dict[str, set[str]]:
    """Coders, and the sessions of which they must see nothing yet."""
    return sessions_left(open_study(visit.study.folder)) if coders_left(visit) else {}


def _any(left: list[Marked], sessions: set[str]) -> bool:
    return any(m.session_id in sessions for m in left)


def _one(visit: Visit, n: int, marked: Marked, *, shut: bool) -> str:
    """One passage, and the form beneath it."""
    if shut:
        what = "<p>Its place and words are not shown yet.</p>"
    else:
        place = ", ".join(p for p in (marked.round, marked.session_id, marked.speaker) if p)
        said = "".join(
            f'<blockquote class="speech">{words(quote)}<br><small>{words(turn)}</small>'
            "</blockquote>"
            for turn, quote in marked.parts
        )
        what = f"<p>{words(place)}. Marked by {words(joined(list(marked.by)))}.</p>{said}"
    own = visit.form if visit.form["coding"] == marked.coding_id else Form()
    day = own["day"] or long_date(dt.date.today().isoformat())
    return f"<h2>Passage {n}</h2>{what}" + form(
        _here(visit),
        hidden(coding=marked.coding_id),
        field("Who was told?", "told", own["told"], required=True, id=f"told-{n}",
              hint="An office rather than a name, such as designated safeguarding lead."),
        field("When?", "day", day, required=True, id=f"day-{n}", hint="Such as 3/11/2025."),
        by_field(visit, "Who records it?", part=str(n), hint=""),
        f'<div class="ends">{button("Record that they were told", main=n == 1)}</div>',
    )  # fmt: skip
