"""Crossed scenarios as a table: the mean of an outcome in every cell, by two factors of the cross."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from simulation.plots import election_findings, findings
from simulation.plots.data import NothingToDrawError, ResultsLike, Selection, end_of, select
from simulation.plots.labels import Quantity, runs_label, scenario_label
from simulation.plots.measured import Measure, measure_of
from simulation.plots.page import INCH, Box, Page, blank_page, finish, new_page, stamp, text_width, wrapped
from simulation.plots.paired import Difference
from simulation.plots.style import BLUE, GREY, PAPER, VERMILLION, Look, house_style, levels_of, tint
from simulation.words import number, signed

NOT_CROSSED: Final = "no two factors are crossed in these scenarios (crossed ones are named a+b)"
_MIDDLE: Final = "#F0F0F0"
_STRONGEST: Final = 0.6  # of a colour: text on it keeps 7:1
_ROW: Final = 3.0  # least height of a row of cells, in text sizes
_SCALE: Final = 3.6  # under the table, for the scale


@dataclass(frozen=True, slots=True)
class _Cell:
    """One scenario of the cross: its mean, and its paired difference from its row's baseline column."""

    scenario: str
    mean: float
    gap: Difference | None


@dataclass(frozen=True, slots=True)
class _Table:
    """Cells by row and column; `baseline` is the column that each row is compared with."""

    measure: Measure
    rows: Sequence[str]
    columns: Sequence[str]
    baseline: str
    cells: Mapping[tuple[str, str], _Cell]

    @property
    def quantity(self) -> Quantity:
        """The words of what is measured."""
        return self.measure.quantity

    @property
    def gaps(self) -> list[Difference]:
        """All paired differences within rows."""
        return [cell.gap for cell in self.cells.values() if cell.gap is not None]

    @property
    def spans(self) -> tuple[float, float]:
        """How far means lie apart at the most: between rows of a column, between columns of a row."""
        lines: tuple[dict[str, list[float]], ...] = ({}, {})
        for (row, column), cell in self.cells.items():
            lines[0].setdefault(column, []).append(cell.mean)
            lines[1].setdefault(row, []).append(cell.mean)
        rows, columns = (max(max(line) - min(line) for line in held.values()) for held in lines)
        return rows, columns

    @property
    def two_sided(self) -> bool:
        """Whether zero is in the middle of the outcome's scale."""
        return self.quantity.low < 0 or any(cell.mean < 0 for cell in self.cells.values())

    @property
    def reach(self) -> float:
        """The end of the colours' scale: the furthest mean, to the next round number."""
        furthest = max(abs(cell.mean) for cell in self.cells.values())
        least = 0.25 if self.quantity.family == "standing" else 1e-6
        return _round_up(max(furthest, least))

    def colours(self) -> LinearSegmentedColormap:
        """From blue to vermillion through light grey, or from light grey to blue for one-sided outcomes."""
        blue, vermillion = (to_hex(tint(colour, _STRONGEST)) for colour in (BLUE, VERMILLION))
        steps = [blue, _MIDDLE, vermillion] if self.two_sided else [_MIDDLE, blue]
        return LinearSegmentedColormap.from_list("means", steps)

    def norm(self) -> Normalize:
        """Zero in the middle of a two-sided scale."""
        return Normalize(-self.reach if self.two_sided else 0.0, self.reach)

    def text(self, value: float, *, change: bool = False) -> str:
        """A mean, or a change of it, with its sign where the scale has two sides."""
        decimals = findings.decimals_of(self.quantity, self.reach)
        return signed(value, decimals) if change or self.two_sided else number(value, decimals)


def scenario_matrix(
    results: ResultsLike,
    *,
    outcome: str = "axis_index",
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """Mean of an `outcome` in every scenario of a cross, rows by the first factor of the name.

    The outcome is a quantity, or the share of one ending: "pmf_fate=entrenched".

    Each cell is compared run by run with the baseline's column of its row; dots in a cell say that
    the two cannot be told apart from chance (95%). Colours are centred on 0 where the outcome has
    two sides. Raises `NothingToDrawError` where nothing is crossed, `InputError` for an unknown
    outcome, style, scenario or baseline.
    """
    with house_style(style) as look:
        chosen = select(results, scenarios, baseline)
        if not chosen.names:
            return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
        table = _table(results, measure_of(results, outcome), chosen)
        page = _page(look, results, chosen, table)
        _draw(page, table)
        return finish(page)


def _table(results: ResultsLike, measure: Measure, chosen: Selection) -> _Table:
    places = {name: _place(name) for name in chosen.names if len(levels_of(name)) > 1}
    order = [name for name in results.scenarios if name in places]
    rows = list(dict.fromkeys(places[name][0] for name in order))
    columns = list(dict.fromkeys(places[name][1] for name in order))
    if len(rows) < 2 or len(columns) < 2 or len(places) < len(chosen.names):
        raise NothingToDrawError(NOT_CROSSED)
    base = places[str(chosen.baseline)][1]
    columns.sort(key=lambda column: column != base)
    found = {place: _cell(results, measure, name, places, base) for name, place in places.items()}
    held = {place: cell for place, cell in found.items() if np.isfinite(cell.mean)}
    if not held:
        raise NothingToDrawError(f"no run has a value of {measure.column}")
    return _Table(measure, rows, columns, base, held)


def _place(name: str) -> tuple[str, str]:
    """Row and column of a crossed scenario: its first level, and the rest of its name."""
    first = levels_of(name)[0]
    return first, name[len(first) + 1 :]


def _cell(
    results: ResultsLike, measure: Measure, name: str, places: Mapping[str, tuple[str, str]], base: str
) -> _Cell:
    found = measure.values(results, name).to_numpy(np.float64)
    mean = float(found.mean()) if found.size else math.nan
    row, column = places[name]
    other = next((each for each, place in places.items() if place == (row, base)), None)
    if column == base or other is None:
        return _Cell(name, mean, None)
    gap = measure.difference(results, name, other)
    return _Cell(name, mean, gap if gap.runs else None)


def _page(look: Look, results: ResultsLike, chosen: Selection, table: _Table) -> Page:
    means = {cell.scenario: cell.mean for cell in table.cells.values()}
    unit = f" ({table.quantity.unit})" if table.quantity.unit else ""
    return new_page(
        look,
        election_findings.matrix(table.quantity, means, table.gaps, table.spans),
        f"{table.quantity.label}, {_statistic(chosen, table)}{unit}{end_of(results)}",
        stamp(results, chosen),
        note=_note(table),
        least_body=look.text * (len(table.rows) * _ROW + _SCALE + 1.3 * _header_lines(look, table) + 1),
    )


def _statistic(chosen: Selection, table: _Table) -> str:
    return f"{'share' if table.measure.share else 'mean'} of {runs_label(chosen.most_runs, '')}"


def _note(table: _Table) -> str:
    base = scenario_label(table.baseline, 30)
    unclear = sum(not gap.clear for gap in table.gaps)
    parts = [f"Under the mean: difference from {base} in the row, run by run."]
    parts.append(f"Dotted: no change we can tell from chance ({unclear} of {len(table.gaps)}).")
    if table.measure.column == "months_to_form":
        parts.append("Runs without a government have no value.")
    return " ".join(parts)


def _names_width(look: Look, table: _Table) -> float:
    return (
        max(
            text_width(line, look.text, "bold")
            for row in table.rows
            for line in _row_name(row, look).split("\n")
        )
        + 14
    )


def _row_name(row: str, look: Look) -> str:
    return wrapped(scenario_label(row, 34), look.text * 11, look.text, "bold")


def _headers(look: Look, table: _Table) -> list[str]:
    room = (look.width * INCH - 2 * look.margin - _names_width(look, table)) / len(table.columns) - 10
    role = {table.baseline: " (baseline)"}
    return [wrapped(scenario_label(c, 34) + role.get(c, ""), room, look.text, "bold") for c in table.columns]


def _header_lines(look: Look, table: _Table) -> int:
    return max(header.count("\n") + 1 for header in _headers(look, table))


def _draw(page: Page, table: _Table) -> None:
    look = page.look
    head = look.text * (1.3 * _header_lines(look, table) + 0.5)
    box = page.body.inset(left=_names_width(look, table), top=head, bottom=look.text * _SCALE)
    boxes = iter(box.split(len(table.rows), len(table.columns), (3.0, 3.0)))
    ax = page.axes(page.body, bare=True)
    ax.set(xlim=(page.body.left, page.body.right), ylim=(page.body.bottom, page.body.top))
    for row in table.rows:
        for column, header in zip(table.columns, _headers(look, table), strict=True):
            place = next(boxes)
            if row == table.rows[0]:
                page.write(
                    place.left + 2, box.top + 5, header, va="bottom", fontweight="bold", linespacing=1.15
                )
            _draw_cell(page, ax, table, place, table.cells.get((row, column)))
        middle = (place.bottom + place.top) / 2
        page.write(page.body.left, middle, _row_name(row, look), va="center", fontweight="bold")
    _colour_scale(page, table, Box(box.left, page.body.bottom, box.right, box.bottom))


def _draw_cell(page: Page, ax: Axes, table: _Table, box: Box, cell: _Cell | None) -> None:
    if cell is None:
        page.write((box.left + box.right) / 2, (box.bottom + box.top) / 2, "–", ha="center", va="center")
        return
    colour = table.colours()(table.norm()(cell.mean))
    unclear = cell.gap is not None and not cell.gap.clear
    shape: dict[str, Any] = {"facecolor": colour, "edgecolor": GREY, "linewidth": 0.0}
    ax.add_patch(Rectangle((box.left, box.bottom), box.width, box.height, **shape))
    if unclear:
        _dotted(page, ax, box)
    _words(page, box, table, cell)


def _dotted(page: Page, ax: Axes, box: Box) -> None:
    """A dotted strip along either side of the cell, clear of its words."""
    wide = page.look.text * 1.1
    for left in (box.left, box.right - wide):
        strip = Rectangle((left, box.bottom), wide, box.height, fill=False, ec=GREY, lw=0.0, hatch="...")
        ax.add_patch(strip)


def _words(page: Page, box: Box, table: _Table, cell: _Cell) -> None:
    """The mean in bold, and under it the difference; with its interval for experts, where that fits."""
    middle, up = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    line = page.look.text * 0.7
    size = max(page.look.text, 14.0)
    gid = f"mean-{cell.scenario}"
    value = table.text(cell.mean)
    at = up + line if cell.gap is not None else up
    page.write(
        middle, at, value, ha="center", va="center_baseline", fontweight="bold", fontsize=size, gid=gid
    )
    if cell.gap is None:
        return
    short = table.text(cell.gap.estimate, change=True)
    edges = ", ".join(table.text(edge, change=True) for edge in (cell.gap.low, cell.gap.high))
    full = f"{short} [{edges}]"
    fits = (
        page.look.name == "expert"
        and np.isfinite(cell.gap.low)
        and page.width(full) < box.width - 3 * page.look.text
    )
    page.write(middle, up - line, full if fits else short, ha="center", va="center_baseline")


def _colour_scale(page: Page, table: _Table, box: Box) -> None:
    """A strip of the colours with its ends and middle in figures and words."""
    text = page.look.text
    strip = Box(box.left, box.top - text * 1.9, box.right, box.top - text * 1.2)
    ax = page.axes(strip, bare=True)
    norm = table.norm()
    ax.imshow(
        np.linspace(0, 1, 256)[None, :], aspect="auto", cmap=table.colours(), extent=(0, strip.width, 0, 1)
    )
    ax.set(ylim=(0, 1), facecolor=PAPER)
    low, high = float(norm.vmin or 0.0), float(norm.vmax or 0.0)
    under = strip.bottom - text * 0.3
    left, right = table.text(low), table.text(high)
    page.write(strip.left, under, f"{left}  {table.quantity.less}", va="top")
    page.write(strip.right, under, f"{table.quantity.more}  {right}", va="top", ha="right")
    if table.two_sided:
        page.write((strip.left + strip.right) / 2, under, "0", va="top", ha="center")


def _round_up(value: float) -> float:
    """The next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value * (1 - 1e-9))
