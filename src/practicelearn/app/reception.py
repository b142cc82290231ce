"""Who codes: known from the start, or asked for by the page, and then a name a window."""

from __future__ import annotations

import getpass
import re
import threading
from collections.abc import Callable, Mapping
from typing import Any

from practicelearn.app.desk import Desk
from practicelearn.app.exporting import File
from practicelearn.app.sentences import SENTENCES
from practicelearn.coding.codings import MACHINES, SETTLED
from practicelearn.errors import CodingError
from practicelearn.study.folder import Study
from practicelearn.study.listing import coder_folders

__all__ = ["Reception"]


class Reception:
    """The desks of a study: each window asks under the name that it was given.

    Parameters
    ----------
    study : Study
    coder : str, optional
        Who codes. Without it nothing but the names that are known is answered, until a question
        bears a name.
    told : callable
        How a sentence that refuses is told here: one made for a command line names commands.

    Raises
    ------
    CodingError
        The coder's name cannot be a folder's.
    """

    def __init__(
        self, study: Study, coder: str | None = None, *, told: Callable[[str], str] = str
    ) -> None:
        self.study, self.coder, self._told = study, coder, told
        self._desks = {} if coder is None else {coder: Desk(study, coder)}
        self._lock = threading.Lock()

    def ask(self, op: str, args: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the answer of the window's own desk (see :meth:`Desk.ask`).

        Returns
        -------
        dict
            Where it bears no name, or none that can be a coder's: ``error`` "who", with the names
            that are known (``coders``) and how the person is called at this computer (``usual``).
        """
        name = (args or {}).get("coder") or self.coder
        if name is None:
            return self._who("Say who codes.")
        if self.coder is not None and name != self.coder:
            return {
                "ok": False,
                "error": "unwritten",
                "what": f"This window is {name}'s, and the program was started again for "
                f"{self.coder}. Start it for {name}, or close this window.",
            }
        try:
            with self._lock:
                desk = self._desks.get(name) or self._desks.setdefault(name, Desk(self.study, name))
        except CodingError as error:
            return self._who(str(error))
        answer = desk.ask(op, args)
        if not answer.get("ok", True) and isinstance(answer.get("what"), str):
            answer = {**answer, "what": self._told(answer["what"])}
        return answer

    def fetch(self, ticket: str) -> File | None:
        """Return a file that was made for one of the windows, once."""
        desks = list(self._desks.values())
        return next((file for desk in desks if (file := desk.fetch(ticket)) is not None), None)

    def _who(self, what: str) -> dict[str, Any]:
        known = [n for n in coder_folders(self.study.path) if n not in {SETTLED, *MACHINES}]
        return {
            "ok": False, "error": "who", "what": what, "coders": known, "usual": _usual(),
            "words": SENTENCES,
        }  # fmt: skip


def _usual() -> str:
    """How the person is called at this computer, as a coder's name."""
    try:
        return re.sub(r"[^a-z0-9]+", "-", getpass.getuser().lower()).strip("-")
    except (KeyError, OSError):  # a person without a name, as in some containers
        return ""
