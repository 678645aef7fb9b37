"""The record of acts: what happened, in which month, in which run. Outcomes are coded from it alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["HISTORY", "Ledger"]

HISTORY = 6
"""Months before the start that a ledger remembers: the longest trailing window of the codebook."""


class Ledger:
    """Counts of acts by month and run.

    A series is an array of shape ``(HISTORY + months, runs)``; row ``HISTORY + t`` is month t of the
    run, the rows before it are the dated record of the starting point, alike in every run.
    """

    def __init__(self, months: int, runs: int, history: Mapping[str, Mapping[int, float]] | None = None):
        self.shape = (HISTORY + months, runs)
        self.row = HISTORY - 1
        self._series: dict[str, Floats] = {}
        for act, dated in (history or {}).items():
            for offset, count in dated.items():
                self.series(act)[HISTORY + offset] += count

    def open_month(self) -> None:
        """Turn the page: what is added from now on belongs to the next month."""
        self.row += 1

    def series(self, act: str) -> Floats:
        """The whole series of an act, zeros where nothing was recorded; shape (HISTORY + months, runs)."""
        if act not in self._series:
            self._series[act] = np.zeros(self.shape)
        return self._series[act]

    def add(self, act: str, count: NDArray[np.generic]) -> None:
        """Record acts of this month, shape (runs,); flags count as one."""
        series = self.series(act)
        if count.dtype.kind != "b" or np.count_nonzero(count):  # most flags are down in every run
            series[self.row] += count

    def now(self, act: str) -> Floats:
        """This month's count of an act, shape (runs,)."""
        row: Floats = self.series(act)[self.row]
        return row

    def last(self, act: str, months: int) -> Floats:
        """Sum of an act over the trailing window of `months`, this month included, shape (runs,).

        Rows are added one after another: a fixed order keeps every run's sum exact.
        """
        series = self.series(act)
        first = max(self.row - months + 1, 0)
        total: Floats = series[first].copy()
        for row in range(first + 1, self.row + 1):
            total += series[row]
        return total

    def since_start(self, act: str) -> Floats:
        """Sum of an act since the run began, shape (runs,)."""
        played = self.row - HISTORY + 1
        return self.last(act, played) if played > 0 else np.zeros(self.shape[1])

    def __contains__(self, act: str) -> bool:
        return act in self._series

    @property
    def acts(self) -> tuple[str, ...]:
        """Names of all acts recorded so far."""
        return tuple(self._series)
