"""What the library itself warns of, for people; what other libraries warn of is not for them."""

from __future__ import annotations

import inspect
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

__all__ = ["own_warnings"]

_PASSING_ON = {"warnings", "_py_warnings", __name__}

log = logging.getLogger(__name__)


@contextmanager
def own_warnings() -> Iterator[list[str]]:
    """Collect what this library warns of; others' warnings go to the log.

    Yields
    ------
    list of str
        Filled while the work is done, each sentence once.

    Notes
    -----
    Whose a warning is says the module that gave it, not the line it is laid to: others lay theirs
    to the line of their caller, which is often one of ours.
    """
    said: list[str] = []

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,  # noqa: ARG001 - as Python calls it
        line: str | None = None,  # noqa: ARG001 - as above
    ) -> None:
        by = _warned_by()
        if issubclass(category, UserWarning) and by.partition(".")[0] == "practicelearn":
            if str(message) not in said:
                said.append(str(message))
        else:
            log.debug("%s, %s:%s: %s: %s", by, filename, lineno, category.__name__, message)

    with warnings.catch_warnings():
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = show
        yield said


def _warned_by() -> str:
    """The module that called ``warnings.warn``."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__") in _PASSING_ON:
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", "")) if frame else ""
