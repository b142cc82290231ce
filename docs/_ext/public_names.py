"""What is public, and under which one path: ``practicelearn.topics.stability``, never its file.

A name is written here as people write it after ``prac.``: ``find_themes``, ``topics.stability``,
``Study.edit_frame``. Members of a class are its own and those of its parents in this library; what
it has of another library's parent is named by :func:`from_elsewhere`.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import practicelearn as prac
from practicelearn._late import Late

__all__ = ["Public", "from_elsewhere", "members_of", "public_names", "signature_of"]

_OWN = "practicelearn."


@dataclass(frozen=True)
class Public:
    """A public name: how it is written after ``prac.``, what it is, and of which class."""

    name: str
    thing: Any
    owner: type | None = None
    is_property: bool = False
    is_bound: bool = False  # its first argument is the object it is asked of, or its class

    @property
    def path(self) -> str:
        """As it is imported: ``practicelearn.topics.stability``."""
        return _OWN + self.name

    @property
    def last(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def kind(self) -> str:
        """What Python's domain of Sphinx calls it."""
        if self.owner is not None:
            return "property" if self.is_property else "method"
        if not inspect.isclass(self.thing):
            return "function"
        return "exception" if issubclass(self.thing, Exception) else "class"


def public_names() -> list[Public]:
    """Every public function, class and error, those of a public module after its name."""
    names: list[str] = []
    for name in sorted(prac.__all__):
        thing = getattr(prac, name)
        if inspect.ismodule(thing):
            names += [f"{name}.{n}" for n in getattr(thing, "__all__", None) or dir(thing)]
        else:
            names.append(name)
    found = [Public(name, attrgetter(name)(prac)) for name in names]
    return [p for p in found if callable(p.thing) and not p.last.startswith("_")]


def members_of(public: Public) -> list[Public]:
    """The public methods and properties of a class, by name; none of an error."""
    if public.kind != "class":
        return []
    found: dict[str, Public] = {}
    for owner in public.thing.__mro__:
        if not f"{owner.__module__}.".startswith(_OWN):
            continue
        for name in vars(owner):
            if name.startswith("_") or name in found:
                continue
            if (member := _member(public, owner, name)) is not None:
                found[name] = member
    return [found[name] for name in sorted(found)]


def _member(public: Public, owner: type, name: str) -> Public | None:
    raw = inspect.getattr_static(owner, name)
    full = f"{public.name}.{name}"
    of = public.thing
    if isinstance(raw, property) or hasattr(raw, "func"):  # a cached one
        return Public(full, getattr(raw, "fget", None) or raw.func, of, is_property=True)
    if isinstance(raw, Late):
        return Public(full, getattr(owner, name), of, is_bound=True)
    function = getattr(raw, "__func__", raw)
    if not inspect.isfunction(function):
        return None
    return Public(full, function, of, is_bound=not isinstance(raw, staticmethod))


def from_elsewhere(public: Public) -> dict[str, list[str]]:
    """Public methods that a class has of other libraries: library to names."""
    found: dict[str, list[str]] = {}
    if public.kind != "class":
        return found
    own = {member.last for member in members_of(public)}
    for parent in public.thing.__mro__:
        library = parent.__module__.partition(".")[0]
        if library in {"practicelearn", "builtins", "typing"}:
            continue
        names = {n for n, v in vars(parent).items() if n[0] != "_" and inspect.isroutine(v)}
        found.setdefault(library, []).extend(sorted(names - own))
        own |= names
    return {library: sorted(names) for library, names in found.items() if names}


def signature_of(public: Public) -> str:
    """Names and defaults of the parameters, without types: these stand beneath, in words."""
    if public.is_property:
        return ""
    try:
        signature = inspect.signature(public.thing)
    except (TypeError, ValueError):
        return ""  # an error that takes what any error takes
    parameters = list(_plain(signature))
    if public.is_bound:
        parameters = parameters[1:]
    return str(inspect.Signature(parameters))


class _Default:
    """A default in one short word."""

    def __init__(self, said: str) -> None:
        self.said = said

    def __repr__(self) -> str:
        return self.said


def _plain(signature: inspect.Signature) -> Iterator[inspect.Parameter]:
    for parameter in signature.parameters.values():
        default = parameter.default
        if default is not parameter.empty:
            said = repr(default)
            default = _Default("…" if "<" in said or "practicelearn." in said else said)
        yield parameter.replace(annotation=parameter.empty, default=default)
