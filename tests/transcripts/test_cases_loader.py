"""Files of a kind that once came out wrong: speakers, turns and roles as a person counted them.

The files lie beside the folder of real files and are no part of the project; a twin of each kind
is in ``tests/files`` or in the test of its reader.
"""

import json
import os
from pathlib import Path

import pytest

from practicelearn.errors import TranscriptError
from practicelearn.transcripts.loader import read_transcript

_ROOT = Path(__file__).parents[2]
_DATA = Path(os.environ.get("PRACTICELEARN_TEST_DATA", _ROOT.parent / "shared" / "data"))
CASES = _DATA.parent / "cases" / "loader"
_EXPECTED = CASES / "expected.json"
# those that the note beside the files describes in words
_TOLD = {
    # six lines, of which the first names the columns: the note counts it as a turn
    "h_Dialogue.csv": (3, 5, "codes are no speakers"),
    "wrapped_colons.pdf": (3, None, "no wrapped line opens a turn"),
    "tabs_for_spaces.pdf": (2, None, "no wrapped line opens a turn"),
    "teams_recap_copy.txt": (4, 8, "a copied pane"),
    "line-break-in-a-cell.csv": (3, 3, "no word lost"),
}
EXPECTED = json.loads(_EXPECTED.read_text("utf-8")) if _EXPECTED.is_file() else {}
EXPECTED |= {
    name: {"speakers": speakers, "turns": turns, "note": note}
    for name, (speakers, turns, note) in _TOLD.items()
    if EXPECTED
}


def heard(path):
    """Speakers, turns, and the role of each label."""
    turns = read_transcript(path).turns
    labels = turns.dropna(subset="speaker")
    return (
        turns["speaker"].nunique(),
        len(turns),
        dict(zip(labels["speaker"], labels["role"], strict=True)),
    )


def differences(name):
    """What is heard otherwise than a person does, in words; empty where nothing is."""
    wanted = EXPECTED[name]
    try:
        speakers, turns, roles = heard(CASES / name)
    except TranscriptError as error:
        return [f"cannot be read: {error.what[:80]}"]
    out = []
    if wanted["speakers"] is not None and speakers != wanted["speakers"]:
        out.append(f"{speakers} speakers, not {wanted['speakers']}")
    if wanted["turns"] is not None and turns != wanted["turns"]:
        out.append(f"{turns} turns, not {wanted['turns']}")
    for label, role in wanted.get("roles", {}).items():
        found = roles.get(label)
        wrong = found == role[4:] if role.startswith("not ") else found != role
        if wrong or label not in roles:
            out.append(f"{label} is {found}, not {role}")
    return out


@pytest.mark.skipif(not EXPECTED, reason=f"the files that once came out wrong are not at {CASES}")
@pytest.mark.parametrize("name", sorted(EXPECTED) or ["none"])
def test_a_file_is_heard_as_a_person_hears_it(name):
    assert differences(name) == []


if __name__ == "__main__":
    found = {name: differences(name) for name in EXPECTED}
    for name, said in found.items():
        if said:
            print(f"{name}: {'; '.join(said)}  ({EXPECTED[name]['note']})")
    print(f"{sum(not said for said in found.values())} of {len(found)} exact")
