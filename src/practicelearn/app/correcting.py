"""Correct this turn: what the page may choose from, what would change, and that it is done.

Whoever codes blind sees what becomes of their own codings. Of everybody else's, the settled ones
included, they see numbers only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from practicelearn.coding.log.texts import says_gone
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import CodingError, StudyError
from practicelearn.jobs.correcting import new_names
from practicelearn.study.correct_turns import (
    Attending,
    Spoken,
    correct_turns,
    same_label,
    without_label,
)
from practicelearn.study.corrected import Correction
from practicelearn.study.folder import Study

__all__ = ["Correcting", "labels_mark"]

ROLES = ("participant", "facilitator", "note-taker", "observer")
_NONE = {"same words": 0, "words changed": 0, "shortened": 0, "lost": 0}


def labels_mark(corpus: Corpus) -> str:
    """Return a mark of who speaks when: another one means that somebody changed a speaker."""
    said = "\x1f".join("" if pd.isna(w) else str(w) for w in corpus.turns["speaker"])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


class Correcting:
    """Corrections by one person.

    Parameters
    ----------
    study : Study
    coder : str
    """

    def __init__(self, study: Study, coder: str) -> None:
        self.study, self.coder = study, coder

    def answer(self, corpus: Corpus, args: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a correction would change; without one, what there is to choose from.

        Parameters
        ----------
        corpus : Corpus
            The session, as the page shows it.
        args : mapping
            ``session``; ``turn`` and ``turns`` (the first turn's number, and how many), ``now``
            (dicts of ``who`` and ``text``), ``was`` (the same, as the page shows them), ``person``
            and ``role`` (whom a new label stands for), ``reason``.
        """
        sid = str(args.get("session"))
        if args.get("now") is None:
            own = corpus.attendance[corpus.attendance["session_id"] == sid]
            free = without_label(own, sid)
            return {
                "text_hash": corpus.sessions["text_hash"].get(sid),
                "labels": _labels(corpus),
                "free": [
                    {"id": str(p), "role": None if pd.isna(r) else str(r)}
                    for p, r in zip(free["person_id"], free["role"], strict=True)
                ],
                "listed": not own.empty,
                "roles": list(ROLES),
            }
        found = self._correct(corpus, args, keep=False)
        return {
            **self._codings(found, args),
            **_people(corpus, args),
            "names": new_names(corpus, *_where(args), _spoken(args.get("now"))),
        }

    def write(self, corpus: Corpus, args: Mapping[str, Any]) -> dict[str, Any]:
        """Make the correction.

        Raises
        ------
        StudyError
            It does not fit; nothing was changed then.
        """
        found = self._correct(corpus, args, keep=True)
        return {"n_lost": len(found.lost)}

    def _correct(self, corpus: Corpus, args: Mapping[str, Any], *, keep: bool) -> Correction:
        sid, first, last = _where(args)
        now, was = _spoken(args.get("now")), _spoken(args.get("was"))
        shown = corpus.turns[["speaker", "text"]].iloc[first - 1 : last].to_numpy()
        if was != [Spoken(None if pd.isna(w) else w, t) for w, t in shown]:
            raise CodingError(
                "This turn is not what you saw any more: somebody corrected it meanwhile. Nothing "
                "was changed. Load the page again and look."
            )
        attending = None
        if args.get("person") is not None or args.get("role") is not None:
            attending = Attending(args.get("person"), args.get("role"))
            if attending.role is not None and attending.role not in ROLES:
                raise CodingError(f"there is no role {attending.role}.")
        reason = str(args.get("reason") or "")
        try:
            return correct_turns(
                self.study, sid, first, last, now, by=self.coder,
                reason=reason if keep else reason or "only shown", attending=attending, keep=keep,
            )  # fmt: skip
        except StudyError as error:
            if isinstance(error.__cause__, OSError):
                raise  # the folder failed, which is worth trying again
            raise CodingError(str(error)) from error

    def _codings(self, found: Correction, args: Mapping[str, Any]) -> dict[str, Any]:
        sid, first, last = _where(args)
        there = {make_turn_id(sid, n) for n in range(first, last + 1)}
        table = found.codings
        touched = table.loc[table["turn_id"].isin(there), ["coder", "coding_id"]].drop_duplicates()
        own: list[dict[str, Any]] = []
        n_own, n_others = dict(_NONE), dict(_NONE)
        for coder, coding_id in touched.itertuples(index=False):
            parts = table[(table["coder"] == coder) & (table["coding_id"] == coding_id)]
            change = _change(parts["change"])
            counts = n_own if coder == self.coder else n_others
            counts[change] += 1
            if coder == self.coder and change != "same words":
                said = [str(w) for w in parts["words_now"] if not pd.isna(w)]
                quote = " … ".join(map(str, parts["quote"]))
                row = {"code": str(parts["code"].iloc[0]), "change": change, "quote": quote}
                own.append({**row, "now": " … ".join(said)})
        unread = found.unread[found.unread["coder"] == self.coder]["turn_id"]
        numbers = sorted(int(t.rpartition(":")[2]) for t in unread)
        return {"own": own, "n_own": n_own, "n_others": n_others, "unread": numbers}


def _where(args: Mapping[str, Any]) -> tuple[str, int, int]:
    first, n = args.get("turn"), args.get("turns") or 1
    if type(first) is not int or type(n) is not int:
        raise CodingError("the page did not say which turn.")
    return str(args.get("session")), first, first + n - 1


def _spoken(said: Any) -> list[Spoken]:
    return [Spoken(s.get("who") or None, str(s.get("text") or "")) for s in said or ()]


def _labels(corpus: Corpus) -> list[dict[str, str | None]]:
    """The session's labels in the order in which they speak, but for those who have withdrawn."""
    own = corpus.attendance["speaker"].dropna()
    said = corpus.turns.dropna(subset=["speaker"])
    gone = {str(w) for w, t in zip(said["speaker"], said["text"], strict=True) if says_gone(t)}
    speaks = dict.fromkeys(map(str, said["speaker"]))
    roles = dict(zip(said["speaker"], said["role"], strict=True))
    roles |= dict(zip(corpus.attendance["speaker"], corpus.attendance["role"], strict=True))
    labels = dict.fromkeys([*speaks, *map(str, own)])
    return [
        {"label": label, "role": None if pd.isna(r := roles.get(label)) else str(r)}
        for label in labels
        if not (label in gone and label.startswith("Withdrawn"))
    ]


def _change(parts: pd.Series) -> str:
    kinds = set(parts)
    if "lost" in kinds:
        return "lost" if kinds == {"lost"} else "shortened"
    return "words changed" if "words changed" in kinds else "same words"


def _people(corpus: Corpus, args: Mapping[str, Any]) -> dict[str, Any]:
    """Who says nothing any more in this session, and who is on no list."""
    _, first, last = _where(args)
    now = [s.speaker for s in _spoken(args.get("now")) if s.speaker]
    speaks = corpus.turns["speaker"]
    rest = [*speaks.iloc[: first - 1].dropna(), *speaks.iloc[last:].dropna(), *now]
    gone = [w for w in dict.fromkeys(speaks.iloc[first - 1 : last].dropna())
            if not any(same_label(w, r) for r in rest)]  # fmt: skip
    listed = [*corpus.attendance["speaker"].dropna()]
    unknown = [w for w in dict.fromkeys(now) if not any(same_label(w, r) for r in listed)]
    chosen = args.get("person") is not None or args.get("role") is not None
    return {"silent": gone, "nobody": unknown if listed and not chosen else []}
