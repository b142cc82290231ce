"""Readers of titles: what a picture's title says, held against its table by plain pandas.

Written from the words alone, by another hand than the pictures: nothing of the package is imported,
and a sentence that no reader knows is a failure. Each takes the title and the table, as small as it
can be, and raises AssertionError where the title is not true of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pandas as pd


def printed_like(figure: str) -> Callable[[float], str]:
    """How a figure of a title was printed: 70%, 3, 0.62."""
    digits = len(figure.rstrip("%").partition(".")[2])
    return (lambda v: f"{v:.{digits}%}") if figure.endswith("%") else (lambda v: f"{v:.{digits}f}")


def held(told: str, names: Iterable[str], most: int = 2) -> None:
    """Whether a list, "A, B and 3 more", is of just these names, in any order."""
    rest = list(names)
    said = 0
    more = re.search(r"(?:^| and )(\d+) more$", told)
    if more:
        told = told[: more.start()]
    for name in sorted(rest, key=len, reverse=True):
        if name in told and said < most:
            told, said = told.replace(name, "", 1), said + 1
    assert not re.sub(r"[ ,;“”]|\band\b", "", told), f"names that are not there: {told}"
    assert said + (int(more[1]) if more else 0) == len(rest), f"{said} named of {rest}"


def one_of(told: str, **readings: str) -> tuple[str, dict[str, str]]:
    """Which of these sentences it is, and what stands in its gaps."""
    for name, pattern in readings.items():
        if hit := re.fullmatch(pattern, told):
            return name, hit.groupdict()
    raise AssertionError(f"nobody can say whether this is true: {told}")


def number(words: str) -> int:
    return 2 if words.lower() == "both" else int(words.lower().removeprefix("all "))


BOTH = r"(?:[Bb]oth|[Aa]ll \d+)"


# -- matrices


def matrix(title: str, cells: pd.DataFrame) -> None:
    """Rows and columns by the names that people read; NaN where there is no figure."""
    places = {
        (str(r), str(c)): float(cells.iloc[i, j])
        for i, r in enumerate(cells.index) for j, c in enumerate(cells.columns)
    }  # fmt: skip
    known = {place: v for place, v in places.items() if v == v}
    told, _, gap = title.partition("; ")
    missing = len(places) - len(known)
    assert bool(gap) == (0 < missing < len(places))
    if gap:
        assert gap.startswith(f"{missing} of {len(places)} cells ")
    case, own = one_of(
        told,
        nothing="No cell has a figure", zero="Every figure is 0",
        every=rf"(?P<n>{BOTH}) figures are (?P<figure>\S+)",
        only=r"“(?P<row>.+)” in (?P<column>.+) is the only figure \((?P<figure>\S+)\)",
        row=r"“(?P<row>.+)” is largest in (?P<columns>.+) \((?P<figure>\S+?)(?P<each> each)?\)",
        cells=r"The largest figure, (?P<figure>\S+), stands in (?P<n>\d+) cells: (?P<list>.+)",
        most=r"(?:Raised|The most).*: (?P<list>“.+) \((?P<figure>\S+?)(?P<each> each)?\)",
    )  # fmt: skip
    if case == "nothing":
        assert not known
        return
    if case == "zero":
        assert known and set(known.values()) == {0.0}
        return
    show = printed_like(own["figure"])
    most = show(max(known.values()))
    assert own["figure"] == most
    top = [place for place, v in known.items() if show(v) == most]
    if case == "every":
        assert number(own["n"]) == len(known) == len(top) > 1
        return
    if case == "only":
        assert list(known) == [(own["row"], own["column"])]
        return
    assert len(top) < len(known), "in a tie of all none stands out"
    if "each" in own:
        assert bool(own["each"]) == (len(top) > 1)
    if case == "row":
        assert {row for row, _ in top} == {own["row"]}
        held(own["columns"], [column for _, column in top])
        return
    if case == "cells":
        assert int(own["n"]) == len(top) > 1
    held(own["list"], [f"“{row}” in {column}" for row, column in top])


def cases(title: str, table: pd.DataFrame, what: str) -> None:
    """One row a case, one column a code by its name: 1, 0, or missing where it was not read."""
    n = len(table)
    one = "person" if what == "people" else what.removesuffix("s")
    raised = (table == 1).sum()
    read = table.notna().sum()
    told, _, gap = title.partition("; ")
    missing = int(table.isna().sum().sum())
    assert bool(gap) == (0 < missing < table.size)
    if gap:
        assert gap.startswith(f"{missing} of {table.size} cells w")
    verb = "(?:came up in|was raised by|were raised by)"
    case, own = one_of(
        told,
        unread=rf"None of the {n} {what} was read|The only {one} was not read",
        nothing=rf"No code came up in (?:any of the {n} {what}|the only {one})",
        every=rf"(?P<n>{BOTH}) codes {verb} (?P<reach>.+)",
        only=rf"The only code {verb} (?P<reach>.+)",
        most=rf"(?P<list>“.+”(?: and \d+ more)?) {verb} the most {what}: (?P<reach>.+)",
        some=rf"(?P<list>“.+”(?: and \d+ more)?) {verb} (?P<reach>.+)",
    )
    if case == "unread":
        assert not read.any()
        return
    if case == "nothing":
        assert read.any() and not raised.any()
        return
    top = raised[raised == raised.max()]
    if case == "every":
        assert number(own["n"]) == len(raised) == len(top)
    elif case == "only":
        assert len(raised) == 1
    else:
        held(own["list"], [f"“{name}”" for name in top.index])
        assert len(top) < len(raised)
        assert (case == "most") == (top.iloc[0] < n), "all is said of those that came up in all"
    of = set(read[top.index])
    how, reach = one_of(
        own["reach"] if "read for each" in own["reach"] else own["reach"].removesuffix(" each"),
        part=rf"(?P<n>\d+) of (?P<of>\d+) {what}(?P<read> that were read)?",
        whole=rf"(?P<of>{BOTH}) {what}(?P<read> that were read)?",
        differ=rf"(?P<n>\d+) of the {what} that were read for each",
        alone=rf"the only one of the {what} that was read", single=f"the only {one}",
    )  # fmt: skip
    if how == "differ":
        assert len(of) > 1 and int(reach["n"]) == top.iloc[0]
    elif how == "alone":
        assert of == {1} and n > 1 and top.iloc[0] == 1
    elif how == "single":
        assert n == 1 and top.iloc[0] == 1
    else:
        whole = number(reach["of"])
        assert of == {whole} and bool(reach["read"]) == (whole < n)
        assert (int(reach["n"]) if how == "part" else whole) == top.iloc[0]


def together(title: str, pairs: dict[tuple[str, str], float], unit: str = "") -> None:
    """One figure a pair of codes by name, each pair once; NaN where they were not read together."""
    known = {frozenset(pair): v for pair, v in pairs.items() if v == v}
    told, _, gap = title.partition("; ")
    missing = len(pairs) - len(known)
    assert bool(gap) == (0 < missing < len(pairs))
    if gap:
        assert gap.startswith(f"{missing} of {len(pairs)} pairs were not read")
    quantity = r"\((?P<figure>[\d.]+)(?: (?P<unit>[a-z]+))??(?P<each> each)?\)"
    case, own = one_of(
        told,
        unread="No two codes were read together", never="No two codes occur together.*",
        most=rf"“(?P<a>.+)” and “(?P<b>.+)” occur together most often {quantity}",
        only=rf"“(?P<a>.+)” and “(?P<b>.+)” occur together {quantity}",
        every=rf"(?P<n>{BOTH}) pairs occur together equally often {quantity}",
        tie=rf"(?P<n>\d+) pairs occur together most often {quantity}: (?P<list>.+)",
    )  # fmt: skip
    if case == "unread":
        assert not known
        return
    if case == "never":
        assert known and not any(known.values())
        return
    show = printed_like(own["figure"])
    assert own["figure"] == show(max(known.values()))
    assert (own["unit"] or "").removesuffix("s") == unit
    top = [pair for pair, v in known.items() if show(v) == own["figure"]]
    if case in {"most", "only"}:
        assert top == [frozenset((own["a"], own["b"]))]
        assert (case == "only") == (len(known) == 1)
        return
    assert number(own["n"]) == len(top) > 1
    assert (case == "every") == (len(top) == len(known))
    if case == "tie":
        named = re.findall(r"“([^”]+)” with “([^”]+)”", own["list"])
        more = re.search(r"and (\d+) more$", own["list"])
        assert all(frozenset(pair) in top for pair in named)
        assert len({frozenset(pair) for pair in named}) + (int(more[1]) if more else 0) == len(top)


# -- codes and themes


def agreement(title: str, table: pd.DataFrame, measure: str) -> None:
    """Index: the names of the codes."""
    values = table[measure].dropna()
    told, _, gap = title.partition("; ")
    missing = len(table) - len(values)
    assert bool(gap) == (0 < missing < len(table))
    if gap:
        assert gap == f"undefined in {missing} of {len(table)} rows"
    figure = r"\((?:[A-Za-z' ]+ )?(?P<{}>-?\d\.\d\d)\)"
    low, high = figure.format("low"), figure.format("high")
    case, own = one_of(
        told,
        nothing="Agreement is undefined for every code",
        only=rf"(?P<list>“.+”) is the only one with a value {low}",
        alike=rf"Coders agree alike on (?P<n>{BOTH}) codes {low}",
        ends=rf"Coders agree least on (?P<least>.+) {low} and most on (?P<most>.+) {high}",
    )
    if case == "nothing":
        assert values.empty
        return
    shown = values.map("{:.2f}".format)
    assert own["low"] == f"{values.min():.2f}"
    if case == "only":
        held(own["list"], values.index)
    elif case == "alike":
        assert number(own["n"]) == len(values)
        assert set(shown) == {own["low"]}
    else:
        assert own["high"] == f"{values.max():.2f}" != own["low"]
        held(own["least"], shown.index[shown == own["low"]])
        held(own["most"], shown.index[shown == own["high"]])


def extent(title: str, table: pd.DataFrame, n_unread: int = 0) -> None:
    """Themes of one round, of one kind: name, n_groups_raised, n_groups."""
    parts = title.split("; ")
    told, rest = parts[0], set(parts[1:])
    fewer = len(set(table["n_groups"])) > 1
    if n_unread:
        found = [p for p in rest if re.fullmatch(rf"{n_unread} themes? w\w+ not read .*", p)]
        assert found
        rest -= set(found)
    case, own = one_of(
        told,
        nothing="No (?:theme|topic) came up in any group that was read for it",
        every=rf"(?P<n>{BOTH}) (?:themes|topics) came up in (?P<reach>.+) each",
        most=r"(?P<list>.+) came up in the most groups: (?P<reach>.+)",
        only=r"(?P<list>.+) came up in (?P<reach>.+)",
    )
    assert {r for r in rest if "not every" in r} == rest
    if case == "nothing":
        assert not table["n_groups_raised"].any()
        return
    top = table[table["n_groups_raised"] == table["n_groups_raised"].max()]
    if case == "every":
        assert number(own["n"]) == len(top) == len(table) > 1
    else:
        held(own["list"], top["name"])
        assert (case == "only") == (len(table) == 1)
        assert bool(rest) == (fewer and case == "most")
    how, reach = one_of(
        own["reach"], part=r"(?P<n>\d+) of (?P<of>\d+) groups?",
        differ=r"(?P<n>\d+) groups? of those read for it",
    )  # fmt: skip
    assert int(reach["n"]) == top["n_groups_raised"].iloc[0]
    assert (
        set(top["n_groups"]) == {int(reach["of"])}
        if how == "part"
        else len(set(top["n_groups"])) > 1
    )


def change(title: str, table: pd.DataFrame) -> None:
    """Of the rows that have a figure, those of the last two rounds that were compared."""
    rows = table[table["difference"].notna()]
    coded = rows[rows["measure"] != "share of words"]
    rows = coded if len(coded) else rows
    pairs = rows[["year_before", "year_after"]].drop_duplicates()
    before, after = pairs.iloc[-1]
    heading = f"{before} to {after}: "
    assert title.startswith(heading) == (len(pairs) > 1)
    title = title.removeprefix(heading)
    own = rows[(rows["year_before"] == before) & (rows["year_after"] == after)]
    tested = own[own["verdict"] != "not tested"].set_index("name")
    if tested.empty:
        assert title.lower() == "none of the themes shown was tested"
        return
    told: set[str] = set()
    for part in title.split("; "):
        who, _, verdict = part.rpartition(": ")
        group = tested[tested["verdict"].map(lambda v, said=verdict: short(v) == said)]
        assert len(group) and not set(group.index) & told, part
        told |= set(group.index)
        some = re.fullmatch(rf"(?P<n>{BOTH}|\d+)(?: of (?P<of>\d+))? tested themes shown", who,
                            re.IGNORECASE)  # fmt: skip
        if some:
            assert number(some["n"]) == len(group)
            assert int(some["of"] or len(tested)) == len(tested)
        else:
            held(who, group.index, most=3)
        sign = {"heard more": 1, "heard less": -1}.get(verdict.partition(",")[0], 0)
        assert not sign or (sign * group["difference"] > 0).all()
    assert told == set(tested.index), "a tested theme is passed over"


def short(verdict: str) -> str:
    """A verdict as a title has it: how large a change is stands beside its row."""
    return verdict.removesuffix(" by a worthwhile amount").partition(" (")[0]
