"""Looking for words in a session: in every form, or exactly as they are written."""

from __future__ import annotations

import re
from pathlib import Path

from practicelearn.corpus import Corpus
from practicelearn.language.forms import folded, normal_form
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
        These letters, in any case, with any apostrophe and hyphen, within words too; else every
        form of the words ("train" finds *training*).
    cache : Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    list of dict
        turn_id, start, end (code points, end exclusive), quote; in the order of the text.
    """
    text = corpus.turns["text"]
    if exact or not re.search(r"\w", wanted):
        letters = re.compile(re.escape(normal_form(wanted)))
        plain = [(t, folded(said)) for t, said in text.items()] if letters.pattern else []
        places = [(t, *own.back(*m.span())) for t, own in plain for m in letters.finditer(own.text)]
    else:
        hits = find_phrases(tokenise(corpus.turns, cache=cache), {"wanted": [wanted]})
        places = list(
            zip(hits["turn_id"], hits["start"].tolist(), hits["end"].tolist(), strict=True)
        )
    return [{"turn_id": t, "start": a, "end": b, "quote": text[t][a:b]} for t, a, b in places]
