"""Study B: whose coding counts and what was read, held against the answer key.

What was read is asked for at import (``read``); without that option these tests wait for it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planned_before import planned
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.exchange import keep_import, read_import
from practicelearn.study.deciding import study_themes
from practicelearn.study.folder import open_study
from practicelearn.themes.themes import Themes
from practicelearn.themes.years import compare_years

from . import answers as key
from .imports import tables_of_quotes
from .printed import found_in, said_in
from .three_rounds import run
from .waiting import rounds_in_order, scope_asked_for

FOR_ANA = "ana=2025-north 2025-south 2025-east:workload"
FOR_BEN = "ben=2025-west"


@pytest.fixture(scope="module")
def undeclared(begun: Path, imports_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both tables imported, and nobody has said what was read."""
    study = tmp_path_factory.mktemp("undeclared") / "study"
    shutil.copytree(begun, study)
    for table in tables_of_quotes(imports_folder, study):
        run("import", table, study)
    return study


@pytest.fixture(scope="module")
def declared(begun: Path, imports_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both tables imported, and it was said what each coder read."""
    study = tmp_path_factory.mktemp("declared") / "study"
    shutil.copytree(begun, study)
    for table, read in zip(
        tables_of_quotes(imports_folder, study), (FOR_ANA, FOR_BEN), strict=True
    ):
        run("import", table, study, "--read", read, "--auto-coding", "no", "--by", "sam")
    return study


def themes_of(study: Path) -> Themes:
    return planned(study_themes(open_study(study)), ["workload", "tools"])


def reach(themes: Themes, theme: str, year: str) -> tuple[int, int, int, int] | None:
    rows = themes.extent.set_index(["theme_id", "year"])
    if (theme, year) not in rows.index:
        return None
    row = rows.loc[(theme, year)]
    names = ("n_groups", "n_groups_raised", "n_people", "n_people_raised")
    groups, raised_in, people, raised = (int(row[name]) for name in names)
    return groups, raised_in, people, raised


@pytest.mark.parametrize("theme", list(key.B_EARLIER))
def test_the_round_coded_here_is_counted(begun: Path, theme: str) -> None:
    assert reach(themes_of(begun), theme, "2024") == key.B_EARLIER[theme]


@pytest.mark.parametrize("theme", list(key.B_EARLIER))
def test_a_round_nobody_has_read_is_no_nought(begun: Path, theme: str) -> None:
    themes = themes_of(begun)
    assert reach(themes, theme, "2025") is None
    assert not found_in(" ".join(run("theme", begun).split()), key.B_NEVER)


def test_every_coding_is_in_the_study(undeclared: Path) -> None:
    spans = open_study(undeclared).codings().spans
    own = spans[spans["turn_id"].str.startswith("2025")]
    assert own.groupby(["coder", "code"])["coding_id"].nunique().to_dict() == {
        ("ana", "workload"): 6, ("ben", "workload"): 2, ("ben", "tools"): 1,
    }  # fmt: skip


@scope_asked_for
@pytest.mark.parametrize("theme", list(key.B_AT_LEAST))
def test_what_was_not_said_to_be_read_counts_as_at_least(undeclared: Path, theme: str) -> None:
    themes = themes_of(undeclared)
    assert reach(themes, theme, "2025") is None
    groups, people = key.B_AT_LEAST[theme]
    said = " ".join(run("theme", undeclared, theme).split())
    n_groups = "1 group" if groups == 1 else f"{groups} groups"
    n_people = "1 person" if people == 1 else f"{people} people"
    assert f"at least {n_people} in {n_groups}" in said
    assert reach(themes, theme, "2024") == key.B_EARLIER[theme], "the other round is as it was"


@scope_asked_for
def test_nothing_false_is_printed_while_it_is_not_said(undeclared: Path, tmp_path: Path) -> None:
    change = compare_years(themes_of(undeclared))
    assert not change["verdict"].str.contains("heard|worthwhile").any()
    run("report", undeclared, "--out", tmp_path)
    for name in ("evidence.html", "report.html", "report.docx", "summary.docx"):
        said = said_in(tmp_path / name)
        assert not found_in(said, key.B_NEVER), name
    assert "what was read is not on record" in said_in(tmp_path / "evidence.html")


@scope_asked_for
@pytest.mark.parametrize("theme", list(key.B_DECLARED))
def test_what_was_said_to_be_read_counts_for_those_codes_only(declared: Path, theme: str) -> None:
    themes = themes_of(declared)
    assert reach(themes, theme, "2025") == key.B_DECLARED[theme]
    own = themes.scores[(themes.scores["theme_id"] == theme) & (themes.scores["year"] == "2025")]
    shares = own.set_index("group")["score"].reindex(["North", "South", "East", "West"]).dropna()
    assert shares.to_list() == pytest.approx(key.B_SHARES[theme])


@scope_asked_for
def test_a_round_coded_elsewhere_is_not_compared_with_one_coded_here(declared: Path) -> None:
    change = compare_years(themes_of(declared))
    assert not change["verdict"].str.contains("heard|worthwhile").any()
    assert change["why"].str.contains("coded differently|no verdict|no test").all()


@scope_asked_for
def test_where_the_coding_comes_from_is_said(declared: Path) -> None:
    said = " ".join(run("theme", declared).split()).lower()
    for words in ("ana", "ben", "imported on", "read", "auto-coding"):
        assert words in said


@scope_asked_for
def test_who_says_what_was_read_must_be_named(begun: Path, imports_folder: Path) -> None:
    table = tables_of_quotes(imports_folder, begun)[0]
    with pytest.raises(PracticelearnError, match="--by"):
        keep_import(read_import(table, begun), begun, read=["all"])


@pytest.fixture(scope="module")
def printed_declared(declared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents of the study of which it is known what was read."""
    out = tmp_path_factory.mktemp("printed-declared")
    run("report", declared, "--out", out)
    return out


@scope_asked_for
def test_the_evidence_gives_what_was_read_and_no_nought_for_the_rest(
    printed_declared: Path,
) -> None:
    said = said_in(printed_declared / "evidence.html")
    for theme, (groups, raised_in, people, raised) in key.B_DECLARED.items():
        n_groups = "group" if groups == 1 else "groups"
        assert (
            f"In 2025: {raised_in} of {groups} {n_groups}, {raised} of {people} people" in said
        ), theme
    assert "coded differently" in said


@scope_asked_for
@pytest.mark.parametrize(
    "name", ["report.html", "report.docx", "summary.docx", "summary.pptx", "poster.docx"]
)
def test_readers_get_no_name_and_no_verdict(printed_declared: Path, name: str) -> None:
    said = said_in(printed_declared / name)
    assert not found_in(said, (*key.B_NEVER, r"\bana\b", r"\bben\b", r"\bkim\b"))


@scope_asked_for
@rounds_in_order
def test_nobody_knows_whether_the_same_people_led(printed_declared: Path) -> None:
    """The round was added without linking people, so nothing can be said of who led twice."""
    assert "led in one round only" not in said_in(printed_declared / "report.html")


@scope_asked_for
def test_a_topic_is_no_theme_that_nobody_raised(printed_declared: Path) -> None:
    assert "came up in none of them" not in said_in(printed_declared / "report.html")
