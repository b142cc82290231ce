"""Reading: codes and themes with their quotes in context, for people who never code.

What a person says here (a statement, what may be quoted, what they have read for the release) goes
into their own decisions. Sentences are made here, so that the page has only to show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from practicelearn.app.keys import key_of
from practicelearn.app.reached import Reached, reached
from practicelearn.app.releasing import RELEASE, Releasing
from practicelearn.app.sight import Look, Sight, label_of, or_none, passages
from practicelearn.coding.counting import NOT_COUNTED_HERE
from practicelearn.coding.log.events import Event, EventLog, read_events
from practicelearn.coding.queries.passages import code_path
from practicelearn.output.gate.wording import count
from practicelearn.study.folder import Study
from practicelearn.themes.decided import apply_decisions

__all__ = ["FILTERS", "Reading", "decide", "quotable"]

FILTERS = {
    "year": "Round",
    "group_type": "Kind of group",
    "role": "Role",
    "question_id": "Answering",
}
_LEFT_OUT = "left out: not read, or read only by another coder and not yet settled."
_UNSTATED = "Not yet read by a person: what are people saying?"


class Reading:
    """What a person may read of a study.

    Parameters
    ----------
    study : Study
    sight : Sight
        A person who codes sees their own and settled codings only; one who does not sees the
        preferred reading of every session.
    """

    def __init__(self, study: Study, sight: Sight) -> None:
        self.study, self.sight = study, sight
        self.releasing = Releasing(study, sight)
        self._reach: tuple[tuple[Any, ...], Reached] | None = None

    def answer(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Return the codes with their counts, and the passages of one, filtered.

        Parameters
        ----------
        args : mapping
            ``theme`` (a code id, or ``RELEASE`` for what the report would print; by default the
            first) and any of year, group_type, role, question_id.
        """
        look = self.sight.look()
        events = _decisions(self.study)
        made = self._made(look, events)
        spans = look.spans.assign(theme=look.spans["code"].map(lambda c: made.get(c, (c,))[0]))
        asked = {f: str(args.get(f) or "") for f in FILTERS}
        choices = {f: sorted({str(v) for v in spans[f].dropna()}) for f in FILTERS}
        choices["year"] = [y for y in look.corpus.year_labels if y in choices["year"]]
        for name, value in asked.items():
            spans = spans[spans[name] == value] if value else spans
        guide = self.study.guide()
        worded = dict(zip(guide["question_id"], guide["wording"], strict=True))
        reach = self._reached(look, asked)
        themes = _themes(spans, look, made, _statements(events), reach)
        wanted = str(args.get("theme") or (themes[0]["id"] if themes else ""))
        wanted = made.get(wanted, (wanted,))[0]
        left, uncounted = look.left_out(), look.codings.uncounted
        answer: dict[str, Any] = {
            "theme": wanted,
            "themes": themes,
            "list": _listed(themes),
            "filters": [
                {"name": f, "label": label, "value": asked[f],
                 "choices": [["", "all"], *([v, worded.get(v, v)] for v in choices[f])]}
                for f, label in FILTERS.items()
                if choices[f] or f != "question_id"
            ],
            "left_out": f"No figures: {NOT_COUNTED_HERE}." if uncounted
            else f"{count(left, 'session')} {_LEFT_OUT}" if left else "",
        }  # fmt: skip
        if wanted == RELEASE:
            return {**answer, "filters": [], **self.releasing.answer(events)}
        chosen = next((t for t in themes if t["id"] == wanted), None)
        if chosen is None:
            empty = "Nothing was coded so, with these filters." if wanted else _NOTHING
            return {**answer, "head": {"title": "Read", "hint": empty}, "passages": []}
        return {
            **answer,
            "head": self._head(chosen, look, asked, reach, spans[spans["theme"] == wanted]),
            "passages": _to_flag(
                passages(spans[spans["theme"] == wanted], look.corpus), quotable(events)
            ),
        }

    def say(self, args: Mapping[str, Any]) -> str:
        """Write what a person says, and return the sentence that tells them.

        Raises
        ------
        CodingError
            Nothing was said that is known here.
        """
        if "statement" in args:
            payload: dict[str, Any] = {
                "theme_id": str(args["theme"]),
                "statement": str(args["statement"]).strip(),
            }
            kind, told = "statement", "The statement is saved."
        elif "quotable" in args:
            yes = bool(args["quotable"])
            payload = {"coding_id": str(args["coding"]), "quotable": yes}
            kind, told = "quotable", "May be quoted." if yes else "Not to be quoted."
        else:
            kind, payload, told = self.releasing.said(args)
        decide(self.study, self.sight.who, kind, payload, args.get("id"))
        return told

    def _made(self, look: Look, events: list[Event]) -> Made:
        """What people made of the codes, where they made anything of them."""
        if not look.begun or look.preferred.uncounted or not any(e.kind in _MAKE for e in events):
            return {}
        found = apply_decisions(self.releasing.themes(look), self.study.decisions()).table
        of_codes = found[found["origin"] == "codes"]
        return {
            code: (str(theme), str(name), status == "dropped")
            for theme, name, status, codes in zip(
                of_codes.index, of_codes["name"], of_codes["status"], of_codes["codes"], strict=True
            )
            for code in codes
        }

    def _reached(self, look: Look, asked: dict[str, str]) -> Reached:
        """How far the themes reach, counted anew only when something has changed."""
        decisions = self.study.decisions()
        others = decisions[decisions["kind"] != "seen"]
        state = (id(look), tuple(asked.items()), tuple(others["at"]))
        if self._reach is None or self._reach[0] != state:
            self._reach = (state, reached(look, asked, decisions))
        return self._reach[1]

    def _head(
        self, theme: dict[str, Any], look: Look, asked: dict[str, str], reach: Reached,
        own: pd.DataFrame,
    ) -> dict[str, Any]:  # fmt: skip
        said = theme["statement"]
        return {
            "title": theme["name"],
            "hint": theme["definition"],
            "statement": said["text"] if said else _UNSTATED,
            "by": said["who"] if said else "",
            "stated": bool(said),
            "rounds": []
            if look.codings.uncounted
            else _rounds(theme["id"], look, asked, reach, own),
            "acts": [
                {
                    "key": key_of("write"),
                    "label": "Change the statement" if said else "Write the statement",
                    "ask": "What are people saying, in one sentence?",
                    "as": "statement",
                    "text": said["text"] if said else "",
                    "say": {},
                }
            ],
        }


_NOTHING = "Nothing has been coded yet."
_DROPPED = "Left out of the report"
_MAKE = frozenset({"name", "merge", "split", "drop", "keep"})
Made = Mapping[str, tuple[str, str, bool]]
"""Code to the theme that people made of it: its id, its name, whether it was dropped."""


def _listed(themes: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What can be chosen: the release list, then every theme; ``head`` begins a part."""
    release = {"id": RELEASE, "name": "Release list", "small": "all that would be quoted"}
    items = [{k: t[k] for k in ("id", "name", "small")} for t in themes]
    heads = [_DROPPED if t["dropped"] else "Codes and themes" for t in themes]
    for n, (item, head) in enumerate(zip(items, heads, strict=True)):
        if head not in heads[:n]:
            item["head"] = head
    return [{"head": "Report", **release}, *items]


def decide(
    study: Study, who: str, kind: str, payload: dict[str, Any], event_id: object = None
) -> None:
    """Append a decision; one whose id is on record already is acknowledged, not written twice."""
    log = EventLog(study.path / "decisions" / f"{who}.jsonl")
    if event_id is None:
        log.append(Event(kind=kind, who=who, payload=payload))
    elif event_id not in {e.id for e in read_events([log.path])[0]}:
        log.append(Event(kind=kind, who=who, payload=payload, id=str(event_id)))


def quotable(events: list[Event]) -> dict[str, bool]:
    """Return whether each passage that people flagged may be quoted, by the last word on it."""
    return {
        e.payload["coding_id"]: bool(e.payload.get("quotable", True))
        for e in events
        if e.kind == "quotable"
    }


def _decisions(study: Study) -> list[Event]:
    """Every decision that stands, by the clock, under the codes that theirs are now."""
    return study.standing()


def _statements(events: list[Event]) -> dict[str, dict[str, str]]:
    return {
        e.payload["theme_id"]: {"text": e.payload["statement"], "who": e.who}
        for e in events
        if e.kind == "statement" and "statement" in e.payload
    }


def _themes(
    spans: pd.DataFrame, look: Look, made: Made, said: Mapping[str, dict[str, str]], reach: Reached
) -> list[dict[str, Any]]:
    themes = []
    for theme, own in spans.groupby("theme", sort=False):
        codes = list(dict.fromkeys(own["code"]))
        labels = [label_of(look.codings, str(c)) for c in codes]
        n = {"n_groups": reach.n(str(theme), "n_groups_raised"),
             "n_people": reach.n(str(theme), "n_people_raised"),
             "n_passages": int(own["coding_id"].nunique())}  # fmt: skip
        shown = reach.newest(str(theme)) or count(n["n_passages"], "passage")
        above = _above(look, str(codes[0])) if len(codes) == 1 else ""
        name, definition = labels[0]
        _, name, dropped = made.get(codes[0], (theme, name, False))
        if len(codes) > 1:
            definition = "Made of " + ", ".join(f"“{label}”" for label, _ in labels) + "."
        themes.append(
            {"id": theme, "codes": codes, "name": name, "definition": definition, **n,
             "small": above + ("" if look.codings.uncounted else shown),
             "dropped": dropped,
             "statement": said.get(str(theme))}
        )  # fmt: skip
    return sorted(themes, key=lambda t: (t["dropped"], -t["n_groups"], -t["n_passages"], t["name"]))


def _above(look: Look, code: str) -> str:
    """The codes a code stands under: names such as "Support" may come under several."""
    above = code_path(look.codings.frame, code).rpartition(" > ")[0]
    return f"{above} · " if above else ""


def _rounds(
    theme: str, look: Look, asked: dict[str, str], reach: Reached, own: pd.DataFrame
) -> list[dict[str, str]]:
    """A line a round, each a way to its passages; one line only leads nowhere."""
    rounds = [y for y in look.corpus.year_labels if not asked["year"] or y == asked["year"]]
    out = []
    for year in rounds:
        n = int(own.loc[own["year"] == year, "coding_id"].nunique())
        said = reach.said(theme, year) if reach.rounds else count(n, "passage")
        out.append({"year": year, "said": f"{year}: {said}"})
    return out if len(look.corpus.year_labels) > 1 else []


def _to_flag(found: list[dict[str, Any]], flags: Mapping[str, bool]) -> list[dict[str, Any]]:
    """Passages with whether each may be quoted, and the key that says so."""
    for p in found:
        p["quotable"] = or_none(flags.get(p["coding"]))
        p["warn"] = "no consent to be quoted" if p["consent"] is False else ""
        yes = bool(p["quotable"])
        p["acts"] = (
            []
            if p["refer_on"] or p["warn"]
            else [
                {
                    "key": key_of("quotable"),
                    "label": "may be quoted" if yes else "quotable?",
                    "on": yes,
                    "say": {"coding": p["coding"], "quotable": not yes},
                }
            ]
        )
    return found
