"""The first parliament of every run, and seats per list over the runs, as a forecast prints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes.results import Results

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Parliament", "first_parliament", "seats_by_list"]


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


def seats_by_list(results: Results, scenario: str, level: float = 0.8) -> pd.DataFrame:
    """Mean seats, the central interval of `level`, and how often each list governs, largest list first.

    Every list of the roster has a row. `in_government` is the share of the runs with a new government.
    """
    wanted = ["run", "coalition", "months_to_form"]
    outcomes = results.part("outcomes", wanted, scenario).set_index("run")
    found = results.parliament(scenario)
    names = _roster(found)
    table = pd.DataFrame(found.of(names)[np.isin(found.runs, outcomes.index)], columns=names)
    formed = outcomes.loc[outcomes["months_to_form"].notna(), "coalition"].str.split("+")
    tail = (1.0 - level) / 2.0
    frame = pd.DataFrame(
        {
            "mean": table.mean(),
            "low": table.quantile(tail),
            "high": table.quantile(1.0 - tail),
            "in_government": [float(np.mean([name in lists for lists in formed])) for name in table.columns]
            if len(formed)
            else np.nan,
        }
    )
    return frame.sort_values("mean", ascending=False, kind="stable")


def _roster(found: Parliament) -> list[str]:
    """Every list that could have stood, whether or not it ever won a vote."""
    from simulation.model.institutions.ballots import load_electorate

    known = load_electorate().lists
    return [*known, *(name for name in found.lists if name not in known)]
