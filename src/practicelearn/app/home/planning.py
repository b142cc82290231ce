"""Plan a round: its sheet, the same that Excel opens; then on record, dated; reasons afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan
from urllib.parse import urlencode

import pandas as pd

from practicelearn._disk import in_file_name
from practicelearn.app.home.cells import typed, typed_again
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
from practicelearn.app.home.plan_cells import WAYS, frame_of, headings, table_of
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.app.home.whose import by_field, taken_by
from practicelearn.coding.frame import Code
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.differing import differences
from practicelearn.jobs.plan import keep_plan, plan_of, reason_for, what_it_is, write_plan_sheet
from practicelearn.jobs.planning import (
    COLUMNS,
    PlanSheet,
    change_plan_sheet,
    read_plan_sheet,
    round_to_plan,
    rounds_known,
)
from practicelearn.output.gate.wording import capital, count, joined, long_date, share
from practicelearn.study.folder import open_study
from practicelearn.study.kept import state_of
from practicelearn.themes.invited import INVITED_ONCE
from practicelearn.themes.plan import MOST_HEADLINES, Plan

__all__ = ["ADDRESS", "about", "show", "take"]

ADDRESS = "/study/{key}/before/plan"

_FIRST = (
    "A first year declares no headline themes: there is no round to compare with yet. It says how "
    "many groups are held, who is invited and who codes, and goes on record as that: before its "
    "groups meet, or at the latest before anybody codes."
)
_LATER = (
    "Headline themes are what this round is compared for. They are named before anybody codes it: "
    "what is named later bears no verdict."
)
_SHEET = "This is {} in the study's folder. Fill it in here or in Excel."


def about(visit: Visit) -> str:
    """Return the state of the sheets of plans and of what was decided."""
    folder = visit.study.folder
    files = [*folder.glob("plan-*.xlsx"), *folder.glob("decisions/*.jsonl")]
    # one that is never there: no name at all would mean the whole study
    return state_of(folder, "plan", *(p.relative_to(folder).as_posix() for p in files))


def show(visit: Visit) -> str:
    """Return the plan of a round: on record, or still a sheet."""
    year = _round(visit)
    plan = _plan(visit, year) if year else None
    change = plan is None or bool(visit.args.get("change") or visit.form["change"])
    parts = [_rounds(visit, year)]
    if plan is not None:
        parts.append(_on_record(visit, plan, change=change))
    if change:
        parts.append(_sheet(visit, year, plan))
    title = f"The plan of {year}" if plan is not None else f"Plan {year}".strip()
    title = title if year else "Plan the round"
    return page(title, "".join(parts), stage="before", study=visit.study, wide=change,
                problem=visit.problem)  # fmt: skip


def take(visit: Visit, form: Form) -> Goto | str:
    """Begin the sheet, write it, put it on record, or say why something was done otherwise."""
    folder, year = visit.study.folder, form["round"]
    if form["do"] == "begin":
        if not year or in_file_name(year) != year:
            raise PracticelearnError(
                "Name the round in letters, digits and hyphens, such as 2026-27."
            )
        write_plan_sheet(folder, year)
        return Goto(_address(visit, year, change=form["change"]))
    if form["do"] == "reason":
        if not form["why"]:
            raise PracticelearnError("Say why it was done otherwise: the reason goes on record.")
        reason_for(folder, year, form["about_what"], by=taken_by(visit, form), why=form["why"])
        return Goto(_address(visit, year))
    change_plan_sheet(folder, year, typed(form))
    if form["do"] != "record":
        return Goto(_address(visit, year, change=form["change"]))
    by = taken_by(visit, form)
    sheet = read_plan_sheet(folder, year)
    if sheet is not None and sheet.n_problems:
        raise PracticelearnError(
            f"{count(sheet.n_problems, 'thing')} in the sheet to put right first, shown where "
            "it stands. What was typed is saved; nothing went on record."
        )
    plan = plan_of(folder, year)
    if plan is not None and (plan.first_coded or plan.first_compared) and not form["why"]:
        raise PracticelearnError(
            f"{year} has been coded or compared since it was planned, so this is an amendment. Say "
            "why it is made: the reason goes on record. What was typed is saved in the sheet."
        )
    keep_plan(folder, year, by=by, why=form["why"])
    return Goto(_address(visit, year))


def _round(visit: Visit) -> str:
    """The round that is asked for, or the one under way, or the next."""
    asked = visit.form["round"] or visit.args.get("round", "")
    return asked or _known(visit)[1] or round_to_plan(visit.study.folder)


def _plan(visit: Visit, year: str) -> Plan | None:
    folder = visit.study.folder
    return visit.house.once(visit.study, f"plan {year}", lambda: plan_of(folder, year))


def _known(visit: Visit) -> tuple[tuple[str, ...], str]:
    """The rounds there are, and the one under way."""
    return visit.house.once(visit.study, "rounds", lambda: rounds_known(visit.study.folder))


def _address(visit: Visit, year: str, change: str = "") -> str:
    asked = {"round": year} | ({"change": change} if change else {})
    return f"{visit.study.at('before', 'plan')}?{urlencode(asked)}"


def _rounds(visit: Visit, year: str) -> str:
    rounds, now = _known(visit)
    coming = round_to_plan(visit.study.folder)
    planned = [r for r in rounds if r == now or _plan(visit, r) is not None]
    known = list(dict.fromkeys([*planned, *filter(None, [coming, year])]))
    if len(known) < 2:
        return ""
    told = " · ".join(
        f"<b>{words(r)}</b>" if r == year else link(r, _address(visit, r)) for r in known[-4:]
    )
    return f"<p>Round: {told}</p>"


# --- what is on record ------------------------------------------------------------------------


def _on_record(visit: Visit, plan: Plan, *, change: bool) -> str:
    said = [what_it_is(plan)]
    for later in plan.amendments:
        why = f" {later.why}" if later.why else ""
        what = f"A reason ({later.about}) was given" if later.about else "It was amended"
        day = long_date(later.made_at.date().isoformat())
        said.append(f"{what} on {day} by {later.by}.{why}")
    lead = f'<p class="lead">{words(said[0])}</p>'
    lead += "".join(f"<p>{words(s)}</p>" for s in said[1:])
    if change:
        return lead
    codes = {c.id: c.name for c in _codes(visit)}
    heads = [
        [words(codes.get(h.theme_id, h.theme_id)), words(WAYS[h.direction]),
         "yes" if h.balance else "", words(h.why)]
        for h in plan.headlines
    ]  # fmt: skip
    listed = (
        "<h2>Headline themes</h2>" + table("Headline themes", headings("headlines"), heads)
        if heads
        else "<p>It declares no headline theme.</p>"
    )
    settled = [
        ("Smallest worthwhile change, share of people",
         "" if isnan(plan.smallest_worthwhile) else share(plan.smallest_worthwhile)),
        ("Counted as one", plan.unit), ("Groups", str(plan.groups or "")),
        ("Invited", count(plan.n_invited, "person", "people") if plan.n_invited else ""),
        ("Coders", joined(list(plan.coders))), ("Double coding", plan.double_coding),
        ("No further group is held", plan.stop_rule),
    ]  # fmt: skip
    told = [[words(what), words(value or "not said")] for what, value in settled]
    rest = table("What else is planned", ["What", "Planned"], told)
    ways = link("Change the plan", _address(visit, plan.round, change="1"), class_="press")
    coming = round_to_plan(visit.study.folder)
    if coming and coming != plan.round:
        ways += link(f"Plan {coming}", _address(visit, coming), class_="press")
    else:
        ways += link("Hold the groups", visit.study.at("before", "groups"), class_="press main")
    return (
        f"{lead}{_otherwise(visit, plan)}{listed}<h2>What else is planned</h2>{rest}"
        f'<div class="ends">{ways}</div>'
    )


def _otherwise(visit: Visit, plan: Plan) -> str:
    """What was done otherwise than planned, each with its reason or a place to write it."""
    folder, year = visit.study.folder, plan.round
    if year not in _known(visit)[0]:
        return ""
    found = visit.house.once(visit.study, f"differs {year}", lambda: differences(folder, year))
    if found.empty:
        return ""
    rows = []
    for n, row in enumerate(found.itertuples()):
        told = f"{capital(row.what)}: planned {row.planned}; done: {row.done}."
        why = "" if pd.isna(row.why) else str(row.why)
        ask = ""
        if not why and row.deviates:
            ask = form(
                visit.study.at("before", "plan"),
                hidden(do="reason", round=year, about_what=row.about),
                _text("Why?", "why", f"why-{n}"), by_field(visit, part=f"why-{n}", hint=""),
                f'<p class="ends">{button("Put the reason on record")}</p>', about=about(visit),
            )  # fmt: skip
        rows.append(f"<li><div><p>{words(told)} {words(why)}</p>{ask}</div></li>")
    return f'<h2>Done otherwise than planned</h2><ul class="list">{"".join(rows)}</ul>'


# --- the sheet --------------------------------------------------------------------------------


def _sheet(visit: Visit, year: str, plan: Plan | None) -> str:
    kept = hidden(change="1" if plan is not None else "")
    sheet = read_plan_sheet(visit.study.folder, year) if year else None
    here = visit.study.at("before", "plan")
    if sheet is None:
        asked = hidden(round=year) if year else field(
            "Which round is it?", "round", visit.form["round"], required=True,
            hint="Such as 2026-27.",
        )  # fmt: skip
        earlier = bool(year) and _has_earlier(visit, year)
        told = "" if earlier else f"<p>{_FIRST}</p>"
        known = ", begun with what is known: last year's plan, and what promises are to be known by"
        start = button("Begin the plan", main=True)
        return (
            f"{told}<p>The plan is a sheet in the study's folder{known if earlier else ''}.</p>"
            + form(here, hidden(do="begin"), kept, asked, f'<div class="ends">{start}</div>',
                   about=about(visit))
        )  # fmt: skip
    return _filled(visit, sheet, plan, kept)


def _filled(visit: Visit, sheet: PlanSheet, plan: Plan | None, kept: str) -> str:
    elsewhere = (
        f'<p class="needs">{words(sheet.open_elsewhere)}</p>' if sheet.open_elsewhere else ""
    )
    wrong = f'<p class="needs">{words(sheet.problem)}</p>' if sheet.problem else ""
    lead = f"<p>{_FIRST if sheet.first else _LATER} {words(_SHEET.format(sheet.file))}</p>"
    again = ""
    if visit.problem and typed(visit.form):
        again = typed_again(visit.form, {name: frame_of(sheet, name) for name in COLUMNS})
    headlines = "" if sheet.first and not sheet.of("headlines") else (
        f"<h2>Headline themes</h2><p>At most {MOST_HEADLINES}; each one more makes a change harder "
        f"to find.</p>{table_of(visit, sheet, 'headlines')}"
    )  # fmt: skip
    amends = plan is not None and bool(plan.first_coded or plan.first_compared)
    why = _text("Why is it amended?", "why", "why", visit.form["why"]) if amends else ""
    save = button("Save the sheet", name="do", value="save", formnovalidate=True)
    keep = button("Put the plan on record", main=True, name="do", value="record")
    body = form(
        visit.study.at("before", "plan"), hidden(round=sheet.year), kept, headlines,
        f"<h2>How it is done</h2>{table_of(visit, sheet, 'plan')}"
        f"<p>{link('How many groups?', visit.study.at('before', 'how-many'))}</p>",
        f"<h2>Who is invited</h2><p>{words(INVITED_ONCE)}</p>{table_of(visit, sheet, 'invited')}",
        f"<h2>On record</h2>{why}{by_field(visit, 'Who plans?')}",
        f'<div class="ends">{save}{keep}</div>',
        about=about(visit),
    )  # fmt: skip
    return f"{elsewhere}{wrong}{again}{lead}{body}"


def _text(label: str, name: str, id_: str, value: str = "") -> str:
    given = {"id": id_, "name": name, "value": value, "type": "text"}
    return (
        f'<p class="field"><label for="{id_}">{words(label)}</label><input{attributes(given)}></p>'
    )


def _has_earlier(visit: Visit, year: str) -> bool:
    rounds, _ = _known(visit)
    return any(r != year for r in rounds)


def _codes(visit: Visit) -> Iterable[Code]:
    study = open_study(visit.study.folder)
    return study.frame().codes if study.has_frame else ()
