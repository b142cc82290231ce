"""Where coders who read the same words marked them differently, what teaches most first.

"Not read" is never a disagreement, nor is "read before the code existed".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from practicelearn._arguments import NAMES, check_arguments
from practicelearn._cells import text_of
from practicelearn.coding.agreement.reading import who_and_what
from practicelearn.coding.codings import REFERRED_ON, Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.corpus import Corpus

__all__ = [
    "Difference",
    "Marked",
    "differences",
    "disagreements",
    "passages_by_code",
    "ranked",
]

# What teaches most comes first: the same words under two codes questions the frame, one coder's
# silence a definition, a stance the reading of one passage, an extent only where to stop.
_ORDER = {"code": 0, "only": 1, "stance": 2, "extent": 3, "same": 4}
_SAID = {"code": "other code", "only": "one only", "stance": "other stance", "extent": "extent"}
_COLUMNS = {
    "session_id": object, "turn_id": object, "start": "int64", "end": "int64", "quote": object,
    "kind": object, "codes": object, "coded_by": object, "not_coded_by": object, "how": object,
    "weight": "float64", "coding_ids": object,
}  # fmt: skip


@dataclass(frozen=True)
class Marked:
    """One coding of one coder: its id; code, parts, stance and whatever else it holds."""

    coding_id: str
    entries: Mapping[str, Any]

    @cached_property
    def places(self) -> frozenset[tuple[str, int]]:
        """Every code point it covers."""
        parts = self.entries["parts"]
        return frozenset((p["turn_id"], i) for p in parts for i in range(p["start"], p["end"]))

    @property
    def extent(self) -> tuple[Any, ...]:
        """Where it starts and ends."""
        return tuple((p["turn_id"], p["start"], p["end"]) for p in self.entries["parts"])


@dataclass(frozen=True)
class Difference:
    """Codings that belong together, a tuple a coder; one may be empty.

    ``kind`` is code (the same words under different codes), only (not everybody marked them),
    stance, extent, or same.
    """

    sides: tuple[tuple[Marked, ...], ...]

    @property
    def everyone(self) -> list[Marked]:
        """The codings of all."""
        return [mark for side in self.sides for mark in side]

    @property
    def key(self) -> str:
        """The codings' ids, which say which difference it is."""
        return "+".join(sorted(m.coding_id for m in self.everyone))

    @property
    def codes(self) -> list[str]:
        """The codes of any side."""
        return list(dict.fromkeys(m.entries["code"] for m in self.everyone))

    @property
    def turn_id(self) -> str:
        """The first turn concerned."""
        return min(str(p["turn_id"]) for m in self.everyone for p in m.entries["parts"])

    @cached_property
    def places(self) -> frozenset[tuple[str, int]]:
        """Every code point that anybody's coding covers."""
        return frozenset().union(*(m.places for m in self.everyone))

    @cached_property
    def kind(self) -> Literal["code", "only", "stance", "extent", "same"]:
        """What differs."""
        present = [side for side in self.sides if side]
        if len(present) == 1 or (len(self.codes) == 1 and not all(self.sides)):
            return "only"
        if len(self.codes) > 1:
            return "code"
        if len({frozenset(m.extent for m in side) for side in present}) > 1:
            return "extent"
        stances = {
            tuple(sorted(text_of(m.entries.get("stance")) or "none" for m in side))
            for side in present
        }
        return "same" if len(stances) == 1 else "stance"


def disagreements(
    codings: Codings,
    corpus: Corpus,
    *,
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    whole_sessions: bool = True,
) -> pd.DataFrame:
    """Return the passages worth talking about, the ones that teach most first.

    Parameters
    ----------
    codings : Codings
        Of several coders. Settled codings and machines are nobody's reading.
    corpus : Corpus
        The sessions to look at.
    coders, codes : sequence of str, optional
        By default everybody who has read, and all codes.
    whole_sessions : bool, default True
        In each session only those who have read it to the end, so that nobody's coding is seen by
        another too early. False: every turn that two or more have read.

    Returns
    -------
    DataFrame
        One row a difference: session_id, turn_id, start, end, quote (the words of the
        coding that begins first, in its first turn), kind ("other code": the two put at least
        half of the same words under different codes; "one only": not everybody marked them; "other
        stance"; "extent"), codes, coded_by, not_coded_by (who read it and did not mark it), how
        (each coder's code, stance and words), weight, coding_ids.

        ``weight`` is larger for what teaches more: 3 for another code, which questions the frame;
        2 for one coder's silence, which questions a definition; 1 for a stance; 0 for an extent;
        and n / (n + 1), where n passages of the code were not marked by all.

    Raises
    ------
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> table = prac.disagreements(study.codings(), study.corpus())
    >>> table[["turn_id", "kind", "codes", "weight"]].head(2).round(2)
                  turn_id        kind              codes  weight
    0    2023-court:00011  other code  [peers, workload]    3.92
    1  2024-kinship:00026  other code     [desks, peers]    3.92
    """
    check_arguments(disagreements, locals(), coders=NAMES, codes=NAMES)
    refuse_uncounted(codings, "disagreements")
    people, names = who_and_what(codings, coders, codes)
    read = {name: _read_by(codings, corpus, name) for name in people}
    marks = {name: _marks(codings, corpus, name, names) for name in people}
    found: dict[tuple[str, ...], list[Difference]] = {}
    for session, turns in corpus.turns.groupby("session_id").groups.items():
        for readers, own in _by_readers(turns, read, whole=whole_sessions).items():
            sides = [
                _comparable(marks[name].get(str(session), ()), own, readers, read, codings)
                for name in readers
            ]
            found.setdefault(readers, []).extend(differences(sides))
    rows: list[dict[str, Any]] = []
    for readers, own_differences in found.items():
        trouble = _trouble(own_differences)
        rows += [_row(d, readers, trouble, corpus) for d in own_differences if d.kind != "same"]
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    return table.sort_values(
        ["weight", "turn_id", "start"], ascending=[False, True, True], kind="stable"
    ).reset_index(drop=True)


def differences(sides: Sequence[Sequence[Marked]]) -> list[Difference]:
    """Put together what overlaps under one code, then what was put under different codes.

    ``sides`` holds each coder's codings. Codings under different codes belong together when they
    share at least half of their words and nobody stands on both sides. What is the same on all
    sides is returned too.
    """
    groups: list[Difference] = []
    for code in dict.fromkeys(m.entries["code"] for side in sides for m in side):
        groups += _overlapping([[m for m in side if m.entries["code"] == code] for side in sides])
    out: list[Difference] = []
    while groups:
        group = groups.pop(0)
        near = [
            (len(group.places & other.places) / len(group.places | other.places), -n)
            for n, other in enumerate(groups)
            if not any(a and b for a, b in zip(group.sides, other.sides, strict=True))
        ]
        best, place = max(near, default=(0.0, 0))
        if best >= 0.5:  # one coder's word for it, and another's
            other = groups.pop(-place)
            pairs = zip(group.sides, other.sides, strict=True)
            group = Difference(tuple((*a, *b) for a, b in pairs))
        out.append(group)
    return out


def ranked(found: Iterable[Difference]) -> list[Difference]:
    """Return the differences, what teaches most first, and in the order of the talk."""
    found = list(found)
    trouble = _trouble(found)
    return sorted(
        found, key=lambda d: (_ORDER[d.kind], -max(trouble[c] for c in d.codes), d.turn_id)
    )


def passages_by_code(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """Return the passages of each code: marked by all, by one coder alone, by anybody.

    Returns
    -------
    list of dict
        code; both (marked by all); only (by each coder alone, a list); either (by anybody);
        agreement: pairs of coders who both marked it, out of the pairs of which at least one did,
        each passage where both did counted twice. For two coders that is
        2 both / (one's + the other's). The lowest agreement comes first.
    """
    rows: dict[str, dict[str, Any]] = {}
    marks: dict[str, list[int]] = {}
    n_coders = 2
    for difference in found:
        n_coders = len(difference.sides)
        for code in difference.codes:
            sides = [any(m.entries["code"] == code for m in side) for side in difference.sides]
            row = rows.setdefault(code, {"code": code, "both": 0, "only": [0] * n_coders})
            row["both"] += all(sides)
            if sum(sides) == 1:
                row["only"][sides.index(True)] += 1
            marks.setdefault(code, []).append(sum(sides))
    for code, row in rows.items():
        row["either"] = len(marks[code])
        together = sum(k * (k - 1) for k in marks[code])
        row["agreement"] = together / sum(k * (n_coders - 1) for k in marks[code])
    return sorted(rows.values(), key=lambda r: (r["agreement"], r["code"]))


def _trouble(found: Iterable[Difference]) -> dict[str, int]:
    """Code to the number of its passages that not everybody marked."""
    return {row["code"]: row["either"] - row["both"] for row in passages_by_code(found)}


def _overlapping(sides: Sequence[Sequence[Marked]]) -> list[Difference]:
    left = [(m, n) for n, side in enumerate(sides) for m in side]
    groups = []
    while left:
        group = [left.pop(0)]
        covered = set(group[0][0].places)
        grown = True
        while grown:
            near = [m for m in left if m[0].places & covered]
            left = [m for m in left if m not in near]
            group += near
            covered |= {p for m, _ in near for p in m.places}
            grown = bool(near)
        groups.append(
            Difference(tuple(tuple(m for m, n in group if n == k) for k in range(len(sides))))
        )
    return groups


def _by_readers(
    turns: Iterable[str], read: Mapping[str, Mapping[str, str | None]], *, whole: bool
) -> dict[tuple[str, ...], set[str]]:
    """Who has read the same turns of a session, at least two of them, to those turns."""
    turns = list(turns)
    own_turns = {name: {turn for turn in turns if turn in own} for name, own in read.items()}
    n = len(set(turns)) if whole else 1
    readers = {name: own for name, own in own_turns.items() if len(own) >= n}
    out: dict[tuple[str, ...], set[str]] = {}
    for turn in turns:
        who = tuple(name for name, own in readers.items() if turn in own)
        if len(who) >= 2:
            out.setdefault(who, set()).add(turn)
    return out


def _read_by(codings: Codings, corpus: Corpus, coder: str) -> dict[str, str | None]:
    """Turn to the version of the frame under which a coder read it."""
    own = codings.read[(codings.read["coder"] == coder)]
    own = own[own["turn_id"].isin(corpus.turns.index)]
    return {t: text_of(v) for t, v in zip(own["turn_id"], own["frame_version"], strict=True)}


def _marks(
    codings: Codings, corpus: Corpus, coder: str, codes: Sequence[str]
) -> dict[str, list[Marked]]:
    """Session to a coder's codings of it."""
    spans = codings.spans
    own = spans[(spans["coder"] == coder) & spans["code"].isin(codes)]
    own = own[own["turn_id"].isin(corpus.turns.index)].sort_values(["coding_id", "part"])
    out: dict[str, list[Marked]] = {}
    for coding_id, rows in own.groupby("coding_id", sort=False):
        parts = rows[["turn_id", "start", "end", "quote"]].to_dict("records")
        if rows["refer_on"].any():
            parts = [{**part, "quote": REFERRED_ON} for part in parts]
        entries = {"code": rows["code"].iloc[0], "stance": rows["stance"].iloc[0], "parts": parts}
        session = str(parts[0]["turn_id"]).rpartition(":")[0]
        out.setdefault(session, []).append(Marked(str(coding_id), entries))
    return out


def _comparable(
    marks: Iterable[Marked],
    turns: set[str],
    readers: Sequence[str],
    read: Mapping[str, Mapping[str, str | None]],
    codings: Codings,
) -> list[Marked]:
    """Codings on these turns, of codes that the frame of every reader held."""
    out = []
    for mark in marks:
        own = {p["turn_id"] for p in mark.entries["parts"]}
        versions = {read[name][t] for name in readers for t in own & turns}
        held = [codings.held.get(version or "") for version in versions]
        if own <= turns and all(h is None or mark.entries["code"] in h for h in held):
            out.append(mark)
    return out


def _row(
    found: Difference, readers: Sequence[str], trouble: Mapping[str, int], corpus: Corpus
) -> dict[str, Any]:
    parts = [part for mark in found.everyone for part in mark.entries["parts"]]
    first = min(parts, key=lambda part: (part["turn_id"], part["start"]))
    n = max(trouble[code] for code in found.codes)
    by = list(zip(readers, found.sides, strict=True))
    return {
        "session_id": corpus.turns["session_id"][first["turn_id"]],
        "turn_id": first["turn_id"],
        "start": first["start"],
        "end": first["end"],
        "quote": first["quote"],
        "kind": _SAID[found.kind],
        "codes": found.codes,
        "coded_by": [name for name, side in by if side],
        "not_coded_by": [name for name, side in by if not side],
        "how": "; ".join(f"{name}: {_how(mark)}" for name, side in by for mark in side),
        "weight": 3 - _ORDER[found.kind] + n / (n + 1),
        "coding_ids": [mark.coding_id for mark in found.everyone],
    }


def _how(mark: Marked) -> str:
    stance = text_of(mark.entries.get("stance"))
    words = " / ".join(p["quote"] for p in mark.entries["parts"])
    return f"{mark.entries['code']}{f', {stance}' if stance else ''}, “{words}”"
