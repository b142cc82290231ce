"""The heaps of a workshop come back: the sheet, filled in, says which card lay where."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from practicelearn._disk import in_file_name
from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody, still_coding
from practicelearn.app.home.building import outputs
from practicelearn.app.home.files import taken_aside
from practicelearn.app.home.giveback import round_of
from practicelearn.app.home.pieces import button, drop_field, form, hidden, link, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.cards import keep_cards
from practicelearn.output.gate.wording import count
from practicelearn.study.sorting import Account

__all__ = ["ADDRESS", "show", "take"]

ADDRESS = "/study/{key}/answer/heaps"

_NUMBERED = re.compile(r" ?\(\d+\)(?=\.[^.]*$)")
_HOW = (
    "Fill in the sheet’s three tables: for each card the letter of its heap (two such as A; B, or "
    "alone, where it fitted nowhere); for each heap what staff called it, their one sentence, and "
    "what to make of it; and when it was and how many were there. A blank card is a voice of its "
    "own. A sheet is known by its name and its day: brought again it corrects what was kept, and a "
    "second workshop has a sheet of another name."
)


def show(visit: Visit) -> str:
    """Return what is to be brought back, and from where."""
    study, year, left = visit.study, round_of(visit), coders_left(visit)
    title = f"The heaps come back, {year}"
    if left:
        body = still_coding(visit, study.at("answer", "heaps"), left)
        return page(title, body, stage="answer", study=study, problem=visit.problem)
    sheet = _sheet(visit, year)
    here = ""
    if sheet.is_file():
        take_it = link("Take it", study.at("answer", "cards", sheet.name))
        here = (
            f"<h2>The sheet that lies here</h2><p>{words(sheet.name)}, in the study’s outputs: "
            f"fill it in there, save and close it. {take_it}</p>"
            + form(
                study.at("answer", "heaps"),
                hidden(year=year, do="here"),
                by_field(visit, "Who brings them back?", part="here"),
                f'<div class="ends">{button("Read this sheet", main=True)}</div>',
            )
        )
    bring = form(
        study.at("answer", "heaps"),
        hidden(year=year),
        drop_field("Drop the sheet here, or choose it", required=True, accept=".xlsx"),
        by_field(visit, "Who brings them back?", part="brought"),
        f'<div class="ends">{button("Read what it holds", main=not here)}</div>',
        enctype="multipart/form-data",
        class_="drop",
        data_limit=10 * 2**20,
    )
    other = "Or one that lies elsewhere" if here else "The sheet, filled in"
    back = link("Back to the cards", study.at("answer", "cards"))
    body = (
        f"<p>{words(_HOW)} Whoever brings them back has chosen what to make of each heap: it goes "
        f"on record.</p>{here}<h2>{other}</h2>{bring}<p>{back}</p>"
    )
    return page(title, body, stage="answer", study=study, problem=visit.problem)


def take(visit: Visit, form: Form) -> Goto | str:
    """Keep the heaps, and say what became of each card and what was made of each heap."""
    year = round_of(visit, form)
    if form["do"] == NOBODY:
        say_nobody(visit)
        return Goto(f"{visit.study.at('answer', 'heaps')}?round={quote(year)}")
    if coders_left(visit):
        raise PracticelearnError("Somebody has still to code. Nothing was kept.")
    by = taken_by(visit, form)
    if form["do"] == "here":
        return _kept(visit, keep_cards(visit.study.folder, _sheet(visit, year), by=by))
    if len(form.files) != 1:
        raise PracticelearnError("Choose one sheet of heaps, filled in. Nothing was kept.")
    with taken_aside(form) as (path,):
        # a browser that took it twice has numbered it; by its name a sheet is known again
        own = path.rename(path.with_name(_NUMBERED.sub("", path.name)))
        return _kept(visit, keep_cards(visit.study.folder, own, by=by))


def _sheet(visit: Visit, year: str) -> Path:
    return outputs(visit) / f"heaps-{in_file_name(year)}.xlsx"


def _kept(visit: Visit, done: tuple[Account, list[str]]) -> str:
    account, made = done
    n = {name: len(numbers) for name, numbers in account._asdict().items()}
    items = "".join(f"<li>{words(said)}</li>" for said in made)
    what = (
        f'<h2>What was made of them</h2><ul class="points">{items}</ul>'
        if made
        else "<p>Nothing new was made: the sheet was read before as it is now.</p>"
    )
    body = (
        f'<p class="lead">{n["back"]} of {count(n["out"], "card")} came back.</p>'
        f"<p>{n['not_back']} did not; {n['twice']} lay in two heaps; {n['alone']} fitted nowhere. "
        "No figure of people changes: a new code counts only where somebody has read for it.</p>"
        f'{what}<div class="ends">'
        f"{link('Look at the themes', visit.study.at('understand', 'themes'), class_='press main')}"
        f"{link('Back to the cards', visit.study.at('answer', 'cards'), class_='press')}</div>"
    )
    return page("The heaps are kept", body, stage="answer", study=visit.study)
