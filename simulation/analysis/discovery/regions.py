"""A box in the space of numbered inputs, which PRIM moves the sides of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["Region", "roundest"]


@dataclass(frozen=True)
class Region:
    """A box: every input `low` < value <= `high`, shape (inputs,), and of some inputs values left out.

    `out` holds (input, value) of categories that are not in it. What is missing (NaN) lies in no
    restricted input's range.
    """

    low: Floats
    high: Floats
    out: frozenset[tuple[int, float]] = frozenset()

    @classmethod
    def whole(cls, inputs: int) -> Region:
        """Everything."""
        return cls(np.full(inputs, -np.inf), np.full(inputs, np.inf))

    @property
    def restricted(self) -> list[int]:
        """The inputs that it restricts."""
        edges = np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))
        return sorted({*map(int, edges), *(column for column, _ in self.out)})

    def freed(self, column: int) -> Region:
        """The box without what it says of one input."""
        low, high = self.low.copy(), self.high.copy()
        low[column], high[column] = -np.inf, np.inf
        return Region(low, high, frozenset(each for each in self.out if each[0] != column))

    def bounded(self, column: int, *, low: float | None = None, high: float | None = None) -> Region:
        """The box with another bound on one input."""
        lows, highs = self.low.copy(), self.high.copy()
        if low is not None:
            lows[column] = low
        if high is not None:
            highs[column] = high
        return Region(lows, highs, self.out)

    def holds(self, values: Floats) -> Flags:
        """Which rows of `values`, shape (runs, inputs), lie in it."""
        inside = np.ones(len(values), dtype=np.bool_)
        for column in self.restricted:
            given = values[:, column]
            if np.isfinite(self.low[column]):
                inside &= given > self.low[column]
            if np.isfinite(self.high[column]):
                inside &= given <= self.high[column]
            left_out = [value for each, value in self.out if each == column]
            if left_out:
                inside &= ~np.isin(given, left_out) & ~np.isnan(given)
        return inside


def roundest(low: float, high: float, best: float) -> float:
    """The number with fewest digits above `low` and below `high`, and of those the nearest to `best`."""
    digits = math.floor(-math.log10(high - low)) if high > low else 15
    for step in (size * 10.0 ** -(digits + more) for more in range(3) for size in (1.0, 0.5, 0.2)):
        found = round(step * min(max(round(best / step), math.floor(low / step) + 1), high / step), 12)
        if low < found < high and abs(found / step - round(found / step)) < 1e-6:
            return found
    return (low + high) / 2
