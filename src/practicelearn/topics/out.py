"""What a topic model counts, for other programs: documents by terms, and topics' shares by unit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from practicelearn._arguments import AT_LEAST_1, check_arguments
from practicelearn._tables import near_column, near_match
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import PracticelearnError, TableError
from practicelearn.language.pipeline import tokens_by_part
from practicelearn.topics.model import TopicModel
from practicelearn.topics.standing import shown_names
from practicelearn.topics.talk import hear, labels_of

__all__ = ["document_terms", "topic_shares"]

People = Literal["participants", "everyone"]


def document_terms(
    corpus: Corpus,
    *,
    by: str | Sequence[str] = "turn",
    shape: Literal["wide", "long"] = "wide",
    people: People = "participants",
    min_documents: int = 1,
    phrases: bool = False,
    cache: str | Path | None = None,
) -> pd.DataFrame:
    """Return how often each term stands in each document: the library's own words, counted.

    Parameters
    ----------
    corpus : Corpus
    by : str or sequence of str, default "turn"
        What a document is: ``turn``, ``session``, ``person``, or a column (or several) of sessions
        or people, such as ``["year", "group"]``.
    shape : {"wide", "long"}
        A row a document and a column a term, as scikit-learn, gensim and quanteda have it; or a row
        a document and term that occurs in it, as tidytext has it.
    people : {"participants", "everyone"}
        Whose words; by default not those of facilitators, note-takers and observers.
    min_documents : int, default 1
        Terms in fewer documents are left out.
    phrases : bool, default False
        Pairs such as *case notes* as terms of their own, beside their words.
    cache : str or Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    DataFrame
        Wide: index named ``by``, columns terms in alphabetical order, sparse integers
        (``table.sparse.to_coo()`` for scipy); documents without a term are there as zeros. Long:
        the document's columns, term, n.

    Raises
    ------
    TableError
        No table has the column, or ``shape`` or ``people`` is not known.
    PracticelearnError
        No word names a subject.

    Notes
    -----
    A term is the lemma of a noun, name, adjective or verb, without stop words and speakers' names,
    written as it was most often said: the words a :class:`TopicModel` starts from, before it leaves
    out those of too few or too many windows.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus(["2025-north", "2025-south"])
    >>> table = prac.document_terms(corpus, by="session")
    >>> table["laptop"].sparse.to_dense().to_dict()
    {'2025-north': 1, '2025-south': 4}
    """
    check_arguments(document_terms, locals(), min_documents=AT_LEAST_1)
    _known("shape", shape, ("wide", "long"))
    _known("people", people, ("participants", "everyone"))
    turns = corpus.turns
    counts_too = people == "everyone" or ~turns["role"].isin(NOT_COUNTED)
    counted = np.full(len(turns), True) & np.asarray(counts_too)
    heard = hear(tokens_by_part(turns, cache=cache), counted)
    terms = heard.terms(labels_of(corpus))
    if not terms.names:
        raise PracticelearnError(
            "document_terms: no word names a subject; all are function words, small talk or names."
        )
    every = np.arange(len(terms.names))
    found = [terms, heard.phrases(terms, every)] if phrases else [terms]
    of_turn = sparse.hstack([own.counts for own in found], format="csr").astype(np.int64)
    names = [name for own in found for name in own.names]
    document, index = _documents(corpus, by, counted)
    here = document >= 0
    member = sparse.csr_array(
        (np.ones(here.sum(), dtype=np.int64), (document[here], np.flatnonzero(here))),
        shape=(len(index), len(turns)),
    )
    counts = (member @ of_turn).tocsc()
    enough = np.flatnonzero(np.diff(counts.indptr) >= min_documents)
    order = sorted(enough, key=lambda k: names[k])
    counts, names = counts[:, order], [names[k] for k in order]
    if shape == "long":
        return _long(counts, index, names)
    # pandas knows the older matrix class
    matrix = sparse.csr_matrix(counts.astype(np.int64))
    return pd.DataFrame.sparse.from_spmatrix(matrix, index=index, columns=names)


def topic_shares(
    topics: TopicModel, corpus: Corpus, *, by: str | Sequence[str] = ("year", "group")
) -> pd.DataFrame:
    """Return each topic's share of participants' words in each unit, one row a unit and topic.

    Parameters
    ----------
    topics : TopicModel
        Fitted.
    corpus : Corpus
        The one it was fitted on.
    by : str or sequence of str
        Columns of sessions, or ``session_id``.

    Returns
    -------
    DataFrame
        The columns ``by``, topic, name (as it is shown: only a topic found again has one), share
        (0 to 1; of a unit they add up to 1), n_words (of participants, in sessions with a share:
        the denominator), n_sessions.

    Raises
    ------
    TableError
        Sessions have no such column.

    Notes
    -----
    Sessions count by their words. A share of words is no share of people, and topics found in these
    sessions are not tested on them as if they had been known before.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus(["2025-north", "2025-south"])
    >>> model = prac.TopicModel(n_topics=3, random_state=7).fit(corpus)
    >>> table = model.topic_shares(corpus, by="group")
    >>> table.groupby("group")["share"].sum().round(6).tolist()
    [1.0, 1.0]
    """
    check_arguments(topic_shares, locals())
    names = _listed(by)
    sessions = corpus.sessions.reset_index()
    for name in names:
        if name not in sessions:
            raise TableError(
                f'topic_shares: sessions have no column "{name}".{near_column(name, sessions)}'
            )
    said = ~corpus.turns["role"].isin(NOT_COUNTED)
    words = corpus.n_words.where(said, 0).groupby(corpus.turns["session_id"]).sum()
    shares = topics.session_shares_.reindex(corpus.sessions.index)
    known = shares.notna().all(axis=1).to_numpy()
    rows = sessions[known][["session_id", *(n for n in names if n != "session_id")]]
    rows = rows.assign(n_words=words.reindex(rows["session_id"]).fillna(0).to_numpy())
    on_topic = shares[known].mul(rows["n_words"].to_numpy(), axis=0).reset_index(drop=True)
    rows = rows.reset_index(drop=True)
    whole = pd.concat([rows, on_topic], axis=1)
    grouped = whole.groupby(names, sort=False, dropna=False)
    total, n_sessions = grouped["n_words"].sum(), grouped.size()
    table = grouped[list(on_topic)].sum().div(total.where(total > 0), axis=0)
    # by place, for a unit may have no name: where no round is named, all years are missing
    table["n_words"] = total.astype("int64")
    table["n_sessions"] = n_sessions
    units = table.reset_index().rename_axis("unit").reset_index()
    long = units.melt(
        ["unit", *names, "n_words", "n_sessions"], var_name="topic", value_name="share"
    )
    long["name"] = long["topic"].map(shown_names(topics))
    long = long.sort_values("unit", kind="stable")
    columns = [*names, "topic", "name", "share", "n_words", "n_sessions"]
    return long[columns].reset_index(drop=True)


def _documents(
    corpus: Corpus, by: str | Sequence[str], counted: Any
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], pd.Index]:
    """The document of each turn, -1 for none, and every document there is."""
    names = _listed(by)
    turns = corpus.turns
    columns = {"turn": "turn_id", "session": "session_id", "person": "who"}
    frame = pd.DataFrame(
        {columns.get(name, name): _column(corpus, name) for name in names}, index=turns.index
    )
    able = counted & frame.notna().all(axis=1).to_numpy()
    kept = frame[able]
    keys = pd.MultiIndex.from_frame(kept) if len(names) > 1 else pd.Index(kept.iloc[:, 0])
    index = keys.unique()
    document = np.full(len(turns), -1, dtype=np.int64)
    document[able] = index.get_indexer(keys)
    return document, index.set_names(list(frame.columns))


def _column(corpus: Corpus, name: str) -> Any:
    turns = corpus.turns
    if name in ("turn", "turn_id"):
        return turns.index.to_numpy()
    if name in ("session", "session_id"):
        return turns["session_id"].to_numpy()
    if name == "person":
        label = turns["session_id"].astype(object) + ":" + turns["speaker"].astype(object)
        person = turns["person_id"].astype(object)
        return person.where(person.notna(), label).to_numpy()
    if name in corpus.sessions:
        values = corpus.sessions[name].astype(object)
        if name == "year":  # no name of a round is one round, and loses nobody's words
            values = values.where(values.notna(), "")
        return values.loc[turns["session_id"]].to_numpy()
    if name in corpus.people:
        return corpus.people[name].reindex(turns["person_id"]).to_numpy()
    known = ["turn", "session", "person", *corpus.sessions, *corpus.people]
    raise TableError(
        f'document_terms: "{name}" is no column of sessions or people.{near_column(name, known)}'
    )


def _long(counts: Any, index: pd.Index, names: list[str]) -> pd.DataFrame:
    found = sparse.coo_array(counts.tocsr())
    table = index[found.row].to_frame(index=False)
    return table.assign(term=[names[k] for k in found.col], n=found.data.astype("int64"))


def _listed(by: str | Sequence[str]) -> list[str]:
    return [by] if isinstance(by, str) else list(by)


def _known(option: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise TableError(
            f'document_terms({option}="{value}"): expected one of {", ".join(known)}.'
            f"{near_match(value, known)}"
        )
