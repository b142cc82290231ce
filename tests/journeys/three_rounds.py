"""The invented study of three rounds, from its files to its codings."""

from __future__ import annotations

import secrets
from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

from practicelearn.cli import app
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import write_yaml_frame
from practicelearn.corpus import Corpus
from practicelearn.study.folder import Study, open_study
from practicelearn.study.plans import record_plan
from practicelearn.themes.plan import Invited, Plan

from .files import HERE, Group, read_talk, write_lock_file, write_sheet, write_transcript

ROUNDS = ("Round 9", "Round 10", "Round 11")
COUNTS, OTHER = "kim", "lee"
"""Whose reading counts, and who read two sessions besides."""
FIRST, SECOND = "2023-1", "2025-2"
"""Versions of the coding frame; the second holds ``parking`` too."""

NOTES_ONLY = "r11-birch"
UNREAD = "r11-cedar"
READ_BEFORE_PARKING = "r11-damson"
READ_BY_OTHER = ("r10-elm", "r10-fir")
NOT_ON_THE_LIST = {("r11-ash", "P4"), ("r11-ash", "P5")}
IN_TWO_GROUPS = {("r11-elm", "P5"): "r11-both", ("r11-fir", "P1"): "r11-both"}
LISTED_ONLY = {"r11-birch": ("P1", "P2", "P3", "P4")}

HEADLINES = ("supervision", "desks", "pay")
PLANNED_GROUPS, INVITED = {"Round 10": 6, "Round 11": 8}, 60
"""What the plans say; Round 11 held one group fewer, and nobody says why."""

GUIDE = """question_id,wording,prompts,version,codes
q1,How has the year been for you?,,1,
q2,What are the desks and rooms like?,,1,desks
q3,Is there anything we should have asked?,,1,
"""


def run(*args: object) -> str:
    """Run a command and return what it printed; it must not be refused."""
    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "400"})
    answer = runner.invoke(app, [str(a) for a in args])
    assert answer.exit_code == 0, answer.output
    return answer.output


def talk() -> dict[str, list[Group]]:
    """What was said in each round."""
    place = HERE / "three_rounds"
    return {
        name: read_talk(place / f"{name.lower().replace(' ', '-')}.txt", coder=COUNTS)
        for name in ROUNDS
    }


def make_study(folder: Path) -> Path:
    """Write the files of all rounds, take them into a study and code it; return the study."""
    said = talk()
    write_round(folder / "first", {name: said[name] for name in ROUNDS[:2]})
    write_round(folder / "second", {ROUNDS[2]: said[ROUNDS[2]]})
    (folder / "first" / "guide.csv").write_text(GUIDE, encoding="utf-8")
    codes = (
        Code("supervision", "Supervision", definition="Time with one's own manager."),
        Code("desks", "Desks and rooms", definition="Where people sit and work."),
        Code("pay", "Pay", definition="Wages and money."),
    )
    frame = CodingFrame("Invented frame", FIRST, codes, date="2023-09-01")
    write_yaml_frame(frame, folder / "frame.yaml")
    study = folder / "study"
    run("init", study, folder / "first", "--title", "Three rounds (invented)", "--no-names",
        "--frame", folder / "frame.yaml")  # fmt: skip
    set_line(study, "rounds", '["Round 9", "Round 10"]')
    run("round", study, ROUNDS[2], folder / "second", "--no-names", "--by", "sam",
        "--guide-version", "1")  # fmt: skip
    return study


def put_in_order_and_code(study: Path) -> None:
    """Say the rounds' order, plan two of them, code every round, and state two themes."""
    set_line(study, "rounds", '["Round 9", "Round 10", "Round 11"]')
    set_line(study, "headline", '["supervision", "desks", "pay"]')
    _plan(open_study(study))
    opened, said = open_study(study), talk()
    corpus = opened.corpus()
    sessions = [(f"{prefix(name)}-{g.name}", g) for name in ROUNDS for g in said[name]]
    early = [s for s, _ in sessions if not s.startswith("r11") or s == READ_BEFORE_PARKING]
    for sid, group in sessions:
        if sid in early:
            code_session(opened, corpus, COUNTS, sid, group, FIRST)
    first = next(sid for sid, _ in sessions if sid.startswith("r11") and sid not in early)
    opened.record(
        COUNTS, "new_code", session_id=first, frame_version=FIRST,
        payload={"id": "parking", "name": "Parking", "definition": "Where the car goes."},
    )  # fmt: skip
    run("frame", study, "release", "--version", SECOND, "--by", COUNTS)
    opened = open_study(study)
    for sid, group in sessions:
        if sid not in early and sid != UNREAD:
            code_session(opened, corpus, COUNTS, sid, group, SECOND)
        if sid in READ_BY_OTHER:
            code_session(opened, corpus, OTHER, sid, group, FIRST)
    run("theme", study, "supervision", "--by", "sam", "--state",
        "Supervision is what goes first when somebody is missing.")  # fmt: skip
    run("theme", study, "desks", "--by", "sam", "--state", "People have no place of their own.")


def _plan(study: Study) -> None:
    """Put the plans of the later rounds on record, before anybody has coded."""
    for name in ROUNDS[1:]:
        plan = Plan(round=name, headlines=HEADLINES, groups=PLANNED_GROUPS[name],
                    invited=(Invited(INVITED),), coders=(COUNTS,))  # fmt: skip
        record_plan(study, plan, by="sam")


def set_line(study: Path, setting: str, value: str) -> None:
    """Change one line of ``study.toml``, as a person would."""
    file = study / "study.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(f"{setting} ="))
    lines[at] = f"{setting} = {value}"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def prefix(round_name: str) -> str:
    """What the names of a round's files begin with."""
    return f"r{round_name.split()[-1]}"


def write_round(folder: Path, rounds: dict[str, list[Group]]) -> None:
    """Write the transcripts of rounds and the sheets beside them."""
    folder.mkdir(parents=True)
    sessions, attendance = [], []
    for name, groups in rounds.items():
        for n, group in enumerate(groups):
            sid = f"{prefix(name)}-{group.name}"
            notes = sid == NOTES_ONLY
            write_transcript(folder / f"{sid}.{group.suffix}", group.lines, notes=notes)
            year = 2014 + int(name.split()[-1])
            sessions.append(
                {"file": sid, "date": f"{10 + n}/11/{year}", "round": name,
                 "group": group.name.capitalize(), "duration_s": "2700", "guide_version": "1",
                 "source_kind": "flip chart" if notes else "transcript"}
            )  # fmt: skip
            attendance += _present(sid, group)
    write_sheet(folder / "sessions.xlsx", sessions)
    write_sheet(folder / "attendance.xlsx", attendance)
    write_lock_file(folder / "attendance.xlsx")


def _present(sid: str, group: Group) -> list[dict[str, str]]:
    labels = sorted({line.speaker for line in group.lines if line.speaker})
    rows = []
    for label in LISTED_ONLY.get(sid, labels):
        if (sid, label) in NOT_ON_THE_LIST:
            continue
        person = IN_TWO_GROUPS.get((sid, label), f"{sid}-{label.lower()}")
        role = "facilitator" if label == "F" else "participant"
        rows.append(
            {"file": sid, "person_id": person, "speaker": label, "role": role,
             "consent_quote": "yes"}
        )  # fmt: skip
    return rows


def code_session(
    study: Study, corpus: Corpus, coder: str, sid: str, group: Group, version: str
) -> None:
    """Record a coder's reading of a session, and each code on the words it was given to."""
    texts = corpus.turns.loc[corpus.turns["session_id"] == sid, "text"]
    text_hash = corpus.sessions.loc[sid, "text_hash"]
    study.record(
        coder, "read", session_id=sid, frame_version=version, text_hash=text_hash,
        payload={"from": 1, "to": len(texts)},
    )  # fmt: skip
    for line in group.lines:
        for who, code in line.codes:
            if who == coder:
                study.record(
                    coder, "code", session_id=sid, coding_id=secrets.token_hex(8),
                    frame_version=version, text_hash=text_hash,
                    payload={"code": code, "parts": [_passage(texts, line.words)]},
                )  # fmt: skip


def _passage(texts: pd.Series, words: str) -> dict[str, object]:
    """Where the words stand; they must stand there once, or the file was not read as written."""
    found = [(t, text.find(words)) for t, text in texts.items() if words in text]
    assert len(found) == 1, f"{words!r} stands in {len(found)} turns"
    turn_id, start = found[0]
    return {"turn_id": turn_id, "start": start, "end": start + len(words), "quote": words}
