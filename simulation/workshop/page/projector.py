"""The projector's page: at most two charts and one sentence, in letters for the back row."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from nicegui import background_tasks, ui

from simulation.plots.style import BLUE, GREY, INK, VERMILLION
from simulation.workshop.page import charts

if TYPE_CHECKING:
    from simulation.workshop.page.table import Table

__all__ = ["Projector"]


class Projector:
    """One open projector page. While the session is frozen it keeps what it shows, through a reload too."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.room = table.room
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
            return f'<p class="say">{escape(asked.text)}</p><p class="headline">Guess</p><p class="stamp">{escape(state.nodes[node].title)}</p>'
        picture = self.room.picture(node)
        if picture is None:
            return '<p class="say">Playing the first futures …</p><p class="stamp"></p>'
        tag = '<span class="tag">provisional</span> ' if picture.provisional else ""
        big = charts.headline(picture)
        return (
            f'<p class="say">{tag}{escape(picture.sentence)}</p>'
            f"{f'<p class=headline>{escape(big)}</p>' if big else ''}"
            f'<div class="pair">{charts.drawn(self.room, picture, "dots", node)}{charts.drawn(self.room, picture, self.table.chart, node)}</div>'
            f'<p class="stamp">{charts.dead(picture)} {charts.stamp(self.room, picture, node)}</p>'
        )


def _test_card() -> str:
    """Smallest text, palette, hatches, an Arabic sample, and black against white."""
    patches = "".join(
        f'<span class="patch" style="background:{colour}"></span>' for colour in (BLUE, VERMILLION, GREY, INK)
    )
    return (
        '<p class="headline">Test card 0123</p><p class="say">Read this line aloud from the back row: hedging, 31 in 100.</p>'
        f'<div class="patches">{patches}<span class="patch learnt"></span><span class="patch luck"></span></div>'
        '<p class="say" lang="ar" dir="rtl">العراق: ٣١ من ١٠٠</p>'
        '<p class="say"><span style="background:#000;color:#fff;padding:0 1ch">white on black</span> '
        '<span style="background:#fff;color:#595959">grey on white</span></p>'
        '<p class="stamp">The stamp is the smallest text. Key C brings the session back.</p>'
    )
