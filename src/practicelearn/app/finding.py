"""Looking for words in a session: in every form, or exactly as they are written.

However long a session is and however common the words, an answer comes soon and is no larger than a
person can walk through: it ends at a number of places or after some seconds, and says so.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from practicelearn.corpus import Corpus
from practicelearn.language.forms import folded, normal_form
from practicelearn.language.phrases import find_phrases
from practicelearn.language.pipeline import tokenise
from practicelearn.language.words import pieces

__all__ = ["LONGEST_S", "MOST", "WHOLE", "Found", "as_written", "find"]

MOST = 2_000
"""Places shown: more than anybody walks through, and less than what makes a page slow."""
LONGEST_S = 5.0
"""After so many seconds an answer says how far it has come."""
WHOLE, SLICE = 15_000, 2_000
"""Words of a session that is analysed in one go, and of a slice of a longer one."""
PIECE = 10_000
"""Code points of a turn that is looked through in one go: about a slice."""

_Place = tuple[str, int, int]


class Found(NamedTuple):
    """What was found, and what a person is told where that is not all.

    ``hits`` are dicts of turn_id, start, end (code points, end exclusive) and quote, in the order
    of the text. ``note`` is empty where they are all there are; ``further`` says that the same
    question looks further when it is asked again.
    """

    hits: list[dict[str, Any]]
    note: str = ""
    further: bool = False


def find(
    corpus: Corpus,
    wanted: str,
    *,
    exact: bool = False,
    cache: Path | None = None,
    until: float | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Found:
    """Return where words stand in a session, up to a number of places and for some seconds.

    Parameters
    ----------
    corpus : Corpus
    wanted : str
        A word or phrase.
    exact : bool, default False
        These letters, in any case, with any apostrophe and hyphen, within words too; else every
        form of the words ("train" finds *training*).
    cache : Path, optional
        Folder in which tokens are kept between runs. Those of a long session are kept in memory,
        slice by slice, so that a question that is asked again goes on where it stopped.
    until : float, optional
        By the clock; by default so many seconds from now.
    clock : callable, optional
        Seconds.

    Notes
    -----
    100,000 words: below 0.5 s as they are written, and in every form once they are analysed; to
    analyse them takes half a minute, some seconds a question, be it one turn. A phrase is not found
    where a turn of more than 10,000 characters is cut, at the end of a sentence.
    """
    text = corpus.turns["text"]
    until = clock() + LONGEST_S if until is None else until
    exactly = as_written(wanted, exact=exact)
    looked = _exactly(text, wanted) if exactly else _in_every_form(corpus.turns, wanted, cache)
    hits: list[dict[str, Any]] = []
    n = 0
    for n, places in looked:
        hits += [{"turn_id": t, "start": a, "end": b, "quote": text[t][a:b]} for t, a, b in places]
        if len(hits) > MOST:
            return Found(hits[:MOST], f"The first {MOST:,} places; type more to narrow.")
        if clock() > until and n < len(text):
            break
    if n < len(text):
        note = (
            f"Looked through {n:,} of {len(text):,} turns in {LONGEST_S:g} seconds; "
            "press Enter again to look further."
        )
        return Found(hits, note, further=True)
    return Found(hits)


def as_written(wanted: str, *, exact: bool) -> bool:
    """Whether these very letters are sought: signs alone have no other form."""
    return exact or not re.search(r"\w", wanted)


def _exactly(text: pd.Series, wanted: str) -> Iterator[tuple[int, list[_Place]]]:
    """Number of turns looked through so far, and places in the last."""
    letters = re.compile(re.escape(normal_form(wanted)))
    for n, (turn_id, said) in enumerate(text.items(), start=1):
        own, places = folded(said), list[_Place]()
        for match in letters.finditer(own.text) if letters.pattern else ():
            places.append((str(turn_id), *own.back(*match.span())))
            if len(places) > MOST:
                break
        yield n, places


def _in_every_form(
    turns: pd.DataFrame, wanted: str, cache: Path | None
) -> Iterator[tuple[int, list[_Place]]]:
    """Number of turns looked through so far, and places in the last of them."""
    if not len(turns):
        return
    n_words = turns["text"].str.count(r"\s+").add(1)
    if n_words.sum() <= WHOLE:
        yield len(turns), _places(turns, wanted, cache)
        return
    cut = _cut(turns)
    slices = (cut["text"].str.count(r"\s+").add(1).cumsum() - 1) // SLICE
    for _, part in cut.groupby(slices, sort=False):
        own = part[["turn", "offset"]]
        n = int(part["n_done"].iloc[-1])
        found = _places(part, wanted, None)
        places = [(*own.loc[piece], a, b) for piece, a, b in found]
        yield n, [(str(turn), offset + a, offset + b) for turn, offset, a, b in places]


def _places(turns: pd.DataFrame, wanted: str, cache: Path | None) -> list[_Place]:
    hits = find_phrases(tokenise(turns, cache=cache), {"wanted": [wanted]})
    places = zip(hits["turn_id"], hits["start"].tolist(), hits["end"].tolist(), strict=True)
    return [(str(t), a, b) for t, a, b in places]


def _cut(turns: pd.DataFrame) -> pd.DataFrame:
    """The turns, the longest in pieces, so that one endless turn is looked through bit by bit.

    Index: the piece; session_id, text, marks, turn, offset, and n_done: how many turns are looked
    through with it.
    """
    rows = []
    for k, (turn_id, turn) in enumerate(turns.iterrows()):
        own = pieces(turn["text"], PIECE)
        for n, (offset, text) in enumerate(own, start=1):
            end = offset + len(text)
            marks = [
                m._replace(start=max(m.start, offset) - offset, end=min(m.end, end) - offset)
                for m in turn["marks"]
                if m.start < end and m.end > offset
            ]
            rows.append(
                {"piece": f"{turn_id}+{n}", "session_id": turn["session_id"], "text": text,
                 "marks": marks, "turn": turn_id, "offset": offset, "n_done": k + (n == len(own))}
            )  # fmt: skip
    return pd.DataFrame(rows).set_index("piece")
