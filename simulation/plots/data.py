"""What figures read from results: scenarios in order, runs side by side, quantiles, typical runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import InputError, nearest
from simulation.outcomes.kept import Kept
from simulation.outcomes.parliaments import Parliament
from simulation.plots.labels import month_label
from simulation.plots.style import Mark, levels_of, marks

Floats = NDArray[np.float64]

BANDS: Final = (0.9, 0.8, 0.5)  # drawn outermost first
ENOUGH_FOR_BANDS: Final = 20  # below this a 90% band is the extremes of a handful
DEFAULT_BASELINE: Final = "maintain"


class NothingToDrawError(InputError):
    """The results hold nothing of what a figure shows; the message says what is missing."""


class OutcomesLike(Protocol):
    """A table of outcomes."""

    @property
    def outcomes(self) -> pd.DataFrame:
        """One row per scenario and run."""


class ResultsLike(OutcomesLike, Protocol):
    """As much of a batch's results as a figure needs."""

    @property
    def condition(self) -> str:
        """What the runs were chosen by; empty for all of them."""

    def columns(self, table: str) -> list[str]:
        """Columns of the tables "months" and "seats"; none where there is no such table."""

    def part(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        scenario: str | None = None,
        where: str | None = None,
    ) -> pd.DataFrame:
        """Some columns of a table, of one scenario or all, where a condition holds."""

    def parliament(self, scenario: str) -> Parliament:
        """The first parliament of every run of a scenario; of no runs where none voted."""

    def given(self, condition: str) -> ResultsLike:
        """The runs in which a condition came true."""

    def analysis(self, name: str) -> Kept | None:
        """An analysis kept beside the results; None where there is none."""

    @property
    def scenarios(self) -> Sequence[str]:
        """Scenario names in the order of the file."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The batch's seed, runs, version, title and calibration status."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The scenarios a figure shows, the baseline first; `baseline` is None where there is but one.

    `left_out` counts scenarios that the page has no room for.
    """

    names: tuple[str, ...]
    baseline: str | None
    marks: Mapping[str, Mark]
    runs: Mapping[str, int]
    left_out: int = 0

    @property
    def others(self) -> tuple[str, ...]:
        """The scenarios compared with the baseline."""
        return tuple(name for name in self.names if name != self.baseline)

    @property
    def most_runs(self) -> int:
        """Runs of the largest scenario; 0 where there is nothing to show."""
        return max((self.runs[name] for name in self.names), default=0)


def select(
    results: ResultsLike,
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
    *,
    most: int | None = None,
) -> Selection:
    """The scenarios asked for that hold runs, the baseline first (see `default_baseline`).

    Where none are named, `most` is how many the page has room for: those nearest to the baseline,
    which of crossed scenarios are the ones that differ from it in one factor. A scenario's mark is
    settled by all of the batch, so it does not change with the selection. Raises `InputError` for a
    name that the results do not hold.
    """
    everything = list(results.scenarios)
    _check_names([*(scenarios or ()), *([baseline] if baseline else ())], everything)
    counts = results.outcomes["scenario"].value_counts()
    wanted = [name for name in (scenarios or everything) if int(counts.get(name, 0)) > 0]
    if baseline is None:
        baseline = default_baseline(wanted)
    # A baseline that was asked for is shown, even when the list of scenarios leaves it out.
    if baseline is not None and baseline not in wanted and int(counts.get(baseline, 0)) > 0:
        wanted.append(baseline)
    wanted.sort(key=lambda name: name != baseline)
    held = len(wanted)
    if scenarios is None and most is not None and held > most:
        near = sorted(wanted, key=lambda name: _factors_apart(name, baseline))[:most]
        wanted = [name for name in wanted if name in near]
    shown_baseline = baseline if len(wanted) > 1 else None
    return Selection(
        tuple(wanted),
        shown_baseline,
        marks(everything, baseline if len(everything) > 1 else None),
        {name: int(counts.get(name, 0)) for name in wanted},
        held - len(wanted),
    )


def _factors_apart(name: str, baseline: str | None) -> int:
    """In how many levels two crossed scenarios differ."""
    ours, theirs = levels_of(name), levels_of(baseline or name)
    if len(ours) != len(theirs):
        return max(len(ours), len(theirs))
    return sum(level != other for level, other in zip(ours, theirs, strict=True))


def default_baseline(names: Sequence[str]) -> str | None:
    """'maintain', or else the first crossed scenario with that level, or else the first."""
    held = [name for name in names if DEFAULT_BASELINE in levels_of(name)]
    return DEFAULT_BASELINE if DEFAULT_BASELINE in names else next(iter([*held, *names]), None)


def _check_names(names: Sequence[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise InputError(f"the results hold no scenario {name!r}; {nearest(name, known)}")


def by_run(results: OutcomesLike, outcome: str, names: Sequence[str]) -> pd.DataFrame:
    """One outcome as a table: a row per run, a column per scenario; only runs that all scenarios hold."""
    table = results.outcomes.loc[:, ["scenario", "run", outcome]]
    table = table[table["scenario"].isin(list(names))]
    wide = table.pivot(index="run", columns="scenario", values=outcome)
    return wide.reindex(columns=list(names)).dropna()


def values(results: OutcomesLike, outcome: str, name: str) -> pd.Series[Any]:
    """One outcome of one scenario, a value per run, missing values left out."""
    table = results.outcomes
    return table.loc[table["scenario"] == name, outcome].dropna()


def months_of(results: ResultsLike) -> list[str]:
    """The months of a batch in order, as 'YYYY-MM'."""
    if "month" not in results.columns("months"):
        return []
    return sorted({str(month) for month in results.part("months", ["month"])["month"].unique()})


def end_of(results: ResultsLike) -> str:
    """' by Dec 2026' for a batch that ends then; nothing for one without months."""
    months = months_of(results)
    return f" by {month_label(months[-1])}" if months else ""


def series(results: ResultsLike, indicator: str, name: str) -> tuple[NDArray[np.int64], list[str], Floats]:
    """Run numbers, the scenario's own months, and one indicator of shape (runs, months)."""
    table = results.part("months", ["run", "month", indicator], name)
    wide = table.astype({"month": str}).pivot(index="run", columns="month", values=indicator)
    wide = wide.sort_index(axis=1).dropna()
    return wide.index.to_numpy(dtype=np.int64), list(wide.columns), wide.to_numpy(dtype=np.float64)


def by_month(
    results: ResultsLike, indicators: Sequence[str], name: str
) -> tuple[NDArray[np.int64], list[str], dict[str, Floats]]:
    """Run numbers, the scenario's own months, and each indicator of shape (runs, months)."""
    table = results.part("months", ["run", "month", *indicators], name)
    months, runs = sorted(map(str, table["month"].unique())), np.unique(table["run"].to_numpy(np.int64))
    rows = np.searchsorted(runs, table["run"].to_numpy(np.int64))
    columns = np.searchsorted(np.array(months), table["month"].astype(str).to_numpy(np.str_))
    found = {indicator: np.zeros((runs.size, len(months))) for indicator in indicators}
    for indicator, values_of in found.items():
        values_of[rows, columns] = table[indicator].to_numpy(np.float64, na_value=0.0)
    return runs, months, found


def first_vote(results: ResultsLike, names: Sequence[str]) -> str:
    """The month of the first election of the first scenario that held one; empty where none did."""
    for name in names if "election" in results.columns("seats") else ():
        months = results.part("seats", ["election"], name)["election"].unique()
        if len(months):
            return min(map(str, months))
    return ""


def central(paths: Floats, share: float) -> tuple[Floats, Floats]:
    """Lower and upper edge, month by month, of the central `share` of runs; `paths` is (runs, months)."""
    low, high = np.quantile(paths, [(1 - share) / 2, (1 + share) / 2], axis=0)
    return low, high


def depth(paths: Floats) -> Floats:
    """Modified band depth of every run, shape (runs,): how deep its curve lies among the others.

    The share of pairs of runs whose band holds the curve, averaged over months (Lopez-Pintado and
    Romo 2009, computed from ranks as by Sun, Genton and Nychka 2012, here with ties).
    """
    runs, months = paths.shape
    total = np.zeros(runs)
    for month in range(months):
        column = np.sort(paths[:, month])
        below = np.searchsorted(column, paths[:, month], side="left").astype(np.float64)
        above = runs - np.searchsorted(column, paths[:, month], side="right").astype(np.float64)
        pairs = runs * (runs - 1) / 2
        total += (pairs - below * (below - 1) / 2 - above * (above - 1) / 2) / max(pairs, 1.0)
    share: Floats = total / months
    return share


def typical_run(paths: Floats) -> int:
    """Row of the deepest run: a run that happened, unlike the median of every month apart."""
    return int(np.argmax(depth(paths)))


def spread_rows(paths: Floats, count: int) -> list[int]:
    """Rows of `count` runs spread evenly over the last month's values: the same every time."""
    runs = paths.shape[0]
    order = np.argsort(paths[:, -1], kind="stable")
    places = ((np.arange(min(count, runs)) + 0.5) / min(count, runs) * runs).astype(np.int64)
    return [int(row) for row in order[places]]


def dots(sample: Floats, count: int) -> Floats:
    """`count` quantiles that stand for a sample, or the sample itself where it is no larger."""
    if sample.size <= count:
        return np.sort(sample)
    found: Floats = np.quantile(sample, (np.arange(count) + 0.5) / count)
    return found


def one_scenario(
    results: ResultsLike, scenarios: Sequence[str] | None = None, baseline: str | None = None
) -> Selection:
    """The first scenario named, or the baseline, alone."""
    every = select(results, scenarios, baseline)
    return select(results, [scenarios[0] if scenarios else every.names[0]]) if every.names else every
