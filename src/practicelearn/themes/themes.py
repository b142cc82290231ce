"""Themes: what keeps coming up, with its evidence, until a person says what it means."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

import pandas as pd

from practicelearn._tables import (
    EVIDENCE,
    SCORES,
    THEMES,
    conform,
    empty_table,
    near_match,
)
from practicelearn.coding.codings import MACHINES, Codings, merge_codings
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.themes.emergent import (
    code_topics,
    topic_evidence,
    topic_scores,
    topic_speakers,
)
from practicelearn.themes.quotes import choose_quotes, typicality
from practicelearn.themes.raised import coded_evidence, coded_scores, round_of
from practicelearn.topics.model import TopicModel

__all__ = ["Themes", "find_themes"]

Origin = Literal["human", "keyword", "suggested", "imported"]

MOST_HEADLINES = 10


@dataclass(frozen=True, repr=False, eq=False)
class Themes:
    """Candidate themes and themes, each with its evidence and its score in every group.

    Made by :func:`find_themes`; every method returns a new one.

    Parameters
    ----------
    table : DataFrame
        One row a theme, index ``theme_id``. Columns: see ``practicelearn._tables.THEMES``.
    evidence : DataFrame
        One row a passage. Columns: ``EVIDENCE``.
    scores : DataFrame
        One row a theme and group, zeros and missing ones included. Columns: ``SCORES``.
    corpus : Corpus
    codings : Codings or None
        The one reading that was used.
    topics : TopicModel or None
    origin : str
        Where the codings come from: human, keyword, suggested or imported; or topic.
    min_groups, min_people : int
        What "recurring" meant.
    declared : tuple of str
        Theme ids declared as headlines before years are compared.
    declared_at, declared_hash : str
        When, and sha256 over the declared ids and their codes.
    """

    table: pd.DataFrame
    evidence: pd.DataFrame
    scores: pd.DataFrame
    corpus: Corpus
    codings: Codings | None = None
    topics: TopicModel | None = None
    origin: str = "human"
    min_groups: int = 3
    min_people: int = 4
    declared: tuple[str, ...] = ()
    declared_at: str = ""
    declared_hash: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def extent(self) -> pd.DataFrame:
        """How far each theme reaches, one row a theme and round.

        Columns: theme_id, year, n_groups (read for it, groups with notes only included),
        n_groups_raised, n_people, n_people_raised, share_people (mean over groups; notes give no
        count of people), n_passages.
        """
        known = self.scores["score"].notna() | self.scores["raised"].notna()
        scored = self.scores[known]
        noted = scored["raised"].fillna(value=False).astype(bool)
        raised = scored.assign(
            group_raised=noted | (scored["n_raised"].fillna(0) > 0),
            n_people=scored["n_people"].where(scored["score"].notna(), 0),
            year=round_of(scored["year"]),
        )
        table = raised.groupby(["theme_id", "year"], sort=False).agg(
            n_groups=("group", "nunique"),
            n_groups_raised=("group_raised", "sum"),
            n_people=("n_people", "sum"),
            n_people_raised=("n_raised", "sum"),
            share_people=("score", "mean"),
        )
        evidence = self.evidence
        year = evidence["year"].astype(object).where(evidence["year"].notna(), "")
        passages = evidence.groupby([evidence["theme_id"], year]).size()
        passages.index.names = ["theme_id", "year"]
        table["n_passages"] = passages.reindex(table.index, fill_value=0)
        return table.reset_index()

    def quotes(self, theme: str, n: int = 5, *, year: str | None = None) -> pd.DataFrame:
        """Return quotes of a theme: verbatim, able to stand alone, from different people.

        Parameters
        ----------
        theme : str
            Theme id.
        n : int, default 5
            At most this many; a new group comes before a new person of a group already quoted.
        year : str, optional
            Of this round only.

        Returns
        -------
        DataFrame
            The columns of ``evidence``, most typical first.
        """
        _check_known(self, theme)
        own = self.evidence[self.evidence["theme_id"] == theme]
        if year is not None:
            own = own[own["year"] == year]
        return choose_quotes(own, n)

    def rename(self, theme: str, name: str) -> Themes:
        """Return themes with one of them renamed; its id stays."""
        return _with(self, theme, name=name)

    def state(self, theme: str, statement: str) -> Themes:
        """Return themes in which a person has said in one sentence what people are saying.

        That makes a candidate a theme.
        """
        if not statement.strip():
            raise PracticelearnError(f'theme "{theme}": the statement is empty.')
        return _with(self, theme, statement=statement.strip(), status="theme")

    def drop(self, theme: str) -> Themes:
        """Return themes in which one is marked as dropped; its evidence stays."""
        return _with(self, theme, status="dropped")

    def merge(self, themes: Sequence[str], into: str) -> Themes:
        """Return themes in which several themes from codes count as one, under the id ``into``.

        People, groups and scores are counted anew from the evidence: somebody who raised both is
        one person.
        """
        for theme in [*themes, into]:
            _check_known(self, theme)
            if self.table.loc[theme, "origin"] != "codes":
                raise PracticelearnError(f'theme "{theme}" comes from a topic: only codes merge.')
        parts = set(themes) | {into}
        rows = self.table[self.table["origin"] == "codes"]
        codes_of = {
            t: list(rows.loc[t, "codes"])
            if t != into
            else [c for p in rows.index if p in parts for c in rows.loc[p, "codes"]]
            for t in rows.index
            if t == into or t not in parts
        }
        merged = _build(self.corpus, self.codings, self.topics, codes_of, self)
        for theme in merged.table.index.intersection(self.table.index):
            before = self.table.loc[theme]
            kept = {k: before[k] for k in ("name", "statement", "status")}
            merged = _with(merged, theme, **kept)
        return merged

    def declare(self, headline: Sequence[str]) -> Themes:
        """Return themes with at most ten of them declared as headlines.

        Only these are tested between years, so name them before looking at a comparison. The time
        and a hash of what was declared are kept.
        """
        if len(headline) > MOST_HEADLINES:
            raise PracticelearnError(
                f"{len(headline)} headline themes were declared; at most {MOST_HEADLINES} can be "
                "tested together with any chance of finding a change."
            )
        chosen = tuple(dict.fromkeys(headline))
        for theme in chosen:
            _check_known(self, theme)
        content = repr([(t, sorted(self.table.loc[t, "codes"])) for t in chosen])
        return replace(
            self,
            declared=chosen,
            declared_at=datetime.now(UTC).isoformat(timespec="seconds"),
            declared_hash=hashlib.sha256(content.encode()).hexdigest(),
        )

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        recurring = int(self.table["recurring"].fillna(value=False).sum())
        stated = int((self.table["status"] == "theme").sum())
        return (
            f"Themes: {recurring} recurring of {len(self)} (at least {self.min_groups} groups and "
            f"{self.min_people} people in a round); {stated} stated by a person; from {self.origin}"
        )

    def _repr_html_(self) -> str:
        columns = ["name", "status", "origin", "recurring", "n_groups", "n_people", "n_passages"]
        return f"<p>{html.escape(repr(self))}</p>{self.table[columns].to_html(max_rows=30)}"


def _check_known(themes: Themes, theme: str) -> None:
    if theme not in themes.table.index:
        hint = near_match(theme, themes.table.index)
        raise PracticelearnError(f'there is no theme "{theme}".{hint}')


def _with(themes: Themes, theme: str, **values: Any) -> Themes:
    _check_known(themes, theme)
    table = themes.table.copy()
    for column, value in values.items():
        table[column] = table[column].astype(object)
        table.loc[theme, column] = value
    return replace(themes, table=table)


def find_themes(
    corpus: Corpus,
    codings: Codings | None = None,
    topics: TopicModel | None = None,
    *,
    origin: Origin = "human",
    min_groups: int = 3,
    min_people: int = 4,
) -> Themes:
    """Return candidate themes: from codes, and from topics that no code covers.

    Parameters
    ----------
    corpus : Corpus
    codings : Codings, optional
        Several coders: one reading a session is used, as ``merge_codings`` chooses it.
    topics : TopicModel, optional
        Fitted on the corpus. Without codings, themes come from topics alone.
    origin : {"human", "keyword", "suggested", "imported"}
        Which codings to use; origins are never mixed. Suggestions count where a person has
        accepted them.
    min_groups, min_people : int
        A theme recurs in a round when at least ``min_groups`` groups hold somebody who raised it,
        at least ``min_people`` distinct people did, and no group gives more than half of them.

    Returns
    -------
    Themes
        ``statement`` is empty until a person writes it. Rounds play no part in finding themes, so
        that comparing rounds afterwards stays a fair test.

    Raises
    ------
    PracticelearnError
        Neither codings of this origin nor topics are given.
    """
    reading = _one_reading(codings, origin)
    if reading is None and topics is None:
        raise PracticelearnError(
            f'find_themes needs codings of origin "{origin}", or a topic model, or both.'
        )
    settings = Themes(
        empty_table(THEMES), empty_table(EVIDENCE), empty_table(SCORES), corpus,
        origin=origin if reading is not None else "topic",
        min_groups=min_groups, min_people=min_people,
    )  # fmt: skip
    codes_of = {code: [code] for code in _codes(reading)} if reading is not None else {}
    return _build(corpus, reading, topics, codes_of, settings)


def _build(
    corpus: Corpus,
    codings: Codings | None,
    topics: TopicModel | None,
    codes_of: Mapping[str, Sequence[str]],
    settings: Themes,
) -> Themes:
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
    whole = replace(
        settings,
        table=pd.concat(tables),
        evidence=pd.concat(evidence, ignore_index=True),
        scores=pd.concat(scores, ignore_index=True),
        codings=codings,
        topics=topics,
    )
    return replace(whole, table=_recurrence(whole))


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


def _recurrence(themes: Themes) -> pd.DataFrame:
    """Return the table with counts, rounds of recurrence and flags."""
    people = themes.scores["n_raised"].fillna(0).astype(int)
    noted = themes.scores["raised"].fillna(value=False).astype(bool)
    keys = [themes.scores["theme_id"], round_of(themes.scores["year"])]
    by_round = pd.DataFrame(
        {
            "groups": (noted | (people > 0)).groupby(keys).sum(),
            "people": people.groupby(keys).sum(),
            "most": people.groupby(keys).max(),
        }
    )
    enough = (by_round["groups"] >= themes.min_groups) & (by_round["people"] >= themes.min_people)
    spread = by_round["most"] <= by_round["people"] / 2
    passages = themes.evidence.groupby("theme_id").size()
    rows = []
    for theme in themes.table.index:
        own = by_round.loc[theme]
        recurs = list((enough & spread).loc[theme].pipe(lambda s: s.index[s]))
        lopsided = list((enough & ~spread).loc[theme].pipe(lambda s: s.index[s]))
        flags = [f"one group gives more than half of the people {_when(y)}" for y in lopsided]
        if len(recurs) > 1:
            flags.append(f"carried over: recurring in {len(recurs)} rounds")
        if int(own["groups"].sum()) == 1:
            flags.append("one group only")
        rows.append(
            {
                "recurring": bool(recurs),
                "years_recurring": recurs,
                "n_groups": int(own["groups"].sum()),
                "n_people": int(own["people"].sum()),
                "n_passages": int(passages.get(theme, 0)),
                "flags": flags,
                "status": "candidate",
                "statement": "",
            }
        )
    counts = pd.DataFrame(rows, index=themes.table.index)
    return conform(themes.table.join(counts), THEMES)


def _when(year: str) -> str:
    return f"in {year}" if year else "of the only round"


def _one_reading(codings: Codings | None, origin: str) -> Codings | None:
    if codings is None:
        return None
    own = codings.of(origin=origin)
    if origin == "suggested" and len(own.spans):
        taken = own.spans[own.spans["accepted_by"].notna()]
        if taken.empty:
            raise PracticelearnError(
                "find_themes: nobody has accepted any of these suggestions. What a program "
                "suggests is no coding until a person takes it, on the coding page or by naming "
                "them in accepted_by."
            )
        own = replace(own, spans=taken)
    if origin in MACHINES:
        read = own.read[own.read["coder"].isin(own.spans["coder"].unique())]
        return replace(own, read=read) if len(own.spans) else None
    people = own.read[~own.read["coder"].isin(MACHINES)]
    if people.empty:
        return None
    return merge_codings(replace(own, read=people))


def _codes(codings: Codings | None) -> list[str]:
    if codings is None:
        return []
    framed = codings.frame.ids if codings.frame is not None else []
    return list(dict.fromkeys([*framed, *sorted(codings.spans["code"].unique())]))
