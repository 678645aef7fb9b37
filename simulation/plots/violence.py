"""Attacks, strikes, sieges and the Iraqis who are killed: a panel each, all of one size."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.plots import findings
from simulation.plots.data import Floats, ResultsLike, Selection, months_of, values
from simulation.plots.labels import (
    ALL_ATTACKS,
    ATTACKS,
    VIOLENCE,
    month_label,
    quantity_of,
    runs_label,
    scenario_label,
)
from simulation.plots.page import INCH, Box, Page, blank_page, finish, fitted, new_page, stamp, text_width
from simulation.plots.paired import numeric_differences
from simulation.plots.style import PALE, Look, Mark, house_style
from simulation.words import number

_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is counted, one column per measure after scenario and run."""

    outcomes: pd.DataFrame


Measures = Mapping[str, Mapping[str, Floats]]  # outcome, then scenario


def violence(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
    limits: Mapping[str, float] | None = None,
) -> Figure:
    """Iraqis killed, strikes, attacks and sieges over the whole run: a panel each, a row per scenario.

    A point is the median run, the thick bar the central 50 and the thin one the central 90 in 100
    runs. `limits` fixes the right end of a measure's axis, so that it stays put between batches.
    Raises `InputError` for an unknown style, scenario or baseline.
    """
    with house_style(style) as look:
        draw = partial(_drawn, look, results, limits)
        return fitted(look, results, scenarios, baseline, draw, most=4)


def _drawn(look: Look, results: ResultsLike, limits: Mapping[str, float] | None, chosen: Selection) -> Figure:
    counted = _counted(look, results)
    measures = _measures(counted, chosen)
    if not measures:
        return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
    gaps = numeric_differences(counted, tuple(measures), chosen)
    deaths = measures.get("iraqi_deaths", {})
    columns = _columns(look, chosen, measures)
    page = new_page(
        look,
        findings.violence(gaps, {name: float(np.median(sample)) for name, sample in deaths.items()}),
        _subtitle(results, chosen),
        stamp(results, chosen),
        note="Point and number: the middle run. Thick: 50 in 100 runs. Thin: 90 in 100.",
        least_body=math.ceil(len(measures) / columns) * look.text * (3.9 + 1.3 * len(chosen.names)),
    )
    _panels(page, chosen, measures, limits or {}, columns)
    return finish(page)


def _measures(counted: _Counted, chosen: Selection) -> Measures:
    return {
        str(outcome): {name: values(counted, outcome, name).to_numpy(np.float64) for name in chosen.names}
        for outcome in counted.outcomes.columns[2:]
        if chosen.names
    }


def _subtitle(results: ResultsLike, chosen: Selection) -> str:
    months = months_of(results)
    over = f"in {len(months)} months, to {month_label(months[-1])}" if months else "over the run"
    return f"People killed and events {over}; {runs_label(chosen.most_runs)}"


def _columns(look: Look, chosen: Selection, measures: Measures) -> int:
    """As many panels side by side as leave room for their headings, in even rows."""
    room = look.width * INCH - 2 * look.margin - _names_width(look, chosen)
    widest = max(text_width(_heading(outcome, look), look.text, "bold") for outcome in measures)
    fitting = max(1, min(_COLUMNS, int((room + look.text) // (widest + look.text)), len(measures)))
    return math.ceil(len(measures) / math.ceil(len(measures) / fitting))


def _names_width(look: Look, chosen: Selection) -> float:
    return max(text_width(_name(name), look.text) for name in chosen.names) + 12


def _heading(outcome: str, look: Look) -> str:
    return quantity_of(outcome).label if look.name == "expert" else quantity_of(outcome).short


def _panels(
    page: Page, chosen: Selection, measures: Measures, limits: Mapping[str, float], columns: int
) -> None:
    look = page.look
    aside = max(page.width(_middle(s, look)) for held in measures.values() for s in held.values()) + look.dot
    body = page.body.inset(left=_names_width(look, chosen), bottom=look.text * 0.3)
    boxes = body.split(math.ceil(len(measures) / columns), columns, (look.text, look.text * 0.7))
    for index, (box, (outcome, samples)) in enumerate(zip(boxes, measures.items(), strict=False)):
        page.write(box.left, box.top, _heading(outcome, look), fontweight="bold", va="top")
        panel = box.inset(top=look.text * 1.5, bottom=look.text * 1.5, right=aside)
        ax = _panel(page, panel, samples, limits.get(outcome))
        for row, (name, sample) in enumerate(samples.items()):
            _strip(ax, sample, chosen.marks[name], row, look, _name(name))
            height = panel.top - (row + 0.5) / len(samples) * panel.height
            page.write(box.right, height, _middle(sample, look), ha="right", va="center")
            if index % columns == 0:
                page.write(panel.left - 10, height, _name(name), ha="right", va="center")


def _name(name: str) -> str:
    return scenario_label(name, 30)


def _middle(sample: Floats, look: Look) -> str:
    """The median in figures, and for experts the ends of the central 90%."""
    low, middle, high = (number(float(edge)) for edge in np.quantile(sample, [0.05, 0.5, 0.95]))
    return f"{middle}  [{low}, {high}]" if look.name == "expert" else middle


def _panel(page: Page, box: Box, samples: Mapping[str, Floats], limit: float | None) -> Axes:
    ax = page.axes(box)
    most = limit or _round_up(max(float(np.quantile(sample, 0.95)) for sample in samples.values()))
    ax.set(xlim=(-0.03 * most, most * 1.03), yticks=[], ylim=(len(samples) - 0.5, -0.5))
    ax.set_xticks([0, most], ["0", number(most)])
    ax.get_xticklabels()[1].set_horizontalalignment("right")
    ax.set_xticks([most / 2], minor=True)
    ax.tick_params(which="minor", length=0)
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, which="both", color=PALE)
    ax.set_axisbelow(True)
    return ax


def _round_up(value: float) -> float:
    """The next round number, one whose half is round as well."""
    if value <= 10:
        return next(float(step) for step in (2, 4, 6, 8, 10) if step >= value)
    power = 10.0 ** math.floor(math.log10(value))
    return next(
        step * power for step in (1, 1.2, 1.4, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10) if step * power >= value
    )


def _strip(ax: Axes, sample: Floats, mark: Mark, row: int, look: Look, name: str) -> None:
    low, first, middle, third, high = np.quantile(sample, [0.05, 0.25, 0.5, 0.75, 0.95])
    flat: dict[str, Any] = {"color": mark.colour, "solid_capstyle": "butt", "label": name}
    ax.plot([low, high], [row, row], linewidth=look.thin, **flat)
    ax.plot([first, third], [row, row], linewidth=look.thick * 2, **flat)
    ax.plot(
        [middle],
        [row],
        mark.marker,
        ms=look.dot,
        mfc=mark.face,
        mec=mark.colour,
        mew=look.thin * 0.8,
        label=name,
    )


def _counted(look: Look, results: ResultsLike) -> _Counted:
    """The outcomes that are shown: for an audience the attacks of armed groups are added up."""
    table = results.outcomes
    held = [outcome for outcome in VIOLENCE if outcome in table]
    attacks = [outcome for outcome in ATTACKS if outcome in held]
    if look.name == "expert" or not attacks:
        return _Counted(table[["scenario", "run", *held]])
    kept = [outcome for outcome in held if outcome not in attacks]
    kept.insert(kept.index("sieges") if "sieges" in kept else len(kept), ALL_ATTACKS)
    summed = table[["scenario", "run", *held]].assign(**{ALL_ATTACKS: table[attacks].sum(axis=1)})
    return _Counted(summed[["scenario", "run", *kept]])
