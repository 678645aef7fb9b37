"""A real server in a process of its own, and what a room does on its page: for tests with a browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WAIT = 90_000  # milliseconds: the machine may be busy


class Server:
    """`crossroads workshop` as a room starts it; it can be killed and started again."""

    def __init__(self, folder: Path, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.options = options
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = ""

    def start(self, wait: bool = True) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "simulation.cli", "workshop", "--port", str(self.port)]
        command += ["--sessions", str(self.folder), *self.options]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=_plain(),
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while wait and time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.1)

    def kill(self) -> None:
        """As when the power fails."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def get(self, path: str, **headers: str) -> Any:
        """A request without a browser."""
        return urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers), timeout=60)


def _plain() -> dict[str, str]:
    """The environment without pytest's mark, at which NiceGUI would serve nothing."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}


def begin(page: Any, server: Server) -> str:
    """Begin a session in a page and wait for the baseline; return the session's name."""
    page.set_default_timeout(WAIT)
    page.goto(server.url)
    page.click("#new")
    page.wait_for_url("**/s/*")
    final(page)
    return str(page.url.rsplit("/", 1)[1])


def final(page: Any) -> None:
    """Wait until the picture on the table is final."""
    page.wait_for_selector("#sentence[data-runs='1000']")


def press(page: Any, selector: str) -> None:
    """Press what brings another picture, and wait until that is final."""
    before = page.get_attribute("#sentence", "data-digest")
    page.click(selector)
    page.wait_for_function(
        "before => { const said = document.getElementById('sentence');"
        " return said && said.dataset.runs === '1000' && said.dataset.digest !== before; }",
        arg=before,
    )
