"""The sentence about an argument that does not fit: where, what was given, expected, next step."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from practicelearn._arguments.next_steps import next_step
from practicelearn._arguments.rules import AnyOf, Choice, Dated, ListOf, Number, Rule, Text, TupleOf
from practicelearn._arguments.words import listed, near_match, shown

__all__ = ["fault_of"]


def fault_of(where: str, rules: Mapping[str, Rule], given: Mapping[str, Any], name: str) -> str:
    """Return what is wrong with the argument of this name, in one or two sentences."""
    order = _other_order(where, rules, given, name)
    if order:
        return order
    rule, value, place = rules[name], given[name], name
    hint = _hint(name, name, rule, value)
    deeper = None if hint else rule.inner(value)
    while deeper is not None:
        at, rule, value = deeper
        place = f"{place}{at}" if at.startswith("[") else f"{place}, {at}"
        deeper = rule.inner(value)
    hint = hint or _hint(name, name if place == name else "", rule, value)
    if rounds := _rounds(name, given):  # the rounds there are say more than a pair of marks
        hint = rounds if isinstance(rule, Text) else hint + rounds
    return f"{where}: {place}={shown(value)}: expected {rule.expected}.{hint}"


def _other_order(
    where: str, rules: Mapping[str, Rule], given: Mapping[str, Any], name: str
) -> str | None:
    """Whether the arguments would all fit in another order, the first few being at fault."""
    first = [
        n
        for n, rule in itertools.islice(rules.items(), 4)
        if type(rule) is not Rule and given[n] is not None
    ]
    if name not in first:
        return None
    for size in range(2, len(first) + 1):
        names = first[:size]
        if name not in names:
            continue
        own = [given[n] for n in names]
        if len(set(map(type, own))) == 1:
            continue  # two texts: nothing says that they changed places
        for values in itertools.permutations(own):
            if all(rules[n].fits(v) for n, v in zip(names, values, strict=True)):
                call = f"{where}({', '.join(names)}{', ...' if len(rules) > size else ''})"
                return f"{where}: the arguments stand in another order. Write {call}."
    return None


def _hint(name: str, at: str, rule: Rule, value: object) -> str:
    return " ".join(["", *_hints(name, at, rule, value)]).rstrip()


def _hints(name: str, at: str, rule: Rule, value: object) -> Iterator[str]:
    """What to write instead, where that can be told; the first that is known."""
    parts = rule.rules if isinstance(rule, AnyOf) else (rule,)
    said = next_step(name, [part.expected for part in parts], value)
    if said:
        yield said
        return
    for part in parts:
        said = _instead(at, part, value)
        if said:
            yield said
            return


def _at(name: str) -> str:
    """The argument to write it for; a value within a list or dict has no name of its own."""
    return f"{name}=" if name else ""


def _instead(name: str, rule: Rule, value: object) -> str:
    if isinstance(rule, ListOf):
        return _as_list(name, rule, value)
    if isinstance(rule, Number):
        return _as_number(name, rule, value)
    if isinstance(rule, Choice) and isinstance(value, str):
        return near_match(value, [v for v in rule.values if isinstance(v, str)]).strip()
    if isinstance(rule, Text) and isinstance(value, int | float) and not isinstance(value, bool):
        return f'Write it in quotation marks: {_at(name)}"{value}".'
    if isinstance(rule, Text | Dated) and isinstance(value, dt.date | dt.datetime):
        said = value.isoformat()
        day = isinstance(rule, Dated) and not rule.moment
        return f'Write it as text: {_at(name)}"{said[:10] if day else said}".'
    if isinstance(rule, Text) and isinstance(value, list | tuple) and len(value) == 1:
        return f"Write {_at(name)}{shown(value[0])}, without brackets."
    return ""


def _as_list(name: str, rule: ListOf, value: object) -> str:
    if rule.item.fits(value) and not isinstance(value, dict):
        return f"Write {_at(name)}[{shown(value)}]."
    if (
        isinstance(rule.item, TupleOf)
        and isinstance(value, tuple)
        and all(isinstance(v, str) for v in value)
    ):
        return f"Write {_at(name)}[{shown(value)}]."
    if rule.filled and hasattr(value, "__len__") and not len(value):
        return "It is empty."
    if hasattr(value, "__next__"):
        return f"It can be gone through once only: write {_at(name)}list(...)."
    return ""


_PER_CENT = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*%\s*")


def _as_number(name: str, rule: Number, value: object) -> str:
    """A share written as a percentage, a number in quotation marks."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        if found := _PER_CENT.fullmatch(value):
            share = float(found[1].replace(",", ".")) / 100
            return f"Write {_at(name)}{share:g}." if rule.fits(share) else ""
        number = _number(value)
        return f"Write {_at(name)}{number:g}, without quotation marks." if rule.fits(number) else ""
    if isinstance(value, bool) or not isinstance(value, int | float) or rule.whole:
        return ""
    if rule.high <= 1 and 2 <= value <= 100 and rule.fits(value / 100):
        return f"A share, not per cent: write {_at(name)}{value / 100:g}."
    return ""


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return int(number) if number.is_integer() else number


def _rounds(name: str, given: Mapping[str, Any]) -> str:
    """The rounds there are, for an argument that should have been one of them."""
    if name not in {"year", "round", "rounds", "pairs"}:
        return ""
    for value in given.values():
        corpus = getattr(value, "corpus", value)
        settings = getattr(value, "settings", None)
        labels = getattr(settings, "rounds", None) or getattr(corpus, "year_labels", None)
        if labels:
            return f" The rounds are {listed(labels)}."
    return ""
