"""Two scenarios compared run by run: the same run of both has the same beliefs and the same luck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.outcomes import intervals
from simulation.outcomes.intervals import Estimate
from simulation.outcomes.summary import as_categories, features, groups_of, is_number, outcome_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes.summary import Column, Groups

MOVED: Final = "moved"
CHANCE: Final = "cannot be told from chance"
COLUMNS: Final = (
    "outcome", "statistic", "a", "b", "difference", "low", "high", "effect", "runs", "p", "verdict",
)  # fmt: skip

Rows = tuple["NDArray[np.intp]", "NDArray[np.intp]"]


def pairs(column: Column, a: str, b: str) -> Rows:
    """Rows of scenario `a` and rows of scenario `b`, in step: only runs that both hold."""
    scenario = column("scenario")
    rows_a, rows_b = (np.flatnonzero((scenario == name).to_numpy(np.bool_)) for name in (a, b))
    runs = column("run").to_numpy(np.int64)
    _, in_a, in_b = np.intersect1d(runs[rows_a], runs[rows_b], assume_unique=True, return_indices=True)
    return rows_a[in_a], rows_b[in_b]


def compare(columns: Sequence[str], column: Column, a: str, b: str) -> pd.DataFrame:
    """Every outcome's difference of scenario `a` less scenario `b`, the surest and largest first.

    Columns: `outcome`; `statistic` ("mean", or "share: <category>"); its value under `a` and `b`;
    `difference` with the 95% interval `low` to `high` of the paired differences (Student's t for
    means, Bonett and Price 2012 for shares); `effect`, the difference in standard deviations of the
    outcome within a scenario; `runs` compared; `p`, the probability of such a difference by luck, all
    rows of the table taken together (t and McNemar's exact test, Holm's adjustment); `verdict`, "moved"
    where `p` is at most 0.05: where nothing differs, at most 1 table in 20 calls anything moved.
    """
    matched = pairs(column, a, b)
    groups = groups_of(columns, column, matched[0])
    rows = []
    for name in outcome_names(columns):
        values = column(name)
        if is_number(values):
            rows += [(name, *row) for row in _means(values, *matched, groups)]
        else:
            rows += [(name, *row) for row in _shares(features(name, values), *matched, groups)]
    table = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    table["p"] = intervals.together(table["p"].to_numpy(np.float64))
    table["verdict"] = np.where(table["p"] <= 1 - intervals.LEVEL, MOVED, CHANCE)
    table.attrs.update(a=a, b=b)
    return _ranked(table)


def flips(column: Column, a: str, b: str, outcome: str) -> pd.DataFrame:
    """How many runs end in each category of `outcome` under `a` (rows) and under `b` (columns).

    The same run of both scenarios is one count; the diagonal holds the runs that end alike. Raises
    `InputError` for an outcome that is a quantity.
    """
    values = column(outcome)
    if is_number(values):
        raise InputError(f"{outcome} is a quantity, which does not flip; name an outcome of categories")
    words = as_categories(outcome, values)
    rows_a, rows_b = pairs(column, a, b)
    size = len(words.categories)
    cells = words.codes[rows_a].astype(np.int64) * size + words.codes[rows_b]
    counts = np.bincount(cells, minlength=size * size).reshape(size, size)
    met = np.flatnonzero(counts.any(axis=0) | counts.any(axis=1))
    names = [str(name) for name in words.categories[met]]
    table = pd.DataFrame(
        counts[np.ix_(met, met)], index=pd.Index(names, name=a), columns=pd.Index(names, name=b)
    )
    table.attrs.update(a=a, b=b, outcome=outcome)
    return table


Row = tuple[str, float, float, float, float, float, float, int, float]  # COLUMNS from statistic to p


def _means(column: pd.Series[Any], rows_a: Any, rows_b: Any, groups: Groups) -> Iterator[Row]:
    values = column.to_numpy(np.float64, na_value=np.nan)
    ours, theirs = values[rows_a], values[rows_b]
    both = np.isfinite(ours) & np.isfinite(theirs)
    ours, theirs = ours[both], theirs[both]
    if ours.size:
        change = ours - theirs
        effect = intervals.design_effect(change, None if groups is None else groups[both])
        difference, by_luck = intervals.mean(change, effect), intervals.mean_by_luck(change, effect)
        yield _row("mean", ours, theirs, difference, by_luck)


def _shares(
    held: Iterable[tuple[str, NDArray[np.bool_]]], rows_a: Any, rows_b: Any, groups: Groups
) -> Iterator[Row]:
    for statistic, holds in held:
        ours, theirs = holds[rows_a], holds[rows_b]
        if ours.any() or theirs.any():
            effect = intervals.design_effect(ours.astype(np.float64) - theirs, groups)
            difference = intervals.share_difference(ours, theirs, effect)
            by_luck = intervals.share_by_luck(ours, theirs, effect)
            yield _row(statistic, ours, theirs, difference, by_luck)


def _row(statistic: str, ours: Any, theirs: Any, difference: Estimate, by_luck: float) -> Row:
    """A row of the table; its effect is in standard deviations of the outcome within a scenario."""
    spread = float(np.sqrt((ours.var() + theirs.var()) / 2))
    value = difference.value
    effect = value / spread if spread > 0 else float(np.copysign(np.inf, value)) if value else 0.0
    a, b = float(ours.mean()), float(theirs.mean())
    return statistic, a, b, value, difference.low, difference.high, effect, int(ours.size), by_luck


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    order = pd.DataFrame({"chance": table["verdict"] != MOVED, "size": -table["effect"].abs()})
    return table.loc[order.sort_values(["chance", "size"], kind="stable").index].reset_index(drop=True)
