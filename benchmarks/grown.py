"""The sample's study, with every session so many times: sessions, people and codings of their own.

What a session holds stays as it is. So whatever is of a session costs so many times as much, and
whatever costs more goes with the square of them.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

import practicelearn as prac
from practicelearn.study.files import read_frozen, session_files
from practicelearn.study.sheets import sheet_file

__all__ = ["grown"]


def grown(folder: Path, times: int, sessions: int | None = None) -> prac.Study:
    """Return the study with ``times`` as many sessions, written to ``folder``.

    Parameters
    ----------
    folder : Path
        New, or empty.
    times : int
    sessions : int, optional
        Only so many of the sample's sessions of each round are taken, of two coders first.
    """
    left = shutil.ignore_patterns(".cache", "outputs", "originals", "survey.xlsx")
    shutil.copytree(prac.sample_path(), folder, ignore=left, dirs_exist_ok=True)
    twice = {path.stem for path in folder.glob("coding/lee/*.jsonl")}
    every = [path.stem for path in (folder / "sessions").glob("*.csv")]
    ids = sorted(every, key=lambda sid: (sid not in twice, sid))
    wanted = [sid for sid in ids if sessions is None or _place(sid, ids) < sessions]
    for sid in set(ids) - set(wanted):
        for path in (folder / "sessions" / f"{sid}.csv", folder / "sessions" / f"{sid}.json",
                     *folder.glob(f"coding/*/{sid}.jsonl")):  # fmt: skip
            path.unlink(missing_ok=True)
    for sid in wanted:
        for n in range(2, times + 1):
            _again(folder, sid, f"{sid}-{n:03d}")
    for name, columns in _SHEETS.items():
        _sheet(folder / f"{name}.xlsx", columns, wanted, times)
    return prac.open_study(folder)


_SHEETS = {
    "sessions": ("session_id", "group"),
    "people": ("person_id", "pseudonym"),
    "attendance": ("session_id", "person_id"),
}


def _place(session_id: str, ids: list[str]) -> int:
    """Which of its round's sessions it is, from 0."""
    return [sid for sid in ids if sid[:4] == session_id[:4]].index(session_id)


def _again(folder: Path, old: str, new: str) -> None:
    """Write a session and what was coded in it once more, under another name."""
    rows, meta = read_frozen(folder / "sessions", old)
    rows = [row | {"turn_id": row["turn_id"].replace(old, new)} for row in rows]
    told = json.loads(json.dumps(meta).replace(f'"{old}', f'"{new}'))
    for place, content in session_files(new, rows, told).items():
        (folder / place).write_bytes(content)
    hashed = json.loads((folder / "sessions" / f"{new}.json").read_bytes())["text_hash"]
    for log in folder.glob(f"coding/*/{old}.jsonl"):
        lines = log.read_text(encoding="utf-8").replace(meta["text_hash"], hashed)
        events = [json.loads(line.replace(f'"{old}', f'"{new}')) for line in lines.splitlines()]
        body = "".join(json.dumps(_own(event, new[-3:])) + "\n" for event in events)
        log.with_name(f"{new}.jsonl").write_text(body, encoding="utf-8")


def _own(event: dict[str, Any], mark: str) -> dict[str, Any]:
    """The event under ids of its own: two files with one event are one."""
    for name in ("id", "parent", "coding_id"):
        if event.get(name):
            event[name] = f"{event[name]}-{mark}"
    return event


def _sheet(path: Path, columns: tuple[str, ...], sessions: list[str], times: int) -> None:
    table = pd.read_excel(path, dtype=str)
    own = table[[cell.startswith(tuple(sessions)) for cell in table[columns[0]]]]
    copies = [own] + [
        own.assign(**{name: own[name] + f"-{n:03d}" for name in columns if name in own})
        for n in range(2, times + 1)
    ]
    path.write_bytes(sheet_file(pd.concat(copies, ignore_index=True), path.stem))
