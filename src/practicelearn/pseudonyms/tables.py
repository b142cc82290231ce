"""Every other place where a name sits: labels, ids, file names, columns of sheets, issues."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import count
from random import SystemRandom
from typing import Any

import pandas as pd

from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.edits import Edit, apply_edits
from practicelearn.language.names import FUNCTION, listed
from practicelearn.pseudonyms.find import Finder
from practicelearn.pseudonyms.hits import Hit, closed
from practicelearn.pseudonyms.ledger import Ledger, plain_name
from practicelearn.pseudonyms.people import is_generic
from practicelearn.pseudonyms.speech import Speech
from practicelearn.pseudonyms.texts import bracket_edits
from practicelearn.transcripts.folder import session_slug

__all__ = ["KEPT_COLUMNS", "NEVER_NAMES", "Elsewhere", "id_hits", "names_in_ids"]

KEPT_COLUMNS = frozenset({"team", "site", "group", "group_type", "job_role"})
"""Columns that comparisons are made by: only people's names are replaced in them."""

NEVER_NAMES = listed(
    """
    session_id person_id speaker file pseudonym date year source_kind duration_s guide_version
    format text_hash encoding role role_source n start_s end_s text marks question_id verbatim
    overlap source_loc severity is_peer line_manages_someone_present consent_quote came held
    coder coders_present
    """
)
"""Columns that hold no free text, or that are seen to by a rule of their own."""

_PLAIN_PLACE = re.compile(r"(?:line|paragraph|row|cue|page|cell|turn|block)s? [\w ,.:–-]{0,12}")
_PART = re.compile(r"[^\W\d_]+|\d+")
_ASIDE = re.compile(r"\s*\([^)]*\)\s*$|\s*\|.*$")


class Elsewhere:
    """Replaces names outside the turns' texts.

    Parameters
    ----------
    corpus : Corpus
        As given: its labels and sheets are read from it.
    finder, ledger : Finder, Ledger
        The same as for the turns.
    rounds : mapping of str to str
        Session id -> round.
    present : mapping of str to set of str
        Session id -> identities of who was there.
    known_ids : collection of str
        Person ids of other rounds.
    """

    def __init__(
        self,
        corpus: Corpus,
        finder: Finder,
        ledger: Ledger,
        rounds: Mapping[str, str],
        present: Mapping[str, set[str]],
        known_ids: Collection[str] = (),
    ) -> None:
        self.finder, self.ledger = finder, ledger
        self.rounds, self.present = rounds, present
        every = sorted(set(rounds.values()))
        self._sheet_round = every[0] if len(every) == 1 else "people"
        self._names = names_in_ids(finder)
        planned = corpus.not_held["session_id"].dropna()
        self._sessions = self._renamed(
            map(str, [*corpus.sessions.index, *planned]), "sessions.session_id"
        )
        persons = [
            corpus.people.index, corpus.attendance["person_id"], corpus.turns["person_id"],
            corpus.away["person_id"],
        ]  # fmt: skip
        known = dict.fromkeys(p for column in persons for p in column if isinstance(p, str))
        made_of = self._made_of_labels(corpus.attendance) | self._of_this_round(known, known_ids)
        self._persons = self._renamed(known, "people.person_id", made_of)

    def replaced(self, corpus: Corpus) -> Corpus:
        """Return the corpus with names replaced in every table but the turns' texts."""
        sessions = self._session_table(self._with_coders(corpus.sessions, corpus.attendance))
        files = dict(zip(corpus.sessions["file"], sessions["file"], strict=True))
        renamed = {
            str(old): str(new)
            for old, new in {**files, **self._sessions}.items()
            if isinstance(old, str) and old != new
        }
        turns = self._turns(corpus.turns, renamed)
        new_ids = dict(zip(corpus.turns.index, turns.index, strict=True))
        moved = {
            name: table.assign(turn_id=table["turn_id"].map(new_ids))
            for name, table in (("source_map", corpus.source_map), ("edits", corpus.edits))
            if len(table)
        }
        people = self._columns(corpus.people, "people")
        people.index = pd.Index(
            [self._persons.get(p, p) for p in people.index], name="person_id", dtype=object
        )
        whole = replace(
            corpus,
            turns=turns,
            sessions=sessions,
            people=people,
            attendance=self._attendance(corpus.attendance),
            away=self._planned(corpus.away, "attendance"),
            not_held=self._planned(corpus.not_held, "sessions"),
            issues=self._issues(corpus.issues, renamed),
            **moved,
        )
        return whole.with_turns(whole.turns) if self._sessions else whole

    def label(self, session_id: str, label: Any, place: str) -> Any:
        """Return what stands for a speaker's label; a role or a number stays as it is."""
        if not isinstance(label, str) or is_generic(label, self.finder.words):
            return label
        bare = _ASIDE.sub("", label)
        if not bare or not is_generic(label[len(bare) :].strip(" ()|"), self.finder.words):
            bare = label  # what stands beside the name is a name too
        if self.finder.decided.keeps(bare):
            return label
        hits = [h for h in self.finder.find([bare], use_model=False)[0] if h.kind == "person"]
        outside = bare
        for hit in reversed(hits):
            outside = outside[: hit.start] + outside[hit.end :]
        for start, end in reversed(closed(outside)):
            outside = outside[:start] + outside[end:]
        if not hits or not is_generic(outside, self.finder.words):
            # a label that is no role and no number stands for a person, whatever it says
            who = next((h.who for h in hits if h.who), plain_name(bare) or bare)
            hits = [Hit(0, len(bare), "person", "label", who)]
        edits = self._edits(bare, hits, self.rounds[session_id], place, self.present[session_id])
        return apply_edits(bare, edits) + label[len(bare) :]

    def text(self, value: Any, round_name: str, place: str, *, people_only: bool = False) -> Any:
        """Return a cell of free text with names replaced; what is no text stays as it is."""
        if not isinstance(value, str):
            return value
        while True:
            hits = self.finder.find([value], use_model=len(value) > 40)[0]
            if people_only:
                hits = [h for h in hits if h.kind == "person" or h.rule == "pattern"]
            if not hits:
                edits = bracket_edits(value, (), self.finder, self.ledger, round_name, place)
                return apply_edits(value, edits)
            value = apply_edits(value, self._edits(value, hits, round_name, place, ()))

    def _place(self, value: Any, round_name: str, renamed: Mapping[str, str], place: str) -> Any:
        """Return a place in a file without file names that were renamed and people of the roster.

        Nearly every one is *line 12*, and there are thousands: the rules are not asked.
        """
        if not isinstance(value, str) or _PLAIN_PLACE.fullmatch(value):
            return value
        for old in sorted(renamed, key=len, reverse=True):
            value = value.replace(old, renamed[old])
        hits = list(self.finder.roster.find(Speech(value, self.finder.words)))
        return apply_edits(value, self._edits(value, hits, round_name, place, ()))

    def _edits(
        self, text: str, hits: Iterable[Hit], round_name: str, place: str, present: Collection[str]
    ) -> list[Edit]:
        return [
            Edit(
                hit.start,
                hit.end,
                self.ledger.replacement(round_name, hit, text, place=place, present=present),
            )
            for hit in hits
        ]

    def _turns(self, turns: pd.DataFrame, renamed: Mapping[str, str]) -> pd.DataFrame:
        sids = turns["session_id"].tolist()
        labels: dict[tuple[str, Any], Any] = {}
        for pair in zip(sids, turns["speaker"], strict=True):
            if pair not in labels:
                labels[pair] = self.label(*pair, "turns.speaker")
        speakers = [labels[pair] for pair in zip(sids, turns["speaker"], strict=True)]
        new = [self._sessions.get(sid, sid) for sid in sids]
        out = turns.assign(
            session_id=pd.Series(new, turns.index, dtype=object),
            speaker=pd.Series(speakers, turns.index, dtype=object),
            person_id=self._mapped(turns["person_id"], self._persons),
        )
        where = [
            self._place(value, self.rounds[sid], renamed, "turns.source_loc")
            for sid, value in zip(sids, turns["source_loc"], strict=True)
        ]
        out["source_loc"] = pd.Series(where, out.index, dtype=object)
        if self._sessions:
            ids = [make_turn_id(sid, int(n)) for sid, n in zip(new, turns["n"], strict=True)]
            out.index = pd.Index(ids, name="turn_id", dtype=object)
        return out

    def _session_table(self, sessions: pd.DataFrame) -> pd.DataFrame:
        out = self._columns(sessions, "sessions", [self.rounds[str(s)] for s in sessions.index])
        groups = [
            self._sessions.get(str(sid), group) if group == sid else new
            for sid, group, new in zip(sessions.index, sessions["group"], out["group"], strict=True)
        ]
        files = [
            self._file(name, self.rounds[str(sid)])
            for sid, name in zip(sessions.index, sessions["file"], strict=True)
        ]
        out = out.assign(
            group=pd.Series(groups, out.index, dtype=object),
            file=pd.Series(files, out.index, dtype=object),
        )
        out.index = pd.Index(
            [self._sessions.get(str(s), s) for s in out.index], name="session_id", dtype=object
        )
        return out

    @staticmethod
    def _with_coders(sessions: pd.DataFrame, attendance: pd.DataFrame) -> pd.DataFrame:
        """Which coders were there, and no longer as whom: else one person's name would stand."""
        known = attendance.dropna(subset=["coder"])
        if known.empty:
            return sessions
        named = {sid: list(dict.fromkeys(own)) for sid, own in known.groupby("session_id")["coder"]}
        before = sessions.get("coders_present", pd.Series(None, sessions.index, dtype=object))
        cells = [
            "; ".join(
                dict.fromkeys([*([cell] if isinstance(cell, str) else []), *named.get(s, [])])
            )
            for s, cell in zip(sessions.index, before, strict=True)
        ]
        told = pd.Series(cells, sessions.index, dtype=object)
        return sessions.assign(coders_present=told.where(told != "", None))

    def _attendance(self, attendance: pd.DataFrame) -> pd.DataFrame:
        rounds = [self.rounds.get(sid, "") for sid in attendance["session_id"]]
        out = self._columns(attendance, "attendance", rounds)
        labels = [
            self.label(sid, label, "attendance.speaker") if sid in self.rounds else label
            for sid, label in zip(attendance["session_id"], attendance["speaker"], strict=True)
        ]
        return out.assign(
            coder=pd.Series(None, out.index, dtype=object),
            speaker=pd.Series(labels, out.index, dtype=object),
            session_id=self._mapped(attendance["session_id"], self._sessions),
            person_id=self._mapped(attendance["person_id"], self._persons),
        )

    def _planned(self, table: pd.DataFrame, sheet: str) -> pd.DataFrame:
        """Return who did not come, or what was not held, without names."""
        known = set(self.rounds.values())
        rounds = [y if y in known else self._sheet_round for y in table["year"]]
        out = self._columns(table, sheet, rounds)
        for column, new in (("session_id", self._sessions), ("person_id", self._persons)):
            if column in out:
                out[column] = self._mapped(table[column], new)
        if "group" in out:
            named = zip(table["session_id"], table["group"], out["group"], strict=True)
            groups = [self._sessions.get(s, g) if s == g else new for s, g, new in named]
            out["group"] = pd.Series(groups, out.index, dtype=object)
        return out

    def _issues(self, issues: pd.DataFrame, renamed: Mapping[str, str]) -> pd.DataFrame:
        """Return the issues with names replaced; ids and file names in them are renamed too."""
        out = issues.copy(deep=False)
        rounds = [self.rounds.get(sid, "") for sid in issues["session_id"]]
        for column in ("source_loc", "message", "text"):
            cells = []
            for round_name, cell in zip(rounds, issues[column], strict=True):
                if isinstance(cell, str):
                    for old in sorted(renamed, key=len, reverse=True):
                        cell = cell.replace(old, renamed[old])
                cells.append(self.text(cell, round_name, f"issues.{column}"))
            out[column] = pd.Series(cells, out.index, dtype=object)
        return out.assign(session_id=self._mapped(issues["session_id"], self._sessions))

    def _columns(
        self, table: pd.DataFrame, name: str, rounds: list[str] | None = None
    ) -> pd.DataFrame:
        """Return a table with names replaced in its free-text columns."""
        rounds = [self._sheet_round] * len(table) if rounds is None else rounds
        out = table.copy(deep=False)
        for column in table.columns:
            if column in NEVER_NAMES or not any(isinstance(v, str) for v in table[column]):
                continue
            cells = [
                self.text(value, own, f"{name}.{column}", people_only=column in KEPT_COLUMNS)
                for own, value in zip(rounds, table[column], strict=True)
            ]
            out[column] = pd.Series(cells, out.index, dtype=object)
        return out

    def _made_of_labels(self, attendance: pd.DataFrame) -> dict[str, str]:
        """Return person id -> new id for ids that end in a label as ``sheet`` writes them.

        A label is replaced whole, so what was made of it is made anew: of *north.maggie-o-hara* the
        lists of names know the first half only.
        """
        out: dict[str, str] = {}
        columns = (attendance[c] for c in ("session_id", "speaker", "person_id"))
        for sid, label, person in zip(*columns, strict=True):
            if not isinstance(label, str) or not isinstance(person, str) or sid not in self.rounds:
                continue
            front, dot, own = person.rpartition(".")
            now = self.label(sid, label, "attendance.speaker")
            if now != label and re.fullmatch(rf"{re.escape(_id_of(label))}(?:-\d+)?", own):
                front = self._without_names(front, self.rounds[sid], "people.person_id")
                out.setdefault(person, f"{front}{dot}{_id_of(now)}")
        return out

    def _of_this_round(self, ids: Iterable[str], known_ids: Collection[str]) -> dict[str, str]:
        """Return person id -> an id of this round, for ids that stand for people of another."""
        before = self.ledger.renamed(self._sheet_round, "people.person_id")
        out = {old: before[old] for old in ids if old in before}
        new = [old for old in ids if old in known_ids and old not in out]
        # in the roster's own order they would tell who is who
        SystemRandom().shuffle(new)
        taken = {*known_ids, *ids, *before.values()}
        free = (f"{_id_of(self._sheet_round)}-p{n:02d}" for n in count(1))
        return out | {old: next(made for made in free if made not in taken) for old in new}

    def _renamed(
        self, ids: Iterable[str], place: str, made_of: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Return old id -> new id for ids that hold a name."""
        ids = list(ids)
        taken, out = set(ids), {}
        for old in ids:
            round_name = self.rounds.get(old, self._sheet_round)
            new = (made_of or {}).get(old) or self._without_names(old, round_name, place)
            if new == old:
                continue
            unique, n = new, 2
            while unique in taken:
                unique, n = f"{new}-{n}", n + 1
            taken.add(unique)
            out[old] = unique
            self.ledger.record(round_name, place, "id", old, unique)
        return out

    def _file(self, name: Any, round_name: str) -> Any:
        if not isinstance(name, str):
            return name
        stem, dot, suffix = name.rpartition(".")
        return self._without_names(stem or suffix, round_name, "sessions.file") + (
            f"{dot}{suffix}" if stem else ""
        )

    def _without_names(self, slug: str, round_name: str, place: str) -> str:
        """Return an id or a file's stem with ``person-3`` for a name; structured ids go too."""
        hits = id_hits(slug, self._names, self.finder)
        edits = []
        for hit in hits:
            roster = list(self.finder.find([_as_written(slug, hit)], use_model=False)[0])
            who = next((h.who for h in roster if h.who), "")
            made = self.ledger.replacement(
                round_name, hit._replace(who=who), slug, place=place
            ).strip("[]")
            edits.append(Edit(hit.start, hit.end, re.sub(r"[^a-z0-9]+", "-", made.lower())))
        return apply_edits(slug, edits)

    @staticmethod
    def _mapped(column: pd.Series, new: Mapping[str, str]) -> pd.Series:
        return pd.Series([new.get(v, v) for v in column], column.index, dtype=object)


def names_in_ids(finder: Finder) -> set[str]:
    """Return the roster's names that are sought among the parts of ids and file names."""
    names = {w for person in finder.roster.people for w in (*person.first, person.surname)}
    plain = {w.lower() for w in names}
    return {w for w in plain if len(w) > 2 or (len(w) == 2 and w.isalpha() and w not in FUNCTION)}


def id_hits(slug: str, names: Collection[str], finder: Finder) -> list[Hit]:
    """Return people's names among the parts of an id or a file name, neighbours joined."""
    hits: list[Hit] = []
    of_parts = _in_parts(slug, names)
    for match in _PART.finditer(slug):
        word = match[0].lower()
        joins = bool(hits) and slug[hits[-1].end : match.start()] in _GAPS
        named = word in names or finder.words.first(word)
        named = named or any(a <= match.start() and match.end() <= b for a, b in of_parts)
        if not named and not (joins and finder.words.surname(word)):
            continue
        if joins:
            hits[-1] = hits[-1]._replace(end=match.end())
        else:
            hits.append(Hit(match.start(), match.end(), "person", "id"))
    return [hit for hit in hits if not finder.decided.keeps(slug[hit.start : hit.end])]


def _in_parts(slug: str, names: Collection[str]) -> list[tuple[int, int]]:
    """Where names of several parts stand in an id, such as *o-hara* and *al-sayed*."""
    return [
        match.span()
        for name in names
        if not name.isalpha()
        for match in re.finditer(
            rf"(?<![a-z0-9]){re.escape(_id_of(name))}(?![a-z0-9])", slug.lower()
        )
    ]


def _id_of(words: str) -> str:
    """Words as they stand in an id."""
    return session_slug(words.replace(".", " "))


_GAPS = frozenset({"-", "_", ".", " ", "--"})


def _as_written(slug: str, hit: Hit) -> str:
    return " ".join(_PART.findall(slug[hit.start : hit.end])).title()
