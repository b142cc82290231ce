"""A word where it stands: keyword in context."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from practicelearn._arguments import AT_LEAST_0, WORDS, check_arguments, one_or_several
from practicelearn.coding.queries.cases import People, counted_turns
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError

__all__ = ["keyword_in_context", "words_around"]

_COLUMNS = [
    "phrase", "before", "keyword", "after", "year", "group", "session_id", "turn_id", "start",
    "end", "speaker", "role", "verbatim",
]  # fmt: skip


def keyword_in_context(
    corpus: Corpus,
    phrases: str | Sequence[str],
    *,
    match: Literal["lemma", "exact"] = "lemma",
    context_words: int = 8,
    people: People = "everyone",
    cache: str | Path | None = None,
) -> pd.DataFrame:
    """Return every place where a word or phrase is said, with the words around it.

    Parameters
    ----------
    corpus : Corpus
    phrases : str or sequence of str
        Words or phrases, in any case.
    match : {"lemma", "exact"}, default "lemma"
        ``lemma`` finds inflected forms and other ways of writing ("hot-desk" finds *hot desking*);
        ``exact`` finds these very words, in any case, whole words only.
    context_words : int, default 8
        Words of the same turn to show on either side.
    people : {"participants", "everyone"}, default "everyone"
    cache : str or Path, optional
        Folder in which tokens are kept between runs, such as ``study.cache``.

    Returns
    -------
    DataFrame
        One row a place, in the order of the text: phrase (as asked for), before, keyword, after,
        year, group, session_id, turn_id, start, end (code points), speaker, role, verbatim. Words
        inside marks such as ``[laughter]`` are not found, but are shown. ``attrs["n_found"]`` has
        the number of places of each phrase, zeros too.

    Raises
    ------
    PracticelearnError
        A phrase holds no letter or digit.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> lines = prac.keyword_in_context(
    ...     corpus.where(session_id="2025-north"), "desk", match="exact"
    ... )
    >>> lines[["speaker", "before", "keyword"]]
      speaker                                    before keyword
    0      P3  to Carrow House in spirit. But there's a    desk
    """
    check_arguments(
        keyword_in_context,
        locals(),
        phrases=one_or_several(WORDS),
        context_words=AT_LEAST_0,
    )
    wanted = [phrases] if isinstance(phrases, str) else list(dict.fromkeys(phrases))
    turns = counted_turns(corpus, people)
    for phrase in wanted:
        if not re.search(r"[^\W_]", phrase):
            raise PracticelearnError(
                f'keyword_in_context: "{phrase}" holds no letter or digit; name a word.'
            )
    if match == "lemma":
        # all turns of a session, so that its tokens can be kept between questions
        hits = _by_lemma(corpus.turns, wanted, cache)
        hits = hits[hits["turn_id"].isin(turns.index)].copy()
    else:
        hits = pd.DataFrame(
            list(_exact(turns, wanted)), columns=["turn_id", "start", "end", "phrase"]
        )
    text = turns["text"]
    shown = [
        words_around(text[t], int(s), int(e), context_words)
        for t, s, e in zip(hits["turn_id"], hits["start"], hits["end"], strict=True)
    ]
    hits[["before", "keyword", "after"]] = pd.DataFrame(
        shown, columns=["before", "keyword", "after"], index=hits.index, dtype=object
    )
    place = pd.Series(np.arange(len(turns)), index=turns.index)
    hits["place"] = place.reindex(hits["turn_id"]).to_numpy()
    rows = hits.sort_values(["place", "start", "end"], kind="stable").join(
        turns[["year", "group", "session_id", "speaker", "role", "verbatim"]], on="turn_id"
    )
    out = rows[_COLUMNS].reset_index(drop=True)
    counts = out["phrase"].value_counts()
    out.attrs["n_found"] = {phrase: int(counts.get(phrase, 0)) for phrase in wanted}
    return out


def _by_lemma(turns: pd.DataFrame, phrases: list[str], cache: str | Path | None) -> pd.DataFrame:
    from practicelearn.language.phrases import found_by_part
    from practicelearn.language.pipeline import tokens_by_part

    # a key each, so that "desk" and "hot desk" are both found in the same place
    found = found_by_part(
        tokens_by_part(turns, cache=cache), {phrase: [phrase] for phrase in phrases}
    )
    return found[["turn_id", "start", "end", "phrase"]]


def _exact(turns: pd.DataFrame, phrases: list[str]) -> Iterator[tuple[str, int, int, str]]:
    patterns = [
        (
            phrase,
            re.compile(
                r"(?<!\w)" + r"\s+".join(map(re.escape, phrase.split())) + r"(?!\w)", re.IGNORECASE
            ),
        )
        for phrase in phrases
    ]
    for turn_id, text, marks in zip(turns.index, turns["text"], turns["marks"], strict=True):
        for phrase, pattern in patterns:
            for hit in pattern.finditer(text):
                start, end = hit.span()
                if not any(start < mark[1] and mark[0] < end for mark in marks):
                    yield turn_id, start, end, phrase


def words_around(text: str, start: int, end: int, words: int) -> tuple[str, str, str]:
    """Return so many words before, the words found, and so many after; spaces made single."""
    # only as far as these words may reach: a turn of days is not split for every hit
    reach = 40 * words + 40
    left = text[max(0, start - reach) : start]
    right = text[end : end + reach]
    before = re.findall(r"\S+", left)[-words:] if words else []
    after = re.findall(r"\S+", right)[:words] if words else []
    return " ".join(before), text[start:end], " ".join(after)
