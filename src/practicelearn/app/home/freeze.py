"""Freezing: what was decided on names, where the key lies, and what freezing means."""

from __future__ import annotations

from practicelearn.app.home.choosing import browse_button
from practicelearn.app.home.files import brought
from practicelearn.app.home.heard import about
from practicelearn.app.home.key_place import choose_key, key_at, usual_key
from practicelearn.app.home.pieces import (
    attributes,
    button,
    field,
    form,
    hidden,
    link,
    radio,
    words,
)
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.running import Job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.jobs.bringing import Frozen, bring_in
from practicelearn.jobs.name_places import Place
from practicelearn.jobs.naming import (
    Account,
    account,
    found_names,
    refuse_undecided,
    refuse_unread,
    weak_undecided,
)
from practicelearn.jobs.sheets import read_sheets
from practicelearn.output.gate.wording import count
from practicelearn.study.folder import open_study

__all__ = ["ADDRESS", "show", "show_frozen", "take"]

ADDRESS = "/study/{key}/hear/freeze"

_AROUND = 80
_MEANS = (
    "Freezing puts these transcripts into the study. From then on their words are never edited by "
    "hand: codings point into them. Roles, groups and consent stay in the sheets and can be "
    "corrected at any time. The files you brought are removed from this computer's private folder; "
    "your own copies stay where they are."
)


def show(visit: Visit) -> str | Goto:
    """Return what a person has to say before anything is frozen."""
    if not brought(visit):
        return Goto(visit.study.at("hear", "files"))
    typed = visit.form
    before = (typed["names"] or visit.args.get("names", "")) == "none"
    body = form(
        visit.study.at("hear", "freeze"),
        field("Which round is this?", "year", typed["year"] or _round(visit), required=True,
              hint="Such as 2026-27."),
        by_field(visit),
        '<fieldset class="field"><legend>Names in the transcripts</legend>',
        f"<p>{_of_names(visit)}</p>",
        radio("names", "replace", "Replace them as decided, here and in the sheets",
              chosen=not before),
        radio("names", "none", "They were replaced before: leave every word as it is",
              chosen=before),
        "</fieldset>",
        _left(visit),
        field("Where shall the key lie?", "key", typed["key"] or usual_key(visit.study.folder),
              hint="The key says who was who. It lies outside the study and outside what is "
              "synced, and nobody but you needs it. Last year's goes on where there is one."),
        f'<div class="ends">{browse_button("key", "Choose the place, or last year’s key …")}</div>',
        f'<p class="field">{words(_MEANS)}</p>',
        f'<div class="ends">{button("Replace names and freeze", main=True)}'
        f"{link('Back to the names', visit.study.at('hear', 'names'), class_='press')}</div>",
        about=about(visit),
    )  # fmt: skip
    return page("Replace names, then freeze", body, stage="hear", study=visit.study,
                problem=visit.problem)  # fmt: skip


def take(visit: Visit, form: Form) -> Goto | str:
    """Start to freeze what was brought."""
    study, house = visit.study, visit.house
    if form["browse"]:
        return choose_key(visit, form, study.at("hear", "freeze"), show)
    no_names = form["names"] == "none"
    by = taken_by(visit, form)
    key = None if no_names else key_at(form["key"], study.folder)
    brought_to = house.uploads.folder(study.key)
    if not no_names:
        refuse_undecided(brought_to)
        refuse_unread(brought_to, form.all("stays") if form["stay"] == "read" else ())

    def then(job: Job) -> None:
        if job.state == "done":
            for kind in ("hear", "names", "questions"):
                house.work.forget(kind, study.key)
            house.uploads.drop(study.key)

    job = house.work.start(
        "freeze", study.key, "Replacing names and freezing", study.at("hear", "frozen", "last"),
        study.at("hear", "freeze"), bring_in, study.folder, form["year"], brought_to,
        by=by, key=key, no_names=no_names, as_decided=not no_names, then=then,
    )  # fmt: skip
    return address_of_job(visit, job)


def show_frozen(visit: Visit) -> str:
    """Return what came into the study when something was frozen last."""
    job = visit.house.work.last("freeze", visit.study.key)
    if job is None or not isinstance(job.result, Frozen):
        raise NoPageError("frozen")
    made = job.result
    told = f"{count(len(made.sessions), 'session')} came into the study: "
    look, them = ("looks like a name", "it") if made.n_names == 1 else ("look like names", "them")
    names = (
        f"{count(made.n_names, 'word')} still {look}. Read {them} before anything is shared."
        if made.n_names
        else "No word looks like a name any more. That is no proof: read on with that in mind."
    )
    decided = f"<p>{words(_decided(made.account))}</p>" if made.account is not None else ""
    if made.further:
        n = count(len(made.further), "further name")
        decided += f"<p>{n} came to light while the others were replaced, and went too.</p>"
    notes = "".join(f"<li>{words(note)}</li>" for note in job.notes)
    guide = f"<p>{words(made.guide)}</p>" if made.guide else ""
    asked = link("Which question is answered where", visit.study.at("hear", "questions"))
    recordings = visit.study.at("hear", "recordings")
    noted = link("Note where the recordings lie, and until when", recordings)
    body = (
        f"<p>{told}{words(', '.join(made.sessions))}.</p>{decided}"
        f'<p class="{"needs" if made.n_names else "soft"}">{names}</p>{guide}'
        f"{f'<ul>{notes}</ul>' if notes else ''}<p>{asked} · {noted}</p>"
        f'<div class="ends">{link("Go on", visit.study.at(), class_="press main")}'
        f"{link('Bring in more', visit.study.at('hear', 'files'), class_='press')}</div>"
    )
    return page("Frozen", body, stage="hear", study=visit.study)


def _of_names(visit: Visit) -> str:
    """What was decided, in a sentence; else the way to where it is."""
    folder = visit.house.uploads.folder(visit.study.key)
    if found_names(folder) is None:
        return f"Names were not looked for yet. {link('Look', visit.study.at('hear', 'names'))}"
    told = account(folder)
    left = told.likely_left
    if left:
        return (
            f"{count(left, 'name')} left to decide on. "
            f"{link('Decide', visit.study.at('hear', 'names'))}"
        )
    return words(_decided(told))


def _left(visit: Visit) -> str:
    """The weaker signs that nobody decided on, each in its first sentence, and what that means."""
    folder = visit.house.uploads.folder(visit.study.key)
    weak = weak_undecided(folder) if found_names(folder) is not None else []
    if not weak:
        return ""
    items = "".join(
        f"<li><b>{words(s.written)}</b>, {count(s.n_places, 'place')}: "
        f"{_sentence(s.places[0])}{hidden(stays=s.form)}</li>"
        for s in weak
    )
    sent = {"type": "checkbox", "name": "stay", "value": "read",
            "checked": visit.form["stay"] == "read"}  # fmt: skip
    n = count(len(weak), "weaker sign")
    return (
        f'<p class="needs">{n} left undecided. As it stands, each stays: the word will be in the '
        "study, and whoever codes or reads there will see it. Once it is frozen it can only be "
        f"taken out passage by passage.</p><details open><summary>Read them ({len(weak)})</summary>"
        f'<ul class="points">{items}</ul></details>'
        f"<p>{link('Decide on them instead', visit.study.at('hear', 'names'))}</p>"
        f'<label class="check"><input{attributes(sent)}> <span>I have read each of them; they '
        "stay as they are.</span></label>"
    )


def _sentence(place: Place) -> str:
    """The words around a sign, or where it stands."""
    if place.where != "turns.text":
        return f'<span class="speech">{words(place.text)}</span>'
    before, after = place.text[: place.start], place.text[place.end :]
    if len(before) > _AROUND:
        before = f"… {before[-_AROUND:].partition(' ')[2]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND].rpartition(' ')[0]} …"
    sign = words(place.text[place.start : place.end])
    return f'<span class="speech">{words(before)}<mark>{sign}</mark>{words(after)}</span>'


def _decided(told: Account) -> str:
    """What became of how many names."""
    same = f", {told.same} joined with another name of the same person" if told.same else ""
    weak = f", {count(told.weak_left, 'weaker sign')} left as they stood" if told.weak_left else ""
    return (
        f"Of {count(told.n, 'name')} found: {told.replaced} replaced, {told.kept} kept{same}{weak}."
    )


def _round(visit: Visit) -> str:
    """The round the sheets name, if they name one; else the study's last."""
    tables = read_sheets(visit.house.uploads.folder(visit.study.key))
    if "sessions" in tables and "year" in tables["sessions"]:
        named = [y for y in tables["sessions"]["year"].dropna().unique() if y]
        if len(named) == 1:
            return str(named[0])
    rounds = open_study(visit.study.folder).settings.rounds
    return rounds[-1] if rounds else ""
