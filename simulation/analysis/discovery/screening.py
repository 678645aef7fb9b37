"""Which of hundreds of inputs are worth a closer look, by how often each part of their range holds a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import chdtrc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["SCREENED", "Screen"]

SCREENED: Final = 20  # inputs that are looked at
_BINS: Final = 8


class Screen:
    """Which of many inputs to look at: those whose eighths differ most in how often they hold a case.

    With hundreds of inputs that decide nothing, peeling them all would follow their luck. `values` is (runs,
    inputs), `nominal` as in `prim`.
    """

    def __init__(self, values: Floats, nominal: Flags) -> None:
        self._inputs = values.shape[1]
        self._bins = np.empty(values.shape, dtype=np.int32)
        ordered = np.sort(values, axis=0)  # what is missing comes last
        for column in range(self._inputs):
            bins = _binned(values[:, column], ordered[:, column], bool(nominal[column]))
            self._bins[:, column] = bins + column * (_BINS + 1)

    def foremost(self, rows: Flags, cases: Flags, most: int = SCREENED) -> list[int]:
        """At most `most` inputs, first those with the largest chi-squared over `rows`, by its probability."""
        bins, size = self._bins[rows].ravel(), self._inputs * (_BINS + 1)
        hits = np.repeat(cases[rows].astype(np.float64), self._inputs)
        shape, rate = (self._inputs, _BINS + 1), float(cases[rows].mean())
        runs = np.bincount(bins, minlength=size).reshape(shape)
        apart = (np.bincount(bins, hits, size).reshape(shape) - runs * rate) ** 2
        expected = np.maximum(runs * rate * (1 - rate), np.finfo(np.float64).tiny)
        squared = np.where(runs > 0, apart / expected, 0.0).sum(axis=1)
        doubts = chdtrc(np.maximum((runs > 0).sum(axis=1) - 1, 1), squared)
        return [int(column) for column in np.lexsort((-squared, doubts))[:most]]


def _binned(given: Floats, ordered: Floats, nominal: bool) -> NDArray[np.intp]:
    """The eighth, or the category, of every value; what is missing has a bin of its own."""
    missing = np.isnan(given)
    ordered = ordered[: ordered.size - int(missing.sum())]
    starts = ordered[np.append(True, ordered[1:] != ordered[:-1])] if ordered.size else ordered
    if nominal or starts.size <= _BINS:
        edges = starts[1:_BINS]
    else:
        edges = ordered[np.arange(1, _BINS) * ordered.size // _BINS]
        edges = edges[edges > ordered[0]]
    bins = np.searchsorted(edges, np.where(missing, 0.0, given), side="right")
    bins[missing] = _BINS
    return bins
