"""Rows that say the same comment again, for another code or another coder: one turn of them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from practicelearn.corpus import Corpus, make_turn_id

__all__ = ["without_repeats"]

_FEWEST_WORDS = 3
"""What is shorter, such as "Yes.", somebody may well have said twice."""


def without_repeats(
    corpus: Corpus, turn_of: Mapping[int, str], said: Mapping[int, str], *, by_coder: bool
) -> tuple[Corpus, dict[int, str], list[tuple[int, int]]]:
    """Return the corpus with each comment once, which turn each row is, and what was put together.

    Parameters
    ----------
    corpus : Corpus
        A turn a row.
    turn_of : mapping of int to str
        Row of the file to its turn.
    said : mapping of int to str
        What a row says of codes; empty where it says none.
    by_coder : bool
        Whether a column names the coder: then a comment may come again anywhere in its session.
        Otherwise only right below, and only with another code.

    Returns
    -------
    Corpus, dict of int to str, list of (row, first row)
    """
    turns = corpus.turns
    row_of = {turn_id: row for row, turn_id in turn_of.items()}
    first: dict[tuple[object, ...], int] = {}
    same: dict[int, int] = {}
    above: tuple[tuple[object, ...], int] | None = None
    columns = ["session_id", "speaker", "question_id", "text"]
    for turn_id, *words in turns[columns].itertuples(name=None):
        row, key = row_of.get(turn_id), tuple(words)
        if row is None:
            continue
        if len(str(words[-1]).split()) >= _FEWEST_WORDS:
            if by_coder and key in first:
                same[row] = first[key]
            elif not by_coder and above is not None and above[0] == key:
                other = said.get(row, "")
                if other and said.get(above[1], "") and other != said[above[1]]:
                    same[row] = same.get(above[1], above[1])
            first.setdefault(key, row)
        above = (key, row)
    if not same:
        return corpus, dict(turn_of), []
    gone = {turn_of[row] for row in same}
    kept = turns[~turns.index.isin(gone)]
    n = kept.groupby("session_id", sort=False).cumcount() + 1
    ids = [make_turn_id(s, k) for s, k in zip(kept["session_id"], n, strict=True)]
    new_id = dict(zip(kept.index, ids, strict=True))
    renamed = kept.assign(n=n).set_axis(pd.Index(ids, name="turn_id"), axis=0)
    places = corpus.source_map[corpus.source_map["turn_id"].isin(kept.index)]
    whole = replace(corpus, turns=renamed, source_map=places.replace({"turn_id": new_id}))
    rows = {row: new_id[turn_of[same.get(row, row)]] for row in turn_of}
    return whole.with_turns(renamed), rows, sorted(same.items())
