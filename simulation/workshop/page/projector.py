"""The projector's page: at most two charts and one sentence, in letters for the back row."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from nicegui import background_tasks, ui

from simulation.workshop.page import charts

if TYPE_CHECKING:
    from simulation.workshop.page.table import Table
    from simulation.workshop.pictures import Picture

__all__ = ["Projector"]


class Projector:
    """One open projector page. While the session is frozen it keeps what it shows, through a reload too.

    With `only` it is a window torn off for one chart.
    """

    def __init__(self, table: Table, only: str = "") -> None:
        self.table = table
        self.room = table.room
        self.only = only
        self.test = False
        self._sent = ""
        with ui.element("main").classes("projector"):
            self._whole = ui.html("", sanitize=False).classes("region slide")
        ui.on("act", self._act)
        table.watchers.append(self.show)
        ui.context.client.on_delete(lambda: table.watchers.remove(self.show))
        self.show()
        background_tasks.create(self._look(), name="look")

    async def _look(self) -> None:
        if self.room.picture() is None and not self.room.state.veiled:
            self.table.look()

    async def _act(self, event: Any) -> None:
        said = event.args if isinstance(event.args, dict) else {}
        if said.get("act") == "test":
            self.test = not self.test
            self._sent = ""
            self.show()
        elif said.get("act") == "spot":
            self.table.spotlight()
            self.table.show()

    def show(self) -> None:
        """Send the slide if it differs, unless the projector is frozen and shows one already."""
        if self.room.state.frozen and self._sent and not self.test:
            return
        html = _test_card() if self.test else self._slide()
        if html != self._sent:
            self._sent = html
            self._whole.set_content(html)

    def _node(self) -> int:
        """The scenario on the table, or the one that was on it when the projector was frozen."""
        state = self.room.state
        if not state.frozen:
            return state.current
        frozen = [line.said.get("node") for line in self.room.session.log.lines if line.kind == "freeze"]
        return frozen[-1] if isinstance(frozen[-1], int) else state.current

    def _slide(self) -> str:
        node, state = self._node(), self.room.state
        asked = state.questions.get(node)
        if asked is not None and not asked.revealed:
            return (
                f'<p class="say">{escape(state.nodes[node].title)}</p><p class="headline">Guess</p>'
                f'<p class="say">{escape(asked.text)}</p>'
            )
        picture = self.room.picture(node)
        if picture is None:
            return '<p class="say">Playing the first futures …</p><p class="stamp"></p>'
        tag = '<span class="tag">provisional</span> ' if picture.provisional else ""
        big = "" if self.only else charts.headline(picture)
        return (
            f"{_spotlight(self.table.spot)}"
            f'<p class="say" data-mark="say">{tag}{escape(picture.sentence)}</p>'
            f"{f'<p class=headline data-mark=headline>{escape(big)}</p>' if big else ''}"
            f"{self._charts(picture, node)}"
            f'<p class="stamp">{charts.dead(picture)} {charts.stamp(self.room, picture, node)}</p>'
        )

    def _charts(self, picture: Picture, node: int) -> str:
        if self.only:
            return f'<div class="pair single">{charts.drawn(self.room, picture, self.only, node)}</div>'
        chart = self.table.chart
        now = charts.drawn(self.room, picture, "dots", node) + charts.drawn(self.room, picture, chart, node)
        if self.table.replaying:
            return charts.replayed(self.room, chart, now, node)
        return f'<div class="pair">{now}</div>'


def _spotlight(mark: str) -> str:
    """One mark as it is, and everything else dim."""
    if not mark:
        return ""
    name = escape(mark)
    return (
        "<style>.slide [data-mark], .slide figcaption, .slide .stamp { opacity: 0.12; } "
        f'.slide [data-mark="{name}"], .slide [data-mark="{name}"] figcaption {{ opacity: 1; }}</style>'
    )


def _test_card() -> str:
    """Smallest text, palette, hatches, an Arabic sample, and black against white."""
    colours = (("scenario", "blue"), ("third", "vermillion"), ("baseline", "grey"), ("text", "ink"))
    patches = "".join(
        f'<figure><span class="patch" style="background:var(--{name})"></span><figcaption>{words}</figcaption>'
        "</figure>"
        for words, name in colours
    )
    hatches = "".join(
        f'<figure><span class="patch {name}"></span><figcaption>{words}</figcaption></figure>'
        for words, name in (("suppose", "learnt"), ("can be luck", "luck"))
    )
    greys = "".join(
        f'<span class="ramp" style="background:rgb({each} {each} {each})"></span>'
        for each in (0, 36, 73, 109, 146, 182, 219, 255)
    )
    return (
        '<p class="headline">Test card 0123</p>'
        '<p class="say">Read this aloud from the back row: hedging, 31 in 100.</p>'
        f'<div class="patches">{patches}{hatches}</div>'
        f'<div class="ramps" role="img" aria-label="eight steps from black to white">{greys}</div>'
        '<p class="say">Eight steps from black to white? <span lang="ar" dir="rtl">العراق: ٣١ من ١٠٠</span></p>'
        '<p class="stamp">This is the smallest text: il1 O0 5S 8B. Key C brings the session back, D a dark or light screen.</p>'
    )
