"""The Chart page in a real Chromium: arrows, typed text that is never lost, two windows."""

import json
import re

import pytest
from app_browser import Tab, served, violations_of
from app_helpers import Hand

pytestmark = pytest.mark.browser
CELL = ["2025-26", "north", "heard"]


@pytest.fixture
def coded(study, kim):
    """Kim has coded the north with two codes, one of them named as a script would be."""
    k = Hand(kim)
    k.code("heard", 2, "Nobody listened to me", "k1")
    k.code("img", 3, "My supervisor", "k2", memo="<img src=x onerror=alert(2)>")
    k.read()
    return study


@pytest.fixture
def board(chrome, coded):
    """Sam's window on the chart, in a context of its own."""
    with served(coded, "sam") as (port, _):
        context = chrome.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
        yield opened(context, coded, port)
        context.close()


def opened(context, study, port, where="chart"):
    tab = Tab(context.new_page(), study, "sam")
    tab.page.goto(f"http://127.0.0.1:{port}/?token=a-token-for-tests#{where}")
    tab.page.wait_for_selector("td")
    return tab


def written(study):
    return study.summaries()[["who", "summary"]].values.tolist()


def escape(tab):
    """Close the dialog; the browser gives the focus back before the page hears of it."""
    from playwright.sync_api import expect

    tab.press("Escape")
    expect(tab.page.locator("dialog")).to_have_count(0, timeout=15000)


def focused(tab, cell):
    from playwright.sync_api import expect

    expect(tab.page.locator(f"td[data-cell='{json.dumps(cell)}']")).to_be_focused(timeout=15000)


def test_a_summary_is_written_by_keys_alone_and_the_focus_stays_in_its_cell(board):
    focused(board, CELL)
    assert board.page.get_by_role("grid", name="Groups and codes").count() == 1
    assert board.page.get_by_role("columnheader", name="Being heard").count() == 1
    assert board.page.get_by_role("rowheader", name="north").count() == 1
    board.press("?")
    board.sees("dialog dd", "from cell to cell")
    escape(board)
    focused(board, CELL)
    board.press("ArrowRight", "ArrowDown")
    focused(board, ["2025-26", "south", "img"])
    board.press("Home", "ArrowUp", "ArrowUp", "ArrowLeft")
    focused(board, CELL)
    board.press("Enter")
    board.sees("dialog mark", "Nobody listened to me")
    board.page.keyboard.type("Nobody listens to <b>anybody</b>.")
    board.press("Control+Enter")
    board.sees("td:focus p", "^Nobody listens to <b>anybody</b>.$")
    board.saved()
    focused(board, CELL)
    board.sees(".heading .hint", "^1 of 2 cells")
    assert written(board.study) == [["sam", "Nobody listens to <b>anybody</b>."]]
    assert board.errors == []


def test_names_that_would_be_scripts_are_shown_as_text(board):
    board.sees("thead th:last-child", "^<img src=x onerror=alert\\(1\\)>$")
    board.press("ArrowRight", "Enter")
    board.sees("dialog h2", "<img src=x onerror=alert")
    board.sees("dialog .passage .memo", "^<img src=x onerror=alert\\(2\\)>$")
    assert board.page.locator("img").count() == 0
    assert board.errors == []


def test_text_typed_and_closed_is_there_again_and_filters_stand_in_the_address(board):
    board.press("Enter")
    board.page.wait_for_selector("dialog textarea")
    board.page.keyboard.type("Half a thought")
    escape(board)
    board.sees("td:focus", "Half a thought\\s*not saved yet")
    board.press("Enter")
    board.page.wait_for_selector("dialog textarea")
    from playwright.sync_api import expect

    expect(board.page.locator("dialog textarea")).to_have_value("Half a thought", timeout=15000)
    escape(board)
    board.sees("td:focus", "Half a thought")
    board.page.get_by_label("Find codes").fill("superv")
    board.press("Enter")
    board.page.wait_for_url(re.compile(r"#chart/\?code=superv$"))
    board.sees("thead th:nth-child(2)", "^Supervision$")
    expect(board.page.get_by_label("Find codes")).to_be_focused(timeout=15000)
    board.page.go_back()
    board.sees("thead th:nth-child(2)", "^Being heard$")
    assert written(board.study) == []
    assert board.errors == []


def test_who_is_in_a_filter_by_the_time_a_cell_has_closed_stays_there(board):
    board.press("Enter")
    board.page.wait_for_selector("dialog textarea")
    board.page.keyboard.type("Nobody listens.")
    # The browser says that a dialog has closed later than it closes: by then a person has moved on.
    board.page.evaluate(
        """() => {
            window.filter = document.querySelector('.heading select');
            document.querySelector('dialog').close();
            window.filter.focus();
        }"""
    )
    board.sees(f"td[data-cell='{json.dumps(CELL)}']", "Nobody listens.\\s*not saved yet")
    assert board.page.evaluate("document.activeElement === filter && filter.isConnected")


def test_two_windows_never_write_over_each_other_and_the_later_is_told(board):
    port = int(re.search(r":(\d+)/", board.page.url).group(1))
    other = opened(board.page.context, board.study, port)
    for tab in (board, other):
        tab.page.bring_to_front()
        tab.press("Enter")
        tab.page.wait_for_selector("dialog textarea")
    other.page.keyboard.type("From the other window.")
    other.press("Control+Enter")
    other.sees("td:focus p", "From the other window")
    board.page.bring_to_front()
    board.page.keyboard.type("Mine.")
    board.press("Control+Enter")
    board.sees("dialog .problem", "changed in another window: “From the other window.”")
    assert written(board.study) == [["sam", "From the other window."]]
    assert board.page.input_value("dialog textarea") == "Mine.", "what was typed is not lost"
    board.press("Control+Enter")
    board.sees("td:focus p", "^Mine.$")
    board.saved()
    assert written(board.study) == [["sam", "Mine."]]
    assert board.study.summaries(earlier=True)["summary"].tolist() == [
        "From the other window.",
        "Mine.",
    ]
    assert board.errors == other.errors == []


def test_a_program_stopped_while_a_summary_is_typed_loses_none_of_it(chrome, coded):
    context = chrome.new_context(viewport={"width": 1440, "height": 900})
    with served(coded, "sam") as (port, _):
        tab = opened(context, coded, port)
        tab.press("Enter")
        tab.page.wait_for_selector("dialog textarea")
        tab.page.keyboard.type("Nobody listens, and ")
    tab.page.keyboard.type("nobody asks.")
    tab.press("Control+Enter")
    tab.sees(".status", "Not saved: 1 action kept here")
    tab.sees("td:focus", "Nobody listens, and nobody asks.\\s*not saved yet")
    assert written(coded) == []
    with served(coded, "sam", port):
        tab.saved()
        tab.sees("td:focus small", "^1 passage$")
        assert written(coded) == [["sam", "Nobody listens, and nobody asks."]]
    context.close()
    assert tab.errors == []


def test_neither_chart_nor_an_open_cell_has_a_serious_barrier(board):
    for keys in ([], ["Enter"]):
        board.press(*keys)
        if keys:
            board.page.wait_for_selector("dialog textarea")
        found = violations_of(board.page)
        worst = [(v["id"], v["nodes"][0]["html"]) for v in found]
        assert not [v for v in found if v["impact"] in {"serious", "critical"}], (keys, worst)
