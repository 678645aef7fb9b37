"""Estimates with 95% intervals: shares, means, quantiles, and differences of runs that share their luck.

And the probability of a difference as large by luck alone, for one comparison and for many. Runs that
share their beliefs (a nested design) say less than as many runs of their own: `effect` is by how much
that widens a variance (Kish's design effect), 1 for runs that share nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import bdtr, ndtri, stdtr, stdtrit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

LEVEL: Final = 0.95
_UPPER: Final = 0.5 + LEVEL / 2
_Z: Final = float(ndtri(_UPPER))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95% interval; `low` and `high` are NaN where there are too few runs for one."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


NOTHING: Final = Estimate(np.nan, np.nan, np.nan)


def design_effect(values: Floats, groups: NDArray[np.int64] | None) -> float:
    """By how much groups of runs that share their beliefs widen the variance of a mean (Kish 1965).

    The ratio of the variance that lets runs of a group depend on one another to that which does not;
    `groups` numbers each run's group from 0, shape (runs,).
    """
    if groups is None or values.size < 2:
        return 1.0
    left = values - values.mean()
    sums = np.bincount(groups, weights=left)
    apart = float((left**2).sum())
    return max(1.0, float((sums**2).sum()) / apart) if apart > 0 else 1.0


def share(hits: int, runs: int, effect: float = 1.0) -> Estimate:
    """A share of runs, with Wilson's score interval (Wilson 1927)."""
    if runs == 0:
        return NOTHING
    value, spread = hits / runs, _Z**2 * effect / runs
    middle = (value + spread / 2) / (1 + spread)
    reach = float(np.sqrt(spread * (value * (1 - value) + spread / 4))) / (1 + spread)
    return Estimate(value, min(value, max(0.0, middle - reach)), max(value, min(1.0, middle + reach)))


def mean(values: Floats, effect: float = 1.0) -> Estimate:
    """A mean over runs, shape (runs,), with Student's t interval."""
    if values.size == 0:
        return NOTHING
    value = float(values.mean())
    if values.size == 1:
        return Estimate(value, np.nan, np.nan)
    reach = (
        float(stdtrit(values.size - 1, _UPPER)) * float(values.std(ddof=1)) * np.sqrt(effect / values.size)
    )
    return Estimate(value, value - reach, value + reach)


def quantile(ordered: Floats, share: float, effect: float = 1.0) -> Estimate:
    """A quantile of sorted values, with the order statistics that hold it in 95 of 100 samples.

    The ranks are n q +/- z sqrt(n q (1 - q)), the binomial's normal limits; a rank beyond the sample
    is its end.
    """
    runs = ordered.size
    if runs == 0:
        return NOTHING
    reach = _Z * np.sqrt(runs * share * (1 - share) * effect)
    low = int(np.clip(np.floor(runs * share - reach) - 1, 0, runs - 1))
    high = int(np.clip(np.ceil(runs * share + reach), 0, runs - 1))
    return Estimate(float(np.quantile(ordered, share)), float(ordered[low]), float(ordered[high]))


def share_difference(ours: Flags, theirs: Flags, effect: float = 1.0) -> Estimate:
    """Difference of two shares over the same runs, in the same order.

    The value is the plain difference; the interval is the adjusted Wald interval of Bonett and Price
    (2012), which adds one run to either kind of change and so keeps its level where few runs change.
    """
    runs = int(ours.size)
    if runs == 0:
        return NOTHING
    gained, lost = int((ours & ~theirs).sum()), int((theirs & ~ours).sum())
    added = runs / effect + 2  # the runs that these are worth, and two more
    to, back = (gained / effect + 1) / added, (lost / effect + 1) / added
    reach = _Z * float(np.sqrt((to + back - (to - back) ** 2) / added))
    value = (gained - lost) / runs
    low, high = max(to - back - reach, -1.0), min(to - back + reach, 1.0)
    return Estimate(value, min(low, value), max(high, value))


# --- by luck alone -----------------------------------------------------------------------------


def mean_by_luck(differences: Floats, effect: float = 1.0) -> float:
    """Probability of a mean of paired differences this far from zero by luck (Student's t); NaN for one."""
    if differences.size < 2:
        return np.nan
    mean, spread = float(differences.mean()), float(differences.std(ddof=1))
    if spread == 0:
        return 1.0 if mean == 0 else 0.0
    return 2.0 * float(stdtr(differences.size - 1, -abs(mean) * np.sqrt(differences.size / effect) / spread))


def share_by_luck(ours: Flags, theirs: Flags, effect: float = 1.0) -> float:
    """Probability of so uneven a number of changes either way by luck (McNemar 1947).

    Exact for runs that share nothing; Student's t of the changes where they share their beliefs.
    """
    if effect != 1.0 or ours.size < 2:
        return mean_by_luck(ours.astype(np.float64) - theirs, effect)
    gained, lost = int((ours & ~theirs).sum()), int((theirs & ~ours).sum())
    return min(1.0, 2.0 * float(bdtr(min(gained, lost), gained + lost, 0.5)))


def together(probabilities: Floats) -> Floats:
    """The probabilities adjusted for being looked at together (Holm 1979), shape (comparisons,).

    Where nothing differs, any of them falls below 0.05 in at most 1 of 20 cases, however they depend on
    one another. NaN stays NaN.
    """
    adjusted = np.full(probabilities.size, np.nan)
    known = np.flatnonzero(~np.isnan(probabilities))
    order = known[np.argsort(probabilities[known], kind="stable")]
    steps = probabilities[order] * np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted
