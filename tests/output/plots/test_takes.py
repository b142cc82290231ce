"""Every plot is called with every table it says it takes, and its title held against that table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import practicelearn as prac
from planned_before import planned
from practicelearn.errors import TableError
from practicelearn.output import plots


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
def names(codings: prac.Codings) -> dict[str, str]:
    assert codings.frame is not None
    return {code.id: code.name for code in codings.frame.codes}


def title(picture: prac.plot.Picture) -> str:
    """What stands above the picture; it is in the alt text too."""
    said = " ".join(picture.ax.get_title(loc="left").split())
    assert said in picture.alt
    return said


def labels(picture: prac.plot.Picture) -> tuple[list[str], list[str]]:
    axes = picture.ax
    down, across = (
        [t.get_text().replace("\n", " ") for t in ticks]
        for ticks in (axes.get_yticklabels(), axes.get_xticklabels())
    )
    return down, across


def cells(picture: prac.plot.Picture) -> dict[tuple[str, str], str]:
    """What is printed in the cell of each row and column."""
    rows, columns = labels(picture)
    places = {t.get_position(): t.get_text() for t in picture.ax.texts}
    return {(rows[int(y)], columns[int(x)]): said for (x, y), said in places.items()}


@pytest.mark.parametrize("by", ["year", "group", "job_role", "is_peer"])
def test_counts_are_drawn_with_the_codes_names_and_the_largest_share_above(
    codings: prac.Codings, corpus: prac.Corpus, names: dict[str, str], by: str
) -> None:
    table = prac.code_counts(codings, corpus, by)
    picture = prac.plot.matrix(table)
    assert set(labels(picture)[0]) == set(names.values())
    share = table["share_people"].map("{:.0%}".format)
    top = share[table["share_people"].idxmax()]
    said = title(picture)
    assert said.startswith("Raised by the largest share of people: ")
    assert f"({top}" in said
    first = table[share == top]
    assert ("each" in said) == (len(first) > 1)
    known = {names[c] for c in first["code"]}
    assert any(f"“{name}” in" in said for name in known)
    assert not any(f"“{name}”" in said for name in set(names.values()) - known)


def test_each_cell_of_counts_is_the_tables_own_with_its_denominator(
    codings: prac.Codings, corpus: prac.Corpus, names: dict[str, str]
) -> None:
    table = prac.code_counts(codings, corpus, "year")
    said = cells(prac.plot.matrix(table))
    assert len(said) == len(table)
    for row in table.itertuples():
        column = f"{row.year} (of {row.n_people})"
        assert said[(names[row.code], column)] == f"{row.share_people:.0%}"
    passages = cells(prac.plot.matrix(table, value="n_passages"))
    assert passages[(names["tools"], "2025-26")] == str(
        table.set_index(["code", "year"]).loc[("tools", "2025-26"), "n_passages"]
    )
    with pytest.raises(TableError, match='Did you mean "n_passages"'):
        prac.plot.matrix(table, value="n_passage")


def test_where_people_were_not_counted_groups_are(
    codings: prac.Codings, corpus: prac.Corpus
) -> None:
    table = prac.code_counts(codings, corpus, "year").assign(share_people=np.nan)
    assert title(prac.plot.matrix(table)).startswith("Raised in the largest share of groups: ")


@pytest.mark.parametrize(
    ("by", "cases", "verb"),
    [
        ("group", "groups", "came up in"),
        ("session", "sessions", "came up in"),
        ("person", "people", "raised by"),
        ("turn", "turns", "came up in"),
        ("year", "rounds", "came up in"),
        ("site", "values of site", "came up in"),
    ],
)
def test_cases_stand_in_columns_and_the_title_counts_them(
    codings: prac.Codings, corpus: prac.Corpus, names: dict[str, str],
    by: str, cases: str, verb: str,
) -> None:  # fmt: skip
    table = prac.case_codes(codings, corpus, by=by)
    picture = prac.plot.matrix(table)
    rows, columns = labels(picture)
    held = table.sum().astype(int)
    assert rows == [names[c] for c in held.sort_values(ascending=False, kind="stable").index]
    assert not any("(" in column or "'" in column for column in columns)
    said = title(picture)
    most = held.max()
    top = [names[c] for c in held.index[held == most]]
    reach = f"{most} of {len(table)} {cases}" if most < len(table) else f"{cases}"
    assert said.endswith(reach)
    assert f"“{top[0]}”" in said
    assert verb in said
    assert ("the most" in said) == (most < len(table))
    assert ("more" in said) == (len(top) > 2)


def test_one_case_says_whether_a_code_came_up_there(
    codings: prac.Codings, corpus: prac.Corpus, names: dict[str, str]
) -> None:
    said = cells(prac.plot.matrix(prac.case_codes(codings, corpus)))
    assert said[(names["lone-working"], "night, 2025-26")] == "1"
    assert said[(names["lone-working"], "north, 2025-26")] == "0"
    unread = prac.case_codes(codings, corpus)
    unread.loc[("2025-26", "night"), "lone-working"] = pd.NA
    picture = prac.plot.matrix(unread)
    assert cells(picture)[(names["lone-working"], "night, 2025-26")] == "–"
    assert "1 cell was not read" in picture.alt


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([[1, 1], [1, 0]], "“A” came up in both groups"),
        ([[1, 1], [1, 1]], "Both codes came up in both groups"),
        ([[0, 0], [0, 0]], "No code came up in any of the 2 groups"),
        ([[1, 0], [0, 0]], "“A” came up in the most groups: 1 of 2 groups"),
        ([[1, 0], [0, 1]], "Both codes came up in 1 of 2 groups each"),
        (
            [[1, None], [0, 0]],
            (
                "“A” came up in the most groups: the only one of the groups that was read; "
                "1 of 4 cells was not read"
            ),
        ),
        (
            [[1, 1, None], [1, 0, 0]],
            "“A” came up in the most groups: both groups that were read; 1 of 6 cells was not read",
        ),
        ([[None, None], [None, None]], "None of the 2 groups was read"),
    ],
)
def test_a_tie_of_codes_puts_none_first(rows: list[list[int | None]], said: str) -> None:
    table = pd.DataFrame(
        rows, index=["a", "b"], columns=["north", "south", "west"][: len(rows[0])], dtype="Int64"
    ).T
    table = table.rename_axis("group").rename_axis(columns="code")
    table.attrs["names"] = {"a": "A", "b": "B"}
    assert plots.describe_matrix(table).title == said


@pytest.mark.parametrize("within", ["overlap", "turn", "speaker", "window"])
def test_pairs_are_drawn_as_they_were_counted(
    codings: prac.Codings, corpus: prac.Corpus, names: dict[str, str], within: str
) -> None:
    table = prac.code_cooccurrence(codings, corpus, within=within)
    picture = prac.plot.cooccurrence(table)
    both = {(names[r.code_a], names[r.code_b]): str(r.n_a_with_b) for r in table.itertuples()}
    both |= {(names[r.code_b], names[r.code_a]): str(r.n_b_with_a) for r in table.itertuples()}
    drawn = cells(picture)
    assert all(both[pair] == figure for pair, figure in drawn.items())
    assert len(drawn) == len(table) * (2 if within == "window" else 1)
    said = title(picture)
    most = max(int(n) for n in both.values())
    if most == 0:
        assert said.startswith("No two codes occur together in ")
        return
    assert f"({most} " in said
    first = next(pair for pair, n in both.items() if n == str(most))
    assert all(f"“{name}”" in said for name in first)
    assert ("near" in said) == (within == "window")


def test_new_codes_takes_the_groups_in_their_order(
    codings: prac.Codings, corpus: prac.Corpus
) -> None:
    table = prac.code_accumulation(codings, corpus)
    picture = prac.plot.new_codes(table)
    assert title(picture) == "The last 3 of 24 groups brought no new code; 9 in all"
    assert table["n_new"].tail(3).sum() == 0
    assert table["n_codes"].iloc[-1] == 9
    lines = {line.get_linestyle(): line.get_ydata() for line in picture.ax.lines}
    assert list(lines["--"]) == list(table["mean_codes"])
    assert "left out" not in picture.ax.get_xlabel()
    part = prac.case_codes(codings, corpus)
    part.loc["2025-26"] = pd.NA
    assert "left out" in prac.plot.new_codes(prac.code_accumulation(part)).ax.get_xlabel()


def test_topics_are_drawn_from_the_model_and_named_once_they_are_found_again(
    corpus: prac.Corpus,
) -> None:
    model = prac.TopicModel(n_topics=4).fit(corpus)
    assert title(prac.plot.topics(model)) == "4 topics: nobody has checked which are found again"
    steady = prac.topics.stability(model, corpus, repeats=3)
    again = steady["found_again"]
    assert again.sum() == 1
    picture = prac.plot.topics(model)
    (name,) = model.names_[again]
    assert title(picture) == f"1 of 4 topics was found again: “{name}”"
    headings = [t.get_text() for t in picture.ax.texts if t.get_fontweight() == "bold"]
    assert " ".join(headings[0].split()) == name
    assert all(said.endswith(", not found again") for said in headings[1:])
    share = model.session_shares_.max(axis=1)
    topic = model.session_shares_.loc[share.idxmax()].idxmax()
    shown = model.names_[topic] if again[topic] else f"{topic}, not found again"
    shares = title(prac.plot.matrix(model.session_shares_))
    assert f"“{shown}” is largest in {share.idxmax()} (" in shares
    with pytest.raises(AttributeError, match="not fitted yet"):
        prac.plot.topics(prac.TopicModel())


def test_agreement_calls_codes_by_their_names(
    study: prac.Study, corpus: prac.Corpus, names: dict[str, str]
) -> None:
    table = prac.agreement(study.codings(), corpus)
    said = title(prac.plot.agreement(table))
    low, high = names[table["alpha"].idxmin()], names[table["alpha"].idxmax()]
    assert said.startswith(f"Coders agree least on “{low}” (")
    assert f"most on “{high}” (" in said
    both = prac.agreement(study.codings(), corpus, accepted="both")
    assert title(prac.plot.agreement(both)).startswith(f"Coders agree least on “{low}” (")


def test_talk_adds_nobody_over_sessions(corpus: prac.Corpus) -> None:
    said = title(prac.plot.talk(prac.talk_share(corpus)))
    assert said.startswith("In 24 sessions the largest share of one person is ")
    assert "P1" not in prac.plot.talk(prac.talk_share(corpus)).alt


def test_a_portrait_has_the_names_of_its_codes(
    codings: prac.Codings, corpus: prac.Corpus, names: dict[str, str]
) -> None:
    strips = prac.session_portrait(codings, corpus, "2025-north")
    coded = strips[strips["kind"] == "code"]
    assert set(coded["lane"]) <= set(names.values())
    words = (coded["end_word"] - coded["start_word"]).groupby(coded["lane"]).sum()
    assert f"“{words.idxmax()}” takes most room" in title(prac.plot.portrait(strips))


def test_a_table_of_kinds_of_group_is_pointed_to_its_picture_by_the_names_people_use(
    codings: prac.Codings, corpus: prac.Corpus
) -> None:
    half = ["first" if n % 2 else "second" for n in range(len(corpus.sessions))]
    halved = replace(corpus, sessions=corpus.sessions.assign(half=half))
    themes = planned(prac.find_themes(codings, halved), ["tools"])
    kinds = prac.compare_groups(themes, "half", year="2025-26")
    with pytest.raises(TableError, match=r"^plot\.change: .* prac\.plot\.matrix"):
        prac.plot.change(kinds)
    with pytest.raises(TableError, match=r"^Report\(change=\.\.\.\): .* compare_groups"):
        prac.Report(themes=themes, change=kinds)
    with pytest.raises(TableError, match="comparison: column"):
        prac.Report(themes=themes, change=prac.code_counts(codings, corpus, "year"))
    with pytest.raises(prac.errors.ArgumentError, match=r"^plot\.matrix: "):
        prac.plot.matrix("codes")


def test_a_crosstab_draws_who_was_there_and_names_what_somebody_lacks(
    codings: prac.Codings, corpus: prac.Corpus
) -> None:
    people = corpus.people.assign(
        gender=["woman", "man", None] * (len(corpus.people) // 3)
        + ["man"] * (len(corpus.people) % 3)
    )
    there = corpus.attendance.assign(
        job_role=["lead" if corpus.people.index.get_loc(p) % 3 == 0 else "aide"
                  for p in corpus.attendance["person_id"]]
    )  # fmt: skip
    told = replace(corpus, people=people, attendance=there)
    table = prac.code_counts(codings, told, ["gender", "job_role"], codes=["tools", "desks"])
    nobody = table[table["n_people"].isna()]
    assert len(nobody) > 0  # no man leads
    picture = prac.plot.matrix(table)
    _, columns = labels(picture)
    heads = {column.partition(" (of ")[0] for column in columns}
    assert heads == {"lead, woman", "aide, man", "aide, no gender"}
    assert "not read" not in picture.alt
    assert "In every one of the 3" in picture.alt


@pytest.mark.parametrize("n", [6, 60])
def test_long_names_that_differ_at_their_end_are_told_apart_and_nothing_is_cut_off(
    n: int, tmp_path: Path
) -> None:
    start = "A longer name of what people told us about their work and what they need for"
    codes = [f"{start} matter number {k}" for k in range(n)]
    table = pd.DataFrame(
        {"percent": 0.9, "alpha": np.linspace(0.1, 0.9, n), "low": -0.9, "high": 1.0}, index=codes
    )
    picture = prac.plot.agreement(table.rename_axis("code"))
    rows, _ = labels(picture)
    assert len(set(rows)) == len(rows) == min(n, 40)
    assert all(f"number {k}" in row for k, row in enumerate(rows))
    pixels = np.asarray(Image.open(picture.save(tmp_path / "a.png")).convert("L"))
    edges = (pixels[:, :2], pixels[:, -2:], pixels[:2], pixels[-2:])
    assert all((edge > 250).all() for edge in edges)  # what is cut off reaches the edge
