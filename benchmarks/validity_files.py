"""The files people would have of an invented study, and its way into a study folder.

Transcripts in four formats, the sheets beside them, a coding frame; then ``begin_study`` and
``add_transcripts`` as the command line calls them, what a coder marked in the log of that coder,
or a table of quotes out of another program.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import write_yaml_frame
from practicelearn.coding.log.events import Event, EventLog
from practicelearn.jobs.beginning import add_transcripts, begin_study
from practicelearn.jobs.exchange import keep_import, read_import
from practicelearn.study.folder import Study, open_study
from practicelearn.study.plans import record_plan
from practicelearn.themes.plan import Plan
from validity_invented import Invented, Meeting

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
from journeys.files import Line, write_sheet, write_transcript

__all__ = ["CODER", "OTHER", "SECOND", "carry_in", "codings_of", "lines_of"]

CODER, OTHER, SECOND = "kim", "ana", "lee"
"""Who codes here, who coded in another program, who reads a second time."""

_FORMATS = ("txt", "vtt", "csv", "docx")
_OPENERS = (
    "I would put down", "My worry is", "What helps me is", "We never plan for", "We talk about",
    "I never hear about", "It comes down to", "I was glad of", "They changed", "I lost sleep over",
    "Ask me about", "I cannot stop thinking of", "We had to fight for",
)  # fmt: skip
_CLOSERS = ("this year", "on my patch", "more than before")
_FILLERS = (
    "It was an ordinary week and the rain never stopped.",
    "I came late because the bus did not come.",
    "There is not much I can add to that.",
    "We had cake on the last day and that was nice.",
)


def sentence(theme: str, k: int) -> str:
    """Return what the kth person of a group says of a theme; no two people say the same."""
    return f"{_OPENERS[k % len(_OPENERS)]} {theme} {_CLOSERS[k // len(_OPENERS)]}."


def introduction(theme: str) -> str:
    """Return how a leader names a theme."""
    return f"Let us come to {theme} now."


def lines_of(meeting: Meeting) -> Iterator[tuple[Line, tuple[str, ...]]]:
    """Yield what is said at a meeting, in order, each with the themes that it raises.

    Everybody who speaks says something of no theme first. Then the leader asks again, and names the
    themes that are introduced; and whoever raises themes says so. Nobody speaks twice running,
    which a reader may take for one turn.
    """
    speaking = [(k, person) for k, person in enumerate(meeting.people) if person.label]
    yield Line("F", "How has the year been for you all?"), ()
    for k, person in speaking:
        yield Line(person.label, _FILLERS[k % len(_FILLERS)]), ()
    named = [introduction(theme) for theme in meeting.introduced]
    yield Line("F", " ".join(["And what else?", *named])), meeting.introduced
    for k, person in speaking:
        if person.raised:
            said = " ".join(sentence(theme, k) for theme in person.raised)
            yield Line(person.label, said), person.raised


def passages(meeting: Meeting) -> list[tuple[int, str, str]]:
    """Return every passage a coder of a meeting marks: number of the turn, words, theme."""
    label_of = {person.label: k for k, person in enumerate(meeting.people) if person.label}
    out = []
    for n, (line, raised) in enumerate(lines_of(meeting), start=1):
        for theme in raised:
            leads = line.speaker == "F"
            words = introduction(theme) if leads else sentence(theme, label_of[line.speaker])
            out.append((n, words, theme))
    return out


def codings_of(invented: Invented, meeting: Meeting) -> list[tuple[int, str, str]]:
    """Return the passages of a meeting that somebody coded: none where nobody has read it."""
    if not meeting.read:
        return []
    new = invented.themes[-1] if meeting.round in invented.read_without else ""
    return [row for row in passages(meeting) if row[2] != new]


def codings_of_second(invented: Invented, meeting: Meeting) -> list[tuple[int, str, str]]:
    """Return what the second coder found in a meeting: two passages of three, none where unread."""
    if not meeting.read_twice:
        return []
    return [row for k, row in enumerate(codings_of(invented, meeting)) if k % 3 != 2]


def carry_in(invented: Invented, place: Path) -> Study:
    """Write a study's files, make the study of them along the product's own path, and code it."""
    place.mkdir(parents=True, exist_ok=True)
    for name in invented.design.rounds:
        _write_round(place / name, invented.of_round(name))
    first, *later = invented.design.rounds
    version = "1" if invented.read_without else "2"
    frame = place / "frame.yaml"
    write_yaml_frame(_frame(invented, version), frame)
    study = place / "study"
    begin_study(study, place / first, title="Invented", frame=str(frame), no_names=True)
    for name in later:
        add_transcripts(study, name, [place / name], by="sam", no_names=True)
    if invented.read_without:
        write_yaml_frame(_frame(invented, "2"), study / "frame" / "2.yaml")
    if invented.design.planned in ("before", "removed"):
        _plan(invented, study)
    _code(invented, study)
    _import(invented, study, place)
    if invented.design.planned == "removed":
        _plan(invented, study, without=1, why="it is asked elsewhere now")
    if invented.design.planned == "late":
        _plan(invented, study)
    return open_study(study)


def set_headline(study: Path, themes: Iterable[str]) -> None:
    """Declare the headline themes in ``study.toml``, as a person would."""
    file = study / "study.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("headline ="))
    lines[at] = f"headline = {json.dumps(list(themes))}"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _plan(invented: Invented, study: Path, *, without: int = 0, why: str = "") -> None:
    """Put the plan of every round after the first on record; or amended, the last so many out."""
    heads = invented.headlines[: len(invented.headlines) - without]
    set_headline(study, heads)
    for name in invented.design.rounds[1:]:
        plan = Plan(round=name, headlines=heads, unit=invented.design.unit or "group", why=why)
        record_plan(open_study(study), plan, by="sam")


def _frame(invented: Invented, version: str) -> CodingFrame:
    known = invented.themes if version == "2" else invented.themes[:-1]
    codes = tuple(Code(theme, theme.capitalize()) for theme in known)
    return CodingFrame("Invented frame", version, codes, date="2031-01-01")


def _write_round(folder: Path, meetings: list[Meeting]) -> None:
    folder.mkdir()
    sessions, attendance, people = [], [], {}
    for n, meeting in enumerate(meetings):
        path = folder / f"{meeting.id}.{_FORMATS[n % len(_FORMATS)]}"
        write_transcript(path, [line for line, _ in lines_of(meeting)])
        sessions.append(
            {"file": meeting.id, "date": f"{n + 1}/11/{meeting.round}", "round": meeting.round,
             "group": meeting.group, "team": meeting.team, "duration_s": "2700"}
        )  # fmt: skip
        if meeting.has_list:
            attendance += _present(meeting)
    people = {row["person_id"]: {"person_id": row["person_id"], "post": "practitioner"}
              for row in attendance}  # fmt: skip
    write_sheet(folder / "sessions.xlsx", sessions)
    if attendance:
        write_sheet(folder / "attendance.xlsx", attendance)
        write_sheet(folder / "people.xlsx", people.values())


def _present(meeting: Meeting) -> list[dict[str, str]]:
    rows = [(meeting.leader, "F", "facilitator")]
    rows += [(p.id, p.label, "participant") for p in meeting.people if p.listed]
    return [
        {"file": meeting.id, "person_id": who, "speaker": label, "role": role,
         "consent_quote": "yes"}
        for who, label, role in rows
    ]  # fmt: skip


def _code(invented: Invented, study: Path) -> None:
    """Record the readings of the coders who worked here, each in a log of their own."""
    corpus = open_study(study).corpus()
    texts = dict(list(corpus.turns.groupby("session_id")["text"]))
    hashes = corpus.sessions["text_hash"].to_dict()
    for meeting in invented.meetings:
        if meeting.coded != "here" or not meeting.read:
            continue
        version = "1" if meeting.round in invented.read_without else "2"
        rows = codings_of(invented, meeting)
        place = (meeting.id, version, texts[meeting.id], hashes[meeting.id])
        _record(study, CODER, *place, rows)
        if meeting.read_twice:
            _record(study, SECOND, *place, codings_of_second(invented, meeting))


def _record(
    study: Path, coder: str, sid: str, version: str, texts: pd.Series, text_hash: str,
    rows: list[tuple[int, str, str]],
) -> None:  # fmt: skip
    common = {"session_id": sid, "frame_version": version, "text_hash": text_hash}
    events = [Event("read", coder, payload={"from": 1, "to": len(texts)}, **common)]
    for k, (n, words, theme) in enumerate(rows):
        start = texts.iloc[n - 1].index(words)
        part = {"turn_id": texts.index[n - 1], "start": start, "end": start + len(words),
                "quote": words}  # fmt: skip
        payload = {"code": theme, "parts": [part]}
        events.append(
            Event("code", coder, coding_id=f"{coder}-{sid}-{k}", payload=payload, **common)
        )
    EventLog(study / "coding" / coder / f"{sid}.jsonl").append(*events)


def _import(invented: Invented, study: Path, place: Path) -> None:
    """Bring in what was coded in another program: a table of quotes for each kind of scope."""
    for kind in ("declared", "undeclared"):
        own = [m for m in invented.meetings if m.coded == kind and m.read]
        if not own:
            continue
        table = place / f"{kind}.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            sheet = csv.writer(file)
            sheet.writerow(["Document", "Quotation content", "Codes", "Coder"])
            for meeting in own:
                for _, words, theme in codings_of(invented, meeting):
                    sheet.writerow([meeting.id, words, theme, OTHER.capitalize()])
        read = (f"{OTHER}={' '.join(m.id for m in own)}",) if kind == "declared" else ()
        keep_import(read_import(table, study), study, read=read, auto_coding="no", by="sam")
