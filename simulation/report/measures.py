"""What answers a question: one outcome as a table of runs by scenarios, with its words.

Besides the columns of outcomes.parquet there are 'seats' (the list that comes first), 'seats.LIST'
(seats of a list in a run's first election) and 'coalition.LIST' (whether a list governs at the end).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from simulation import words
from simulation.batch.tables import BELIEFS
from simulation.outcomes import intervals
from simulation.outcomes.catalogue import OUTCOMES, in_order
from simulation.outcomes.intervals import Estimate
from simulation.plots.data import select
from simulation.plots.elections import CARETAKER, POOLS, parliaments
from simulation.plots.labels import (
    CATEGORICAL,
    MONTHS_TO_FORM,
    QUANTITIES,
    Category,
    Quantity,
    list_label,
    scenario_label,
)
from simulation.words import Count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes import Results
    from simulation.outcomes.intervals import Floats

DEFAULT: Final = "axis_verdict"
DEATHS: Final = "iraqi_deaths"  # come first wherever attacks are counted
MONTHS: Final = "months_to_form"
GOVERNS: Final = "in government"
NOT_THERE: Final = "not in government"
_SUBJECTS: Final[Mapping[str, str]] = {
    "axis_verdict": "where Iraq stands towards Iran's axis",
    "axis_direction": "which way Iraq moves",
    "pmf_fate": "what becomes of the Popular Mobilization Forces",
    "pm": "who is prime minister",
    "pm_kind": "what kind of prime minister governs",
    "pm_backing": "which camps govern",
    "seats": "which list comes first",
    "coalition": "which lists govern",
}
_CAPITAL: Final = ("Ira", "American")  # labels that begin with a name
_DIRECTIONS: Final = {
    "toward_iran": Category("towards Iran's axis", "a move towards Iran's axis", ""),
    "none": Category("no clear move", "no clear move", ""),
    "away": Category("away from Iran's axis", "a move away from Iran's axis", ""),
}


@dataclass(frozen=True)
class Measure:
    """An outcome in every run: `table` has a row per run and a column per scenario.

    Categories are text in the order of `categories`; numbers may be missing (NaN). `spoken` are the
    categories that sentences are about. `groups` numbers the beliefs that runs share, in a nested design.
    """

    name: str
    subject: str
    table: pd.DataFrame
    categories: Mapping[str, Category] = field(default_factory=dict)
    quantity: Quantity | None = None
    spoken: tuple[str, ...] = ()
    groups: pd.Series[Any] | None = None

    @property
    def numeric(self) -> bool:
        """Whether it is a number and not a category."""
        return self.quantity is not None

    def values(self, scenario: str) -> NDArray[Any]:
        """The runs of one scenario that have a value."""
        found: NDArray[Any] = self.table[scenario].dropna().to_numpy()
        return found

    def runs(self, scenario: str) -> int:
        """How many of them there are."""
        return int(self.table[scenario].notna().sum())

    def hits(self, category: str, scenario: str) -> int:
        """How many of them end in a category."""
        return int((self.table[scenario] == category).sum())

    def count(self, category: str, scenario: str) -> Count:
        """The same with what the runs are worth, where some share their beliefs."""
        column = self.table[scenario].dropna()
        return self._counted(column == category)

    def missing(self, scenario: str) -> Count:
        """In how many runs there is no value."""
        return self._counted(self.table[scenario].isna())

    def likely(self, category: str, scenario: str) -> str:
        """How likely a category is, in words (see `words.likelihood`)."""
        hits, runs, effect = self.count(category, scenario)
        return words.likelihood(hits, runs, effect=effect)

    def _counted(self, column: pd.Series[bool]) -> Count:
        holds: Floats = np.asarray(column, dtype=np.float64)
        effect = self.effect(holds, column.index)
        if self.groups is not None and holds.size and np.ptp(holds) == 0:
            effect = holds.size / self.groups.loc[column.index].nunique()  # all alike: beliefs are counted
        return Count(int(holds.sum()), holds.size, effect)

    def mean(self, scenario: str) -> Estimate:
        """The mean of a number under one scenario."""
        column = self.table[scenario].dropna()
        values = column.to_numpy(np.float64)
        return intervals.mean(values, self.effect(values, column.index))

    def effect(self, values: Floats, runs: pd.Index[Any]) -> float:
        """The design effect of one value per run: 1 where every run has beliefs of its own."""
        if self.groups is None:
            return 1.0
        return intervals.design_effect(values, np.unique(self.groups.loc[runs], return_inverse=True)[1])

    def ending(self, category: str) -> str:
        """A category as the subject of a sentence: 'Iraq hedging'."""
        known = self.categories.get(category)
        return known.ending if known else scenario_label(category)

    def label(self, category: str) -> str:
        """A category over a column: 'hedging'."""
        known = self.categories.get(category)
        return known.label if known else scenario_label(category)


def measure_of(results: Results, name: str) -> Measure | None:
    """The measure called `name`; None where the results hold nothing of the kind."""
    found = _measured(results, name)
    if found is None or BELIEFS not in results.outcomes:
        return found
    keys = results.outcomes[["run", BELIEFS]].drop_duplicates("run")
    return replace(found, groups=keys.set_index("run")[BELIEFS])


def _measured(results: Results, name: str) -> Measure | None:
    outcome, _, part = name.partition(".")
    if outcome == "seats":
        return _seats(results, name, part) if results.has_seats else None
    if outcome not in results.outcomes:
        return None
    wide = _wide(results.outcomes, outcome, results.scenarios)
    if part:
        return _governing(results, name, part, wide)
    if pd.api.types.is_numeric_dtype(results.outcomes[outcome]):
        return _number(name, wide.astype(np.float64))
    return _words(name, wide.astype("object"))


def _wide(table: pd.DataFrame, column: str, scenarios: tuple[str, ...]) -> pd.DataFrame:
    """A row per run, a column per scenario in the order of the file."""
    wide = table.pivot(index="run", columns="scenario", values=column)
    return wide.reindex(columns=list(scenarios))


def _words(name: str, wide: pd.DataFrame) -> Measure:
    found = [str(value) for value in pd.unique(wide.to_numpy().ravel()) if isinstance(value, str)]
    known = CATEGORICAL[name].categories if name in CATEGORICAL else {}
    known = _DIRECTIONS if name == "axis_direction" else known
    order = [*known, *(c for c in in_order(name, sorted(found)) if c not in known)]
    categories = {c: known.get(c) or Category(scenario_label(c), scenario_label(c), "") for c in order}
    return Measure(name, subject_of(name), wide, categories, spoken=tuple(order))


def _number(name: str, wide: pd.DataFrame) -> Measure:
    return Measure(name, subject_of(name), wide, quantity=quantity_of(name))


def quantity_of(name: str) -> Quantity:
    """The words of a numeric outcome; one that figures do not draw, in those of the catalogue."""
    if name in QUANTITIES or name == MONTHS:
        return QUANTITIES.get(name, MONTHS_TO_FORM)
    known = OUTCOMES.get(name)
    label = known.meaning if known else scenario_label(name)
    unit = known.unit.split(" in the run")[0] if known else ""
    return Quantity(label, label, unit, "violence", "fewer", "more")


def unit_of(quantity: Quantity) -> str:
    """The unit that a sentence needs: none for an index, nor where the label says what is counted."""
    counts = quantity.family in ("violence", "deaths") and quantity.unit not in quantity.label.lower()
    return quantity.unit if counts else ""


def subject_of(name: str) -> str:
    """An outcome as a sentence names it: 'where Iraq stands towards Iran's axis', 'Iraqis killed'."""
    if name in _SUBJECTS:
        return _SUBJECTS[name]
    numeric = name in QUANTITIES or name == MONTHS or (name in OUTCOMES and not OUTCOMES[name].categories)
    label = quantity_of(name).label if numeric else scenario_label(name)
    return label if label.startswith(_CAPITAL) else label[:1].lower() + label[1:]


def _governing(results: Results, name: str, part: str, wide: pd.DataFrame) -> Measure:
    """Whether a list governs at the end; a caretaker cabinet is no government."""
    inside = wide.map(lambda lists: part in str(lists).split("+"))
    if "pm_kind" in results.outcomes:
        inside &= _wide(results.outcomes, "pm_kind", results.scenarios) != CARETAKER
    table = inside.replace({True: GOVERNS, False: NOT_THERE}).astype("object").where(wide.notna())
    who = list_label(part)
    categories = {
        GOVERNS: Category(GOVERNS, f"{who} in government", ""),
        NOT_THERE: Category(NOT_THERE, f"{who} outside the government", ""),
    }
    return Measure(name, f"whether {who} governs", table, categories, spoken=(GOVERNS,))


def _seats(results: Results, name: str, part: str) -> Measure:
    """Seats of one list, or the list with the most: those of the first election of every run."""
    won = lists_won(results)
    if part:
        wide = pd.DataFrame({s: t[part] if part in t else 0.0 * t.sum(axis=1) for s, t in won.items()})
        label = f"Seats of {list_label(part)}"
        quantity = Quantity(label, label, "seats", "formation", "fewer", "more")
        return Measure(
            name, f"the seats of {list_label(part)}", _all_scenarios(wide, results), quantity=quantity
        )
    lists = {scenario: table.drop(columns=list(POOLS), errors="ignore") for scenario, table in won.items()}
    first = pd.DataFrame({scenario: table.idxmax(axis=1) for scenario, table in lists.items()})
    table = _all_scenarios(first.astype("object"), results)
    found = {str(value) for value in pd.unique(table.to_numpy().ravel()) if isinstance(value, str)}
    categories = {c: Category(list_label(c), f"{list_label(c)} first", "") for c in sorted(found)}
    return Measure(name, _SUBJECTS["seats"], table, categories, spoken=tuple(categories))


def _all_scenarios(table: pd.DataFrame, results: Results) -> pd.DataFrame:
    """A column for every scenario, empty for one in which nobody voted."""
    return table.reindex(columns=list(results.scenarios))


def lists_won(results: Results) -> dict[str, pd.DataFrame]:
    """Seats of every list in each run's first election, by scenario that voted: rows are runs."""
    held = parliaments(results, select(results))
    return {
        name: pd.DataFrame(held.of[name].seats, index=held.of[name].runs, columns=list(held.lists))
        for name in held.voted
    }
