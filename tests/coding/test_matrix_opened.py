"""A framework matrix in a notebook: a real table whose cells open to their quotes."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest

import practicelearn as prac

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


class Table(HTMLParser):
    """What a reader and a screen reader find: heads with their scope, cells, what opens."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.heads: dict[str, list[str]] = {"col": [], "row": []}
        self.captions: list[str] = []
        self.cells: list[dict[str, Any]] = []
        self.tags: list[str] = []
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "br":
            return
        self.open.append((tag, dict(attrs)))
        if tag == "td":
            self.cells.append({"summary": "", "li": [], "rest": ""})
        if tag == "li":
            self.cells[-1]["li"].append("")
        if tag == "th":
            self.heads[str(dict(attrs)["scope"])].append("")
        if tag == "caption":
            self.captions.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        inside = [tag for tag, _ in self.open]
        if "li" in inside:
            self.cells[-1]["li"][-1] += data if "small" not in inside else f"|{data}"
        elif "summary" in inside:
            self.cells[-1]["summary"] += data
        elif "td" in inside:
            self.cells[-1]["rest"] += data
        elif "th" in inside:
            self.heads[str(self.open[-1][1]["scope"])][-1] += data
        elif "caption" in inside:
            self.captions[-1] += data


@pytest.fixture(scope="module")
def study() -> prac.Study:
    return prac.open_study(prac.sample_path())


@pytest.fixture(scope="module")
def codings(study: prac.Study) -> prac.Codings:
    return prac.merge_codings(study.codings(), prefer="_agreed")


@pytest.fixture(scope="module")
def matrix(study: prac.Study, codings: prac.Codings) -> prac.FrameworkMatrix:
    return prac.framework_matrix(codings, study.corpus().where(year="2025-26"))


def without_north(codings: prac.Codings) -> prac.Codings:
    """The same reading, in which nobody has read the north group of the newest round."""
    spans, read = (
        table[~table["turn_id"].str.startswith("2025-north")]
        for table in (codings.spans, codings.read)
    )
    return replace(codings, spans=spans, read=read)


def test_each_cell_opens_to_its_own_quotes_with_their_places(matrix: prac.FrameworkMatrix) -> None:
    table = Table(matrix._repr_html_())
    assert table.captions == [repr(matrix)]
    assert table.heads["col"] == ["Group", *matrix.codes["path"]]
    assert table.heads["row"] == [f"{group}, {year}" for year, group in matrix.groups]
    assert len(table.cells) == len(matrix.cells) == 72
    assert not set(table.tags) & {"script", "img", "a", "iframe"}
    cells = iter(table.cells)
    for year, group in matrix.groups:
        for code in matrix.codes.index:
            told, quotes = next(cells), matrix.quotes_of(year, group, code)
            row = matrix.cell(year, group, code)
            if quotes.empty:
                assert told == {"summary": "", "li": [], "rest": "0"}
                continue
            n, people = int(row["n_passages"]), int(row["n_people"])
            assert told["summary"] == (
                f"{n} passage{'s' * (n > 1)}, {people} {'people' if people > 1 else 'person'}"
            )
            shown = [
                f"“{q.quote}”|{q.Index}, {q.speaker}, {q.turn_id}"
                + (", did not agree to be quoted" if q.person_consent_quote == False else "")  # noqa: E712 -- missing is no answer
                for q in quotes.head(5).itertuples()
            ]
            assert told["li"][:5] == shown
            assert told["li"][5:] == ([f"and {len(quotes) - 5} more"] if len(quotes) > 5 else [])


def test_what_was_not_read_is_no_nought_and_a_summary_stands_first(
    study: prac.Study, codings: prac.Codings, matrix: prac.FrameworkMatrix
) -> None:
    unread = without_north(codings)
    corpus = study.corpus().where(session_id=["2025-north", "2025-duty"])
    table = Table(prac.framework_matrix(unread, corpus, codes=["tools"])._repr_html_())
    assert [cell["rest"] or cell["summary"] for cell in table.cells][
        table.heads["row"].index("north, 2025-26")
    ] == "not read"
    written = matrix.cells[["year", "group", "code"]].head(1).assign(summary=EVIL)
    page = matrix.with_summaries(written)._repr_html_()
    assert Table(page).cells[0]["rest"] == EVIL
    assert "<script" not in page and "<img" not in page


def test_whatever_it_holds_is_escaped(matrix: prac.FrameworkMatrix) -> None:
    evil = replace(
        matrix, quotes=matrix.quotes.assign(quote=EVIL, speaker=EVIL),
        codes=matrix.codes.assign(path=EVIL),
    )  # fmt: skip
    page = evil._repr_html_()
    assert "<script" not in page and "<img" not in page
    assert Table(page).heads["col"][1] == EVIL


def test_where_names_were_not_replaced_no_quote_is_kept_in_the_notebook(
    matrix: prac.FrameworkMatrix,
) -> None:
    page = replace(matrix, pseudonymised=False)._repr_html_()
    assert "<details" not in page
    assert "Names have not been replaced" in page
    assert not [q for q in matrix.quotes["quote"] if q[:40] in page]
    assert "Clear the output" in matrix._repr_html_()


def test_notes_have_no_quotation_marks_and_a_no_to_quoting_is_said(
    matrix: prac.FrameworkMatrix,
) -> None:
    told = matrix.quotes.assign(verbatim=False, person_consent_quote=False)
    first = next(c for c in Table(replace(matrix, quotes=told)._repr_html_()).cells if c["li"])
    words, place = first["li"][0].split("|")
    assert not words.startswith("“")
    assert place.endswith("did not agree to be quoted")


def large(groups: int, codes: int, quotes: int) -> prac.FrameworkMatrix:
    keys = pd.MultiIndex.from_product(
        [["2025"], [f"g{k}" for k in range(groups)], [f"c{k}" for k in range(codes)]],
        names=["year", "group", "code"],
    ).to_frame(index=False)
    n = len(keys) * quotes
    ids = [f"Q{k}" for k in range(n)]
    cells = keys.assign(
        summary=None, n_passages=quotes, n_people=1, why=None,
        quotes=[ids[k * quotes : (k + 1) * quotes] for k in range(len(keys))],
    )  # fmt: skip
    said = pd.DataFrame(
        {"quote": "word " * 300, "speaker": "P1", "turn_id": "s:00001", "verbatim": True},
        index=pd.Index(ids, name="quote_id"),
    )
    heads = pd.DataFrame({"path": list(dict.fromkeys(keys["code"])), "definition": ""},
                         index=list(dict.fromkeys(keys["code"])))  # fmt: skip
    return prac.FrameworkMatrix(cells, said, heads, pseudonymised=True)


def test_a_large_matrix_stays_usable_and_counts_what_it_leaves_out() -> None:
    page = large(300, 40, 8)._repr_html_()
    table = Table(page)
    assert len(table.cells) == 100 * 30
    quotes = [line for cell in table.cells for line in cell["li"] if line.startswith("“")]
    assert len(quotes) == 1_000
    assert max(map(len, quotes)) < 450
    assert {cell["li"][-1] for cell in table.cells} == {"and 7 more", "and 8 more"}
    assert "Not shown: 200 more rows and 10 more columns." in page
    assert len(page) < 1_200_000


def test_themes_by_groups_open_too_and_agree_with_the_codes_they_are_made_of(
    study: prac.Study, codings: prac.Codings, matrix: prac.FrameworkMatrix
) -> None:
    themes = prac.find_themes(codings, study.corpus())
    own = themes.matrix("2025-26")
    assert repr(own).startswith("FrameworkMatrix: 8 groups × 9 themes")
    both = matrix.cells.merge(own.cells, on=["year", "group", "code"], validate="1:1")
    assert len(both) == 72
    assert (both["n_passages_x"] == both["n_passages_y"]).all()
    assert (both["n_people_x"] == both["n_people_y"]).all()
    table = Table(own._repr_html_())
    assert table.heads["col"][1:] == list(themes.table["name"])
    renamed = themes.rename("tools", "Losing work to the system").drop("desks")
    assert "Losing work to the system" in renamed.matrix()._repr_html_()
    assert "desks" not in renamed.matrix().codes.index
    with pytest.raises(prac.errors.ArgumentError, match="2025-26"):
        themes.matrix("2025-62")


def test_a_group_that_was_not_read_for_a_theme_has_no_figure(
    study: prac.Study, codings: prac.Codings
) -> None:
    part = without_north(codings)
    cells = prac.find_themes(part, study.corpus()).matrix("2025-26").cells
    north = cells[cells["group"] == "north"]
    assert len(north) and north["n_passages"].isna().all() and north["n_people"].isna().all()
    assert north["why"].notna().all()
    assert cells.loc[cells["group"] != "north", "n_passages"].notna().all()
