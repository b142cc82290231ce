"""One visit of a page: what it is about, what its form says, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from practicelearn.app.home.house import House
from practicelearn.app.home.shell import Shown
from practicelearn.errors import PracticelearnError

__all__ = ["AsItIs", "Form", "Goto", "NoPageError", "OlderError", "Page", "Visit"]


class NoPageError(LookupError):
    """An address that is none of the home's."""


class OlderError(PracticelearnError):
    """A form that was made before what it changes became what it is."""


class Form:
    """What a form sent: by name, every value as it was typed.

    Parameters
    ----------
    values : mapping of str to sequence of str
    files : sequence of Path
        Files that came with it, already where what is brought lies.
    """

    def __init__(
        self, values: Mapping[str, Sequence[str]] | None = None, files: Sequence[Path] = ()
    ) -> None:
        self.values = {k: list(v) for k, v in (values or {}).items()}
        self.files = list(files)

    def __getitem__(self, name: str) -> str:
        """Return the first value of this name without blanks around it, or nothing."""
        return next(iter(self.values.get(name, [])), "").strip()

    def all(self, name: str) -> list[str]:
        """Return every value of this name."""
        return self.values.get(name, [])

    def under(self, prefix: str) -> dict[str, str]:
        """Return the values whose names begin so, by the rest of the name."""
        return {
            name.removeprefix(prefix): values[0]
            for name, values in self.values.items()
            if name.startswith(prefix) and values
        }


@dataclass(frozen=True)
class Goto:
    """The page that comes next.

    Parameters
    ----------
    address : str
        Of this server.
    """

    address: str


@dataclass(frozen=True)
class AsItIs:
    """A document as its reader gets it: a page by itself, in which nothing runs or is loaded.

    Parameters
    ----------
    html : str or Path
        Its words, or the file that holds them.
    """

    html: str | Path


@dataclass(frozen=True)
class Visit:
    """What a page is asked with.

    Parameters
    ----------
    house : House
    args : mapping of str to str
        The changing parts of its address, and what stands after the question mark.
    shown : Shown, optional
        The study; every page below ``/study/{key}`` has one.
    problem : str
        Why the form below was not carried out.
    form : Form
        What was typed into a form that was not carried out; empty before.
    """

    house: House
    args: Mapping[str, str]
    shown: Shown | None = None
    problem: str = ""
    form: Form = field(default_factory=Form)

    @property
    def study(self) -> Shown:
        """The study, on a page that has one."""
        assert self.shown is not None, "a page without a study asked for it"
        return self.shown


@dataclass(frozen=True)
class Page:
    """A page of the home, as the table in ``routes.py`` lists it.

    Parameters
    ----------
    path : str
    show : callable
        Returns the page, which one is to be shown instead, a document as its reader gets it, or a
        file to take away.
    take : callable, optional
        Carries out its form, and returns where to go next, or the page that says what came of it.
    about : callable, optional
        The state of what its forms change. A form made from an older one is told, and writes
        nothing.
    receives : bool
        Whether its form may bring files, which go to where what is brought lies.
    apart : str
        What these files lie in, apart from transcripts: a word added to the study's key.
    """

    path: str
    show: Callable[[Visit], str | Goto | AsItIs | Path]
    take: Callable[[Visit, Form], Goto | str] | None = None
    about: Callable[[Visit], str] | None = None
    receives: bool = False
    apart: str = ""
