from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn.pseudonyms.dates import find_dates
from practicelearn.pseudonyms.hits import settled
from practicelearn.pseudonyms.patterns import (
    compiled,
    find_patterns,
    is_nhs_number,
)

CASE_IDS = compiled()


def found(text: str) -> list[tuple[str, str]]:
    hits = settled([*find_patterns(text, CASE_IDS), *find_dates(text)])
    return [(h.kind, text[h.start : h.end]) for h in hits]


@pytest.mark.parametrize(
    ("text", "kind", "exact"),
    [
        ("her number, 943 476 5919, was wrong", "nhs number", "943 476 5919"),
        ("NHS number 943 476 5910 is a misprint", "nhs number", "943 476 5910"),
        ("it was AB 12 34 56 C I think", "national insurance number", "AB 12 34 56 C"),
        ("it was ab123456c i think", "national insurance number", "ab123456c"),
        ("they moved to OL4 1RD last year", "postcode", "OL4 1RD"),
        ("they moved to w1t4jb last year", "postcode", "w1t4jb"),
        ("ring 020 7946 0188 first", "phone", "020 7946 0188"),
        ("ring +44 (0)7700 900314 first", "phone", "+44 (0)7700 900314"),
        ("ring (0113) 496 0377 first", "phone", "(0113) 496 0377"),
        ("send it to a.b-c@carrow.gov.uk.", "e-mail", "a.b-c@carrow.gov.uk"),
        ("a dot b at carrow dot gov dot uk", "e-mail", "a dot b at carrow dot gov dot uk"),
        ("she is 14/03/2012 on the form", "date of birth", "14/03/2012"),
        ("she was born on the 3rd of June", "date of birth", "the 3rd of June"),
        ("she is the 3rd of june 2009 there", "date of birth", "the 3rd of june 2009"),
        (
            "born the twelfth of May twenty eleven",
            "date of birth",
            "the twelfth of May twenty eleven",
        ),
        (
            "on march the second, two thousand and nine it",
            "date of birth",
            "march the second, two thousand and nine",
        ),
        ("look up CP/2024/0183 now", "case", "CP/2024/0183"),
        ("look up LCS 550-213 now", "case", "LCS 550-213"),
        ("case number 12 88 04 again", "case", "case number 12 88 04"),
        ("look up LCS204817 now", "case", "LCS204817"),
        ("look up sw-20931 now", "case", "sw-20931"),
        ("case number 4471920 again", "case", "case number 4471920"),
        ("the number 4471920 again", "number", "4471920"),
    ],
)
def test_an_identifier_is_found_whole(text: str, kind: str, exact: str) -> None:
    assert found(text) == [(kind, exact)]


@pytest.mark.parametrize(
    "text",
    [
        "there were twelve of us on 3 March and now there are eight",
        "it cost 12,500 a week, or 650000 a year",
        "we met at 10.30 on the 2nd and 3rd",
        "section 47 and section 20, form 1234",
        "it was 2024-25 and then 2025",
        "B1 2nd floor, ask at the desk",
        "I was at work and it was dot to dot",
    ],
)
def test_ordinary_numbers_are_left(text: str) -> None:
    assert found(text) == []


@given(st.integers(0, 10**9 - 1))
def test_at_most_one_last_digit_makes_an_nhs_number(head: int) -> None:
    valid = [d for d in range(10) if is_nhs_number(f"{head:09d}{d}")]
    assert len(valid) <= 1
    for digit in valid:
        text = f"so {head:09d}{digit} it was"
        assert any(kind in {"nhs number", "phone"} for kind, _ in found(text))
