"""The report: one model, two documents, two file formats."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from practicelearn._arguments import check_arguments, check_fields, check_known
from practicelearn._disk import save_whole
from practicelearn.output.disclosure.facts import Fact
from practicelearn.output.disclosure.parsing import Reading
from practicelearn.output.report import release
from practicelearn.output.report.audited import not_to_be_told, read_told
from practicelearn.output.report.blocks import Block, Document
from practicelearn.output.report.cycle import CycleTables, cycle_tables
from practicelearn.output.report.kinds import FILES, MADE_BY, TITLES, Kind, noticed
from practicelearn.output.report.made_together import Made, made_with
from practicelearn.output.report.material import Material
from practicelearn.output.report.names import refuse_names
from practicelearn.output.report.own_words import read_own_words, refuse_give_aways
from practicelearn.output.report.writers import (
    Look,
    html_of,
    in_frame,
    refuse_suffix,
    write_document,
)
from practicelearn.study.card_record import recorded_cards
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.kinds import check_of_rounds
from practicelearn.themes.of_study import cache_of
from practicelearn.themes.themes import Themes

__all__ = ["Report"]


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
    kind: Kind = "report"
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
        return release.with_waiver(self.decisions, self.waive)

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
        for k, digest in release.newest_hashes(every.releases):
            own = self._material(earlier=k)
            if self._hash_of(own) == digest:
                return own
        return every

    def _material(self, *, earlier: int | None = None) -> Material:
        return Material(
            themes=self.themes,
            change=self.change,
            decisions=self._decisions,
            title=self.title or TITLES[self.kind],
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
        return noticed(self._unreleased, self.kind, on_record=lambda: self._is_on_record)

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
    def _is_on_record(self) -> bool:
        """Whether a release is of this document; a poster must have been among what it released."""
        if self.kind == "feedback":
            return self.is_given_back
        if self.kind == "cards":
            return self.page_hash in recorded_cards(self._decisions)
        if self.kind != "poster" or not self.material.is_released:
            return self.material.is_released
        return (
            release.poster_of(self._material().releases, self.material.earlier) == self.poster_hash
        )

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
        return release.model_hash(self._made("poster", self._for_readers))

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
        return release.page_hash(self._unreleased, self._round)

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
        return self.page_hash in release.hashes_of_pages(self._material().releases)

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
        return release.given_back(self.material, self._round, told)

    @property
    def _round(self) -> str:
        return self.year or self.material.latest

    def _hash_of(self, material: Material) -> str:
        title = self.title or TITLES["report"]
        titled = material if material.title == title else replace(material, title=title)
        return release.model_hash(self._made("report", titled))

    @property
    def _unreleased(self) -> Document:
        return self._made(self.kind, self.material)

    def _made(self, kind: str, material: Material) -> Document:
        """The blocks of a kind of document, which many ask for and are made once."""
        key = (kind, material.title, material.earlier)
        if key not in self._documents:
            self._documents[key] = MADE_BY[kind](material, self._cycle)
        return self._documents[key]

    @cached_property
    def _documents(self) -> Made:
        return made_with(self)

    @property
    def _cycle(self) -> CycleTables | None:
        return cycle_tables(self.cycle, self.rechecks, self.survey)

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
        for kind, suffix in FILES:
            if kind != "feedback" or len(self.material.stated()):
                written.append(Path(folder) / f"{kind}{suffix}")
                self._write(self._made(kind, self.material), written[-1])
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
        # to whoever took part the report is an earlier release, be it the same round's
        against = self._material() if self.kind == "feedback" else self.material
        return read.facts, not_to_be_told(read, against)

    def _read(self) -> Reading:
        """What the documents that are released together tell; a page for participants by itself."""
        return read_told(
            self._unreleased, self.kind, self.material, self._cycle,
            write=self._write, for_readers=self.for_readers,
        )  # fmt: skip

    def __repr__(self) -> str:
        return f"Report ({self.kind}): {self.document.title}, {len(self.document.blocks)} blocks"

    def _repr_html_(self) -> str:
        return in_frame(self.document.title, self.html())
