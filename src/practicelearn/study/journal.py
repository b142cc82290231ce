"""A correction written down before it is carried out, so that a stop half-way is made good.

``.correcting.json`` holds the corrected session and the moves of every log. Each step may be done
twice: the session is replaced whole, and a move has the same id each time.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from practicelearn.coding.log.events import Event, EventLog, read_events
from practicelearn.study.files import write_frozen, write_whole

__all__ = ["carry_out_correction", "finish_correction"]

JOURNAL = ".correcting.json"


def carry_out_correction(
    folder: Path,
    session_id: str,
    rows: Sequence[Mapping[str, str]],
    meta: Mapping[str, Any],
    moves: Sequence[tuple[str, Event]],
) -> None:
    """Write the session and append each event to its log, named below the folder."""
    work = {
        "session": session_id,
        "rows": rows,
        "meta": meta,
        "moves": [[log, json.loads(event.to_line())] for log, event in moves],
    }
    write_whole(folder / JOURNAL, json.dumps(work, ensure_ascii=False).encode())
    finish_correction(folder)


def finish_correction(folder: Path) -> bool:
    """Carry out what the journal says, if there is one; return whether there was."""
    file = folder / JOURNAL
    if not file.exists():
        return False
    work = json.loads(file.read_text(encoding="utf-8"))
    write_frozen(folder / "sessions", work["session"], work["rows"], work["meta"])
    for name, values in work["moves"]:
        log = folder / name
        event = Event.from_values(values)
        if event.id not in {e.id for e in read_events([log])[0]}:
            EventLog(log).append(event)
    for made in (".cache", "outputs"):  # they show the words as they were
        shutil.rmtree(folder / made, ignore_errors=True)
    file.unlink()
    return True
