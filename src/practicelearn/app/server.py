"""The coding page in a browser: a server for one person, on this computer only.

Bound to 127.0.0.1. Who opens the page shows a code that is good once, and gets a cookie for it: in
the address bar, the browser's history or a list of processes it is of no use afterwards. Host,
Origin and Sec-Fetch-Site are held against the address; nothing is stored by the browser, and
nothing is loaded from anywhere else.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from practicelearn._disk import open_private
from practicelearn.app.asking import LARGEST, NoQuestionError, question
from practicelearn.app.desk import Desk
from practicelearn.app.join import SCRIPT, look
from practicelearn.app.reception import Reception
from practicelearn.errors import StudyError
from practicelearn.study.folder import open_study

__all__ = ["Guard", "coding_routes", "door", "make_app", "run", "serve", "whole_body"]

log = logging.getLogger(__name__)

_UNFORESEEN = (
    "The program met something it did not expect ({}), and did no more. Load the page again; if it "
    "happens again, please report it."
)
_USED = """Not allowed.

This address was used already, or is of an earlier start of the program. Press Enter in the window
where the program runs: it gives a new one.
"""
_ENTER = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Coding</title>
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={0}"></head>
<body><p><a href="{0}">Open the coding page</a></p></body></html>
"""
_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Coding</title>
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<link rel="stylesheet" href="coder.css"><script type="module" src="coder.js"></script></head>
<body data-practicelearn></body></html>
"""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; media-src blob:; base-uri 'none'; form-action {}; frame-ancestors 'none'"
)
_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Guard:
    """Lets in only who holds this run's cookie, from this page, by this address.

    Parameters
    ----------
    app : ASGI application
    token : str
        The secret in the cookie. It is part of no address: what is, is :meth:`code`.
    port : int
        The port it is served on; part of the cookie's name, so that two studies open at once do
        not throw each other out.
    forms : bool, default False
        Whether pages may send forms, to this server alone. They say which page sent them, and so
        may a referrer be given to this server; it holds no code.
    """

    def __init__(self, app: Any, *, token: str, port: int, forms: bool = False) -> None:
        self.app, self.token = app, token
        policy = _POLICY.format("'self'" if forms else "'none'")
        self.headers = [
            *_HEADERS,
            (b"referrer-policy", b"same-origin" if forms else b"no-referrer"),
            (b"content-security-policy", policy.encode()),
        ]
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.cookie = f"practicelearn_{port}"
        self._code: str | None = None

    def code(self) -> str:
        """Return a code that lets in once; one that was made before it does so no more."""
        self._code = secrets.token_urlsafe(24)
        return self._code

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 and nothing else to whoever does not belong here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return

        async def sealed(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", [])
                named = {name for name, _ in own}  # a document may bring a policy of its own
                message["headers"] = [*own, *(h for h in self.headers if h[0] not in named)]
            await send(message)

        if scope["type"] != "http":
            return
        request = Request(scope)
        answer = self._from_elsewhere(request) or self._entry(request) or self._unknown(request)
        await (answer or self.app)(scope, receive, sealed)

    def _from_elsewhere(self, request: Request) -> Response | None:
        """Whoever comes by another name, or sent by another page."""
        host, origin = request.headers.get("host", ""), request.headers.get("origin")
        allowed = host in self.hosts and (origin is None or origin == f"http://{host}")
        sent_by = request.headers.get("sec-fetch-site", "none")
        if request.method not in {"GET", "HEAD"}:
            allowed = allowed and origin is not None and sent_by in {"none", "same-origin"}
        elif sent_by not in {"none", "same-origin"}:  # only a person opening the page comes so
            allowed = allowed and request.headers.get("sec-fetch-mode") == "navigate"
        return None if allowed else PlainTextResponse("Not allowed.", status_code=403)

    def _entry(self, request: Request) -> Response | None:
        """The first visit: the code in the address is exchanged for the cookie, once."""
        if "token" not in request.query_params or request.method != "GET":
            return None
        given = request.query_params["token"]
        known = self._code is not None and _same(given, self._code)
        if not known and not self._knows(request):
            return PlainTextResponse(_USED, status_code=403)
        answer: Response = RedirectResponse("/", status_code=303)
        if request.headers.get("sec-fetch-site", "none") != "none":
            # A strict cookie does not go along when a file or another page led here: the page
            # itself must ask for the next one.
            answer = HTMLResponse(_ENTER.format("/"))
        if known:
            self._code = None
            answer.set_cookie(self.cookie, self.token, httponly=True, samesite="strict", path="/")
        return answer

    def _unknown(self, request: Request) -> Response | None:
        return None if self._knows(request) else PlainTextResponse("Not allowed.", status_code=403)

    def _knows(self, request: Request) -> bool:
        return _same(request.cookies.get(self.cookie) or "", self.token)


def _same(given: str, known: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), known.encode())


async def _body(request: Request) -> bytes | Response:
    """What was sent, or the answer to what cannot be a question."""
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        return PlainTextResponse("JSON only.", status_code=415)
    return await whole_body(request, LARGEST)


async def whole_body(request: Request, most: int) -> bytes | Response:
    """Return what was sent, or the answer where it is more bytes than that."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return PlainTextResponse("Too long.", status_code=413)
    return body


def make_app(
    desk: Desk | Reception, *, token: str, port: int, end: Callable[[], None] | None = None
) -> Guard:
    """Return the ASGI application of one coder's desk, or of several.

    ``end`` is called when the page asks that the program end.
    """
    routes = coding_routes(lambda _: desk, end=end)
    return Guard(Starlette(routes=routes), token=token, port=port)


def coding_routes(
    desk_of: Callable[[Request], Desk | Reception],
    *,
    end: Callable[[], None] | None = None,
    home: str = "",
) -> list[Route]:
    """Return the addresses of the coding page, below wherever it is put.

    Parameters
    ----------
    desk_of : callable
        Whose desk a request is for.
    end : callable, optional
        Called when the page asks that the program end.
    home : str
        Where a link at its head leads; without one there is none.
    """
    body = f'data-practicelearn data-home="{home}"' if home else "data-practicelearn"

    async def page(_: Request) -> Response:
        whole = _PAGE.replace("data-practicelearn", body)
        return Response(whole, media_type="text/html; charset=utf-8")

    async def style(_: Request) -> Response:
        return Response(look(), media_type="text/css")

    async def script(_: Request) -> Response:
        return FileResponse(SCRIPT, media_type="text/javascript")

    async def ask(request: Request) -> Response:
        body = await _body(request)
        if isinstance(body, Response):
            return body
        try:
            op, args = question(body)
        except NoQuestionError as error:
            return PlainTextResponse(str(error), status_code=400)
        if op == "quit" and end is not None:
            end()
            return Response('{"ok":true}', media_type="application/json")
        try:
            answer = await run_in_threadpool(desk_of(request).ask, op, args)
        except Exception as error:
            log.exception("the page asked %s", op)
            what = _UNFORESEEN.format(type(error).__name__)
            answer = {"ok": False, "error": "refused", "what": what}
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        return Response(text, media_type="application/json")

    async def file(request: Request) -> Response:
        found = await run_in_threadpool(desk_of(request).fetch, request.path_params["ticket"])
        if found is None:
            return PlainTextResponse("This file was fetched already. Ask for it again.", 404)
        named = f'attachment; filename="{found.name}"'
        return Response(
            found.content, media_type=found.kind, headers={"Content-Disposition": named}
        )

    return [
        Route("/", page),
        Route("/coder.css", style),
        Route("/coder.js", script),
        Route("/ask", ask, methods=["POST"]),
        Route("/file/{ticket}", file),
    ]


def serve(
    folder: str | Path,
    coder: str | None = None,
    *,
    port: int | None = None,
    open_browser: bool = True,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve the coding page until interrupted, or until the page asks that it end.

    Parameters
    ----------
    folder : str or Path
        The study.
    coder : str, optional
        Without it the page asks.
    port : int, optional
        By default one that stays the same for the study and coder, so that a window left open
        goes on when the program is started again; another one where that is taken.
    open_browser : bool, default True
    announce : callable
        Called with the address once the page can be opened: it holds a code that lets in once.

    Raises
    ------
    StudyError
        The folder is no study, or the port asked for is taken.
    """
    study = open_study(folder)
    desk = Reception(study, coder)
    desk.ask("study")  # what takes long is read before the page is opened
    run(
        lambda **given: make_app(desk, **given),
        door(f"{study.path.resolve()}\x1f{coder or ''}", port),
        open_browser=open_browser,
        announce=announce,
    )


def run(
    make: Callable[..., Guard],
    entrance: socket.socket,
    *,
    open_browser: bool = True,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Run an application, made with ``token``, ``port`` and ``end``, until it is to end."""
    import uvicorn

    server: uvicorn.Server
    number = entrance.getsockname()[1]
    app = make(token=secrets.token_urlsafe(24), port=number, end=lambda: _end(server))
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    )
    # The browser is started with a file that leads it to the page: anybody may see what a program
    # is started with, and this folder is its owner's alone.
    with tempfile.TemporaryDirectory(prefix="practicelearn-", ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "open.html"

        def let_in() -> None:
            address = f"http://127.0.0.1:{number}/?token={app.code()}"
            announce(address)
            if open_browser:
                with open_private(page, "wb") as file:
                    file.write(_ENTER.format(address).encode())
                webbrowser.open(page.as_uri())

        let_in()
        threading.Thread(target=_at_each_line, args=(let_in,), daemon=True).start()
        server.run(sockets=[entrance])


def _end(server: Any) -> None:
    """Let what is being answered be answered, and stop."""
    server.should_exit = True


def _at_each_line(do: Callable[[], None]) -> None:
    """Do something whenever a person presses Enter in the terminal."""
    if sys.stdin is not None and sys.stdin.isatty():
        for _ in sys.stdin:
            do()


def door(of: str, port: int | None) -> socket.socket:
    """Return a socket of this computer only.

    Parameters
    ----------
    of : str
        Whose it is: the same words get the same port, so that a window left open goes on.
    port : int or None
        The only one that will do.

    Raises
    ------
    StudyError
        It is taken.
    """
    digest = hashlib.sha256(of.encode()).digest()
    usual = 49152 + int.from_bytes(digest[:2], "big") % 16000
    for number in [port] if port else [usual, 0]:
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # there it only skips the wait after a stop; on Windows it steals
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(("127.0.0.1", number))
            found.listen(64)  # the address is told before the first answer is ready
        except OSError as error:
            found.close()
            if port:
                raise StudyError(
                    f"port {port} is taken ({error.strerror}). Leave out --port, or name another."
                ) from error
        else:
            return found
    raise StudyError("no port of this computer is free.")
