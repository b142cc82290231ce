"""What can be learned from hand coding: each turn's words, what stands around it, and its codes.

Hand coding only. A turn that was not read is missing, never "not coded"; so is one whose code was
taken over from an offer, since a program would be learning from itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from practicelearn.coding.agreement.reading import UNAIDED, read_by
from practicelearn.coding.codings import Codings
from practicelearn.coding.merging import merge_codings
from practicelearn.coding.offers.terms import Terms, terms_of
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.language.phrases import find_phrases
from practicelearn.language.pipeline import Tokens
from practicelearn.language.words import sentence_ends

__all__ = [
    "Talk",
    "hand_labels",
    "make_talk",
    "never_offered",
    "sentences_of",
    "unit_talk",
    "with_features",
]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# weights of the turn before and after, and of the ones beyond
NEAR = (1.0, 0.6)
# far: a neighbour's weight falls to 1/e over so many words between, and ends at .05 or 40 turns
FAR_WORDS, FAR_LEAST, FAR_TURNS = 60.0, 0.05, 40


@dataclass(frozen=True, eq=False)
class Talk:
    """Turns (or sentences of turns) as a learner sees them; n units.

    Parameters
    ----------
    turn : ndarray of int, shape (n,)
        The turn each unit is, or is a sentence of.
    counts : sparse matrix, shape (n, n_words)
        How often each word stands in the unit.
    cues : ndarray of float, shape (n, n_codes)
        How often cues of each code stand in it.
    near, far, asked : sparse matrix, shape (n, n_turns)
        Neighbours by weight, two on either side or as far as one speaks of the same thing; the last
        words of the facilitator.
    n_words : ndarray of int, shape (n,)
    terms : Terms
        What was counted.
    turns : Talk or None
        The whole turns that sentences stand in.
    vectors : ndarray of float, shape (n_turns, n_dimensions), or None
        What each turn means, as numbers that somebody else made.
    """

    turn: Ints
    counts: Any
    cues: Floats
    near: Any
    far: Any
    asked: Any
    n_words: Ints
    terms: Terms
    turns: Talk | None = None
    vectors: Floats | None = None

    def rows(self, chosen: Bools | Ints) -> Talk:
        """Return some of the units; what stands around them stays whole."""
        return replace(
            self, turn=self.turn[chosen], counts=self.counts[chosen], cues=self.cues[chosen],
            near=self.near[chosen], far=self.far[chosen], asked=self.asked[chosen],
            n_words=self.n_words[chosen], turns=self.turns or self,
        )  # fmt: skip


def never_offered(corpus: Corpus, codings: Codings) -> Bools:
    """Return turns that carry no offer and teach nothing, shape (n_turns,).

    Those with a passage to be referred on, by whomever, and those of facilitators, note-takers,
    observers and people whose words were withdrawn.
    """
    spans = codings.spans
    referred = corpus.turns.index.isin(spans.loc[spans["refer_on"], "turn_id"])
    out: Bools = referred | corpus.turns["role"].isin(NOT_COUNTED).to_numpy()
    return out


def make_talk(
    corpus: Corpus,
    tokens: Tokens,
    cues: Mapping[str, Sequence[str]],
    hidden: Bools,
    *,
    features: str = "lemmas",
) -> Talk:
    """Return the turns of a corpus; the words of ``hidden`` turns are nowhere.

    What facilitators say is no unit of its own, and belongs to what stands around.
    """
    n = len(corpus.turns)
    terms = terms_of(tokens, features, hidden)
    session = pd.factorize(corpus.turns["session_id"])[0].astype(np.int64)
    leads = (corpus.turns["role"] == "facilitator").to_numpy()
    hits = _hits(tokens, cues, hidden)
    found = np.zeros((n, len(cues)))
    np.add.at(found, (hits["turn"].to_numpy(), hits["code"].to_numpy()), 1)
    n_words = np.diff(tokens.bounds)
    return Talk(
        np.arange(n), terms.counts(terms.turn, n), found, _near(session), _far(session, n_words),
        _last(leads, session), n_words, terms,
    )  # fmt: skip


def with_features(talk: Talk, tokens: Tokens, hidden: Bools, features: str) -> Talk:
    """Return the same turns with other terms counted."""
    terms = terms_of(tokens, features, hidden)
    return replace(talk, terms=terms, counts=terms.counts(terms.turn, len(talk.turn)))


def unit_talk(
    talk: Talk, tokens: Tokens, cues: Mapping[str, Sequence[str]], units: pd.DataFrame
) -> Talk:
    """Return sentences as units, in what stands around their turns.

    Parameters
    ----------
    units : DataFrame
        One row a sentence: turn (place in the corpus), start, end; in order.
    """
    n = len(units)
    turn = units["turn"].to_numpy(dtype=np.int64)
    stride = int(max(units["end"].max() if n else 0, tokens.end.max() if len(tokens) else 0)) + 1
    line = turn * stride + units["start"].to_numpy(dtype=np.int64)

    def unit_of(turns: Ints, starts: Ints) -> Ints:
        at = np.searchsorted(line, turns * stride + starts, side="right") - 1
        inside = (at >= 0) & (turn[np.maximum(at, 0)] == turns) if n else np.zeros(len(at), bool)
        return np.where(inside, at, -1).astype(np.int64)

    of_token = unit_of(tokens.turn, tokens.start.astype(np.int64))
    n_words = np.bincount(of_token[of_token >= 0], minlength=n)
    terms = talk.terms
    counts = terms.counts(unit_of(terms.turn, terms.start), n)
    hits = _hits(tokens, cues, np.zeros(talk.counts.shape[0], dtype=bool))
    at = unit_of(hits["turn"].to_numpy(dtype=np.int64), hits["start"].to_numpy(dtype=np.int64))
    found = np.zeros((n, len(cues)))
    np.add.at(found, (at[at >= 0], hits["code"].to_numpy()[at >= 0]), 1)
    return Talk(
        turn, counts, found, talk.near[turn], talk.far[turn], talk.asked[turn], n_words, terms, talk
    )


def sentences_of(texts: Sequence[str], places: Ints) -> pd.DataFrame:
    """Return the sentences of some turns: turn, start, end, without the white space around."""
    rows = []
    for place, text in zip(places, texts, strict=True):
        start = 0
        for end in sentence_ends(text):
            said = text[start:end]
            first = start + len(said) - len(said.lstrip())
            last = start + len(said.rstrip())
            if last > first:
                rows.append((int(place), first, last))
            start = end
    return pd.DataFrame(rows, columns=["turn", "start", "end"], dtype="int64")


def hand_labels(codings: Codings, corpus: Corpus, codes: Sequence[str]) -> npt.NDArray[np.int8]:
    """Return 1 coded, 0 read and not coded, -1 missing, shape (n_turns, n_codes).

    In each session the reading of one person counts, as in :func:`merge_codings`.
    """
    one = merge_codings(codings)
    people = sorted({*one.read["coder"]})
    read = read_by(one, corpus, people, codes).any(axis=1)
    labels = np.where(read, np.int8(0), np.int8(-1))
    spans = one.spans[one.spans["code"].isin(codes) & one.spans["turn_id"].isin(corpus.turns.index)]
    unaided = spans["origin"].isin(UNAIDED) & spans["accepted_by"].isna()
    index, names = corpus.turns.index, pd.Index(codes)
    for own, value in ((spans[~unaided], -1), (spans[unaided], 1)):
        labels[index.get_indexer(own["turn_id"]), names.get_indexer(own["code"])] = value
    labels[~read] = -1
    return labels


def _hits(tokens: Tokens, cues: Mapping[str, Sequence[str]], hidden: Bools) -> pd.DataFrame:
    """Return where cues stand: turn (place), start, code (place)."""
    given = {code: list(own) for code, own in cues.items() if own}
    if not given:
        return pd.DataFrame({"turn": [], "start": [], "code": []}, dtype="int64")
    hits = find_phrases(tokens, given)
    place = pd.Index(tokens.turn_ids).get_indexer(hits["turn_id"])
    code = pd.Index(list(cues)).get_indexer(hits["key"])
    table = pd.DataFrame({"turn": place, "start": hits["start"].to_numpy(), "code": code})
    return table[~hidden[place]]


def _near(session: Ints) -> Any:
    same = [weight * (session[k:] == session[:-k]) for k, weight in enumerate(NEAR, start=1)]
    return _bands(same, len(session))


def _far(session: Ints, n_words: Ints) -> Any:
    """Return neighbours whose weight falls with the words that stand between."""
    before = np.concatenate([[0], np.cumsum(n_words)])
    bands = []
    for away in range(1, min(FAR_TURNS, len(session) - 1) + 1):
        between = before[away:-1] - before[1 : len(session) - away + 1]
        weight = np.exp(-between / FAR_WORDS) * (session[away:] == session[:-away])
        bands.append(np.where(weight >= FAR_LEAST, weight, 0.0))
        if not bands[-1].any():
            break
    return _bands(bands, len(session))


def _bands(bands: Sequence[Floats], n: int) -> Any:
    """Return the matrix with the same bands on either side, the nearest first; without zeros."""
    rows, columns, weights = [], [], []
    for away, band in enumerate(bands, start=1):
        at = np.flatnonzero(band)
        rows += [at, at + away]
        columns += [at + away, at]
        weights += [band[at]] * 2
    if not rows:
        return sparse.csr_array((n, n))
    cells = (np.concatenate(rows), np.concatenate(columns))
    return sparse.csr_array((np.concatenate(weights), cells), shape=(n, n))


def _last(leads: Bools, session: Ints) -> Any:
    """Return the matrix that takes each turn to the facilitator's last one before it."""
    n = len(leads)
    own = pd.Series(np.where(leads, np.arange(n), np.nan)).groupby(session).ffill()
    rows = np.flatnonzero(own.notna() & ~leads)
    last = own.to_numpy()[rows].astype(np.int64)
    return sparse.csr_array((np.ones(len(rows)), (rows, last)), shape=(n, n))
