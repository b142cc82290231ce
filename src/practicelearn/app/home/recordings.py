"""Recordings: where each lies, until when it may be kept, and when it was deleted."""

from __future__ import annotations

from practicelearn.app.home.cells import numbered, typed
from practicelearn.app.home.pieces import attributes, button, form, link, table, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.jobs.keeping import kept_recordings, note_recordings
from practicelearn.jobs.sheets import read_sheets
from practicelearn.output.gate.wording import count, joined, long_date
from practicelearn.study.kept import state_of
from practicelearn.study.recordings import Recording

__all__ = ["ADDRESS", "about", "due_told", "kept_told", "show", "take"]

ADDRESS = "/study/{key}/hear/recordings"
TITLE = "Recordings"

_HEADS = {
    "recording_at": "Where it lies",
    "recording_until": "Delete by",
    "recording_deleted": "Deleted on",
}
_TOLD = (
    "A recording holds voices and names. It lies outside the study, and no program here can delete "
    "it: note where each lies, the last day on which you promised to keep it, and the day on which "
    "it was deleted. Nothing of this leaves with an export. Write no name of anybody who was there."
)


def about(visit: Visit) -> str:
    """Return the state of what is noted."""
    return state_of(visit.study.folder, "sessions.xlsx", "study.toml")


def due_told(found: list[Recording]) -> str:
    """Return which recordings should be gone by now, a line each."""
    return "".join(
        f'<p class="problem">The recording of {words(r.session_id)} was to be deleted by '
        f"{words(long_date(r.until))}. Delete it where it lies"
        f"{f', {words(r.at)},' if r.at else ','} then say here when.</p>"
        for r in found
        if r.is_due
    )


def kept_told(found: list[Recording], year: str = "") -> str:
    """Return which recordings are noted and not deleted, of one round or of all, in a sentence."""
    kept = [r for r in found if r.is_kept and (not year or r.year == year)]
    if not kept:
        return ""
    named = joined([r.session_id for r in kept])
    is_ = "is" if len(kept) == 1 else "are"
    return f"{count(len(kept), 'recording')} {is_} noted and not deleted: {named}."


def show(visit: Visit) -> str:
    """Return what is noted of each session's recording."""
    study = visit.study
    found = {r.session_id: r for r in kept_recordings(study.folder)}
    sheet = read_sheets(study.folder, ["sessions"])
    rows = [
        _row(visit, n, row, found[row["session_id"]])
        for n, row in (numbered(sheet["sessions"]) if "sessions" in sheet else ())
        if row.get("session_id") in found
    ]
    here = study.at("hear", "recordings")
    keeping = link("How long each round is kept", study.at("act", "keeping"))
    shown = form(
        here,
        table("Recordings, and until when they are kept", ["Session", "Round", *_HEADS.values()],
              rows),
        f'<div class="ends">{button("Save", main=True)}</div>',
        about=about(visit),
    )  # fmt: skip
    body = (
        f"{due_told(list(found.values()))}<p>{_TOLD}</p><p>Where a recording has no day of its "
        f"own, that of its round holds. {keeping}</p>"
        + (shown if rows else "<p>No session is in the study yet.</p>")
    )
    n = visit.args.get("said", "")
    said = ""
    if n.isdigit() and not visit.problem:
        said = f"Saved: {count(int(n), 'cell')} changed." if int(n) else "Nothing was changed."
    return page(TITLE, body, stage="hear", study=study, wide=True, problem=visit.problem, said=said)


def take(visit: Visit, form: Form) -> Goto | str:
    """Write what was noted into the sessions sheet."""
    n = note_recordings(visit.study.folder, typed(form).get("sessions", {}))
    return Goto(f"{visit.study.at('hear', 'recordings')}?said={n}")


def _row(visit: Visit, n: int, row: dict[str, str], known: Recording) -> list[str]:
    cells = []
    for column, head in _HEADS.items():
        name = f"c:sessions:{n}:{column}"
        value = visit.form[name] if name in visit.form.values else row.get(column, "")
        round_day = known.until if column == "recording_until" and not known.own_until else ""
        given = {"type": "text", "name": name, "value": value,
                 "aria-label": f"{head}: {known.session_id}",
                 "placeholder": long_date(round_day) if round_day else None}  # fmt: skip
        cells.append(f"<input{attributes(given)}>")
    return [words(known.session_id), words(known.year), *cells]
