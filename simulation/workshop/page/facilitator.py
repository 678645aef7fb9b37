"""The facilitator's page: drawn from the room, sent again only where it differs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any, Final

from nicegui import background_tasks, ui

from simulation.errors import InputError
from simulation.workshop.page import charts, explain, panels
from simulation.workshop.page.acts import ACTS, MOVES
from simulation.workshop.page.html import button, paragraphs
from simulation.workshop.page.waiting import Work

if TYPE_CHECKING:
    from simulation.workshop.page.table import Table
    from simulation.workshop.twins import Twins
    from simulation.workshop.why import Why

__all__ = ["Facilitator"]

_REGIONS: Final = (
    "toolbar",
    "refusal",
    "levers",
    "said",
    "charts",
    "strip",
    "panel",
    "sheet",
    "queue",
    "status",
)
_LONG: Final = ("why", "twins", "more")
_SURE: Final = 4.0  # seconds in which the second press resets


class Facilitator:
    """One open page of a table. What is open on it is its own; everything else is the table's."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.room = table.room
        self.chart = "axis_verdict"
        self.panel = "guess"
        self.sheet = ""
        self.refusal = ""
        self.beside = False
        self._sure_until = 0.0
        self._why: tuple[int, Why] | None = None
        self._work: dict[str, Work] = {}
        self._took: dict[str, float] = {}
        self._picked: int | None = None
        self._twins: tuple[int, Twins] | None = None
        self._sent: dict[str, str] = {}
        self._build()

    # --- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        with ui.element("main").classes("desk"):
            self._regions = {name: ui.html("", sanitize=False).classes(f"region {name}") for name in _REGIONS}
        ui.on("act", self._act)
        self.table.watchers.append(self.show)
        ui.context.client.on_delete(lambda: self.table.watchers.remove(self.show))
        self.show()
        background_tasks.create(self._look(), name="look")

    async def _look(self) -> None:
        self.table.look()

    def show(self) -> None:
        """Send what differs from what was sent."""
        for name, region in self._regions.items():
            html = getattr(self, f"_{name}")()
            if self._sent.get(name) != html:
                self._sent[name] = html
                region.set_content(html)

    # --- acting ------------------------------------------------------------------------------------

    async def _act(self, event: Any) -> None:
        said: Mapping[str, Any] = event.args if isinstance(event.args, dict) else {}
        act = str(said.get("act", ""))
        self.refusal = ""
        try:
            await self._do(act, said)
        except InputError as error:
            self.refusal = str(error)
            self.table.show()

    async def _do(self, act: str, said: Mapping[str, Any]) -> None:
        if act == "preview":
            self._preview(said)
            return
        if act == "reset" and said.get("held") != "yes" and time.monotonic() > self._sure_until:
            self._sure_until = time.monotonic() + _SURE
        elif act in ACTS:
            self._sure_until, self.table.replaying = 0.0, False
            ACTS[act](self.table, said)
            self.beside = act == "compare" or (self.beside and act not in MOVES)
            if act in MOVES:
                self._picked = None
                self.table.look()
                return
        elif act in _LONG and act not in self._work:
            background_tasks.create(self._long(act, said), name=act)
        else:
            self._own(act, said)
        self.table.show()

    def _own(self, act: str, said: Mapping[str, Any]) -> None:
        """What changes this page only."""
        name = str(said.get("name", ""))
        if act == "panel" and name in panels.PANELS:
            self.panel = name
        elif act == "chart" and name in charts.CHARTS:
            self.chart, self.beside = name, False
            self.table.chart, self.table.spot, self.table.replaying = name, "", False
        elif act == "card":
            self.sheet = f"card {said.get('lever')}"
        elif act == "sheet" and name in ("keys", "trust"):
            self.sheet = name
        elif act == "close":
            self.sheet = ""

    def _preview(self, said: Mapping[str, Any]) -> None:
        """Somebody points at a position: its first look can be played while they speak."""
        lever, position = str(said.get("lever", "")), str(said.get("position", ""))
        with suppress(InputError):
            self.room.preview(lever, position)

    async def _long(self, act: str, said: Mapping[str, Any]) -> None:
        """Long work, in the workers; whatever moves meanwhile goes first."""
        node = self.room.state.current
        try:
            await getattr(self, f"_long_{act}")(node, said)
        except InputError as error:
            self.refusal = str(error)
        finally:
            done = self._work.pop(act, None)
            if done is not None:
                self._took[act] = (time.monotonic() - done.begun) / done.of
            self.show()

    def _begin(self, act: str, title: str, of: int) -> Work:
        self._work[act] = Work(title, of, pace=self._took.get(act))
        self.show()
        return self._work[act]

    async def _long_twins(self, node: int, said: Mapping[str, Any]) -> None:
        run = str(said.get("run", ""))
        number = int(run) if run.isascii() and run.isdigit() and len(run) < 6 else -1
        self._picked, self.panel = number, "why"
        self._begin("twins", "A future and its twin", 1)
        self._twins = node, await self.room.twins(number, node)

    async def _long_why(self, node: int, said: Mapping[str, Any]) -> None:
        outcome, category = str(said.get("outcome", "")), str(said.get("category", "")) or None
        work = self._begin("why", "Measuring why", 1)
        async for found in self.room.why(node, outcome, category):
            self._why = node, found
            work.of, work.done = max(1, found.planned), found.tried
            self.show()

    async def _long_more(self, node: int, _: Mapping[str, Any]) -> None:
        """More futures of the scenario on the table, and what is supposed over all of them."""
        work = self._begin("more", "More futures", charts.ENOUGH)
        for runs in range(1000, charts.ENOUGH + 1, 1000):
            await self.room.more_runs(runs, node)
            work.done = runs
            self.show()
        if self.room.state.current == node and self.room.state.suppose:
            self.room.suppose(self.room.state.suppose)
            self.table.show()

    # --- regions -----------------------------------------------------------------------------------

    def _toolbar(self) -> str:
        question = self.room.bench.base.question or self.room.bench.catalogue.question
        sure = time.monotonic() < self._sure_until
        return f"<h1>{escape(question)}</h1>{panels.clock(self.room)}<div class='tools'>{panels.toolbar(self.room, sure, self.table.spot)}</div>"

    def _refusal(self) -> str:
        said = self.refusal or self.table.trouble
        return f'<div class="refusal" role="alert">{paragraphs(said)}</div>' if said else ""

    def _levers(self) -> str:
        return panels.levers(self.room)

    def _said(self) -> str:
        picture = self.room.picture()
        if self.room.state.veiled:
            return '<p class="sentence" id="sentence">Covered until the guesses are revealed.</p>'
        if picture is None:
            return '<p class="sentence" id="sentence">Playing …</p>'
        tag = '<span class="tag">provisional</span> ' if picture.provisional else ""
        return f'<p class="sentence" id="sentence" data-runs="{picture.runs}" data-digest="{picture.digest}">{tag}{escape(picture.sentence)}</p>'

    def _charts(self) -> str:
        tabs = "".join(
            button(words, "chart", name=name, pressed=self.chart == name and not self.beside, style="small")
            for name, words in charts.CHARTS.items()
        )
        return f'<div class="tabs">{tabs}</div><div class="pair">{self._pair()}</div>{self._foot()}'

    def _foot(self) -> str:
        picture = self.room.picture()
        dead = f'<p class="dead" id="dead">{charts.dead(picture)}</p>' if picture else ""
        return f'{dead}<p class="stamp">{charts.stamp(self.room, picture)}</p>'

    def _pair(self) -> str:
        room, picture = self.room, self.room.picture()
        if room.state.veiled:
            return '<p class="cover">Guess, lock, reveal.</p>'
        if picture is None:
            return '<p class="cover">The first futures are being played.</p>'
        if self.beside and room.state.compared:
            return charts.beside(room) + charts.drawn(room, picture, self.chart)
        now = charts.drawn(room, picture, "dots", picked=self._picked) + charts.drawn(
            room, picture, self.chart
        )
        return charts.replayed(room, self.chart, now) if self.table.replaying else now

    def _strip(self) -> str:
        return panels.strip(self.room)

    def _panel(self) -> str:
        tabs = "".join(
            button(words, "panel", name=name, pressed=self.panel == name, style="small")
            for name, words in panels.PANELS.items()
        )
        return (
            f'<div class="tabs">{tabs}</div><div class="body">{getattr(self, f"_panel_{self.panel}")()}</div>'
        )

    def _panel_guess(self) -> str:
        return panels.guess(self.room)

    def _panel_suppose(self) -> str:
        return panels.suppose(self.room)

    def _panel_why(self) -> str:
        node, picture = self.room.state.current, self.room.picture()
        why = self._why[1] if self._why and self._why[0] == node else None
        twin = self._twins[1] if self._twins and self._twins[0] == node else None
        if picture is None:
            return "<p>There is no picture yet.</p>"
        measuring = "why" in self._work
        told = explain.twin_months(twin, picture.lines.runs)
        reasons = explain.moved(picture, measuring) + explain.why_lines(why, measuring)
        return told + reasons if self._picked is not None else reasons + told

    def _panel_tree(self) -> str:
        return panels.tree(self.room)

    def _panel_notes(self) -> str:
        return panels.notes(self.room)

    def _panel_more(self) -> str:
        picture = self.room.picture()
        table = charts.table(picture) if picture else ""
        return (
            table
            + explain.which_next(self.room.drivers(), self.room.bench.catalogue)
            + panels.yaml(self.room)
        )

    def _sheet(self) -> str:
        if not self.sheet:
            return ""
        kind, _, lever = self.sheet.partition(" ")
        body = {"keys": panels.key_card, "trust": panels.trust}.get(
            kind, lambda: panels.card(self.room, lever)
        )()
        return f'<dialog id="dialog">{body}{button("Close", "close", style="go")}</dialog>'

    def _queue(self) -> str:
        """What is being played, and how long it takes yet."""
        work = [*([self.table.work] if self.table.work else []), *self._work.values()]
        rows = "".join(f"<span>{escape(each.said())}</span>" for each in work)
        return f'<p class="queue" id="queue">{rows}</p>' if rows else ""

    def _status(self) -> str:
        """Announced politely, once, when a picture is final."""
        picture = self.room.picture()
        final = picture is not None and not picture.provisional
        return f'<p class="unseen" role="status">{escape(picture.sentence) if picture and final else ""}</p>'
