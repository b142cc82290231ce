"""What each public ``plot_...`` takes, as small as it can be and still be drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from practicelearn.themes.themes import Themes


@pytest.fixture(scope="session")
def to_plot(themes: Themes, change: pd.DataFrame) -> dict[str, Any]:
    """By the public name of the function: its first argument."""
    codes = ["workload", "desks"]
    return {
        "plot_agreement": pd.DataFrame(
            {"percent": [0.9, 0.8], "alpha": [0.7, 0.4], "low": [0.5, 0.1], "high": [0.9, 0.7]},
            index=pd.Index(codes, name="code"),
        ),
        "plot_change": change,
        "plot_choose_n_topics": pd.DataFrame(
            {"stability": [0.4, 0.2], "sd": 0.1, "by_chance": 0.1, "n_found_again": [3, 2],
             "n_one_session": 0, "distinctness": 0.9, "c_v": 0.5, "c_npmi": 0.1},
            index=pd.Index([4, 8], name="n_topics"),
        ),
        "plot_cooccurrence": pd.DataFrame([[9, 3], [3, 5]], index=codes, columns=codes),
        # without the topics made by hand, which another process could not open
        "plot_extent": replace(themes, topics=None),
        "plot_how_many_groups": pd.DataFrame(
            {"n_after": [4, 8], "finds": [None, 0.34], "rules_out": [0.65, 0.37],
             "smallest_worthwhile": 0.15, "share": 0.4, "headlines": 3}
        ),
        "plot_keywords": pd.DataFrame(
            {"term": ["rota", "desk"], "log_ratio": [1.5, -2.0], "low": [0.5, -3.0],
             "high": [2.5, -1.0], "side": ["2025-26", "2024-25"]}
        ),
        "plot_matrix": pd.DataFrame(
            [[3, 2], [1, 0]],
            index=pd.Index(codes, name="codes"),
            columns=pd.Index(["north", "south"], name="groups"),
        ),
        "plot_new_codes": pd.DataFrame({"session_id": ["a", "b"], "n_new": [4, 1]}),
        "plot_portrait": pd.DataFrame(
            {"lane": ["F", "P1", "Desks"], "kind": ["facilitator", "speaker", "code"],
             "start_word": [0, 20, 20], "end_word": [20, 90, 90]}
        ),
        "plot_talk": pd.DataFrame(
            {"speaker": ["F", "P1", "P2"], "role": ["facilitator", "participant", "participant"],
             "n_words": [40, 90, 60], "n_turns": [4, 6, 5]}
        ),
        "plot_topic_prevalence": pd.DataFrame(
            {"year": ["2024-25"] * 2, "topic": ["t1", "t2"], "name": ["desk, bus", "t2, not"],
             "found_again": [True, False], "share": [0.7, 0.3], "low": [0.5, None],
             "high": [0.9, None]}
        ),
        "plot_topics_along": pd.DataFrame(
            {"role": ["facilitator", "participant"], "words_before": [0, 5], "n_words": [5, 20],
             "t1": [0.4, 0.9], "t2": [0.6, 0.1]}
        ),
        "plot_topics": pd.DataFrame(
            {"topic": ["t1", "t1", "t2"], "rank": [1, 2, 1], "term": ["desk", "bus", "rota"],
             "weight": [0.5, 0.2, 0.4]}
        ),
    }  # fmt: skip
