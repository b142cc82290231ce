"""A function's own annotations, read as the rules of its arguments: they are written once."""

from __future__ import annotations

import builtins
import collections.abc as abc
import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from practicelearn._arguments.rules import (
    ANYTHING,
    PATH,
    TEXT,
    YES_NO,
    AnyOf,
    Callme,
    Choice,
    Having,
    Kind,
    ListOf,
    MapOf,
    Named,
    Number,
    Rule,
    TupleOf,
    some,
)

__all__ = ["defaults_of", "rules_of", "rules_of_fields"]


def rules_of(function: Callable[..., object]) -> dict[str, Rule]:
    """Return the rule of each named parameter, in their order; ``self`` and stars left out."""
    # type checkers warn of __init__ of what may be a subclass; here it is the class that was called
    made = function.__init__ if isinstance(function, type) else function  # type: ignore[misc]
    names = _Names(inspect.unwrap(made).__globals__)
    return {
        p.name: _rule(names.read(p.annotation))
        for p in inspect.signature(function).parameters.values()
        if p.annotation is not p.empty and p.kind not in {p.VAR_POSITIONAL, p.VAR_KEYWORD}
    }


def rules_of_fields(kind: type) -> dict[str, Rule]:
    """Return the rule of each field of a dataclass."""
    names = _Names(vars(inspect.getmodule(kind)))
    return {f.name: _rule(names.read(f.type)) for f in dataclasses.fields(kind) if f.init}


def defaults_of(function: Callable[..., object]) -> dict[str, Any]:
    """Return the defaults of a function, or of a class that is made: they need no look."""
    given = inspect.signature(function).parameters.values()
    return {p.name: p.default for p in given if p.default is not p.empty}


class _Unknown:
    """A name that is imported for type checkers only: its class is known by its name."""


class _Names(Mapping[str, Any]):
    """The names that an annotation may use: those of its module, and any other as unknown."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def read(self, annotation: Any) -> Any:
        """Return what an annotation means; they are text, as modules import their own future."""
        # The text is our own source code, never anybody's input.
        return eval(annotation, {}, self) if isinstance(annotation, str) else annotation

    def __getitem__(self, name: str) -> Any:
        if name in self._known:
            known = self._known[name]
            return Any if isinstance(known, str) else known  # an alias that is text: not read
        return getattr(builtins, name, None) or type(name, (_Unknown,), {})

    def __iter__(self) -> typing.Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


_PLAIN: dict[Any, Rule] = {
    Any: ANYTHING,
    object: ANYTHING,
    abc.Hashable: ANYTHING,
    str: TEXT,
    bool: YES_NO,
    int: Number(whole=True),
    float: Number(),
    Path: PATH,
    None: some(None),
    type(None): some(None),
}
_SEQUENCES = {abc.Sequence, abc.Collection, list, set, frozenset, abc.Set}


def _rule(meant: Any) -> Rule:
    if isinstance(meant, typing.TypeVar | str):
        return ANYTHING
    if isinstance(meant, abc.Hashable) and meant in _PLAIN:
        return _PLAIN[meant]
    origin, inside = typing.get_origin(meant), typing.get_args(meant)
    if (value := getattr(origin or meant, "__value__", None)) is not None:
        return _rule(value)  # an alias by ``type``, as numpy's NDArray is from 2.5 on
    if origin in {typing.Union, types.UnionType}:
        return _union(inside)
    if origin is typing.Literal:
        return Choice(inside)
    if origin in _SEQUENCES or origin is abc.Iterable:
        return ListOf(_rule(inside[0]), once=origin is abc.Iterable)
    if origin is tuple:
        if inside[1:] == (...,):
            return ListOf(_rule(inside[0]))
        return TupleOf(tuple(map(_rule, inside)))
    if origin is abc.Mapping or origin is dict:
        return MapOf(*map(_rule, inside))
    if origin is abc.Callable:
        return Callme()
    kind = origin or meant
    return _of_class(kind) if isinstance(kind, type) else ANYTHING


def _of_class(kind: type) -> Rule:
    if issubclass(kind, _Unknown):
        return Named(kind.__name__)
    if getattr(kind, "_is_protocol", False):
        members = {*vars(kind).get("__annotations__", {}), *vars(kind)} - _OF_PROTOCOLS
        return Having(kind.__name__, tuple(sorted(m for m in members if not m.startswith("__"))))
    return Kind(kind)


_OF_PROTOCOLS = {"_abc_impl", "_is_protocol", "_is_runtime_protocol"}


def _union(inside: tuple[Any, ...]) -> Rule:
    """``str | Path`` is a path; choices of several Literals are one list of choices."""
    rest = [part for part in inside if not (part is str and Path in inside)]
    rules = [_rule(part) for part in rest]
    choices = [v for rule in rules if isinstance(rule, Choice) for v in rule.values]
    others: list[Rule] = [rule for rule in rules if not isinstance(rule, Choice)]
    words = tuple(v for v in choices if v is not None)
    if words:
        others.append(Choice(words))
    if None in choices:
        others.append(some(None))
    return others[0] if len(others) == 1 else AnyOf(tuple(others))
