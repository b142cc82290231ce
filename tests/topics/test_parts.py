import pandas as pd

import practicelearn as prac
from practicelearn.language import pipeline
from practicelearn.topics import chain, rows


def test_topics_found_some_sessions_at_a_time_are_those_of_all_at_once(small, monkeypatch):
    texts = [
        "The laptop and the case notes broke.", "Of course the case notes went to court.",
        "The judge read case notes on a laptop.", "The judge and the court sat long.",
        "Case notes again, and the long-term laptop.", "The court wants case notes.",
    ]  # fmt: skip
    corpus = small(*texts * 3, sessions=tuple("aabbcc" * 3))
    mixed = [corpus, small(*texts * 3, sessions=tuple("aaaaaabbbbbbcccccc"))]
    for own in mixed:
        whole = prac.TopicModel(2, window_words=10, random_state=1).fit(own)
        for module, name, few in (
            (pipeline, "_AT_ONCE", 1),
            (chain, "AT_ONCE", 1),
            (rows, "AT_ONCE", 4),
        ):
            monkeypatch.setattr(module, name, few)
        parts = prac.TopicModel(2, window_words=10, random_state=1).fit(own)
        monkeypatch.undo()
        for name in ("turn_topics_", "top_terms_", "exemplars_", "session_shares_"):
            pd.testing.assert_frame_equal(
                getattr(whole, name), getattr(parts, name), check_exact=True
            )
