"""Keyword hits: where the frame's cues stand in the text. A word count, not coding.

How far they go with hand coding is measured here too, code by code and round by round.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import CUE_ACCURACY, READ, SPANS, conform, empty_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import CodingError

__all__ = ["code_keywords", "cue_accuracy"]


def code_keywords(corpus: Corpus, frame: CodingFrame, *, cache: Path | None = None) -> Codings:
    """Return every place where a cue of the frame stands, as codings of origin ``keyword``.

    Parameters
    ----------
    corpus : Corpus
    frame : CodingFrame
        Codes without cues find nothing; at least one code must have some.
    cache : Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    Codings
        Spans are the exact words found; every turn counts as read. Cues match by lemma and
        whether written with a hyphen, a space or as one word ("hot-desk", "hot desking").

    Raises
    ------
    CodingError
        No code of the frame has a cue.

    Notes
    -----
    A cue is said in jokes, by the facilitator, and about something else; and people raise a theme
    without any of its cues. Results built on keywords are headed "word counts, not coding" until
    their sensitivity and specificity against hand coding are known.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> frame = study.frame()
    >>> corpus = study.corpus(["2025-north"])
    >>> found = prac.code_keywords(corpus, frame)
    >>> found.spans[["turn_id", "code", "quote", "origin"]].head(2)
                turn_id      code         quote   origin
    0  2025-north:00003  workload        twenty  keyword
    1  2025-north:00005     desks  Carrow House  keyword
    """
    check_arguments(code_keywords, locals())
    from practicelearn.language.phrases import found_by_part
    from practicelearn.language.pipeline import tokens_by_part

    phrases = {code.id: list(code.cues) for code in frame.codes if code.cues}
    if not phrases:
        raise CodingError(
            f'frame "{frame.name}": no code has cues. Add "cues" to at least one code.'
        )
    hits = found_by_part(tokens_by_part(corpus.turns, cache=cache), phrases)
    text = corpus.turns["text"]
    quotes = [
        text[t][s:e] for t, s, e in zip(hits["turn_id"], hits["start"], hits["end"], strict=True)
    ]
    spans = pd.DataFrame(
        {
            "coding_id": [f"keyword-{n:06d}" for n in range(1, len(hits) + 1)],
            "part": 1,
            "turn_id": hits["turn_id"].to_numpy(),
            "start": hits["start"].to_numpy(),
            "end": hits["end"].to_numpy(),
            "quote": quotes,
            "code": hits["key"].to_numpy(),
            "coder": "keyword",
            "origin": "keyword",
        }
    )
    read = pd.DataFrame(
        {
            "coder": "keyword",
            "turn_id": corpus.turns.index.to_numpy(),
            "frame_version": frame.version,
        }
    )
    return Codings(
        spans=conform(spans, SPANS) if len(spans) else empty_table(SPANS),
        read=conform(read, READ),
        text_hash=corpus.sessions["text_hash"].dropna().to_dict(),
        frame=frame,
    )


def cue_accuracy(keywords: Codings, hand: Codings, corpus: Corpus) -> pd.DataFrame:
    """Return how far cues go with hand coding, one row a code and round.

    Parameters
    ----------
    keywords : Codings
        As :func:`code_keywords` returns them.
    hand : Codings
        Of one coder or several; in each session one person's reading counts, as in
        :func:`practicelearn.merge_codings`.
    corpus : Corpus

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.CUE_ACCURACY``. The unit is a participant's turn that
        was read by hand under a frame that held the code; other turns count nowhere. A share whose
        denominator is 0 is NaN, and ``why`` says so.

    Raises
    ------
    CodingError
        ``keywords`` holds no word counts: the two may have changed places.
    StudyError
        Some of the study cannot be counted (``hand.uncounted``).

    Notes
    -----
    Turns of one session are alike, so these shares carry no interval of their own. They are the
    reason why a change of cues is no change of what people say: where sensitivity differs between
    rounds, people have found other words.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> newest = corpus.where(year="2025-26")
    >>> found = prac.code_keywords(newest, study.frame())
    >>> accuracy = prac.cue_accuracy(found, codings, newest)
    >>> accuracy[["code", "n_coded", "n_cued", "n_both", "sensitivity"]].head(2).round(2)
              code  n_coded  n_cued  n_both  sensitivity
    0     workload       26      13       4         0.15
    1  supervision       25       7       6         0.24
    """
    check_arguments(cue_accuracy, locals())
    refuse_uncounted(hand, "cue_accuracy")
    if "keyword" not in set(keywords.read["coder"]):
        raise CodingError(
            "cue_accuracy: the first argument must be keyword hits, as code_keywords returns "
            f"them; found codings by {', '.join(keywords.coders) or 'nobody'}."
        )
    from practicelearn.coding.offers.examples import hand_labels

    frame = keywords.frame
    codes = list(frame) if frame is not None else sorted(keywords.spans["code"].unique())
    labels = hand_labels(hand, corpus, codes)
    labels[corpus.turns["role"].isin(NOT_COUNTED).to_numpy()] = -1
    spans = keywords.of(origin="keyword").spans
    spans = spans[spans["turn_id"].isin(corpus.turns.index) & spans["code"].isin(codes)]
    cued = np.zeros(labels.shape, dtype=bool)
    cued[
        corpus.turns.index.get_indexer(spans["turn_id"]),
        pd.Index(codes).get_indexer(spans["code"]),
    ] = True
    year = corpus.sessions["year"].astype(object).reindex(corpus.turns["session_id"])
    year = year.where(year.notna(), "").to_numpy()
    rows = [
        _accuracy(labels[year == y, k], cued[year == y, k]) | {"code": code, "year": y or None}
        for k, code in enumerate(codes)
        for y in ("", *corpus.year_labels)
        if y in set(year)
    ]
    return conform(pd.DataFrame(rows), CUE_ACCURACY) if rows else empty_table(CUE_ACCURACY)


def _accuracy(label: Any, cued: Any) -> dict[str, Any]:
    read, coded = label >= 0, label == 1
    n_turns, n_coded = int(read.sum()), int(coded.sum())
    n_cued, n_both = int((cued & read).sum()), int((cued & coded).sum())
    n_other, n_quiet = n_turns - n_coded, n_turns - n_coded - n_cued + n_both
    lacking = [
        words
        for n, words in (
            (n_turns, "no turn was read by hand for this code"),
            (n_coded, "no turn was coded with it by hand"),
            (n_cued, "no turn that was read has a cue of it"),
        )
        if not n
    ]
    return {
        "n_turns": n_turns, "n_coded": n_coded, "n_cued": n_cued, "n_both": n_both,
        "sensitivity": n_both / n_coded if n_coded else math.nan,
        "specificity": n_quiet / n_other if n_other else math.nan,
        "precision": n_both / n_cued if n_cued else math.nan,
        "why": (lacking[0] if not n_turns else "; ".join(lacking)) if lacking else None,
    }  # fmt: skip
