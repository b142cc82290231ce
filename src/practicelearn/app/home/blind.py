"""Who still has to code a session that somebody else has coded: they must see nothing of it yet.

A page that adds up everybody's coding tells each coder something of the others'. It waits until
nobody who looks has still to code.
"""

from __future__ import annotations

import datetime as dt
import re

from practicelearn.app.home.pieces import button, form, hidden, link, words
from practicelearn.app.home.shell import STAGES
from practicelearn.app.home.visit import Visit
from practicelearn.coding.codings import SETTLED
from practicelearn.coding.counted import counted
from practicelearn.jobs.once_a_state import once_a_state
from practicelearn.jobs.plan import plan_of
from practicelearn.output.gate.wording import count, joined
from practicelearn.study.folder import Study, open_study
from practicelearn.study.listing import coder_folders

__all__ = [
    "NOBODY",
    "coders_left",
    "say_nobody",
    "sessions_left",
    "still_coding",
    "still_to_code",
]

NOBODY = "nobody"
"""What a form says where nobody who is looking has still to code."""

_NAME = re.compile(r"[\w-]+")


def coders_left(visit: Visit) -> dict[str, int]:
    """Return who has still to code, unless somebody has said that none of them is looking.

    It holds for this day at this computer, also when the program is started again, as long as it
    is the same people.
    """
    left = _left(visit)
    return {} if visit.house.nobody(visit.study.key) == _mark(left) else left


def say_nobody(visit: Visit) -> None:
    """Take it that nobody who is looking has still to code."""
    visit.house.remember_nobody(visit.study.key, _mark(_left(visit)))


def _mark(left: dict[str, int]) -> str:
    """What it was said of: the day, and those who have still to code."""
    return " ".join([dt.date.today().isoformat(), *sorted(left)])


def _left(visit: Visit) -> dict[str, int]:
    folder = visit.study.folder
    return once_a_state(folder, "still to code", lambda: still_to_code(open_study(folder)))


def still_coding(visit: Visit, address: str, left: dict[str, int], about: str | None = None) -> str:
    """Return what stands where a page that adds up everybody's coding must wait.

    ``about``: as for ``pieces.form``.
    """
    said = joined([f"{who} ({count(n, 'session')})" for who, n in sorted(left.items())])
    label = "Nobody who is looking has still to code"
    them = "this person" if len(left) == 1 else "one of them"
    stage = next((key for key in dict(STAGES) if f"/{key}/" in address), "understand")
    back = link(f"Back to {dict(STAGES)[stage]}", visit.study.at(stage), class_="press")
    return (
        f'<p class="lead">Who is looking? Still to code what others have coded: {words(said)}.</p>'
        "<p>This page adds up everybody’s coding: it would tell them what others found before "
        f"they have coded for themselves. If {them} sits here, go back. If not, go on: nothing is "
        "lost, and nothing is wrong. You are asked once a day, and again when others have still "
        "to code.</p>"
        f'<div class="ends">{form(address, hidden(do=NOBODY), button(label), about=about)}'
        f"{back}</div>"
    )


def still_to_code(study: Study) -> dict[str, int]:
    """Return each coder to how many sessions others have coded that they have not read whole."""
    return {coder: len(sessions) for coder, sessions in sessions_left(study).items()}


def sessions_left(study: Study) -> dict[str, set[str]]:
    """Return each coder to the sessions others have coded that they have not read whole.

    Who is to code by the plan of a session's round counts before they have begun.
    """
    codings = counted(study.codings())
    turns = study.corpus().turns["session_id"]
    n_turns = turns.value_counts()
    read = codings.read.assign(session=codings.read["turn_id"].map(turns))
    read = read.drop_duplicates(["coder", "turn_id"])
    spans = codings.spans.assign(session=codings.spans["turn_id"].map(turns))
    touched = {
        coder: {*read.loc[read["coder"] == coder, "session"],
                *spans.loc[spans["coder"] == coder, "session"]}
        for coder in {*read["coder"], *spans["coder"]} - {SETTLED}
    }  # fmt: skip
    left: dict[str, set[str]] = {}
    begun, planned = set(coder_folders(study.path)), _planned(study)
    for coder in sorted(begun | {who for who in planned if planned[who]}):
        if coder == SETTLED:
            continue
        n_read = read.loc[read["coder"] == coder, "session"].value_counts()
        whole = {s for s, n in n_read.items() if n >= n_turns.get(s, 0)}
        others = set().union(*(own for name, own in touched.items() if name != coder))
        if coder not in begun:
            others &= planned[coder]
        if others - whole:
            left[coder] = others - whole
    return left


def _planned(study: Study) -> dict[str, set[str]]:
    """Who is to code, to the sessions of the rounds that are planned so."""
    years = study.corpus().sessions["year"]
    out: dict[str, set[str]] = {}
    for year in years.dropna().unique():
        plan = plan_of(study.path, year)
        for said in plan.coders if plan is not None else ():
            coder = said.strip().lower()
            if _NAME.fullmatch(coder):  # "two of the team" is nobody's
                out.setdefault(coder, set()).update(years.index[years == year])
    return out
