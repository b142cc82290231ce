"""From peer-led focus-group transcripts to recurring practice themes, compared year after year.

Names resolve on first use, so that ``import practicelearn`` costs pandas and little more: the stub
beside this file lists them, and says where each lives.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

_PLACES = {
    "_cells": ("write_table",),
    "app.widget": ("open_coder",),
    "coding.agreement.table": ("agreement",),
    "coding.codings": ("Codings",),
    "coding.merging": ("merge_codings",),
    "coding.provenance": ("coding_provenance",),
    "coding.readings_used": ("reading_used",),
    "coding.disagreements": ("disagreements",),
    "exchange.coded_table": ("read_coded_table",),
    "exchange.frame_files": (
        "read_frame",
        "write_frame",
    ),
    "coding.frame": (
        "Code",
        "CodingFrame",
    ),
    "coding.frame_yaml": (
        "starter_frame",
        "starter_frames",
    ),
    "coding.offers.keywords": (
        "code_keywords",
        "cue_accuracy",
    ),
    "coding.offers.offered": ("code_offers",),
    "coding.offers.allowed": ("why_no_offers",),
    "coding.offers.reading_list": ("next_to_code",),
    "coding.own_group": ("coders_in_group",),
    "coding.queries": (
        "FrameworkMatrix",
        "case_codes",
        "code_cooccurrence",
        "code_counts",
        "coded_quotes",
        "coding_progress",
        "find_turns",
        "framework_matrix",
        "keyword_in_context",
    ),
    "coding.saturation": (
        "code_accumulation",
        "could_have_missed",
        "groups_needed",
        "new_codes_ahead",
        "new_information",
        "saturation",
    ),
    "coding.offers.suggest": ("CodeSuggester",),
    "corpus": ("Corpus",),
    "output.plots.portrait": ("session_portrait",),
    "jobs.release": (
        "quotes_to_read",
        "release_report",
    ),
    "output.tables": ("write_tables",),
    "output.report.checklist": ("reporting_checklist",),
    "output.report.report": ("Report",),
    "study.correct": ("Correction",),
    "study.correct_turns": (
        "Attending",
        "Spoken",
    ),
    "study.folder": (
        "Study",
        "create_study",
        "open_study",
    ),
    "study.rounds": ("in_year",),
    "themes.cycle.sheet": (
        "LearningCycle",
        "read_actions",
    ),
    "themes.cycle.summary": ("delivered_by_moved",),
    "themes.cycle.survey": (
        "read_survey",
        "survey_beside",
    ),
    "themes.drift": ("coder_drift",),
    "themes.kinds": ("compare_groups",),
    "themes.finding": ("find_themes",),
    "themes.frame.check": ("frame_check",),
    "themes.frame.seeded": ("seeded_codes",),
    "themes.how_many": ("how_many_groups",),
    "themes.plan": ("Plan",),
    "themes.themes": ("Themes",),
    "themes.years": (
        "compare_balance",
        "compare_years",
    ),
    "topics.keyness": ("keyness",),
    "topics.model": ("TopicModel",),
    "topics.out": ("document_terms",),
    "transcripts.alignment": ("align_turns",),
    "transcripts.sheets.drafts": ("draft_sheets",),
    "talk.guide": (
        "match_guide",
        "read_guide",
        "with_questions",
    ),
    "talk.interaction": (
        "facilitator_part",
        "talk_balance",
        "talk_share",
    ),
    "transcripts.hearing": ("who_spoke",),
    "transcripts.loader": (
        "read_transcript",
        "read_transcripts",
    ),
    "pseudonyms": (
        "names_left",
        "pseudonymise",
    ),
    "talk.succession": ("turn_transitions",),
}
_SPACES = ("errors", "exchange", "plot", "reliability", "topics")
_PLACE_OF = {name: place for place, names in _PLACES.items() for name in names}

__all__ = ["__version__", "sample_path", *_SPACES, *sorted(_PLACE_OF)]


def sample_path(study: str = "health-check") -> Path:
    """Return the folder of an invented study.

    Parameters
    ----------
    study : {"health-check", "table-study"}
        One council's yearly health check in three rounds, as a study folder; or four focus groups
        and a survey coded elsewhere, as spreadsheets.

    Raises
    ------
    ArgumentError
        There is no such study.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.open_study(prac.sample_path()).settings.rounds
    ('2023-24', '2024-25', '2025-26')
    >>> sorted(file.name for file in prac.sample_path("table-study").glob("s*.csv"))
    ['survey.csv']
    """
    folders = {
        "health-check": ("_sample", "sample"),
        "table-study": ("_table_study", "table-study"),
    }
    if not isinstance(study, str) or study not in folders:
        from practicelearn._arguments import Choice, check_arguments

        check_arguments(sample_path, locals(), study=Choice(tuple(folders)))
    packed, own = folders[study]
    inside = Path(__file__).parent / packed  # in an installed package
    return inside if inside.is_dir() else Path(__file__).parents[2] / "data" / own


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib import metadata  # what it loads takes half as long as all the rest here

        return globals().setdefault(name, metadata.version("practicelearn"))
    if name in _SPACES:
        return importlib.import_module(f"practicelearn.{name}")
    if name not in _PLACE_OF:
        raise AttributeError(f"module 'practicelearn' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"practicelearn.{_PLACE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
