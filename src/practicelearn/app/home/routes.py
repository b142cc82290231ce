"""Which page stands where: one table, served behind the guard of the coding page.

A page is shown by its ``show`` and carries out its form by its ``take``; both run beside the
server, so that one that reads a study keeps no other window waiting. An error made for people
brings the page again, with the sentence above it and what was typed still in it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Mount, Route

from practicelearn._disk import sentence
from practicelearn._lock import locked
from practicelearn.app.home import (
    acting,
    building,
    carding,
    exchanging,
    files,
    freeze,
    giveback,
    groups,
    guide,
    heaping,
    heard,
    how_many,
    keeping,
    leaving,
    left,
    look,
    lookback,
    names,
    new,
    people,
    planning,
    progress,
    questions,
    recordings,
    redact,
    refer,
    releasing,
    replies,
    scoping,
    sheets,
    start,
    taking_out,
    themes,
    uploads,
    where,
    whole,
    years,
)
from practicelearn.app.home.house import House, own_folder
from practicelearn.app.home.pieces import link
from practicelearn.app.home.shell import Shown, page
from practicelearn.app.home.uploads import TooLargeError, receive
from practicelearn.app.home.visit import (
    AsItIs,
    Form,
    Goto,
    NoPageError,
    OlderError,
    Page,
    Visit,
)
from practicelearn.app.join import TOKENS
from practicelearn.app.reception import Reception
from practicelearn.app.server import Guard, coding_routes, door, run, whole_body
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.presence import who_wrote_lately
from practicelearn.study.folder import open_study
from practicelearn.study.kept import state_of

__all__ = ["PAGES", "make_home", "open_home"]

log = logging.getLogger(__name__)
HERE = Path(__file__).parent
LONGEST = 16 * 2**20
"""Bytes of a form without files."""

_GONE = (
    "There is no such study here: it was moved or renamed, its drive is not connected, or the "
    "program has been started for somebody else."
)
_OLDER = (
    "Something has changed here since this page was made: in another window, in Excel, or by "
    "another person. Nothing was written. The page now shows what stands there; look at it, and "
    "do it again if it still holds."
)
_READ_ONLY = "You may look at it and not write to it."
_READERS = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""For a document as its reader gets it: nothing runs in it, and nothing is loaded."""
_UNFORESEEN = (
    "The program met something it did not expect ({}), and did no more. Load the page again; if it "
    "happens again, please report it."
)

PAGES: tuple[Page, ...] = (
    Page("/", start.show, start.take),
    Page("/new", new.show, new.take),
    Page(look.ADDRESS, look.show, look.take),
    Page("/study/{key}", where.show),
    Page(lookback.ADDRESS, lookback.show),
    Page(planning.ADDRESS, planning.show, planning.take, about=planning.about),
    Page(how_many.ADDRESS, how_many.show, how_many.take),
    Page("/study/{key}/before/how-many/{name}", how_many.fetched),
    Page(groups.ADDRESS, groups.show, groups.take, about=groups.about),
    Page("/study/{key}/before/groups/{name}", groups.fetched),
    Page(files.ADDRESS, files.show, files.take, receives=True),
    Page(heard.ADDRESS, heard.show, heard.take, about=heard.about),
    Page(f"{heard.ADDRESS}/{{name}}", heard.fetched),
    Page(names.ADDRESS, names.show, names.take, about=heard.about),
    Page(freeze.ADDRESS, freeze.show, freeze.take, about=heard.about),
    Page("/study/{key}/hear/frozen/{id}", freeze.show_frozen),
    Page(left.ADDRESS, left.show, left.take, about=left.about),
    Page(recordings.ADDRESS, recordings.show, recordings.take, about=recordings.about),
    Page(guide.ADDRESS, guide.show, guide.take, about=guide.about),
    Page(questions.ADDRESS, questions.show, questions.take, about=questions.about),
    Page(questions.BEFORE, questions.show_before, questions.take_before,
         about=questions.about_before),
    Page("/study/{key}/hear/sheets", sheets.show, sheets.take, about=sheets.about),
    Page(giveback.ADDRESS, giveback.show, giveback.take, about=giveback.about),
    Page(giveback.OUT, giveback.show_out, giveback.take_out),
    Page(f"{giveback.ADDRESS}/as-it-is", giveback.show_page),
    Page(f"{giveback.ADDRESS}/{{name}}", giveback.fetched),
    Page(replies.ADDRESS, replies.show, replies.take, about=replies.about),
    Page(replies.BROUGHT, replies.show, replies.take_file, receives=True, apart="-replies"),
    Page(building.ADDRESS, building.show, building.take),
    Page(f"{building.ADDRESS}/{{name}}", building.fetched),
    Page(f"{building.ADDRESS}/{{name}}/as-it-is", building.looked_at),
    Page(carding.ADDRESS, carding.show, carding.take),
    Page(f"{carding.ADDRESS}/{{name}}", carding.fetched),
    Page(heaping.ADDRESS, heaping.show, heaping.take, receives=True),
    Page(releasing.ADDRESS, releasing.show, releasing.take),
    Page(releasing.NOW, releasing.show_now, releasing.take_now),
    Page("/study/{key}/job/{id}", progress.show, progress.take),
    Page(refer.ADDRESS, refer.show, refer.take),
    Page(themes.ADDRESS, themes.show, themes.take, about=themes.about),
    Page(years.ADDRESS, years.show, years.take),
    Page(acting.ADDRESS, acting.show, acting.take, about=acting.about),
    Page("/study/{key}/act/quarter", acting.quarter),
    Page(keeping.ADDRESS, keeping.show, keeping.take, about=keeping.about),
    Page("/study/{key}/act/close", keeping.show_close, keeping.take_close, about=keeping.about),
    Page("/study/{key}/act/purge", keeping.show_purge, keeping.take_purge, about=keeping.about),
    Page("/study/{key}/act/purged", keeping.show_purged),
    Page(people.ADDRESS, people.show, people.take),
    Page("/study/{key}/people/withdrawn", people.show_withdrawn),
    Page(redact.ADDRESS, redact.show, redact.take),
    Page("/study/{key}/people/redacted", redact.show_redacted),
    Page("/study/{key}/people/history", whole.show_history),
    Page("/study/{key}/people/verify", whole.show_verify, whole.take_verify),
    Page("/study/{key}/people/upgrade", whole.show_upgrade, whole.take_upgrade),
    Page(exchanging.ADDRESS, exchanging.show, exchanging.take, receives=True,
         apart=exchanging.APART),
    Page("/study/{key}/exchange/in", exchanging.look, exchanging.take_look,
         about=exchanging.about),
    Page("/study/{key}/exchange/came", exchanging.came),
    Page(scoping.ADDRESS, scoping.show, scoping.take),
    Page("/study/{key}/exchange/out", taking_out.show, taking_out.take),
    Page("/study/{key}/exchange/out/{name}", taking_out.fetched),
    Page("/study/{key}/{stage}", where.show_stage),
)  # fmt: skip
"""Every page of the home."""


def make_home(
    house: House, *, token: str, port: int, end: Callable[[], None] = lambda: None
) -> Guard:
    """Return the ASGI application of the home; ``end`` is called when a person quits."""

    def desk_of(request: Request) -> Reception:
        folder = house.folder(request.path_params["key"])
        if folder is None:
            raise PracticelearnError(_GONE)
        return house.desk(folder)

    async def leave(request: Request) -> Response:
        form = await _form(request, None) if request.method == "POST" else None
        if isinstance(form, Response):
            return form
        sure = form is not None and bool(form["sure"])
        what = "" if sure else await run_in_threadpool(leaving.lost, house)
        if form is None or what:
            return HTMLResponse(await run_in_threadpool(leaving.ask, house))
        end()
        return HTMLResponse(page("The program has ended", "<p>You can close this window.</p>"))

    async def state(request: Request) -> Response:
        folder = house.folder(request.path_params["key"])
        return JSONResponse({"state": folder and await run_in_threadpool(state_of, folder)})

    async def job(request: Request) -> Response:
        found = house.work.find(request.path_params["id"])
        if found is None:
            return JSONResponse({"over": True})
        return JSONResponse(
            {"over": found.over.is_set(), "done": found.done, "of": found.of, "what": found.what,
             "can_stop": found.can_stop}
        )  # fmt: skip

    async def style(_: Request) -> Response:
        parts = [p.read_text(encoding="utf-8") for p in (TOKENS, *sorted(HERE.glob("*.css")))]
        return Response("\n".join(parts), media_type="text/css")

    async def script(_: Request) -> Response:
        return FileResponse(HERE / "home.js", media_type="text/javascript")

    async def arrows(_: Request) -> Response:
        return FileResponse(HERE / "years.js", media_type="text/javascript")

    routes: list[BaseRoute] = [
        Route("/home.css", style),
        Route("/home.js", script),
        Route("/years.js", arrows),
        Route("/quit", leave, methods=["GET", "POST"]),
        Route("/study/{key}/state", state),
        Route("/study/{key}/job/{id}/state", job),
        Mount("/study/{key}/coding", routes=coding_routes(desk_of, home="../")),
        *(_route(house, one) for one in PAGES),
    ]
    return Guard(Starlette(routes=routes), token=token, port=port, forms=True)


def open_home(
    *, open_browser: bool = True, announce: Callable[[str], None] = lambda _: None
) -> None:
    """Serve the home until a person quits."""
    own = own_folder()
    with closing(House(own)) as house:
        run(
            lambda **given: make_home(house, **given),
            door(f"home\x1f{own}", None),
            open_browser=open_browser,
            announce=announce,
        )


def _route(house: House, one: Page) -> Route:
    async def answer(request: Request) -> Response:
        form = None
        if request.method == "POST":
            try:
                form = await _form(request, house if one.receives else None, one.apart)
            except PracticelearnError as error:
                return await run_in_threadpool(_answer, house, one, request, None, error)
        if isinstance(form, Response):
            return form
        return await run_in_threadpool(_answer, house, one, request, form)

    return Route(one.path, answer, methods=["GET", "POST"] if one.take else ["GET"])


async def _form(request: Request, house: House | None, apart: str = "") -> Form | Response:
    """What was typed, or the answer to what cannot be a form; files go to ``house``, if anywhere.

    Raises
    ------
    PracticelearnError
        Files cannot be taken.
    """
    kind = request.headers.get("content-type", "")
    key = request.path_params.get("key", "")
    if house is not None and kind.startswith("multipart/form-data"):
        if house.folder(key) is None:
            return PlainTextResponse(_GONE, status_code=404)
        into = await run_in_threadpool(house.uploads.begin, key + apart)
        fields, brought = await receive(request.stream(), kind, into, limit=uploads.LIMIT)
        return Form({name: [value] for name, value in fields.items()}, brought)
    if kind.split(";")[0] != "application/x-www-form-urlencoded":
        return PlainTextResponse("A form only.", status_code=415)
    body = await whole_body(request, LONGEST)
    if isinstance(body, Response):
        return body
    return Form(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True))


def _answer(
    house: House,
    one: Page,
    request: Request,
    form: Form | None,
    refused: PracticelearnError | None = None,
) -> Response:
    """One page, or where its form leads; ``refused`` is why what was sent could not be taken."""
    args = {**request.query_params, **request.path_params}
    shown = None
    try:
        if "key" in request.path_params:
            shown = shown_of(house, request.path_params["key"])
            if shown is None:
                body = f"<p>{_GONE}</p><p>{link('Studies used lately', '/')}</p>"
                return HTMLResponse(page("No such study", body), status_code=404)
        visit = Visit(house, args, shown)
        if refused is not None:
            status = 413 if isinstance(refused, TooLargeError) else 422
            return _shown(one, replace(visit, problem=str(refused)), status)
        return _shown(one, visit) if form is None else _taken(one, visit, form)
    except LookupError as error:
        if not isinstance(error, NoPageError):
            raise
        return HTMLResponse(page("No such page", f"<p>{link('Back', '/')}</p>"), status_code=404)
    except (PracticelearnError, OSError) as error:
        told = page("This cannot be shown", "", problem=_said(error), study=shown)
        return HTMLResponse(told, status_code=422)
    except Exception as error:
        log.exception("the home was asked for %s", one.path)
        told = page("This cannot be shown", "", problem=_UNFORESEEN.format(type(error).__name__))
        return HTMLResponse(told, status_code=500)


def _taken(one: Page, visit: Visit, form: Form) -> Response:
    """Carry out a form; one that is older than what it changes is told."""
    assert one.take is not None
    try:
        # Nothing may change between what a form is held against and its being written.
        with locked(visit.shown.folder) if one.about and visit.shown else nullcontext():
            if one.about is not None and form["about"] != one.about(visit):
                raise OlderError(_OLDER)
            done = one.take(visit, form)
    except (PracticelearnError, OSError) as error:
        again = replace(visit, problem=_said(error), form=form)
        return _shown(one, again, 409 if isinstance(error, OlderError) else 422)
    return _response(done)


def _shown(one: Page, visit: Visit, status: int = 200) -> Response:
    return _response(one.show(visit), status)


def _response(made: Goto | str | AsItIs | Path, status: int = 200) -> Response:
    if isinstance(made, AsItIs):
        sealed = {"content-security-policy": _READERS}
        if isinstance(made.html, Path):
            return FileResponse(made.html, media_type="text/html", headers=sealed)
        return HTMLResponse(made.html, headers=sealed)
    if isinstance(made, Path):
        return FileResponse(made, filename=made.name)
    if isinstance(made, Goto):
        return RedirectResponse(made.address, status_code=303)
    return HTMLResponse(made, status_code=status)


def shown_of(house: House, key: str) -> Shown | None:
    """Return what the frame of a page says of a study; None where it is not there."""
    folder = house.folder(key)
    if folder is None:
        return None
    study = open_study(folder)
    saved = "Everything is saved." if os.access(folder, os.W_OK) else _READ_ONLY
    who = who_wrote_lately(folder)
    return Shown(key, folder, study.settings.title, state=state_of(folder), who=who, saved=saved)


def _said(error: Exception) -> str:
    return sentence(error) if isinstance(error, OSError) else str(error)
