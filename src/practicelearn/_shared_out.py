"""Work that is the same for every session, shared out: to this process, to processes, to a cluster.

One way for all of it. Without a word from the caller each task is done here, one after the other.
Inside ``joblib.parallel_config(n_jobs=4)`` they go to processes of this machine, and with
``backend="dask"`` and a ``dask.distributed.Client`` to a cluster.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar, TypeVarTuple

__all__ = ["each", "in_parts"]

_Task = TypeVarTuple("_Task")
_T = TypeVar("_T")
_S = TypeVar("_S")

_A_WORKER = 8
"""Times that a worker is given something to do: few enough to carry, enough to end together."""
_AT_ONCE = 16
"""Tasks that are carried together at most: what is lost with a worker is done anew."""


def each(
    function: Callable[[*_Task], _T], tasks: Iterable[tuple[*_Task]], *, n: int
) -> Iterator[_T]:
    """Yield what ``function`` returns for each task, in their order.

    Parameters
    ----------
    function : callable
        Of a module, and pure: what it returns depends on its arguments alone, so that it may be
        done anywhere, and anew where a worker was lost.
    tasks : iterable of tuple
        Its arguments: one session, or a piece of one, and what all tasks have in common where that
        is small. They travel to the workers, and what is returned travels back.
    n : int
        How many tasks there are. One alone is done here: it is no work to share out.

    Notes
    -----
    Nothing is left with the cluster between tasks: arguments go with each of them. Dask would put
    larger ones with one worker, and whatever needs them is lost when that worker is.
    """
    # who has set joblib up has imported it; nobody else pays for it
    if n < 2 or "joblib" not in sys.modules:
        return (function(*task) for task in tasks)
    from joblib import Parallel, delayed, effective_n_jobs

    n_workers = effective_n_jobs(None)
    if n_workers == 1 and not _on_a_cluster():
        return (function(*task) for task in tasks)
    together = min(max(n // (n_workers * _A_WORKER), 1), _AT_ONCE)
    run = Parallel(return_as="generator", batch_size=together, pre_dispatch="3*n_jobs")
    done: Iterator[_T] = run(delayed(_done)(function, task) for task in tasks)
    return done  # joblib carries no types


def in_parts(items: Sequence[_S], sizes: Iterable[int], most: int) -> list[list[_S]]:
    """Return items in stretches of about one size: each is closed as soon as it holds ``most``.

    Examples
    --------
    >>> in_parts(["a", "b", "c"], [2, 1, 9], 3)
    [['a', 'b'], ['c']]
    """
    parts: list[list[_S]] = []
    size = most
    for item, own in zip(items, sizes, strict=True):
        if size >= most:
            parts.append([])
            size = 0
        parts[-1].append(item)
        size += own
    return parts


def _done(function: Callable[..., _T], task: tuple[object, ...]) -> _T:
    """The task, given as one tuple: Dask takes none of it out to keep it with one worker."""
    return function(*task)


def _on_a_cluster() -> bool:
    """Whether other machines are to do the work, be they one worker only."""
    from joblib.parallel import get_active_backend

    backend, _ = get_active_backend()
    return type(backend).__name__ == "DaskDistributedBackend"
