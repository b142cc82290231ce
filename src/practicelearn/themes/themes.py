"""Themes: what keeps coming up, with its evidence, until a person says what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from practicelearn._arguments import (
    AT_LEAST_0,
    NAMES,
    TEXT,
    WORDS,
    ListOf,
    check_arguments,
    check_known,
)
from practicelearn._late import Late
from practicelearn._tables import (
    READING_USED,
    SPANS,
    empty_table,
    in_cell,
)
from practicelearn.coding.codings import Codings
from practicelearn.coding.versions import carried_codes
from practicelearn.corpus import Corpus
from practicelearn.themes.account import account_of, sentences
from practicelearn.themes.at_least import heard_at_least
from practicelearn.themes.building import build
from practicelearn.themes.declaring import declaration
from practicelearn.themes.extent import extent_of
from practicelearn.themes.methods import ThemesMethods
from practicelearn.themes.of_codes import check_theme, codes_by_theme, codes_joined, codes_parted
from practicelearn.themes.plan import Plan
from practicelearn.themes.quotes import choose_quotes

if TYPE_CHECKING:  # it brings scikit-learn, which themes of codes have no need of
    from practicelearn.topics.model import TopicModel

__all__ = ["Themes"]


@dataclass(frozen=True, repr=False, eq=False)
class Themes(ThemesMethods):
    """Candidate themes and themes, each with its evidence and its score in every group.

    Made by :func:`practicelearn.find_themes`; every method returns a new one.

    Parameters
    ----------
    table : DataFrame
        One row a theme, index ``theme_id``. Columns: see ``practicelearn._tables.THEMES``.
    evidence : DataFrame
        One row a passage. Columns: ``EVIDENCE``.
    scores : DataFrame
        One row a theme and group, zeros and missing ones included. Columns: ``SCORES``.
    corpus : Corpus
    codings : Codings or None
        The one reading that was used.
    topics : TopicModel or None
    origin : str
        What is counted: person, keyword, suggested or imported; or topic.
    min_groups, min_people : int
        What "recurring" meant.
    declared : tuple of str
        Theme ids declared as headlines before years are compared.
    balance : tuple of str
        Headlines whose balance of for and against is declared as a contrast of its own.
    declared_at, declared_hash : str
        When, and sha256 over the declared ids and their codes.
    plan : Plan or None
        What was planned before the newest round was coded and compared: only what it names bears
        a verdict.
    marked : DataFrame
        Spans that any coder marked as mattering, in the reading that was used or not: a lone
        account is never filtered out. Columns: ``SPANS``.
    remarks : tuple of str
        What became of decisions that could not be followed, and of headlines changed afterwards.
    provenance : tuple of str
        Where the coding that counts came from, in sentences.
    machine_only : tuple of str
        Sessions that hold a machine's coding and no person's, nor anybody's reading.
    reading : DataFrame
        Whose reading counts in each session, and what that leaves out. Columns: ``READING_USED``.
    agreed : DataFrame
        How far the people agree who read the same, one row a code, as ``agreement`` returns it
        without intervals; empty where nobody read what another did.
    passages : DataFrame
        What became of every coding that was given; see ``account``.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> themes
    Themes: 8 recurring of 9 (at least 3 groups and 4 people in a round); 0 ...
    >>> themes.table.loc["supervision", ["name", "status"]].tolist()
    ['Supervision', 'candidate']
    """

    table: pd.DataFrame
    evidence: pd.DataFrame
    scores: pd.DataFrame
    corpus: Corpus
    codings: Codings | None = None
    topics: TopicModel | None = None
    origin: str = "person"
    min_groups: int = 3
    min_people: int = 4
    declared: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    declared_at: str = ""
    declared_hash: str = ""
    plan: Plan | None = None
    marked: pd.DataFrame = field(default_factory=partial(empty_table, SPANS))
    remarks: tuple[str, ...] = ()
    provenance: tuple[str, ...] = ()
    machine_only: tuple[str, ...] = ()
    reading: pd.DataFrame = field(default_factory=partial(empty_table, READING_USED))
    agreed: pd.DataFrame = field(default_factory=pd.DataFrame)
    passages: pd.DataFrame = field(default_factory=pd.DataFrame)

    @cached_property
    def account(self) -> pd.DataFrame:
        """What was counted and what was left out and why; it adds up.

        Columns: theme_id and year (empty: all), what (passages, groups, people, turns), reason
        (``counted``, or why not), n, of, where (list of groups; of passages coders, sessions or
        roles). For each theme, round and ``what`` the ``n`` add up to ``of``.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> account = prac.find_themes(codings, study.corpus()).account
        >>> account[["what", "reason", "n", "of"]].head(2)
               what                                             reason    n   of
        0  passages                                            counted  465  465
        1  passages  not a person's: of cue words, offers nobody ac...    0  465
        """
        own = account_of(
            self.scores, self.evidence, self.corpus, self.codings, codes_by_theme(self.table)
        )
        parts = [part for part in (self.passages, own) if len(part)]
        return pd.concat(parts, ignore_index=True) if parts else own

    @cached_property
    def became(self) -> dict[str, str]:
        """Codes that were merged in a later version of the frame, to the code each went into.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> prac.find_themes(codings, study.corpus()).became
        {}
        """
        return {} if self.codings is None else carried_codes(self.codings.frames.values())

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a person must know beside the figures: ``remarks``, and what was left out.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> themes = prac.find_themes(study.codings(), study.corpus())
        >>> "150 of 615 codings are left out" in themes.notes[0]
        True
        """
        return (*self.remarks, *sentences(self.account))

    @property
    def extent(self) -> pd.DataFrame:
        """How far each theme reaches, one row a theme and round.

        Columns: theme_id, year, n_groups (known for it, groups with notes only included),
        n_groups_raised, n_people (of groups with a share, everybody once), n_people_raised,
        share_people (mean over groups, 0 to 1; notes give no count of people), n_passages. What is
        not counted stands in ``account``.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> own = themes.extent[themes.extent["theme_id"] == "tools"]
        >>> own[["year", "n_groups_raised", "n_groups", "n_people_raised", "n_people"]]
               year  n_groups_raised  n_groups  n_people_raised  n_people
        18  2023-24                5         8                7        50
        19  2024-25                6         8                8        50
        20  2025-26                8         8               35        50
        """
        return self._extent.copy()

    @cached_property
    def _extent(self) -> pd.DataFrame:
        return extent_of(self.scores, self.evidence, self.corpus).drop(columns="most")

    @property
    def at_least(self) -> pd.DataFrame:
        """What was heard where not all was read: one row a theme and round with such groups.

        Columns: theme_id, year, n_groups and n_people (at least so many raised it, groups that
        were read among them), n_groups_unread (in which it was heard, and not all was read), says.
        There is no share: nobody knows of how many.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> len(themes.at_least)
        0
        """
        return heard_at_least(self.scores)

    def quotes(self, theme: str, n: int = 5, *, year: str | None = None) -> pd.DataFrame:
        """Return quotes of a theme: verbatim, able to stand alone, from different people.

        Parameters
        ----------
        theme : str
            Theme id.
        n : int, default 5
            At most this many; a new group comes before a new person of a group already quoted.
        year : str, optional
            Of this round only.

        Returns
        -------
        DataFrame
            The columns of ``evidence``, most typical first.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> themes.quotes("supervision", n=2, year="2025-26")[["session_id", "speaker"]]
                session_id speaker
        0  2025-disability      P7
        1       2025-night      P5
        """
        check_arguments(Themes.quotes, locals(), n=AT_LEAST_0)
        check_theme(self.table, theme)
        own = self.evidence[self.evidence["theme_id"] == theme]
        if year is not None:
            check_known("quotes: year", year, self.corpus.year_labels, noun="round")
            own = own[own["year"] == year]
        return choose_quotes(own, n)

    person_table = Late("themes.person_table.person_table")

    def rename(self, theme: str, name: str) -> Themes:
        """Return themes with one of them renamed; its id stays.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> themes.rename("tools", "Losing work to the system").table.loc["tools", "name"]
        'Losing work to the system'
        """
        check_arguments(Themes.rename, locals(), name=WORDS)
        return _with(self, theme, name=name)

    def state(self, theme: str, statement: str) -> Themes:
        """Return themes in which a person has said in one sentence what people are saying.

        That makes a candidate a theme.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> stated = themes.state("supervision", "Supervision goes first when duty is short.")
        >>> stated.table.loc["supervision", "status"]
        'theme'
        """
        check_arguments(Themes.state, locals(), statement=WORDS)
        return _with(self, theme, statement=statement.strip(), status="theme")

    def drop(self, theme: str) -> Themes:
        """Return themes in which one is marked as dropped; its evidence stays.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> themes.drop("partners").table.loc["partners", "status"]
        'dropped'
        """
        check_arguments(Themes.drop, locals())
        return _with(self, theme, status="dropped")

    def keep(self, theme: str) -> Themes:
        """Return themes in which one is no longer dropped.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> themes.drop("partners").keep("partners").table.loc["partners", "status"]
        'candidate'
        """
        check_arguments(Themes.keep, locals())
        check_theme(self.table, theme)
        stated = bool(self.table.loc[theme, "statement"])
        return _with(self, theme, status="theme" if stated else "candidate")

    def merge(self, themes: Sequence[str], into: str) -> Themes:
        """Return themes in which several themes from codes count as one, under the id ``into``.

        People, groups and scores are counted anew from the evidence: somebody who raised both is
        one person. A headline whose codes have changed is no headline any more: it was another
        theme that was declared.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> themes.merge(["tools", "desks"], into="tools").table.loc["tools", "codes"]
        ['tools', 'desks']
        """
        check_arguments(Themes.merge, locals(), themes=NAMES, into=WORDS)
        return self._made_anew(codes_joined(self.table, themes, into))

    def split(self, theme: str, codes: Sequence[str], into: str, *, name: str = "") -> Themes:
        """Return themes in which some codes of a theme count as a theme of their own.

        Parameters
        ----------
        theme : str
            A theme of several codes; it keeps its id, its sentence and its other codes.
        codes : sequence of str
            The codes that leave it.
        into : str
            The new theme's id, such as that of a code merged before.
        name : str, optional

        Raises
        ------
        PracticelearnError
            The theme holds one code only, or not these codes, or all of them would leave it, or
            the new id is taken.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> merged = themes.merge(["tools", "desks"], into="tools")
        >>> merged.split("tools", ["desks"], into="desks").table.loc["desks", "codes"]
        ['desks']
        """
        check_arguments(Themes.split, locals())
        made = self._made_anew(codes_parted(self.table, theme, codes, into))
        return made.rename(into, name) if name else made

    def _made_anew(self, codes_of: Mapping[str, Sequence[str]]) -> Themes:
        """Count anew with other codes a theme; what people said of a theme stays with its id."""
        made = replace(self, **build(self, codes_of))
        for theme in made.table.index.intersection(self.table.index):
            kept = self.table.loc[theme, ["name", "statement", "status"]].to_dict()
            made = _with(made, str(theme), **kept)
        before = codes_by_theme(self.table)
        changed = [t for t in self.declared if t in before and before[t] != codes_of.get(t)]
        if not changed or self.plan is not None:  # what was planned is counted as it was planned
            return made
        said = f"declared, and changed since, so not tested: {', '.join(changed)}"
        still = tuple(t for t in self.declared if t not in changed)
        balance = tuple(t for t in self.balance if t in still)
        return replace(made, declared=still, balance=balance, remarks=(*self.remarks, said))

    def declare(
        self,
        headline: Sequence[str] = (),
        *,
        balance: Sequence[str] = (),
        plan: Plan | None = None,
    ) -> Themes:
        """Return themes with at most ten of them declared as headlines.

        Only these are tested between years, and only those of a plan that was made before bear a
        verdict. Without a plan they have p and interval, for exploring.

        Parameters
        ----------
        headline : sequence of str
            Theme ids, for exploring; beside a plan, headlines that were added after it. Of a code
            that was merged in a later version of the frame, the one it went into is looked at;
            ``remarks`` says so.
        balance : sequence of str
            Those of them whose balance of for and against is compared as well
            (:func:`practicelearn.compare_balance`). Each counts as one test more.
        plan : Plan, optional
            What was planned before the newest round was coded and compared, as ``study.plan()``
            gives it, or made by hand (:class:`practicelearn.Plan`): then it is not on record, and
            documents say so. Its headlines stay declared, whatever was decided about them since.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> themes = prac.find_themes(codings, corpus)
        >>> themes.declare(["supervision", "tools"]).declared
        ('supervision', 'tools')
        >>> themes.declare(plan=study.plan()).declared
        ('workload', 'supervision', 'peers', 'tools', 'desks')
        """
        check_arguments(Themes.declare, locals(), headline=ListOf(TEXT))  # none: none is declared
        return replace(self, **declaration(self, headline, balance, plan))

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        recurring = int(self.table["recurring"].fillna(value=False).sum())
        stated = int((self.table["status"] == "theme").sum())
        counted = ": word counts, not coding" if self.origin == "keyword" else ""
        return (
            f"Themes: {recurring} recurring of {len(self)} (at least {self.min_groups} groups and "
            f"{self.min_people} people in a round); {stated} stated by a person; from "
            f"{self.origin}{counted}"
        )

    def _repr_html_(self) -> str:
        columns = ["name", "status", "origin", "recurring", "n_groups", "n_people", "n_passages"]
        return in_cell(repr(self), self.table[columns])


def _with(themes: Themes, theme: str, **values: Any) -> Themes:
    check_theme(themes.table, theme)
    table = themes.table.copy()
    for column, value in values.items():
        table[column] = table[column].astype(object)
        table.loc[theme, column] = value
    return replace(themes, table=table)
