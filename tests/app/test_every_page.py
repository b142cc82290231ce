"""Every page of the home in every window: no barrier, and nothing wider than the window."""

import re
import shutil
import threading
from contextlib import closing

import pytest
from app_browser import TOKEN, entered_at_will, served_app
from axe_playwright_python.sync_playwright import Axe
from home_crawl import crawl
from home_helpers import Window, typed_in
from test_bringing import FILES

import practicelearn as prac
from practicelearn.app.home.house import House
from practicelearn.app.home.routes import PAGES, make_home
from practicelearn.app.home.running import Work

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = {"1280": (1280, 720), "1920": (1920, 1080), "200 %": (640, 360), "400 %": (320, 640)}
SERIOUS = {"serious", "critical"}
NO_LINK = ("answer/cards", "answer/heaps", "answer/give-back", "answer/replies", "answer/release",
           "act/promises", "code/refer", "exchange/read", "exchange/out", "people/redact",
           "people/verify", "people/upgrade")  # fmt: skip
ELSEWHERE = {  # what comes of a form only, and is looked at where that is tested
    "/study/{key}/hear/frozen/{id}", "/study/{key}/answer/give-back/out",
    "/study/{key}/answer/replies/brought", "/study/{key}/answer/release/now",
    "/study/{key}/act/purged", "/study/{key}/people/withdrawn", "/study/{key}/people/redacted",
    "/study/{key}/exchange/in", "/study/{key}/exchange/came", "/study/{key}/job/{id}",
    "/study/{key}/hear/files",
}  # fmt: skip


def of_one_kind(address):
    """An address without what tells pages of one kind apart: the study, a job, a round."""
    path, _, asked = address.partition("?")
    path = re.sub(r"/[0-9a-f]{12}(?=/|$)", "/KEY", path)
    path = re.sub(r"(/(?:job|frozen)/)[^/]+", r"\1ID", path)
    return path, tuple(sorted(part.partition("=")[0] for part in asked.split("&")))


def pages_of(house, tmp_path):
    """One address of each kind of page: of the sample, with two files brought into it."""
    window = Window.__new__(Window)
    window.own, window.house, window.ended = tmp_path, house, 0
    window.app = make_home(house, token="the-token", port=8000)
    folder = tmp_path / "study"
    shutil.copytree(prac.sample_path(), folder)
    study = f"/study/{house.open(folder)}"
    window.follow(window.upload(f"{study}/hear/files", FILES).headers["location"])
    window.follow(f"{study}/hear/names")
    for asked in ("understand/themes", "understand/years"):
        page = window.page(f"{study}/{asked}")
        if 'value="nobody"' in page:
            window.goes(f"{study}/{asked}", typed_in(page, f"{study}/{asked}"))
    also = ("/", "/new", f"{study}/hear/names", f"{study}/hear/freeze",
            *(f"{study}/{at}" for at in NO_LINK))  # fmt: skip
    found = crawl(window, study, also=also, alike=of_one_kind)
    return [a for a, told in found.items() if told.startswith("<!doctype html")]


def test_no_page_keeps_anybody_out_or_is_wider_than_its_window(chrome, tmp_path):
    faults = []
    with closing(House(tmp_path / "own", Work(threading.Thread))) as house:
        pages = pages_of(house, tmp_path)
        paths = {re.compile(re.sub(r"\{\w+\}", "[^/]+", p.path)): p.path for p in PAGES}
        seen = {own for a in pages for at, own in paths.items()
                if at.fullmatch(a.partition("?")[0])}  # fmt: skip
        files = {p.path for p in PAGES if p.path.endswith(("/{name}", "/as-it-is", "/quarter"))}
        assert {p.path for p in PAGES} - seen - files <= ELSEWHERE
        with served_app(lambda n: entered_at_will(make_home(house, token=TOKEN, port=n))) as (
            port,
            _,
        ):
            # axe is put in by the test: the page's own policy would rightly not let it run
            context = chrome.new_context(bypass_csp=True, reduced_motion="reduce")
            page = context.new_page()
            page.on("pageerror", lambda e: faults.append((page.url, str(e))))
            page.goto(f"http://127.0.0.1:{port}/?token={TOKEN}")
            for address in pages:
                page.goto(f"http://127.0.0.1:{port}{address}")
                for name, (width, height) in SIZES.items():
                    page.set_viewport_size({"width": width, "height": height})
                    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    if over > 0:
                        faults.append((name, address, f"{over} px wider than the window"))
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    faults += [
                        (scheme, address, v["id"], v["nodes"][0]["html"][:120])
                        for v in Axe().run(page).response["violations"]
                        if v["impact"] in SERIOUS
                    ]
                n = page.locator(".main").count()
                if n > 1:
                    faults.append((address, f"{n} buttons are the main one"))
            context.close()
    assert faults == []
