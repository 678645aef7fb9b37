"""Two scenarios compared run by run: the same run of both has the same beliefs and the same luck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from simulation.outcomes import intervals
from simulation.outcomes.intervals import Estimate
from simulation.outcomes.summary import features, is_number, outcome_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes.summary import Column

MOVED: Final = "moved"
CHANCE: Final = "cannot be told from chance"
COLUMNS: Final = ("outcome", "statistic", "a", "b", "difference", "low", "high", "effect", "runs", "verdict")


def compare(columns: Sequence[str], column: Column, a: str, b: str) -> pd.DataFrame:
    """Every outcome's difference of scenario `a` less scenario `b`, the surest and largest first.

    Columns: `outcome`; `statistic` ("mean", or "share: <category>"); its value under `a` and `b`;
    `difference` with the 95% interval `low` to `high` of the paired differences (Student's t for
    means, Bonett and Price 2012 for shares); `effect`, the difference in standard deviations of the
    outcome within a scenario; `runs` compared; `verdict`, "moved" where the interval leaves out
    zero. Of many true zeros, about one in twenty is called moved.
    """
    pairs = _pairs(column("scenario"), column("run"), a, b)
    rows = []
    for name in outcome_names(columns):
        values = column(name)
        found = _means(values, *pairs) if is_number(values) else _shares(features(name, values), *pairs)
        rows += [(name, *row) for row in found]
    table = pd.DataFrame([_row(*row) for row in rows], columns=list(COLUMNS))
    table.attrs.update(a=a, b=b)
    return _ranked(table)


def _pairs(
    scenario: pd.Series[Any], run: pd.Series[Any], a: str, b: str
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of `a` and rows of `b`, in step: only runs that both hold."""
    rows_a, rows_b = (np.flatnonzero((scenario == name).to_numpy(np.bool_)) for name in (a, b))
    runs = run.to_numpy(np.int64)
    _, in_a, in_b = np.intersect1d(runs[rows_a], runs[rows_b], assume_unique=True, return_indices=True)
    return rows_a[in_a], rows_b[in_b]


Row = tuple[str, float, float, Estimate, float, int]


def _means(column: pd.Series[Any], rows_a: Any, rows_b: Any) -> Iterator[Row]:
    values = column.to_numpy(np.float64, na_value=np.nan)
    ours, theirs = values[rows_a], values[rows_b]
    both = np.isfinite(ours) & np.isfinite(theirs)
    ours, theirs = ours[both], theirs[both]
    if ours.size:
        spread = float(np.sqrt((ours.var() + theirs.var()) / 2))
        difference = intervals.mean(ours - theirs)
        yield "mean", float(ours.mean()), float(theirs.mean()), difference, spread, ours.size


def _shares(held: Iterable[tuple[str, NDArray[np.bool_]]], rows_a: Any, rows_b: Any) -> Iterator[Row]:
    for statistic, holds in held:
        ours, theirs = holds[rows_a], holds[rows_b]
        if ours.any() or theirs.any():
            p, q = float(ours.mean()), float(theirs.mean())
            spread = float(np.sqrt((p * (1 - p) + q * (1 - q)) / 2))
            yield statistic, p, q, intervals.share_difference(ours, theirs), spread, ours.size


def _row(
    outcome: str, statistic: str, a: float, b: float, e: Estimate, spread: float, runs: int
) -> tuple[Any, ...]:
    effect = e.value / spread if spread > 0 else np.copysign(np.inf, e.value) if e.value else 0.0
    return outcome, statistic, a, b, e.value, e.low, e.high, effect, runs, MOVED if e.clear else CHANCE


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    order = pd.DataFrame({"chance": table["verdict"] != MOVED, "size": -table["effect"].abs()})
    return table.loc[order.sort_values(["chance", "size"], kind="stable").index].reset_index(drop=True)
