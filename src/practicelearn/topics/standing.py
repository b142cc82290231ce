"""What is known of a model's topics: which were found again, and so are called by a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pandas as pd

from practicelearn.errors import counted

__all__ = [
    "NOT_AGAIN",
    "NOT_CHECKED",
    "found_again",
    "found_again_said",
    "keep",
    "kept",
    "others_said",
    "shown_in_cell",
    "shown_names",
    "standing_said",
]

NOT_AGAIN = "not found again"
NOT_CHECKED = "not checked"

_KEPT = "_stability"


class Fitted(Protocol):
    """A fitted ``TopicModel``, which itself shows its topics by what is known of them."""

    @property
    def names_(self) -> pd.Series: ...
    @property
    def seeded_(self) -> pd.Series: ...
    @property
    def top_terms_(self) -> pd.DataFrame: ...
    @property
    def session_shares_(self) -> pd.DataFrame: ...


def keep(model: Fitted, settings: tuple[object, ...], table: pd.DataFrame) -> pd.DataFrame:
    """Remember with a model what ``stability`` said of its topics; fitting again forgets it.

    Returns the table with the names that the topics now have.
    """
    # the table of terms is made anew by every fit: what was kept belongs to this one
    model.__dict__[_KEPT] = (model.top_terms_, settings, table)
    names = shown_names(model)
    table["name"] = names
    model.session_shares_.attrs["names"] = names.to_dict()
    return table


def kept(model: Fitted, settings: tuple[object, ...] | None = None) -> pd.DataFrame | None:
    """Return what ``stability`` said last of this fit, or None; with these settings, if given."""
    terms, used, table = vars(model).get(_KEPT, (None, None, None))
    if terms is None or terms is not vars(model).get("top_terms_"):
        return None
    if settings is not None and used != settings:
        return None
    return table.copy() if isinstance(table, pd.DataFrame) else None


def found_again(model: Fitted) -> pd.Series:
    """Return for each topic whether it was found again; missing where nobody has looked."""
    table = kept(model)
    if table is None:
        return pd.Series(pd.NA, index=model.names_.index, dtype="boolean", name="found_again")
    return table["found_again"].astype("boolean")


def shown_names(model: Fitted) -> pd.Series:
    """Return what each topic is called where it is shown.

    Only a topic that was found again carries a name: the code it was started at, or its first
    terms. The others are called by their number and what is not known of them.
    """
    names = model.names_.astype(object)
    if "seeded_" in vars(model):
        names = model.seeded_.where(model.seeded_.notna(), names)
    again = found_again(model)
    called = [
        f"{topic}, {NOT_CHECKED}"
        if pd.isna(again[topic])
        else str(name)
        if again[topic]
        else f"{topic}, {NOT_AGAIN}"
        for topic, name in names.items()
    ]
    return pd.Series(called, index=names.index, dtype=object, name="name")


def shown_in_cell(model: Fitted) -> pd.DataFrame:
    """Return the topics as a notebook shows them: those found again by name and first."""
    by_topic = model.top_terms_.groupby("topic", sort=False)["term"]
    again = found_again(model)
    table = pd.DataFrame(
        {
            "topic": shown_names(model),
            "terms": by_topic.agg(", ".join).reindex(again.index, fill_value=""),
            "share of words": model.session_shares_.mean().map("{:.0%}".format),
            "sessions": (model.session_shares_ >= 1 / len(model.names_)).sum(),
        }
    )
    return table.loc[again.sort_values(ascending=False, kind="stable", na_position="last").index]


def found_again_said(model: Fitted) -> str:
    """Return how many topics were found again, for a line on the model; empty if not known."""
    table = kept(model)
    return (
        "" if table is None else f"; {int(table['found_again'].sum())} of {len(table)} found again"
    )


def standing_said(model: Fitted) -> str:
    """Return in a sentence how many topics were found again, and in what; empty if not known."""
    table = kept(model)
    if table is None:
        return ""
    n, of = int(table["found_again"].sum()), len(table)
    splits, half = int(table["n_splits"].iloc[0]), int(table["n_sessions"].iloc[0])
    return (
        f"{n} of {counted(of, 'topic')} {'was' if n == 1 else 'were'} found again in both halves "
        f"of the sessions ({counted(half, 'session')} each, split anew {counted(splits, 'time')})."
    )


def others_said(model: Fitted, topics: Iterable[str]) -> str:
    """Return the topics that carry no name, with their first terms: never as equals of the rest."""
    again = found_again(model)
    absent = [t for t in topics if not pd.isna(again[t]) and not again[t]]
    unknown = [t for t in topics if pd.isna(again[t])]
    said = [
        (absent, "Not found again in the other half of the sessions, so no candidates"),
        (
            unknown,
            "Nobody can tell whether these are more than one conversation’s, so no candidates",
        ),
    ]
    return " ".join(
        f"{words}: {'; '.join(f'{t} ({model.names_[t]})' for t in own)}."
        for own, words in said
        if own
    )
