"""What still looks like a name, each in its sentence: looked at one by one, and never hurried."""

from __future__ import annotations

from typing import Any

import pandas as pd

from practicelearn.app.home.cells import in_words
from practicelearn.app.home.pieces import link, table, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Visit
from practicelearn.corpus import Corpus
from practicelearn.study.folder import open_study

__all__ = ["show"]

_AROUND = 60
_DO = (
    "Where it is a name, take it out: open the session, press the turn with the other mouse "
    "button, and choose Redact. Where it is none, leave it. An empty list is no proof."
)


def show(visit: Visit) -> str:
    """Return the likely ones, of one session or of all."""
    study = open_study(visit.study.folder)
    found = visit.house.once(visit.study, "names", lambda: study.names_left(only_likely=True))
    here = visit.args.get("session", "")
    if here:
        found = found[found["session_id"] == here]
    corpus = study.corpus()
    body = [
        [words(_where(row)), _in_its_sentence(row, corpus), words(row["why"]), _way(visit, row)]
        for row in found.to_dict("records")
    ]
    told = f"{in_words(len(found), 'word')} in {here or 'the study'} may be a name."
    listed = table("What may be a name", ["Where", "In its sentence", "Why", ""], body)
    return page(
        "What may still be a name", f"<p>{words(told)} {_DO}</p>{listed if body else ''}",
        stage="hear", study=visit.study, wide=True, problem=visit.problem,
    )  # fmt: skip


def _where(row: dict[Any, Any]) -> str:
    return str(row["session_id"]) if isinstance(row["session_id"], str) else str(row["place"])


def _in_its_sentence(row: dict[Any, Any], corpus: Corpus) -> str:
    """The words around it, where they stand in a turn; else the word alone."""
    word = str(row["text"])
    turn, start = row["row"], row["start"]
    if turn not in corpus.turns.index or pd.isna(start):
        return f'<span class="speech">{words(word)}</span>'
    text, at = str(corpus.turns.loc[turn, "text"]), int(start)
    if text[at : at + len(word)] != word:
        return f'<span class="speech">{words(word)}</span>'
    before, after = text[max(0, at - _AROUND) : at], text[at + len(word) :][:_AROUND]
    lead = tail = ""
    if at > _AROUND:  # cut between words
        lead, before = "… ", before.partition(" ")[2]
    if len(text) > at + len(word) + _AROUND:
        tail, after = " …", after.rpartition(" ")[0]
    return (
        f'<span class="speech">{lead}{words(before)}<mark>{words(word)}</mark>{words(after)}{tail}'
        "</span>"
    )


def _way(visit: Visit, row: dict[Any, Any]) -> str:
    """The session in the coding page, for whoever codes it."""
    if not isinstance(row["session_id"], str):
        return ""
    address = f"{visit.study.at('coding')}/#code/{row['session_id']}"
    return link("Open the session", address, aria_label=f"Open {row['session_id']}")
