"""The server: its pages and its guard. It listens first and loads the model behind, in a thread.

Modules that load the model are imported inside the functions that need them, so that the page is up at once.
"""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi.responses import FileResponse, RedirectResponse, Response
from nicegui import app, background_tasks, ui

from simulation.errors import InputError
from simulation.scenario import load
from simulation.workshop.crew import load_ahead
from simulation.workshop.page.guard import Guard
from simulation.workshop.page.welcome import welcome

if TYPE_CHECKING:
    from simulation.workshop.page.table import Hall

__all__ = ["serve"]

_STATIC: Final = Path(__file__).parent / "static"
_HEAD: Final = (
    '<link rel="stylesheet" href="/workshop-assets/workshop.css">'
    '<script src="/workshop-assets/workshop.js" defer></script>'
)


def serve(file: str | None, host: str, port: int, folder: Path, token: str | None) -> None:
    """Serve until interrupted. Raises InputError where the port is taken or the file makes no baseline."""
    _check_free(host, port)
    load_ahead()
    if file is not None:
        load(file)
    door = Door(folder, file)
    app.add_middleware(Guard, token=token)
    app.add_static_files("/workshop-assets", _STATIC)
    _pages(door)
    app.on_startup(lambda: background_tasks.create(door.open(), name="open"))
    app.on_shutdown(door.close)
    ui.run(
        host=host, port=port, title="Crossroads workshop", reload=False, show=False,
        show_welcome_message=False, reconnect_timeout=20, favicon=_STATIC / "icon.svg", language="en-US",
    )  # fmt: skip


class Door:
    """The hall once it is open; whoever comes before waits."""

    def __init__(self, folder: Path, file: str | None) -> None:
        self._folder = folder
        self._file = file
        self._opened: asyncio.Future[Hall] | None = None

    async def hall(self) -> Hall:
        """The hall. Raises what kept it from opening."""
        if self._opened is None:
            self._opened = asyncio.ensure_future(asyncio.to_thread(self._load))
        return await asyncio.shield(self._opened)

    async def open(self) -> None:
        """Load the model, wake the workers, play the baseline."""
        await (await self.hall()).open()

    def close(self) -> None:
        """Let the workers go."""
        if self._opened is not None and self._opened.done() and self._opened.exception() is None:
            self._opened.result().engine.close()

    def _load(self) -> Hall:
        from simulation.workshop.page import facilitator, projector, table  # noqa: F401 - load them here

        return table.Hall(self._folder, self._file)


def _pages(door: Door) -> None:
    @ui.page("/")
    def start() -> None:
        ui.add_head_html(_HEAD)
        welcome(door.hall)

    @ui.page("/s/{name}", response_timeout=60)
    async def session(name: str, view: str = "", chart: str = "") -> Response | None:
        hall = await door.hall()
        from simulation.workshop.page.charts import CHARTS
        from simulation.workshop.page.facilitator import Facilitator
        from simulation.workshop.page.projector import Projector

        try:
            table = hall.table(name)
        except InputError:
            return RedirectResponse("/", status_code=303)
        ui.add_head_html(_HEAD)
        if view == "projector":
            Projector(table, chart if chart in ("dots", *CHARTS) else "")
        else:
            Facilitator(table)
        return None

    @app.get("/s/{name}/bundle/{variant}")
    async def bundle(name: str, variant: str) -> Response:
        return await _bundle(await door.hall(), name, variant)


async def _bundle(hall: Hall, name: str, variant: str) -> Response:
    """The session's bundle; its name is the session's, so nothing typed becomes a path."""
    from simulation.workshop.bundle import export

    if variant not in ("inside", "outside"):
        return Response("There is no such export.", status_code=404)
    try:
        table = hall.table(name)
        hall.folder.mkdir(parents=True, exist_ok=True)
        path = hall.folder / f"{table.name}-{variant}.zip"
        await export(table.room, path, outside=variant == "outside")
    except InputError as error:
        return Response(str(error), status_code=404)
    return FileResponse(await asyncio.to_thread(path.resolve), filename=f"session_{path.name}")


def _check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise InputError(f"cannot listen on {host}, port {port}: {error.strerror}; try --port") from None
