"""What to look at in the frame, found out beside the page: nobody waits for it."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from practicelearn.app.framing import Framing
from practicelearn.app.sight import or_none
from practicelearn.errors import PracticelearnError, counted
from practicelearn.study.folder import Study

if TYPE_CHECKING:  # it brings scikit-learn, which the page has no need of
    from practicelearn.jobs.frame_check import FrameCheck

__all__ = ["FrameLooking"]

log = logging.getLogger(__name__)

QUOTES = 3
_UNFORESEEN = "The program met something it did not expect ({}), and found out nothing. Try again."
_BLIND = "Only your own and settled codings were looked at, since others may still code blind."
_NOTHING = "Nothing in the frame asks for a look."


@dataclass(frozen=True)
class _Looked:
    """One look: whose codings it saw, and what came of it, once it is over."""

    coders: Collection[str] | None
    state: str = "working"
    answer: Mapping[str, Any] | None = None


class FrameLooking:
    """One person's look at the frame; begun when they ask for it, and read once it is done.

    Parameters
    ----------
    study : Study
    who : str
        Who codes sees what is made of their own and settled codings only.
    begin : callable, optional
        Runs a function without waiting for it.
    """

    def __init__(
        self, study: Study, who: str, begin: Callable[[Callable[[], None]], None] | None = None
    ) -> None:
        self.study, self.who = study, who
        self._begin = begin or _in_a_thread
        self._looked: _Looked | None = None

    def answer(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Return how far the look is: state (none, working, done, failed), and what was found.

        With ``act`` "begin" a look is begun, unless one is going on. What was found while others'
        codings could be seen is gone once they may not.
        """
        coders = Framing(self.study, self.who).coders
        if self._looked is not None and self._looked.coders != coders:
            self._looked = None
        going = self._looked is not None and self._looked.state == "working"
        if args.get("act") == "begin" and not going:
            looked = self._looked = _Looked(coders)
            self._begin(lambda: self._look(looked))
        if self._looked is None:
            return {"state": "none"}
        return {"state": self._looked.state, **(self._looked.answer or {})}

    def _look(self, begun: _Looked) -> None:
        from practicelearn.jobs.frame_check import check_frame

        try:
            check = check_frame(self.study.path, coders=begun.coders)
            done = _Looked(begun.coders, "done", _shown(check, blind=begun.coders is not None))
        except PracticelearnError as error:
            done = _Looked(begun.coders, "failed", {"said": str(error)})
        except Exception as error:
            log.exception("what to look at in the frame")
            what = _UNFORESEEN.format(type(error).__name__)
            done = _Looked(begun.coders, "failed", {"said": what})
        if self._looked is begun:
            self._looked = done


def _in_a_thread(what: Callable[[], None]) -> None:
    threading.Thread(target=what, daemon=True, name="frame").start()


def _shown(check: FrameCheck, *, blind: bool) -> dict[str, Any]:
    at = dt.datetime.now().astimezone().strftime("%H:%M")
    found = counted(len(check), "thing") + " to look at" if len(check) else _NOTHING
    return {
        "said": f"{found} (at {at}).",
        "blind": _BLIND if blind else "",
        "proposals": [
            {"id": str(row.Index), "kind": row.kind, "name": row.name, "says": row.says,
             "could": row.could, "codes": list(row.codes), "sides": _sides(check, str(row.Index))}
            for row in check.table.itertuples()
        ],
        "not_known": check.not_known.to_dict("records"),
    }  # fmt: skip


def _sides(check: FrameCheck, proposal: str) -> list[dict[str, Any]]:
    quotes = check.quotes(proposal, QUOTES)
    return [
        {"side": side, "quotes": [_quote(row) for _, row in own.iterrows()]}
        for side, own in quotes.groupby("side", sort=False)
    ]


def _quote(row: pd.Series) -> dict[str, Any]:
    turn = str(row["turn_id"])
    place = [row["group"], row["year"], f"turn {int(turn.rpartition(':')[2])}", row["speaker"]]
    return {
        "session": str(row["session_id"]), "turn": turn, "start": int(row["start"]),
        "end": int(row["end"]), "words": str(row["quote"]),
        "where": " · ".join(str(part) for part in place if or_none(part)),
    }  # fmt: skip
