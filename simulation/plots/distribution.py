"""The final axis index: countable dots for an audience, histograms and cumulative shares for experts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from simulation.plots import findings
from simulation.plots.data import Floats, ResultsLike, Selection, dots, months_of, values
from simulation.plots.labels import QUANTITIES, month_label, runs_label, scenario_label
from simulation.plots.page import GROUND, INCH, Box, Page, blank_page, finish, fitted, halo, new_page, stamp
from simulation.plots.paired import numeric_differences
from simulation.plots.style import GREY, INK, PALE, Look, Mark, house_style, tint
from simulation.words import number, signed

OUTCOME: Final = "axis_index"
_DOTS: Final = (50, 20)
_SMALLEST_DOT: Final = 6.7  # points: 14 pixels in 1,080
_LARGEST_DOT: Final = 18.0
_FLOOR: Final = 14.0  # points under a row's dots, for the median
_MOST_LABELS: Final = 5  # curves
_COLUMNS: Final = {"10%": 0.1, "median": 0.5, "90%": 0.9}
_WINDOW: Final = 6  # months that the codebook averages
_BIN: Final = 0.05  # of the index: the histogram's step

Samples = Mapping[str, Floats]


def index_distribution(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """How the axis index at the end is spread over runs, a row per scenario, the baseline on top.

    For an audience: quantile dot plots, 50 dots a row (20 where 50 would be too small to see), each
    standing for as many futures. For experts: histograms with the central 50 and 90% of runs, and
    cumulative shares. Raises `InputError` for an unknown style, scenario or baseline.
    """
    with house_style(style) as look:
        draw = partial(_drawn, look, results)
        return fitted(look, results, scenarios, baseline, draw, most=5)


def _drawn(look: Look, results: ResultsLike, chosen: Selection) -> Figure:
    if not chosen.names or OUTCOME not in results.outcomes:
        return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
    samples = {name: values(results, OUTCOME, name).to_numpy(np.float64) for name in chosen.names}
    page_for = partial(_page, look, results, chosen, samples)
    return finish(
        _audience(page_for, chosen, samples)
        if look.name == "audience"
        else _expert(page_for, chosen, samples)
    )


def _page(
    look: Look, results: ResultsLike, chosen: Selection, samples: Samples, note: str, row: float
) -> Page:
    """The page for rows of at least `row` points."""
    gaps = numeric_differences(results, (OUTCOME,), chosen)
    medians = {name: float(np.median(sample)) for name, sample in samples.items()}
    each = " each" if chosen.baseline else ""
    return new_page(
        look,
        findings.index_distribution(medians, gaps),
        f"Axis index, −1 to +1, {_window(results)}; {runs_label(chosen.most_runs, '')}{each}",
        stamp(results, chosen),
        note=note,
        least_body=len(samples) * row + 60,
    )


def _window(results: ResultsLike) -> str:
    """The months over which the outcome is a mean."""
    months = months_of(results)
    if not months:
        return "at the end"
    count = min(_WINDOW, len(months))
    return f"mean of {'the last ' if count < len(months) else ''}{count} months to {month_label(months[-1])}"


def _audience(page_for: Callable[[str, float], Page], chosen: Selection, samples: Samples) -> Page:
    """Rows of 50 dots, or of 20 where 50 would be too small to see."""
    for count in _DOTS:
        page = page_for(_dot_note(chosen, count), 52.0)
        box, rows = _dot_rows(page, samples)
        size = _dot_size(samples, count, rows[0].height - _FLOOR, box.width)
        if size >= _SMALLEST_DOT:
            break
    scale = _scale(page, box)
    _draw_dots(page, box, rows, chosen, {n: dots(s, count) for n, s in samples.items()}, size)
    for row, (name, sample) in zip(rows, samples.items(), strict=True):
        _row_words(page, row, name, float(np.median(sample)))
    if chosen.baseline is not None:
        middle = float(np.median(samples[chosen.baseline]))
        scale.axvline(middle, color=GREY, linestyle=(0, (4, 3)), linewidth=page.look.thin, zorder=0.5)
    return page


def _dot_note(chosen: Selection, count: int) -> str:
    runs = chosen.most_runs
    parts = [f"Each dot: {'one run' if runs <= count else f'one future in {count}'}. Tick: median."]
    if chosen.baseline is not None:
        parts.append(f"Dashed: median of {scenario_label(chosen.baseline, 30)}, the baseline.")
    return " ".join(parts)


def _dot_rows(page: Page, samples: Samples) -> tuple[Box, list[Box]]:
    left = max(page.width("median −0.00"), *(page.width(_name(n), weight="bold") for n in samples)) + 14
    box = page.body.inset(left=left, bottom=page.look.text * 3.1)
    return box, box.split(len(samples), 1, (0.0, 8.0))


def _draw_dots(
    page: Page, box: Box, rows: Sequence[Box], chosen: Selection, samples: Samples, size: float
) -> None:
    ax = page.axes(box, bare=True)
    for row, (name, sample) in zip(rows, samples.items(), strict=True):
        mark = chosen.marks[name]
        across, up = _stacks(sample, size * 2 / box.width)
        floor = row.bottom - box.bottom + _FLOOR
        ax.scatter(
            (across + 1) / 2 * box.width,
            floor + (up + 0.5) * size,
            s=(size * 0.88) ** 2,
            marker=mark.marker,
            facecolor=mark.face,
            edgecolor=mark.colour,
            linewidth=1.4 if mark.hollow else 0.0,
            clip_on=False,
            label=_name(name),
        )
        middle = (float(np.median(sample)) + 1) / 2 * box.width
        ax.plot(
            [middle, middle], [floor - 11, floor - 3], color=INK, linewidth=page.look.thick, clip_on=False
        )


def _name(name: str) -> str:
    return scenario_label(name, 30)


def _row_words(page: Page, row: Box, name: str, median: float) -> None:
    """Name and median at the left, standing on the row's floor."""
    step = page.look.text * 1.22
    lines = [_name(name), f"median {number(median, 2)}"]
    for index, line in enumerate(reversed(lines)):
        weight = "bold" if line == lines[0] else "normal"
        page.write(page.body.left, row.bottom + index * step + 2, line, va="baseline", fontweight=weight)


def _scale(page: Page, box: Box) -> Axes:
    """The index's axis under all rows, with words for its ends."""
    ax = page.axes(box)
    ax.set(xlim=(-1, 1), yticks=[], xticks=[-1, -0.5, 0, 0.5, 1])
    ax.xaxis.set_major_formatter(lambda value, _: signed(value, 1).removesuffix(".0"))
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    low = box.bottom - page.look.text * 2.9
    page.write(box.left, low, "inside Iran's axis", va="baseline")
    page.write(box.right, low, "outside the axis", va="baseline", ha="right")
    page.write((box.left + box.right) / 2, low, "in balance", va="baseline", ha="center")
    return ax


def _dot_size(samples: Samples, count: int, height: float, width: float) -> float:
    """The largest dots with which the highest pile still fits its row."""
    for size in np.arange(_LARGEST_DOT, _SMALLEST_DOT - 0.01, -0.25):
        piles = (
            _stacks(dots(sample, count), float(size) * 2 / width)[1].max() for sample in samples.values()
        )
        if (max(piles) + 1) * size <= height:
            return float(size)
    highest = max(_stacks(dots(s, count), _SMALLEST_DOT * 2 / width)[1].max() + 1 for s in samples.values())
    return float(min(_SMALLEST_DOT - 0.01, height / highest))


def _stacks(sample: Floats, step: float) -> tuple[Floats, Floats]:
    """Dots in bins of width `step` piled on each other: places and heights in dots (Wilkinson 1999)."""
    across = np.clip((np.floor(sample / step) + 0.5) * step, -1 + step / 2, 1 - step / 2)
    up = np.zeros(sample.size)
    for place in np.unique(across):
        here: NDArray[np.bool_] = across == place
        up[here] = np.arange(int(here.sum()))
    return across, up


def _expert(page_for: Callable[[str, float], Page], chosen: Selection, samples: Samples) -> Page:
    page = page_for(
        "Bars under the histograms: the central 50 and 90% of runs; the mark is the median.", 44.0
    )
    left = max(page.width(words) for name, s in samples.items() for words in _row_lines(name, chosen, s)) + 16
    box = page.body.inset(bottom=page.look.text * 3.4)
    if len(samples) > _MOST_LABELS:
        _ridges(page, _quantiles(page, box.inset(left=left), samples), chosen, samples)
        return page
    middle = box.left + left + (box.width - left) * 0.58
    _ridges(page, Box(box.left + left, box.bottom, middle, box.top), chosen, samples)
    aside = Box(middle + page.look.text * 4.0, box.bottom, box.right, box.top)
    _cumulative(page, aside.inset(top=page.look.text * 1.5), chosen, samples)
    return page


def _row_lines(name: str, chosen: Selection, sample: Floats) -> tuple[str, str]:
    role = "baseline, " if name == chosen.baseline else ""
    return f"{_name(name)}  ", f"{role}median {number(float(np.median(sample)), 2)}"


def _ridges(page: Page, box: Box, chosen: Selection, samples: Samples) -> None:
    edges = np.arange(-1.0, 1.0 + _BIN / 2, _BIN)
    counts = {name: np.histogram(sample, edges)[0] / sample.size for name, sample in samples.items()}
    most = max(float(share.max()) for share in counts.values())
    _index_axis(page.axes(box))
    for row, (name, sample) in zip(box.split(len(samples), 1, (0.0, 4.0)), samples.items(), strict=True):
        ax = page.axes(row, bare=True)
        ax.set(xlim=(-1, 1), ylim=(-0.32 * most, most * 1.05))
        mark = chosen.marks[name]
        ax.stairs(
            counts[name], edges, fill=True, color=tint(mark.colour, 0.0 if mark.hollow else 0.3), gid=GROUND
        )
        ax.stairs(counts[name], edges, color=mark.colour, linewidth=page.look.thin)
        _summary_bar(ax, sample, mark, -0.16 * most, page.look)
        label, words = _row_lines(name, chosen, sample)
        page.write(page.body.left, row.bottom + row.height * 0.42, label, fontweight="bold", va="bottom")
        page.write(page.body.left, row.bottom + row.height * 0.42 - 2, words, va="top")


def _summary_bar(ax: Axes, sample: Floats, mark: Mark, height: float, look: Look) -> None:
    low, first, middle, third, high = np.quantile(sample, [0.05, 0.25, 0.5, 0.75, 0.95])
    ax.plot([low, high], [height, height], color=mark.colour, linestyle=mark.dashes, linewidth=1.2)
    ax.plot([first, third], [height, height], color=mark.colour, linewidth=4.5, solid_capstyle="butt")
    ax.plot([middle], [height], mark.marker, ms=look.dot, mfc=mark.face, mec=mark.colour)


def _cumulative(page: Page, box: Box, chosen: Selection, samples: Samples) -> None:
    ax = page.axes(box)
    for name, sample in samples.items():
        mark = chosen.marks[name]
        sns.ecdfplot(x=sample, ax=ax, color=mark.colour, linestyle=mark.dashes, linewidth=page.look.thick)
    _index_axis(ax)
    ax.spines["left"].set_visible(True)
    ax.set(ylim=(0, 1), ylabel="", yticks=[0, 0.25, 0.5, 0.75, 1])
    ax.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}")
    ax.grid(color=PALE)
    page.write(box.left, box.top + 6, "in 100 runs, at or below", va="bottom")
    _curve_names(page, ax, chosen, samples)


def _curve_names(page: Page, ax: Axes, chosen: Selection, samples: Samples) -> None:
    """Each curve's name after a piece of its line, in a corner that the curves leave free."""
    room = ax.get_position().width * page.figure.get_figwidth() * INCH
    wide = 0.2 + 2 * max(page.width(_curve_name(name)) for name in samples) / room
    if min(float((s <= 0.9 - wide).mean()) for s in samples.values()) > 0.35:
        across, up = 0.96 - wide, 0.05 * len(samples)
    elif max(float((s <= wide - 0.9).mean()) for s in samples.values()) < 0.65:
        across, up = -0.96, 0.96
    else:
        return  # the rows at the left carry the same lines
    for row, name in enumerate(samples):
        mark, height = chosen.marks[name], up - 0.055 * row
        ax.plot([across, across + 0.16], [height] * 2, color=mark.colour, ls=mark.dashes, lw=page.look.thick)
        ax.text(across + 0.2, height, _curve_name(name), va="center", path_effects=halo())


def _curve_name(name: str) -> str:
    return scenario_label(name, 20)


def _index_axis(ax: Axes) -> None:
    ax.set(xlim=(-1, 1), xticks=[-1, -0.5, 0, 0.5, 1], yticks=[])
    ax.set_xlabel(f"{QUANTITIES[OUTCOME].label} ({QUANTITIES[OUTCOME].unit})")
    ax.xaxis.set_major_formatter(lambda value, _: signed(value, 1).removesuffix(".0"))
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)


def _quantiles(page: Page, box: Box, samples: Samples) -> Box:
    """Where curves would be too many to follow: a column each for three quantiles; returns the room left."""
    wide = page.width("median  ") + 10
    inner = box.inset(right=wide * len(_COLUMNS) + 10, top=page.look.text * 1.4)
    for place, (heading, share) in enumerate(reversed(_COLUMNS.items())):
        right = box.right - place * wide
        page.write(right, box.top, heading, ha="right", va="top")
        for row, sample in zip(inner.split(len(samples), 1, (0.0, 4.0)), samples.values(), strict=True):
            text = signed(float(np.quantile(sample, share)), 2)
            page.write(right, row.bottom + row.height * 0.42, text, ha="right", va="center")
    return inner
