"""The two inputs that promise most together: where peeling by one input at a time would see nothing.

Where nearly all runs are cases, a slice far from the box is hardly thinner than the whole, and peeling
follows luck. A block of two inputs' sixths shows what neither shows alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["best_pair"]

_PARTS: Final = 6
_EDGES: Final = np.array(list(itertools.combinations(range(_PARTS + 1), 2)))  # where a range begins and ends


def best_pair(
    values: Floats, cases: Flags, columns: Sequence[int], weigh: Callable[[Floats, Floats], Floats]
) -> tuple[int, ...]:
    """The pair of `columns` with the block of sixths of greatest weight; none where there are not two.

    `values` is (runs, inputs); `weigh` gives the weight of blocks from their cases and their runs, arrays of
    one shape.
    """
    if len(columns) < 2:
        return ()
    parts = np.stack([_sixths(values[:, column]) for column in columns], axis=1)
    member = (parts[:, :, None] == np.arange(_PARTS)).reshape(len(values), -1).astype(np.float32)
    pairs = np.array(list(itertools.combinations(range(len(columns)), 2)))
    weights = weigh(_blocks(member[cases].T @ member[cases], pairs), _blocks(member.T @ member, pairs))
    best = pairs[int(weights.max(axis=(1, 2)).argmax())]
    return tuple(int(columns[place]) for place in best)


def _sixths(given: Floats) -> NDArray[np.intp]:
    """Which sixth each value lies in; what is missing lies in the last."""
    known = given[~np.isnan(given)]
    edges = np.unique(np.quantile(known, np.arange(1, _PARTS) / _PARTS))
    return np.searchsorted(edges, given, side="left")


def _blocks(counts: NDArray[np.float32], pairs: NDArray[np.intp]) -> Floats:
    """Sums over every block of two inputs' sixths, shape (pairs, ranges, ranges), from those of each cell."""
    cells = counts.reshape(counts.shape[0] // _PARTS, _PARTS, -1, _PARTS)[pairs[:, 0], :, pairs[:, 1], :]
    below = np.zeros((len(pairs), _PARTS + 1, _PARTS + 1))
    below[:, 1:, 1:] = cells.cumsum(axis=1, dtype=np.float64).cumsum(axis=2)
    rows = below[:, _EDGES[:, 1]] - below[:, _EDGES[:, 0]]
    found: Floats = rows[:, :, _EDGES[:, 1]] - rows[:, :, _EDGES[:, 0]]
    return found
