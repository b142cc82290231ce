"""Which sentences of a turn carry a code: what is offered are words, not whole turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from practicelearn.coding.offers.allowed import may_be_shown
from practicelearn.coding.offers.examples import Talk, sentences_of, unit_talk
from practicelearn.coding.offers.word_space import WordSpace
from practicelearn.language.pipeline import Tokens

__all__ = ["sentence_runs"]

Ints = npt.NDArray[np.int64]

# sentences this much less likely than the turn's best one are left out of what is offered
SHARE_OF_BEST = 0.5


def sentence_runs(
    space: WordSpace,
    model: Any,
    talk: Talk,
    tokens: Tokens,
    cues: Mapping[str, Sequence[str]],
    texts: Any,
    places: Ints,
) -> list[tuple[int, int, int]]:
    """Return turn, start and end of the sentences that carry a code, one run a turn.

    Sentences that touch what was redacted, withdrawn or referred on are left out.
    """
    units = sentences_of(list(texts[places]), places)
    units = units[
        [may_be_shown(texts[t], s, e) for t, s, e in units.itertuples(index=False)]
    ].reset_index(drop=True)
    if units.empty:
        return []
    own = space.of(unit_talk(talk, tokens, cues, units))
    units["score"] = model.predict_proba(own)[:, 1]
    best = units.groupby("turn")["score"].transform("max")
    runs = units[units["score"] >= SHARE_OF_BEST * best].groupby("turn")
    spans = runs.agg(start=("start", "min"), end=("end", "max")).reset_index()
    return [(int(t), int(s), int(e)) for t, s, e in spans.itertuples(index=False)]
