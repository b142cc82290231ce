"""What ``.cache`` keeps holds no word, and goes with the words; what comes back is found."""

import json
import re
import shutil

import numpy as np
import pytest

from practicelearn.jobs.verifying import mend, verify
from practicelearn.language.kept_entities import write_places
from practicelearn.language.kept_vectors import write_vectors
from practicelearn.language.pipeline import BLANK, Pipeline, tokenise
from practicelearn.study.folder import open_study
from practicelearn.study.left_in_cache import kept_from_before
from practicelearn.study.rights import redact, withdraw

RULES = Pipeline(BLANK, "1")  # no model to load


@pytest.fixture
def study(tidy_study):
    return tidy_study


def keep(study):
    """Tokens, places of names and vectors, as the program keeps them of what is in the study."""
    tokenise(study.corpus().turns, pipeline=RULES, cache=study.cache)
    write_places(study.cache, ("model", "1"), {"0" * 64: ((0, 4, "PERSON"),)})
    texts = study.corpus().turns["text"].tolist()
    vectors = np.ones((len(texts), 8), dtype=np.float32)
    write_vectors(study.cache / "language" / "vectors-all.npz", "key", texts, vectors)
    return sorted(p for p in (study.cache / "language").iterdir() if p.name != "english.json")


def test_no_word_that_was_said_is_in_what_is_kept(study):
    files = keep(study)
    assert len(files) == len(study.session_ids) + 2
    kept = b" ".join(file.read_bytes() for file in files).decode("latin-1").lower()
    said = " ".join(study.corpus().turns["text"]).lower()
    long = {word for word in re.findall(r"[a-z]+", said) if len(word) > 5}
    assert len(long) > 5
    assert not {word for word in long if word in kept}


def taken_out(study, how):
    turns = study.corpus().turns
    turn = turns[turns["person_id"].notna()].iloc[0]
    if how == "withdraw":
        withdraw(study, turn["person_id"], by="sam")
    else:
        redact(study, turn.name, 0, 4, kind="name", reason="asked", by="sam")


@pytest.mark.parametrize("how", ["withdraw", "redact"])
def test_what_was_kept_of_words_goes_with_them_and_is_found_when_it_comes_back(
    study, tmp_path, how
):
    keep(study)
    shutil.copytree(study.cache, tmp_path / "laptop")
    taken_out(study, how)
    assert not study.cache.exists()
    shutil.copytree(tmp_path / "laptop", study.cache)
    places = [p.relative_to(study.path).as_posix() for p in keep_of(study)]
    found = verify(study.path)
    told = found[found["what"].str.contains("has come back") & found["place"].isin(places)]
    assert sorted(told["place"]) == places
    mend(study.path, by="sam")
    assert keep_of(study) == []
    again = verify(study.path)
    assert not again["place"].isin(places).any()


def keep_of(study):
    return sorted((study.cache / "language").glob("*"))


def test_what_is_kept_of_the_words_as_they_are_is_right_and_stays(study):
    taken_out(study, "redact")
    keep(study)
    assert kept_from_before(study.path, open_study(study.path).decided()[0]) == []


def test_a_file_of_an_earlier_version_says_not_when_it_was_begun(study):
    taken_out(study, "redact")
    keep(study)
    old = study.cache / "language" / "entities.json"
    old.write_text(json.dumps({"made_by": [1, "model", "1"], "kept": {}}))
    assert kept_from_before(study.path, open_study(study.path).decided()[0]) == [old]
