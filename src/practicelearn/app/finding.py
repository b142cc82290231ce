"""Looking for words in a session: in every form, or exactly as they are written."""

from __future__ import annotations

import re
from pathlib import Path

from practicelearn.corpus import Corpus
from practicelearn.language.phrases import find_phrases
from practicelearn.language.pipeline import tokenise

__all__ = ["find"]


def find(
    corpus: Corpus, wanted: str, *, exact: bool = False, cache: Path | None = None
) -> list[dict[str, object]]:
    """Return where words stand in a corpus.

    Parameters
    ----------
    corpus : Corpus
    wanted : str
        A word or phrase.
    exact : bool, default False
        These letters, in any case, within words too; else every form of the words ("train" finds
        *training*).
    cache : Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    list of dict
        turn_id, start, end (code points, end exclusive), quote; in the order of the text.
    """
    text = corpus.turns["text"]
    if exact or not re.search(r"\w", wanted):
        letters = re.compile(re.escape(wanted), re.IGNORECASE)
        places = [
            (t, m.start(), m.end()) for t, said in text.items() for m in letters.finditer(said)
        ]
    else:
        hits = find_phrases(tokenise(corpus.turns, cache=cache), {"wanted": [wanted]})
        places = list(
            zip(hits["turn_id"], hits["start"].tolist(), hits["end"].tolist(), strict=True)
        )
    return [{"turn_id": t, "start": a, "end": b, "quote": text[t][a:b]} for t, a, b in places]
