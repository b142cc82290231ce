"""The site as ``make docs`` leaves it: whole, of this machine alone, legible at three widths."""

import getpass
import inspect
import os
import platform
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from operator import attrgetter
from pathlib import Path
from urllib.parse import unquote

import pytest
from executed import ROOT
from site_sections import SECTIONS, listed, text_of

import practicelearn as prac

pytestmark = pytest.mark.slow
WIDTHS = (390, 1024, 1680)
LOOKED_AT = [
    "index", "research", "years", "notebook-01-first-look", "coding-page", "reference",
    "search", "gallery", "reference/practicelearn.find_themes",
]  # fmt: skip
"""The first page, a section, a guide with tables and pictures, a notebook, and so on."""
_LOADED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src"}


class Addresses(HTMLParser):
    """What a page loads by itself, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if address := given.get(_LOADED.get(tag, "")):
            self.loaded.append(address)
        if tag == "a" and (address := given.get("href")):
            self.links.append(address)


def changed() -> str:
    """What git sees in the project; nothing where there is no git."""
    asked = ["git", "status", "--porcelain"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built as ``make docs`` does, where a warning fails; or one that is there."""
    if ready := os.environ.get("PRACTICELEARN_SITE"):
        return Path(ready).resolve()
    out = tmp_path_factory.mktemp("site")
    before = changed()
    built = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-j", "2"]
    places = ["-d", str(out / "doctrees"), "-b", "html", str(ROOT / "docs"), str(out / "docs")]
    done = subprocess.run([*built, *places], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert changed() == before, "a build writes nothing into the project"
    return out / "docs"


@pytest.fixture(scope="module")
def pages(site):
    """Each page's text, by its path below the site."""
    found = {p.relative_to(site).as_posix(): p for p in sorted(site.rglob("*.html"))}
    own = {name: path for name, path in found.items() if not name.startswith("_static/")}
    return {name: path.read_text(encoding="utf-8") for name, path in own.items()}


@pytest.fixture(scope="module")
def chromium():
    """A browser for the looking."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = Path("/usr/bin/chromium")
    if not path.exists():
        pytest.skip("there is no Chromium")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(path))
        yield browser
        browser.close()


def test_every_page_is_there_with_its_own_section_beside_it(pages):
    for section in SECTIONS:
        for page in listed(section):
            beside = pages[f"{page}.html"].split('class="bd-docs-nav')[1].split("</nav>")[0]
            for other in listed(section):
                assert re.search(rf'href="({other}\.html|#)"', beside), (page, other)


def test_every_public_name_has_its_place_and_no_page_says_where_it_lives_inside(pages):
    names = re.findall(r"`prac\.([\w.]+)`", text_of("reference"))  # held to the library elsewhere
    assert len(names) > 100
    inside = {"practicelearn.themes.themes.Themes"}
    for name in names:
        thing = attrgetter(name)(prac)
        method = (
            inspect.isclass(attrgetter(name.rpartition(".")[0])(prac)) if "." in name else False
        )
        page = name.rpartition(".")[0] if method else name
        assert f'id="practicelearn.{name}"' in pages[f"reference/practicelearn.{page}.html"], name
        if not method and thing.__module__.count(".") > 1:
            inside.add(f"{thing.__module__}.{thing.__qualname__}")
    assert len(inside) > 100
    for name, text in pages.items():
        assert inside.intersection(re.findall(r"practicelearn(?:\.\w+)+", text)) == set(), name


def test_nothing_is_fetched_from_elsewhere(pages):
    for name, text in pages.items():
        foreign = [a for a in Addresses(text).loaded if re.match(r"(https?:)?//", a)]
        assert foreign == [], name
    assert Addresses('<script src="https://cdn.example/x.js">').loaded  # what would be seen


def test_what_pages_load_and_link_is_there(site, pages):
    for name, text in pages.items():
        found = Addresses(text)
        for address in {*found.loaded, *found.links}:
            file = unquote(re.split(r"[?#]", unescape(address))[0])
            if file and not re.match(r"[a-z]+:", address):
                assert (site / name).parent.joinpath(file).exists(), (name, address)


def test_no_page_names_a_place_or_a_person_of_this_machine(site):
    places = {str(ROOT), str(site.parent), str(Path.home()), sys.prefix, platform.node()}
    if getpass.getuser() != "root":  # a word of its own in pages on trees
        places.add(getpass.getuser())
    kinds = {".html", ".js", ".css", ".txt", ".inv", ".json"}
    for file in (f for f in site.rglob("*") if f.suffix in kinds):
        text = file.read_text(encoding="utf-8", errors="replace")
        assert [p for p in places if len(p) > 4 and p in text] == [], file.name


def test_tables_and_pictures_are_displayed(pages):
    assert pages["notebook-05-comparing-years.html"].count('class="dataframe"') >= 3
    assert re.search(r'<img alt="[^"]{20,}"[^>]*src="data:image/png', pages["index.html"])
    assert 'class="output' in pages["years.html"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_and_are_accessible(site, chromium, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    looks = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    context = chromium.new_context(**looks, bypass_csp=True)
    tab = context.new_page()
    wrong = {}
    for name in LOOKED_AT:
        tab.goto((site / f"{name}.html").as_uri())
        tab.wait_for_load_state("load")
        tab.wait_for_timeout(300)
        too_wide = tab.evaluate("document.documentElement.scrollWidth > innerWidth")
        found = Axe().run(tab, options={"resultTypes": ["violations"], "preload": False})
        ids = [(v["id"], v["nodes"][0]["target"]) for v in found.response["violations"]]
        if too_wide or ids:
            wrong[name] = (too_wide, ids)
    context.close()
    assert wrong == {}


def test_the_search_finds_a_page_from_the_disk(site, chromium):
    tab = chromium.new_page()
    tab.goto((site / "search.html").as_uri() + "?q=pseudonyms")
    tab.wait_for_selector("#search-results li a", timeout=20_000)
    found = tab.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)")
    assert any("/pseudonyms.html" in address for address in found)
    tab.close()
