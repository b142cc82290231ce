"""Give back: promises drafted in the action sheet, and the page for those who took part."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody, still_coding
from practicelearn.app.home.building import outputs
from practicelearn.app.home.cells import HOW_KNOWN, numbered, typed, typed_again
from practicelearn.app.home.pieces import (
    attributes,
    button,
    choice,
    field,
    form,
    hidden,
    link,
    table,
    words,
)
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import AsItIs, Form, Goto, NoPageError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.cycle import begin_sheet
from practicelearn.jobs.giving_back import PageMade, files_of, make_page, promises_of
from practicelearn.jobs.looking import as_it_stands
from practicelearn.jobs.once_a_state import once_a_state
from practicelearn.jobs.sheets import change_sheets
from practicelearn.study.actions import Begun
from practicelearn.study.folder import ACTION_SHEET, open_study
from practicelearn.study.kept import state_of
from practicelearn.themes.cycle.cells import STATUSES

__all__ = [
    "ADDRESS", "OUT", "about", "fetched", "round_of", "show", "show_out", "show_page", "take",
    "take_out",
]  # fmt: skip

ADDRESS = "/study/{key}/answer/give-back"
OUT = "/study/{key}/answer/give-back/out"

_LONG = ("we_will", "who", "how_we_will_know", "note")
_COLUMNS = {
    "we_will": "We will",
    "who": "Who (a role)",
    "by_when": "By when",
    "how_we_will_know": "How we will know",
    "status": "Status",
    "note": "Note",
}
_SURE = "give out"
_MEANS = (
    "Giving it out puts the page on record with your name and with every figure it prints: later "
    "reports keep to them. That cannot be taken back. It is held first to all that was told "
    "before: readers may not work out what few people said."
)


def about(visit: Visit) -> str:
    """Return the state of the action sheet."""
    return state_of(visit.study.folder, ACTION_SHEET)


def show(visit: Visit) -> str:
    """Return the drafts of the round, and how far its page is."""
    study, year = visit.study, round_of(visit)
    left = coders_left(visit)
    if left:
        body = still_coding(visit, study.at("answer", "give-back"), left, about(visit))
        return _page(visit, body)
    made = _made(visit, year)
    to_replies = link("Type or bring in what they answered", _at(visit, year, "replies"))
    body = (
        '<p class="lead">Before anything is promised, those who took part see what was heard and '
        "what is thought of. They say yes, not quite, or what is missing.</p>"
        f"{_rounds(visit, year)}{_drafts(visit, year)}{_of_page(visit, year, made)}"
        f"<h2>Their replies</h2><p>{to_replies}</p>"
    )
    return _page(visit, body)


def take(visit: Visit, form: Form) -> Goto | str:
    """Begin the sheet, keep what was drafted, or start to make the page."""
    study, year = visit.study, round_of(visit, form)
    here = _at(visit, year, "give-back")
    if form["do"] == NOBODY:
        say_nobody(visit)
    elif form["do"] == "begin":
        return _show_said(visit, year, begin_sheet(study.folder, also=form["also"]))
    elif form["do"] == "save":
        change_sheets(study.folder, typed(form))
    elif form["do"] == "make":
        return _start(visit, year, "Making the page for those who took part")
    else:
        raise PracticelearnError("Press one of the buttons of this page.")
    return Goto(here)


def show_out(visit: Visit) -> str | Goto:
    """Return what giving the page out means, and what to type."""
    year = round_of(visit)
    made = _made(visit, year)
    if made is None or coders_left(visit) or made.given_out or _changed(visit, made):
        here = _at(visit, year, "give-back")
        if not visit.problem:
            return Goto(here)
        back = f"<p>{link('Back to the page', here)}</p>"
        return page("Not given out", back, stage="answer", study=visit.study, problem=visit.problem)
    body = f"<p>The page of {words(year)}. {words(_MEANS)}</p>" + form(
        visit.study.at("answer", "give-back", "out"),
        hidden(year=year),
        by_field(visit, "Who gives it out?"),
        field(f"To give it out, type {_SURE}", "sure", visit.form["sure"], required=True,
              autocomplete="off"),
        f'<div class="ends">{button("Give it out", grave=True)}'
        f"{link('Not now', _at(visit, year, 'give-back'), class_='press')}</div>",
    )  # fmt: skip
    return page("Give the page out", body, stage="answer", study=visit.study,
                problem=visit.problem)  # fmt: skip


def take_out(visit: Visit, form: Form) -> Goto | str:
    """Put the page on record and write it without DRAFT."""
    year = round_of(visit, form)
    made = _made(visit, year)
    if made is None or coders_left(visit) or _changed(visit, made):
        raise PracticelearnError(
            "Nothing was given out: the page was made of another state of the study. Make it again "
            "and look at it first."
        )
    by = taken_by(visit, form)
    if form["sure"].casefold() != _SURE:
        raise PracticelearnError(f"Nothing was given out. If you are sure, type {_SURE}.")
    return _start(visit, year, "Giving the page out", by=by)


def show_page(visit: Visit) -> AsItIs:
    """Return the page as those who took part get it."""
    made = _made(visit, round_of(visit))
    if made is None or coders_left(visit):
        raise NoPageError("page")
    return AsItIs(made.html)


def fetched(visit: Visit) -> Path:
    """Return the page or the sheet for replies, to take away."""
    name = visit.args["name"]
    rounds = _held(visit)
    if coders_left(visit) or name not in {n for y in rounds for n in files_of(outputs(visit), y)}:
        raise NoPageError(name)
    return outputs(visit) / name


def round_of(visit: Visit, form: Form | None = None) -> str:
    """Return the round that is asked for, or the newest that was held."""
    held = _held(visit)
    asked = (form or visit.form)["year"] or visit.args.get("round", "")
    return asked if asked in held else next(reversed(held), "")


def _held(visit: Visit) -> list[str]:
    folder = visit.study.folder
    return once_a_state(folder, "rounds held", lambda: open_study(folder).corpus().year_labels)


def _start(visit: Visit, year: str, title: str, *, by: str = "") -> Goto:
    here = _at(visit, year, "give-back")
    job = visit.house.work.start(
        "give-back", visit.study.key, title, here, here, make_page, visit.study.folder, year,
        outputs(visit), by=by,
    )  # fmt: skip
    return address_of_job(visit, job)


def _made(visit: Visit, year: str) -> PageMade | None:
    job = visit.house.work.last("give-back", visit.study.key, state="done")
    made = job.result if job is not None else None
    return made if isinstance(made, PageMade) and made.year == year else None


def _changed(visit: Visit, made: PageMade) -> bool:
    return as_it_stands(visit.study.folder) != made.stands


def _at(visit: Visit, year: str, what: str) -> str:
    return f"{visit.study.at('answer', what)}?round={quote(year)}"


def _page(visit: Visit, body: str, *, said: str = "") -> str:
    return page("Give back to those who took part", body, stage="answer", study=visit.study,
                problem=visit.problem, said=said, wide=True)  # fmt: skip


def _show_said(visit: Visit, year: str, begun: Begun) -> str:
    """What became of the action sheet, and a row for what has none, if a person wants it."""
    told = "".join(f"<li>{words(s)}</li>" for s in begun.said)
    add = "".join(
        form(
            visit.study.at("answer", "give-back"),
            hidden(do="begin", year=year, also=theme),
            button(f"Add a row for {name}"),
            about=about(visit),
        )
        for theme, name in begun.well
    )
    back = link("Go on", _at(visit, round_of(visit), "give-back"), class_="press main")
    body = f'<ul class="points">{told}</ul><div class="ends">{back}{add}</div>'
    return page("The action sheet", body, stage="answer", study=visit.study)


def _rounds(visit: Visit, year: str) -> str:
    rounds = _held(visit)
    if len(rounds) < 2:
        return ""
    ways = " · ".join(
        f"<b>{words(y)}</b>" if y == year else link(y, _at(visit, y, "give-back")) for y in rounds
    )
    return f"<p>Round: {ways}</p>"


def _drafts(visit: Visit, year: str) -> str:
    """The rows of the action sheet that are this round's, to draft in."""
    address, folder = visit.study.at("answer", "give-back"), visit.study.folder
    is_there = (folder / ACTION_SHEET).is_file()
    label = "Add a row for each sentence without one" if is_there else "Begin the action sheet"
    press = f'<div class="ends">{button(label)}</div>'
    begin = form(address, hidden(do="begin", year=year), press, about=about(visit))
    promises = promises_of(folder, year)
    rows = numbered(promises)
    told = (
        "<h2>Draft promises</h2><p>This is the action sheet, actions.xlsx in the study’s folder, "
        "here or in Excel. What has no status yet is a draft, and asked about. Once it is "
        f"promised, give it a status, be it “not started”.</p><p>{words(HOW_KNOWN)}</p>"
    )
    if not rows:
        return f"{told}<p>No sentence of {words(year)} has a row yet.</p>{begin}"
    body = [_row(visit, n, row) for n, row in rows]
    again = typed_again(visit.form, {"actions": promises}) if visit.problem else ""
    return (
        f"{told}{again}"
        + form(
            address,
            hidden(do="save", year=year),
            table("Draft promises", ["You said", *_COLUMNS.values()], body),
            f'<div class="ends">{button("Save the drafts")}</div>',
            about=about(visit),
        )
        + begin
    )


def _row(visit: Visit, n: int, row: dict[str, str]) -> list[str]:
    said = row.get("you_said", "")
    cells = [f'<span class="speech">{words(said)}</span>']
    for column, head in _COLUMNS.items():
        name = f"c:actions:{n}:{column}"
        value = visit.form[name] if name in visit.form.values else row.get(column, "")
        label = f"{head}: {said}, row {n}"
        if column == "status" and (not value or value in STATUSES):
            options = [("", "draft"), *((s, s) for s in STATUSES)]
            cells.append(choice(name, options, value, aria_label=label))
        elif column in _LONG or "\n" in value:
            given = attributes({"name": name, "rows": 3, "aria-label": label})
            cells.append(f"<textarea{given}>{words(value)}</textarea>")
        else:
            line = attributes({"type": "text", "name": name, "value": value, "aria-label": label})
            cells.append(f"<input{line}>")
    return cells


def _of_page(visit: Visit, year: str, made: PageMade | None) -> str:
    """How far the page for participants is."""
    make = form(
        visit.study.at("answer", "give-back"),
        hidden(do="make", year=year),
        button("Make the page" if made is None else "Make it again", main=made is None),
        about=about(visit),
    )
    parts = ["<h2>The page for those who took part</h2>"]
    job = visit.house.work.last("give-back", visit.study.key)
    if made is None:
        parts.append("<p>One page without quotes: what we heard, and what we think of doing.</p>")
    elif _changed(visit, made):
        parts.append(
            '<p class="needs">The study has changed since the page was made. Make it again.</p>'
        )
    elif made.given_out:
        parts.append("<p>This very page is on record as given out.</p>")
    else:
        parts.append("<p>It says DRAFT until somebody gives it out.</p>")
    if made is not None and made.drafts:
        parts.append(f"<p>{words(made.drafts)}</p>")
    notes = job.notes if job is not None and job.over.is_set() else []
    parts += [f'<p class="needs">{words(note)}</p>' for note in notes]
    files = files_of(outputs(visit), year)
    if files:
        rows = "".join(_file(visit, name) for name in files)
        parts.append(f'<ul class="list">{rows}</ul>')
    ends = [make]
    if made is not None:
        at = f"{visit.study.at('answer', 'give-back', 'as-it-is')}?round={year}"
        ends.insert(0, link("Look at it as they will", at, class_="press", target="_blank",
                            rel="noopener"))  # fmt: skip
        if not made.given_out and not _changed(visit, made):
            out = f"{visit.study.at('answer', 'give-back', 'out')}?round={year}"
            ends.append(link("Give it out", out, class_="press main"))
    parts.append(f'<div class="ends">{"".join(ends)}</div>')
    return "".join(parts)


def _file(visit: Visit, name: str) -> str:
    at = visit.study.at("answer", "give-back", name)
    told = _NAMED[name.partition("-")[0]]
    return (
        f'<li><span class="grow">{told} <small>{words(name)}</small></span>'
        f'<span class="end">{link("Take it", at, aria_label=f"Take {name}")}</span></li>'
    )


_NAMED = {"feedback": "The page, in Word", "replies": "The sheet for their replies"}
