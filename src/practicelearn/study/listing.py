"""Which files of a study's folder are its own, and what else has come to lie there.

Synced folders, Excel, macOS and Windows leave files of their own beside a study's, make copies, and
put empty placeholders where a file has not come down yet. None of these stops anything: the study
reads what is its own, and names the rest, each with what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from practicelearn.coding.codings import SETTLED
from practicelearn.study.copies import copied_from, there
from practicelearn.study.own_words import OWN_WORDS
from practicelearn.study.purged import late_logs, late_texts, purged

__all__ = [
    "OLD_JOURNALS",
    "Stranger",
    "coder_folders",
    "frame_files",
    "session_files_of",
    "stranger_issues",
    "strangers",
]

OLD_JOURNALS = (".rewriting.json", ".correcting.json")
_SHEETS = ("sessions.xlsx", "people.xlsx", "attendance.xlsx", "actions.xlsx", "survey.xlsx",
           "survey.csv", "guide.csv", OWN_WORDS)  # fmt: skip
_COUNTED = frozenset({"sessions.xlsx", "people.xlsx", "attendance.xlsx"})
_JUNK = (
    (re.compile(r"~\$.+"), "Excel or Word has the file open: save and close it there"),
    (re.compile(r"\.~lock\..+#"), "LibreOffice has the file open: save and close it there"),
    (re.compile(r"\._.+|\.DS_Store|Icon\r|__MACOSX"), "macOS left it; it can be deleted"),
    (re.compile(r"(?i)thumbs\.db|desktop\.ini"), "Windows left it; it can be deleted"),
    (re.compile(r".+\.tmp|~.+\.tmp|.+\.partial"), "a half-written file; it can be deleted"),
)
_FETCH = "bring it back from the synced folder's history or a backup"


class Stranger(NamedTuple):
    """What lies in a study's folder and is not read, or is not as it should be.

    Parameters
    ----------
    severity : str
    place : str
        Relative to the study's folder.
    what, remedy : str
        What is wrong, and what to do.
    stops_counting : bool
        Whether figures would be wrong without it.
    """

    severity: str
    place: str
    what: str
    remedy: str
    stops_counting: bool = False


def session_files_of(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Return session id to its two files, of sessions that are there whole.

    One of a round that was purged is none, whatever brought it back.
    """
    return {
        sid: (table, meta)
        for sid, (table, meta) in _sessions(folder).items()
        if there(table) and there(meta)
    }


def frame_files(folder: Path) -> list[Path]:
    """Return the files of released versions of the frame."""
    found = _own(folder / "frame", ".yaml")
    stems = {p.stem for p in found}
    return [p for p in found if there(p) and copied_from(p.stem, stems) is None]


def coder_folders(folder: Path) -> dict[str, list[Path]]:
    """Return the name of each coder (and of what was settled) to the folders of their logs.

    A copy that a synced folder made of one is read with it, and so are two spellings of one name
    (macOS writes an accent as a character of its own).
    """
    found = sorted(p for p in (folder / "coding").glob("*") if p.is_dir() and _is_own(p.name))
    names = {_plain(p.name) for p in found}
    out: dict[str, list[Path]] = {}
    for path in sorted(found, key=lambda p: (len(p.name), p.name)):
        name = _plain(path.name)
        out.setdefault(copied_from(name, names) or name, []).append(path)
    return dict(sorted(out.items()))


def strangers(folder: Path) -> list[Stranger]:
    """Return everything in a study's folder that is not its own or not as it should be."""
    out = [*_junk(folder), *_old_journals(folder), *_sheets(folder), *_purged(folder)]
    out += [*_of_sessions(folder), *_frames(folder), *_logs(folder), *_twins(folder)]
    return sorted(out, key=lambda s: (s.severity != "error", s.place))


def stranger_issues(found: Iterable[Stranger]) -> list[dict[str, Any]]:
    """Return them as rows of ``issues``."""
    return [
        {
            "session_id": None,
            "severity": s.severity,
            "source_loc": s.place,
            "message": f"{s.what}; {s.remedy}",
            "text": None,
        }
        for s in found
    ]


def _sessions(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Session id to the places of its two files, of which one at least is there."""
    place = folder / "sessions"
    stems = {p.stem for p in _of_texts(folder)}
    out: dict[str, tuple[Path, Path]] = {}
    for stem in sorted(stems, key=lambda s: (s != s.lower(), s)):
        pair = (place / f"{stem}.csv", place / f"{stem}.json")
        if _session_copied(stem, stems, pair[0]) is None and stem.casefold() not in out:
            out[stem.casefold()] = pair
    return dict(sorted((table.stem, (table, meta)) for table, meta in out.values()))


def _session_copied(stem: str, stems: Collection[str], table: Path) -> str | None:
    copied = copied_from(stem, stems)
    if copied is not None:
        return copied
    shorter = [stem[:k] for k in range(1, len(stem)) if stem[:k] in stems]
    if shorter and there(table):  # a computer may be called by any name: the turns say whose it is
        with table.open(encoding="utf-8", errors="replace") as file:
            rows = [file.readline() for _ in range(2)]
        of = rows[1].split(",")[0].strip('"').rpartition(":")[0]
        return of if of in shorter else None
    return None


def _of_texts(folder: Path) -> list[Path]:
    """The files of sessions and of their copies, but for what is of a round that was purged."""
    late = late_texts(folder, purged(folder))
    found = [*_own(folder / "sessions", ".csv"), *_own(folder / "sessions", ".json")]
    return [path for path in found if path not in late]


def _own(folder: Path, suffix: str) -> list[Path]:
    return sorted(p for p in folder.glob(f"*{suffix}") if p.is_file() and _is_own(p.name))


def _is_own(name: str) -> bool:
    return not name.startswith(".") and all(not p.fullmatch(name) for p, _ in _JUNK)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _places(folder: Path) -> Iterator[Path]:
    """The folders whose names mean something."""
    yield folder
    yield from (folder / n for n in ("sessions", "frame", "decisions", "coding"))
    yield from (p for p in folder.glob("coding/**/") if p.is_dir())


def _junk(folder: Path) -> Iterator[Stranger]:
    for place in dict.fromkeys(_places(folder)):
        for path in sorted(place.glob("*")) if place.is_dir() else ():
            for pattern, remedy in _JUNK:
                if pattern.fullmatch(path.name):
                    yield Stranger("note", _at(folder, path), "it is no file of the study", remedy)
                    break


def _old_journals(folder: Path) -> Iterator[Stranger]:
    for name in OLD_JOURNALS:
        path = folder / name
        if there(path):
            yield Stranger(
                "error", name, "an earlier version of practicelearn was stopped half-way in a "
                "change of this study", "repeat that change (withdraw, redact, correct), look "
                "whether it is whole, then delete the file", stops_counting=True,
            )  # fmt: skip
        elif path.is_file():
            yield Stranger(
                "note", name, "an earlier version of practicelearn left it, and it is empty",
                "delete it, or: verify STUDY --mend",
            )  # fmt: skip


def _sheets(folder: Path) -> Iterator[Stranger]:
    stems = {Path(name).stem for name in (*_SHEETS, "study.toml")}
    for path in sorted(p for p in folder.glob("*") if p.is_file() and _is_own(p.name)):
        copied = copied_from(path.stem, {*stems, path.stem})
        if path.name in _SHEETS and not there(path):
            yield Stranger(
                "error", path.name, "it is empty (0 bytes), so what the sheet says is not known",
                f"wait until the synced folder has brought it, or {_FETCH}",
                stops_counting=path.name in _COUNTED,
            )  # fmt: skip
        elif copied is not None and path.suffix in {
            ".xlsx", ".csv", ".toml", ".docx",
        }:  # fmt: skip
            yield Stranger(
                "warning", path.name, f"it is a copy of {copied}{path.suffix} and is not read",
                "bring together by hand what differs, then delete the copy",
            )  # fmt: skip


def _of_sessions(folder: Path) -> Iterator[Stranger]:
    whole = _sessions(folder)
    for table, meta in whole.values():
        for path in (table, meta):
            if there(path):
                continue
            empty = path.is_file()
            yield Stranger(
                "error", _at(folder, path),
                "it is empty (0 bytes), so the session cannot be read" if empty
                else "the file is missing, so the session cannot be read",
                ("wait until the synced folder has brought it, or " if empty else "") + _FETCH,
                stops_counting=True,
            )  # fmt: skip
    known = {path for pair in whole.values() for path in pair}
    found = _of_texts(folder)
    stems = {p.stem for p in found}
    for path in found:
        if path in known:
            continue
        copied = _session_copied(path.stem, stems, path.with_suffix(".csv"))
        if copied is None:
            yield Stranger(
                "warning", _at(folder, path),
                "its name differs from another session's only by capitals, and it is not read",
                "on Windows and macOS the two are one file: delete the one that is not wanted",
            )  # fmt: skip
        else:
            yield Stranger(
                "warning", _at(folder, path), f"it is a copy of {copied} and is not read",
                "a frozen session is never altered: delete the copy, once verify finds it no other",
            )  # fmt: skip


def _purged(folder: Path) -> Iterator[Stranger]:
    """Sessions of purged rounds of which anything has come back, each once."""
    gone = purged(folder)
    back: dict[str, list[str]] = {}
    for path, sid in late_texts(folder, gone).items():
        back.setdefault(sid, []).append(_at(folder, path))
    for path, ids in late_logs(folder, gone).items():
        for sid in ids:
            back.setdefault(sid, []).append(_at(folder, path))
    for sid, places in sorted(back.items()):
        more = f", with {len(places) - 1} more files of it" if len(places) > 1 else ""
        yield Stranger(
            "error", places[0], f"{sid} is a session of a round that was purged: it arrived late"
            f"{more}, and is left out", "the next change of the study takes it out; to do so now: "
            "verify STUDY --mend",
        )  # fmt: skip


def _frames(folder: Path) -> Iterator[Stranger]:
    found = _own(folder / "frame", ".yaml")
    stems = {p.stem for p in found}
    for path in found:
        copied = copied_from(path.stem, stems)
        if not there(path):
            yield Stranger(
                "error", _at(folder, path), "it is empty (0 bytes), so that version of the frame "
                "is not known", f"wait until the synced folder has brought it, or {_FETCH}",
                stops_counting=True,
            )  # fmt: skip
        elif copied is not None:
            yield Stranger(
                "warning", _at(folder, path), f"it is a copy of {copied} and is not read",
                "a released version is never changed: delete the copy",
            )  # fmt: skip


def _logs(folder: Path) -> Iterator[Stranger]:
    for name, folders in coder_folders(folder).items():
        for path in folders:
            if _plain(path.name) != name:
                yield Stranger(
                    "warning", _at(folder, path), f"it is a copy of the folder of {name}, and is "
                    "read with it", "verify STUDY --mend brings them together",
                )  # fmt: skip
    logs = [*folder.glob("coding/**/*.jsonl"), *folder.glob("decisions/*.jsonl")]
    late = late_logs(folder, purged(folder))
    own = sorted(p for p in logs if _is_own(p.name) and p not in late)
    beside: dict[Path, set[str]] = {}
    for path in own:
        beside.setdefault(path.parent, set()).add(path.stem)
    for path in own:
        copied = copied_from(path.stem, beside[path.parent])
        if copied is not None:
            yield Stranger(
                "note", _at(folder, path), f"it is a copy of {copied}.jsonl, and is read with it: "
                "nothing counts twice", "verify STUDY --mend brings them together",
            )  # fmt: skip
        elif not there(path):
            yield Stranger(
                "warning", _at(folder, path), "the log is empty (0 bytes)",
                f"where somebody has coded in it, {_FETCH}; otherwise delete it",
            )  # fmt: skip


def _twins(folder: Path) -> Iterator[Stranger]:
    """Coders and logs whose names differ by capitals only."""
    for place in (folder / "coding", folder / "decisions"):
        seen: dict[str, Path] = {}
        for path in sorted(p for p in place.glob("*") if _is_own(p.name) and p.name != SETTLED):
            first = seen.setdefault(_plain(path.name).casefold(), path)
            if first != path and _plain(first.name) != _plain(path.name):
                yield Stranger(
                    "warning", _at(folder, path), f"its name differs from {first.name} only by "
                    "capitals: on Windows and macOS the two are one", "rename one of them",
                )  # fmt: skip


def _at(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()
