"""The team's own words for the report: what a withdrawal and a redaction do to that Word file."""

import re
import zipfile
from pathlib import Path

import docx
import pytest

import practicelearn as prac
from practicelearn.study.folder import Study
from practicelearn.study.listing import strangers
from practicelearn.study.own_words import OWN_WORDS, paragraphs_of
from practicelearn.study.plan_sheet import begin_plan


@pytest.fixture
def study(tmp_path: Path) -> Study:
    sample = prac.open_study(prac.sample_path())
    north = sample.corpus(["2025-north"])
    return prac.create_study(tmp_path / "study", north, sample.frame(), title="North")


def longest(study: Study, person: str) -> str:
    turns = study.corpus().turns
    own = turns.loc[turns["person_id"] == person, "text"]
    return str(own.loc[own.str.len().idxmax()])


def write(study: Study, *paragraphs: str) -> None:
    word = docx.Document()
    word.add_heading("Foreword", level=1)
    for text in paragraphs:  # half of it bold, as people write: two runs in the file
        half = len(text) // 2
        line = word.add_paragraph(text[:half])
        line.add_run(text[half:]).bold = True
    word.save(str(study.path / OWN_WORDS))


def every_byte(study: Study) -> str:
    """What stands in the file, unpacked, without the tags between two runs."""
    with zipfile.ZipFile(study.path / OWN_WORDS) as parts:
        raw = " ".join(parts.read(n).decode("utf-8", "replace") for n in parts.namelist())
    return re.sub(r"<[^>]+>", "", raw)


def test_words_that_are_withdrawn_go_out_of_it_and_the_rest_stays(study: Study) -> None:
    said = longest(study, "2025-north-p1")
    words = " ".join(said.split()[:9])
    write(study, f"As somebody put it: {words}. We agree.", "Thank you to all of you.")
    assert words in every_byte(study)
    found = study.preview_withdrawal("2025-north-p1").texts
    assert [place for place in found["place"] if place.startswith(OWN_WORDS)]
    left = study.withdraw("2025-north-p1", by="sam")
    assert words not in every_byte(study)
    assert not [place for place in left if OWN_WORDS in place]
    kept = paragraphs_of((study.path / OWN_WORDS).read_bytes())
    assert kept[0] == "Foreword"
    assert kept[1].startswith("As somebody put it: ")
    assert "[withdrawn]" in kept[1]
    assert kept[2] == "Thank you to all of you."


def test_a_redacted_passage_goes_out_of_it_too(study: Study) -> None:
    turns = study.corpus().turns
    turn = turns.index[turns["text"].str.split().str.len() > 12][0]
    text = turns.loc[turn, "text"]
    end = len(" ".join(text.split()[:10]))
    write(study, f"We heard: {text[:end]}.")
    study.redact(turn, 0, end, kind="place", reason="names a street", by="sam")
    assert text[:end] not in every_byte(study)
    assert "[redacted: place]" in every_byte(study)


def test_what_stands_in_a_part_of_it_that_is_not_rewritten_is_named(study: Study) -> None:
    said = longest(study, "2025-north-p1")
    write(study, "Thank you.")
    word = docx.Document(str(study.path / OWN_WORDS))
    word.sections[0].header.paragraphs[0].text = said
    word.save(str(study.path / OWN_WORDS))
    assert OWN_WORDS in study.withdraw("2025-north-p1", by="sam")


def test_names_in_it_are_among_those_left_and_a_copy_is_no_part_of_the_study(
    study: Study,
) -> None:
    write(study, "Thank you, Margaret Thornbury.")
    left = study.names_left()
    assert "Margaret Thornbury" in set(left.loc[left["place"] == "report-words", "text"])
    copy = study.path / "report-words (conflicted copy 2026-01-06).docx"
    copy.write_bytes((study.path / OWN_WORDS).read_bytes())
    found = {s.place: s.what for s in strangers(study.path)}
    assert found[copy.name] == f"it is a copy of {OWN_WORDS} and is not read"


@pytest.mark.parametrize("damage", ["torn", "not packed", "another program's"])
def test_a_damaged_file_keeps_nobody_from_taking_their_words_back(study: Study, damage) -> None:
    """Words go where they can be reached; what cannot be looked into is named."""
    said = longest(study, "2025-north-p1")
    write(study, said)
    plan = begin_plan(study, "2026-27")
    for path in (study.path / OWN_WORDS, plan):
        whole = path.read_bytes()
        if damage == "torn":
            path.write_bytes(whole[: len(whole) // 2])
        elif damage == "not packed":
            path.write_bytes(b"\x00\x01 of no kind")
        else:
            with zipfile.ZipFile(path, "w") as packed:
                packed.writestr("content.xml", f"<p>{said}</p>")
    left = study.withdraw("2025-north-p1", by="sam")
    assert said not in " ".join(study.corpus().turns["text"])
    assert {"plan-2026-27.xlsx", OWN_WORDS} <= {place.partition(" (")[0] for place in left}
