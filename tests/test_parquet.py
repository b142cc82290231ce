"""Every table as Parquet: what comes back is what was there."""

from __future__ import annotations

import importlib.util

import pandas as pd
import pytest

import practicelearn as prac


def test_without_its_package_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(prac.errors.PracticelearnError, match=r"practicelearn\[parquet\]"):
        prac.write_table(pd.DataFrame({"a": [1]}), tmp_path / "a.parquet")
    assert not list(tmp_path.iterdir())


def test_another_ending_is_refused_by_name(tmp_path):
    with pytest.raises(prac.errors.TableError, match=r'".csv", ".xlsx" or ".parquet"'):
        prac.write_table(pd.DataFrame({"a": [1]}), tmp_path / "a.feather")


def test_tables_come_back_as_they_were(tmp_path, table_study):
    pytest.importorskip("pyarrow")
    tables = {
        "quotes": prac.coded_quotes(table_study.codings.of(coder="AK"), table_study.corpus),
        "turns": table_study.corpus.turns.drop(columns="marks"),
        "terms": prac.document_terms(table_study.corpus, by="group"),
        "frame": table_study.frame.table(),
    }
    for name, table in tables.items():
        path = prac.write_table(table, tmp_path / f"{name}.parquet")
        back = pd.read_parquet(path)
        assert len(back) == len(table)
        if table.index.name is not None:
            assert back.iloc[:, 0].tolist() == table.index.tolist()
    back = pd.read_parquet(tmp_path / "terms.parquet").set_index("group_")  # a term is "group" too
    assert (back == tables["terms"].sparse.to_dense()).all().all()


def test_every_table_of_a_corpus_of_codings_and_of_themes_is_a_file(tmp_path, table_study):
    corpus, codings = table_study.corpus, table_study.codings.of(coder="AK")
    codings = codings.mark_read("AK", corpus)
    themes = prac.find_themes(codings, corpus, min_groups=1, min_people=1)
    for what, name, table in (
        (corpus, "turns", corpus.turns),
        (codings, "spans", codings.spans),
        (themes, "scores", themes.scores),
        ({"people": themes.person_table()}, "people", themes.person_table()),
    ):
        paths = prac.write_tables(what, tmp_path / name)
        back = pd.read_csv(tmp_path / name / f"{name}.csv")
        assert len(back) == len(table)
        assert len(list((tmp_path / name).iterdir())) == len(paths)
    with pytest.raises(prac.errors.ArgumentError, match=r'format="cvs".*Did you mean "csv"'):
        prac.write_tables(corpus, tmp_path, format="cvs")
    with pytest.raises(prac.errors.TableError, match=r"A single table: write_table"):
        prac.write_tables(corpus.turns, tmp_path)


def test_an_index_that_is_called_as_a_column_is_kept_beside_it(tmp_path):
    table = pd.DataFrame({"group": [1]}, index=pd.Index(["north"], name="group"))
    back = pd.read_csv(prac.write_table(table, tmp_path / "t.csv"))
    assert back.to_dict("list") == {"group_": ["north"], "group": [1]}
