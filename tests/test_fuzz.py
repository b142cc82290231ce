"""Damaged files by the thousand: see ``benchmarks/fuzz.py``, and ``make fuzz`` for more of them."""

import pytest

import fuzz
from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.readers import READERS


def told(crashes, folder):
    """What to look at: the mutant is kept beside the test's other files."""
    lines = []
    for n, crash in enumerate(crashes):
        kept = folder / f"{n}-{crash.file}"
        kept.write_bytes(crash.raw)
        lines.append(f"{kept}: {crash.what} ({crash.where})")
    return "\n".join(lines)


@pytest.mark.parametrize("name", fuzz.targets())
def test_a_few_damaged_files_are_read_or_refused_in_words(tmp_path, name):
    crashes = [
        c for c in fuzz.run(name, fuzz.targets()[name], 12, 1, tmp_path) if c.where != "slow"
    ]
    assert not crashes, told(crashes, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzz.targets())
def test_five_hundred_damaged_files_are_read_or_refused_in_words(tmp_path, name):
    crashes = [
        c for c in fuzz.run(name, fuzz.targets()[name], 500, 2, tmp_path) if c.where != "slow"
    ]
    assert not crashes, told(crashes, tmp_path)


def test_every_reader_has_its_target():
    assert set(READERS) <= set(fuzz.targets())


def test_a_crash_is_found_and_told_once(tmp_path):
    def fails(path, raw):
        if b"Kay" not in raw:
            raise IndexError("list index out of range")
        if raw != b"Kay: so.":
            raise PracticelearnError("in words")

    target = fuzz.Target(fails, {"a.txt": b"Kay: so."})
    crashes = list(fuzz.run("a target", target, 200, 1, tmp_path))
    assert [c.what for c in crashes] == ["IndexError: list index out of range"]
    assert b"Kay" not in crashes[0].raw
    again = list(fuzz.run("a target", target, 200, 1, tmp_path))
    assert again[0].raw == crashes[0].raw, "the same ones every time"
