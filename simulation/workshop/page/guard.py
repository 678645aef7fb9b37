"""Who may talk to the server: this machine's own page, or whoever has the facilitator's token."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from starlette.responses import HTMLResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Guard", "loopback", "new_token"]

_COOKIE: Final = "crossroads_token"
_LONGEST_TOKEN: Final = 200
_ENTRY: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Crossroads workshop</title>
<body style="font:1.2rem system-ui;max-width:32rem;margin:4rem auto"><h1>Crossroads workshop</h1>
<form method="get" action="/"><label>The facilitator's token, as the terminal shows it
<input name="token" type="password" autofocus style="font:inherit;width:100%;min-height:44px"></label>
<button style="font:inherit;min-height:44px;margin-top:1rem">Enter</button></form></body></html>"""


def loopback(host: str) -> bool:
    """Does a host name this machine and nothing else?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def new_token() -> str:
    """A token that cannot be guessed; a new one at each start."""
    return secrets.token_urlsafe(18)


class Guard:
    """Stands before the whole application, web sockets included.

    With a token, nothing answers without it. Without one the server listens on loopback only, and a request
    has to name this machine and come from its own page: a site open in the same browser can neither read
    nor steer a session.
    """

    def __init__(self, app: ASGIApp, token: str | None = None) -> None:
        self.app = app
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is allowed; answer or close what is not."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if self._sound(headers) and (self.token is None or self._known(headers)):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._turned_away(scope)(scope, receive, send)

    def _sound(self, headers: Mapping[str, str]) -> bool:
        """Own host, own origin."""
        host = headers.get("host", "")
        origin = headers.get("origin")
        own = origin is None or urlsplit(origin).netloc == host
        return own and (self.token is not None or loopback(urlsplit(f"//{host}").hostname or ""))

    def _known(self, headers: Mapping[str, str]) -> bool:
        pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
        return any(name == _COOKIE and self._matches(value) for name, _, value in pairs)

    def _matches(self, given: str) -> bool:
        known = (self.token or "").encode()
        return len(given) <= _LONGEST_TOKEN and hmac.compare_digest(given.encode(), known)

    def _turned_away(self, scope: Scope) -> Response:
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        if self.token is not None and self._matches(given):
            answer = RedirectResponse("/", status_code=303)
            answer.set_cookie(_COOKIE, self.token, httponly=True, samesite="strict")
            return answer
        if self.token is None:
            return Response("This page answers to this machine only.", status_code=403)
        return HTMLResponse(_ENTRY, status_code=401, headers={"Cache-Control": "no-store"})
