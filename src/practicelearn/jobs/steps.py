"""How far a job is, and whether it may go on."""

from __future__ import annotations

from collections.abc import Callable

from practicelearn.errors import PracticelearnError

__all__ = ["Steps", "StoppedError"]


class StoppedError(PracticelearnError):
    """A person stopped a job before it wrote anything."""


class Steps:
    """Called by a job with steps done, steps in all, and what comes next.

    Parameters
    ----------
    show : callable, optional
        Called with the same three.
    cancelled : callable, optional
        Whether the person wants the job to stop; asked at every step, until the job commits.
    committed : callable, optional
        Called when it commits.

    Raises
    ------
    StoppedError
        At a step, where the person wants it to stop. Nothing has been written then.

    Examples
    --------
    >>> steps = Steps(show=lambda done, of, what: print(done, of, what))
    >>> steps(0, 2, "reading")
    0 2 reading
    """

    def __init__(
        self,
        show: Callable[[int, int, str], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        committed: Callable[[], None] | None = None,
    ) -> None:
        self._show = show
        self._cancelled = cancelled
        self._committed = committed

    def __call__(self, done: int, of: int, what: str) -> None:
        """Say how far the job is, and stop it where a person asked for that."""
        self._ask()
        if self._show is not None:
            self._show(done, of, what)

    def commit(self) -> None:
        """From here on files are written: the last moment at which the job can be stopped."""
        self._ask()
        self._cancelled = None
        if self._committed is not None:
            self._committed()

    def _ask(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise StoppedError("stopped before anything was written.")
