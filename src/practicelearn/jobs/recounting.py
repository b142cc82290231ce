"""What earlier reports published, counted again under today's rules, and why a figure differs.

Reasons are found by counting with what held at the release, one thing at a time; nothing is
guessed. What cannot be had again, such as words that were withdrawn, is said to be gone, and a
difference that nothing accounts for is said to be unexplained. For the team: readers are never
told that a figure has changed, nor why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from practicelearn.errors import PracticelearnError
from practicelearn.output.disclosure.counted import Counted, counted_rounds
from practicelearn.output.disclosure.releases import of_reports, releases_of
from practicelearn.study import Study
from practicelearn.themes.earlier_rules import codes_then, reading_by
from practicelearn.themes.themes import Themes
from practicelearn.themes.variants import recounted

__all__ = ["PUBLISHED", "published_and_now"]

PUBLISHED = (
    "theme_id", "name", "year", "at", "people_then", "groups_then", "n_people_raised", "n_people",
    "n_groups_raised", "n_groups", "same", "because",
)  # fmt: skip

CODING = "passages were coded, changed or taken back since"
FRAME = "codes that stood apart in the coding frame then are merged now"
READING = "somebody else’s reading of a session counts now"
CODES = "the theme was made of other codes then"
RECURRING = "“recurring” meant other numbers of groups and people then"
PEOPLE = "not the same people are counted as then, in {groups}"
WITHDRAWN = "words were taken back on {days}, and what is gone cannot be counted again"
UNEXPLAINED = (
    "no rule, coding or list on record accounts for {rest}: look into the study’s history and its "
    "backups"
)


def published_and_now(study: Study, themes: Themes) -> pd.DataFrame | None:
    """Return each published figure beside the same counted now; None where nothing was published.

    Parameters
    ----------
    study : Study
    themes : Themes
        As the study's next report counts them.

    Returns
    -------
    DataFrame
        theme_id, name, year; at (ISO time of the release that first told of it); people_then,
        groups_then (in the words it printed, empty where it printed none); n_people_raised,
        n_people, n_groups_raised, n_groups (now); same (whether every group counts the same people
        as then); because (list of str: why not).

    Notes
    -----
    A release keeps a hash of who was counted, group by group: a reason is only named where
    counting so gives that very hash, or brings another figure than today's.
    """
    decisions = study.decisions()
    releases = releases_of(decisions, themes.origin)
    releases = releases[of_reports(releases)] if len(releases) else releases
    rows: list[dict[str, Any]] = []
    seen: set[tuple[str, str]] = set()
    now = counted_rounds(themes) if len(releases) else {}
    for release in releases.to_dict("records"):
        printed = release.get("printed")
        if isinstance(printed, Mapping):
            then = _Then(study, themes, release, decisions)
            rows += _of_release(then, printed, now, seen)
    return pd.DataFrame(rows, columns=list(PUBLISHED)) if rows else None


def _of_release(
    then: _Then, printed: Mapping[str, Any], now: Mapping[str, Counted],
    seen: set[tuple[str, str]],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    themes = then.themes
    extent = themes.extent.set_index(["theme_id", "year"])
    for year, own in printed.items():
        for theme, words in own.get("themes", {}).items():
            key = (theme, year)
            if key in seen or key not in extent.index or year not in now:
                continue
            seen.add(key)
            row = {
                "theme_id": theme, "name": themes.table.loc[theme, "name"], "year": year,
                "at": then.at, "people_then": words["people"], "groups_then": words["groups"],
                **extent.loc[key, ["n_people_raised", "n_people", "n_groups_raised",
                                   "n_groups"]].to_dict(),
            }  # fmt: skip
            digest = own.get("digests", {}).get(theme)
            same = digest is None or now[year].digest(theme) == digest
            because = [] if same else then.why(theme, year, str(digest), now[year], own)
            if then.meant_otherwise:
                because.append(RECURRING)
            yield {**row, "same": same, "because": because}


class _Then:
    """What held at a release: its coding, frame, readings and codes, to count with again."""

    def __init__(
        self, study: Study, themes: Themes, release: Mapping[str, Any], decisions: pd.DataFrame
    ) -> None:
        self.study, self.themes, self.at = study, themes, str(release["at"])
        rules = release.get("rules")
        self.rules: Mapping[str, Any] = rules if isinstance(rules, Mapping) else {}
        gone = decisions[decisions["kind"].isin(["withdraw", "redact", "purge"])]
        self.gone = sorted({str(at)[:10] for at in gone["at"] if str(at) > self.at})
        self._worlds: dict[tuple[str, ...], Mapping[str, Counted]] = {}

    @property
    def meant_otherwise(self) -> bool:
        """Whether "recurring" meant other numbers."""
        m, k = self.rules.get("min_groups"), self.rules.get("min_people")
        now = (self.themes.min_groups, self.themes.min_people)
        return m is not None and (m, k) != now

    def why(
        self, theme: str, year: str, digest: str, now: Counted, printed: Mapping[str, Any]
    ) -> list[str]:
        """Return why a theme's people in a round are not those of the release."""
        today = now.digest(theme)
        alone = {way: self._digest((way,), theme, year) for way in self._ways}
        for way, found in alone.items():
            if found == digest:
                return [way]
        moved = [way for way, found in alone.items() if found not in (today, "")]
        sizes = {str(g): int(n) for g, n in dict(printed.get("sizes", {})).items()}
        others = sorted(
            g for g in {*sizes, *now.sizes} if sizes and sizes.get(g) != now.sizes.get(g)
        )
        if not others:
            every = tuple(self._ways)
            if len(every) > 1 and self._digest(every, theme, year) == digest:
                return moved or list(every)
        said = [*moved, *([PEOPLE.format(groups=", ".join(others))] if others else [])]
        if self.gone:
            return [*said, WITHDRAWN.format(days=" and ".join(self.gone))]
        if others and not moved:
            return said
        rest = "the rest of the difference" if said else "the difference"
        return [*said, UNEXPLAINED.format(rest=rest)]

    @cached_property
    def _ways(self) -> list[str]:
        """What may be put back, as far as the release keeps it and it is another now."""
        used = self.themes.codings
        ways = []
        frame = None if used is None or used.frame is None else used.frame.version
        if self.rules.get("frame") and self.rules["frame"] != frame:
            ways.append(FRAME)
        if self.rules.get("readings") or self.rules.get("coders"):
            ways.append(READING)
        if self._codes:
            ways.append(CODES)
        return [*ways, CODING]  # last: what was settled since is another reading, and coding too

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        then = codes_then(self.rules)
        now = {str(t): set(c) for t, c in self.themes.table["codes"].items() if len(c)}
        return {t: c for t, c in then.items() if t in now and set(c) != now[t]}

    def _digest(self, ways: tuple[str, ...], theme: str, year: str) -> str:
        """The hash of a theme's people in a round, counted so; "" where it cannot be."""
        if ways not in self._worlds:
            self._worlds[ways] = self._counted(ways)
        world = self._worlds[ways].get(year)
        return "" if world is None or theme not in world.raised else world.digest(theme)

    def _counted(self, ways: tuple[str, ...]) -> Mapping[str, Counted]:
        try:
            codings = self.study.codings(
                at=self.at if CODING in ways else None,
                frame_version=str(self.rules["frame"]) if FRAME in ways else None,
            )
            reading = reading_by(self.themes, codings, self.rules if READING in ways else {})
        except PracticelearnError:  # the frame or a coder's folder is there no more
            return {}
        codes = self._codes if CODES in ways else {}
        return counted_rounds(recounted(self.themes, reading, codes))
