"""Sentence vectors from a folder of the user's own: networks of BERT's kind, run with numpy alone.

The folder is one that sentence-transformers writes, such as all-MiniLM-L6-v2: ``config.json``,
``model.safetensors``, ``vocab.txt``. It is only read: no code of it is run, nothing is fetched.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import erf, softmax

from practicelearn._disk import in_words
from practicelearn.errors import PracticelearnError

__all__ = ["Folder", "encode_with", "folder_of"]

Array = npt.NDArray[np.float32]

FILES = ("config.json", "vocab.txt", "model.safetensors")
_POOLING = "1_Pooling/config.json"
_CASES = "tokenizer_config.json"
_NUMBERS: dict[str, Any] = {"F32": "<f4", "F16": "<f2"}
_LONGEST_WORD = 100
_MOST_TOKENS = 256


@dataclass(frozen=True)
class Folder:
    """A folder of weights and what it holds, as one hash."""

    path: str
    hash: str


@dataclass(frozen=True, eq=False)
class _Model:
    weights: Mapping[str, Array]
    vocabulary: Mapping[str, int]
    n_layers: int
    n_heads: int
    n_places: int
    epsilon: float
    lower: bool
    first_token: bool  # the vector is that of the first token, not the mean of all


def folder_of(path: str | Path) -> Folder:
    """Return the folder with the hash of its files.

    Raises
    ------
    PracticelearnError
        A file is missing or cannot be read.
    """
    place, digest = Path(path), hashlib.sha256()
    for name in (*FILES, _POOLING, _CASES):
        try:
            digest.update((place / name).read_bytes())
        except OSError as error:
            if name in FILES:
                raise PracticelearnError(
                    f"{place / name} cannot be read: {in_words(error)}. A folder of sentence "
                    f"vectors holds {', '.join(FILES)}, as sentence-transformers saves a model of "
                    "BERT's kind (all-MiniLM-L6-v2, for example)."
                ) from error
    return Folder(str(place), digest.hexdigest())


def encode_with(folder: Folder, texts: Sequence[str]) -> Array:
    """Return what each text is about as a vector, by the folder's weights.

    Parameters
    ----------
    folder : Folder
    texts : sequence of str
        Of a text longer than 256 pieces of words, or than the model takes, the rest is left out.

    Returns
    -------
    ndarray of float32
        Shape (n_texts, n_dimensions), rows at length 1; 0 for a text without a letter or digit.

    Raises
    ------
    PracticelearnError
        The folder holds a network of another kind, or is damaged.

    Notes
    -----
    Devlin et al. 2019 (BERT), sections 3 and A: word pieces, layers of attention and of two linear
    maps; the mean of the last layer's tokens, or its first token where the folder says so (Reimers
    and Gurevych 2019, Sentence-BERT, section 3). Checked against onnxruntime on all-MiniLM-L6-v2.
    """
    model = _loaded(folder)
    vectors = np.zeros((len(texts), model.weights["embeddings.LayerNorm.bias"].shape[0]), "f4")
    for place, text in enumerate(texts):
        if any(letter.isalnum() for letter in text):
            last = _last_layer(model, _tokens(model, text))
            vector = last[0] if model.first_token else last.mean(axis=0)
            vectors[place] = vector / np.linalg.norm(vector)
    return vectors


@lru_cache(maxsize=1)
def _loaded(folder: Folder) -> _Model:
    place = Path(folder.path)
    try:
        config = json.loads((place / "config.json").read_text(encoding="utf-8"))
        cases = _optional(place / _CASES)
        pooling = _optional(place / _POOLING)
        kind, act = config["model_type"], config.get("hidden_act", "gelu")
        if kind != "bert" or act != "gelu":
            raise PracticelearnError(
                f'{place}: a network of the kind "{kind}" ({act}); only "bert" with gelu is read. '
                "all-MiniLM-L6-v2, all-MiniLM-L12-v2 and the small English models of bge, e5 and "
                "gte are of that kind."
            )
        words = (place / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
        return _Model(
            weights=_tensors(place / "model.safetensors"),
            vocabulary={word: k for k, word in enumerate(words)},
            n_layers=int(config["num_hidden_layers"]),
            n_heads=int(config["num_attention_heads"]),
            n_places=min(int(config["max_position_embeddings"]), _MOST_TOKENS),
            epsilon=float(config.get("layer_norm_eps", 1e-12)),
            lower=bool(cases.get("do_lower_case", True)),
            first_token=bool(pooling.get("pooling_mode_cls_token", False)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PracticelearnError(
            f"{place}: the weights cannot be read ({type(error).__name__}: {error}). Copy the "
            "folder anew from where it came."
        ) from error


def _optional(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def _tensors(file: Path) -> dict[str, Array]:
    """Read a safetensors file: the length of the head, the head as JSON, numbers."""
    whole = file.read_bytes()
    size = int.from_bytes(whole[:8], "little")
    head = json.loads(whole[8 : 8 + size])
    found = {}
    for name, of in head.items():
        if name == "__metadata__" or of["dtype"] not in _NUMBERS:
            continue
        first, last = (8 + size + int(at) for at in of["data_offsets"])
        numbers = np.frombuffer(whole[first:last], dtype=_NUMBERS[of["dtype"]])
        found[name.removeprefix("bert.")] = numbers.reshape(of["shape"]).astype(np.float32)
    return found


# -- pieces of words


def _tokens(model: _Model, text: str) -> list[int]:
    known = model.vocabulary
    pieces = [p for word in _words(text, lower=model.lower) for p in _pieces(word, known)]
    return [known["[CLS]"], *pieces[: model.n_places - 2], known["[SEP]"]]


def _words(text: str, *, lower: bool) -> list[str]:
    """Cut at white space and around each mark of punctuation."""
    if lower:
        apart = unicodedata.normalize("NFD", text.lower())
        text = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    spaced = (f" {letter} " if _stands_alone(letter) else letter for letter in text)
    return "".join(spaced).split()


def _stands_alone(letter: str) -> bool:
    sign = letter.isascii() and letter.isprintable() and not letter.isalnum() and letter != " "
    return sign or unicodedata.category(letter).startswith("P")


def _pieces(word: str, known: Mapping[str, int]) -> list[int]:
    """Return the longest pieces that are known, from left to right."""
    out: list[int] = []
    start = 0
    while start < len(word):
        ends = range(len(word), start, -1)
        begin = "##" if start else ""
        end = next((e for e in ends if begin + word[start:e] in known), None)
        if end is None or len(word) > _LONGEST_WORD:
            return [known["[UNK]"]]
        out.append(known[begin + word[start:end]])
        start = end
    return out


# -- layers


def _last_layer(model: _Model, tokens: Sequence[int]) -> Array:
    """Return the last layer of the network, shape (n_tokens, n_dimensions)."""
    w = model.weights
    h = w["embeddings.word_embeddings.weight"][list(tokens)]
    h = h + w["embeddings.position_embeddings.weight"][: len(tokens)]
    h = _norm(model, h + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for n in range(model.n_layers):
        layer = f"encoder.layer.{n}"
        heard = _linear(model, _attention(model, h, layer), f"{layer}.attention.output.dense")
        h = _norm(model, h + heard, f"{layer}.attention.output.LayerNorm")
        wide = _linear(model, h, f"{layer}.intermediate.dense")
        wide = wide * (1 + erf(wide / np.float32(np.sqrt(2)))) / 2
        h = _norm(
            model, h + _linear(model, wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm"
        )
    return h


def _attention(model: _Model, h: Array, layer: str) -> Array:
    query, key, value = (
        _linear(model, h, f"{layer}.attention.self.{name}")
        .reshape(len(h), model.n_heads, -1)
        .transpose(1, 0, 2)
        for name in ("query", "key", "value")
    )
    weight = softmax(query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[2])), axis=2)
    heard: Array = (weight @ value).transpose(1, 0, 2).reshape(h.shape)
    return heard


def _linear(model: _Model, h: Array, name: str) -> Array:
    out: Array = h @ model.weights[f"{name}.weight"].T + model.weights[f"{name}.bias"]
    return out


def _norm(model: _Model, h: Array, name: str) -> Array:
    middle = h.mean(axis=1, keepdims=True)
    size = np.sqrt(h.var(axis=1, keepdims=True) + np.float32(model.epsilon))
    out: Array = (h - middle) / size * model.weights[f"{name}.weight"] + model.weights[
        f"{name}.bias"
    ]
    return out
