"""The facilitator's page: drawn from the room, sent again only where it differs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Final

from nicegui import background_tasks, ui

from simulation.errors import InputError
from simulation.workshop.page import charts, panels
from simulation.workshop.page.acts import ACTS, MOVES
from simulation.workshop.page.html import button, paragraphs

if TYPE_CHECKING:
    from simulation.workshop.page.table import Table
    from simulation.workshop.twins import Twins
    from simulation.workshop.why import Why

__all__ = ["Facilitator"]

_REGIONS: Final = ("toolbar", "refusal", "levers", "said", "charts", "strip", "panel", "sheet", "status")
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
        self.replaying = False
        self.beside = False
        self._sure_until = 0.0
        self._why: tuple[int, Why] | None = None
        self._measuring = False
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
        self.refusal, self.replaying = "", False
        try:
            await self._do(act, said)
        except InputError as error:
            self.refusal = str(error)
            self.table.show()

    async def _do(self, act: str, said: Mapping[str, Any]) -> None:
        if act == "reset" and time.monotonic() > self._sure_until:
            self._sure_until = time.monotonic() + _SURE
        elif act in ACTS:
            self._sure_until = 0.0
            ACTS[act](self.table, said)
            self.beside = act == "compare" or (self.beside and act not in MOVES)
            if act in MOVES:
                self.table.look()
                return
        elif act in ("why", "twins"):
            background_tasks.create(self._measure(act, said), name=act)
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
            self.table.chart = name
        elif act == "card":
            self.sheet = f"card {said.get('lever')}"
        elif act == "sheet" and name in ("keys", "trust"):
            self.sheet = name
        elif act == "close":
            self.sheet = ""
        elif act == "replay" and self.room.state.node.parent is not None:
            self.room.session.do("replay", node=self.room.state.current)
            self.replaying = True

    async def _measure(self, act: str, said: Mapping[str, Any]) -> None:
        """Long work, in the workers; whatever moves meanwhile goes first."""
        node = self.room.state.current
        self._measuring = True
        try:
            if act == "twins":
                run = str(said.get("run", ""))
                self._twins = node, await self.room.twins(int(run) if run.isdigit() and len(run) < 6 else -1)
            else:
                async for found in self.room.why(node):
                    self._why = node, found
                    self.show()
        except InputError as error:
            self.refusal = str(error)
        finally:
            self._measuring = False
            self.show()

    # --- regions -----------------------------------------------------------------------------------

    def _toolbar(self) -> str:
        question = self.room.bench.base.question or self.room.bench.catalogue.question
        sure = time.monotonic() < self._sure_until
        return f"<h1>{escape(question)}</h1><div class='tools'>{panels.toolbar(self.room, sure)}</div>"

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
        now = charts.drawn(room, picture, "dots") + charts.drawn(room, picture, self.chart)
        parent = room.state.node.parent
        if not self.replaying or parent is None or (old := room.picture(parent)) is None:
            return now
        was = charts.drawn(room, old, "dots", parent) + charts.drawn(room, old, self.chart, parent)
        title = escape(room.state.nodes[parent].title or "Baseline")
        return f'<div class="replay"><div class="new pair">{now}</div><div class="old pair" aria-label="before: {title}">{was}</div></div>'

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
        moved = "".join(
            f"<li>{escape(each.label)}: {escape(each.said)}</li>" for each in picture.changes if each.held
        )
        head = f"<h3>What changed</h3><ol>{moved or '<li>Nothing that can be told from chance.</li>'}</ol>"
        return head + panels.why_lines(why, self._measuring) + panels.twin_months(twin, picture.lines.runs)

    def _panel_tree(self) -> str:
        return panels.tree(self.room)

    def _panel_notes(self) -> str:
        return panels.notes(self.room)

    def _panel_more(self) -> str:
        picture = self.room.picture()
        table = charts.table(picture) if picture else ""
        return (
            table + panels.which_next(self.room.drivers(), self.room.bench.catalogue) + panels.yaml(self.room)
        )

    def _sheet(self) -> str:
        if not self.sheet:
            return ""
        kind, _, lever = self.sheet.partition(" ")
        body = {"keys": panels.key_card, "trust": panels.trust}.get(
            kind, lambda: panels.card(self.room, lever)
        )()
        return f'<dialog id="dialog">{body}{button("Close", "close", style="go")}</dialog>'

    def _status(self) -> str:
        """Announced politely, once, when a picture is final."""
        picture = self.room.picture()
        final = picture is not None and not picture.provisional
        return f'<p class="unseen" role="status">{escape(picture.sentence) if picture and final else ""}</p>'
