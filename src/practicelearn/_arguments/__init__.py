"""What functions are given, held against what they expect; and said so that a person can act."""

from __future__ import annotations

from practicelearn._arguments.checking import (
    check_arguments,
    check_fields,
    check_known,
)
from practicelearn._arguments.rules import (
    AT_LEAST_0,
    AT_LEAST_1,
    DAY,
    MOMENT,
    NAMES,
    PART,
    SEED,
    SHARE,
    TEXT,
    WORDS,
    AnyOf,
    Choice,
    ListOf,
    Number,
    TupleOf,
    file_of,
    one_or_several,
)
from practicelearn._arguments.words import a_kind, listed, near_match, shown

__all__ = [
    "AT_LEAST_0",
    "AT_LEAST_1",
    "DAY",
    "MOMENT",
    "NAMES",
    "PART",
    "SEED",
    "SHARE",
    "TEXT",
    "WORDS",
    "AnyOf",
    "Choice",
    "ListOf",
    "Number",
    "TupleOf",
    "a_kind",
    "check_arguments",
    "check_fields",
    "check_known",
    "file_of",
    "listed",
    "near_match",
    "one_or_several",
    "shown",
]
