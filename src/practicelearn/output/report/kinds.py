"""The kinds of document: what makes each, its title, its files, and the notice at its head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from practicelearn.output.report.blocks import DRAFT, NOT_GIVEN_BACK, NOT_ON_RECORD, Document
from practicelearn.output.report.cards import cards_document
from practicelearn.output.report.checklist import checklists_document
from practicelearn.output.report.cycle import CycleTables
from practicelearn.output.report.directors import directors_document
from practicelearn.output.report.evidence import evidence_document
from practicelearn.output.report.feedback import feedback_document
from practicelearn.output.report.material import Material
from practicelearn.output.report.poster import poster_document
from practicelearn.output.report.readers import readers_document

__all__ = ["FILES", "MADE_BY", "TITLES", "Kind", "noticed"]

Kind = Literal["report", "evidence", "summary", "feedback", "poster", "cards", "checklists"]

MADE_BY: dict[str, Callable[[Material, CycleTables | None], Document]] = {
    "report": readers_document,
    "evidence": evidence_document,
    "summary": directors_document,
    "feedback": feedback_document,
    "poster": poster_document,
    "cards": cards_document,
    "checklists": checklists_document,
}
"""What makes the blocks of a document of each kind."""
_RELEASED = ("report", "summary", "poster", "checklists")
"""What nobody but the team may see before a person has released it."""
FILES = (
    ("report", ".html"), ("report", ".docx"), ("summary", ".docx"), ("summary", ".pptx"),
    ("poster", ".html"), ("poster", ".docx"), ("checklists", ".docx"), ("feedback", ".docx"),
)  # fmt: skip
"""Kind and suffix of each file that readers get."""
TITLES = {
    "report": "Practice themes",
    "evidence": "Practice themes: the evidence",
    "summary": "Practice themes",
    "feedback": "What we heard",
    "poster": "Practice themes",
    "cards": "Quote cards",
    "checklists": "Practice themes",
}

_NOTICES = {"feedback": NOT_GIVEN_BACK, "cards": NOT_ON_RECORD, **dict.fromkeys(_RELEASED, DRAFT)}


def noticed(document: Document, kind: str, *, on_record: Callable[[], bool]) -> Document:
    """Return a document with what stands above it for as long as it is not on record.

    Parameters
    ----------
    document : Document
    kind : str
    on_record : callable
        Whether it is; not asked of a kind of which nothing is put on record.
    """
    if kind not in _NOTICES or on_record():
        return document
    return replace(document, notices=[_NOTICES[kind], *document.notices])
