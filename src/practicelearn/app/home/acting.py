"""What was promised: the action sheet, here and in Excel the same file; the quarterly sheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody
from practicelearn.app.home.cells import HOW_KNOWN, typed, typed_again
from practicelearn.app.home.pieces import (
    attributes,
    button,
    choice,
    field,
    form,
    hidden,
    link,
    words,
)
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.errors import StudyError
from practicelearn.jobs.acting import (
    STATUSES,
    Promise,
    change_promises,
    heard_now,
    promises,
    quarter_sheet,
)
from practicelearn.jobs.cycle import begin_sheet
from practicelearn.jobs.sheets import read_sheets
from practicelearn.jobs.years import opening_of
from practicelearn.output.gate.wording import capital, count, joined, long_date
from practicelearn.study.folder import open_study
from practicelearn.study.kept import state_of
from practicelearn.themes.cycle.summary import status_said

__all__ = ["ADDRESS", "about", "quarter", "show", "take"]

ADDRESS = "/study/{key}/act/promises"
TITLE = "What was promised"
_COLUMNS = (("who", "Who"), ("by_when", "By when"), ("how_we_will_know", "How we will know"))
_SHEET = "actions"
_EXPLAINED = (
    "This table is actions.xlsx in the study’s folder. Correct it here or in Excel. Who: a role, "
    f"not a name. {HOW_KNOWN} A new status is added below those before it, which stay."
)


def about(visit: Visit) -> str:
    """Return the state of the action sheet."""
    return state_of(visit.study.folder, "actions.xlsx")


def show(visit: Visit) -> str:
    """Return the promises: the most overdue first, what each lacks, when asked what is heard."""
    if not open_study(visit.study.folder).has_actions:
        return _none(visit)
    state, rows = about(visit), promises(visit.study.folder)
    heard, told = _heard(visit)
    here = _here(visit)
    begin = form(here, hidden(do="begin"), button("Add a row for each sentence it lacks"),
                 about=state)  # fmt: skip
    # the sheet on paper comes as a file: no page is left for it
    paper = link("The quarterly sheet, to print", visit.study.at("act", "quarter"), class_="press")
    day = visit.form["day"] or long_date(dt.date.today().isoformat())
    body = (
        f'<p class="lead">{words(_in_short(rows))}</p><p>{_EXPLAINED}</p>{told}'
        + (_typed_again(visit) if visit.problem else "")
        + form(
            here,
            hidden(do="save", heard="now" if heard is not None else ""),
            _table(visit, rows, heard),
            field("Since when does a new status hold?", "day", day, hint="Such as 3/11/2025."),
            f'<div class="ends">{button("Save", main=True)}</div>',
            about=state,
        )
        + f'<div class="ends">{paper}{begin}</div>'
    )
    return page(TITLE, body, stage="act", study=visit.study, wide=True, kind="promises",
                problem=visit.problem, said=_said(visit))  # fmt: skip


def take(visit: Visit, form: Form) -> Goto | str:
    """Write what was changed, begin the sheet or go on with it, or say that nobody has to code."""
    folder, here = visit.study.folder, _here(visit)
    if form["do"] == NOBODY:
        say_nobody(visit)
        return Goto(f"{here}?heard=now")
    if form["do"] == "begin":
        begin_sheet(folder)
        return Goto(f"{here}?said=begun")
    cells = {
        column: {row: text.replace("\r\n", "\n") for row, text in rows.items()}
        for column, rows in typed(form).get(_SHEET, {}).items()
    }
    new = {row: text for row, text in cells.pop("status", {}).items() if text}
    n = change_promises(folder, cells, new, day=form["day"])
    now = "&heard=now" if form["heard"] else ""
    return Goto(f"{here}?said={n}{now}")


def quarter(visit: Visit) -> Path:
    """Return the quarterly sheet, to take away."""
    if not open_study(visit.study.folder).has_actions:
        raise NoPageError("quarter")
    return quarter_sheet(visit.study.folder)


def _here(visit: Visit) -> str:
    return visit.study.at("act", "promises")


def _none(visit: Visit) -> str:
    body = (
        '<p class="lead">No promise is on record yet.</p><p>The action sheet has a row for each '
        "sentence that people agreed on: you said, we will, who, by when, how we will know.</p>"
        + form(_here(visit), hidden(do="begin"), '<div class="ends">'
               f'{button("Begin the action sheet", main=True)}</div>', about=about(visit))
    )  # fmt: skip
    return page(TITLE, body, stage="act", study=visit.study, problem=visit.problem)


def _said(visit: Visit) -> str:
    said = visit.args.get("said", "")
    if visit.problem or not said:
        return ""
    if said == "begun":
        return "The sheet has a row for each sentence that calls for an answer."
    n = int(said) if said.isdigit() else 0
    return f"Saved: {count(n, 'cell')} changed." if n else "Nothing was changed."


def _in_short(rows: list[Promise]) -> str:
    still = [p for p in rows if not p.is_closed]
    late = sum(p.days_over > 0 for p in still)
    lacking = sum(bool(p.lacks) for p in still)
    return (
        f"{len(still)} of {count(len(rows), 'row')} open; {late} overdue; {lacking} without a "
        "promise, an owner, a date or a measure."
    )


def _heard(visit: Visit) -> tuple[dict[str, str] | None, str]:
    """What is heard now of each, where it is asked for and may be seen; and what is said of it."""
    here = _here(visit)
    if visit.args.get("heard") != "now" and not visit.form["heard"]:
        ask = link("Show what is heard now beside each", f"{here}?heard=now")
        return None, f"<p>{ask}</p>"
    opened = opening_of(visit.study.folder)
    if not opened.is_open:
        years = link("Set the years side by side", visit.study.at("understand", "years"))
        return None, (
            f"<p>What is heard now compares {words(joined(list(opened.pair)))}, which is not open "
            f"yet. {years}: its page says what is lacking.</p>"
        )
    left = {} if opened.released else coders_left(visit)
    if left:
        who = joined(sorted(left))
        label = "Nobody who is looking has still to code"
        ask = form(here, hidden(do=NOBODY), button(label), about=about(visit))
        return None, (
            f"<p>{words(who)} still {'has' if len(left) == 1 else 'have'} to code what others have "
            f"coded. What is heard now adds up everybody’s coding.</p>{ask}"
        )
    heard = visit.house.once(visit.study, "heard now", lambda: heard_now(visit.study.folder))
    return heard, (
        '<p class="needs">Team only.</p><p>What is heard now stands beside what was done. Neither '
        "is the cause of the other.</p>"
    )


def _table(visit: Visit, rows: list[Promise], heard: dict[str, str] | None) -> str:
    heads = ["You said, we will", *(name for _, name in _COLUMNS), "Status", "Note"]
    if heard is not None:
        heads.append("Heard now")
    head = "".join(f'<th scope="col">{words(h)}</th>' for h in heads)
    body = "".join(_row(visit, promise, heard) for promise in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{TITLE}"><table>'
        f'<caption class="unseen">{TITLE}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(visit: Visit, promise: Promise, heard: dict[str, str] | None) -> str:
    cells = [_cell(visit, promise, *column, area=column[0] != "by_when") for column in _COLUMNS]
    cells.append(_status(visit, promise))
    cells.append(_cell(visit, promise, "note", "Note", area=True))
    if heard is not None:
        cells.append(f"<small>{words(heard.get(promise.action_id, ''))}</small>")
    inner = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{_promise(visit, promise)}</th>{inner}</tr>'


def _promise(visit: Visit, promise: Promise) -> str:
    """What was said and promised, what is late or lacking, and the way to other words."""
    will = promise.cells.get("we_will", "")
    refused = "Not accepted" if promise.is_closed and not promise.action_id else "No promise yet"
    late = f"Overdue by {count(promise.days_over, 'day')}." if promise.days_over else ""
    lacks = f"{capital(promise.lacks)}." if promise.lacks and not promise.is_closed else ""
    needs = " ".join(part for part in (late, lacks) if part)
    flag = f'<span class="needs">{words(needs)}</span><br>' if needs else ""
    said = " · ".join(part for part in (promise.cells.get("year"), promise.you_said) if part)
    areas = "".join(
        f"<label>{name}{_cell(visit, promise, column, name, area=True)}</label>"
        for column, name in (("you_said", "You said"), ("we_will", "We will"))
    )
    change = f"<details><summary>Other words</summary>{areas}</details>"
    return f"{flag}<b>{words(will or refused)}</b><small>{words(said)}</small>{change}"


def _cell(visit: Visit, promise: Promise, column: str, head: str, *, area: bool = False) -> str:
    name = f"c:{_SHEET}:{promise.row}:{column}"
    value = promise.cells.get(column, "")
    value = visit.form[name] if name in visit.form.values else value
    label = f"{head}: {promise.cells.get('we_will') or promise.you_said}"
    if area or "\n" in value:  # a line to type into would lose the break
        given = attributes({"name": name, "aria-label": label, "rows": 3})
        return f"<textarea{given}>{words(value)}</textarea>"
    return (
        f"<input{attributes({'type': 'text', 'name': name, 'value': value, 'aria-label': label})}>"
    )


def _status(visit: Visit, promise: Promise) -> str:
    """Its history, and what it is from now on."""
    lines = [
        f"{capital(status_said(status))}{f', {long_date(day)}' if day else ''}"
        for day, status in promise.history
    ]
    draft = "A draft, not promised yet" if promise.action_id else ""
    past = "".join(f"<li>{words(line)}</li>" for line in lines or [draft] if line)
    name = f"c:{_SHEET}:{promise.row}:status"
    options = [("", "as it is"), *((s, status_said(s)) for s in STATUSES)]
    label = f"New status: {promise.cells.get('we_will') or promise.you_said}"
    new = choice(name, options, visit.form[name], aria_label=label) if promise.action_id else ""
    return f"<ol>{past}</ol>{new}"


def _typed_again(visit: Visit) -> str:
    """What was typed into a form that was told it is older; a status is not in the table."""
    try:
        tables = read_sheets(visit.study.folder, [_SHEET])
    except StudyError:
        return ""
    values = {k: v for k, v in visit.form.values.items() if not k.endswith(":status")}
    return typed_again(Form(values), tables)
