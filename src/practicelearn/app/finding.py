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

__all__ = ["Found", "find"]

MOST = 2_000
"""Places shown: more than anybody walks through, and less than what makes a page slow."""
LONGEST_S = 5.0
"""After so many seconds an answer says how far it has come."""
WHOLE, SLICE = 15_000, 2_000
"""Words of a session that is analysed in one go, and of a slice of a longer one."""

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
    clock : callable, optional
        Seconds.

    Notes
    -----
    100,000 words: below 0.5 s as they are written, and in every form once they are analysed; to
    analyse them takes half a minute, some seconds a question.
    """
    text, until = corpus.turns["text"], clock() + LONGEST_S
    exactly = exact or not re.search(r"\w", wanted)
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
    before = turns["text"].str.count(r"\s+").add(1).cumsum()
    slices = before.sub(1) // SLICE if before.iloc[-1] > WHOLE else before * 0
    kept = None if before.iloc[-1] > WHOLE else cache
    n = 0
    for _, part in turns.groupby(slices, sort=False):
        n += len(part)
        hits = find_phrases(tokenise(part, cache=kept), {"wanted": [wanted]})
        places = zip(hits["turn_id"], hits["start"].tolist(), hits["end"].tolist(), strict=True)
        yield n, [(str(t), a, b) for t, a, b in places]
