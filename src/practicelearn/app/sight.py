"""What one person may see of a study's coding, so that reading does not end their blindness."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import pandas as pd

from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.coding.counted import counted
from practicelearn.coding.merging import merge_codings
from practicelearn.coding.queries import FrameworkMatrix, framework_matrix
from practicelearn.corpus import Corpus
from practicelearn.study.folder import Study

__all__ = ["Look", "Sight", "label_of", "or_none", "passages"]

CONTEXT = 2


class Look:
    """The study at one moment, as one person sees it.

    Parameters
    ----------
    corpus : Corpus
    everything : Codings
        Of all people.
    who : str
    blind : bool
        Whether this person codes: they see their own and settled codings only.
    """

    def __init__(self, corpus: Corpus, everything: Codings, who: str, *, blind: bool) -> None:
        self.corpus, self.blind = corpus, blind
        persons = counted(everything)
        self.preferred = merge_codings(persons)
        if blind:
            known = {*persons.read["coder"], *persons.spans["coder"]}
            mine = [c for c in (SETTLED, who) if c in known]
            persons = persons.of(coder=mine) if mine else Codings(frame=persons.frame)
        self.codings = merge_codings(persons)

    @property
    def begun(self) -> bool:
        """Whether any person has coded or read anything."""
        return bool(len(self.preferred.read) or len(self.preferred.spans))

    @cached_property
    def spans(self) -> pd.DataFrame:
        """What this person sees: spans with session, round, group, speaker, role and consent."""
        return _described(self.codings, self.corpus)

    @cached_property
    def all_spans(self) -> pd.DataFrame:
        """The same of the preferred reading, whoever's it is: the report is made from it."""
        return _described(self.preferred, self.corpus)

    @cached_property
    def matrix(self) -> FrameworkMatrix:
        """Groups × codes of what this person sees."""
        return framework_matrix(self.codings, self.corpus)

    @cached_property
    def finished(self) -> frozenset[str]:
        """Sessions of which every turn is read in what this person sees."""
        turns = self.corpus.turns
        unread = turns.loc[~turns.index.isin(self.codings.read["turn_id"]), "session_id"]
        return frozenset(self.corpus.sessions.index.difference(unread))

    def left_out(self) -> int:
        """Sessions of which nothing is shown: unread, or read only by others."""
        turns = pd.concat([self.codings.read["turn_id"], self.codings.spans["turn_id"]])
        shown = turns.astype(object).str.rsplit(":", n=1).str[0]
        return int((~self.corpus.sessions.index.isin(shown)).sum())


class Sight:
    """Looks at a study for one person, and again only when a log has changed.

    Parameters
    ----------
    study : Study
    who : str
    """

    def __init__(self, study: Study, who: str) -> None:
        self.study, self.who = study, who
        self._state: tuple[Any, ...] | None = None
        self._look: Look | None = None

    def look(self) -> Look:
        """Return what the person sees now."""
        logs = (self.study.path / "coding").rglob("*.jsonl")
        sizes = tuple(sorted((str(p), p.stat().st_size) for p in logs))
        state = (sizes, tuple(self.study.questions_set().items()))
        if self._look is None or state != self._state:
            blind = (self.study.path / "coding" / self.who).is_dir()
            self._look = Look(self.study.corpus(), self.study.codings(), self.who, blind=blind)
            self._state = state
        return self._look


def passages(
    spans: pd.DataFrame, corpus: Corpus, order: Iterable[Any] | None = None
) -> list[dict[str, Any]]:
    """Return passages with two turns before and after, as the page shows them.

    Parameters
    ----------
    spans : DataFrame
        As ``Look.spans``, of the passages wanted.
    corpus : Corpus
    order : iterable of str, optional
        Coding ids in the order wanted; by default as in ``spans``.

    Returns
    -------
    list of dict
        coding, where (a line), refer_on, memo, consent, turns: n, who, said (before, the marked
        words, after; or the whole turn). Of what was referred on there is only the place.
    """
    by_session = dict(list(corpus.turns.groupby("session_id", sort=False)))
    found = dict(list(spans.groupby("coding_id", sort=False)))
    wanted = found if order is None else [c for c in order if c in found]
    return [_passage(str(c), found[c], by_session) for c in wanted]


def _passage(
    coding_id: str, parts: pd.DataFrame, by_session: dict[Any, pd.DataFrame]
) -> dict[str, Any]:
    first, last = parts.iloc[0], parts.iloc[-1]
    hidden = bool(first["refer_on"])  # listed by its place only
    turns = by_session[first["session_id"]]
    start, end = (turns.index.get_loc(t) for t in (first["turn_id"], last["turn_id"]))
    near = turns.iloc[max(0, start - CONTEXT) : end + CONTEXT + 1]
    marked = {p["turn_id"]: (int(p["start"]), int(p["end"])) for p in parts.to_dict("records")}
    names = ["group", "year", "group_type", "stance"]
    place = [str(first[n]) for n in names if or_none(first[n]) not in (None, "none")]
    if hidden:
        place.append("referred on: its words are not shown")
    return {
        "coding": coding_id,
        "where": " · ".join(place),
        "stance": or_none(first["stance"]),
        "turn": int(turns.loc[first["turn_id"], "n"]),
        "refer_on": hidden,
        "memo": None if hidden else or_none(first["memo"]),
        "consent": None if pd.isna(first["consent"]) else bool(first["consent"]),
        "turns": []
        if hidden
        else [
            {
                "n": int(t["n"]),
                "who": or_none(t["speaker"]) or "No name",
                "said": _cut(t["text"], marked.get(str(turn_id))),
            }
            for turn_id, t in zip(near.index, near.to_dict("records"), strict=True)
        ],
    }


def _cut(text: str, at: tuple[int, int] | None) -> list[str]:
    return [text] if at is None else [text[: at[0]], text[at[0] : at[1]], text[at[1] :]]


def label_of(codings: Codings, code: str) -> tuple[str, str]:
    """Return a code's name and definition."""
    frame = codings.frame
    known = frame is not None and code in frame
    return (frame[code].name, frame[code].definition) if frame and known else (code, "")


def or_none(value: Any) -> Any:
    """Return the value, or None for what is missing."""
    return None if value is None or pd.isna(value) else value


def _described(codings: Codings, corpus: Corpus) -> pd.DataFrame:
    """Spans with session, round, group, speaker, role and consent beside them."""
    turns = corpus.turns[["session_id", "speaker", "role", "person_id", "question_id"]]
    spans = codings.spans.join(turns, on="turn_id")
    spans = spans.join(corpus.sessions[["year", "group", "group_type"]], on="session_id")
    label = spans["session_id"] + ":" + spans["speaker"].fillna("?")
    present = corpus.attendance.drop_duplicates(["session_id", "person_id"])
    consent = present.set_index(["session_id", "person_id"])["consent_quote"]
    keys = list(zip(spans["session_id"], spans["person_id"], strict=True))
    if "refer_on" not in spans:
        spans["refer_on"] = False
    return spans.assign(
        who=spans["person_id"].where(spans["person_id"].notna(), label),
        consent=[consent.get(k) for k in keys],
    )
