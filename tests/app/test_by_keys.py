"""The home without a mouse: every press is a key's, and the focus is seen wherever it goes."""

from contextlib import closing

import pytest
from app_browser import TOKEN, entered_at_will, served_app
from home_keys import Keys

from practicelearn.app.home.house import House
from practicelearn.app.home.routes import make_home
from practicelearn.study.folder import open_study

pytestmark = pytest.mark.browser

TALK = b"""Ruth Adeyemi: What gets in the way of good supervision?
Sam Okafor: Nobody listened to us. Jennifer is down on Fridays.
Priya Nair: My supervision was cancelled again, and nobody wrote it down.
Sam Okafor: The team helps. The team and the biscuits, honestly.
"""


@pytest.fixture
def person(tmp_path, monkeypatch):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("Documents", "Desktop"):
        (tmp_path / name).mkdir()
    (tmp_path / "Desktop" / "north.txt").write_bytes(TALK)
    return tmp_path


@pytest.fixture
def keys(chrome, person):
    """A keyboard at the start page; there is no mouse."""
    errors = []
    with (
        closing(House(person / "own")) as house,
        served_app(lambda n: entered_at_will(make_home(house, token=TOKEN, port=n))) as (port, _),
    ):
        context = chrome.new_context(
            viewport={"width": 1280, "height": 720}, reduced_motion="reduce"
        )
        page = context.new_page()
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.goto(f"http://127.0.0.1:{port}/?token={TOKEN}")
        yield Keys(page)
        context.close()
    assert errors == []


def heading(keys):
    return keys.page.evaluate("document.querySelector('h1')?.textContent ?? ''")


def arrives(keys, name, seconds=120):
    """Wait for a page, as after a job."""
    keys.page.wait_for_function(
        "t => document.querySelector('h1')?.textContent === t", arg=name, timeout=seconds * 1000
    )
    keys.page.wait_for_load_state("load")


def new_study(keys):
    keys.press("New study")
    keys.write("What is it called?", "Health check")
    keys.press("Make the study")


def brings(keys, person):
    keys.press("Hear")
    keys.press("Bring in files")
    keys.to("Drop files here, or choose them")
    # the system's own window, which is theirs to do by keys
    with keys.page.expect_file_chooser(timeout=120_000) as chooser:
        keys.page.keyboard.press("Space")
    chooser.value.set_files(person / "Desktop" / "north.txt")
    keys.press("Bring them in")
    arrives(keys, "What was heard")


def test_the_first_tab_skips_to_the_page(keys):
    new_study(keys)
    assert keys.tab()["name"] == "Skip to the page"
    keys.page.keyboard.press("Enter")
    assert keys.page.evaluate("document.activeElement.id") == "main"
    assert keys.tab()["name"] == "Continue"
    assert keys.tab(back=True) is not None


def test_what_was_wrong_with_a_form_has_the_focus(keys):
    new_study(keys)
    keys.press("Other studies")
    keys.press("New study")
    keys.write("What is it called?", "Health check")
    keys.press("Make the study")  # there is one of this name
    assert keys.page.evaluate("document.activeElement.className") == "problem"


@pytest.mark.slow
def test_a_shorter_year_by_keys_alone(keys, person):
    seen = [keys.all_by_keys()]
    new_study(keys)
    seen.append(keys.all_by_keys())
    for stage in ("Before", "Hear", "Code", "Understand", "Answer", "Act"):
        keys.press(stage)
        keys.all_by_keys()
    brings(keys, person)
    keys.all_by_keys()
    assert keys.choose("Role: Ruth Adeyemi in north", "fac") == "facilitator"
    assert keys.choose("May be quoted: Sam Okafor in north", "yes") == "yes"
    assert keys.choose("May be quoted: Priya Nair in north", "yes") == "yes"
    keys.press("Save, go on to names")
    arrives(keys, "Names")
    keys.all_by_keys()
    lead = "document.querySelector('.lead').textContent"
    while keys.page.locator("button[value=replace]").count():
        before = keys.page.evaluate(lead)
        name = keys.page.locator("button[value=replace]").first.get_attribute("aria-label")
        keys.press(name)
        assert keys.page.evaluate(lead) != before
        # on to the next name, and not through the whole page again
        left = keys.page.locator("section h3")
        if left.count():
            at = keys.at()
            assert at["tag"] == "H3", at
            assert at["name"] in left.all_inner_texts()
    keys.press("Go on: where the key lies, then freeze")
    arrives(keys, "Replace names, then freeze")
    keys.all_by_keys()
    keys.write("Which round is this?", "2026-27")
    keys.write("Who does it?", "kim")
    keys.press("Replace names and freeze")
    arrives(keys, "Frozen")
    study = person / "Documents" / "Health check"
    assert open_study(study).settings.rounds == ("2026-27",)
    codes(keys, study)
    keys.press("The year")
    themes_and_report(keys, study)


def codes(keys, study):
    """Choose a frame, code two passages and read the session, in the coding page."""
    keys.press("Code")
    keys.press("Open the coding page")
    page = keys.page
    page.get_by_text("Who are you?").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type("kim")
    page.keyboard.press("Enter")
    page.locator(".said .turn").first.wait_for()
    frames = page.locator(".first li button")
    frames.first.wait_for()
    name = " ".join(frames.first.inner_text().split())
    keys.to(name)
    page.keyboard.press("Enter")
    page.locator(".codes li").first.wait_for(timeout=60_000)
    page.wait_for_function("() => document.activeElement.className === 'said'")
    for turn in ("j", "j"):  # to the third turn; a sentence of it is the selection, the frame's
        page.keyboard.press(turn)
    page.keyboard.press("s")
    page.wait_for_function("() => getSelection().toString().includes('supervision was cancelled')")
    page.keyboard.press("1")
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.keyboard.press("2")
    page.keyboard.press("Shift+Enter")
    page.wait_for_function("() => /^Saved/.test(document.querySelector('.status').textContent)")
    codings = open_study(study).codings()
    assert len(codings.spans) == 2
    assert len(codings.read) == 4


def themes_and_report(keys, study):
    """A sentence for a theme, the report, and the end of the program, said first."""
    keys.press("Understand")
    keys.press("Look at the themes, and write sentences")
    keys.all_by_keys()
    spans = open_study(study).codings().spans
    frame = open_study(study).frame()
    name = next(c.name for c in frame.codes if c.id == spans["code"].iloc[0])
    keys.press(name)
    keys.write("What are people saying, in one sentence?", "Supervision is what goes first.")
    keys.press("Put the sentence on record")
    assert "Supervision is what goes first." in keys.page.inner_text(".lead")
    keys.press("Answer")
    keys.press("Build the report, and look at it")
    keys.press("Build the report")
    keys.page.get_by_text("For readers").or_(keys.page.get_by_text("may be a name")).first.wait_for(
        timeout=300_000
    )
    keys.all_by_keys()
    keys.press("Quit")
    assert "The program has ended" in heading(keys)
