"""What those who took part answered: typed here or brought as a workbook, beside each sentence."""

from __future__ import annotations

from urllib.parse import quote

from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody, still_coding
from practicelearn.app.home.building import outputs
from practicelearn.app.home.cells import numbered, typed
from practicelearn.app.home.files import taken_aside
from practicelearn.app.home.giveback import round_of
from practicelearn.app.home.pieces import (
    attributes,
    button,
    drop_field,
    form,
    hidden,
    link,
    table,
    words,
)
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.feedback import keep_replies
from practicelearn.jobs.giving_back import (
    Answered,
    answered,
    asks_all,
    asks_missing,
    keep_typed,
    reply_sheet,
)
from practicelearn.output.gate.wording import count
from practicelearn.study.kept import state_of

__all__ = ["ADDRESS", "BROUGHT", "about", "show", "take", "take_file"]

ADDRESS = "/study/{key}/answer/replies"
BROUGHT = "/study/{key}/answer/replies/brought"

_COUNTS = {"yes:_how_many": "Yes: how many", "not_quite:_how_many": "Not quite: how many"}


def about(visit: Visit) -> str:
    """Return the state of the sheets for replies."""
    out = outputs(visit)
    sheets = [p.name for p in out.glob("*.xlsx") if p.stem.lower().startswith("replies-")]
    return state_of(out, "replies", *sheets)


def show(visit: Visit) -> str:
    """Return what was answered, and where more is typed or brought."""
    study, year = visit.study, round_of(visit)
    left = coders_left(visit)
    if left:
        here = study.at("answer", "replies")
        body = still_coding(visit, here, left, about(visit))
        return page("Their replies", body, stage="answer", study=study, problem=visit.problem)
    back = link("Back to the page", study.at("answer", "give-back"))
    kept = visit.args.get("kept", "")
    said = f"{count(int(kept), 'new reply', 'new replies')} kept." if kept.isdigit() else ""
    body = (
        f'<p class="needs">For the team only.</p>{_said(visit, year)}{_to_type(visit, year)}'
        f"{_to_bring(visit, year)}<p>{back}</p>"
    )
    return page(f"Replies, {year}", body, stage="answer", study=study, problem=visit.problem,
                said=said, wide=True)  # fmt: skip


def take(visit: Visit, form: Form) -> Goto | str:
    """Keep what was typed: it goes into the sheet first."""
    year = round_of(visit, form)
    if form["do"] == NOBODY:
        say_nobody(visit)
        return Goto(_at(visit, year))
    cells = typed(form).get("replies", {})
    by = taken_by(visit, form)
    n = keep_typed(visit.study.folder, outputs(visit), year, cells, by=by)
    return Goto(f"{_at(visit, year)}&kept={n}")


def take_file(visit: Visit, form: Form) -> Goto | str:
    """Keep what a workbook holds. It is read and not kept: it is no transcript."""
    year = round_of(visit, form)
    if not form.files:
        raise PracticelearnError("No file was chosen. Drop one on the field, or choose it.")
    with taken_aside(form) as paths:
        by = taken_by(visit, form)
        n = sum(keep_replies(visit.study.folder, path, year, by=by) for path in paths)
    return Goto(f"{_at(visit, year)}&kept={n}")


def _at(visit: Visit, year: str) -> str:
    return f"{visit.study.at('answer', 'replies')}?round={quote(year)}"


def _said(visit: Visit, year: str) -> str:
    """Each sentence with what was answered to it."""
    of, rows = answered(visit.study.folder, year)
    if not rows and of is None:
        return f'<p class="lead">Nobody who took part in {words(year)} has answered yet.</p>'
    total = f"<p>{count(of, 'person', 'people')} answered in all.</p>" if of is not None else ""
    body = [[f'<span class="speech">{words(a.sentence or "What is missing")}</span>',
             *_counted(a), _words(a)] for a in rows]  # fmt: skip
    heads = ["Sentence", "Yes", "Not quite", "In their words"]
    return f"<h2>What they answered</h2>{total}{table('What they answered', heads, body)}"


def _counted(a: Answered) -> list[str]:
    return [str(a.yes), str(a.not_quite)] if a.sentence else ["", ""]


def _words(a: Answered) -> str:
    return "".join(f"<p>{words(w)}</p>" for w in a.words)


def _to_type(visit: Visit, year: str) -> str:
    """The sheet that went out, to type paper forms into."""
    sheet = reply_sheet(outputs(visit), year)
    if sheet is None:
        way = link("Make the page first", visit.study.at("answer", "give-back"))
        return f"<h2>Type them in</h2><p>There is no sheet for replies yet. {way}</p>"
    body = [_row(visit, n, row) for n, row in numbered(sheet)]
    heads = ["Sentence", *_COUNTS.values(), "Words, one line a form"]
    return (
        "<h2>Type them in</h2><p>From paper forms: how many ticked what, and what was written on "
        "them, without names. This is the sheet that lies beside the page; what was kept before is "
        "not counted twice.</p>"
        + form(
            visit.study.at("answer", "replies"),
            hidden(year=year),
            table("Replies to type in", heads, body),
            by_field(visit, "Who keeps them?", part="typed"),
            f'<div class="ends">{button("Keep these replies", main=True)}</div>',
            about=about(visit),
        )
    )


def _row(visit: Visit, n: int, row: dict[str, str]) -> list[str]:
    said = row.get("sentence", "")
    cells = [words(said)]
    for column, head in _COUNTS.items():
        unused = asks_missing(said) or (asks_all(said) and column != "yes:_how_many")
        name = f"c:replies:{n}:{column}"
        given = {"type": "text", "inputmode": "numeric", "name": name,
                 "value": _value(visit, name, row, column),
                 "aria-label": f"{head}: {said}"}  # fmt: skip
        cells.append("" if unused else f"<input{attributes(given)}>")
    name = f"c:replies:{n}:words"
    given = {"name": name, "rows": "2", "aria-label": f"Words: {said}"}
    box = f"<textarea{attributes(given)}>{words(_value(visit, name, row, 'words'))}</textarea>"
    return [*cells, "" if asks_all(said) else box]


def _value(visit: Visit, name: str, row: dict[str, str], column: str) -> str:
    return visit.form[name] if name in visit.form.values else row.get(column, "")


def _to_bring(visit: Visit, year: str) -> str:
    return (
        "<h2>Or bring a workbook</h2><p>The sheet, filled in; or what a form exported: one row a "
        "person, the sentences as headings. Who answered is not read.</p>"
        + form(
            f"{visit.study.at('answer', 'replies', 'brought')}",
            hidden(year=year),
            drop_field("Drop the file here, or choose it", required=True, accept=".xlsx,.csv"),
            by_field(visit, "Who keeps them?", part="brought"),
            f'<div class="ends">{button("Keep what it holds")}</div>',
            enctype="multipart/form-data",
            class_="drop",
            data_limit=10 * 2**20,
        )
    )
