"""What a pandas user types by mistake in a notebook, and what each answer must name.

Each row: what is typed, and the words that must all stand in the answer, in any order. The answer is
an error of ours, or a warning where the result is still of use; never an error from within pandas,
numpy or scikit-learn, and never an empty table without a word.
"""
# ruff: noqa: E501 - a table is read along its rows

from __future__ import annotations

import datetime as dt
import shutil
import warnings
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.errors import PracticelearnError

NAN = float("nan")

SESSIONS = {"2023-court", "2023-south", "2024-east", "2024-kinship", "2025-night", "2025-north"}


class World:
    """A small study, and what is made of it, each thing when it is first asked for."""

    def __init__(self, tmp: Path) -> None:
        self.tmp = tmp

        def others(folder: str, names: list[str]) -> set[str]:
            kept = Path(folder).name in {"sessions", "kim", "lee"}
            left = {n for n in names if kept and n.split(".")[0] not in SESSIONS}
            return left | {"originals", ".cache", "outputs"}

        shutil.copytree(prac.sample_path(), tmp / "study", ignore=others)
        self.study = prac.open_study(tmp / "study")
        (tmp / "empty").mkdir()
        self.empty = tmp / "empty"
        self.text = tmp / "talk.txt"
        self.text.write_text("P1: Hello there, how are you?\nP2: Fine, thanks.\n", encoding="utf-8")

    @cached_property
    def corpus(self) -> prac.Corpus:
        return self.study.corpus()

    @cached_property
    def one(self) -> prac.Corpus:
        return self.corpus.where(session_id="2025-north")

    @cached_property
    def hand(self) -> prac.Codings:
        return self.study.codings()

    @cached_property
    def agreed(self) -> prac.Codings:
        return prac.merge_codings(self.hand)

    @cached_property
    def frame(self) -> prac.CodingFrame:
        return self.study.frame()

    @cached_property
    def themes(self) -> prac.Themes:
        found = prac.find_themes(self.agreed, self.corpus, min_groups=1, min_people=1)
        return found.declare(["workload", "tools", "desks"])

    @cached_property
    def change(self) -> pd.DataFrame:
        return prac.compare_years(self.themes)

    @cached_property
    def report(self) -> prac.Report:
        return prac.Report(themes=self.themes, change=self.change, kind="evidence")

    @cached_property
    def cycle(self) -> prac.LearningCycle:
        return self.study.actions()

    @cached_property
    def guide(self) -> pd.DataFrame:
        return self.study.guide()

    @cached_property
    def rechecks(self) -> pd.DataFrame:
        return self.cycle.recheck(self.themes, self.change)

    @cached_property
    def matrix(self) -> prac.FrameworkMatrix:
        return prac.framework_matrix(self.agreed, self.corpus, codes=["tools"])

    @cached_property
    def spans(self) -> tuple[pd.DataFrame, pd.Series]:
        return prac.reliability.span_table(self.hand, self.corpus)

    @property
    def model(self) -> prac.TopicModel:
        return prac.TopicModel(3)

    @property
    def person(self) -> str:
        return str(self.corpus.attendance["person_id"].iloc[0])

    @property
    def turn(self) -> str:
        return str(self.corpus.turns.index[3])

    @cached_property
    def quotes(self) -> Path:
        row = {"session": "2025-north", "quote": self.one.turns["text"].iloc[3], "code": "tools"}
        pd.DataFrame([row]).to_csv(self.tmp / "quotes.csv", index=False)
        return self.tmp / "quotes.csv"

    @cached_property
    def moved(self) -> prac.Study:
        shutil.copytree(self.tmp / "study", self.tmp / "before")
        study = prac.open_study(self.tmp / "before")
        shutil.move(self.tmp / "before", self.tmp / "elsewhere")
        return study


MISUSES: dict[str, tuple[Callable[[World], object], str]] = {
    # --- the wrong noun, or two in the other order
    "counts: corpus first": (
        lambda w: prac.code_counts(w.corpus, w.hand, "year"),
        "order codings corpus",
    ),
    "themes: codings first": (lambda w: prac.find_themes(w.corpus, w.hand), "order corpus codings"),
    "agreement: corpus first": (lambda w: prac.agreement(w.corpus, w.hand), "order codings corpus"),
    "agreement of a study": (
        lambda w: prac.agreement(w.study, w.corpus),
        "codings study .codings()",
    ),
    "agreement, a study for the corpus": (
        lambda w: prac.agreement(w.hand, w.study),
        "corpus study .corpus()",
    ),
    "agreement of spans": (lambda w: prac.agreement(w.hand.spans, w.corpus), "codings table"),
    "counts of a frame": (
        lambda w: prac.code_counts(w.frame, w.corpus, "year"),
        "codings codingframe",
    ),
    "counts, turns for the corpus": (
        lambda w: prac.code_counts(w.hand, w.corpus.turns, "year"),
        "corpus table",
    ),
    "themes of a study": (lambda w: prac.find_themes(None, w.study), "corpus study .corpus()"),
    "themes of a path": (lambda w: prac.find_themes(None, "data/sample"), "corpus open_study"),
    "themes of turns": (lambda w: prac.find_themes(w.hand, w.corpus.turns), "corpus table"),
    "themes without themes": (lambda w: prac.find_themes(None, w.corpus), "codings"),
    "themes, a frame for codings": (
        lambda w: prac.find_themes(w.frame, w.corpus),
        "codings codingframe",
    ),
    "themes, topics in the place of codings": (
        lambda w: prac.find_themes(w.model, w.corpus),
        "codings topics",
    ),
    "themes, a model class": (
        lambda w: prac.find_themes(w.hand, w.corpus, prac.TopicModel),
        "topics topicmodel class",
    ),
    "check of a frame: frame first": (
        lambda w: prac.frame_check(w.frame, w.corpus, w.model),
        "codings codingframe",
    ),
    "check of a frame, topics unfitted": (
        lambda w: prac.frame_check(w.hand, w.corpus, prac.TopicModel()),
        "topicmodel fit(corpus) not fitted",
    ),
    "seeded codes of topics without seeds": (
        lambda w: prac.seeded_codes(w.hand, w.corpus, w.model),
        "seeds frame.seeds()",
    ),
    "compare a corpus": (lambda w: prac.compare_years(w.corpus), "themes corpus find_themes"),
    "compare the table of themes": (lambda w: prac.compare_years(w.themes.table), "themes table"),
    "merge a corpus": (lambda w: prac.merge_codings(w.corpus), "codings corpus"),
    "merge spans": (lambda w: prac.merge_codings(w.hand.spans), "codings table"),
    "merge a list of codings": (lambda w: prac.merge_codings([w.hand, w.hand]), "codings list"),
    "keywords: frame first": (
        lambda w: prac.code_keywords(w.frame, w.corpus),
        "order corpus frame",
    ),
    "keywords: path of a frame": (
        lambda w: prac.code_keywords(w.corpus, "frame.yaml"),
        "frame read_frame",
    ),
    "keywords: a list of words": (lambda w: prac.code_keywords(w.corpus, ["desk"]), "frame list"),
    "talk of a study": (lambda w: prac.talk_share(w.study), "corpus study"),
    "talk of turns": (lambda w: prac.talk_balance(w.corpus.turns), "corpus table"),
    "transitions of a session id": (
        lambda w: prac.turn_transitions("2025-north"),
        "corpus open_study",
    ),
    "facilitator of a path": (lambda w: prac.facilitator_part(Path("x")), "corpus path"),
    "heard of a list": (lambda w: prac.who_spoke([w.corpus]), "corpus list"),
    "saturation of a corpus": (lambda w: prac.saturation(w.corpus), "codings corpus"),
    "saturation, corpus first": (
        lambda w: prac.saturation(w.corpus, w.hand),
        "order source corpus",
    ),
    "accumulation of codings alone": (lambda w: prac.code_accumulation(w.hand), "corpus"),
    "crosswalk of a version": (lambda w: w.frame.crosswalk("2024-1"), "codingframe read_frame"),
    "crosswalk of a table": (
        lambda w: w.frame.crosswalk(w.frame.table()),
        "after codingframe table",
    ),
    "recheck, change first": (lambda w: w.cycle.recheck(w.change, w.themes), "order themes change"),
    "recheck, change is a path": (
        lambda w: w.cycle.recheck(w.themes, "change.csv"),
        "change table read_csv",
    ),
    "portrait: session second": (
        lambda w: prac.session_portrait("2025-north", w.corpus, w.hand),
        "order codings session_id",
    ),
    "offers: codings before frame": (
        lambda w: prac.code_offers(w.frame, w.corpus, w.hand, "2025-north"),
        "order frame codings",
    ),
    "report of a corpus": (lambda w: prac.Report(themes=w.corpus), "themes corpus"),
    "report of a table": (lambda w: prac.Report(themes=w.themes.table), "themes table"),
    "report, change is themes": (
        lambda w: prac.Report(themes=w.themes, change=w.themes),
        "change table themes",
    ),
    "report, cycle is a study": (
        lambda w: prac.Report(themes=w.themes, change=w.change, cycle=w.study),
        "cycle .actions()",
    ),
    "suggester of a study": (lambda w: prac.CodeSuggester().fit(w.study, w.hand), "corpus study"),
    "suggester, order": (
        lambda w: prac.CodeSuggester().fit(w.hand, w.corpus),
        "order corpus codings",
    ),
    "model of texts": (lambda w: prac.TopicModel().fit(["a b", "c d"]), "corpus list"),
    "model of a column": (lambda w: prac.TopicModel().fit(w.corpus.turns["text"]), "corpus series"),
    "model of a study": (lambda w: prac.TopicModel().fit(w.study), "corpus study .corpus()"),
    "create_study, corpus first": (
        lambda w: prac.create_study(w.corpus, w.tmp / "new", title="t"),
        "order path corpus",
    ),
    "create_study of a study": (
        lambda w: prac.create_study(w.tmp / "n", w.study, title="t"),
        "corpus study",
    ),
    "in_round of a study": (lambda w: prac.in_year(w.study, "2025-26"), "corpus study"),
    "write_frame: path first": (
        lambda w: prac.write_frame(w.tmp / "f.yaml", w.frame),
        "order frame path",
    ),
    "write_table: path first": (
        lambda w: prac.write_table(w.tmp / "t.csv", w.change),
        "order table path",
    ),
    "write_quotes: codings first": (
        lambda w: prac.exchange.write_quotes(w.tmp / "q.csv", w.corpus, w.hand),
        "path codings",
    ),
    "write_refi: corpus first": (
        lambda w: prac.exchange.write_refi(None, w.tmp / "q.qdpx", w.corpus),
        "order path corpus",
    ),
    "write_word_comments of a study": (
        lambda w: prac.exchange.write_word_comments(w.hand, w.study, w.tmp / "q.docx"),
        "corpus study",
    ),
    "read_quotes: corpus first": (
        lambda w: prac.exchange.read_quotes(w.corpus, "q.csv"),
        "order path corpus",
    ),
    "read_quotes: a table": (
        lambda w: prac.exchange.read_quotes(w.hand.spans, w.corpus),
        "path table write",
    ),
    "read_transcript of a table": (lambda w: prac.read_transcript(w.corpus.turns), "path table"),
    "read_frame of a table": (lambda w: prac.read_frame(w.frame.table()), "path table"),
    "open_study of a study": (lambda w: prac.open_study(w.study), "path study"),
    "plot of a study": (lambda w: prac.plot.change(w.study), "change table study"),
    "plot of themes": (lambda w: prac.plot.change(w.themes), "change themes compare"),
    "plot: ax is a figure size": (lambda w: prac.plot.change(w.change, (6, 4)), "ax axes"),
    "plot extent of a table": (lambda w: prac.plot.extent(w.themes.table), "themes table"),
    "plot agreement of counts": (lambda w: prac.plot.agreement(w.change), "agreement column"),
    "plot talk of a corpus": (lambda w: prac.plot.talk(w.corpus), "table corpus talk"),
    "plot topics of a corpus": (lambda w: prac.plot.topics(w.corpus), "corpus"),
    "names_left of turns": (lambda w: prac.names_left(w.corpus.turns), "corpus table"),
    "names_left: texts is a text": (
        lambda w: prac.names_left(w.corpus, texts="Kim said so"),
        "texts list text",
    ),
    "move by an edit list": (lambda w: w.hand.move([("a", 1, 2)]), "edits list"),
    "keyword in context of a text": (
        lambda w: prac.keyword_in_context("desk", w.corpus),
        "order corpus phrases",
    ),
    "guide is a path": (lambda w: w.themes.mentions_by_year("guide.csv"), "guide read_guide"),
    "match_guide, guide is a path": (
        lambda w: prac.match_guide(w.corpus, "guide.csv"),
        "guide read_guide",
    ),
    "survey beside a path": (
        lambda w: prac.survey_beside("survey.xlsx", w.themes),
        "survey read_survey",
    ),
    "None for the corpus": (lambda w: prac.code_counts(w.hand, None, "year"), "corpus none"),
    "None for codings": (lambda w: prac.agreement(None, w.corpus), "codings none"),
    "a generator for a corpus": (
        lambda w: prac.talk_share(x for x in [w.corpus]),
        "corpus generator",
    ),
    "a function not called": (lambda w: prac.talk_share(w.study.corpus), "corpus call"),
    "a module": (lambda w: prac.agreement(prac, w.corpus), "codings module"),
    # --- where
    "where(year=2025)": (lambda w: w.corpus.where(year=2025), "year 2025 2025-26"),
    "where(year='2025')": (lambda w: w.corpus.where(year="2025"), "year 2025 2025-26"),
    "where(year=[2025, 2024])": (lambda w: w.corpus.where(year=[2025, 2024]), "year 2025 2025-26"),
    "where(year=[])": (lambda w: w.corpus.where(year=[]), "year empty"),
    "where(year=None)": (lambda w: w.corpus.where(year=None), "year none"),
    "where(year=nan)": (lambda w: w.corpus.where(year=NAN), "year nan missing"),
    "where(Year=...)": (lambda w: w.corpus.where(Year="2025-26"), "year mean"),
    "where(years=...)": (lambda w: w.corpus.where(years="2025-26"), "years mean"),
    "where(role=slip)": (lambda w: w.corpus.where(role="partisipant"), "role participant"),
    "where(speaker=unknown)": (lambda w: w.corpus.where(speaker="Nobody"), "speaker nobody"),
    "where(session_id=a slip)": (
        lambda w: w.corpus.where(session_id="2025-nroth"),
        "session 2025-north",
    ),
    "where(session_id=spaced)": (
        lambda w: w.corpus.where(session_id="2025-north "),
        'session "2025-north " space',
    ),
    "where(session=...)": (lambda w: w.corpus.where(session="2025-north"), "session_id mean"),
    "where(by a mask)": (lambda w: w.corpus.where(w.corpus.turns["role"] == "participant"), ""),
    "where(function)": (lambda w: w.corpus.where(year=lambda y: y > "2024"), "year function"),
    "where(slice)": (lambda w: w.corpus.where(n=slice(1, 3)), "n slice"),
    "where(date as datetime)": (lambda w: w.corpus.where(date=dt.date(1999, 1, 1)), "date 1999"),
    "where(date of another day, tz)": (
        lambda w: w.corpus.where(date=pd.Timestamp("1999-01-01", tz="UTC")),
        "date 1999",
    ),
    "where(group=1)": (lambda w: w.corpus.where(group=1), "group north"),
    "where(turn's n text)": (lambda w: w.corpus.where(n="1"), "n text without"),
    "where(unhashable)": (lambda w: w.corpus.where(year=[["2025-26"]]), "year list"),
    "where(dict)": (lambda w: w.corpus.where(year={"2025-26": 1}), "year dict"),
    "where() with a text": (lambda w: w.corpus.where("2025-26"), ""),
    "topics, more than there is talk for": (
        lambda w: prac.TopicModel(n_topics=40).fit(w.one),
        "40 topics",
    ),
    # --- choices
    "origin people": (
        lambda w: prac.find_themes(w.hand, w.corpus, origin="people"),
        "origin people person",
    ),
    "origin of codings": (lambda w: w.hand.of(origin="persons"), "origin persons"),
    "coder nobody": (lambda w: w.hand.of(coder="kimm"), "coder kimm kim"),
    "coder spaced": (lambda w: w.hand.of(coder="kim "), 'coder "kim " space'),
    "coder number": (lambda w: w.hand.of(coder=1), "coder 1"),
    "study codings of nobody": (lambda w: w.study.codings("kimm"), "kimm kim"),
    "study codings of nobody, list": (lambda w: w.study.codings(["kim", "bob"]), "bob kim"),
    "measure": (
        lambda w: prac.agreement(w.hand, w.corpus, measure="kappa2"),
        "measure kappa2 kappa",
    ),
    "measure a number": (lambda w: prac.agreement(w.hand, w.corpus, measure=1), "measure 1 alpha"),
    "unit": (lambda w: prac.agreement(w.hand, w.corpus, unit="turns"), "unit turns turn"),
    "unit capital": (lambda w: prac.agreement(w.hand, w.corpus, unit="Turn"), "unit turn"),
    "interval": (
        lambda w: prac.agreement(w.hand, w.corpus, interval="bootsrap"),
        "interval bootsrap",
    ),
    "interval a level": (
        lambda w: prac.agreement(w.hand, w.corpus, interval=0.95),
        "interval 0.95",
    ),
    "interval True": (lambda w: prac.agreement(w.hand, w.corpus, interval=True), "interval true"),
    "denominator": (
        lambda w: prac.agreement(w.hand, w.corpus, denominator="both"),
        "denominator both read",
    ),
    "accepted": (lambda w: prac.agreement(w.hand, w.corpus, accepted=True), "accepted true left"),
    "coders: one": (lambda w: prac.agreement(w.hand, w.corpus, coders=["kim"]), "coders two"),
    "coders: text": (
        lambda w: prac.agreement(w.hand, w.corpus, coders="kim"),
        'coders list ["kim"]',
    ),
    "coders: slip": (
        lambda w: prac.agreement(w.hand, w.corpus, coders=["kim", "leee"]),
        "leee lee",
    ),
    "coders: empty": (lambda w: prac.agreement(w.hand, w.corpus, coders=[]), "coders empty"),
    "codes text": (
        lambda w: prac.agreement(w.hand, w.corpus, codes="tools"),
        'codes list ["tools"]',
    ),
    "codes slip": (lambda w: prac.agreement(w.hand, w.corpus, codes=["tool"]), "tool tools"),
    "codes empty": (lambda w: prac.agreement(w.hand, w.corpus, codes=[]), "codes empty"),
    "codes None inside": (lambda w: prac.agreement(w.hand, w.corpus, codes=[None]), "codes none"),
    "codes numbers": (lambda w: prac.agreement(w.hand, w.corpus, codes=[1]), "codes 1"),
    "codes by name": (
        lambda w: prac.code_counts(w.agreed, w.corpus, "year", codes=[w.frame.codes[0].name]),
        "mean " + "code",
    ),
    "codes of another frame": (
        lambda w: prac.code_counts(w.agreed, w.corpus, "year", codes=["hr-culture"]),
        "hr-culture",
    ),
    "codes spaced": (
        lambda w: prac.code_counts(w.agreed, w.corpus, "year", codes=["tools "]),
        '"tools " space',
    ),
    "codes upper": (lambda w: prac.case_codes(w.agreed, w.corpus, codes=["Tools"]), "tools"),
    "codes generator": (
        lambda w: prac.code_counts(w.agreed, w.corpus, "year", codes=(c for c in ["tools"])),
        "codes generator list",
    ),
    "codes dict": (
        lambda w: prac.code_counts(w.agreed, w.corpus, "year", codes={"tools": 1}),
        "codes dict",
    ),
    "codes Code objects": (
        lambda w: prac.code_counts(w.agreed, w.corpus, "year", codes=list(w.frame.codes)),
        "codes code id",
    ),
    "codes a frame": (
        lambda w: prac.coded_quotes(w.agreed, w.corpus, codes=w.frame),
        "codes codingframe .ids",
    ),
    "codes of quotes slip": (
        lambda w: prac.coded_quotes(w.agreed, w.corpus, codes=["tool"]),
        "tool tools",
    ),
    "codes twice": (lambda w: prac.disagreements(w.hand, w.corpus, codes="tools"), "codes list"),
    "matrix codes text": (
        lambda w: prac.framework_matrix(w.agreed, w.corpus, codes="tools"),
        "codes list",
    ),
    "study matrix codes text": (lambda w: w.study.framework_matrix(codes="tools"), "codes list"),
    "study matrix year int": (lambda w: w.study.framework_matrix(year=2025), "year 2025 2025-26"),
    "by a slip": (lambda w: prac.code_counts(w.agreed, w.corpus, by="yaer"), "yaer year"),
    "by a column of turns": (lambda w: prac.code_counts(w.agreed, w.corpus, by="text"), "text"),
    "by None": (lambda w: prac.code_counts(w.agreed, w.corpus, by=None), "by none"),
    "by missing": (lambda w: prac.code_counts(w.agreed, w.corpus), ""),
    "by column of the other table": (
        lambda w: prac.code_counts(w.agreed, w.corpus, "year", table="attendance"),
        "year attendance",
    ),
    "table turns": (
        lambda w: prac.code_counts(w.agreed, w.corpus, "role", table="turns"),
        "table turns sessions",
    ),
    "cases by a slip": (lambda w: prac.case_codes(w.agreed, w.corpus, by="groups"), "groups group"),
    "people": (
        lambda w: prac.case_codes(w.agreed, w.corpus, people="participant"),
        "people participant",
    ),
    "people True": (
        lambda w: prac.code_counts(w.agreed, w.corpus, "year", people=True),
        "people true",
    ),
    "within": (
        lambda w: prac.code_cooccurrence(w.agreed, w.corpus, within="sentence"),
        "within sentence turn",
    ),
    "within a number": (lambda w: prac.code_cooccurrence(w.agreed, w.corpus, within=3), "within 3"),
    "how": (lambda w: prac.merge_codings(w.hand, how="majority"), "how majority"),
    "prefer slip": (lambda w: prac.merge_codings(w.hand, prefer="kimm"), "kimm kim"),
    "prefer None": (lambda w: prac.merge_codings(w.hand, prefer=None), "prefer none"),
    "counted kind": (lambda w: w.hand.of_kind("human beings"), "human person"),
    "match": (
        lambda w: prac.keyword_in_context(w.corpus, "desk", match="regex"),
        "match regex lemma",
    ),
    "phrases empty": (lambda w: prac.keyword_in_context(w.corpus, ""), "phrases empty"),
    "phrases empty list": (lambda w: prac.keyword_in_context(w.corpus, []), "phrases empty"),
    "phrases numbers": (lambda w: prac.keyword_in_context(w.corpus, [1]), "phrases 1"),
    "talk by": (lambda w: prac.talk_balance(w.corpus, by="minutes"), "by minutes words"),
    "talk roles a text": (lambda w: prac.talk_share(w.corpus, roles="participant"), "roles list"),
    "talk roles slip": (
        lambda w: prac.talk_share(w.corpus, roles=["participants"]),
        "participants participant",
    ),
    "compare unit": (lambda w: prac.compare_years(w.themes, unit="person"), "unit person group"),
    "compare weights": (lambda w: prac.compare_years(w.themes, weights="equal"), "weights equal"),
    "compare pairs of one": (
        lambda w: prac.compare_years(w.themes, pairs=("2023-24", "2025-26")),
        "pairs [(",
    ),
    "compare pairs a text": (
        lambda w: prac.compare_years(w.themes, pairs="all"),
        "pairs all consecutive",
    ),
    "compare pairs ints": (lambda w: prac.compare_years(w.themes, pairs=[(2023, 2025)]), "2023"),
    "compare pairs three": (
        lambda w: prac.compare_years(w.themes, pairs=[("2023-24", "2024-25", "2025-26")]),
        "pairs two",
    ),
    "compare pairs itself": (
        lambda w: prac.compare_years(w.themes, pairs=[("2023-24", "2023-24")]),
        "2023-24 earlier",
    ),
    "compare pairs empty": (lambda w: prac.compare_years(w.themes, pairs=[]), "pairs empty"),
    "compare strata slip": (lambda w: prac.compare_years(w.themes, strata="sites"), "sites site"),
    "compare strata list": (lambda w: prac.compare_years(w.themes, strata=["site"]), "strata list"),
    "compare drift is a number": (
        lambda w: prac.compare_years(w.themes, drift=0.1),
        "drift table 0.1",
    ),
    "plot extent int": (lambda w: prac.plot.extent(w.themes, 2025), "2025 2025-26"),
    "report kind": (
        lambda w: prac.Report(themes=w.themes, change=w.change, kind="word"),
        "kind word report",
    ),
    "report year": (
        lambda w: prac.Report(themes=w.themes, change=w.change, year="2025"),
        "year 2025 2025-26",
    ),
    "report rounding": (
        lambda w: prac.Report(themes=w.themes, change=w.change, rounding=10),
        "rounding 10 5",
    ),
    "report rounding True": (
        lambda w: prac.Report(themes=w.themes, change=w.change, rounding=True),
        "rounding true",
    ),
    "report title number": (
        lambda w: prac.Report(themes=w.themes, change=w.change, title=2025),
        "title 2025",
    ),
    "report save pdf": (lambda w: w.report.save(w.tmp / "r.pdf"), ".pdf .docx"),
    "report save no suffix": (lambda w: w.report.save(w.tmp / "report"), ".docx"),
    "report save number": (lambda w: w.report.save(1), "path 1"),
    "starter frame": (lambda w: prac.starter_frame("lga"), "lga lga-employer"),
    "starter frame number": (lambda w: prac.starter_frame(1), "name 1"),
    "read_transcript format": (
        lambda w: prac.read_transcript(w.text, format="word"),
        "format word docx",
    ),
    "read_transcript unlabelled": (
        lambda w: prac.read_transcript(w.text, unlabelled="drop"),
        "unlabelled drop unknown",
    ),
    "read_transcript strict text": (
        lambda w: prac.read_transcript(w.text, strict="yes"),
        "strict yes true",
    ),
    "read_transcript columns a list": (
        lambda w: prac.read_transcript(w.text, columns=["speaker", "text"]),
        "columns list",
    ),
    "read_transcript lost": (lambda w: prac.read_transcript(w.tmp / "lost.txt"), "lost.txt"),
    "read_transcript folder": (lambda w: prac.read_transcript(w.tmp), "folder"),
    "read_transcript number": (lambda w: prac.read_transcript(7), "path 7"),
    "read_transcript session id": (
        lambda w: prac.read_transcript(w.text, session_id=7),
        "session_id 7",
    ),
    "read_transcripts sessions a table": (
        lambda w: prac.read_transcripts(w.text, sessions=w.corpus.sessions),
        "sessions path table",
    ),
    "read_transcripts rounds a text": (
        lambda w: prac.read_transcripts(w.text, rounds="2025-26"),
        "rounds list",
    ),
    "read_transcripts empty list": (lambda w: prac.read_transcripts([]), "no transcript found"),
    "read_transcripts empty folder": (lambda w: prac.read_transcripts(w.empty), "empty"),
    "read_transcripts rows": (
        lambda w: prac.read_transcripts(w.text, rows="all"),
        "rows all merge",
    ),
    # --- ranges
    "min_groups 0": (lambda w: prac.find_themes(w.hand, w.corpus, min_groups=0), "min_groups 0 1"),
    "min_groups -1": (lambda w: prac.find_themes(w.hand, w.corpus, min_groups=-1), "min_groups -1"),
    "min_groups text": (
        lambda w: prac.find_themes(w.hand, w.corpus, min_groups="3"),
        'min_groups "3" number',
    ),
    "min_groups True": (
        lambda w: prac.find_themes(w.hand, w.corpus, min_groups=True),
        "min_groups true",
    ),
    "min_groups None": (
        lambda w: prac.find_themes(w.hand, w.corpus, min_groups=None),
        "min_groups none",
    ),
    "min_people 2.5": (
        lambda w: prac.find_themes(w.hand, w.corpus, min_people=2.5),
        "min_people 2.5 whole",
    ),
    "min_people nan": (
        lambda w: prac.find_themes(w.hand, w.corpus, min_people=NAN),
        "min_people nan",
    ),
    "min_people share": (
        lambda w: prac.find_themes(w.hand, w.corpus, min_people="15%"),
        "min_people 15%",
    ),
    "level 0": (lambda w: prac.find_themes(w.agreed, w.corpus, level=0), "level 0"),
    "level a name": (
        lambda w: prac.find_themes(w.agreed, w.corpus, level="theme"),
        "level theme number",
    ),
    "level True": (
        lambda w: prac.code_counts(w.agreed, w.corpus, "year", level=True),
        "level true",
    ),
    "roll up -1": (lambda w: w.agreed.roll_up(level=-1), "level -1"),
    "roll up 1.5": (lambda w: w.agreed.roll_up(level=1.5), "level 1.5"),
    "with_children text": (
        lambda w: prac.code_counts(w.agreed, w.corpus, "year", with_children="no"),
        "with_children no true",
    ),
    "study themes min 0": (lambda w: w.study.themes(min_people=0), "min_people 0"),
    "quotes n -1": (lambda w: w.themes.quotes("tools", n=-1), "n -1"),
    "quotes n 0": (lambda w: w.themes.quotes("tools", n="0"), 'n "0"'),
    "quotes n text": (lambda w: w.themes.quotes("tools", n="all"), "n all"),
    "quotes n 2.5": (lambda w: w.themes.quotes("tools", n=2.5), "n 2.5"),
    "quotes year": (lambda w: w.themes.quotes("tools", year=2025), "year 2025 2025-26"),
    "quotes year slip": (lambda w: w.themes.quotes("tools", year="2025"), "2025 2025-26"),
    "quotes slip": (lambda w: w.themes.quotes("tool"), "tool tools"),
    "quotes number": (lambda w: w.themes.quotes(0), "theme 0"),
    "quotes list": (lambda w: w.themes.quotes(["tools"]), "theme list"),
    "rename number": (lambda w: w.themes.rename("tools", 5), "name 5"),
    "rename empty": (lambda w: w.themes.rename("tools", " "), "name empty"),
    "state None": (lambda w: w.themes.state("tools", None), "statement none"),
    "merge text": (lambda w: w.themes.merge("tools", "desks"), "themes list"),
    "merge one": (lambda w: w.themes.merge([], "desks"), "themes empty"),
    "split text": (lambda w: w.themes.split("tools", "tools", "new"), "codes list"),
    "declare text": (lambda w: w.themes.declare("tools"), "headline list"),
    "declare slip": (lambda w: w.themes.declare(["tool"]), "tool tools"),
    "declare eleven": (lambda w: w.themes.declare([f"t{n}" for n in range(11)]), "10 11"),
    "declare table": (lambda w: w.themes.declare(w.themes.table), "headline table"),
    "smallest 15%": (
        lambda w: prac.compare_years(w.themes, smallest_worthwhile="15%"),
        "smallest_worthwhile 15% 0.15",
    ),
    "smallest 15": (
        lambda w: prac.compare_years(w.themes, smallest_worthwhile=15),
        "smallest_worthwhile 15 0.15",
    ),
    "smallest negative": (
        lambda w: prac.compare_years(w.themes, smallest_worthwhile=-0.1),
        "smallest_worthwhile -0.1",
    ),
    "smallest nan": (
        lambda w: prac.compare_years(w.themes, smallest_worthwhile=NAN),
        "smallest_worthwhile nan",
    ),
    "create smallest": (
        lambda w: prac.create_study(w.tmp / "a", w.corpus, title="t", smallest_worthwhile="15%"),
        "smallest_worthwhile 0.15",
    ),
    "create title": (lambda w: prac.create_study(w.tmp / "b", w.corpus, title=None), "title none"),
    "create headline": (
        lambda w: prac.create_study(w.tmp / "c", w.corpus, title="t", headline="tools"),
        "headline list",
    ),
    "topics 0": (lambda w: prac.TopicModel(n_topics=0).fit(w.corpus), "n_topics 0"),
    "topics -3": (lambda w: prac.TopicModel(n_topics=-3).fit(w.corpus), "n_topics -3"),
    "topics 8.5": (lambda w: prac.TopicModel(n_topics=8.5).fit(w.corpus), "n_topics 8.5"),
    "topics text": (lambda w: prac.TopicModel("8").fit(w.corpus), 'n_topics "8"'),
    "topics auto": (lambda w: prac.TopicModel(n_topics="auto").fit(w.corpus), "n_topics auto"),
    "topics window 0": (lambda w: prac.TopicModel(window_words=0).fit(w.corpus), "window_words 0"),
    "topics context": (lambda w: prac.TopicModel(context=-1).fit(w.corpus), "context -1"),
    "topics seeds list": (lambda w: prac.TopicModel(seeds=["desk"]).fit(w.corpus), "seeds list"),
    "topics seeds words text": (
        lambda w: prac.TopicModel(seeds={"desk": "desk room"}).fit(w.corpus),
        "seeds list",
    ),
    "topics random": (
        lambda w: prac.TopicModel(random_state="seven").fit(w.corpus),
        "random_state seven",
    ),
    "topics random nan": (
        lambda w: prac.TopicModel(random_state=NAN).fit(w.corpus),
        "random_state nan",
    ),
    "topics not fitted": (lambda w: prac.find_themes(None, w.corpus, prac.TopicModel()), "fit"),
    "suggester precision": (
        lambda w: prac.CodeSuggester(target_precision=80).fit(w.corpus, w.hand),
        "target_precision 80 0.8",
    ),
    "suggester precision text": (
        lambda w: prac.CodeSuggester("80%").fit(w.corpus, w.hand),
        "target_precision 80% 0.8",
    ),
    "suggester keep": (lambda w: prac.CodeSuggester(keep=-1).fit(w.corpus, w.hand), "keep -1"),
    "suggester not fitted": (lambda w: prac.CodeSuggester().suggest(w.corpus), "fit"),
    "window_turns -1": (
        lambda w: prac.code_cooccurrence(w.agreed, w.corpus, within="window", window_turns=-1),
        "window_turns -1",
    ),
    "window_turns huge text": (
        lambda w: prac.code_cooccurrence(w.agreed, w.corpus, within="window", window_turns="3"),
        'window_turns "3"',
    ),
    "kwic context": (
        lambda w: prac.keyword_in_context(w.corpus, "desk", context_words=-5),
        "context_words -5",
    ),
    "groups needed 80": (lambda w: prac.groups_needed(80), "share 80 0.8"),
    "groups needed %": (lambda w: prac.groups_needed("10%"), "share 10% 0.1"),
    "groups needed 0": (lambda w: prac.groups_needed(0), "share 0"),
    "groups needed nan": (lambda w: prac.groups_needed(NAN), "share nan"),
    "groups needed power": (lambda w: prac.groups_needed(0.1, power=1.5), "power 1.5"),
    "groups needed times": (lambda w: prac.groups_needed(0.1, times=0), "times 0"),
    "missed 0": (lambda w: prac.could_have_missed(0), "n_groups 0"),
    "missed text": (lambda w: prac.could_have_missed("12"), 'n_groups "12"'),
    "missed shares": (lambda w: prac.could_have_missed(12, shares=0.3), "shares list 0.3"),
    "missed shares %": (lambda w: prac.could_have_missed(12, shares=[30]), "shares 30 0.3"),
    "missed chance": (lambda w: prac.could_have_missed(12, chance=5), "chance 5 0.05"),
    "new codes ahead": (
        lambda w: prac.new_codes_ahead(w.agreed, w.corpus, further=-1),
        "further -1",
    ),
    "new information base": (lambda w: prac.new_information(w.agreed, w.corpus, base=0), "base 0"),
    "new information threshold": (
        lambda w: prac.new_information(w.agreed, w.corpus, threshold="5%"),
        "threshold 5% 0.05",
    ),
    "new information orders": (
        lambda w: prac.new_information(w.agreed, w.corpus, n_orders=-1),
        "n_orders -1",
    ),
    "new information random": (
        lambda w: prac.new_information(w.agreed, w.corpus, random_state="x"),
        "random_state x",
    ),
    "transitions n": (
        lambda w: prac.turn_transitions(w.corpus, n_permutations=0),
        "n_permutations 0",
    ),
    "transitions random": (
        lambda w: prac.turn_transitions(w.corpus, random_state=-1),
        "random_state -1",
    ),
    "trend random": (lambda w: w.themes.trend(random_state=None), "random_state none"),
    "sensitivity int": (lambda w: w.themes.sensitivity(groups=3), "groups list 3"),
    "sensitivity zero": (lambda w: w.themes.sensitivity(groups=[0]), "groups 0"),
    "absences teams": (lambda w: w.themes.absences(n_teams=0), "n_teams 0"),
    "absences few teams": (lambda w: w.themes.absences(n_teams=-4), "n_teams -4"),
    "group agreement": (lambda w: w.themes.group_agreement(within=-2), "within -2"),
    "said otherwise slip": (lambda w: w.themes.who_said_otherwise("tool"), "tool tools"),
    "said otherwise n": (lambda w: w.themes.who_said_otherwise(n=-1), "n -1"),
    "mentions within": (lambda w: w.themes.mentions(within="5"), 'within "5"'),
    "guide score": (
        lambda w: prac.match_guide(w.corpus, w.guide, min_score=50),
        "min_score 50 0.5",
    ),
    "quotes threshold": (
        lambda w: prac.exchange.read_quotes(w.quotes, w.corpus, threshold=80),
        "threshold 80 0.8",
    ),
    "quotes threshold text": (
        lambda w: prac.exchange.read_quotes(w.quotes, w.corpus, threshold="0.8"),
        'threshold "0.8"',
    ),
    "quotes columns": (
        lambda w: prac.exchange.read_quotes(w.quotes, w.corpus, columns="code"),
        "columns text",
    ),
    "quotes columns of a strange one": (
        lambda w: prac.exchange.read_quotes(w.quotes, w.corpus, columns={"code": "kode"}),
        "kode code",
    ),
    "quotes lost": (lambda w: prac.exchange.read_quotes(w.tmp / "lost.csv", w.corpus), "lost.csv"),
    "alpha metric": (
        lambda w: prac.reliability.krippendorff_alpha([[1, 2], [1, 1]], metric="cosine"),
        "metric cosine nominal",
    ),
    "alpha of text": (lambda w: prac.reliability.krippendorff_alpha("abc"), "ratings abc"),
    "alpha of a corpus": (
        lambda w: prac.reliability.krippendorff_alpha(w.corpus),
        "ratings corpus",
    ),
    "alpha of one row": (lambda w: prac.reliability.krippendorff_alpha([1, 2, 3]), "ratings"),
    "alpha of nothing": (lambda w: prac.reliability.krippendorff_alpha([]), "ratings empty"),
    "alpha ordinal texts": (
        lambda w: prac.reliability.krippendorff_alpha([["a", "b"], ["b", "a"]], metric="interval"),
        "numbers",
    ),
    "unitizing length": (lambda w: prac.reliability.unitizing_alpha(w.spans[0], 0), "length 0"),
    "unitizing no columns": (lambda w: prac.reliability.unitizing_alpha(w.change, 100), "column"),
    "unitizing metric": (
        lambda w: prac.reliability.unitizing_alpha(w.spans[0], 1e6, metric="euclid"),
        "metric euclid",
    ),
    "conventions lengths": (
        lambda w: prac.reliability.compare_conventions(w.spans[0], 100),
        "lengths 100",
    ),
    "conventions threshold": (
        lambda w: prac.reliability.compare_conventions(*w.spans, threshold="90%"),
        "threshold 90% 0.9",
    ),
    "agreement_by_code of text": (lambda w: prac.reliability.agreement_by_code("abc"), "coded abc"),
    # --- sessions, turns, people, paths
    "study.corpus(text)": (lambda w: w.study.corpus("2025-north"), 'sessions list ["2025-north"]'),
    "study.corpus(slip)": (lambda w: w.study.corpus(["2025-nroth"]), "2025-nroth 2025-north"),
    "study.corpus(int)": (lambda w: w.study.corpus([2025]), "2025"),
    "study.corpus(year)": (lambda w: w.study.corpus(["2025-26"]), "2025-26 session"),
    "study.corpus([])": (lambda w: w.study.corpus([]), "sessions empty"),
    "study.frame(int)": (lambda w: w.study.frame(2023), "version 2023 text"),
    "study.frame(slip)": (lambda w: w.study.frame("2023"), "2023"),
    "study.codings(at=tz)": (
        lambda w: w.study.codings(at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)),
        "at text 2025-01-01",
    ),
    "study.codings(at=slip)": (lambda w: w.study.codings(at="last week"), 'at "last week"'),
    "corpus.read": (lambda w: w.corpus.read, ""),
    "portrait of a slip": (
        lambda w: prac.session_portrait(w.agreed, w.corpus, "2025-nroth"),
        "2025-nroth 2025-north",
    ),
    "portrait of a list": (
        lambda w: prac.session_portrait(w.agreed, w.corpus, ["2025-north"]),
        "session_id list",
    ),
    "offers of a slip": (
        lambda w: prac.code_offers(w.agreed, w.corpus, w.frame, "2025-nroth"),
        "2025-nroth 2025-north",
    ),
    "offers kind": (
        lambda w: prac.code_offers(w.agreed, w.corpus, w.frame, "2025-north", kind="ai"),
        "kind ai keyword",
    ),
    "why no offers slip": (
        lambda w: prac.why_no_offers(w.agreed, w.corpus, "2025-nroth"),
        "2025-nroth 2025-north",
    ),
    "declare_read sessions slip": (
        lambda w: w.agreed.declare_read(w.corpus, sessions=["2025-nroth"]),
        "2025-nroth 2025-north",
    ),
    "declare_read codes slip": (
        lambda w: w.agreed.declare_read(w.corpus, codes=["tool"]),
        "tool tools",
    ),
    "in_round int": (lambda w: prac.in_year(w.corpus, 2026), "year 2026 text"),
    "close_round int": (
        lambda w: w.study.close_year(2025, w.tmp / "k.csv", by="kim"),
        "year 2025 2025-26",
    ),
    "close_round slip": (
        lambda w: w.study.close_year("2025", w.tmp / "k.csv", by="kim"),
        "key",
    ),
    "purge by None": (lambda w: w.study.purge_year("2025-26", by=None), "by none"),
    "person int": (lambda w: w.study.person_record(7), "person_id 7"),
    "withdraw scope": (
        lambda w: w.study.withdraw(w.person, by="kim", scope="all"),
        "scope all words",
    ),
    "redaction slip": (
        lambda w: w.study.preview_redaction("2025-north", 0, 5),
        "2025-north turn",
    ),
    "redaction order": (lambda w: w.study.preview_redaction(w.turn, 9, 5), "9 5"),
    "redaction negative": (lambda w: w.study.preview_redaction(w.turn, -4, 5), "start -4"),
    "redaction text": (lambda w: w.study.preview_redaction(w.turn, "0", 5), 'start "0"'),
    "history slip": (lambda w: w.study.history(coder="kimm"), "kimm kim"),
    "history session": (
        lambda w: w.study.history(session_id="2025-nroth"),
        "2025-nroth 2025-north",
    ),
    "correct: session slip": (
        lambda w: w.study.correct_session("2025-nroth", w.text, by="kim"),
        "2025-nroth 2025-north",
    ),
    "correct: turns text": (
        lambda w: w.study.correct_turns("2025-north", "1", "2", [], by="kim", reason="r"),
        'first "1"',
    ),
    "open_study lost": (lambda w: prac.open_study(w.tmp / "lost"), "lost study"),
    "open_study a file": (lambda w: prac.open_study(w.text), "study"),
    "open_study None": (lambda w: prac.open_study(None), "path none"),
    "a moved study": (lambda w: w.moved.corpus(), "not there any more moved"),
    "a moved study's codings": (lambda w: w.moved.codings(), "not there any more moved"),
    "a moved study's frame": (lambda w: w.moved.frame(), "not there any more moved"),
    "read_frame lost": (lambda w: prac.read_frame(w.tmp / "lost.yaml"), "lost.yaml"),
    "read_guide lost": (lambda w: prac.read_guide(w.tmp / "lost.csv"), "lost.csv"),
    "read_survey lost": (lambda w: prac.read_survey(w.tmp / "lost.csv"), "lost.csv"),
    "read_actions lost": (lambda w: prac.read_actions(w.tmp / "lost.xlsx"), "lost.xlsx"),
    "read_refi lost": (lambda w: prac.exchange.read_refi(w.tmp / "lost.qdpx"), "lost.qdpx"),
    "read_refi a text": (lambda w: prac.exchange.read_refi(w.text), "talk.txt"),
    "read_taguette a text": (lambda w: prac.exchange.read_taguette(w.text), "talk.txt"),
    "read_refi coder": (lambda w: prac.exchange.read_refi(w.text, coder="both"), "coder both"),
    "import_frame lost": (lambda w: prac.read_frame(w.tmp / "lost.csv"), "lost.csv"),
    "write_frame to a suffix": (lambda w: prac.write_frame(w.frame, w.tmp / "f.pdf"), ".pdf"),
    "write_table to a suffix": (lambda w: prac.write_table(w.change, w.tmp / "t.pdf"), ".pdf .csv"),
    "write_table of a list": (lambda w: prac.write_table([1, 2], w.tmp / "t.csv"), "table list"),
    "write_refi profile": (
        lambda w: prac.exchange.write_refi(None, w.corpus, w.tmp / "a.qdpx", profile="nvivo12"),
        "nvivo12 nvivo",
    ),
    "pseudonymise key is a folder": (lambda w: prac.pseudonymise(w.corpus, key_file=w.tmp), "key"),
    "pseudonymise roster lost": (
        lambda w: prac.pseudonymise(w.corpus, key_file=w.tmp / "k.csv", roster=w.tmp / "no.xlsx"),
        "no.xlsx",
    ),
    "pseudonymise decided lost": (
        lambda w: prac.pseudonymise(w.corpus, key_file=w.tmp / "k.csv", decided=w.tmp / "no.csv"),
        "no.csv",
    ),
    "pseudonymise decided a list": (
        lambda w: prac.pseudonymise(w.corpus, key_file=w.tmp / "k.csv", decided=["Kelly"]),
        "decided list",
    ),
    "pseudonymise decided without decisions": (
        lambda w: prac.pseudonymise(
            w.corpus, key_file=w.tmp / "k.csv", decided=pd.DataFrame({"name": ["Kelly"]})
        ),
        "decided decision name",
    ),
    "pseudonymise patterns list": (
        lambda w: prac.pseudonymise(w.corpus, key_file=w.tmp / "k.csv", patterns=["x"]),
        "patterns list",
    ),
    "pseudonymise a bad pattern": (
        lambda w: prac.pseudonymise(w.corpus, key_file=w.tmp / "k.csv", patterns={"x": "("}),
        "patterns (",
    ),
    # --- objects made by hand
    "Code without text": (lambda w: prac.Code(1, "x"), "id 1"),
    "Code cues text": (lambda w: prac.Code("x", "X", cues="desk"), "cues list desk"),
    "Code name None": (lambda w: prac.Code("x", None), "name none"),
    "CodingFrame codes dict": (lambda w: prac.CodingFrame("f", "1", {"x": "X"}), "codes dict"),
    "CodingFrame codes text": (lambda w: prac.CodingFrame("f", "1", ("x",)), "codes code"),
    "CodingFrame version int": (lambda w: prac.CodingFrame("f", 1), "version 1"),
    "frame change slip": (lambda w: w.frame.change("tool", name="x"), "tool tools"),
    "frame change field": (lambda w: w.frame.change("tools", title="x"), "title"),
    "frame without slip": (lambda w: w.frame.without("tool"), "tool tools"),
    "frame merge text": (lambda w: w.frame.merge("tools", prac.Code("x", "X")), "code_ids list"),
    "frame with_code text": (lambda w: w.frame.with_code("x"), 'code "x"'),
    "frame getitem": (lambda w: w.frame["tool"], "tool tools"),
    "frame seeds words": (lambda w: w.frame.seeds(words=0), "words 0"),
    "frame seeds of a corpus": (lambda w: w.frame.seeds(w.corpus), "codings corpus"),
    "frame release": (lambda w: w.frame.release("2", dt.date(2025, 1, 1)), "date text"),
    "Corpus of a list": (lambda w: prac.Corpus(turns=[1]), "turns table list"),
    "Corpus without columns": (
        lambda w: prac.Corpus(turns=pd.DataFrame({"Text": ["x"]})),
        "turns column text",
    ),
    "Corpus rounds text": (
        lambda w: prac.Corpus(turns=w.corpus.turns, sessions=w.corpus.sessions, rounds="2025"),
        "rounds list",
    ),
    "Codings of a list": (lambda w: prac.Codings(spans=[1]), "spans table list"),
    "Codings without columns": (
        lambda w: prac.Codings(spans=pd.DataFrame({"quote": ["x"]})),
        "spans column",
    ),
    "with_turns of a list": (lambda w: w.corpus.with_turns([1]), "turns table"),
    "in_order slip": (lambda w: w.corpus.in_order("2025-26"), "labels list"),
    "by_round without": (lambda w: w.corpus.by_round(pd.DataFrame({"a": [1]})), "year column"),
    "matrix table of": (lambda w: w.matrix.table("quote"), "quote quotes"),
    "matrix cell slip": (lambda w: w.matrix.cell("2025", "north", "tools"), "2025 2025-26"),
    "matrix cell group": (lambda w: w.matrix.cell("2025-26", "nort", "tools"), "nort north"),
    "matrix quotes code": (lambda w: w.matrix.quotes_of("2025-26", "north", "tool"), "tool tools"),
    "matrix to a suffix": (lambda w: w.matrix.to_xlsx(w.tmp / "m.pdf"), ".pdf .xlsx"),
    "find_turns query": (lambda w: prac.find_turns(w.agreed, w.corpus, "tool"), "tool tools"),
    "find_turns query list": (
        lambda w: prac.find_turns(w.agreed, w.corpus, ["tools"]),
        "query list",
    ),
    "find_turns query empty": (
        lambda w: prac.find_turns(w.agreed, w.corpus, ""),
        "expected a code",
    ),
    "find_turns query open": (
        lambda w: prac.find_turns(w.agreed, w.corpus, "tools and ("),
        "tools and (",
    ),
    "check actions on": (
        lambda w: w.cycle.check_actions(on=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)),
        "on text",
    ),
    "open actions on": (lambda w: w.cycle.open_actions(on="1 May"), "on 1 may"),
    "you_said of a cycle": (lambda w: w.cycle.you_said(w.cycle), "rechecks cycle"),
    "you_said rounds": (
        lambda w: w.cycle.you_said(w.rechecks, rounds="2025-26"),
        "rounds list",
    ),
    "moved of a cycle": (lambda w: prac.delivered_by_moved(w.cycle), "rechecks cycle"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    return World(tmp_path_factory.mktemp("misuses"))


@pytest.mark.parametrize("typed", MISUSES)
def test_a_misuse_is_answered_with_what_was_expected_and_what_to_do(typed, world):
    call, words = MISUSES[typed]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            result = call(world)
        except PracticelearnError as error:
            answer = str(error)
        except (TypeError, AttributeError) as error:  # Python's own, of a call that is no call
            assert words == "" or type(error).__name__ == "NotFittedError", error
            answer = str(error)
        else:
            answer = " ".join(str(w.message) for w in said if w.category is UserWarning)
            assert answer, f"no word, and {type(result).__name__} came back"
    for word in words.split():
        assert word in answer.lower(), answer


def test_there_are_enough_of_them():
    assert len(MISUSES) >= 390
