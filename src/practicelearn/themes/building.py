"""From codes and topics to the tables of themes: rows, evidence, scores, recurrence, flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from practicelearn._tables import EVIDENCE, SCORES, THEMES, conform, empty_table
from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.corpus import Corpus
from practicelearn.errors import counted
from practicelearn.themes.emergent import (
    code_topics,
    topic_evidence,
    topic_scores,
    topic_speakers,
)
from practicelearn.themes.extent import heard_of
from practicelearn.themes.quotes import typicality
from practicelearn.themes.raised import coded_evidence, coded_scores
from practicelearn.topics.standing import found_again

if TYPE_CHECKING:  # it brings scikit-learn, which themes of codes have no need of
    from practicelearn.topics.model import TopicModel

__all__ = ["HEARD_ONCE", "build", "named"]

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

    Only topics that are known to be found again are there, or go with a code.

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
    if topics is not None:  # the others are no candidates, and none goes with a code
        again = found_again(topics).fillna(value=False)
        uncovered = [t for t in uncovered if again[t]]
        with_code = {code: [t for t in own if again[t]] for code, own in with_code.items()}
    if codings is not None and codes_of:
        found = coded_evidence(corpus, codings, codes_of)
        evidence.append(found.assign(weight=typicality(found["quote"], found["theme_id"])))
        scores.append(coded_scores(corpus, codings, codes_of, found))
        tables.append(_code_rows(codings, codes_of, with_code, topics))
    if uncovered and topics is not None:
        evidence.append(topic_evidence(corpus, topics, uncovered))
        scores.append(_with_speakers(topic_scores(corpus, topics, uncovered), corpus, topics))
        tables.append(_topic_rows(topics, uncovered))
    if not tables:
        nothing = {"table": THEMES, "evidence": EVIDENCE, "scores": SCORES}
        return {name: empty_table(columns) for name, columns in nothing.items()}
    table = pd.concat(tables)
    passages, by_group = (
        pd.concat(evidence, ignore_index=True),
        pd.concat(scores, ignore_index=True),
    )
    counted = _recurrence(themes, table, passages, by_group)
    return {"table": counted, "evidence": passages, "scores": by_group}


def named(codings: Codings, codes_of: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return the table of themes of codes with nothing counted."""
    rows = _code_rows(codings, codes_of, {}, None)
    counts: dict[str, Any] = {
        "recurring": False, "n_groups": pd.NA, "n_people": pd.NA, "n_passages": 0,
        "status": "candidate", "statement": "",
        **{name: [[] for _ in range(len(rows))] for name in ("years_recurring", "flags")},
    }  # fmt: skip
    kinds = {"n_groups": "Int64", "n_people": "Int64", "n_passages": "int64"}
    return conform(rows.assign(**counts).astype(kinds), THEMES)


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
    by_round = heard_of(scores, evidence, themes.corpus)
    at_least = by_round["n_groups_unread"].groupby("theme_id").sum()
    enough = (by_round["n_groups"] >= themes.min_groups) & (
        by_round["n_people"] >= themes.min_people
    )
    enough = enough.fillna(value=False).astype(bool)
    spread = by_round["most_in_one_group"].fillna(0) <= by_round["n_people"].fillna(0) / 2
    marked = _marked(themes.marked, table)
    rows = []
    for theme in table.index:
        own = by_round.loc[theme]
        recurs = list((enough & spread).loc[theme].pipe(lambda s: s.index[s]))
        lopsided = list((enough & ~spread).loc[theme].pipe(lambda s: s.index[s]))
        flags = [f"one group gives more than half of the people {_when(y)}" for y in lopsided]
        if len(recurs) > 1:
            flags.append(f"carried over: recurring in {len(recurs)} rounds")
        if int(own["n_groups"].sum()) == 1:
            flags.append("one group only")
        below = _below(themes.codings, table.loc[theme, "codes"])
        if below:
            flags.append(f"counts what stands below it too: {', '.join(below)}")
        if at_least[theme]:
            flags.append(
                f"“at least”: not all was read for it in {counted(at_least[theme], 'group')}"
            )
        newest = own.index[-1]
        if pd.isna(own.loc[newest, "n_groups"]):
            where = f" in {newest}" if newest else ""
            flags.append(f"not known{where}: no group was read for it")
        if theme in marked.index:
            flags.append(f"{HEARD_ONCE}: marked by {marked[theme]}")
        rows.append(
            {
                "recurring": bool(recurs),
                "years_recurring": recurs,
                **own[["n_groups", "n_people", "n_passages"]].iloc[-1],
                "flags": flags,
                "status": "candidate",
                "statement": "",
            }
        )
    counts = pd.DataFrame(rows, index=table.index)
    counts = counts.astype({"n_groups": "Int64", "n_people": "Int64", "n_passages": "int64"})
    return conform(table.join(counts), THEMES)


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
