"""Which beliefs move an outcome: the runs that hold more of each against those that hold less of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray
from scipy.stats import rankdata

from simulation.evidence import load_evidence
from simulation.outcomes.summary import BELIEF
from simulation.plots import findings
from simulation.plots.data import Floats, NothingToDrawError, ResultsLike, Selection, end_of, one_scenario
from simulation.plots.labels import runs_label, scenario_label
from simulation.plots.measured import Measure, measure_of
from simulation.plots.page import GROUND, Box, Page, blank_page, finish, halo, new_page, stamp
from simulation.plots.style import BLUE, GREY, INK, PALE, PAPER, Look, house_style, tint
from simulation.words import number

ENOUGH: Final = 100  # runs: a fifth is then 20
_FIFTH: Final = 0.2
_SHUFFLES: Final = 400
_SHOWN: Final[Mapping[str, int]] = {"audience": 5, "expert": 15}
_MEANING: Final = 96  # letters of a belief's meaning, over two lines
_Z: Final = 1.96


@dataclass(frozen=True, slots=True)
class Driver:
    """One belief: the outcome's mean in the fifths of runs that hold least and most of it.

    `low` and `high` are those means, `reach` half the 95% interval of their difference (Welch),
    `correlation` Spearman's; `least` and `most` are the values that bound the fifths.
    """

    belief: str
    low: float
    high: float
    reach: float
    correlation: float
    least: float
    most: float

    @property
    def difference(self) -> float:
        """Mean of the runs that hold most of it, less that of those that hold least."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class _Drivers:
    """All beliefs, the strongest first; `floor` is what the strongest of as many idle ones reaches."""

    measure: Measure
    scenario: str
    mean: float
    runs: int
    floor: float
    found: Sequence[Driver]

    @property
    def above(self) -> list[Driver]:
        """Those that luck alone does not explain."""
        return [driver for driver in self.found if abs(driver.difference) > self.floor]


def drivers(
    results: ResultsLike,
    *,
    outcome: str = "axis_index",
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """Which beliefs, drawn anew for every run, move an outcome of the first scenario named (the baseline).

    A bar leads from the outcome's mean in the fifth of runs that hold least of a belief to its mean in
    the fifth that holds most. The noise floor is the difference that the strongest of as many beliefs
    without any effect passes in 5 of 100 shuffles (Westfall and Young 1993). `outcome` is a quantity, or
    the share of one ending: "axis_verdict=leaving". Raises `NothingToDrawError` where no beliefs were
    drawn or runs are fewer than 100, `InputError` for an unknown outcome, style, scenario or baseline.
    """
    with house_style(style) as look:
        chosen = one_scenario(results, scenarios, baseline)
        if not chosen.names:
            return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
        held = _measured(results, measure_of(results, outcome), chosen.names[0])
        page, shown = _page(look, results, chosen, held)
        (_tornado if look.name == "audience" else _intervals)(page, held, shown)
        return finish(page)


# --- measuring ------------------------------------------------------------------------------------


def _measured(results: ResultsLike, measure: Measure, name: str) -> _Drivers:
    outcome = measure.values(results, name)
    table = results.outcomes
    names = [str(column) for column in table.columns if str(column).startswith(BELIEF)]
    rows = table.loc[table["scenario"] == name].set_index("run").loc[outcome.index, names]
    held: Floats = rows.to_numpy(np.float64)
    values: Floats = outcome.to_numpy(np.float64)
    varied = np.ptp(held, axis=0) > 0 if held.size else np.zeros(len(names), dtype=np.bool_)
    if not varied.any():
        raise NothingToDrawError("no beliefs vary between these runs")
    if values.size < ENOUGH:
        raise NothingToDrawError(f"{values.size} runs are too few to tell beliefs apart; {ENOUGH} are needed")
    beliefs = [column.removeprefix(BELIEF) for column, kept in zip(names, varied, strict=True) if kept]
    found, floor = compared(beliefs, held[:, varied], values)
    return _Drivers(measure, name, float(values.mean()), values.size, floor, found)


def compared(beliefs: Sequence[str], held: Floats, outcome: Floats) -> tuple[list[Driver], float]:
    """Every belief's driver, the strongest first, and the noise floor.

    `held` is (runs, beliefs), `outcome` (runs,). A belief of which a fifth cannot be cut off at either
    end (nearly all runs hold one value) is left out.
    """
    edges = np.quantile(held, [_FIFTH, 1 - _FIFTH], axis=0)
    low, high = held <= edges[0], held >= edges[1]
    kept = ~(low & high).any(axis=0)
    low, high, edges = low[:, kept], high[:, kept], edges[:, kept]
    names = [name for name, one in zip(beliefs, kept, strict=True) if one]
    weights = high / high.sum(axis=0) - low / low.sum(axis=0)
    ranks = rankdata(held[:, kept], axis=0)
    correlations = _correlations(ranks, rankdata(outcome))
    found = [
        Driver(
            name,
            float(outcome[low[:, place]].mean()),
            float(outcome[high[:, place]].mean()),
            _Z * float(np.sqrt(_error(outcome[low[:, place]]) + _error(outcome[high[:, place]]))),
            float(correlations[place]),
            float(edges[0, place]),
            float(edges[1, place]),
        )
        for place, name in enumerate(names)
    ]
    found.sort(key=lambda driver: (-abs(driver.difference), driver.belief))
    return found, _noise_floor(weights, outcome)


def _error(values: Floats) -> float:
    """Squared standard error of a mean."""
    return float(values.var(ddof=1)) / values.size if values.size > 1 else 0.0


def _correlations(ranks: Floats, other: Floats) -> Floats:
    centred, against = ranks - ranks.mean(axis=0), other - other.mean()
    size = np.sqrt((centred**2).sum(axis=0) * (against**2).sum())
    found: Floats = np.divide(centred.T @ against, size, out=np.zeros(ranks.shape[1]), where=size > 0)
    return found


def _noise_floor(weights: Floats, outcome: Floats) -> float:
    """What the largest of all differences passes in 5 of 100 shuffles of the outcome over the runs."""
    shuffled = np.tile(outcome, (_SHUFFLES, 1))
    order: NDArray[np.float64] = np.random.default_rng(0).permuted(shuffled, axis=1)
    return float(np.quantile(np.abs(order @ weights).max(axis=1), 0.95))


# --- words ----------------------------------------------------------------------------------------


def meaning_of(belief: str, limit: int = _MEANING) -> str:
    """What a belief means, from the evidence, up to its first pause and in at most `limit` letters."""
    known = load_evidence().parameters.get(belief)
    text = re.split(r"[;:.]", known.meaning)[0] if known else scenario_label(belief, limit).capitalize()
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(",") + " …"


def _page(
    look: Look, results: ResultsLike, chosen: Selection, held: _Drivers
) -> tuple[Page, Sequence[Driver]]:
    """The page and the beliefs that it shows: fewer for an audience where a long title takes their room."""
    step = 3.4 if look.name == "audience" else 1.5
    for count in range(_SHOWN[look.name], 2, -1):
        shown = held.found[:count]
        page = new_page(
            look,
            _title(held),
            _subtitle(results, held),
            stamp(results, chosen),
            note=_note(look, held, shown),
            least_body=look.text * (len(shown) * step + 4.2),
        )
        if look.name == "expert" or page.figure.get_figheight() < look.height + 1e-6:
            break
    return page, shown


def _note(look: Look, held: _Drivers, shown: Sequence[Driver]) -> str:
    if look.name == "audience":
        weak = any(abs(driver.difference) <= held.floor for driver in shown)
        ends = "Hollow: the fifth of runs that holds least of it. Filled: most."
        return ends + (" Dotted: no more than chance." if weak else "")
    idle = f"what the strongest of {len(held.found)} idle beliefs reaches by chance"
    return (
        "Difference between the means of the fifths of runs that hold most and least of a belief, with 95% "
        "intervals; the values that bound the fifths; Spearman's rank correlation. Shaded, marks hollow: "
        f"{idle}. Not shown: {len(held.found) - len(shown)} weaker ones."
    )


# --- for an audience ------------------------------------------------------------------------------


def _tornado(page: Page, held: _Drivers, shown: Sequence[Driver]) -> None:
    """A bar per belief from least to most of it, under its meaning; the mean of all runs as a line."""
    look = page.look
    box = page.body.inset(left=page.body.width * 0.52, bottom=look.text * 1.7, right=look.text * 2.2)
    decimals = findings.decimals_of(held.measure.quantity, held.mean)
    ax = _outcome_axis(page, box, held, shown)
    for row, driver in enumerate(shown):
        height = box.top - (row + 0.5) / len(shown) * box.height
        words = page.wrap(meaning_of(driver.belief), page.body.width * 0.5)
        page.write(page.body.left, height, words, va="center", linespacing=1.1)
        solid = abs(driver.difference) > held.floor
        ends = [driver.low, driver.high]
        ax.plot(ends, [row, row], color=BLUE, lw=look.thick * 1.6, ls="solid" if solid else (0, (1.2, 0.8)))
        _ends(ax, driver, row, look)
        for value in ends:
            side = "left" if value == max(ends) else "right"
            shift = (look.dot + 4) * (1 if side == "left" else -1)
            text = held.measure.text(value, decimals)
            at = ax.transData.transform((value, row))[0] / page.figure.dpi * 72
            page.write(
                at + shift,
                height,
                text,
                ha=side,
                va="center",
                gid=f"driver-{driver.belief}",
                path_effects=halo(),
            )


def _outcome_axis(page: Page, box: Box, held: _Drivers, shown: Sequence[Driver]) -> Axes:
    ax = page.axes(box)
    ends = [value for driver in shown for value in (driver.low, driver.high)]
    reach = max(abs(value - held.mean) for value in ends) or 1.0
    ax.set(
        xlim=(held.mean - 1.45 * reach, held.mean + 1.45 * reach), ylim=(len(shown) - 0.5, -0.5), yticks=[]
    )
    decimals = findings.decimals_of(held.measure.quantity, held.mean)
    ax.set_xticks([held.mean], [f"all runs: {held.measure.text(held.mean, decimals)}"])
    ax.axvline(held.mean, color=GREY, lw=page.look.thin, zorder=0.5)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)
    return ax


def _ends(ax: Axes, driver: Driver, row: int, look: Look) -> None:
    """Hollow where runs hold least of the belief, filled where they hold most."""
    for value, face in ((driver.low, PAPER), (driver.high, BLUE)):
        ax.plot([value], [row], "o", ms=look.dot, mfc=face, mec=BLUE, mew=look.thin)


# --- for experts ----------------------------------------------------------------------------------


def _intervals(page: Page, held: _Drivers, shown: Sequence[Driver]) -> None:
    """Differences with their intervals round zero, the noise floor, and the numbers at the right."""
    look = page.look
    columns = _columns(page, held, shown)
    room = sum(width for _, width, _ in columns)
    left = page.body.width * 0.42
    box = page.body.inset(left=left, right=room, top=look.text * 1.4, bottom=look.text * 3.0)
    ax = _difference_axis(page, box, held, shown)
    for row, driver in enumerate(shown):
        height = box.top - (row + 0.5) / len(shown) * box.height
        _named(page, driver.belief, left, height)
        edges = [driver.difference - driver.reach, driver.difference + driver.reach]
        ax.plot(edges, [row, row], color=BLUE, lw=look.thick, solid_capstyle="butt")
        face = BLUE if abs(driver.difference) > held.floor else PAPER
        ax.plot([driver.difference], [row], "o", ms=look.dot, mfc=face, mec=BLUE, mew=look.thin)
    at = page.body.right
    for heading, width, texts in reversed(columns):
        page.write(at, box.top + 4, heading, ha="right", va="bottom")
        for row, (driver, text) in enumerate(zip(shown, texts, strict=True)):
            height = box.top - (row + 0.5) / len(shown) * box.height
            gid = f"{heading.split(' ')[0]}-{driver.belief}"
            page.write(at, height, text, va="center_baseline", ha="right", gid=gid)
        at -= width


def _difference_axis(page: Page, box: Box, held: _Drivers, shown: Sequence[Driver]) -> Axes:
    ax = page.axes(box)
    reach = 1.08 * max(held.floor, *(abs(driver.difference) + driver.reach for driver in shown)) or 1.0
    ax.set(xlim=(-reach, reach), ylim=(len(shown) - 0.4, -0.6), yticks=[])
    ax.axvspan(-held.floor, held.floor, color=tint(INK, 0.06), lw=0, gid=GROUND, zorder=0)
    for edge in (-held.floor, held.floor):
        ax.axvline(edge, color=GREY, lw=page.look.thin, ls=(0, (4, 2)))
    ax.axvline(0, color=GREY, lw=page.look.thin)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, symmetric=True, steps=[1, 2, 5, 10]))
    decimals = findings.decimals_of(held.measure.quantity, reach)
    ax.xaxis.set_major_formatter(lambda value, _: held.measure.text(value, decimals, change=True))
    ax.set_xlabel(f"difference of {held.measure.quantity.label.lower()}")
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    return ax


def _title(held: _Drivers) -> str:
    above = [meaning_of(driver.belief, 56) for driver in held.above]
    return findings.drivers(held.measure.quantity, held.scenario, above, len(held.found))


def _subtitle(results: ResultsLike, held: _Drivers) -> str:
    quantity = held.measure.quantity
    unit = f" ({quantity.unit})" if quantity.unit else ""
    under = scenario_label(held.scenario)
    return f"{quantity.label}{unit}{end_of(results)}, {under}; {runs_label(held.runs)}"


def _columns(page: Page, held: _Drivers, shown: Sequence[Driver]) -> list[tuple[str, float, list[str]]]:
    """Heading, width and texts of each column of numbers."""
    decimals = findings.decimals_of(held.measure.quantity, held.floor) + 1
    texts = {
        "difference [95%]": [_difference(held, driver, decimals) for driver in shown],
        "fifths end at": [f"{driver.least:.3g}, {driver.most:.3g}".replace("-", "−") for driver in shown],
        "rank corr.": [number(driver.correlation, 2) for driver in shown],
    }
    return [
        (heading, max(page.width(text) for text in (heading, *column)) + 14, column)
        for heading, column in texts.items()
    ]


def _difference(held: _Drivers, driver: Driver, decimals: int) -> str:
    edges = (driver.difference, driver.difference - driver.reach, driver.difference + driver.reach)
    value, low, high = (held.measure.text(edge, decimals, change=True) for edge in edges)
    return f"{value} [{low}, {high}]"


def _named(page: Page, belief: str, room: float, height: float) -> None:
    """A belief's name, and as much of its meaning as fits."""
    page.write(page.body.left, height, belief, va="center_baseline", fontweight="bold")
    name = page.width(f"{belief}  ", weight="bold")
    for limit in range(_MEANING, 8, -4):
        meaning = meaning_of(belief, limit)
        if page.width(meaning) <= room - name - 12:
            page.write(page.body.left + name, height, meaning, va="center_baseline")
            return
