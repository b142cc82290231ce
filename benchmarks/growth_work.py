"""Every public function that takes transcripts, codings or themes, as work to count or time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

import practicelearn as prac
from grown import grown
from practicelearn.app.desk import Desk
from practicelearn.jobs.comparing import compare_rounds
from practicelearn.jobs.cycle import read_cycle
from practicelearn.jobs.verifying import verify
from practicelearn.output.report.participation import group_participation
from practicelearn.study.folder import open_study

__all__ = ["WORK", "Given"]


@dataclass
class Given:
    """What the work is done on: a study of so many sessions, read and coded.

    Parameters
    ----------
    folder : Path
        A new folder; the study is written to it.
    times : int
        How often each session of the sample stands in it.
    sessions : int, optional
        Only so many sessions of each round of the sample.
    """

    folder: Path
    times: int
    sessions: int | None = None
    _names: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        self.study = grown(self.folder / "study", self.times, self.sessions)
        self.corpus, self.frame = self.study.corpus(), self.study.frame()
        self.codings = self.study.codings()
        self.one = prac.merge_codings(self.codings)
        self.guide = self.study.guide()
        headline = ["workload", "supervision", "peers"]
        self.plain = prac.find_themes(self.codings, self.corpus)
        self.plan = self.study.plan()
        self.themes = self.plain.declare(headline=headline, plan=self.plan)

    @cached_property
    def first(self) -> str:
        """A session that is in each of them, however few."""
        return self.study.session_ids[0]

    @cached_property
    def cache(self) -> Path:
        """Where the study keeps what can be computed again."""
        return self.study.cache

    @cached_property
    def words(self) -> prac.Codings:
        """Hits of the frame's cues."""
        return prac.code_keywords(self.corpus, self.frame, cache=self.cache)

    @cached_property
    def half(self) -> prac.Codings:
        """What would be there if every second session had not been opened yet."""
        opened = set(self.study.session_ids[::2])
        spans, read = (
            table[table["turn_id"].str.rsplit(":", n=1).str[0].isin(opened)]
            for table in (self.one.spans, self.one.read)
        )
        return replace(self.one, spans=spans, read=read)

    @cached_property
    def model(self) -> prac.TopicModel:
        """A topic model, fitted once."""
        return self.fitted()

    def fitted(self) -> prac.TopicModel:
        """A topic model, fitted now."""
        return prac.TopicModel(n_topics=4, random_state=1).fit(self.corpus)

    @cached_property
    def started(self) -> prac.TopicModel:
        """A topic model started from the frame, fitted once."""
        seeds = self.frame.seeds()
        return prac.TopicModel(n_topics=len(seeds), seeds=seeds).fit(self.corpus)

    @cached_property
    def change(self) -> pd.DataFrame:
        """The rounds, compared."""
        return compare_rounds(self.themes, self.study.settings)

    def own(self) -> prac.Themes:
        """The themes with nothing of them reckoned yet."""
        return replace(self.themes)

    def report(self, kind: str) -> prac.Report:
        """A document on themes of which nothing has been reckoned yet."""
        return prac.Report(themes=self.own(), change=self.change, kind=kind,
                           decisions=self.study.decisions(), guide=self.guide)  # fmt: skip

    @cached_property
    def matrix(self) -> prac.FrameworkMatrix:
        """The chart."""
        return prac.framework_matrix(self.one, self.corpus)

    def new(self, suffix: str) -> Path:
        """A path that is not there yet."""
        return self.folder / f"made-{next(self._names)}{suffix}"

    def made(self, suffix: str, **how: Any) -> Path:
        """What :mod:`exchange` wrote of the study, once a suffix."""
        path = self.folder / f"there{suffix}"
        if not path.exists():
            write = {".qdpx": prac.exchange.write_refi, ".sqlite3": prac.exchange.write_taguette,
                     ".csv": prac.exchange.write_quotes}[suffix]  # fmt: skip
            write(self.one, self.corpus, path, **how)
        return path

    def ask(self, op: str, **args: Any) -> object:
        """An answer of a desk that has just been opened."""
        answer = Desk(open_study(self.study.path), "kim").ask(op, args)
        if not answer.get("ok", True):
            raise ValueError(json.dumps(answer))
        return answer


def _quotes(g: Given) -> list[object]:
    themes = g.own()
    return [themes.quotes(theme, n=3) for theme in themes.table.index[:3]]


def _themes(name: str, *args: Any, **how: Any) -> Callable[[Given], object]:
    def work(g: Given) -> object:
        asked = getattr(g.own(), name)
        return asked(*args, **how) if callable(asked) else asked

    return work


WORK: Mapping[str, Callable[[Given], object]] = {
    # reading
    "open_study, corpus": lambda g: open_study(g.study.path).corpus(),
    "open_study, codings": lambda g: open_study(g.study.path).codings(),
    "Corpus.where": lambda g: g.corpus.where(year="2025-26", role="participant"),
    "Corpus.by_round": lambda g: list(g.corpus.by_round(g.corpus.sessions)),
    "Corpus.with_turns": lambda g: g.corpus.with_turns(g.corpus.turns),
    "Corpus.misdated": lambda g: g.corpus.misdated,
    "match_guide": lambda g: prac.match_guide(g.corpus, g.guide),
    "with_questions": lambda g: prac.with_questions(g.corpus, prac.match_guide(g.corpus, g.guide)),
    "in_year": lambda g: prac.in_year(g.corpus.where(year="2025-26"), "2025-26"),
    "who_spoke": lambda g: prac.who_spoke(g.corpus),
    "draft_sheets": lambda g: prac.draft_sheets(g.corpus, g.new("")),
    "align_turns": lambda g: prac.align_turns(g.corpus.turns, g.corpus.turns),
    "create_study": lambda g: prac.create_study(g.new(""), g.corpus, g.frame, title="x"),
    # talk
    "talk_share": lambda g: prac.talk_share(g.corpus),
    "talk_balance": lambda g: prac.talk_balance(g.corpus),
    "facilitator_part": lambda g: prac.facilitator_part(g.corpus),
    "turn_transitions": lambda g: prac.turn_transitions(g.corpus, n_permutations=20),
    # coding
    "Codings.of": lambda g: g.codings.of(coder="lee"),
    "Codings.mark_read": lambda g: g.codings.mark_read("lee", g.corpus),
    "Codings.roll_up": lambda g: g.one.roll_up(level=1),
    "Codings.from_table": lambda g: prac.Codings.from_table(
        g.one.spans[["turn_id", "code", "start", "end"]], g.corpus, g.frame
    ),
    "merge_codings": lambda g: prac.merge_codings(g.codings),
    "merge_codings, union": lambda g: prac.merge_codings(g.codings, how="union"),
    "reading_used": lambda g: prac.reading_used(g.codings, g.one),
    "coding_provenance": lambda g: prac.coding_provenance(g.codings, g.corpus, chosen=g.one),
    "coders_in_group": lambda g: prac.coders_in_group(g.codings, g.corpus),
    "disagreements": lambda g: prac.disagreements(g.codings, g.corpus),
    "agreement": lambda g: prac.agreement(g.codings, g.corpus),
    "agreement, sentences": lambda g: prac.agreement(g.codings, g.corpus, unit="sentence"),
    "agreement, unitizing": lambda g: prac.agreement(g.codings, g.corpus, measure="unitizing"),
    "kappa_table": lambda g: prac.reliability.kappa_table(g.codings, g.corpus),
    "sessions_to_double_code": lambda g: prac.reliability.sessions_to_double_code(
        g.codings, g.corpus
    ),
    "span_table": lambda g: prac.reliability.span_table(g.codings, g.corpus),
    "coder_drift": lambda g: prac.coder_drift(
        g.codings.of(coder="kim"), g.codings.of(coder="lee"), g.corpus
    ),
    "coding_progress": lambda g: prac.coding_progress(g.codings, g.corpus),
    "coded_quotes": lambda g: prac.coded_quotes(g.one, g.corpus),
    "case_codes": lambda g: prac.case_codes(g.one, g.corpus),
    "case_codes, by turn": lambda g: prac.case_codes(g.one, g.corpus, by="turn"),
    "case_codes, by person": lambda g: prac.case_codes(g.one, g.corpus, by="person"),
    "code_counts": lambda g: prac.code_counts(g.one, g.corpus, "year"),
    "code_counts, by team": lambda g: prac.code_counts(g.one, g.corpus, "team", table="sessions"),
    "code_cooccurrence": lambda g: prac.code_cooccurrence(g.one, g.corpus),
    "find_turns": lambda g: prac.find_turns(g.one, g.corpus, "workload and not desks"),
    "framework_matrix": lambda g: prac.framework_matrix(g.one, g.corpus),
    "FrameworkMatrix.to_xlsx": lambda g: g.matrix.to_xlsx(g.new(".xlsx")),
    "FrameworkMatrix, shown": lambda g: g.matrix._repr_html_(),
    "FrameworkMatrix.table": lambda g: g.matrix.table,
    "session_portrait": lambda g: prac.session_portrait(g.one, g.corpus, g.first),
    "code_accumulation": lambda g: prac.code_accumulation(g.one, g.corpus),
    "saturation": lambda g: prac.saturation(g.one, g.corpus),
    "new_information": lambda g: prac.new_information(g.one, g.corpus),
    "new_codes_ahead": lambda g: prac.new_codes_ahead(g.one, g.corpus),
    # offers and words
    "code_keywords": lambda g: prac.code_keywords(g.corpus, g.frame, cache=g.cache),
    "cue_accuracy": lambda g: prac.cue_accuracy(g.words, g.one, g.corpus),
    "code_offers": lambda g: prac.code_offers(
        g.codings,
        g.corpus,
        g.frame,
        session_id=g.first,
        kind="keyword",
        coder="kim",
        cache=g.cache,
    ),
    "why_no_offers": lambda g: prac.why_no_offers(g.codings, g.corpus, g.first),
    "CodeSuggester.fit": lambda g: prac.CodeSuggester().fit(g.corpus, g.one),
    "next_to_code": lambda g: prac.next_to_code(g.half, g.corpus, cache=g.cache),
    "keyword_in_context": lambda g: prac.keyword_in_context(g.corpus, "desk", cache=g.cache),
    "keyness": lambda g: prac.keyness(g.corpus, "year", of="2025-26", cache=g.cache),
    "document_terms": lambda g: prac.document_terms(g.corpus, by="session", cache=g.cache),
    "TopicModel.fit": lambda g: g.fitted(),
    "TopicModel.topic_shares": lambda g: g.model.topic_shares(g.corpus),
    "frame_check": lambda g: prac.frame_check(
        g.codings,
        g.corpus,
        g.model,
        found_again=pd.Series(True, g.model.names_.index),
        cache=g.cache,
    ),
    "seeded_codes": lambda g: prac.seeded_codes(g.codings, g.corpus, g.started, cache=g.cache),
    "topic_flags": lambda g: prac.topics.topic_flags(g.model, g.corpus),
    "topic_prevalence": lambda g: prac.topics.topic_prevalence(g.model, g.corpus),
    "topics_along": lambda g: prac.topics.topics_along(g.model, g.corpus, g.first),
    "find_themes, topics": lambda g: prac.find_themes(None, g.corpus, g.model),
    # themes
    "find_themes": lambda g: prac.find_themes(g.codings, g.corpus),
    "Themes.declare": lambda g: g.plain.declare(headline=["workload"], plan=g.plan),
    "Themes.absences": _themes("absences"),
    "Themes.account": _themes("account"),
    "Themes.coverage": _themes("coverage"),
    "Themes.deviations": _themes("deviations"),
    "Themes.extent": _themes("extent"),
    "Themes.group_agreement": _themes("group_agreement"),
    "group_participation": lambda g: group_participation(g.corpus),
    "Themes.heard_once": _themes("heard_once"),
    "Themes.matrix": _themes("matrix"),
    "Themes.mentions": _themes("mentions"),
    "Themes.mentions_by_year": _themes("mentions_by_year"),
    "Themes.missing_groups": _themes("missing_groups"),
    "Themes.notes": _themes("notes"),
    "Themes.person_table": _themes("person_table"),
    "Themes.quotes": _quotes,
    "Themes.role_flags": _themes("role_flags"),
    "Themes.sensitivity": _themes("sensitivity"),
    "Themes.stance_by_year": _themes("stance_by_year"),
    "Themes.who_said_otherwise": _themes("who_said_otherwise"),
    "compare_years": lambda g: prac.compare_years(g.own()),
    # documents
    "Report": lambda g: g.report("report").html(),
    "Report, evidence": lambda g: g.report("evidence").html(),
    "Report, summary": lambda g: g.report("summary").html(),
    "Report, checklists": lambda g: g.report("checklists").html(),
    "Report, poster": lambda g: g.report("poster").html(),
    "Report.disclosed": lambda g: g.report("report").disclosed(),
    "reporting_checklist": lambda g: prac.reporting_checklist(g.own()),
    "plot.extent": lambda g: prac.plot.extent(g.own()),
    "write_tables": lambda g: prac.write_tables(g.own(), g.new("")),
    # other programs
    "write_refi": lambda g: prac.exchange.write_refi(g.one, g.corpus, g.new(".qdpx")),
    "read_refi": lambda g: prac.exchange.read_refi(g.made(".qdpx")),
    "write_taguette": lambda g: prac.exchange.write_taguette(g.one, g.corpus, g.new(".sqlite3")),
    "read_taguette": lambda g: prac.exchange.read_taguette(g.made(".sqlite3")),
    "write_quotes": lambda g: prac.exchange.write_quotes(g.one, g.corpus, g.new(".csv")),
    "read_quotes": lambda g: prac.exchange.read_quotes(g.made(".csv"), g.corpus, g.frame),
    "write_word_comments": lambda g: prac.exchange.write_word_comments(
        g.one, g.corpus, g.new(".docx"), session_id=g.first
    ),
    "year_choices": lambda g: prac.exchange.year_choices(prac.exchange.read_refi(g.made(".qdpx"))),
    # the folder
    "quotes_to_read": lambda g: prac.quotes_to_read(g.study.path),
    "names_left": lambda g: prac.names_left(g.corpus, only_likely=True),
    "pseudonymise": lambda g: prac.pseudonymise(g.corpus, key_file=g.new(".csv"), use_model=False),
    "survey_beside": lambda g: prac.survey_beside(
        prac.read_survey(prac.sample_path() / "survey.xlsx"), g.own()
    ),
    "verify": lambda g: verify(g.study.path),
    "read_cycle": lambda g: read_cycle(g.study.path, on="2026-01-01"),
    "Study.history": lambda g: open_study(g.study.path).history(),
    "Study.framework_matrix": lambda g: open_study(g.study.path).framework_matrix(),
    "Study.person_record": lambda g: open_study(g.study.path).person_record(f"{g.first}-p1"),
    "Study.preview_withdrawal": lambda g: open_study(g.study.path).preview_withdrawal(
        f"{g.first}-p1"
    ),
    # the coding page, opened anew for each question
    "desk: study": lambda g: g.ask("study"),
    "desk: session": lambda g: g.ask("session", session=g.first),
    "desk: find": lambda g: g.ask("find", session=g.first, text="desk"),
    "desk: progress": lambda g: g.ask("progress"),
    "desk: chart": lambda g: g.ask("chart"),
    "desk: read": lambda g: g.ask("read"),
    "desk: read a theme": lambda g: g.ask("read", theme="workload"),
    "desk: search": lambda g: g.ask("search", code="*", coder="*"),
    "desk: frame": lambda g: g.ask("frame"),
    "desk: settle": lambda g: g.ask("settle", session=g.first),
    "desk: correcting": lambda g: g.ask("correcting", session=g.first),
}
