"""What can be mended in a study's folder without losing anything, in one go."""

from __future__ import annotations

import json
from pathlib import Path

from practicelearn.coding.log.events import Event, events_in
from practicelearn.study.change import Change
from practicelearn.study.copies import copied_from, there
from practicelearn.study.folder import Study
from practicelearn.study.late import change_place, clean_late, frozen_texts
from practicelearn.study.left_in_cache import kept_from_before
from practicelearn.study.listing import OLD_JOURNALS, coder_folders
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name

__all__ = ["ASIDE", "mend_study"]

ASIDE = ".damaged"
"""What is added to a log's name for the file in which its damaged lines are kept."""


def mend_study(study: Study, *, by: str) -> list[str]:
    """Mend what can be mended without loss; return what was done, a line each.

    Words that arrived late are taken out as they were from the rest; copies of logs are brought
    into their log, and taken out once every event of theirs is in it; damaged lines are put aside
    into a file of their own beside the log; copies that are the same byte for byte, and empty
    journals of earlier versions, go.

    Parameters
    ----------
    study : Study
    by : str
        Who mends: goes on record.

    Raises
    ------
    StudyError
        The folder cannot be written to. Nothing was changed.
    """
    check_name(by)
    with transaction(study.path, replay=False) as change:
        done = [*_late(change), *_logs(change), *_same(change), *_journals(change)]
        done += _kept(change, study)
        if done:
            change.append(
                f"decisions/{by}.jsonl",
                Event(kind="mend", who=by, payload={"what": [d.partition(":")[0] for d in done]}),
            )
    return done


def _late(change: Change) -> list[str]:
    found = clean_late(change, frozen_texts(change.folder))
    return [
        f"{place}: what had been taken out of the study is out"
        for place in dict.fromkeys(late.place for late in found if late.can_clean)
    ]


def _logs(change: Change) -> list[str]:
    """Bring copies of logs together and put damaged lines aside."""
    folder = change.folder
    done = []
    groups: dict[Path, list[Path]] = {}
    for own in coder_folders(folder).values():
        for n, place in enumerate(own):
            for log in place.rglob("*.jsonl"):
                home = own[0] / log.relative_to(place) if n else log
                groups.setdefault(_home(home, log), []).append(log)
    for log in (folder / "decisions").glob("*.jsonl"):
        groups.setdefault(_home(log, log), []).append(log)
    copies = [p for own in coder_folders(folder).values() for p in own[1:]]
    for copy in copies:
        if all(p.is_dir() or p.suffix == ".jsonl" for p in copy.rglob("*")):
            change.remove_tree(change_place(folder, copy))
    for home, logs in sorted(groups.items()):
        done += _one_log(change, home, sorted(p for p in logs if not p.name.startswith(".")))
    return done


def _home(log: Path, found: Path) -> Path:
    """The log of which a file is a copy."""
    stems = {p.stem for p in log.parent.glob("*.jsonl")} | {found.stem}
    return log.with_name(f"{copied_from(log.stem, stems) or log.stem}.jsonl")


def _one_log(change: Change, home: Path, logs: list[Path]) -> list[str]:
    place = change_place(change.folder, home)
    read = {log: change.read(change_place(change.folder, log)) for log in logs}
    whole = {log: content for log, content in read.items() if content is not None}
    aside: list[bytes] = []
    kept: dict[str, bytes] = {}
    done = []
    for log in sorted(whole, key=lambda p: (p != home, p.name)):
        damaged = 0
        for line in whole[log].split(b"\n"):
            if not line.strip():
                continue
            events, faults = events_in(line + b"\n", log)
            found = events or [f.later for f in faults if f.later is not None]
            if found:
                kept.setdefault(found[0].id, line)
            else:
                aside.append(line)
                damaged += 1
        if damaged:
            where = change_place(change.folder, log)
            done.append(f"{where}: {damaged} damaged lines are put aside in {home.name}{ASIDE}")
    copies = [log for log in whole if log != home]
    if not copies and not aside:
        return []
    content = b"".join(line + b"\n" for line in kept.values())
    change.write(place, content)
    if aside:
        before = change.read(f"{place}{ASIDE}") or b""
        new = [line for line in dict.fromkeys(aside) if line not in before.split(b"\n")]
        change.write(f"{place}{ASIDE}", before + b"".join(line + b"\n" for line in new))
    for copy in copies:
        change.remove(change_place(change.folder, copy))
        done.append(f"{change_place(change.folder, copy)}: brought into {home.name}")
    return done


def _same(change: Change) -> list[str]:
    """Copies of sessions, frames and sheets that are the same byte for byte."""
    done = []
    for room in (".", "sessions", "frame"):
        found = [p for p in sorted((change.folder / room).glob("*")) if there(p)]
        stems = {p.stem for p in found}
        for path in found:
            copied = copied_from(path.stem, stems)
            own = None if copied is None else path.with_name(f"{copied}{path.suffix}")
            place = change_place(change.folder, path)
            if own is None or not there(own) or change.read(place) is None:
                continue
            if _content(path) == _content(own):
                change.remove(place)
                done.append(f"{place}: a copy that is the same as {own.name} is out")
    return done


def _kept(change: Change, study: Study) -> list[str]:
    """What was kept of the words as they were before some were taken out."""
    done = []
    for file in kept_from_before(change.folder, study.decided()[0]):
        place = change_place(change.folder, file)
        change.remove(place)
        done.append(f"{place}: what was kept before words were taken out is out")
    return done


def _content(path: Path) -> object:
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    return path.read_bytes()


def _journals(change: Change) -> list[str]:
    done = []
    for name in OLD_JOURNALS:
        path = change.folder / name
        if path.is_file() and not there(path):
            change.remove(name)
            done.append(f"{name}: an empty journal of an earlier version is out")
    return done
