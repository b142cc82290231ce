"""Names: each that may be one in its sentences, and one decision a name, before anything is frozen.

Never hurried: no way to decide on several at once, and nothing that passes by itself. What was
decided lies with the files that were brought. Should the program end before they are frozen, they
go and the decisions stay, without a name: they hold again once the same files are brought again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from practicelearn.app.home.choosing import browse_button, chosen
from practicelearn.app.home.files import brought
from practicelearn.app.home.heard import about
from practicelearn.app.home.pieces import button, choice, field, form, hidden, link, words
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.running import Job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.name_places import Place
from practicelearn.jobs.names_kept import keep_decisions, taken_up
from practicelearn.jobs.naming import (
    Account,
    Choice,
    Found,
    Suggestion,
    What,
    account,
    decide,
    decide_again,
    decisions,
    find_names,
    found_names,
    roster_used,
)
from practicelearn.output.gate.wording import count

__all__ = ["ADDRESS", "show", "take"]

ADDRESS = "/study/{key}/hear/names"

_AT_ONCE = 7
_SHOWN = 3
_AROUND = 160
_KINDS = [
    ("person", "a person"),
    ("place", "a place"),
    ("school", "a school"),
    ("team", "a team"),
    ("building", "a building"),
    ("address", "an address"),
]
_WHERE = {
    "turns.speaker": "the label of a speaker",
    "attendance.speaker": "a label in the sheet of who was there",
    "people.person_id": "somebody's id in the sheets",
    "sessions.session_id": "what the session is called",
    "sessions.file": "the name of a file",
}
_DONE = {"replace": "replaced", "keep": "kept"}
_TOLD = (
    "Read each where it was said. Replace it if it points at a person, or at a place that gives "
    "somebody away. Keep it if it does neither. There is no hurry: what you decide is kept, also "
    "when you close this window. Should the program end before you freeze, bring the same files "
    "again: it holds again wherever a name stands in the same sentences."
)


def show(visit: Visit) -> str | Goto:
    """Return what is to be decided; while names are looked for, how far that is."""
    if not brought(visit):
        return Goto(visit.study.at("hear", "files"))
    folder = visit.house.uploads.folder(visit.study.key)
    found = found_names(folder)
    job = visit.house.work.last("names", visit.study.key)
    if job is not None and not job.over.is_set():
        return address_of_job(visit, job)
    if found is None:
        if job is None or job.state == "done":
            return _look(visit, roster_used(folder))
        problem = visit.problem or job.problem
        body = f"<p>Names were not looked for to the end.</p>{_roster(visit, '')}"
        return page("Names", body, stage="hear", study=visit.study, problem=problem)
    known, told = decisions(folder), account(folder)
    open_ = [s for s in found.suggestions if s.form not in known]
    likely = [s for s in open_ if s.likely]
    weak = [s for s in open_ if not s.likely]
    parts = [f'<p class="lead">{_counted(told)}</p>', f"<p>{_TOLD}</p>" if open_ else ""]
    parts.append(_on(visit, told, main=not likely))
    parts.append(_section(visit, "These look like names", likely, found, known))
    if weak:
        parts.append(
            _section(
                visit, "Weaker signs", weak, found, known,
                "A capital, say, that no sentence explains. Most of them name nobody; but a name "
                "that no list holds stands here. What is not decided on here stays as it is.",
            )
        )  # fmt: skip
    parts.append(_decided(visit, found, known))
    parts.append(
        f"<h2>The roster</h2>{_roster(visit, found.roster)}"
        f"<p>{link('A label or a role is wrong: back to what was heard', _heard(visit))}</p>"
    )
    return page("Names", "".join(parts), stage="hear", study=visit.study, problem=visit.problem,
                said=" ".join(job.notes) if job is not None else "")  # fmt: skip


def take(visit: Visit, form: Form) -> Goto | str:
    """Keep one decision, take one back, or look again with a roster."""
    folder = visit.house.uploads.folder(visit.study.key)
    if form["browse"]:
        return chosen(visit, form, visit.study.at("hear", "names"), show, title="Which roster?",
                      begin=visit.house.last_place())  # fmt: skip
    do, of = form["do"], form["of"]
    if do == "look":
        return _look(visit, form["roster"])
    if do == "again":
        decide_again(folder, of)
    else:
        whom = form["same_as"] if do == "same" else ""
        decide(folder, of, cast("What", do), same_as=whom, kind=form["kind"])
    keep_decisions(folder, visit.house.uploads.decided(visit.study.key))
    return Goto(visit.study.at("hear", "names"))


def _look(visit: Visit, roster: str) -> Goto:
    """Start to look for names."""
    study = visit.study
    roster = roster.strip('"')
    if roster and not Path(roster).is_file():
        raise PracticelearnError(
            f"{roster}: there is no such file. Leave it empty if you have none."
        )
    visit.house.work.forget("names", study.key)
    folder, kept = visit.house.uploads.folder(study.key), visit.house.uploads.decided(study.key)

    def then(job: Job) -> None:
        n = taken_up(folder, kept) if job.state == "done" else 0
        if n:
            job.notes.append(_again(n))

    job = visit.house.work.start(
        "names", study.key, "Looking for names", study.at("hear", "names"),
        study.at("hear", "names"), find_names, folder,
        roster=roster or None, then=then,
    )  # fmt: skip
    return address_of_job(visit, job)


def _again(n: int) -> str:
    """That decisions hold again which were made before the program ended."""
    hold = "holds" if n == 1 else "hold"
    return (
        f"{count(n, 'decision')} from before the program ended {hold} again: the same names in "
        "the same sentences. Look at them below, and change what you like."
    )


def _counted(told: Account) -> str:
    left = told.likely_left + told.weak_left
    if not told.n:
        return "Nothing in these files looks like a name. That is no proof."
    if not left:
        return f"All {count(told.n, 'name')} are decided on."
    weak = f", {told.weak_left} of them weaker signs" if told.weak_left else ""
    done = told.n - left
    return f"{left} of {count(told.n, 'name')} left to decide on{weak}. {done} decided."


def _on(visit: Visit, told: Account, *, main: bool) -> str:
    go = visit.study.at("hear", "freeze")
    if not main:
        were = link("They were replaced before", f"{go}?names=none")
        return f'<p class="soft">No real name in these files? {were}.</p>'
    weak = told.weak_left
    said = (
        f"{count(weak, 'weaker sign')} left: you are asked again before it is frozen. "
        if weak
        else ""
    )
    on = link("Go on: where the key lies, then freeze", go, class_="press main")
    return f'<p>{said}</p><div class="ends">{on}</div>'


def _section(
    visit: Visit, title: str, own: list[Suggestion], found: Found, known: Mapping[str, Choice],
    told: str = "",
) -> str:  # fmt: skip
    if not own:
        return ""
    more = len(own) - _AT_ONCE
    further = f'<p class="soft">{more} more come as you decide.</p>' if more > 0 else ""
    items = "".join(_asked(visit, s, found, known) for s in own[:_AT_ONCE])
    said = f'<p class="soft">{told}</p>' if told else ""
    return f"<h2>{title} ({len(own)})</h2>{said}{items}{further}"


def _asked(visit: Visit, s: Suggestion, found: Found, known: Mapping[str, Choice]) -> str:
    """One name: its sentences, and what is to become of it."""
    places = [_sentence(visit, place) for place in s.places]
    rest = len(places) - _SHOWN
    more = ""
    if rest > 0:
        told = f"<summary>{rest} more of {count(s.n_places, 'place')}</summary>"
        more = f"<details>{told}<ul>{''.join(places[_SHOWN:])}</ul></details>"
    becomes = " or ".join(s.becomes) or "a word and a number in brackets, such as [Person 3]"
    kinds = "" if s.likely else choice(
        "kind", _KINDS, s.kind, aria_label=f"What {s.written} would be"
    )  # fmt: skip
    whom = [
        (o.form, o.written)
        for o in found.suggestions
        if o.form != s.form and (o.form not in known or known[o.form].what == "replace")
    ]
    whom += list(found.people.items())
    same = choice("same_as", [("", "the same person as …"), *whom],
                  aria_label=f"{s.written} is the same person as")  # fmt: skip
    of = s.written
    asked = form(
        visit.study.at("hear", "names"),
        hidden(of=s.form),
        '<div class="decide">',
        kinds,
        button("Replace", name="do", value="replace", aria_label=f"Replace {of}"),
        button("Keep", name="do", value="keep", aria_label=f"Keep {of}: it names nobody"),
        same,
        button("Same person", name="do", value="same", aria_label=f"{of} is the same person"),
        "</div>",
        about=about(visit),
    )
    return (
        f"<section><h3>{words(of)}</h3><ul>{''.join(places[:_SHOWN])}</ul>{more}"
        f"<p><small>Replaced, it becomes {words(becomes)}. Numbers are given out when it is "
        f"frozen.</small></p>{asked}</section>"
    )


def _sentence(visit: Visit, place: Place) -> str:
    """The words where they stand, whose they are, and the turns around them."""
    marked = f"<mark>{words(place.text[place.start : place.end])}</mark>"
    if place.where != "turns.text":
        where = _WHERE.get(place.where, "a note of what was heard"
                           if place.where.startswith("issues.") else "a sheet")  # fmt: skip
        file = f" in {words(place.file)}" if place.file else ""
        back = link("Correct it", _heard(visit), aria_label=f"Correct {place.text}")
        told = f"<small>{where}{file} · {back}</small>"
        if place.after:
            told += f"<br><small>first says: {words(place.after[:_AROUND])}</small>"
        return f'<li><span class="speech">{marked}</span> {told}</li>'
    before, after = place.text[: place.start], place.text[place.end :]
    lead = tail = ""
    if len(before) > _AROUND:
        lead, before = "… ", before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        tail, after = " …", after[:_AROUND].rpartition(" ")[0]
    who = f"<b>{words(place.speaker)}:</b> " if place.speaker else ""
    around = [f"<p>{words(t)}</p>" for t in (place.before, place.after)]
    whole = f"<p>{who}{words(place.text)}</p>"
    return (
        f'<li>{who}<span class="speech">{lead}{words(before)}{marked}{words(after)}{tail}</span> '
        f"<small>{words(place.file)}</small><details><summary>The turns around it</summary>"
        f"{around[0]}{whole}{around[1]}</details></li>"
    )


def _decided(visit: Visit, found: Found, known: Mapping[str, Choice]) -> str:
    rows = []
    for s in found.suggestions:
        chosen = known.get(s.form)
        if chosen is None:
            continue
        target = found[chosen.same_as]
        whom = target.written if target is not None else found.people.get(chosen.same_as, "")
        said = _DONE.get(chosen.what) or f"the same person as {whom}"
        change = form(visit.study.at("hear", "names"), hidden(of=s.form, do="again"),
                      button("Change", aria_label=f"Decide on {s.written} again"),
                      about=about(visit))  # fmt: skip
        rows.append(
            f'<li><span class="grow"><b>{words(s.written)}</b>: {words(said)}</span>'
            f'<span class="end">{change}</span></li>'
        )
    if not rows:
        return ""
    return (
        f"<h2>Decided ({len(rows)})</h2><details><summary>Look at them, and change one</summary>"
        f'<ul class="list">{"".join(rows)}</ul></details>'
    )


def _roster(visit: Visit, roster: str) -> str:
    typed = visit.form["roster"] if "roster" in visit.form.values else roster
    return form(
        visit.study.at("hear", "names"),
        hidden(do="look"),
        field("A roster, if you have one", "roster", typed,
              hint="The file of everybody who was there or may be talked about, with its whole "
              "path: their names are found in every form. It stays where it is."),
        f'<div class="ends">{button("Look for names again")}'
        f"{browse_button('roster', 'Choose the file …')}</div>",
        about=about(visit),
    )  # fmt: skip


def _heard(visit: Visit) -> str:
    return visit.study.at("hear", "heard")
