"""Where am I: what is next, what needs a decision, and how each stage of the year stands."""

from __future__ import annotations

from urllib.parse import quote

from practicelearn.app.home.pieces import link, words
from practicelearn.app.home.shell import STAGES, Shown, page
from practicelearn.app.home.told import year_of
from practicelearn.app.home.visit import NoPageError, Visit
from practicelearn.jobs.year import Decision, Step, Year
from practicelearn.study.asked import GUIDE_SHEET

__all__ = ["DOORS", "show", "show_stage"]

DOORS: dict[str, tuple[tuple[str, ...], str]] = {
    "look-back": (("before", "look-back"), "Look at them"),
    "plan": (("before", "plan"), "The plan"),
    "groups": (("before", "groups"), "What to print"),
    "bring-in": (("hear", "files"), "Bring in files"),
    "names": (("hear", "left"), "Look at what is left"),
    "pilot": (("coding", ""), "Open the coding page"),
    "code": (("coding", ""), "Code"),
    "read": (("coding", "#chart"), "Chart and read"),
    "compare": (("understand", "years"), "Set the years side by side"),
    "give-back": (("answer", "give-back"), "Give back"),
    "release": (("answer", "release"), "Read every quote"),
    "act": (("act", "promises"), "What was promised"),
}
"""Key of a step to the page in which it is done, and what the way there is called."""

_STATES = {"done": "Done", "now": "Now", "later": "Later"}
_MOST = 7


def show(visit: Visit) -> str:
    """Return the start page of a study."""
    found, study = year_of(visit), visit.study
    parts = [_urgent(study, found), _next(study, found), _going_on(visit), _decisions(study, found)]
    rows = "".join(_stage_row(study, found, key, name) for key, name in STAGES)
    parts.append(f'<h2>The year</h2><ol class="list">{rows}</ol>')
    title = f"{found.study} {found.round}".strip()
    if found.round and found.round in found.study:
        title = found.study
    return page(title, "".join(parts), study=study, problem=visit.problem)


def show_stage(visit: Visit) -> str:
    """Return the page of a stage: its steps, and the way to each that can be done here."""
    stage, study = visit.args["stage"], visit.study
    if stage not in dict(STAGES):
        raise NoPageError(stage)
    found = year_of(visit)
    rows = "".join(
        f'<li class="step {s.state}"><span class="state">{_STATES[s.state]}</span>'
        f"<span><b>{words(s.name)}</b><br>{_how(s)}</span>"
        f'<span class="end">{_door(study, s, main=s == found.next)}</span></li>'
        for s in found.steps
        if s.stage == stage
    )
    more = ""
    if stage == "understand":
        more = (
            "<p>A subject that keeps coming up is a theme once a person has read its passages and "
            "said in one sentence what people are saying. "
            f"{link('Look at the themes, and write sentences', study.at(stage, 'themes'))}</p>"
        )
    if stage == "hear":
        more = (
            "<p>The sheets say who was there, in which role, and who agreed to be quoted. "
            f"{link('Look at the sheets, and correct them', study.at('hear', 'sheets'))}</p>"
            "<p>Recordings hold voices and names, and lie elsewhere. "
            f"{link('Where each lies, and until when', study.at('hear', 'recordings'))}</p>"
            "<p>The guide says what was asked. "
            f"{link('Which question is answered where', study.at('hear', 'questions'))}</p>"
        )
    if stage == "answer":
        more = (
            "<p>The report is for readers, the evidence for the team. "
            f"{link('Build the report, and look at it', study.at(stage, 'report'))}</p>"
        )
    if stage == "act":
        more = (
            "<p>Each round is kept until its day, then deleted with its recordings. "
            f"{link('How long it is kept, and the next round', study.at(stage, 'keeping'))}</p>"
        )
    due = [d for d in found.decisions if d.step in {s.key for s in found.steps if s.stage == stage}]
    asked = f"<h2>Needs a decision</h2>{_list(study, due)}" if due else ""
    body = f'<ol class="list">{rows}</ol>{more}{asked}'
    return page(dict(STAGES)[stage], body, study=study, stage=stage, problem=visit.problem)


def _urgent(study: Shown, found: Year) -> str:
    """What comes before everything else."""
    first = [d for d in found.decisions if d.kind == "refer-on"]
    return "".join(
        f'<p class="problem">{words(d.sentence)} {link("Look", _to(study, d))}</p>' for d in first
    )


def _next(study: Shown, found: Year) -> str:
    step = found.next
    if step is None:
        return '<p class="lead">Everything that can be done now is done.</p>'
    why = f" {step.why}" if step.why else ""
    name = step.name[:1].lower() + step.name[1:]
    go = link("Continue", _way(study, step)[0], class_="press main")
    return f'<p class="lead"><b>Next: {words(f"{name}.{why}")}</b></p><div class="ends">{go}</div>'


def _going_on(visit: Visit) -> str:
    jobs = visit.house.work.going_on(visit.study.key)
    return "".join(
        f"<p>{words(job.title)} is under way. "
        f"{link('See how far it is', visit.study.at('job', job.id))}</p>"
        for job in jobs
    )


def _decisions(study: Shown, found: Year) -> str:
    due = [d for d in found.decisions if d.kind != "refer-on"]
    if not due:
        return "<h2>Needs a decision</h2><p>Nothing does now.</p>"
    more = len(due) - _MOST
    rest = (
        f"<details><summary>{more} more</summary>{_list(study, due[_MOST:])}</details>"
        if more > 0
        else ""
    )
    return f"<h2>Needs a decision</h2>{_list(study, due[:_MOST])}{rest}"


def _list(study: Shown, due: list[Decision]) -> str:
    rows = "".join(
        f'<li><span class="grow">{words(d.sentence)}</span><span class="end">'
        f"{link('Look', _to(study, d), aria_label=f'Look: {d.sentence}')}</span></li>"
        for d in due
    )
    return f'<ul class="list">{rows}</ul>'


def _stage_row(study: Shown, found: Year, key: str, name: str) -> str:
    state = found.state_of(key)  # type: ignore[arg-type] # STAGES has no others
    steps = [s for s in found.steps if s.stage == key]
    told = next((s for s in steps if s.state == "now"), None)
    told = told or next((s for s in steps if s.state == "later"), None) or steps[-1]
    what = _how(told) if state == "done" else f"{words(told.name)}: {_how(told)}"
    return (
        f'<li class="step {state}"><span class="state">{_STATES[state]}</span>'
        f"<span>{link(name, study.at(key))}<br><small>{what}</small></span></li>"
    )


def _how(step: Step) -> str:
    """``done 3 March, Sam``, or what is left, or why it is later."""
    on_record = ", ".join(part for part in (step.when, step.who) if part)
    if step.state == "done":
        return words(f"done {on_record}".strip() if on_record else step.why or "done")
    why = step.why
    return words(f"{why[:1].lower()}{why[1:]}" if step.state == "later" else why)


def _address(study: Shown, key: str, *, is_now: bool = False) -> str:
    """The page a step is done in; where it has none yet, that of its stage."""
    if key in DOORS:
        return _of(study, _doors(key, is_now=is_now)[0])
    stage = next((s for s, keys in _KEYS.items() if key in keys), "before")
    return study.at(stage)


def _to(study: Shown, due: Decision) -> str:
    """The page a decision is made in, at its session where it has one."""
    if due.kind in _OF_KIND:
        return study.at(*_OF_KIND[due.kind])
    if due.kind == "difference":
        return _of(study, ("coding", "#settle"))
    if due.kind == "damage" and due.step == "bring-in":  # of the guide, or of a sheet
        return study.at("hear", "guide" if GUIDE_SHEET in due.sentence else "sheets")
    if due.kind == "names" and due.session:
        return f"{_address(study, due.step)}?session={quote(due.session)}"
    return _address(study, due.step)


def _door(study: Shown, step: Step, *, main: bool) -> str:
    # a comparison may be opened before its time: its page says what is lacking, and asks
    if step.key not in DOORS or (step.state == "later" and step.key != "compare"):
        return ""
    address, name = _way(study, step)
    return link(name, address, class_="press main" if main else "press")


def _way(study: Shown, step: Step) -> tuple[str, str]:
    """The page a step is gone on with in, and what the way there is called."""
    if step.key == "bring-in" and step.session:  # the files are here: what is left is in the sheets
        at = f"{study.at('hear', 'sheets')}?session={quote(step.session)}"
        return at, "Look at the sheets"
    if step.key == "pilot" and step.session:  # both have read it: what is left is their difference
        return _of(study, ("coding", "#settle")), "Settle one"
    if step.key not in DOORS:
        return _address(study, step.key, is_now=True), ""
    parts, name = _doors(step.key, is_now=step.state == "now")
    return _of(study, parts), name


def _doors(key: str, *, is_now: bool) -> tuple[tuple[str, ...], str]:
    """The door of a step: names are decided on before they are frozen, and looked at afterwards."""
    return (("hear", "names"), "Decide on names") if key == "names" and is_now else DOORS[key]


def _of(study: Shown, parts: tuple[str, ...]) -> str:
    """An address of parts; the last may name a view of the coding page."""
    *before, last = parts
    return f"{study.at(*before)}/{last}" if not last or last[0] == "#" else study.at(*parts)


_OF_KIND = {"refer-on": ("code", "refer"), "keep": ("act", "keeping"),
            "recording": ("hear", "recordings")}  # fmt: skip
"""Decisions with a page of their own, whatever step they belong to."""

_KEYS = {
    "before": ("look-back", "plan", "groups"),
    "hear": ("bring-in", "names"),
    "code": ("pilot", "code"),
    "understand": ("read", "compare"),
    "answer": ("give-back", "release"),
    "act": ("act",),
}
