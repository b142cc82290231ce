"""Look back at what was promised: overdue, open, done, with owner, date, history and measure."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from practicelearn.app.home.pieces import link, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import NoPageError, Visit
from practicelearn.jobs.looking_back import LookedBack, Promise, look_back
from practicelearn.jobs.planning import round_to_plan
from practicelearn.output.gate.wording import count

__all__ = ["ADDRESS", "show"]

ADDRESS = "/study/{key}/before/look-back"

_NONE = (
    "No promise is on record yet. Promises stand in actions.xlsx in the study's folder, which is "
    "begun once a report is to be answered. A first year has nothing to look back at."
)
_HOW = (
    "Words and counts are as a report may print them. The whole sheet is actions.xlsx in the "
    "study's folder."
)
_STANDS = (
    ("overdue", "Overdue", "Say what was done, or when it will be."),
    ("open", "Open", ""),
    ("draft", "Drafts, not promised yet", "Give each a status in the sheet, or drop it."),
    ("done", "Done", ""),
    ("dropped", "Dropped", ""),
)


def show(visit: Visit) -> str:
    """Return the promises of one round, the newest unless another is asked for."""
    study = visit.study
    found = visit.house.once(study, "look back", lambda: look_back(study.folder))
    on = link("Plan the next round", _plan(visit), class_="press main")
    if found is None or not found.rounds:
        return _frame(visit, f'<p class="lead">{_NONE}</p><div class="ends">{on}</div>')
    asked = visit.args.get("round", found.rounds[0])
    if asked not in found.rounds:
        raise NoPageError(asked)
    own = [p for p in found.promises if p.year == asked]
    parts = [_lead(asked, own), _rounds(visit, found, asked)]
    for stands, head, what in _STANDS:
        rows = [p for p in own if p.stands == stands]
        if rows:
            told = f"<p>{words(what)}</p>" if what else ""
            parts.append(f"<h2>{head}</h2>{told}{_list(rows)}")
    refused = [(said, why) for year, said, why in found.refused if year == asked]
    if refused:
        rows_ = "".join(
            f"<li><span><b>{words(said)}</b><br>{words(why)}</span></li>" for said, why in refused
        )
        parts.append(f'<h2>Not accepted, and why</h2><ul class="list">{rows_}</ul>')
    parts += [_earlier(visit, found, asked), _to_look_at(found.to_look_at)]
    heard = link("What is heard now, beside the years before", study.at("understand", "years"))
    parts.append(f'<p>{heard}</p><p class="soft">{_HOW}</p><div class="ends">{on}</div>')
    return _frame(visit, "".join(parts))


def _frame(visit: Visit, body: str) -> str:
    return page("What was promised", body, stage="before", study=visit.study)


def _lead(asked: str, own: list[Promise]) -> str:
    n = {stands: sum(p.stands == stands for p in own) for stands, _, _ in _STANDS}
    done = f"{n['done']} of {count(len(own) - n['draft'], 'promise')} done"
    left = n["open"] + n["overdue"]
    late = f", {n['overdue']} of them overdue" if n["overdue"] else ""
    drafts = f"; {count(n['draft'], 'draft')} not promised yet" if n["draft"] else ""
    when = f"{asked}: " if asked else "Without a round: "
    return f'<p class="lead">{words(when)}{done}; {left} open{late}{drafts}.</p>'


def _rounds(visit: Visit, found: LookedBack, asked: str) -> str:
    if len(found.rounds) < 2:
        return ""
    told = " · ".join(
        f"<b>{words(r or 'no round named')}</b>" if r == asked
        else link(r or "no round named", _at(visit, r))
        for r in found.rounds
    )  # fmt: skip
    return f"<p>Promised after: {told}</p>"


def _earlier(visit: Visit, found: LookedBack, asked: str) -> str:
    """What is still open of other rounds: a promise does not end with its year."""
    left = [p for p in found.promises if p.year != asked and p.stands in {"open", "overdue"}]
    if not left:
        return ""
    years = dict.fromkeys(p.year for p in left)
    ways = ", ".join(link(y or "no round named", _at(visit, y)) for y in years)
    is_ = "is" if len(left) == 1 else "are"
    return f"<p>{count(len(left), 'promise')} of other rounds {is_} still open: {ways}.</p>"


def _to_look_at(told: tuple[str, ...]) -> str:
    if not told:
        return ""
    rows = "".join(f"<li>{words(said)}</li>" for said in told)
    return (
        f"<details><summary>{count(len(told), 'thing')} in the sheet to put right</summary>"
        f'<ul class="points">{rows}</ul></details>'
    )


def _list(rows: Iterable[Promise]) -> str:
    return f'<ul class="list">{"".join(map(_row, rows))}</ul>'


def _row(p: Promise) -> str:
    due = f"by {p.due}" if p.due else "no date"
    over = f", {count(p.days_over, 'day')} ago" if p.days_over else ""
    history = "; ".join(p.history) or p.status
    known = f"How we will know: {words(p.known_by)}." if p.known_by else "No measure is named."
    figure = f" {words(p.figure)}." if p.figure else ""
    note = f"<br>{words(p.note)}" if p.note else ""
    return (
        f'<li><span class="grow"><b>{words(p.we_will)}</b><br>You said: {words(p.you_said)}<br>'
        f"{words(p.who or 'Nobody yet')}, {words(due + over)}. {words(_capital(history))}.<br>"
        f"{known}{figure}{note}</span></li>"
    )


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


def _plan(visit: Visit) -> str:
    coming = round_to_plan(visit.study.folder)
    here = visit.study.at("before", "plan")
    return f"{here}?{urlencode({'round': coming})}" if coming else here


def _at(visit: Visit, year: str) -> str:
    return f"{visit.study.at('before', 'look-back')}?{urlencode({'round': year})}"
