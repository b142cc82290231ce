"""The evidence file: every quote with its place, for the team that analyses."""

from __future__ import annotations

from practicelearn.output.gate.cells import number_cell
from practicelearn.output.gate.sizes import part_said, tally_cell, tally_said
from practicelearn.output.gate.wording import capital, joined, long_date
from practicelearn.output.report.blocks import Block, Bullets, Document, Heading, KeyFigures
from practicelearn.output.report.candidates import (
    all_passages,
    topics_without_code,
    what_keeps_coming_up,
    where_it_came_up,
)
from practicelearn.output.report.changes import change_in_words, what_changed
from practicelearn.output.report.coverage import coverage_page
from practicelearn.output.report.cycle import CycleTables, cycle_section
from practicelearn.output.report.heaps import heaps_section
from practicelearn.output.report.how import heard_once_section, how_it_came_up
from practicelearn.output.report.material import Material
from practicelearn.output.report.method import method_and_limits, versions, whose_reading
from practicelearn.output.report.participation import what_was_read, who_took_part
from practicelearn.output.report.planned import plan_section
from practicelearn.output.report.published import published_before
from practicelearn.output.report.replies import replies_to_promises, replies_to_the_whole
from practicelearn.output.report.role_notes import who_led_and_coded
from practicelearn.output.report.sure import how_sure
from practicelearn.themes.sources import Row, Rows
from practicelearn.themes.tallies import Part, Tally

__all__ = ["NOT_FOR_SHARING", "evidence_document"]

NOT_FOR_SHARING = (
    "NOT FOR SHARING. Names have not been replaced in these transcripts. Keep this file with the "
    "team that analyses them; pseudonymise before a report is made."
)
FOR_THE_TEAM = (
    "For the team that analyses: every quote stands with its place, so do not pass this file on. "
    "The report for readers is a file of its own."
)


def evidence_document(material: Material, cycle: CycleTables | None = None) -> Document:
    """Return the evidence file as a document."""
    named = not material.themes.corpus.pseudonymised
    blocks: list[Block] = [
        *_at_a_glance(material),
        *heard_once_section(material),
        *what_was_read(material),
        *who_took_part(material),
        *coverage_page(material),
        *who_led_and_coded(material),
        *what_keeps_coming_up(material),
        *topics_without_code(material),
        *replies_to_the_whole(material),
        *heaps_section(material),
        *where_it_came_up(material),
        *how_it_came_up(material),
        *plan_section(material),
        *what_changed(material),
        *how_sure(material),
        *published_before(material),
        *cycle_section(material, cycle, for_readers=False),
        *replies_to_promises(material, cycle, for_readers=False),
        *method_and_limits(material),
        *whose_reading(material),
        *versions(material),
        *all_passages(material),
    ]
    return Document(
        title=material.title,
        subtitle=f"Evidence file of {long_date(material.made)}. {FOR_THE_TEAM}",
        blocks=blocks,
        notices=[NOT_FOR_SHARING] if named else [],
    )


def _at_a_glance(material: Material) -> list[Block]:
    corpus = material.themes.corpus
    of = material.coded if len(material.coded) else material.table
    recurring = of["years_recurring"].map(lambda y: material.latest in y)
    rounds = Tally.of(material.years, "rounds")
    figures = [
        (tally_cell(Tally.of(corpus.sessions, "sessions")), "sessions read"),
        (tally_cell(rounds), "round" if rounds.n == 1 else "rounds"),
        (tally_cell(Tally.of(corpus.turns, "turns")), "turns"),
        (number_cell(Row("turns", (), {"n_words": corpus.n_words.sum()}), "n_words"), "words"),
        (
            part_said(Part.where(recurring, "themes")),
            f"themes and candidates recurring{f' in {material.latest}' if material.latest else ''}",
        ),
    ]
    return [
        Heading("At a glance", anchor="glance"),
        KeyFigures(figures),
        Bullets([*_findings(material), *_to_do(material)]),
    ]


def _findings(material: Material) -> list[str]:
    said = []
    table = material.coded if len(material.coded) else material.table
    recurring = [
        material.label(str(theme))
        for theme, years in table["years_recurring"].items()
        if material.latest in years
    ]
    if recurring:
        when = f" in {material.latest}" if material.latest else ""
        said.append(f"Recurring{when}: {joined(recurring)}.")
    for before, after in material.contrasts()[:1]:
        change = material.change
        assert change is not None
        rows = change[(change["year_before"] == before) & (change["year_after"] == after)]
        said += [f"{before} to {after}. {sentence}" for sentence in change_in_words(rows)]
    alone = [material.label(str(t)) for t, f in table["flags"].items() if "one group only" in f]
    if alone:
        said.append(
            f"Heard in one group only: {joined(alone)}. A lone account may matter most; read it."
        )
    return said


def _to_do(material: Material) -> list[str]:
    """What a person must still do before a report can be released."""
    said = [capital(note) for note in material.themes.notes]
    if not material.themes.corpus.pseudonymised:
        return [*said, "No report for readers can be made: names have not been replaced."]
    unread = Tally(Rows.where("themes", material.coded["status"] == "candidate"))
    if unread.n:
        have = "has" if unread.n == 1 else "have"
        said.append(
            f"Before a report is released: {tally_said(unread, 'candidate')} from codes {have} no "
            "sentence by a person yet."
        )
    flagged = sorted(material.flagged)
    allowed = set(material.may_be_quoted["coding_id"])
    barred = Tally(Rows.where("quotable", (c not in allowed for c in flagged)))
    if barred.n:
        marked = tally_said(Tally.of(flagged, "quotable"), "passage is", "passages are")
        said.append(
            f"{marked} marked quotable, of which {tally_cell(barred)} will not be printed: no "
            "consent to be quoted is recorded, or it is a note."
        )
    elif not flagged:
        said.append("No passage has been marked quotable yet, so the report prints no quotes.")
    return said
