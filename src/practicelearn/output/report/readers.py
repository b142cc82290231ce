"""The report for readers: no place, no person, no small number; a draft until released."""

from __future__ import annotations

import pandas as pd

from practicelearn.output.gate.sizes import tally_cell
from practicelearn.output.gate.wording import joined, long_date
from practicelearn.output.report.blocks import (
    Block,
    Bullets,
    Contents,
    Document,
    Heading,
    KeyFigures,
    Paragraph,
)
from practicelearn.output.report.changes import change_figures, change_in_words, readers_change
from practicelearn.output.report.coverage import who_answered
from practicelearn.output.report.cycle import (
    CycleTables,
    SheetWords,
    cycle_section,
    figures_of_actions,
)
from practicelearn.output.report.first_page import (
    going_well_and_worries,
    not_yet_said,
    questions,
    sides_of,
    what_is_new,
)
from practicelearn.output.report.material import Material
from practicelearn.output.report.method import how_it_was_done, limits
from practicelearn.output.report.own_words import PLACES
from practicelearn.output.report.refusing import refuse_named
from practicelearn.output.report.replies import replies_to_promises
from practicelearn.output.report.sure import whether_it_turns
from practicelearn.output.report.told import (
    heard_from_few,
    other_subjects,
    what_people_told_us,
)
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.tallies import Tally

__all__ = ["readers_document"]

CHECKLISTS = (
    "The reporting checklists COREQ and SRQR, filled in as far as the study’s own data go, are a "
    "file of their own beside this report."
)


def readers_document(material: Material, cycle: CycleTables | None = None) -> Document:
    """Return the report for readers as a document.

    Raises
    ------
    PracticelearnError
        Names have not been replaced in the corpus.
    """
    refuse_named(material)
    blocks: list[Block] = [
        *_first_page(material, cycle),
        Contents(),
        *_under_its_heading(material, "foreword"),
        *who_answered(material),
        *heard_from_few(material),
        *_above(material, "told", what_people_told_us(material, cycle)),
        *other_subjects(material),
        *_above(material, "cycle", cycle_section(material, cycle, for_readers=True)),
        *replies_to_promises(material, cycle, for_readers=True),
        *_under_its_heading(material, "thanks"),
        Heading("How this was done, and what it cannot say", anchor="method"),
        Bullets(
            [
                *how_it_was_done(material, for_readers=True),
                *_whether_it_turns(material),
                *limits(material),
            ]
        ),
        Paragraph(CHECKLISTS, "note"),
        *_appendix(material, cycle),
    ]
    rounds = "Round" if len(material.years) == 1 else "Rounds"
    when = f"{rounds} {joined(material.years)}. " if material.latest else ""
    return Document(
        title=material.title,
        subtitle=f"What practitioners told their peers. {when}{long_date(material.made)}",
        blocks=blocks,
    )


def _first_page(material: Material, cycle: CycleTables | None) -> list[Block]:
    """What goes well, what worries, what is new, what is asked: for whoever reads no further."""
    sides = sides_of(material)
    words = SheetWords(GiveAways.of(material.themes.corpus))
    return [
        Heading("In short", anchor="short"),
        _size(material),
        *going_well_and_worries(material, sides, level=3),
        Heading("What is new", 3, anchor="new"),
        Bullets([*what_is_new(material), *not_yet_said(material)]),
        Heading("What we ask you to decide", 3, anchor="decide"),
        *material.own_words.get("ask", []),
        Bullets(questions(material, cycle, sides, words)),
    ]


def _under_its_heading(material: Material, place: str) -> list[Block]:
    """The team's own words as a section; nothing where it wrote none."""
    own = material.own_words.get(place)
    return [Heading(PLACES[place], anchor=place), *own] if own else []


def _above(material: Material, place: str, section: list[Block]) -> list[Block]:
    """A section with the team's own words below its heading."""
    return [*section[:1], *material.own_words.get(place, []), *section[1:]] if section else []


def _whether_it_turns(material: Material) -> list[str]:
    """Whether a verdict on the newest round would read otherwise had it been counted otherwise."""
    said = whether_it_turns(material, material.beside, material.latest) if material.beside else ""
    return [said] if said else []


def _size(material: Material) -> KeyFigures:
    sessions = material.themes.corpus.sessions
    now = sessions[sessions["year"] == material.latest] if material.latest else sessions
    people = material.people_in(material.latest)
    when = f" in {material.latest}" if material.latest else ""
    of_all = material.latest not in material.counted or material.counted[material.latest].whole
    rounds = "rounds" if len(material.years) > 1 else "round"
    return KeyFigures(
        [
            (tally_cell(Tally.different(now["group"], "sessions")), f"groups{when}"),
            *([(people, f"people{'' if of_all else ' counted'}{when}")] if people else []),
            (tally_cell(Tally.of(material.years, "rounds")), rounds),
        ]
    )


def _appendix(material: Material, cycle: CycleTables | None) -> list[Block]:
    change, acted_on = readers_change(material), figures_of_actions(material, cycle)
    if change.empty and not acted_on:
        return []
    pairs: list[tuple[list[Block], list[Block]]] = []
    for before, after in material.contrasts():
        rows: pd.DataFrame = change[change["year_after"] == after]
        if rows.empty:  # topics alone, which readers are told nothing of
            continue
        # the size of groups would give away what is rounded
        quiet = material.years if material.rounding else material.changed
        head: list[Block] = [Heading(f"Figures, {before} to {after}", 3)]
        head.append(Bullets(change_in_words(rows)))
        pairs.append((head, change_figures(rows, full=False, changed=quiet)))
    blocks: list[Block] = [
        Heading(material.heading("Appendix: the figures"), anchor="figures"),
        *_together([figures for _, figures in pairs]),
    ]
    shared = _items(blocks)
    for head, figures in pairs:
        blocks += [*head, *_without(figures, shared)]
    return [*blocks, *_without(acted_on, _items(blocks))]


def _together(pairs: list[list[Block]]) -> list[Block]:
    """The cautions that are the same of every pair of rounds, said once before all of them."""
    if len(pairs) < 2:
        return []
    shared = set.intersection(*(_items(own) for own in pairs))
    first = [item for b in pairs[0] if isinstance(b, Bullets) for item in b.items]
    told = [item for item in first if item in shared]
    return [Paragraph("Of each pair of rounds below:"), Bullets(told)] if told else []


def _items(blocks: list[Block]) -> set[str]:
    return {item for b in blocks if isinstance(b, Bullets) for item in b.items}


def _without(blocks: list[Block], told: set[str]) -> list[Block]:
    """The same blocks without sentences that have been told, and without lists left empty."""
    own: list[Block] = [
        Bullets([item for item in b.items if item not in told]) if isinstance(b, Bullets) else b
        for b in blocks
    ]
    return [b for b in own if not isinstance(b, Bullets) or b.items]
