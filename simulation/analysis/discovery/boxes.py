"""Boxes: conditions on the inputs of runs, in words and as flags, with density and coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from simulation.batch.tables import BELIEF
from simulation.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.discovery.regions import Region
    from simulation.analysis.signposts.observables import Event
    from simulation.outcomes.intervals import Estimate

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["Again", "Box", "Condition", "Inputs", "Membership", "Restriction", "inputs_of", "restrictions_of"]

CHOICES: Final = (
    6  # whole numbers with at most so many values, and more than two, are choices without an order
)


@dataclass(frozen=True, slots=True)
class Restriction:
    """An input kept above or below a bound; `words` say so where the numbers would not (an event)."""

    parameter: str
    above: bool
    bound: float
    words: str = ""

    def __str__(self) -> str:
        return self.words or f"{self.parameter} {'above' if self.above else 'at most'} {self.bound:.3g}"

    def holds(self, values: Floats) -> Flags:
        """Where it holds; nowhere where a value is missing."""
        return values > self.bound if self.above else values <= self.bound

    def like(self, other: Condition) -> bool:
        """Whether another says the same, but for where the bound lies."""
        return isinstance(other, Restriction) and (other.parameter, other.above) == (
            self.parameter,
            self.above,
        )


@dataclass(frozen=True, slots=True)
class Membership:
    """A choice kept to some of its values, which have no order; `labels` are what they are called."""

    parameter: str
    values: tuple[float, ...]
    labels: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.parameter} {' or '.join(self.labels)}"

    def holds(self, values: Floats) -> Flags:
        """Where it holds."""
        return np.isin(values, self.values)

    def like(self, other: Condition) -> bool:
        """Whether another keeps the same choice to the same values."""
        return isinstance(other, Membership) and (other.parameter, other.values) == (
            self.parameter,
            self.values,
        )


Condition = Restriction | Membership


@dataclass(frozen=True, slots=True)
class Again:
    """How often a search among other halves of the runs finds a box again.

    Of `splits` halves, `whole` had all of its conditions in one box, and `each` has the count of every one
    of them. `density` and `coverage` are the middle and the central 95% of what the boxes found again come
    to in the runs that did not help to find them.
    """

    splits: int
    whole: int
    each: tuple[int, ...]
    density: Estimate
    coverage: Estimate


@dataclass(frozen=True, slots=True)
class Box:
    """Conditions under which an outcome happens more often, judged by runs that did not help to find them.

    `density` is the share of runs in the box that end so, with its 95% interval; `coverage` the share of
    all runs that end so which are in the box, `covered` the same with its interval; `base` the share of all
    runs that end so; `runs` how many of the runs that judge are in the box. `doubts` holds for every
    parameter, in the order of the restrictions, the quasi-p among the runs that judge.
    """

    restrictions: tuple[Condition, ...]
    density: Estimate
    coverage: float
    base: float
    runs: int
    method: str = "tree"
    covered: Estimate | None = None
    doubts: tuple[float, ...] = ()
    again: Again | None = None

    def __str__(self) -> str:
        return said(self.restrictions)

    @property
    def parameters(self) -> list[str]:
        """The inputs that it restricts, each once."""
        return list(dict.fromkeys(each.parameter for each in self.restrictions))


def said(box: Iterable[Condition]) -> str:
    """Conditions as part of a sentence; both bounds of an input together."""
    by_name: dict[str, list[Condition]] = {}
    for each in box:
        by_name.setdefault(each.parameter, []).append(each)
    return " and ".join(map(_said, by_name.values()))


def _said(same: Sequence[Condition]) -> str:
    bounds = [each for each in same if isinstance(each, Restriction) and not each.words]
    if len(bounds) == len(same) == 2:
        low, high = sorted(bounds, key=lambda each: not each.above)
        return f"{low.parameter} from {low.bound:.3g} to {high.bound:.3g}"
    return " and ".join(map(str, same))


@dataclass(frozen=True, eq=False)
class Inputs:
    """What runs differ in: `values` (runs, inputs), which of them are choices, and words for events.

    `labels` names the values of choices that are text; `words` holds for each event what is said where it
    was not seen, and where it was.
    """

    names: tuple[str, ...]
    values: Floats
    nominal: Flags
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def inside(self, box: Iterable[Condition]) -> Flags:
        """Which runs fulfil every condition."""
        held = np.ones(len(self.values), dtype=np.bool_)
        for each in box:
            held &= each.holds(self.values[:, self.names.index(each.parameter)])
        return held

    def bound(self, name: str, above: bool, at: float) -> Restriction:
        """A restriction of one input, with the words of an event where it is one."""
        return Restriction(name, above, at, self.words[name][above] if name in self.words else "")

    def among(self, name: str, without: Iterable[float]) -> Membership:
        """A choice without some of its values."""
        held = self.values[:, self.names.index(name)]
        left = [float(value) for value in np.unique(held[~np.isnan(held)]) if value not in set(without)]
        known = self.labels.get(name)
        return Membership(name, tuple(left), tuple(known[int(v)] if known else f"{v:g}" for v in left))


def inputs_of(frame: pd.DataFrame, events: Mapping[Event, Flags] | None = None) -> Inputs:
    """The beliefs of a table of outcomes that differ between runs (columns "belief.NAME"), and events.

    Text, and whole numbers of three to six values, are choices without an order. Raises `InputError` where
    nothing differs.
    """
    drawn = frame.loc[:, ~frame.columns.duplicated() & frame.columns.astype(str).str.startswith(BELIEF)]
    values, labels = _numbers(drawn)
    names = [str(column).removeprefix(BELIEF) for column in drawn.columns]
    known = ~np.isnan(values)
    low, high = (
        far(values, axis=0, where=known, initial=end) for far, end in ((np.min, np.inf), (np.max, -np.inf))
    )
    differ = np.flatnonzero(low < high)
    if not differ.size and not events:
        raise InputError(
            "no belief differs between these runs: there is nothing to look for conditions among"
        )
    nominal = [names[place] in labels or _is_choice(values[:, place]) for place in differ]
    words = {str(event): (event.words(False), event.words(True)) for event in events or ()}
    flags = [seen.astype(np.float64)[:, None] for seen in (events or {}).values()]
    return Inputs(
        (*(names[place] for place in differ), *words),
        np.hstack([values[:, differ], *flags]),
        np.array([*nominal, *[False] * len(words)], dtype=np.bool_),
        labels,
        words,
    )


def _numbers(drawn: pd.DataFrame) -> tuple[Floats, dict[str, list[str]]]:
    """A table as numbers, NaN where a cell is empty; of text the places of its words, and the words."""
    labels: dict[str, list[str]] = {}
    table = {}
    for place, column in enumerate(map(str, drawn.columns)):
        if not pd.api.types.is_numeric_dtype(drawn.dtypes.iloc[place]):
            codes, known = pd.factorize(drawn.iloc[:, place], sort=True)
            table[place] = np.where(codes < 0, np.nan, codes.astype(np.float64))
            labels[column.removeprefix(BELIEF)] = [str(word) for word in known]
    numeric = [place for place in range(drawn.shape[1]) if place not in table]
    values = np.empty(drawn.shape)
    values[:, numeric] = drawn.iloc[:, numeric].to_numpy(np.float64, na_value=np.nan)
    for place, codes in table.items():
        values[:, place] = codes
    return np.where(np.isfinite(values), values, np.nan), labels


def _is_choice(values: Floats) -> bool:
    """Whether a column holds whole numbers of three to six values."""
    for some in (values[:100], values):
        found = np.unique(some[~np.isnan(some)])
        if found.size > CHOICES or (found != np.round(found)).any():
            return False
    return found.size > 2


def restrictions_of(region: Region, inputs: Inputs, columns: Sequence[int]) -> tuple[Condition, ...]:
    """A box of PRIM over some of the inputs, as conditions."""
    found: list[Condition] = []
    for place in region.restricted:
        name = inputs.names[columns[place]]
        if np.isfinite(region.low[place]):
            found.append(inputs.bound(name, True, float(region.low[place])))
        if np.isfinite(region.high[place]):
            found.append(inputs.bound(name, False, float(region.high[place])))
        without = [value for column, value in region.out if column == place]
        if without:
            found.append(inputs.among(name, without))
    return tuple(found)
