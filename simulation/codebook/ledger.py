"""The record of acts: what happened, in which month, in which run. Outcomes are coded from it alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.float64] | NDArray[np.int16]

__all__ = ["HISTORY", "Ledger"]

HISTORY = 6
"""Months before the start that a ledger remembers: the longest trailing window of the codebook."""


class Ledger:
    """Counts of acts by month and run.

    A series is an array of shape ``(HISTORY + months, runs)``; row ``HISTORY + t`` is month t of the
    run, the rows before it are the dated record of the starting point, alike in every run. Acts of which
    only flags are recorded, nearly all, are kept in small whole numbers: the record is most of a model's
    memory.
    """

    def __init__(self, months: int, runs: int, history: Mapping[str, Mapping[int, float]] | None = None):
        self.shape = (HISTORY + months, runs)
        self.row = HISTORY - 1
        self._series: dict[str, Rows] = {}
        for act, dated in (history or {}).items():
            for offset, count in dated.items():
                self.series(act)[HISTORY + offset] += count

    def open_month(self) -> None:
        """Turn the page: what is added from now on belongs to the next month."""
        self.row += 1

    def rows(self, act: str) -> Rows:
        """The series of an act as it is kept, in whole numbers where only flags were recorded."""
        if act not in self._series:
            self._series[act] = np.zeros(self.shape, dtype=np.int16)
        return self._series[act]

    def series(self, act: str) -> Floats:
        """The whole series of an act, zeros where nothing was recorded; shape (HISTORY + months, runs)."""
        series: Floats = self.rows(act).astype(np.float64, copy=False)
        self._series[act] = series
        return series

    def add(self, act: str, count: NDArray[np.generic]) -> None:
        """Record acts of this month, shape (runs,); flags count as one."""
        rows = self.rows(act)
        if count.dtype.kind == "b":
            if np.count_nonzero(count):  # most flags are down in every run
                rows[self.row] += count
        else:
            if rows.dtype.kind != "f":
                rows = self.series(act)
            rows[self.row] += count

    def add_in(self, act: str, runs: NDArray[np.intp]) -> None:
        """Record an act of this month in some runs, each named once by its place in the block."""
        self.rows(act)[self.row, runs] += 1

    def now(self, act: str) -> Floats:
        """This month's count of an act, shape (runs,)."""
        row: Floats = self.rows(act)[self.row].astype(np.float64, copy=False)
        return row

    def last(self, act: str, months: int) -> Floats:
        """Sum of an act over the trailing window of `months`, this month included, shape (runs,).

        Rows are added one after another: a fixed order keeps every run's sum exact.
        """
        rows = self.rows(act)
        first = max(self.row - months + 1, 0)
        total = rows[first].copy()
        for row in range(first + 1, self.row + 1):
            total += rows[row]
        whole: Floats = total.astype(np.float64, copy=False)
        return whole

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
