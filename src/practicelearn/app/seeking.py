"""Looking for words in all sessions: as the page looks in one, with one limit for all together.

What was analysed of a session is kept as one piece with that of the others, so that the next
question is answered at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn.app.finding import LONGEST_S, MOST, WHOLE, Found, as_written, find
from practicelearn.corpus import Corpus
from practicelearn.language.phrases import find_phrases
from practicelearn.language.pipeline import Tokens, tokenise

__all__ = ["Seeking"]

Place = dict[str, Any]


class Seeking:
    """Finds words in sessions, and keeps what was analysed of them.

    Parameters
    ----------
    cache : Path
        The study's, in which tokens are kept between runs.
    """

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self._tokens: tuple[list[Corpus], Tokens] | None = None
        self._ready: dict[str, Corpus] = {}

    def find(
        self,
        sessions: Mapping[str, Corpus],
        wanted: str,
        *,
        exact: bool,
        keep: Callable[[Place], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> Found:
        """Return where words stand, in the order of the sessions.

        Parameters
        ----------
        sessions : mapping of str to Corpus
            Each session by its id, as long as it does not change the same object.
        wanted : str
        exact : bool
            As for ``finding.find``.
        keep : callable
            Whether a place (turn_id, start, end, quote) is one that is asked for.
        clock : callable, optional
            Seconds.
        """
        until = clock() + LONGEST_S
        exactly = as_written(wanted, exact=exact)
        n_looked = len(sessions)
        if exactly:
            by_session, ready = {}, set[str]()
        else:
            ready = self._analyse(sessions, until, clock)
            by_session = self._in_every_form(
                {s: sessions[s] for s in sessions if s in ready}, wanted
            )
        hits: list[Place] = []
        cut = False
        for n, (session, corpus) in enumerate(sessions.items()):
            if session in ready:
                found = by_session.get(session, [])
            elif clock() > until or (not exactly and _short(corpus)):  # not analysed in time
                n_looked = n
                break
            else:
                one = find(corpus, wanted, exact=exact, cache=self.cache, until=until, clock=clock)
                found, cut = one.hits, cut or one.further
            hits += [place for place in found if keep(place)]
            if len(hits) > MOST:
                return Found(hits[:MOST], f"The first {MOST:,} places; narrow what you look for.")
        if n_looked < len(sessions) or cut:
            note = (
                f"Looked through {n_looked:,} of {len(sessions):,} sessions in {LONGEST_S:g} "
                "seconds; press Enter again to look further."
            )
            return Found(hits, note, further=True)
        return Found(hits)

    def _analyse(
        self, sessions: Mapping[str, Corpus], until: float, clock: Callable[[], float]
    ) -> set[str]:
        """The sessions of usual length that are analysed, as many as there is time for."""
        for session, corpus in sessions.items():
            if self._ready.get(session) is corpus or not _short(corpus):
                continue
            if clock() > until:
                break
            tokenise(corpus.turns, cache=self.cache)
            self._ready[session] = corpus
        return {s for s, corpus in sessions.items() if self._ready.get(s) is corpus}

    def _in_every_form(self, sessions: Mapping[str, Corpus], wanted: str) -> dict[str, list[Place]]:
        out: dict[str, list[Place]] = {}
        if not sessions:
            return out
        held = list(self._ready.values())
        if self._tokens is None or not _same(self._tokens[0], held):
            turns = pd.concat([corpus.turns for corpus in held])
            self._tokens = (held, tokenise(turns, cache=self.cache))
        found = find_phrases(self._tokens[1], {"wanted": [wanted]})
        rows = zip(found["turn_id"], found["start"].tolist(), found["end"].tolist(), strict=True)
        texts = {s: corpus.turns["text"].to_dict() for s, corpus in sessions.items()}
        for turn, start, end in rows:
            session = str(turn).rpartition(":")[0]
            if session in texts:
                quote = texts[session][turn][start:end]
                place = {"turn_id": turn, "start": start, "end": end, "quote": quote}
                out.setdefault(session, []).append(place)
        return out


def _short(corpus: Corpus) -> bool:
    return int(corpus.turns["text"].str.count(r"\s+").add(1).sum()) <= WHOLE


def _same(some: list[Corpus], others: list[Corpus]) -> bool:
    return len(some) == len(others) and all(a is b for a, b in zip(some, others, strict=True))
