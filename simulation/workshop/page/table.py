"""A table: one room, the pages that look at it, and the picture that is being played for them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from simulation.errors import CrossroadsError
from simulation.workshop.building import Bench
from simulation.workshop.engine import LOOKS, Engine
from simulation.workshop.overlays import Overlay
from simulation.workshop.page.charts import marks
from simulation.workshop.page.waiting import Work
from simulation.workshop.records import session_path, sessions
from simulation.workshop.room import Room
from simulation.workshop.store import Store

if TYPE_CHECKING:
    from simulation.workshop.pictures import Picture

__all__ = ["Hall", "Table"]

SEED: Final = 2025


class Table:
    """Pages of one session show the same; each move cancels the wait for the picture before it."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.name = room.session.log.path.stem
        self.watchers: list[Callable[[], None]] = []
        self.chart = "axis_verdict"
        self.replaying = False
        self.spot = ""
        self.trouble = ""
        self.work: Work | None = None
        self.asked_at = 0.0
        self._pace: float | None = None
        self._waiting: asyncio.Task[None] | None = None
        self._noted: set[tuple[int, int]] = set()

    def show(self) -> None:
        """Draw every page again."""
        for watcher in list(self.watchers):
            watcher()

    def spotlight(self) -> None:
        """On to the next mark that the projector shows, at last to none."""
        picture = self.room.picture()
        names = [] if picture is None else marks(picture, self.chart)
        at = names.index(self.spot) + 1 if self.spot in names else 0
        self.spot = names[at] if at < len(names) else ""

    def look(self) -> None:
        """Wait for the picture of the scenario on the table, and give up waiting for any other."""
        if self._waiting is not None:
            self._waiting.cancel()
        self.asked_at = time.perf_counter()
        self.trouble, self.spot, self.replaying = "", "", False
        known = self.room.picture()
        whole = known is not None and not known.provisional
        self.work = None if whole else Work("Pairs of futures", LOOKS[-1], pace=self._pace)
        self.show()
        self._waiting = asyncio.create_task(self._look())

    async def _look(self) -> None:
        try:
            await self._follow(self.room.state.current)
        except CrossroadsError as error:
            self.trouble = str(error)
        self.work = None
        self.show()
        self.room.prepare()

    async def _follow(self, node: int) -> None:
        """Show every look at a scenario as it comes."""
        pictures = cast("AsyncGenerator[Picture, None]", self.room.pictures(node))
        async with aclosing(pictures) as looks:
            async for picture in looks:
                self._progress(picture)
                self.show()
                self._note(node, picture)

    def _progress(self, picture: Picture) -> None:
        if self.work is None:
            return
        self.work.done = min(picture.runs, LOOKS[-1])
        if picture.provisional:
            return
        self._pace = (time.monotonic() - self.work.begun) / LOOKS[-1]
        self.work = None

    def _note(self, node: int, picture: Picture) -> None:
        """Write down what the room saw, once for each look."""
        if (node, picture.runs) in self._noted or self.room.state.closed:
            return
        self._noted.add((node, picture.runs))
        self.room.note_result(picture, time.perf_counter() - self.asked_at, ["dots", "shares"])


class Hall:
    """All tables of a server: one bench, one engine, a folder with records."""

    def __init__(self, folder: Path, file: str | None = None) -> None:
        self.folder = folder
        self.bench = Bench.default() if file is None else Bench.of_file(file)
        self.engine = Engine(SEED, store=Store(folder / "runs"))
        self._tables: dict[str, Table] = {}

    async def open(self) -> None:
        """Play the baseline and wake every worker, behind the page that is up already."""
        async for _ in self.engine.looks(self.bench.scenario(Overlay())):
            pass
        await self.engine.warm()

    def new(self, objective: str = "") -> Table:
        """A table with a new session."""
        room = Room(session_path(self.folder), self.bench, self.engine, objective=objective[:300])
        return self._keep(Table(room))

    def table(self, name: str) -> Table:
        """The table of a session, read back from its record if need be. Raises InputError."""
        if name not in self._tables:
            return self._keep(Table(Room(session_path(self.folder, name), self.bench, self.engine)))
        return self._tables[name]

    def names(self) -> list[str]:
        """Sessions with a record, the last one first."""
        return sessions(self.folder)

    def _keep(self, table: Table) -> Table:
        self._tables[table.name] = table
        return table
