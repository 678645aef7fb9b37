"""Months from an election to a government, with the runs that have none by the end as a pile of their own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.outcomes import intervals
from simulation.plots import election_findings, findings
from simulation.plots.data import Floats, NothingToDrawError, ResultsLike, Selection, months_of
from simulation.plots.elections import Ints, Parliaments, month_number, parliaments
from simulation.plots.labels import month_label, runs_label, scenario_label
from simulation.plots.page import GROUND, Box, Page, blank_page, finish, fitted, new_page, stamp
from simulation.plots.paired import Difference, mean_difference
from simulation.plots.style import GREY, INK, PALE, Look, Mark, house_style, tint
from simulation.words import number

OUTCOME: Final = "months_to_form"
_DOTS: Final = (50, 20)
_SMALLEST_DOT: Final = 6.7  # points: 14 pixels in 1,080
_LARGEST_DOT: Final = 16.0
_FILL: Final = 0.86  # of a dot's place
_FLOOR: Final = 12.0  # points under a row's dots, for the median
_PILE: Final = 0.16  # of the width, for the runs without a government
_STEP: Final = 6  # months between ticks
_MOST_CURVES: Final = 5


@dataclass(frozen=True, slots=True)
class _Wait:
    """One scenario: `months` of shape (runs,), infinite where there is no government by the end.

    `horizon` is the months from the election to the end.
    """

    runs: Ints
    months: Floats
    horizon: int

    @property
    def median(self) -> float:
        """The middle run's months; infinite where it has no government."""
        return float(np.sort(self.months)[(self.months.size - 1) // 2])

    @property
    def without(self) -> int:
        """Runs without a government."""
        return int((~np.isfinite(self.months)).sum())

    def dots(self, count: int) -> Floats:
        """`count` quantiles, each a run that happened; all runs where they are no more."""
        ordered = np.sort(self.months)
        if ordered.size <= count:
            return ordered
        places = ((np.arange(count) + 0.5) / count * ordered.size).astype(np.int64)
        found: Floats = ordered[places]
        return found

    def said(self, last: str) -> str:
        """The median in words."""
        return f"median {number(self.median)} months" if np.isfinite(self.median) else f"most: none by {last}"


@dataclass(frozen=True, slots=True)
class _Waits:
    """Scenarios that voted, and the last month in words; `end` is the longest horizon."""

    of: Mapping[str, _Wait]
    last: str

    @property
    def end(self) -> int:
        """Months that the axis has room for."""
        return max(wait.horizon for wait in self.of.values())


def months_to_form(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """Months from the first election to the vote of confidence, a row per scenario.

    Runs without a government by the end of the batch are a pile apart, and are counted in every
    median and share. For an audience: 50 or 20 dots a row; for experts: shares by month, and the
    share of runs that have a government by then. Raises `NothingToDrawError` where no run voted,
    `InputError` for an unknown style, scenario or baseline.
    """
    with house_style(style) as look:
        draw = partial(_drawn, look, results)
        return fitted(look, results, scenarios, baseline, draw, most=5)


def _drawn(look: Look, results: ResultsLike, chosen: Selection) -> Figure:
    if not chosen.names:
        return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
    if OUTCOME not in results.outcomes:
        raise NothingToDrawError("the results do not say when governments are formed")
    held = parliaments(results, chosen)
    waits = _read(results, held)
    page_for = partial(_page, look, results, chosen, held, waits)
    draw = _audience if look.name == "audience" else _expert
    return finish(draw(page_for, chosen, waits))


def _read(results: ResultsLike, held: Parliaments) -> _Waits:
    table, every = results.outcomes, months_of(results)
    found = {}
    for name in held.voted:
        rows = table[(table["scenario"] == name) & table["run"].isin(held.of[name].runs)]
        months = rows[OUTCOME].to_numpy(np.float64, na_value=np.nan)
        months = np.where(np.isnan(months), np.inf, months)
        longest = int(months[np.isfinite(months)].max(initial=1))
        last = month_number(every[-1]) - month_number(held.of[name].month) if every else 0
        found[name] = _Wait(rows["run"].to_numpy(np.int64), months, max(longest, last, 1))
    return _Waits(found, month_label(every[-1]) if every else "the end")


def _gaps(chosen: Selection, waits: _Waits) -> list[Difference]:
    """Paired differences of the months without a government, counted up to the shorter horizon."""
    base = waits.of.get(str(chosen.baseline))
    found = []
    for name in (name for name in chosen.others if base is not None and name in waits.of):
        assert base is not None
        ours = waits.of[name]
        limit = min(ours.horizon, base.horizon)
        _, a, b = np.intersect1d(ours.runs, base.runs, assume_unique=True, return_indices=True)
        pair = (np.minimum(each, limit) for each in (ours.months[a], base.months[b]))
        found.append(mean_difference(OUTCOME, name, str(chosen.baseline), *pair))
    return found


def _page(
    look: Look,
    results: ResultsLike,
    chosen: Selection,
    held: Parliaments,
    waits: _Waits,
    note: str,
    row: float,
) -> Page:
    """The page for rows of at least `row` points."""
    medians = {name: wait.median for name, wait in waits.of.items()}
    months = sorted({held.of[name].month for name in held.voted})
    each = " each" if len(chosen.names) > 1 else ""
    unheld = [scenario_label(name, 30) for name in chosen.names if name not in waits.of]
    parts = [note]
    if unheld:
        parts.append(f"No election: {', '.join(unheld)}.")
    if held.again:
        parts.append(f"{number(held.again)} runs vote a second time; only the first vote counts here.")
    return new_page(
        look,
        election_findings.months_to_form(_gaps(chosen, waits), medians, waits.last),
        f"Months from the vote of {' or '.join(map(month_label, months[:2]))} to the vote of confidence; "
        f"{runs_label(chosen.most_runs, '')}{each}",
        stamp(results, chosen),
        note=" ".join(parts),
        least_body=len(waits.of) * row + 64,
    )


def _audience(page_for: Callable[[str, float], Page], chosen: Selection, waits: _Waits) -> Page:
    """Rows of 50 dots, or of 20 where 50 would be too small to see."""
    for count in _DOTS:
        most = max(wait.months.size for wait in waits.of.values())
        one = "one run" if most <= count else f"one future in {count}"
        page = page_for(f"Each dot: {one}. Tick: median.", 60.0)
        box, rows = _dot_rows(page, waits)
        scale = _Scale(waits.end, box.width)
        size = _dot_size(scale, waits, count, rows[0].height - _FLOOR)
        if size >= _SMALLEST_DOT:
            break
    _axis(page, box, scale, waits.last)
    ax = page.axes(box, bare=True)
    for row, (name, wait) in zip(rows, waits.of.items(), strict=True):
        floor = row.bottom - box.bottom + _FLOOR
        _draw_dots(ax, scale, wait.dots(count), (floor, size), chosen.marks[name], _name(name))
        middle = scale.middle(wait.median)
        ax.plot([middle] * 2, [floor - 10, floor - 2], color=INK, lw=page.look.thick)
        _row_words(page, row, name, wait, waits.last)
        none = election_findings.yes_or_no(~np.isfinite(wait.months)).text("yes")
        none = none if none in ("none", "all") else f"{none} in 100"
        page.write(page.body.right, row.bottom + _FLOOR, none, ha="right", va="bottom", gid=f"none-{name}")
    return page


@dataclass(frozen=True, slots=True)
class _Scale:
    """The axis in points: a cell per month up to `end`, a gap, and a cell for runs without a government."""

    end: int
    width: float

    @property
    def cell(self) -> float:
        """Width of a month."""
        return self.width * (1 - _PILE - 0.04) / (self.end + 1)

    @property
    def pile(self) -> tuple[float, float]:
        """Left edge and width of the cell for runs without a government."""
        return self.width * (1 - _PILE), self.width * _PILE

    def place(self, month: float) -> tuple[float, float]:
        """Left edge and width of the cell of a month, of the last one for infinity."""
        return (math.floor(month + 0.5) * self.cell, self.cell) if math.isfinite(month) else self.pile

    def middle(self, month: float) -> float:
        """Middle of a cell."""
        left, width = self.place(month)
        return left + width / 2

    def height(self, months: Floats, size: float) -> float:
        """How high the dots of one row pile up."""
        cells, counts = np.unique(months, return_counts=True)
        pairs: zip[tuple[float, int]] = zip(cells.tolist(), counts.tolist(), strict=True)
        return max(math.ceil(count / self.across(month, size)) for month, count in pairs) * size

    def across(self, month: float, size: float) -> int:
        """Dots side by side in a cell."""
        return max(1, int((self.place(month)[1] + 0.5) // size))


def _dot_rows(page: Page, waits: _Waits) -> tuple[Box, list[Box]]:
    words = [page.width(wait.said(waits.last)) for wait in waits.of.values()]
    left = max(*words, *(page.width(_name(name), weight="bold") for name in waits.of)) + 16
    right = page.width("<99 in 100") + 8
    box = page.body.inset(left=left, right=right, bottom=page.look.text * 3.3)
    return box, box.split(len(waits.of), 1, (0.0, 6.0))


def _dot_size(scale: _Scale, waits: _Waits, count: int, height: float) -> float:
    """The largest dots with which the highest pile fits its row; under the smallest where none does."""
    largest = min(_LARGEST_DOT, max(scale.cell, _SMALLEST_DOT))
    for size in np.arange(largest, _SMALLEST_DOT - 0.01, -0.25):
        if all(scale.height(wait.dots(count), float(size)) <= height for wait in waits.of.values()):
            return float(size)
    return min(_SMALLEST_DOT - 0.01, min(_fitting(scale, w.dots(count), height) for w in waits.of.values()))


def _fitting(scale: _Scale, months: Floats, height: float) -> float:
    """Where even the smallest dots pile too high: a size that fits all the same."""
    sizes = np.arange(_SMALLEST_DOT, 1.0, -0.1)
    return next((float(size) for size in sizes if scale.height(months, float(size)) <= height), 1.0)


def _draw_dots(
    ax: Axes, scale: _Scale, months: Floats, place: tuple[float, float], mark: Mark, name: str
) -> None:
    """One row of dots; `place` is the height of its floor and the size of a dot."""
    floor, size = place
    across, up = [], []
    for month in np.unique(months):
        count, wide = int((months == month).sum()), scale.across(float(month), size)
        order = np.arange(count)
        left = scale.middle(float(month)) - min(wide, count) * size / 2
        across += list(left + (order % wide + 0.5) * size)
        up += list(floor + (order // wide + 0.5) * size)
    rim = 1.4 if mark.hollow else 0.0
    shape: dict[str, Any] = {"marker": mark.marker, "fc": mark.face, "ec": mark.colour, "lw": rim}
    ax.scatter(across, up, s=(size * _FILL - rim) ** 2, label=name, **shape)


def _axis(page: Page, box: Box, scale: _Scale, last: str) -> None:
    """Months under all rows, and the words for those without a government."""
    ax = page.axes(box)
    ax.set(xlim=(0, scale.width), yticks=[])
    ticks = range(0, scale.end + 1, _STEP if scale.end >= _STEP else 1)
    ax.set_xticks([scale.middle(month) for month in ticks], [str(month) for month in ticks])
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    left, width = scale.pile
    place = ax.get_xaxis_transform()
    for start, end in ((0.0, left - 0.04 * scale.width), (left, left + width)):
        ax.plot([start, end], [0, 0], color=GREY, lw=1.2, transform=place, clip_on=False, gid=GROUND)
    low = box.bottom - page.look.text * 2.9
    page.write(box.left, low, "months from the vote", va="baseline")
    words = "none by", last
    for step, word in enumerate(words):
        height = box.bottom - page.look.text * (1.45 * (step + 1))
        page.write(box.left + left + width / 2, height, word, ha="center", va="baseline")


def _name(name: str) -> str:
    return scenario_label(name, 26)


def _row_words(page: Page, row: Box, name: str, wait: _Wait, last: str) -> None:
    """Name and median at the left, standing on the row's floor."""
    step = page.look.text * 1.22
    page.write(page.body.left, row.bottom + step + 2, _name(name), va="baseline", fontweight="bold")
    page.write(page.body.left, row.bottom + 2, wait.said(last), va="baseline")


def _expert(page_for: Callable[[str, float], Page], chosen: Selection, waits: _Waits) -> Page:
    note = (
        "Bars: runs in 100, month by month; the bar apart: no government by the end, with its 95% interval."
    )
    page = page_for(note, 44.0)
    words = [page.width(wait.said(waits.last)) for wait in waits.of.values()]
    left = max(*words, *(page.width(_name(name), weight="bold") + 34 for name in waits.of)) + 16
    box = page.body.inset(bottom=page.look.text * 3.4)
    if len(waits.of) > _MOST_CURVES:
        _histograms(page, _by_then(page, box.inset(left=left), waits), chosen, waits)
        return page
    middle = box.left + left + (box.width - left) * 0.62
    _histograms(page, Box(box.left + left, box.bottom, middle, box.top), chosen, waits)
    aside = Box(middle + page.look.text * 3.5, box.bottom, box.right, box.top)
    _cumulative(page, aside.inset(top=page.look.text * 1.8), chosen, waits)
    return page


def _histograms(page: Page, box: Box, chosen: Selection, waits: _Waits) -> None:
    room = page.width("100.0 [100.0, 100.0]") + 8
    box = box.inset(right=room)
    scale = _Scale(waits.end, box.width)
    _axis(page, box, scale, waits.last)
    shares = {name: _shares(wait, waits.end) for name, wait in waits.of.items()}
    most = max(float(share.max()) for share in shares.values())
    for row, (name, wait) in zip(box.split(len(shares), 1, (0.0, 8.0)), waits.of.items(), strict=True):
        ax = page.axes(row, bare=True)
        ax.set(ylim=(0, most * 1.02))
        _bars(ax, scale, shares[name], chosen.marks[name], page.look)
        _expert_words(page, row, name, wait, waits.last, chosen.marks[name])
        found = intervals.share(wait.without, wait.months.size)
        value, low, high = (number(100 * edge, 1) for edge in (found.value, found.low, found.high))
        text = f"{value} [{low}, {high}]"
        page.write(row.right + 6, row.bottom + 1, text, va="bottom", gid=f"none-{name}")


def _shares(wait: _Wait, end: int) -> Floats:
    """Share of runs by month from 0 to `end`, and last the share without a government."""
    formed = np.floor(wait.months[np.isfinite(wait.months)] + 0.5).astype(np.int64)
    counts = np.append(np.bincount(formed, minlength=end + 1), wait.without)
    found: Floats = counts / wait.months.size
    return found


def _bars(ax: Axes, scale: _Scale, shares: Floats, mark: Mark, look: Look) -> None:
    places = [*range(shares.size - 1), np.inf]
    middles = [scale.middle(month) for month in places]
    widths = [scale.cell * 0.86] * (shares.size - 1) + [scale.pile[1] * 0.5]
    face = tint(mark.colour, 0.0 if mark.hollow else 0.3)
    rims = [look.thin if share > 0 else 0.0 for share in shares]
    ax.bar(middles, shares, widths, facecolor=face, edgecolor=mark.colour, linewidth=rims)


def _expert_words(page: Page, row: Box, name: str, wait: _Wait, last: str, mark: Mark) -> None:
    """Name with a piece of its curve, and the median."""
    height = row.bottom + row.height * 0.45
    ax = page.axes(Box(page.body.left, height, page.body.left + 28, height + page.look.text * 1.3), bare=True)
    up = page.look.text * 0.55
    ax.plot([0, 28], [up, up], color=mark.colour, ls=mark.dashes, lw=page.look.thick)
    page.write(page.body.left + 34, height, _name(name), fontweight="bold", va="bottom")
    page.write(page.body.left + 34, height - 2, wait.said(last), va="top")


def _cumulative(page: Page, box: Box, chosen: Selection, waits: _Waits) -> None:
    ax = page.axes(box)
    for name, wait in waits.of.items():
        mark, months = chosen.marks[name], np.append(np.arange(wait.horizon + 1), wait.horizon + 0.8)
        share = [100 * float((wait.months <= month).mean()) for month in months]
        ax.step(months, share, where="post", color=mark.colour, ls=mark.dashes, lw=page.look.thick)
    ax.set(
        xlim=(0, waits.end + 0.8), ylim=(0, 101), yticks=[0, 25, 50, 75, 100], xlabel="months from the vote"
    )
    ax.set_xticks(list(range(0, waits.end + 1, _STEP if waits.end >= _STEP else 1)))
    ax.grid(color=PALE)
    ax.set_axisbelow(True)
    page.write(box.left, box.top + 6, "in 100 runs, a government by then", va="bottom")


def _by_then(page: Page, box: Box, waits: _Waits) -> Box:
    """Where curves would be too many: the share with a government by some months; returns the room left."""
    months = [month for month in (_STEP, 2 * _STEP) if month <= waits.end]
    wide = page.width("by month 12") + 14
    inner = box.inset(right=wide * len(months), top=page.look.text * 1.4)
    for place, month in enumerate(reversed(months)):
        right = box.right - place * wide
        page.write(right, box.top, f"by month {month}", ha="right", va="top")
        for row, wait in zip(inner.split(len(waits.of), 1, (0.0, 8.0)), waits.of.values(), strict=True):
            text = number(100 * float((wait.months <= month).mean()), 1)
            page.write(right, row.bottom + 1, text, ha="right", va="bottom")
    return inner
