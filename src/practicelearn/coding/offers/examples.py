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
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.language.phrases import find_phrases
from practicelearn.language.pipeline import Tokens
from practicelearn.language.vocabulary import STOP_WORDS
from practicelearn.language.words import sentence_ends

__all__ = ["Talk", "hand_labels", "make_talk", "never_offered", "sentences_of", "unit_talk"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# weights of the turn before and after, and of the ones beyond
NEIGHBOURS = (1.0, 0.6)


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
    around, asked : sparse matrix, shape (n, n_turns)
        Neighbours by weight; the last words of the facilitator.
    n_words : ndarray of int, shape (n,)
    words : list of str
    turns : Talk or None
        The whole turns that sentences stand in.
    """

    turn: Ints
    counts: Any
    cues: Floats
    around: Any
    asked: Any
    n_words: Ints
    words: list[str]
    turns: Talk | None = None

    def rows(self, chosen: Bools | Ints) -> Talk:
        """Return some of the units; what stands around them stays whole."""
        return replace(
            self, turn=self.turn[chosen], counts=self.counts[chosen], cues=self.cues[chosen],
            around=self.around[chosen], asked=self.asked[chosen], n_words=self.n_words[chosen],
            turns=self.turns or self,
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
    corpus: Corpus, tokens: Tokens, cues: Mapping[str, Sequence[str]], hidden: Bools
) -> Talk:
    """Return the turns of a corpus; the words of ``hidden`` turns are nowhere.

    Words are lemmas of letters without stop words. What facilitators say is no unit of its own, and
    belongs to what stands around.
    """
    able = [w.isalpha() and len(w) > 1 and w not in STOP_WORDS for w in tokens.words]
    fits = np.array(able, dtype=bool)
    turn = tokens.turn
    keep = fits[tokens.lemma] & fits[tokens.lower] & ~hidden[turn]
    n = len(corpus.turns)
    counts = sparse.csr_array(
        (np.ones(int(keep.sum())), (turn[keep], tokens.lemma[keep])), shape=(n, len(tokens.words))
    )
    session = pd.factorize(corpus.turns["session_id"])[0]
    leads = (corpus.turns["role"] == "facilitator").to_numpy()
    hits = _hits(tokens, cues, hidden)
    found = np.zeros((n, len(cues)))
    np.add.at(found, (hits["turn"].to_numpy(), hits["code"].to_numpy()), 1)
    return Talk(
        np.arange(n), counts, found, _near(session), _last(leads, session),
        np.diff(tokens.bounds), tokens.words,
    )  # fmt: skip


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
    known = of_token >= 0
    n_words = np.bincount(of_token[known], minlength=n)
    said = np.asarray(talk.counts.sum(axis=0)).ravel() > 0
    keep = known & said[tokens.lemma]
    counts = sparse.csr_array(
        (np.ones(int(keep.sum())), (of_token[keep], tokens.lemma[keep])),
        shape=(n, talk.counts.shape[1]),
    )
    hits = _hits(tokens, cues, np.zeros(talk.counts.shape[0], dtype=bool))
    at = unit_of(hits["turn"].to_numpy(dtype=np.int64), hits["start"].to_numpy(dtype=np.int64))
    found = np.zeros((n, len(cues)))
    np.add.at(found, (at[at >= 0], hits["code"].to_numpy()[at >= 0]), 1)
    return Talk(turn, counts, found, talk.around[turn], talk.asked[turn], n_words, talk.words, talk)


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
    n = len(session)
    bands, offsets = [], []
    for away, weight in enumerate(NEIGHBOURS, start=1):
        if away < n:
            same = weight * (session[away:] == session[:-away])
            bands += [same, same]
            offsets += [-away, away]
    if not bands:
        return sparse.csr_array((n, n))
    return sparse.diags_array(bands, offsets=offsets, shape=(n, n)).tocsr()


def _last(leads: Bools, session: Ints) -> Any:
    """Return the matrix that takes each turn to the facilitator's last one before it."""
    n = len(leads)
    own = pd.Series(np.where(leads, np.arange(n), np.nan)).groupby(session).ffill()
    rows = np.flatnonzero(own.notna() & ~leads)
    last = own.to_numpy()[rows].astype(np.int64)
    return sparse.csr_array((np.ones(len(rows)), (rows, last)), shape=(n, n))
