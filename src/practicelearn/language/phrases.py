"""Phrases: where the words of a frame's cues stand in the text, to the character."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn.errors import PracticelearnError
from practicelearn.language.forms import normal_form, without_unseen
from practicelearn.language.pipeline import Tokens
from practicelearn.language.vocabulary import FUNCTION_WORDS, IDIOMS, base_forms, singular

__all__ = ["find_phrases", "found_by_part"]

_COLUMNS = ["turn_id", "start", "end", "key", "phrase"]
_NOT_LETTERS = re.compile(r"[\W_]+")
# between the words of a phrase; contractions come apart as the tokeniser takes them apart
_BETWEEN = re.compile(
    r"[\s\-\u2010\u2011]+|(?=n['’]t\b)|(?=['’](?:s|m|d|re|ve|ll)\b)", re.IGNORECASE
)
_HYPHENS = frozenset("-\u2010\u2011")
# a word that breaks off is one token with its dash: "desk-"
_DASHES = "-\u2010\u2011\u2013\u2014"
_SHORTEST_PIECE = 3


def find_phrases(tokens: Tokens, phrases: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return every place where one of the phrases stands.

    Parameters
    ----------
    tokens : Tokens
    phrases : mapping of str to sequence of str
        Key (a code id, say) to its words and phrases, in any case.

    Returns
    -------
    DataFrame
        turn_id, start, end (code points in the turn's text, end exclusive), key, phrase (as it was
        asked for); in the order of the text. Hits of one key never overlap: the earlier one wins,
        of two that start together the longer.

    Raises
    ------
    PracticelearnError
        A phrase holds no letter or digit, or a key is given one string in place of a list.

    Notes
    -----
    A phrase is found however it is written and inflected: "hot-desk" finds *hot desk*, *hot
    desking*, *hotdesking*; "caseload" finds *case loads*. Words are compared as they are written,
    by lemma, and by the rules of English spelling. A single word is taken as the base form it
    states: "train" finds *trains* and *training*; "training" does not find *train*. A word is not
    found in two when the first half is a function word ("overtime" is not *over time*). A phrase
    never reaches across punctuation, a mark such as ``[laughter]``, or the end of a turn.
    """
    cues = _compile(phrases)
    text = _MADE.get(tokens)
    if text is None:
        text = _MADE[tokens] = _Text.of(tokens)
    hits = [*_whole_words(text, cues), *_sequences(text, cues)]
    hits = _without_overlaps(hits, cues)
    if not hits:
        kinds = {"start": np.int64, "end": np.int64}
        return pd.DataFrame({c: pd.Series(dtype=kinds.get(c, object)) for c in _COLUMNS})
    firsts, lasts = [hit.first for hit in hits], [hit.last for hit in hits]
    before = np.array([len(w) - len(w.lstrip(_DASHES)) for w in tokens.words], dtype=np.int64)
    after = np.array([len(w) - len(w.rstrip(_DASHES)) for w in tokens.words], dtype=np.int64)
    return pd.DataFrame(
        {
            "turn_id": tokens.turn_ids[text.turn[firsts]],
            "start": tokens.start[firsts] + before[tokens.lower[firsts]],
            "end": tokens.end[lasts] - after[tokens.lower[lasts]],
            "key": [cues.keys[hit.cue] for hit in hits],
            "phrase": [cues.phrases[hit.cue] for hit in hits],
        }
    )


def found_by_part(parts: Iterable[Tokens], phrases: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return what :func:`find_phrases` returns of all tokens, from some at a time.

    Each part is let go before the next: what is made of a corpus's tokens to look phrases up in
    them weighs four times what was said.

    Parameters
    ----------
    parts : iterable of Tokens
        Of consecutive turns, as :func:`practicelearn.language.pipeline.tokens_by_part` yields them.
    phrases : mapping of str to sequence of str
        As for :func:`find_phrases`.
    """
    found = [find_phrases(tokens, phrases) for tokens in parts]
    told = [own for own in found if len(own)]
    return pd.concat(told, ignore_index=True) if told else found[0]


class _Hit(NamedTuple):
    """First and last token, both inclusive, and the number of the cue."""

    first: int
    last: int
    cue: int


@dataclass(frozen=True)
class _Cues:
    """Phrases made ready for looking up."""

    keys: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    # base form of a whole word -> cues
    words: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    # base form of the first word -> cue and the base forms of the further words
    sequences: dict[str, list[tuple[int, list[frozenset[str]]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    # every beginning of a phrase written as one word, in base form
    beginnings: set[str] = field(default_factory=set)


def _compile(phrases: Mapping[str, Sequence[str]]) -> _Cues:
    cues = _Cues()
    for key, own in phrases.items():
        if isinstance(own, str):
            raise PracticelearnError(
                f'find_phrases: "{key}" must have a list of phrases, found the text "{own}". '
                f'Write ["{own}"].'
            )
        for phrase in dict.fromkeys(own):
            _add(cues, key, phrase)
    return cues


def _add(cues: _Cues, key: str, phrase: str) -> None:
    words = [word for part in _BETWEEN.split(without_unseen(phrase)) if (word := _letters(part))]
    if not words:
        raise PracticelearnError(f'find_phrases: phrase "{phrase}" of "{key}" holds no letters.')
    cue = len(cues.keys)
    cues.keys.append(key)
    cues.phrases.append(phrase)
    joined = "".join(words)
    forms = base_forms(joined) if len(words) > 1 else {joined, singular(joined)}
    for form in forms:
        cues.words[form].append(cue)
        cues.beginnings.update(form[:n] for n in range(1, len(form)))
    if len(words) > 1:
        first, *further = [base_forms(word) for word in words]
        for form in first:
            cues.sequences[form].append((cue, further))


def _letters(word: str) -> str:
    return _NOT_LETTERS.sub("", normal_form(word))


@dataclass(frozen=True)
class _Text:
    """Tokens as the matcher needs them.

    ``kind`` numbers the distinct pairs of word and lemma; ``letters`` and ``forms`` belong to
    kinds. ``following`` is the next word of the same stretch, -1 at its end; ``tight`` says that
    no space stands between the two.
    """

    turn: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]
    letters: list[str]
    forms: list[frozenset[str]]
    following: npt.NDArray[np.int64]
    tight: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, tokens: Tokens) -> _Text:
        pairs, kind = np.unique(
            tokens.lower.astype(np.int64) * max(len(tokens.words), 1) + tokens.lemma,
            return_inverse=True,
        )
        lower, lemma = np.divmod(pairs, max(len(tokens.words), 1))
        plain = [_letters(word) for word in tokens.words]
        letters = [plain[i] for i in lower]
        forms = [
            base_forms(plain[i]) | {plain[j]} if plain[i] else frozenset()
            for i, j in zip(lower, lemma, strict=True)
        ]
        turn = tokens.turn
        hyphen = np.array([word in _HYPHENS for word in tokens.words], dtype=bool)[tokens.lower]
        speech = np.array([bool(word) for word in plain], dtype=bool)[tokens.lower]
        following, tight = _links(tokens, turn, hyphen, speech)
        return cls(turn, kind, letters, forms, following, tight)


_MADE: WeakKeyDictionary[Tokens, _Text] = WeakKeyDictionary()
"""Kept for as long as the tokens are: they may be asked many times."""


def _links(
    tokens: Tokens,
    turn: npt.NDArray[np.int64],
    hyphen: npt.NDArray[np.bool_],
    speech: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return each word's next word, over a hyphen that touches both, and whether they touch."""
    n = len(tokens)
    following = np.full(n, -1, dtype=np.int64)
    tight = np.zeros(n, dtype=bool)
    if n > 1:
        here = speech[:-1] & speech[1:] & (turn[:-1] == turn[1:]) & ~tokens.after_mark[1:]
        following[:-1][here] = np.flatnonzero(here) + 1
        tight[:-1] = here & (tokens.end[:-1] == tokens.start[1:])
    if n > 2:
        over = (
            speech[:-2] & hyphen[1:-1] & speech[2:] & (turn[:-2] == turn[2:])
            & (tokens.end[:-2] == tokens.start[1:-1]) & (tokens.end[1:-1] == tokens.start[2:])
        )  # fmt: skip
        following[:-2][over] = np.flatnonzero(over) + 2
        tight[:-2] |= over
    return following, tight


def _whole_words(text: _Text, cues: _Cues) -> Iterator[_Hit]:
    """Hits of one token."""
    found = [
        sorted({cue for form in forms for cue in cues.words.get(form, ())}) for forms in text.forms
    ]
    holds = np.array([bool(own) for own in found], dtype=bool)
    for place in _places(holds, text):
        if place and text.turn[place - 1] == text.turn[place]:
            before = text.letters[text.kind[place - 1]]
            if (before, text.letters[text.kind[place]]) in IDIOMS:
                continue
        for cue in found[text.kind[place]]:
            yield _Hit(place, place, cue)


def _sequences(text: _Text, cues: _Cues) -> Iterator[_Hit]:
    """Hits of several tokens: word by word, and pieces that make one word of a cue."""
    sequences = [
        [entry for form in forms for entry in cues.sequences.get(form, ())] for forms in text.forms
    ]
    holds = np.array(
        [bool(own) or word in cues.beginnings
         for own, word in zip(sequences, text.letters, strict=True)],
        dtype=bool,
    )  # fmt: skip
    for place in _places(holds, text):
        if text.following[place] < 0:
            continue
        for cue, further in sequences[text.kind[place]]:
            last = _follow(text, place, further)
            if last >= 0:
                yield _Hit(place, last, cue)
        yield from _pieces(text, cues, place)


def _places(holds: npt.NDArray[np.bool_], text: _Text) -> list[int]:
    if not len(text.kind):
        return []
    places: list[int] = np.flatnonzero(holds[text.kind]).tolist()
    return places


def _follow(text: _Text, place: int, further: list[frozenset[str]]) -> int:
    """Return the last token when the further words follow, else -1."""
    for forms in further:
        place = int(text.following[place])
        if place < 0 or forms.isdisjoint(text.forms[text.kind[place]]):
            return -1
    return place


def _pieces(text: _Text, cues: _Cues, place: int) -> Iterator[_Hit]:
    """Hits whose tokens make one word when written together: *case loads*, *well-being*."""
    first, written = place, text.letters[text.kind[place]]
    split = False
    while written in cues.beginnings and text.following[place] >= 0:
        piece, tight = text.letters[text.kind[place]], bool(text.tight[place])
        place = int(text.following[place])
        own = text.letters[text.kind[place]]
        if not tight:
            too_short = min(len(piece), len(own)) < _SHORTEST_PIECE
            if split or too_short or piece in FUNCTION_WORDS:
                return
            split = True
        for form in {written + f for f in text.forms[text.kind[place]]}:
            for cue in cues.words.get(form, ()):
                yield _Hit(first, place, cue)
        written += own


def _without_overlaps(hits: Iterable[_Hit], cues: _Cues) -> list[_Hit]:
    """Keep, key by key, the earliest hit, then the longest, then the cue named first."""
    kept = []
    reached: dict[str, int] = {}
    for hit in sorted(set(hits), key=lambda h: (h.first, -h.last, h.cue)):
        key = cues.keys[hit.cue]
        if hit.first > reached.get(key, -1):
            reached[key] = hit.last
            kept.append(hit)
    return kept
