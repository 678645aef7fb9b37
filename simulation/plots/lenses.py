"""The same scenario under several readings of the evidence: how far apart the analysts' worlds end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from simulation.evidence import load_evidence
from simulation.outcomes import intervals
from simulation.outcomes.intervals import Estimate
from simulation.plots import findings
from simulation.plots.data import NothingToDrawError, ResultsLike, Selection, end_of
from simulation.plots.labels import runs_label, scenario_label
from simulation.plots.measured import Measure, measure_of
from simulation.plots.page import Page, blank_page, finish, fitted, new_page, stamp
from simulation.plots.paired import Difference
from simulation.plots.style import PALE, Look, Mark, house_style, levels_of, marks

POOLED: Final = "pooled"
ONE_LENS: Final = "no scenario was run under more than one lens"
_ROW: Final = 1.2  # least height of a row, in text sizes
_BETWEEN: Final = 0.45  # of a row, between blocks
_NAMING: Final = ("lens", "name", "title", "question")  # what does not make another scenario


@dataclass(frozen=True, slots=True)
class _Readings:
    """Scenarios by what they are called without their lens, and by lens; the mean of each."""

    measure: Measure
    rows: Mapping[str, Mapping[str, str]]
    means: Mapping[str, Estimate]
    gaps: Sequence[Difference]
    marks: Mapping[str, Mark]

    @property
    def lenses(self) -> list[str]:
        """Every lens, in the order of the evidence."""
        return list(self.marks)


def lens_comparison(
    results: ResultsLike,
    *,
    outcome: str = "axis_index",
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """The mean of an outcome of each scenario under every lens that it was run under.

    Points with 95% intervals of the run noise (Student's t; Wilson's for shares); for experts the
    paired difference from the pooled lens beside them. `outcome` is a quantity or the share of one
    ending. Raises `NothingToDrawError` where no scenario was run under two lenses, `InputError` for an
    unknown outcome, style, scenario or baseline.
    """
    with house_style(style) as look:
        draw = partial(_drawn, look, results, outcome)
        return fitted(look, results, scenarios, baseline, draw, most=16)


def _drawn(look: Look, results: ResultsLike, outcome: str, chosen: Selection) -> Figure:
    if not chosen.names:
        return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
    held = _read(results, measure_of(results, outcome), chosen)
    page = _page(look, results, chosen, held)
    _draw(page, held)
    return finish(page)


# --- reading --------------------------------------------------------------------------------------


def _read(results: ResultsLike, measure: Measure, chosen: Selection) -> _Readings:
    rows = {row: lenses for row, lenses in _rows(results, chosen).items() if len(lenses) > 1}
    if not rows:
        raise NothingToDrawError(ONE_LENS)
    found = {lens for lenses in rows.values() for lens in lenses}
    order = sorted(found, key=lambda lens: (lens != POOLED, _place(lens), lens))
    means = {name: _mean(results, measure, name) for lenses in rows.values() for name in lenses.values()}
    gaps = [
        measure.difference(results, name, lenses[order[0]])
        for lenses in rows.values()
        for lens, name in lenses.items()
        if lens != order[0] and order[0] in lenses
    ]
    return _Readings(measure, rows, means, gaps, marks(order, order[0]))


def _rows(results: ResultsLike, chosen: Selection) -> dict[str, dict[str, str]]:
    """Scenarios that differ in nothing but their lens, together."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for entry in results.manifest.get("scenarios", ()):
        if entry["name"] not in chosen.names:
            continue
        told: Mapping[str, Any] = entry["specification"]
        lens = str(told.get("lens", POOLED))
        rest = json.dumps({key: value for key, value in told.items() if key not in _NAMING}, sort_keys=True)
        found.setdefault(rest, (_without(entry["name"], lens), {}))[1][lens] = entry["name"]
    return dict(found.values())


def _without(name: str, lens: str) -> str:
    """A crossed scenario's name without the level that is its lens."""
    left = [level for level in levels_of(name) if level != lens]
    return "+".join(left) or name


def _place(lens: str) -> int:
    known = list(load_evidence().lenses)
    return known.index(lens) if lens in known else len(known)


def _mean(results: ResultsLike, measure: Measure, name: str) -> Estimate:
    values = measure.values(results, name).to_numpy(np.float64)
    if not measure.share:
        return intervals.mean(values)
    found = intervals.share(int((values > 0).sum()), values.size)
    return Estimate(100 * found.value, 100 * found.low, 100 * found.high)


def lens_label(lens: str) -> str:
    """A lens's title from the evidence."""
    known = load_evidence().lenses.get(lens)
    return known.title if known else scenario_label(lens)


# --- the page -------------------------------------------------------------------------------------


def _page(look: Look, results: ResultsLike, chosen: Selection, held: _Readings) -> Page:
    quantity = held.measure.quantity
    means = {
        scenario_label(row): {lens_label(lens): held.means[name].value for lens, name in found.items()}
        for row, found in held.rows.items()
    }
    statistic = "share" if held.measure.share else "mean"
    unit = f" ({quantity.unit})" if quantity.unit else ""
    rows = sum(len(found) + _BETWEEN for found in held.rows.values())
    return new_page(
        look,
        findings.lenses(quantity, means, held.gaps),
        f"{quantity.label}{unit}{end_of(results)}: {statistic} of {runs_label(chosen.most_runs, '')} each",
        stamp(results, chosen),
        note=_note(look, held),
        least_body=look.text * (rows * _ROW + 1.8),
    )


def _note(look: Look, held: _Readings) -> str:
    pooled = "Hollow: the priors of no one analyst. " if held.lenses[0] == POOLED else ""
    if look.name == "audience":
        return pooled + "How far a lens goes is our guess."
    return (
        f"{pooled}Bars: 95% intervals of the run noise. Right: mean, and its paired difference from the "
        "first lens. Only the direction of a lens is read from its analyst; the sizes are ours, and none "
        "has seen them."
    )


def _draw(page: Page, held: _Readings) -> None:
    """A block per scenario, a row per lens, the numbers at the right."""
    look = page.look
    names = {row: page.wrap(scenario_label(row, 34), look.text * 11, weight="bold") for row in held.rows}
    left = max(page.width(line, weight="bold") for n in names.values() for line in n.split("\n")) + 16
    second = max(page.width(lens_label(lens)) for lens in held.lenses) + 14
    values = {name: _value(held, name) for name in held.means}
    changes = {name: _change(look, held, name) for name in held.means}
    aside = max(map(page.width, changes.values()))
    right = max(map(page.width, values.values())) + aside + (28 if aside else 12)
    box = page.body.inset(left=left + second, right=right, bottom=look.text * 1.8)
    last = sum(len(found) for found in held.rows.values()) + _BETWEEN * (len(held.rows) - 1)
    ax = _axis(held, page.axes(box), last)
    spot = 0.0
    for row, lenses in held.rows.items():
        top = box.top - (spot + 0.5) / last * box.height + look.text * 0.48
        page.write(page.body.left, top, names[row], va="top", fontweight="bold", linespacing=1.1)
        for lens in (one for one in held.lenses if one in lenses):
            name, height = lenses[lens], box.top - (spot + 0.5) / last * box.height
            words = {"va": "center_baseline", "ha": "right"}
            page.write(page.body.left + left, height, lens_label(lens), va="center_baseline")
            at = page.body.right - (aside + 16 if aside else 0)
            page.write(at, height, values[name], gid=f"lens-{name}", **words)
            page.write(page.body.right, height, changes[name], **words)
            _point(ax, held.means[name], held.marks[lens], spot, look)
            spot += 1
        spot += _BETWEEN


def _axis(held: _Readings, ax: Axes, last: float) -> Axes:
    every = [edge for each in held.means.values() for edge in (each.value, each.low, each.high)]
    ends = [edge for edge in every if np.isfinite(edge)]
    places = MaxNLocator(nbins=5, steps=[1, 2, 5, 10]).tick_values(min(ends), max(ends))
    decimals = findings.decimals_of(held.measure.quantity, float(places[1] - places[0]))
    ax.set(xlim=(places[0], places[-1]), ylim=(last - 0.5, -0.5), yticks=[])
    inner = places if len(places) <= 6 else places[::2]
    ax.set_xticks(list(inner), [held.measure.text(float(value), decimals) for value in inner])
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    return ax


def _point(ax: Axes, found: Estimate, mark: Mark, spot: float, look: Look) -> None:
    if np.isfinite(found.low):
        edges = [found.low, found.high]
        ax.plot(edges, [spot, spot], color=mark.colour, lw=look.thick, solid_capstyle="butt")
    ax.plot([found.value], [spot], mark.marker, ms=look.dot, mfc=mark.face, mec=mark.colour, mew=look.thin)


def _value(held: _Readings, name: str) -> str:
    value = held.means[name].value
    return held.measure.text(value, findings.decimals_of(held.measure.quantity, value))


def _change(look: Look, held: _Readings, name: str) -> str:
    """For experts, the paired difference from the first lens."""
    gap = next((gap for gap in held.gaps if gap.scenario == name), None)
    if look.name == "audience" or gap is None:
        return ""
    more = findings.decimals_of(held.measure.quantity, gap.estimate) + 1
    value, low, high = (held.measure.text(v, more, change=True) for v in (gap.estimate, gap.low, gap.high))
    return f"{value} [{low}, {high}]"
