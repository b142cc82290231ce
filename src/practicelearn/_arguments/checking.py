"""The one way in which functions check what they are given: their own annotations, held to.

A function begins with ``check_arguments(itself, locals())``. What may stand there is read once
from its annotations (:mod:`~practicelearn._arguments.annotations`); ranges, which no annotation
tells, are handed over by name: ``min_groups=AT_LEAST_1``. A call without a fault costs a few
microseconds; all words are made only when there is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from practicelearn._arguments.annotations import defaults_of, rules_of, rules_of_fields
from practicelearn._arguments.fault import fault_of
from practicelearn._arguments.rules import AnyOf, Choice, Rule
from practicelearn._arguments.words import listed, near_match, shown
from practicelearn.errors import ArgumentError, PracticelearnError

__all__ = ["check_arguments", "check_fields", "check_known"]

_Plan = tuple[dict[str, Rule], tuple[tuple[str, Any, Callable[[Any], bool]], ...]]
"""The rules, for the words of an error; and each argument's default and test, for every call."""

_PLANS: dict[object, _Plan] = {}
_NONE = object()


def check_arguments(
    function: Callable[..., object], given: Mapping[str, Any], **rules: Rule
) -> None:
    """Hold what a function was given against its annotations.

    Parameters
    ----------
    function : callable
        The function itself, or ``Class.method``.
    given : mapping
        Its ``locals()``, before anything else is done.
    **rules
        A narrower rule for an argument, such as a range. None is still allowed where the
        annotation allows it.

    Raises
    ------
    ArgumentError
        Naming the function, the argument, what was expected and what was given, and the next step
        where one is known.
    """
    plan = _PLANS.get(function) or _made(function, rules_of(function), rules, defaults_of(function))
    for name, default, fits in plan[1]:
        value = given[name]
        if value is not default and not fits(value):
            where = function.__qualname__
            if "self" in given:  # a method is known by the class that people know
                where = f"{type(given['self']).__name__}.{function.__name__}"
            where = re.sub(r"^plot_", "plot.", where)  # people call it prac.plot.change
            raise ArgumentError(fault_of(where, plan[0], given, name))


def check_fields(made: object, **rules: Rule) -> None:
    """Hold the fields of a dataclass that a person makes by hand against their annotations.

    Raises
    ------
    ArgumentError
        As :func:`check_arguments`.
    """
    kind = type(made)
    plan = _PLANS.get(kind) or _made(kind, rules_of_fields(kind), rules, defaults_of(kind))
    given = vars(made)
    for name, default, fits in plan[1]:
        value = given[name]
        if value is not default and not fits(value):
            raise ArgumentError(fault_of(kind.__name__, plan[0], given, name))


def check_known(
    where: str,
    wanted: str | Iterable[Any],
    known: Collection[Any],
    *,
    noun: str,
    error: type[PracticelearnError] = ArgumentError,
) -> None:
    """Refuse names that nothing bears, with the near match and with those there are.

    Parameters
    ----------
    where : str
        Function or argument, as it stands in the sentence.
    wanted : str or iterable
        What was asked for.
    known : collection
        What there is.
    noun : str
        What it is called: code, round, session ...

    Raises
    ------
    ArgumentError
        Or the error of another kind that is asked for.

    Examples
    --------
    >>> check_known("agreement", ["kimm"], ["kim", "lee"], noun="coder")
    Traceback (most recent call last):
    practicelearn.errors.ArgumentError: agreement: there is no coder "kimm"; there are kim, lee. \
Did you mean "kim"?
    """
    for name in [wanted] if isinstance(wanted, str) else wanted:
        if name not in known:
            raise error(
                f"{where}: there is no {noun} {shown(name)}; "
                f"there are {listed(known)}.{near_match(str(name), known)}"
            )


def _made(
    key: Any, read: dict[str, Rule], narrower: Mapping[str, Rule], defaults: Mapping[str, Any]
) -> _Plan:
    rules = dict(read)
    for name, rule in narrower.items():
        rules[name] = _with_none(rule) if _takes_none(read[name]) else rule
    tests = tuple(
        (name, defaults.get(name, _NONE), rule.fits)
        for name, rule in rules.items()
        if type(rule) is not Rule
    )
    _PLANS[key] = rules, tests
    return _PLANS[key]


def _takes_none(rule: Rule) -> bool:
    return type(rule) is not Rule and rule.fits(None)


def _with_none(rule: Rule) -> Rule:
    return rule if rule.fits(None) else AnyOf((rule, Choice((None,))))
