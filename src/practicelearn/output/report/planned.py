"""What was planned and when, in sentences; and for the team, the plan and every deviation."""

from __future__ import annotations

import math
import re

from practicelearn.output.gate.cells import number_cell
from practicelearn.output.gate.wording import joined, long_date, text
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph, Table
from practicelearn.output.report.material import Material
from practicelearn.themes.deviations import deviations
from practicelearn.themes.plan import NO_PLAN, Plan
from practicelearn.themes.sources import Row

__all__ = ["HASH_SHOWS", "deviations_said", "opened_early", "plan_said", "plan_section"]

HASH_SHOWS = "The hash shows that the record was not edited later, not that nobody looked."
FIRST_YEAR = "A first year declares no headline themes: there is nothing to compare it with yet."
THE_TEAM = "the team"
_PERSON = re.compile(r"\d")


def plan_said(material: Material, *, for_readers: bool) -> list[str]:
    """Return when each round that is compared was planned and by whom; for readers, by the team."""
    if len(material.years) < 2:
        return [FIRST_YEAR]
    plan = material.themes.plan
    later = list(dict.fromkeys(after for _, after in material.contrasts())) or [material.latest]
    said = []
    for year in later:
        own = None if plan is None else plan.of(year)
        told = f"{NO_PLAN}." if own is None else _one_said(own, for_readers=for_readers)
        said.append(told if len(later) == 1 or own is not None else f"{year}: {told}")
    if plan is None or all(s.endswith(f"{NO_PLAN}.") for s in said):
        said = [f"{NO_PLAN}."]
    if plan is not None and any(p.hash for p in (plan, *plan.earlier)):
        said.append(HASH_SHOWS)
    return said


def _one_said(plan: Plan, *, for_readers: bool) -> str:
    by = THE_TEAM if for_readers or not plan.by else text(plan.by)
    on = long_date(plan.at[:10]) if plan.at else "an unknown day"
    if not plan.made_before:
        return f"{NO_PLAN}: {plan.why_late}{_when(plan)}."
    if not plan.hash:
        return (
            f"Planned on {on} by {by}, as they say, before {plan.round} was coded{_coded(plan)}: "
            "the plan is not on record in a study."
        )
    if not plan.first_coded:
        return f"Planned on {on} by {by}, before anything of {plan.round} was coded."
    return (
        f"Planned on {on} by {by}, before the first coding of {plan.round} "
        f"({long_date(plan.first_coded[:10])})."
    )


def _coded(plan: Plan) -> str:
    return f" ({long_date(plan.first_coded[:10])})" if plan.first_coded else ""


def _when(plan: Plan) -> str:
    """When a plan that came too late was made, and after what."""
    if not plan.at:
        return ""
    return f", on {long_date(plan.at[:10])}"


def deviations_said(material: Material, *, for_readers: bool) -> list[str]:
    """Return each deviation in a sentence; for readers without figures and without who it was."""
    table = deviations(material.themes, material.change)
    said = []
    for row in table.itertuples():
        kept = "" if row.deviates else " The reason is on record, so it is no deviation."
        if for_readers:
            why = "" if not row.why or _PERSON.search(row.why) else f" Why: {_closed(row.why)}"
            said.append(
                f"Done otherwise than planned for {row.round}: {text(row.what)} "
                f"({_known(row.when)}).{why}"
                f"{kept}"
            )
            continue
        who = f", on {long_date(row.at[:10])} by {text(row.by)}" if row.at else ""
        why = f" Why: {_closed(row.why)}" if row.why else " Nobody has put a reason on record."
        said.append(
            f"{row.round}, {text(row.what)}: planned {text(row.planned)}; done {text(row.done)}"
            f"{who}; {_known(row.when)}.{why}{kept}"
        )
    return said


def _closed(words: str) -> str:
    return f"{text(words).rstrip('.')}."


def _known(when: str) -> str:
    return "it is not known what was seen by then" if when == "not known" else when


def plan_section(material: Material) -> list[Block]:
    """The plan of the newest round, when it was made, and what was done otherwise. For the team."""
    plan = material.themes.plan
    blocks: list[Block] = [
        Heading("What was planned, and what was done otherwise", anchor="plan"),
        Bullets([*plan_said(material, for_readers=False), *opened_early(material)]),
    ]
    if plan is None:
        return blocks
    blocks += _headlines(material, plan)
    told = deviations_said(material, for_readers=False)
    blocks.append(Heading("Deviations", 3))
    blocks.append(Bullets(told) if told else Paragraph("Everything was done as it was planned."))
    return [*blocks, *_missing(material)]


def _headlines(material: Material, plan: Plan) -> list[Block]:
    names = material.themes.table["name"]
    rows = [
        [
            text(names.get(h.theme_id, h.theme_id)), joined(list(h.codes)), text(h.direction, ""),
            "yes" if h.balance else "", text(h.why, ""),
        ]
        for h in plan.headlines
    ]  # fmt: skip
    header = ["Headline theme", "Codes", "Good news", "For and against too", "Where it comes from"]
    settled = [
        ("Sampling unit", plan.unit), ("Strata", plan.strata),
        ("Kinds of group compared", plan.kinds),
        ("Coders", joined(list(plan.coders))),
        ("Double coding", plan.double_coding), ("Stop rule", plan.stop_rule),
        ("Version of the frame", plan.frame_version), ("Version of the guide", plan.guide_version),
        ("Hash", plan.hash),
    ]  # fmt: skip
    told = [[what, text(value)] for what, value in settled if value]
    figures = Row("plan", (("round", plan.round),), _figures(plan))
    told[:0] = [[what.capitalize(), number_cell(figures, what)] for what in figures.cells]
    tables: list[Block] = []
    if rows:
        tables.append(Table(f"Headline themes planned for {plan.round}", header, rows))
    if told:
        tables.append(Table(f"The plan of {plan.round}", ["What", "Planned"], told, folded=True))
    return tables


def _figures(plan: Plan) -> dict[str, float]:
    """What a plan says in numbers, by how it is called."""
    said: dict[str, float] = {}
    if not math.isnan(plan.smallest_worthwhile):
        said["smallest worthwhile change, points"] = round(100 * plan.smallest_worthwhile)
    if plan.groups is not None:
        said["groups"] = plan.groups
    if plan.invited:
        said["people invited"] = plan.n_invited
    return said


def opened_early(material: Material) -> list[str]:
    """Return which comparisons were opened before plan and sentences stood, as is on record."""
    rows = material.decisions[material.decisions["kind"] == "compared"]
    if "early" not in rows or "rounds" not in rows:
        return []
    own = rows[rows["early"].eq(True)]
    return [
        f"The comparison of {joined(list(r.rounds))} was opened on {long_date(str(r.at)[:10])} "
        f"({text(r.where)}), before its plan and all sentences on the headline themes stood."
        for r in own.itertuples()
    ]


def _missing(material: Material) -> list[Block]:
    """Where to read what groups that were not held could have made of the headlines."""
    if material.themes.missing_groups().empty:
        return []
    return [
        Paragraph(
            "What the groups that were planned and not held could have made of the headline "
            "shares stands under “Who was invited, who came”."
        )
    ]
