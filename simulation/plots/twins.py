"""One run under two scenarios: the same beliefs and the same luck, and the month in which they part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from simulation.errors import InputError
from simulation.plots import findings
from simulation.plots.data import Floats, NothingToDrawError, ResultsLike, Selection, by_month
from simulation.plots.flips import ONE_SCENARIO, one_pair
from simulation.plots.labels import CATEGORICAL, INDICATORS, QUANTITIES, month_label, scenario_label
from simulation.plots.page import Box, Page, blank_page, finish, halo, new_page, stamp
from simulation.plots.style import INK, PALE, Look, Mark, house_style
from simulation.words import number, signed

INDEX: Final = "axis_index"
DEATHS: Final = "iraqi_deaths"
_ALWAYS: Final = (INDEX, DEATHS)
_PANELS: Final[Mapping[str, int]] = {"audience": 2, "expert": 6}
_SAME: Final = 1e-9
_ENDINGS: Final = ("axis_verdict", "pmf_fate", "pm_kind")


@dataclass(frozen=True, slots=True)
class _Twins:
    """One run twice: indicators of shape (months,) under the baseline and the scenario, and its endings."""

    run: int
    scenario: str
    baseline: str
    months: Sequence[str]
    of: Mapping[str, tuple[Floats, Floats]]
    endings: Mapping[str, tuple[str, str]]

    def parts(self, column: str) -> int | None:
        """The first month in which an indicator differs; None where it never does."""
        theirs, ours = self.of[column]
        apart = np.flatnonzero(np.abs(ours - theirs) > _SAME)
        return int(apart[0]) if apart.size else None

    @property
    def parted(self) -> int | None:
        """The first month in which any outcome differs, what a path sets from the start left aside."""
        firsts = (self.parts(column) for column in self.of if column in QUANTITIES)
        return min((first for first in firsts if first is not None), default=None)


def twin_histories(
    results: ResultsLike,
    *,
    run: int | None = None,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """One run under the baseline and under the first scenario named (or of the file), month by month.

    Without `run`, the one whose axis index changes most like the middle run's, among those that end
    differently if any do. In each panel the month in which the two part is marked. An audience sees
    the axis index and Iraqis killed, experts besides the indicators that part furthest for their
    spread. One run is an illustration: it says nothing about the others. Raises
    `NothingToDrawError` where there is one scenario, `InputError` for a run that either lacks, an
    unknown style, scenario or baseline.
    """
    with house_style(style) as look:
        chosen = one_pair(results, scenarios, baseline)
        if not chosen.names or INDEX not in results.columns("months"):
            return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
        if chosen.baseline is None:
            raise NothingToDrawError(ONE_SCENARIO)
        twins = _read(results, chosen, run)
        shown = _panels_of(look, twins)
        page = _page(look, results, chosen, twins, shown)
        _draw(page, chosen, twins, shown)
        return finish(page)


# --- reading --------------------------------------------------------------------------------------


def _read(results: ResultsLike, chosen: Selection, run: int | None) -> _Twins:
    base, name = str(chosen.baseline), chosen.others[0]
    held = [column for column in results.columns("months") if column in INDICATORS or column in QUANTITIES]
    both = [by_month(results, held, one) for one in (base, name)]
    common = np.intersect1d(both[0][0], both[1][0])
    if run is not None and run not in common:
        raise InputError(
            f"run {run} is not in both {base} and {name}; they hold {number(common.size)} runs in common, "
            f"{common.min(initial=0)} to {common.max(initial=0)}"
        )
    months = [month for month in both[0][1] if month in both[1][1]]
    picked = int(run if run is not None else _typical(results, base, name, common.tolist()))
    rows = [int(np.searchsorted(runs, picked)) for runs, _, _ in both]
    places = [[own.index(month) for month in months] for _, own, _ in both]
    of = {
        column: (both[0][2][column][rows[0], places[0]], both[1][2][column][rows[1], places[1]])
        for column in held
    }
    return _Twins(picked, name, base, months, of, _endings(results, base, name, picked))


def _typical(results: ResultsLike, base: str, name: str, runs: Sequence[int]) -> int:
    """The run whose change of the axis index is nearest the median, of those that end otherwise if any do."""
    table = results.outcomes[results.outcomes["run"].isin(runs)].set_index("run")
    ours, theirs = (table[table["scenario"] == one] for one in (name, base))
    change = (ours[INDEX] - theirs[INDEX]).dropna()
    moved = change.index
    if "axis_verdict" in table:
        ends = [one["axis_verdict"].loc[change.index].astype(str) for one in (ours, theirs)]
        differ = ends[0] != ends[1]
        moved = change.index[differ.to_numpy(np.bool_)] if differ.any() else change.index
    distance = (change.loc[moved] - change.loc[moved].median()).abs()
    return int(distance.index[int(distance.to_numpy(np.float64).argmin())])


def _endings(results: ResultsLike, base: str, name: str, run: int) -> dict[str, tuple[str, str]]:
    """The endings of both histories in plain words, by what they answer."""
    table = results.outcomes[results.outcomes["run"] == run].set_index("scenario")
    found = {}
    for column in (column for column in _ENDINGS if column in table):
        what = CATEGORICAL[column]
        words = [findings.category_label(what, str(table.loc[one, column])) for one in (base, name)]
        found[column] = (words[0], words[1])
    return found


def _panels_of(look: Look, twins: _Twins) -> list[str]:
    """The axis index and deaths, and for experts what parts furthest in its own standard deviations."""
    always = [column for column in _ALWAYS if column in twins.of]
    room = _PANELS[look.name] - len(always)
    far: dict[str, float] = {}
    for column, (theirs, ours) in twins.of.items():
        spread = float(np.concatenate([theirs, ours]).std())
        if column not in always and spread > 0:
            far[column] = float(np.abs(ours - theirs).mean()) / spread
    rest = sorted((column for column in far if far[column] > 0), key=lambda column: (-far[column], column))
    return always + rest[:room]


# --- the page -------------------------------------------------------------------------------------


def _page(look: Look, results: ResultsLike, chosen: Selection, twins: _Twins, shown: Sequence[str]) -> Page:
    theirs, ours = twins.of[INDEX]
    firsts = (twins.parts(INDEX), twins.parted)
    index, outcome = ("" if first is None else month_label(twins.months[first]) for first in firsts)
    rows = -(-len(shown) // (1 if look.name == "audience" else 2))
    return new_page(
        look,
        findings.twins(
            twins.run, twins.scenario, twins.baseline, (index, outcome), float(ours[-1] - theirs[-1])
        ),
        f"One run of {number(chosen.most_runs)}, its beliefs and luck the same under both: an illustration",
        stamp(results, chosen),
        note=_note(look, twins),
        least_body=look.text * rows * 7.0,
    )


def _note(look: Look, twins: _Twins) -> str:
    names = [scenario_label(name, 24) for name in (twins.baseline, twins.scenario)]
    labels = {"axis_verdict": "Iraq", "pmf_fate": "PMF", "pm_kind": "prime minister"}
    kept = list(twins.endings.items())[: 2 if look.name == "audience" else 3]
    told = [
        f"{labels[column]} {theirs} under both"
        if theirs == ours
        else f"{labels[column]} {theirs} ({names[0]}), {ours} ({names[1]})"
        for column, (theirs, ours) in kept
    ]
    months = month_label(twins.months[-1])
    return f"In {months}: {'; '.join(told)}." if told else ""


def _draw(page: Page, chosen: Selection, twins: _Twins, shown: Sequence[str]) -> None:
    look = page.look
    columns = 1 if look.name == "audience" else 2
    rows = -(-len(shown) // columns)
    left = page.width("+0.50") + 12
    body = page.body.inset(left=left, bottom=look.text * 1.8)
    boxes = body.split(rows, columns, (left + look.text * 1.5, look.text * 0.9))
    for place, (box, column) in enumerate(zip(boxes, shown, strict=False)):
        ax = _panel(page, box.inset(top=look.text * 1.6), twins, column)
        page.write(box.left, box.top, _heading(column), va="top", fontweight="bold")
        for values, name in zip(twins.of[column], (twins.baseline, twins.scenario), strict=True):
            _history(ax, values, chosen.marks[name], look, front=name == twins.scenario)
        parted = twins.parts(column)
        if parted is not None:
            ax.axvline(parted, color=INK, lw=look.thin, ls=(0, (1, 2)))
        if place == 0:
            _names(page, box, chosen, twins)
        if place >= len(shown) - columns:
            _months(page, box, twins.months)


def _heading(column: str) -> str:
    if column in INDICATORS:
        return INDICATORS[column]
    quantity = QUANTITIES[column]
    per = " a month" if quantity.family in ("violence", "deaths") else ""
    return f"{quantity.short}{per}"


def _panel(page: Page, box: Box, twins: _Twins, column: str) -> Axes:
    ax = page.axes(box)
    end = len(twins.months) - 1
    ax.set(xlim=(-0.02 * max(end, 1), end + 0.02 * max(end, 1)), xticks=[])
    values = np.concatenate(twins.of[column])
    if column in QUANTITIES and QUANTITIES[column].low < 0:
        ax.set(ylim=(-1, 1), yticks=[-1, 0, 1])
        ax.yaxis.set_major_formatter(lambda value, _: signed(value))
    else:
        top = float(values.max()) * 1.1 or 1.0
        ax.set(ylim=(min(0.0, float(values.min()) * 1.1), top))
        ax.yaxis.set_major_locator(MaxNLocator(nbins=2, steps=[1, 2, 5, 10]))
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.6g}".replace("-", "−"))
    ax.grid(axis="y", color=PALE)
    ax.set_axisbelow(True)
    return ax


def _history(ax: Axes, values: Floats, mark: Mark, look: Look, *, front: bool) -> None:
    width = look.thick if front else look.thick * 0.8
    months = np.arange(values.size)
    ax.plot(months, values, color=mark.colour, ls=mark.dashes, lw=width, zorder=3 if front else 2)


def _names(page: Page, box: Box, chosen: Selection, twins: _Twins) -> None:
    """Both names after a piece of their line, and the month in which they part, over the first panel."""
    look = page.look
    heading = page.width(_heading(INDEX), weight="bold") + look.text * 2
    ax = page.axes(Box(box.left, box.top - look.text * 1.3, box.right, box.top), bare=True)
    at = heading
    for name in (twins.baseline, twins.scenario):
        mark, label = chosen.marks[name], scenario_label(name, 22)
        ax.plot([at, at + 30], [look.text * 0.5] * 2, color=mark.colour, ls=mark.dashes, lw=look.thick)
        page.write(box.left + at + 36, box.top, label, va="top")
        at += 36 + page.width(label) + look.text * 1.6
    parted = twins.parts(INDEX)
    if parted is None:
        return
    wide = page.width("they part")
    end = max(len(twins.months) - 1, 1)
    inside = box.left + (parted + 0.02 * end) / (1.04 * end) * box.width + 6
    height = box.bottom + look.text * 0.3
    side = "left" if inside + wide < box.right else "right"
    at = inside if side == "left" else inside - 12
    page.write(at, height, "they part", va="bottom", ha=side, path_effects=halo())


def _months(page: Page, box: Box, months: Sequence[str]) -> None:
    low = box.bottom - page.look.text * 0.4
    page.write(box.left, low, month_label(months[0]), va="top")
    if len(months) > 1:
        page.write(box.right, low, month_label(months[-1]), va="top", ha="right")
