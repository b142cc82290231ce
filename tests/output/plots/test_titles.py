"""No title is false of its table: each is taken from the drawn picture and read by another hand.

The readers (``title_readers``) are plain pandas and know nothing of the pictures. Each title is
read beside the sample's table and beside tables with ties, zeros, one row, one round and gaps; and
each reader is shown a title of another table, which it must refuse.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import title_readers as read
from shown_titles import sees_through, title

import practicelearn as prac
from practicelearn.errors import TableError

NAN = float("nan")


@pytest.fixture(scope="module")
def study() -> prac.Study:
    return prac.open_study(prac.sample_path())


@pytest.fixture(scope="module")
def corpus(study: prac.Study) -> prac.Corpus:
    return study.corpus()


@pytest.fixture(scope="module")
def codings(study: prac.Study) -> prac.Codings:
    return prac.merge_codings(study.codings(), prefer="_agreed")


@pytest.fixture(scope="module")
def names(study: prac.Study) -> dict[str, str]:
    return {code.id: code.name for code in study.frame().codes}


# -- matrix

CELLS = {
    "one first": [[3, 2], [1, 0]], "tie in a row": [[3, 3], [1, 0]],
    "tie of rows": [[3, 1], [1, 3], [3, 0]], "all alike": [[2, 2], [2, 2]],
    "alike as printed": [[2.61, 1], [1, 2.64]], "one cell": [[5]], "all zero": [[0, 0], [0, 0]],
    "zero and a gap": [[0, NAN]], "gap": [[3, NAN], [1, 0]], "one known": [[NAN, 4]],
    "nothing known": [[NAN, NAN]], "negative": [[-3, -1], [-2, -5]], "below and zero": [[-1, 0]],
    "one column": [[1], [4], [4]], "shares": [[0.5, 0.25], [0.5, 0.1]],
}  # fmt: skip


def cells(rows: list[list[float]]) -> pd.DataFrame:
    index = [f"Code {k}" for k in range(len(rows))]
    return pd.DataFrame(rows, index, [f"Group {k}" for k in range(len(rows[0]))], dtype=float)


@pytest.mark.parametrize("kind", CELLS)
def test_a_matrix(kind: str) -> None:
    table = cells(CELLS[kind])
    said = title(prac.plot.matrix(table))
    read.matrix(said, table)
    sees_through(read.matrix, said, cells([[7, 1], [7, 9]]))


@pytest.mark.parametrize("by", ["year", "group", "is_peer"])
@pytest.mark.parametrize("value", ["share_people", "n_passages"])
def test_the_samples_counts(
    codings: prac.Codings, corpus: prac.Corpus, names: dict[str, str], by: str, value: str
) -> None:
    counts = prac.code_counts(codings, corpus, by)
    said = title(prac.plot.matrix(counts, value=value))
    case = counts[by].map(lambda v: {True: f"{by}: yes", False: f"{by}: no"}.get(v, str(v)))
    wide = counts.assign(code=counts["code"].map(names), case=case)
    read.matrix(said, wide.pivot(index="code", columns="case", values=value).astype(float))
    counts.loc[counts[value].idxmax(), value] = None
    read.matrix(
        title(prac.plot.matrix(counts, value=value)),
        wide.assign(**{value: counts[value]}).pivot(index="code", columns="case", values=value)
        .astype(float),
    )  # fmt: skip


CASES: dict[str, list[list[float]]] = {
    "one first": [[1, 1, 0], [1, 0, 0]], "in all": [[1, 1, 1], [1, 0, 0]],
    "tie": [[1, 0, 0], [0, 1, 0], [0, 0, 0]], "all alike": [[1, 0], [0, 1]],
    "all in all": [[1, 1], [1, 1]], "nothing": [[0, 0], [0, 0]], "one code": [[1, 0, 1]],
    "one case": [[1], [0]], "gap elsewhere": [[1, 1, 0], [1, NAN, 0]],
    "gap of the first": [[1, 1, NAN], [1, 0, 0]], "one read": [[1, NAN], [0, 0]],
    "gaps of a tie": [[1, NAN], [1, 0], [0, 0]], "unread": [[NAN, NAN], [NAN, NAN]],
    "nothing and a gap": [[0, NAN], [0, 0]], "one unread case": [[NAN], [NAN]],
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
def test_codes_by_cases(kind: str) -> None:
    rows = CASES[kind]
    table = pd.DataFrame(rows, [f"c{k}" for k in range(len(rows))], dtype="Int64").T
    table = table.rename_axis("group").rename_axis(columns="code")
    table.attrs["names"] = {c: f"Code {c}" for c in table}
    by_name = table.rename(columns=table.attrs["names"])
    said = title(prac.plot.matrix(table))
    read.cases(said, by_name, "groups")
    other = pd.DataFrame({"Code x": [1, 1, 0, 1], "Code y": [0, 0, 1, 0]})
    sees_through(read.cases, said, other, "groups")


@pytest.mark.parametrize(("by", "what"), [("group", "groups"), ("year", "rounds"),
                                          ("person", "people")])  # fmt: skip
def test_the_samples_cases(
    codings: prac.Codings, corpus: prac.Corpus, names: dict[str, str], by: str, what: str
) -> None:
    table = prac.case_codes(codings, corpus, by=by)
    read.cases(title(prac.plot.matrix(table)), table.rename(columns=names), what)


# -- co-occurrence, agreement

PAIRS = {"one": [5, 2, 1], "tie": [5, 5, 1], "all": [4, 4, 4], "never": [0, 0, 0], "only": [3],
         "gap": [5, NAN, 1], "unread": [NAN, NAN, NAN], "never and a gap": [0, 0, NAN],
         "all of the known": [4, 4, NAN]}  # fmt: skip


@pytest.mark.parametrize("kind", PAIRS)
def test_pairs_of_codes(kind: str) -> None:
    own = list("ABC"[: 2 if kind == "only" else 3])
    pairs = dict(zip(combinations(own, 2), PAIRS[kind], strict=True))
    table = pd.DataFrame(9.0, own, own)
    for (a, b), n in pairs.items():
        table.loc[a, b] = table.loc[b, a] = n
    said = title(prac.plot.cooccurrence(table))
    read.together(said, pairs)
    sees_through(read.together, said, {("A", "B"): 1, ("A", "C"): 2, ("B", "C"): 7})


def test_a_table_of_correlations_is_no_count_of_pairs() -> None:
    table = pd.DataFrame([[1, -0.4], [-0.4, 1]], list("AB"), list("AB"))
    with pytest.raises(TableError, match=r"found -0\.4\. .*plot\.matrix"):
        prac.plot.cooccurrence(table)


def test_the_samples_pairs(
    codings: prac.Codings, corpus: prac.Corpus, names: dict[str, str]
) -> None:
    table = prac.code_cooccurrence(codings, corpus, within="speaker")
    both = {(names[r.code_a], names[r.code_b]): float(r.n_a_with_b) for r in table.itertuples()}
    read.together(title(prac.plot.cooccurrence(table)), both, "speaker")


def test_where_all_are_near_each_other_alike_none_comes_first(
    codings: prac.Codings, corpus: prac.Corpus
) -> None:
    table = prac.code_cooccurrence(codings, corpus, within="window", codes=["peers", "tools"])
    table = table.assign(n_a_with_b=4, n_b_with_a=4, n_a=6, n_b=6, n_either=12)
    assert title(prac.plot.cooccurrence(table)) == (
        "Every two codes stand near each other equally often (4 turns each way)"
    )


ALPHA = {"ends": [0.2, 0.5, 0.9], "low tie": [0.2, 0.201, 0.9], "high tie": [0.2, 0.9, 0.9],
         "all": [0.5, 0.5, 0.5], "all of the known": [0.5, 0.5, NAN], "one": [0.5, NAN, NAN],
         "none": [NAN, NAN, NAN], "below chance": [-0.3, 0.0, NAN], "one code": [0.4]}  # fmt: skip


@pytest.mark.parametrize("kind", ALPHA)
def test_agreement(kind: str) -> None:
    values = ALPHA[kind]
    table = pd.DataFrame(
        {"percent": 0.9, "alpha": values, "low": NAN, "high": NAN},
        index=[f"Code {k}" for k in range(len(values))],
    )
    said = title(prac.plot.agreement(table))
    read.agreement(said, table, "alpha")
    sees_through(read.agreement, said, table.assign(alpha=np.linspace(0.6, 0.7, len(table))),
                 "alpha")  # fmt: skip


def test_a_code_counted_with_and_without_accepted_offers_is_one_code() -> None:
    table = pd.DataFrame(
        {"accepted": ["counted", "left out"], "percent": 0.9, "alpha": [0.4, 0.6],
         "low": NAN, "high": NAN},
        index=["tools", "tools"],
    )  # fmt: skip
    assert prac.plot.agreement(table).alt.startswith("Dot plot of Krippendorff's alpha for 1 code,")


def test_the_samples_agreement(
    study: prac.Study, corpus: prac.Corpus, names: dict[str, str]
) -> None:
    table = prac.agreement(study.codings(), corpus)
    read.agreement(title(prac.plot.agreement(table)), table.rename(index=names), "alpha")


# -- extent and change


def of_round(themes: prac.Themes, year: str) -> tuple[pd.DataFrame, int]:
    """Coded themes of a round that were read, and how many were not."""
    kept = themes.table[(themes.table["status"] != "dropped") & (themes.table["origin"] == "codes")]
    own = themes.extent[themes.extent["year"] == year].set_index("theme_id")
    read_for = own.index.intersection(kept.index)
    return own.loc[read_for].assign(name=kept["name"]), len(kept) - len(read_for)


def test_extent(themes: prac.Themes) -> None:
    saids = {}
    for year in ("2022-23", "2023-24", "2024-25"):
        table, unread = of_round(themes, year)
        saids[year] = title(prac.plot.extent(themes, year))
        read.extent(saids[year], table, unread)
    table, unread = of_round(themes, "2024-25")
    sees_through(read.extent, saids["2024-25"], table.assign(n_groups_raised=range(len(table))))


@pytest.mark.parametrize("raised", [[4, 2, 1], [4, 4, 1], [2, 2, 2], [0, 0, 0], [3], [4, 0]])
@pytest.mark.parametrize("of", [[5, 5, 5], [5, 6, 5], [5, 5, 4]])
def test_extent_of_awkward_rounds(
    themes: prac.Themes, raised: list[int], of: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    year, n = "2024-25", len(raised)
    own = themes.extent[themes.extent["year"] == year]
    coded = themes.table.index[themes.table["origin"] == "codes"]
    own = own[own["theme_id"].isin(coded)].head(n)
    own = own.assign(n_groups_raised=raised, n_groups=of[:n])
    monkeypatch.setattr(prac.Themes, "extent", property(lambda _: own))
    table, unread = of_round(themes, year)
    read.extent(title(prac.plot.extent(themes, year)), table, unread)


def test_a_topic_is_not_ranked_among_what_people_coded(
    themes: prac.Themes, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = themes.extent
    topics = themes.table.index[themes.table["origin"] != "codes"]
    assert len(topics)
    own.loc[own["theme_id"].isin(topics), ["n_groups_raised", "n_groups"]] = [9, 9]
    monkeypatch.setattr(prac.Themes, "extent", property(lambda _: own))
    picture = prac.plot.extent(themes, "2024-25")
    table, unread = of_round(themes, "2024-25")
    read.extent(title(picture), table, unread)
    assert "ring: a topic" in picture.ax.get_xlabel()


def test_change(change: pd.DataFrame) -> None:
    newest = change[change["year_after"] == "2024-25"]
    tables = {
        "all": change, "newest": newest, "one row": newest.head(1),
        "untested": newest.assign(verdict="not tested"),
        "no figures of some": change.assign(
            difference=change["difference"].where(change["theme_id"] != "supervision")
        ),
        "topics": change[change["measure"] == "share of words"],
        "another order": change.iloc[::-1],
    }  # fmt: skip
    said = {kind: title(prac.plot.change(table)) for kind, table in tables.items()}
    for kind, table in tables.items():
        read.change(said[kind], table)
    sees_through(read.change, said["newest"], newest.assign(verdict="cannot tell"))
    sees_through(read.change, said["untested"], newest)


def test_two_comparisons_that_end_in_one_round_are_not_told_as_one(change: pd.DataFrame) -> None:
    last = change[change["year_after"] == "2024-25"]
    skipped = last.assign(year_before="2022-23", verdict="not tested")
    table = pd.concat([skipped, last], ignore_index=True)
    read.change(title(prac.plot.change(table)), table)


def test_a_change_of_less_than_would_matter_is_said_to_be_so(change: pd.DataFrame) -> None:
    more = change[change["verdict"].str.startswith("heard more")].head(1)
    less = more.assign(verdict="heard more, by less than would matter")
    assert title(prac.plot.change(less)).endswith("heard more, by less than would matter")
    read.change(title(prac.plot.change(less)), less)
