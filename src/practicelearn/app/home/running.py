"""Jobs that take long, each in a process of its own: how far, stopped until it commits, outlived.

A job belongs to the program and not to a window: whoever closes the window finds it going on. It
says when it begins to write; from then on it cannot be stopped, and the program waits for it before
it ends. Where the program itself is gone, a job that has written nothing yet stops.
"""

from __future__ import annotations

import logging
import multiprocessing
import secrets
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from practicelearn._disk import sentence
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.own_warnings import own_warnings
from practicelearn.jobs.steps import Steps, StoppedError

__all__ = ["Job", "Work"]

log = logging.getLogger(__name__)
_SPAWN = multiprocessing.get_context("spawn")
_WAIT_S = 60.0
_CLASSES = {
    "TopicModel": "Topics the program finds by itself",
    "CodeSuggester": "Codes the program offers",
}
_UNFORESEEN = (
    "The program met something it did not expect ({}), and did no more. Nothing that was not "
    "finished is kept. If it happens again, please report it."
)
_VANISHED = "The job ended without a word. Nothing that was not finished is kept. Start it again."

State = Literal["running", "done", "stopped", "failed"]


@dataclass
class Job:
    """One job, as it is now.

    Parameters
    ----------
    id, kind : str
        ``kind`` is what it does, such as "hear": of each kind there is one a study at a time.
    title : str
        What is shown above its progress.
    leads_to : str
        The address of what it makes.
    back : str
        The address it was started from.
    result : Any
        What it returned, once it is done.
    problem : str
        Why it failed, and what to do.
    notes : list of str
        What it warned of.
    about : str
        The state of what it was started on, where a page asks whether that still holds.
    """

    id: str
    kind: str
    title: str
    leads_to: str
    back: str
    study: str
    state: State = "running"
    done: int = 0
    of: int = 0
    what: str = "starting"
    can_stop: bool = True
    result: Any = None
    problem: str = ""
    notes: list[str] = field(default_factory=list)
    about: str = ""
    over: threading.Event = field(default_factory=threading.Event)


class Work:
    """All jobs of the program.

    Parameters
    ----------
    process : callable, optional
        Makes what a job runs in, as ``multiprocessing.Process`` does.
    """

    def __init__(self, process: Callable[..., Any] = _SPAWN.Process) -> None:
        self._process = process
        self._jobs: dict[str, tuple[Job, Any, Any]] = {}
        self._lock = threading.Lock()

    def start(
        self,
        kind: str,
        study: str,
        title: str,
        leads_to: str,
        back: str,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Job], None] = lambda _: None,
        **more: Any,
    ) -> Job:
        """Start a job, or return the one of this kind that is going on for the study already.

        Parameters
        ----------
        kind, study, title, leads_to, back : str
            As for :class:`Job`; ``study`` is its key.
        function : callable
            A job of ``jobs``, which takes ``steps``. It and its arguments must be such as can be
            sent to another process.
        then : callable
            Called with the job when it is over, before anybody is told.
        """
        with self._lock:
            for other, _, _ in self._jobs.values():
                if (other.kind, other.study, other.state) == (kind, study, "running"):
                    return other
            job = Job(secrets.token_hex(8), kind, title, leads_to, back, study)
            stop = _SPAWN.Event()
            ours, theirs = _SPAWN.Pipe(duplex=False)
            process = self._process(target=_work, args=(theirs, stop, function, args, more))
            self._jobs[job.id] = (job, process, stop)
        try:
            process.start()
        except BaseException:  # no memory for one more, say: it is not under way for ever
            self._jobs.pop(job.id)
            raise
        if not isinstance(process, threading.Thread):
            theirs.close()  # so that a process that vanishes is noticed here
        threading.Thread(target=self._listen, args=(job, process, ours, then), daemon=True).start()
        return job

    def find(self, id_: str) -> Job | None:
        """Return a job by its id."""
        found = self._jobs.get(id_)
        return found[0] if found else None

    def last(self, kind: str, study: str, *, state: State | None = None) -> Job | None:
        """Return the newest job of a kind for a study; of those in a state, where one is named."""
        own = [
            j
            for j, _, _ in self._jobs.values()
            if (j.kind, j.study) == (kind, study) and state in {None, j.state}
        ]
        return own[-1] if own else None

    def going_on(self, study: str) -> list[Job]:
        """Return the jobs of a study that are not over."""
        return [j for j, _, _ in self._jobs.values() if j.study == study and j.state == "running"]

    def stop(self, id_: str) -> None:
        """Ask a job to stop: it does at its next step, unless it writes by then."""
        if id_ in self._jobs:
            self._jobs[id_][2].set()

    def forget(self, kind: str, study: str) -> None:
        """Forget what jobs of this kind made for a study; one that goes on is stopped."""
        for id_, (job, _, stop) in list(self._jobs.items()):
            if (job.kind, job.study) == (kind, study):
                stop.set()
                job.over.wait(_WAIT_S)
                self._jobs.pop(id_, None)

    def close(self) -> None:
        """Stop what can be stopped, and wait for what is being written."""
        for job, _, stop in list(self._jobs.values()):
            stop.set()
            job.over.wait(_WAIT_S)

    def _listen(self, job: Job, process: Any, pipe: Any, then: Callable[[Job], None]) -> None:
        state: State = "failed"
        told: tuple[Any, list[str]] = (_VANISHED, [])
        try:
            while True:
                what, *told_now = pipe.recv()
                if what == "step":
                    job.done, job.of, job.what = told_now
                elif what == "committed":
                    job.can_stop = False
                else:
                    state, told = what, (told_now[0], told_now[1])
                    break
        except (EOFError, OSError):
            pass
        except Exception as error:  # what it made cannot be sent
            log.exception("the answer of %s", job.kind)
            told = (_UNFORESEEN.format(type(error).__name__), [])
        pipe.close()
        process.join(_WAIT_S)
        self._end(job, state, *told, then=then)

    def _end(
        self, job: Job, state: State, made: Any, notes: list[str], *, then: Callable[[Job], None]
    ) -> None:
        job.can_stop, job.notes = False, notes
        if state == "failed":
            job.problem = made
        else:
            job.result = made
        before, job.state = job.state, state
        try:
            then(job)
        except Exception:
            log.exception("after %s, which was %s", job.kind, before)
        job.over.set()


def _work(
    pipe: Any, stop: Any, function: Callable[..., Any], args: tuple[Any, ...], more: dict[str, Any]
) -> None:
    """What the other process does."""
    parent = multiprocessing.parent_process()
    if parent is not None:  # Ctrl+C in the program's window is the program's to answer
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def tell(*what: Any) -> None:
        with suppress(OSError):  # nobody listens any more; what is being written is finished
            pipe.send(what)

    steps = Steps(
        lambda done, of, what: tell("step", done, of, what),
        lambda: stop.is_set() or (parent is not None and not parent.is_alive()),
        lambda: tell("committed"),
    )
    with own_warnings() as warned:
        answer = _answer(function, args, more, steps)
    tell(*answer, list(dict.fromkeys(map(_plain, warned))))
    pipe.close()


def _plain(note: str) -> str:
    """A note to a researcher names the class that warns; here it is named in words."""
    named, colon, said = note.partition(": ")
    return f"{_CLASSES[named]}{colon}{said}" if named in _CLASSES else note


def _answer(
    function: Callable[..., Any], args: tuple[Any, ...], more: dict[str, Any], steps: Steps
) -> tuple[State, Any]:
    try:
        return "done", function(*args, **more, steps=steps)
    except StoppedError:
        return "stopped", None
    except PracticelearnError as error:
        return "failed", str(error)
    except OSError as error:
        return "failed", sentence(error)
    except Exception as error:
        log.exception("a job failed")
        return "failed", _UNFORESEEN.format(type(error).__name__)
