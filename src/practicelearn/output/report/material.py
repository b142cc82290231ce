"""What readers are told of the material: what the rules and earlier releases leave of it."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from practicelearn.output.disclosure import rules
from practicelearn.output.disclosure.counted import Counted, counted_rounds
from practicelearn.output.disclosure.quiet import Printed, until_quiet
from practicelearn.output.disclosure.releases import Released, Said, released_of, releases_of
from practicelearn.output.gate import raised as gate
from practicelearn.output.gate.sizes import present_said
from practicelearn.output.gate.wording import HIDDEN, long_date
from practicelearn.output.report.made_of import MadeOf
from practicelearn.themes.claims import Groups, People
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Tally

__all__ = ["Material"]


class Material(MadeOf):
    """What both documents are made from, and what readers are told of it.

    Parameters
    ----------
    See :class:`~practicelearn.output.report.made_of.MadeOf`.
    """

    @cached_property
    def hidden(self) -> dict[tuple[str, str], str]:
        """Why a theme's figures in a round are kept from readers; "" where they are not."""
        return {key: printed.why for key, printed in self._printed.items()}

    @cached_property
    def without_share(self) -> dict[tuple[str, str], str]:
        """The same for shares and what is computed from them: they may go where people stay."""
        return {
            key: printed.why
            or ("" if self.rounding or (printed.share and self._of_groups) else rules.QUIET)
            for key, printed in self._printed.items()
        }

    @property
    def _of_groups(self) -> bool:
        """Whether shares are means over groups, which alone the last check can reckon with."""
        change = self.change
        if change is None or change.empty:
            return True
        by_people = change["weights"].eq("attendees").any()
        return not by_people and not change["unit"].isin(["team", "facilitator"]).any()

    @cached_property
    def rounded_shares(self) -> dict[tuple[str, str], float]:
        """Rule 8: shares from the rounded counts, by theme and round; empty without rounding."""
        if not self.rounding:
            return {}
        own = {}
        for key in [key for key, why in self.hidden.items() if not why]:
            kept = self._kept(*key)
            claim = None if kept else People.told_by(self.extent, *key)
            n, of = kept or ((claim.n, claim.of) if claim else (0, 0))
            if of:
                own[key] = rules.rounded_share(n, of, self.rounding)
        return own

    def _kept(self, theme: str, year: str) -> tuple[int, int] | None:
        """Rule 8: the rounded counts of an earlier release that stand, the new ones being near."""
        said = self.reprinted(theme, year) if year in self.near else None
        return None if said is None else rules.counts_about(said.people)

    def draws(self, theme: str, year: str) -> tuple[int, ...] | None:
        """The five cells of for and against, where readers may see them."""
        printed = self._printed.get((theme, year))
        drawn = printed is not None and printed.for_and_against
        return self.counted[year].parts(theme) if drawn else None

    @cached_property
    def shown(self) -> set[str]:
        """Themes a reader may see: declared, stated, or recurring in the newest round."""
        coded = self.coded
        recurring = coded.index[[self.latest in years for years in coded["years_recurring"]]]
        declared = coded.index.intersection(self.themes.declared)
        return {*declared, *coded.index[coded["status"] == "theme"], *recurring}

    @cached_property
    def counted(self) -> dict[str, Counted]:
        """Each round as it is counted now."""
        return self._once("counted", lambda: counted_rounds(self.themes))

    @cached_property
    def released(self) -> Released:
        """What earlier releases printed."""
        return released_of(self.releases)

    @property
    def releases(self) -> pd.DataFrame:
        """The releases before this report."""
        return releases_of(self.decisions, self.themes.origin, first=self.earlier)

    @property
    def is_released(self) -> bool:
        """Whether a release is of this very report."""
        return self.earlier is not None

    @cached_property
    def changed(self) -> set[str]:
        """Released rounds that are counted otherwise now: no figure of them is new."""
        return {y for y, now in self.counted.items() if self.released.changed(y, now)}

    @cached_property
    def near(self) -> set[str]:
        """Rule 8: changed rounds whose released rounded counts are all within 4 of the new ones."""
        if not self.rounding:
            return set()
        return {y for y in self.changed if self.released.near(y, self.counted[y])}

    def reprinted(self, theme: str, year: str) -> Said | None:
        """What an earlier release printed of a theme in a round: it stays as it was.

        What was given back to those who took part stays where the round is counted otherwise now.
        """
        said = self.released.said.get((theme, year))
        if said is None and year in self.changed:
            return self.released.given_back.get((theme, year))
        return said

    def people_said(self, theme: str, year: str) -> str:
        """Who raised a theme in a round, for readers: "20 of 50", or words; empty without any."""
        said = self.reprinted(theme, year)
        if said is not None:
            return said.people
        now, why = self.reach(theme, year), self.hidden.get((theme, year), rules.FEW)
        if now is None or why == rules.CHANGED:
            return ""
        claim = People.told_by(self.extent, theme, year)
        words = gate.people_said(claim, why, rounding=self.rounding)
        return "" if words == HIDDEN else words

    def groups_said(self, theme: str, year: str) -> str:
        """In how many groups a theme was raised, for readers; empty when it was not read."""
        said = self.reprinted(theme, year)
        if said is not None:
            return said.groups
        now = self.reach(theme, year)
        if now is None:
            return ""
        why = self.hidden.get((theme, year), rules.FEW)
        if not why and not self.groups_shown(theme, year):
            why = rules.QUIET
        return gate.groups_said(Groups.told_by(self.extent, theme, year), why)

    def groups_shown(self, theme: str, year: str) -> bool:
        """Whether readers are told the exact number of groups that raised a theme."""
        printed = self._printed.get((theme, year))
        return printed is not None and printed.groups and printed.why in ("", rules.SUBSET)

    def as_reported(self, theme: str, year: str) -> str:
        """Return " (as reported on DATE)" for what an earlier release printed; else nothing."""
        said = self.reprinted(theme, year)
        return "" if said is None or not said.at else f" (as reported on {long_date(said.at)})"

    def raised(self, theme: str, year: str) -> bool:
        """Whether readers are told that a theme was raised in a round."""
        said = self.reprinted(theme, year)
        if said is not None:
            return not said.people.startswith("0 ")
        now = self.reach(theme, year)
        return now is not None and bool(now.n_groups_raised)

    def recurs(self, theme: str, year: str) -> bool:
        """Whether readers are told that a theme recurs: not of few people, who would be four."""
        if year in self.changed:
            said = self.reprinted(theme, year)
            return said is not None and said.recurs
        recurring = year in list(self.table.loc[theme, "years_recurring"])
        return recurring and self.hidden.get((theme, year), "few") not in (rules.FEW, rules.SILENT)

    def people_in(self, year: str) -> str:
        """How many people of a round are counted, for readers; empty where that is not told."""
        if year in self.changed:
            return self.released.people.get(year, "")
        n = sum(self.counted[year].population.values()) if year in self.counted else 0
        counted = Tally(Row("counted", (("year", year),), {"n": n}))
        return present_said(counted, rounding=self.rounding)

    @cached_property
    def _printed(self) -> dict[tuple[str, str], Printed]:
        """Why people are hidden and whether for and against is printed, by theme and round."""
        found: dict[tuple[str, str], Printed] = {}
        for row in self.extent.itertuples():
            theme, year = str(row.theme_id), str(row.year)
            now = self.counted.get(year)
            if self._kept(theme, year) is not None:
                # no group count of its own: the released one stands, and it was not rounded
                found[theme, year] = Printed("", share=False, groups=False)
            elif year in self.changed:
                found[theme, year] = Printed(rules.CHANGED, share=False)
            elif now is None or theme not in now.raised:
                few = rules.few_or_nearly_all(int(row.n_people_raised), int(row.n_people))
                found[theme, year] = Printed(few, share=not few)
            else:
                why = rules.hidden_before_the_test(
                    int(row.n_people_raised), int(row.n_groups_raised), now.counted(theme),
                    now.population,
                )  # fmt: skip
                found[theme, year] = self._quietly(theme, year, why)
        return found

    def _quietly(self, theme: str, year: str, why: str) -> Printed:
        """What is left once the solver is quiet; looked for once for all documents.

        Of every theme: one that is not told of may stand beside a survey or an action.
        """
        recurs = year in list(self.table.loc[theme, "years_recurring"])
        least = (self.themes.min_people, self.themes.min_groups)
        key = f"quiet {theme} {year} {why} {self.rounding}"
        return self._once(
            key,
            lambda: until_quiet(
                theme, year, self.counted[year], why=why,
                recurring=least if recurs else None, rounding=self.rounding,
            ),
        )  # fmt: skip

    def stated(self) -> pd.DataFrame:
        """Themes a person has stated, for readers: those whose people are hidden last, by name.

        Their place in an order by size would tell how many they are.
        """
        own = self.table[self.table["status"] == "theme"]
        few = np.array([bool(self.hidden.get((str(t), self.latest))) for t in own.index], bool)
        return pd.concat([own[~few], own[few].sort_values("name", kind="stable")])
