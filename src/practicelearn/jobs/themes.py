"""The themes of a study: listed, and decided about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError
from practicelearn.study.deciding import decide_theme, shown_themes
from practicelearn.study.folder import open_study
from practicelearn.themes.themes import Themes

__all__ = ["said_at_least", "themes_of"]


def themes_of(
    folder: str | Path,
    theme: str = "",
    *,
    decisions: Mapping[str, Mapping[str, Any]] | None = None,
    by: str = "",
) -> Themes:
    """Return the themes of a study, after deciding about one where something is decided.

    Parameters
    ----------
    folder : str or Path
    theme : str
        Its id.
    decisions : mapping, optional
        Kind of decision to its entries; see ``decide_theme``.
    by : str
        Who decides.

    Raises
    ------
    PracticelearnError
        It is not said which theme, or who decides; or there is no such theme. What was decided
        before the error is on record.
    """
    study = open_study(folder)
    if decisions and not (theme and by.strip()):
        raise PracticelearnError("name the theme, and who decides: theme STUDY THEME --by NAME")
    if by and not decisions:
        raise PracticelearnError(
            "--by says who decides, but nothing was decided. Add one of --state, --name, "
            "--merge, --split, --drop and --keep."
        )
    for kind, entries in (decisions or {}).items():
        decide_theme(study, by, kind, **entries)
    found = shown_themes(study)
    if theme and theme not in found.table.index:
        raise PracticelearnError(
            f'there is no theme "{theme}".{near_match(theme, found.table.index)} '
            "List them with: theme STUDY"
        )
    return found


def said_at_least(themes: Themes, wanted: Iterable[Any]) -> list[str]:
    """Return in sentences what was heard of themes where nothing says that all was read."""
    own = themes.at_least[themes.at_least["theme_id"].isin(list(wanted))]
    names = themes.table["name"]
    return [
        f"{names[row.theme_id]}{f', {row.year}' if row.year else ''}: {row.says}"
        for row in own.itertuples()
    ]
