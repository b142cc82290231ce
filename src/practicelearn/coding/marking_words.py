"""The words that mark a code's quotes against those of all other codes."""

from __future__ import annotations

from collections import Counter
from typing import Protocol

import pandas as pd

__all__ = ["Quotes", "marking_words"]


class Quotes(Protocol):
    """What words are learned from: codings, which know frames and are not known here."""

    @property
    def spans(self) -> pd.DataFrame:
        """With the columns code and quote."""
        ...


def marking_words(codings: Quotes, n: int) -> dict[str, list[str]]:
    """Return the words whose smoothed rate in a code's quotes most exceeds that in all others."""
    from practicelearn.language.vocabulary import STOP_WORDS
    from practicelearn.language.words import words

    counts: dict[str, Counter[str]] = {}
    for code, quote in zip(codings.spans["code"], codings.spans["quote"], strict=True):
        content = (w.lower() for w in words(quote))
        counts.setdefault(code, Counter()).update(
            w for w in content if w not in STOP_WORDS and len(w) > 2
        )
    whole = sum(counts.values(), Counter())
    size = whole.total()
    out = {}
    for code, own in counts.items():
        rest = max(size - own.total(), 1)
        score = {
            w: (k + 0.5) / (own.total() + 1) / ((whole[w] - k + 0.5) / (rest + 1))
            for w, k in own.items()
            if k >= 3
        }
        out[code] = sorted(score, key=lambda w: (-score[w], w))[:n]
    return out
