"""The report built in a process of its own, looked at as its reader will, and taken away."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody, still_coding
from practicelearn.app.home.pieces import button, field, form, hidden, link, words
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import AsItIs, Form, Goto, NoPageError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.jobs.looking import Looked, as_it_stands, build_and_look, let_stay, unread
from practicelearn.output.gate.wording import count, long_date
from practicelearn.study.folder import open_study

__all__ = [
    "ADDRESS", "build_button", "fetched", "has_changed", "looked_at", "looked_of", "outputs",
    "show", "take",
]  # fmt: skip

ADDRESS = "/study/{key}/answer/report"

_READERS = {
    "report.html": "The report, to read on a screen",
    "report.docx": "The report in Word",
    "summary.docx": "One page for directors and members, in Word",
    "summary.pptx": "The same as slides",
    "poster.html": "One sheet for the wall, to look at",
    "poster.docx": "The same in Word, to print",
    "checklists.docx": "How it was done: COREQ and SRQR",
}
"""What goes to readers, in their words."""
_TEAM = {
    "evidence.html": "The evidence: every quote with its place",
    "tables.xlsx": "Every table, with groups and people",
}
_STALE = (
    "The study has changed since this was built. What there is below is a DRAFT again; build it "
    "again before anybody releases it."
)
_DRAFT = "This is a DRAFT: nobody has released it as it stands."
_FOUND = (
    "Readers could work out what few people said, or a figure cannot be checked. This is for the "
    "team only. Figures are hidden by the program wherever it can: take numbers of people and "
    "groups out of sentences, names of themes and the action sheet, where they were written by "
    "hand, and build again. Where none was, report it as a fault of the program."
)


def show(visit: Visit) -> str:
    """Return how the report stands, what blocks its release, and what there is to take away."""
    study, left = visit.study, coders_left(visit)
    if left:
        waits = still_coding(visit, study.at("answer", "report"), left)
        return page("The report", build_button(visit) + waits, stage="answer", study=study,
                    problem=visit.problem)  # fmt: skip
    looked = looked_of(visit)
    job = visit.house.work.last("report", study.key)
    notes = "".join(
        f"<li>{words(n)}</li>" for n in (job.notes if job and job.over.is_set() else ())
    )
    told = f'<ul class="points">{notes}</ul>' if notes else ""
    barred, to_do = _barred(visit, looked) if looked else ("", False)
    cards = link("Quote cards for a workshop", study.at("answer", "cards"))
    body = (
        f'<p class="lead">{_state(visit, looked)}</p>{told}{barred}'
        + build_button(visit, main=looked is None or to_do or has_changed(visit, looked))
        + _files(visit)
        + f"<p>{cards}</p>"
        + "<h2>For the team only</h2>"
        + '<p class="needs">Never for sharing: they show groups, places and whole passages.</p>'
        + _listed(visit, _TEAM)
    )
    return page("The report", body, stage="answer", study=study, problem=visit.problem)


def take(visit: Visit, form: Form) -> Goto | str:
    """Start to build it, let words stay that look like names, or say that nobody codes blind."""
    here, folder = visit.study.at("answer", "report"), visit.study.folder
    if form["do"] == NOBODY:
        say_nobody(visit)
        return Goto(here)
    if form["do"] == "let-stay":
        let_stay(folder, form.all("name"), reason=form["reason"], by=taken_by(visit, form))
    then = visit.study.at("answer", "release") if form["then"] == "release" else here
    job = visit.house.work.start(
        "report", visit.study.key, "Building the report", then, here,
        build_and_look, folder, outputs(visit),
    )  # fmt: skip
    return address_of_job(visit, job)


def fetched(visit: Visit) -> Path:
    """Return a file that is to be taken away: one of those that are listed, and no other."""
    name = visit.args["name"]
    path = outputs(visit) / name
    if name not in {**_READERS, **_TEAM} or coders_left(visit) or not path.is_file():
        raise NoPageError(name)
    return path


def looked_at(visit: Visit) -> AsItIs:
    """Return a document as its reader gets it."""
    if not visit.args["name"].endswith(".html"):
        raise NoPageError(visit.args["name"])
    return AsItIs(fetched(visit))


def looked_of(visit: Visit) -> Looked | None:
    """Return what was found when the report was built last, since the program was started."""
    job = visit.house.work.last("report", visit.study.key, state="done")
    return job.result if job is not None and isinstance(job.result, Looked) else None


def has_changed(visit: Visit, looked: Looked) -> bool:
    """Return whether anything the report is made from is another one now."""
    return as_it_stands(visit.study.folder) != looked.stands


def build_button(visit: Visit, *, main: bool = True, then: str = "") -> str:
    """Return the form that builds the report; ``then`` is where it leads, if not back here."""
    address = visit.study.at("answer", "report")
    press = button("Build the report", main=main)
    return form(address, hidden(then=then), f'<div class="ends">{press}</div>')


def outputs(visit: Visit) -> Path:
    """Return where documents of the study are written."""
    return visit.study.folder / "outputs"


def _state(visit: Visit, looked: Looked | None) -> str:
    if looked is None:
        path = outputs(visit) / "report.html"
        if not path.is_file():
            return "No report has been built yet. Build it, and look at it as its reader will."
        day = long_date(
            datetime.fromtimestamp(path.stat().st_mtime).astimezone().date().isoformat()
        )
        return words(f"It was built last on {day}. Build it again to see what blocks its release.")
    if has_changed(visit, looked):
        return words(_STALE)
    if looked.released:
        who, _, day = looked.released.partition(", ")
        return words(f"Released by {who} on {long_date(day)}. Nothing in it has changed since.")
    return words(_DRAFT)


def _barred(visit: Visit, looked: Looked) -> tuple[str, bool]:
    """What blocks a release with the way there; and whether anything but reading does."""
    if looked.released:
        return "", False
    items = [_of_names(visit, looked)] if looked.names else []
    if looked.findings:
        items.append(_of_findings(visit, looked))
    left = unread(looked, open_study(visit.study.folder).standing())
    to_do = bool(items)
    if left:
        n = f"{len(left)} of {count(len(looked.quotes), 'quote')}"
        read = link("Read every quote", visit.study.at("answer", "release"),
                    class_="press" if to_do else "press main")  # fmt: skip
        items.append(
            f"<p>{n} nobody has read yet, in the words its reader will see.</p>"
            f'<div class="ends">{read}</div>'
        )
    if not items:
        go = link("Go on to release it", visit.study.at("answer", "release"), class_="press main")
        read = f"{count(len(looked.quotes), 'quote')} read."
        return f'<p>Nothing blocks its release. {read}</p><div class="ends">{go}</div>', False
    return f"<h2>What blocks its release</h2>{''.join(items)}", to_do


def _of_names(visit: Visit, looked: Looked) -> str:
    them = ", ".join(looked.names)
    where = link("Look at what is left", visit.study.at("hear", "left"))
    return (
        f'<p class="needs">{count(len(looked.names), "word")} in it may be a name: '
        f"{words(them)}.</p><p>No report for readers was made. Take out what is a name where it "
        f"stands. {where}</p><details><summary>They are no names: say why they may stay</summary>"
        + form(
            visit.study.at("answer", "report"),
            hidden(do="let-stay"),
            "".join(hidden(name=name) for name in looked.names),
            field("Why may they be printed?", "reason", visit.form["reason"], required=True,
                  hint="It is printed too."),
            by_field(visit),
            f'<div class="ends">{button("Let them stay, build again")}</div>',
        )
        + "</details>"
    )  # fmt: skip


def _of_findings(visit: Visit, looked: Looked) -> str:
    said = "".join(f"<li>{words(f)}</li>" for f in looked.findings)
    ways = " · ".join(
        [
            link("The sentences", visit.study.at("understand", "themes")),
            link("The action sheet", visit.study.at("answer", "give-back")),
        ]
    )
    n = len(looked.findings)
    return (
        f'<p class="needs">For the team only: {count(n, "thing")} to put right.</p>'
        f"<p>{words(_FOUND)} {ways}</p>"
        f"<details{' open' if n <= 3 else ''}><summary>What exactly</summary>"
        f'<ul class="points">{said}</ul></details>'
    )


def _files(visit: Visit) -> str:
    listed = _listed(visit, _READERS)
    if not listed:
        return ""
    own = (
        "<p>A foreword, thanks and paragraphs of your own go into <b>report-words.docx</b> in the "
        "study’s folder; build again afterwards.</p>"
    )
    return f"<h2>For readers</h2>{listed}{own}"


def _listed(visit: Visit, named: dict[str, str]) -> str:
    there = {n: told for n, told in named.items() if (outputs(visit) / n).is_file()}
    rows = []
    for name, told in there.items():
        at = visit.study.at("answer", "report", name)
        look = ""
        if name.endswith(".html"):
            look = link("Look at it", f"{at}/as-it-is", target="_blank", rel="noopener",
                        aria_label=f"Look at {name}, in a window of its own")  # fmt: skip
        rows.append(
            f'<li><span class="grow">{words(told)} <small>{words(name)}</small></span>'
            f'<span class="end">{look}</span>'
            f"{link('Take it', at, aria_label=f'Take {name}')}</li>"
        )
    return f'<ul class="list">{"".join(rows)}</ul>' if rows else ""
