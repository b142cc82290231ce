"""``study.toml``: what a study is called, its rounds, what was agreed before years are compared."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from practicelearn._tables import near_match
from practicelearn.coding.log.entries import FORMAT
from practicelearn.coding.log.schema import newest_format
from practicelearn.errors import StudyError

__all__ = ["StudySettings", "read_settings", "settings_text"]

_MOST_HEADLINES = 10
Unit = Literal["group", "team", "facilitator"]


@dataclass(frozen=True)
class StudySettings:
    """What ``study.toml`` says.

    Parameters
    ----------
    title : str
    rounds : tuple of str
        The years, in order.
    smallest_worthwhile : float
        Smallest change in the share of people that would matter, 0 to 1.
    unit : {"group", "team", "facilitator"}
        What counts once when rounds are compared: the highest level at which people differ. A plan
        on record says it instead, where there is one; so of strata and the smallest change.
    strata : str
        A column of the sessions within whose values rounds are compared, or "".
    headline : tuple of str
        Ids of at most ten themes declared before the years were compared.
    balance : tuple of str
        Those of them whose balance of for and against is declared too, each one test more.
    pseudonymised : bool
        Whether names were replaced before the sessions were frozen.
    template : str
        A Word file for the look of reports, beside ``study.toml`` or by its whole path.
    template_slides : str
        A PowerPoint file for the look of slides, likewise.
    rounding : int
        To what counts of people are rounded for readers: 5, or 0 for not at all.
    delete_by : mapping of str to str
        Round to the last day, ISO, on which it and its recordings may be kept.
    """

    title: str
    rounds: tuple[str, ...] = ()
    smallest_worthwhile: float = 0.15
    unit: Unit = "group"
    strata: str = ""
    headline: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    pseudonymised: bool = False
    template: str = ""
    template_slides: str = ""
    rounding: Literal[0, 5] = 0
    delete_by: Mapping[str, str] = field(default_factory=dict, hash=False)


def read_settings(file: Path) -> StudySettings:
    """Return what a ``study.toml`` says.

    Raises
    ------
    StudyError
        It is no TOML, of a newer format, without a title, or says what is not known or not so.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        if not text.strip("\x00 \n"):
            raise StudyError(
                f"{file}: it is empty. Wait until the synced folder has brought it, or bring it "
                "back from the folder's history or a backup."
            )
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"{file}: {error}.") from error
    found = raw.pop("format", FORMAT)
    if type(found) is not int or not FORMAT <= found <= newest_format():
        raise StudyError(
            f"{file}: this study has format {found}; this version of practicelearn reads formats "
            f"up to {newest_format()}. Install a newer practicelearn."
        )
    _check(raw, file)
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    values["delete_by"] = {k: str(v) for k, v in raw.get("delete_by", {}).items()}
    return StudySettings(**values)


def settings_text(settings: StudySettings) -> str:
    """Return the settings as the text of a ``study.toml``."""

    def text(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)  # TOML's strings and lists are written so too

    return (
        f"format = {FORMAT}\n"
        f"title = {text(settings.title)}\n"
        f"rounds = {text(settings.rounds)}\n"
        "# Smallest change in the share of people that would matter, 0 to 1.\n"
        f"smallest_worthwhile = {settings.smallest_worthwhile}\n"
        f"{_unit_line(settings, text)}"
        "# At most ten themes, to explore; what is to bear a verdict is planned: plan STUDY.\n"
        f"headline = {text(settings.headline)}\n"
        f"{_balance_line(text(settings.balance) if settings.balance else '')}\n"
        "# Whether names were replaced before the sessions were frozen.\n"
        f"pseudonymised = {text(settings.pseudonymised)}\n"
    )


def _unit_line(settings: StudySettings, text: Callable[[object], str]) -> str:
    """Unit and strata; where they are as usual only how to say otherwise, for older versions."""
    said = "# What counts once when rounds are compared: group, team or facilitator"
    if settings.unit == "group" and not settings.strata:
        return f'{said}: unit = "team"\n'
    strata = f"strata = {text(settings.strata)}\n" if settings.strata else ""
    return f"{said}.\nunit = {text(settings.unit)}\n{strata}"


def _balance_line(balances: str) -> str:
    """The declared balances; without one only how to declare them, as older versions know none."""
    said = "Of these, whose balance of for and against is tested too; each is one test more"
    return f"# {said}.\nbalance = {balances}" if balances else f'# {said}: balance = ["THEME"]'


_EXPECTED = {
    "title": 'words in quotes, such as "Health check"',
    "rounds": 'a list of rounds, such as ["2024-25", "2025-26"]',
    "smallest_worthwhile": "a share of people between 0 and 1, such as 0.15 for 15 in a hundred",
    "unit": '"group", "team" or "facilitator"',
    "strata": 'the name of a column of the sessions in quotes, such as "site", or ""',
    "headline": 'a list of theme ids, such as ["supervision"]',
    "balance": 'a list of theme ids that "headline" names too, such as ["supervision"]',
    "pseudonymised": "true or false",
    "template": 'a file\'s name in quotes, such as "council.docx"',
    "template_slides": 'a file\'s name in quotes, such as "council.pptx"',
    "rounding": "5, or 0 for counts as they are",
    "delete_by": 'a day for each round it names, such as {"2024-25" = "2030-03-31"}',
}


def _check(raw: Mapping[str, Any], file: Path) -> None:
    known = [field.name for field in fields(StudySettings)]
    for key, value in raw.items():
        if key not in known:
            raise StudyError(f'{file}: unknown setting "{key}".{near_match(key, known)}')
        if not _fits(key, value):
            raise StudyError(f'{file}: "{key}" is {value!r}; expected {_EXPECTED[key]}.')
    if "title" not in raw:
        raise StudyError(f'{file}: "title" is missing; expected {_EXPECTED["title"]}.')
    if len(raw.get("headline", ())) > _MOST_HEADLINES:
        raise StudyError(
            f'{file}: "headline" names {len(raw["headline"])} themes; at most {_MOST_HEADLINES} '
            "can be tested."
        )
    rounds = raw.get("rounds", [])
    for year in raw.get("delete_by", ()):
        if rounds and year not in rounds:
            raise StudyError(
                f'{file}: "delete_by" names the round "{year}", which "rounds" does not.'
                f"{near_match(year, rounds)}"
            )
    headline = raw.get("headline", [])
    for theme in raw.get("balance", ()):
        if theme not in headline:
            raise StudyError(
                f'{file}: "balance" names "{theme}", which is no headline theme: for and against '
                'are tested beside how many raised it. Name it in "headline" too, or take it out '
                f'of "balance".{near_match(theme, headline)}'
            )


def _fits(key: str, value: Any) -> bool:
    if key in {"rounds", "headline", "balance"}:
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    if key == "delete_by":
        return isinstance(value, dict) and all(_is_day(day) for day in value.values())
    if key == "pseudonymised":
        return isinstance(value, bool)
    if key == "rounding":
        return type(value) is int and value in (0, 5)
    if key == "unit":
        return value in get_args(Unit)
    if key == "smallest_worthwhile":
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1
    return isinstance(value, str)


def _is_day(value: Any) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return isinstance(value, str | date)
