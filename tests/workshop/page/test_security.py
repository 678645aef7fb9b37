"""Strangers, other sites, other sessions and hostile text do nothing."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsing import Server, begin

HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server for every machine, and its token."""
    running = Server(tmp_path_factory.mktemp("open"), "--host", "0.0.0.0")
    running.start()
    assert running.process.stdout is not None
    printed = running.process.stdout.readline() + running.process.stdout.readline()
    yield running, printed.rsplit(": ", 1)[1].strip()
    running.kill()


def refused(server: Server, path: str, **headers: str) -> int:
    try:
        return int(server.get(path, **headers).status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/s/abcdefabcdef",
        "/workshop-assets/workshop.js",
        "/_nicegui_ws/socket.io/?EIO=4&transport=polling",
    ],
)
def test_beyond_the_machine_nothing_answers_without_the_token(
    open_server: tuple[Server, str], path: str
) -> None:
    server, token = open_server
    assert refused(server, path) == 401
    assert refused(server, path, Cookie="crossroads_token=wrong") == 401
    assert refused(server, path, Cookie=f"crossroads_token={token}") in (200, 400)


def shaken(server: Server, *headers: str) -> str:
    """The first line of the answer to a web socket's handshake."""
    asked = [
        "GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *headers,
    ]
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as opened:
        opened.sendall(("\r\n".join(asked) + "\r\n\r\n").encode())
        return opened.recv(4096).decode("latin-1").splitlines()[0]


def test_a_web_socket_without_the_token_or_from_another_site_is_closed(
    open_server: tuple[Server, str],
) -> None:
    server, token = open_server
    own = f"Origin: http://127.0.0.1:{server.port}"
    cookie = f"Cookie: crossroads_token={token}"
    assert " 403 " in shaken(server, own)
    assert " 403 " in shaken(server, own, "Cookie: crossroads_token=wrong")
    assert " 403 " in shaken(server, "Origin: http://evil.example", cookie)
    assert " 101 " in shaken(server, own, cookie)


@pytest.mark.parametrize("path", ["/", "/s/abcdefabcdef", "/s/abcdefabcdef/bundle/inside"])
def test_an_upload_finds_no_taker(server: Server, path: str) -> None:
    """Nothing takes a file: what is sent is answered without being read."""
    asked = urllib.request.Request(server.url + path, data=b"x" * 3_000_000, method="POST")
    try:
        answer = urllib.request.urlopen(asked, timeout=60).status
    except urllib.error.HTTPError as error:
        answer = error.code
    except (ConnectionError, urllib.error.URLError):
        return
    assert answer in (404, 405)


def test_the_token_opens_the_page_and_leaves_the_address(
    browser: Any, open_server: tuple[Server, str]
) -> None:
    server, token = open_server
    page = browser.new_page()
    page.goto(server.url)
    assert page.locator("#new").count() == 0
    page.fill("input[name=token]", token)
    page.click("button")
    page.wait_for_selector("#new")
    assert "token" not in page.url
    page.close()


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}]
)
def test_another_site_in_the_same_browser_is_turned_away(server: Server, headers: dict[str, str]) -> None:
    assert refused(server, "/", **headers) == 403
    assert refused(server, "/_nicegui_ws/socket.io/?EIO=4&transport=polling", **headers) == 403


@pytest.mark.parametrize(
    "name", ["..%2f..%2fetc%2fpasswd", "....", "%00", "a" * 5000, "runs", "ABCDEFABCDEF"]
)
def test_a_path_that_climbs_finds_nothing(server: Server, name: str) -> None:
    assert refused(server, f"/s/{name}/bundle/inside") in (400, 404)
    assert refused(server, f"/workshop-assets/{name}") in (400, 404)


def test_hostile_text_is_shown_as_text(page: Any, server: Server) -> None:
    page.fill("#asked_by", HOSTILE[:60])
    page.fill("#why", HOSTILE)
    page.click("#panel-notes")
    page.fill("#note-text", HOSTILE)
    page.click("#note")
    page.wait_for_selector(".notes li")
    assert HOSTILE in page.inner_text(".notes")
    assert page.locator(".notes img, .notes script").count() == 0
    assert page.title() != "taken"


@pytest.mark.parametrize(
    "text",
    [
        "lens: !!python/object/apply:os.system ['true']",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
        "assume: {no_such_parameter: 1}",
        HOSTILE,
        "start: 2014-06",
        "[" * 4000,
    ],
)
def test_hostile_settings_are_refused_and_change_nothing(page: Any, server: Server, text: str) -> None:
    name = page.url.rsplit("/", 1)[1]
    page.click("#panel-more")
    page.fill("#yaml", text)
    page.click("#settings")
    page.wait_for_selector(".refusal p")
    record = (server.folder / f"{name}.jsonl").read_text()
    assert [line for line in map(json.loads, record.splitlines()) if line["kind"] == "move"] == []
    assert page.title() != "taken"


@pytest.mark.parametrize(
    "said",
    [
        {"act": "lever", "lever": "../israel", "position": "striking"},
        {"act": "go", "node": "99"},
        {"act": "go", "node": "-1"},
        {"act": "inject", "event": "protest_wave", "month": "2025-13"},
        {"act": "guess", "value": "nan"},
        {"act": "reveal"},
        {"act": "note", "text": "x" * 30_000, "tag": "insight"},
        {"act": "suppose", "learn": "outcome __class__ x"},
        {"act": "__init__"},
        {"act": {"nested": []}},
        {"act": "chart", "name": "../../x"},
        {"act": "fork", "camp": "y" * 3000},
    ],
)
def test_forged_acts_change_nothing_and_leave_the_page_at_work(
    page: Any, server: Server, said: dict[str, Any]
) -> None:
    name = page.url.rsplit("/", 1)[1]
    before = (server.folder / f"{name}.jsonl").read_text()
    page.evaluate("said => emitEvent('act', said)", said)
    page.click("#panel-tree")
    page.wait_for_selector(".tree")
    assert (server.folder / f"{name}.jsonl").read_text() == before


def test_ten_sessions_do_not_see_each_other(browser: Any, server: Server) -> None:
    pages = [browser.new_context().new_page() for _ in range(10)]
    names = [begin(page, server) for page in pages]
    assert len(set(names)) == 10
    for place, page in enumerate(pages):
        page.click("#panel-notes")
        page.fill("#note-text", f"only table {place}")
        page.click("#note")
        page.wait_for_selector(".notes li")
    for place, page in enumerate(pages):
        page.reload()
        page.click("#panel-notes")
        page.wait_for_selector(".notes li")
        assert page.inner_text(".notes").count("only table") == 1
        assert f"only table {place}" in page.inner_text(".notes")
        page.context.close()
