"""The main job: a study or a folder of transcripts in, the documents out."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._tables import SOURCE_MAP, empty_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.comparing import compare_rounds, counted_otherwise
from practicelearn.jobs.recounting import published_and_now
from practicelearn.jobs.steps import Steps
from practicelearn.jobs.word_counts import count_words_instead
from practicelearn.output.report.made_together import made_together
from practicelearn.output.report.own_words import begin_own_words
from practicelearn.output.report.report import Report
from practicelearn.output.tables import all_tables, by_round, write_charts, write_workbook
from practicelearn.study import Study, open_study
from practicelearn.study.own_words import OWN_WORDS
from practicelearn.study.plans import plan_faults
from practicelearn.study.recorder import shown_by
from practicelearn.study.settings import StudySettings
from practicelearn.study.written import remember
from practicelearn.themes.cycle.rechecks import recheck
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import Origin, find_themes
from practicelearn.themes.plan import Plan
from practicelearn.themes.themes import Themes

if TYPE_CHECKING:  # it brings scikit-learn
    from practicelearn.topics.model import TopicModel

__all__ = ["NO_REPORT", "begin_words", "make_reports", "of_an_earlier_run", "report_of"]

log = logging.getLogger(__name__)

FOR_READERS = (
    "report.html", "report.docx", "summary.docx", "summary.pptx", "poster.html", "poster.docx",
    "checklists.docx",
)  # fmt: skip
"""The files that go to readers."""

NO_REPORT = (
    "No report for readers was made: names have not been replaced in these transcripts. "
    "The evidence file is for the team only."
)
_STEPS = (
    "reading",
    "finding topics",
    "finding themes",
    "comparing rounds",
    "writing the evidence file",
    "writing the report",
)


@dataclass(frozen=True)
class _Source:
    """What was read: a study, or a folder of transcripts with nothing decided about it."""

    title: str
    corpus: Corpus
    codings: Codings | None = None
    decisions: pd.DataFrame | None = None
    headline: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    settings: StudySettings = field(default_factory=partial(StudySettings, ""))
    plan: Plan | None = None
    remarks: tuple[str, ...] = ()
    cache: Path | None = None
    study: Study | None = None
    held: Corpus | None = None  # whatever asks the study for its corpus again is given this one
    guide: pd.DataFrame | None = None
    cycle: LearningCycle | None = None
    survey: pd.DataFrame | None = None
    template: Path | None = None
    template_slides: Path | None = None
    origin: Origin = "person"
    cues: pd.DataFrame | None = None


def make_reports(
    source: str | Path,
    out: str | Path,
    *,
    waive: str | None = None,
    by: str = "",
    template: str | Path | None = None,
    template_slides: str | Path | None = None,
    keywords: bool = False,
    steps: Steps | None = None,
) -> list[Path]:
    """Write the evidence file and, where names have been replaced, the report for readers.

    Parameters
    ----------
    source : str or Path
        A study folder, or a folder of transcripts. Without coding by people the candidates come
        from topics alone.
    out : str or Path
        Folder for ``evidence.html``, ``report.html``, ``report.docx``, ``summary.docx`` and
        ``summary.pptx`` (one page for directors and members, and the same as slides),
        ``poster.html`` and ``poster.docx`` (one sheet for the wall) and ``checklists.docx`` (COREQ
        and SRQR); for the team ``tables.xlsx`` and ``charts/*.png``. Made when it is not there.
        Each file is written whole or not at all.
    waive : str, optional
        Why words that still look like names may stay in the report for readers; goes on record in
        the study, with who says so.
    by : str
        Who waives.
    template : str or Path, optional
        A council's own Word file for the look of the Word documents; by default what ``study.toml``
        names, else the library's.
    template_slides : str or Path, optional
        A council's own presentation for the look of the slides; as ``template``.
    keywords : bool
        Count the coding frame's cue words instead of coding: for a study that nobody has coded
        yet. Every heading then says "word counts, not coding", no quote is printed, and hand
        coding, where there is some, only checks the cues. The two are never mixed.
    steps : Steps, optional
        It can be stopped until the first file is written.

    Returns
    -------
    list of Path
        What was written. Without a ``report.html`` in it, the corpus is not pseudonymised
        (``NO_REPORT`` says so in words).

    Raises
    ------
    PracticelearnError
        The source holds nothing to read, the folder cannot be written to, or the report would
        print words that look like names; the evidence file has then been written. With
        ``keywords``: the source is no study, or its frame or a headline theme has no cues.
    """
    tell = steps or Steps()
    found, document = _documents(source, tell, keywords=keywords, out=Path(out))
    tell(4, len(_STEPS), _STEPS[4])
    tell.commit()
    out = Path(out)
    document = partial(
        document,
        template=template or found.template,
        template_slides=template_slides or found.template_slides,
    )
    with made_together():
        evidence = document(kind="evidence")
        if found.study is not None and not keywords:
            evidence = replace(evidence, published=published_and_now(found.study, evidence.themes))
        written = [evidence.save(out / "evidence.html")]
        written += _for_the_team(evidence, out)
        del evidence  # every passage stands in it
        tell(5, len(_STEPS), _STEPS[5])
        if found.corpus.pseudonymised:
            report = document(kind="report", waive=waive)
            if waive is not None and found.study is not None:
                found.study.record(by or "unnamed", "waive", payload={"reason": waive})
            written += [report.save(out / "report.html"), report.save(out / "report.docx")]
            for kind, suffixes in (
                ("summary", ("docx", "pptx")), ("poster", ("html", "docx")),
                ("checklists", ("docx",)),
            ):  # fmt: skip
                more = document(kind=kind, waive=waive)
                written += [more.save(out / f"{kind}.{suffix}") for suffix in suffixes]
        else:
            log.info(NO_REPORT)
    tell(len(_STEPS), len(_STEPS), "")
    if found.study is not None:
        remember(found.study, written, "report")
        begin_words(found.study)
    return written


def begin_words(study: Study) -> Path | None:
    """Make the file for the team's own words where a study has none, and return its path.

    The invented sample, and a study that cannot be written to, are left as they are.
    """
    from practicelearn import sample_path

    path = study.path / OWN_WORDS
    if path.exists() or study.path.resolve() == sample_path().resolve():
        return None
    try:
        return begin_own_words(path)
    except PracticelearnError:  # a study on a disk that cannot be written to
        return None


def _own_words(study: Study) -> Path | None:
    path = study.path / OWN_WORDS
    return path if path.exists() else None


def report_of(source: str | Path, *, keywords: bool = False, waive: str | None = None) -> Report:
    """Return the report for readers of a study, as ``make_reports`` writes it.

    ``keywords`` and ``waive`` as there; a waiver is not put on record here.

    Raises
    ------
    PracticelearnError
        As :func:`make_reports`; or names have not been replaced.
    """
    _, document = _documents(source, Steps(), keywords=keywords)
    return document(kind="report", waive=waive)


def of_an_earlier_run(out: str | Path, written: Collection[Path]) -> list[str]:
    """Return the names of documents for readers that lie in a folder and were not written now."""
    return [n for n in FOR_READERS if (Path(out) / n).exists() and Path(out) / n not in written]


def _documents(
    source: str | Path, tell: Steps, *, keywords: bool = False, out: Path | None = None
) -> tuple[_Source, Callable[..., Report]]:
    """What was read, and what makes each kind of document of it."""
    tell(0, len(_STEPS), _STEPS[0])
    found = _read(Path(source), tell)
    if found.cache is None and out is not None:
        # no word of a transcript is kept there, and nothing of where the model saw names
        found = replace(found, cache=out / ".cache")
    if keywords:
        found = _with_keywords(found)
    themes = _themes(found, tell)
    tell(3, len(_STEPS), _STEPS[3])
    settings = found.settings
    change = compare_rounds(themes, settings, guide=found.guide, cues=found.cues)
    otherwise = counted_otherwise(themes, change, settings, found.decisions, found.codings)
    rechecks = None
    if found.cycle is not None:
        rechecks = recheck(found.cycle, themes, change, guide=found.guide, survey=found.survey)
    document = partial(
        Report, themes=themes, change=change, title=found.title, decisions=found.decisions,
        cycle=found.cycle, rechecks=rechecks, survey=found.survey, guide=found.guide,
        sensitivity=otherwise, rounding=settings.rounding,
        words=None if found.study is None else _own_words(found.study),
    )  # fmt: skip
    # each coder's own coding is of no more use: documents are made of the reading that counts
    return replace(found, codings=None), document


def _for_the_team(evidence: Report, out: Path) -> list[Path]:
    """Every table and every picture of the evidence file, as files of their own."""
    more = by_round(evidence.themes)
    charts, about = write_charts(
        evidence.document, out / "charts", more=[] if more is None else [more]
    )
    tables = all_tables(
        evidence.themes, evidence.change, evidence.rechecks, evidence.survey, evidence.sensitivity
    )
    return [write_workbook(tables | {"charts": about}, out / "tables.xlsx"), *charts]


def _read(source: Path, tell: Steps) -> _Source:
    if (source / "study.toml").is_file():
        return _read_study(source)
    if not source.exists():
        raise PracticelearnError(
            f"{source}: there is no such folder. Name a study or a folder of transcripts."
        )
    from practicelearn.transcripts.loader import read_transcripts

    corpus = read_transcripts(
        source,
        progress=lambda done, of, name: tell(
            0, len(_STEPS), f"reading {name} ({min(done + 1, of)} of {of})"
        ),
    )
    return _Source(title=f"Transcripts in {source.resolve().name}", corpus=corpus)


def _read_study(folder: Path) -> _Source:
    study = open_study(folder)
    # read first and held: codings are held against the same texts, which are then read once
    corpus = study.corpus()
    codings = study.codings()
    refuse_uncounted(codings, "report")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the evidence file says it
        plan = study.plan()
    return _Source(
        title=study.settings.title,
        # no document says where in a file a word stands: no part of the corpus is to carry it
        corpus=shown_by(replace(corpus, source_map=empty_table(SOURCE_MAP)), "report"),
        codings=codings,
        decisions=study.decisions(),
        headline=study.settings.headline,
        balance=study.settings.balance,
        settings=study.settings,
        plan=plan,
        remarks=tuple(map(str, plan_faults(study))),
        cache=study.cache,
        study=study,
        held=corpus,
        guide=study.guide(),
        cycle=study.actions() if study.has_actions else None,
        survey=study.survey(),
        template=study.template,
        template_slides=study.template_slides,
    )


def _with_keywords(found: _Source) -> _Source:
    if found.study is None or found.codings is None:
        raise PracticelearnError(
            "report --keywords counts the cue words of a coding frame, and a folder of transcripts "
            "has none. Make a study of it first: init STUDY TRANSCRIPTS --frame FRAME"
        )
    counted, checked = count_words_instead(
        found.study, found.corpus, found.codings, cache=found.cache
    )
    return replace(found, codings=counted, origin="keyword", cues=checked)


def _themes(found: _Source, tell: Steps) -> Themes:
    from practicelearn.topics.found_again import look_again
    from practicelearn.topics.model import TopicModel

    tell(1, len(_STEPS), _STEPS[1])
    topics = TopicModel(random_state=0).fit(found.corpus, cache=found.cache)
    look_again(topics, found.corpus, cache=found.cache)
    tell(2, len(_STEPS), _STEPS[2])
    themes = find_themes(found.codings, found.corpus, topics, origin=found.origin)
    themes = replace(themes, remarks=(*themes.remarks, *found.remarks))
    headline, balance, plan = found.headline, found.balance, found.plan
    if plan is not None:
        headline = tuple(dict.fromkeys([*plan.themes, *headline]))
    if headline and themes.origin == "topic":
        said = (
            f"The headline themes ({', '.join(headline)}) could not be looked at: nobody has coded "
            "yet. Until somebody has, report --keywords counts the frame's cue words."
        )
        themes, headline = replace(themes, remarks=(*themes.remarks, said)), ()
        balance, plan = (), None
    decided = apply_decisions(themes, found.decisions, headline, balance, plan=plan)
    return replace(decided, topics=_without_turns(topics))


def _without_turns(topics: TopicModel) -> TopicModel:
    """The model once themes are made of it: no document tells the topics of every turn."""
    light = copy(topics)
    for name in ("turn_topics_", "window_topics_", "windows_"):
        light.__dict__.pop(name, None)
    return light
