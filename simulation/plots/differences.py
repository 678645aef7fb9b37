"""What changes against the baseline, run by run: a panel per family of outcomes, in its own unit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from simulation.plots import findings
from simulation.plots.data import ResultsLike, Selection
from simulation.plots.labels import QUANTITIES, runs_label, scenario_label
from simulation.plots.page import (
    INCH,
    Box,
    Page,
    blank_page,
    finish,
    fitted,
    halo,
    new_page,
    stamp,
    text_width,
)
from simulation.plots.paired import Difference, numeric_differences
from simulation.plots.style import GREY, PALE, PAPER, Look, Mark, house_style
from simulation.words import signed

_MOST_KEYED: Final = 6  # scenarios that a key can name
_MOST_PERCENT: Final = 200.0  # no axis reaches further: a rare event doubles easily


@dataclass(frozen=True, slots=True)
class _Panel:
    """Outcomes that share an axis: `rows` pairs an outcome with its differences, one per scenario."""

    heading: str
    rows: Sequence[tuple[str, Sequence[Difference]]]
    percent: bool

    def unit(self, gap: Difference) -> float:
        """What one unit of the axis is in the outcome's own; 0 where the axis has no place for it."""
        return gap.level / 100 if self.percent else 1.0

    def reach(self) -> float:
        """Half the axis: as far as the furthest interval, within limits."""
        held = [(gap, self.unit(gap)) for _, gaps in self.rows for gap in gaps if self.unit(gap) > 0]
        edges = [max(abs(gap.low), abs(gap.high)) / unit for gap, unit in held if np.isfinite(gap.low)]
        points = [abs(gap.estimate) / unit for gap, unit in held]
        furthest = max([*edges, *points, 0.0]) or (10.0 if self.percent else 0.1)
        return min(furthest, _MOST_PERCENT) if self.percent else furthest


def paired_differences(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """Mean difference of every numeric outcome from the baseline, run by run, with its 95% interval.

    Indices are in points of their scale, counts of events and of people in percent of the baseline's
    mean, so that deaths and sieges share an axis. A mark is hollow where the interval holds zero.
    Raises `InputError` for an unknown style, scenario or baseline.
    """
    with house_style(style) as look:
        draw = partial(_drawn, look, results)
        return fitted(look, results, scenarios, baseline, draw, most=4)


def _drawn(look: Look, results: ResultsLike, chosen: Selection) -> Figure:
    held = [outcome for outcome in QUANTITIES if outcome in results.outcomes]
    gaps = numeric_differences(results, held, chosen)
    if not gaps:
        message = findings.paired_differences(gaps) if chosen.names and held else findings.NO_RUNS
        return blank_page(look, message, stamp(results, chosen))
    panels = _families(gaps)
    page = new_page(
        look,
        findings.paired_differences(gaps),
        _subtitle(chosen, gaps),
        stamp(results, chosen),
        note=_note(gaps),
        least_body=_least_body(look, chosen, panels),
    )
    _draw(page, chosen, panels)
    return finish(page)


def _draw(page: Page, chosen: Selection, panels: Sequence[_Panel]) -> None:
    """Two panels side by side with rows of one height; the key where the shorter panel leaves room."""
    look = page.look
    boxes = page.body.split(1, 2, (look.text * 2.0, 0.0))
    rows = max(len(panel.rows) for panel in panels)
    aside = _key_lines(look, chosen, boxes[0].width)
    beside = len(aside) * 0.7 + 1 <= rows - len(panels[0].rows)
    lines = aside if beside else _key_lines(look, chosen, page.body.width)
    head = 0.0 if beside else look.text * 1.35 * len(lines)
    bottoms = [
        _family(page, box.inset(top=head), chosen, panel, rows)
        for box, panel in zip(boxes, panels, strict=False)
    ]
    _key(page, chosen, lines, bottoms[0] - look.text * 0.9 if beside else page.body.top - look.text * 0.5)


def _named(look: Look, chosen: Selection) -> bool:
    """Whether every mark has its name beside it: for experts, and where a key would be too long."""
    return look.name == "expert" or len(chosen.others) > _MOST_KEYED


def _key_lines(look: Look, chosen: Selection, room: float) -> list[list[str]]:
    """The scenarios by line of the key; no line where the marks have their names beside them."""
    lines: list[list[str]] = []
    left = 0.0
    for name in () if _named(look, chosen) else chosen.others:
        width = _key_entry(look, name)
        if not lines or width > left:
            lines.append([])
            left = room + look.text * 1.6  # the last entry of a line needs no gap after it
        lines[-1].append(name)
        left -= width
    return lines


def _key_entry(look: Look, name: str) -> float:
    return 18 + text_width(_name(name), look.text) + look.text * 1.6


def _least_body(look: Look, chosen: Selection, panels: Sequence[_Panel]) -> float:
    rows = max(len(panel.rows) for panel in panels)
    tight = 0.6 if len(chosen.others) < 3 else 0.66  # a line that bears no text
    line = 1.3 if _named(look, chosen) else tight
    key = 0 if len(chosen.others) < 3 else len(_key_lines(look, chosen, look.width * INCH - 2 * look.margin))
    return look.text * (3.0 + 1.35 * key + rows * (1.3 + line * len(chosen.others)))


def _name(scenario: str) -> str:
    return scenario_label(scenario, 30)


def _families(gaps: Sequence[Difference]) -> list[_Panel]:
    rows = [(name, [gap for gap in gaps if gap.outcome == name]) for name in QUANTITIES]
    held = [(name, found) for name, found in rows if found]
    standing = [row for row in held if QUANTITIES[row[0]].family == "standing"]
    counts = [row for row in held if QUANTITIES[row[0]].family != "standing"]
    panels = [
        _Panel("points of each index", standing, False),
        _Panel("% of baseline mean", counts, True),
    ]
    return [panel for panel in panels if panel.rows]


def _subtitle(chosen: Selection, gaps: Sequence[Difference]) -> str:
    runs = runs_label(min(gap.runs for gap in gaps), "paired")
    return f"Mean difference from {scenario_label(str(chosen.baseline))}, {runs}, 95% intervals"


def _note(gaps: Sequence[Difference]) -> str:
    unclear = sum(not gap.clear for gap in gaps)
    return f"Hollow: no change we can tell from chance ({unclear} of {len(gaps)})."


def _key(page: Page, chosen: Selection, lines: Sequence[Sequence[str]], top: float) -> None:
    """The scenarios' marks and names, the first line's middle at the height `top`."""
    look = page.look
    ax = page.axes(page.body, bare=True)
    for row, names in enumerate(lines):
        at, height = page.body.left, top - row * look.text * 1.35
        for name in names:
            mark = chosen.marks[name]
            x, y = at - page.body.left + 6, height - page.body.bottom
            ax.scatter([x], [y], s=look.dot**2, marker=mark.marker, color=mark.colour)
            page.write(at + 18, height, _name(name), va="center")
            at += _key_entry(look, name)


def _family(page: Page, box: Box, chosen: Selection, panel: _Panel, rows: int) -> float:
    """Draw a panel with rows as high as the other's; returns the lowest point of its words."""
    look, named = page.look, _named(page.look, chosen)
    unit = (box.height - look.text * 3.0) / rows
    names = max(page.width(_name(n)) for n in chosen.others) + 16 if named else 0.0
    expert = look.name == "expert"
    words = max(page.width(_interval(gap)) for _, gaps in panel.rows for gap in gaps) + 10 if expert else 0.0
    inner = Box(box.left + names, box.top - unit * len(panel.rows), box.right - words, box.top)
    ax = _axis(page, inner, panel)
    label = look.text * 1.3 / unit
    for row, (outcome, gaps) in enumerate(panel.rows):
        weight = "bold" if named else "normal"
        height = box.top - row * unit - look.text
        page.write(box.left, height, _heading(outcome), path_effects=halo(), fontweight=weight)
        for slot, gap in enumerate(gaps):
            spot = row + label + (0.94 - label) * (slot + 0.5) / len(gaps)
            _mark(ax, gap, panel, chosen.marks[gap.scenario], spot, look)
            if named:
                page.write(box.left + 8, box.top - spot * unit, _name(gap.scenario), va="center")
            if expert:
                page.write(box.right, box.top - spot * unit, _interval(gap), ha="right", va="center")
    return inner.bottom - look.text * 2.9


def _heading(outcome: str) -> str:
    quantity = QUANTITIES[outcome]
    return f"{quantity.short} (+ is {quantity.rise})" if quantity.rise else quantity.short


def _interval(gap: Difference) -> str:
    """The difference and its interval, with as many decimals as the interval's width deserves."""
    decimals = findings.decimals_of(QUANTITIES[gap.outcome], gap.estimate)
    if not np.isfinite(gap.low):
        return f"{signed(gap.estimate, decimals)} [no interval]"
    if 0 < gap.high - gap.low < 2 * 10.0**-decimals:
        decimals += 1
    edges = f"[{signed(gap.low, decimals)}, {signed(gap.high, decimals)}]"
    return f"{signed(gap.estimate, decimals)}  {edges}"


def _axis(page: Page, box: Box, panel: _Panel) -> Axes:
    ax = page.axes(box)
    reach = panel.reach() * 1.12
    narrow = box.width < 12 * page.look.text
    ax.set(xlim=(-reach, reach), ylim=(len(panel.rows), 0), yticks=[])
    ax.xaxis.set_major_locator(MaxNLocator(nbins=2 if narrow else 4, symmetric=True, steps=[1, 2, 5, 10]))
    unit, decimals = "%" if panel.percent else "", _decimals(reach)
    ax.xaxis.set_major_formatter(
        lambda value, _: "" if narrow and value == 0 else f"{signed(value, decimals)}{unit}"
    )
    ax.set_xlabel(panel.heading)
    ax.axvline(0, color=GREY, linewidth=page.look.thin)
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    return ax


def _decimals(reach: float) -> int:
    return max(0, 1 - math.floor(math.log10(reach / 2)) - 1)


def _mark(ax: Axes, gap: Difference, panel: _Panel, mark: Mark, spot: float, look: Look) -> None:
    """A point with its interval; an arrowhead at the edge where either lies beyond the axis."""
    unit = panel.unit(gap)
    if unit <= 0:
        return
    right = float(ax.get_xlim()[1])
    low, middle, high = (float(np.clip(v / unit, -right, right)) for v in (gap.low, gap.estimate, gap.high))
    if np.isfinite(gap.low):
        ax.plot([low, high], [spot, spot], color=mark.colour, linewidth=look.thin)
        for edge, arrow in ((low, "<"), (high, ">")):
            if abs(edge) >= right:
                ax.plot([edge], [spot], arrow, ms=look.dot * 0.8, color=mark.colour, clip_on=False)
    face = mark.colour if gap.clear else PAPER
    ax.plot([middle], [spot], mark.marker, ms=look.dot, mfc=face, mec=mark.colour, mew=look.thin * 0.8)
