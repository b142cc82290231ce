"""Which question of the guide is answered where: as it was found, and corrected by a person."""

from __future__ import annotations

from urllib.parse import quote

from practicelearn.app.home.files import brought
from practicelearn.app.home.pieces import button, choice, form, hidden, link, table, words
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.jobs.guide import guide_to_show
from practicelearn.jobs.questions import (
    NONE,
    AskedSession,
    Turning,
    questions_before,
    questions_in,
    set_questions,
    set_questions_before,
)
from practicelearn.output.gate.wording import count
from practicelearn.study.kept import state_of

__all__ = ["ADDRESS", "BEFORE", "about", "about_before", "show", "show_before", "take",
           "take_before"]  # fmt: skip

ADDRESS = "/study/{key}/hear/questions"
BEFORE = "/study/{key}/hear/questions/brought"
TITLE = "Which question is answered where"

_LONGEST = 60
_AROUND = 220
_TOLD = (
    "A question holds from where it is asked to where the next one is. It is found by the words of "
    "whoever leads; people ask in their own words, so read what was found, and put it right."
)


def about(visit: Visit) -> str:
    """Return the state of the study."""
    return visit.study.state


def about_before(visit: Visit) -> str:
    """Return the state of what was brought, and of the study's guide."""
    brought_to = visit.house.uploads.folder(visit.study.key)
    return state_of(brought_to) + state_of(visit.study.folder, "guide.csv")


def show(visit: Visit) -> str | Goto:
    """Return what was asked in one frozen session, and how the others stand."""
    study = visit.study
    found = visit.house.once(study, "questions", lambda: questions_in(study.folder))
    if not found and brought(visit):
        return Goto(study.at("hear", "questions", "brought"))
    return _page(visit, found, ADDRESS, about(visit))


def take(visit: Visit, form: Form) -> Goto | str:
    """Put on record what a person says of the turns of a session."""
    by = taken_by(visit, form)
    n = set_questions(visit.study.folder, form["session"], form.under("q:"), by=by)
    return _back(visit, form, n)


def show_before(visit: Visit) -> str | Goto:
    """Return the same of what was brought; while it is being looked for, how far that is."""
    study, work = visit.study, visit.house.work
    if not brought(visit):
        return Goto(study.at("hear", "questions"))
    here, state = study.at("hear", "questions", "brought"), about_before(visit)
    job = work.last("questions", study.key)
    if job is None or (job.over.is_set() and job.about != state and not job.problem):
        job = work.start(
            "questions", study.key, "Looking for the questions", _here(visit, here), here,
            questions_before, visit.house.uploads.folder(study.key), study.folder,
        )  # fmt: skip
        job.about = state
        job.over.wait(0.5)
    if not job.over.is_set():
        return address_of_job(visit, job)
    if job.problem:
        work.forget("questions", study.key)
        again = link("Back to what was heard", study.at("hear", "heard"), class_="press main")
        return page(TITLE, again, stage="hear", study=study, problem=job.problem)
    return _page(visit, job.result or [], BEFORE, state)


def take_before(visit: Visit, form: Form) -> Goto | str:
    """Keep what a person says of the turns of a session beside the files."""
    job = visit.house.work.last("questions", visit.study.key)
    found = (job.result or []) if job is not None else []
    session = next((s for s in found if s.session_id == form["session"]), None)
    if session is None:
        raise NoPageError(form["session"])
    folder = visit.house.uploads.folder(visit.study.key)
    known = set(guide_to_show(visit.study.folder, folder)["question_id"])
    n = set_questions_before(folder, session, form.under("q:"), known)
    visit.house.work.forget("questions", visit.study.key)
    return _back(visit, form, n)


def _back(visit: Visit, form: Form, n: int) -> Goto:
    parts = ["brought"] if form["of"] == "brought" else []
    here = visit.study.at("hear", "questions", *parts)
    return Goto(f"{here}?session={quote(form['session'])}&said={n}")


def _here(visit: Visit, here: str) -> str:
    """The same address, the session and what was said kept."""
    kept = [f"{k}={quote(visit.args[k])}" for k in ("session", "said") if visit.args.get(k)]
    return f"{here}?{'&'.join(kept)}" if kept else here


def _page(visit: Visit, found: list[AskedSession], address: str, state: str) -> str:
    study, is_before = visit.study, address == BEFORE
    folder = visit.house.uploads.folder(study.key) if is_before else None
    table_ = guide_to_show(study.folder, folder)
    asked = {
        str(q): str(w)
        for q, w in zip(table_["question_id"], table_["wording"], strict=True)
        if isinstance(w, str)
    }
    guide = link("The questions of the guide", study.at("hear", "guide"))
    ways = [guide]
    if is_before:
        ways.append(link("Back to what was heard", study.at("hear", "heard")))
    elif brought(visit):
        ways.append(link("Of the files you brought", study.at("hear", "questions", "brought")))
    body = f"<p>{' · '.join(ways)}</p>"
    if not asked:
        body += "<p>There is no guide yet, so it is not known what was asked. Write it down.</p>"
    elif not found:
        body += "<p>No session is here yet.</p>"
    else:
        body += _sessions(visit, found, asked, is_before, state)
    n = visit.args.get("said", "")
    said = ""
    if n.isdigit() and not visit.problem:
        said = f"Set from {count(int(n), 'turn')} on." if int(n) else "Nothing was changed."
    return page(TITLE, body, stage="hear", study=study, problem=visit.problem, said=said, wide=True)


def _sessions(
    visit: Visit, found: list[AskedSession], asked: dict[str, str], is_before: bool, state: str
) -> str:
    wanted = visit.args.get("session", "") or visit.form["session"]
    here = next((s for s in found if s.session_id == wanted), None) or min(
        found, key=lambda s: s.n_found
    )
    places = " · ".join(
        f"<b>{words(s.session_id)}</b>" if s is here
        else link(s.session_id, f"?session={quote(s.session_id)}")
        + ("" if s.n_found else ' <small class="needs">none found</small>')
        for s in found
    )  # fmt: skip
    missed = "".join(f"<li>{words(q)} {words(asked.get(q, ''))}</li>" for q in here.not_found)
    lacks = (
        f"<details open><summary>Not found in {words(here.session_id)}: "
        f"{count(len(here.not_found), 'question')} of {len(asked)}</summary>"
        f'<ul class="points">{missed}</ul></details>'
        if missed
        else f"<p>Every one of the {count(len(asked), 'question')} is answered in it.</p>"
    )
    nobody = (
        '<p class="needs">Nobody is known to lead this group, so no question can be found in it. '
        "Say who led in the sheets.</p>"
        if not here.leads
        else ""
    )
    n = len(here.unmatched)
    look = (
        f"<p>{count(n, 'turn')} of whoever leads ask something in which no question of the "
        "guide was found. They are marked: look at them.</p>"
        if n
        else ""
    )
    rows = [_row(visit, t, asked) for t in here.turnings]
    sent = hidden(session=here.session_id, of="brought" if is_before else "")
    who = "" if is_before else by_field(visit)
    parts = ["brought"] if is_before else []
    shown = (
        form(
            visit.study.at("hear", "questions", *parts),
            sent,
            table(f"What was asked in {here.session_id}", ["Turn", "Words", "From here on"], rows),
            who,
            f'<div class="ends">{button("Save", main=True)}</div>',
            about=state,
        )
        if rows
        else ""
    )
    return f"<p>{_TOLD}</p><p>Session: {places}</p>{nobody}{lacks}{look}{shown}"


def _row(visit: Visit, turn: Turning, asked: dict[str, str]) -> list[str]:
    """One turn of whoever leads: its words, and the question from there on."""
    name = f"q:{turn.turn_id}"
    now = turn.question or NONE
    chosen = visit.form[name] if name in visit.form.values else now
    known = asked if not turn.question or turn.question in asked else {**asked, turn.question: ""}
    options = [(NONE, "none of the guide"), *((q, _short(f"{q} {w}")) for q, w in known.items())]
    lists = choice(name, options, chosen, aria_label=f"From turn {turn.n} on")
    said = (
        turn.words if len(turn.words) <= _AROUND else f"{turn.words[:_AROUND].rpartition(' ')[0]} …"
    )
    note = (
        "said by a person" if turn.set_by_person else "begins here" if turn.begins
        else "goes on" if turn.question else ""
    )  # fmt: skip
    if turn.asks and not turn.begins and not turn.set_by_person:
        mark = '<small class="needs">asks something: which?</small>'
    else:
        mark = f"<small>{note}</small>"
    who = f"<b>{words(turn.speaker)}:</b> " if turn.speaker else ""
    return [str(turn.n), f'{who}<span class="speech">{words(said)}</span>', f"{lists}<br>{mark}"]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(' ')[0]} …"
