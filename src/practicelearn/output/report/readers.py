"""The report for readers: no place, no person, no small number; a draft until released."""

from __future__ import annotations

import pandas as pd

from practicelearn.errors import PracticelearnError
from practicelearn.output.gate.raised import balance_said, change_said
from practicelearn.output.gate.sizes import tally_cell, tally_said
from practicelearn.output.gate.wording import joined, long_date
from practicelearn.output.report.beside import side_by_side
from practicelearn.output.report.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    KeyFigures,
    Paragraph,
    Table,
)
from practicelearn.output.report.changes import (
    change_figures,
    change_in_words,
    for_readers,
)
from practicelearn.output.report.checklist import checklist_section
from practicelearn.output.report.coverage import who_answered
from practicelearn.output.report.cycle import CycleTables, cycle_section
from practicelearn.output.report.material import Material
from practicelearn.output.report.method import how_it_was_done, limits
from practicelearn.output.report.replies import replies_to_promises
from practicelearn.output.report.sure import whether_it_turns
from practicelearn.output.report.told import (
    heard_from_few,
    other_subjects,
    what_people_told_us,
)
from practicelearn.themes.tallies import Tally
from practicelearn.themes.verdicts import NOT_TESTED, WOBBLE

__all__ = ["readers_document", "refuse_named", "shown_themes"]

NEITHER = "More or less talk about something is neither better nor worse by itself."


def readers_document(material: Material, cycle: CycleTables | None = None) -> Document:
    """Return the report for readers as a document.

    Raises
    ------
    PracticelearnError
        Names have not been replaced in the corpus.
    """
    refuse_named(material)
    change = None
    if material.change is not None and len(material.change):
        change = for_readers(
            material.change, material.without_share, shown_themes(material),
            material.rounded_shares,
        )  # fmt: skip
    blocks: list[Block] = [
        *_in_short(material, change),
        *heard_from_few(material),
        *what_people_told_us(material),
        *other_subjects(material),
        *_what_changed(material, change),
        *cycle_section(material, cycle, for_readers=True),
        *replies_to_promises(material, cycle, for_readers=True),
        *who_answered(material),
        Heading("How this was done, and what it cannot say", anchor="method"),
        Bullets([*how_it_was_done(material, for_readers=True), *limits(material)]),
        *_appendix(material, change),
        *checklist_section(material),
    ]
    when = f"Rounds {joined(material.years)}. " if material.latest else ""
    return Document(
        title=material.title,
        subtitle=f"What practitioners told their peers. {when}{long_date(material.made)}",
        blocks=blocks,
    )


def refuse_named(material: Material) -> None:
    """Raise where names have not been replaced: nothing may leave the team then."""
    if not material.themes.corpus.pseudonymised:
        raise PracticelearnError(
            "a report for readers is made from pseudonymised transcripts only; in these, names "
            'have not been replaced. Pseudonymise the corpus, or make Report(kind="evidence").'
        )


def shown_themes(material: Material) -> set[str]:
    """Themes a reader may see: declared, stated by a person, or recurring in the newest round."""
    return material.shown


def _in_short(material: Material, change: pd.DataFrame | None) -> list[Block]:
    corpus = material.themes.corpus
    sessions = corpus.sessions
    now = sessions[sessions["year"] == material.latest] if material.latest else sessions
    people = material.people_in(material.latest)
    when = f" in {material.latest}" if material.latest else ""
    of_all = material.latest not in material.counted or material.counted[material.latest].whole
    figures = [
        (tally_cell(Tally.different(now["group"], "sessions")), f"groups{when}"),
        *([(people, f"people{'' if of_all else ' counted'}{when}")] if people else []),
        (
            tally_cell(Tally.of(material.years, "rounds")),
            "rounds" if len(material.years) > 1 else "round",
        ),
    ]
    stated = material.stated()
    recurring = stated[[material.recurs(str(t), material.latest) for t in stated.index]]
    said = [f"{row.statement} ({row.name})" for row in recurring.itertuples()]
    said += _not_yet_said(material)
    if change is not None:
        for before, after in material.contrasts()[:1]:
            said += [f"{s[:-1]}, {before} to {after}." for s in change_in_words(_of(change, after))]
            if _of(change, after)["verdict"].str.startswith("heard ").any():
                said.append(NEITHER)
    blocks: list[Block] = [Heading("In short", anchor="short"), KeyFigures(figures)]
    return [*blocks, Bullets(said)] if said else blocks


def _not_yet_said(material: Material) -> list[str]:
    """Subjects that keep coming up and have no sentence yet: not passed over in silence."""
    tables = [b for b in other_subjects(material) if isinstance(b, Table)]
    waiting = Tally.of([row for table in tables for row in table.rows], "subjects")
    if not waiting.n:
        return []
    keep, have = ("keeps", "has") if waiting.n == 1 else ("keep", "have")
    said = (
        f"{tally_said(waiting, 'more subject')} {keep} coming up and {have} not yet been read and "
        "put into a sentence; see “Other subjects that keep coming up”."
    )
    return [said]


def _of(change: pd.DataFrame, after: str) -> pd.DataFrame:
    rows: pd.DataFrame = change[change["year_after"] == after]
    return rows


def _what_changed(material: Material, change: pd.DataFrame | None) -> list[Block]:
    if change is None or change.empty:
        return []
    blocks: list[Block] = [
        Heading(material.heading("What changed"), anchor="change"),
        Paragraph(
            "“Heard more” and “heard less” say what was raised by more or fewer people. Less talk "
            f"may be fatigue or fear: it is no improvement by itself. {WOBBLE}"
        ),
    ]
    for before, after in material.contrasts():
        rows = _of(change, after)
        tested = rows[rows["verdict"] != NOT_TESTED]
        said = [f"{r.name}. {change_said(r, figures=False)}" for r in tested.itertuples()]
        balances = material.balances_of(before, after)
        said += [balance_said(r, figures=False) for r in balances.itertuples()]
        blocks.append(Heading(f"{before} to {after}", 3))
        blocks.append(Bullets(said or change_in_words(rows)))
        if (before, after) == (material.beside, material.latest):
            sure = whether_it_turns(material, before, after)
            blocks += [Paragraph(sure)] if sure else []
            blocks += side_by_side(material, list(rows["theme_id"]))
    return blocks


def _appendix(material: Material, change: pd.DataFrame | None) -> list[Block]:
    if change is None or change.empty:
        return []
    blocks: list[Block] = [Heading(material.heading("Appendix: the figures"), anchor="figures")]
    for before, after in material.contrasts():
        blocks.append(Heading(f"Figures, {before} to {after}", 3))
        # the size of groups would give away what is rounded
        quiet = material.years if material.rounding else material.changed
        blocks += change_figures(_of(change, after), full=False, changed=quiet)
    return blocks
