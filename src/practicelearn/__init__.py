"""From peer-led focus-group transcripts to recurring practice themes, compared year after year.

Names resolve on first use, so that ``import practicelearn`` costs pandas and little more: the stub
beside this file lists them, and says where each lives.
"""

from __future__ import annotations

import importlib
from importlib import metadata
from pathlib import Path
from typing import Any

__version__ = metadata.version("practicelearn")

_PLACES = {
    "_cells": ("write_table",),
    "app.widget": ("open_coder",),
    "coding.agreement": (
        "agreement_by_code",
        "compare_conventions",
        "krippendorff_alpha",
        "span_table",
        "unitizing_alpha",
    ),
    "coding.agreement.table": ("agreement",),
    "coding.codings": ("Codings",),
    "coding.merging": ("merge_codings",),
    "coding.counted": ("counted",),
    "coding.provenance": ("provenance",),
    "coding.readings_used": ("reading_used",),
    "coding.scope": ("declare_read",),
    "study.scopes": ("record_scope",),
    "coding.levels": ("roll_up",),
    "coding.crosswalk": (
        "crosswalk",
        "diff",
    ),
    "coding.disagreements": ("disagreements",),
    "exchange.frame_files": (
        "export_frame",
        "import_frame",
    ),
    "exchange.nameless": ("without_names",),
    "exchange.project": (
        "ExchangeError",
        "Project",
        "with_year",
        "year_choices",
    ),
    "exchange.qualcoder": ("read_qualcoder",),
    "exchange.quote_table": (
        "read_quotes",
        "write_quotes",
    ),
    "exchange.refi_read": ("read_refi",),
    "exchange.refi_write": ("write_refi",),
    "exchange.r_projects": ("read_requal", "read_rqda"),
    "exchange.taguette": ("read_taguette",),
    "exchange.taguette_write": ("write_taguette",),
    "exchange.word_comments": (
        "read_word_comments",
        "write_word_comments",
    ),
    "coding.frame": (
        "Code",
        "CodingFrame",
        "read_frame",
        "starter_frame",
        "starter_frames",
        "write_frame",
    ),
    "coding.offers.keywords": (
        "code_keywords",
        "cue_accuracy",
    ),
    "coding.moving": ("move",),
    "coding.offers.offered": ("offers",),
    "coding.offers.allowed": ("why_no_offers",),
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
    "errors": (
        "CodingError",
        "FrameError",
        "PracticelearnError",
        "StudyError",
        "TableError",
        "TranscriptError",
    ),
    "output.plots.agreement": ("plot_agreement",),
    "output.plots.change": ("plot_change",),
    "output.plots.extent": ("plot_extent",),
    "output.plots.keywords": ("plot_keywords",),
    "output.plots.cooccurrence": ("plot_cooccurrence",),
    "output.plots.matrix": ("plot_matrix",),
    "output.plots.new_codes": ("plot_new_codes",),
    "output.plots.picture": ("Picture",),
    "output.plots.portrait": (
        "plot_portrait",
        "portrait",
    ),
    "output.plots.talk": ("plot_talk",),
    "output.plots.topics": ("plot_topics",),
    "jobs.release": (
        "quotes_to_read",
        "release_report",
    ),
    "output.report.checklist": ("reporting_checklist",),
    "output.report.report": ("Report",),
    "study.actions": ("begin_actions",),
    "study.correct": (
        "Correction",
        "correct_session",
    ),
    "study.correct_turns": (
        "Attending",
        "Spoken",
        "correct_turns",
    ),
    "study.deciding": (
        "decide_theme",
        "study_themes",
    ),
    "study.closing": ("close_round",),
    "study.draft": (
        "draft_crosswalk",
        "draft_frame",
        "edit_frame",
        "release_draft",
        "undo_edit",
    ),
    "study.folder": (
        "Study",
        "create_study",
        "open_study",
    ),
    "study.frames": (
        "made_codes",
        "release_frame",
    ),
    "study.history": (
        "comments",
        "history",
        "memos",
    ),
    "study.purging": ("purge",),
    "study.rights": (
        "person",
        "preview_redaction",
        "preview_withdrawal",
        "redact",
        "withdraw",
    ),
    "study.rounds": (
        "add_round",
        "in_round",
    ),
    "study.summaries": (
        "keep_summaries",
        "summaries",
    ),
    "themes.absence": ("absences",),
    "themes.cycle.checks": ("check_actions",),
    "themes.cycle.rechecks": ("recheck",),
    "themes.cycle.sheet": (
        "Cycle",
        "read_actions",
    ),
    "themes.cycle.summary": (
        "delivered_by_moved",
        "open_actions",
        "you_said",
    ),
    "themes.cycle.survey": (
        "read_survey",
        "survey_beside",
    ),
    "themes.drift": ("drift",),
    "themes.mentions": (
        "depth",
        "mentions",
    ),
    "themes.positions": (
        "group_agreement",
        "heard_once",
        "who_said_otherwise",
    ),
    "themes.sensitivity": ("sensitivity",),
    "themes.stances": ("stance_by_round",),
    "themes.finding": ("find_themes",),
    "themes.themes": ("Themes",),
    "themes.trend": ("trend",),
    "themes.years": (
        "compare_balance",
        "compare_years",
    ),
    "topics.keyness": ("keyness",),
    "topics.model": ("TopicModel",),
    "transcripts.alignment": ("align_turns",),
    "transcripts.comments": ("read_comments",),
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
    "transcripts.hearing": ("heard",),
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
_PLACE_OF = {name: place for place, names in _PLACES.items() for name in names}

__all__ = ["__version__", "sample_path", *sorted(_PLACE_OF)]


def sample_path() -> Path:
    """Return the folder of the invented sample study: one council, three rounds.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.open_study(prac.sample_path()).settings.rounds
    ('2023-24', '2024-25', '2025-26')
    """
    inside = Path(__file__).parent / "_sample"  # in an installed package
    return inside if inside.is_dir() else Path(__file__).parents[2] / "data" / "sample"


def __getattr__(name: str) -> Any:
    if name not in _PLACE_OF:
        raise AttributeError(f"module 'practicelearn' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"practicelearn.{_PLACE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
