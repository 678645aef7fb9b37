"""Estimates with 95% intervals: shares, means, quantiles, and differences of runs that share their luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtri, stdtrit

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


def share(hits: int, runs: int) -> Estimate:
    """A share of independent runs, with Wilson's score interval (Wilson 1927)."""
    if runs == 0:
        return NOTHING
    value, spread = hits / runs, _Z**2 / runs
    middle = (value + spread / 2) / (1 + spread)
    reach = float(np.sqrt(spread * (value * (1 - value) + spread / 4))) / (1 + spread)
    return Estimate(value, min(value, max(0.0, middle - reach)), max(value, min(1.0, middle + reach)))


def mean(values: Floats) -> Estimate:
    """A mean over runs, shape (runs,), with Student's t interval."""
    if values.size == 0:
        return NOTHING
    value = float(values.mean())
    if values.size == 1:
        return Estimate(value, np.nan, np.nan)
    reach = float(stdtrit(values.size - 1, _UPPER)) * float(values.std(ddof=1)) / np.sqrt(values.size)
    return Estimate(value, value - reach, value + reach)


def unpaired(ours: Floats, theirs: Floats) -> Estimate:
    """Difference of the means of two independent groups, with Welch's interval in its normal limit."""
    if min(ours.size, theirs.size) == 0:
        return NOTHING
    value = float(ours.mean() - theirs.mean())
    if min(ours.size, theirs.size) == 1:
        return Estimate(value, np.nan, np.nan)
    reach = _Z * float(np.sqrt(ours.var(ddof=1) / ours.size + theirs.var(ddof=1) / theirs.size))
    return Estimate(value, value - reach, value + reach)


def quantile(ordered: Floats, share: float) -> Estimate:
    """A quantile of sorted values, with the order statistics that hold it in 95 of 100 samples.

    The ranks are n q +/- z sqrt(n q (1 - q)), the binomial's normal limits; a rank beyond the sample
    is its end.
    """
    runs = ordered.size
    if runs == 0:
        return NOTHING
    reach = _Z * np.sqrt(runs * share * (1 - share))
    low = int(np.clip(np.floor(runs * share - reach) - 1, 0, runs - 1))
    high = int(np.clip(np.ceil(runs * share + reach), 0, runs - 1))
    return Estimate(float(np.quantile(ordered, share)), float(ordered[low]), float(ordered[high]))


def share_difference(ours: Flags, theirs: Flags) -> Estimate:
    """Difference of two shares over the same runs, in the same order.

    The value is the plain difference; the interval is the adjusted Wald interval of Bonett and Price
    (2012), which adds one run to either kind of change and so keeps its level where few runs change.
    """
    runs = int(ours.size)
    if runs == 0:
        return NOTHING
    gained, lost = int((ours & ~theirs).sum()), int((theirs & ~ours).sum())
    to, back = (gained + 1) / (runs + 2), (lost + 1) / (runs + 2)
    reach = _Z * float(np.sqrt((to + back - (to - back) ** 2) / (runs + 2)))
    value = (gained - lost) / runs
    low, high = max(to - back - reach, -1.0), min(to - back + reach, 1.0)
    return Estimate(value, min(low, value), max(high, value))
