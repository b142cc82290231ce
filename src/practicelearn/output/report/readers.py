"""The report for readers: no place, no person, no small number; a draft until released."""

from __future__ import annotations

import pandas as pd

from practicelearn.errors import PracticelearnError
from practicelearn.output.report.blocks import (
    DRAFT,
    Block,
    Bullets,
    Document,
    Heading,
    KeyFigures,
    Paragraph,
    Quote,
    Table,
)
from practicelearn.output.report.changes import (
    change_figures,
    change_in_words,
    for_readers,
)
from practicelearn.output.report.cycle import CycleTables, cycle_section
from practicelearn.output.report.material import Material
from practicelearn.output.report.method import how_it_was_done, limits
from practicelearn.output.report.replies import replies_in_short
from practicelearn.output.report.wording import (
    FEWER,
    change_sentence,
    count,
    joined,
    long_date,
    number,
    of_people,
)
from practicelearn.themes.quotes import choose_quotes
from practicelearn.themes.verdicts import NOT_TESTED

__all__ = ["printed_quotes", "readers_document", "refuse_named"]

QUOTES = 3


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
        change = for_readers(material.change, material.extent, _shown(material))
    blocks: list[Block] = [
        *_in_short(material, change),
        *_what_people_told_us(material),
        *_other_subjects(material),
        *_what_changed(material, change),
        *cycle_section(material, cycle, for_readers=True),
        Heading("How this was done, and what it cannot say", anchor="method"),
        Bullets([*how_it_was_done(material), *limits(material)]),
        *_appendix(material, change),
    ]
    when = f"Rounds {joined(material.years)}. " if material.latest else ""
    return Document(
        title=material.title,
        subtitle=f"What practitioners told their peers. {when}{long_date(material.made)}",
        blocks=blocks,
        notices=[] if material.released else [DRAFT],
    )


def refuse_named(material: Material) -> None:
    """Raise where names have not been replaced: nothing may leave the team then."""
    if not material.themes.corpus.pseudonymised:
        raise PracticelearnError(
            "a report for readers is made from pseudonymised transcripts only; in these, names "
            'have not been replaced. Pseudonymise the corpus, or make Report(kind="evidence").'
        )


def _shown(material: Material) -> set[str]:
    """Themes a reader may see: declared, stated by a person, or recurring in the newest round."""
    coded = material.coded
    recurring = coded.index[[material.latest in years for years in coded["years_recurring"]]]
    declared = coded.index.intersection(material.themes.declared)
    return {*declared, *coded.index[coded["status"] == "theme"], *recurring}


def _in_short(material: Material, change: pd.DataFrame | None) -> list[Block]:
    corpus = material.themes.corpus
    sessions = corpus.sessions
    now = sessions[sessions["year"] == material.latest] if material.latest else sessions
    scores = material.themes.scores
    own = scores[(scores["year"] == material.latest) | (material.latest == "")]
    people = int(own.drop_duplicates("group")["n_people"].sum())
    when = f" in {material.latest}" if material.latest else ""
    figures = [
        (number(now["group"].nunique()), f"groups{when}"),
        (number(people) if people > 4 else FEWER, f"people{when}"),
        (number(len(material.years)), "rounds" if len(material.years) > 1 else "round"),
    ]
    stated = _stated(material)
    recurring = stated[[material.latest in y for y in stated["years_recurring"]]]
    said = [f"{row.statement} ({row.name})" for row in recurring.itertuples()]
    if change is not None:
        for before, after in material.contrasts()[:1]:
            said += [f"{s[:-1]}, {before} to {after}." for s in change_in_words(_of(change, after))]
    blocks: list[Block] = [Heading("In short", anchor="short"), KeyFigures(figures)]
    return [*blocks, Bullets(said)] if said else blocks


def _of(change: pd.DataFrame, after: str) -> pd.DataFrame:
    rows: pd.DataFrame = change[change["year_after"] == after]
    return rows


def _stated(material: Material) -> pd.DataFrame:
    rows: pd.DataFrame = material.table[material.table["status"] == "theme"]
    return rows


def _what_people_told_us(material: Material) -> list[Block]:
    stated = _stated(material)
    blocks: list[Block] = [Heading(material.heading("What people told us"), anchor="told")]
    if stated.empty:
        blocks.append(
            Paragraph(
                "No theme has been stated yet: a person has still to read the evidence and write "
                "in one sentence what people are saying."
            )
        )
    printed = printed_quotes(material)
    for theme in stated.index:
        row = stated.loc[theme]
        blocks += [
            Heading(row["name"], 3),
            Paragraph(row["statement"], "statement"),
            Paragraph(_reach(material, theme)),
            *replies_in_short(material, theme),
            *_cleared_quotes(printed, theme),
        ]
    return blocks


def _reach(material: Material, theme: str) -> str:
    if material.table.loc[theme, "origin"] == "topic":
        return "Found by the words people share; nobody has counted who raised it."
    parts = []
    for year in reversed(material.years):
        now = material.reach(theme, year)
        if now is None:
            continue
        groups = count(now.n_groups, "group")
        people = of_people(now.n_people_raised, now.n_people, hide=True)
        parts.append(
            f"{f'In {year}' if year else 'Raised'}: {now.n_groups_raised} of {groups}, {people} "
            "people."
            if now.n_groups_raised
            else f"{f'In {year}' if year else 'Raised'}: nobody in {groups}."
        )
    return " ".join(parts) or "Not read for this theme."


def printed_quotes(material: Material) -> pd.DataFrame:
    """Return the quotes readers see, of stated themes in order: EVIDENCE and ``reference``."""
    cleared = material.may_be_quoted
    chosen = [cleared.iloc[:0]]
    for theme in _stated(material).index:
        own = cleared[cleared["theme_id"] == theme]
        newest = own[own["year"] == material.latest] if material.latest else own
        chosen.append(choose_quotes(newest if len(newest) else own, QUOTES))
    full = [c for c in chosen if len(c)]
    table = pd.concat(full, ignore_index=True) if full else chosen[0]
    return table.assign(reference=[f"Q{n}" for n in range(1, len(table) + 1)])


def _cleared_quotes(printed: pd.DataFrame, theme: str) -> list[Block]:
    own = printed[printed["theme_id"] == theme]
    if own.empty:
        return [Paragraph("No quote has been cleared for this report.", "note")]
    return [Quote(row.quote, row.reference) for row in own.itertuples()]


def _other_subjects(material: Material) -> list[Block]:
    """Recurring subjects without a sentence; a lone one is printed only once a person states it."""
    rows = []
    for theme, row in material.coded[material.coded["status"] == "candidate"].iterrows():
        now = material.reach(str(theme), material.latest)
        if now is not None and material.latest in row["years_recurring"]:
            people = of_people(now.n_people_raised, now.n_people, hide=True)
            rows.append([row["name"], f"{now.n_groups_raised} of {now.n_groups}", people])
    if not rows:
        return []
    when = f" in {material.latest}" if material.latest else ""
    return [
        Heading("Other subjects that keep coming up", anchor="others"),
        Paragraph("Not yet read by a person: these are subjects, not findings."),
        Table(f"Subjects that recur{when}", ["Subject", "Groups", "People"], rows),
    ]


def _what_changed(material: Material, change: pd.DataFrame | None) -> list[Block]:
    if change is None or change.empty:
        return []
    blocks: list[Block] = [
        Heading(material.heading("What changed"), anchor="change"),
        Paragraph(
            "“Heard more” and “heard less” say what was raised by more or fewer people. Less talk "
            "may be fatigue or fear: it is no improvement by itself."
        ),
    ]
    for before, after in material.contrasts():
        rows = _of(change, after)
        tested = rows[rows["verdict"] != NOT_TESTED]
        said = [f"{r.name}. {change_sentence(r, figures=False)}" for r in tested.itertuples()]
        blocks.append(Heading(f"{before} to {after}", 3))
        blocks.append(Bullets(said or change_in_words(rows)))
    return blocks


def _appendix(material: Material, change: pd.DataFrame | None) -> list[Block]:
    if change is None or change.empty:
        return []
    blocks: list[Block] = [Heading(material.heading("Appendix: the figures"), anchor="figures")]
    for before, after in material.contrasts():
        blocks.append(Heading(f"Figures, {before} to {after}", 3))
        blocks += change_figures(_of(change, after), full=False)
    return blocks
