from __future__ import annotations

import warnings

import numpy as np

from practicelearn.language.entities import english_words, find_entities
from practicelearn.language.pipeline import Pipeline, load_pipeline

TEXTS = ["So Sarah Hargreaves went to Leeds.", "", "So Sarah Hargreaves went to Leeds.", "no one"]


def test_entities_are_arrays_and_equal_texts_have_equal_entities() -> None:
    found = find_entities(TEXTS)
    names = {TEXTS[t][s:e] for t, s, e in zip(found.text, found.start, found.end, strict=True)}
    assert "Leeds" in names
    assert found.start.dtype == np.int32
    first, third = (found.start[found.text == n].tolist() for n in (0, 2))
    assert first == third != []
    assert {found.labels[k] for k in found.label} >= {"PERSON", "GPE"}
    assert not (found.text == 3).any()


def test_a_blank_pipeline_finds_nothing_and_knows_stop_words_only() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        blank = load_pipeline("blank")
    assert len(find_entities(TEXTS, pipeline=blank)) == 0
    assert "the" in english_words(blank)
    assert "supervision" not in english_words(blank)


def test_the_model_knows_english_words_and_few_names() -> None:
    words = english_words(load_pipeline())
    assert {"supervision", "duty", "child", "went", "the"} <= words
    assert not {"okonkwo", "agnieszka", "whitmore"} & words
    assert isinstance(load_pipeline(), Pipeline)
