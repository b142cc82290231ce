"""A passage taken out of a transcript, and out of everything that repeats it: shown, then done."""

from __future__ import annotations

from functools import partial

from practicelearn.app.home.blind import coders_left
from practicelearn.app.home.people import team_texts
from practicelearn.app.home.pieces import attributes, button, field, form, hidden, link, words
from practicelearn.app.home.progress import address_of_job, refuse_second
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, OlderError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.people import turns_saying
from practicelearn.jobs.rights import RECORDING, find_passage, preview_redaction, redact
from practicelearn.output.gate.wording import count, joined
from practicelearn.study.kept import state_of

__all__ = ["ADDRESS", "show", "show_redacted", "take"]

ADDRESS = "/study/{key}/people/redact"
TITLE = "Take a passage out"
_CHANGED = (
    "Something in the study has changed since this page was made. Nothing was written. Look again "
    "at what would go."
)


def show(visit: Visit) -> str:
    """Return where the passage is named; after a refusal to carry it out, what would go."""
    if visit.form["do"] == "redact" and visit.form["turn"]:
        return _previewed(visit, visit.form)
    return _asked(visit)


def take(visit: Visit, form: Form) -> Goto | str:
    """Show what would go, or take it out."""
    if form["do"] == "preview":
        return _previewed(visit, form)
    if form["do"] == "redact":
        return _redacted(visit, form)
    raise PracticelearnError("Choose what to do on the page itself.")


def _asked(visit: Visit) -> str:
    typed = visit.form
    given = attributes({"id": "f-passage", "name": "passage", "rows": 3, "required": True,
                        "autocomplete": "off"})  # fmt: skip
    body = "<p>For words that say who somebody is, or that must not stand there.</p>" + form(
        visit.study.at("people", "redact"),
        hidden(do="preview"),
        '<p class="field"><label for="f-passage">The passage</label>'
        f"<textarea{given}>{words(typed['passage'])}</textarea>"
        "<small>As it stands in the transcript, word for word.</small></p>",
        field("In which turn?", "turn", typed["turn"], autocomplete="off",
              hint="Such as 2025-north:00012; needed where the words stand in several turns."),
        field("What was it?", "kind", typed["kind"], required=True,
              hint="In a word: name, place, school. It stands there instead."),
        field("Why?", "reason", typed["reason"], required=True,
              hint="Without the words themselves: it is kept."),
        f'<div class="ends">{button("Show what would go", main=True)}</div>',
    )  # fmt: skip
    return page(TITLE, body, study=visit.study, problem=visit.problem)


def _previewed(visit: Visit, typed: Form) -> str:
    folder, passage = visit.study.folder, typed["passage"]
    turn = typed["turn"] or _only(turns_saying(folder, passage))
    if not (typed["kind"] and typed["reason"]):
        raise PracticelearnError("Say what it was, and why it goes.")
    start, end = find_passage(folder, turn, passage)
    found = preview_redaction(folder, turn, passage)
    blind = bool(coders_left(visit))
    coded = "" if blind else f" and the quotes of {count(found.n_codings, 'coding')}"
    here = visit.study.at("people", "redact")
    body = (
        f'<p class="lead">{count(end - start, "character")} go from {words(turn)}{coded}.</p>'
        f'<blockquote class="speech">{words(passage)}</blockquote>'
        f"<p>[redacted: {words(typed['kind'])}] stands there instead, and wherever it is repeated. "
        "It cannot be undone.</p>"
        + form(
            here,
            hidden(do="redact", turn=turn, passage=passage, kind=typed["kind"],
                   reason=typed["reason"], state=state_of(folder)),
            team_texts(found, shown=not blind),
            field(f"Type {turn} to confirm", "sure", "", required=True, autocomplete="off"),
            by_field(visit),
            f'<div class="ends">{button("Take it out", grave=True)}'
            f"{link('Leave it as it is', here, class_='press')}</div>",
        )
    )  # fmt: skip
    return page("What would go", body, study=visit.study, problem=visit.problem)


def _only(turns: list[str]) -> str:
    if len(turns) > 1:
        few = joined(turns[:5])
        more = f", and {len(turns) - 5} more" if len(turns) > 5 else ""
        raise PracticelearnError(f"The words stand in {few}{more}. Say in which they go.")
    return turns[0]


def _redacted(visit: Visit, form: Form) -> Goto:
    folder, turn = visit.study.folder, form["turn"]
    if form["sure"] != turn:
        raise PracticelearnError(
            f"Nothing was changed: type {turn}, as it stands above the line, to confirm."
        )
    by = taken_by(visit, form)
    if form["state"] != state_of(folder):
        raise OlderError(_CHANGED)
    refuse_second(visit, "redact")
    # Work.start has a kind of its own
    done = partial(redact, kind=form["kind"], reason=form["reason"], leave=form.all("leave"))
    job = visit.house.work.start(
        "redact", visit.study.key, f"Taking it out of {turn}",
        visit.study.at("people", "redacted"), visit.study.at("people", "redact"), done, folder,
        turn, form["passage"], by=by,
    )  # fmt: skip
    return address_of_job(visit, job)


def show_redacted(visit: Visit) -> str:
    """Return where words of the passage taken out last may still stand."""
    job = visit.house.work.last("redact", visit.study.key)
    if job is None or job.state != "done":
        raise NoPageError("redacted")
    rest = "".join(f"<li>{words(said)}</li>" for said in (*job.result, RECORDING))
    ends = link("Take out another", visit.study.at("people", "redact"), class_="press")
    body = (
        "<p>The passage is gone, and from what repeated it.</p><h2>Still to look at</h2>"
        f'<ul class="points">{rest}</ul>'
        f'<div class="ends">{link("Back", visit.study.at("people"), class_="press main")}{ends}'
        "</div>"
    )
    return page("It is taken out", body, study=visit.study)
