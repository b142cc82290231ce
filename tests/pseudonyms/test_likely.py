"""The check before an export asks the model less, and finds the same."""

import pandas as pd

from practicelearn import sample_path
from practicelearn.language import entities as model
from practicelearn.pseudonyms import Text, names_left
from practicelearn.study.folder import open_study

SAID = (
    "Then we drove out to Kilbrachty with Oonagh Trescothick on the Friday.",
    "Yes. The list is long. I said so, and They agreed.",
    "So Zebulon rang from Great Ambrook about the form.",
    "In England we have the Care Act and Mr Will says it helps.",
    "We asked Quentavius and nobody came. We asked again.",
)


def test_the_likely_rows_are_the_same_and_a_text_that_stands_twice_is_listed_twice():
    corpus = open_study(sample_path()).corpus(["2025-north"])
    texts = [Text("memos", None, str(n), text) for n, text in enumerate([*SAID, SAID[0]])]
    every = names_left(corpus, texts=texts)
    likely = names_left(corpus, texts=texts, only_likely=True)
    wanted = every[every["likely"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(likely, wanted)
    by_model = likely[likely["kind"].isin(["person", "place"]) & (likely["place"] == "memos")]
    assert by_model["why"].str.startswith("entity").any()  # the model was asked where it matters
    rows = likely[likely["text"].str.contains("Trescothick")]["row"]
    assert set(rows) == {"0", "5"}


def test_what_one_calls_oneself_is_no_name():
    """Met in notes and captions, with either apostrophe."""
    said = (
        "I'd say supervision. It's all about the figures, not about the child.",
        "And caseloads. I've twenty six. I said to Helen I can't do twenty six safely.",
        "If I come back from a bad visit somebody puts the kettle on before I\u2019ve sat down.",
    )
    corpus = open_study(sample_path()).corpus(["2025-north"]).where(session_id=[])
    texts = [Text("memos", None, str(n), text) for n, text in enumerate(said)]
    found = names_left(corpus, texts=texts)["text"]
    assert set(found) == {"Helen"}


def test_the_model_is_not_asked_of_plain_english(monkeypatch):
    asked = []
    ask = model._places
    monkeypatch.setattr(model, "_kept", {})  # what it has seen before it is not asked anyway
    monkeypatch.setattr(
        model, "_places", lambda name, texts, *more: asked.extend(texts) or ask(name, texts, *more)
    )
    corpus = open_study(sample_path()).corpus(["2025-north"]).where(session_id=[])
    texts = [Text("memos", None, str(n), text) for n, text in enumerate(SAID)]
    names_left(corpus, texts=texts, only_likely=True)
    assert SAID[1] not in asked
    assert SAID[0] in asked
