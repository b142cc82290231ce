import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn.transcripts.marks import find_marks


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("well [laughs] yes", "laughter"),
        ("[inaudible 00:06:17]", "inaudible"),
        ("so [crosstalk 00:01:02] no", "crosstalk"),
        ("[pause]", "pause"),
        ("(laughter) anyway", "laughter"),
        ("[name redacted]", "redaction"),
        ("[group nods]", "gesture"),
        ("{vocalsound} okay", "nonverbal"),
    ],
)
def test_a_known_mark_is_found_with_its_kind(text, kind):
    (mark,) = find_marks(text)
    assert mark.kind == kind
    assert text[mark.start] + text[mark.end - 1] in {"[]", "()", "{}"}


@pytest.mark.parametrize(
    "text", ["she gave it [to] him", "my manager (the new one) said", "a [sic] b"]
)
def test_what_an_editor_or_a_speaker_says_in_brackets_is_speech(text):
    assert find_marks(text) == []


@given(st.text(alphabet="[](){}laugh pause xi\n", max_size=80))
def test_marks_are_in_order_and_do_not_overlap(text: str):
    marks = find_marks(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(marks))
    assert all(0 <= m.start < m.end <= len(text) for m in marks)
