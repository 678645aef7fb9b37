"""A panel of rows: a name at the left, and values with their intervals on one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from simulation.plots.page import GROUND, Box, Page
from simulation.plots.style import BLUE, GREY, INK, PALE, PAPER, tint


@dataclass(frozen=True, slots=True)
class Point:
    """A value and the ends of its interval; hollow for the second of a kind, or no more than noise."""

    value: float
    low: float
    high: float
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a panel: what it is called, its points, and a number at the right if there is one."""

    name: str
    points: tuple[Point, ...]
    text: str = ""
    bold: bool = False


def row_panel(
    page: Page,
    box: Box,
    rows: Sequence[Row],
    *,
    label: str,
    ticks: Callable[[float], str],
    names: float,
    heading: str = "",
    floor: float = 0.0,
) -> Axes:
    """Draw rows into a box, the first on top.

    `names` is the room for names in points; values from 0 to `floor` lie on a shaded ground, the noise.
    """
    look = page.look
    right = max((page.width(row.text) for row in rows), default=0.0)
    over = look.text * 1.7 if heading else 0.0
    inner = box.inset(left=names, right=right + 8, top=over, bottom=look.text * 3.1)
    ax = page.axes(inner)
    ends = [end for row in rows for point in row.points for end in (point.low, point.high, point.value)]
    low, high = min([0.0, *ends]), max([floor, *ends])
    reach = (high - low) or 1.0
    ax.set(xlim=(low - 0.04 * reach, high + 0.06 * reach), ylim=(len(rows) - 0.4, -0.6), yticks=[])
    if floor > 0:
        ax.axvspan(0.0, floor, color=tint(INK, 0.06), lw=0, gid=GROUND, zorder=0)
        ax.axvline(floor, color=GREY, lw=look.thin, ls=(0, (4, 2)))
    ax.axvline(0, color=GREY, lw=look.thin)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(lambda value, _: ticks(value))
    ax.set_xlabel(label)
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    if heading:
        page.write(box.left, box.top, heading, va="top", fontweight="bold")
    lines = max(1, int(inner.height / len(rows) / (1.2 * look.text))) if rows else 1
    for place, row in enumerate(rows):
        height = inner.top - (place + 0.6) / len(rows) * inner.height
        weight = "bold" if row.bold else "normal"
        name = _cut(page.wrap(row.name, names - 10), lines)
        page.write(box.left, height, name, va="center", linespacing=1.05, fontweight=weight)
        if row.text:
            page.write(box.right, height, row.text, va="center", ha="right")
        _points(ax, page, place, row)
    return ax


def _cut(text: str, most: int) -> str:
    """At most so many lines of a text; an ellipsis says that there is more."""
    lines = text.split("\n")
    return text if len(lines) <= most else "\n".join(lines[:most]) + " …"


def _points(ax: Axes, page: Page, place: int, row: Row) -> None:
    look, count = page.look, len(row.points)
    for turn, point in enumerate(row.points):
        at = place + (turn - (count - 1) / 2) * 0.36
        ax.plot([point.low, point.high], [at, at], color=BLUE, lw=look.thick, solid_capstyle="butt")
        face = PAPER if point.hollow else BLUE
        ax.plot([point.value], [at], "o", ms=look.dot, mfc=face, mec=BLUE, mew=look.thin)
