"""Nobody looks at an empty page: what cannot be drawn at once is asked for again, and says why."""

import json

import pytest
from app_browser import Tab, served

pytestmark = pytest.mark.browser


def refusing(page, op, n=1):
    """The folder is away for so many questions of one kind."""
    left = [n]

    def ask(route):
        if json.loads(route.request.post_data)["op"] != op or not left[0]:
            return route.continue_()
        left[0] -= 1
        away = {"ok": False, "error": "unwritten", "what": "The folder is away."}
        return route.fulfill(json=away)

    page.route("**/ask", ask)


def test_a_program_that_does_not_answer_at_first_is_asked_again(chrome, study):
    context = chrome.new_context()
    with served(study, "kim") as (port, _):
        tab = Tab(context.new_page(), study, "kim")
        failed = []

        def once(route):
            if failed:
                return route.continue_()
            failed.append(route.request.post_data)
            return route.abort("connectionreset")

        tab.page.route("**/ask", once)
        tab.open(port, "frame")
        assert json.loads(failed[0])["op"] == "study", "the first question of all"
        tab.counts(".entry", 5)
        assert not tab.page.locator(".notice").count()
        assert tab.errors == []
    context.close()


def test_a_view_that_is_refused_says_why_in_its_place_and_looks_again(tab):
    for where, op, drawn in (
        ("progress", "progress", "tbody td"),
        ("frame", "frame", ".entry"),
        ("settle/south", "settle", ".locked"),
        ("search", "search", ".asks .press"),
    ):
        refusing(tab.page, op)
        tab.page.evaluate("w => { location.hash = w; }", where)
        tab.sees(".view .empty", "^The folder is away")
        tab.page.locator(".empty button", has_text="Try again").click()
        tab.page.wait_for_selector(drawn)
        assert tab.page.locator(".view .empty").count() == 0
        assert tab.page.evaluate("location.hash") == f"#{where}"
        tab.page.unroute("**/ask")
