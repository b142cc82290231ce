"""Heaps of a workshop brought back: on record, and what a person makes of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from practicelearn._tables import near_match
from practicelearn.coding.log.events import Event
from practicelearn.errors import StudyError, TableError
from practicelearn.exchange.conventions import slug
from practicelearn.study.card_record import cards_out
from practicelearn.study.deciding import study_themes
from practicelearn.study.folder import Study
from practicelearn.study.frames import made_codes
from practicelearn.study.heap_rows import Heap, Heaps, read_heaps
from practicelearn.study.heap_sheet import HEAPS
from practicelearn.study.replies import check_round
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name
from practicelearn.themes.decided import decided
from practicelearn.themes.themes import Themes

__all__ = ["Account", "account_of", "keep_heaps", "newest_heaps"]

_BLANK = "B"


class Account(NamedTuple):
    """What became of the cards: numbers of those that went out."""

    out: list[int]
    back: list[int]
    alone: list[int]
    twice: list[int]
    not_back: list[int]


def keep_heaps(study: Study, path: str | Path, *, by: str) -> tuple[Account, list[str]]:
    """Keep what a workshop made of the cards, and make of each heap what a person has chosen.

    Parameters
    ----------
    study : Study
    path : str or Path
        The sheet that ``cards`` wrote, filled in.
    by : str
        Who brings it back and has chosen what to make of each heap.

    Returns
    -------
    account : Account
    made : list of str
        What was made, a sentence each; nothing where the sheet was read before as it is now.

    Raises
    ------
    TableError
        A row does not fit: it is named, and nothing is kept.
    StudyError
        No card of that round went out, or none of the sheet's lies anywhere yet.

    Notes
    -----
    No figure of people changes. A theme takes a sentence or a name, several become one, or a code
    leaves its theme, as with ``decide_theme``. A new code counts only where somebody has read for
    it: until then it is missing, not zero.
    """
    path = Path(path)
    heaps = read_heaps(path)
    check_round(study, heaps.year)
    out = cards_out(study.decisions(), heaps.year)
    if not out:
        raise StudyError(
            f"no card of {heaps.year} is on record. Put them on record before they are given out: "
            f'cards "{study.path}" --round {heaps.year} --by NAME'
        )
    _refuse_unknown(path, heaps, out)
    if not heaps.heaps and not heaps.alone:
        raise StudyError(
            f"{path.name}: no card of it lies in a heap yet. Write beside each card the letter of "
            "its heap, or alone. Nothing was kept."
        )
    with transaction(study.path) as change:  # whoever comes second sees the first
        before = newest_heaps(study.decisions().to_dict("records")).get(heaps.row)
        maker = _Maker(study, out, by, before or {})
        for letter, heap in heaps.heaps.items():
            maker.make(letter, heap)
        payload = _payload(heaps, maker.made)
        account = account_of(payload, out)
        if before is not None and all(before.get(k) == v for k, v in payload.items()):
            return account, []
        events = [Event(kind="sorted", who=by, payload=payload), *maker.decisions]
        change.append(f"decisions/{check_name(by)}.jsonl", *events)
        for session, codes in maker.codes.items():
            change.append(f"coding/{by}/{session}.jsonl", *codes)
    return account, maker.said


def newest_heaps(decisions: list[dict[Any, Any]]) -> dict[str, dict[Any, Any]]:
    """Return each sheet of heaps as it was read last, by its mark."""
    return {str(row["row"]): row for row in decisions if row.get("kind") == "sorted"}


def account_of(kept: Mapping[str, Any], out: Mapping[int, str]) -> Account:
    """Return what became of the cards that went out; blank ones are left out of it."""
    lying = [card for cards in kept["cards"].values() for card in cards]
    alone = sorted(int(c) for c in kept.get("alone") or () if not c.startswith(_BLANK))
    in_heaps = sorted({int(c) for c in lying if not c.startswith(_BLANK)})
    back = sorted({*in_heaps, *alone})
    twice = [n for n in in_heaps if lying.count(str(n)) > 1]
    return Account(sorted(out), back, alone, twice, [n for n in sorted(out) if n not in back])


def _refuse_unknown(path: Path, heaps: Heaps, out: Mapping[int, str]) -> None:
    back = [*heaps.alone, *(c for heap in heaps.heaps.values() for c in heap.cards)]
    for card in back:
        if not card.startswith(_BLANK) and (not card.isdigit() or int(card) not in out):
            raise TableError(
                f'{path.name}: no card "{card}" of {heaps.year} went out; those that did are '
                f"{min(out)} to {max(out)}, and blank ones such as B1."
            )


def _payload(heaps: Heaps, made: Mapping[str, Any]) -> dict[str, Any]:
    letters = list(heaps.heaps)
    return {
        "year": heaps.year, "on": heaps.on, "row": heaps.row, "roles": heaps.roles,
        "heaps": letters, "heap_names": [heaps.heaps[k].name for k in letters],
        "heap_sentences": [heaps.heaps[k].sentence for k in letters],
        "own_words": heaps.own_words, "alone": heaps.alone, "made": dict(made),
        "cards": {k: list(heaps.heaps[k].cards) for k in letters},
        **({} if heaps.n_people is None else {"n_people": heaps.n_people}),
    }  # fmt: skip


@dataclass
class _Maker:
    """What is made of heaps, before any of it is written."""

    study: Study
    out: Mapping[int, str]
    by: str
    before: Mapping[str, Any]
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    decisions: list[Event] = field(default_factory=list)
    codes: dict[str, list[Event]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    _themes: Themes | None = None

    @property
    def themes(self) -> Themes:
        """The study's themes, with what was decided so far: looked for once."""
        if self._themes is None:
            self._themes = study_themes(self.study)
        return self._themes

    def make(self, letter: str, heap: Heap) -> None:
        """Make of a heap what was chosen; what was made of it before is not made again."""
        chosen = {"of": heap.make or "only keep", "themes": heap.themes}
        known = (self.before.get("made") or {}).get(letter)
        if known and self._as_before(letter, heap) and _chosen(known) == chosen:
            self.made[letter] = known
            return
        if heap.make == "theme" and heap.themes:
            self.made[letter] = {**chosen, **self._theme(letter, heap)}
        elif heap.make in {"theme", "code"}:
            if heap.themes:
                raise TableError(f'{heap.where}: a new code is made of no theme; choose "theme".')
            made = (known or {}).get("code") or self._code(letter, heap)
            self.made[letter] = {**chosen, "code": made}
        else:
            self.made[letter] = chosen

    def _as_before(self, letter: str, heap: Heap) -> bool:
        k = list(self.before["heaps"]).index(letter)
        said = [self.before["heap_names"][k], self.before["heap_sentences"][k]]
        return said == [heap.name, heap.sentence]

    def _theme(self, letter: str, heap: Heap) -> dict[str, Any]:
        if not (heap.name or heap.sentence):
            raise TableError(
                f"{heap.where}: a theme takes the heap’s name or its sentence; both are empty."
            )
        ids = [self._id_of(said, heap) for said in heap.themes]
        theme = ids[0]
        split = theme not in self.themes.table.index
        if split and len(ids) > 1:
            raise TableError(f"{heap.where}: name one code that leaves its theme, or whole themes.")
        if split:
            whole = next(t for t, codes in self.themes.table["codes"].items() if theme in codes)
            self._decide("split", {"theme_id": str(whole), "codes": [theme], "into": theme,
                                   "name": heap.name})  # fmt: skip
        elif len(ids) > 1:
            self._decide("merge", {"themes": ids, "into": theme})
        if heap.name and not split and heap.name != self.themes.table.loc[theme, "name"]:
            self._decide("name", {"theme_id": theme, "name": heap.name})
        if heap.sentence and heap.sentence != self.themes.table.loc[theme, "statement"]:
            self._decide("statement", {"theme_id": theme, "statement": heap.sentence})
        what = "left its theme" if split else "took in others" if len(ids) > 1 else "was worded"
        self.said.append(f"heap {letter}: theme {theme} {what}")
        return {"theme": theme, "how": what}

    def _id_of(self, said: str, heap: Heap) -> str:
        table = self.themes.table
        names = {str(n).casefold(): str(t) for t, n in table["name"].items()}
        names |= {str(t).casefold(): str(t) for t in table.index}
        frame = self.study.frame().codes if self.study.has_frame else ()
        within = {c for codes in table["codes"] if len(codes) > 1 for c in codes}
        parts = [code for code in frame if code.id in within]
        names |= {key.casefold(): c.id for c in parts for key in (c.id, c.name)
                  if key.casefold() not in names}  # fmt: skip
        if said.casefold() not in names:
            raise TableError(
                f'{heap.where}: there is no theme "{said}".'
                f"{near_match(said.casefold(), names)} Leave the cell empty for a new one."
            )
        return names[said.casefold()]

    def _decide(self, kind: str, entries: dict[str, Any]) -> None:
        self._themes = decided(self.themes, kind, entries)
        self.decisions.append(Event(kind=kind, who=self.by, payload=entries))

    def _code(self, letter: str, heap: Heap) -> str:
        if not heap.name:
            raise TableError(f"{heap.where}: a new code needs the heap’s name.")
        frame = list(self.study.frame().codes) if self.study.has_frame else []
        there = {c.id: c.name for c in frame}
        waiting = made_codes(self.study)
        there |= dict(zip(waiting["code"], waiting["name"], strict=True))
        same = [c for c, name in there.items() if name.casefold() == heap.name.casefold()]
        if same:
            raise TableError(
                f'{heap.where}: there is a code "{same[0]}" of this name already. Choose "theme" '
                "and name it, or give the heap another name."
            )
        mine = {e.payload["id"] for events in self.codes.values() for e in events}
        code = slug(heap.name, {*there, *mine})
        session = self._session_of(heap)
        payload = {"id": code, "name": heap.name, "definition": heap.sentence}
        event = Event(kind="new_code", who=self.by, session_id=session, payload=payload)
        self.codes.setdefault(session, []).append(event)
        self.said.append(f"heap {letter}: code {code} is made, and nobody has read for it yet")
        return code

    def _session_of(self, heap: Heap) -> str:
        """The session of its first card, in whose log its maker's code stands."""
        spans = self.study.codings().spans.drop_duplicates("coding_id").set_index("coding_id")
        for coding in self._codings(heap):
            if coding in spans.index:
                return str(spans.loc[coding, "turn_id"]).rsplit(":", 1)[0]
        raise TableError(
            f"{heap.where}: a code is made of cards, and none of this heap’s is in the study any "
            f'more. Choose "only keep" in the sheet "{HEAPS}".'
        )

    def _codings(self, heap: Heap) -> Iterator[str]:
        for card in heap.cards:
            if not card.startswith(_BLANK):
                yield self.out[int(card)]


def _chosen(made: Mapping[str, Any]) -> dict[str, Any]:
    return {"of": made.get("of"), "themes": list(made.get("themes") or [])}
