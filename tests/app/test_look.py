"""One set of tokens, light and dark: what they promise, and that nothing goes past them."""

import re

import pytest
from app_browser import Tab, served, violations_of
from app_helpers import call

from practicelearn.app.desk import Desk
from practicelearn.app.join import HERE, TOKENS, look
from practicelearn.app.server import make_app

SIZES = {"small": "13px", "text": "15px", "speech": "19px", "head": "24px", "title": "32px"}
OWN = {
    "hue",
    "bar",
    "depth",
    "edge-left",
    "names",
    "lines",
}  # set where they are used: no colour, no size of type
SCHEMES = ("light", "dark")
REPORT = HERE.parent / "output" / "report" / "templates" / "document.css"


def tokens(text):
    return dict(re.findall(r"--([\w-]+): ([^;]+);", re.sub(r"/\*.*?\*/", "", text, flags=re.S)))


LIGHT, DARK = map(tokens, TOKENS.read_text(encoding="utf-8").split("@media", 1))
PALETTE = re.findall(
    r"#\w{6}",
    re.search(r"PALETTE = \[(.*?)\]", (HERE / "parts" / "03-dom.js").read_text(encoding="utf-8"))[
        1
    ],
)
STYLES = {
    p.name: p.read_text(encoding="utf-8")
    for p in (*(HERE / "styles").glob("*.css"), HERE / "home" / "home.css")
}


def colour(scheme, name):
    value = {"light": LIGHT, "dark": {**LIGHT, **DARK}}[scheme][name]
    linked = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return colour(scheme, linked[1]) if linked else value


def percent(scheme, name):
    return int(re.search(r"(\d+)%", colour(scheme, name))[1]) / 100


def parts(code):
    return [int(code[k : k + 2], 16) / 255 for k in (1, 3, 5)]


def luminance(rgb):
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, two):
    lights = sorted(luminance(parts(c) if isinstance(c, str) else c) for c in (one, two))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("words", "grounds"),
    [
        ("ink", "paper tint chosen needs-tint hit"),
        ("soft", "paper tint chosen"),
        ("press", "paper tint chosen needs-tint"),
        ("needs", "paper tint"),
        ("grave", "paper tint"),
        ("paper", "press grave ink"),
    ],
)
def test_words_have_four_and_a_half_to_one(scheme, words, grounds):
    for ground in grounds.split():
        ratio = contrast(colour(scheme, words), colour(scheme, ground))
        assert ratio >= 4.5, (words, ground, ratio)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_under_codes_have_it_too(scheme):
    def laid(over, ground, share):
        pairs = zip(parts(over), ground, strict=True)
        return [share * a + (1 - share) * b for a, b in pairs]

    ink, soft, paper = (colour(scheme, name) for name in ("ink", "soft", "paper"))
    wash, now = percent(scheme, "wash"), percent(scheme, "now")
    for hue in PALETTE:
        coded = laid(hue, parts(paper), wash)
        assert contrast(soft, laid(ink, coded, now)) >= 4.5, hue
        for other in PALETTE:
            assert contrast(ink, laid(ink, laid(other, coded, wash), now)) >= 4.5, (hue, other)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("control", ["edge", "focus", "press", "needs"])
def test_edges_and_the_focus_ring_have_three_to_one(scheme, control):
    for ground in ("paper", "tint"):
        ratio = contrast(colour(scheme, control), colour(scheme, ground))
        assert ratio >= 3, (control, ground, ratio)


def test_every_colour_has_its_counterpart_in_the_dark():
    coloured = {name for name, value in LIGHT.items() if re.search(r"#|rgb|color-mix", value)}
    assert coloured <= set(DARK) <= set(LIGHT)


def test_there_are_five_sizes_of_type_and_no_other():
    assert {name: LIGHT[name] for name in SIZES} == SIZES
    assert not set(SIZES) & set(DARK)
    size = r"(?:600 )?var\(--(?:{})\)(?:/[\w.]+)? ?".format("|".join(SIZES))
    for name, text in STYLES.items():
        for rule, value in re.findall(r"[{;]\s*(font|font-size): ([^;}]+)", text):
            whole = size + (r"var\(--(?:sans|serif)\)" if rule == "font" else "")
            assert value.strip() == "inherit" or re.fullmatch(whole, value.strip()), (name, value)


def test_no_colour_stands_outside_the_tokens():
    named = "white|black|gr[ae]y|red|green|blue|amber|orange|yellow|purple|brown|pink|navy|silver"
    literal = (
        rf"#[0-9a-fA-F]{{3,8}}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|color)a?\(|(?<=[ ,(])(?:{named})\b"
    )
    for name, text in STYLES.items():
        rules = re.sub(r"/\*.*?\*/|@supports[^{]*", "", text, flags=re.S)
        values = " ".join(re.findall(r":[^:;{}]+[;}]", rules))
        assert not re.findall(literal, values), name
        assert set(re.findall(r"oklch\(from ([^ ]+)", values)) <= {"var(--hue)"}
    for part in (HERE / "parts").glob("*.js"):
        text = part.read_text(encoding="utf-8")
        painted = re.findall(r"(?:color|background|underline)[^\"\n]*#[0-9a-f]{3}", text)
        assert not painted, part.name


def test_every_token_that_is_asked_for_is_there():
    for name, text in {
        **STYLES,
        "parts": "".join(p.read_text() for p in HERE.glob("parts/*.js")),
    }.items():
        assert set(re.findall(r"var\(--([\w-]+)", text)) <= {*LIGHT, *OWN}, name


def test_the_report_is_printed_in_the_same_ink():
    report = tokens(REPORT.read_text(encoding="utf-8"))
    assert [report[n] for n in ("ink", "soft", "tint")] == [
        LIGHT[n] for n in ("ink", "soft", "tint")
    ]
    assert report["accent"] == LIGHT["press"]
    assert (report["serif"], report["sans"]) == (LIGHT["serif"], LIGHT["sans"])


def test_the_tokens_come_before_the_pages_own_style(kim):
    app = make_app(kim, token="t", port=8000)
    headers = {"cookie": "practicelearn_8000=t", "host": "127.0.0.1:8000"}
    served_as = call(app, "GET", "/coder.css", headers=headers)
    assert served_as.headers["content-type"].startswith("text/css")
    assert served_as.body.decode() == look()
    assert look().index("--paper:") < look().index("var(--paper)")


def rgb(tab, value):
    """What the browser makes of a colour, as three parts of one."""
    return tab.page.evaluate(
        """value => {
            const c = new OffscreenCanvas(1, 1).getContext('2d');
            c.fillStyle = value;
            c.fillRect(0, 0, 1, 1);
            return [...c.getImageData(0, 0, 1, 1).data].slice(0, 3).map(p => p / 255);
        }""",
        value,
    )


def style(tab, what, rule):
    return tab.page.locator(what).first.evaluate("(e, r) => getComputedStyle(e)[r]", rule)


@pytest.fixture
def two_readings(study, hand):
    """Kim and Lee have read one session, and differ."""
    hand.code("heard", 2, "Nobody listened to me", "c1", memo="a note")
    hand.read()
    lee = type(hand)(Desk(study, "lee"))
    lee.code("peers", 2, "Nobody listened to me", "d1", stance="against")
    lee.read()
    return study


MOSTLY_DARK = ["dark", pytest.param("light", marks=pytest.mark.slow)]
"""In the quick run the scheme in which a colour that was forgotten shows."""
VIEWS = (
    ("code/north", ".bar"),
    ("settle/north", ".pair .bar"),
    ("chart", ".board td"),
    ("read/heard", ".passage"),
    ("search", ".asks .press"),
    ("progress", "tbody td"),
    ("frame", ".entry"),
)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", MOSTLY_DARK)
def test_every_view_is_drawn_in_its_scheme_without_a_serious_barrier(chrome, two_readings, scheme):
    # axe is put in by the test: the page's own policy would rightly not let it run
    context = chrome.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    with served(two_readings, "kim") as (port, _):
        tab = Tab(context.new_page(), two_readings, "kim")
        for where, there in VIEWS:
            tab.open(port, where)
            tab.page.wait_for_selector(there)
            for rule, token in (("backgroundColor", "paper"), ("color", "ink")):
                assert rgb(tab, style(tab, ".pl", rule)) == rgb(tab, colour(scheme, token))
            assert style(tab, ".pl", "colorScheme") == scheme
            sizes = tab.page.evaluate(
                """[...new Set([...document.querySelectorAll('.pl *')].flatMap(e =>
                    [null, '::before', '::after'].map(p => getComputedStyle(e, p).fontSize)))]"""
            )
            assert set(sizes) <= set(SIZES.values()), where
            assert tab.page.locator(".view [type=submit]").count() <= 1
            found = violations_of(tab.page)
            worst = [(v["id"], v["nodes"][0]["html"]) for v in found]
            assert not [v for v in found if v["impact"] in {"serious", "critical"}], (where, worst)
            assert tab.errors == []
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_codes_hue_is_legible_as_a_bar_whatever_it_is(chrome, two_readings, scheme):
    context = chrome.new_context(color_scheme=scheme)
    with served(two_readings, "kim") as (port, _):
        tab = Tab(context.new_page(), two_readings, "kim").open(port)
        tab.page.wait_for_selector(".bar")
        hues = [*PALETTE, "#ffff00", "#00ffff", "#000033", "#ffffff", "#000000"]
        paper = luminance(rgb(tab, colour(scheme, "paper")))
        for hue in hues:
            for what in (".bar", ".swatch"):
                tab.page.locator(what).first.evaluate(
                    "(e, h) => e.style.setProperty('--hue', h)", hue
                )
                bar = luminance(rgb(tab, style(tab, what, "backgroundColor")))
                ratio = (max(bar, paper) + 0.05) / (min(bar, paper) + 0.05)
                assert ratio >= 3, (what, hue, ratio)
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", MOSTLY_DARK)
def test_highlights_are_painted_from_the_tokens(chrome, two_readings, scheme):
    context = chrome.new_context(color_scheme=scheme)
    with served(two_readings, "kim") as (port, _):
        tab = Tab(context.new_page(), two_readings, "kim").open(port)
        tab.page.wait_for_selector(".bar")
        painted = tab.page.evaluate(
            """() => {
                const turn = document.querySelectorAll('.turn')[1];
                const ground = (name) =>
                    getComputedStyle(turn, `::highlight(${name})`).backgroundColor;
                return Object.fromEntries([...CSS.highlights.keys()].map(
                    name => [name.split('-').pop(), ground(name)]));
            }"""
        )
        assert rgb(tab, painted["hit"]) == rgb(tab, colour(scheme, "hit"))
        share = percent(scheme, "wash")
        washed = next(value for name, value in painted.items() if re.fullmatch("[0-9a-f]{6}", name))
        assert float(re.search(r"/ ([\d.]+)\)$", washed)[1]) == pytest.approx(share)
    context.close()


@pytest.mark.browser
def test_paper_is_white_and_nothing_moves_where_that_is_asked_for(chrome, two_readings):
    context = chrome.new_context(color_scheme="dark", reduced_motion="reduce")
    with served(two_readings, "kim") as (port, _):
        tab = Tab(context.new_page(), two_readings, "kim").open(port, "read/heard")
        tab.page.wait_for_selector(".passage")
        assert style(tab, ".toast", "animationName") == "none"
        tab.page.emulate_media(reduced_motion="no-preference")
        assert style(tab, ".toast", "animationName") == "pl-arrive"
        tab.page.emulate_media(media="print")
        assert rgb(tab, style(tab, ".pl", "backgroundColor")) == [1, 1, 1]
        assert rgb(tab, style(tab, ".passage", "color")) == rgb(tab, LIGHT["ink"])
    context.close()


@pytest.mark.browser
def test_rows_are_high_enough_to_work_in_and_to_read(chrome, two_readings):
    context = chrome.new_context(viewport={"width": 1440, "height": 900})
    with served(two_readings, "kim") as (port, _):
        tab = Tab(context.new_page(), two_readings, "kim")
        for where, what, height in (
            ("code/north", ".codes li", 32),
            ("code/north", ".sessions button", 32),
            ("read/heard", ".sessions button", 44),
        ):
            tab.open(port, where)
            tab.page.wait_for_selector(what)
            boxes = tab.page.locator(what).evaluate_all("all => all.map(e => e.offsetHeight)")
            assert boxes
            assert min(boxes) >= height, what
        tab.open(port)
        words = tab.page.locator(".turn").first.evaluate(
            "e => e.clientWidth - parseFloat(getComputedStyle(e).paddingLeft)"
        )
        assert 560 <= words <= 600, "60 to 70 characters of the serif"
    context.close()
