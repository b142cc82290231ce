"""Cue words in the place of coding, for a study nobody has coded: asked for, never mixed in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from practicelearn.coding.codings import Codings
from practicelearn.coding.offers.keywords import code_keywords, cue_accuracy
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.study import Study

__all__ = ["count_words_instead"]


def count_words_instead(
    study: Study, corpus: Corpus, hand: Codings, *, cache: Path | None = None
) -> tuple[Codings, pd.DataFrame | None]:
    """Return the frame's cue hits as the only codings, and how far they go with hand coding.

    Parameters
    ----------
    study : Study
        Its newest frame gives the cues.
    corpus : Corpus
    hand : Codings
        What people coded. It is not counted: it only checks the cues, turn by turn. What is to be
        referred on stays so, and a hit in it shows no words.
    cache : Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    Codings
        Of origin ``keyword``. A code without cues was not looked for: it is left out.
    DataFrame or None
        As ``cue_accuracy`` gives it; None where nobody has read anything by hand.

    Raises
    ------
    PracticelearnError
        The frame has no cues, or a headline theme has none.
    """
    frame = study.frame()
    counted = code_keywords(corpus, frame, cache=cache)
    looked_for = frozenset(code.id for code in frame.codes if code.cues)
    for theme in study.settings.headline:
        if theme in {code.id for code in frame.codes} - looked_for:
            raise PracticelearnError(
                f'report --keywords: the headline theme "{theme}" has no cues in frame '
                f'"{frame.name}", version {frame.version}, so nothing can be counted for it. Give '
                'the code cues in a new version, or take it out of "headline" in study.toml.'
            )
    referred = set(hand.spans.loc[hand.spans["refer_on"], "turn_id"])
    spans = counted.spans.assign(refer_on=counted.spans["turn_id"].isin(referred))
    counted = replace(
        counted,
        spans=spans,
        held={frame.version: looked_for},
        frames={f.version: f for f in study.frames()},
    )
    checked = None if hand.read.empty else cue_accuracy(counted, hand, corpus)
    return counted, checked
