"""Who has written in a study of late, so that two people do not work against each other unseen."""

from __future__ import annotations

import datetime as dt
import json
import time
from contextlib import suppress
from pathlib import Path

from practicelearn.coding.codings import MACHINES, SETTLED
from practicelearn.study.recorder import UNNAMED

__all__ = ["who_wrote_lately"]

_LATELY_S = 60 * 60
_TAIL = 64 * 2**10


def who_wrote_lately(folder: str | Path) -> tuple[str, ...]:
    """Return who wrote in a study in the last hour and when, the newest first; never what.

    Examples
    --------
    >>> import practicelearn as prac
    >>> who_wrote_lately(prac.sample_path())
    ()
    """
    folder = Path(folder)
    since = time.time() - _LATELY_S
    newest: dict[str, float] = {}
    for log in (*folder.glob("coding/*/*.jsonl"), *folder.glob("decisions/*.jsonl")):
        who = log.parent.name if log.parent.parent.name == "coding" else log.stem
        with suppress(OSError):  # gone while it was looked at
            if log.stat().st_mtime > since and (at := _last(log)) > since:
                newest[who] = max(at, newest.get(who, 0.0))
    people = [who for who in newest if who not in {SETTLED, UNNAMED, *MACHINES}]
    people.sort(key=lambda who: -newest[who])
    return tuple(f"{who} at {dt.datetime.fromtimestamp(newest[who]):%H:%M}" for who in people)


def _last(log: Path) -> float:
    """When the last event was written: a file that was copied or synced is younger than that."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _TAIL))
        lines = file.read().splitlines()
    for line in reversed(lines):
        with suppress(ValueError, KeyError, TypeError):
            return dt.datetime.fromisoformat(json.loads(line)["at"]).timestamp()
    return 0.0
