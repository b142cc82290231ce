"""The account of an export: what the study held, against what stands in the file."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._tables import PEOPLE
from practicelearn.coding.codings import Codings
from practicelearn.corpus import Corpus
from practicelearn.exchange.account import LINES, balance
from practicelearn.exchange.conventions import guid_of, normal_guid
from practicelearn.exchange.laid import lay_sessions, selected
from practicelearn.exchange.packed import open_package, parse_xml
from practicelearn.exchange.project import CodedProject, table_of
from practicelearn.exchange.refi_there import texts_in, things_in
from practicelearn.exchange.stamps import MAKER
from practicelearn.exchange.word_comments import read_word_comments
from practicelearn.exchange.words import n_words
from practicelearn.transcripts.sheets.files import read_sheet

__all__ = ["account_of_export"]

_TAG = re.compile(r"<[^>]*>")

_FORMAT = {
    ".csv": "have no column in a table of quotes",
    ".xlsx": "have no column in a table of quotes",
    ".docx": "have no place in a Word file with comments",
    ".sqlite3": "have no place in a Taguette project",
}


def account_of_export(
    made: Path, project: CodedProject, whole: Codings, *, sessions: int
) -> pd.DataFrame:
    """Return the account of what left: *there* is the study, *here* is the file, read again.

    Parameters
    ----------
    made : Path
        The file that was written.
    project : CodedProject
        What was to leave.
    whole : Codings
        The study's codings, with those that never leave.
    sessions : int
        How many sessions the study has.

    Returns
    -------
    DataFrame
        As :func:`practicelearn.exchange.account.balance`.
    """
    there = _in_study(project, whole, sessions)
    explain = _Explained()
    explain(
        "codings",
        _n(whole) - _n(whole.shareable),
        "codings marked to be passed on, which never leave",
    )
    kind = made.suffix.lower()
    if kind == ".qdpx":
        here = _in_project(made, project, explain)
    else:
        count = _in_taguette if kind == ".sqlite3" else _in_table
        here = count(made, project, explain)
        for line in LINES:
            if line in there and line not in here:
                here[line] = 0
                explain(line, there[line], f"{line} {_FORMAT[kind]}")
    return balance(there, here, table_of("losses", explain.rows))


class _Explained:
    """Collects what explains a difference."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def __call__(self, line: str, n: int, message: str) -> None:
        if n:
            self.rows.append({"account": line, "n": n, "message": message})


def _in_study(project: CodedProject, whole: Codings, sessions: int) -> dict[str, int]:
    corpus = project.corpus
    people = [c for c in corpus.people.columns if c not in PEOPLE.names]
    return {
        "documents": sessions,
        "words": sum(map(n_words, map(str, corpus.turns["text"]))),
        "codings": _n(whole),
        "coders": len(_people(whole)),
        "codes": len(project.frame or ()),
        "people": len(corpus.people),
        "variables": int(corpus.people[people].notna().any().sum()) if people else 0,
        "values": int(corpus.people[people].notna().sum().sum()) if people else 0,
        "sets": len(project.sets),
        "memos": len(project.notes) + _n_memos(whole),
        "times": int(corpus.turns["start_s"].notna().sum()),
    }


def _n_memos(codings: Codings) -> int:
    spans = codings.spans
    return int(spans.loc[spans["memo"].notna(), "coding_id"].nunique())


def _in_project(made: Path, project: CodedProject, explain: _Explained) -> dict[str, int]:
    """Count a REFI-QDA file, and say what it holds for other programs that a study has elsewhere.

    What explains a difference is counted in the study, never taken from the difference.
    """
    package = open_package(made)
    root = parse_xml(package.project, made, "Project")
    here = things_in(root)
    here["words"] = sum(n_words(text) for text in texts_in(root, package.source))
    corpus, whole = project.corpus, project.codings
    sent = whole.shareable
    _explain_labels(corpus, explain)
    stretches = _stretches(sent, corpus)
    n, noted = len(stretches), sum(memo for memo in stretches)
    explain("codings", _n(sent) - n, "further parts of codings that go over a gap")
    explain("memos", _n_memos(sent) - noted, "memos of such codings, one a part")
    explain("memos", _n_memos(whole) - _n_memos(sent), "memos of codings that never leave")
    users = {normal_guid(e.get("guid")) for e in root.iter("{*}User")}
    unsigned = guid_of("maker", MAKER) in users
    explain("coders", -int(unsigned), f"{MAKER} itself, as whom programs have what nobody signed")
    explain("coders", len(_people(whole) - _people(sent)), "coders of nothing that leaves")
    _explain_codes(project, explain)
    cells = corpus.sessions.drop(columns=[c for c in _NOT_SENT if c in corpus.sessions])
    cells = cells.loc[:, cells.notna().any()]
    if len(cells.columns):
        message = "cases that carry the columns of the sessions sheet, one a session"
        explain("people", -len(cells), message)
        explain("variables", -len(cells.columns), "columns of the sessions sheet")
        explain("values", -int(cells.notna().sum().sum()), "cells of the sessions sheet")
    explain("sets", -int(corpus.sessions["year"].dropna().nunique()), "sets, one for each round")
    message = "times of turns: REFI-QDA ties times to a recording, so the program's note has them"
    explain("times", int(corpus.turns["start_s"].notna().sum()), message)
    return here


def _in_taguette(made: Path, project: CodedProject, explain: _Explained) -> dict[str, int]:
    """Count a Taguette project: its tables, as they stand in the file."""
    with closing(sqlite3.connect(made)) as base:
        pages = [str(page) for (page,) in base.execute("SELECT contents FROM documents")]
        who = base.execute(
            "SELECT COUNT(DISTINCT user_login) FROM commands WHERE payload LIKE ?",
            ('%"type": "highlight_add"%',),
        ).fetchone()[0]
        codings, codes = (
            int(base.execute(query).fetchone()[0])
            for query in ("SELECT COUNT(*) FROM highlight_tags", "SELECT COUNT(*) FROM tags")
        )
    corpus, sent = project.corpus, project.codings.shareable
    _explain_labels(corpus, explain)
    _explain_codes(project, explain)
    stretches = selected(corpus, sent, lay_sessions(corpus))
    each = [
        (s, p.start, p.end, p.row.coder, p.row.code) for s, own in stretches.items() for p in own
    ]
    explain("codings", _n(sent) - len(each), "further parts of codings that go over a gap")
    again = len(each) - len(set(each))
    explain("codings", again, "codings of the same words by the same person with the same code")
    coders = set(sent.spans["coder"])
    explain("coders", len(_people(project.codings) - coders), "coders of nothing that leaves")
    words = sum(n_words(unescape(_TAG.sub(" ", page))) for page in pages)
    return {"documents": len(pages), "words": words, "coders": int(who),
            "codings": codings, "codes": codes}  # fmt: skip


def _explain_labels(corpus: Corpus, explain: _Explained) -> None:
    labels = sum(n_words(str(label)) for label in corpus.turns["speaker"].dropna())
    explain("words", -labels, "words of speakers' labels, which stand before what they say")


def _explain_codes(project: CodedProject, explain: _Explained) -> None:
    unlisted = set(project.codings.shareable.spans["code"]) - set(project.frame or ())
    explain("codes", -len(unlisted), "codes that were used and stand in no frame")


_NOT_SENT = ("file", "format", "text_hash", "encoding", "duration_s", "sets")


def _n(codings: Codings) -> int:
    return int(codings.spans["coding_id"].nunique())


def _people(codings: Codings) -> set[str]:
    return {*map(str, codings.spans["coder"]), *map(str, codings.read["coder"])}


def _stretches(codings: Codings, corpus: Corpus) -> list[bool]:
    """Every stretch of words that a coding stands on without a gap; whether it has a memo."""
    place = {t: n for n, t in enumerate(corpus.turns.index)}
    length = corpus.turns["text"].str.len().to_dict()
    found: list[bool] = []
    before: Any = None
    for row in codings.spans.sort_values(["coding_id", "part"], kind="stable").itertuples():
        meets = (
            before is not None
            and before.coding_id == row.coding_id
            and place[row.turn_id] == place[before.turn_id] + 1
            and row.turn_id.rpartition(":")[0] == before.turn_id.rpartition(":")[0]
            and before.end == length[before.turn_id]
            and row.start == 0
        )
        if not meets:
            found.append(isinstance(row.memo, str))
        before = row
    return found


def _in_table(made: Path, project: CodedProject, explain: _Explained) -> dict[str, int]:
    """Count the codings of a table or a Word file."""
    n = _n(project.codings.shareable)
    if made.suffix.lower() == ".docx":
        read = read_word_comments(made, project.frame)
        found = int(read.codings.spans["coding_id"].nunique())
        explain("codings", n - found, "codings of other sessions than the one written")
        words = sum(map(n_words, map(str, read.corpus.turns["text"])))
        all_words = sum(map(n_words, map(str, project.corpus.turns["text"])))
        explain("words", all_words - words, "words of other sessions than the one written")
        explain("documents", len(project.corpus.sessions) - 1, "other sessions: one a file")
        return {"codings": found, "words": words, "documents": 1}
    return {"codings": int(read_sheet(made)["coding_id"].nunique())}
