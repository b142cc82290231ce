"""From codes and topics to the tables of themes: rows, evidence, scores, recurrence, flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd

from practicelearn._tables import THEMES, conform
from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.corpus import Corpus
from practicelearn.errors import counted
from practicelearn.themes.emergent import (
    code_topics,
    topic_evidence,
    topic_scores,
    topic_speakers,
)
from practicelearn.themes.extent import extent_of
from practicelearn.themes.quotes import typicality
from practicelearn.themes.raised import coded_evidence, coded_scores, round_of
from practicelearn.topics.model import TopicModel

__all__ = ["HEARD_ONCE", "build"]

HEARD_ONCE = "heard once, matters"
"""How the flag begins of a theme with a passage that a person marked as mattering."""


class Source(Protocol):
    """What themes are built from: a ``Themes``, whose tables are not looked at."""

    @property
    def corpus(self) -> Corpus: ...
    @property
    def codings(self) -> Codings | None: ...
    @property
    def topics(self) -> TopicModel | None: ...
    @property
    def marked(self) -> pd.DataFrame: ...
    @property
    def min_groups(self) -> int: ...
    @property
    def min_people(self) -> int: ...


def build(themes: Source, codes_of: Mapping[str, Sequence[str]]) -> dict[str, pd.DataFrame]:
    """Return the tables of themes: one of each entry of ``codes_of``, and of topics no code covers.

    Parameters
    ----------
    themes : Source
    codes_of : mapping
        Theme id to its codes.

    Returns
    -------
    dict of DataFrame
        table, evidence and scores of a ``Themes``.
    """
    corpus, codings, topics = themes.corpus, themes.codings, themes.topics
    tables, evidence, scores = [], [], []
    with_code: dict[str, list[str]] = {}
    uncovered = list(topics.names_.index) if topics is not None else []
    if codings is not None and topics is not None:
        with_code, uncovered = code_topics(corpus, codings, topics)
    if codings is not None and codes_of:
        found = coded_evidence(corpus, codings, codes_of)
        evidence.append(found.assign(weight=typicality(found["quote"], found["theme_id"])))
        scores.append(coded_scores(corpus, codings, codes_of, found))
        tables.append(_code_rows(codings, codes_of, with_code, topics))
    if uncovered and topics is not None:
        evidence.append(topic_evidence(corpus, topics, uncovered))
        scores.append(_with_speakers(topic_scores(corpus, topics, uncovered), corpus, topics))
        tables.append(_topic_rows(topics, uncovered))
    table = pd.concat(tables)
    passages, by_group = (
        pd.concat(evidence, ignore_index=True),
        pd.concat(scores, ignore_index=True),
    )
    counted = _recurrence(themes, table, passages, by_group)
    return {"table": counted, "evidence": passages, "scores": by_group}


def _code_rows(
    codings: Codings,
    codes_of: Mapping[str, Sequence[str]],
    with_code: Mapping[str, list[str]],
    topics: TopicModel | None,
) -> pd.DataFrame:
    rows = []
    for theme, codes in codes_of.items():
        own = list(dict.fromkeys(t for c in codes for t in with_code.get(c, [])))
        frame = codings.frame
        name = frame[theme].name if frame is not None and theme in frame else theme
        terms = "; ".join(topics.names_[t] for t in own) if topics is not None else ""
        rows.append(
            {"theme_id": theme, "name": name, "origin": "codes", "codes": list(codes),
             "topics": own, "terms": terms}
        )  # fmt: skip
    return pd.DataFrame(rows).set_index("theme_id")


def _topic_rows(topics: TopicModel, uncovered: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "theme_id": list(uncovered),
            "name": [topics.names_[t] for t in uncovered],
            "origin": "topic",
            "codes": [[] for _ in uncovered],
            "topics": [[t] for t in uncovered],
            "terms": [topics.names_[t] for t in uncovered],
        }
    ).set_index("theme_id")


def _with_speakers(scores: pd.DataFrame, corpus: Corpus, topics: TopicModel) -> pd.DataFrame:
    """Add the people who spoke at least 30 words on a topic as ``n_raised``."""
    speakers = topic_speakers(corpus, topics)
    year = speakers["year"].astype(object).where(speakers["year"].notna(), "")
    count = speakers.groupby([speakers["topic"], year, speakers["group"]])["who"].nunique()
    keys = pd.MultiIndex.from_arrays(
        [
            scores["theme_id"],
            scores["year"].astype(object).where(scores["year"].notna(), ""),
            scores["group"],
        ]
    )
    return scores.assign(n_raised=count.reindex(keys).fillna(0).astype(int).to_numpy())


def _recurrence(
    themes: Source, table: pd.DataFrame, evidence: pd.DataFrame, scores: pd.DataFrame
) -> pd.DataFrame:
    """Return the table with counts, rounds of recurrence and flags."""
    extent = extent_of(scores, evidence, themes.corpus).set_index(["theme_id", "year"])
    index = pd.MultiIndex.from_product([table.index, _rounds(scores, themes.corpus)])
    every = extent.reindex(index.set_names(["theme_id", "year"]), fill_value=0)
    heard = _at_least(scores, index)
    at_least = scores.loc[scores["n_at_least"].notna()].groupby("theme_id").size()
    by_round = pd.DataFrame(
        {
            "groups": every["n_groups_raised"] + heard["groups"],
            "people": every["n_people_raised"] + heard["people"],
            "most": every["most"].where(every["most"] > heard["most"], heard["most"]),
            "passages": every["n_passages"],
            "read": every["n_groups"],
        }
    )
    enough = (by_round["groups"] >= themes.min_groups) & (by_round["people"] >= themes.min_people)
    spread = by_round["most"] <= by_round["people"] / 2
    marked = _marked(themes.marked, table)
    rows = []
    for theme in table.index:
        own = by_round.loc[theme]
        recurs = list((enough & spread).loc[theme].pipe(lambda s: s.index[s]))
        lopsided = list((enough & ~spread).loc[theme].pipe(lambda s: s.index[s]))
        flags = [f"one group gives more than half of the people {_when(y)}" for y in lopsided]
        if len(recurs) > 1:
            flags.append(f"carried over: recurring in {len(recurs)} rounds")
        if int(own["groups"].sum()) == 1:
            flags.append("one group only")
        below = _below(themes.codings, table.loc[theme, "codes"])
        if below:
            flags.append(f"counts what stands below it too: {', '.join(below)}")
        if theme in at_least.index:
            flags.append(
                f"“at least”: not all was read for it in {counted(at_least[theme], 'group')}"
            )
        newest = own.iloc[-1]
        if not newest["read"] and not newest["groups"]:
            where = f"in {own.index[-1]}" if own.index[-1] else "in the only round"
            flags.append(f"nobody was read for it {where}: missing, not nought")
        if theme in marked.index:
            flags.append(f"{HEARD_ONCE}: marked by {marked[theme]}")
        rows.append(
            {
                "recurring": bool(recurs),
                "years_recurring": recurs,
                "n_groups": int(own["groups"].iloc[-1]),
                "n_people": int(own["people"].iloc[-1]),
                "n_passages": int(own["passages"].iloc[-1]),
                "flags": flags,
                "status": "candidate",
                "statement": "",
            }
        )
    counts = pd.DataFrame(rows, index=table.index)
    return conform(table.join(counts), THEMES)


def _at_least(scores: pd.DataFrame, index: pd.MultiIndex) -> pd.DataFrame:
    """What was coded where nothing says that all was read: it counts as "at least"."""
    own = scores[scores["n_at_least"].notna()]
    keys = [own["theme_id"], round_of(own["year"])]
    counts = own["n_at_least"].astype(int).groupby(keys)
    table = pd.DataFrame({"groups": counts.size(), "people": counts.sum(), "most": counts.max()})
    return table.reindex(index, fill_value=0)


def _rounds(scores: pd.DataFrame, corpus: Corpus) -> list[str]:
    """The rounds in order, "" where none is named."""
    found = set(round_of(scores["year"]))
    return [y for y in dict.fromkeys(["", *corpus.year_labels]) if y in found]


def _marked(marks: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Theme to the people who marked a passage of it as mattering, whichever reading was used."""
    pairs = [(code, t) for t, codes in table["codes"].items() for code in codes]
    codes = pd.DataFrame(pairs, columns=["code", "theme_id"])
    spans = marks[["code", "coder"]].replace({"coder": {SETTLED: "both coders"}})
    spans = spans.drop_duplicates().merge(codes, on="code")
    said: pd.Series = spans.groupby("theme_id")["coder"].agg(lambda c: " and ".join(sorted(set(c))))
    return said


def _below(codings: Codings | None, codes: Sequence[str]) -> list[str]:
    """Names of the codes right below a theme's codes, where they count for it."""
    if codings is None or codings.frame is None:
        return []
    spans = codings.spans[["coding_id", "code"]]
    own = set(spans.loc[spans["code"].isin(codes), "coding_id"])
    also = set(spans.loc[spans["coding_id"].isin(own), "code"])
    return [c.name for c in codings.frame.codes if c.parent in codes and c.id in also - set(codes)]


def _when(year: str) -> str:
    return f"in {year}" if year else "of the only round"
