"""The server: its pages, its guard, and what it prints when it opens."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Final

from fastapi.responses import FileResponse, RedirectResponse, Response
from nicegui import app, background_tasks, ui

from simulation.errors import InputError
from simulation.workshop.page.facilitator import Facilitator
from simulation.workshop.page.guard import Guard
from simulation.workshop.page.projector import Projector
from simulation.workshop.page.table import Hall
from simulation.workshop.page.welcome import welcome

__all__ = ["serve"]

_STATIC: Final = Path(__file__).parent / "static"
_HEAD: Final = (
    '<link rel="stylesheet" href="/workshop-assets/workshop.css">'
    '<script src="/workshop-assets/workshop.js" defer></script>'
)


def serve(file: str | None, host: str, port: int, folder: Path, token: str | None) -> None:
    """Serve until interrupted. Raises InputError where the port is taken or the file makes no baseline."""
    _check_free(host, port)
    hall = Hall(folder, file)
    app.add_middleware(Guard, token=token)
    app.add_static_files("/workshop-assets", _STATIC)
    _pages(hall)

    async def opened() -> None:
        background_tasks.create(hall.open(), name="open")

    app.on_startup(opened)
    app.on_shutdown(hall.engine.close)
    ui.run(
        host=host, port=port, title="Crossroads workshop", reload=False, show=False,
        show_welcome_message=False, reconnect_timeout=20, favicon=_STATIC / "icon.svg", language="en-US",
    )  # fmt: skip


def _pages(hall: Hall) -> None:
    @ui.page("/")
    def start() -> None:
        ui.add_head_html(_HEAD)
        welcome(hall)

    @ui.page("/s/{name}", response_timeout=10)
    def session(name: str, view: str = "") -> Response | None:
        try:
            table = hall.table(name)
        except InputError:
            return RedirectResponse("/", status_code=303)
        ui.add_head_html(_HEAD)
        (Projector if view == "projector" else Facilitator)(table)
        return None

    @app.get("/s/{name}/bundle/{variant}")
    async def bundle(name: str, variant: str) -> Response:
        return await _bundle(hall, name, variant)


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
