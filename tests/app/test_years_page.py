"""The years page in the home: what a meeting may see of the sample, and what is one press away."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from app_browser import ARGUMENTS, TOKEN, chromium, entered_at_will, served_app
from home_helpers import Window, flat, problem

import practicelearn as prac
from practicelearn.app.home import years as page_module
from practicelearn.app.home.blind import still_to_code
from practicelearn.app.home.routes import make_home
from practicelearn.app.home.shell import Shown
from practicelearn.app.home.visit import Visit
from practicelearn.app.home.years_drawn import picture
from practicelearn.jobs.once_a_state import once_a_state
from practicelearn.output.report.audited import audit_facts, read_documents
from practicelearn.output.report.readers import readers_document
from practicelearn.output.report.writers import html_of
from practicelearn.output.years_page import years_page
from practicelearn.output.years_page.model import Join

THEMES = ["workload", "supervision", "peers", "tools", "desks"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Window, str, Path]]:
    """The sample, opened in a home; nobody who looks has still to code."""
    folder = tmp_path_factory.mktemp("years")
    shutil.copytree(
        prac.sample_path(), folder / "sample", ignore=shutil.ignore_patterns("originals")
    )
    window = Window(folder / "own")
    key = window.house.open(folder / "sample")
    address = f"/study/{key}/understand/years"
    asked = window.page(address)
    assert "lee (16 sessions)" in asked, "lee has read eight of them whole"
    assert "worthwhile" not in asked
    assert window.goes(address, {"do": "nobody"}) == address
    yield window, address, folder / "sample"
    window.house.close()


def decided(folder: Path) -> list[bytes]:
    return [p.read_bytes() for p in sorted((folder / "decisions").glob("*.jsonl"))]


def test_why_there_is_no_line_reads_as_words(home) -> None:
    screen = page_module.years(home[2]).screens[0]
    why = "not known whether people did the coding"
    joins = (Join("2024-25", "2025-26", line=False, why=why),) * (len(screen.rounds) - 1)
    drawn = picture(replace(screen, joins=joins), str)
    told = re.findall(r'<text class="why"[^>]*>(.*?)</text>', drawn)
    assert [re.sub(r"<[^>]+>", "", one) for one in told] == [why] * len(joins)


def test_meeting_view_is_what_opens_and_each_headline_is_a_screen(home) -> None:
    window, address, _ = home
    first = window.page(address)
    assert 'class="pl home wide years meeting' in first
    assert "too little time to be with children" in re.search(r"<h1>(.*?)</h1>", first)[1]
    for n, theme in enumerate(THEMES):
        page = window.page(f"{address}?theme={theme}")
        assert f"{n + 1} of 5" in page
        ways = dict(re.findall(r'rel="(prev|next)" href="([^"]*)"', page))
        expected = {"prev": THEMES[n - 1]} if n else {}
        expected |= {"next": THEMES[n + 1]} if n < 4 else {}
        assert {k: v.split("theme=")[1] for k, v in ways.items()} == expected


def test_the_page_of_every_kind_of_screen_reads_as_it_should(home) -> None:
    window, address, _ = home
    cannot = flat(window.page(f"{address}?theme=workload"))
    assert "23 of 50 people" in cannot
    assert "Cannot tell" in cannot
    assert "chance could explain the difference. That is not the same as no change." in cannot
    assert "split not shown: too few people" in cannot
    more = flat(window.page(f"{address}?theme=tools"))
    assert "Heard more by a worthwhile amount" in more
    assert "Its figures are not shown." in more
    assert "some of 8 groups" in more
    assert "7 of 50" not in more
    less = flat(window.page(f"{address}?theme=desks"))
    assert "Heard less by a worthwhile amount" in less
    assert "Less talk may be fatigue or fear" in less
    assert "5 of 50" not in less


def test_the_team_view_is_sent_for_by_a_form_and_has_no_address(home) -> None:
    window, address, _ = home
    answer = window.send(address, {"do": "team", "theme": "tools"})
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    page = answer.body.decode()
    assert "Team only." in page
    assert "7 of 50 people" in flat(page)
    assert "Q1" in flat(page), "before release the quotes are for the team"
    for more in ("?view=team", "?do=team", "?theme=tools&view=team"):
        again = window.page(f"{address}{more}")
        assert "Team only." not in again
        assert "7 of 50 people" not in flat(again)


def test_before_release_a_dot_says_why_there_are_no_words_yet(home) -> None:
    window, address, _ = home
    said = flat(window.page(f"{address}?theme=tools&words=2025-26"))
    assert "once a person has read every quote of the report and released it" in said
    assert "Q1" not in said
    both = flat(window.page(f"{address}?theme=tools&words=both"))
    assert "Words of 2024-25" in both
    assert "Words of 2025-26" in both
    assert "CareBook" not in both


def test_the_whole_deck_is_quiet_before_the_solver_together_with_the_report(home) -> None:
    """Every screen, its words and the team's report for readers: read back and reckoned with."""
    window, address, folder = home
    material = once_a_state(folder, "material", pytest.fail)
    deck = [window.page(f"{address}?theme={t}") for t in THEMES]
    deck += [window.page(f"{address}?theme={t}&words=both") for t in THEMES]
    released = years_page(replace(material, earlier=0))
    study = Shown("k", folder, "A study")
    for n, theme in enumerate(THEMES):
        visit = Visit(window.house, {"theme": theme, "words": "both"}, study)
        told = page_module._meeting(visit, released, n)
        assert "<blockquote>" in told
        deck.append(f"<main>{told}</main>")
    deck = [re.sub(r"<footer>.*</footer>", "", page, flags=re.S) for page in deck]
    read = read_documents(deck, material)
    assert read.unread == []
    kinds = {type(fact).__name__ for fact in read.facts}
    assert {"Count", "Groups"} <= kinds
    assert len(read.facts) > 30
    report = read_documents([html_of(readers_document(material, None))], material)
    assert [found.says for found in audit_facts([*report.facts, *read.facts], material)] == []


def test_the_solver_would_hear_a_figure_that_a_screen_gives_away(home) -> None:
    window, address, folder = home
    material = once_a_state(folder, "material", pytest.fail)
    shown = window.page(f"{address}?theme=tools")
    shown = re.sub(r"<footer>.*</footer>", "", shown, flags=re.S)
    told = shown.replace("2024-25: not shown", "2024-25: 8 of 50 people")
    told = told.replace("2024-25: some of 8 groups", "2024-25: 7 of 8 groups")
    assert told != shown
    read = read_documents([told], material)
    assert audit_facts(read.facts, material), "6 groups and 8 people are no secret any more"
    drawn = shown.replace(">not shown</text>", ">8<tspan> of 50 people</tspan></text>", 1)
    assert read_documents([drawn], material).unread, "drawn, and in no table"


def test_whoever_still_has_to_code_is_told_to_wait_and_nothing_is_shown_or_opened(
    tmp_path,
) -> None:
    folder = tmp_path / "sample"
    shutil.copytree(prac.sample_path(), folder, ignore=shutil.ignore_patterns("originals"))
    assert still_to_code(prac.open_study(folder)) == {"lee": 16}
    window = Window(tmp_path / "own")
    key = window.house.open(folder)
    address = f"/study/{key}/understand/years"
    before = decided(folder)
    for page in (
        window.page(address), window.page(f"{address}?theme=tools&words=both"),
        window.send(address, {"do": "team"}).body.decode(),
    ):  # fmt: skip
        said = flat(page)
        assert "Who is looking?" in said
        for word in ("of 50", "Heard", "Cannot tell", "groups", "Supervision helps"):
            assert word not in said
    assert window.goes(address, {"do": "open"}) == address
    assert decided(folder) == before
    window.house.close()


def test_the_page_without_plan_and_sentences_asks_before_it_opens(home, monkeypatch) -> None:
    from practicelearn.jobs.years import Opening
    from practicelearn.study.displays import Lacking

    lacking = Lacking(plan=True, unstated=("Peer support", "Supervision"))
    opened = Opening(("2024-25", "2025-26"), lacking, is_open=False, released=False)
    monkeypatch.setattr(page_module, "opening_of", lambda _: opened)
    monkeypatch.setattr(page_module, "years", lambda *_, **__: pytest.fail("it was opened"))
    window, address, _ = home
    said = flat(window.page(address))
    assert "2024-25 and 2025-26 are not set beside each other yet." in said
    assert "No plan of 2025-26 was made before it was coded." in said
    assert "No sentence yet: Peer support and Supervision." in said
    assert "goes on record" in said
    asked: list[Any] = []
    monkeypatch.setattr(page_module, "years", lambda *a, **more: asked.append(more))
    window.goes(address, {"do": "open"})
    assert asked == [{"opening": True}]


def test_an_unknown_form_is_told(home) -> None:
    window, address, _ = home
    answer = window.send(address, {"do": "release"})
    assert answer.status == 422
    assert "Choose what to do" in problem(answer.body.decode())


# --- in a browser -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tab(home) -> Iterator[tuple[Any, str]]:
    """A large screen in a meeting room."""
    if chromium() is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    window, address, _ = home
    with (
        served_app(
            lambda n: entered_at_will(make_home(window.house, token=TOKEN, port=n))
        ) as served,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.set_default_timeout(30_000)
        heard: list[str] = []
        page.on("console", lambda m: heard.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: heard.append(str(e)))
        base = f"http://127.0.0.1:{served[0]}"
        page.goto(f"{base}/?token={TOKEN}")
        yield page, f"{base}{address}"
        browser.close()
        assert heard == [], "nothing is refused by the page's policy"


SIZES = """() => {
  const small = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const own = node.parentElement;
    if (!node.data.trim() || !own.checkVisibility({visibilityProperty: true})) continue;
    const box = own.getBoundingClientRect();
    if (box.bottom <= 0 || own.closest(".unseen, script, style")) continue;
    const svg = own.closest("svg"), scale = svg ? svg.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(own).fontSize) * scale;
    if (size < 28) small.push([node.data.trim().slice(0, 30), size]);
  }
  return small;
}"""


def test_across_the_room_no_letter_is_smaller_than_28_px_and_the_sentence_has_44(tab) -> None:
    page, address = tab
    for more in ("?theme=workload", "?theme=tools", "?theme=peers", "?theme=tools&words=both"):
        page.goto(f"{address}{more}")
        for summary in page.locator("summary").all():
            summary.click()
        assert page.evaluate(SIZES) == [], more
        size = page.evaluate("() => getComputedStyle(document.querySelector('h1')).fontSize")
        assert size == "44px"


def test_on_a_large_screen_a_whole_theme_stands_there_without_scrolling(tab) -> None:
    page, address = tab
    for theme in THEMES:
        page.goto(f"{address}?theme={theme}")
        low = page.evaluate(
            """() => Math.max(...[...document.querySelectorAll('.years-two, .beneath')]
                .map(e => e.getBoundingClientRect().bottom))"""
        )
        assert low <= 1080, theme
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 1920


def test_arrow_keys_a_dot_the_verdict_and_the_way_back(tab) -> None:
    page, address = tab
    page.goto(address)
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**theme=supervision")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**theme=workload")
    page.locator(".dots a").last.click()
    page.wait_for_url("**words=2025-26#words")
    assert page.locator(".side-words h3").all_inner_texts() == ["Words of 2025-26"]
    page.keyboard.press("Escape")
    page.wait_for_url("**theme=workload")
    page.locator(".verdict a").click()
    page.wait_for_url("**words=both#words")
    left, right = (page.locator(".side-words").nth(n).bounding_box() for n in (0, 1))
    assert left["y"] == right["y"], "side by side"
    assert left["x"] < right["x"]
    squares = page.locator(".squares a, .squares button, .squares [tabindex]")
    assert squares.count() == 0, "dead to clicks"


def test_team_view_is_one_press_away_and_never_remembered(tab) -> None:
    page, address = tab
    page.goto(f"{address}?theme=tools")
    page.get_by_role("button", name="Team view").click()
    page.locator(".team-only").wait_for()
    assert "team" not in page.url
    page.wait_for_load_state()  # a key pressed before the page's script is heard by nobody
    page.keyboard.press("ArrowRight")
    page.get_by_text("Somewhere to work", exact=True).first.wait_for()
    assert page.locator(".team-only").count() == 1
    page.goto(address)
    assert page.locator(".team-only").count() == 0
    assert page.evaluate("() => [localStorage.length, sessionStorage.length, document.cookie]") == [
        0, 0, "",
    ]  # fmt: skip


def test_heard_more_and_less_are_ink_and_cannot_tell_is_grey(tab) -> None:
    page, address = tab
    colour = "() => getComputedStyle(document.querySelector('.verdict span')).color"
    ink = {}
    for theme in ("tools", "desks", "workload"):
        page.goto(f"{address}?theme={theme}")
        ink[theme] = page.evaluate(colour)
        drawn = page.evaluate(
            """() => [...document.querySelectorAll('.years-two *')].flatMap(e => {
                const s = getComputedStyle(e); return [s.fill, s.stroke, s.color, s.borderColor]})
                .flatMap(c => [...c.matchAll(/rgba?\\((\\d+), (\\d+), (\\d+)/g)])
                .map(m => m.slice(1, 4).map(Number))
                .filter(([r, g, b]) => Math.max(r, g) - b > 40)"""
        )
        assert drawn == [], "neither red nor green nor amber"
    assert ink["tools"] == ink["desks"] != ink["workload"]


def test_it_is_read_and_worked_by_those_who_see_no_picture(tab) -> None:
    """Names of all that can be pressed, one first heading, table and sentences beside a picture."""
    page, address = tab
    page.goto(f"{address}?theme=supervision")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, summary, svg:not([aria-hidden])')]
            .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim()))
            .map(e => e.outerHTML)"""
    )
    assert nameless == []
    heads = page.evaluate("() => [...document.querySelectorAll('h1,h2,h3')].map(h => h.tagName)")
    assert heads[0] == "H1"
    assert heads.count("H1") == 1
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    page.locator(".in-figures summary").click()
    told = page.locator(".in-figures").inner_text()
    assert "In 2025-26: 8 of 8 groups, 25 of 50 people." in told
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => !!document.activeElement.closest('.dots')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**words=**")


def test_small_windows_paper_and_no_script(tab) -> None:
    page, address = tab
    page.set_viewport_size({"width": 320, "height": 640})  # 1280 at 400 %
    page.goto(f"{address}?theme=supervision")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
    page.emulate_media(media="print")
    assert page.locator(".on-paper").is_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1920, "height": 1080})
    bare = page.context.browser.new_context(java_script_enabled=False)
    own = bare.new_page()
    own.set_default_timeout(60_000)
    own.goto(f"{address.split('/study')[0]}/?token={TOKEN}")
    own.goto(f"{address}?theme=workload")
    own.locator("a[rel=next]").click()
    own.wait_for_url("**theme=supervision")
    own.get_by_role("button", name="Team view").click()
    own.locator(".team-only").wait_for()
    bare.close()
