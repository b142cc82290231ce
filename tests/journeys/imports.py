"""The invented study whose newest round was coded in other programs, from its files on."""

from __future__ import annotations

import csv
from pathlib import Path

from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import write_yaml_frame
from practicelearn.exchange.quote_table import write_quotes
from practicelearn.exchange.word_comments import read_word_comments
from practicelearn.study.folder import open_study

from .files import (
    HERE,
    Group,
    read_talk,
    write_sheet,
    write_transcript,
    write_word_with_comments,
)
from .three_rounds import code_session, run, set_line

CODER, OF_TABLE, OF_WORD = "kim", "ana", "ben"
VERSION = "2024-1"


def talk(year: str) -> list[Group]:
    """What was said in a round."""
    return read_talk(HERE / "imports" / f"round-{year}.txt", coder=CODER)


def make_study(folder: Path) -> Path:
    """Write the files, make the study and code its earlier round here; return the study."""
    folder.mkdir(parents=True, exist_ok=True)
    for year in ("2024", "2025"):
        _write_round(folder / year, year)
    codes = (Code("workload", "Workload"), Code("tools", "Tools"))
    write_yaml_frame(
        CodingFrame("Invented frame", VERSION, codes, date="2024-09-01"), folder / "frame.yaml"
    )
    study = folder / "study"
    run("init", study, folder / "2024", "--title", "Imports (invented)", "--no-names",
        "--frame", folder / "frame.yaml")  # fmt: skip
    opened = open_study(study)
    corpus = opened.corpus()
    for group in talk("2024"):
        code_session(opened, corpus, CODER, f"2024-{group.name}", group, VERSION)
    run("round", study, "2025", folder / "2025", "--no-names", "--by", "sam")
    set_line(study, "headline", '["workload", "tools"]')
    return study


def tables_of_quotes(folder: Path, study: Path) -> list[Path]:
    """What came from the other programs: Ana's quotes in a table, Ben's comments in Word.

    Word's comments come into a study that is there as a table made of them.
    """
    quotes = folder / "ana.csv"
    with quotes.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["Document", "Quotation content", "Codes", "Coder"])
        for group in talk("2025"):
            for line in group.lines:
                own = [code for who, code in line.codes if who == OF_TABLE]
                if own:
                    sheet.writerow([f"2025-{group.name}", line.words, "; ".join(own), "Ana"])
    frame = open_study(study).frame()
    found = read_word_comments(folder / "2025" / "2025-west.docx", frame)
    assert not found.losses["severity"].eq("error").any(), found.losses.to_dict("records")
    return [quotes, write_quotes(found.codings, found.corpus, folder / "ben.xlsx")]


def _write_round(folder: Path, year: str) -> None:
    folder.mkdir()
    sessions, attendance = [], []
    for n, group in enumerate(talk(year)):
        sid = f"{year}-{group.name}"
        path = folder / f"{sid}.{group.suffix}"
        if group.suffix == "docx":
            write_word_with_comments(path, group.lines, OF_WORD)
        else:
            write_transcript(path, group.lines)
        sessions.append(
            {"file": sid, "date": f"{10 + n}/11/{year}", "round": year,
             "group": group.name.capitalize(), "duration_s": "2700"}
        )  # fmt: skip
        attendance += [
            {"file": sid, "person_id": f"{sid}-{label.lower()}", "speaker": label,
             "role": "facilitator" if label == "F" else "participant", "consent_quote": "yes"}
            for label in ("F", "P1", "P2", "P3", "P4")
        ]  # fmt: skip
    write_sheet(folder / "sessions.xlsx", sessions)
    write_sheet(folder / "attendance.xlsx", attendance)
