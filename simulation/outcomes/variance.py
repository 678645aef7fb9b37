"""Ignorance and luck told apart: how much of an outcome's variance comes from which, in a nested design."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from simulation.batch.tables import BELIEFS
from simulation.errors import InputError
from simulation.outcomes.intervals import LEVEL, NOTHING, Estimate
from simulation.outcomes.summary import features, groups_of, is_number, outcome_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes.summary import Column

    Floats = NDArray[np.float64]

FEWEST: Final = 20  # beliefs below which their share of the variance cannot be told
COLUMNS: Final = ("scenario", "outcome", "statistic", "spread", "beliefs", "low", "high", "luck", "runs")


def decompose(columns: Sequence[str], column: Column, scenarios: Sequence[str]) -> pd.DataFrame:
    """The variance of every outcome of every scenario, divided between beliefs and luck.

    Columns: `scenario`; `outcome` and `statistic`, as in the summary; `spread`, the standard deviation over
    all runs; `beliefs`, the share of the variance that comes from beliefs, with its 95% interval `low` to
    `high`; `luck`, the rest, in which what beliefs and luck do only together counts too; `runs`. Within a
    scenario, what depends most on beliefs comes first; an outcome that never varies is left out.

    Raises `InputError` where no runs share their beliefs, or where there are fewer than 20 beliefs.
    """
    if BELIEFS not in columns:
        raise InputError(
            "in these results every run has beliefs of its own, so that beliefs and luck cannot be told "
            "apart. Simulate a nested design: --runs 200x10, or runs: {beliefs: 200, luck: 10} in the file"
        )
    rows = []
    for name in scenarios:
        ours = (column("scenario") == name).to_numpy(np.bool_)
        groups = groups_of(columns, column, ours)
        if groups is None or groups.size == 0 or groups.max() + 1 < FEWEST:
            count = 0 if groups is None or groups.size == 0 else int(groups.max()) + 1
            raise InputError(
                f"{name} has {count} beliefs: fewer than {FEWEST} are too few to tell them from luck"
            )
        found = [row for outcome in outcome_names(columns) for row in _of(outcome, column, ours, groups)]
        rows += [(name, *row) for row in sorted(found, key=lambda row: -row[3])]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of(outcome: str, column: Column, ours: Any, groups: NDArray[np.int64]) -> Iterator[tuple[Any, ...]]:
    values = column(outcome)
    numbers = (
        [("mean", values.to_numpy(np.float64, na_value=np.nan))]
        if is_number(values)
        else [(statistic, holds.astype(np.float64)) for statistic, holds in features(outcome, values)]
    )
    for statistic, every in numbers:
        known = np.isfinite(every[ours])
        mine, shared = every[ours][known], groups[known]
        if mine.size and mine.min() < mine.max():
            share = from_groups(mine, shared)
            spread = float(mine.std())
            yield outcome, statistic, spread, share.value, share.low, share.high, 1 - share.value, mine.size


def from_groups(values: Floats, groups: NDArray[np.int64]) -> Estimate:
    """Share of the variance of `values`, shape (runs,), that lies between groups, in 0 to 1.

    One-way analysis of variance with random groups: the intraclass correlation (Fisher 1925). Its interval
    comes from leaving out one group at a time, on the logarithm of the variance ratio (Arvesen and Schmitz
    1970), which needs no normal distribution. NaN where no group has two values that differ;
    without an interval where only one group has.
    """
    sizes = np.bincount(groups).astype(np.float64)
    held = np.flatnonzero(sizes)
    sizes = sizes[held]
    sums = np.bincount(groups, weights=values - values.mean())[held]
    squares = np.bincount(groups, weights=(values - values.mean()) ** 2)[held]
    within = squares - sums**2 / sizes
    total = _ratio(sizes.sum(), sums.sum(), (sums**2 / sizes).sum(), within.sum(), held.size)
    usual = float((sizes.sum() - (sizes**2).sum() / sizes.sum()) / (held.size - 1))
    if not np.isfinite(total):
        return NOTHING
    left = _ratio(
        sizes.sum() - sizes,
        sums.sum() - sums,
        (sums**2 / sizes).sum() - sums**2 / sizes,
        within.sum() - within,
        held.size - 1,
    )
    if not np.isfinite(left).all():
        return Estimate(_share(total, usual), np.nan, np.nan)
    pseudo = held.size * total - (held.size - 1) * left
    reach = float(stdtrit(held.size - 1, 0.5 + LEVEL / 2)) * float(pseudo.std(ddof=1)) / np.sqrt(held.size)
    low, value, high = (_share(total + step, usual) for step in (-reach, 0.0, reach))
    return Estimate(value, low, high)


def _ratio(runs: Any, total: Any, between: Any, within: Any, groups: int) -> Any:
    """Logarithm of the mean square between groups over that within them."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log((between - total**2 / runs) / (groups - 1)) - np.log(within / (runs - groups))


def _share(log_ratio: float, size: float) -> float:
    """The intraclass correlation behind a variance ratio of groups of a size; none is below 0."""
    over = max(np.expm1(log_ratio), 0.0)
    return float(over / (over + size))
