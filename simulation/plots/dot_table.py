"""A table of counted dots: a row per scenario, a column per ending, a number with every block.

Blocks fill column by column, five or ten dots deep, so that they can be counted and their lengths
compared; the dashed outline of a block is the baseline's.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from matplotlib.axes import Axes

from simulation.plots.counting import Tally
from simulation.plots.data import Floats
from simulation.plots.labels import scenario_label
from simulation.plots.page import Box, Page
from simulation.plots.style import GREY, Look, Mark

_WIDEST_PITCH: Final = 22.0  # points from dot to dot
_NARROWEST_PITCH: Final = 4.0
_COMFORTABLE_PITCH: Final = 8.5  # dots of 14 pixels in 1,080
_FILL: Final = 0.8  # of the pitch: the rest is the gap
_DEEP: Final = (5, 10)  # dots in a column
_GAPS: Final = (12.0, 110.0)  # least and most between columns
_MOST_ROWS: Final = 3  # with more, numbers stand before the blocks instead of over them
_ROW_GAP: Final = 10.0
_NAME_ROOM: Final = (110.0, 150.0, 190.0, 230.0)  # points
_NAME_LETTERS: Final = (40, 30, 24, 18)


@dataclass(frozen=True, slots=True)
class DotTable:
    """What to draw: column labels by category, and tallies and marks by scenario, in order.

    `names` are what the rows are called where it is not by their scenario.
    """

    labels: Mapping[str, str]
    tallies: Mapping[str, Tally]
    marks: Mapping[str, Mark]
    baseline: str | None
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def inline(self) -> bool:
        """Whether numbers stand before the blocks."""
        return len(self.tallies) > _MOST_ROWS

    @property
    def in_hundreds(self) -> bool:
        """Whether all dots are futures in 100 rather than runs."""
        return all(tally.out_of == 100 for tally in self.tallies.values())


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where blocks go: `pitch` from dot to dot, `deep` dots in a column, `lefts` of the columns.

    `numbers` is the room before a block that its number takes, 0 where it stands over it; `long`
    numbers say 'in 100'.
    """

    pitch: float
    deep: int
    lefts: Sequence[float]
    numbers: float
    long: bool = False

    def start(self, column: int) -> float:
        """Left edge of a column's blocks."""
        return self.lefts[column] + self.numbers

    def centres(self, column: int, bottom: float, count: int) -> tuple[Floats, Floats]:
        """Centres of the first `count` dots of a block that stands on `bottom`, filled column by column."""
        place = np.arange(count, dtype=np.int64)
        across = self.start(column) + (place // self.deep + 0.5) * self.pitch
        up = bottom + (place % self.deep + 0.5) * self.pitch
        return across.astype(np.float64), up.astype(np.float64)


def least_height(look: Look, table: DotTable) -> float:
    """Points that the table needs below the subtitle."""
    row = 3 * look.text if table.inline else 4.1 * look.text
    return len(table.tallies) * (row + _ROW_GAP) + 2.6 * look.text


def draw_dot_table(page: Page, table: DotTable) -> None:
    """Fill the page's body with the table."""
    body = page.body
    names = {name: _name(page, table, name) for name in table.tallies}
    left = max(page.width(line, weight="bold") for text in names.values() for line in text.split("\n")) + 18
    labels = [page.wrap(label, _label_room(page, table, label)) for label in table.labels.values()]
    head = max(label.count("\n") + 1 for label in labels) * page.look.text * 1.2 + 8
    rows = body.inset(left=left, bottom=6, top=head).split(len(names), 1, (0.0, _ROW_GAP))
    grid = _fit(page, table, rows[0])
    rows = _packed(page, grid, rows)
    ax = page.axes(body, bare=True)
    ax.set(xlim=(body.left, body.right), ylim=(body.bottom, body.top))
    for column, label in enumerate(labels):
        page.write(grid.lefts[column], body.top - head + 8, label, va="baseline", linespacing=1.1)
    for row, (name, words) in zip(rows, names.items(), strict=True):
        high = max(grid.deep * grid.pitch, (words.count("\n") + 1) * page.look.text * 1.2)
        page.write(body.left, row.bottom + high + 2, words, va="top", fontweight="bold", linespacing=1.1)
        _row(page, ax, table, grid, row, name)


def _packed(page: Page, grid: _Grid, rows: Sequence[Box]) -> list[Box]:
    """The rows moved up against the first, where the largest dots leave them more room than they need."""
    over = 0.0 if grid.numbers else page.look.text * 1.35
    high = min(rows[0].height, max(grid.deep * grid.pitch, 2 * page.look.text * 1.2) + over)
    tops = [rows[0].top - index * (high + _ROW_GAP) for index in range(len(rows))]
    return [Box(row.left, top - high, row.right, top) for row, top in zip(rows, tops, strict=True)]


def _name(page: Page, table: DotTable, scenario: str) -> str:
    """A scenario's name on two lines at most, with its role where that fits, and as wide as it must."""
    given = table.names.get(scenario, "")
    role = [" (baseline)", ""] if scenario == table.baseline else [""]
    for limit in _NAME_LETTERS:
        for after, room in itertools.product(role, _NAME_ROOM):
            text = (given or scenario_label(scenario, limit)) + after
            lines = page.wrap(text, room, weight="bold").split("\n")
            if len(lines) <= 2 and " ".join(lines) == text:  # no word broken
                return "\n".join(lines)
    return page.wrap(given or scenario_label(scenario, _NAME_LETTERS[-1]), _NAME_ROOM[-1], weight="bold")


def _row(page: Page, ax: Axes, table: DotTable, grid: _Grid, row: Box, name: str) -> None:
    tally, mark = table.tallies[name], table.marks[name]
    ghost = table.tallies[table.baseline] if table.baseline not in (None, name) else None
    for column, category in enumerate(table.labels):
        _number(page, grid, row, column, tally.text(category), f"count-{name}-{category}")
        _block(ax, grid, column, row.bottom, tally.dots[category], mark)
        if ghost is not None:
            _outline(ax, grid, column, row.bottom, ghost.dots[category])


def _number(page: Page, grid: _Grid, row: Box, column: int, text: str, gid: str) -> None:
    if grid.numbers:
        middle = row.bottom + grid.deep * grid.pitch / 2
        page.write(grid.lefts[column], middle, text, va="center", gid=gid)
        return
    full = f"{text} in 100" if grid.long and text not in ("none", "all") else text
    page.write(grid.start(column), row.bottom + grid.deep * grid.pitch + 3, full, va="bottom", gid=gid)


def _block(ax: Axes, grid: _Grid, column: int, bottom: float, count: int, mark: Mark) -> None:
    across, up = grid.centres(column, bottom, count)
    rim = min(1.6, grid.pitch * 0.14) if mark.hollow or mark.hatch else 0.0
    size = (grid.pitch * _FILL - rim) ** 2
    drawn = ax.scatter(
        across, up, s=size, marker=mark.marker, facecolor=mark.face, edgecolor=mark.colour, lw=rim
    )
    drawn.set_hatch(mark.hatch)


def _outline(ax: Axes, grid: _Grid, column: int, bottom: float, count: int) -> None:
    """The dashed edge of a block of `count` dots, whose last column may be part full."""
    if count == 0:
        return
    full, rest = divmod(count, grid.deep)
    left, right = grid.start(column), grid.start(column) + full * grid.pitch
    top, step = bottom + grid.deep * grid.pitch, bottom + rest * grid.pitch
    corners = [(left, bottom), (left, top if full else step)]
    if full:
        corners += [(right, top), (right, step if rest else bottom)]
    if rest:
        corners += [(right + grid.pitch, step), (right + grid.pitch, bottom)]
    across, up = zip(*corners, corners[0], strict=True)
    ax.plot(across, up, color=GREY, linewidth=2.0, linestyle=(0, (3, 2)), zorder=3)


def _label_room(page: Page, table: DotTable, label: str) -> float:
    """Least width of a column: its label, or the longest word of it where there are many columns."""
    return page.width(label) if len(table.labels) <= 4 else max(page.width(word) for word in label.split())


def _fit(page: Page, table: DotTable, row: Box) -> _Grid:
    """The largest dots with which every block fits its column and all columns fit the row."""
    most = [max(tally.dots[category] for tally in table.tallies.values()) for category in table.labels]
    rooms = [_label_room(page, table, label) for label in table.labels.values()]
    if table.inline:
        numbers = max(page.width(t.text(c)) for t in table.tallies.values() for c in table.labels) + 7
        return _best(row, row.height, rooms, most, numbers)
    high = row.height - page.look.text * 1.35
    if table.in_hundreds:
        longest = page.width("<1 in 100")
        grid = _best(row, high, [max(room, longest) for room in rooms], most, 0.0, long=True)
        if grid.pitch >= _COMFORTABLE_PITCH:
            return grid
    return _best(row, high, [max(room, page.width("none")) for room in rooms], most, 0.0)


def _best(
    row: Box, high: float, rooms: Sequence[float], most: Sequence[int], numbers: float, *, long: bool = False
) -> _Grid:
    """The deeper or shallower blocks, whichever have the larger dots."""
    best: _Grid | None = None
    for deep in _DEEP:
        pitch = _pitch(row.width, min(_WIDEST_PITCH, high / deep), deep, rooms, most, numbers)
        if best is None or pitch > best.pitch:
            widths = _widths(deep, pitch, rooms, most, numbers)
            best = _Grid(pitch, deep, _lefts(row, widths), numbers, long)
    assert best is not None
    return best


def _pitch(
    room: float, largest: float, deep: int, rooms: Sequence[float], most: Sequence[int], numbers: float
) -> float:
    """The largest pitch at which all columns fit into `room`; the narrowest where none does."""
    for pitch in np.arange(largest, _NARROWEST_PITCH, -0.25):
        if sum(_widths(deep, float(pitch), rooms, most, numbers)) + _GAPS[0] * (len(most) - 1) <= room:
            return float(pitch)
    return _NARROWEST_PITCH


def _widths(
    deep: int, pitch: float, rooms: Sequence[float], most: Sequence[int], numbers: float
) -> list[float]:
    blocks = [math.ceil(count / deep) * pitch for count in most]
    return [max(room, numbers + block) for room, block in zip(rooms, blocks, strict=True)]


def _lefts(row: Box, widths: Sequence[float]) -> list[float]:
    gap = min(max(row.width - sum(widths), 0.0) / max(len(widths) - 1, 1), _GAPS[1])
    return [row.left + sum(widths[:index]) + gap * index for index in range(len(widths))]
