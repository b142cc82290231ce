"""Tables fit the window or fold: no word is cut, no number parted, nothing is lost."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicelearn.cli.console import line, show_table
from practicelearn.cli.tables import cells_of, lay_out

QUOTE = "“We said it in March, and in May; it went round & round [again] and nobody wrote back.”"
MESSY = pd.DataFrame(
    {
        "theme_id": ["lone-working", "größere-fälle", "x"],
        "name": [
            "Being alone and safe, at night & out of hours",
            "Größere Fälle – \u4f60\u597d",
            "",
        ],
        "n_groups": [8, 12, 1_204],
        "share_of_people": [0.1234567, float("nan"), 1.0],
        "codes": [["alone", "night"], [], ["x"]],
        "quote": [QUOTE, "Yes.\nAnd\tno.", None],
    }
)
WIDTHS = (60, 80, 120)


def printed(table: pd.DataFrame, width: int | None) -> list[str]:
    return [laid.text for laid in lay_out(*cells_of(table), width)]


def words(text: str) -> list[str]:
    return sorted(text.split())


@pytest.mark.parametrize("width", [*WIDTHS, 20, 400, None])
def test_no_word_of_a_messy_table_is_lost_and_no_number_is_parted(width: int | None) -> None:
    shown = "\n".join(printed(MESSY, width))
    assert "…" not in shown
    for word in [*QUOTE.split(), "größere-fälle", "1204", "0.123", "1.000", "alone;", "no."]:
        assert word in shown.split(), word


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_window(width: int) -> None:
    from rich.cells import cell_len  # counts for itself how wide a Chinese letter is

    assert max(cell_len(text) for text in printed(MESSY, width)) <= width


def test_columns_stand_where_they_fit_and_fold_between_words() -> None:
    table = pd.DataFrame({"code": ["tools"], "n": [8], "definition": ["one two three four five"]})
    assert printed(table, 40) == [
        "code   n  definition",
        "─────  ─  ───────────────────────",
        "tools  8  one two three four five",
    ]
    assert printed(table, 29)[2:] == ["tools  8  one two three four", "          five"]


def test_what_is_narrower_than_the_columns_need_is_told_row_by_row() -> None:
    table = pd.DataFrame(
        {"theme_id": ["supervision", "tools"], "name": ["Supervision", None], "n_people": [25, 35],
         "share": [0.5, 0.25], "headline": [True, False]}
    )  # fmt: skip
    assert printed(table, 40) == [
        "theme id: supervision", "  name: Supervision", "  n people: 25", "  share: 0.500",
        "  headline: True", "",
        "theme id: tools", "  n people: 35", "  share: 0.250", "  headline: False",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [20, 30, 44])
def test_a_word_wider_than_the_window_and_a_number_with_its_sign_stay_whole(width: int) -> None:
    path = "/home/größe/health-check-2025-26/sessions/2025-north.csv"
    table = pd.DataFrame({"id": ["a"], "share": ["43 %"], "said": [f"see {path} and {path}"]})
    shown = printed(table, width)
    assert sum(path in text for text in shown) == 2
    assert any("43 %" in text for text in shown)


def test_without_a_window_a_row_is_a_line_and_a_tab_parts_cells() -> None:
    rows = [text.split("\t") for text in printed(MESSY, None)]
    assert rows[0] == ["theme id", "name", "n groups", "share of people", "codes", "quote"]
    assert rows[2][-1] == "Yes. And no."
    assert {len(row) for row in rows} == {6}


def test_control_characters_of_a_name_are_written_out() -> None:
    table = pd.DataFrame({"name": ["a\x1b[2Jb", "bell\x07"]})
    assert printed(table, 80)[2:] == ["a\\x1b[2Jb", "bell\\x07"]


CELLS = st.lists(st.sampled_from(["a", "bb", "seven", "twelve-chars", "\n", "0.5"]), max_size=9)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(CELLS.map(" ".join), min_size=3, max_size=3), max_size=4),
    st.integers(20, 90),
)
def test_whatever_stands_in_it_all_of_it_is_shown(rows: list[list[str]], width: int) -> None:
    heads = ["id", "second of all", "third"]
    laid = lay_out(heads, rows, width)
    shown = " ".join(text.text for text in laid)
    for row in rows:
        for word in " ".join(row).split():
            assert word in shown.split()
    longest = max([len(w) for row in rows for cell in row for w in cell.split()], default=0)
    whole = max([len(row[0]) for row in rows], default=0)
    assert all(len(text.text) <= max(width, longest + 6, whole + 6) for text in laid)


@pytest.fixture
def window(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., str]:
    """What a command prints in a terminal of 60 columns, its environment given."""

    def print_in(do: Callable[[], None], **environment: str) -> str:
        for name in ("NO_COLOR", "COLUMNS", "FORCE_COLOR"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("TERM", "xterm-256color")
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        terminal = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((60, 24)))
        do()
        terminal.flush()
        return terminal.buffer.getvalue().decode()

    return print_in


def test_a_window_has_its_own_width_and_colours_only_where_they_are_wanted(
    window: Callable[..., str],
) -> None:
    def do() -> None:
        show_table(MESSY, "themes", title="Themes")
        line("[red]wrong[/] :warning: [bold]x[/]")

    coloured, plain = window(do), window(do, NO_COLOR="1")
    assert "\x1b[31m" in coloured
    assert "\x1b" not in plain
    assert ":warning:" in plain
    assert max(map(len, plain.splitlines())) <= 60


PRINTS = """
import sys
from practicelearn.cli.letters import spell_what_is_missing
spell_what_is_missing()
from practicelearn.cli.console import line, show_table
import pandas as pd
show_table(pd.DataFrame({"name": ["a “quote” – ł → é"]}), "t")
line("[bold]“so”[/] · × …")
"""


@pytest.mark.parametrize(
    ("encoding", "rule", "name", "said"),
    [
        ("cp1252", "-----", "a “quote” – \\u0142 -> é", "“so” · × …"),
        ("ascii", "-----", 'a "quote" - \\u0142 -> \\xe9', '"so" | x ...'),
    ],
)
def test_an_encoding_without_a_letter_stops_nothing(
    encoding: str, rule: str, name: str, said: str
) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-c", PRINTS], capture_output=True, env=environment, check=True
    )
    shown = done.stdout.decode(encoding).splitlines()
    assert shown[0] == "name"
    assert shown[1].startswith(rule)
    assert shown[2:] == [name, said]
