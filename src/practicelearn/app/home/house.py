"""What the home keeps while it runs: studies that were opened, what was brought, jobs under way.

Kept on disk is only which studies were used lately, who put something on record there last, that
nobody who looks has still to code, and the last place looked at, in a folder of the program's own;
never anything of it in a study.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from practicelearn._disk import save_whole
from practicelearn.app.home.next_steps import as_pages
from practicelearn.app.home.running import Work
from practicelearn.app.home.shell import Shown
from practicelearn.app.home.uploads import Uploads
from practicelearn.app.reception import Reception
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.once_a_state import once_a_state
from practicelearn.study.folder import is_study, open_study

__all__ = ["House", "key_of", "own_folder"]

_T = TypeVar("_T")
_MOST = 7  # studies listed


def own_folder() -> Path:
    """Return the folder of this person's own in which the program keeps what is no study's."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "practicelearn"


class House:
    """What all pages share.

    Parameters
    ----------
    own : Path
        Where it keeps what is no study's.
    work : Work, optional
        The jobs.
    """

    def __init__(self, own: Path, work: Work | None = None) -> None:
        self.own, self.work, self.uploads = own, work or Work(), Uploads(own)
        self._lock = threading.Lock()
        self._desks: dict[Path, Reception] = {}
        self._opened: list[Path] = []

    def close(self) -> None:
        """End: what can be stopped is, what is being written is waited for, files are removed."""
        self.work.close()
        self.uploads.close()

    def lately(self) -> list[Path]:
        """Return the studies used lately, the last one first; those that are there no more too."""
        kept = self._kept().get("studies")
        named = [Path(p) for p in kept if isinstance(p, str)] if isinstance(kept, list) else []
        return list(dict.fromkeys([*self._opened, *named]))[:_MOST]

    def last_place(self) -> Path | None:
        """Return the folder looked at last, where it is there still."""
        kept = self._kept().get("place")
        place = Path(kept) if isinstance(kept, str) and kept else None
        return place if place is not None and place.is_dir() else None

    def look_at(self, place: Path) -> None:
        """Remember the folder looked at last."""
        self._keep(place=str(place))

    def who(self, key: str) -> str:
        """Return who put something on record last in a study at this computer, or nothing."""
        kept = self._kept().get("who")
        name = kept.get(key) if isinstance(kept, dict) else None
        return name if isinstance(name, str) else ""

    def remember(self, key: str, who: str) -> None:
        """Remember who that was, of the studies that are listed."""
        self._remember("who", key, who)

    def nobody(self, key: str) -> str:
        """Return of what it was said last that nobody who looks has still to code; see blind."""
        kept = self._kept().get("nobody")
        said = kept.get(key) if isinstance(kept, dict) else None
        return said if isinstance(said, str) else ""

    def remember_nobody(self, key: str, said: str) -> None:
        """Remember that, of the studies that are listed."""
        self._remember("nobody", key, said)

    def _remember(self, what: str, key: str, said: str) -> None:
        kept = self._kept().get(what)
        known = kept if isinstance(kept, dict) else {}
        listed = {key_of(p) for p in self.lately()}
        self._keep(**{what: {**{k: v for k, v in known.items() if k in listed}, key: said}})

    def open(self, folder: Path) -> str:
        """Open a study and return the key it has in addresses.

        Raises
        ------
        StudyError
            The folder is no study, or one of a newer format.
        """
        folder = Path(os.path.abspath(folder))  # noqa: PTH100 -- a synced folder's link stays one
        open_study(folder)
        with self._lock:
            self._opened = [folder, *(p for p in self._opened if p != folder)]
        self._keep(studies=[str(p) for p in self.lately()])
        return key_of(folder)

    def forget(self, key: str) -> None:
        """Take a study off the list of those used lately; it stays where it is."""
        with self._lock:
            self._opened = [p for p in self._opened if key_of(p) != key]
        self._keep(studies=[str(p) for p in self.lately() if key_of(p) != key])

    def folder(self, key: str) -> Path | None:
        """Return the folder of a study that was opened, here or when the program ran before."""
        known = [*self._opened, *self.lately()]
        return next((p for p in known if key_of(p) == key and is_study(p)), None)

    def once(self, study: Shown, what: str, read: Callable[[], _T]) -> _T:
        """Return what was read of a study, or read now, while neither it nor the day has changed.

        Parameters
        ----------
        study : Shown
        what : str
            What is read; the same word is the same reading.
        read : callable
        """
        return once_a_state(study.folder, f"home, {what}", read)

    def desk(self, folder: Path) -> Reception:
        """Return the coding page's answers for a study."""
        with self._lock:
            found = self._desks.get(folder)
            if found is None:
                found = self._desks[folder] = Reception(open_study(folder), told=as_pages)
            return found

    @property
    def _file(self) -> Path:
        return self.own / "home.json"

    def _kept(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _keep(self, **now: Any) -> None:
        text = json.dumps({**self._kept(), **now}, ensure_ascii=False, indent=1)
        with self._lock, suppress(PracticelearnError):  # what cannot be kept is asked for again
            save_whole(self._file, lambda path: path.write_text(text, encoding="utf-8"))


def key_of(folder: Path) -> str:
    """Return what a study is called in addresses: the same whenever the program runs."""
    return hashlib.sha256(os.path.normcase(folder).encode()).hexdigest()[:12]
