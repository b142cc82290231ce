"""Write a Taguette project (.sqlite3), as Taguette 1.5 keeps it: its "Import project" opens it."""

from __future__ import annotations

import json
import re
import sqlite3
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._disk import save_whole
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.exchange.conventions import describe, legal
from practicelearn.exchange.laid import Laid, Selected, lay_sessions, selected, whole_frame
from practicelearn.exchange.part import left_out_of_part, of_part, warn_of_part
from practicelearn.exchange.project import ExchangeError
from practicelearn.exchange.stamps import latest

__all__ = ["tag_paths", "write_taguette"]

_VERSION = "db5e31a0233d"  # of the tables, as Taguette 1.5.2 has them; later ones move them on
_OWNER = "admin"  # whom Taguette on one's own machine is
_LONGEST_NAME, _LONGEST_LOGIN, _LONGEST_TAG = 50, 20, 200
_NO_LOGIN = re.compile(r"[^a-z0-9._-]+")
_TABLES = """
CREATE TABLE users (login VARCHAR(30) NOT NULL, created DATETIME NOT NULL,
    hashed_password VARCHAR(192), disabled BOOLEAN NOT NULL, password_set_date DATETIME,
    language VARCHAR(10), email VARCHAR(256), email_sent DATETIME,
    CONSTRAINT pk_users PRIMARY KEY (login));
CREATE UNIQUE INDEX ix_users_email ON users (email);
CREATE TABLE projects (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL,
    description TEXT NOT NULL, created DATETIME NOT NULL);
CREATE TABLE project_members (project_id INTEGER NOT NULL, user_login VARCHAR(30) NOT NULL,
    privileges VARCHAR(11) NOT NULL,
    CONSTRAINT pk_project_members PRIMARY KEY (project_id, user_login),
    CONSTRAINT fk_project_members_project_id_projects FOREIGN KEY(project_id)
        REFERENCES projects (id) ON DELETE CASCADE,
    CONSTRAINT fk_project_members_user_login_users FOREIGN KEY(user_login)
        REFERENCES users (login) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE INDEX ix_project_members_user_login ON project_members (user_login);
CREATE INDEX ix_project_members_project_id ON project_members (project_id);
CREATE TABLE documents (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL,
    description TEXT NOT NULL, filename VARCHAR(200) NOT NULL, created DATETIME NOT NULL,
    project_id INTEGER NOT NULL, text_direction VARCHAR(13) NOT NULL, contents TEXT NOT NULL,
    CONSTRAINT fk_documents_project_id_projects FOREIGN KEY(project_id)
        REFERENCES projects (id) ON DELETE CASCADE);
CREATE INDEX ix_documents_project_id ON documents (project_id);
CREATE TABLE commands (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, date DATETIME NOT NULL,
    user_login VARCHAR(30) NOT NULL, project_id INTEGER NOT NULL, document_id INTEGER,
    payload TEXT NOT NULL,
    CONSTRAINT fk_commands_user_login_users FOREIGN KEY(user_login)
        REFERENCES users (login) ON UPDATE CASCADE,
    CONSTRAINT fk_commands_project_id_projects FOREIGN KEY(project_id)
        REFERENCES projects (id) ON DELETE CASCADE);
CREATE INDEX idx_project_document ON commands (project_id, document_id);
CREATE INDEX ix_commands_document_id ON commands (document_id);
CREATE INDEX ix_commands_date ON commands (date);
CREATE INDEX idx_project_id ON commands (project_id, id);
CREATE INDEX ix_commands_project_id ON commands (project_id);
CREATE INDEX ix_commands_user_login ON commands (user_login);
CREATE TABLE tags (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL,
    path VARCHAR(200) NOT NULL, description TEXT NOT NULL,
    CONSTRAINT uq_tags_project_id UNIQUE (project_id, path),
    CONSTRAINT fk_tags_project_id_projects FOREIGN KEY(project_id)
        REFERENCES projects (id) ON DELETE CASCADE);
CREATE INDEX ix_tags_path ON tags (path);
CREATE INDEX ix_tags_project_id ON tags (project_id);
CREATE TABLE highlights (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL, start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL,
    snippet TEXT NOT NULL,
    CONSTRAINT fk_highlights_document_id_documents FOREIGN KEY(document_id)
        REFERENCES documents (id) ON DELETE CASCADE);
CREATE INDEX ix_highlights_document_id ON highlights (document_id);
CREATE TABLE highlight_tags (highlight_id INTEGER NOT NULL, tag_id INTEGER NOT NULL,
    CONSTRAINT pk_highlight_tags PRIMARY KEY (highlight_id, tag_id),
    CONSTRAINT fk_highlight_tags_highlight_id_highlights FOREIGN KEY(highlight_id)
        REFERENCES highlights (id) ON DELETE CASCADE,
    CONSTRAINT fk_highlight_tags_tag_id_tags FOREIGN KEY(tag_id)
        REFERENCES tags (id) ON DELETE CASCADE);
CREATE INDEX ix_highlight_tags_highlight_id ON highlight_tags (highlight_id);
CREATE INDEX ix_highlight_tags_tag_id ON highlight_tags (tag_id);
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
PRAGMA application_id = 0x54677474;
"""


def write_taguette(
    codings: Codings | None,
    corpus: Corpus,
    path: str | Path,
    frame: CodingFrame | None = None,
    *,
    name: str | None = None,
) -> Path:
    """Write a corpus, its frame and its codings as a Taguette project and return the path.

    Parameters
    ----------
    codings : Codings, optional
    corpus : Corpus
        Each session becomes a document, one turn a paragraph, "label: words". Of a part of the
        study (``corpus.where(...)``) the codings that stand in it are written.
    path : str or Path
        Ends in ``.sqlite3``.
    frame : CodingFrame, optional
        By default that of the codings. A code below another becomes a tag ``above.below``; what a
        code says stands in the tag's description.
    name : str, optional
        The project's name; by default the frame's.

    Raises
    ------
    ExchangeError
        The name does not end in .sqlite3. Nothing is written.
    CodingError
        A coding's words do not stand where it says.

    Warns
    -----
    UserWarning
        What Taguette has no place for: memos, stance, strength and such are counted, and names of
        coders that it does not allow are told with what they became. Codings of sessions or turns
        that are not in the corpus are left out, and counted.

    Notes
    -----
    One highlight for each stretch of words and coder, with all its tags. Who made it, and when,
    stands in the log of commands, where our reader finds it. Taguette's own import gives every
    highlight to whoever imports.

    Examples
    --------
    >>> import tempfile
    >>> import practicelearn as prac
    >>> corpus = prac.read_transcript(prac.sample_path() / "originals" / "2025-north.docx")
    >>> prac.exchange.write_taguette(None, corpus, tempfile.mkdtemp() + "/ours.sqlite3").name
    'ours.sqlite3'
    """
    check_arguments(write_taguette, locals())
    path = Path(path)
    if path.suffix.lower() != ".sqlite3":
        raise ExchangeError(path, None, 'expected a name that ends in ".sqlite3"')
    whole = codings.shareable if codings is not None else Codings()
    codings = of_part(whole, corpus)
    had = frame if frame is not None else codings.frame
    made = _Base(corpus, codings, whole_frame(had, codings.spans))
    made.fill(name or (had.name if had else "Project"))
    save_whole(path, made.save)
    lost = [*made.renamed, *_without_place(codings, corpus)]
    if lost:
        warnings.warn(f"{path.name}: Taguette has no place for {'; '.join(lost)}", stacklevel=2)
    warn_of_part(path, left_out_of_part(whole, corpus))
    return path


def tag_paths(frame: CodingFrame) -> dict[str, str]:
    """Return code id to its tag: names from the top down, joined by dots; no two are the same."""
    paths: dict[str, str] = {}
    below: dict[str | None, list[Code]] = {}
    for code in frame.codes:
        below.setdefault(code.parent, []).append(code)
    stack = [(code, "") for code in reversed(below.get(None, []))]
    taken: set[str] = set()
    while stack:
        code, above = stack.pop()
        wanted = f"{above}{' '.join(legal(code.name).split())}"[:_LONGEST_TAG]
        paths[code.id] = _free(wanted, taken, _LONGEST_TAG)
        taken.add(paths[code.id])
        stack += [(c, f"{paths[code.id]}.") for c in reversed(below.get(code.id, []))]
    return {code.id: paths[code.id] for code in frame.codes}


class _Base:
    """The rows of every table, and the file they stand in."""

    def __init__(self, corpus: Corpus, codings: Codings, frame: CodingFrame) -> None:
        self._corpus, self._codings, self._frame = corpus, codings, frame
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        times = [*codings.spans["at"], *codings.read["at"]]
        self._moment = _date(latest(times, corpus.sessions["date"]))
        self._logins = _logins(codings.spans["coder"])
        self.renamed = [
            f'the coder "{coder}", who is "{login}" there'
            for coder, login in self._logins.items()
            if coder != login
        ]

    def fill(self, name: str) -> None:
        """Make every row."""
        people = list(dict.fromkeys([_OWNER, *self._logins.values()]))
        for login in people:
            self._add("users", login, self._moment, None, 0, None, None, None, None)
        self._add("projects", 1, legal(name)[:_LONGEST_NAME] or "Project", "", self._moment)
        for login in people:
            self._add("project_members", 1, login, "ADMIN")
        tags: dict[str, int] = {}
        for code_id, path in tag_paths(self._frame).items():
            tags[code_id] = len(tags) + 1
            code = replace(self._frame[code_id], name=path)  # what an id is made of there
            description = legal(describe(code))
            self._add("tags", tags[code_id], 1, path, description)
            payload = {"tag_id": tags[code_id], "tag_path": path, "description": description}
            self._log("tag_add", _OWNER, self._moment, None, payload)
        laid = lay_sessions(self._corpus)
        found = selected(self._corpus, self._codings, laid)
        taken: set[str] = set()
        for n, (session_id, place) in enumerate(laid.items(), start=1):
            self._document(n, session_id, place, taken)
            self._highlights(n, place, found.get(session_id, []), tags)
        self._add("alembic_version", _VERSION)

    def save(self, draft: Path) -> None:
        """Write the file."""
        with closing(sqlite3.connect(draft)) as base:
            base.executescript(_TABLES)
            for table, rows in self._rows.items():
                marks = ", ".join("?" * len(rows[0]))
                base.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            base.commit()

    def _add(self, table: str, *values: Any) -> None:
        self._rows.setdefault(table, []).append(values)

    def _log(
        self, kind: str, login: str, date: str, document: int | None, payload: Mapping[str, Any]
    ) -> None:
        said = json.dumps({"type": kind, **payload}, sort_keys=True)
        number = len(self._rows.get("commands", ())) + 1
        self._add("commands", number, date, login, 1, document, said)

    def _document(self, number: int, session_id: str, place: Laid, taken: set[str]) -> None:
        name = _free(legal(session_id)[:_LONGEST_NAME], taken, _LONGEST_NAME)
        taken.add(name)
        row = self._corpus.sessions.loc[session_id]
        said = [f"{c}: {row[c]}" for c in ("year", "date", "group", "site", "team")
                if c in row and isinstance(row[c], str)]  # fmt: skip
        lines = [_words(line) for line in _paragraphs(place)]
        contents = "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
        about = "; ".join(said)
        file = f"{session_id[:_LONGEST_NAME]}.txt"
        direction = "LEFT_TO_RIGHT"
        self._add("documents", number, name, about, file, self._moment, 1, direction, contents)
        payload = {"document_name": name, "description": about, "text_direction": direction}
        self._log("document_add", _OWNER, self._moment, number, payload)

    def _highlights(
        self, document: int, place: Laid, parts: Sequence[Selected], tags: Mapping[str, int]
    ) -> None:
        text = _words(place.text)
        width = [len(c.encode("utf-8")) for c in text]
        at = np.concatenate([[0], np.cumsum(np.array(width, dtype=np.int64))])
        groups: dict[tuple[int, int, str], list[Selected]] = {}
        for part in sorted(parts, key=lambda p: (p.start, p.end)):
            groups.setdefault((part.start, part.end, part.row.coder), []).append(part)
        for (start, end, coder), group in groups.items():
            number = len(self._rows.get("highlights", ())) + 1
            given = sorted({tags[part.row.code] for part in group})
            lines = [escape(line, quote=False) for line in text[start:end].split("\n")]
            snippet = "\n".join(f"<p>{line}</p>" for line in lines)
            place_in = {"start_offset": int(at[start]), "end_offset": int(at[end])}
            self._add("highlights", number, document, *place_in.values(), snippet)
            for tag in given:
                self._add("highlight_tags", number, tag)
            payload = {"highlight_id": number, **place_in, "tags": given}
            dates = [_date(p.row.at) for p in group if isinstance(p.row.at, str)]
            when = min(filter(None, dates), default=self._moment)
            self._log("highlight_add", self._logins[coder], when, document, payload)


def _paragraphs(place: Laid) -> list[str]:
    """The turns of a text with their labels; one may hold line ends of its own."""
    ends = [end for _, end in place.spans]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [place.text[a:b] for a, b in zip(starts, ends, strict=True)]


def _words(text: str) -> str:
    """Text as a page can hold it, character for character."""
    return legal(text).replace("\r", "\n")


def _logins(coders: Iterable[str]) -> dict[str, str]:
    """Coder to a name that Taguette allows: small letters, digits and ``._-``, at most 20."""
    found: dict[str, str] = {}
    for coder in dict.fromkeys(coders):
        wanted = _NO_LOGIN.sub("-", coder.lower()).strip("-")[:_LONGEST_LOGIN] or "coder"
        found[coder] = _free(wanted, set(found.values()), _LONGEST_LOGIN)
    return found


def _free(wanted: str, taken: set[str], longest: int) -> str:
    found, n = wanted, 2
    while found in taken:
        end = f"-{n}"
        found, n = wanted[: longest - len(end)] + end, n + 1
    return found


def _date(at: str) -> str:
    """A time as SQLAlchemy keeps it; empty for what is none."""
    when = pd.to_datetime(at, utc=True, errors="coerce")
    return "" if pd.isna(when) else when.strftime("%Y-%m-%d %H:%M:%S.%f")


def _without_place(codings: Codings, corpus: Corpus) -> list[str]:
    """What is left out, each kind with its number."""
    spans = codings.spans[codings.spans["part"] == 1]
    n_of = {
        "memos": int(spans["memo"].notna().sum()),
        "stances": int(spans["stance"].notna().sum()),
        "strengths": int(spans["strength"].notna().sum()),
        "records of what was read": len(codings.read),
        "people": len(corpus.people),
    }
    return [f"{n:,} {what}" for what, n in n_of.items() if n]
