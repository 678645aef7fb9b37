"""Panels that share their rows: a row per electoral list, a panel per scenario, numbers at the right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from simulation.plots.data import Selection
from simulation.plots.labels import scenario_label
from simulation.plots.page import INCH, Box, Page, text_width, wrapped
from simulation.plots.style import GREY, PALE, Look

_ROW: Final = 1.16  # least height of a row, in text sizes
_LEAST_PANEL: Final = 8.5  # least width of a panel's axis, in text sizes
_GAP: Final = 1.3  # between panels, in text sizes
_FOOT: Final = 2.8  # under a panel, for its ticks and their label
_LINE: Final = 1.22
_MOST_PANELS: Final[Mapping[str, int]] = {"audience": 3, "expert": 4}
_SHOWN: Final[Mapping[str, tuple[int, int]]] = {
    "audience": (8, 5),
    "expert": (30, 15),
}  # of many panels: fewer


@dataclass(frozen=True, slots=True)
class Layout:
    """Where names, panels and numbers go.

    `labels` name the rows; `headings` are the lines over each scenario's panel, the name in bold first;
    `numbers` is the width of what stands at the right of a row; all lengths are in points.
    """

    look: Look
    labels: Sequence[str]
    headings: Mapping[str, tuple[str, str]]
    numbers: float
    columns: int

    @property
    def names(self) -> float:
        """Width of the rows' names."""
        return max(text_width(label, self.look.text) for label in self.labels) + 10

    @property
    def rows(self) -> int:
        """Panels one above the other."""
        return math.ceil(len(self.headings) / self.columns)

    @property
    def head(self) -> float:
        """Height of the tallest heading."""
        lines = max(heading.count("\n") + 1 for heading in self.wrapped().values())
        return self.look.text * (_LINE * lines + 0.5)

    @property
    def least_body(self) -> float:
        """Height of the page's body with rows just high enough for their names."""
        panel = self.head + self.look.text * (len(self.labels) * _ROW + _FOOT)
        return self.rows * panel + (self.rows - 1) * self.look.text * 0.4

    def width(self) -> float:
        """Width of one panel with its numbers."""
        room = self.look.width * INCH - 2 * self.look.margin - self.names
        return (room - (self.columns - 1) * self.look.text * _GAP) / self.columns

    def wrapped(self) -> dict[str, str]:
        """Headings as they are broken into lines; the second line is a line of its own."""
        room = self.width() - 4
        return {
            name: "\n".join(
                wrapped(part, room, self.look.text, "bold" if place == 0 else "normal")
                for place, part in enumerate(heading)
                if part
            )
            for name, heading in self.headings.items()
        }


def layout(
    look: Look, labels: Sequence[str], headings: Mapping[str, tuple[str, str]], numbers: float
) -> Layout:
    """As many panels side by side as have room, in rows as even as can be."""
    one = Layout(look, labels, headings, numbers, 1)
    step = look.text * (_LEAST_PANEL + _GAP) + numbers
    fitting = max(1, int((one.width() + look.text * _GAP) // step))
    rows = math.ceil(len(headings) / fitting)
    return Layout(look, labels, headings, numbers, math.ceil(len(headings) / rows))


def rows_shown(look: Look, chosen: Selection, lists: int) -> int:
    """How many of the lists have a row: fewer for an audience, and where there are many panels."""
    few, many = _SHOWN[look.name]
    count = few if len(chosen.names) <= _MOST_PANELS[look.name] else many
    return count if lists > count + 1 else lists


def letters(look: Look) -> int:
    """The longest name of a row."""
    return 18 if look.name == "audience" else 28


def precise(look: Look, chosen: Selection) -> bool:
    """Whether numbers have their intervals beside them: for experts, where there is room."""
    return look.name == "expert" and len(chosen.names) <= _MOST_PANELS[look.name]


def heading(name: str, chosen: Selection) -> str:
    """A scenario's name over its panel."""
    return scenario_label(name, 34) + (" (baseline)" if name == chosen.baseline else "")


def draw_panels(page: Page, plan: Layout, limit: float, label: str) -> dict[str, Axes]:
    """Empty panels with names, headings and grid; row r of a panel is at height r of its axes."""
    body, found = page.body.inset(left=plan.names), {}
    boxes = body.split(plan.rows, plan.columns, (plan.look.text * _GAP, plan.look.text * 0.4))
    lines = plan.wrapped()
    for place, (name, box) in enumerate(zip(plan.headings, boxes, strict=False)):
        inner = box.inset(top=plan.head, bottom=plan.look.text * _FOOT, right=plan.numbers)
        _heading(page, box.left, inner.top, lines[name], plan.headings[name][0])
        found[name] = _panel(page, inner, len(plan.labels), limit, label)
        if place % plan.columns == 0:
            _names(page, inner, plan.labels)
    return found


def _heading(page: Page, left: float, bottom: float, lines: str, name: str) -> None:
    """The name in bold over the rest, standing on the panel."""
    every = lines.split("\n")
    bold, seen = 0, ""
    while bold < len(every) and len(seen.replace(" ", "")) < len(name.replace(" ", "")):
        seen += every[bold]
        bold += 1
    for place, line in enumerate(every):
        height = bottom + page.look.text * (0.45 + _LINE * (len(every) - 1 - place))
        page.write(left, height, line, va="baseline", fontweight="bold" if place < bold else "normal")


def _panel(page: Page, box: Box, rows: int, limit: float, label: str) -> Axes:
    ax = page.axes(box)
    ax.set(xlim=(-0.04 * limit, 1.04 * limit), ylim=(rows - 0.5, -0.5), yticks=[])
    ax.xaxis.set_major_locator(
        MaxNLocator(nbins=3 if box.width < 20 * page.look.text else 6, integer=True, steps=[1, 2, 5, 10])
    )
    ax.set_xlabel(label)
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    return ax


def _names(page: Page, box: Box, labels: Sequence[str]) -> None:
    for row, label in enumerate(labels):
        height = box.top - (row + 0.5) / len(labels) * box.height
        page.write(page.body.left, height, label, va="center_baseline")


def write_number(page: Page, ax: Axes, row: int, text: str, *, right: float, gid: str) -> None:
    """A number at the right of a row, its right edge `right` points from the axis."""
    place = ax.get_position()
    wide, high = page.figure.get_size_inches() * INCH
    low, top = sorted(ax.get_ylim())
    height = (place.y1 - (row - low) / (top - low) * place.height) * high
    page.write(place.x1 * wide + right, height, text, ha="right", va="center_baseline", gid=gid)


def ghost(ax: Axes, row: int, value: float, look: Look) -> None:
    """The baseline's value in another scenario's row: a dashed tick across it."""
    ax.plot([value, value], [row - 0.46, row + 0.46], color=GREY, lw=look.thin, ls=(0, (2.2, 1.2)), zorder=1)
