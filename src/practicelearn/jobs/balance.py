"""What an exchange left behind, counted by reading it again, held against what was there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._cells import write_table
from practicelearn._tables import PEOPLE, SESSIONS
from practicelearn.coding.log.events import read_events
from practicelearn.exchange.account import balance
from practicelearn.exchange.entering import SETS, is_of_note, link_in_words, set_in_words
from practicelearn.exchange.people import DOCUMENT, PERSON
from practicelearn.exchange.project import CodedProject, column_of, table_of
from practicelearn.exchange.words import n_words
from practicelearn.study.folder import Study

__all__ = ["account_of_import", "keep_account", "words_replaced"]

ACCOUNT, LOSSES = "import-account.csv", "import-losses.csv"


def account_of_import(
    study: Study,
    project: CodedProject,
    *,
    folders: Mapping[str, str],
    sessions: Mapping[str, str] | None = None,
    codes: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the account of an import: what the file held against what the study now holds.

    Parameters
    ----------
    study : Study
        Is read again from disk.
    project : CodedProject
        As it was written, in the study's names.
    folders : mapping
        Coder to the folder of their logs.
    sessions : mapping, optional
        Document to session, where they differ; by default every session of the project is its own.
    codes : sequence of str, optional
        What each of the file's codes is in the study; by default those of the project's frame.

    Returns
    -------
    DataFrame
        As :func:`practicelearn.exchange.account.balance`.
    """
    here = _Here(study, project, folders, sessions, codes)
    there = project.there or {"codings": int(project.codings.spans["coding_id"].nunique())}
    return balance(there, here.counts(), _all_explained(project, here))


def keep_account(study: Study, account: pd.DataFrame, losses: pd.DataFrame) -> list[Path]:
    """Write the account and every loss into the study's ``outputs``; return their paths."""
    folder = study.path / "outputs"
    made = [write_table(account, folder / ACCOUNT)]
    if len(losses):
        made.append(write_table(losses, folder / LOSSES))
    return made


def words_replaced(before: pd.DataFrame, after: pd.DataFrame) -> int:
    """Return how many words fewer turns hold after names were replaced in them.

    Parameters
    ----------
    before, after : DataFrame
        The same turns, in the same order.
    """
    pairs = zip(before["text"], after["text"], strict=True)
    return sum(n_words(str(a)) - n_words(str(b)) for a, b in pairs if a != b)


class _Here:
    """Counts what a study holds of a project."""

    def __init__(
        self,
        study: Study,
        project: CodedProject,
        folders: Mapping[str, str],
        sessions: Mapping[str, str] | None,
        codes: Sequence[str] | None,
    ) -> None:
        self.codes = list(project.frame or ()) if codes is None else codes
        self.study, self.project, self.folders = study, project, folders
        self.corpus = study.corpus()
        own = sessions or {str(s): str(s) for s in project.corpus.sessions.index}
        self.sessions = [s for s in dict.fromkeys(own.values()) if s in self.corpus.sessions.index]
        self.codings = study.codings()
        self.memos = self._memos()
        self.clashing: list[str] = []  # variables of values that contradict others

    def counts(self) -> dict[str, int]:
        """Return every line of the account."""
        turns = self.corpus.turns
        own = turns[turns["session_id"].isin(self.sessions)]
        links = self.project.links.to_dict("records")
        return {
            "documents": len(self.sessions),
            "words": sum(map(n_words, map(str, own["text"]))),
            "codings": self._n_codings(),
            "coders": len({f for c, f in self.folders.items() if c in self.project.codings.coders}
                          & {*self.codings.spans["coder"]}),
            "codes": self._n_codes(),
            "people": self._n_people(),
            "variables": self._n_variables(),
            "values": self._n_values(),
            "sets": self._n_sets(),
            "memos": self._n_memos(),
            "links": sum(map(self._has_link, links)),
            "times": self._n_times(own),
        }  # fmt: skip

    def _n_codings(self) -> int:
        there = set(_passages(self.codings.spans, {}))
        return sum(key in there for key in _passages(self.project.codings.spans, self.folders))

    def _n_codes(self) -> int:
        held = {c for f in self.study.frames() for c in f}
        return sum(code in held for code in self.codes)

    def _n_people(self) -> int:
        people = self.corpus.people
        names = {str(p) for p in people.get("pseudonym", pd.Series(dtype=object)).dropna()}
        return sum(
            str(c["name"]) in names
            for c in self.project.cases.to_dict("records")
            if c["kind"] == PERSON
        )

    def _n_variables(self) -> int:
        used = set(self.project.values.loc[self.project.values["value"].notna(), "variable"])
        return sum(v in used and self.has_column(str(v)) for v in self.project.variables["name"])

    def has_column(self, variable: str) -> bool:
        """Whether a sheet of the study holds anything of a variable."""
        places = (
            (self.corpus.sessions, column_of(variable, SESSIONS)),
            (self.corpus.people, column_of(variable, PEOPLE)),
        )
        return any(column in table and table[column].notna().any() for table, column in places)

    def _n_values(self) -> int:
        """Values that stand where they belong: in their person's row, or their document's."""
        cases = {f"case:{c['guid']}": c for c in self.project.cases.to_dict("records")}
        from_cases = {
            (f"session:{s}", v, x)
            for about, v, x in self._values()
            if about in cases and cases[about]["kind"] == DOCUMENT
            for s in cases[about]["sessions"]
        }
        n = 0
        for about, variable, value in self._values():
            case = cases.get(about)
            if case is not None and case["kind"] == PERSON:
                people = self.corpus.people
                own = people[people["pseudonym"] == case["name"]]
                cells = own.get(column_of(variable, PEOPLE), pd.Series(dtype=object))
                n += value in set(map(str, cells))
            elif case is not None:
                found = [self._cell(s, variable) == value for s in case["sessions"]]
                n += all(found) and bool(found)
                self.clashing += [] if found and all(found) else [variable]
            elif (about, variable, value) not in from_cases:
                n += self._cell(about.partition(":")[2], variable) == value
        return n

    def _values(self) -> Iterable[tuple[str, str, str]]:
        own = self.project.values[self.project.values["value"].notna()]
        cells = own[["about", "variable", "value"]].to_numpy()
        return [(str(about), str(variable), str(value)) for about, variable, value in cells]

    def _cell(self, session: str, variable: str) -> str | None:
        column = column_of(variable, SESSIONS)
        sessions = self.corpus.sessions
        if session not in sessions.index or column not in sessions:
            return None
        value = sessions.loc[session, column]
        return None if value is None else str(value)

    def _n_sets(self) -> int:
        cells = self.corpus.sessions.get(SETS, pd.Series(dtype=object)).dropna()
        named = {name for cell in cells for name in str(cell).split("; ")}
        rows = self.project.sets.to_dict("records")
        return sum(
            " ".join(str(r["name"] or "").replace(";", ",").split()) in named
            if r["sessions"]
            else self._says(set_in_words(self.project, r))
            for r in rows
        )

    def _n_memos(self) -> int:
        own = self.project.notes[
            ~self.project.notes["text"].astype(str).str.match(r"(?:Link|Set)\b.*[→:]")
        ]
        n = sum(self._says(r["text"] or r["name"]) for r in own.to_dict("records"))
        texts = {str(c["pseudonym"]): c for c in self.corpus.people.to_dict("records")}
        for case in self.project.cases.to_dict("records"):
            if case["kind"] == PERSON and case["description"]:
                row = texts.get(str(case["name"]), {})
                n += row.get("description") == case["description"]
        with_memo = set(
            self.codings.spans.loc[self.codings.spans["memo"].notna(), "coding_id"].astype(str)
        )
        for row in self.project.selections.to_dict("records"):
            if row["description"]:
                of_coding = any(str(c) in with_memo for c in row["codings"] or ())
                n += of_coding or self._says(row["description"])
        return n

    def _memos(self) -> str:
        files = [*(self.study.path / "coding").rglob("*.jsonl"),
                 *(self.study.path / "decisions").glob("*.jsonl")]  # fmt: skip
        events, _ = read_events(files)
        said = [str(e.payload.get("memo") or "") for e in events]
        return "\n\n".join(said)

    def _says(self, text: Any) -> bool:
        return isinstance(text, str) and text.strip() != "" and text.strip() in self.memos

    def _has_link(self, row: Mapping[str, Any]) -> bool:
        if not is_of_note(row):
            return self._says(link_in_words(self.project, row))
        texts = dict(zip(self.project.notes["guid"], self.project.notes["text"], strict=True))
        ends = [str(row[end] or "").partition(":") for end in ("origin", "target")]
        return any(self._says(texts.get(thing)) for kind, _, thing in ends if kind == "note")

    def _n_times(self, own: pd.DataFrame) -> int:
        starts = {(s, round(float(x), 3)) for s, x in
                  own[["session_id", "start_s"]].dropna().itertuples(index=False)}  # fmt: skip
        return sum(
            (session, round(float(at), 3)) in starts
            for session, at in self.project.times[["session_id", "start_s"]].itertuples(index=False)
        )


def _passages(
    spans: pd.DataFrame, folders: Mapping[str, str]
) -> list[tuple[str, str, tuple[tuple[str, int, int], ...]]]:
    """Each coding as who, which code, and where."""
    parts: dict[str, list[tuple[str, int, int]]] = {}
    head: dict[str, tuple[str, str]] = {}
    columns = ("coding_id", "coder", "code", "turn_id", "start", "end")
    for coding, coder, code, turn, start, end in zip(*(spans[c] for c in columns), strict=True):
        parts.setdefault(coding, []).append((str(turn), int(start), int(end)))
        head.setdefault(coding, (folders.get(coder, coder), str(code)))
    return [(*head[coding], tuple(sorted(own))) for coding, own in parts.items()]


def _all_explained(project: CodedProject, here: _Here) -> pd.DataFrame:
    """The losses, and what the sheets could not hold."""
    if not here.clashing:
        return project.losses
    message = "values of documents that other values contradict; none of them was taken"
    rows = [{"message": message, "account": "values", "n": len(here.clashing)}]
    gone = [v for v in dict.fromkeys(here.clashing) if not here.has_column(v)]
    message = "variables whose values contradict each other"
    rows += [{"message": message, "account": "variables", "n": len(gone)}] if gone else []
    more = table_of("losses", rows)
    return pd.concat([project.losses, more], ignore_index=True)
