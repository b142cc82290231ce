"""Quote cards for a workshop: every card read, then made; they lie with the study's documents."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pandas as pd

from practicelearn._disk import in_file_name
from practicelearn.app.home.blind import NOBODY, coders_left, say_nobody, still_coding
from practicelearn.app.home.building import outputs
from practicelearn.app.home.giveback import round_of
from practicelearn.app.home.pieces import button, form, hidden, link, table, words
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.cards import cards_report, cards_to_read, give_cards
from practicelearn.jobs.once_a_state import once_a_state
from practicelearn.output.gate.wording import count

__all__ = ["ADDRESS", "fetched", "show", "take"]

ADDRESS = "/study/{key}/answer/cards"

_ASKED = "I have read every card. Staff may read each of them, and nobody may be known by them."


def show(visit: Visit) -> str:
    """Return every card to read, and the files that were made."""
    study, year, left = visit.study, round_of(visit), coders_left(visit)
    if left:
        body = still_coding(visit, study.at("answer", "cards"), left)
    else:
        body = _files(visit, year) + _to_read(visit, year)
    heaps = link("Bring the heaps back", f"{study.at('answer', 'heaps')}?round={quote(year)}")
    if not left and f"heaps-{in_file_name(year)}.xlsx" in _made(visit, year):
        body = f"<p>Once staff have sorted them: {heaps}.</p>{body}"
    back = f"<p>{link('Back to the report', study.at('answer', 'report'))}</p>"
    return page(f"Quote cards, {year}", body + back, stage="answer", study=study,
                problem=visit.problem, wide=True)  # fmt: skip


def take(visit: Visit, form: Form) -> Goto | str:
    """Start to make the cards that were read."""
    here = visit.study.at("answer", "cards")
    if form["do"] == NOBODY:
        say_nobody(visit)
        return Goto(here)
    if coders_left(visit) or form["sure"] != "read":
        raise PracticelearnError("No card was made. Read every card first, and say that you have.")
    by = taken_by(visit, form)
    job = visit.house.work.start(
        "cards", visit.study.key, "Making quote cards", here, here, give_cards,
        visit.study.folder, round_of(visit, form), outputs(visit), by=by, read=form["cards"],
    )  # fmt: skip
    return address_of_job(visit, job)


def fetched(visit: Visit) -> Path:
    """Return a file that was made, to take away."""
    name = visit.args["name"]
    if coders_left(visit) or name not in _made(visit, round_of(visit)):
        raise NoPageError(name)
    return outputs(visit) / name


def _made(visit: Visit, year: str) -> list[str]:
    name = in_file_name(year)
    named = [f"cards-{name}.docx", f"cards-{name}.html", f"heaps-{name}.xlsx"]
    return [n for n in named if (outputs(visit) / n).is_file()]


def _files(visit: Visit, year: str) -> str:
    rows = "".join(_file(visit, name) for name in _made(visit, year))
    return f'<ul class="list">{rows}</ul>' if rows else ""


def _file(visit: Visit, name: str) -> str:
    take_it = link("Take it", visit.study.at("answer", "cards", name), aria_label=f"Take {name}")
    return f'<li><span class="grow">{words(name)}</span><span class="end">{take_it}</span></li>'


def _to_read(visit: Visit, year: str) -> str:
    """Every card in its words; why there is none, where there is none."""

    def read() -> tuple[str, pd.DataFrame]:
        report = cards_report(visit.study.folder, year)
        return report.page_hash, cards_to_read(report)

    try:
        mark, cards = once_a_state(visit.study.folder, f"cards {year}", read)
    except PracticelearnError as error:
        return f'<p class="needs">{words(error)}</p>'
    body = [
        [words(r.number), f'<span class="speech">“{words(r.quote)}”</span>', words(r.points_at)]
        for r in cards.itertuples()
    ]
    box = '<input type="checkbox" name="sure" value="read" required>'
    return (
        f"<p>{count(len(cards), 'card')}, of what was cleared to be quoted. Once made, they go "
        "on record, without a word of them.</p>"
        + table("Cards to read", ["Card", "In these words", "May point at a group"], body)
        + form(
            visit.study.at("answer", "cards"),
            hidden(cards=mark),
            f'<p><label class="check">{box} <span>{words(_ASKED)}</span></label></p>',
            by_field(visit, "Who has read them?"),
            f'<div class="ends">{button("Make the cards", main=True)}</div>',
        )
    )
