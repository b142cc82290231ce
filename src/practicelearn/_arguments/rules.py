"""What an argument may be: one rule a kind, which says in words what it expects."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

from practicelearn._arguments.words import shown

__all__ = [
    "ANYTHING",
    "AT_LEAST_0",
    "AT_LEAST_1",
    "DAY",
    "MOMENT",
    "NAMES",
    "PART",
    "PATH",
    "SEED",
    "SHARE",
    "TEXT",
    "WORDS",
    "YES_NO",
    "AnyOf",
    "Choice",
    "Dated",
    "Kind",
    "ListOf",
    "MapOf",
    "Named",
    "Number",
    "Rule",
    "Text",
    "TupleOf",
    "file_of",
    "one_or_several",
    "some",
]


_LOGICAL = (bool, np.bool_)
_LISTS = (list, tuple)  # made once: a test of many small lists is on the way of every call


@dataclass(frozen=True)
class Rule:
    """Anything fits this one; those below are narrower."""

    @property
    def expected(self) -> str:
        """What fits, in words."""
        return "anything"

    def fits(self, value: Any) -> bool:  # noqa: ARG002 - narrower rules look at it
        """Whether a value may be given."""
        return True

    def inner(self, value: Any) -> tuple[str, Rule, Any] | None:  # noqa: ARG002 - as above
        """Where within a value the fault lies: the place, its rule and what stands there."""
        return None


@dataclass(frozen=True)
class Kind(Rule):
    """An object of a class."""

    kind: type

    @property
    def expected(self) -> str:
        name = self.kind.__name__
        if name == "DataFrame":
            return "a table (DataFrame)"
        if name in _SEVERAL:
            return name
        return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"

    def fits(self, value: Any) -> bool:
        return isinstance(value, self.kind)


_SEVERAL = {"Codings", "Themes"}


@dataclass(frozen=True)
class Named(Rule):
    """An object of a class that is known by its name only: importing it would be dear."""

    name: str

    @property
    def expected(self) -> str:
        return f"{'an' if self.name[0] in 'AEIOU' else 'a'} {self.name}"

    def fits(self, value: Any) -> bool:
        return any(base.__name__ == self.name for base in type(value).__mro__)


@dataclass(frozen=True)
class Having(Rule):
    """An object with these attributes (a protocol)."""

    name: str
    attributes: tuple[str, ...]

    @property
    def expected(self) -> str:
        return self.name

    def fits(self, value: Any) -> bool:
        return all(hasattr(value, name) for name in self.attributes)


@dataclass(frozen=True)
class Text(Rule):
    """Text; ``filled``: with something in it."""

    filled: bool = False

    @property
    def expected(self) -> str:
        return "text that is not empty" if self.filled else "text"

    def fits(self, value: Any) -> bool:
        return isinstance(value, str) and not (self.filled and not value.strip())


@dataclass(frozen=True)
class YesNo(Rule):
    """True or False."""

    @property
    def expected(self) -> str:
        return "True or False"

    def fits(self, value: Any) -> bool:
        return isinstance(value, _LOGICAL)


@dataclass(frozen=True)
class Number(Rule):
    """A number in a range, ends included unless ``open_low`` or ``open_high``.

    True and False are no numbers here, nor is NaN; numpy's are.
    """

    low: float = -math.inf
    high: float = math.inf
    whole: bool = False
    open_low: bool = False
    open_high: bool = False

    @property
    def expected(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        if math.isinf(self.low) and math.isinf(self.high):
            return kind
        least = f"{'above' if self.open_low else 'of at least'} {self.low:g}"
        most = f"{'below' if self.open_high else 'at most'} {self.high:g}"
        if math.isinf(self.high):
            return f"{kind} {least}"
        if math.isinf(self.low):
            return f"{kind} of {most}"
        if self.open_low or self.open_high:
            return f"{kind} {least} and {most}"
        return f"{kind} from {self.low:g} to {self.high:g}"

    def fits(self, value: Any) -> bool:
        if isinstance(value, _LOGICAL):
            return False
        if not isinstance(value, Integral if self.whole else Real):
            return False
        number = float(value)
        return (self.low < number if self.open_low else self.low <= number) and (
            number < self.high if self.open_high else number <= self.high
        )


@dataclass(frozen=True)
class Choice(Rule):
    """One of a few words or numbers."""

    values: tuple[Any, ...]

    @property
    def expected(self) -> str:
        if len(self.values) == 1:
            return shown(self.values[0])
        return f"one of {', '.join(map(str, self.values))}"

    def fits(self, value: Any) -> bool:
        return isinstance(value, str | int | float | np.generic | type(None)) and any(
            value == v and isinstance(value, bool) == isinstance(v, bool) for v in self.values
        )


@dataclass(frozen=True)
class PathLike(Rule):
    """The path of a file or folder; ``suffix``: of a file of this kind."""

    suffix: str = ""

    @property
    def expected(self) -> str:
        return "a path (text or Path)" + (f" that ends in {self.suffix}" if self.suffix else "")

    def fits(self, value: Any) -> bool:
        if isinstance(value, str):
            path = value.strip()
        elif isinstance(value, os.PathLike):
            path = os.fspath(value)
        else:
            return False
        return bool(path) and path.lower().endswith(self.suffix)


@dataclass(frozen=True)
class ListOf(Rule):
    """Several values: a list, tuple, set, Index, Series or array; no text, dict or table.

    A generator is refused unless ``once``: whatever looks at it twice would find it empty.
    """

    item: Rule
    filled: bool = False
    once: bool = False

    @property
    def expected(self) -> str:
        return f"a list of {_plural(self.item)}"

    def fits(self, value: Any) -> bool:
        if isinstance(value, _LISTS):
            return not (self.filled and not value) and all(map(self.item.fits, value))
        if not _is_several(value):
            return self.once and _is_generator(value)
        return not (self.filled and not len(value)) and all(map(self.item.fits, value))

    def inner(self, value: Any) -> tuple[str, Rule, Any] | None:
        if not _is_several(value):
            return None
        for n, item in enumerate(value):
            if not self.item.fits(item):
                return f"[{n}]", self.item, item
        return None


def _is_several(value: object) -> bool:
    return isinstance(value, Collection | pd.Index | pd.Series | np.ndarray) and not isinstance(
        value, str | bytes | Mapping | pd.DataFrame
    )


def _is_generator(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(
        value, str | bytes | Mapping | pd.DataFrame
    )


@dataclass(frozen=True)
class TupleOf(Rule):
    """So many values, each of its kind."""

    items: tuple[Rule, ...]

    @property
    def expected(self) -> str:
        n = {2: "two", 3: "three"}.get(len(self.items), str(len(self.items)))
        return f"{n} values ({', '.join(item.expected for item in self.items)})"

    def fits(self, value: Any) -> bool:
        return (
            isinstance(value, _LISTS)
            and len(value) == len(self.items)
            and all(rule.fits(item) for rule, item in zip(self.items, value, strict=True))
        )

    def inner(self, value: Any) -> tuple[str, Rule, Any] | None:
        if isinstance(value, _LISTS) and len(value) == len(self.items):
            for n, (rule, item) in enumerate(zip(self.items, value, strict=True)):
                if not rule.fits(item):
                    return f"[{n}]", rule, item
        return None


@dataclass(frozen=True)
class MapOf(Rule):
    """A dict."""

    key: Rule
    item: Rule

    @property
    def expected(self) -> str:
        return f"a dict of {_plural(self.key)} to {_plural(self.item)}"

    def fits(self, value: Any) -> bool:
        return (
            isinstance(value, Mapping)
            and all(map(self.key.fits, value))
            and all(map(self.item.fits, value.values()))
        )

    def inner(self, value: Any) -> tuple[str, Rule, Any] | None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                if not self.key.fits(key):
                    return "key", self.key, key
                if not self.item.fits(item):
                    return f'["{key}"]', self.item, item
        return None


@dataclass(frozen=True)
class Callme(Rule):
    """A function."""

    @property
    def expected(self) -> str:
        return "a function"

    def fits(self, value: Any) -> bool:
        return callable(value)


@dataclass(frozen=True)
class AnyOf(Rule):
    """What fits one of these."""

    rules: tuple[Rule, ...]

    @property
    def expected(self) -> str:
        said = [rule.expected for rule in self.rules]
        plain = [s for s in said if s != "None"]
        return " or ".join(plain) + (", or None" if len(plain) < len(said) else "")

    def fits(self, value: Any) -> bool:
        for rule in self.rules:  # noqa: SIM110 - any() costs twice as much
            if rule.fits(value):
                return True
        return False

    def inner(self, value: Any) -> tuple[str, Rule, Any] | None:
        found = [at for rule in self.rules if (at := rule.inner(value)) is not None]
        return found[0] if len(found) == 1 else None


def one_or_several(rule: Rule) -> AnyOf:
    """Return the rule of one value, or a list of them that is not empty."""
    return AnyOf((rule, ListOf(rule, filled=True)))


def file_of(suffix: str) -> PathLike:
    """Return the rule of a file's path that ends in this suffix, in small or capital letters."""
    return PathLike(suffix)


def some(value: object) -> Choice:
    """Return the rule that only this value meets, such as None."""
    return Choice((value,))


def _plural(rule: Rule) -> str:
    if isinstance(rule, Text):
        return "texts"
    if isinstance(rule, Number):
        return rule.expected.removeprefix("a ").replace("number", "numbers", 1)
    if isinstance(rule, Kind):
        name = rule.kind.__name__
        return name if name in _SEVERAL else f"{name}s"
    if isinstance(rule, ListOf):
        return f"lists of {_plural(rule.item)}"
    if isinstance(rule, TupleOf) and len(rule.items) == 2:
        return f"pairs ({', '.join(item.expected for item in rule.items)})"
    return "values" if type(rule) is Rule else f"items, each {rule.expected}"


@dataclass(frozen=True)
class Dated(Rule):
    """A day, or a moment (a day and what follows), as ISO text: it is compared as text."""

    moment: bool = False

    @property
    def expected(self) -> str:
        if self.moment:
            return 'a day or moment such as "2026-03-01" or "2026-03-01T16:00"'
        return 'a day such as "2026-03-01"'

    def fits(self, value: Any) -> bool:
        if not isinstance(value, str):
            return False
        try:
            dt.date.fromisoformat(value[:10] if self.moment else value)
        except ValueError:
            return False
        return True


ANYTHING = Rule()
TEXT = Text()
WORDS = Text(filled=True)
YES_NO = YesNo()
PATH = PathLike()
AT_LEAST_0 = Number(0, whole=True)
AT_LEAST_1 = Number(1, whole=True)
NAMES = ListOf(TEXT, filled=True)
SHARE = Number(0, 1)
PART = Number(0, 1, open_low=True, open_high=True)
DAY = Dated()
MOMENT = Dated(moment=True)
SEED = Number(0, 2**32 - 1, whole=True)
