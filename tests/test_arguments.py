"""Every public function answers nonsense in a sentence; how arguments are checked, and said."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

import practicelearn as prac
from practicelearn._arguments import (
    AT_LEAST_1,
    SHARE,
    annotations,
    check_arguments,
    check_fields,
    check_known,
    listed,
    near_match,
    shown,
)
from practicelearn._arguments.annotations import rules_of
from practicelearn._arguments.next_steps import STEPS, TABLES
from practicelearn.errors import ArgumentError


class Nonsense:
    """Nothing that any function takes."""


NONSENSE = {
    "an object": Nonsense(),
    "a class": Nonsense,
    "missing": float("nan"),
    "numpy's missing": np.float64("nan"),
    "bytes": b"2025",
    "a slice": slice(1, 2),
}

BY_HAND = {"Code", "CodingFrame", "Codings", "Corpus", "Report"}
"""Classes that people make themselves; the others are what functions return, or estimators."""


def public() -> Iterator[tuple[str, Callable[..., Any], type | None]]:
    """Every public function, method and class made by hand; and whose method it is."""
    for name in prac.__all__:
        thing = getattr(prac, name)
        if name == "errors":
            continue
        if isinstance(thing, types.ModuleType):  # a room of its own, such as prac.plot
            for own in dir(thing):
                if not own.startswith("_") and inspect.isfunction(getattr(thing, own)):
                    yield f"{name}.{own}", getattr(thing, own), None
        elif inspect.isclass(thing):
            if name in BY_HAND:
                yield name, thing, None
            for own in dir(thing):
                method = None if own.startswith("_") else getattr(thing, own, None)
                if inspect.isfunction(method) and method.__module__.startswith("practicelearn"):
                    yield f"{name}.{own}", method, thing
        elif callable(thing):
            yield name, thing, None


def arguments(function: Callable[..., Any], of: type | None) -> list[inspect.Parameter]:
    """The parameters that say what they take, the object itself left out."""
    free = {"Any", "object", "None"}
    given = list(inspect.signature(function).parameters.values())
    return [
        p
        for p in given[1 if of else 0 :]
        if p.kind not in {p.VAR_KEYWORD, p.VAR_POSITIONAL}
        and p.annotation not in free | {p.empty}
        and "Callable" not in p.annotation
    ]


WALKED = {
    (name, p.name): (function, of)
    for name, function, of in public()
    for p in arguments(function, of)
}


@pytest.fixture(scope="module")
def things(talk) -> list[Any]:
    """One thing of each kind: whatever is asked for, the first that fits is given."""
    made: list[Any] = [
        talk, prac.Codings(), "x", 0.5, 1, True, [prac.Spoken("P1", "x")],
        ["x"], {"x": "x"}, [1], {"x": ["x"]},
        pd.DataFrame(), [prac.Code("a", "A")], [0.5], frozenset({"x"}), "2026-03-01", "x.xlsx",
        "x.docx", [("x", "y")], ("x", "y"), 2, "identity",
        object.__new__(prac.exchange.CodedProject),
    ]  # fmt: skip
    for name in prac.__all__:
        kind = getattr(prac, name)
        if inspect.isclass(kind) and not issubclass(kind, BaseException | tuple):
            made.append(object.__new__(kind))  # empty: it is looked at, never used
    return made


def fitting(
    function: Callable[..., Any], of: type | None, things: list[Any]
) -> tuple[list[Any], dict[str, Any]]:
    """The object itself, and arguments of which each fits, as far as its annotation tells."""
    rules = rules_of(function)
    given = list(inspect.signature(function).parameters.values())
    needed = [p.name for p in given[1 if of else 0 :] if p.default is p.empty and p.name in rules]
    itself = [object.__new__(of)] if of else []
    return itself, {n: next((t for t in things if rules[n].fits(t)), None) for n in needed}


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_every_argument_of_every_public_function_refuses_nonsense(nonsense, things):
    silent = []
    for (name, argument), (function, of) in WALKED.items():
        itself, given = fitting(function, of, things)
        try:
            function(*itself, **{**given, argument: NONSENSE[nonsense]})
        except ArgumentError as error:
            if argument not in str(error) or "expected" not in str(error):
                silent.append(f"{name}({argument}): {error}")
        except Exception as error:  # noqa: BLE001 - each is to be told, and counted
            silent.append(f"{name}({argument}): {type(error).__name__}: {error}")
        else:
            silent.append(f"{name}({argument}): took it")
    assert silent == []


def test_a_text_is_no_list_and_a_generator_is_none_either(things):
    silent = []
    for (name, argument), (function, of) in WALKED.items():
        annotation = str(inspect.signature(function).parameters[argument].annotation)
        if not annotation.startswith("Sequence[str]"):
            continue
        for value in ("tools", (word for word in ["tools"]), {"tools": 1}):
            with pytest.raises(ArgumentError, match=argument) as raised:
                itself, given = fitting(function, of, things)
                function(*itself, **{**given, argument: value})
            if isinstance(value, str) and f'{argument}=["tools"]' not in str(raised.value):
                silent.append(f"{name}: {raised.value}")
    assert silent == []


def test_the_walk_meets_what_people_call():
    walked = {name for name, _ in WALKED}
    assert len(walked) > 100
    assert {"agreement", "code_counts", "find_themes", "Themes.quotes", "Study.codings"} <= walked


KINDS = {"Corpus", "Codings", "Themes", "Study", "CodingFrame", "TopicModel"}


def test_next_steps_name_what_there_is():
    """A step that was renamed elsewhere would send people after what is not there."""
    names = {name.rsplit(".", 1)[-1] for name, *_ in public()} | {"read_csv", "TopicModel"}
    for step in [*STEPS.values(), *TABLES.values()]:
        for called in re.findall(r"(\w+)\(", step):
            assert called in names, step
    for wanted, _ in STEPS:
        assert wanted[0].islower() or hasattr(prac, wanted), wanted


# The small parts


def chosen(
    corpus: prac.Corpus,
    codings: prac.Codings | None = None,
    *,
    codes: Sequence[str] | None = None,
    measure: Literal["alpha", "kappa"] = "alpha",
    n: int = 3,
    share: float = 0.5,
    pairs: Sequence[tuple[str, str]] = (),
    labels: Iterable[str] = (),
    path: str | Path = "x",
    strict: bool = False,
) -> None:
    """Stand for any function."""
    check_arguments(chosen, locals(), n=AT_LEAST_1, share=SHARE)


GOOD = [
    {"codes": ["a"]}, {"codes": ("a",)}, {"codes": pd.Index(["a"])}, {"codes": pd.Series(["a"])},
    {"codes": np.array(["a"])}, {"codes": {"a"}}, {"codes": {"a": 1}.keys()}, {"codes": None},
    {"n": np.int64(2)}, {"n": pd.Series([2]).iloc[0]}, {"share": np.float32(0.25)}, {"share": 1},
    {"strict": np.bool_(True)}, {"path": Path("x")}, {"labels": (w for w in "ab")},
    {"pairs": [["a", "b"]]}, {"measure": "kappa"},
]  # fmt: skip


@pytest.mark.parametrize("given", GOOD, ids=range(len(GOOD)))
def test_what_numpy_and_pandas_hold_is_as_good_as_python(given, talk):
    chosen(talk, **given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"codes": "a"},
            'chosen: codes="a": expected a list of texts, or None. Write codes=["a"].',
        ),
        ({"codes": [1]}, "chosen: codes[0]=1: expected text. Write"),
        ({"measure": "Kappa"}, 'expected one of alpha, kappa. Did you mean "kappa"?'),
        ({"n": 0}, "chosen: n=0: expected a whole number of at least 1."),
        ({"n": True}, "chosen: n=True: expected a whole number of at least 1."),
        ({"n": "2"}, "Write n=2, without quotation marks."),
        ({"n": 2.5}, "chosen: n=2.5: expected a whole number of at least 1."),
        ({"share": "15%"}, "Write share=0.15."),
        ({"share": 15}, "A share, not per cent: write share=0.15."),
        ({"share": float("nan")}, "chosen: share=nan (missing): expected a number from 0 to 1."),
        ({"pairs": ("a", "b")}, 'Write pairs=[("a", "b")].'),
        ({"path": pd.DataFrame()}, "Write the table to a file first, and give its path."),
        ({"strict": "yes"}, 'chosen: strict="yes": expected True or False.'),
        ({"codings": pd.DataFrame()}, "chosen: codings=a table (DataFrame): expected Codings"),
        ({"codes": (w for w in "a")}, "It can be gone through once only: write codes=list(...)."),
    ],
)
def test_an_error_says_what_is_expected_and_what_to_write(given, said, talk):
    with pytest.raises(ArgumentError) as raised:
        chosen(talk, **given)
    assert said in str(raised.value)


def test_two_arguments_that_changed_places_are_told_so(talk):
    with pytest.raises(ArgumentError, match=r"another order\. Write chosen\(corpus, codings"):
        chosen(prac.Codings(), talk)


def test_signatures_and_help_stay_as_they_were():
    assert list(inspect.signature(prac.agreement).parameters)[:2] == ["codings", "corpus"]
    assert not hasattr(prac.agreement, "__wrapped__")


@dataclass(frozen=True)
class Made:
    """Stand for any object made by hand."""

    name: str
    cues: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_fields(self)


def test_an_object_made_by_hand_is_checked_field_by_field():
    assert Made("a", ("b",)).cues == ("b",)
    with pytest.raises(ArgumentError, match=r'Made: cues="desk": .* Write cues=\["desk"\]'):
        Made("a", "desk")


def test_spaces_that_nobody_sees_are_named():
    assert near_match("LP-H ", ["LP-H"]).startswith(' "LP-H " has a space at its end.')
    assert near_match("LP-H", ["LP-H "]) == ' Did you mean "LP-H ", with a space at its end?'
    assert listed(["LP-H ", "x"]) == '"LP-H ", x'
    with pytest.raises(ArgumentError, match='no code "LP-H "; there are LP-H'):
        check_known("counts", "LP-H ", ["LP-H"], noun="code")


def test_a_value_is_shown_as_it_was_typed_and_never_by_its_contents():
    assert shown(pd.DataFrame({"text": ["what somebody said"]})) == "a table (DataFrame)"
    assert shown(["what somebody said"]) == "a list"
    assert shown(np.float64(2.5)) == "2.5"


def test_an_alias_of_a_type_is_read_as_what_it_stands_for():
    alias = types.SimpleNamespace(
        __value__=np.ndarray
    )  # as Python 3.12 makes them, and numpy 2.5 does
    assert annotations._rule(alias) == annotations._rule(np.ndarray)
    assert annotations._rule(alias) != annotations.ANYTHING
