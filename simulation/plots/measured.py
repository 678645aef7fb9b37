"""What a figure measures in every run: a quantity, or whether a categorical outcome is one of its values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from simulation.errors import InputError, nearest
from simulation.outcomes.summary import is_number, outcome_names
from simulation.plots.data import NothingToDrawError, ResultsLike, by_run
from simulation.plots.labels import CATEGORICAL, QUANTITIES, Quantity, quantity_of
from simulation.plots.paired import Difference, mean_difference, share_difference
from simulation.words import number, signed


@dataclass(frozen=True, slots=True)
class Measure:
    """A number per run: `column` itself, or 100 where it is `category` and 0 elsewhere."""

    column: str
    category: str
    quantity: Quantity

    @property
    def share(self) -> bool:
        """Whether its mean is a share in 100."""
        return bool(self.category)

    def values(self, results: ResultsLike, name: str) -> pd.Series[Any]:
        """Shape (runs with a value,), by run number."""
        table = results.outcomes
        table = table.loc[table["scenario"] == name, ["run", self.column]].dropna()
        column = table.set_index("run")[self.column]
        return 100.0 * (column.astype(str) == self.category) if self.share else column.astype(np.float64)

    def difference(self, results: ResultsLike, ours: str, theirs: str) -> Difference:
        """Paired difference of two scenarios' means, over the runs that both hold."""
        table = by_run(results, self.column, (ours, theirs))
        if self.share:
            flags = table.astype(str) == self.category
            pair = (flags[ours].to_numpy(np.bool_), flags[theirs].to_numpy(np.bool_))
            found = share_difference(self.column, ours, theirs, *pair, self.category)
            return replace(found, estimate=100 * found.estimate, low=100 * found.low, high=100 * found.high)
        one, other = (table[name].to_numpy(np.float64) for name in (ours, theirs))
        return mean_difference(self.column, ours, theirs, one, other)

    def text(self, value: float, decimals: int, *, change: bool = False) -> str:
        """A value, or a change of it, with its sign where zero is no end of the scale."""
        return (signed if change or self.quantity.low < 0 else number)(value, decimals)


def measure_of(results: ResultsLike, outcome: str) -> Measure:
    """The measure that is called "axis_index" or "axis_verdict=leaving".

    Raises `InputError` for an outcome that the results do not hold, or a category it never had.
    """
    column, _, category = outcome.partition("=")
    held = outcome_names([str(name) for name in results.outcomes.columns])
    if column not in held:
        if column in QUANTITIES:
            raise NothingToDrawError(f"the results hold no {QUANTITIES[column].label.lower()}")
        raise InputError(f"no outcome {column!r} in the results; {nearest(column, held)}")
    if is_number(results.outcomes[column]) and not category:
        return Measure(column, "", quantity_of(column))
    known = _categories(results, column)
    if category not in known:
        choices = ", ".join(f"{column}={one}" for one in known[:8])
        raise InputError(f"{outcome!r} is no number; ask for the share of one of its values: {choices}")
    return Measure(column, category, _share(column, category))


def _categories(results: ResultsLike, column: str) -> list[str]:
    seen = sorted({str(value) for value in results.outcomes[column].dropna().unique()})
    known = list(CATEGORICAL[column].categories) if column in CATEGORICAL else []
    return [*known, *(value for value in seen if value not in known)]


def _share(column: str, category: str) -> Quantity:
    what = CATEGORICAL.get(column)
    known = what.categories.get(category) if what else None
    label = known.ending if known else f"{column} {category}".replace("_", " ")
    label = label[:1].upper() + label[1:]
    return Quantity(label, label, "in 100 futures", "share", "less often", "more often", high=100.0)
