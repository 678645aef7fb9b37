"""The axis index month by month: a panel per scenario, with runs that happened and bands of runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from simulation.plots import findings
from simulation.plots.data import (
    BANDS,
    ENOUGH_FOR_BANDS,
    Floats,
    ResultsLike,
    Selection,
    central,
    months_of,
    series,
    spread_rows,
    typical_run,
)
from simulation.plots.labels import QUANTITIES, month_label, runs_label, scenario_label
from simulation.plots.page import GROUND, INCH, Box, Page, blank_page, finish, fitted, halo, new_page, stamp
from simulation.plots.paired import Difference, mean_difference
from simulation.plots.style import GREY, INK, PALE, Look, Mark, house_style, tint
from simulation.words import signed

INDICATOR = "axis_index"
SAMPLES = 7  # with the typical run, eight lines
_TINTS = {0.9: 0.10, 0.8: 0.20, 0.5: 0.34}
_EDGES = {0.9: "dotted", 0.8: "dashed", 0.5: "solid"}


@dataclass(frozen=True, slots=True)
class _Paths:
    """One scenario's runs: `values` is (runs, months), `steps` the places of its months on the axis."""

    name: str
    runs: Sequence[int]
    steps: NDArray[np.int64]
    values: Floats
    mark: Mark


def trajectories(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """The axis index over time, a panel per scenario on the same axes.

    Eight runs: seven spread evenly over where runs end, and the most typical one, bold. Experts see
    the central 50, 80 and 90% of runs month by month behind them; under 20 runs no bands are drawn, and
    the figure says so. The baseline's middle run is repeated, dashed, in every other panel.
    Raises `InputError` for an unknown style, scenario or baseline.
    """
    with house_style(style) as look:
        draw = partial(_drawn, look, results)
        return fitted(look, results, scenarios, baseline, draw, most=6)


def _drawn(look: Look, results: ResultsLike, chosen: Selection) -> Figure:
    months = months_of(results)
    if not chosen.names or not months or INDICATOR not in results.columns("months"):
        return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
    paths = [_read(results, name, months, chosen) for name in chosen.names]
    page, boxes = _page(look, results, chosen, months, paths)
    _panels(page, boxes, months, paths, chosen)
    return finish(page)


def _read(results: ResultsLike, name: str, months: Sequence[str], chosen: Selection) -> _Paths:
    runs, own, values = series(results, INDICATOR, name)
    steps = np.array([months.index(month) for month in own], dtype=np.int64)
    return _Paths(name, [int(run) for run in runs], steps, values, chosen.marks[name])


def _page(
    look: Look, results: ResultsLike, chosen: Selection, months: Sequence[str], paths: Sequence[_Paths]
) -> tuple[Page, list[list[Box]]]:
    """The page, and a box for every panel, row by row."""
    starts = {p.name: float(np.median(p.values[:, 0])) for p in paths}
    ends = {p.name: float(np.median(p.values[:, -1])) for p in paths}
    rows = math.ceil(len(paths) / (3 if look.name == "audience" or len(paths) <= 6 else 4))
    columns = math.ceil(len(paths) / rows)
    page = new_page(
        look,
        findings.trajectories(month_label(months[-1]), starts, ends, _gaps(paths, chosen.baseline)),
        f"Axis index, −1 to +1, by month; each line is one of {runs_label(chosen.most_runs)}",
        stamp(results, chosen),
        note=_note(look, paths, chosen, pointed=rows == 1),
        least_body=(rows * (8.5 if look.name == "audience" else 15.0) + 2) * look.text,
    )
    room = page.body.inset(left=page.width("−0.5") + 10, bottom=look.text * 2.0)
    boxes = room.split(rows, columns, (look.text * 1.1, look.text * 0.9))
    return page, [boxes[row * columns : (row + 1) * columns] for row in range(rows)]


def _panels(
    page: Page,
    grid: Sequence[Sequence[Box]],
    months: Sequence[str],
    paths: Sequence[_Paths],
    chosen: Selection,
) -> None:
    look, columns = page.look, len(grid[0])
    names = [page.wrap(_name(p.name, chosen), grid[0][0].width, weight="bold") for p in paths]
    head = look.text * (0.3 + 1.2 * (1 + max(name.count("\n") for name in names)))
    boxes = [box for row in grid for box in row][: len(paths)]
    for index, (box, shown) in enumerate(zip(boxes, paths, strict=True)):
        last = index + columns >= len(paths)
        ax = _panel(page, box.inset(top=head), months, first=index % columns == 0, last=last)
        _bands(ax, shown, look)
        typical = _sampled(ax, shown, look)
        if index > 0 and chosen.baseline is not None:
            _ghost(ax, paths[0], look)
        if index == 0:
            _ends_of_scale(ax)
        if index == 0 and len(grid) == 1:
            _pointer(page, ax, "typical run", typical, central(shown.values, 0.9)[1])
        under = box.top - head + look.text * 0.35
        page.write(box.left, under, names[index], fontweight="bold", va="bottom", linespacing=1.1)


def _name(name: str, chosen: Selection) -> str:
    return scenario_label(name, 34) + (" (baseline)" if name == chosen.baseline else "")


def _gaps(paths: Sequence[_Paths], baseline: str | None) -> list[Difference]:
    """Paired differences of the last month's index."""
    if baseline is None:
        return []
    theirs = {run: paths[0].values[row, -1] for row, run in enumerate(paths[0].runs)}
    found = []
    for other in paths[1:]:
        rows = [row for row, run in enumerate(other.runs) if run in theirs]
        ours = other.values[rows, -1]
        base = np.array([theirs[other.runs[row]] for row in rows])
        found.append(mean_difference(INDICATOR, other.name, baseline, ours, base))
    return found


def _panel(page: Page, box: Box, months: Sequence[str], *, first: bool, last: bool) -> Axes:
    ax = page.axes(box)
    quantity = QUANTITIES[INDICATOR]
    end = len(months) - 1
    edge = max(0.02 * end, 0.02)
    ax.set(xlim=(-edge, end + edge), ylim=(quantity.low, quantity.high), yticks=[-1, -0.5, 0, 0.5, 1])
    if box.height < 8 * page.look.text:
        ax.set_yticks([-1, 0, 1])
    ax.yaxis.set_major_formatter(lambda value, _: signed(value, 1).removesuffix(".0"))
    ax.grid(axis="y", color=PALE)
    ax.set_axisbelow(True)
    ax.tick_params(labelleft=first)
    _month_ticks(page, ax, box, months if last else [])
    return ax


def _month_ticks(page: Page, ax: Axes, box: Box, months: Sequence[str]) -> None:
    """The first and the last month, and the middle one where there is room; none for no months."""
    end = len(months) - 1
    places = [0, end // 2, end] if end >= 8 and page.width("Jan 2025") * 3.4 < box.width else [0, end]
    if not months:
        ax.set_xticks([])
        return
    places = sorted(set(places))
    ax.set_xticks(places, [month_label(months[place]) for place in places])
    labels = ax.get_xticklabels()
    labels[-1].set_horizontalalignment("right")
    labels[0].set_horizontalalignment("left")


def _bands(ax: Axes, paths: _Paths, look: Look) -> None:
    """For experts, the central shares of runs, each month by itself, and the median.

    An audience reads a band as a thing that happens (Joslyn et al. 2020): it sees runs alone.
    """
    if look.name == "audience":
        return
    colour = paths.mark.colour
    if len(paths.runs) >= ENOUGH_FOR_BANDS:
        for share in BANDS:
            low, high = central(paths.values, share)
            ax.fill_between(paths.steps, low, high, color=tint(colour, _TINTS[share]), lw=0, gid=GROUND)
            for edge in (low, high):
                ax.plot(paths.steps, edge, color=colour, lw=look.hairline, ls=_EDGES[share])
    middle = np.median(paths.values, axis=0)
    ax.plot(paths.steps, middle, color=colour, linestyle=paths.mark.dashes, linewidth=look.thick)


def _sampled(ax: Axes, paths: _Paths, look: Look) -> Floats:
    """Runs that happened, spread over where runs end; returns the most typical, drawn bold."""
    chosen = typical_run(paths.values)
    rows = [row for row in spread_rows(paths.values, SAMPLES) if row != chosen]
    lines = {
        "month": np.tile(paths.steps, len(rows)),
        "index": paths.values[rows].ravel(),
        "run": np.repeat(rows, paths.steps.size),
    }
    colour = paths.mark.colour if look.name == "audience" else INK  # the bands have the colour
    plain = {"color": colour, "linewidth": look.hairline, "estimator": None, "errorbar": None}
    if rows:  # seaborn does not draw nothing
        sns.lineplot(pd.DataFrame(lines), x="month", y="index", units="run", ax=ax, **plain)
    ax.set(xlabel="", ylabel="")
    typical: Floats = paths.values[chosen]
    ax.plot(paths.steps, typical, color=INK, linewidth=look.thick, path_effects=halo(look.thick + 2))
    return typical


def _ghost(ax: Axes, base: _Paths, look: Look) -> None:
    middle: Floats = np.median(base.values, axis=0)
    ax.plot(base.steps, middle, color=GREY, ls=base.mark.dashes, lw=look.thin, path_effects=halo())


def _pointer(page: Page, ax: Axes, text: str, line: Floats, above: Floats) -> None:
    """A label over the narrow start of the fan, with a thin rule down to the line that it names."""
    months = max(line.size, 1)
    across = page.width(text) / (ax.get_position().width * page.figure.get_figwidth() * INCH) * months
    reach = min(months, math.ceil(across) + 1)
    height = min(float(above[:reach].max()) + 0.15, 0.6)
    at = min(max(1, reach // 3), months - 1)
    ax.annotate(
        text,
        (at, float(line[at])),
        (0, height),
        va="bottom",
        arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 1.0, "relpos": (at / max(across, at), 0)},
        path_effects=halo(),
    )


def _ends_of_scale(ax: Axes) -> None:
    """Words for the two ends: all runs start near one value, so the corners at the left are free."""
    for height, where, va in ((0.97, "outside the axis", "top"), (-0.97, "inside Iran's axis", "bottom")):
        ax.text(0, height, where, va=va, path_effects=halo())


def _note(look: Look, paths: Sequence[_Paths], chosen: Selection, *, pointed: bool) -> str:
    parts = [] if pointed else ["Black: typical run."]
    if look.name == "expert":
        parts += _about_bands(paths)
    if chosen.baseline is not None:
        parts.append(f"Dashed: middle of {scenario_label(chosen.baseline, 30)}.")
    return " ".join(parts)


def _about_bands(paths: Sequence[_Paths]) -> list[str]:
    if max(len(p.runs) for p in paths) < ENOUGH_FOR_BANDS:
        return [f"Too few runs for bands (drawn from {ENOUGH_FOR_BANDS} on)."]
    return [
        "Bands: 50 (solid edge), 80 (dashed) and 90 (dotted) in 100 runs, each month by itself.",
        "Thick and coloured: the median of each month.",
    ]
