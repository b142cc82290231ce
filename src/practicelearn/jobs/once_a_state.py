"""What takes long is made once for every state of a study, and anew when a file of it changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from practicelearn.errors import PracticelearnError
from practicelearn.study.folder import Study, open_study
from practicelearn.study.kept import state_of

__all__ = ["once_a_state"]

T = TypeVar("T")
_LOCK = threading.RLock()
_KEPT: OrderedDict[Path, tuple[str, dict[str, Any]]] = OrderedDict()
_OPEN: dict[Path, Study | None] = {}
"""The same studies, held open: what was read of them and did not change is there the next time."""
_MOST = 2
"""Studies of which something is kept: each may hold its whole corpus."""


def once_a_state(folder: str | Path, name: str, make: Callable[[], T]) -> T:
    """Return what was made under this name for the study as it is now; else make it.

    Parameters
    ----------
    folder : str or Path
    name : str
    make : callable
        It may ask for other things of the same study in the same way, and may change the study:
        then what it returns is kept for the state before, and made once more.

    Notes
    -----
    A page that says how many days something is late is another one tomorrow, so the day is part of
    the state. Whoever asks while it is made waits, and does not make it too.
    """
    folder = Path(folder)
    with _LOCK:
        state = f"{state_of(folder)} {date.today().isoformat()}"
        if folder not in _KEPT or _KEPT[folder][0] != state:
            _KEPT[folder] = (state, {})
            _OPEN[folder] = _opened(folder)
        _KEPT.move_to_end(folder)
        while len(_KEPT) > _MOST:
            _OPEN.pop(_KEPT.popitem(last=False)[0], None)
        kept = _KEPT[folder][1]
        if name not in kept:
            kept[name] = make()
        made: T = kept[name]
        return made


def _opened(folder: Path) -> Study | None:
    with suppress(PracticelearnError, OSError):  # whoever asks for it is told
        return open_study(folder)
    return None
