"""The report: one model, two documents, two file formats."""

from __future__ import annotations

import html
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from practicelearn._arguments import check_arguments, check_fields, check_known
from practicelearn._disk import save_whole
from practicelearn._tables import RECHECKS, SURVEY, empty_table
from practicelearn.output.disclosure.facts import Fact
from practicelearn.output.disclosure.parsing import Reading
from practicelearn.output.disclosure.releases import of_reports
from practicelearn.output.report.audited import audit_facts, read_documents
from practicelearn.output.report.blocks import (
    DRAFT,
    NOT_GIVEN_BACK,
    NOT_ON_RECORD,
    Block,
    Document,
)
from practicelearn.output.report.cards import cards_document
from practicelearn.output.report.checklist import checklists_document
from practicelearn.output.report.cycle import CycleTables
from practicelearn.output.report.directors import directors_document
from practicelearn.output.report.evidence import evidence_document
from practicelearn.output.report.feedback import feedback_document
from practicelearn.output.report.made_together import Made, made_with
from practicelearn.output.report.material import Material
from practicelearn.output.report.names import refuse_names
from practicelearn.output.report.own_words import read_own_words, refuse_give_aways
from practicelearn.output.report.poster import poster_document
from practicelearn.output.report.readers import readers_document
from practicelearn.output.report.release import (
    given_back,
    hashes_of,
    model_hash,
    page_hash,
    poster_of,
)
from practicelearn.output.report.writers import Look, html_of, refuse_suffix, write_document
from practicelearn.study.card_record import recorded_cards
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.kinds import check_of_rounds
from practicelearn.themes.of_study import cache_of
from practicelearn.themes.themes import Themes

__all__ = ["Report"]

_KINDS: dict[str, Callable[[Material, CycleTables | None], Document]] = {
    "report": readers_document,
    "evidence": evidence_document,
    "summary": directors_document,
    "feedback": feedback_document,
    "poster": poster_document,
    "cards": cards_document,
    "checklists": checklists_document,
}
_RELEASED = {"report", "summary", "poster", "checklists"}
"""What nobody but the team may see before a person has released it."""
_FILES = (
    ("report", (".html", ".docx")), ("summary", (".docx", ".pptx")),
    ("poster", (".html", ".docx")), ("checklists", (".docx",)), ("feedback", (".docx",)),
)  # fmt: skip
"""What readers get of each kind."""
_LOOKED_AT = 3  # of the newest releases, whether one is of this report: each is made to see
_TITLES = {
    "report": "Practice themes",
    "evidence": "Practice themes: the evidence",
    "summary": "Practice themes",
    "feedback": "What we heard",
    "poster": "Practice themes",
    "cards": "Quote cards",
    "checklists": "Practice themes",
}


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Report:
    """A document about themes: a report for readers, or the team's evidence file.

    Parameters
    ----------
    themes : Themes
    change : DataFrame, optional
        As ``compare_years`` returns it.
    kind : {"report", "evidence", "summary", "feedback", "poster", "cards", "checklists"}
        ``"report"``: only quotes that a person marked quotable and whose speaker consented, under
        a reference such as Q1; no session, team, person or place; counts of 1 to 4 people are
        "fewer than 5". ``"evidence"``: every quote with its place. ``"summary"``: one page for
        directors and members, under the rules of the report and with quotes out of it.
        ``"feedback"``: one page for those who took part in ``year``, without quotes. ``"poster"``:
        one sheet for the wall, without figures of people. ``"cards"``: cleared quotes of ``year``
        to cut apart, without theme, group and person. ``"checklists"``: COREQ and SRQR, filled in
        as far as the data go. By default ``"report"``.
    title : str, optional
    decisions : DataFrame, optional
        As ``Study.decisions`` returns it: quotable flags and releases. Without a release of
        exactly this report, report and summary say DRAFT.
    made : str, optional
        ISO date to print; by default today.
    waive : str, optional
        Why words of a report for readers that still look like names may stay, in writing; printed
        in it. A decision of kind ``waive`` does the same.
    cycle : LearningCycle, optional
        As ``Study.actions`` returns it: you said, we did, did it help.
    rechecks : DataFrame, optional
        As ``recheck`` returns it, for the same cycle.
    survey : DataFrame, optional
        As ``Study.survey`` returns it.
    sensitivity : DataFrame, optional
        As ``themes.sensitivity_of(change)`` returns it: what each headline verdict hangs on, in
        full in the evidence file and in a sentence in the report.
    published : DataFrame, optional
        Figures of earlier reports, counted again: for the evidence file only.
    year : str, optional
        The round a page for participants is about; by default the newest.
    guide : DataFrame, optional
        As ``Study.guide`` returns it: which questions introduced a theme.
    template : str or Path, optional
        A council's own ``.docx`` for Word files: styles, page, header and footer are taken from it.
        Where it lacks a style, the library's own is used, with a warning.
    template_slides : str or Path, optional
        A council's own ``.pptx`` for slides of the summary: layouts, fonts and colours are taken
        from it. Where it lacks a layout, the library's own look is used, with a warning.
    rounding : {0, 5}, default 0
        Round readers' counts of people, and how many they are of, to fives. Shares come of the
        rounded counts; intervals are then left out.
    words : str or Path, optional
        A Word file of the team's own words, such as the study's ``report-words.docx``: foreword,
        thanks and further paragraphs, printed in the report.

    Raises
    ------
    PracticelearnError
        There is no such kind, or a report for readers is asked of a corpus in which names have not
        been replaced, or it holds words that look like names and nobody has waived them, or the
        team's own words have no place or would give somebody away.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> prac.Report(themes=themes)
    Report (report): Practice themes, 21 blocks
    """

    themes: Themes
    change: pd.DataFrame | None = None
    kind: Literal["report", "evidence", "summary", "feedback", "poster", "cards", "checklists"] = (
        "report"
    )
    title: str | None = None
    decisions: pd.DataFrame | None = None
    made: str | None = None
    waive: str | None = None
    cycle: LearningCycle | None = None
    rechecks: pd.DataFrame | None = None
    survey: pd.DataFrame | None = None
    sensitivity: pd.DataFrame | None = None
    published: pd.DataFrame | None = None
    year: str | None = None
    guide: pd.DataFrame | None = None
    template: str | Path | None = None
    template_slides: str | Path | None = None
    rounding: Literal[0, 5] = 0
    words: str | Path | None = None

    def __post_init__(self) -> None:
        """Refuse what must never be made."""
        check_fields(self)
        if self.change is not None:
            check_of_rounds(self.change, "Report(change=...)")
        if self.year is not None:
            check_known("Report: year", self.year, self.themes.corpus.year_labels, noun="round")
        if self.kind != "evidence":
            refuse_names(self.document, self._decisions, cache=cache_of(self.themes.corpus))
        if self.kind == "report" and self._own_words:
            refuse_give_aways(self._own_words, GiveAways.of(self.themes.corpus))

    @cached_property
    def _decisions(self) -> pd.DataFrame:
        columns = ["kind", "who", "at"]
        decided = pd.DataFrame(columns=columns) if self.decisions is None else self.decisions
        if self.waive is None:
            return decided
        row = pd.DataFrame([{"kind": "waive", "reason": self.waive}], dtype=object)
        return pd.concat([decided, row], ignore_index=True)

    @cached_property
    def material(self) -> Material:
        """What every kind of document is made from.

        A release is no earlier one for the report that it released.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> report = prac.Report(themes=prac.find_themes(codings, corpus))
        >>> report.material.title
        'Practice themes'
        """
        return self._material() if self.kind == "evidence" else self._for_readers

    @cached_property
    def _for_readers(self) -> Material:
        every = self._material()
        hashes = hashes_of(every.releases)
        reports = [k for k, digest in enumerate(hashes) if digest]
        for k in reversed(reports[-_LOOKED_AT:]):
            own = self._material(earlier=k)
            if self._hash_of(own) == hashes[k]:
                return own
        return every

    def _material(self, *, earlier: int | None = None) -> Material:
        return Material(
            themes=self.themes,
            change=self.change,
            decisions=self._decisions,
            title=self.title or _TITLES[self.kind],
            made=self.made or date.today().isoformat(),
            year=self.year or "",
            guide=self.guide,
            rounding=self.rounding,
            earlier=earlier,
            sensitivity=self.sensitivity,
            published=self.published,
            own_words=self._own_words,
        )

    @cached_property
    def _own_words(self) -> dict[str, list[Block]]:
        return {} if self.words is None else read_own_words(self.words)

    @cached_property
    def document(self) -> Document:
        """The blocks, before they are HTML or Word.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> report = prac.Report(themes=prac.find_themes(codings, corpus))
        >>> [type(block).__name__ for block in report.document.blocks[:2]]
        ['Heading', 'KeyFigures']
        """
        document = self._unreleased
        if self.kind == "feedback" and not self.is_given_back:
            return replace(document, notices=[NOT_GIVEN_BACK, *document.notices])
        if self.kind == "cards" and self.page_hash not in recorded_cards(self._decisions):
            return replace(document, notices=[NOT_ON_RECORD, *document.notices])
        if self.kind not in _RELEASED or self._is_released:
            return document
        return replace(document, notices=[DRAFT, *document.notices])

    @property
    def hash(self) -> str:
        """Sha256 over what the report for readers prints, the day it was made left out.

        A release holds for the report with this hash, and for the page for directors and the
        poster beside it.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> len(prac.Report(themes=themes).hash)
        64
        """
        return self._hash_of(self._for_readers)

    @property
    def _is_released(self) -> bool:
        """Whether a release is of this report, and a poster was among what it released."""
        if self.kind != "poster" or not self.material.is_released:
            return self.material.is_released
        return poster_of(self._material().releases, self.material.earlier) == self.poster_hash

    @property
    def poster_hash(self) -> str:
        """Sha256 over what the poster prints, the day it was made left out.

        It goes on record with a release: another poster, or a release without one, is a DRAFT. The
        page for directors follows the report instead, since what is overdue in it changes by the
        day.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> len(prac.Report(themes=themes).poster_hash)
        64
        """
        return model_hash(self._made("poster", self._for_readers))

    @property
    def page_hash(self) -> str:
        """Sha256 over what the page for participants prints, and its round.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> report = prac.Report(themes=themes)
        >>> report.page_hash == prac.Report(themes=themes).page_hash
        True
        """
        return page_hash(self._unreleased, self._round)

    @property
    def is_given_back(self) -> bool:
        """Whether a release on record is of this very page for participants.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> prac.Report(themes=themes).is_given_back
        False
        """
        own = self._material().releases
        pages = own[~of_reports(own)]
        return "hash" in pages and self.page_hash in set(pages["hash"])

    def given_back(self) -> dict[str, Any]:
        """Return what this page tells of its round, for the study to keep with its release.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> stated = themes.state("supervision", "Supervision goes first when duty is short.")
        >>> report = prac.Report(themes=stated, kind="feedback", year="2025-26")
        >>> sorted(report.given_back())[:2]
        ['2025-26']
        """
        told = {fact.theme for fact in self._read().facts if fact.theme}
        return given_back(self.material, self._round, told)

    @property
    def _round(self) -> str:
        return self.year or self.material.latest

    def _hash_of(self, material: Material) -> str:
        title = self.title or _TITLES["report"]
        titled = material if material.title == title else replace(material, title=title)
        return model_hash(self._made("report", titled))

    @property
    def _unreleased(self) -> Document:
        return self._made(self.kind, self.material)

    def _made(self, kind: str, material: Material) -> Document:
        """The blocks of a kind of document, which many ask for and are made once."""
        key = (kind, material.title, material.earlier)
        if key not in self._documents:
            self._documents[key] = _KINDS[kind](material, self._cycle)
        made: Document = self._documents[key]
        return made

    @cached_property
    def _documents(self) -> Made:
        return made_with(self)

    @property
    def _cycle(self) -> CycleTables | None:
        if self.cycle is None:
            return None
        rechecks = empty_table(RECHECKS) if self.rechecks is None else self.rechecks
        survey = empty_table(SURVEY) if self.survey is None else self.survey
        return CycleTables(self.cycle, rechecks, survey)

    def html(self) -> str:
        """Return one self-contained page.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> prac.Report(themes=themes).html()[:15]
        '<!doctype html>'
        """
        return html_of(self.document)

    def save(self, path: str | Path) -> Path:
        """Write the document, whole or not at all, and return its path.

        Parameters
        ----------
        path : str or Path
            Ends in ``.html`` or ``.docx``, of a summary also in ``.pptx`` (slides); its folder is
            made when it is not there.

        Raises
        ------
        PracticelearnError
            Another suffix, or the place cannot be written to.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> import tempfile
        >>> prac.Report(themes=themes, kind="evidence").save(
        ...     tempfile.mkdtemp() + "/evidence.html"
        ... ).name
        'evidence.html'
        """
        check_arguments(Report.save, locals())
        path = Path(path)
        refuse_suffix(path, self.kind)
        return save_whole(path, lambda draft: self._write(self.document, draft))

    def _write(self, document: Document, path: Path) -> None:
        write_document(
            document,
            path,
            Look(self.template, self.template_slides),
            report=lambda: self._made("report", self._for_readers),
            decisions=self._decisions,
            cache=cache_of(self.themes.corpus),
        )

    def for_readers(self, folder: str | Path) -> list[Path]:
        """Write every document that readers get, as it is read before a release.

        Returns
        -------
        list of Path
            The report and the poster as ``.html`` and ``.docx``, the page for directors as
            ``.docx`` and as slides, ``.pptx``, the checklists and the page for participants as
            ``.docx``; the last only once something has been stated.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> import tempfile
        >>> [path.name for path in prac.Report(themes=themes).for_readers(tempfile.mkdtemp())]
        ['report.html', 'report.docx', 'summary.docx', 'summary.pptx', 'poster.html',
         'poster.docx', 'checklists.docx']
        """
        check_arguments(Report.for_readers, locals())
        written = []
        for kind, suffixes in _FILES:
            if kind == "feedback" and self.material.stated().empty:
                continue
            document = self._made(kind, self.material)
            for suffix in suffixes:
                path = Path(folder) / f"{kind}{suffix}"
                self._write(document, path)
                written.append(path)
        return written

    def disclosed(self) -> tuple[list[Fact], list[str]]:
        """Return what readers' documents tell, and what of it must not be told. For the team.

        Returns
        -------
        facts : list of Fact
            Every printed figure of people and groups.
        found : list of str
            What can be reckoned from them and all earlier releases, and figures that could not be
            placed; nothing where the report may be released.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus().where(year="2025-26", group=["north", "south", "west"])
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> found, told = prac.Report(themes=themes).disclosed()
        >>> len(found)
        10
        """
        read = self._read()
        unplaced = [f"a figure nobody can check: {said}" for said in read.unread]
        # to whoever took part the report is an earlier release, be it the same round's
        against = self._material() if self.kind == "feedback" else self.material
        told = [found.says for found in audit_facts(read.facts, against)]
        return read.facts, [*unplaced, *told]

    def _read(self) -> Reading:
        """What the documents that are released together tell; a page for participants by itself."""
        with tempfile.TemporaryDirectory() as folder:
            if self.kind == "feedback":
                path = Path(folder) / "feedback.docx"
                self._write(self._unreleased, path)
                return read_documents([path], self.material, self._cycle)
            if self.kind == "cards":  # the page: in Word's table no cell is told for a quote
                page = html_of(self._unreleased)
                return read_documents([page], self.material, self._cycle)
            return read_documents(self.for_readers(folder), self.material, self._cycle)

    def __repr__(self) -> str:
        return f"Report ({self.kind}): {self.document.title}, {len(self.document.blocks)} blocks"

    def _repr_html_(self) -> str:
        page = html.escape(self.html(), quote=True)
        return (
            f'<iframe title="{html.escape(self.document.title)}" sandbox srcdoc="{page}" '
            'style="width:100%;height:36rem;border:1px solid #c9d1d6;background:#fff"></iframe>'
        )
