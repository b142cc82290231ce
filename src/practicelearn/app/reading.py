"""Reading: codes and themes with their quotes in context, for people who never code.

Statements and quotable flags go into the reader's own decisions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from practicelearn.coding.codings import SETTLED, Codings, merge_codings
from practicelearn.coding.events import Event, EventLog, live, read_events
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError
from practicelearn.study.folder import Study

__all__ = ["Reading"]

CONTEXT = 2
FILTERS = ("year", "group_type", "role")


class Reading:
    """What a person may read of a study.

    Parameters
    ----------
    study : Study
    who : str
        A person who codes sees their own and settled codings only, so that reading does not
        end their blindness; a person who does not code sees the preferred reading of every
        session.
    """

    def __init__(self, study: Study, who: str) -> None:
        self.study, self.who = study, who
        self._state: tuple[Any, ...] | None = None
        self._codings = Codings()
        self._corpus: Corpus | None = None

    def answer(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Return the codes with their counts, and the passages of one, filtered.

        Parameters
        ----------
        args : mapping
            ``theme`` (a code id) and any of year, group_type, role.
        """
        corpus, codings = self._look()
        spans = _described(codings, corpus)
        choices = {f: sorted({str(v) for v in spans[f].dropna()}) for f in FILTERS}
        for name in FILTERS:
            if args.get(name):
                spans = spans[spans[name] == args[name]]
        said = self._statements()
        frame = codings.frame
        themes = []
        for code, own in spans.groupby("code", sort=False):
            themes.append(
                {
                    "id": code,
                    "name": frame[code].name if frame and code in frame else code,
                    "definition": frame[code].definition if frame and code in frame else "",
                    "n_passages": int(own["coding_id"].nunique()),
                    "n_groups": int(own["group"].nunique()),
                    "n_people": int(own["who"].nunique()),
                    "statement": said.get(str(code)),
                }
            )
        themes.sort(key=lambda t: (-t["n_groups"], -t["n_passages"], t["name"]))
        wanted = args.get("theme")
        return {
            "themes": themes,
            "choices": choices,
            "left_out": self._left_out(codings, corpus),
            "passages": self._passages(spans[spans["code"] == wanted], corpus) if wanted else [],
        }

    def say(self, args: Mapping[str, Any]) -> None:
        """Write a theme's statement, or whether a passage may be quoted.

        Raises
        ------
        CodingError
            Neither was given.
        """
        if "statement" in args:
            payload = {"theme_id": str(args["theme"]), "statement": str(args["statement"]).strip()}
            event = Event(kind="statement", who=self.who, payload=payload)
        elif "quotable" in args:
            flag = {"coding_id": str(args["coding"]), "quotable": bool(args["quotable"])}
            event = Event(kind="quotable", who=self.who, payload=flag)
        else:
            raise CodingError("Say a statement, or whether a passage may be quoted.")
        EventLog(self.study.path / "decisions" / f"{self.who}.jsonl").append(event)

    def _look(self) -> tuple[Corpus, Codings]:
        logs = (self.study.path / "coding").rglob("*.jsonl")
        state = tuple(sorted((str(p), p.stat().st_size) for p in logs))
        if self._corpus is None or state != self._state:
            self._corpus = self.study.corpus()
            everything = self.study.codings()
            human = everything.of(origin="human") if len(everything) else everything
            if (self.study.path / "coding" / self.who).is_dir():
                mine = [c for c in (SETTLED, self.who) if c in {*human.read["coder"]}]
                human = human.of(coder=mine) if mine else Codings(frame=human.frame)
            self._codings, self._state = merge_codings(human), state
        return self._corpus, self._codings

    def _statements(self) -> dict[str, dict[str, str]]:
        events, _ = read_events((self.study.path / "decisions").glob("*.jsonl"))
        return {
            e.payload["theme_id"]: {"text": e.payload["statement"], "who": e.who}
            for e in sorted(live(events), key=lambda e: e.at)
            if e.kind == "statement" and "statement" in e.payload
        }

    def _quotable(self) -> dict[str, bool]:
        events, _ = read_events((self.study.path / "decisions").glob("*.jsonl"))
        return {
            e.payload["coding_id"]: bool(e.payload.get("quotable", True))
            for e in sorted(live(events), key=lambda e: e.at)
            if e.kind == "quotable"
        }

    def _left_out(self, codings: Codings, corpus: Corpus) -> int:
        """Sessions of which nothing is shown: unread, or read only by others."""
        read = codings.read["turn_id"].str.rsplit(":", n=1).str[0]
        return int((~corpus.sessions.index.isin(read)).sum())

    def _passages(self, spans: pd.DataFrame, corpus: Corpus) -> list[dict[str, Any]]:
        flags = self._quotable()
        by_session = dict(list(corpus.turns.groupby("session_id", sort=False)))
        out = []
        for coding_id, parts in spans.groupby("coding_id", sort=False):
            first, last = parts.iloc[0], parts.iloc[-1]
            hidden = bool(first["refer_on"])  # listed by its place only
            turns = by_session[first["session_id"]]
            start, end = (turns.index.get_loc(t) for t in (first["turn_id"], last["turn_id"]))
            near = turns.iloc[max(0, start - CONTEXT) : end + CONTEXT + 1]
            marked = {
                p["turn_id"]: [int(p["start"]), int(p["end"])] for p in parts.to_dict("records")
            }
            out.append(
                {
                    "coding": coding_id,
                    "session": first["session_id"],
                    "year": _or_none(first["year"]),
                    "group": _or_none(first["group"]),
                    "group_type": _or_none(first["group_type"]),
                    "role": _or_none(first["role"]),
                    "stance": _or_none(first["stance"]),
                    "memo": None if hidden else _or_none(first["memo"]),
                    "refer_on": hidden,
                    "consent": None if pd.isna(first["consent"]) else bool(first["consent"]),
                    "quotable": flags.get(str(coding_id)),
                    "turns": []
                    if hidden
                    else [
                        {
                            "n": int(t["n"]),
                            "who": _or_none(t["speaker"]),
                            "role": _or_none(t["role"]),
                            "text": t["text"],
                            "marked": marked.get(str(turn_id)),
                        }
                        for turn_id, t in zip(near.index, near.to_dict("records"), strict=True)
                    ],
                }
            )
        return out


def _described(codings: Codings, corpus: Corpus) -> pd.DataFrame:
    """Spans with session, round, group, speaker, role and consent beside them."""
    turns = corpus.turns[["session_id", "speaker", "role", "person_id"]]
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


def _or_none(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value
