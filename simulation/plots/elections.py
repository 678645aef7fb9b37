"""What figures read of elections: the first parliament of every run, and the governments that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.outcomes.parliaments import Parliament
from simulation.plots.data import NothingToDrawError, ResultsLike, Selection

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

NO_VOTE: Final = "no election was held in these runs"
CARETAKER: Final = "caretaker"
# Rows that are many lists or none: never called the largest list.
POOLS: Final = ("others_shia", "others_sunni", "others_kurd", "civil", "independents", "minority_quota")


@dataclass(frozen=True, slots=True)
class Parliaments:
    """First parliaments by scenario; `lists` are the columns of seats, the largest on average first."""

    lists: tuple[str, ...]
    of: Mapping[str, Parliament]

    @property
    def voted(self) -> tuple[str, ...]:
        """The scenarios in which an election was held."""
        return tuple(name for name, found in self.of.items() if found.held)

    @property
    def again(self) -> int:
        """Runs with a second election, over all scenarios."""
        return sum(found.again for found in self.of.values())


@dataclass(frozen=True, slots=True)
class Governments:
    """Who governs at the end in one scenario: `runs` with a government, `inside` of shape (runs, lists).

    `voted` counts the runs that held an election.
    """

    runs: Ints
    inside: Flags
    voted: int


def parliaments(results: ResultsLike, chosen: Selection) -> Parliaments:
    """The first parliament of every run. Raises `NothingToDrawError` where no run voted."""
    if not results.columns("seats"):
        raise NothingToDrawError(NO_VOTE)
    found = {name: results.parliament(name) for name in chosen.names}
    if not any(each.held for each in found.values()):
        raise NothingToDrawError(NO_VOTE)
    return _largest_first(found)


def _largest_first(found: Mapping[str, Parliament]) -> Parliaments:
    """The parliaments with columns in one order."""
    lists = sorted({name for each in found.values() for name in each.lists})
    means = np.sum([each.of(lists).mean(axis=0) for each in found.values() if each.held], axis=0)
    order = tuple(lists[row] for row in sorted(range(len(lists)), key=lambda row: (-means[row], lists[row])))
    return Parliaments(
        order, {name: replace(each, lists=order, seats=each.of(order)) for name, each in found.items()}
    )


def governments(results: ResultsLike, held: Parliaments, name: str) -> Governments:
    """The governments of a scenario's runs that voted; a caretaker cabinet is none."""
    table = results.outcomes
    table = table.loc[(table["scenario"] == name) & table["run"].isin(held.of[name].runs)]
    coalition = table["coalition"].fillna("").astype(str)
    invested = coalition != ""
    if "pm_kind" in table:
        invested &= table["pm_kind"].astype(str) != CARETAKER
    joined = "+" + coalition[invested] + "+"
    inside = [joined.str.contains(f"+{one}+", regex=False).to_numpy(np.bool_) for one in held.lists]
    runs = table.loc[invested, "run"].to_numpy(np.int64)
    return Governments(runs, np.column_stack(inside), len(table))


def month_number(month: str) -> int:
    """`YYYY-MM` as a count of months."""
    year, rest = month.split("-")
    return int(year) * 12 + int(rest)
