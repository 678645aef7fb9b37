"""Which charts stand on the table, with their titles and their stamp."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Final

from simulation import __version__
from simulation.plots.labels import CATEGORICAL, QUANTITIES, month_label
from simulation.words.futures import in_hundred, step
from simulation.workshop import drawing
from simulation.workshop.marks import BLUE, GREY
from simulation.workshop.page.html import button

if TYPE_CHECKING:
    from simulation.workshop.pictures import Picture
    from simulation.workshop.room import Room

__all__ = [
    "CHARTS", "ENOUGH", "beside", "dead", "drawn", "headline", "marks", "replayed", "stamp", "supposed", "table",
]  # fmt: skip

CHARTS: Final[Mapping[str, str]] = {
    "axis_verdict": "Iran's axis",
    "pmf_fate": "The PMF",
    "pm_kind": "Prime minister",
    "pm_backing": "Coalition",
    "paths": "Month by month",
    "seats": "Seats",
    "forming": "Forming a government",
}

ENOUGH: Final = 4000
"""Futures that are played where what is supposed leaves too few."""
_DEAD: Final = "iraqi_deaths"


def drawn(
    room: Room, picture: Picture, chart: str, node: int | None = None, picked: int | None = None
) -> str:
    """One chart with its title, as a figure; of the scenario on the table or of another node."""
    luck = picture.digest != picture.baseline and bool(picture.luck(chart))
    title = escape(_title(chart)) + (" <small>dotted: luck?</small>" if luck else "")
    mark = "" if _inner(picture, chart) else f' data-mark="{chart}"'
    return (
        f'<figure{mark} class="{"provisional" if picture.provisional else "final"}"><figcaption>{title}'
        f"</figcaption>{_svg(room, picture, chart, node, picked)}</figure>"
    )


def replayed(room: Room, chart: str, now: str, node: int | None = None) -> str:
    """The charts as they are now, with those of the parent flashing over them; `now` where there is none."""
    here = room.state.nodes[room.state.current if node is None else node]
    old = None if here.parent is None else room.picture(here.parent)
    if old is None:
        return now
    was = drawn(room, old, "dots", here.parent) + drawn(room, old, chart, here.parent)
    title = escape(room.state.nodes[here.parent or 0].title or "Baseline")
    return (
        f'<div class="replay"><div class="new pair">{now}</div>'
        f'<div class="old pair" aria-label="before: {title}">{was}</div></div>'
    )


def marks(picture: Picture, chart: str) -> list[str]:
    """What a spotlight can be put on, in the order in which it goes."""
    big = ["headline"] if headline(picture) else []
    return ["say", *big, "dots", *(_inner(picture, chart) or [chart])]


def _inner(picture: Picture, chart: str) -> list[str]:
    """The parts of a chart that a spotlight can be put on; none where it is taken as a whole."""
    if chart in CATEGORICAL:
        return [each.category for each in picture.shares[chart]]
    return [row.name for row in picture.seats[: drawing.ROWS]] if chart == "seats" else []


def _title(chart: str) -> str:
    return "Where Iraq stands: 50 dots" if chart == "dots" else f"{CHARTS[chart]}{_unit(chart)}"


def _unit(chart: str) -> str:
    return ", of 100" if chart in CATEGORICAL else ""


def _svg(room: Room, picture: Picture, chart: str, node: int | None, picked: int | None) -> str:
    state = room.state
    number = state.current if node is None else node
    if chart == "paths":
        return drawing.paths(picture.lines, room.calendar, state.nodes[number].overlay.injects)
    if chart == "seats":
        return drawing.seats(picture.seats)
    if chart == "forming":
        return drawing.forming(picture.forming, picture.runs)
    if chart in CATEGORICAL:
        asked = state.questions.get(number)
        guesses = [each.value for each in asked.guesses] if asked and asked.outcome == chart else []
        about = asked.category if asked else ""
        return drawing.grid(picture.shares[chart], picture.runs, picture.luck(chart), guesses, about)
    colour = GREY if picture.digest == picture.baseline else BLUE
    return drawing.dots(picture, colour, picked, month_label(room.calendar[0]))


def beside(room: Room) -> str:
    """The baseline and up to three scenarios on one axis."""
    base = room.picture(room.state.locked_baseline)
    rows = [("Baseline", base.index)] if base else []
    for node in room.state.compared:
        found = room.picture(node)
        if found is not None:
            rows.append((room.state.nodes[node].title, found.index))
    return (
        f"<figure><figcaption>Side by side: where Iraq stands</figcaption>{drawing.index_rows(rows)}</figure>"
    )


def supposed(room: Room) -> str:
    """What is learnt, in words and stripes; what all runs do stands behind."""
    found = room.supposed()
    if found is None:
        return ""
    more = ""
    if found.refused and found.runs < ENOUGH:
        more = button(f"Play {ENOUGH:,} futures", "more", style="go learnt")
    head = f'<p class="left">Runs left: <b>{found.kept:,}</b> of {found.runs:,}</p>'
    words = f'<p class="sentence learnt" id="learnt">{escape(found.sentence)}</p>'
    rows = "".join(
        f"<tr><th scope='row'>{escape(each.label)}</th><td><span class='bar learnt' style='width:{each.share.value * 60:.1f}%'>"
        f"</span> {_of_hundred(each.share.value, found.kept)} in 100 <small>of all: {_of_hundred(each.overall, found.runs)}</small></td></tr>"
        for each in found.shares.get("axis_verdict", ())
    )
    return f"{head}{words}{more}<table class='shares'>{rows}</table>"


def _of_hundred(share: float, runs: int) -> str:
    """A share as its sentence says it, none and all among them."""
    return f"{round(100 * share)}" if share in (0.0, 1.0) else in_hundred(share, step(runs))


def dead(picture: Picture) -> str:
    """Iraqi dead here and in the baseline, on average; they stand beside every picture."""
    found = next((each for each in picture.changes if each.outcome == _DEAD), None)
    if found is None:
        return ""
    return escape(
        f"{QUANTITIES[_DEAD].label}: {found.after:,.0f} on average, {found.before:,.0f} in the baseline."
    )


def headline(picture: Picture) -> str:
    """The largest change that holds as two numbers; empty where there is none."""
    first = next((each for each in picture.changes if each.held and each.category), None)
    if first is None or picture.provisional or picture.digest == picture.baseline:
        return ""
    return f"{round(first.before * 100)} → {round(first.after * 100)} in 100"


def stamp(room: Room, picture: Picture | None, node: int | None = None) -> str:
    """Scenario, runs, seed, version; small, at the lower left."""
    title = room.state.nodes[room.state.current if node is None else node].title or "Baseline"
    runs = "" if picture is None else f" · {picture.runs:,} pairs of runs"
    tag = " · provisional" if picture is not None and picture.provisional else ""
    return escape(f"{title}{runs} · seed {room.engine.seed} · Crossroads {__version__}{tag}")


def table(picture: Picture) -> str:
    """What the charts show, as a table."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(CATEGORICAL[name].label)}: {escape(each.label)}</th><td>{each.count:,}</td><td>{each.baseline:,}</td></tr>"
        for name, shares in picture.shares.items()
        for each in shares
    )
    head = "<tr><th scope='col'>Outcome</th><th scope='col'>Here</th><th scope='col'>Baseline</th></tr>"
    return f"<h3>Of {picture.runs:,} futures</h3><table>{head}{rows}</table>"
