"""Every file of a study held against every other: what is wrong, where, and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from practicelearn.coding.codings import SETTLED
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.frame_yaml import read_yaml_frame
from practicelearn.coding.log.events import Event, Fault
from practicelearn.errors import PracticelearnError
from practicelearn.study.copies import there
from practicelearn.study.files import thaw
from practicelearn.study.folder import Study
from practicelearn.study.late import find_late
from practicelearn.study.late_sheets import late_cells
from practicelearn.study.left_in_cache import kept_from_before
from practicelearn.study.listing import coder_folders, frame_files, session_files_of, strangers
from practicelearn.study.plans import plan_faults
from practicelearn.study.purged import Purged, kept_events, purged
from practicelearn.study.written import LIST
from practicelearn.transcripts.sheets.files import read_sheet

__all__ = ["Finding", "findings_table", "verify_study"]

_COLUMNS = ["severity", "place", "what", "remedy"]
_ORDER = ("error", "warning", "note")
_BACK = "bring the file back from the synced folder's history or a backup"
_MEND = "verify STUDY --mend puts it aside"


class Finding(NamedTuple):
    """Something that is wrong: how bad, where, what, and what to do."""

    severity: str
    place: str
    what: str
    remedy: str


def findings_table(found: list[Finding]) -> pd.DataFrame:
    """Return findings as a table: severity, place, what, remedy; what is worst first."""
    once = sorted(dict.fromkeys(found), key=lambda f: (_ORDER.index(f.severity), f.place))
    return pd.DataFrame(once, columns=_COLUMNS)


def verify_study(study: Study) -> pd.DataFrame:
    """Return everything that is wrong in a study's folder; empty where nothing is.

    Looked at are every file and its hash, every line of every log and every event, and what refers
    to what: sheets to sessions, codings to the text, decisions to themes and codings, what was read
    to versions of the frame. What cannot be read is a finding itself, and the rest is looked at.

    Parameters
    ----------
    study : Study

    Returns
    -------
    DataFrame
        severity (error, warning, note), place (a file, line or turn), what, remedy. No words of
        people.
    """
    seen = _Seen(study)
    found: list[Finding] = []
    for look in _LOOKS:
        try:
            found += look(seen)
        except (PracticelearnError, OSError) as error:
            if any(f.severity == "error" for f in found):
                continue  # it is what comes of that
            named = error.filename if isinstance(error, OSError) else None
            place = Path(str(named)).name if named else "study"
            found.append(Finding("error", place, f"{error}".rstrip("."), _BACK))
    return findings_table(found)


@dataclass
class _Seen:
    """What was read of a study, once for all looks."""

    study: Study
    whole: dict[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def logs(self) -> list[Path]:
        """Every log, copies included."""
        found = [*self.study.path.glob("coding/**/*.jsonl")]
        found += self.study.path.glob("decisions/*.jsonl")
        return sorted(p for p in found if not p.name.startswith("."))

    @cached_property
    def by_log(self) -> dict[str, tuple[list[Event], list[Fault]]]:
        """Place of each log to what stands in it."""
        return {self.at(log): self._read([log]) for log in self.logs}

    @cached_property
    def events(self) -> list[Event]:
        """Every event, each once."""
        return self._read(self.logs)[0]

    def _read(self, logs: list[Path]) -> tuple[list[Event], list[Fault]]:
        return kept_events(self.study.path, logs, gone=self.gone)

    @cached_property
    def gone(self) -> Purged:
        """What was purged."""
        return purged(self.study.path)

    @cached_property
    def frames(self) -> dict[str, CodingFrame]:
        """Version to frame, of those that can be read."""
        out = {}
        for path in frame_files(self.study.path):
            try:
                frame = read_yaml_frame(path)
            except PracticelearnError:
                continue
            out[frame.version] = frame
        return out

    @cached_property
    def codes(self) -> set[str]:
        """Ids of codes that any version holds or anybody made."""
        made = {str(e.payload["id"]) for e in self.events if e.kind == "new_code"}
        return made | {code for frame in self.frames.values() for code in frame}

    @cached_property
    def texts(self) -> dict[str, str]:
        """Turn id to text, of sessions that can be read."""
        return {t: str(x) for turns in self.whole.values() for t, x in turns["text"].items()}

    def at(self, path: Path) -> str:
        """Where a file lies in the study."""
        return path.relative_to(self.study.path).as_posix()


def _sessions(seen: _Seen) -> Iterator[Finding]:
    folder = seen.study.path / "sessions"
    for sid, (table, meta) in session_files_of(seen.study.path).items():
        place = f"sessions/{table.name}"
        if _said_of(meta) not in {None, sid}:
            what = "it belongs to another session"
            yield Finding("error", f"sessions/{meta.name}", what, _BACK)
            continue
        try:
            turns = thaw(folder, [sid]).turns
        except PracticelearnError as error:
            what = str(error).removeprefix(f"{table}: ").removeprefix(f"{meta}: ").rstrip(".")
            yield Finding("error", place, what, _BACK)
            continue
        seen.whole[sid] = turns
        numbers = [f"{sid}:{n:05d}" for n in range(1, len(turns) + 1)]
        if list(turns.index) != numbers:
            yield Finding("error", place, "its turns are not numbered from 1 in order", _BACK)


def _said_of(meta: Path) -> str | None:
    """Whose account a session's file says it is; None where it cannot be read."""
    try:
        whole = json.loads(meta.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return str(whole.get("session_id")) if isinstance(whole, dict) else None


def _strangers(seen: _Seen) -> Iterator[Finding]:
    for found in strangers(seen.study.path):
        yield Finding(found.severity, found.place, found.what, found.remedy)


def _frames(seen: _Seen) -> Iterator[Finding]:
    for path in frame_files(seen.study.path):
        try:
            frame = read_yaml_frame(path)
        except PracticelearnError as error:
            yield Finding("error", seen.at(path), str(error).rstrip("."), _BACK)
            continue
        if frame.version != path.stem:
            what = f'it holds version "{frame.version}", and its name says another'
            yield Finding("warning", seen.at(path), what, f"call it {frame.version}.yaml")
    read: dict[str, set[str]] = {}
    for e in seen.events:
        if e.frame_version:
            read.setdefault(e.frame_version, set()).add(e.who)
    files = {path.stem for path in frame_files(seen.study.path)}
    for version, people in sorted(read.items()):
        if version not in {*seen.frames, *files}:
            what = f"{', '.join(sorted(people))} read under this version, and it is not there"
            yield Finding("error", f"frame/{version}.yaml", what, _BACK)


def _lines(seen: _Seen) -> Iterator[Finding]:
    for place, (_, faults) in seen.by_log.items():
        for fault in faults:
            where = f"{place}, line {fault.line}"
            if fault.later is not None:
                what = f'an event "{fault.later.kind}" of format {fault.later.v} is newer'
                yield Finding("error", where, what, "install a newer practicelearn")
            elif fault.torn:
                yield Finding("warning", where, "the last line is torn", _MEND)
            else:
                why = f" ({fault.wrong})" if fault.wrong else ""
                yield Finding("error", where, f"the line is no event{why}", _MEND)


def _events(seen: _Seen) -> Iterator[Finding]:
    ids = {e.id for e in seen.events}
    codings = {e.coding_id for e in seen.events if e.kind == "code"}
    folders = {seen.at(p): name for name, own in coder_folders(seen.study.path).items()
               for p in own}  # fmt: skip
    hand = "look at the line; it counts for nothing"
    for place, (events, _) in seen.by_log.items():
        parts = place.split("/")
        whose = folders.get("/".join(parts[:2])) if parts[0] == "coding" else None
        for e in events:
            where = f"{place}, event {e.id}"
            if e.kind == "undo" and e.payload["target"] not in ids:
                yield Finding("warning", where, "it takes back an event that is not there", hand)
            if e.kind in {"change", "remove"} and e.coding_id not in codings:
                yield Finding("warning", where, "it changes a coding that is not there", hand)
            if e.kind in {"code", "change", "refuse"}:
                code = e.payload.get("code")
                if code is not None and code not in seen.codes:
                    yield Finding(
                        "warning", where, f'the code "{code}" is in no version of the frame and '
                        "was made by nobody", "release a version of the frame that holds it",
                    )  # fmt: skip
            if whose is None or e.kind == "move":
                continue
            if whose != SETTLED and e.who != whose:
                what = f"it is by {e.who}, and lies in the folder of {whose}"
                yield Finding("warning", where, what, f"it counts as {whose}'s: see whose it is")
            if e.session_id is not None and not parts[-1].startswith(str(e.session_id)):
                what = f"it is of the session {e.session_id}, and lies in the log of another"
                yield Finding("warning", where, what, "nothing is lost; see how it came there")


def _codings(seen: _Seen) -> Iterator[Finding]:
    listed = seen.study.codings().issues
    of_logs = listed["source_loc"].fillna("").str.contains(r"\.jsonl, line \d+$")
    late = listed["message"].str.contains("arrived late")  # told by file
    for row in listed[~of_logs & ~late].itertuples():
        if row.severity in {"error", "warning"}:
            yield _of_issue(row)


def _sheets(seen: _Seen) -> Iterator[Finding]:
    own = {s.place for s in strangers(seen.study.path)}
    for path in sorted(seen.study.path.glob("*.xlsx")):
        if path.name[0] not in "~." and there(path):
            try:
                read_sheet(path)
            except PracticelearnError as error:
                yield Finding("error", path.name, str(error).rstrip("."), _BACK)
    for row in seen.study.corpus().issues.itertuples():
        loc = str(row.source_loc)
        if row.severity != "note" and ".xlsx" in loc and loc not in own:
            yield _of_issue(row)


def _of_issue(row: Any) -> Finding:
    what, _, remedy = str(row.message).partition("; ")
    return Finding(row.severity, str(row.source_loc), what, remedy or "look at it")


def _decisions(seen: _Seen) -> Iterator[Finding]:
    codings = {e.coding_id for e in seen.events if e.kind == "code"}
    themes = seen.codes | {str(e.payload["into"]) for e in seen.events if "into" in e.payload}
    questions = set(seen.study.guide()["question_id"])
    hand = "look at it; it has no effect as it is"
    for place, (events, _) in seen.by_log.items():
        for e in events if place.startswith("decisions/") else ():
            where = f"{place}, event {e.id}"
            coding, theme = e.payload.get("coding_id"), e.payload.get("theme_id")
            if e.kind in {"quotable", "seen"} and coding not in codings:
                yield Finding("warning", where, "it is about a coding that is not there", hand)
            if e.kind == "cards" and not set(e.payload["cards"].values()) <= codings:
                yield Finding("warning", where, "a card is of a coding that is not there", hand)
            if theme and seen.frames and theme not in themes and not theme.startswith("topic"):
                what = f'it is about a theme "{theme}" that is no code of any version'
                yield Finding("warning", where, what, hand)
            if e.kind == "question":
                turn = f"{e.session_id}:{e.payload['turn']:05d}"
                if turn not in seen.texts and e.session_id in seen.whole:
                    what = f"it sets a question at {turn}, which is not there"
                    yield Finding("warning", where, what, hand)
                if e.payload["question"] not in {None, *questions}:
                    yield Finding("warning", where, "the guide has no such question", hand)


def _settings(seen: _Seen) -> Iterator[Finding]:
    settings = seen.study.settings
    themes = seen.codes | {str(e.payload["into"]) for e in seen.events if "into" in e.payload}
    for theme in settings.headline:
        if seen.frames and theme not in themes:
            what = f'the headline theme "{theme}" is no code of any version'
            yield Finding("warning", "study.toml", what, "name another, or take it out")
    for template, what in (
        (seen.study.template, "Word"), (seen.study.template_slides, "PowerPoint"),
    ):  # fmt: skip
        if template is not None and not template.is_file():
            missing = f'the template "{template.name}" is not there'
            yield Finding("warning", "study.toml", missing, f"put the {what} file there")
    known = set(seen.study.corpus().year_labels)
    for year in sorted(known - set(settings.rounds)) if settings.rounds else ():
        what = f'the round "{year}" of the sheet is not among the rounds'
        yield Finding("warning", "study.toml", what, "add it to rounds, in its order")
    written = seen.study.path / LIST
    for number, line in enumerate(written.read_bytes().splitlines() if written.exists() else (), 1):
        try:
            json.loads(line)["path"]
        except (ValueError, TypeError, KeyError):
            what = "the line is torn: a document may have been written that is not listed"
            yield Finding("note", f"{LIST}, line {number}", what, "delete the line")


def _plans(seen: _Seen) -> Iterator[Finding]:
    """Plan events that were edited or taken out since: they are no evidence of a plan."""
    for fault in plan_faults(seen.study):
        yield Finding("error", fault.place, fault.what, fault.remedy)


def _late(seen: _Seen) -> Iterator[Finding]:
    for late in find_late(seen.study.path, seen.texts):
        yield Finding(
            "error", late.place, f"words that were taken out of the study stand in it ({late.n} "
            "times): it arrived late", "verify STUDY --mend takes them out there too"
            if late.can_clean
            else "look at what else it holds, then delete it",
        )  # fmt: skip
    for cell in late_cells(seen.study.path, seen.gone):
        yield Finding(
            "error", f"{cell.place}, {cell.cell}",
            f"{cell.what} may stand in this copy: it arrived late",
            "verify STUDY --mend takes it out there too" if cell.can_clean
            else "look: where it is new, bring it into the sheet; then delete the copy",
        )  # fmt: skip


def _kept(seen: _Seen) -> Iterator[Finding]:
    """What was kept of the words as they were before some were taken out."""
    for file in kept_from_before(seen.study.path, seen.events):
        what = "it was kept before words were taken out of the study, and has come back"
        yield Finding("error", seen.at(file), what, "verify STUDY --mend takes it out")


def _stood_for(seen: _Seen) -> Iterator[Finding]:
    """Whoever withdrew has a row that stands for them: an older attendance sheet has it not."""
    listed = seen.study.corpus().attendance
    known = set(zip(listed["session_id"], listed["speaker"], strict=True))
    for sid, turns in seen.whole.items():
        gone = turns["text"].eq("[withdrawn]") & turns["speaker"].notna()
        for label in sorted(set(turns.loc[gone, "speaker"])):
            if label.startswith("Withdrawn ") and (sid, label) not in known:
                yield Finding(
                    "error", "attendance.xlsx", f"no row of {sid} stands for {label}: an older "
                    "sheet has come back, and whoever withdrew counts again",
                    "withdraw that person once more, or bring the newer sheet back from the synced "
                    "folder's history",
                )  # fmt: skip


def _withdrawn(seen: _Seen) -> Iterator[Finding]:
    """What is on record as taken out must be out: an older copy may have come back whole."""
    if any(e.kind == "purge" for e in seen.events) or len(seen.whole) < len(seen.study.session_ids):
        return
    turns = list(seen.texts.values())
    recorded = sum(
        e.payload.get("n_turns", 0) for e in seen.events
        if e.kind == "withdraw" and e.payload["scope"] == "words"
    )  # fmt: skip
    if sum(text == "[withdrawn]" for text in turns) < recorded:
        yield Finding(
            "error", "sessions", f"{recorded} turns are on record as withdrawn, and fewer are: an "
            "older copy of a session has come back", "withdraw that person's words again",
        )  # fmt: skip
    for e in seen.events:
        if e.kind != "redact" or "session_id" not in e.payload:
            continue
        sid, mark = e.payload["session_id"], f"[redacted: {e.payload.get('what', '')}"
        if sid in seen.whole and not any(
            mark in text or text == "[withdrawn]" for text in seen.whole[sid]["text"]
        ):
            yield Finding(
                "error", f"sessions/{sid}.csv", "a passage is on record as redacted, and is not: "
                "an older copy of the session has come back", "redact it again",
            )  # fmt: skip


_LOOKS: tuple[Callable[[_Seen], Iterator[Finding]], ...] = (
    _sessions,
    _strangers,
    _frames,
    _lines,
    _events,
    _late,
    _withdrawn,
    _kept,
    _sheets,
    _stood_for,
    _codings,
    _decisions,
    _plans,
    _settings,
)
