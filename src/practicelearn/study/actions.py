"""The action sheet begun, and gone on with in each round: a row for each sentence it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._called import COMMAND
from practicelearn.errors import StudyError
from practicelearn.language.forms import name_form
from practicelearn.study.action_sheet import add_rows, new_sheet
from practicelearn.study.bare_rounds import bare_rounds, rounds_said, with_rounds
from practicelearn.study.deciding import study_themes
from practicelearn.study.folder import ACTION_SHEET, Study
from practicelearn.study.transaction import transaction
from practicelearn.themes.cycle.lookup import find_theme
from practicelearn.themes.sides import side_by_stance, side_decided
from practicelearn.themes.themes import Themes

__all__ = ["Begun", "begin_actions", "go_on_with_actions"]


class Begun(NamedTuple):
    """An action sheet, what was done with it in sentences, and what has no row for being praised.

    ``well`` is (theme, name) of each.
    """

    path: Path
    said: tuple[str, ...]
    well: tuple[tuple[str, str], ...] = ()


def begin_actions(study: Study) -> Path:
    """Write a row for each sentence on a theme that the action sheet lacks; return its path.

    Parameters
    ----------
    study : Study
        A sheet that is there stays as it is; rows are added below.

    Returns
    -------
    Path
        ``actions.xlsx``. A row's round is the one in which the sentence was heard: the newest that
        was held when it was stated and has evidence for the theme. Themes that were merged or
        dropped have no row, nor have those that people mostly spoke well of.

    Raises
    ------
    StudyError
        No theme has been stated yet, so there is nothing to answer; or rows name no round, and it
        cannot be told which they are of.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp()) / "study"
    >>> _ = shutil.copytree(prac.sample_path(), folder)
    >>> study = prac.open_study(folder)
    >>> (folder / "actions.xlsx").unlink()
    >>> study.begin_actions().name
    'actions.xlsx'
    """
    check_arguments(begin_actions, locals())
    return go_on_with_actions(study).path


def go_on_with_actions(study: Study, *, also: str = "") -> Begun:
    """Begin the action sheet or add what it lacks; see :func:`begin_actions`.

    ``also`` is a theme that gets a row though people speak well of it.
    """
    path = study.path / ACTION_SHEET
    themes, decisions = study_themes(study), study.decisions()
    live = themes.table[(themes.table["status"] != "dropped") & (themes.table["origin"] == "codes")]
    stated = live[live["statement"].map(lambda s: isinstance(s, str) and bool(s.strip()))]
    if stated.empty:
        raise StudyError(
            f"{path} was not begun: no theme has been stated yet. Read the evidence and write in "
            f"one sentence what people are saying ({COMMAND} code STUDY, Read; or "
            f'{COMMAND} theme STUDY THEME --state "..." --by NAME), then begin the '
            "sheet."
        )
    years = {str(theme): _heard_in(themes, decisions, str(theme)) for theme in stated.index}
    praise = {t: side_decided(decisions, t) or side_by_stance(_passages(themes, t, y))
              for t, y in years.items() if y is not None}  # fmt: skip
    begun = not study.has_actions
    bare = {} if begun else bare_rounds(study, themes.corpus.year_labels)
    have = set() if begun else _rows_there(study, themes)
    rows = [
        {"You said": stated.loc[theme, "statement"], "Theme": theme, "Round": year}
        for theme, year in years.items()
        if year is not None and (praise[theme] != "well" or theme == also)
        and (theme, year) not in have
        and (name_form(stated.loc[theme, "statement"]), year) not in have
    ]  # fmt: skip
    rounds = study.settings.rounds or tuple(themes.corpus.year_labels)
    table = pd.DataFrame(rows, columns=["You said", "Theme", "Round"], dtype=object)
    if rows or begun or bare:
        with transaction(study.path) as change:
            before = with_rounds(change.read(ACTION_SHEET), bare)
            content = (new_sheet(table, live, rounds) if before is None
                       else add_rows(before, table, live, rounds))  # fmt: skip
            change.write(ACTION_SHEET, content)
    kept = {(row["Theme"], row["Round"]) for row in rows} | have
    well = [t for t, side in praise.items() if side == "well" and (t, years[t]) not in kept]
    left = [*_left_out(stated, years, well)]
    said = [_done(rows, path, begun=begun, all_have=not left), *rounds_said(bare), *left]
    named = tuple((t, str(stated.loc[t, "name"])) for t in well)
    return Begun(path, (*said, *_again(themes, stated, years, praise)), named)


def _heard_in(themes: Themes, decisions: pd.DataFrame, theme: str) -> str | None:
    """The round in which a sentence was heard; None where no passage stands behind it.

    It is the newest one with evidence that had been held when the sentence was written. So a
    sentence of last year stays last year's, though people say the same again.
    """
    own = themes.evidence[themes.evidence["theme_id"] == theme]
    if own.empty:
        return None
    heard = themes.corpus.in_order(own["year"].dropna().unique())
    if not heard:
        return ""  # a study without rounds
    sessions = themes.corpus.sessions
    begun = sessions.dropna(subset=["date"]).groupby("year")["date"].min().to_dict()
    at = _stated_at(themes, decisions, theme)
    held = [year for year in heard if not at or str(begun.get(year, "")) <= at]
    return str((held or heard)[-1])


def _stated_at(themes: Themes, decisions: pd.DataFrame, theme: str) -> str:
    """The day on which the sentence that stands was written; empty where that is not known."""
    own = decisions[(decisions["kind"] == "statement") & (decisions["theme_id"] == theme)]
    said = str(themes.table.loc[theme, "statement"])
    same = own[own["statement"].astype(str).str.strip() == said.strip()]
    return str(same["at"].iloc[-1])[:10] if len(same) else ""


def _passages(themes: Themes, theme: str, year: str) -> pd.DataFrame:
    own = themes.evidence[themes.evidence["theme_id"] == theme]
    return own[own["year"] == year] if year else own


def _rows_there(study: Study, themes: Themes) -> set[tuple[str, str]]:
    """(theme, round) and (sentence, round) of each row that the sheet holds."""
    out: set[tuple[str, str]] = set()
    for said in study.actions().recommendations.itertuples():
        year = said.year if isinstance(said.year, str) else ""
        names = [find_theme(word, themes.table) for word in said.themes]
        out |= {(name, year) for name in [*filter(None, names), name_form(said.text)]}
    return out


def _done(rows: list[dict[str, str]], path: Path, *, begun: bool, all_have: bool) -> str:
    n = f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}"
    of = ", ".join(dict.fromkeys(row["Round"] for row in rows if row["Round"]))
    if begun:
        return f"{path}: begun with {n}{f' of {of}' if of else ''}."
    if not rows:
        return f"{path}: nothing was added{'; each sentence has its row' if all_have else ''}."
    return (
        f"{path}: {n}{f' of {of}' if of else ''} added below the last. What stood there is as it "
        "was."
    )


def _left_out(stated: pd.DataFrame, years: dict[str, str | None], well: list[str]) -> Iterator[str]:
    if well:
        yield (
            "No row for what more people speak well of than critically, since there is nothing to "
            f"accept: {_names(stated, well)}. If something is promised to keep it so, add a row."
        )
    bare = _names(stated, [t for t, year in years.items() if year is None])
    if bare:
        yield f"No row where no passage stands behind the sentence: {bare}."


def _again(
    themes: Themes, stated: pd.DataFrame, years: dict[str, str | None], praise: dict[str, str]
) -> Iterator[str]:
    """Themes of an earlier sentence that came up in the newest round too."""
    newest = themes.corpus.year_labels[-1] if themes.corpus.year_labels else ""
    recurs = stated["years_recurring"].map(lambda rounds: newest in rounds)
    old = [t for t, y in years.items() if y not in {newest, None} and praise[t] != "well"]
    names = _names(stated, [t for t in old if recurs[t]])
    if names:
        yield (
            f"Heard again in {newest}, with the sentence of an earlier round: {names}. What was "
            f"promised then stays with its round. For a promise of {newest}, write the sentence "
            "anew, or add a row."
        )


def _names(stated: pd.DataFrame, themes: list[str]) -> str:
    return ", ".join(str(stated.loc[t, "name"]) for t in themes)
