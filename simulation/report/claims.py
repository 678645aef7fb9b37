"""Claims that the data support: computed first, put into words afterwards (`answer`).

Runs of two scenarios with one number share their beliefs and luck, so every comparison is run by
run. Of many comparisons the largest is picked, so a claim is held only where the interval of all of
them together leaves out zero (Bonferroni).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.outcomes import intervals
from simulation.outcomes.intervals import Estimate
from simulation.plots.paired import ENOUGH_TO_CLAIM, Difference
from simulation.report.design import Design, Factor
from simulation.report.measures import Measure

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from simulation.words import Count


ENOUGH: Final = ENOUGH_TO_CLAIM  # runs, below which nothing is claimed


@dataclass(frozen=True, slots=True)
class Standing:
    """How often one category comes, scenario by scenario in the order of the design."""

    measure: str
    category: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """The two scenarios that differ most in an outcome, and by how much.

    `found` is the mean (or the share of runs in `category`) under `more` less that under `less`, run
    by run; `values` are the two, `looks` how many comparisons it was picked from, `effect` the size in
    standard deviations within a scenario.
    """

    measure: str
    category: str
    more: str
    less: str
    values: tuple[float, float]
    runs: int
    found: Estimate
    looks: int
    effect: float = np.inf

    @property
    def held(self) -> bool:
        """Whether it may be claimed."""
        return survives(self.found, self.runs, self.looks)


@dataclass(frozen=True, slots=True)
class Sameness:
    """In how many runs an outcome is the same under every scenario."""

    measure: str
    same: int
    runs: int


@dataclass(frozen=True, slots=True)
class Sway:
    """How much changing one factor alone changes an outcome, the others being the same.

    Categories: the share of pairs of levels, averaged over runs, in which the ending differs.
    Numbers: the mean size of the difference. `held`: whether its levels differ on the whole, and not
    only to and fro.
    """

    measure: str
    factor: Factor
    found: Estimate
    held: bool


@dataclass(frozen=True, slots=True)
class Rivalry:
    """Two factors compared: the one that sways more, the other, and by how much it sways more."""

    more: Sway
    less: Sway
    found: Estimate

    @property
    def held(self) -> bool:
        """Whether it can be told from chance that the one sways more than the other."""
        return self.more.held and self.found.low > 0


def survives(found: Estimate, runs: int, looks: int) -> bool:
    """Whether a paired difference may be claimed though it was picked from `looks` of them."""
    return Difference("", "", "", runs, found.value, found.low, found.high).survives(looks)


def standing(measure: Measure, category: str, design: Design) -> Standing:
    """How often a category comes under each scenario."""
    return Standing(measure.name, category, tuple(measure.count(category, name) for name in design.names))


def commonest(measure: Measure, design: Design) -> str | None:
    """The category that comes most often under every scenario; None where it is not the same in all."""
    leaders = set()
    for name in design.names:
        hits = {category: measure.hits(category, name) for category in measure.categories}
        best = max(hits.values(), default=0)
        leaders.add(tuple(category for category, count in hits.items() if count == best))
    only = leaders.pop() if len(leaders) == 1 else ()
    return only[0] if len(only) == 1 else None


def clearest(measure: Measure, design: Design) -> Contrast | None:
    """The largest held contrast between two scenarios, or else the largest; None for one scenario."""
    if len(design.names) < 2:
        return None
    found = contrasts(measure, design)
    return max(found, key=lambda each: (each.held, abs(each.found.value)), default=None)


def contrasts(measure: Measure, design: Design) -> list[Contrast]:
    """For every category spoken of (or for the number): the scenarios with the most and the least."""
    pairs = len(design.names) * (len(design.names) - 1) // 2
    kinds = ("",) if measure.numeric else measure.spoken
    looks = pairs * len(kinds)
    found = []
    for category in kinds:
        levels = {name: _level(measure, category, name) for name in design.names if measure.runs(name)}
        if len(levels) > 1:
            more, less = max(levels, key=levels.__getitem__), min(levels, key=levels.__getitem__)
            if more == less:  # all alike: any two will do
                more, less = list(levels)[:2]
            found.append(contrast(measure, category, more, less, looks))
    return found


def contrast(measure: Measure, category: str, more: str, less: str, looks: int = 1) -> Contrast:
    """One scenario less another, over the runs in which both have a value."""
    both = measure.table[[more, less]].dropna()
    if measure.numeric:
        ours, theirs = (both[name].to_numpy(np.float64) for name in (more, less))
        gap = intervals.mean(ours - theirs, measure.effect(ours - theirs, both.index))
    else:
        ours, theirs = (both[name].to_numpy() == category for name in (more, less))
        change = ours.astype(np.float64) - theirs
        gap = intervals.share_difference(ours, theirs, measure.effect(change, both.index))
    values = (float(ours.mean()), float(theirs.mean())) if len(both) else (np.nan, np.nan)
    spread = float(np.sqrt((ours.var() + theirs.var()) / 2)) if len(both) else 0.0
    effect = abs(gap.value) / spread if spread > 0 else np.inf
    return Contrast(measure.name, category, more, less, values, len(both), gap, looks, effect)


def _level(measure: Measure, category: str, name: str) -> float:
    values = measure.values(name)
    return float(values.astype(np.float64).mean() if measure.numeric else (values == category).mean())


def sameness(measure: Measure, design: Design) -> Sameness:
    """In how many runs that every scenario holds the outcome is the same in all."""
    table = measure.table[list(design.names)].dropna().to_numpy()
    same = (table == table[:, :1]).all(axis=1) if len(table) else np.zeros(0, dtype=bool)
    return Sameness(measure.name, int(same.sum()), len(table))


# --- crossed factors -------------------------------------------------------------------------------


def rivalry(measure: Measure, design: Design) -> Rivalry | None:
    """The two factors that sway the outcome most; None where nothing is crossed."""
    if not design.factors:
        return None
    table = measure.table[list(design.names)].dropna()
    if not len(table):
        return None

    def mean(runs: NDArray[np.float64]) -> Estimate:
        return intervals.mean(runs, measure.effect(runs, table.index))

    moved = [_moved(measure, table, design, place) for place in range(len(design.factors))]
    sways = [
        Sway(measure.name, factor, mean(runs), _differs(measure, table, design, place))
        for place, (factor, runs) in enumerate(zip(design.factors, moved, strict=True))
    ]
    order = sorted(range(len(sways)), key=lambda place: (not sways[place].held, -sways[place].found.value))
    first, second = order[:2]
    return Rivalry(sways[first], sways[second], mean(moved[first] - moved[second]))


def _moved(measure: Measure, table: pd.DataFrame, design: Design, place: int) -> NDArray[np.float64]:
    """Per run, how much two levels of a factor differ, averaged over all pairs, shape (runs,)."""
    total = np.zeros(len(table))
    count = 0
    for group in design.alike_but(place):
        for a, b in itertools.combinations(group, 2):
            ours, theirs = table[a].to_numpy(), table[b].to_numpy()
            total += np.abs(ours - theirs) if measure.numeric else ours != theirs
            count += 1
    return total / max(count, 1)


def _differs(measure: Measure, table: pd.DataFrame, design: Design, place: int) -> bool:
    """Whether two levels of a factor differ on the whole, averaged over the other factors."""
    groups = design.alike_but(place)
    levels = len(design.factors[place].levels)
    kinds = ("",) if measure.numeric else measure.spoken
    looks = levels * (levels - 1) // 2 * len(kinds)
    for kind in kinds:
        held = table.to_numpy(np.float64) if measure.numeric else (table == kind).to_numpy(np.float64)
        columns = {name: held[:, column] for column, name in enumerate(table.columns)}
        means = [np.mean([columns[group[level]] for group in groups], axis=0) for level in range(levels)]
        order = np.argsort([float(mean.mean()) for mean in means])
        change = means[order[-1]] - means[order[0]]
        gap = intervals.mean(change, measure.effect(change, table.index))
        if survives(gap, len(table), looks):
            return True
    return False
