"""Codes that topics were started from: words found, prevalence, quotes, and the words alone.

The model was told words, never codings; this is where the two meet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import AT_LEAST_0, check_arguments, check_fields, check_known
from practicelearn._student_t import stdtrit
from practicelearn._tables import (
    AGAINST_HAND,
    EVIDENCE,
    SEED_WORDS,
    SEEDED,
    conform,
    empty_table,
    in_cell,
)
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.themes.emergent import topic_evidence, topic_scores
from practicelearn.themes.frame.against_hand import against_hand
from practicelearn.themes.frame.material import may_be_quoted
from practicelearn.themes.quotes import choose_quotes
from practicelearn.themes.raised import round_of, speaking_turns
from practicelearn.topics.fitted_on import check_fitted_on
from practicelearn.topics.standing import found_again

if TYPE_CHECKING:  # it brings scikit-learn
    from practicelearn.topics.model import TopicModel

__all__ = ["SeededCodes", "seeded_codes"]

FEWEST_GROUPS = 4
"""Groups from which a mean has an interval."""
LEFT_FREE = "no seed word is said by a participant: its topic was left free"
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, repr=False, eq=False)
class SeededCodes:
    """Codes that topics were started from, each with what it rests on. A reading aid, not coding.

    Parameters
    ----------
    table : DataFrame
        One row a code, index ``code``. Columns: see ``practicelearn._tables.SEEDED``.
    words : DataFrame
        Every seed word with how often it is said. Columns: see
        ``practicelearn._tables.SEED_WORDS``.
    against_hand : DataFrame
        How the topic, and the seed words alone, go with hand coding. Columns: see
        ``practicelearn._tables.AGAINST_HAND``; no rows without codings.
    evidence : DataFrame
        Participants' turns on each code's topic; columns ``EVIDENCE``, ``theme_id`` is the code.
    notes : tuple of str
        What must be said beside the figures.
    """

    table: pd.DataFrame
    words: pd.DataFrame
    against_hand: pd.DataFrame = field(default_factory=partial(empty_table, AGAINST_HAND))
    evidence: pd.DataFrame = field(default_factory=partial(empty_table, EVIDENCE))
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Bring the tables into their documented form."""
        check_fields(self)
        for name, table in (
            ("table", SEEDED), ("words", SEED_WORDS), ("against_hand", AGAINST_HAND),
            ("evidence", EVIDENCE),
        ):  # fmt: skip
            object.__setattr__(self, name, conform(getattr(self, name), table))

    def quotes(self, code: str, n: int = 3) -> pd.DataFrame:
        """Return quotes from a code's topic: participants' words, able to stand alone.

        Parameters
        ----------
        code : str
        n : int, default 3
            At most this many; a new group comes before a new person of a group already quoted.

        Returns
        -------
        DataFrame
            The columns of ``evidence``, with the place of each, most typical first.
        """
        check_arguments(SeededCodes.quotes, locals(), n=AT_LEAST_0)
        check_known("seeded_codes", code, list(self.table.index), noun="code")
        return choose_quotes(self.evidence[self.evidence["theme_id"] == code], n)

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        left = int(self.table["topic"].isna().sum())
        free = f", {left} of them left free" if left else ""
        return f"SeededCodes: {len(self)} codes{free}; a reading aid, not coding"

    def _repr_html_(self) -> str:
        shown = self.table.assign(
            found=self.table["found"].str.join(", "), absent=self.table["absent"].str.join(", ")
        )
        columns = ["name", "found", "absent", "share", "low", "high", "n_turns_topic",
                   "n_turns_words"]  # fmt: skip
        return in_cell(repr(self), shown[columns])


def seeded_codes(
    codings: Codings | None,
    corpus: Corpus,
    topics: TopicModel,
    *,
    cache: str | Path | None = None,
) -> SeededCodes:
    """Return for each code that topics were started from what was found, beside its words alone.

    Parameters
    ----------
    codings : Codings, optional
        Hand coding to hold topic and words against; one reading of each session is used. Its frame
        names the codes.
    corpus : Corpus
        The one the topics were fitted on.
    topics : TopicModel
        Fitted with ``seeds``.
    cache : str or Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    SeededCodes
        ``table``: seed words found and absent, the topic's share of words, how many turns and
        groups topic and words find. ``words``, ``quotes(code)``, ``against_hand``, ``notes``.

    Raises
    ------
    PracticelearnError
        The topics were fitted without seeds, or on another corpus.
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Notes
    -----
    ``share`` is the mean over groups of the topic's share of participants' words (windows taken by
    themselves), with Student's t over groups: a share of words, of nobody, and never tested. A turn
    is on a topic where that is the likeliest one, from its words and those around it.

    Words alone are the baseline: a topic that finds no more of what people coded than its seed
    words do is not worth its cost. Precision and recall are pooled over turns that were read by
    hand for the code; their intervals leave out a whole session at a time, since turns of one
    session are alike.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus().where(year="2025-26")
    >>> seeds = {c: w for c, w in study.frame().seeds().items() if c in ("tools", "desks")}
    >>> model = prac.TopicModel(n_topics=4, seeds=seeds).fit(corpus)
    >>> found = prac.seeded_codes(study.codings(), corpus, model)
    >>> found
    SeededCodes: 2 codes; a reading aid, not coding
    >>> found.against_hand["by"].tolist()
    ['topic', 'words', 'topic', 'words']
    """
    check_arguments(seeded_codes, locals())
    if codings is not None:
        refuse_uncounted(codings, "seeded_codes")
    seeds = _seeds(topics, corpus)
    said = _placed(corpus)
    hits = _hits(corpus, seeds, said, None if cache is None else Path(cache))
    topic_of = {c: t for t, c in topics.seeded_.items() if isinstance(c, str)}
    on_topic = _on_topic(topics, said, topic_of)
    with_word = {code: said.index.isin(hits.loc[hits["code"] == code, "turn_id"]) for code in seeds}
    words = _words(hits, seeds, said)
    shares = _shares(corpus, topics, list(topic_of.values()))
    rows = [
        _row(codings, code, words, topic_of.get(code), shares, said, on_topic, with_word)
        for code in seeds
    ]
    again = found_again(topics)
    evidence = topic_evidence(corpus, topics, list(topic_of.values()))
    evidence = evidence[may_be_quoted(evidence["turn_id"], corpus, codings)]
    code_of = {t: c for c, t in topic_of.items()}
    hand = empty_table(AGAINST_HAND)
    if codings is not None:
        hand = against_hand(codings, corpus, said, on_topic, with_word)
    table = pd.DataFrame(rows).set_index("code").astype(_COUNTS)
    table["found_again"] = table["topic"].map(again).astype("boolean")
    return SeededCodes(
        table, words, hand,
        evidence.assign(theme_id=evidence["theme_id"].map(code_of)), _notes(codings, seeds),
    )  # fmt: skip


_COUNTS = {c.name: "Int64" for c in SEEDED.columns if c.kind == "int"}


def _seeds(topics: TopicModel, corpus: Corpus) -> dict[str, list[str]]:
    if not topics.seeds:
        raise PracticelearnError(
            "seeded_codes: these topics were started from no code; fit them with "
            "TopicModel(seeds=frame.seeds())."
        )
    check_fitted_on(topics, corpus, "seeded_codes")
    return {code: list(dict.fromkeys(words)) for code, words in topics.seeds.items()}


def _placed(corpus: Corpus) -> pd.DataFrame:
    said = speaking_turns(corpus)
    return said.assign(unit=said.groupby([round_of(said["year"]), said["group"]]).ngroup())


def _hits(
    corpus: Corpus, seeds: Mapping[str, Sequence[str]], said: pd.DataFrame, cache: Path | None
) -> pd.DataFrame:
    """Where participants say a seed word: turn_id, code, word."""
    from practicelearn.language.phrases import found_by_part
    from practicelearn.language.pipeline import tokens_by_part

    found = found_by_part(tokens_by_part(corpus.turns, cache=cache), seeds)
    found = found.rename(columns={"key": "code", "phrase": "word"})[["turn_id", "code", "word"]]
    return found[found["turn_id"].isin(said.index)].drop_duplicates()


def _on_topic(
    topics: TopicModel, said: pd.DataFrame, topic_of: Mapping[str, str]
) -> dict[str, Bools]:
    weights = topics.turn_topics_.reindex(said.index)
    best = weights.fillna(0).to_numpy().argmax(axis=1)
    there = weights.sum(axis=1).to_numpy() > 0
    places = {t: k for k, t in enumerate(weights.columns)}
    return {c: there & (best == places[t]) for c, t in topic_of.items()}


def _words(
    hits: pd.DataFrame, seeds: Mapping[str, Sequence[str]], said: pd.DataFrame
) -> pd.DataFrame:
    unit = said["unit"].reindex(hits["turn_id"]).to_numpy()
    by = hits.assign(unit=unit).groupby(["code", "word"])
    turns, groups = by["turn_id"].nunique(), by["unit"].nunique()
    rows = [
        {"code": code, "word": word, "n_turns": int(turns.get((code, word), 0)),
         "n_groups": int(groups.get((code, word), 0))}
        for code, own in seeds.items() for word in own
    ]  # fmt: skip
    return conform(pd.DataFrame(rows), SEED_WORDS)


def _shares(corpus: Corpus, topics: TopicModel, chosen: list[str]) -> dict[str, pd.Series]:
    """Topic to its share of participants' words in each group."""
    if not chosen:
        return {}
    scores = topic_scores(corpus, topics, chosen)
    return {str(t): own["score"].dropna() for t, own in scores.groupby("theme_id")}


def _row(
    codings: Codings | None,
    code: str,
    words: pd.DataFrame,
    topic: str | None,
    shares: Mapping[str, pd.Series],
    said: pd.DataFrame,
    on_topic: Mapping[str, Bools],
    with_word: Mapping[str, Bools],
) -> dict[str, object]:
    own = words[words["code"] == code]
    spoken = own[own["n_turns"] > 0].sort_values("n_turns", ascending=False, kind="stable")
    frame = codings.frame if codings is not None else None
    hit, unit = with_word[code], said["unit"].to_numpy()
    row: dict[str, object] = {
        "code": code, "name": frame[code].name if frame is not None and code in frame else code,
        "topic": topic, "found": list(spoken["word"]),
        "absent": list(own.loc[own["n_turns"] == 0, "word"]),
        "n_turns_words": int(hit.sum()), "n_groups_words": len(set(unit[hit])),
        "why": LEFT_FREE if topic is None else None,
    }  # fmt: skip
    if topic is None:
        return row | {"share": math.nan, "low": math.nan, "high": math.nan}
    on = on_topic[code]
    row |= {
        "n_turns_topic": int(on.sum()), "n_groups_topic": len(set(unit[on])),
        "n_turns_both": int((on & hit).sum()),
    }  # fmt: skip
    return row | _mean(shares[topic])


def _mean(share: pd.Series) -> dict[str, object]:
    """Mean over groups with its 95 % interval."""
    n = len(share)
    out: dict[str, object] = {"n_groups": n, "share": float(share.mean()) if n else math.nan}
    if n < FEWEST_GROUPS:
        why = f"no interval: {n} groups, at least {FEWEST_GROUPS} are needed"
        return out | {"low": math.nan, "high": math.nan, "why": why}
    half = float(stdtrit(n - 1, 0.975)) * float(share.std(ddof=1)) / math.sqrt(n)
    mean = float(share.mean())
    return out | {"low": max(mean - half, 0.0), "high": min(mean + half, 1.0)}


def _notes(codings: Codings | None, seeds: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    if codings is None or codings.frame is None:
        return ()
    frame = codings.frame
    cues = {c.id: {w.lower() for w in c.cues} for c in frame.codes}
    learned = [c for c, own in seeds.items() if not {w.lower() for w in own} <= cues.get(c, set())]
    if not learned:
        return ()
    said = (
        f"Some seed words of {', '.join(learned)} are no cue words of the frame. Where they were "
        "learned from these codings (frame.seeds(codings)), precision and recall flatter both the "
        "topic and the words: learn them from other sessions than those they are held against."
    )
    return (said,)
