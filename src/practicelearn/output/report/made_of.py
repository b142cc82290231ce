"""What both documents are made from, and what a person has decided about it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

from practicelearn._tables.parts import rows_by
from practicelearn.output.gate import raised as gate
from practicelearn.output.gate.wording import place, text
from practicelearn.output.report.blocks import Block, Quote
from practicelearn.output.report.replied import came_back, replies_of
from practicelearn.themes.absence import absences
from practicelearn.themes.cautions import WORD_COUNTS
from practicelearn.themes.claims import Absent
from practicelearn.themes.mentions import depth_of, mentions
from practicelearn.themes.of_study import cache_of
from practicelearn.themes.positions import group_agreement, heard_once, who_said_otherwise
from practicelearn.themes.raised import round_of
from practicelearn.themes.sources import Row
from practicelearn.themes.themes import Themes
from practicelearn.themes.years import balance_beside

__all__ = ["MadeOf", "with_place"]

T = TypeVar("T")
_KEPT: WeakKeyDictionary[Themes, dict[tuple[str, int], Any]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)  # by identity: what is derived of one is derived once
class MadeOf:
    """Themes, comparison and decisions, and the questions both documents ask of them.

    Parameters
    ----------
    themes : Themes
    change : DataFrame or None
        As ``compare_years`` returns it.
    decisions : DataFrame
        As ``Study.decisions`` returns it: kind, who, at, and the payload's columns.
    title : str
    made : str
        ISO date on which the document is made.
    year : str
        The round a page for participants is about; empty for the newest.
    guide : DataFrame or None
        The topic guide: what was asked introduces a theme.
    rounding : int
        To what readers' counts are rounded; 0 for not at all.
    earlier : int or None
        How many releases are earlier than this report; None for all. One that released this very
        report is none of them.
    sensitivity : DataFrame or None
        As ``sensitivity_of`` returns it.
    published : DataFrame or None
        What earlier reports published, and the same counted now. For the team.
    own_words : mapping
        What the team wrote itself, by its place in the report.
    """

    themes: Themes
    change: pd.DataFrame | None
    decisions: pd.DataFrame
    title: str
    made: str
    year: str = ""
    guide: pd.DataFrame | None = None
    rounding: int = 0
    earlier: int | None = None
    sensitivity: pd.DataFrame | None = None
    published: pd.DataFrame | None = None
    own_words: Mapping[str, list[Block]] = field(default_factory=dict)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The themes that were not dropped; those in most groups of the newest round first."""
        kept = self.themes.table[self.themes.table["status"] != "dropped"]
        now = self.extent[self.extent["year"] == self.latest].set_index("theme_id")
        order = now[["n_groups_raised", "n_people_raised"]].reindex(kept.index)
        ranked = order.sort_values(list(order.columns), ascending=False, kind="stable")
        return kept.loc[ranked.index]

    @cached_property
    def coded(self) -> pd.DataFrame:
        """Themes from codes."""
        return self.table[self.table["origin"] == "codes"]

    @cached_property
    def emergent(self) -> pd.DataFrame:
        """Candidates from topics that no code covers."""
        return self.table[self.table["origin"] == "topic"]

    @cached_property
    def extent(self) -> pd.DataFrame:
        """``Themes.extent``: one row a theme and round."""
        return self.themes.extent

    @cached_property
    def at_least(self) -> dict[tuple[str, str], str]:
        """What was heard where not all was read, in words, by theme and round. For the team."""
        return {(str(r.theme_id), str(r.year)): r.says for r in self.themes.at_least.itertuples()}

    @cached_property
    def years(self) -> list[str]:
        """The rounds in order; one empty label when the sessions name none."""
        known = [*self.extent["year"], *(year for _, year in self.at_least)]
        # without a theme the rounds are still those of the sessions, and their groups are told
        return self.themes.corpus.in_order(known) or list(self.themes.corpus.years) or [""]

    @property
    def latest(self) -> str:
        """The newest round."""
        return self.years[-1]

    @cached_property
    def groups(self) -> list[str]:
        """Every group, in order."""
        return sorted(self.themes.corpus.sessions["group"].unique())

    def heading(self, words: str) -> str:
        """A heading over figures; it says so where they are word counts."""
        return f"{words} ({WORD_COUNTS})" if self.themes.origin == "keyword" else words

    def reach(self, theme: str, year: str) -> pd.Series | None:
        """The row of ``extent`` of a theme in a round, or None when it was not read for it."""
        own = self.extent[(self.extent["theme_id"] == theme) & (self.extent["year"] == year)]
        return own.iloc[0] if len(own) else None

    def told(self, theme: str, year: str) -> Row | None:
        """The same row, as a claim rests on it."""
        now = self.reach(theme, year)
        return None if now is None else Row.told("extent", now, "theme_id", "year")

    def label(self, theme: str) -> str:
        """A theme's name within a sentence; a topic's words stand in quotation marks."""
        row = self.table.loc[theme]
        return f"“{row['name']}”" if row["origin"] == "topic" else str(row["name"])

    def contrasts(self) -> list[tuple[str, str]]:
        """The pairs of rounds compared, newest first."""
        if self.change is None:
            return []
        pairs = self.change[["year_before", "year_after"]].drop_duplicates()
        return list(pairs.iloc[::-1].itertuples(index=False, name=None))

    @cached_property
    def balances(self) -> pd.DataFrame:
        """The declared balances of for and against, compared beside ``change``."""
        return self._once(
            f"balances {id(self.change)}",
            lambda: balance_beside(self.themes, self.change, guide=self.guide),
        )

    def balances_of(self, before: str, after: str) -> pd.DataFrame:
        """The balances of one pair of rounds."""
        table = self.balances
        return table[(table["year_before"] == before) & (table["year_after"] == after)]

    @property
    def beside(self) -> str:
        """The round whose words stand beside those of the newest; empty where none is compared."""
        return next((before for before, after in self.contrasts() if after == self.latest), "")

    def passages(self, theme: str, year: str, group: str | None = None) -> pd.DataFrame:
        """A theme's evidence in a round, in the order it was said."""
        if group is not None:
            return self._passages_of_groups(theme, year)(group)
        return self._passages.get((theme, year), self.themes.evidence.iloc[:0])

    def _passages_of_groups(self, theme: str, year: str) -> Callable[[Hashable], pd.DataFrame]:
        """What gives a group's part of them: there are as many cells as groups."""
        kept = self._cells
        if (theme, year) not in kept:
            kept[theme, year] = rows_by(self.passages(theme, year), "group")
        return kept[theme, year]

    @cached_property
    def _cells(self) -> dict[tuple[str, str], Callable[[Hashable], pd.DataFrame]]:
        return {}

    @cached_property
    def _passages(self) -> dict[tuple[str, str], pd.DataFrame]:
        """The evidence of each theme and round: every cell of a table asks for one of them."""
        evidence = self.themes.evidence
        keys = [evidence["theme_id"], round_of(evidence["year"])]
        return {(str(t), str(y)): own for (t, y), own in evidence.groupby(keys, sort=False)}

    def quotes(self, theme: str, n: int, year: str) -> list[Quote]:
        """The most typical quotes of a theme in a round, each with its place. For the team."""
        chosen = self.themes.quotes(theme, n, year=year or None)
        return [with_place(row) for row in chosen.itertuples()]

    def anchor(self, theme: str, year: str | None = None, group: str | None = None) -> str:
        """Where a theme's passages stand in the evidence file."""
        parts = [f"t{self.themes.table.index.get_loc(theme)}"]
        if year is not None:
            parts.append(f"y{self.years.index(year)}")
        if group is not None:
            parts.append(f"g{self._place_of_group[group]}")
        return "-".join(parts)

    @cached_property
    def _place_of_group(self) -> dict[str, int]:
        return {group: n for n, group in enumerate(self.groups)}

    def anchor_of_passages(self, theme: str) -> str:
        """Where all passages of a theme begin in the evidence file."""
        return f"{self.anchor(theme)}-all"

    @cached_property
    def flagged(self) -> set[str]:
        """Coding ids a person has marked quotable, by the last word on each."""
        own = self._decided("quotable")
        if own.empty or "coding_id" not in own:
            return set()
        last = own.drop_duplicates("coding_id", keep="last")
        if "quotable" in last:  # of words and blanks: what nobody said no to was marked
            last = last[last["quotable"].ne(False)]
        return set(last["coding_id"].dropna())

    @cached_property
    def may_be_quoted(self) -> pd.DataFrame:
        """Verbatim passages marked quotable by a person whose speaker agreed to be quoted.

        None where words are counted: a hit is a word, and nobody has read it.
        """
        evidence = self.themes.evidence
        if self.themes.origin == "keyword":
            return evidence.iloc[:0]
        present = self.themes.corpus.attendance
        agreed = present[present["consent_quote"].fillna(value=False).astype(bool)]
        consent = set(zip(agreed["session_id"], agreed["person_id"], strict=True))
        speaker = zip(evidence["session_id"], evidence["person_id"], strict=True)
        yes = pd.Series([key in consent for key in speaker], index=evidence.index, dtype=bool)
        own_words = evidence["verbatim"].fillna(value=True).astype(bool)
        return evidence[evidence["coding_id"].isin(self.flagged) & yes & own_words]

    @cached_property
    def replies(self) -> pd.DataFrame:
        """What participants answered, as ``replies_of`` returns it."""
        return replies_of(self.decisions, self.themes.table)

    @cached_property
    def answered(self) -> dict[str, int]:
        """Round to how many people answered its page in all."""
        return came_back(self.decisions)

    def stated_at(self, theme: str) -> str:
        """When the sentence on a theme that stands was written, ISO; "" where nobody knows."""
        said = self._decided("statement").reindex(columns=["theme_id", "at"]).astype(object)
        own = said.loc[said["theme_id"] == theme, "at"].dropna()
        return str(own.iloc[-1]) if len(own) else ""

    def summaries(self, theme: str, year: str, group: str | None = None) -> list[str]:
        """What the chart says of a theme's codes, with group and writer. For the team."""
        own = self._summaries
        own = own[own["year"] == year] if group is None else self._summaries_of((year, group))
        own = own[own["code"].isin(self.themes.table.loc[theme, "codes"])]
        place = ["who"] if group is not None else ["group", "who"]
        return [f"{row['summary']} ({', '.join(row[place])})" for _, row in own.iterrows()]

    @cached_property
    def _summaries(self) -> pd.DataFrame:
        keys = ["year", "group", "code", "who"]
        own = self._decided("summary").reindex(columns=[*keys, "summary"])
        newest = own.drop_duplicates(keys, keep="last").sort_values(keys, kind="stable")
        return newest[newest["summary"].fillna("").astype(str).str.strip() != ""]

    @cached_property
    def _summaries_of(self) -> Callable[[Hashable], pd.DataFrame]:
        return rows_by(self._summaries, ["year", "group"])

    @property
    def has_guide(self) -> bool:
        """Whether it is known which questions were to be asked."""
        return self.guide is not None and not self.guide.empty

    @property
    def least(self) -> Row:
        """What recurring asks for."""
        own = self.themes
        cells = {"min_groups": own.min_groups, "min_people": own.min_people}
        return Row("themes", (), cells)

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """As ``mentions`` gives it: how each passage came up."""
        return self._once("mentions", self._mentions)

    def _mentions(self) -> pd.DataFrame:
        return mentions(self.themes, self.guide, cache=cache_of(self.themes.corpus))

    @cached_property
    def depth(self) -> pd.DataFrame:
        """As ``depth`` gives it, by theme and round."""
        table = depth_of(self.mentions)
        return table.set_index(["theme_id", "year"])

    def came_up(self, theme: str, year: str) -> Row | None:
        """The row of ``depth`` of a theme in a round; None without passages."""
        if (theme, year) not in self.depth.index:
            return None
        cells = self.depth.loc[(theme, year)].to_dict()
        return Row("depth", (("theme_id", theme), ("year", year)), cells)

    @cached_property
    def agreement(self) -> pd.DataFrame:
        """As ``group_agreement`` gives it: four counts a theme and group."""
        return self._once("agreement", lambda: group_agreement(self.themes))

    @cached_property
    def otherwise(self) -> pd.DataFrame:
        """As ``who_said_otherwise`` gives it."""
        return self._once("otherwise", lambda: who_said_otherwise(self.themes))

    @cached_property
    def matters(self) -> pd.DataFrame:
        """As ``heard_once`` gives it, without dropped themes."""
        marked = heard_once(self.themes)
        return marked[marked["theme_id"].isin(self.table.index)].reset_index(drop=True)

    @cached_property
    def missed(self) -> dict[tuple[str, str], str]:
        """What could have been missed, by theme and round in which nobody raised it."""
        table = absences(self.themes)
        return {
            (t, y): gate.absent_said(Absent.told_by(table, self.extent, t, y))
            for t, y in zip(table["theme_id"], table["year"], strict=True)
        }

    def _once(self, name: str, make: Callable[[], T]) -> T:
        """A table that every document on the same themes needs: looked for once."""
        kept = _KEPT.setdefault(self.themes, {})
        key = (name, id(self.guide))
        if key not in kept:
            kept[key] = (make(), self.guide)  # the guide is held, so that its id stays its own
        made: T = kept[key][0]
        return made

    def _decided(self, kind: str) -> pd.DataFrame:
        own: pd.DataFrame = self.decisions[self.decisions["kind"] == kind]
        return own


def with_place(row: Any, *, how: str = "") -> Quote:
    """A passage as a quote with its place, and how it came up. For the team only."""
    more = [how] if how else []
    if isinstance(row.coder, str):
        more.append(f"coded by {row.coder}")
    if isinstance(row.stance, str) and row.stance != "none":
        more.append(row.stance)
    source = " · ".join([place(row), *more])
    return Quote(text(row.quote), source, bool(row.verbatim))
