"""The table study as a short script without pandas: its tables are those of plain pandas."""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path

import pandas as pd
import pytest

import practicelearn as prac

SCRIPT = Path(__file__).parents[1] / "examples" / "table_study.py"


def raw(name: str) -> pd.DataFrame:
    return pd.read_csv(prac.sample_path("table-study") / name, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("examples") / "results"
    with pytest.MonkeyPatch.context() as patched, pytest.warns(UserWarning, match="2 groups"):
        patched.setattr(sys, "argv", [str(SCRIPT), str(out)])
        runpy.run_path(str(SCRIPT), run_name="__main__")
    return out


def test_it_is_short_and_without_glue():
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    nodes = list(ast.walk(ast.parse(text)))
    imported = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
    assert imported == {"sys", "practicelearn"}  # no pandas
    glue = {"merge", "groupby", "pivot_table", "apply", "map", "reindex", "concat", "melt", "join"}
    used = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    assert used & glue == set()


def test_every_table_and_picture_is_written(results):
    assert sorted(path.name for path in results.iterdir()) == [
        "agreement-categories.csv", "agreement-codes.csv", "by-gender.csv", "crosstab.csv",
        "kinds-of-group.csv", "matrix.png", "new-codes.csv", "pairs.csv", "people-themes.csv",
        "to-talk-about.xlsx", "women.xlsx",
    ]  # fmt: skip


def test_people_by_gender_are_those_of_pandas_on_the_files(results):
    there = raw("participants.csv").query("Role == 'participant'")
    coded = raw("coded-quotes.csv").query("Coder == 'AK'").merge(raw("codebook.csv"))
    coded = coded.merge(there, on=["Participant", "Focus group"])
    raised = coded.drop_duplicates(["Category", "Participant"]).groupby(["Category", "Gender"])
    wanted = raised.size()
    made = pd.read_csv(results / "by-gender.csv")
    names = {"learning-the-work": "Learning the work", "conditions": "Conditions",
             "staying": "Staying"}  # fmt: skip
    assert len(made) == 9
    for row in made.to_dict("records"):
        key = (names[row["code"]], row["gender"])
        assert row["n_people_raised"] == wanted.get(key, 0)
        assert row["n_people"] == (there["Gender"] == row["gender"]).sum()


def test_new_codes_group_by_group_are_those_of_pandas_on_the_files(results):
    coded = raw("coded-quotes.csv").query("Coder == 'AK'").merge(raw("participants.csv"))
    coded = coded[coded["Role"] == "participant"]
    together = {"Corridor talk": "Talk with peers", "Peer group set up": "Talk with peers"}
    codes = coded["Initial code"].replace(together).groupby(coded["Focus group"]).agg(set)
    seen: set[str] = set()
    counts = [len(seen := seen | own) for own in codes.sort_index()]
    assert pd.read_csv(results / "new-codes.csv")["n_codes"].tolist() == counts


def test_two_groups_a_side_are_refused_with_the_reason(results):
    kinds = pd.read_csv(results / "kinds-of-group.csv")
    assert set(kinds["verdict"]) == {"no verdict"}
    assert kinds["why"].str.contains("6 ways").all()


def test_there_is_a_row_for_each_person_and_theme(results):
    assert len(pd.read_csv(results / "people-themes.csv")) == 28 * 3
