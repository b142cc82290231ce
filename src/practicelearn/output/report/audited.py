"""The last check before a release: what finished documents tell, with all earlier ones."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from practicelearn.output.disclosure.answered import answered_disclosed
from practicelearn.output.disclosure.audit import Disclosed, audit
from practicelearn.output.disclosure.facts import THIS, Came, Fact
from practicelearn.output.disclosure.finished import pieces_of
from practicelearn.output.disclosure.history import earlier_facts, populations
from practicelearn.output.disclosure.known import Kept, Known
from practicelearn.output.disclosure.parsing import Reading, read_pieces
from practicelearn.output.gate.wording import text
from practicelearn.output.report.blocks import Document
from practicelearn.output.report.coverage import answered_rounds
from practicelearn.output.report.cycle import CycleTables
from practicelearn.output.report.material import Material
from practicelearn.output.report.names import waived
from practicelearn.output.report.own_words import own_texts
from practicelearn.output.report.writers import html_of
from practicelearn.themes.cycle.naming import small_counts

__all__ = ["audit_facts", "known_of", "not_to_be_told", "read_documents", "read_told"]


def read_documents(
    documents: Iterable[str | Path], material: Material, cycle: CycleTables | None = None
) -> Reading:
    """Return what finished documents tell, and every figure in them that could not be placed.

    Parameters
    ----------
    documents : iterable of str or Path
        Pages as HTML, or files that end in .html or .docx.
    material : Material
        What they were made from.
    cycle : CycleTables, optional
        The action sheet, whose words are written by hand.
    """
    known = known_of(material, cycle)
    facts: list[Fact] = []
    unread: list[str] = []
    for document in documents:
        own = read_pieces(pieces_of(document), known, release=THIS)
        facts += own.facts
        unread += own.unread
    return Reading(list(dict.fromkeys(facts)), list(dict.fromkeys(unread)))


def audit_facts(facts: Iterable[Fact], material: Material) -> list[Disclosed]:
    """Return what these facts disclose together with those of all earlier releases."""
    earlier = material.releases
    every = [*earlier_facts(earlier), *facts]
    of_themes = [f for f in every if not isinstance(f, Came)]
    people = populations(of_themes, material.counted, earlier)
    found = audit([f for f in of_themes if f.round in people], people)
    answered = answered_disclosed(every, answered_rounds(material))
    return [*found, *(Disclosed("", "", "who answered", "", 0, 0, "", said) for said in answered)]


def not_to_be_told(read: Reading, material: Material) -> list[str]:
    """Return what of a reading must not be told: figures nobody can place, and what they tell."""
    unplaced = [f"a figure nobody can check: {said}" for said in read.unread]
    return [*unplaced, *(found.says for found in audit_facts(read.facts, material))]


def known_of(material: Material, cycle: CycleTables | None = None) -> Known:
    """Return what the study knows of the words its documents use."""
    of_people, of_groups = {}, {}
    for year, now in material.counted.items():
        for theme in now.raised:
            counted, read = frozenset(now.counted(theme)), now.read.get(theme, frozenset())
            of_people[theme, year] = None if counted == set(now.sizes) else counted
            of_groups[theme, year] = None if read == set(now.sizes) else read
    coded = material.coded
    stated = material.stated()
    kept = {
        key: material.reprinted(*key)
        for key in {**material.released.said, **material.released.given_back}
    }
    reprinted = {
        key: Kept(said.people, said.groups, said.recurs, said.release)
        for key, said in kept.items()
        if said is not None
    }
    return Known(
        names={text(name): str(theme) for theme, name in coded["name"].items()},
        statements={text(said): str(theme) for theme, said in stated["statement"].items()},
        rounds=material.years,
        recurring=(material.themes.min_people, material.themes.min_groups),
        of_people=of_people,
        of_groups=of_groups,
        sizes={year: now.sizes for year, now in material.counted.items()},
        free=_written_by_hand(material, cycle),
        own_words=frozenset(own_texts(material.own_words)),
        reprinted=reprinted,
        rounded=material.rounded_shares,
        came={
            (f.round, *f.key): f
            for f in reversed(earlier_facts(material.releases))
            if isinstance(f, Came)
        },
        kinds=frozenset(v for now in answered_rounds(material).values() for _, v in now.kinds if v),
    )


def _written_by_hand(material: Material, cycle: CycleTables | None) -> frozenset[str]:
    said = [material.title, *material.stated()["statement"], *waived(material.decisions)["reason"]]
    if cycle is not None:
        sheet = cycle.cycle
        for table in (sheet.recommendations, sheet.actions):
            written = table.columns.intersection(["text", "reason", "note"])
            said += [v for column in written for v in table[column] if isinstance(v, str)]
    whole = {text(v, "") for v in said}
    return frozenset(w for v in whole for w in (v, small_counts(v), v.rstrip(".")) if w)


def read_told(
    document: Document,
    kind: str,
    material: Material,
    cycle: CycleTables | None,
    *,
    write: Callable[[Document, Path], None],
    for_readers: Callable[[str], list[Path]],
) -> Reading:
    """Return what the documents tell that go out with a document: a page or cards go alone.

    Parameters
    ----------
    document : Document
    kind : str
    material : Material
    cycle : CycleTables, optional
    write : callable
        Writes a document at a path.
    for_readers : callable
        Writes all that readers get into a folder, and returns their paths.
    """
    with tempfile.TemporaryDirectory() as folder:
        if kind == "feedback":
            path = Path(folder) / "feedback.docx"
            write(document, path)
            return read_documents([path], material, cycle)
        if kind == "cards":  # the page: in Word's table no cell is told for a quote
            return read_documents([html_of(document)], material, cycle)
        return read_documents(for_readers(folder), material, cycle)
