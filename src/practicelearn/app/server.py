"""The coding page in a browser: a server for one person, on this computer only.

Bound to 127.0.0.1; a random token each run; Host and Origin held against the address; nothing is
stored by the browser and nothing is loaded from anywhere else.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import socket
import webbrowser
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from practicelearn.app.desk import Desk
from practicelearn.app.join import SCRIPT, look
from practicelearn.errors import StudyError
from practicelearn.study.folder import Study, open_study

__all__ = ["Guard", "make_app", "serve"]

LARGEST = 4_000_000
_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Coding</title>
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<link rel="stylesheet" href="coder.css"><script type="module" src="coder.js"></script></head>
<body data-practicelearn></body></html>
"""
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    b"img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"content-security-policy",
        _POLICY,
    ),
]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Guard:
    """Lets in only who holds this run's token, from this page, by this address.

    Parameters
    ----------
    app : ASGI application
    token : str
    port : int
        The port it is served on; part of the cookie's name, so that two studies open at once do
        not throw each other out.
    """

    def __init__(self, app: Any, *, token: str, port: int) -> None:
        self.app, self.token = app, token
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.cookie = f"practicelearn_{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 and nothing else to whoever does not belong here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return

        async def sealed(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        if scope["type"] != "http":
            return
        answer = self._refusal(Request(scope)) or self._entry(Request(scope))
        await (answer or self.app)(scope, receive, sealed)

    def _refusal(self, request: Request) -> Response | None:
        host, origin = request.headers.get("host", ""), request.headers.get("origin")
        allowed = host in self.hosts and (origin is None or origin == f"http://{host}")
        if request.method not in {"GET", "HEAD"}:
            allowed = allowed and origin is not None
        given = request.query_params.get("token") or request.cookies.get(self.cookie) or ""
        if allowed and secrets.compare_digest(given.encode(), self.token.encode()):
            return None
        return PlainTextResponse("Not allowed.", status_code=403)

    def _entry(self, request: Request) -> Response | None:
        """The first visit: the token moves from the address into a cookie."""
        if "token" not in request.query_params or request.method != "GET":
            return None
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self.cookie, self.token, httponly=True, samesite="strict", path="/")
        return answer


def make_app(desk: Desk, *, token: str, port: int) -> Guard:
    """Return the ASGI application of one coder's desk."""

    async def page(_: Request) -> Response:
        return Response(_PAGE, media_type="text/html; charset=utf-8")

    async def style(_: Request) -> Response:
        return Response(look(), media_type="text/css")

    async def script(_: Request) -> Response:
        return FileResponse(SCRIPT, media_type="text/javascript")

    async def ask(request: Request) -> Response:
        if request.headers.get("content-type", "").split(";")[0] != "application/json":
            return PlainTextResponse("JSON only.", status_code=415)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return PlainTextResponse("Too long.", status_code=413)
        try:
            question = json.loads(body)
            op, args = str(question["op"]), dict(question.get("args") or {})
        except (ValueError, KeyError, TypeError):
            return PlainTextResponse("Not a question.", status_code=400)
        answer = await run_in_threadpool(desk.ask, op, args)
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        return Response(text, media_type="application/json")

    routes = [
        Route("/", page),
        Route("/coder.css", style),
        Route("/coder.js", script),
        Route("/ask", ask, methods=["POST"]),
    ]
    return Guard(Starlette(routes=routes), token=token, port=port)


def serve(
    folder: str | Path,
    coder: str,
    *,
    port: int | None = None,
    open_browser: bool = True,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve the coding page until interrupted.

    Parameters
    ----------
    folder : str or Path
        The study.
    coder : str
    port : int, optional
        By default one that stays the same for the study and coder, so that a window left open
        goes on when the program is started again; another one where that is taken.
    open_browser : bool, default True
    announce : callable
        Called with the address, token included, once the page can be opened.

    Raises
    ------
    StudyError
        The folder is no study, or the port asked for is taken.
    """
    import uvicorn

    study = open_study(folder)
    desk = Desk(study, coder)
    door = _door(study, coder, port)
    number = door.getsockname()[1]
    token = secrets.token_urlsafe(24)
    address = f"http://127.0.0.1:{number}/?token={token}"
    app = make_app(desk, token=token, port=number)
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    )
    desk.ask("study")  # what takes long is read before the page is opened
    announce(address)
    if open_browser:
        webbrowser.open(address)
    server.run(sockets=[door])


def _door(study: Study, coder: str, port: int | None) -> socket.socket:
    """A socket of this computer only."""
    digest = hashlib.sha256(f"{study.path.resolve()}\x1f{coder}".encode()).digest()
    usual = 49152 + int.from_bytes(digest[:2], "big") % 16000
    for number in [port] if port else [usual, 0]:
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # there it only skips the wait after a stop; on Windows it steals
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", number))
            door.listen(64)  # the address is told before the first answer is ready
        except OSError as error:
            door.close()
            if port:
                raise StudyError(
                    f"port {port} is taken ({error.strerror}). Leave out --port, or name another."
                ) from error
        else:
            return door
    raise StudyError("no port of this computer is free.")
