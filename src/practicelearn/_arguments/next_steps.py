"""What to write where one thing of this library was given for another."""

from __future__ import annotations

import inspect
import os
from collections.abc import Sequence

import pandas as pd

__all__ = ["STEPS", "TABLES", "next_step"]

STEPS = {
    ("Corpus", "Study"): "A study's corpus is study.corpus().",
    ("Corpus", "path"): "open_study(path).corpus() or read_transcripts(path) makes one.",
    ("Corpus", "DataFrame"): "Give the corpus itself, which holds this table with the others.",
    ("Corpus", "CodedProject"): "A project's corpus is project.corpus.",
    ("Corpus", "Themes"): "The corpus of themes is themes.corpus.",
    ("Codings", "Study"): "A study's codings are study.codings().",
    ("Codings", "path"): "open_study(path).codings() or read_quotes(path, corpus) makes them.",
    ("Codings", "DataFrame"): "Give the codings themselves, which hold this table with others.",
    ("Codings", "CodingFrame"): "A frame says which codes there are, codings where they were "
    "marked: study.codings().",
    ("Codings", "CodedProject"): "A project's codings are project.codings.",
    ("Codings", "Themes"): "The codings of themes are themes.codings.",
    ("Codings", "TopicModel"): "Write topics=model.",
    ("CodingFrame", "Study"): "A study's frame is study.frame().",
    ("CodingFrame", "path"): "read_frame(path) makes one.",
    ("CodingFrame", "Codings"): "The frame of codings is codings.frame.",
    ("CodingFrame", "DataFrame"): "read_frame(path) reads a table of codes from a file.",
    ("Themes", "Study"): "study.themes() makes them.",
    ("Themes", "Corpus"): "find_themes(codings, corpus) makes them.",
    ("Themes", "Codings"): "find_themes(codings, corpus) makes them.",
    ("Themes", "DataFrame"): "Give the themes themselves, which hold this table with others.",
    ("LearningCycle", "Study"): "A study's actions are study.actions().",
    ("LearningCycle", "path"): "read_actions(path) reads them.",
    ("Study", "path"): "open_study(path) opens it.",
    ("Study", "Corpus"): "Give the study that the corpus came from.",
    ("Study", "Codings"): "Give the study that the codings came from.",
    ("TopicModel", "class"): "Make and fit one: TopicModel(8).fit(corpus).",
    ("a path (text or Path)", "DataFrame"): "Write the table to a file first, and give its path.",
    ("a path (text or Path)", "Study"): "The folder of a study is study.path.",
}
"""What was expected and what was given, to the next step; names are held against the library."""

TABLES = {
    ("guide", "path"): "read_guide(path) reads it.",
    ("guide", "Study"): "A study's guide is study.guide().",
    ("survey", "path"): "read_survey(path) reads it.",
    ("survey", "Study"): "A study's survey is study.survey().",
    ("change", "Themes"): "themes.compare_years() makes it.",
    ("change", "Study"): "themes.compare_years() makes it.",
    ("rechecks", "LearningCycle"): "cycle.recheck(themes, change) makes them.",
    ("drift", "Codings"): "coder_drift(codings_new, codings_old, corpus) makes it.",
    ("cues", "Codings"): "cue_accuracy(keywords, hand, corpus) makes it.",
}
"""The same for tables, by the name of the argument."""


def next_step(name: str, expected: Sequence[str], value: object) -> str:
    """Return what to write instead, or an empty string where nothing is known."""
    if _is_call(value):
        return f"Call it: {value.__name__}(...)."  # type: ignore[attr-defined]  # _is_call looked
    given = _given(value)
    if "a table (DataFrame)" in expected:
        said = TABLES.get((name, given), "")
        return said or ("pandas.read_csv(path) reads one." if given == "path" else "")
    for kind in expected:
        plain = kind.removeprefix("a ").removeprefix("an ")
        said = STEPS.get((kind, given)) or STEPS.get((plain, given)) or ""
        if said:
            return said
    if "codes" in name and given in {"Code", "CodingFrame"}:
        return "A code is named by its id: code.id; those of a frame are frame.ids."
    return ""


def _is_call(value: object) -> bool:
    return inspect.isfunction(value) or inspect.ismethod(value)


def _given(value: object) -> str:
    if isinstance(value, type):
        return "class"
    if isinstance(value, str | os.PathLike):
        return "path"
    return "DataFrame" if isinstance(value, pd.DataFrame | pd.Series) else type(value).__name__
