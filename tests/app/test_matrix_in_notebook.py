"""The framework matrix of a notebook, in a browser: opened by key, printed open, no barrier."""

from __future__ import annotations

from typing import Any

import pytest

import practicelearn as prac

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_of_matrix() -> str:
    study = prac.open_study(prac.sample_path())
    codings = prac.merge_codings(study.codings(), prefer="_agreed")
    corpus = study.corpus().where(year="2025-26", group=["north", "duty"])
    shown = prac.framework_matrix(codings, corpus, codes=["tools", "desks"])._repr_html_()
    return (
        '<!doctype html><html lang="en"><head><meta name="color-scheme" content="light dark">'
        f"<title>Notebook</title></head><body><main><h1>Notebook</h1>{shown}</main></body></html>"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_cell_opens_by_key_is_printed_open_and_has_no_barrier(
    chrome: Any, page_of_matrix: str, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = chrome.new_context(color_scheme=scheme).new_page()
    page.set_content(page_of_matrix)
    first = page.locator("details").first
    quote = first.locator("li").first
    assert not quote.is_visible()
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert quote.is_visible()
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Enter")
    assert not quote.is_visible()
    page.emulate_media(media="print")
    assert all(each.is_visible() for each in page.locator("details li").all())
    page.close()
