"""How long each round is kept: its day, closing it, deleting it, each of these on its own page."""

from __future__ import annotations

from urllib.parse import urlencode

from practicelearn.app.home.choosing import browse_button
from practicelearn.app.home.key_place import choose_key
from practicelearn.app.home.people import places_left
from practicelearn.app.home.pieces import (
    attributes,
    button,
    field,
    form,
    hidden,
    link,
    table,
    words,
)
from practicelearn.app.home.progress import address_of_job, refuse_second
from practicelearn.app.home.recordings import due_told, kept_told
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.keeping import KeptRound, kept_recordings, kept_rounds, set_days
from practicelearn.jobs.rights import RECORDING, close_round, purge_round
from practicelearn.output.gate.wording import count, long_date
from practicelearn.study.kept import state_of

__all__ = ["ADDRESS", "about", "show", "show_close", "show_purge",
           "show_purged", "take", "take_close",
           "take_purge"]  # fmt: skip

ADDRESS = "/study/{key}/act/keeping"
TITLE = "How long it is kept"


def about(visit: Visit) -> str:
    """Return the state of the rounds: their days, and who was there."""
    return state_of(visit.study.folder, "study.toml", "sessions.xlsx", "attendance.xlsx")


def show(visit: Visit) -> str:
    """Return each round with its day, and what is due."""
    study, kept = visit.study, _rounds(visit)
    recorded = kept_recordings(study.folder)
    due = due_told(recorded) + "".join(_due(r) for r in kept if r.is_due)
    noted = link("Where each recording lies, and until when", study.at("hear", "recordings"))
    rows = [_row(visit, r) for r in kept]
    heads = ["Round", "What lies here", "Delete by", "Close it", "Delete it"]
    ways = (
        link("Plan it", study.at("before", "plan"), class_="press"),
        link("Bring in files", study.at("hear", "files"), class_="press"),
    )
    days = form(
        study.at("act", "keeping"),
        table("Rounds, and until when they are kept", heads, rows),
        f'<div class="ends">{button("Save the days", main=True)}</div>',
        about=about(visit),
    )
    body = (
        f"{due}<p>The day is the last one on which the round and its recordings may be kept, as "
        "you promised those who took part. Closing a round destroys its key: nobody can say again "
        "who was who. Deleting it takes its words out of the study. Each asks first, on a page of "
        f"its own.</p><p>{words(RECORDING)} {words(kept_told(recorded))} {noted}</p>"
        + (days if kept else "<p>No round lies in this study.</p>")
        + "<h2>The next round</h2><p>It comes into the same study: plan it, then bring in what "
        f'the groups left.</p><div class="ends">{"".join(ways)}</div>'
    )
    return page(TITLE, body, stage="act", study=study, wide=True, problem=visit.problem,
                said="Saved." if visit.args.get("said") and not visit.problem else "")  # fmt: skip


def take(visit: Visit, form: Form) -> Goto | str:
    """Write the days."""
    set_days(visit.study.folder, form.under("day:"))
    return Goto(f"{visit.study.at('act', 'keeping')}?said=days")


def show_close(visit: Visit) -> str:
    """Return what closing a round means, and what is to be typed."""
    round_ = _asked(visit)
    body = (
        f'<p class="lead">The key of {words(round_.year)} will be destroyed.</p><p>Nobody can say '
        "again who was who in it: nobody can be found by name any more, neither to be asked nor to "
        "withdraw. The words and their coding stay. If the key serves other rounds too, only the "
        "rows of this one go. Copies in a backup or a synced drive, and the roster, you delete "
        "yourself.</p>"
        + _confirm(
            visit, "close", round_,
            field("Where does the key lie?", "key", visit.form["key"], required=True,
                  autocomplete="off", hint="The whole path of the key file."),
            f'<div class="ends">{browse_button("key", "Choose the key …")}</div>',
            label="Destroy the key",
        )
    )  # fmt: skip
    return page(f"Close {round_.year}", body, stage="act", study=visit.study,
                problem=visit.problem)  # fmt: skip


def take_close(visit: Visit, form: Form) -> Goto | str:
    """Close the round; before that, perhaps, look where its key lies."""
    if form["browse"]:
        return choose_key(visit, form, visit.study.at("act", "close"), show_close, new=False)
    round_ = _confirmed(visit, form)
    by = taken_by(visit, form)
    said = close_round(visit.study.folder, round_.year, form["key"], by=by)
    return _done(visit, f"{round_.year} is closed", f"<p>{words(said)}</p>")


def show_purge(visit: Visit) -> str:
    """Return what will be gone, and what is to be typed."""
    round_ = _asked(visit)
    people = count(round_.n_people, "person", "people")
    gone = "".join(
        f"<li>{words(what)}</li>"
        for what in (
            f"The transcripts of {count(round_.n_sessions, 'session')}",
            "Everybody’s coding of them, with notes and comments",
            f"The rows of {people} who were there, in the sheets",
            "Themes’ sentences and notes, where they repeat what was said in it",
            "All files of reports in the study: build them anew",
        )
    )
    body = (
        f'<p class="lead">Everything of the round {words(round_.year)} will be gone.</p>'
        f'<ul class="points">{gone}</ul><p>It cannot be undone. That it was deleted stays on '
        f"record, with the day and who did it. {words(RECORDING)}</p>{_recorded(visit, round_)}"
        + _confirm(visit, "purge", round_, label=f"Delete {round_.year}")
    )
    return page(f"Delete {round_.year}", body, stage="act", study=visit.study,
                problem=visit.problem)  # fmt: skip


def take_purge(visit: Visit, form: Form) -> Goto | str:
    """Start to delete the round."""
    round_, study = _confirmed(visit, form), visit.study
    by = taken_by(visit, form)
    refuse_second(visit, "purge")
    job = visit.house.work.start(
        "purge", study.key, f"Deleting {round_.year}", study.at("act", "purged"),
        study.at("act", "keeping"), purge_round, study.folder, round_.year, by=by,
    )  # fmt: skip
    return address_of_job(visit, job)


def show_purged(visit: Visit) -> str:
    """Return what was deleted last, and where words of it may still stand."""
    job = visit.house.work.last("purge", visit.study.key)
    if job is None or job.state != "done":
        raise NoPageError("purged")
    n, left = job.result
    body = f"<p>{count(n, 'session')} deleted.</p><p>{words(RECORDING)}</p>{places_left(left)}"
    return _done(visit, "The round is deleted", body)


def _recorded(visit: Visit, round_: KeptRound) -> str:
    """The recordings of the round that are not deleted: what is noted of them goes with it."""
    told = kept_told(kept_recordings(visit.study.folder), round_.year)
    more = "What is noted of them goes with the round: delete them first."
    return f'<p class="needs">{words(told)} {more}</p>' if told else ""


def _done(visit: Visit, title: str, body: str) -> str:
    back = link("Back", visit.study.at("act", "keeping"), class_="press main")
    return page(title, f'{body}<div class="ends">{back}</div>', stage="act", study=visit.study)


def _rounds(visit: Visit) -> list[KeptRound]:
    return visit.house.once(visit.study, "kept", lambda: kept_rounds(visit.study.folder))


def _asked(visit: Visit) -> KeptRound:
    wanted = visit.form["round"] or visit.args.get("round", "")
    found = next((r for r in kept_rounds(visit.study.folder) if r.year == wanted), None)
    if found is None:
        raise NoPageError(wanted)
    return found


def _confirm(visit: Visit, what: str, round_: KeptRound, *more: str, label: str) -> str:
    back = link("Leave it as it is", visit.study.at("act", "keeping"), class_="press")
    return form(
        visit.study.at("act", what),
        hidden(round=round_.year),
        *more,
        field(f"Type {round_.year} to confirm", "sure", "", required=True, autocomplete="off"),
        by_field(visit),
        f'<div class="ends">{button(label, grave=True)}{back}</div>',
        about=about(visit),
    )


def _confirmed(visit: Visit, form: Form) -> KeptRound:
    found = next((r for r in kept_rounds(visit.study.folder) if r.year == form["round"]), None)
    if found is None:
        raise PracticelearnError(f'There is no round "{form["round"]}" here. Nothing was changed.')
    if form["sure"] != found.year:
        raise PracticelearnError(
            f"Nothing was changed: type {found.year}, as it stands above the line, to confirm."
        )
    return found


def _due(round_: KeptRound) -> str:
    return (
        f'<p class="problem">{words(round_.year)} was to be deleted by '
        f"{words(long_date(round_.until))}. Delete its recordings, then the round.</p>"
    )


def _row(visit: Visit, round_: KeptRound) -> list[str]:
    study = visit.study
    asked = f"?{urlencode({'round': round_.year})}"
    name = f"day:{round_.year}"
    day = long_date(round_.until) if round_.until else ""
    given = {"type": "text", "name": name, "aria-label": f"Delete {round_.year} by",
             "value": visit.form[name] if name in visit.form.values else day,
             "placeholder": "31/3/2030"}  # fmt: skip
    closed = f"closed {long_date(round_.closed)}" if round_.closed else link(
        "Close", f"{study.at('act', 'close')}{asked}", aria_label=f"Close {round_.year}"
    )  # fmt: skip
    people = count(round_.n_people, "person", "people")
    what = f"{count(round_.n_sessions, 'session')}, {people}"
    return [
        words(round_.year),
        what,
        f"<input{attributes(given)}>",
        closed,
        link("Delete", f"{study.at('act', 'purge')}{asked}", aria_label=f"Delete {round_.year}"),
    ]
