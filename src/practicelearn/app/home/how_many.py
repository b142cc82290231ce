"""How many groups? What so many could find and rule out, before they are held."""

from __future__ import annotations

import base64
from pathlib import Path

from practicelearn.app.home.pieces import attributes, button, field, form, link, table, words
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.how_many_groups import GroupsPlanned, groups_of, look_ahead

__all__ = ["ADDRESS", "fetched", "show", "take"]

ADDRESS = "/study/{key}/before/how-many"
FILE = "how-many-groups.xlsx"

_LEAD = (
    "Rounds of so many groups are invented and counted as yours would be: how often a true change "
    "is found, and what could be ruled out. It can take a minute; nothing of it goes on record."
)
_HEADS = {
    "groups": "Groups a round",
    "found in 8 of 10": "Smallest change found in 8 of 10",
    "ruled out beyond": "Ruled out beyond, where nothing changed",
    "found": "The change that would matter is found",
    "called worthwhile": "and called worthwhile",
    "no worthwhile change": "“No worthwhile change” said, where there is none",
}


def show(visit: Visit) -> str:
    """Return what is asked, and what came of it last."""
    study = visit.study
    typed = visit.form
    ask = form(
        study.at("before", "how-many"),
        field("Numbers of groups to look at", "groups", typed["groups"] or "6 8 12",
              hint="Whole numbers, such as 6 8 12."),
        field("People a group", "attendees", typed["attendees"],
              hint="About so many. Left empty, last round's; in a first year seven."),
        field("The change that would matter", "change", typed["change"],
              hint="As a share of people, such as 15%. Left empty, that of the plan."),
        f'<div class="ends">{button("Work it out", main=True)}'
        f"{link('The plan', study.at('before', 'plan'), class_='press')}</div>",
    )  # fmt: skip
    body = f"<p>{_LEAD}</p>{ask}{_found(visit)}"
    return page("How many groups?", body, stage="before", study=study, problem=visit.problem,
                wide=True)  # fmt: skip


def take(visit: Visit, form: Form) -> Goto | str:
    """Start to work it out."""
    here = visit.study.at("before", "how-many")
    job = visit.house.work.start(
        "how-many", visit.study.key, "How many groups?", here, here,
        look_ahead, visit.study.folder, _path(visit), groups=groups_of(form["groups"]),
        attendees=_people(form["attendees"]), change=_share(form["change"]),
    )  # fmt: skip
    return address_of_job(visit, job)


def fetched(visit: Visit) -> Path:
    """Return the table as a file."""
    if visit.args["name"] != FILE or not _path(visit).is_file():
        raise NoPageError(FILE)
    return _path(visit)


def _found(visit: Visit) -> str:
    job = visit.house.work.last("how-many", visit.study.key)
    if job is None or not isinstance(job.result, GroupsPlanned):
        return ""
    made = job.result
    shown = made.shown
    heads = [_HEADS.get(str(c), str(c)) for c in shown.columns]
    rows = [[words(cell) for cell in row] for row in shown.itertuples(index=False)]
    notes = "".join(f"<li>{words(note)}</li>" for note in [*made.notes, *job.notes])
    away = link("Take the table", visit.study.at("before", "how-many", FILE))
    return (
        f"<h2>What so many groups could find</h2>{table('How many groups', heads, rows)}"
        f'{_picture(visit)}<ul class="points">{notes}</ul><p>{away}</p>'
    )


def _picture(visit: Visit) -> str:
    """The picture in the page itself: a page may load no image from anywhere."""
    path = _path(visit).with_suffix(".png")
    if not path.is_file():
        return ""
    source = base64.b64encode(path.read_bytes()).decode("ascii")
    given = {"src": f"data:image/png;base64,{source}", "class": "drawn",
             "alt": "What could be ruled out, by the number of groups: the table above in a "
             "picture."}  # fmt: skip
    return f"<figure><img{attributes(given)}></figure>"


def _path(visit: Visit) -> Path:
    return visit.study.folder / "outputs" / FILE


def _people(said: str) -> int | None:
    if not said:
        return None
    if not said.isdigit():
        raise PracticelearnError(f'People a group: "{said}" is no whole number, such as 7.')
    return int(said)


def _share(said: str) -> float | None:
    if not said:
        return None
    try:
        number = float(said.removesuffix("%").replace(",", "."))
    except ValueError:
        raise PracticelearnError(
            f'The change that would matter: "{said}" is no share of people, such as 15%.'
        ) from None
    return number / 100 if said.endswith("%") or abs(number) > 1 else number
