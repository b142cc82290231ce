"""Who agreed, who did not, and who left no trace: four counts out of the people who were there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from practicelearn._arguments import AT_LEAST_0, AT_LEAST_1, check_arguments
from practicelearn.coding.codings import Codings
from practicelearn.corpus import NOT_COUNTED
from practicelearn.themes.quotes import choose_of_sides, may_be_chosen
from practicelearn.themes.raised import coded_evidence, group_units, round_of
from practicelearn.themes.themes import Themes

__all__ = ["against_most", "group_agreement", "heard_once", "who_said_otherwise"]

WITHIN = 2
TOOK_A_POSITION = 0.75

_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: n for n, word in enumerate(_WORDS.split(" "))}
_EVERYBODY = re.compile(r"\b(?:all|everyone|everybody)\b")
_NUMBER = re.compile(rf"\b(\d+|{'|'.join(_NUMBERS)})\b")
_NOD = re.compile(r"\b(?:nod|agree)")
_SHAKE = re.compile(r"\bshak|\bshook")


def group_agreement(themes: Themes, *, within: int = WITHIN) -> pd.DataFrame:
    """Return the four counts of agreement for each theme from codes and each group that raised it.

    Parameters
    ----------
    themes : Themes
    within : int, default 2
        A gesture counts when it is noted in the passage's turn or at most so many turns later.

    Returns
    -------
    DataFrame
        theme_id, name, year, group; stance (for or against: what most of those who took a position
        said; missing without coded stance); n_people (attendees, or speakers without a list);
        n_aloud (said the same in their own words), n_gesture (agreed by gesture, not aloud),
        n_disagreed, n_no_position; these four add up to n_people. n_unnumbered: gestures noted for
        a number of people that is not given ("several nod"), counted as nobody. consensus (bool):
        at least three quarters took a position and nobody disagreed.

    Notes
    -----
    A group without a share of people has no row: of how many they are is not known.
    People agree when they say the same, be it for or against: a stance is towards the subject, not
    towards each other. With as many for as against, the stance said first is the one agreed with.
    Somebody disagreed who said otherwise or was "mixed" in any passage: consensus is never claimed
    over a reservation. A passage without stance is no
    position: raising a theme is not agreeing. "[5 of 7 nodded]" tells no names, so of several
    such marks the largest counts, and never more people than are left. No recorded position is
    not agreement: silence may be fear.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> counts = themes.group_agreement()
    >>> counts[["name", "group", "n_people", "n_aloud", "n_disagreed"]].head(2)
                    name         group  n_people  n_aloud  n_disagreed
    0  Somewhere to work  care-leavers         5        3            1
    1  Somewhere to work         court         6        6            0
    """
    check_arguments(group_agreement, locals(), within=AT_LEAST_0)
    evidence = themes.evidence
    own = evidence[evidence["coding_id"].notna() & evidence["verbatim"].astype(bool)]
    own = own.assign(year=round_of(own["year"]))
    people = group_units(themes.corpus)["n_people"].to_dict()
    heard = themes.scores[themes.scores["score"].isna()]
    not_whole = set(zip(heard["theme_id"], round_of(heard["year"]), heard["group"], strict=True))
    gestures = _gestures(themes.corpus.turns)
    name = themes.table["name"].to_dict()
    rows = []
    for (theme, year, group), said in _passages(own, themes.corpus.turns).items():
        if (theme, year, group) in not_whole:
            continue  # of how many people is not known, or not all was read
        near = _near(said, gestures, within)
        rows.append(
            {"theme_id": theme, "name": name[theme], "year": year,
             "group": group, **_count(said, near, int(people[(year, group)]), _side(said))}
        )  # fmt: skip
    columns = ["theme_id", "name", "year", "group", "stance", "n_people", "n_aloud", "n_gesture",
               "n_disagreed", "n_no_position", "n_unnumbered", "consensus"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def who_said_otherwise(themes: Themes, theme: str | None = None, *, n: int = 3) -> pd.DataFrame:
    """Return quotes whose stance goes against that of most people who raised the theme.

    Parameters
    ----------
    themes : Themes
    theme : str, optional
        Of this theme only.
    n : int, default 3
        At most so many a theme and round; a new group before a new person.

    Returns
    -------
    DataFrame
        The columns of ``themes.evidence``, and majority (for, against, or divided), n_for and
        n_against (people in the round). The other side comes first, then what was said on both
        sides. Divided: as many for as against, and quotes of the two sides in turn. No row for a
        theme and round with no coded stance, or nobody who said otherwise.

    Notes
    -----
    A theme that nobody contradicts may still be contested by those who kept silent.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> themes.who_said_otherwise("tools")[["year", "group", "stance"]].head(2)
          year       group stance
    0  2023-24       north  mixed
    1  2024-25  disability    for
    """
    check_arguments(who_said_otherwise, locals(), n=AT_LEAST_1)
    own = themes.evidence
    if theme is not None:
        themes.quotes(theme, 0)  # names the nearest theme when there is no such one
        own = own[own["theme_id"] == theme]
    parts = []
    for majority, n_for, n_against, other in _against_most(own):
        sides = [side for side in ("for", "against") if side != majority]
        chosen = choose_of_sides(other, sides, n)
        parts.append(chosen.assign(majority=majority, n_for=n_for, n_against=n_against))
    columns = [*themes.evidence.columns, "majority", "n_for", "n_against"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def against_most(themes: Themes) -> dict[str, set[str]]:
    """Return the passages ``who_said_otherwise`` chooses from: their coding ids by majority."""
    found: dict[str, set[str]] = {"for": set(), "against": set(), "divided": set()}
    for majority, _, _, other in _against_most(themes.evidence):
        found[majority] |= set(other.loc[may_be_chosen(other), "coding_id"])
    return found


def _against_most(evidence: pd.DataFrame) -> Iterator[tuple[str, int, int, pd.DataFrame]]:
    """Of each theme and round: the majority, how many for and against, passages on no such side."""
    own = evidence[evidence["stance"].isin(["for", "against", "mixed"])]
    for _, said in own.groupby([own["theme_id"], round_of(own["year"])], sort=False):
        n_for, n_against = (
            said.loc[said["stance"] == stance, "who"].nunique() for stance in ("for", "against")
        )
        majority = "for" if n_for > n_against else "against" if n_against > n_for else "divided"
        yield majority, n_for, n_against, said[said["stance"] != majority]


def heard_once(themes: Themes) -> pd.DataFrame:
    """Return the passages that a person marked as mattering, however few people said so.

    Returns
    -------
    DataFrame
        The columns of ``themes.evidence``, and n_groups and n_people: how many raised the theme in
        that round. The mark is the column ``matters`` of the codings; without it there are no rows.

    Notes
    -----
    A lone account of racism or danger is never filtered out by a count, nor because the mark stands
    in a reading that was not used, nor because the person led the group: read this table before the
    recurring themes.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> themes.heard_once().columns.tolist()[:4]
    ['theme_id', 'year', 'group', 'session_id']
    """
    check_arguments(heard_once, locals())
    codes_of = {
        str(t): list(codes)
        for t, codes in themes.table["codes"].items()
        if themes.table.loc[t, "origin"] == "codes"
    }
    marks = replace(themes.codings or Codings(), spans=themes.marked)
    found = coded_evidence(themes.corpus, marks, codes_of, everybody=True)
    used = set(themes.evidence["coding_id"].dropna())
    # two readers' marks on one turn are one account; that of the reading that was used stands
    found = found.sort_values("coding_id", key=lambda ids: ~ids.isin(used), kind="stable")
    found = found.drop_duplicates(["theme_id", "turn_id"])
    own = found.sort_values(["theme_id", "turn_id"]).reset_index(drop=True)
    reach = themes.extent.set_index(["theme_id", "year"])
    heard = themes.at_least.set_index(["theme_id", "year"])
    heard = heard.rename(columns={"n_groups": "n_groups_raised", "n_people": "n_people_raised"})
    counts = ["n_groups_raised", "n_people_raised"]
    reach = pd.concat([heard[counts], reach.loc[reach.index.difference(heard.index), counts]])
    keys = pd.MultiIndex.from_arrays([own["theme_id"], round_of(own["year"])])
    raised = reach.reindex(keys).fillna(0).astype(int)
    return own.assign(
        n_groups=raised["n_groups_raised"].to_numpy(), n_people=raised["n_people_raised"].to_numpy()
    )


class _Passage(NamedTuple):
    """What one person said on a theme, and where."""

    session_id: str
    turn_id: str
    n: int
    stance: object
    who: object
    """None where nobody is named."""


class _Gesture(NamedTuple):
    """A turn in which a gesture is noted."""

    session_id: str
    n: int
    text: str
    marks: list[Any]
    speaker: object
    role: object
    person_id: object


def _passages(own: pd.DataFrame, turns: pd.DataFrame) -> dict[tuple[Any, ...], list[_Passage]]:
    """Passages of each theme, round and group, in their order: of so many, no table each."""
    who = own["who"].astype(object)
    own = own.assign(
        n=turns["n"].reindex(own["turn_id"]).to_numpy(), who=who.where(who.notna(), None)
    )
    keys = own[["theme_id", "year", "group"]].dropna()
    own = own.loc[keys.index]
    found: dict[tuple[Any, ...], list[_Passage]] = {}
    columns = [own[name].tolist() for name in _Passage._fields]
    for key, row in zip(keys.itertuples(index=False, name=None), zip(*columns, strict=True),
                        strict=True):  # fmt: skip
        found.setdefault(key, []).append(_Passage(*row))
    return found


def _gestures(turns: pd.DataFrame) -> dict[str, list[_Gesture]]:
    """The turns of each session in which a gesture is noted."""
    own = turns[[any(m.kind == "gesture" for m in marks) for marks in turns["marks"]]]
    found: dict[str, list[_Gesture]] = {}
    for row in zip(*(own[name].tolist() for name in _Gesture._fields), strict=True):
        found.setdefault(row[0], []).append(_Gesture(*row))
    return found


def _near(
    said: list[_Passage], gestures: Mapping[str, list[_Gesture]], within: int
) -> list[tuple[_Gesture, _Passage]]:
    """Gestures noted in a passage's turn or shortly after, each with the passage of a side."""
    of_session: dict[str, list[_Passage]] = {}
    for passage in said:
        if passage.session_id in gestures:
            of_session.setdefault(passage.session_id, []).append(passage)
    near = []
    for session, passages in of_session.items():
        for gesture in gestures[session]:
            before = [p for p in passages if 0 <= gesture.n - p.n <= within]
            # people nod at what was said last
            last = max(before, key=lambda p: p.n, default=None)
            if last is not None and last.stance in ("for", "against"):
                near.append((gesture, last))
    return near


def _side(said: list[_Passage]) -> str | None:
    """The stance of most people in the group; of a tie, the one said first."""
    people: dict[str, set[object]] = {}
    for _, _, _, stance, who in sorted(said, key=lambda p: p.turn_id):
        if stance in ("for", "against"):
            people.setdefault(str(stance), set()).update([] if who is None else [who])
    return max(people, key=lambda stance: len(people[stance]), default=None)


def _count(
    said: list[_Passage],
    near: list[tuple[_Gesture, _Passage]],
    n_people: int,
    side: str | None,
) -> dict[str, Any]:
    known = [(p.who, p.stance) for p in said if p.who is not None]
    disagreed = {w for w, s in known if s in ("for", "against", "mixed") and s != side}
    aloud = {w for w, s in known if s == side} - disagreed
    nodded: set[object] = set()
    shook: set[object] = set()
    numbers = {"nod": 0, "shake": 0}
    unnumbered = 0
    for row, at in near:
        for mark in row.marks:
            words = row.text[mark.start : mark.end].lower()
            sign = _sign(words, mark.kind, at.stance == side)
            if sign is None:
                continue
            number = _how_many(words, n_people)
            # a mark without a number, in a turn of somebody who counts, is that person's gesture
            own = row.person_id if pd.notna(row.person_id) else f"{row.session_id}:{row.speaker}"
            if number is not None:
                numbers[sign] = max(numbers[sign], number)
            elif pd.notna(row.speaker) and row.role not in NOT_COUNTED and own != at.who:
                (nodded if sign == "nod" else shook).add(own)
            elif row.role in NOT_COUNTED or pd.isna(row.speaker):
                unnumbered += 1
    shook -= disagreed
    n_disagreed = min(n_people, len(disagreed) + max(len(shook), numbers["shake"]))
    n_aloud = min(len(aloud), n_people - n_disagreed)
    named = len(nodded - aloud - disagreed - shook)
    n_gesture = min(max(named, numbers["nod"]), n_people - n_disagreed - n_aloud)
    silent = n_people - n_disagreed - n_aloud - n_gesture
    spoke = n_people - silent
    return {
        "stance": side,
        "n_people": n_people,
        "n_aloud": n_aloud,
        "n_gesture": n_gesture,
        "n_disagreed": n_disagreed,
        "n_no_position": silent,
        "n_unnumbered": unnumbered,
        "consensus": n_people > 0 and n_disagreed == 0 and spoke >= TOOK_A_POSITION * n_people,
    }


def _sign(words: str, kind: str, alike: bool) -> str | None:
    """Whether a gesture agrees with most of the group: shaking heads at a lone voice does."""
    if kind != "gesture":
        return None
    if _SHAKE.search(words):
        return "shake" if alike else "nod"
    if _NOD.search(words):
        return "nod" if alike else "shake"
    return None


def _how_many(words: str, n_people: int) -> int | None:
    if _EVERYBODY.search(words):
        return n_people
    number = _NUMBER.search(words)
    if number is None:
        return None
    return int(_NUMBERS.get(number[1], number[1]))
