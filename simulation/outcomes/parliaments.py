"""The first parliament of every run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Parliament", "first_parliament"]


@dataclass(frozen=True, slots=True)
class Parliament:
    """The first election of a scenario: `runs` that voted, its `month`, and `seats` of shape (runs, lists).

    `lists` name the columns; `again` counts the runs that voted a second time.
    """

    runs: Ints
    month: str
    lists: tuple[str, ...]
    seats: Floats
    again: int

    @property
    def held(self) -> bool:
        """Whether any run voted."""
        return self.runs.size > 0

    def of(self, lists: Sequence[str]) -> Floats:
        """Seats of some lists, (runs, lists): 0 for one that has no column."""
        held = dict(zip(self.lists, self.seats.T, strict=True))
        nothing = np.zeros(self.runs.size)
        return np.stack([held.get(name, nothing) for name in lists], axis=1)


def first_parliament(table: pd.DataFrame) -> Parliament:
    """The first parliament of each run, from one scenario's rows of seats.

    The file leaves out lists without a vote; here they have 0 seats. Runs without an election are left out.
    """
    when, months = _codes(table["election"])
    runs, where = np.unique(table["run"].to_numpy(np.int64), return_inverse=True)
    first, last = np.full(runs.size, len(months)), np.full(runs.size, -1)
    np.minimum.at(first, where, when)
    np.maximum.at(last, where, when)
    kept = when == first[where]
    which, lists = _codes(table["list"])
    places = where * len(lists) + which
    won, size = table["seats"].to_numpy(np.float64), runs.size * len(lists)
    cells: Floats = np.bincount(places[kept], weights=won[kept], minlength=size).astype(np.float64)
    month = str(months[int(first.min())]) if runs.size else ""
    seats = cells.reshape(runs.size, len(lists))
    return Parliament(runs, month, tuple(lists), seats, int((last > first).sum()))


def _codes(column: pd.Series[Any]) -> tuple[Ints, list[str]]:
    """A column of words as numbers into the words in their order."""
    codes, words = pd.factorize(column, sort=True)
    return codes.astype(np.int64), [str(word) for word in words]
