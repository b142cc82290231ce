"""Who answered, by team, role and length of service: what may be printed, and the test of it.

Of those who were invited so many came: to readers, who are the managers, both "who came" and "who
stayed away" can point at somebody. Counts of 0 to 4, and all but 0 to 4, are words; further cells
go until nobody can reckon a hidden one from the totals, nor from knowing their own team's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from practicelearn.output.disclosure.facts import NOT_RAISED, RAISED, THIS, Came, Count, Fact, Order
from practicelearn.output.disclosure.model import Model
from practicelearn.output.disclosure.population import Atom, Population
from practicelearn.output.disclosure.rules import rounded
from practicelearn.output.disclosure.words import FEWER, HIDDEN, LEAST_PEOPLE, NEARLY_ALL, SMALL
from practicelearn.themes.coverage import NOT_RECORDED

__all__ = [
    "ALL",
    "ANSWERED_BY",
    "ATTRIBUTES_SAID",
    "Answered",
    "Kind",
    "answered_disclosed",
    "came_fact",
    "came_said",
    "until_nobody_can_tell",
]

ALL = ("all", "")
ANSWERED_BY = "Who answered, by "
"""How a table's caption begins, followed by the attribute in words and the round."""
ATTRIBUTES_SAID = {"team": "team", "job_role": "role", "length_of_service": "length of service"}
_WORDS = frozenset({FEWER, NEARLY_ALL, HIDDEN})
_ROUNDED = 2  # either way of a count rounded to 5

Key = tuple[str, str]
"""An attribute and its value, such as ("team", "North"); ``ALL`` for everybody."""


@dataclass(frozen=True)
class Kind:
    """People of one value of an attribute: how many were invited (None: nobody knows) and came."""

    came: int
    invited: int | None = None


@dataclass(frozen=True)
class Answered:
    """Who came to a round, as the team knows it.

    Parameters
    ----------
    round : str
    kinds : mapping
        (attribute, value) to its people; ``ALL`` to everybody.
    joint : mapping
        Where the plan tells people apart by several attributes at once: the values of one person,
        to its people. Empty where the lists by attribute stand each for itself.
    """

    round: str
    kinds: Mapping[Key, Kind]
    joint: Mapping[tuple[Key, ...], Kind] = field(default_factory=dict)

    @property
    def lists(self) -> dict[str, list[Key]]:
        """Attribute to its values; each list adds up to everybody."""
        found: dict[str, list[Key]] = {}
        for by, value in self.kinds:
            if (by, value) != ALL:
                found.setdefault(by, []).append((by, value))
        return found


def came_said(kind: Kind, *, whole: bool = False) -> str:
    """Return a count of those who came, for readers; nobody and everybody are hidden like few.

    Of fewer than 9 nothing is said: what is not few is nearly all of them. ``whole``: of everybody
    who was invited nobody and everybody may be told.

    Examples
    --------
    >>> [came_said(Kind(n, 30)) for n in (0, 4, 5, 25, 26, 30)]
    ['fewer than 5', 'fewer than 5', '5', '25', 'nearly all', 'nearly all']
    >>> came_said(Kind(3, 8)), came_said(Kind(30, 30), whole=True)
    ('not shown', '30')
    """
    n, of = kind.came, kind.invited
    if whole and n in (0, of):
        return f"{n:,}"
    if of is not None and (_is_small(of) or n > of):
        return HIDDEN
    if n < SMALL:
        return FEWER
    return NEARLY_ALL if of is not None and of - n < SMALL else f"{n:,}"


def until_nobody_can_tell(
    answered: Answered, *, rounding: int = 0
) -> tuple[Came | None, dict[str, list[Came]]]:
    """Return what is printed of everybody, and of each attribute that may stand in a table.

    Parameters
    ----------
    answered : Answered
    rounding : int
        To which counts are rounded; 0 for not at all.

    Returns
    -------
    (Came or None, dict)
        None where the round is too small to count anybody. An attribute is left out where too
        little of it could be shown.

    Notes
    -----
    What is hidden further is what fewest were invited of: chosen by their own number, hidden cells
    would tell of it.
    """
    everybody = answered.kinds[ALL]
    if everybody.came < LEAST_PEOPLE:
        return None, {}
    whole = _fact(answered, ALL, came_said(everybody, whole=True), rounding)
    if whole.words in _WORDS:
        return whole, {}
    kept = {by: keys for by, keys in answered.lists.items() if _adds_up(answered, keys)}
    words = {key: came_said(answered.kinds[key]) for keys in kept.values() for key in keys}
    for by in [by for by, keys in kept.items() if not _tells(words, keys)]:
        words = _without(words, kept.pop(by))
    while True:
        facts = [whole, *(_fact(answered, key, said, rounding) for key, said in words.items())]
        told = next(_findings(facts, answered), None)
        if told is None:
            break
        by = told.key[0]
        shown = [k for k in kept[by] if words[k] not in _WORDS]
        words[min(shown, key=lambda k: (answered.kinds[k].invited or 0, k))] = HIDDEN
        if not _tells(words, kept[by]):
            words = _without(words, kept.pop(by))
    return whole, {by: [f for f in facts if f.by == by] for by in kept}


def answered_disclosed(facts: Iterable[Fact], answered: Mapping[str, Answered]) -> list[str]:
    """Return what printed figures on who answered tell of few people, or tell wrongly; in words.

    Parameters
    ----------
    facts : iterable of Fact
        Of this report and all earlier ones; others than ``Came`` are none of these.
    answered : mapping
        Round to who came, as the sheets hold it now.
    """
    own = [f for f in facts if isinstance(f, Came)]
    found = []
    for year in dict.fromkeys(f.round for f in own if f.release == THIS):
        then = {f.key: f for f in reversed(own) if f.round == year and f.release != THIS}
        this = [f for f in own if f.round == year and f.release == THIS]
        said = [
            f"“{f.said}” was printed otherwise on {then[f.key].release[:10]}: the difference tells "
            "of those who are in one count only"
            for f in this if f.key in then and not f.prints_as(then[f.key])
        ]  # fmt: skip
        if not said and any(f.key not in then for f in this):
            new = [f for f in this if f.key not in then]
            said = _against([*then.values(), *new], answered.get(year))
        found += [f"who answered, {year}: {words}" for words in said]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class _Told:
    key: Key
    says: str


def _against(facts: list[Came], now: Answered | None) -> list[str]:
    if now is None:
        return ["nobody is on record as having come, and figures are printed"]
    wrong = [
        f"“{f.said}” is not what the sheets hold"
        for f in facts
        if f.key not in now.kinds or not f.low <= now.kinds[f.key].came <= _high(f, now)
    ]
    if wrong:
        return wrong
    too_fine = [
        f"“{f.said}” tells of few people"
        for f in facts
        if f.key != ALL and f.words not in _WORDS and came_said(_seen(f)) in _WORDS
    ]
    return too_fine or [told.says for told in _findings(facts, now)]


def _seen(fact: Came) -> Kind:
    return Kind(fact.high if fact.high is not None else fact.low, fact.invited)


def _high(fact: Came, now: Answered) -> int:
    return fact.high if fact.high is not None else now.kinds[ALL].came


def _fact(answered: Answered, key: Key, words: str, rounding: int = 0) -> Came:
    kind = answered.kinds[key]
    if words not in _WORDS and rounding and kind.came:
        words = f"about {rounded(kind.came, rounding):,}"
    return came_fact(answered.round, key, words, kind.invited)


def came_fact(year: str, key: Key, words: str, invited: int | None, *, release: str = THIS) -> Came:
    """Return what a printed cell or sentence tells a reader who knows the rules.

    Examples
    --------
    >>> fact = came_fact("2025-26", ("team", "North"), "nearly all", 30)
    >>> fact.low, fact.high
    (26, 30)
    """
    by, value = key
    low, high = _bounds_of(words, invited)
    return Came(
        theme="", round=year, release=release, by=by, value=value, invited=invited, words=words,
        low=low, high=high, said=f"{value or 'everybody'}: {words}",
    )  # fmt: skip


def _bounds_of(words: str, invited: int | None) -> tuple[int, int | None]:
    """What the words leave open to a reader who knows the rules; None: as many as came in all."""
    if words == FEWER:
        return 0, SMALL - 1
    if words == NEARLY_ALL and invited is not None:
        return invited - SMALL + 1, invited
    if words in (HIDDEN, NEARLY_ALL):
        if invited is None:
            return SMALL, None
        # of 9 and more it is neither few nor nearly all that is hidden
        return (0, invited) if _is_small(invited) else (SMALL, invited - SMALL)
    n = int(words.removeprefix("about ").replace(",", ""))
    return (n - _ROUNDED, n + _ROUNDED) if words.startswith("about ") else (n, n)


def _is_small(invited: int | None) -> bool:
    """Whether among so few everything that is not few is nearly all."""
    return invited is not None and invited < 2 * SMALL - 1


def _adds_up(answered: Answered, keys: Sequence[Key]) -> bool:
    """Whether a list of values is of the same people as everybody: else it is no table."""
    own, everybody = {k: answered.kinds[k] for k in keys}, answered.kinds[ALL]
    if everybody.invited is None:
        return False  # who came of how many: without the second nobody can say who did not answer
    if any(kind.invited is None for (_, value), kind in own.items() if value != NOT_RECORDED):
        return False
    return (
        sum(k.came for k in own.values()) == everybody.came
        and sum(k.invited or 0 for k in own.values()) == everybody.invited
    )


def _tells(words: Mapping[Key, str], keys: Sequence[Key]) -> bool:
    return any(words[k] not in _WORDS for k in keys)


def _without(words: dict[Key, str], keys: Sequence[Key]) -> dict[Key, str]:
    return {k: said for k, said in words.items() if k not in keys}


def _findings(facts: Sequence[Came], answered: Answered) -> Iterator[_Told]:
    """Hidden cells of which somebody can tell more than the words do."""
    by_list: dict[str, list[Came]] = {}
    for fact in facts:
        by_list.setdefault(fact.by, []).append(fact)
    whole = by_list.pop("all", [])
    together = {by for cell in answered.joint for by, _ in cell}
    if together:
        every = [f for by in together for f in by_list.pop(by, [])]
        yield from _in_one_model(whole, every, answered, answered.joint)
    for by, own in by_list.items():
        # lists of which no reader knows how they hang together: each for itself
        alone = answered.lists.get(by, [])
        cells: dict[tuple[Key, ...], Kind] = {(key,): answered.kinds[key] for key in alone}
        yield from _in_one_model(whole, own, answered, cells)


def _in_one_model(
    whole: Sequence[Came],
    facts: Sequence[Came],
    answered: Answered,
    cells: Mapping[tuple[Key, ...], Kind],
) -> Iterator[_Told]:
    most = answered.kinds[ALL].came
    names = {cell: " | ".join(value for _, value in cell) for cell in cells}
    people = Population(
        tuple(
            Atom(names[cell], most if k.invited is None else k.invited, releases=frozenset({THIS}))
            for cell, k in cells.items()
        )
    )
    told = [_as_counted(f, None, most) for f in whole]
    for fact in facts:
        if not _groups(fact.key, names):
            yield _Told(fact.key, f"“{fact.said}” is of nobody who was invited or came")
            return
        told.append(_as_counted(fact, _groups(fact.key, names), most))
    model = Model(people, told)
    # what is true is a way in which it can be: found without the solver, with its neighbours
    truth = [{RAISED: k.came, NOT_RAISED: a.n - k.came}
             for k, a in zip(cells.values(), people.atoms, strict=True)]  # fmt: skip
    if not model.holds(truth) and not model.is_possible():
        yield _Told(facts[0].key if facts else ALL, "printed figures contradict each other")
        return
    hidden = [f for f in facts if f.words in _WORDS]
    for fact in hidden:
        yield from _of_cell(model, fact, names, people)
    for mine in hidden:
        atoms = _atoms(_groups(mine.key, names), people)
        inside = model.knowing([(atoms, RAISED, answered.kinds[mine.key].came)])
        for other in hidden:
            theirs = _atoms(_groups(other.key, names), people)
            apart = other.by == mine.by and other != mine
            if apart and inside.is_possible() and inside.is_certain(theirs, RAISED):
                low, _ = inside.reach(theirs, RAISED)
                who = f"somebody of {mine.value} can work out"
                yield _Told(other.key, f"{who} that exactly {low} of {other.value} came")


def _of_cell(
    model: Model, fact: Came, names: Mapping[tuple[Key, ...], str], people: Population
) -> Iterator[_Told]:
    """Whether a hidden cell leaves open all that its words say.

    What is hidden for another's sake is no small number: it may be narrowed, and not be certain.
    """
    atoms = _atoms(_groups(fact.key, names), people)
    if fact.words == HIDDEN and not _is_small(fact.invited):
        quiet = not model.is_certain(atoms, RAISED)
    else:
        high = people.size(atoms) if fact.high is None else min(fact.high, people.size(atoms))
        quiet = all(model.can_be(atoms, RAISED, n) for n in range(fact.low, high + 1))
    if not quiet:
        low, high = model.reach(atoms, RAISED)
        amount = f"exactly {low}" if low == high else f"{low} to {high}"
        yield _Told(fact.key, f"anybody can work out that {amount} of {fact.value} came")


def _as_counted(fact: Came, groups: frozenset[str] | None, most: int) -> Fact:
    """The same for the solver."""
    high = most if fact.high is None else fact.high
    if fact.low == high:
        return Count(theme="", round=fact.round, groups=groups, n=high)
    return Order(theme="", round=fact.round, groups=groups, at_least=fact.low, at_most=high)


def _groups(key: Key, names: Mapping[tuple[Key, ...], str]) -> frozenset[str]:
    return frozenset(name for cell, name in names.items() if key in cell)


def _atoms(groups: frozenset[str], people: Population) -> frozenset[int]:
    return frozenset(k for k, atom in enumerate(people.atoms) if atom.group in groups)
