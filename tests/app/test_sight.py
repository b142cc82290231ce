"""What is in sight: twelve codes on a small laptop, the card beside its passage, lines, paper."""

import io

import pytest
from app_browser import TOKEN, Tab, served, violations_of
from app_helpers import Hand, corpus_of

from practicelearn.app.desk import Desk
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.study.folder import create_study

pytestmark = pytest.mark.browser

LONG = "Being asked before anything about one's own work is decided"
SAID = (
    ("F", "facilitator", "What is it like at the moment?"),
    (
        "P1",
        "participant",
        "Nobody listened to me. We said it twice, and the rota stayed.",
    ),
    ("P2", "participant", "My supervisor cancelled supervision again. It was the third time."),
    *(
        ("P3", "participant", f"And this is said in turn {n}, as it was before.")
        for n in range(4, 40)
    ),
    ("P2", "participant", "The team and the biscuits, honestly."),
)
# The sizes of a window: laptops, a large screen, zoomed to 200 % and to 400 %.
SIZES = [
    (1280, 600), (1024, 768), (640, 300), (320, 256),
    *(pytest.param(own, marks=pytest.mark.slow) for own in ((1280, 800), (1920, 1080), (640, 400))),
]  # fmt: skip
"""In the long run three more, each between two of the others or with more room."""

# Whether the middle of each is in the window and nothing lies over it.
SEEN = """what => [...document.querySelectorAll(what)].filter((e) => {
    const b = e.getBoundingClientRect(), x = b.left + b.width / 2;
    return b.height && [b.top + 2, b.bottom - 2].every((y) => y >= 0 && y < innerHeight
        && e.contains(document.elementFromPoint(x, y))); }).map((e) => e.textContent)"""
# What lies under the card, of the letters coded and of what can be pressed.
COVERED = """() => {
    const card = document.querySelector('.here').getBoundingClientRect();
    const over = (b, box) => b.width && b.left < card.right - 1 && b.right > card.left + 1
        && Math.max(b.top, box.top) < Math.min(card.bottom, box.bottom) - 1
        && Math.min(b.bottom, box.bottom) > card.top + 1;
    const paper = document.querySelector('.paper').getBoundingClientRect();
    const coded = [...CSS.highlights].filter(([name]) => /-[0-9a-f]{6}$/.test(name))
        .flatMap(([, all]) => [...all].flatMap((r) => [...r.getClientRects()]));
    const pressed = [...document.querySelectorAll(
        '.handle:not([hidden]), .bar, .name:not(.listed), .codes li')]
        .filter((e) => e.checkVisibility() && over(e.getBoundingClientRect(),
            e.closest('.paper, .codes').getBoundingClientRect()));
    return [coded.filter((b) => over(b, paper)).length, pressed.length]; }"""


def frame(n_parents, n_under):
    """A frame of so many codes with so many under each."""
    codes = []
    for p in range(n_parents):
        codes.append(Code(f"p{p}", f"Subject {p}"))
        codes += [Code(f"p{p}c{c}", f"Point {p}.{c}", parent=f"p{p}") for c in range(n_under)]
    return codes


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Twenty-four codes and a long name; five codings, of which four share words."""
    codes = (Code("asked", LONG), *frame(6, 3))
    study = create_study(
        tmp_path_factory.mktemp("sight") / "study",
        corpus_of(north=SAID),
        CodingFrame("f", "1", codes),
        title="Sight",
    )
    kim = Hand(Desk(study, "kim"))
    kim.code("p0", 3, "My supervisor cancelled supervision again", "a", memo="Third time.")
    kim.code("p1", 3, "cancelled supervision", "b")
    kim.code("p2", 3, "supervision again. It was", "c", stance="against")
    kim.code("p3c1", 3, "cancelled supervision", "d")
    kim.code("asked", 2, "Nobody listened", "e")
    kim.read(1, len(SAID))
    lee = Hand(Desk(study, "lee"))
    lee.code("p3", 3, "third time", "f")
    lee.read(1, len(SAID))
    return study


@pytest.fixture(scope="module")
def window(chrome, made):
    """One window for the whole file."""
    with served(made, "kim") as (port, _):
        tab = Tab(chrome.new_context().new_page(), made, "kim").open(port)
        yield tab
        tab.page.context.close()
        assert tab.errors == []


@pytest.fixture
def tab(window):
    """The window at the size of a small laptop, nothing searched, nothing selected."""
    window.page.set_viewport_size({"width": 1280, "height": 600})
    window.page.emulate_media(media="screen")
    window.press("Escape")
    return window


def seen(tab, what):
    return tab.page.evaluate(SEEN, what)


def in_card(tab):
    """The names listed in the card, the one at hand first in brackets."""
    return tab.page.evaluate(
        """() => [...document.querySelectorAll('.here h2, .here .stack button')].map((e) =>
            e.matches('h2') ? `[${e.firstChild.nextSibling.data}]` : e.childNodes[1].data)"""
    )


def test_on_a_small_laptop_twelve_codes_and_the_whole_card_are_in_sight(tab):
    tab.caret(3, "third")
    assert len(seen(tab, ".codes li")) >= 12
    tab.caret(2, "listened")
    assert len(seen(tab, ".codes li")) >= 12, "also with a coding at hand"


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_stance_strength_memo_and_remove_are_never_hidden_nor_hide_anything(tab, size):
    tab.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    tab.page.wait_for_timeout(60)
    tab.caret(3, "supervisor")
    tab.sees(".here h2", "^Subject 0")
    if size[0] < 400:  # all in one column: the page itself is scrolled
        tab.page.locator(".here").evaluate("e => e.scrollIntoView({block: 'end'})")
    labels = " ".join(seen(tab, ".here .toggles button"))
    for label in ("for", "against", "mixed", "strength", "matters", "quotable", "memo", "remove"):
        assert label in labels, (size, label)
    assert tab.page.evaluate(COVERED) == [0, 0]
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_card_stays_in_sight_when_its_passage_is_scrolled_away(tab):
    tab.caret(2, "listened")
    for top in (0, 700, 99999):
        tab.page.locator(".paper").evaluate("(p, top) => p.scrollTo(0, top)", top)
        tab.page.wait_for_timeout(60)
        assert len(seen(tab, ".here .toggles button")) == 8
    tab.page.locator(".paper").evaluate("p => p.scrollTo(0, 0)")


def test_all_codings_at_a_place_are_listed_and_a_click_or_a_key_walks_them(tab):
    tab.caret(3, "cancelled")
    listed = in_card(tab)
    assert [name.strip("[]") for name in listed] == ["Subject 0", "Subject 1", "Point 3.1"]
    for name in ("Subject 0", "Point 3.1", "Subject 1"):
        tab.page.locator(".here .stack button", has_text=name).click()
        now = in_card(tab)
        assert f"[{name}]" in now
        assert [n.strip("[]") for n in now] == [n.strip("[]") for n in listed], "none moved"
    tab.caret(1)
    walked = []
    for _ in range(5):
        tab.press("]")
        walked += [name.strip("[]") for name in in_card(tab) if name.startswith("[")]
    assert walked == [LONG, "Subject 0", "Subject 1", "Point 3.1", "Subject 2"]


def test_tints_that_overlap_are_told_apart_by_lines(tab):
    tab.caret(1)
    lines = tab.page.evaluate(
        """() => { const turn = document.querySelectorAll('.turn')[2], out = {};
            for (const [name, all] of CSS.highlights) for (const r of all) {
                const s = getComputedStyle(turn, `::highlight(${name})`);
                if (!/now|hit|mark|held|offer/.test(name)) (out[r.toString()] ??= []).push(
                    s.textDecorationLine === 'none' ? '' : s.textDecorationStyle
                    + s.textUnderlineOffset); }
            return out; }"""
    )
    assert lines.pop("Nobody listened") == [""], "alone, it needs none"
    all_lines = [line for found in lines.values() for line in found]
    assert len(all_lines) == len(set(all_lines)) == 4
    assert "" not in all_lines


def test_in_a_persons_own_colours_what_is_coded_looks_not_as_if_it_were_selected(tab):
    tab.caret(1)
    tab.page.emulate_media(forced_colors="active")
    styles = tab.page.evaluate(
        """() => { const turn = document.querySelectorAll('.turn')[1];
            return [...CSS.highlights.keys()].filter((n) => /-[0-9a-f]{6}$/.test(n)).map((name) => {
                const s = getComputedStyle(turn, `::highlight(${name})`);
                return [s.backgroundColor, s.color, s.textDecorationLine]; }); }"""
    )
    tab.page.emulate_media(forced_colors="none")
    assert len(styles) == 5
    assert {tuple(s) for s in styles} == {("rgb(255, 255, 255)", "rgb(0, 0, 0)", "underline")}


def test_a_second_click_at_the_same_place_walks_to_the_next_coding_there(tab):
    seen = []
    for _ in range(5):
        tab.caret(3, "supervision")
        tab.page.wait_for_timeout(30)
        seen.append(in_card(tab))
    at_hand = [next(n for n in names if n[0] == "[") for names in seen]
    assert len(set(at_hand[:4])) == 4, "each of the four that share these words"
    assert at_hand[4] == at_hand[0], "and then the first again"
    tab.caret(2, "listened")
    tab.caret(3, "supervision")
    tab.page.wait_for_timeout(30)
    assert next(n for n in in_card(tab) if n[0] == "[") == at_hand[0], "a click elsewhere begins"


def test_a_long_name_stands_whole_in_the_margin(tab):
    tab.caret(1)
    name = tab.page.locator(".names .name", has_text=LONG)
    assert name.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    assert name.evaluate("e => e.clientHeight > 20"), "on several lines"


def test_after_coding_the_colour_is_seen_and_keys_go_on_acting_on_it(tab):
    tab.caret(40, "team")
    tab.press("w", "4")
    assert tab.selected() == ""
    place = tab.page.evaluate(
        "(s => [s.caret.turn, s.caret.unit])(practicelearn.show.text.selection())"
    )
    assert place == [39, len("The team")]
    tab.press("-", "5")  # its stance; then the same words once more
    assert in_card(tab) == ["Point 0.1", "[Point 0.2]"]
    tab.saved()
    spans = tab.study.codings().spans
    mine = spans[(spans["quote"] == "team")].set_index("code")
    assert mine["stance"].fillna("none").to_dict() == {"p0c1": "against", "p0c2": "none"}
    tab.press("u")
    tab.selects("team")  # taken back: its words are there for another code
    tab.press("Escape", "u", "u")
    tab.caret(40, "biscuits")
    tab.press("4")
    tab.sees(".toast", "Select words first")
    assert "team" not in [quote for _, quote in tab.quotes()]


def test_what_is_printed_is_the_whole_session_with_names_beside_the_words(tab):
    tab.caret(39)
    tab.page.emulate_media(media="print")
    tab.page.wait_for_selector(".printed")
    assert tab.page.locator(".printed section").count() == len(SAID)
    beside = tab.page.locator(".printed section:has(li)")
    first = beside.first
    words, names = (first.locator(what).bounding_box() for what in (".words", "ul"))
    assert names["x"] >= words["x"] + words["width"]
    assert names["y"] == pytest.approx(words["y"], abs=4)
    assert first.locator("li").inner_text().endswith(LONG)
    assert beside.nth(1).locator("li").all_inner_texts() == [
        "2 Subject 0 ✎", "3 Subject 1", "4 Point 3.1", "5 Subject 2 −",
    ]  # fmt: skip
    assert first.locator("u").all_inner_texts() == ["Nobody listened"]
    assert tab.page.locator(".printed li").first.is_visible()
    who, words = (
        tab.page.locator(f".printed .{w}").first.bounding_box() for w in ("says", "words")
    )
    assert who["x"] == words["x"]
    assert 0 <= words["y"] - who["y"] - who["height"] < 8, "who speaks stands just above the words"
    assert not tab.page.locator(".said").is_visible()
    tab.page.emulate_media(media="screen")
    tab.counts(".printed", 0)
    assert tab.page.locator(".said").is_visible()


@pytest.fixture(scope="module")
def charted(chrome, tmp_path_factory):
    """A window on a chart of twelve groups and seventeen codes."""
    codes = tuple(Code(f"c{n}", f"Subject {n} of many") for n in range(17))
    groups = {f"group{n}": SAID[:3] for n in range(12)}
    study = create_study(
        tmp_path_factory.mktemp("chart") / "study",
        corpus_of(**groups),
        CodingFrame("f", "1", codes),
        title="Paper",
    )
    kim = Hand(Desk(study, "kim"), "group0")
    for n in range(17):
        kim.code(f"c{n}", 3, "third time", f"k{n}")
    with served(study, "sam") as (port, _):
        page = chrome.new_page(viewport={"width": 1280, "height": 600})
        tab = Tab(page, study, "sam").open(port, "chart")
        page.wait_for_selector(".board td")
        yield tab
        page.close()
        assert tab.errors == []


def test_the_printed_chart_has_every_code_and_every_group(charted):
    page = charted.page
    page.emulate_media(media="print")
    page.wait_for_selector(".printed")
    heads = page.locator(".printed thead th").all_inner_texts()
    assert [h for h in heads if h != "Group"] == [f"Subject {n} of many" for n in range(17)]
    strips = page.locator(".printed table").all()
    assert len(strips) > 1
    for strip in strips:
        assert strip.locator("tbody th").count() == 12
    assert "Round: 2025-26" in page.locator(".printed .hint").inner_text()
    assert not page.locator(".board").is_visible()
    page.emulate_media(media="screen")
    charted.counts(".printed", 0)


@pytest.mark.slow
def test_so_it_stands_in_a_file_for_the_printer(charted):
    pypdf = pytest.importorskip("pypdf")
    charted.page.emulate_media(media="null")
    pages = pypdf.PdfReader(io.BytesIO(charted.page.pdf(format="A4"))).pages
    text = " ".join(" ".join(p.extract_text() for p in pages).split())
    assert [n for n in range(17) if f"Subject {n} of many" not in text] == []
    assert all(text.count(f"group{n} ") >= 4 for n in range(12)), "in every strip"
    assert all(p.mediabox.width > p.mediabox.height for p in pages)


def test_settle_shows_both_readings_at_two_hundred_per_cent(chrome, made):
    with served(made, "kim") as (port, _):
        page = chrome.new_page(viewport={"width": 640, "height": 400})
        tab = Tab(page, made, "kim").open(port, "settle/north")
        page.wait_for_selector(".pair .bar")
        boxes = [b.bounding_box() for b in page.locator(".pair .paper").all()]
        assert all(b["width"] >= 300 and b["y"] + 120 <= 400 for b in boxes), boxes
        assert boxes[1]["x"] >= boxes[0]["x"] + boxes[0]["width"] - 1
        shown = page.evaluate(
            """() => { const { items, at, answer } = practicelearn.show;
                const part = items[at].sides.flat()[0].parts[0];
                return [...document.querySelectorAll('.pair .said')].map((said) => {
                    const row = [...said.querySelectorAll('.turn')]
                        .find((t) => t.firstChild.data.includes(part.quote));
                    const r = document.createRange();
                    const from = row.firstChild.data.indexOf(part.quote);
                    r.setStart(row.firstChild, from); r.setEnd(row.firstChild, from + 3);
                    const b = r.getBoundingClientRect();
                    const hit = document.elementFromPoint(b.left + 2, b.top + b.height / 2);
                    return row.contains(hit); }); }"""
        )
        assert shown == [True, True], "the words in question stand in sight on either side"
        assert tab.errors == []
        page.close()


@pytest.fixture(scope="module")
def forest(chrome, tmp_path_factory):
    """A window on a study of two hundred codes, ten under each of twenty."""
    study = create_study(
        tmp_path_factory.mktemp("forest") / "study",
        corpus_of(north=SAID),
        CodingFrame("f", "1", tuple(frame(20, 9))),
        title="Forest",
    )
    kim = Hand(Desk(study, "kim"))
    kim.code("p4", 3, "cancelled", "a")
    kim.code("p4c2", 3, "third time", "b")
    kim.code("p4c3", 3, "again", "c")
    with served(study, "kim") as (port, _):
        page = chrome.new_page(viewport={"width": 1280, "height": 600})
        tab = Tab(page, study, "kim").open(port)
        yield tab
        page.close()
        assert tab.errors == []


def row(tab, code):
    """What a row of the frame shows: its name, what is folded, the count here."""
    return tab.page.evaluate(
        """id => { const li = document.getElementById(`pl-code-${id}`);
            return [li.querySelector('.what').textContent,
                li.querySelector('.fold').className.slice(5),
                li.querySelector('.n').textContent]; }""",
        code,
    )


def test_two_hundred_codes_are_folded_and_what_is_folded_shows_its_childrens_count(forest):
    tab = forest
    tab.counts(".codes li", 20)
    assert row(tab, "p4") == ["Subject 4 +9", "shut", "3"]
    tab.page.locator("#pl-code-p4 .fold").click()
    tab.counts(".codes li", 29)
    assert row(tab, "p4") == ["Subject 4", "open", "1"]
    assert row(tab, "p4c2") == ["Point 4.2", "", "1"]
    depths = [
        tab.page.locator(f"#pl-code-{code} .swatch").bounding_box()["x"] for code in ("p4", "p4c2")
    ]
    assert depths[1] > depths[0]
    assert tab.events()[-1].coding_id == "c", "the triangle gives no code"
    tab.page.locator("#pl-code-p4 .fold").click()
    tab.counts(".codes li", 20)


def test_arrows_fold_and_unfold_and_typing_shows_matches_with_their_parents(forest):
    tab = forest
    aimed = ".codes [aria-selected=true] .what"
    tab.press("/", "ArrowDown", "ArrowDown", "ArrowRight")
    tab.counts(".codes li", 29)
    tab.press("ArrowRight", "ArrowDown")
    tab.sees(aimed, r"^Point 1\.1$")
    tab.press("ArrowLeft")
    tab.sees(aimed, r"^Subject 1$")
    tab.press("ArrowLeft")
    tab.counts(".codes li", 20)
    tab.page.keyboard.type("int 7.3")
    tab.counts(".codes li", 2)
    assert tab.page.locator(".codes .what").all_inner_texts() == ["Subject 7", "Point 7.3"]
    tab.sees(aimed, r"^Point 7\.3$")
    tab.press("ArrowLeft", "x", "Backspace")
    assert tab.page.locator(".find input").input_value() == "int 7.3", (
        "arrows move in what is typed"
    )
    tab.press("Escape")
    tab.counts(".codes li", 20)
    tab.caret(3, "third")
    tab.press("w", "/")
    tab.page.keyboard.type("Point 7.3")
    tab.press("Enter")
    assert ("p7c3", "third") in tab.quotes()
    assert row(tab, "p7") == ["Subject 7 +9", "shut", "1"]


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 600), (640, 400), (320, 256)], ids=str)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_has_a_serious_barrier_at_any_size(chrome, made, size, scheme):
    view = dict(zip(("width", "height"), size, strict=True))
    context = chrome.new_context(viewport=view, color_scheme=scheme, bypass_csp=True)
    with served(made, "kim") as (port, _):
        page = context.new_page()
        for where, there in (
            ("code/north", ".turn"),
            ("settle/north", ".pair .turn"),
            ("chart", ".board td"),
            ("read/p0", ".passage"),
        ):
            page.goto(f"http://127.0.0.1:{port}/?token={TOKEN}#{where}")
            page.wait_for_selector(there, state="attached")
            if where.startswith("code"):
                page.keyboard.press("]")
                page.keyboard.press("]")
            found = violations_of(page)
            worst = [(v["id"], v["nodes"][0]["html"]) for v in found]
            assert not [v for v in found if v["impact"] in {"serious", "critical"}], (where, worst)
    context.close()
