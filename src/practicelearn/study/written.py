"""What was made of a study and where it was written, so that it can be found again.

A document outside the study's folder may hold words that are gone from it since. Each place goes
into ``written.jsonl``; the list goes with the study, and holds no words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from practicelearn._disk import open_private
from practicelearn._lock import locked
from practicelearn.study.stored import StoredStudy

__all__ = ["LIST", "outputs_elsewhere", "remember"]

LIST = "written.jsonl"


def remember(study: StoredStudy, paths: Iterable[Path], what: str) -> None:
    """Keep in mind where documents of a study were written.

    The invented sample, and a study that cannot be written to, are left as they are.
    """
    from practicelearn import sample_path

    if study.path.resolve() == sample_path().resolve():
        return
    now = datetime.now(UTC).isoformat(timespec="seconds")
    lines = [
        json.dumps({"at": now, "what": what, "path": str(path.resolve())}, ensure_ascii=False)
        for path in paths
    ]
    try:
        with locked(study.path), open_private(study.path / LIST, "ab") as file:
            file.writelines(f"{line}\n".encode() for line in lines)
    except OSError:
        return  # a study on a disk that cannot be written to


def outputs_elsewhere(study: StoredStudy) -> list[str]:
    """Return documents of the study that are still where they were written, each once.

    What lies in the study's own ``outputs`` is taken out with the words, and is not among them.
    """
    try:
        lines = (study.path / LIST).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    found: dict[str, None] = {}
    for line in lines:
        try:
            path = Path(json.loads(line)["path"])
        except (ValueError, TypeError, KeyError):
            continue  # a torn line
        if path.exists():
            found[f"{path} (made of the study before)"] = None
    return list(found)
